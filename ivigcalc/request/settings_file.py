"""One file of configuration -> the settings in it; whatever does not fit is refused by its key."""

import os
from datetime import date, time
from decimal import Decimal
from pathlib import Path

from ivigcalc.catalogue import toml_text
from ivigcalc.catalogue.bounded import TooLarge, in_file
from ivigcalc.core.errors import RecordInvalid, Unreadable
from ivigcalc.request.columns import field_of
from ivigcalc.request.prices import prices_in
from ivigcalc.request.settings import Settings
from ivigcalc.request.stocked import stocked_in

MOST_BYTES = 262_144
KEYS = ("defaults", "formulary", "format", "prices", "stocked", "columns")
FORMATS = ("auto", "table", "text", "json")

_TEXT = "a text or a number"
_TIME = "a time of day"
_SWITCH = "true or false"
_LIST = "a text, a date, or a list of them"

# What a configuration may set: the defaults of a hospital, never anything of a patient or of a prescription.
HABITS = {
    "weight_policy": _TEXT,
    "market": _TEXT,
    "rounding": _TEXT,
    "tolerance": _TEXT,
    "pump_step": _TEXT,
    "closed": _LIST,
    "holidays": _TEXT,
    "move": _TEXT,
    "move_limit": _TEXT,
    "tablets": _TEXT,
    "halves": _SWITCH,
    "at": _TIME,
    "tz": _TEXT,
}
# How a terminal shows what it is asked for.
SCREEN = {"brief": _SWITCH, "pager": "a command, or false for none"}


def read_settings(path: Path) -> Settings:
    """The settings in the file *path*.

    Raises:
        RecordInvalid: It cannot be read, or breaks the rules of a configuration; the key is named.
    """
    try:
        table = toml_text.read(in_file(path, MOST_BYTES).decode("utf-8"))
    except TooLarge as why:
        raise RecordInvalid(f"{path}: {why}: not a configuration") from None
    except OSError as why:
        raise RecordInvalid(f"{path}: the configuration cannot be read: {why.strerror or why}") from None
    except (ValueError, RecursionError) as why:
        raise RecordInvalid(f"{path}: the configuration cannot be read: {why}") from None
    for key in table:
        if key not in KEYS:
            raise RecordInvalid(f"{path}: {key}: no such key; known are {', '.join(KEYS)}")
    defaults = table.get("defaults", {})
    if not isinstance(defaults, dict):
        raise RecordInvalid(f"{path}: defaults: a table is needed")
    return Settings(
        {key: _habit(path, key, value) for key, value in defaults.items() if key not in SCREEN},
        _folder(path, table.get("formulary")),
        _format(path, table.get("format")),
        dict.fromkeys([*defaults, *(["prices"] if "prices" in table else [])], path),
        {key: _of_the_screen(path, key, value) for key, value in defaults.items() if key in SCREEN},
        prices_in(path, table["prices"]) if "prices" in table else None,
        stocked_in(path, table.get("stocked", {})),
        _columns(path, table.get("columns", {})),
    )


def _columns(path: Path, said: object) -> dict[str, str]:
    if not isinstance(said, dict):
        raise RecordInvalid(f'{path}: columns: a table is needed, such as Gewicht = "weight"')
    found = {}
    for name, field in said.items():
        if not isinstance(field, str):
            raise RecordInvalid(f'{path}: columns.{name}: the name of a column is needed, such as "weight"')
        try:
            found[name.strip(" ")] = field_of(field.strip(" "))
        except Unreadable as why:
            raise RecordInvalid(f"{path}: columns.{name}: {why}") from None
    return found


def _of_the_screen(path: Path, key: str, value: object) -> str | bool:
    if isinstance(value, bool) and (key == "brief" or not value):
        return value
    if key == "pager" and isinstance(value, str) and value.strip():
        return value
    raise RecordInvalid(f"{path}: defaults.{key}: {SCREEN[key]} is needed, not {str(value)[:60]!r}")


def _habit(path: Path, key: str, value: object) -> object:
    kind = HABITS.get(key)
    if kind is None:
        raise RecordInvalid(
            f"{path}: defaults.{key}: no such default; known are {', '.join(sorted({*HABITS, *SCREEN}))}"
        )
    if not _fits(kind, value):
        raise RecordInvalid(f"{path}: defaults.{key}: {kind} is needed, not {type(value).__name__} {str(value)[:60]!r}")
    if isinstance(value, list):
        return [str(item) for item in value]
    if isinstance(value, str | int | Decimal | time):
        return value
    return str(value)  # a date


def _fits(kind: str, value: object) -> bool:
    if kind == _SWITCH:
        return isinstance(value, bool)
    if kind == _LIST:
        return all(isinstance(item, str | date) for item in (value if isinstance(value, list) else [value]))
    if kind == _TIME and isinstance(value, time):
        return True
    return isinstance(value, str | int | Decimal) and not isinstance(value, bool)


def _folder(path: Path, said: object) -> Path | None:
    if said is None:
        return None
    if not isinstance(said, str) or not Path(said).is_absolute():
        raise RecordInvalid(f"{path}: formulary: {said!r} is not the full path of a folder; write it from the root on")
    if not os.path.isdir(said):
        raise RecordInvalid(f"{path}: formulary: {said!r} is not a folder")
    return Path(said)


def _format(path: Path, said: object) -> str | None:
    if said is None:
        return None
    word = said.lower() if isinstance(said, str) else said
    if word not in FORMATS:
        raise RecordInvalid(f"{path}: format: {said!r} is not one of {', '.join(FORMATS)}")
    return str(word)
