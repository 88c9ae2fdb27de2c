"""Reading tapers: the notation, and what is wrong with a part that is not in it."""

from decimal import Decimal

import pytest

from ivigcalc.core.errors import Unreadable
from ivigcalc.core.steroid.types import WrittenStep, WrittenTaper
from ivigcalc.request.reading_tapers import read_taper


def steps(*doses):
    """Steps of one dose a day, in mg, with their days."""
    return tuple(WrittenStep((mg,), days) for mg, days in doses)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60x28,40x28,30x28,20", WrittenTaper(steps((60, 28), (40, 28), (30, 28), (20, None)), per_cycle=False)),
        ("60x28, 12.5x14", WrittenTaper(steps((60, 28), (Decimal("12.5"), 14)), per_cycle=False)),
        ("20", WrittenTaper(steps((20, None)), per_cycle=False)),
        ("60,50,40,30,20/cycle", WrittenTaper(steps(*((mg, None) for mg in (60, 50, 40, 30, 20))), per_cycle=True)),
        (" 60 /cycle ", WrittenTaper(steps((60, None)), per_cycle=True)),
        ("0.00000001x3660", WrittenTaper(steps((Decimal("0.00000001"), 3660)), per_cycle=False)),
    ],
)
def test_a_taper_is_read_as_it_is_written(text, expected):
    assert expected == read_taper(text)


def alternating(first, second, days):
    return WrittenStep(first, days, second)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30+30x7", (WrittenStep((30, 30), 7),)),
        ("20+10+5x7", (WrittenStep((20, 10, 5), 7),)),
        ("20|10x28", (alternating((20,), (10,), 28),)),
        ("10|20", (alternating((10,), (20,), None),)),
        ("20|0x28", (alternating((20,), (), 28),)),
        ("20|0.0x28", (alternating((20,), (), 28),)),
        ("10+10|5+5x28", (alternating((10, 10), (5, 5), 28),)),
        ("60-40/10x14", steps((60, 14), (50, 14), (40, 14))),
        ("10-7.5/2.5X7", steps((10, 7), (Decimal("7.5"), 7))),
        ("30-20/10x14,15", steps((30, 14), (20, 14), (15, None))),
        ("60x7 mg", steps((60, 7))),
        ("60x7mg/day", steps((60, 7))),
    ],
)
def test_divided_alternating_and_ranged_steps_are_read(text, expected):
    assert WrittenTaper(expected, per_cycle=False) == read_taper(text)


def test_a_range_per_cycle_has_no_days():
    assert WrittenTaper(steps((60, None), (40, None), (20, None)), per_cycle=True) == read_taper("60-20/20/cycle")


@pytest.mark.parametrize(
    "text", ["2x7,1x7 mg/kg", "2x7,1x7mg/kg", "2x7,1x7 MG/KG", "2x7,1x7 mg/kg/day", "2x7,1x7 mg/kg/d"]
)
def test_a_taper_per_kg_has_its_unit_at_the_end(text):
    assert WrittenTaper(steps((2, 7), (1, 7)), per_cycle=False, per_kg=True) == read_taper(text)


@pytest.mark.parametrize("text", ["2,1 mg/kg/cycle", "2,1/cycle mg/kg", "2,1/CYCLE mg/kg"])
def test_a_taper_per_kg_and_per_cycle_says_both_in_any_order(text):
    assert WrittenTaper(steps((2, None), (1, None)), per_cycle=True, per_kg=True) == read_taper(text)


def test_a_range_has_at_most_400_doses():
    assert 400 == len(read_taper("400-1/1x1").steps)
    with pytest.raises(Unreadable, match="'401-1/1x1': more than 400 doses"):
        read_taper("401-1/1x1")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("60-15/10x14", "steps of 10 mg do not end on 15 mg; end it at 20 mg, or write the last doses one by one"),
        ("60-60/10x14", "it goes down from a higher dose to a lower one above 0; write 60-10/10x14: from 60 to 10"),
        ("10-60/10x14", "goes down from a higher dose"),
        ("60-0/10x14", "goes down from a higher dose to a lower one above 0"),
        ("60-10/0x14", "goes down from a higher dose"),
        ("60-10/10", "only the last dose may be without days"),
        ("60-10/10x0", "1 to 3660 days, not 0"),
        ("60-20/10x14/cycle", "a dose per cycle has no days"),
        ("0|20x28", "0 mg is no dose; write every other day as 20|0x28, and no 0 in the parts of a day"),
        ("20+0x28", "0 mg is no dose; write every other day"),
        ("20|0+0x28", "0 mg is no dose; write every other day"),
        ("20|10|5x28", "'20|10|5x28' cannot be read"),
        ("20+x28", "'20+x28' cannot be read"),
        ("60x7 kg", "'60x7 kg' cannot be read"),
        ("2x7 mg/kg mg/kg", "'2x7 mg/kg' cannot be read"),
        ("60,40/cycle/cycle", "'40/cycle' cannot be read"),
    ],
)
def test_what_is_wrong_with_a_step_is_said(text, why):
    with pytest.raises(Unreadable) as refused:
        read_taper(text)

    assert why in str(refused.value)


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
