"""Nothing is too large to be read at once, but for what says why; and a text names fields that there are."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ivigcalc
from ivigcalc.request.fields import FIELDS

PACKAGE = Path(ivigcalc.__file__).parent
MAKERS = Path(__file__).parents[2] / "completions"
FILES = {
    f"{top.name}/{path.relative_to(top).as_posix()}": path
    for top in (PACKAGE, MAKERS)
    for path in sorted(top.rglob("*.py"))
}
MOST_LINES_OF_A_MODULE = 350
MOST = {"lines": 40, "parameters": 7}  # of a function
REASON = re.compile(r"# (\d+) (lines|parameters): \S.*")  # directly above the function or its decorators
OPTIONS_THAT_ARE_NO_FIELDS = ("from_cycle",)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sizes(function: Function) -> dict[str, int]:
    """The lines of *function* without decorators and docstring, and its parameters without the object itself."""
    assert function.end_lineno is not None
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        assert first.end_lineno is not None
        lines -= first.end_lineno - first.lineno + 1
    said = function.args
    named = [*said.posonlyargs, *said.args, *said.kwonlyargs, *filter(None, (said.vararg, said.kwarg))]
    return {"lines": lines, "parameters": sum(one.arg not in ("self", "cls") for one in named)}


def comments_above(function: Function, lines: list[str]) -> Iterator[int]:
    """The numbers of the lines of comment directly above *function*, and of those above its decorators."""
    for number in {function.lineno, *(decorator.lineno for decorator in function.decorator_list)}:
        while number > 1 and lines[number - 2].lstrip().startswith("#"):
            number -= 1
            yield number


def faults(text: str) -> list[str]:
    """The functions that are too large without saying why, and the reasons that nothing needs."""
    lines = text.splitlines()
    reasons = {number: match for number, line in enumerate(lines, 1) if (match := REASON.fullmatch(line.strip()))}
    needed: set[int] = set()
    found = []
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, Function):
            continue
        above = [number for number in comments_above(function, lines) if number in reasons]
        for kind, size in sizes(function).items():
            told = [number for number in above if reasons[number][2] == kind and int(reasons[number][1]) == size]
            if size > MOST[kind]:
                needed.update(told)
                if not told:
                    found.append(f"line {function.lineno}: {function.name} has {size} {kind}, and no reason with it")
    found += [f"line {number}: no function below has need of this reason" for number in sorted({*reasons} - needed)]
    return found


@pytest.mark.parametrize("file", FILES)
def test_no_module_is_longer_than_can_be_surveyed(file: str) -> None:
    lines = len(FILES[file].read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES_OF_A_MODULE


def test_every_module_stands_in_a_folder_that_says_what_it_is_part_of() -> None:
    assert {path.name for path in PACKAGE.glob("*.py")} <= {"__init__.py", "__main__.py"}


@pytest.mark.parametrize("file", FILES)
def test_a_function_is_short_and_asks_for_little_or_says_why_not(file: str) -> None:
    assert [] == faults(FILES[file].read_text(encoding="utf-8"))


EIGHT = "def f(a, b, c, d, *e, g, h, **i):\n    pass\n"
LONG = "def f():\n    '''Two\n    lines.'''\n" + "    pass\n" * 40  # 41 with its head


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (EIGHT, ["line 1: f has 8 parameters, and no reason with it"]),
        (EIGHT.replace("a, b", "a"), []),
        ("class A:\n    def f(self, a, b, c, d, e, g, h):\n        pass\n", []),
        ("# 8 parameters: one for each key\n" + EIGHT, []),
        ("# 8 parameters: one for each key\n# More of it.\n@cached\n@kept(\n    9)\n" + EIGHT, []),
        ("@cached\n# 8 parameters: one for each key\n" + EIGHT, []),
        (
            "# 9 parameters: one for each key\n" + EIGHT,
            [
                "line 2: f has 8 parameters, and no reason with it",
                "line 1: no function below has need of this reason",
            ],
        ),
        (
            "# 8 parameters: one for each key\n\n" + EIGHT,
            [
                "line 3: f has 8 parameters, and no reason with it",
                "line 1: no function below has need of this reason",
            ],
        ),
        (
            "# 7 parameters: one for each key\ndef f(a, b, c, d, e, g, h): ...",
            ["line 1: no function below has need of this reason"],
        ),
        ("# 8 parameters: \n" + EIGHT, ["line 2: f has 8 parameters, and no reason with it"]),
        (LONG, ["line 1: f has 41 lines, and no reason with it"]),
        (LONG.removesuffix("    pass\n"), []),
        ("@cached\n" + LONG.removesuffix("    pass\n"), []),
        ("# 41 lines: one for each day\nasync " + LONG, []),
        ("class A:\n    # 42 lines: one for each day\n    def f(self):\n        pass\n" + "        pass\n" * 40, []),
    ],
)
def test_what_is_too_large_is_seen(text: str, expected: list[str]) -> None:
    assert expected == faults(text)


def texts() -> Iterator[tuple[str, str]]:
    """Every string of the package, as file and string."""
    for file, path in FILES.items():
        if path.is_relative_to(PACKAGE):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield file, node.value


def test_a_text_names_no_field_that_there_is_not() -> None:
    named = [(file, field) for file, text in texts() for field in re.findall(r"\[\[(.*?)\]\]", text, re.DOTALL)]
    assert named, "no text names a field"
    assert [] == [(file, field) for file, field in named if field not in (*FIELDS, *OPTIONS_THAT_ARE_NO_FIELDS)]


def test_the_core_knows_no_option() -> None:
    """A text of the core names a field, which each edge spells in its own way."""
    found = [
        f"{file}:{number}"
        for file, path in FILES.items()
        if file.startswith("ivigcalc/core/")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"[\"'`{} ]--[a-z]", line)
    ]
    assert [] == found
