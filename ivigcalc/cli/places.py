"""Where a command reads and where it writes: what it writes never takes the place of what it reads."""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from stat import S_ISREG

from ivigcalc.core.errors import Unreadable
from ivigcalc.request import settings

_READ = {"file": "the file that is read", "request": "--request", "config": "--config"}
_WRITTEN = ("output", "rejects")
_STDIN = ("-", "/dev/stdin")

Identity = tuple[int, int] | str


def check_places(params: Mapping[str, object]) -> None:
    """Refuse options that write where something else is read or written, by whatever name or link.

    Args:
        params: What was said, by the names of the parameters of the command.

    Raises:
        Unreadable: A file that is written is also read, or is written twice.
    """
    written = {name: path for name in _WRITTEN if isinstance(path := params.get(name), str) and path != "-"}
    taken: dict[Identity, str] = {}
    if written:
        taken = places_read(params)
    for name, path in written.items():
        one = identity(path)
        if one is None:  # a device or a pipe, in which nothing is lost
            continue
        if one in taken:
            raise Unreadable(f"--{name} {path}: this is also {taken[one]}; give another file")
        taken[one] = f"--{name}"


def places_read(params: Mapping[str, object]) -> dict[Identity, str]:
    """What a command with these parameters reads, and what that is called."""
    return {one: said for path, said in _read(params) if (one := identity(path)) is not None}


def _read(params: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, said in _READ.items():
        if isinstance(path := params.get(name), str | Path):
            yield str(path), said
    if params.get("config") is None:
        yield from ((str(path), "the configuration") for path in settings.files())
    if "formulary" in params:
        folder = params["formulary"]
        if folder is None:  # a configuration may name one
            config = params.get("config")
            folder = settings.load(config if isinstance(config, Path) else None).formulary
        if isinstance(folder, Path):
            yield from ((str(path), "a record of the formulary") for path in folder.rglob("*.toml"))


def identity(path: str) -> Identity | None:
    """What two names of one file share; None for what is no ordinary file."""
    try:
        found = os.fstat(sys.stdin.fileno()) if path in _STDIN else os.stat(path)
    except (OSError, ValueError, AttributeError):  # not there yet, or a stdin that is no file
        return None if path in _STDIN else os.path.realpath(path)
    return (found.st_dev, found.st_ino) if S_ISREG(found.st_mode) else None
