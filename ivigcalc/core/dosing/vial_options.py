"""What else could be had of whole vials: up to four other splits, each with the reasons for which it is shown."""

from collections.abc import Iterable, Iterator

from ivigcalc.core.dosing.vial_rule import Cycle, Shares
from ivigcalc.core.dosing.vial_supply import DayVials, Split, Supply, VialCount, grains, in_all, usable
from ivigcalc.core.dosing.vial_ways import Way, ways_of
from ivigcalc.core.dosing.vials import multiples
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import TENTH, Grams, Percent

_MOST = 4

NEAREST = "nearest total"
FEWEST = "fewest vials"
EQUAL = "equal days"
LOWER = "next lower"
HIGHER = "next higher"


class Option(NamedTuple):
    """Another split that could be chosen; ``difference_percent`` of the calculated dose, ``vials`` of all days.

    ``reasons`` tells why it is shown.
    """

    planned_g: Grams
    difference_percent: Percent
    days: tuple[DayVials, ...]
    vials: tuple[VialCount, ...]
    reasons: tuple[str, ...] = ()


def options(
    cycle: Cycle, planned: Split, supply: Supply, shares: Shares, multiple_of: Grams | None = None
) -> tuple[Option, ...]:
    """Up to four other splits of whole vials within the tolerance, whose days are the same or alike.

    Those are the nearest total and the fewest vials, where the *planned* split is neither; equal days, where a planned
    day is 0.1 g or more away from its part; and the next lower and the next higher total, which are multiples too
    where the plan is one.
    """
    if not usable(supply).vials:
        return ()
    found: dict[tuple[DayVials, ...], tuple[Split, list[str]]] = {}
    for split, reason in _Others(cycle, planned, supply, shares).all(multiple_of):
        if split is not None and split.days != planned.days:
            found.setdefault(split.days, (split, []))[1].append(reason)
    return tuple([_option(split, cycle.calculated_g, tuple(why)) for split, why in found.values()][:_MOST])


class _Others:
    """The splits beside the *planned* one, with the reason for which each is shown."""

    def __init__(self, cycle: Cycle, planned: Split, supply: Supply, shares: Shares) -> None:
        self._cycle = cycle
        self._planned = planned
        self._supply = supply
        self._shares = shares
        self._there = usable(supply)
        self._ways = ways_of(cycle, self._there, shares)
        self._here = grains(planned.planned_g)

    def all(self, multiple_of: Grams | None) -> Iterator[tuple[Split | None, str]]:
        """Each with its reason; None where there is none."""
        by_distance = sorted(self._ways.totals, key=self._ways.away)
        yield self._nearest(by_distance), NEAREST
        yield self._fewer(by_distance), FEWEST
        yield self._equal(), EQUAL
        if multiple_of is None:
            yield self._first(total for total in reversed(self._ways.totals) if self._grains(total) < self._here), LOWER
            yield self._first(total for total in self._ways.totals if self._grains(total) > self._here), HIGHER
            return
        made = list(multiples(self._cycle, multiple_of, self._supply, self._shares))
        lower = [split for split in made if split.planned_g < self._planned.planned_g]
        higher = [split for split in made if split.planned_g > self._planned.planned_g]
        yield max(lower, key=lambda split: split.planned_g, default=None), LOWER
        yield min(higher, key=lambda split: split.planned_g, default=None), HIGHER

    def _nearest(self, by_distance: Iterable[int]) -> Split | None:
        away = abs(self._here - grains(self._cycle.calculated_g))
        return self._first(total for total in by_distance if self._ways.away(total) < away)

    def _fewer(self, by_distance: Iterable[int]) -> Split | None:
        """The fewest vials there are, where the plan opens more; of several totals the nearest."""
        best: Way | None = None
        most = sum(vial.count for day in self._planned.days for vial in day.vials) - 1
        for total in sorted(by_distance, key=self._ways.fewest):
            if self._ways.fewest(total) > most:
                break
            way = self._ways.of_total(total)
            if way is not None and way.vials <= most:
                best, most = way, way.vials - 1
        return best and self._ways.split(best)

    def _equal(self) -> Split | None:
        parts, here = self._cycle.parts, self._here
        pairs = zip(self._planned.days, parts, strict=True)
        off = max(abs(grains(day.dose_g) * sum(parts) - here * part) for day, part in pairs)
        if off < grains(TENTH) * sum(parts):
            return None
        way = self._ways.same(self._ways.totals)
        return way and self._ways.split(way)

    def _first(self, totals: Iterable[int]) -> Split | None:
        """The first of *totals* of which days can be the same or alike."""
        way = next((way for total in totals if (way := self._ways.of_total(total)) is not None), None)
        return way and self._ways.split(way)

    def _grains(self, total: int) -> int:
        return total * self._there.step


def _option(split: Split, calculated: Grams, reasons: tuple[str, ...]) -> Option:
    difference = Percent((split.planned_g - calculated) * 100 / calculated)
    vials = in_all(vial for day in split.days for vial in day.vials)
    return Option(split.planned_g, difference, split.days, vials, reasons)
