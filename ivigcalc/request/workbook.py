"""A workbook (.xlsx) -> the rows of its one sheet as texts. The only importer of openpyxl, which is an extra."""

import csv
import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import repeat
from typing import TYPE_CHECKING, BinaryIO
from zipfile import BadZipFile, ZipFile

from ivigcalc.core.errors import RecordInvalid
from ivigcalc.core.named_tuple import NamedTuple

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell

ZIP = b"PK\x03\x04"  # begins a workbook
_OLD = b"\xd0\xcf\x11\xe0"  # begins one of the old kind
_EXTRA = "install openpyxl, which the extra ivigcalc[excel] brings, or save the table as CSV"
_MOST_BYTES = 268_435_456  # of a part that is held in memory
_SHEET = "xl/worksheets/"
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_CHUNK = 1_048_576
_BESIDE_A_NUMBER = re.compile(r'"([^"]*)"|\\(.)')  # text that the format of a number shows


class Cell(NamedTuple):
    """The text of a cell, and what is wrong with it, empty where nothing is."""

    text: str
    fault: str = ""


class SheetRow(NamedTuple):
    """A row by its number in the sheet, from 1."""

    number: int
    cells: tuple[Cell, ...]

    def line(self) -> bytes:
        """The row as a line of CSV, without its end."""
        return line([cell.text for cell in self.cells])


def line(cells: list[str]) -> bytes:
    """*cells* as a line of CSV, without its end."""
    page = io.StringIO()
    csv.writer(page, lineterminator="").writerow(cells)
    return page.getvalue().encode("utf-8", "surrogatepass")


def is_workbook(begun: bytes, name: str) -> bool:
    """Whether a file that begins so is a workbook.

    Raises:
        RecordInvalid: It is one of the kind that was before .xlsx.
    """
    if begun.startswith(_OLD):
        raise RecordInvalid(f"{name}: a workbook of the old kind (.xls); save it as .xlsx or as CSV")
    return begun.startswith(ZIP)


def sheet_rows(file: BinaryIO, name: str) -> Iterator[SheetRow]:
    """The rows of the workbook *file* that hold anything; they stream.

    Raises:
        RecordInvalid: openpyxl is not installed, the file is no workbook that can be read, several sheets hold rows, or
            it is piped in.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise RecordInvalid(f"{name}: a workbook; {_EXTRA}") from None
    if not file.seekable():
        raise RecordInvalid(f"{name}: a workbook cannot be piped in; give its file")
    formulas = _has_formulas(file, name)
    warnings.filterwarnings(
        "ignore", category=UserWarning, module="openpyxl"
    )  # of what it does not know, such as styles
    try:
        values = load_workbook(file, read_only=True, data_only=True)
        title = _one_sheet(values, name)
        sheet = values[title]
        sheet.reset_dimensions()  # which some programs write wrongly
        written = repeat(None)
        if formulas:
            asked = load_workbook(file, read_only=True)[title]
            asked.reset_dimensions()
            written = asked.iter_rows()
        # Both are of one sheet; without formulas there is no second.
        for number, (row, said) in enumerate(zip(sheet.iter_rows(), written, strict=False), 1):
            cells = tuple(map(_cell, row, said or repeat(None)))
            if any(cell.text or cell.fault for cell in cells):
                yield SheetRow(number, cells)
    except RecordInvalid:
        raise
    except Exception as why:  # of any kind: it is a file from outside, and a library that trusts it
        raise RecordInvalid(f"{name}: not a readable workbook: {why or type(why).__name__}") from None


def _has_formulas(file: BinaryIO, name: str) -> bool:
    """Whether any sheet has one; a result that was not saved with it would look like an empty cell."""
    file.seek(0)
    try:
        with ZipFile(file) as parts:
            for part in parts.infolist():
                if part.filename.startswith(_SHEET):
                    if _has_a_formula(parts, part.filename):
                        return True
                elif part.file_size > _MOST_BYTES:
                    raise RecordInvalid(f"{name}: {part.filename} is larger than {_MOST_BYTES} bytes; save it as CSV")
    except (BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError) as why:
        raise RecordInvalid(f"{name}: not a readable workbook: {why}") from None
    return False


def _has_a_formula(parts: ZipFile, sheet: str) -> bool:
    with parts.open(sheet) as source:
        before = b""
        while chunk := source.read(_CHUNK):
            if _FORMULA.search(before + chunk):
                return True
            before = chunk[-16:]
    return False


def _one_sheet(workbook: object, name: str) -> str:
    """The title of the sheet that holds rows; the first where none does."""
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]  # type: ignore[attr-defined]
    if not sheets:
        raise RecordInvalid(f"{name}: this workbook has no sheet that is shown")
    filled = [sheet.title for sheet in sheets if len(sheets) == 1 or _holds_rows(sheet)]
    if len(filled) > 1:
        raise RecordInvalid(
            f"{name}: several sheets contain rows: {', '.join(map(repr, filled))[:200]}; save the one needed in "
            "its own file"
        )
    return str((filled or [sheets[0].title])[0])


def _holds_rows(sheet: object) -> bool:
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    return any(any(value is not None for value in row) for row in sheet.iter_rows(values_only=True))  # type: ignore[attr-defined]


def _cell(cell: "ReadOnlyCell", written: "ReadOnlyCell | None") -> Cell:
    value = cell.value
    if value is None:
        if written is not None and written.data_type == "f":
            return Cell("", "a formula whose result was not saved; open the file in the spreadsheet and save it")
        return Cell("")
    if cell.data_type == "e":
        return Cell(str(value), f"{value}: an error of the spreadsheet; correct the cell")
    if isinstance(value, bool):
        return Cell("true" if value else "false")
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    return Cell(_text(value))


def _number(value: float, format: str) -> Cell:
    """A number as the spreadsheet has it: 15 digits, behind which its noise begins."""
    number = Decimal(str(value) if isinstance(value, int) else f"{value:.15g}")
    beside = "".join(quoted or single for quoted, single in _BESIDE_A_NUMBER.findall(format)).strip()
    if any(character.isalpha() for character in beside):
        fault = f"the format of the cell shows {beside!r} beside the number; write number and unit as text"
        return Cell(f"{number:f}", fault)
    return Cell(f"{(number * 100).normalize():f}%") if "%" in format else Cell(f"{number:f}")


def _text(value: object) -> str:
    """A text as it stands; a day, and a clock time, as the request has them."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("auto" if value.second or value.microsecond else "minutes")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(value.total_seconds(), 60)
        return str(value) if seconds else f"{int(minutes) // 60}:{int(minutes) % 60:02d}"
    return str(value)
