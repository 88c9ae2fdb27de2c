"""``--scenario``: what is said in place of what the rows of a cohort say."""

from typing import Annotated

import typer

from ivigcalc.cli.cohort import FOR_ALL
from ivigcalc.core.course.scenarios import ALL
from ivigcalc.core.errors import IvigcalcError, Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.request.fields import FIELDS, option
from ivigcalc.request.request import Request, read

_EXAMPLE = '--scenario "down: rounding=vial-down", with ; between two fields'

Scenarios = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario",
        help='Plan the cohort once more: "nba: weight_policy=nba-2026"; repeatable.',
        rich_help_panel="Scenarios",
        metavar="NAME:FIELD=VALUE",
    ),
]


class Wanted(NamedTuple):
    """A scenario as it was said: its name, its words, and what they ask for in place of each row."""

    name: str
    said: str
    request: Request


def scenarios(said: list[str] | None) -> tuple[Wanted, ...]:
    """The scenarios that were said, in their order.

    Raises:
        Unreadable: One has no name or one that another has, or says a field that cannot be said for all rows, or badly.
    """
    found: list[Wanted] = []
    for text in said or ():
        name, sign, rest = (part.strip(" ") for part in text.partition(":"))
        if not sign or not name or not rest:
            raise Unreadable(f"--scenario {text!r}: write a name and its fields: {_EXAMPLE}")
        if name == ALL or name in [one.name for one in found]:
            raise Unreadable(f"--scenario {name}: this name is taken; give each scenario a name of its own")
        found.append(Wanted(name, rest, _request(name, rest)))
    return tuple(found)


def _request(name: str, rest: str) -> Request:
    said: dict[str, object] = {}
    for part in rest.split(";"):
        key, sign, value = (word.strip(" ") for word in part.partition("="))
        field = key.replace("-", "_").lower()
        if not sign or not value:
            raise Unreadable(f"--scenario {name}: {part.strip(' ')!r} is not a field and value: {_EXAMPLE}")
        if field not in FOR_ALL:
            raise Unreadable(
                f"--scenario {name}: {key}: no such field, or one of a single patient; there are {', '.join(FOR_ALL)}"
            )
        if FIELDS[field].many:
            before = said.get(field, [])
            said[field] = [*(before if isinstance(before, list) else []), value]
        elif field in said:
            raise Unreadable(f"--scenario {name}: {key} is given twice; remove one")
        else:
            said[field] = value
    try:
        return read(said)
    except IvigcalcError as error:
        raise Unreadable(f"--scenario {name}: {error.told(option)}") from None
