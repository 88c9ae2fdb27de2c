"""Totals: what a plan takes in total, over the cycles that are still to come."""

from collections.abc import Sequence
from decimal import Decimal

from ivigcalc.core.course.planned import PlannedDay, PlannedProduct, ProductTotal, Totals, VialTotal
from ivigcalc.core.course.preparation import planned_product
from ivigcalc.core.course.prices import cost
from ivigcalc.core.course.situation import PhaseSituation, Situation
from ivigcalc.core.dosing.vial_supply import in_all
from ivigcalc.core.quantities import Grams, Millilitres, Minutes


def totals(now: Situation) -> Totals:
    """Over the cycles still to come; without dates, over those that are prescribed. Per product also those given."""
    phases = [(phase, *_to_come_and_given(now, index)) for index, phase in enumerate(now.all_phases)]
    days = [(day, coming) for phase, coming, _ in phases for day in phase.planned.days]
    timed = [(day.infusion, count) for day, count in days if day.infusion is not None and count]
    pump = sum((infusion.total_minutes * count for infusion, count in timed), Decimal(0))
    watch = sum((infusion.observe_minutes * count for infusion, count in timed), Decimal(0))
    known = len(timed) == sum(bool(count) for _, count in days)
    products = _product_totals(planned_product(now.case), phases)
    return Totals(
        planned_g=Grams(sum((day.dose_g * count for day, count in days), Decimal(0))),
        volume_ml=Millilitres(sum((day.volume_ml * count for day, count in days), Decimal(0))),
        infusion_minutes=Minutes(pump) if known else None,
        chair_minutes=Minutes(pump + watch) if known else None,
        vials=_vial_totals(days),
        products=products,
        cost=cost([(one.product, one.vials) for one in products if one.planned_g], now.case.prices),
    )


def _to_come_and_given(now: Situation, index: int) -> tuple[int, int]:
    """How many cycles of the phase with this index are to come, and how many were given."""
    if not now.cycles:
        return now.all_phases[index].planned.cycles, 0
    given = [cycle.given for cycle in now.cycles if cycle.phase == index]
    return given.count(False), given.count(True)


def _vial_totals(days: Sequence[tuple[PlannedDay, int]]) -> tuple[VialTotal, ...]:
    opened = [vial._replace(count=vial.count * count) for day, count in days if count for vial in day.vials]
    return tuple(VialTotal(vial.g, vial.count) for vial in in_all(opened))


def _product_totals(
    current: PlannedProduct, phases: Sequence[tuple[PhaseSituation, int, int]]
) -> tuple[ProductTotal, ...]:
    """What is given and what is to come of each product, in the order of the phases."""
    found: dict[PlannedProduct, list[tuple[PhaseSituation, int, int]]] = {}
    for phase, coming, given in phases:
        found.setdefault(phase.planned.product or current, []).append((phase, coming, given))
    return tuple(
        ProductTotal(
            product=product.id or product.name,
            planned_g=Grams(sum((p.planned.planned_g * coming for p, coming, _ in rows), Decimal(0))),
            given_g=Grams(sum((p.planned.planned_g * given for p, _, given in rows), Decimal(0))),
            vials=_vial_totals([(day, coming) for p, coming, _ in rows for day in p.planned.days]),
        )
        for product, rows in found.items()
    )
