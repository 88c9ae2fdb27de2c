"""What goes out: to stdout, or to a file that appears whole or not at all."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ivigcalc.cli.pager import longer_than_the_screen, paged
from ivigcalc.core.errors import RecordInvalid
from ivigcalc.request.settings import Pager


def emit(text: str, output: str | None, pager: Pager | None = None) -> None:
    """Write *text* as UTF-8 to the file *output*, or to stdout for None or '-'.

    On a terminal that is too small for it the *pager* shows it, where there is one.

    Raises:
        RecordInvalid: It cannot be written; nothing is left under the file's name.
    """
    if output in (None, "-") and pager is not None and longer_than_the_screen(text) and paged(text, pager):
        return
    with writing(output) as file:
        file.write(text.encode("utf-8"))


@contextmanager
def writing(output: str | None) -> Iterator[BinaryIO]:
    """The file *output* to write to, or stdout for None or '-'.

    A file is written beside its place and renamed when the block ends well, so that no half-written file ever has its
    name. What is no ordinary file (a device, a pipe) is written to as it stands.

    Raises:
        RecordInvalid: It cannot be written; nothing is left under the file's name.
        SystemExit: The reader of a pipe closed it; the program ends quietly, as there is nobody left to read.
    """
    shown = "stdout" if output in (None, "-") else output
    try:
        if output in (None, "-"):
            sys.stdout.flush()
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        elif (path := Path(os.path.realpath(str(output)))).exists() and not path.is_file():
            with path.open("wb") as file:
                yield file
        else:
            with _replacing(path) as file:
                yield file
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains as it flushes at its end
        sys.exit(0)
    except OSError as why:
        raise RecordInvalid(f"{shown}: cannot be written: {why.strerror or why}") from None


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    from tempfile import NamedTemporaryFile

    temporary = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            yield file  # type: ignore[misc]  # a wrapper that does all that a binary file does
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
