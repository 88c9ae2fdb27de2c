"""Plan -> iCalendar (RFC 5545): infusions, and one event a day for what is checked, that a later export updates.

The only importer of icalendar. An event's identity is worked out from the label, the first day of the course and
its place in the plan, never from its date or its dose, and its stamp from the plan's first day: so the same plan gives
the same bytes, importing a changed one replaces the events instead of adding to them, and a later course of the same
label adds its own.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from ivigcalc.core.alerts import open_stops
from ivigcalc.core.course.agenda import Appointment
from ivigcalc.core.course.planned import (
    Alert,
    Change,
    CheckpointRow,
    Document,
    InfusionRow,
    Plan,
    PlannedDay,
    PlannedPhase,
    PulseRow,
)
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.pumping.clock import WallClock
from ivigcalc.core.quantities import Minutes, how_many
from ivigcalc.core.steroid.types import Taper, TaperStep, in_words
from ivigcalc.output import pulse as pulses
from ivigcalc.output.characters import visible
from ivigcalc.output.glance import pump_text
from ivigcalc.output.number import shown
from ivigcalc.output.pulse import INTRAVENOUS, doses_on
from ivigcalc.output.steroid import steroid_on, tablets_of
from ivigcalc.output.words import for_the_ward, hours, vials, what_changed

FOOT = "END:VCALENDAR\r\n"  # what stands behind the events

_DAY = timedelta(days=1)
_MOST_IN_A_TITLE = 8


class _Entry(NamedTuple):
    """One event: ``key`` is its place in the plan, ``begin`` and ``end`` are days, or instants in UTC."""

    key: tuple[str | int, ...]
    begin: date
    end: date | None
    title: str
    lines: list[str]
    given: bool = False


def render(document: Document, tz: str | None, *, infusions_alone: bool = False) -> str:
    """The dates of *document* as a calendar, with CRLF line ends; the rest as for ``events``."""
    return head(document.version) + events(document, tz, infusions_alone=infusions_alone) + FOOT


def head(version: str) -> str:
    """What stands before the events of a calendar that this *version* of the program makes."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//ivigcalc//ivigcalc {version}//EN")
    text: str = calendar.to_ical().decode("utf-8")
    return text.removesuffix(FOOT)


def events(document: Document, tz: str | None, *, infusions_alone: bool = False) -> str:
    """The dates of *document* as events alone.

    Args:
        document: A plan with a calendar or a taper.
        tz: The time zone of the plan's clock times, such as ``Europe/Berlin``.
        infusions_alone: Leave out checks and steroid doses.

    Raises:
        Unreadable: The plan has clock times and no time zone, or there are no dates.
    """
    plan = for_the_ward(document.plan)
    zone = ZoneInfo(tz) if tz is not None else None
    entries = [*_infusions(plan, zone), *_pulses(plan)]
    if not infusions_alone:
        entries += _other_days(plan)
    if not entries:
        raise Unreadable("a calendar file needs dates", "give a start date with plan, calendar or taper")
    label = str(document.said.get("label", ""))
    stops = open_stops(plan.alerts)
    entries.sort(key=lambda entry: _day_of(entry.begin))
    begins = _first_day(plan, entries)
    stamp = datetime.combine(_day_of(entries[0].begin), time(), UTC)

    first = next((entry for entry in entries if not entry.given), entries[0])
    found: list[str] = []
    for entry in entries:
        about = plan.alerts if entry is first else stops
        event = Event()
        event.add("uid", uid(label, begins, entry.key))
        event.add("dtstamp", stamp)
        event.add("dtstart", entry.begin)
        if entry.end is not None:
            event.add("dtend", entry.end)
        event.add("summary", visible(_title(entry.title, label, stops)))
        anew = plan.changes if entry is first else ()
        lines = [*map(_changed, anew), *entry.lines, *(_alert(one, plan) for one in about), _made(document)]
        event.add("description", "\n".join(map(visible, lines)))
        if stops:
            event.add("status", "TENTATIVE")
        found.append(event.to_ical().decode("utf-8"))
    return "".join(found)


def _first_day(plan: Plan, entries: list[_Entry]) -> date:
    """When the course begins: with its first infusion or pulse, else with the taper, else with the first entry."""
    infused = [row.date for row in plan.calendar if isinstance(row, InfusionRow | PulseRow)]
    if infused:
        return min(infused)
    return plan.taper.steps[0].from_ if plan.taper is not None else _day_of(entries[0].begin)


