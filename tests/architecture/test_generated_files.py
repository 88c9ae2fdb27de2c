"""The completions and the man page in the repository are those that the program of today makes."""

import shutil
import subprocess
from pathlib import Path

import pytest
from make import files, place, program

from ivigcalc.cli.completions import FILES

FOLDER = Path(__file__).parents[2] / "completions"


@pytest.fixture(scope="module")
def made():
    return files()


@pytest.mark.parametrize("name", ["ivigcalc.bash", "_ivigcalc", "ivigcalc.fish", "ivigcalc.ps1", "ivigcalc.1"])
def test_a_generated_file_is_current(made, name):
    assert made[name] == place(name).read_text(encoding="ascii"), (
        f"{name} is out of date: run python completions/make.py"
    )


def test_the_folders_hold_them_and_the_programs_that_make_them(made):
    programs = {"make.py", "described.py", "shells.py", "manual.py"}
    assert {"ivigcalc.1", *programs} == {path.name for path in FOLDER.iterdir() if path.is_file()}
    assert set(FILES.values()) == {*made} - {"ivigcalc.1"} == {path.name for path in place("").iterdir()}


@pytest.mark.parametrize("name", ["ivigcalc.bash", "_ivigcalc", "ivigcalc.fish", "ivigcalc.ps1", "ivigcalc.1"])
def test_every_option_of_every_command_is_in_every_file(made, name):
    text = made[name].replace("\\-", "-")
    for command in program().commands:
        for option in command.options:
            long = option.names[0]
            assert (f"-l {long[2:]} " if name.endswith(".fish") else long) in text


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff on this machine")
def test_the_man_page_is_formatted_without_a_warning():
    run = subprocess.run(
        ["groff", "-man", "-Tascii", "-ww", "-z", str(FOLDER / "ivigcalc.1")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
