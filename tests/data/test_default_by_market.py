"""The variant that stands unsaid follows the market that is said, where the regimen's record says so."""

import json

import pytest
from formularies import formulary
from planning import document, only, plan, raised, stops

from ivigcalc.catalogue.catalogue import SHIPPED, Catalogue
from ivigcalc.catalogue.kinds import PRODUCTS, REGIMENS
from ivigcalc.core.soundness.consistency import faults

CATALOGUE = Catalogue()
RECORDS = {id: CATALOGUE.record(REGIMENS, id) for id in CATALOGUE.ids(REGIMENS)}
DEFAULTS = [
    (id, market, product, one.variant)
    for id, regimen in RECORDS.items()
    for one in regimen.default_by_market
    for market in one.markets
    for product in one.products
]
ITP_IN_THE_US = [
    product
    for product in CATALOGUE.ids(PRODUCTS)
    for label in CATALOGUE.record(PRODUCTS, product).labels
    if "us" in label.markets and "itp" in [named.id for named in label.indications] and product != "gammagard-sd"
]


def test_the_regimens_that_have_one():
    assert {id for id, *_ in DEFAULTS} == {"cidp", "dermatomyositis", "itp", "mmn", "primary-immunodeficiency"}


@pytest.mark.parametrize(("regimen", "market", "product", "variant"), DEFAULTS)
def test_each_is_for_a_product_that_the_label_of_the_market_licenses(regimen, market, product, variant):
    labels = [label for label in CATALOGUE.record(PRODUCTS, product).labels if market in label.markets]
    assert regimen in [named.id for label in labels for named in label.indications]
    assert any(one.id == variant and one.status.startswith("licensed") for one in RECORDS[regimen].variants)


@pytest.mark.parametrize("product", ITP_IN_THE_US)
def test_itp_of_1_g_per_kg_on_two_days_is_planned_by_the_words_of_the_order(product):
    said = {"weight": "70kg", "regimen": "itp", "dose": "1g/kg/day", "days": 2, "product": product, "market": "us"}
    made = plan(**said)
    assert 140 == made.phases[0].planned_g
    assert [] == [code for code in stops(made) if code.startswith("dose.")]
    assert [] == raised(made, "dose.not-as-printed")


def test_the_note_of_the_default_says_the_market_and_the_others():
    said = {"weight": "70kg", "regimen": "itp", "product": "octagam-10"}
    made = plan(**said, market="us")
    assert made.indication is not None
    assert "itp/octagam-us" == made.indication.regimen
    note = next(alert for alert in raised(made, "dose.assumed") if alert.text.startswith("regimen "))
    name = "regimen itp/octagam-us (Chronic ITP in adults, Octagam 10 %, US label)"
    assert note.text == f"{name} assumed: market us: the label of the product in that market"
    assert "itp/eu-label-a" in note.do
    european = plan(**said, market="eu", dose="1g/kg/cycle")
    assert european.indication is not None
    assert "itp/eu-label-a" == european.indication.regimen


@pytest.mark.parametrize(
    ("regimen", "product", "market", "variant"),
    [
        ("itp", "OCTAGAM-10", "us", "octagam-us"),  # as any id, whatever its case
        ("itp", "gammaked", "us", "privigen-us"),  # no variant of its own: the schedule of the others
        ("itp", "gammagard-sd", "us", "eu-label-a"),  # its label prints 1 g/kg
        ("cidp", "gamunex-c", "us", "gamunex-c-us"),
        ("cidp", "gamunex-c", "hk", "eu-label"),  # that label prints every 2 weeks
        ("cidp", "kiovig", "eu", "eu-label"),
        ("dermatomyositis", "octagam-10", "uk", "octagam-eu"),
        ("dermatomyositis", "privigen", "us", "dermatology-review"),
        ("mmn", "gammagard-liquid", "us", "gammagard-us"),
        ("primary-immunodeficiency", "panzyga", "us", "panzyga-us"),
    ],
)
def test_which_variant_stands(regimen, product, market, variant):
    of = "maintenance=" if regimen == "cidp" else ""
    said = {"weight": "70kg", "regimen": regimen, "dose": f"{of}0.5g/kg/cycle", "days": f"{of}1", "every": "4w"}
    strength = {"concentration": "5%"} if product == "gammagard-sd" else {}
    made = plan(**said, **strength, product=product, market=market)
    assert made.indication is not None
    assert f"{regimen}/{variant}" == made.indication.regimen


def test_a_variant_that_is_said_stands_in_every_market():
    said = {"weight": "70kg", "regimen": "itp/eu-label-b", "days": 5, "product": "octagam-10", "market": "us"}
    made = plan(**said)
    assert made.indication is not None
    assert "itp/eu-label-b" == made.indication.regimen
    assert not [alert for alert in raised(made, "dose.assumed") if alert.text.startswith("regimen ")]


