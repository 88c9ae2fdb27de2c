"""Alerts on the amount: each raised just beyond its figure, and not at it."""

from decimal import Decimal

import pytest
from formularies import REGIMEN, formulary
from planning import START, answer_to, document, dosed, only, plan, raised, stops

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.printed.sources import Citation

PER_CYCLE = Citation("ontario-igum-inflammatory-myopathy", "dose line: 2 g/kg as a maximum of a course")
PER_DAY = Citation(
    "ontario-igum-multiple-sclerosis",
    "dose limit: 1 g/kg per day; where a record for the indication gives more in a day (Kawasaki disease, "
    "MIS-C: 2 g/kg), that holds",
)
DERMATOMYOSITIS = Citation("hoffmann-enk-2019", "dosing of high-dose immunoglobulin, dermatomyositis")
TRANSPLANT = Citation(
    "ontario-igum-transplant", "dose, without plasma exchange; 140 g per day is advised by some nephrologists"
)

# Per cycle


def test_more_than_2_g_per_kg_in_a_cycle_is_a_stop_with_grams_and_weight():
    assert Alert(
        "dose.above-cycle-limit",
        "stop",
        "2.5 g/kg per cycle (175 g for 70 kg) is above 2 g/kg, the highest general recommendation",
        "check dose, weight and unit; or accept, with a reason",
        PER_CYCLE,
        phase="course",
    ) == only(dosed("2.5g/kg", days=3), "dose.above-cycle-limit")


@pytest.mark.parametrize("dose", ["2g/kg", "140g"])
def test_2_g_per_kg_in_a_cycle_is_none(dose):
    assert [] == raised(dosed(dose, days=2), "dose.above-cycle-limit")


@pytest.mark.parametrize(
    ("dose", "words"), [("2.0001g/kg", "2.0001 g/kg per cycle (140.007 g"), ("140.1g", "2.001 g/kg per cycle (140.1 g")]
)
def test_a_little_more_than_2_g_per_kg_is_never_shown_as_2(dose, words):
    assert words in only(dosed(dose, days=2), "dose.above-cycle-limit").whole


def test_the_limit_is_on_the_dosing_weight():
    said = {"height": "175cm", "sex": "male", "weight": "100kg", "weight_policy": "nba-2026"}
    assert "(166 g for 82.28 kg)" in only(dosed("166g", days=2, **said), "dose.above-cycle-limit").whole
    assert [] == raised(dosed("164.5g", days=2, **said), "dose.above-cycle-limit")


def test_every_phase_is_judged():
    made = dosed("2g/kg", days=2, then=["2.4g/kg, 3 days, every 6w, 2 cycles"])
    assert only(made, "dose.above-cycle-limit").whole.startswith("phase 2: 2.4 g/kg per cycle (168 g")


def test_the_most_of_a_regimen_is_its_own():
    said = {"weight": "70kg", "regimen": "primary-immunodeficiency", "days": 1, "every": "4w", "concentration": "10%"}
    above = only(plan(dose="0.81g/kg", **said), "dose.above-cycle-limit")
    assert "replacement: 0.81 g/kg per cycle (56.7 g for 70 kg) is above 0.8 g/kg, the regimen's maximum" == above.whole
    assert "flebogamma-5-eu-leaflet" == above.citation.source
    assert [] == raised(plan(dose="0.8g/kg", **said), "dose.above-cycle-limit")


def test_the_most_of_a_dose_per_day_is_that_of_the_days_that_are_printed():
    said = {"weight": "70kg", "regimen": "gbs", "concentration": "10%"}
    above = only(plan(days=6, **said), "dose.above-cycle-limit")
    assert (
        "course: 2.4 g/kg per cycle (168 g for 70 kg) is above 2 g/kg, the regimen's maximum (0.4 g/kg a day over 5 "
        "days)" == above.whole
    )
    assert [] == raised(plan(**said), "dose.above-cycle-limit")


