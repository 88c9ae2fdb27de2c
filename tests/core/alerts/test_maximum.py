"""Maxima in grams: the variant's own lowers the dose, and that of another variant is a stop."""

from decimal import Decimal

import pytest
from formularies import REGIMEN, formulary
from planning import START, answer_to, document, grams, only, plan, raised, stops

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.dosing.maximum import Maximum
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.printed.sources import Citation

D = Decimal
JOURNAL = Citation("kawasaki-journal-mis-c", "Table 3: 2 g/kg of ideal body weight over 12 h, at most 100 g")
MIS_C = {"age": 14, "days": 1, "concentration": "10%"}


def test_the_maximum_of_the_variant_lowers_the_calculated_dose_and_both_are_said():
    """2 g/kg x 75 kg = 150 g, at most 100 g, which is 1.333 g/kg."""
    made = plan(weight="75kg", regimen="mis-c/kawasaki-journal", **MIS_C)
    (phase,) = made.phases
    assert (D(100), D(150), D(100)) == (phase.calculated_g, phase.uncapped_g, phase.planned_g)
    assert D("1.333") == round(phase.g_per_kg, 3)
    assert [] == stops(made)
    assert [] == raised(made, "dose.below-range")
    assert Alert(
        "dose.lowered",
        "note",
        "the calculated 150 g for 75 kg is lowered to 100 g, the maximum that the regimen's source prints",
        "confirm that this source is intended: another may print no maximum",
        JOURNAL,
        phase="course",
    ) == only(made, "dose.lowered")


def test_a_dose_at_the_maximum_is_not_lowered():
    made = plan(weight="50kg", regimen="mis-c/kawasaki-journal", **MIS_C)
    assert (D(100), None, D(2)) == (made.phases[0].calculated_g, made.phases[0].uncapped_g, made.phases[0].g_per_kg)
    assert [] == raised(made, "dose.lowered")


def test_a_dose_below_the_range_is_told_though_the_maximum_lowers_it():
    made = plan(weight="75kg", regimen="mis-c/kawasaki-journal", dose="1.5g/kg/cycle", **MIS_C)  # 112.5 g
    assert (D(100), D("112.5")) == (made.phases[0].calculated_g, made.phases[0].uncapped_g)
    assert 1 == len(raised(made, "dose.below-range"))


def test_grams_that_were_said_are_not_lowered_but_a_stop():
    made = plan(weight="75kg", regimen="mis-c/kawasaki-journal", dose="150g/cycle", **MIS_C)
    assert (D(150), None) == (made.phases[0].calculated_g, made.phases[0].uncapped_g)
    assert ["dose.above-cycle-limit"] == stops(made)


def test_what_is_planned_for_at_all_is_tested_before_the_maximum_lowers_it(ivigcalc):
    run = ivigcalc("dose", "-w", "75kg", "-r", "mis-c/kawasaki-journal", "--dose", "20g/kg/cycle", "-c", "10%")
    assert (3, "") == (run.status, run.out)


@pytest.mark.parametrize(
    "said",
    [
        {"regimen": "mis-c/ontario"},
        {"regimen": "mis-c/acr"},
        {"regimen": "mis-c"},
        {"indication": "mis-c", "dose": "2g/kg/cycle"},
    ],
)
def test_a_maximum_that_only_another_variant_prints_is_a_stop_that_names_it(said):
    """2 g/kg x 75 kg = 150 g."""
    made = plan(weight="75kg", **MIS_C, **said)
    assert D(150) == made.phases[0].planned_g
    alert = only(made, "dose.above-gram-maximum")
    assert ("stop", JOURNAL) == (alert.severity, alert.citation)
    assert alert.text == (
        "150 g per cycle is above 100 g, the maximum that mis-c/kawasaki-journal prints for the same indication"
    )
    assert "[[regimen]] mis-c/kawasaki-journal" in alert.do
    assert [] == raised(plan(weight="50kg", **MIS_C, **said), "dose.above-gram-maximum")


