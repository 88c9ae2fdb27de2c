"""The parts of a plan on their own: weights side by side, one infusion, the dates alone, the taper alone."""

from datetime import date
from decimal import Decimal

import pytest
from planning import START, answer_to, asked, document, only, raised

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core import plan as core
from ivigcalc.core.course.one_infusion import infused_once
from ivigcalc.core.course.planned import (
    CheckpointRow,
    Clock,
    DayClock,
    InfusionRow,
    PlannedDay,
    PlannedPhase,
    PolicyWeight,
)
from ivigcalc.core.course.situation import PhaseSituation
from ivigcalc.core.dosing.dose import Dose, one_day
from ivigcalc.core.errors import Refused, Unreadable
from ivigcalc.core.patient import AtRisk
from ivigcalc.core.plan import taper as taper_alone
from ivigcalc.core.printed.monitoring import MonitoringRule
from ivigcalc.core.printed.sources import Citation, cited
from ivigcalc.documents import resolve
from ivigcalc.request.request import read

D = Decimal
OCTAGAM = {"product": "octagam-10", "market": "us"}
PREDNISOLONE = {"steroid": "prednisolone", "tablets": "de"}


def weights(**said):
    """The row of each policy."""
    return {row.policy: row for row in document("weight", **said).plan.policies}


def test_every_policy_stands_with_its_dose():
    # female, 165 cm, 70 kg: ideal 56.91 kg, 23 % over it, BMI 25.7; adjusted 56.91 + 0.4 x 13.09 = 62.15 kg
    rows = weights(weight="70kg", height="165cm", sex="female", dose="2g/kg")
    assert ("adjusted", D("62.15")) == (rows["uk-request-form"].basis, round(rows["uk-request-form"].kg, 2))
    assert D("124.29") == round(rows["us-120-percent"].dose_g, 2)
    assert ("actual", D(70), D(140)) == (rows["actual"].basis, rows["actual"].kg, rows["actual"].dose_g)
    assert D("56.91") == round(rows["ideal"].kg, 2)


def test_a_policy_stands_with_its_name_its_reason_and_every_weight_that_it_looked_at():
    # 177.8 cm are 70 in: ideal 50 + 2.3 x 10 = 73 kg; 73 + 0.4 x 27 = 83.8 kg, times 2 g/kg; BMI 100 / 1.778 / 1.778
    row = weights(weight="100kg", height="177.8cm", sex="male", age=40, dose="2g/kg")["nba-2026"]
    name = "Australia, National Blood Authority: adjusted weight for every adult (from July 2026)"
    reason = "the policy applies to every patient not excluded: ideal 73 kg + 0.4 x (100 kg - 73 kg)"
    assert PolicyWeight(
        D("83.8"), "adjusted", "nba-2026", name, reason, D(100), D(73), D("83.8"), D("31.63"), D("167.6")
    ) == row._replace(bmi=round(row.bmi, 2))


def test_without_a_dose_the_weights_stand_alone():
    assert {None} == {row.dose_g for row in weights(weight="70kg", height="165cm", sex="female").values()}


def test_a_policy_that_cannot_be_used_says_why():
    rows = weights(weight="70kg", dose="2g/kg")
    name = "Australia, National Blood Authority: adjusted weight for every adult (from July 2026)"
    reason = (
        "weight policy nba-2026 needs [[height]] and [[sex]]; give what it needs, or choose another [[weight_policy]]"
    )
    assert PolicyWeight(None, None, "nba-2026", name, reason, D(70), None, None, None, None) == rows["nba-2026"]
    assert D(70) == rows["actual"].kg


def test_a_factor_is_given_to_the_policies_that_have_none():
    said = {"weight": "100kg", "height": "175cm", "sex": "male"}
    without = weights(**said)["ontario"]
    assert without.kg is None
    assert "[[weight_factor]]" in without.reason
    # 70.4646 + 0.5 x 29.5354 = 85.2323
    assert D("85.23") == round(weights(**said, weight_factor="0.5")["ontario"].kg, 2)
    assert D("82.28") == round(weights(**said, weight_factor="0.5")["nba-2026"].kg, 2)  # its own 0.4


def test_the_dose_of_the_side_by_side_is_refused_beyond_all_limits():
    with pytest.raises(Refused, match="is above the limit of 5 g/kg"):
        weights(weight="70kg", dose="6g/kg")


# What is not used


