"""The shipped records once more, in one file: the wheel carries it beside them, as TOML is slow to read.

A plan needs some sixty records, and reading them as TOML takes longer than planning. The TOML files stay the only place
where a figure is written: the build (``.ci/pack_records.py``) makes this file
from them, and a working tree has none.
"""

from decimal import Decimal
from json import JSONDecoder, dumps
from pathlib import Path
from typing import Any

NAME = "packed.txt"  # in the folder of the records

_DECODER = JSONDecoder(parse_float=Decimal)


def pack(folder: Path) -> str:
    """The records in *folder*: a line for each with kind/id.toml, a tab and its length, an empty line, and the tables.

    A table is JSON with numbers as they are printed. With the lengths only the tables that are needed are looked at.
    """
    import tomllib

    tables = {
        f"{path.parent.name}/{path.name}": _json(tomllib.loads(path.read_text("utf-8"), parse_float=Decimal))
        for path in sorted(folder.glob("*/*.toml"))
    }
    index = "".join(f"{name}\t{len(table)}\n" for name, table in tables.items())
    return f"{index}\n{''.join(tables.values())}"


def unpack(folder: Path) -> dict[str, memoryview]:
    """The tables as JSON, by kind/id.toml; none where the program was not built."""
    try:
        data = (folder / NAME).read_bytes()
    except FileNotFoundError:
        return {}
    end = data.index(b"\n\n")
    tables = memoryview(data)[end + 2 :]
    found, start = {}, 0
    for line in data[:end].decode("ascii").split("\n"):
        name, length = line.split("\t")
        found[name] = tables[start : start + int(length)]
        start += int(length)
    return found


def read_table(packed: memoryview) -> dict[str, Any]:
    """The table that ``pack`` wrote, as ``tomllib`` read it, but for dates, which are text."""
    read: dict[str, Any] = _DECODER.decode(str(packed, "ascii"))
    return read


def _json(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{dumps(key)}:{_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    return str(value) if isinstance(value, Decimal) else dumps(value, default=str)
