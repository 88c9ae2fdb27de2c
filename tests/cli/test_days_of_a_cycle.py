"""Cycles whose days have gaps, and days that move by themselves, in every output."""

import csv
import json
import re

import pytest

GAPS = ("--dose", "0.4g/kg/day", "--days", "1,3,5,8,10", "-c", "10%", "-s", "2026-03-02")
PLAN = ("plan", "-w", "70kg", *GAPS)
THURSDAY = ("--days", "5", "-s", "2026-03-05", "--closed", "weekends", "--move", "each-day")
LADDER = ("--rates", "0.3x30,0.6x30,1.2 mL/kg/h")


@pytest.fixture
def planned(ivigcalc):
    def run(*words, status=0):
        found = ivigcalc(*words, "-f", "json")
        assert status == found.status, found.err
        return json.loads(found.out)

    return run


@pytest.fixture
def refused(ivigcalc):
    def run(*words):
        found = ivigcalc(*words)
        assert ("", 1) == (found.out, found.err.count("\n")), found.out
        return found.status, found.err.removeprefix("ivigcalc: ").rstrip("\n")

    return run


def infusions(made):
    return [row for row in made["calendar"] if row["kind"] == "infusion"]


def alerts(made, code):
    return [(alert["severity"], alert["text"]) for alert in made["alerts"] if alert["code"] == code]


def checks(made, topic):
    return [(row["date"], row["text"]) for row in made["calendar"] if row.get("topic") == topic]


def test_five_infusions_on_the_days_of_one_cycle(planned):
    """0.4 g/kg x 70 kg = 28 g on each of days 1, 3, 5, 8 and 10: 140 g."""
    made = planned(*PLAN)
    (phase,) = made["phases"]
    assert (2, 140, 5, 1) == (phase["g_per_kg"], phase["planned_g"], phase["days_per_cycle"], phase["cycles"])
    assert [1, 3, 5, 8, 10] == phase["infusion_days"] == [day["day"] for day in phase["days"]]
    assert [28] * 5 == [day["dose_g"] for day in phase["days"]]
    assert [
        ("2026-03-02", 1, 1), ("2026-03-04", 1, 3), ("2026-03-06", 1, 5), ("2026-03-09", 1, 8), ("2026-03-11", 1, 10),
    ] == [(row["date"], row["cycle"], row["day"]) for row in infusions(made)]  # fmt: skip


def test_haemolysis_is_looked_for_as_after_any_cycle_of_2_g_per_kg(planned):
    """From 36 to 96 hours, and 5 to 10 days, after the last infusion: that of a five-day course which ends then too."""
    made = planned(*PLAN)
    same = planned("plan", "-w", "70kg", "--dose", "2g/kg/cycle", "--days", "5", "-c", "10%", "-s", "2026-03-07")
    assert [date for date, _ in checks(made, "haemolysis")] == ["2026-03-13", "2026-03-16"]
    assert checks(same, "haemolysis") == checks(made, "haemolysis")
    assert alerts(same, "haemolysis.check") == alerts(made, "haemolysis.check")


def test_the_cycle_is_repeated_with_its_gaps(planned):
    made = planned(*PLAN, "--every", "4w", "--cycles", "3")
    assert [
        *("2026-03-02", "2026-03-04", "2026-03-06", "2026-03-09", "2026-03-11"),
        *("2026-03-30", "2026-04-01", "2026-04-03", "2026-04-06", "2026-04-08"),
        *("2026-04-27", "2026-04-29", "2026-05-01", "2026-05-04", "2026-05-06"),
    ] == [row["date"] for row in infusions(made)]
    assert 420 == made["totals"]["planned_g"]


def test_the_same_days_without_gaps_are_the_same_plan(planned):
    made = [
        planned("plan", "-w", "70kg", "--dose", "0.4g/kg/day", "--days", days, "-c", "10%", "-s", "2026-03-02")
        for days in ("5", "1,2,3,4,5")
    ]
    for one in made:
        del one["request"], one["digest"]
    assert made[0] == made[1]


@pytest.mark.parametrize(("every", "status"), [("9d", 3), ("10d", 0)])
def test_an_interval_is_at_least_as_long_as_from_the_first_day_to_the_last(ivigcalc, every, status):
    run = ivigcalc("calendar", "--days", "1,3,5,8,10", "-s", "2026-03-02", "--every", every)
    assert status == run.status
    if status:
        assert (
            "course: interval 9 days is outside 10 (first to last day of one cycle) to 366 days; check number and unit"
        ) in run.err


