"""What of the prices that a hospital pays matters to a request, and whether the products have such vials."""

from collections.abc import Iterable
from pathlib import Path

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import PRODUCTS
from ivigcalc.core.course.prices import Prices
from ivigcalc.core.errors import IvigcalcError, RecordInvalid, Unreadable
from ivigcalc.core.printed.product import Product
from ivigcalc.core.quantities import Grams, plain
from ivigcalc.core.wording import named
from ivigcalc.documents.intake import COSTED
from ivigcalc.documents.stocked import products_named
from ivigcalc.request.request import Request


def checked(said: Prices, path: Path, catalogue: Catalogue) -> Prices:
    """The prices that the configuration *path* has *said*, each under the id of its product.

    Raises:
        RecordInvalid: A product is not on file, is named twice or has no vial of that size; file and key are named.
    """
    ids: dict[str, str] = {}
    for name in dict.fromkeys(one.product for one in said.vials):
        try:
            product = catalogue.record(PRODUCTS, name)
            check_sizes(product, said.of(name))
        except IvigcalcError as why:
            raise RecordInvalid(f"{path}: prices.{name}: {why.sentence(named)}") from None
        if product.id in ids.values():
            raise RecordInvalid(
                f"{path}: prices.{name}: {product.id} is given twice; write all its sizes under one name"
            )
        ids[name] = product.id
    return said._replace(vials=tuple(one._replace(product=ids[one.product]) for one in said.vials))


def check_sizes(product: Product, sizes: Iterable[Grams]) -> None:
    """Refuse a size that no label of the *product* has, where any on file has sizes."""
    known = sorted({vial.g for label in product.labels for vial in label.vials})
    unknown = [g for g in sizes if known and g not in known]
    if unknown:
        *most, last = map(plain, known)
        there = f"{', '.join(most)} and {last} g" if most else f"{last} g"
        raise Unreadable(
            f"{product.id} has no {plain(unknown[0])} g vial",
            f"its labels on file have {there}: check product and size",
        )


def prices_that_matter(name: str, prices: Prices, request: Request, catalogue: Catalogue) -> Prices | None:
    """Of *prices* those of the products of *request*, where the document *name* has a cost."""
    if name not in COSTED:
        return None
    if name == "compare" and request.product is None:
        return prices
    products = set(products_named(request, catalogue))
    return prices._replace(vials=tuple(one for one in prices.vials if one.product in products))
