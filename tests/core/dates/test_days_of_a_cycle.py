"""Cycles whose days do not follow each other, and days that move by themselves. March 2026: the 2nd is a Monday."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from ivigcalc.core.dates.each_day import Room, each_day
from ivigcalc.core.dates.schedule import cycle_dates
from ivigcalc.core.dates.types import (
    CalendarLimits,
    Closures,
    CycleDate,
    DayDate,
    PhaseDates,
    Wanted,
    block,
    numbers,
    plus,
)
from ivigcalc.core.errors import Refused, Unsaid
from ivigcalc.core.printed.sources import Citation, Figure


def figure(value):
    return Figure(Decimal(value), Citation("test", "by hand"))


LIMITS = CalendarLimits(
    "calendar", move_limit_days=figure(4), crowded_below_percent=figure(85), search_days=figure(366)
)
OPEN = Closures(weekends=False, ranges=(), holidays={})
WEEKENDS = Closures(weekends=True, ranges=(), holidays={})
EARLIEST = Room(date.min)
FIVE = (1, 3, 5, 8, 10)


def march(*days):
    return tuple(date(2026, 3, day) for day in days)


def closed(*days):
    return Closures(weekends=False, ranges=tuple((day, day) for day in march(*days)), holidays={})


def course(days, interval_days=None, cycles=1, on=()):
    return PhaseDates("course", days, interval_days, cycles, on)


def dated(*phases, start=5, closures=WEEKENDS, move="each-day", limit=4, anchor="planned", **more):
    return cycle_dates(
        phases,
        Wanted(
            start=date(2026, 3, start) if start else None,
            closures=closures,
            move=move,
            move_limit_days=limit,
            anchor=anchor,
            fixed=more.get("fixed", {}),
            given=march(*more.get("given", ())),
        ),
        LIMITS,
        tuple(more.get("done", ())),
    )


def planned_on(day, days, on=(), **more):
    first = date(2026, 3, day)
    return CycleDate(phase=0, cycle=1, planned=first, first=first, days=days, on=on, **more)


# Days with gaps


def test_the_days_of_a_cycle_are_counted_from_its_first():
    assert (1, 2, 3) == numbers(3, ())
    assert FIVE == numbers(5, FIVE)
    assert march(2, 4, 6, 9, 11) == block(date(2026, 3, 2), 5, FIVE)
    assert march(2, 3, 4) == block(date(2026, 3, 2), 3)
    assert (3, 10) == (course(3).span, course(5, on=FIVE).span)
    assert (3, 10) == (planned_on(2, 3).span, planned_on(2, 5, FIVE).span)


def test_a_cycle_with_gaps_is_repeated_as_it_is():
    (cycle, again) = dated(course(5, 28, 2, FIVE), start=2, closures=OPEN)
    assert march(2, 4, 6, 9, 11) == cycle.dates
    assert tuple(day + timedelta(28) for day in cycle.dates) == again.dates
    assert [(n, day, day, "") for n, day in zip(FIVE, cycle.dates, strict=True)] == [tuple(day) for day in cycle.each]


def test_only_its_own_days_have_to_be_open():
    (cycle,) = dated(course(2, on=(1, 4)), start=6, move="nearest")  # Friday and Monday
    assert (march(6, 9), 0) == (cycle.dates, cycle.moved_days)


def test_it_moves_as_a_block():
    """Thursday 5, Saturday 7 and Monday 9; from Friday, Saturday and Sunday on it meets the weekend too."""
    (cycle,) = dated(course(3, on=(1, 3, 5)), move="nearest")
    assert (march(9, 11, 13), 4, "closed: 2026-03-07 (Saturday)") == (cycle.dates, cycle.moved_days, cycle.reason)
    each = tuple(
        DayDate(n, day, day + timedelta(4), cycle.reason) for n, day in zip((1, 3, 5), march(5, 7, 9), strict=True)
    )
    assert (each, (4, 4, 4)) == (cycle.each, tuple(day.moved_days for day in cycle.each))
    (cycle,) = dated(course(3, on=(1, 3, 5)), move="nearest", limit=3)
    assert (
        "closed: 2026-03-07 (Saturday); no free start within 3 days after 2026-03-05; next possible start: 2026-03-09"
    ) == cycle.problem
    assert (date(2026, 3, 9), date(2026, 3, 5)) == (cycle.next_open, cycle.first)


def test_it_moves_onto_no_day_of_the_cycle_after_it():
    """Days 1 and 9, every 10 days: from Friday 6 to Saturday 14, and the next on Monday 16. One day later, 7 and 15."""
    first, _ = dated(course(2, 10, 2, (1, 9)), start=6, closures=closed(14), move="nearest", limit=9)
    assert (march(7, 15), 1) == (first.dates, first.moved_days)
    first, _ = dated(course(2, 9, 2, (1, 9)), start=6, closures=closed(14), move="nearest", limit=9)
    assert "no start is possible before cycle 2 on 2026-03-15" in first.problem


@pytest.mark.parametrize(("interval", "said"), [(9, "9 days"), (1, "1 day")])
def test_an_interval_is_at_least_as_long_as_a_cycle(interval, said):
    with pytest.raises(Refused) as refused:
        dated(course(5, interval, 2, FIVE), start=2, closures=OPEN)
    assert f"course: interval {said} is below the 10 days of the cycle before (course); cycles never overlap" == str(
        refused.value
    )
    assert 2 == len(dated(course(5, 10, 2, FIVE), start=2, closures=OPEN))


def test_a_given_cycle_lasts_to_its_last_day():
    given = {"start": None, "closures": OPEN}
    with pytest.raises(Refused, match="given 2026-03-11: cycle 1 was given 2026-03-02 to 2026-03-11"):
        dated(course(5, 28, 1, FIVE), given=(2, 11), **given)
    assert march(12, 14, 16, 19, 21) == dated(course(5, 28, 1, FIVE), given=(2, 12), **given)[1].dates
    with pytest.raises(Refused, match="start 2026-03-11: cycles were given from 2026-03-02 to 2026-03-11"):
        dated(course(5, 28, 1, FIVE), start=11, closures=OPEN, given=(2,))


def test_a_date_by_hand_leaves_room_for_the_days_of_the_cycle():
    with pytest.raises(Refused) as refused:
        dated(course(5, 28, 3, FIVE), start=2, closures=OPEN, fixed={2: date(2026, 4, 18)})
    assert (
        "cycle 2 cannot start on 2026-04-18 for 10 days: cycle 1 ends on 2026-03-11 and cycle 3 is on 2026-04-27; "
        "possible first days: 2026-03-12 to 2026-04-17"
    ) == str(refused.value)


# Each day by itself


def test_a_course_of_five_days_begun_on_a_thursday_goes_on_after_the_weekend():
    (cycle,) = dated(course(5))
    assert march(5, 6, 9, 10, 11) == cycle.dates
    assert (
        DayDate(1, *march(5, 5)),
        DayDate(2, *march(6, 6)),
        DayDate(3, *march(7, 9), "closed: 2026-03-07 (Saturday), 2026-03-08 (Sunday)"),
        DayDate(4, *march(8, 10), "closed: 2026-03-08 (Sunday); day 3 is on 2026-03-09"),
        DayDate(5, *march(9, 11), "day 4 is on 2026-03-10"),
    ) == cycle.each
    assert (date(2026, 3, 5), 0, "", "") == (cycle.first, cycle.moved_days, cycle.reason, cycle.problem)


def test_a_first_day_that_is_closed_takes_the_cycle_with_it():
    (cycle,) = dated(course(3), start=7)
    assert march(9, 10, 11) == cycle.dates
    assert (2, "closed: 2026-03-07 (Saturday), 2026-03-08 (Sunday)") == (cycle.moved_days, cycle.reason)


def test_nothing_moves_where_every_day_is_open():
    (cycle,) = dated(course(5), start=2)
    assert (march(2, 3, 4, 5, 6), ()) == (cycle.dates, cycle.apart)


def test_days_without_an_infusion_stay_between_two():
    """Monday, Wednesday and Friday: with Wednesday closed Thursday, and then Saturday."""
    (cycle,) = dated(course(3, on=(1, 3, 5)), start=2, closures=closed(4))
    assert march(2, 5, 7) == cycle.dates
    assert ["", "closed: 2026-03-04 (as entered)"] == [day.reason for day in cycle.each[:2]]
    assert "day 3 is on 2026-03-05, and infusions are 2 days apart" == cycle.each[2].reason
    (cycle,) = dated(course(3, on=(1, 4, 6)), start=2, closures=closed(5))
    assert march(2, 6, 8) == cycle.dates  # the two planned closest are two days apart
    (cycle,) = dated(course(3, on=(1, 2, 5)), start=2, closures=closed(3))
    assert march(2, 4, 6) == cycle.dates


def test_a_day_that_moves_no_further_than_the_limit():
    assert march(5, 6, 9, 10, 11) == dated(course(5), limit=2)[0].dates
    (cycle,) = dated(course(5), limit=1)
    assert (march(5, 6, 7, 8, 9), date(2026, 3, 9)) == (cycle.dates, cycle.next_open)
    assert (
        "closed: 2026-03-07 (Saturday), 2026-03-08 (Sunday); no free open day for each within 1 day after its own; "
        "next possible start: 2026-03-09"
    ) == cycle.problem


def test_no_day_is_moved_onto_the_cycle_after_it():
    """Every 6 days the next begins on the 11th, where day 5 would be; every 7 days on the 12th."""
    assert march(5, 6, 9, 10, 11) == dated(course(5, 7, 2))[0].dates
    first, _ = dated(course(5, 6, 2))
    assert march(5, 6, 7, 8, 9) == first.dates
    assert first.problem.endswith("within 4 days after its own; no start is possible before cycle 2 on 2026-03-11")


def test_where_the_next_counts_from_the_actual_day_the_interval_is_room_enough():
    first, second = dated(course(5, 7, 2), anchor="actual")
    assert (march(5, 6, 9, 10, 11), march(12, 13, 16, 17, 18)) == (first.dates, second.dates)
    first, _ = dated(course(5, 6, 2), anchor="actual")
    assert "next possible start: 2026-03-09" in first.problem


def test_a_given_cycle_is_taken_to_have_moved_so_too():
    given, to_come = dated(course(5, 28, 1), start=None, given=(5,))
    assert (march(5, 6, 9, 10, 11), "", True) == (given.dates, given.problem, given.given)
    assert (date(2026, 4, 2), 28) == (to_come.planned, (to_come.planned - given.planned).days)


def test_a_given_cycle_stays_where_its_days_cannot_have_moved():
    block = march(5, 6, 7, 8, 9)
    assert block == dated(course(5, 28, 1), start=None, given=(5, 11))[0].dates  # the next was given on the 11th
    assert march(5, 6, 9, 10, 11) == dated(course(5, 28, 1), start=None, given=(5, 12))[0].dates
    assert block == dated(course(5, 28, 1), start=11, given=(5,))[0].dates  # or is prescribed for it
    assert march(5, 6, 9, 10, 11) == dated(course(5, 28, 1), start=12, given=(5,))[0].dates
    assert march(5, 6, 9, 10, 11) == dated(course(5, 28, 1), start=5, given=(5,))[0].dates
    assert march(7, 8, 9) == dated(course(3, 28, 1), start=None, given=(7,))[0].dates  # it was given on a closed day
    assert block == dated(course(5, 28, 1), start=None, given=(5,), move="nearest")[0].dates
    assert () == dated(course(3, 28, 1), start=None, given=(3,))[0].apart
    held = dated(course(5, 28, 1), start=None, given=(5,), fixed={2: date(2026, 3, 11)})[0]
    assert block == held.dates


def test_of_a_cycle_that_is_set_by_hand_the_other_days_move():
    """Planned on Monday 30 March, by hand on Friday 3 April: then Monday to Thursday."""
    cycle = dated(course(5, 28, 2), start=2, fixed={2: date(2026, 4, 3)})[1]
    assert [date(2026, 4, day) for day in (3, 6, 7, 8, 9)] == list(cycle.dates)
    assert [4, 6, 6, 6, 6] == [day.moved_days for day in cycle.each]
    assert ("fixed date", "closed: 2026-04-04 (Saturday), 2026-04-05 (Sunday)") == (
        cycle.each[0].reason,
        cycle.each[1].reason,
    )
    assert (True, "", "fixed date") == (cycle.fixed, cycle.problem, cycle.reason)


@pytest.mark.parametrize(("day", "limit"), [(date(2026, 4, 4), 4), (date(2026, 4, 3), 1)])
def test_a_date_by_hand_that_is_closed_or_leaves_no_open_days_is_a_problem(day, limit):
    cycle = dated(course(5, 28, 2), start=2, fixed={2: day}, limit=limit)[1]
    assert (day, ()) == (cycle.first, cycle.apart)
    assert "the date is fixed; next possible start: 2026-04-06" in cycle.problem


def test_a_date_by_hand_with_open_days_is_kept():
    cycle = dated(course(5, 28, 2), start=2, fixed={2: date(2026, 3, 30)})[1]
    assert ((), "", 0) == (cycle.apart, cycle.problem, cycle.moved_days)


DONE = planned_on(5, 5, apart=tuple(DayDate(n, day, day) for n, day in enumerate(march(5, 6, 9, 10, 11), 1)))


@pytest.mark.parametrize(
    ("move", "days"),
    [("nearest", (12, 13, 14, 15, 16)), ("later", (12, 13, 14, 15, 16)), ("each-day", (12, 13, 14, 15, 16))],
)
def test_a_cycle_begins_after_the_end_of_the_one_before(move, days):
    """The cycle before, of an earlier plan, ends on the 11th; 5 days after its first is the 10th."""
    cycle = dated(course(5, 5, 2), closures=OPEN, move=move, done=[DONE])[1]
    assert march(*days) == cycle.dates
    assert (2, "the cycle before ends on 2026-03-11") == (cycle.moved_days, cycle.reason)


def test_a_cycle_that_cannot_begin_after_the_end_of_the_one_before_is_a_problem():
    cycle = dated(course(5, 5, 2), closures=closed(12), move="earlier", done=[DONE])[1]
    assert (
        "closed: 2026-03-12 (as entered); the cycle before ends on 2026-03-11; no free start within 4 days "
        "before 2026-03-10; next possible start: 2026-03-13"
    ) == cycle.problem
    cycle = dated(course(1, 5, 2), closures=OPEN, move="later", limit=1, done=[DONE])[1]
    assert cycle.problem.endswith("next possible start: 2026-03-12")


def test_a_cycle_on_the_day_after_the_end_of_the_one_before_stays():
    cycle = dated(course(5, 7, 2), closures=OPEN, done=[DONE])[1]
    assert (date(2026, 3, 12), 0) == (cycle.first, cycle.moved_days)


def test_each_day_finds_its_date_before_the_following_cycle():
    cycle = planned_on(5, 5)
    assert () == each_day(cycle, 4, Room(date.min, date(2026, 3, 11)), WEEKENDS)
    assert march(5, 6, 9, 10, 11) == tuple(
        day.date for day in each_day(cycle, 4, Room(date.min, date(2026, 3, 12)), WEEKENDS)
    )
    assert () == each_day(cycle, 4, Room(date.min, None, 6), WEEKENDS)
    assert each_day(cycle, 4, Room(date.min, None, 7), WEEKENDS)
    assert () == each_day(cycle, 0, EARLIEST, WEEKENDS)
    assert (DayDate(1, *march(5, 5)),) == each_day(planned_on(5, 1), 0, Room(date(2026, 3, 5)), WEEKENDS)
    late = each_day(planned_on(5, 2), 4, Room(date(2026, 3, 7)), WEEKENDS)
    assert "closed: 2026-03-07 (Saturday), 2026-03-08 (Sunday); the cycle before ends on 2026-03-06" == late[0].reason


def test_the_last_first_day_before_a_following_cycle():
    assert date.max == EARLIEST.latest(10)
    assert date(2026, 3, 2) == Room(date.min, date(2026, 3, 12)).latest(10)


def test_without_a_start_and_a_given_cycle_the_start_is_asked_for():
    with pytest.raises(Unsaid) as asked:
        dated(course(2, 28, 2), start=None, closures=OPEN)
    assert "no start date" == asked.value.why
    assert "give the first infusion day, or the first days of cycles given" == asked.value.do
    assert ("start", True) == (asked.value.field, asked.value.in_words)


def test_the_next_open_start_is_one_from_which_each_day_can_move():
    """From the 5th, day 3 would move from Saturday 7 to the 10th, three days; from the 10th, day 5 by two days."""
    days = closed(7, 8, 9, 14, 15)
    (cycle,) = dated(course(5), closures=days, limit=2)
    assert date(2026, 3, 10) == cycle.next_open
    (cycle,) = dated(course(5), closures=days, limit=2, move="later")
    assert date(2026, 3, 16) == cycle.next_open


def test_days_with_gaps_that_move_keep_the_dates_that_they_were_planned_on():
    """Monday 2, Wednesday 4 and Friday 6; the 4th is closed."""
    (cycle,) = dated(course(3, on=(1, 3, 5)), start=2, closures=closed(4))
    assert [(1, march(2)[0], march(2)[0]), (3, march(4)[0], march(5)[0]), (5, march(6)[0], march(7)[0])] == [
        (day.number, day.planned, day.date) for day in cycle.apart
    ]


def test_a_first_day_that_is_closed_does_not_speak_of_a_cycle_that_ended_the_day_before():
    (moved, *_) = each_day(planned_on(5, 2), 4, Room(date(2026, 3, 5)), closed(5))
    assert (date(2026, 3, 6), "closed: 2026-03-05 (as entered)") == (moved.date, moved.reason)


def test_a_date_beyond_the_calendar_is_refused_with_what_to_check():
    with pytest.raises(Refused) as refused:
        plus(date.max, 1)
    assert "1 days from 9999-12-31 leaves the calendar" == refused.value.why
    assert "check dates, interval and cycles" == refused.value.do
