"""The rule by which whole vials are chosen: for what, by which shares of the dose and the mean day, and below what."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from ivigcalc.core.dosing.vial_costs import Counts
from ivigcalc.core.dosing.vial_supply import parts_of
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import VialShares
from ivigcalc.core.quantities import Grams, Percent

_KEPT = 64  # tolerances: one, unless the rows of a cohort say others


class Most(NamedTuple):
    """What a cycle and a day had better not pass, in g; None where nothing is too much."""

    cycle_g: Grams | None = None
    day_g: Grams | None = None


class Cycle(NamedTuple):
    """What whole vials are chosen for: the calculated dose of a cycle, more than 0 g, and its days.

    ``day_pattern`` is what the days get, in proportion; empty when they are equal. ``equal_days``: the regimen asks
    for them, so that equal days anywhere within the tolerance go before days that are only alike.
    """

    calculated_g: Grams
    days: int
    day_pattern: tuple[Decimal, ...] = ()
    equal_days: bool = False
    most: Most = Most()

    @property
    def parts(self) -> Counts:
        """What each day gets, as the smallest whole numbers in proportion."""
        return parts_of(self.days, self.day_pattern)


class Shares(NamedTuple):
    """The shares that the rule goes by: the first three of the calculated dose, the others of the mean day."""

    near: Fraction
    wider: Fraction
    tolerance: Fraction
    alike: Fraction
    one_vial: Fraction
    uneven: Fraction

    def __hash__(self) -> int:
        return hash(self.tolerance)  # the others are on file, and fractions are slow to hash

    @property
    def of_the_dose(self) -> tuple[Fraction, ...]:
        """How near the total is to be, the nearest first and none beyond the tolerance."""
        return (*(share for share in (self.near, self.wider) if share < self.tolerance), self.tolerance)

    def most_apart(self, mean: Fraction, smallest: Fraction) -> Fraction:
        """How far alike days may be apart, where the *mean* day and the *smallest* vial are so large in one unit."""
        one_vial = smallest if smallest <= self.one_vial * mean else Fraction(0)
        return max(self.alike * mean, one_vial)


@lru_cache(_KEPT)
def shares_of(printed: VialShares, tolerance: Percent) -> Shares:
    """The shares on file, with the *tolerance*."""
    percents = (
        printed.near_percent.value,
        printed.wider_percent.value,
        tolerance,
        printed.alike_days_percent.value,
        printed.one_vial_percent.value,
        printed.uneven_days_percent.value,
    )
    return Shares(*[Fraction(percent) / 100 for percent in percents])


def days_apart(doses: tuple[Grams, ...], parts: Counts) -> tuple[Fraction, Fraction]:
    """How far the days are apart, in g of the mean day, and that mean; each counts by what it holds for its part."""
    mean = Fraction(sum(doses, Decimal(0))) / len(doses)
    scale = Fraction(sum(parts), len(parts))
    held = [Fraction(dose) / part * scale for dose, part in zip(doses, parts, strict=True)]
    return max(held) - min(held), mean
