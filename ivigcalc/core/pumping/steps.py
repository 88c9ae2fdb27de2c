"""What the pump is set to: the rungs of a ladder as settings, and the steps in which a volume runs through them."""

from collections.abc import Sequence
from decimal import Decimal

from ivigcalc.core.errors import RecordInvalid, Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.pumping.completed import Basis, Rung
from ivigcalc.core.pumping.rates import MINUTES_IN_AN_HOUR, RateRules, pump_step_for
from ivigcalc.core.quantities import (
    ONE,
    Kilograms,
    Millilitres,
    Minutes,
    MlPerHour,
    MlPerKgHour,
    down,
    half_up,
    plain,
)


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


class Setting(NamedTuple):
    """What the pump is set to for a ``rung``, and for how long; None until the volume is used up."""

    ml_per_h: MlPerHour
    minutes: Minutes | None
    rung: Rung


def settings_of(
    rungs: Sequence[Rung], weight: Kilograms, rules: RateRules, pump_step: MlPerHour | None
) -> tuple[Setting, ...]:
    """What the pump is set to for each rung, rounded down to its step, equal neighbours joined.

    Raises:
        Refused: A rung is below the pump's step.
    """
    settings: list[Setting] = []
    for rung in rungs:
        exact = rung.rate.ml_per_h(weight)
        resolution = pump_step_for(exact, pump_step, rules)
        pump = MlPerHour(down(exact, resolution))
        if pump == 0:
            raise Refused(
                f"{rung.rate} at {plain(weight)} kg is {plain(round(exact, 4))} mL/h, below the pump's step of "
                f"{plain(resolution)} mL/h",
                "use a pump with a finer step ([[pump_step]]), or enter faster [[rates]]",
                "pump_step",
            )
        before = settings[-1] if settings else None
        if before is not None and before.ml_per_h == pump and before.minutes is not None:
            held = None if rung.minutes is None else Minutes(before.minutes + rung.minutes)
            settings[-1] = before._replace(minutes=held)
        else:
            settings.append(Setting(pump, rung.minutes, rung))
    return tuple(settings)


def steps_of(volume: Millilitres, settings: Sequence[Setting], finest: Decimal) -> tuple[Step, ...]:
    """The steps in which *volume* runs through *settings*; a small volume ends before they do.

    What a held step infuses is a multiple of *finest*, in mL.

    Raises:
        Refused: A held step is too short for that.
        RecordInvalid: The last setting is held, and the volume is not used up.
    """
    steps: list[Step] = []
    left = volume
    start = Minutes(Decimal(0))
    for pump, hold, rung in settings:
        per_kg = MlPerKgHour(rung.rate.value) if rung.rate.per_kg else None
        if hold is None or (held := held_volume(pump, hold, finest)) >= left:
            rest = Minutes(left * MINUTES_IN_AN_HOUR / pump)
            return (*steps, Step(start, rest, per_kg, pump, left, rung.basis))
        steps.append(Step(start, hold, per_kg, pump, held, rung.basis))
        left = Millilitres(left - held)
        start = Minutes(start + hold)
    raise RecordInvalid(f"rates end with {plain(left)} mL left: the last step must run to the end")


def held_volume(pump: MlPerHour, hold: Minutes, finest: Decimal) -> Millilitres:
    """The volume that runs at *pump* in *hold*, to a multiple of *finest*.

    Raises:
        Refused: It is less than a pump can be told.
    """
    volume = Millilitres(half_up(pump * hold / MINUTES_IN_AN_HOUR, finest))
    if volume == 0:
        raise Refused(
            f"{plain(pump)} mL/h for {plain(hold)} min is below {plain(finest / 2)} mL, too little for a pump",
            "enter [[rates]] with longer steps",
            "rates",
        )
    return volume


def total_minutes(steps: Sequence[Step]) -> Minutes:
    """The end of the last step, rounded up. Whole and remainder, since a quotient may lie just above a true minute."""
    last = steps[-1]
    whole, rest = divmod(last.start_minute * last.ml_per_h + last.volume_ml * MINUTES_IN_AN_HOUR, last.ml_per_h)
    return Minutes(whole + (ONE if rest else 0))
