"""Dose: what is prescribed for a phase, what a regimen leaves open, and the grams and volumes that follow."""

from decimal import Decimal

import pytest
from ladders import RULES

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import REGIMENS
from ivigcalc.core.dates.types import PhaseDates
from ivigcalc.core.dosing.assumption import Assumption
from ivigcalc.core.dosing.dose import (
    Dose,
    InGrams,
    PerKilogram,
    Phase,
    Said,
    calculated_dose,
    counted,
    dates_from_regimen,
    dates_prescribed,
    day_volume,
    from_regimen,
    most_per_day,
    one_day,
    prescribed,
)
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.printed.regimen import PrintedPhase
from ivigcalc.core.printed.sources import Citation

ONE_CYCLE = Assumption("one cycle", "cycles", "no number was given")
D = Decimal
CITED = Citation("a-source", "a place")


def printed(low, high=None, per="cycle", **more):
    """A phase as a source prints it: from *low* to *high* g/kg, on one day, every 28 days."""
    phase = PrintedPhase("course", CITED, D(low), D(low if high is None else high), dose_per=per)
    return phase._replace(**{"days_min": 1, "days_max": 1, "interval_days_min": 28, "interval_days_max": 28, **more})


def asked(phase, said=None):
    """The question that *phase* raises."""
    with pytest.raises(Unreadable) as question:
        from_regimen(phase, said or Said(), "disease/source")
    return str(question.value)


# Without a regimen


@pytest.mark.parametrize(
    ("dose", "amount"),
    [
        (Dose(D(2), "kg-cycle"), PerKilogram(D(2))),
        (Dose(D("0.4"), "kg-day"), PerKilogram(D(2))),
        (Dose(D(140), "cycle"), InGrams(D(140))),
        (Dose(D(28), "day"), InGrams(D(140))),
    ],
)
def test_a_dose_is_per_cycle_per_day_or_in_grams(dose, amount):
    phase = prescribed(Said(dose, 5))
    assert amount == phase.amount
    assert D(140) == calculated_dose(phase, D(70))
    assert (1, ()) == (phase.cycles, phase.assumed)


def test_grams_do_not_go_by_weight():
    assert D(140) == calculated_dose(prescribed(Said(Dose(D(140), "cycle"), 2)), D(50))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said(None, 2), "no dose: give regimen, or dose such as 2g/kg/cycle or 0.4g/kg/day with days"),
        (Said(Dose(D(2), "kg-cycle")), "no days: give the number of days per cycle with days, such as 2"),
        (
            Said(Dose(D(2), "kg-cycle"), 2, None, 3),
            "3 cycles need an interval: give every, such as 4w or 28d",
        ),
    ],
)
def test_what_is_missing_is_asked_for(said, words):
    with pytest.raises(Unreadable) as question:
        prescribed(said)
    assert words == str(question.value)


def test_one_cycle_is_assumed_where_an_interval_was_said_and_no_number():
    phase = prescribed(Said(Dose(D(2), "kg-cycle"), 2, 28))
    assert ("course", 2, 1, 28) == (phase.name, phase.days, phase.cycles, phase.interval_days)
    assert (ONE_CYCLE,) == phase.assumed


def test_days_with_gaps_count_as_many_as_get_an_infusion():
    phase = prescribed(Said(Dose(D("0.4"), "kg-day"), (1, 3, 5, 8, 10), 28, 3))
    assert (PerKilogram(D(2)), 5, (1, 3, 5, 8, 10)) == (phase.amount, phase.days, phase.on)
    assert (1, 3, 5, 8, 10) == phase.numbers
    assert PhaseDates("course", 5, 28, 3, (1, 3, 5, 8, 10)) == phase.dates
    assert phase.dates == dates_prescribed(Said(None, (1, 3, 5, 8, 10), 28, 3))


