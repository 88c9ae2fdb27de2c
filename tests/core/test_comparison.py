"""Products side by side: each row as a whole, what all of them share, and what none of them uses."""

from decimal import Decimal

import pytest
from formularies import formulary
from planning import asked, raised

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.comparison import comparison
from ivigcalc.core.course.compared import ComparedAlert, ComparedPhase, ComparedProduct
from ivigcalc.core.course.planned import Alert, PlannedIndication
from ivigcalc.core.course.prices import Cost, Prices, Unpriced, VialPrice
from ivigcalc.core.dosing.vial_supply import VialCount
from ivigcalc.core.dosing.weight import DosingWeight
from ivigcalc.core.errors import Refused
from ivigcalc.core.printed.product import Constituent
from ivigcalc.core.printed.sources import Citation
from ivigcalc.documents.compare import candidates

D = Decimal
OTHER = """
id = "othergam"
name = "Othergam 50 g/L"
aliases = []

[[strengths]]
g_per_l = 50
source = "our-pharmacy"
at = "page 4"

[[labels]]
markets = ["uk", "ch"]
source = "our-pharmacy"
vials = [{ g = 2.5, ml = 50, at = "page 4" }]
indications = [{ id = "gbs", at = "page 5" }]
composition = [{ what = "stabiliser", text = "glucose", at = "page 6" }]
"""
ORDER = {"weight": "42kg", "dose": "1g/kg/cycle", "days": "1,3", "first_infusion": "no", "risk": ["none"]}
EXACT = {**ORDER, "rounding": "exact", "tolerance": "5%"}
BOTH = {"product": "examplegam,othergam"}
CIDP = PlannedIndication(
    "cidp", "Chronic inflammatory demyelinating polyneuropathy", None, "", (), licensed=None, local=False
)
WEIGHT = DosingWeight(D(42), "actual", "actual", "every patient dosed on actual body weight", D(42), None, None, None)
COURSE = ("course", 2, (1, 3), D(42), D(42), D(0))  # calculated, planned and their difference
NO_RATE = ComparedAlert(
    "rate.none-on-file",
    "caution",
    "Othergam 50 g/L: no infusion rate on file, so no pump timetable",
    'enter the rates of the product\'s current label as [[rates]] "RATExMINUTES,RATE mL/kg/h", choose a rate protocol '
    "on file, or give [[over]]",
    Citation("house", "start and maximum rates are never invented"),
)
NONE_CAN = Alert(
    "compare.none",
    "stop",
    "no product that was compared can give this order",
    "check the reason of each",
    Citation("house", "a comparison is of products that can be given"),
)
NO_US_LABEL = {
    "examplegam": "examplegam: no 'us' label on file; on file: de",
    "othergam": "othergam: no 'us' label on file; on file: uk, ch",
}


@pytest.fixture
def catalogue(tmp_path):
    """Two products: one has a ladder and vials of 5 and 20 g, the other no ladder, and vials of 2.5 g."""
    return Catalogue(formulary(tmp_path, products__othergam=OTHER))


@pytest.fixture
def tried(catalogue):
    """What is said as candidates."""
    return lambda prices=None, **said: tuple(candidates(asked(said)._replace(prices=prices), catalogue))


def part_used(phase, grams):
    return ComparedAlert(
        "dose.part-vial",
        "caution",
        f"{phase}: part-used vials, {grams} g per cycle discarded",
        "see the whole-vial alternatives",
        Citation("house", "what is discarded is stated"),
    )


def refused(one, why):
    """The row of a candidate that cannot give the order."""
    return ComparedProduct(
        one.product, one.name, one.market, one.concentration, None, None, (), None, (), one.composition, why
    )


def idle(made):
    """The note of what was not used."""
    return [alert.text for alert in raised(made, "request.not-used")]


