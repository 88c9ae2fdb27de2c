"""Duration: the settings of a pump that is to take a given time over a volume."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from ivigcalc.core.errors import Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import step_for
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.ladder import Rung
from ivigcalc.core.pumping.rates import MINUTES_IN_AN_HOUR, Rate, RateRules, pump_step_for
from ivigcalc.core.pumping.steps import Setting, held_volume, steps_of, total_minutes
from ivigcalc.core.quantities import ONE, Millilitres, Minutes, MlPerHour, down, plain, settled, up


class Over(NamedTuple):
    """How long an infusion is to take: ``minutes``, or up to ``most_minutes`` where a range is printed.

    Where the rates that apply take longer they stand, unless the time is ``asked`` for as it is: then it is refused.
    """

    minutes: Minutes
    most_minutes: Minutes | None
    citation: Citation
    asked: bool = False


class Timed(NamedTuple):
    """The time that an infusion was to take, and what the constant rate that ends on time was worked out from.

    ``rest_ml`` are left after the steps that are kept as the ladder has them, and ``rest_minutes`` are left for it;
    None where the rates that apply take longer.
    """

    minutes: Minutes
    most_minutes: Minutes | None
    rest_ml: Millilitres | None
    rest_minutes: Minutes | None
    citation: Citation


def timed_over(
    settings: Sequence[Setting], volume: Millilitres, over: Over, rules: RateRules, pump_step: MlPerHour | None
) -> tuple[tuple[Setting, ...], Timed]:
    """The *settings* that take the time of *over*: those below the one constant rate that then ends on time, and it.

    The constant rate is rounded up to the pump's step, which is no faster than the setting in whose place it comes,
    and the setting before it is held the minutes longer that make up for it. Where the constant rate is below every
    setting it is rounded down, and the end may be some minutes late. So no infusion takes less than its time.

    Raises:
        Refused: The time was asked for, and the *settings* take longer; the text names the shortest.
    """
    finest = step_for(volume, rules.volume_steps_ml)
    shortest = total_minutes(steps_of(volume, settings, finest))
    if shortest >= over.minutes:
        if over.asked and shortest > over.minutes:
            raise Refused(
                f"{plain(volume)} mL over {plain(over.minutes)} min: at the rates that apply it takes at least "
                f"{plain(shortest)} min",
                f"give it over {plain(shortest)} min or more",
            )
        return tuple(settings), Timed(over.minutes, over.most_minutes, None, None, over.citation)
    kept: list[Setting] = []
    left, time = volume, over.minutes
    for setting in settings:
        hold = setting.minutes
        if setting.ml_per_h * time >= left * MINUTES_IN_AN_HOUR or hold is None:
            break
        kept.append(setting)
        left, time = Millilitres(left - held_volume(setting.ml_per_h, hold, finest)), Minutes(time - hold)
    timed = Timed(over.minutes, over.most_minutes, left, time, over.citation)
    step = pump_step_for(_constant(left, time), pump_step, rules)
    return _ending_on_time(kept, setting, volume, timed, step, finest), timed


def _constant(left: Millilitres, time: Minutes) -> MlPerHour:
    return MlPerHour(settled(left * MINUTES_IN_AN_HOUR / time))


def _ending_on_time(
    kept: list[Setting],
    replaced: Setting,
    volume: Millilitres,
    timed: Timed,
    step: MlPerHour,
    finest: Decimal,
) -> tuple[Setting, ...]:
    """The settings that are *kept*, the last one held longer where needed, and the constant rate of the *rest*."""
    left, time = timed.rest_ml or volume, timed.rest_minutes or timed.minutes
    constant = _constant(left, time)
    if not kept:
        slow = MlPerHour(down(constant, step))
        if slow == 0:
            raise Refused(
                f"{plain(volume)} mL over {plain(timed.minutes)} min is {plain(round(constant, 4))} mL/h, below the "
                f"pump's step of {plain(step)} mL/h",
                "use a pump with a finer step ([[pump_step]]) or write [[rates]]",
                "pump_step",
            )
        return (_to_the_end(slow, replaced),)
    fast = MlPerHour(up(constant, step))
    end, before = _to_the_end(fast, replaced), kept[-1]
    *first, _ = kept
    hold = before.minutes or Minutes(ONE)
    late = (fast * time - left * MINUTES_IN_AN_HOUR) / (fast - before.ml_per_h)
    hold = Minutes(hold + max(late.to_integral_value(ROUND_FLOOR) - 1, ONE - ONE))
    while _total(volume, made := (*first, before._replace(minutes=hold), end), finest) < timed.minutes:
        hold = Minutes(hold + ONE)
    return made


def _to_the_end(rate: MlPerHour, replaced: Setting) -> Setting:
    """A setting that runs to the end; the one that it comes in place of where it is as fast."""
    if rate == replaced.ml_per_h:
        return replaced._replace(minutes=None)
    return Setting(rate, None, Rung(Rate(rate, per_kg=False), None, "hours"))


def _total(volume: Millilitres, settings: Sequence[Setting], finest: Decimal) -> Minutes:
    return total_minutes(steps_of(volume, settings, finest))
