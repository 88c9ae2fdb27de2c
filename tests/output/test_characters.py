"""What steers instead of showing is written out, and nothing else is touched."""

import pytest

from ivigcalc.output.characters import visible


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("a\r\nb\tc\x00", "a\\r\\nb\\tc\\x00"),
        ("\x7f\x85\x9b", "\\x7f\\x85\\x9b"),
        ("\u202eabc\u2066", "\\u202eabc\\u2066"),
        ("\u2028\ufeff\u200b\uffff", "\\u2028\\ufeff\\u200b\\uffff"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_what_steers_is_shown_as_an_escape(given, shown):
    assert shown == visible(given)


PLAIN = ("plain (100 g/L) <b>", "\u05e9\u05dc\u05d5\u05dd", "\u0645\u06cc\u200c\u062e", "\u00e9\U0001f489")


@pytest.mark.parametrize("text", PLAIN)
def test_what_shows_stays_as_it_is(text):
    assert text == visible(text)


def test_the_result_can_always_be_encoded_on_one_line():
    every = "".join(map(chr, range(0x3000))) + "".join(map(chr, range(0xD800, 0x10000)))
    assert 1 == len(visible(every).splitlines())
    visible(every).encode("utf-8")