def test_the_most_of_a_dose_per_28_days_is_scaled_to_the_interval():
    said = {"weight": "70kg", "regimen": "mmn/gammagard-us", "days": 2, "concentration": "10%", "every": "2w"}
    above = only(plan(dose="1.3g/kg/cycle", **said), "dose.above-cycle-limit")
    assert (
        "maintenance: 1.3 g/kg per cycle (91 g for 70 kg) is above 1.2 g/kg, the regimen's maximum (2.4 g/kg per 28 "
        "days, at 14 days)" == above.whole
    )
    assert [] == raised(plan(dose="1.2g/kg/cycle", **said), "dose.above-cycle-limit")


def test_the_most_of_a_dose_per_28_days_does_not_grow_with_an_interval_that_is_not_printed():
    said = {"weight": "70kg", "regimen": "mmn/gammagard-us", "days": 3, "concentration": "10%", "every": "5w"}
    above = only(plan(dose="2.5g/kg", **said), "dose.above-cycle-limit")
    assert "above 2.4 g/kg, the regimen's maximum (2.4 g/kg per 28 days, at 28 days)" in above.whole


def test_a_printed_maximum_in_grams_is_a_limit_too():
    said = {"regimen": "mis-c/kawasaki-journal", "concentration": "10%", "age": 12}
    above = only(plan(weight="50.5kg", dose="101g/cycle", **said), "dose.above-cycle-limit")
    assert "course: 101 g per cycle (101 g for 50.5 kg) is above 100 g, the regimen's maximum" == above.whole
    assert "kawasaki-journal-mis-c" == above.citation.source
    assert [] == raised(plan(weight="50kg", dose="100g/cycle", **said), "dose.above-cycle-limit")


def test_a_printed_maximum_per_cycle_is_said_as_it_is_printed():
    said = {"weight": "70kg", "regimen": "dermatomyositis/ontario-2018", "concentration": "10%", "days": 3}
    assert only(plan(dose="2.1g/kg", **said), "dose.above-cycle-limit").whole.endswith("2 g/kg, the regimen's maximum")


def test_a_maximum_of_its_own_is_not_said_to_follow_from_the_dose_of_a_day(tmp_path):
    own = REGIMEN.format(dose="0.4", days="5") + 'dose_per = "day"\nmaximum_g_per_kg = 2.2\n'
    said = {"weight": "70kg", "regimen": "house-regimen", "concentration": "10%", "days": 6, "start": START}
    catalogue = Catalogue(formulary(tmp_path, regimens__house_regimen=own))
    made = answer_to("plan", said, catalogue).plan
    assert only(made, "dose.above-cycle-limit").whole.endswith("is above 2.2 g/kg, the regimen's maximum")


def test_a_regimen_that_prints_only_a_least_dose_has_the_general_limit():
    said = {"weight": "70kg", "regimen": "measles-pre-exposure", "concentration": "10%"}
    assert [] == raised(plan(dose="0.8g/kg", **said), "dose.above-cycle-limit")
    assert only(plan(dose="2.1g/kg", days=3, **said), "dose.above-cycle-limit").whole.endswith(
        "is above 2 g/kg, the highest general recommendation"
    )
    assert "the regimen's minimum" in only(plan(dose="0.5g/kg", **said), "dose.below-range").whole


# Per day


def test_more_than_1_g_per_kg_in_a_day_is_a_stop():
    assert Alert(
        "dose.above-day-limit",
        "stop",
        "2 g/kg in a day (of 140 g for 70 kg) is above 1 g/kg, the highest general daily recommendation",
        "spread the cycle over more days; or accept, with a reason",
        PER_DAY,
        phase="course",
    ) == only(dosed("2g/kg", days=1), "dose.above-day-limit")


@pytest.mark.parametrize(("dose", "days"), [("2g/kg", 2), ("3g/kg", 3), ("70g", 1), ("1g/kg/day", 2)])
def test_1_g_per_kg_in_a_day_is_none(dose, days):
    assert [] == raised(dosed(dose, days=days), "dose.above-day-limit")


