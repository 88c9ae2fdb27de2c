"""What was said and changes nothing: every field that can be idle, where it is so, with the exact reason.

Each time every field there is counts as said, so that a field that is not named is one that is used there.
"""

import pytest
from planning import START, asked

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.alerts.unused import (
    not_used,
    of_course,
    of_dates,
    of_one_infusion,
    of_taper,
    of_taper_alone,
)
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import Dated, Tapered
from ivigcalc.core.course.tapered import taper_of_course
from ivigcalc.core.plan import one_infusion, worked_out
from ivigcalc.core.printed.sources import Citation
from ivigcalc.documents.resolve import course, infused_once
from ivigcalc.request.fields import FIELDS

EVERY = frozenset(FIELDS)
CATALOGUE = Catalogue()
BASE = {"weight": "70kg", "dose": "1g/kg", "days": 1, "concentration": "10%"}
LADDER = {"rates": "1x30,2 mL/kg/h"}
OCTAGAM = {"product": "octagam-10", "market": "us", "concentration": None}
DATES = {"start": START, "every": "4w", "cycles": 3}

SEX = {"sex": "no weight here depends on it"}
AGE = {"age": "no risk and no weight here depends on it"}
RISK = {"risk": "nothing here depends on it"}
PREGNANT = {
    "pregnant": "the dose is on actual body weight, pregnant or not",
    "pre_pregnancy_weight": "the dose is on actual body weight",
}
PATIENT = {**SEX, **AGE, **RISK, **PREGNANT}
NO_RATE = dict.fromkeys(("max_rate", "pump_step", "first_infusion"), "no rate is on file or entered")
NO_CLOCK = {"tz": "no clock time is given"}
NO_VIALS = {"tolerance": "the dose is exact, and no vial sizes are known"}
NOT_CLOSED = dict.fromkeys(("move", "move_limit"), "no day is closed")


def situation(said):
    return worked_out(course(asked({name: value for name, value in {**BASE, **said}.items() if value}), CATALOGUE))


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        ({}, {**PATIENT, **NO_VIALS, **NO_RATE, **NO_CLOCK}),
        ({"product": "yimmugo", "concentration": None}, {**PATIENT, **NO_RATE, **NO_CLOCK}),
        (LADDER, {**PATIENT, **NO_VIALS, **NO_CLOCK}),
        ({**LADDER, "vials": "5,10"}, {**PATIENT, **NO_CLOCK}),
        ({**LADDER, "rounding": "5g"}, {**PATIENT, **NO_CLOCK}),
        ({**LADDER, **DATES, "at": "09:00"}, {**PATIENT, **NO_VIALS}),
        ({**LADDER, **DATES}, {**PATIENT, **NO_VIALS, **NO_CLOCK}),
        (
            {**LADDER, "split": "40g,30g", "days": 2, "dose": "70g/cycle", "vials": "5,10"},
            {**PATIENT, "rounding": "the day doses are entered", **NO_CLOCK},
        ),
        (
            {**LADDER, "split": "40g,30g", "days": 2, "dose": "70g/cycle"},
            {**PATIENT, "rounding": "the day doses are entered", **NO_CLOCK},
        ),
        ({**LADDER, "indication": "gbs"}, {**PATIENT, **NO_VIALS, **NO_CLOCK}),
        ({**LADDER, "regimen": "gbs"}, {**PATIENT, "indication": "the regimen names it", **NO_VIALS, **NO_CLOCK}),
        ({**LADDER, "max_dose": "69g"}, {**PATIENT, **NO_VIALS, **NO_CLOCK}),
        (
            {**LADDER, "max_dose": "70g"},
            {**PATIENT, **NO_VIALS, "max_dose": "no dose comes to more", **NO_CLOCK},
        ),
        # above 65 years at risk, unless it was said that there is none
        ({**OCTAGAM, "age": 66}, {**SEX, **RISK, **PREGNANT, **NO_CLOCK}),
        ({**OCTAGAM, "age": 65}, {**SEX, **AGE, **RISK, **PREGNANT, **NO_CLOCK}),
        ({**OCTAGAM, "age": 66, "risk": ["none"]}, {**SEX, **AGE, **PREGNANT, **NO_CLOCK}),
        ({**OCTAGAM, "age": 66, "risk": ["renal"]}, {**SEX, **AGE, **PREGNANT, **NO_CLOCK}),
        # the weight of a policy that is told beside the actual one goes by the sex, and not by the age of an adult
        (
            {**LADDER, "weight": "100kg", "height": "175cm", "sex": "male", "age": 40},
            {**AGE, **RISK, **PREGNANT, **NO_VIALS, **NO_CLOCK},
        ),
        # a weight policy that looks at them
        (
            {**LADDER, "sex": "female", "height": "160cm", "weight_policy": "ideal"},
            {**AGE, **RISK, **PREGNANT, **NO_VIALS, **NO_CLOCK},
        ),
        (
            {
                "sex": "female",
                "height": "160cm",
                "weight_policy": "ontario",
                "weight_factor": "0.5",
                **LADDER,
                "pregnant": True,
                "pre_pregnancy_weight": "60kg",
            },
            {**AGE, **RISK, **NO_VIALS, **NO_CLOCK},
        ),
    ],
)
def test_what_a_course_does_not_use_has_its_reason(said, reasons):
    now = situation(said)
    assert reasons == of_course(now, EVERY, shows_patient=False)
    shown = {field: why for field, why in reasons.items() if field not in ("sex", "age", "risk")}
    assert shown == of_course(now, EVERY, shows_patient=True)
    assert {} == of_course(now, frozenset(), shows_patient=False)