HUNDRED = {"concentration": "10%", "rates": "100 mL/h"}
TWO_DAYS = {"dose": "1g/kg/cycle", "days": 2, "first_infusion": "no", **HUNDRED}
WOMAN = {"weight": "70kg", "sex": "female"}
TAPERED = {"taper": "60x28,40", "tz": "Europe/Berlin", "move": "later", "start": START, **PREDNISOLONE}
NO_SEX, NOT_CLOSED = "[[sex]] (no weight here depends on it)", "[[move]] (no day is closed)"


def alone(resolved):
    """What is *resolved* as the only thing that a document is made of."""
    return lambda request, catalogue: (resolved(request, catalogue),)


@pytest.mark.parametrize(
    ("make", "resolved", "said", "here"),
    [
        (core.plan, alone(resolve.course), {**WOMAN, **TWO_DAYS, "start": START}, []),
        (core.dose, alone(resolve.course), {**WOMAN, **TWO_DAYS}, [NO_SEX]),
        (core.rates, resolve.day_doses, {**WOMAN, **TWO_DAYS}, [NO_SEX]),
        (core.one_infusion, resolve.infused_once, {**WOMAN, "volume": "280mL", **HUNDRED}, [NO_SEX]),
        (core.calendar, alone(resolve.calendar), {"days": 1, "start": START, "move": "later"}, [NOT_CLOSED]),
        (
            core.taper,
            alone(resolve.taper),
            TAPERED,
            ["[[move]] (no cycles are planned)", "[[tz]] (no cycles are planned)"],
        ),
        (
            core.taper,
            alone(resolve.taper),
            {**TAPERED, "days": 1, "every": "4w", "cycles": 2},
            ["[[tz]] (no clock time is given)", NOT_CLOSED],
        ),
        (core.weights, alone(resolve.weights), WOMAN, []),
    ],
)
def test_what_was_said_for_another_document_is_named_and_then_what_this_one_does_not_use(make, resolved, said, here):
    made = make(*resolved(asked(said), Catalogue()), elsewhere={"label": "for another"})
    assert f"not used here: {', '.join(['[[label]] (for another)', *here])}" == only(made, "request.not-used").text


# One infusion


def rates(**said):
    return document("rates", **{"weight": "70kg", "first_infusion": "no", "risk": ["none"], **said}).plan


def test_octagam_for_itp_by_hand():
    # mg/kg/min x 60 / 100 mg/mL: 0.6, 1.2, 2.4, 4.8 and 7.2 mL/kg/h
    made = rates(dose="70g", indication="itp", **OCTAGAM)
    assert [D(42), D(84), D(168), D(336), D(504)] == [step.ml_per_h for step in made.infusion.steps]
    assert [D(21), D(42), D(84), D(168), D(385)] == [step.volume_ml for step in made.infusion.steps]
    assert 166 == made.infusion.total_minutes
    assert ("itp", True) == (made.indication.id, made.indication.licensed)


def test_a_dose_and_its_volume_are_the_same_infusion():
    by_dose, by_volume = (rates(indication="itp", **OCTAGAM, **said) for said in ({"dose": "28g"}, {"volume": "280mL"}))
    assert by_dose.infusion == by_volume.infusion
    assert {"volume"} == {w.what for w in by_dose.workings} - {w.what for w in by_volume.workings}


def test_a_dose_per_kg_goes_by_the_dosing_weight_as_the_rates_do():
    # 73 + 0.5 x 27 = 86.5 kg: 0.4 g/kg is 34.6 g; 0.6 mL/kg/h is 51.9 mL/h
    said = {"weight": "100kg", "height": "177.8cm", "sex": "male", "weight_policy": "ontario", "weight_factor": "0.5"}
    made = rates(dose="0.4g/kg", indication="itp", **said, **OCTAGAM)
    assert (D("86.5"), "adjusted", D(100)) == made.dosing_weight[:2] + (made.dosing_weight.actual_kg,)
    assert D("51.9") == made.infusion.steps[0].ml_per_h
    assert D(346) == sum(step.volume_ml for step in made.infusion.steps)
    assert ("octagam-10", "us", D(100)) == (made.product.id, made.product.market, made.product.concentration_g_per_l)


def test_a_volume_that_is_left_is_taken_as_it_was_said():
    made = rates(volume="280.04mL", indication="itp", **OCTAGAM)
    assert D("280.04") == sum(step.volume_ml for step in made.infusion.steps)


