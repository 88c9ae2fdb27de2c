"""Maxima in grams: the variant's own lowers the dose, and that of another variant is a stop."""

from decimal import Decimal

import pytest
from formularies import REGIMEN, formulary
from planning import START, answer_to, document, only, plan, raised, stops

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.printed.sources import Citation

D = Decimal
JOURNAL = Citation("kawasaki-journal-mis-c", "Table 3: 2 g/kg over 12 h, at most 100 g")
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
        "the calculated 150 g for 75 kg is lowered to 100 g, the maximum that the source of the regimen prints",
        "check that this source is meant: another one may print no maximum",
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
