"""The only reader of configuration and environment.

An option wins over the environment, the environment over the user's file, that over the system's. A configuration
holds defaults for what can be said (``[defaults]``, the names of the request), and the folder of a local formulary.
"""

import os
from pathlib import Path
from typing import Any, NamedTuple

from ivigcalc.core.errors import RecordInvalid

VARIABLE = "IVIGCALC_CONFIG"
MOST_BYTES = 262_144

# What a configuration may set: the habits of a house, never anything of a patient or of a prescription.
HABITS = frozenset(
    {
        "weight_policy",
        "market",
        "rounding",
        "tolerance",
        "pump_step",
        "closed",
        "holidays",
        "move",
        "move_limit",
        "tablets",
        "halves",
        "at",
        "tz",
    }
)


class Settings(NamedTuple):
    """``defaults`` are said for every request that does not say them itself; ``format`` is the output's."""

    defaults: dict[str, Any] = {}
    formulary: Path | None = None
    format: str | None = None


def load(config: Path | None = None, formulary: Path | None = None) -> Settings:
    """The settings of this run.

    Raises:
        RecordInvalid: A file that was named does not exist, or a configuration breaks its rules; the key is named.
    """
    path = config or _from_environment() or _first_file()
    found = _read(path) if path is not None else Settings()
    return found._replace(formulary=formulary) if formulary is not None else found


def _from_environment() -> Path | None:
    said = os.environ.get(VARIABLE, "")
    return Path(said) if said else None


def _first_file() -> Path | None:
    """The user's file, or else the system's, where there is one. A relative XDG folder counts as unset."""
    from platformdirs import site_config_path, user_config_path

    for folder in (user_config_path("ivigcalc"), site_config_path("ivigcalc")):
        if folder.is_absolute() and (folder / "config.toml").is_file():
            return folder / "config.toml"
    return None


def _read(path: Path) -> Settings:
    import tomllib
    from decimal import Decimal

    try:
        if path.stat().st_size > MOST_BYTES:
            raise RecordInvalid(f"{path}: larger than {MOST_BYTES} bytes: not a configuration")
        table = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, ValueError, RecursionError) as why:
        raise RecordInvalid(f"{path}: the configuration cannot be read: {why}") from None
    for key in table:
        if key not in ("defaults", "formulary", "format"):
            raise RecordInvalid(f"{path}: {key}: no such key; known are defaults, formulary and format")
    defaults = table.get("defaults", {})
    if not isinstance(defaults, dict):
        raise RecordInvalid(f"{path}: defaults: a table is needed")
    for key in defaults:
        if key not in HABITS:
            raise RecordInvalid(f"{path}: defaults.{key}: no such default; known are {', '.join(sorted(HABITS))}")
    return Settings(defaults, _folder(path, table.get("formulary")), _format(path, table.get("format")))


def _folder(path: Path, said: Any) -> Path | None:
    if said is None:
        return None
    if not isinstance(said, str) or not Path(said).is_absolute():
        raise RecordInvalid(f"{path}: formulary: {said!r} is not the full path of a folder; write it from the root on")
    if not Path(said).is_dir():
        raise RecordInvalid(f"{path}: formulary: {said!r} is not a folder")
    return Path(said)


def _format(path: Path, said: Any) -> str | None:
    allowed = ("auto", "table", "text", "json")
    if said is not None and said not in allowed:
        raise RecordInvalid(f"{path}: format: {said!r} is not one of {', '.join(allowed)}")
    return str(said) if said is not None else None
