"""A row is rejected by the column that is at fault, also where another column has the same word."""

import csv
import io
import json
from typing import Any

import pytest
from program import run_program

Row = dict[str, str]
SOUND: Row = {"weight": "70kg", "regimen": "dermatomyositis", "days": "2", "product": "yimmugo", "start": "2026-01-05"}
STEROID: Row = {"steroid": "prednisolone", "taper": "60x28,40x28,20"}

# The column at fault, and a row that says its word in another column too.
SAME_WORD: dict[str, tuple[str, Row]] = {
    "regimen, label": ("regimen", {"label": "abc", **SOUND, "regimen": "abc"}),
    "variant, label": ("regimen", {"label": "dermatomyositis/abc", **SOUND, "regimen": "dermatomyositis/abc"}),
    "indication, label": ("indication", {"label": "abc", **SOUND, "indication": "abc"}),
    "weight policy, label": ("weight_policy", {"label": "nba", **SOUND, "weight_policy": "nba"}),
    "product, label": ("product", {"label": "abc", **SOUND, "product": "abc"}),
    "market, label": ("market", {"label": "abc", **SOUND, "market": "abc"}),
    "rates, label": ("rates", {"label": "abc", **SOUND, "rates": "abc"}),
    "steroid, label": ("steroid", {"label": "abc", **SOUND, **STEROID, "steroid": "abc"}),
    "taper, label": ("taper", {"label": "abc", **SOUND, **STEROID, "taper": "abc"}),
    "tablets, label": ("tablets", {"label": "fr", **SOUND, **STEROID, "tablets": "fr"}),
    "holidays, label": ("holidays", {"label": "XX", **SOUND, "holidays": "XX"}),
    "move, label": ("move", {"label": "nearby", **SOUND, "move": "nearby"}),
    "age, label": ("age", {"label": "old", **SOUND, "age": "old"}),
    "start, label": ("start", {"label": "soon", **SOUND, "start": "soon"}),
    "product, a sound regimen": ("product", {**SOUND, "product": "dermatomyositis"}),
    "weight policy, a sound product": ("weight_policy", {**SOUND, "weight_policy": "yimmugo"}),
    "rates, a sound product": ("rates", {**SOUND, "rates": "yimmugo"}),
    "taper, a sound steroid": ("taper", {**SOUND, "steroid": "prednisolone", "taper": "prednisolone"}),
    "steroid, a sound regimen": ("steroid", {**SOUND, **STEROID, "steroid": "dermatomyositis"}),
}

# Two columns at fault with one word: either may be named, and the reason is of the one that is.
BOTH_WRONG: dict[str, tuple[dict[str, str], Row]] = {
    "regimen, product": ({"regimen": "regimen", "product": "product"}, {**SOUND, "regimen": "abc", "product": "abc"}),
    "product, rates": ({"product": "product", "rates": "rate protocol"}, {**SOUND, "product": "abc", "rates": "abc"}),
    "product, weight policy": (
        {"product": "product", "weight_policy": "weight policy"},
        {**SOUND, "product": "abc", "weight_policy": "abc"},
    ),
    "taper, product": (
        {"taper": "taper", "product": "product"},
        {**SOUND, **STEROID, "taper": "abc", "product": "abc"},
    ),
    "taper, steroid": ({"taper": "taper", "steroid": "steroid"}, {**SOUND, "steroid": "abc", "taper": "abc"}),
}


def as_csv(row: Row) -> str:
    """A table of one row, whose columns come in the order of the row."""
    text = io.StringIO()
    table = csv.DictWriter(text, row, lineterminator="\n")
    table.writeheader()
    table.writerow(row)
    return text.getvalue()


def as_json_lines(row: Row) -> str:
    """One object on one line."""
    return json.dumps(row) + "\n"


FILES = {"b.csv": (as_csv, 2), "b.jsonl": (as_json_lines, 1)}
files = pytest.mark.parametrize("name", list(FILES))


@pytest.fixture
def rejected(tmp_path, monkeypatch) -> Any:
    """Plan a file of one row, which is rejected: the column and the reason that are told."""
    monkeypatch.chdir(tmp_path)

    def rejected(name: str, row: Row) -> tuple[str, str]:
        write, line = FILES[name]
        (tmp_path / name).write_text(write(row))
        run = run_program("batch", name, "--rejects", "rejects")
        assert (5, "") == (run.status, run.out)
        told = run.err.splitlines()[0]
        assert told.startswith(f"{name}:{line}: ")
        column, _, why = told.removeprefix(f"{name}:{line}: ").partition(": ")
        assert f"{line}: {column}: {why}"[:40] in (tmp_path / "rejects").read_text()
        return column, why

    return rejected


@files
@pytest.mark.parametrize(("column", "row"), SAME_WORD.values(), ids=SAME_WORD)
def test_the_column_at_fault_is_named(rejected, name, column, row):
    told, why = rejected(name, row)
    assert column == told
    assert row[column].rpartition("/")[2] in why


@files
@pytest.mark.parametrize("label_first", [True, False])
def test_the_order_of_the_columns_makes_no_difference(rejected, name, label_first):
    label = {"label": "abc"}
    wrong = {**SOUND, "regimen": "abc"}
    row = {**label, **wrong} if label_first else {**wrong, **label}
    assert "regimen" == rejected(name, row)[0]


@files
@pytest.mark.parametrize(("reasons", "row"), BOTH_WRONG.values(), ids=BOTH_WRONG)
def test_the_reason_is_of_the_column_that_is_named(rejected, name, reasons, row):
    column, why = rejected(name, row)
    assert column in reasons
    assert reasons[column] in why
    assert "'abc'" in why


@files
def test_a_sound_row_with_the_word_goes_through(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(FILES[name][0]({**SOUND, "label": "dermatomyositis"}))
    run = run_program("batch", name)
    assert (0, "dermatomyositis") == (run.status, json.loads(run.out)["request"]["label"])
