"""At a glance: what a pharmacist asks first of a plan, in one block that the first screen holds.

Patient and treatment, dose, vials, pump rates, time, dates and steroid, then every stop and caution with what to do,
what was assumed, and how many notes there are.
"""

from collections.abc import Iterator
from decimal import Decimal

from ivigcalc.core.alerts import open_stops
from ivigcalc.core.course.planned import Alert, Document, InfusionRow, Plan, PlannedDay, PlannedPhase
from ivigcalc.core.pumping.clock import WallClock
from ivigcalc.core.pumping.infusion import Infusion
from ivigcalc.core.pumping.steps import Step
from ivigcalc.core.quantities import Minutes
from ivigcalc.core.steroid.types import in_words
from ivigcalc.output.blocks import Banner, Block, Entries, Entry, Title
from ivigcalc.output.dosing import most_text, product_text
from ivigcalc.output.footnotes import Footnotes
from ivigcalc.output.number import shown, signed
from ivigcalc.output.order import patient_text, treatment_text
from ivigcalc.output.pulse import summary
from ivigcalc.output.pump import clock_text, clocks
from ivigcalc.output.words import dated, days_text, hours, listed, several, vials, what_changed

_MOST_STEROID_DOSES = 8  # a longer taper is told by its first dose and its last


def glance(document: Document, title: str, at: WallClock | None, notes: Footnotes | None) -> Iterator[Block]:
    """The first block of every sheet, or all of one that is brief; *at* is the clock time of the pump start.

    It stands alone where *notes* is None: no sources follow, and no notes.
    """
    plan = document.plan
    yield Title(title)
    yield from stop_blocks(plan)
    changes = [Entry("Changed", f"from cycle {one.from_cycle}: {what_changed(one)}") for one in plan.changes]
    rows = [*changes, *plan_rows(document, at), *_alerts(plan, notes)]
    noted = sum(alert.severity == "note" for alert in plan.alerts)
    rows.append(Entry("Assumed", "; ".join(dict.fromkeys(alert.brief for alert in plan.alerts if alert.brief))))
    rows.append(Entry("Notes", f"{noted}, {'left out here' if notes is None else 'below'}" if noted else ""))
    entries = tuple(row for row in rows if row.text)
    if entries:
        yield Entries(entries)


def plan_rows(document: Document, at: WallClock | None) -> Iterator[Entry]:
    """The order and what it comes to; a row that this plan does not have is empty."""
    yield from (*_order(document), *_given(document.plan, at), *_course(document.plan))


def stop_blocks(plan: Plan) -> Iterator[Banner]:
    """A stop not accepted, so that it cannot be missed."""
    stops = open_stops(plan.alerts)
    if stops:
        yield Banner(f"DO NOT USE AS IT STANDS: {listed(dict.fromkeys(alert.code for alert in stops))}")


def _order(document: Document) -> Iterator[Entry]:
    plan = document.plan
    request = document.said
    yield Entry("Reference", str(request.get("label", "")))
    yield Entry("Patient", patient_text(plan, request))
    yield Entry("Treatment", treatment_text(plan, request))
    products = dict.fromkeys(filter(None, (*(phase.product for phase in plan.phases), plan.product)))
    yield Entry("Product", "; then ".join(map(product_text, products)))


def _given(plan: Plan, at: WallClock | None) -> Iterator[Entry]:
    """What is given on a day, and how; of each phase where there are several."""
    for phase in plan.phases:
        name = f"{phase.name}: " if len(plan.phases) > 1 else ""
        infusions = [(day.day, day.infusion) for day in phase.days if day.infusion is not None]
        yield Entry("Dose", name + _dose(plan, phase) if phase.days else "")
        yield Entry("Vials", name + made if (made := _vials(phase)) else "")
        yield Entry("Pump", name + pump if (pump := _by_days([(d, pump_text(one)) for d, one in infusions])) else "")
        yield Entry("Time", name + took if (took := _by_days(_times(plan, phase, at))) else "")
    if plan.infusion is not None and not plan.phases:
        volume = sum(step.volume_ml for step in plan.infusion.steps)
        yield Entry("Volume", f"{shown(volume or None, 'volume_ml')} mL")
        yield Entry("Pump", pump_text(plan.infusion))
        yield Entry("Time", _time(plan.infusion, at))


def _dose(plan: Plan, phase: PlannedPhase) -> str:
    days = _by_days([(day.day, f"{_grams(day)} = {shown(day.volume_ml, 'volume_ml')} mL") for day in phase.days])
    if len(phase.days) > 1 and len({_grams(day) for day in phase.days}) == 1:
        days += f" on each of {several(len(phase.days), 'day')}"
    total = f"; {shown(phase.planned_g, 'planned_g')} g per cycle" if len(phase.days) > 1 else ""
    lowered = ""
    if phase.maximum is not None:
        lowered = f", lowered from {shown(phase.uncapped_g, 'uncapped_g')} g ({most_text(plan, phase.maximum)})"
    if phase.difference_g:
        percent = signed(phase.difference_percent, "difference_percent")
        return f"{days}{total}{lowered}, {percent} % by rounding from {shown(phase.calculated_g, 'calculated_g')} g"
    return f"{days}{total}{lowered}" if lowered else f"{days}{total}, as calculated"


