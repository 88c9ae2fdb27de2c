"""``ivigcalc rates``: the pump timetable alone."""

from typing import Any

from ivigcalc.answer import infusion_alone
from ivigcalc.cli.common import Config, Explain, Formulary, OutputFile, PlanFormat, RequestFile, finish, prepare
from ivigcalc.cli.options import OTHER, PATIENT, RATE, WEIGHT, takes

_DAY = ("regimen", "indication", "dose", "volume", "product", "market", "concentration", "at", "resume_rate")


@takes(*OTHER, *PATIENT, *RATE, *WEIGHT, *_DAY)
def command(
    said: dict[str, Any],
    request: RequestFile = None,
    format: PlanFormat = None,
    output: OutputFile = None,
    explain: Explain = False,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """The pump timetable for one day's dose, or for the volume left in the bag.

    Example: ivigcalc rates -w 70kg -p bivigam --volume 280mL
    """
    run = prepare(said, request=request, config=config, formulary=formulary, format=format)
    finish(infusion_alone(run.said, run.catalogue), run.format, output, explain=explain)
