"""What vials cost: the ``[prices]`` of a configuration, and of a saved request.

One word for the currency, and for each product the price of each vial size.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from ivigcalc.core.course.planned import Json
from ivigcalc.core.course.prices import Prices, VialPrice
from ivigcalc.core.errors import IvigcalcError, RecordInvalid
from ivigcalc.core.quantities import plain
from ivigcalc.request import reading

_CURRENCY = "currency"
_PRICE = r"[0-9]{1,9}(?:\.[0-9]{1,2})?"
_WRITE = 'write currency = "EUR", and a price as privigen.20g = "812.50" or privigen."2.5g" = "101.60"'


def prices_in(path: Path, table: object) -> Prices:
    """What the *table* in the file *path* says.

    Raises:
        RecordInvalid: It says no currency, or what is no price of a vial; the key is named.
    """
    if not isinstance(table, dict):
        raise RecordInvalid(f"{path}: prices: a table is needed; {_WRITE}")
    currency = table.get(_CURRENCY)
    if not isinstance(currency, str) or not re.fullmatch(r"\S{1,10}", currency) or not currency.isprintable():
        raise RecordInvalid(f"{path}: prices.currency: one word of at most 10 characters is needed; {_WRITE}")
    return Prices(
        currency,
        tuple(
            vial
            for product, sizes in table.items()
            if product != _CURRENCY
            for vial in _of_product(path, product, sizes)
        ),
    )


def shown_prices(prices: Prices) -> dict[str, Json]:
    """*prices* as a request carries them."""
    found: dict[str, dict[str, Json]] = {}
    for one in prices.vials:
        found.setdefault(one.product, {})[f"{plain(one.g)}g"] = str(one.price)
    return {_CURRENCY: prices.currency, **found}


def _of_product(path: Path, product: str, sizes: object) -> Iterator[VialPrice]:
    if not isinstance(sizes, dict):
        raise RecordInvalid(f"{path}: prices.{product}: a price for each vial size is needed; {_WRITE}")
    found = set()
    for size, price in sizes.items():
        where = f"{path}: prices.{product}.{size}"
        try:
            g = reading.grams(size)
        except (IvigcalcError, ValueError):
            raise RecordInvalid(f"{where}: a vial size in g is needed; {_WRITE}") from None
        text = str(price) if isinstance(price, str | int | Decimal) and not isinstance(price, bool) else ""
        if not re.fullmatch(_PRICE, text):
            raise RecordInvalid(f"{where}: a price with at most two decimals is needed; {_WRITE}")
        if g in found:
            raise RecordInvalid(f"{where}: duplicate size; remove one")
        found.add(g)
        yield VialPrice(product, g, Decimal(text))
