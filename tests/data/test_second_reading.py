"""What a second reading of the records found: for each fault the plan that had it, with its right value."""

import pytest
from planning import document, stops


@pytest.mark.parametrize(("age", "stopped"), [(1, True), (2, False)])
@pytest.mark.parametrize("product", ["flebogamma-5", "flebogamma-10", "plangamma-5", "plangamma-10"])
def test_a1_a_sorbitol_product_below_2_years_is_a_stop(product: str, age: int, stopped: bool) -> None:
    market = "es"
    said = {"weight": "10kg", "age": age, "regimen": "kawasaki", "product": product, "market": market}
    assert stopped == ("product.contraindicated" in stops(document("dose", **said).plan))


@pytest.mark.parametrize("product", ["plangamma-5", "plangamma-10"])
def test_a_sorbitol_product_with_fructose_intolerance_is_a_stop(product: str) -> None:
    said = {"weight": "70kg", "dose": "1g/kg", "days": 1, "indication": "itp", "product": product, "market": "es"}
    assert "product.contraindicated" in stops(document("dose", risk=["fructose-intolerance"], **said).plan)
    assert "product.contraindicated" not in stops(document("dose", risk=["none"], **said).plan)
