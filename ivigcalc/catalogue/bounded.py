"""Reading no more of a file than it may hold: a file of gigabytes is a mistake, and would fill the memory."""

from pathlib import Path
from typing import BinaryIO


class TooLarge(ValueError):
    """A file holds more than it may; the text says how much that is."""


def in_file(path: Path, most: int) -> bytes:
    """What the file *path* holds.

    Raises:
        OSError: It cannot be read.
        TooLarge: It holds more than *most* bytes.
    """
    with path.open("rb") as file:
        return in_stream(file, most)


def in_stream(file: BinaryIO, most: int) -> bytes:
    """What is left of *file*.

    Raises:
        OSError: It cannot be read.
        TooLarge: More than *most* bytes are.
    """
    data = file.read(most + 1)
    if len(data) > most:
        raise TooLarge(f"larger than {most} bytes")
    return data
