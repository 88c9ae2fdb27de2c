"""What ``batch`` and ``forecast`` share: a file of rows, the plan of each, and what is said of those that failed."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, BinaryIO

import typer

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.cli.common import NEEDS_A_PERSON, Run
from ivigcalc.cli.progress import Progress
from ivigcalc.core.alerts import open_stops
from ivigcalc.core.course.planned import Document
from ivigcalc.core.errors import IvigcalcError, RecordInvalid, Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.documents.answer import document
from ivigcalc.documents.intake import OTHER, PATIENT, TAKES
from ivigcalc.output.characters import visible
from ivigcalc.request.cells import ROW
from ivigcalc.request.columns import own_names
from ivigcalc.request.fields import option
from ivigcalc.request.request import Request
from ivigcalc.request.rows import Rejected, Row, Table, handed_back, head_of_rejects, read_rows, rejected
from ivigcalc.request.settings import ABOUT, Settings

COLUMNS = TAKES["plan"]
# What can be said on the line for every row: all but what belongs to one patient alone.
FOR_ALL = tuple(name for name in COLUMNS if name not in (*OTHER, *PATIENT))

INTERNAL_ERROR = 1

_REJECTS = "Write failed rows here, with their errors."

RowsFile = Annotated[
    str, typer.Argument(help="CSV, .xlsx or JSON Lines, one patient on each row; - is stdin.", metavar="FILE")
]
RejectsFile = Annotated[str | None, typer.Option("--rejects", help=_REJECTS, rich_help_panel="Output", metavar="FILE")]
ColumnNames = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help='What a column of FILE means: "Gewicht=weight", "Notes=#" to skip it; repeatable.',
        rich_help_panel="Output",  # beside --rejects: the short help has two screens
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


class Base(NamedTuple):
    """What a row does not say itself: as it was said on the line, else as configured.

    ``habits`` are the fields that only the configuration says, and that hold where a row has what they are about.
    ``on_the_line`` are those that were said there.
    """

    request: Request
    habits: frozenset[str]
    on_the_line: tuple[str, ...]

    def of(self, row: Request) -> Request:
        """What *row* asks for."""
        asked = row.filled_from(self.request)
        return asked.without(*(name for name in self.habits - row.said if not ABOUT[name] & asked.said))


def base_of(said: Request, run: Run) -> Base:
    """The base of all rows; a row may have what a habit is about, such as the product for a market."""
    habits = run.settings.habits(said.said | {*COLUMNS}, COLUMNS)
    on_the_line = tuple(name for name, _ in said.echo)
    return Base(run.request.filled_from(habits), frozenset(ABOUT) & habits.said - said.said, on_the_line)


@contextmanager
def opened(file: str) -> Iterator[tuple[BinaryIO, str]]:
    """*file* to read from, or stdin for '-', and what it is called in an error.

    Raises:
        RecordInvalid: It cannot be opened.
        Unreadable: It is stdin, and nothing is piped in.
    """
    if file == "-":
        if sys.stdin.isatty():
            raise Unreadable("-: no input; give a file, or pipe rows in")
        yield sys.stdin.buffer, "stdin"
        return
    try:
        source = open(file, "rb")  # noqa: SIM115 - closed below; an error while the rows are used is not one of opening
    except (OSError, ValueError) as why:
        raise RecordInvalid(f"{file}: cannot be read: {getattr(why, 'strerror', None) or why}") from None
    with source:
        yield source, file


def document_of(row: Row, base: Base, catalogue: Catalogue) -> Document | Rejected:
    """The plan of *row*; what it does not say itself is as *base* says."""
    try:
        return document("plan", base.of(row.request), catalogue)
    except IvigcalcError as error:
        return rejected(row, error)
    except Exception as error:  # one row must not take the others with it; the status tells of the fault
        why = f"internal error: {type(error).__name__}: {error}; run this row alone with --debug to see where"
        return Rejected(row.line, ROW, why, row.raw, internal=True)


def stops_of(document: Document) -> tuple[str, ...]:
    """The codes of the stops not accepted, each once."""
    return tuple(dict.fromkeys(alert.code for alert in open_stops(document.plan.alerts)))


def cautions_of(document: Document) -> tuple[str, ...]:
    """The codes of the cautions, each once."""
    return tuple(dict.fromkeys(alert.code for alert in document.plan.alerts if alert.severity == "caution"))


class Report:
    """Says on stderr what became of the rows, and hands the rejected ones back."""

    def __init__(self, name: str, table: Table, rejects: BinaryIO | None, progress: Progress) -> None:
        self._name, self._table, self._rejects, self._progress = name, table, rejects, progress
        self._read = self._rejected = self._stopped = self._warned = self._faults = 0
        self._told = False
        if rejects is not None:
            rejects.write(head_of_rejects(table))

    def read(self) -> None:
        """One more row was worked on."""
        self._read += 1
        self._progress.advance()

    def saved(self, said: Sequence[str]) -> None:
        """A plan was taken as it was saved, so that what was *said* of it is not used: this is told once."""
        if said and not self._told:
            self._say(f"ivigcalc: {', '.join(map(option, said))}: not used here; a saved plan stays as it was planned")
        self._told = True

    def reject(self, row: Rejected) -> None:
        self._rejected += 1
        self._faults += row.internal
        self._say(f"{self._name}:{row.line}: {self._table.column(row)}: {row.why}")
        if self._rejects is not None:
            self._rejects.write(handed_back(row, self._table))

    def planned(self, line: int, stops: tuple[str, ...], cautions: tuple[str, ...] = ()) -> None:
        """The plan of a row: its stops not accepted, and the cautions on which the run is to fail."""
        if stops:
            self._stopped += 1
            self._say(f"{self._name}:{line}: do not use as it stands: {', '.join(stops)}")
        if cautions:
            self._warned += 1
            self._say(f"{self._name}:{line}: --fail-on caution: {', '.join(cautions)}")

    def finish(self) -> None:
        """Sum up, and leave with the status that the rows give.

        Raises:
            typer.Exit: Status 5 where there was no row, or one was rejected, stopped or failed on, 1 where the program
                itself failed.
        """
        self._progress.end()
        if not self._read:
            self._say(f"ivigcalc: {self._name} has no rows: no patient was planned; check that the export is complete")
            raise typer.Exit(NEEDS_A_PERSON)
        if self._rejected or self._stopped or self._warned:
            planned = self._read - self._rejected
            warned = f", {self._warned} with a caution" if self._warned else ""
            self._say(f"ivigcalc: {planned} planned, {self._rejected} rejected, {self._stopped} with a stop{warned}")
            raise typer.Exit(INTERNAL_ERROR if self._faults else NEEDS_A_PERSON)

    def _say(self, text: str) -> None:
        self._progress.say(visible(text).encode("ascii", "backslashreplace").decode())
