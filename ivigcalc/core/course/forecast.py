"""Forecast: the plans of many patients -> what is needed in each period, when a stock runs out, and whose plan ends."""

from collections.abc import Iterable
from datetime import date as Date

from ivigcalc.core.course.demand import By, Demand, Inventory, RunOut, Sums, period_end, runs_out, within_span
from ivigcalc.core.course.needs import PatientNeeds
from ivigcalc.core.course.prices import Prices, Unpriced, unpriced
from ivigcalc.core.course.scenarios import Scenario, differences
from ivigcalc.core.named_tuple import NamedTuple


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
    currency: str | None  # of every cost; None where no prices were said
    unpriced: tuple[Unpriced, ...]
    scenarios: tuple[Scenario, ...] = ()


class Forecasting:
    """A forecast in the making: patients are added one by one, and only their sums are kept.

    Args:
        by: The length of a period.
        from_: What falls before this day is left out.
        until: What falls after this day is left out.
        inventory: Vials in stock on *from_*. A size that is not named of a product that is named has none.
        prices: Of each vial.
    """

    def __init__(
        self,
        by: By,
        from_: Date | None = None,
        until: Date | None = None,
        inventory: Inventory | None = None,
        prices: Prices | None = None,
    ) -> None:
        self._by, self._from, self._until, self._inventory, self._prices = by, from_, until, inventory, prices
        self._sums = Sums(by, prices)
        self._courses: list[Ending] = []

    def add(self, patient: PatientNeeds) -> None:
        """Add what the *patient* needs in this time."""
        self._sums.add(need for need in patient.needs if within_span(need.date, self._from, self._until))
        if patient.next_cycle is not None and (self._until is None or patient.next_cycle <= self._until):
            ended = max((need.date for need in patient.needs), default=None)
            self._courses.append(Ending(patient.who, ended, patient.next_cycle))

    def found(self) -> Forecast:
        """The forecast of all who were added.

        It runs to the end of the last period in which anything is needed, where no last day is given. Nothing is
        counted beyond a patient's plan: a plan that ends before another cycle of it is due is among ``ends``.
        """
        sums, horizon = self._sums, self._until
        if horizon is None and sums.dates:
            horizon = period_end(max(sums.dates), self._by)
        totals = sums.totals()
        return Forecast(
            by=self._by,
            from_=min(sums.dates, default=None) if self._from is None else self._from,
            until=horizon,
            patients=sums.patients,
            periods=sums.periods(),
            totals=totals,
            runs_out=runs_out(self._inventory or {}, sums.vials),
            ends=tuple(one for one in self._courses if horizon is not None and one.next_cycle <= horizon),
            currency=None if self._prices is None else self._prices.currency,
            unpriced=tuple(
                lacking
                for one in totals
                if self._prices is not None
                for lacking in unpriced(one.product, one.vials, self._prices)
            ),
        )


def with_scenarios(as_it_stands: Forecast, others: Iterable[tuple[str, str, Forecast]]) -> Forecast:
    """The forecast of a cohort *as_it_stands*, and beside it the *others*: each by its name and what is said in it."""
    return as_it_stands._replace(
        scenarios=tuple(
            Scenario(
                name,
                said,
                one.periods,
                one.totals,
                one.runs_out,
                one.unpriced,
                differences(as_it_stands.totals, one.totals),
            )
            for name, said, one in others
        )
    )
