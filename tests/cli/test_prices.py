"""``[prices]`` of a configuration: what the vials of a plan cost in all, and those of a cycle in ``compare``."""

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ivigcalc.documents.schemas import schema

PRICES = """[prices]
currency = "EUR"
privigen.40g = "1600.10"
privigen.20g = "812.55"
privigen.10g = 410
privigen.5g = "207.20"
octagam-10.20g = "799.99"
"""
# 1 g/kg x 75 kg = 75 g: of Privigen 1 x 40 g + 1 x 20 g + 1 x 10 g + 1 x 5 g.
ORDER = ("-w", "75kg", "--dose", "1g/kg/cycle", "--days", "1", "--market", "us")
COURSE = (*ORDER, "--every", "4w", "--cycles", "3", "-s", "2026-12-01")
ONE_CYCLE = Decimal("1600.10") + Decimal("812.55") + 410 + Decimal("207.20")


@pytest.fixture
def config(tmp_path: Path) -> tuple[str, str]:
    """The options that name a configuration with prices."""
    path = tmp_path / "prices.toml"
    path.write_text(PRICES)
    return "--config", str(path)


def read(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


def test_a_plan_costs_its_vials_times_their_prices_to_the_cent(
    ivigcalc: Callable[..., Any], config: tuple[str, str]
) -> None:
    run = ivigcalc("plan", *COURSE, "-p", "privigen", *config, "-f", "json")
    Draft202012Validator(schema("plan")).validate(json.loads(run.out))
    made = read(run.out)
    assert Decimal("3029.85") == ONE_CYCLE
    assert {"total": 3 * ONE_CYCLE, "currency": "EUR", "unpriced": []} == made["totals"]["cost"]
    sizes = {"40g": "1600.10", "20g": "812.55", "10g": "410", "5g": "207.20"}
    assert {"currency": "EUR", "privigen": sizes} == made["request"]["prices"]
    assert "\nCost        9089.55 EUR\n" in ivigcalc("plan", *COURSE, "-p", "privigen", *config).out


def test_without_prices_no_cost_is_said(ivigcalc: Callable[..., Any]) -> None:
    run = ivigcalc("plan", *COURSE, "-p", "privigen", "-f", "json")
    assert read(run.out)["totals"]["cost"] is None
    assert "prices" not in read(run.out)["request"]
    assert "Cost" not in ivigcalc("plan", *COURSE, "-p", "privigen").out


@pytest.mark.parametrize(
    ("product", "unpriced", "told"),
    [
        (("-p", "octagam-10"), [30, 10, 5], "octagam-10 (30, 10, 5 g)"),
        (("-p", "gamunex-c"), [40, 20, 10, 5], "gamunex-c (40, 20, 10, 5 g)"),
        (("-c", "10%"), [None], "100 g/L, product not on file (no vials on file)"),
    ],
)
def test_a_product_or_a_size_without_a_price_is_said(
    ivigcalc: Callable[..., Any],
    config: tuple[str, str],
    product: tuple[str, ...],
    unpriced: list[int | None],
    told: str,
) -> None:
    words = [word for word in COURSE if product[0] != "-c" or word not in ("--market", "us")]
    cost = read(ivigcalc("plan", *words, *product, *config, "-f", "json").out)["totals"]["cost"]
    assert (None, "EUR", unpriced) == (cost["total"], cost["currency"], [one["g"] for one in cost["unpriced"]])
    text = " ".join(ivigcalc("plan", *words, *product, *config).out.split())
    assert f"Cost not known: no price in the configuration of {told}" in text


def test_a_saved_plan_costs_the_same_without_the_configuration(
    ivigcalc: Callable[..., Any], config: tuple[str, str], tmp_path: Path
) -> None:
    saved = tmp_path / "plan.json"
    first = ivigcalc("plan", *COURSE, "-p", "privigen", *config, "-f", "json")
    saved.write_text(first.out)
    assert first.out == ivigcalc("plan", "--request", str(saved), "-f", "json").out
    checked = ivigcalc("check", str(saved))
    assert (0, "no difference") == (checked.status, checked.out[:13])


def test_only_the_cycles_to_come_cost_and_each_product_by_its_own_price(
    ivigcalc: Callable[..., Any], config: tuple[str, str], tmp_path: Path
) -> None:
    """Cycle 1 was given; cycles 2 and 3 are of Octagam, of which only the 20 g vials have a price: 75 kg x 0.8 g/kg."""
    saved = tmp_path / "plan.json"
    saved.write_text(ivigcalc("plan", *COURSE, "-p", "privigen", *config, "-f", "json").out)
    asked = read(saved.read_text())["request"]
    asked["prices"]["octagam-10"] = {"20g": "799.99"}
    asked["changes"] = [{"from_cycle": 2, "product": "octagam-10", "vials": "20", "dose": "0.8g/kg/cycle"}]
    saved.write_text(json.dumps(asked, default=str))
    totals = read(ivigcalc("plan", "--request", str(saved), "-f", "json").out)["totals"]
    assert [{"g": 20, "count": 6}] == totals["vials"]
    assert 6 * Decimal("799.99") == totals["cost"]["total"]


def test_each_row_of_a_cohort_has_its_cost(ivigcalc: Callable[..., Any], config: tuple[str, str]) -> None:
    rows = "label,weight,product\nA,75kg,privigen\nB,75kg,gamunex-c\n"
    made = ivigcalc("batch", "-", *COURSE[2:], *config, stdin=rows).out
    assert [3 * ONE_CYCLE, None] == [read(line)["totals"]["cost"]["total"] for line in made.splitlines()]
    assert [["currency", "privigen"], ["currency"]] == [
        list(read(line)["request"]["prices"]) for line in made.splitlines()
    ]


def test_products_are_compared_by_what_a_cycle_costs(ivigcalc: Callable[..., Any], config: tuple[str, str]) -> None:
    words = ("compare", *ORDER, "-p", "privigen,octagam-10", *config)
    run = ivigcalc(*words, "-f", "json")
    Draft202012Validator(schema("compare")).validate(json.loads(run.out))
    privigen, octagam = read(run.out)["compared"]
    assert {"total": ONE_CYCLE, "currency": "EUR", "unpriced": []} == privigen["phases"][0]["cost"]
    lacking = [{"product": "octagam-10", "g": g} for g in (30, 10, 5)]
    assert {"total": None, "currency": "EUR", "unpriced": lacking} == octagam["phases"][0]["cost"]
    text = ivigcalc(*words).out
    assert [("privigen us", "3029.85"), ("octagam-10 us", "not known")] == [
        (line[:13].strip(), line[-10:].strip())
        for line in text.splitlines()
        if line.endswith(("  3029.85", " not known"))
    ]
    assert "configuration, so cost unknown: octagam-10 (30, 10, 5 g)." in " ".join(text.split())
    rows = list(csv.DictReader(io.StringIO(ivigcalc(*words, "-f", "csv").out)))
    assert ["cost", "currency"] == list(rows[0])[-2:]
    assert [("3029.85", "EUR"), ("", "EUR")] == [(row["cost"], row["currency"]) for row in rows]


def test_without_prices_products_are_compared_as_before(ivigcalc: Callable[..., Any]) -> None:
    words = ("compare", *ORDER, "-p", "privigen,octagam-10")
    assert [None, None] == [one["phases"][0]["cost"] for one in read(ivigcalc(*words, "-f", "json").out)["compared"]]
    assert "Cost" not in ivigcalc(*words).out


@pytest.mark.parametrize("command", ["dose", "weight"])
def test_documents_without_a_cost_do_not_carry_prices(
    ivigcalc: Callable[..., Any], config: tuple[str, str], command: str
) -> None:
    words = ORDER if command == "dose" else ORDER[:4]
    product = ("-p", "privigen") if command == "dose" else ()
    assert "prices" not in read(ivigcalc(command, *words, *product, *config, "-f", "json").out)["request"]


@pytest.mark.parametrize("command", ["plan", "compare", "batch", "forecast"])
def test_a_price_of_no_vial_on_file_is_a_fault_of_the_configuration(
    ivigcalc: Callable[..., Any], tmp_path: Path, command: str
) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(PRICES + 'privigen.25g = "1"\n')
    words = ("-",) if command in ("batch", "forecast") else (*ORDER, "-p", "privigen")
    run = ivigcalc(command, *words, "--config", str(path), stdin="label,weight\nA,75kg\n")
    assert (4, "") == (run.status, run.out)
    assert f"{path}: prices.privigen: privigen has no 25 g vial" in run.err
