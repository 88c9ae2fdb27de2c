"""What ``forecast`` and ``agenda`` share: a time, a stock, and what each patient of a cohort still needs."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from typing import Annotated

import typer

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import PRODUCTS
from ivigcalc.cli.cohort import Base, Report, document_of, opened, stops_of, table_in
from ivigcalc.cli.common import NEEDS_A_PERSON, Run
from ivigcalc.cli.emit import writing
from ivigcalc.cli.progress import Progress
from ivigcalc.cli.scenarios import Wanted
from ivigcalc.core.course.demand import RunOut
from ivigcalc.core.course.needs import PatientNeeds, needs_of
from ivigcalc.core.errors import RecordInvalid, Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import Grams, plain
from ivigcalc.documents.needs_in_rows import label_in, needs_in_rows, open_stops_in_rows
from ivigcalc.documents.priced import check_sizes
from ivigcalc.documents.saved_needs import open_stops, saved_needs
from ivigcalc.request import reading, reading_dates
from ivigcalc.request.plan_rows import PlanRows
from ivigcalc.request.rows import Rejected, Row, SavedRow, Table, rejected

_TIME = "Time"

From = Annotated[
    str | None,
    typer.Option("--from", help="First day counted [default: all].", rich_help_panel=_TIME, metavar="DATE"),
]
Until = Annotated[
    str | None,
    typer.Option("--until", help="Last day counted [default: all].", rich_help_panel=_TIME, metavar="DATE"),
]
Inventory = Annotated[
    list[str] | None,
    typer.Option(
        "--inventory",
        help="Vials in stock: octagam-10=20g:400,10g:50; repeatable. Says when each runs out.",
        rich_help_panel="Stock",
        metavar="PRODUCT=LIST",
    ),
]


class Span(NamedTuple):
    """The first and the last day that count."""

    first: date | None
    last: date | None


def span(from_: str | None, until: str | None) -> Span:
    """The time that was said.

    Raises:
        Unreadable: One of the two is no date, or the last day is before the first.
    """
    first, last = _day("--from", from_), _day("--until", until)
    if first is not None and last is not None and last < first:
        raise Unreadable(f"--until {last}: this is before --from {first}")
    return Span(first, last)


def stock(said: list[str] | None, catalogue: Catalogue) -> dict[str, dict[Grams, int]]:
    """The vials in stock of each product, by its id.

    Raises:
        Unreadable: A product is not on file or named twice, or a label of it on file has other vial sizes.
    """
    found: dict[str, dict[Grams, int]] = {}
    for one in said or ():
        name, sign, sizes = one.partition("=")
        if not sign:
            raise Unreadable(f"--inventory {one!r}: write the product and its vials, such as octagam-10=20g:400,10g:50")
        try:
            product = catalogue.record(PRODUCTS, name.strip(" "))
            counts = dict(reading.stock(sizes))
            check_sizes(product, counts)
        except Unreadable as why:
            raise Unreadable(f"--inventory: {why}") from None
        if product.id in found:
            raise Unreadable(f"--inventory: {product.id} is given twice; write all its sizes after one =, with commas")
        found[product.id] = counts
    return found


class Cohort(NamedTuple):
    """The patients of a file, who are read once, and the report on its rows.

    Each is as the row says, and then as each scenario does.
    """

    patients: Iterator[tuple[PatientNeeds, ...]]
    report: Report


@contextmanager
def cohort(
    file: str, rejects: str | None, run: Run, base: Base, names: list[str] | None, wanted: tuple[Wanted, ...] = ()
) -> Iterator[Cohort]:
    """What each patient of *file* still needs, as saved or as planned; the rows that fail go to *rejects*.

    With scenarios that are *wanted* a saved plan is planned anew from its request, so that all are of one program.

    Args:
        file: A table, objects or saved plans.
        rejects: The file for rows that fail.
        run: The records and the configuration.
        base: What the rows do not say themselves.
        names: What was said of columns of one's own names.
        wanted: The scenarios.

    Raises:
        RecordInvalid: As opening and reading the file do.
    """
    with opened(file) as (source, name), nullcontext() if rejects is None else writing(rejects) as handed_back:
        table = table_in(source, name, names, run.settings, documents=not wanted)
        report = Report(name, table, handed_back, Progress(source, shown=True))
        yield Cohort(_patients(table, report, base, run.catalogue, wanted), report)


def finish(report: Report, stock: Iterable[RunOut]) -> None:
    """Say what runs out, sum up the rows, and leave with the status that both give.

    Raises:
        typer.Exit: Status 5 where a row was rejected or stopped or a stock runs out, 1 where the program failed.
    """
    short = [one for one in stock if one.date is not None]
    if short:
        told = "; ".join(f"{one.product} {plain(one.g)} g on {one.date}, {one.to_order} to order" for one in short)
        print(f"ivigcalc: the stock runs out: {told}", file=sys.stderr)
    report.finish()
    if short:
        raise typer.Exit(NEEDS_A_PERSON)


def _day(name: str, said: str | None) -> date | None:
    try:
        return None if said is None else reading_dates.day(said)
    except Unreadable as why:
        raise Unreadable(f"{name}: {why}") from None


def _patients(
    table: Table, report: Report, base: Base, catalogue: Catalogue, wanted: tuple[Wanted, ...]
) -> Iterator[tuple[PatientNeeds, ...]]:
    """What the patient of each row still needs, as saved or as planned; the rows that fail are reported."""
    for row in table.rows:
        report.read()
        if isinstance(row, SavedRow | PlanRows):
            report.saved([name for name in base.on_the_line if name != "tz"])  # which a calendar file still takes
        found = row if isinstance(row, Rejected) else _each(row, base, catalogue, wanted)
        if isinstance(found, Rejected):
            report.reject(found)
            continue
        patients, stops = found
        report.planned(row.line, stops)
        yield patients


def _each(
    row: Row | SavedRow | PlanRows, base: Base, catalogue: Catalogue, wanted: tuple[Wanted, ...]
) -> tuple[tuple[PatientNeeds, ...], tuple[str, ...]] | Rejected:
    """As the row says, then under each scenario; one that fails anywhere is left out of all, so that all compare."""
    found = _needs(row, base, catalogue)
    if isinstance(found, Rejected):
        return found
    if not isinstance(row, Row) or not wanted:
        return (found[0],), found[1]
    if row.request.changes:
        why = "this plan continues an earlier one, which a scenario cannot change from a cycle on; omit it"
        return Rejected(row.line, "changes", why, row.raw)
    patients, stops = [found[0]], list(found[1])
    for one in wanted:
        other = _needs(row._replace(request=one.request.filled_from(row.request)), base, catalogue)
        if isinstance(other, Rejected):
            return other._replace(why=f"scenario {one.name}: {other.why}")
        patients.append(other[0])
        stops += [f"{code} (scenario {one.name})" for code in other[1] if code not in found[1]]
    return tuple(patients), tuple(stops)


def _needs(
    row: Row | SavedRow | PlanRows, base: Base, catalogue: Catalogue
) -> tuple[PatientNeeds, tuple[str, ...]] | Rejected:
    if isinstance(row, PlanRows):
        return needs_in_rows(_who(row.line, label_in(row)), row), open_stops_in_rows(row)
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
    return needs_of(_who(row.line, row.request.label), document.plan, document.zone), stops_of(document)


def _who(line: int, label: object) -> str:
    return str(label) if label else f"line {line}"
