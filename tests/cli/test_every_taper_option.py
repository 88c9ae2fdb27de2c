"""Every option of a taper with every kind of taper: what a kind cannot use is refused or named; what it can use acts.

A taper is written with days, written per cycle, or by a protocol on file: by bands from a starting dose, or by a table.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from program import Result, run_program

# Three cycles, on Monday 5 January, 9 February and 16 March 2026.
CYCLES = {"start": "2026-01-05", "every": "5w", "cycles": 3}
FIRST_DAYS = ["2026-01-05", "2026-02-09", "2026-03-16"]
DOSED = {"weight": "70kg", "dose": "1g/kg", "days": 1, "concentration": "10%"}
REQUESTS: dict[str, dict[str, Any]] = {"taper": CYCLES, "plan": {**CYCLES, **DOSED}}
KINDS = {
    "written": {"steroid": "prednisolone", "taper": "60x28,40x28,20"},
    "per cycle": {"steroid": "prednisolone", "taper": "60,40,20/cycle"},
    "bands": {"steroid": "prednisolone", "taper": "ese-es-2024", "steroid_dose": "60mg"},
    "table": {"steroid": "prednisolone", "taper": "aramis"},
}
# How the bands come down from 60 mg, week by week, and what the table prints.
BANDS = [60, 50, 40, 35, 30, 25, 20, 17.5, 15, 12.5, 10, 9, 8, 7, 6, 5]
TABLE = [30, 20, 15, 10, 7.5, 5, 2.5]

Answer = Callable[..., Result]
documents = pytest.mark.parametrize("document", list(REQUESTS))


@pytest.fixture
def answer(tmp_path) -> Answer:
    """Ask a document for a kind of taper, with more said."""

    def answer(document: str, kind: str, **more: Any) -> Result:
        path = tmp_path / "request.json"
        path.write_text(json.dumps({**REQUESTS[document], **KINDS[kind], **more}))
        return run_program(document, "--request", str(path), "--format", "json")

    return answer


def names(text: str, field: str) -> bool:
    """Whether *text* has the name or the option of *field* as a whole word."""
    option = field.replace("_", "-")
    return re.search(rf"(?<![\w-])(--{option}|{field})(?![\w-])", text) is not None


def refused(run: Result, field: str) -> bool:
    """Whether the run was refused, and *field* named."""
    return run.status in (2, 3) and run.out == "" and names(run.err, field)


def named(run: Result, field: str) -> bool:
    """Whether the note of what is not used names *field*."""
    alerts = json.loads(run.out)["alerts"] if run.out else []
    return any(names(alert["text"], field) for alert in alerts if alert["code"] == "request.not-used")


def steps(run: Result) -> list[dict[str, Any]]:
    """The steps of a taper that was given without a stop."""
    assert 0 == run.status, run.err
    assert "request.not-used" not in [alert["code"] for alert in json.loads(run.out)["alerts"]]
    found: list[dict[str, Any]] = json.loads(run.out)["taper"]["steps"]
    return found


def doses(run: Result) -> list[float]:
    """The dose of each step, in mg a day."""
    return [step["mg_per_day"] for step in steps(run)]


def begins(run: Result) -> list[str]:
    """The first day of each step."""
    return [step["from"] for step in steps(run)]


def tablets(step: dict[str, Any]) -> dict[float, float]:
    """How many tablets of each strength make the dose of *step*."""
    return {one["mg"]: one["count"] for one in step["tablets"]}


# What nothing else is said of


@documents
def test_the_tapers_as_they_are(answer, document):
    assert [60, 40, 20] == doses(answer(document, "written"))
    assert [60, 40, 20] == doses(answer(document, "per cycle"))
    assert BANDS == doses(answer(document, "bands"))
    assert TABLE == doses(answer(document, "table"))


@documents
def test_the_first_days_as_they_are(answer, document):
    assert ["2026-01-05", "2026-02-02", "2026-03-02"] == begins(answer(document, "written"))
    assert FIRST_DAYS == begins(answer(document, "per cycle"))
    assert ["2026-01-05", "2026-01-12", "2026-01-19"] == begins(answer(document, "bands"))[:3]
    assert ["2026-01-05", "2026-01-11", "2026-01-18"] == begins(answer(document, "table"))[:3]


# --steroid-dose


@documents
@pytest.mark.parametrize("kind", ["written", "per cycle"])
@pytest.mark.parametrize("dose", ["40mg", "60mg", "1mg/kg"])
def test_a_written_taper_has_no_other_starting_dose(answer, document, kind, dose):
    weight = {"weight": "70kg"}
    assert refused(answer(document, kind, steroid_dose=dose, **weight), "steroid_dose")


@documents
def test_bands_begin_with_the_starting_dose(answer, document):
    assert BANDS[2:] == doses(answer(document, "bands", steroid_dose="40mg"))


@documents
def test_a_starting_dose_per_kg_is_of_the_weight(answer, document):
    """1 mg/kg of 50 kg."""
    assert BANDS[1:] == doses(answer(document, "bands", steroid_dose="1mg/kg", weight="50kg"))


@documents
def test_a_table_prints_its_own_starting_dose(answer, document):
    assert refused(answer(document, "table", steroid_dose="40mg"), "steroid_dose")


# --taper-start


@documents
def test_a_written_taper_begins_on_its_own_day(answer, document):
    days = ["2025-12-01", "2025-12-29", "2026-01-26"]
    assert days == begins(answer(document, "written", taper_start="2025-12-01"))


@documents
def test_a_taper_per_cycle_begins_with_the_first_cycle(answer, document):
    assert refused(answer(document, "per cycle", taper_start="2025-12-01"), "taper_start")


@documents
@pytest.mark.parametrize(("kind", "second"), [("bands", "2025-12-08"), ("table", "2025-12-07")])
def test_a_protocol_begins_on_its_own_day(answer, document, kind, second):
    """The first band is held for 7 days, and the first dose of the table for 6."""
    assert ["2025-12-01", second] == begins(answer(document, kind, taper_start="2025-12-01"))[:2]


# --taper-align


@documents
@pytest.mark.parametrize("kind", ["written", "bands", "table"])
def test_each_reduction_waits_for_a_cycle(answer, document, kind):
    assert FIRST_DAYS == begins(answer(document, kind, taper_align="cycles"))[:3]


@documents
def test_a_taper_per_cycle_is_aligned_as_it_is(answer, document):
    run = answer(document, "per cycle", taper_align="cycles")
    assert refused(run, "taper_align") or named(run, "taper_align")


# --tablets


@documents
@pytest.mark.parametrize("kind", ["written", "per cycle"])
@pytest.mark.parametrize(
    ("said", "of_60", "of_40"),
    [
        ("de", {50: 1, 10: 1}, {20: 2}),
        ("uk", {30: 2}, {30: 1, 10: 1}),
        ("1,5,20", {20: 3}, {20: 2}),
    ],
)
def test_a_written_dose_is_made_of_the_tablets(answer, document, kind, said, of_60, of_40):
    assert [of_60, of_40] == [tablets(step) for step in steps(answer(document, kind, tablets=said))[:2]]


@documents
def test_a_dose_by_protocol_is_made_of_the_tablets(answer, document):
    assert {50: 1, 10: 1} == tablets(steps(answer(document, "bands", tablets="de"))[0])
    assert {20: 1, 10: 1} == tablets(steps(answer(document, "table", tablets="de"))[0])


# --halves


@documents
@pytest.mark.parametrize("kind", list(KINDS))
def test_halves_of_tablets_that_nobody_knows(answer, document, kind):
    run = answer(document, kind, halves=True)
    assert refused(run, "halves") or named(run, "halves")


@documents
@pytest.mark.parametrize("taper", ["60x28,22.5x28,20", "60,22.5,20/cycle"])
def test_a_written_dose_that_takes_half_a_tablet(answer, document, taper):
    """22.5 mg are 20 mg and half of 5 mg; whole German tablets make 22 and 23 mg."""
    whole = answer(document, "written", taper=taper, tablets="de")
    assert (3, "") == (whole.status, whole.out)
    assert "22.5 mg" in whole.err
    assert {20: 1, 5: 0.5} == tablets(steps(answer(document, "written", taper=taper, tablets="de", halves=True))[1])


@documents
def test_bands_use_half_a_tablet(answer, document):
    """17.5 mg are 10 mg, 5 mg and half of 5 mg."""
    assert 17.5 not in doses(answer(document, "bands", tablets="de"))
    found = steps(answer(document, "bands", tablets="de", halves=True))
    assert BANDS == [step["mg_per_day"] for step in found]
    assert {10: 1, 5: 1.5} == tablets(found[BANDS.index(17.5)])


@documents
def test_a_table_uses_half_a_tablet(answer, document):
    """7.5 mg and 2.5 mg are made with half of 5 mg."""
    assert not {7.5, 2.5} & set(doses(answer(document, "table", tablets="de")))
    found = steps(answer(document, "table", tablets="de", halves=True))
    assert TABLE == [step["mg_per_day"] for step in found]
    assert [{5: 1.5}, {5: 1}, {5: 0.5}] == [tablets(step) for step in found[-3:]]


# --round-to


@documents
@pytest.mark.parametrize("kind", ["written", "per cycle"])
@pytest.mark.parametrize("step", [10, 2.5])
def test_a_written_dose_is_not_rounded(answer, document, kind, step):
    assert refused(answer(document, kind, round_to=step), "round_to")


@documents
@pytest.mark.parametrize("kind", ["bands", "table"])
def test_a_dose_by_protocol_is_rounded(answer, document, kind):
    """6 mg as 10 mg, or 2.5 mg as 5 mg, is a stop."""
    assert 3 == answer(document, kind, round_to=5).status
    found = doses(answer(document, kind, round_to=5, accept=["steroid.beyond-source=agreed"]))
    assert found != doses(answer(document, kind))
    assert {0} == {dose % 5 for dose in found}


# --steroid-max


@documents
@pytest.mark.parametrize("kind", ["written", "per cycle", "bands", "table"])
def test_a_dose_in_mg_has_no_most(answer, document, kind):
    assert refused(answer(document, kind, steroid_max="40mg", weight="70kg"), "steroid_max")


@documents
def test_a_starting_dose_per_kg_is_held_to_the_most(answer, document):
    """1 mg/kg of 70 kg, at most 50 mg."""
    said = {"weight": "70kg", "steroid_dose": "1mg/kg"}
    assert BANDS[1:] == doses(answer(document, "bands", steroid_max="50mg", **said))
    idle = answer(document, "bands", steroid_max="70mg", **said)
    assert (0, True) == (idle.status, named(idle, "steroid_max"))
    start = json.loads(answer(document, "bands", steroid_max="50mg", **said).out)["taper"]["start"]
    assert "1 mg/kg x 70 kg = 70 mg, held to 50 mg, the maximum entered" == start


@documents
@pytest.mark.parametrize(
    ("most", "first", "how"),
    [
        ("60mg", 60, "held to 60 mg, the maximum entered"),
        ("75mg", 75, "held to the source's maximum of 75 mg"),
        ("80mg", 75, "held to the source's maximum of 75 mg"),
    ],
)
def test_a_printed_dose_per_kg_has_the_lower_of_two_maxima(answer, document, most, first, how):
    run = answer(document, "table", taper="etg", weight="90kg", steroid_max=most)
    taper = json.loads(run.out)["taper"]
    assert (first, f"1 mg/kg x 90 kg = 90 mg, {how}") == (taper["steps"][0]["mg_per_day"], taper["start"])
    assert (most != "60mg") == named(run, "steroid_max")


@documents
def test_a_taper_per_kg_is_held_to_the_most_and_rounded(answer, document):
    said = {"taper": "1x28,0.5x28,0.3 mg/kg", "weight": "70kg", "tablets": "de"}
    assert [70, 35, 21] == doses(answer(document, "written", **said))
    assert [50, 35, 21] == doses(answer(document, "written", **said, steroid_max="50mg"))
    assert [70, 35, 20] == doses(answer(document, "written", **said, round_to=5))


def test_a_taper_per_kg_needs_the_weight(answer):
    assert refused(answer("taper", "written", taper="1x28,0.5 mg/kg"), "weight")


# Divided, alternating, in ranges


@documents
def test_a_divided_dose_is_of_its_own_tablets(answer, document):
    first, second, *_ = steps(answer(document, "written", taper="30+30x28,20|10x28,5", tablets="de"))
    assert ([{20: 1, 10: 1}] * 2, {20: 2, 10: 2}) == ([tablets(part) for part in first["parts"]], tablets(first))
    assert (20, 10, {10: 1}) == (second["mg_per_day"], second["alternate"]["mg_per_day"], tablets(second["alternate"]))


@documents
def test_a_range_is_each_of_its_doses(answer, document):
    assert [60, 50, 40, 20] == doses(answer(document, "written", taper="60-40/10x14,20"))
    assert [60, 40, 20] == doses(answer(document, "per cycle", taper="60-20/20/cycle"))


# What goes with a taper and a plan


@pytest.mark.parametrize("days", ["1 day", "2 days"])
def test_a_further_phase_follows_nothing_in_a_taper_without_cycles(tmp_path, days):
    path = tmp_path / "request.json"
    said = {**KINDS["written"], "start": "2026-01-05"}
    path.write_text(json.dumps({**said, "then": [f"1g/kg, {days}, every 6w, 4 cycles"]}))
    run = run_program("taper", "--request", str(path), "--format", "json")
    if run.out:
        assert (0, [60, 40, 20]) == (run.status, [one["mg_per_day"] for one in json.loads(run.out)["taper"]["steps"]])
    else:
        assert (True, 1) == (refused(run, "then") or run.status == 4, len(run.err.splitlines()))
        assert names(run.err, "then")


PREGNANT = (
    "plan -w 90kg --pregnant --pre-pregnancy-weight 60kg --dose 1g/kg --days 1 -c 10% -s 2026-01-05 --format json"
)


def test_the_weight_of_a_pregnant_patient_is_the_actual_one_and_said_to_be():
    run = run_program(*PREGNANT.split(" "))
    plan = json.loads(run.out)
    assert (0, 90) == (run.status, plan["dosing_weight"]["kg"])
    texts = [a["text"] for a in plan["alerts"] if a["code"] in ("dose.assumed", "request.not-used")]
    assert [text for text in texts if "pregnan" in text and "actual" in text]
