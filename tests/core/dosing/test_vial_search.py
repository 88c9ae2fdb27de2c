"""The search itself, where cycles are hard: scarce sizes, many days, and what it must not be slow at."""

import pytest

from ivigcalc.core.dosing import vial_last, vial_search
from ivigcalc.core.dosing.vial_costs import Found, Vials, reachable
from ivigcalc.core.dosing.vial_last import LastSizes, stages_of_last
from ivigcalc.core.dosing.vial_search import VialSearch


def search(total, sizes, have, day_most=None):
    return VialSearch(total, Vials(total, sizes, have), day_most)


def totals(days):
    return [sum(column) for column in zip(*days, strict=True)]


def grams(days, sizes):
    return [sum(count * size for count, size in zip(day, sizes, strict=True)) for day in days]


def test_what_can_be_made_of_limited_vials():
    made = reachable((5, 2), (1, 2), 9)
    assert [amount for amount in range(10) if made >> amount & 1] == [0, 2, 4, 5, 7, 9]


def test_the_fewest_vials_of_an_amount_are_within_the_stock():
    """From three of 5 g: 20 g would take four."""
    of_five = Vials(20, (5,), (3,))
    assert [0, 1, 2, 3] == [of_five.fewest(amount) for amount in (0, 5, 10, 15)]
    assert of_five.fewest(7) == of_five.fewest(20) > 20


def test_a_stock_that_does_not_bind_changes_nothing():
    assert search(66, (8, 4, 2), (8, 16, 33)).fewest((1, 1), 6) == search(66, (8, 4, 2), (8, 2, 2)).fewest((1, 1), 6)
    free = VialSearch(66, Vials(127, (8, 4, 2), (15, 31, 63)))
    assert search(66, (8, 4, 2), (8, 2, 2)).fewest((1, 1), 6) == free.fewest((1, 1), 6)


def test_a_size_of_which_every_split_needs_more_than_there_is_rules_the_window_out():
    """311 g over ten days of 28 to 34 g: beside multiples of 5 g that takes eleven of 1 g, and there are eight."""
    sizes, have = (30, 20, 10, 5, 1), (1, 13, 13, 40, 8)
    assert search(311, sizes, have).cheapest([(34, 28)] * 10) is None
    assert totals(search(311, sizes, (1, 13, 13, 40, 11)).cheapest([(34, 28)] * 10))[-1] == 11
    assert totals(search(311, sizes, have).cheapest([(35, 28)] * 10))[-1] == 1


# No size is among the last that are dealt out at once; two or three are; or all.
at_once = pytest.mark.parametrize("ways", [0, 20, 1 << 20])


@at_once
def test_how_many_sizes_are_dealt_out_at_once_changes_nothing(ways, monkeypatch):
    """12 g from one vial of 5 g, three of 2 g and three of 1 g, each day 5 to 8 g: 5 + 2 + 2 + 2 + 1 g."""
    monkeypatch.setattr(vial_last, "_WAYS", ways)
    days = search(12, (5, 2, 1), (1, 3, 3)).cheapest([(8, 5), (8, 5)])
    assert [1, 3, 1] == totals(days)
    assert all(5 <= dose <= 8 for dose in grams(days, (5, 2, 1)))


@at_once
def test_a_day_gets_no_vial_beside_which_no_other_fills_it(ways, monkeypatch):
    """Two days of just 6 g are 3 x 2 g each: with five of these there is no split, and beside 5 g none makes 1 g."""
    monkeypatch.setattr(vial_last, "_WAYS", ways)
    assert search(12, (5, 2), (2, 5)).cheapest([(6, 6), (6, 6)]) is None
    assert [(0, 3), (0, 3)] == search(12, (5, 2), (2, 6)).cheapest([(6, 6), (6, 6)])


def test_days_that_cannot_hold_the_total_have_no_split():
    assert search(20, (5,), (4,)).cheapest([(9, 5), (9, 5)]) is None
    assert search(20, (5,), (4,)).cheapest([(20, 15), (20, 15)]) is None


