"""The cells of one row of a table -> what it asks for, or which of them is at fault."""

import csv
import re
from collections.abc import Sequence

from ivigcalc.request.columns import COMMA, SEMICOLON, TAB, Columns
from ivigcalc.request.fields import FIELDS
from ivigcalc.request.lines import MOST_LINE
from ivigcalc.request.request import Request, read
from ivigcalc.request.workbook import Cell

MOST_CELL = 65_536  # characters
ROW = "row"  # stands where a column is named, when no single one is wrong
_ONE_LINE = "a cell may hold no line break: write the row on one line"
_SEPARATORS = {COMMA: "comma", SEMICOLON: "semicolon", TAB: "tab"}
_BETWEEN = "|"  # the entries of a cell, where a semicolon is between cells
_WITH_BARS = "taper"  # in which | is between the doses of alternate days
_DECIMAL_COMMA = re.compile("[0-9],[0-9]")
_WHICH_COMMA = (
    "a comma between two digits may be one of a decimal; write a point in a number, and a comma with a space behind it "
    "between two entries"
)


class Bad(Exception):
    """A row that cannot be read: the column at fault, and why."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(column, why)
        self.column, self.why = column, why


def of_cells(cells: Sequence[Cell], columns: Columns) -> Request | None:
    for i, (cell, field) in enumerate(zip(cells, columns.fields, strict=False)):
        if cell.fault and field in FIELDS:
            raise Bad(columns.name(i), cell.fault)
    texts = [cell.text for cell in cells]
    _check_cells(texts, columns, long=any(len(text) > MOST_CELL for text in texts))
    return _said(texts, columns)


def of_text(raw: bytes, columns: Columns) -> Request | None:
    """What one line asks for; None of an empty one."""
    text = _decoded(raw)
    csv.field_size_limit(MOST_LINE + 1)  # a cell that is too long is found below, where its column is known
    try:
        cells = next(csv.reader([text], delimiter=columns.separator, strict=True), [])
    except csv.Error as why:
        begun = next(csv.reader([text.replace("\r", " ")], delimiter=columns.separator), [])
        if "unexpected end" in str(why):
            raise Bad(
                columns.name(len(begun) - 1), _too_long(raw) or f"a quoted cell does not end; {_ONE_LINE}"
            ) from None
        raise Bad(ROW, f"not CSV: {why}; put cells with commas or quotes in double quotes") from None
    _check_cells(cells, columns, long=len(raw) > MOST_CELL, cut=_too_long(raw))
    return _said(cells, columns)


def _said(cells: Sequence[str], columns: Columns) -> Request | None:
    """What the *cells* of a row ask for; None where all are empty."""
    if not any(cell.strip(" ") for cell in cells):
        return None
    if len(cells) != len(columns.fields):
        called = _SEPARATORS[columns.separator]
        raise Bad(
            columns.name(min(len(cells), len(columns.fields))),
            f"the row has {len(cells)} cells but the first line has {len(columns.fields)} columns; quote cells "
            f"that contain {called}s, and keep the {called}s of empty cells",
        )
    said: dict[str, object] = {
        name: _of_a_list(name, cell, columns) if FIELDS[name].many else _one(name, cell, columns)
        for name, cell in zip(columns.fields, cells, strict=True)
        if name in FIELDS and cell.strip(" ")
    }
    if not said:
        raise Bad(ROW, "no entry in the columns that are read; remove the row or fill it in")
    return read(said)


def _one(name: str, cell: str, columns: Columns) -> str:
    if not FIELDS[name].commas:
        return cell.strip(" ")
    if columns.separator != COMMA and _DECIMAL_COMMA.search(cell):
        raise Bad(name, _WHICH_COMMA)
    between = _BETWEEN if columns.separator == SEMICOLON and name != _WITH_BARS else ";"
    return cell.replace(between, ",").replace(";", ",").strip(" ")


def _of_a_list(name: str, cell: str, columns: Columns) -> list[str]:
    between = _BETWEEN if columns.separator == SEMICOLON and ";" not in cell else ";"
    if name == "then" and columns.separator != COMMA and _DECIMAL_COMMA.search(cell):
        raise Bad(name, _WHICH_COMMA)
    parts = [part.strip(" ") for part in cell.split(between)]
    if not all(parts):
        raise Bad(name, f"an entry is empty; write the entries with one {between} between two of them")
    return parts


def _check_cells(cells: Sequence[str], columns: Columns, *, long: bool, cut: str = "") -> None:
    """What no cell that is read may hold: too much, a line break, a NUL byte, bytes that are not UTF-8.

    Args:
        cells: Of one row.
        columns: Of the table.
        long: Whether one may be too long.
        cut: What is wrong where only the beginning of the line is kept: its last cell is at fault.
    """
    for i, cell in enumerate(cells):
        if long and (len(cell) > MOST_CELL or (cut and i == len(cells) - 1)):
            raise Bad(columns.name(i), cut or f"{len(cell)} characters; a cell holds {MOST_CELL} at most")
        if cell.isascii() and cell.isprintable():
            continue
        if i < len(columns.fields) and columns.fields[i] not in FIELDS:
            continue
        if "\0" in cell:
            raise Bad(columns.name(i), "holds a NUL byte; delete it, or save the table anew as CSV in UTF-8")
        if "\n" in cell or "\r" in cell:
            raise Bad(columns.name(i), f"holds a line break; {_ONE_LINE}")
        if any("\udc80" <= character <= "\udcff" or "\ud800" <= character <= "\udbff" for character in cell):
            raise Bad(columns.name(i), "holds bytes that are not UTF-8; save the table as CSV in UTF-8")


def _too_long(raw: bytes) -> str:
    if len(raw) <= MOST_LINE:
        return ""
    return f"the line is longer than {MOST_LINE} bytes, of which only the start is kept; shorten the cell"


def _decoded(raw: bytes) -> str:
    """*raw* as text; a byte that is not UTF-8 becomes a lone surrogate, so that its cell can be named."""
    return raw.decode("utf-8", "surrogateescape")
