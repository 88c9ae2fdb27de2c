"""``ivigcalc batch``: every row comes out once, as a plan or as a reject, whatever happens on the way."""

import json
import os
import pty
import resource
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cohorts import BROKEN, HEAD, head, patients, start, written

from ivigcalc.cli import cohort
from ivigcalc.request.request import Request

PATIENT = b"A,70kg,75,dermatomyositis,2,5,octagam-10,2026-01-05,"
PLAN = ("--weight", "70kg", "--age", "75", "-r", "dermatomyositis", "--days", "2", "--cycles", "5", "-p", "octagam-10")
FULL = Path("/dev/full")


def plans(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def labels(text: str) -> list[str]:
    return [plan["request"]["label"] for plan in plans(text)]


def mixed(count: int) -> list[bytes]:
    """*count* patients with every kind of broken row among them."""
    lines = list(patients(count))
    for number, (row, _) in enumerate(BROKEN):
        lines.insert(1 + number * (count // len(BROKEN) + 1), row)
    return lines


def test_a_row_gives_the_plan_that_the_same_words_give(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    alone = ivigcalc("plan", *PLAN, "--start", "2026-01-05", "--label", "A", "--format", "json")
    found = ivigcalc("batch", written(tmp_path / "c.csv", PATIENT))
    assert (0, 0) == (alone.status, found.status)
    assert json.dumps(json.loads(alone.out), separators=(",", ":")) + "\n" == found.out


def test_valid_rows_come_out_in_their_order_and_broken_ones_are_handed_back(
    ivigcalc: Callable[..., Any], tmp_path: Path
) -> None:
    lines = mixed(150)
    rejects = tmp_path / "rejects.csv"
    found = ivigcalc("batch", written(tmp_path / "c.csv", *lines), "--rejects", str(rejects))
    assert 5 == found.status
    assert [f"P{i:05d}" for i in range(150)] == labels(found.out)

    said = [line for line in found.err.splitlines() if not line.startswith("ivigcalc:")]
    numbers = [2 + lines.index(row) for row, _ in BROKEN]
    assert [f"{tmp_path}/c.csv:{n}: {c}: " for n, (_, c) in zip(numbers, BROKEN, strict=True)] == [
        ": ".join(line.split(": ")[:2]) + ": " for line in said
    ]
    assert f"ivigcalc: 150 planned, {len(BROKEN)} rejected, 0 with a stop" == found.err.splitlines()[-1]

    first, *back = rejects.read_bytes().split(b"\n")[:-1]
    assert b"error," + head() == first
    assert [row for row, _ in BROKEN] == [line.partition(b'",')[2] for line in back]


def test_two_processes_give_the_same_bytes_in_the_same_order(tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", *mixed(120))
    results = []
    for jobs in ("1", "2"):
        rejects = tmp_path / f"rejects{jobs}.csv"
        process = start("batch", source, "--jobs", jobs, "--rejects", str(rejects))
        out, err = process.communicate()
        results.append((process.returncode, out, err, rejects.read_bytes()))
    assert results[0] == results[1]
    assert 120 == results[0][1].count(b"\n")


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_byte_order_mark_change_nothing(
    ivigcalc: Callable[..., Any], tmp_path: Path, end: bytes, mark: bytes
) -> None:
    source = tmp_path / "c.csv"
    source.write_bytes(mark + end.join([head(), PATIENT, b""]))
    found = ivigcalc("batch", str(source))
    assert (0, ["A"]) == (found.status, labels(found.out))


def test_rows_can_be_piped_in(ivigcalc: Callable[..., Any]) -> None:
    found = ivigcalc("batch", "-", stdin=head() + b"\n" + PATIENT + b"\nB,x\n")
    assert (5, ["A"]) == (found.status, labels(found.out))
    assert found.err.startswith("stdin:3: age: ")


def test_lines_of_json_and_saved_plans_give_the_same_plans_as_a_table(
    ivigcalc: Callable[..., Any], tmp_path: Path
) -> None:
    table = ivigcalc("batch", written(tmp_path / "c.csv", PATIENT))
    row = dict(zip(HEAD, PATIENT.decode().split(","), strict=True))
    lines = json.dumps({name: said or None for name, said in row.items()}) + "\n" + table.out
    found = ivigcalc("batch", "-", stdin=lines)
    assert (0, table.out * 2) == (found.status, found.out)


def test_the_command_line_speaks_for_the_rows_that_do_not(ivigcalc: Callable[..., Any]) -> None:
    rows = b"label,weight,product\nA,70,\nB,70,yimmugo\n"
    words = ("-r", "dermatomyositis", "--days", "2", "--cycles", "1", "--start", "2026-01-05")
    found = ivigcalc("batch", "-", *words, "--product", "octagam-10", stdin=rows)
    assert ["octagam-10", "yimmugo"] == [plan["product"]["id"] for plan in plans(found.out)]


def test_a_plan_with_an_open_stop_is_printed_and_needs_a_person(ivigcalc: Callable[..., Any]) -> None:
    rows = b"label,weight,dose,days,concentration,start,accept\nA,70,2.5g/kg,5,10%,2026-01-05,\n"
    found = ivigcalc("batch", "-", stdin=rows)
    assert (5, ["A"]) == (found.status, labels(found.out))
    assert "stdin:2: do not use as it stands: dose.above-cycle-limit" in found.err
    rows = rows.replace(b"05,\n", b"05,dose.above-cycle-limit=the board agreed\n")
    accepted = ivigcalc("batch", "-", stdin=rows)
    assert (0, "") == (accepted.status, accepted.err)


def test_csv_has_its_head_once_and_a_row_for_each_infusion(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    found = ivigcalc("batch", written(tmp_path / "c.csv", *patients(3)), "--format", "csv")
    first, *rows = found.out.splitlines()
    assert first.startswith("label,")
    assert 3 * 5 * 2 == len(rows)  # patients x cycles x days
    assert ["P00000", "P00001", "P00002"] == list(dict.fromkeys(row.split(",")[0] for row in rows))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"weight,prodct\n70,octagam-10\n", "prodct: no such column; did you mean product?"),
        (b"weight,volume\n70,280mL\n", "volume: no such column"),
        (b"weight,weight\n70,70\n", "duplicate column"),
        (b"", "empty"),
    ],
)
def test_a_table_that_cannot_be_one_is_refused_before_its_first_row(
    ivigcalc: Callable[..., Any], tmp_path: Path, data: bytes, why: str
) -> None:
    out = tmp_path / "plans.jsonl"
    found = ivigcalc("batch", "-", "-o", str(out), stdin=data)
    assert (4, "", False) == (found.status, found.out, out.exists())
    assert why in found.err


def test_a_missing_file_is_named(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    found = ivigcalc("batch", str(tmp_path / "none.csv"))
    assert 4 == found.status
    assert "none.csv: cannot be read: No such file or directory" in found.err
    assert 4 == ivigcalc("batch", str(tmp_path)).status


@pytest.mark.parametrize(
    "words",
    [
        ("--format", "text"),
        ("--jobs", "0"),
        ("--rejects", "-"),
        ("--rejects", "c.csv"),
        ("-o", "r", "--rejects", "r"),
        ("-o", "c.csv"),
    ],
)
def test_words_that_make_no_sense_are_refused_before_anything_is_read(
    ivigcalc: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "c.csv", PATIENT)
    found = ivigcalc("batch", "c.csv", *words)
    assert (2, "") == (found.status, found.out)
    assert ["c.csv"] == os.listdir(tmp_path)


@pytest.mark.parametrize("jobs", ["x", "0", "65", "-1", "1.5", "", "99999", "\uff12"])
def test_jobs_that_are_no_number_of_processes_are_refused_with_what_to_write(
    ivigcalc: Callable[..., Any], jobs: str
) -> None:
    found = ivigcalc("batch", "-", "--jobs", jobs)
    assert (2, "", f"ivigcalc: --jobs {jobs!a}: write how many processes, 1 to 64\n") == tuple(found)


def test_the_fault_of_one_row_does_not_take_the_others_with_it(
    ivigcalc: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def faulty(name: str, request: Request, catalogue: object) -> Any:
        if request.label == "P00001":
            raise ZeroDivisionError("by zero")
        return planned(name, request, catalogue)

    planned: Callable[..., Any] = cohort.document
    monkeypatch.setattr(cohort, "document", faulty)
    found = ivigcalc("batch", written(tmp_path / "c.csv", *patients(3)))
    assert (1, ["P00000", "P00002"]) == (found.status, labels(found.out))
    assert "c.csv:3: row: internal error: ZeroDivisionError: by zero" in found.err


def test_what_a_row_holds_cannot_steer_the_terminal(ivigcalc: Callable[..., Any]) -> None:
    found = ivigcalc("batch", "-", stdin='{"weight": "7\\u001b[2J0", "label": "\\u001b[2J"}\n')
    assert 5 == found.status
    assert "\x1b" not in found.err
    assert found.err.isascii()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_ends_it_with_130_and_without_a_word(tmp_path: Path, jobs: str) -> None:
    process = start("batch", written(tmp_path / "c.csv", *patients(3000)), "--jobs", jobs, start_new_session=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith(b'{"schema"')
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process
    _, err = process.communicate(timeout=60)
    assert (130, b"") == (process.returncode, err)


def test_an_interrupt_leaves_the_files_as_they_were(tmp_path: Path) -> None:
    out, rejects = tmp_path / "plans.jsonl", tmp_path / "rejects.csv"
    out.write_text("of last month\n")
    process = start("batch", "-", "-o", str(out), "--rejects", str(rejects))
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(head() + b"\n" + PATIENT + b"\nX,1\n")
    process.stdin.flush()
    assert b"stdin:3: age" in process.stderr.readline()  # so it is at work, and waits for more
    process.send_signal(signal.SIGINT)
    assert 130 == process.wait(timeout=60)
    process.communicate()
    assert ["plans.jsonl"] == os.listdir(tmp_path)
    assert "of last month\n" == out.read_text()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path, jobs: str) -> None:
    with start("batch", written(tmp_path / "c.csv", *patients(300)), "--jobs", jobs) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"" == process.stderr.read()
    assert 0 == process.returncode


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
def test_a_full_disk_is_reported(tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", *patients(3))
    with FULL.open("wb") as full:
        process = start("batch", source, stdout=full)
        _, err = process.communicate(timeout=60)
    assert (4, b"ivigcalc: stdout: cannot be written: No space left on device\n") == (process.returncode, err)
    process = start("batch", source, "-o", str(FULL))
    assert b"/dev/full: cannot be written" in process.communicate(timeout=60)[1]
    assert 4 == process.returncode
    assert FULL.is_char_device()  # a device is written to, never replaced


def test_a_file_that_cannot_grow_is_reported_and_nothing_stays(tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", *patients(20))

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    process = start("batch", source, "-o", str(tmp_path / "plans.jsonl"), preexec_fn=little_room)
    _, err = process.communicate(timeout=60)
    assert 4 == process.returncode
    assert b"plans.jsonl: cannot be written: File too large" in err
    assert ["c.csv"] == os.listdir(tmp_path)


def test_progress_is_shown_on_a_terminal_alone(tmp_path: Path) -> None:
    source, out = written(tmp_path / "c.csv", *patients(100)), str(tmp_path / "plans.jsonl")
    ours, theirs = pty.openpty()
    with start("batch", source, "-o", out, stderr=theirs) as process:
        os.close(theirs)
    assert 0 == process.returncode
    assert b"100 rows" in os.read(ours, 1000)
    os.close(ours)
    assert b"" == start("batch", source, "-o", out, stderr=subprocess.PIPE).communicate(timeout=60)[1]


def test_a_mended_file_of_rejects_gives_the_missing_plan(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    ivigcalc("batch", written(tmp_path / "c.csv", PATIENT.replace(b"70kg", b"7okg")), "--rejects", str(rejects))
    rejects.write_bytes(rejects.read_bytes().replace(b"7okg,75", b"70kg,75"))
    again = ivigcalc("batch", str(rejects))
    assert ivigcalc("batch", written(tmp_path / "c.csv", PATIENT)).out == again.out


def test_without_rejects_the_file_for_them_holds_its_head_alone(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    """So that those of the last run do not stay there."""
    rejects = tmp_path / "rejects.csv"
    rejects.write_text("of the last run\n")
    ivigcalc("batch", written(tmp_path / "c.csv", PATIENT), "--rejects", str(rejects))
    assert b"error," + head() + b"\n" == rejects.read_bytes()
