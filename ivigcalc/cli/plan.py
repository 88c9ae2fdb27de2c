"""``ivigcalc plan``: the whole plan."""

from ivigcalc.cli.common import (
    Brief,
    Config,
    Explain,
    FailOn,
    Formulary,
    FromCycle,
    NoPager,
    Only,
    OutputFile,
    PagePer,
    PlanFormat,
    RequestFile,
    Shown,
    finish,
    format_of,
    from_cycle_on,
    prepare,
)
from ivigcalc.cli.options import takes
from ivigcalc.documents.answer import document
from ivigcalc.documents.intake import TAKES
from ivigcalc.request.request import Request, read


# 13 parameters: one for each option
@takes(*TAKES["plan"], in_words=True)
def command(
    said: Request,
    request: RequestFile = None,
    from_cycle: FromCycle = None,
    fail_on: FailOn = None,
    format: PlanFormat = None,
    output: OutputFile = None,
    brief: Brief = False,
    explain: Explain = False,
    no_pager: NoPager = False,
    only: Only = None,
    page_per: PagePer = None,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """The whole plan: dose, vials, pump timetable, calendar, taper, alerts and sources.

    Example: ivigcalc plan 82kg gbs privigen eu 2026-12-07

    Example: ivigcalc plan 64kg 1g/kg/day x2 itp privigen us 2026-12-07 --brief

    Example: ivigcalc plan --request plan.json --from-cycle 2 --weight 78kg
    """
    base = said if from_cycle is None else read({})
    run = prepare(base, "plan", request=request, config=config, formulary=formulary, format=format_of(format, output))
    if from_cycle is not None:
        run = from_cycle_on(run, request, from_cycle, said)
    finish(
        document("plan", run.request, run.catalogue),
        run,
        Shown(output, explain, brief, no_pager, only, page_per),
        fail_on=fail_on,
    )