@pytest.mark.parametrize(("said", "part"), [({"dose": "14g"}, "day"), ({"volume": "140mL"}, "left")])
def test_to_the_alerts_one_infusion_is_a_phase_of_one_cycle_of_one_day(said, part):
    # 14 g for 70 kg are 0.2 g/kg, and 140 mL at 100 g/L
    asked = read({"weight": "70kg", "indication": "itp", **OCTAGAM, **said})
    case, infused = resolve.infused_once(asked, Catalogue())
    found = infused_once(case, infused, D(70), AtRisk(yes=False, because="", stated=False))
    day = PlannedDay(1, D(14), D(140), (), D(14), D(0), found.planned.days[0].infusion)
    phase = PlannedPhase(
        "infusion", D("0.2"), 1, None, 1, D(14), D(14), D(0), D(0), D(140), "exact", (day,), (),
        infusion_days=(1,),
    )  # fmt: skip
    prescribed = one_day(Dose(D(14), "cycle"), (), part)
    assert PhaseSituation(prescribed, phase, found.pump, first=True, exact_instead=False) == found
    assert "label" == found.pump.basis == day.infusion.basis


def test_who_is_at_risk_by_age_is_held_to_the_rate_for_such_patients():
    said = {"weight": "70kg", "age": 66, "dose": "28g", "indication": "itp", **OCTAGAM}
    # 0.03 mL/kg/min are 1.8 mL/kg/h, 126 mL/h
    assert D(126) == max(step.ml_per_h for step in document("rates", **said).plan.infusion.steps)
    above = document("rates", rates="0.6x30,4.8 mL/kg/h", **said).plan
    assert (
        "infusion: at risk (age over 65): the pump reaches 336 mL/h for 70 kg; the label allows such patients at most "
        "1.8 mL/kg/h"
    ) == only(above, "rate.above-label").whole


def test_it_goes_on_after_an_interruption():
    """1.3 mL/kg/h x 70 kg is 91 mL/h, held as the step of 1.2 is: 30 min, 45.5 mL; the cap is 168 mL/h."""
    said = {"volume": "100mL", "resume_rate": "1.3mL/kg/h", "max_rate": "2.4mL/kg/h", "indication": "itp", **OCTAGAM}
    assert [(D(91), D(100))] == [(step.ml_per_h, step.volume_ml) for step in rates(**said).infusion.steps]
    again = rates(increase=True, **said).infusion.steps
    assert [(D(91), D("45.5")), (D(168), D("54.5"))] == [(step.ml_per_h, step.volume_ml) for step in again]


def test_clock_times_carry_past_midnight():
    made = rates(dose="70g", indication="itp", at="22:30", **OCTAGAM)  # 166 min
    assert ("22:30", "01:16", 1) == made.clock
    assert ("08:00", "10:46", 0) == rates(dose="70g", indication="itp", at="08:00", **OCTAGAM).clock
    assert rates(dose="70g", indication="itp", **OCTAGAM).clock is None


def test_a_first_infusion_is_taken_where_nothing_is_said():
    said = {
        "weight": "70kg",
        "dose": "28g",
        "product": "qivigy",
        "risk": ["none"],
        "indication": "primary-immunodeficiency",
    }
    unsaid, later = document("rates", **said).plan, rates(**said)
    assert D(42) == unsaid.infusion.steps[0].ml_per_h  # 1 mg/kg/min is 0.6 mL/kg/h
    assert D(84) == later.infusion.steps[0].ml_per_h
    assert (D(60), D(20)) == (unsaid.infusion.observe_minutes, later.infusion.observe_minutes)
    assert 1 == len([alert for alert in raised(unsaid, "dose.assumed") if "first infusion" in alert.whole])


def test_without_any_rate_it_is_refused_with_an_example():
    with pytest.raises(Refused) as refusal:
        rates(dose="28g", product="yimmugo")
    assert str(refusal.value).startswith(
        "Yimmugo 100 g/L: no infusion rate on file, so no pump timetable; enter the rates"
    )
    assert 'rates "RATExMINUTES,RATE mL/kg/h"' in str(refusal.value)
    assert "rates" == refusal.value.field


@pytest.mark.parametrize(("field", "amount"), [("dose", "420g"), ("volume", "4200mL")])
def test_more_than_is_planned_for_at_all_is_refused(field, amount):
    with pytest.raises(Refused, match=r"6 g/kg per cycle \(420 g for 70 kg\)") as refused:
        rates(indication="itp", **OCTAGAM, **{field: amount})
    assert field == refused.value.field


def test_the_timetables_of_a_course_have_the_clock_times_of_each_day_and_no_totals():
    """35 g are 350 mL: 210 min at 100 mL/h, from 22:30 to 02:00."""
    made = rates(**TWO_DAYS, at="22:30")
    assert (DayClock("course", 1, "22:30", "02:00", 1), DayClock("course", 2, "22:30", "02:00", 1)) == made.clocks
    assert [1, 2] == [day.day for day in made.phases[0].days]
    assert (None, None, None) == (made.infusion, made.clock, made.totals)
    assert () == rates(**TWO_DAYS).clocks


