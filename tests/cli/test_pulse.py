"""A pulse of a steroid into a vein, in every output: dated, in mg, and never among the tablets of the taper."""

import csv
import json
import re
from io import StringIO

import pytest

GRAM = "methylprednisolone 1000mg x3"
ONE_DAY = "plan -w 70kg --dose 1g/kg --days 1 -c 10%"
COURSE = (
    "plan", "-w", "70kg", "-r", "dermatomyositis", "--days", "2", "-p", "yimmugo", "--market", "eu", "--cycles", "3",
    "-s", "2024-04-08",
)  # fmt: skip
TAPER = ("--steroid", "prednisolone", "--tablets", "de", "--taper", "60,40,20/cycle")
BEFORE_THE_TAPER = (*COURSE, "--pulse", GRAM, *TAPER)
DAYS = ["2024-04-08", "2024-04-09", "2024-04-10"]


@pytest.fixture
def json_of(ivigcalc):
    def run(*words):
        result = ivigcalc(*words, "--format", "json")
        assert (0, "") == (result.status, result.err)
        return json.loads(result.out)

    return run


@pytest.fixture
def saved(ivigcalc, tmp_path):
    """Save the plan of *words* and give the path."""

    def save(*words):
        path = tmp_path / "plan.json"
        assert 0 == ivigcalc(*words, "--format", "json", "--output", str(path)).status
        return str(path)

    return save


def pulse_rows(document):
    return [(row["date"], row["given"]) for row in document["calendar"] if row["kind"] == "pulse"]


def test_json_has_the_pulse_with_its_days_and_the_taper_after_it(json_of):
    """3 x 1000 mg; the taper: 25 x 60 + 28 x 40 + 28 x 20 = 3180 mg."""
    made = json_of(*BEFORE_THE_TAPER)
    (pulse,) = made["pulses"]
    assert {
        "drug": "methylprednisolone", "mg_per_day": 1000, "days_per_pulse": 3, "each_cycle": False,
        "prednisolone_mg_per_day": 1250,
        "doses": [{"date": day, "cycle": 1, "day": n, "given": False} for n, day in enumerate(DAYS, 1)],
        "total_mg": 3000, "given_mg": 0,
        "citation": {"source": "corticosteroid-converter", "at": "equivalent anti-inflammatory doses"},
    } == pulse  # fmt: skip
    assert [(day, False) for day in DAYS] == pulse_rows(made)
    (row, *_) = [row for row in made["calendar"] if row["kind"] == "pulse"]
    assert ["date", "kind", "cycle", "day", "drug", "mg", "given"] == list(row)
    taper = made["taper"]
    assert ("prednisolone", 25 * 60 + 28 * 40 + 28 * 20) == (taper["drug"], taper["total_mg"])
    assert [("2024-04-11", 25, 60, 1), ("2024-05-06", 28, 40, 2), ("2024-06-03", None, 20, 3)] == [
        (step["from"], step["days"], step["mg_per_day"], step["cycle"]) for step in taper["steps"]
    ]
    assert [None, None, 40, 40, 20, 20] == [row["steroid_mg"] for row in made["calendar"] if row["kind"] == "infusion"]


def test_the_tablets_are_those_of_the_taper_alone(json_of):
    """60 mg is 50 + 10 for 25 days, 40 mg twice 20 and 20 mg once, each for 28 days."""
    assert [{"mg": 50, "count": 25}, {"mg": 20, "count": 28 * 2 + 28}, {"mg": 10, "count": 25}] == json_of(
        *BEFORE_THE_TAPER
    )["taper"]["dispense"]


