"""Whole vials, part-used vials and splits by hand: worked examples."""

from decimal import Decimal

import pytest
from vial_solver import EXACT, LIMITS, supply

from ivigcalc.core.dosing.part_vials import of_doses, part_vials
from ivigcalc.core.dosing.vial_options import HIGHER, LOWER, options
from ivigcalc.core.dosing.vial_rule import Cycle, Most, shares_of
from ivigcalc.core.dosing.vial_supply import Supply
from ivigcalc.core.dosing.vials import multiples, whole_vials
from ivigcalc.core.errors import Refused
from ivigcalc.core.printed.product import Vial
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import plain

TEN_PERCENT = Decimal(10)
NOTHING = Most()
YIMMUGO = supply(5, 10, 20)
PRIVIGEN_EU = supply(2.5, 5, 10, 20, 40)
PRIVIGEN_US = supply(5, 10, 20, 40)
OCTAGAM_EU = supply(2, 5, 10, 20, 30)
# 2 g/kg for a man of 175 cm and 100 kg on adjusted weight: ideal weight 50 + 2.3 x (175 / 2.54 - 60) kg
ADJUSTED = 2 * (lambda ideal: ideal + Decimal("0.4") * (100 - ideal))(
    50 + Decimal("2.3") * (175 / Decimal("2.54") - 60)
)


def whole(dose, days, vials, direction="vial", tolerance=TEN_PERCENT, pattern=(), most=NOTHING, *, equal_days=False):
    cycle = Cycle(Decimal(dose), days, pattern, equal_days, most)
    return whole_vials(cycle, vials, direction, shares_of(LIMITS.vial_shares, tolerance))


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
    assert read(whole(28, 1, PRIVIGEN_US, "vial-down", Decimal(11)).days) == ["25 = 1 x 20 + 1 x 5"]


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


def test_few_vials_go_before_a_nearer_dose_within_2_5_percent():
    """Five days of 41.5 g (207.5 g) would take 35 vials; 41 g and 42.5 g take 3 a day, and 205 g is the nearer."""
    split = whole("207.4", 5, supply(1, 2.5, 5, 10, 20, 30))
    assert read(split.days) == ["41 = 1 x 30 + 1 x 10 + 1 x 1"] * 5


def test_the_best_of_a_counted_stock_in_units():
    """Within 2700 to 3300 of the 3000 ordered: 2 x 1155 + 565 is nearest; three of 1097 are 9.7 % more."""
    stock = {533: 4, 565: 2, 1097: 4, 1155: 2}
    factor = supply(*stock, stock=stock)
    split = whole(3000, 1, factor)
    assert read(split.days) == ["2875 = 2 x 1155 + 1 x 565"]
    assert read(whole(3000, 1, supply(1097, stock={1097: 4})).days) == ["3291 = 3 x 1097"]
    cycle, shares = Cycle(Decimal(3000), 1), shares_of(LIMITS.vial_shares, TEN_PERCENT)
    assert [(2 * 1155 + 533, (LOWER,)), (1097 + 4 * 533, (HIGHER,))] == [
        (option.planned_g, option.reasons) for option in options(cycle, split, factor, shares)
    ]


def test_of_two_totals_just_as_near_the_one_of_fewer_vials_is_taken():
    """95 and 115 g are both 10 g from 105 g: 40, 40, 35 g in 5 vials, and 35, 30, 30 g in 7."""
    split = whole(105, 3, supply(5, 10, 20, 40, stock={5: 1, 10: 3, 20: 3, 40: 3}))
    assert split.planned_g == 115
    assert read(split.days) == ["40 = 1 x 40", "40 = 1 x 40", "35 = 1 x 20 + 1 x 10 + 1 x 5"]


def test_a_tie_goes_to_the_lower_total():
    assert whole("27.5", 1, supply(5)).planned_g == 25


def of_10_g(dose, days, vials, pattern=()):
    cycle = Cycle(Decimal(dose), days, pattern)
    return [
        split.planned_g for split in multiples(cycle, Decimal(10), vials, shares_of(LIMITS.vial_shares, TEN_PERCENT))
    ]


