"""``forecast --scenario`` and ``[prices]``: each scenario is a forecast of its own, and a cost is vials x price."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cohorts import line, written
from jsonschema import Draft202012Validator

from ivigcalc.documents.schemas import schema

HEAD = b"label,weight,height,sex,age,dose,days,every,cycles,product,start\n"
PATIENT = b"A,70,30,dermatomyositis,2,3,octagam-10,2026-01-05,"
PRICES = """[prices]
currency = "EUR"
privigen.40g = "1625.00"
privigen.20g = "812.50"
privigen.10g = 406.25
privigen.5g = 204
privigen."2.5g" = "102.10"
"""


def cohort() -> Iterator[bytes]:
    """Adults of two products, some of them obese, so that a weight policy changes their dose."""
    for i in range(12):
        product = ("privigen", "octagam-10")[i % 2]
        start = date(2026, 1, 5 + i)
        yield line(
            f"P{i:02d}", 60 + 9 * i, 160 + i, ("female", "male")[i % 2], 40 + i, "1g/kg", 1, "4w", 3, product, start
        )


@pytest.fixture
def rows(tmp_path: Path) -> str:
    path = tmp_path / "cohort.csv"
    path.write_bytes(HEAD + b"\n".join(cohort()) + b"\n")
    return str(path)


@pytest.fixture
def prices(tmp_path: Path) -> str:
    path = tmp_path / "prices.toml"
    path.write_text(PRICES)
    return str(path)


def read(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


COMMON = ("--market", "us", "--until", "2026-03-31", "--by", "week", "-f", "json")


def test_a_scenario_is_the_forecast_that_says_the_same(ivigcalc: Callable[..., Any], rows: str, prices: str) -> None:
    words = (*COMMON, "--config", prices, "--inventory", "privigen=20g:9")
    wanted = {"nba": ("weight_policy", "nba-2026"), "down": ("rounding", "vial-down")}
    said = [word for name, both in wanted.items() for word in ("--scenario", f"{name}: {'='.join(both)}")]
    found = read(ivigcalc("forecast", rows, *words, *said).out)
    as_it_stands = read(ivigcalc("forecast", rows, *words).out)
    assert as_it_stands == {**found, "scenarios": []}
    assert list(wanted) == [one["name"] for one in found["scenarios"]]
    for one in found["scenarios"]:
        field, value = wanted[one["name"]]
        alone = read(ivigcalc("forecast", rows, *words, "--" + field.replace("_", "-"), value).out)
        for part in ("periods", "totals", "runs_out", "unpriced"):
            assert alone[part] == one[part], (one["name"], part)
        was = {total["product"]: total for total in found["totals"]}
        for total, difference in zip(one["totals"], one["differences"], strict=False):
            assert total["planned_g"] - was[total["product"]]["planned_g"] == difference["planned_g"]
        *products, over_all = one["differences"]
        assert ("all", sum(each["planned_g"] for each in products)) == (over_all["product"], over_all["planned_g"])
        assert over_all["planned_g"] < 0


def test_the_cost_is_vials_times_price_to_the_cent(ivigcalc: Callable[..., Any], rows: str, prices: str) -> None:
    found = read(ivigcalc("forecast", rows, *COMMON, "--config", prices).out)
    price = {40: Decimal("1625.00"), 20: Decimal("812.50"), 10: Decimal("406.25"), 5: Decimal(204)}
    assert "EUR" == found["currency"]
    met = 0
    for one in [*found["periods"], *found["totals"]]:
        if one["product"] == "octagam-10":
            assert one["cost"] is None
            continue
        assert sum(vial["count"] * price[int(vial["g"])] for vial in one["vials"]) == one["cost"]
        met += 1
    assert met > 5
    assert {"octagam-10"} == {one["product"] for one in found["unpriced"]}


def test_the_json_with_scenarios_is_as_its_schema_says(ivigcalc: Callable[..., Any], rows: str, prices: str) -> None:
    found = ivigcalc("forecast", rows, *COMMON, "--config", prices, "--scenario", "down: rounding=vial-down")
    Draft202012Validator(schema("forecast")).validate(json.loads(found.out))


TWO = HEAD + b"A,60,,,,1g/kg,1,4w,2,privigen,2026-01-05\nB,80,,,,1g/kg,1,4w,2,privigen,2026-01-12\n"


def test_the_text_sets_the_scenarios_side_by_side(ivigcalc: Callable[..., Any], prices: str) -> None:
    """60 and 80 g, two cycles: 280 g, 2 x 1 x 40 g + 1 x 20 g and 2 x 2 x 40 g.

    With vials of 20 g 2 x 3 and 2 x 4: 14 x 812.50 = 11375.00; as it stands 6 x 1625.00 + 2 x 812.50, the same.
    At 0.5 g/kg 30 and 40 g, 140 g: 2 x (20 + 10) and 2 x 40: 2 x 812.50 + 2 x 406.25 + 2 x 1625.00 = 5687.50.
    """
    said = ("--scenario", "twenties: vials=20", "--scenario", "half: dose=0.5g/kg")
    found = ivigcalc("forecast", "-", "--market", "us", "--config", prices, *said, stdin=TWO)
    assert 0 == found.status
    assert "as it stands      280  6 x 40 g + 2 x 20 g" in found.out
    assert "twenties          280  14 x 20 g" in found.out
    flat = " ".join(found.out.split())
    assert "twenties privigen: 0 g (0 %), -6 x 40 g, +12 x 20 g, chair time +0 min, +0.00 EUR half" in flat
    assert "half privigen: -140 g (-50 %), -4 x 40 g, +2 x 10 g, chair time -" in flat
    assert "-5687.50 EUR" in flat
    assert "Total 280 g, 11375.00 EUR." in found.out
    assert "No price" not in found.out


def test_the_csv_names_the_scenario_of_a_row(ivigcalc: Callable[..., Any], prices: str) -> None:
    words = ("--market", "us", "--config", prices, "--scenario", "half: dose=0.5g/kg", "-f", "csv")
    rows = csv.DictReader(io.StringIO(ivigcalc("forecast", "-", *words, stdin=TWO).out))
    found = [row for row in rows if row["kind"] != "end"]
    assert [
        ("demand", "", "140", "5687.5"), ("demand", "", "140", "5687.5"), ("total", "", "280", "11375"),
        ("demand", "half", "70", "2843.75"), ("demand", "half", "70", "2843.75"), ("total", "half", "140", "5687.5"),
        ("difference", "half", "-140", "-5687.5"),
    ] == [(row["kind"], row["scenario"], row["planned_g"], row["cost"]) for row in found]  # fmt: skip
    assert {"EUR"} == {row["currency"] for row in found}


def test_sizes_and_products_without_a_price_are_said(ivigcalc: Callable[..., Any], prices: str) -> None:
    rows = TWO + b"C,60,,,,1g/kg,1,4w,1,octagam-10,2026-01-05\n"
    found = ivigcalc("forecast", "-", "--market", "us", "--config", prices, stdin=rows)
    assert "No price in the configuration, so cost unknown: octagam-10 (30 g)." in " ".join(found.out.split())
    rows = b"label,weight,dose,days,concentration,start\nA,70,1g/kg,1,10%,2026-01-05\n"
    found = ivigcalc("forecast", "-", "--config", prices, stdin=rows)
    assert "cost unknown: 100 g/L, product not on file (no vials on file)." in " ".join(found.out.split())


def test_a_row_that_fails_in_a_scenario_is_left_out_of_all(ivigcalc: Callable[..., Any]) -> None:
    rows = TWO.replace(b"80,,,,", b"80,180,male,40,")
    said = ("--scenario", "nba: weight_policy=nba-2026")
    found = ivigcalc("forecast", "-", "--market", "us", *said, "-f", "json", stdin=rows)
    assert 5 == found.status
    assert "stdin:2: height: scenario nba: " in found.err
    assert [1, 1] == [
        total["patients"] for each in (read(found.out), *read(found.out)["scenarios"]) for total in each["totals"]
    ]


def test_a_saved_plan_is_planned_anew_for_its_scenarios(ivigcalc: Callable[..., Any]) -> None:
    plans = ivigcalc("batch", "-", "--market", "us", stdin=TWO).out
    said = ("--scenario", "half: dose=0.5g/kg", "-f", "json")
    anew = ivigcalc("forecast", "-", "--market", "us", *said, stdin=TWO)
    assert (0, anew.out) == ivigcalc("forecast", "-", *said, stdin=plans.encode())[:2]


def test_a_stop_of_a_scenario_names_it(ivigcalc: Callable[..., Any]) -> None:
    found = ivigcalc("forecast", "-", "--market", "us", "--scenario", "more: dose=3.5g/kg/cycle", stdin=TWO)
    assert 5 == found.status
    assert "(scenario more)" in found.err


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (["half"], "--scenario 'half': write a name and its fields"),
        ([": dose=1g/kg"], "write a name and its fields"),
        (["a:"], "write a name and its fields"),
        (["all: dose=1g/kg"], "--scenario all: this name is taken"),
        (["a: dose=1g/kg", "a: dose=2g/kg"], "--scenario a: this name is taken"),
        (["a: dose"], "--scenario a: 'dose' is not a field and value"),
        (["a: dose="], "--scenario a: 'dose=' is not a field and value"),
        (["a: weight=70"], "--scenario a: weight: no such field, or one of a single patient"),
        (["a: dose=1"], "--scenario a: --dose: '1': no unit"),
        (["a: rounding=vial; rounding=exact"], "--scenario a: rounding is given twice"),
    ],
)
def test_a_scenario_that_says_nothing_sound_is_refused(
    ivigcalc: Callable[..., Any], tmp_path: Path, said: list[str], why: str
) -> None:
    words = [word for text in said for word in ("--scenario", text)]
    found = ivigcalc("forecast", written(tmp_path / "c.csv", PATIENT), *words)
    assert (2, "") == (found.status, found.out)
    assert why in found.err


@pytest.mark.parametrize(
    ("text", "status", "why"),
    [
        ("prices = 1", 4, "prices: a table is needed"),
        ('[prices]\nprivigen.20g = "1"', 4, "prices.currency: one word of at most 10 characters is needed"),
        ('[prices]\ncurrency = "E R"', 4, "prices.currency: one word"),
        ('EUR privigen = 2', 4, "prices.privigen: a price for each vial size is needed"),
        ('EUR privigen.big = 2', 4, "prices.privigen.big: a vial size in g is needed"),
        ('EUR privigen.2.5g = "2"', 4, "prices.privigen.2: a price with at most two decimals"),
        ('EUR privigen.20g = "2.505"', 4, "prices.privigen.20g: a price with at most two decimals"),
        ('EUR privigen.20g = "812,50"', 4, "prices.privigen.20g: a price with at most two decimals"),
        ('EUR privigen.20g = true', 4, "prices.privigen.20g: a price with at most two decimals"),
        ('EUR privigen.20g = 2\nprivigen.20 = 3', 4, "prices.privigen.20: duplicate size"),
        ('EUR privigan.20g = 2', 4, "prices.privigan: no product 'privigan' on file"),
        ('EUR privigen.25g = 2', 4, "prices.privigen: privigen has no 25 g vial"),
        ('EUR privigen.20g = 2\nprivigen-10.20g = 2', 4, "privigen is given twice"),
    ],
)  # fmt: skip
def test_prices_that_are_none_are_refused_by_their_key(
    ivigcalc: Callable[..., Any], tmp_path: Path, text: str, status: int, why: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text.replace("EUR ", '[prices]\ncurrency = "EUR"\n', 1))
    found = ivigcalc("forecast", "-", "--config", str(path), stdin=TWO)
    assert (status, "") == (found.status, found.out)
    assert why in found.err
