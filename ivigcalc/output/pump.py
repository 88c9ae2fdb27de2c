"""The pump timetable as blocks: how it came about, its steps, the chart, and what is due when."""

from collections.abc import Iterator
from datetime import time
from decimal import Decimal

from ivigcalc.core.course.planned import Plan
from ivigcalc.core.printed.sources import Citation, WorkingOf
from ivigcalc.core.pumping.duration import Timed
from ivigcalc.core.pumping.infusion import Infusion, clock_after
from ivigcalc.core.pumping.ladder import Cap
from ivigcalc.core.pumping.rates import MINUTES_IN_AN_HOUR
from ivigcalc.core.quantities import Millilitres, Minutes
from ivigcalc.core.wording import Spelling, spelled
from ivigcalc.output.blocks import Block, ChartStep, Column, Entries, Entry, Facts, Heading, Paragraph, StepChart, Table
from ivigcalc.output.footnotes import Footnotes
from ivigcalc.output.number import shown
from ivigcalc.output.words import days_text, duration, filled, tidy

_BASIS = {
    "label": "the product's label",
    "protocol": "rate protocol",
    "written": "the rates as said",
    "hours": "the time as said: one rate, since none is on file",
}
_CAPS = {
    "at-risk": "of the label",
    "protocol": "of the protocol",
    "max-rate": "as said with [[max_rate]]",
    "indication": "for the indication",
    "first-infusion": "for a first infusion",
    "condition": "under a condition",
}


Days = dict[str, list[int]]  # of each phase


def pump_blocks(plan: Plan, at: time | None, notes: Footnotes, spelling: Spelling) -> Iterator[Block]:
    """Every timetable, once. *at* is the clock time of the pump start.

    Days that differ only in how long the last step runs share one, with a line for each.
    """
    for alike in _alike(plan):
        together: Days = {}
        for _, phases in alike:
            for phase, days in phases.items():
                together[phase] = sorted([*together.get(phase, ()), *days])
        named = _named(plan, together)
        yield Heading(f"Pump timetable: {named}" if named else "Pump timetable")
        infusion, phases = alike[0]
        yield from _timetable(infusion, at, notes, spelling, _ladder(plan, phases))
        if len(alike) > 1:
            yield Entries(tuple(Entry(_named(plan, phases), _last_step(one, at)) for one, phases in alike))
        for one, phases in alike:
            if len(alike) > 1:
                yield Paragraph(f"{_named(plan, phases)}:".capitalize())
            yield _due(one, at)


def _named(plan: Plan, phases: Days) -> str:
    several = len(plan.phases) > 1
    return "; ".join(f"{name}, {days_text(days)}" if several else days_text(days) for name, days in phases.items())


def _alike(plan: Plan) -> list[list[tuple[Infusion, Days]]]:
    """The timetables, those together of which only the last step is longer or shorter, the longest first."""
    found: dict[Infusion, list[tuple[Infusion, Days]]] = {}
    for infusion, phases in _different(plan).items():
        found.setdefault(_until_the_last_step(infusion), []).append((infusion, phases))
    return [sorted(group, key=lambda one: -one[0].total_minutes) for group in found.values()]


def _until_the_last_step(infusion: Infusion) -> Infusion:
    """*infusion* without what a larger or smaller volume changes in it."""
    *held, last = infusion.steps
    nothing = Decimal(0)
    last = last._replace(minutes=Minutes(nothing), volume_ml=Millilitres(nothing))
    return infusion._replace(total_minutes=Minutes(nothing), steps=(*held, last), vial_changes=(), observations=())


def _last_step(infusion: Infusion, at: time | None) -> str:
    last, total = infusion.steps[-1], infusion.total_minutes
    volume = sum((step.volume_ml for step in infusion.steps), Decimal(0))
    return (
        f"{shown(volume, 'volume_ml')} mL; step {len(infusion.steps)} runs {shown(last.minutes, 'minutes')} min for "
        f"{shown(last.volume_ml, 'volume_ml')} mL; {duration(total)}{_from_to(at, total)}"
    )


def _different(plan: Plan) -> dict[Infusion, Days]:
    """The timetables, each with the days that it is for, by phase."""
    found: dict[Infusion, Days] = {}
    for phase in plan.phases:
        for day in phase.days:
            if day.infusion is not None:
                found.setdefault(day.infusion, {}).setdefault(phase.name, []).append(day.day)
    if plan.infusion is not None:
        found[plan.infusion] = {}
    return found