def test_a_regimen_may_give_more_in_a_day():
    said = {"regimen": "kawasaki", "concentration": "10%", "age": 5, "rates": "mgh"}
    assert [] == raised(plan(weight="20kg", **said), "dose.above-day-limit")
    above = only(plan(weight="20kg", dose="2.05g/kg", **said), "dose.above-day-limit")
    assert "course: 2.05 g/kg in a day (of 41 g for 20 kg) is above 2 g/kg, the regimen's highest day" == above.whole
    assert "flebogamma-5-eu-leaflet" == above.citation.source


def test_rounding_may_take_a_day_of_a_regimen_as_far_as_any_other_day():
    said = {"regimen": "kawasaki", "age": 1, "concentration": "10%", "vials": "5"}
    assert [] == raised(plan(weight="11.5kg", **said), "dose.above-day-limit")  # 23 -> 25 g, 2.17 g/kg


def test_days_that_a_regimen_prints_unlike_are_each_held_against_the_limit():
    """1 g/kg on the first of three days and 0.5 g/kg on the others: half of the dose on the first day."""
    said = {"weight": "70kg", "regimen": "toxic-shock-syndrome", "concentration": "10%"}
    assert [] == raised(plan(**said), "dose.above-day-limit")
    alert = only(plan(dose="2.1g/kg", **said), "dose.above-day-limit")
    assert alert.whole.startswith(
        "course: 1.05 g/kg in a day (of 147 g for 70 kg) is above 1 g/kg, the highest general daily"
    )


def test_a_printed_maximum_per_day_holds():
    said = {
        "weight": "70kg",
        "regimen": "relapsing-remitting-multiple-sclerosis",
        "concentration": "10%",
        "dose": "2g/kg",
    }
    above = only(plan(days=1, **said), "dose.above-day-limit")
    assert above.whole.endswith("is above 1 g/kg, the regimen's daily maximum")
    assert [] == raised(plan(days=2, **said), "dose.above-day-limit")


def test_a_day_that_rounding_takes_above_1_1_g_per_kg_is_a_stop():
    said = {"vials": "10", "tolerance": "20%", "rounding": "vial-up"}
    assert Alert(
        "dose.above-day-limit",
        "stop",
        "60 g planned for one day is 1.132 g/kg for 53 kg, above 1.1 g/kg, the most rounding may give from 1 g/kg",
        "use more days or another split, or [[rounding]] vial-down or exact; or accept, with a reason",
        Citation("house", "rounding to vials may raise a day of 1 g/kg by the tolerance of 10 %, no further"),
        phase="course",
    ) == only(dosed("52g", weight="53.004kg", **said), "dose.above-day-limit")  # the weight is shown to 0.01 kg
    assert [] == raised(dosed("50g", weight="50kg", **said), "dose.above-day-limit")


def test_exactly_1_1_g_per_kg_by_rounding_is_none():
    made = dosed("0.95g/kg", weight="50kg", vials="5", tolerance="20%", rounding="vial-up", split="55g")
    assert Decimal("1.1") == made.phases[0].days[0].dose_g / 50
    assert [] == raised(made, "dose.above-day-limit")
    assert "only rounding takes 47.5 g to 55 g, above 50 g" in only(made, "dose.rounded-above-maximum").whole


def test_grams_printed_as_the_most_of_a_day_are_a_limit():
    said = {"regimen": "transplant-rejection", "concentration": "10%", "days": 2, "every": "4w"}
    assert Alert(
        "dose.above-day-limit",
        "stop",
        "141 g in a day is above 140 g, the regimen's daily maximum",
        "spread the cycle over more days; or accept, with a reason",
        TRANSPLANT,
        phase="course",
    ) == only(plan(weight="141kg", **said), "dose.above-day-limit")
    assert [] == raised(plan(weight="140kg", **said), "dose.above-day-limit")


def test_grams_of_a_day_that_only_rounding_exceeds_are_a_caution():
    said = {"regimen": "transplant-rejection", "concentration": "10%", "vials": "15", "days": 2, "every": "4w"}
    made = plan(weight="139kg", split="150g,135g", **said)  # 285 g for 278 g
    assert [] == raised(made, "dose.above-day-limit")
    of_the_cycle, of_the_day = raised(made, "dose.rounded-above-maximum")
    assert of_the_cycle.whole.startswith("course: only rounding takes 278 g to 285 g, above 278 g (2 g/kg")
    assert (
        "course: only rounding takes 139 g to 150 g, above 140 g (140 g, the regimen's daily maximum)"
        == of_the_day.whole
    )


