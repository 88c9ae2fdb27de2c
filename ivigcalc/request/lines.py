"""The bytes of a table -> its lines, in UTF-8 and with their numbers. UTF-16 is read too, and byte-order marks."""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from ivigcalc.core.errors import RecordInvalid
from ivigcalc.request.columns import Columns

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_LINE = 2_097_152  # bytes; of a longer line only the beginning is read, and handed back
ENDLESS = 16_777_216  # bytes of one line, beyond which no end of it is waited for
MOST_JOINED = 200  # lines of one row, whose cells hold line breaks

Line = tuple[int, bytes]

_GOES_ON = -1
_NO_UTF_8 = b"\xff"
_MARK = codecs.BOM_UTF8
_UTF_16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def lines(begun: bytes, file: BinaryIO, name: str) -> Iterator[Line]:
    """The lines of *file* with their numbers, without their ends; one byte more than ``MOST_LINE`` of one too long.

    Args:
        begun: What was read of it already: its first line, or the beginning of that.
        file: The rest.
        name: How the file is called in an error.

    Raises:
        RecordInvalid: It cannot be read, or goes on and on without the end of a line.
    """
    encoding, mark = _encoding(begun)
    source = _Begun(begun[mark:], file) if not encoding else io.BufferedReader(_FromUtf16(begun[mark:], file, encoding))
    number = 0
    try:
        while line := source.readline(MOST_LINE + 1):
            number += 1
            kept = line if len(line) > MOST_LINE and not line.endswith(b"\n") else line.rstrip(b"\r\n")
            size = len(line)
            while not line.endswith(b"\n") and (line := source.readline(MOST_LINE)):
                size += len(line)
                if size > ENDLESS:
                    raise RecordInvalid(f"{name}:{number}: a line of more than {ENDLESS} bytes: not a table of rows")
            yield number, kept
    except OSError as why:
        raise RecordInvalid(f"{name}: cannot be read: {why.strerror or why}") from None


def _encoding(begun: bytes) -> tuple[str, int]:
    """The encoding of a file that begins so, empty for UTF-8, and the length of its byte-order mark."""
    if begun.startswith(_MARK):
        return "", len(_MARK)
    for mark, encoding in _UTF_16:
        if begun.startswith(mark):
            return encoding, len(mark)
    if begun[:1].isalnum() and begun[1:2] == b"\0":  # without a mark: a letter of the first column's name tells
        return "utf-16-le", 0
    return ("utf-16-be", 0) if begun[:1] == b"\0" and begun[1:2].isalnum() else ("", 0)


class _Begun:
    """A file of which the first line was read."""

    def __init__(self, begun: bytes, file: BinaryIO) -> None:
        self._begun, self._file = begun, file

    def readline(self, size: int) -> bytes:
        if not self._begun:
            return self._file.readline(size)
        begun, self._begun = self._begun, b""
        return begun


class _FromUtf16(io.RawIOBase):
    """A file of UTF-16 as one of UTF-8; what is no UTF-16 comes out as what is no UTF-8, and is found in its cell."""

    def __init__(self, begun: bytes, file: BinaryIO, encoding: str) -> None:
        self._begun, self._file, self._encoding = begun, file, encoding
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        while not self._ready:
            more, self._begun = self._begun or self._file.readline(io.DEFAULT_BUFFER_SIZE), b""
            try:
                self._ready = self._decoder.decode(more, final=not more).encode("utf-8", "surrogatepass")
            except UnicodeDecodeError:  # half a character at the end
                self._ready, self._decoder = _NO_UTF_8, codecs.getincrementaldecoder(self._encoding)("surrogatepass")
            if not more:
                break
        room = memoryview(buffer).cast("B")
        size = min(len(room), len(self._ready))
        room[:size], self._ready = self._ready[:size], self._ready[size:]
        return size


def records(found: Iterator[Line], columns: Columns) -> Iterator[Line]:
    """The lines *found*, with those joined between which a quoted cell continues.

    A quote that was never ended must not swallow the rows behind it: lines are joined only where the cell ends, the row
    then has its number of cells, and none of the lines looks like a row itself.
    """
    waiting: deque[Line] = deque()
    while True:
        first = waiting.popleft() if waiting else next(found, None)
        if first is None:
            return
        if first[1].count(b'"') % 2 and _cells(first[1], columns) == _GOES_ON:
            first = _joined(first, found, waiting, columns)
        yield first


def _joined(first: Line, found: Iterator[Line], waiting: deque[Line], columns: Columns) -> Line:
    """*first* with the lines that belong to it; they stay *waiting* where it is not certain that they do."""
    separators = columns.separator.encode()
    taken: list[Line] = []
    raw = first[1]
    while len(taken) < MOST_JOINED and len(raw) <= MOST_LINE:
        line = waiting.popleft() if waiting else next(found, None)
        if line is None:
            break
        taken.append(line)
        if b'"' not in line[1] and line[1].count(separators) == len(columns.fields) - 1:
            break
        raw += b"\n" + line[1]
        if b'"' in line[1] and (cells := _cells(raw, columns)) != _GOES_ON:
            if cells == len(columns.fields):
                return first[0], raw
            break
    waiting.extendleft(reversed(taken))
    return first


def _cells(raw: bytes, columns: Columns) -> int:
    """How many cells a row has, ``_GOES_ON`` where a quoted one has no end yet, and none where it is no row."""
    csv.field_size_limit(MOST_LINE + 1)
    text = raw.decode("utf-8", "surrogateescape")
    try:
        return len(next(csv.reader([text], delimiter=columns.separator, strict=True), []))
    except csv.Error as why:
        return _GOES_ON if "unexpected end" in str(why) else 0
