"""``ivigcalc catalogue``: what is on file, where each number comes from, and whether a local formulary is sound."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ivigcalc import __version__
from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import KINDS
from ivigcalc.cli.common import TEXT_OR_JSON, Config, Formulary, NoPager, OutputFile, format_of
from ivigcalc.cli.emit import emit
from ivigcalc.cli.help import Commands, GroupedCommand
from ivigcalc.cli.run import INVALID_FILE
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.printed.regimen import Regimen
from ivigcalc.core.soundness.consistency import references
from ivigcalc.core.wording import spelled
from ivigcalc.output.catalogue import listed, render_json, render_list, render_record, shown
from ivigcalc.request import settings
from ivigcalc.request.fields import option

group = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="What is on file, and where each number comes from.\n\nExample: ivigcalc catalogue show octagam-10",
)

Kind = Annotated[str, typer.Argument(help=", ".join(KINDS) + ".", metavar="KIND", show_default=False)]
Id = Annotated[
    str, typer.Argument(help="An id or alias of any kind, or REGIMEN/VARIANT.", metavar="ID", show_default=False)
]
Folder = Annotated[Path, typer.Argument(help="The folder of a local formulary.", metavar="DIR", show_default=False)]
Format = Annotated[
    str | None,
    typer.Option("--format", "-f", parser=str.lower, help="text or json.", rich_help_panel="Output", metavar="FORMAT"),
]


@group.command("list", cls=GroupedCommand)
def list_(
    kind: Kind,
    format: Format = None,
    output: OutputFile = None,
    no_pager: NoPager = False,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """List the records of a kind; of sources also how many of each tier, and the oldest date seen.

    Example: ivigcalc catalogue list products
    """
    as_json = _as_json(format_of(format, output, TEXT_OR_JSON))
    folder = kind.lower().replace("-", "_")
    if folder not in KINDS:
        raise Unreadable(f"no kind {kind!r}; there are {', '.join(KINDS)}")
    habits = settings.load(config, formulary)
    catalogue = Catalogue(habits.formulary)
    of = KINDS[folder]
    found = listed(folder, [(catalogue.record(of, id), catalogue.is_local(of, id)) for id in catalogue.ids(of)])
    emit(
        render_json(found, __version__) if as_json else render_list(found), output, None if no_pager else habits.pager()
    )


@group.command("show", cls=GroupedCommand)
def show(
    id: Id,
    format: Format = None,
    output: OutputFile = None,
    no_pager: NoPager = False,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """Show everything on file about a record, with the source of each number, and what is not on file.

    Example: ivigcalc catalogue show octagam-10
    """
    as_json = _as_json(format_of(format, output, TEXT_OR_JSON))
    habits = settings.load(config, formulary)
    catalogue = Catalogue(habits.formulary)
    said, _, wanted = id.partition("/")
    kind, record = catalogue.anywhere(said)
    if wanted:
        record = _variant(record, wanted)
    sources = catalogue.sources({name for _, other, name in references(record) if other == "sources"})
    found = shown(kind.folder, record, catalogue.is_local(kind, record.id), sources)
    emit(
        render_json(found, __version__) if as_json else render_record(found),
        output,
        None if no_pager else habits.pager(),
    )


@group.command("check", cls=GroupedCommand)
def check(folder: Folder) -> None:
    """Check a local formulary without planning: one line per fault, and exit 4 when there is one.

    Example: ivigcalc catalogue check formulary
    """
    count, faults = Catalogue(folder).check()
    if not faults:
        emit(f"{count} record{'' if count == 1 else 's'}, no fault\n", None)
        return
    emit("".join(f"{spelled(fault, option)}\n" for fault in faults).encode("ascii", "backslashreplace").decode(), None)
    print(f"ivigcalc: {len(faults)} fault{'' if len(faults) == 1 else 's'} in {count} records", file=sys.stderr)
    raise typer.Exit(INVALID_FILE)


def _variant(record: object, wanted: str) -> Regimen:
    """The regimen with the one variant that was asked for."""
    variants = record.variants if isinstance(record, Regimen) else ()
    found = tuple(variant for variant in variants if variant.id == wanted)
    if not isinstance(record, Regimen) or not found:
        known = ", ".join(variant.id for variant in variants)
        raise Unreadable(f"no variant {wanted!r}" + (f"; on file are {known}" if known else "; only regimens have any"))
    return record._replace(variants=found)


def _as_json(format: str | None) -> bool:
    if format not in (None, "auto", "text", "json"):
        raise Unreadable(f"--format {format!r}: write text or json")
    return format == "json"
