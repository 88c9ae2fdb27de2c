"""What an order is without a plan, by hand."""

from decimal import Decimal

import pytest
from records import SHIPPED

from ivigcalc.catalogue.kinds import REGIMENS
from ivigcalc.core.course.meaning import Measure, OrderedDose, Slip, as_printed, beside, measured, slip, told
from ivigcalc.core.printed.regimen import PrintedPhase, Regimen, Variant
from ivigcalc.core.printed.sources import Citation, Statement

D = Decimal
AT = Citation("a-source", "dose line")


def phase(least="0.4", most="0.8", **said):
    return PrintedPhase("course", AT, D(least), D(most), **said)


def regimen(*phases, **said):
    variant = Variant("a-label", "A label", "a-source", "licensed", phases, **said)
    return Regimen("a-disease", "A disease", "group", "a-label", "", (variant,))


def fit(one, *, g="30", days=1, every=None, kg="50", within="0"):
    """The order beside one printed phase."""
    (found,) = beside(OrderedDose(D(g), days, every), D(kg), [regimen(one)], D(within))
    return found


def test_a_dose_by_the_weight_is_that_of_a_cycle_a_day_and_four_weeks():
    """30 g for 50 kg are 0.6 g/kg; over 2 days 0.3 g/kg a day; every 3 weeks 0.6 x 28 / 21 = 0.8 g/kg in 28 days."""
    assert Measure(D("0.6"), D("0.3"), D("0.8")) == measured(OrderedDose(D(30), 2, 21), D(50))
    assert Measure(D("0.6"), D("0.6"), None) == measured(OrderedDose(D(30), 1, None), D(50))


@pytest.mark.parametrize(
    ("printed", "order", "fits", "difference", "why"),
    [
        (phase(), {"g": "20"}, True, "0", ()),
        (phase(), {"g": "40"}, True, "0", ()),
        (phase(), {"g": "19.9"}, False, "-0.5", ("0.398 g/kg is below it",)),
        (phase(), {"g": "40.2"}, False, "0.5", ("0.804 g/kg is above it",)),
        (phase(), {"g": "40.2", "within": "0.5"}, True, "0.5", ()),
        (phase(), {"g": "19.9", "within": "0.5"}, True, "-0.5", ()),
        (phase(), {"g": "40.2", "within": "0.4"}, False, "0.5", ("0.804 g/kg is above it",)),
        (phase(at_least=True), {"g": "400"}, True, "0", ()),
        (phase(at_least=True), {"g": "10"}, False, "-50", ("0.2 g/kg is below it",)),
        (phase("0", "0.8"), {"g": "1"}, True, "0", ()),
        (phase(dose_per="day"), {"g": "40", "days": 2}, True, "0", ()),
        (phase(dose_per="day"), {"g": "90", "days": 2}, False, "12.5", ("0.9 g/kg is above it",)),
        (phase(dose_per="28d"), {"g": "30", "every": 21}, False, "0", ("its source prints no interval",)),
        (
            phase(dose_per="28d", interval_days_min=21, interval_days_max=28),
            {"g": "30", "every": 21},
            True,
            "0",
            (),
        ),
        (
            phase(dose_per="28d"),
            {"g": "30"},
            False,
            "0",
            ("it is printed per 28 days, and the interval of the order was not given",),
        ),
        (phase(days_min=2, days_max=5), {}, False, "0", ("the order is over 1 day",)),
        (phase(days_min=2, days_max=5), {"days": 2}, True, "0", ()),
        (phase(days_min=2, days_max=5), {"days": 5}, True, "0", ()),
        (phase(days_min=2, days_max=5), {"days": 6}, False, "0", ("the order is over 6 days",)),
        (phase(interval_days_min=21, interval_days_max=28), {"every": 20}, False, "0", ("the order is every 20 days",)),
        (phase(interval_days_min=21, interval_days_max=28), {"every": 21}, True, "0", ()),
        (phase(interval_days_min=21, interval_days_max=28), {"every": 28}, True, "0", ()),
        (phase(interval_days_min=21, interval_days_max=28), {"every": 29}, False, "0", ("the order is every 29 days",)),
        (phase(interval_days_min=21, interval_days_max=28), {}, True, "0", ()),
        (phase(), {"every": 28}, False, "0", ("its source prints no interval",)),
        (phase(maximum_g=D(30)), {}, True, "0", ()),
        (phase(maximum_g=D(29)), {}, False, "0", ("its maximum is 29 g",)),
        (
            phase(days_min=2, days_max=2, interval_days_min=28, interval_days_max=28, maximum_g=D(29)),
            {"g": "45", "every": 21},
            False,
            "12.5",
            (
                "0.9 g/kg is above it", "the order is over 1 day", "the order is every 21 days", "its maximum is 29 g",
            ),
        ),
    ],
)  # fmt: skip
def test_an_order_beside_a_printed_phase(printed, order, fits, difference, why):
    found = fit(printed, **order)
    assert (fits, D(difference), why) == (found.fits, found.difference_percent, found.why)


