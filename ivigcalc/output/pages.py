"""What the pages of a worksheet are made of, beside the blocks that every output shares: room to write, and charts."""

from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.output.blocks import Block, Table
from ivigcalc.output.dates import Check
from ivigcalc.output.drawing import Drawing


class Fields(NamedTuple):
    """Names with a line behind each to write on."""

    names: tuple[str, ...]


class Form(NamedTuple):
    """A table with more columns that are empty, and empty rows below where there are ``lines``.

    ``main`` is the title of the column that is read first.
    """

    table: Table
    blanks: tuple[str, ...]
    lines: int = 0
    main: str = ""


class Checks(NamedTuple):
    """What to check, a box to tick at each date, and room to sign."""

    checks: tuple[Check, ...]


class Box(NamedTuple):
    """A part that is the same on every worksheet: ``sticker``, ``reaction`` or ``signatures``."""

    name: str


class Small(NamedTuple):
    """Parts for reference, in small print and two columns."""

    parts: "tuple[Part, ...]"


class Whole(NamedTuple):
    """Parts that stay on one page where one page can hold them."""

    parts: "tuple[Part, ...]"


class Beside(NamedTuple):
    """Parts side by side, equally wide or with the right one as wide as a sticker."""

    left: "tuple[Part, ...]"
    right: "tuple[Part, ...]"
    even: bool = False


Part = Block | Fields | Form | Checks | Box | Small | Whole | Beside | Drawing


class Page(NamedTuple):
    title: str
    parts: tuple[Part, ...]


class Worksheet(NamedTuple):
    """``stop`` says on every page why the plan is not to be used, and is empty where it is."""

    title: str
    label: str
    made: str
    stop: str
    pages: tuple[Page, ...]
