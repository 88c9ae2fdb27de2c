"""JSON from outside: a number is kept as it is written, and no value hides another."""

import json
import time
from decimal import Decimal

import pytest

from ivigcalc.request.json_objects import KeyTwice, NoNumber, read


def test_a_number_is_kept_as_it_is_written() -> None:
    assert {"a": [Decimal("0.10"), 5, Decimal("1e400")]} == read('{"a": [0.10, 5, 1e400]}')
    assert "0.10" == str(read("0.10"))


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_a_word_is_no_number(word: str) -> None:
    with pytest.raises(NoNumber, match=rf"\A{word} is not a number\Z"):
        read(f'{{"a": [{word}]}}')


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"a": 1, "a": 1}', "a"),
        ('{"b": {"a": 1, "c": 2, "a": 3}}', "a"),
        ('[{"a": 1, "b": 2, "b": 3, "a": 4}]', "b"),  # the first that comes again
        ('{"": 1, "": 2}', ""),
        ('{"e": 1, "e": 2, "a": 3, "a": 4}', "a"),
    ],
)
def test_no_value_hides_another(text: str, key: str) -> None:
    with pytest.raises(KeyTwice) as why:
        read(text, again="e")
    assert key == why.value.key
    assert f"duplicate key {key!r} in one object" == str(why.value)


def test_a_key_that_may_come_again_has_its_last_value() -> None:
    assert {"e": 3, "a": 2} == read('{"e": 1, "a": 2, "e": 3}', again="e")
    with pytest.raises(KeyTwice):
        read('{"e": 1, "a": 2, "e": 3}')


def test_a_key_that_stands_twice_among_many_is_found_at_once() -> None:
    """Looking each key up among those before it took minutes in a file of some hundred kB."""
    text = "{" + ",".join(f'"k{i % 99_999}":0' for i in range(100_000)) + "}"
    began = time.process_time()
    with pytest.raises(KeyTwice, match="'k0'"):
        read(text)
    assert time.process_time() - began < 5


def test_what_is_no_json_is_said_as_json_says_it() -> None:
    with pytest.raises(json.JSONDecodeError):
        read("{")
