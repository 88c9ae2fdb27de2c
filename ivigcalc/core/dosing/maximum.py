"""A maximum in grams: the most of a cycle or of a day, whatever the weight, as it was said or as a source prints it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from ivigcalc.core.dosing.dose import InGrams, Phase, calculated_dose
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import Grams, Kilograms, settled


class Maximum(NamedTuple):
    """The most grams of a cycle or of a day; ``said`` with the order, or else printed by the source of the regimen."""

    g: Grams
    per: Literal["cycle", "day"]
    said: bool


class CycleDose(NamedTuple):
    """What one cycle is planned from.

    ``uncapped`` is what it came to where a maximum lowered it, and ``by`` is that maximum: of several, the one that
    decides. ``day_pattern`` are the shares of the days, empty for days alike.
    """

    grams: Grams
    uncapped: Grams | None = None
    by: Maximum | None = None
    day_pattern: tuple[Decimal, ...] = ()


def cycle_dose(phase: Phase, weight: Kilograms, said: Maximum | None = None) -> CycleDose:
    """The calculated dose of one cycle, at most what was *said* and what the source of the *phase* prints for a cycle.

    Grams that were said are left as they are by the maximum of a source: above it they are not the source's dose, and a
    person decides.
    """
    calculated = calculated_dose(phase, weight)
    dose = CycleDose(calculated, day_pattern=phase.day_pattern)
    for most in _maxima(phase, said):
        if most.per == "cycle":
            lowered, pattern = min(dose.grams, most.g), dose.day_pattern
        else:
            lowered, pattern = _days_at_most(most.g, dose, phase.days)
        if lowered < dose.grams:
            dose = CycleDose(lowered, calculated, most, pattern)
    return dose


def _maxima(phase: Phase, said: Maximum | None) -> Iterator[Maximum]:
    """Those that act on the *phase*, that of a day first: what lowers the whole cycle lowers each day with it."""
    if said is not None and said.per == "day":
        yield said
    if phase.maximum_g is not None and not isinstance(phase.amount, InGrams):
        yield Maximum(phase.maximum_g, "cycle", said=False)
    if said is not None and said.per == "cycle":
        yield said


def _days_at_most(most: Grams, dose: CycleDose, days: int) -> tuple[Grams, tuple[Decimal, ...]]:
    """The cycle whose days get at most so many grams each, and the shares of its days."""
    if not dose.day_pattern:
        return Grams(min(dose.grams, most * days)), ()
    whole = sum(dose.day_pattern)
    shares = [settled(dose.grams * share / whole) for share in dose.day_pattern]
    if max(shares) <= most:
        return dose.grams, dose.day_pattern
    lowered = tuple(min(share, most) for share in shares)
    return Grams(sum(lowered, Decimal(0))), lowered
