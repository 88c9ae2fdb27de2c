"""Cycle dates by hand: the grid, closed days and moves, phases, and a patient in mid-treatment."""

import random
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from dateutil.rrule import DAILY, rrule

import ivigcalc
from ivigcalc.catalogue.record import build
from ivigcalc.core.dates.schedule import crowded, cycle_dates
from ivigcalc.core.dates.types import CalendarLimits, Closures, PhaseDates, Wanted
from ivigcalc.core.errors import Refused, Unreadable
from ivigcalc.core.printed.sources import Citation, Figure


def figure(value):
    return Figure(Decimal(value), Citation("test", "by hand"))


LIMITS = CalendarLimits(
    "calendar", move_limit_days=figure(4), crowded_below_percent=figure(85), search_days=figure(366)
)
OPEN = Closures(weekends=False, ranges=(), holidays={})
WEEKENDS = Closures(weekends=True, ranges=(), holidays={})
BADEN_WUERTTEMBERG = {
    date(2024, 12, 25): "Christmas Day",
    date(2024, 12, 26): "Second Day of Christmas",
    date(2025, 1, 1): "New Year's Day",
    date(2025, 1, 6): "Epiphany",
}
WEEKENDS_AND_HOLIDAYS = Closures(weekends=True, ranges=(), holidays=BADEN_WUERTTEMBERG)


def iso(text):
    return date.fromisoformat(text)


def course(days, interval_days, cycles, name="course"):
    return PhaseDates(name=name, days=days, interval_days=interval_days, cycles=cycles)


def dated(*phases, start=None, closures=OPEN, move="nearest", limit=4, anchor="planned", fixed=None, given=(), done=()):
    return cycle_dates(
        phases,
        Wanted(
            start=start and iso(start),
            closures=closures,
            move=move,
            move_limit_days=limit,
            anchor=anchor,
            fixed={number: iso(day) for number, day in (fixed or {}).items()},
            given=tuple(iso(day) for day in given),
        ),
        LIMITS,
        tuple(done),
    )


def firsts(cycles):
    return [str(cycle.first) for cycle in cycles]


def days_of(cycle):
    return [str(day) for day in cycle.dates]


def test_the_figures_on_file_are_those_of_their_sources():
    file = Path(ivigcalc.__file__).parent / "data" / "limits" / "calendar.toml"
    limits = build(CalendarLimits, tomllib.loads(file.read_text(), parse_float=Decimal), "calendar.toml")
    assert (limits.move_limit_days.value, limits.crowded_below_percent.value, limits.search_days.value) == (4, 85, 366)
    assert limits.move_limit_days.citation.source == "us-home-infusion-order-form"
    assert limits.crowded_below_percent.citation.source == "house"


# Without closed days: the plain grid


def test_cycle_k_is_on_the_start_plus_k_less_one_intervals():
    cycles = dated(course(2, 28, 5), start="2024-04-08")
    assert firsts(cycles) == ["2024-04-08", "2024-05-06", "2024-06-03", "2024-07-01", "2024-07-29"]
    assert days_of(cycles[-1]) == ["2024-07-29", "2024-07-30"]
    assert [cycle.cycle for cycle in cycles] == [1, 2, 3, 4, 5]
    assert {(cycle.moved_days, cycle.reason, cycle.problem) for cycle in cycles} == {(0, "", "")}


def test_thousands_of_grids_agree_with_dateutil():
    chance = random.Random(6)
    for _ in range(3000):
        start = date(1990, 1, 1) + timedelta(chance.randrange(40000))
        days = chance.randint(1, 10)
        interval, cycles = chance.randint(days, 366), chance.choice([1, 2, 5, 13])
        expected = [moment.date() for moment in rrule(DAILY, interval=interval, count=cycles, dtstart=start)]
        planned = dated(course(days, interval, cycles), start=str(start), anchor=chance.choice(["planned", "actual"]))
        assert [cycle.first for cycle in planned] == expected


def test_a_hundred_and_thirty_cycles_agree_with_dateutil_to_the_last():
    cycles = dated(course(2, 28, 130), start="2024-02-29")
    assert [m.date() for m in rrule(DAILY, interval=28, count=130, dtstart=iso("2024-02-29"))] == [
        cycle.first for cycle in cycles
    ]
    assert cycles[-1].first == iso("2024-02-29") + timedelta(129 * 28)


