"""Alerts on what several cycles give together, within a week and within 28 days, however they are written.

A cycle counts on its date as prescribed, given or set by hand: one that closed days move counts where it was planned.
Without dates the cycles follow each other by their intervals.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from ivigcalc.core.alerts.ceilings import day_parts, shown, shown_beside
from ivigcalc.core.course.maxima import cycle_limit
from ivigcalc.core.course.on_record import Given, gives_so
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import PhaseSituation, Situation
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.sources import Figure
from ivigcalc.core.quantities import HUNDREDTH, half_up, plain

_NO_EXCESS = Decimal("1e-9")  # finer than this is what thirds of a dose leave over when they are summed


class _Part(NamedTuple):
    """What one day of each cycle of a phase gets."""

    number: int  # of the day in its cycle
    g_per_kg: Decimal
    g: Decimal


class _Cycle(NamedTuple):
    number: int
    first: int  # a day, counted from any day
    phase: PhaseSituation
    given: bool
    parts: tuple[_Part, ...]  # of its days


class _Day(NamedTuple):
    day: int
    number: int  # of the day in its cycle
    g_per_kg: Decimal
    g: Decimal
    place: int  # of its cycle


class _Window(NamedTuple):
    """The days of two cycles or more that lie within a number of days, and what they come to."""

    days: tuple[_Day, ...]
    g_per_kg: Decimal
    g: Decimal


def close_together(now: Situation) -> Iterator[Alert]:
    """More than the limit of a cycle within seven days, or more than another within 28, and no record gives it so."""
    limits, cycles = now.case.limits.dose, _cycles(now)
    week = _worst(now, cycles, int(limits.cycle_window_days.value), limits.g_per_kg_per_cycle)
    in_a_week = () if week is None else tuple(_above_in_a_week(now, cycles, week))
    yield from in_a_week
    worst = _worst(now, cycles, int(limits.cumulative_days.value), limits.g_per_kg_in_28_days)
    if worst is not None and not (in_a_week and week is not None and week.g_per_kg == worst.g_per_kg):
        yield _cumulative(now, cycles, worst)


def _above_in_a_week(now: Situation, cycles: Sequence[_Cycle], worst: _Window) -> Iterator[Alert]:
    limits = now.case.limits.dose
    general = limits.g_per_kg_per_cycle
    most, whose, citation = max(
        (
            (general.value, "the highest general recommendation", general.citation),
            *(cycle_limit(now.case, cycles[day.place].phase.prescribed) for day in worst.days),
        ),
        key=lambda limit: limit[0],
    )
    if worst.g_per_kg > most:
        yield Alert(
            "dose.above-cycle-limit",
            "stop",
            f"{_within(cycles, worst, limits.cycle_window_days.value, most)} is above {shown(most)} g/kg, {whose}",
            "check interval, dose, weight and unit; or accept, with a reason",
            citation,
        )


def _cumulative(now: Situation, cycles: Sequence[_Cycle], worst: _Window) -> Alert:
    limits = now.case.limits.dose
    caution, stop = limits.g_per_kg_in_28_days, limits.stop_g_per_kg_in_28_days
    over = stop if worst.g_per_kg > stop.value else caution
    return Alert(
        "dose.cumulative",
        "stop" if over is stop else "caution",
        f"{_within(cycles, worst, limits.cumulative_days.value, over.value)} is above {plain(over.value)} g/kg",
        "check dose and interval" + ("; or accept, with a reason" if over is stop else ""),
        over.citation,
    )


def _within(cycles: Sequence[_Cycle], window: _Window, days: Decimal, most: Decimal) -> str:
    """What the *window* comes to; the grams and each weight, because an acceptance holds for these alone."""
    first = window.days[0]
    weights = dict.fromkeys(shown(day.g / day.g_per_kg, HUNDREDTH) for day in window.days)
    return (
        f"{shown_beside(window.g_per_kg, most)} g/kg within {days} days ({shown(window.g)} g for "
        f"{' and '.join(weights)} kg, from day {first.number} of cycle {cycles[first.place].number})"
    )


def _cycles(now: Situation) -> tuple[_Cycle, ...]:
    """Every cycle with its first day, those already given among them."""
    parts = [tuple(_parts(phase)) for phase in now.all_phases]
    if now.cycles:
        return tuple(
            _Cycle(
                cycle.cycle,
                (cycle.first if cycle.fixed else cycle.planned).toordinal(),
                now.all_phases[cycle.phase],
                cycle.given,
                parts[cycle.phase],
            )
            for cycle in now.cycles
        )
    found: list[_Cycle] = []
    day = 0
    for place, phase in enumerate(now.all_phases):
        for _ in range(phase.planned.cycles):
            if found:
                day += phase.prescribed.interval_days or 0
            found.append(_Cycle(len(found) + 1, day, phase, given=False, parts=parts[place]))
    return tuple(found)


def _worst(now: Situation, cycles: Sequence[_Cycle], length: int, above: Figure) -> _Window | None:
    """The window of *length* days that comes to most *above* a figure, as no record gives it.

    It has two cycles or more, and one of them is still to come.
    """
    pairs = pairwise(cycles)
    if not any(after.first - before.first - before.parts[-1].number + 1 < length for before, after in pairs):
        return None  # no two cycles are so near
    days = [
        _Day(cycle.first + part.number - 1, part.number, part.g_per_kg, part.g, place)
        for place, cycle in enumerate(cycles)
        for part in cycle.parts
    ]
    worst: _Window | None = None
    end, total = 0, Decimal(0)
    for begin, first in enumerate(days):
        while end < len(days) and days[end].day - first.day < length:
            total += days[end].g_per_kg
            end += 1
        last = days[end - 1]
        if last.place != first.place and not cycles[last.place].given:
            in_all = half_up(total, _NO_EXCESS)
            beyond = above.value if worst is None else worst.g_per_kg
            within = _given(cycles, first.place, last.place + 1) if in_all > beyond else ()
            if within and not gives_so(now.case.treated, within):
                inside = tuple(days[begin:end])
                worst = _Window(inside, in_all, sum((day.g for day in inside), Decimal(0)))
        total -= first.g_per_kg
    return worst


def _parts(phase: PhaseSituation) -> Iterator[_Part]:
    planned = phase.planned
    grams = zip(day_parts(phase, planned.g_per_kg), day_parts(phase, planned.calculated_g), strict=True)
    for number, (g_per_kg, g) in zip(phase.prescribed.numbers, grams, strict=True):
        yield _Part(number, g_per_kg, g)


def _given(cycles: Sequence[_Cycle], begin: int, end: int) -> tuple[Given, ...]:
    """The cycles from *begin* up to *end*, as a record is asked for them."""
    return tuple(
        Given(
            cycles[place].phase.planned.g_per_kg,
            cycles[place].first - cycles[place - 1].first if place else None,
            cycles[place].phase.prescribed.interval_days,
        )
        for place in range(begin, end)
    )


CHECKS = (close_together,)
