"""What was said of one field: its value, and its echo in the one spelling that is shown."""

from collections.abc import Callable, Mapping
from datetime import time

from ivigcalc.core.course.case import Accepted
from ivigcalc.core.errors import Unreadable
from ivigcalc.request.fields import Field
from ivigcalc.request.reading_phases import entries, of_each, phase_and_value
from ivigcalc.request.reading_words import words
from ivigcalc.request.spellings import in_one_spelling

Echoed = str | int | bool | Accepted | tuple["Echoed", ...]


def value_of(field: Field, given: object) -> object:
    """The value of *field* that *given* is: text, a number, a list of them, or a part of a saved request.

    Raises:
        Unreadable: It cannot be read.
    """
    if field.flag:
        return _flag(given)
    if field.by_phase:
        return of_each(field.read, _entries(given))
    if field.many:
        return tuple(_one(field, item) for item in _as_list(given))
    return field.read(_text(given))


def _entries(given: object) -> list[str]:
    """What was said of each phase; whole numbers in a list are the days of one cycle."""
    items = _as_list(given)
    if len(items) > 1 and all(type(item) is int for item in items):
        return [",".join(map(str, items))]
    return [entry for item in items for entry in entries(_text(item))]


def _flag(given: object) -> bool:
    word = given.strip(" ").lower() if isinstance(given, str) else given
    if word in (True, "true", "yes", "1"):
        return True
    if word in (False, "false", "no", "0"):
        return False
    raise Unreadable(f"{given!r}: write true or false")


def _one(field: Field, given: object) -> object:
    saved: Callable[[Mapping[str, object]], object] | None = field.saved
    return saved(given) if saved is not None and isinstance(given, Mapping) else field.read(_text(given))


def _as_list(given: object) -> list[object]:
    """The entries of what can be said several times."""
    return list(given) if isinstance(given, list | tuple) else [given]


def _text(given: object) -> str:
    if isinstance(given, bool | list | tuple | Mapping) or given is None:
        raise Unreadable(f"{given!r}: a text or a number is needed")
    if isinstance(given, time) and not given.second and not given.microsecond:
        return given.isoformat("minutes")  # seconds that TOML and Python cannot leave out
    return str(given)


def echo_of(field: Field, given: object, value: object) -> Echoed:
    """What was said, in its one spelling: a whole number is one whether it came as text or not."""
    if field.flag:
        return bool(value)
    if field.by_phase:
        said = tuple(_echoed_of_a_phase(field, entry) for entry in _entries(given))
        return said if len(said) > 1 else said[0]
    if field.many:
        return tuple(_echoed_one(field, *pair) for pair in zip(_as_list(given), _as_list(value), strict=True))
    return _echoed_one(field, given, value)


def _echoed_of_a_phase(field: Field, entry: str) -> Echoed:
    phase, text = phase_and_value(entry)
    return f"{phase}={in_one_spelling(field.read, text)}" if phase else _echoed_one(field, text, None)


def _echoed_one(field: Field, given: object, value: object) -> Echoed:
    if isinstance(given, Mapping):  # which the reader of the field took
        return Accepted(str(given["code"]), str(given["reason"]), str(given["text"]))
    if isinstance(value, str) and field.read is words:
        return value  # free text, also where it is a number
    text = value if isinstance(value, str) else in_one_spelling(field.read, _text(given))
    whole = text.isascii() and text.isdigit() and len(text) < 7 and (text == "0" or text[0] != "0")
    return int(text) if whole else text
