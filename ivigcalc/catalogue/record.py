"""A TOML table becomes the ``NamedTuple`` whose fields are its keys; whatever does not fit is refused by name.

The types are the format: a key that no field has, a missing key, a wrong type, or a number without a citation is an
error that names the file and the key. ``at`` and ``source`` of a table become its ``citation``; a table without a
``source`` has that of the nearest table around it.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Literal, NewType, Union, get_args, get_origin

from ivigcalc.core.errors import RecordInvalid
from ivigcalc.core.printed.sources import Citation

Table = Mapping[str, Any]
Meant = tuple[Any, tuple[Any, ...]]  # a type, and of what it is

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
    if "source" in table:
        source = _text(table["source"], f"{where}: source")
    allowed = _keys(kind)
    for key in table:
        if key not in allowed:
            raise RecordInvalid(f"{where}: {key[:60]}: no such key here; known are {', '.join(sorted(allowed))}")
    values: list[Any] = []
    for name, meant in _fields(kind):
        if name == "citation":
            values.append(_citation(table, where, source))
        elif name in table:
            values.append(_value(meant, table[name], f"{where}: {name}", source))
        elif name in kind._field_defaults:
            values.append(kind._field_defaults[name])
        else:
            raise RecordInvalid(f"{where}: {name}: missing")
    return kind(*values)


@cache
def _fields(kind: Any) -> tuple[tuple[str, Meant], ...]:
    """Each field of this *kind*, and what a value of it is."""
    return tuple((name, _meant(annotation)) for name, annotation in kind.__annotations__.items())


@cache
def _keys(kind: Any) -> frozenset[str]:
    """The keys that a table of this *kind* can have."""
    fields = frozenset(kind.__annotations__)
    return fields - {"citation"} | {"at", "source"} if "citation" in fields else fields | {"source"}


def _citation(table: Table, where: str, source: str) -> Citation:
    if not table.get("at"):
        raise RecordInvalid(f"{where}: at: missing; give the place in the source")
    if not source:
        raise RecordInvalid(f"{where}: source: missing; name a source on file")
    return Citation(source, _text(table["at"], f"{where}: at"))


def _value(meant: Meant, value: Any, where: str, source: str) -> Any:
    kind, of = meant
    if kind is str and type(value) is str:  # most of what a record holds
        return value
    if kind is Literal:
        if value not in of:
            raise RecordInvalid(f"{where}: {_said(value)} is not one of {', '.join(map(str, of))}")
        return value
    if kind is tuple:
        if not isinstance(value, list):
            raise RecordInvalid(f"{where}: a list is needed, not {_said(value)}")
        each = _meant(of[0])
        return tuple([_value(each, item, f"{where}[{i}]", source) for i, item in enumerate(value)])
    if hasattr(kind, "_fields"):
        if not isinstance(value, dict):
            raise RecordInvalid(f"{where}: a table is needed, not {_said(value)}")
        return build(kind, value, where, source)
    return _scalar(kind, value, where)


@cache
def _meant(annotation: Any) -> Meant:
    """What a value of *annotation* is when it is on file: TOML has no null, so that of ``X | None`` is an X."""
    kind, of = taken_apart(annotation)
    return _meant(next(one for one in of if one is not type(None))) if kind is Union else (kind, of)


def taken_apart(annotation: Any) -> Meant:
    """What *annotation* is, and of what: ``Union`` or ``tuple`` of types, ``Literal`` of words, else a type."""
    if isinstance(annotation, NewType):
        return taken_apart(annotation.__supertype__)
    if isinstance(annotation, type):  # most of them, so that nothing has to be asked of typing
        return annotation, ()
    origin, of = get_origin(annotation), get_args(annotation)
    return Union if origin is UnionType else origin or annotation, of


def _scalar(kind: Any, value: Any, where: str) -> Any:
    if kind is Decimal:
        return _number(value, where)
    if kind is str and isinstance(value, date):
        return value.isoformat()
    if kind is str:
        return _text(value, where)
    if type(value) is not kind:
        raise RecordInvalid(f"{where}: {kind.__name__} is needed, not {_said(value)}")
    if kind is int:
        _number(value, where)
    return value


def _number(value: Any, where: str) -> Decimal:
    """*value* as a Decimal, unless it has so many digits that it is an error, and would be slow to write out."""
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
