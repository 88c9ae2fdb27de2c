"""A file of requests, one on each line: CSV or JSON Lines -> what each row says, or why it cannot be read.

An object that is laid out over several lines, as a saved plan is, counts as one line.

Rows stream: no more than one line is held. A line is kept as it stands, so that a rejected one can be handed back.
"""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from ivigcalc.core.errors import IvigcalcError, RecordInvalid
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.request import json_objects
from ivigcalc.request.fields import FIELDS, option
from ivigcalc.request.files import request_in
from ivigcalc.request.request import Request, read

MOST_CELL = 65_536  # characters
MOST_NAME, MOST_WHY = 60, 600  # characters of a name and of a reason that an error shows
MOST_LINE = 2_097_152  # bytes; of a longer line only the beginning is read, and handed back
ENDLESS = 16_777_216  # bytes of one line, beyond which no end of it is waited for
ERROR = "error"  # the column that a rejected row gains; passed over when the mended file is read again
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
ROW = "row"  # stands where a column is named, when no single one is wrong


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
    """A file of rows. ``head`` is its first line when that names the columns (CSV), None for JSON Lines."""

    head: bytes | None
    rows: Iterator[Row | SavedRow | Rejected]


class _Bad(Exception):
    """A row that cannot be read: the column at fault, and why."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(column, why)
        self.column, self.why = column, why


def read_rows(file: BinaryIO, name: str, columns: Sequence[str], *, documents: bool = False) -> Table:
    """The rows of *file*; JSON Lines when its first character is ``{``, else CSV whose first line names the columns.

    Args:
        file: Read line by line; a byte-order mark at its start is passed over.
        name: How the file is called in an error.
        columns: The fields that a row may say.
        documents: Leave a document (a line with a ``schema``) whole, instead of taking the request out of it.

    Raises:
        RecordInvalid: The file is empty or cannot be read, or its first line names no columns, an unknown one, or one
            twice. A row that cannot be read is none of these: it is among the rows, rejected.
    """
    lines = _lines(file, name)
    first = next(((number, line) for number, line in lines if line.strip()), None)
    if first is None:
        raise RecordInvalid(f"{name}: empty; the first line names the columns, or is a JSON object")
    number, line = first
    if line.lstrip().startswith(b"{"):
        objects = _objects(chain([first], lines))
        return Table(None, _rows(objects, lambda raw: _of_json(raw, name, columns, documents)))
    head = _head(line, f"{name}:{number}", columns)
    return Table(line, _rows(lines, lambda raw: _of_csv(raw, head)))


def rejected(row: Row | SavedRow, error: IvigcalcError) -> Rejected:
    """*row* as rejected by resolving or planning it: the column at fault."""
    return Rejected(row.line, error.field or ROW, _why(error), row.raw)


def _why(error: IvigcalcError) -> str:
    """What is wrong and what to do, on one line: the column stands before it."""
    return " ".join(error.sentence(option).split())[:MOST_WHY]


def handed_back(row: Rejected, table: Table) -> bytes:
    """The line of *row* as it stands in the file, with its error before it."""
    error = f"{row.line}: {row.column}: {row.why}"
    if table.head is None:
        try:
            said = object_in(row.raw)
        except _Bad:
            text = row.raw.decode("utf-8", "backslashreplace")
            return json.dumps({ERROR: error, "line": text}, separators=(",", ":")).encode() + b"\n"
        between = b"," if said else b""
        return b'{"error":' + json.dumps(error).encode() + between + row.raw.strip().removeprefix(b"{") + b"\n"
    quoted = '"' + error.replace('"', '""') + '"'
    return quoted.encode("ascii", "backslashreplace") + b"," + row.raw + b"\n"


def _lines(file: BinaryIO, name: str) -> Iterator[tuple[int, bytes]]:
    """The lines of *file* with their numbers, without their ends; one byte more than ``MOST_LINE`` of one too long."""
    number = 0
    try:
        while line := file.readline(MOST_LINE + 1):
            number += 1
            if number == 1:
                line = line.removeprefix(BYTE_ORDER_MARK)
            kept = line if len(line) > MOST_LINE and not line.endswith(b"\n") else line.rstrip(b"\r\n")
            size = len(line)
            while not line.endswith(b"\n") and (line := file.readline(MOST_LINE)):
                size += len(line)
                if size > ENDLESS:
                    raise RecordInvalid(f"{name}:{number}: a line of more than {ENDLESS} bytes: not a table of rows")
            yield number, kept
    except OSError as why:
        raise RecordInvalid(f"{name}: cannot be read: {why.strerror or why}") from None


def _objects(lines: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """*lines* of JSON; from one that is ``{`` to the next that is ``}`` they are one, cut where it is too long."""
    for number, line in lines:
        if line == b"{":
            parts, size = [line], len(line)
            for _, more in lines:
                if size <= MOST_LINE:
                    parts.append(more.strip())
                    size += len(parts[-1])
                if more == b"}":
                    break
            line = b"".join(parts)
        yield number, line


def _rows(
    lines: Iterator[tuple[int, bytes]], request_of: Callable[[bytes], Request | dict[str, object]]
) -> Iterator[Row | SavedRow | Rejected]:
    for number, raw in lines:
        try:
            found = request_of(raw)
        except _Bad as bad:
            yield Rejected(number, bad.column, bad.why, raw)
        except IvigcalcError as error:
            yield Rejected(number, error.field or ROW, _why(error), raw)
        else:
            yield SavedRow(number, found, raw) if isinstance(found, dict) else Row(number, found, raw)


def _head(line: bytes, where: str, columns: Sequence[str]) -> list[str]:
    """The columns that the first line names."""
    try:
        text = line.decode("utf-8")
        head = [cell.strip(" ") for cell in next(csv.reader([text], strict=True))]
    except (UnicodeDecodeError, csv.Error) as why:
        raise RecordInvalid(f"{where}: the first line names no columns: {why}; save it as CSV in UTF-8") from None
    for i, name in enumerate(head):
        if name == ERROR:
            continue
        if name not in columns:
            raise RecordInvalid(f"{where}: {_shown(name) or f'column {i + 1}'}: {_no_column(name, columns)}")
        if name in head[:i]:
            raise RecordInvalid(f"{where}: {name}: this column stands twice; leave one out")
    return head


def _no_column(name: str, columns: Sequence[str]) -> str:
    from difflib import get_close_matches

    if not name:
        return "it has no name; name it or take it out"
    for sign, called in ((";", "semicolons"), ("\t", "tabs")):
        if sign in name:
            return f"the columns are separated by {called}; save the table with commas"
    near = get_close_matches(name[:MOST_NAME].lower().replace("-", "_"), columns, n=1)
    meant = f"did you mean {near[0]}?" if near else "the columns are the options of plan with _ for -, such as weight"
    return f"no such column; {meant}"


def _of_csv(raw: bytes, head: Sequence[str]) -> Request:
    """What one line of CSV asks for."""
    text = _decoded(raw)
    csv.field_size_limit(MOST_LINE + 1)  # a cell that is too long is found below, where its column is known
    try:
        cells = next(csv.reader([text], strict=True), [])
    except csv.Error as why:
        begun = next(csv.reader([text.replace("\r", " ")]), [])
        if "unexpected end" in str(why):
            fault = "a quoted cell does not end on this line; a cell may hold no line break: write the row on one line"
            raise _Bad(_column(head, len(begun) - 1), _too_long(raw) or fault) from None
        raise _Bad(ROW, f"not CSV: {why}; put cells with commas or quotes in double quotes") from None
    if not any(cell.strip(" ") for cell in cells):
        raise _Bad(ROW, "empty; take the line out, or fill it in")
    _check_cells(raw, text, cells, head)
    if len(cells) != len(head):
        raise _Bad(
            _column(head, min(len(cells), len(head))),
            f"the row has {len(cells)} cells and the first line names {len(head)} columns; "
            "put a cell that holds commas in double quotes, and write every comma of an empty cell",
        )
    said: dict[str, object] = {
        name: _listed(name, cell) if FIELDS[name].many else _one(name, cell)
        for name, cell in zip(head, cells, strict=True)
        if name != ERROR and cell.strip(" ")
    }
    return read(said)


def _one(name: str, cell: str) -> str:
    return (cell.replace(";", ",") if FIELDS[name].commas else cell).strip(" ")


def _listed(name: str, cell: str) -> list[str]:
    parts = [part.strip(" ") for part in cell.split(";")]
    if not all(parts):
        raise _Bad(name, "an entry is empty; write the entries with one ; between two of them")
    return parts


def _check_cells(raw: bytes, text: str, cells: Sequence[str], head: Sequence[str]) -> None:
    """What no cell may hold: too much, a NUL byte, bytes that are not UTF-8."""
    if len(raw) > MOST_CELL:
        for i, cell in enumerate(cells):
            if len(cell) > MOST_CELL or (len(raw) > MOST_LINE and i == len(cells) - 1):
                long = f"{len(cell)} characters; a cell holds {MOST_CELL} at most"
                raise _Bad(_column(head, i), _too_long(raw) or long)
    if "\0" in text:
        at = next(i for i, cell in enumerate(cells) if "\0" in cell)
        raise _Bad(_column(head, at), "holds a NUL byte; delete it, or save the table anew as CSV in UTF-8")
    if not text.isascii():
        for i, cell in enumerate(cells):
            if any("\udc80" <= character <= "\udcff" for character in cell):
                raise _Bad(_column(head, i), "holds bytes that are not UTF-8; save the table as CSV in UTF-8")


def _too_long(raw: bytes) -> str:
    if len(raw) <= MOST_LINE:
        return ""
    return f"the line is longer than {MOST_LINE} bytes, of which only the beginning is kept; shorten the cell"


def _column(head: Sequence[str], index: int) -> str:
    return head[index] if 0 <= index < len(head) else f"cell {index + 1}"


def _shown(name: str) -> str:
    """A name from outside, made short and harmless."""
    short = name if len(name) <= MOST_NAME else name[: MOST_NAME - 3] + "..."
    return short if short.isascii() and short.isprintable() else ascii(short)


def _decoded(raw: bytes) -> str:
    """*raw* as text; a byte that is not UTF-8 becomes a lone surrogate, so that its cell can be named."""
    return raw.decode("utf-8", "surrogateescape")


def _of_json(raw: bytes, name: str, columns: Sequence[str], documents: bool) -> Request | dict[str, object]:
    """What one line of JSON Lines asks for, or the whole document that it is."""
    found = object_in(raw)
    found.pop(ERROR, None)
    if "schema" in found and documents:
        return found
    if "schema" in found:
        try:
            return request_in(found, Path(name))
        except RecordInvalid as why:
            raise _Bad("schema", str(why).removeprefix(f"{name}: ")) from None
    for key, value in found.items():
        if key not in columns:
            raise _Bad(_shown(key) or "''", _no_column(key, columns))
        if isinstance(value, str) and len(value) > MOST_CELL:
            raise _Bad(key, f"{len(value)} characters; a text holds {MOST_CELL} at most")
        if value == []:
            raise _Bad(key, "an empty list; leave the key out, or list something")
    said = {key: value for key, value in found.items() if value is not None}
    if not said:
        raise _Bad(ROW, "empty; take the line out, or fill it in")
    return read(said)


def object_in(raw: bytes) -> dict[str, object]:
    """The JSON object that one line is.

    Raises:
        _Bad: It is none, or names a key twice.
    """
    if not raw.strip():
        raise _Bad(ROW, "empty; take the line out, or fill it in")
    if len(raw) > MOST_LINE:
        raise _Bad(ROW, f"the line is longer than {MOST_LINE} bytes, and only its beginning is kept")
    try:
        found = json_objects.read(raw.decode("utf-8"), again=ERROR)
    except UnicodeDecodeError as why:
        raise _Bad(ROW, f"byte {why.start + 1} is not UTF-8; save the file in UTF-8") from None
    except json.JSONDecodeError as why:
        raise _Bad(ROW, f"not JSON: {why.msg} at character {why.pos + 1}; write one object on each line") from None
    except json_objects.KeyTwice as why:
        raise _Bad(_shown(why.key) or "''", "this key stands twice; leave one out") from None
    except json_objects.NoNumber as why:
        raise _Bad(ROW, f"not JSON: {why}; leave the key out") from None
    except (ValueError, RecursionError) as why:
        raise _Bad(ROW, f"not JSON: {why}"[:200]) from None
    if not isinstance(found, dict):
        raise _Bad(ROW, "not an object; write one object on each line")
    return found
