"""Whole vials, part-used vials, splits by hand and options: worked examples."""

from decimal import Decimal

import pytest
from vial_solver import EXACT, supply

from ivigcalc.core.dosing.vials import Supply, of_doses, options, part_vials, whole_vials
from ivigcalc.core.errors import Refused
from ivigcalc.core.printed.product import Vial
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import TENTH, plain

TEN_PERCENT = Decimal("0.1")
YIMMUGO = supply(5, 10, 20)
PRIVIGEN_EU = supply(2.5, 5, 10, 20, 40)
PRIVIGEN_US = supply(5, 10, 20, 40)
OCTAGAM_EU = supply(2, 5, 10, 20, 30)
# 2 g/kg for a man of 175 cm and 100 kg on adjusted weight: ideal weight 50 + 2.3 x (175 / 2.54 - 60) kg
ADJUSTED = 2 * (lambda ideal: ideal + Decimal("0.4") * (100 - ideal))(
    50 + Decimal("2.3") * (175 / Decimal("2.54") - 60)
)


def whole(dose, days, vials, direction="vial", tolerance=TEN_PERCENT, aim=None, pattern=()):
    dose = Decimal(dose)
    return whole_vials(dose, dose if aim is None else Decimal(aim), days, vials, direction, tolerance, pattern)


def read(days):
    """Days as ``85 = 4 x 20 + 1 x 5``, with the waste where there is any."""
    lines = []
    for day in days:
        vials = " + ".join(f"{vial.count} x {vial.g}" for vial in day.vials)
        lines.append(f"{plain(day.dose_g)} = {vials}" + (f", waste {plain(day.waste_g)}" if day.waste_g else ""))
    return lines


def test_an_adjusted_dose_of_164_557_g_becomes_165_g():
    split = whole(ADJUSTED, 2, YIMMUGO)
    assert Decimal("164.557") == ADJUSTED.quantize(Decimal("0.001"))
    assert split.planned_g == 165
    assert read(split.days) == ["85 = 4 x 20 + 1 x 5", "80 = 4 x 20"]


def test_rounded_down_it_becomes_160_g():
    split = whole(ADJUSTED, 2, YIMMUGO, "vial-down")
    assert split.planned_g == 160
    assert read(split.days) == ["80 = 4 x 20", "80 = 4 x 20"]


def test_exact_it_becomes_164_6_g_with_waste_stated():
    split = part_vials(ADJUSTED, 2, YIMMUGO, EXACT)
    assert split.planned_g == Decimal("164.6")
    assert read(split.days) == ["82.3 = 4 x 20 + 1 x 5, waste 2.7"] * 2


@pytest.mark.parametrize("direction", ["vial", "vial-down", "vial-up"])
def test_a_dose_that_vials_make_is_not_rounded_either_way(direction):
    assert 140 == whole(140, 2, YIMMUGO, direction).planned_g


def test_a_stock_of_just_the_dose_is_enough():
    split = of_doses((Decimal(10), Decimal(10)), supply(10, stock={10: 2}))
    assert ["10 = 1 x 10", "10 = 1 x 10"] == read(split.days)


def test_the_day_of_more_grams_comes_first_also_where_it_opens_fewer_vials():
    split = whole(35, 2, supply(20, 5, stock={20: 1, 5: 3}))
    assert ["20 = 1 x 20", "15 = 3 x 5"] == read(split.days)


def test_a_vial_count_says_the_volume_of_one_vial():
    (vial,) = whole(40, 1, YIMMUGO).days[0].vials
    assert (20, 200, 2) == vial
    assert (20, 200, 2) == (vial.g, vial.ml, vial.count)


@pytest.mark.parametrize(
    ("vials", "direction", "day"),
    [
        (PRIVIGEN_EU, "vial", "27.5 = 1 x 20 + 1 x 5 + 1 x 2.5"),
        (PRIVIGEN_EU, "vial-up", "30 = 1 x 20 + 1 x 10"),
        (PRIVIGEN_EU, "vial-down", "27.5 = 1 x 20 + 1 x 5 + 1 x 2.5"),
        (PRIVIGEN_US, "vial", "30 = 1 x 20 + 1 x 10"),
        (OCTAGAM_EU, "vial", "28 = 1 x 20 + 4 x 2"),
        (supply(10, 20), "vial", "30 = 1 x 20 + 1 x 10"),
    ],
)
def test_28_g_depends_on_the_vials_that_there_are(vials, direction, day):
    assert read(whole(28, 1, vials, direction).days) == [day]


def test_28_g_has_no_lower_total_of_us_vials_within_ten_percent():
    """The next lower one is 25 g, 10.7 % less."""
    assert whole(28, 1, PRIVIGEN_US, "vial-down") is None
    assert read(whole(28, 1, PRIVIGEN_US, "vial-down", Decimal("0.11")).days) == ["25 = 1 x 20 + 1 x 5"]


