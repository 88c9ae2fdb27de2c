"""Cycle dates: when each cycle is due, and where it goes when its days are closed.

Cycle k of a phase is due on the phase's start + (k - 1) x interval. Its days are consecutive and move as one block,
never onto the days of a neighbouring cycle.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from ivigcalc.core.dates.types import Anchor, CalendarLimits, Closures, CycleDate, Move, PhaseDates, Wanted, block, plus
from ivigcalc.core.errors import Refused, Unreadable, Unsaid
from ivigcalc.core.named_tuple import NamedTuple


class _Room(NamedTuple):
    """Where a cycle fits between its neighbours: the earliest and the latest first day."""

    earliest: date
    latest: date


def cycle_dates(
    phases: tuple[PhaseDates, ...], wanted: Wanted, limits: CalendarLimits, done: tuple[CycleDate, ...] = ()
) -> tuple[CycleDate, ...]:
    """Date every cycle of *phases*, those already given first.

    The first cycle is due on the start, each following one an interval of its own phase after the one before. A block
    that meets a closed day moves to the nearest (a tie goes later), next later or next earlier open block; a cycle due
    on the start moves earlier only when "earlier" is wanted: nobody is treated before the prescribed date by a default.

    The given cycles fill the phases in order, each but the last with as many as it has; those that remain belong to
    the last phase, whose ``cycles`` are the ones still to come. The interval runs on from the last given.

    Args:
        phases: At least one, each with at least one day and one cycle.
        wanted: The start, the closed days, and what is known of a patient in mid-treatment.
        limits: The figures on file.
        done: The cycles of an earlier plan that stay as they were, the given ones among them: they keep their planned
            and their actual dates, *phases* count them, and the others go on from them.

    Raises:
        Unreadable: There is no start, or no interval for a cycle after another, and no date set by hand.
        Refused: Dates contradict each other, cycles would overlap, or a date leaves the calendar.
    """
    wanted = wanted._replace(fixed=_still_to_come(wanted.fixed, done))
    phase_of = _phase_of_each_cycle(phases, 0 if done else len(wanted.given))
    _check_dates(phases, phase_of, wanted.start, wanted.closures, wanted.fixed, wanted.given)
    _check_numbers(wanted.fixed, len(done) or len(wanted.given), len(phase_of))
    _check_intervals(phases, phase_of)
    cycles = _past(phases, phase_of, wanted.given, done)
    while len(cycles) < len(phase_of):
        cycles.append(_next(phases, phase_of, cycles, wanted, limits))
    return tuple(cycles)


def _past(
    phases: tuple[PhaseDates, ...], phase_of: tuple[int, ...], given: tuple[date, ...], done: tuple[CycleDate, ...]
) -> list[CycleDate]:
    """The cycles that are *done*, and after them those *given*."""
    cycles = [cycle._replace(phase=index, given=True) for index, cycle in zip(phase_of, done, strict=False)]
    for number, (index, day) in enumerate(zip(phase_of, given, strict=False), 1):
        if number > len(done):
            days = phases[index].days
            cycles.append(CycleDate(phase=index, cycle=number, planned=day, first=day, days=days, given=True))
    return cycles


def _next(
    phases: tuple[PhaseDates, ...],
    phase_of: tuple[int, ...],
    cycles: list[CycleDate],
    wanted: Wanted,
    limits: CalendarLimits,
) -> CycleDate:
    """The cycle that follows *cycles*: when it is due, and where it goes."""
    number, index, search_days = len(cycles) + 1, phase_of[len(cycles)], int(limits.search_days.value)
    phase = phases[index]
    due = None
    if number == len(wanted.given) + 1 and wanted.start not in wanted.given[:1]:  # else it is that of the first given
        due = wanted.start
    if due is None and phase.interval_days is None:
        due = wanted.fixed.get(number)
    planned = due or _after(cycles[-1], wanted.anchor, phase, number)
    cycle = CycleDate(phase=index, cycle=number, planned=planned, first=planned, days=phase.days)
    if number in wanted.fixed:
        room = _room(phases, phase_of, cycles, cycle, wanted)
        cycle = _set_by_hand(cycle, wanted.fixed[number], room, wanted.closures, search_days)
    elif wanted.closures.among(cycle.dates):
        way: Move = "later" if due and wanted.move == "nearest" else wanted.move
        room = _room(phases, phase_of, cycles, cycle, wanted)
        cycle = _moved(cycle, way, wanted.move_limit_days, room, wanted.closures, search_days)
    if cycles and phase.interval_days and crowded(cycles[-1].first, cycle.first, phase.interval_days, limits):
        cycle = cycle._replace(crowded=True)
    return cycle


def _room(
    phases: tuple[PhaseDates, ...],
    phase_of: tuple[int, ...],
    cycles: list[CycleDate],
    cycle: CycleDate,
    wanted: Wanted,
) -> _Room:
    """Between the last of *cycles* and the one after *cycle*, where the date of that is known already."""
    number = cycle.cycle
    following = wanted.fixed.get(number + 1)
    if following is None and wanted.anchor == "planned" and number < len(phase_of):
        following = plus(cycle.planned, _interval(phases[phase_of[number]], number + 1))
    return _Room(
        earliest=plus(cycles[-1].first, cycles[-1].days) if cycles else date.min,
        latest=plus(following, -cycle.days) if following else date.max,
    )


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
        end = plus(day, phases[phase_of[number - 1]].days - 1)
        if following <= end:
            raise Refused(
                f"given {following}: cycle {number} was given {day} to {end}",
                "write the first day of each cycle once, in order",
                "given",
                in_words=True,
            )
    if start is not None and given:
        end = plus(given[-1], phases[phase_of[len(given) - 1]].days - 1)
        if start != given[0] and start <= end:
            raise Refused(
                f"start {start}: cycles were given from {given[0]} to {end}",
                "leave the start out to go on one interval after the last, or give the date of the next cycle",
                "start",
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
        if room.earliest <= first <= room.latest and not closures.among(block(first, cycle.days)):
            return cycle._replace(first=first, reason=reason)
    side = {"nearest": "of", "later": "after", "earlier": "before"}[way]
    why = f"{reason}; no start within {move_limit_days} days {side} {cycle.planned} is free"
    return _not_open(cycle, why, room, closures, search_days)


def _starts(planned: date, way: Move, move_limit_days: int) -> Iterator[date]:
    """The other first days within the limit, nearest first; of two as near, the later."""
    for distance in range(1, move_limit_days + 1):
        if way != "earlier":
            yield plus(planned, distance)
        if way != "later":
            yield plus(planned, -distance)


def _set_by_hand(cycle: CycleDate, day: date, room: _Room, closures: Closures, search_days: int) -> CycleDate:
    if not room.earliest <= day <= room.latest:
        after = "" if room.earliest == date.min else f"cycle {cycle.cycle - 1} ends on {plus(room.earliest, -1)}"
        until = "" if room.latest == date.max else f"cycle {cycle.cycle + 1} is on {plus(room.latest, cycle.days)}"
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
                problem=f"{why}; no start is open before cycle {cycle.cycle + 1} on {plus(room.latest, cycle.days)}"
            )
        if not closures.among(block(first, cycle.days)):
            return cycle._replace(problem=f"{why}; the next open start is {first}", next_open=first)
    return cycle._replace(problem=f"{why}; no start is open in the {search_days} days after it")


def _after(before: CycleDate, anchor: Anchor, phase: PhaseDates, number: int) -> date:
    return plus(before.first if anchor == "actual" else before.planned, _interval(phase, number))


def _interval(phase: PhaseDates, number: int) -> int:
    if phase.interval_days is None:
        raise Unreadable(
            f"{phase.name}: cycle {number} follows another",
            "say the interval, such as 4w or 28d, or the date of it",
            "every",
            in_words=True,
        )
    return phase.interval_days