@pytest.mark.parametrize("format", ["text", "table"])
def test_text_and_table_have_it_in_the_head_the_dates_the_totals_and_a_part_of_its_own(ivigcalc, format):
    page = " ".join(re.sub(r"[^ -~]", " ", ivigcalc(*BEFORE_THE_TAPER, "--format", format).out).split())
    assert (
        "Pulse methylprednisolone 1000 mg IV, days 1 to 3, Mon 2024-04-08 to Wed 2024-04-10 "
        "Steroid prednisolone 60, 40, 20 mg a day, from Thu 2024-04-11"
    ) in page
    assert "Steroid pulse IV: methylprednisolone" in page
    assert "Wed 2024-04-10 1 3 1000" in page
    assert "Total 3000 mg of methylprednisolone in 3 doses remaining Acts like 1250 mg of prednisolone a day" in page
    assert "Taper not counted in its milligrams or its tablets" in page
    assert "Pulse 3000 mg of methylprednisolone in 3 doses remaining" in page
    assert "[ 8]#[ 9]+ 10 + 11 *" in page
    assert "* check due, + pulse of a steroid, # pulse and check due. Months without infusion or" in page
    assert "steroid-pulse Intravenous steroid pulse: monitoring during and after it is not on file." in page


def test_csv_has_a_row_for_each_day_of_it(ivigcalc):
    rows = list(csv.DictReader(StringIO(ivigcalc(*BEFORE_THE_TAPER, "--format", "csv").out)))
    pulses = [row for row in rows if row["pulse"]]
    assert [(day, str(n)) for n, day in enumerate(DAYS, 1)] == [(row["date"], row["pulse_day"]) for row in pulses]
    assert {("methylprednisolone", "1000", "", "", "", "", "1", "false")} == {
        tuple(row[name] for name in ("pulse", "pulse_mg", "steroid_mg", "dose_g", "day", "product", "cycle", "given"))
        for row in pulses
    }
    assert ["70"] * 6 == [row["dose_g"] for row in rows if not row["pulse"]]
    assert {("", "")} == {(row["pulse_day"], row["pulse_mg"]) for row in rows if not row["pulse"]}
    assert sorted(row["date"] for row in rows) == [row["date"] for row in rows]


def test_ics_has_an_event_for_each_day_of_it(ivigcalc):
    page = ivigcalc(*BEFORE_THE_TAPER, "--format", "ics", "--label", "A1").out.replace("\r\n ", "")
    titles = re.findall(r"SUMMARY:(.*Steroid pulse.*)\r\n", page)
    assert [rf"A1: Steroid pulse: methylprednisolone 1000 mg IV\, day {n} of 3\, cycle 1" for n in (1, 2, 3)] == titles
    assert r"Pulse of methylprednisolone 1000 mg IV\, day 1 of 3\, cycle 1. It takes no tablets" in page
    assert 2 == page.count("Steroid pulse on this day: 1000 mg IV.")  # on the days of the infusion
    assert r"SUMMARY:A1: Prednisolone 60 mg a day from this date\; checks: haemoglobin or haematocrit\, " in page
    assert r"\nIntravenous steroid pulse: monitoring during and after it is not on file." in page


def test_html_has_it_on_the_first_page_and_among_the_dates_with_room_to_sign(ivigcalc):
    page = ivigcalc(*BEFORE_THE_TAPER, "--format", "html").out
    first, *others = page.split('<table class="page"')[1:]
    words = [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in (first, *others)]
    assert "Pulse methylprednisolone 1000 mg IV, days 1 to 3" in words[0]
    (dates,) = [one for one in words if "Steroid pulse IV: methylprednisolone" in one]
    assert "Date Cycle Day Dose mg Given by Mon 2024-04-08 1 1 1000 Tue 2024-04-09 1 2 1000" in dates


def test_the_workings_show_the_milligrams_in_all_and_what_they_act_like(json_of):
    found = {one["what"]: one for one in json_of(*BEFORE_THE_TAPER)["workings"]}
    in_all = found["pulse of methylprednisolone still to come"]
    assert ("3 x 1000 mg; no part of the taper", 3000, "mg") == (in_all["formula"], in_all["value"], in_all["unit"])
    like = found["pulse of methylprednisolone a day, in prednisolone"]
    assert ("1000 mg x 5 / 4; for comparison only", 1250, "mg") == (like["formula"], like["value"], like["unit"])
    assert "corticosteroid-converter" == like["citation"]["source"]


def test_what_to_monitor_is_said_to_be_unknown_on_the_first_day_of_each_pulse(json_of):
    made = json_of(*COURSE, "--pulse", f"{GRAM}/cycle")
    found = [(row["date"], row["cycle"]) for row in made["calendar"] if row.get("topic") == "steroid-pulse"]
    assert [("2024-04-08", 1), ("2024-05-06", 2), ("2024-06-03", 3)] == found


