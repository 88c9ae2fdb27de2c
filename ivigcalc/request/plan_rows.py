"""The table that ``batch`` writes as CSV, a row for each infusion -> the rows of each plan, together.

They hold no request: they can be added up, and nothing can be planned anew from them. They are written by the program,
so that a row that it did not write ends the reading: a plan that lacks an infusion would pass for a whole one.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence

from ivigcalc.core.errors import RecordInvalid
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.request.columns import COMMA, SEMICOLON, TAB, Columns
from ivigcalc.request.lines import MOST_LINE, Line
from ivigcalc.request.workbook import SheetRow

NEEDED = (
    "label", "document", "product", "product_name", "phase", "cycle", "day", "date", "planned_date", "given", "start",
    "end", "end_date", "dose_g", "volume_ml", "vials", "pump_minutes", "observe_minutes", "digest", "pulse",
    "pulse_day", "interval_days", "tz", "concerns",
)  # fmt: skip
_NO_COLUMNS_OF_A_REQUEST = frozenset({"document", "digest"})
_OF_A_PLAN = ("label", "digest")
_OF_A_ROW = ("phase", "cycle", "day", "date", "pulse", "pulse_day")
_AS_WRITTEN = "give the table as batch wrote it"


class PlanRow(NamedTuple):
    """The cells of one row by their columns, and the file and line in which it stands."""

    where: str
    cells: Mapping[str, str]


class PlanRows(NamedTuple):
    """The rows of one plan, in their order; ``line`` is that of the first."""

    line: int
    rows: tuple[PlanRow, ...]


class _Numbered(NamedTuple):
    line: int
    row: PlanRow


def columns_of_plans(text: str) -> Columns | None:
    """The columns that the line *text* names where it is the first of a table that ``batch`` wrote."""
    for separator in (COMMA, SEMICOLON, TAB):
        names = tuple(name.strip('"') for name in text.split(separator))
        if are_of_plans(names):
            return Columns(separator, names, names)
    return None


def are_of_plans(names: Sequence[str]) -> bool:
    """Whether a table with these columns is one that ``batch`` wrote."""
    return _NO_COLUMNS_OF_A_REQUEST.issubset(names)


def refused(name: str) -> RecordInvalid:
    """Why such a table is none to plan from."""
    return RecordInvalid(
        f"{name}: planned infusions, as batch writes them as CSV: no request stands in them; give the cohort itself, "
        "or its plans as JSON Lines"
    )


def of_text(found: Iterator[Line], columns: Columns, name: str) -> Iterator[PlanRows]:
    """The plans whose rows are the lines *found* below the line of *columns*.

    Raises:
        RecordInvalid: A column is missing, or a row is not as it was written.
    """
    return _plans(_from_lines(found, columns.separator, name), columns.names, name)


def of_sheet(found: Iterator[SheetRow], names: Sequence[str], name: str) -> Iterator[PlanRows]:
    """The same of a workbook, with the columns *names*."""
    return _plans(((row.number, _as_long(row, len(names))) for row in found), names, name)


def _as_long(row: SheetRow, columns: int) -> list[str]:
    """The cells of *row*; a workbook leaves empty ones at its end out, or adds some."""
    cells = [cell.text for cell in row.cells]
    return cells[:columns] + [""] * (columns - len(cells)) + [cell for cell in cells[columns:] if cell]


def _from_lines(found: Iterator[Line], separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(MOST_LINE + 1)
    for number, raw in found:
        try:
            text = raw.decode("utf-8")
            yield number, next(csv.reader([text], delimiter=separator, strict=True), [])
        except UnicodeDecodeError as why:
            fault = f"byte {why.start + 1} is not UTF-8; {_AS_WRITTEN}"
            raise RecordInvalid(f"{name}:{number}: {fault}") from None
        except csv.Error as why:
            raise RecordInvalid(f"{name}:{number}: not CSV: {why}; {_AS_WRITTEN}") from None


def _plans(found: Iterator[tuple[int, list[str]]], names: Sequence[str], name: str) -> Iterator[PlanRows]:
    missing = [column for column in NEEDED if column not in names]
    if missing:
        raise RecordInvalid(f"{name}: {missing[0]}: this column is missing; {_AS_WRITTEN}, by this version")
    together: list[_Numbered] = []
    seen: set[tuple[str, ...]] = set()
    for line, cells in found:
        if not any(cells):
            continue
        row = _row(line, cells, names, name)
        this = _cells(row, _OF_A_ROW)
        if together and (_cells(row, _OF_A_PLAN) != _cells(together[0].row, _OF_A_PLAN) or this in seen):
            yield _plan(together)
            together, seen = [], set()
        together.append(_Numbered(line, row))
        seen.add(this)
    if together:
        yield _plan(together)


def _row(line: int, cells: list[str], names: Sequence[str], name: str) -> PlanRow:
    if len(cells) != len(names):
        raise RecordInvalid(
            f"{name}:{line}: the row has {len(cells)} cells but the first line has {len(names)} columns; {_AS_WRITTEN}"
        )
    return PlanRow(f"{name}:{line}", dict(zip(names, cells, strict=True)))


def _cells(row: PlanRow, columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(row.cells[column] for column in columns)


def _plan(together: list[_Numbered]) -> PlanRows:
    """One plan of rows that stand *together*: from its first infusion on, else others of it stand elsewhere."""
    first = together[0]
    who = first.row.cells["label"] or f"line {first.line}"
    begins = next((one.row.cells for one in together if not one.row.cells["pulse"]), None)
    if begins is None:
        raise RecordInvalid(f"{first.row.where}: the plan of {who} has no infusion here; {_AS_WRITTEN}")
    if (begins["cycle"], begins["day"]) != ("1", "1"):
        raise RecordInvalid(
            f"{first.row.where}: the plan of {who} starts with cycle {begins['cycle']}, day {begins['day']}: its rows "
            f"stand together and in order; {_AS_WRITTEN}"
        )
    return PlanRows(first.line, tuple(one.row for one in together))