def test_a_fit_says_which_regimen_it_is_and_what_its_source_prints():
    found = fit(phase(interval_days_min=21, interval_days_max=28))
    assert ("a-disease/a-label", "A disease", "course", "0.4 to 0.8 g/kg every 21 to 28 days", AT) == (
        found.regimen, found.indication, found.phase, found.printed, found.citation,
    )  # fmt: skip


def test_what_is_superseded_is_left_out():
    assert [] == [*beside(OrderedDose(D(30), 1, None), D(50), [regimen(phase(), superseded=True)], D(0))]


def test_what_its_source_does_not_commission_is_left_out():
    refused = regimen(phase(), not_commissioned=Statement("not commissioned", Citation("house", "made up")))
    assert [] == [*beside(OrderedDose(D(30), 1, None), D(50), [refused], D(0))]


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        (phase(), "0.4 to 0.8 g/kg"),
        (phase("2", "2", days_min=2, days_max=5), "2 g/kg over 2 to 5 days"),
        (phase("2", "2", days_min=1, days_max=1, cycles=1), "2 g/kg over 1 day, once"),
        (phase("0.4", "0.4", dose_per="day", days_min=5, days_max=5), "0.4 g/kg a day over 5 days"),
        (phase("0.5", "2.4", dose_per="28d"), "0.5 to 2.4 g/kg per 28 days"),
        (phase("0", "0.8", interval_days_min=28, interval_days_max=28), "up to 0.8 g/kg every 28 days"),
        (phase("0.5", "0.5", at_least=True, cycles=3), "at least 0.5 g/kg"),
        (phase(cycles=1, cycles_max=2), "0.4 to 0.8 g/kg"),
        (phase(days_max=5), "0.4 to 0.8 g/kg over 5 days"),
    ],
)
def test_a_printed_phase_in_words(printed, words):
    assert words == as_printed(printed)


REPLACEMENT = [SHIPPED.record(REGIMENS, "primary-immunodeficiency")]


@pytest.mark.parametrize(
    ("ordered", "name", "way", "g"),
    [("300", "ten-fold", "high", "30"), ("3", "ten-fold", "low", "30"), ("3000", "a hundred-fold", "high", "30"),
     ("0.03", "a thousand-fold", "low", "30"), ("30000", "a thousand-fold", "high", "30")],
)  # fmt: skip
def test_the_least_slip_of_a_point_that_fits_is_named(ordered, name, way, g):
    """30 g for 73 kg are 0.41 g/kg, within the 0.2 to 0.8 g/kg of replacement."""
    found = slip(OrderedDose(D(ordered), 1, 28), D(73), REPLACEMENT, D(0))
    assert (name, way, D(g), D(30) / D(73)) == (found.name, found.way, found.g, found.cycle_g_per_kg)
    assert "primary-immunodeficiency/eu-label" == found.fits[0]


def test_where_no_slip_fits_none_is_named():
    assert slip(OrderedDose(D(110), 1, 28), D(73), [regimen(phase())], D(0)) is None


def test_a_slip_in_words_names_three_regimens_and_how_many_others():
    found = Slip("ten-fold", "high", D(30), D(30) / D(73), ("a/b", "c/d", "e/f"))
    assert "ten-fold too high? 30 g, which is 0.41 g/kg per cycle, fits a/b, c/d, e/f" == told(found)
    assert told(found._replace(fits=("a/b", "c/d", "e/f", "g/h"))).endswith("fits a/b, c/d, e/f and 1 other")
    assert told(found._replace(fits=("a/b", "c/d", "e/f", "g/h", "i/j"))).endswith("fits a/b, c/d, e/f and 2 others")
