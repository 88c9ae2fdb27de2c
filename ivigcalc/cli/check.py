"""``ivigcalc check``: a saved plan recomputed, or an order or a pump setting compared with it; or an order alone."""

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
from ivigcalc.cli.options import takes
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.quantities import how_many
from ivigcalc.documents.check import check, recompute, tolerance
from ivigcalc.documents.meaning import TAKEN, meaning
from ivigcalc.documents.orders import Order, compare
from ivigcalc.documents.stocked import checked
from ivigcalc.output.check import render_json, render_text
from ivigcalc.output.json import render
from ivigcalc.output.meaning import render_json as render_meaning_json
from ivigcalc.output.meaning import render_text as render_meaning
from ivigcalc.request import settings
from ivigcalc.request.fields import option
from ivigcalc.request.files import load
from ivigcalc.request.request import Request, read
from ivigcalc.request.words import compared, formed, order

_ORDER = "Order or pump setting; each repeatable"
_NO_FILE = (
    "name the saved plan that is checked, or an order with its weight: ivigcalc check plan.json 140g, or "
    "ivigcalc check 73kg 30g/cycle q4w privigen us"
)

Plan = Annotated[
    Path | None,
    typer.Argument(
        help="A saved plan in JSON, or '-' for stdin; an order with its weight needs none.",
        metavar="[FILE]",
        show_default=False,
    ),
]
Words = Annotated[
    list[str] | None,
    typer.Argument(
        help="What is compared, each word known by its form: 140g, 700mL, 336mL/h@90, 2024-05-06. Without a plan the "
        "order with its weight: 73kg 30g/cycle q4w privigen us.",
        metavar="[WORDS]",
        show_default=False,
    ),
]
Dose = Annotated[
    list[str] | None,
    typer.Option("--dose", help="Ordered dose: 140g, 2g/kg or 0.4g/kg/day.", rich_help_panel=_ORDER, metavar="DOSE"),
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
        "--date", help="A date: 2024-05-06; compares the rest with that day.", rich_help_panel=_ORDER, metavar="DATE"
    ),
]
Format = Annotated[
    str | None,
    typer.Option("--format", "-f", parser=str.lower, help="text or json.", rich_help_panel="Output", metavar="FORMAT"),
]


# 11 parameters: the order, one for each option of a check, and the words
@takes(*(name for name in TAKEN if name != "dose"))
def command(
    said: Request,
    file: Plan = None,
    typed: Words = None,
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

    Every difference is listed by its path in the plan; with one, or a comparison that fails, the status is 5. With a
    weight and no plan it shows what an order is: its g/kg, and the regimens on file that it fits; with none, or a stop,
    the status is 5.

    Example: ivigcalc check plan.json 140g 84mL/h@90
    """
    format = format_of(format, output, TEXT_OR_JSON)
    if format not in (None, "text", "json"):
        raise Unreadable(f"--format {format!r}: write text or json")
    found = settings.load(config, formulary)
    catalogue = Catalogue(found.formulary)
    words = [*([] if file is None else [str(file)]), *(typed or ())]
    if said.weight is not None or any(map(_is_weight, words)):
        _refuse_beside_an_order({"volume": volume, "rate": rate, "date": date})
        said = said._replace(stocked=checked(found.stocked, said.market, catalogue))
        _order_alone(said, dose or [], words, catalogue, format, output)
        return
    if file is None:
        raise Unreadable(_NO_FILE)
    if said.said:
        name = next(iter(said.echo))[0]
        raise Unreadable(f"{option(name)} is of an order without a plan: give it with a weight, or omit it")
    also = compared(typed or ())
    asked = Order(
        (*(dose or ()), *also["dose"]),
        (*(volume or ()), *also["volume"]),
        (*(rate or ()), *also["rate"]),
        (*(date or ()), *also["date"]),
    )
    _saved_plan(file, asked, catalogue, format, output)


def _saved_plan(file: Path, asked: Order, catalogue: Catalogue, format: str | None, output: str | None) -> None:
    """What differs in the saved plan, and how what was *asked* compares with it."""
    saved = load(file)
    now = recompute(saved, catalogue, file)
    verdicts = compare(asked, now.plan, tolerance(saved, file, catalogue)) if any(asked) else ()
    found = check(saved, json.loads(render(now), parse_float=Decimal), verdicts)
    emit(render_json(found, __version__) if format == "json" else render_text(found), output)
    if not found.agrees:
        failed = sum(not verdict.passed for verdict in found.comparisons)
        said = [how_many(len(found.differences), "difference")] if found.differences else []
        said += [f"{failed} of {how_many(len(found.comparisons), 'comparison')} failed"] if failed else []
        print(f"ivigcalc: {', '.join(said)}", file=sys.stderr)
        raise typer.Exit(NEEDS_A_PERSON)


def _is_weight(word: str) -> bool:
    """Whether *word* can be nothing but a weight, which a saved plan has of its own."""
    return set(formed(word, TAKEN)) == {"weight"}


def _refuse_beside_an_order(compared_with_a_plan: dict[str, list[str] | None]) -> None:
    for name, said in compared_with_a_plan.items():
        if said:
            raise Unreadable(f"--{name} is compared with a saved plan: name its FILE, and omit the weight")


def _order_alone(
    said: Request, doses: list[str], words: list[str], catalogue: Catalogue, format: str | None, output: str | None
) -> None:
    """What the order is that is said with options and words."""
    beside: dict[str, object] = {**dict(said.echo), **({"dose": doses} if doses else {})}
    request = read({**beside, **order(words, beside, TAKEN, catalogue)})._replace(stocked=said.stocked)
    found = meaning(request, catalogue)
    shown = render_meaning_json(found, request.shown(), __version__) if format == "json" else render_meaning(found)
    emit(shown, output)
    if not found.agrees:
        stop = any(one.severity == "stop" for one in found.alerts)
        fits = any(one.fits for one in found.regimens)
        why = [*(["a stop"] if stop else []), *([] if fits else ["no regimen on file fits"])]
        print(f"ivigcalc: {', and '.join(why)}", file=sys.stderr)
        raise typer.Exit(NEEDS_A_PERSON)
