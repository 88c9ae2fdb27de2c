"""An agenda -> text blocks, CSV and JSON."""

from collections.abc import Iterator

from ivigcalc.core.course.agenda import Agenda, AgendaDay, Appointment
from ivigcalc.core.course.demand import Demand
from ivigcalc.core.course.needs import Concern
from ivigcalc.core.wording import Spelling, spelled
from ivigcalc.output import csv
from ivigcalc.output.blocks import Block, Column, Entries, Entry, Facts, Heading, Paragraph, Title
from ivigcalc.output.demand import stock
from ivigcalc.output.json import render_found
from ivigcalc.output.number import shown
from ivigcalc.output.words import dated, hours, listed, option, several, tidy, vials

COLUMNS = (
    "kind", "date", "start", "end", "end_date", "patient", "cycle", "day", "product", "patients", "infusions", "dose_g",
    "volume_ml", "vials", "chair_minutes", "untimed", "alerts", "vial_g", "stock", "needed", "to_order",
)  # fmt: skip


def render_json(found: Agenda, version: str) -> str:
    """*found* as indented JSON, ASCII, with a line end."""
    return render_found("agenda", version, found)


def render_csv(found: Agenda) -> str:
    """*found* as one table; ``kind`` tells what a row is: infusion, set-aside (of a day), total or stock."""
    rows: list[dict[str, csv.Cell]] = []
    for day in found.days:
        rows += [_infusion_cells(one) for one in day.infusions]
        rows += [{**_demand_cells("set-aside", one), "date": day.date.isoformat()} for one in day.set_aside]
    rows += [_demand_cells("total", one) for one in found.totals]
    rows += [
        {**one._asdict(), "kind": "stock", "vial_g": one.g, "date": None if one.date is None else one.date.isoformat()}
        for one in found.runs_out
    ]
    lines = [csv.line([csv.cell(row.get(name), name) for name in COLUMNS]) for row in rows]
    return csv.line(COLUMNS) + "".join(lines)


def _infusion_cells(one: Appointment) -> dict[str, csv.Cell]:
    return {
        **{name: value for name, value in one._asdict().items() if name in COLUMNS},
        "kind": "infusion",
        "date": one.date.isoformat(),
        "end_date": None if one.end_date is None else one.end_date.isoformat(),
        "patient": one.who,
        "vials": vials(one.vials),
        "alerts": "; ".join(dict.fromkeys(map(_code, one.concerns))),
    }


def _demand_cells(kind: str, one: Demand) -> dict[str, csv.Cell]:
    return {**one._asdict(), "kind": kind, "dose_g": one.planned_g, "vials": vials(one.vials)}


def _code(concern: Concern) -> str:
    accepted = "" if concern.accepted is None else f", accepted: {concern.accepted}"
    return f"{concern.code} ({concern.severity}{accepted})"


def sheet(found: Agenda) -> tuple[Block, ...]:
    """Everything that *found* says: the days, then the whole time and the stock."""
    blocks: list[Block] = [Title("Agenda"), Facts((("Time", span(found)), ("Patients", str(found.patients))))]
    if not found.days:
        blocks.append(Paragraph("No infusions in this period."))
    for day in found.days:
        blocks += _day(day)
    if len(found.days) > 1:
        blocks += [Heading("Total"), Facts(tuple(set_aside(found.totals)))]
    if found.runs_out:
        blocks += stock(found.runs_out, found.totals)
    return tuple(blocks)


def span(found: Agenda) -> str:
    """``Mon 2026-12-07 to Sun 2026-12-13``."""
    if found.from_ is None or found.until is None:
        return "no dates"
    return dated(found.from_) if found.from_ == found.until else f"{dated(found.from_)} to {dated(found.until)}"


def _day(day: AgendaDay) -> Iterator[Block]:
    yield Heading(f"{dated(day.date)}: {summary(day)}")
    yield tidy(
        Column("Start"),
        Column("Patient", prose=True),
        Column("Cycle", right=True),
        Column("Day", right=True),
        Column("Product"),
        Column("Dose", "g", right=True),
        Column("Vials", prose=True),
        Column("Chair", "min", right=True),
        rows=[cells(one) for one in day.infusions],
    )
    told = tuple(
        Entry(mark(concern), f"{listed(patients)}: {text_of(concern)}", severity=concern.severity)
        for concern, patients in concerns(day)
    )
    if told:
        yield Entries(told)
    vials_of_the_day = [f"{product}: {needed}" for product, needed in set_aside(day.set_aside)]
    yield Facts(tuple(("" if place else "Set aside", text) for place, text in enumerate(vials_of_the_day)))


def summary(day: AgendaDay) -> str:
    """``3 infusions, 175 g, 10 h 20 min of chair time``."""
    told = f"{several(len(day.infusions), 'infusion')}, {shown(day.planned_g, 'planned_g')} g"
    if day.chair_minutes is not None:
        return f"{told}, {hours(day.chair_minutes)} of chair time"
    return f"{told}, chair time not known ({day.untimed} without a rate)"


def cells(one: Appointment) -> tuple[str, ...]:
    """What a person reads of one infusion; chair time in minutes, empty where it is not known."""
    return (
        one.start or "",
        one.who,
        str(one.cycle),
        str(one.day),
        one.product,
        shown(one.dose_g, "dose_g"),
        vials(one.vials) or "none on file",
        shown(one.chair_minutes, "chair_minutes"),
    )


def concerns(day: AgendaDay) -> list[tuple[Concern, list[str]]]:
    """Each stop and caution of the *day*, the stops first, with the patients whom it concerns."""
    found: dict[Concern, dict[str, None]] = {}
    for one in day.infusions:
        for concern in one.concerns:
            found.setdefault(concern, {})[one.who] = None
    ordered = sorted(found.items(), key=lambda item: item[0].severity != "stop")
    return [(concern, list(patients)) for concern, patients in ordered]


def mark(concern: Concern) -> str:
    return concern.severity.upper()


def text_of(concern: Concern, spelling: Spelling = option) -> str:
    """What is said of a *concern*: its text, or its code where no more is known."""
    accepted = "" if concern.accepted is None else f" (accepted: {concern.accepted})"
    return (spelled(concern.text, spelling) or concern.code) + accepted


def set_aside(needed: tuple[Demand, ...]) -> list[tuple[str, str]]:
    """Each product with its vials, or with the grams where no vial is on file."""
    return [
        (one.product, vials(one.vials) or f"{shown(one.planned_g, 'planned_g')} g, no vials on file") for one in needed
    ]
