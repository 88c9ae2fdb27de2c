"""Demand: what many infusions need of each product in each period, and when a stock runs out."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date as Date
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from ivigcalc.core.course.needs import Need
from ivigcalc.core.course.planned import VialTotal
from ivigcalc.core.course.prices import Prices, cost_of
from ivigcalc.core.dates.types import DAYS_IN_A_WEEK
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import Grams, Millilitres, Minutes

By = Literal["day", "week", "month"]


class Demand(NamedTuple):
    """The sum over all infusions of one product in one period.

    ``chair_minutes`` is None where ``untimed`` of the infusions have no rate on file: a part would pass for the whole.
    ``begins`` is the first day of the period, of a week its Monday; None over all periods. ``cost`` is that of the
    vials, None where one has no price.
    """

    period: str
    product: str
    patients: int
    infusions: int
    planned_g: Grams
    volume_ml: Millilitres
    vials: tuple[VialTotal, ...]
    chair_minutes: Minutes | None
    untimed: int
    begins: Date | None = None
    cost: Decimal | None = None


class RunOut(NamedTuple):
    """One vial size of a product in stock. ``date`` is the first day that the stock cannot serve; None: it lasts.

    ``to_order`` is what is needed beyond the stock.
    """

    product: str
    g: Grams
    stock: int
    needed: int
    date: Date | None
    to_order: int


Inventory = Mapping[str, Mapping[Grams, int]]  # product -> vial size -> vials


def period_of(day: Date, by: By) -> str:
    """The period that *day* lies in: itself, an ISO week such as ``2026-W03``, or a month such as ``2026-01``."""
    if by == "day":
        return day.isoformat()
    if by == "month":
        return f"{day.year}-{day.month:02d}"
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def period_begin(day: Date, by: By) -> Date:
    """The first day of the period that *day* lies in."""
    if by == "day":
        return day
    if by == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.isoweekday() - 1)


def period_end(day: Date, by: By) -> Date:
    """The last day of the period that *day* lies in."""
    if by == "day":
        return day
    if by == "month":
        return day.replace(day=monthrange(day.year, day.month)[1])
    return day + timedelta(days=DAYS_IN_A_WEEK - day.isoweekday())


class _Sum:
    """What has been added up so far for one product in one period."""

    def __init__(self) -> None:
        self.patients = self.infusions = self.untimed = 0
        self.grams = self.volume = self.minutes = Decimal(0)
        self.vials: dict[Grams, int] = {}

    def add(self, need: Need) -> None:
        self.infusions += 1
        self.grams += need.dose_g
        self.volume += need.volume_ml
        for vial in need.vials:
            self.vials[vial.g] = self.vials.get(vial.g, 0) + vial.count
        if need.chair_minutes is None:
            self.untimed += 1
        else:
            self.minutes += need.chair_minutes

    def demand(self, period: str, product: str, prices: Prices | None, begins: Date | None = None) -> Demand:
        vials = tuple(VialTotal(g, self.vials[g]) for g in sorted(self.vials, reverse=True))
        return Demand(
            period,
            product,
            self.patients,
            self.infusions,
            Grams(self.grams),
            Millilitres(self.volume),
            vials,
            None if self.untimed else Minutes(self.minutes),
            self.untimed,
            begins,
            cost_of(product, vials, prices),
        )


class Sums:
    """What has been added up so far over all patients: by period and product, by product, and by vial size and day."""

    def __init__(self, by: By, prices: Prices | None = None) -> None:
        self._by, self._prices = by, prices
        self.patients = 0  # who need anything
        self.dates: set[Date] = set()
        self._periods: dict[tuple[Date, str], _Sum] = {}
        self._products: dict[str, _Sum] = {}
        self.vials: dict[tuple[str, Grams], dict[Date, int]] = {}

    def add(self, needs: Iterable[Need]) -> None:
        """Add the *needs* of one patient."""
        met: dict[int, _Sum] = {}
        for need in needs:
            self.dates.add(need.date)
            self._add_vials(need)
            period = period_begin(need.date, self._by), need.product
            for total in (self._periods.setdefault(period, _Sum()), self._products.setdefault(need.product, _Sum())):
                total.add(need)
                met[id(total)] = total
        for total in met.values():
            total.patients += 1
        self.patients += bool(met)

    def totals(self) -> tuple[Demand, ...]:
        """Of each product over all periods."""
        return tuple(
            self._products[product].demand("total", product, self._prices) for product in sorted(self._products)
        )

    def periods(self) -> tuple[Demand, ...]:
        """Of each product in each period."""
        return tuple(
            self._periods[begins, product].demand(period_of(begins, self._by), product, self._prices, begins)
            for begins, product in sorted(self._periods)
        )

    def _add_vials(self, need: Need) -> None:
        for vial in need.vials:
            days = self.vials.setdefault((need.product, vial.g), {})
            days[need.date] = days.get(need.date, 0) + vial.count


def within_span(day: Date, from_: Date | None, until: Date | None) -> bool:
    """Whether *day* is neither before *from_* nor after *until*."""
    return (from_ is None or from_ <= day) and (until is None or day <= until)


def runs_out(inventory: Inventory, used: Mapping[tuple[str, Grams], Mapping[Date, int]]) -> tuple[RunOut, ...]:
    """For each product in stock, each of its vial sizes in stock or needed, the largest first."""
    rows = []
    for product in sorted(inventory):
        sizes = {*inventory[product], *(g for other, g in used if other == product)}
        for g in sorted(sizes, reverse=True):
            stock = inventory[product].get(g, 0)
            days = used.get((product, g), {})
            needed = sum(days.values())
            rows.append(RunOut(product, g, stock, needed, _first_short(stock, days), max(0, needed - stock)))
    return tuple(rows)


def _first_short(stock: int, days: Mapping[Date, int]) -> Date | None:
    left = stock
    for day in sorted(days):
        left -= days[day]
        if left < 0:
            return day
    return None
