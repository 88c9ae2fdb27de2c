"""A document as blocks of finished text: what a person reads, in the order in which it is read.

Whatever renders the blocks only lays them out, so that every sheet says the same. A part that the document does not
have is left out.
"""

from collections.abc import Iterator
from datetime import time
from typing import Any

from ivigcalc.core.alerts.regimen import SAYS
from ivigcalc.core.course.planned import Alert, Document, InfusionRow, Plan, ProductTotal
from ivigcalc.core.printed.sources import Working
from ivigcalc.core.pumping.clock import WallClock
from ivigcalc.output import pulse
from ivigcalc.output.blocks import Block, Entries, Entry, Facts, Heading, Paragraph
from ivigcalc.output.compared import compared_details, compared_tables
from ivigcalc.output.cost import cost_or_why
from ivigcalc.output.dates import calendar_blocks, checkpoint_blocks
from ivigcalc.output.dosing import dose_blocks, weight_blocks
from ivigcalc.output.footnotes import Footnotes
from ivigcalc.output.glance import glance
from ivigcalc.output.notes import Place, notes_at
from ivigcalc.output.number import shown
from ivigcalc.output.order import regimen_text, risk_text
from ivigcalc.output.pump import pump_blocks
from ivigcalc.output.steroid import taper_blocks
from ivigcalc.output.words import (
    duration,
    filled,
    option,
    vials,
    worded,
)

TITLES = {
    "plan": "IVIg plan",
    "dose": "IVIg dose",
    "rates": "IVIg pump timetable",
    "calendar": "IVIg calendar",
    "taper": "Steroid taper",
    "weight": "Dosing weight by policy",
    "compare": "IVIg products compared",
}


_SPELLING = option
_USE = "Decision support: pharmacist check required before use."


def sheet(document: Document, *, explain: bool = False, brief: bool = False) -> tuple[Block, ...]:
    """Everything that *document* says; *brief*: its first block alone; with *explain* each working too."""
    document = document._replace(plan=worded(document.plan, _SPELLING))
    plan, notes = document.plan, Footnotes(document.plan.sources)
    blocks = list(glance(document, TITLES[document.name], pump_start(document), None if brief else notes))
    weights = list(weight_blocks(plan.policies))
    if brief:
        return (*blocks, *weights[:1], *compared_tables(plan))  # of weights the table, without its reasons
    blocks += compared_tables(plan)
    blocks += compared_details(plan, notes)
    blocks += order_blocks(plan)
    blocks += _beside("treatment", plan, notes)
    blocks += weights
    blocks += dose_blocks(plan, notes)
    blocks += _beside("dose", plan, notes)
    blocks += pump_blocks(plan, pump_start(document), notes)
    blocks += _beside("pump", plan, notes)
    blocks += calendar_blocks(plan, noted=True)
    blocks += _beside("dates", plan, notes)
    blocks += pulse.pulse_blocks(plan, notes)
    blocks += taper_blocks(plan, noted=True)
    blocks += _beside("steroid", plan, notes)
    blocks += checkpoint_blocks(plan, notes)
    blocks += note_blocks(plan, notes)
    blocks += handling_blocks(plan, notes)
    blocks += _beside("product", plan, notes)
    blocks += ward_blocks(plan, notes)
    blocks += total_blocks(plan)
    if explain:
        blocks += working_blocks(plan, notes)
    blocks += source_blocks(notes)
    blocks += footer_blocks(document)
    return tuple(blocks)


def says_blocks(plan: Plan, notes: Footnotes) -> Iterator[Entries]:
    """What the records say of giving it: it stands under the treatment, and not among the other alerts."""
    said = tuple(alert_entry(alert, plan, notes) for alert in plan.alerts if alert.code == SAYS)
    if said:
        yield Entries(said)


def other_alerts(plan: Plan) -> tuple[Alert, ...]:
    """The alerts without what ``says_blocks`` has."""
    return tuple(alert for alert in plan.alerts if alert.code != SAYS)