def test_the_leap_day_is_a_day_like_any_other():
    assert days_of(dated(course(3, 28, 1), start="2024-02-28")[0]) == ["2024-02-28", "2024-02-29", "2024-03-01"]
    assert firsts(dated(course(1, 28, 3), start="2024-02-01")) == ["2024-02-01", "2024-02-29", "2024-03-28"]
    assert days_of(dated(course(2, 28, 1), start="2023-02-28")[0]) == ["2023-02-28", "2023-03-01"]


def test_a_cycle_runs_over_the_end_of_the_year():
    assert days_of(dated(course(3, 28, 1), start="2024-12-30")[0]) == ["2024-12-30", "2024-12-31", "2025-01-01"]


# Closed days


def test_a_cycle_on_a_holiday_moves_to_the_nearest_open_block_and_the_next_stays_anchored():
    cycles = dated(course(2, 28, 3), start="2024-11-28", closures=WEEKENDS_AND_HOLIDAYS)
    assert days_of(cycles[0]) == ["2024-11-28", "2024-11-29"]
    assert days_of(cycles[1]) == ["2024-12-23", "2024-12-24"]
    assert days_of(cycles[2]) == ["2025-01-23", "2025-01-24"]
    assert (cycles[1].planned, cycles[1].moved_days) == (iso("2024-12-26"), -3)
    assert cycles[1].reason == "closed: 2024-12-26 (holiday: Second Day of Christmas)"


def test_the_first_cycle_moves_only_later():
    (cycle,) = dated(course(2, 28, 1), start="2024-12-26", closures=WEEKENDS_AND_HOLIDAYS)
    assert (days_of(cycle), cycle.moved_days) == (["2024-12-30", "2024-12-31"], 4)


def test_the_first_cycle_moves_earlier_when_told_to():
    (cycle,) = dated(course(2, 28, 1), start="2024-12-26", closures=WEEKENDS_AND_HOLIDAYS, move="earlier")
    assert (days_of(cycle), cycle.moved_days) == (["2024-12-23", "2024-12-24"], -3)


def test_nothing_open_within_the_limit_is_a_problem_that_names_the_next_open_start():
    (cycle,) = dated(course(2, 28, 1), start="2024-12-24", closures=WEEKENDS_AND_HOLIDAYS)
    assert (cycle.first, cycle.next_open) == (iso("2024-12-24"), iso("2024-12-30"))
    assert cycle.problem == (
        "closed: 2024-12-25 (holiday: Christmas Day); no free start within 4 days after 2024-12-24; next possible "
        "start: 2024-12-30"
    )


def test_a_longer_limit_reaches_the_next_open_start():
    (cycle,) = dated(course(2, 28, 1), start="2024-12-24", closures=WEEKENDS_AND_HOLIDAYS, limit=7)
    assert (days_of(cycle), cycle.moved_days, cycle.problem) == (["2024-12-30", "2024-12-31"], 6, "")


def test_a_move_of_just_the_limit_is_made_and_none_of_a_day_more():
    """Monday to Friday are closed: from Monday, the next open day is five days on."""
    closed = Closures(weekends=False, ranges=((iso("2026-01-05"), iso("2026-01-09")),), holidays={})
    (moved,) = dated(course(1, 28, 1), start="2026-01-05", closures=closed, limit=5)
    assert (iso("2026-01-10"), "") == (moved.first, moved.problem)
    (stays,) = dated(course(1, 28, 1), start="2026-01-05", closures=closed, limit=4)
    assert iso("2026-01-05") == stays.first
    assert "no free start within 4 days after 2026-01-05" in stays.problem


def test_a_move_may_end_on_the_day_before_the_next_cycle():
    """Every 3 days; the second is closed on its day, and its last free day is the one before the third."""
    closed = Closures(weekends=False, ranges=((iso("2026-01-08"), iso("2026-01-09")),), holidays={})
    cycles = dated(course(1, 3, 3), start="2026-01-05", closures=closed, move="later")
    assert ["2026-01-05", "2026-01-10", "2026-01-11"] == firsts(cycles)


def test_a_date_by_hand_on_an_open_day_is_no_problem():
    cycles = dated(course(1, 28, 2), start="2026-01-05", fixed={2: "2026-02-04"})
    assert [("", None), ("", None)] == [(cycle.problem, cycle.next_open) for cycle in cycles]
    assert ["", "fixed date"] == [cycle.reason for cycle in cycles]


def test_the_only_day_on_which_a_cycle_can_begin_is_named_as_a_range_of_one():
    """Of two days, between the days of its neighbours on 5-6 and 9-10 January."""
    with pytest.raises(Refused, match="possible first days: 2026-01-07 to 2026-01-07$"):
        dated(course(2, 2, 3), start="2026-01-05", fixed={2: "2026-01-08", 3: "2026-01-09"})


