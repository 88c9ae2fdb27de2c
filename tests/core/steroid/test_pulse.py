"""Pulses by hand: their days, what they take in all, and how many days of steroid they make with a taper."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tapers import ENTRY, STEROIDS, cycles, written

from ivigcalc.core.errors import Refused
from ivigcalc.core.steroid.pulse import (
    Pulse,
    PulseDay,
    SaidPulse,
    after_pulse,
    check_pulse,
    days_before,
    longest_run,
    planned_pulse,
    pulse_from,
    pulse_of_cycles,
)

MONDAY = date(2024, 4, 8)
METHYLPREDNISOLONE = STEROIDS["methylprednisolone"]


def gram(days=3, *, each_cycle=False):
    return Pulse(METHYLPREDNISOLONE, Decimal(1000), days, each_cycle)


def test_a_pulse_alone_is_given_on_days_on_end():
    assert (
        PulseDay(date(2024, 4, 8), None, 1, given=False),
        PulseDay(date(2024, 4, 9), None, 2, given=False),
        PulseDay(date(2024, 4, 10), None, 3, given=False),
    ) == pulse_from(gram(), MONDAY).days


def test_a_pulse_is_of_the_first_cycle_or_of_each():
    three = cycles(3)
    first = pulse_of_cycles(gram(2), three).days
    each = pulse_of_cycles(gram(2, each_cycle=True), three).days
    assert [(date(2024, 4, 8), 1, 1), (date(2024, 4, 9), 1, 2)] == [(one.date, one.cycle, one.day) for one in first]
    assert [
        (date(2024, 4, 8), 1), (date(2024, 4, 9), 1), (date(2024, 5, 6), 2), (date(2024, 5, 7), 2),
        (date(2024, 6, 3), 3), (date(2024, 6, 4), 3),
    ] == [(one.date, one.cycle) for one in each]  # fmt: skip


def test_the_pulse_of_a_given_cycle_was_given():
    first, *others = cycles(2)
    dated = pulse_of_cycles(gram(2, each_cycle=True), (first._replace(given=True), *others))
    assert [True, True, False, False] == [one.given for one in dated.days]
    shown = planned_pulse(dated)
    assert (2 * 1000, 2 * 1000) == (shown.total_mg, shown.given_mg)


def test_a_pulse_ends_before_that_of_the_next_cycle_begins():
    close = cycles(2, every=3)
    assert 6 == len(pulse_of_cycles(gram(3, each_cycle=True), close).days)
    assert 4 == len(pulse_of_cycles(gram(4), close).days)  # of the first cycle alone
    with pytest.raises(Refused) as refusal:
        pulse_of_cycles(gram(4, each_cycle=True), close)
    assert (
        "pulse: 4 days from 2024-04-08 on have not ended when cycle 2 starts on 2024-04-11",
        "give fewer days, or a longer interval with [[every]]",
        "pulse",
        True,
    ) == (refusal.value.why, refusal.value.do, refusal.value.field, refusal.value.in_words)


def test_the_taper_follows_the_pulse_of_its_own_cycle():
    dated = pulse_of_cycles(gram(3, each_cycle=True), cycles(2))
    assert date(2024, 4, 11) == after_pulse([dated], 1)
    assert date(2024, 5, 9) == after_pulse([dated], 2)
    assert after_pulse([dated], 3) is None
    assert date(2024, 4, 11) == after_pulse([pulse_from(gram(), MONDAY)], None)
    assert after_pulse([], 1) is None


@pytest.mark.parametrize(
    ("drug", "mg", "like"),
    [
        ("methylprednisolone", "1000", "1250"),  # 1000 x 5 / 4
        ("dexamethasone", "40", "266.667"),  # 40 x 5 / 0.75 = 266.6666...
        ("hydrocortisone", "100", "25"),  # 100 x 5 / 20
    ],
)
def test_a_pulse_is_shown_in_its_own_mg_with_what_it_acts_like(drug, mg, like):
    shown = planned_pulse(pulse_from(Pulse(STEROIDS[drug], Decimal(mg), 4), MONDAY))
    assert (drug, Decimal(mg), 4, False) == shown[:4]
    assert Decimal(like) == shown.prednisolone_mg_per_day
    assert (4 * Decimal(mg), 0) == (shown.total_mg, shown.given_mg)
    assert ("corticosteroid-converter", 4) == (shown.citation.source, len(shown.doses))


def test_the_days_of_a_pulse_just_before_a_taper_count_as_days_of_steroid():
    taper = written("60x7,40", start=date(2024, 4, 11))
    assert 3 == days_before([pulse_from(gram(), MONDAY)], taper)
    assert 2 == days_before([pulse_from(gram(2), date(2024, 4, 9)), pulse_from(gram(2), date(2024, 4, 1))], taper)
    assert 0 == days_before([pulse_from(gram(2), MONDAY)], taper)  # a day lies between
    assert 0 == days_before([], taper)


@pytest.mark.parametrize(
    ("spans", "longest"),
    [
        ([], 0),
        ([(0, 3)], 3),
        ([(0, 3), (3, 4)], 7),  # they meet
        ([(3, 4), (0, 3)], 7),
        ([(0, 3), (4, 4)], 4),  # a day lies between
        ([(0, 5), (6, 4)], 5),
        ([(0, 5), (2, 1)], 5),  # one lies within the other
        ([(0, 5), (2, 5)], 7),
        ([(0, 1), (2, 1), (3, 1), (4, 1), (6, 1)], 3),
    ],
)
def test_days_on_end_are_counted_over_spans_that_meet_or_overlap(spans, longest):
    assert longest == longest_run([(MONDAY + timedelta(days=first), days) for first, days in spans])


@pytest.mark.parametrize(("mg", "days"), [("2000", 1), ("0.5", 10)])
def test_a_pulse_within_every_plausible_range_is_not_refused(mg, days):
    check_pulse(SaidPulse("methylprednisolone", Decimal(mg), days), ENTRY)


def test_a_pulse_above_the_greatest_dose_is_refused():
    with pytest.raises(Refused) as refusal:
        check_pulse(SaidPulse("methylprednisolone", Decimal("2000.1"), 3), ENTRY)
    why = "pulse: methylprednisolone 2000.1 mg a day is above the limit of 2000 mg [house: twice the usual pulse "
    assert refusal.value.why.startswith(why)
    assert ("check dose and unit; enter at most 2000 mg", "pulse", True) == (
        refusal.value.do, refusal.value.field, refusal.value.in_words,
    )  # fmt: skip


@pytest.mark.parametrize("days", [0, 11])
def test_a_pulse_of_no_day_or_of_more_than_ten_is_refused(days):
    with pytest.raises(Refused) as refusal:
        check_pulse(SaidPulse("methylprednisolone", Decimal(1000), days), ENTRY)
    assert f"pulse: days {days} is outside 1 to 10" == refusal.value.why
    assert refusal.value.do.startswith("check the number of days [house: ")
    assert "pulse" == refusal.value.field
