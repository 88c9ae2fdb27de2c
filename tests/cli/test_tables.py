"""One cohort as every kind of table gives the same bytes; a bad row is named by its line and column in each."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

openpyxl = pytest.importorskip("openpyxl")

HEAD = ("label", "Gewicht", "age", "regimen", "days", "cycles", "Praeparat", "start", "risk", "#Station")
BAD = {  # by the line of the table: the cell that is at fault, and what it holds
    5: (1, "7o"),
    17: (6, "octagan-10"),
    18: (7, "2026-02-30"),
    33: (8, "sunburn"),
    50: (1, "700"),
}
COLUMNS = '[columns]\nGewicht = "weight"\nPraeparat = "product"\n'


def rows(entries: str) -> list[tuple[str, ...]]:
    return [
        (
            f"P{i:02d}",
            f"{45 + i}.{i % 10}",
            str(20 + i),
            "dermatomyositis",
            "2",
            "3",
            "octagam-10",
            f"2026-01-{1 + i % 28:02d}",
            f"renal{entries}thrombosis" if i % 7 == 0 else "",
            "7",
        )
        for i in range(50)
    ]


def spoiled(found: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """*found* with the bad cells; the first row stands on line 2."""
    for line, (place, cell) in BAD.items():
        row = list(found[line - 2])
        row[place] = cell
        found[line - 2] = tuple(row)
    return found


def text(between: str, found: list[tuple[str, ...]], encoding: str) -> bytes:
    return "".join(between.join(row) + "\r\n" for row in [HEAD, *found]).encode(encoding)


def typed(cell: str) -> float | str | None:
    try:
        return float(cell)
    except ValueError:
        return cell or None


def all_kinds(folder: Path, change: Callable[[list[tuple[str, ...]]], list[tuple[str, ...]]]) -> list[str]:
    kinds = {
        "comma.csv": text(",", change(rows(";")), "utf-8"),
        "semicolon.csv": text(";", change(rows("|")), "utf-8"),
        "tab.txt": text("\t", change(rows(";")), "utf-8"),
        "utf16.txt": text("\t", change(rows(";")), "utf-16"),
        "mark.csv": text(";", change(rows("|")), "utf-8-sig"),
    }
    for name, data in kinds.items():
        (folder / name).write_bytes(data)
    book = openpyxl.Workbook()
    for row in [HEAD, *change(rows(";"))]:
        book.active.append([typed(cell) for cell in row])
    book.save(folder / "excel.xlsx")
    (folder / "c.toml").write_text(COLUMNS)
    return [str(folder / name) for name in [*kinds, "excel.xlsx"]]


@pytest.mark.parametrize("words", [("batch",), ("forecast", "-f", "csv"), ("agenda", "-f", "csv")])
def test_every_kind_of_table_gives_the_same_bytes(
    ivigcalc: Callable[..., Any], tmp_path: Path, words: Sequence[str]
) -> None:
    files = all_kinds(tmp_path, list)
    found = {ivigcalc(*words, file, "--config", str(tmp_path / "c.toml")) for file in files}
    assert 1 == len(found)
    status, out, err = found.pop()
    assert (0, "") == (status, err)
    assert (50 if words == ("batch",) else 2) <= out.count("\n")


@pytest.mark.parametrize("command", ["batch", "forecast", "agenda"])
def test_a_bad_row_is_named_by_its_line_and_its_column_in_every_kind(
    ivigcalc: Callable[..., Any], tmp_path: Path, command: str
) -> None:
    for file in all_kinds(tmp_path, spoiled):
        found = ivigcalc(command, file, "--config", str(tmp_path / "c.toml"))
        assert 5 == found.status
        assert [f"{file}:{line}: {HEAD[place]}: " for line, (place, _) in BAD.items()] == [
            ": ".join(line.split(": ")[:2]) + ": " for line in found.err.splitlines() if line.startswith(file)
        ]


@pytest.mark.parametrize("command", ["batch", "forecast", "agenda"])
def test_names_said_on_the_line_win_over_those_configured(
    ivigcalc: Callable[..., Any], tmp_path: Path, command: str
) -> None:
    config = tmp_path / "c.toml"
    config.write_text('[columns]\nKG = "height"\nPraeparat = "product"\n"unused" = "age"\n')
    source = tmp_path / "c.csv"
    source.write_text("label;kg;praeparat;Notiz\nA;70;octagam-10;x\n")
    order = ("-r", "dermatomyositis", "--days", "2", "--cycles", "1", "-s", "2026-01-05", "--config", str(config))
    found = ivigcalc(command, str(source), *order, "--map", "KG=weight", "--map", "Notiz=#")
    assert (0, "") == (found.status, found.err)


def test_a_name_that_no_column_has_is_refused(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = tmp_path / "c.csv"
    source.write_text("label;weight\nA;70\n")
    found = ivigcalc("batch", str(source), "--map", "Gewicht=weight")
    assert (4, "") == (found.status, found.out)
    assert f"ivigcalc: {source}: --map Gewicht=...: the table has no column of this name\n" == found.err


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('columns = "weight"', 'columns: a table is needed, such as Gewicht = "weight"'),
        ("[columns]\nGewicht = 1", 'columns.Gewicht: the name of a column is needed, such as "weight"'),
        ('[columns]\nGewicht = "wieght"', "columns.Gewicht: wieght: no such column; did you mean weight?"),
    ],
)
def test_columns_that_are_configured_badly_are_refused(
    ivigcalc: Callable[..., Any], tmp_path: Path, said: str, why: str
) -> None:
    config = tmp_path / "c.toml"
    config.write_text(said)
    found = ivigcalc("batch", "-", "--config", str(config), stdin="weight\n70\n")
    assert (4, f"ivigcalc: {config}: {why}\n") == (found.status, found.err)


@pytest.mark.parametrize("command", ["batch", "forecast", "agenda"])
def test_what_is_configured_holds_for_what_a_row_says(
    ivigcalc: Callable[..., Any], tmp_path: Path, command: str
) -> None:
    """The market of the configuration is that of the product of a row; a row without a product has no need of it."""
    config = tmp_path / "c.toml"
    config.write_text('[defaults]\nmarket = "us"\ntz = "Europe/Berlin"\n')
    source = tmp_path / "c.csv"
    source.write_text("label,weight,product,market,concentration\nA,70,privigen,,\nB,70,privigen,eu,\nC,70,,,10%\n")
    order = ("--dose", "1g/kg/cycle", "--days", "1", "-s", "2026-01-05", "--config", str(config))
    found = ivigcalc(command, str(source), *order)
    assert (0, "") == (found.status, found.err)
    if command == "batch":
        requests = [json.loads(line)["request"] for line in found.out.splitlines()]
        assert ["us", "eu", None] == [request.get("market") for request in requests]


def test_a_market_on_the_line_is_kept_for_rows_without_a_product(ivigcalc: Callable[..., Any], tmp_path: Path) -> None:
    source = tmp_path / "c.csv"
    source.write_text("label,weight,concentration\nC,70,10%\n")
    order = ("--dose", "1g/kg/cycle", "--days", "1", "-s", "2026-01-05", "--market", "us")
    found = ivigcalc("batch", str(source), *order)
    alone = ivigcalc("plan", "-w", "70", "-c", "10%", "--label", "C", *order, "-f", "json")
    assert (alone.status == 0) == (found.status == 0)
    assert alone.status or json.loads(alone.out) == json.loads(found.out)