def test_a_limit_of_no_days_makes_every_closed_day_a_problem():
    cycles = dated(course(2, 28, 3), start="2024-11-28", closures=WEEKENDS_AND_HOLIDAYS, limit=0)
    assert firsts(cycles) == ["2024-11-28", "2024-12-26", "2025-01-23"]
    assert [str(cycle.next_open or "") for cycle in cycles] == ["", "2024-12-30", ""]
    assert "no free start within 0 days of 2024-12-26" in cycles[1].problem


def test_nothing_open_within_a_year_is_said():
    always = Closures(weekends=False, ranges=((iso("2024-01-01"), iso("2030-12-31")),), holidays={})
    (cycle,) = dated(course(1, 28, 1), start="2024-05-01", closures=always, move="earlier")
    assert cycle.next_open is None
    assert cycle.problem == (
        "closed: 2024-05-01 (closed 2024-01-01 to 2030-12-31); no free start within 4 days before 2024-05-01; no "
        "start is possible in the 366 days after it"
    )


@pytest.mark.parametrize(("start", "first"), [("2026-01-01", "2026-01-05"), ("2026-01-02", "2026-01-05")])
def test_a_five_day_course_starts_on_the_monday_after(start, first):
    (cycle,) = dated(course(5, 28, 1), start=start, closures=WEEKENDS)
    assert (firsts([cycle]), cycle.first.weekday()) == ([first], 0)


def test_a_five_day_course_planned_midweek_moves_to_the_monday_before_and_a_tie_goes_later():
    # cycle 2 is due on Wednesday 2026-02-04: two days back is nearer than five on
    second = dated(course(5, 30, 2), start="2026-01-05", closures=WEEKENDS)[1]
    assert (second.planned, second.first) == (iso("2026-02-04"), iso("2026-02-02"))
    # one day, due on Sunday: Saturday is closed too, so Monday; with Sunday alone closed both sides are as near
    sunday = Closures(weekends=False, ranges=((iso("2026-02-01"), iso("2026-02-01")),), holidays={})
    tie = dated(course(1, 27, 2), start="2026-01-05", closures=sunday)[1]
    assert (tie.first, tie.reason) == (iso("2026-02-02"), "closed: 2026-02-01 (as entered)")


@pytest.mark.parametrize(
    ("move", "first"), [("nearest", "2026-01-30"), ("later", "2026-02-02"), ("earlier", "2026-01-30")]
)
def test_the_direction_of_a_move_can_be_said(move, first):
    second = dated(course(1, 26, 2), start="2026-01-05", closures=WEEKENDS, move=move)[1]
    assert (str(second.first), second.reason) == (first, "closed: 2026-01-31 (Saturday)")


def test_every_closed_day_of_the_block_is_named():
    second = dated(course(3, 26, 2), start="2026-01-05", closures=WEEKENDS)[1]
    assert second.reason == "closed: 2026-01-31 (Saturday), 2026-02-01 (Sunday)"


def test_moves_do_not_shift_later_cycles_unless_anchored_on_the_actual_date():
    phase = course(1, 28, 3)
    closed = Closures(weekends=False, ranges=((iso("2026-01-29"), iso("2026-01-29")),), holidays={})
    by_plan = dated(phase, start="2026-01-01", closures=closed)
    assert firsts(by_plan) == ["2026-01-01", "2026-01-30", "2026-02-26"]
    by_actual = dated(phase, start="2026-01-01", closures=closed, anchor="actual")
    assert firsts(by_actual) == ["2026-01-01", "2026-01-30", "2026-02-27"]
    assert (by_actual[2].planned, by_actual[2].moved_days) == (iso("2026-02-27"), 0)


def test_a_move_never_meets_the_cycle_before_nor_the_one_after():
    closed = Closures(weekends=False, ranges=((iso("2026-01-08"), iso("2026-01-08")),), holidays={})
    # two days every three: 1-2, (4-5), 7-8 closed on its second day; one day either way meets a neighbour's days
    cycles = dated(course(2, 3, 4), start="2026-01-01", closures=closed)
    assert firsts(cycles) == ["2026-01-01", "2026-01-04", "2026-01-06", "2026-01-10"]
    # two days every two: no room at all, and the next start that is open is the next cycle's
    tight = dated(course(2, 2, 5), start="2026-01-01", closures=closed)[3]
    assert tight.problem == (
        "closed: 2026-01-08 (as entered); no free start within 4 days of 2026-01-07; no start is possible "
        "before cycle 5 on 2026-01-09"
    )
    assert (tight.first, tight.next_open) == (iso("2026-01-07"), None)