def test_days_beyond_a_year_are_not_planned_for(refused, planned):
    status, text = refused("calendar", "--days", "1,367", "-s", "2026-03-02")
    assert (3, True) == (status, text.startswith("course: day 367 of a cycle is above the limit of 366"))
    assert 2 == len(infusions(planned("calendar", "--days", "1,366", "-s", "2026-03-02")))
    status, text = refused("calendar", "--days", "1,3,5,7,9,11,13,15,17,19,21", "-s", "2026-03-02")
    assert (3, True) == (status, text.startswith("course: days per cycle 11 is outside 1 to 10"))


def test_a_cycle_counts_whole_however_its_days_lie(planned):
    """1 g/kg on each of three days two weeks apart is 3 g/kg in the cycle."""
    said = ("plan", "-w", "70kg", "--dose", "1g/kg/day", "--days", "1,15,29", "-c", "10%", "-s", "2026-03-02")
    made = planned(*said, status=3)
    assert [
        ("stop", "course: 3 g/kg per cycle (210 g for 70 kg) is above 2 g/kg, the highest general recommendation")
    ] == (alerts(made, "dose.above-cycle-limit"))


def test_a_window_holds_the_days_of_several_cycles_as_they_are_prescribed(planned):
    """1 g/kg on days 1 and 7, every 9 days: days 7 and 10 and 16 ... in 7 days two, in 28 days seven."""
    said = ("plan", "-w", "70kg", "--dose", "1g/kg/day", "--days", "1,7", "--every", "9d", "--cycles", "4")
    made = planned(*said, "-c", "10%", "-s", "2026-03-02", status=3)
    # days 1, 7, 10, 16, 19, 25, 28, 34: of 28 days from the first on, seven
    assert [("stop", "7 g/kg within 28 days (490 g for 70 kg, from day 1 of cycle 1) is above 3 g/kg")] == alerts(
        made, "dose.cumulative"
    )
    more = planned(*said, "-c", "10%", "-s", "2026-03-02", "--split", "35g,105g", status=3)
    assert alerts(more, "dose.cumulative") == alerts(made, "dose.cumulative")
    closer = ("plan", "-w", "70kg", "--dose", "1g/kg/day", "--days", "1,6", "--every", "7d", "--cycles", "2")
    week = planned(*closer, "-c", "10%", "-s", "2026-03-02", status=3)
    # days 1, 6, 8 and 13: of 7 days from the second on, days 6 and 8
    assert [] == alerts(week, "dose.above-cycle-limit")
    third = ("plan", "-w", "70kg", "--dose", "1g/kg/day", "--days", "1,6", "--every", "6d", "--cycles", "2")
    week = planned(*third, "-c", "10%", "-s", "2026-03-02", status=3)
    # days 1, 6, 7 and 12: days 1, 6 and 7
    assert [
        ("stop", "3 g/kg within 7 days (210 g for 70 kg, from day 1 of cycle 1) is above 2 g/kg, the highest general "
                 "recommendation")
    ] == alerts(week, "dose.above-cycle-limit")  # fmt: skip


def test_infusions_that_last_into_the_next_day_overlap_only_where_there_is_one(planned):
    """28 g of 10 % at 10 mL/h take 28 h."""
    said = ("dose", "-w", "70kg", "--dose", "0.4g/kg/day", "-c", "10%", "--rates", "10 mL/h")
    assert [] == alerts(planned(*said, "--days", "1,3"), "infusion.overlap")
    assert 1 == len(alerts(planned(*said, "--days", "1,2,4", status=3), "infusion.overlap"))
    dated = ("plan", *said[1:], "-s", "2026-03-02")
    assert [] == alerts(planned(*dated, "--days", "1,3"), "infusion.overlap")
    assert [
        ("stop", "course: day 3 of cycle 1 takes 28 h, and day 4 of cycle 1 starts 24 h after its start: the "
                 "infusions overlap")
    ] == alerts(planned(*dated, "--days", "1,3,4", status=3), "infusion.overlap")  # fmt: skip


def test_it_moves_as_a_block(planned):
    """From Thursday 5 March Saturday 7 is closed; from Monday 9 on 9, 11 and 13 are open."""
    said = ("calendar", "--days", "1,3,5", "-s", "2026-03-05", "--closed", "weekends")
    assert ["2026-03-09", "2026-03-11", "2026-03-13"] == [row["date"] for row in infusions(planned(*said))]


