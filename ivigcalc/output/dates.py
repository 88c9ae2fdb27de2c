"""The calendar as blocks: month grids, the dated list of infusions, and what to check on which date."""

from calendar import Calendar
from collections.abc import Iterator, Sequence
from datetime import date

from ivigcalc.core.course.planned import CheckpointRow, InfusionRow, Plan, PulseRow, moves_by_itself
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.output.blocks import Block, Column, Day, Entries, Entry, Heading, Month, Months, Paragraph, Table
from ivigcalc.output.footnotes import Footnotes
from ivigcalc.output.number import shown
from ivigcalc.output.pulse import doses_on
from ivigcalc.output.steroid import steroid_on
from ivigcalc.output.words import dated, tidy

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
CHECKS = "Checks and due dates"


class Check(NamedTuple):
    """What to check, and each date with what is to be said of it alone."""

    topic: str
    text: str
    when: tuple[tuple[date, str], ...]


def calendar_blocks(plan: Plan, *, noted: bool = False) -> Iterator[Block]:
    """Month grids and the dated list; nothing without infusion dates.

    *noted*: the notes on what is moved stand beside it, and no move is told that one of them tells.
    """
    infusions = [row for row in plan.calendar if isinstance(row, InfusionRow)]
    if not infusions:
        return
    yield Heading("Calendar")
    yield _months(plan)
    yield Heading("Infusion dates")
    for phase in dict.fromkeys(row.phase for row in infusions):
        rows = [row for row in infusions if row.phase == phase]
        if len(plan.phases) > 1:
            yield Paragraph(f"{phase}:")
        yield _dates(rows, plan)
    moved = [*_moves([row for row in infusions if row.given] if noted else infusions)]
    if moved:
        yield Entries(tuple(moved))


def _months(plan: Plan) -> Months:
    days: dict[date, Day] = {}
    for row in plan.calendar:
        day = days.get(row.date, Day(str(row.date.day)))
        if isinstance(row, InfusionRow):
            day = day._replace(infusion=True, given=row.given)
        elif isinstance(row, PulseRow):
            day = day._replace(pulse=True)
        else:
            day = day._replace(checkpoint=True)
        days[row.date] = day
    infused = {(day.year, day.month) for day, marks in days.items() if marks.infusion or marks.pulse}
    grids = tuple(_month(year, number, days) for year, number in sorted(infused))
    legend = ["[ ] infusion"] if any(day.infusion and not day.given for day in days.values()) else []
    if any(day.given for day in days.values()):
        legend.append("( ) infusion given")
    if any(day.checkpoint and not day.pulse for day in days.values()):
        legend.append("* check due")
    if any(day.pulse and not day.checkpoint for day in days.values()):
        legend.append("+ pulse of a steroid")
    if any(day.pulse and day.checkpoint for day in days.values()):
        legend.append("# pulse and check due")
    or_pulse = " or pulse" if plan.pulses else ""
    return Months(grids, f"Key: {', '.join(legend)}. Months without infusion{or_pulse} are omitted.")


def _month(year: int, month: int, marked: dict[date, Day]) -> Month:
    weeks = []
    for week in Calendar().monthdatescalendar(year, month):
        weeks.append(tuple(marked.get(day, Day(str(day.day))) if day.month == month else Day("") for day in week))
    return Month(f"{_MONTHS[month - 1]} {year}", tuple(weeks))


def _dates(rows: Sequence[InfusionRow], plan: Plan) -> Table:
    drug = plan.taper.drug if plan.taper else ""
    return tidy(
        Column("Date"),
        Column("Cycle", right=True),
        Column("Day", right=True),
        Column("Dose", "g", right=True),
        Column("Volume", "mL", right=True),
        Column("Start"),
        Column("End"),
        Column("Pulse", "mg", right=True),
        Column(drug.capitalize(), "mg/day", right=True),
        Column("Moved", "days", right=True),
        Column("Given"),
        rows=[
            (
                dated(row.date),
                str(row.cycle),
                str(row.day),
                shown(row.dose_g, "dose_g"),
                shown(row.volume_ml, "volume_ml"),
                row.start or "",
                _end(row),
                doses_on(plan, row.date),
                steroid_on(row) if drug else "",
                f"{row.moved_days:+}" if row.moved_days else "",
                "given" if row.given else "",
            )
            for row in rows
        ],
    )


def _end(row: InfusionRow) -> str:
    """The clock time, with its date where that is another."""
    if row.end is None:
        return ""
    return row.end if row.end_date in (None, row.date) else f"{row.end_date} {row.end}"


def _moves(rows: Sequence[InfusionRow]) -> Iterator[Entry]:
    """Each cycle that is moved, and each day that is moved by itself."""
    firsts = {row.cycle: row for row in rows if row.day == 1}
    for row in rows:
        if row.day == 1 and row.moved_days:
            yield _move(row, f"Cycle {row.cycle}")
        elif moves_by_itself(row, firsts[row.cycle]):
            yield _move(row, f"Cycle {row.cycle}, day {row.day}")


def _move(row: InfusionRow, what: str) -> Entry:
    days = "day" if abs(row.moved_days) == 1 else "days"
    return Entry(
        what,
        f"planned {dated(row.planned_date)}, moved by {row.moved_days:+} {days} to {dated(row.date)}: "
        f"{row.moved_because}",
    )


def checkpoint_blocks(plan: Plan, notes: Footnotes) -> Iterator[Block]:
    """What to check, each with its dates; what a note beside the taper says on its date is left to that."""
    told = {alert.text for alert in plan.alerts if alert.severity == "note"}
    rows = [row for row in plan.calendar if isinstance(row, CheckpointRow) and f"{row.date}: {row.text}" not in told]
    found = tuple(_checks(rows, notes))
    if found:
        yield Heading(CHECKS)
        yield Entries(tuple(Entry(one.topic, one.text, _when(one)) for one in found))


def _when(check: Check) -> tuple[str, ...]:
    """The dates on one line, or one line each with what is its own."""
    if any(own for _, own in check.when):
        return tuple(f"{day}: {own}" for day, own in check.when)
    return (", ".join(day.isoformat() for day, _ in check.when),)


def checks(plan: Plan, notes: Footnotes) -> tuple[Check, ...]:
    """One entry for what is checked again and again: what all its dates share, then each date with what is its own."""
    rows = [row for row in plan.calendar if isinstance(row, CheckpointRow)]
    return tuple(_checks(rows, notes))


def _checks(rows: Sequence[CheckpointRow], notes: Footnotes) -> Iterator[Check]:
    kinds: dict[tuple[object, ...], list[CheckpointRow]] = {}
    for row in rows:
        kinds.setdefault((row.topic, row.citation), []).append(row)
    for alike in kinds.values():
        shared = [part for part in _sentences(alike[0].text) if all(part in _sentences(row.text) for row in alike)]
        if not shared:
            for text in dict.fromkeys(row.text for row in alike):
                yield _check(text, [row for row in alike if row.text == text], notes)
        else:
            yield _check(" ".join(shared), alike, notes)


def _check(text: str, rows: Sequence[CheckpointRow], notes: Footnotes) -> Check:
    said = _sentences(text)
    when = tuple((row.date, " ".join(part for part in _sentences(row.text) if part not in said)) for row in rows)
    return Check(rows[0].topic, notes.after(text, rows[0].citation), when)


def _sentences(text: str) -> list[str]:
    """*text* cut behind each full stop that ends a word; joined with spaces it is whole again."""
    return text.replace(". ", ".\n").split("\n") if text else []
