"""Month grids, drawn with signs: ``[ 8]`` an infusion, ``( 8)`` one that was given, ``*`` something to check."""

from collections.abc import Iterator, Sequence

from ivigcalc.output.blocks import Day, Month

_DAY_WIDTH = 5
MONTH_WIDTH = 7 * _DAY_WIDTH
BETWEEN = 3
_WEEKDAY_LINE = "".join(f" {name}  " for name in ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"))

Line = str | tuple[Day, ...] | None


def abreast(months: Sequence[Month], width: int) -> Iterator[tuple[Month, ...]]:
    """*months* in rows of as many as stand side by side in *width*."""
    count = max(1, (width + BETWEEN) // (MONTH_WIDTH + BETWEEN))
    for first in range(0, len(months), count):
        yield tuple(months[first : first + count])


def lines(months: Sequence[Month]) -> Iterator[tuple[Line, ...]]:
    """The lines of *months* side by side: their names, the weekdays, then their weeks; None where one has ended."""
    yield tuple(month.name for month in months)
    yield tuple(_WEEKDAY_LINE for _ in months)
    for number in range(max(len(month.weeks) for month in months)):
        yield tuple(month.weeks[number] if number < len(month.weeks) else None for month in months)


def day_text(day: Day) -> str:
    """One day of a month grid, as wide as every other."""
    if not day.number:
        return " " * _DAY_WIDTH
    left, right = ("(", ")") if day.given else ("[", "]") if day.infusion else (" ", " ")
    return f"{left}{day.number:>2}{right}{'*' if day.checkpoint else ' '}"