def test_days_one_after_another_are_only_counted():
    phase = prescribed(Said(Dose(D(2), "kg-cycle"), 2))
    assert (2, (), (1, 2)) == (phase.days, phase.on, phase.numbers)
    assert ((5, ()), (3, (1, 3, 5))) == (counted(5), counted((1, 3, 5)))


# What a regimen prints


def test_of_a_regimen_the_infusion_days_are_as_said():
    once = printed("0.4", per="day", days_min=5, days_max=5, interval_days_min=None, interval_days_max=None)
    phase = from_regimen(once, Said(days=(1, 3, 5)), "disease/source")
    assert (PerKilogram(D("1.2")), 3, (1, 3, 5)) == (phase.amount, phase.days, phase.on)
    assert phase.dates == dates_from_regimen(once, Said(days=(1, 3, 5)), "disease/source")
    assert () == from_regimen(once, Said(), "disease/source").on


@pytest.mark.parametrize(
    ("phase", "said", "do"),
    [
        (printed("0.2", "0.8"), Said(), "choose dose, such as loading=0.2g/kg"),
        (printed(1, days_min=2, days_max=5), Said(), "choose days, such as loading=2"),
        (printed(1, days_min=None, days_max=None), Said(), "enter days loading=N as prescribed"),
        (printed(1, interval_days_min=21), Said(), "choose every, such as loading=28d"),
        (
            printed(1, interval_days_min=None, interval_days_max=None),
            Said(cycles=2),
            "give every, such as loading=4w or loading=28d",
        ),
        (
            printed(1, per="28d", interval_days_min=None, interval_days_max=None),
            Said(),
            "give every, such as loading=4w",
        ),
    ],
)
def test_where_there_are_other_phases_a_question_is_of_the_one(phase, said, do):
    for made in (from_regimen, dates_from_regimen):
        if made is dates_from_regimen and "dose" in do:
            continue
        with pytest.raises(Unreadable) as question:
            made(phase, said, "disease/source", "loading=")
        assert str(question.value).endswith(do)
        with pytest.raises(Unreadable) as question:
            made(phase, said, "disease/source")
        alone = do.replace(" loading=N", "").replace("loading=", "")
        assert str(question.value).endswith(alone)


def test_one_dose_one_number_of_days_and_one_interval_need_no_choice():
    phase = from_regimen(printed(2, days_min=2, days_max=2, cycles=3), Said(), "disease/source")
    assert (D(2), 2, 28, 3, ()) == (phase.amount.g_per_kg, phase.days, phase.interval_days, phase.cycles, phase.assumed)
    assert (D(2), D(2), CITED) == (phase.minimum_g_per_kg, phase.maximum_g_per_kg, phase.citation)


def test_a_range_of_doses_is_a_question_that_names_it():
    text = "disease/source, course: the source gives 0.2 to 0.8 g/kg; choose dose, such as 0.2g/kg"
    assert text == asked(printed("0.2", "0.8"))


def test_a_range_from_nothing_is_an_upper_end():
    text = "disease/source, course: the source gives up to 1 g/kg; choose dose, such as 1g/kg"
    assert text == asked(printed(0, 1))


def test_a_range_of_doses_per_day_is_answered_per_day():
    text = "the source gives 0.2 to 0.4 g/kg/day; choose dose, such as 0.2g/kg/day"
    assert asked(printed("0.2", "0.4", "day")).endswith(text)


def test_a_range_of_doses_per_28_days_is_answered_per_cycle():
    text = (
        "the source gives 0.5 to 2.4 g/kg per 28 days, which is 0.375 to 1.8 g/kg per cycle of 21 days; choose "
        "dose, such as 0.375g/kg"
    )
    assert asked(printed("0.5", "2.4", "28d", interval_days_min=21, interval_days_max=21)).endswith(text)


