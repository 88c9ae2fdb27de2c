"""The search behind ``vials``: whole vials dealt out to the days of a cycle, the best way there is.

Everything is counted in one step that divides all vial sizes, so all arithmetic is on integers. The search is exact:

- Where the stock does not bind, the days depend on each other by their sum alone. Going through them one by one, with
  the cheapest vials for every sum so far, gives the answer (``_day_by_day``).
- Where it binds, that answer is only a bound. The sizes are then dealt out one after the other, so that the stock of a
  size limits one stage and is no part of the state, and at each stage the bound is taken again for the sizes still to
  come (``_deal_out``). A bound that keeps to the stock is the answer of its stage.

A cost is one integer that compares as the promises do: the number of vials, then most of the largest size, then of the
next.
"""

from collections.abc import Callable, Iterator
from math import lcm

from ivigcalc.core.named_tuple import NamedTuple

# Every day is within one part in twenty of its share, or else within twice that, four times ...: the rule of the split
# and no clinical limit. What may be given in a day is checked elsewhere.
_EVEN = 20

_PATIENCE = 60  # stages tried before it is asked whether the days need more of a size than there is

Counts = tuple[int, ...]  # vials of each size, largest first
Need = tuple[int, int]  # the most and the least that a day still takes
Row = list[int]


class Found(NamedTuple):
    """A split and its cost; ``days`` in the order of the needs."""

    cost: int
    days: list[Counts]


