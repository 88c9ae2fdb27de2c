"""Where a setting comes from, which wins, and what is refused by name."""

import json
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from ivigcalc.core.errors import RecordInvalid
from ivigcalc.request import settings, settings_file
from ivigcalc.request.fields import FIELDS

# 68.3 kg x 2 g/kg = 136.6 g: the tolerance and the rounding decide what is planned
PLAN = ["dose", "-w", "68.3kg", "--dose", "2g/kg", "--days", "2", "-c", "10%", "--vials", "5,10,20", "--format", "json"]


@pytest.fixture
def places(monkeypatch, tmp_path):
    """The standard places and the variable, each with a file that can be written: ``places("user", text)``."""
    folders = {"user": tmp_path / "user", "system": tmp_path / "system", "second": tmp_path / "second"}
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folders["user"]))
    monkeypatch.setenv("XDG_CONFIG_DIRS", f"{folders['system']}:{folders['second']}")

    def write(place: str, text: str) -> Path:
        folder = folders.get(place, tmp_path / place) / "ivigcalc"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "config.toml"
        path.write_text(text)
        if place == "environment":
            monkeypatch.setenv("IVIGCALC_CONFIG", str(path))
        return path

    return write


def rounding(value: str) -> str:
    return f'[defaults]\nrounding = "{value}"\n'


def planned(ivigcalc, *words: str) -> str:
    """The rounding of the plan, as its request echoes it."""
    run = ivigcalc(*PLAN, *words)
    assert 0 == run.status, run.err
    document = json.loads(run.out)
    assert document["phases"][0]["rounding"] == document["request"].get("rounding", "vial")
    return document["phases"][0]["rounding"]


@pytest.mark.usefixtures("places")
def test_without_any_file_the_built_in_rule_holds(ivigcalc):
    assert "vial" == planned(ivigcalc)


def test_each_place_wins_over_the_one_below_it(ivigcalc, places):
    places("second", rounding("vial-up"))
    assert "vial-up" == planned(ivigcalc)
    places("system", rounding("vial-down"))
    assert "vial-down" == planned(ivigcalc)
    places("user", rounding("5g"))
    assert "5g" == planned(ivigcalc)
    places("environment", rounding("10g"))
    assert "10g" == planned(ivigcalc)
    named = str(places("named", rounding("vial-up")))
    assert "vial-up" == planned(ivigcalc, "--config", named)
    assert "vial" == planned(ivigcalc, "--config", named, "--rounding", "vial")


def test_of_the_standard_files_each_key_comes_from_the_first_that_has_it(places, tmp_path):
    user = places("user", '[defaults]\nrounding = "5g"\n')
    system = places(
        "system", f'format = "text"\nformulary = "{tmp_path}"\n[defaults]\nrounding = "10g"\ntolerance = "5%"\n'
    )
    found = settings.load()
    assert {"rounding": "5g", "tolerance": "5%"} == found.defaults
    assert {"rounding": user, "tolerance": system} == found.origins
    assert (tmp_path, "text") == (found.formulary, found.format)


def test_a_file_that_is_named_stands_alone(places):
    places("user", '[defaults]\ntolerance = "5%"\n')
    places("environment", rounding("5g"))
    assert {"rounding": "5g"} == settings.load().defaults