def test_a_pulse_of_each_cycle(ivigcalc, json_of):
    words = (*COURSE, "--pulse", f"{GRAM}/cycle")
    assert (9, 9000) == (len(pulse_rows(json_of(*words))), json_of(*words)["pulses"][0]["total_mg"])
    page = " ".join(ivigcalc(*words, "--format", "text").out.split())
    assert "IV, days 1 to 3 of each cycle, Mon 2024-04-08 to Wed 2024-06-05" in page


def test_a_pulse_of_one_day(ivigcalc):
    page = " ".join(ivigcalc(*COURSE, "--pulse", "methylprednisolone 500mg x1", "--format", "text").out.split())
    assert "Pulse methylprednisolone 500 mg IV, day 1, Mon 2024-04-08 CAUTION" in page
    assert "500 mg of methylprednisolone in 1 dose remaining" in page


def test_a_pulse_without_a_taper_changes_nothing_else(json_of):
    alone, without = json_of(*COURSE, "--pulse", GRAM), json_of(*COURSE)
    assert alone["taper"] is None
    for part in ("patient", "product", "dosing_weight", "phases", "totals"):
        assert alone[part] == without[part]
    assert "pulses" not in without


def test_a_month_with_a_pulse_and_no_infusion_is_shown(ivigcalc):
    words = f"{ONE_DAY} -s 2026-01-31 --format text --pulse".split()
    assert "February 2026" in ivigcalc(*words, GRAM).out


@pytest.mark.parametrize(
    ("taper", "first"), [("60x28,40x28,20", "2024-04-11"), ("60,40,20/cycle", "2024-04-11"), ("etg", "2024-04-11")]
)
def test_each_kind_of_taper_follows_the_pulse(json_of, taper, first):
    made = json_of(*COURSE, "--pulse", GRAM, "--steroid", "prednisolone", "--taper", taper)
    assert first == made["taper"]["steps"][0]["from"]


def test_a_reduction_that_is_aligned_with_the_cycles_follows_the_pulse(json_of):
    said = ("--steroid", "prednisolone", "--taper", "60x20,40x20,20", "--taper-align", "cycles")
    steps = json_of(*COURSE, "--pulse", GRAM, *said)["taper"]["steps"]
    assert [("2024-04-11", 1), ("2024-05-06", 2), ("2024-06-03", 3)] == [(one["from"], one["cycle"]) for one in steps]


def test_the_taper_begins_on_another_day_when_that_is_said(json_of):
    said = ("--steroid", "prednisolone", "--taper", "60x28,20", "--taper-start", "2024-04-15")
    made = json_of(*COURSE, "--pulse", GRAM, *said)
    assert "2024-04-15" == made["taper"]["steps"][0]["from"]


def test_a_taper_per_cycle_that_would_begin_in_the_next_cycle_is_refused(ivigcalc):
    words = f"{ONE_DAY} --every 3d --cycles 2 -s 2026-01-05 --steroid prednisolone".split()
    result = ivigcalc(*words, "--pulse", GRAM, "--taper", "60,40/cycle")
    assert (3, "") == (result.status, result.out)
    assert (
        "ivigcalc: pulse: the taper starts after it on 2026-01-08, and cycle 2 on 2026-01-08; enter the taper with its "
        "days, or give fewer days of the pulse\n"
    ) == result.err
    assert "pulse: the taper" not in ivigcalc(*words, "--pulse", GRAM, "--taper", "60x28,40").err
    assert (
        "pulse: the taper" not in ivigcalc(*words, "--pulse", "methylprednisolone 1g x2", "--taper", "60,40/cycle").err
    )


