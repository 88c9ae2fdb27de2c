"""Help: every command says what it gives, shows one example that works as printed, and no line of it is cut."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from ivigcalc.cli import main
from ivigcalc.cli.help import STATUS, example, examples_in

EXAMPLES = Path(__file__).parent.parent / "examples"
REFERENCE = (
    "plan", "--weight", "70kg", "--age", "75", "--regimen", "dermatomyositis", "--days", "2", "--product", "yimmugo",
    "--cycles", "5", "--start", "2024-04-08", "--rates", "mgh",
)  # fmt: skip
WIDTH, TWO_SCREENS = 80, 48
HEAVY = {"pint", "rich", "icalendar", "holidays", "jinja2", "platformdirs"}

Run = Callable[..., Any]


def commands(group: Any, *before: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command below *group* with the words that name it; a group of commands is one too."""
    for name, command in group.commands.items():
        yield (*before, name), command
        if hasattr(command, "commands"):
            yield from commands(command, *before, name)


ALL = list(commands(typer.main.get_command(main.application(None))))
RUN = [(words, command) for words, command in ALL if not hasattr(command, "commands")]
NAMES = [" ".join(words) for words, _ in ALL]
MANY = [(words, command) for words, command in RUN if any(param.name == "help_all" for param in command.params)]


def help_of(ivigcalc: Run, *words: str) -> str:
    found = ivigcalc(*words, "-h")
    assert (0, "") == (found.status, found.err)
    return str(found.out)


def whole_help_of(ivigcalc: Run, words: tuple[str, ...], command: Any) -> str:
    """The help with every option: of a command of many it has an option of its own."""
    if (words, command) not in MANY:
        return help_of(ivigcalc, *words)
    found = ivigcalc(*words, "--help-all")
    assert (0, "") == (found.status, found.err)
    return str(found.out)


@pytest.fixture(autouse=True)
def _at_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))


def test_every_command_is_known_by_its_name_alone() -> None:
    assert set(main.COMMANDS) == {words[0] for words, _ in ALL}


@pytest.mark.parametrize(("words", "command"), ALL, ids=NAMES)
def test_help_fits_80_columns_and_cuts_nothing(ivigcalc: Run, words: tuple[str, ...], command: Any) -> None:
    text = help_of(ivigcalc, *words) + whole_help_of(ivigcalc, words, command)
    assert [] == [line for line in text.splitlines() if len(line) > WIDTH]
    assert "..." not in text.replace("[ARGS]...", "").replace("us, eu, uk, ...", "")


@pytest.mark.parametrize(("words", "command"), ALL, ids=NAMES)
def test_help_is_one_sentence_and_examples_of_one_line_each(
    ivigcalc: Run, words: tuple[str, ...], command: Any
) -> None:
    text = help_of(ivigcalc, *words)
    sentence = " ".join(command.help.split("\n\n")[0].split())
    assert sentence.endswith(".")
    assert ". " not in sentence
    assert sentence in " ".join(text.split())
    examples = examples_in(command.help)
    assert (3 if words == ("plan",) else 1) == len(examples)
    assert f"Example{'s' * (len(examples) > 1)}:\n" + "".join(f"    {line}\n" for line in examples) in text
    assert all(line.startswith(f"ivigcalc {' '.join(words)} ") for line in examples)


@pytest.mark.parametrize(("words", "command"), RUN, ids=[" ".join(words) for words, _ in RUN])
def test_every_option_says_what_it_is_in_a_named_group(ivigcalc: Run, words: tuple[str, ...], command: Any) -> None:
    text = " ".join(whole_help_of(ivigcalc, words, command).split())
    for param in command.get_params(typer.Context(command)):
        if param.name == "help":
            continue
        assert param.help, param.name
        assert " ".join(param.help.split()) in text
        assert param.param_type_name == "argument" or getattr(param, "rich_help_panel", None), param.name
    assert "Exit status: 0 done;" in text


def test_the_help_of_a_command_of_many_options_fits_two_screens_and_says_where_the_rest_is(ivigcalc: Run) -> None:
    assert {"plan", "dose", "rates", "batch", "forecast"} <= {" ".join(words) for words, _ in MANY}
    for words, _ in MANY:
        text = help_of(ivigcalc, *words)
        assert TWO_SCREENS >= len(text.splitlines()), words
        assert text.endswith(f"and the exit status: ivigcalc {' '.join(words)} --help-all\n")


