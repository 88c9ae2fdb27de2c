"""``ivigcalc forecast``: what many patients will need, per day, week or month."""

from typing import Annotated

import typer

from ivigcalc import __version__
from ivigcalc.cli.cohort import FOR_ALL, ColumnNames, RejectsFile, RowsFile, base_of
from ivigcalc.cli.common import ENDINGS, Config, Formulary, NoPager, OutputFile, format_of, laid_out, prepare
from ivigcalc.cli.emit import emit
from ivigcalc.cli.needs import From, Inventory, Until, cohort, finish, span, stock
from ivigcalc.cli.options import takes
from ivigcalc.cli.scenarios import Scenarios, scenarios
from ivigcalc.core.course.demand import By
from ivigcalc.core.course.forecast import Forecast, Forecasting, with_scenarios
from ivigcalc.core.errors import Unreadable
from ivigcalc.request.request import Request

_OUT, _TIME = "Output", "Time"

ByPeriod = Annotated[
    str,
    typer.Option(
        "--by", parser=str.lower, help="day, week (ISO week) or month.", rich_help_panel=_TIME, metavar="PERIOD"
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


# 14 parameters: one for each option
@takes(*FOR_ALL)
def command(
    said: Request,
    file: RowsFile,
    map: ColumnNames = None,
    by: ByPeriod = "month",
    from_: From = None,
    until: Until = None,
    inventory: Inventory = None,
    scenario: Scenarios = None,
    format: ForecastFormat = None,
    output: OutputFile = None,
    no_pager: NoPager = False,
    rejects: RejectsFile = None,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """Demand of many patients: grams, vials, infusions and chair time per day, week or month.

    FILE is a table as for batch, or plans of plan or batch, as JSON or CSV. Only future infusions count.

    Example: ivigcalc forecast cohort.csv --by week --inventory yimmugo=20g:400,10g:90
    """
    format = format_of(format, output, {ending: ENDINGS[ending] for ending in (".json", ".csv", ".txt")})
    run = prepare(said, "plan", request=None, config=config, formulary=formulary, format=format)
    if run.format not in ("auto", "table", "text", "json", "csv"):
        raise Unreadable(f"--format {run.format!r}: write auto, table, text, json or csv")
    if rejects == "-":
        raise Unreadable("--rejects -: stdout carries the forecast; give a file")
    first, last = span(from_, until)
    vials = stock(inventory, run.catalogue)
    wanted = scenarios(scenario)
    each = [Forecasting(_period(by), first, last, vials, run.request.prices) for _ in range(1 + len(wanted))]
    with cohort(file, rejects, run, base_of(said, run), map, wanted) as (patients, report):
        for patient in patients:
            for forecasting, needs in zip(each, patient, strict=True):
                forecasting.add(needs)
    as_it_stands, *others = (forecasting.found() for forecasting in each)
    found = with_scenarios(
        as_it_stands, ((one.name, one.said, other) for one, other in zip(wanted, others, strict=True))
    )
    text = _rendered(found, run.format, to_file=output not in (None, "-"))
    emit(text, output, None if no_pager else run.settings.pager)
    finish(report, found.runs_out)


def _period(said: str) -> By:
    match said:
        case "day":
            return "day"
        case "week":
            return "week"
        case "month":
            return "month"
    raise Unreadable(f"--by {said!r}: write day, week or month")


def _rendered(found: Forecast, format: str, *, to_file: bool) -> str:
    from ivigcalc.output import demand

    if format == "json":
        return demand.render_json(found, __version__)
    if format == "csv":
        return demand.render_csv(found)
    return laid_out(demand.sheet(found), format, to_file=to_file)
