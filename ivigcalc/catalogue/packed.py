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
    """The records in *folder*, each a line: kind/id.toml, a tab, its table as JSON with numbers as they are printed."""
    import tomllib

    return "".join(
        f"{path.parent.name}/{path.name}\t{_json(tomllib.loads(path.read_text('utf-8'), parse_float=Decimal))}\n"
        for path in sorted(folder.glob("*/*.toml"))
    )


def unpack(folder: Path) -> dict[bytes, bytes]:
    """The tables as JSON, by kind/id.toml; none where the program was not built."""
    try:
        data = (folder / NAME).read_bytes()
    except FileNotFoundError:
        return {}
    return dict(line.split(b"\t", 1) for line in data.removesuffix(b"\n").split(b"\n"))


def read_table(packed: bytes) -> dict[str, Any]:
    """The table that ``pack`` wrote, as ``tomllib`` read it, but for dates, which are text."""
    read: dict[str, Any] = _DECODER.decode(packed.decode("ascii"))
    return read


def _json(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{dumps(key)}:{_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    return str(value) if isinstance(value, Decimal) else dumps(value, default=str)
