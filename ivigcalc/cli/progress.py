"""How far a long run has come, shown on a terminal alone."""

import os
import sys
from stat import S_ISREG
from typing import TYPE_CHECKING, BinaryIO

from ivigcalc.core.quantities import how_many

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_EACH = 100  # rows between two signs of progress


class Progress:
    """The rows that were worked on, with the part of the file that they are where its size is known.

    Nothing is shown, and no library loaded, until the first hundred.
    """

    def __init__(self, source: BinaryIO, *, shown: bool) -> None:
        self._source, self._shown = source, shown and sys.stderr.isatty()
        self._size = _size(source)
        self._rows = 0
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def advance(self) -> None:
        """One more row was worked on."""
        self._rows += 1
        if self._shown and self._rows % _EACH == 0:
            self._show()

    def say(self, text: str) -> None:
        """A line on stderr, above what is shown."""
        if self._bar is None:
            print(text, file=sys.stderr)
        else:
            self._bar.console.print(text, markup=False, highlight=False, emoji=False, soft_wrap=True)

    def end(self) -> None:
        """Take away what is shown."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _show(self) -> None:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("{task.description}"),
                *((BarColumn(), TimeRemainingColumn()) if self._size else ()),
                console=Console(stderr=True),
                auto_refresh=False,  # no thread beside the processes that are forked
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._task = self._bar.add_task("", total=self._size)
            self._bar.start()
        assert self._task is not None
        done = min(self._source.tell(), self._size) if self._size else None
        self._bar.update(self._task, description=how_many(self._rows, "row"), completed=done, refresh=True)


def _size(source: BinaryIO) -> int | None:
    """The bytes of a file that is read from its beginning to its end; None of a pipe."""
    try:
        found = os.fstat(source.fileno())
    except (OSError, ValueError, AttributeError):
        return None
    return found.st_size if S_ISREG(found.st_mode) else None
