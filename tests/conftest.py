"""What the tests share: the command line, run in this process."""

import os
from collections.abc import Callable

import pytest
from program import Result, run_program


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees the configuration, the terminal or the colours of the machine that it runs on.

    Nor does a process that a test starts see the folder that it is started in (so that it imports what is installed, as
    the tests do), or that the tests are measured.
    """
    empty = str(tmp_path_factory.getbasetemp())
    for name in ("IVIGCALC_CONFIG", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    monkeypatch.delenv("COVERAGE_PROCESS_START", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", os.path.join(empty, "no-config"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", os.path.join(empty, "no-site-config"))


@pytest.fixture
def ivigcalc() -> Callable[..., Result]:
    """Run the program with the words after its name; ``stdin`` is what is piped in."""
    return run_program
