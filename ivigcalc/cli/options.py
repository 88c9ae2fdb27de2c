"""Request fields as Typer options."""

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer

from ivigcalc.request.fields import FIELDS, option
from ivigcalc.request.request import read

Body = Callable[..., None]


def takes(*names: str) -> Callable[[Callable[..., None]], Body]:
    """The command's first argument becomes the request for these fields; its own options stay its own."""

    def decorate(command: Callable[..., None]) -> Body:
        own = list(signature(command).parameters.values())[1:]

        def run(**given: Any) -> None:
            rest = {parameter.name: given.pop(parameter.name) for parameter in own}
            command(read({name: value for name, value in given.items() if value not in (None, [], False)}), **rest)

        run.__name__, run.__doc__ = command.__name__, command.__doc__
        first = [p for p in own if p.kind is Parameter.POSITIONAL_OR_KEYWORD]
        signed = Signature([*[p.replace(kind=Parameter.KEYWORD_ONLY) for p in first], *map(_parameter, names)])
        setattr(run, "__signature__", signed)  # noqa: B010 - a function has no such attribute for mypy
        return run

    return decorate


def _parameter(name: str) -> Parameter:
    field = FIELDS[name]
    kind: Any = bool if field.flag else list[str] if field.many or field.by_phase else str
    said = typer.Option(
        option(name),
        *filter(None, (field.short,)),
        help=field.help,
        rich_help_panel=field.group,
        metavar=None if field.flag else field.metavar or "|".join(field.words),
        show_default=False,
    )
    return Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind | None, said])