def test_each_row_is_what_the_product_makes_of_the_order(tried):
    """42 g are 21 g a day: 20 + 5 g leave 4 g of each 25 g, and nine vials of 2.5 g leave 1.5 g of 22.5 g.

    210 mL at 0.5, 1 and 2 mL/kg/h, which are 21, 42 and 84 mL/h: 10.5 and 21 mL in 30 min each, and 178.5 mL in 127.5
    min, so 188 min, and 20 min of observation.
    """
    prices = Prices("EUR", (VialPrice("examplegam", D(20), D(900)), VialPrice("examplegam", D(5), D("240.50"))))
    made = comparison(tried(prices, **EXACT, **BOTH, indication="cidp"), {})
    assert (
        ComparedProduct(
            product="examplegam",
            name="Examplegam 100 g/L",
            market="de",
            concentration_g_per_l=D(100),
            regimen=None,
            licensed=True,
            phases=(
                ComparedPhase(
                    *COURSE,
                    volume_ml=D(420),
                    vials=(VialCount(D(20), D(200), 2), VialCount(D(5), D(50), 2)),
                    waste_g=D(8),
                    highest_ml_per_h=D(84),
                    infusion_minutes=D(188 + 188),
                    chair_minutes=D(2 * (188 + 20)),
                    cost=Cost(2 * D(900) + 2 * D("240.50"), "EUR", ()),
                ),
            ),
            highest="caution",
            alerts=(part_used("course", 8),),
            composition=(),
            why="",
        ),
        ComparedProduct(
            product="othergam",
            name="Othergam 50 g/L",
            market="uk",
            concentration_g_per_l=D(50),
            regimen=None,
            licensed=False,
            phases=(
                ComparedPhase(
                    *COURSE,
                    volume_ml=D(840),
                    vials=(VialCount(D("2.5"), D(50), 18),),
                    waste_g=D(3),
                    highest_ml_per_h=None,
                    infusion_minutes=None,
                    chair_minutes=None,
                    cost=Cost(None, "EUR", (Unpriced("othergam", D("2.5")),)),
                ),
            ),
            highest="caution",
            alerts=(part_used("course", 3), NO_RATE),
            composition=(Constituent("stabiliser", "glucose", Citation("our-pharmacy", "page 6")),),
            why="",
        ),
    ) == made.compared


def test_what_every_product_has_stands_once_above_the_rows(tried):
    """2 g/kg in a day is above the most of a day; 84 g leave 1 g of 85 g with either, and 42 g 3 g or 0.5 g."""
    said = {**EXACT, "dose": "2g/kg/cycle", "days": 1, "every": "4w", "cycles": 1}
    made = comparison(tried(**said, then=["1g/kg, 1 day, every 4w, 1 cycle"], **BOTH), {})
    assert [
        ("dose.above-day-limit", "course"),
        ("dose.part-vial", "course"),
        ("haemolysis.check", "course"),
        ("request.not-used", ""),
    ] == [(alert.code, alert.phase) for alert in made.alerts]
    first, second = made.compared
    assert ("stop", "stop") == (first.highest, second.highest)
    assert (part_used("phase 2", 3),) == first.alerts
    assert [part_used("phase 2", D("0.5")), NO_RATE] == [one for one in second.alerts if one.code != "volume.high"]
    assert [("course", (1,)), ("phase 2", (1,))] == [(one.name, one.infusion_days) for one in second.phases]


@pytest.mark.parametrize(
    ("treated", "shown"),
    [({}, None), ({"indication": "itp"}, False), ({"indication": "cidp"}, None)],
    ids=["none said", "licensed with neither", "licensed with one"],
)
def test_the_indication_stands_above_the_rows_where_it_is_the_same_with_every_product(tried, treated, shown):
    made = comparison(tried(**ORDER, **BOTH, **treated), {})
    assert shown == (made.indication and made.indication.licensed)
    assert WEIGHT == made.dosing_weight