# Below the regimen


def test_less_than_the_regimen_is_a_caution():
    said = {"weight": "70kg", "regimen": "dermatomyositis", "days": 2, "concentration": "10%"}
    assert Alert(
        "dose.below-range",
        "caution",
        "1.9 g/kg per cycle is below 2 g/kg, the regimen's minimum",
        "check dose and unit",
        DERMATOMYOSITIS,
        phase="course",
    ) == only(plan(dose="1.9g/kg", **said), "dose.below-range")
    assert [] == raised(plan(dose="2g/kg", **said), "dose.below-range")


def test_the_least_of_a_regimen_per_day_says_how_it_follows():
    said = {"weight": "70kg", "regimen": "itp/eu-label-b", "concentration": "10%"}
    below = only(plan(dose="1.9g/kg", days=5, **said), "dose.below-range")
    assert (
        "course: 1.9 g/kg per cycle is below 2 g/kg, the regimen's minimum (0.4 g/kg a day over 5 days)" == below.whole
    )
    assert [] == raised(plan(days=5, **said), "dose.below-range")


def test_fewer_days_than_printed_do_not_lower_the_least():
    below = only(plan(weight="70kg", regimen="itp/eu-label-b", concentration="10%", days=1), "dose.below-range")
    assert below.whole.endswith("is below 0.8 g/kg, the regimen's minimum (0.4 g/kg a day over 2 days)")


def test_the_least_of_a_regimen_per_28_days_says_how_it_follows():
    said = {"weight": "70kg", "regimen": "mmn/gammagard-us", "days": 1, "concentration": "10%", "every": "3w"}
    below = only(plan(dose="0.37g/kg", **said), "dose.below-range")
    assert below.whole.endswith("is below 0.375 g/kg, the regimen's minimum (0.5 g/kg per 28 days, at 21 days)")
    assert [] == raised(plan(dose="0.375g/kg", **said), "dose.below-range")


def test_without_a_regimen_and_an_indication_nothing_is_below_its_range():
    assert [] == raised(dosed("0.01g/kg"), "dose.below-range")


def test_the_lowest_of_a_record_goes_by_the_interval_that_is_planned(tmp_path):
    """0.4 g/kg per 28 days are 0.8 g/kg every 8 weeks."""
    record = REGIMEN.format(dose="0.4", days="1") + 'dose_per = "28d"\n'
    catalogue = Catalogue(formulary(tmp_path, regimens__house_regimen=record))
    said = {"weight": "70kg", "indication": "house-regimen", "concentration": "10%", "start": START, "every": "8w"}
    alert = only(answer_to("plan", {**said, "dose": "0.7g/kg", "days": 1}, catalogue).plan, "dose.below-range")
    assert "0.7 g/kg per cycle is below 0.8 g/kg, the lowest of every record for house-regimen" == alert.text


def test_nothing_is_below_a_record_that_prints_no_least(tmp_path):
    record = REGIMEN.format(dose="1.0", days="1").replace("dose_g_per_kg_min = 1.0", "dose_g_per_kg_min = 0")
    catalogue = Catalogue(formulary(tmp_path, regimens__house_regimen=record))
    said = {"weight": "70kg", "indication": "house-regimen", "concentration": "10%", "start": START}
    made = answer_to("plan", {**said, "dose": "0.3g/kg", "days": 1}, catalogue).plan
    assert [] == raised(made, "dose.below-range")


# Not as the regimen prints it


def test_days_and_an_interval_that_the_regimen_does_not_print_are_said():
    said = {"weight": "70kg", "regimen": "dermatomyositis", "concentration": "10%"}
    assert Alert(
        "dose.not-as-printed",
        "caution",
        "over 6 days (regimen: 2 to 5); every 42 days (regimen: 28)",
        "check [[days]] and [[every]] against the prescription",
        DERMATOMYOSITIS,
        phase="course",
    ) == only(plan(days=6, every="6w", **said), "dose.not-as-printed")
    assert [] == raised(plan(days=5, every="4w", **said), "dose.not-as-printed")
    assert [] == raised(plan(days=2, **said), "dose.not-as-printed")


