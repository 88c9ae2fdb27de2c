"""Exact doses, of small patients above all: how fine they are, how they are shared out, and how near they come."""

from decimal import Decimal

import pytest
from ladders import RULES
from planning import dosed, grams, plan
from vial_solver import EXACT

from ivigcalc.core.dosing.exact import exact_doses
from ivigcalc.core.printed.limits import step_for

D = Decimal


def days(dose, *parts):
    return [str(day) for day in exact_doses(D(dose), parts or (1,), EXACT).days]


@pytest.mark.parametrize(
    ("dose", "given"),
    [
        ("139.86", "139.9"),
        ("5.04", "5.0"),
        ("5", "5.0"),
        ("4.996", "5.00"),
        ("4.944", "4.94"),
        ("0.45", "0.450"),  # 0.9 kg x 0.5 g/kg: by tenths it was 0.4 g, 11 % too little
        ("0.506", "0.51"),
        ("0.5", "0.50"),
        ("0.4996", "0.500"),
        ("0.0504", "0.050"),
    ],
)
def test_a_day_is_given_to_0_1_g_below_5_g_to_0_01_g_and_below_0_5_g_to_0_001_g(dose, given):
    assert [given] == days(dose)


@pytest.mark.parametrize(("dose", "given"), [("6.05", "6.0"), ("2.345", "2.34"), ("0.1235", "0.123")])
def test_a_tie_goes_down(dose, given):
    assert [given] == days(dose)


def test_the_smallest_day_says_how_fine_all_of_them_are():
    """12.03 g in 2 : 1 : 1 are 6.015 and twice 3.0075 g; by hundredths 6.01, 3.00 and 3.00 g, and two to share out."""
    assert ["6.01", "3.01", "3.01"] == days("12.03", 2, 1, 1)
    assert ["15.0", "7.5", "7.5"] == days("30.04", 2, 1, 1)


def test_days_are_alike_to_within_the_step_and_larger_ones_come_first():
    assert ["33.4", "33.3", "33.3"] == days("100.04", 1, 1, 1)
    assert ["0.034", "0.033", "0.033"] == days("0.1", 1, 1, 1)


def test_nothing_finer_than_0_001_g_can_be_drawn_up():
    """0.07 g over 3 days are 0.02333 g each."""
    assert ["0.024", "0.023", "0.023"] == days("0.07", 1, 1, 1)


def test_the_steps_fall_and_the_last_is_for_any_dose():
    for steps in (EXACT, RULES.volume_steps_ml):
        assert [one.least for one in steps] == sorted({one.least for one in steps}, reverse=True)
        assert [one.step for one in steps] == sorted({one.step for one in steps}, reverse=True)
        assert steps[-1].least == 0
        assert all(one.least % one.step == 0 for one in steps)  # rounding down leads to no coarser step
    assert step_for(D(5), EXACT) == D("0.1")
    assert step_for(D("4.999"), EXACT) == D("0.01")


# In a plan


def test_a_newborn_of_0_9_kg_gets_the_dose_that_was_calculated():
    """0.5 g/kg x 0.9 kg = 0.45 g; 0.45 g x 1000 / 100 g/L = 4.5 mL."""
    made = plan(weight="0.9kg", dose="0.5g/kg/cycle", days=1, product="privigen", market="eu")
    (phase,) = made.phases
    assert (D("0.45"), D("0.45"), D("4.5")) == (phase.calculated_g, phase.planned_g, phase.volume_ml)
    assert ("exact", D("0.001")) == (phase.rounding, phase.exact_step_g)


def test_the_steps_of_the_pump_are_as_fine_as_the_volume_and_add_up():
    """4.5 mL: 0.54 mL/h x 30 min = 0.27 mL, not 0.3; what is left over comes last."""
    made = plan(weight="0.9kg", dose="0.5g/kg/cycle", days=1, product="privigen", market="eu")
    (day,) = made.phases[0].days
    assert day.infusion is not None
    by_rate = {step.ml_per_h: step.volume_ml for step in day.infusion.steps}
    assert D("0.27") == by_rate[D("0.54")]
    assert D("4.5") == sum(by_rate.values())


def test_a_volume_of_10_ml_keeps_to_tenths():
    """1 g in 10 mL: 0.7 mL/h x 15 min = 0.175 mL, told as 0.2 mL."""
    (day,) = dosed("1g/cycle", weight="0.7kg", rates="1x15,4 mL/kg/h", days=1).phases[0].days
    assert day.infusion is not None
    assert [D("0.2"), D("9.8")] == [step.volume_ml for step in day.infusion.steps]


@pytest.mark.parametrize("per_kg", ["0.2g/kg/cycle", "0.4g/kg/cycle", "0.5g/kg/cycle", "1g/kg/cycle", "2g/kg/cycle"])
def test_from_0_3_to_5_kg_no_exact_dose_differs_by_more_than_1_percent_and_none_by_more_than_the_tolerance(per_kg):
    for tenths in range(3, 51):
        said = {"weight": f"{D(tenths) / 10}kg", "days": 2 if per_kg.startswith("2") else 1, "vials": "0.5,1,2.5,5"}
        exact = dosed(per_kg, **said, rounding="exact").phases[0]
        assert abs(exact.planned_g - exact.calculated_g) * 100 <= exact.calculated_g
        assert abs(exact.volume_ml - exact.calculated_g * 10) * 100 <= exact.calculated_g * 10
        usual = dosed(per_kg, **said).phases[0]
        assert abs(usual.planned_g - usual.calculated_g) * 10 <= usual.calculated_g
        for phase in (exact, usual):
            assert phase.planned_g == sum(day.dose_g for day in phase.days)
            assert phase.volume_ml == sum(day.volume_ml for day in phase.days)


def test_doses_by_hand_of_a_small_patient_are_told_apart_as_those_of_a_large_one():
    """0.3 and 0.2 g differ by half; a tenth of a gram is nothing only where it is less than 2 %."""
    made = dosed("0.5g/cycle", weight="1kg", days=2, split="0.3g,0.2g")
    assert (D("0.3"), D("0.2")) == grams(made)
    assert "days differ by 40 % of the mean day: 0.3, 0.2 g" in [alert.text for alert in made.alerts]
