"""What vials cost, in words, and which of them have no price."""

from decimal import Decimal

from ivigcalc.core.course.prices import Cost, Unpriced
from ivigcalc.output.number import shown

_NOT_KNOWN = "not known"


def cost_text(cost: Decimal | None) -> str:
    """``812.50``."""
    return _NOT_KNOWN if cost is None else f"{cost:.2f}"


def cost_or_why(of: Cost) -> str:
    """``812.50 EUR``, or what has no price."""
    if of.total is None:
        return f"{_NOT_KNOWN}: no price in the configuration of {_listed(of.unpriced)}"
    return f"{cost_text(of.total)} {of.currency}"


def lacking_prices(lacking: tuple[Unpriced, ...]) -> str:
    """Which vials have no price, so that their cost is not known; empty where each has one."""
    return f"No price in the configuration, so cost unknown: {_listed(lacking)}." if lacking else ""


def _listed(lacking: tuple[Unpriced, ...]) -> str:
    """``privigen (20, 10 g); octagam-10 (no vials on file)``."""
    sizes: dict[str, list[str]] = {}
    for one in lacking:
        sizes.setdefault(one.product, []).extend([] if one.g is None else [shown(one.g, "g")])
    return "; ".join(
        f"{product} ({', '.join(found) + ' g' if found else 'no vials on file'})" for product, found in sizes.items()
    )
