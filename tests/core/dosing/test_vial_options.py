"""What else could be had of whole vials: worked examples, each with the reasons for which it is shown."""

from decimal import Decimal

import pytest
from vial_solver import EXACT, LIMITS, supply

from ivigcalc.core.dosing.part_vials import of_doses, part_vials
from ivigcalc.core.dosing.vial_options import EQUAL, FEWEST, HIGHER, LOWER, NEAREST, options
from ivigcalc.core.dosing.vial_rule import Cycle, shares_of
from ivigcalc.core.dosing.vials import multiples, whole_vials

SHARES = shares_of(LIMITS.vial_shares, Decimal(10))
YIMMUGO = supply(5, 10, 20)
PRIVIGEN_US = supply(5, 10, 20, 40)
SIX = supply(1, 2.5, 5, 10, 20, 30)
PATTERN = (Decimal("1.0"), Decimal("0.5"), Decimal("0.5"))


def planned(dose, days, vials, pattern=()):
    return whole_vials(Cycle(Decimal(dose), days, pattern), vials, "vial", SHARES)


def beside(dose, split, vials, pattern=(), multiple_of=None):
    """The other totals with their days, the vials in all, and the reasons."""
    found = options(Cycle(Decimal(dose), len(split.days), pattern), split, vials, SHARES, multiple_of)
    return [
        (
            option.planned_g,
            [day.dose_g for day in option.days],
            sum(vial.count for vial in option.vials),
            option.reasons,
        )
        for option in found
    ]


def test_another_split_is_shown_once_with_every_reason_that_it_has():
    """165 g is 85 + 80 g, 9 vials: 160 g is the next lower total, the nearest of equal days and of fewest vials."""
    assert [
        (160, [80, 80], 8, (FEWEST, EQUAL, LOWER)),
        (170, [85, 85], 10, (HIGHER,)),
    ] == beside("164.557", planned("164.557", 2, YIMMUGO), YIMMUGO)


def test_the_vials_of_an_option_are_those_of_all_its_days():
    split = planned("164.557", 2, YIMMUGO)
    found = options(Cycle(Decimal("164.557"), 2), split, YIMMUGO, SHARES)
    assert [[(20, 200, 8)], [(20, 200, 8), (5, 50, 2)]] == [
        [(vial.g, vial.ml, vial.count) for vial in option.vials] for option in found
    ]
    assert (split.planned_g, tuple(split.days)) not in [(option.planned_g, option.days) for option in found]


def test_the_difference_of_an_option_is_in_percent_of_the_calculated_dose():
    """135 and 145 g beside 140 g: 5 g x 100 / 140 g. Neither has fewer vials than 3 x 20 + 1 x 10 g on both days."""
    found = options(Cycle(Decimal(140), 2), planned(140, 2, YIMMUGO), YIMMUGO, SHARES)
    assert [(-Decimal(500) / 140, (LOWER,)), (Decimal(500) / 140, (HIGHER,))] == [
        (option.difference_percent, option.reasons) for option in found if FEWEST not in option.reasons
    ]


def test_at_most_four_of_five_reasons_each_another_split():
    """207.4 g over 5 days is 5 x 41 g in 15 vials; 207.5 g takes 35, and 200 g 10."""
    assert [
        (Decimal("207.5"), [Decimal("41.5")] * 5, 35, (NEAREST,)),
        (200, [40] * 5, 10, (FEWEST,)),
        (Decimal("204.5"), [Decimal("42.5"), 42, 40, 40, 40], 13, (LOWER,)),
        (Decimal("205.5"), [Decimal("42.5"), 42, 41, 40, 40], 14, (HIGHER,)),
    ] == beside("207.4", planned("207.4", 5, SIX), SIX)


def test_days_that_have_exactly_their_part_need_no_equal_days_beside_them():
    """60 g for 58.6 g, half of it on the first day: 30, 15, 15 g. 58 g in such parts is nearer, but not more equal."""
    split = planned("58.6", 3, SIX, PATTERN)
    assert [30, 15, 15] == [day.dose_g for day in split.days]
    assert [
        (Decimal("58.5"), (NEAREST,)),
        (Decimal("59.5"), (LOWER,)),
        (Decimal("60.5"), (HIGHER,)),
    ] == [(total, reasons) for total, _, _, reasons in beside("58.6", split, SIX, PATTERN)]


