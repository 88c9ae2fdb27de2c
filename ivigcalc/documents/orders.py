"""An order or a pump setting against a plan: is this dose, volume, rate or date the planned one, and if not, why not.

All comparisons are exact. A tolerance never lets an order pass; it only decides what a difference is called.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from ivigcalc.core.alerts import open_stops
from ivigcalc.core.course.checked import Verdict
from ivigcalc.core.course.meaning import SLIPS
from ivigcalc.core.course.planned import InfusionRow, Plan, PlannedDay, PlannedPhase
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.pumping.infusion import Infusion
from ivigcalc.core.pumping.steps import Step
from ivigcalc.core.quantities import TENTH, Percent, half_up, plain
from ivigcalc.request import reading, reading_dates
from ivigcalc.request.quantity import canonical, split
from ivigcalc.request.reading_rates import read_rate

_UNIT_SLIPS = {"g": "mg and g confused?", "mL": "mL and L confused?"}  # what a thousand-fold may be


class Order(NamedTuple):
    """What was ordered or set, as it was said; each can be said several times."""

    doses: Sequence[str] = ()
    volumes: Sequence[str] = ()
    rates: Sequence[str] = ()
    dates: Sequence[str] = ()


_Per = Literal["", "day", "cycle"]  # what an amount was said of; empty where that was not said


class _Amount(NamedTuple):
    """An amount that the plan has, in g or mL, and what it is: ``the cycle dose``, ``the dose of days 1 and 2``."""

    value: Decimal
    what: str
    of_a_day: bool


class _Said(NamedTuple):
    """An amount that was ordered: in which words, its value in *unit*, and how a verdict shows it."""

    what: Literal["dose", "volume"]
    said: str
    value: Decimal
    shown: str
    unit: str


def compare(order: Order, plan: Plan, tolerance: Percent) -> tuple[Verdict, ...]:
    """One verdict for each part of *order*; with dates, the rest is compared with the days that they name.

    Raises:
        Unreadable: A part cannot be read, or the document has nothing to compare it with.
    """
    days = [(said.strip(" "), reading_dates.day(said)) for said in order.dates]
    rows = [row for row in plan.calendar if isinstance(row, InfusionRow)]
    if days and not rows:
        raise Unreadable("--date: this document has no infusion dates to compare with")
    on_those_days = [row for row in rows if row.date in {day for _, day in days}]
    phases = _phases(plan, on_those_days)
    return (
        *_stopped(plan),
        *(_date(said, day, rows) for said, day in days),
        *(_dose(canonical(said), phases, plan, tolerance) for said in order.doses),
        *(_volume(canonical(said), phases, plan, tolerance) for said in order.volumes),
        *(_rate("@".join(map(canonical, said.split("@"))), _timetables(phases, plan)) for said in order.rates),
    )


def _stopped(plan: Plan) -> list[Verdict]:
    """Nothing passes against a plan that is itself not to be used."""
    return [
        Verdict("plan", alert.code, False, f"the plan has a stop not accepted: {alert.whole}")
        for alert in open_stops(plan.alerts)
    ]


def _phases(plan: Plan, rows: Sequence[InfusionRow]) -> tuple[PlannedPhase, ...]:
    """The phases, narrowed to the days that *rows* name, when there are any."""
    if not rows:
        return plan.phases
    wanted = {(row.phase, row.day) for row in rows}
    narrowed = (
        phase._replace(days=tuple(day for day in phase.days if (phase.name, day.day) in wanted))
        for phase in plan.phases
    )
    return tuple(phase for phase in narrowed if phase.days)


# Doses and volumes


def _dose(said: str, phases: tuple[PlannedPhase, ...], plan: Plan, tolerance: Percent) -> Verdict:
    if not phases:
        raise Unreadable("--dose: this document has no doses to compare with")
    dose = reading.dose(said)
    grams, shown = dose.value, f"{plain(dose.value)} g"
    if dose.per not in ("cycle", "day"):
        if plan.dosing_weight is None:
            raise Unreadable("--dose: this document has no dosing weight; give the dose in grams")
        grams *= plan.dosing_weight.kg
        shown = f"{plain(grams)} g (on {plain(plan.dosing_weight.kg)} kg)"
    amounts = _amounts("dose", phases, lambda phase: phase.planned_g, lambda day: day.dose_g)
    per: _Per = "" if dose.bare else "day" if dose.per in ("kg-day", "day") else "cycle"
    verdict = _amount(_Said("dose", said, grams, shown, "g"), amounts, tolerance, per)
    if not verdict.passed and any(grams == phase.calculated_g != phase.planned_g for phase in phases):
        return verdict._replace(text=verdict.text + "; it is the calculated dose, before rounding")
    if not verdict.passed and any(grams == phase.uncapped_g for phase in phases):
        return verdict._replace(text=verdict.text + "; it is the dose before the maximum lowered it")
    return verdict


def _volume(said: str, phases: tuple[PlannedPhase, ...], plan: Plan, tolerance: Percent) -> Verdict:
    number, unit = split(said, "700mL")
    if unit not in ("mL", "L"):
        raise Unreadable(f"--volume {said!r}: write it in mL, such as 700mL")
    volume = number * 1000 if unit == "L" else number
    if phases:
        amounts = _amounts("volume", phases, lambda phase: phase.volume_ml, lambda day: day.volume_ml)
    elif plan.infusion is not None:
        amounts = [_Amount(sum((s.volume_ml for s in plan.infusion.steps), Decimal(0)), "the volume infused", True)]
    else:
        raise Unreadable("--volume: this document has no volumes to compare with")
    return _amount(_Said("volume", said, volume, f"{plain(volume)} mL", "mL"), amounts, tolerance)


def _amounts(
    what: str,
    phases: tuple[PlannedPhase, ...],
    of_cycle: Callable[[PlannedPhase], Decimal],
    of_day: Callable[[PlannedDay], Decimal],
) -> list[_Amount]:
    """What the plan has of *what*: for each phase that of its cycle, and that of its days, equal ones together."""
    found = []
    for phase in phases:
        of = f" of {phase.name}" if len(phases) > 1 else ""
        found.append(_Amount(of_cycle(phase), f"the cycle {what}{of}", of_a_day=False))
        days: dict[Decimal, list[int]] = {}
        for day in phase.days:
            days.setdefault(of_day(day), []).append(day.day)
        found += [
            _Amount(value, f"the {what} of {_days(numbers)}{of}", of_a_day=True) for value, numbers in days.items()
        ]
    return found


def _amount(ordered: _Said, amounts: Sequence[_Amount], tolerance: Percent, per: _Per = "") -> Verdict:
    """What was ordered against what the plan has; said *per* day or per cycle it can only be that of one."""
    what, said, value, shown, unit = ordered
    candidates = [one for one in amounts if not per or one.of_a_day == (per == "day")]
    alike = [one for one in candidates if one.value == value]
    if alike:
        cycles = "" if any(not one.of_a_day for one in alike) else _cycle_too(amounts, unit)
        return Verdict(what, said, True, f"{shown} is {_listed(one.what for one in alike)}{cycles}")
    whole = next((one for one in amounts if one.value == value), None)
    if whole is not None:
        others = _listed(f"{one.what} is {plain(one.value)} {unit}" for one in candidates)
        return Verdict(what, said, False, f"{shown} a {per} is {whole.what}; {others}")
    nearest = min(candidates, key=lambda one: abs(value - one.value) / one.value)
    percent = (value - nearest.value) * 100 / nearest.value
    slip = None if abs(percent) <= tolerance else _slip(value, unit, candidates, tolerance)
    if slip:
        return Verdict(what, said, False, f"{shown} is {slip}")
    named = f"{nearest.what}, {plain(nearest.value)} {unit}"
    within = f", within the tolerance of {plain(tolerance)} % but not the same" if abs(percent) <= tolerance else ""
    return Verdict(what, said, False, f"{shown} differs by {_percent(percent)} from {named}{within}")


def _cycle_too(amounts: Sequence[_Amount], unit: str) -> str:
    cycles = [one for one in amounts if not one.of_a_day]
    return "".join(f"; {one.what} is {plain(one.value)} {unit}" for one in cycles)


def _slip(value: Decimal, unit: str, amounts: Sequence[_Amount], tolerance: Percent) -> str:
    """In which of the *amounts* the point has slipped, and how far; empty when in none."""
    best: tuple[Decimal, str] | None = None
    for one in amounts:
        for factor, name in SLIPS.items():
            for way, meant in (("high", value / factor), ("low", value * factor)):
                off = abs(meant - one.value) * 100 / one.value
                if off <= tolerance and (best is None or off < best[0]):
                    about = "about " if off else ""
                    units = f" ({_UNIT_SLIPS[unit]})" if factor == max(SLIPS) and unit in _UNIT_SLIPS else ""
                    best = off, f"{about}{name} too {way}{units}: {one.what} is {plain(one.value)} {unit}"
    return best[1] if best else ""


def _percent(value: Decimal) -> str:
    shown = half_up(abs(value), TENTH)
    sign = "-" if value < 0 else "+"
    return f"less than {sign}{plain(TENTH)} %" if shown == 0 else f"{sign}{plain(shown)} %"


# Pump rates


class _Timetable(NamedTuple):
    where: str
    infusion: Infusion


def _timetables(phases: tuple[PlannedPhase, ...], plan: Plan) -> list[_Timetable]:
    found = [] if plan.infusion is None else [_Timetable("this infusion", plan.infusion)]
    for phase in phases:
        of = f" of {phase.name}" if len(phases) > 1 else ""
        found += [_Timetable(f"day {day.day}{of}", day.infusion) for day in phase.days if day.infusion is not None]
    if not found:
        raise Unreadable("--rate: this document has no pump timetable to compare with")
    return found


def _rate(said: str, timetables: Sequence[_Timetable]) -> Verdict:
    """A pump setting, with ``@minute`` at that minute, and without at the start."""
    text, at, minute_said = said.partition("@")
    value, unit = read_rate(text)
    if unit != "mL/h":
        raise Unreadable(f"--rate {said!r}: a pump is set in mL/h; write 336mL/h, or 336mL/h@90 at minute 90")
    minute = _minute(said, minute_said) if at else Decimal(0)
    when = f"at minute {plain(minute)}" if at else "at the start"
    shown = f"{plain(value)} mL/h"
    there = [_step_at(one.infusion, minute) for one in timetables]
    right = [
        one.where for one, step in zip(timetables, there, strict=True) if step is not None and step.ml_per_h == value
    ]
    if len(right) == len(timetables):
        return Verdict("rate", said, True, f"{shown} is right {when}{_span(there)}")
    if right:
        return Verdict(
            "rate", said, False, f"{shown} {when} is right on {_listed(right)} alone; give the day with --date"
        )
    instead = sorted({_set_to(step) for step in there})
    return Verdict(
        "rate",
        said,
        False,
        f"{shown} is not right {when}, where {_listed(instead, 'or')}; {_elsewhere(value, timetables)}",
    )


def _minute(said: str, minute: str) -> Decimal:
    number, unit = split(minute, "336mL/h@90, the minute after the @")
    if unit not in ("", "min"):
        raise Unreadable(f"--rate {said!r}: write the minute after the @ as 336mL/h@90")
    return number


def _step_at(infusion: Infusion, minute: Decimal) -> Step | None:
    """The step that runs at *minute*, its first minute included and its last not; None when the pump has stopped."""
    return next((s for s in infusion.steps if s.start_minute <= minute < s.start_minute + s.minutes), None)


def _set_to(step: Step | None) -> str:
    return "the infusion has ended" if step is None else f"the timetable has {plain(step.ml_per_h)} mL/h"


def _span(steps: Sequence[Step | None]) -> str:
    spans = {(step.start_minute, step.start_minute + step.minutes) for step in steps if step is not None}
    if len(spans) > 1:  # days of unlike volume end at unlike minutes
        return ""
    start, end = spans.pop()
    return f", from minute {_to_tenth(start)} to {_to_tenth(end)}"


def _elsewhere(value: Decimal, timetables: Sequence[_Timetable]) -> str:
    """Where else in the timetables the rate is right, or how far it is from any."""
    steps = [step for one in timetables for step in one.infusion.steps]
    starts = sorted({step.start_minute for step in steps if step.ml_per_h == value})
    if starts:
        return f"it is right from minute {_listed(map(_to_tenth, starts), 'or')}"
    for factor, name in SLIPS.items():
        for way, meant in (("high", value / factor), ("low", value * factor)):
            if any(step.ml_per_h == meant for step in steps):
                return f"it is {name} too {way}: {plain(meant)} mL/h is in the timetable"
    greatest = max(step.ml_per_h for step in steps)
    above = f", and it is above the highest, {plain(greatest)} mL/h" if value > greatest else ""
    return f"no step has it{above}"


def _to_tenth(minute: Decimal) -> str:
    return plain(half_up(minute, TENTH))


# Dates


def _date(said: str, day: date, rows: Sequence[InfusionRow]) -> Verdict:
    there = [row for row in rows if row.date == day]
    if there:
        return Verdict("date", said, True, f"{day} is {_listed(map(_session, there))}")
    moved = next((row for row in rows if row.planned_date == day and row.moved_days), None)
    if moved is not None:
        return Verdict(
            "date", said, False, f"{_session(moved)} was moved from {day} to {moved.date}: {moved.moved_because}"
        )
    apart = min(abs((row.date - day).days) for row in rows)
    nearest = [row for row in rows if abs((row.date - day).days) == apart]
    named = _listed((f"{row.date}, {_session(row)}, {_apart(row.date, day)}" for row in nearest), "and")
    return Verdict("date", said, False, f"{day} is no infusion date; the nearest is {named}")


def _session(row: InfusionRow) -> str:
    return f"cycle {row.cycle}, day {row.day}" + (" (already given)" if row.given else "")


def _apart(infusion: date, day: date) -> str:
    days = abs((infusion - day).days)
    return f"{days} day{'s' if days > 1 else ''} {'later' if infusion > day else 'earlier'}"


def _days(numbers: Sequence[int]) -> str:
    return f"day {numbers[0]}" if len(numbers) == 1 else f"days {_listed(map(str, numbers))}"


def _listed(parts: Iterable[str], word: str = "and") -> str:
    *first, last = parts
    return f"{', '.join(first)} {word} {last}" if first else last
