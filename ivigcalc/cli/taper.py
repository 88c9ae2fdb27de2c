"""``ivigcalc taper``: the steroid taper."""

from typing import Any

from ivigcalc.answer import taper_of
from ivigcalc.cli.common import Config, Explain, Formulary, OutputFile, PlanFormat, RequestFile, finish, prepare
from ivigcalc.cli.options import DATES, OTHER, STEROID, takes


@takes(*DATES, *OTHER, *STEROID, "weight", "indication", "regimen", "market", "days", "every", "cycles")
def command(
    said: dict[str, Any],
    request: RequestFile = None,
    format: PlanFormat = None,
    output: OutputFile = None,
    explain: Explain = False,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """A steroid taper with tablets and what to review.

    Example: ivigcalc taper -s 2024-04-08 --steroid prednisolone --taper 60x28,40x28,20
    """
    run = prepare(said, request=request, config=config, formulary=formulary, format=format)
    finish(taper_of(run.said, run.catalogue), run.format, output, explain=explain)
