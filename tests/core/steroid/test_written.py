"""Written tapers by hand: divided over the day, alternating from day to day, in ranges, and per kg."""

from datetime import date
from decimal import Decimal

import pytest
from tapers import DE, FIVE_CYCLES, START, doses, tablets, written

from ivigcalc.core.errors import Refused, Unreadable
from ivigcalc.core.steroid.tablets import TabletCount
from ivigcalc.core.steroid.types import DayDose, mg_on, next_reduction


def counts(tablet_counts):
    return {each.mg: each.count for each in tablet_counts}


def test_each_time_of_day_has_tablets_of_its_own():
    """30 + 30 mg are 20 + 10 mg twice of German tablets, and never 50 + 10 mg."""
    taper = written("30+30x7,20+20x7,20x7", of=DE)

    twice, then, once = taper.steps
    assert (60, {20: 2, 10: 2}) == (twice.mg_per_day, counts(twice.tablets))
    assert [(30, {20: 1, 10: 1})] * 2 == [(part.mg, counts(part.tablets)) for part in twice.parts]
    assert (40, [(20, {20: 1})] * 2) == (then.mg_per_day, [(part.mg, counts(part.tablets)) for part in then.parts])
    assert (20, ()) == (once.mg_per_day, once.parts)
    assert (840, 21) == (taper.total_mg, taper.total_days)  # (60 + 40 + 20) x 7
    assert {20: 5 * 7, 10: 2 * 7} == counts(taper.dispense)


def test_a_part_that_cannot_be_made_is_refused_though_the_day_can():
    with pytest.raises(Refused, match=r"25 mg cannot be made from the tablets \(10, 50 mg\); nearest doses: 20 mg"):
        written("25+25x7", of=tablets("10 50"))


def test_alternate_days_begin_with_the_first_dose():
    """14 x 20 + 14 x 10 + 28 x 10 = 700 mg."""
    taper = written("20|10x28,10x28")

    step = taper.steps[0]
    assert (20, {20: 1}) == (step.mg_per_day, counts(step.tablets))
    assert DayDose(Decimal(10), (TabletCount(Decimal(10), Decimal(1)),), (), Decimal(10)) == step.alternate
    assert [20, 10, 20, 10] == [mg_on(taper, date(2024, 4, day)) for day in (8, 9, 10, 11)]
    assert [10, 10, 10] == [mg_on(taper, date(2024, 5, day)) for day in (5, 6, 7)]
    assert (700, 56) == (taper.total_mg, taper.total_days)
    assert {20: 14, 10: 14 + 28} == counts(taper.dispense)


def test_an_odd_number_of_alternate_days_ends_with_the_first_dose():
    """15 x 20 mg and 14 x 0 mg; then 10 mg on 3 of 5 days."""
    taper = written("20|0x29,10|0x5")

    assert 15 * 20 + 3 * 10 == taper.total_mg
    assert {20: 15, 10: 3} == counts(taper.dispense)
    assert DayDose(Decimal(0), (), (), Decimal(0)) == taper.steps[0].alternate
    assert [20, 0, 20] == [mg_on(taper, date(2024, 5, day)) for day in (4, 5, 6)]
    assert 10 == mg_on(taper, date(2024, 5, 7))


def test_an_alternate_day_may_be_divided_too():
    taper = written("10+10|5+5x2", of=DE)

    assert (20, 10) == (taper.steps[0].mg_per_day, taper.steps[0].alternate.mg_per_day)
    assert [5, 5] == [part.mg for part in taper.steps[0].alternate.parts]
    assert {10: 2, 5: 2} == counts(taper.dispense)


def test_without_tablets_the_doses_stand_alone():
    step = written("10+10|5x2", of=None).steps[0]

    assert (None, [None, None], None) == (step.tablets, [part.tablets for part in step.parts], step.alternate.tablets)


def test_60_to_10_by_10_every_two_weeks_and_then_by_1_every_four_takes_4200_mg_over_336_days():
    taper = written("60-10/10x14,9-1/1x28")

    assert doses(taper) == ("60x14,50x14,40x14,30x14,20x14,10x14,9x28,8x28,7x28,6x28,5x28,4x28,3x28,2x28,1x28")
    assert (60 + 50 + 40 + 30 + 20 + 10) * 14 + (9 + 8 + 7 + 6 + 5 + 4 + 3 + 2 + 1) * 28 == 4200 == taper.total_mg
    assert 6 * 14 + 9 * 28 == 336 == taper.total_days


