"""Writes the man page beside this file and the shell completions into the package: ``python completions/make.py``.

Everything in them comes from the commands as they are built, the fields of a request and the ids on file. The files
are static: completing a word starts no Python.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import manual
import shells
import typer
from described import Argument, Command, Option, Program, Values

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import KINDS, REGIMENS
from ivigcalc.cli import main
from ivigcalc.request.fields import FIELDS

_WORDS_ONLY = re.compile(
    r"[a-z_]+(?:, [a-z_]+)* or [a-z_]+\."
)  # a help text that is nothing but the words to choose from


HELP = Option(("--help", "-h"), "Show the help of the command.", "Other", "", repeatable=False, values=None)


def program() -> Program:
    """The program as it is built, with the ids of the records that are shipped."""
    ids = _ids()
    root: Any = typer.main.get_command(main.application(None))
    commands: list[Command] = []
    for name, command in root.commands.items():
        inner = getattr(command, "commands", None)
        parts = [(name, command)] if inner is None else [(f"{name} {word}", one) for word, one in inner.items()]
        commands += [_command(words, one, ids) for words, one in parts]
    options = tuple(_option(param, ids) for param in root.params)
    groups = tuple(name for name, command in root.commands.items() if hasattr(command, "commands"))
    return Program((*options, HELP), tuple(commands), groups, ids)


def _ids() -> dict[str, tuple[str, ...]]:
    catalogue = Catalogue()
    ids = {folder: tuple(catalogue.ids(kind)) for folder, kind in KINDS.items()}
    ids["variants"] = tuple(_with_variants(catalogue))
    ids["kinds"] = tuple(sorted(KINDS))
    ids["all"] = tuple(sorted(id for kind in KINDS for id in ids[kind]))
    return ids


def _with_variants(catalogue: Catalogue) -> Iterator[str]:
    for id in catalogue.ids(REGIMENS):
        yield id
        for variant in catalogue.record(REGIMENS, id).variants:
            yield f"{id}/{variant.id}"


def _command(words: str, command: Any, ids: dict[str, tuple[str, ...]]) -> Command:
    params = [param for param in command.get_params(typer.Context(command)) if param.name != "help"]
    options = [_option(param, ids) for param in params if param.param_type_name == "option"]
    arguments = [
        Argument(
            param.metavar or param.name.upper(),
            _order(command, ids) if param.metavar == "[WORDS]" else _own_values(param, ids),
            param.nargs == -1,
        )
        for param in params
        if param.param_type_name == "argument"
    ]
    return Command(words, command.help or "", (*options, HELP), tuple(arguments))


def _order(command: Any, ids: dict[str, tuple[str, ...]]) -> Values:
    """The words of an order that are names: those of the fields of *command* that are known without their option."""
    fields = [(name, FIELDS[name]) for name in getattr(command, "fields", ())]
    lists = [
        field.words or ids["variants" if name == "regimen" else field.kind] for name, field in fields if field.named
    ]
    words = tuple(sorted({word for words in lists for word in words}))
    if not words:
        return Values("nothing")
    name = next((name for name, others in ids.items() if others == words), f"order_of_{command.name}")
    ids[name] = words
    return Values("words", words, name)


def _option(param: Any, ids: dict[str, tuple[str, ...]]) -> Option:
    names = tuple(sorted(param.opts, key=lambda name: not name.startswith("--")))
    group = getattr(param, "rich_help_panel", None) or "Other"
    values = None if param.is_flag else _values(param, ids)
    return Option(names, param.help or "", group, param.metavar or "", param.multiple, values)


def _values(param: Any, ids: dict[str, tuple[str, ...]]) -> Values:
    field = FIELDS.get(param.name)
    if field is None or field.help != param.help:
        return _own_values(param, ids)
    if field.kind:
        kind = "variants" if param.name == "regimen" else field.kind
        return Values("words", ids[kind], kind)
    return Values("words", field.words) if field.words else Values("nothing")


def _own_values(param: Any, ids: dict[str, tuple[str, ...]]) -> Values:
    """The values of an option or argument that is no field of a request: by its metavar, or by its help."""
    metavar, help = (param.metavar or "").strip("[]"), re.sub(r" \([^)]*\)", "", param.help or "")
    if metavar in ("FILE", "DIR"):
        return Values("files" if metavar == "FILE" else "folders")
    if metavar in ("KIND", "ID"):
        name = "kinds" if metavar == "KIND" else "all"
        return Values("words", ids[name], name)
    if metavar and metavar == metavar.lower():
        return Values("words", tuple(metavar.split("|")))
    if _WORDS_ONLY.fullmatch(help):
        return Values("words", tuple(word for word in re.findall("[a-z_]+", help) if word != "or"))
    return Values("nothing")


def files() -> dict[str, str]:
    """The generated files by name."""
    found = program()
    return {
        "ivigcalc.bash": shells.bash(found),
        "_ivigcalc": shells.zsh(found),
        "ivigcalc.fish": shells.fish(found),
        "ivigcalc.ps1": shells.powershell(found),
        "ivigcalc.1": manual.page(found),
    }


def place(name: str) -> Path:
    """Where the generated file *name* stands."""
    here = Path(__file__).parent
    return here / name if name.endswith(".1") else here.parent / "ivigcalc" / "cli" / "shells" / name


if __name__ == "__main__":
    for name, text in files().items():
        place(name).write_text(text, encoding="ascii")
