"""Alerts on a local formulary: what each says, and where it does not speak.

The local records are made up; those in whose place they stand, and their figures, are the shipped ones.
"""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from formularies import PRODUCT, REGIMEN, formulary
from planning import START, answer_to, only, raised

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import PRODUCTS
from ivigcalc.core.alerts.formulary import dose_above_label, risk_cap_above_label
from ivigcalc.core.course.case import Replaced
from ivigcalc.core.course.planned import Alert, Plan
from ivigcalc.core.course.situation import Situation
from ivigcalc.core.plan import worked_out
from ivigcalc.core.printed.regimen import PrintedPhase, Regimen, Variant
from ivigcalc.core.printed.sources import Citation
from ivigcalc.documents.resolve import course
from ivigcalc.request.request import read

SAID = {"weight": "70kg", "start": START, "dose": "1g/kg", "days": 1, "first_infusion": "no", "risk": ["none"]}
FROM_THE_SHIPPED = ('at = "page 3"', 'at = "page 3"\nsource = "privigen-eu-leaflet"')


def in_place_of(id: str, *changes: tuple[str, str]) -> str:
    """The example product under the *id* of a shipped one, changed."""
    text = PRODUCT.replace('id = "examplegam"', f'id = "{id}"').replace('aliases = ["example"]', "")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return text


def up_to(rate: str) -> tuple[str, str]:
    return "rates = [0.5, 1, 2]", f"rates = [0.5, 1, {rate}]"


def market(name: str) -> tuple[str, str]:
    return '["de"]', f'["{name}"]'


def names(indication: str) -> tuple[str, str]:
    return '"cidp"', f'"{indication}"'


@pytest.fixture
def planned(tmp_path: Path) -> Callable[..., Plan]:
    """The plan of what is said, with a local formulary of *files*."""

    def run(said: dict[str, Any], **files: str) -> Plan:
        return answer_to("plan", {**SAID, **said}, Catalogue(formulary(tmp_path, **files))).plan

    return run


@pytest.fixture
def situation(tmp_path: Path) -> Callable[..., Situation]:
    """What an alert looks at, with a local formulary of *files*."""

    def run(said: dict[str, Any], **files: str) -> Situation:
        return worked_out(course(read({**SAID, **said}), Catalogue(formulary(tmp_path, **files))))

    return run


# That it was used


def test_the_local_records_that_were_used_are_named(planned):
    assert Alert(
        "formulary.used",
        "note",
        "local records used: products/examplegam, sources/our-pharmacy",
        "confirm that this is the approved local formulary",
        Citation("house", "every plan names the local records it used"),
    ) == only(planned({"product": "examplegam"}), "formulary.used")


def test_a_formulary_of_which_nothing_is_used_is_not_named(planned):
    assert [] == raised(planned({"product": "yimmugo"}), "formulary.used")


# A faster rate


def test_a_faster_local_rate_of_a_source_of_its_own_is_a_caution(planned):
    made = planned(
        {"product": "privigen", "indication": "cidp"}, products__privigen=in_place_of("privigen", up_to("9.6"))
    )
    assert Alert(
        "rate.above-label",
        "caution",
        "the local record of privigen: 9.6 mL/kg/h is above the label's maximum of 4.8 mL/kg/h (the label's rates, "
        "cidp included)",
        "confirm that the local record's faster rate is intended",
        Citation("privigen-eu-leaflet", "Method of administration"),
    ) == only(made, "rate.above-label")


def test_a_faster_local_rate_under_the_source_of_the_slower_one_is_a_stop(planned):
    text = in_place_of("privigen", up_to("9.6"), FROM_THE_SHIPPED)
    assert Alert(
        "rate.above-label",
        "stop",
        "the local record of privigen: 9.6 mL/kg/h is above the label's maximum of 4.8 mL/kg/h (no indication given; "
        "lowest label maximum applies)",
        "cite your source for the faster rate, or correct the local record",
        Citation("privigen-eu-leaflet", "Method of administration"),
    ) == only(planned({"product": "privigen"}, products__privigen=text), "rate.above-label")


