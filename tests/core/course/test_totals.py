"""The totals of a plan, by hand: over the cycles to come, per vial size and per product."""

from decimal import Decimal

import pytest
from planning import asked, document, dosed, plan

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.course.planned import ProductTotal, Totals, VialTotal
from ivigcalc.core.course.prices import Cost, Prices, Unpriced, VialPrice
from ivigcalc.core.course.totals import totals
from ivigcalc.core.plan import worked_out
from ivigcalc.documents.resolve import course

D = Decimal
YIMMUGO = {"weight": "70kg", "dose": "1g/kg", "days": 1, "every": "4w", "product": "yimmugo", "market": "eu"}
UNNAMED = "100 g/L, product not on file"


@pytest.mark.parametrize("name", ["plan", "dose"])
def test_without_dates_the_cycles_that_are_prescribed_count_and_with_them_those_to_come(name):
    # 60 g over two days, three times: 300 mL a day at 100 mL/h are 180 min, and 20 min of watching
    course = {"weight": "70kg", "dose": "60g/cycle", "days": 2, "every": "4w", "cycles": 3, "concentration": "10%"}
    made = document(name, **course, vials="10,20", rates="100 mL/h", first_infusion="no").plan
    vials = (VialTotal(D(20), 6), VialTotal(D(10), 6))
    assert Totals(
        D(180), D(1800), D(6 * 180), D(6 * 200), vials, (ProductTotal(UNNAMED, D(180), D(0), vials),), None
    ) == made.totals  # fmt: skip


def test_what_was_given_is_counted_apart_and_takes_no_vials_and_no_time():
    made = dosed(
        "60g", every="4w", cycles=3, given="2026-01-05,2026-02-02", vials="20", rates="100 mL/h", first_infusion="no"
    )
    vials = (VialTotal(D(20), 9),)
    assert Totals(
        D(180), D(1800), D(3 * 360), D(3 * 380), vials, (ProductTotal(UNNAMED, D(180), D(120), vials),), None
    ) == made.totals  # fmt: skip


def test_each_phase_counts_with_its_own_cycles():
    # CIDP: 2 g/kg once, then 1 g/kg three times
    made = plan(weight="70kg", regimen="cidp", days="maintenance=2", concentration="10%", vials="5,10,35", cycles=3)
    assert (D(140 + 3 * 70), D(10 * (140 + 3 * 70)), None, None) == made.totals[:4]


def test_the_time_is_not_known_where_no_rate_is():
    assert (None, None) == dosed("60g").totals[2:4]


def test_each_product_has_its_own_total():
    made = plan(**YIMMUGO, cycles=4, changes=[{"from_cycle": 3, "product": "privigen", "market": "eu"}])
    # 70 g of Yimmugo twice, given; 70 g of Privigen twice, to come: 40 + 20 + 10 g each time
    vials = (VialTotal(D(40), 2), VialTotal(D(20), 2), VialTotal(D(10), 2))
    assert (
        ProductTotal("yimmugo", D(0), D(140), ()),
        ProductTotal("privigen", D(140), D(0), vials),
    ) == made.totals.products  # fmt: skip
    assert (D(140), D(1400), vials) == (made.totals.planned_g, made.totals.volume_ml, made.totals.vials)


def test_the_time_is_known_where_only_what_was_given_had_no_rate():
    made = plan(**YIMMUGO, cycles=2, first_infusion="no", changes=[{"from_cycle": 2, "rates": "140 mL/h"}])
    assert (D(300), D(320)) == made.totals[2:4]  # 700 mL at 140 mL/h, and 20 min of watching


def test_what_is_to_come_has_its_cost_and_what_was_given_needs_no_price():
    """70 g of Yimmugo are 3 x 20 g and 1 x 10 g, given once and to come twice."""
    now = worked_out(course(asked({**YIMMUGO, "given": "2026-01-05", "cycles": 2}), Catalogue()))
    twenty, ten = VialPrice("yimmugo", D(20), D("800.50")), VialPrice("yimmugo", D(10), D(400))

    def cost(of, *prices):
        return totals(of._replace(case=of.case._replace(prices=Prices("EUR", prices)))).cost

    assert Cost(6 * D("800.50") + 2 * D(400), "EUR", ()) == cost(now, twenty, ten)
    assert Cost(None, "EUR", (Unpriced("yimmugo", D(10)),)) == cost(now, twenty)
    given = now._replace(cycles=tuple(cycle._replace(given=True) for cycle in now.cycles))
    assert Cost(D(0), "EUR", ()) == cost(given)