@pytest.mark.parametrize("needs", [[(10, 1), (30, 25)], [(30, 25), (10, 1)]])
def test_each_day_keeps_its_own_need(needs):
    sizes = (20, 10, 5)
    days = search(35, sizes, (1, 1, 1)).cheapest(needs)
    assert all(least <= dose <= most for (most, least), dose in zip(needs, grams(days, sizes), strict=True))


def test_of_as_few_vials_ten_days_are_as_alike_as_can_be():
    """Ten vials for 1000 over ten days: one of 94, six of 100 and three of 102 are 8 apart; 105 and 95 would be 10."""
    sizes, have = (105, 102, 100, 95, 94), (5, 3, 6, 5, 1)
    found = search(1000, sizes, have).fewest((1,) * 10, 10)
    assert (10, 8) == (found.vials, found.apart)
    assert (94, 102) == (min(grams(found.days, sizes)), max(grams(found.days, sizes)))
    assert search(1000, sizes, have).fewest((1,) * 10, 7) is None


def test_no_day_is_above_the_most_of_a_day():
    """Of 2 days 66 g is 34 + 32 g with 10 vials; with at most 33 g, which 8, 4 and 2 g cannot make, there is none."""
    assert (34, 32) == tuple(grams(search(66, (8, 4, 2), (8, 8, 8), 34).fewest((1, 1), 6).days, (8, 4, 2)))
    assert search(66, (8, 4, 2), (8, 8, 8), 33).fewest((1, 1), 6) is None


def test_days_most_alike_go_before_few_vials_where_that_is_asked():
    """15 g of vials of 10, 5 and 1 g: 10 + 5 g are 2 vials and 5 g apart, 8 + 7 g are 7 vials and 1 g apart."""
    one = search(15, (10, 5, 1), (2, 2, 10))
    assert (2, 5) == (one.fewest((1, 1), 5).vials, one.fewest((1, 1), 5).apart)
    assert (7, 1) == (one.most_alike((1, 1), 5).vials, one.most_alike((1, 1), 5).apart)
    assert one.most_alike((1, 1), 0) is None


def test_ten_days_from_a_stock_that_nearly_runs_out():
    """370.5 g, counted in half grams: 60 vials, and no day above 75 with a lower end of 72 or more."""
    sizes, have = (20, 12, 10, 5, 2), (20, 8, 20, 8, 8)
    days = search(741, sizes, have).fewest((1,) * 10, 7).days
    assert sum(grams(days, sizes)) == 741
    assert sum(totals(days)) == 60
    assert (72, 75) == (min(grams(days, sizes)), max(grams(days, sizes)))
    assert all(used <= stock for used, stock in zip(totals(days), have, strict=True))


@pytest.mark.parametrize(
    ("total", "sizes", "have", "days"),
    [
        # 9 = 7 + 1 + 1 alone, as there are five of 1: 7 and 2 are nearer to each other than 8 and 1
        (9, (7, 1), (2, 5), [7, 2]),
        # 46 = 4 x 10 + 6 x 1: 24 and 22 would do as well, but 23 is the mean
        (46, (10, 1), (4, 8), [23, 23]),
        # 2 x 406 + 398 has more of the largest, but 406 + 2 x 402 is 4 apart and not 8
        (1210, (406, 402, 398, 384), (3, 3, 3, 3), [406, 402, 402]),
    ],
)
def test_of_as_few_vials_the_days_are_as_alike_as_can_be(total, sizes, have, days):
    found = search(total, sizes, have).fewest((1,) * len(days), total).days
    assert days == sorted(grams(found, sizes), reverse=True)


def test_a_scarce_size_is_dealt_out_so_that_the_fewest_vials_are_opened():
    """16 g are 8 g on each of two days: of four 4 g vials there are three, so 4 + 4 and 4 + 2 + 2."""
    assert [(2, 0), (1, 2)] == search(16, (4, 2), (3, 4)).cheapest([(8, 8), (8, 8)])


@at_once
def test_days_of_unlike_needs_may_have_a_scarce_size_in_any_order(ways, monkeypatch):
    """113 g, 51 to 57 and 54 to 56: the second day takes both vials of 28, the first 2 x 18 + 3 x 7."""
    monkeypatch.setattr(vial_last, "_WAYS", ways)
    days = search(113, (28, 18, 7, 4), (2, 4, 3, 8)).cheapest([(57, 51), (56, 54)])
    assert [(0, 2, 3, 0), (2, 0, 0, 0)] == days


