"""The shape of the code: imports run one way, types and style hold, and a command loads only what it needs."""

import ast
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

import pytest
from reference_case import PLAN
from saying import WELL

import ivigcalc
from ivigcalc.request.fields import FIELDS
from ivigcalc.request.request import Request, read

TOP = Path(__file__).parent.parent.parent
SCRIPTS = Path(sysconfig.get_path("scripts"))


def tool(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(SCRIPTS / words[0]), *words[1:]], cwd=TOP, capture_output=True, text=True, check=False)


def test_imports_run_one_way() -> None:
    found = tool("lint-imports", "--config", "pyproject.toml", "--no-cache")
    assert found.returncode == 0, found.stdout


def test_types_hold() -> None:
    found = tool("mypy", "--strict", "ivigcalc", "--cache-dir", "/dev/null")
    assert found.returncode == 0, found.stdout


def test_style_holds() -> None:
    found = tool("ruff", "check", "--no-cache", ".")
    assert found.returncode == 0, found.stdout


def loaded(words: list[str]) -> set[str]:
    """The modules that the program has loaded by the end of a run."""
    script = (
        "import sys\n"
        f"sys.argv = ['ivigcalc', *{words!r}]\n"
        "from ivigcalc.cli.run import run\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(run.stderr.split())


@pytest.mark.parametrize("heavy", ["pint", "rich", "icalendar", "holidays", "jinja2"])
def test_a_plan_in_canonical_units_as_json_loads_nothing_heavy(heavy: str) -> None:
    assert heavy not in loaded([*PLAN, "--format", "json"])


def test_everyday_units_load_no_library_of_units() -> None:
    words = [
        "dose",
        "-w",
        "154 lb",
        "--dose",
        "400 mg/kg/day",
        "--days",
        "5",
        "-c",
        "5 g/50 mL",
        "--max-rate",
        "90 mL/hr",
    ]
    assert "pint" not in loaded([*words, "--format", "json"])


def test_the_core_says_no_float() -> None:
    for path in (Path(ivigcalc.__file__).parent / "core").rglob("*.py"):
        assert "float(" not in path.read_text(encoding="utf-8"), path


def test_every_named_tuple_is_the_one_that_is_cheap_to_make() -> None:
    for path in Path(ivigcalc.__file__).parent.rglob("*.py"):
        imported = [line for line in path.read_text("utf-8").splitlines() if line.startswith("from typing import")]
        assert not any("NamedTuple" in line for line in imported), path


PACKAGE = Path(ivigcalc.__file__).parent
LOOKS_AT_TYPES = (
    "schemas.py",
    "record_schemas.py",
    "units.py",
)  # two describe types as such, the other gets them from a library


def signatures(path: Path) -> Iterator[tuple[str, str]]:
    """Each function of a file with every annotation of its signature."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            annotations = [one.annotation for one in arguments] + [node.returns]
            yield node.name, " ".join(ast.unparse(one) for one in annotations if one is not None)


def test_between_the_options_and_the_core_every_value_has_a_type() -> None:
    files = [path for folder in ("request", "documents") for path in (PACKAGE / folder).glob("*.py")]
    untyped = [
        f"{path.name}: {name}"
        for path in files
        if path.name not in LOOKS_AT_TYPES
        for name, annotations in signatures(path)
        if re.search(r"\bAny\b", annotations)
    ]
    assert [] == untyped


def test_a_request_has_a_field_for_each_row_of_the_table() -> None:
    assert tuple(FIELDS) == Request._fields[: len(FIELDS)]
    assert ("changes", "echo", "document", "yielded", "stocked", "prices") == Request._fields[len(FIELDS) :]


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_of_the_type_that_its_reader_gives(name: str) -> None:
    """What is said in each of its example ways, read, is a value of the annotation of the field."""
    annotation = get_type_hints(Request)[name]
    for text in WELL[name]:
        value = getattr(read({name: [text] if FIELDS[name].many else text}), name)
        assert value is not None
        assert fits(value, annotation), (text, value, annotation)


def fits(value: object, annotation: Any) -> bool:
    """Whether *value* is one of *annotation*."""
    if isinstance(annotation, NewType):
        return fits(value, annotation.__supertype__)
    origin, of = get_origin(annotation), get_args(annotation)
    if origin in (UnionType, Union):
        return any(fits(value, one) for one in of)
    if origin is Literal:
        return value in of
    if origin is tuple:
        parts = of[:1] * len(value) if of[-1] is ... else of  # type: ignore[arg-type]
        return isinstance(value, tuple) and len(parts) == len(value) and all(map(fits, value, parts))
    return type(value) is annotation


def test_a_request_is_its_own_key() -> None:
    """A request is its own key: the same said twice is the same request, whatever carried it."""
    asked = {"weight": 70, "dose": "2g/kg", "risk": ["renal"], "stock": "20g:3", "given": "2026-01-05"}
    once, again = (
        read(asked),
        read({name: [str(x) for x in v] if isinstance(v, list) else str(v) for name, v in asked.items()}),
    )
    assert once == again
    assert hash(once) == hash(again)
    assert once != read({**asked, "weight": 71})


def test_no_stop_names_a_field_in_its_text() -> None:
    """An acceptance holds for a text, which is therefore the same at every edge."""
    files = (TOP / "ivigcalc" / "core" / "alerts").glob("*.py")
    calls = [node for file in files for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    alerts = [call for call in calls if ast.unparse(call.func) == "Alert"]
    stops = [call for call in alerts if "'stop'" in ast.unparse(call.args[1])]
    assert len(stops) > 10
    assert not [ast.unparse(call.args[2]) for call in stops if "[[" in ast.unparse(call.args[2])]
