"""What a command writes never takes the place of what it reads, and its end leaves nothing behind, however it comes."""

import os
import signal
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cohorts import head, patients, start, written

ORDER = ("-w", "70kg", "--dose", "1g/kg/cycle", "--days", "2", "-p", "octagam-10", "--market", "us")
PLAN = ("plan", *ORDER, "-s", "2026-01-05")
ROW = next(iter(patients(1)))


def same(path: Path, folder: Path) -> list[tuple[str, str]]:
    """*path* by its own name, by another spelling, a symbolic and a hard link."""
    symbolic, hard = folder / "symbolic", folder / "hard"
    symbolic.symlink_to(path)
    os.link(path, hard)
    return [(str(path), str(other)) for other in (path, path.parent / "." / path.name, symbolic, hard)]


@pytest.mark.parametrize(
    ("kind", "words", "what"),
    [
        ("cohort", ("batch", "{}", "-f", "json"), "the file that is read"),
        ("cohort", ("forecast", "{}", "-f", "csv"), "the file that is read"),
        ("cohort", ("agenda", "{}", "-f", "csv"), "the file that is read"),
        ("plan", ("check", "{}", "-f", "text"), "the file that is read"),
        ("plan", ("plan", "--request", "{}", "-f", "json"), "--request"),
        ("plan", ("rates", "--request", "{}", "-f", "json"), "--request"),
        ("config", (*PLAN, "--config", "{}", "-f", "json"), "--config"),
    ],
)
def test_an_output_that_is_also_read_is_refused_and_nothing_changes(
    ivigcalc: Callable[..., Any], tmp_path: Path, kind: str, words: tuple[str, ...], what: str
) -> None:
    path = tmp_path / "kept"
    if kind == "cohort":
        written(path, ROW)
    elif kind == "plan":
        path.write_text(ivigcalc(*PLAN, "-f", "json").out)
    else:
        path.write_text('[defaults]\nmarket = "us"\n')
    before = path.read_bytes()
    for name, other in same(path, tmp_path):
        found = ivigcalc(*(name if word == "{}" else word for word in words), "-o", other)
        assert (2, "", f"ivigcalc: --output {other}: this is also {what}; give another file\n") == found
        assert before == path.read_bytes()
    assert ["hard", "kept", "symbolic"] == sorted(os.listdir(tmp_path))


@pytest.mark.parametrize("command", ["batch", "forecast", "agenda"])
def test_rejects_that_are_also_read_or_written_are_refused(
    ivigcalc: Callable[..., Any], tmp_path: Path, command: str
) -> None:
    source = Path(written(tmp_path / "c.csv", ROW))
    for name, other in same(source, tmp_path):
        found = ivigcalc(command, name, "--rejects", other)
        assert (2, f"ivigcalc: --rejects {other}: this is also the file that is read; give another file\n") == (
            found.status,
            found.err,
        )
    new = str(tmp_path / "new.csv")
    found = ivigcalc(command, str(source), "-o", new, "--rejects", new)
    assert f"ivigcalc: --rejects {new}: this is also --output; give another file\n" == found.err


