"""A document as the pages of a worksheet: the blocks of the sheet, with room to write beside them.

What is said comes from the blocks that every output shares; a worksheet adds boxes, lines and empty columns, and puts
what a nurse needs on the first page, dates on the next, workings and sources on the last.
"""

from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from itertools import zip_longest

from ivigcalc.core.course.planned import Document, InfusionRow, Plan, PlannedDay, PlannedProduct
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.pumping.infusion import Infusion
from ivigcalc.core.pumping.steps import Step
from ivigcalc.core.quantities import Minutes
from ivigcalc.core.steroid.types import Taper, in_words
from ivigcalc.output import sheet
from ivigcalc.output.blocks import Column, Entries, Facts, Heading, Months, Paragraph, Table, Title
from ivigcalc.output.dates import CHECKS, calendar_blocks, checks
from ivigcalc.output.dosing import dose_blocks, product_text, weight_blocks
from ivigcalc.output.drawing import Drawing, Rise, drawing
from ivigcalc.output.footnotes import Footnotes
from ivigcalc.output.glance import stop_blocks
from ivigcalc.output.number import shown
from ivigcalc.output.order import header_rows
from ivigcalc.output.pages import Beside, Box, Checks, Fields, Form, Page, Part, Small, Whole, Worksheet
from ivigcalc.output.pulse import pulse_blocks
from ivigcalc.output.pump import clock_text, timetable_facts
from ivigcalc.output.steroid import taper_blocks
from ivigcalc.output.words import days_text, option, tidy, worded

_SPELLING = option
_FROM_THE_LABEL = ("diluent", "flush", "filter", "in-use")
_PROOF = "Workings and sources"
_WHO = Fields(("Allergies", "Prescriber"))
_LINES = 8  # to write on where nothing is planned: enough for a ladder, or for the vials of a day


def worksheet(document: Document) -> Worksheet:
    """The pages of *document*; a part that it does not have is left out."""
    document = document._replace(plan=worded(document.plan, _SPELLING))
    plan, notes = document.plan, Footnotes(document.plan.sources)
    records = list(_records(plan))
    title = sheet.TITLES[document.name]
    at = sheet.pump_start(document)
    first = [
        *_head(document, title, infused=bool(records)),
        *sheet.says_blocks(plan, notes),
        *sheet.change_blocks(plan),
        *_alerts(plan, notes),
    ]
    doses = _doses(plan, notes)
    first += [*doses.given, *weight_blocks(plan.policies)]
    if records:
        first.append(Whole((*records[0].parts(at, 1, notes), *_care(plan, notes))))
        first += [Small(tuple(_ward(plan, notes)))] if plan.ward else []
    dates = tuple(_dates(plan, notes))
    if not records:  # nobody needs a first page without an infusion
        first, dates = [*first, *dates], ()
    pages = [Page("", tuple(first))]
    for number, record in enumerate(records[1:], 2):
        parts = *_about(record, document), Whole((*record.parts(at, number, notes), Box("reaction")))
        pages.append(Page("Another day with a timetable of its own", parts))
    if dates:
        pages.append(Page("Dates", dates))
    pages.append(Page(_PROOF, tuple(_proof(document, doses.instead, notes))))
    return Worksheet(
        title=title,
        label=str(document.said.get("label", "")),
        made=f"ivigcalc {document.version}, request {document.digest}",
        stop=" ".join(block.text for block in stop_blocks(plan)),
        pages=tuple(pages),
    )


def _head(document: Document, title: str, *, infused: bool) -> Iterator[Part]:
    facts = Facts(tuple(row for row in header_rows(document) if row[0] != "Label"))  # it heads every page
    if infused:
        yield Beside((Title(title), facts), (Box("sticker"),))
        yield _WHO
        return
    yield Title(title)
    if facts.rows:
        yield facts


def _about(record: "_Record", document: Document) -> Iterator[Part]:
    """The head of a further infusion record, which may lie at a bedside of its own."""
    rows = [row for row in header_rows(document) if row[0] in ("Patient", "At risk", "Treatment")]
    facts = Facts((*rows, ("Product", product_text(record.product))))
    yield Beside((facts,), (Box("sticker"),))
    yield _WHO


def _alerts(plan: Plan, notes: Footnotes) -> Iterator[Part]:
    """Stops and cautions, and where the notes are."""
    alerts = sheet.other_alerts(plan)
    urgent = [alert for alert in alerts if alert.severity != "note"]
    if urgent:
        noted = f" (notes: see {_PROOF})" if len(urgent) < len(alerts) else ""
        yield Heading(f"Alerts{noted}")
        yield Entries(tuple(sheet.alert_entry(alert, plan, notes) for alert in urgent))
    elif alerts:
        yield Paragraph(f"No alert but notes: see {_PROOF}.")


