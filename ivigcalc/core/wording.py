"""Texts that speak of a field of the request: it is named as ``[[max_rate]]``, and each edge spells it its own way.

At the terminal it is an option, on a worksheet plain words, for a caller from Python the name of an argument.
"""

import re
from collections.abc import Callable

Spelling = Callable[[str], str]

_FIELD = r"\[\[([a-z_]+)\]\]"


def named(field: str) -> str:
    """*field* as a text names it."""
    return f"[[{field}]]"


def names_a_field(text: str) -> bool:
    """Whether *text* asks something of whoever makes the plan."""
    return re.search(_FIELD, text) is not None


def spelled(text: str, spelling: Spelling) -> str:
    """*text* with every field that it names in the *spelling* of the edge that shows it."""
    return re.sub(_FIELD, lambda found: spelling(found[1]), text) if "[[" in text else text