def test_equal_days_are_shown_beside_days_one_vial_apart():
    assert [
        (150, [30] * 5, 10, (FEWEST,)),
        (175, [35] * 5, 15, (EQUAL,)),
        (160, [35, 35, 30, 30, 30], 12, (LOWER,)),
        (170, [35, 35, 35, 35, 30], 14, (HIGHER,)),
    ] == beside(164, planned(164, 5, PRIVIGEN_US), PRIVIGEN_US)


def test_part_used_vials_have_whole_ones_as_options():
    """Days that are a tenth apart count as even, but these are half a tenth away from their part."""
    exact = part_vials(Decimal("164.5"), 2, YIMMUGO, EXACT)
    assert [Decimal("82.3"), Decimal("82.2")] == [day.dose_g for day in exact.days]
    assert [(160, (FEWEST, LOWER)), (165, (HIGHER,))] == [
        (grams, reasons) for grams, _, _, reasons in beside("164.5", exact, YIMMUGO)
    ]


def test_an_uneven_plan_without_another_total_has_no_options():
    """15 + 10 g, and 30 g is 20 % more; 20 g is 20 % less."""
    split = planned(25, 2, supply(5))
    assert [15, 10] == [day.dose_g for day in split.days]
    assert [] == beside(25, split, supply(5))


def test_a_day_pattern_keeps_its_parts():
    """Of 137 g: 140 g is 70 + 35 + 35 g; 135 g is 65 + 35 + 35 g, 10 instead of 11 vials; 125 g takes 8."""
    assert [
        (135, [65, 35, 35], 10, (NEAREST, LOWER)),
        (125, [65, 30, 30], 8, (FEWEST,)),
        (145, [75, 35, 35], 11, (HIGHER,)),
    ] == beside(137, planned(137, 3, YIMMUGO, PATTERN), YIMMUGO, PATTERN)


def test_days_that_have_their_part_of_a_pattern_exactly_are_offered_no_other_split():
    split = planned(40, 3, supply(10, 20), PATTERN)
    assert [20, 10, 10] == [day.dose_g for day in split.days]
    assert [] == beside(40, split, supply(10, 20), PATTERN)


@pytest.mark.parametrize(("larger", "reasons"), [("10.1", (FEWEST, EQUAL)), ("10.05", (FEWEST,))])
def test_equal_days_are_a_reason_where_a_day_is_0_1_g_or_more_away_from_its_part(larger, reasons):
    split = of_doses((Decimal(larger), 20 - Decimal(larger)), supply(10))
    assert [(20, [10, 10], 2, reasons)] == beside(20, split, supply(10))


def test_of_a_dose_in_multiples_the_next_ones_are_multiples_too():
    """80 g for 82 g: 82 g itself is the nearest; 75 and 85 g are the next multiples of 5 g, and not 79.5 and 80.5."""
    cycle = Cycle(Decimal(82), 1)
    split = next(multiples(cycle, Decimal(5), SIX, SHARES))
    assert [
        (82, [82], 5, (NEAREST,)),
        (75, [75], 4, (LOWER,)),
        (85, [85], 4, (HIGHER,)),
    ] == beside(82, split, SIX, multiple_of=Decimal(5))


def test_the_last_multiple_has_none_beyond_it():
    split = next(multiples(Cycle(Decimal(50), 1), Decimal(10), supply(10), SHARES))
    assert [] == beside(50, split, supply(10), multiple_of=Decimal(10))


def test_without_vials_there_are_no_options():
    assert [] == beside(140, part_vials(Decimal(140), 2, supply(), EXACT), supply())


def test_of_two_splits_of_one_total_in_multiples_the_nearer_to_the_parts_is_shown():
    """Of 68.3 g a day has 34.15 or 17.075 g. 67 g is 33 + 2 x 17 g, 1.3 g off in all, or 35 + 2 x 16 g, 3 g off."""
    cycle = Cycle(Decimal("68.3"), 3, (Decimal(2), Decimal(1), Decimal(1)))
    split = next(multiples(cycle, Decimal(1), SIX, SHARES))
    assert [34, 17, 17] == [day.dose_g for day in split.days]
    lower = [
        days for _, days, _, reasons in beside("68.3", split, SIX, cycle.day_pattern, Decimal(1)) if LOWER in reasons
    ]
    assert [[33, 17, 17]] == lower
