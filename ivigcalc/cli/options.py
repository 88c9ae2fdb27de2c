"""Request fields as Typer options."""

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperOption

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.cli.help import GroupedCommand, example_in
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
_BUILT = "ivigcalc.options"  # those of fields, of which only the ones said are built
Words = Annotated[list[str] | None, typer.Argument(help=WORDS, metavar="[WORDS]", show_default=False)]


def takes(*names: str, in_words: bool = False) -> Callable[[Callable[..., None]], Body]:
    """The command's first argument becomes the request for these fields; its own options stay its own.

    Args:
        names: The fields: an ``OrderCommand`` has an option for each.
        in_words: Whether they can be said without their options too.
    """

    def decorate(command: Callable[..., None]) -> Body:
        own = list(signature(command).parameters.values())[1:]
        kind = Parameter.POSITIONAL_OR_KEYWORD
        words = [Parameter("words", kind, default=None, annotation=Words)] if in_words else []

        def run(**options: Any) -> None:
            typed = options.pop("words", None) or ()
            rest = {parameter.name: options.pop(parameter.name) for parameter in own}
            each = {name: list(value) if isinstance(value, tuple) else value for name, value in options.items()}
            said = {name: value for name, value in each.items() if value not in (None, [], False)}
            try:
                command(_read(said, typed, names, rest.get("config"), rest.get("formulary")), **rest)
            except Missing as why:
                why.do = f"for example: {example_in(command.__doc__ or '')}"
                raise

        run.__name__, run.__doc__ = command.__name__, command.__doc__
        run.__dict__ |= {"__signature__": Signature([*words, *own]), "fields": names}
        return run

    return decorate


class OrderCommand(GroupedCommand):
    """A command with an option for each field that it takes, which is built when it is said.

    All seventy are a twentieth of the time that a plan takes; they are built for the help, and for a word that is none
    of them, so that it can be told what was meant.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        names = {spelling: name for name in self.fields for spelling in (option(name), FIELDS[name].short)}
        said = {word.partition("=")[0] for word in args if word.startswith("-")}
        said.difference_update(*(param.opts for param in self.params if not _asks_for_help(param)))
        if said <= names.keys():
            ctx.meta[_BUILT] = [_option(name) for name in sorted({names[word] for word in said})]
        return super().parse_args(ctx, args)

    def get_params(self, ctx: Any) -> list[Any]:
        if _BUILT not in ctx.meta:
            ctx.meta[_BUILT] = [_option(name) for name in self.fields]
        return sorted([*super().get_params(ctx), *ctx.meta[_BUILT]], key=_asks_for_help)


def _asks_for_help(param: Any) -> bool:
    return not param.expose_value


def _read(
    said: dict[str, Any], words: Sequence[str], names: tuple[str, ...], config: Path | None, formulary: Path | None
) -> Request:
    """The request of what options and *words* say; the words may name local records."""
    if not words:
        return read(said)
    from ivigcalc.request.words import order

    catalogue = Catalogue(settings.load(config, formulary).formulary)
    return read({**said, **order(words, said, names, catalogue)})


def _option(name: str) -> TyperOption:
    field = FIELDS[name]
    return TyperOption(
        param_decls=[name, *filter(None, (option(name), field.short))],
        type=None if field.flag else str,
        is_flag=field.flag or None,
        multiple=field.many or bool(field.by_phase),
        metavar=None if field.flag else field.metavar or "|".join(field.words),
        help=field.help,
        rich_help_panel=field.group,
    )