def test_a_total_that_differs_by_just_the_tolerance_is_within_it():
    assert whole(50, 1, supply(15), "vial").planned_g == 45
    assert whole(50, 1, supply(11), "vial").planned_g == 55
    assert whole("50.1", 1, supply(45), "vial") is None
    assert whole("49.9", 1, supply(55), "vial") is None


def test_8_g_from_5_g_vials_alone_leaves_two_grams():
    """5 g is 37.5 % less and 10 g is 25 % more."""
    assert whole(8, 1, supply(5)) is None
    assert read(part_vials(Decimal(8), 1, supply(5), EXACT).days) == ["8 = 2 x 5, waste 2"]


def test_the_stock_is_kept_to():
    split = whole(140, 2, supply(10, 20, stock={20: 2, 10: 20}))
    assert [day.dose_g for day in split.days] == [70, 70]
    assert sum(vial.count for day in split.days for vial in day.vials) == 12


def test_a_size_that_the_stock_does_not_name_or_has_none_of_is_not_used():
    assert read(whole(40, 1, supply(5, 10, 20, stock={10: 20, 20: 0})).days) == ["40 = 4 x 10"]
    assert whole(40, 1, supply(5, 10, 20, stock={})) is None


def test_few_vials_go_before_strictly_even_days():
    """Five days of 41.5 g would take 35 vials; every day here is within 5 % of the mean of 41.5 g."""
    large, small = "42.5 = 1 x 30 + 1 x 10 + 1 x 2.5", "40 = 1 x 30 + 1 x 10"
    split = whole("207.4", 5, supply(1, 2.5, 5, 10, 20, 30))
    assert split.planned_g == Decimal("207.5")
    assert read(split.days) == [large, large, large, small, small]


def test_the_best_of_a_counted_stock_in_units():
    """Within 2700 to 3300 of the 3000 ordered: 2 x 1155 + 565 is nearest; three of 1097 are 9.7 % more."""
    stock = {533: 4, 565: 2, 1097: 4, 1155: 2}
    factor = supply(*stock, stock=stock)
    split = whole(3000, 1, factor)
    assert read(split.days) == ["2875 = 2 x 1155 + 1 x 565"]
    assert read(whole(3000, 1, supply(1097, stock={1097: 4})).days) == ["3291 = 3 x 1097"]
    assert [option.planned_g for option in options(Decimal(3000), split, factor, TEN_PERCENT)] == [
        2 * 1155 + 533,
        1097 + 4 * 533,
    ]


def test_a_tie_goes_to_the_lower_total():
    assert whole("27.5", 1, supply(5)).planned_g == 25


def test_the_tolerance_refers_to_the_calculated_dose_and_not_to_the_one_aimed_at():
    """24.9 g rounded to the nearest 10 g is 20 g, which is 19.7 % less than calculated; 22.2 g is 9.9 % less."""
    assert whole("24.9", 1, supply(5, 10), aim=20).planned_g == 25
    assert whole("22.2", 1, supply(5, 10), aim=20).planned_g == 20


def test_a_quotient_that_is_off_in_its_last_digit_is_not_rounded_down_a_vial():
    """0.4 g/kg per 28 days, every 30 days, for 70 kg, is 30 g; computed, it is just below."""
    dose = Decimal("0.4") * (Decimal(30) / 28) * 70
    assert dose < 30
    assert whole(dose, 1, supply(5), "vial-down").planned_g == 30


def test_every_day_opens_a_vial():
    """60 g of 20 g vials is three vials, which are not enough for four days."""
    assert whole(60, 3, supply(20)).planned_g == 60
    assert whole(60, 4, supply(20)) is None
    assert whole(60, 4, supply(20, 15)).planned_g == 60


def test_a_total_without_a_vial_for_each_day_is_passed_over():
    """20 g would be the nearest to 19 g, but is one vial for two days."""
    assert read(whole(19, 2, supply(20, 9)).days) == ["9 = 1 x 9", "9 = 1 x 9"]


def test_a_day_pattern_keeps_its_proportions():
    """1.0, 0.5 and 0.5 g/kg for 70 kg: 70 + 35 + 35 g."""
    pattern = (Decimal("1.0"), Decimal("0.5"), Decimal("0.5"))
    assert read(whole(140, 3, YIMMUGO, pattern=pattern).days) == [
        "70 = 3 x 20 + 1 x 10",
        "35 = 1 x 20 + 1 x 10 + 1 x 5",
        "35 = 1 x 20 + 1 x 10 + 1 x 5",
    ]
    uneven = whole(137, 3, PRIVIGEN_EU, pattern=pattern)
    assert [day.dose_g for day in uneven.days] == [Decimal("67.5"), 35, 35]


