"""``ivigcalc forecast``: the sums over the plans, what runs out when, and which plans end."""

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cohorts import line, written
from jsonschema import Draft202012Validator

from ivigcalc.documents.schemas import schema

YEAR = ("--from", "2026-01-01", "--until", "2026-12-31")
PRODUCTS = ("octagam-10", "privigen", "panzyga", "gamunex-c")


def cohort(count: int) -> Iterator[bytes]:
    """Patients of four products for a year of cycles, all different."""
    for i in range(count):
        start = date(2026, 1 + i % 3, 1 + i % 28)
        weight = f"{45 + i % 50}.{i % 10}"
        yield line(f"P{i:03d}", weight, 30, "dermatomyositis", 2 + i % 3, 4 + i % 10, PRODUCTS[i % 4], start, "")


def sums(plans: list[Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """What the plans of *plans* add up to per month and product, worked out from their JSON alone."""
    found: dict[tuple[str, str], dict[str, Any]] = defaultdict(
        lambda: {"patients": 0, "infusions": 0, "g": 0, "ml": 0, "vials": Counter(), "chair": 0}
    )
    for plan in plans:
        seen = set()
        for row in plan["calendar"]:
            if row["kind"] != "infusion" or not "2026-01-01" <= row["date"] <= "2026-12-31":
                continue
            (phase,) = [phase for phase in plan["phases"] if phase["name"] == row["phase"]]
            day = phase["days"][row["day"] - 1]
            key = row["date"][:7], plan["product"]["id"]
            one = found[key]
            one["patients"] += key not in seen
            seen.add(key)
            one["infusions"] += 1
            one["g"] += row["dose_g"]
            one["ml"] += row["volume_ml"]
            one["vials"].update({vial["g"]: vial["count"] for vial in day["vials"]})
            timed = day["infusion"]
            known = one["chair"] is not None and timed is not None
            one["chair"] = one["chair"] + timed["total_minutes"] + timed["observe_minutes"] if known else None
    return dict(found)


def as_sums(periods: list[Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (one["period"], one["product"]): {
            "patients": one["patients"],
            "infusions": one["infusions"],
            "g": one["planned_g"],
            "ml": one["volume_ml"],
            "vials": Counter({vial["g"]: vial["count"] for vial in one["vials"]}),
            "chair": one["chair_minutes"],
        }
        for one in periods
    }


def read(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


def test_a_cohort_of_a_year_adds_up_to_the_sum_over_its_plans(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", *cohort(200))
    plans = tmp_path / "plans.jsonl"
    assert 0 == ivigcalc("batch", source, "--market", "us", "-o", str(plans)).status
    expected = sums([read(plan) for plan in plans.read_text().splitlines()])

    planned = ivigcalc("forecast", source, *YEAR, "--market", "us", "--format", "json")
    found = read(planned.out)
    assert expected == as_sums(found["periods"])
    assert 200 == found["patients"]
    assert list(expected) != []
    assert sorted(expected) == [(one["period"], one["product"]) for one in found["periods"]]
    assert 4 == len(found["totals"])
    for total in found["totals"]:
        one = [period for period in found["periods"] if period["product"] == total["product"]]
        assert sum(period["planned_g"] for period in one) == total["planned_g"]

    saved = ivigcalc("forecast", str(plans), *YEAR, "--format", "json")
    assert (planned.status, planned.out) == (saved.status, saved.out)


def test_the_json_is_as_its_schema_says(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", *cohort(8))
    found = ivigcalc("forecast", source, *YEAR, "--market", "us", "--inventory", "octagam-10=20g:5", "-f", "json")
    Draft202012Validator(schema("forecast")).validate(json.loads(found.out))
    named = (
        "schema",
        "version",
        "by",
        "from",
        "until",
        "patients",
        "periods",
        "totals",
        "runs_out",
        "ends",
        "currency",
        "unpriced",
        "scenarios",
    )
    assert named == tuple(json.loads(found.out))


PATIENT = b"A,70,30,dermatomyositis,2,3,octagam-10,2026-01-05,"  # 140 g over 2 days on 5 January, 2 February, 2 March


def test_a_stock_runs_out_on_the_day_that_it_cannot_serve(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    """Two days of 70 g are 3 x 20 g and 1 x 10 g each where 20 and 10 g are stocked."""
    source = written(tmp_path / "c.csv", PATIENT)
    words = ("--vials", "10,20", "--inventory", "octagam-10=20g:15,10g:6", "-f", "json")
    run = ivigcalc("forecast", source, *words)
    found = json.loads(run.out)
    assert 5 == run.status
    assert "ivigcalc: the stock runs out: octagam-10 20 g on 2026-03-03, 3 to order\n" == run.err
    assert [
        # 6 + 6 + 3 = 15 on 2 March; the second day of that cycle has none left
        {"product": "octagam-10", "g": 20, "stock": 15, "needed": 18, "date": "2026-03-03", "to_order": 3},
        {"product": "octagam-10", "g": 10, "stock": 6, "needed": 6, "date": None, "to_order": 0},
    ] == found["runs_out"]


def test_a_plan_that_ends_before_the_horizon_is_said_to_end(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", PATIENT, PATIENT.replace(b"A,", b",", 1).replace(b",3,", b",13,"))
    found = ivigcalc("forecast", source, *YEAR, "--format", "json")
    body = json.loads(found.out)
    assert [{"who": "A", "last": "2026-03-03", "next_cycle": "2026-03-30"}] == body["ends"]
    assert (3 + 13) * 2 == sum(one["infusions"] for one in body["periods"])

    later = json.loads(ivigcalc("forecast", source, "--until", "2027-01-04", "-f", "json").out)
    assert ["A", "line 3"] == [one["who"] for one in later["ends"]]  # the thirteenth cycle is on 7 December


def test_a_plan_saved_for_reading_is_counted_as_one_on_a_line(ivigcalc: Callable[..., Any]) -> None:
    said = "--weight", "70", "--regimen", "dermatomyositis", "--days", "2", "--product", "yimmugo", "--start"
    plan = ivigcalc("plan", *said, "2026-01-05", "--cycles", "2", "--format", "json").out
    assert plan.startswith("{\n")
    found = json.loads(ivigcalc("forecast", "-", "-f", "json", stdin=(plan * 2).encode()).out)
    assert [("2026-01", 2, 4), ("2026-02", 2, 4)] == [
        (one["period"], one["patients"], one["infusions"]) for one in found["periods"]
    ]


def test_what_was_given_is_not_needed_again(ivigcalc: Callable[..., Any]) -> None:
    said = b'70,dermatomyositis,2,28d,2,octagam-10,"2026-01-05,2026-02-02"'
    rows = b"weight,regimen,days,every,cycles,product,given\n" + said + b"\n"
    found = json.loads(ivigcalc("forecast", "-", "-f", "json", stdin=rows).out)
    assert [("2026-03", 4)] == [(one["period"], one["infusions"]) for one in found["periods"]]


def test_weeks_are_iso_weeks(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    found = ivigcalc("forecast", written(tmp_path / "c.csv", PATIENT), "--by", "week", "-f", "json")
    assert ["2026-W02", "2026-W06", "2026-W10"] == [one["period"] for one in json.loads(found.out)["periods"]]
    shown = ivigcalc("forecast", str(tmp_path / "c.csv"), "--by", "week").out
    assert ["2026-W02  Mon 2026-01-05", "2026-W06  Mon 2026-02-02", "2026-W10  Mon 2026-03-02"] == [
        line[:24] for line in shown.splitlines() if "-W" in line and "Mon" in line
    ]


def test_the_text_has_bars_and_every_number(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    rows = [PATIENT, PATIENT.replace(b",3,", b",1,")]
    words = ("--until", "2026-06-30", "--inventory", "octagam-10=20g:99")
    found = ivigcalc("forecast", written(tmp_path / "c.csv", *rows), *words)
    assert 5 == found.status  # the other sizes are not in the inventory
    assert found.out.isascii()
    bars = [text.split() for text in found.out.splitlines() if "#" in text]
    assert [("2026-01", "280"), ("2026-02", "140"), ("2026-03", "140")] == [(bar[0], bar[1]) for bar in bars]
    assert len(bars[0][2]) == 2 * len(bars[1][2])
    assert "2026-01-05 to 2026-06-30, by month" in found.out
    assert "Plans of 2 patients end" in found.out
    assert "stock lasts" in found.out


def test_the_csv_has_the_sums_the_stock_and_the_ends(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", PATIENT.replace(b"A,", b"=1+1,", 1))
    words = ("--until", "2026-06-30", "--inventory", "octagam-10=20g:1")
    body = json.loads(ivigcalc("forecast", source, *words, "-f", "json").out)
    rows = list(csv.DictReader(io.StringIO(ivigcalc("forecast", source, *words, "-f", "csv").out)))
    found = Counter(row["kind"] for row in rows)
    assert {"demand": 3, "total": 1, "run-out": len(body["runs_out"]), "end": 1} == found
    months = [row for row in rows if row["kind"] == "demand"]
    assert [(one["period"], str(one["planned_g"])) for one in body["periods"]] == [
        (row["period"], row["planned_g"]) for row in months
    ]
    assert ["'=1+1"] == [row["patient"] for row in rows if row["kind"] == "end"]  # no formula for a spreadsheet


def test_a_bad_row_is_reported_and_handed_back_and_the_others_count(
    ivigcalc: Callable[..., Any], tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    source = written(tmp_path / "c.csv", PATIENT.replace(b"70", b"7o"), PATIENT)
    found = ivigcalc("forecast", source, "-f", "json", "--rejects", str(rejects))
    assert (5, 1) == (found.status, json.loads(found.out)["patients"])
    assert f"{source}:2: weight: " in found.err
    assert 2 == rejects.read_bytes().count(b"\n")


def test_a_plan_with_an_open_stop_counts_and_needs_a_person(ivigcalc: Callable[..., Any]) -> None:
    rows = b"label,weight,dose,days,concentration,start\nA,70,2.5g/kg,5,10%,2026-01-05\n"
    plans = ivigcalc("batch", "-", stdin=rows).out
    for stdin in (rows, plans):
        found = ivigcalc("forecast", "-", "-f", "json", stdin=stdin)
        assert (5, 175) == (found.status, json.loads(found.out)["totals"][0]["planned_g"])  # 2.5 g/kg x 70 kg
        assert "do not use as it stands: dose.above-cycle-limit" in found.err


def changed(plan: str, **said: Any) -> str:
    return json.dumps({**json.loads(plan), **said}) + "\n"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"schema": "ivigcalc/dose/1"}, "schema: 'ivigcalc/dose/1' has no dates"),
        ({"phases": None}, "phases: a list of objects is needed"),
        ({"phases": []}, "calendar: phase 'course', day 1: not among the phases"),
        ({"calendar": [{"kind": "infusion", "phase": "course", "day": "1"}]}, "day: a whole number is needed"),
        ({"product": None}, "product: an object is needed"),
        ({"product": {"id": None, "name": None}}, "name: a text is needed, not None"),
        ({"product": {"id": {"a": 1}, "name": "Ours"}}, "id: a text is needed, not {'a': 1}"),
        ({"alerts": [{"severity": "stop"}]}, "code: a text is needed"),
    ],
)
def test_a_line_that_is_no_plan_is_rejected(ivigcalc: Callable[..., Any], said: dict[str, Any], why: str) -> None:
    rows = b"weight,dose,days,concentration,start\n70,1g/kg,1,10%,2026-01-05\n"
    plan = ivigcalc("batch", "-", stdin=rows).out
    found = ivigcalc("forecast", "-", "-f", "json", stdin=changed(plan, **said) + plan)
    assert (5, 1) == (found.status, json.loads(found.out)["patients"])
    assert why in found.err


def test_an_interval_beyond_all_dates_is_rejected(ivigcalc: Callable[..., Any]) -> None:
    plan = ivigcalc("batch", "-", stdin=b"weight,dose,days,concentration,start\n70,1g/kg,1,10%,2026-01-05\n").out
    (phase,) = json.loads(plan)["phases"]
    endless = changed(plan, phases=[{**phase, "interval_days": 10**9}])
    found = ivigcalc("forecast", "-", "-f", "json", stdin=endless + plan)
    assert (5, 1) == (found.status, json.loads(found.out)["patients"])
    assert "interval_days: 1000000000 days lead past the last year" in found.err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--by", "year"), "--by 'year': write day, week or month"),
        (("--from", "soon"), "--from: 'soon': not a date"),
        (("--from", "2026-02-01", "--until", "2026-01-01"), "--until 2026-01-01: this is before"),
        (("--inventory", "octagam-10"), "write the product and its vials"),
        (("--inventory", "octagan-10=20g:4"), "did you mean octagam-10"),
        (("--inventory", "octagam-10=20g"), "write size and number"),
        (
            ("--inventory", "privigen=20g:3,25g:4"),
            "privigen has no 25 g vial; its labels on file have 2.5, 5, 10, 20 and 40 g: check product and size",
        ),
        (("--inventory", "octagam-10=20g:4", "--inventory", "octagam-10=10g:4"), "given twice"),
        (("--format", "ics"), "write auto, table, text, json or csv"),
        (("--rejects", "-"), "stdout carries the forecast"),
    ],
)
def test_words_that_make_no_sense_are_refused(
    ivigcalc: Callable[..., Any], tmp_path: Path, words: tuple[str, ...], why: str
) -> None:
    found = ivigcalc("forecast", written(tmp_path / "c.csv", PATIENT), *words)
    assert (2, "") == (found.status, found.out)
    assert why in found.err


def test_nothing_in_the_time_is_said(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    found = ivigcalc("forecast", written(tmp_path / "c.csv", PATIENT), "--until", "2025-12-31")
    assert (0, True) == (found.status, "No infusions in this period." in found.out)
