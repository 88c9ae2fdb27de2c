"""A document as one printable A4 page after another: a single file without script or anything from elsewhere.

The only importer of jinja2. Every text is escaped, and what would steer a browser is written out.
"""

import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ivigcalc.core.course.agenda import Agenda
from ivigcalc.core.course.planned import Document
from ivigcalc.output import agenda
from ivigcalc.output.characters import visible
from ivigcalc.output.demand import not_in_stock
from ivigcalc.output.number import shown
from ivigcalc.output.words import dated, listed
from ivigcalc.output.worksheet import worksheet

# A date, a number with its unit, a formula's product: what a line must not break within.
_TOGETHER = re.compile(r"\d{4}-\d{2}-\d{2}|\d+(?:\.\d+)? (?:x \d+(?:\.\d+)? )?(?:%|[A-Za-z/]{1,9}(?![A-Za-z]))")


def render(document: Document, *, per_timetable: bool = False) -> str:
    """*document* as a worksheet, with every working and its source.

    Each infusion has a page, or with *per_timetable* each timetable.
    """
    made = worksheet(document, per_timetable=per_timetable)
    return _environment().get_template("worksheet.html").render(sheet=made)


def render_agenda(found: Agenda, version: str) -> str:
    """*found* as a list for the wall: each day with its infusions, what to know, and the vials to set aside."""
    return (
        _environment()
        .get_template("agenda.html")
        .render(
            agenda=found,
            span=agenda.span(found),
            say=agenda,
            stock=not_in_stock(found.runs_out, found.totals),
            iso=lambda day: "stock lasts" if day is None else day.isoformat(),
            shown=shown,
            dated=dated,
            listed=listed,
            made=f"ivigcalc {version}",
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("ivigcalc.output"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_harmless,
    )
    environment.filters["together"] = _together
    environment.globals["kind"] = lambda part: type(part).__name__
    return environment


def _harmless(value: Any) -> Any:
    """Whatever the template prints, but for what it made itself."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _together(text: str) -> Markup:
    """*text* escaped, its dates and amounts kept on one line."""
    text = visible(text)
    pieces = []
    end = 0
    for found in _TOGETHER.finditer(text):
        pieces += [escape(text[end : found.start()]), Markup("<span>%s</span>") % found[0]]
        end = found.end()
    return Markup("").join([*pieces, escape(text[end:])])
