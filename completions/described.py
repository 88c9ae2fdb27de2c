"""The program as the generated files tell of it: its commands, their options, and what completes a value."""

from typing import Literal

from ivigcalc.core.named_tuple import NamedTuple


class Values(NamedTuple):
    """What completes a value. ``ids`` names the list on file that the words come from; empty: they stand inline."""

    kind: Literal["words", "files", "folders", "nothing"]
    words: tuple[str, ...] = ()
    ids: str = ""


class Option(NamedTuple):
    """An option of a command; ``values`` is None for one that takes none."""

    names: tuple[str, ...]  # the long one first
    help: str
    group: str
    metavar: str
    repeatable: bool
    values: Values | None


class Command(NamedTuple):
    """A command, by the words that name it; ``arguments`` are what its words without a dash can be."""

    words: str
    help: str
    options: tuple[Option, ...]
    arguments: tuple[tuple[str, Values], ...]


class Program(NamedTuple):
    """All that the generated files tell. ``groups`` are the words before a further word of a command."""

    options: tuple[Option, ...]
    commands: tuple[Command, ...]
    groups: tuple[str, ...]
    ids: dict[str, tuple[str, ...]]
