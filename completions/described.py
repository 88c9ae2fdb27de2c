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


class Argument(NamedTuple):
    """What a word without a dash can be; ``repeatable``: the words after it too."""

    name: str
    values: Values
    repeatable: bool


class Command(NamedTuple):
    """A command, by the words that name it."""

    words: str
    help: str
    options: tuple[Option, ...]
    arguments: tuple[Argument, ...]


class Program(NamedTuple):
    """All that the generated files tell. ``groups`` are the words before a further word of a command."""

    options: tuple[Option, ...]
    commands: tuple[Command, ...]
    groups: tuple[str, ...]
    ids: dict[str, tuple[str, ...]]
