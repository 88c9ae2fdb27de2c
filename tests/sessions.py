"""Sessions in Markdown: every ``console`` block is a list of commands, each with the exact text that it prints."""

import re
from pathlib import Path
from typing import NamedTuple


class Session(NamedTuple):
    """One command of a ``console`` block: what is typed, and all that comes back."""

    where: str
    typed: str
    printed: str


def sessions(path: Path) -> list[Session]:
    """The sessions of a Markdown file; a line that ends in a backslash goes on in the next."""
    text = path.read_text(encoding="utf-8")
    found = []
    for block in re.finditer(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        line = text[: block.start()].count("\n") + 2
        for part in re.split(r"^\$ ", block[1], flags=re.MULTILINE)[1:]:
            typed, _, printed = re.sub(r"\\\n> ", "", part).partition("\n")
            found.append(Session(f"{path.name}:{line}", typed, printed))
    return found