def test_more_cycles_than_the_regimen_gives_are_said():
    said = {"weight": "70kg", "regimen": "transplant-rejection", "concentration": "10%", "days": 2}
    assert Alert(
        "dose.more-cycles",
        "caution",
        "5 cycles; the regimen gives at most 4",
        "check [[cycles]]; review the response before continuing",
        TRANSPLANT,
        phase="course",
    ) == only(plan(cycles=5, **said), "dose.more-cycles")
    assert [] == raised(plan(cycles=4, **said), "dose.more-cycles")


def test_more_cycles_than_a_fixed_number_are_said():
    said = {"weight": "70kg", "regimen": "gbs", "concentration": "10%"}
    assert "course: 2 cycles; the regimen gives 1" == only(plan(cycles=2, every="4w", **said), "dose.more-cycles").whole
    assert [] == raised(plan(**said), "dose.more-cycles")


def test_the_cycles_of_a_first_infusion_that_is_timed_apart_count_with_the_others():
    said = {"weight": "70kg", "regimen": "transplant-rejection", "product": "qivigy", "days": 2}
    alert = only(plan(cycles=5, first_infusion="yes", **said), "dose.more-cycles")
    assert "course: 5 cycles; the regimen gives at most 4" == alert.whole


def test_at_most_two_cycles_are_said_as_such():
    said = {"weight": "70kg", "regimen": "autoimmune-haemolytic-anaemia", "concentration": "10%", "every": "4w"}
    alert = only(plan(cycles=3, dose="1g/kg/cycle", days=2, **said), "dose.more-cycles")
    assert "course: 3 cycles; the regimen gives at most 2" == alert.whole


def test_the_cycles_of_each_phase_and_of_each_regimen_are_counted_for_themselves():
    said = {"weight": "70kg", "concentration": "10%"}
    loaded = plan(regimen="cidp", days="maintenance=2", cycles=9, **said)  # one to load, and then any number
    assert [] == raised(loaded, "dose.more-cycles")
    other = [{"from_cycle": 3, "regimen": "dermatomyositis", "cycles": 3}]
    after = plan(regimen="transplant-rejection", days=2, cycles=4, changes=other, **said)
    assert [] == raised(after, "dose.more-cycles")


def test_a_regimen_begun_from_a_cycle_on_is_counted_from_there():
    anew = [{"from_cycle": 3, "regimen": "transplant-rejection", "cycles": 5}]
    alert = only(dosed("1g/kg/cycle", days=2, every="4w", cycles=2, changes=anew), "dose.more-cycles")
    assert "course: 5 cycles; the regimen gives at most 4" == alert.whole


def test_cycles_already_given_count():
    said = {"weight": "70kg", "regimen": "transplant-rejection", "concentration": "10%", "days": 2}
    given = "2026-01-05,2026-02-02,2026-03-02"
    assert "5 cycles" in only(plan(cycles=2, given=given, **said), "dose.more-cycles").whole
    assert [] == raised(plan(cycles=1, given=given, **said), "dose.more-cycles")


def test_a_first_infusion_that_is_timed_apart_is_one_of_the_cycles():
    said = {"weight": "70kg", "regimen": "primary-immunodeficiency", "dose": "0.4g/kg", "every": "4w", "days": 1}
    made = plan(product="qivigy", first_infusion="yes", cycles=3, **said)
    assert 2 == len(made.phases)
    assert [] == raised(made, "dose.more-cycles")
    assert 1 == len(
        raised(
            plan(product="qivigy", first_infusion="yes", cycles=3, **{**said, "dose": "0.1g/kg"}), "dose.below-range"
        )
    )


def test_any_number_of_cycles_of_a_regimen_that_does_not_limit_them():
    made = plan(weight="70kg", regimen="dermatomyositis", days=2, concentration="10%", cycles=26)
    assert [] == raised(made, "dose.more-cycles")