def test_without_a_market_said_the_general_default_stands():
    made = plan(weight="70kg", regimen="cidp", days="maintenance=2", product="gamunex-10")
    assert made.indication is not None
    assert "cidp/eu-label" == made.indication.regimen


def test_the_same_in_one_infusion_weights_and_rows(ivigcalc, tmp_path):
    said = {"weight": "70kg", "regimen": "itp", "dose": "1g/kg", "product": "octagam-10", "market": "us"}
    assert [] == stops(document("rates", **said).plan)
    rows = tmp_path / "rows.csv"
    rows.write_text("label,weight,regimen,product,market,start\nA,70,itp,octagam-10,us,2026-01-05\n")
    run = ivigcalc("batch", str(rows))
    assert "itp/octagam-us" == json.loads(run.out)["indication"]["regimen"]


def test_the_dates_and_weights_of_a_saved_plan_are_those_of_its_variant(ivigcalc):
    """Octagam 10 % in the US is given on 2 days, and 2 g/kg; the general default is 1 g/kg on one."""
    words = "plan -w 70kg -r itp -p octagam-10 --market us -s 2026-01-05 -f json"
    saved = ivigcalc(*words.split(" ")).out
    dates = json.loads(ivigcalc("calendar", "--request", "-", "-f", "json", stdin=saved).out)
    assert ["2026-01-05", "2026-01-06"] == [row["date"] for row in dates["calendar"]]
    weights = json.loads(ivigcalc("weight", "--request", "-", "-f", "json", stdin=saved).out)
    assert 140 in [one["dose_g"] for one in weights["policies"]]
    taper = "taper --request - --steroid prednisolone --tablets de --taper 60/cycle -f json"
    assert ivigcalc(*taper.split(" "), stdin=saved).status == 0


def test_a_course_that_goes_on_with_another_product_keeps_its_variant():
    said = {"weight": "70kg", "regimen": "cidp", "days": "maintenance=2", "cycles": 4}
    said = {**said, "product": "gamunex-c", "market": "us"}
    anew = [{"from_cycle": 3, "product": "kiovig", "market": "eu"}]
    made = plan(**said, changes=anew)
    assert made.indication is not None
    assert "cidp/gamunex-c-us" == made.indication.regimen
    assert "product.switched" == only(made, "product.switched").code
    again = plan(**{**said, "regimen": "cidp/eu-label"}, changes=anew)
    assert again.indication is not None
    assert "cidp/eu-label" == again.indication.regimen


@pytest.mark.parametrize(("product", "market"), [("privigen", "us"), ("octagam-10", "eu"), ("kiovig", "eu")])
def test_a_course_of_one_phase_keeps_its_variant_too(product, market):
    said = {"weight": "70kg", "regimen": "dermatomyositis", "days": 2, "cycles": 4}
    made = plan(
        **said, product="octagam-10", market="us", changes=[{"from_cycle": 3, "product": product, "market": market}]
    )
    assert made.indication is not None
    assert "dermatomyositis/octagam-us" == made.indication.regimen


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('variant = "octagam-us"', 'variant = "nobody"', "default_by_market[1]: variant: 'nobody' is not the id of"),
        ('markets = ["us", "ca"]', 'markets = ["mars"]', "default_by_market[2]: markets: 'mars' is not one of us"),
        ('markets = ["us", "ca"]', "markets = []", "default_by_market[2]: markets: one or more are needed"),
        ('products = ["octagam-10"]', 'products = ["privigen"]', "default_by_market[1]: markets: 'us' is that of an"),
        ('products = ["octagam-10"]', 'products = ["nobody"]', "default_by_market[1]: products: no product 'nobody'"),
        (
            'reason = "the label of the product in that market"',
            'reason = " "',
            "reason: empty; give the reason for this variant",
        ),
    ],
)
def test_a_default_that_cannot_stand_is_told_by_its_key(tmp_path, before, after, said):
    text = (SHIPPED / "regimens" / "itp.toml").read_text(encoding="utf-8")
    assert before in text
    _, found = Catalogue(formulary(tmp_path, regimens__itp=text.replace(before, after))).check()
    assert any(said in fault for fault in found), found


def test_an_entry_for_any_product_hides_those_behind_it():
    itp = RECORDS["itp"]
    *_, general = itp.default_by_market
    assert () == faults(itp)
    assert faults(itp._replace(default_by_market=(general, *itp.default_by_market[:1]))) == (
        "default_by_market[1]: markets: 'us' is that of an entry before, which goes before this one",
    )


def test_the_catalogue_shows_them(ivigcalc):
    shown = " ".join(ivigcalc("catalogue", "show", "itp").out.split())
    assert "default with market us and octagam-10: the label of the product in that market" in shown
    assert "default with market us: the schedule that the US labels on file print for other products" in shown
