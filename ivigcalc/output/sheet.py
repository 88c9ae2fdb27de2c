"""A document as blocks of finished text: what a person reads, in the order in which it is read.

Whatever renders the blocks only lays them out, so that every sheet says the same. A part that the document does not
have is left out.
"""

from collections.abc import Iterator
from datetime import time
from typing import Any

from ivigcalc.core.alerts import open_stops
from ivigcalc.core.planned import (
    Alert,
    Document,
    InfusionRow,
    Plan,
    PlannedDay,
    PlannedPhase,
    PlannedProduct,
    PolicyWeight,
    Totals,
)
from ivigcalc.core.sources import Working
from ivigcalc.core.weight import DosingWeight
from ivigcalc.output.blocks import Banner, Block, Column, Entries, Entry, Facts, Heading, Paragraph, Table, Title
from ivigcalc.output.dates import calendar_blocks, checkpoint_blocks
from ivigcalc.output.footnotes import Footnotes
from ivigcalc.output.number import shown, signed
from ivigcalc.output.pump import pump_blocks
from ivigcalc.output.steroid import taper_blocks
from ivigcalc.output.words import dated, duration, filled, listed, several, tidy, vials

_TITLES = {
    "plan": "IVIg plan",
    "dose": "IVIg dose",
    "rates": "IVIg pump timetable",
    "calendar": "IVIg calendar",
    "taper": "Steroid taper",
    "weight": "Dosing weight under every policy",
}
_ROUNDING = {
    "vial": "to whole vials, the nearest",
    "vial-down": "to whole vials, not above",
    "vial-up": "to whole vials, not below",
    "exact": "to 0.1 g, with part-used vials",
}


def sheet(document: Document, *, explain: bool = False) -> tuple[Block, ...]:
    """Everything that *document* says; with *explain* each working too."""
    plan, notes = document.plan, Footnotes(document.plan.sources)
    blocks: list[Block] = [Title(_TITLES[document.name])]
    stopped = any(alert.severity == "stop" for alert in plan.alerts)
    if stopped:
        blocks += _alerts(plan, notes)
    blocks.append(Facts(tuple(_header(document))))
    blocks += _weights(plan.policies, notes)
    blocks += _doses(plan)
    if not stopped:
        blocks += _alerts(plan, notes)
    blocks += pump_blocks(plan, _at(document), notes)
    blocks += calendar_blocks(plan)
    blocks += taper_blocks(plan.taper) if plan.taper else ()
    blocks += checkpoint_blocks(plan, notes)
    blocks += _handling(plan, notes)
    blocks += _totals(plan.totals)
    if explain:
        blocks += _workings(plan, notes)
    blocks += _sources(notes)
    blocks += _footer(document)
    return tuple(blocks)


def _header(document: Document) -> Iterator[tuple[str, str]]:
    """The request in words."""
    plan, request = document.plan, document.request
    rows = (
        ("Label", str(request.get("label", ""))),
        ("Patient", _patient(plan, request)),
        ("At risk", plan.patient.at_risk_because if plan.patient and plan.patient.at_risk else ""),
        ("Treatment", _treatment(plan)),
        ("Regimen", f"{plan.indication.regimen}: {plan.indication.regimen_name}" if plan.indication and plan.indication.regimen else ""),
        ("Product", _product(plan.product)),
        ("Dates", _first_and_last(plan)),
        ("Steroid", _steroid(plan)),
    )
    yield from filled(*rows)


def _patient(plan: Plan, request: dict[str, Any]) -> str:
    said = [str(request[name]) for name in ("sex",) if name in request]
    if plan.patient is not None and plan.patient.age_years is not None:
        said.append(f"{shown(plan.patient.age_years, 'age_years')} years")
    actual = plan.dosing_weight or (plan.policies[0] if plan.policies else None)
    if actual is not None:
        said.append(f"{shown(actual.actual_kg, 'actual_kg')} kg body weight")
    if "height" in request:
        said.append(f"height {request['height']}")
    if request.get("pregnant"):
        said.append("pregnant")
    if plan.patient is not None and plan.patient.risks:
        said.append(f"risk: {', '.join(plan.patient.risks)}")
    return ", ".join(said)


