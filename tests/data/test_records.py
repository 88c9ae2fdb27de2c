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
from ivigcalc.catalogue.kinds import KINDS, LIMITS, LOCAL, SOURCES, THRESHOLDS
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


def test_an_id_is_one_over_all_kinds_and_no_alias_is_an_id() -> None:
    ids = [id for kind in KINDS.values() for id in SHIPPED.ids(kind)]
    assert [] == [id for id, count in Counter(ids).items() if count > 1]
    aliases = {alias for _, _, alias in _aliases()}
    assert set() == aliases & set(ids)


def test_an_alias_is_of_one_kind_and_means_several_records_only_where_people_are_asked() -> None:
    meant: dict[str, set[str]] = {}
    for folder, id, alias in _aliases():
        meant.setdefault(alias, set()).add(f"{folder}/{id}")
    assert [] == [alias for alias, ids in meant.items() if len({one.partition("/")[0] for one in ids}) > 1]
    several = {alias: {one.partition("/")[2] for one in ids} for alias, ids in meant.items() if len(ids) > 1}
    assert SEVERAL == several


def _aliases() -> Iterator[tuple[str, str, str]]:
    """Every alias with the folder and the id of its record."""
    for folder, kind in LOCAL.items():
        for id in SHIPPED.ids(kind):
            yield from ((folder, id, alias) for alias in getattr(SHIPPED.record(kind, id), "aliases", ()))


_MYOPATHIES = {"dermatomyositis", "polymyositis", "immune-mediated-necrotising-myopathy", "antisynthetase-syndrome"}
_IMMUNODEFICIENCIES = {"primary-immunodeficiency", "secondary-immunodeficiency"}
SEVERAL = {
    "octagam": {"octagam-5", "octagam-10"},
    "flebogamma": {"flebogamma-5", "flebogamma-10"},
    "flebogamma-dif": {"flebogamma-5", "flebogamma-10"},
    "gammagard": {"gammagard-liquid", "gammagard-liquid-erc", "gammagard-sd"},
    "gammaplex": {"gammaplex-5", "gammaplex-10"},
    "gamunex": {"gamunex-10", "gamunex-c", "igivnex"},
    "intragam": {"intragam-p", "intragam-10"},
    "intratect": {"intratect-50", "intratect-100"},
    "plangamma": {"plangamma-5", "plangamma-10"},
    "myositis": _MYOPATHIES,
    "inflammatory-myopathy": _MYOPATHIES,
    "iim": _MYOPATHIES,
    "pemphigus": {"pemphigus-vulgaris", "pemphigus-foliaceus"},
    "pemphigoid": {"bullous-pemphigoid", "mucous-membrane-pemphigoid"},
    "immunodeficiency": _IMMUNODEFICIENCIES,
    "hypogammaglobulinaemia": _IMMUNODEFICIENCIES,
    "hypogammaglobulinemia": _IMMUNODEFICIENCIES,
    "measles": {"measles-post-exposure", "measles-pre-exposure"},
    "fnait": {"fnait-mother", "fnait-newborn"},
    "nait": {"fnait-mother", "fnait-newborn"},
    "pred": {"prednisolone", "prednisone"},
}


@pytest.mark.parametrize(
    ("kind", "least"),
    [("products", 25), ("regimens", 55), ("weight_policies", 8), ("tapers", 8), ("rate_protocols", 5)],
)
def test_as_many_records_are_on_file_as_are_promised(kind: str, least: int) -> None:
    assert len(SHIPPED.ids(KINDS[kind])) >= least
