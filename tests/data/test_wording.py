"""The words of the records that are read at the bedside: one term for one thing, none with a second meaning there."""

import re
import tomllib
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "ivigcalc" / "data"
FOLDERS = ("limits", "monitoring")  # those whose every text has been read against the glossary

GLOSSARY = {
    r"likelier": "more likely, or suspect",
    r"(rule|choice|rest) of (your|the) house": "local protocol",
    r"\bpackage leaflet": "label",
    r"thrown away|\bwaste\b": "discarded",
    r"vials? (is|are) used in part": "part-used vials",
    r"\bweigh again": "reweigh",
    r"\bmake sure\b": "confirm",
    r"\bunsaid\b|\bsaid\b": "given, stated or entered",
    r"\bslip of\b": "suspect an error of",
    r"until here|from here\b": "this date",
    r"\bgo on\b": "continue",
    r"\bJudge the\b|\bjudge the\b": "review the",
    r"stop without effect": "stop if no effect",
    r"[Rr]eview.* courses?\b": "cycles",
    r"\bvolume (status|overload)": "fluid status, fluid overload",
    r"\bhold the dose\b": "keep the dose",
    r"\b60 in\b": "60 inches",
    r"into a vein": "intravenous",
    r"saline": "sodium chloride 0.9 %",
}


def texts(value: object, path: str) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [found for key, one in value.items() if key != "source" for found in texts(one, f"{path}.{key}")]
    if isinstance(value, list):
        return [found for one in value for found in texts(one, path)]
    return [(path, value)] if isinstance(value, str) else []


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("word", GLOSSARY)
def test_a_record_has_no_word_that_the_glossary_replaces(folder, word):
    found = [
        f"{path}: {text}"
        for record in sorted((DATA / folder).glob("*.toml"))
        for path, text in texts(tomllib.loads(record.read_text("utf-8")), record.stem)
        if re.search(word, text)
    ]
    assert [] == found, f"write {GLOSSARY[word]}"
