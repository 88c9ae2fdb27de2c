"""Cycle dates: when each cycle is due, and where it goes when its days are closed.

Cycle k of a phase is due on the phase's start + (k - 1) x interval. Its days are consecutive and move as one block,
never onto the days of a neighbouring cycle.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Literal

from ivigcalc.core.errors import Refused, Unreadable, Unsaid
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.sources import Figure

Move = Literal["nearest", "later", "earlier"]
Anchor = Literal["planned", "actual"]


class CalendarLimits(NamedTuple):
    """The figures of the calendar, and the format of their record."""

    id: str
    move_limit_days: Figure  # the most that a cycle may move, when nothing else is said
    crowded_below_percent: Figure  # of the interval, from first day to first day
    search_days: Figure  # how far ahead an open date is looked for, to be named when none is within the limit


class PhaseDates(NamedTuple):
    """What the calendar needs of a phase. ``interval_days`` is None for a first phase of one cycle."""

    name: str
    days: int
    interval_days: int | None
    cycles: int


class Closures(NamedTuple):
    """The days on which nothing is infused. ``ranges`` hold first and last day, ``holidays`` the name of each."""

    weekends: bool
    ranges: tuple[tuple[date, date], ...]
    holidays: Mapping[date, str]

    def closed(self, day: date) -> str:
        """Why *day* is closed, in words; empty when it is open."""
        for first, last in self.ranges:
            if first <= day <= last:
                return f"closed {first}" if first == last else f"closed {first} to {last}"
        holiday = self.holidays.get(day)
        if holiday is not None:
            return f"holiday: {holiday}"
        if self.weekends and day.weekday() >= 5:
            return ("Saturday", "Sunday")[day.weekday() - 5]
        return ""

    def among(self, days: tuple[date, ...]) -> str:
        """Which of *days* are closed and why, in words; empty when all are open."""
        reasons = [f"{day} ({reason})" for day in days if (reason := self.closed(day))]
        return "not open: " + ", ".join(reasons) if reasons else ""


class CycleDate(NamedTuple):
    """One cycle on the calendar, numbered from 1 over all phases with those already given counted.

    ``planned`` is the date by the interval and ``first`` the one it takes place, ``moved_days`` apart; ``reason`` says
    why. ``problem`` says what cannot be done: the cycle then stands on a closed day, and ``next_open`` is the next
    start on which it could be given. ``crowded``: too close to the cycle before.
    """

    phase: int  # index of the phase
    cycle: int
    planned: date
    first: date
    days: int
    reason: str = ""
    fixed: bool = False  # the date was set by hand
    given: bool = False
    problem: str = ""
    next_open: date | None = None
    crowded: bool = False

    @property
    def moved_days(self) -> int:
        return (self.first - self.planned).days

    @property
    def dates(self) -> tuple[date, ...]:
        """The days of the cycle."""
        return _block(self.first, self.days)


class _Room(NamedTuple):
    """Where a cycle fits between its neighbours: the earliest and the latest first day."""

    earliest: date
    latest: date


def cycle_dates(
    phases: tuple[PhaseDates, ...],
    start: date | None,
    *,
    closures: Closures,
    move: Move,
    move_limit_days: int,
    anchor: Anchor,
    fixed: Mapping[int, date],
    given: tuple[date, ...],
    limits: CalendarLimits,
    done: tuple[CycleDate, ...] = (),
) -> tuple[CycleDate, ...]:
    """Date every cycle of *phases*, those already given first.

    The first cycle is due on *start*, each following one an interval of its own phase after the one before. A block
    that meets a closed day moves to the nearest (a tie goes later), next later or next earlier open block; a cycle due
    on *start* moves earlier only with *move* "earlier": nobody is treated before the prescribed date by a default.

    The *given* cycles fill the phases in order, each but the last with as many as it has; those that remain belong to
    the last phase, whose ``cycles`` are the ones still to come. The interval runs on from the last given.

    Args:
        phases: At least one, each with at least one day and one cycle.
        start: The prescribed first day. With *given* it may be None, or the first day given, or a later date on which
            the next cycle is prescribed.
        closures: The closed days.
        move: Where a block that meets a closed day goes.
        move_limit_days: The most it may move.
        anchor: Whether an interval counts from the "planned" or from the "actual" first day of the cycle before.
        fixed: First days set by hand, by cycle number; not bound by the move limit.
        given: First days of the cycles already given, in order.
        limits: The figures on file.
        done: The cycles of an earlier plan that stay as they were, the *given* ones among them: they keep their planned
            and their actual dates, *phases* count them, and the others go on from them.

    Raises:
        Unreadable: There is no start, or no interval for a cycle after another, and no date set by hand.
        Refused: Dates contradict each other, cycles would overlap, or a date leaves the calendar.
    """
    fixed = _still_to_come(fixed, done)
    phase_of = _phase_of_each_cycle(phases, 0 if done else len(given))
    _check_dates(phases, phase_of, start, closures, fixed, given)
    _check_numbers(fixed, len(done) or len(given), len(phase_of))
    _check_intervals(phases, phase_of)
    prescribed = None if given and start == given[0] else start
    search_days = int(limits.search_days.value)
    cycles: list[CycleDate] = []
    for number, index in enumerate(phase_of, 1):
        phase = phases[index]
        if number <= len(done):
            cycles.append(done[number - 1]._replace(phase=index, given=True))
            continue
        if number <= len(given):
            day = given[number - 1]
            cycles.append(CycleDate(phase=index, cycle=number, planned=day, first=day, days=phase.days, given=True))
            continue
        due = prescribed if number == len(given) + 1 else None
        if due is None and phase.interval_days is None:
            due = fixed.get(number)
        planned = due or _after(cycles[-1], anchor, phase, number)
        cycle = CycleDate(phase=index, cycle=number, planned=planned, first=planned, days=phase.days)
        if number in fixed or closures.among(cycle.dates):
            following = fixed.get(number + 1)
            if following is None and anchor == "planned" and number < len(phase_of):
                following = _add(planned, _interval(phases[phase_of[number]], number + 1))
            room = _Room(
                earliest=_add(cycles[-1].first, cycles[-1].days) if cycles else date.min,
                latest=_add(following, -phase.days) if following else date.max,
            )
            if number in fixed:
                cycle = _set_by_hand(cycle, fixed[number], room, closures, search_days)
            else:
                way: Move = "later" if due and move == "nearest" else move
                cycle = _moved(cycle, way, move_limit_days, room, closures, search_days)
        if cycles and phase.interval_days and crowded(cycles[-1].first, cycle.first, phase.interval_days, limits):
            cycle = cycle._replace(crowded=True)
        cycles.append(cycle)
    return tuple(cycles)


def crowded(before: date, after: date, interval_days: int, limits: CalendarLimits) -> bool:
    """Whether two neighbouring first days are closer than the percentage on file of the interval."""
    return (after - before).days * 100 < limits.crowded_below_percent.value * interval_days


def _phase_of_each_cycle(phases: tuple[PhaseDates, ...], given: int) -> tuple[int, ...]:
    indices: list[int] = []
    for index, phase in enumerate(phases[:-1]):
        indices += [index] * phase.cycles
    already = max(given - len(indices), 0)
    return (*indices, *[len(phases) - 1] * (already + phases[-1].cycles))


def _check_dates(
    phases: tuple[PhaseDates, ...],
    phase_of: tuple[int, ...],
    start: date | None,
    closures: Closures,
    fixed: Mapping[int, date],
    given: tuple[date, ...],
) -> None:
    if start is None and not given:
        raise Unsaid(
            "no start",
            "give the first infusion day, or the first days of the cycles already given",
            "start",
            in_words=True,
        )
    for first, last in closures.ranges:
        if last < first:
            raise Refused(
                f"closed from {first} to {last}: the last day is before the first",
                "turn them round",
                "closed",
                in_words=True,
            )
    for number, (day, following) in enumerate(zip(given, given[1:], strict=False), 1):
        end = _add(day, phases[phase_of[number - 1]].days - 1)
        if following <= end:
            raise Refused(
                f"given {following}: cycle {number} was given {day} to {end}",
                "write the first day of each cycle once, in order",
                "given",
                in_words=True,
            )
    if start is not None and given:
        end = _add(given[-1], phases[phase_of[len(given) - 1]].days - 1)
        if start != given[0] and start <= end:
            raise Refused(
                f"start {start}: cycles were given from {given[0]} to {end}",
                "leave the start out to go on one interval after the last, or give the date of the next cycle",
                "start",
                in_words=True,
            )
    for number in sorted(fixed):
        if 1 <= number <= len(given):
            raise Refused(
                f"cycle {number} was given on {given[number - 1]}; its date cannot be set",
                field="cycle_date",
                in_words=True,
            )


def _check_numbers(fixed: Mapping[int, date], over: int, all_cycles: int) -> None:
    for number in sorted(fixed):
        if not 1 <= number <= all_cycles:
            raise Refused(
                f"there is no cycle {number}; those to come are {over + 1} to {all_cycles}",
                field="cycle_date",
                in_words=True,
            )


def _still_to_come(fixed: Mapping[int, date], done: tuple[CycleDate, ...]) -> dict[int, date]:
    """*fixed* without the dates that cycles already have."""
    for cycle in done:
        if fixed.get(cycle.cycle, cycle.first) != cycle.first:
            raise Refused(
                f"cycle {cycle.cycle} stays on {cycle.first}, as it comes before those planned anew",
                "to set its date, go on from that cycle",
                "cycle_date",
                in_words=True,
            )
    return {number: day for number, day in fixed.items() if not 1 <= number <= len(done)}


def _check_intervals(phases: tuple[PhaseDates, ...], phase_of: tuple[int, ...]) -> None:
    for before, after in zip(phase_of, phase_of[1:], strict=False):
        interval, days = phases[after].interval_days, phases[before].days
        if interval is not None and interval < days:
            raise Refused(
                f"{phases[after].name}: an interval of {interval} days is shorter than the {days} days of the "
                f"cycle before ({phases[before].name}), and cycles never overlap"
            )


def _moved(
    cycle: CycleDate, way: Move, move_limit_days: int, room: _Room, closures: Closures, search_days: int
) -> CycleDate:
    """*cycle*, whose planned days are not all open, on the nearest free block that way; or unmoved, and why."""
    reason = closures.among(cycle.dates)
    for first in _starts(cycle.planned, way, move_limit_days):
        if room.earliest <= first <= room.latest and not closures.among(_block(first, cycle.days)):
            return cycle._replace(first=first, reason=reason)
    side = {"nearest": "of", "later": "after", "earlier": "before"}[way]
    why = f"{reason}; no start within {move_limit_days} days {side} {cycle.planned} is free"
    return _not_open(cycle, why, room, closures, search_days)


def _starts(planned: date, way: Move, move_limit_days: int) -> Iterator[date]:
    """The other first days within the limit, nearest first; of two as near, the later."""
    for distance in range(1, move_limit_days + 1):
        if way != "earlier":
            yield _add(planned, distance)
        if way != "later":
            yield _add(planned, -distance)


def _set_by_hand(cycle: CycleDate, day: date, room: _Room, closures: Closures, search_days: int) -> CycleDate:
    if not room.earliest <= day <= room.latest:
        after = "" if room.earliest == date.min else f"cycle {cycle.cycle - 1} ends on {_add(room.earliest, -1)}"
        until = "" if room.latest == date.max else f"cycle {cycle.cycle + 1} is on {_add(room.latest, cycle.days)}"
        possible = f"{room.earliest} or later" if not until else f"{room.latest} or earlier"
        if after and until:
            possible = f"{room.earliest} to {room.latest}" if room.earliest <= room.latest else "none"
        length = f" for {cycle.days} days" if cycle.days > 1 else ""
        raise Refused(
            f"cycle {cycle.cycle} cannot start on {day}{length}: {' and '.join(filter(None, (after, until)))}",
            f"possible first days: {possible}",
            "cycle_date",
            in_words=True,
        )
    cycle = cycle._replace(first=day, fixed=True, reason="" if day == cycle.planned else "date set by hand")
    closed = closures.among(cycle.dates)
    return _not_open(cycle, f"{closed}; the date was set by hand", room, closures, search_days) if closed else cycle


def _not_open(cycle: CycleDate, why: str, room: _Room, closures: Closures, search_days: int) -> CycleDate:
    """*cycle* with its problem and the next first day on which all its days are open, if there is one."""
    for first in _starts(cycle.first, "later", search_days):
        if first > room.latest:
            return cycle._replace(
                problem=f"{why}; no start is open before cycle {cycle.cycle + 1} on {_add(room.latest, cycle.days)}"
            )
        if not closures.among(_block(first, cycle.days)):
            return cycle._replace(problem=f"{why}; the next open start is {first}", next_open=first)
    return cycle._replace(problem=f"{why}; no start is open in the {search_days} days after it")


def _after(before: CycleDate, anchor: Anchor, phase: PhaseDates, number: int) -> date:
    return _add(before.first if anchor == "actual" else before.planned, _interval(phase, number))


def _interval(phase: PhaseDates, number: int) -> int:
    if phase.interval_days is None:
        raise Unreadable(
            f"{phase.name}: cycle {number} follows another",
            "say the interval, such as 4w or 28d, or the date of it",
            "every",
            in_words=True,
        )
    return phase.interval_days


def _block(first: date, days: int) -> tuple[date, ...]:
    return tuple(_add(first, n) for n in range(days))


def _add(day: date, days: int) -> date:
    try:
        return day + timedelta(days)
    except OverflowError:
        raise Refused(f"{days} days from {day} leaves the calendar", "check dates, interval and cycles") from None