@at_once
@pytest.mark.parametrize(
    ("total", "sizes", "have", "needs", "used"),
    [
        # 10 + 10 would be two vials, of which there is one: 10 + 5 + 5
        (20, (10, 5, 1), (1, 4, 3), [(14, 6), (11, 4)], [1, 2, 0]),
        # 6 x 6 would be six vials, of which there are four: 4 x 6 + 4 x 3
        (36, (6, 3, 1), (4, 4, 8), [(21, 14), (24, 18)], [4, 4, 0]),
        # 8 and 4 would be three of 4, of which there are two, and 5 is of no use: 2 x 4 + 2 x 2
        (12, (5, 4, 2), (3, 2, 3), [(8, 2), (4, 3)], [0, 2, 2]),
        # 7 and 6 would be 4 + 2 + 1 and 4 + 2, of one 4: all of 4 and 2, and three of 1
        (13, (4, 2, 1), (1, 3, 5), [(7, 3), (7, 1)], [1, 3, 3]),
    ],
)
def test_a_size_that_other_sizes_can_stand_in_for_is_not_short(total, sizes, have, needs, used, ways, monkeypatch):
    monkeypatch.setattr(vial_last, "_WAYS", ways)
    days = search(total, sizes, have).cheapest(needs)
    assert used == totals(days)
    assert all(least <= dose <= most for (most, least), dose in zip(needs, grams(days, sizes), strict=True))


# The last sizes


def test_sizes_are_taken_at_once_as_far_as_there_are_1500_ways_to_for_each_day():
    """Of 20, 9 and 19 vials there are 21 x 10 x 20 = 4200 ways to take some, of 9 and 19 200."""
    assert [[1, 0], [1, 0], [0]] == [stages_of_last((20, 9, 19), days) for days in (1, 2, 3)]
    assert [[0], [1, 0], [0]] == [stages_of_last((1499,), 1), stages_of_last((1500,), 1), stages_of_last((2999,), 2)]


def test_where_dealing_takes_long_more_sizes_are_taken_at_once_up_to_60_000_ways():
    """20 x 20 x 20 = 8000 ways for six days; three times as many with two vials more, thirty times are too many."""
    assert [2, 1] == stages_of_last((9, 2, 19, 19, 19), 6)
    assert [[1], [1, 0]] == [stages_of_last((7, 19, 19, 18), 6), stages_of_last((6, 19, 19, 18), 6)]


def last(sizes, have):
    return LastSizes(sizes, have, Vials(99, sizes, have).costs)


def test_the_last_sizes_are_taken_by_the_cheapest_way_within_the_stock():
    """10 + 5 g of 5, 2 and 1 g: 5 + 5 | 5 would be three vials, of which there are two: 5 + 2 + 2 + 1 | 5."""
    sizes, have = (5, 2, 1), (2, 3, 4)
    found = last(sizes, have).cheapest(((10, 10), (5, 5)), 15, 10**9)
    assert [10, 5] == grams(found.days, sizes)
    assert [2, 2, 1] == totals(found.days)
    assert found.cost == sum(n * cost for n, cost in zip((2, 2, 1), Vials(99, sizes, have).costs, strict=True))


def test_of_the_last_sizes_nothing_is_taken_that_does_not_cost_less():
    sizes, have = (5, 2), (2, 3)
    found = last(sizes, have).cheapest(((7, 7),), 7, 10**9)
    assert Found(found.cost, [(1, 1)]) == found
    assert last(sizes, have).cheapest(((7, 7),), 7, found.cost + 1) == found
    assert last(sizes, have).cheapest(((7, 7),), 7, found.cost) is None


def test_what_days_cannot_open_of_the_last_sizes_is_not_taken():
    """9 g on two days of at most 5 g from one of 5 g and two of 2 g: 5 | 2 + 2; 8 g no two days can be."""
    sizes, have = (5, 2), (1, 2)
    assert [(1, 0), (0, 2)] == last(sizes, have).cheapest(((5, 4), (5, 4)), 9, 10**9).days
    assert last(sizes, have).cheapest(((5, 4), (5, 4)), 8, 10**9) is None
    assert last(sizes, have).cheapest(((5, 4), (5, 4)), 10, 10**9) is None


