"""The pump timetable as blocks: how it came about, its steps, the chart, and what is due when."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ivigcalc.core.course.planned import InfusionRow, Plan
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.sources import Citation, WorkingOf
from ivigcalc.core.pumping.clock import WallClock
from ivigcalc.core.pumping.duration import Timed
from ivigcalc.core.pumping.infusion import Infusion
from ivigcalc.core.pumping.ladder import Cap
from ivigcalc.core.pumping.rates import MINUTES_IN_AN_HOUR
from ivigcalc.core.quantities import Millilitres, Minutes
from ivigcalc.output.blocks import Block, ChartStep, Column, Entries, Entry, Facts, Heading, Paragraph, StepChart, Table
from ivigcalc.output.footnotes import Footnotes
from ivigcalc.output.number import shown
from ivigcalc.output.words import dated, days_text, duration, filled, tidy

_BASIS = {
    "label": "the product's label",
    "protocol": "rate protocol",
    "written": "rates as entered",
    "hours": "the time entered: one rate, as none is on file",
}
_CAPS = {
    "at-risk": "by the label",
    "protocol": "by the protocol",
    "max-rate": "as entered",
    "indication": "for the indication",
    "first-infusion": "for a first infusion",
    "condition": "under a condition",
}


class Cited(NamedTuple):
    """Where the rates of a timetable, the time to observe and the vital signs are printed."""

    rates: Citation | None = None
    observation: Citation | None = None
    vital_signs: Citation | None = None


Days = dict[str, list[int]]  # of each phase


class _Timed(NamedTuple):
    """A timetable by one clock, and the days that it is for, by phase."""

    infusion: Infusion
    at: WallClock | None
    days: Days


def pump_blocks(plan: Plan, at: WallClock | None, notes: Footnotes) -> Iterator[Block]:
    """Every timetable, once. *at* is the clock at the pump start.

    Days that differ only in how long the last step runs share one, with a line for each. A night in which the clocks
    are changed has one of its own.
    """
    for alike in _alike(plan, at):
        together: Days = {}
        for _, _, phases in alike:
            for phase, days in phases.items():
                together[phase] = sorted([*together.get(phase, ()), *days])
        named = _named(plan, together)
        infusion, by, phases = alike[0]
        if by is not None and by.day is not None:
            named = f"{named}{' ' if named else ''}on {dated(by.day)}, when the clocks change"
        yield Heading(f"Pump timetable: {named}" if named else "Pump timetable")
        yield from _timetable(infusion, by, notes, _cited(plan, phases))
        if len(alike) > 1:
            yield Entries(tuple(Entry(_named(plan, phases), _last_step(one, by)) for one, _, phases in alike))
        for one, _, phases in alike:
            if len(alike) > 1:
                yield Paragraph(f"{_named(plan, phases)}:".capitalize())
            yield _due(one, by)


def _named(plan: Plan, phases: Days) -> str:
    several = len(plan.phases) > 1
    return "; ".join(f"{name}, {days_text(days)}" if several else days_text(days) for name, days in phases.items())


def _alike(plan: Plan, at: WallClock | None) -> list[list[_Timed]]:
    """The timetables, those together of which only the last step is longer or shorter, the longest first."""
    found: dict[tuple[Infusion, WallClock | None], list[_Timed]] = {}
    for one in _different(plan, at):
        found.setdefault((_until_the_last_step(one.infusion), one.at), []).append(one)
    return [sorted(group, key=lambda one: -one.infusion.total_minutes) for group in found.values()]


def _until_the_last_step(infusion: Infusion) -> Infusion:
    """*infusion* without what a larger or smaller volume changes in it."""
    *held, last = infusion.steps
    nothing = Decimal(0)
    last = last._replace(minutes=Minutes(nothing), volume_ml=Millilitres(nothing))
    return infusion._replace(total_minutes=Minutes(nothing), steps=(*held, last), vial_changes=(), observations=())


def _last_step(infusion: Infusion, at: WallClock | None) -> str:
    last, total = infusion.steps[-1], infusion.total_minutes
    volume = sum((step.volume_ml for step in infusion.steps), Decimal(0))
    return (
        f"{shown(volume, 'volume_ml')} mL; step {len(infusion.steps)} runs {shown(last.minutes, 'minutes')} min for "
        f"{shown(last.volume_ml, 'volume_ml')} mL; {duration(total)}{_from_to(at, total)}"
    )


def _different(plan: Plan, at: WallClock | None) -> list[_Timed]:
    found: dict[tuple[Infusion, WallClock | None], Days] = {}
    for phase in plan.phases:
        for day in phase.days:
            if day.infusion is not None:
                for by in clocks(plan, at, phase.name, day.day, day.infusion):
                    found.setdefault((day.infusion, by), {}).setdefault(phase.name, []).append(day.day)
    if plan.infusion is not None:
        found[plan.infusion, at] = {}
    return [_Timed(infusion, by, days) for (infusion, by), days in found.items()]


def on_the_day(at: WallClock | None, day: date, infusion: Infusion | None) -> WallClock | None:
    """The clock *at* the pump start as it runs on *day*, until the infusion has been observed."""
    if at is None or infusion is None:
        return at
    return at.on(day, Minutes(infusion.total_minutes + infusion.observe_minutes))


def clocks(
    plan: Plan, at: WallClock | None, phase: str, day: int, infusion: Infusion | None
) -> tuple[WallClock | None, ...]:
    """The clock by which *infusion* is given on its dates: the usual one, and one for each night that changes it."""
    rows = [row for row in plan.calendar if isinstance(row, InfusionRow) and (row.phase, row.day) == (phase, day)]
    return tuple(dict.fromkeys(on_the_day(at, row.date, infusion) for row in rows)) or (at,)


def _cited(plan: Plan, phases: Days) -> Cited:
    """What the workings of the timetable cite."""
    cited = {working.of: working.citation for working in plan.workings if working.of is not None}
    name, days = next(iter(phases.items()), ("", [1]))
    of = [WorkingOf(figure, name) for figure in ("first pump rate", "observation", "vital signs")]
    return Cited(*(cited.get(one._replace(day=days[0])) or cited.get(one) for one in of))


def _timetable(infusion: Infusion, at: WallClock | None, notes: Footnotes, cited: Cited) -> Iterator[Block]:
    yield timetable_facts(infusion, at, notes, cited)
    yield _steps(infusion, at)
    yield StepChart(
        "Pump rate (mL/h) by minute from the start:",
        tuple(
            ChartStep(shown(step.ml_per_h, "ml_per_h"), step.start_minute, step.start_minute + step.minutes)
            for step in infusion.steps
        ),
    )


def timetable_facts(infusion: Infusion, at: WallClock | None, notes: Footnotes, cited: Cited | None = None) -> Facts:
    """How the timetable came about, and how long it takes; *cited* where a plan has its sources below."""
    total, observe = infusion.total_minutes, infusion.observe_minutes
    basis = _BASIS[infusion.basis] + (f" {infusion.protocol}" if infusion.protocol else "")
    volume = sum((step.volume_ml for step in infusion.steps), Decimal(0))
    printed = cited or Cited()
    signs = f"; {notes.after('vital signs at the times below', printed.vital_signs)}" if cited else ""
    return Facts(
        filled(
            ("Rates from", notes.after(basis, printed.rates)),
            ("Max. rate", _cap(infusion.cap, notes)),
            ("Over", _as_said(infusion.over)),
            ("Regimen", _hours(infusion.over, total, notes)),
            ("Volume", f"{shown(volume, 'volume_ml')} mL to be infused (VTBI)"),
            ("Pump time", f"{duration(total)}{_from_to(at, total)}; end rounded up to the minute"),
            ("Observe", notes.after(f"at least {duration(observe)} after the end", printed.observation) + signs),
        )
    )


def _cap(cap: Cap | None, notes: Footnotes) -> str:
    """The maximum rate and whose it is; one that was entered is told in its own unit only where that is another."""
    if cap is None:
        return ""
    if cap.ml_per_kg_per_h is not None:
        rate = f"{shown(cap.ml_per_kg_per_h, 'ml_per_kg_per_h')} mL/kg/h"
    else:
        rate = f"{shown(cap.ml_per_h, 'ml_per_h')} mL/h"
    why = "" if cap.text == rate else f": {cap.text}"
    return notes.after(f"{rate}, {_CAPS[cap.kind]}{why}", cap.citation)


def _as_said(over: Timed | None) -> str:
    """The time that was said."""
    return "" if over is None or over.citation else f"{duration(over.minutes)}, as entered"


def _hours(over: Timed | None, total: Minutes, notes: Footnotes) -> str:
    """The time that the regimen gives the infusion, and whether the timetable keeps to the least of it."""
    if over is None or over.citation is None:
        return ""
    most = "" if over.most_minutes is None else f" to {_in_hours(over.most_minutes)}"
    given = notes.after(f"each infusion over {_in_hours(over.minutes)}{most} h", over.citation)
    if total == over.minutes:
        return f"{given}; timed over {_in_hours(over.minutes)} h"
    return f"{given}; these rates take longer"


def _in_hours(minutes: Minutes) -> str:
    return shown(minutes / MINUTES_IN_AN_HOUR, "hours")


def _from_to(at: WallClock | None, total: Minutes) -> str:
    if at is None:
        return ""
    end = clock_text(at, total)
    return f", {clock_text(at, Minutes(Decimal(0)))} to {end}" + (" (past midnight)" if "+" in end else "")


def clock_text(at: WallClock | None, minute: Minutes) -> str:
    """The time of day, with the days past midnight where there are any."""
    if at is None:
        return ""
    when, later = at.after(minute)
    return when.isoformat("minutes") + (f" +{later} d" if later else "")


def _steps(infusion: Infusion, at: WallClock | None) -> Table:
    mixed = any(step.basis != infusion.basis for step in infusion.steps)
    rows = []
    ends = [step.start_minute for step in infusion.steps[1:]] + [infusion.total_minutes]
    for number, (step, end) in enumerate(zip(infusion.steps, ends, strict=True), 1):
        rows.append(
            (
                str(number),
                shown(step.start_minute, "start_minute"),
                clock_text(at, step.start_minute),
                shown(step.ml_per_kg_per_h, "ml_per_kg_per_h"),
                shown(step.ml_per_h, "ml_per_h"),
                shown(step.minutes, "minutes"),
                shown(step.volume_ml, "volume_ml"),
                shown(end, "total_minutes"),
                clock_text(at, end),
                step.basis if mixed else "",
            )
        )
    return tidy(
        Column("Step", right=True),
        Column("Start", "min", right=True),
        Column("Clock"),
        Column("Rate", "mL/kg/h", right=True),
        Column("Pump", "mL/h", right=True),
        Column("Run", "min", right=True),
        Column("VTBI", "mL", right=True),
        Column("End", "min", right=True),
        Column("Clock"),
        Column("Basis"),
        rows=rows,
    )


def _due(infusion: Infusion, at: WallClock | None) -> Table:
    """Vials to hang and what to observe, by the minute."""
    due: dict[Minutes, list[str]] = {}
    hung = len(infusion.vial_changes)
    for number, change in enumerate(infusion.vial_changes, 1):
        due.setdefault(change.minute, []).append(f"hang vial {number} of {hung}: {shown(change.g, 'g')} g")
    for observation in infusion.observations:
        due.setdefault(observation.minute, []).append(observation.what)
    rows = [(shown(minute, "minute"), clock_text(at, minute), "; ".join(due[minute])) for minute in sorted(due)]
    return tidy(Column("At", "min", right=True), Column("Clock"), Column("Due", prose=True), rows=rows)
