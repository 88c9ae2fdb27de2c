"""``ivigcalc schema``: the JSON Schema of an output, or of a record on file."""

import json
from typing import Annotated

import typer

from ivigcalc.cli.common import PlainFile
from ivigcalc.cli.emit import emit
from ivigcalc.core.errors import Unreadable

Name = Annotated[
    str,
    typer.Argument(
        help="plan, dose, weight, rates, calendar, taper, compare, check, order, forecast, agenda, catalogue, request, "
        "products, regimens, weight_policies, tapers, rate_protocols, monitoring, steroids or sources.",
        metavar="NAME",
        parser=str.lower,
        show_default=False,
    ),
]


def command(name: Name, output: PlainFile = None) -> None:
    """The JSON Schema of an output (draft 2020-12), of a request, or of a record of a formulary.

    Example: ivigcalc schema plan
    """
    from ivigcalc.documents import schemas

    if name not in schemas.NAMES:
        raise Unreadable(f"no schema {name!r}; there are {', '.join(schemas.NAMES)}")
    emit(json.dumps(schemas.schema(name), indent=2) + "\n", output)
