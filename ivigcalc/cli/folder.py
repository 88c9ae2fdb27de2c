"""A folder of files, one for each row: they appear together when all are whole, or none does."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copyfileobj, rmtree
from tempfile import mkdtemp

from ivigcalc.cli.emit import PART, ends_cleanly, lock, mode_of_a_new_file, replacing
from ivigcalc.core.errors import RecordInvalid
from ivigcalc.output.ascii import plain_ascii

_LONGEST = 100  # characters of a name without its ending
_STAGE = ".ivigcalc"
# What Windows takes for a device, with any ending.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def is_folder(output: str | None) -> bool:
    """Whether *output* names a folder: one that is there, or one that is to be, with a / at its end."""
    return output is not None and (output.endswith(("/", os.sep)) or os.path.isdir(output))


def file_name(label: str | None, line: int, ending: str) -> str:
    """The name of the file of one row: its label with what a file system may not take as -, or its line."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", plain_ascii(label or "")).strip(".-")[:_LONGEST]
    if not name:
        name = f"line-{line}"
    return f"_{name}{ending}" if _DEVICE.match(name) else name + ending


class Folder:
    """The files that are to be in a folder, as far as they are written."""

    def __init__(self, place: Path, stage: Path) -> None:
        self._place, self._stage = place, stage

    def write(self, name: str, text: str) -> None:
        """One more file, whole."""
        with (self._stage / name).open("wb") as file:
            file.write(text.encode("utf-8"))

    def appear(self) -> None:
        """Put every file in its place; one that is there keeps its mode, owner and links."""
        names = sorted(os.listdir(self._stage))
        for name in names:
            target = self._place / name
            if target.exists() and not _writable(target):
                raise RecordInvalid(f"{target}: cannot be written: it is read-only, or no file")
        for name in names:
            made, target = self._stage / name, self._place / name
            if os.path.lexists(target):
                with made.open("rb") as source, replacing(Path(os.path.realpath(target))) as file:
                    copyfileobj(source, file)
            else:
                made.chmod(mode_of_a_new_file())
                made.rename(target)


def _writable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.W_OK) and bool(path.stat().st_mode & 0o222)


@contextmanager
def filling(output: str) -> Iterator[Folder]:
    """The folder *output*, made if it is not there; its files appear when the block ends well.

    Raises:
        RecordInvalid: It cannot be written; every file that was there is as before.
    """
    place = Path(os.path.realpath(output))
    try:
        made = not place.exists()
        if made:
            place.mkdir()
        try:
            with ends_cleanly(), _stage(place) as stage:
                folder = Folder(place, stage)
                yield folder
                folder.appear()
                made = False
        finally:
            if made:
                with suppress(OSError):
                    place.rmdir()
    except OSError as why:
        raise RecordInvalid(f"{output}: cannot be written: {why.strerror or why}") from None


@contextmanager
def _stage(place: Path) -> Iterator[Path]:
    """A folder in *place* for what is not whole yet; those of runs that were killed go, as nobody holds them."""
    for left in place.glob(f"{_STAGE}.*{PART}"):
        with suppress(OSError), _held(left):
            rmtree(left)
    stage = Path(mkdtemp(dir=place, prefix=f"{_STAGE}.", suffix=PART))
    try:
        with _held(stage):
            yield stage
    finally:
        rmtree(stage, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Raise OSError where another process holds *folder*."""
    if os.name == "nt":  # where a folder cannot be opened
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        lock(descriptor)
        yield
    finally:
        os.close(descriptor)
