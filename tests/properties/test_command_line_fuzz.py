"""Whatever is said at the command line, the program answers as it promises: a result, or one line that says why not."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from promises import answered, readable
from saying import command_lines


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@settings(max_examples=150, deadline=None)
@given(command_lines())
def test_every_command_line_gets_a_result_or_one_line_that_says_why_not(words: list[str]) -> None:
    """No traceback, no hang, no exit status outside the table, and nothing on stdout but the result."""
    readable(answered(words), words)
