"""The vials that there are, and what several days open of them in all."""

from decimal import Decimal

from ivigcalc.core.dosing.vial_supply import VialCount, in_all


def vials(g, count):
    return VialCount(Decimal(g), Decimal(10 * g), count)


def test_vials_of_several_days_are_added_size_by_size_largest_first():
    """5 + 10 g, then 2 x 20 + 2 x 5 g: two of 20 g, one of 10 g and three of 5 g."""
    assert (vials(20, 2), vials(10, 1), vials(5, 3)) == in_all([vials(5, 1), vials(10, 1), vials(20, 2), vials(5, 2)])


def test_no_days_open_no_vials():
    assert () == in_all([])
