"""What could harm a patient is kept from it by tests that are there, and that fail when the control is taken out."""

import ast
import functools
import gc
import inspect
import textwrap
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

TESTS = Path(__file__).parent
HAZARDS: dict[str, dict[str, Any]] = {
    entry["id"]: entry for entry in tomllib.loads((TESTS / "hazards.toml").read_text(encoding="utf-8"))["hazard"]
}
WITH_REMOVAL = [id for id, entry in HAZARDS.items() if "removal" in entry]
LEAST_REMOVALS = 10


def names_in(path: Path) -> set[str]:
    """The names of the test functions in a file."""
    return {
        node.name
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_hazard_is_there_once_with_cause_harm_and_control() -> None:
    entries = tomllib.loads((TESTS / "hazards.toml").read_text(encoding="utf-8"))["hazard"]
    assert len(entries) == len(HAZARDS)
    for entry in entries:
        assert {"id", "cause", "harm", "control", "tests"} == entry.keys() - {"removal"}
        assert all(entry[key].endswith(".") for key in ("cause", "harm", "control"))
        assert entry["tests"]


def test_the_tests_that_are_named_exist() -> None:
    named = {test for entry in HAZARDS.values() for test in entry["tests"]}
    files = {path: names_in(TESTS / path) for path in {test.partition("::")[0] for test in named}}
    missing = sorted(test for test in named if test.partition("::")[2] not in files[test.partition("::")[0]])
    assert [] == missing, "tests that hazards.toml names; where one was renamed, name it anew there"


def test_the_worst_have_their_control_taken_out() -> None:
    assert LEAST_REMOVALS <= len(WITH_REMOVAL)


def forget_what_was_calculated() -> None:
    """Empty every cache of the program, so that nothing calculated with another code is used."""
    for kept in gc.get_objects():
        if isinstance(kept, functools._lru_cache_wrapper) and kept.__module__.startswith("ivigcalc"):
            kept.cache_clear()


@pytest.fixture
def _forgetful() -> Iterator[None]:
    forget_what_was_calculated()
    yield
    forget_what_was_calculated()


def changed(where: str, code: str, instead: str) -> tuple[FunctionType, Any]:
    """The function that *where* names, and what it would do with *code* replaced by *instead*."""
    module_name, _, name = where.partition(":")
    module = import_module(module_name)
    function = getattr(module, name)
    function = inspect.unwrap(function)
    source = textwrap.dedent(inspect.getsource(function))
    assert 1 == source.count(code), f"a control has moved: {where} has {code!r} {source.count(code)} times"
    body = source.replace(code, instead)
    made: dict[str, Any] = {}
    exec(compile(body, f"<{where} without its control>", "exec"), dict(vars(module)), made)
    return function, inspect.unwrap(made[name]).__code__


class Outcomes:
    """What became of the tests of a run inside this one: failures found by a test, and others of which none knew."""

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.others: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            in_test = report.when == "call" and crash is not None and Path(crash.path).is_relative_to(TESTS)
            (self.failures if in_test else self.others).append(f"{report.nodeid}: {crash or report.longrepr}")


@pytest.mark.usefixtures("_forgetful")
@pytest.mark.parametrize("id", WITH_REMOVAL)
def test_without_its_control_a_test_of_the_hazard_fails(
    id: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    entry = HAZARDS[id]
    function, code = changed(*entry["removal"].values())
    monkeypatch.setattr(function, "__code__", code)
    found = Outcomes()
    names = [str(TESTS / test) for test in entry["tests"] if not test.startswith("properties/")]
    words = ["-x", "-p", "no:cacheprovider", "-p", "no:faulthandler", "--rootdir", str(request.config.rootpath)]
    pytest.main([*words, *names], plugins=[found])
    assert [] == found.others
    assert found.failures
