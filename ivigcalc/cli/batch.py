"""``ivigcalc batch``: the plans of many patients."""

import gc
import os
import re
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, nullcontext
from functools import partial
from itertools import islice
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.cli.cohort import (
    FOR_ALL,
    INTERNAL_ERROR,
    ColumnNames,
    RejectsFile,
    Report,
    RowsFile,
    document_of,
    opened,
    stops_of,
    table_in,
)
from ivigcalc.cli.common import Config, Formulary, OutputFile, format_of, prepare
from ivigcalc.cli.emit import ENDING, writing
from ivigcalc.cli.options import takes
from ivigcalc.core.course.planned import Document
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.request.quantity import quoted
from ivigcalc.request.request import Request
from ivigcalc.request.rows import Rejected, Row, SavedRow

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
        help=f"Processes, 1 to {_MOST_JOBS}; order is kept.",
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
        help="json (one plan on each line) or csv.",
        rich_help_panel=_OUT,
        metavar="FORMAT",
    ),
]
_ENDINGS = {".jsonl": "json", ".json": "json", ".csv": "csv"}


class Planned(NamedTuple):
    """One row's plan, rendered, and the stops in it that nobody accepted."""

    line: int
    text: str
    stops: tuple[str, ...]


Done = Planned | Rejected
Line = Row | SavedRow | Rejected
Work = Callable[[Line], Done]


# 9 parameters: one for each option
@takes(*FOR_ALL)
def command(
    said: Request,
    file: RowsFile,
    map: ColumnNames = None,
    format: BatchFormat = None,
    output: OutputFile = None,
    rejects: RejectsFile = None,
    jobs: Jobs = None,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """The plans of many patients, from a table (CSV or .xlsx) or JSON Lines.

    The columns are options (weight_policy for --weight-policy), in any case, between commas, semicolons or tabs; #name
    is left alone. A list in a cell is written with ; between its entries, in a table with semicolons with |. What a row
    does not say is as the command line says.

    Example: ivigcalc batch cohort.csv -p yimmugo --rejects failed.csv -o plans.jsonl
    """
    format = format_of(format, output, _ENDINGS) or "json"
    if format not in ("json", "csv"):
        raise Unreadable(f"--format {format!r}: write json or csv")
    if rejects == "-":
        raise Unreadable("--rejects -: stdout carries the plans; give a file")
    run = prepare(said, "plan", request=None, config=config, formulary=formulary, format=format)
    work = partial(_planned, base=run.request, catalogue=run.catalogue, format=format)
    to_file = output not in (None, "-")
    with (
        opened(file) as (source, name),
        writing(output) as out,
        nullcontext() if rejects is None else writing(rejects) as handed_back,
    ):
        table = table_in(source, name, map, run.settings)
        report = Report(name, table, handed_back, progress=to_file or not sys.stdout.isatty())
        out.write(_head(format).encode("utf-8"))
        with closing(_each_in_order(work, table.rows, jobs or 1)) as each:
            for done in each:
                report.read()
                if isinstance(done, Rejected):
                    report.reject(done)
                    continue
                if done.stops:
                    report.stop(done.line, done.stops)
                out.write(done.text.encode("utf-8"))
                out.flush()
    report.finish()


def _planned(row: Line, base: Request, catalogue: Catalogue, format: str) -> Done:
    if isinstance(row, Rejected):
        return row
    assert isinstance(row, Row)  # of a saved document the request is read
    document = document_of(row, base, catalogue)
    if isinstance(document, Rejected):
        return document
    return Planned(row.line, _text(document, format), stops_of(document))


def _head(format: str) -> str:
    if format == "json":
        return ""
    from ivigcalc.output import csv

    return csv.head()


def _text(document: Document, format: str) -> str:
    if format == "json":
        from ivigcalc.output import json

        return json.render_line(document)
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