def test_each_day_is_a_multiple_within_the_tolerance_of_its_part_the_nearest_first():
    """24.9 g: 20 g is 19.7 % less and 30 g 20.5 % more; 22.2 g: 20 g is 9.9 % less; 55 g: 50 and 60 g tie."""
    assert [] == of_10_g("24.9", 1, supply(5, 10))
    assert [20] == of_10_g("22.2", 1, supply(5, 10))
    assert [50, 60] == of_10_g(55, 1, supply(5, 10))
    assert [60, 50] == of_10_g("55.1", 1, supply(5, 10))
    assert [160, 180] == of_10_g(164, 2, supply(5, 10))  # 80 g is 2.4 % less and 90 g 9.8 % more than 82 g


def test_a_multiple_of_a_part_of_the_days():
    """Of 80 g, halves and quarters: 40 + 20 + 20 g."""
    pattern = (Decimal("1.0"), Decimal("0.5"), Decimal("0.5"))
    assert [80] == of_10_g(80, 3, supply(5, 10), pattern)
    assert [] == of_10_g(60, 3, supply(5, 10), pattern)  # 15 g is no multiple, and 10 and 20 g are too far


def test_a_multiple_that_no_vials_make_is_passed_over():
    assert [60] == of_10_g(57, 1, supply(20))
    assert [] == of_10_g(50, 1, supply(20))
    assert [50] == of_10_g(51, 1, supply())


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
    assert [day.dose_g for day in uneven.days] == [70, 35, 35]  # + 2.2 %, each exactly its part


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
    with pytest.raises(Refused, match=r"stock is 60 g and the dose 140 g: 80 g short"):
        part_vials(Decimal(140), 2, supply(10, 20, stock={20: 3}), EXACT)


def test_grams_enough_that_cannot_be_shared_out_are_refused_with_the_reason():
    """139.7 g of seven 20 g vials: each of two days would need four."""
    with pytest.raises(Refused) as refused:
        part_vials(Decimal("139.7"), 2, supply(20, stock={20: 7}), EXACT)
    assert str(refused.value) == (
        "stock covers 139.7 g but cannot be split over 2 days, as an opened vial is not kept for the next day; "
        "add vials to stock or use fewer days"
    )


def test_a_day_without_a_dose_is_refused():
    with pytest.raises(Refused, match=r"0\.003 g over 4 days leaves a day with 0 g"):
        part_vials(Decimal("0.003"), 4, supply(), EXACT)


def test_sizes_without_a_common_step_are_refused_and_not_searched_for_hours():
    odd = supply("5.00000001", 5)
    with pytest.raises(Refused, match=r"vial sizes 5\.00000001, 5 g are all multiples of 0\.00000001 g only") as told:
        whole(100, 1, odd)
    assert ("use fewer", "vials") == (told.value.do, told.value.field)
    with pytest.raises(Refused, match=r"multiples of 0\.00000001 g only"):
        of_doses((Decimal(100),), odd)


def test_as_many_as_50_000_common_steps_are_searched():
    """400 g of vials of 10 and 10.01 g are 40 000 steps of 0.01 g; of 39 vials the nearest are 2.4 % less."""
    assert ["390.39 = 39 x 10.01"] == read(whole(400, 1, supply("10.01", 10)).days)


def test_a_vial_of_unknown_volume_is_never_given_one():
    powder = Supply((Vial(Decimal(5), Citation("generated", "-")),))
    with pytest.raises(ValueError, match="the volume of a vial of 5 g was not worked out"):
        whole(5, 1, powder)


def test_of_two_vials_that_hold_the_same_the_first_is_used():
    first, second = (Vial(Decimal(5), Citation("generated", "-"), Decimal(ml)) for ml in (50, 100))
    assert whole(5, 1, Supply((first, second))).days[0].vials[0].ml == 50


# The rule of whole vials


