"""What goes out: to stdout, or to a file that appears whole or not at all."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import EACCES
from pathlib import Path
from shutil import copyfileobj
from stat import S_IMODE
from types import FrameType
from typing import BinaryIO, NoReturn

from ivigcalc.core.errors import RecordInvalid
from ivigcalc.request.settings import Pager

ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_STDOUT = (None, "-", "/dev/stdout")
PART = ".ivigcalc-part"


def emit(text: str, output: str | None, pager: Callable[[], Pager | None] | None = None) -> None:
    """Write *text* as UTF-8 to the file *output*, or to stdout for None or '-'.

    On a terminal that is too small for it a pager shows it, where *pager* finds one; only there it is looked for.

    Raises:
        RecordInvalid: It cannot be written; nothing is left under the file's name.
    """
    if output in (None, "-") and pager is not None and sys.stdout.isatty():
        from ivigcalc.cli.pager import longer_than_the_screen, paged  # for a person alone

        found = pager()
        if found is not None and longer_than_the_screen(text) and paged(text, found):
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
    shown = "stdout" if output in _STDOUT else output
    try:
        if output in _STDOUT:
            sys.stdout.flush()
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        elif os.path.exists(str(output)) and not os.path.isfile(str(output)):
            with open(str(output), "wb") as file:
                yield file
        else:
            with ends_cleanly(), replacing(Path(os.path.realpath(str(output)))) as file:
                yield file
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains as it flushes at its end
        sys.exit(0)
    except OSError as why:
        raise RecordInvalid(f"{shown}: cannot be written: {why.strerror or why}") from None


@contextmanager
def ends_cleanly() -> Iterator[None]:
    """While files stand beside their places, a signal that ends the program lets it clear them away first."""
    before = {name: signal.getsignal(name) for name in ENDING}
    for name, handler in before.items():
        if handler is not signal.SIG_IGN:  # as nohup says
            signal.signal(name, _end)
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(number, signal.SIG_IGN)  # once is enough: a second one would stop the clearing
    sys.exit(128 + number)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """What is written takes the place of *path* when the block ends well, with the mode, owner and links of that."""
    from tempfile import NamedTemporaryFile

    before = path.stat() if path.exists() else None
    if before is not None and not (before.st_mode & 0o222 and os.access(path, os.W_OK)):
        raise PermissionError(EACCES, "it is read-only")
    _clear_away(path)
    temporary = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=PART, delete=False) as file:
            temporary = Path(file.name)
            lock(file.fileno())
            yield file  # type: ignore[misc]  # a wrapper that does all that a binary file does
            file.flush()
            os.fsync(file.fileno())
            if before is None:
                temporary.chmod(mode_of_a_new_file())
                temporary.replace(path)
            elif before.st_nlink == 1 and _has_the_owner(temporary, before):
                temporary.chmod(S_IMODE(before.st_mode))  # after its owner, whose change takes bits away
                temporary.replace(path)
            else:
                _fill(path, temporary)
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _has_the_owner(temporary: Path, before: os.stat_result) -> bool:
    """Give *temporary* the owner and group of the file whose place it takes, where this user may."""
    now = temporary.stat()
    if (now.st_uid, now.st_gid) == (before.st_uid, before.st_gid):
        return True
    try:
        os.chown(temporary, before.st_uid, before.st_gid)
    except OSError:
        return False
    return True


def _fill(path: Path, whole: Path) -> None:
    """What is *whole* into the file *path* as it stands: one with several names, or of another owner, keeps them."""
    with whole.open("rb") as source, path.open("r+b") as place:
        copyfileobj(source, place)
        place.truncate()
        place.flush()
        os.fsync(place.fileno())


def _clear_away(path: Path) -> None:
    """Remove what a run that was killed left beside *path*; a run that still writes holds a lock on its own."""
    from glob import escape  # for files alone

    for left in path.parent.glob(f".{escape(path.name)}.*{PART}"):
        with suppress(OSError), left.open("r+b") as file:
            lock(file.fileno())
            left.unlink()


def lock(descriptor: int) -> None:
    """Raise OSError where another process holds the file; it is let go with the process, however that ends."""
    try:
        import fcntl
    except ImportError:  # on Windows a file in use cannot be removed anyway
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def mode_of_a_new_file() -> int:
    """As the user's mask leaves it."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
