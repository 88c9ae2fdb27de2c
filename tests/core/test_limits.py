"""What is refused whatever else is said."""

from decimal import Decimal

import pytest

from ivigcalc.catalogue import Catalogue
from ivigcalc.core.errors import Refused
from ivigcalc.core.limits import check_course, check_cycle_dose, within

D = Decimal
LIMITS = Catalogue().limits("entry")


@pytest.mark.parametrize("value", ["0.3", "70", "400"])
def test_both_ends_are_allowed(value):
    within(D(value), LIMITS.weight_kg, "weight", " kg", "")


def test_the_reason_is_that_of_the_end_that_was_passed():
    with pytest.raises(Refused) as heavy:
        within(D("400.1"), LIMITS.weight_kg, "weight", " kg", "check the unit")
    assert (
        "weight 400.1 kg: only 0.3 to 400 kg is planned for; check the unit [house: above it a slip of unit or digit "
        "is likelier than a patient]" == str(heavy.value)
    )
    with pytest.raises(Refused, match="below the lightest newborn"):
        within(D(0), LIMITS.weight_kg, "weight", " kg", "check the unit")


@pytest.mark.parametrize(("days", "cycles", "interval"), [(1, 1, None), (10, 130, 366), (5, 2, 5), (1, 1, 1)])
def test_a_course_within_the_limits(days, cycles, interval):
    check_course("course", days, cycles, interval, LIMITS)


@pytest.mark.parametrize(
    ("days", "cycles", "interval", "words"),
    [
        (0, 1, None, "course: days per cycle 0: only 1 to 10 is planned for"),
        (11, 1, None, "course: days per cycle 11: only 1 to 10 is planned for"),
        (1, 0, None, "course: cycles 0: only 1 to 130 is planned for"),
        (1, 131, 28, "course: cycles 131: only 1 to 130 is planned for"),
        (1, 2, 367, "course: an interval of 367 days: only 1 (the days of one cycle) to 366 days are planned for"),
        (5, 2, 4, "course: an interval of 4 days: only 5 (the days of one cycle) to 366 days are planned for"),
        (1, 2, 0, "course: an interval of 0 days: only 1 (the days"),
    ],
)
def test_a_course_outside_the_limits(days, cycles, interval, words):
    with pytest.raises(Refused) as refusal:
        check_course("course", days, cycles, interval, LIMITS)
    assert str(refusal.value).startswith(words)
    assert "[house: " in str(refusal.value)


def test_3_g_per_kg_in_a_cycle_is_the_most():
    check_cycle_dose(D(210), D(70), LIMITS)
    with pytest.raises(Refused) as refusal:
        check_cycle_dose(D("210.01"), D(70), LIMITS)
    assert str(refusal.value).startswith(
        "3.001 g/kg per cycle (210.01 g for 70 kg): nothing above 3 g/kg is planned for; check dose, unit and weight"
    )
