"""What the records on file give for an indication, phase by phase, and which of them give a dose that is asked for."""

from decimal import Decimal

import pytest

from ivigcalc.core.course.case import Treated
from ivigcalc.core.course.on_record import (
    Asked,
    Given,
    OnRecord,
    allowing,
    gives_so,
    highest,
    highest_day,
    least_of,
    lowest,
    most_of,
    variants,
)
from ivigcalc.core.printed.regimen import PrintedPhase, Variant
from ivigcalc.core.printed.sources import Citation, Statement

D = Decimal
CITED = Citation("source", "at")


def printed(low, high, at="at", **more):
    return PrintedPhase("course", Citation("source", at), D(str(low)), D(str(high)), **more)


def variant(*phases, id="one", **more):
    return Variant(id, id, "source", "label", phases, **more)


def treated(*every):
    return Treated("disease", "Disease", printed=every)


def on_file(*phases):
    """One variant of each phase."""
    return treated(*(variant(phase, id=f"v{number}") for number, phase in enumerate(phases, 1)))


@pytest.mark.parametrize(
    ("phase", "days", "interval", "most"),
    [
        (printed(1, 2), 5, None, 2),
        (printed(1, 2, maximum_g_per_kg=D(3)), 5, None, 3),
        (printed(1, 2, maximum_g_per_kg=D(3), at_least=True), 5, None, 3),
        (printed(1, 2, at_least=True), 5, None, None),
        (printed("0.3", "0.4", dose_per="day"), 3, None, D("1.2")),
        (printed("0.3", "0.4", dose_per="day", days_max=5), 3, None, 2),
        (printed("0.4", "0.8", dose_per="28d"), 1, None, D("0.8")),
        (printed("0.4", "0.8", dose_per="28d"), 1, 14, D("0.4")),
        (printed("0.4", "0.8", dose_per="28d", interval_days_max=28), 1, 42, D("0.8")),
        (printed("0.4", "0.8", dose_per="28d", interval_days_max=28), 1, 21, D("0.6")),
        (printed("0.4", "0.8", dose_per="28d", interval_days_max=42), 1, None, D("1.2")),
    ],
)
def test_the_most_of_a_cycle_is_over_the_days_and_the_interval_that_are_printed(phase, days, interval, most):
    assert most == most_of(phase, days, interval)


@pytest.mark.parametrize(
    ("phase", "days", "interval", "least"),
    [
        (printed(1, 2), 5, None, 1),
        (printed("0.3", "0.4", dose_per="day"), 3, None, D("0.9")),
        (printed("0.3", "0.4", dose_per="day", days_min=2), 3, None, D("0.6")),
        (printed("0.4", "0.8", dose_per="28d"), 1, None, D("0.4")),
        (printed("0.4", "0.8", dose_per="28d"), 1, 14, D("0.2")),
        (printed("0.4", "0.8", dose_per="28d", interval_days_min=28), 1, 14, D("0.4")),
        (printed("0.4", "0.8", dose_per="28d", interval_days_min=14), 1, 21, D("0.3")),
        (printed("0.4", "0.8", dose_per="28d", interval_days_min=14), 1, None, D("0.2")),
    ],
)
def test_the_least_of_a_cycle_is_over_the_days_and_the_interval_that_are_printed(phase, days, interval, least):
    assert least == least_of(phase, days, interval)


def test_what_stands_is_looked_at_and_all_of_it_where_nothing_does():
    stands, older = variant(printed(1, 1)), variant(printed(2, 2), id="older", superseded=True)
    refused = variant(printed(3, 3), id="refused", not_commissioned=Statement("not funded", CITED))
    assert (stands,) == variants(treated(stands, older, refused))
    assert (older, refused) == variants(treated(older, refused))
    assert () == variants(treated()) == variants(None)


def test_the_highest_is_the_first_of_the_greatest_and_unknown_where_one_prints_none():
    found = on_file(printed(1, 1), printed(1, 2, at="a"), printed(2, 2, at="b"))
    assert OnRecord(D(2), Citation("source", "a")) == highest(found, 5, None)
    assert highest(on_file(printed(1, 1), printed(2, 2, at_least=True)), 5, None) is None
    assert highest(None, 5, None) is None
    two_phases = treated(variant(printed(2, 2, at="loading"), printed(1, 1)))
    assert OnRecord(D(2), Citation("source", "loading")) == highest(two_phases, 5, None)
    per_day = on_file(printed("0.3", "0.4", dose_per="day"), printed("0.4", "0.8", dose_per="28d"))
    assert OnRecord(D("1.2"), CITED) == highest(per_day, 3, 14)
    assert OnRecord(D("0.8"), CITED) == highest(per_day, 1, 28)


def test_the_lowest_is_the_first_of_the_least_that_are_printed():
    found = on_file(printed(0, 1), printed(2, 2), printed(1, 2, at="b"), printed(1, 1, at="a"))
    assert OnRecord(D(1), Citation("source", "b")) == lowest(found, 5, None)
    assert lowest(on_file(printed(0, 1)), 5, None) is None
    assert lowest(None, 5, None) is None
    per_day = on_file(printed("0.3", "0.4", dose_per="day"), printed("0.8", "0.8", dose_per="28d"))
    assert OnRecord(D("0.4"), CITED) == lowest(per_day, 3, 14)
    assert OnRecord(D("0.3"), CITED) == lowest(per_day, 1, 28)


