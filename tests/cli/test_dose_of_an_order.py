"""Orders as they stand on a chart: what is asked about, what is stopped, and what goes through with which dose."""

import json
import shlex
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
START = "-s 2026-03-02"
GBS = "plan -w 82kg --days 5 --indication gbs -p privigen --market eu -s 2026-11-30 --dose"
PRIMA = (
    "plan -w 73.5kg --dose 2g/kg --days 2 --every 3w --cycles 1 --then '1g/kg, 1 day, every 3w, 7 cycles' "
    f"-p privigen --market eu {START} --indication cidp"
)


def planned(ivigcalc: Run, line: str) -> tuple[int, Any]:
    """The exit status, and the document that is printed."""
    found = ivigcalc(*shlex.split(line), "-f", "json")
    return found.status, json.loads(found.out, parse_float=Decimal)


def codes(document: Any, severity: str) -> list[str]:
    return [alert["code"] for alert in document["alerts"] if alert["severity"] == severity]


@pytest.mark.parametrize(
    ("line", "spellings"),
    [
        # 0.4 x 5 = 2, 0.4 / 5 = 0.08
        (f"{GBS} 0.4g/kg", ("0.4g/kg/day, total 2 g/kg", "0.4g/kg/cycle, 0.08 g/kg a day")),
        (f"plan -w 64kg --dose 1g/kg --days 2 -c 10% {START}", ("1g/kg/day, total 2 g/kg", "1g/kg/cycle, 0.5 g/kg")),
        (f"plan -w 70kg --dose 2g --days 2 -p kiovig --market eu {START}", ("2g/day, total 4 g", "2g/cycle, 1 g")),
        ("dose -w 70kg --dose 1.5g/kg --days 2 -c 10%", ("1.5g/kg/day, total 3 g/kg", "1.5g/kg/cycle, 0.75 g/kg")),
        ("rates -w 70kg --dose 1g/kg --days 2 -c 10%", ("1g/kg/day", "1g/kg/cycle")),
        ("weight -w 70kg --dose 1g/kg --days 2", ("1g/kg/day", "1g/kg/cycle")),
    ],
)
def test_an_order_line_that_can_be_meant_in_two_ways_is_refused(
    ivigcalc: Run, line: str, spellings: tuple[str, ...]
) -> None:
    found = ivigcalc(*shlex.split(line))
    assert (2, "") == (found.status, found.out)
    assert [True] * len(spellings) == [spelling in found.err for spelling in spellings]


def test_each_spelling_is_planned_as_it_says(ivigcalc: Run) -> None:
    """82 kg x 0.4 g/kg = 32.8 g a day, 164 g in five days; or 32.8 g in all."""
    status, per_day = planned(ivigcalc, f"{GBS} 0.4g/kg/day")
    assert (0, 164) == (status, per_day["phases"][0]["calculated_g"])
    status, per_cycle = planned(ivigcalc, f"{GBS} 0.4g/kg/cycle")
    assert (0, Decimal("32.8")) == (status, per_cycle["phases"][0]["calculated_g"])
    assert "dose.below-range" in codes(per_cycle, "caution")


def test_a_row_is_rejected_by_its_line_and_column(ivigcalc: Run, tmp_path: Path) -> None:
    path = tmp_path / "cohort.csv"
    path.write_text(
        "label,weight,dose,days,indication,concentration,start\n"
        "A,82kg,0.4g/kg/day,5,gbs,10%,2026-03-02\n"
        "B,82kg,0.4g/kg,5,gbs,10%,2026-03-02\n"
        "C,70kg,2g/cycle,2,,10%,2026-03-02\n"
    )
    found = ivigcalc("batch", str(path))
    assert 0 != found.status
    assert ["A", "C"] == [json.loads(line)["request"]["label"] for line in found.out.splitlines()]
    assert "cohort.csv:3: dose: " in found.err
    assert "0.4g/kg/day, total 2 g/kg" in found.err
    assert "cohort.csv:4: do not use as it stands: dose.far-below" in found.err


