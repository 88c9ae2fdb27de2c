"""What the vial tests and the vial benchmark share: random cycles, what a split amounts to, and an independent judge.

The judge is a general solver of integer programs. It is asked for one promise of the rule after the other, each held
fixed before the next: so it shares no idea with the search that it judges.
"""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm
from typing import NamedTuple

import highspy

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import DOSES
from ivigcalc.core.dosing import vial_rule
from ivigcalc.core.dosing.vial_rule import Most, shares_of
from ivigcalc.core.dosing.vial_supply import Split, Supply
from ivigcalc.core.dosing.vials import whole_vials
from ivigcalc.core.printed.product import Vial
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import Percent

LIMITS = Catalogue().limits(DOSES)
EXACT = LIMITS.exact_steps_g
SHARES = shares_of(LIMITS.vial_shares, Percent(Decimal(10)))  # the rule of the program

# The rule as it is judged by.
NEAR, WIDER, TOLERANCE = Fraction(25, 1000), Fraction(5, 100), Fraction(10, 100)  # of the dose
ALIKE, ONE_VIAL, UNEVEN = Fraction(10, 100), Fraction(20, 100), Fraction(40, 100)  # of the mean day
SETS = [
    [Decimal(text) for text in sizes.split()]
    for sizes in (
        "1 2.5 5 10 20 30",
        "2.5 5 10 20 40",
        "5 10 20",
        "2 5 10 20 30",
        "0.5 2.5 5 10 20",
        "6",
        "20",
        "2.5",
        "6 12",
        "0.5 1 2.5 5 6 10 20",
    )
]


class Cycle(NamedTuple):
    """One choice of whole vials; ``stock`` None is no limit, and so is a ``most`` of a cycle or a day."""

    dose: Decimal
    sizes: list[Decimal]
    shares: tuple[Decimal, ...]
    direction: str = "vial"
    stock: dict[Decimal, int] | None = None
    equal_days: bool = False
    most_in_a_cycle: Decimal | None = None
    most_in_a_day: Decimal | None = None

    def asked(self) -> vial_rule.Cycle:
        """The same as the program takes it."""
        most = Most(self.most_in_a_cycle, self.most_in_a_day)
        return vial_rule.Cycle(self.dose, len(self.shares), self.shares, self.equal_days, most)

    @property
    def usable(self) -> list[Decimal]:
        """The sizes that there are, largest first."""
        return sorted((g for g in self.sizes if self.stock is None or self.stock.get(g, 0) > 0), reverse=True)


class Merit(NamedTuple):
    """What a split amounts to; two that are equally good have the same merit."""

    total: Fraction
    vials: int
    apart: Fraction  # of the mean day, between what the days hold for their shares
    larger: tuple[int, ...]  # vials of each size, largest first


def supply(*sizes, stock=None):
    """Vials of these grams, 10 mL each gram, and a stock written ``{20: 2}``."""
    vials = tuple(Vial(Decimal(str(g)), Citation("generated", "-"), Decimal(str(g)) * 10) for g in sizes)
    return Supply(vials, None if stock is None else {Decimal(str(g)): count for g, count in stock.items()})


def chosen(cycle: Cycle) -> Split | None:
    return whole_vials(cycle.asked(), supply(*cycle.sizes, stock=cycle.stock), cycle.direction, SHARES)


def merit(cycle: Cycle, split: Split) -> Merit:
    doses = [Fraction(day.dose_g) for day in split.days]
    used = [{vial.g: vial.count for vial in day.vials} for day in split.days]
    counts = [tuple(day.get(size, 0) for size in sorted(cycle.sizes, reverse=True)) for day in used]
    return merit_of(cycle, doses, counts)


def merit_of(cycle: Cycle, doses: list[Fraction], counts: list[tuple[int, ...]]) -> Merit:
    shares = [Fraction(share) for share in cycle.shares]
    held = [dose / share for dose, share in zip(doses, shares, strict=True)]
    larger = tuple(sum(column) for column in zip(*counts, strict=True))
    apart = (max(held) - min(held)) * sum(shares) / sum(doses)
    return Merit(sum(doses), sum(larger), apart, larger)