def test_the_treatment_names_the_days(ivigcalc):
    for format in ("text", "html"):
        told = re.sub("<[^>]+>", "", ivigcalc(*PLAN, "--every", "4w", "--cycles", "3", "-f", format).out)
        out = " ".join(told.split())
        assert "2 g/kg on days 1, 3, 5, 8 and 10, every 4 weeks, 3 cycles" in out
    assert "2 g/kg over 5 days, 1 cycle" in " ".join(ivigcalc(*PLAN[:5], "--days", "5", *PLAN[7:]).out.split())


def test_a_day_is_timed_by_its_number_in_the_cycle(planned, refused):
    said = ("rates", "-w", "70kg", "--dose", "0.4g/kg/day", "--days", "1,3,5", "-c", "10%", *LADDER)
    assert [1, 3, 5] == [day["day"] for day in planned(*said)["phases"][0]["days"]]
    assert [3] == [day["day"] for day in planned(*said, "--day", "3")["phases"][0]["days"]]
    assert (3, "--day 2: a cycle has infusions on days 1, 3, 5; choose one of these") == refused(*said, "--day", "2")
    without = ("rates", "-w", "70kg", "--dose", "0.4g/kg/day", "--days", "3", "-c", "10%", *LADDER)
    assert (3, "--day 4: a cycle has 3 days; choose 1 to 3") == refused(*without, "--day", "4")


def test_a_calendar_file_has_an_event_for_each_day(ivigcalc):
    out = ivigcalc(*PLAN, "--label", "X", "-f", "ics").out.replace("\r\n ", "")
    titles = [line for line in out.splitlines() if line.startswith("SUMMARY:X: IVIg")]
    assert [f"SUMMARY:X: IVIg 28 g\\, cycle 1 day {day}" for day in (1, 3, 5, 8, 10)] == titles
    assert "DTSTART;VALUE=DATE:20260311" in out


def test_a_table_has_a_row_for_each_day(ivigcalc):
    rows = csv.DictReader(ivigcalc("dose", *PLAN[1:9], "-f", "csv").out.splitlines())
    assert ["1", "3", "5", "8", "10"] == [row["day"] for row in rows]


def test_an_order_is_compared_with_the_days(ivigcalc, tmp_path):
    saved = tmp_path / "plan.json"
    ivigcalc(*PLAN, "-f", "json", "-o", str(saved))
    assert 0 == ivigcalc("check", str(saved)).status
    run = ivigcalc("check", str(saved), "--dose", "28g/day", "--date", "2026-03-09")
    assert (0, True) == (run.status, "2026-03-09 is cycle 1, day 8" in " ".join(run.out.split()))


def test_split_names_each_infusion(planned, refused):
    made = planned(*PLAN, "--split", "30g,30g,30g,25g,25g")
    assert [30, 30, 30, 25, 25] == [row["dose_g"] for row in infusions(made)]
    status, text = refused(*PLAN, "--split", "70g,70g")
    assert (3, True) == (status, "has 2 days, but course has 5" in text)


def test_more_days_than_the_regimen_prints_are_said_by_their_number(planned):
    said = ("dose", "-w", "70kg", "-r", "dermatomyositis", "-c", "10%")
    assert [] == alerts(planned(*said, "--days", "1,3,5,8,10"), "dose.not-as-printed")
    assert 1 == len(alerts(planned(*said, "--days", "1,3,5,8,10,12"), "dose.not-as-printed"))


# Each day by itself


def test_a_course_begun_on_a_thursday_goes_on_after_the_weekend(planned):
    made = planned("calendar", *THURSDAY)
    closed = "closed: 2026-03-07 (Saturday), 2026-03-08 (Sunday)"
    assert [
        ("2026-03-05", 1, "2026-03-05", 0, ""),
        ("2026-03-06", 2, "2026-03-06", 0, ""),
        ("2026-03-09", 3, "2026-03-07", 2, closed),
        ("2026-03-10", 4, "2026-03-08", 2, "closed: 2026-03-08 (Sunday); day 3 is on 2026-03-09"),
        ("2026-03-11", 5, "2026-03-09", 2, "day 4 is on 2026-03-10"),
    ] == [
        tuple(row[k] for k in ("date", "day", "planned_date", "moved_days", "moved_because")) for row in infusions(made)
    ]
    assert [
        (
            "note",
            "cycle 1: day 3 is on 2026-03-09 (planned 2026-03-07), day 4 is on 2026-03-10 (planned 2026-03-08), day 5 "
            f"is on 2026-03-11 (planned 2026-03-09): {closed}",
        )
    ] == alerts(made, "calendar.moved")


