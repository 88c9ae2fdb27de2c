"""What was saved to a file: a request in JSON or TOML, or a whole document that carries one."""

import re
import sys
from datetime import date, time
from decimal import Decimal
from pathlib import Path

from ivigcalc.catalogue import toml_text
from ivigcalc.catalogue.bounded import in_file, in_stream
from ivigcalc.catalogue.version import VERSION
from ivigcalc.core.errors import RecordInvalid, Unreadable
from ivigcalc.request import json_objects
from ivigcalc.request.fields import FIELDS, Field, nearest
from ivigcalc.request.prices import prices_in
from ivigcalc.request.request import YIELDS, Request, read, read_changes
from ivigcalc.request.stocked import stocked_in

MOST_BYTES = 16_777_216
_LATER = r"ivigcalc/[a-z]+/(?!1$)[0-9]+"
_NO_FIELDS = ("changes", "stocked", "prices")  # what a request has beside its fields


def load(path: Path) -> dict[str, object]:
    """The object in the file *path*, or on stdin for '-'.

    Raises:
        RecordInvalid: The file is missing, too large, or neither JSON nor TOML, or a key stands in it twice; the text
            names file and reason.
        Unreadable: stdin is a terminal, where nobody has piped anything in.
    """
    found: object
    try:
        text = _bytes(path).decode("utf-8-sig")
        found = json_objects.read(text) if text.lstrip()[:1] == "{" else toml_text.read(text)
    except OSError as why:
        raise RecordInvalid(f"{path}: cannot be read: {why.strerror or why}") from None
    except (ValueError, RecursionError) as why:
        raise RecordInvalid(f"{path}: not valid JSON or TOML: {why}") from None
    assert isinstance(found, dict)  # JSON that begins with a brace, or TOML
    return found


def request_in(found: dict[str, object], path: Path) -> Request:
    """The request that *found* is, or carries.

    Raises:
        RecordInvalid: It is a document without a request or of a later version, or the request has a key that no
            field has or a value of the wrong kind; file and key are named.
        Unreadable: A value cannot be read; the field is named.
    """
    document = found.get("schema")
    if isinstance(document, str) and re.fullmatch(_LATER, document):
        raise RecordInvalid(
            f"{path}: schema: {document!r} is of a later version of the program; version {VERSION} reads those "
            "that end in /1: plan again with the later version, or give the request alone"
        )
    told = found if document is None else found.get("request")
    if not isinstance(told, dict):
        raise RecordInvalid(f"{path}: a document of {document!r} without a request")
    said = {name: _value(f"{path}: {name}", name, value) for name, value in told.items() if name not in _NO_FIELDS}
    changes = _changes(f"{path}: changes", told.get("changes", []))
    both = tuple(field for field, by in YIELDS.items() if document is not None and {field, by} <= said.keys())
    stocked = stocked_in(path, told.get("stocked", {}))
    prices = prices_in(path, told["prices"]) if "prices" in told else None
    return read(said)._replace(
        changes=read_changes(changes), document=_name(found), yielded=both, stocked=stocked, prices=prices
    )


def _name(found: dict[str, object]) -> str:
    """The name of the document: ``plan`` for ``ivigcalc/plan/1``; empty for a request that is no document's."""
    if "schema" not in found:
        return ""
    name = str(found["schema"]).partition("/")[2].partition("/")[0] or "document"
    return "rates of days" if name == "rates" and "phases" in found else name


def _changes(where: str, value: object) -> list[dict[str, object]]:
    """What was said anew from a cycle on: objects of fields, each with its ``from_cycle``."""
    if not isinstance(value, list) or not all(isinstance(change, dict) for change in value):
        raise RecordInvalid(f"{where}: a list of objects is needed, not {_shown(value)}")
    return [
        {
            name: said if name == "from_cycle" else _value(f"{where}[{i}].{name}", name, said)
            for name, said in change.items()
        }
        for i, change in enumerate(value)
    ]


def _value(where: str, name: str, value: object) -> object:
    field = FIELDS.get(name)
    if field is None:
        raise RecordInvalid(f"{where}: no such field{nearest(name)}")
    if field.flag:
        if not isinstance(value, bool):
            raise RecordInvalid(f"{where}: true or false is needed, not {_shown(value)}")
        return value
    if (field.many or field.by_phase) and isinstance(value, list):
        return [_item(f"{where}[{i}]", field, item) for i, item in enumerate(value)]
    return _item(where, field, value)


def _item(where: str, field: Field, value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int | Decimal | time) and not isinstance(value, bool):
        return value
    if field.saved is not None and isinstance(value, dict):  # with the text of the alert that was accepted
        return value
    raise RecordInvalid(f"{where}: a text or a number is needed, not {_shown(value)}")


def _shown(value: object) -> str:
    return f"{type(value).__name__} {ascii(value)[:60]}"


def _bytes(path: Path) -> bytes:
    if str(path) != "-":
        return in_file(path, MOST_BYTES)
    if sys.stdin is None or sys.stdin.isatty():
        raise Unreadable("-: no input; give a file, or pipe one in")
    return in_stream(sys.stdin.buffer, MOST_BYTES)
