"""What the planning commands share: where a request comes from, and how a document goes out."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.cli.emit import emit
from ivigcalc.core.alerts import open_stops
from ivigcalc.core.course.planned import Document
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import how_many
from ivigcalc.documents.intake import COSTED, TAKES
from ivigcalc.request import settings
from ivigcalc.request.fields import option
from ivigcalc.request.reading import whole
from ivigcalc.request.request import Request

if TYPE_CHECKING:
    from ivigcalc.output.blocks import Block

STOPPED, NEEDS_A_PERSON = 3, 5
# The format that the ending of a file says.
ENDINGS = {".html": "html", ".json": "json", ".csv": "csv", ".ics": "ics", ".txt": "text"}
TEXT_OR_JSON = {ending: ENDINGS[ending] for ending in (".txt", ".json")}
_OUT = "Output"


def named(text: str) -> str:
    """What names a file or folder: an empty text, such as that of an unset variable, would be the folder in use."""
    if not text.strip():
        raise Unreadable("empty: name a file or folder, or omit the option")
    return text


def _path(text: str) -> Path:
    return Path(named(text))


RequestFile = Annotated[
    Path | None,
    typer.Option(
        "--request",
        parser=_path,
        help="Read the request from a JSON or TOML file or a saved plan; command-line options override it.",
        rich_help_panel=_OUT,
        metavar="FILE",
    ),
]
FromCycle = Annotated[
    str | None,
    typer.Option(
        "--from-cycle",
        help="With --request: changes apply from this cycle.",
        rich_help_panel="Dates",
        metavar="N",
    ),
]
FailOn = Annotated[
    str | None,
    typer.Option(
        "--fail-on", parser=str.lower, help="Exit 5 if there is a caution.", rich_help_panel=_OUT, metavar="caution"
    ),
]
PlanFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        parser=str.lower,
        help="auto, table, text, json, csv, ics or html.",
        rich_help_panel=_OUT,
        metavar="FORMAT",
    ),
]
OutputFile = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        parser=named,
        help="Write to a file, whole or not at all; unless --format is given, its ending chooses the format.",
        rich_help_panel=_OUT,
        metavar="FILE",
    ),
]
PlainFile = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        parser=named,
        help="Write to a file, whole or not at all.",
        rich_help_panel=_OUT,
        metavar="FILE",
    ),
]
Explain = Annotated[bool, typer.Option("--explain", help="Show every working with its source.", rich_help_panel=_OUT)]
Brief = Annotated[
    bool, typer.Option("--brief", help="The first block alone: the plan at a glance.", rich_help_panel=_OUT)
]
Only = Annotated[
    str | None,
    typer.Option(
        "--only",
        parser=str.lower,
        help="Of a calendar file the infusions alone, without checks and steroid doses.",
        rich_help_panel=_OUT,
        metavar="infusions",
    ),
]
PagePer = Annotated[
    str | None,
    typer.Option(
        "--page-per",
        parser=str.lower,
        help="Of a worksheet (html) a page for each infusion, with its date, or for each timetable.",
        rich_help_panel=_OUT,
        metavar="infusion|timetable",
    ),
]
NoPager = Annotated[
    bool, typer.Option("--no-pager", help="Print on, past the end of the screen.", rich_help_panel=_OUT)
]
Config = Annotated[
    Path | None,
    typer.Option("--config", parser=_path, help="A TOML file of local defaults.", rich_help_panel=_OUT, metavar="FILE"),
]
Formulary = Annotated[
    Path | None,
    typer.Option(
        "--formulary",
        parser=_path,
        help="A folder of local records, which override those shipped.",
        rich_help_panel=_OUT,
        metavar="DIR",
    ),
]


def format_of(format: str | None, output: str | None, endings: Mapping[str, str] = ENDINGS) -> str | None:
    """The *format* that was said, else the one that the ending of the file *output* says; None where neither says one.

    Raises:
        Unreadable: An ending that no format has.
    """
    ending = "" if output is None else Path(output).suffix.lower()
    if format is not None or not ending:
        return format
    if ending not in endings:
        *before, last = endings
        printed = "; a browser prints .html as PDF" if ending == ".pdf" and ".html" in endings else ""
        raise Unreadable(
            f"--output {output}: no format has the ending {ending}; write {', '.join(before)} or {last}, or give "
            f"--format{printed}"
        )
    return endings[ending]


class Run(NamedTuple):
    """What one run needs: the request (options over request file over habits), the records, and what comes out."""

    request: Request
    catalogue: Catalogue
    format: str
    settings: settings.Settings


def prepare(
    said: Request, name: str, *, request: Path | None, config: Path | None, formulary: Path | None, format: str | None
) -> Run:
    """Put together what was said for the document *name* on the line, in a request file and in the configuration."""
    found = settings.load(config, formulary)
    if request is not None:
        from ivigcalc.request.files import load, request_in

        base = request_in(load(request), request)
    else:
        base = found.habits(said.said, TAKES[name])
    format = found.format or "auto" if format is None else format
    catalogue = Catalogue(found.formulary)
    asked = said.filled_from(base.reused(said))
    if found.stocked and request is None:
        from ivigcalc.documents.stocked import checked

        asked = asked._replace(stocked=checked(found.stocked, asked.market, catalogue))
    if found.prices is not None and request is None and name in COSTED:
        from ivigcalc.documents.priced import checked as checked_prices

        asked = asked._replace(prices=checked_prices(found.prices, found.origins["prices"], catalogue))
    return Run(asked, catalogue, format, found)


def from_cycle_on(run: Run, request: Path | None, cycle: str, said: Request) -> Run:
    """The request of *run* with what was said anew from a *cycle* on.

    Raises:
        Unreadable: *cycle* is no number, or there is no saved request to continue.
    """
    try:
        from_cycle = whole(cycle)
    except Unreadable as why:
        raise Unreadable(f"--from-cycle: {why.sentence(option)}") from None
    if request is None:
        raise Unreadable("--from-cycle continues a saved plan: give the plan with --request, such as plan.json")
    return run._replace(request=run.request.changed(from_cycle, said))


class Shown(NamedTuple):
    """How a document goes out, as it was said."""

    output: str | None
    explain: bool = False
    brief: bool = False
    no_pager: bool = False
    only: str | None = None
    page_per: str | None = None


def finish(document: Document, run: Run, how: Shown, *, fail_on: str | None = None) -> None:
    """Render and emit *document*, then leave with the status that its alerts give it.

    Raises:
        Unreadable: No such format, one that has no first block to be brief with, ``--only`` of what is no calendar
            file, ``--page-per`` of what is no worksheet, or one of these with another word.
        typer.Exit: Status 3 after a stop not accepted, 5 where ``--fail-on`` fires.
    """
    check_fail_on(fail_on)
    format, to_file = run.format, how.output not in (None, "-")
    if how.brief and format not in ("auto", "table", "text"):
        raise Unreadable(f"--brief: {format} has no first block; write --format text or table")
    if how.only not in (None, "infusions"):
        raise Unreadable(f"--only {how.only!r}: write infusions")
    if how.only and format != "ics":
        raise Unreadable(
            "--only infusions: it is of a calendar file; write --format ics, or an --output that ends in .ics"
        )
    if how.page_per not in (None, "infusion", "timetable"):
        raise Unreadable(f"--page-per {how.page_per!r}: write infusion or timetable")
    if how.page_per and format != "html":
        raise Unreadable("--page-per: it is of a worksheet; write --format html, or an --output that ends in .html")
    brief = how.brief or (run.settings.brief and format == "auto" and sys.stdout.isatty() and not to_file)
    text = render(document, format, how, brief=brief, to_file=to_file)
    emit(text, how.output, None if how.no_pager else run.settings.pager)
    if format == "ics" and not document.label:
        print(
            "ivigcalc: no reference (--label): in one calendar, another patient's plan without one replaces "
            "these events",
            file=sys.stderr,
        )
    status = _status(document, fail_on)
    if status:
        raise typer.Exit(status)


def check_fail_on(said: str | None) -> None:
    """Refuse a word that ``--fail-on`` does not know."""
    if said not in (None, "caution"):
        raise Unreadable(f"--fail-on {said!r}: write caution")


def render(document: Document, format: str, how: Shown, *, brief: bool, to_file: bool) -> str:
    """The text of *document* in *format*; ``auto`` is the table on a terminal that is wide enough, else ``text``.

    Only the output that is named is imported.

    Raises:
        Unreadable: No such format, or one that this document does not have.
    """
    if format == "json":
        from ivigcalc.output import json

        return json.render(document)
    if format == "csv":
        from ivigcalc.output import csv

        return csv.render(document)
    if format == "ics":
        from ivigcalc.output import ics

        return ics.render(document, document.zone, infusions_alone=how.only is not None)
    if format == "html":
        from ivigcalc.output import html

        return html.render(document, per_timetable=how.page_per == "timetable")
    if format in ("auto", "table", "text"):
        from ivigcalc.output.sheet import sheet

        return laid_out(sheet(document, explain=how.explain, brief=brief), format, to_file=to_file)
    raise Unreadable(f"--format {format!r}: write auto, table, text, json, csv, ics or html")


def laid_out(blocks: tuple["Block", ...], format: str, *, to_file: bool) -> str:
    """*blocks* as the table, or plain text: of a fixed width, but for a terminal that is narrower."""
    from ivigcalc.output import text

    if format == "text":
        return text.laid_out(blocks)
    terminal = settings.terminal(sys.stdout)
    if format == "auto" and (to_file or not terminal.tables or terminal.width < text.WIDTH):
        narrow = sys.stdout.isatty() and not to_file
        return text.laid_out(blocks, min(terminal.width, text.WIDTH) if narrow else text.WIDTH)
    from ivigcalc.output import table

    width = text.WIDTH if to_file else terminal.width
    return table.laid_out(blocks, width, color=terminal.color and not to_file, links=terminal.links and not to_file)


def _status(document: Document, fail_on: str | None) -> int:
    stops = open_stops(document.plan.alerts)
    if stops:
        codes = ", ".join(dict.fromkeys(alert.code for alert in stops))
        print(f"ivigcalc: do not use as it stands: {codes}", file=sys.stderr)
        return STOPPED
    cautions = [alert for alert in document.plan.alerts if alert.severity == "caution"]
    if fail_on == "caution" and cautions:
        print(f"ivigcalc: --fail-on caution: {how_many(len(cautions), 'caution')}", file=sys.stderr)
        return NEEDS_A_PERSON
    return 0
