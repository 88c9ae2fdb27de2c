"""What whole vials make and what that costs: the tables that ``vial_search`` looks into.

A cost is one integer that compares as the promises of ``vials`` do: the number of vials, then most of the largest size,
then of the next.
"""

from collections.abc import Iterator
from functools import lru_cache, reduce
from operator import or_

from ivigcalc.core.named_tuple import NamedTuple

Counts = tuple[int, ...]  # vials of each size, largest first
Need = tuple[int, int]  # the most and the least that a day still takes
Row = list[int]

_KEPT = 32  # tables: in a cohort the same sizes come again and again
_KEPT_TOTALS = 1024  # sets of totals: a search asks for the same again and again


class Found(NamedTuple):
    """A split and its cost; ``days`` in the order of the needs."""

    cost: int
    days: list[Counts]


@lru_cache(_KEPT_TOTALS)
def reachable(sizes: Counts, have: Counts, top: int) -> int:
    """The totals up to *top* that the vials make, as the bits of an integer."""
    within = (1 << (top + 1)) - 1
    made = 1
    for size, stock in zip(sizes, have, strict=True):
        for copies in _doublings(min(stock, top // size)):
            made |= (made << size * copies) & within
    return made


class Vials:
    """The vials that there are for amounts up to *top*, the cost of each, and the least cost of every amount."""

    def __init__(self, top: int, sizes: Counts, have: Counts) -> None:
        base = top + 1  # above any number of vials
        self.top = top
        self.sizes = sizes
        self.have = have
        self.one_vial: int = base ** len(sizes)
        self.costs = tuple([self.one_vial - base**place for place in reversed(range(len(sizes)))])
        self.never = base * max(self.costs) + base  # above any cost
        self.table = _cheapest(sizes, self.have, self.costs, top, self.never)
        self._made = reachable(sizes, have, top)

    def fewest(self, amount: int) -> int:
        """The fewest vials that make *amount*, a number above the top where none do."""
        return self.count(self.table[0][amount])

    def count(self, cost: int) -> int:
        """The number of vials that come to *cost*."""
        return -(-cost // self.one_vial)

    def in_stock(self, stage: int, days: list[Counts]) -> bool:
        """Whether the *days*, of the sizes from *stage* on, keep to the stock."""
        return all(sum(used) <= have for used, have in zip(zip(*days, strict=True), self.have[stage:], strict=True))

    def may_take(self, needs: tuple[Need, ...], total: int) -> bool:
        """Whether days of these *needs* may come to *total*, as far as the vials they have room for and sums tell."""
        pairs = zip(self.sizes, self.have, strict=True)
        room = tuple([min(have, sum([most // size for most, _ in needs])) for size, have in pairs])
        if not reachable(self.sizes, room, total) >> total & 1:
            return False
        doses = {
            (most, least): [dose for dose in range(least, most + 1) if self._made >> dose & 1]
            for most, least in set(needs)
        }
        sums = 1
        for need in needs:
            sums = reduce(or_, [sums << dose for dose in doses[need]], 0)
        return bool(sums >> total & 1)

    def day_by_day(self, stage: int, needs: tuple[Need, ...], left: int, below: int) -> Found | None:
        """The cheapest split of *left* into the sizes from *stage* on, were the whole stock there on each day."""
        row = self.table[stage]
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
        for place in range(stage, len(self.sizes)):
            n, size, cost, later = 0, self.sizes[place], self.costs[place], self.table[place + 1]
            due = self.table[place][dose]
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


@lru_cache(_KEPT)
def vials_up_to(top: int, sizes: Counts, have: Counts) -> Vials:
    """The vials for amounts up to *top*, no more than *have* of each size."""
    return Vials(top, sizes, have)


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