def test_a_range_up_to_a_dose_per_28_days_suggests_its_upper_end():
    text = "gives up to 2 g/kg per 28 days, which is up to 1 g/kg per cycle of 14 days; choose dose, such as "
    text += "1g/kg"
    assert asked(printed(0, 2, "28d", interval_days_min=14, interval_days_max=14)).endswith(text)


def test_a_range_of_days_is_a_question_that_names_it():
    text = "disease/source, course: the source gives 2 to 5 days; choose days, such as 2"
    assert text == asked(printed(2, days_min=2, days_max=5))


def test_days_that_no_source_gives_are_asked_for():
    text = "disease/source, course: no source on file gives the days; enter days as prescribed"
    assert text == asked(printed(2, days_min=None, days_max=None))


def test_a_range_of_intervals_is_a_question_that_names_it():
    text = "disease/source, course: the source gives an interval of 21 to 28 days; choose every, such as 28d"
    assert text == asked(printed(1, interval_days_min=21))


def test_a_dose_per_28_days_needs_an_interval():
    text = "the source gives a dose per 28 days; give every, such as 4w"
    open_interval = printed(1, per="28d", interval_days_min=None, interval_days_max=None)
    assert f"disease/source, course: {text}" == asked(open_interval)
    with pytest.raises(Unreadable) as question:
        from_regimen(open_interval, Said(), "disease/source")
    assert "every" == question.value.field


@pytest.mark.parametrize("end", ["days_min", "days_max"])
def test_days_of_which_a_source_gives_one_end_alone_are_asked_for(end):
    assert "no source on file gives the days" in asked(printed(2, **{end: None}))


def test_a_dose_per_day_that_is_said_is_multiplied_by_the_days_of_the_regimen():
    """0.4 g/kg/day x 5 days = 2 g/kg."""
    phase = from_regimen(printed(1, days_min=5, days_max=5), Said(Dose(D("0.4"), "kg-day")), "disease/source")
    assert (PerKilogram(D(2)), 5) == (phase.amount, phase.days)


def test_a_regimen_that_is_not_repeated_is_given_once_without_a_word():
    once = printed(2, interval_days_min=None, interval_days_max=None)
    phase = from_regimen(once, Said(), "disease/source")
    assert (1, ()) == (phase.cycles, phase.assumed)
    phase = from_regimen(once._replace(cycles_max=3), Said(), "disease/source")
    assert (1, (ONE_CYCLE,)) == (phase.cycles, phase.assumed)


def test_several_cycles_need_an_interval():
    once = printed(1, interval_days_min=None, interval_days_max=None, cycles=1)
    assert asked(once, Said(cycles=2)).startswith("2 cycles need an interval")


def test_the_defaults_of_a_source_are_used_and_said():
    phase = from_regimen(
        printed(
            *("0.4", "0.8"),
            dose_g_per_kg_default=D("0.6"),
            days_max=5,
            days_default=3,
            interval_days_min=21,
            interval_days_default=28,
            default_reason="so printed",
        ),
        Said(),
        "disease/source",
    )
    assert (D("0.6"), 3, 28) == (phase.amount.g_per_kg, phase.days, phase.interval_days)
    assert (
        Assumption("course over 3 days (1 to 5)", "days", "so printed"),
        Assumption("course every 28 days (21 to 28)", "every", "so printed"),
        ONE_CYCLE,
        Assumption("dose 0.6 g/kg (0.4 to 0.8)", "dose", "so printed"),
    ) == phase.assumed


def test_what_is_said_is_not_assumed():
    said = Said(Dose(D("0.5"), "kg-cycle"), 2, 21, 4)
    phase = from_regimen(printed("0.4", "0.8", days_max=5, interval_days_min=21), said, "disease/source")
    assert (D("0.5"), 2, 21, 4, ()) == (
        phase.amount.g_per_kg,
        phase.days,
        phase.interval_days,
        phase.cycles,
        phase.assumed,
    )
    assert (D("0.4"), D("0.8")) == (phase.minimum_g_per_kg, phase.maximum_g_per_kg)


