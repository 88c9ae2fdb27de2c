"""A taper as it is asked: the dose on a day, the next reduction, an abrupt end, the advice on a relapse."""

from datetime import date
from decimal import Decimal

import pytest
from tapers import LIMITS, PROTOCOLS, START, STEROIDS, written

from ivigcalc.core.errors import RecordInvalid
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.steroid.types import (
    Advice,
    Reduction,
    ends_abruptly,
    in_words,
    is_long,
    mg_on,
    next_reduction,
    relapse_advice,
    step_on,
)

CITED = Citation("test", "by hand")
PREDNISOLONE = STEROIDS["prednisolone"]


REFERENCE = written("60,50,40,30,20/cycle")  # 28 days each from 2024-04-08


@pytest.mark.parametrize(
    ("day", "mg"),
    [
        ("2024-04-07", None),
        ("2024-04-08", 60),
        ("2024-05-05", 60),
        ("2024-05-06", 50),
        ("2024-07-29", 20),
        ("2030-01-01", 20),
    ],
)
def test_the_dose_on_a_day(day, mg):
    assert mg == mg_on(REFERENCE, date.fromisoformat(day))


def test_the_step_of_a_day():
    taper = written("10x7,5x7")

    assert [None, 10, 10, 5, 5, None] == [
        step and step.mg_per_day for step in (step_on(taper, date(2024, 4, day)) for day in (7, 8, 14, 15, 21, 22))
    ]
    assert 20 == step_on(REFERENCE, date(2030, 1, 1)).mg_per_day


@pytest.mark.parametrize(
    ("text", "told", "daily", "highest", "mean"),
    [
        ("60x7", "60 mg", "60 mg a day", 60, 60),
        ("30+30x7", "60 mg (30 mg + 30 mg)", "60 mg a day (30 mg + 30 mg)", 60, 60),
        ("20|10x28", "20 mg and 10 mg on alternate days", None, 20, 15),
        ("10|20x28", "10 mg and 20 mg on alternate days", None, 20, 15),
        ("20|0x28", "20 mg every other day", None, 20, 10),
        ("10+10|5+5x28", "20 mg (10 mg + 10 mg) and 10 mg (5 mg + 5 mg) on alternate days", None, 20, 15),
    ],
)
def test_the_dose_of_a_step_in_words(text, told, daily, highest, mean):
    step = written(text).steps[0]

    assert (told, daily or told) == (in_words(step), in_words(step, " a day"))
    assert (highest, mean) == (step.highest_mg, step.mean_mg)


def test_days_are_counted_by_what_is_taken_on_them():
    step = written("20|10x28").steps[0]

    assert [(20, 1), (10, 0)] == [(dose.mg_per_day, days) for dose, days in step.counted(1)]
    assert [(20, 2), (10, 1)] == [(dose.mg_per_day, days) for dose, days in step.counted(3)]
    assert [0, 20, 30, 50] == [step.mg_over(days) for days in range(4)]


def test_no_dose_after_the_end():
    taper = written("10x7,5x7")

    assert 5 == mg_on(taper, date(2024, 4, 21))
    assert 0 == mg_on(taper, date(2024, 4, 22))


def test_the_next_reduction_is_after_the_day():
    assert Reduction(date(2024, 5, 6), Decimal(50)) == next_reduction(REFERENCE, START)
    assert Reduction(date(2024, 6, 3), Decimal(40)) == next_reduction(REFERENCE, date(2024, 5, 6))
    assert next_reduction(REFERENCE, date(2024, 7, 29)) is None


def test_the_end_of_a_taper_is_a_reduction_to_none():
    taper = written("10x7,5x7")

    assert Reduction(date(2024, 4, 22), Decimal(0)) == next_reduction(taper, date(2024, 4, 21))
    assert next_reduction(taper, date(2024, 4, 22)) is None


def test_a_dose_written_twice_is_no_reduction():
    assert Reduction(date(2024, 4, 22), Decimal(20)) == next_reduction(written("30x7,30x7,20"), START)


def test_a_change_of_either_of_two_alternate_days_is_a_reduction():
    taper = written("20|10x28,20|5x28,10|5x28")
    assert [
        Reduction(date(2024, 5, 6), Decimal(20)),
        Reduction(date(2024, 6, 3), Decimal(10)),
        Reduction(date(2024, 7, 1), Decimal(0)),
        None,
    ] == [next_reduction(taper, day) for day in (START, date(2024, 5, 6), date(2024, 6, 3), date(2024, 7, 1))]


@pytest.mark.parametrize(
    ("text", "of_a_pulse", "long"),
    [
        ("20x21", 0, False),  # three weeks may stop at once
        ("20x22", 0, True),
        ("20x14,10x7", 0, False),
        ("20x18", 3, False),
        ("20x18", 4, True),
        ("20x7,10", 0, True),  # it runs on
    ],
)
def test_more_than_three_weeks_are_long_with_the_days_of_a_pulse_before(text, of_a_pulse, long):
    taper = written(text)
    assert long == is_long(taper, LIMITS, of_a_pulse)
    assert (long and text != "20x18") == is_long(taper, LIMITS)  # without a pulse
    assert (long and taper.steps[-1].to is not None) == ends_abruptly(taper, PREDNISOLONE, LIMITS, of_a_pulse)


@pytest.mark.parametrize(
    ("text", "abrupt"),
    [
        ("60x28,40x28,20x28", True),
        ("60x28,40x28,20", False),  # runs on until review
        ("20x21", False),  # not more than three weeks
        ("20x22", True),
        ("20x14,6x14", False),  # 4-6 mg is physiological
        ("20x14,6.5x14", True),
        ("20x14,6.5|0x14", True),  # of alternate days the higher counts
        ("20x14,6|0x14", False),
        ("15x14,12.5x14,10x14,9x30,8x30,7x30,6x30,5x90,4x30,3x30,2x30,1x30", False),
    ],
)
def test_an_end_above_the_physiological_dose_after_three_weeks_is_abrupt(text, abrupt):
    assert abrupt == ends_abruptly(written(text, of=None), PREDNISOLONE, LIMITS)


def test_the_advice_on_a_relapse_is_the_protocols_then_that_of_the_disease_then_the_general_one():
    assert "pemphigus-management-review" == relapse_advice(PROTOCOLS["edf-pemphigus"], None, LIMITS).citation.source
    assert "rheumapedia-myositis" == relapse_advice(PROTOCOLS["etg"], "dermatomyositis", LIMITS).citation.source
    assert "house" == relapse_advice(None, "cidp", LIMITS).citation.source
    assert "house" == relapse_advice(None, None, LIMITS).citation.source


def test_limits_without_a_general_advice_are_invalid():
    only = LIMITS._replace(relapse=(Advice("go back", CITED, ("cidp",)),))

    with pytest.raises(RecordInvalid) as told:
        relapse_advice(None, "gbs", only)
    assert "limits/steroid: relapse: the last entry must name no indication, and so hold for any" == str(told.value)