def reachable(sizes: Counts, have: Counts, top: int) -> int:
    """The totals up to *top* that the vials make, as the bits of an integer."""
    within = (1 << (top + 1)) - 1
    made = 1
    for size, stock in zip(sizes, have, strict=True):
        for copies in _doublings(min(stock, top // size)):
            made |= (made << size * copies) & within
    return made


class VialSearch:
    """The ways to make *total* of whole vials: *sizes*, largest first, and no more than *have* of each."""

    def __init__(self, total: int, sizes: Counts, have: Counts) -> None:
        base = total + 1  # above any number of vials
        self._total = total
        self._sizes = sizes
        self._have = _usable(total, sizes, have)
        self._one_vial = base ** len(sizes)
        self._never = base * self._one_vial  # above any cost
        self._costs = tuple([self._one_vial - base ** (len(sizes) - 1 - place) for place in range(len(sizes))])
        self._table = _cheapest(sizes, self._have, self._costs, total, self._never)

    def cheapest(self, needs: list[Need]) -> list[Counts] | None:
        """The vials of each day, every day within its need: fewest, then largest. None when it cannot be done."""
        found = self._within(needs, self._never)
        return found and found.days

    def best(self, shares: Counts) -> list[Counts] | None:
        """The vials of each day, the days in proportion to *shares*; None when there is not a vial for each.

        The order of preference is that of ``vials``: days near their share, then the fewest vials, then the days
        as alike as can be, then the larger vials. Days are compared by what they hold for each unit of their share.
        """
        unit = lcm(*shares)
        whole, parts = self._total * unit, sum(shares)
        middle, middle_up = whole // parts, -(-whole // parts)  # what every day would hold if vials could be cut

        def split_between(low: int, high: int, below: int) -> Found | None:
            return self._within([(high * share // unit, max(-(-low * share // unit), 1)) for share in shares], below)

        def per_share(split: Found) -> list[int]:
            doses = [sum(n * size for n, size in zip(day, self._sizes, strict=True)) for day in split.days]
            return [dose * (unit // share) for dose, share in zip(doses, shares, strict=True)]

        found, loose = None, 1
        while found is None:
            low = -(-whole * (_EVEN - loose) // (parts * _EVEN))
            high = whole * (_EVEN + loose) // (parts * _EVEN)
            found = split_between(low, high, self._never)
            if found is None and loose == 1 and self._most_vials() < len(shares):
                return None
            loose *= 2

        # The narrowest window that holds a split of no more vials. Its lower end is a dose that some day can have;
        # those near the middle come first and soon make it narrow, and one too far below the middle ends the search.
        no_more_vials = -(-found.cost // self._one_vial) * self._one_vial + 1
        width = max(per_share(found)) - min(per_share(found))
        for bottom in self._day_doses(shares, unit, low, middle):
            narrowest, top = middle_up, min(high, bottom + width - 1)
            trial = top
            while narrowest <= top:
                split = split_between(bottom, trial, no_more_vials)
                if split:
                    found = split
                    width = max(per_share(split)) - min(per_share(split))
                    top = max(per_share(split)) - 1
                elif trial == top:
                    break
                else:
                    narrowest = trial + 1
                trial = (narrowest + top) // 2
            if bottom + width < middle_up:
                break
            found = split_between(bottom, min(high, bottom + width), found.cost) or found
        return found.days

    def _most_vials(self) -> int:
        minus_one = (-1,) * len(self._sizes)
        return -_cheapest(self._sizes, self._have, minus_one, self._total, self._total + 1)[0][self._total]

    def _day_doses(self, shares: Counts, unit: int, low: int, middle: int) -> list[int]:
        """What a day can hold for each unit of its share, from *middle* down to *low*."""
        alone = self._table[0]
        doses = {
            dose * (unit // share)
            for share in shares
            for dose in range(max(-(-low * share // unit), 1), middle * share // unit + 1)
            if alone[dose] < self._never
        }
        return sorted(doses, reverse=True)

    def _within(self, needs: list[Need], below: int) -> Found | None:
        """The cheapest split with every day within its need, at a cost under *below*."""
        order = sorted(range(len(needs)), key=lambda day: needs[day], reverse=True)  # equal needs side by side
        found = self._deal_out(tuple([(min(needs[day][0], self._total), needs[day][1]) for day in order]), below)
        return found and Found(found.cost, [day for _, day in sorted(zip(order, found.days, strict=True))])

    def _deal_out(self, needs: tuple[Need, ...], below: int) -> Found | None:
        """Deal out one size after the other, most promising ways first, cutting those that cannot come below."""
        sizes, table = self._sizes, self._table
        best: Found | None = None
        stages = 0
        reached: dict[tuple[int, tuple[Need, ...]], int] = {}
        known: dict[tuple[int, Need], int] = {}
        all_needs = needs

        def alone(stage: int, need: Need) -> int:
            """The least cost of what one day still takes, whatever the other days take."""
            cost = known.get((stage, need))
            if cost is None:
                cost = known[stage, need] = min(table[stage][need[1] : need[0] + 1], default=self._never)
            return cost

        def deal(stage: int, needs: tuple[Need, ...], left: int, spent: int, held: list[tuple[int, Counts]]) -> None:
            nonlocal best, below, stages
            least = spent + max(table[stage][left], sum([alone(stage, need) for need in needs]))
            if least >= below or reached.get((stage, needs), below) <= spent:
                return
            reached[stage, needs] = spent
            rest = self._day_by_day(stage, needs, left, below - spent)
            if rest is None:
                return
            if self._in_stock(stage, rest.days):
                below = spent + rest.cost
                days = sorted([(day, vials + more) for (day, vials), more in zip(held, rest.days, strict=True)])
                best = Found(below, [vials for _, vials in days])
                return
            stages += 1
            if stages == _PATIENCE and self._too_few(all_needs):
                below = 0  # which nothing comes below
                return
            size, cost, later = sizes[stage], self._costs[stage], table[stage + 1]
            numbers = range(min(self._have[stage], left // size) + 1)
            for bound, n in sorted([(spent + n * cost + later[left - n * size], n) for n in numbers]):
                for given in _deals(n, needs, size, lambda need: alone(stage + 1, need) < self._never):
                    if bound >= below:
                        return
                    after = sorted(
                        [
                            ((most - more * size, max(least - more * size, 0)), day, (*vials, more))
                            for (most, least), (day, vials), more in zip(needs, held, given, strict=True)
                        ],
                        reverse=True,
                    )
                    ahead = tuple([need for need, _, _ in after])
                    deal(stage + 1, ahead, left - n * size, spent + n * cost, [(day, vials) for _, day, vials in after])

        deal(0, needs, self._total, 0, [(day, ()) for day in range(len(needs))])
        return best

    def _in_stock(self, stage: int, days: list[Counts]) -> bool:
        return all(sum(used) <= have for used, have in zip(zip(*days, strict=True), self._have[stage:], strict=True))

    def _too_few(self, needs: tuple[Need, ...]) -> bool:
        """Whether the days need more of some size than there is, even if there were any number of the others."""
        for place, have in enumerate(self._have):
            costs = tuple([int(other == place) for other in range(len(self._sizes))])
            row = _cheapest(self._sizes, self._have, costs, self._total, self._total + 1)[0]
            if 0 not in _sums(row, needs, self._total, have + 1)[-1]:
                return True
        return False

    def _day_by_day(self, stage: int, needs: tuple[Need, ...], left: int, below: int) -> Found | None:
        """The cheapest split of *left* into the sizes from *stage* on, were the whole stock there on each day."""
        row = self._table[stage]
        sums = _sums(row, needs, left, below)
        if 0 not in sums[-1]:
            return None
        then, days = 0, []
        for day in range(len(needs) - 1, -1, -1):
            most, least = needs[day]
            spent, before = sums[day + 1][then], sums[day]
            dose = next(dose for dose in range(least, most + 1) if before.get(then + dose, below) + row[dose] == spent)
            then += dose
            days.append(self._vials_of(dose, stage))
        return Found(sums[-1][0], days[::-1])

    def _vials_of(self, dose: int, stage: int) -> Counts:
        """The vials that make *dose* at the least cost, from the sizes from *stage* on."""
        vials = []
        for place in range(stage, len(self._sizes)):
            n, size, cost, later = 0, self._sizes[place], self._costs[place], self._table[place + 1]
            due = self._table[place][dose]
            while later[dose] + n * cost != due:
                n += 1
                dose -= size
            vials.append(n)
        return tuple(vials)


def _doublings(stock: int) -> Iterator[int]:
    """1, 2, 4 ... and what is left of *stock*: taking each or not gives every number up to it."""
    copies = 1
    while stock:
        copies = min(copies, stock)
        yield copies
        stock -= copies
        copies *= 2


def _usable(total: int, sizes: Counts, have: Counts) -> Counts:
    """Of each size what a *total* of these vials can hold at all: often less than is in stock."""
    usable = [min(stock, total // size) for size, stock in zip(sizes, have, strict=True)]
    for place, size in enumerate(sizes):
        if usable[place] < total // size:
            others = (*usable[:place], *usable[place + 1 :])
            made = reachable(sizes[:place] + sizes[place + 1 :], others, total)
            while usable[place] and not made >> (total - usable[place] * size) & 1:
                usable[place] -= 1
    return tuple(usable)


def _cheapest(sizes: Counts, have: Counts, costs: Counts, top: int, never: int) -> list[Row]:
    """Row k, column t: the least cost of t from sizes k, k + 1 ..., no more than *have* of each; or *never*."""
    rows = [[0] + [never] * top]
    for size, stock, cost in zip(reversed(sizes), reversed(have), reversed(costs), strict=True):
        row = rows[0].copy()
        if (stock + 1) * size > top:  # as good as unlimited
            for t in range(size, top + 1):
                if row[t - size] + cost < row[t]:
                    row[t] = row[t - size] + cost
        else:
            for copies in _doublings(stock):
                skip, more = copies * size, copies * cost
                row[skip:] = [a if a < b + more else b + more for a, b in zip(row[skip:], row, strict=False)]
        rows.insert(0, row)
    return rows


def _sums(row: Row, needs: tuple[Need, ...], left: int, below: int) -> list[dict[int, int]]:
    """For what can be *left* before the first day and after each: the least cost so far, if *row* may end it in time.

    Column t of *row* is the least cost of t. The last of the list holds 0 if the days can take all that is left.
    """
    room, due = sum([most for most, _ in needs]), sum([least for _, least in needs])
    doses: dict[Need, list[tuple[int, int]]] = {}
    sums = [{left: 0} if due <= left <= room else {}]
    for need in needs:
        most, least = need
        if need not in doses:
            doses[need] = [(dose, cost) for dose, cost in enumerate(row[least : most + 1], least) if cost < below]
        room -= most
        due -= least
        after: dict[int, int] = {}
        for before, spent in sums[-1].items():
            for dose, cost in doses[need]:
                then = before - dose
                if then < due:
                    break
                if then <= room and spent + cost < after.get(then, below):
                    after[then] = spent + cost
        sums.append({then: spent for then, spent in after.items() if spent + row[then] < below})
    return sums


def _deals(n: int, needs: tuple[Need, ...], size: int, fillable: Callable[[Need], bool]) -> Iterator[Counts]:
    """Every way to give *n* vials to the days that leaves each day fillable; days alike are taken in one order."""
    room = [most // size for most, _ in needs]

    def from_day(day: int, left: int, before: int) -> Iterator[Counts]:
        if day == len(needs):
            yield ()
            return
        most, least = needs[day]
        top = min(room[day], left, before if day and needs[day] == needs[day - 1] else left)
        for given in range(max(left - sum(room[day + 1 :]), 0), top + 1):
            if fillable((most - given * size, max(least - given * size, 0))):
                for rest in from_day(day + 1, left - given, given):
                    yield (given, *rest)

    return from_day(0, n, n)
