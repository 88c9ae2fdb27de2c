"""The largest vial on file, and what is said as a larger one: most likely its mL."""

from decimal import Decimal

import pytest
from formularies import PRODUCT, formulary
from ladders import products
from planning import answer_to, dosed, plan

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import ENTRY
from ivigcalc.core.errors import RecordInvalid, Refused


def test_the_record_is_the_largest_vial_of_the_labels():
    sizes = [vial.g for product in products().values() for label in product.labels for vial in label.vials]
    assert max(sizes) == Catalogue().limits(ENTRY).vial_g.value == 40


def test_larger_vials_are_refused_as_the_ml_that_they_look_like(ivigcalc):
    words = "dose -w 70kg --days 2 --dose 1.5g/kg/cycle -c 10% --vials"
    run = ivigcalc(*words.split(" "), "50,100,200")
    assert (3, "") == (run.status, run.out)
    assert (
        "vials of 50, 100, 200 g: the largest of any label on file holds 40 g, and these look like mL: 50, 100, "
        "200 mL at 100 g/L hold 5, 10, 20 g; enter --vials in grams, such as 5 [house: "
    ) in run.err
    assert ivigcalc(*words.split(" "), "5,10,20").status == 0


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"concentration": "10%", "vials": "5,40.1"}, "vials", "vials of 40.1 g: .* 40.1 mL at 100 g/L hold 4.01 g"),
        ({"concentration": "10%", "stock": "50g:3"}, "stock", "vials of 50 g: .* such as 5g:3"),
        ({"concentration": "5%", "vials": "50"}, "vials", "50 mL at 50 g/L hold 2.5 g"),
        ({"product": "privigen", "market": "eu", "vials": "100"}, "vials", "100 mL .* 10 g"),
        ({"product": "privigen", "market": "eu", "stock": "50g:2"}, "stock", "50 mL .* 5 g"),
    ],
)
def test_in_stock_and_of_a_product_on_file_too(said, field, words):
    with pytest.raises(Refused, match=words) as refused:
        plan(weight="70kg", dose="1g/kg/cycle", days=1, **said)
    assert field == refused.value.field


def test_the_largest_itself_is_a_vial():
    assert Decimal(40) == dosed("40g/cycle", vials="40").phases[0].planned_g
    assert plan(weight="70kg", dose="40g/cycle", days=1, product="privigen", market="us", vials="40").phases


def test_a_local_vial_without_its_ml_is_held_to_it(tmp_path):
    """With g and ml that fit the strength it is a vial, however large."""
    said = {"weight": "70kg", "dose": "1g/kg/cycle", "days": 1, "product": "examplegam", "start": "2026-01-05"}
    in_ml = PRODUCT.replace("g = 20, ml = 200", "g = 200")
    with pytest.raises(RecordInvalid, match=r"vials\[1\]: g: 200 g is more than any label on file has \(40 g\)"):
        answer_to("plan", said, Catalogue(formulary(tmp_path / "ml", products__examplegam=in_ml)))
    large = PRODUCT.replace("g = 20, ml = 200", "g = 50, ml = 500")
    assert answer_to("plan", said, Catalogue(formulary(tmp_path / "large", products__examplegam=large))).plan.phases
