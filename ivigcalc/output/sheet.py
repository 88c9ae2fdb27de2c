"""A document as blocks of finished text: what a person reads, in the order in which it is read.

Whatever renders the blocks only lays them out, so that every sheet says the same. A part that the document does not
have is left out.
"""

from collections.abc import Iterator
from datetime import time
from typing import Any

from ivigcalc.core.alerts import open_stops
from ivigcalc.core.alerts.regimen import SAYS
from ivigcalc.core.course.planned import Alert, Document, InfusionRow, Plan, PlannedPhase, ProductTotal, Totals
from ivigcalc.core.printed.sources import Working
from ivigcalc.output.blocks import Banner, Block, Entries, Entry, Facts, Heading, Paragraph, Title
from ivigcalc.output.dates import calendar_blocks, checkpoint_blocks
from ivigcalc.output.dosing import dose_blocks, product_text, weight_blocks
from ivigcalc.output.footnotes import Footnotes
from ivigcalc.output.number import shown
from ivigcalc.output.pump import pump_blocks
from ivigcalc.output.steroid import taper_blocks
from ivigcalc.output.words import (
    dated,
    duration,
    filled,
    listed,
    option,
    several,
    spaced,
    vials,
    what_changed,
    worded,
)

TITLES = {
    "plan": "IVIg plan",
    "dose": "IVIg dose",
    "rates": "IVIg pump timetable",
    "calendar": "IVIg calendar",
    "taper": "Steroid taper",
    "weight": "Dosing weight under every policy",
}


_SPELLING = option
_USE = "Decision support: to be checked by a pharmacist before use."


def sheet(document: Document, *, explain: bool = False) -> tuple[Block, ...]:
    """Everything that *document* says; with *explain* each working too."""
    document = document._replace(plan=worded(document.plan, _SPELLING))
    plan, notes = document.plan, Footnotes(document.plan.sources)
    blocks: list[Block] = [Title(TITLES[document.name]), *stop_blocks(plan), *change_blocks(plan)]
    stopped = any(alert.severity == "stop" for alert in plan.alerts)
    if stopped:
        blocks += _alerts(plan, notes)
    blocks.append(Facts(tuple(header_rows(document))))
    blocks += says_blocks(plan, notes)
    blocks += weight_blocks(plan.policies)
    blocks += dose_blocks(plan, notes)
    if not stopped:
        blocks += _alerts(plan, notes)
    blocks += pump_blocks(plan, pump_start(document), notes, _SPELLING)
    blocks += calendar_blocks(plan)
    blocks += taper_blocks(plan)
    blocks += checkpoint_blocks(plan, notes)
    blocks += handling_blocks(plan, notes)
    blocks += total_blocks(plan.totals)
    if explain:
        blocks += working_blocks(plan, notes)
    blocks += source_blocks(notes)
    blocks += footer_blocks(document)
    return tuple(blocks)


def header_rows(document: Document) -> Iterator[tuple[str, str]]:
    """The request in words."""
    plan, request = document.plan, document.said
    rows = (
        ("Label", str(request.get("label", ""))),
        ("Patient", _patient(plan, request)),
        ("At risk", plan.patient.at_risk_because if plan.patient and plan.patient.at_risk else ""),
        ("Treatment", _treatment(plan)),
        ("Regimen", _regimen(plan)),
        ("Product", product_text(plan.product)),
        ("Dates", _first_and_last(plan)),
        ("Steroid", _steroid(plan)),
    )
    yield from filled(*rows)


def _regimen(plan: Plan) -> str:
    treated = plan.indication
    return f"{treated.regimen}: {treated.regimen_name}" if treated is not None and treated.regimen else ""


def _patient(plan: Plan, request: dict[str, Any]) -> str:
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


def _treatment(plan: Plan) -> str:
    """What is given, phase by phase."""
    named = len(plan.phases) > 1
    phases = "; then ".join(_phase(phase) + (f" ({phase.name})" if named else "") for phase in plan.phases)
    return ": ".join(filter(None, (plan.indication.name if plan.indication else "", phases)))


def _phase(phase: PlannedPhase) -> str:
    every = f", every {several(phase.interval_days, 'day')}" if phase.interval_days is not None else ""
    return (
        f"{shown(phase.g_per_kg, 'g_per_kg')} g/kg over {several(phase.days_per_cycle, 'day')}{every}, "
        f"{several(phase.cycles, 'cycle')}"
    )


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


def stop_blocks(plan: Plan) -> Iterator[Banner]:
    """A stop that nobody accepted, so that it cannot be missed."""
    stops = open_stops(plan.alerts)
    if stops:
        yield Banner(f"NOT TO BE USED AS IT IS: {listed(dict.fromkeys(alert.code for alert in stops))}")