def test_a_request_file_is_asked_about_too(ivigcalc: Run, tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    path.write_text(json.dumps({"weight": "70kg", "dose": "1g/kg", "days": 2, "concentration": "10%"}))
    found = ivigcalc("dose", "--request", str(path))
    assert (2, "") == (found.status, found.out)
    assert "1g/kg/cycle, 0.5 g/kg a day" in found.err


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("dose -w 70kg --dose 2g/cycle --days 2 -c 10%", "dose.far-below"),
        ("dose -w 70kg --dose 2mg/kg --days 1 -c 10%", "dose.far-below"),
        # 5 mg/kg of 68 kg: 0.34 g
        (
            "dose -w 68kg --dose 5mg/kg --days 1 -p gammagard-liquid --market us --indication primary-immunodeficiency",
            "dose.far-below",
        ),
        # 2 g/kg every 4 days, 12 g/kg in 22 days
        (
            "plan -w 70kg -r dermatomyositis/octagam-us --days 2 --every 4d --cycles 6 -p octagam-10 --market us "
            f"{START}",
            "dose.above-cycle-limit",
        ),
        (f"plan -w 60kg --dose 1g/kg --days 1 --every 1d --cycles 4 -c 10% {START}", "dose.above-cycle-limit"),
        (f"plan -w 60kg --dose 1g/kg/day --days 4 -c 10% {START}", "dose.above-cycle-limit"),
        (f"plan -w 70kg --dose 2g/kg --days 2 --every 7d --cycles 4 -c 10% {START}", "dose.cumulative"),
        # 1 g/kg every week: 4 g/kg within 28 days
        (f"plan -w 70kg --dose 1g/kg --days 1 --every 1w --cycles 20 -c 10% {START} --pregnant", "dose.cumulative"),
    ],
)
def test_what_is_stopped(ivigcalc: Run, line: str, code: str) -> None:
    status, document = planned(ivigcalc, line)
    assert 3 == status
    assert code in codes(document, "stop")


def test_4_g_per_kg_in_four_days_can_be_accepted(ivigcalc: Run) -> None:
    accepted = "--accept dose.above-cycle-limit=desensitisation"
    status, document = planned(ivigcalc, f"plan -w 60kg --dose 1g/kg/day --days 4 -c 10% {START} {accepted}")
    assert (0, 240) == (status, document["phases"][0]["calculated_g"])


def test_loading_and_maintenance_of_cidp_have_no_stop_and_no_caution_on_the_dose(ivigcalc: Run) -> None:
    """PRIMA: 73.5 kg x 2 g/kg = 147 g, then 73.5 g every 3 weeks, the last on 2026-03-02 + 21 weeks."""
    status, document = planned(ivigcalc, PRIMA)
    assert 0 == status
    raised = codes(document, "stop") + codes(document, "caution")
    assert [] == [code for code in raised if code in ("dose.cumulative", "dose.above-cycle-limit", "dose.below-range")]
    assert [147, Decimal("73.5")] == [phase["calculated_g"] for phase in document["phases"]]
    infusions = [row["date"] for row in document["calendar"] if row["kind"] == "infusion"]
    assert (9, "2026-07-27") == (len(infusions), infusions[-1])


def test_a_series_far_apart_goes_through(ivigcalc: Run) -> None:
    """108 g of 82 kg over 3 days every 17 weeks: 1.317 g/kg, and 3.95 g/kg if it were of each day."""
    line = f"plan -w 82kg --dose 108g --days 3 --every 17w --cycles 3 -p privigen --market eu --indication cidp {START}"
    status, document = planned(ivigcalc, line)
    assert (0, 108) == (status, document["phases"][0]["calculated_g"])
    assert "2026-10-28" == [row["date"] for row in document["calendar"] if row["kind"] == "infusion"][-1]


def test_what_a_given_cycle_was_counts(ivigcalc: Run) -> None:
    """2 g/kg given on 2026-01-05, then 2 x 35 g in one phase that says per cycle."""
    line = (
        "plan -w 70kg -c 10% --dose 2g/kg --days 2 --every 4w --cycles 1 "
        "--then '1g/kg/cycle, 2 days, every 4w, 3 cycles' --given 2026-01-05"
    )
    status, document = planned(ivigcalc, line)
    assert 0 == status
    assert 70 == document["phases"][-1]["calculated_g"]
