"""No two sources are blended: where a record has figures of several, each is cited at its figure."""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import ivigcalc

DATA = Path(ivigcalc.__file__).parent / "data"
SOURCES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in (DATA / "sources").glob("*.toml")}
FILES = [path for path in sorted(DATA.glob("*/*.toml")) if path.parent.name != "sources"]
BRANDS = {path.stem.split("-")[0] for path in (DATA / "products").glob("*.toml")} - {"ig"}

_FIGURE = re.compile(r"([0-9.]*[0-9])(?: ?(?:to|-) ?([0-9.]*[0-9]))? (m?g/kg|m[gL]/kg/(?:h|min)|mL/h)(?![/a-z])")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_TAKEN_OVER = re.compile(r"\b(?:is that|are those) of\b")

Figure = tuple[Decimal, str]


def blended(record: dict[str, Any]) -> list[str]:
    """Where a figure of one source stands under the citation of another, or under none.

    A choice of the program's own has its reasons from others, and names them.
    """
    faults = []
    for part in record.get("variants", [record]):
        name = f"{part['id']}: " if part is not record else ""
        tables = list(_tables(part, record.get("source", "")))
        faults += [name + fault for fault in _uncited(part, tables)]
        faults += [f"{name}{fault}" for table in tables for fault in _of_another(*table, record)]
    return faults


def _uncited(part: dict[str, Any], tables: list[tuple[str, dict[str, Any], str]]) -> Iterator[str]:
    own = {figure for _, table, _ in tables for figure in _figures(table)}
    values = {value for value, _ in own}
    for path, table in [("", part), *((path, table) for path, table, _ in tables)]:
        for key in ("name", "status", "note"):  # no citation stands beside these
            for value, unit in _figures_in(table.get(key, "")):
                # a rate of another unit of time is printed beside it; a dose is not
                if (value, unit) not in own and not (unit != "g/kg" and value in values):
                    yield f"{path + '.' if path else ''}{key}: {value} {unit} without a citation"


def _of_another(path: str, table: dict[str, Any], source: str, record: dict[str, Any]) -> Iterator[str]:
    cited = {source, *table.get("also", ()), *_sources_named(table.get("default_reason", ""))}
    if source == "house":
        return
    where = f"{path}: " if path else ""
    titles = [SOURCES[one]["title"] for one in cited if one]
    known = " ".join([record["id"], *record.get("aliases", ()), *record.get("products", ()), *cited, *titles])
    for key in ("at", "note", "text", "dose", "who", "condition", "notes"):
        said = str(table.get(key, ""))
        if other := _sources_named(said) - cited:
            yield f"{where}{key} has it from {', '.join(sorted(other))}, which is not cited there"
        elif key != "note" and (brands := {one for one in BRANDS if one in said.lower()} - _brands_in(known)):
            yield f"{where}{key} has it from {', '.join(sorted(brands))}, which is not cited there"
        elif key != "text" and "at" in table and _TAKEN_OVER.search(said):
            yield f"{where}{key} has it from another source, which is not cited there"


def _tables(node: Any, source: str, path: str = "") -> Iterator[tuple[str, dict[str, Any], str]]:
    """Every table that has a figure or a place of its own, with its path and the source that holds for it."""
    if isinstance(node, dict):
        source = node.get("source", source)
        if "at" in node or ("note" in node and path):
            yield path, node, source
        for key, value in node.items():
            yield from _tables(value, source, f"{path}.{key}".lstrip("."))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from _tables(value, source, f"{path}[{i}]")


def _figures(table: dict[str, Any]) -> Iterator[Figure]:
    for key, value in table.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Decimal | int) and not isinstance(one, bool):
                yield Decimal(one), "g/kg" if "g_per_kg" in key else table.get("unit", "")
    for key in ("at", "text", "dose", "condition", "inferred"):
        yield from _figures_in(table.get(key, ""))


def _figures_in(text: str) -> Iterator[Figure]:
    for low, high, unit in _FIGURE.findall(text):
        for figure in filter(None, (low, high)):
            yield (Decimal(figure) / 1000, "g/kg") if unit == "mg/kg" else (Decimal(figure), unit)


def _sources_named(text: str) -> set[str]:
    return set(_ID.findall(text)) & set(SOURCES)


def _brands_in(text: str) -> set[str]:
    return {one for one in BRANDS if one in text.lower()}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_record_blends_two_sources(file: Path) -> None:
    record = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    assert [] == blended(record)


def variant(**said: Any) -> dict[str, Any]:
    phase = {"name": "course", "at": "table 2: 2 g/kg", "dose_g_per_kg_min": Decimal(2), "days_min": 2}
    made = {"id": "a", "source": "hoffmann-enk-2019", "phases": [phase | said.pop("phase", {})], **said}
    return {"id": "made-up", "variants": [made]}


def label(**said: Any) -> dict[str, Any]:
    ladder = {"at": "rate: 0.3 mL/kg/h", "unit": "mL/kg/h", "rates": [Decimal("0.3")], **said.pop("ladder", {})}
    return {"id": "made-up", "labels": [{"source": "privigen-eu-leaflet", "ladders": [ladder], **said}]}


@pytest.mark.parametrize(
    ("made", "faults"),
    [
        (variant(), []),
        (variant(status="2 g/kg, off-label"), []),  # its own figure
        (variant(note="another page prints 0.4 g/kg"), ["a: note: 0.4 g/kg without a citation"]),
        (variant(note="another page prints 400 to 2000 mg/kg"), ["a: note: 0.4 g/kg without a citation"]),
        (
            variant(phase={"at": "2 g/kg; the days are those of kiovig-eu-leaflet"}),
            ["a: phases[0]: at has it from kiovig-eu-leaflet, which is not cited there"],
        ),
        (variant(phase={"at": "2 g/kg, as in kiovig-eu-leaflet", "also": ["kiovig-eu-leaflet"]}), []),
        (variant(phase={"default_reason": "5 in kiovig-eu-leaflet", "note": "see kiovig-eu-leaflet"}), []),
        (
            variant(phase={"infused_over": {"at": "10 h, kiovig-eu-leaflet", "min_hours": 10}}),
            ["a: phases[0].infused_over: at has it from kiovig-eu-leaflet, which is not cited there"],
        ),
        (variant(phase={"infused_over": {"source": "kiovig-eu-leaflet", "at": "10 h", "min_hours": 10}}), []),
        (label(), []),
        (label(ladder={"note": "also printed as 0.3 mL/kg/min"}), []),
        (
            label(ladder={"note": "an older text goes to 4.8 mL/kg/h"}),
            ["labels[0].ladders[0].note: 4.8 mL/kg/h without a citation"],
        ),
        (
            label(ladder={"note": "the minutes are those of a handbook"}),
            ["labels[0].ladders[0]: note has it from another source, which is not cited there"],
        ),
        (
            label(ladder={"at": "the leaflet of Kiovig prints the maximum"}),
            ["labels[0].ladders[0]: at has it from kiovig, which is not cited there"],
        ),
        (
            label(indications=[{"id": "itp", "dose": "1 g/kg", "at": "page 2; the age is that of kiovig-eu-leaflet"}]),
            ["labels[0].indications[0]: at has it from kiovig-eu-leaflet, which is not cited there"],
        ),
        ({"id": "made-up", "source": "house", "value": 5, "at": "as kiovig-eu-leaflet has it"}, []),
    ],
)  # fmt: skip
def test_a_blend_is_found_and_what_is_cited_at_the_figure_is_none(made: dict[str, Any], faults: list[str]) -> None:
    assert faults == blended(made)