def test_the_short_help_has_the_options_most_used_with_the_first_that_is_said_of_each(ivigcalc: Run) -> None:
    text = help_of(ivigcalc, "plan")
    assert "  --dose DOSE           2g/kg/cycle, 0.4g/kg/day or 140g/cycle.\n" in text
    assert "--weight" in text
    assert "--pump-step" not in text
    assert text.index("--weight") < text.index("--steroid") < text.index("--output")
    assert "  --by PERIOD " in help_of(ivigcalc, "forecast"), "an option of this command alone"


def test_the_help_of_the_program_has_every_command_and_every_exit_status(ivigcalc: Run) -> None:
    text = " ".join(help_of(ivigcalc).split())
    for words, command in ALL:
        if len(words) == 1:
            assert f" {words[0]} {' '.join(command.help.split(chr(10) * 2)[0].split())} " in text
    for status, meaning in STATUS:
        assert f" {status} {meaning} " in text


@pytest.mark.parametrize("command", [command for _, command in ALL], ids=NAMES)
def test_the_example_works_as_printed(
    ivigcalc: Run, command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder with a saved plan, a cohort and an empty formulary."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cohort.csv").write_bytes((EXAMPLES / "cohort.csv").read_bytes())
    (tmp_path / "formulary").mkdir()
    for line in examples_in(command.help):
        if "plan.json" in line:
            ivigcalc(*REFERENCE, "-f", "json", "-o", "plan.json")
        found = ivigcalc(*line.split()[1:])
        assert (0, "") == (found.status, found.err)


def test_help_can_be_asked_for_after_anything(ivigcalc: Run) -> None:
    assert help_of(ivigcalc, "plan") == help_of(ivigcalc, "plan", "--weight", "70kg")
    assert help_of(ivigcalc, "plan") == ivigcalc("plan", "--help").out
    assert help_of(ivigcalc) == ivigcalc("--help").out


def test_the_program_alone_shows_five_commands_with_an_example_each_and_where_the_rest_is(ivigcalc: Run) -> None:
    found = ivigcalc()
    assert (2, "") == (found.status, found.out)
    shown = [line for line in found.err.splitlines() if line.startswith("    ivigcalc ")]
    assert 5 == len(shown)
    assert set(shown) <= {f"    {example(command)}" for _, command in ALL}
    assert "ivigcalc plan 82kg gbs privigen eu 2026-12-07   plans an order as it stands" == found.err.splitlines()[0]
    assert "ivigcalc -h" in found.err
    for words, _ in ALL:
        assert words[0] in found.err


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (("pln",), "Did you mean 'plan'?"),
        (("catalogue", "lst"), "Did you mean 'list'?"),
        (("plan", "--weigt", "70kg"), "--weight"),
        (("plan", "-w", "70kg", "--dose", "1g/kg", "--days", "1", "-p", "octagm-10", "-s", "2026-01-05"), "octagam-10"),
        (("plan", "-w", "70kg", "-r", "dermatomyositi", "-p", "yimmugo", "-s", "2026-01-05"), "dermatomyositis"),
        (("catalogue", "show", "yimugo"), "yimmugo"),
        (("catalogue", "list", "product"), "products"),
        (("schema",), "Missing argument 'NAME': plan, dose,"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else "",
)
def test_an_error_names_the_nearest_that_there_is(ivigcalc: Run, words: tuple[str, ...], nearest: str) -> None:
    found = ivigcalc(*words)
    assert (2, "") == (found.status, found.out)
    assert nearest in found.err


@pytest.mark.parametrize("words", [(), ("-h",), ("plan", "-h"), ("forecast", "-h")], ids=" ".join)
def test_help_imports_nothing_heavy(words: tuple[str, ...]) -> None:
    script = (
        "import sys\n"
        f"sys.argv = ['ivigcalc', *{words!r}]\n"
        "from ivigcalc.cli.run import run\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.splitlines()[-1].split())
    assert "typer" in loaded
    assert set() == HEAVY & loaded
