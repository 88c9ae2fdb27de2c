"""The shape of the code: imports run one way, types and style hold, and a command loads only what it needs."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from reference_case import PLAN

import ivigcalc

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


def test_the_core_says_no_float() -> None:
    for path in (Path(ivigcalc.__file__).parent / "core").rglob("*.py"):
        assert "float(" not in path.read_text(encoding="utf-8"), path


def test_every_named_tuple_is_the_one_that_is_cheap_to_make() -> None:
    for path in Path(ivigcalc.__file__).parent.rglob("*.py"):
        imported = [line for line in path.read_text("utf-8").splitlines() if line.startswith("from typing import")]
        assert not any("NamedTuple" in line for line in imported), path
