"""Reading tapers: the notation, and what is wrong with a part that is not in it."""

from decimal import Decimal

import pytest

from ivigcalc.core.errors import Unreadable
from ivigcalc.core.steroid.types import WrittenTaper
from ivigcalc.request.reading_tapers import read_taper


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60x28,40x28,30x28,20", WrittenTaper(((60, 28), (40, 28), (30, 28), (20, None)), per_cycle=False)),
        ("60x28, 12.5x14", WrittenTaper(((60, 28), (Decimal("12.5"), 14)), per_cycle=False)),
        ("20", WrittenTaper(((20, None),), per_cycle=False)),
        ("60,50,40,30,20/cycle", WrittenTaper(tuple((mg, None) for mg in (60, 50, 40, 30, 20)), per_cycle=True)),
        (" 60 /cycle ", WrittenTaper(((60, None),), per_cycle=True)),
        ("0.00000001x3660", WrittenTaper(((Decimal("0.00000001"), 3660),), per_cycle=False)),
    ],
)
def test_a_taper_is_read_as_it_is_written(text, expected):
    assert expected == read_taper(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "''"),
        ("60x28,", "''"),
        ("60x28,40y28", "'40y28'"),
        ("60x28,12,5x14", "'12'"),  # a decimal comma reads as two doses
        ("60,50,40", "'60'"),
        ("60x28,50/cycle", "'60x28'"),
        ("60x0", "'60x0': 1 to 3660 days, not 0"),
        ("60x3661", "3661"),
        ("60x28d", "'60x28d'"),
        ("-60x28", "'-60x28'"),
        ("6e1x28", "'6e1x28'"),
        ("1234567x1", "'1234567x1'"),
        ("60x2.5", "'60x2.5'"),
        (".5x7", "'.5x7'"),
        ("nanx28", "'nanx28'"),
        ("20x14,0x14", "'0x14': 0 mg is no dose"),
        ("٦٠x28", r"'\u0666\u0660x28'"),
        ("60x28\n", r"'60x28\n'"),
        ("6" * 40, "'" + "6" * 40 + "'"),
        ("6" * 41, "'" + "6" * 40 + "...'"),
        ("X60x28", "'X60x28'"),
        ("60x28,X20", "'X20'"),
        ("60x28\x1b[31m", r"'60x28\x1b[31m'"),
    ],
)
def test_what_cannot_be_read_is_named(text, named):
    with pytest.raises(Unreadable) as refused:
        read_taper(text)

    assert named in str(refused.value)
    assert str(refused.value).isascii()
    assert "\n" not in str(refused.value)
