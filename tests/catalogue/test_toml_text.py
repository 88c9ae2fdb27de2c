"""TOML is read exactly, and a text that would take long is refused before it is parsed."""

from decimal import Decimal

import pytest

from ivigcalc.catalogue import toml_text


def test_numbers_with_a_point_are_exact() -> None:
    assert {"a": Decimal("0.10"), "b": {"c": 1}} == toml_text.read("a = 0.10\nb.c = 1\n")


def test_a_key_has_sixteen_parts_at_most() -> None:
    sixteen = ".".join(["a"] * 16)
    made: object = 1
    for _ in range(16):
        made = {"a": made}
    assert made == toml_text.read(f"{sixteen} = 1")


@pytest.mark.parametrize("part", ["a", '"a b"', "'a b'", "a ", "\t1"])
@pytest.mark.parametrize("around", ["{} = 1", "[{}]", "[[{}]]", "x = {{{} = 1}}"])
def test_a_deeper_key_is_refused_by_its_line(part: str, around: str) -> None:
    key = ".".join([part] * 17)
    with pytest.raises(ValueError, match=r"\Aline 3: a key of more than 16 parts with dots between them\Z"):
        toml_text.read(f"# none\n\n{around.format(key)}\n")


def test_no_more_is_read_than_is_written_by_hand() -> None:
    assert {} == toml_text.read("#" * 262_144)
    with pytest.raises(ValueError, match=r"\A262145 characters; TOML is read up to 262144\Z"):
        toml_text.read("#" * 262_145)