def test_the_highest_day_is_the_first_of_the_greatest_that_are_known():
    found = on_file(printed(2, 2), printed(1, 2, at="b", days_min=2), printed(1, 1, at="a", dose_per="day"))
    assert OnRecord(D(1), Citation("source", "b")) == highest_day(found)
    assert highest_day(on_file(printed(2, 2))) is None
    assert highest_day(None) is None


ASKED = Asked(D(2), D(1), D(100), D(50), 2, None)  # 2 g/kg, 100 g, over two days


@pytest.mark.parametrize(
    ("phase", "allows"),
    [
        (printed(1, 2), True),
        (printed(1, "1.999"), False),
        (printed(1, 2, at_least=True), False),
        (printed(1, 2, days_min=2, days_max=5), True),
        (printed(1, 2, days_min=3, days_max=5, maximum_g_per_kg_day=D(1)), False),
        (printed(1, 2, days_min=1, days_max=2), True),
        (printed(1, 2, days_max=1, maximum_g_per_kg_day=D(1)), False),
        (printed(1, 2, maximum_g_per_kg_day=D(1)), True),
        (printed(1, 2, maximum_g_per_kg_day=D("0.999")), False),
        (printed(1, 2, maximum_g=D(100)), True),
        (printed(1, 2, maximum_g=D("99.9")), False),
        (printed(1, 2, maximum_g_day=D(50)), True),
        (printed(1, 2, maximum_g_day=D("49.9")), False),
        (printed(1, 1, dose_per="day"), True),  # over as many days as are asked about
        (printed(1, 2, dose_per="28d"), True),
    ],
)
def test_a_record_allows_a_dose_within_all_that_it_prints(phase, allows):
    assert ("disease/v1",) * allows == allowing(on_file(phase), ASKED)


def test_a_dose_per_28_days_allows_its_part_of_an_interval():
    phase = printed(2, 2, dose_per="28d")
    assert () == allowing(on_file(phase), ASKED._replace(interval_days=27))
    assert ("disease/v1",) == allowing(on_file(phase), ASKED._replace(interval_days=28))


def test_each_variant_that_allows_a_dose_in_any_phase_is_named():
    found = treated(
        variant(printed(1, 1), printed(2, 2)), variant(printed(1, 1), id="two"), variant(printed(2, 2), id="c")
    )
    assert ("disease/one", "disease/c") == allowing(found, ASKED)
    assert () == allowing(None, ASKED)


LOADING = printed(2, 2, cycles=1, days_min=2)
WITH_INTERVAL = variant(LOADING._replace(interval_days_min=21), printed(1, 1, interval_days_min=21))
MAINTENANCE = printed(1, 1, interval_days_min=21)
CIDP = variant(LOADING, MAINTENANCE)


def given(*cycles):
    """Cycles of so many g/kg, each with its gap to the one before."""
    return [Given(D(str(g_per_kg)), gap, 21) for g_per_kg, gap in cycles]


@pytest.mark.parametrize(
    ("of", "cycles", "gives"),
    [
        (CIDP, given((2, None)), True),
        (CIDP, given(("2.001", None)), False),
        (CIDP, given((2, None), (1, 21)), True),
        (CIDP, given((2, None), (1, 20)), False),
        (CIDP, given((2, None), ("1.001", 21)), False),
        (CIDP, given((2, None), (2, 21)), False),
        (WITH_INTERVAL, given((2, None), (2, 21)), False),  # the loading dose is given once, whatever its interval
        (CIDP, given((2, 21), (1, 21)), False),  # and first
        (CIDP, given((1, 21), (1, 21)), True),
        (CIDP, given((1, None), (1, 21), (1, 21)), True),
        (CIDP, given((1, 21), (2, 21)), False),
        (variant(LOADING), given((2, 21)), True),  # alone it is no loading dose
        (variant(LOADING), given((2, None), (2, 21)), False),  # no interval is printed
        (variant(MAINTENANCE), given((1, None), (1, 21), (1, None)), False),
        (variant(printed(1, 1, at_least=True)), given((1, None)), False),
        (variant(printed("0.5", "0.5", dose_per="day")), given(("0.5", None)), True),
        (variant(printed("0.5", "0.5", dose_per="day")), given(("0.501", None)), False),
    ],
)
def test_a_record_gives_cycles_one_after_another_no_more_and_no_more_often(of, cycles, gives):
    assert gives is gives_so(treated(of), cycles)


def test_a_dose_per_28_days_gives_each_cycle_its_part():
    """0.8 g/kg per 28 days is 0.6 g/kg every 21 days."""
    of = treated(variant(printed("0.8", "0.8", dose_per="28d", interval_days_min=21, interval_days_max=28)))
    assert gives_so(of, given(("0.6", None), ("0.6", 21), ("0.8", 28)))
    assert not gives_so(of, given(("0.601", None)))
    assert not gives_so(of, given(("0.6", None), ("0.601", 21)))


def test_one_record_of_several_is_enough():
    assert gives_so(treated(variant(printed(1, 1)), variant(printed(2, 2), id="two")), given((2, None)))
    assert not gives_so(None, given((1, None)))
