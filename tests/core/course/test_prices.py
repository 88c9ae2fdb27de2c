"""What vials cost: vials times price, and nothing where a price is lacking."""

from decimal import Decimal

from ivigcalc.core.course.planned import VialTotal
from ivigcalc.core.course.prices import Cost, Prices, Unpriced, VialPrice, cost, cost_of, unpriced

D = Decimal
PRICES = Prices(
    "EUR",
    (
        VialPrice("brand", D(20), D("812.50")),
        VialPrice("other", D(20), D(900)),
        VialPrice("brand", D(10), D("406.25")),
    ),
)
TWENTY, TEN, FIVE = VialTotal(D(20), 2), VialTotal(D(10), 1), VialTotal(D(5), 3)


def test_each_size_of_a_product_has_its_price():
    assert {D(20): D("812.50"), D(10): D("406.25")} == PRICES.of("brand")
    assert {} == PRICES.of("third")


def test_a_cost_is_the_sum_over_the_products():
    """2 x 812.50 + 406.25 + 2 x 900."""
    assert Cost(D("3831.25"), "EUR", ()) == cost([("brand", (TWENTY, TEN)), ("other", (TWENTY,))], PRICES)
    assert Cost(D("2031.25"), "EUR", ()) == cost(iter([("brand", (TWENTY, TEN))]), PRICES)
    assert Cost(D(0), "EUR", ()) == cost([], PRICES)
    assert D("2031.25") == cost_of("brand", (TWENTY, TEN), PRICES)


def test_where_a_price_is_lacking_there_is_no_cost_and_each_is_named_once():
    taken = [("brand", (TWENTY, FIVE)), ("other", (TEN,)), ("third", ()), ("brand", (FIVE,))]
    lacking = (Unpriced("brand", D(5)), Unpriced("other", D(10)), Unpriced("third", None))
    assert Cost(None, "EUR", lacking) == cost(taken, PRICES)
    assert lacking == tuple(one for product, vials in taken[:3] for one in unpriced(product, vials, PRICES))
    assert [None, None, None] == [cost_of(product, vials, PRICES) for product, vials in taken[:3]]


def test_without_prices_there_is_no_cost():
    assert cost([("brand", (TWENTY,))], None) is None
    assert cost_of("brand", (TWENTY,), None) is None
