"""``batch`` to a folder: one file for each row, named by its label, all of them whole or none; and one calendar."""

import os
import signal
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cohorts import head, patients, start, written

ROWS = (
    b"A 1,70kg,75,dermatomyositis,2,1,octagam-10,2026-01-05,",
    b"Meyer/7,80kg,60,dermatomyositis,2,1,octagam-10,2026-01-06,",
)
ENDINGS = {"json": ".json", "csv": ".csv", "ics": ".ics", "html": ".html", "text": ".txt", "table": ".txt"}


def alone(ivigcalc: Callable[..., Any], label: str, weight: str, age: str, day: str, *words: str) -> str:
    return str(
        ivigcalc(
            *("plan", "-w", weight, "--age", age, "-r", "dermatomyositis", "--days", "2", "--cycles", "1"),
            *("-p", "octagam-10", "-s", day, "--label", label, *words),
        ).out
    )


@pytest.mark.parametrize("format", ENDINGS)
def test_each_row_is_the_file_that_its_plan_alone_gives(
    ivigcalc: Callable[..., Any], tmp_path: Path, format: str
) -> None:
    folder = tmp_path / "out"
    found = ivigcalc("batch", written(tmp_path / "c.csv", *ROWS), "-o", f"{folder}/", "-f", format)
    assert (0, "", "") == found
    assert [f"A-1{ENDINGS[format]}", f"Meyer-7{ENDINGS[format]}"] == sorted(os.listdir(folder))
    file = tmp_path / "alone"
    alone(ivigcalc, "Meyer/7", "80kg", "60", "2026-01-06", "-f", format, "-o", str(file))
    assert file.read_bytes() == (folder / f"Meyer-7{ENDINGS[format]}").read_bytes()


