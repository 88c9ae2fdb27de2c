"""``ivigcalc completions``: the file with which a shell completes the program's words."""

from importlib.resources import files
from typing import Annotated

import typer

from ivigcalc.cli.common import PlainFile
from ivigcalc.cli.emit import emit
from ivigcalc.core.errors import Unreadable

FILES = {"bash": "ivigcalc.bash", "zsh": "_ivigcalc", "fish": "ivigcalc.fish", "powershell": "ivigcalc.ps1"}

Shell = Annotated[
    str,
    typer.Argument(
        help="bash, zsh, fish or powershell.", metavar="|".join(FILES), parser=str.lower, show_default=False
    ),
]


def command(shell: Shell, output: PlainFile = None) -> None:
    """What a shell loads to complete words: it knows the ids on file, and starts no Python.

    Example: ivigcalc completions bash
    """
    if shell not in FILES:
        raise Unreadable(f"no completions for {shell!r}", f"there are those for {', '.join(FILES)}")
    emit(files("ivigcalc.cli").joinpath("shells", FILES[shell]).read_text(encoding="ascii"), output)