def _grams(day: PlannedDay) -> str:
    return f"{shown(day.dose_g, 'dose_g')} g"


def _vials(phase: PlannedPhase) -> str:
    opened = [(day.day, vials(day.vials) + _waste(day)) for day in phase.days if day.vials]
    each = " each day" if len(opened) > 1 and len({text for _, text in opened}) == 1 else ""
    return _by_days(opened) + each


def _waste(day: PlannedDay) -> str:
    return f" ({shown(day.waste_g, 'waste_g')} g discarded)" if day.waste_g else ""


def pump_text(infusion: Infusion) -> str:
    """``21, 42, 63 mL/h for 30 min each, then 140 mL/h``."""
    *held, last = infusion.steps
    end = f"{shown(last.ml_per_h, 'ml_per_h')} mL/h"
    if not held:
        return f"{end} throughout"
    if len({step.minutes for step in held}) == 1:
        rates = ", ".join(shown(step.ml_per_h, "ml_per_h") for step in held)
        each = " each" if len(held) > 1 else ""
        return f"{rates} mL/h for {shown(held[0].minutes, 'minutes')} min{each}, then {end}"
    return f"{', '.join(map(_held, held))}, then {end}"


def _held(step: Step) -> str:
    return f"{shown(step.ml_per_h, 'ml_per_h')} mL/h for {shown(step.minutes, 'minutes')} min"


def _times(plan: Plan, phase: PlannedPhase, at: WallClock | None) -> list[tuple[int, str]]:
    return [
        (day.day, _time(day.infusion, by))
        for day in phase.days
        if day.infusion is not None
        for by in clocks(plan, at, phase.name, day.day, day.infusion)
    ]


def _time(infusion: Infusion, at: WallClock | None) -> str:
    total, observe = infusion.total_minutes, infusion.observe_minutes
    if at is None:
        return f"{hours(total)}, observe for {hours(observe)} after the end"
    ends = clock_text(at, total)
    begins, observed = clock_text(at, Minutes(Decimal(0))), clock_text(at, Minutes(total + observe))
    changed = "" if at.day is None else f" on {dated(at.day)}, when the clocks change"
    return f"{hours(total)}, {begins} to {ends}, observe until {observed}{changed}"


def _by_days(said: list[tuple[int, str]]) -> str:
    """What is said of each day; of several days that do not agree, with the days before it."""
    alike: dict[str, list[int]] = {}
    for day, text in said:
        alike.setdefault(text, []).append(day)
    if len(alike) < 2:
        return "".join(alike)
    return "; ".join(f"{days_text(days)}: {text}" for text, days in alike.items())


def _course(plan: Plan) -> Iterator[Entry]:
    yield Entry("Dates", _dates(plan))
    yield Entry("Pulse", summary(plan))
    yield Entry("Steroid", _steroid(plan))


def _dates(plan: Plan) -> str:
    rows = [row for row in plan.calendar if isinstance(row, InfusionRow)]
    if not rows:
        return ""
    given = {row.cycle for row in rows if row.given}
    planned = {row.cycle for row in rows} - given
    told = f"{several(len(planned), 'cycle')}{' to come' if given else ''}, {dated(rows[0].date)}"
    if given:
        to_come = next((row for row in rows if not row.given), rows[-1])
        told = f"{len(given)} given, {several(len(planned), 'cycle')} to come, {dated(to_come.date)}"
    return told if rows[0].date == rows[-1].date else f"{told} to {dated(rows[-1].date)}"


def _steroid(plan: Plan) -> str:
    if plan.taper is None:
        return ""
    steps = plan.taper.steps
    if len(steps) > _MOST_STEROID_DOSES:
        told = f"{in_words(steps[0])} down to {in_words(steps[-1])} in {len(steps)} steps"
    elif any(step.parts or step.alternate for step in steps):
        told = "; ".join(in_words(step, " a day") for step in steps)
    else:
        told = f"{', '.join(shown(step.mg_per_day, 'mg_per_day') for step in steps)} mg a day"
    end = steps[-1].to
    until = f" to {dated(end)}" if end is not None else ", the last until review"
    return f"{plan.taper.drug} {told}, from {dated(steps[0].from_)}{until}"


def _alerts(plan: Plan, notes: Footnotes | None) -> Iterator[Entry]:
    """Every stop and caution with what to do; with *notes* its code and its source too."""
    for alert in plan.alerts:
        if alert.severity != "note":
            text = _alert(alert, plan)
            whole = text if notes is None else notes.after(f"{text} ({alert.code})", alert.citation)
            yield Entry(alert.severity.upper(), whole, severity=alert.severity)


def _alert(alert: Alert, plan: Plan) -> str:
    text = alert.text if len(plan.phases) == 1 else alert.whole
    if alert.accepted is not None:
        return f"{text}. Accepted: {alert.accepted}."
    return f"{text}. {alert.do[:1].upper()}{alert.do[1:]}." if alert.do else text
