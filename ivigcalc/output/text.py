"""A document as plain ASCII text of a fixed width, for pasting into a record."""

from ivigcalc.core.course.planned import Document
from ivigcalc.output.ascii import plain_ascii
from ivigcalc.output.blocks import Block, cleaned
from ivigcalc.output.lines import Layout
from ivigcalc.output.sheet import sheet

WIDTH = 80


def render(document: Document, *, explain: bool = False, width: int = WIDTH) -> str:
    """*document* as lines of at most *width*, but for single words that are longer."""
    return laid_out(sheet(document, explain=explain), width)


def laid_out(blocks: tuple[Block, ...], width: int = WIDTH) -> str:
    """*blocks* as such lines."""
    lines = Layout(width).lines(cleaned(blocks, plain_ascii))
    return "".join("".join(span.text for span in line) + "\n" for line in lines)
