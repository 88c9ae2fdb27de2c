"""A document for a terminal: the same lines with colour. The only importer of rich.

Texts are never read as markup, and every character that steers a terminal has been made visible.
"""

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style

from ivigcalc.core.course.planned import Document
from ivigcalc.output.blocks import Block, cleaned
from ivigcalc.output.characters import visible
from ivigcalc.output.lines import Kind, Layout, Signs
from ivigcalc.output.sheet import sheet

MOST_WIDTH = 120  # longer lines are hard to read

# Of the 256 colours these two are about as far from black as from white, so they are read on either.
_ACCENT, _WARNING = "color(31)", "color(130)"
_STYLES: dict[Kind, str] = {
    "": "",
    "title": f"bold {_ACCENT}",
    "heading": f"bold {_ACCENT}",
    "name": "bold",
    "rule": _ACCENT,
    "bar": _ACCENT,
    "infusion": f"bold {_ACCENT}",
    "checkpoint": _WARNING,
    "stop": f"bold reverse {_WARNING}",
    "caution": f"bold {_WARNING}",
    "note": "bold",
}
_SIGNS = Signs("\u2550", "\u2500", "\u2502", "\u2514", "\u2534", "\u2588")


def render(document: Document, *, explain: bool, width: int, color: bool) -> str:
    """*document* as lines of at most *width*, but for single words that are longer."""
    return laid_out(sheet(document, explain=explain), width, color=color)


def laid_out(blocks: tuple[Block, ...], width: int, *, color: bool) -> str:
    """*blocks* as such lines."""
    system = ColorSystem.EIGHT_BIT if color else None
    styles = {kind: Style.parse(style) for kind, style in _STYLES.items()}
    lines = Layout(min(width, MOST_WIDTH), _SIGNS, cell_len).lines(cleaned(blocks, visible))
    return "".join(
        "".join(styles[span.kind].render(span.text, color_system=system) for span in line) + "\n" for line in lines
    )