def test_the_timetable_of_one_of_the_days_stands_by_itself():
    made = rates(**TWO_DAYS, at="22:30", day=2)
    ((day,),) = [phase.days for phase in made.phases]
    assert (2, day.infusion) == (day.day, made.infusion)
    assert Clock("22:30", "02:00", 1) == made.clock
    assert ((DayClock("course", 2, "22:30", "02:00", 1),), None) == (made.clocks, made.totals)
    assert rates(**TWO_DAYS, day=2).clock is None


@pytest.mark.parametrize("said", [{}, {"dose": "28g", "volume": "280mL"}])
def test_how_much_is_said_once(said):
    with pytest.raises(Unreadable, match="no amount: give dose such as 28g, or volume such as 280mL"):
        rates(product="octagam-10", **said)


# Dates alone


def test_the_calendar_needs_no_dose():
    made = document("calendar", days=2, every="4w", cycles=2, at="09:00").plan
    assert [
        (date(2026, 1, 5), 1, 1, "09:00"),
        (date(2026, 1, 6), 1, 2, "09:00"),
        (date(2026, 2, 2), 2, 1, "09:00"),
        (date(2026, 2, 3), 2, 2, "09:00"),
    ] == [(row.date, row.cycle, row.day, row.start) for row in made.calendar]
    assert {(None, None)} == {(row.dose_g, row.volume_ml) for row in made.calendar}
    assert ["cycle 2, first day"] == [working.what for working in made.workings]


def test_a_moved_block_keeps_its_planned_dates():
    made = document("calendar", days=2, every="4w", cycles=2, closed=["2026-02-02"]).plan
    third = made.calendar[2]
    assert (date(2026, 2, 3), date(2026, 2, 2), 1) == (third.date, third.planned_date, third.moved_days)
    assert third.moved_because
    assert third.start is None


def test_every_day_of_a_cycle_has_a_row_with_what_was_planned_and_why_it_moved():
    made = document("calendar", days=2, every="4w", given=START, cycles=1, closed=["2026-02-02"]).plan
    closed = "closed: 2026-02-02 (as entered)"
    assert tuple(
        InfusionRow(
            date(*day), "infusion", "course", cycle, number, None, None, date(*planned), moved, why, given,
            None, None, None, None,
        )
        for day, cycle, number, planned, moved, why, given in (
            ((2026, 1, 5), 1, 1, (2026, 1, 5), 0, "", True),
            ((2026, 1, 6), 1, 2, (2026, 1, 6), 0, "", True),
            ((2026, 2, 3), 2, 1, (2026, 2, 2), 1, closed, False),
            ((2026, 2, 4), 2, 2, (2026, 2, 3), 1, closed, False),
        )
    ) == made.calendar  # fmt: skip


def test_years_without_known_holidays_are_said_of_the_dates_alone_too():
    made = document("calendar", days=1, start="2198-01-01", holidays="DE").plan
    assert "no holidays on file for 2198" == only(made, "holidays.not-covered").whole


# The taper alone


def test_the_taper_has_its_own_checkpoints_only():
    made = document("taper", taper="60x28,40x28,20", **PREDNISOLONE).plan
    assert [D(60), D(40), D(20)] == [step.mg_per_day for step in made.taper.steps]
    assert made.calendar
    assert {"checkpoint"} == {row.kind for row in made.calendar}
    assert () == made.phases


def test_a_taper_by_cycles_follows_the_dates_and_says_what_they_say():
    said = {"days": 1, "every": "4w", "cycles": 3, "closed": ["2026-02-02"]}
    made = document("taper", taper="60,40,20/cycle", **PREDNISOLONE, **said).plan
    assert [date(2026, 1, 5), date(2026, 2, 3), date(2026, 3, 2)] == [step.from_ for step in made.taper.steps]
    assert 1 == len(raised(made, "calendar.moved"))


def test_a_dose_per_kg_needs_a_weight():
    said = {"taper": "edf-pemphigus", "steroid_dose": "1mg/kg", **PREDNISOLONE}
    assert D(70) == document("taper", weight="70kg", **said).plan.taper.steps[0].mg_per_day
    with pytest.raises(Unreadable, match="mg/kg needs weight"):
        document("taper", **said)


def test_the_last_dose_is_counted_to_the_day_before_the_cycle_after_the_last():
    made = document("taper", taper="60,40,20/cycle", days=1, every="4w", cycles=3, **PREDNISOLONE).plan
    (total,) = made.workings
    assert ("60 mg x 28 + 40 mg x 28 + 20 mg x 28; to 2026-03-29", D(3360)) == (total.whole, total.value)
    assert (D(3360), date(2026, 3, 29)) == (made.taper.total_mg, made.taper.counted_to)


