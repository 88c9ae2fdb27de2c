"""A local product that leaves out what the shipped record of its id has: each is named, and what is forbidden holds."""

from itertools import count

import pytest
from formularies import PRODUCT, formulary
from planning import START, answer_to, only, raised

from ivigcalc.catalogue.catalogue import Catalogue

SAID = {"weight": "70kg", "start": START, "dose": "1g/kg", "days": 1, "first_infusion": "no"}
OWN = 'indications = [{ id = "cidp", at = "page 2" }]'
IGA = '{ risk = "iga-antibodies", text = "ours", at = "page 6" }'
CORN = '{ risk = "corn-allergy", text = "ours", at = "page 6" }'
METER = '{ risk = "glucose-meter", text = "ours", at = "page 6" }'


def in_place_of(id, more="", strength=100):
    """The example product under the *id* of a shipped one, with *more* on its label."""
    text = PRODUCT.replace('id = "examplegam"', f'id = "{id}"').replace('aliases = ["example"]', "")
    text = text.replace("g_per_l = 100", f"g_per_l = {strength}").replace("ml = 50,", f"ml = {5000 // strength},")
    return text.replace("ml = 200,", f"ml = {20000 // strength},").replace(OWN, f"{OWN}\n{more}")


@pytest.fixture
def planned(tmp_path):
    """The plan of what is said, with a local product of the *id*; each record in a formulary of its own."""
    numbers = count()

    def run(id, record, **said):
        files = {f"products__{id.replace('-', '_')}": record}
        catalogue = Catalogue(formulary(tmp_path / str(next(numbers)), **files))
        return answer_to("plan", {**SAID, "product": id, **said}, catalogue).plan

    return run


def test_each_warning_excipient_and_contraindication_that_is_left_out_is_named(planned):
    alert = only(planned("octagam-10", in_place_of("octagam-10")), "product.local-left-out")
    assert "caution" == alert.severity
    assert alert.text.startswith(
        "the local record of octagam-10 omits from the shipped label (eu, de, uk): contraindication iga-antibodies "
        "(hypersensitivity to human immunoglobulin, especially in patients with antibodies against IgA); warning "
        "glucose-meter (contains maltose: "
    )
    for part in ("warning corn-allergy (", "stabiliser (maltose)", "IgA (at most 0.4 mg/mL)", "pH (4.5-5.0)"):
        assert f"; {part}" in alert.text
    assert "octagam-ph-label-digest" == alert.citation.source


def test_what_the_local_record_has_is_not_named(planned):
    contents = ("stabiliser", "IgA", "measles antibody", "pH")
    composition = ", ".join(f'{{ what = "{what}", text = "ours", at = "page 7" }}' for what in contents)
    whole = f"contraindications = [{IGA}]\nwarnings = [{METER}, {CORN}]\ncomposition = [{composition}]"
    assert [] == raised(planned("octagam-10", in_place_of("octagam-10", whole)), "product.local-left-out")
    stricter = f"contraindications = [{IGA}, {CORN}]\nwarnings = [{METER}]\ncomposition = [{composition}]"
    assert [] == raised(planned("octagam-10", in_place_of("octagam-10", stricter)), "product.local-left-out")
    less = f"contraindications = [{IGA}]\nwarnings = [{METER}]\ncomposition = [{composition}]"
    alert = only(planned("octagam-10", in_place_of("octagam-10", less)), "product.local-left-out")
    assert "(eu, de, uk): warning corn-allergy (contains maltose, derived from corn" in alert.text


def test_a_product_of_the_house_leaves_nothing_out(planned):
    assert [] == raised(planned("examplegam", PRODUCT), "product.local-left-out")


def flebogamma(more=""):
    return in_place_of("flebogamma-5", more, strength=50)


def test_an_age_that_the_local_record_leaves_out_is_still_a_stop(planned):
    made = planned("flebogamma-5", flebogamma(), weight="10kg", age=1)
    alert = only(made, "product.contraindicated")
    assert "stop" == alert.severity
    assert "is contraindicated by the shipped label, but the local record omits it: age 1, below 2 years:" in (
        alert.text
    )
    newborn = planned("flebogamma-5", flebogamma(), weight="3kg", age=0)
    assert "omits it: age 0, below 2 years:" in only(newborn, "product.contraindicated").text
    assert [] == raised(planned("flebogamma-5", flebogamma(), weight="10kg", age=2), "product.contraindicated")


def test_the_age_limit_is_a_part_of_its_own(planned):
    own = '{ risk = "fructose-intolerance", text = "ours", at = "page 6" }'
    without = only(planned("flebogamma-5", flebogamma(f"contraindications = [{own}]")), "product.local-left-out")
    assert "contraindication fructose-intolerance and below 2 years (" in without.text
    assert "stabiliser (D-sorbitol 50 mg/mL)" in without.text
    aged = own.replace("text", "below_age_years = 2, text")
    with_it = only(planned("flebogamma-5", flebogamma(f"contraindications = [{aged}]")), "product.local-left-out")
    assert "fructose-intolerance" not in with_it.text


def test_a_local_stabiliser_that_is_no_longer_named_as_sorbitol_is_left_out(planned):
    other = 'composition = [{ what = "stabiliser", text = "sugar alcohol", at = "page 7" }]'
    assert "stabiliser (D-sorbitol" in only(planned("flebogamma-5", flebogamma(other)), "product.local-left-out").text


def test_an_own_contraindication_by_risk_gets_the_age_of_the_substance(planned):
    """The record names the intolerance and the sorbitol, and no age: below 2 years it is a stop all the same."""
    own = (
        'contraindications = [{ risk = "fructose-intolerance", text = "ours", at = "page 6" }]\n'
        'composition = [{ what = "stabiliser", text = "sorbitol", contains = ["sorbitol"], at = "page 7" }]'
    )
    made = planned("flebogamma-5", flebogamma(own), weight="10kg", age=1)
    assert "flebogamma-5-eu-leaflet" == only(made, "product.contraindicated").citation.source
    intolerant = planned("flebogamma-5", flebogamma(own), age=30, risk=["fructose-intolerance"])
    assert only(intolerant, "product.contraindicated").text.endswith("is contraindicated: ours")


def test_a_product_of_the_house_with_sorbitol_is_held_to_it_too(planned):
    more = 'composition = [{ what = "stabiliser", text = "fructose", contains = ["fructose"], at = "page 7" }]'
    record = PRODUCT.replace(OWN, f"{OWN}\n{more}")
    assert only(planned("examplegam", record, risk=["fructose-intolerance"]), "product.contraindicated")