def random_cycle(rng, most_days: int) -> Cycle:
    """A cycle as it may come, half of them with a stock that is often short."""
    sizes = rng.choice(SETS)
    days = rng.randint(1, most_days)
    pattern = days > 1 and rng.random() < 0.2
    shares = tuple(Decimal(rng.choice(("0.5", "1", "2")) if pattern else 1) for _ in range(days))
    stock = {size: rng.choice((0, 1, 2, 3, 5, 8, 13, 20)) for size in sizes} if rng.random() < 0.5 else None
    direction = rng.choice(("vial", "vial", "vial-down", "vial-up"))
    dose = Decimal(rng.randint(50, 4000)) / 10
    cycle = Cycle(dose, sizes, shares, direction, stock, equal_days=rng.random() < 0.2)
    if rng.random() < 0.3:
        above = Decimal(rng.choice(("1", "1.025", "1.05")))
        day = dose * max(shares) / sum(shares) * rng.choice((above, 2))
        cycle = cycle._replace(most_in_a_cycle=dose * above, most_in_a_day=round(day, 1))
    return cycle


def short_of_stock(rng, most_days: int) -> Cycle:
    """A cycle of two days or more from a stock that holds about as much as the dose: the hardest there is."""
    while True:
        cycle = random_cycle(rng, most_days)
        stock = {size: rng.choice((0, 1, 2, 3, 5, 8, 13, 20)) for size in cycle.sizes}
        held = sum(size * count for size, count in stock.items())
        if len(cycle.shares) > 1 and 5 <= held <= 700:
            dose = min(held * rng.randint(60, 108) / 100, Decimal(400))
            return cycle._replace(dose=round(dose, 1), stock=stock, most_in_a_cycle=None, most_in_a_day=None)


def solved(cycle: Cycle) -> Merit | None:
    """The merit of the best split, by the solver; None when no total within the tolerance has days that are allowed."""
    return _Program(cycle).solve() if cycle.usable else None


def can_be_quiet(cycle: Cycle, share: Fraction) -> bool:
    """Whether whole vials make a total within *share* of the dose that raises no caution about days or a maximum.

    No maximum is passed, and the days are alike; the same, where the regimen asks for equal days.
    """
    return bool(cycle.usable) and _Program(cycle).quiet(share)


