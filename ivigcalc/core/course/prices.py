"""What vials cost, by the prices that were configured. None is on file: a price is an agreement of a house."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ivigcalc.core.course.planned import VialTotal
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import Grams


class Prices(NamedTuple):
    """The price of one vial of each size of a product, all in one ``currency``."""

    currency: str
    of: Mapping[str, Mapping[Grams, Decimal]]  # product -> vial size -> price


class Unpriced(NamedTuple):
    """A vial size that is needed and has no price; ``g`` is None where the product has no vials on file at all."""

    product: str
    g: Grams | None


def cost_of(product: str, vials: Sequence[VialTotal], prices: Prices | None) -> Decimal | None:
    """Vials x price, exact; None where a size has no price or no vials are on file: a part would pass for the whole."""
    if prices is None or not vials or unpriced(product, vials, prices):
        return None
    return sum((vial.count * prices.of[product][vial.g] for vial in vials), Decimal(0))


def unpriced(product: str, vials: Sequence[VialTotal], prices: Prices) -> tuple[Unpriced, ...]:
    """Each of *vials* of the *product* that has no price."""
    if not vials:
        return (Unpriced(product, None),)
    known = prices.of.get(product, {})
    return tuple(Unpriced(product, vial.g) for vial in vials if vial.g not in known)
