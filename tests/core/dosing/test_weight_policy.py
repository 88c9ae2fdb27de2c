"""The clauses of a weight policy, one by one: whether each holds, in words, and the weight at which it turns."""

from decimal import Decimal

import pytest

from ivigcalc.core.dosing.weight_policy import (
    Finding,
    IdealFormula,
    Trigger,
    WeightPolicy,
    beside,
    decided_by,
    findings,
    ideal_weight,
)
from ivigcalc.core.errors import Refused, Unreadable
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.sources import Citation, Figure

MADE_UP = Citation(source="house", at="made up for this test")
NO_IDEAL = Unreadable("not worked out here")
MALE, FEMALE = Decimal(50), Decimal("45.5")


def policy(*triggers):
    return WeightPolicy("made-up", "Made up", "us", "adjusted", MADE_UP, triggers=triggers)


def found(trigger, weight, sex=None):
    who = Patient(weight=Decimal(weight), sex=sex)
    return findings(trigger, who, policy(trigger), NO_IDEAL)


@pytest.mark.parametrize(
    ("kg", "sex", "finding"),
    [
        ("50", "male", Finding(False, "weight 50 kg is not above 50 kg", MALE)),
        ("50.1", "male", Finding(True, "weight 50.1 kg is above 50 kg", MALE)),
        ("47", "female", Finding(True, "weight 47 kg is above 45.5 kg", FEMALE)),
        ("45.5", "female", Finding(False, "weight 45.5 kg is not above 45.5 kg", FEMALE)),
        # without the sex: below both, between them, above both; which of them turns is not known
        ("45.5", None, Finding(False, "weight 45.5 kg is not above 45.5 kg")),
        ("45.6", None, Finding(None)),
        ("50", None, Finding(None)),
        ("50.1", None, Finding(True, "weight 50.1 kg is above 50 kg")),
    ],
)
def test_a_weight_is_held_against_the_floor_of_its_sex_or_of_both(kg, sex, finding):
    floors = Trigger(MADE_UP, male_above_kg=MALE, female_above_kg=FEMALE)

    assert (finding,) == found(floors, kg, sex)


def test_a_clause_that_cannot_be_told_leaves_the_decision_open():
    """Neither a height nor a sex: the clause by weight fails, the one by BMI may yet hold."""
    floors = Trigger(MADE_UP, male_above_kg=MALE, female_above_kg=FEMALE)
    by_bmi = Trigger(MADE_UP, bmi_above=Decimal(30))
    who = Patient(weight=Decimal(45))

    assert (None, "weight 45 kg is not above 45.5 kg") == decided_by(who, policy(floors, by_bmi), NO_IDEAL)
    assert (False, "weight 45 kg is not above 45.5 kg") == decided_by(who, policy(floors), NO_IDEAL)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("30", "30"),
        ("30.04", "30.04"),
        ("29.96", "29.96"),
        ("30.004", "30.004"),
        ("30.00000001", "30.00000001"),
        ("30.000000001", "30"),  # finer than anything is shown
        ("32.653", "32.7"),
    ],
)
def test_a_value_beside_its_limit_has_as_many_digits_as_tell_them_apart(value, shown):
    assert shown == beside(Decimal(value), Decimal(30))


@pytest.mark.parametrize(("cm", "grams"), [("101.6", None), ("101.854", 250)])
def test_the_formula_gives_a_weight_only_above_zero(cm, grams):
    """50 kg less 2.5 kg for each inch under 60 is nothing at 40 in, and a quarter of a kg a tenth of an inch above."""
    formula = IdealFormula(
        Decimal(50), Decimal(45), Decimal("2.5"), Decimal(60), Figure(Decimal("2.54"), MADE_UP), MADE_UP
    )
    ideal = ideal_weight(Patient(Decimal(20), Decimal(cm), "male"), formula, "a policy")

    assert isinstance(ideal, Refused) if grams is None else grams == ideal * 1000
