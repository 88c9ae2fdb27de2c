"""Help: one sentence, examples that can be copied as they stand, the options in groups, the exit status.

A command of many options shows those most used, on two screens; ``--help-all`` shows them all.
"""

from collections.abc import Iterable, Iterator
from inspect import cleandoc
from textwrap import fill
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from ivigcalc.cli.places import check_places
from ivigcalc.request.fields import FIELDS

EXAMPLE = "Example: "
STATUS = (
    ("0", "Done."),
    ("1", "An internal error; --debug before the command shows where."),
    ("2", "The command line or a value is unreadable, or a choice is missing."),
    ("3", "Refused: impossible, not supported by the sources, or a stop not accepted."),
    ("4", "A data, configuration or input file is missing or invalid."),
    ("5", "Finished, but needs review: rows failed, a check found a difference, or --fail-on applied."),
    ("130", "Interrupted."),
)
_IN_SHORT = (
    "0 done; 2 unreadable, or a choice is missing; 3 refused, or a stop not accepted; 4 a file is missing or "
    "invalid; 5 needs review. 'ivigcalc -h' explains."
)
MANY = 20  # options; a command with more shows them all only when it is asked to
_OFTEN = {
    "weight", "age", "risk", "regimen", "dose", "days", "every", "cycles", "product", "market", "rounding", "rates",
    "at", "start", "steroid", "taper", "accept", "request", "format", "output", "brief",
}  # fmt: skip
_LONGEST = 30  # characters of a name that stands beside its text
_LAST = ("Output", "Other")
_MOST = "Options most used"
_WHOLE = "ivigcalc.help_all"  # whether the help that is shown is the whole one
_MOST_USED = ("plan", "dose", "rates", "check", "catalogue")


class GroupedCommand(TyperCommand):
    """A command whose help lists its options in the groups of their fields, its own groups before those."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields: tuple[str, ...] = getattr(self.callback, "fields", ())  # each of which is an option too
        if len(self.params) + len(self.fields) > MANY:
            self.params.append(_HelpAll())

    def invoke(self, ctx: Any) -> Any:
        check_places(ctx.params)
        return super().invoke(ctx)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        arguments = [param.make_metavar(ctx) for param in self.params if param.param_type_name == "argument"]
        return [*arguments, "[OPTIONS]"]

    def format_help_text(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - the parent's signature
        _write_paragraphs(self.help or "", formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        whole = not self._has_many or ctx.meta.get(_WHOLE, False)
        groups: dict[str, list[tuple[str, str]]] = {}
        for param in sorted(self.get_params(ctx), key=lambda param: _place(_group(param))):
            row = param.get_help_record(ctx)
            if row is None:
                continue
            if whole:
                groups.setdefault(_group(param), []).append(row)
            elif _is_often_used(param):
                option = param.param_type_name == "option" and not _is_own(param)
                groups.setdefault(_MOST if option else _group(param), []).append(_in_short(*row) if option else row)
        for group in sorted(groups, key=_place):
            with formatter.section(group):
                _write_rows(groups[group], formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        if self._has_many and not ctx.meta.get(_WHOLE, False):
            formatter.write_paragraph()
            formatter.write_text(f"All options, in groups, and the exit status: {ctx.command_path} --help-all")
            return
        with formatter.section("Exit status"):
            formatter.write_text(_IN_SHORT)

    @property
    def _has_many(self) -> bool:
        return any(isinstance(param, _HelpAll) for param in self.params)


class _HelpAll(TyperOption):
    """``--help-all`` of a command of many options."""

    def __init__(self) -> None:
        super().__init__(
            param_decls=["--help-all"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_all,
            help="Show every option, in groups.",
        )
        self.rich_help_panel = "Other"


def _show_all(ctx: Any, _param: Any, said: bool) -> None:
    if said and not ctx.resilient_parsing:
        ctx.meta[_WHOLE] = True
        typer.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


class Commands(TyperGroup):
    """Commands whose help shows each sentence whole."""

    def format_help_text(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        _write_paragraphs(self.help or "", formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            _write_rows([(name, _sentence(self.commands[name])) for name in self.list_commands(ctx)], formatter)


class Program(Commands):
    """All commands. Alone it shows those most used, each with its example, and where the rest is."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args or ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        typer.echo("\n".join(self._first_steps()), err=True)
        raise typer.Exit(2)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        with formatter.section("Exit status"):
            _write_rows(STATUS, formatter)
        formatter.write_paragraph()
        formatter.write_text("'ivigcalc COMMAND -h' has an example and the options of a command.")

    def _first_steps(self) -> Iterator[str]:
        yield f"{example(self.commands[_MOST_USED[0]])}   plans an order as it stands\n"
        yield f"{self.help}\n"
        for name in _MOST_USED:
            command = self.commands[name]
            yield f"{name}: {_sentence(command)}\n    {example(command)}\n"
        rest = ", ".join(name for name in self.commands if name not in _MOST_USED)
        yield f"Further: {rest}.\n'ivigcalc -h' explains each, 'ivigcalc COMMAND -h' has its options."


