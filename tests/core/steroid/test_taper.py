"""Tapers by hand: written out, per cycle and by protocol, with dates, tablets and totals."""

import re
from datetime import date
from decimal import Decimal

import pytest
from tapers import (
    DE,
    ENTRY,
    FIVE_CYCLES,
    LIMITS,
    PROTOCOLS,
    START,
    UK,
    cycles,
    doses,
    protocol,
    setting,
    tablets,
    written,
)

from ivigcalc.core.errors import Refused, Unreadable
from ivigcalc.core.printed.sources import Citation, Figure
from ivigcalc.core.steroid.protocol import protocol_taper
from ivigcalc.core.steroid.tablets import TabletCount
from ivigcalc.core.steroid.types import Band, Start, StartDose, TaperProtocol

CITED = Citation("test", "by hand")


def counts(tablet_counts):
    return {each.mg: each.count for each in tablet_counts}


def test_the_reference_case_takes_5600_mg_over_five_cycles():
    taper = written("60,50,40,30,20/cycle", of=DE)

    assert [date(2024, 4, 8), date(2024, 5, 6), date(2024, 6, 3), date(2024, 7, 1), date(2024, 7, 29)] == [
        step.from_ for step in taper.steps
    ]
    assert [1, 2, 3, 4, 5] == [step.cycle for step in taper.steps]
    assert (date(2024, 5, 5), 28) == (taper.steps[0].to, taper.steps[0].days)
    assert (None, None) == (taper.steps[-1].to, taper.steps[-1].days)
    assert (TabletCount(Decimal(50), Decimal(1)), TabletCount(Decimal(10), Decimal(1))) == taper.steps[0].tablets
    assert (60 + 50 + 40 + 30 + 20) * 28 == taper.total_mg == 5600
    assert (5 * 28, date(2024, 8, 25)) == (taper.total_days, taper.counted_to)
    # 50 mg on 60 and 50, 20 mg twice on 40 and once on 30 and 20, 10 mg on 60 and 30; each for 28 days; largest first
    assert [(50, 56), (20, 112), (10, 56)] == [(each.mg, each.count) for each in taper.dispense]
    assert ("prednisolone", None, ()) == (taper.drug, taper.protocol, taper.notes)


def test_a_taper_per_cycle_changes_on_the_day_a_moved_cycle_begins():
    moved = (*FIVE_CYCLES[:1], FIVE_CYCLES[1]._replace(first=date(2024, 5, 8)), *FIVE_CYCLES[2:])

    taper = written("60,50,40/cycle", over=moved)

    assert [date(2024, 4, 8), date(2024, 5, 8), date(2024, 6, 3)] == [step.from_ for step in taper.steps]
    assert "60x30,50x26,40" == doses(taper)


def test_a_taper_per_cycle_has_no_more_doses_than_cycles():
    with pytest.raises(Refused, match="5 doses for 3 cycles") as refused:
        written("60,50,40,30,20/cycle", over=cycles(3))
    assert "taper" == refused.value.field


@pytest.mark.parametrize(
    ("text", "mg", "days"),
    [
        (
            "60x7,50x7,40x7,35x7,30x7,25x7,20x7,15x7,12.5x14,10x7,9x7,8x7,7x7,6x14,5x14,4x14,3x14,2x14,1x14",
            (60 + 50 + 40 + 35 + 30 + 25 + 20 + 15 + 10 + 9 + 8 + 7) * 7 + Decimal(12.5 + 6 + 5 + 4 + 3 + 2 + 1) * 14,
            182,
        ),
        (
            "15x14,12.5x14,10x14,9x30,8x30,7x30,6x30,5x90,4x30,3x30,2x30,1x30",
            Decimal(15 + 12.5 + 10) * 14 + (9 + 8 + 7 + 6 + 4 + 3 + 2 + 1) * 30 + 5 * 90,
            372,
        ),
    ],
    ids=["giant cell arteritis, 2632 mg", "polymyalgia, 2175 mg"],
)
def test_published_tapers_add_up_and_their_tablets_make_each_dose(text, mg, days):
    taper = written(text)

    assert (mg, days) == (taper.total_mg, taper.total_days)
    for step in taper.steps:
        assert step.mg_per_day == sum(each.mg * each.count for each in step.tablets)
    assert mg == sum(each.mg * each.count for each in taper.dispense)


