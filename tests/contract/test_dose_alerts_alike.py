"""One exposure, one verdict: ``plan``, ``dose`` and ``rates`` raise the same alerts on the same dose.

What a patient gets in a day decides what is said of it, not the command nor the way in which it was written.
"""

import json
import re
import shlex
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from program import Result, run_program

START = "-s 2026-03-02"
ABOVE = "dose.above-day-limit"
Alert = tuple[str, str, str]


def run(line: str, *words: str) -> Result:
    """Run the program with the words of *line*, read as a shell does, and *words*; the answer comes as JSON."""
    return run_program(*shlex.split(line), *words, "--format", "json")


def answer(found: Result) -> Any:
    """The document, with exact numbers."""
    return json.loads(found.out, parse_float=Decimal)


def dose_alerts(found: Result) -> list[Alert]:
    """What is said of the dose: code, severity and text."""
    return [
        (alert["code"], alert["severity"], alert["text"].partition(": ")[2])  # after the name of the phase
        for alert in answer(found)["alerts"]
        if alert["code"].startswith("dose.")
    ]


def verdict(found: Result) -> tuple[int, list[Alert] | str]:
    """The exit status with the alerts on the dose, or with why it is refused."""
    return found.status, dose_alerts(found) if found.out else found.err


# One day

OCTAGAM = "-p octagam-10 --market us"
DERMATOMYOSITIS = f"-w 70kg {OCTAGAM} --indication dermatomyositis"
WEIGHTS = ("25kg", "75kg")
DOSES = ("0.2g/kg", "0.4g/kg/day", "1g/kg", "1.2g/kg", "2.4g/kg", "30g", "140g", "200g")
INDICATIONS = ("", "--indication dermatomyositis", "--indication itp")
PRODUCTS = (OCTAGAM, "-p yimmugo --rates mgh", "-c 10% --rates 0.3x30,0.6x30,1.2mL/kg/h")


@pytest.mark.parametrize("preparation", PRODUCTS)
@pytest.mark.parametrize("indication", INDICATIONS)
@pytest.mark.parametrize("dose", DOSES)
@pytest.mark.parametrize("weight", WEIGHTS)
def test_a_day_has_the_verdict_of_the_plan_in_each_document(weight, dose, indication, preparation):
    line = f"-w {weight} --dose {dose} {preparation} {indication}"
    planned = verdict(run(f"plan {line} --days 1 {START}"))
    assert planned == verdict(run(f"dose {line} --days 1"))
    assert but_for_the_least(planned) == verdict(run(f"rates {line}"))


def but_for_the_least(found: tuple[int, list[Alert] | str]) -> tuple[int, list[Alert] | str]:
    """Without the least of a cycle: ``rates`` times one day, of which the cycle may have more."""
    status, alerts = found
    return status, [alert for alert in alerts if alert[0] != "dose.below-range"] if isinstance(alerts, list) else alerts


@pytest.mark.parametrize("rounding", ["vial", "vial-down", "vial-up", "exact", "5g"])
@pytest.mark.parametrize("dose", ["0.05g/kg", "1g/kg", "2g/kg"])
def test_a_day_that_is_rounded_has_the_verdict_of_the_plan(dose, rounding):
    """Of 54.5 kg, so that the vials of Privigen, 5 g and more, make none of these doses."""
    line = f"-w 54.5kg --dose {dose} -p privigen --market us --indication cidp --rounding {rounding}"
    planned = verdict(run(f"plan {line} --days 1 {START}"))
    assert planned == verdict(run(f"dose {line} --days 1"))
    assert planned == verdict(run(f"rates {line}"))


@pytest.mark.parametrize("dose", ["140g", "200g", "2g/kg", "2.86g/kg"])
def test_more_than_1_g_per_kg_in_a_day_stops_a_pump_timetable(dose):
    found = run(f"rates {DERMATOMYOSITIS} --dose {dose}")
    assert 3 == found.status
    assert (ABOVE, "stop") in [alert[:2] for alert in dose_alerts(found)]


def test_2_g_per_kg_in_a_day_is_stopped_in_the_same_words():
    lines = (f"plan {START} --days 1", "dose --days 1", "rates")
    stops = [
        [text for code, _, text in dose_alerts(run(f"{line} {DERMATOMYOSITIS} --dose 140g")) if code == ABOVE]
        for line in lines
    ]
    assert 1 == len(stops[0])
    assert stops[0] == stops[1] == stops[2]
    assert "2 g/kg" in stops[0][0]


@pytest.mark.parametrize("line", [f"plan {START} --days 1", "dose --days 1", "rates"])
def test_0_4_g_per_kg_in_a_day_goes_through(line):
    found = run(f"{line} {DERMATOMYOSITIS} --dose 28g")
    assert 0 == found.status
    assert {code for code, _, _ in dose_alerts(found)} <= {"dose.assumed", "dose.below-range"}  # of a cycle: 1 g/kg


