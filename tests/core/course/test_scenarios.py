"""How a scenario differs from the cohort as it stands: of each product, and of all."""

from decimal import Decimal

from ivigcalc.core.course.demand import Demand
from ivigcalc.core.course.planned import VialTotal
from ivigcalc.core.course.scenarios import Difference, differences
from ivigcalc.core.quantities import Grams, Millilitres, Minutes, Percent


def g(value: str | int) -> Grams:
    return Grams(Decimal(value))


def total(
    product: str,
    grams: int,
    vials: dict[int, int],
    *,
    minutes: int | None = 60,
    cost: str | None = None,
    infusions: int = 4,
) -> Demand:
    return Demand(
        "total", product, 1, infusions, g(grams), Millilitres(Decimal(10 * grams)),
        tuple(VialTotal(g(size), count) for size, count in vials.items()),
        None if minutes is None else Minutes(Decimal(minutes)), 0, None, None if cost is None else Decimal(cost),
    )  # fmt: skip


def test_a_difference_is_the_scenario_less_the_cohort_as_it_stands():
    before = [total("brand", 200, {40: 3, 20: 4, 10: 1}, minutes=600, cost="8125.00", infusions=5)]
    after = [total("brand", 175, {20: 8, 10: 1, 5: 1}, minutes=540, cost="7109.50", infusions=4)]
    assert (
        Difference(
            "brand", 4 - 5, g(175 - 200), Percent(Decimal("-12.5")),
            (VialTotal(g(40), -3), VialTotal(g(20), 8 - 4), VialTotal(g(5), 1)),
            Minutes(Decimal(540 - 600)), Decimal("7109.50") - Decimal("8125.00"),
        ),
    ) == differences(before, after)  # fmt: skip


def test_another_product_in_its_place_is_all_of_the_one_less_and_all_of_the_other_more():
    before, after = [total("brand", 100, {20: 5}, cost="500")], [total("other", 90, {10: 9}, cost="450")]
    assert (
        Difference(
            "brand", -4, g(-100), Percent(Decimal(-100)), (VialTotal(g(20), -5),), Minutes(Decimal(-60)), Decimal(-500)
        ),
        Difference("other", 4, g(90), None, (VialTotal(g(10), 9),), Minutes(Decimal(60)), Decimal(450)),
        Difference("all", 0, g(-10), Percent(Decimal(-10)), (), Minutes(Decimal(0)), Decimal(-50)),
    ) == differences(before, after)


def test_what_is_not_known_on_one_side_has_no_difference():
    known, unknown = total("brand", 100, {20: 5}, cost="500"), total("brand", 100, {20: 5}, minutes=None)
    for before, after in ((known, unknown), (unknown, known), (unknown, unknown)):
        (found,) = differences([before], [after])
        assert (None, None) == (found.chair_minutes, found.cost)


def test_over_all_a_part_that_is_not_known_makes_the_sum_unknown():
    one, two = total("brand", 100, {20: 5}, cost="500"), total("other", 100, {20: 5}, minutes=None)
    *_, over_all = differences([one, two], [one, two])
    assert ("all", None, None) == (over_all.product, over_all.chair_minutes, over_all.cost)


def test_the_same_has_no_difference():
    one = total("brand", 100, {20: 5}, cost="500")
    assert (Difference("brand", 0, g(0), Percent(Decimal(0)), (), Minutes(Decimal(0)), Decimal(0)),) == differences(
        [one], [one]
    )


def test_of_nothing_there_is_none():
    assert () == differences([], [])
