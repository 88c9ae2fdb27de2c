"""Scenarios: the demand of one cohort under other choices, beside what it is as it stands."""

from collections.abc import Sequence
from decimal import Decimal

from ivigcalc.core.course.demand import Demand, RunOut
from ivigcalc.core.course.planned import VialTotal
from ivigcalc.core.course.prices import Unpriced
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import Grams, Minutes, Percent

ALL = "all"  # in place of a product: over all of them


class Difference(NamedTuple):
    """A scenario less the cohort as it stands, of one product or of all; of all, vial sizes are not compared.

    ``planned_percent`` is None where nothing was planned, ``chair_minutes`` and ``cost`` where one of the two is not
    known.
    """

    product: str
    infusions: int
    planned_g: Grams
    planned_percent: Percent | None
    vials: tuple[VialTotal, ...]
    chair_minutes: Minutes | None
    cost: Decimal | None


class Scenario(NamedTuple):
    """The same cohort planned once more with what is ``said``."""

    name: str
    said: str
    periods: tuple[Demand, ...]
    totals: tuple[Demand, ...]
    runs_out: tuple[RunOut, ...]
    unpriced: tuple[Unpriced, ...]
    differences: tuple[Difference, ...]


def differences(before: Sequence[Demand], after: Sequence[Demand]) -> tuple[Difference, ...]:
    """How the totals *after* differ from those *before*: of each product, and of all where there are several."""
    was, now = ({one.product: one for one in each} for each in (before, after))
    found = [_difference(product, _one(was, product), _one(now, product)) for product in sorted({*was, *now})]
    if len(found) > 1:
        found.append(_difference(ALL, before, after)._replace(vials=()))
    return tuple(found)


def _one(totals: dict[str, Demand], product: str) -> tuple[Demand, ...]:
    return (totals[product],) if product in totals else ()


def _difference(product: str, was: Sequence[Demand], now: Sequence[Demand]) -> Difference:
    before = sum((one.planned_g for one in was), Decimal(0))
    more = sum((one.planned_g for one in now), Decimal(0)) - before
    counts: dict[Grams, int] = {}
    for sign, demands in ((-1, was), (1, now)):
        for one in demands:
            for vial in one.vials:
                counts[vial.g] = counts.get(vial.g, 0) + sign * vial.count
    minutes = _less([one.chair_minutes for one in now], [one.chair_minutes for one in was])
    return Difference(
        product,
        sum(one.infusions for one in now) - sum(one.infusions for one in was),
        Grams(more),
        Percent(100 * more / before) if before else None,
        tuple(VialTotal(g, counts[g]) for g in sorted(counts, reverse=True) if counts[g]),
        None if minutes is None else Minutes(minutes),
        _less([one.cost for one in now], [one.cost for one in was]),
    )


def _less(now: Sequence[Decimal | None], was: Sequence[Decimal | None]) -> Decimal | None:
    """The sum of *now* less that of *was*; None where a part is not known."""
    known = [one for one in now if one is not None]
    known_before = [one for one in was if one is not None]
    if len(known) < len(now) or len(known_before) < len(was):
        return None
    return sum(known, Decimal(0)) - sum(known_before, Decimal(0))
