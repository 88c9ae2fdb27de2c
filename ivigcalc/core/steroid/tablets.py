"""Tablets: which doses a set of strengths makes, and the fewest tablets that make one."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from decimal import Decimal
from math import gcd
from typing import Literal

from ivigcalc.core.errors import Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import Milligrams, plain

# A technical bound, not a clinical one: a dose is counted in steps of what the strengths have in common.
MOST_STEPS = 100_000


class TabletStrength(NamedTuple):
    """One strength on sale, and into what its source says that it may be divided."""

    mg: Milligrams
    citation: Citation
    divisible: Literal["halves", "quarters", "not stated"] = "not stated"


class MarketTablets(NamedTuple):
    """The plain tablets of a steroid in one market, by the sources seen."""

    market: str
    name: str
    strengths: tuple[TabletStrength, ...]
    note: str = ""


class TabletSet(NamedTuple):
    """The strengths at hand in mg, and those of them that may be halved."""

    mg: tuple[Milligrams, ...]
    halves: tuple[Milligrams, ...] = ()


class TabletCount(NamedTuple):
    """How many tablets of one strength; ``count`` ends in .5 where one is halved."""

    mg: Milligrams
    count: Decimal  # type: ignore[assignment]  # hides tuple.count, which nobody needs of a pair


def market_tablets(tablets: tuple[MarketTablets, ...], market: str, *, halves: bool) -> TabletSet | None:
    """The strengths of *market*, or None when none are on file for it.

    Raises:
        Refused: *halves* is asked for, and no source says of any of them that it may be divided.
    """
    found = next((each for each in tablets if each.market == market), None)
    if found is None:
        return None
    divisible = tuple(each.mg for each in found.strengths if halves and each.divisible != "not stated")
    if halves and not divisible:
        raise Refused(
            f"no source on file says that the {market} tablets of {found.name} may be halved",
            "if yours may, give their strengths with [[tablets]], such as 1,5,20",
            "halves",
        )
    return TabletSet(tuple(each.mg for each in found.strengths), divisible)


class DoseTable:
    """Every dose up to a limit that a set of tablets makes, and the tablets that make it.

    Whole tablets before halves, then the fewest, then the most of the largest piece. The search is exact: taking the
    largest strength first would find no way to 40 mg of 25 and 20 mg tablets.
    """

    def __init__(self, tablets: TabletSet, up_to: Milligrams) -> None:
        """Lay out all doses to *up_to* mg and one smallest tablet beyond.

        Raises:
            Refused: There is no strength, one is not above 0 mg, or they are too fine to be counted.
        """
        if not tablets.mg or min(tablets.mg) <= 0:
            raise Refused(
                "tablets",
                "give one strength or more with [[tablets]], each above 0 mg, such as 1,5,20",
                "tablets",
                between=": ",
            )
        self.strengths = ", ".join(map(plain, sorted(set(tablets.mg))))  # in words
        sizes = [(mg, mg, False) for mg in set(tablets.mg)] + [(mg / 2, mg, True) for mg in set(tablets.halves)]
        sizes.sort(reverse=True)
        unit = _common_measure([size for size, _, _ in sizes])
        steps = int((up_to + min(tablets.mg)) // unit)
        if steps > MOST_STEPS:
            raise Refused(
                f"tablets of {self.strengths} mg: too fine to make {plain(up_to)} mg of",
                "give the strengths that are sold",
                "tablets",
                in_words=True,
            )
        self._unit = unit
        self._pieces = [(int(size / unit), strength, halved) for size, strength, halved in sizes]
        self._choice = _fewest(steps, self._pieces)
        self.doses = [Milligrams(step * unit) for step, piece in enumerate(self._choice) if piece is not None]

    def tablets(self, mg: Decimal) -> tuple[TabletCount, ...] | None:
        """The tablets that make *mg*, largest first; None when none do."""
        step = mg / self._unit
        if step != int(step) or step >= len(self._choice) or (mg and self._choice[int(step)] is None):
            return None
        left, counts = int(step), dict[Milligrams, Decimal]()
        while (chosen := self._choice[left]) is not None:
            size, strength, halved = self._pieces[chosen]
            counts[strength] = counts.get(strength, Decimal(0)) + (Decimal("0.5") if halved else 1)
            left -= size
        return tuple(TabletCount(strength, counts[strength]) for strength in sorted(counts, reverse=True))

    def neighbours(self, mg: Decimal) -> str:
        """The nearest doses below and above *mg* that can be made, in words."""
        below = [dose for dose in self.doses if dose < mg][-1:]
        above = [dose for dose in self.doses if dose > mg][:1]
        return " and ".join(f"{plain(dose)} mg" for dose in below + above)


class DoseChoice:
    """The doses that a taper may come to: those that the tablets make, as far as the rounding allows.

    ``steps`` says what a rounded dose near a given one is a multiple of. Where that was *asked* for, no other dose is
    taken; else the tablets alone decide on the steps of a source, and the rounding where no tablets are known.
    """

    def __init__(
        self, table: DoseTable | None, most: Milligrams, steps: Callable[[Decimal], tuple[Decimal, ...]], *, asked: bool
    ) -> None:
        self.table = table
        self._steps = steps
        self._round = self._multiples(most) if table is None else [*filter(self._fits, table.doses)]
        self._doses = self._round if table is None or asked else table.doses
        self._asked = asked

    @property
    def least(self) -> Milligrams | None:
        """The smallest dose; None without any."""
        return self._doses[0] if self._doses else None

    def as_it_is(self, mg: Milligrams) -> bool:
        """Whether a dose that a source prints is given as it is: the tablets make it, and no rounding was asked for."""
        return not self._asked and (self.table is None or self.table.tablets(mg) is not None)

    def not_below(self, mg: Milligrams, up_to: Milligrams) -> Milligrams:
        """The least dose that is no less than *mg*, and so no larger a step; *up_to*, the one before, without one."""
        at = bisect_left(self._doses, mg)
        return min(self._doses[at], up_to) if at < len(self._doses) else up_to

    def not_above(self, mg: Milligrams) -> Milligrams | None:
        """The greatest dose that is no more than *mg*; None without one."""
        return next(iter(self._doses[: bisect_right(self._doses, mg)][-1:]), None)

    def nearest(self, mg: Milligrams, up_to: Milligrams | None = None) -> Milligrams | None:
        """The dose that *mg* per kg is rounded to, no more than *up_to*; None without one. A tie goes down.

        It is the nearest rounded dose, and where the tablets do not make that one, the nearest that they make.
        """
        rounded = _nearest(self._round, mg, up_to)
        if rounded is not None and any(abs(rounded - mg) * 2 <= step for step in self._steps(mg)):
            return rounded
        return _nearest(self._doses, mg, up_to)

    def _fits(self, mg: Milligrams) -> bool:
        return any(mg % step == 0 for step in self._steps(mg))

    def _multiples(self, most: Milligrams) -> list[Milligrams]:
        steps = {*self._steps(Decimal(0)), *self._steps(most)}
        multiples = {Milligrams(step * times) for step in steps for times in range(1, int(most / step) + 1)}
        return sorted(filter(self._fits, multiples))


def _nearest(doses: list[Milligrams], mg: Milligrams, up_to: Milligrams | None) -> Milligrams | None:
    end = len(doses) if up_to is None else bisect_right(doses, up_to)
    at = bisect_left(doses, mg, hi=end)
    return min(doses[max(0, at - 1) : min(at + 1, end)], key=lambda dose: (abs(dose - mg), dose), default=None)


def _common_measure(sizes: list[Decimal]) -> Decimal:
    """The largest amount of which every size is a whole multiple."""
    places = max(0, *(-int(size.normalize().as_tuple().exponent) for size in sizes))
    return Decimal(gcd(*(int(size.scaleb(places)) for size in sizes))).scaleb(-places)


def _fewest(steps: int, pieces: list[tuple[int, Milligrams, bool]]) -> list[int | None]:
    """For each amount the piece to take first: fewest halves, then fewest pieces; pieces come largest first."""
    half = steps + 1  # one half weighs more than any number of whole tablets
    out_of_reach = half * (steps + 2)
    cost = [0] + [out_of_reach] * steps
    choice: list[int | None] = [None] * (steps + 1)
    weights = [(index, size, 1 + half * halved) for index, (size, _, halved) in enumerate(pieces)]
    for step in range(1, steps + 1):
        for index, size, weight in weights:
            if size <= step and cost[step - size] + weight < cost[step]:
                cost[step] = cost[step - size] + weight
                choice[step] = index
    return choice