def test_4_g_per_kg_has_one_verdict():
    line = f"{DERMATOMYOSITIS} --dose 280g"
    planned, dosed, timed = run(f"plan {line} --days 1 {START}"), run(f"dose {line} --days 1"), run(f"rates {line}")
    assert 3 == planned.status
    assert verdict(planned) == verdict(dosed) == verdict(timed)


@pytest.mark.parametrize("line", [f"plan {START} --days 1", "dose --days 1", "rates"])
def test_what_lies_outside_every_dose_is_refused(line):
    """400 g for 70 kg are 5.7 g/kg: a slip, and no order."""
    found = run(f"{line} {DERMATOMYOSITIS} --dose 400g")
    assert (3, "") == (found.status, found.out)
    assert "400 g" in found.err


# Several days

THEN = "--then '1g/kg, 1 day, every 6w, 2 cycles'"
COURSES = (
    "-r dermatomyositis --days 2 -p octagam-10 --market us",
    "-r dermatomyositis --days 5 --dose 2g/kg -p yimmugo --rates mgh",
    "-r dermatomyositis --days 2 --dose 2.4g/kg -p octagam-10 --market us",
    "-r gbs -p octagam-10 --market us",
    "-r gbs --days 2 -p octagam-10 --market us",
    f"-r itp --dose 1g/kg --days 1 --every 4w {THEN} -p octagam-10 --market us",
    "-r kawasaki -p octagam-10 --market us",
    "-r primary-immunodeficiency --dose 0.1g/kg --days 1 --every 4w -p octagam-10 --market us",
    "-r primary-immunodeficiency --dose 0.5g/kg --days 1 --every 3w -p octagam-10 --market us",
    "--dose 2.5g/kg --days 4 -c 10%",
    "--dose 140g --days 3 -c 10% --vials 20",
    "--dose 2g/kg --days 2 -c 10% --vials 5,10,20 --split 100g,40g",
    "--dose 0.4g/kg/day --days 5 --every 4w --cycles 3 -c 10%",
    "--dose 1g/kg --days 1 --every 1d --cycles 4 -c 10%",
    "--dose 1g/kg --days 1 --every 1w --cycles 20 -c 10%",
)


@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("weight", ["14kg", "70kg"])
def test_a_course_has_the_verdict_of_the_plan_without_dates(weight, course):
    assert verdict(run(f"plan -w {weight} {course} {START}")) == verdict(run(f"dose -w {weight} {course}"))


FIVE_DAYS = {
    "weight": "70kg",
    "dose": "2g/kg",
    "days": 5,
    "product": "octagam-10",
    "market": "us",
    "indication": "dermatomyositis",
}
DAY = ("day", "dose_g", "volume_ml", "vials", "infusion")


@pytest.fixture(params=["2g/kg", "2g/kg/cycle"])
def five_days(tmp_path, request) -> str:
    """140 g, which is 1400 mL, over five days, in a request file."""
    return saved_as(tmp_path, {**FIVE_DAYS, "dose": request.param})


def saved_as(folder, said: dict[str, Any]) -> str:
    """The request file in *folder* that says what is *said*."""
    path = folder / "request.json"
    path.write_text(json.dumps(said))
    return str(path)


def days(document: Any) -> list[list[dict[str, Any]]]:
    """What each day of each phase is made of."""
    return [[{key: day[key] for key in DAY} for day in phase["days"]] for phase in document["phases"]]


def volume(infusion: Any) -> Decimal:
    """What the steps of one infusion add up to, in mL."""
    return sum((step["volume_ml"] for step in infusion["steps"]), Decimal(0))


def not_used(document: Any) -> str:
    """The text of the one note of what is not used."""
    (note,) = [alert for alert in document["alerts"] if alert["code"] == "request.not-used"]
    assert "note" == note["severity"]
    return str(note["text"])


def test_a_cycle_of_five_days_has_five_infusions(five_days):
    """1400 mL in five days are some 280 mL a day, and never 1400 mL in one run."""
    timed = answer(run("rates --request", five_days))
    (phase,) = timed["phases"]
    assert [1, 2, 3, 4, 5] == [day["day"] for day in phase["days"]]
    assert [day["volume_ml"] for day in phase["days"]] == [volume(day["infusion"]) for day in phase["days"]]
    assert 1400 == sum(day["volume_ml"] for day in phase["days"])
    assert all(270 <= day["volume_ml"] <= 290 for day in phase["days"])
    assert timed["infusion"] is None


def test_the_days_of_a_timetable_are_those_of_the_dose(five_days):
    timed, dosed = answer(run("rates --request", five_days)), answer(run("dose --request", five_days))
    assert days(dosed) == days(timed)
    assert list(dosed["phases"][0]) == list(timed["phases"][0])
    assert list(dosed["phases"][0]["days"][0]) == list(timed["phases"][0]["days"][0])