def test_a_day_pattern_is_not_turned_round():
    pattern = (Decimal("0.5"), Decimal("1.0"))
    assert [day.dose_g for day in whole(60, 2, YIMMUGO, pattern=pattern).days] == [20, 40]
    assert [day.dose_g for day in part_vials(Decimal("100"), 2, YIMMUGO, EXACT, pattern).days] == [
        Decimal("33.3"),
        Decimal("66.7"),
    ]


def test_exact_days_differ_by_a_tenth_at_most_and_larger_ones_come_first():
    split = part_vials(Decimal("100.04"), 3, supply(), EXACT)
    assert split.planned_g == 100
    assert [day.dose_g for day in split.days] == [Decimal("33.4"), Decimal("33.3"), Decimal("33.3")]


def test_the_tenths_that_are_left_go_to_the_days_that_lose_most():
    """70.2 g in halves and quarters: 35.1 g, and twice 17.55 g, of which the first gets the half tenth of the other."""
    split = part_vials(Decimal("70.2"), 3, supply(), EXACT, (Decimal(1), Decimal("0.5"), Decimal("0.5")))
    assert [Decimal("35.1"), Decimal("17.6"), Decimal("17.5")] == [day.dose_g for day in split.days]


def test_an_exact_dose_that_ties_goes_down():
    assert part_vials(Decimal("139.85"), 1, supply(), EXACT).planned_g == Decimal("139.8")


def test_with_no_vials_known_a_day_opens_its_dose():
    (day,) = part_vials(Decimal("27.9"), 1, supply(), EXACT).days
    assert (Decimal("27.9"), (), Decimal("27.9"), 0) == day


def test_a_split_by_hand_is_taken_as_it_is():
    doses = tuple(Decimal(g) for g in (30, 30, 40, 40))
    split = of_doses(doses, YIMMUGO)
    assert split.planned_g == 140
    assert read(split.days) == ["30 = 1 x 20 + 1 x 10"] * 2 + ["40 = 2 x 20"] * 2


def test_a_day_by_hand_that_whole_vials_do_not_make_opens_the_least():
    assert read(of_doses((Decimal("27.5"), Decimal(30)), YIMMUGO).days) == [
        "27.5 = 1 x 20 + 1 x 10, waste 2.5",
        "30 = 1 x 20 + 1 x 10",
    ]


def test_waste_is_least_over_the_cycle_and_not_day_by_day():
    """10 + 5 g would make the first day without waste, but leave the 20 g vial for the second."""
    doses = (Decimal(15), Decimal(10))
    one_of_each = supply(5, 10, 20, stock={5: 1, 10: 1, 20: 1})
    assert read(of_doses(doses, one_of_each).days) == ["15 = 1 x 20, waste 5", "10 = 1 x 10"]


def test_too_few_grams_in_stock_are_refused_saying_how_many_are_missing():
    with pytest.raises(Refused, match=r"the stock has 60 g and the dose is 140 g: 80 g are missing"):
        part_vials(Decimal(140), 2, supply(10, 20, stock={20: 3}), EXACT)


def test_grams_enough_that_cannot_be_shared_out_are_refused_with_the_reason():
    """139.7 g of seven 20 g vials: each of two days would need four."""
    with pytest.raises(Refused) as refused:
        part_vials(Decimal("139.7"), 2, supply(20, stock={20: 7}), EXACT)
    assert str(refused.value) == (
        "the stock has grams enough for 139.7 g but cannot be shared out to 2 days, because a vial opened on one day "
        "is not kept for the next; add vials to stock, or give the dose over fewer days"
    )


def test_a_day_without_a_dose_is_refused():
    with pytest.raises(Refused, match=r"0\.003 g over 4 days leaves a day with 0 g"):
        part_vials(Decimal("0.003"), 4, supply(), EXACT)


def test_sizes_without_a_common_step_are_refused_and_not_searched_for_hours():
    odd = supply("5.00000001", 5)
    with pytest.raises(Refused, match=r"vial sizes 5\.00000001, 5 g are all multiples of 0\.00000001 g only"):
        whole(100, 1, odd)
    with pytest.raises(Refused, match=r"multiples of 0\.00000001 g only"):
        of_doses((Decimal(100),), odd)


def test_a_vial_of_unknown_volume_is_never_given_one():
    powder = Supply((Vial(Decimal(5), Citation("generated", "-")),))
    with pytest.raises(ValueError, match="the volume of a vial of 5 g was not worked out"):
        whole(5, 1, powder)


def test_of_two_vials_that_hold_the_same_the_first_is_used():
    first, second = (Vial(Decimal(5), Citation("generated", "-"), Decimal(ml)) for ml in (50, 100))
    assert whole(5, 1, Supply((first, second))).days[0].vials[0].ml == 50


