"""The installed program as a process of its own: its exit statuses, each once, and what it says on its streams."""

import json
import os
import signal
import subprocess
import sysconfig
from pathlib import Path

import pytest

PROGRAM = Path(sysconfig.get_path("scripts"), "ivigcalc")
DOSE = ("--dose", "1g/kg", "--days", "1", "-c", "10%", "-s", "2026-01-05")


def run(folder: Path, *words: str, **environment: str) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of one run in *folder*."""
    done = subprocess.run(
        [str(PROGRAM), *words],
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_0_is_a_plan_on_stdout_and_nothing_else(tmp_path: Path) -> None:
    status, out, err = run(tmp_path, "plan", "-w", "70kg", *DOSE, "-f", "json")
    assert (0, "") == (status, err)
    assert "ivigcalc/plan/1" == json.loads(out)["schema"]


def test_1_is_an_error_of_the_program_in_one_line(tmp_path: Path) -> None:
    """A library that is broken in a way that nobody thought of."""
    (tmp_path / "jinja2.py").write_text("raise ZeroDivisionError('made to fail')\n", encoding="utf-8")
    words = ("plan", "-w", "70kg", *DOSE, "-f", "html")
    status, out, err = run(tmp_path, *words, PYTHONPATH=str(tmp_path))
    assert (1, "") == (status, out)
    assert "ivigcalc: internal error: ZeroDivisionError: made to fail (--debug shows where)\n" == err


def test_2_is_what_cannot_be_read(tmp_path: Path) -> None:
    status, out, err = run(tmp_path, "plan", "-w", "70,5kg", *DOSE)
    assert (2, "") == (status, out)
    assert err.startswith("ivigcalc: --weight: '70,5kg': not a number with a unit")
    assert 1 == err.count("\n")


def test_3_is_refused_or_a_stop_with_its_plan(tmp_path: Path) -> None:
    status, out, err = run(tmp_path, "plan", "-w", "401kg", *DOSE)
    assert (3, "") == (status, out)
    assert "weight 401 kg is outside 0.3 to 400 kg" in err
    status, out, err = run(tmp_path, "plan", "-w", "70kg", "--dose", "2.5g/kg", "--days", "3", *DOSE[4:])
    assert (3, "ivigcalc: do not use as it stands: dose.above-cycle-limit\n") == (status, err)
    assert "DO NOT USE AS IT STANDS" in out


def test_4_is_a_file_that_is_missing(tmp_path: Path) -> None:
    status, out, err = run(tmp_path, "plan", "--request", "no-such-file.json")
    assert (4, "") == (status, out)
    assert err.startswith("ivigcalc: no-such-file.json: cannot be read")


def test_5_is_finished_but_needs_a_person(tmp_path: Path) -> None:
    status, out, err = run(tmp_path, "plan", "-w", "70kg", *DOSE, "--age", "70", "--fail-on", "caution")
    assert 5 == status
    assert "70 g" in out
    assert err.startswith("ivigcalc: --fail-on caution: ")


@pytest.mark.skipif(os.name != "posix", reason="a terminal interrupts otherwise here")
def test_130_is_interrupted(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell in the background ignores
    try:
        process = subprocess.Popen(
            [str(PROGRAM), "batch", "-"],
            cwd=tmp_path,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(b"weight,dose\n70,5kg\n")
    process.stdin.flush()
    assert process.stderr.readline().startswith(b"stdin:2: ")  # so it is at work, and waits for more
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (130, b"", b"") == (process.returncode, out, err)


def test_all_that_was_planned_is_written_out_whatever_is_still_held_at_the_end(tmp_path: Path) -> None:
    """The program ends without taking itself apart, but where it started other processes."""
    rows = tmp_path / "rows.csv"
    rows.write_text("weight\n" + "70\n" * 300, encoding="utf-8")
    alone = run(tmp_path, "batch", str(rows), *DOSE)
    assert (0, 300, "") == (alone[0], alone[1].count("\n"), alone[2].partition("\n")[2])
    assert alone == run(tmp_path, "batch", str(rows), *DOSE, "--jobs", "2")
