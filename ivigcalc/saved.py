"""A request from a file: JSON or TOML, a bare request or a whole document that carries one."""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from ivigcalc.core.errors import RecordInvalid, Unreadable

MOST_BYTES = 16_777_216


def load(path: Path) -> dict[str, Any]:
    """The object in the file *path*, or on stdin for '-'.

    Raises:
        RecordInvalid: The file is missing, too large, or neither JSON nor TOML; the text names file and reason.
    """
    try:
        data = _bytes(path)
        text = data.decode("utf-8-sig")
        if text.lstrip()[:1] == "{":
            found = json.loads(text, parse_float=Decimal)
        else:
            import tomllib

            found = tomllib.loads(text, parse_float=Decimal)
    except (OSError, ValueError, RecursionError) as why:
        raise RecordInvalid(f"{path}: neither JSON nor TOML that can be read: {why}") from None
    if not isinstance(found, dict):
        raise RecordInvalid(f"{path}: an object with the fields of a request is needed")
    return found


def request_in(found: dict[str, Any], path: Path) -> dict[str, Any]:
    """The request that *found* is, or carries.

    Raises:
        RecordInvalid: It is a document without a request.
    """
    if "schema" not in found:
        return found
    request = found.get("request")
    if not isinstance(request, dict):
        raise RecordInvalid(f"{path}: a document of {found['schema']!r} without a request")
    return request


def _bytes(path: Path) -> bytes:
    if str(path) == "-":
        if sys.stdin.isatty():
            raise Unreadable("--request -: nothing is piped in; give a file, or pipe a request into the command")
        return sys.stdin.buffer.read(MOST_BYTES)
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"larger than {MOST_BYTES} bytes")
    return path.read_bytes()