def test_a_plan_with_doses_moves_alike(planned):
    made = planned("plan", "-w", "70kg", "--dose", "0.4g/kg/day", "-c", "10%", *THURSDAY)
    days = ["2026-03-05", "2026-03-06", "2026-03-09", "2026-03-10", "2026-03-11"]
    assert days == [row["date"] for row in infusions(made)]
    assert "2026-03-16" == checks(made, "haemolysis")[-1][0]  # 5 days after the last


def test_each_move_is_shown_with_its_reason(ivigcalc):
    out = " ".join(ivigcalc("calendar", *THURSDAY, "-f", "text").out.split())
    assert (
        "NOTE calendar.moved: cycle 1: day 3 is on 2026-03-09 (planned 2026-03-07), day 4 is on 2026-03-10 (planned "
        "2026-03-08), day 5 is on 2026-03-11 (planned 2026-03-09): closed: 2026-03-07 (Saturday), 2026-03-08 (Sunday)"
    ) in out
    told = ivigcalc("calendar", *THURSDAY, "-f", "ics").out.replace("\r\n ", "")
    assert "Planned on 2026-03-09\\, moved by +2 d: day 4 is on 2026-03-10." in told


def test_a_working_says_how_a_day_comes_to_its_date(planned):
    made = planned("calendar", *THURSDAY, "--every", "4w", "--cycles", "2")
    said = [(one["what"], one["formula"], one["value"]) for one in made["workings"]]
    assert [
        ("cycle 1, day 3", "2026-03-07 + 2 d; closed: 2026-03-07 (Saturday), 2026-03-08 (Sunday)", "2026-03-09"),
        (
            "cycle 1, day 4",
            "2026-03-08 + 2 d; closed: 2026-03-08 (Sunday); day 3 is on 2026-03-09",
            "2026-03-10",
        ),
        ("cycle 1, day 5", "2026-03-09 + 2 d; day 4 is on 2026-03-10", "2026-03-11"),
        ("cycle 2, first day", "2026-03-05 + 28 d", "2026-04-02"),
    ] == said[:4]


def test_a_cycle_that_moves_whole_is_told_once(planned, ivigcalc):
    """From Saturday 7 March two days go to Monday and Tuesday."""
    said = ("calendar", "--days", "2", "-s", "2026-03-07", "--closed", "weekends")
    block = planned(*said)
    assert [("cycle 1, first day", "2026-03-07 + 2 d; closed: 2026-03-07 (Saturday), 2026-03-08 (Sunday)")] == [
        (one["what"], one["formula"]) for one in block["workings"]
    ]
    assert 1 == ivigcalc(*said, "-f", "text").out.count("closed: ")


def test_without_an_open_day_within_the_limit_it_is_a_stop(planned):
    made = planned("calendar", *THURSDAY, "--move-limit", "1d", status=3)
    assert ["2026-03-05", "2026-03-06", "2026-03-07"] == [row["date"] for row in infusions(made)][:3]
    assert [
        (
            "stop",
            "cycle 1 (planned 2026-03-05): closed: 2026-03-07 (Saturday), 2026-03-08 (Sunday); no free open day for "
            "each within 1 day after its own; next possible start: 2026-03-09",
        )
    ] == alerts(made, "calendar.no-open-day")


def test_the_days_of_a_given_cycle_are_not_told_as_moves_to_come(planned):
    words = ("calendar", "--days", "5", "--closed", "weekends", "--move", "each-day", "--given", "2026-03-05")
    made = planned(*words, "--every", "4w", "--cycles", "1")
    assert ["2026-03-05", "2026-03-06", "2026-03-09"] == [row["date"] for row in infusions(made)][:3]
    assert ["cycle 2"] == [text.split(":")[0] for _, text in alerts(made, "calendar.moved")]


def test_a_plan_that_goes_on_keeps_the_days_as_they_moved(planned, ivigcalc, tmp_path):
    saved = tmp_path / "plan.json"
    words = ("plan", "-w", "70kg", "--dose", "0.4g/kg/day", "-c", "10%", *THURSDAY, "--every", "4w", "--cycles", "2")
    ivigcalc(*words, "-f", "json", "-o", str(saved))
    before = json.loads(saved.read_text())
    after = planned("plan", "--request", str(saved), "--from-cycle", "2", "--weight", "72kg")
    assert [row["date"] for row in infusions(before)] == [row["date"] for row in infusions(after)]


def test_a_house_may_move_each_day_by_habit(planned, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text('[defaults]\nclosed = "weekends"\nmove = "each-day"\n')
    made = planned("calendar", "--days", "5", "-s", "2026-03-05", "--config", str(config))
    assert "2026-03-11" == infusions(made)[-1]["date"]
