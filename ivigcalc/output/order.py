"""The order in words: who is treated, with what, for what, and when."""

from collections.abc import Iterator
from typing import Any

from ivigcalc.core.course.planned import Document, InfusionRow, Plan, PlannedPhase
from ivigcalc.output.dosing import product_text
from ivigcalc.output.number import shown
from ivigcalc.output.pulse import summary
from ivigcalc.output.words import dated, days_text, every, filled, several, spaced


def header_rows(document: Document) -> Iterator[tuple[str, str]]:
    """The request in words."""
    plan, request = document.plan, document.said
    rows = (
        ("Reference", str(request.get("label", ""))),
        ("Patient", patient_text(plan, request)),
        ("At risk", risk_text(plan)),
        ("Treatment", treatment_text(plan, request)),
        ("Regimen", regimen_text(plan)),
        ("Product", product_text(plan.product)),
        ("Dates", _first_and_last(plan)),
        ("Pulse", summary(plan)),
        ("Steroid", _steroid(plan)),
    )
    yield from filled(*rows)


def regimen_text(plan: Plan) -> str:
    treated = plan.indication
    return f"{treated.regimen}: {treated.regimen_name}" if treated is not None and treated.regimen else ""


def risk_text(plan: Plan) -> str:
    return plan.patient.at_risk_because if plan.patient and plan.patient.at_risk else ""


def patient_text(plan: Plan, request: dict[str, Any]) -> str:
    said = [str(request[name]) for name in ("sex",) if name in request]
    if plan.patient is not None and plan.patient.age_years is not None:
        said.append(f"{shown(plan.patient.age_years, 'age_years')} years")
    actual = plan.dosing_weight or (plan.policies[0] if plan.policies else None)
    if actual is not None:
        said.append(f"{shown(actual.actual_kg, 'actual_kg')} kg body weight")
    if "height" in request:
        said.append(f"height {spaced(str(request['height']), 'cm')}")
    if request.get("pregnant"):
        said.append("pregnant")
    if plan.patient is not None and plan.patient.risks:
        said.append(f"risk: {', '.join(plan.patient.risks)}")
    return ", ".join(said)


def treatment_text(plan: Plan, request: dict[str, Any]) -> str:
    """What is given, phase by phase, each by its name where there are others of the regimen."""
    named = len(plan.phases) > 1 or "phase" in request
    phases = "; then ".join(_phase(phase) + (f" ({phase.name})" if named else "") for phase in plan.phases)
    return ": ".join(filter(None, (plan.indication.name if plan.indication else "", phases)))


def _phase(phase: PlannedPhase) -> str:
    repeated = f", {every(phase.interval_days)}" if phase.interval_days is not None and phase.cycles > 1 else ""
    on, number = list(phase.infusion_days), phase.days_per_cycle
    days = f"over {several(number, 'day')}" if on == [*range(1, number + 1)] else f"on {days_text(on)}"
    return f"{shown(phase.g_per_kg, 'g_per_kg')} g/kg {days}{repeated}, {several(phase.cycles, 'cycle')}"


def _first_and_last(plan: Plan) -> str:
    rows = [row for row in plan.calendar if isinstance(row, InfusionRow)]
    if not rows:
        return ""
    at = f", pump start {rows[0].start}" if rows[0].start else ""
    return f"{dated(rows[0].date)} to {dated(rows[-1].date)}{at}"


def _steroid(plan: Plan) -> str:
    if plan.taper is None:
        return ""
    first = plan.taper.steps[0]
    return f"{plan.taper.drug}, {shown(first.mg_per_day, 'mg_per_day')} mg a day from {dated(first.from_)}"