def test_the_stop_can_be_accepted_with_a_reason():
    said = {"weight": "75kg", "regimen": "mis-c/ontario", "accept": ["dose.above-gram-maximum=agreed"], **MIS_C}
    assert [] == stops(plan(**said))


def test_a_maximum_of_a_day_that_another_variant_prints_is_a_stop_too():
    """0.5 g/kg x 281 kg = 140.5 g; at 280 kg they are 140 g."""
    said = {"regimen": "transplant-rejection/us-hospital", "concentration": "10%"}
    alert = only(plan(weight="281kg", **said), "dose.above-gram-maximum")
    assert alert.text.startswith("140.5 g in a day is above 140 g, the maximum that transplant-rejection/ontario-2025")
    assert [] == raised(plan(weight="280kg", **said), "dose.above-gram-maximum")


def test_one_infusion_has_the_maximum_of_its_regimen():
    said = {"weight": "75kg", "dose": "2g/kg", "concentration": "10%", "rates": "1x30,2 mL/kg/h"}
    own = document("rates", regimen="mis-c/kawasaki-journal", **said).plan
    assert own.infusion is not None
    assert 1000 == sum(step.volume_ml for step in own.infusion.steps)
    assert "infusion: the calculated 150 g for 75 kg is lowered to 100 g" in only(own, "dose.lowered").whole
    assert 1 == len(raised(document("rates", regimen="mis-c/ontario", **said).plan, "dose.above-gram-maximum"))


def test_under_every_weight_policy_the_dose_is_at_most_the_maximum_and_that_is_said():
    made = document("weight", weight="75kg", height="180cm", sex="male", regimen="mis-c/kawasaki-journal").plan
    actual = next(one for one in made.policies if one.policy == "actual")
    assert D(100) == actual.dose_g
    assert actual.reason.endswith("; the dose is the regimen's maximum")


def test_the_maximum_of_a_local_regimen_lowers_the_dose_too(tmp_path):
    own = REGIMEN.format(dose="1.0", days="1") + "maximum_g = 60\n"
    said = {"weight": "70kg", "regimen": "house-regimen", "concentration": "10%", "start": START}
    made = answer_to("plan", said, Catalogue(formulary(tmp_path, regimens__house_regimen=own))).plan
    assert (D(60), D(70)) == (made.phases[0].calculated_g, made.phases[0].uncapped_g)


def test_text_and_check_tell_the_dose_before_the_maximum(ivigcalc, tmp_path):
    words = ("-w", "75kg", "--age", "14", "-r", "mis-c/kawasaki-journal", "--days", "1", "-c", "10%")
    lines = " ".join(ivigcalc("dose", *words).out.split())
    assert (
        "Calculated 150 g per cycle, lowered to 100 g (1.333 g/kg): at most 100 g per cycle by mis-c/kawasaki-journal"
        in lines
    )
    saved = tmp_path / "plan.json"
    saved.write_text(ivigcalc("dose", *words, "--format", "json").out)
    run = ivigcalc("check", str(saved), "--dose", "2g/kg")
    assert run.status != 0
    assert "it is the dose before the maximum lowered it" in " ".join(run.out.split())


LIGHTER = {"weight": "60kg", "regimen": "mis-c/kawasaki-journal", "weight_policy": "actual", "days": 1,
           "concentration": "10%"}  # fmt: skip


def test_the_maximum_itself_said_in_grams_is_not_below_the_range():
    """100 g for 60 kg is 1.667 g/kg, and all that the source gives."""
    assert [] == raised(plan(dose="100g", **LIGHTER), "dose.below-range")
    assert "caution" == only(plan(dose="99g", **LIGHTER), "dose.below-range").severity


def test_a_regimen_whose_maximum_in_grams_is_passed_is_not_proposed():
    do = only(plan(dose="110g", **LIGHTER), "dose.above-cycle-limit").do
    assert ("mis-c/acr" in do, "mis-c/kawasaki-journal" in do) == (True, False)


# What was said


HEAVY = {"weight": "118kg", "dose": "2g/kg/cycle", "days": 2, "height": "190cm", "concentration": "10%"}
AS_SAID = Citation("house", "as entered")