def test_grams_that_are_said_keep_the_limits_of_the_regimen():
    phase = from_regimen(printed("0.4", "0.8"), Said(Dose(D(30), "cycle")), "disease/source")
    assert (InGrams(D(30)), D("0.8")) == (phase.amount, phase.maximum_g_per_kg)


# Doses per day and per 28 days


def test_a_dose_per_day_is_multiplied_by_the_days():
    phase = from_regimen(printed("0.4", per="day", days_min=2, days_max=5), Said(days=4), "disease/source")
    assert (D("1.6"), D("1.6"), D("1.6")) == (phase.amount.g_per_kg, phase.minimum_g_per_kg, phase.maximum_g_per_kg)


def test_days_beyond_the_printed_ones_do_not_move_the_limits():
    more = from_regimen(printed("0.4", per="day", days_min=2, days_max=5), Said(days=6), "disease/source")
    fewer = from_regimen(printed("0.4", per="day", days_min=2, days_max=5), Said(days=1), "disease/source")
    assert (D("2.4"), D("2.0")) == (more.amount.g_per_kg, more.maximum_g_per_kg)
    assert (D("0.4"), D("0.8")) == (fewer.amount.g_per_kg, fewer.minimum_g_per_kg)


@pytest.mark.parametrize(
    ("interval", "g_per_kg", "least", "most"),
    [
        (28, "1", "1", "1"),
        (21, "0.75", "0.75", "0.75"),
        (14, "0.5", "0.5", "0.5"),
        (7, "0.25", "0.5", "0.25"),  # more often than printed: the least dose does not fall with it
        (56, "2", "2", "1"),  # less often than printed: the greatest dose does not rise with it
    ],
)
def test_a_dose_per_28_days_is_scaled_to_the_interval(interval, g_per_kg, least, most):
    phase = from_regimen(printed(1, per="28d", interval_days_min=14), Said(interval_days=interval), "disease/source")
    assert D(g_per_kg) == phase.amount.g_per_kg
    assert (D(least), D(most)) == (phase.minimum_g_per_kg, phase.maximum_g_per_kg)
    scaled = f"the dose printed per 28 days is scaled to {interval} days"
    assert (interval != 28) == ((scaled, "every") in [(one.what, one.field) for one in phase.assumed])


# Limits of the regimen's own


def test_a_dose_that_is_printed_as_a_least_has_no_greatest():
    phase = from_regimen(printed("0.53", at_least=True, cycles=1), Said(), "disease/source")
    assert (D("0.53"), D("0.53"), None) == (phase.amount.g_per_kg, phase.minimum_g_per_kg, phase.maximum_g_per_kg)
    assert (Assumption("dose 0.53 g/kg", "dose", "printed as a minimum, without a maximum"),) == phase.assumed
    said = Said(Dose(D("0.7"), "kg-cycle"))
    assert () == from_regimen(printed("0.53", at_least=True, cycles=1), said, "disease/source").assumed


def test_a_printed_maximum_is_the_limit():
    phase = from_regimen(
        printed(1, 2, maximum_g_per_kg=D("1.8"), maximum_g=D(100), maximum_g_day=D(60)),
        Said(Dose(D(1), "kg-cycle")),
        "disease/source",
    )
    assert (D("1.8"), D(100), D(60)) == (phase.maximum_g_per_kg, phase.maximum_g, phase.maximum_g_day)


@pytest.mark.parametrize(
    ("phase", "most"),
    [
        (printed(2, days_min=2, days_max=5), "1"),  # 2 g/kg over at least 2 days
        (printed("0.4", per="day"), "0.4"),
        (printed(2, days_min=3, days_max=3, day_pattern_g_per_kg=(D(1), D("0.5"), D("0.5"))), "1"),
        (printed(2, days_min=1, maximum_g_per_kg_day=D(1)), "1"),
    ],
)
def test_the_most_that_a_regimen_gives_in_a_day(phase, most):
    assert D(most) == most_per_day(phase)