def _ladder(plan: Plan, phases: Days) -> Citation | None:
    """Where the rates are printed: what the working of their first step cites."""
    cited = {working.of: working.citation for working in plan.workings if working.of is not None}
    name, days = next(iter(phases.items()), ("", [1]))
    rate = WorkingOf("first pump rate", name)
    return cited.get(rate._replace(day=days[0])) or cited.get(rate)


def _timetable(
    infusion: Infusion, at: time | None, notes: Footnotes, spelling: Spelling, ladder: Citation | None
) -> Iterator[Block]:
    yield timetable_facts(infusion, at, notes, spelling, ladder)
    yield _steps(infusion, at)
    yield StepChart(
        "Pump rate in mL/h over the minutes from the start:",
        tuple(
            ChartStep(shown(step.ml_per_h, "ml_per_h"), step.start_minute, step.start_minute + step.minutes)
            for step in infusion.steps
        ),
    )


def timetable_facts(
    infusion: Infusion, at: time | None, notes: Footnotes, spelling: Spelling, ladder: Citation | None = None
) -> Facts:
    """How the timetable came about, and how long it takes; *ladder* is where its rates are printed."""
    total, observe = infusion.total_minutes, infusion.observe_minutes
    basis = _BASIS[infusion.basis] + (f" {infusion.protocol}" if infusion.protocol else "")
    volume = sum((step.volume_ml for step in infusion.steps), Decimal(0))
    return Facts(
        filled(
            ("Rates from", notes.after(basis, ladder)),
            ("Cap", _cap(infusion.cap, notes, spelling)),
            ("Over", _as_said(infusion.over, spelling)),
            ("Regimen", _hours(infusion.over, total, notes)),
            ("Volume", f"{shown(volume, 'volume_ml')} mL"),
            ("Pump time", f"{duration(total)}{_from_to(at, total)}; the end is rounded up to the whole minute"),
            ("Observe", f"{duration(observe)} after the end at least"),
        )
    )


def _cap(cap: Cap | None, notes: Footnotes, spelling: Spelling) -> str:
    if cap is None:
        return ""
    if cap.ml_per_kg_per_h is not None:
        rate = f"{shown(cap.ml_per_kg_per_h, 'ml_per_kg_per_h')} mL/kg/h"
    else:
        rate = f"{shown(cap.ml_per_h, 'ml_per_h')} mL/h"
    return notes.after(f"{rate}, {spelled(_CAPS[cap.kind], spelling)}: {cap.text}", cap.citation)


def _as_said(over: Timed | None, spelling: Spelling) -> str:
    """The time that was said."""
    return (
        ""
        if over is None or over.citation
        else f"{duration(over.minutes)}, {spelled('as said with [[over]]', spelling)}"
    )


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


def _from_to(at: time | None, total: Minutes) -> str:
    if at is None:
        return ""
    end = clock_text(at, total)
    return f", {clock_text(at, Minutes(Decimal(0)))} to {end}" + (" (past midnight)" if "+" in end else "")


def clock_text(at: time | None, minute: Minutes) -> str:
    """The time of day, with the days past midnight where there are any."""
    if at is None:
        return ""
    when, later = clock_after(at, minute)
    return when.isoformat("minutes") + (f" +{later} d" if later else "")


def _steps(infusion: Infusion, at: time | None) -> Table:
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
        Column("Hold", "min", right=True),
        Column("VTBI", "mL", right=True),
        Column("End", "min", right=True),
        Column("Clock"),
        Column("Basis"),
        rows=rows,
    )


def _due(infusion: Infusion, at: time | None) -> Table:
    """Vials to hang and what to observe, by the minute."""
    due: dict[Minutes, list[str]] = {}
    hung = len(infusion.vial_changes)
    for number, change in enumerate(infusion.vial_changes, 1):
        due.setdefault(change.minute, []).append(f"hang vial {number} of {hung}: {shown(change.g, 'g')} g")
    for observation in infusion.observations:
        due.setdefault(observation.minute, []).append(observation.what)
    rows = [(shown(minute, "minute"), clock_text(at, minute), "; ".join(due[minute])) for minute in sorted(due)]
    return tidy(Column("At", "min", right=True), Column("Clock"), Column("What is due", prose=True), rows=rows)