def _treatment(plan: Plan) -> str:
    """What is given, phase by phase."""
    name = f"{plan.indication.name}: " if plan.indication else ""
    return (name + "; then ".join(_phase(phase, plan) for phase in plan.phases)) if plan.phases else name.rstrip(": ")


def _phase(phase: PlannedPhase, plan: Plan) -> str:
    called = f"{phase.name} " if len(plan.phases) > 1 else ""
    every = f", every {several(phase.interval_days, 'day')}" if phase.interval_days is not None else ""
    return (
        f"{called}{shown(phase.g_per_kg, 'g_per_kg')} g/kg over {several(phase.days_per_cycle, 'day')}{every}, "
        f"{several(phase.cycles, 'cycle')}"
    )


def _product(product: PlannedProduct | None) -> str:
    if product is None:
        return ""
    said = [product.name]
    strength = f"{shown(product.concentration_g_per_l, 'concentration_g_per_l')} g/L"
    if strength not in product.name:
        said.append(strength)
    said.append(f"label {product.market}" if product.market else "")
    said.append(f"of {product.label_date}" if product.label_date else "")
    said.append("local record" if product.local else "")
    return ", ".join(filter(None, said))


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


def _weights(policies: tuple[PolicyWeight, ...], notes: Footnotes) -> Iterator[Block]:  # noqa: ARG001
    if not policies:
        return
    yield tidy(
        Column("Policy"),
        Column("Dose on", "kg", right=True),
        Column("Basis"),
        Column("Ideal", "kg", right=True),
        Column("Adjusted", "kg", right=True),
        Column("BMI", "kg/m2", right=True),
        Column("Dose", "g", right=True),
        rows=[
            (
                one.policy,
                shown(one.kg, "kg"),
                one.basis or "cannot be used",
                shown(one.ideal_kg, "ideal_kg"),
                shown(one.adjusted_kg, "adjusted_kg"),
                shown(one.bmi, "bmi"),
                shown(one.dose_g, "dose_g"),
            )
            for one in policies
        ],
    )
    yield Heading("Why")
    yield Entries(tuple(Entry(one.policy, f"{one.name}: {one.reason}") for one in policies))


def _doses(plan: Plan) -> Iterator[Block]:
    if plan.dosing_weight is not None:
        yield Heading("Dose")
        yield Facts((("Dosing weight", _dosing_weight(plan.dosing_weight)),))
    for phase in plan.phases:
        if len(plan.phases) > 1:
            yield Heading(f"Dose: {phase.name}")
        yield Facts(
            filled(
                ("Product", _product(phase.product)),
                ("Calculated", f"{shown(phase.calculated_g, 'calculated_g')} g per cycle ({shown(phase.g_per_kg, 'g_per_kg')} g/kg)"),
                ("Planned", f"{shown(phase.planned_g, 'planned_g')} g per cycle, {shown(phase.volume_ml, 'volume_ml')} mL"),
                ("Rounded", _rounded(phase)),
            )
        )
        yield _split(phase)
        if phase.options:
            yield Paragraph("Instead of that, per cycle:")
            yield _options(phase)


def _dosing_weight(weight: DosingWeight) -> str:
    others = [
        f"{name} {shown(value, key)}{unit}"
        for name, value, key, unit in (
            ("ideal", weight.ideal_kg, "ideal_kg", " kg"),
            ("adjusted", weight.adjusted_kg, "adjusted_kg", " kg"),
            ("BMI", weight.bmi, "bmi", ""),
        )
        if value is not None
    ]
    also = f" ({', '.join(others)})" if others else ""
    return f"{shown(weight.kg, 'kg')} kg, {weight.basis} weight{also}; policy {weight.policy}: {weight.reason}"


def _rounded(phase: PlannedPhase) -> str:
    how = _ROUNDING.get(phase.rounding, f"to {phase.rounding}")
    if not phase.difference_g:
        return f"{how}; no difference"
    return (
        f"{how}; {signed(phase.difference_g, 'difference_g')} g "
        f"({signed(phase.difference_percent, 'difference_percent')} %) against the calculated dose"
    )


def _split(phase: PlannedPhase) -> Table:
    return tidy(
        Column("Day", right=True),
        Column("Dose", "g", right=True),
        Column("Volume", "mL", right=True),
        Column("Vials", prose=True),
        Column("Opened", "g", right=True),
        Column("Waste", "g", right=True),
        rows=[_day(day) for day in phase.days],
    )


