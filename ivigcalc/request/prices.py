"""The ``[prices]`` of a configuration: one word for the currency, and for each product the price of each vial size."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from ivigcalc.core.course.prices import Prices
from ivigcalc.core.errors import IvigcalcError, RecordInvalid
from ivigcalc.core.quantities import Grams
from ivigcalc.request import reading

_CURRENCY = "currency"
_PRICE = r"[0-9]{1,9}(?:\.[0-9]{1,2})?"
_WRITE = 'write currency = "EUR", and a price as privigen.20g = "812.50" or privigen."2.5g" = "101.60"'


def prices_in(path: Path, table: object) -> Prices:
    """What the *table* of the configuration *path* says.

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
        {product: _of_product(path, product, sizes) for product, sizes in table.items() if product != _CURRENCY},
    )


def _of_product(path: Path, product: str, sizes: object) -> Mapping[Grams, Decimal]:
    if not isinstance(sizes, dict):
        raise RecordInvalid(f"{path}: prices.{product}: a price for each vial size is needed; {_WRITE}")
    found: dict[Grams, Decimal] = {}
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
            raise RecordInvalid(f"{where}: this size stands twice; leave one out")
        found[g] = Decimal(text)
    return found
