"""CSV: one row per infusion, which a spreadsheet and a database read alike."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from reference_case import PLAN

from ivigcalc.output.csv import COLUMNS

HERE = Path(__file__).parent
SMALL = ("plan", "-w", "70kg", "--dose", "1g/kg/cycle", "--days", "2", "-c", "10%", "-s", "2024-04-08", "-f", "csv")


def rows(text):
    return list(csv.DictReader(StringIO(text)))


def test_the_reference_plan_is_this_csv_to_the_letter(ivigcalc):
    """Made with the words of ``PLAN`` and ``-f csv -o tests/output/reference.csv``; read it when it changes."""
    assert (HERE / "reference.csv").read_text(encoding="utf-8") == ivigcalc(*PLAN, "--format", "csv").out


def test_one_row_is_one_infusion_with_its_dose_vials_times_and_steroid(ivigcalc):
    found = rows(ivigcalc(*PLAN, "--format", "csv").out)
    assert 5 * 2 == len(found)
    expected = {
        "product": "yimmugo", "phase": "course", "cycle": "2", "day": "1", "date": "2024-05-06", "moved_days": "0",
        "given": "false", "start": "09:00", "end": "15:26", "end_date": "2024-05-06", "dose_g": "70",
        "volume_ml": "700", "vials": "3x20g+1x10g",
        "opened_g": "70", "waste_g": "0", "pump_minutes": "386", "steroid_mg": "50",
    }  # fmt: skip
    assert expected == {name: found[2][name] for name in expected}


def test_every_line_has_every_column(ivigcalc):
    found = list(csv.reader(StringIO(ivigcalc(*PLAN, "--format", "csv").out)))
    assert list(COLUMNS) == found[0]
    assert {len(COLUMNS)} == {len(row) for row in found}


@pytest.mark.parametrize("label", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\uff1d1+1"])
def test_a_label_that_a_spreadsheet_would_run_is_a_text(ivigcalc, label):
    assert f"'{label}" == rows(ivigcalc(*SMALL, f"--label={label}").out)[0]["label"]


def test_a_text_that_begins_like_a_formula_behind_spaces_is_one_too(ivigcalc, tmp_path):
    saved = tmp_path / "request.json"
    saved.write_text('{"label": "\\t =1+1"}')
    assert "\\t =1+1" == rows(ivigcalc(*SMALL, "--request", str(saved)).out)[0]["label"]


def test_a_negative_number_stays_a_number(ivigcalc):
    out = ivigcalc("calendar", "-s", "2024-11-28", "--every", "4w", "--days", "2", "--cycles", "2", "--closed",
                   "2024-12-27", "-f", "csv").out  # fmt: skip
    assert "-1" == rows(out)[2]["moved_days"]


def test_control_characters_are_visible_and_make_no_line(ivigcalc):
    out = ivigcalc(*SMALL, "--label=a\nb\x1b[31m").out
    assert "a\\nb\\x1b[31m" == rows(out)[0]["label"]
    assert "\x1b" not in out


def test_a_dose_without_dates_is_one_row_per_day(ivigcalc):
    found = rows(ivigcalc("dose", "-w", "70kg", "--dose", "2g/kg", "--days", "2", "-c", "10%", "-f", "csv").out)
    assert [("1", "70", ""), ("2", "70", "")] == [(row["day"], row["dose_g"], row["date"]) for row in found]


def test_what_has_no_infusions_has_no_csv(ivigcalc):
    words = ("-s", "2024-04-08", "--steroid", "prednisolone", "--tablets", "uk", "--taper", "60x28,40x28,20")
    result = ivigcalc("taper", *words, "--format", "csv")
    assert (2, "") == (result.status, result.out)
    assert "a row of CSV is an infusion, and taper has none; write json or text" in result.err


def test_an_accepted_stop_is_in_every_row_with_its_reason(ivigcalc):
    words = ("plan", "-w", "70kg", "--dose", "2.5g/kg", "--days", "3", "-c", "10%", "-s", "2024-04-08")
    accepted = ("--accept", "dose.above-cycle-limit=tertiary centre")
    out = ivigcalc(*words, "--rates", "1 mL/kg/h", *accepted, "-f", "csv").out
    assert all("dose.above-cycle-limit (stop, accepted: tertiary centre)" in row["alerts"] for row in rows(out))
