"""``ivigcalc calendar``: the dates of the cycles."""

from typing import Any

from ivigcalc.answer import calendar_alone
from ivigcalc.cli.common import Config, Explain, Formulary, OutputFile, PlanFormat, RequestFile, finish, prepare
from ivigcalc.cli.options import DATES, OTHER, takes


@takes(*DATES, *OTHER, "regimen", "days", "every", "cycles", "then", "at", "tz")
def command(
    said: dict[str, Any],
    request: RequestFile = None,
    format: PlanFormat = None,
    output: OutputFile = None,
    explain: Explain = False,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """The dates of the cycles, moved around closed days.

    Example: ivigcalc calendar -s 2024-11-28 --every 4w --days 2 --cycles 3 --holidays DE
    """
    run = prepare(said, request=request, config=config, formulary=formulary, format=format)
    finish(calendar_alone(run.said, run.catalogue), run.format, output, explain=explain)