def test_the_totals_of_the_two_published_tapers():
    giant_cell = "60x7,50x7,40x7,35x7,30x7,25x7,20x7,15x7,12.5x14,10x7,9x7,8x7,7x7,6x14,5x14,4x14,3x14,2x14,1x14"

    assert 2632 == written(giant_cell).total_mg
    assert 2175 == written("15x14,12.5x14,10x14,9x30,8x30,7x30,6x30,5x90,4x30,3x30,2x30,1x30").total_mg


def test_a_day_by_day_slip_of_5_mg_tablets_takes_75_then_51_then_24_tablets():
    slip = [12, 12, 11, 11, 10, 10, 9], [9, 8, 8, 7, 7, 6, 6], [5, 5, 4, 4, 3, 2, 1]

    for week, expected in zip(slip, (75, 51, 24), strict=True):
        taper = written(",".join(f"{count * 5}x1" for count in week), of=tablets("5"))
        assert {5: expected} == counts(taper.dispense)
    whole = written(",".join(f"{count * 5}x1" for week in slip for count in week), of=tablets("5"))
    assert {5: 150} == counts(whole.dispense)


def test_seven_days_from_the_16th_end_on_the_22nd():
    """A published electronic prescription lets 7 days from 2015-01-16 end on the 20th, and dispenses 51 for 49."""
    taper = written("20x7,10x7,5x7", date(2015, 1, 16), of=tablets("5"))

    assert ["2015-01-22", "2015-01-29", "2015-02-05"] == [step.to.isoformat() for step in taper.steps]
    assert ["2015-01-16", "2015-01-23", "2015-01-30"] == [step.from_.isoformat() for step in taper.steps]
    assert {5: 4 * 7 + 2 * 7 + 1 * 7} == counts(taper.dispense)


def test_a_written_dose_is_never_rounded_but_refused():
    with pytest.raises(Refused, match=r"33 mg cannot be made from the tablets \(5 mg\); nearest doses: 30 mg and 35"):
        written("33x14,20", of=tablets("5"))


def test_a_taper_never_rises():
    with pytest.raises(Refused, match="40 mg after 30 mg: must not rise"):
        written("60x28,30x28,40")


def test_more_than_2000_mg_is_a_slip():
    assert 2000 == written("2000x3", of=None).steps[0].mg_per_day
    with pytest.raises(Refused, match="prednisolone 2000.5 mg per day is above the limit of 2000 mg") as refused:
        written("2000.5x3", of=None)
    assert "check dose and unit; enter at most 2000 mg" == refused.value.do
    with pytest.raises(Refused, match="999999 mg per day"):
        protocol("edf-pemphigus", "999999")


def test_a_taper_ends_before_the_year_2201():
    with pytest.raises(Refused) as refused:
        written(",".join(["60x3660"] * 30))

    greatest = ENTRY.year.high.citation
    why = f"taper: year 2204 is outside 1900 to 2200; shorten it [{greatest.source}: {greatest.at}]"
    assert why == str(refused.value)


def test_without_tablets_the_doses_stand_and_nothing_is_dispensed():
    taper = written("33.3x14,20", of=None)

    assert "33.3x14,20" == doses(taper)
    assert [None, None] == [step.tablets for step in taper.steps]
    assert taper.dispense is None


def test_a_dose_that_runs_on_counts_to_the_day_before_the_next_cycle_would_begin():
    assert 28 * 60 + (140 - 28) * 20 == written("60x28,20").total_mg
    assert 140 * 60 == written("60x140,20").total_mg  # the open step begins on that day
    assert 150 * 60 == written("60x150,20").total_mg


def test_a_dose_that_runs_on_counts_for_nothing_without_cycles():
    taper = written("60", over=())

    assert (0, 0, None, ()) == (taper.total_mg, taper.total_days, taper.counted_to, taper.dispense)


def test_an_odd_half_still_takes_a_tablet_to_dispense():
    taper = written("7.5x7", of=tablets("5", "5"))

    assert (TabletCount(Decimal(5), Decimal("1.5")),) == taper.steps[0].tablets
    assert {5: 11} == counts(taper.dispense)  # 7 x 1.5 = 10.5


