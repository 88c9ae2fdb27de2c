"""Agenda -> iCalendar: the infusions of many patients, as events that the plan of each has too."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from icalendar import Event

from ivigcalc.core.course.agenda import Agenda, Appointment
from ivigcalc.core.course.needs import Concern
from ivigcalc.core.errors import Unreadable
from ivigcalc.output import agenda as agendas
from ivigcalc.output.characters import visible
from ivigcalc.output.ics import FOOT, head, instants, uid
from ivigcalc.output.number import shown
from ivigcalc.output.words import hours, plain_words, vials


def render(found: Agenda, version: str, tz: str | None) -> str:
    """The infusions of *found* as a calendar: of a patient with a label, the events that the plan has too.

    Args:
        found: Who is infused on which day.
        version: Of the program.
        tz: The time zone of the clock times of those who said none.

    Raises:
        Unreadable: An infusion has a clock time and no time zone, or there is none at all.
    """
    if not found.days:
        raise Unreadable("no infusions in this period, and a calendar file needs an event")
    infusions = (one for day in found.days for one in day.infusions)
    made = "".join(_appointment(one, version, one.tz or tz).to_ical().decode("utf-8") for one in infusions)
    return head(version) + made + FOOT


def _appointment(one: Appointment, version: str, tz: str | None) -> Event:
    begins = one.course_begins or one.date
    begin, end = instants(one, one.pump_minutes, None if tz is None else ZoneInfo(tz))
    open_ = [concern for concern in one.concerns if concern.severity == "stop" and concern.accepted is None]
    title = f"{one.who}: IVIg {shown(one.dose_g, 'dose_g')} g of {one.product}, cycle {one.cycle} day {one.day}"
    lines = [
        f"Dose {shown(one.dose_g, 'dose_g')} g, volume {shown(one.volume_ml, 'volume_ml')} mL of {one.product}.",
        *([f"Vials: {vials(one.vials)}."] if one.vials else []),
        *([f"Chair time {hours(one.chair_minutes)}."] if one.chair_minutes is not None else []),
        *([f"Pump start {one.date} {one.start} ({tz})."] if one.start else []),
        *map(_concern, one.concerns),
        f"ivigcalc {version}. Pharmacist check required before use.",
    ]
    event = Event()
    event.add("uid", uid(one.who, begins, ("infusion", one.cycle, one.day)))
    event.add("dtstamp", datetime.combine(begins, time(), UTC))
    event.add("dtstart", begin)
    if end is not None:
        event.add("dtend", end)
    event.add("summary", visible(("STOP, do not use as it stands: " if open_ else "") + title))
    event.add("description", "\n".join(map(visible, lines)))
    if open_:
        event.add("status", "TENTATIVE")
    return event


def _concern(concern: Concern) -> str:
    """A stop or caution in words: those of its code where no more is known."""
    known = concern if concern.text else concern._replace(text=concern.code.replace(".", ": ").replace("-", " "))
    return f"{agendas.mark(concern)}: {agendas.text_of(known, plain_words)}."
