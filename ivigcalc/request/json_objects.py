"""JSON from outside: a number is kept as it is written, and no value hides another."""

import json
from decimal import Decimal
from functools import partial


class KeyTwice(ValueError):
    """In one object two values stand under the same ``key``."""

    def __init__(self, key: str) -> None:
        super().__init__(f"duplicate key {key!r} in one object")
        self.key = key


class NoNumber(ValueError):
    """A word such as NaN stands for a number: Python would take it, JSON has none of them."""


def read(text: str, again: str | None = None) -> object:
    """What the JSON *text* says; *again* is a key that may stand twice, of which the last counts.

    Raises:
        KeyTwice, NoNumber: As they say.
        ValueError, RecursionError: As ``json.loads`` does.
    """
    return json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=partial(_object, again))


def _object(again: str | None, pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen and key != again:
                raise KeyTwice(key)
            seen.add(key)
    return made


def _no_number(word: str) -> object:
    raise NoNumber(f"{word} is not a number")