def test_pemphigus_from_80_mg_loses_a_quarter_of_the_printed_dose_lands_on_20_and_goes_on_by_5():
    """80 -> 60 -> 45 -> 33.75 -> 25.3125 -> 18.984375 (crosses 20: 20) -> 15 -> 10 -> 5.

    33.5 and 34 mg are as near, but 45 - 33.5 = 11.5 mg is more than the 11.25 mg of the source; so is 33.75 - 25 mg.
    """
    taper = protocol("edf-pemphigus", "80")

    assert "80x14,60x14,45x14,34x14,25.5x14,20x28,15x28,10x28,5" == doses(taper)
    assert ["33.75", "25.3125", "20"] == [
        str(step.calculated_mg.normalize().__format__("f")) for step in taper.steps[3:6]
    ]
    rounded = {3: "33.75 mg rounded to 34 mg", 4: "25.3125 mg rounded to 25.5 mg"}
    assert [rounded.get(index, "") for index in range(9)] == [step.note for step in taper.steps]
    assert ("edf-pemphigus", "") == (taper.protocol, taper.start)


def test_the_steps_of_a_protocol_have_their_tablets_and_add_up_to_those_to_dispense():
    """10 mg runs on, and counts for nothing where no cycles say until when."""
    taper = protocol("uk-low-steroid-vasculitis", weight="60", over=())

    assert "60x7,45x7,30x7,20x14,15x42,12.5x56,10" == doses(taper)
    assert [{30: 2}, {25: 1, 20: 1}, {30: 1}] == [counts(step.tablets) for step in taper.steps[:3]]
    # 30 mg: 2 x 7 + 7; 25 mg: 7; 20 mg: 7 + 14; 10 mg: 42 + 56; 5 mg: 42; 2.5 mg: 56
    assert {30: 21, 25: 7, 20: 21, 10: 98, 5: 42, Decimal("2.5"): 56} == counts(taper.dispense)


def test_a_source_without_a_starting_dose_takes_one_per_kg():
    taper = protocol("edf-pemphigus", "1/kg", "80")

    assert ("1 mg/kg x 80 kg = 80 mg", 80) == (taper.start, taper.steps[0].mg_per_day)


def test_german_tablets_make_whole_milligrams():
    assert "80x14,60x14,45x14,34x14,26x14,20x28,15x28,10x28,5" == doses(protocol("edf-pemphigus", "80", of=DE))


def test_aligned_with_the_cycles_each_reduction_falls_on_a_first_day_and_none_is_skipped():
    taper = protocol("edf-pemphigus", "80", align=True)

    assert "80x28,60x28,45x28,34x28,25.5" == doses(taper)
    assert [cycle.first for cycle in FIVE_CYCLES] == [step.from_ for step in taper.steps]
    assert ("after the last cycle, left for review: 20 mg; 15 mg; 10 mg; 5 mg",) == taper.notes


def test_a_written_taper_can_be_aligned_too():
    assert "60x28,40x56,20" == doses(written("60x20,40x30,20", align=True))
    assert "60x28,40x56,20" == doses(written("60x28,40x30,20", align=True))  # due on a first day
    assert "60x28,40" == doses(written("60x20,40x300", align=True))


def test_a_taper_per_cycle_is_aligned_already():
    assert "60x28,50" == doses(written("60,50/cycle", align=True))


def test_the_endocrine_table_takes_60_mg_to_5_mg_in_15_weeks():
    taper = protocol("ese-es-2024", "60")

    assert [60, 50, 40, 35, 30, 25, 20, Decimal("17.5"), 15, Decimal("12.5"), 10, 9, 8, 7, 6, 5] == [
        step.mg_per_day for step in taper.steps
    ]
    assert 15 * 7 == (taper.steps[-1].from_ - START).days


