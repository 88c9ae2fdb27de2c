"""What the vial tests and the vial benchmark share: random cycles, what a split amounts to, and an independent judge.

The judge is a general solver of integer programs. It is asked for one promise after the other, each held fixed before
the next: so it shares no idea with the search that it judges.
"""

from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import NamedTuple

import highspy

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import DOSES
from ivigcalc.core.dosing.vials import Split, Supply, whole_vials
from ivigcalc.core.printed.product import Vial
from ivigcalc.core.printed.sources import Citation

TOLERANCE = Decimal("0.1")
EXACT = Catalogue().limits(DOSES).exact_steps_g
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
    """One choice of whole vials; ``stock`` None is no limit."""

    dose: Decimal
    sizes: list[Decimal]
    shares: tuple[Decimal, ...]
    direction: str = "vial"
    stock: dict[Decimal, int] | None = None


class Merit(NamedTuple):
    """What a split amounts to, promise by promise; two that are equally good have the same merit."""

    total: Fraction
    loosest: int  # 1: every day is within 5 % of its share, 2: 10 %, 4: 20 % ...
    vials: int
    spread: Fraction  # of what the days hold for each unit of their share
    larger: tuple[int, ...]  # vials of each size, largest first


def supply(*sizes, stock=None):
    """Vials of these grams, 10 mL each gram, and a stock written ``{20: 2}``."""
    vials = tuple(Vial(Decimal(str(g)), Citation("generated", "-"), Decimal(str(g)) * 10) for g in sizes)
    return Supply(vials, None if stock is None else {Decimal(str(g)): count for g, count in stock.items()})


def chosen(cycle: Cycle) -> Split | None:
    return whole_vials(
        cycle.dose,
        cycle.dose,
        len(cycle.shares),
        supply(*cycle.sizes, stock=cycle.stock),
        cycle.direction,
        TOLERANCE,
        cycle.shares,
    )


def merit(cycle: Cycle, split: Split) -> Merit:
    doses = [Fraction(day.dose_g) for day in split.days]
    used = [{vial.g: vial.count for vial in day.vials} for day in split.days]
    counts = [tuple(day.get(size, 0) for size in sorted(cycle.sizes, reverse=True)) for day in used]
    return merit_of(cycle, doses, counts)


def merit_of(cycle: Cycle, doses: list[Fraction], counts: list[tuple[int, ...]]) -> Merit:
    shares = [Fraction(share) for share in cycle.shares]
    total = sum(doses)
    even = [total * share / sum(shares) for share in shares]
    off = max(abs(dose - mean) / mean for dose, mean in zip(doses, even, strict=True))
    loosest = 1
    while off > Fraction(loosest, 20):
        loosest *= 2
    held = [dose / share for dose, share in zip(doses, shares, strict=True)]
    larger = tuple(sum(column) for column in zip(*counts, strict=True))
    return Merit(total, loosest, sum(larger), max(held) - min(held), larger)


def random_cycle(rng, most_days: int) -> Cycle:
    """A cycle as it may come, half of them with a stock that is often short."""
    sizes = rng.choice(SETS)
    days = rng.randint(1, most_days)
    pattern = days > 1 and rng.random() < 0.2
    shares = tuple(Decimal(rng.choice(("0.5", "1", "2")) if pattern else 1) for _ in range(days))
    stock = {size: rng.choice((0, 1, 2, 3, 5, 8, 13, 20)) for size in sizes} if rng.random() < 0.5 else None
    direction = rng.choice(("vial", "vial", "vial-down", "vial-up"))
    return Cycle(Decimal(rng.randint(50, 4000)) / 10, sizes, shares, direction, stock)


def solved(cycle: Cycle) -> Merit | None:
    """The merit of the best split, by the solver; None when no total in the tolerance leaves a vial for each day."""
    return _Program(cycle).solve()


