"""No two sources are blended: where a variant has figures of several, each is cited at its figure."""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import ivigcalc

DATA = Path(ivigcalc.__file__).parent / "data"
SOURCES = {path.stem for path in (DATA / "sources").glob("*.toml")}
FILES = sorted((DATA / "regimens").glob("*.toml"))

_DOSE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?: (?:to|-) [0-9.]+)? (m?g)/kg")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


def blended(record: dict[str, Any]) -> list[str]:
    """Where a figure of one source stands under the citation of another, or under none."""
    return [f"{variant['id']}: {fault}" for variant in record["variants"] for fault in _faults(variant)]


def _faults(variant: dict[str, Any]) -> Iterator[str]:
    own = set(_doses_printed(variant))
    for key in ("name", "status", "note"):  # no citation stands beside these
        for g_per_kg in _doses_in(variant.get(key, "")):
            if g_per_kg not in own:
                yield f"{key}: {g_per_kg} g/kg without a citation"
    for path, table in _tables(variant):
        cited = {
            table.get("source", variant["source"]),
            *table.get("also", ()),
            *_sources_named(table.get("default_reason", "")),
        }
        for key in ("at", "note", "text"):
            other = _sources_named(table.get(key, "")) - cited
            if other:
                yield f"{path}: {key} has it from {', '.join(sorted(other))}, which is not cited there"


def _tables(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table that has a figure or a place of its own, with its path."""
    if isinstance(node, dict):
        if "at" in node:
            yield path, node
        for key, value in node.items():
            yield from _tables(value, f"{path}.{key}".lstrip("."))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from _tables(value, f"{path}[{i}]")


def _doses_printed(variant: dict[str, Any]) -> Iterator[Decimal]:
    for _, table in _tables(variant):
        yield from (value for key, value in table.items() if "g_per_kg" in key and isinstance(value, Decimal))
        for key in ("at", "text"):
            yield from _doses_in(table.get(key, ""))


def _doses_in(text: str) -> Iterator[Decimal]:
    for figure, unit in _DOSE.findall(text):
        yield Decimal(figure) / (1000 if unit == "mg" else 1)


def _sources_named(text: str) -> set[str]:
    return set(_ID.findall(text)) & SOURCES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_record_blends_two_sources(file: Path) -> None:
    record = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    assert [] == blended(record)


def variant(**said: Any) -> dict[str, Any]:
    phase = {"name": "course", "at": "table 2: 2 g/kg", "dose_g_per_kg_min": Decimal(2), "days_min": 2}
    return {"variants": [{"id": "a", "source": "hoffmann-enk-2019", "phases": [phase | said.pop("phase", {})], **said}]}


@pytest.mark.parametrize(
    ("made", "faults"),
    [
        (variant(), []),
        (variant(status="2 g/kg, off-label"), []),  # its own figure
        (variant(note="another page prints 0.4 g/kg"), ["a: note: 0.4 g/kg without a citation"]),
        (variant(note="another page prints 400 to 600 mg/kg"), ["a: note: 0.4 g/kg without a citation"]),
        (
            variant(phase={"at": "2 g/kg; the days are those of kiovig-eu-leaflet"}),
            ["a: phases[0]: at has it from kiovig-eu-leaflet, which is not cited there"],
        ),
        (variant(phase={"at": "2 g/kg, as in kiovig-eu-leaflet", "also": ["kiovig-eu-leaflet"]}), []),
        (
            variant(phase={"default_reason": "5 in kiovig-eu-leaflet", "note": "see kiovig-eu-leaflet"}),
            [],
        ),
        (
            variant(phase={"infused_over": {"at": "10 h, kiovig-eu-leaflet", "min_hours": 10}}),
            ["a: phases[0].infused_over: at has it from kiovig-eu-leaflet, which is not cited there"],
        ),
        (variant(phase={"infused_over": {"source": "kiovig-eu-leaflet", "at": "10 h", "min_hours": 10}}), []),
    ],
)  # fmt: skip
def test_a_blend_is_found_and_what_is_cited_at_the_figure_is_none(made: dict[str, Any], faults: list[str]) -> None:
    assert faults == blended(made)
