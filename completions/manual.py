"""The man page, in the language of man(7)."""

from collections.abc import Iterator

from described import Command, Option, Program

from ivigcalc import __version__
from ivigcalc.cli.help import STATUS
from ivigcalc.cli.options import WORDS

_DESCRIPTION = (
    "turns a prescription for intravenous immunoglobulin (a body weight, a regimen, a product or a concentration, a "
    "start date) into one plan: dosing weight, grams, vials, the dose of each day, the pump timetable, the calendar of "
    "the cycles, the taper of a steroid with what to review when, alerts, and the formula and source of each number. "
    "It is decision support for a professional who checks it. It prescribes nothing, stores nothing and never uses the "
    "network."
)
_ENVIRONMENT = (
    ("IVIGCALC_CONFIG", "The configuration file, in place of those in the standard places."),
    ("XDG_CONFIG_HOME, XDG_CONFIG_DIRS", "Where configurations are looked for. A relative path is ignored."),
    ("NO_COLOR", "When set, nothing is coloured."),
)
_FILES = (
    ("$XDG_CONFIG_HOME/ivigcalc/config.toml", "The user's configuration; by default in ~/.config."),
    ("/etc/xdg/ivigcalc/config.toml", "The system's. A key in the user's file wins over the same key here."),
)


def page(program: "Program") -> str:
    """The page for section 1."""
    return "\n".join(_lines(program)) + "\n"


def _lines(program: "Program") -> Iterator[str]:
    yield '.\\" Made by: python completions/make.py'
    yield f'.TH IVIGCALC 1 "" "ivigcalc {__version__}" "User Commands"'
    yield ".ad l"
    yield ".SH NAME"
    yield r"ivigcalc \- dosing and scheduling of intravenous immunoglobulin"
    yield ".SH SYNOPSIS"
    yield ".B ivigcalc"
    yield r"[\fIOPTIONS\fR] \fICOMMAND\fR [\fIOPTIONS\fR] [\fIARGUMENTS\fR]"
    yield ".SH DESCRIPTION"
    yield ".B ivigcalc"
    yield _text(_DESCRIPTION)
    yield ".SH AN ORDER AS WORDS"
    yield _text(WORDS)
    yield ".SH COMMANDS"
    shared = _shared(program)
    for command in program.commands:
        yield from _command(command, shared)
    yield ".SH OPTIONS BEFORE THE COMMAND"
    for option in program.options:
        yield from _option(option)
    yield ".SH OPTIONS OF THE COMMANDS"
    yield "An option has the same name and meaning in every command that takes it."
    groups: dict[str, list[Option]] = {}
    for option in shared:
        groups.setdefault(option.group, []).append(option)
    for group, options in groups.items():
        yield f".SS {_text(group)}"
        for option in options:
            yield from _option(option)
    for title, rows in (("EXIT STATUS", STATUS), ("ENVIRONMENT", _ENVIRONMENT), ("FILES", _FILES)):
        yield f".SH {title}"
        for name, meaning in rows:
            yield from (".TP", f".B {_text(name)}", _text(meaning))


def _shared(program: "Program") -> "list[Option]":
    """The options that more than one command takes with the same meaning, or that ``plan`` takes, each once."""
    counted: dict[Option, int] = {}
    for command in program.commands:
        for option in command.options:
            counted[option] = counted.get(option, 0) + (2 if command.words == "plan" else 1)
    by_name: dict[tuple[str, ...], Option] = {}
    for option, times in counted.items():
        if times > 1:
            by_name.setdefault(option.names, option)
    return list(by_name.values())


def _command(command: "Command", shared: "list[Option]") -> Iterator[str]:
    summary, *more = command.help.split("\n\n")
    arguments = "".join(rf" \fI{_text(name)}\fR" for name, *_ in command.arguments)
    yield f".SS ivigcalc {_text(command.words)}{arguments}"
    yield _text(" ".join(summary.split()))
    for paragraph in filter(None, more):
        yield ".PP"
        yield _text(" ".join(paragraph.split()))
    for option in command.options:
        if option not in shared:
            yield from _option(option)


def _option(option: "Option") -> Iterator[str]:
    value = rf" \fI{_text(option.metavar)}\fR" if option.values is not None else ""
    names = ", ".join(rf"\fB{_text(name)}\fR" for name in option.names)
    yield from (".TP", names + value, _text(option.help))


def _text(text: str) -> str:
    """*text* with nothing in it that man(7) would take for its own."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + escaped if escaped[:1] in (".", "'") else escaped
