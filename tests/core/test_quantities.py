"""The rounding rules by name, and numbers as people read them."""

from decimal import ROUND_UP, Decimal, localcontext

import pytest

from ivigcalc.core.quantities import HUNDREDTH, ONE, TENTH, down, half_down, half_up, how_many, plain, settled, up

D = Decimal


@pytest.mark.parametrize(
    ("value", "step", "up_at_half", "down_at_half", "floor", "ceiling"),
    [
        ("2.25", "0.1", "2.3", "2.2", "2.2", "2.3"),  # a tie
        ("2.35", "0.1", "2.4", "2.3", "2.3", "2.4"),  # no banker's rounding
        ("2.26", "0.1", "2.3", "2.3", "2.2", "2.3"),
        ("2.24", "0.1", "2.2", "2.2", "2.2", "2.3"),
        ("2.2", "0.1", "2.2", "2.2", "2.2", "2.2"),  # on the step
        ("7.5", "5", "10", "5", "5", "10"),
        ("12.5", "2.5", "12.5", "12.5", "12.5", "12.5"),
        ("0.04", "0.1", "0", "0", "0", "0.1"),
        ("-2.25", "0.1", "-2.3", "-2.2", "-2.3", "-2.2"),
    ],
)
def test_each_rule_has_its_direction(value, step, up_at_half, down_at_half, floor, ceiling):
    rounded = [rule(D(value), D(step)) for rule in (half_up, half_down, down, up)]
    assert [D(up_at_half), D(down_at_half), D(floor), D(ceiling)] == rounded


def test_a_quotient_that_stands_for_a_step_lies_on_it():
    third = D(1) / D(3) * 3  # 0.9999999999999999999999999999
    assert D(1) != third
    assert D(1) == settled(third)
    assert D(1) == down(third, ONE)
    more = D(2) / D(3) * 3 + D("1e-27")
    assert D(2) == up(more, ONE)


def test_no_setting_of_the_decimal_context_changes_what_is_settled():
    with localcontext(rounding=ROUND_UP):
        assert D("0.333333333333333") == settled(D(1) / D(3))


def test_less_than_a_settled_difference_is_kept():
    assert D("2.1") == down(D("2.1999999999999"), TENTH)
    assert D("2.21") == up(D("2.2000000000001"), HUNDREDTH)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("5.0", "5"),
        ("0.50", "0.5"),
        (".5", "0.5"),
        ("280", "280"),
        ("1E+3", "1000"),
        ("1E-7", "0.0000001"),
        ("-0.0", "0"),
        ("100.10", "100.1"),
        ("-2.50", "-2.5"),
    ],
)
def test_numbers_have_a_leading_zero_and_no_trailing_zero_or_exponent(value, shown):
    assert shown == plain(D(value))


def test_how_many_of_a_thing_there_are_is_said_with_one_of_it_or_several():
    assert ["0 days", "1 day", "2 days", "1.5 days", "1 day"] == [
        how_many(number, "day") for number in (0, 1, 2, D("1.5"), D("1.0"))
    ]
