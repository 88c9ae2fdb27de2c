"""What the core and the outputs print, read in their source: no word that the glossary replaces."""

import re
from functools import cache

import pytest
from glossary import GLOSSARY, PACKAGE, against, printed


@cache
def templates() -> tuple[tuple[str, str], ...]:
    """Each line of the templates without what is put into it, and without its tags."""
    return tuple(
        (f"{path.name}:{number}", text)
        for path in sorted((PACKAGE / "output" / "templates").glob("*.html"))
        for number, line in enumerate(re.sub(r"{[{%#].*?[}%#]}", "", path.read_text("utf-8")).split("\n"), 1)
        if (text := re.sub(r"<[^>]*>", " ", line).strip())
    )


def test_the_texts_are_those_that_are_printed():
    core = [text for _, text in printed("core")]
    assert "check dose, weight and unit; or accept, with a reason" in [text.lstrip("_") for text in core]
    assert "Discard" in [text for _, text in printed("output")]
    assert "Patient ID label" in [text for _, text in templates()]


@pytest.mark.parametrize("word", GLOSSARY)
def test_nothing_printed_has_a_word_that_the_glossary_replaces(word):
    found = against((*printed("core"), *printed("output"), *templates()), word)
    assert [] == found, f"write {GLOSSARY[word]}"