def test_five_days_have_one_verdict(five_days):
    dosed, timed = run("dose --request", five_days), run("rates --request", five_days)
    assert verdict(dosed) == verdict(timed)
    assert 0 == timed.status


def test_a_spoken_cycle_is_the_same_as_a_file(five_days):
    line = f"rates {DERMATOMYOSITIS} --days 5 --dose"
    assert days(answer(run("rates --request", five_days))) == days(answer(run(line, "2g/kg")))


OF_A_DOSE = (
    "--days 3",
    "--days 2 --vials 5,10",
    "--days 2 --rounding vial-down",
    "--days 2 --rounding 5g",
    "--days 2 --split 30g,26g",
    "--days 2 --tolerance 0%",
    "--days 2 --stock 10g:9,2g:9",
    "--days 2 --every 4w --cycles 3",
    f"--days 2 --every 4w {THEN}",
)


@pytest.mark.parametrize("said", OF_A_DOSE)
def test_a_timetable_takes_what_a_dose_takes(said):
    """0.4 g/kg of 71.3 kg on each day."""
    line = f"-w 71.3kg --dose 0.4g/kg/day {OCTAGAM} --indication cidp {said}"
    dosed, timed = run(f"dose {line}"), run(f"rates {line}")
    assert verdict(dosed) == verdict(timed)
    assert days(answer(dosed)) == days(answer(timed))


def test_one_day_of_the_five_is_timed_alone(five_days):
    whole, third = answer(run("rates --request", five_days)), answer(run("rates --day 3 --request", five_days))
    assert [[days(whole)[0][2]]] == days(third)
    assert [3] == [day["day"] for day in third["phases"][0]["days"]]
    assert third["phases"][0]["days"][0]["infusion"] == third["infusion"]


def test_a_sixth_day_of_five_is_refused(five_days):
    found = run("rates --day 6 --request", five_days)
    assert (True, "") == (found.status in (2, 3), found.out)
    assert "No such option" not in found.err
    assert re.search(r"--day\b|day 6|5 days", found.err)


def test_what_is_left_in_the_bag_wins_over_the_dose_of_the_file(five_days):
    found = run("rates --volume 300mL --resume-rate 1.2mL/kg/h --request", five_days)
    assert 0 == found.status, found.err
    timed = answer(found)
    assert 300 == volume(timed["infusion"])
    assert Decimal("1.2") == timed["infusion"]["steps"][0]["ml_per_kg_per_h"]
    assert not timed.get("phases")
    assert [True, True] == [re.search(rf"\b{name}\b", not_used(timed)) is not None for name in ("dose", "days")]


PLANS = (
    "-r dermatomyositis --dose 2g/kg --days 2 --every 4w --cycles 3",
    "-r dermatomyositis --days 5",
    "-r gbs",
    f"--dose 2g/kg --days 5 --every 4w --indication cidp {THEN}",
    "--dose 0.4g/kg/day --days 5 --indication gbs",
    "--dose 2g/kg --days 4 --indication cidp --first-infusion yes --cycles 2 --every 4w",
)
Save = Callable[[str], str]


@pytest.fixture
def save(tmp_path) -> Save:
    """Plan for 70 kg of Octagam, and save the plan to a file."""

    def save(line: str) -> str:
        path = str(tmp_path / "plan.json")
        found = run(f"plan -w 70kg {OCTAGAM} {START} {line}", "--output", path)
        assert 0 == found.status, found.err
        return path

    return save


@pytest.mark.parametrize("line", PLANS)
def test_a_saved_plan_is_timed_day_by_day_as_planned(save, line):
    path = save(line)
    found = run("rates --request", path)
    assert 0 == found.status, found.err
    with open(path) as file:
        planned = json.load(file, parse_float=Decimal)
    assert days(planned) == days(answer(found))


def test_a_saved_plan_of_one_day_is_one_run(save):
    timed = answer(run("rates --request", save("--dose 1g/kg --days 1 --indication cidp")))
    assert 700 == volume(timed["infusion"])


def test_two_days_of_70_g_are_two_runs_of_700_ml(save):
    timed = answer(run("rates --request", save(PLANS[0])))
    (phase,) = timed["phases"]
    assert [700, 700] == [volume(day["infusion"]) for day in phase["days"]]
    assert timed["infusion"] is None
    assert "start" in not_used(timed)


def test_one_day_of_a_saved_plan_is_timed_alone(save):
    timed = answer(run("rates --day 2 --request", save(PLANS[0])))
    ((day,),) = days(timed)
    assert (2, 700) == (day["day"], volume(day["infusion"]))
    assert day["infusion"] == timed["infusion"]