def test_a_rate_that_the_shipped_label_allows_some_is_a_caution_whatever_its_source(planned):
    text = in_place_of("privigen", up_to("7.2"), FROM_THE_SHIPPED, names("primary-immunodeficiency"))
    made = planned({"product": "privigen", "indication": "primary-immunodeficiency"}, products__privigen=text)
    alert = only(made, "rate.above-label")
    assert ("caution", "confirm that the local record's faster rate is intended") == (alert.severity, alert.do)
    assert (
        "the local record of privigen: 7.2 mL/kg/h is above the label's maximum of 4.8 mL/kg/h (the label's rates, "
        "primary-immunodeficiency included); the label allows 7.2 mL/kg/h: patients with primary immunodeficiency who "
        "have tolerated 4.8 mL/kg/h well; increased gradually" == alert.whole
    )


def test_a_local_rate_as_fast_as_the_label_says_nothing(planned):
    text = in_place_of("privigen", up_to("4.8"), FROM_THE_SHIPPED)
    made = planned({"product": "privigen", "indication": "cidp"}, products__privigen=text)
    assert [] == raised(made, "rate.above-label")


def test_in_a_market_without_a_shipped_label_each_shipped_one_is_looked_at(planned):
    """In CIDP the US label of Panzyga goes up to 0.12 mL/kg/min, which is 7.2 mL/kg/h; those of the EU and Canada do
    not go so far."""
    text = in_place_of("panzyga", up_to("6"), market("nz"))
    made = planned({"product": "panzyga", "indication": "cidp"}, products__panzyga=text)
    assert ["panzyga-uk-prescribing-information", "panzyga-ca-guide"] == [
        alert.citation.source for alert in raised(made, "rate.above-label")
    ]


LATER_TOO = """at = "page 3"
first_infusion = true

[[labels.ladders]]
unit = "mL/kg/h"
rates = [1, 2, 6]
minutes = [30, 30]
at = "page 3"
first_infusion = false
"""
QIVIGY = {"product": "qivigy", "indication": "primary-immunodeficiency", "cycles": 2, "every": "4w"}


def test_first_and_later_infusions_are_each_held_against_their_own_rates_of_the_label(planned):
    text = in_place_of(
        "qivigy", up_to("5"), market("us"), names("primary-immunodeficiency"), ('at = "page 3"\n', LATER_TOO)
    )
    found = raised(planned({**QIVIGY, "first_infusion": "yes"}, products__qivigy=text), "rate.above-label")
    above = "mL/kg/h is above the label's maximum of 4.8 mL/kg/h (the label's rates for primary-immunodeficiency)"
    assert [
        (f"the local record of qivigy: 5 {above}", "Recommended dosage, first infusion"),
        (f"the local record of qivigy: 6 {above}", "Recommended dosage, subsequent infusions"),
    ] == [(alert.whole, alert.citation.at) for alert in found]


def test_a_first_infusion_without_rates_hides_no_faster_rate_of_later_ones(planned):
    later = ('at = "page 3"', 'at = "page 3"\nfirst_infusion = false')
    text = in_place_of("qivigy", up_to("5"), market("us"), names("primary-immunodeficiency"), later)
    made = planned({**QIVIGY, "first_infusion": "yes"}, products__qivigy=text)
    assert [None, 1] == [phase.days[0].infusion and 1 for phase in made.phases]
    assert "Recommended dosage, subsequent infusions" == only(made, "rate.above-label").citation.at


# Written rates

