"""A forecast -> text blocks with bars, CSV and JSON."""

from collections.abc import Iterator
from datetime import date as Date
from decimal import Decimal

from ivigcalc.core.course.demand import Demand, RunOut
from ivigcalc.core.course.forecast import Ending, Forecast
from ivigcalc.core.course.scenarios import Scenario
from ivigcalc.output import csv
from ivigcalc.output.blocks import Block, Column, Facts, Heading, Paragraph, Table, Title
from ivigcalc.output.cost import cost_text, lacking_prices
from ivigcalc.output.json import render_found
from ivigcalc.output.number import shown
from ivigcalc.output.scenarios import scenario_blocks
from ivigcalc.output.words import dated, listed, several, tidy, vials

_MINUTES_IN_AN_HOUR = 60

COLUMNS = (
    "kind", "period", "product", "patients", "infusions", "planned_g", "volume_ml", "vials", "chair_minutes", "untimed",
    "vial_g", "stock", "needed", "date", "patient", "next_cycle",
    "to_order", "begins", "cost", "currency", "scenario",
)  # fmt: skip


def render_json(found: Forecast, version: str) -> str:
    """*found* as indented JSON, ASCII, with a line end."""
    return render_found("forecast", version, found)


def render_csv(found: Forecast) -> str:
    """*found* as one table; ``kind`` tells what a row is: demand, total, run-out, end or difference.

    The rows of a scenario have its name, those of the cohort as it stands none.
    """
    rows = list(_rows(found, found.currency))
    rows += [
        {"kind": "end", "patient": one.who, "date": _iso(one.last), "next_cycle": _iso(one.next_cycle)}
        for one in found.ends
    ]
    for one in found.scenarios:
        rows += [{**row, "scenario": one.name} for row in _rows(one, found.currency)]
        rows += [
            {
                **difference._asdict(),
                "kind": "difference",
                "vials": " ".join(f"{vial.count:+d} x {shown(vial.g, 'g')} g" for vial in difference.vials),
                "cost": difference.cost,
                "currency": found.currency,
                "scenario": one.name,
            }
            for difference in one.differences
        ]
    lines = [csv.line([csv.cell(row.get(name), name) for name in COLUMNS]) for row in rows]
    return csv.line(COLUMNS) + "".join(lines)


def _rows(found: Forecast | Scenario, currency: str | None) -> Iterator[dict[str, csv.Cell]]:
    for kind, demands in (("demand", found.periods), ("total", found.totals)):
        for one in demands:
            told: dict[str, csv.Cell] = {"vials": vials(one.vials), "begins": _iso(one.begins)}
            yield {**one._asdict(), **told, "kind": kind, "cost": one.cost, "currency": currency}
    for short in found.runs_out:
        yield {**short._asdict(), "kind": "run-out", "vial_g": short.g, "date": _iso(short.date)}


def _iso(day: Date | None) -> str:
    return "" if day is None else day.isoformat()


def sheet(found: Forecast) -> tuple[Block, ...]:
    """Everything that *found* says."""
    span = f"{_iso(found.from_)} to {_iso(found.until)}" if found.from_ and found.until else "no dates"
    blocks: list[Block] = [
        Title("Demand"),
        Facts((("Period", f"{span}, by {found.by}"), ("Patients", str(found.patients)))),
    ]
    if not found.periods:
        blocks.append(Paragraph("No infusions in this period."))
    for total in found.totals:
        blocks += _product(total, [one for one in found.periods if one.product == total.product], found)
    if missing := lacking_prices(found.unpriced):
        blocks.append(Paragraph(missing))
    if found.runs_out:
        blocks += stock(found.runs_out, found.totals)
    if found.ends and found.until:
        blocks += _ends(found.ends, found.until)
    if found.scenarios:
        blocks += scenario_blocks(found)
    return tuple(blocks)


def _product(total: Demand, periods: list[Demand], found: Forecast) -> Iterator[Block]:
    yield Heading(total.product)
    yield _planned(periods, found)
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
    chair = "Chair time: pump time plus observation"
    if total.untimed:
        chair += f"; no rate on file for {total.untimed} of {several(total.infusions, 'infusion')}"
    cost = f", {cost_text(total.cost)} {found.currency}" if total.cost is not None else ""
    yield Paragraph(f"Total {shown(total.planned_g, 'g')} g{cost}. {chair}.")


def _planned(periods: list[Demand], found: Forecast) -> Table:
    """Grams with bars, and what they cost."""
    most = max(one.planned_g for one in periods)
    return tidy(
        Column("Period"),
        Column("Starts"),
        Column("Planned", "g", right=True),
        Column("Cost", found.currency or "", right=True),
        rows=[
            (
                one.period,
                dated(one.begins) if found.by == "week" and one.begins else "",
                shown(one.planned_g, "g"),
                cost_text(one.cost) if found.currency else "",
            )
            for one in periods
        ],
        bars=tuple(one.planned_g / most if most else Decimal(0) for one in periods),
    )


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
        Column("First day short", prose=True),
        rows=[
            (
                one.product,
                shown(one.g, "g"),
                str(one.stock),
                str(one.needed),
                str(one.to_order),
                _iso(one.date) if one.date else "none: stock lasts",
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
    return f"Not in the inventory, so stock unknown: {listed(others)}." if others else ""


def _ends(rows: tuple[Ending, ...], until: Date) -> Iterator[Block]:
    yield Heading("Plans ending")
    yield Paragraph(
        f"Plans of {several(len(rows), 'patient')} end although another cycle would start by {until}. "
        "Nothing is counted after a plan ends."
    )
    yield Table(
        (Column("Patient", prose=True), Column("Last infusion"), Column("Next cycle would start")),
        tuple((one.who, _iso(one.last) or "given already", _iso(one.next_cycle)) for one in rows),
    )
