"""The words of everything that is read at the bedside: one term for one thing, none with a second meaning there."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "ivigcalc"
OF_RECORDS = ("soundness",)  # what is wrong with a record speaks of its keys
WORDS_OF_A_RECORD = ("not said",)  # of a weight policy that does not mention pregnancy

# An option, or a command line: what the edge alone shows.
OPTION = r"--[a-z]|\bivigcalc [a-z]+ "

# What is never written, and what is written instead.
GLOSSARY = {
    r"likelier": "more likely, or suspect",
    r"(rule|choice|rest|policy) of (your|the) (house|hospital)|\bby the house\b": "local protocol",
    r"\bpackage leaflet|leaflet in hand|(current|From the) leaflet": "label",
    r"thrown away|\b[Ww]aste\b": "discarded",
    r"vials? (is|are) used in part": "part-used vials",
    r"\bweigh again": "reweigh",
    r"\bmake sure\b": "confirm",
    r"\bunsaid\b|\bsaid\b|\b[Ss]ay\b": "given, stated or entered",
    r"\bslip of\b": "an error of",
    r"until here|from here\b|until now": "this date, or now",
    r"\b[Gg]o on\b|\bgoes on\b": "continue",
    r"\b[Jj]udge\b": "review",
    r"stop without effect": "stop if no effect",
    r"\bcourses?\b(?! of (prednis|steroid))": "cycle",
    r"\b[Vv]olume (status|overload)": "fluid status, fluid overload",
    r"\bhold the (dose|rate)\b|\bHold\b|\brate is held\b": "keep, or run",
    r"\b60 in\b": "60 inches",
    r"into a vein": "IV",
    r"[Ss]aline|(?<!\()dextrose": "sodium chloride 0.9 %, glucose 5 %",
    r"\bmcg\b": "micrograms",
    r"\bthe (most|least) (of|in|that)\b|\bthe greatest\b": "maximum, minimum, highest, lowest",
    r"\bas one\b": "as a first infusion",
    r"(?<!not )\bknown here\b": "on file",
    r"\b[Bb]egin(s|ning)?\b": "start",
    r"\b[Ii]n all\b": "total",
    r"days on end": "consecutive days",
    r"to choose otherwise": "to change this",
    r"not open": "closed",
    r"\b[Cc]ap\b|\blower end\b": "maximum rate, or the lower",
    r"\bladders?\b|\brungs?\b": "rates",
    r"set by hand|split by hand": "fixed",
    r"not being on file": "is not on file",
    r"[Nn]obody|\ba person\b": "prescriber, pharmacist or ward",
    r"\bwith the reason\b": "with a reason",
    r"\b(is|are) planned for\b": "outside, or above the limit of",
    r"\b[Ll]eave\b.* out\b": "omit",
    r"\bstands twice\b": "duplicate, or given twice",
    r"[a-z]\(s\)": "the plural of the number",
    OPTION: "the field by its name",
}


def against(texts: Iterable[tuple[str, str]], word: str) -> list[str]:
    """Where one of *texts*, each with its place, has the *word*."""
    return [f"{place}: {text}" for place, text in texts if re.search(word, text)]


@cache
def printed(folder: str) -> tuple[tuple[str, str], ...]:
    """Every text in the modules of *folder* that a sentence or a heading can be made of."""
    return tuple(
        (f"{path.name}:{line}", text)
        for path in sorted((PACKAGE / folder).rglob("*.py"))
        if not set(OF_RECORDS) & set(path.parts)
        for line, text in _texts(ast.parse(path.read_text("utf-8")))
        if (" " in text.strip() or text[:1].isupper()) and text not in WORDS_OF_A_RECORD
    )


def _texts(module: ast.Module) -> Iterator[tuple[int, str]]:
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
