"""``ivigcalc schema``: the JSON Schema of an output."""

import json
from typing import Annotated

import typer

from ivigcalc.cli.common import named
from ivigcalc.cli.emit import emit
from ivigcalc.core.errors import Unreadable

Name = Annotated[
    str,
    typer.Argument(
        help="plan, dose, weight, rates, calendar, taper, compare, check, order, forecast, agenda, "
        "catalogue or request.",
        metavar="NAME",
        parser=str.lower,
        show_default=False,
    ),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        parser=named,
        help="Write to a file, whole or not at all.",
        rich_help_panel="Output",
        metavar="FILE",
    ),
]


def command(name: Name, output: Output = None) -> None:
    """The JSON Schema of an output (draft 2020-12), or of a request.

    Example: ivigcalc schema plan
    """
    from ivigcalc.documents import schemas

    if name not in schemas.NAMES:
        raise Unreadable(f"no schema {name!r}; there are {', '.join(schemas.NAMES)}")
    emit(json.dumps(schemas.schema(name), indent=2) + "\n", output)
