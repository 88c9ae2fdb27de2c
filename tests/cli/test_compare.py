"""Products side by side: each as its own dose plan has it, and the reason of each that cannot give the order."""

import csv
import json
from decimal import Decimal
from io import StringIO

import pytest

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import PRODUCTS

ORDER = ("-w", "73kg", "--dose", "0.4g/kg", "--days", "1")
TWO_DAYS = ("-w", "73kg", "--dose", "0.4g/kg/day", "--days", "2")
THREE = ("-p", "privigen,octagam-10,kiovig")


@pytest.fixture
def compared(ivigcalc):
    def run(*words, status=0):
        result = ivigcalc("compare", *words, "--format", "json")
        assert status == result.status
        return json.loads(result.out)

    return run


def of_market(market):
    """The products with a label of *market*, in each of their strengths."""
    catalogue = Catalogue(None)
    found = [catalogue.record(PRODUCTS, id) for id in sorted(catalogue.ids(PRODUCTS))]
    return [
        (one.id, strength.g_per_l)
        for one in found
        if any(market in label.markets for label in one.labels)
        for strength in one.strengths
    ]


@pytest.mark.parametrize("order", [ORDER, TWO_DAYS], ids=["one day", "two days"])
@pytest.mark.parametrize("market", ["us", "eu"])
def test_each_product_of_a_market_is_as_in_its_own_dose_plan(compared, ivigcalc, market, order):
    made = compared(*order, "--market", market)
    rows = made["compared"]
    assert sorted(of_market(market)) == sorted((row["product"], Decimal(row["concentration_g_per_l"])) for row in rows)
    for row in rows:
        alone = ivigcalc(
            "dose", *order, "--market", market, "-p", row["product"], "-c", f"{row['concentration_g_per_l']}g/L",
            "-f", "json",
        )  # fmt: skip
        assert alone.status in (0, 3)
        (phase,), (mine,) = json.loads(alone.out)["phases"], row["phases"]
        for key in ("name", "days_per_cycle", "infusion_days", "planned_g", "difference_percent", "volume_ml"):
            assert phase[key] == mine[key]
        days = phase["days"]
        assert sum(day["waste_g"] for day in days) == mine["waste_g"]
        assert sum(vial["count"] * vial["g"] for day in days for vial in day["vials"]) == sum(
            vial["count"] * vial["g"] for vial in mine["vials"]
        )
        if any(day["infusion"] is None for day in days):
            assert [None] * 3 == [mine[key] for key in ("infusion_minutes", "chair_minutes", "highest_ml_per_h")]
            continue
        pump = sum(day["infusion"]["total_minutes"] for day in days)
        assert pump == mine["infusion_minutes"]
        assert pump + sum(day["infusion"]["observe_minutes"] for day in days) == mine["chair_minutes"]
        assert max(step["ml_per_h"] for day in days for step in day["infusion"]["steps"]) == mine["highest_ml_per_h"]


def test_the_alerts_that_every_product_has_stand_once_and_the_others_beside_their_product(compared, ivigcalc):
    """2 g/kg in a day is above the most of a day with either; maltose is in Octagam alone."""
    order = ("-w", "70kg", "--dose", "2g/kg", "--days", "1", "--market", "us", "--risk", "glucose-meter")
    made = compared(*order, "-p", "octagam-10,gammaplex-10", status=3)
    assert ["dose.above-day-limit"] == [one["code"] for one in made["alerts"] if one["severity"] == "stop"]
    octagam, gammaplex = made["compared"]
    assert ("octagam-10", "stop") == (octagam["product"], octagam["highest"])
    assert "product.glucose-meter" in [one["code"] for one in octagam["alerts"]]
    assert "product.glucose-meter" not in [one["code"] for one in gammaplex["alerts"]]
    for row in made["compared"]:
        alone = json.loads(ivigcalc("dose", *order, "-p", row["product"], "-f", "json").out)["alerts"]
        whole = [(one["code"], one["text"]) for one in alone if one["severity"] != "note"]
        shared = [(one["code"], one["text"]) for one in made["alerts"] if one["severity"] != "note"]
        assert sorted(whole) == sorted([*shared, *((one["code"], one["text"]) for one in row["alerts"])])


def test_a_product_without_a_label_of_the_market_says_so_behind_those_that_can(compared):
    made = compared(*ORDER, "-p", "intratect-50,privigen", "--market", "us")
    can, cannot = made["compared"]
    assert ("privigen", "") == (can["product"], can["why"])
    assert ("intratect-50", "us", [], None) == tuple(cannot[key] for key in ("product", "market", "phases", "highest"))
    assert "intratect-50: no 'us' label on file; on file: eu, de, uk, ch, hk" == cannot["why"]


def test_a_product_of_another_strength_says_so(compared):
    made = compared(*ORDER, "-p", "octagam-5,octagam-10", "--market", "us", "-c", "10%")
    can, cannot = made["compared"]
    assert ("octagam-10", 100) == (can["product"], can["concentration_g_per_l"])
    assert ("octagam-5", None) == (cannot["product"], cannot["concentration_g_per_l"])
    assert cannot["why"].startswith("octagam-5 is 50 g/L, not 100 g/L")


def test_where_no_product_can_it_stops_with_the_reason_of_each(ivigcalc):
    result = ivigcalc("compare", *ORDER, "-p", "intratect-50,plangamma-10", "--market", "us", "-f", "text")
    assert (3, "ivigcalc: do not use as it stands: compare.none\n") == (result.status, result.err)
    assert "STOP  no product that was compared can give this order" in result.out
    for name in ("intratect-50", "plangamma-10"):
        assert f"{name}: no 'us' label on file" in " ".join(result.out.split())