def test_a_move_keeps_clear_of_where_the_cycle_before_really_is():
    ranges = ((iso("2026-01-01"), iso("2026-01-04")), (iso("2026-01-08"), iso("2026-01-10")))
    closed = Closures(weekends=False, ranges=ranges, holidays={})
    # the second is due on the 8th; two days back would be the 6th, on which the first now ends
    cycles = dated(course(2, 7, 2), start="2026-01-01", closures=closed)
    assert days_of(cycles[0]) == ["2026-01-05", "2026-01-06"]
    assert days_of(cycles[1]) == ["2026-01-11", "2026-01-12"]


def test_the_next_open_start_may_be_the_day_before_the_next_cycle():
    closed = Closures(weekends=False, ranges=((iso("2026-01-08"), iso("2026-01-13")),), holidays={})
    second = dated(course(1, 7, 3), start="2026-01-01", closures=closed, move="later")[1]
    assert (second.first, second.next_open) == (iso("2026-01-08"), iso("2026-01-14"))


def test_a_closed_range_that_ends_before_it_begins_is_refused():
    backwards = Closures(weekends=False, ranges=((iso("2025-01-01"), iso("2024-12-24")),), holidays={})
    with pytest.raises(Refused) as refused:
        dated(course(1, 28, 1), start="2024-12-24", closures=backwards)
    assert "closed from 2025-01-01 to 2024-12-24: the last day is before the first" == refused.value.why
    assert ("enter the earlier day first", "closed", True) == (
        refused.value.do,
        refused.value.field,
        refused.value.in_words,
    )


@pytest.mark.parametrize(("gap", "is_crowded"), [(23, True), (24, False), (28, False)])
def test_crowded_is_closer_than_85_percent_of_the_interval(gap, is_crowded):
    """85 % of 28 days is 23.8 days."""
    assert is_crowded is crowded(iso("2026-01-01"), iso("2026-01-01") + timedelta(gap), 28, LIMITS)


def test_exactly_85_percent_is_not_crowded():
    assert not crowded(iso("2026-01-01"), iso("2026-01-18"), 20, LIMITS)


def test_a_cycle_moved_close_to_the_one_before_is_marked():
    closed = Closures(weekends=False, ranges=((iso("2026-01-15"), iso("2026-01-20")),), holidays={})
    cycles = dated(course(1, 14, 3), start="2026-01-01", closures=closed, move="later", limit=6)
    assert firsts(cycles) == ["2026-01-01", "2026-01-21", "2026-01-29"]
    assert [cycle.crowded for cycle in cycles] == [False, False, True]  # 8 of 14 days


# Phases

CIDP = (course(5, None, 1, "loading"), course(1, 21, 3, "maintenance"))


def test_maintenance_starts_one_of_its_intervals_after_the_start_of_the_loading():
    cycles = dated(*CIDP, start="2026-01-01")
    start = iso("2026-01-01")
    assert [(day - start).days for day in cycles[0].dates] == [0, 1, 2, 3, 4]
    assert [(cycle.first - start).days for cycle in cycles[1:]] == [21, 42, 63]
    assert [(cycle.phase, cycle.cycle) for cycle in cycles] == [(0, 1), (1, 2), (1, 3), (1, 4)]


def test_courses_every_four_weeks_are_at_weeks_0_4_8_12():
    cycles = dated(course(5, 28, 4), start="2026-01-05")
    assert [(cycle.first - cycles[0].first).days / 7 for cycle in cycles] == [0, 4, 8, 12]


def test_a_further_phase_starts_six_weeks_after_the_start_of_the_last_cycle():
    cycles = dated(course(2, 28, 4), course(1, 42, 3), start="2026-01-05")
    assert firsts(cycles[:4]) == ["2026-01-05", "2026-02-02", "2026-03-02", "2026-03-30"]
    assert firsts(cycles[4:]) == ["2026-05-11", "2026-06-22", "2026-08-03"]
    assert [cycle.days for cycle in cycles] == [2, 2, 2, 2, 1, 1, 1]


@pytest.mark.parametrize(("anchor", "first"), [("planned", "2026-01-29"), ("actual", "2026-01-31")])
def test_a_further_phase_counts_from_the_anchor(anchor, first):
    closed = Closures(weekends=False, ranges=((iso("2026-01-01"), iso("2026-01-02")),), holidays={})
    cycles = dated(course(2, None, 1), course(1, 28, 1), start="2026-01-01", closures=closed, anchor=anchor)
    assert firsts(cycles) == ["2026-01-03", first]


