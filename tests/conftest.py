"""What the tests share: the command line, run in this process."""

import io
import os
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from ivigcalc.cli import run as entry


class Result(NamedTuple):
    """What a run of the program gave."""

    status: int
    out: str
    err: str


class _Stream(io.TextIOWrapper):
    """A standard stream that is no terminal and keeps what is written."""

    def __init__(self, data: bytes = b"") -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8", write_through=True)

    def text(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode("utf-8")


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees the configuration, the terminal or the colours of the machine that it runs on."""
    empty = str(tmp_path_factory.getbasetemp())
    for name in ("IVIGCALC_CONFIG", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", os.path.join(empty, "no-config"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", os.path.join(empty, "no-site-config"))


@pytest.fixture
def ivigcalc(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the program with the words after its name; ``stdin`` is what is piped in."""

    def run(*words: str, stdin: str | bytes = b"") -> Result:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = _Stream(), _Stream()
        monkeypatch.setattr(sys, "argv", ["ivigcalc", *words])
        monkeypatch.setattr(sys, "stdin", _Stream(data))
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        try:
            entry.run()
        except SystemExit as left:
            status = left.code if isinstance(left.code, int) else int(bool(left.code))
        finally:
            monkeypatch.setattr(sys, "stdout", sys.__stdout__)
            monkeypatch.setattr(sys, "stderr", sys.__stderr__)
        return Result(status, out.text(), err.text())

    return run