@pytest.mark.parametrize("phase", [printed(2, days_min=None), printed(2, per="28d")])
def test_it_is_unknown_where_the_days_are(phase):
    assert most_per_day(phase) is None


def test_a_pattern_of_days_holds_for_the_days_that_are_printed():
    patterned = printed(2, days_min=3, days_max=3, day_pattern_g_per_kg=(D(1), D("0.5"), D("0.5")))
    assert (D(1), D("0.5"), D("0.5")) == from_regimen(patterned, Said(), "disease/source").day_pattern
    assert () == from_regimen(patterned, Said(days=2), "disease/source").day_pattern


# Volume


@pytest.mark.parametrize(
    ("grams", "g_per_l", "ml"),
    [("70", "100", "700"), ("24", "100", "240"), ("24", "50", "480"), ("82.27", "100", "822.7"), ("1", "60", "16.7")],
)
def test_the_volume_is_rounded_to_a_tenth_of_a_millilitre(grams, g_per_l, ml):
    assert D(ml) == day_volume(D(grams), D(g_per_l), RULES.volume_steps_ml)


@pytest.mark.parametrize(
    ("grams", "g_per_l", "ml"),
    [
        ("0.45", "100", "4.5"),
        ("0.024", "100", "0.24"),
        ("0.5", "60", "8.33"),  # 500 / 60 = 8.333
        ("0.9996", "100", "10"),  # 9.996 mL
        ("1.0004", "100", "10"),  # 10.004 mL
    ],
)
def test_below_10_ml_it_is_rounded_to_a_hundredth(grams, g_per_l, ml):
    assert D(ml) == day_volume(D(grams), D(g_per_l), RULES.volume_steps_ml)


def test_half_a_step_goes_up():
    assert D("0.02") == day_volume(D("0.0015"), D(100), RULES.volume_steps_ml)
    assert D("10.2") == day_volume(D("1.015"), D(100), RULES.volume_steps_ml)


# The regimens on file

