"""``ivigcalc weight``: the dosing weight under every policy."""

from typing import Any

from ivigcalc.answer import weights_side_by_side
from ivigcalc.cli.common import Config, Explain, Formulary, OutputFile, PlanFormat, RequestFile, finish, prepare
from ivigcalc.cli.options import OTHER, PATIENT, takes


@takes(*OTHER, *PATIENT, "weight_factor", "regimen", "dose", "days", "every")
def command(
    said: dict[str, Any],
    request: RequestFile = None,
    format: PlanFormat = None,
    output: OutputFile = None,
    explain: Explain = False,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """The dosing weight under every policy, side by side.

    Example: ivigcalc weight -w 100kg --height 175cm --sex male --dose 2g/kg
    """
    run = prepare(said, request=request, config=config, formulary=formulary, format=format)
    finish(weights_side_by_side(run.said, run.catalogue), run.format, output, explain=explain)
