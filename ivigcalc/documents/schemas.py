"""JSON Schemas of every output, made from the types that the outputs are made from.

A key that is promised is required; a key that is not known is allowed, because keys are added within a version and
whoever reads a document ignores those that they do not know. Only ``request`` is closed: it is read, not only written.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, Literal, Union

from ivigcalc.catalogue.kinds import LOCAL
from ivigcalc.catalogue.record import taken_apart
from ivigcalc.core.course.agenda import Agenda
from ivigcalc.core.course.checked import Check
from ivigcalc.core.course.forecast import Forecast
from ivigcalc.core.course.meaning import Meaning
from ivigcalc.core.course.planned import MORE_PARTS, PARTS, PROMISED, Plan
from ivigcalc.core.printed.on_file import CatalogueDocument
from ivigcalc.documents import record_schemas
from ivigcalc.documents.record_schemas import DRAFT
from ivigcalc.request.fields import FIELDS, Field
from ivigcalc.request.reading_words import rounding

Schema = dict[str, Any]

VERSION = 1
EVERY_PLAN = ("alerts", "workings", "sources")
# The types allow null in each part of a plan, as a command makes only some of them; in a document only these can be.
CAN_BE_NULL = {
    "plan": ("indication", "taper"),
    "dose": ("indication",),
    "rates": ("product", "indication", "dosing_weight", "infusion", "clock"),
    "calendar": (),
    "taper": ("taper",),
    "weight": (),
    "compare": ("indication", "dosing_weight"),
}


def schema(name: str) -> Schema:
    """The JSON Schema of the output *name*, or of a record of the kind *name*, one of ``NAMES``.

    Raises:
        KeyError: No output and no kind of that name.
    """
    if name in LOCAL:
        return record_schemas.schema(name)
    return {
        "$schema": DRAFT,
        "$id": f"urn:ivigcalc:{name}:{VERSION}",
        "title": f"ivigcalc/{name}/{VERSION}",
        **_MAKERS[name](name),
    }


def _plan(name: str) -> Schema:
    """A document that plans: the parts of the plan that the command gives, and what every such document carries."""
    types = Plan.__annotations__
    defs: Schema = {}
    parts = {
        part: _of_type(types[part] if part in CAN_BE_NULL[name] else _without_none(types[part]), defs)
        for part in (*PARTS[name], *EVERY_PLAN)
    }
    request = {"type": "object", "properties": _request_properties()}
    found = _document(name, {"request": request, **parts, "digest": {"type": "string"}}, defs)
    more = {part: _of_type(_without_none(types[part]), defs) for part in MORE_PARTS.get(name, ())}
    return {**found, "properties": {**found["properties"], **more}}


def _order(name: str) -> Schema:
    defs: Schema = {}
    request = {"type": "object", "properties": _request_properties()}
    return _document(name, {"request": request, **_properties(Meaning, defs)}, defs)


def _of_record(record: Any) -> Callable[[str], Schema]:
    """A document that is one record with its schema and version before it."""

    def make(name: str) -> Schema:
        defs: Schema = {}
        return _document(name, _properties(record, defs), defs)

    return make


def _request(_: str) -> Schema:
    return {"type": "object", "properties": _request_properties(), "additionalProperties": False}


def _request_properties() -> Schema:
    fields: Schema = {name: {"description": field.help, **_of_field(field)} for name, field in FIELDS.items()}
    change = {"type": "object", "properties": {"from_cycle": {"type": "integer"}, **fields}, "required": ["from_cycle"]}
    return {
        **fields,
        "stocked": {
            "description": "The vial sizes in stock of each product, as the configuration had them.",
            "type": "object",
            "additionalProperties": {"type": "string"},
        },
        "prices": {
            "description": "The currency, and the price of each vial size of a product, as the configuration had them.",
            "type": "object",
            "properties": {"currency": {"type": "string"}},
            "additionalProperties": {"type": "object", "additionalProperties": {"type": ["string", "number"]}},
        },
        "changes": {"description": "What changes from a cycle on.", "type": "array", "items": change},
    }


def _of_field(field: Field) -> Schema:
    if field.flag:
        return {"type": "boolean"}
    one: Schema = {"type": ["string", "number"]}
    if field.words and field.read is not rounding:  # the words are all that it can be
        one = {"enum": list(field.words)}
    if not (field.many or field.by_phase):
        return one
    if field is FIELDS["accept"]:  # in a saved request with the text of the alert
        keys = ("code", "reason", "text")
        kept = {"type": "object", "properties": {key: {"type": "string"} for key in keys}, "required": list(keys)}
        one = {"anyOf": [one, kept]}
    return {"anyOf": [one, {"type": "array", "items": one}]}


def _document(name: str, properties: Schema, defs: Schema) -> Schema:
    named = {"schema": {"const": f"ivigcalc/{name}/{VERSION}"}, "version": {"type": "string"}, **properties}
    return {"type": "object", "properties": named, "required": list(named), "$defs": defs}


def _properties(record: Any, defs: Schema) -> Schema:
    """The keys of a ``NamedTuple``: a name that Python keeps for itself ends in ``_``, which is not shown."""
    return {key.rstrip("_"): _of_type(kind, defs) for key, kind in record.__annotations__.items()}


def _of_type(kind: Any, defs: Schema) -> Schema:
    """The schema of one type; a ``NamedTuple`` becomes an object in *defs*."""
    kind, of = taken_apart(kind)
    if kind is Union:
        return {"anyOf": [_of_type(one, defs) for one in of]}
    if kind is Literal:
        return {"enum": list(of)}
    if kind is tuple:
        return {"type": "array", "items": _of_type(of[0], defs)}
    if hasattr(kind, "_fields"):
        if kind.__name__ not in defs:
            defs[kind.__name__] = {}  # known before its own fields are: a record may hold others of its kind
            properties = _properties(PROMISED.get(kind, kind), defs)
            defs[kind.__name__] = {"type": "object", "properties": properties, "required": list(properties)}
        return {"$ref": f"#/$defs/{kind.__name__}"}
    return dict(_SIMPLE[kind])


_SIMPLE: dict[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Decimal: {"type": "number"},
    date: {"type": "string", "format": "date"},
    type(None): {"type": "null"},
    Any: {},
}


def _without_none(kind: Any) -> Any:
    union, of = taken_apart(kind)
    return reduce(or_, (one for one in of if one is not type(None))) if union is Union else kind


_MAKERS: dict[str, Callable[[str], Schema]] = {
    **dict.fromkeys(PARTS, _plan),
    "check": _of_record(Check),
    "order": _order,
    "forecast": _of_record(Forecast),
    "agenda": _of_record(Agenda),
    "catalogue": _of_record(CatalogueDocument),
    "request": _request,
}
OUTPUTS = tuple(_MAKERS)
NAMES = (*OUTPUTS, *LOCAL)
