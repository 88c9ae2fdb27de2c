"""Every exit status, through the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ivigcalc.documents import answer

PLAIN = ("plan", "-w", "70kg", "--dose", "1g/kg", "--days", "1", "-c", "10%", "-s", "2026-01-05")
ABOVE = (
    *("plan", "-w", "70kg", "--dose", "2.5g/kg", "--days", "3", "-c", "10%", "--vials", "5,10,20"),
    *("-s", "2026-01-05", "--risk", "none"),
)
ACCEPT = ("--accept", "dose.above-cycle-limit=tertiary centre protocol")
Run = Callable[..., Any]


def one_line(run: Any) -> str:
    """The one line on stderr, when there is nothing else."""
    assert "" == run.out
    assert run.err.startswith("ivigcalc: ")
    assert run.err.endswith("\n")
    assert 1 == run.err.count("\n")
    assert "Traceback" not in run.err
    line: str = run.err
    return line


def test_0_planned(ivigcalc: Run) -> None:
    run = ivigcalc(*PLAIN)
    assert (0, "") == (run.status, run.err)
    assert "70 g" in run.out


@pytest.mark.parametrize("words", [("--version",), ("--help",), ("plan", "--help"), ("plan", "-h")])
def test_0_asked_for_help(ivigcalc: Run, words: tuple[str, ...]) -> None:
    assert (0, "") == (ivigcalc(*words).status, ivigcalc(*words).err)


@pytest.fixture
def _broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("made to fail")

    monkeypatch.setattr("ivigcalc.cli.plan.document", fail, raising=False)
    monkeypatch.setattr(answer, "document", fail)


@pytest.mark.usefixtures("_broken")
def test_1_internal_error_is_one_line(ivigcalc: Run) -> None:
    run = ivigcalc(*PLAIN)
    assert 1 == run.status
    assert "ivigcalc: internal error: ZeroDivisionError: made to fail (--debug shows where)\n" == one_line(run)


@pytest.mark.usefixtures("_broken")
def test_1_with_debug_shows_where(ivigcalc: Run) -> None:
    with pytest.raises(ZeroDivisionError, match="made to fail"):
        ivigcalc("--debug", *PLAIN)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-w", "70,5kg"), "--weight: '70,5kg': not a number with a unit; write 70, 70.5kg"),
        (("-w", "nan"), "--weight: 'nan': not a number with a unit"),
        (("-w=-1",), "not a number with a unit"),
        (("-w", "1e2"), "--weight: '1e2': not a number with a unit"),
        (("-w", "70**2kg"), "--weight: '70**2kg': not a number with a unit"),
        (("-w", "70kg+3kg"), "--weight: '70kg+3kg': not a number with a unit"),
        (("-w", ""), "--weight: '': not a number with a unit"),
        (("-w", "\uff10kg"), "--weight: '\\uff10kg': not a number with a unit"),
        (("-w", "70kg\n"), "--weight: '70kg\\n': not a number with a unit"),
        (("-c", "10"), "--concentration: '10' has no unit; write 10%, 100g/L, 100mg/mL or 0.1g/mL"),
        (("--dose", "2"), "--dose: '2': no unit; write 2g/kg/cycle, 0.4g/kg/day or 140g/cycle"),
        (("--every", "4"), "--every: '4': not whole weeks or days; write 4w or 28d"),
        (("--every", "monthly"), "--every: 'monthly': months vary in length; write 4w"),
        (("--cycles", "3"), "3 cycles need an interval: give --every"),
        (("--accept", "dose.cumulative=why"), "--accept dose.cumulative: this plan has no stop"),
        (("--format", "pdf"), "--format 'pdf': write auto, table, text, json, csv, ics or html"),
        (("--format", ""), "--format '': write auto, table, text, json, csv, ics or html"),
        (("--fail-on", "note"), "--fail-on 'note': write caution"),
        (("--from-cycle", "three"), "--from-cycle: 'three': give a whole number, such as 2"),
        (("--tz", "Mars/Base"), "--tz: 'Mars/Base': no such time zone; write one such as Europe/Berlin"),
        (("--formulary", ""), "empty: name a file or folder, or omit the option"),
        (("--config", ""), "empty: name a file or folder"),
        (("--request", ""), "empty: name a file or folder"),
        (("--output", ""), "empty: name a file or folder"),
        (("--label", ""), "--label: empty: give a value or omit it"),
        (("-p", "yimmuga"), "no product 'yimmuga' on file; did you mean yimmugo?"),
    ],
)
def test_2_what_cannot_be_read(ivigcalc: Run, words: tuple[str, ...], said: str) -> None:
    run = ivigcalc(*PLAIN, *words)
    assert 2 == run.status
    assert said in one_line(run)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("plan", "-w", "70kg", "--dose", "2g/kg", "--days", "2", "-c", "10%"),
            "no start date: give the first infusion day",
        ),
        (("plan", "-w", "70kg", "-c", "10%", "-s", "2026-01-05"), "no dose: give --regimen, or --dose"),
        (("plan", "--dose", "2g/kg", "--days", "2", "-c", "10%", "-s", "2026-01-05"), "no weight: give --weight"),
        (
            ("plan", "-w", "70kg", "--dose", "2g/kg", "--days", "2", "-s", "2026-01-05"),
            "no product: give --product, or",
        ),
        (
            ("taper", "--steroid", "prednisolone", "--taper", "60x28,20", "--tablets", "uk"),
            "the taper has no first day: give --start or --taper-start",
        ),
        (
            ("plan", "-w", "70kg", "-r", "dermatomyositis", "-p", "yimmugo", "-s", "2024-04-08"),
            "the source gives 2 to 5 days; choose --days, such as 2",
        ),
        (
            ("plan", "-w", "70kg", "-r", "cidp", "-p", "privigen", "--market", "eu", "-s", "2024-04-08"),
            "cidp/eu-label, maintenance: the source gives 1 to 2 days; choose --days",
        ),
    ],
)
def test_2_what_does_not_say_enough(ivigcalc: Run, words: tuple[str, ...], said: str) -> None:
    run = ivigcalc(*words)
    assert 2 == run.status
    assert said in one_line(run)


@pytest.mark.parametrize("words", [("plan", "--no-such-option"), ("no-such-command",), ("plan", "-w")])
def test_2_what_the_command_line_does_not_know(ivigcalc: Run, words: tuple[str, ...]) -> None:
    run = ivigcalc(*words)
    assert (2, "") == (run.status, run.out)
    assert "Traceback" not in run.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-w", "401 kg"), "weight 401 kg is outside 0.3 to 400 kg"),
        (("-w", "0 kg"), "weight 0 kg is outside 0.3 to 400 kg"),
        (("-w", "0.29kg"), "weight 0.29 kg is outside 0.3 to 400 kg"),
        (("--height", "24"), "height 24 cm is outside 25 to 250 cm"),
        (("--height", "251"), "height 251 cm is outside 25 to 250 cm"),
        (("--age", "126"), "age 126 years is outside 0 to 125 years"),
        (("-c", "20%"), "concentration 200 g/L is outside 30 to 120 g/L"),
        (("-c", "16%"), "16 and 20 % products are"),
        (("-c", "2.9%"), "concentration 29 g/L is outside 30 to 120 g/L"),
        (
            ("--dose", "5.1g/kg", "--days", "6"),
            "5.1 g/kg per cycle (357 g for 70 kg) is above the limit of 5 g/kg",
        ),
        (
            ("--dose", "357g", "--days", "6"),
            "5.1 g/kg per cycle (357 g for 70 kg) is above the limit of 5 g/kg",
        ),
        (("--days", "11"), "course: days per cycle 11 is outside 1 to 10"),
        (("--days", "0"), "course: days per cycle 0 is outside 1 to 10"),
        (("--cycles", "131", "--every", "4w"), "course: cycles 131 is outside 1 to 130"),
        (("--cycles", "0", "--every", "4w"), "course: cycles 0 is outside 1 to 130"),
        (("--every", "367d"), "course: interval 367 days is outside 1 (days of one cycle) to 366 days"),
        (("--days", "3", "--every", "2d"), "course: interval 2 days is outside 3 (days of one cycle) to 366 days"),
        (("--then", "1g/kg, 11 days, every 6w, 4 cycles"), "phase 2: days per cycle 11"),
        (("--then", "1g/kg, 2 days, every 6w, 131 cycles"), "phase 2: cycles 131"),
        (("--then", "1g/kg, 3 days, every 2d, 4 cycles"), "phase 2: interval 2 days is outside 3"),
        (("--then", "5.1g/kg, 6 days, every 6w, 4 cycles"), "5.1 g/kg per cycle (357 g for 70 kg)"),
        (("-s", "1899-12-31"), "1899-12-31: year 1899 is outside 1900 to 2200; check the date [house: "),
        (("-s", "2201-01-01"), "2201-01-01: year 2201 is outside 1900 to 2200; check the date [house: "),
        (
            ("-s", "2200-12-31", "--dose", "2g/kg", "--days", "2"),
            "cycle 1: year 2201 is outside 1900 to 2200",
        ),
        (("--steroid", "prednisolone", "--taper", "2001x7"), "2000 mg"),
        (
            ("--steroid", "prednisolone", "--taper", "20x7", "--taper-start", "1899-12-31"),
            "1899-12-31: year 1899 is outside 1900 to 2200; check the date [house: ",
        ),
        (("--every", "1d", "--days", "2"), "course: interval 1 day is outside 2 (days of one cycle) to 366 days"),
    ],
)
def test_3_outside_what_is_planned_for(ivigcalc: Run, words: tuple[str, ...], said: str) -> None:
    pairs = zip(PLAIN[1::2], PLAIN[2::2], strict=True)
    run = ivigcalc("plan", *(word for pair in pairs if pair[0] not in words for word in pair), *words)
    assert 3 == run.status
    assert said in one_line(run)


def test_3_a_regimen_given_more_often_than_its_days_allow(ivigcalc: Run) -> None:
    run = ivigcalc("plan", "-w", "70kg", "-r", "gbs", "-c", "10%", "-s", "2026-01-05", "--every", "4d")
    assert 3 == run.status
    assert "course: interval 4 days is outside 5 (days of one cycle)" in one_line(run)


@pytest.mark.parametrize("format", ["json", "text", "table", "csv", "html"])
def test_3_a_stop_prints_the_plan_all_the_same(ivigcalc: Run, format: str) -> None:
    run = ivigcalc(*ABOVE, "--format", format)
    assert 3 == run.status
    assert "ivigcalc: do not use as it stands: dose.above-cycle-limit\n" == run.err
    said = "2.5 g/kg per cycle" if format == "html" else "dose.above-cycle-limit"  # a code says nothing to the ward
    assert said in run.out.replace("\xa0", " ")
    assert "175" in run.out


def test_3_the_stop_comes_before_all_other_alerts(ivigcalc: Run) -> None:
    alerts = json.loads(ivigcalc(*ABOVE, "--format", "json").out)["alerts"]
    assert ("dose.above-cycle-limit", "stop") == (alerts[0]["code"], alerts[0]["severity"])
    assert 1 < len(alerts)


def test_0_once_the_stop_is_accepted(ivigcalc: Run) -> None:
    run = ivigcalc(*ABOVE, *ACCEPT, "--format", "json")
    assert (0, "") == (run.status, run.err)
    plan = json.loads(run.out)
    assert "tertiary centre protocol" == plan["alerts"][0]["accepted"]
    (accepted,) = plan["request"]["accept"]
    assert ("dose.above-cycle-limit", "tertiary centre protocol") == (accepted["code"], accepted["reason"])
    assert plan["alerts"][0]["text"] == accepted["text"]


@pytest.mark.parametrize("format", ["text", "table", "csv", "html"])
def test_the_reason_stands_in_every_print(ivigcalc: Run, format: str) -> None:
    assert "tertiary centre protocol" in ivigcalc(*ABOVE, *ACCEPT, "--format", format).out


def test_a_saved_acceptance_holds_for_the_same_request_alone(ivigcalc: Run, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    assert 0 == ivigcalc(*ABOVE, *ACCEPT, "--format", "json", "--output", str(saved)).status
    assert 0 == ivigcalc("plan", "--request", str(saved), "--format", "json").status
    heavier = ivigcalc("plan", "--request", str(saved), "--weight", "71kg", "--format", "json")
    assert 3 == heavier.status
    assert json.loads(heavier.out)["alerts"][0].get("accepted") is None
    assert 0 == ivigcalc("plan", "--request", str(saved), "--weight", "71kg", *ACCEPT, "--format", "json").status


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--request", "no-such-file.json"), "no-such-file.json: cannot be read"),
        (("--config", "no-such-file.toml"), "no-such-file.toml"),
        (("--formulary", "no-such-folder"), "--formulary no-such-folder: not a folder"),
        (("--formulary", "x" * 300), "x: not a folder"),
        (("--config", "."), ".: the configuration cannot be read: Is a directory"),
    ],
)
def test_4_a_file_is_missing(ivigcalc: Run, words: tuple[str, ...], said: str) -> None:
    run = ivigcalc(*PLAIN, *words)
    assert 4 == run.status
    assert said in one_line(run)


def test_4_a_file_is_invalid(ivigcalc: Run, tmp_path: Path) -> None:
    broken = tmp_path / "request.json"
    broken.write_text('{"weight": ', encoding="utf-8")
    run = ivigcalc("plan", "--request", str(broken))
    assert 4 == run.status
    assert "request.json: not valid JSON or TOML" in one_line(run)


def test_5_a_caution_where_it_was_asked_for(ivigcalc: Run) -> None:
    cautious = (*PLAIN, "--age", "70")
    assert 0 == ivigcalc(*cautious).status
    run = ivigcalc(*cautious, "--fail-on", "caution")
    assert 5 == run.status
    assert run.err.startswith("ivigcalc: --fail-on caution: ")
    assert "70 g" in run.out


def test_0_without_any_caution(ivigcalc: Run) -> None:
    quiet = (*PLAIN, "--rates", "0.3x30,0.6 mL/kg/h", "--risk", "none", "--fail-on", "caution")
    assert (0, "") == (ivigcalc(*quiet).status, ivigcalc(*quiet).err)


def test_3_a_stop_is_more_than_a_caution(ivigcalc: Run) -> None:
    assert 3 == ivigcalc(*ABOVE, "--fail-on", "caution").status


def test_130_interrupted(ivigcalc: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ivigcalc.cli.plan.document", interrupt)
    run = ivigcalc(*PLAIN)
    assert (130, "") == (run.status, run.out)
    assert "Traceback" not in run.err


# The same said in several ways


def results(run: Any) -> Any:
    """The plan without what was said."""
    assert 0 == run.status, run.err
    plan = json.loads(run.out)
    return {key: value for key, value in plan.items() if key not in ("request", "digest")}


def test_every_spelling_of_a_concentration_gives_the_same_plan(ivigcalc: Run) -> None:
    said = ("plan", "-w", "60.7", "--dose", "1g/kg/cycle", "--days", "3", "-s", "2026-01-05", "-f", "json")
    first, *others = (results(ivigcalc(*said, "-c", c)) for c in ("10%", "100g/L", "100mg/mL", "0.1g/mL"))
    assert [first] * 3 == others
    double = results(ivigcalc(*said, "-c", "50g/L"))
    assert [2 * day["volume_ml"] for day in first["phases"][0]["days"]] == [
        day["volume_ml"] for day in double["phases"][0]["days"]
    ]


def test_every_spelling_of_a_dose_gives_the_same_days(ivigcalc: Run) -> None:
    said = ("plan", "-w", "60", "--days", "5", "-c", "10%", "-s", "2026-01-05", "-f", "json")
    for dose in ("0.4g/kg/day", "2g/kg", "120g", "2000mg/kg"):
        phase = results(ivigcalc(*said, "--dose", dose))["phases"][0]
        assert (120, 120, 1200) == (phase["calculated_g"], phase["planned_g"], phase["volume_ml"])
        assert [(24, 240)] * 5 == [(day["dose_g"], day["volume_ml"]) for day in phase["days"]]


def test_pounds_are_kilograms_to_the_last_digit(ivigcalc: Run) -> None:
    said = (
        "plan",
        "--dose",
        "2g/kg",
        "--days",
        "2",
        "-p",
        "privigen",
        "--market",
        "eu",
        "-s",
        "2026-01-05",
        "-f",
        "json",
    )
    assert results(ivigcalc(*said, "-w", "154lb")) == results(ivigcalc(*said, "-w", "69.85322498kg"))


def test_octagam_runs_as_its_us_label_says(ivigcalc: Run) -> None:
    said = (
        "plan",
        "-w",
        "70kg",
        "-p",
        "octagam-10",
        "--market",
        "us",
        "-s",
        "2026-01-05",
        "--risk",
        "none",
        "-f",
        "json",
    )

    def rates(*words: str) -> list[Any]:
        (infusion, *_) = (d["infusion"] for d in results(ivigcalc(*said, *words))["phases"][0]["days"])
        return [[step["ml_per_h"] for step in infusion["steps"]], infusion["total_minutes"]]

    assert [42, 84, 168] == rates("-r", "dermatomyositis", "--days", "2")[0]
    assert [[42, 84, 168, 336, 504], 166] == rates("-r", "itp/octagam-us")


def test_cidp_is_two_phases_with_their_own_doses_and_dates(ivigcalc: Run) -> None:
    said = ("-w", "70kg", "-r", "cidp", "--days", "maintenance=2", "--cycles", "2", "-p", "privigen", "--market", "eu")
    plan = results(ivigcalc("plan", *said, "-s", "2026-01-05", "-f", "json"))
    loading, maintenance = plan["phases"]
    assert ("loading", 2, 5, 137.5) == (  # 5 x 27.5 g, - 1.8 %
        loading["name"],
        loading["g_per_kg"],
        loading["days_per_cycle"],
        loading["planned_g"],
    )
    assert ("maintenance", 1, 2, 70, 21) == (
        *(maintenance["name"], maintenance["g_per_kg"], maintenance["days_per_cycle"]),
        *(maintenance["planned_g"], maintenance["interval_days"]),
    )
    first_days = [row["date"] for row in plan["calendar"] if row["kind"] == "infusion" and row["day"] == 1]
    assert ["2026-01-05", "2026-01-26", "2026-02-16"] == first_days
