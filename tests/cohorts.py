"""Cohorts for the tests of ``batch`` and ``forecast``: rows of valid patients, and every kind of broken row."""

import csv
import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HEAD = ("label", "weight", "age", "regimen", "days", "cycles", "product", "start", "risk")
PROGRAM = (sys.executable, "-c", "from ivigcalc.cli.run import run; run()")

# What is wrong with a row, and the column that is named for it.
BROKEN: tuple[tuple[bytes, str], ...] = (
    (b"X,7o,75,dermatomyositis,2,5,octagam-10,2026-01-05,", "weight"),
    (b"X,70,75,dermatomyositis,2,5,octagan-10,2026-01-05,", "product"),
    (b"X,700,75,dermatomyositis,2,5,octagam-10,2026-01-05,", "weight"),
    (b"X,70,75,dermatomyositis,2,5,octagam-10,2026-02-30,", "start"),
    (b"X,70,75,dermatomyositis,2,5,octagam-10,,", "start"),
    (b"X,70,75", "regimen"),
    (b"X,70,75,dermatomyositis,2,5,octagam-10,2026-01-05,,", "cell 10"),
    (b"X,7\x000,75,dermatomyositis,2,5,octagam-10,2026-01-05,", "weight"),
    (b"X,70," + b"7" * 1_000_000 + b",dermatomyositis,2,5,octagam-10,2026-01-05,", "age"),
    (b"\xff,70,75,dermatomyositis,2,5,octagam-10,2026-01-05,", "label"),
    (b"X,70,75,dermatomyositis,2,5,octagam-10,2026-01-05,sunburn", "risk"),
    (b'X,70,75,dermatomyositis,2,5,octagam-10,2026-01-05,"', "risk"),
)


def patients(count: int) -> Iterator[bytes]:
    """Lines of patients whose weights, starts and ages differ."""
    for i in range(count):
        start = f"2026-{1 + i % 3:02d}-{1 + i // 3 % 28:02d}"
        weight = f"{45 + i % 40}.{i % 10}"
        yield line(f"P{i:05d}", weight, 20 + i % 40, "dermatomyositis", 2, 5, "octagam-10", start, "")


def line(*cells: object) -> bytes:
    """*cells* as one line of CSV without its end."""
    page = io.StringIO()
    csv.writer(page, lineterminator="").writerow(cells)
    return page.getvalue().encode()


def head() -> bytes:
    return ",".join(HEAD).encode()


def written(path: Path, *lines: bytes, end: bytes = b"\n") -> str:
    """The file *path* with the head and *lines*, as a word of a command line."""
    path.write_bytes(end.join([head(), *lines, b""]))
    return str(path)


def start(*words: str, **how: object) -> "subprocess.Popen[bytes]":
    """The program as a process of its own, all its streams piped, that can be interrupted.

    A shell that runs the tests in the background has them ignore the interrupt, and what they start with them.
    """
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen([*PROGRAM, *words], env={**os.environ, "PYTHONWARNINGS": ""}, **streams)  # type: ignore[call-overload,no-any-return]
    finally:
        signal.signal(signal.SIGINT, before)
