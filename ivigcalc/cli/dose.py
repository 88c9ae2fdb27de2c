"""``ivigcalc dose``: the dose without dates."""

from typing import Any

from ivigcalc.answer import dose_alone
from ivigcalc.cli.common import Config, Explain, Formulary, OutputFile, PlanFormat, RequestFile, finish, prepare
from ivigcalc.cli.options import DOSE, OTHER, PATIENT, PRODUCT, RATE, WEIGHT, takes


@takes(*DOSE, *OTHER, *PATIENT, *PRODUCT, *RATE, *WEIGHT)
def command(
    said: dict[str, Any],
    request: RequestFile = None,
    format: PlanFormat = None,
    output: OutputFile = None,
    explain: Explain = False,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """Dose, volumes, per-day split, vials and pump timetable, without dates.

    Example: ivigcalc dose -w 70kg --dose 2g/kg --days 2 -p yimmugo
    """
    run = prepare(said, request=request, config=config, formulary=formulary, format=format)
    finish(dose_alone(run.said, run.catalogue), run.format, output, explain=explain)
