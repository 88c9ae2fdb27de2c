"""JSON Schemas of the records on file, made from the types that are their format.

A TOML file has no null: a key that says nothing is left out. ``at`` and ``source`` stand in place of a citation; the
source of a table around it holds where a table says none.
"""

from decimal import Decimal
from typing import Any, Literal, Union

from ivigcalc.catalogue.kinds import LOCAL
from ivigcalc.catalogue.record import taken_apart

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Schema = {"type": "string"}
_SIMPLE: dict[Any, Schema] = {
    str: _TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Decimal: {"type": "number"},
}


def schema(name: str) -> Schema:
    """The JSON Schema of a record of the kind *name*, one of the kinds that may be local."""
    defs: Schema = {}
    made = _table(LOCAL[name].type_, defs)
    return {
        "$schema": DRAFT,
        "$id": f"urn:ivigcalc:record:{name}",
        "title": f"A {LOCAL[name].singular} on file",
        **made,
        "$defs": defs,
    }


def _table(type_: Any, defs: Schema) -> Schema:
    """The schema of one table: its keys, and those that it must have."""
    fields: dict[str, Any] = type_.__annotations__
    properties: Schema = {name: _of(kind, defs) for name, kind in fields.items() if name != "citation"}
    required = [name for name in properties if name not in type_._field_defaults]
    if "citation" in fields:
        properties["at"] = {**_TEXT, "minLength": 1, "description": "Where in the source this stands."}
        required.append("at")
    properties.setdefault("source", {**_TEXT, "description": "The id of a source on file."})
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _of(kind: Any, defs: Schema) -> Schema:
    kind, of = taken_apart(kind)
    if kind is Union:
        return _of(next(one for one in of if one is not type(None)), defs)
    if kind is Literal:
        return {"enum": list(of)}
    if kind is tuple:
        return {"type": "array", "items": _of(of[0], defs)}
    if hasattr(kind, "_fields"):
        if kind.__name__ not in defs:
            defs[kind.__name__] = {}  # known before its own fields are: a table may hold others of its kind
            defs[kind.__name__] = _table(kind, defs)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    return dict(_SIMPLE[kind])