def test_the_taper_command_takes_a_pulse_with_and_without_a_taper(ivigcalc, json_of):
    alone = json_of("taper", "-w", "70kg", "--pulse", GRAM, "-s", "2024-04-08")
    assert (None, [(day, False) for day in DAYS]) == (alone["taper"], pulse_rows(alone))
    both = json_of(
        "taper", "-w", "70kg", "--pulse", GRAM, "-s", "2024-04-08", "--steroid", "prednisolone", "--taper", "60x28,20"
    )
    assert "2024-04-11" == both["taper"]["steps"][0]["from"]
    cycles = ("-s", "2024-04-08", "--every", "4w", "--cycles", "2")
    of_each = json_of(
        "taper",
        "-w",
        "70kg",
        "--pulse",
        f"{GRAM}/cycle",
        *cycles,
        "--steroid",
        "prednisolone",
        "--taper",
        "60,20/cycle",
    )
    assert (6, "2024-04-11") == (len(pulse_rows(of_each)), of_each["taper"]["steps"][0]["from"])
    page = ivigcalc("taper", "--pulse", GRAM, "-s", "2024-04-08", "--format", "ics", "--label", "A1").out
    assert 3 == page.count("SUMMARY:A1: Steroid pulse: ")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("--pulse", f"{GRAM}/cycle", "-s", "2024-04-08"),
            "a pulse of each cycle needs cycles: give --start, --every and --cycles",
        ),
        (("--pulse", GRAM), "the pulse has no first day: give --start, such as 2024-04-08"),
        (
            ("--pulse", "solumedrol 1g x3", "-s", "2024-04-08"),
            "--pulse: no steroid 'solumedrol' is on file; on file: dexamethasone, hydrocortisone, "
            "methylprednisolone, prednisolone, prednisone",
        ),
        (
            ("--pulse", "1000mg x3", "-s", "2024-04-08"),
            "--pulse: '1000mg x3' does not start with the steroid; write \"methylprednisolone 1000mg x3\": the "
            "steroid, its mg or g of one day, and x with the days; /cycle behind it gives it with each cycle",
        ),
    ],
)  # fmt: skip
def test_what_a_pulse_lacks_is_asked_for(ivigcalc, words, told):
    result = ivigcalc("taper", *words)
    assert (2, "", f"ivigcalc: {told}\n") == (result.status, result.out, result.err)


def test_a_past_pulse_is_not_repeated(json_of):
    words = f"{ONE_DAY} --every 4w --cycles 2 --given 2026-01-05".split()
    made = json_of(*words, "--pulse", GRAM, "--steroid", "prednisolone", "--taper", "60x40,40")
    assert [("2026-01-05", True), ("2026-01-06", True), ("2026-01-07", True)] == pulse_rows(made)
    assert (0, 3000) == (made["pulses"][0]["total_mg"], made["pulses"][0]["given_mg"])
    assert "2026-01-08" == made["taper"]["steps"][0]["from"]
    assert "steroid.pulse-given" in [alert["code"] for alert in made["alerts"]]
    assert "steroid-pulse" not in [row.get("topic") for row in made["calendar"]]


def test_the_pulse_of_a_saved_plan_is_past_when_its_cycle_was_given(json_of, saved):
    again = json_of("plan", "--request", saved(*BEFORE_THE_TAPER), "--given", "2024-04-08")
    assert [(day, True) for day in DAYS] == pulse_rows(again)
    assert "2024-04-11" == again["taper"]["steps"][0]["from"]


def test_every_output_marks_a_given_pulse(ivigcalc):
    words = f"{ONE_DAY} --every 4w --cycles 2 --given 2026-01-05 --label A1 --pulse".split()
    page = " ".join(ivigcalc(*words, GRAM, "--format", "text").out.split())
    assert "Mon 2026-01-05 to Wed 2026-01-07 (given)" in page
    assert "Tue 2026-01-06 1 2 1000 given" in page
    assert "0 mg of methylprednisolone in 0 doses remaining; 3000 mg given" in page
    assert "SUMMARY:A1: Given: Steroid pulse: " in ivigcalc(*words, GRAM, "--format", "ics").out
    rows = list(csv.DictReader(StringIO(ivigcalc(*words, GRAM, "--format", "csv").out)))
    assert {"true"} == {row["given"] for row in rows if row["pulse"]}


