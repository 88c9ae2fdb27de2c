"""No more of a file is read than it may hold."""

import io
from pathlib import Path

import pytest

from ivigcalc.catalogue.bounded import TooLarge, in_file, in_stream


class Endless(io.RawIOBase):
    """A stream that never ends, as a device may be."""

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "as much as there is was asked for"
        return b"x" * size


def test_a_file_may_hold_as_much_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert b"12345" == in_file(path, 5) == in_file(path, 6) == in_stream(io.BytesIO(b"12345"), 5)
    with pytest.raises(TooLarge, match=r"\Alarger than 4 bytes\Z"):
        in_file(path, 4)


def test_of_a_stream_without_end_only_the_beginning_is_read() -> None:
    with pytest.raises(TooLarge):
        in_stream(Endless(), 1000)  # type: ignore[arg-type]


def test_a_file_that_cannot_be_read_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        in_file(tmp_path / "none", 5)
