"""What a sheet is made of: blocks of finished text that a renderer only lays out."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ivigcalc.core.named_tuple import NamedTuple


class Title(NamedTuple):
    text: str


class Banner(NamedTuple):
    """A line that nobody may miss."""

    text: str


class Heading(NamedTuple):
    text: str


class Facts(NamedTuple):
    """Names with what is so."""

    rows: tuple[tuple[str, str], ...]


class Entry(NamedTuple):
    """A paragraph behind its mark, with lines of its own below. ``severity`` is that of an alert."""

    mark: str
    text: str
    more: tuple[str, ...] = ()
    severity: str = ""
    link: str = ""  # the address that the mark leads to


class Entries(NamedTuple):
    entries: tuple[Entry, ...]


class Column(NamedTuple):
    """One column of a table. ``unit`` is that of all its numbers; ``prose``: its cells may be broken between words."""

    title: str
    unit: str = ""
    right: bool = False
    prose: bool = False


class Table(NamedTuple):
    """Rows of finished cells. ``bars`` has the length of a bar for each row, as a share of the longest."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[Decimal, ...] = ()


class ChartStep(NamedTuple):
    """One level of a step chart, from ``start`` to ``end`` in minutes."""

    level: str
    start: Decimal
    end: Decimal


class StepChart(NamedTuple):
    """What is held how long; ``caption`` says what the two axes are."""

    caption: str
    steps: tuple[ChartStep, ...]


class Day(NamedTuple):
    """One day of a month: its number, empty outside the month, and what falls on it."""

    number: str
    infusion: bool = False
    given: bool = False
    checkpoint: bool = False
    pulse: bool = False


class Month(NamedTuple):
    name: str
    weeks: tuple[tuple[Day, ...], ...]  # Monday to Sunday


class Months(NamedTuple):
    """Month grids, and what their marks mean in words."""

    months: tuple[Month, ...]
    legend: str


class Paragraph(NamedTuple):
    text: str


Block = Title | Banner | Heading | Facts | Entries | Table | StepChart | Months | Paragraph


def cleaned(blocks: tuple[Block, ...], clean: Callable[[str], str]) -> tuple[Block, ...]:
    """*blocks* with every text passed through *clean*: the one place where a renderer makes text harmless."""
    return tuple(_cleaned(block, clean) for block in blocks)


def _cleaned(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        items = [_cleaned(item, clean) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    return value