class _Doses(NamedTuple):
    """What is given, and what could be had instead: kept apart, since nobody at a bedside is to choose."""

    given: list[Part]
    instead: list[Part]


def _doses(plan: Plan, notes: Footnotes) -> _Doses:
    """Each list of facts beside the table of its days."""
    doses = _Doses([], [])
    blocks = list(dose_blocks(plan, notes))
    heading = ""
    while blocks:
        block = blocks.pop(0)
        table = isinstance(blocks[0], Table) if blocks else False
        if isinstance(block, Heading):
            heading = block.text
        if isinstance(block, Facts) and table:
            doses.given.append(Beside((block,), (blocks.pop(0),), even=True))
        elif isinstance(block, Paragraph) and table:
            doses.instead.extend((Heading(heading), block, blocks.pop(0)))
        else:
            doses.given.append(block)
    return doses


class _Record(NamedTuple):
    """One infusion, and the days on which it is given alike."""

    named: str
    infusion: Infusion | None
    day: PlannedDay | None
    product: PlannedProduct | None

    def parts(self, at: time | None, number: int, notes: Footnotes) -> Iterator[Part]:
        """*number* tells the charts of several records apart."""
        yield Heading(f"Infusion record, {self.named}" if self.named else "Infusion record")
        yield Fields(("Date", "Cycle", "Day", "Weight, kg", "Pump started at", "ended at"))
        if self.infusion is None:
            yield Paragraph("No rate is on file and none was given: write the timetable that was prescribed.")
            yield Form(Table((), ()), ("Minute", "mL/h", "VTBI, mL", *_BY_HAND), _LINES)
            yield _vials(self.day, None, at)
            return
        yield timetable_facts(self.infusion, at, notes, _SPELLING)
        yield Form(_run(self.infusion, at), _BY_HAND, main="Pump")
        yield Beside((_vials(self.day, self.infusion, at),), (_pump_chart(self.infusion, number),), even=True)


_BY_HAND = ("Time", "Rate set", "BP", "Pulse", "Temp.", "Initials")


def _records(plan: Plan) -> Iterator[_Record]:
    """Every day still to come that differs from the others, once."""
    to_come = {row.phase for row in plan.calendar if isinstance(row, InfusionRow) and not row.given}
    if plan.infusion is not None:
        yield _Record("", plan.infusion, None, plan.product)
    found: dict[tuple[PlannedDay, PlannedProduct | None], dict[str, list[int]]] = {}
    for phase in plan.phases:
        if plan.calendar and phase.name not in to_come:
            continue
        for day in phase.days:
            found.setdefault((day._replace(day=0), phase.product), {}).setdefault(phase.name, []).append(day.day)
    for (day, product), phases in found.items():
        amount = f"{shown(day.dose_g, 'dose_g')} g in {shown(day.volume_ml, 'volume_ml')} mL"
        of = product or plan.product
        several = len(plan.phases) > 1
        days = "; ".join(f"{name}, {days_text(on)}" if several else days_text(on) for name, on in phases.items())
        yield _Record(f"{days}: {amount}" + (f" of {of.name}" if of else ""), day.infusion, day, of)


def _run(infusion: Infusion, at: time | None) -> Table:
    """What is due and what the pump is set to, by the minute."""
    steps = {step.start_minute: step for step in infusion.steps}
    due: dict[Minutes, list[str]] = {minute: [] for minute in steps}
    for observation in infusion.observations:
        due.setdefault(observation.minute, []).append(observation.what)
    mixed = any(step.basis != infusion.basis for step in infusion.steps)
    return tidy(
        Column("At", "min", right=True),
        Column("Clock"),
        Column("Due", prose=True),
        Column("Pump", "mL/h", right=True),
        Column("VTBI", "mL", right=True),
        Column("Rate", "mL/kg/h", right=True),
        Column("Basis"),
        rows=[
            (
                shown(minute, "minute"),
                clock_text(at, minute),
                "; ".join(due[minute]),
                *_setting(steps.get(minute), named=mixed),
            )
            for minute in sorted(due)
        ],
    )


def _setting(step: Step | None, *, named: bool) -> tuple[str, str, str, str]:
    if step is None:
        return "", "", "", ""
    return (
        shown(step.ml_per_h, "ml_per_h"),
        shown(step.volume_ml, "volume_ml"),
        shown(step.ml_per_kg_per_h, "ml_per_kg_per_h"),
        step.basis if named else "",
    )


