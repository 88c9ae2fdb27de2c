"""How far a taper is from the doses that were calculated, by hand."""

from datetime import date
from decimal import Decimal

from tapers import DE, LIMITS, STEROIDS, UK, protocol, tablets, written

from ivigcalc.core.steroid.departures import Departure, departures, lacking_strength

MOST = LIMITS.rounded_caution_percent


def lacking(taper, of, most=MOST):
    return lacking_strength(taper, of, STEROIDS["prednisolone"], most)


def test_a_taper_as_calculated_departs_from_nothing():
    assert [] == [*departures(protocol("ese-es-2024", "60"))]
    assert [] == [*departures(written("60x7,20|10x7"))]


def test_each_dose_that_stands_for_another_is_a_departure():
    """17.5 and 12.5 mg as 18 and 13 mg: 0.5 / 17.5 = 2.857 %, 0.5 / 12.5 = 4 %. 18 to 15 mg: 0.5 more than 2.5 mg."""
    found = [*departures(protocol("ese-es-2024", "20", of=DE))]

    assert [
        (date(2024, 4, 15), "18 mg planned for 17.5 mg calculated, 2.9 % more"),
        (date(2024, 4, 29), "13 mg planned for 12.5 mg calculated, 4 % more"),
        (date(2024, 4, 22), "the dose falls by 3 mg, 20 % more than the calculated 2.5 mg"),
        (date(2024, 5, 6), "the dose falls by 3 mg, 20 % more than the calculated 2.5 mg"),
    ] == [(one.date, one.text) for one in found]
    assert [Decimal("0.5") / Decimal("17.5") * 100, 4, 20, 20] == [one.percent for one in found]


def test_a_dose_below_the_calculated_one_is_a_departure_too():
    """30 mg of 20 mg tablets, as the first dose of a table: 20 mg."""
    first = next(departures(protocol("aramis-flare-1", of=tablets("20"))))

    assert (
        Departure(date(2024, 4, 8), Decimal(10) / 30 * 100, "20 mg planned for 30 mg calculated, 33.3 % less") == first
    )


def test_a_fall_counts_against_that_of_the_source_while_the_dose_was_held():
    """10 mg stands for 10, 9 and 8 mg: a fall of 2.5 mg to 7 mg (7.5) is less than the 3 mg of the source by then.

    7.5 mg stands for 7 and 6 mg: a fall of 2.5 mg to 5 mg is a quarter more than 2 mg.
    """
    found = [*departures(protocol("ese-es-2024", "10", of=tablets("2.5 5")))]

    assert ["11.1", "25", "7.1", "25"] == [one.text.split(", ")[1].split(" ")[0] for one in found[:4]]
    assert ["the dose falls by 2.5 mg, 25 % more than the calculated 2 mg"] == [one.text for one in found[4:]]


def test_a_dose_held_in_a_table_counts_from_its_first_row():
    """10 mg stands for 10 and 7.5 mg, 5 mg for 5 and 2.5 mg: 10 to 5 mg is as the table."""
    found = [*departures(protocol("aramis-flare-2", of=tablets("5")))]

    assert ["10 mg planned for 7.5 mg calculated, 33.3 % more", "5 mg planned for 2.5 mg calculated, 100 % more"] == [
        one.text for one in found
    ]


def test_a_dose_that_was_not_raised_is_no_departure():
    assert [] == [*departures(protocol("uk-low-steroid-vasculitis", weight="41"))]


def test_both_of_two_alternate_days_are_looked_at():
    """10 and 2.5 mg in turn; of 5 mg tablets 10 and 5 mg would do, and 2.5 mg is not made."""
    taper = written("1|0.25x7 mg/kg", weight="10", of=tablets("10"))

    assert ["10 mg planned for 2.5 mg calculated, 300 % more"] == [one.text for one in departures(taper)]


def test_the_largest_strength_that_brings_every_dose_near_is_lacking():
    of = tablets("20")

    assert 5 == lacking(protocol("uk-low-steroid-vasculitis", weight="70", of=of), of)
    assert Decimal("2.5") == lacking(protocol("ese-es-2024", "60", of=of), of)
    assert 30 == lacking(protocol("etg", "60", of=of), of)  # 55, 45, 35 and 25 mg as 60, 50, 40 and 30 mg


def test_where_no_strength_on_file_does_none_is_named():
    of = tablets("20")
    taper = written("0.033x7 mg/kg", weight="10", of=of)  # 0.33 mg

    assert lacking(taper, of) is None
    assert lacking(taper, UK) is None  # nothing is on file that is not at hand
    assert lacking(protocol("ese-es-2024", "60", of=of), tablets("0.0001")) is None  # too fine to be counted


def test_halves_at_hand_are_counted_with():
    """50 and 10 mg: half of 20 mg is 10 mg, so that any further strength would do, and the largest is named."""
    taper = written("5x7,1x7 mg/kg", weight="10", of=None)

    assert 50 == lacking(taper, tablets("20", "20"))
    assert 10 == lacking(taper, tablets("20"))
