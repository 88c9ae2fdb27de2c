"""What must hold for every calendar with closed days, not just the examples."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ivigcalc.core.dates.schedule import cycle_dates
from ivigcalc.core.dates.types import CalendarLimits, Closures, PhaseDates, Wanted
from ivigcalc.core.printed.sources import Citation, Figure


def figure(value):
    return Figure(Decimal(value), Citation("property-test", "generated"))


LIMITS = CalendarLimits(
    "calendar", move_limit_days=figure(4), crowded_below_percent=figure(85), search_days=figure(366)
)
DAYS = st.dates(date(2023, 12, 1), date(2025, 3, 31))
RANGES = st.tuples(DAYS, st.integers(0, 20)).map(lambda r: (r[0], r[0] + timedelta(r[1])))
CLOSURES = st.builds(
    Closures,
    weekends=st.booleans(),
    ranges=st.lists(RANGES, max_size=6).map(tuple),
    holidays=st.dictionaries(DAYS, st.just("holiday"), max_size=20),
)


@st.composite
def phases(draw):
    """One to three phases, of days with or without gaps; an interval always has room for the cycle before it."""
    drawn = []
    for index in range(draw(st.integers(1, 3))):
        on = (1, *sorted(draw(st.sets(st.integers(2, 10), min_size=1, max_size=4)))) if draw(st.booleans()) else ()
        days = len(on) or draw(st.integers(1, 5))
        least = max([days, *on[-1:], *(phase.span for phase in drawn[-1:])])
        interval = draw(st.integers(least, 45) | st.sampled_from([14, 21, 28, 42]))
        drawn.append(PhaseDates(f"phase {index}", days, interval, draw(st.integers(1, 5)), on))
    return tuple(drawn)


PROBLEMS = st.fixed_dictionaries(
    {
        "closures": CLOSURES,
        "move": st.sampled_from(["nearest", "later", "earlier"]),
        "move_limit_days": st.integers(0, 10),
        "anchor": st.sampled_from(["planned", "actual"]),
    }
)
every_calendar = given(phases=phases(), start=DAYS, asked=PROBLEMS)
modest = settings(max_examples=100, deadline=None)


def places(of):
    """The days of a cycle with an infusion, counted from 1."""
    return of.on or range(1, of.days + 1)


def dated(phases, start, asked):
    return cycle_dates(phases, Wanted(start=start, fixed={}, given=(), **asked), LIMITS)


def is_open(closures, first, numbers):
    """Written out anew, day by day, so as not to repeat the code under test."""
    for number in numbers:
        day = first + timedelta(number - 1)
        if closures.weekends and day.isoweekday() in (6, 7):
            return False
        if day in closures.holidays or any(a <= day <= b for a, b in closures.ranges):
            return False
    return True


@modest
@every_calendar
def test_every_day_is_open_and_every_move_within_the_limit_or_a_problem_is_told(phases, start, asked):
    for cycle in dated(phases, start, asked):
        if cycle.problem:
            assert cycle.planned == cycle.first
            assert not is_open(asked["closures"], cycle.first, places(cycle))
        else:
            assert is_open(asked["closures"], cycle.first, places(cycle))
            assert abs(cycle.moved_days) <= asked["move_limit_days"]


@modest
@every_calendar
def test_the_days_of_a_cycle_are_as_far_apart_as_they_are_said_and_cycles_never_overlap(phases, start, asked):
    cycles = dated(phases, start, asked)
    assert [list(places(phases[c.phase])) for c in cycles] == [
        [(day - c.first).days + 1 for day in c.dates] for c in cycles
    ]
    days = [day for cycle in cycles for day in cycle.dates]
    assert days == sorted(set(days))


@modest
@every_calendar
def test_every_cycle_is_planned_one_interval_of_its_phase_after_the_anchor(phases, start, asked):
    cycles = dated(phases, start, asked)
    assert cycles[0].planned == start
    assert [cycle.phase for cycle in cycles] == [i for i, phase in enumerate(phases) for _ in range(phase.cycles)]
    for before, cycle in zip(cycles, cycles[1:], strict=False):
        anchor = before.first if asked["anchor"] == "actual" else before.planned
        assert cycle.planned - anchor == timedelta(phases[cycle.phase].interval_days)


def legal(cycles, index, phases, asked, moved):
    """Whether cycle *index* could have been moved by so many days in the direction asked for."""
    cycle = cycles[index]
    first = cycle.planned + timedelta(moved)
    later_only = asked["move"] == "later" or (index == 0 and asked["move"] == "nearest")
    if (moved < 0 and later_only) or (moved > 0 and asked["move"] == "earlier"):
        return False
    if index and first <= cycles[index - 1].dates[-1]:
        return False
    if asked["anchor"] == "planned" and index + 1 < len(cycles):
        following = cycle.planned + timedelta(phases[cycles[index + 1].phase].interval_days)
        if first + timedelta(places(cycle)[-1]) > following:
            return False
    return is_open(asked["closures"], first, places(cycle))


@modest
@every_calendar
def test_no_shorter_legal_move_exists_and_a_problem_means_there_is_none(phases, start, asked):
    cycles = dated(phases, start, asked)
    for index, cycle in enumerate(cycles):
        limit = asked["move_limit_days"]
        moves = [n for n in range(-limit, limit + 1) if legal(cycles, index, phases, asked, n)]
        if cycle.problem:
            assert moves == []
        else:
            assert cycle.moved_days == min(moves, key=lambda n: (abs(n), -n))


@modest
@every_calendar
def test_an_open_planned_date_is_kept_and_a_move_has_its_reason(phases, start, asked):
    for cycle in dated(phases, start, asked):
        if is_open(asked["closures"], cycle.planned, places(cycle)):
            assert (cycle.first, cycle.reason, cycle.problem) == (cycle.planned, "", "")
        else:
            assert cycle.problem or cycle.reason.startswith("closed: ")


@modest
@every_calendar
def test_the_next_open_start_is_the_first_that_is_open(phases, start, asked):
    for cycle in dated(phases, start, asked):
        if cycle.next_open is not None:
            ahead = (cycle.next_open - cycle.planned).days
            starts = [
                n for n in range(ahead + 1) if is_open(asked["closures"], cycle.planned + timedelta(n), places(cycle))
            ]
            assert starts == [ahead]
            assert str(cycle.next_open) in cycle.problem


@modest
@given(start=DAYS, cycles=st.integers(1, 6), interval=st.sampled_from([21, 28, 30, 42]), limit=st.integers(4, 10))
def test_a_five_day_course_with_closed_weekends_always_starts_on_a_monday(start, cycles, interval, limit):
    asked = {"closures": Closures(True, (), {}), "move": "nearest", "move_limit_days": limit, "anchor": "planned"}
    for cycle in dated((PhaseDates("course", 5, interval, cycles),), start, asked):
        assert cycle.problem or cycle.first.isoweekday() == 1


@modest
@given(start=DAYS, closures=CLOSURES, cut=st.integers(1, 5), move=st.sampled_from(["nearest", "later", "earlier"]))
def test_going_on_from_the_cycles_given_equals_one_go_when_anchored_on_the_actual_date(start, closures, cut, move):
    asked = {"closures": closures, "move": move, "move_limit_days": 4, "anchor": "actual"}
    whole = dated((PhaseDates("course", 2, 28, 6),), start, asked)
    rest = cycle_dates(
        (PhaseDates("course", 2, 28, 6 - cut),),
        Wanted(start=None, fixed={}, given=tuple(cycle.first for cycle in whole[:cut]), **asked),
        LIMITS,
    )
    assert whole[cut:] == rest[cut:]
    assert [(c.cycle, c.first) for c in whole[:cut]] == [(c.cycle, c.first) for c in rest[:cut]]


# Each day by itself


def each_by_itself(asked):
    return {**asked, "move": "each-day"}


@modest
@every_calendar
def test_each_day_is_open_within_the_limit_and_on_none_of_another_cycle(phases, start, asked):
    cycles = dated(phases, start, each_by_itself(asked))
    for cycle in cycles:
        assert [day.number for day in cycle.each] == list(places(cycle))
        for day in [] if cycle.problem else cycle.each:
            assert is_open(asked["closures"], day.date, (1,))
            assert 0 <= day.moved_days <= asked["move_limit_days"]
            assert bool(day.reason) == (day.moved_days > 0)
    days = [day for cycle in cycles for day in cycle.dates]
    assert days == sorted(set(days))


@modest
@every_calendar
def test_no_two_infusions_come_closer_than_the_two_that_are_planned_closest(phases, start, asked):
    for cycle in dated(phases, start, each_by_itself(asked)):
        planned, made = places(cycle), cycle.dates
        gaps = [(after - before).days for before, after in pairwise(made)]
        assert min(gaps, default=1) >= min((after - before for before, after in pairwise(planned)), default=1)


@modest
@every_calendar
def test_each_day_takes_the_first_date_that_is_open_and_free(phases, start, asked):
    cycles = dated(phases, start, each_by_itself(asked))
    for index, cycle in enumerate(cycles):
        planned = list(places(cycle))
        gap = min((after - before for before, after in pairwise(planned)), default=1)
        free = cycles[index - 1].dates[-1] + timedelta(1) if index else date.min
        for day in [] if cycle.problem else cycle.each:
            due = max(day.planned, free)
            assert not [n for n in range((day.date - due).days) if is_open(asked["closures"], due + timedelta(n), (1,))]
            free = day.date + timedelta(gap)


@modest
@every_calendar
def test_where_nothing_is_closed_each_day_stays(phases, start, asked):
    nothing = {**asked, "closures": Closures(False, (), {})}
    assert dated(phases, start, nothing) == dated(phases, start, each_by_itself(nothing))
