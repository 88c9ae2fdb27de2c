"""Which products an order is compared with: those that were named, those of a market, or all on file."""

from collections.abc import Iterator

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import PRODUCTS
from ivigcalc.core.comparison import Candidate
from ivigcalc.core.course.case import Case
from ivigcalc.core.errors import IvigcalcError, Unsaid
from ivigcalc.core.printed.product import Label, Product
from ivigcalc.core.quantities import GramsPerLitre
from ivigcalc.documents import resolve
from ivigcalc.documents.on_file import product_on_file
from ivigcalc.request.request import Request


def candidates(request: Request, catalogue: Catalogue) -> Iterator[Candidate]:
    """Each product with each label of the market that was said, or of every market; a powder in each strength.

    Raises:
        Unreadable, RecordInvalid: A product that was named is not on file, or the order lacks something.
    """
    named = request.product is not None
    for product in _products(request, catalogue):
        labels: list[Label | None] = [one for one in product.labels if request.market in (None, *one.markets)]
        for label in labels or ([None] if named else []):
            for strength in _strengths(product, request.concentration):
                yield _candidate(product, label, strength, request, catalogue)


def _products(request: Request, catalogue: Catalogue) -> tuple[Product, ...]:
    if request.product is None:
        return tuple(catalogue.record(PRODUCTS, id) for id in sorted(catalogue.ids(PRODUCTS)))
    names = dict.fromkeys(name.strip() for name in request.product.split(","))
    return tuple(product_on_file(name, catalogue) for name in names)


def _strengths(product: Product, said: GramsPerLitre | None) -> tuple[GramsPerLitre, ...]:
    """The strength that was said, or every one that the product is made up to."""
    return tuple(one.g_per_l for one in product.strengths) if said is None else (said,)


def _candidate(
    product: Product, label: Label | None, strength: GramsPerLitre, request: Request, catalogue: Catalogue
) -> Candidate:
    market = request.market or (label.markets[0] if label is not None else None)
    asked = request.saying("product", product.id, product.id).saying("market", market, market or "")
    if len(product.strengths) > 1:
        asked = asked.saying("concentration", strength, f"{strength}g/L")
    on_file = any(one.g_per_l == strength for one in product.strengths)
    try:
        case = resolve.course(asked, catalogue)
    except Unsaid:
        raise
    except IvigcalcError as why:
        return _of(product, label, market, strength if on_file else None, why)
    return _of(product, label, market, strength, case._replace(said=request.said))


def _of(
    product: Product,
    label: Label | None,
    market: str | None,
    strength: GramsPerLitre | None,
    case: Case | IvigcalcError,
) -> Candidate:
    composition = label.composition if label is not None else ()
    return Candidate(product.id, product.name, market, strength, composition, case)
