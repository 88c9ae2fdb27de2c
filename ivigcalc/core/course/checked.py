"""What a check of a saved document finds: its differences, and the verdict on each order that was compared."""

from typing import Any, Literal

from ivigcalc.core.named_tuple import NamedTuple


class Verdict(NamedTuple):
    """One thing that was compared: what was said of it, whether it is the planned one, and in words why."""

    what: Literal["plan", "dose", "volume", "rate", "date"]
    said: str
    passed: bool
    text: str


class Difference(NamedTuple):
    """One place where a saved document is not what its request gives.

    ``missing`` is a value that the saved document lacks, ``additional`` one that it has and should not.
    """

    path: str
    kind: Literal["changed", "missing", "additional"]
    saved: Any
    recomputed: Any


class Checked(NamedTuple):
    """The document that was checked, as its own keys name it."""

    schema: str
    version: str
    digest: str


class Check(NamedTuple):
    """What a check found. ``notes`` are no differences, but a person should know them."""

    document: Checked
    agrees: bool
    notes: tuple[str, ...]
    differences: tuple[Difference, ...]
    comparisons: tuple[Verdict, ...] = ()
