"""Exact doses: day doses as fine as they can be drawn up, whatever vials that takes."""

from collections.abc import Sequence
from decimal import Decimal

from ivigcalc.core.dosing.vial_costs import Counts
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import RoundingStep, step_for
from ivigcalc.core.quantities import Grams, half_down


class ExactDoses(NamedTuple):
    """The dose of each day, and the step in g that all of them are multiples of."""

    days: tuple[Grams, ...]
    step: Decimal


def exact_doses(calculated: Grams, parts: Counts, steps: Sequence[RoundingStep]) -> ExactDoses:
    """Round the *calculated* dose of a cycle, a tie down, and share it out to its days.

    The step is the one for the smallest day. The days have their shares to within it: what whole steps leave over goes
    to the days that lose most by it, and of equal shares the larger come first.

    Args:
        calculated: The calculated dose of the cycle, g, greater than 0.
        parts: What each day gets, in proportion.
        steps: What a day's dose is rounded to, coarsest first.

    Returns:
        Day doses that add up to *calculated* rounded to the step; one may be 0 g.
    """
    whole = sum(parts)
    step = step_for(calculated * min(parts) / whole, steps)
    in_steps = int(half_down(calculated, step) / step)
    days = [in_steps * part // whole for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda day: (-(in_steps * parts[day] % whole), day))
    for day in by_remainder[: in_steps - sum(days)]:
        days[day] += 1
    return ExactDoses(tuple([Grams(step * number) for number in days]), step)
