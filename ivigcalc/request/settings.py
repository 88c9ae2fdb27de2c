"""The only reader of configuration and environment.

An option overrides the environment, the environment the user's file, and that the system's. A file that is
named, by ``--config`` or by the variable, stands alone; of the files in the standard places each key is taken from the
first that has it. A configuration holds defaults for what can be said (``[defaults]``, the names of the request), the
folder of a local formulary, the output's format, what vials cost (``[prices]``) and which are in stock
(``[stocked]``), and what columns of one's own mean in a table (``[columns]``).
"""

import os
import sys
from collections.abc import Collection, Iterator, Set
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from ivigcalc.catalogue import toml_text
from ivigcalc.catalogue.bounded import TooLarge, in_file
from ivigcalc.core.course.prices import Prices
from ivigcalc.core.errors import IvigcalcError, RecordInvalid, Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.request.columns import field_of
from ivigcalc.request.fields import option
from ivigcalc.request.prices import prices_in
from ivigcalc.request.request import Request, read
from ivigcalc.request.stocked import Stocked, stocked_in

VARIABLE = "IVIGCALC_CONFIG"
FILE_NAME = "config.toml"
MOST_BYTES = 262_144
KEYS = ("defaults", "formulary", "format", "prices", "stocked", "columns")
DUMB = ("dumb", "unknown")  # terminals that only print
_LINKING_VARIABLES = ("WT_SESSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID", "DOMTERM")
_LINKING_PROGRAMS = ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper")
_LINKING_TERMS = ("kitty", "alacritty", "foot", "ghostty", "wezterm")
_LINKING_VTE = 5000  # 0.50, the library of GNOME's and other terminals
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
# A habit that would be refused where the thing that it is about was not said at all.
ABOUT = {
    "market": {"product"},
    "tablets": {"taper"},
    "halves": {"taper"},
    "tz": {"at"},
    "move": {"closed", "holidays"},
    "move_limit": {"closed", "holidays"},
}


class Settings(NamedTuple):
    """``defaults`` are said for every request that does not say them itself; ``format`` is the output's.

    ``screen`` has what is shown on a terminal, and how. ``origins`` tells from which file each default is, and
    the prices.
    """

    defaults: dict[str, object] = {}
    formulary: Path | None = None
    format: str | None = None
    origins: dict[str, Path] = {}
    screen: dict[str, str | bool] = {}
    prices: Prices | None = None
    stocked: tuple[Stocked, ...] = ()
    columns: dict[str, str] = {}

    @property
    def brief(self) -> bool:
        """Whether a terminal shows the first block alone."""
        return self.screen.get("brief") is True

    def pager(self) -> "Pager | None":
        """What is used to page: as configured, else the PAGER of the environment, else less where there is one."""
        from shlex import split
        from shutil import which

        said = self.screen.get("pager", os.environ.get("PAGER"))
        if said is False or os.environ.get("TERM", "").lower() in DUMB:
            return None
        command = split(said) if isinstance(said, str) else ["less"] if which("less") else []
        return Pager(tuple(command), {"LESS": "FRX", **os.environ}) if command and command != ["cat"] else None

    def habits(self, said: Set[str], takes: Collection[str]) -> Request:
        """The defaults that concern a request that says the fields *said*, for a document that *takes* some.

        Raises:
            RecordInvalid: One of them cannot be read; its file is named.
        """
        known = said | self.defaults.keys()
        habits = {
            name: value
            for name, value in self.defaults.items()
            if name in takes and (name not in ABOUT or ABOUT[name] & known)
        }
        try:
            return read(habits)
        except IvigcalcError as why:
            where = f"{self.origins[why.field]}: defaults.{why.field}"
            raise RecordInvalid(f"{where}: {why.sentence(option)}") from None


