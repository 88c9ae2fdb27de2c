"""Where a figure comes from, and how a result was worked out."""

from decimal import Decimal
from typing import Any, Literal

from ivigcalc.core.named_tuple import NamedTuple, within

Tier = Literal["label", "label-copy", "guideline", "handbook", "hospital", "trial", "review", "case-report", "house"]


class Source(NamedTuple):
    """One document. ``tier`` says how good it is; ``house`` is the program's own choice, with its reason."""

    id: str
    title: str
    publisher: str
    url: str
    tier: Tier
    seen: str  # the date on which a person last read it, ISO 8601
    printed: str = ""  # the date or year printed on it; empty when none was seen
    note: str = ""


class Citation(NamedTuple):
    """A place in a source: the source's id, and where in it."""

    source: str
    at: str


class Figure(NamedTuple):
    """One cited number; its unit is in the name of the field that holds it."""

    value: Decimal
    citation: Citation


class Working(NamedTuple):
    """One shown step: what was worked out, by which formula, and the value with its unit."""

    what: str
    formula: str
    value: Decimal | str
    unit: str
    citation: Citation | None = None


def cited(value: Any) -> set[str]:
    """The ids of all sources that are cited anywhere in *value*."""
    return {one.source for one in within(value) if type(one) is Citation}