def test_a_pulse_that_is_said_from_a_cycle_on_begins_with_it(json_of, saved):
    """The taper goes on as it is, and that is told of."""
    path = saved(*COURSE, *TAPER)
    made = json_of("plan", "--request", path, "--from-cycle", "3", "--pulse", "methylprednisolone 500mg x2")
    assert [("2024-06-03", False), ("2024-06-04", False)] == pulse_rows(made)
    assert "2024-04-08" == made["taper"]["steps"][0]["from"]
    assert "steroid.pulse-beside-taper" in [alert["code"] for alert in made["alerts"]]


def test_a_pulse_of_each_cycle_goes_on_until_another_is_said(json_of, saved):
    path = saved(*COURSE, "--pulse", f"{GRAM}/cycle")
    made = json_of("plan", "--request", path, "--from-cycle", "3", "--pulse", "dexamethasone 40mg x4")
    before, after = made["pulses"]
    assert ("methylprednisolone", 0, 6000) == (before["drug"], before["total_mg"], before["given_mg"])
    assert ("dexamethasone", 160, 0) == (after["drug"], after["total_mg"], after["given_mg"])
    assert [True] * 6 + [False] * 4 == [given for _, given in pulse_rows(made)]
    assert [("pulse", f"{GRAM}/cycle", "dexamethasone 40mg x4")] == [
        (one["field"], one["before"], one["after"]) for one in made["changes"]
    ]


def test_another_change_leaves_the_pulse_as_it_was(json_of, saved):
    path = saved(*COURSE, "--pulse", f"{GRAM}/cycle")
    made = json_of("plan", "--request", path, "--from-cycle", "2", "-w", "72kg")
    assert [True] * 3 + [False] * 6 == [given for _, given in pulse_rows(made)]
    assert 1 == len(made["pulses"])


def test_a_taper_that_is_said_from_a_cycle_on_follows_the_pulse_of_that_cycle(json_of, saved):
    """Until then the earlier one goes on."""
    path = saved(*COURSE, "--pulse", f"{GRAM}/cycle", *TAPER)
    made = json_of("plan", "--request", path, "--from-cycle", "2", "--taper", "40,20/cycle")
    assert [("2024-04-11", 25, 60), ("2024-05-06", 3, 40), ("2024-05-09", 25, 40), ("2024-06-03", None, 20)] == [
        (step["from"], step["days"], step["mg_per_day"]) for step in made["taper"]["steps"]
    ]


def test_a_saved_plan_with_a_pulse_is_recomputed_without_a_difference(ivigcalc, saved):
    result = ivigcalc("check", saved(*BEFORE_THE_TAPER))
    assert (0, "") == (result.status, result.err)


def test_a_row_of_a_cohort_may_have_a_pulse(ivigcalc, tmp_path):
    path = tmp_path / "cohort.csv"
    path.write_text(
        "label,weight,dose,days,concentration,start,pulse\n"
        f"A1,70kg,1g/kg,1,10%,2026-01-05,{GRAM}\nA2,70kg,1g/kg,1,10%,2026-01-05,\n"
    )
    first, second = map(json.loads, ivigcalc("batch", str(path)).out.splitlines())
    assert (3000, False) == (first["pulses"][0]["total_mg"], "pulses" in second)


def test_a_document_without_a_steroid_takes_none(ivigcalc):
    result = ivigcalc("calendar", "--days", "1", "--every", "4w", "-s", "2026-01-05", "--pulse", GRAM)
    assert (2, "") == (result.status, result.out)


def test_a_pulse_is_shown_in_one_spelling_and_gives_the_same_plan(json_of):
    spelled = json_of(*COURSE, "--pulse", "IV Methylprednisolone 1 g daily x 3 days / cycle")
    assert "methylprednisolone 1000mg x3/cycle" == spelled["request"]["pulse"]
    assert json_of(*COURSE, "--pulse", f"{GRAM}/cycle") == spelled


def test_the_first_block_alone_has_the_pulse(ivigcalc):
    page = ivigcalc(*BEFORE_THE_TAPER, "--brief", "--format", "text").out
    assert "Pulse      methylprednisolone 1000 mg IV, days 1 to 3, Mon 2024-04-08" in page
    assert len(page.splitlines()) <= 22
