"""How fast ``ivigcalc batch`` is, as ratios in one run, and how much memory it takes. Not part of the test run.

    python tests/bench/batch.py [--rows 2000] [--rounds 5] [--memory 100000]

The measure is reading the same rows and writing the same JSON with the standard library alone, in seconds of processor
time; ``--jobs`` is measured by the clock, and needs two idle cores. Runs are interleaved and the quickest of each kind
counts. ``--memory N`` also runs N rows and a tenth of them, and compares the most memory held; a million takes about
an hour.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = [sys.executable, "-c", "from ivigcalc.cli.run import run; run()"]
HEAD = ("label", "weight", "age", "regimen", "days", "cycles", "product", "start")


def cohort(path: Path, rows: int, *, weights: int, starts: int) -> None:
    """Patients of one regimen: so many weights and first days, which then come again."""
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEAD)
        for i in range(rows):
            weight = f"{40 + i % weights * 60 / weights:.8f}"
            start = f"2026-{1 + i % starts % 12:02d}-{1 + i % starts // 12:02d}"
            table.writerow((f"P{i:07d}", weight, 30 + i % weights % 50, "dermatomyositis", 2, 5, "octagam-10", start))


def batch(source: Path, target: str | Path) -> resource.struct_rusage:
    """What the whole command used."""
    pid = os.posix_spawn(PROGRAM[0], [*PROGRAM, "batch", str(source), "-o", str(target)], os.environ)
    _, status, used = os.wait4(pid, 0)
    assert status == 0
    return used


def seconds(source: Path, target: Path) -> float:
    """Processor time of the whole command."""
    used = batch(source, target)
    return used.ru_utime + used.ru_stime


def by_the_clock(source: Path, target: Path, jobs: int) -> float:
    began = time.perf_counter()
    subprocess.run([*PROGRAM, "batch", str(source), "-o", str(target), "--jobs", str(jobs)], check=True)
    return time.perf_counter() - began


def plain_copy(source: Path, plans: list[object], target: Path) -> float:
    """Processor time for reading the rows and writing *plans*, which are at hand already."""
    began = time.process_time()
    with source.open(newline="") as rows, target.open("w") as out:
        for _, plan in zip(csv.DictReader(rows), plans, strict=True):
            out.write(json.dumps(plan, separators=(",", ":")) + "\n")
    return time.process_time() - began


def compare(folder: Path, rows: int, rounds: int, *, weights: int, starts: int) -> float:
    source, target = folder / "cohort.csv", folder / "plans.jsonl"
    cohort(source, rows, weights=weights, starts=starts)
    batch(source, target)
    with target.open() as lines:
        plans = [json.loads(line) for line in lines]
    pairs = [(seconds(source, target), plain_copy(source, plans, folder / "copy.jsonl")) for _ in range(rounds)]
    return min(pair[0] for pair in pairs) / min(pair[1] for pair in pairs)


def two_jobs(folder: Path, rows: int, rounds: int) -> float:
    source, target = folder / "cohort.csv", folder / "plans.jsonl"
    cohort(source, rows, weights=rows, starts=1)
    pairs = [(by_the_clock(source, target, 1), by_the_clock(source, target, 2)) for _ in range(rounds)]
    return min(pair[0] for pair in pairs) / min(pair[1] for pair in pairs)


def growth(folder: Path, rows: int, rounds: int) -> float:
    """Seconds per row of four times the rows, against those of the rows."""
    small, large, target = folder / "small.csv", folder / "large.csv", folder / "plans.jsonl"
    cohort(small, rows, weights=rows, starts=1)
    cohort(large, 4 * rows, weights=4 * rows, starts=1)
    pairs = [(seconds(small, target), seconds(large, target) / 4) for _ in range(rounds)]
    return min(pair[1] for pair in pairs) / min(pair[0] for pair in pairs)


def most_memory(folder: Path, rows: int) -> int:
    """The most kB that the command held over *rows* rows."""
    source = folder / "cohort.csv"
    cohort(source, rows, weights=rows, starts=1)
    return batch(source, os.devnull).ru_maxrss


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--rows", type=int, default=2000)
    said.add_argument("--rounds", type=int, default=5)
    said.add_argument("--memory", type=int, default=0, metavar="ROWS")
    options = said.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for words, weights, starts, most in (
            ("doses repeat", 12, 4, 5),
            ("doses repeat, 300 first days", 12, 300, 15),
            ("every weight differs", options.rows, 1, 15),
        ):
            ratio = compare(folder, options.rows, options.rounds, weights=weights, starts=starts)
            print(f"{words}: {ratio:.1f} times reading and writing alone (at most {most})", flush=True)
        print(f"--jobs 2: {two_jobs(folder, options.rows, options.rounds):.2f} times faster (at least 1.7)", flush=True)
        print(f"a row among four times as many: {growth(folder, options.rows // 2, options.rounds):.2f} times as long")
        if options.memory:
            few, many = most_memory(folder, options.memory // 10), most_memory(folder, options.memory)
            print(f"most memory over {options.memory // 10} and {options.memory} rows: {few >> 10} and {many >> 10} MB")


if __name__ == "__main__":
    main()
