"""Vials: what is opened on each day of a cycle, and the dose that comes of it.

Whole vials are chosen by these promises, each going before the next:

1. the cycle's total is the nearest to the dose aimed at (a tie goes to the lower), or the greatest not above it, or the
   least not below it, and within the tolerance of the calculated dose;
2. every day is within 5 % of the mean day, or else within 10, 20, 40 ... %, the first that can be had;
3. the fewest vials are opened;
4. the days differ as little as possible;
5. there are the most of the largest vial, then of the next.

Strict evenness first would open many small vials for nothing: 207.4 g over 5 days takes 35 vials for five days of
41.5 g, and 13 for 42.5, 42.5, 42.5, 40 and 40 g. Every day opens at least one vial. Larger days come first, and of
equal days the one with more of the larger vials. A regimen with a daily pattern keeps its proportions: each day is
then measured against its share of the total, and days of equal shares alone are put in order.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from math import gcd
from typing import Literal

from ivigcalc.core.dosing.exact import exact_doses
from ivigcalc.core.dosing.vial_costs import Counts, reachable
from ivigcalc.core.dosing.vial_search import VialSearch
from ivigcalc.core.errors import Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import RoundingStep
from ivigcalc.core.printed.product import Vial
from ivigcalc.core.quantities import TENTH, Grams, Millilitres, Percent, how_many, plain

Direction = Literal["vial", "vial-down", "vial-up"]

# Grams are compared in whole grains of 1e-15 g. A quotient such as 30/28 of a dose is off in its 28th digit, which must
# not make 30 g a dose just below 30 g.
_GRAIN_DIGITS = 15
_GRAIN = Decimal(1).scaleb(-_GRAIN_DIGITS)

_KEPT = 4096  # splits: in a cohort the same totals come again and again
_MOST_STEPS = 50_000  # the search keeps a table of so many amounts; real vials need a few hundred


class VialCount(NamedTuple):
    """So many vials of one size; ``ml`` is the volume of one."""

    g: Grams
    ml: Millilitres
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody asks of a vial


class DayVials(NamedTuple):
    """One day: its dose, the vials opened for it, largest first, and what of them is thrown away."""

    dose_g: Grams
    vials: tuple[VialCount, ...]
    opened_g: Grams
    waste_g: Grams


class Split(NamedTuple):
    """A cycle's dose, and its days, which add up to it; ``step_g`` is the step of an exact dose."""

    planned_g: Grams
    days: tuple[DayVials, ...]
    step_g: Grams | None = None


class Option(NamedTuple):
    """Another split that could be chosen; ``difference_percent`` of the calculated dose, ``vials`` of all days."""

    planned_g: Grams
    difference_percent: Percent
    days: tuple[DayVials, ...]
    vials: tuple[VialCount, ...]


class Supply(NamedTuple):
    """The vials that there are to open: none at all when their sizes are not known.

    ``stock`` says how many of each size in g can be used in one cycle, a size that it does not name having none; None
    is no limit. The volume of each vial is known: a powder's follows from the strength it is made up to.
    """

    vials: tuple[Vial, ...]
    stock: Mapping[Decimal, int] | None = None


