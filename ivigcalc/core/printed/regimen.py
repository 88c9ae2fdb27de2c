"""Regimens: what a source prints, and the phases that a prescription makes of it.

``Regimen``, ``Variant`` and ``PrintedPhase`` are also the format of the records: a field is a key of the file.
"""

from decimal import Decimal
from typing import Literal

from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.sources import Citation, Statement
from ivigcalc.core.quantities import GramsPerKilogram, Kilograms, Years, plain

DosePer = Literal["cycle", "day", "28d"]


class PrintedHours(NamedTuple):
    """The hours over which each infusion is given, as printed; ``max_hours`` is None where one time is printed."""

    min_hours: Decimal
    citation: Citation
    max_hours: Decimal | None = None

    def __str__(self) -> str:
        least = plain(self.min_hours)
        return f"{least} h" if self.max_hours is None else f"{least} to {plain(self.max_hours)} h"


class PrintedPhase(NamedTuple):
    """One phase as its source prints it, ranges included. A default is filled in only where a source gives one.

    ``dose_per`` says what the g/kg are per: the whole cycle, each day, or 28 days (then scaled to the interval).
    """

    name: str  # "course", "loading", "maintenance", "replacement"
    citation: Citation
    dose_g_per_kg_min: Decimal
    dose_g_per_kg_max: Decimal
    dose_g_per_kg_default: Decimal | None = None
    dose_per: DosePer = "cycle"
    at_least: bool = False  # the dose is printed as a least one, without a greatest
    days_min: int | None = None
    days_max: int | None = None
    days_default: int | None = None
    default_reason: str = ""
    interval_days_min: int | None = None
    interval_days_max: int | None = None
    interval_days_default: int | None = None
    cycles: int | None = None  # where the source fixes the number
    cycles_max: int | None = None
    equal_days: bool = False
    day_pattern_g_per_kg: tuple[Decimal, ...] = ()
    maximum_g_per_kg: Decimal | None = None  # per cycle, where the source's own is not the end of its range
    maximum_g_per_kg_day: Decimal | None = None
    maximum_g: Decimal | None = None
    maximum_g_day: Decimal | None = None
    infused_over: PrintedHours | None = None
    also: tuple[str, ...] = ()  # ids of further sources that print the same
    note: str = ""


class Unsuited(NamedTuple):
    """For whom the source does not mean the regimen: outside a body weight, from an age on, or with a ``risk``.

    Each holds by itself, but for ``above_kg``: beside ``from_age_years`` it stands in for an age that was not said.
    """

    text: str
    do: str
    citation: Citation
    below_kg: Kilograms | None = None
    risk: str = ""
    above_kg: Kilograms | None = None
    from_age_years: Years | None = None


class Variant(NamedTuple):
    """One source's regimen for the indication. ``weight_policy`` is the policy that the source asks for, if any.

    ``says`` is what the source says of giving it, and ``review`` what it says of judging it: every plan shows both.
    ``overweight`` is what it says of the dose of overweight patients, and ``not_commissioned`` where it does not fund
    the regimen: that is no advice, and never used by default. ``note`` is for those who keep the record.
    """

    id: str
    name: str
    source: str
    status: str
    phases: tuple[PrintedPhase, ...]
    weight_policy: str = ""
    says: tuple[Statement, ...] = ()
    review: str = ""
    unsuited: tuple[Unsuited, ...] = ()
    overweight: Statement | None = None
    superseded: bool = False
    not_on_file: tuple[str, ...] = ()
    note: str = ""
    not_commissioned: Statement | None = None

    @property
    def stands(self) -> bool:
        """Whether it can be used by default: neither superseded nor refused by its own source."""
        return not self.superseded and self.not_commissioned is None


class MarketDefault(NamedTuple):
    """The ``variant`` used by default where one of the ``markets`` is given, with one of the ``products`` or any."""

    markets: tuple[str, ...]
    variant: str
    reason: str
    products: tuple[str, ...] = ()


class Regimen(NamedTuple):
    """All regimens on file for one indication; ``id`` is the indication's.

    ``default`` is the variant used by default; empty where one has to be said. ``default_reason`` says why.
    The first of ``default_by_market`` that is for the market and the product goes before it.
    """

    id: str
    name: str
    group: str
    default: str
    default_reason: str
    variants: tuple[Variant, ...]
    aliases: tuple[str, ...] = ()
    note: str = ""
    default_by_market: tuple[MarketDefault, ...] = ()


def most_per_day(printed: PrintedPhase) -> GramsPerKilogram | None:
    """The most g/kg of one day: as it is printed, or else the most that the regimen itself gives; None if unknown."""
    if printed.maximum_g_per_kg_day is not None:
        return GramsPerKilogram(printed.maximum_g_per_kg_day)
    if printed.day_pattern_g_per_kg:
        return GramsPerKilogram(max(printed.day_pattern_g_per_kg))
    if printed.dose_per == "day":
        return GramsPerKilogram(printed.dose_g_per_kg_max)
    if printed.dose_per == "cycle" and printed.days_min is not None:
        return GramsPerKilogram(printed.dose_g_per_kg_max / printed.days_min)
    return None
