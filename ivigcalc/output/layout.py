"""How text is laid out in a given width: lines broken between words, columns and bars.

A word is never broken, and a number stays with its unit wherever both fit on a line: what is too long for the width
stands on a line of its own and runs over it, so that nothing is ever shortened.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import ONE, half_up
from ivigcalc.output.blocks import Column, Table
from ivigcalc.output.words import WEEKDAYS

Measure = Callable[[str], int]

GAP = 2  # between columns
_LEAST_PROSE = 24  # a narrower column of prose is harder to read than the same as lines
_LEAST_BAR, _MOST_BAR = 8, 24

_NUMBER = re.compile(r".*[0-9]\)?$")
_UNIT = re.compile(
    r"(?:%|(?:g|mg|mcg|micrograms?|kg|mL|L|cm|min|minutes?|h|hours?|d|days?|weeks?|months?|years?|cycles?)(?![A-Za-z]))"
)
_BEFORE_A_NUMBER = (" x", *WEEKDAYS)


def wrap(text: str, width: int, measure: Measure = len) -> list[str]:
    """*text* as lines of at most *width*, broken between words; at least one line."""
    lines: list[str] = []
    line = ""
    for word in _words(text, width, measure):
        if line and measure(line) + 1 + measure(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def _words(text: str, width: int, measure: Measure) -> Iterator[str]:
    """The words of *text*, a number and its unit as one unless that is wider than *width*."""
    together = ""
    for word in text.split(" "):
        if not word:
            continue
        if together and not (_belongs(together, word) and measure(together) + 1 + measure(word) <= width):
            yield together
            together = word
        else:
            together = f"{together} {word}" if together else word
    if together:
        yield together


def _belongs(before: str, word: str) -> bool:
    """Whether a line should not end between the two: ``70 g``, ``3 x 20 g``, ``Mon 2024-04-08``, a word and ``[3]``."""
    if _NUMBER.match(before) and (_UNIT.match(word) or word == "x"):
        return True
    return word.startswith("[") or (before.endswith(_BEFORE_A_NUMBER) and word[:1].isdigit())


class Grid(NamedTuple):
    """A table that fits: ``widths`` of its columns, and of the bar behind them (0: none)."""

    widths: tuple[int, ...]
    bar: int


def grid(table: Table, width: int, measure: Measure = len) -> Grid | None:
    """The columns of *table* within *width*; None where it does not fit without breaking a word.

    Prose is broken for the other columns to fit, and for the bars where that gives them room enough.
    """
    cells = list(zip(*table.rows, strict=True))
    heads = [_head(column) for column in table.columns]
    wanted = [max(map(measure, (*own, *head))) for own, head in zip(cells, heads, strict=True)]
    least = list(wanted)
    for place, column in enumerate(table.columns):
        if column.prose:
            texts = (*cells[place], *heads[place])
            longest = max(measure(word) for text in texts for word in _words(text, width, measure))
            least[place] = min(wanted[place], max(longest, _LEAST_PROSE))
    room = width - GAP * (len(wanted) - 1)
    if sum(least) > room:
        return None
    with_bars = room - GAP - _LEAST_BAR
    drawn = bool(table.bars) and sum(least) <= with_bars
    widths = _narrowed(wanted, least, with_bars if drawn else room)
    return Grid(widths, min(_MOST_BAR, room - sum(widths) - GAP) if drawn else 0)


def _narrowed(wanted: Sequence[int], least: Sequence[int], room: int) -> tuple[int, ...]:
    """The widths *wanted*, those on the left first made narrower down to the *least* until all fit in *room*."""
    widths, over = list(wanted), sum(wanted) - room
    for place, narrowest in enumerate(least):
        given_up = max(0, min(over, wanted[place] - narrowest))
        widths[place] -= given_up
        over -= given_up
    return tuple(widths)


def _head(column: Column) -> tuple[str, ...]:
    return (column.title, column.unit) if column.unit else (column.title,)


def head_rows(table: Table) -> list[tuple[str, ...]]:
    """The lines above the columns: the titles, and the units where any column has one."""
    titles = tuple(column.title for column in table.columns)
    units = tuple(column.unit for column in table.columns)
    return [titles, units] if any(units) else [titles]


def cell_lines(table: Table, found: Grid, row: Sequence[str], measure: Measure = len) -> list[tuple[str, ...]]:
    """One row as the lines it takes, every cell as wide as its column."""
    broken = [
        wrap(cell, width, measure) if column.prose else [cell]
        for cell, width, column in zip(row, found.widths, table.columns, strict=True)
    ]
    return [
        tuple(
            padded(lines[number] if number < len(lines) else "", width, column.right, measure)
            for lines, width, column in zip(broken, found.widths, table.columns, strict=True)
        )
        for number in range(max(map(len, broken)))
    ]


def padded(text: str, width: int, right: bool, measure: Measure = len) -> str:
    space = " " * (width - measure(text))
    return space + text if right else text + space


def labelled(table: Table, row: Sequence[str]) -> Iterator[str]:
    """One row of a table that does not fit, as ``label: value`` lines; empty cells are left out."""
    for column, cell in zip(table.columns, row, strict=True):
        if cell:
            yield f"{column.title}: {cell}{' ' + column.unit if column.unit else ''}"


def bar(share: Decimal, width: int, sign: str) -> str:
    """A bar of *width* times *share*, to the nearest sign; what is above 0 has at least one."""
    return sign * max(int(half_up(share * width, ONE)), 1 if share > 0 else 0)