def test_a_dose_alone_counts_the_cycles_that_are_prescribed():
    said = {"weight": "70kg", "regimen": "transplant-rejection", "concentration": "10%", "days": 2}
    assert 1 == len(raised(document("dose", cycles=5, **said).plan, "dose.more-cycles"))
    assert [] == raised(document("dose", cycles=4, **said).plan, "dose.more-cycles")


# Only by rounding

OVER = {
    "weight": "100kg",
    "height": "175cm",
    "sex": "male",
    "weight_policy": "nba-2026",
    "product": "yimmugo",
    "days": 2,
}


def test_165_g_for_164_557_g_is_no_caution():
    """0.3 % above the most per cycle; 85 g in a day for 82.279 g counts by the mean day."""
    made = plan(dose="2g/kg", **OVER)
    assert [85, 80] == [day.dose_g for day in made.phases[0].days]
    assert [] == raised(made, "dose.rounded-above-maximum") + stops(made)


def test_170_g_for_164_557_g_is_a_caution_and_no_stop():
    made = plan(dose="2g/kg", rounding="vial-up", vials="10", **OVER)
    assert 170 == made.phases[0].planned_g
    assert Alert(
        "dose.rounded-above-maximum",
        "caution",
        "only rounding takes 164.557 g to 170 g, above 164.557 g (2 g/kg, the highest general recommendation)",
        "accept the rounding, or reduce it ([[rounding]] vial-down gives 160 g)",
        PER_CYCLE,
        phase="course",
    ) == only(made, "dose.rounded-above-maximum")
    assert [] == stops(made)


@pytest.mark.parametrize("rounding", ["vial-down", "exact"])
def test_a_dose_that_is_not_rounded_up_is_none(rounding):
    assert [] == raised(plan(dose="2g/kg", rounding=rounding, **OVER), "dose.rounded-above-maximum")


def test_a_dose_above_the_limit_by_itself_is_not_above_it_by_rounding():
    made = dosed("2.03g/kg", days=3, vials="5,10,20")
    assert ["dose.above-cycle-limit"] == stops(made)
    assert [] == raised(made, "dose.rounded-above-maximum")


def test_a_day_that_only_rounding_takes_above_1_g_per_kg_is_a_caution():
    """72.6 g of 5 g vials is 70 g, and rounded up 75 g."""
    said = {"weight": "72.6kg", "vials": "5"}
    assert 70 == dosed("1g/kg", **said).phases[0].planned_g
    assert Alert(
        "dose.rounded-above-maximum",
        "caution",
        "only rounding takes 72.6 g to 75 g, above 72.6 g (1 g/kg, the highest general daily recommendation)",
        "accept the rounding, or reduce it ([[rounding]] vial-down gives 70 g)",
        PER_DAY,
        phase="course",
    ) == only(dosed("1g/kg", rounding="vial-up", **said), "dose.rounded-above-maximum")
    for quiet in ({}, {"rounding": "vial-down"}, {"rounding": "exact"}, {"weight": "75kg", "rounding": "vial-up"}):
        assert [] == raised(dosed("1g/kg", **{**said, **quiet}), "dose.rounded-above-maximum")


def test_rounding_past_a_maximum_by_2_5_percent_is_none_and_by_more_is_a_caution():
    said = {"weight": "50kg", "days": 2}
    assert [] == raised(dosed("2g/kg", split="52.5g,50g", **said), "dose.rounded-above-maximum")
    assert only(dosed("2g/kg", split="52.6g,50g", **said), "dose.rounded-above-maximum").whole.startswith(
        "course: only rounding takes 100 g to 102.6 g, above 100 g (2 g/kg"
    )


def test_whole_vials_that_are_the_calculated_dose_are_the_less_where_a_split_by_hand_gives_more():
    alert = only(dosed("2g/kg", days=2, vials="5", split="75g,70g"), "dose.rounded-above-maximum")
    assert alert.whole.startswith("course: only rounding takes 140 g to 145 g, above 140 g (2 g/kg")
    assert "accept the rounding, or reduce it ([[rounding]] vial-down gives 140 g)" == alert.do