@pytest.mark.parametrize(
    ("said", "fields", "reasons"),
    [
        ({}, EVERY, {**NO_CLOCK, **NOT_CLOSED, "anchor": "no cycle is moved"}),
        ({"at": "09:00"}, EVERY, {**NOT_CLOSED, "anchor": "no cycle is moved"}),
        ({"cycle_date": ["2=2026-02-05"]}, EVERY, {**NO_CLOCK, **NOT_CLOSED}),
        ({"start": None, "given": "2026-01-05"}, EVERY, {**NO_CLOCK, **NOT_CLOSED}),
        ({"closed": ["weekends"]}, EVERY, NO_CLOCK),
        ({"closed": ["2026-02-02"]}, EVERY, NO_CLOCK),
        ({"at": "09:00", "closed": ["2026-02-02"]}, EVERY, {}),
        ({}, frozenset(), {}),
    ],
)
def test_what_the_dates_do_not_use_has_its_reason(said, fields, reasons):
    now = situation({**DATES, **said})
    (dated,) = [stage for stage in now.stages if isinstance(stage, Dated)]
    assert reasons == of_dates(dated, fields - {"closed", "holidays"})


@pytest.mark.parametrize("field", ["closed", "holidays"])
def test_where_closed_days_were_said_moving_is_used_though_none_falls_into_the_time(field):
    (dated,) = [stage for stage in situation(DATES).stages if isinstance(stage, Dated)]
    assert NO_CLOCK == of_dates(dated, EVERY - {"closed", "holidays"} | {field})


NO_TABLETS = {"halves": "no tablets are known"}
NO_REDUCTION = {"taper_align": "no reduction is due between two cycles"}
NOT_ABOVE = {"steroid_max": "no dose is above it"}
NOT_ROUNDED = {"round_to": "no dose is rounded"}


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        ({"taper": "60x28,40"}, {**NO_TABLETS, **NO_REDUCTION, **NOT_ABOVE, **NOT_ROUNDED}),
        ({"taper": "60x28,40", "tablets": "de"}, {**NO_REDUCTION, **NOT_ABOVE, **NOT_ROUNDED}),
        ({"taper": "60x20,40", "tablets": "de", "taper_align": "cycles"}, {**NOT_ABOVE, **NOT_ROUNDED}),
        (
            {"taper": "1x28,0.5 mg/kg", "tablets": "de", "steroid_max": "69mg"},
            {**NO_REDUCTION, **NOT_ROUNDED},
        ),
        (
            {"taper": "1x28,0.5 mg/kg", "tablets": "de", "steroid_max": "70mg"},
            {**NO_REDUCTION, **NOT_ABOVE, **NOT_ROUNDED},
        ),
        (
            {"taper": "1x28,0.5 mg/kg", "weight": "71kg", "tablets": "de", "round_to": "5"},
            {**NO_REDUCTION, **NOT_ABOVE},
        ),
        ({"taper": "aramis", "tablets": "de"}, {**NO_REDUCTION, **NOT_ABOVE}),
    ],
)
def test_what_a_taper_does_not_use_has_its_reason(said, reasons):
    now = situation({**DATES, "steroid": "prednisolone", **said})
    (tapered,) = [stage for stage in now.stages if isinstance(stage, Tapered)]

    def again(tapering):
        return taper_of_course(now.case._replace(tapering=tapering), None, now.phases, now.cycles, ())

    assert reasons == of_taper(tapered, EVERY, again)
    assert {} == of_taper(tapered, frozenset(), again)


def test_a_taper_without_cycles_uses_none_of_what_says_when_they_are():
    of_cycles = "days every closed holidays move move_limit anchor cycles_from cycle_date at tz then"
    assert dict.fromkeys(of_cycles.split(), "no cycles are planned") == of_taper_alone(EVERY, ())
    assert {"tz": "no cycles are planned"} == of_taper_alone(frozenset({"tz", "taper"}), ())
    assert {} == of_taper_alone(EVERY, situation(DATES).cycles)


HELD = {"max_rate": "the rate kept does not reach it"}
NOT_FASTER = {"increase": "no faster step starts before the volume is used up"}
OF_A_COURSE = "dose days every cycles then vials rounding split tolerance stock day"
VOLUME = dict.fromkeys(OF_A_COURSE.split(), "a volume is given instead")


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        ({"dose": "28g"}, {"day": "there is one dose"}),
        ({"volume": "180mL"}, VOLUME),
        ({"volume": "180mL", "resume_rate": "140mL/h"}, {**HELD, **NOT_FASTER, **VOLUME}),
        ({"volume": "180mL", "resume_rate": "140mL/h", "max_rate": "140mL/h"}, {**NOT_FASTER, **VOLUME}),
        ({"volume": "180mL", "resume_rate": "140mL/h", "increase": True}, VOLUME),
        ({"volume": "60mL", "resume_rate": "140mL/h", "increase": True}, {**HELD, **NOT_FASTER, **VOLUME}),
    ],
)
def test_what_one_infusion_does_not_use_has_its_reason(said, reasons):
    case, infused = infused_once(asked({"weight": "70kg", "product": "kiovig", "market": "eu", **said}), CATALOGUE)
    made = one_infusion(case, infused, {}).infusion
    assert reasons == of_one_infusion(infused, made, EVERY)
    assert {} == of_one_infusion(infused, made, frozenset())


def test_one_note_names_each_field_with_its_reason():
    assert [
        Alert(
            "request.not-used",
            "note",
            "not used here: [[tz]] (no clock time is given), [[label]], [[sex]] (no weight here depends on it)",
            "omit it, or give what it needs",
            Citation("house", "what is entered changes the answer, is refused, or is named"),
        )
    ] == [*not_used({**NO_CLOCK, "label": "", **SEX})]
    assert [] == [*not_used({})]
