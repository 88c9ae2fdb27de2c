"""A saved document against the one that its request gives now: every difference, by its path."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import DOSES
from ivigcalc.catalogue.version import VERSION
from ivigcalc.core.course.checked import Check, Checked, Difference, Verdict
from ivigcalc.core.course.planned import Document
from ivigcalc.core.errors import IvigcalcError, RecordInvalid
from ivigcalc.core.quantities import Percent
from ivigcalc.documents.answer import DOCUMENTS, document
from ivigcalc.documents.changes import in_force
from ivigcalc.request.fields import option
from ivigcalc.request.files import request_in

_SCHEMA = re.compile(r"ivigcalc/([a-z]+)/([0-9]+)", re.ASCII)
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_OF_THE_VERSION = ("version", "digest")  # they differ between versions whatever else does


def recompute(saved: dict[str, object], catalogue: Catalogue, path: Path) -> Document:
    """The document that the request in *saved* gives now.

    Raises:
        RecordInvalid: It is not a document of this program, or not one that follows from its request.
        Unreadable, Refused: Its request cannot be planned any more; the text begins with the file.
    """
    schema = saved.get("schema")
    match = _SCHEMA.fullmatch(schema) if isinstance(schema, str) else None
    if match is None:
        raise RecordInvalid(f"{path}: schema: {schema!r} is not that of a saved plan, such as ivigcalc/plan/1")
    if match[1] not in DOCUMENTS or match[2] != "1":
        known = ", ".join(f"ivigcalc/{name}/1" for name in DOCUMENTS)
        raise RecordInvalid(f"{path}: schema: {schema!r} cannot be recomputed by version {VERSION}; it knows {known}")
    try:
        return document(match[1], request_in(saved, path), catalogue)
    except RecordInvalid:
        raise
    except IvigcalcError as why:
        raise type(why)(f"{path}: its request cannot be planned: {why.told(option)}") from None


def check(saved: dict[str, object], now: dict[str, object], comparisons: tuple[Verdict, ...] = ()) -> Check:
    """What differs between *saved* and what is recomputed *now* (JSON), with the *comparisons* beside it."""
    version = saved.get("version")
    shown = dict(saved)
    recomputed = dict(now)
    notes: tuple[str, ...] = ()
    if isinstance(version, str) and version != VERSION:
        notes = (f"made by version {ascii(version)[1:-1]}, recomputed by version {VERSION}",)
        for key in _OF_THE_VERSION:
            shown.pop(key, None)
            recomputed.pop(key)
    differences = tuple(_differences(shown, recomputed, ""))
    document = Checked(str(saved["schema"]), str(version), str(saved.get("digest")))
    agrees = not differences and all(verdict.passed for verdict in comparisons)
    return Check(document, agrees, notes, differences, comparisons)


def tolerance(saved: dict[str, object], path: Path, catalogue: Catalogue) -> Percent:
    """The most that rounding may change the dose: as the request of *saved* said last, or as it is on file."""
    said = in_force(request_in(saved, path), catalogue).tolerance
    return Percent(catalogue.limits(DOSES).tolerance_percent.value) if said is None else said


def _differences(saved: object, now: object, path: str) -> Iterator[Difference]:
    if isinstance(saved, dict) and isinstance(now, dict):
        yield from _of_objects(saved, now, path)
    elif isinstance(saved, list) and isinstance(now, list):
        yield from _of_lists(saved, now, path)
    elif not _same(saved, now):
        yield Difference(path, "changed", saved, now)


def _of_objects(saved: dict[str, object], now: dict[str, object], path: str) -> Iterator[Difference]:
    for key, value in now.items():
        where = _at_key(path, key)
        if key in saved:
            yield from _differences(saved[key], value, where)
        else:
            yield Difference(where, "missing", None, value)
    for key, value in saved.items():
        if key not in now:
            yield Difference(_at_key(path, key), "additional", value, None)


def _of_lists(saved: list[object], now: list[object], path: str) -> Iterator[Difference]:
    """The differences by position; where the lengths differ, what is alike at both ends is set aside first."""
    before = after = 0
    shorter = min(len(saved), len(now))
    if len(saved) != len(now):
        while before < shorter and _same(saved[before], now[before]):
            before += 1
        while after < shorter - before and _same(saved[-1 - after], now[-1 - after]):
            after += 1
    for i in range(before, max(len(saved), len(now)) - after):
        where = f"{path}[{i}]"
        if i >= len(saved) - after:
            yield Difference(where, "missing", None, now[i])
        elif i >= len(now) - after:
            yield Difference(where, "additional", saved[i], None)
        else:
            yield from _differences(saved[i], now[i], where)


def _same(saved: object, now: object) -> bool:
    """Whether two JSON values are the same: 140 and 140.0 are, true and 1 or 140 and "140" are not."""
    if isinstance(saved, dict) and isinstance(now, dict):
        return saved.keys() == now.keys() and all(_same(saved[key], now[key]) for key in now)
    if isinstance(saved, list) and isinstance(now, list):
        return len(saved) == len(now) and all(map(_same, saved, now))
    if isinstance(saved, bool) or isinstance(now, bool):
        return saved is now
    return bool(saved == now)


def _at_key(path: str, key: str) -> str:
    if not _PLAIN_KEY.fullmatch(key):
        return f"{path}[{json.dumps(key)}]"
    return f"{path}.{key}" if path else key