def test_a_regimen_is_that_of_each_row(tried):
    made = comparison(tried(**ORDER, regimen="gbs", product="othergam"), {})
    assert [("gbs/eu-label", True)] == [(one.regimen, one.licensed) for one in made.compared]


def test_the_dosing_weight_stands_above_the_rows_where_it_is_the_same_with_every_product(tried):
    one = tried(**ORDER, product="examplegam")
    assert WEIGHT == comparison(one, {}).dosing_weight
    heavier = tried(**{**ORDER, "weight": "50kg"}, product="othergam")
    assert comparison((*one, *heavier), {}).dosing_weight is None


def test_a_product_that_cannot_give_the_order_stands_behind_those_that_can_with_the_reason(tried):
    """One has no such label, which its case tells, and one no such dose, which its plan tells."""
    (other,), (example,) = tried(**ORDER, product="othergam", market="us"), tried(**ORDER, product="examplegam")
    (above,) = tried(**{**ORDER, "dose": "6g/kg"}, product="othergam")
    made = comparison((other, above, example), {})
    why = (
        "6 g/kg per cycle (252 g for 42 kg) is above the limit of 5 g/kg; check dose, unit and weight [house: two "
        "and a half times the 2 g/kg of a cycle; above it, suspect an error of unit or a factor of ten]"
    )
    can, *cannot = made.compared
    assert ("examplegam", "") == (can.product, can.why)
    assert [refused(other, NO_US_LABEL["othergam"]), refused(above, why)] == cannot
    assert ("us", D(50), ()) == (other.market, other.concentration, other.composition)
    assert (Constituent("stabiliser", "glucose", Citation("our-pharmacy", "page 6")),) == above.composition
    assert WEIGHT == made.dosing_weight
    assert [] == raised(made, "compare.none")


@pytest.mark.parametrize("products", [("examplegam",), ("othergam", "examplegam")])
def test_where_none_can_give_the_order_each_tells_why(tried, products):
    found = tried(**ORDER, product=",".join(products), market="us")
    made = comparison(found, {})
    assert tuple(refused(one, NO_US_LABEL[one.product]) for one in found) == made.compared
    assert (NONE_CAN,) == made.alerts
    assert (None, None) == (made.indication, made.dosing_weight)


def test_what_is_wrong_with_the_order_is_told_once_where_every_product_fails_for_it(tried):
    said = {**ORDER, "dose": "6g/kg"}
    with pytest.raises(Refused, match="^6 g/kg per cycle"):
        comparison(tried(**said, **BOTH), {})
    (alone,) = comparison(tried(**said, product="examplegam"), {}).compared
    assert alone.why.startswith("6 g/kg per cycle")
    (lacks,) = tried(**ORDER, product="othergam", market="us")
    assert 2 == len(comparison((*tried(**said, product="examplegam"), lacks), {}).compared)


def test_an_option_that_no_product_used_is_named_with_the_reason_of_the_first(tried):
    """A highest rate matters to the one that has rates."""
    said = {**ORDER, "max_dose": "90g", "max_rate": "40mL/h"}
    found = tried(**said, **BOTH)
    both = "[[risk]] (nothing here depends on it), [[max_dose]] (no dose comes to more)"
    assert [f"not used here: [[start]] (for plan), {both}"] == idle(comparison(found, {"start": "for plan"}))
    no_rate = "[[max_rate]] (no rate is on file or entered), [[first_infusion]] (no rate is on file or entered)"
    assert [f"not used here: {both}, {no_rate}"] == idle(comparison(found[1:], {}))
    fails = tried(**said, product="examplegam", market="us")
    assert [f"not used here: {both}, {no_rate}"] == idle(comparison((*fails, found[1]), {}))
    assert ["not used here: [[start]] (for plan)"] == idle(comparison(fails, {"start": "for plan"}))
    assert [f"not used here: {both}"] == idle(comparison((found[1], found[0]), {}))