def test_an_interval_shorter_than_the_cycle_before_is_refused():
    with pytest.raises(Refused, match="maintenance: interval 4 days is below the 5 days .*loading"):
        dated(course(5, None, 1, "loading"), course(1, 4, 2, "maintenance"), start="2026-01-01")


@pytest.mark.parametrize("anchor", ["planned", "actual"])
def test_a_cycle_after_another_needs_an_interval(anchor):
    with pytest.raises(Unreadable, match="course: cycle 2 follows another; give the interval, such as 4w"):
        dated(course(1, None, 2), start="2026-01-01", anchor=anchor)


# A patient in mid-treatment


def test_numbering_and_interval_go_on_from_the_cycles_given():
    cycles = dated(course(2, 28, 3), given=["2026-09-14", "2026-10-12"])
    assert firsts(cycles) == ["2026-09-14", "2026-10-12", "2026-11-09", "2026-12-07", "2027-01-04"]
    assert [cycle.cycle for cycle in cycles] == [1, 2, 3, 4, 5]
    assert [cycle.given for cycle in cycles] == [True, True, False, False, False]


def test_given_cycles_stay_on_their_dates_even_closed_or_crowded():
    cycles = dated(course(1, 28, 1), given=["2026-01-03", "2026-01-10"], closures=WEEKENDS)
    assert firsts(cycles[:2]) == ["2026-01-03", "2026-01-10"]
    assert {(c.moved_days, c.reason, c.problem, c.crowded) for c in cycles[:2]} == {(0, "", "", False)}
    # due on Saturday 2026-02-07; not the first cycle, so Friday is as good as any nearer day
    assert str(cycles[2].first) == "2026-02-06"


def test_the_first_given_cycle_fills_a_single_cycle_loading():
    cycles = dated(*CIDP, given=["2026-01-01", "2026-01-22"])
    assert [(cycle.phase, cycle.days) for cycle in cycles] == [(0, 5), (1, 1), (1, 1), (1, 1), (1, 1)]
    assert firsts(cycles) == ["2026-01-01", "2026-01-22", "2026-02-12", "2026-03-05", "2026-03-26"]


def test_given_cycles_fill_the_phases_before_the_last_in_order():
    phases = (course(2, 28, 4), course(1, 42, 3))
    assert [cycle.phase for cycle in dated(*phases, given=["2026-01-05", "2026-02-02"])] == [0, 0, 0, 0, 1, 1, 1]


def test_the_start_may_repeat_the_first_cycle_given():
    given = ["2026-09-14", "2026-10-12"]
    assert dated(course(2, 28, 3), given=given) == dated(course(2, 28, 3), given=given, start="2026-09-14")


def test_a_start_after_the_cycles_given_is_the_prescribed_date_of_the_next_and_moves_only_later():
    given = ["2026-09-14", "2026-10-12"]
    cycles = dated(course(1, 28, 2), given=given, start="2026-11-14", closures=WEEKENDS)
    assert firsts(cycles[2:]) == ["2026-11-16", "2026-12-11"]  # planned on Saturdays 11-14 and 12-12
    (only,) = dated(course(1, None, 1), given=["2026-09-14"], start="2026-11-14")[1:]
    assert (only.first, only.crowded) == (iso("2026-11-14"), False)


def test_a_start_may_follow_at_once_on_the_last_cycle_given_however_long_the_one_before_was():
    """The last given is one day of maintenance; five days, as of the loading, would reach to 2026-01-26."""
    cycles = dated(*CIDP, given=["2026-01-01", "2026-01-22"], start="2026-01-23")
    assert firsts(cycles[2:])[0] == "2026-01-23"


@pytest.mark.parametrize("start", ["2026-09-13", "2026-09-20", "2026-10-13"])
def test_a_start_that_contradicts_the_cycles_given_is_refused(start):
    with pytest.raises(
        Refused, match=f"start {start}: cycles were given from 2026-09-14 to 2026-10-13; omit the start"
    ):
        dated(course(2, 28, 3), given=["2026-09-14", "2026-10-12"], start=start)


@pytest.mark.parametrize("second", ["2026-09-13", "2026-09-14", "2026-09-15"])
def test_given_dates_out_of_order_or_overlapping_are_refused(second):
    with pytest.raises(Refused, match=f"given {second}: cycle 1 was given 2026-09-14 to 2026-09-15"):
        dated(course(2, 28, 3), given=["2026-09-14", second])


