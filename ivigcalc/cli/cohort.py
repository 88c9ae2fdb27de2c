"""What ``batch`` and ``forecast`` share: a file of rows, the plan of each, and what is said of those that failed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, BinaryIO

import typer

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.cli.common import NEEDS_A_PERSON
from ivigcalc.core.alerts import open_stops
from ivigcalc.core.course.planned import Document
from ivigcalc.core.errors import IvigcalcError, RecordInvalid, Unreadable
from ivigcalc.core.quantities import how_many
from ivigcalc.documents.answer import document
from ivigcalc.documents.intake import OTHER, PATIENT, TAKES
from ivigcalc.output.characters import visible
from ivigcalc.request.cells import ROW
from ivigcalc.request.columns import own_names
from ivigcalc.request.request import Request
from ivigcalc.request.rows import Rejected, Row, Table, handed_back, head_of_rejects, read_rows, rejected
from ivigcalc.request.settings import Settings

COLUMNS = TAKES["plan"]
# What can be said on the line for every row: all but what belongs to one patient alone.
FOR_ALL = tuple(name for name in COLUMNS if name not in (*OTHER, *PATIENT))

INTERNAL_ERROR = 1
_EACH = 100  # rows between two signs of progress

_REJECTS = "Hand back the rows that failed, with their errors."

RowsFile = Annotated[
    str, typer.Argument(help="CSV, .xlsx or JSON Lines, one patient on each row; - is stdin.", metavar="FILE")
]
RejectsFile = Annotated[str | None, typer.Option("--rejects", help=_REJECTS, rich_help_panel="Output", metavar="FILE")]
ColumnNames = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help='What a column of FILE means: "Gewicht=weight", "Notes=#" to leave it alone; repeatable.',
        rich_help_panel="Table",
        metavar="NAME=FIELD",
    ),
]


def table_in(
    source: BinaryIO, name: str, said: list[str] | None, settings: Settings, *, documents: bool = False
) -> Table:
    """The rows of a file; columns of other names mean what was *said* on the line, else what is configured.

    Raises:
        Unreadable: What was said is no name and field.
        RecordInvalid: As ``read_rows`` does, or the file has no column of a name that was said.
    """
    on_the_line = own_names(said or ())
    taken = {name.casefold() for name in on_the_line}
    own = {**{name: field for name, field in settings.columns.items() if name.casefold() not in taken}, **on_the_line}
    table = read_rows(source, name, COLUMNS, own=own, documents=documents)
    there = None if table.columns is None else [column.casefold() for column in table.columns.names]
    for column in on_the_line:
        if there is not None and column.casefold() not in there:
            raise RecordInvalid(f"{name}: --map {column}=...: the table has no column of this name")
    return table


@contextmanager
def opened(file: str) -> Iterator[tuple[BinaryIO, str]]:
    """*file* to read from, or stdin for '-', and what it is called in an error.

    Raises:
        RecordInvalid: It cannot be opened.
        Unreadable: It is stdin, and nothing is piped in.
    """
    if file == "-":
        if sys.stdin.isatty():
            raise Unreadable("-: nothing is piped in; give a file, or pipe rows into the command")
        yield sys.stdin.buffer, "stdin"
        return
    try:
        source = open(file, "rb")  # noqa: SIM115 - closed below; an error while the rows are used is not one of opening
    except (OSError, ValueError) as why:
        raise RecordInvalid(f"{file}: cannot be read: {getattr(why, 'strerror', None) or why}") from None
    with source:
        yield source, file


def document_of(row: Row, base: Request, catalogue: Catalogue) -> Document | Rejected:
    """The plan of *row*; what it does not say itself is as *base* says."""
    try:
        return document("plan", row.request.filled_from(base), catalogue)
    except IvigcalcError as error:
        return rejected(row, error)
    except Exception as error:  # one row must not take the others with it; the status tells of the fault
        why = f"internal error: {type(error).__name__}: {error}; run this row alone with --debug to see where"
        return Rejected(row.line, ROW, why, row.raw, internal=True)


def stops_of(document: Document) -> tuple[str, ...]:
    """The codes of the stops that nobody accepted, each once."""
    return tuple(dict.fromkeys(alert.code for alert in open_stops(document.plan.alerts)))


class Report:
    """Says on stderr what became of the rows, and hands the rejected ones back."""

    def __init__(self, name: str, table: Table, rejects: BinaryIO | None, *, progress: bool) -> None:
        self._name, self._table, self._rejects = name, table, rejects
        self._progress = progress and sys.stderr.isatty()
        self._shown = ""
        self._read = self._rejected = self._stopped = self._faults = 0
        if rejects is not None:
            rejects.write(head_of_rejects(table))

    def read(self) -> None:
        """One more row was worked on."""
        self._read += 1
        if self._progress and self._read % _EACH == 0:
            self._show(how_many(self._read, "row"))

    def reject(self, row: Rejected) -> None:
        self._rejected += 1
        self._faults += row.internal
        self._say(f"{self._name}:{row.line}: {self._table.column(row)}: {row.why}")
        if self._rejects is not None:
            self._rejects.write(handed_back(row, self._table))

    def stop(self, line: int, codes: tuple[str, ...]) -> None:
        """The plan of a row has stops that nobody accepted."""
        self._stopped += 1
        self._say(f"{self._name}:{line}: not to be used as it is: {', '.join(codes)}")

    def finish(self) -> None:
        """Sum up, and leave with the status that the rows give.

        Raises:
            typer.Exit: Status 5 where there was no row, or one was rejected or stopped, 1 where the program itself
                failed.
        """
        self._show("")
        if not self._read:
            self._say(f"ivigcalc: {self._name} has no rows: no patient was planned; look whether the export is whole")
            raise typer.Exit(NEEDS_A_PERSON)
        if self._rejected or self._stopped:
            planned = self._read - self._rejected
            self._say(f"ivigcalc: {planned} planned, {self._rejected} rejected, {self._stopped} with a stop")
            raise typer.Exit(INTERNAL_ERROR if self._faults else NEEDS_A_PERSON)

    def _say(self, text: str) -> None:
        self._show("")
        print(visible(text).encode("ascii", "backslashreplace").decode(), file=sys.stderr)

    def _show(self, text: str) -> None:
        """Put *text* in place of the sign of progress that was shown before."""
        if text or self._shown:
            sys.stderr.write(f"\r{' ' * len(self._shown)}\r{text}")
            sys.stderr.flush()
            self._shown = text
