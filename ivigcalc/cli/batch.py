"""``ivigcalc batch``: the plans of many patients."""

import gc
import os
import re
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from functools import partial
from itertools import islice
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from ivigcalc import __version__
from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.cli.cohort import (
    FOR_ALL,
    INTERNAL_ERROR,
    Base,
    ColumnNames,
    RejectsFile,
    Report,
    RowsFile,
    base_of,
    cautions_of,
    document_of,
    opened,
    stops_of,
    table_in,
)
from ivigcalc.cli.common import Config, FailOn, Formulary, Shown, check_fail_on, format_of, named, prepare, render
from ivigcalc.cli.emit import ENDING, writing
from ivigcalc.cli.folder import file_name, filling, is_folder
from ivigcalc.cli.options import takes
from ivigcalc.cli.places import Identity, identity, places_read
from ivigcalc.cli.progress import Progress
from ivigcalc.core.course.planned import Document
from ivigcalc.core.errors import IvigcalcError, Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.request.plan_rows import PlanRows
from ivigcalc.request.quantity import quoted
from ivigcalc.request.request import Request
from ivigcalc.request.rows import Rejected, Row, SavedRow, rejected

if TYPE_CHECKING:
    from concurrent.futures import Future

_OUT = "Output"
_CHUNK = 32  # rows that are handed to a process at a time
_MOST_JOBS = 64
_LOST = (
    "ivigcalc: a process that planned rows was ended from outside, as happens where memory runs out; the files of "
    "--output and --rejects are as before: run again with fewer --jobs"
)
_PLANS = 100_000  # objects, of some hundred plans


def _jobs(text: str) -> int:
    if re.fullmatch("[0-9]{1,4}", text) and 1 <= int(text) <= _MOST_JOBS:
        return int(text)
    raise Unreadable(f"--jobs {quoted(text)}: write how many processes, 1 to {_MOST_JOBS}")


Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        parser=_jobs,
        help=f"Processes, 1 to {_MOST_JOBS}; order kept.",
        rich_help_panel=_OUT,
        metavar="N",
    ),
]
BatchFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        parser=str.lower,
        help="json (one plan on each line), csv or ics; for a folder also html, text or table.",
        rich_help_panel=_OUT,
        metavar="FORMAT",
    ),
]
OutputFiles = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        parser=named,
        help="Write to a file, or with FOLDER/ to one file for each row, named by its label; all whole or none.",
        rich_help_panel=_OUT,
        metavar="FILE|FOLDER/",
    ),
]
_ENDINGS = {".jsonl": "json", ".json": "json", ".csv": "csv", ".ics": "ics"}
_IN_ONE = ("json", "csv", "ics")  # formats of many plans in one file
_OF_A_FILE = {"json": ".json", "csv": ".csv", "ics": ".ics", "html": ".html", "text": ".txt", "table": ".txt"}


class Planned(NamedTuple):
    """One row's plan, rendered, its stops not accepted, and the codes of its cautions."""

    line: int
    label: str | None
    text: str
    stops: tuple[str, ...]
    cautions: tuple[str, ...]


Done = Planned | Rejected
Line = Row | SavedRow | PlanRows | Rejected
Work = Callable[[Line], Done]


