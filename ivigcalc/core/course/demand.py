"""Demand: the plans of many patients -> what is needed of each product in each period, and when a stock runs out."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date as Date
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from ivigcalc.core.course.needs import Need, PatientNeeds
from ivigcalc.core.course.planned import VialTotal
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import Grams, Millilitres, Minutes

By = Literal["day", "week", "month"]
DAYS_IN_A_WEEK = 7


class Demand(NamedTuple):
    """The sum over all infusions of one product in one period.

    ``chair_minutes`` is None where ``untimed`` of the infusions have no rate on file: a part would pass for the whole.
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


class Ending(NamedTuple):
    """A patient whose plan ends although another cycle would begin before the forecast does."""

    who: str
    last: Date | None  # infusion of the plan that is still to come
    next_cycle: Date


class Forecast(NamedTuple):
    """``from_`` and ``until`` are both included, and None only where nothing is needed and they were not said."""

    by: By
    from_: Date | None
    until: Date | None
    patients: int  # who need anything in this time
    periods: tuple[Demand, ...]
    totals: tuple[Demand, ...]
    runs_out: tuple[RunOut, ...]
    ends: tuple[Ending, ...]


Inventory = Mapping[str, Mapping[Grams, int]]  # product -> vial size -> vials


def period_of(day: Date, by: By) -> str:
    """The period that *day* lies in: itself, an ISO week such as ``2026-W03``, or a month such as ``2026-01``."""
    if by == "day":
        return day.isoformat()
    if by == "month":
        return f"{day.year}-{day.month:02d}"
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


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

    def demand(self, period: str, product: str) -> Demand:
        return Demand(
            period,
            product,
            self.patients,
            self.infusions,
            Grams(self.grams),
            Millilitres(self.volume),
            tuple(VialTotal(g, self.vials[g]) for g in sorted(self.vials, reverse=True)),
            None if self.untimed else Minutes(self.minutes),
            self.untimed,
        )


class Sums:
    """What has been added up so far over all patients: by period and product, by product, and by vial size and day."""

    def __init__(self, by: By) -> None:
        self._by = by
        self.patients = 0  # who need anything
        self.dates: set[Date] = set()
        self.periods: dict[tuple[str, str], _Sum] = {}
        self.products: dict[str, _Sum] = {}
        self.vials: dict[tuple[str, Grams], dict[Date, int]] = {}

    def add(self, needs: Iterable[Need]) -> None:
        """Add the *needs* of one patient."""
        met: dict[int, _Sum] = {}
        for need in needs:
            self.dates.add(need.date)
            self._add_vials(need)
            period = period_of(need.date, self._by), need.product
            for total in (self.periods.setdefault(period, _Sum()), self.products.setdefault(need.product, _Sum())):
                total.add(need)
                met[id(total)] = total
        for total in met.values():
            total.patients += 1
        self.patients += bool(met)

    def totals(self) -> tuple[Demand, ...]:
        """Of each product over all periods."""
        return tuple(self.products[product].demand("total", product) for product in sorted(self.products))

    def _add_vials(self, need: Need) -> None:
        for vial in need.vials:
            days = self.vials.setdefault((need.product, vial.g), {})
            days[need.date] = days.get(need.date, 0) + vial.count


def forecast(
    patients: Iterable[PatientNeeds],
    by: By,
    *,
    from_: Date | None = None,
    until: Date | None = None,
    inventory: Inventory | None = None,
) -> Forecast:
    """Add up what *patients* need from *from_* to *until*, both included.

    Without *until* the forecast runs to the end of the last period in which anything is needed. Nothing is carried on
    beyond a patient's plan: a plan that ends before another cycle of it is due is among ``ends``.

    Args:
        patients: One entry for each patient; they are read once.
        by: The length of a period.
        from_: What falls before this day is left out.
        until: What falls after this day is left out.
        inventory: Vials in stock on *from_*. A size that is not named of a product that is named has none.
    """
    sums = Sums(by)
    courses: list[Ending] = []
    for patient in patients:
        sums.add(need for need in patient.needs if within_span(need.date, from_, until))
        if patient.next_cycle is not None and (until is None or patient.next_cycle <= until):
            ended = max((need.date for need in patient.needs), default=None)
            courses.append(Ending(patient.who, ended, patient.next_cycle))
    horizon = period_end(max(sums.dates), by) if until is None and sums.dates else until
    return Forecast(
        by=by,
        from_=min(sums.dates, default=None) if from_ is None else from_,
        until=horizon,
        patients=sums.patients,
        periods=tuple(sums.periods[key].demand(*key) for key in sorted(sums.periods)),
        totals=sums.totals(),
        runs_out=runs_out(inventory or {}, sums.vials),
        ends=tuple(course for course in courses if horizon is not None and course.next_cycle <= horizon),
    )


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
