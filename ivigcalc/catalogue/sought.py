"""Which products are listed: those of a market, of a strength, or for an indication."""

from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.product import Product
from ivigcalc.core.quantities import GramsPerLitre


class Sought(NamedTuple):
    """What a product must have; None: whatever it has."""

    market: str | None = None
    strength: GramsPerLitre | None = None
    indication: str | None = None  # the id of its regimen

    def fits(self, product: Product) -> bool:
        """Whether *product* has all of it, the market and the indication on one label."""
        return (self.strength is None or any(one.g_per_l == self.strength for one in product.strengths)) and any(
            (self.market is None or self.market in label.markets)
            and (self.indication is None or any(one.id == self.indication for one in label.indications))
            for label in product.labels
        )
