"""The record of an infusion, as blocks with room to write: what is set, hung and observed, by the minute."""

from collections.abc import Iterator
from itertools import zip_longest

from ivigcalc.core.course.planned import InfusionRow, Plan, PlannedDay, PlannedProduct
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.pumping.clock import WallClock
from ivigcalc.core.pumping.infusion import Infusion
from ivigcalc.core.pumping.steps import Step
from ivigcalc.core.quantities import ONE, Minutes, up
from ivigcalc.output.blocks import Column, Paragraph, Table
from ivigcalc.output.drawing import Drawing, Rise, drawing
from ivigcalc.output.footnotes import Footnotes
from ivigcalc.output.number import shown
from ivigcalc.output.pages import Beside, Fields, Form, Part
from ivigcalc.output.pulse import INTRAVENOUS, doses_on
from ivigcalc.output.pump import clock_text, clocks, on_the_day, timetable_facts
from ivigcalc.output.steroid import steroid_on
from ivigcalc.output.words import dated, days_text, tidy, vials

_MOST_VIALS = 10  # below each other; more stand side by side
_LINES = 8  # to write on where nothing is planned: enough for a ladder, or for the vials of a day


class Record(NamedTuple):
    """What is given on one date, or on the days of ``named`` that are alike; ``at`` is the clock of that day."""

    named: str
    row: InfusionRow | None
    phases: tuple[str, ...]
    infusion: Infusion | None
    day: PlannedDay | None
    product: PlannedProduct | None
    at: WallClock | None

    @property
    def title(self) -> str:
        if self.row is not None:
            return f"Infusion record: {dated(self.row.date)}, cycle {self.row.cycle}, day {self.row.day}"
        return f"Infusion record, {self.named}" if self.named else "Infusion record"

    def dose(self, plan: Plan) -> Iterator[tuple[str, str]]:
        if self.day is not None:
            yield "Dose", f"{shown(self.day.dose_g, 'dose_g')} g in {shown(self.day.volume_ml, 'volume_ml')} mL"
            yield "Vials", vials(self.day.vials)
        if self.row is not None:
            pulsed = doses_on(plan, self.row.date)
            yield "Pulse", f"{pulsed} mg {INTRAVENOUS}" if pulsed else ""
            yield "Steroid", f"{plan.taper.drug} {steroid_on(self.row, ' mg')}" if plan.taper is not None else ""

    def parts(self, number: int, notes: Footnotes) -> Iterator[Part]:
        """*number* tells the charts of several records apart."""
        yield Fields(("Weight, kg", "Started at", "Ended at") if self.row is not None else _UNDATED)
        if self.infusion is None:
            yield Paragraph("No rate on file or entered: write in the prescribed timetable.")
            yield Form(Table((), ()), ("Minute", "mL/h", "VTBI, mL", *_BY_HAND), _LINES)
            yield from _vials(self.day, None, self.at)
            return
        yield timetable_facts(self.infusion, self.at, notes)
        yield Form(_run(self.infusion, self.at), _BY_HAND, main="Pump")
        forms, chart = _vials(self.day, self.infusion, self.at), _pump_chart(self.infusion, number)
        if len(forms) > 1:
            yield Beside(forms[:1], forms[1:], even=True)
        yield Beside(forms if len(forms) == 1 else (), (chart,), even=True)


_UNDATED = ("Date", "Cycle", "Day", "Weight, kg", "Started at", "Ended at")
_BY_HAND = ("Time", "Rate set", "BP", "Pulse", "Temp.", "Initials")


def infusions(plan: Plan, at: WallClock | None) -> Iterator[Record]:
    """Every infusion to come."""
    days = {(phase.name, day.day): (phase, day) for phase in plan.phases for day in phase.days}
    for row in plan.calendar:
        if isinstance(row, InfusionRow) and not row.given and (row.phase, row.day) in days:
            phase, day = days[row.phase, row.day]
            by = on_the_day(at, row.date, day.infusion)
            yield Record("", row, (phase.name,), day.infusion, day, phase.product or plan.product, by)


def timetables(plan: Plan, at: WallClock | None) -> Iterator[Record]:
    """Every day still to come that differs from the others, once."""
    to_come = {row.phase for row in plan.calendar if isinstance(row, InfusionRow) and not row.given}
    if plan.infusion is not None:
        yield Record("", None, (), plan.infusion, None, plan.product, at)
    found: dict[tuple[PlannedDay, PlannedProduct | None, WallClock | None], dict[str, list[int]]] = {}
    for phase in plan.phases:
        if plan.calendar and phase.name not in to_come:
            continue
        for day in phase.days:
            for by in clocks(plan, at, phase.name, day.day, day.infusion):
                alike = found.setdefault((day._replace(day=0), phase.product, by), {})
                alike.setdefault(phase.name, []).append(day.day)
    for (day, product, by), phases in found.items():
        amount = f"{shown(day.dose_g, 'dose_g')} g in {shown(day.volume_ml, 'volume_ml')} mL"
        of = product or plan.product
        several = len(plan.phases) > 1
        days = "; ".join(f"{name}, {days_text(on)}" if several else days_text(on) for name, on in phases.items())
        changed = f" on {dated(by.day)}, when the clocks change" if by is not None and by.day is not None else ""
        named = f"{days}{changed}: {amount}" + (f" of {of.name}" if of else "")
        yield Record(named, None, tuple(phases), day.infusion, day, of, by)


def _run(infusion: Infusion, at: WallClock | None) -> Table:
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


def _vials(day: PlannedDay | None, infusion: Infusion | None, at: WallClock | None) -> tuple[Form, ...]:
    """A row for each vial, largest first as they are hung, in whole minutes: when the one before has run.

    Many stand in two tables side by side.
    """
    each = [vial for vial in (day.vials if day else ()) for _ in range(vial.count)]
    each.sort(key=lambda vial: vial.g, reverse=True)
    hung = [change.minute for change in infusion.vial_changes] if infusion else []
    rows = [
        (
            shown(vial.g, "g") if vial else "",
            shown(vial.ml, "ml") if vial else "",
            "" if minute is None else str(up(minute, ONE)),
            clock_text(at, minute) if minute is not None else "",
        )
        for vial, minute in zip_longest(each, hung)
    ]
    half = len(rows) if len(rows) <= _MOST_VIALS else (len(rows) + 1) // 2
    return (_vial_form(rows[:half]), *([_vial_form(rows[half:])] if rows[half:] else ()))


def _vial_form(rows: list[tuple[str, str, str, str]]) -> Form:
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
    title = "Pump rate (mL/h) by minute"
    return drawing(f"pump-{number}", title, f"{said}; ends at minute {ends}.", rises, ends, width=320, height=90)