WRITTEN = {"product": "privigen", "indication": "cidp", "rates": "0.5x30,9.6 mL/kg/h"}
LETS_PASS = Alert(
    "rate.above-label",
    "stop",
    "the local record of privigen allows these rates: 9.6 mL/kg/h is above the label's maximum of 4.8 mL/kg/h (the "
    "label's rates, cidp included)",
    "use slower [[rates]] or set [[max_rate]]; or accept, with a reason",
    Citation("privigen-eu-leaflet", "Method of administration"),
)


def without_rates(text: str) -> str:
    return text.partition("[[labels.ladders]]")[0]


@pytest.mark.parametrize(
    "text",
    [in_place_of("privigen", up_to("9.6"), FROM_THE_SHIPPED), without_rates(in_place_of("privigen"))],
)
def test_written_rates_above_the_shipped_label_stop_where_no_local_source_gives_as_fast_ones(planned, text):
    assert LETS_PASS == only(planned(WRITTEN, products__privigen=text), "rate.above-label")


def test_written_rates_that_the_local_record_allows_under_a_condition_stop_beside_its_caution(planned):
    allowed = """
[[labels.conditional_rates]]
kind = "higher-maximum"
condition = "on our ward"
unit = "mL/kg/h"
rates = [9.6]
at = "page 7"
"""
    text = in_place_of("privigen", up_to("4.8"), FROM_THE_SHIPPED) + allowed
    stop, caution = raised(planned(WRITTEN, products__privigen=text), "rate.above-label")
    assert LETS_PASS == stop
    assert ("caution", "our-pharmacy") == (caution.severity, caution.citation.source)
    assert caution.text.endswith("; the label allows 9.6 mL/kg/h: on our ward")


def test_written_rates_as_fast_as_the_local_record_gives_of_its_own_source_are_a_caution(planned):
    text = in_place_of("privigen", up_to("9.6"))
    assert LETS_PASS._replace(severity="caution", do="confirm that the local record's faster rate is intended") == only(
        planned(WRITTEN, products__privigen=text), "rate.above-label"
    )


# Each but the second has a source of its own; 16 mg/kg/min of 100 g/L are 9.6 mL/kg/h.
OF_THREE_KINDS = """at = "page 3"
indications = ["cidp"]
first_infusion = true

[[labels.ladders]]
unit = "mg/kg/min"
rates = [1, 16]
minutes = [30]
at = "page 3"
source = "privigen-eu-leaflet"
indications = ["cidp"]
first_infusion = false

[[labels.ladders]]
unit = "mL/kg/h"
rates = [0.5, 1]
minutes = [30]
at = "page 3"
indications = ["itp"]
"""


def test_the_source_that_counts_is_that_of_the_rates_which_the_local_record_has_for_this_infusion(planned):
    both = ('{ id = "cidp", at = "page 2" }', '{ id = "cidp", at = "page 2" }, { id = "itp", at = "page 2" }')
    text = in_place_of("privigen", both, ('at = "page 3"\n', OF_THREE_KINDS))
    assert LETS_PASS == only(planned(WRITTEN, products__privigen=text), "rate.above-label")


def test_rates_of_a_local_protocol_have_a_source_of_their_own(planned):
    protocol = """
id = "our-rates"
name = "Our rates"
source = "our-pharmacy"
kind = "hospital"
ladder = { unit = "mL/kg/h", rates = [0.5, 1, 9.6], minutes = [30, 30], at = "page 8" }
"""
    made = planned(
        {**WRITTEN, "rates": "our-rates"},
        products__privigen=without_rates(in_place_of("privigen")),
        rate_protocols__our_rates=protocol,
    )
    assert ("caution", LETS_PASS.text) == only(made, "rate.above-label")[1:3]