class _Program:
    """Columns: vials of each size on each day, the greatest and the least of the days, the distance to the dose."""

    def __init__(self, cycle: Cycle) -> None:
        self.cycle = cycle
        self.sizes = sorted(cycle.sizes, reverse=True)
        self.days = len(cycle.shares)
        self.unit = lcm(*(size.as_integer_ratio()[1] for size in (*self.sizes, cycle.dose, cycle.dose * TOLERANCE)))
        self.grams = [int(size * self.unit) for size in self.sizes]
        self.dose = int(cycle.dose * self.unit)
        parts = [int(share * 10) for share in cycle.shares]
        self.measure = lcm(*parts)
        self.parts = parts
        self._build()

    def _build(self) -> None:
        self.h = h = highspy.Highs()
        h.setOptionValue("output_flag", False)
        h.setOptionValue("threads", 1)
        h.setOptionValue("mip_rel_gap", 0.0)
        h.setOptionValue("mip_abs_gap", 0.0)
        top = int(self.dose * (1 + TOLERANCE))
        low = self.dose if self.cycle.direction == "vial-up" else -int(-self.dose * (1 - TOLERANCE) // 1)
        high = self.dose if self.cycle.direction == "vial-down" else top
        stock = self.cycle.stock
        most = [top // g for g in self.grams]
        have = most if stock is None else [stock[size] for size in self.sizes]
        columns = range(self.days * len(self.sizes))
        for column in columns:
            h.addVar(0, have[column % len(self.sizes)])
            h.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        self.greatest, self.least, self.distance = len(columns), len(columns) + 1, len(columns) + 2
        for _ in range(3):
            h.addVar(0, highspy.kHighsInf)
        everything = [g for _ in range(self.days) for g in self.grams]
        inf = highspy.kHighsInf
        h.addRow(low, high, len(columns), list(columns), everything)  # row 0: the total
        h.addRow(-inf, self.dose, len(columns) + 1, [*columns, self.distance], [*everything, -1])
        h.addRow(self.dose, inf, len(columns) + 1, [*columns, self.distance], [*everything, 1])
        h.addRow(self.days, inf, len(columns), list(columns), [1] * len(columns))  # row 3: the vials
        for place, count in enumerate(have):  # from row 4: the vials of each size
            of_size = list(columns)[place :: len(self.sizes)]
            h.addRow(0, count, self.days, of_size, [1] * self.days)
        self.first_day = 4 + len(self.sizes)
        for day in range(self.days):  # then each day's dose
            of_day = list(columns)[day * len(self.sizes) : (day + 1) * len(self.sizes)]
            h.addRow(min(self.grams), top, len(of_day), of_day, self.grams)
        for day, part in enumerate(self.parts):  # and each day for one unit of its share, between least and greatest
            of_day = list(columns)[day * len(self.sizes) : (day + 1) * len(self.sizes)]
            each = [g * (self.measure // part) for g in self.grams]
            h.addRow(-inf, 0, len(of_day) + 1, [*of_day, self.greatest], [*each, -1])
            h.addRow(0, inf, len(of_day) + 1, [*of_day, self.least], [*each, -1])
        self.columns = list(columns)

    def _least(self, costs: dict[int, int]) -> int | None:
        for column in range(self.distance + 1):
            self.h.changeColCost(column, costs.get(column, 0))
        self.h.run()
        if self.h.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return round(self.h.getInfo().objective_function_value)

    def solve(self) -> Merit | None:
        h = self.h
        away = self._least({self.distance: 1})
        if away is None:
            return None
        total = self.dose + away
        if away and self.cycle.direction != "vial-up":
            h.changeRowBounds(0, self.dose - away, self.dose - away)
            total = self.dose - away if self._least({}) is not None else self.dose + away
        h.changeRowBounds(0, total, total)
        loosest, vials = 0, None
        while vials is None:
            loosest = loosest * 2 or 1
            for day, part in enumerate(self.parts):
                mean = Fraction(total * part, sum(self.parts))
                edge = mean * Fraction(loosest, 20)
                low = max(min(self.grams), -int(-(mean - edge) // 1))
                h.changeRowBounds(self.first_day + day, low, int((mean + edge) // 1))
            vials = self._least(dict.fromkeys(self.columns, 1))
        h.changeRowBounds(3, vials, vials)
        spread = self._least({self.greatest: 1, self.least: -1})
        h.addRow(-highspy.kHighsInf, spread, 2, [self.greatest, self.least], [1, -1])
        for place in range(max(len(self.sizes) - 2, 0)):  # the total and the number of vials decide the last two
            count = -self._least(dict.fromkeys(self.columns[place :: len(self.sizes)], -1))
            h.changeRowBounds(4 + place, count, count)
        counts = [round(value) for value in h.getSolution().col_value]
        larger = tuple(sum(counts[place : len(self.columns) : len(self.sizes)]) for place in range(len(self.sizes)))
        scale = Fraction(10, self.measure * self.unit)
        return Merit(Fraction(total, self.unit), loosest, vials, spread * scale, larger)
