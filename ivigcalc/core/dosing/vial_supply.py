"""The vials that there are to open, and what a cycle of them is: its days, their doses, and the vials of each day.

Amounts are counted in steps of whole grains, so that all arithmetic of the search is on integers.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import lru_cache
from math import gcd

from ivigcalc.core.dosing.vial_costs import Counts, Vials, reachable, vials_up_to
from ivigcalc.core.dosing.vial_search import VialSearch
from ivigcalc.core.errors import Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.product import Vial
from ivigcalc.core.quantities import Grams, Millilitres, plain

# Grams are compared in whole grains of 1e-15 g. A quotient such as 30/28 of a dose is off in its 28th digit, which must
# not make 30 g a dose just below 30 g.
_GRAIN_DIGITS = 15
_GRAIN = Decimal(1).scaleb(-_GRAIN_DIGITS)

_KEPT = 64  # of a product, and what is in stock of it

_MOST_STEPS = 50_000  # the search keeps a table of so many amounts; real vials need a few hundred


class VialCount(NamedTuple):
    """A number of vials of one size; ``ml`` is the volume of one."""

    g: Grams
    ml: Millilitres
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody asks of a vial


def in_all(opened: Iterable[VialCount]) -> tuple[VialCount, ...]:
    """The vials *opened* for one day or several, of each size in total, largest first."""
    of_size: dict[Grams, list[VialCount]] = {}
    for vial in opened:
        of_size.setdefault(vial.g, []).append(vial)
    alike = [of_size[g] for g in sorted(of_size, reverse=True)]
    return tuple([VialCount(one[0].g, one[0].ml, sum([vial.count for vial in one])) for one in alike])


class DayVials(NamedTuple):
    """One day: its dose, the vials opened for it, largest first, and what of them is discarded."""

    dose_g: Grams
    vials: tuple[VialCount, ...]
    opened_g: Grams
    waste_g: Grams


class Split(NamedTuple):
    """A cycle's dose, and its days, which add up to it; ``step_g`` is the step of an exact dose."""

    planned_g: Grams
    days: tuple[DayVials, ...]
    step_g: Grams | None = None


class Supply(NamedTuple):
    """The vials that there are to open: none at all when their sizes are not known.

    ``stock`` says how many of each size in g can be used in one cycle, a size that it does not name having none; None
    is no limit. The volume of each vial is known: a powder's follows from the strength it is made up to.
    """

    vials: tuple[Vial, ...]
    stock: Mapping[Decimal, int] | None = None


class Usable(NamedTuple):
    """The vials that can be used, largest first; ``sizes`` and ``stock`` are in their order.

    Amounts are counted in steps of so many grains, the largest step that makes every size a whole number.
    """

    vials: tuple[Vial, ...]
    step: int
    sizes: Counts
    stock: Counts | None

    def have(self, top: int) -> Counts:
        """The vials of each size that *top* steps can hold.

        Raises:
            Refused: The sizes of the vials have hardly a common step.
        """
        if top > _MOST_STEPS:
            sizes = ", ".join(plain(vial.g) for vial in self.vials)
            raise Refused(
                f"vial sizes {sizes} g are all multiples of {plain(self.step * _GRAIN)} g only",
                "use fewer",
                "vials",
                in_words=True,
            )
        most = [top // size for size in self.sizes]
        return tuple(most if self.stock is None else map(min, most, self.stock))

    def search(self, total: int, day_most: int | None = None) -> VialSearch:
        """The search for the vials of *total*; its tables serve many totals."""
        return VialSearch(total, self.up_to(total), day_most)

    def up_to(self, top: int) -> Vials:
        """The vials for amounts up to *top* at least."""
        top = min((1 << top.bit_length()) - 1, max(top, _MOST_STEPS))  # so that they serve many totals
        return vials_up_to(top, self.sizes, self.have(top))

    def totals(self, calculated: int, share: Fraction) -> list[int]:
        """The totals of whole vials within a *share* of so many *calculated* grains, in steps, rising."""
        part, of = share.as_integer_ratio()
        low = -(-calculated * (of - part) // (of * self.step))
        top = calculated * (of + part) // (of * self.step)
        made = reachable(self.sizes, self.have(top), top)
        return [total for total in range(max(low, 1), top + 1) if made >> total & 1]

    def split(self, days: list[Counts]) -> Split:
        """The cycle whose days open so many vials of each size."""
        opened = tuple([self.day(counts) for counts in days])
        return Split(Grams(sum([day.dose_g for day in opened], Decimal(0))), opened)

    def day(self, counts: Counts, dose: Grams | None = None) -> DayVials:
        """The day that opens so many vials of each size, for *dose* or for all that is in them."""
        opened = self.held(counts)
        given = opened if dose is None else dose
        pairs = zip(self.vials, counts, strict=True)
        vials = tuple([VialCount(vial.g, _volume(vial), count) for vial, count in pairs if count])
        return DayVials(given, vials, opened, Grams(opened - given))

    def held(self, counts: Counts) -> Grams:
        """The grams in so many vials of each size."""
        return Grams(sum([vial.g * count for vial, count in zip(self.vials, counts, strict=True)], Decimal(0)))

    def larger_first(self, days: Sequence[Counts], alike: Sequence[object]) -> list[Counts]:
        """Put the days that are *alike* in one fixed order among themselves: more grams first, then larger vials."""
        kind = [alike.index(key) for key in alike]
        grams = [sum(count * size for count, size in zip(day, self.sizes, strict=True)) for day in days]
        ranked = sorted(zip(grams, days, kind, strict=True), reverse=True)
        return [next(ranked.pop(at)[1] for at, day in enumerate(ranked) if day[2] == one) for one in kind]


def usable(supply: Supply) -> Usable:
    """The sizes of which there are any; of two vials that hold the same grams, the first."""
    return _usable(supply.vials, None if supply.stock is None else tuple(supply.stock.items()))


@lru_cache(_KEPT)
def _usable(there: tuple[Vial, ...], in_stock: tuple[tuple[Decimal, int], ...] | None) -> Usable:
    by_size = {vial.g: vial for vial in reversed(there)}
    stock = None if in_stock is None else dict(in_stock)
    vials = tuple([by_size[g] for g in sorted(by_size, reverse=True) if stock is None or stock.get(g, 0) > 0])
    amounts = [grains(vial.g) for vial in vials]
    step = gcd(*amounts)
    sizes = tuple([amount // step for amount in amounts])
    return Usable(vials, step, sizes, None if stock is None else tuple([stock[vial.g] for vial in vials]))


def parts_of(days: int, day_pattern: tuple[Decimal, ...]) -> Counts:
    """What each day gets, as the smallest whole numbers in proportion."""
    if not day_pattern:
        return (1,) * days
    shares = [grains(share) for share in day_pattern]
    return tuple([share // gcd(*shares) for share in shares])


def grains(grams: Decimal) -> int:
    """*grams* in whole grains of 1e-15 g."""
    return int(grams.quantize(_GRAIN, ROUND_HALF_EVEN).scaleb(_GRAIN_DIGITS))


def in_grams(whole: int) -> Grams:
    """The g of *whole* grains."""
    return Grams(Decimal(whole).scaleb(-_GRAIN_DIGITS).normalize())


def _volume(vial: Vial) -> Millilitres:
    if vial.ml is None:
        raise ValueError(f"the volume of a vial of {vial.g} g was not worked out")
    return vial.ml
