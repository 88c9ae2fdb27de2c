"""Scenarios of a forecast -> text blocks: each beside the cohort as it stands, and the difference in words."""

from collections.abc import Iterator
from decimal import Decimal

from ivigcalc.core.course.demand import Demand
from ivigcalc.core.course.forecast import Forecast
from ivigcalc.core.course.scenarios import ALL, Difference
from ivigcalc.output.blocks import Block, Column, Entries, Entry, Facts, Heading
from ivigcalc.output.cost import cost_text
from ivigcalc.output.number import shown, signed
from ivigcalc.output.words import hours, tidy, vials

_AS_IT_STANDS = "as it stands"


def scenario_blocks(found: Forecast) -> Iterator[Block]:
    """What each scenario says, its totals beside those of the cohort as it stands, and how they differ."""
    yield Heading("Scenarios")
    yield Facts(tuple((one.name, one.said) for one in found.scenarios))
    all_totals = [found.totals, *(one.totals for one in found.scenarios)]
    for product in sorted({total.product for totals in all_totals for total in totals}):
        rows = [(_AS_IT_STANDS, _of(found.totals, product))]
        rows += [(one.name, _of(one.totals, product)) for one in found.scenarios]
        yield Heading(product)
        yield tidy(
            Column("Scenario", prose=True),
            Column("Planned", "g", right=True),
            Column("Vials", prose=True),
            Column("Chair time"),
            Column("Cost", found.currency or "", right=True),
            rows=[_row(name, total, priced=found.currency is not None) for name, total in rows],
        )
    yield Heading("Differences")
    yield Entries(
        tuple(
            Entry(one.name, f"{_product(difference)}: {_told(difference, found.currency)}")
            for one in found.scenarios
            for difference in one.differences
        )
    )


def _of(totals: tuple[Demand, ...], product: str) -> Demand | None:
    return next((one for one in totals if one.product == product), None)


def _row(name: str, total: Demand | None, *, priced: bool) -> tuple[str, ...]:
    if total is None:
        return name, "0", "none", "none", "0.00" if priced else ""
    return (
        name,
        shown(total.planned_g, "planned_g"),
        vials(total.vials) or "none on file",
        chair_time(total.chair_minutes),
        cost_text(total.cost) if priced else "",
    )


def chair_time(minutes: Decimal | None) -> str:
    return "not known" if minutes is None else hours(minutes)


def _product(difference: Difference) -> str:
    return "all products" if difference.product == ALL else difference.product


def _told(difference: Difference, currency: str | None) -> str:
    """``-42 g (-12 %), -1 x 20 g, chair time -40 min, -1625.00 EUR``."""
    percent = difference.planned_percent
    share = "" if percent is None else f" ({signed(percent, 'planned_percent')} %)"
    told = [f"{signed(difference.planned_g, 'planned_g')} g{share}"]
    told += [f"{vial.count:+d} x {shown(vial.g, 'g')} g" for vial in difference.vials]
    if difference.chair_minutes is None:
        told.append("chair time not known")
    else:
        minutes = difference.chair_minutes
        told.append(f"chair time {'-' if minutes < 0 else '+'}{hours(abs(minutes))}")
    if currency is not None:
        cost = difference.cost
        told.append("cost not known" if cost is None else f"{cost:+.2f} {currency}")
    return ", ".join(told)
