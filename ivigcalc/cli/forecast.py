"""``ivigcalc forecast``: what many patients will need, per week or month."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from typing import Annotated

import typer

from ivigcalc import __version__
from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import PRODUCTS
from ivigcalc.cli.cohort import COLUMNS, FOR_ALL, RejectsFile, Report, RowsFile, document_of, opened, stops_of
from ivigcalc.cli.common import ENDINGS, Config, Formulary, NoPager, OutputFile, format_of, laid_out, prepare
from ivigcalc.cli.emit import emit, writing
from ivigcalc.cli.options import takes
from ivigcalc.core.course.demand import By, Forecast, PatientNeeds, forecast, needs_of
from ivigcalc.core.errors import RecordInvalid, Unreadable
from ivigcalc.core.quantities import Grams
from ivigcalc.documents.saved_needs import open_stops, saved_needs
from ivigcalc.request import reading
from ivigcalc.request.request import Request
from ivigcalc.request.rows import Rejected, Row, SavedRow, Table, read_rows, rejected

_OUT, _TIME = "Output", "Time"

ByPeriod = Annotated[
    str,
    typer.Option("--by", parser=str.lower, help="week (ISO week) or month.", rich_help_panel=_TIME, metavar="PERIOD"),
]
From = Annotated[
    str | None,
    typer.Option("--from", help="First day that counts [default: all].", rich_help_panel=_TIME, metavar="DATE"),
]
Until = Annotated[
    str | None,
    typer.Option("--until", help="Last day that counts [default: all].", rich_help_panel=_TIME, metavar="DATE"),
]
Inventory = Annotated[
    list[str] | None,
    typer.Option(
        "--inventory",
        help="Vials in stock, octagam-10=20g:400,10g:50; repeatable. Says when each runs out.",
        rich_help_panel="Stock",
        metavar="PRODUCT=LIST",
    ),
]
ForecastFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        parser=str.lower,
        help="auto, table, text, json or csv.",
        rich_help_panel=_OUT,
        metavar="FORMAT",
    ),
]


# 12 parameters: one for each option
@takes(*FOR_ALL)
def command(
    said: Request,
    file: RowsFile,
    by: ByPeriod = "month",
    from_: From = None,
    until: Until = None,
    inventory: Inventory = None,
    format: ForecastFormat = None,
    output: OutputFile = None,
    no_pager: NoPager = False,
    rejects: RejectsFile = None,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """What many patients will need: grams, vials, infusions and chair time per week or month.

    FILE is a table as for batch, or plans that plan or batch wrote. Only what is still to come counts.

    Example: ivigcalc forecast cohort.csv --until 2026-12-31 --inventory yimmugo=20g:400
    """
    format = format_of(format, output, {ending: ENDINGS[ending] for ending in (".json", ".csv", ".txt")})
    run = prepare(said, "plan", request=None, config=config, formulary=formulary, format=format)
    if run.format not in ("auto", "table", "text", "json", "csv"):
        raise Unreadable(f"--format {run.format!r}: write auto, table, text, json or csv")
    if rejects == "-":
        raise Unreadable("--rejects -: stdout carries the forecast; give a file")
    first, last = _day("--from", from_), _day("--until", until)
    if first is not None and last is not None and last < first:
        raise Unreadable(f"--until {last}: this is before --from {first}")
    stock = _stock(inventory or [], run.catalogue)
    with opened(file) as (source, name), nullcontext() if rejects is None else writing(rejects) as handed_back:
        table = read_rows(source, name, COLUMNS, documents=True)
        report = Report(name, table, handed_back, progress=True)
        patients = _patients(table, report, run.request, run.catalogue)
        found = forecast(patients, _period(by), from_=first, until=last, inventory=stock)
    text = _rendered(found, run.format, to_file=output not in (None, "-"))
    emit(text, output, None if no_pager else run.settings.pager())
    report.finish()


def _period(said: str) -> By:
    match said:
        case "week":
            return "week"
        case "month":
            return "month"
    raise Unreadable(f"--by {said!r}: write week or month")


def _day(name: str, said: str | None) -> date | None:
    try:
        return None if said is None else reading.day(said)
    except Unreadable as why:
        raise Unreadable(f"{name}: {why}") from None


def _stock(said: list[str], catalogue: Catalogue) -> dict[str, dict[Grams, int]]:
    """The vials in stock of each product, by its id."""
    found: dict[str, dict[Grams, int]] = {}
    for one in said:
        product, sign, sizes = one.partition("=")
        if not sign:
            raise Unreadable(f"--inventory {one!r}: write the product and its vials, such as octagam-10=20g:400,10g:50")
        try:
            id = catalogue.record(PRODUCTS, product.strip(" ")).id
            counts = dict(reading.stock(sizes))
        except Unreadable as why:
            raise Unreadable(f"--inventory: {why}") from None
        if id in found:
            raise Unreadable(f"--inventory: {id} is named twice; write all its sizes after one =, with commas")
        found[id] = counts
    return found


def _patients(table: Table, report: Report, base: Request, catalogue: Catalogue) -> Iterator[PatientNeeds]:
    """What the patient of each row still needs, as saved or as planned; the rows that fail are reported."""
    for row in table.rows:
        report.read()
        found = row if isinstance(row, Rejected) else _needs(row, base, catalogue)
        if isinstance(found, Rejected):
            report.reject(found)
            continue
        needs, stops = found
        if stops:
            report.stop(row.line, stops)
        yield needs


def _needs(row: Row | SavedRow, base: Request, catalogue: Catalogue) -> tuple[PatientNeeds, tuple[str, ...]] | Rejected:
    if isinstance(row, SavedRow):
        request = row.document.get("request")
        label = request.get("label") if isinstance(request, dict) else None
        try:
            return saved_needs(_who(row.line, label), row.document), open_stops(row.document)
        except RecordInvalid as error:
            return rejected(row, error)
    document = document_of(row, base, catalogue)
    if isinstance(document, Rejected):
        return document
    return needs_of(_who(row.line, row.request.label), document.plan), stops_of(document)


def _who(line: int, label: object) -> str:
    return str(label) if label else f"line {line}"


def _rendered(found: Forecast, format: str, *, to_file: bool) -> str:
    from ivigcalc.output import demand

    if format == "json":
        return demand.render_json(found, __version__)
    if format == "csv":
        return demand.render_csv(found)
    return laid_out(demand.sheet(found), format, to_file=to_file)
