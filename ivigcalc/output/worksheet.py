"""A document as the pages of a worksheet: the blocks of the sheet, with room to write beside them.

What is said comes from the blocks that every output shares; a worksheet adds boxes, lines and empty columns. The first
page is for the pharmacist, then comes one for each infusion, dates behind them, workings and sources last. No page
names an option or, at the bedside, what only who makes the plan can do.
"""

from collections.abc import Iterator
from decimal import Decimal

from ivigcalc.core.alerts import open_stops
from ivigcalc.core.alerts.regimen import SAYS
from ivigcalc.core.course.planned import Alert, Document, Plan
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.pumping.clock import WallClock
from ivigcalc.core.steroid.types import Taper, in_words
from ivigcalc.output import sheet
from ivigcalc.output.blocks import Entries, Entry, Facts, Heading, Months, Paragraph, Table, Title
from ivigcalc.output.dates import CHECKS, calendar_blocks, checks
from ivigcalc.output.dosing import dose_blocks, product_text, weight_blocks
from ivigcalc.output.drawing import Drawing, Rise, drawing
from ivigcalc.output.footnotes import Footnotes
from ivigcalc.output.glance import plan_rows
from ivigcalc.output.number import shown
from ivigcalc.output.order import header_rows
from ivigcalc.output.pages import Beside, Box, Checks, Fields, Form, Page, Part, Small, Whole, Worksheet
from ivigcalc.output.pulse import pulse_blocks
from ivigcalc.output.record import Record, infusions, timetables
from ivigcalc.output.steroid import taper_blocks
from ivigcalc.output.words import filled, for_the_ward, plain_words, what_changed, worded

_FROM_THE_LABEL = ("diluent", "flush", "filter", "in-use")
_PROOF = "Workings and sources"
_WHO = Fields(("Allergies", "Prescriber"))
_SIGNED = Fields(("Prepared by (initials)", "Checked by (initials)", "Given by (initials)"))


def worksheet(document: Document, *, per_timetable: bool = False) -> Worksheet:
    """The pages of *document*; a part that it does not have is left out.

    The first is for the pharmacist. Each infusion to come has a page of its own at the bedside; *per_timetable*: each
    timetable has one, without a date, to be copied.
    """
    ward = for_the_ward(document.plan)
    document = document._replace(plan=worded(document.plan, plain_words))
    plan, notes = document.plan, Footnotes(document.plan.sources)
    at = sheet.pump_start(document)
    records = [] if per_timetable else list(infusions(ward, at))
    records = records or list(timetables(ward, at))
    doses = _doses(plan, notes)
    first = [
        *_head(document, at, infused=bool(records)),
        *sheet.says_blocks(plan, notes),
        *_changes(plan),
        *_alerts(plan, notes),
        *doses.given,
        *weight_blocks(plan.policies),
    ]
    dates = tuple(_dates(plan, notes))
    if not records:  # nobody needs a first page without an infusion
        first, dates = [*first, *dates], ()
    pages = [Page("", (*first, Box("signatures")))]
    for number, record in enumerate(records, 1):
        kept = Whole((*record.parts(number, notes), *_care(ward, notes), _SIGNED))
        pages.append(Page(record.title, (*_about(record, document, ward), kept, *_ward(ward, notes))))
    if dates:
        pages.append(Page("Dates", dates))
    pages.append(Page(_PROOF, tuple(_proof(document, doses.instead, notes))))
    return Worksheet(
        title=sheet.TITLES[document.name],
        label=str(document.said.get("label", "")),
        made=f"ivigcalc {document.version}, request {document.digest}",
        stop=_stop(ward),
        pages=tuple(pages),
    )


def _stop(plan: Plan) -> str:
    stops = dict.fromkeys(sheet.alert_text(alert, plan) for alert in open_stops(plan.alerts))
    return f"DO NOT USE AS IT STANDS: {'; '.join(stops)}" if stops else ""


def _head(document: Document, at: WallClock | None, *, infused: bool) -> Iterator[Part]:
    title = Title(sheet.TITLES[document.name])
    rows = [
        *plan_rows(document, at),
        *(Entry(*row) for row in header_rows(document) if row[0] in ("Regimen", "At risk")),
    ]
    facts = Facts(filled(*((row.mark, row.text) for row in rows if row.mark != "Reference")))  # it heads every page
    if infused:
        yield Beside((title, facts), (Box("sticker"),))
        yield _WHO
        return
    yield title
    if facts.rows:
        yield facts


