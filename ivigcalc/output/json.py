"""Plan -> JSON: the keys of the document it is, each number rounded by the end of its key."""

import json
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from functools import cache, lru_cache
from io import StringIO
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from ivigcalc.core.course.planned import MORE_PARTS, PARTS, PROMISED, Document, Plan, promised
from ivigcalc.core.wording import spelled
from ivigcalc.output.number import rounded, shown

# Keys of texts of the user, or of a saved document, which stay as they were.
_AS_SAID = ("accepted", "before", "after", "who", "said", "saved", "recomputed", "path")
Figure = Callable[[Decimal, str], Any]

_KEPT_PLANS = 256  # as many as answer keeps
_KEPT = 2048  # parts of plans, by far more than one plan has


def _spelling(field: str) -> str:
    """How JSON names a field: as ``words.option`` does, without the modules that it loads."""
    return "--" + field.replace("_", "-")


@lru_cache(_KEPT)
def number(value: Decimal, key: str) -> int | float:
    """*value* as a JSON number, rounded half up as the end of *key* says; a key with no rule is exact.

    Raises:
        ArithmeticError: The nearest binary float would print as another decimal.
    """
    figure = rounded(value, key)
    if figure == figure.to_integral_value():
        return int(figure)
    near = float(figure)
    if Decimal(repr(near)) != figure:
        raise ArithmeticError(f"{key}: {figure} has no exact JSON number")
    return near


def as_dict(document: Document, figure: Figure = number) -> dict[str, Any]:
    """The document as plain values: what ``json.dumps`` takes, and what ``check`` compares.

    Args:
        document: The document.
        figure: What a number becomes, given the name under which it stands.
    """
    plan = document.plan
    body = {part: as_plain(getattr(plan, part), part, figure) for part in _parts(document.name, plan)}
    return {
        "schema": f"ivigcalc/{document.name}/1",
        "version": document.version,
        "request": document.request,
        **body,
        "alerts": as_plain(plan.alerts, "alerts", figure),
        "workings": as_plain(plan.workings, "workings", figure),
        "sources": as_plain(plan.sources, "sources", figure),
        "digest": document.digest,
    }


def _parts(name: str, plan: Plan) -> tuple[str, ...]:
    return (*PARTS[name], *(part for part in MORE_PARTS.get(name, ()) if getattr(plan, part)))


def render(document: Document) -> str:
    """The document as indented JSON, ASCII, with a line end: ``as_dict`` as ``json.dumps`` would write it."""
    return _document_text(document, "\n")


def dumped(made: Mapping[str, Any]) -> str:
    """What ``as_dict`` *made*, as indented JSON, ASCII, with a line end; a ``Decimal`` in it is a number."""
    return json.dumps(made, indent=2, default=_decimal) + "\n"


def _decimal(value: object) -> int | float:
    if isinstance(value, Decimal):
        return number(value, "")
    raise TypeError(f"{type(value).__name__} {value!r} is nothing that a document holds")


def exact(value: Decimal, key: str) -> Decimal:
    """*value* as a document shows it, without float: ``number`` as a ``Decimal``, with no zero that says nothing."""
    return Decimal(shown(value, key))


def render_found(name: str, version: str, found: Any, figure: Figure = number) -> str:
    """A document that is what was *found*, with its schema and version before it, as ``render`` writes one."""
    body = {"schema": f"ivigcalc/{name}/1", "version": version, **as_plain(found, "", figure)}
    page = StringIO()
    json.dump(body, page, indent=2)  # ``dumps`` holds each piece of a long list apart, several times as large
    return page.getvalue() + "\n"


def render_line(document: Document) -> str:
    """The document as one line of JSON Lines: ``as_dict`` without white space."""
    return _document_text(document, "")


def _document_text(document: Document, line: str) -> str:
    """The document, each of its lines begun with *line*, or all on one where that is empty.

    It is written part by part, without plain values between, which are as many again. In a long file most parts
    (citations, sources, a dose with its timetable) come again.
    """
    inner, to = _inner(line), _colon(line)
    return (
        f'{{{inner}"schema"{to}"ivigcalc/{document.name}/1",{inner}"version"{to}{quoted(document.version)},'
        f'{inner}"request"{to}{_plain_text(document.request, inner)},'
        f'{_parts_text(document.name, document.plan, line)},{inner}"digest"{to}{quoted(document.digest)}{line}}}\n'
    )


