"""One line of JSON Lines -> what the object asks for, or the whole document that it is."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ivigcalc.core.errors import RecordInvalid, Unreadable
from ivigcalc.request import json_objects
from ivigcalc.request.cells import MOST_CELL, ROW, Bad
from ivigcalc.request.columns import ERROR, field_in, shown
from ivigcalc.request.files import request_in
from ivigcalc.request.lines import MOST_LINE, Line
from ivigcalc.request.request import Request, read


def objects(lines: Iterator[Line]) -> Iterator[Line]:
    """*lines* of JSON; from one that is ``{`` to the next that is ``}`` they are one, cut where it is too long."""
    for number, line in lines:
        if line == b"{":
            parts, size = [line], len(line)
            for _, more in lines:
                if size <= MOST_LINE:
                    parts.append(more.strip())
                    size += len(parts[-1])
                if more == b"}":
                    break
            line = b"".join(parts)
        yield number, line


def of_json(
    raw: bytes, name: str, columns: Sequence[str], own: Mapping[str, str], documents: bool
) -> Request | dict[str, object] | None:
    """What one line of JSON Lines asks for, or the whole document that it is; None of an empty one."""
    if not raw.strip():
        return None
    found = object_in(raw)
    found.pop(ERROR, None)
    if "schema" in found and documents:
        return found
    if "schema" in found:
        try:
            return request_in(found, Path(name))
        except RecordInvalid as why:
            raise Bad("schema", str(why).removeprefix(f"{name}: ")) from None
    said: dict[str, object] = {}
    for key, value in found.items():
        try:
            field = field_in(key, columns, own)
        except Unreadable as why:
            raise Bad(shown(key) or "''", str(why)) from None
        if not field or value is None:
            continue
        if isinstance(value, str) and len(value) > MOST_CELL:
            raise Bad(key, f"{len(value)} characters; a text holds {MOST_CELL} at most")
        if value == []:
            raise Bad(key, "empty list; omit the key or list something")
        if field in said:
            raise Bad(shown(key), f"gives {field} again; remove one")
        said[field] = value
    return read(said) if said else None


def object_in(raw: bytes) -> dict[str, object]:
    """The JSON object that one line is.

    Raises:
        Bad: It is none, or names a key twice.
    """
    if not raw.strip():
        raise Bad(ROW, "empty; remove the line or fill it in")
    if len(raw) > MOST_LINE:
        raise Bad(ROW, f"the line is longer than {MOST_LINE} bytes, and only its start is kept")
    try:
        found = json_objects.read(raw.decode("utf-8"), again=ERROR)
    except UnicodeDecodeError as why:
        raise Bad(ROW, f"byte {why.start + 1} is not UTF-8; save the file in UTF-8") from None
    except json.JSONDecodeError as why:
        raise Bad(ROW, f"not JSON: {why.msg} at character {why.pos + 1}; write one object on each line") from None
    except json_objects.KeyTwice as why:
        raise Bad(shown(why.key) or "''", "duplicate key; remove one") from None
    except json_objects.NoNumber as why:
        raise Bad(ROW, f"not JSON: {why}; omit the key") from None
    except (ValueError, RecursionError) as why:
        raise Bad(ROW, f"not JSON: {why}"[:200]) from None
    if not isinstance(found, dict):
        raise Bad(ROW, "not an object; write one object on each line")
    return found
