"""What a check found -> text and JSON."""

import json
from decimal import Decimal
from typing import Any

from ivigcalc.core.course.checked import Check, Difference, Verdict


def render_text(found: Check) -> str:
    lines = [f"NOTE {note}" for note in found.notes]
    lines += [f"DIFFERS {_difference(one)}" for one in found.differences]
    lines += [] if found.differences else [f"no difference: {found.document.schema}, digest {found.document.digest}"]
    lines += [_verdict(one) for one in found.comparisons]
    return "".join(line.encode("ascii", "backslashreplace").decode() + "\n" for line in lines)


def _difference(one: Difference) -> str:
    if one.kind == "missing":
        return f"{one.path}: not in the saved document; recomputed {_value(one.recomputed)}"
    if one.kind == "additional":
        return f"{one.path}: saved {_value(one.saved)}; not in what is recomputed"
    return f"{one.path}: saved {_value(one.saved)}, recomputed {_value(one.recomputed)}"


def _verdict(one: Verdict) -> str:
    return f"{'PASS' if one.passed else 'FAIL'} {one.what} {one.said}: {one.text}"


def _value(value: Any) -> str:
    """A JSON value as it would stand in the file, escaped."""
    return json.dumps(_plain(value))


def render_json(found: Check, version: str) -> str:
    body = {"schema": "ivigcalc/check/1", "version": version, **_plain(found)}
    return json.dumps(body, indent=2) + "\n"


def _plain(value: Any) -> Any:
    """What ``json.dumps`` takes; a saved number that no JSON number gives back exactly is shown as text."""
    if hasattr(value, "_fields"):
        return {name: _plain(item) for name, item in zip(value._fields, value, strict=True)}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    return value