def test_the_calendar_of_all_has_the_events_of_each(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", *ROWS)
    found = ivigcalc("batch", source, "-f", "ics")
    ivigcalc("batch", source, "-o", str(tmp_path / "c.ics"))
    assert (0, "") == (found.status, found.err)
    assert found.out.encode() == (tmp_path / "c.ics").read_bytes()
    each = [
        alone(ivigcalc, "A 1", "70kg", "75", "2026-01-05", "-f", "ics"),
        alone(ivigcalc, "Meyer/7", "80kg", "60", "2026-01-06", "-f", "ics"),
    ]
    first, end = each[0].index("BEGIN:VEVENT"), "END:VCALENDAR"
    events = "".join(text[first:].partition(end)[0] for text in each)
    assert found.out == each[0][:first] + events + each[0][-len("END:VCALENDAR\r\n") :]


def test_a_calendar_of_many_asks_for_a_label_of_each(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    rows = ROWS[0], ROWS[0].replace(b"A 1", b""), ROWS[0]
    found = ivigcalc("batch", written(tmp_path / "c.csv", *rows), "-f", "ics")
    assert 5 == found.status
    assert [
        f"{tmp_path}/c.csv:3: label: a calendar of many patients needs one for each, or the events of one replace "
        "those of another",
        f"{tmp_path}/c.csv:4: label: its events would be those of line 2; give each row a label of its own",
        "ivigcalc: 1 planned, 2 rejected, 0 with a stop",
    ] == found.err.splitlines()


def test_clock_times_without_a_zone_reject_their_row(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    found = ivigcalc("batch", written(tmp_path / "c.csv", ROWS[0]), "-f", "ics", "--at", "09:00")
    assert 5 == found.status
    assert "c.csv:2: tz: a calendar file with clock times needs a time zone" in found.err


def test_labels_that_give_one_file_are_refused_but_for_the_first(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    rows = [
        ROWS[0].replace(b"A 1", label) for label in (b"A/1", b"a?1", b"", b"line-4", b"CON", b"..", "Ünal".encode())
    ]
    rejects = tmp_path / "r.csv"
    folder = tmp_path / "out"
    words = ("-o", f"{folder}/", "-f", "csv", "--rejects", str(rejects))
    found = ivigcalc("batch", written(tmp_path / "c.csv", *rows), *words)
    assert 5 == found.status
    assert [
        f"{tmp_path}/c.csv:3: label: its file would be a-1.csv, as of line 2; give each row a label of its own",
        f"{tmp_path}/c.csv:5: label: its file would be line-4.csv, as of line 4; give each row a label of its own",
        "ivigcalc: 5 planned, 2 rejected, 0 with a stop",
    ] == found.err.splitlines()
    assert ["A-1.csv", "Unal.csv", "_CON.csv", "line-4.csv", "line-7.csv"] == sorted(os.listdir(folder))
    assert 3 == len(rejects.read_bytes().splitlines())


def test_what_is_read_is_not_written_over(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = Path(written(tmp_path / "A-1.csv", *ROWS))
    os.link(source, tmp_path / "Meyer-7.json")
    before = source.read_bytes()
    for format in ("csv", "json"):
        found = ivigcalc("batch", str(source), "-o", str(tmp_path), "-f", format)
        assert (2, "") == (found.status, found.out)
        assert "this is also the file that is read; give another folder" in found.err
    assert before == source.read_bytes()
    assert ["A-1.csv", "Meyer-7.json"] == sorted(os.listdir(tmp_path))


def test_rejects_in_the_folder_are_not_written_over(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    words = ("-o", str(folder), "-f", "csv", "--rejects", str(folder / "A-1.csv"))
    found = ivigcalc("batch", written(tmp_path / "c.csv", *ROWS), *words)
    assert f"ivigcalc: --output {folder}/A-1.csv: this is also --rejects; give another folder\n" == found.err


def test_files_that_are_there_keep_their_mode_and_others_stay(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "A-1.json").write_text("old")
    (folder / "A-1.json").chmod(0o600)
    (folder / "Other.json").write_text("of another ward")
    assert 0 == ivigcalc("batch", written(tmp_path / "c.csv", *ROWS), "-o", str(folder)).status
    assert 0o600 == stat.S_IMODE((folder / "A-1.json").stat().st_mode)
    assert "old" != (folder / "A-1.json").read_text()
    assert "of another ward" == (folder / "Other.json").read_text()


def test_one_file_that_is_read_only_leaves_all_as_they_were(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "Meyer-7.json").write_text("kept")
    (folder / "Meyer-7.json").chmod(0o444)
    found = ivigcalc("batch", written(tmp_path / "c.csv", *ROWS), "-o", str(folder))
    assert (4, f"ivigcalc: {folder}/Meyer-7.json: cannot be written: it is read-only, or no file\n") == (
        found.status,
        found.err,
    )
    assert ["Meyer-7.json"] == os.listdir(folder)
    assert "kept" == (folder / "Meyer-7.json").read_text()


def test_a_folder_that_cannot_be_made_is_refused(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    found = ivigcalc("batch", written(tmp_path / "c.csv", *ROWS), "-o", f"{tmp_path}/no/such/")
    assert (4, f"ivigcalc: {tmp_path}/no/such/: cannot be written: No such file or directory\n") == (
        found.status,
        found.err,
    )


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_an_end_from_outside_leaves_the_folder_as_it_was(
    ivigcalc: Callable[..., Any], tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "out"
    process = start("batch", "-", "-o", f"{folder}/")
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(head() + b"\n" + ROWS[0] + b"\nX,1\n")
    process.stdin.flush()
    assert b"stdin:3: age" in process.stderr.readline()  # so it is at work, and waits for more
    process.send_signal(signal.Signals[name])
    process.communicate(timeout=60)
    if name == "SIGKILL":  # what it left goes with the next run
        assert 1 == len(os.listdir(folder))
        assert 0 == ivigcalc("batch", written(tmp_path / "c.csv", *ROWS), "-o", f"{folder}/").status
        assert ["A-1.json", "Meyer-7.json"] == sorted(os.listdir(folder))
    else:
        assert not folder.exists()


def test_two_processes_give_the_same_files(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", *patients(40))
    one, two = tmp_path / "one", tmp_path / "two"
    assert 0 == ivigcalc("batch", source, "-o", f"{one}/").status
    process = start("batch", source, "--jobs", "2", "-o", f"{two}/")
    assert (b"", b"") == process.communicate(timeout=60)
    assert {path.name: path.read_bytes() for path in one.iterdir()} == {
        path.name: path.read_bytes() for path in two.iterdir()
    }


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("-o", "out/", "-f", "pdf"), "--format 'pdf': write json, csv, ics, html, text or table"),
        (("-f", "html"), "--format 'html': write json, csv or ics; a folder, --output FOLDER/, takes one file"),
        (("-o", "out.html"), "no format has the ending .html; write .jsonl, .json, .csv or .ics"),
        (("--fail-on", "note"), "--fail-on 'note': write caution"),
    ],
)
def test_what_makes_no_sense_is_refused(
    ivigcalc: Callable[..., Any], tmp_path: Path, words: tuple[str, ...], why: str
) -> None:
    found = ivigcalc("batch", written(tmp_path / "c.csv", *ROWS), *words)
    assert (2, "") == (found.status, found.out)
    assert why in found.err
    assert not (Path("out").exists())


def test_fail_on_caution_names_each_row_with_one(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = written(tmp_path / "c.csv", ROWS[0])
    plan = ivigcalc("batch", source)
    found = ivigcalc("batch", source, "--fail-on", "caution")
    assert 0 == plan.status
    assert (5, plan.out) == (found.status, found.out)
    each, summed = found.err.splitlines()
    assert each.startswith(f"{source}:2: --fail-on caution: ")
    assert "ivigcalc: 1 planned, 0 rejected, 0 with a stop, 1 with a caution" == summed


def test_a_record_of_the_configured_formulary_is_not_written_over(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    local, config = tmp_path / "local" / "products", tmp_path / "c.toml"
    local.mkdir(parents=True)
    record = local / "x.toml"
    record.write_text("")
    config.write_text(f'formulary = "{tmp_path / "local"}"\n')
    source = written(tmp_path / "c.csv", *ROWS)
    for words in (("batch", source), ("plan", "-w", "70kg")):
        found = ivigcalc(*words, "--config", str(config), "-o", str(record), "-f", "json")
        assert f"ivigcalc: --output {record}: this is also a record of the formulary; give another file\n" == found.err
    assert "" == record.read_text()
