"""What the terminal, the README, the man page and the templates tell: no word that the glossary replaces."""

import re
from functools import cache
from pathlib import Path

import pytest
from glossary import GLOSSARY, OPTION, PACKAGE, against, printed

TOP = Path(__file__).parents[2]
FOLDERS = ("request", "documents", "catalogue", "cli")
WORDS = [word for word in GLOSSARY if word != OPTION]  # which are shown here


@cache
def readme() -> tuple[tuple[str, str], ...]:
    """Each line of the README outside its sessions, which are what the program prints."""
    text = re.sub(r"^```.*?^```$", lambda block: "\n" * block[0].count("\n"), _read("README.md"), flags=re.M | re.S)
    return tuple((f"README.md:{number}", line) for number, line in enumerate(text.split("\n"), 1))


@cache
def man_page() -> tuple[tuple[str, str], ...]:
    """Each line of the man page, as it is read."""
    lines = _read("completions/ivigcalc.1").replace("\\-", "-").split("\n")
    return tuple((f"ivigcalc.1:{number}", re.sub(r"\\f.", "", line)) for number, line in enumerate(lines, 1))


@cache
def templates() -> tuple[tuple[str, str], ...]:
    """What the templates of records explain: their comments."""
    return tuple(
        (f"{path.name}:{number}", comment)
        for path in sorted((PACKAGE / "catalogue" / "templates").glob("*.toml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        for comment in re.findall("#.*", line)
    )


def _read(path: str) -> str:
    return (TOP / path).read_text(encoding="utf-8")


def test_the_texts_are_those_that_are_told():
    assert "Maximum rate: 2.4mL/kg/h, 150mL/h." in [text for _, text in printed("request")]
    assert "no weight" in [text for _, text in printed("documents")]
    assert "Accept a stop: CODE=REASON; repeatable." in [text for _, text in man_page()]
    assert "## Set up" in [text for _, text in readme()]
    assert '# the brand with its strength, e.g. "Examplegam 100 g/L"' in [text for _, text in templates()]
    assert "IVIg plan" not in [text for _, text in readme()]


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("word", WORDS)
def test_no_message_and_no_help_has_a_word_that_the_glossary_replaces(folder, word):
    assert [] == against(printed(folder), word), f"write {GLOSSARY[word]}"


@pytest.mark.parametrize("word", WORDS)
def test_nor_has_the_readme_the_man_page_or_a_template(word):
    assert [] == against((*readme(), *man_page(), *templates()), word), f"write {GLOSSARY[word]}"
