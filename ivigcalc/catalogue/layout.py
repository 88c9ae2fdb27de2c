"""The layout of a local formulary: a folder for each kind, and in it the records, each a file with its id as name.

Hidden files and files beside the folders do no harm; whatever else does not belong is named.
"""

import os
from pathlib import Path

from ivigcalc.catalogue.kinds import LIMITS, LOCAL, Ids


def layout(formulary: Path) -> tuple[Ids, list[str]]:
    """The ids of each kind that *formulary* has a folder for, and what does not belong there."""
    ids: Ids = {}
    found: list[str] = []
    for entry in _entries(formulary, found):
        if entry.name in LOCAL:
            ids[LOCAL[entry.name]] = _ids(Path(entry.path), found)
        elif entry.name.endswith(".toml"):
            above = f"give the folder above, which holds {formulary.name}/"
            kind = f"a record stands in the folder of its kind: {', '.join(LOCAL)}"
            found.append(f"{entry.path}: {above if formulary.name in LOCAL else kind}")
        elif not _is_file(entry):
            own = "limits are the program's own; " if entry.name == LIMITS.folder else ""
            found.append(f"{entry.path}: no such kind of record; {own}the folders are {', '.join(LOCAL)}")
    return ids, found


def _ids(folder: Path, found: list[str]) -> frozenset[str]:
    ids = set()
    for entry in _entries(folder, found):
        name, suffix = os.path.splitext(entry.name)
        if suffix != ".toml":
            found.append(f"{entry.path}: only records, ID.toml, stand here")
        elif not _is_file(entry):
            found.append(f"{entry.path}: not a file that can be read: a folder, a device, or a link that leads nowhere")
        else:
            ids.add(name)
    return frozenset(ids)


def _entries(folder: Path, found: list[str]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted((one for one in entries if not one.name.startswith(".")), key=lambda one: one.name)
    except OSError as why:
        found.append(f"{folder}: the folder cannot be read: {why.strerror}")
        return []


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads back to itself
        return False