@pytest.mark.parametrize(
    ("words", "status", "why"),
    [
        (("-w", "73kg", *THREE), 2, "no dose: give --regimen"),
        (("--dose", "0.4g/kg", "--days", "1", *THREE), 2, "no weight"),
        ((), 2, "example: ivigcalc compare 73kg 0.4g/kg x1 us"),
        (("-w", "500kg", "--dose", "0.4g/kg", "--days", "1", *THREE), 3, "weight 500 kg"),
        ((*ORDER, "-p", "privigen,nothing"), 2, "no product 'nothing' on file"),
        ((*ORDER, "-s", "2026-01-05"), 2, "No such option: -s"),
        ((*ORDER, *THREE, "-f", "ics"), 2, "a calendar file needs dates"),
    ],
)
def test_an_order_at_fault_is_refused_as_anywhere(ivigcalc, words, status, why):
    result = ivigcalc("compare", *words)
    assert (status, "") == (result.status, result.out)
    assert why in result.err


def test_without_a_market_every_label_is_a_row(compared):
    made = compared(*ORDER, "-p", "privigen")
    assert ["us", "eu", "au", "ch"] == [row["market"] for row in made["compared"]]


def test_a_regimen_has_a_row_for_each_phase_and_the_licence_of_each_product(compared, ivigcalc):
    words = ("-w", "70kg", "-r", "cidp/eu-label", "--days", "loading=4", "--days", "maintenance=1", "--market", "eu")
    made = compared(*words, "-p", "privigen,octagam-10")
    for row in made["compared"]:
        assert ["loading", "maintenance"] == [phase["name"] for phase in row["phases"]]
        assert [140, 70] == [phase["calculated_g"] for phase in row["phases"]]
        alone = json.loads(ivigcalc("dose", *words, "-p", row["product"], "-f", "json").out)
        assert alone["indication"]["licensed"] is row["licensed"]
    shown = ivigcalc("compare", *words, "-p", "privigen,octagam-10", "-f", "text").out
    assert "privigen eu    loading" in shown
    assert "maintenance" in shown


def test_csv_has_a_row_for_each_product_and_phase_and_one_for_each_that_cannot(ivigcalc):
    result = ivigcalc("compare", *ORDER, "-p", "intratect-50,privigen", "--market", "us", "--label", "=A", "-f", "csv")
    can, cannot = csv.DictReader(StringIO(result.out))
    assert {
        "label": "'=A", "product": "privigen", "market": "us", "concentration_g_per_l": "100", "phase": "course",
        "days_per_cycle": "1", "infusion_days": "1", "calculated_g": "29.2", "iga": "at most 25 micrograms/mL",
        "stabiliser": "L-proline 210-290 mmol/L; no sucrose", "sodium": "", "why": "",
    }.items() <= can.items()  # fmt: skip
    assert ("intratect-50", "", "") == (cannot["product"], cannot["planned_g"], cannot["vials"])
    assert cannot["why"].startswith("intratect-50: no 'us' label on file")


def test_the_dosing_weights_have_a_csv_too(ivigcalc):
    result = ivigcalc("weight", "-w", "100kg", "--height", "175cm", "--sex", "male", "--dose", "1g/kg", "-f", "csv")
    rows = {row["policy"]: row for row in csv.DictReader(StringIO(result.out))}
    assert ("100", "actual", "100") == tuple(rows["actual"][key] for key in ("kg", "basis", "dose_g"))
    # 50 + 2.3 x (175 / 2.54 - 60) = 70.464... kg
    assert ("70.46", "ideal", "70.465") == tuple(rows["ideal"][key] for key in ("kg", "basis", "dose_g"))
    assert ("", "", "") == tuple(rows["us-home-infusion"][key] for key in ("label", "adjusted_kg", "basis"))


def test_a_saved_plan_is_compared_with_every_product_of_its_market(ivigcalc, tmp_path):
    saved = tmp_path / "plan.json"
    ivigcalc("plan", *ORDER, "-p", "privigen", "--market", "us", "-s", "2026-01-05", "-f", "json", "-o", str(saved))
    result = ivigcalc("compare", "--request", str(saved), "-f", "json")
    made = json.loads(result.out)
    assert sorted(of_market("us")) == sorted(
        (row["product"], Decimal(row["concentration_g_per_l"])) for row in made["compared"]
    )
    (note,) = [one["text"] for one in made["alerts"] if one["code"] == "request.not-used"]
    assert "--product (that of the saved plan; every product is compared)" in note
    assert "--start (for " in note


def test_the_table_fits_80_columns(ivigcalc):
    out = ivigcalc("compare", *ORDER, "--market", "us", "-f", "text").out
    assert "privigen us" in out
    assert all(len(line) <= 80 for line in out.splitlines() if "http" not in line)
    assert "Product" + " " * 18 + "Dose  Difference  Vials" in out
    assert "Product:" not in out  # what a table becomes that does not fit


def test_an_order_in_words_is_compared_as_one_in_options(ivigcalc):
    words = ivigcalc("compare", "73kg", "0.4g/kg", "x1", "us", "-f", "json")
    options = ivigcalc("compare", *ORDER, "--market", "us", "-f", "json")
    assert (0, options.out) == (words.status, words.out)
