"""Commands timed against each other: run in turn, so that a busy moment of the machine meets them all."""

import os
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from installed import environment


class Row(NamedTuple):
    """A line of the table: what was measured, what it came to, and what the bar is; empty where there is none."""

    what: str
    value: str
    bar: str = ""
    met: bool = True


class Used(NamedTuple):
    """What a command used: processor time and time by the clock in seconds, and the most memory in kB."""

    processor: float
    clock: float
    memory: int


def used(words: Sequence[str], output: str = os.devnull) -> Used:
    """Run a command to its end, stdout to the file *output*; it has to succeed."""
    to = (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    began = time.perf_counter()
    pid = os.posix_spawn(words[0], words, environment(), file_actions=[to])
    _, status, resources = os.wait4(pid, 0)
    clock = time.perf_counter() - began
    assert status == 0, words
    return Used(resources.ru_utime + resources.ru_stime, clock, resources.ru_maxrss)


def quickest(rounds: int, measures: dict[str, Callable[[], float]]) -> dict[str, float]:
    """The least of each measure over so many rounds, in which they take turns."""
    found = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            found[name].append(measure())
    return {name: min(values) for name, values in found.items()}


def at_most(what: str, value: float, bar: float, unit: str) -> Row:
    return Row(what, f"{value:.2f} {unit}", f"at most {bar:g}", value <= bar)


def at_least(what: str, value: float, bar: float, unit: str) -> Row:
    return Row(what, f"{value:.2f} {unit}", f"at least {bar:g}", value >= bar)