def test_no_start_and_nothing_given_cannot_be_dated():
    with pytest.raises(Unreadable, match="no start date"):
        dated(course(2, 28, 3))


# One fixed date

GIVEN = ["2026-09-14", "2026-10-12"]


@pytest.mark.parametrize(
    ("anchor", "rest"), [("planned", ["2026-12-07", "2027-01-04"]), ("actual", ["2026-12-22", "2027-01-19"])]
)
def test_a_date_set_by_hand_moves_that_cycle_alone_or_with_those_after(anchor, rest):
    cycles = dated(course(2, 28, 3), given=GIVEN, fixed={3: "2026-11-24"}, anchor=anchor)
    assert firsts(cycles[2:]) == ["2026-11-24", *rest]
    assert (cycles[2].fixed, cycles[2].moved_days, cycles[2].reason) == (True, 15, "fixed date")
    assert [cycle.fixed for cycle in cycles[3:]] == [False, False]
    assert (anchor == "planned") is cycles[3].crowded  # 13 of 28 days


def test_a_date_set_by_hand_after_the_next_cycle_is_possible_only_when_that_moves_too():
    cycles = dated(course(2, 28, 3), given=GIVEN, fixed={3: "2026-12-10"}, anchor="actual")
    assert firsts(cycles[2:]) == ["2026-12-10", "2027-01-07", "2027-02-04"]
    with pytest.raises(Refused) as refusal:
        dated(course(2, 28, 3), given=GIVEN, fixed={3: "2026-12-10"})
    assert str(refusal.value) == (
        "cycle 3 cannot start on 2026-12-10 for 2 days: cycle 2 ends on 2026-10-13 and cycle 4 is on 2026-12-07; "
        "possible first days: 2026-10-14 to 2026-12-05"
    )


@pytest.mark.parametrize("day", ["2026-10-14", "2026-12-05"])
def test_the_first_and_the_last_possible_day_can_be_set(day):
    assert str(dated(course(2, 28, 3), given=GIVEN, fixed={3: day})[2].first) == day


@pytest.mark.parametrize(("day", "number"), [("2026-10-12", 3), ("2026-10-13", 3), ("2026-12-06", 3)])
def test_a_date_set_by_hand_never_overlaps_a_neighbour(day, number):
    with pytest.raises(Refused, match="possible first days: 2026-10-14 to 2026-12-05"):
        dated(course(2, 28, 3), given=GIVEN, fixed={number: day})


def test_the_last_cycle_can_be_set_to_any_later_date_and_the_first_to_any_earlier():
    phase = course(2, 28, 2)
    with pytest.raises(Refused, match="cycle 1 ends on 2026-01-02; possible first days: 2026-01-03 or later"):
        dated(phase, start="2026-01-01", fixed={2: "2025-12-01"})
    with pytest.raises(Refused, match="cycle 2 is on 2026-01-29; possible first days: 2026-01-27 or earlier"):
        dated(phase, start="2026-01-01", fixed={1: "2026-02-01"})
    assert firsts(dated(phase, start="2026-01-01", fixed={1: "2025-12-01", 2: "2027-06-01"})) == [
        "2025-12-01",
        "2027-06-01",
    ]


def test_neighbours_set_by_hand_without_room_between_are_refused():
    with pytest.raises(Refused, match="possible first days: none"):
        dated(course(2, 28, 3), start="2026-01-01", fixed={2: "2026-01-20", 3: "2026-01-04"})


def test_a_move_keeps_clear_of_the_next_cycle_set_by_hand():
    closed = Closures(weekends=False, ranges=((iso("2026-01-29"), iso("2026-01-29")),), holidays={})
    cycles = dated(course(1, 28, 3), start="2026-01-01", closures=closed, fixed={3: "2026-01-30"}, anchor="actual")
    assert firsts(cycles) == ["2026-01-01", "2026-01-28", "2026-01-30"]


def test_a_date_set_by_hand_is_not_bound_by_the_move_limit_nor_marked_when_it_is_the_planned_one():
    cycles = dated(course(2, 28, 3), start="2026-01-05", fixed={2: "2026-02-02", 3: "2026-03-20"}, limit=0)
    assert [(cycle.moved_days, cycle.reason) for cycle in cycles[1:]] == [(0, ""), (18, "fixed date")]


