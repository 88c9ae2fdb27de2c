"""Infusion: how a day's volume runs over time, step by step, as the pump is set."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from ivigcalc.core.errors import RecordInvalid, Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import step_for, within
from ivigcalc.core.pumping.ladder import Basis, Cap, Origin, Rung, limit, resume
from ivigcalc.core.pumping.rates import MINUTES_IN_AN_HOUR, Rate, RateRules
from ivigcalc.core.quantities import (
    ONE,
    Grams,
    Kilograms,
    Millilitres,
    Minutes,
    MlPerHour,
    MlPerKgHour,
    down,
    half_up,
    plain,
    up,
)


class Speed(NamedTuple):
    """How fast a patient is infused, whatever the volume.

    ``rungs`` are a completed ladder, of which only the last has no minutes; ``basis`` says where it comes from, and
    ``protocol`` is its id where that is a protocol. The lowest of the ``caps`` ends the ladder.
    """

    weight: Kilograms  # the dosing weight
    rungs: tuple[Rung, ...]
    basis: Origin
    first: bool  # counts as a first infusion, which is observed for longer
    protocol: str | None = None
    caps: tuple[Cap, ...] = ()  # every one that applies
    pump_step: MlPerHour | None = None  # the pump's resolution; the rules' own when None
    resume_at: Rate | None = None  # after an interruption: begin at the highest step not above this rate


class Step(NamedTuple):
    """One pump setting. ``ml_per_kg_per_h`` is the ladder's rate, None for one that does not go by weight.

    ``ml_per_h`` is what the pump is set to, ``volume_ml`` the volume to be infused. A held step lasts its hold and its
    volume is rounded as the day's is; the last step takes the exact remainder, and its minutes follow from it.
    """

    start_minute: Minutes
    minutes: Minutes
    ml_per_kg_per_h: MlPerKgHour | None
    ml_per_h: MlPerHour
    volume_ml: Millilitres
    basis: Basis


class VialChange(NamedTuple):
    """The minute at which a vial of ``g`` grams is hung."""

    minute: Minutes
    g: Grams


class Observation(NamedTuple):
    minute: Minutes
    what: str


class Infusion(NamedTuple):
    """The timetable of one day. ``total_minutes`` is pump time, rounded up to the whole minute.

    ``cap`` is the cap that ended the ladder, if one did; ``protocol`` the protocol's id where the basis is one.
    """

    basis: Origin
    protocol: str | None
    total_minutes: Minutes
    observe_minutes: Minutes
    cap: Cap | None
    steps: tuple[Step, ...]
    vial_changes: tuple[VialChange, ...]
    observations: tuple[Observation, ...]


def timetable(
    volume: Millilitres, speed: Speed, rules: RateRules, vials: Sequence[tuple[Grams, Millilitres]] = ()
) -> Infusion:
    """Lay *volume* over the rungs of *speed*.

    Pump rate = rung times weight, rounded *down* to the pump's step, so no step runs faster than its rung or a cap.
    Rungs that the pump cannot tell apart are one step, held for the sum of their minutes. A small volume ends before
    the ladder does.

    Args:
        volume: The day's volume, or what is left in the bag, mL.
        speed: The ladder, the weight, and what caps and begins it.
        rules: Pump steps, observation times, vital signs.
        vials: Grams and mL of each single vial opened that day.

    Returns:
        Steps in time order. Their volumes sum to *volume* exactly, and the last is longer than nothing.

    Raises:
        Refused: Volume or weight is not above 0, the pump's step is not one that a pump has, the patient is too light
            for the pump's step, or a held step is too short for what a volume is rounded to.
        RecordInvalid: The last rung is held, and the volume is not used up.

    Source:
        rate (mL/kg/h) x weight (kg); volume of a held step = pump rate x hold (min) / 60. The figures come in through
        *speed* and *rules*.
    """
    weight, rungs, caps, pump_step = speed.weight, speed.rungs, speed.caps, speed.pump_step
    if volume <= 0 or weight <= 0:
        raise Refused(f"{plain(volume)} mL for {plain(weight)} kg: volume and weight must be above 0")
    resolution = MlPerHour(rules.pump_step_ml_per_h.value) if pump_step is None else pump_step
    within(resolution, rules.pump_steps_ml_per_h, "pump step", " mL/h", "say the resolution of the pump", "pump_step")
    capped, cap = limit(rungs, caps, weight)
    if speed.resume_at is not None:
        capped = resume(capped, speed.resume_at, weight)
    steps = _steps(volume, _settings(capped, weight, resolution), step_for(volume, rules.volume_steps_ml))
    total = _total_minutes(steps)
    observe = Minutes((rules.observe_minutes_first if speed.first else rules.observe_minutes).value)
    return Infusion(
        speed.basis,
        speed.protocol,
        total,
        observe,
        cap,
        steps,
        vial_changes(steps, vials),
        observations(steps, total, observe, rules),
    )


class _Setting(NamedTuple):
    ml_per_h: MlPerHour
    minutes: Minutes | None
    rung: Rung


def _settings(rungs: Sequence[Rung], weight: Kilograms, resolution: MlPerHour) -> list[_Setting]:
    """What the pump is set to for each rung, equal neighbours joined."""
    settings: list[_Setting] = []
    for rung in rungs:
        exact = rung.rate.ml_per_h(weight)
        pump = MlPerHour(down(exact, resolution))
        if pump == 0:
            raise Refused(
                f"{rung.rate} at {plain(weight)} kg is {plain(round(exact, 4))} mL/h, below the pump's step of "
                f"{plain(resolution)} mL/h",
                "use a pump with a finer step ([[pump_step]]) or write faster [[rates]]",
                "pump_step",
            )
        before = settings[-1] if settings else None
        if before is not None and before.ml_per_h == pump and before.minutes is not None:
            held = None if rung.minutes is None else Minutes(before.minutes + rung.minutes)
            settings[-1] = before._replace(minutes=held)
        else:
            settings.append(_Setting(pump, rung.minutes, rung))
    return settings


def _steps(volume: Millilitres, settings: Sequence[_Setting], finest: Decimal) -> tuple[Step, ...]:
    """*volume* over the *settings*; what a held step infuses is a multiple of *finest*."""
    steps: list[Step] = []
    left = volume
    start = Minutes(Decimal(0))
    for pump, hold, rung in settings:
        per_kg = MlPerKgHour(rung.rate.value) if rung.rate.per_kg else None
        if hold is None or (held := _held_volume(pump, hold, finest)) >= left:
            rest = Minutes(left * MINUTES_IN_AN_HOUR / pump)
            return (*steps, Step(start, rest, per_kg, pump, left, rung.basis))
        steps.append(Step(start, hold, per_kg, pump, held, rung.basis))
        left = Millilitres(left - held)
        start = Minutes(start + hold)
    raise RecordInvalid(f"the ladder ends with {plain(left)} mL left: its last step must run to the end")


def _held_volume(pump: MlPerHour, hold: Minutes, finest: Decimal) -> Millilitres:
    volume = Millilitres(half_up(pump * hold / MINUTES_IN_AN_HOUR, finest))
    if volume == 0:
        raise Refused(
            f"{plain(pump)} mL/h for {plain(hold)} min is less than {plain(finest / 2)} mL, which no pump can be told",
            "write [[rates]] with longer steps",
            "rates",
        )
    return volume


def _total_minutes(steps: Sequence[Step]) -> Minutes:
    """The end of the last step, rounded up. Whole and remainder, since a quotient may lie just above a true minute."""
    last = steps[-1]
    whole, rest = divmod(last.start_minute * last.ml_per_h + last.volume_ml * MINUTES_IN_AN_HOUR, last.ml_per_h)
    return Minutes(whole + (1 if rest else 0))


def vial_changes(steps: Sequence[Step], vials: Sequence[tuple[Grams, Millilitres]]) -> tuple[VialChange, ...]:
    """When each vial is hung: the largest first, the next when the volume before it has run."""
    changes = []
    before = Decimal(0)
    for g, ml in sorted(vials, reverse=True):
        minute = _minute_of(steps, before)
        if minute is None:
            break
        changes.append(VialChange(minute, g))
        before += ml
    return tuple(changes)


def _minute_of(steps: Sequence[Step], infused: Decimal) -> Minutes | None:
    """The minute at which *infused* mL have run; None when that is the end or beyond."""
    run = Decimal(0)
    for step in steps:
        if infused < run + step.volume_ml:
            return Minutes(step.start_minute + step.minutes * (infused - run) / step.volume_ml)
        run += step.volume_ml
    return None


def observations(steps: Sequence[Step], total: Minutes, observe: Minutes, rules: RateRules) -> tuple[Observation, ...]:
    """When vital signs are due, and until when to observe at least; what falls on one minute is one entry."""
    due: dict[Decimal, list[str]] = {}
    for sign in rules.vital_signs:
        after = sign.minutes or Decimal(0)
        if sign.when == "rate-change":
            for step in steps[1:]:
                due.setdefault(step.start_minute, []).append(f"{sign.what} to {plain(step.ml_per_h)} mL/h")
        elif sign.when in ("start", "after-start"):
            if after < total:
                due.setdefault(after, []).append(sign.what)
        else:
            due.setdefault(total + after, []).append(sign.what)
    due.setdefault(total + observe, []).append("observe at least until now")
    return tuple(Observation(Minutes(minute), "; ".join(due[minute])) for minute in sorted(due))


def clock(day: date, at: time, minute: Minutes) -> datetime:
    """The wall-clock time *minute* minutes after the pump start *at* on *day*, rounded up to the whole minute.

    It carries the date past midnight. A change to or from summer time during the infusion is not allowed for.
    """
    return datetime.combine(day, at) + timedelta(minutes=int(up(minute, ONE)))


def clock_after(at: time, minutes: Minutes) -> tuple[time, int]:
    """The time of day *minutes* after *at*, rounded up to the whole minute, and how many days later that is."""
    later, minute = divmod(at.hour * 60 + at.minute + int(up(minutes, ONE)), 24 * 60)
    return time(minute // 60, minute % 60), later