def uid(label: str, begins: date, key: tuple[str | int, ...]) -> str:
    """An identity that says nothing of the label to a reader."""
    return f"{sha256(json.dumps([label, begins.isoformat(), *key]).encode()).hexdigest()[:32]}@ivigcalc"


def _day_of(begin: date) -> date:
    return begin.date() if isinstance(begin, datetime) else begin


def _title(title: str, label: str, stops: tuple[Alert, ...]) -> str:
    return ("STOP, do not use as it stands: " if stops else "") + (f"{label}: " if label else "") + title


def _alert(alert: Alert, plan: Plan) -> str:
    """An alert in words. The name of the only phase tells nothing, and is left out."""
    text = alert.text if len(plan.phases) == 1 else alert.whole
    do = f" To do: {alert.do.rstrip('.')}." if alert.do else ""
    accepted = f" Accepted: {alert.accepted}" if alert.accepted is not None else ""
    return f"{alert.severity.upper()}: {text.rstrip('.')}.{do}{accepted}"


def _changed(change: Change) -> str:
    return f"Changed from cycle {change.from_cycle}: {what_changed(change)}."


def _made(document: Document) -> str:
    return f"ivigcalc {document.version}, request {document.digest}. Pharmacist check required before use."


def _infusions(plan: Plan, zone: ZoneInfo | None) -> Iterator[_Entry]:
    """The identity leaves out the name of the phase: cycles are numbered through, and a change may divide a phase."""
    phases = {phase.name: phase for phase in plan.phases}
    for row in plan.calendar:
        if isinstance(row, InfusionRow):
            pump = next((day.infusion for day in _days_of(phases, row) if day.infusion is not None), None)
            begin, end = instants(row, pump.total_minutes if pump is not None else None, zone)
            given = "Given: " if row.given else ""
            yield _Entry(
                ("infusion", row.cycle, row.day),
                begin,
                end,
                f"{given}IVIg{_grams(row)}, cycle {row.cycle} day {row.day}",
                [*_about(row, plan, phases), *_clock(row, zone)],
                row.given,
            )


def instants(
    row: InfusionRow | Appointment, minutes: Minutes | None, zone: ZoneInfo | None
) -> tuple[date, date | None]:
    """The day, or with a clock time the instants in UTC: *minutes* of pump time apart, else as the clock says."""
    if row.start is None:
        return row.date, row.date + _DAY
    if zone is None:
        raise Unreadable(
            "a calendar file with clock times needs a time zone", "give [[tz]], such as Europe/Berlin", "tz"
        )
    begin = WallClock(time.fromisoformat(row.start), zone).begun(row.date)
    if minutes is not None:
        return begin, begin + timedelta(minutes=int(minutes))
    if row.end is None or row.end_date is None:
        return begin, None
    return begin, WallClock(time.fromisoformat(row.end), zone).begun(row.end_date)


def _grams(row: InfusionRow) -> str:
    return "" if row.dose_g is None else f" {shown(row.dose_g, 'dose_g')} g"


def _days_of(phases: Mapping[str, PlannedPhase], row: InfusionRow) -> list[PlannedDay]:
    return [day for day in phases[row.phase].days if day.day == row.day] if row.phase in phases else []


def _about(row: InfusionRow, plan: Plan, phases: Mapping[str, PlannedPhase]) -> Iterator[str]:
    phase = phases.get(row.phase)
    product = (phase.product if phase else None) or plan.product
    if row.given:
        yield "This cycle was given."
    if row.volume_ml is not None:
        of = f" of {product.name}" if product else ""
        yield f"Dose{_grams(row)}, volume {shown(row.volume_ml, 'volume_ml')} mL{of}."
    for day in _days_of(phases, row):
        yield from _vials(day)
    if pulsed := doses_on(plan, row.date):
        yield f"Steroid pulse on this day: {pulsed} mg {INTRAVENOUS}."
    if plan.taper is not None:
        yield f"Steroid on this day: {plan.taper.drug} {steroid_on(row, ' mg')}."
    if row.moved_days:
        yield f"Planned on {row.planned_date}, moved by {row.moved_days:+} d: {row.moved_because}."


