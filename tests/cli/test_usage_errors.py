"""What is said of a command line that is not one: exit 2, on stderr alone, and nothing that steers a terminal."""

from collections.abc import Callable
from typing import Any

import pytest

HOSTILE = ("\x1b[2J\x1b[31mall is well", "\u202e07 gk 07", "a\rb", "a\nb", "\u00b5g", "\udc80")
PLACES: dict[str, Callable[[str], tuple[str, ...]]] = {
    "command": lambda word: (word,),
    "argument": lambda word: ("plan", word),
    "option": lambda word: ("plan", f"--{word}"),
    "value": lambda word: ("plan", "-w", word),
    "number": lambda word: ("plan", "--from-cycle", word),
}


@pytest.mark.parametrize("word", HOSTILE, ids=ascii)
@pytest.mark.parametrize("place", PLACES)
def test_a_word_that_comes_back_in_an_error_is_one_line_of_ascii(
    ivigcalc: Callable[..., Any], word: str, place: str
) -> None:
    status, out, err = ivigcalc(*PLACES[place](word))
    assert (status, out) == (2, "")
    assert err.startswith("ivigcalc: ")
    assert err.isascii()
    assert err.endswith("\n")
    assert err[:-1].isprintable()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["plan", "--qqqq"], "No such option: --qqqq; see ivigcalc plan -h"),
        (
            ["catalogue", "check"],
            "Missing argument 'DIR': The folder of a local formulary; see ivigcalc catalogue check -h",
        ),
        (
            ["catalogue", "show"],
            "Missing argument 'ID': An id or alias of any kind, or REGIMEN/VARIANT; see ivigcalc catalogue show -h",
        ),
        (["qqqq"], "No such command 'qqqq'; see ivigcalc -h"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_it_says_what_is_wrong_and_where_to_read_on(ivigcalc: Callable[..., Any], words: list[str], said: str) -> None:
    assert ivigcalc(*words) == (2, "", f"ivigcalc: {said}\n")