def test_the_most_of_a_day_lowers_the_dose_and_both_are_said():
    """2 g/kg x 118 kg = 236 g, 118 g a day; at most 100 g a day are 200 g."""
    made = plan(max_dose="100g/day", **HEAVY)
    (phase,) = made.phases
    assert (D(200), D(236), D(200)) == (phase.calculated_g, phase.uncapped_g, phase.planned_g)
    assert Maximum(D(100), "day", said=True) == phase.maximum
    assert (D(100), D(100)) == grams(made)
    assert Alert(
        "dose.lowered",
        "note",
        "the calculated 236 g for 118 kg is lowered to 200 g, at most 100 g in a day, as entered",
        "omit [[max_dose]] to plan the calculated dose",
        AS_SAID,
        phase="course",
    ) == only(made, "dose.lowered")
    assert [] == raised(made, "request.not-used")


@pytest.mark.parametrize("said", ["140g", "140g/cycle", "140 gm / cycle", "140000mg"])
def test_the_most_of_a_cycle_lowers_the_dose(said):
    made = plan(max_dose=said, **HEAVY)
    assert (D(140), D(236)) == (made.phases[0].calculated_g, made.phases[0].uncapped_g)
    assert only(made, "dose.lowered").text.endswith("is lowered to 140 g, at most 140 g per cycle, as entered")


@pytest.mark.parametrize("said", ["236g", "118g/day", "300g"])
def test_a_maximum_that_the_dose_does_not_reach_is_named(said):
    made = plan(max_dose=said, **HEAVY)
    assert (D(236), None, None) == (made.phases[0].calculated_g, made.phases[0].uncapped_g, made.phases[0].maximum)
    assert [] == raised(made, "dose.lowered")
    assert "not used here: [[max_dose]] (no dose comes to more)" == only(made, "request.not-used").text


def test_one_phase_that_comes_to_more_is_enough():
    """70 kg: 70 g, then 140 g, which become 100 g."""
    following = {"every": "4w", "then": ["2g/kg/cycle, 2 days, every 4w, 2 cycles"]}
    made = plan(weight="70kg", dose="1g/kg/cycle", days=2, concentration="10%", max_dose="100g", **following)
    assert [(D(70), None), (D(100), D(140))] == [(one.calculated_g, one.uncapped_g) for one in made.phases]
    assert [] == raised(made, "request.not-used")
    assert "phase 2" == only(made, "dose.lowered").phase


def test_grams_that_were_said_are_lowered_by_the_maximum_that_was_said():
    made = plan(**{**HEAVY, "dose": "236g/cycle", "max_dose": "100g/day"})
    assert (D(200), D(236)) == (made.phases[0].calculated_g, made.phases[0].uncapped_g)


def test_rounding_above_the_maximum_that_was_said_is_a_caution():
    """200 g in whole 15 g vials are 90 + 90 g, rounded up 105 + 105 g; 101 g are 105 g."""
    assert (D(90), D(90)) == grams(plan(max_dose="100g/day", vials="15", **HEAVY))
    made = plan(max_dose="100g/day", vials="15", rounding="vial-up", **HEAVY)
    assert (D(105), D(105)) == grams(made)
    told = [alert.text for alert in raised(made, "dose.rounded-above-maximum")]
    assert ["only rounding takes 100 g to 105 g, above 100 g (100 g, the daily maximum entered)"] == told
    assert [] == raised(made, "request.not-used")
    made = plan(max_dose="101g", **{**HEAVY, "days": 1, "vials": "15"})
    told = [alert.text for alert in raised(made, "dose.rounded-above-maximum")]
    assert ["only rounding takes 101 g to 105 g, above 101 g (101 g, the maximum entered)"] == told


def test_a_maximum_that_only_rounding_passes_is_not_named_as_unused():
    """99 g a day in whole 25 g vials are 100 g, above 99.5 g."""
    said = {**HEAVY, "weight": "99kg", "vials": "25"}
    assert [] == raised(plan(max_dose="99.5g/day", **said), "request.not-used")
    assert [] == raised(plan(max_dose="199g", **said), "request.not-used")
    assert 1 == len(raised(plan(max_dose="100g/day", **said), "request.not-used"))
    assert 1 == len(raised(plan(max_dose="200g", **said), "request.not-used"))


