"""Every record on file: each number is cited, each name means one thing, and nothing contradicts itself."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import ivigcalc
from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import KINDS, LIMITS, LOCAL, SOURCES, THRESHOLDS, Kind, Record
from ivigcalc.core.soundness.consistency import faults, range_faults, references

DATA = Path(ivigcalc.__file__).parent / "data"
FILES = sorted(DATA.glob("*/*.toml"))
SHIPPED = Catalogue()
RECORDS = [(kind, id) for kind in LOCAL for id in SHIPPED.ids(KINDS[kind])]
every_record = pytest.mark.parametrize(("kind", "id"), RECORDS, ids=[f"{kind}/{id}" for kind, id in RECORDS])


def uncited(node: Any, path: str = "") -> Iterator[str]:
    """The path of every table that holds a number but no ``at``; a list of numbers is a number of its table."""
    if isinstance(node, dict):
        values = [item for value in node.values() for item in (value if isinstance(value, list) else [value])]
        if not str(node.get("at", "")).strip() and any(type(value) in (int, float, Decimal) for value in values):
            yield path or "(top level)"
        for key, value in node.items():
            yield from uncited(value, f"{path}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from uncited(value, f"{path}[{index}]")


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_number_is_cited(file: Path) -> None:
    assert [] == list(uncited(tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)))


def test_the_walk_finds_a_number_without_a_place_wherever_it_stands() -> None:
    broken = {"source": "a", "g": 5, "label": {"at": "page 1", "g": 5, "rates": [{"rates": [Decimal("0.5")]}]}}
    assert ["(top level)", ".label.rates[0]"] == list(uncited(broken))


@every_record
def test_a_record_does_not_contradict_itself(kind: str, id: str) -> None:
    assert () == faults(SHIPPED.record(KINDS[kind], id))


@every_record
def test_whatever_a_record_names_is_on_file(kind: str, id: str) -> None:
    named = references(SHIPPED.record(KINDS[kind], id))
    assert [] == [(key, other, name) for key, other, name in named if name not in SHIPPED.ids(KINDS[other])]


@pytest.mark.parametrize("id", THRESHOLDS)
def test_limits_cite_sources_on_file_and_their_ranges_run_upwards(id: str) -> None:
    limits = SHIPPED.record(LIMITS, id)
    assert [] == list(range_faults(limits))
    assert {name for _, _, name in references(limits)} <= set(SHIPPED.ids(SOURCES))


def test_the_kinds_are_the_folders() -> None:
    assert sorted(KINDS) == sorted({file.parent.name for file in FILES})
    assert sorted(THRESHOLDS) == SHIPPED.ids(LIMITS)


@pytest.mark.parametrize("kind", LOCAL.values(), ids=list(LOCAL))
def test_an_id_or_alias_means_one_record_of_its_kind(kind: Kind[Record]) -> None:
    said = [name for id in SHIPPED.ids(kind) for name in (id, *getattr(SHIPPED.record(kind, id), "aliases", ()))]
    assert [] == [name for name, count in Counter(said).items() if count > 1]


@pytest.mark.parametrize(
    ("kind", "least"),
    [("products", 25), ("regimens", 28), ("weight_policies", 8), ("tapers", 8), ("rate_protocols", 5)],
)
def test_as_many_records_are_on_file_as_are_promised(kind: str, least: int) -> None:
    assert len(SHIPPED.ids(KINDS[kind])) >= least
