"""Numbers as people read them, for tests that compare an output with the JSON of the same request."""

from collections.abc import Iterator
from decimal import Decimal
from re import findall
from typing import Any


def plain(value: float) -> str:
    """A JSON number as a person reads it."""
    return f"{Decimal(repr(value)):f}"


def numbers_in(value: Any) -> Iterator[str]:
    """Every number in a JSON value, those within its texts too."""
    if isinstance(value, dict):
        for item in value.values():
            yield from numbers_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from numbers_in(item)
    elif isinstance(value, str):
        yield from findall(r"\d+(?:\.\d+)?", value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield plain(abs(value))