def test_the_configuration_of_the_environment_and_a_record_are_not_written_over(
    ivigcalc: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, folder = tmp_path / "c.toml", tmp_path / "local"
    config.write_text("")
    (folder / "products").mkdir(parents=True)
    record = folder / "products" / "p.toml"
    record.write_text("")
    monkeypatch.setenv("IVIGCALC_CONFIG", str(config))
    assert "this is also the configuration" in ivigcalc(*PLAN, "-f", "json", "-o", str(config)).err
    found = ivigcalc(*PLAN, "--formulary", str(folder), "-f", "json", "-o", str(record))
    assert "this is also a record of the formulary" in found.err
    assert (b"", b"") == (config.read_bytes(), record.read_bytes())


def test_rows_piped_in_from_a_file_do_not_lose_it(tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", ROW)
    before = Path(source).read_bytes()
    with open(source, "rb") as rows:
        process = start("batch", "-", "-f", "json", "-o", source, stdin=rows)
        _, err = process.communicate(timeout=60)
    assert 2 == process.returncode
    assert b"this is also the file that is read" in err
    assert before == Path(source).read_bytes()


def test_a_device_may_be_both_output_and_rejects(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", ROW)
    assert 0 == ivigcalc("batch", source, "-o", "/dev/null", "--rejects", "/dev/null").status


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_file_that_is_there_keeps_its_mode(ivigcalc: Callable[..., Any], tmp_path: Path, mode: int) -> None:
    path = tmp_path / "p.json"
    path.write_text("x" * 100_000)
    path.chmod(mode)
    assert 0 == ivigcalc(*PLAN, "-o", str(path)).status
    assert mode == stat.S_IMODE(path.stat().st_mode)
    assert ivigcalc(*PLAN, "-f", "json").out == path.read_text()


def test_a_file_of_several_names_keeps_them(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    path, other, symbolic = tmp_path / "p.json", tmp_path / "q.json", tmp_path / "s.json"
    path.write_text("x" * 100_000)
    os.link(path, other)
    symbolic.symlink_to(path)
    assert 0 == ivigcalc(*PLAN, "-o", str(symbolic)).status
    assert symbolic.is_symlink()
    assert 2 == path.stat().st_nlink
    assert ivigcalc(*PLAN, "-f", "json").out == path.read_text() == other.read_text()
    assert ["p.json", "q.json", "s.json"] == sorted(os.listdir(tmp_path))


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give a file away")
def test_a_file_that_is_there_keeps_its_owner_and_group(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text("")
    path.chmod(0o640)
    os.chown(path, 1234, 2345)
    assert 0 == ivigcalc(*PLAN, "-o", str(path)).status
    found = path.stat()
    assert (1234, 2345, 0o640) == (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode))


def test_a_file_whose_owner_cannot_be_kept_is_filled_as_it_stands(
    ivigcalc: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.json"
    path.write_text("x" * 100_000)
    before = path.stat()
    monkeypatch.setattr("ivigcalc.cli.emit._has_the_owner", lambda *_: False)
    assert 0 == ivigcalc(*PLAN, "-o", str(path)).status
    assert before.st_ino == path.stat().st_ino
    assert ivigcalc(*PLAN, "-f", "json").out == path.read_text()


def test_a_read_only_file_is_refused(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text("kept")
    path.chmod(0o444)
    found = ivigcalc(*PLAN, "-o", str(path))
    assert (4, f"ivigcalc: {path}: cannot be written: it is read-only\n") == (found.status, found.err)
    assert "kept" == path.read_text()
    assert ["p.json"] == os.listdir(tmp_path)


def test_dev_stdout_is_stdout(tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", ROW)
    plain, _ = start("batch", source).communicate(timeout=60)
    process = start("batch", source, "-o", "/dev/stdout")
    assert (plain, b"") == process.communicate(timeout=60)
    assert 0 == process.returncode


def test_a_named_pipe_is_written_to_as_it_stands(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with start("batch", written(tmp_path / "c.csv", ROW), "-o", str(pipe)):
        assert pipe.read_bytes().startswith(b'{"schema"')
    assert pipe.is_fifo()


@pytest.mark.parametrize("command", ["batch", "forecast", "agenda"])
def test_a_cohort_without_a_row_needs_a_person(ivigcalc: Callable[..., Any], tmp_path: Path, command: str) -> None:
    source = tmp_path / "c.csv"
    source.write_bytes(head() + b"\n")
    found = ivigcalc(command, str(source))
    assert 5 == found.status
    assert f"ivigcalc: {source} has no rows: no patient was planned; check that the export is complete\n" == found.err


def at_work(folder: Path, jobs: str) -> tuple["subprocess.Popen[bytes]", Path]:
    """A run in the middle of its rows: its first reject was reported, and it waits for more."""
    source = folder / "out"
    source.mkdir()
    process = start(
        *("batch", "-", "--jobs", jobs, "-o", str(source / "p.jsonl"), "--rejects", str(source / "r.csv")),
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(head() + b"\nX,1\n" + b"".join(row + b"\n" for row in patients(400)))
    process.stdin.flush()
    assert b"stdin:2: " in process.stderr.readline()
    return process, source


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_to_end_leaves_no_file_and_no_process(tmp_path: Path, name: str, jobs: str) -> None:
    process, folder = at_work(tmp_path, jobs)
    number = signal.Signals[name]
    process.send_signal(number)
    process.communicate(timeout=60)  # ends when the last process that holds the streams has
    assert 128 + number == process.returncode
    assert [] == os.listdir(folder)


def test_killed_outright_its_processes_end_and_the_next_run_clears_its_files_away(
    ivigcalc: Callable[..., Any], tmp_path: Path
) -> None:
    process, folder = at_work(tmp_path, "2")
    process.kill()
    process.communicate(timeout=60)  # ends when the last process that holds the streams has
    assert -signal.SIGKILL == process.returncode
    assert 2 == len(os.listdir(folder))
    source = written(tmp_path / "c.csv", ROW)
    ivigcalc("batch", source, "-o", str(folder / "p.jsonl"), "--rejects", str(folder / "r.csv"))
    assert ["p.jsonl", "r.csv"] == sorted(os.listdir(folder))


def test_the_files_of_a_run_that_still_writes_are_left_to_it(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    process, folder = at_work(tmp_path, "1")
    source = written(tmp_path / "c.csv", ROW)
    assert 0 == ivigcalc("batch", source, "-o", str(folder / "p.jsonl")).status
    process.communicate(timeout=60)
    assert 5 == process.returncode
    assert 400 == len((folder / "p.jsonl").read_bytes().splitlines())


def children_file(pid: int) -> Path:
    return Path(f"/proc/{pid}/task/{pid}/children")


def a_worker_of(pid: int) -> int:
    """A process that plans rows: a child of *pid*, or of a child that makes them, as from Python 3.14 on."""
    children = [int(child) for child in children_file(pid).read_text().split()]
    makers = [child for child in children if children_file(child).read_text().split()]
    return a_worker_of(makers[0]) if makers else children[0]


def test_a_process_that_was_killed_is_reported_with_what_to_do(tmp_path: Path) -> None:
    process, folder = at_work(tmp_path, "2")
    if not children_file(process.pid).exists():
        pytest.skip("the children of a process are not listed here")
    os.kill(a_worker_of(process.pid), signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert 1 == process.returncode
    assert b"was ended from outside, as happens where memory runs out" in err
    assert b"run again with fewer --jobs" in err
    assert [] == os.listdir(folder)