# What is ruled out at once


def test_days_have_room_for_so_many_vials_of_a_size():
    """Four vials of 20 g and two of 5 g on two days of at most 35 g hold 20 + 5 g each: 50 g, and never 60 g."""
    vials = Vials(90, (20, 5), (4, 2))
    assert vials.may_take(((35, 10), (35, 10)), 50)
    assert not vials.may_take(((35, 10), (35, 10)), 60)
    assert vials.may_take(((40, 10), (35, 10)), 60)


def test_days_come_to_what_their_doses_add_up_to():
    """Of 20 and 5 g vials a day of 21 to 29 g is 25 g, so two are 50 g; 55 g would take 25 + 30 g."""
    vials = Vials(90, (20, 5), (4, 18))
    assert vials.may_take(((29, 21), (29, 21)), 50)
    assert not vials.may_take(((29, 21), (29, 21)), 55)
    assert not vials.may_take(((29, 26), (29, 21)), 50)
    assert vials.may_take(((30, 21), (29, 21)), 55)


def test_twenties_and_tens_that_nearly_run_out_over_nine_days_of_three_shares():
    """Every way to deal these would be some hundred thousand; days that only trade 20 g for 2 x 10 g are one way."""
    sizes, have = (40, 20, 12, 10, 5, 2, 1), (8, 20, 3, 5, 20, 3, 3)  # in steps of 0.5 g: 20, 10, 6, 5, 2.5, 1, 0.5 g
    found = search(732, sizes, have).fewest((4, 4, 2, 2, 2, 2, 2, 1, 1), 14)
    assert (37, 10) == (found.vials, found.apart)
    assert [8, 15, 3, 5, 5, 0, 1] == totals(found.days)
    assert [150, 140, 75, 75, 75, 73, 70, 37, 37] == grams(found.days, sizes)


def test_of_no_sizes_only_nothing_is_made():
    none = LastSizes((), (), ())
    assert none.cheapest(((1, 0), (1, 0)), 0, 5) == Found(0, [(), ()])
    assert none.cheapest(((1, 0), (1, 0)), 1, 5) is None


@pytest.mark.parametrize("most_dealt", [2, 1 << 20])  # after which 6 g vials are taken at once too; or never
def test_what_dealing_gives_up_is_found_by_taking_one_size_more_at_once(most_dealt, monkeypatch):
    """21 g times 1, 4, 2, 1, 2, 4, 1, 1, 1, 2: all of 20, 10, 6 and 5 g, and 11 x 2.5 + 1 + 0.5 g make the 399 g."""
    monkeypatch.setattr(vial_search, "_MOST_DEALT", most_dealt)
    sizes, have = (40, 20, 12, 10, 5, 2, 1), (8, 5, 20, 8, 13, 2, 5)  # in steps of 0.5 g
    doses = [42 * part for part in (1, 4, 2, 1, 2, 4, 1, 1, 1, 2)]
    days = search(798, sizes, have).cheapest([(dose, dose) for dose in doses])
    assert [8, 5, 20, 8, 11, 1, 1] == totals(days)
    assert doses == grams(days, sizes)


def test_dealing_gives_up_after_so_many_ways_and_not_before():
    """12 g from one vial of 6 g, four of 5 g and three of 2 g, each day 6 to 8 g: 6 g, and 2 + 2 + 2 g."""

    def dealing(most_dealt=None):
        vials = Vials(12, (6, 5, 2), (1, 4, 3))
        return vial_search._Dealing(vials, 12, ((8, 6), (8, 6)), vials.never, 3, most_dealt)

    patient = dealing()
    found, ways = patient.best(), patient._dealt
    assert [(1, 0, 0), (0, 0, 3)] == found.days
    assert 1 < ways
    assert found == dealing(ways).best()
    with pytest.raises(vial_search._TooMany):
        dealing(ways - 1).best()
