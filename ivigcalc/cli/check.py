"""``ivigcalc check``: a saved plan recomputed, or an order or a pump setting compared with it."""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from ivigcalc import __version__, comparison, settings
from ivigcalc.catalogue import Catalogue
from ivigcalc.cli.common import NEEDS_A_PERSON, Config, Formulary, OutputFile
from ivigcalc.cli.emit import emit
from ivigcalc.comparison import Check, Difference
from ivigcalc.core.errors import Unreadable
from ivigcalc.orders import Order, Verdict, compare
from ivigcalc.saved import load

_ORDER = "Order or pump setting; each repeatable"

Plan = Annotated[
    Path, typer.Argument(help="A saved plan in JSON, or '-' for stdin.", metavar="FILE", show_default=False)
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
    str | None, typer.Option("--format", "-f", help="text or json.", rich_help_panel="Output", metavar="FORMAT")
]


def command(
    file: Plan,
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

    Example: ivigcalc check plan.json --dose 140g --rate 84mL/h@90
    """
    if format not in (None, "text", "json"):
        raise Unreadable(f"--format {format!r}: write text or json")
    catalogue = Catalogue(settings.load(config, formulary).formulary)
    saved = load(file)
    now = comparison.recompute(saved, catalogue, file)
    order = Order(dose or (), volume or (), rate or (), date or ())
    verdicts = compare(order, now.plan, comparison.tolerance(now, catalogue)) if any(order) else ()
    found = comparison.check(saved, now, verdicts)
    emit(_json(found) if format == "json" else _text(found), output)
    if not found.agrees:
        failed = sum(not verdict.passed for verdict in found.comparisons)
        said = [f"{len(found.differences)} difference(s)"] if found.differences else []
        said += [f"{failed} of {len(found.comparisons)} comparison(s) failed"] if failed else []
        print(f"ivigcalc: {', '.join(said)}", file=sys.stderr)
        raise typer.Exit(NEEDS_A_PERSON)


def _text(found: Check) -> str:
    lines = [f"NOTE {note}" for note in found.notes]
    lines += [f"DIFFERS {_difference(one)}" for one in found.differences]
    lines += [] if found.differences else [f"no difference: {found.document.schema}, digest {found.document.digest}"]
    lines += [_verdict(one) for one in found.comparisons]
    return "".join(line.encode("ascii", "backslashreplace").decode() + "\n" for line in lines)


def _difference(one: Difference) -> str:
    if one.kind == "missing":
        return f"{one.path}: not in the saved document; recomputed {_value(one.recomputed)}"
    if one.kind == "additional":
        return f"{one.path}: saved {_value(one.saved)}; not in what is recomputed"
    return f"{one.path}: saved {_value(one.saved)}, recomputed {_value(one.recomputed)}"


def _verdict(one: Verdict) -> str:
    return f"{'PASS' if one.passed else 'FAIL'} {one.what} {one.said}: {one.text}"


def _value(value: Any) -> str:
    """A JSON value as it would stand in the file, escaped."""
    return json.dumps(_plain(value))


def _json(found: Check) -> str:
    body = {"schema": "ivigcalc/check/1", "version": __version__, **_plain(found)}
    return json.dumps(body, indent=2) + "\n"


def _plain(value: Any) -> Any:
    """What ``json.dumps`` takes; a saved number that no JSON number gives back exactly is shown as text."""
    if hasattr(value, "_fields"):
        return {name: _plain(item) for name, item in zip(value._fields, value, strict=True)}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    return value