def test_german_tablets_follow_the_endocrine_table_week_by_week():
    """17 mg would be 3 mg less than 20 mg, where the source has 2.5 mg; 15 mg can be made, and is 15 mg."""
    taper = protocol("ese-es-2024", "60", of=DE)

    low = "20x7,18x7,15x7,13x7,10x7,9x7,8x7,7x7,6x7,5"
    assert f"60x7,50x7,40x7,35x7,30x7,25x7,{low}" == doses(taper)
    assert ["17.5 mg rounded to 18 mg", "", "12.5 mg rounded to 13 mg"] == [step.note for step in taper.steps[7:10]]
    assert [(Decimal("17.5"),), (15,), (Decimal("12.5"),)] == [step.source_mg for step in taper.steps[7:10]]


def test_coarse_tablets_hold_a_dose_until_the_source_has_come_down_to_the_next():
    """9 and 8 mg are given as 10 mg, 7 and 6 mg as 7.5 mg; each held until the source is a dose further."""
    taper = protocol("ese-es-2024", "60", of=tablets("2.5 5"))

    assert doses(taper).endswith("20x7,17.5x7,15x7,12.5x7,10x21,7.5x14,5")
    ten, between, five = taper.steps[-3:]
    assert ("9 and 8 mg rounded to 10 mg", (10, 9, 8), 10) == (ten.note, ten.source_mg, ten.calculated_mg)
    assert ("7 and 6 mg rounded to 7.5 mg", (7, 6), 7) == (between.note, between.source_mg, between.calculated_mg)
    assert ("", (5,)) == (five.note, five.source_mg)


def test_the_last_dose_that_the_tablets_make_stands_for_all_that_are_still_to_come():
    """With 20 mg tablets 35 mg is 40 mg, held until the source is at 20 mg; every dose below it is 20 mg too."""
    taper = protocol("ese-es-2024", "60", of=tablets("20"))

    assert "60x14,40x28,20" == doses(taper)
    assert [
        "50 mg rounded to 60 mg",
        "35, 30 and 25 mg rounded to 40 mg",
        "17.5, 15, 12.5, 10, 9, 8, 7, 6 and 5 mg rounded to 20 mg",
    ] == [step.note for step in taper.steps]


def test_german_tablets_follow_the_smaller_reduction_of_aaci_2013():
    """2.5 mg a week down to 7.5 mg: whole milligrams, each the next above, never two of the source's steps in one."""
    assert [30, 28, 25, 23, 20, 18, 15, 13, 10, 8] == [
        step.mg_per_day for step in protocol("aaci-2013", "30", of=DE).steps
    ]


def test_the_third_value_below_10_mg_is_not_counted_from_a_rounded_one():
    """10 -> 7.5 (8) -> 5 -> 2.5 (3): 5 mg can be made, whatever became of 7.5 mg."""
    assert doses(protocol("hhe-2018", "60", of=DE)).endswith("10x28,8x28,5x28,3")


def test_a_dose_that_can_be_made_is_never_changed():
    assert "17.5x28,12.5x28,7.5x28,5" == doses(protocol("edf-pemphigus", "17.5"))
    assert doses(protocol("etg", "73", of=DE)).startswith("73x42,68x14,63x14,58x14")


def test_aligned_with_the_cycles_each_dose_of_the_source_has_a_cycle_though_the_tablets_make_one_of_two():
    """10, 9 and 8 mg are due in turn on the first days of three cycles, and all are 10 mg."""
    taper = protocol("ese-es-2024", "12.5", of=tablets("2.5 5"), align=True)

    assert "12.5x28,10x84,7.5" == doses(taper)
    assert "after the last cycle, left for review: 5 mg" == taper.notes[1]


def test_hhe_2018_reaches_5_mg_on_day_225():
    taper = protocol("hhe-2018", "60")

    assert "60x28,50x28,40x28,30x28,20x28,15x28,10x28,7.5x28,5x28,2.5" == doses(taper)
    assert 225 == (taper.steps[8].from_ - START).days + 1