def _vials(day: PlannedDay | None, infusion: Infusion | None, at: time | None) -> Form:
    """A row for each vial, largest first as they are hung."""
    each = [vial for vial in (day.vials if day else ()) for _ in range(vial.count)]
    each.sort(key=lambda vial: vial.g, reverse=True)
    hung = [change.minute for change in infusion.vial_changes] if infusion else []
    rows = [
        (
            shown(vial.g, "g") if vial else "",
            shown(vial.ml, "ml") if vial else "",
            shown(minute, "minute"),
            clock_text(at, minute) if minute is not None else "",
        )
        for vial, minute in zip_longest(each, hung)
    ]
    table = tidy(
        Column("Vial", "g", right=True),
        Column("Volume", "mL", right=True),
        Column("Hang", "min", right=True),
        Column("Clock"),
        rows=rows,
    )
    return Form(table, ("Batch number", "Expiry", "Initials"), 0 if rows else _LINES)


def _pump_chart(infusion: Infusion, number: int) -> Drawing:
    rises = [
        Rise(
            step.start_minute,
            step.start_minute + step.minutes,
            step.ml_per_h,
            shown(step.ml_per_h, "ml_per_h"),
            shown(step.start_minute, "start_minute"),
        )
        for step in infusion.steps
    ]
    said = "; ".join(f"{rise.shown} mL/h from minute {rise.begins}" for rise in rises)
    ends = shown(infusion.total_minutes, "total_minutes")
    title = "Pump rate in mL/h over minutes"
    return drawing(f"pump-{number}", title, f"{said}; ends at minute {ends}.", rises, ends, width=320, height=90)


def _care(plan: Plan, notes: Footnotes) -> Iterator[Part]:
    """Handling from the label, a line for each part of it that is not on file, hydration, and the reaction box."""
    for block in sheet.handling_blocks(plan, notes):
        named = [(entry.mark, entry.text) for entry in block.entries] if isinstance(block, Entries) else []
        yield Facts(tuple(named)) if named else block
    products = [product for product in (plan.product, *(phase.product for phase in plan.phases)) if product]
    known = {one.what for product in products for one in product.handling}
    missing = [what for what in _FROM_THE_LABEL if what not in known]
    if missing:
        missing[0] = f"From the leaflet: {missing[0]}"
    yield Fields((*missing, "Hydration"))
    yield Box("reaction")


def _ward(plan: Plan, notes: Footnotes) -> Iterator[Part]:
    for block in sheet.ward_blocks(plan, notes):
        yield Facts(tuple((one.mark, one.text) for one in block.entries)) if isinstance(block, Entries) else block


def _dates(plan: Plan, notes: Footnotes) -> Iterator[Part]:
    for block in calendar_blocks(plan):
        if isinstance(block, Table):
            yield Form(block, ("Given by",))
        elif not isinstance(block, Months) and block != Heading("Calendar"):
            yield block
    yield from sheet.total_blocks(plan)
    for block in pulse_blocks(plan, notes):
        yield Form(block, ("Given by",)) if isinstance(block, Table) else block
    if plan.taper is not None:
        yield from _taper(plan, plan.taper)
    found = checks(plan, notes)
    if found:
        yield Heading(CHECKS)
        yield Checks(found)


def _taper(plan: Plan, taper: Taper) -> Iterator[Part]:
    heading, table, *rest = taper_blocks(plan)
    yield heading
    yield Beside((table,), (_taper_chart(taper),))
    yield from rest


def _taper_chart(taper: Taper) -> Drawing:
    """Days counted from the first; a last dose without an end is drawn as far as it is counted, or as the longest."""
    first = taper.steps[0].from_
    longest = max((step.days or 0 for step in taper.steps), default=0) or 1
    rises = []
    for step in taper.steps:
        start = (step.from_ - first).days
        counted = (taper.counted_to - step.from_).days + 1 if taper.counted_to is not None else longest
        days = step.days if step.days is not None else max(counted, 1)
        level = "|".join(shown(dose.mg_per_day, "mg_per_day") for dose in step.day_doses)
        rises.append(Rise(Decimal(start), Decimal(start + days), step.highest_mg, level, step.from_.isoformat()))
    last = taper.steps[-1].to
    ends = last.isoformat() if last is not None else "until reviewed"
    said = "; ".join(f"{in_words(step, ' a day')} from {step.from_}" for step in taper.steps)
    title = f"{taper.drug.capitalize()} in mg a day"
    return drawing("taper", title, f"{said}; {'to ' if last else ''}{ends}.", rises, ends, width=230, height=90)


def _proof(document: Document, instead: list[Part], notes: Footnotes) -> Iterator[Part]:
    plan = document.plan
    notes_only = [alert for alert in sheet.other_alerts(plan) if alert.severity == "note"]
    small: list[Part] = []
    if notes_only:
        small += [Heading("Notes"), Entries(tuple(sheet.alert_entry(alert, plan, notes) for alert in notes_only))]
    small += [*instead, *sheet.working_blocks(plan, notes), *sheet.source_blocks(notes), *sheet.footer_blocks(document)]
    yield Small(tuple(small))
    yield Box("signatures")
