"""The last sizes to be dealt out, all of them at once: what days can open of a few sizes, as the bits of an integer.

A bit stands for one way to take so many of each size, such as two of 5 g and none of 1 g. What one more day opens moves
the bits, those of ways that leave too few vials for it left out. A day then costs as many steps as there are ways
to fill it, however many ways there are to fill those before it.
"""

from collections.abc import Iterator
from functools import lru_cache, reduce
from itertools import accumulate
from math import prod
from operator import and_, mul

from ivigcalc.core.dosing.vial_costs import Counts, Found, Need
from ivigcalc.core.named_tuple import NamedTuple

_WAYS = 1500  # for each day: so many ways to take vials cost no more than dealing out one size more
_MOST_WAYS = 60_000  # in all, however long the sizes take that are dealt out before
_KEPT = 8  # tables


class _Taken(NamedTuple):
    """A way to take so many of each size, the place of its bit, and the bits of the ways that it can be added to."""

    counts: Counts
    bit: int
    adds_to: int


def stages_of_last(have: Counts, days: int) -> list[int]:
    """The stages from which on all sizes can be taken at once, the one first that costs least to begin with.

    It is the number of stages, where not even the last size can be taken so.
    """
    ways = [prod([n + 1 for n in have[stage:]]) for stage in range(len(have) + 1)]
    first = next((stage for stage, one in enumerate(ways) if one <= _WAYS * days), len(have))
    return [stage for stage in range(first, -1, -1) if stage == first or ways[stage] <= _MOST_WAYS]


class LastSizes:
    """What days open of *sizes*, no more than they *have* of each, at these *costs*."""

    def __init__(self, sizes: Counts, have: Counts, costs: Counts) -> None:
        self._ways = _ways_to_take(sizes, have)
        self._costs = costs
        self._taken: dict[tuple[Need, ...], int] = {(): 1}  # before the first day nothing is

    def cheapest(self, needs: tuple[Need, ...], left: int, below: int) -> Found | None:
        """The cheapest split of *left* into days of these *needs*; None when none costs less than *below*."""
        taken = self._by(needs)
        ways = [way for way in self._ways.making(left) if taken >> way.bit & 1]
        cost, way = min([(sum(map(mul, way.counts, self._costs)), way) for way in ways], default=(below, None))
        return None if way is None or cost >= below else Found(cost, self._days(needs, way.bit))

    def _days(self, needs: tuple[Need, ...], bit: int) -> list[Counts]:
        """The vials of each day, which are those of *bit* in total."""
        days = []
        for day in range(len(needs) - 1, -1, -1):
            before = self._by(needs[:day])
            way = next(one for one in self._of_day(needs[day]) if (before & one.adds_to) << one.bit >> bit & 1)
            days.append(way.counts)
            bit -= way.bit
        return days[::-1]

    def _by(self, needs: tuple[Need, ...]) -> int:
        """The ways to take what days of these *needs* can open, as bits."""
        taken = self._taken.get(needs)
        if taken is None:
            before, taken = self._by(needs[:-1]), 0
            for one in self._of_day(needs[-1]):
                taken |= (before & one.adds_to) << one.bit
            self._taken[needs] = taken
        return taken

    def _of_day(self, need: Need) -> Iterator[_Taken]:
        most, least = need
        for amount in range(least, most + 1):
            yield from self._ways.making(amount)


class _Ways:
    """The ways to take vials of *sizes*, no more than they *have* of each, worked out for an amount when asked."""

    def __init__(self, sizes: Counts, have: Counts) -> None:
        self._sizes = sizes
        self._have = have
        held = [size * stock for size, stock in zip(sizes, have, strict=True)]
        self._later = [sum(held[stage + 1 :]) for stage in range(len(sizes))]
        radix = [stock + 1 for stock in have]
        *places, ways = accumulate(radix, mul, initial=1)
        self._places = places
        self._free = [
            [_low_bits(place * (stock + 1 - n), place * (stock + 1), ways) for n in range(stock + 1)]
            for place, stock in zip(places, have, strict=True)
        ]
        self._known: dict[int, list[_Taken]] = {}

    def making(self, amount: int) -> list[_Taken]:
        """The ways that make *amount*."""
        ways = self._known.get(amount)
        if ways is None:
            ways = self._known[amount] = [self._way(counts) for counts in self._counts(amount)]
        return ways

    def _way(self, counts: Counts) -> _Taken:
        free = [bits[n] for bits, n in zip(self._free, counts, strict=True)]
        return _Taken(counts, sum(map(mul, counts, self._places)), reduce(and_, free, -1))

    def _counts(self, amount: int, stage: int = 0) -> Iterator[Counts]:
        """The numbers of the sizes from *stage* on that make *amount*."""
        if stage == len(self._sizes):
            if amount == 0:
                yield ()
            return
        size, later = self._sizes[stage], self._later[stage]
        for n in range(max(-(-(amount - later) // size), 0), min(self._have[stage], amount // size) + 1):
            for rest in self._counts(amount - n * size, stage + 1):
                yield (n, *rest)


_ways_to_take = lru_cache(_KEPT)(_Ways)


def _low_bits(low: int, of: int, ways: int) -> int:
    """The *low* bits of every so many, in as many bits as there are *ways*."""
    return ((1 << low) - 1) * (((1 << ways) - 1) // ((1 << of) - 1))
