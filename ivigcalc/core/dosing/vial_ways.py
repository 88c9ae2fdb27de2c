"""The ways to make a cycle of whole vials, and the best of them by the rule of ``vials``."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from math import lcm

from ivigcalc.core.dosing.vial_costs import Counts
from ivigcalc.core.dosing.vial_rule import Cycle, Shares
from ivigcalc.core.dosing.vial_search import Dealt
from ivigcalc.core.dosing.vial_supply import Split, Usable, grains
from ivigcalc.core.named_tuple import NamedTuple

_KEPT = 1024  # totals: in a cohort the same ones come again, whatever the dose from which they were chosen
_KEPT_MAKERS = 32  # vials with days: a cohort has few products and regimens


class Way(NamedTuple):
    """A total in steps, how many vials it takes and what each day opens; ``apart`` is a share of the mean day."""

    total: int
    vials: int
    apart: Fraction
    days: tuple[Counts, ...]


class _Limit(NamedTuple):
    """The most of a cycle and of a day, in steps."""

    cycle: int
    day: int


class _Maker:
    """What can be made of the vials that are *there* for days of these *parts*, whatever dose is wanted."""

    def __init__(self, there: Usable, parts: Counts, shares: Shares) -> None:
        self._there = there
        self._parts = parts
        self._shares = shares
        self._unit = lcm(*parts)
        self.same = lru_cache(_KEPT)(self._same)
        self.alike = lru_cache(_KEPT)(self._alike)
        self.split = lru_cache(_KEPT)(self._split)

    def of_total(self, total: int) -> Way | None:
        """The best way to make *total* with days the same, or else alike; None where that cannot be had."""
        return self.same(total) or self.alike(total, None)

    def _same(self, total: int) -> Way | None:
        """*total* with every day exactly its part."""
        whole = sum(self._parts)
        if any(total * part % whole for part in set(self._parts)):
            return None
        doses = [total * part // whole for part in self._parts]
        days = self._there.search(total).cheapest([(dose, dose) for dose in doses])
        return Way(total, sum(map(sum, days)), Fraction(0), tuple(days)) if days else None

    def _alike(self, total: int, day_most: int | None) -> Way | None:
        """*total* of the fewest vials, its days alike."""
        mean = Fraction(total, len(self._parts))
        apart = self.held(self._shares.most_apart(mean, Fraction(self._there.sizes[-1])))
        return self.way(total, self._there.search(total, day_most).fewest(self._parts, apart // 1))

    def held(self, apart: Fraction) -> Fraction:
        """What *apart*, in steps of the mean day, is in what days hold for each unit of their part."""
        return apart * len(self._parts) * self._unit / sum(self._parts)

    def way(self, total: int, dealt: Dealt | None) -> Way | None:
        """*total* as it is *dealt*."""
        if dealt is None:
            return None
        apart = Fraction(dealt.apart * sum(self._parts), total * self._unit)
        return Way(total, dealt.vials, apart, tuple(dealt.days))

    def _split(self, way: Way) -> Split:
        """The cycle that *way* makes, its days in order."""
        return self._there.split(self._there.larger_first(way.days, self._parts))


_maker = lru_cache(_KEPT_MAKERS)(_Maker)


class Ways:
    """The ways to make *cycle* of the vials that are *there*; totals are counted in the steps of these."""

    def __init__(self, cycle: Cycle, there: Usable, shares: Shares) -> None:
        self._cycle = cycle
        self._there = there
        self._shares = shares
        self._parts = cycle.parts
        self._maker = _maker(there, self._parts, shares)
        self.of_total, self.split = self._maker.of_total, self._maker.split
        self._wanted = grains(cycle.calculated_g)
        self.totals = there.totals(self._wanted, shares.tolerance)
        self._vials = there.up_to(self.totals[-1] if self.totals else 0)

    def within(self, direction: str) -> list[int]:
        """The totals that the *direction* of rounding allows, in steps."""
        step, wanted = self._there.step, self._wanted
        if direction == "vial-down":
            return [total for total in self.totals if total * step <= wanted]
        if direction == "vial-up":
            return [total for total in self.totals if total * step >= wanted]
        return self.totals

    def best(self, totals: list[int]) -> Way | None:
        """The best way of all *totals*, by the rule."""
        limits = self._limits(totals)
        for limit in limits:
            for same, (nearer, share) in self._looks():
                near = [total for total in totals if total <= limit.cycle and nearer < self.away(total) <= share]
                way = self.same(near, limit.day, few=nearer < 0) if same else self.alike(near, limit.day)
                if way is not None:
                    return way
        uneven = (self._least_uneven(totals, limit) for limit in limits if len(self._parts) > 1)
        return next(filter(None, uneven), None)

    def _looks(self) -> Iterable[tuple[bool, tuple[int, int]]]:
        """In which order days the same and days alike are looked for, and between which distances from the dose."""
        ends = [share * self._wanted // 1 for share in self._shares.of_the_dose]
        rings = list(zip((-1, *ends), ends, strict=False))
        if self._cycle.equal_days:
            return [(same, ring) for same in (True, False) for ring in rings]
        return [(same, ring) for ring in rings for same in (True, False)]

    def _limits(self, totals: list[int]) -> list[_Limit]:
        """First what passes no maximum, then whatever is within the tolerance."""
        top = totals[-1] if totals else 0
        most, step = self._cycle.most, self._there.step
        cycle = top if most.cycle_g is None else grains(most.cycle_g) // step
        day = top if most.day_g is None else grains(most.day_g) // step
        free = _Limit(top, top)
        return [free] if cycle >= top and day >= top else [_Limit(min(cycle, top), min(day, top)), free]

    def fewest(self, total: int) -> int:
        """The fewest vials that make *total*, however they are dealt out to the days."""
        return self._vials.fewest(total)

    def same(self, totals: Iterable[int], day_most: int | None = None, *, few: bool = False) -> Way | None:
        """Every day exactly its part: the nearest of *totals*, then the fewest vials, or with *few* these first."""

        def key(total: int, vials: int) -> tuple[int, int, int]:
            away = self.away(total)
            return (vials, away, total) if few else (away, vials, total)

        best: Way | None = None
        for total, least in sorted(self._of_the_same(totals, day_most), key=lambda one: key(*one)):
            if best is not None and key(total, least) >= key(best.total, best.vials):
                break
            way = self._maker.same(total)
            if way is not None and (best is None or key(way.total, way.vials) < key(best.total, best.vials)):
                best = way
        return best

    def _of_the_same(self, totals: Iterable[int], day_most: int | None) -> Iterator[tuple[int, int]]:
        """Those of *totals* of which days can have exactly their parts, each with the fewest vials it may take."""
        whole = sum(self._parts)
        for total in totals:
            if any(total * part % whole for part in set(self._parts)):
                continue
            doses = [total * part // whole for part in self._parts]
            least = sum([self.fewest(dose) for dose in doses])
            if least <= self._vials.top and (day_most is None or max(doses) <= day_most):
                yield total, max(least, self.fewest(total))

    def alike(self, totals: Iterable[int], day_most: int) -> Way | None:
        """The nearest of *totals* of which days can be alike, then the fewest vials, then the most alike, the lower."""
        for _, nearest in groupby(sorted(totals, key=self.away), self.away):
            # no day is above the total, so that what a day may have at most seldom tells two doses apart
            found = [self._maker.alike(total, day_most if day_most < total else None) for total in nearest]
            ways = [way for way in found if way is not None]
            if ways:
                return min(ways, key=lambda way: (way.vials, way.apart, way.total))
        return None

    def _least_uneven(self, totals: list[int], limit: _Limit) -> Way | None:
        """The total whose days differ least in proportion, then the nearest, then the lower."""
        best: Way | None = None
        for total in sorted((one for one in totals if one <= limit.cycle), reverse=True):  # where few vials set apart
            mean = Fraction(total, len(self._parts))
            apart = self._maker.held(self._shares.uneven * mean) // 1
            if best is not None:
                exactly = self._maker.held(best.apart * mean)
                nearer = self.away(total) <= self.away(best.total)
                apart = min(apart, exactly // 1 if nearer else -(-exactly // 1) - 1)
            way = self._maker.way(total, self._there.search(total, limit.day).most_alike(self._parts, apart))
            best = way or best
        return best

    def away(self, total: int) -> int:
        """How far *total* is from the calculated dose."""
        return abs(total * self._there.step - self._wanted)


# What is chosen and what else could be had are looked for in the same ways.
ways_of = lru_cache(_KEPT_MAKERS)(Ways)