def test_a_date_set_by_hand_on_a_closed_day_is_a_problem():
    cycle = dated(course(2, 28, 3), given=GIVEN, fixed={3: "2026-11-20"}, closures=WEEKENDS)[2]
    assert (cycle.first, cycle.next_open, cycle.fixed) == (iso("2026-11-20"), iso("2026-11-23"), True)
    assert cycle.problem == ("closed: 2026-11-21 (Saturday); the date is fixed; next possible start: 2026-11-23")


def test_only_a_cycle_still_to_come_can_be_set():
    with pytest.raises(Refused, match=r"cycle 2 was given on 2026-10-12; its date cannot be set"):
        dated(course(2, 28, 3), given=GIVEN, fixed={2: "2026-10-13"})
    for number in (0, 6):
        with pytest.raises(Refused, match=f"no cycle {number}; remaining cycles: 3 to 5"):
            dated(course(2, 28, 3), given=GIVEN, fixed={number: "2026-10-13"})


@pytest.mark.parametrize(("start", "move"), [("9999-12-31", "later"), ("0001-01-01", "earlier")])
def test_dates_beyond_the_calendar_are_refused(start, move):
    closed = Closures(weekends=False, ranges=((iso(start), iso(start)),), holidays={})
    with pytest.raises(Refused, match=f"from {start} leaves the calendar"):
        dated(course(1, 28, 1), start=start, closures=closed, move=move)


# Cycles of an earlier plan that stay as they were


def test_cycles_that_stay_keep_their_dates_and_moves_and_are_marked_given():
    whole = dated(course(2, 28, 4), start="2024-11-28", closures=WEEKENDS_AND_HOLIDAYS)
    went_on = dated(course(2, 28, 4), start="2024-11-28", closures=OPEN, done=whole[:2])
    assert went_on[:2] == tuple(cycle._replace(given=True) for cycle in whole[:2])
    assert (went_on[1].moved_days, went_on[1].reason) == (-3, "closed: 2024-12-26 (holiday: Second Day of Christmas)")
    assert firsts(went_on[2:]) == ["2025-01-23", "2025-02-20"]


def test_another_interval_counts_from_the_last_cycle_that_stays():
    done = dated(course(2, 28, 5), start="2024-04-08")[:3]
    spaced = dated(course(2, 28, 3), course(2, 42, 2), start="2024-04-08", done=done)
    assert firsts(spaced) == ["2024-04-08", "2024-05-06", "2024-06-03", "2024-07-15", "2024-08-26"]
    assert [cycle.phase for cycle in spaced] == [0, 0, 0, 1, 1]


@pytest.mark.parametrize(("anchor", "fourth"), [("planned", "2026-12-24"), ("actual", "2027-01-07")])
def test_the_interval_goes_on_from_the_planned_or_the_actual_date_of_a_cycle_that_stays(anchor, fourth):
    done = dated(course(2, 28, 4), start="2026-10-01", fixed={3: "2026-12-10"}, anchor=anchor)[:3]
    went_on = dated(course(2, 28, 4), start="2026-10-01", fixed={3: "2026-12-10"}, anchor=anchor, done=done)
    assert str(went_on[3].first) == fourth


def test_a_prescribed_start_after_given_cycles_holds_where_they_stay():
    words = {"given": ["2026-09-14", "2026-10-12"], "start": "2026-11-30"}
    whole = dated(course(2, 28, 2), **words)
    assert firsts(dated(course(2, 28, 4), **words, done=whole[:2])) == firsts(whole)
    assert firsts(whole)[2:] == ["2026-11-30", "2026-12-28"]


def test_the_date_of_a_cycle_that_stays_cannot_be_set_to_another():
    done = dated(course(2, 28, 4), start="2026-10-01")[:2]
    for day in ("2026-10-29", None):  # said again, or not at all
        fixed = {2: day} if day else {}
        assert firsts(dated(course(2, 28, 4), start="2026-10-01", fixed=fixed, done=done))[1] == "2026-10-29"
    with pytest.raises(Refused, match=r"cycle 2 stays on 2026-10-29, as it comes before those planned anew"):
        dated(course(2, 28, 4), start="2026-10-01", fixed={2: "2026-10-30"}, done=done)
    with pytest.raises(Refused, match=r"no cycle 5; remaining cycles: 3 to 4"):
        dated(course(2, 28, 4), start="2026-10-01", fixed={5: "2027-10-30"}, done=done)