def _inner(line: str) -> str:
    """How the lines within an object or a list begin whose own begin with *line*."""
    return line and f"{line}  "


def _colon(line: str) -> str:
    return ": " if line else ":"


def _plain_text(value: Any, line: str) -> str:
    """What is JSON already, in which no line ends but where the library ends it."""
    if line:
        return json.dumps(value, indent=2).replace("\n", line)
    return json.dumps(value, separators=(",", ":"))


@lru_cache(_KEPT_PLANS)
def _parts_text(name: str, plan: Plan, line: str) -> str:
    inner = _inner(line)
    parts = (*_parts(name, plan), "alerts", "workings", "sources")
    return ",".join([f'{inner}"{part}"{_colon(line)}{_text(getattr(plan, part), part, inner)}' for part in parts])


def _text(value: Any, key: str, line: str) -> str:
    kind: Any = type(value)
    leaf = _SPELLED.get(kind)
    if leaf is not None:
        return leaf(value)
    if kind is Decimal:
        return repr(number(value, key))
    if hasattr(kind, "_fields"):
        if line:
            return _object_text(kind, value, line)
        return _kept_row(kind, value) if kind._fields[0] == "date" else _kept_text(kind, value)
    if isinstance(value, tuple):
        inner = _inner(line)
        return f"[{inner}{f',{inner}'.join([_text(item, key, inner) for item in value])}{line}]" if value else "[]"
    return _plain_text(value, line)


_Leaves = dict[type, Callable[[Any], str]]

_LEAVES: _Leaves = {
    str: quoted,
    int: repr,
    float: repr,
    bool: lambda value: "true" if value else "false",
    type(None): lambda _: "null",
    date: lambda value: f'"{value.isoformat()}"',
}


def _quoted(text: str) -> str:
    return quoted(spelled(text, _spelling) if "[[" in text else text)  # a call less for most of them


_SPELLED: _Leaves = {**_LEAVES, str: _quoted}


def _leaves(key: str) -> _Leaves:
    return _LEAVES if key in _AS_SAID else _SPELLED


def _object_text(kind: Any, value: Any, line: str = "") -> str:
    if kind in PROMISED:
        kind, value = PROMISED[kind], promised(value)
    inner = _inner(line)
    members = [
        before + (leaf(item) if (leaf := leaves.get(type(item))) else _text(item, name, inner))  # a call less for most
        for (before, name, leaves), item in zip(_keys(kind, inner), value, strict=True)
    ]
    return f"{{{','.join(members)}{line}}}"


# The type is part of what is looked up: tuples of two types can be equal and have other names. What begins with a
# date is kept apart, since it comes again only where patients begin on the same day.
_kept_text = lru_cache(_KEPT)(_object_text)
_kept_row = lru_cache(_KEPT)(_object_text)


@cache
def _keys(kind: Any, line: str) -> tuple[tuple[str, str, _Leaves], ...]:
    """What stands before the value of each field of *kind*, the field, and how its leaves are written."""
    return tuple((f'{line}"{name.rstrip("_")}"{_colon(line)}', name, _leaves(name)) for name in kind._fields)


def as_plain(value: Any, key: str, figure: Figure = number) -> Any:
    """*value* as what ``json.dumps`` takes.

    Args:
        value: A ``NamedTuple``, JSON that was read, or anything in them.
        key: The name under which it stands, which decides how a number in it is rounded.
        figure: What a number becomes, given the name under which it stands.
    """
    if isinstance(value, str):  # most of what a document holds
        return spelled(value, _spelling) if "[[" in value and key not in _AS_SAID else value
    if isinstance(value, Decimal):
        return figure(value, key)
    if isinstance(value, (date, time)):  # a time only in what was read
        return value.isoformat()
    if hasattr(value, "_fields"):
        value = promised(value)
        return {name.rstrip("_"): as_plain(item, name, figure) for name, item in zip(value._fields, value, strict=True)}
    if isinstance(value, dict):
        return {name: as_plain(item, name, figure) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_plain(item, key, figure) for item in value]
    return value
