"""A step chart as points on paper, for a template to draw. Lengths are drawing units, not figures of the plan."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal

from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import TENTH, half_up, plain

_SIDE, _TOP, _BOTTOM = 6, 14, 16  # around the area that is drawn in
_LETTER, _LINE = Decimal("5.6"), 9  # room for one letter, height of a line of text

Anchor = Literal["start", "middle", "end"]


class Rise(NamedTuple):
    """One level, held from ``start`` to ``end``; ``shown`` and ``begins`` are the words for level and start."""

    start: Decimal
    end: Decimal
    level: Decimal
    shown: str
    begins: str


class Mark(NamedTuple):
    """A text and where it stands; ``anchor`` is the end of it that stands there."""

    x: Decimal
    y: Decimal
    text: str
    anchor: Anchor


class Drawing(NamedTuple):
    """What to draw. ``name`` tells it from the others on the page; ``title`` and ``description`` say it in words."""

    name: str
    title: str
    description: str
    width: int
    height: int
    line: str
    area: str
    ground: Decimal
    marks: tuple[Mark, ...]


def drawing(
    name: str, title: str, description: str, rises: Sequence[Rise], ends: str, *, width: int, height: int
) -> Drawing:
    """*rises*, in order and without gaps, as a staircase above 0; *ends* are the words for the end of the last.

    Words that would run into others are left out: a table beside the chart has all of them.
    """
    first, last = rises[0].start, rises[-1].end
    highest = max(rise.level for rise in rises)
    across, upward = width - 2 * _SIDE, height - _TOP - _BOTTOM

    def x(at: Decimal) -> Decimal:
        return half_up(_SIDE + (at - first) * across / (last - first), TENTH)

    def y(level: Decimal) -> Decimal:
        return half_up(_TOP + upward - level * upward / highest, TENTH)

    ground, foot = y(Decimal(0)), Decimal(height - 4)
    line = " ".join(f"{plain(x(at))},{plain(y(rise.level))}" for rise in rises for at in (rise.start, rise.end))
    named = [Mark(x(first), foot, rises[0].begins, "start"), Mark(x(last), foot, ends, "end")]
    named += [Mark(x(rise.start), foot, rise.begins, "middle") for rise in rises[1:]]
    before = Decimal(0)
    for rise in rises:
        above = y(rise.level) - 3
        # Where the line comes up from the left the level stands left of its end, else right of its start: no line
        # runs through it.
        if rise.level > before and before > 0:
            named.append(Mark(x(rise.end) - 3, above, rise.shown, "end"))
        else:
            named.append(Mark(x(rise.start) + 3, above, rise.shown, "start"))
        before = rise.level
    return Drawing(
        name,
        title,
        description,
        width,
        height,
        line=line,
        area=f"{plain(x(first))},{plain(ground)} {line} {plain(x(last))},{plain(ground)}",
        ground=ground,
        marks=tuple(_apart(named)),
    )


def _apart(marks: Iterable[Mark]) -> list[Mark]:
    """Those of *marks* that do not run into an earlier one."""
    kept: list[Mark] = []
    for mark in marks:
        if not any(_touch(mark, other) for other in kept):
            kept.append(mark)
    return kept


def _touch(one: Mark, other: Mark) -> bool:
    (left, right), (other_left, other_right) = _span(one), _span(other)
    return abs(one.y - other.y) < _LINE and left < other_right and other_left < right


def _span(mark: Mark) -> tuple[Decimal, Decimal]:
    """From where to where the text runs, with a little room on both sides."""
    long = (len(mark.text) + 1) * _LETTER
    left = {"start": mark.x, "middle": mark.x - long / 2, "end": mark.x - long}[mark.anchor]
    return left, left + long