def test_a_cycle_to_come_keeps_clear_of_the_one_that_stays():
    done = dated(course(5, 28, 2), start="2026-10-01", fixed={1: "2026-10-20"})[:1]
    with pytest.raises(Refused, match=r"cycle 1 ends on 2026-10-24"):
        dated(course(5, 28, 2), start="2026-10-01", fixed={2: "2026-10-24"}, done=done)


def test_a_first_phase_without_an_interval_can_follow_when_its_date_is_set():
    done = dated(course(2, 28, 2), start="2024-04-08")
    phases = course(2, 28, 2), course(5, None, 1, name="loading"), course(1, 21, 2, name="maintenance")
    went_on = dated(*phases, start="2024-04-08", fixed={3: "2024-06-10"}, done=done)
    assert firsts(went_on) == ["2024-04-08", "2024-05-06", "2024-06-10", "2024-07-01", "2024-07-22"]
    assert (went_on[2].moved_days, went_on[2].reason) == (0, "")
    with pytest.raises(Unreadable, match=r"loading: cycle 3 follows another; give the interval"):
        dated(*phases, start="2024-04-08", done=done)


def test_cycles_that_are_done_count_in_the_phases_of_the_plan_that_goes_on():
    done = dated(course(1, 28, 4), start="2026-10-01")[:2]
    assert [cycle.phase for cycle in dated(course(1, 28, 1), course(1, 28, 3), start="2026-10-01", done=done)] == [
        0, 1, 1, 1,
    ]  # fmt: skip


def test_a_date_that_a_given_cycle_has_may_be_said_again_when_the_plan_goes_on():
    given = ["2026-10-01", "2026-10-29"]
    words = {"given": given, "done": dated(course(1, 28, 1), given=given)[:2]}
    again = {1: "2026-10-01", 2: "2026-10-29"}
    assert dated(course(1, 28, 4), fixed=again, **words) == dated(course(1, 28, 4), **words)


# What is refused, word for word


def refused(*phases, **words):
    with pytest.raises((Refused, Unreadable)) as refusal:
        dated(*phases, **words)
    return str(refusal.value)


def test_311_of_366_days_is_just_below_85_percent():
    assert crowded(iso("2026-01-01"), iso("2026-01-01") + timedelta(311), 366, LIMITS)  # 31 100 < 85 x 366 = 31 110


def test_an_interval_shorter_than_the_one_cycle_before_it_is_refused():
    assert "interval 3 days is below the 5 days" in refused(
        course(5, None, 1, "loading"), course(1, 3, 1, "maintenance"), start="2026-01-05"
    )


def test_the_cycle_that_lacks_an_interval_is_named_also_by_the_one_before_it():
    assert "maintenance: cycle 2 follows another; give the interval, such as 4w or 28d, or its date" == refused(
        course(1, 28, 1, "loading"), course(1, None, 1, "maintenance"), start="2026-01-05", fixed={1: "2026-01-06"}
    )


def test_without_start_and_given_cycles_the_whole_sentence_says_what_to_give():
    assert "no start date: give the first infusion day, or the first days of cycles given" == refused(course(2, 28, 3))


def test_given_cycles_are_as_long_as_their_own_phase():
    assert (
        "given 2026-01-05: cycle 1 was given 2026-01-01 to 2026-01-05; write the first day of each cycle once, in order"
        == refused(*CIDP, given=["2026-01-01", "2026-01-05"])
    )


def test_a_start_among_the_given_cycles_says_what_to_do():
    assert (
        "start 2026-09-20: cycles were given from 2026-09-14 to 2026-10-13; omit the start to continue one "
        "interval after the last, or give the next cycle's date"
        == refused(course(2, 28, 3), given=GIVEN, start="2026-09-20")
    )


def test_the_first_given_cycle_cannot_be_set_either():
    assert "cycle 1 was given on 2026-09-14; its date cannot be set" == refused(
        course(2, 28, 3), given=GIVEN, fixed={1: "2026-09-15"}
    )


def test_a_cycle_that_is_done_says_how_its_date_can_be_set():
    done = dated(course(2, 28, 4), start="2026-10-01")[:2]
    assert (
        "cycle 2 stays on 2026-10-29, as it comes before those planned anew; to set its date, continue from that "
        "cycle" == refused(course(2, 28, 4), start="2026-10-01", fixed={2: "2026-10-30"}, done=done)
    )


def test_a_cycle_of_one_day_is_not_said_to_last_for_days():
    assert refused(course(1, 28, 2), start="2026-01-01", fixed={2: "2025-12-01"}) == (
        "cycle 2 cannot start on 2025-12-01: cycle 1 ends on 2026-01-01; possible first days: 2026-01-02 or later"
    )