def read_options(found):
    return [(option.planned_g, option.difference_percent.quantize(TENTH), read(option.days)) for option in found]


def test_options_are_the_next_totals_and_an_even_split_is_named_once():
    """165 g is 85 + 80 g. The nearest even split, 80 + 80 g, is the next lower total as well."""
    found = options(ADJUSTED, whole(ADJUSTED, 2, YIMMUGO), YIMMUGO, TEN_PERCENT)
    assert read_options(found) == [
        (160, Decimal("-2.8"), ["80 = 4 x 20", "80 = 4 x 20"]),
        (170, Decimal("3.3"), ["85 = 4 x 20 + 1 x 5", "85 = 4 x 20 + 1 x 5"]),
    ]
    assert [[(vial.g, vial.ml, vial.count) for vial in option.vials] for option in found] == [
        [(20, 200, 8)],
        [(20, 200, 8), (5, 50, 2)],
    ]


def test_the_difference_of_an_option_is_in_percent_of_the_calculated_dose():
    """135 and 145 g beside 140 g: 5 g x 100 / 140 g."""
    found = options(Decimal(140), whole(140, 2, YIMMUGO), YIMMUGO, TEN_PERCENT)
    assert [-Decimal(500) / 140, Decimal(500) / 140] == [option.difference_percent for option in found]


def test_the_even_split_shows_what_it_would_cost():
    sizes = supply(1, 2.5, 5, 10, 20, 30)
    found = options(Decimal("207.4"), whole("207.4", 5, sizes), sizes, TEN_PERCENT)
    assert [option.planned_g for option in found] == [207, 208, Decimal("207.5")]
    assert read(found[2].days) == ["41.5 = 1 x 30 + 1 x 5 + 1 x 2.5 + 4 x 1"] * 5
    assert sum(vial.count for vial in found[2].vials) == 35


def test_no_even_split_is_offered_where_the_planned_one_is_even():
    assert [option.planned_g for option in options(Decimal(140), whole(140, 2, YIMMUGO), YIMMUGO, TEN_PERCENT)] == [
        135,
        145,
    ]


def test_part_used_vials_have_whole_ones_as_options():
    """Days that are a tenth apart count as even."""
    exact = part_vials(Decimal("164.5"), 2, YIMMUGO, EXACT)
    assert [day.dose_g for day in exact.days] == [Decimal("82.3"), Decimal("82.2")]
    assert [option.planned_g for option in options(Decimal("164.5"), exact, YIMMUGO, TEN_PERCENT)] == [160, 165]


def test_an_uneven_plan_without_an_even_total_has_its_neighbours_alone():
    """15 + 10 g, and 30 g is 20 % more; 20 g is 20 % less."""
    planned = whole(25, 2, supply(5))
    assert [day.dose_g for day in planned.days] == [15, 10]
    assert options(Decimal(25), planned, supply(5), TEN_PERCENT) == ()


def test_the_even_split_of_a_day_pattern_has_its_exact_proportions():
    """Of 135 g the days are 65 + 35 + 35 g; 140 g is 70 + 35 + 35 g, which is the next higher total as well."""
    pattern = (Decimal("1.0"), Decimal("0.5"), Decimal("0.5"))
    planned = whole(137, 3, YIMMUGO, pattern=pattern)
    assert [day.dose_g for day in planned.days] == [65, 35, 35]
    found = options(Decimal(137), planned, YIMMUGO, TEN_PERCENT, pattern)
    assert [[day.dose_g for day in option.days] for option in found] == [[70, 30, 30], [70, 35, 35]]


def test_without_vials_there_are_no_options():
    assert options(Decimal(140), part_vials(Decimal(140), 2, supply(), EXACT), supply(), TEN_PERCENT) == ()


@pytest.mark.parametrize(("larger", "offered"), [("10.1", ["10 = 1 x 10", "10 = 1 x 10"]), ("10.05", None)])
def test_an_even_split_is_offered_where_a_day_is_0_1_g_or_more_away_from_its_share(larger, offered):
    doses = (Decimal(larger), 20 - Decimal(larger))
    found = options(Decimal(20), of_doses(doses, supply(10)), supply(10), TEN_PERCENT)
    assert [read(option.days) for option in found] == ([offered] if offered else [])


def test_days_that_have_their_share_of_a_pattern_exactly_are_offered_no_other_split():
    pattern = (Decimal(1), Decimal("0.5"), Decimal("0.5"))
    split = whole(40, 3, supply(10, 20), pattern=pattern)
    assert ["20 = 1 x 20", "10 = 1 x 10", "10 = 1 x 10"] == read(split.days)
    assert () == options(Decimal(40), split, supply(10, 20), TEN_PERCENT, pattern)
