"""Plan -> JSON: the keys of the document it is, each number rounded by the end of its key."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from ivigcalc.core.planned import Document
from ivigcalc.output.number import rounded

# The parts of a plan that each document carries, in order.
PARTS = {
    "plan": ("patient", "product", "indication", "dosing_weight", "phases", "calendar", "taper", "totals", "changes"),
    "dose": ("product", "indication", "dosing_weight", "phases"),
    "rates": ("product", "indication", "dosing_weight", "infusion", "clock"),
    "calendar": ("calendar",),
    "taper": ("taper", "calendar"),
    "weight": ("policies",),
}


def as_dict(document: Document) -> dict[str, Any]:
    """The document as plain values: what ``json.dumps`` takes, and what ``check`` compares."""
    plan = document.plan
    body = {part: _plain(getattr(plan, part), part) for part in PARTS[document.name]}
    return {
        "schema": f"ivigcalc/{document.name}/1",
        "version": document.version,
        "request": document.request,
        **body,
        "alerts": _plain(plan.alerts, "alerts"),
        "workings": _plain(plan.workings, "workings"),
        "sources": _plain(plan.sources, "sources"),
        "digest": document.digest,
    }


def render(document: Document) -> str:
    """The document as indented JSON, ASCII, with a line end."""
    return json.dumps(as_dict(document), indent=2) + "\n"


def render_line(document: Document) -> str:
    """The document as one line of JSON Lines."""
    return json.dumps(as_dict(document), separators=(",", ":")) + "\n"


def _plain(value: Any, key: str) -> Any:
    if isinstance(value, Decimal):
        return number(value, key)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "_fields"):
        return {name.rstrip("_"): _plain(item, name) for name, item in zip(value._fields, value, strict=True)}
    if isinstance(value, tuple):
        return [_plain(item, key) for item in value]
    return value


def number(value: Decimal, key: str) -> int | float:
    """*value* as a JSON number, rounded half up as the end of *key* says; a key with no rule is exact.

    Raises:
        ArithmeticError: The nearest binary float would print as another decimal.
    """
    shown = rounded(value, key)
    if shown == shown.to_integral_value():
        return int(shown)
    near = float(shown)
    if Decimal(repr(near)) != shown:
        raise ArithmeticError(f"{key}: {shown} has no exact JSON number")
    return near
