"""``ivigcalc catalogue``: what is on file, where each number comes from, and whether a local formulary is sound."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ivigcalc import __version__
from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.copied import TEMPLATES, template, text_of_record
from ivigcalc.catalogue.kinds import KINDS, PRODUCTS, REGIMENS
from ivigcalc.catalogue.sought import Sought
from ivigcalc.cli.common import TEXT_OR_JSON, Config, Formulary, NoPager, OutputFile, PlainFile, format_of
from ivigcalc.cli.emit import emit
from ivigcalc.cli.help import Commands, GroupedCommand
from ivigcalc.cli.run import INVALID_FILE
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.printed.regimen import Regimen
from ivigcalc.core.soundness.consistency import references
from ivigcalc.core.wording import spelled
from ivigcalc.output.catalogue import listed, listed_kinds, render_json, render_list, render_record, shown
from ivigcalc.request import settings
from ivigcalc.request.fields import FIELDS, option
from ivigcalc.request.reading import concentration

_FILTERS = "Which"

group = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Records on file, with the source of each number.\n\nExample: ivigcalc catalogue show octagam-10",
)

Kind = Annotated[
    str | None,
    typer.Argument(help=", ".join(KINDS) + ". Without it: the kinds.", metavar="[KIND]", show_default=False),
]
Template = Annotated[
    str,
    typer.Argument(help=f"{', '.join(TEMPLATES[:-1])} or {TEMPLATES[-1]}.", metavar="TEMPLATE", show_default=False),
]
NewId = Annotated[str, typer.Argument(help="The id of the new record, which names its file.", metavar="NEW-ID")]
Id = Annotated[
    str, typer.Argument(help="An id or alias of any kind, or REGIMEN/VARIANT.", metavar="ID", show_default=False)
]
Folder = Annotated[Path, typer.Argument(help="The folder of a local formulary.", metavar="DIR", show_default=False)]
Format = Annotated[
    str | None,
    typer.Option("--format", "-f", parser=str.lower, help="text or json.", rich_help_panel="Output", metavar="FORMAT"),
]
OrToml = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        parser=str.lower,
        help="text, json or toml (the file, to copy into a formulary).",
        rich_help_panel="Output",
        metavar="FORMAT",
    ),
]
Market = Annotated[
    str | None,
    typer.Option(help="Products of this market.", rich_help_panel=_FILTERS, metavar="ID", show_default=False),
]
Strength = Annotated[
    str | None,
    typer.Option(help="Products of this strength: 10%.", rich_help_panel=_FILTERS, metavar="STRENGTH"),
]
For = Annotated[
    str | None,
    typer.Option(help="Products whose label names it.", rich_help_panel=_FILTERS, metavar="ID", show_default=False),
]


# 9 parameters: one for each option
@group.command("list", cls=GroupedCommand)
def list_(
    kind: Kind = None,
    market: Market = None,
    strength: Strength = None,
    indication: For = None,
    format: Format = None,
    output: OutputFile = None,
    no_pager: NoPager = False,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """List the records of a kind, or the kinds; of sources also how many of each tier, and the oldest date seen.

    Example: ivigcalc catalogue list products --market us --indication mmn
    """
    as_json = _as_json(format_of(format, output, TEXT_OR_JSON))
    folder = "" if kind is None else kind.lower().replace("-", "_")
    if folder and folder not in KINDS:
        raise Unreadable(f"no kind {kind!r}; there are {', '.join(KINDS)}")
    habits = settings.load(config, formulary)
    catalogue = Catalogue(habits.formulary)
    sought = _sought(folder, market, strength, indication, catalogue)
    if folder:
        of = KINDS[folder]
        ids = [id for id in catalogue.ids(of) if sought is None or sought.fits(catalogue.record(PRODUCTS, id))]
        found = listed(folder, [(catalogue.record(of, id), catalogue.is_local(of, id)) for id in ids])
    else:
        found = listed_kinds((one.folder, one.singular, len(catalogue.ids(one))) for one in KINDS.values())
    emit(render_json(found, __version__) if as_json else render_list(found), output, None if no_pager else habits.pager)


@group.command("show", cls=GroupedCommand)
def show(
    id: Id,
    format: OrToml = None,
    output: OutputFile = None,
    no_pager: NoPager = False,
    config: Config = None,
    formulary: Formulary = None,
) -> None:
    """Show everything on file about a record, with the source of each number, and what is not on file.

    Example: ivigcalc catalogue show octagam-10
    """
    chosen = format_of(format, output, {**TEXT_OR_JSON, ".toml": "toml"})
    as_json = chosen != "toml" and _as_json(chosen, "text, json or toml")
    habits = settings.load(config, formulary)
    catalogue = Catalogue(habits.formulary)
    said, _, wanted = id.partition("/")
    kind, record = catalogue.anywhere(said)
    if chosen == "toml":
        if wanted:
            raise Unreadable(f"{id}: a record is copied whole", f"write catalogue show {said} --format toml")
        emit(text_of_record(catalogue, kind, record.id), output, None if no_pager else habits.pager)
        return
    if wanted:
        record = _variant(record, wanted)
    sources = catalogue.sources({name for _, other, name in references(record) if other == "sources"})
    found = shown(kind.folder, record, catalogue.is_local(kind, record.id), sources)
    emit(
        render_json(found, __version__) if as_json else render_record(found),
        output,
        None if no_pager else habits.pager,
    )


@group.command("new", cls=GroupedCommand)
def new(
    kind: Template, id: NewId, output: PlainFile = None, config: Config = None, formulary: Formulary = None
) -> None:
    """Write a commented template for a record of a local formulary: what each line is, and which may be omitted.

    Example: ivigcalc catalogue new product our-brand -o our-brand.toml
    """
    catalogue = Catalogue(settings.load(config, formulary).formulary)
    emit(template(kind, id, catalogue), output)


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
        raise Unreadable(f"no variant {wanted!r}" + (f"; on file: {known}" if known else "; only regimens have any"))
    return record._replace(variants=found)


def _sought(
    folder: str, market: str | None, strength: str | None, indication: str | None, catalogue: Catalogue
) -> Sought | None:
    """What the listed products must have; None where nothing was said."""
    said = {"--market": market, "--strength": strength, "--indication": indication}
    options = [name for name, value in said.items() if value is not None]
    if not options:
        return None
    if folder != PRODUCTS.folder:
        raise Unreadable(f"{options[0]}: only products are listed by it", "write catalogue list products")
    return Sought(
        None if market is None else str(FIELDS["market"].read(market)),
        None if strength is None else concentration(strength),
        None if indication is None else catalogue.record(REGIMENS, indication).id,
    )


def _as_json(format: str | None, write: str = "text or json") -> bool:
    if format not in (None, "auto", "text", "json"):
        raise Unreadable(f"--format {format!r}: write {write}")
    return format == "json"
