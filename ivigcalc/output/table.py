"""A document for a terminal: the same lines with colour. The only importer of rich.

Texts are never read as markup, and every character that steers a terminal has been made visible. Where the terminal has
links, the number of a footnote is one to its source.
"""

import re

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style

from ivigcalc.core.course.planned import Document
from ivigcalc.output.blocks import Block, Entries, cleaned
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
_ADDRESS = re.compile(r"https?://[!-~]+")  # nothing in it can end the link or steer the terminal
_MARK = re.compile(r"\[\d+\]")
_SIGNS = Signs("\u2550", "\u2500", "\u2502", "\u2514", "\u2534", "\u2588")


def render(document: Document, *, explain: bool, width: int, color: bool) -> str:
    """*document* as lines of at most *width*, but for single words that are longer."""
    return laid_out(sheet(document, explain=explain), width, color=color)


def laid_out(blocks: tuple[Block, ...], width: int, *, color: bool, links: bool = False) -> str:
    """*blocks* as such lines."""
    system = ColorSystem.EIGHT_BIT if color else None
    styles = {kind: Style.parse(style) for kind, style in _STYLES.items()}
    addresses = _addresses(blocks) if links else {}
    lines = Layout(min(width, MOST_WIDTH), _SIGNS, cell_len).lines(cleaned(blocks, visible))
    return "".join(
        "".join(_linked(styles[span.kind].render(span.text, color_system=system), addresses) for span in line) + "\n"
        for line in lines
    )


def _addresses(blocks: tuple[Block, ...]) -> dict[str, str]:
    """The address of each footnote that has one, by its mark."""
    entries = [entry for block in blocks if isinstance(block, Entries) for entry in block.entries]
    return {entry.mark: entry.link for entry in entries if _ADDRESS.fullmatch(entry.link)}


def _linked(text: str, addresses: dict[str, str]) -> str:
    """*text* with each mark of a footnote as a link (OSC 8) to its source; what is shown stays as it is."""
    if not addresses:
        return text
    return _MARK.sub(lambda mark: _link(mark[0], addresses.get(mark[0], "")), text)


def _link(text: str, address: str) -> str:
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if address else text