def test_etg_starts_with_1_mg_per_kg_held_to_75_mg():
    heavy, light = protocol("etg", weight="90"), protocol("etg", weight="68.3")

    assert "75x42,70x14,65x14,60x14,55x14,50x14,45x14,40x14,35x14,30x14,25" == doses(heavy)
    assert ("1 mg/kg x 90 kg = 90 mg, held to the source's maximum of 75 mg", "") == (
        heavy.start,
        heavy.steps[0].note,
    )
    assert heavy.start == protocol("etg", weight="90", most=Decimal(75)).start  # of two alike the source's is named
    assert "67.5x42,62.5x14,57.5x14,52.5x14,47.5x14,42.5x14,37.5x14,32.5x14,27.5x14,25" == doses(light)
    assert ("1 mg/kg x 68.3 kg = 68.3 mg", "68.3 mg rounded to 67.5 mg") == (light.start, light.steps[0].note)
    assert "1 mg/kg x 75 kg = 75 mg" == protocol("etg", weight="75").start  # nothing is held back


def test_the_rounded_start_is_not_above_the_sources_maximum():
    assert 70 == protocol("etg", weight="74", of=tablets("10")).steps[0].mg_per_day
    assert 70 == protocol("etg", weight="80", of=tablets("10")).steps[0].mg_per_day  # 80 is nearer to 75


def test_a_long_product_is_shown_to_eight_places():
    step = protocol("etg", "0.87654321/kg", "68.33333333").steps[0]

    assert Decimal("59.89711935") == step.calculated_mg  # 59.8971193470781893
    assert 60 == step.mg_per_day


def test_a_lower_start_than_the_sources_may_be_said():
    assert "50x42" == doses(protocol("etg", "50")).split(",")[0]
    assert "35x42" == doses(protocol("etg", "0.5/kg", "70")).split(",")[0]


@pytest.mark.parametrize(
    ("id", "dose", "why"),
    [
        ("etg", "80", "starting dose 80 mg: etg needs one above 0 and at most 75 mg [therapeutic-guidelines-australia"),
        ("etg", "1.5/kg", "at most 1 mg/kg"),
        ("etg", "25", "25 mg to start with above 25 mg, where its reductions end"),
        ("edf-pemphigus", "0", "needs one above 0; start there"),
        ("edf-pemphigus", "33.3", "33.3 mg cannot be made"),
        ("uk-low-steroid-vasculitis", "10", "above 10 mg, where its reductions end"),
        ("aramis", "40", "prints its first dose, 30 mg: omit steroid_dose"),
        ("aramis", "1/kg", "prints its first dose, 30 mg"),
    ],
)
def test_a_starting_dose_that_the_source_does_not_cover_is_refused(id, dose, why):
    with pytest.raises(Refused, match=re.escape(why)) as refused:
        protocol(id, dose, "70")
    assert not str(refused.value).startswith(("taper:", "steroid_dose:"))  # it says so in words of its own


def test_a_protocol_without_a_starting_dose_asks_for_it():
    with pytest.raises(Unreadable, match="edf-pemphigus has no starting dose: give steroid_dose"):
        protocol("edf-pemphigus", weight="70")


def test_a_dose_per_kg_needs_a_weight():
    with pytest.raises(Unreadable, match="1 mg/kg needs weight"):
        protocol("etg")


def test_tablets_that_make_no_start_are_refused():
    with pytest.raises(Refused, match="no dose to start with above 25 mg"):
        protocol("etg", weight="70", of=tablets("400"))


@pytest.mark.parametrize("id", ["french-vasculitis", "printo-jdm"])
def test_a_source_that_prints_only_targets_is_not_planned(id):
    with pytest.raises(Refused, match=f"{id} prints targets and no steps between them"):
        protocol(id, "60")


def test_the_targets_that_are_not_planned_are_shown():
    with pytest.raises(Refused) as refused:
        protocol("french-vasculitis", "60")

    assert str(refused.value) == (
        "french-vasculitis prints targets and no steps between them (about 20 mg at 3 months; 10 mg at 6 months; "
        "5 mg at 12 months) [french-vasculitis-recommendations]; enter taper as steps, such as 60x21,40x28,20"
    )


def test_a_protocol_is_not_converted_to_another_steroid():
    assert "80x14" == doses(protocol("edf-pemphigus", "80", steroid="prednisone")).split(",")[0]
    why = "edf-pemphigus prints doses of prednisolone, which are not those of methylprednisolone"
    with pytest.raises(Refused, match=why) as refused:
        protocol("edf-pemphigus", "64", steroid="methylprednisolone")
    assert "use prednisolone or prednisone, or enter the taper as steps" == refused.value.do
    assert ("steroid", True) == (refused.value.field, refused.value.in_words)