def order_blocks(plan: Plan) -> Iterator[Block]:
    """What stands behind the order: the regimen on file, and why the patient is at risk."""
    rows = filled(("Regimen", regimen_text(plan)), ("At risk", risk_text(plan)))
    if rows:
        yield Facts(rows)


def note_blocks(plan: Plan, notes: Footnotes) -> Iterator[Block]:
    """The notes that are about no figure of the sheet."""
    beside = list(_beside("notes", plan, notes))
    if beside:
        yield Heading("Notes")
        yield from beside


def _beside(place: Place, plan: Plan, notes: Footnotes) -> Iterator[Block]:
    """The notes that stand at *place*."""
    entries = tuple(alert_entry(alert, plan, notes) for alert in notes_at(place, plan))
    if entries:
        yield Entries(entries)


def alert_entry(alert: Alert, plan: Plan, notes: Footnotes, *, code: bool = True) -> Entry:
    """An alert with what to do. The name of the only phase tells nothing, and is left out."""
    more = [f"Do: {alert.do}"] if alert.do else []
    if alert.accepted is not None:
        more.append(f"Accepted: {alert.accepted}")
    said = (f"{alert.code}: " if code else "") + alert_text(alert, plan)
    return Entry(alert.severity.upper(), notes.after(said, alert.citation), tuple(more), alert.severity)


def alert_text(alert: Alert, plan: Plan) -> str:
    return alert.text if len(plan.phases) == 1 else alert.whole


def pump_start(document: Document) -> WallClock | None:
    """The clock on the wall where the pump is started, as far as its time was said."""
    clock = document.plan.clock
    starts = [row.start for row in document.plan.calendar if isinstance(row, InfusionRow)]
    start = clock.start if clock is not None else next(iter(starts), None)
    if start is None:
        return None
    if document.zone is None:
        return WallClock(time.fromisoformat(start), None)
    from zoneinfo import ZoneInfo  # for these alone

    return WallClock(time.fromisoformat(start), ZoneInfo(document.zone))


def handling_blocks(plan: Plan, notes: Footnotes) -> Iterator[Block]:
    """What the labels say of handling, for each product of the plan."""
    products = dict.fromkeys(filter(None, (plan.product, *(phase.product for phase in plan.phases))))
    for product in products:
        if product.handling:
            yield Heading(f"Handling of {product.name}, from its label")
            yield Entries(tuple(Entry(one.what, notes.after(one.text, one.citation)) for one in product.handling))


def ward_blocks(plan: Plan, notes: Footnotes) -> Iterator[Block]:
    """What to expect of an infusion and what to do in a reaction."""
    if plan.ward:
        yield Heading("On the ward: what to expect, and what to do")
        yield Entries(tuple(Entry(one.what, notes.after(one.text, one.citation)) for one in plan.ward))


def total_blocks(plan: Plan) -> Iterator[Block]:
    totals = plan.totals
    if totals is None:
        return
    several_products = len(totals.products) > 1 or any(one.given_g for one in totals.products)
    yield Heading("Total for the remaining cycles")
    yield Facts(
        filled(
            ("Dose", f"{shown(totals.planned_g, 'planned_g')} g, {shown(totals.volume_ml, 'volume_ml')} mL"),
            ("Vials", vials(totals.vials)),
            ("Pump time", duration(totals.infusion_minutes) if totals.infusion_minutes is not None else ""),
            ("Chair time", duration(totals.chair_minutes) if totals.chair_minutes is not None else ""),
            ("Cost", cost_or_why(totals.cost) if totals.cost is not None else ""),
            *((one.product, _product_total(one)) for one in totals.products if several_products),
            *(("Pulse", pulse.in_all(one)) for one in plan.pulses),
        )
    )


def _product_total(total: ProductTotal) -> str:
    made_of = f" ({vials(total.vials)})" if total.vials else ""
    return f"{shown(total.planned_g, 'planned_g')} g remaining{made_of}, {shown(total.given_g, 'given_g')} g given"


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