@pytest.mark.usefixtures("places")
def test_an_empty_variable_counts_as_unset(monkeypatch, tmp_path):
    monkeypatch.setenv("IVIGCALC_CONFIG", "")
    monkeypatch.setenv("XDG_CONFIG_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / ".config" / "ivigcalc"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(rounding("5g"))
    assert {"rounding": "5g"} == settings.load().defaults


def test_a_relative_folder_of_the_standard_is_ignored(monkeypatch, places, tmp_path):
    places("user", rounding("10g"))
    monkeypatch.setenv("XDG_CONFIG_HOME", "user")
    monkeypatch.setenv("XDG_CONFIG_DIRS", "user:.")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert (tmp_path / "user" / "ivigcalc" / "config.toml").is_file()
    assert {} == settings.load().defaults


def test_on_a_platform_without_that_standard_its_own_folders_are_looked_in(monkeypatch, places, tmp_path):
    import platformdirs

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platformdirs, "user_config_path", lambda **_: tmp_path / "Preferences")
    monkeypatch.setattr(platformdirs, "site_config_path", lambda **_: tmp_path / "Shared")
    places("Shared", rounding("5g"))
    assert {"rounding": "5g"} == settings.load().defaults
    places("Preferences", rounding("10g"))
    assert {"rounding": "10g"} == settings.load().defaults


def test_every_setting_that_mattered_is_in_the_request_of_the_plan(ivigcalc, places):
    places(
        "user",
        '[defaults]\nrounding = "vial-up"\ntolerance = "12%"\nclosed = ["weekends", 2024-05-01]\nmove = "later"\n',
    )
    words = [word for word in PLAN if word != "dose"]
    run = ivigcalc("plan", *words, "--every", "4w", "--cycles", "2", "-s", "2024-04-06", "--first-infusion", "no")
    assert 0 == run.status, run.err
    request = json.loads(run.out)["request"]
    assert ("vial-up", "12%", "later") == (request["rounding"], request["tolerance"], request["move"])
    assert ["weekends", "2024-05-01"] == request["closed"]
    again = ivigcalc("plan", "--config", "/dev/null", "--request", "-", "--format", "json", stdin=run.out)
    assert run.out == again.out


def test_a_saved_request_is_planned_without_the_habits_of_this_house(ivigcalc, places):
    run = ivigcalc(*PLAN)
    places("user", rounding("vial-up"))
    assert run.out == ivigcalc("dose", "--request", "-", "--format", "json", stdin=run.out).out


def test_a_habit_about_something_that_is_not_said_is_not_said_either():
    found = settings.Settings({"market": "de", "tablets": "de", "halves": True, "tolerance": "5%"})
    assert {"tolerance": "5%"} == found.habits({"concentration"}, FIELDS).shown()
    assert {"market": "de", "tolerance": "5%"} == found.habits({"product"}, FIELDS).shown()
    assert {"tablets": "de", "halves": True, "tolerance": "5%"} == found.habits({"taper"}, FIELDS).shown()


REFUSED = {
    "an unknown key": ('color = "red"', "color: no such key; known are defaults, formulary, format"),
    "an unknown default": (
        '[defaults]\nweight = "70kg"',
        "defaults.weight: no such default; known are at, brief, closed",
    ),
    "a pager that is no command": (
        "[defaults]\npager = true",
        "defaults.pager: a command, or false for none is needed",
    ),
    "an empty pager": ('[defaults]\npager = ""', "defaults.pager: a command, or false for none is needed, not ''"),
    "a brief that is no switch": ('[defaults]\nbrief = "yes"', "defaults.brief: true or false is needed, not 'yes'"),
    "a list for a text": (
        '[defaults]\nrounding = ["vial"]',
        "defaults.rounding: a text or a number is needed, not list",
    ),
    "a table for a text": ("[defaults]\nmarket = {}", "defaults.market: a text or a number is needed, not dict"),
    "true for a number": ("[defaults]\ntolerance = true", "defaults.tolerance: a text or a number is needed, not bool"),
    "a text for a switch": ('[defaults]\nhalves = "yes"', "defaults.halves: true or false is needed, not str 'yes'"),
    "a number in a list": ("[defaults]\nclosed = [1]", "defaults.closed: a text, a date, or a list of them is needed"),
    "defaults of another kind": ("defaults = 1", "defaults: a table is needed"),
    "a relative folder": ('formulary = "local"', "formulary: 'local' is not the full path of a folder"),
    "a number as a folder": ("formulary = 1", "formulary: 1 is not the full path of a folder"),
    "a missing folder": ('formulary = "/no/such/folder"', "formulary: '/no/such/folder' is not a folder"),
    "an unknown format": ('format = "pdf"', "format: 'pdf' is not one of auto, table, text, json"),
    "no TOML": ("[defaults", "the configuration cannot be read: "),
}


