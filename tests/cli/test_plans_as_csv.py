"""The CSV that ``batch`` writes: ``forecast`` and ``agenda`` make of it what they make of the plans as JSON Lines."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cohorts import written

COHORT = b"""label,weight,dose,product,days,every,cycles,start,given,regimen,first_infusion,phase,pulse,accept,then
A,60kg,1g/kg/cycle,privigen,2,3w,4,2026-03-05,2026-01-05;2026-01-28,,no,,,,
B,82kg,,privigen,loading=2;maintenance=1,,maintenance=3,2026-03-05,,cidp,yes,,methylprednisolone 1000mg x3,,
C,82kg,2g/kg/cycle,octagam-10,"1;3;5",4w,3,2026-03-05,,dermatomyositis,,,,,"0.4g/kg, 1 day, every 6w, 2 cycles"
=D,70kg,2.5g/kg/cycle,octagam-10,5,4w,1,2026-03-05,,,,,,"dose.above-cycle-limit=ok, as agreed",
E,75kg,2.5g/kg/cycle,octagam-10,5,,1,2026-03-05,,,,,,,
F,3.2kg,0.5g/kg/cycle,gamunex-c,1,4w,2,2026-03-05,,,,,,,
"""
WORDS = ("--market", "us", "--at", "22:00", "--tz", "Europe/Berlin")
PATIENT = b"A,70,30,dermatomyositis,2,2,octagam-10,2026-01-05,"  # 140 g over 2 days on 5 January and 2 February


@pytest.fixture
def plans(ivigcalc: Callable[..., Any], tmp_path: Path) -> str:
    """The rows of one patient with four infusions."""
    return str(ivigcalc("batch", written(tmp_path / "c.csv", PATIENT), "--market", "us", "-f", "csv").out)


def changed(plans: str, place: int, **cells: str) -> str:
    """*plans* with other cells in the row at *place*."""
    rows = list(csv.DictReader(io.StringIO(plans)))
    rows[place].update(cells)
    return as_table(rows)


def as_table(rows: list[dict[str, str]], delimiter: str = ",") -> str:
    page = io.StringIO()
    table = csv.DictWriter(page, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return page.getvalue()


def both(ivigcalc: Callable[..., Any], *words: str) -> Iterator[Any]:
    """What *words* give of the cohort as JSON Lines, then as CSV."""
    for form in ("json", "csv"):
        made = ivigcalc("batch", "-", *WORDS, "-f", form, stdin=COHORT)
        assert "6 planned, 0 rejected, 1 with a stop" in made.err
        yield ivigcalc(*words, stdin=made.out.encode())


@pytest.mark.parametrize("form", ["text", "json", "csv", "ics", "html"])
def test_the_agenda_is_that_of_the_plans(ivigcalc: Callable[..., Any], form: str) -> None:
    of_json, of_csv = both(ivigcalc, "agenda", "-", "-f", form, "--inventory", "privigen=40g:1")
    assert "=D" in of_csv.out
    assert of_json.out == of_csv.out
    assert (5, 5) == (of_json.status, of_csv.status)


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_the_forecast_is_that_of_the_plans(ivigcalc: Callable[..., Any], form: str) -> None:
    of_json, of_csv = both(ivigcalc, "forecast", "-", "--by", "week", "--until", "2026-12-31", "-f", form)
    assert of_json.out == of_csv.out
    assert (5, 5) == (of_json.status, of_csv.status)


def test_a_stop_is_said_by_the_line_of_its_plan(ivigcalc: Callable[..., Any]) -> None:
    plans = ivigcalc("batch", "-", *WORDS, "-f", "csv", stdin=COHORT).out
    line = 1 + next(i for i, row in enumerate(csv.reader(io.StringIO(plans))) if row[0] == "E")
    of_csv = ivigcalc("agenda", "-", stdin=plans)
    assert f"stdin:{line}: do not use as it stands: dose.above-cycle-limit\n" in of_csv.err
    assert "ivigcalc: 6 planned, 0 rejected, 1 with a stop\n" in of_csv.err


def test_two_patients_alike_are_two(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", PATIENT.replace(b"A,", b","), PATIENT.replace(b"A,", b","))
    plans = ivigcalc("batch", source, "--market", "us", "-f", "csv").out
    found = json.loads(ivigcalc("agenda", "-", "-f", "json", stdin=plans).out)
    assert 2 == found["patients"]
    assert ["line 2", "line 6"] == [one["who"] for one in found["days"][0]["infusions"]]


def test_a_table_with_other_separators_columns_and_an_empty_row_is_read_too(
    ivigcalc: Callable[..., Any], plans: str
) -> None:
    rows = [{"ward": "4", **row} for row in csv.DictReader(io.StringIO(plans))]
    found = ivigcalc("agenda", "-", stdin=as_table(rows, ";") + ";" * len(rows[0]) + "\n")
    assert (0, ivigcalc("agenda", "-", stdin=plans).out) == (found.status, found.out)


def test_a_workbook_of_the_rows_is_read_too(ivigcalc: Callable[..., Any], plans: str, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(plans)):
        book.active.append(row)
    book.save(tmp_path / "plans.xlsx")
    assert ivigcalc("agenda", "-", stdin=plans).out == ivigcalc("agenda", str(tmp_path / "plans.xlsx")).out


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"document": "dose"}, "document: 'dose' has no dates to add up; give plans"),
        ({"date": "5 Jan"}, "date: a date such as 2026-01-05 is needed, not '5 Jan'"),
        ({"planned_date": ""}, "planned_date: a date such as 2026-01-05 is needed, not ''"),
        ({"dose_g": "7o"}, "dose_g: a number of at least 0 is needed, not '7o'"),
        ({"volume_ml": "-1"}, "volume_ml: a number of at least 0 is needed, not '-1'"),
        ({"cycle": "1.5"}, "cycle: a whole number is needed, not '1.5'"),
        ({"interval_days": "99999999"}, "interval_days: 99999999 days lead past the last year that there is"),
        ({"vials": "3 x 20 g"}, "vials: vials such as 3x20g+1x10g are needed, not '3 x 20 g'"),
        ({"given": "no"}, "given: true or false is needed, not 'no'"),
        ({"start": "9"}, "start: a time such as 09:00 is needed, not '9'"),
        ({"product": "", "product_name": ""}, "product: a product is needed"),
        ({"observe_minutes": ""}, "observe_minutes: a number of at least 0 is needed, not ''"),
        ({"concerns": "risk.high-dose"}, "concerns: stops and cautions as batch wrote them are needed"),
        (
            {"concerns": "see risk.high-dose (caution): x"},
            "concerns: stops and cautions as batch wrote them are needed",
        ),
    ],
)
def test_a_cell_that_is_none_of_batch_is_named(
    ivigcalc: Callable[..., Any], plans: str, cells: dict[str, str], why: str
) -> None:
    found = ivigcalc("agenda", "-", stdin=changed(plans, 2, **cells))
    assert (4, "") == (found.status, found.out)
    assert f"stdin:4: {why}" in found.err


def test_rows_that_do_not_stand_as_batch_wrote_them_are_refused(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    """A plan of which a row is elsewhere would be counted as two, and end where it does not."""
    source = written(tmp_path / "c.csv", PATIENT, PATIENT.replace(b"A,", b"B,", 1))
    rows = list(csv.DictReader(io.StringIO(ivigcalc("batch", source, "--market", "us", "-f", "csv").out)))
    by_date = sorted(rows, key=lambda row: row["date"])
    for table, where in ((as_table(by_date), 4), (as_table(rows[1:]), 2)):
        found = ivigcalc("forecast", "-", stdin=table)
        assert (4, "") == (found.status, found.out)
        assert f"stdin:{where}: the plan of A starts with cycle 1, day 2" in found.err
        assert "its rows stand together and in order; give the table as batch wrote it" in found.err


def test_a_plan_of_which_only_the_pulse_is_left_is_refused(ivigcalc: Callable[..., Any]) -> None:
    rows = list(csv.DictReader(io.StringIO(ivigcalc("batch", "-", *WORDS, "-f", "csv", stdin=COHORT).out)))
    pulse = [{**row, "cycle": "1", "day": "1"} for row in rows if row["pulse"]]
    assert 3 == len(pulse)
    found = ivigcalc("forecast", "-", stdin=as_table(pulse))
    assert (4, "") == (found.status, found.out)
    assert "stdin:2: the plan of B has no infusion here; give the table as batch wrote it" in found.err


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (lambda plans: plans[:-20], "stdin:5: the row has 36 cells but the first line has 43 columns"),
        (lambda plans: plans + '"', "stdin:6: not CSV: "),
        (lambda plans: plans.replace("octagam-10,", "octagam-10\udcff,", 1), "stdin:2: byte "),
        (lambda plans: plans.replace(",interval_days,", ",days,", 1), "stdin: interval_days: this column is missing"),
    ],
)
def test_a_damaged_table_is_refused(
    ivigcalc: Callable[..., Any], plans: str, table: Callable[[str], str], why: str
) -> None:
    found = ivigcalc("forecast", "-", stdin=table(plans).encode("utf-8", "surrogateescape"))
    assert (4, "") == (found.status, found.out)
    assert why in found.err


@pytest.mark.parametrize("words", [("batch", "-"), ("forecast", "-", "--scenario", "down: rounding=vial-down")])
def test_nothing_is_planned_anew_from_the_rows(
    ivigcalc: Callable[..., Any], plans: str, words: tuple[str, ...]
) -> None:
    found = ivigcalc(*words, stdin=plans)
    assert (4, "") == (found.status, found.out)
    why = "stdin: planned infusions, as batch writes them as CSV: no request stands in them; give the cohort itself"
    assert why in found.err


@pytest.mark.parametrize("form", ["json", "csv"])
def test_what_is_said_of_plans_that_are_saved_is_named(ivigcalc: Callable[..., Any], tmp_path: Path, form: str) -> None:
    plans = ivigcalc("batch", written(tmp_path / "c.csv", PATIENT, PATIENT), "--market", "us", "-f", form).out
    for command in ("agenda", "forecast"):
        found = ivigcalc(command, "-", "--rounding", "vial-down", "--at", "09:00", "--tz", "UTC", stdin=plans)
        told = "ivigcalc: --rounding, --at: not used here; a saved plan stays as it was planned\n"
        assert (0, told) == (found.status, found.err)
        assert ivigcalc(command, "-", stdin=plans).out == found.out