def example(command: Any) -> str:
    """The first example in the help of *command*."""
    return example_in(command.help)


def example_in(help: str) -> str:
    """The first example in a *help* text."""
    return examples_in(help)[0]


def examples_in(help: str) -> list[str]:
    """The examples in a *help* text."""
    return [part.removeprefix(EXAMPLE) for part in _paragraphs(help) if part.startswith(EXAMPLE)]


def _sentence(command: Any) -> str:
    return _paragraphs(command.help)[0]


def _paragraphs(help: str) -> list[str]:
    return [" ".join(part.split()) for part in cleandoc(help).split("\n\n")]


def _write_paragraphs(help: str, formatter: Any) -> None:
    """Each paragraph broken into lines; then the examples, each of which stays one line."""
    examples = examples_in(help)
    with formatter.indentation():
        for paragraph in _paragraphs(help):
            if not paragraph.startswith(EXAMPLE):
                formatter.write_paragraph()
                formatter.write_text(paragraph)
        if examples:
            formatter.write_paragraph()
            formatter.write_text("Example:" if len(examples) == 1 else "Examples:")
        for line in examples:
            formatter.write(f"{'':{formatter.current_indent + 2}}{line}\n")


def _write_rows(rows: Iterable[tuple[str, str]], formatter: Any) -> None:
    """Two columns; a name that is too long has a line to itself, and no word is broken at a hyphen."""
    rows = list(rows)
    column = max(len(name) for name, _ in rows if len(name) <= _LONGEST) + 2
    before, indent = " " * formatter.current_indent, " " * (formatter.current_indent + column)
    for name, text in rows:
        start = f"{before}{name:{column}}"
        if len(name) > _LONGEST:
            formatter.write(f"{before}{name}\n")
            start = indent
        lines = fill(text, formatter.width, initial_indent=start, subsequent_indent=indent, break_on_hyphens=False)
        formatter.write(f"{lines}\n")


def _group(param: Any) -> str:
    if param.param_type_name == "argument":
        return "Arguments"
    return getattr(param, "rich_help_panel", None) or "Other"


def _is_often_used(param: Any) -> bool:
    return param.name in _OFTEN or param.param_type_name == "argument" or _is_own(param)


def _is_own(param: Any) -> bool:
    """Whether *param* stands in a group that only this command, or those like it, have."""
    return _place(_group(param))[0] == 1


def _in_short(names: str, text: str) -> tuple[str, str]:
    """An option with the first of what is said about it."""
    first = text.partition("; ")[0].partition(". ")[0]
    return names, first if first.endswith(".") else f"{first}."


def _place(group: str) -> tuple[int, int]:
    """Arguments, what only this command has, the fields in their order, and last what every command has."""
    fields = list(dict.fromkeys(field.group for field in FIELDS.values()))
    if group == "Arguments":
        return 0, 0
    if group == _MOST:
        return 2, 0
    if group in _LAST:
        return 3, _LAST.index(group)
    return (2, fields.index(group)) if group in fields else (1, 0)
