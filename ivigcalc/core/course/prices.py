"""What vials cost, by the prices that were configured. None is on file: a price is an agreement of a hospital."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import Grams


class VialPrice(NamedTuple):
    """The price of one vial of this size of a product."""

    product: str
    g: Grams
    price: Decimal


class Prices(NamedTuple):
    """What vials cost, all in one ``currency``."""

    currency: str
    vials: tuple[VialPrice, ...]

    def of(self, product: str) -> dict[Grams, Decimal]:
        """The price of each size of the *product* that has one."""
        return {one.g: one.price for one in self.vials if one.product == product}


class Unpriced(NamedTuple):
    """A vial size that is needed and has no price; ``g`` is None where the product has no vials on file at all."""

    product: str
    g: Grams | None


class Cost(NamedTuple):
    """Vials x price, exact; ``total`` is None where any is ``unpriced``: a part would pass for the whole."""

    total: Decimal | None
    currency: str
    unpriced: tuple[Unpriced, ...]


class Vials(Protocol):
    """A number of vials of one size."""

    @property
    def g(self) -> Grams: ...

    @property
    def count(self) -> int: ...


def cost(taken: Iterable[tuple[str, Sequence[Vials]]], prices: Prices | None) -> Cost | None:
    """What the vials cost that are *taken*, by product; None where there are no prices."""
    if prices is None:
        return None
    taken = tuple(taken)
    lacking = tuple(dict.fromkeys(one for product, vials in taken for one in unpriced(product, vials, prices)))
    total = Decimal(0)
    for product, vials in taken:
        total += cost_of(product, vials, prices) or 0
    return Cost(None if lacking else total, prices.currency, lacking)


def cost_of(product: str, vials: Sequence[Vials], prices: Prices | None) -> Decimal | None:
    """Vials x price, exact; None where a size has no price or no vials are on file."""
    if prices is None or not vials or unpriced(product, vials, prices):
        return None
    known = prices.of(product)
    return sum((vial.count * known[vial.g] for vial in vials), Decimal(0))


def unpriced(product: str, vials: Sequence[Vials], prices: Prices) -> tuple[Unpriced, ...]:
    """Each of *vials* of the *product* that has no price."""
    if not vials:
        return (Unpriced(product, None),)
    known = prices.of(product)
    return tuple(Unpriced(product, vial.g) for vial in vials if vial.g not in known)
