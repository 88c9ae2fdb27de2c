"""TOML text of any origin, read exactly and in bounded time."""

import re
from decimal import Decimal
from typing import Any

MOST = 262_144  # characters; what a person writes is a few thousand
MOST_PARTS = 16  # of a key with dots; no file of the program has more than three
_KEY_PART = r"(?:[A-Za-z0-9_-]{1,64}+|\"[^\"\n]{0,64}+\"|'[^'\n]{0,64}+')"
_DEEP_KEY = rf"(?:{_KEY_PART}[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}"


def read(text: str) -> dict[str, Any]:
    """The table that *text* is; numbers with a point are ``Decimal``.

    ``tomllib`` takes a time that grows with the square of the parts of a dotted key: a key of 20,000 parts, 40 kB of
    text, takes seconds. Such a key, and a text that nobody writes by hand, is refused before it is parsed.

    Raises:
        ValueError, RecursionError, ArithmeticError: As ``tomllib.loads``, the text is longer than ``MOST``, or a
            key has more than ``MOST_PARTS`` parts.
    """
    import tomllib

    if len(text) > MOST:
        raise ValueError(f"{len(text)} characters; TOML is read up to {MOST}")
    deep = re.search(_DEEP_KEY, text)
    if deep is not None:
        line = text.count("\n", 0, deep.start()) + 1
        raise ValueError(f"line {line}: a key of more than {MOST_PARTS} parts with dots between them")
    return tomllib.loads(text, parse_float=Decimal)