def test_the_low_steroid_table_starts_by_weight_and_runs_on_at_10_mg():
    assert "60x7,45x7,30x7,20x14,15x42,12.5x56,10" == doses(protocol("uk-low-steroid-vasculitis", weight="70"))


def test_a_table_does_not_raise_a_light_patients_dose():
    taper = protocol("uk-low-steroid-vasculitis", weight="41")

    assert "41x7,41x7,30x7,20x14,15x42,12.5x56,10" == doses(taper)
    assert ((41,), ()) == (taper.steps[0].source_mg, taper.steps[1].source_mg)
    assert "printed 45 mg: not raised above the last dose" == taper.steps[1].note


def test_a_dose_that_is_printed_as_the_least_is_not_rounded_below_it():
    """12.5 mg at least, which German tablets do not make."""
    taper = protocol("uk-low-steroid-vasculitis", weight="60", of=DE)

    assert "60x7,45x7,30x7,20x14,15x42,13x56,10" == doses(taper)
    assert "12.5 mg rounded to 13 mg" == taper.steps[5].note
    coarser = protocol("uk-low-steroid-vasculitis", weight="60", of=DE, round_to=Decimal(5))
    assert "60x7,45x7,30x7,20x14,15x42,15x56,10" == doses(coarser)


def test_the_dose_before_stays_where_no_other_lies_between_it_and_the_least():
    taper = protocol("uk-low-steroid-vasculitis", "13", of=DE)

    assert "13x7,13x7,13x7,13x14,13x42,13x56,10" == doses(taper)
    assert "12.5 mg rounded to 13 mg" == taper.steps[5].note


@pytest.mark.parametrize(
    ("id", "steps", "mg", "days"),
    [
        ("aramis", "30x6,20x7,15x7,10x7,7.5x6,5x6,2.5x8", 590, 47),
        ("aramis-flare-1", "30x3,20x3,15x3,10x3,5x3,2.5x3", Decimal("247.5"), 18),
        ("aramis-flare-2", "10x3,7.5x3,5x3,2.5x3", 75, 12),
    ],
)
def test_trial_tables_are_given_as_printed(id, steps, mg, days):
    taper = protocol(id)

    assert steps == doses(taper)
    assert (mg, days, "") == (taper.total_mg, taper.total_days, taper.start)


def test_a_printed_dose_that_the_tablets_do_not_make_is_the_next_above_that_they_do():
    taper = protocol("aramis-flare-2", of=DE)

    assert "10x3,8x3,5x3,3x3" == doses(taper)  # 7 mg would be a step of 3 mg, where the table has 2.5 mg
    assert "7.5 mg rounded to 8 mg" == taper.steps[1].note


def test_the_first_dose_of_a_table_is_not_raised():
    """30 mg of 20 mg tablets: 20 mg, and then no more than that."""
    taper = protocol("aramis-flare-1", of=tablets("20"))

    assert "20x3,20x3,20x3,20x3,20x3,20x3" == doses(taper)
    assert "30 mg rounded to 20 mg" == taper.steps[0].note


def test_a_first_dose_that_is_printed_as_the_least_and_cannot_be_made_is_refused():
    flare = PROTOCOLS["aramis-flare-2"]
    at_least = flare._replace(steps=tuple(row._replace(at_least=True) for row in flare.steps))

    with pytest.raises(Refused, match="10 mg cannot be made from the tablets, nor any dose that may replace it"):
        protocol_taper(at_least, None, START, setting(tablets("4")))


def test_a_printed_dose_below_every_tablet_is_refused():
    with pytest.raises(Refused) as refused:
        protocol("aramis-flare-2", of=tablets("20"))

    why = (
        "aramis-flare-2: 10 mg cannot be made from the tablets, nor any dose that may replace it; give other "
        "strengths with tablets"
    )
    assert why == str(refused.value)


