"""The step chart of a pump timetable: one line for each rate, so that every rate is named."""

from decimal import Decimal

from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.output.blocks import StepChart

_TICKS = (5, 10, 15, 30, 60, 120, 240, 480, 960, 1920)  # minutes that an axis may name, the first that has room
_ROOM_FOR_A_NAME = 8


class ChartLine(NamedTuple):
    """One level: the space before its step, and the length of the step."""

    level: str
    before: int
    length: int


class DrawnChart(NamedTuple):
    """``room`` is the width of the drawing, ``ticks`` the places on its axis that ``minutes`` names."""

    margin: int
    room: int
    lines: tuple[ChartLine, ...]
    ticks: frozenset[int]
    minutes: str


def draw(chart: StepChart, width: int) -> DrawnChart:
    """*chart* within *width*, the highest level first, every step at least one place long."""
    margin = max(len(step.level) for step in chart.steps)
    room = max(width - margin - 2, 1)
    total = chart.steps[-1].end
    lines = []
    for step in reversed(chart.steps):
        first = min(int(step.start * room / total), room - 1)
        last = max(int(step.end * room / total), first + 1)
        lines.append(ChartLine(step.level, first, last - first))
    ticks, minutes = _axis(total, room)
    return DrawnChart(margin, room, tuple(lines), ticks, minutes)


def _axis(total: Decimal, room: int) -> tuple[frozenset[int], str]:
    """Round minutes at their places, as many as can be named; one that would run over the edge is left out."""
    apart = next((every for every in _TICKS if every * room >= _ROOM_FOR_A_NAME * total), _TICKS[-1])
    named = {int(minute * room / total): str(minute) for minute in range(0, int(total) + 1, apart)}
    named = {place: name for place, name in named.items() if place + len(name) <= room}
    line = ""
    for place, name in named.items():
        line = line.ljust(place) + name
    return frozenset(named), line
