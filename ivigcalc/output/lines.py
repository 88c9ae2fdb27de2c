"""Blocks -> lines of a given width: the one layout of plain text and of the terminal's table.

A line is made of spans that say what they are; a renderer turns that into colour, or leaves it out. Where a table does
not fit without breaking a word, its rows are written as lines, so that no number is ever shortened.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.output import chart, month
from ivigcalc.output.blocks import (
    Banner,
    Block,
    Day,
    Entries,
    Entry,
    Facts,
    Heading,
    Months,
    Paragraph,
    StepChart,
    Table,
    Title,
)
from ivigcalc.output.layout import GAP, Measure, bar, cell_lines, grid, head_rows, labelled, padded, wrap

Kind = Literal["", "title", "heading", "name", "rule", "bar", "infusion", "checkpoint", "stop", "caution", "note"]

_LEAST_BESIDE = 28  # what stands behind a name is at least as wide, or goes below it


class Span(NamedTuple):
    text: str
    kind: Kind = ""


Line = tuple[Span, ...]


class Signs(NamedTuple):
    """What lines and bars are drawn with."""

    double: str
    single: str
    upright: str
    corner: str
    tick: str
    bar: str


ASCII = Signs("=", "-", "|", "+", "+", "#")


class Layout:
    """The lines of blocks whose texts are clean already."""

    def __init__(self, width: int, signs: Signs = ASCII, measure: Measure = len) -> None:
        self._width = width
        self._signs = signs
        self._measure = measure

    def lines(self, blocks: tuple[Block, ...]) -> Iterator[Line]:
        """All lines, with an empty one between two blocks, but for the block below its heading."""
        before: Block | None = None
        for block in blocks:
            if before is not None and not isinstance(before, Heading):
                yield ()
            yield from map(_without_space_at_its_end, self._block(block))
            before = block

    def _block(self, block: Block) -> Iterator[Line]:
        match block:
            case Title(text):
                yield from self._paragraph(text, "title")
                yield (Span(self._signs.double * self._width, "rule"),)
            case Banner(text):
                yield (Span("*" * self._width, "stop"),)
                yield from self._paragraph(text, "stop")
                yield (Span("*" * self._width, "stop"),)
            case Heading(text):
                yield from self._paragraph(text, "heading")
                yield (Span(self._signs.single * min(self._measure(text), self._width), "rule"),)
            case Paragraph(text):
                yield from self._paragraph(text, "")
            case Facts(rows):
                yield from self._named([Entry(name, value) for name, value in rows])
            case Entries(entries):
                yield from self._named(entries)
            case Table():
                yield from self._table(block)
            case StepChart():
                yield from self._chart(block)
            case Months():
                yield from self._months(block)

    def _paragraph(self, text: str, kind: Kind) -> Iterator[Line]:
        for line in wrap(text, self._width, self._measure):
            yield (Span(line, kind),)

    def _named(self, entries: Sequence[Entry]) -> Iterator[Line]:
        """Marks and the paragraphs behind them, or below where there is no room; without marks, a hanging indent."""
        longest = max(self._measure(entry.mark) for entry in entries)
        margin = longest + GAP if self._width - longest - GAP >= _LEAST_BESIDE and longest else GAP
        for entry in entries:
            paragraphs = (entry.text, *entry.more)
            lines = [line for text in paragraphs for line in wrap(text, self._width - margin, self._measure)]
            mark = Span(entry.mark, _SEVERITY.get(entry.severity, "name"))
            if not longest:
                yield (Span(lines.pop(0)),)
            elif self._measure(entry.mark) + GAP <= margin:
                yield mark, Span(" " * (margin - self._measure(entry.mark)) + lines.pop(0))
            else:
                yield (mark,)
            for line in lines:
                yield (Span(" " * margin + line),)

    def _table(self, table: Table) -> Iterator[Line]:
        found = grid(table, self._width, self._measure)
        if found is None:
            for row in table.rows:
                texts = [line for text in labelled(table, row) for line in wrap(text, self._width - GAP, self._measure)]
                yield (Span(texts[0], "name"),)
                for text in texts[1:]:
                    yield (Span(" " * GAP + text),)
            return
        gap = " " * GAP
        for head in head_rows(table):
            cells = zip(head, found.widths, table.columns, strict=True)
            line = gap.join(padded(text, wide, column.right, self._measure) for text, wide, column in cells)
            yield (Span(line, "name"),)
        yield (Span(gap.join(self._signs.single * wide for wide in found.widths), "rule"),)
        for number, row in enumerate(table.rows):
            first, *others = [gap.join(cells) for cells in cell_lines(table, found, row, self._measure)]
            drawn = bar(table.bars[number], found.bar, self._signs.bar) if found.bar else ""
            yield (Span(first), Span(gap + drawn, "bar")) if drawn else (Span(first),)
            for line in others:
                yield (Span(line),)

    def _chart(self, block: StepChart) -> Iterator[Line]:
        signs, drawn = self._signs, chart.draw(block, self._width)
        margin = " " * drawn.margin
        yield from self._paragraph(block.caption, "")
        for line in drawn.lines:
            step = Span(signs.bar * line.length, "bar")
            yield Span(f"{line.level.rjust(drawn.margin)} "), Span(signs.upright, "rule"), Span(" " * line.before), step
        axis = "".join(signs.tick if place in drawn.ticks else signs.single for place in range(drawn.room))
        yield Span(f"{margin} "), Span(signs.corner + axis, "rule")
        yield (Span(f"{margin}  {drawn.minutes}"),)

    def _months(self, block: Months) -> Iterator[Line]:
        for months in month.abreast(block.months, self._width):
            yield self._abreast([one.name for one in months], "name")
            yield self._abreast([month.WEEKDAYS for _ in months], "rule")
            for number in range(max(len(one.weeks) for one in months)):
                spans: list[Span] = []
                for one in months:
                    week = one.weeks[number] if number < len(one.weeks) else _NO_WEEK
                    spans += [span for day in week for span in _day(day)]
                    spans.append(Span(" " * month.BETWEEN))
                yield tuple(spans)
            yield ()
        yield from self._paragraph(block.legend, "")

    def _abreast(self, texts: Sequence[str], kind: Kind) -> Line:
        return (Span((" " * month.BETWEEN).join(text.ljust(month.WIDTH) for text in texts), kind),)


def _without_space_at_its_end(line: Line) -> Line:
    kept = list(line)
    while kept and not kept[-1].text.strip():
        kept.pop()
    return (*kept[:-1], kept[-1]._replace(text=kept[-1].text.rstrip())) if kept else ()


_NO_WEEK = (Day(""),) * 7  # keeps the months beside one of fewer weeks in their places
_MARKS = {(False, False): " ", (False, True): "*", (True, False): "+", (True, True): "#"}
_SEVERITY: dict[str, Kind] = {"stop": "stop", "caution": "caution", "note": "note"}


def _day(day: Day) -> tuple[Span, ...]:
    """One day: its number between the marks of an infusion, and the mark of a pulse, a checkpoint or both."""
    left, right = ("(", ")") if day.given else ("[", "]") if day.infusion else (" ", " ")
    number = f"{left}{day.number:>2}{right}"
    return Span(number, "infusion" if day.infusion else ""), Span(_MARKS[day.pulse, day.checkpoint], "checkpoint")
