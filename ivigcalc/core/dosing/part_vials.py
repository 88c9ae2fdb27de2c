"""Part-used vials: day doses that are fixed, whatever vials that takes, and what of these is discarded."""

from collections.abc import Sequence
from decimal import Decimal

from ivigcalc.core.dosing.exact import exact_doses
from ivigcalc.core.dosing.vial_costs import Counts, reachable
from ivigcalc.core.dosing.vial_supply import DayVials, Split, Supply, Usable, grains, parts_of, usable
from ivigcalc.core.errors import Refused
from ivigcalc.core.printed.limits import RoundingStep
from ivigcalc.core.quantities import Grams, how_many, plain


def part_vials(
    calculated: Grams, days: int, supply: Supply, steps: Sequence[RoundingStep], day_pattern: tuple[Decimal, ...] = ()
) -> Split:
    """Give the calculated dose, rounded as ``exact_doses`` does, whatever vials that takes.

    Raises:
        Refused: As ``of_doses`` does.
    """
    doses = exact_doses(calculated, parts_of(days, day_pattern), steps)
    return of_doses(doses.days, supply)._replace(step_g=Grams(doses.step))


def of_doses(doses: tuple[Grams, ...], supply: Supply) -> Split:
    """Open vials for day doses that are fixed: least waste over the cycle, then fewest vials, then the largest.

    What is left of a vial on one day is not kept for the next. Where no vials are known, a day opens its dose.

    Raises:
        Refused: A day has no dose; the stock has fewer grams than the doses, or cannot be shared out to the days; or
            the sizes of the vials have hardly a common step.
    """
    planned = Grams(sum(doses, Decimal(0)))
    if min(doses) <= 0:
        raise Refused(
            f"{plain(planned)} g over {how_many(len(doses), 'day')} leaves a day with 0 g",
            "use fewer days",
            "days",
            in_words=True,
        )
    if not supply.vials:
        return Split(planned, tuple([DayVials(dose, (), dose, Grams(Decimal(0))) for dose in doses]))
    there = usable(supply)
    if there.stock is not None:
        in_stock = there.held(there.stock)
        if in_stock < planned:
            raise Refused(
                f"stock is {plain(in_stock)} g and the dose {plain(planned)} g: {plain(planned - in_stock)} g short",
                "add vials to [[stock]] or lower the dose",
                "stock",
            )
    opened = _least_opened([-(-grains(dose) // there.step) for dose in doses], there)
    if opened is None:
        raise Refused(
            f"stock covers {plain(planned)} g but cannot be split over {how_many(len(doses), 'day')}, as an "
            "opened vial is not kept for the next day",
            "add vials to [[stock]] or use fewer days",
            "stock",
        )
    vials = there.larger_first(opened, doses)
    return Split(planned, tuple([there.day(counts, dose) for counts, dose in zip(vials, doses, strict=True)]))


def _least_opened(doses: list[int], there: Usable) -> list[Counts] | None:
    """The vials of each day that cover its dose, with the least left over from all days."""
    spare = there.sizes[0] - 1  # were more left over from a day, one of its vials could have stayed closed
    top = sum(doses) + spare * len(doses)
    have = there.have(top)
    made = reachable(there.sizes, have, top)
    for opened in range(sum(doses), top + 1):
        if made >> opened & 1:
            days = there.search(opened).cheapest([(dose + spare, dose) for dose in doses])
            if days:
                return days
    return None
