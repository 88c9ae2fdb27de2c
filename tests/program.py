"""The program run in this process: what a shell would see of it, without the half second that a process costs."""

import gc
import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple

from ivigcalc.cli import run as entry


class Result(NamedTuple):
    """What a run of the program gave."""

    status: int
    out: str
    err: str


class Hang(BaseException):
    """A run used more processor time than it may; not an ``Exception``, so that nothing takes it for an answer."""


class _Stream(io.TextIOWrapper):
    """A standard stream that is no terminal and keeps what is written."""

    def __init__(self, data: bytes = b"") -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8", write_through=True)

    def text(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode("utf-8")


def run_program(*words: str, stdin: str | bytes = b"", most_seconds: float | None = None) -> Result:
    """Run the program with the words after its name; ``stdin`` is what is piped in.

    Args:
        words: What a shell would pass on.
        stdin: Text or bytes.
        most_seconds: Processor time, so that a busy machine makes no difference.

    Raises:
        Hang: It took longer.
    """
    data = stdin.encode() if isinstance(stdin, str) else stdin
    out, err = _Stream(), _Stream()
    before = sys.argv, sys.stdin, sys.stdout, sys.stderr
    environment = dict(os.environ)  # --no-color says so to the libraries
    collecting = gc.get_threshold()  # of a process that lasts no longer than one plan
    sys.argv, sys.stdin, sys.stdout, sys.stderr = ["ivigcalc", *words], _Stream(data), out, err
    try:
        with _limited(most_seconds):
            entry.run()
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else int(bool(left.code))
    finally:
        sys.argv, sys.stdin, sys.stdout, sys.stderr = before
        os.environ.clear()
        os.environ.update(environment)
        gc.set_threshold(*collecting)
        gc.unfreeze()  # what a process leaves at its end is still to be found, and collected, in this one
    return Result(status, out.text(), err.text())


@contextmanager
def _limited(seconds: float | None) -> Iterator[None]:
    if seconds is None:
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Hang(f"still running after {seconds} s of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
