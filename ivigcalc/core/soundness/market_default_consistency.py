"""Consistency of the variants that stand by default in a market: each is there, and none is hidden by one before it."""

from collections.abc import Iterator

from ivigcalc.core.printed.product import MARKETS
from ivigcalc.core.printed.regimen import MarketDefault, Regimen

_Hidden = set[tuple[str, str]]  # markets and products that an entry before is for; "" is any product


def market_default_faults(regimen: Regimen) -> Iterator[str]:
    """What is wrong with the defaults by market of *regimen*."""
    variants = [variant.id for variant in regimen.variants if variant.stands]
    before: _Hidden = set()
    for i, one in enumerate(regimen.default_by_market):
        yield from (f"default_by_market[{i}]: {fault}" for fault in _faults(one, variants, before))
        before.update((market, product) for market in one.markets for product in one.products or ("",))


def _faults(one: MarketDefault, variants: list[str], before: _Hidden) -> Iterator[str]:
    if not one.markets:
        yield "markets: one or more are needed"
    for market in one.markets:
        if market not in MARKETS:
            yield f"markets: {market!r} is not one of {', '.join(MARKETS)}"
        if (market, "") in before or any((market, product) in before for product in one.products):
            yield f"markets: {market!r} is that of an entry before, which goes before this one"
    if one.variant not in variants:
        yield f"variant: {one.variant!r} is not the id of a variant that stands"
    if not one.reason.strip():
        yield "reason: empty; give the reason for this variant there"