@pytest.mark.parametrize(
    ("said", "above"),
    [
        ({"rates": "0.5x30,4.8 mL/kg/h"}, []),
        ({"max_rate": "8mg/kg/min"}, []),  # of 100 g/L, 4.8 mL/kg/h
        ({"max_rate": "5mL/kg/h"}, ["the local record of privigen allows these rates: 5 mL/kg/h is above"]),
        ({"rates": "0.5x30,9.7 mL/kg/h"}, ["9.7 mL/kg/h is above the label's maximum of 9.6"]),  # above the local too
    ],
)
def test_written_rates_are_held_against_the_shipped_label_as_far_as_they_go_and_said_once(planned, said, above):
    text = in_place_of("privigen", up_to("9.6"), FROM_THE_SHIPPED)
    found = raised(planned({**WRITTEN, **said}, products__privigen=text), "rate.above-label")
    assert above == [
        alert.whole.partition(" mL/kg/h (")[0].partition(" the label's maximum of 4.8")[0] for alert in found
    ]


# Patients at risk

AT_RISK = {"risk": ["renal"], "product": "octagam-10", "indication": "cidp"}


def test_a_local_record_that_lifts_the_cap_of_patients_at_risk_is_a_caution(planned):
    """0.03 mL/kg/min are 1.8 mL/kg/h; the local record goes up to 6 mL/kg/h, which is 420 mL/h for 70 kg."""
    made = planned(AT_RISK, products__octagam_10=in_place_of("octagam-10", up_to("6")))
    assert Alert(
        "rate.above-label",
        "caution",
        "at risk (stated: renal): the shipped label allows at most 1.8 mL/kg/h (risk of renal dysfunction or "
        "thromboembolic events: minimum infusion rate practicable, not to exceed 3.3 mg/kg/min (0.03 mL/kg/min). "
        "Older label / manufacturer page; newer label text prints no number. The stricter of the two printed figures "
        "is used.); with the local record of octagam-10 the pump reaches 420 mL/h",
        'set [[max_rate]] "1.8 mL/kg/h", or confirm that the local record is intended',
        Citation("octagam-10-international-dermatomyositis", "Dosing and rate of administration, item 4"),
    ) == only(made, "rate.above-label")


@pytest.mark.parametrize(
    ("said", "rate"),
    [
        ({}, "1.8"),  # as fast as the cap
        ({"max_rate": "1.8mL/kg/h"}, "6"),
        ({"risk": ["none"]}, "6"),
    ],
)
def test_a_pump_that_keeps_to_the_cap_or_a_patient_without_risk_says_nothing(planned, said, rate):
    made = planned({**AT_RISK, **said}, products__octagam_10=in_place_of("octagam-10", up_to(rate)))
    assert [] == raised(made, "rate.above-label")


def test_a_cap_that_is_printed_in_mg_goes_by_the_strength(planned):
    """3.3 mg/kg/min of a 5 % product are 3.96 mL/kg/h."""
    half = (("100", "50"), ("ml = 50", "ml = 100"), ("ml = 200", "ml = 400"))
    text = in_place_of("octagam-5", up_to("3.99"), market("us"), *half)
    alert = only(planned({**AT_RISK, "product": "octagam-5"}, products__octagam_5=text), "rate.above-label")
    assert alert.whole.startswith("at risk (stated: renal): the shipped label allows at most 3.96 mL/kg/h (")
    assert alert.whole.endswith("; with the local record of octagam-5 the pump reaches 279.3 mL/h")


def test_a_local_record_without_rates_passes_no_cap(planned):
    """Not even that of a newborn of 0.5 kg: 0.9 mL/h."""
    text = without_rates(in_place_of("octagam-10"))
    assert [] == raised(planned({**AT_RISK, "weight": "0.5kg"}, products__octagam_10=text), "rate.above-label")