def test_what_is_left_in_the_bag_is_not_lowered_but_held_against_the_maximum():
    said = {"weight": "118kg", "volume": "1100mL", "concentration": "10%", "over": "8h"}
    stop = only(document("rates", max_dose="100g", **said).plan, "dose.above-cycle-limit")
    assert "110 g per cycle (110 g for 118 kg) is above 100 g, the maximum entered" == stop.text
    stop = only(document("rates", max_dose="100g/day", **said).plan, "dose.above-day-limit")
    assert "110 g in a day is above 100 g, the daily maximum entered" == stop.text
    made = document("rates", max_dose="110g", **said).plan
    assert "[[max_dose]] (no dose comes to more)" in only(made, "request.not-used").text


def test_one_infusion_is_lowered():
    made = document("rates", weight="118kg", dose="1g/kg", concentration="10%", over="8h", max_dose="100g/day").plan
    assert made.infusion is not None
    assert 1000 == sum(step.volume_ml for step in made.infusion.steps)


def test_the_maximum_that_was_said_counts_under_every_weight_policy():
    said = {"weight": "118kg", "height": "175cm", "sex": "male", "dose": "2g/kg/cycle"}
    made = document("weight", max_dose="200g", **said).plan
    doses = {one.policy: one.dose_g for one in made.policies}
    assert (D(200), D("140.9")) == (doses["actual"], round(doses["ideal"], 1))
    actual, ideal = (next(one for one in made.policies if one.policy == policy) for policy in ("actual", "ideal"))
    assert actual.reason.endswith("; the dose is lowered to the maximum entered")
    assert "maximum" not in ideal.reason
    named = only(document("weight", max_dose="300g", **said).plan, "request.not-used").text
    assert "[[max_dose]]" in named


def test_the_least_of_a_regimen_is_held_against_the_dose_before_the_maximum():
    """The maximum was said to be below it: the note tells of it."""
    made = plan(
        **{name: said for name, said in HEAVY.items() if name != "dose"}, regimen="dermatomyositis", max_dose="100g/day"
    )
    assert [] == raised(made, "dose.below-range")
    assert raised(made, "dose.lowered")


def test_a_dose_far_below_every_usual_one_is_a_stop_though_a_maximum_made_it():
    """10 g for 118 kg are 0.085 g/kg: 100 g was meant."""
    assert "stop" == only(plan(max_dose="10g", **HEAVY), "dose.far-below").severity


def test_the_days_of_a_pattern_are_lowered_one_by_one():
    """118, 59 and 59 g."""
    made = plan(weight="118kg", regimen="toxic-shock-syndrome", concentration="10%", max_dose="60g/day")
    assert (D(60), D(59), D(59)) == grams(made)


def test_text_and_check_tell_the_dose_before_the_maximum_that_was_said(ivigcalc, tmp_path):
    words = ("-w", "118kg", "--dose", "2g/kg/cycle", "--days", "2", "-c", "10%", "--max-dose", "100g/day")
    lines = " ".join(ivigcalc("dose", *words).out.split())
    assert "Calculated 236 g per cycle, lowered to 200 g (1.695 g/kg): at most 100 g in a day, as entered" in lines
    assert "200 g per cycle, lowered from 236 g (at most 100 g in a day, as entered)" in lines
    saved = tmp_path / "plan.json"
    saved.write_text(ivigcalc("dose", *words, "--format", "json").out)
    run = ivigcalc("check", str(saved), "--dose", "2g/kg")
    assert "it is the dose before the maximum lowered it" in " ".join(run.out.split())


@pytest.mark.parametrize("said", ["100", "2g/kg", "2g/kg/day", "0g", "100mL", "most", ""])
def test_a_maximum_is_in_grams(said):
    with pytest.raises(Unreadable) as refused:
        plan(max_dose=said, **HEAVY)
    assert "not the maximum of a cycle or day in grams; write 140g/cycle or 100g/day" in refused.value.why
    assert "max_dose" == refused.value.field
