"""The words of the records: one term for one thing, none with a second meaning at the bedside."""

import tomllib
from pathlib import Path

import pytest
from glossary import GLOSSARY, against

DATA = Path(__file__).parents[2] / "ivigcalc" / "data"
FOLDERS = sorted(path.name for path in DATA.iterdir() if path.is_dir())

# What is no sentence of the program: where it is printed and under what name, and the words that a record is made of.
QUOTED = ("source", "sources", "at", "also", "title", "id", "url", "kind", "pregnancy")
OF_RECORDS = ("course",)  # the name of an only phase, by which it is entered


def texts(value: object, path: str) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [found for key, one in value.items() if key not in QUOTED for found in texts(one, f"{path}.{key}")]
    if isinstance(value, list):
        return [found for one in value for found in texts(one, path)]
    return [(path, value)] if isinstance(value, str) and value not in OF_RECORDS else []


def test_every_folder_has_texts_to_read():
    assert {"limits", "monitoring", "products", "regimens", "weight_policies"} < set(FOLDERS)
    assert all(of_folder(folder) for folder in FOLDERS)


def of_folder(folder: str) -> list[tuple[str, str]]:
    return [
        found
        for record in sorted((DATA / folder).glob("*.toml"))
        for found in texts(tomllib.loads(record.read_text("utf-8")), record.stem)
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_record_has_no_word_that_the_glossary_replaces(folder):
    read = of_folder(folder)
    found = {f"write {GLOSSARY[word]}": wrong for word in GLOSSARY if (wrong := against(read, word))}
    assert {} == found