def test_where_the_cycle_is_the_calculated_dose_only_an_exact_one_makes_its_days_alike():
    said = {"regimen": "transplant-rejection", "concentration": "10%", "days": 2, "every": "4w"}
    alert = only(plan(weight="139kg", split="150g,128g", **said), "dose.rounded-above-maximum")
    assert alert.whole.startswith("course: only rounding takes 139 g to 150 g, above 140 g (140 g, the regimen's")
    assert "accept the rounding, or reduce it ([[rounding]] exact gives 278 g)" == alert.do


def test_a_day_that_rounding_takes_too_far_is_a_stop_and_no_caution_too():
    made = dosed("1g/kg", weight="53kg", vials="10", tolerance="20%", rounding="vial-up")  # 60 g
    assert ["dose.above-day-limit"] == stops(made)
    assert [] == raised(made, "dose.rounded-above-maximum")


def test_rounding_above_the_grams_that_a_regimen_prints_is_a_caution():
    said = {"weight": "49kg", "regimen": "mis-c/kawasaki-journal", "concentration": "10%", "age": 12}
    assert 90 == plan(vials="15", **said).phases[0].planned_g
    per_kg, in_all = raised(plan(vials="15", rounding="vial-up", **said), "dose.rounded-above-maximum")
    assert per_kg.whole.startswith("course: only rounding takes 98 g to 105 g, above 98 g (2 g/kg")
    assert "course: only rounding takes 98 g to 105 g, above 100 g (100 g, the regimen's maximum)" == in_all.whole
    assert [] == raised(plan(vials="10", **said), "dose.rounded-above-maximum")  # 100 g: 2 % above 2 g/kg


# In 28 days


def test_more_than_2_g_per_kg_in_28_days_is_a_caution():
    assert Alert(
        "dose.cumulative",
        "caution",
        "3 g/kg within 28 days (210 g for 70 kg, from day 1 of cycle 1) is above 2 g/kg",
        "check dose and interval",
        Citation("house", "regimens on file that repeat give at most 2 g/kg every 4 weeks; more in 28 days is flagged"),
    ) == only(dosed("1.5g/kg/cycle", days=2, every="3w", cycles=2), "dose.cumulative")


@pytest.mark.parametrize(
    ("dose", "days", "every", "cycles"),
    [("2g/kg", 2, "4w", 3), ("2g/kg", 3, "4w", 3), ("1g/kg", 1, "2w", 2), ("2g/kg", 2, "4w", 1)],
)
def test_2_g_per_kg_in_28_days_is_none(dose, days, every, cycles):
    assert [] == raised(dosed(dose, days=days, every=every, cycles=cycles), "dose.cumulative")


def test_the_worst_28_days_are_named():
    """0.5 g/kg on 5, 6, 26 and 27 January and 1 g/kg on 9 and 10 February."""
    made = dosed("1g/kg/cycle", days=2, every="3w", cycles=2, then=["2g/kg/cycle, 2 days, every 2w, 1 cycle"])
    assert "3 g/kg within 28 days (210 g for 70 kg, from day 1 of cycle 2)" in only(made, "dose.cumulative").whole


def test_one_cycle_alone_is_held_against_the_limit_of_a_cycle_and_not_of_28_days():
    made = dosed("2.5g/kg", days=3)
    assert ["dose.above-cycle-limit"] == stops(made)
    assert [] == raised(made, "dose.cumulative")


def test_a_cycle_that_a_closed_day_moves_towards_the_next_is_counted_where_it_was_planned():
    """A holiday is no dose: what it brings close together is ``calendar.crowded``, where it is."""
    made = dosed("2g/kg", days=2, every="4w", cycles=2, closed=["2026-01-05"])
    assert [] == raised(made, "dose.cumulative") + raised(made, "dose.above-cycle-limit")


def test_a_cycle_that_is_set_by_hand_is_counted_where_it_is():
    """2 g/kg on 5 and 6 January and 1 g/kg on 1 February: 3 g/kg in 28 days; the second day is the 29th."""
    made = dosed("2g/kg", days=2, every="4w", cycles=2, cycle_date=["2=2026-02-01"])
    assert ("caution", "3 g/kg within") == (
        only(made, "dose.cumulative").severity,
        only(made, "dose.cumulative").text[:13],
    )
    nearer = dosed("2g/kg", days=2, every="4w", cycles=2, cycle_date=["2=2026-01-31"])
    assert ["dose.cumulative"] == stops(nearer)  # 4 g/kg


