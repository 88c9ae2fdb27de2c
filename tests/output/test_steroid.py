"""A taper in every output: divided over the day, and on alternate days."""

import csv
import json
import re
from io import StringIO

import pytest

WORDS = (
    "plan", "-w", "70kg", "--dose", "1g/kg/cycle", "--days", "2", "--every", "4w", "--cycles", "2", "-c", "10%",
    "-s", "2026-01-05", "--steroid", "prednisolone", "--tablets", "de", "--label", "A1",
    "--taper", "30+30x14,20|10x29,10|0",
)  # fmt: skip


@pytest.fixture
def shown(ivigcalc):
    """The plan in one format, its white space and line folding taken out."""

    def shown(format):
        run = ivigcalc(*WORDS, "--format", format)
        assert 0 == run.status, run.err
        unfolded = run.out.replace("\r\n ", "").replace("\n ", "") if format == "ics" else run.out
        return " ".join(re.sub(r"<[^>]*>", " ", unfolded).split())

    return shown


@pytest.mark.parametrize("format", ["text", "table"])
def test_every_output_has_both_doses_of_alternate_days(shown, format):
    text = shown(format)
    for line in (
        "2026-01-05 2026-01-18 14 30 + 30 1 x 20 mg + 1 x 10 mg;",
        "2026-01-19 2026-02-16 29 20 days 1, 3, 5 ...: 1 x 20 mg",
        "10 days 2, 4, 6 ...: 1 x 10 mg",
        "2026-02-17 until review 10 days 1, 3, 5 ...: 1 x 10 mg",
        "0 days 2, 4, 6 ...",
        "prednisolone 60 mg a day (30 mg + 30 mg); 20 mg and 10 mg on alternate days; 10 mg every other day, from Mon",
    ):
        assert line in text


def test_the_worksheet_has_both_doses_and_draws_the_higher(shown):
    text = shown("html")
    assert "30 + 30 1 x 20 mg + 1 x 10 mg ; 1 x 20 mg + 1 x 10 mg" in text
    assert "20 days 1, 3, 5 ...: 1 x 20 mg" in text
    assert "10 days 2, 4, 6 ...: 1 x 10 mg" in text
    drawn = "60 mg a day (30 mg + 30 mg) from 2026-01-05; 20 mg and 10 mg on alternate days from 2026-01-19"
    assert drawn in text


def test_the_calendar_file_names_both_doses_and_the_dose_of_the_day(shown):
    text = shown("ics")
    for line in (
        "SUMMARY:A1: Prednisolone 60 mg a day (30 mg + 30 mg) from this date",
        "Tablets a day: 1 x 20 mg + 1 x 10 mg\\; 1 x 20 mg + 1 x 10 mg.",
        "SUMMARY:A1: Prednisolone 20 mg and 10 mg on alternate days from this date",
        "Tablets on the first day: 1 x 20 mg.\\nTablets on the next: 1 x 10 mg.",
        "SUMMARY:A1: Prednisolone 10 mg every other day from this date",
        "Tablets on the first day: 1 x 10 mg.\\n",
        "Steroid on this day: prednisolone 20 mg.",  # 2 February is day 15 of its step
        "Steroid on this day: prednisolone 10 mg.",
    ):
        assert line in text
    assert 1 == text.count("Tablets on the next")  # none on the days between


def test_a_row_of_a_table_has_the_dose_of_its_day(ivigcalc):
    rows = csv.DictReader(StringIO(ivigcalc(*WORDS, "--format", "csv").out))
    assert [("2026-01-05", "60"), ("2026-01-06", "60"), ("2026-02-02", "20"), ("2026-02-03", "10")] == [
        (row["date"], row["steroid_mg"]) for row in rows
    ]


def test_json_has_the_parts_of_a_day_and_the_dose_of_the_next(ivigcalc):
    """14 x 60, 15 x 20 + 14 x 10, and 10 mg on 7 of the 13 days to 1 March."""
    document = json.loads(ivigcalc(*WORDS, "--format", "json").out)
    divided, alternating, every_other = document["taper"]["steps"]
    once = {"mg": 30, "tablets": [{"mg": 20, "count": 1}, {"mg": 10, "count": 1}]}
    assert ([once, once], None, []) == (divided["parts"], divided["alternate"], divided["source_mg"])
    ten = {"mg_per_day": 10, "tablets": [{"mg": 10, "count": 1}], "parts": [], "calculated_mg": 10}
    assert (20, ten) == (alternating["mg_per_day"], alternating["alternate"])
    assert {"mg_per_day": 0, "tablets": [], "parts": [], "calculated_mg": 0} == every_other["alternate"]
    assert 840 + 440 + 70 == document["taper"]["total_mg"]
    assert [{"mg": 20, "count": 28 + 15}, {"mg": 10, "count": 28 + 14 + 7}] == document["taper"]["dispense"]
    (working,) = [one for one in document["workings"] if one["what"] == "steroid in total"]
    assert "60 mg x 14 + 20 mg x 15 + 10 mg x 14 + 10 mg x 7; to 2026-03-01" == working["formula"]


def test_without_tablets_the_days_of_a_dose_are_said_all_the_same(ivigcalc):
    words = ("taper", "-s", "2026-01-05", "--steroid", "prednisolone", "--taper", "20|10x14")
    text = " ".join(ivigcalc(*words, "--format", "text").out.split())
    assert "20 days 1, 3, 5 ... #" in text
    assert "10 days 2, 4, 6 ... #" in text


def test_a_long_taper_is_told_at_a_glance_by_its_first_and_last_dose(ivigcalc):
    words = ("taper", "-s", "2026-01-05", "--steroid", "prednisolone", "--taper")
    text = " ".join(ivigcalc(*words, "30+30x7,55-20/5x7,10|0x7,5", "--brief").out.split())
    assert "prednisolone 60 mg (30 mg + 30 mg) down to 5 mg in 11 steps, from Mon 2026-01-05" in text