# 10 parameters: one for each option
@takes(*FOR_ALL)
def command(
    said: Request,
    file: RowsFile,
    map: ColumnNames = None,
    format: BatchFormat = None,
    output: OutputFiles = None,
    rejects: RejectsFile = None,
    jobs: Jobs = None,
    fail_on: FailOn = None,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """The plans of many patients, from a table (CSV or .xlsx) or JSON Lines.

    The columns are options (weight_policy for --weight-policy), in any case, between commas, semicolons or tabs; #name
    is skipped. Separate the entries of a list with ; or, in a table with semicolons, with |. Command-line options apply
    where a row is silent.

    Example: ivigcalc batch cohort.csv -p yimmugo --rejects failed.csv -o plans.jsonl
    """
    in_folder = is_folder(output)
    format = _format(format, output, in_folder=in_folder)
    check_fail_on(fail_on)
    if rejects == "-":
        raise Unreadable("--rejects -: stdout carries the plans; give a file")
    run = prepare(said, "plan", request=None, config=config, formulary=formulary, format=format)
    work = partial(_planned, base=base_of(said, run), catalogue=run.catalogue, format=format, alone=in_folder)
    with opened(file) as (source, name), nullcontext() if rejects is None else writing(rejects) as handed_back:
        table = table_in(source, name, map, run.settings)
        report = Report(
            name, table, handed_back, Progress(source, shown=output not in (None, "-") or not sys.stdout.isatty())
        )
        rows = table.rows
        if in_folder or format == "ics":
            rows = _of_one_label_each(rows, _OF_A_FILE[format], in_folder=in_folder)
        taken = _taken({"file": file, "config": config, "formulary": formulary}, rejects)
        with (
            closing(_each_in_order(work, rows, jobs or 1)) as each,
            _into_folder(str(output), format, taken) if in_folder else _into_file(output, format) as put,
        ):
            for done in each:
                report.read()
                if isinstance(done, Rejected):
                    report.reject(done)
                    continue
                report.planned(done.line, done.stops, done.cautions if fail_on else ())
                put(done)
    report.finish()


def _format(said: str | None, output: str | None, *, in_folder: bool) -> str:
    if in_folder:
        if said not in (None, *_OF_A_FILE):
            raise Unreadable(f"--format {said!r}: write json, csv, ics, html, text or table")
        return said or "json"
    format = format_of(said, output, _ENDINGS) or "json"
    if format not in _IN_ONE:
        raise Unreadable(
            f"--format {format!r}: write json, csv or ics; a folder, --output FOLDER/, takes one file for each row in "
            "any format"
        )
    return format


def _taken(read: Mapping[str, object], rejects: str | None) -> dict[Identity, str]:
    """The files in whose place no plan may come, and what they are."""
    found = places_read(read)
    if rejects is not None and (one := identity(rejects)) is not None:
        found[one] = "--rejects"
    return found


@contextmanager
def _into_file(output: str | None, format: str) -> Iterator[Callable[[Planned], None]]:
    """What puts each plan into the one file, or on stdout."""
    with writing(output) as out:

        def put(done: Planned) -> None:
            out.write(done.text.encode("utf-8"))
            out.flush()

        out.write(_head(format).encode("utf-8"))
        yield put
        out.write(_foot(format).encode("utf-8"))


@contextmanager
def _into_folder(output: str, format: str, places: Mapping[Identity, str]) -> Iterator[Callable[[Planned], None]]:
    """What puts each plan into a file of its own, none of which takes the place of what is read."""
    with filling(output) as folder:

        def put(done: Planned) -> None:
            name = file_name(done.label, done.line, _OF_A_FILE[format])
            path = os.path.join(output, name)
            one = identity(path)
            if one is not None and (what := places.get(one)) is not None:
                raise Unreadable(f"--output {path}: this is also {what}; give another folder")
            folder.write(name, done.text)

        yield put


def _of_one_label_each(rows: Iterator[Line], ending: str, *, in_folder: bool) -> Iterator[Line]:
    """*rows*, without those whose file, or whose events in a calendar, would take the place of another's."""
    lines: dict[str, int] = {}
    for row in rows:
        if isinstance(row, Row):
            label = row.request.label
            name = file_name(label, row.line, ending).lower() if in_folder else label
            if name is None:
                why = "a calendar of many patients needs one for each, or the events of one replace those of another"
                yield Rejected(row.line, "label", why, row.raw)
                continue
            before = lines.setdefault(name, row.line)
            if before != row.line:
                what = f"its file would be {name}, as" if in_folder else "its events would be those"
                why = f"{what} of line {before}; give each row a label of its own"
                yield Rejected(row.line, "label", why, row.raw)
                continue
        yield row


def _planned(row: Line, base: Base, catalogue: Catalogue, format: str, alone: bool) -> Done:
    if isinstance(row, Rejected):
        return row
    assert isinstance(row, Row)  # of a saved document the request is read
    document = document_of(row, base, catalogue)
    if isinstance(document, Rejected):
        return document
    try:
        text = _alone(document, format) if alone else _text(document, format)
    except IvigcalcError as error:  # of a calendar that needs a time zone
        return rejected(row, error)
    return Planned(row.line, row.request.label, text, stops_of(document), cautions_of(document))


def _alone(document: Document, format: str) -> str:
    return render(document, format, Shown(None), brief=False, to_file=True)


def _head(format: str) -> str:
    if format == "csv":
        from ivigcalc.output import csv

        return csv.head()
    if format == "ics":
        from ivigcalc.output import ics

        return ics.head(__version__)
    return ""


def _foot(format: str) -> str:
    if format == "ics":
        from ivigcalc.output import ics

        return ics.FOOT
    return ""


def _text(document: Document, format: str) -> str:
    if format == "json":
        from ivigcalc.output import json

        return json.render_line(document)
    if format == "ics":
        from ivigcalc.output import ics

        return ics.events(document, document.zone)
    from ivigcalc.output import csv

    return csv.rows(document)


def _each_in_order(work: Work, rows: Iterator[Line], jobs: int) -> Generator[Done, None, None]:
    """What *work* makes of each of *rows*, in their order, with no more rows held than the processes are busy with."""
    if jobs == 1:
        _collect_seldom()
        yield from map(work, rows)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    pool = ProcessPoolExecutor(jobs, initializer=_in_a_process)
    try:
        waiting: deque[Future[list[Done]]] = deque()
        while True:
            while len(waiting) <= 2 * jobs and (chunk := list(islice(rows, _CHUNK))):
                waiting.append(pool.submit(_all, work, chunk))
            if not waiting:
                return
            yield from waiting.popleft().result()
    except BrokenProcessPool:
        print(_LOST, file=sys.stderr)
        raise typer.Exit(INTERNAL_ERROR) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _all(work: Work, chunk: list[Line]) -> list[Done]:
    return [work(row) for row in chunk]


def _in_a_process() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends the others
    for name in ENDING:  # the parent alone has files to clear away
        signal.signal(name, signal.SIG_DFL)
    Thread(target=_end_with_the_parent, daemon=True).start()
    _collect_seldom()


def _end_with_the_parent() -> None:
    """However the parent goes: its end closes the pipe that is waited on here."""
    from multiprocessing import connection, parent_process

    parent = parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)  # nobody is left to hand anything to


def _collect_seldom() -> None:
    """Look for garbage in cycles less often: plans hold none, and looking takes a sixth of the time."""
    gc.freeze()
    gc.set_threshold(_PLANS)