@pytest.mark.parametrize(("text", "why"), REFUSED.values(), ids=REFUSED)
def test_a_configuration_that_breaks_the_rules_is_refused_by_file_and_key(ivigcalc, places, text, why):
    path = places("user", text)
    run = ivigcalc(*PLAN)
    assert (4, "") == (run.status, run.out)
    assert run.err.startswith(f"ivigcalc: {path}: {why}")


@pytest.mark.parametrize("how", ["--config", "variable"])
def test_a_named_file_that_does_not_exist_is_refused(ivigcalc, monkeypatch, tmp_path, how):
    path = str(tmp_path / "none.toml")
    if how == "variable":
        monkeypatch.setenv("IVIGCALC_CONFIG", path)
    run = ivigcalc(*PLAN, *(["--config", path] if how == "--config" else []))
    assert 4 == run.status
    assert f"{path}: the configuration cannot be read: " in run.err


def test_a_file_of_megabytes_is_no_configuration(places):
    places("user", "#" * (settings_file.MOST_BYTES + 1))
    with pytest.raises(RecordInvalid, match="larger than 262144 bytes"):
        settings.load()


def test_a_file_without_an_end_is_no_configuration():
    with pytest.raises(RecordInvalid, match="/dev/zero: larger than 262144 bytes"):
        settings.load(Path("/dev/zero"))


def test_a_number_never_passes_through_binary(places):
    places("user", "[defaults]\ntolerance = 1\n")
    assert {"tolerance": 1} == settings.load().defaults
    places("user", "[defaults]\ntolerance = 0.1\n")
    assert {"tolerance": Decimal("0.1")} == settings.load().defaults


def test_the_formulary_of_the_command_line_wins(places, tmp_path):
    places("user", f'formulary = "{tmp_path}"\n')
    assert tmp_path == settings.load().formulary
    (elsewhere := tmp_path / "elsewhere").mkdir()
    assert elsewhere == settings.load(formulary=elsewhere).formulary


def test_the_format_of_the_configuration_holds_unless_one_is_said(ivigcalc, places):
    places("user", 'format = "json"\n')
    words = PLAN[: PLAN.index("--format")]
    assert ivigcalc(*words).out.startswith("{")
    assert not ivigcalc(*words, "--format", "text").out.startswith("{")


def test_a_habit_about_tablets_or_a_market_does_not_stand_in_the_way_of_a_plan_without_them(ivigcalc, places):
    places("user", '[defaults]\ntablets = "de"\nhalves = true\nmarket = "de"\n')
    run = ivigcalc(*PLAN)
    assert 0 == run.status, run.err
    assert not {"tablets", "halves", "market"} & set(json.loads(run.out)["request"])


def test_a_default_that_cannot_be_read_is_refused_by_file_and_key(ivigcalc, places):
    path = places("user", '[defaults]\ntolerance = "ten"\n')
    run = ivigcalc(*PLAN)
    assert (4, "") == (run.status, run.out)
    assert run.err.startswith(f"ivigcalc: {path}: defaults.tolerance: 'ten': not a number")


def test_a_clock_time_of_toml_is_a_time(ivigcalc, places):
    places("user", "[defaults]\nat = 09:30:00\n")
    run = ivigcalc("plan", "70kg", "gbs", "privigen", "eu", "2026-01-05", "--format", "json")
    assert "09:30" == json.loads(run.out)["request"]["at"]
    places("user", "[defaults]\nat = 09:30:15\n")
    assert 4 == ivigcalc("plan", "70kg", "gbs", "privigen", "eu", "2026-01-05").status
