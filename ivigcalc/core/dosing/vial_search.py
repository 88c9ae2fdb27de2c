"""The search behind ``vials``: whole vials dealt out to the days of a cycle, the best way there is.

Everything is counted in one step that divides all vial sizes, so all arithmetic is on integers. The search is exact:

- Where the stock does not bind, the days depend on each other by their sum alone. Going through them one by one, with
  the cheapest vials for every sum so far, gives the answer (``Vials.day_by_day``).
- Where it binds, that answer is only a bound. The sizes are then dealt out one after the other, so that the stock of a
  size limits one stage and is no part of the state, and at each stage the bound is taken again for the sizes still to
  come (``_Dealing``). A bound that keeps to the stock is the answer of its stage.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from math import lcm

from ivigcalc.core.dosing.vial_costs import Counts, Found, Need, Vials
from ivigcalc.core.dosing.vial_last import LastSizes, stages_of_last
from ivigcalc.core.named_tuple import NamedTuple

_MOST_DEALT = 3000  # ways to deal out sizes, about a tenth of a second


class _Shares(NamedTuple):
    """What each day gets of the total, in proportion; days are compared by what they hold for each unit of it."""

    shares: Counts
    unit: int  # the least that every share divides, so that a comparison is of whole numbers
    total: int

    @property
    def middle(self) -> int:
        """What every day would hold if vials could be cut, rounded down."""
        return self.total * self.unit // sum(self.shares)

    @property
    def middle_up(self) -> int:
        return -(-self.total * self.unit // sum(self.shares))

    def needs(self, low: int, high: int) -> list[Need]:
        """What each day takes to hold from *low* to *high*, and a vial at least."""
        unit = self.unit
        return [(high * share // unit, max(-(-low * share // unit), 1)) for share in self.shares]

    def ends(self, doses: list[int]) -> tuple[int, int]:
        """The least and the most that days of these *doses* hold."""
        held = [dose * (self.unit // share) for dose, share in zip(doses, self.shares, strict=True)]
        return min(held), max(held)


class _TooMany(Exception):
    """Dealing size after size goes through more ways than taking one more size at once would cost."""


class _Dealing:
    """Deals out one size after the other, most promising ways first, cutting those that cannot come below the best.

    Until there is a best, a way has to come below *below*. One of the ways that differ only in which day gets what is
    tried: days of the same need come in order, more of the larger sizes first, and a day does not take as
    many of a smaller size as make a larger vial which is still there or which a later day has. Trading the one for the
    other leaves every dose as it was, and takes fewer vials or as many.
    """

    def __init__(
        self,
        vials: Vials,
        total: int,
        needs: tuple[Need, ...],
        below: int,
        last_stage: int,
        most_dealt: int | None = None,
    ) -> None:
        self._vials = vials
        self._total = total
        self._needs = needs
        self._below = below
        self._best: Found | None = None
        self._last_stage = last_stage
        self._most_dealt = most_dealt
        self._dealt = 0
        self._last = LastSizes(*[column[self._last_stage :] for column in (vials.sizes, vials.have, vials.costs)])
        self._reached: dict[tuple[Need, ...], int] = {}  # what was spent to come to the last stage with these needs
        self._known: dict[tuple[int, Need], int] = {}

    def best(self) -> Found | None:
        """The cheapest split with every day within its need; None when none costs less than is allowed.

        Raises:
            _TooMany: More ways than the most were gone through.
        """
        self._deal(0, self._needs, self._total, 0, [()] * len(self._needs))
        return self._best

    def _deal(self, stage: int, needs: tuple[Need, ...], left: int, spent: int, held: list[Counts]) -> None:
        """Deal out the sizes from *stage* on; *held* are the vials that each day has already."""
        if stage == self._last_stage:
            self._deal_the_last(needs, left, spent, held)
            return
        size, cost = self._vials.sizes[stage], self._vials.costs[stage]
        for n, given in self._ways(stage, needs, left, spent, held):
            self._dealt += 1
            if self._most_dealt is not None and self._dealt > self._most_dealt:
                raise _TooMany
            ahead = tuple([_less(need, more * size) for need, more in zip(needs, given, strict=True)])
            having = [(*some, more) for some, more in zip(held, given, strict=True)]
            self._go_on(stage + 1, ahead, left - n * size, spent + n * cost, having)

    def _go_on(self, stage: int, needs: tuple[Need, ...], left: int, spent: int, held: list[Counts]) -> None:
        """Deal out the sizes from *stage* on, if that can come below the best."""
        vials = self._vials
        least = spent + max(vials.table[stage][left], sum([self._alone(stage, need) for need in needs]))
        if least >= self._below:
            return
        if stage < self._last_stage:
            rest = vials.day_by_day(stage, needs, left, self._below - spent)
            if rest is None or vials.in_stock(stage, rest.days):
                self._keep(rest, spent, held)
                return
        self._deal(stage, needs, left, spent, held)

    def _deal_the_last(self, needs: tuple[Need, ...], left: int, spent: int, held: list[Counts]) -> None:
        """Deal out all sizes that are left, unless as much or less was spent to come here before."""
        order = sorted(range(len(needs)), key=lambda day: needs[day], reverse=True)
        ordered = tuple([needs[day] for day in order])
        if self._reached.get(ordered, self._below) > spent:
            self._reached[ordered] = spent
            rest = self._last.cheapest(ordered, left, self._below - spent)
            if rest is not None:
                days = [counts for _, counts in sorted(zip(order, rest.days, strict=True))]
                self._keep(rest._replace(days=days), spent, held)

    def _keep(self, rest: Found | None, spent: int, held: list[Counts]) -> None:
        """Take what is *held* with the *rest* for the best."""
        if rest is not None:
            self._below = spent + rest.cost
            self._best = Found(self._below, [some + more for some, more in zip(held, rest.days, strict=True)])

    def _ways(
        self, stage: int, needs: tuple[Need, ...], left: int, spent: int, held: list[Counts]
    ) -> Iterator[tuple[int, Counts]]:
        """How many of the size of *stage* are dealt out, and to whom, until none can come below the best of then."""
        vials = self._vials
        size, cost, later = vials.sizes[stage], vials.costs[stage], vials.table[stage + 1]
        most = self._most_each(stage, needs, held)
        alike = [day > 0 and (needs[day], held[day]) == (needs[day - 1], held[day - 1]) for day in range(len(needs))]
        numbers = range(min(vials.have[stage], left // size) + 1)
        for bound, n in sorted([(spent + n * cost + later[left - n * size], n) for n in numbers]):
            for given in _deals(n, most, alike, self._fillable(stage, needs)):
                if bound >= self._below:
                    return
                yield n, given

    def _most_each(self, stage: int, needs: tuple[Need, ...], held: list[Counts]) -> list[int]:
        """How many of the size of *stage* each day takes at most: more could be traded for one larger vial."""
        sizes, have = self._vials.sizes, self._vials.have
        size = sizes[stage]
        most = [need // size for need, _ in needs]
        for place in [place for place in range(stage) if sizes[place] % size == 0]:
            enough = sizes[place] // size
            traded = sum([some[place] for some in held]) < have[place]
            for day in range(len(needs) - 1, -1, -1):
                if traded:
                    most[day] = min(most[day], enough - 1)
                traded = traded or held[day][place] > 0
        return most

    def _fillable(self, stage: int, needs: tuple[Need, ...]) -> Callable[[int, int], bool]:
        """Whether the sizes after *stage* can fill a day that is given so many of this one."""
        size, never = self._vials.sizes[stage], self._vials.never
        return lambda day, given: self._alone(stage + 1, _less(needs[day], given * size)) < never

    def _alone(self, stage: int, need: Need) -> int:
        """The least cost of what one day still takes, whatever the other days take."""
        cost = self._known.get((stage, need))
        if cost is None:
            most, least = need
            cost = min(self._vials.table[stage][least : most + 1], default=self._vials.never)
            self._known[stage, need] = cost
        return cost


def _less(need: Need, given: int) -> Need:
    """What a day still takes when it was *given* so much of its *need*."""
    most, least = need
    return most - given, max(least - given, 0)


class Dealt(NamedTuple):
    """The vials of each day, how many they are, and how far the days are apart, for each unit of their share."""

    days: list[Counts]
    vials: int
    apart: int


class VialSearch:
    """The ways to make *total* of whole vials, no day above *day_most*."""

    def __init__(self, total: int, vials: Vials, day_most: int | None = None) -> None:
        self._total = total
        self._vials = vials
        self._day_most = total if day_most is None else min(day_most, total)

    def cheapest(self, needs: list[Need]) -> list[Counts] | None:
        """The vials of each day, every day within its need: fewest, then largest. None when it cannot be done."""
        found = self._within(needs, self._vials.never)
        return found and found.days

    def fewest(self, shares: Counts, apart: int) -> Dealt | None:
        """The fewest vials with days no farther *apart*; then the days as alike as can be, then the larger vials.

        Days are compared by what they hold for each unit of their share, the unit being the least that every share
        divides.
        """
        days = _Shares(shares, lcm(*shares), self._total)
        found = self._no_farther(days, apart, self._vials.never)
        if found is None:
            return None
        return self._most_alike(days, found, self._vials.count(found.cost) * self._vials.one_vial + 1)

    def most_alike(self, shares: Counts, apart: int) -> Dealt | None:
        """The days as alike as can be and no farther *apart*; then the fewest vials, then the larger ones."""
        days = _Shares(shares, lcm(*shares), self._total)
        found = self._no_farther(days, apart, self._vials.never)
        return found and self._most_alike(days, found, self._vials.never)

    def _most_alike(self, days: _Shares, found: Found, below: int) -> Dealt:
        """The split with the days most alike at a cost under *below*, which *found* has; of several the cheapest.

        What is found for days no farther apart is the cheapest of all such, and so of those as alike as itself.
        """
        least, most = 0, self._apart(days, found)
        while least < most:
            middle = (least + most) // 2
            nearer = self._no_farther(days, middle, below)
            if nearer is None:
                least = middle + 1
            else:
                found, most = nearer, self._apart(days, nearer)
        return Dealt(found.days, self._vials.count(found.cost), most)

    def _no_farther(self, days: _Shares, apart: int, below: int) -> Found | None:
        """The cheapest split whose days are no farther *apart*, at a cost under *below*."""
        bottoms = self._day_doses(days, days.middle_up - apart)
        return self._from_one_of(days, bottoms, apart, below) if bottoms else None

    def _from_one_of(self, days: _Shares, bottoms: list[int], apart: int, below: int) -> Found | None:
        """The same with one of *bottoms* as its least day: what all of them allow together is a bound for each."""
        bottoms = self._trimmed(days, bottoms, apart)
        if not bottoms:
            return None
        found = self._within(days.needs(bottoms[-1], bottoms[0] + apart), below)
        if found is None or self._apart(days, found) <= apart:
            return found
        half = len(bottoms) // 2
        found = self._from_one_of(days, bottoms[:half], apart, below)
        return self._from_one_of(days, bottoms[half:], apart, found.cost if found else below) or found

    def _trimmed(self, days: _Shares, bottoms: list[int], apart: int) -> list[int]:
        """*bottoms* from the first to the last with which the days may come to the total."""

        def may(bottom: int) -> bool:
            return self._vials.may_take(self._held_to(days.needs(bottom, bottom + apart)), self._total)

        first = next((at for at, bottom in enumerate(bottoms) if may(bottom)), len(bottoms))
        last = next((at for at in range(len(bottoms), first, -1) if may(bottoms[at - 1])), first)
        return bottoms[first:last]

    def _apart(self, days: _Shares, found: Found) -> int:
        least, most = self._ends(days, found)
        return most - least

    def _ends(self, days: _Shares, split: Found) -> tuple[int, int]:
        """The least and the most that a day of *split* holds for each unit of its share."""
        sizes = self._vials.sizes
        return days.ends([sum(n * size for n, size in zip(day, sizes, strict=True)) for day in split.days])

    def _day_doses(self, days: _Shares, low: int) -> list[int]:
        """What a day can hold for each unit of its share, from the middle down to *low*."""
        alone = self._vials.table[0]
        doses = {
            dose * (days.unit // share)
            for share in days.shares
            for dose in range(max(-(-low * share // days.unit), 1), days.middle * share // days.unit + 1)
            if alone[dose] < self._vials.never
        }
        return sorted(doses, reverse=True)

    def _within(self, needs: list[Need], below: int) -> Found | None:
        """The cheapest split with every day within its need, at a cost under *below*."""
        held = self._held_to(needs)
        order = sorted(range(len(held)), key=lambda day: held[day], reverse=True)  # equal needs side by side
        ordered = tuple([held[day] for day in order])
        found = self._vials.day_by_day(0, ordered, self._total, below)
        if found is not None and not self._vials.in_stock(0, found.days):
            found = self._dealt_out(ordered, below)
        return found and Found(found.cost, [day for _, day in sorted(zip(order, found.days, strict=True))])

    def _dealt_out(self, needs: tuple[Need, ...], below: int) -> Found | None:
        """The same from a stock that binds: where dealing takes long, more sizes are taken at once."""
        *stages, last = stages_of_last(self._vials.have, len(needs))
        for stage in stages:
            with suppress(_TooMany):
                return _Dealing(self._vials, self._total, needs, below, stage, _MOST_DEALT).best()
        return _Dealing(self._vials, self._total, needs, below, last).best()

    def _held_to(self, needs: list[Need]) -> tuple[Need, ...]:
        """*needs* with no day above the most of a day."""
        return tuple([(min(most, self._day_most), least) for most, least in needs])


def _deals(n: int, most: list[int], alike: list[bool], fillable: Callable[[int, int], bool]) -> Iterator[Counts]:
    """Every way to give *n* vials to the days, none more than its *most*, that leaves each day fillable.

    Those that are *alike* to the day before are taken in one order: the day before has as many or more.
    """

    def from_day(day: int, left: int, before: int) -> Iterator[Counts]:
        if day == len(most):
            yield ()
            return
        top = min(most[day], left, before if alike[day] else left)
        for given in range(max(left - sum(most[day + 1 :]), 0), top + 1):
            if fillable(day, given):
                for rest in from_day(day + 1, left - given, given):
                    yield (given, *rest)

    return from_day(0, n, n)
