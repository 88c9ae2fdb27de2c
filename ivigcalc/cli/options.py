"""Request fields as Typer options."""

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any

import typer

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.cli.help import example_in
from ivigcalc.core.errors import Missing
from ivigcalc.request import settings
from ivigcalc.request.fields import FIELDS, option
from ivigcalc.request.request import Request, read

Body = Callable[..., None]

WORDS = (
    "The order as it is written, each word known by its form: 82kg, 75y, 175cm, male, 0.4g/kg/day, x5 or d1,3,5, "
    "q4w, 6cycles, 2026-12-07, 09:00, 10%, 180mL, 12h; a product, a market, a weight policy, and a regimen or, "
    "beside a dose or a volume, the disease. Anything else has its option."
)
Words = Annotated[list[str] | None, typer.Argument(help=WORDS, metavar="[WORDS]", show_default=False)]


def takes(*names: str, in_words: bool = False) -> Callable[[Callable[..., None]], Body]:
    """The command's first argument becomes the request for these fields; its own options stay its own.

    Args:
        names: The fields.
        in_words: Whether they can be said without their options too.
    """

    def decorate(command: Callable[..., None]) -> Body:
        own = list(signature(command).parameters.values())[1:]
        first = [p.replace(kind=Parameter.KEYWORD_ONLY) for p in own if p.kind is Parameter.POSITIONAL_OR_KEYWORD]
        words = [Parameter("words", Parameter.KEYWORD_ONLY, default=None, annotation=Words)] if in_words else []

        def run(**options: Any) -> None:
            typed = options.pop("words", None) or ()
            rest = {parameter.name: options.pop(parameter.name) for parameter in own}
            said = {name: value for name, value in options.items() if value not in (None, [], False)}
            try:
                command(_read(said, typed, names, rest.get("config"), rest.get("formulary")), **rest)
            except Missing as why:
                why.do = f"for example: {example_in(command.__doc__ or '')}"
                raise

        run.__name__, run.__doc__ = command.__name__, command.__doc__
        signed = Signature([*words, *first, *map(_parameter, names)])
        setattr(run, "__signature__", signed)  # noqa: B010 - a function has no such attribute for mypy
        return run

    return decorate


def _read(
    said: dict[str, Any], words: Sequence[str], names: tuple[str, ...], config: Path | None, formulary: Path | None
) -> Request:
    """The request of what options and *words* say; the words may name local records."""
    if not words:
        return read(said)
    from ivigcalc.request.words import order

    catalogue = Catalogue(settings.load(config, formulary).formulary)
    return read({**said, **order(words, said, names, catalogue)})


def _parameter(name: str) -> Parameter:
    field = FIELDS[name]
    kind: Any = bool if field.flag else list[str] if field.many or field.by_phase else str
    said = typer.Option(
        None,
        option(name),
        *filter(None, (field.short,)),
        help=field.help,
        rich_help_panel=field.group,
        metavar=None if field.flag else field.metavar or "|".join(field.words),
        show_default=False,
    )
    return Parameter(name, Parameter.KEYWORD_ONLY, default=said, annotation=kind | None)
