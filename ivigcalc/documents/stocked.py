"""What of the vials that a hospital has in stock matters to a request, and whether the products have such vials."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import ENTRY, PRODUCTS
from ivigcalc.core.errors import IvigcalcError, RecordInvalid, Unreadable
from ivigcalc.core.printed.limits import check_vial_sizes
from ivigcalc.core.printed.product import Product
from ivigcalc.core.quantities import plain
from ivigcalc.core.wording import named
from ivigcalc.documents.intake import TAKES
from ivigcalc.request.request import Request
from ivigcalc.request.stocked import Stocked


def checked(said: Iterable[Stocked], market: str | None, catalogue: Catalogue) -> tuple[Stocked, ...]:
    """What is *said* to be in stock, each under the id of its product.

    Raises:
        RecordInvalid: A product is not on file or stands twice, or has no vial of a size on a label of the *market*;
            file and key are named.
    """
    found: dict[str, Stocked] = {}
    for one in said:
        try:
            product = catalogue.record(PRODUCTS, one.product)
            _check_sizes(product, one, market, catalogue)
        except IvigcalcError as why:
            raise RecordInvalid(f"{one.where}: {why.sentence(named)}") from None
        if product.id in found:
            raise RecordInvalid(f"{one.where}: {product.id} is given twice; write its sizes under one name")
        found[product.id] = one._replace(product=product.id)
    return tuple(found.values())


def _check_sizes(product: Product, said: Stocked, market: str | None, catalogue: Catalogue) -> None:
    labels = [label for label in product.labels if market in label.markets] or product.labels
    known = {vial.g for label in labels for vial in label.vials}
    unknown = [g for g in said.sizes if g not in known]
    if known and unknown:
        sizes = ", ".join(map(plain, sorted(known)))
        where = f"the label ({market})" if len(labels) == 1 and market in labels[0].markets else "its labels on file"
        raise RecordInvalid(f"{product.id} has no {plain(unknown[0])} g vial; {where}: {sizes} g")
    check_vial_sizes(said.sizes, product.strengths[0].g_per_l, catalogue.limits(ENTRY), "vials")


def that_matter(name: str, request: Request, catalogue: Catalogue) -> Request:
    """*request* for the document *name* with what is in stock of its products, as far as no vials were said for it."""
    kept: tuple[Stocked, ...] = ()
    if "vials" in TAKES[name] and (request.changes or {"vials", "stock"}.isdisjoint(request.said)):
        products = set(products_named(request, catalogue))
        every = name == "compare" and request.product is None
        kept = tuple(one._replace(where="") for one in request.stocked if every or one.product in products)
    return request._replace(stocked=kept)


def products_named(request: Request, catalogue: Catalogue) -> Iterator[str]:
    """The ids of the products that the request and its changes name; one that is not on file is an error elsewhere."""
    for one in (request, *(change.request for change in request.changes)):
        for said in (one.product or "").split(","):
            with suppress(Unreadable):
                yield catalogue.find(PRODUCTS, said) or ""
