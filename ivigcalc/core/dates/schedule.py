"""Cycle dates: when each cycle is due, and where it goes when its days are closed.

Cycle k of a phase is due on the phase's start + (k - 1) x interval. Its days move as one block, or each by itself, and
never onto the days of a neighbouring cycle.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from ivigcalc.core.dates.each_day import Room, each_day
from ivigcalc.core.dates.types import (
    Anchor,
    CalendarLimits,
    Closures,
    CycleDate,
    DayDate,
    Move,
    PhaseDates,
    Wanted,
    plus,
)
from ivigcalc.core.errors import Refused, Unreadable, Unsaid
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import how_many

_KEPT = 64  # courses with their dates: in a cohort many patients begin on the same day


@lru_cache(_KEPT)
def cycle_dates(
    phases: tuple[PhaseDates, ...], wanted: Wanted, limits: CalendarLimits, done: tuple[CycleDate, ...] = ()
) -> tuple[CycleDate, ...]:
    """Date every cycle of *phases*, those already given first.

    The first cycle is due on the start, each following one an interval of its own phase after the one before. A block
    that meets a closed day moves to the nearest (a tie goes later), next later or next earlier open block; a cycle due
    on the start moves earlier only when "earlier" is wanted: nobody is treated before the prescribed date by a default.
    Where each day moves by itself, it goes to the next that is open, of the cycles already given too.

    The given cycles fill the phases in order, each but the last with as many as it has; those that remain belong to
    the last phase, whose ``cycles`` are the ones still to come. The interval runs on from the last given.

    Args:
        phases: At least one, each with at least one day and one cycle.
        wanted: The start, the closed days, and what is known of a patient in mid-treatment.
        limits: The figures on file.
        done: The cycles of an earlier plan that stay as they were, the given ones among them: they keep their planned
            and their actual dates, *phases* count them, and the others continue from them.

    Raises:
        Unreadable: There is no start, or no interval for a cycle after another, and no date set by hand.
        Refused: Dates contradict each other, cycles would overlap, or a date leaves the calendar.
    """
    wanted = wanted._replace(fixed=_still_to_come(wanted.fixed, done))
    phase_of = _phase_of_each_cycle(phases, 0 if done else len(wanted.given))
    _check_dates(phases, phase_of, wanted.start, wanted.closures, wanted.fixed, wanted.given)
    _check_numbers(wanted.fixed, len(done) or len(wanted.given), len(phase_of))
    _check_intervals(phases, phase_of)
    cycles = _past(phases, phase_of, wanted, done)
    while len(cycles) < len(phase_of):
        cycles.append(_next(phases, phase_of, cycles, wanted, limits))
    return tuple(cycles)


def _past(
    phases: tuple[PhaseDates, ...], phase_of: tuple[int, ...], wanted: Wanted, done: tuple[CycleDate, ...]
) -> list[CycleDate]:
    """The cycles that are *done*, and after them those given."""
    cycles = [cycle._replace(phase=index, given=True) for index, cycle in zip(phase_of, done, strict=False)]
    for number, (index, day) in enumerate(zip(phase_of, wanted.given, strict=False), 1):
        if number > len(done):
            cycle = _at(phases[index], index, number, day)._replace(given=True)
            if wanted.move == "each-day" and wanted.closures.among(cycle.dates) and not wanted.closures.closed(day):
                room = _room(phases, phase_of, cycles, cycle, wanted)
                cycle = cycle._replace(apart=each_day(cycle, wanted.move_limit_days, room, wanted.closures))
            cycles.append(cycle)
    return cycles


def _at(phase: PhaseDates, index: int, number: int, day: date) -> CycleDate:
    """A cycle that is planned on *day*."""
    return CycleDate(phase=index, cycle=number, planned=day, first=day, days=phase.days, on=phase.on)


def _next(
    phases: tuple[PhaseDates, ...],
    phase_of: tuple[int, ...],
    cycles: list[CycleDate],
    wanted: Wanted,
    limits: CalendarLimits,
) -> CycleDate:
    """The cycle that follows *cycles*: when it is due, and where it goes."""
    number, index = len(cycles) + 1, phase_of[len(cycles)]
    phase = phases[index]
    due = None
    if number == len(wanted.given) + 1 and wanted.start not in wanted.given[:1]:  # else it is that of the first given
        due = wanted.start
    if due is None and phase.interval_days is None:
        due = wanted.fixed.get(number)
    planned = due or _after(cycles[-1], wanted.anchor, phase, number)
    cycle = _at(phase, index, number, planned)
    if number in wanted.fixed:
        search = _Search(_room(phases, phase_of, cycles, cycle, wanted), wanted, int(limits.search_days.value))
        cycle = _set_by_hand(cycle, wanted.fixed[number], search)
    elif wanted.closures.among(cycle.dates) or (cycles and planned <= cycles[-1].dates[-1]):
        way: Move = "later" if due and wanted.move == "nearest" else wanted.move
        search = _Search(_room(phases, phase_of, cycles, cycle, wanted), wanted, int(limits.search_days.value))
        cycle = _moved(cycle, way, search)
    if cycles and phase.interval_days and crowded(cycles[-1].first, cycle.first, phase.interval_days, limits):
        cycle = cycle._replace(crowded=True)
    return cycle


def _room(
    phases: tuple[PhaseDates, ...],
    phase_of: tuple[int, ...],
    cycles: list[CycleDate],
    cycle: CycleDate,
    wanted: Wanted,
) -> Room:
    """Between the last of *cycles* and the one after *cycle*, as far as the date of that is known already."""
    number, given, start = cycle.cycle, wanted.given, wanted.start
    earliest = plus(cycles[-1].dates[-1], 1) if cycles else date.min
    following = given[number] if number < len(given) else wanted.fixed.get(number + 1)
    if number == len(given) and start not in (None, given[0]):
        following = start
    if following is not None or number >= len(phase_of):
        return Room(earliest, following)
    interval = _interval(phases[phase_of[number]], number + 1)
    if wanted.anchor == "actual":
        return Room(earliest, None, interval)
    return Room(earliest, plus(cycle.planned, interval))


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
            "no start date",
            "give the first infusion day, or the first days of cycles given",
            "start",
            in_words=True,
        )
    for first, last in closures.ranges:
        if last < first:
            raise Refused(
                f"closed from {first} to {last}: the last day is before the first",
                "enter the earlier day first",
                "closed",
                in_words=True,
            )
    _check_given(phases, phase_of, start, given)
    for number in sorted(fixed):
        if 1 <= number <= len(given):
            raise Refused(
                f"cycle {number} was given on {given[number - 1]}; its date cannot be set",
                field="cycle_date",
                in_words=True,
            )


def _check_given(
    phases: tuple[PhaseDates, ...], phase_of: tuple[int, ...], start: date | None, given: tuple[date, ...]
) -> None:
    for number, (day, following) in enumerate(zip(given, given[1:], strict=False), 1):
        end = plus(day, phases[phase_of[number - 1]].span - 1)
        if following <= end:
            raise Refused(
                f"given {following}: cycle {number} was given {day} to {end}",
                "write the first day of each cycle once, in order",
                "given",
                in_words=True,
            )
    if start is not None and given:
        end = plus(given[-1], phases[phase_of[len(given) - 1]].span - 1)
        if start != given[0] and start <= end:
            raise Refused(
                f"start {start}: cycles were given from {given[0]} to {end}",
                "omit the start to continue one interval after the last, or give the next cycle's date",
                "start",
                in_words=True,
            )


def _check_numbers(fixed: Mapping[int, date], over: int, all_cycles: int) -> None:
    for number in sorted(fixed):
        if not 1 <= number <= all_cycles:
            raise Refused(
                f"no cycle {number}; remaining cycles: {over + 1} to {all_cycles}",
                field="cycle_date",
                in_words=True,
            )


def _still_to_come(fixed: Mapping[int, date], done: tuple[CycleDate, ...]) -> dict[int, date]:
    """*fixed* without the dates that cycles already have."""
    for cycle in done:
        if fixed.get(cycle.cycle, cycle.first) != cycle.first:
            raise Refused(
                f"cycle {cycle.cycle} stays on {cycle.first}, as it comes before those planned anew",
                "to set its date, continue from that cycle",
                "cycle_date",
                in_words=True,
            )
    return {number: day for number, day in fixed.items() if not 1 <= number <= len(done)}


def _check_intervals(phases: tuple[PhaseDates, ...], phase_of: tuple[int, ...]) -> None:
    for before, after in zip(phase_of, phase_of[1:], strict=False):
        interval, days = phases[after].interval_days, phases[before].span
        if interval is not None and interval < days:
            raise Refused(
                f"{phases[after].name}: interval {how_many(interval, 'day')} is below the {days} days of the "
                f"cycle before ({phases[before].name}); cycles never overlap"
            )


class _Search(NamedTuple):
    """What a date for a cycle is looked for with; ``days`` is how far ahead."""

    room: Room
    wanted: Wanted
    days: int

    def fits(self, cycle: CycleDate, first: date) -> bool:
        """Whether *cycle* can begin on the day *first*, all its days open, or each moved to one that is."""
        there, closures = cycle._replace(planned=first, first=first), self.wanted.closures
        if self.wanted.move != "each-day":
            return not closures.among(there.dates)
        return not closures.closed(first) and bool(self.each_day(there))

    def each_day(self, cycle: CycleDate) -> tuple[DayDate, ...]:
        return each_day(cycle, self.wanted.move_limit_days, self.room, self.wanted.closures)

    @property
    def earlier(self) -> str:
        """The cycle before, as what a cycle cannot begin before the end of."""
        return f"the cycle before ends on {plus(self.room.earliest, -1)}"


def _moved(cycle: CycleDate, way: Move, search: _Search) -> CycleDate:
    """*cycle*, whose planned days are not all open and free, where it can be given that way; or unmoved, and why."""
    room, limit = search.room, search.wanted.move_limit_days
    within = how_many(limit, "day")
    reasons = [search.wanted.closures.among(cycle.dates), search.earlier if cycle.planned < room.earliest else ""]
    reason = "; ".join(filter(None, reasons))
    if way == "each-day":
        apart = search.each_day(cycle)
        if apart:
            return cycle._replace(first=apart[0].date, reason=apart[0].reason, apart=apart)
        return _not_open(cycle, f"{reason}; no free open day for each within {within} after its own", search)
    for first in _starts(cycle.planned, way, limit):
        if room.earliest <= first <= room.latest(cycle.span) and search.fits(cycle, first):
            return cycle._replace(first=first, reason=reason)
    side = {"nearest": "of", "later": "after", "earlier": "before"}[way]
    return _not_open(cycle, f"{reason}; no free start within {within} {side} {cycle.planned}", search)


def _starts(planned: date, way: Move, move_limit_days: int) -> Iterator[date]:
    """The other first days within the limit, nearest first; of two as near, the later."""
    for distance in range(1, move_limit_days + 1):
        if way != "earlier":
            yield plus(planned, distance)
        if way != "later":
            yield plus(planned, -distance)


def _set_by_hand(cycle: CycleDate, day: date, search: _Search) -> CycleDate:
    room, latest = search.room, search.room.latest(cycle.span)
    if not room.earliest <= day <= latest:
        after = "" if room.earliest == date.min else f"cycle {cycle.cycle - 1} ends on {plus(room.earliest, -1)}"
        until = "" if room.following is None else f"cycle {cycle.cycle + 1} is on {room.following}"
        possible = f"{room.earliest} or later" if not until else f"{latest} or earlier"
        if after and until:
            possible = f"{room.earliest} to {latest}" if room.earliest <= latest else "none"
        length = f" for {cycle.span} days" if cycle.span > 1 else ""
        raise Refused(
            f"cycle {cycle.cycle} cannot start on {day}{length}: {' and '.join(filter(None, (after, until)))}",
            f"possible first days: {possible}",
            "cycle_date",
            in_words=True,
        )
    cycle = cycle._replace(first=day, fixed=True, reason="" if day == cycle.planned else "fixed date")
    closed = search.wanted.closures.among(cycle.dates)
    if not closed:
        return cycle
    apart = search.each_day(cycle) if search.wanted.move == "each-day" else ()
    if apart and apart[0].date == day:
        return cycle._replace(apart=apart)
    return _not_open(cycle, f"{closed}; the date is fixed", search)


def _not_open(cycle: CycleDate, why: str, search: _Search) -> CycleDate:
    """*cycle* with its problem and the next first day on which it can be given, if there is one."""
    for first in _starts(cycle.first, "later", search.days):
        if first > search.room.latest(cycle.span):
            return cycle._replace(
                problem=f"{why}; no start is possible before cycle {cycle.cycle + 1} on {search.room.following}"
            )
        if first >= search.room.earliest and search.fits(cycle, first):
            return cycle._replace(problem=f"{why}; next possible start: {first}", next_open=first)
    return cycle._replace(problem=f"{why}; no start is possible in the {search.days} days after it")


def _after(before: CycleDate, anchor: Anchor, phase: PhaseDates, number: int) -> date:
    return plus(before.first if anchor == "actual" else before.planned, _interval(phase, number))


def _interval(phase: PhaseDates, number: int) -> int:
    if phase.interval_days is None:
        raise Unreadable(
            f"{phase.name}: cycle {number} follows another",
            "give the interval, such as 4w or 28d, or its date",
            "every",
            in_words=True,
        )
    return phase.interval_days
