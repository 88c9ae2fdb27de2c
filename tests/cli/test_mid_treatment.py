"""A patient over months: given cycles, dates set by hand, further phases, and plans that go on from a saved one."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

TREATED = "plan -w 70kg -r dermatomyositis --days 2 -p yimmugo --market eu"
COURSE = f"{TREATED} --cycles 5 -s 2024-04-08 --at 09:00 --rates mgh"
STEROID = ("--steroid", "prednisolone", "--tablets", "de")
QIVIGY = "plan -w 70kg --dose 0.4g/kg --days 1 --every 4w -p qivigy"
TAPER = (*STEROID, "--taper", "60,50,40,30,20/cycle")
REFERENCE = (*COURSE.split(), "--age", "75", *TAPER)
PATIENT = tuple(TREATED.split())


def answered(result):
    assert (result.status, result.err) == (0, "")
    return json.loads(result.out)


def read(path):
    return json.loads(Path(path).read_text())


def infusions(document):
    return [row for row in document["calendar"] if row["kind"] == "infusion"]


def firsts(document):
    """The first day of each cycle, by its number."""
    return {row["cycle"]: row["date"] for row in infusions(document) if row["day"] == 1}


def codes(document):
    return [alert["code"] for alert in document["alerts"]]


def alert(document, code):
    (found,) = [alert for alert in document["alerts"] if alert["code"] == code]
    return found


@pytest.fixture
def json_of(ivigcalc):
    def run(*words):
        return answered(ivigcalc(*words, "--format", "json"))

    return run


@pytest.fixture
def saved(ivigcalc, tmp_path):
    """Save the plan of *words* and give the path."""

    def save(*words, name="plan.json"):
        result = ivigcalc(*words, "--format", "json")
        assert result.status == 0, result.err
        path = tmp_path / name
        path.write_text(result.out)
        return str(path)

    return save


@pytest.fixture
def goes_on(json_of):
    def run(path, from_cycle, *words):
        return json_of("plan", "--request", path, "--from-cycle", str(from_cycle), *words)

    return run


@pytest.fixture
def refusal(ivigcalc):
    def run(*words):
        result = ivigcalc(*words)
        assert result.out == ""
        return result.status, result.err

    return run


# A new weight from cycle 4 on


def test_the_earlier_cycles_stay_byte_for_byte_and_are_marked_given(saved, goes_on):
    path = saved(*REFERENCE)
    before = read(path)
    after = goes_on(path, 4, "--weight", "78kg")
    earlier = [row for row in before["calendar"] if row["cycle"] is not None and row["cycle"] < 4]
    marked = [json.dumps({**row, "given": True} if row["kind"] == "infusion" else row) for row in earlier]
    assert [json.dumps(row) for row in after["calendar"] if row["cycle"] is not None and row["cycle"] < 4] == marked
    assert {**after["phases"][0], "cycles": 5} == before["phases"][0]
    assert [row["given"] for row in infusions(after)] == [True] * 6 + [False] * 4


def test_from_the_cycle_on_the_dose_is_of_the_new_weight_in_whole_vials(saved, goes_on):
    after = goes_on(saved(*REFERENCE), 4, "--weight", "78kg")
    old, new = after["phases"]
    assert (old["name"], old["cycles"], old["calculated_g"], old["planned_g"]) == ("course", 3, 140, 140)
    assert (new["name"], new["cycles"], new["calculated_g"]) == ("course from cycle 4", 2, 156)  # 2 g/kg x 78 kg
    assert new["planned_g"] == 155 == sum(v["g"] * v["count"] for day in new["days"] for v in day["vials"])
    assert [row["dose_g"] for row in infusions(after)] == [70] * 6 + [80, 75, 80, 75]
    assert after["dosing_weight"]["kg"] == 78


def test_dates_and_taper_are_unchanged_by_a_new_weight(saved, goes_on):
    path = saved(*REFERENCE)
    before, after = read(path), goes_on(path, 4, "--weight", "78kg")
    assert firsts(after) == firsts(before)
    assert after["taper"] == before["taper"]
    assert [row["steroid_mg"] for row in infusions(after)] == [60, 60, 50, 50, 40, 40, 30, 30, 20, 20]


def test_a_weight_that_changed_by_more_than_a_tenth_is_a_caution(saved, goes_on):
    path = saved(*REFERENCE)
    found = alert(goes_on(path, 4, "--weight", "78kg"), "weight.changed")
    assert found["severity"] == "caution"
    assert found["text"] == "body weight changes by 11.4 %, 70 kg to 78 kg, from cycle 4"
    lighter = alert(goes_on(path, 4, "--weight", "62kg"), "weight.changed")
    assert lighter["text"].startswith("body weight changes by -11.4 %")
    assert "weight.changed" not in codes(goes_on(path, 4, "--weight", "77kg"))  # 10.0 %: not more


def test_the_request_keeps_both_and_the_totals_count_what_is_to_come(saved, goes_on):
    after = goes_on(saved(*REFERENCE), 4, "--weight", "78kg")
    assert after["request"]["weight"] == "70kg"
    assert after["request"]["changes"] == [{"from_cycle": 4, "weight": "78kg"}]
    assert after["totals"]["planned_g"] == 2 * 155
    (product,) = after["totals"]["products"]
    assert (product["product"], product["given_g"], product["planned_g"]) == ("yimmugo", 3 * 140, 2 * 155)


def test_the_text_leads_with_what_changed(ivigcalc, saved):
    path = saved(*REFERENCE)
    result = ivigcalc("plan", "--request", path, "--from-cycle", "4", "--weight", "78kg", "--format", "text")
    lines = [line for line in result.out.splitlines() if line.strip("=-")]
    assert lines[0] == "IVIg plan"
    assert " ".join(lines[1].split()) == "Changed from cycle 4: weight 78kg, was 70kg"


def test_every_other_output_says_what_changed_too(ivigcalc, saved):
    words = ("plan", "--request", saved(*REFERENCE), "--from-cycle", "4", "--weight", "78kg")
    calendar = ivigcalc(*words, "--tz", "Europe/Berlin", "--format", "ics").out.replace("\r\n ", "")
    assert "DESCRIPTION:Changed from cycle 4: weight 78kg\\, was 70kg.\\n" in calendar
    rows = list(csv.DictReader(StringIO(ivigcalc(*words, "--format", "csv").out)))
    assert {row["changes"] for row in rows} == {"from cycle 4: weight 78kg, was 70kg"}
    sheet = ivigcalc(*words, "--format", "html").out
    assert sheet.index(">Changed<") < sheet.index("Dosing weight")
    change = {"from_cycle": 4, "field": "weight", "before": "70kg", "after": "78kg"}
    assert json.loads(ivigcalc(*words, "--format", "json").out)["changes"] == [change]


def test_what_no_longer_holds_is_told(ivigcalc, saved):
    words = ("plan", "--request", saved(*REFERENCE), "--from-cycle", "4", "-p", "qivigy", "--market", "us")
    assert "from cycle 4: rates mgh no longer\n" in ivigcalc(*words, "-f", "text").out


def test_what_is_shown_of_the_request_is_what_was_said_last(ivigcalc, saved):
    goes_on = ("plan", "--request", saved(*REFERENCE, "--label", "A"), "--from-cycle", "4")
    text = ivigcalc(*goes_on, "--height", "170", "--label", "B", "-f", "text").out
    assert "Reference  B\n" in text
    assert "Patient    75 years, 70 kg body weight, height 170 cm\n" in text


def test_a_taper_by_body_weight_keeps_the_weight_it_was_begun_with(saved, goes_on):
    path = saved(*COURSE.split(), *STEROID, "--taper", "etg", "--steroid-dose", "1mg/kg")
    assert goes_on(path, 4, "--weight", "78kg")["taper"] == read(path)["taper"]


LATER = (*f"{TREATED} --every 4w --cycles 3 -s 2026-01-05".split(), *STEROID, "--taper", "60x28,40x28,20",
         "--taper-start", "2026-02-11")  # fmt: skip


@pytest.mark.parametrize("format", ["text", "table", "html", "csv", "ics", "json"])
def test_no_output_gives_0_mg_before_the_taper(ivigcalc, format):
    """The taper begins between cycles 2 and 3: what is taken until then was not said, and is not 0 mg."""
    out = ivigcalc(*LATER, "--label", "K-17", "-f", format).out.replace("\r\n ", "")
    assert "prednisolone 0 mg" not in out.lower()
    if format == "json":
        assert [None] * 4 + [60] * 2 == [row["steroid_mg"] for row in infusions(json.loads(out))]
    elif format == "csv":
        assert [""] * 4 + ["60"] * 2 == [row["steroid_mg"] for row in csv.DictReader(StringIO(out))]
    else:
        assert out.count("before the taper") >= 4


def test_what_a_taper_that_is_said_anew_asks_for_is_due_where_it_begins(saved, goes_on):
    """5 mg was to end after 35 days; from cycle 2 it goes on for 120, and so for more than 3 months."""
    path = saved(*COURSE.split(), *STEROID, "--taper", "20x28,5x7")
    said = "Fracture risk"
    assert [] == [row for row in read(path)["calendar"] if said in row.get("text", "")]
    after = goes_on(path, 2, *STEROID, "--taper", "5x120")
    assert ["2024-05-06"] == [row["date"] for row in after["calendar"] if said in row.get("text", "")]


# Cycles that were given


def test_given_cycles_are_numbered_and_the_interval_runs_on_from_the_last(json_of):
    plan = json_of(*PATIENT, "--given", "2026-09-14,2026-10-12", "--cycles", "3", "--every", "4w")
    assert firsts(plan) == {1: "2026-09-14", 2: "2026-10-12", 3: "2026-11-09", 4: "2026-12-07", 5: "2027-01-04"}
    assert [row["given"] for row in infusions(plan)] == [True] * 4 + [False] * 6
    assert plan["phases"][0]["cycles"] == 5
    assert plan["totals"]["planned_g"] == 3 * 140
    assert plan["totals"]["products"][0]["given_g"] == 2 * 140


def test_a_taper_per_cycle_goes_on_with_the_given_cycles_counted(json_of):
    given = ["--given", "2026-09-14,2026-10-12", "--cycles", "3", "--every", "4w"]
    plan = json_of(*PATIENT, *given, *TAPER)
    assert [row["steroid_mg"] for row in infusions(plan) if row["day"] == 1] == [60, 50, 40, 30, 20]


PLAIN = ("plan", "-w", "70kg", "-c", "10%")


@pytest.mark.parametrize("words", [(*PLAIN, "--dose", "1g/kg/cycle"), ("calendar",)], ids=["plan", "calendar"])
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["2026-09-14"], ["2026-09-14 course", "2026-10-12 course", "2026-11-23 phase 2", "2027-01-04 phase 2"]),
        (
            ["2026-09-14", "2026-10-12"],
            ["2026-09-14 course", "2026-10-12 course", "2026-11-23 phase 2", "2027-01-04 phase 2"],
        ),
        (
            ["2026-09-14", "2026-10-12", "2026-11-23"],
            ["2026-09-14 course", "2026-10-12 course", "2026-11-23 phase 2", "2027-01-04 phase 2"],
        ),
    ],
)
def test_given_cycles_fill_the_phases_that_are_written_in_order(ivigcalc, words, given, expected):
    """Two cycles of four weeks and then two of six: however many are given, it is the same course."""
    said = "--days", "1", "--every", "4w", "--cycles", "2", "--given", ",".join(given)
    then = "--then", "0.5g/kg/cycle, 1 day, every 6w, 2 cycles"
    rows = infusions(json.loads(ivigcalc(*words, *said, *then, "-f", "json").out))
    assert expected == [f"{row['date']} {row['phase']}" for row in rows]
    assert given == [row["date"] for row in rows if row["given"]]


def test_the_loading_dose_that_was_given_is_not_planned_again(json_of):
    """1 cycle of 2 g/kg is given; what follows is 1 g/kg x 70 kg = 70 g, 35 g on each of 2 days."""
    said = "--dose", "2g/kg/cycle", "--days", "2", "--every", "4w", "--cycles", "1", "--given", "2026-01-05"
    plan = json_of(*PLAIN, *said, "--then", "1g/kg/cycle, 2 days, every 4w, 3 cycles")
    assert [
        ("2026-01-05", 70), ("2026-01-06", 70), ("2026-02-02", 35), ("2026-02-03", 35), ("2026-03-02", 35),
        ("2026-03-03", 35), ("2026-03-30", 35), ("2026-03-31", 35),
    ] == [(row["date"], row["dose_g"]) for row in infusions(plan)]  # fmt: skip
    assert plan["totals"]["planned_g"] == 3 * 70


def test_a_course_of_which_every_cycle_was_given_is_refused(refusal):
    said = "--dose", "2g/kg/cycle", "--days", "2", "--every", "4w", "--cycles", "1"
    then = "--then", "1g/kg/cycle, 2 days, every 4w, 1 cycle"
    status, err = refusal(*PLAIN, *said, *then, "--given", "2026-01-05,2026-02-02")
    assert (status, "all 2 cycles were given, so none is to come" in err) == (3, True)
    assert "--then" in err


LOADED = "--dose 2g/kg/cycle --days 2 --every 4w --cycles 3 -s 2026-01-05"
LOADING = (*PLAIN, *LOADED.split(" "))


def test_the_cycles_of_a_saved_plan_count_the_given_ones_through_its_phases(json_of, saved):
    """3 x 140 g and 6 x 70 g; the first three are given, and 6 x 70 g = 420 g are to come."""
    path = saved(*LOADING, "--then", "1g/kg/cycle, 2 days, every 4w, 6 cycles")
    plan = json_of("plan", "--request", str(path), "--given", "2026-01-05,2026-02-02,2026-03-02")
    assert plan["totals"]["planned_g"] == 420
    assert plan["totals"]["products"][0]["given_g"] == 420
    assert firsts(plan) == firsts(read(path))


def test_the_cycles_of_a_saved_plan_count_the_given_ones(ivigcalc, json_of, saved, tmp_path):
    """5 cycles were ordered, 2 are given and then 4: 3 are to come, and then 1."""
    path = saved(*TREATED.split(), "--cycles", "5", "-s", "2024-04-08")
    two = json_of("plan", "--request", str(path), "--given", "2024-04-08,2024-05-06")
    assert firsts(two) == firsts(read(path))
    assert (two["totals"]["planned_g"], two["request"]["cycles"], two["request"]["cycles_from"]) == (420, 5, 1)
    again = tmp_path / "again.json"
    again.write_text(json.dumps(two))
    assert ivigcalc("check", str(again)).status == 0
    four = json_of("plan", "--request", str(again), "--given", "2024-04-08,2024-05-06,2024-06-03,2024-07-01")
    assert (firsts(four), four["totals"]["planned_g"]) == (firsts(two), 140)
    assert "calendar.given-not-counted" not in codes(two) + codes(four)


def test_a_saved_plan_whose_first_cycle_was_given_on_another_day_goes_on_from_there(json_of, saved):
    path = saved(*TREATED.split(), "--cycles", "3", "-s", "2024-04-08")
    plan = json_of("plan", "--request", str(path), "--given", "2024-04-10")
    assert firsts(plan) == {1: "2024-04-10", 2: "2024-05-08", 3: "2024-06-05"}


def test_those_to_come_of_a_saved_plan_are_counted_from_where_they_were(json_of, saved):
    """2 were given and 3 to come; a third is given, and 2 are to come."""
    path = saved(*PATIENT, "--given", "2026-09-14,2026-10-12", "--cycles", "3", "--every", "4w")
    plan = json_of("plan", "--request", str(path), "--given", "2026-09-14,2026-10-12,2026-11-09")
    assert (plan["request"]["cycles_from"], plan["totals"]["planned_g"], len(firsts(plan))) == (3, 2 * 140, 5)


def test_a_saved_plan_that_is_over_does_not_begin_again(refusal, saved):
    """One cycle, because none was said: it is given."""
    path = saved(*TREATED.split(), "-s", "2024-04-08")
    status, err = refusal("plan", "--request", str(path), "--given", "2024-04-08")
    assert (status, "the last cycle was given, so none is to come" in err) == (3, True)


@pytest.mark.parametrize(("cycles", "said"), [("3", True), ("2", False)])
def test_a_number_that_could_count_the_given_cycles_is_a_caution(json_of, cycles, said):
    words = (*PATIENT, "--given", "2026-09-14,2026-10-12", "--cycles", cycles, "--every", "4w")
    plan = json_of(*words)
    found = [alert for alert in plan["alerts"] if alert["code"] == "calendar.given-not-counted"]
    assert said == bool(found)
    if found:
        assert "caution" == found[0]["severity"]
        assert found[0]["text"].startswith("3 cycles are to come after the 2 given, 5 in total")
        assert "--cycles-from 1 counts those given, --cycles-from 3 excludes them" in found[0]["do"]
    assert "calendar.given-not-counted" not in codes(json_of(*words, "--cycles-from", "3"))


def test_cycles_can_be_counted_from_the_first(json_of, refusal):
    words = (*PATIENT, "--given", "2026-09-14,2026-10-12", "--cycles", "3", "--every", "4w")
    assert list(firsts(json_of(*words, "--cycles-from", "1"))) == [1, 2, 3]
    assert list(firsts(json_of(*words, "--cycles-from", "3"))) == [1, 2, 3, 4, 5]
    for more, why in (
        (("--cycles-from", "0"), "cycles are numbered from 1"),
        (("--cycles-from", "1", "--then", "1g/kg/cycle, 2 days, every 4w, 2 cycles"), "count the cycles given"),
    ):
        status, err = refusal(*words, *more)
        assert (status, why in err) == (3, True), err
    status, err = refusal(*PATIENT, "-s", "2026-09-14", "--cycles", "3", "--every", "4w", "--cycles-from", "1")
    assert (status, "--cycles-from needs cycles that were given" in err) == (2, True)


def test_the_cycles_of_a_regimen_are_counted_in_its_last_phase(json_of, saved):
    """Loading once and four of maintenance; loading and two of maintenance are given, and two are to come."""
    words = "plan -w 70kg -r cidp/eu-label --days maintenance=2 -p privigen --market eu --cycles 4 -s 2026-01-05"
    path = saved(*words.split(" "))
    dates = firsts(read(path))
    assert len(dates) == 5
    plan = json_of("plan", "--request", str(path), "--given", ",".join(list(dates.values())[:3]))
    assert (firsts(plan), plan["totals"]["planned_g"]) == (dates, 2 * 70)


def test_a_closed_day_under_a_given_cycle_stops_nothing(ivigcalc, tmp_path):
    """Cycle 2 is set on a Saturday, which is a stop until it is given."""
    words = "--cycles", "3", "--every", "4w", "-s", "2026-05-04", "--closed", "weekends"
    before = ivigcalc(*PATIENT, *words, "--cycle-date", "2=2026-05-30", "-f", "json")
    assert (before.status, "calendar.no-open-day" in codes(json.loads(before.out))) == (3, True)
    path = tmp_path / "plan.json"
    path.write_text(before.out)
    after = ivigcalc("plan", "--request", str(path), "--from-cycle", "3", "-w", "68kg", "-f", "json")
    assert (after.status, "calendar.no-open-day" in codes(json.loads(after.out))) == (0, False)


def test_the_tablets_of_a_taper_that_was_begun_are_said_to_count_those_taken(ivigcalc):
    words = "--weight", "70", "-r", "dermatomyositis", "--days", "2", "-p", "yimmugo", "--steroid", "prednisolone"
    taper = "--taper", "50x28,40x28,20", "--tablets", "de"
    begun = ivigcalc("plan", *words, *taper, "--given", "2026-09-14", "--cycles", "2", "--format", "text").out
    fresh = ivigcalc("plan", *words, *taper, "--start", "2026-09-14", "--cycles", "3", "--format", "text").out
    dispensed = "Dispense  28 x 50 mg + 84 x 20 mg"  # 28 x 2 + 28 x 1 of 20 mg
    assert f"{dispensed} in total, including doses taken\n" in begun
    assert f"{dispensed}\n" in fresh


def test_the_first_infusion_of_the_product_is_the_first_to_come(json_of):
    plan = json_of(*QIVIGY.split(), "--cycles", "2", "--given", "2026-09-14,2026-10-12", "--first-infusion", "yes")
    assert [(phase["name"], phase["cycles"]) for phase in plan["phases"]] == [
        ("course", 2),
        ("course, first infusion", 1),
        ("course from cycle 4", 1),
    ]
    slow, quick = plan["phases"][1]["days"][0]["infusion"], plan["phases"][2]["days"][0]["infusion"]
    assert slow["total_minutes"] > quick["total_minutes"]
    assert [(row["phase"], row["given"]) for row in infusions(plan)] == [
        ("course", True),
        ("course", True),
        ("course, first infusion", False),
        ("course from cycle 4", False),
    ]


# Dates set by hand

DATED = (*PATIENT, "--cycles", "5", "--every", "4w", "-s", "2026-10-01")


def test_a_date_by_hand_moves_its_cycle_alone(json_of):
    due = firsts(json_of(*DATED))
    assert due == {1: "2026-10-01", 2: "2026-10-29", 3: "2026-11-26", 4: "2026-12-24", 5: "2027-01-21"}
    accepted = "--accept", "dose.cumulative=discussed"  # 4 g/kg within 28 days
    moved = json_of(*DATED, "--cycle-date", "3=2026-12-10", "--anchor", "planned", *accepted)
    assert firsts(moved) == {**due, 3: "2026-12-10"}
    assert "calendar.crowded" in codes(moved)  # cycle 4 is 14 days after cycle 3


def test_with_the_actual_anchor_a_date_by_hand_moves_those_after_it_too(json_of):
    moved = json_of(*DATED, "--cycle-date", "3=2026-12-10", "--anchor", "actual")
    assert firsts(moved) == {1: "2026-10-01", 2: "2026-10-29", 3: "2026-12-10", 4: "2027-01-07", 5: "2027-02-04"}


@pytest.mark.parametrize(("anchor", "counted_to"), [("planned", "2026-03-01"), ("actual", "2026-03-04")])
def test_a_dose_that_runs_on_counts_to_where_the_next_cycle_would_begin_by_the_anchor(ivigcalc, anchor, counted_to):
    words = "--start", "2026-01-05", "--days", "1", "--every", "4w", "--cycles", "2", "--cycle-date", "2=2026-02-05"
    steroid = "--steroid", "prednisolone", "--taper", "20"
    taper = json.loads(ivigcalc("taper", *words, *steroid, "--anchor", anchor, "-f", "json").out)["taper"]
    plan = json.loads(ivigcalc("plan", "-w", "70", "--dose", "1g/kg", "-c", "10%", *words, *steroid, "--anchor", anchor,
                               "-f", "json").out)["taper"]  # fmt: skip
    assert (counted_to, counted_to) == (taper["counted_to"], plan["counted_to"])


def test_a_date_before_the_cycle_before_it_or_after_the_one_after_it_is_refused(refusal):
    status, err = refusal(*DATED, "--cycle-date", "3=2026-10-28")
    assert status == 3
    assert "cycle 3 cannot start on 2026-10-28 for 2 days: cycle 2 ends on 2026-10-30 and cycle 4 is on" in err
    assert "possible first days: 2026-10-31 to 2026-12-22" in err
    status, err = refusal(*DATED, "--cycle-date", "3=2026-12-23")
    assert (status, "possible first days: 2026-10-31 to 2026-12-22" in err) == (3, True)


def test_a_date_on_a_closed_day_is_a_stop_that_names_the_next_open_start(ivigcalc):
    result = ivigcalc(*DATED, "--cycle-date", "3=2026-12-12", "--closed", "weekends", "--format", "json")
    assert result.status == 3
    found = alert(json.loads(result.out), "calendar.no-open-day")
    assert found["severity"] == "stop"
    assert "2026-12-12 (Saturday)" in found["text"]
    assert "next possible start: 2026-12-14" in found["text"]


def test_a_date_for_a_cycle_that_was_given_or_does_not_exist_is_refused(refusal, saved):
    status, err = refusal(*DATED, "--cycle-date", "6=2027-03-01")
    assert (status, "no cycle 6; remaining cycles: 1 to 5" in err) == (3, True)
    given = (*PATIENT, "--every", "4w", "--cycles", "3", "--given", "2026-09-14,2026-10-12")
    status, err = refusal(*given, "--cycle-date", "2=2026-10-14")
    assert (status, "cycle 2 was given on 2026-10-12" in err) == (3, True)
    path = saved(*DATED)
    status, err = refusal("plan", "--request", path, "--from-cycle", "4", "--cycle-date", "3=2026-12-10")
    assert (status, "cycle 3 stays on 2026-11-26" in err) == (3, True)
    status, err = refusal("plan", "--request", path, "--from-cycle", "4", "--cycle-date", "9=2027-12-10")
    assert (status, "no cycle 9; remaining cycles: 4 to 5" in err) == (3, True)


# A further phase


def test_a_further_phase_begins_one_of_its_intervals_after_the_start_of_the_last_cycle(json_of):
    words = (*PATIENT, "--every", "4w", "--cycles", "4", "-s", "2026-10-01")
    plan = json_of(*words, "--then", "1g/kg, 1 day, every 6w, 3 cycles")
    assert list(firsts(plan).values()) == [
        "2026-10-01", "2026-10-29", "2026-11-26", "2026-12-24",
        "2027-02-04", "2027-03-18", "2027-04-29",
    ]  # fmt: skip
    first, second = plan["phases"]
    assert (second["calculated_g"], second["planned_g"]) == (70, 70)  # 1 g/kg x 70 kg
    assert (second["days_per_cycle"], second["interval_days"]) == (1, 42)
    assert [day["dose_g"] for day in first["days"]] == [70, 70]
    assert [day["vials"] for day in second["days"]] == [first["days"][0]["vials"]]
    assert len({row["cycle"] for row in infusions(plan) if row["phase"] == second["name"]}) == 3
    assert plan["totals"]["planned_g"] == 4 * 140 + 3 * 70


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("1g/kg, 1 day, every 6w, lots", "'lots'"),
        ("1g/kg, 1 day, every month, 3 cycles", "'every month'"),
        ("1, 1 day, every 6w, 3 cycles", "'1'"),
        ("1g/kg, 1 day, every 6w, 3 cycles, 2 days", "'2 days'"),
        ("1g/kg, 1 day, 3 cycles", "lacks an interval"),
    ],
)
def test_a_further_phase_that_cannot_be_read_is_refused_naming_the_part(refusal, said, part):
    status, err = refusal(*DATED, "--then", said)
    assert status == 2
    assert part in err
    assert "1g/kg/cycle, 2 days, every 6w, 4 cycles" in err


def test_a_further_phase_said_from_a_cycle_on_follows_what_is_left(saved, goes_on):
    after = goes_on(saved(*DATED), 4, "--then", "1g/kg, 1 day, every 6w, 3 cycles")
    assert [(phase["name"], phase["cycles"]) for phase in after["phases"]] == [("course", 5), ("phase 2", 3)]
    assert firsts(after)[6] == "2027-03-04"  # 2027-01-21 + 42 d


def test_what_is_left_of_a_further_phase_can_be_said_anew(saved, goes_on, refusal):
    path = saved(*DATED, "--then", "1g/kg/cycle, 1 day, every 6w, 3 cycles")
    after = goes_on(path, 7, "--then", "1g/kg/cycle, 1 day, every 8w, 3 cycles")
    assert [(phase["name"], phase["cycles"]) for phase in after["phases"]] == [
        ("course", 5),
        ("phase 2", 1),
        ("phase 2 from cycle 7", 3),
    ]
    for words in (["--every", "8w"], ["--cycles", "3"], ["--dose", "1g/kg/cycle"]):
        status, err = refusal("plan", "--request", path, "--from-cycle", "7", *words)
        assert status == 2
        assert f"{words[0]}: the cycles of course are over by cycle 7; give what is to come with --then" in err


# Another brand

BRAND = (*PATIENT, "--cycles", "5", "-s", "2024-04-08", "--rates", "mgh")


def test_another_brand_begins_with_the_first_infusion_ladder_of_its_label(saved, goes_on):
    path = saved(*BRAND, "--first-infusion", "no")
    after = goes_on(path, 3, "-p", "qivigy", "--market", "us")
    old, first, later = after["phases"]
    assert (old["cycles"], old["product"]["id"], first["product"], later["product"]) == (2, "yimmugo", None, None)
    assert (first["name"], first["cycles"]) == ("course, first infusion", 1)
    assert (later["name"], later["cycles"]) == ("course from cycle 4", 2)
    slow, quick = first["days"][0]["infusion"], later["days"][0]["infusion"]
    assert (slow["basis"], quick["basis"]) == ("label", "label")
    assert slow["total_minutes"] > quick["total_minutes"]
    assert slow["observe_minutes"] > quick["observe_minutes"]
    assert after["product"]["id"] == "qivigy"
    assert "counts as a first infusion" in alert(after, "product.switched")["text"]


def test_another_brand_has_its_own_vials_and_both_are_in_the_totals(saved, goes_on):
    after = goes_on(saved(*BRAND), 3, "-p", "qivigy", "--market", "us")
    assert {vial["g"] for day in after["phases"][-1]["days"] for vial in day["vials"]} == {10}
    assert {vial["g"] for vial in after["totals"]["vials"]} == {10}
    assert [
        (row["product"], row["given_g"], row["planned_g"], row["vials"]) for row in after["totals"]["products"]
    ] == [
        ("yimmugo", 2 * 140, 0, []),
        ("qivigy", 0, 3 * 140, [{"g": 10, "count": 42}]),
    ]


def test_what_was_said_of_the_old_brand_goes_with_it_and_is_told(saved, goes_on):
    path = saved(*BRAND, "--vials", "10,20", "--stock", "20g:10,10g:10")
    after = goes_on(path, 3, "-p", "qivigy", "--market", "us")
    assert [(change["field"], change["before"], change["after"]) for change in after["changes"]] == [
        ("product", "yimmugo", "qivigy"),
        ("market", "eu", "us"),
        ("vials", "10,20", ""),
        ("stock", "20g:10,10g:10", ""),
        ("rates", "mgh", ""),
    ]
    assert (
        goes_on(path, 3, "-p", "qivigy", "--market", "us", "--rates", "mgh")["phases"][-1]["days"][0]["infusion"][
            "protocol"
        ]
        == "mgh"
    )


def test_a_brand_that_is_not_on_file_takes_over_when_its_strength_is_another(saved, goes_on):
    path = saved(*BRAND)
    after = goes_on(path, 3, "--concentration", "5%", "--vials", "5,10")
    assert (after["product"]["id"], after["product"]["concentration_g_per_l"]) == (None, 50)
    assert "product.switched" in codes(after)
    assert "rate.none-on-file" in codes(after)
    same = goes_on(path, 3, "--concentration", "10%")
    assert (same["product"]["id"], "product.switched" in codes(same)) == ("yimmugo", False)


BRANDS = ("yimmugo", "qivigy")


def test_the_forecast_counts_both_brands_and_only_what_is_to_come(ivigcalc, saved, goes_on, tmp_path):
    path = saved(*BRAND, "--market", "eu")
    lines = tmp_path / "cohort.jsonl"
    plans = [read(path), goes_on(path, 4, "-p", "qivigy", "--market", "us")]
    lines.write_text("".join(json.dumps(plan) + "\n" for plan in plans))
    periods = json.loads(ivigcalc("forecast", str(lines), "--format", "json").out)["periods"]
    grams = {product: sum(row["planned_g"] for row in periods if row["product"] == product) for product in BRANDS}
    assert grams == {"yimmugo": 5 * 140, "qivigy": 2 * 140}  # of the second patient what is still to come


# Other changes


def test_from_the_cycle_on_that_is_spaced_out_each_is_six_weeks_after_the_one_before(saved, goes_on):
    after = goes_on(saved(*REFERENCE), 4, "--every", "6w")
    assert firsts(after) == {1: "2024-04-08", 2: "2024-05-06", 3: "2024-06-03", 4: "2024-07-15", 5: "2024-08-26"}
    assert [row["steroid_mg"] for row in infusions(after) if row["day"] == 1] == [60, 50, 40, 30, 20]
    assert [(step["from"], step["mg_per_day"]) for step in after["taper"]["steps"]][2:] == [
        ("2024-06-03", 40),
        ("2024-07-15", 30),
        ("2024-08-26", 20),
    ]


def test_cycles_counts_those_still_to_come(saved, goes_on):
    path = saved(*REFERENCE)
    after = goes_on(path, 4, "--cycles", "4")
    assert list(firsts(after)) == [1, 2, 3, 4, 5, 6, 7]
    assert [(phase["name"], phase["cycles"]) for phase in after["phases"]] == [("course", 7)]
    assert list(firsts(goes_on(path, 6, "--cycles", "2"))) == [1, 2, 3, 4, 5, 6, 7]


def test_a_taper_said_anew_follows_what_was_taken_so_far(saved, goes_on, refusal):
    path = saved(*REFERENCE)
    after = goes_on(path, 4, "--taper", "35,25/cycle")
    assert [(step["from"], step["mg_per_day"]) for step in after["taper"]["steps"]] == [
        ("2024-04-08", 60),
        ("2024-05-06", 50),
        ("2024-06-03", 40),
        ("2024-07-01", 35),
        ("2024-07-29", 25),
    ]
    # 28 days of each, the last to the day before a cycle 6 would begin
    assert after["taper"]["total_mg"] == 28 * (60 + 50 + 40 + 35 + 25)
    status, err = refusal("plan", "--request", path, "--from-cycle", "4", "--taper", "50,20/cycle")
    assert (status, "50 mg from 2024-07-01 after 40 mg: doses must not rise" in err) == (3, True)


def test_a_taper_changed_twice_keeps_both_earlier_parts(saved, goes_on):
    path = saved(*REFERENCE)
    once = saved("plan", "--request", path, "--from-cycle", "3", "--taper", "35,30,25/cycle", name="once.json")
    assert goes_on(once, 4, "--weight", "72kg")["taper"] == read(once)["taper"]
    after = goes_on(once, 5, "--taper", "10")
    assert [step["mg_per_day"] for step in after["taper"]["steps"]] == [60, 50, 35, 30, 10]


def test_a_taper_can_begin_with_a_later_cycle(saved, goes_on):
    after = goes_on(saved(*COURSE.split()), 4, *STEROID, "--taper", "30x28,20")
    assert after["taper"]["steps"][0]["from"] == "2024-07-01"
    assert [row["steroid_mg"] for row in infusions(after) if row["day"] == 1] == [None, None, None, 30, 20]


def test_part_of_a_taper_alone_cannot_be_said_anew(saved, refusal):
    path = saved(*REFERENCE)
    for words in (["--tablets", "uk"], ["--round-to", "5"], ["--taper-align", "cycles"]):
        status, err = refusal("plan", "--request", path, "--from-cycle", "4", *words)
        assert status == 2
        assert f"{words[0]} from cycle 4 on: enter the rest of the taper with --taper too" in err


def test_another_steroid_is_not_joined_to_the_taper(saved, refusal):
    words = ["--steroid", "methylprednisolone", "--taper", "16", "--tablets", "4,16"]
    status, err = refusal("plan", "--request", saved(*REFERENCE), "--from-cycle", "4", *words)
    assert (status, "methylprednisolone after prednisolone" in err) == (3, True)


# A gap


GAP = [*QIVIGY.split(), "--cycles", "5", "-s", "2026-10-01", "--first-infusion", "no"]


def test_after_more_than_eight_weeks_the_next_infusion_is_a_first_one_again(json_of):
    plan = json_of(*GAP, "--cycle-date", "3=2026-12-25", "--anchor", "actual")  # 57 days after cycle 2
    assert [(phase["name"], phase["cycles"]) for phase in plan["phases"]] == [
        ("course", 2),
        ("course, first infusion", 1),
        ("course from cycle 4", 2),
    ]
    minutes = [phase["days"][0]["infusion"]["total_minutes"] for phase in plan["phases"]]
    assert minutes[1] > minutes[0] == minutes[2]
    found = alert(plan, "rate.first-again")
    assert found["severity"] == "caution"
    assert found["text"].startswith("cycle 3 starts 57 days after the previous cycle")
    exactly = json_of(*GAP, "--cycle-date", "3=2026-12-24", "--anchor", "actual")  # 56 days: not more
    assert (len(exactly["phases"]), "rate.first-again" in codes(exactly)) == (1, False)


def test_a_gap_that_came_about_is_seen_when_the_plan_goes_on(saved, goes_on):
    after = goes_on(saved(*GAP), 4, "--cycle-date", "4=2027-02-01", "--anchor", "actual")
    assert [phase["name"] for phase in after["phases"]] == ["course", "course, first infusion", "course from cycle 5"]
    assert alert(after, "rate.first-again")["text"].startswith("cycle 4 starts 67 days after the previous cycle")


def test_a_first_infusion_can_be_said_from_a_cycle_on(saved, goes_on):
    path = saved(*GAP)
    after = goes_on(path, 3, "--first-infusion", "yes")
    assert [phase["name"] for phase in after["phases"]] == ["course", "course, first infusion", "course from cycle 4"]


def test_rates_that_do_not_distinguish_are_told_with_the_gap(json_of):
    words = [word if word != "qivigy" else "kiovig" for word in GAP]
    plan = json_of(*words, "--market", "eu", "--cycle-date", "3=2026-12-25", "--anchor", "actual")
    assert len(plan["phases"]) == 1
    assert "its rates are the same" in alert(plan, "rate.first-again")["text"]


# Again and again


def test_a_plan_that_went_on_can_go_on_again(saved, goes_on):
    path = saved(*REFERENCE)
    once = saved("plan", "--request", path, "--from-cycle", "4", "--weight", "78kg", name="once.json")
    twice = goes_on(once, 5, "--every", "6w")
    assert twice["request"]["changes"] == [{"from_cycle": 4, "weight": "78kg"}, {"from_cycle": 5, "every": "6w"}]
    assert [(change["from_cycle"], change["field"]) for change in twice["changes"]] == [(4, "weight"), (5, "every")]
    assert [phase["name"] for phase in twice["phases"]] == ["course", "course from cycle 4", "course from cycle 5"]
    assert [row["dose_g"] for row in infusions(twice)] == [70] * 6 + [80, 75, 80, 75]


def test_the_same_change_twice_is_the_change_once(saved, goes_on):
    path = saved(*REFERENCE)
    once = saved("plan", "--request", path, "--from-cycle", "4", "--weight", "78kg", name="once.json")
    assert goes_on(once, 4, "--weight", "78kg") == read(once)
    both = goes_on(once, 4, "--every", "6w")
    assert both == goes_on(path, 4, "--weight", "78kg", "--every", "6w")


def test_a_plan_that_goes_on_unchanged_is_the_same_apart_from_the_marks(saved, goes_on):
    path = saved(*REFERENCE)
    before, after = read(path), goes_on(path, 3)
    for key in ("patient", "product", "indication", "dosing_weight", "phases", "taper", "alerts"):
        assert after[key] == before[key]
    assert [{**row, "given": 0} for row in after["calendar"]] == [{**row, "given": 0} for row in before["calendar"]]
    assert after["changes"] == []
    assert after["totals"]["planned_g"] == 3 * 140


def test_check_understands_a_plan_that_goes_on(ivigcalc, saved):
    path = saved(*BRAND)
    once = saved("plan", "--request", path, "--from-cycle", "3", "-p", "qivigy", "--market", "us", name="once.json")
    twice = saved("plan", "--request", once, "--from-cycle", "5", "--weight", "90kg", name="twice.json")
    for made in (once, twice):
        result = ivigcalc("check", made)
        assert (result.status, result.err) == (0, ""), result.out
    tampered = read(twice)
    tampered["phases"][0]["planned_g"] = 1400
    Path(twice).write_text(json.dumps(tampered))
    result = ivigcalc("check", twice)
    assert (result.status, "phases[0].planned_g: saved 1400, recomputed 140" in result.out) == (5, True)


def test_a_request_with_changes_can_be_written_by_hand_in_toml(json_of, tmp_path):
    file = tmp_path / "request.toml"
    file.write_text(
        'weight = "70kg"\nregimen = "dermatomyositis"\ndays = 2\nproduct = "yimmugo"\nmarket = "eu"\ncycles = 5\n'
        'start = 2024-04-08\n[[changes]]\nfrom_cycle = 4\nweight = "78kg"\n'
    )
    assert [phase["calculated_g"] for phase in json_of("plan", "--request", str(file))["phases"]] == [140, 156]


def test_the_dose_alone_is_the_one_in_force_and_the_calendar_alone_is_left_to_the_plan(json_of, saved, refusal):
    path = saved(*COURSE.split())
    once = saved("plan", "--request", path, "--from-cycle", "4", "--weight", "78kg", name="once.json")
    assert json_of("dose", "--request", once)["phases"][0]["calculated_g"] == 156
    status, err = refusal("calendar", "--request", once)
    assert (status, "ivigcalc plan shows its calendar" in err) == (2, True)


# Acceptances


def test_a_stop_that_a_change_brings_is_accepted_with_the_change(ivigcalc, saved):
    path = saved(*REFERENCE)
    words = ("plan", "--request", path, "--from-cycle", "4", "--dose", "2.5g/kg")
    assert ivigcalc(*words).status == 3
    accepted = (*words, "--accept", "dose.above-cycle-limit=protocol of the centre")
    accepted += ("--accept", "dose.above-day-limit=protocol of the centre")
    once = saved(*accepted, name="once.json")
    kept = read(once)["request"]["changes"][0]["accept"]
    assert {one["code"] for one in kept} == {"dose.above-cycle-limit", "dose.above-day-limit"}
    assert all(one["text"] for one in kept)
    assert ivigcalc("check", once).status == 0
    assert ivigcalc("plan", "--request", once, "--from-cycle", "5").status == 0


def test_an_acceptance_of_the_earlier_plan_does_not_cover_another_dose(ivigcalc, saved):
    accepts = [f"--accept={code}=centre" for code in ("dose.above-cycle-limit", "dose.above-day-limit")]
    path = saved(*BRAND, "--dose", "2.5g/kg", *accepts)
    assert ivigcalc("plan", "--request", path, "--from-cycle", "4").status == 0
    assert ivigcalc("plan", "--request", path, "--from-cycle", "4", "--dose", "2.8g/kg").status == 3
    assert ivigcalc("plan", "--request", path, "--from-cycle", "4", "--dose", "2g/kg").status == 0


# What cannot be done


@pytest.mark.parametrize(
    ("from_cycle", "says"),
    [
        ("1", "the plan has 5 cycles; choose 2 to 5, or 6 with --cycles to add some"),
        ("0", "choose 2 to 5"),
        ("7", "the plan has 5 cycles"),
    ],
)
def test_a_plan_goes_on_from_one_of_its_later_cycles(refusal, saved, from_cycle, says):
    status, err = refusal("plan", "--request", saved(*REFERENCE), "--from-cycle", from_cycle, "--weight", "78kg")
    assert status == 3
    assert says in err


def test_after_the_last_cycle_the_number_to_come_is_needed(refusal, saved):
    status, err = refusal("plan", "--request", saved(*REFERENCE), "--from-cycle", "6")
    assert status == 2
    assert "--from-cycle 6 is after the last cycle; give the number of cycles to come with --cycles" in err


def test_a_plan_goes_on_only_from_a_saved_one(refusal):
    status, err = refusal(*REFERENCE, "--from-cycle", "4")
    assert (status, "give the plan with --request" in err) == (2, True)


def test_the_start_cannot_be_said_anew(refusal, saved):
    path = saved(*REFERENCE)
    for words in (["--start", "2024-04-09"], ["--given", "2024-04-08"]):
        status, err = refusal("plan", "--request", path, "--from-cycle", "4", *words)
        assert (status, "fix one with --cycle-date" in err) == (3, True)


def test_changes_come_in_order(refusal, saved):
    once = saved("plan", "--request", saved(*REFERENCE), "--from-cycle", "4", "--weight", "78kg", name="once.json")
    status, err = refusal("plan", "--request", once, "--from-cycle", "3", "--weight", "80kg")
    assert (status, "from_cycle" in err) == (2, True)


def test_a_given_cycle_cannot_be_planned_anew(refusal, saved):
    path = saved(*PATIENT, "--given", "2026-09-14,2026-10-12", "--cycles", "3", "--every", "4w")
    status, err = refusal("plan", "--request", path, "--from-cycle", "2", "--weight", "78kg")
    assert (status, "5 cycles, 2 of them given; choose 3 to 5" in err) == (3, True)


def test_another_regimen_of_several_phases_needs_the_number_of_cycles(refusal, saved, goes_on):
    path, cidp = saved(*BRAND), ("-r", "cidp", "--days", "maintenance=2")
    status, err = refusal("plan", "--request", path, "--from-cycle", "3", *cidp)
    assert (status, "give the number of cycles to come with --cycles" in err) == (2, True)
    status, err = refusal("plan", "--request", path, "--from-cycle", "3", *cidp, "--cycles", "2")
    assert (status, "loading: cycle 3 follows another; give the interval" in err) == (2, True)
    after = goes_on(path, 3, *cidp, "--cycles", "2", "--cycle-date", "3=2024-06-10")
    assert list(firsts(after).values()) == ["2024-04-08", "2024-05-06", "2024-06-10", "2024-07-01", "2024-07-22"]
    assert [(phase["name"], phase["cycles"]) for phase in after["phases"]] == [
        ("course", 2),
        ("loading", 1),
        ("maintenance", 2),
    ]
