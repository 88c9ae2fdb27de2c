"""Plan -> CSV: one row per infusion, and one per day of a steroid pulse.

Every cell is a number or a text that no spreadsheet takes for a formula.
"""

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

from ivigcalc.core.course.needs import Concern, concerns_of
from ivigcalc.core.course.planned import Alert, Document, InfusionRow, PlannedDay, PlannedPhase, PulseRow
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.formula import kept_a_text
from ivigcalc.core.wording import spelled
from ivigcalc.output.characters import visible
from ivigcalc.output.number import shown
from ivigcalc.output.words import option, what_changed

COLUMNS = (
    "label", "changes", "document", "product", "product_name", "market", "concentration_g_per_l", "indication",
    "regimen", "dosing_weight_kg", "phase", "cycle", "day", "date", "planned_date", "moved_days", "moved_because",
    "given", "start", "end", "end_date", "dose_g", "volume_ml", "vials", "opened_g", "waste_g", "pump_minutes",
    "observe_minutes", "highest_rate_ml_per_h", "cycle_calculated_g", "cycle_planned_g", "cycle_difference_percent",
    "steroid", "steroid_mg", "alerts", "version", "digest",
    "pulse", "pulse_day", "pulse_mg",
    "interval_days", "tz", "concerns",
)  # fmt: skip

_SPELLING = option
_AS_SAID = (
    "label",
    "changes",
    "alerts",
    "patient",
    "concerns",
)  # columns with texts of the user, which stay as they were said

_OF_THE_PRODUCT = ("product", "product_name", "market", "concentration_g_per_l")

Cell = str | Decimal | int | bool | None


def render(document: Document) -> str:
    """The infusions of *document* below a head line, as UTF-8 with line feeds.

    Raises:
        Unreadable: The document has no infusions.
    """
    if document.name in ("weight", "compare"):
        from ivigcalc.output import csv_side_by_side

        return (csv_side_by_side.weights if document.name == "weight" else csv_side_by_side.products)(document)
    body = rows(document)
    if not body:
        raise Unreadable(f"a row of CSV is an infusion, and {document.name} has none", "write json or text")
    return head() + body


def head() -> str:
    """The names of the columns, as a line."""
    return line(COLUMNS)


def rows(document: Document) -> str:
    """The rows alone: one per date and one per pulse day, or without dates one per day of each phase."""
    return "".join(line([cells.get(name, "") for name in COLUMNS]) for cells in _rows(document))


def line(cells: tuple[str, ...] | list[str]) -> str:
    """*cells* as one line of CSV."""
    page = StringIO()
    csv.writer(page, lineterminator="\n").writerow(cells)
    return page.getvalue()


def _rows(document: Document) -> Iterator[dict[str, str]]:
    plan = document.plan
    everywhere = _everywhere(document)
    phases = {phase.name: phase for phase in plan.phases}
    dated = any(isinstance(row, InfusionRow) for row in plan.calendar)
    for row in plan.calendar if dated else ():
        if isinstance(row, PulseRow):
            yield {**everywhere, **_of_pulse(row)}
        if isinstance(row, InfusionRow):
            phase = phases.get(row.phase)
            day = next((day for day in phase.days if day.day == row.day), None) if phase else None
            yield {**everywhere, **_of_phase(phase, plan.alerts), **_of_day(day), **_of_date(row)}
    if not dated:
        for phase in plan.phases:
            for day in phase.days:
                yield {**everywhere, **_of_phase(phase, plan.alerts), **_of_day(day)}


def _everywhere(document: Document) -> dict[str, str]:
    plan, product, treated = document.plan, document.plan.product, document.plan.indication
    said: dict[str, Cell] = {
        "label": str(document.said.get("label", "")),
        "document": document.name,
        "product": product.id if product else None,
        "product_name": product.name if product else None,
        "market": product.market if product else None,
        "concentration_g_per_l": product.concentration_g_per_l if product else None,
        "indication": treated.id if treated else None,
        "regimen": treated.regimen if treated else None,
        "dosing_weight_kg": plan.dosing_weight.kg if plan.dosing_weight else None,
        "steroid": plan.taper.drug if plan.taper else None,
        "changes": "; ".join(f"from cycle {one.from_cycle}: {what_changed(one)}" for one in plan.changes),
        "alerts": _alerts(plan.alerts),
        "version": document.version,
        "digest": document.digest,
        "tz": document.zone,
    }
    return _cells(said)


