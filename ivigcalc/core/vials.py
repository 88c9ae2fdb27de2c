"""Vials: which whole vials each day of a cycle gets, exact by construction, and what part-used vials would waste.

Whole vials are chosen so that, in this order, the total is nearest to the dose, the days are near their share, the
fewest vials are opened, the days differ as little as possible, and the vials are the largest. Strict evenness first
would open many small vials for nothing: 207.4 g over 5 days takes 35 vials for five days of 41.5 g, and 13 for 42.5,
42.5, 42.5, 40 and 40 g. The search itself is in ``vial_search``.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import gcd
from typing import Literal, NamedTuple

from ivigcalc.core.errors import Refused
from ivigcalc.core.product import Vial
from ivigcalc.core.quantities import TENTH, Grams, Millilitres, Percent, half_down, plain
from ivigcalc.core.vial_search import Counts, VialSearch, reachable

Direction = Literal["vial", "vial-down", "vial-up"]
Stock = Mapping[Decimal, int]


class VialCount(NamedTuple):
    """So many vials of one size; ``ml`` is the volume of one."""

    g: Grams
    ml: Millilitres
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody asks of a vial


class DayVials(NamedTuple):
    """One day: its dose, the vials that are opened, largest first, and what of them is thrown away."""

    dose_g: Grams
    vials: tuple[VialCount, ...]
    opened_g: Grams
    waste_g: Grams


class Split(NamedTuple):
    planned_g: Grams
    days: tuple[DayVials, ...]


class Option(NamedTuple):
    """Another whole-vial dose that could be planned, and how far it is from the calculated one."""

    planned_g: Grams
    difference_percent: Percent
    days: tuple[DayVials, ...]
    vials: tuple[VialCount, ...]


class Supply(NamedTuple):
    """The sizes that can be used, the largest first, and how many there are of each (None: as many as needed)."""

    vials: tuple[Vial, ...]
    stock: Stock | None = None

    def sizes(self) -> tuple[Vial, ...]:
        """The sizes of which there is at least one; one that the stock does not name has none."""
        usable = (vial for vial in self.vials if self.stock is None or self.stock.get(vial.g, 0) > 0)
        return tuple(sorted(usable, key=lambda vial: vial.g, reverse=True))

    def grams(self) -> Decimal | None:
        """All that is in stock; None where it is not limited."""
        if self.stock is None:
            return None
        return sum((vial.g * self.stock.get(vial.g, 0) for vial in self.vials), Decimal(0))


class _Scale:
    """Grams as whole numbers of the largest step that divides everything that is counted."""

    def __init__(self, supply: Supply, doses: Sequence[Decimal] = ()) -> None:
        self.sizes = supply.sizes()
        amounts = [*(vial.g for vial in self.sizes), *doses]
        places = max(0, *(-int(amount.normalize().as_tuple().exponent) for amount in amounts))
        self.step = Decimal(gcd(*(int(amount.scaleb(places)) for amount in amounts))).scaleb(-places)
        self.units: Counts = tuple(int(vial.g / self.step) for vial in self.sizes)
        self._stock = supply.stock

    def have(self, top: int) -> Counts:
        """How many of each size a total of *top* can use at all."""
        most = [top // unit for unit in self.units]
        if self._stock is None:
            return tuple(most)
        return tuple(min(n, self._stock[vial.g]) for n, vial in zip(most, self.sizes, strict=True))

    def day(self, counts: Counts, dose: Grams | None = None) -> DayVials:
        """The day that opens *counts* of the sizes, for *dose* or for all that is in them."""
        vials = tuple(
            VialCount(vial.g, vial.ml or Millilitres(Decimal(0)), n) for vial, n in zip(self.sizes, counts, strict=True) if n
        )
        opened = Grams(sum((vial.g * vial.count for vial in vials), Decimal(0)))
        given = opened if dose is None else dose
        return DayVials(given, vials, opened, Grams(opened - given))


def whole_vials(
    calculated: Grams,
    aim: Grams,
    shares: tuple[Decimal, ...],
    shelf: Shelf,
    direction: Direction,
    tolerance: Decimal,
) -> Split | None:
    """Make a cycle of whole vials, by the promises above.

    Args:
        calculated: The calculated dose of the cycle, g, greater than 0.
        aim: The dose to come near to; the calculated dose, unless that was first rounded to a multiple of some grams.
        shares: What the days get, in proportion: (1, 1) is two equal days.
        shelf: The vials. One that is not in stock is not used.
        direction: Nearest to *aim*, not above it, or not below it.
        tolerance: The most that the total may differ from *calculated*, as a fraction of it.

    Returns:
        The split; None when no total of whole vials that leaves a vial for each day is within the tolerance.

    Raises:
        Refused: The stock names a size that is not among the vials, or the sizes have hardly a common step.
    """
    usable = _usable(shelf)
    wanted = _grains(aim)
    totals = usable.totals(calculated, tolerance)
    if direction == "vial-down":
        totals = [total for total in totals if total * usable.step <= wanted]
    elif direction == "vial-up":
        totals = [total for total in totals if total * usable.step >= wanted]
    return _first_split(usable.nearest_first(totals, aim), shares, usable)


def exact_split(calculated: Grams, shares: tuple[Decimal, ...], shelf: Shelf) -> Split:
    """Give the calculated dose rounded to 0.1 g, a tie down, whatever vials that takes.

    The days are in proportion to *shares* to within 0.1 g; of equal shares the larger days come first.

    Raises:
        Refused: As ``opened_for`` does.
    """
    tenths = int(half_down(calculated, TENTH) / TENTH)
    parts = _proportions(shares)
    days = [tenths * part // sum(parts) for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda day: (-(tenths * parts[day] % sum(parts)), day))
    for day in by_remainder[: tenths - sum(days)]:
        days[day] += 1
    return opened_for(tuple([Grams(TENTH * day) for day in days]), shelf)


def opened_for(doses: tuple[Grams, ...], shelf: Shelf) -> Split:
    """Open vials for day doses that are fixed: least waste over the cycle, then fewest vials, then the largest.

    What is left of a vial on one day is not kept for the next. Where no vials are known, a day opens its dose.

    Args:
        doses: The dose of each day, g, in the order of the days.
        shelf: The vials; none at all when their sizes are not known.

    Raises:
        Refused: A day has no dose; the stock has fewer grams than the doses, or too few vials to open some for each
            day; it names a size that is not among the vials, or the sizes have hardly a common step.
    """
    planned = Grams(sum(doses, Decimal(0)))
    if min(doses) <= 0:
        raise Refused(f"{plain(planned)} g over {len(doses)} days leaves a day with 0 g; give it over fewer days")
    usable = _usable(shelf)
    if not shelf.vials:
        return Split(planned, tuple([DayVials(dose, (), dose, Grams(Decimal(0))) for dose in doses]))
    if shelf.stock is not None:
        in_stock = sum((size * count for size, count in shelf.stock.items()), Decimal(0))
        if in_stock < planned:
            raise Refused(
                f"the stock has {plain(in_stock)} g and the dose is {plain(planned)} g: {plain(planned - in_stock)} g "
                "are missing; add vials to --stock, or lower the dose"
            )
    days = _least_opened([-(-_grains(dose) // usable.step) for dose in doses], usable)
    if days is None:
        raise Refused(
            f"the stock has grams enough for {plain(planned)} g but cannot be shared out to {len(doses)} days, because "
            "a vial opened on one day is not kept for the next; add vials to --stock, or give the dose over fewer days"
        )
    counts = _larger_first(days, doses, usable)
    return Split(planned, tuple([usable.day(day, dose) for day, dose in zip(counts, doses, strict=True)]))


def other_options(
    planned: Split, calculated: Grams, shares: tuple[Decimal, ...], shelf: Shelf, tolerance: Decimal
) -> tuple[Option, ...]:
    """Up to three other splits of whole vials: the next lower total, the next higher one, and the best even one.

    All are within the *tolerance* of the calculated dose. An even split, in which each day has exactly its share, is
    looked for where the *planned* days are 0.1 g or more away from theirs. Arguments are those of ``whole_vials``.
    """
    usable = _usable(shelf)
    totals = usable.totals(calculated, tolerance)
    here = _grains(planned.planned_g)
    below = _first_split([total for total in reversed(totals) if total * usable.step < here], shares, usable)
    above = _first_split([total for total in totals if total * usable.step > here], shares, usable)
    even = None
    parts = _proportions(shares)
    off = [abs(_grains(day.dose_g) * sum(parts) - here * part) for day, part in zip(planned.days, parts, strict=True)]
    if max(off) >= _grains(TENTH) * sum(parts):
        even = _even_split(usable.nearest_first(totals, calculated), parts, usable)
        if any(even and split and _doses(even) == _doses(split) for split in (below, above)):
            even = None
    return tuple([_option(split, calculated, usable) for split in (below, above, even) if split])


class _Usable(NamedTuple):
    """The vials that there are, largest first; a step of so many grains divides all, and ``sizes`` count in it."""

    vials: tuple[Vial, ...]
    step: int
    sizes: Counts
    stock: Counts | None
    concentration: GramsPerLitre

    def have(self, top: int) -> Counts:
        """The vials of each size that can be part of *top* steps."""
        if top > _MOST_STEPS:
            sizes = ", ".join(plain(vial.g) for vial in self.vials)
            raise Refused(
                f"vial sizes {sizes} g have no common step above {plain(self.step * _GRAIN)} g; leave out the odd one"
            )
        most = [top // size for size in self.sizes]
        return tuple(most if self.stock is None else map(min, most, self.stock))

    def totals(self, calculated: Grams, tolerance: Decimal) -> list[int]:
        """The totals within *tolerance* of the calculated dose, in steps, rising."""
        if not self.vials:
            return []
        part, of = tolerance.as_integer_ratio()
        grains = _grains(calculated)
        low = -(-grains * (of - part) // (of * self.step))
        top = grains * (of + part) // (of * self.step)
        made = reachable(self.sizes, self.have(top), top)
        return [total for total in range(max(low, 1), top + 1) if made >> total & 1]

    def nearest_first(self, totals: list[int], aim: Grams) -> list[int]:
        grains = _grains(aim)
        return sorted(totals, key=lambda total: (abs(total * self.step - grains), total))

    def opened(self, counts: Counts) -> int:
        return sum(map(int.__mul__, counts, self.sizes))

    def counted(self, counts: Counts) -> tuple[VialCount, ...]:
        return tuple(
            [
                VialCount(vial.g, _volume(vial, self.concentration), count)
                for vial, count in zip(self.vials, counts, strict=True)
                if count
            ]
        )

    def day(self, counts: Counts, dose: Grams | None = None) -> DayVials:
        opened = Grams(sum((vial.g * count for vial, count in zip(self.vials, counts, strict=True)), Decimal(0)))
        given = opened if dose is None else dose
        return DayVials(given, self.counted(counts), opened, Grams(opened - given))


def _usable(shelf: Shelf) -> _Usable:
    by_size = {vial.g: vial for vial in reversed(shelf.vials)}
    stock = shelf.stock
    for size in stock or ():
        if size not in by_size:
            known = ", ".join(plain(g) for g in sorted(by_size))
            raise Refused(
                f"{plain(size)} g in the stock is no vial size here ({known + ' g' if known else 'none is known'}); "
                "correct --stock, or name the sizes with --vials"
            )
    vials = tuple([by_size[g] for g in sorted(by_size, reverse=True) if stock is None or stock.get(g, 0) > 0])
    grains = [_grains(vial.g) for vial in vials]
    step = gcd(*grains)
    sizes = tuple([size // step for size in grains])
    return _Usable(vials, step, sizes, stock and tuple([stock[vial.g] for vial in vials]), shelf.concentration)


def _first_split(totals: list[int], shares: tuple[Decimal, ...], usable: _Usable) -> Split | None:
    """The best split of the first of *totals* that leaves a vial for each day."""
    for total in totals:
        days = VialSearch(total, usable.sizes, usable.have(total)).best(_proportions(shares))
        if days:
            return _split(_larger_first(days, shares, usable), usable)
    return None


def _even_split(totals: list[int], parts: Counts, usable: _Usable) -> Split | None:
    """The fewest vials for the first of *totals* of which each day can have exactly its part."""
    for total in totals:
        if all(total * part % sum(parts) == 0 for part in parts):
            doses = [total * part // sum(parts) for part in parts]
            search = VialSearch(total, usable.sizes, usable.have(total))
            days = search.cheapest([(dose, dose) for dose in doses])
            if days:
                return _split(_larger_first(days, parts, usable), usable)
    return None


def _least_opened(doses: list[int], usable: _Usable) -> list[Counts] | None:
    """The vials of each day that cover its dose with the least waste over all days."""
    spare = usable.sizes[0] - 1  # were more than that left over, a vial of that day could have stayed closed
    top = sum(doses) + spare * len(doses)
    have = usable.have(top)
    made = reachable(usable.sizes, have, top)
    needs = [(dose + spare, dose) for dose in doses]
    for opened in range(sum(doses), top + 1):
        if made >> opened & 1:
            days = VialSearch(opened, usable.sizes, have).cheapest(needs)
            if days:
                return days
    return None


def _larger_first(days: list[Counts], alike: Sequence[object], usable: _Usable) -> list[Counts]:
    """Put the days that are *alike* in a fixed order among themselves: more grams first, then larger vials."""
    ordered = {
        key: iter(
            sorted(
                [day for day, other in zip(days, alike, strict=True) if other == key],
                key=lambda day: (usable.opened(day), day),
                reverse=True,
            )
        )
        for key in alike
    }
    return [next(ordered[key]) for key in alike]


def _split(days: list[Counts], usable: _Usable) -> Split:
    opened = tuple([usable.day(day) for day in days])
    return Split(Grams(sum((day.dose_g for day in opened), Decimal(0))), opened)


def _option(split: Split, calculated: Grams, usable: _Usable) -> Option:
    ...


def _doses(split: Split) -> list[Grams]:
    return [day.dose_g for day in split.days]


def _proportions(shares: tuple[Decimal, ...]) -> Counts:
    """*shares* as the smallest whole numbers in the same proportion."""
    grains = [_grains(share) for share in shares]
    return tuple([share // gcd(*grains) for share in grains])


def _volume(vial: Vial, concentration: GramsPerLitre) -> Millilitres:
    return Millilitres(vial.g * 1000 / concentration) if vial.ml is None else vial.ml


def _grains(grams: Decimal) -> int:
    return int(grams.quantize(_GRAIN, ROUND_HALF_EVEN).scaleb(_GRAIN_DIGITS))
