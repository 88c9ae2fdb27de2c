"""After an interruption: what is left of a ladder for what is left in the bag."""

from collections.abc import Sequence

from ivigcalc.core.errors import Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.pumping.completed import Rung
from ivigcalc.core.pumping.rates import Rate
from ivigcalc.core.quantities import Kilograms


class Resumed(NamedTuple):
    """The rate to continue at, and whether it is to be raised again; else it is held to the end."""

    at: Rate
    increase: bool = False


def resume(rungs: Sequence[Rung], resumed: Resumed, weight: Kilograms) -> tuple[Rung, ...]:
    """What is left of *rungs*, which end at the caps: the rate as it was said, to the end or up the steps above it.

    Where the rate is raised again it is held first as long as the highest step not above it, or else the first.

    Raises:
        Refused: Every step is below the rate, or the only step is above it and has no time to be held first.
    """
    at, most = resumed.at.ml_per_h(weight), rungs[-1].rate
    if at > most.ml_per_h(weight):
        raise Refused(
            f"[[resume_rate]] {resumed.at} is above {most}, the fastest of the rates",
            "resume no faster; slower is usual after a reaction",
            "resume_rate",
        )
    begin = max(sum(rung.rate.ml_per_h(weight) <= at for rung in rungs) - 1, 0)
    rung = rungs[begin]
    held = rung if rung.rate.ml_per_h(weight) == at else Rung(resumed.at, rung.minutes, "written")
    faster = tuple(rung for rung in rungs if rung.rate.ml_per_h(weight) > at)
    if not resumed.increase or not faster:
        return (held._replace(minutes=None),)
    if held.minutes is None:
        raise Refused(
            f"[[increase]] from {resumed.at}: the only rate is {most}, with no minutes to run it first",
            "enter [[rates]] with their minutes",
            "increase",
        )
    return (held, *faster)