def _of_phase(phase: PlannedPhase | None, alerts: tuple[Alert, ...]) -> dict[str, str]:
    if phase is None:
        return {}
    said: dict[str, Cell] = {
        "phase": phase.name,
        "cycle_calculated_g": phase.calculated_g,
        "cycle_planned_g": phase.planned_g,
        "cycle_difference_percent": phase.difference_percent,
        "interval_days": phase.interval_days,
        "concerns": "; ".join(map(_concern, concerns_of(alerts, phase.name))),
    }
    if phase.product is not None:
        said |= {
            "product": phase.product.id,
            "product_name": phase.product.name,
            "market": phase.product.market,
            "concentration_g_per_l": phase.product.concentration_g_per_l,
        }
    return _cells(said)


def _of_day(day: PlannedDay | None) -> dict[str, str]:
    if day is None:
        return {}
    pump = day.infusion
    return _cells(
        {
            "day": day.day,
            "dose_g": day.dose_g,
            "volume_ml": day.volume_ml,
            "vials": "+".join(f"{vial.count}x{shown(vial.g, 'g')}g" for vial in day.vials),
            "opened_g": day.opened_g,
            "waste_g": day.waste_g,
            "pump_minutes": pump.total_minutes if pump else None,
            "observe_minutes": pump.observe_minutes if pump else None,
            "highest_rate_ml_per_h": max(step.ml_per_h for step in pump.steps) if pump else None,
        }
    )


def _of_date(row: InfusionRow) -> dict[str, str]:
    return _cells(
        {
            "phase": row.phase,
            "cycle": row.cycle,
            "day": row.day,
            "date": row.date.isoformat(),
            "planned_date": row.planned_date.isoformat(),
            "moved_days": row.moved_days,
            "moved_because": row.moved_because,
            "given": row.given,
            "start": row.start,
            "end": row.end,
            "end_date": row.end_date.isoformat() if row.end_date else None,
            "dose_g": row.dose_g,
            "volume_ml": row.volume_ml,
            "steroid_mg": row.steroid_mg,
        }
    )


def _of_pulse(row: PulseRow) -> dict[str, str]:
    """A pulse is none of the product that is infused."""
    return _cells(
        {
            **dict.fromkeys(_OF_THE_PRODUCT),
            "cycle": row.cycle,
            "date": row.date.isoformat(),
            "given": row.given,
            "pulse": row.drug,
            "pulse_day": row.day,
            "pulse_mg": row.mg,
        }
    )


def _alerts(alerts: tuple[Alert, ...]) -> str:
    """Every code with its severity, once; a stop that was accepted says so with the reason."""
    said = (
        f"{alert.code} ({alert.severity}{'' if alert.accepted is None else f', accepted: {alert.accepted}'})"
        for alert in alerts
    )
    return "; ".join(dict.fromkeys(said))


def _concern(concern: Concern) -> str:
    """``risk.high-dose (caution): 1 g/kg in a day``; a stop that was accepted with the reason behind its severity."""
    accepted = "" if concern.accepted is None else f", accepted: {concern.accepted}"
    return f"{concern.code} ({concern.severity}{accepted}): {spelled(concern.text, _SPELLING)}"


def _cells(said: dict[str, Cell]) -> dict[str, str]:
    return {name: cell(value, name) for name, value in said.items()}


def cell(value: Cell, name: str) -> str:
    """A number as it is, a text so that it stays one: control characters visible, a leading sign behind a quote."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | int):
        return shown(Decimal(value), name)
    text = visible(value if name in _AS_SAID else spelled(value, _SPELLING))
    return kept_a_text(text)
