"""The sources on file: each is one real document, cited by at least one record, and good enough to be cited."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest

import ivigcalc
from ivigcalc.catalogue.record import build
from ivigcalc.core.printed.sources import Source, Tier

DATA = Path(ivigcalc.__file__).parent / "data"
RECORDS = sorted(DATA.glob("*/*.toml"))
SOURCE_FILES = [path for path in RECORDS if path.parent.name == "sources"]
OTHER_FILES = [path for path in RECORDS if path.parent.name != "sources"]

# Pages written by a machine or of unknown authorship: no figure may rest on them.
NOT_CITABLE = ("droracle", "clinicalcommander", "seekhealthz", "tapermd", "medicoreinc")


def table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def cited(value: Any) -> Iterator[str]:
    """Every source id that *value*, a table as read, gives anywhere as its ``source`` or in its ``also``."""
    if isinstance(value, dict):
        if isinstance(value.get("source"), str):
            yield value["source"]
        if isinstance(value.get("also"), list):
            yield from value["also"]
        for inner in value.values():
            yield from cited(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from cited(inner)


def named_in_text(value: Any) -> Iterator[str]:
    """Every source on file whose id, of two words or more, stands in a sentence of *value*: a reason, a note."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from named_in_text(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from named_in_text(inner)
    elif isinstance(value, str) and " " in value:
        yield from set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", value)) & set(SOURCES)


SOURCES = {path.stem: table(path) for path in SOURCE_FILES}


def test_sources_are_on_file() -> None:
    assert "house" in SOURCES


@pytest.mark.parametrize("path", SOURCE_FILES, ids=lambda path: path.stem)
def test_a_source_fits_its_type_and_is_named_by_its_file(path: Path) -> None:
    source = build(Source, table(path), path.name)

    assert path.stem == source.id
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", source.id)
    assert source.tier in get_args(Tier)
    assert source.title.strip()
    assert source.seen == date.fromisoformat(source.seen).isoformat()


def test_only_the_programs_own_choice_is_of_the_tier_house() -> None:
    assert [name for name, source in SOURCES.items() if source["tier"] == "house"] == ["house"]


def test_an_address_is_a_web_address_or_empty() -> None:
    urls = {name: source["url"] for name, source in SOURCES.items() if source["url"]}

    assert {name: url for name, url in urls.items() if not re.fullmatch(r"https?://[^\s/]+\S*", url)} == {}


def test_no_address_is_on_file_twice() -> None:
    urls = (re.sub(r"^https?://(www\.)?", "", source["url"]).rstrip("/") for source in SOURCES.values())
    counted = Counter(url for url in urls if url)

    assert [url for url, count in counted.items() if count > 1] == []


def test_no_source_is_a_page_written_by_a_machine() -> None:
    texts = {name: f"{name} {source['url']} {source['publisher']}".lower() for name, source in SOURCES.items()}

    assert [name for name, text in texts.items() if any(page in text for page in NOT_CITABLE)] == []


def test_every_source_is_cited_by_a_record() -> None:
    used = {name for path in OTHER_FILES for read in (cited, named_in_text) for name in read(table(path))}

    assert sorted(set(SOURCES) - used) == []


def test_every_citation_names_a_source_on_file() -> None:
    unknown = {(path.stem, name) for path in OTHER_FILES for name in cited(table(path)) if name not in SOURCES}

    assert set() == unknown


def test_no_id_occurs_twice_over_all_kinds_of_records() -> None:
    counted = Counter(path.stem for path in RECORDS)

    assert sorted(name for name, count in counted.items() if count > 1) == []


def test_a_source_is_written_in_plain_ascii() -> None:
    assert [path.stem for path in SOURCE_FILES if not path.read_text(encoding="utf-8").isascii()] == []


# A text of one country or province, and what a plan of another one calls it.
OF_ONE_COUNTRY = {
    r"norw": "Norwegian",
    r"ontario": "Ontario",
    r"national blood authority|^nba-": "Australian",
    r"georgia": "US table",
    r"^uk-": "UK",
}
MONITORING = {path.stem: table(path) for path in OTHER_FILES if path.parent.name == "monitoring"}


@pytest.mark.parametrize("rule", MONITORING.values(), ids=MONITORING)
def test_what_is_checked_by_the_text_of_one_country_says_whose_it_is(rule: dict[str, Any]) -> None:
    source = SOURCES[rule["source"]]
    for told in (f"{source['id']}", f"{source['publisher']} {source['title']}"):
        for pattern, whose in OF_ONE_COUNTRY.items():
            assert whose in rule["text"] or not re.search(pattern, told.lower())


@pytest.mark.parametrize("id", ["kidney-each-cycle", "thrombosis-each-cycle", "loop-diuretics", "live-vaccines-eu"])
def test_a_warning_of_labels_is_cited_by_a_label(id: str) -> None:
    rule = MONITORING[id]
    assert SOURCES[rule["source"]]["tier"] in ("label", "label-copy")
    assert re.search(r"US labels|US boxed warning|EU class text|EU label", rule["text"])