def test_on_each_first_day_the_taper_is_reviewed_by_the_advice_for_the_disease():
    said = {"regimen": "dermatomyositis", "every": "4w", "cycles": 2, **PREDNISOLONE}
    made = document("taper", taper="60,40/cycle", **said).plan
    advice = (
        "Reduce only while the disease improves; on relapse, return to the last effective dose, then reduce more "
        "slowly."
    )
    citation = Citation("rheumapedia-myositis", "taper from improvement on; relapse during tapering")
    first, second = "60 mg a day; next reduction: 40 mg from 2026-02-02", "40 mg a day, until review"
    assert [
        CheckpointRow(
            day, "checkpoint", cycle, "steroid", f"prednisolone {dose}. {advice}", citation, "prednisolone dose"
        )
        for day, cycle, dose in ((date(2026, 1, 5), 1, first), (date(2026, 2, 2), 2, second))
    ] == [row for row in made.calendar if row.topic == "steroid"]


def test_a_protocol_brings_its_own_advice():
    said = {"days": 1, "every": "4w", "cycles": 1, **PREDNISOLONE}
    made = document("taper", taper="edf-pemphigus", steroid_dose="80mg", **said).plan
    (review,) = (row for row in made.calendar if row.topic == "steroid")
    assert "Reduce only after consolidation; on relapse return to the previous dose" in review.text


def test_what_a_dose_for_so_long_asks_for_stands_on_the_calendar_of_the_taper():
    made = document("taper", taper="20x28,5", **PREDNISOLONE).plan
    due = [row.date for row in made.calendar if row.text.startswith("Pneumocystis prophylaxis")]
    assert [date(2026, 1, 5)] * 2 == due  # by EULAR 2022 and by the older studies


@pytest.mark.parametrize(
    ("whom", "spoken"),
    [
        ({"risks": ("renal",)}, 0),
        ({"minimum_age_years": D(18)}, 1),
        ({"indications": ("itp",)}, 1),
        ({"indications": ("cidp",)}, 0),
    ],
)
def test_of_a_patient_only_the_disease_is_known_in_a_taper_alone(whom, spoken):
    """A rule for a risk is silent, and one for adults is not."""
    said = read({"taper": "20x28", "start": START, "indication": "itp", **PREDNISOLONE})
    rule = MonitoringRule(
        "ours", "bone", "Look.", "steroid-at-least", Citation("a", "b"), at_least_mg=D(5), for_days=7, **whom
    )
    made = taper_alone(resolve.taper(said, Catalogue())._replace(monitoring=(rule,)), {})
    assert spoken == len(made.calendar) == len(raised(made, "steroid.adjuncts"))


def test_a_taper_with_its_own_first_day_needs_no_dates_of_the_cycles():
    said = {"taper": "60x28,40", "taper_start": "2026-02-09", "days": 1, "every": "4w", "cycles": 3, **PREDNISOLONE}
    taper = answer_to("taper", said, Catalogue()).plan.taper
    assert [date(2026, 2, 9), date(2026, 3, 9)] == [step.from_ for step in taper.steps]


def test_an_alert_on_a_taper_alone_takes_an_unknown_age_for_an_adults():
    said = read({"taper": "20x28", "start": START, **PREDNISOLONE})
    rule = MonitoringRule(
        "ours", "bone", "Look.", "steroid-at-least", Citation("a", "b"), at_least_mg=D(5), for_days=7,
        minimum_age_years=D(18),
    )  # fmt: skip
    made = taper_alone(resolve.taper(said, Catalogue())._replace(monitoring=(rule,)), {})
    assert "2026-01-05: Look. Reached on 2026-01-12." == only(made, "steroid.adjuncts").whole


@pytest.mark.parametrize(
    "said",
    [
        {"regimen": "dermatomyositis", "days": 2, "cycles": 3, **OCTAGAM},
        {"regimen": "dermatomyositis", "days": 2, **OCTAGAM, **PREDNISOLONE, "taper": "60x28,40x28"},
        {"dose": "2g/kg/cycle", "days": 2, "concentration": "10%", "pulse": "methylprednisolone 1000mg x3"},
        {"regimen": "mis-c/kawasaki-journal", "age": 8, "days": 1, **OCTAGAM},
    ],
)
def test_the_sources_of_a_plan_are_those_that_it_cites_anywhere(said):
    made = document(weight="70kg", start=START, **said).plan
    assert cited(made._replace(sources=())) == {source.id for source in made.sources}
