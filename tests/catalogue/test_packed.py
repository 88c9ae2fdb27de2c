"""The records in one file: each table comes back as it was."""

import tomllib
from decimal import Decimal

from ivigcalc.catalogue.packed import NAME, pack, read_table, unpack
from ivigcalc.catalogue.record_file import SHIPPED


def test_every_record_comes_back_but_for_dates_which_are_text(tmp_path):
    (tmp_path / NAME).write_text(pack(SHIPPED), encoding="ascii", newline="")
    found = unpack(tmp_path)
    paths = sorted(SHIPPED.glob("*/*.toml"))
    assert [f"{path.parent.name}/{path.name}" for path in paths] == list(found)
    for path, packed in zip(paths, found.values(), strict=True):
        assert repr(_dates_as_text(tomllib.loads(path.read_text("utf-8"), parse_float=Decimal))) == repr(
            read_table(packed)
        )


def test_a_working_tree_has_none(tmp_path):
    assert {} == unpack(tmp_path)


def _dates_as_text(value):
    if isinstance(value, dict):
        return {key: _dates_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_dates_as_text(item) for item in value]
    return value if isinstance(value, str | int | Decimal) else value.isoformat()
