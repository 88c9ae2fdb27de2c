"""What is compared -> CSV: one row for each dosing weight, or for each product and phase."""

from collections.abc import Iterator

from ivigcalc.core.course.compared import ComparedPhase, ComparedProduct
from ivigcalc.core.course.planned import Document
from ivigcalc.output.csv import Cell, cell, line
from ivigcalc.output.number import shown

WEIGHT_COLUMNS = (
    "label", "policy", "name", "kg", "basis", "actual_kg", "ideal_kg", "adjusted_kg", "bmi", "dose_g", "reason",
    "version", "digest",
)  # fmt: skip
COMPARE_COLUMNS = (
    "label", "product", "product_name", "market", "concentration_g_per_l", "indication", "regimen", "licensed", "phase",
    "days_per_cycle", "infusion_days", "calculated_g", "planned_g", "difference_percent", "volume_ml", "vials",
    "waste_g", "highest_ml_per_h", "infusion_minutes", "chair_minutes", "highest", "alerts", "iga", "stabiliser",
    "sodium", "why", "version", "digest", "cost", "currency",
)  # fmt: skip
_COMPOSITION = {"iga": "IgA", "stabiliser": "stabiliser", "sodium": "sodium"}


def weights(document: Document) -> str:
    """The dosing weight under each policy, below a head line; one that cannot be used has its reason alone."""
    return _table(WEIGHT_COLUMNS, ({**policy._asdict(), **_everywhere(document)} for policy in document.plan.policies))


def products(document: Document) -> str:
    """Each product and phase, below a head line; a product that cannot give the order has one row with the reason."""
    return _table(COMPARE_COLUMNS, _products(document))


def _table(columns: tuple[str, ...], rows: Iterator[dict[str, Cell]]) -> str:
    return line(columns) + "".join(line([cell(row.get(name), name) for name in columns]) for row in rows)


def _everywhere(document: Document) -> dict[str, Cell]:
    return {"label": document.label, "version": document.version, "digest": document.digest}


def _products(document: Document) -> Iterator[dict[str, Cell]]:
    treated = document.plan.indication
    for one in document.plan.compared:
        of_product: dict[str, Cell] = {
            **_everywhere(document),
            "product": one.product,
            "product_name": one.name,
            "market": one.market,
            "concentration_g_per_l": one.concentration_g_per_l,
            "indication": treated.id if treated else None,
            "regimen": one.regimen,
            "licensed": one.licensed,
            "highest": one.highest,
            "alerts": "; ".join(f"{alert.code} ({alert.severity})" for alert in one.alerts),
            **{key: _part(one, what) for key, what in _COMPOSITION.items()},
            "why": one.why,
        }
        for phase in one.phases or (None,):
            yield {**of_product, **(_phase(phase) if phase else {})}


def _phase(phase: ComparedPhase) -> dict[str, Cell]:
    made = "+".join(f"{vial.count}x{shown(vial.g, 'g')}g" for vial in phase.vials)
    days = " ".join(map(str, phase.infusion_days))
    return {
        **phase._asdict(),
        "phase": phase.name,
        "infusion_days": days,
        "vials": made,
        "cost": phase.cost.total if phase.cost else None,
        "currency": phase.cost.currency if phase.cost else None,
    }


def _part(one: ComparedProduct, what: str) -> str:
    return "; ".join(part.text for part in one.composition if part.what.startswith(what))
