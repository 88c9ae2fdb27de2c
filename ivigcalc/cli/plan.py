"""``ivigcalc plan``: the whole plan."""

from typing import Any

from ivigcalc.cli.common import (
    Config,
    Explain,
    FailOn,
    Formulary,
    FromCycle,
    OutputFile,
    PlanFormat,
    RequestFile,
    finish,
    from_cycle_on,
    prepare,
)
from ivigcalc.cli.options import CLOCK, DATES, DOSE, OTHER, PATIENT, PRODUCT, RATE, STEROID, WEIGHT, takes
from ivigcalc.documents.answer import full_plan


# 9 parameters: one for each option
@takes(*PATIENT, *WEIGHT, *DOSE, *PRODUCT, *RATE, *CLOCK, *DATES, *STEROID, *OTHER)
def command(
    said: dict[str, Any],
    request: RequestFile = None,
    from_cycle: FromCycle = None,
    fail_on: FailOn = None,
    format: PlanFormat = None,
    output: OutputFile = None,
    explain: Explain = False,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """The whole plan: dose, vials, pump timetable, calendar, taper, alerts and sources.

    Example: ivigcalc plan -w 70kg -r dermatomyositis --days 2 -p yimmugo -s 2024-04-08
    """
    changed = said if from_cycle is not None else {}
    run = prepare({} if changed else said, request=request, config=config, formulary=formulary, format=format)
    if from_cycle is not None:
        run = from_cycle_on(run, request, from_cycle, changed)
    finish(full_plan(run.said, run.catalogue), run.format, output, explain=explain, fail_on=fail_on)
