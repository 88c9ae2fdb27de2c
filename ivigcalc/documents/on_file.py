"""The records that a request rests on: those that it names or leaves to the market, and those that always hold."""

import re
from functools import cache

from ivigcalc.catalogue.catalogue import Catalogue, NotOnFile, as_id
from ivigcalc.catalogue.kinds import (
    CALENDAR,
    DOSES,
    ENTRY,
    MONITORING,
    PRODUCT,
    PRODUCTS,
    RATES,
    REGIMENS,
    STEROID,
    WEIGHT,
    Kind,
    R,
)
from ivigcalc.core.course.case import Limits
from ivigcalc.core.errors import Choice, IvigcalcError, Unreadable
from ivigcalc.core.printed.monitoring import MonitoringRule
from ivigcalc.core.printed.product import Product
from ivigcalc.core.printed.regimen import Regimen
from ivigcalc.request.request import Request

# What somebody types in place of a brand, with its words joined.
_NO_BRAND = r"(?:human-|normal-|iv-)*(?:iv-?ig|igiv|ig|immun(?:o|e-)globulins?|gamma-?globulins?)(?:-[0-9]+)*"


def of_field(field: str, catalogue: Catalogue, kind: Kind[R], id: str) -> R:
    """The record of *kind* with the *id* or alias that was said in *field*, which an error names.

    Raises:
        Unreadable, RecordInvalid: As ``Catalogue.record``.
    """
    try:
        return catalogue.record(kind, id)
    except IvigcalcError as why:
        why.field, why.in_words = why.field or field, True
        raise


def product_on_file(said: str, catalogue: Catalogue) -> Product:
    """The product that was *said*.

    Raises:
        Unreadable, RecordInvalid: As ``of_field``; where there is none, the text says how to do without.
    """
    try:
        return of_field("product", catalogue, PRODUCTS, said)
    except NotOnFile as why:
        strength = re.search(r"([0-9]+(?:\.[0-9]+)?) ?%", said)
        without = f"[[concentration]] {strength[1] if strength else '10'}% with [[vials]] such as 5,10,20"
        if re.fullmatch(_NO_BRAND, as_id(said)):
            raise Unreadable(
                f"[[product]] {said}: this is no brand", f"give the brand on the vial, or {without}", "product"
            ) from None
        raise Unreadable(why.why, f"for one that is not on file give {without}", "product", in_words=True) from None


@cache
def monitoring(catalogue: Catalogue) -> tuple[MonitoringRule, ...]:
    """Every rule of what is reviewed when."""
    return tuple(catalogue.record(MONITORING, id) for id in catalogue.ids(MONITORING))


@cache
def all_limits(catalogue: Catalogue) -> Limits:
    """The thresholds on file."""
    return Limits(
        entry=catalogue.limits(ENTRY),
        dose=catalogue.limits(DOSES),
        weight=catalogue.limits(WEIGHT),
        product=catalogue.limits(PRODUCT),
        rates=catalogue.limits(RATES),
        calendar=catalogue.limits(CALENDAR),
        steroid=catalogue.limits(STEROID),
    )


def default_variant(regimen: Regimen, request: Request, catalogue: Catalogue) -> tuple[str, str]:
    """The variant of *regimen* that stands when none is said, by the market and the product said; and why.

    Raises:
        Choice: None is the default.
        Unreadable, RecordInvalid: As ``of_field``.
    """
    market, product = request.market, request.product
    here = [one for one in regimen.default_by_market if market in one.markets]
    if here and product is not None:
        product = product_on_file(product, catalogue).id
    for one in here:
        if not one.products or product in one.products:
            return one.variant, f"market {market}: {one.reason}"
    if not regimen.default:
        raise Choice(
            f"{regimen.id}: no variant is the default: {regimen.default_reason}",
            f"choose: {' or '.join(f'[[regimen]] {regimen.id}/{variant.id}' for variant in regimen.variants)}",
            "regimen",
        )
    return regimen.default, regimen.default_reason


def with_variant(request: Request, catalogue: Catalogue) -> Request:
    """*request* with its regimen's variant named, for where its market and its product are no longer known.

    Raises:
        Unreadable, RecordInvalid: As ``of_field``.
    """
    if request.regimen is None or "/" in request.regimen or None in (request.market, request.product):
        return request
    regimen = of_field("regimen", catalogue, REGIMENS, request.regimen)
    variant, _ = default_variant(regimen, request, catalogue)
    return request if variant == regimen.default else request._replace(regimen=f"{regimen.id}/{variant}")


def keeping_variant(before: Request, after: Request, catalogue: Catalogue) -> Request:
    """*after* with the variant that stood *before*, where another market or product would change it unasked.

    Raises:
        Unreadable, RecordInvalid: As ``of_field``.
    """
    if before.regimen is None or "/" in before.regimen:
        return after
    regimen = of_field("regimen", catalogue, REGIMENS, before.regimen)
    variant, _ = default_variant(regimen, before, catalogue)
    same = default_variant(regimen, after, catalogue)[0] == variant
    return after if same else after._replace(regimen=f"{regimen.id}/{variant}")
