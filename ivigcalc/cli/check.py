"""``ivigcalc check``: a saved plan recomputed, or an order or a pump setting compared with it."""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from ivigcalc import __version__
from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.cli.common import NEEDS_A_PERSON, TEXT_OR_JSON, Config, Formulary, OutputFile, format_of
from ivigcalc.cli.emit import emit
from ivigcalc.core.errors import Unreadable
from ivigcalc.documents.check import check, recompute, tolerance
from ivigcalc.documents.orders import Order, compare
from ivigcalc.output.check import render_json, render_text
from ivigcalc.output.json import render
from ivigcalc.request import settings
from ivigcalc.request.files import load
from ivigcalc.request.words import compared

_ORDER = "Order or pump setting; each repeatable"

Plan = Annotated[
    Path, typer.Argument(help="A saved plan in JSON, or '-' for stdin.", metavar="FILE", show_default=False)
]
Words = Annotated[
    list[str] | None,
    typer.Argument(
        help="What is compared, each word known by its form: 140g, 700mL, 336mL/h@90, 2024-05-06.",
        metavar="[WORDS]",
        show_default=False,
    ),
]
Dose = Annotated[
    list[str] | None,
    typer.Option("--dose", help="A dose ordered: 140g, 2g/kg or 0.4g/kg/day.", rich_help_panel=_ORDER, metavar="DOSE"),
]
Volume = Annotated[
    list[str] | None, typer.Option("--volume", help="A volume: 700mL.", rich_help_panel=_ORDER, metavar="VOLUME")
]
Rate = Annotated[
    list[str] | None,
    typer.Option("--rate", help="A pump rate: 336mL/h@90 at minute 90.", rich_help_panel=_ORDER, metavar="RATE@MINUTE"),
]
Date = Annotated[
    list[str] | None,
    typer.Option(
        "--date", help="A date: 2024-05-06; the rest is compared with that day.", rich_help_panel=_ORDER, metavar="DATE"
    ),
]
Format = Annotated[
    str | None,
    typer.Option("--format", "-f", parser=str.lower, help="text or json.", rich_help_panel="Output", metavar="FORMAT"),
]


# 10 parameters: one for each option, and the words
def command(
    file: Plan,
    words: Words = None,
    dose: Dose = None,
    volume: Volume = None,
    rate: Rate = None,
    date: Date = None,
    format: Format = None,
    output: OutputFile = None,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """Recompute a saved plan, or compare an order or a pump setting with it.

    Every difference is listed by its path in the plan; with one, or a comparison that fails, the status is 5.

    Example: ivigcalc check plan.json 140g 84mL/h@90
    """
    format = format_of(format, output, TEXT_OR_JSON)
    if format not in (None, "text", "json"):
        raise Unreadable(f"--format {format!r}: write text or json")
    typed = compared(words or ())
    catalogue = Catalogue(settings.load(config, formulary).formulary)
    saved = load(file)
    now = recompute(saved, catalogue, file)
    order = Order(
        (*(dose or ()), *typed["dose"]),
        (*(volume or ()), *typed["volume"]),
        (*(rate or ()), *typed["rate"]),
        (*(date or ()), *typed["date"]),
    )
    verdicts = compare(order, now.plan, tolerance(saved, file, catalogue)) if any(order) else ()
    found = check(saved, json.loads(render(now), parse_float=Decimal), verdicts)
    emit(render_json(found, __version__) if format == "json" else render_text(found), output)
    if not found.agrees:
        failed = sum(not verdict.passed for verdict in found.comparisons)
        said = [f"{len(found.differences)} difference(s)"] if found.differences else []
        said += [f"{failed} of {len(found.comparisons)} comparison(s) failed"] if failed else []
        print(f"ivigcalc: {', '.join(said)}", file=sys.stderr)
        raise typer.Exit(NEEDS_A_PERSON)
