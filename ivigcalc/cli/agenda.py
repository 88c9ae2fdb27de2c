"""``ivigcalc agenda``: who is infused on which day, and the vials to set aside and to order."""

from ivigcalc import __version__
from ivigcalc.cli.cohort import FOR_ALL, ColumnNames, RejectsFile, RowsFile, base_of
from ivigcalc.cli.common import Config, Formulary, NoPager, OutputFile, PlanFormat, format_of, laid_out, prepare
from ivigcalc.cli.emit import emit
from ivigcalc.cli.needs import From, Inventory, Until, cohort, finish, span, stock
from ivigcalc.cli.options import takes
from ivigcalc.core.course.agenda import Agenda, agenda
from ivigcalc.core.errors import Unreadable
from ivigcalc.request.request import Request

_FORMATS = ("auto", "table", "text", "json", "csv", "ics", "html")


# 12 parameters: one for each option
@takes(*FOR_ALL)
def command(
    said: Request,
    file: RowsFile,
    map: ColumnNames = None,
    from_: From = None,
    until: Until = None,
    inventory: Inventory = None,
    format: PlanFormat = None,
    output: OutputFile = None,
    no_pager: NoPager = False,
    rejects: RejectsFile = None,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """Who is infused on which day, with what, and the vials to set aside and to order.

    FILE is a table as for batch, or plans of plan or batch, as JSON or CSV. Only future infusions are shown.

    Example: ivigcalc agenda cohort.csv --from 2026-12-07 --until 2026-12-13
    """
    format = format_of(format, output)
    run = prepare(said, "plan", request=None, config=config, formulary=formulary, format=format)
    if run.format not in _FORMATS:
        raise Unreadable(f"--format {run.format!r}: write auto, table, text, json, csv, ics or html")
    if rejects == "-":
        raise Unreadable("--rejects -: stdout carries the agenda; give a file")
    first, last = span(from_, until)
    vials = stock(inventory, run.catalogue)
    with cohort(file, rejects, run, base_of(said, run), map) as (patients, report):
        found = agenda((patient for (patient,) in patients), from_=first, until=last, inventory=vials)
    text = _rendered(found, run.format, run.request.tz, to_file=output not in (None, "-"))
    emit(text, output, None if no_pager else run.settings.pager)
    finish(report, found.runs_out)


def _rendered(found: Agenda, format: str, tz: str | None, *, to_file: bool) -> str:
    if format == "ics":
        from ivigcalc.output import ics_agenda

        return ics_agenda.render(found, __version__, tz)
    if format == "html":
        from ivigcalc.output import html

        return html.render_agenda(found, __version__)
    from ivigcalc.output import agenda

    if format == "json":
        return agenda.render_json(found, __version__)
    if format == "csv":
        return agenda.render_csv(found)
    return laid_out(agenda.sheet(found), format, to_file=to_file)