def _about(record: Record, document: Document, ward: Plan) -> Iterator[Part]:
    """The head of an infusion record, which lies at a bedside of its own."""
    rows = [row for row in header_rows(document) if row[0] in ("Patient", "At risk", "Treatment")]
    facts = Facts(filled(*rows, ("Product", product_text(record.product)), *record.dose(ward)))
    yield Beside((facts,), (Box("sticker"),))
    yield _WHO
    urgent = [one for one in ward.alerts if one.severity != "note" and one.phase in ("", *record.phases)]
    said = [*(one for one in ward.alerts if one.code == SAYS), *urgent]
    if said:
        yield Entries(tuple(_at_the_bedside(one, ward) for one in said))


def _at_the_bedside(alert: Alert, plan: Plan) -> Entry:
    more = (f"Do: {alert.do}",) if alert.do else ()
    accepted = (f"Accepted: {alert.accepted}",) if alert.accepted is not None else ()
    return Entry(alert.severity.upper(), sheet.alert_text(alert, plan), more + accepted, alert.severity)


def _changes(plan: Plan) -> Iterator[Part]:
    """What was entered anew against the plan that this one continues."""
    if plan.changes:
        yield Heading("Changed")
        yield Entries(tuple(Entry(f"From cycle {one.from_cycle}", what_changed(one)) for one in plan.changes))


def _alerts(plan: Plan, notes: Footnotes) -> Iterator[Part]:
    """Stops and cautions, and where the notes are."""
    alerts = sheet.other_alerts(plan)
    urgent = [alert for alert in alerts if alert.severity != "note"]
    if urgent:
        noted = f" (notes: see {_PROOF})" if len(urgent) < len(alerts) else ""
        yield Heading(f"Alerts{noted}")
        yield Entries(tuple(sheet.alert_entry(alert, plan, notes, code=False) for alert in urgent))
    elif alerts:
        yield Paragraph(f"Notes only: see {_PROOF}.")


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


def _care(plan: Plan, notes: Footnotes) -> Iterator[Part]:
    """Handling from the label, a line for each part of it that is not on file, hydration, and the reaction box."""
    for block in sheet.handling_blocks(plan, notes):
        named = [(entry.mark, entry.text) for entry in block.entries] if isinstance(block, Entries) else []
        yield Facts(tuple(named)) if named else block
    products = [product for product in (plan.product, *(phase.product for phase in plan.phases)) if product]
    known = {one.what for product in products for one in product.handling}
    missing = [what for what in _FROM_THE_LABEL if what not in known]
    if missing:
        missing[0] = f"From the label: {missing[0]}"
    yield Fields((*missing, "Hydration"))
    yield Box("reaction")


def _ward(plan: Plan, notes: Footnotes) -> Iterator[Part]:
    said = [
        Facts(tuple((one.mark, one.text) for one in block.entries)) if isinstance(block, Entries) else block
        for block in sheet.ward_blocks(plan, notes)
    ]
    if said:
        yield Small(tuple(said))


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
    ends = last.isoformat() if last is not None else "until review"
    said = "; ".join(f"{in_words(step, ' a day')} from {step.from_}" for step in taper.steps)
    title = f"{taper.drug.capitalize()}, mg a day"
    return drawing("taper", title, f"{said}; {'to ' if last else ''}{ends}.", rises, ends, width=230, height=90)


def _proof(document: Document, instead: list[Part], notes: Footnotes) -> Iterator[Part]:
    plan = document.plan
    notes_only = [alert for alert in sheet.other_alerts(plan) if alert.severity == "note"]
    small: list[Part] = []
    if notes_only:
        small += [Heading("Notes"), Entries(tuple(sheet.alert_entry(alert, plan, notes) for alert in notes_only))]
    small += [*instead, *sheet.working_blocks(plan, notes), *sheet.source_blocks(notes), *sheet.footer_blocks(document)]
    yield Small(tuple(small))