def test_a_taper_per_cycle_may_be_divided_and_may_alternate():
    taper = written("30+30,20|10,20|0/cycle", over=FIVE_CYCLES)

    assert [cycle.first for cycle in FIVE_CYCLES[:3]] == [step.from_ for step in taper.steps]
    assert 28 * 60 + 14 * 30 + 42 * 20 == taper.total_mg  # the last from 3 June to 25 August: 84 days


@pytest.mark.parametrize("text", ["20x7,20|0x7", "30x28,60|0x28", "20|10x28,15x7", "10|20x28", "20|0x8,5+5x7"])
def test_only_the_mean_of_a_day_may_not_rise(text):
    """On alternate days the dose goes up and down; from step to step the mean does not go up."""
    assert written(text).steps


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("20|10x28,16x7", "16 mg after 15 mg: must not rise"),
        ("20|0x28,20x7", "20 mg after 10 mg"),
        ("30x28,60|1x28", "30.5 mg after 30 mg"),
        ("20+10x7,20+11x7", "31 mg after 30 mg"),
    ],
)
def test_a_mean_that_rises_is_refused(text, why):
    with pytest.raises(Refused, match=why):
        written(text)


def test_the_greatest_dose_may_be_that_of_an_alternate_day():
    with pytest.raises(Refused, match="prednisolone 2001 mg per day is above the limit of 2000 mg"):
        written("10|2001x2", of=None)
    assert 2000 == written("10|2000x2", of=None).steps[0].highest_mg
    with pytest.raises(Refused, match="prednisolone 2001 mg per day"):
        written("1001+1000x2", of=None)


def test_a_change_between_the_days_of_a_step_is_no_reduction_and_a_new_pattern_is():
    taper = written("20x7,20|0x7,20|0x7,5")

    assert date(2024, 4, 15) == next_reduction(taper, START).date
    assert date(2024, 4, 29) == next_reduction(taper, date(2024, 4, 15)).date


# Per kg


def test_a_dose_per_kg_is_held_to_the_most_that_was_said_and_rounded():
    """92.6 and 69.45 mg are more than 60 mg; 46.3 mg is nearer to 47.5 than to 45 mg: 60 x 56 + 47.5 x 28."""
    taper = written("2x28,1.5x28,1x28 mg/kg", weight="46.3", most=Decimal(60))

    assert "60x28,60x28,47.5x28" == doses(taper)
    assert [
        "2 mg/kg x 46.3 kg = 92.6 mg, held to 60 mg, the maximum entered",
        "1.5 mg/kg x 46.3 kg = 69.45 mg, held to 60 mg, the maximum entered",
        "1 mg/kg x 46.3 kg = 46.3 mg, rounded to 47.5 mg",
    ] == [step.note for step in taper.steps]
    assert [Decimal("92.6"), Decimal("69.45"), Decimal("46.3")] == [step.calculated_mg for step in taper.steps]
    assert [(60,), (60,), (Decimal("46.3"),)] == [step.source_mg for step in taper.steps]
    assert (4690, 84) == (taper.total_mg, taper.total_days)
    assert {30: 112, 25: 28, 20: 28, Decimal("2.5"): 28} == counts(taper.dispense)


def test_a_dose_per_kg_that_the_tablets_make_is_given_as_it_is():
    """30 kg: 60, 52.5, 3 mg, of which 52.5 is 20 + 20 + 10 + 2.5 mg."""
    taper = written("2x7,1.75x7,0.1x14 mg/kg", weight="30", of=tablets("1 2.5 5 10 20"))

    assert "60x7,52.5x7,3x14" == doses(taper)
    assert "0.1 mg/kg x 30 kg = 3 mg" == taper.steps[2].note
    assert {20: 2, 10: 1, Decimal("2.5"): 1} == counts(taper.steps[1].tablets)
    assert "46x7" == doses(written("1x7 mg/kg", weight="46"))


def test_without_tablets_a_dose_per_kg_is_a_multiple():
    assert "47.5x28" == doses(written("1x28 mg/kg", weight="46.3", of=None))
    assert "45x28" == doses(written("1x28 mg/kg", weight="46", of=None))
    assert "46x28" == doses(written("1x28 mg/kg", weight="46.3", round_to=Decimal(2)))


