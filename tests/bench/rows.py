"""``batch`` against reading the same rows and writing the same JSON with the standard library alone."""

import csv
import json
import time
from collections.abc import Iterator
from pathlib import Path

from measure import Row, at_least, at_most, quickest, used

HEAD = ("label", "weight", "age", "regimen", "days", "cycles", "product", "start")


def cohort(path: Path, rows: int, *, weights: int, starts: int = 1) -> Path:
    """Patients of one regimen: so many weights and first days, which then come again."""
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEAD)
        for i in range(rows):
            weight = f"{40 + i % weights * 60 / weights:.8f}"
            start = f"2026-{1 + i % starts % 12:02d}-{1 + i % starts // 12:02d}"
            table.writerow((f"P{i:07d}", weight, 30 + i % weights % 50, "dermatomyositis", 2, 5, "octagam-10", start))
    return path


def rows(venv: Path, folder: Path, many: int, rounds: int) -> Iterator[Row]:
    batch = [str(venv / "bin" / "ivigcalc"), "batch"]
    for words, weights, starts, bar in (
        ("doses repeat", 12, 4, 1),
        ("every weight differs", many, 1, 5),
    ):
        source = cohort(folder / "cohort.csv", many, weights=weights, starts=starts)
        yield at_most(f"batch / reading and writing, {words}", _to_floor(batch, source, rounds), bar, "times")
    few, many_more = (
        cohort(folder / f"{factor}.csv", factor * many // 2, weights=factor * many // 2) for factor in (1, 4)
    )
    seconds = quickest(
        rounds,
        {
            "few": lambda: used([*batch, str(few)]).processor,
            "more": lambda: used([*batch, str(many_more)]).processor / 4,
            "one": lambda: used([*batch, str(many_more), "--jobs", "1"]).clock,
            "two": lambda: used([*batch, str(many_more), "--jobs", "2"]).clock,
        },
    )
    yield Row("batch, plans in a second, every weight different", f"{2 * many / seconds['one']:.0f}")
    yield Row("time of a row among four times as many", f"{seconds['more'] / seconds['few']:.2f} times")
    yield at_least("--jobs 2 against --jobs 1, by the clock", seconds["one"] / seconds["two"], 1.7, "times")


def _to_floor(batch: list[str], source: Path, rounds: int) -> float:
    """How much longer than reading the rows and writing the plans, which are at hand already."""
    target, copy = source.with_name("plans.jsonl"), source.with_name("copy.jsonl")
    used([*batch, str(source)], str(target))
    plans = [json.loads(line) for line in target.open()]

    def floor() -> float:
        began = time.process_time()
        with source.open(newline="") as table, copy.open("w") as out:
            for _, plan in zip(csv.DictReader(table), plans, strict=True):
                out.write(json.dumps(plan, separators=(",", ":")) + "\n")
        return time.process_time() - began

    least = quickest(rounds, {"batch": lambda: used([*batch, str(source)], str(target)).processor, "floor": floor})
    assert target.read_bytes() == copy.read_bytes()
    return least["batch"] / least["floor"]


def memory(venv: Path, folder: Path, many: int) -> Iterator[Row]:
    """The most memory that *many* rows take, against a tenth of them; every weight differs."""
    held = []
    for rows in (many // 10, many):
        source = cohort(folder / "cohort.csv", rows, weights=rows)
        spent = used([str(venv / "bin" / "ivigcalc"), "batch", str(source)])
        source.unlink()
        held.append(spent.memory)
        yield Row(f"batch of {rows} rows", f"{spent.clock / 60:.0f} min, at most {spent.memory >> 10} MB")
    yield at_most(f"memory of {many} rows / of a tenth", held[1] / held[0], 1.1, "times")
