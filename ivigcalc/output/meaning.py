"""What an order without a plan is -> text and JSON."""

import json
from collections.abc import Iterator
from decimal import Decimal

from ivigcalc.core.course.meaning import Fit, Meaning, UnderPolicy, told
from ivigcalc.core.course.planned import Json
from ivigcalc.core.quantities import HUNDREDTH, half_up, how_many, plain
from ivigcalc.core.wording import spelled
from ivigcalc.output.json import as_plain
from ivigcalc.output.number import shown, signed
from ivigcalc.output.words import option, vials


def render_text(found: Meaning) -> str:
    """One line for each thing that the order is, each beginning with a word to look for."""
    lines = [
        f"ORDER {_ordered(found)}",
        *(f"{one.severity.upper()} {one.code}: {one.whole}; {one.do}" for one in found.alerts),
        *(() if found.slip is None else (f"SLIP {told(found.slip)}",)),
        *map(_regimen, found.regimens),
        *(() if any(one.fits for one in found.regimens) else (f"FITS no regimen on file{_of(found)}",)),
        *_nearest(found),
        *(_policy(one, found) for one in found.policies),
    ]
    told_as_options = (spelled(line, option) for line in lines)
    return "".join(line.encode("ascii", "backslashreplace").decode() + "\n" for line in told_as_options)


def _ordered(found: Meaning) -> str:
    order, measure = found.ordered, found.measure
    per_kg = f"{_two_places(measure.cycle_g_per_kg)} g/kg per cycle"
    if order.days > 1:
        per_kg += f", {_two_places(measure.day_g_per_kg)} g/kg a day"
    every = ""
    if order.interval_days is not None and measure.in_28_days_g_per_kg is not None:
        every = f" every {how_many(order.interval_days, 'day')}"
        per_kg += f", {_two_places(measure.in_28_days_g_per_kg)} g/kg per 4 weeks"
    days = how_many(order.days, "day")
    return f"{shown(order.g, 'g')} g for {shown(found.weight_kg, 'kg')} kg over {days}{every}: {per_kg}"


def _two_places(g_per_kg: Decimal) -> str:
    return plain(half_up(g_per_kg, HUNDREDTH))


def _of(found: Meaning) -> str:
    return f" for {found.regimens[0].indication}" if found.regimens else ""


def _regimen(one: Fit) -> str:
    printed = f"{one.regimen}, {one.phase}: {one.printed} [{one.citation.source}: {one.citation.at}]"
    if not one.fits:
        return f"DIFFERS {printed}: {'; '.join(one.why)}"
    beyond = f"; the order is {signed(one.difference_percent, 'percent')} %" if one.difference_percent else ""
    return f"FITS {printed}{beyond}"


def _nearest(found: Meaning) -> Iterator[str]:
    nearest = found.nearest
    if nearest is None:
        return
    whole = f"{shown(nearest.planned_g, 'g')} g ({vials(nearest.vials)})"
    dose = f"{shown(nearest.g_per_kg, 'g_per_kg')} g/kg, {shown(nearest.calculated_g, 'g')} g"
    ordered = ", as ordered," if nearest.planned_g == found.ordered.g else ""
    yield f"VIALS {whole}{ordered} is the nearest vial dose of {dose}"


def _policy(one: UnderPolicy, found: Meaning) -> str:
    if one.kg is None or one.cycle_g_per_kg is None or one.dose_g is None:
        return f"WEIGHT {one.policy}: {one.reason}"
    fits = tuple(dict.fromkeys(fit.regimen for fit in found.regimens if fit.fits))
    more = ", ".join(id for id in one.fits if id not in fits)
    less = ", ".join(id for id in fits if id not in one.fits)
    told = [*(() if not more else (f"fits also {more}",)), *(() if not less else (f"does not fit {less}",))]
    beside = "; ".join(told) or "fits the same"
    dose = f"{shown(one.dose_g, 'g')} g, {_two_places(one.cycle_g_per_kg)} g/kg per cycle"
    return f"WEIGHT {one.policy}: {shown(one.kg, 'kg')} kg: {dose}; {beside}"


def render_json(found: Meaning, request: dict[str, Json], version: str) -> str:
    body = {"schema": "ivigcalc/order/1", "version": version, "request": request, **as_plain(found, "")}
    return json.dumps(body, indent=2) + "\n"
