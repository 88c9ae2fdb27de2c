"""Where a figure comes from, and how a result was worked out."""

from decimal import Decimal
from typing import Any, Literal

from ivigcalc.core.named_tuple import NamedTuple

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


class Statement(NamedTuple):
    """What a source says of giving it, in plain English, for the person who gives it.

    ``indications`` are those that it is about; empty: whatever is treated.
    """

    text: str
    citation: Citation
    indications: tuple[str, ...] = ()


class Figure(NamedTuple):
    """One cited number; its unit is in the name of the field that holds it."""

    value: Decimal
    citation: Citation


class Working(NamedTuple):
    """One shown step: what was worked out, by which formula and ``how`` rounded or why, and the value with its unit.

    ``of`` tells which one it is, where another part of the plan refers to it.
    """

    what: str
    formula: str
    value: Decimal | str
    unit: str
    citation: Citation | None = None
    how: str = ""
    of: "WorkingOf | None" = None

    @property
    def whole(self) -> str:
        """The formula, and behind it how the result is rounded, or why."""
        return f"{self.formula}; {self.how}" if self.how else self.formula


class WorkingOf(NamedTuple):
    """Which figure of the plan a working is of; ``day`` is None where the days of the phase are alike."""

    figure: Literal["dosing weight", "calculated dose", "first pump rate", "observation", "vital signs"]
    phase: str = ""
    day: int | None = None


def cited(value: tuple[Any, ...]) -> set[str]:
    """The ids of all sources that are cited anywhere in *value*."""
    found: set[str] = set()
    level: list[tuple[Any, ...]] = [(value,)]
    while level:  # all that stands equally deep at a time, which is quick
        level = [item for one in level for item in one if isinstance(item, tuple)]
        found.update([one.source for one in level if type(one) is Citation])
    return found
