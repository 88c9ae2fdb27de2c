"""Infusion: how a day's volume runs over time, step by step, as the pump is set."""

from collections.abc import Sequence
from decimal import Decimal

from ivigcalc.core.errors import Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import step_for, within
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.completed import Origin, Rung
from ivigcalc.core.pumping.duration import Over, Timed, shown_duration, timed_over
from ivigcalc.core.pumping.interruption import Resumed, resume
from ivigcalc.core.pumping.ladder import Cap, limit
from ivigcalc.core.pumping.rates import RateRules
from ivigcalc.core.pumping.steps import Step, settings_of, steps_of, total_minutes
from ivigcalc.core.quantities import Grams, Kilograms, Millilitres, Minutes, MlPerHour, half_up, plain

_LADDERS = {
    "label": "the rates of the label",
    "protocol": "the rates of the protocol",
    "written": "the rates as entered",
    "hours": "the rates",  # none but the cap
}


class Speed(NamedTuple):
    """How fast a patient is infused, whatever the volume.

    ``rungs`` are a completed ladder, of which only the last has no minutes; ``basis`` says where it comes from, and
    ``protocol`` is its id where that is a protocol. The lowest of the ``caps`` ends the ladder. ``rungs`` is
    empty where no ladder is known and the time is given (``over``): the infusion runs at one rate.
    """

    weight: Kilograms  # the dosing weight
    rungs: tuple[Rung, ...]
    basis: Origin
    first: bool  # counts as a first infusion, which is observed for longer
    protocol: str | None = None
    caps: tuple[Cap, ...] = ()  # every one that applies
    pump_step: MlPerHour | None = None  # the pump's resolution; the rules' own when None
    resumed: Resumed | None = None  # after an interruption
    over: Over | None = None  # how long it is to take
    printed: Citation | None = None  # where the ladder stands


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
    ``over`` is the time that it was to take.
    """

    basis: Origin
    protocol: str | None
    total_minutes: Minutes
    observe_minutes: Minutes
    cap: Cap | None
    steps: tuple[Step, ...]
    vial_changes: tuple[VialChange, ...]
    observations: tuple[Observation, ...]
    over: Timed | None = None


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
            for the pump's step, a held step is too short for what a volume is rounded to, or the rates take longer than
            the time that was said.
        RecordInvalid: The last rung is held, and the volume is not used up.

    Source:
        rate (mL/kg/h) x weight (kg); volume of a held step = pump rate x hold (min) / 60. The figures come in through
        *speed* and *rules*.
    """
    weight, rungs, caps, pump_step = speed.weight, speed.rungs, speed.caps, speed.pump_step
    finest = step_for(max(volume, Millilitres(Decimal(0))), rules.volume_steps_ml)
    if half_up(volume, finest) <= 0 or weight <= 0:
        raise Refused(
            f"{plain(volume)} mL for {plain(weight)} kg: volume and weight must be above 0, the volume to {finest} mL",
            "check the dose of each day or the volume, the weight, and their units",
        )
    if pump_step is not None:
        allowed = rules.pump_steps_ml_per_h
        within(pump_step, allowed, "pump step", " mL/h", "enter the step of the pump", "pump_step")
    capped, cap = limit(rungs, caps, weight)
    if speed.resumed is not None:
        capped = resume(capped, speed.resumed, weight)
        cap = cap if cap is not None and capped[-1].rate.ml_per_h(weight) == cap.rate.ml_per_h(weight) else None
    settings = settings_of(capped, weight, rules, pump_step)
    timed = None
    if speed.over is not None:
        settings, timed = timed_over(settings, volume, speed.over, rules, pump_step)
    steps = steps_of(volume, settings, finest)
    total = total_minutes(steps)
    if timed is not None and timed.citation is None and total > timed.minutes:
        raise _too_fast(volume, speed, cap, timed.minutes, total)
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
        timed,
    )


def _too_fast(volume: Millilitres, speed: Speed, cap: Cap | None, said: Minutes, shortest: Minutes) -> Refused:
    """That the time *said* is too short for the ladder and the cap that ends it, with the *shortest* time."""
    ladder, printed = _LADDERS[speed.basis], speed.printed
    source = (
        f" [{printed.source}: {printed.at}]" if printed is not None and speed.basis in ("label", "protocol") else ""
    )
    capped = "" if cap is None else f", capped ({cap.text}),"
    return Refused(
        f"{plain(volume)} mL over {shown_duration(said)}: {ladder}{source}{capped} take at least "
        f"{shown_duration(shortest)}",
        f"set [[over]] to {plain(shortest)}min or longer",
        "over",
    )


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
    due.setdefault(total + observe, []).append("observation may end now")
    return tuple(Observation(Minutes(minute), "; ".join(due[minute])) for minute in sorted(due))
