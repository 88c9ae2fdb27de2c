"""What a check found -> text and JSON."""

import json
from decimal import Decimal
from typing import Any

from ivigcalc.core.course.checked import Check, Difference, Verdict
from ivigcalc.output.json import as_plain, render_found


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
        return f"{one.path}: saved {_value(one.saved)}; not in recomputed plan"
    return f"{one.path}: saved {_value(one.saved)}, recomputed {_value(one.recomputed)}"


def _verdict(one: Verdict) -> str:
    return f"{'PASS' if one.passed else 'FAIL'} {one.what} {one.said}: {one.text}"


def _value(value: Any) -> str:
    """A JSON value as it would stand in the file, escaped."""
    return json.dumps(as_plain(value, "", _as_saved))


def render_json(found: Check, version: str) -> str:
    return render_found("check", version, found, _as_saved)


def _as_saved(value: Decimal, _: str) -> float | str:
    """A saved number, as text where no JSON number gives it back exactly."""
    return float(value) if Decimal(repr(float(value))) == value else str(value)