@pytest.mark.parametrize(
    ("dose", "days", "vials", "made"),
    [
        (164, 5, supply(2.5, 5, 10, 20, 40), ["32.5 = 1 x 20 + 1 x 10 + 1 x 2.5"] * 5),
        (164, 5, supply(5, 10, 20, 40), ["35 = 1 x 20 + 1 x 10 + 1 x 5"] * 3 + ["30 = 1 x 20 + 1 x 10"] * 2),
        (82, 1, supply(1, 2.5, 5, 10, 20, 30), ["80 = 2 x 30 + 1 x 20"]),
        ("76.4", 5, supply(1, 2.5, 5, 10, 20, 30), ["15 = 1 x 10 + 1 x 5"] * 5),
        (140, 5, supply(10, 20), ["30 = 1 x 20 + 1 x 10"] * 5),
        (140, 2, supply(20), ["80 = 4 x 20", "60 = 3 x 20"]),
        (140, 2, YIMMUGO, ["70 = 3 x 20 + 1 x 10"] * 2),
    ],
)
def test_the_rule_by_hand(dose, days, vials, made):
    """- 0.9 %; + 0.6 %, as 160 g is no nearer and 150 and 175 g are; - 2.4 %; - 1.8 %; + 7.1 %; 29 % apart; as is."""
    assert made == read(whole(dose, days, vials).days)


def test_16_g_over_5_days_from_2_5_and_5_g_has_no_whole_vials():
    """17.5 g would be 5, 5, 2.5, 2.5, 2.5 g, 71 % of the mean day apart; 15 g is 5 x 3 g, which no vials make."""
    assert whole(16, 5, supply(2.5, 5)) is None


def test_few_vials_go_before_the_nearer_dose_up_to_2_5_percent_and_no_farther():
    """20 g for 20.5 g is 2.44 % less, for 20.6 g 2.9 %: there the nearest goes first, 20.5 g in 12 vials."""
    sizes = supply(20, 5, "0.5")
    assert ["20 = 1 x 20"] == read(whole("20.5", 1, sizes).days)
    assert ["20.5 = 1 x 20 + 1 x 0.5"] == read(whole("20.6", 1, sizes).days)
    assert 41 == whole(40, 1, supply(41, 8)).planned_g  # just 2.5 % more
    assert 40 == whole("39.9", 1, supply(41, 8)).planned_g
    assert ["41 = 2 x 20 + 2 x 0.5"] == read(whole("41.4", 1, sizes, tolerance=Decimal(2)).days)  # 40.5 g is 2.2 % less


def test_of_two_totals_alike_in_vials_the_nearer_and_of_two_as_near_the_lower():
    assert [41, 41] == [whole(dose, 1, supply(41, 42)).planned_g for dose in ("41.4", "41.5")]
    assert 42 == whole("41.6", 1, supply(41, 42)).planned_g


def test_days_the_same_go_before_days_alike_within_each_share():
    """For 2 days of 5 g vials 45 g would be 25 + 20 g (+ 0 %); 40 and 50 g are 11 % away; 95 g is 50 + 45 g."""
    assert ["25 = 5 x 5", "20 = 4 x 5"] == read(whole(45, 2, supply(5)).days)
    # 97 g: 95 g is 2.06 % less and not the same; 100 g is 3.1 % more, which is looked at after it
    assert ["50 = 10 x 5", "45 = 9 x 5"] == read(whole(97, 2, supply(5)).days)
    # 98 g: 100 g is 2.04 % more, and the days are the same
    assert ["50 = 10 x 5"] * 2 == read(whole(98, 2, supply(5)).days)


def test_where_the_regimen_asks_for_equal_days_these_go_first_within_the_whole_tolerance():
    assert ["50 = 10 x 5"] * 2 == read(whole(97, 2, supply(5), equal_days=True).days)
    assert ["25 = 5 x 5", "20 = 4 x 5"] == read(whole(45, 2, supply(5), equal_days=True).days)


def test_one_smallest_vial_apart_is_alike_up_to_a_fifth_of_the_mean_day():
    """2 x 5 g: 30 and 25 g are 18 % of the mean of 27.5 g apart; 25 and 20 g 22 %, which goes last."""
    assert ["30 = 6 x 5", "25 = 5 x 5"] == read(whole(55, 2, supply(5)).days)
    # 47 g: 45 g as 25 + 20 g is not alike (22 %); 50 g as 25 + 25 g is, 6.4 % more
    assert ["25 = 5 x 5"] * 2 == read(whole(47, 2, supply(5)).days)


