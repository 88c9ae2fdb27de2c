"""What the core and the outputs print, read in their source: no word that the glossary replaces."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from glossary import GLOSSARY, against

PACKAGE = Path(__file__).parents[2] / "ivigcalc"
OF_RECORDS = ("soundness",)  # what is wrong with a record speaks of its keys
WORDS_OF_A_RECORD = ("not said",)  # of a weight policy that does not mention pregnancy


@cache
def printed(folder: str) -> tuple[tuple[str, str], ...]:
    """Every text in the modules of *folder* that a sentence or a heading can be made of."""
    return tuple(
        (f"{path.name}:{line}", text)
        for path in sorted((PACKAGE / folder).rglob("*.py"))
        if not set(OF_RECORDS) & set(path.parts)
        for line, text in texts(ast.parse(path.read_text("utf-8")))
        if (" " in text.strip() or text[:1].isupper()) and text not in WORDS_OF_A_RECORD
    )


def texts(module: ast.Module) -> Iterator[tuple[int, str]]:
    """The strings of *module* without its docstrings; what is put into one is left out."""
    within = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}  # docstrings
    within |= {id(part) for node in ast.walk(module) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(module):
        if id(node) in within:
            continue
        if isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(str(part.value) if isinstance(part, ast.Constant) else "_" for part in node.values),
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


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
