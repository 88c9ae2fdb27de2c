"""A file of requests, one on each row: a table or JSON Lines -> what each row says, or why it cannot be read.

An object that is laid out over several lines, as a saved plan is, counts as one line.

Rows stream: no more than one line is held. A line is kept as it stands, so that a rejected one can be handed back.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, repeat
from typing import BinaryIO

from ivigcalc.core.errors import IvigcalcError, RecordInvalid
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.request import plan_rows
from ivigcalc.request.cells import ROW, Bad, of_cells, of_text
from ivigcalc.request.columns import COMMA, ERROR, Columns, columns_in, columns_of
from ivigcalc.request.fields import option
from ivigcalc.request.lines import MOST_LINE, lines, records
from ivigcalc.request.plan_rows import PlanRows
from ivigcalc.request.reading_words import NOTHING
from ivigcalc.request.request import Request
from ivigcalc.request.row_objects import object_in, objects, of_json
from ivigcalc.request.workbook import Cell, SheetRow, is_workbook, sheet_rows

MOST_WHY = 600  # characters of a reason that an error shows
NO_CELL = Cell("")


class Row(NamedTuple):
    """One line that could be read: its number in the file, what it asks for, and the line itself without its end."""

    line: int
    request: Request
    raw: bytes


class SavedRow(NamedTuple):
    """One line that is a whole saved document."""

    line: int
    document: dict[str, object]
    raw: bytes


class Rejected(NamedTuple):
    """One line that cannot be used: the column at fault, what is wrong and how to mend it."""

    line: int
    column: str
    why: str
    raw: bytes
    internal: bool = False  # the program's fault, not the row's


class Table(NamedTuple):
    """A file of rows. ``head`` is its first line when that names the columns, None for JSON Lines, as ``columns``.

    Where the rows are planned infusions, those of one plan count as one.
    """

    head: bytes | None
    rows: Iterator[Row | SavedRow | PlanRows | Rejected]
    columns: Columns | None = None

    def column(self, row: Rejected) -> str:
        """The column at fault, as the file names it."""
        return row.column if self.columns is None else self.columns.in_the_file(row.column)


def read_rows(
    file: BinaryIO,
    name: str,
    columns: Sequence[str],
    *,
    own: Mapping[str, str] = NOTHING,
    documents: bool = False,
) -> Table:
    """The rows of *file*: of a workbook, of JSON Lines when its first character is ``{``, else of a table as text.

    Cells of a text are separated by commas, semicolons or tabs, as its first line is, which names the columns. It is in
    UTF-8 or UTF-16. A row whose cells are all empty is none.

    Args:
        file: Read line by line; a byte-order mark at its start is passed over.
        name: How the file is called in an error.
        columns: The fields that a row may say.
        own: The field that a column of one's own name says, ``#`` where it is to be left alone.
        documents: Leave a document (a line with a ``schema``) whole, instead of taking the request out of it, and take
            planned infusions, which hold none.

    Raises:
        RecordInvalid: The file is empty or cannot be read, or its first line names no columns, an unknown one, or one
            twice; of planned infusions, a row is not as it was written. Any other row that cannot be read is among the
            rows, rejected.
    """
    try:
        begun = file.readline(MOST_LINE + 1)
    except OSError as why:
        raise RecordInvalid(f"{name}: cannot be read: {why.strerror or why}") from None
    if is_workbook(begun, name):
        return _of_workbook(sheet_rows(file, name), name, columns, own, documents)
    found = lines(begun, file, name)
    first = next(((number, line) for number, line in found if line.strip()), None)
    if first is None:
        raise RecordInvalid(f"{name}: empty; the first line names the columns, or is a JSON object")
    number, line = first
    if line.lstrip().startswith(b"{"):
        whole = objects(chain([first], found))
        return Table(None, _rows(whole, lambda raw: of_json(raw, name, columns, own, documents)))
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as why:
        fault = f"{name}:{number}: the first line names no columns: {why}; save it as CSV in UTF-8"
        raise RecordInvalid(fault) from None
    if (planned := plan_rows.columns_of_plans(text)) is not None:
        if not documents:
            raise plan_rows.refused(name)
        return Table(line, plan_rows.of_text(found, planned, name), planned)
    named = columns_in(text, f"{name}:{number}", columns, own)
    return Table(line, _rows(records(found, named), lambda raw: of_text(raw, named)), named)


def _of_workbook(
    found: Iterator[SheetRow], name: str, columns: Sequence[str], own: Mapping[str, str], documents: bool
) -> Table:
    first = next(found, None)
    if first is None:
        raise RecordInvalid(f"{name}: empty; the first row names the columns")
    names = [cell.text.strip(" ") for cell in first.cells]
    while not names[-1]:
        names.pop()
    if plan_rows.are_of_plans(names):
        if not documents:
            raise plan_rows.refused(name)
        return Table(first.line(), plan_rows.of_sheet(found, names, name), Columns(COMMA, tuple(names), tuple(names)))
    named = columns_of(names, f"{name}:{first.number}", columns, own)
    return Table(first.line(), _sheet_rows(found, named), named)


def _sheet_rows(found: Iterator[SheetRow], columns: Columns) -> Iterator[Row | SavedRow | Rejected]:
    for row in found:
        cells = [*row.cells, *(repeat(NO_CELL, len(columns.fields) - len(row.cells)))]
        while len(cells) > len(columns.fields) and cells[-1] == NO_CELL:
            cells.pop()
        yield from _row(row.number, row.line(), partial(of_cells, cells, columns))


def rejected(row: Row | SavedRow, error: IvigcalcError) -> Rejected:
    """*row* as rejected by resolving or planning it: the column at fault."""
    return Rejected(row.line, error.field or ROW, _why(error), row.raw)


def _why(error: IvigcalcError) -> str:
    """What is wrong and what to do, on one line: the column stands before it."""
    return " ".join(error.sentence(option).split())[:MOST_WHY]


def handed_back(row: Rejected, table: Table) -> bytes:
    """The line of *row* as it stands in the file, with its error before it."""
    error = f"{row.line}: {table.column(row)}: {row.why}"
    if table.head is None:
        try:
            said = object_in(row.raw)
        except Bad:
            text = row.raw.decode("utf-8", "backslashreplace")
            return json.dumps({ERROR: error, "line": text}, separators=(",", ":")).encode() + b"\n"
        between = b"," if said else b""
        return b'{"error":' + json.dumps(error).encode() + between + row.raw.strip().removeprefix(b"{") + b"\n"
    quoted = '"' + error.replace('"', '""') + '"'
    return quoted.encode("ascii", "backslashreplace") + _separator(table) + row.raw + b"\n"


def head_of_rejects(table: Table) -> bytes:
    """The first line of a file of rejected rows; empty for objects, which have none."""
    return b"" if table.head is None else ERROR.encode() + _separator(table) + table.head + b"\n"


def _separator(table: Table) -> bytes:
    return COMMA.encode() if table.columns is None else table.columns.separator.encode()


def _rows(
    found: Iterator[tuple[int, bytes]], request_of: Callable[[bytes], Request | dict[str, object] | None]
) -> Iterator[Row | SavedRow | Rejected]:
    for number, raw in found:
        yield from _row(number, raw, partial(request_of, raw))


def _row(
    number: int, raw: bytes, request_of: Callable[[], Request | dict[str, object] | None]
) -> Iterator[Row | SavedRow | Rejected]:
    """The row with this *number*, none where it is empty."""
    try:
        found = request_of()
    except Bad as bad:
        yield Rejected(number, bad.column, bad.why, raw)
    except IvigcalcError as error:
        yield Rejected(number, error.field or ROW, _why(error), raw)
    else:
        if found is not None:
            yield SavedRow(number, found, raw) if isinstance(found, dict) else Row(number, found, raw)