def whole_vials(
    calculated: Grams,
    aim: Grams,
    days: int,
    supply: Supply,
    direction: Direction,
    tolerance: Decimal,
    day_pattern: tuple[Decimal, ...] = (),
) -> Split | None:
    """Make a cycle of whole vials, by the promises above.

    Args:
        calculated: The calculated dose of the cycle, g, greater than 0.
        aim: The dose to come near to; the calculated dose, unless that was first rounded to a multiple of some grams.
        days: The days of the cycle.
        supply: The vials.
        direction: Nearest to *aim*, not above it, or not below it.
        tolerance: The most that the total may differ from *calculated*, as a fraction of it.
        day_pattern: What the days get, in proportion; empty when they are equal.

    Returns:
        The split; None when no total that leaves a vial for each day is within the tolerance.

    Raises:
        Refused: The sizes of the vials have hardly a common step.
    """
    usable = _usable(supply)
    wanted = _grains(aim)
    totals = usable.totals(calculated, tolerance)
    if direction == "vial-down":
        totals = [total for total in totals if total * usable.step <= wanted]
    elif direction == "vial-up":
        totals = [total for total in totals if total * usable.step >= wanted]
    return _first_split(usable.nearest_first(totals, wanted), parts_of(days, day_pattern), usable)


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
            "give it over fewer days",
            "days",
            in_words=True,
        )
    if not supply.vials:
        return Split(planned, tuple([DayVials(dose, (), dose, Grams(Decimal(0))) for dose in doses]))
    usable = _usable(supply)
    if usable.stock is not None:
        in_stock = _held(usable.vials, usable.stock)
        if in_stock < planned:
            raise Refused(
                f"the stock has {plain(in_stock)} g and the dose is {plain(planned)} g: {plain(planned - in_stock)} g "
                "are missing",
                "add vials to [[stock]], or lower the dose",
                "stock",
            )
    opened = _least_opened([-(-_grains(dose) // usable.step) for dose in doses], usable)
    if opened is None:
        raise Refused(
            f"the stock has grams enough for {plain(planned)} g but cannot be shared out to "
            f"{how_many(len(doses), 'day')}, because a vial opened on one day is not kept for the next",
            "add vials to [[stock]], or give the dose over fewer days",
            "stock",
        )
    vials = _larger_first(opened, doses, usable)
    return Split(planned, tuple([_day(counts, usable, dose) for counts, dose in zip(vials, doses, strict=True)]))


def options(
    calculated: Grams, planned: Split, supply: Supply, tolerance: Decimal, day_pattern: tuple[Decimal, ...] = ()
) -> tuple[Option, ...]:
    """Up to three other splits of whole vials: the next lower total, the next higher one, and the best even one.

    All are within the *tolerance* of the calculated dose. An even split, in which each day has exactly its share, is
    looked for where a *planned* day is 0.1 g or more away from it, nearest to the calculated dose and then of the
    fewest vials. Arguments are those of ``whole_vials``.
    """
    usable = _usable(supply)
    parts = parts_of(len(planned.days), day_pattern)
    totals = usable.totals(calculated, tolerance)
    here = _grains(planned.planned_g)
    below = _first_split([total for total in reversed(totals) if total * usable.step < here], parts, usable)
    above = _first_split([total for total in totals if total * usable.step > here], parts, usable)
    others = [split for split in (below, above) if split]
    off = [abs(_grains(day.dose_g) * sum(parts) - here * part) for day, part in zip(planned.days, parts, strict=True)]
    if max(off) >= _grains(TENTH) * sum(parts):
        even = _even_split(usable.nearest_first(totals, _grains(calculated)), parts, usable)
        if even and _doses(even) not in map(_doses, others):
            others.append(even)
    return tuple([_option(split, calculated) for split in others])


class _Usable(NamedTuple):
    """The vials that can be used, largest first; ``sizes`` and ``stock`` are in their order.

    Amounts are counted in steps of so many grains, the largest step that makes every size a whole number.
    """

    vials: tuple[Vial, ...]
    step: int
    sizes: Counts
    stock: Counts | None

    def have(self, top: int) -> Counts:
        """The vials of each size that *top* steps can hold."""
        if top > _MOST_STEPS:
            sizes = ", ".join(plain(vial.g) for vial in self.vials)
            raise Refused(
                f"vial sizes {sizes} g are all multiples of {plain(self.step * _GRAIN)} g only",
                "use fewer",
                "vials",
                in_words=True,
            )
        most = [top // size for size in self.sizes]
        return tuple(most if self.stock is None else map(min, most, self.stock))

    def totals(self, calculated: Grams, tolerance: Decimal) -> list[int]:
        """The totals of whole vials within *tolerance* of the calculated dose, in steps, rising."""
        if not self.vials:
            return []
        part, of = tolerance.as_integer_ratio()
        grains = _grains(calculated)
        low = -(-grains * (of - part) // (of * self.step))
        top = grains * (of + part) // (of * self.step)
        made = reachable(self.sizes, self.have(top), top)
        return [total for total in range(max(low, 1), top + 1) if made >> total & 1]

    def nearest_first(self, totals: list[int], wanted: int) -> list[int]:
        return sorted(totals, key=lambda total: (abs(total * self.step - wanted), total))


def _usable(supply: Supply) -> _Usable:
    """The sizes of which there are any; of two vials that hold the same grams, the first."""
    by_size = {vial.g: vial for vial in reversed(supply.vials)}
    stock = supply.stock
    vials = tuple([by_size[g] for g in sorted(by_size, reverse=True) if stock is None or stock.get(g, 0) > 0])
    amounts = [_grains(vial.g) for vial in vials]
    step = gcd(*amounts)
    sizes = tuple([amount // step for amount in amounts])
    return _Usable(vials, step, sizes, None if stock is None else tuple([stock[vial.g] for vial in vials]))


def _first_split(totals: list[int], parts: Counts, usable: _Usable) -> Split | None:
    """The best split of the first of *totals* that leaves a vial for each day."""
    return next((split for total in totals if (split := _best_split(total, parts, usable))), None)


@lru_cache(_KEPT)
def _best_split(total: int, parts: Counts, usable: _Usable) -> Split | None:
    """The best split of *total*; None when it does not leave a vial for each day."""
    days = VialSearch(total, usable.sizes, usable.have(total)).best(parts)
    return _split(_larger_first(days, parts, usable), usable) if days else None


def _even_split(totals: list[int], parts: Counts, usable: _Usable) -> Split | None:
    """The fewest vials for the first of *totals* of which each day can have exactly its part."""
    return next((split for total in totals if (split := _exact_split(total, parts, usable))), None)


@lru_cache(_KEPT)
def _exact_split(total: int, parts: Counts, usable: _Usable) -> Split | None:
    """The fewest vials for *total* with each day its exact part; None when that cannot be had."""
    if any(total * part % sum(parts) for part in parts):
        return None
    doses = [total * part // sum(parts) for part in parts]
    days = VialSearch(total, usable.sizes, usable.have(total)).cheapest([(dose, dose) for dose in doses])
    return _split(_larger_first(days, parts, usable), usable) if days else None


def _least_opened(doses: list[int], usable: _Usable) -> list[Counts] | None:
    """The vials of each day that cover its dose, with the least left over from all days."""
    spare = usable.sizes[0] - 1  # were more left over from a day, one of its vials could have stayed closed
    top = sum(doses) + spare * len(doses)
    have = usable.have(top)
    made = reachable(usable.sizes, have, top)
    for opened in range(sum(doses), top + 1):
        if made >> opened & 1:
            days = VialSearch(opened, usable.sizes, have).cheapest([(dose + spare, dose) for dose in doses])
            if days:
                return days
    return None


def _larger_first(days: list[Counts], alike: Sequence[object], usable: _Usable) -> list[Counts]:
    """Put the days that are *alike* in one fixed order among themselves: more grams first, then larger vials."""
    kind = [alike.index(key) for key in alike]
    grams = [sum(count * size for count, size in zip(day, usable.sizes, strict=True)) for day in days]
    ranked = sorted(zip(grams, days, kind, strict=True), reverse=True)
    return [next(ranked.pop(at)[1] for at, day in enumerate(ranked) if day[2] == one) for one in kind]


def _split(days: list[Counts], usable: _Usable) -> Split:
    opened = tuple([_day(counts, usable) for counts in days])
    return Split(Grams(sum([day.dose_g for day in opened], Decimal(0))), opened)


def _day(counts: Counts, usable: _Usable, dose: Grams | None = None) -> DayVials:
    """The day that opens so many vials of each size, for *dose* or for all that is in them."""
    opened = _held(usable.vials, counts)
    given = opened if dose is None else dose
    pairs = zip(usable.vials, counts, strict=True)
    vials = tuple([VialCount(vial.g, _volume(vial), count) for vial, count in pairs if count])
    return DayVials(given, vials, opened, Grams(opened - given))


def _volume(vial: Vial) -> Millilitres:
    if vial.ml is None:
        raise ValueError(f"the volume of a vial of {vial.g} g was not worked out")
    return vial.ml


def _held(vials: tuple[Vial, ...], counts: Counts) -> Grams:
    return Grams(sum([vial.g * count for vial, count in zip(vials, counts, strict=True)], Decimal(0)))


def _option(split: Split, calculated: Grams) -> Option:
    vials: dict[Grams, VialCount] = {}
    for day in split.days:
        for vial in day.vials:
            before = vials[vial.g].count if vial.g in vials else 0
            vials[vial.g] = vial._replace(count=before + vial.count)
    difference = Percent((split.planned_g - calculated) * 100 / calculated)
    return Option(split.planned_g, difference, split.days, tuple([vials[g] for g in sorted(vials, reverse=True)]))


def _doses(split: Split) -> list[Grams]:
    return [day.dose_g for day in split.days]


def parts_of(days: int, day_pattern: tuple[Decimal, ...]) -> Counts:
    """What each day gets, as the smallest whole numbers in proportion."""
    if not day_pattern:
        return (1,) * days
    grains = [_grains(share) for share in day_pattern]
    return tuple([share // gcd(*grains) for share in grains])


def _grains(grams: Decimal) -> int:
    return int(grams.quantize(_GRAIN, ROUND_HALF_EVEN).scaleb(_GRAIN_DIGITS))