class _Program:
    """Columns: vials of each size on each day, the greatest and the least of the days, the distance to the dose."""

    def __init__(self, cycle: Cycle) -> None:
        self.cycle = cycle
        self.sizes = cycle.usable
        self.days = len(cycle.shares)
        self.unit = lcm(*(size.as_integer_ratio()[1] for size in (*self.sizes, cycle.dose)))
        self.grams = [int(size * self.unit) for size in self.sizes]
        self.dose = int(cycle.dose * self.unit)
        self.parts = [int(share * 10) for share in cycle.shares]
        self.measure = lcm(*self.parts)
        self._build()

    def _build(self) -> None:
        self.h = h = highspy.Highs()
        h.setOptionValue("output_flag", False)
        h.setOptionValue("threads", 1)
        h.setOptionValue("mip_rel_gap", 0.0)
        h.setOptionValue("mip_abs_gap", 0.0)
        self.high = int(self.dose * (1 + TOLERANCE))
        stock = self.cycle.stock
        have = [
            self.high // g if stock is None else stock[size] for g, size in zip(self.grams, self.sizes, strict=True)
        ]
        self.columns = columns = list(range(self.days * len(self.sizes)))
        for column in columns:
            h.addVar(0, have[column % len(self.sizes)])
            h.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        self.greatest, self.least, self.distance = len(columns), len(columns) + 1, len(columns) + 2
        for _ in range(3):
            h.addVar(0, highspy.kHighsInf)
        self.everything = everything = [g for _ in range(self.days) for g in self.grams]
        inf, whole = highspy.kHighsInf, sum(self.parts)
        apart = [self.greatest, self.least]
        self.total = self._row(0, self.high, columns, everything)
        self._row(-inf, self.dose, [*columns, self.distance], [*everything, -1])
        self._row(self.dose, inf, [*columns, self.distance], [*everything, 1])
        self.vials = self._row(self.days, inf, columns, [1] * len(columns))
        self.of_size = [
            self._row(0, count, columns[place :: len(self.sizes)], [1] * self.days) for place, count in enumerate(have)
        ]
        self.of_day = []
        for day, part in enumerate(self.parts):
            of_day = columns[day * len(self.sizes) : (day + 1) * len(self.sizes)]
            self.of_day.append(self._row(self.grams[-1], self.high, of_day, self.grams))
            each = [g * (self.measure // part) for g in self.grams]  # for one unit of its share
            self._row(-inf, 0, [*of_day, self.greatest], [*each, -1])
            self._row(0, inf, [*of_day, self.least], [*each, -1])
        for part in set(self.parts):  # of days alike in their share the larger come first: it saves the solver time
            alike = [day for day, own in enumerate(self.parts) if own == part]
            for day, after in pairwise(alike):
                two = [
                    columns[one * len(self.sizes) + place] for one in (day, after) for place in range(len(self.sizes))
                ]
                self._row(0, inf, two, [*self.grams, *(-g for g in self.grams)])
        self.apart = self._row(0, inf, apart, [1, -1])
        # The greatest less the least, with each share of the mean day taken off: not above 0 where it is no more.
        self.share_of_mean = {
            share: self._row(
                -inf,
                inf,
                [*apart, *columns],
                [whole * share.denominator, -whole * share.denominator]
                + [-g * self.measure * share.numerator for g in everything],
            )
            for share in (ALIKE, UNEVEN)
        }

    def _row(self, low: float, high: float, columns: list[int], values: list[int]) -> int:
        self.h.addRow(low, high, len(columns), columns, values)
        return self.h.getNumRow() - 1

    def _bound(self, row: int, low: float, high: float) -> None:
        self.h.changeRowBounds(row, low, high)

    def _least(self, costs: dict[int, int]) -> int | None:
        for column in range(self.distance + 1):
            self.h.changeColCost(column, costs.get(column, 0))
        self.h.run()
        if self.h.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return round(self.h.getInfo().objective_function_value)

    def _free(self) -> None:
        """Take back every promise."""
        inf = highspy.kHighsInf
        self._bound(self.total, 0, self.high)
        self._bound(self.vials, self.days, inf)
        self._bound(self.apart, 0, inf)
        for row in self.share_of_mean.values():
            self._bound(row, -inf, inf)
        for row, size in zip(self.of_size, self.sizes, strict=True):
            self._bound(row, 0, inf if self.cycle.stock is None else self.cycle.stock[size])

    def _band(self, share: Fraction, most: Decimal | None) -> tuple[int, int]:
        """The totals within a share of the dose, in the direction and not above the most of a cycle."""
        low = self.dose if self.cycle.direction == "vial-up" else -int(-self.dose * (1 - share) // 1)
        high = self.dose if self.cycle.direction == "vial-down" else int(self.dose * (1 + share) // 1)
        return low, high if most is None else min(high, int(most * self.unit // 1))

    def solve(self) -> Merit | None:
        cycle, shares = self.cycle, (NEAR, WIDER, TOLERANCE)
        looks = [(same, share) for share in shares for same in (True, False)]
        if cycle.equal_days:
            looks.sort(key=lambda look: not look[0])
        limits = [(cycle.most_in_a_cycle, cycle.most_in_a_day), (None, None)]
        for most, in_a_day in limits:
            self._hold_days(in_a_day)
            for same, share in looks:
                low, high = self._band(share, most)
                if low <= high:
                    found = self._same(low, high, few=share == NEAR) if same else self._alike(low, high)
                    if found is not None:
                        return found
        for most, in_a_day in limits:
            self._hold_days(in_a_day)
            found = self._uneven(*self._band(TOLERANCE, most))
            if found is not None:
                return found
        return None

    def quiet(self, share: Fraction) -> bool:
        """Whether a total within *share* of the dose and no maximum passed has days that are the same or alike."""
        cycle = self.cycle
        self._hold_days(cycle.most_in_a_day)
        low, high = self._band(share, cycle.most_in_a_cycle)
        if low > high:
            return False
        same = self._same(low, high, few=False)
        return same is not None or (not cycle.equal_days and self._alike(low, high) is not None)

    def _hold_days(self, most: Decimal | None) -> None:
        high = self.high if most is None else min(self.high, int(most * self.unit // 1))
        for row in self.of_day:
            self._bound(row, min(self.grams[-1], high), high)
        if high < self.grams[-1]:
            for row in self.of_day:
                self._bound(row, self.high + 1, self.high + 1)  # no vial is so small

    def _same(self, low: int, high: int, *, few: bool) -> Merit | None:
        """Every day exactly its share: fewest vials, then nearest, then the lower; or the nearest before the fewest."""
        self._free()
        self._bound(self.total, low, high)
        self._bound(self.apart, 0, 0)
        if few:
            vials = self._least(dict.fromkeys(self.columns, 1))
            if vials is None:
                return None
            self._bound(self.vials, vials, vials)
        found = [self._finest(total) for total in self._nearest()]
        return min(found, key=lambda one: (one.vials, one.total), default=None)

    def _alike(self, low: int, high: int) -> Merit | None:
        """Days apart by a tenth of the mean day, or by the smallest vial where the mean day is five times that."""
        found = []
        smallest, whole = self.grams[-1], sum(self.parts)
        one_vial = smallest * self.days * self.measure // whole
        for narrow in (True, False):
            self._free()
            if narrow:
                self._bound(self.total, low, high)
                self._bound(self.share_of_mean[ALIKE], -highspy.kHighsInf, 0)
            else:
                least = -int(-smallest * self.days / ONE_VIAL // 1)
                if max(low, least) > high:
                    continue
                self._bound(self.total, max(low, least), high)
                self._bound(self.apart, 0, one_vial)
            found += [self._finest(total) for total in self._nearest()]
        return min(found, key=self._by_nearness, default=None)

    def _by_nearness(self, one: Merit) -> tuple[Fraction, ...]:
        larger = tuple(-count for count in one.larger)
        return (abs(one.total - Fraction(self.cycle.dose)), one.vials, one.apart, one.total, larger)

    def _nearest(self) -> list[int]:
        """The totals nearest to the dose, as the promises stand: none, one, or one on each side."""
        away = self._least({self.distance: 1})
        if away is None:
            return []
        found = []
        low, high = self._bounds(self.total)
        for total in dict.fromkeys((self.dose - away, self.dose + away)):
            if low <= total <= high:
                self._bound(self.total, total, total)
                if self._least({}) is not None:
                    found.append(total)
                self._bound(self.total, low, high)
        return found

    def _finest(self, total: int) -> Merit:
        """Of *total*, as the promises stand: the fewest vials, then the days most alike, then the larger vials."""
        self._bound(self.total, total, total)
        vials = self._least(dict.fromkeys(self.columns, 1))
        before = self._bounds(self.vials), self._bounds(self.apart)
        self._bound(self.vials, vials, vials)
        apart = self._least({self.greatest: 1, self.least: -1})
        self._bound(self.apart, before[1][0], apart)
        larger = self._larger()
        self._bound(self.vials, *before[0])
        self._bound(self.apart, *before[1])
        return Merit(Fraction(total, self.unit), vials, Fraction(apart * sum(self.parts), total * self.measure), larger)

    def _bounds(self, row: int) -> tuple[float, float]:
        lp = self.h.getLp()
        return lp.row_lower_[row], lp.row_upper_[row]

    def _larger(self) -> tuple[int, ...]:
        before = [self._bounds(row) for row in self.of_size]
        for place in range(max(len(self.sizes) - 2, 0)):  # the total and the number of vials decide the last two
            count = -self._least(dict.fromkeys(self.columns[place :: len(self.sizes)], -1))
            self._bound(self.of_size[place], count, count)
        self._least({})
        counts = [round(value) for value in self.h.getSolution().col_value]
        for row, (low, high) in zip(self.of_size, before, strict=True):
            self._bound(row, low, high)
        of_usable = [sum(counts[place : len(self.columns) : len(self.sizes)]) for place in range(len(self.sizes))]
        held = dict(zip(self.sizes, of_usable, strict=True))
        return tuple(held.get(size, 0) for size in sorted(self.cycle.sizes, reverse=True))

    def _uneven(self, low: int, high: int) -> Merit | None:
        """Of the totals in the band the one whose days differ least in proportion, then the nearest, then the lower."""
        best: tuple[Fraction, int, int] | None = None
        step = gcd(*self.grams)
        for total in range(-(-low // step) * step, high + 1, step):
            self._free()
            self._bound(self.total, total, total)
            self._bound(self.share_of_mean[UNEVEN], -highspy.kHighsInf, 0)
            apart = self._least({self.greatest: 1, self.least: -1})
            if apart is not None:
                one = Fraction(apart, total), abs(total - self.dose), total
                best = min(best or one, one)
        if best is None:
            return None
        share, _, total = best
        self._free()
        self._bound(self.apart, 0, round(share * total))
        return self._finest(total)
