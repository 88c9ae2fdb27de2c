"""A forecast -> text blocks with bars, CSV and JSON."""

from collections.abc import Iterator
from datetime import date as Date
from decimal import Decimal

from ivigcalc.core.course.demand import Demand, Ending, Forecast, RunOut
from ivigcalc.output import csv
from ivigcalc.output.blocks import Block, Column, Facts, Heading, Paragraph, Table, Title
from ivigcalc.output.json import render_found
from ivigcalc.output.number import shown
from ivigcalc.output.words import listed, several, tidy, vials

_MINUTES_IN_AN_HOUR = 60

COLUMNS = (
    "kind", "period", "product", "patients", "infusions", "planned_g", "volume_ml", "vials", "chair_minutes", "untimed",
    "vial_g", "stock", "needed", "date", "patient", "next_cycle",
    "to_order",
)  # fmt: skip


def render_json(found: Forecast, version: str) -> str:
    """*found* as indented JSON, ASCII, with a line end."""
    return render_found("forecast", version, found)


def render_csv(found: Forecast) -> str:
    """*found* as one table; ``kind`` tells what a row is: demand, total, run-out or end."""
    rows: list[dict[str, csv.Cell]] = []
    for kind, demands in (("demand", found.periods), ("total", found.totals)):
        rows += [{"kind": kind, **one._asdict(), "vials": vials(one.vials)} for one in demands]
    rows += [{"kind": "run-out", **one._asdict(), "vial_g": one.g, "date": _iso(one.date)} for one in found.runs_out]
    rows += [
        {"kind": "end", "patient": one.who, "date": _iso(one.last), "next_cycle": _iso(one.next_cycle)}
        for one in found.ends
    ]
    lines = [csv.line([csv.cell(row.get(name), name) for name in COLUMNS]) for row in rows]
    return csv.line(COLUMNS) + "".join(lines)


def _iso(day: Date | None) -> str:
    return "" if day is None else day.isoformat()


def sheet(found: Forecast) -> tuple[Block, ...]:
    """Everything that *found* says."""
    span = f"{_iso(found.from_)} to {_iso(found.until)}" if found.from_ and found.until else "no dates"
    blocks: list[Block] = [
        Title("Demand"),
        Facts((("Time", f"{span}, by {found.by}"), ("Patients", str(found.patients)))),
    ]
    if not found.periods:
        blocks.append(Paragraph("No infusion falls in this time."))
    for total in found.totals:
        blocks += _product(total, [one for one in found.periods if one.product == total.product])
    if found.runs_out:
        blocks += stock(found.runs_out, found.totals)
    if found.ends and found.until:
        blocks += _ends(found.ends, found.until)
    return tuple(blocks)


def _product(total: Demand, periods: list[Demand]) -> Iterator[Block]:
    most = max(one.planned_g for one in periods)
    yield Heading(total.product)
    yield Table(
        (Column("Period"), Column("Planned", "g", right=True)),
        tuple((one.period, shown(one.planned_g, "g")) for one in periods),
        tuple(one.planned_g / most if most else Decimal(0) for one in periods),
    )
    yield Table(
        (
            Column("Period"),
            Column("Patients", right=True),
            Column("Infusions", right=True),
            Column("Volume", "mL", right=True),
            Column("Vials", prose=True),
            Column("Chair time"),
        ),
        tuple(
            (
                one.period,
                str(one.patients),
                str(one.infusions),
                shown(one.volume_ml, "ml"),
                vials(one.vials) or "none on file",
                _chair(one),
            )
            for one in [*periods, total]
        ),
    )
    chair = "Chair time is pump time and observation"
    if total.untimed:
        chair += f"; no rate is on file for {total.untimed} of {several(total.infusions, 'infusion')}"
    yield Paragraph(f"In all {shown(total.planned_g, 'g')} g. {chair}.")


def _chair(one: Demand) -> str:
    if one.chair_minutes is None:
        return "not known"
    hours, minutes = divmod(one.chair_minutes, _MINUTES_IN_AN_HOUR)
    return f"{hours} h {shown(minutes, 'minutes')} min"


def stock(rows: tuple[RunOut, ...], needed: tuple[Demand, ...]) -> Iterator[Block]:
    """What is in stock, needed and to order, and which products *needed* are not in the inventory."""
    yield Heading("Stock")
    yield tidy(
        Column("Product"),
        Column("Vial", "g", right=True),
        Column("In stock", right=True),
        Column("Needed", right=True),
        Column("To order", right=True),
        Column("First day not served", prose=True),
        rows=[
            (
                one.product,
                shown(one.g, "g"),
                str(one.stock),
                str(one.needed),
                str(one.to_order),
                _iso(one.date) if one.date else "none: the stock lasts",
            )
            for one in rows
        ],
    )
    missing = not_in_stock(rows, needed)
    if missing:
        yield Paragraph(missing)


def not_in_stock(rows: tuple[RunOut, ...], needed: tuple[Demand, ...]) -> str:
    """Which products *needed* are not in the inventory at all; empty where each is."""
    known = {one.product for one in rows}
    others = [one.product for one in needed if one.product not in known]
    return f"Not in the inventory, so that nothing is said of its stock: {listed(others)}." if others else ""


def _ends(rows: tuple[Ending, ...], until: Date) -> Iterator[Block]:
    yield Heading("Plans that end")
    yield Paragraph(
        f"The plan of {several(len(rows), 'patient')} ends although another cycle would begin by {until}. "
        "Nothing is counted beyond the end of a plan."
    )
    yield Table(
        (Column("Patient", prose=True), Column("Last infusion"), Column("Next cycle would begin")),
        tuple((one.who, _iso(one.last) or "given already", _iso(one.next_cycle)) for one in rows),
    )
