"""Sessions in Markdown: every ``console`` block is a session, with the exact text that its commands print.

A line that begins with ``$`` is typed, and so are those after it that begin with ``>``. The commands of a session run
one after the other in a folder of their own, with the files that stand beside the worked examples.

``python tests/sessions.py`` writes into README and examples what the program that is installed prints today.
"""

import os
import re
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).parent.parent
EXAMPLES = TOP / "tests" / "examples"
PAGES = [TOP / "README.md", *sorted(EXAMPLES.glob("*.md"))]

_BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
_TYPED = re.compile(r"^\$ .*\n(?:> .*\n)*", re.MULTILINE)


class Session(NamedTuple):
    """One session as it stands, and where that is."""

    where: str
    text: str


def sessions(page: Path) -> Iterator[Session]:
    """The sessions of a page."""
    text = page.read_text(encoding="utf-8")
    for block in _BLOCK.finditer(text):
        yield Session(f"{page.name}:{text[: block.start()].count(chr(10)) + 1}", block[1])


def replay(session: str, folder: Path) -> str:
    """*session* as it is when it is typed by bash in *folder*, with the installed program first in the path."""
    for pattern in ("*.csv", "*.sh", "patients.py"):
        for path in EXAMPLES.glob(pattern):
            shutil.copy(path, folder)
    return "".join(typed + _printed(typed, folder) for typed in _TYPED.findall(session))


def environment(folder: Path) -> dict[str, str]:
    """That of a shell at home in *folder*, with the installed program first in the path."""
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    return {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8"}


def _printed(typed: str, folder: Path) -> str:
    run = subprocess.run(
        ["bash", "-c", re.sub(r"^[$>] ", "", typed, flags=re.MULTILINE)],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    end = "" if run.stdout.endswith("\n") or not run.stdout else "\n"
    return run.stdout + end + (f"[exit {run.returncode}]\n" if run.returncode else "")


def _replayed(block: re.Match[str]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        return replay(block[1], Path(folder))


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(_BLOCK.sub(_replayed, page.read_text(encoding="utf-8")), encoding="utf-8")
