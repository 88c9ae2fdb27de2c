"""Demand: sums per period and product, run-out dates, and plans that end."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ivigcalc.core.course.demand import By, Demand, Inventory, RunOut, period_begin, period_end, period_of
from ivigcalc.core.course.forecast import Ending, Forecast, Forecasting, with_scenarios
from ivigcalc.core.course.needs import Need, PatientNeeds
from ivigcalc.core.course.planned import VialTotal
from ivigcalc.core.course.prices import Prices, Unpriced, VialPrice
from ivigcalc.core.course.scenarios import Scenario
from ivigcalc.core.quantities import Grams, Millilitres, Minutes


def g(value: str | int) -> Grams:
    return Grams(Decimal(value))


def need(
    day: str, product: str = "brand", *, grams: int = 30, vials: dict[int, int] | None = None, chair: int | None = 90
) -> Need:
    found = {20: 1, 10: 1} if vials is None else vials
    return Need(
        date.fromisoformat(day),
        product,
        g(grams),
        Millilitres(Decimal(grams * 10)),
        tuple(VialTotal(g(size), count) for size, count in found.items()),
        None if chair is None else Minutes(Decimal(chair)),
        1,
        1,
    )


def patient(who: str, *needs: Need, then: str | None = None) -> PatientNeeds:
    return PatientNeeds(who, needs, None if then is None else date.fromisoformat(then))


def forecast(
    patients: Iterable[PatientNeeds],
    by: By,
    *,
    from_: date | None = None,
    until: date | None = None,
    inventory: Inventory | None = None,
    prices: Prices | None = None,
) -> Forecast:
    """The forecast of *patients*, added one by one."""
    forecasting = Forecasting(by, from_, until, inventory, prices)
    for one in patients:
        forecasting.add(one)
    return forecasting.found()


def test_a_day_lies_in_its_month_and_in_its_iso_week():
    assert "2026-01" == period_of(date(2026, 1, 12), "month")
    assert "2026-W03" == period_of(date(2026, 1, 12), "week")
    assert "2026-01-12" == period_of(date(2026, 1, 12), "day")


def test_new_years_eve_can_lie_in_the_first_week_of_the_next_year():
    assert "2026-W01" == period_of(date(2025, 12, 29), "week")
    assert "2026-W53" == period_of(date(2027, 1, 3), "week")


def test_a_month_begins_on_its_first_day_and_a_week_on_monday():
    assert date(2026, 1, 12) == period_begin(date(2026, 1, 12), "day")
    assert date(2026, 1, 1) == period_begin(date(2026, 1, 12), "month")
    assert date(2026, 1, 12) == period_begin(date(2026, 1, 12), "week")
    assert date(2026, 1, 12) == period_begin(date(2026, 1, 18), "week")


def test_a_month_ends_on_its_last_day_and_a_week_on_sunday():
    assert date(2026, 1, 12) == period_end(date(2026, 1, 12), "day")
    assert date(2028, 2, 29) == period_end(date(2028, 2, 1), "month")
    assert date(2026, 1, 18) == period_end(date(2026, 1, 12), "week")
    assert date(2026, 1, 18) == period_end(date(2026, 1, 18), "week")


def test_what_falls_into_one_month_is_added_up_per_product():
    found = forecast(
        [
            patient("A", need("2026-01-05"), need("2026-01-06"), need("2026-02-02")),
            patient("B", need("2026-01-07", grams=40, vials={20: 2}, chair=120)),
            patient("C", need("2026-01-08", "other", grams=5, vials={5: 1}, chair=60)),
        ],
        "month",
    )
    assert (
        Demand(
            "2026-01", "brand", 2, 3, g(30 + 30 + 40), Millilitres(Decimal(300 + 300 + 400)),
            (VialTotal(g(20), 1 + 1 + 2), VialTotal(g(10), 1 + 1)), Minutes(Decimal(90 + 90 + 120)), 0,
            date(2026, 1, 1),
        ),
        Demand(
            "2026-01", "other", 1, 1, g(5), Millilitres(Decimal(50)), (VialTotal(g(5), 1),), Minutes(Decimal(60)), 0,
            date(2026, 1, 1),
        ),
        Demand(
            "2026-02", "brand", 1, 1, g(30), Millilitres(Decimal(300)),
            (VialTotal(g(20), 1), VialTotal(g(10), 1)), Minutes(Decimal(90)), 0, date(2026, 2, 1),
        ),
    ) == found.periods  # fmt: skip
    assert 3 == found.patients


def test_a_patient_with_several_infusions_is_one_patient_in_the_total_too():
    found = forecast([patient("A", need("2026-01-05"), need("2026-02-02"))], "month")
    assert [("total", 1, 2, 60)] == [(one.period, one.patients, one.infusions, one.planned_g) for one in found.totals]


def test_the_whole_forecast_of_two_products():
    one, two = need("2026-01-05"), need("2026-01-06", "other", grams=5, vials={5: 1}, chair=None)
    first, last = date(2026, 1, 1), date(2026, 1, 31)
    found = forecast(
        [patient("A", one), patient("B", two, then="2026-01-31")], "month", from_=first, until=last,
        inventory={"other": {g(5): 1}},
    )  # fmt: skip

    def of(period: str, begins: date | None) -> tuple[Demand, ...]:
        return (
            Demand(
                period, "brand", 1, 1, g(30), Millilitres(Decimal(300)), (VialTotal(g(20), 1), VialTotal(g(10), 1)),
                Minutes(Decimal(90)), 0, begins,
            ),
            Demand(period, "other", 1, 1, g(5), Millilitres(Decimal(50)), (VialTotal(g(5), 1),), None, 1, begins),
        )  # fmt: skip

    assert Forecast(
        "month", first, last, 2, of("2026-01", first), of("total", None), (RunOut("other", g(5), 1, 1, None, 0),),
        (Ending("B", date(2026, 1, 6), last),), None, (),
    ) == found  # fmt: skip


def test_chair_time_is_not_known_where_one_infusion_has_no_rate():
    """A sum over the others would pass for the whole."""
    found = forecast([patient("A", need("2026-01-05"), need("2026-01-06", chair=None))], "month")
    assert (None, 1) == (found.periods[0].chair_minutes, found.periods[0].untimed)


def test_each_infusion_without_a_rate_is_counted():
    found = forecast([patient("A", *(need(day, chair=None) for day in ("2026-01-05", "2026-01-06")))], "month")
    assert [2] == [one.untimed for one in found.periods]


def test_the_first_and_the_last_day_count_and_those_beside_them_do_not():
    days = ("2026-01-04", "2026-01-05", "2026-01-31", "2026-02-01")
    found = forecast(
        [patient("A", *(need(day) for day in days))], "month", from_=date(2026, 1, 5), until=date(2026, 1, 31)
    )
    assert [("2026-01", 2)] == [(one.period, one.infusions) for one in found.periods]


def test_a_stock_runs_out_on_the_first_day_that_it_cannot_serve():
    needs = [need(day, vials={20: 2}) for day in ("2026-01-05", "2026-01-12", "2026-01-19")]
    found = forecast([patient("A", *needs)], "month", inventory={"brand": {g(20): 5}})
    assert (RunOut("brand", g(20), 5, 2 + 2 + 2, date(2026, 1, 19), 6 - 5),) == found.runs_out


def test_a_stock_that_is_used_up_to_the_last_vial_lasts():
    needs = [need(day, vials={20: 2}) for day in ("2026-01-05", "2026-01-12", "2026-01-19")]
    found = forecast([patient("A", *needs)], "month", inventory={"brand": {g(20): 6}})
    assert (RunOut("brand", g(20), 6, 6, None, 0),) == found.runs_out


def test_a_stock_is_drawn_in_the_order_of_the_days_and_not_of_the_rows():
    late, early = need("2026-03-02", vials={20: 1}), need("2026-01-05", vials={20: 1})
    found = forecast([patient("A", late), patient("B", early)], "month", inventory={"brand": {g(20): 1}})
    assert date(2026, 3, 2) == found.runs_out[0].date


def test_two_patients_on_one_day_can_take_more_than_is_there():
    day = need("2026-01-05", vials={20: 1})
    found = forecast([patient("A", day), patient("B", day)], "month", inventory={"brand": {g(20): 1}})
    assert date(2026, 1, 5) == found.runs_out[0].date


def test_a_size_that_the_stock_does_not_name_has_none():
    found = forecast([patient("A", need("2026-01-05"))], "month", inventory={"brand": {g(20): 9}})
    assert (RunOut("brand", g(20), 9, 1, None, 0), RunOut("brand", g(10), 0, 1, date(2026, 1, 5), 1)) == found.runs_out


def test_a_product_that_nobody_needs_is_listed_with_its_stock():
    found = forecast([patient("A", need("2026-01-05"))], "month", inventory={"other": {g(20): 9}})
    assert (RunOut("other", g(20), 9, 0, None, 0),) == found.runs_out


def test_a_plan_that_ends_before_the_horizon_is_named_and_not_carried_on():
    found = forecast([patient("A", need("2026-01-05"), then="2026-02-02")], "month", until=date(2026, 12, 31))
    assert (Ending("A", date(2026, 1, 5), date(2026, 2, 2)),) == found.ends
    assert 1 == sum(one.infusions for one in found.periods)


def test_a_plan_whose_next_cycle_falls_behind_the_horizon_does_not_end():
    found = forecast([patient("A", need("2026-01-05"), then="2026-02-02")], "month", until=date(2026, 2, 1))
    assert () == found.ends


def test_a_single_cycle_without_an_interval_does_not_end():
    assert () == forecast([patient("A", need("2026-01-05"))], "month", until=date(2026, 12, 31)).ends


def test_a_plan_of_which_all_was_given_is_named_too():
    found = forecast([patient("A", then="2026-02-02")], "month", until=date(2026, 12, 31))
    assert (Ending("A", None, date(2026, 2, 2)),) == found.ends
    assert 0 == found.patients


def test_without_an_end_the_forecast_runs_to_the_end_of_the_last_period():
    short = patient("A", need("2026-01-05"), then="2026-01-26")
    long = patient("B", need("2026-01-12"), then="2026-02-09")
    found = forecast([short, long], "month")
    assert (date(2026, 1, 5), date(2026, 1, 31)) == (found.from_, found.until)
    assert ["A"] == [one.who for one in found.ends]


def test_the_first_and_the_last_day_are_found_in_any_order():
    days = ("2026-02-16", "2026-03-02", "2026-01-05", "2026-02-02")
    found = forecast([patient(day, need(day)) for day in days], "month")
    assert (date(2026, 1, 5), date(2026, 3, 31)) == (found.from_, found.until)


def test_nothing_to_come_gives_an_empty_forecast():
    found = forecast([], "week")
    assert (None, None, (), ()) == (found.from_, found.until, found.periods, found.totals)


PRICES = Prices("EUR", (VialPrice("brand", g(20), Decimal("812.50")), VialPrice("brand", g(10), Decimal("406.25"))))


def test_a_cost_is_vials_times_price():
    found = forecast([patient("A", need("2026-01-05"), need("2026-02-02", vials={20: 2}))], "month", prices=PRICES)
    assert [Decimal("812.50") + Decimal("406.25"), 2 * Decimal("812.50")] == [one.cost for one in found.periods]
    assert [3 * Decimal("812.50") + Decimal("406.25")] == [one.cost for one in found.totals]
    assert ("EUR", ()) == (found.currency, found.unpriced)


def test_a_cost_is_not_known_where_a_size_or_a_product_has_no_price():
    """A part would pass for the whole."""
    needs = (
        need("2026-01-05", vials={20: 1, 5: 2}),
        need("2026-01-06", "other"),
        need("2026-01-07", "third", vials={}),
    )
    found = forecast([patient("A", *needs)], "month", prices=PRICES)
    assert [None, None, None] == [one.cost for one in found.totals]
    assert (
        Unpriced("brand", g(5)), Unpriced("other", g(20)), Unpriced("other", g(10)), Unpriced("third", None),
    ) == found.unpriced  # fmt: skip


def test_scenarios_stand_beside_the_cohort_as_it_stands():
    before = forecast([patient("A", need("2026-01-05"))], "month", prices=PRICES)
    stock: Inventory = {"brand": {g(20): 1}}
    after = forecast([patient("A", need("2026-01-05", grams=20, vials={20: 2}))], "month", inventory=stock)
    found = with_scenarios(before, [("down", "rounding=vial-down", after)])
    (one,) = found.scenarios
    assert before == found._replace(scenarios=())
    assert Scenario(
        "down", "rounding=vial-down", after.periods, after.totals,
        (RunOut("brand", g(20), 1, 2, date(2026, 1, 5), 1),), (), one.differences,
    ) == one  # fmt: skip
    assert [("brand", -10)] == [(difference.product, difference.planned_g) for difference in one.differences]