def test_rounding_does_not_make_a_dose_per_kg_rise():
    """13.6 mg is rounded to 12.5 mg; 13 mg, which can be made, would be more."""
    assert "12.5x7,12.5x7" == doses(written("1.36x7,1.3x7 mg/kg", weight="10"))


def test_a_dose_per_kg_needs_the_weight():
    with pytest.raises(Unreadable, match="a dose of 2 mg/kg needs weight"):
        written("2x28,1x28 mg/kg")


def test_a_dose_per_kg_that_rises_is_refused_in_its_own_unit():
    with pytest.raises(Refused, match="2 mg/kg after 1 mg/kg: must not rise"):
        written("1x28,2x28 mg/kg", weight="30")


def test_a_divided_dose_per_kg_is_held_as_a_whole():
    """92.6 mg a day, held to 60 mg: 30 mg twice; then 23.15 mg twice, rounded to 22.5 mg each."""
    taper = written("1+1x7,0.5+0.5x7 mg/kg", weight="46.3", most=Decimal(60))

    assert [[30, 30], [Decimal("22.5"), Decimal("22.5")]] == [[part.mg for part in step.parts] for step in taper.steps]
    assert "1 mg/kg x 46.3 kg = 46.3 mg, rounded to 45 mg" == taper.steps[1].note


def test_no_part_passes_its_share_of_the_most():
    """55 mg at most, 27.5 mg twice: 10 mg tablets make 20 and 30 mg."""
    assert [20, 20] == [
        part.mg for part in written("1+1x7 mg/kg", weight="46", most=Decimal(55), of=tablets("10")).steps[0].parts
    ]


def test_alternate_days_per_kg_are_worked_out_each():
    taper = written("1|0.5x7,1|0x7 mg/kg", weight="46.3", most=Decimal(40))

    first, second = taper.steps
    assert (40, Decimal("22.5")) == (first.mg_per_day, first.alternate.mg_per_day)
    assert Decimal("23.15") == first.alternate.calculated_mg
    assert first.note == (
        "1 mg/kg x 46.3 kg = 46.3 mg, held to 40 mg, the maximum entered; between: 0.5 mg/kg x 46.3 kg = "
        "23.15 mg, rounded to 22.5 mg"
    )
    assert (40, 0) == (second.mg_per_day, second.alternate.mg_per_day)
    assert "1 mg/kg x 46.3 kg = 46.3 mg, held to 40 mg, the maximum entered" == second.note


def test_tablets_that_make_no_dose_up_to_the_one_before_are_refused():
    with pytest.raises(Refused) as refused:
        written("0.2x7 mg/kg", weight="10", of=tablets("5"), most=Decimal(4))

    why = "taper: 2 mg: the tablets make no dose of at most 4 mg; give other strengths with tablets"
    assert why == str(refused.value)
    assert 5 == written("0.2x7 mg/kg", weight="10", of=tablets("5")).steps[0].mg_per_day


def test_a_rounding_of_which_the_tablets_make_nothing_is_refused():
    with pytest.raises(Refused, match="taper: 2 mg: the tablets make no dose; give other strengths") as refused:
        written("0.2x7 mg/kg", weight="10", of=tablets("5"), round_to=Decimal(3))
    assert "tablets" == refused.value.field


def test_the_mean_of_alternate_days_may_not_rise_by_rounding():
    """10 mg tablets: 12 mg is 10 mg a day; 8 and 14.9 mg in turn are 10 and 10 mg, and 8 and 15.1 mg 10 and 20 mg."""
    assert "10x7,10x7" == doses(written("1.2x7,0.8|1.49x7 mg/kg", weight="10", of=tablets("10")))
    with pytest.raises(Refused, match="taper: 15 mg after 10 mg, rounded to the tablets: must not rise"):
        written("1.2x7,0.8|1.51x7 mg/kg", weight="10", of=tablets("10"))


def test_more_than_2000_mg_per_kg_of_weight_is_a_slip():
    with pytest.raises(Refused, match="prednisolone 2100 mg per day is above the limit of 2000 mg") as refused:
        written("30x1 mg/kg", weight="70", of=None)
    assert "taper" == refused.value.field
    assert 1000 == written("30x1 mg/kg", weight="70", of=None, most=Decimal(1000)).steps[0].mg_per_day
