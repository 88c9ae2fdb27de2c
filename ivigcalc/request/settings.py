"""What a configuration sets, and the only reader of the environment.

An option overrides the environment, the environment the user's file, and that the system's. A file that is
named, by ``--config`` or by the variable, stands alone; of the files in the standard places each key is taken from the
first that has it. A configuration holds defaults for what can be said (``[defaults]``, the names of the request), the
folder of a local formulary, the output's format, what vials cost (``[prices]``) and which are in stock
(``[stocked]``), and what columns of one's own mean in a table (``[columns]``).
"""

import os
import sys
from collections.abc import Collection, Iterator, Set
from pathlib import Path
from shutil import get_terminal_size, which
from typing import TextIO

from ivigcalc.core.course.prices import Prices
from ivigcalc.core.errors import IvigcalcError, RecordInvalid
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.request.fields import option
from ivigcalc.request.request import Request, read
from ivigcalc.request.stocked import Stocked

VARIABLE = "IVIGCALC_CONFIG"
FILE_NAME = "config.toml"
DUMB = ("dumb", "unknown")  # terminals that only print
_LINKING_VARIABLES = ("WT_SESSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID", "DOMTERM")
_LINKING_PROGRAMS = ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper")
_LINKING_TERMS = ("kitty", "alacritty", "foot", "ghostty", "wezterm")
_LINKING_VTE = 5000  # 0.50, the library of GNOME's and other terminals

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
        said = self.screen.get("pager", os.environ.get("PAGER"))
        if said is False or os.environ.get("TERM", "").lower() in DUMB:
            return None
        if isinstance(said, str):
            from shlex import split  # few say one

            command = split(said)
        else:
            command = ["less"] if which("less") else []
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
        from ivigcalc.request.settings_file import read_settings  # most runs have no file of configuration

        more = read_settings(path)
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
