"""``ivigcalc agenda``: each row as in its plan, each week as in the forecast, and what a stock lacks."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import icalendar
import pytest
from cohorts import line, written
from jsonschema import Draft202012Validator

from ivigcalc.documents.schemas import schema

PRODUCTS = ("octagam-10", "privigen", "panzyga", "gamunex-c")
PATIENT = b"A,70,30,dermatomyositis,2,3,octagam-10,2026-01-05,"  # 140 g over 2 days on 5 January, 2 February, 2 March


def cohort(count: int) -> Iterator[bytes]:
    """Patients of four products for most of a year, all different."""
    for i in range(count):
        start = date(2026, 1 + i % 3, 1 + i % 28)
        yield line(
            f"P{i:03d}",
            f"{45 + i % 50}.{i % 10}",
            30,
            "dermatomyositis",
            2 + i % 3,
            3 + i % 10,
            PRODUCTS[i % 4],
            start,
            "",
        )


def read(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


def vials_of(rows: list[Any]) -> Counter[tuple[str, Decimal]]:
    """Vials by product and size."""
    found: Counter[tuple[str, Decimal]] = Counter()
    for row in rows:
        for vial in row["vials"]:
            found[row["product"], vial["g"]] += vial["count"]
    return found


def weeks(year: int) -> Iterator[tuple[str, date, date]]:
    """The ISO weeks of a year, each with its Monday and its Sunday."""
    monday = date.fromisocalendar(year, 1, 1)
    while monday.isocalendar().year == year:
        yield f"{year}-W{monday.isocalendar().week:02d}", monday, monday + timedelta(days=6)
        monday += timedelta(days=7)


def test_each_week_is_that_of_the_forecast_and_each_row_that_of_its_plan(
    ivigcalc: Callable[..., Any], tmp_path: Path
) -> None:
    source = written(tmp_path / "c.csv", *cohort(24))
    saved = tmp_path / "plans.jsonl"
    assert 0 == ivigcalc("batch", source, "--market", "us", "-o", str(saved)).status
    plans = {plan["request"]["label"]: plan for plan in map(read, saved.read_text().splitlines())}
    infusions = sum(row["kind"] == "infusion" for plan in plans.values() for row in plan["calendar"])
    forecast: dict[str, list[Any]] = {}
    for period in read(ivigcalc("forecast", str(saved), "--by", "week", "-f", "json").out)["periods"]:
        forecast.setdefault(period["period"], []).append(period)

    met = 0
    for week, monday, sunday in weeks(2026):
        run = ivigcalc("agenda", str(saved), "--from", str(monday), "--until", str(sunday), "-f", "json")
        found = read(run.out)
        rows = [row for day in found["days"] for row in day["infusions"]]
        met += len(rows)
        assert vials_of(forecast.get(week, [])) == vials_of(rows)
        assert vials_of(rows) == vials_of([total for day in found["days"] for total in day["set_aside"]])
        assert {one["product"]: one["planned_g"] for one in forecast.get(week, [])} == {
            one["product"]: one["planned_g"] for one in found["totals"]
        }
        for row in rows:
            plan = plans[row["who"]]
            (planned,) = (
                one for one in plan["calendar"]
                if one["kind"] == "infusion" and (one["cycle"], one["day"]) == (row["cycle"], row["day"])
            )  # fmt: skip
            day = plan["phases"][0]["days"][row["day"] - 1]
            assert (planned["date"], plan["product"]["id"]) == (row["date"], row["product"])
            assert (day["dose_g"], day["volume_ml"]) == (row["dose_g"], row["volume_ml"])
            assert [{"g": vial["g"], "count": vial["count"]} for vial in day["vials"]] == row["vials"]
            told = [(one["severity"], one["code"]) for one in plan["alerts"] if one["severity"] != "note"]
            assert told == [(one["severity"], one["code"]) for one in row["concerns"]]
    assert infusions == met


def test_a_cohort_planned_anew_has_the_agenda_of_its_saved_plans(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", *cohort(6))
    words = ("--market", "us", "--at", "09:00", "--tz", "Europe/Berlin")
    plans = ivigcalc("batch", source, *words).out
    for form in ("text", "json", "csv", "ics", "html"):
        anew = ivigcalc("agenda", source, *words, "--until", "2026-02-28", "-f", form)
        saved = ivigcalc("agenda", "-", "--until", "2026-02-28", "-f", form, stdin=plans.encode())
        assert (0, "") == (anew.status, anew.err)
        assert anew.out == saved.out, form


def test_the_json_is_as_its_schema_says(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", *cohort(8))
    found = ivigcalc("agenda", source, "--market", "us", "--inventory", "octagam-10=20g:5", "-f", "json")
    Draft202012Validator(schema("agenda")).validate(json.loads(found.out))
    named = "schema", "version", "from", "until", "patients", "days", "totals", "runs_out"
    assert named == tuple(json.loads(found.out))


def test_a_stock_that_runs_out_in_the_time_is_said_with_what_to_order(
    ivigcalc: Callable[..., Any], tmp_path: Path
) -> None:
    """Two days of 70 g are 3 x 20 g and 1 x 10 g each where 20 and 10 g are stocked."""
    source = written(tmp_path / "c.csv", PATIENT)
    words = ("--vials", "10,20", "--inventory", "octagam-10=20g:5,10g:2", "--until", "2026-01-31", "-f")
    found = ivigcalc("agenda", source, *words, "json")
    assert (5, "ivigcalc: the stock runs out: octagam-10 20 g on 2026-01-06, 1 to order\n") == (found.status, found.err)
    assert [
        {"product": "octagam-10", "g": 20, "stock": 5, "needed": 6, "date": "2026-01-06", "to_order": 1},
        {"product": "octagam-10", "g": 10, "stock": 2, "needed": 2, "date": None, "to_order": 0},
    ] == json.loads(found.out)["runs_out"]
    text = ivigcalc("agenda", source, *words, "text").out
    assert "octagam-10    20         5       6         1  2026-01-06\n" in text
    page = ivigcalc("agenda", source, *words, "html").out
    assert '<td class="r">5</td><td class="r">6</td><td class="r">1</td><td>2026-01-06</td>' in page


def test_a_stock_that_lasts_leaves_with_0(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    words = ("--vials", "10,20", "--inventory", "octagam-10=20g:6,10g:2", "--until", "2026-01-31")
    assert (0, "") == ivigcalc("agenda", written(tmp_path / "c.csv", PATIENT), *words)[::2]


def test_a_product_that_the_inventory_does_not_name_is_said(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", PATIENT)
    told = "Not in the inventory, so stock unknown: octagam-10."
    for command in ("agenda", "forecast"):
        assert told in ivigcalc(command, source, "--inventory", "privigen=20g:6").out
    assert told in ivigcalc("agenda", source, "--inventory", "privigen=20g:6", "-f", "html").out


def test_the_text_has_each_day_with_what_to_set_aside(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    rows = (PATIENT, b"B,70,30,dermatomyositis,2,3,privigen,2026-01-06,")
    found = ivigcalc("agenda", written(tmp_path / "c.csv", *rows), "--until", "2026-01-06", "--market", "us")
    assert 0 == found.status
    assert found.out.isascii()
    assert "Time      Mon 2026-01-05 to Tue 2026-01-06\nPatients  2\n" in found.out
    assert "\nTue 2026-01-06: 2 infusions, 140 g" in found.out
    assert "\nA            1    2  octagam-10    70  2 x 30 g + 1 x 10 g" in found.out
    set_aside = "Set aside  octagam-10: 2 x 30 g + 1 x 10 g\n           privigen: 1 x 40 g + 1 x 20 g + 1 x 10 g\n"
    assert set_aside in found.out


def test_the_csv_has_a_row_for_each_infusion_and_for_what_to_set_aside(
    ivigcalc: Callable[..., Any], tmp_path: Path
) -> None:
    source = written(tmp_path / "c.csv", PATIENT.replace(b"A,", b"=1+1,", 1))
    words = ("--until", "2026-01-31", "--inventory", "octagam-10=30g:9", "--at", "09:00", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(ivigcalc("agenda", source, *words).out)))
    kinds = ["infusion", "set-aside", "infusion", "set-aside", "total", "stock", "stock"]
    assert kinds == [row["kind"] for row in rows]
    assert "'=1+1" == rows[0]["patient"]  # no formula for a spreadsheet
    names = ("date", "start", "cycle", "day", "product", "dose_g", "vials")
    assert ["2026-01-05", "09:00", "1", "1", "octagam-10", "70", "2 x 30 g + 1 x 10 g"] == [rows[0][n] for n in names]
    assert "140" == rows[4]["dose_g"]
    assert ["10", "0", "2", "2", "2026-01-05"] == [
        rows[6][name] for name in ("vial_g", "stock", "needed", "to_order", "date")
    ]


def test_the_events_are_those_of_the_plan(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    """Importing both leaves one event for each infusion."""
    words = ("--at", "09:00", "--tz", "Europe/Berlin", "-f", "ics")
    agenda = ivigcalc("agenda", written(tmp_path / "c.csv", PATIENT), "--from", "2026-02-01", *words)
    said = ("-w", "70", "--age", "30", "-r", "dermatomyositis", "--days", "2", "--cycles", "3", "-p", "octagam-10")
    plan = ivigcalc("plan", *said, "-s", "2026-01-05", "--label", "A", *words)

    def events(text: str) -> dict[str, tuple[Any, Any]]:
        found = icalendar.Calendar.from_ical(text).walk("VEVENT")
        return {str(one["uid"]): (one["dtstart"].dt, one["dtend"].dt) for one in found}

    mine, theirs = events(agenda.out), events(plan.out)
    assert 4 == len(mine)
    assert mine == {uid: when for uid, when in theirs.items() if uid in mine}
    assert "SUMMARY:A: IVIg 70 g of octagam-10\\, cycle 2 day 1\r\n" in agenda.out
    assert datetime.fromisoformat("2026-02-02T08:00:00+00:00") in [begin for begin, _ in mine.values()]


def test_events_without_a_clock_are_of_the_whole_day(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    found = ivigcalc("agenda", written(tmp_path / "c.csv", PATIENT), "--until", "2026-01-05", "-f", "ics")
    assert "DTSTART;VALUE=DATE:20260105\r\nDTEND;VALUE=DATE:20260106\r\n" in found.out.replace("\r\n ", "")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--at", "09:00", "-f", "ics"), "a calendar file with clock times needs a time zone; give --tz, such as"),
        (("--until", "2025-12-31", "-f", "ics"), "no infusions in this period"),
        (("-f", "xml"), "--format 'xml': write auto, table, text, json, csv, ics or html"),
        (("--from", "2026-02-01", "--until", "2026-01-01"), "--until 2026-01-01: this is before"),
        (("--inventory", "octagam-10"), "write the product and its vials"),
        (("--rejects", "-"), "stdout carries the agenda"),
    ],
)
def test_words_that_make_no_sense_are_refused(
    ivigcalc: Callable[..., Any], tmp_path: Path, words: tuple[str, ...], why: str
) -> None:
    found = ivigcalc("agenda", written(tmp_path / "c.csv", PATIENT), *words)
    assert (2, "") == (found.status, found.out)
    assert why in found.err


def test_the_page_has_each_infusion_and_steers_nothing(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", PATIENT.replace(b"A,", b"<b>x</b>,", 1))
    page = ivigcalc("agenda", source, "--until", "2026-01-05", "-f", "html").out
    assert "<bdi>&lt;b&gt;x&lt;/b&gt;</bdi>" in page
    assert "<h1>Mon 2026-01-05</h1>" in page
    assert '<td class="r">70</td><td class="prose"><span>2 x 30 g</span> + <span>1 x 10 g</span></td>' in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_nothing_in_the_time_is_said(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", PATIENT)
    for form in ("text", "html"):
        found = ivigcalc("agenda", source, "--until", "2025-12-31", "-f", form)
        assert (0, True) == (found.status, "No infusions in this period." in found.out)


def test_a_stop_stands_first_on_its_day_and_needs_a_person(ivigcalc: Callable[..., Any]) -> None:
    rows = b"label,weight,dose,days,concentration,start\nA,70,2.5g/kg,5,10%,2026-01-05\nB,7o,2g/kg,5,10%,2026-01-05\n"
    found = ivigcalc("agenda", "-", "--until", "2026-01-05", stdin=rows)
    assert 5 == found.status
    assert "stdin:2: do not use as it stands: dose.above-cycle-limit" in found.err
    assert "stdin:3: weight: " in found.err
    marks = [text.split()[0] for text in found.out.splitlines() if text.startswith(("STOP", "CAUTION"))]
    assert ("STOP", 1) == (marks[0], marks.count("STOP"))
    events = ivigcalc("agenda", "-", "--until", "2026-01-05", "-f", "ics", stdin=rows).out
    assert "SUMMARY:STOP\\, do not use as it stands: A: IVIg" in events
    assert "STATUS:TENTATIVE" in events


def test_an_accepted_stop_says_why(ivigcalc: Callable[..., Any]) -> None:
    rows = (
        b"label,weight,dose,days,concentration,start,accept\nA,70,2.5g/kg,5,10%,2026-01-05,dose.above-cycle-limit=ok\n"
    )
    for said in (rows, ivigcalc("batch", "-", stdin=rows).out.encode()):
        found = ivigcalc("agenda", "-", "--until", "2026-01-05", stdin=said)
        assert (0, True) == (found.status, "(accepted: ok)" in found.out)
        assert "STATUS:TENTATIVE" not in ivigcalc("agenda", "-", "--until", "2026-01-05", "-f", "ics", stdin=said).out


@pytest.mark.parametrize(
    ("row", "why"),
    [({"start": "9"}, "start: a time such as 09:00 is needed, not '9'"), ({"cycle": None}, "cycle: a whole number")],
)
def test_a_saved_row_that_is_none_is_rejected(ivigcalc: Callable[..., Any], row: dict[str, Any], why: str) -> None:
    rows = b"weight,dose,days,concentration,start,at\n70,1g/kg,1,10%,2026-01-05,09:00\n"
    plan = json.loads(ivigcalc("batch", "-", stdin=rows).out)
    plan["calendar"] = [{**one, **row} for one in plan["calendar"]]
    found = ivigcalc("agenda", "-", "-f", "json", stdin=json.dumps(plan))
    assert 5 == found.status
    assert why in found.err
