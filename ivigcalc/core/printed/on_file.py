"""What is told of the records on file: a list of them, or everything about one."""

from decimal import Decimal
from typing import Any

from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.sources import Citation, Source


class Entry(NamedTuple):
    """A record in a list; ``about`` tells it from its neighbours.

    A regimen has a ``group``, and so many ``variants``; ``indications`` are those that the labels of a product name.
    """

    kind: str
    id: str
    name: str
    aliases: tuple[str, ...]
    local: bool
    about: str
    group: str = ""
    variants: int = 0
    indications: tuple[str, ...] = ()


class LadderByTheHour(NamedTuple):
    """A printed ladder in words, and its printed rates in mL/kg/h, or in mL/h where it does not go by weight."""

    whose: str
    indications: tuple[str, ...]
    words: str
    unit: str
    rates: tuple[Decimal, ...]
    maximum: Decimal | None
    citation: Citation


class TierCount(NamedTuple):
    tier: str
    sources: int


class CatalogueDocument(NamedTuple):
    """What ``catalogue list`` and ``catalogue show`` print. ``record`` stands for one record that is shown.

    ``sources`` are those that it cites, or those listed; ``by_tier`` and ``oldest_seen`` are theirs.
    """

    kind: str
    records: tuple[Entry, ...]
    record: Any = None
    ladders: tuple[LadderByTheHour, ...] = ()
    not_on_file: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    by_tier: tuple[TierCount, ...] = ()
    oldest_seen: str | None = None
