"""Vials: what is opened on each day of a cycle, and the dose that comes of it.

Whole vials are chosen as a pharmacist chooses them: days alike first, and few vials as long as the dose stays near. Of
the totals within a share of the calculated dose, for a near share, a wider one and the tolerance in turn:

(a) those of which every day gets the same, or with a daily pattern exactly its part. Of these, within the near share
    the fewest vials, then the nearest; beyond it the nearest, then the fewest vials; then the lower.
(b) Else those whose days are alike: apart by no more than a part of the mean day, or by one smallest vial where that is
    little beside it. Of these the nearest, then the fewest vials, then the days most alike, then the lower.

The first that can be had is the split, but none above a maximum while there is one below it. If none can be had:

(c) the total within the tolerance whose days differ least in proportion, up to a limit, then the nearest, then the
    lower; of its splits the one with the fewest vials.

Of splits alike in all this the one with the most of the largest vial, then of the next. Every day opens at least one
vial. Larger days come first, and of equal days the one with more of the larger vials. With a daily pattern each day is
measured by what it holds for its part of the whole, and days of equal parts alone are put in order.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Literal

from ivigcalc.core.dosing.part_vials import of_doses
from ivigcalc.core.dosing.vial_rule import Cycle, Shares
from ivigcalc.core.dosing.vial_supply import Split, Supply, Usable, grains, in_grams, usable
from ivigcalc.core.dosing.vial_ways import ways_of
from ivigcalc.core.quantities import Grams

Direction = Literal["vial", "vial-down", "vial-up"]

_KEPT = 4096  # splits: in a cohort the same doses come again and again


def whole_vials(cycle: Cycle, supply: Supply, direction: Direction, shares: Shares) -> Split | None:
    """Make a *cycle* of whole vials, by the rule above.

    Args:
        cycle: What they are for.
        supply: The vials.
        direction: Any total, none above the calculated dose, or none below it.
        shares: The shares of the rule.

    Returns:
        The split; None when no total within the tolerance has days that the rule allows.

    Raises:
        Refused: The sizes of the vials have hardly a common step.
    """
    there = usable(supply)
    return _best(cycle, there, direction, shares) if there.vials else None


@lru_cache(_KEPT)
def _best(cycle: Cycle, there: Usable, direction: Direction, shares: Shares) -> Split | None:
    ways = ways_of(cycle, there, shares)
    way = ways.best(ways.within(direction))
    return way and ways.split(way)


def multiples(cycle: Cycle, grams: Grams, supply: Supply, shares: Shares) -> Iterator[Split]:
    """The cycles whose every day is a multiple of so many *grams*, the nearest first; of two as near the lower.

    Each day is within the tolerance of its part of the calculated dose, and made of whole vials where these are known.
    """
    parts, there = cycle.parts, usable(supply)
    step, wanted = grains(grams), Fraction(grains(cycle.calculated_g), sum(parts))
    near = {part: list(_near(wanted * part, step, shares.tolerance)) for part in set(parts)}
    kinds = list(near)
    for chosen in sorted(product(*near.values()), key=lambda each: _far(each, [wanted * kind for kind in kinds])):
        of = dict(zip(kinds, chosen, strict=True))
        made = _of_multiples([of[part] for part in parts], supply, there)
        if made is not None:
            yield made


def _near(wanted: Fraction, step: int, tolerance: Fraction) -> Iterator[int]:
    """The multiples of *step* within the *tolerance* of what is *wanted*, in grains."""
    for number in range(max(-(-wanted * (1 - tolerance) // step), 1), wanted * (1 + tolerance) // step + 1):
        yield number * step


def _far(doses: tuple[int, ...], wanted: list[Fraction]) -> tuple[Fraction, int]:
    return sum((abs(dose - one) for dose, one in zip(doses, wanted, strict=True)), Fraction(0)), sum(doses)


def _of_multiples(doses: list[int], supply: Supply, there: Usable) -> Split | None:
    """The cycle of these day *doses* in grains: of whole vials, or where none are known as it is."""
    if not supply.vials:
        return of_doses(tuple([in_grams(dose) for dose in doses]), supply)
    if not there.vials or any(dose % there.step for dose in doses):
        return None
    steps = [dose // there.step for dose in doses]
    days = there.search(sum(steps)).cheapest([(dose, dose) for dose in steps])
    return there.split(there.larger_first(days, doses)) if days else None