def load(config: Path | None = None, formulary: Path | None = None) -> Settings:
    """The settings of this run.

    Args:
        config: The file that ``--config`` names.
        formulary: The folder that ``--formulary`` names.

    Raises:
        RecordInvalid: A file or folder that was named does not exist, or a configuration breaks its rules; the key is
            named.
    """
    if formulary is not None and not os.path.isdir(formulary):
        raise RecordInvalid(f"--formulary {formulary}: not a folder")
    named = config or _from_environment()
    found = Settings()
    for path in [named] if named is not None else _standard_files():
        more = _read(path)
        found = Settings(
            {**more.defaults, **found.defaults},
            found.formulary or more.formulary,
            found.format or more.format,
            {**more.origins, **found.origins},
            {**more.screen, **found.screen},
            found.prices or more.prices,
            found.stocked or more.stocked,
            {**more.columns, **found.columns},
        )
    return found._replace(formulary=formulary) if formulary is not None else found


def files() -> list[Path]:
    """The files of configuration that are read where none is named on the line."""
    named = _from_environment()
    return [named] if named is not None else _standard_files()


def _from_environment() -> Path | None:
    said = os.environ.get(VARIABLE, "")
    return Path(said) if said else None


def _standard_files() -> list[Path]:
    """The user's file and then those of the system, as far as there are any."""
    return [path for folder in _folders() if os.path.isfile(path := folder / "ivigcalc" / FILE_NAME)]


def _folders() -> Iterator[Path]:
    """The folders of configurations, the user's first: the XDG base directories, or what the platform has instead."""
    if sys.platform not in ("win32", "darwin"):
        # platformdirs would give these too, at half the time that a whole command takes to start.
        yield from _absolute([os.environ.get("XDG_CONFIG_HOME", "")], os.path.expanduser("~/.config"))
        yield from _absolute(os.environ.get("XDG_CONFIG_DIRS", "").split(":"), "/etc/xdg")
        return
    import platformdirs

    yield platformdirs.user_config_path(appauthor=False)
    yield platformdirs.site_config_path(appauthor=False)


def _absolute(said: list[str], default: str) -> list[Path]:
    """The full paths among those *said*: a relative or empty one is ignored, and none at all is the *default*."""
    return [Path(path) for path in said if os.path.isabs(path)] or [Path(default)]


def _read(path: Path) -> Settings:
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


class Pager(NamedTuple):
    """A pager as it is started."""

    command: tuple[str, ...]
    environment: dict[str, str]


class Terminal(NamedTuple):
    """What a stream can show.

    Attributes:
        tables: Whether it is a terminal on which a table with lines comes out right.
        links: Whether it is a coloured terminal that is known to have links.
    """

    width: int
    height: int
    tables: bool
    color: bool
    links: bool


def terminal(stream: TextIO) -> Terminal:
    """What *stream* can show. FORCE_COLOR stands in for a terminal; NO_COLOR and a dumb terminal override it."""
    from shutil import get_terminal_size

    shown = stream.isatty()
    dumb = os.environ.get("TERM", "").lower() in DUMB
    color = not os.environ.get("NO_COLOR") and not dumb and (shown or bool(os.environ.get("FORCE_COLOR")))
    unicode = (stream.encoding or "").lower().replace("-", "").startswith("utf")
    size = get_terminal_size()
    return Terminal(size.columns, size.lines, shown and not dumb and unicode, color, shown and color and _has_links())


def _has_links() -> bool:
    """Whether the terminal names itself as one that has links (OSC 8). One that does not would show their addresses."""
    term, program = os.environ.get("TERM", "").lower(), os.environ.get("TERM_PROGRAM", "")
    if term.startswith(("screen", "linux")):
        return False
    vte = os.environ.get("VTE_VERSION", "")
    return (
        any(os.environ.get(name) for name in _LINKING_VARIABLES)
        or program in _LINKING_PROGRAMS
        or term.removeprefix("xterm-").partition("-")[0] in _LINKING_TERMS
        or (vte.isdecimal() and int(vte) >= _LINKING_VTE)
    )