def test_written_rates_are_held_against_the_rates_of_first_and_of_later_infusions(planned):
    """5.5 mL/kg/h is above the 5 of the local record for the first infusion, and not above its 6 for later ones."""
    text = in_place_of(
        "qivigy", up_to("5"), market("us"), names("primary-immunodeficiency"), ('at = "page 3"\n', LATER_TOO)
    )
    said = {**QIVIGY, "first_infusion": "yes", "rates": "0.5x30,5.5 mL/kg/h"}
    made = planned({**said, "then": ["0.9g/kg, 1 day, every 4w, 2 cycles"]}, products__qivigy=text)
    above = "5.5 mL/kg/h is above the label's maximum of"
    assert [
        ("stop", f"{above} 5 mL/kg/h (the label's rates, primary-immunodeficiency included)"),
        (
            "caution",
            f"the local record of qivigy allows these rates: {above} 4.8 mL/kg/h (the label's rates for "
            "primary-immunodeficiency)",
        ),
    ] == [(alert.severity, alert.text) for alert in raised(made, "rate.above-label")]


def test_written_rates_without_an_indication_are_held_against_the_lowest_maximum(planned):
    text = in_place_of("privigen", up_to("9.6"), FROM_THE_SHIPPED)
    made = planned({"product": "privigen", "rates": "0.5x30,9.6 mL/kg/h"}, products__privigen=text)
    alert = only(made, "rate.above-label")
    assert "stop" == alert.severity
    assert alert.whole.endswith("of 4.8 mL/kg/h (no indication given; lowest label maximum applies)")


def test_written_rates_are_held_against_the_cap_that_the_local_record_lifts(planned):
    made = planned({**AT_RISK, "rates": "0.5x30,2 mL/kg/h"}, products__octagam_10=in_place_of("octagam-10"))
    assert only(made, "rate.above-label").whole.endswith(
        "; with the local record of octagam-10 the pump reaches 140 mL/h"
    )


def test_a_shipped_label_without_a_cap_or_without_its_number_hides_no_other(situation):
    """Of Octagam 5 % the EU label has no cap on file and the US label has one; that of Privigen prints no number."""
    half = (("100", "50"), ("ml = 50", "ml = 100"), ("ml = 200", "ml = 400"))
    now = situation(
        {**AT_RISK, "product": "octagam-5"},
        products__octagam_5=in_place_of("octagam-5", up_to("6"), *half, market("nz")),
    )
    with_cap, without_cap = now.case.replaced.labels
    (without_number,) = [label for label in Catalogue().record(PRODUCTS, "privigen").labels if "us" in label.markets]
    case = now.case._replace(replaced=Replaced((without_cap, without_number, with_cap)))
    (alert,) = risk_cap_above_label(now._replace(case=case))
    assert with_cap.at_risk.citation == alert.citation


# A higher dose


@pytest.mark.parametrize(
    ("dose", "days", "said"),
    [
        ("2", "2", {}),  # 2 g/kg in a cycle, 1 g/kg in a day
        ("2.5", "3", {"per cycle": "2.5 g/kg per cycle by the local regimen is above 2 g/kg"}),
        ("2", "1", {"in a day": "2 g/kg in a day by the local regimen is above 1 g/kg"}),
    ],
)
def test_a_local_dose_of_a_disease_that_none_is_shipped_for_is_held_to_the_general_limits(planned, dose, days, said):
    whose = {
        "per cycle": Citation("ontario-igum-inflammatory-myopathy", "dose line: 2 g/kg as a maximum of a course"),
        "in a day": Citation(
            "ontario-igum-multiple-sclerosis",
            "dose limit: 1 g/kg per day; where a record for the indication gives more in a day (Kawasaki disease, "
            "MIS-C: 2 g/kg), that holds",
        ),
    }
    found = planned(
        {"regimen": "house-regimen", "dose": f"{dose}g/kg", "days": int(days), "concentration": "10%"},
        regimens__house_regimen=REGIMEN.format(dose=dose, days=days),
    )
    assert [
        Alert(
            "dose.above-label",
            "caution",
            f"{words}, the highest general recommendation",
            "confirm that the local record's higher dose is intended",
            whose[what],
            phase="course",
        )
        for what, words in said.items()
    ] == raised(found, "dose.above-label")