def _day(day: PlannedDay) -> tuple[str, ...]:
    return (
        str(day.day),
        shown(day.dose_g, "dose_g"),
        shown(day.volume_ml, "volume_ml"),
        vials(day.vials),
        shown(day.opened_g, "opened_g"),
        shown(day.waste_g, "waste_g"),
    )


def _options(phase: PlannedPhase) -> Table:
    return tidy(
        Column("Dose", "g", right=True),
        Column("Difference", "%", right=True),
        Column("Vials", prose=True),
        rows=[
            (shown(one.planned_g, "planned_g"), signed(one.difference_percent, "difference_percent"), vials(one.vials))
            for one in phase.options
        ],
    )


def _alerts(plan: Plan, notes: Footnotes) -> Iterator[Block]:
    """Every alert; a stop that nobody accepted is headed so that it cannot be missed."""
    stops = open_stops(plan.alerts)
    if stops:
        yield Banner(f"NOT TO BE USED AS IT IS: {listed(dict.fromkeys(alert.code for alert in stops))}")
    if plan.alerts:
        yield Heading("Alerts")
        yield Entries(tuple(_alert(alert, notes) for alert in plan.alerts))


def _alert(alert: Alert, notes: Footnotes) -> Entry:
    more = [f"Do: {alert.do}"] if alert.do else []
    if alert.accepted is not None:
        more.append(f"Accepted: {alert.accepted}")
    text = notes.after(f"{alert.code}: {alert.text}", alert.citation)
    return Entry(alert.severity.upper(), text, tuple(more), alert.severity)


def _at(document: Document) -> time | None:
    """The clock time of the pump start."""
    clock = document.plan.clock
    starts = [row.start for row in document.plan.calendar if isinstance(row, InfusionRow)]
    start = clock.start if clock is not None else next(iter(starts), None)
    return time.fromisoformat(start) if start is not None else None


def _handling(plan: Plan, notes: Footnotes) -> Iterator[Block]:
    """What the labels say of handling, for each product of the plan."""
    products = dict.fromkeys(filter(None, (plan.product, *(phase.product for phase in plan.phases))))
    for product in products:
        if product.handling:
            yield Heading(f"Handling of {product.name}, from its label")
            yield Entries(tuple(Entry(one.what, notes.after(one.text, one.citation)) for one in product.handling))


def _totals(totals: Totals | None) -> Iterator[Block]:
    if totals is None:
        return
    yield Heading("In all, over the cycles still to come")
    yield Facts(
        filled(
            ("Dose", f"{shown(totals.planned_g, 'planned_g')} g, {shown(totals.volume_ml, 'volume_ml')} mL"),
            ("Vials", vials(totals.vials)),
            ("Pump time", duration(totals.infusion_minutes) if totals.infusion_minutes is not None else ""),
            ("Chair time", duration(totals.chair_minutes) if totals.chair_minutes is not None else ""),
        )
    )


def _workings(plan: Plan, notes: Footnotes) -> Iterator[Block]:
    if plan.workings:
        yield Heading("Workings")
        yield Entries(tuple(Entry("", _working(one, notes)) for one in plan.workings))


def _working(one: Working, notes: Footnotes) -> str:
    """``what = formula = value``; what the formula says behind a semicolon follows the value."""
    formula, _, how = one.formula.partition("; ")
    value = one.value if isinstance(one.value, str) else f"{shown(one.value, 'value')} {one.unit}"
    said = f"{one.what} = {formula}" + (f" = {value}" if value != formula else "") + (f" ({how})" if how else "")
    return notes.after(said, one.citation)


def _sources(notes: Footnotes) -> Iterator[Block]:
    entries = notes.entries()
    if entries:
        yield Heading("Sources")
        yield Entries(entries)


def _footer(document: Document) -> Iterator[Block]:
    said = "; ".join(f"{name} {_said(value)}" for name, value in document.request.items())
    yield Heading("Request")
    yield Paragraph(said)
    yield Paragraph(
        f"ivigcalc {document.version}, request {document.digest}. Decision support: to be checked by a pharmacist before use."
    )


def _said(value: Any) -> str:
    """One field of the request as it was said."""
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    if isinstance(value, dict):
        return " ".join(f"{key}={_said(item)}" for key, item in value.items())
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
