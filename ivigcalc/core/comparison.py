"""The document that sets products side by side: the order worked out with each, and what all of them share."""

from collections.abc import Sequence
from decimal import Decimal

from ivigcalc.core import plan as one_product
from ivigcalc.core.alerts import ordered
from ivigcalc.core.alerts.unused import CODE as NOT_USED
from ivigcalc.core.alerts.unused import Reasons, not_used
from ivigcalc.core.course.case import Case
from ivigcalc.core.course.compared import ComparedAlert, ComparedPhase, ComparedProduct
from ivigcalc.core.course.planned import Alert, Plan, PlannedPhase
from ivigcalc.core.course.prices import cost
from ivigcalc.core.dosing.vial_supply import in_all
from ivigcalc.core.errors import IvigcalcError
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.product import Constituent
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import Grams, GramsPerLitre, Minutes
from ivigcalc.core.wording import named


class Candidate(NamedTuple):
    """A product that the order is tried with, and the case that it makes; or the error, where it makes none."""

    product: str
    name: str
    market: str | None
    concentration: GramsPerLitre | None
    composition: tuple[Constituent, ...]
    case: Case | IvigcalcError


class _Tried(NamedTuple):
    """What a candidate came to: its plan, and what of the order it did not use; or the error."""

    candidate: Candidate
    plan: Plan | IvigcalcError
    idle: Reasons = {}


def comparison(candidates: Sequence[Candidate], elsewhere: Reasons) -> Plan:
    """The order with each of *candidates*: those that can give it come first, each group in the order given.

    An alert that every product has stands once among those of the comparison.

    Raises:
        IvigcalcError: Several products, and all of them fail for the same reason: the fault is the order's.
    """
    tried = tuple(map(_tried, candidates))
    failed = [one.plan for one in tried if isinstance(one.plan, IvigcalcError)]
    if len(tried) > 1 and len(failed) == len(tried) and len({str(error) for error in failed}) == 1:
        raise failed[0]
    plans = [one.plan for one in tried if isinstance(one.plan, Plan)]
    shared = _shared([plan.alerts for plan in plans])
    rows = sorted((_row(one, shared) for one in tried), key=lambda row: bool(row.why))
    idle = _idle_in_all([one.idle for one in tried if isinstance(one.plan, Plan)])
    treated = {plan.indication for plan in plans}
    weights = {plan.dosing_weight for plan in plans}
    return Plan(
        indication=treated.pop() if len(treated) == 1 else None,
        dosing_weight=weights.pop() if len(weights) == 1 else None,
        compared=tuple(rows),
        alerts=ordered([*shared, *_none_can(rows), *not_used({**elsewhere, **idle})], ()),
    )


def _tried(one: Candidate) -> _Tried:
    if isinstance(one.case, IvigcalcError):
        return _Tried(one, one.case)
    try:
        now = one_product.worked_out(one.case)
    except IvigcalcError as why:
        return _Tried(one, why)
    return _Tried(one, one_product.shown(now, patient_shown=False), one_product.idle_fields(now, shows_patient=False))


def _shared(alerts: Sequence[tuple[Alert, ...]]) -> tuple[Alert, ...]:
    """The alerts that every plan has, in the order of the first."""
    if not alerts:
        return ()
    first, *others = alerts
    return tuple(one for one in first if one.code != NOT_USED and all(one in other for other in others))


def _idle_in_all(idle: Sequence[Reasons]) -> Reasons:
    """What no product used, with the reason that the first has."""
    if not idle:
        return {}
    first, *others = idle
    return {field: why for field, why in first.items() if all(field in other for other in others)}


def _none_can(rows: Sequence[ComparedProduct]) -> tuple[Alert, ...]:
    if any(not row.why for row in rows):
        return ()
    return (
        Alert(
            "compare.none",
            "stop",
            "no product that was compared can give this order",
            "check the reason of each",
            Citation("house", "a comparison is of products that can be given"),
        ),
    )


def _row(tried: _Tried, shared: tuple[Alert, ...]) -> ComparedProduct:
    one, plan = tried.candidate, tried.plan
    if isinstance(plan, IvigcalcError):
        reason = plan.told(named)
        return ComparedProduct(
            one.product, one.name, one.market, one.concentration, None, None, (), None, (), one.composition, reason
        )
    treated = plan.indication
    return ComparedProduct(
        product=one.product,
        name=one.name,
        market=one.market,
        concentration_g_per_l=one.concentration,
        regimen=treated.regimen if treated else None,
        licensed=treated.licensed if treated else None,
        phases=tuple(_phase(phase, one) for phase in plan.phases),
        highest=plan.alerts[0].severity if plan.alerts else None,
        alerts=tuple(
            ComparedAlert(alert.code, alert.severity, alert.whole, alert.do, alert.citation)
            for alert in plan.alerts
            if alert.severity != "note" and alert not in shared
        ),
        composition=one.composition,
        why="",
    )


def _phase(phase: PlannedPhase, of: Candidate) -> ComparedPhase:
    """A cycle of *phase*: its vials and its times over all of its days."""
    opened = in_all(vial for day in phase.days for vial in day.vials)
    prices = of.case.prices if isinstance(of.case, Case) else None
    timed = [day.infusion for day in phase.days if day.infusion is not None]
    known = len(timed) == len(phase.days)
    pump = sum((infusion.total_minutes for infusion in timed), Decimal(0))
    watch = sum((infusion.observe_minutes for infusion in timed), Decimal(0))
    return ComparedPhase(
        name=phase.name,
        days_per_cycle=phase.days_per_cycle,
        infusion_days=phase.infusion_days,
        calculated_g=phase.calculated_g,
        planned_g=phase.planned_g,
        difference_percent=phase.difference_percent,
        volume_ml=phase.volume_ml,
        vials=opened,
        waste_g=Grams(sum((day.waste_g for day in phase.days), Decimal(0))),
        highest_ml_per_h=max(step.ml_per_h for infusion in timed for step in infusion.steps) if known else None,
        infusion_minutes=Minutes(pump) if known else None,
        chair_minutes=Minutes(pump + watch) if known else None,
        cost=cost([(of.product, opened)], prices),
    )