@pytest.mark.parametrize(
    "said",
    [
        {"indication": "house-regimen"},  # whose regimen is not used
        {"regimen": "measles-pre-exposure"},  # a shipped one, and a dose that is not its own
        {},
    ],
)
def test_a_dose_that_is_not_of_a_local_regimen_is_none_of_its_own(planned, said):
    regimen = REGIMEN.format(dose="2", days="2")
    made = planned({"dose": "2.5g/kg", "concentration": "10%", **said}, regimens__house_regimen=regimen)
    assert [] == raised(made, "dose.above-label")


def test_a_local_dose_above_the_licensed_ones_of_the_shipped_regimen_is_a_caution_per_cycle_and_in_a_day(planned):
    """168 g for 70 kg by hand as 96 and 72 g: 96 / 70 = 1.3714 g/kg in a day."""
    text = REGIMEN.format(dose="2.4", days="2").replace("house-regimen", "cidp")
    said = {"regimen": "cidp", "dose": "2.4g/kg", "days": 2, "concentration": "10%", "split": "96g,72g"}
    alerts = raised(planned(said, regimens__cidp=text), "dose.above-label")
    assert [
        Alert(
            "dose.above-label",
            "caution",
            f"{words}, the maximum of cidp/eu-label as shipped",
            "confirm that the local record's higher dose is intended",
            Citation(
                "flebogamma-5-eu-leaflet",
                "posology table for healthcare professionals, CIDP, starting dose: 2 g/kg in divided doses over 2-5 "
                "days",
            ),
            phase="course",
        )
        for words in (
            "2.4 g/kg per cycle by the local regimen is above 2 g/kg",
            "1.371 g/kg in a day by the local regimen is above 1 g/kg",
        )
    ] == alerts


def test_every_phase_is_held_against_the_shipped_regimen(planned):
    text = REGIMEN.format(dose="2", days="2").replace("house-regimen", "cidp")
    said = {"regimen": "cidp", "dose": "2g/kg", "days": 2, "concentration": "10%"}
    made = planned({**said, "then": ["2.1g/kg, 3 days, every 6w, 2 cycles"]}, regimens__cidp=text)
    assert only(made, "dose.above-label").whole.startswith(
        "phase 2: 2.1 g/kg per cycle by the local regimen is above 2"
    )


def test_a_dose_a_little_above_is_never_shown_as_the_most_itself(planned):
    said = {"regimen": "house-regimen", "dose": "2.0004g/kg", "days": 3, "concentration": "10%"}
    made = planned(said, regimens__house_regimen=REGIMEN.format(dose="2.0004", days="3"))
    assert only(made, "dose.above-label").whole.startswith(
        "course: 2.0004 g/kg per cycle by the local regimen is above 2 g/kg"
    )


# What the shipped regimen gives at most


def printed(dose: str, **more: Any) -> PrintedPhase:
    return PrintedPhase("course", Citation("our-pharmacy", "page 5"), Decimal(dose), Decimal(dose), **more)


def variant(id: str, status: str, *phases: PrintedPhase) -> Variant:
    return Variant(id, "made up", "our-pharmacy", status, phases)


@pytest.fixture
def held_against(situation) -> Callable[..., list[str]]:
    """What is said of 2.8 g/kg in one day in place of a shipped regimen of *variants*."""

    def run(*variants: Variant) -> list[str]:
        now = situation({"dose": "2.8g/kg", "concentration": "10%"})
        shipped = Regimen("made-up", "Made up", "neurology", variants[0].id, "the first", variants)
        case = now.case._replace(replaced=Replaced(regimen=shipped))
        return [alert.whole for alert in dose_above_label(now._replace(case=case))]

    return run