def test_what_the_regimen_itself_gives_in_28_days_is_none():
    made = plan(weight="70kg", regimen="cidp", days="maintenance=2", concentration="10%", cycles=3)
    assert [] == raised(made, "dose.cumulative")  # 2 g/kg, and 1 g/kg after 3 weeks


def test_a_regimen_given_more_often_than_it_prints_is_said():
    said = {"weight": "70kg", "days": 2, "concentration": "10%", "cycles": 2}
    assert 1 == len(raised(plan(regimen="dermatomyositis", every="3w", **said), "dose.cumulative"))
    assert [] == raised(plan(regimen="dermatomyositis", every="4w", **said), "dose.cumulative")


@pytest.mark.parametrize(
    ("said", "in_all"),
    [
        # maintenance of 1 g/kg a week after the loading of 2 g/kg, and not after 3 weeks
        (
            {"regimen": "cidp", "every": "1w", "days": "maintenance=2"},
            "3 g/kg within 28 days (210 g for 70 kg, from day 1 of cycle 1) is above 2 g/kg",
        ),
        # every 4 weeks is printed
        (
            {"regimen": "dermatomyositis", "every": "3w", "given": "2025-12-15"},
            "4 g/kg within 28 days (280 g for 70 kg, from day 1 of cycle 1) is above 3 g/kg",
        ),
        # never repeated
        (
            {"regimen": "kawasaki", "every": "1w", "given": "2025-12-15"},
            "4 g/kg within 28 days (280 g for 70 kg, from day 1 of cycle 1) is above 3 g/kg",
        ),
    ],
)
def test_the_only_cycle_to_come_may_be_the_one_that_comes_too_soon(said, in_all):
    made = plan(**{"weight": "70kg", "days": 2, "cycles": 1, "concentration": "10%", **said})
    assert in_all == only(made, "dose.cumulative").whole


def test_a_course_that_its_regimen_does_not_repeat_is_said():
    said = {"weight": "20kg", "concentration": "10%", "age": 5}
    made = plan(regimen="kawasaki", cycles=2, every="1w", **said)
    assert "4 g/kg within 28 days" in only(made, "dose.cumulative").whole


# Haemolysis


HAEMOLYSIS = Alert(
    "haemolysis.check",
    "note",
    "2 g/kg per cycle raises haemolysis risk",
    "check haemoglobin before and after each cycle, on the dates in the calendar",
    Citation(
        "fda-privigen-haemolysis-2012",
        "haemoglobin or haematocrit before and 36-96 h after the infusion at 2 g/kg or more",
    ),
    phase="course",
)


def test_2_g_per_kg_asks_for_a_check_for_haemolysis():
    assert HAEMOLYSIS == only(dosed("2g/kg", days=2), "haemolysis.check")
    assert HAEMOLYSIS == only(dosed("2g/kg", days=2, risk=["renal"]), "haemolysis.check")
    assert [] == raised(dosed("1.99g/kg", days=2), "haemolysis.check")


def test_without_a_calendar_the_check_for_haemolysis_says_when():
    made = document("dose", weight="70kg", dose="2g/kg", days=2, concentration="10%").plan
    assert (
        "check haemoglobin before and after each cycle. Haemoglobin or haematocrit 36 to 96 hours after the infusion, "
        "against baseline (2 g/kg or more). Haemolysis check 5 to 10 days after the infusion if blood group is not O "
        "(2 g/kg or more)." == only(made, "haemolysis.check").do
    )


def test_it_is_a_caution_unless_the_blood_group_is_o():
    assert HAEMOLYSIS._replace(
        severity="caution", text="2 g/kg per cycle in a patient not of blood group O raises haemolysis risk"
    ) == only(dosed("2g/kg", days=2, risk=["non-o-blood-group"]), "haemolysis.check")
