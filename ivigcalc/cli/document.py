"""The commands that answer a request with one document: each is a row of one table."""

from ivigcalc.cli.common import (
    Brief,
    Config,
    Explain,
    Formulary,
    NoPager,
    Only,
    OutputFile,
    PagePer,
    PlanFormat,
    RequestFile,
    Shown,
    finish,
    format_of,
    prepare,
)
from ivigcalc.cli.options import Body, takes
from ivigcalc.documents.answer import document
from ivigcalc.documents.intake import IN_WORDS, TAKES
from ivigcalc.request.request import Request

HELP = {
    "weight": """The dosing weight by policy, side by side.

    Example: ivigcalc weight 100kg 175cm male 2g/kg/cycle
    """,
    "dose": """Dose, volumes, per-day split, vials and pump timetable, without dates.

    Example: ivigcalc dose 64kg 1g/kg/day x2 itp privigen us
    """,
    "compare": """The products that can give this order, side by side, and why the others cannot.

    Example: ivigcalc compare 73kg 0.4g/kg x1 us
    """,
    "rates": """The pump timetable for one day's dose, for the days of a cycle, or for the volume left in the bag.

    Example: ivigcalc rates 70kg kiovig eu 180mL
    """,
    "calendar": """The dates of the cycles, moved around closed days.

    Example: ivigcalc calendar 2024-11-28 q4w x2 3cycles --holidays DE
    """,
    "taper": """A steroid taper with tablets and reviews.

    Example: ivigcalc taper -s 2024-04-08 --steroid prednisolone --taper 60x28,40x28,20
    """,
}


def command_of(name: str) -> Body:
    """The command that shows the document *name*."""

    # 11 parameters: one for each option
    def command(
        said: Request,
        request: RequestFile = None,
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
        run = prepare(said, name, request=request, config=config, formulary=formulary, format=format_of(format, output))
        finish(document(name, run.request, run.catalogue), run, Shown(output, explain, brief, no_pager, only, page_per))

    command.__doc__ = HELP[name]
    return takes(*TAKES[name], in_words=name in IN_WORDS)(command)