@pytest.mark.parametrize(
    ("phase", "per_cycle", "in_a_day"),
    [
        (printed("2"), "2", "2"),  # over how many days is not printed
        (printed("2", days_min=2, days_max=5), "2", "1"),
        (printed("2", days_min=3, days_max=3, day_pattern_g_per_kg=(Decimal(1), Decimal("0.5"))), "2", "1"),
        (printed("2", days_min=2, days_max=5, maximum_g_per_kg_day=Decimal("0.8")), "2", "0.8"),
        (printed("2", days_min=2, days_max=5, maximum_g_per_kg=Decimal("2.2")), "2.2", "1"),
        (printed("0.4", dose_per="day", days_min=2, days_max=5), "2", "0.4"),
        (printed("0.4", dose_per="day"), "0.4", "0.4"),
        (printed("1", dose_per="28d", interval_days_min=14, interval_days_max=42), "1.5", "1.5"),
        (printed("1", dose_per="28d"), "1", "1"),
    ],
)  # fmt: skip
def test_the_most_of_a_shipped_phase_is_that_of_its_longest_course_and_its_heaviest_day(
    held_against, phase, per_cycle, in_a_day
):
    assert [
        f"course: 2.8 g/kg {what} by the local regimen is above {most} g/kg, the maximum of made-up/label as shipped"
        for what, most in (("per cycle", per_cycle), ("in a day", in_a_day))
    ] == held_against(variant("label", "licensed: somewhere", phase))


def test_a_guideline_does_not_raise_the_most_of_the_licensed_regimens(held_against):
    found = held_against(
        variant("guideline", "guideline", printed("2.4")),
        variant("first", "licensed: here", printed("1"), printed("2", days_min=2)),
        variant("second", "licensed: there", printed("2", days_min=2)),
    )
    assert [
        "course: 2.8 g/kg per cycle by the local regimen is above 2 g/kg, the maximum of made-up/first as shipped",
        "course: 2.8 g/kg in a day by the local regimen is above 1 g/kg, the maximum of made-up/first as shipped",
    ] == found


def test_where_none_is_licensed_the_highest_of_all_is_the_most(held_against):
    found = held_against(
        variant("review", "off-label; review", printed("1")), variant("guideline", "guideline", printed("2.4"))
    )
    assert [
        "course: 2.8 g/kg per cycle by the local regimen is above 2.4 g/kg, the maximum of made-up/guideline as "
        "shipped",
        "course: 2.8 g/kg in a day by the local regimen is above 2.4 g/kg, the maximum of made-up/guideline as shipped",
    ] == found


# A contraindication left out

OWN_CONTRAINDICATION = (
    'contraindications = [{ risk = "hyperprolinaemia", text = "ours", at = "page 6" }]\nindications ='
)


def test_a_contraindication_that_the_local_record_leaves_out_is_a_stop(planned):
    text = in_place_of("privigen", market("us"))
    made = planned({"product": "privigen", "risk": ["renal", "hyperprolinaemia"]}, products__privigen=text)
    assert Alert(
        "product.contraindicated",
        "stop",
        "Examplegam 100 g/L is contraindicated by the shipped label, but the local record omits it: hyperprolinaemia",
        "choose another product; or accept, with a reason",
        Citation("privigen-us-label-quote", "contraindications"),
    ) == only(made, "product.contraindicated")


def test_a_contraindication_of_the_local_record_is_said_once_in_its_own_words(planned):
    text = in_place_of("privigen", market("us"), ("indications =", OWN_CONTRAINDICATION))
    made = planned({"product": "privigen", "risk": ["hyperprolinaemia"]}, products__privigen=text)
    assert "our-pharmacy" == only(made, "product.contraindicated").citation.source


@pytest.mark.parametrize("risk", [["renal"], ["none"], None])
def test_a_contraindication_that_the_patient_does_not_have_is_none(planned, risk):
    text = in_place_of("privigen", market("us"))
    made = planned({"product": "privigen", **({"risk": risk} if risk else {})}, products__privigen=text)
    assert [] == raised(made, "product.contraindicated")
