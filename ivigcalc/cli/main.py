"""The commands: only the one that is named is imported and built."""

from importlib import import_module
from typing import Annotated

import typer

from ivigcalc import __version__
from ivigcalc.cli.help import Program
from ivigcalc.cli.options import OrderCommand
from ivigcalc.documents.intake import TAKES

COMMANDS = (
    "plan",
    "weight",
    "dose",
    "rates",
    "calendar",
    "taper",
    "compare",
    "batch",
    "forecast",
    "agenda",
    "check",
    "catalogue",
    "schema",
    "completions",
)


def _show_version(said: bool) -> None:
    if said:
        typer.echo(f"ivigcalc {__version__}")
        raise typer.Exit


def application(named: str | None) -> typer.Typer:
    """The application with the command *named*, or with all of them when none is."""
    made = typer.Typer(
        cls=Program,
        add_completion=False,  # static files are shipped; the user's shell files are never edited
        rich_markup_mode=None,  # plain help starts faster and is the same in every terminal
        pretty_exceptions_enable=False,  # frames hold patient data
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )

    @made.callback()
    def ivigcalc(
        version: Annotated[
            bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
        ] = False,
        debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an internal error.")] = False,
        no_color: Annotated[bool, typer.Option("--no-color", help="No colour on any stream.")] = False,
    ) -> None:
        """IVIg dosing and scheduling, with a citation for every number."""

    for name in (named,) if named in COMMANDS else COMMANDS:
        if name in TAKES and name != "plan":
            from ivigcalc.cli.document import command_of

            made.command(name, cls=OrderCommand)(command_of(name))
            continue
        module = import_module(f"ivigcalc.cli.{name}")
        if hasattr(module, "group"):
            made.add_typer(module.group, name=name)
        else:
            made.command(name, cls=OrderCommand)(module.command)
    return made
