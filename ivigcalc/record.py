"""A TOML table becomes the ``NamedTuple`` whose fields are its keys; whatever does not fit is refused by name.

The types are the format: a key that no field has, a missing key, a wrong type, or a number without a citation is an
error that names the file and the key. ``at`` and ``source`` of a table become its ``citation``; a table without a
``source`` has that of the nearest table around it.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, NewType, Union, get_args, get_origin

from ivigcalc.core.errors import RecordInvalid
from ivigcalc.core.sources import Citation

Table = Mapping[str, Any]

_MOST, _MOST_PLACES = 10**9, 12  # technical bounds: nothing that is dosed comes near them


def build(kind: Any, table: Table, where: str, source: str = "") -> Any:
    """The *kind* (a ``NamedTuple`` class) that *table* describes.

    Args:
        kind: The class; its annotations say what is allowed.
        table: As ``tomllib`` read it, with ``parse_float=Decimal``.
        where: The file, and later the key, for the error.
        source: The id of the source around the table.

    Raises:
        RecordInvalid: The table does not fit; the text names file, key and reason.
    """
    source = _text(table.get("source", source), f"{where}: source")
    fields: dict[str, Any] = kind.__annotations__
    cited = "citation" in fields
    allowed = set(fields) - {"citation"} | ({"at", "source"} if cited else {"source"})
    for key in table:
        if key not in allowed:
            raise RecordInvalid(f"{where}: {key[:60]}: no such key here; known are {', '.join(sorted(allowed))}")
    values: dict[str, Any] = {}
    for name, annotation in fields.items():
        if name == "citation":
            values[name] = _citation(table, where, source)
        elif name in table:
            values[name] = _value(annotation, table[name], f"{where}: {name}", source)
        elif name not in kind._field_defaults:
            raise RecordInvalid(f"{where}: {name}: missing")
    return kind(**values)


def _citation(table: Table, where: str, source: str) -> Citation:
    if not table.get("at"):
        raise RecordInvalid(f"{where}: at: missing; say where in the source this stands")
    if not source:
        raise RecordInvalid(f"{where}: source: missing; name a source on file")
    return Citation(source=source, at=_text(table["at"], f"{where}: at"))


def _value(annotation: Any, value: Any, where: str, source: str) -> Any:
    if isinstance(annotation, NewType):
        annotation = annotation.__supertype__
    origin = get_origin(annotation)
    if origin in (UnionType, Union):  # X | None (Union where X is a NewType): TOML has no null, so the value is an X
        return _value(next(a for a in get_args(annotation) if a is not type(None)), value, where, source)
    if origin is Literal:
        if value not in get_args(annotation):
            raise RecordInvalid(f"{where}: {_said(value)} is not one of {', '.join(map(str, get_args(annotation)))}")
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise RecordInvalid(f"{where}: a list is needed, not {_said(value)}")
        item = get_args(annotation)[0]
        return tuple(_value(item, v, f"{where}[{i}]", source) for i, v in enumerate(value))
    if hasattr(annotation, "_field_defaults"):
        if not isinstance(value, dict):
            raise RecordInvalid(f"{where}: a table is needed, not {_said(value)}")
        return build(annotation, value, where, source)
    return _scalar(annotation, value, where)


def _scalar(annotation: Any, value: Any, where: str) -> Any:
    if annotation is Decimal:
        return _number(value, where)
    if annotation is str and isinstance(value, date):
        return value.isoformat()
    if annotation is str:
        return _text(value, where)
    if type(value) is not annotation:
        raise RecordInvalid(f"{where}: {annotation.__name__} is needed, not {_said(value)}")
    if annotation is int:
        _number(value, where)
    return value


def _number(value: Any, where: str) -> Decimal:
    """*value* as a Decimal, unless it has so many digits that it is a slip, and would be slow to write out."""
    if type(value) not in (int, Decimal) or (isinstance(value, Decimal) and not value.is_finite()):
        raise RecordInvalid(f"{where}: a number is needed, not {_said(value)}")
    fine = isinstance(value, Decimal) and int(value.as_tuple().exponent) < -_MOST_PLACES
    if fine or not -_MOST < value < _MOST:
        raise RecordInvalid(f"{where}: a number below {_MOST} with at most {_MOST_PLACES} decimals is needed")
    return Decimal(value)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise RecordInvalid(f"{where}: text is needed, not {_said(value)}")
    return value


def _said(value: Any) -> str:
    if isinstance(value, int) and abs(value) >= _MOST:  # writing out thousands of digits is refused by Python itself
        return f"a number of {_MOST} or more"
    return f"{type(value).__name__} {value!r}"[:80]
