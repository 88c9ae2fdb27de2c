"""Duration: the settings of a pump that is to take a given time over a volume."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from ivigcalc.core.errors import Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import step_for
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.completed import Rung
from ivigcalc.core.pumping.rates import MINUTES_IN_AN_HOUR, Rate, RateRules, pump_step_for
from ivigcalc.core.pumping.steps import Setting, held_volume, steps_of, total_minutes
from ivigcalc.core.quantities import ONE, Millilitres, Minutes, MlPerHour, down, half_up, plain, settled, up

_NOTHING = Decimal(0)


class Over(NamedTuple):
    """How long an infusion is to take: ``minutes``, or up to ``most_minutes`` where a range is printed.

    ``citation`` is where a regimen prints it: rates that take longer then stand. None where it was said, and then they
    are refused.
    """

    minutes: Minutes
    most_minutes: Minutes | None = None
    citation: Citation | None = None


class Timed(NamedTuple):
    """The time that an infusion was to take, and what the constant rate that ends on time was worked out from.

    ``rest_ml`` are left after the steps that are kept as the ladder has them, and ``rest_minutes`` are left for it;
    None where the rates that apply take longer. ``citation`` is None where the time was said.
    """

    minutes: Minutes
    most_minutes: Minutes | None
    rest_ml: Millilitres | None
    rest_minutes: Minutes | None
    citation: Citation | None


def timed_over(
    settings: Sequence[Setting], volume: Millilitres, over: Over, rules: RateRules, pump_step: MlPerHour | None
) -> tuple[tuple[Setting, ...], Timed]:
    """The *settings* that take the time of *over*: those below the one constant rate that then ends on time, and it.

    The constant rate is rounded up to the pump's step, which is no faster than the setting in whose place it comes,
    and the setting before it is held the minutes longer that make up for it; where it is below every setting, it is
    rounded down for those minutes and then up. The end is rounded up to the whole minute as it is everywhere. Without
    settings the constant rate is all that there is.

    Raises:
        Refused: The constant rate is below the pump's step.
    """
    finest = step_for(volume, rules.volume_steps_ml)
    if settings and _total(volume, settings, finest) >= over.minutes:
        return tuple(settings), Timed(over.minutes, over.most_minutes, None, None, over.citation)
    number, left, time = 0, volume, over.minutes
    for setting in settings:
        hold = setting.minutes
        if hold is None or setting.ml_per_h >= _constant(left, time):
            break
        left = Millilitres(left - held_volume(setting.ml_per_h, hold, finest))
        time = Minutes(time - hold)
        number += 1
    timed = Timed(over.minutes, over.most_minutes, left, time, over.citation)
    step = pump_step_for(_constant(left, time), pump_step, rules)
    replaced = settings[number] if settings else None
    return _ending_on_time(settings[:number], replaced, volume, timed, step, finest), timed


def shown_duration(minutes: Minutes) -> str:
    """*minutes* as people read them: ``6 h 26 min``, ``12 h``, ``30 min``."""
    hours, rest = divmod(minutes, MINUTES_IN_AN_HOUR)
    parts = [f"{plain(hours)} h" if hours else "", f"{plain(rest)} min" if rest else ""]
    return " ".join(filter(None, parts)) or "0 min"


def _constant(left: Millilitres, time: Minutes) -> MlPerHour:
    return MlPerHour(settled(left * MINUTES_IN_AN_HOUR / time))


def _ending_on_time(
    kept: Sequence[Setting],
    replaced: Setting | None,
    volume: Millilitres,
    timed: Timed,
    step: MlPerHour,
    finest: Decimal,
) -> tuple[Setting, ...]:
    """The settings that are *kept*, the last one held longer where needed, and the constant rate of what is left."""
    left, time = timed.rest_ml or volume, timed.rest_minutes or timed.minutes
    constant = _constant(left, time)
    faster = kept[-1].ml_per_h + step if kept else _NOTHING  # also where rounded volumes leave less for the end
    end = _at(MlPerHour(max(up(constant, step), faster)), replaced)
    *first, before = kept or (_at(_told(MlPerHour(down(constant, step)), volume, timed, step), replaced),)
    if before.ml_per_h == end.ml_per_h:
        return (end,)
    least = (before.minutes or Minutes(_NOTHING)) if kept else Minutes(_NOTHING)

    def held_for(minutes: Minutes) -> tuple[Setting, ...]:
        told = half_up(before.ml_per_h * minutes / MINUTES_IN_AN_HOUR, finest) > 0
        return (*first, before._replace(minutes=minutes), end) if told else (end,)

    late = (end.ml_per_h * time - left * MINUTES_IN_AN_HOUR) / (end.ml_per_h - before.ml_per_h)
    hold = Minutes(least + late.to_integral_value(ROUND_FLOOR))
    while hold > least and _total(volume, held_for(hold), finest) > timed.minutes:
        hold = Minutes(hold - ONE)
    while _total(volume, held_for(hold), finest) < timed.minutes:
        hold = Minutes(hold + ONE)
    return held_for(hold)


def _told(rate: MlPerHour, volume: Millilitres, timed: Timed, step: MlPerHour) -> MlPerHour:
    """*rate*, where a pump can be told it."""
    if rate == 0:
        exact = plain(round(_constant(volume, timed.minutes), 4))
        said = timed.citation is None
        faster = "give a shorter [[over]]" if said else "enter [[rates]]"
        raise Refused(
            f"{plain(volume)} mL over {plain(timed.minutes)} min is {exact} mL/h, below the pump's step of "
            f"{plain(step)} mL/h",
            f"use a pump with a finer step ([[pump_step]]) or {faster}",
            "over" if said else "pump_step",
        )
    return rate


def _at(rate: MlPerHour, replaced: Setting | None) -> Setting:
    """A setting that runs to the end; the one that it comes in place of where it is as fast."""
    if replaced is not None and rate == replaced.ml_per_h:
        return replaced._replace(minutes=None)
    return Setting(rate, None, Rung(Rate(rate, per_kg=False), None, "hours"))


def _total(volume: Millilitres, settings: Sequence[Setting], finest: Decimal) -> Minutes:
    return total_minutes(steps_of(volume, settings, finest))