def change_blocks(plan: Plan) -> Iterator[Block]:
    """What was said anew against the plan that this one goes on from."""
    if plan.changes:
        yield Heading("What changed")
        yield Entries(tuple(Entry(f"From cycle {one.from_cycle}", what_changed(one)) for one in plan.changes))


def says_blocks(plan: Plan, notes: Footnotes) -> Iterator[Entries]:
    """What the records say of giving it: it stands under the treatment, and not among the other alerts."""
    said = tuple(alert_entry(alert, plan, notes) for alert in plan.alerts if alert.code == SAYS)
    if said:
        yield Entries(said)


def other_alerts(plan: Plan) -> tuple[Alert, ...]:
    """The alerts without what ``says_blocks`` has."""
    return tuple(alert for alert in plan.alerts if alert.code != SAYS)


def _alerts(plan: Plan, notes: Footnotes) -> Iterator[Block]:
    alerts = other_alerts(plan)
    if alerts:
        yield Heading("Alerts")
        yield Entries(tuple(alert_entry(alert, plan, notes) for alert in alerts))


def alert_entry(alert: Alert, plan: Plan, notes: Footnotes) -> Entry:
    """An alert with what to do. The name of the only phase tells nothing, and is left out."""
    more = [f"Do: {alert.do}"] if alert.do else []
    if alert.accepted is not None:
        more.append(f"Accepted: {alert.accepted}")
    text = notes.after(f"{alert.code}: {alert.text if len(plan.phases) == 1 else alert.whole}", alert.citation)
    return Entry(alert.severity.upper(), text, tuple(more), alert.severity)


def pump_start(document: Document) -> time | None:
    """The clock time of the pump start."""
    clock = document.plan.clock
    starts = [row.start for row in document.plan.calendar if isinstance(row, InfusionRow)]
    start = clock.start if clock is not None else next(iter(starts), None)
    return time.fromisoformat(start) if start is not None else None


def handling_blocks(plan: Plan, notes: Footnotes) -> Iterator[Block]:
    """What the labels say of handling, for each product of the plan."""
    products = dict.fromkeys(filter(None, (plan.product, *(phase.product for phase in plan.phases))))
    for product in products:
        if product.handling:
            yield Heading(f"Handling of {product.name}, from its label")
            yield Entries(tuple(Entry(one.what, notes.after(one.text, one.citation)) for one in product.handling))


def total_blocks(totals: Totals | None) -> Iterator[Block]:
    if totals is None:
        return
    several_products = len(totals.products) > 1 or any(one.given_g for one in totals.products)
    yield Heading("In all, over the cycles still to come")
    yield Facts(
        filled(
            ("Dose", f"{shown(totals.planned_g, 'planned_g')} g, {shown(totals.volume_ml, 'volume_ml')} mL"),
            ("Vials", vials(totals.vials)),
            ("Pump time", duration(totals.infusion_minutes) if totals.infusion_minutes is not None else ""),
            ("Chair time", duration(totals.chair_minutes) if totals.chair_minutes is not None else ""),
            *((one.product, _product_total(one)) for one in totals.products if several_products),
        )
    )


def _product_total(total: ProductTotal) -> str:
    made_of = f" ({vials(total.vials)})" if total.vials else ""
    return f"{shown(total.planned_g, 'planned_g')} g still to come{made_of}, {shown(total.given_g, 'given_g')} g given"


def working_blocks(plan: Plan, notes: Footnotes) -> Iterator[Block]:
    if plan.workings:
        yield Heading("Workings")
        yield Entries(tuple(Entry("", _working(one, notes)) for one in plan.workings))


def _working(one: Working, notes: Footnotes) -> str:
    """``what = formula = value``; what the formula says behind a semicolon follows the value."""
    value = one.value if isinstance(one.value, str) else f"{shown(one.value, 'value')} {one.unit}"
    said = f"{one.what} = {one.formula}" + (f" = {value}" if value != one.formula else "")
    said += f" ({one.how})" if one.how else ""
    return notes.after(said, one.citation)


def source_blocks(notes: Footnotes) -> Iterator[Block]:
    entries = notes.entries()
    if entries:
        yield Heading("Sources")
        yield Entries(entries)


def footer_blocks(document: Document) -> Iterator[Block]:
    said = "; ".join(f"{name} {_said(value)}" for name, value in document.request.items())
    yield Heading("Request")
    yield Paragraph(said)
    yield Paragraph(f"ivigcalc {document.version}, request {document.digest}. {_USE}")


def _said(value: Any) -> str:
    """One field of the request as it was said."""
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    if isinstance(value, dict):
        return " ".join(f"{key}={_said(item)}" for key, item in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
