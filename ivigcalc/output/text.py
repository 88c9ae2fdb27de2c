"""Blocks -> plain ASCII text of a fixed width, for pasting into a record."""

from collections.abc import Iterator, Sequence

from ivigcalc.core.planned import Document
from ivigcalc.output import chart, month
from ivigcalc.output.ascii import plain_ascii
from ivigcalc.output.blocks import (
    Banner,
    Block,
    Entries,
    Facts,
    Heading,
    Months,
    Paragraph,
    StepChart,
    Table,
    Title,
    cleaned,
)
from ivigcalc.output.layout import GAP, bar, cell_lines, grid, head_rows, labelled, padded, wrap
from ivigcalc.output.sheet import sheet

WIDTH = 80
_LEAST_BESIDE = 28  # what stands behind a name is at least as wide, or goes below it
_SIGN = "#"


def render(document: Document, *, explain: bool = False, width: int = WIDTH) -> str:
    """*document* as lines of at most *width*, but for single words that are longer."""
    blocks = cleaned(sheet(document, explain=explain), plain_ascii)
    return "".join(f"{line}\n" for line in _lines(blocks, width))


def _lines(blocks: tuple[Block, ...], width: int) -> Iterator[str]:
    after_heading = True
    for block in blocks:
        if not after_heading:
            yield ""
        for line in block_lines(block, width):
            yield line.rstrip()
        after_heading = isinstance(block, Heading)


def block_lines(block: Block, width: int) -> Iterator[str]:
    """One block, its texts already clean, as lines."""
    match block:
        case Title(text):
            yield from wrap(text, width)
            yield "=" * width
        case Banner(text):
            yield "*" * width
            yield from wrap(text, width)
            yield "*" * width
        case Heading(text):
            yield from wrap(text, width)
            yield "-" * min(len(text), width)
        case Paragraph(text):
            yield from wrap(text, width)
        case Facts(rows):
            yield from _named([(name, (value,)) for name, value in rows], width)
        case Entries(entries):
            yield from _named([(entry.mark, (entry.text, *entry.more)) for entry in entries], width)
        case Table():
            yield from _table(block, width)
        case StepChart():
            yield from _chart(block, width)
        case Months():
            yield from _months(block, width)


def _named(entries: Sequence[tuple[str, tuple[str, ...]]], width: int) -> Iterator[str]:
    """Names and the paragraphs behind them, or below them where there is no room."""
    margin = max(len(name) for name, _ in entries) + GAP
    if width - margin < _LEAST_BESIDE:
        margin = GAP
    for name, paragraphs in entries:
        lines = [line for paragraph in paragraphs for line in wrap(paragraph, width - margin)]
        if len(name) + GAP <= margin:
            yield padded(name, margin, right=False) + lines.pop(0)
        else:
            yield name
        for line in lines:
            yield " " * margin + line


def _table(table: Table, width: int) -> Iterator[str]:
    found = grid(table, width)
    if found is None:
        for row in table.rows:
            first, *others = [line for text in labelled(table, row) for line in wrap(text, width - GAP)]
            yield first
            for line in others:
                yield " " * GAP + line
        return
    gap = " " * GAP
    for head in head_rows(table):
        yield gap.join(
            padded(text, wide, column.right) for text, wide, column in zip(head, found.widths, table.columns, strict=True)
        )
    yield gap.join("-" * wide for wide in found.widths)
    for number, row in enumerate(table.rows):
        first, *others = [gap.join(cells) for cells in cell_lines(table, found, row)]
        yield f"{first}{gap}{bar(table.bars[number], found.bar, _SIGN)}" if found.bar else first
        yield from others


def _chart(block: StepChart, width: int) -> Iterator[str]:
    drawn = chart.draw(block, width, _SIGN)
    margin = len(drawn.lines[0].level)
    yield block.unit.rjust(margin)
    for line in drawn.lines:
        yield f"{line.level} |{line.before}{line.drawn}"
    yield f"{' ' * margin} +{drawn.axis}"
    yield f"{' ' * margin}  {drawn.minutes}"


def _months(block: Months, width: int) -> Iterator[str]:
    for months in month.abreast(block.months, width):
        for line in month.lines(months):
            yield (" " * month.BETWEEN).join(padded(_month_line(part), month.MONTH_WIDTH, right=False) for part in line)
        yield ""
    yield from wrap(block.legend, width)


def _month_line(part: month.Line) -> str:
    if part is None or isinstance(part, str):
        return part or ""
    return "".join(map(month.day_text, part))
