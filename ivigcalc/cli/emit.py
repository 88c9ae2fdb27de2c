"""A finished text to stdout, or to a file that appears whole or not at all."""

import os
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile

from ivigcalc.core.errors import RecordInvalid


def emit(text: str, output: str | None) -> None:
    """Write *text* as UTF-8 to the file *output*, or to stdout for None or '-'.

    Raises:
        RecordInvalid: The file cannot be written; nothing is left under its name.
        BrokenPipeError: The reader of stdout closed it.
    """
    data = text.encode("utf-8")
    if output in (None, "-"):
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    write_whole(Path(output), data)


def write_whole(path: Path, data: bytes) -> None:
    """Write beside *path* and rename, so that no half-written file ever has its name."""
    temporary = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as why:
        raise RecordInvalid(f"{path}: cannot be written: {why.strerror or why}") from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