def _vials(day: PlannedDay) -> Iterator[str]:
    if day.vials:
        yield f"Vials: {vials(day.vials)}."
    pump = day.infusion
    if pump is not None:
        yield f"Pump: {pump_text(pump)}."
        yield f"Pump time {hours(pump.total_minutes)}, then observe for {hours(pump.observe_minutes)}."


def _clock(row: InfusionRow, zone: ZoneInfo | None) -> Iterator[str]:
    if row.start is not None and zone is not None:
        end = f", end {row.end_date} {row.end}" if row.end else ""
        yield f"Pump start {row.date} {row.start}{end} ({zone.key})."


def _pulses(plan: Plan) -> Iterator[_Entry]:
    for pulse in plan.pulses:
        for one in pulse.doses:
            cycle = f", cycle {one.cycle}" if one.cycle is not None else ""
            given = "Given: " if one.given else ""
            day = f"day {one.day} of {pulse.days_per_pulse}{cycle}"
            yield _Entry(
                ("pulse", one.cycle or 0, one.day),
                one.date,
                one.date + _DAY,
                f"{given}Steroid pulse: {pulses.dose(pulse)}, {day}",
                [f"Pulse of {pulses.dose(pulse)}, {day}. It takes no tablets, and the taper does not count it."],
                one.given,
            )


def _other_days(plan: Plan) -> Iterator[_Entry]:
    """One entry for each day on which something is to be checked or the steroid begins another dose.

    The identity counts these days within each cycle, since their dates and what is checked follow the plan.
    """
    steps = {} if plan.taper is None else {step.from_: step for step in plan.taper.steps}
    checks: dict[date, list[CheckpointRow]] = {}
    for row in plan.calendar:
        if isinstance(row, CheckpointRow):
            checks.setdefault(row.date, []).append(row)
    firsts = {row.date: row.cycle for row in plan.calendar if isinstance(row, InfusionRow) and row.day == 1}
    counted: dict[int, int] = {}
    for day in sorted({*steps, *checks}):
        cycle = max((number for first, number in firsts.items() if first <= day), default=0)
        counted[cycle] = counted.get(cycle, 0) + 1
        # Who stands at the bed looks for what belongs to the cycle first.
        rows = sorted(checks.get(day, ()), key=lambda row: row.cycle is None)
        title, lines = _to_check(rows), [*(row.text for row in rows), *_sources(plan, rows)]
        if plan.taper is not None and day in steps:
            dose = _dose(plan.taper, steps[day])
            title = "; ".join(filter(None, (f"{dose} from this date", title)))
            lines = [*_step(dose, steps[day]), *lines]
        yield _Entry(("other", cycle, counted[cycle]), day, day + _DAY, title[:1].upper() + title[1:], lines)


def _to_check(rows: Sequence[CheckpointRow]) -> str:
    titles = list(dict.fromkeys(row.title or row.topic for row in rows))
    if len(titles) > _MOST_IN_A_TITLE:
        titles[_MOST_IN_A_TITLE - 1 :] = [f"{len(titles) - _MOST_IN_A_TITLE + 1} more, named within"]
    return f"checks: {', '.join(titles)}" if titles else ""


def _dose(taper: Taper, step: TaperStep) -> str:
    return f"{taper.drug} {in_words(step, ' a day')}"


def _step(dose: str, step: TaperStep) -> Iterator[str]:
    lasts = f"to {step.to}, {how_many(step.days, 'day')}" if step.days is not None else "until review"
    yield f"{dose} from {step.from_}, {lasts}."
    yield from _tablets(step)


def _sources(plan: Plan, rows: Sequence[CheckpointRow]) -> Iterator[str]:
    """Each source once, with the places in it."""
    titles = {source.id: source.title for source in plan.sources}
    places: dict[str, dict[str, None]] = {}
    for row in rows:
        places.setdefault(row.citation.source, {})[row.citation.at] = None
    if places:
        named = [f"{titles.get(source, source)}, {', '.join(at)}" for source, at in places.items()]
        yield f"{'Source' if len(named) == 1 else 'Sources'}: {'; '.join(named)}."


def _tablets(step: TaperStep) -> Iterator[str]:
    days = ("a day",) if step.alternate is None else ("on the first day", "on the next")
    for dose, on in zip(step.day_doses, days, strict=True):
        if dose.tablets:
            yield f"Tablets {on}: {tablets_of(dose)}."
    if step.note:
        yield step.note
