"""How month grids stand side by side."""

from collections.abc import Iterator, Sequence

from ivigcalc.output.blocks import Month

_DAY_WIDTH = 5  # a number of two digits between two marks, and the mark of a checkpoint
WIDTH = 7 * _DAY_WIDTH
BETWEEN = 3
WEEKDAYS = "".join(f" {name}  " for name in ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"))


def abreast(months: Sequence[Month], width: int) -> Iterator[tuple[Month, ...]]:
    """*months* in rows of as many as stand side by side in *width*."""
    count = max(1, (width + BETWEEN) // (WIDTH + BETWEEN))
    for first in range(0, len(months), count):
        yield tuple(months[first : first + count])