VARIANTS = {
    f"{id}/{variant.id}": variant
    for id in Catalogue().ids(REGIMENS)
    for variant in Catalogue().record(REGIMENS, id).variants
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_every_phase_on_file_but_the_last_needs_nothing_said(variant):
    for phase in variant.phases[:-1]:
        made = from_regimen(phase, Said(), variant.id)
        assert dates_from_regimen(phase, Said(), variant.id) == made.dates
        assert made.amount.g_per_kg
        assert made.minimum_g_per_kg <= made.amount.g_per_kg <= made.maximum_g_per_kg


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_the_last_phase_on_file_can_be_planned_when_it_is_said_within_its_ranges(variant):
    last = variant.phases[-1]
    said = Said(None, last.days_max or 2, last.interval_days_max or 28, last.cycles_max or last.cycles or 2)
    if last.dose_g_per_kg_default is None and last.dose_g_per_kg_min != last.dose_g_per_kg_max:
        said = said._replace(dose=Dose(last.dose_g_per_kg_max, "kg-day" if last.dose_per == "day" else "kg-cycle"))
    made = from_regimen(last, said, variant.id)
    assert made.minimum_g_per_kg <= made.amount.g_per_kg
    assert (made.maximum_g_per_kg is None) == last.at_least
    assert made.maximum_g_per_kg is None or made.amount.g_per_kg <= made.maximum_g_per_kg


def test_the_dates_of_a_phase_on_file_have_its_name():
    assert dates_from_regimen(printed("1"), Said(cycles=2), "disease/source").name == "course"


@pytest.mark.parametrize("open_", [{"days_max": 3}, {"interval_days_max": 42}])
def test_the_dates_of_a_phase_raise_the_same_question_as_its_dose(open_):
    phase = printed("1", **open_)
    with pytest.raises(Unreadable) as question:
        dates_from_regimen(phase, Said(), "disease/source")
    assert asked(phase) == str(question.value)


def test_days_that_no_source_gives_are_the_field_at_fault():
    with pytest.raises(Unreadable) as question:
        from_regimen(printed(2, days_min=None, days_max=None), Said(), "disease/source")
    assert "days" == question.value.field


def test_dates_without_days_ask_for_them():
    with pytest.raises(Unreadable) as question:
        dates_prescribed(Said())
    assert "no days" == question.value.why
    assert "give the number of days per cycle with [[days]], such as 2" == question.value.do
    assert "days" == question.value.field


def test_one_day_is_held_to_the_greatest_day_with_its_source():
    lower, greater = printed("1"), printed("2", citation=Citation("another-source", "a place"))
    assert greater.citation == one_day(Dose(D(14), "cycle"), (lower, greater)).citation
    assert Phase(
        "infusion", 1, 1, None, InGrams(D(14)), maximum_g_per_kg_day=D(2), citation=greater.citation, part="day"
    ) == one_day(Dose(D(14), "day"), (lower, greater))
    most = (
        printed("1", maximum_g_per_kg_day=D("1.5"), maximum_g=D(100), maximum_g_day=D(60)),
        printed("0.4", maximum_g=D(120)),
        printed("0.4", maximum_g_day=D(70)),
    )
    assert Phase(
        "infusion", 1, 1, None, PerKilogram(D("0.4")), maximum_g_per_kg_day=D("1.5"), day_maximum_printed=True,
        maximum_g=D(120), maximum_g_day=D(70), citation=CITED, part="left",
    ) == one_day(Dose(D("0.4"), "kg-day"), most, "left")  # fmt: skip
    assert one_day(Dose(D(14), "cycle"), ()).citation is None


def test_the_dates_of_a_phase_take_their_cycles_and_interval_from_its_source():
    fixed = printed("1", cycles=3, interval_days_min=28, interval_days_max=42, interval_days_default=35)
    assert PhaseDates("course", 1, 35, 3) == dates_from_regimen(fixed, Said(), "disease/source")
    in_four_weeks = printed("1", per="28d", interval_days_min=21)
    assert PhaseDates("course", 1, 21, 1) == dates_from_regimen(in_four_weeks, Said(interval_days=21), "disease/source")


def test_the_dates_of_a_dose_per_28_days_ask_how_often_it_is_given_and_name_the_regimen():
    phase = printed("1", per="28d", interval_days_min=None, interval_days_max=None)
    with pytest.raises(Unreadable) as question:
        dates_from_regimen(phase, Said(), "disease/source", "loading=")
    assert "disease/source, course: the source gives a dose per 28 days" == question.value.why
    assert ("give [[every]], such as loading=4w", "every") == (question.value.do, question.value.field)


@pytest.mark.parametrize(("open_", "field"), [({"days_max": 3}, "days"), ({"interval_days_max": 42}, "every")])
def test_a_range_without_a_default_is_asked_about_in_its_own_field(open_, field):
    for made in (from_regimen, dates_from_regimen):
        with pytest.raises(Unreadable) as question:
            made(printed("1", **open_), Said(), "disease/source")
        assert field == question.value.field


def test_of_several_phases_the_one_with_the_greatest_day_is_the_one_that_one_day_is_held_to():
    """The greater comes first or last; one whose day is not known, or is under 1 g/kg, is no greater than nothing."""
    low, high = printed("0.4"), printed("2", citation=Citation("another-source", "a place"))
    for phases in ((low, high), (high, low)):
        assert D(2) == one_day(Dose(D(14), "cycle"), phases).maximum_g_per_kg_day
    unknown = printed("0.8", days_min=None, days_max=None)
    assert D("0.4") == one_day(Dose(D(14), "cycle"), (unknown, low)).maximum_g_per_kg_day