def test_a_rounding_that_was_asked_for_holds_for_every_dose():
    assert "80x14,60x14,45x14,35x14,30x14,20x28,15x28,10x28,5" == doses(
        protocol("edf-pemphigus", "80", round_to=Decimal(5))
    )
    assert "10x3,10x3,5x3,5x3" == doses(protocol("aramis-flare-2", round_to=Decimal(5)))
    # 60, 45, 33.75 (34), 25.3125 (26), 18.984375 (crosses 20: 20)
    assert "80x14,60x14,45x14,34x14,26x14,20x28,15x28,10x28,5" == doses(
        protocol("edf-pemphigus", "80", round_to=Decimal(1))
    )


@pytest.mark.parametrize("step", ["0", "-1", "0.00000001", "0.00079999"])
def test_a_rounding_step_that_nothing_is_made_in_is_refused(step):
    with pytest.raises(Refused) as refused:
        protocol("edf-pemphigus", "80", round_to=Decimal(step))

    assert f"round_to {step}: give round_to as a step that tablets make, such as 2.5" == str(refused.value)


def test_a_rounding_step_may_be_a_hundred_thousandth_of_the_dose():
    """80 mg / 0.0008 mg; 33.75 lies between 33.5 and 34, which the tablets make."""
    taper = protocol("edf-pemphigus", "80", round_to=Decimal("0.0008"))

    assert "80x14,60x14,45x14,34x14,25.5x14,20x28,15x28,10x28,5" == doses(taper)


def test_without_tablets_a_protocol_rounds_all_the_same():
    """To multiples of 2.5 mg, the next above: 33.75 to 35, 25.3125 to 27.5."""
    assert "80x14,60x14,45x14,35x14,27.5x14,20x28,15x28,10x28,5" == doses(protocol("edf-pemphigus", "80", of=None))


def test_a_reduction_that_the_tablets_cannot_make_leaves_the_dose_until_reviewed():
    """60, 45 (60), 33.75 (40), 25.3125 (40), 20, and 15, 10 and 5 mg, of which 20 mg tablets make none."""
    taper = protocol("edf-pemphigus", "60", of=tablets("20"))

    assert "60x28,40x28,20" == doses(taper)
    assert "15, 10 and 5 mg rounded to 20 mg" == taper.steps[-1].note
    assert taper.notes[-1].endswith("5 mg is its last dose before none. 20 mg a day continues until review.")


def to_zero(**more):
    band = Band(Decimal(0), 7, CITED, reduce_by_mg=Decimal(5))
    return TaperProtocol("by-five", "By five", "test", "prednisolone", "bands", bands=(band,), **more)


def test_bands_that_go_to_zero_end():
    taper = protocol_taper(to_zero(), StartDose(Decimal(12)), START, setting(UK))

    assert "12x7,7x7,2x7" == doses(taper)
    assert date(2024, 4, 28) == taper.steps[-1].to == taper.counted_to


def test_the_protocols_own_step_is_as_good_as_the_rounding_on_file_where_no_tablets_are_known():
    own = to_zero(own_step_mg=Figure(Decimal("2.5"), CITED), start=Start(CITED, hold_days=14))

    taper = protocol_taper(own, StartDose(Decimal("12.5")), START, setting(None))

    assert "12.5x14,7.5x7,2.5x7" == doses(taper)
    assert "12.5x7,8x7,3x7" == doses(protocol_taper(to_zero(), StartDose(Decimal("12.5")), START, setting(None)))


def by_half(**more):
    band = Band(Decimal(0), 7, CITED, reduce_by_percent=Decimal(50))
    return to_zero(**more)._replace(bands=(band,))


def test_a_percentage_down_to_nothing_ends_with_the_smallest_tablet():
    """12, 6, 3, 1.5 (2), 0.75: below the 1 mg tablet."""
    taper = protocol_taper(by_half(), StartDose(Decimal(12)), START, setting(DE))

    assert "12x7,6x7,3x7,2" == doses(taper)
    assert "1.5 mg rounded to 2 mg; 0.75 mg is next, but the tablets allow nothing below 2 mg" == taper.steps[-1].note


def test_a_dose_that_is_the_smallest_tablet_is_still_given():
    assert "8x7,4x7,2x7,1" == doses(protocol_taper(by_half(), StartDose(Decimal(8)), START, setting(DE)))


