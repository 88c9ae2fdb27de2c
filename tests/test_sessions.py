"""The README and the worked examples: every session prints exactly what is written there."""

import os
import subprocess
import sysconfig
from pathlib import Path

import pytest
from sessions import Session, sessions

TOP = Path(__file__).parent.parent
PAGES = [TOP / "README.md", *sorted((TOP / "tests" / "examples").glob("*.md"))]
SESSIONS = [session for page in PAGES for session in sessions(page)]


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.where)
def test_a_session_prints_what_is_written(session: Session, tmp_path: Path) -> None:
    """Run by bash as typed, in an empty folder, with the installed program first in the path."""
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    for name in ("cohort.csv",):
        source = TOP / "tests" / "examples" / name
        if source.exists():
            (tmp_path / name).write_bytes(source.read_bytes())
    run = subprocess.run(
        ["bash", "-c", session.typed],
        cwd=tmp_path,
        env={"PATH": path, "HOME": str(tmp_path), "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    printed = run.stdout + (f"[exit {run.returncode}]\n" if run.returncode else "")
    assert session.printed.rstrip("\n") == printed.rstrip("\n")


def test_the_readme_shows_sessions() -> None:
    assert any(session.where.startswith("README") for session in SESSIONS)
