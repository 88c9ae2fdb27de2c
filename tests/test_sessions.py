"""The README and the worked examples: every session prints exactly what is written there."""

import re
import shutil
from pathlib import Path

import pytest
from sessions import EXAMPLES, PAGES, TOP, Session, replay, sessions

from ivigcalc.cli.help import STATUS
from ivigcalc.cli.main import COMMANDS

SESSIONS = [session for page in PAGES for session in sessions(page)]
README = (TOP / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.where)
def test_a_session_prints_what_is_written(session: Session, tmp_path: Path) -> None:
    """``python tests/sessions.py`` writes what is printed today; read the difference before it is kept."""
    if re.search(r"\| jq ", session.text) and shutil.which("jq") is None:
        pytest.skip("no jq on this machine")
    assert session.text == replay(session.text, tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_has_a_session(page: Path) -> None:
    assert any(sessions(page))


def test_every_worked_example_shows_the_hand_calculation() -> None:
    for page in EXAMPLES.glob("*.md"):
        assert "By hand" in page.read_text(encoding="utf-8"), page.name


def test_a_session_that_prints_something_else_is_seen(tmp_path: Path) -> None:
    """The proof that the test above can fail; a status that is not 0 is part of what is printed."""
    assert "$ echo one\none\n$ sh -c 'exit 3'\n[exit 3]\n" == replay("$ echo one\ntwo\n$ sh -c 'exit 3'\n", tmp_path)


def test_the_readme_is_short() -> None:
    """What takes longer to say has a page in ``tests/examples/``."""
    assert 320 >= len(README.splitlines())


def test_the_readme_links_to_pages_that_are_there() -> None:
    assert [] == [link for link in re.findall(r"\]\(([^)#:]+)\)", README) if not (TOP / link).exists()]


def test_the_readme_shows_every_command_in_a_session() -> None:
    typed = " ".join(session.text for session in sessions(TOP / "README.md"))
    assert [] == [command for command in COMMANDS if f"ivigcalc {command} " not in typed]


def test_the_readme_has_every_exit_status() -> None:
    assert [status for status, _ in STATUS] == re.findall(r"^\| (\d+) \|", README, re.MULTILINE)


@pytest.mark.parametrize("words", ["bin/ivigcalc plan", "pytest"])
def test_a_set_up_command_is_one_line(words: str) -> None:
    lines = re.findall(r"^```sh\n(python3 -m venv \.venv && .*)\n```$", README, re.MULTILINE)
    assert 1 == sum(words in line for line in lines)
