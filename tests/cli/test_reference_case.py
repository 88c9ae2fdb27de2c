"""The reference case, as published: dermatomyositis, 2 g/kg over 2 days every 4 weeks, prednisolone 60 to 20 mg.

By hand, for 70 kg: 2 g/kg x 70 kg = 140 g = 1400 mL of a 100 g/L product, 70 g a day as 3 x 20 g + 1 x 10 g. The
protocol raises 0.3 mL/kg/h = 21 mL/h by as much every 30 min up to 2 mL/kg/h = 140 mL/h.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from reference_case import PLAN


@pytest.fixture
def reference(ivigcalc: Callable[..., Any]) -> Any:
    run = ivigcalc(*PLAN, "--format", "json")
    assert (0, "") == (run.status, run.err)
    return json.loads(run.out)


def test_dose_and_vials(reference: Any) -> None:
    phase = reference["phases"][0]
    assert (140, 140, 2 * 700) == (phase["calculated_g"], phase["planned_g"], phase["volume_ml"])
    assert 2 == len(phase["days"])
    for day in phase["days"]:
        assert (70, 700) == (day["dose_g"], day["volume_ml"])
        assert [{"g": 20, "ml": 200, "count": 3}, {"g": 10, "ml": 100, "count": 1}] == day["vials"]


def test_pump_timetable(reference: Any) -> None:
    infusion = reference["phases"][0]["days"][0]["infusion"]
    steps = [(step["ml_per_h"], step["minutes"], step["volume_ml"]) for step in infusion["steps"][:-1]]
    assert [(21 * n, 30, 10.5 * n) for n in range(1, 7)] == steps
    last = infusion["steps"][-1]
    assert (140, 700 - 10.5 * (1 + 2 + 3 + 4 + 5 + 6)) == (last["ml_per_h"], last["volume_ml"])
    assert 386 == infusion["total_minutes"]  # 180 + 479.5 / 140 x 60 = 385.5


def test_dates_and_times(reference: Any) -> None:
    rows = [row for row in reference["calendar"] if row["kind"] == "infusion"]
    first = date(2024, 4, 8)
    expected = [str(first + timedelta(28 * cycle + day)) for cycle in range(5) for day in range(2)]
    assert expected == [row["date"] for row in rows]
    assert {("09:00", "15:26")} == {(row["start"], row["end"]) for row in rows}


def test_steroid_by_cycle(reference: Any) -> None:
    assert [60, 50, 40, 30, 20] == [step["mg_per_day"] for step in reference["taper"]["steps"]]
    assert 28 * (60 + 50 + 40 + 30 + 20) == reference["taper"]["total_mg"]


def test_totals(reference: Any) -> None:
    totals = reference["totals"]
    assert (5 * 140, 5 * 1400) == (totals["planned_g"], totals["volume_ml"])
    assert (10 * 386, 10 * (386 + 60)) == (totals["infusion_minutes"], totals["chair_minutes"])
    assert [{"g": 20, "count": 30}, {"g": 10, "count": 10}] == totals["vials"]


def test_alerts_name_the_protocol_and_the_off_label_use(reference: Any) -> None:
    alerts = {alert["code"]: alert["text"] for alert in reference["alerts"]}
    assert "product.off-label" in alerts
    assert "hospital protocol" in alerts["rate.not-this-product"]


def test_the_days_have_to_be_chosen(ivigcalc: Callable[..., Any]) -> None:
    without = [word for word in PLAN if word not in ("--days", "2")]
    run = ivigcalc(*without, "-f", "json")
    assert (2, "") == (run.status, run.out)
    assert "2 to 5 days" in run.err


def test_without_a_rate_the_rest_stands(ivigcalc: Callable[..., Any], reference: Any) -> None:
    without = [word for word in PLAN if word not in ("--rates", "mgh")]
    run = ivigcalc(*without, "-f", "json")
    assert 0 == run.status
    plan = json.loads(run.out)
    assert [None, None] == [day["infusion"] for day in plan["phases"][0]["days"]]
    alert = next(alert for alert in plan["alerts"] if alert["code"] == "rate.none-on-file")
    assert "Yimmugo 100 g/L: no infusion rate on file" in alert["text"]
    assert "--rates" in alert["do"]
    assert reference["taper"] == plan["taper"]
    assert reference["dosing_weight"] == plan["dosing_weight"]


@pytest.mark.parametrize("form", ["json", "csv", "text"])
def test_nothing_of_the_machine_changes_the_bytes(form: str) -> None:
    """Two runs are alike whatever the time zone, the language and the width of the terminal are."""
    script = "from ivigcalc.cli.run import run; run()"
    outputs = set()
    for zone, language, columns in (("UTC", "C", "80"), ("Australia/Sydney", "de_DE.UTF-8", "40")):
        environment = {**os.environ, "TZ": zone, "LANG": language, "LC_ALL": language, "COLUMNS": columns}
        command = [sys.executable, "-c", script, *PLAN, "-f", form]
        outputs.add(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    assert 1 == len(outputs)
