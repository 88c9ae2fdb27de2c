"""The step chart of a pump timetable, drawn with signs: one line for each rate, so that every rate is named."""

from decimal import Decimal
from typing import NamedTuple

from ivigcalc.output.blocks import StepChart

_TICKS = (5, 10, 15, 30, 60, 120, 240, 480, 960, 1920)  # minutes that an axis may name, the first that has room
_ROOM_FOR_A_NAME = 8


class ChartLine(NamedTuple):
    """One line of a drawn chart: its level, the space before the step, and the step."""

    level: str
    before: str
    drawn: str


class DrawnChart(NamedTuple):
    lines: tuple[ChartLine, ...]
    axis: str  # as wide as the drawing, '+' where a minute is named
    minutes: str


def draw(chart: StepChart, width: int, sign: str) -> DrawnChart:
    """*chart* within *width*, the highest level first, every step at least one sign wide."""
    margin = max(len(step.level) for step in chart.steps)
    room = max(width - margin - 2, 1)
    total = chart.steps[-1].end
    lines = []
    for step in reversed(chart.steps):
        first = min(int(step.start * room / total), room - 1)
        last = max(int(step.end * room / total), first + 1)
        lines.append(ChartLine(step.level.rjust(margin), " " * first, sign * (last - first)))
    axis, minutes = _axis(total, room)
    return DrawnChart(tuple(lines), axis, minutes)


def _axis(total: Decimal, room: int) -> tuple[str, str]:
    """The axis with a mark at round minutes, as many as can be named."""
    apart = next((every for every in _TICKS if every * room >= _ROOM_FOR_A_NAME * total), _TICKS[-1])
    axis, names = ["-"] * room, [" "] * (room + 6)
    for minute in range(0, int(total) + 1, apart):
        place = int(minute * room / total)
        if place < room:
            axis[place] = "+"
            names[place : place + len(str(minute))] = str(minute)
    return "".join(axis), "".join(names).rstrip()