def test_bands_of_more_steps_than_a_taper_has_days_are_refused():
    band = Band(Decimal(0), 1, CITED, reduce_by_mg=Decimal("0.001"))

    fine = to_zero()._replace(bands=(band,))

    with pytest.raises(Refused, match="by-five: more than 3660 steps; enter the taper as steps") as refused:
        protocol_taper(fine, StartDose(Decimal("3.662")), START, setting(None))
    assert "taper" == refused.value.field
    assert 3661 == protocol_taper(fine, StartDose(Decimal("3.661")), START, setting(None)).total_days


def test_an_edge_of_a_band_is_given_as_printed_where_the_tablets_make_it():
    """17 mg, where the first band ends, is no multiple of 2.5 mg; with a rounding that was asked for it gives way."""
    bands = tuple(Band(Decimal(above), 7, CITED, reduce_by_mg=Decimal(by)) for above, by in ((17, 5), (0, 10)))
    edged = to_zero()._replace(bands=bands)

    def from_25(**more):
        return doses(protocol_taper(edged, StartDose(Decimal(25)), START, setting(**more)))

    assert "25x7,20x7,17x7,7x7" == from_25()
    assert "25x7,20x7,17.5x7,7.5x7" == from_25(round_to=Decimal("2.5"))


def test_the_rounding_of_low_doses_holds_up_to_its_limit():
    """Multiples of 1 mg up to 12 mg: 17 - 5 = 12 stays; from 18 it is 13, which is rounded to 15."""
    rounding = LIMITS.rounding._replace(low_up_to_mg=Decimal(12))
    own = setting(None)._replace(limits=LIMITS._replace(rounding=rounding))

    assert "17x7,12x7,7x7,2x7" == doses(protocol_taper(to_zero(), StartDose(Decimal(17)), START, own))
    assert "18x7,15x7,8x7,3x7" == doses(protocol_taper(to_zero(), StartDose(Decimal(18)), START, own))


def test_what_was_chosen_from_a_printed_range_is_said():
    choice, end = PROTOCOLS["hhe-2018"].choice, PROTOCOLS["hhe-2018"].end

    assert (choice, f"{end} 2.5 mg a day continues until review.") == protocol("hhe-2018", "60").notes


def test_what_a_protocol_says_of_its_doses_names_those_that_are_planned():
    """aaci-2013 comes down to 7.5 mg, which German tablets do not make."""
    notes = protocol("aaci-2013", "30", of=DE).notes

    assert notes[0].endswith("and the higher floor (7.5 mg) are counted with. Rounding is stated with each dose.")
    assert notes[1].endswith("that change is not planned here. 8 mg a day continues until review.")
    assert protocol("aramis-flare-1").notes == ("The table ends without prednisone.",)


# What is wrong, and the field that says it


def test_a_refusal_names_the_field_and_what_to_do():
    with pytest.raises(Refused) as targets:
        protocol("french-vasculitis", "60")
    with pytest.raises(Refused) as low:
        protocol("etg", "25")
    with pytest.raises(Refused) as many:
        written("60,50/cycle", over=cycles(1))
    with pytest.raises(Refused) as fine:
        written("60x7", of=tablets("0.00001"))

    assert "taper" == targets.value.field
    assert ("taper", "enter the taper as steps, or give other tablets") == (low.value.field, low.value.do)
    assert "taper: 2 doses for 1 cycle; enter at most one dose per cycle" == str(many.value)
    assert ("tablets", "give the strengths that are sold") == (fine.value.field, fine.value.do)


def test_a_dose_above_the_greatest_is_laid_to_the_field_that_said_it():
    printed = to_zero(start=Start(CITED, mg_per_kg=Decimal(30)))

    with pytest.raises(Refused) as of_the_source:
        protocol_taper(printed, None, START, setting(weight=Decimal(70)))
    with pytest.raises(Refused) as said:
        protocol("edf-pemphigus", "2001")

    assert ("taper", "steroid_dose") == (of_the_source.value.field, said.value.field)


def test_a_day_without_a_dose_is_0_mg_to_the_type():
    assert Decimal is type(written("20|0x2").steps[0].alternate.mg_per_day)