def test_days_farther_apart_than_40_percent_of_the_mean_are_not_planned():
    """15 + 10 g are just 40 % of 12.5 g apart; 10 + 5 g 67 % of 7.5 g, and 10 g of 15 g is 33 % less."""
    assert ["15 = 3 x 5", "10 = 2 x 5"] == read(whole(25, 2, supply(5)).days)
    assert whole(15, 2, supply(5)) is None


def test_of_uneven_totals_the_days_that_differ_least_in_proportion():
    """75 g: 60 + 20 g, 40 + 40 g ... of 20 g vials: 80 g as 40 + 40 g is + 6.7 %; 70 and 75 g cannot be made."""
    assert ["40 = 2 x 20"] * 2 == read(whole(75, 2, supply(20)).days)
    # 3 days of 20 g: 140 g as 60 + 40 + 40 g is 43 % apart, 160 g as 60 + 60 + 40 g 37.5 %
    assert ["60 = 3 x 20", "60 = 3 x 20", "40 = 2 x 20"] == read(whole(150, 3, supply(20)).days)


def test_a_maximum_is_not_passed_where_the_rule_gives_something_below_it():
    """164.557 g: 165 g is nearest; with at most 164 g in all, or 84 g in a day, 160 g as 2 x 80 g, 2.8 % less."""
    even, alike = ["80 = 4 x 20"] * 2, ["85 = 4 x 20 + 1 x 5", "80 = 4 x 20"]
    for most, days in (
        (Most(), alike),
        (Most(Decimal(164)), even),
        (Most(Decimal(165)), alike),
        (Most(None, Decimal(84)), even),
        (Most(None, Decimal(85)), alike),
        (Most(Decimal(165), Decimal(84)), even),
    ):
        assert days == read(whole(ADJUSTED, 2, YIMMUGO, most=most).days)


def test_a_maximum_is_passed_where_nothing_is_below_it():
    """28 g of 5 g vials and larger: 25 g is 10.7 % less."""
    assert 30 == whole(28, 1, PRIVIGEN_US, most=Most(Decimal(28), Decimal(28))).planned_g


def test_a_day_that_the_stock_makes_once_is_not_made_twice():
    """20 g of one vial each of 13, 10 and 7 g is 13 + 7 g, which is too uneven; there is one vial for a day of 10 g."""
    assert whole(20, 2, supply(13, 10, 7, stock={13: 1, 10: 1, 7: 1})) is None
    assert ["10 = 1 x 10"] * 2 == read(whole(20, 2, supply(13, 10, 7, stock={13: 1, 10: 2, 7: 1})).days)


def test_a_total_that_takes_fewer_vials_by_their_number_alone_is_passed_over_where_the_stock_is_short():
    """89 g, of the days the same near it 90 and 88 g. 45 g is 3 x 13 + 2 x 3 g, for one day only, or 6 x 7 + 3 g.

    44 g takes four of 7 g or more, of which there are six; by their number alone 88 g would take as few vials as 90 g.
    """
    made = whole(89, 2, supply(3, 7, 13, stock={3: 5, 7: 6, 13: 4}))
    assert ["45 = 3 x 13 + 2 x 3", "45 = 6 x 7 + 1 x 3"] == read(made.days)


def test_of_uneven_totals_one_that_is_a_little_less_uneven_is_taken():
    """48 g or more, in days of 7 and 30 g vials: 49 g as 28 + 21 g is 28.6 % apart, 51 g as 30 + 21 g 35.3 %."""
    assert ["28 = 4 x 7", "21 = 3 x 7"] == read(whole(48, 2, supply(7, 30), "vial-up").days)


def test_of_uneven_totals_the_less_uneven_goes_before_the_nearer():
    """49 g from one vial of 5, one of 10 and four of 20 g: 50 g as 30 + 20 g is 40 % apart, 45 g as 25 + 20 g 22 %."""
    made = whole(49, 2, supply(5, 10, 20, stock={5: 1, 10: 1, 20: 4}))
    assert ["25 = 1 x 20 + 1 x 5", "20 = 1 x 20"] == read(made.days)
