"""Tablets by hand: the fewest that make a dose, the doses nearest to one that cannot be made."""

from decimal import Decimal

import pytest

from ivigcalc.core.errors import Refused
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.steroid.tablets import (
    DoseChoice,
    DoseTable,
    MarketTablets,
    TabletCount,
    TabletSet,
    TabletStrength,
    market_tablets,
)

CITED = Citation("test", "by hand")


def tablets(strengths, halves=""):
    return TabletSet(tuple(map(Decimal, strengths.split())), tuple(map(Decimal, halves.split())))


UK = tablets("1 2.5 5 10 20 25 30")
DE = tablets("1 5 10 20 50")
DE_HALVED = tablets("1 5 10 20 50", "1 5 10 20 50")


def made(dose, of):
    """The tablets that make *dose*, as ``2 x 20, 0.5 x 5``; None when none do."""
    counts = DoseTable(of, Decimal(dose)).tablets(Decimal(dose))
    return None if counts is None else ", ".join(f"{each.count} x {each.mg}" for each in counts)


@pytest.mark.parametrize(
    ("dose", "of", "expected"),
    [
        ("60", DE, "1 x 50, 1 x 10"),
        ("40", DE, "2 x 20"),
        ("60", UK, "2 x 30"),
        ("40", tablets("20 25"), "2 x 20"),  # taking 25 first would find no way
        ("40", UK, "1 x 30, 1 x 10"),  # as few as 2 x 20, with the larger strength
        ("33", UK, "1 x 30, 3 x 1"),
        ("12.5", UK, "1 x 10, 1 x 2.5"),
        ("12.5", DE, None),
        ("12.5", DE_HALVED, "1 x 10, 0.5 x 5"),
        ("7.5", DE_HALVED, "1.5 x 5"),
        ("25", DE_HALVED, "1 x 20, 1 x 5"),  # whole tablets before half of a 50
        ("0.5", DE_HALVED, "0.5 x 1"),
        ("0.25", DE_HALVED, None),
        ("15", tablets("10 20", "10"), "1.5 x 10"),
        ("17.5", tablets("10 25", "10 25"), "0.5 x 25, 0.5 x 10"),
        ("3", tablets("5"), None),
        ("26", tablets("2 5 12 16"), "1 x 16, 2 x 5"),  # not 2 x 12 and 1 x 2, which are as few
        ("3.5", tablets("2 2.5 3", "2 3"), "1 x 2.5, 0.5 x 2"),  # the larger piece: 2.5, not half of 3 or the whole 2
        ("25", tablets("1 50", "50"), "25 x 1"),  # many whole tablets before one half
    ],
)
def test_a_dose_takes_whole_tablets_first_then_the_fewest_then_the_largest(dose, of, expected):
    assert expected == made(dose, of)


@pytest.mark.parametrize("dose", ["11.5", "80"])
def test_a_dose_beyond_the_table_is_not_made(dose):
    """Up to 10 mg and one smallest tablet, 1 mg, beyond: 11 mg is the last, in steps of 0.5 mg."""
    table = DoseTable(UK, Decimal(10))

    assert table.tablets(Decimal(11)) is not None
    assert table.tablets(Decimal(dose)) is None


def test_no_dose_takes_no_tablets():
    assert () == DoseTable(UK, Decimal(10)).tablets(Decimal(0))


def test_33_mg_of_5_mg_tablets_lies_between_30_and_35():
    table = DoseTable(tablets("5"), Decimal(33))

    assert "30 mg and 35 mg" == table.neighbours(Decimal(33))
    assert [5, 10, 15, 20, 25, 30, 35] == table.doses


def test_below_the_smallest_tablet_only_the_dose_above_is_named():
    assert "5 mg" == DoseTable(tablets("5"), Decimal(3)).neighbours(Decimal(3))


@pytest.mark.parametrize(("mg", "expected"), [("12", "10 mg and 15 mg"), ("15", "10 mg and 20 mg")])
def test_one_dose_is_named_on_either_side_and_never_the_one_asked_about(mg, expected):
    assert expected == DoseTable(tablets("5"), Decimal(33)).neighbours(Decimal(mg))


@pytest.mark.parametrize("strengths", ["", "0 5", "-5"])
def test_strengths_are_above_zero(strengths):
    with pytest.raises(Refused) as refused:
        DoseTable(tablets(strengths), Decimal(10))

    why = "tablets: give one strength or more with tablets, each above 0 mg, such as 1,5,20"
    assert why == str(refused.value)


def test_strengths_too_fine_to_count_are_refused_not_counted_for_hours():
    with pytest.raises(Refused) as refused:
        DoseTable(tablets("5 0.00000001"), Decimal(60))

    why = "tablets of 0.00000001, 5 mg: too fine to make 60 mg of; give the strengths that are sold"
    assert why == str(refused.value)


def test_a_hundred_thousand_steps_are_counted_and_not_one_more():
    assert 100_000 == len(DoseTable(tablets("1"), Decimal(99_999)).doses)
    with pytest.raises(Refused, match="tablets of 1 mg: too fine to make 100000 mg of"):
        DoseTable(tablets("1"), Decimal(100_000))


MARKETS = (
    MarketTablets(
        "de",
        "Decortin H",
        (TabletStrength(Decimal(5), CITED, "halves"), TabletStrength(Decimal(20), CITED, "quarters")),
    ),
    MarketTablets("us", "prednisone", (TabletStrength(Decimal(5), CITED),)),
)


def test_tablets_are_whole_unless_halves_are_asked_for():
    assert tablets("5 20") == market_tablets(MARKETS, "de", halves=False)
    assert tablets("5 20", "5 20") == market_tablets(MARKETS, "de", halves=True)


def test_a_market_without_tablets_on_file_has_none():
    assert market_tablets(MARKETS, "eu", halves=False) is None


def test_halves_that_no_source_allows_are_refused():
    with pytest.raises(Refused) as refused:
        market_tablets(MARKETS, "us", halves=True)

    why = (
        "halves: no source on file says that the us tablets of prednisone may be halved; if yours may, give "
        "their strengths with tablets, such as 1,5,20"
    )
    assert why == str(refused.value)


def choice(of, most, *steps, asked=False):
    table = None if of is None else DoseTable(of, Decimal(most))
    return DoseChoice(table, Decimal(most), lambda _: tuple(map(Decimal, steps)), asked=asked)


@pytest.mark.parametrize(
    ("of", "mg", "expected"),
    [
        (UK, "33.75", "32.5"),  # 32.5 and 35 are equally near: a tie goes down
        (UK, "33.8", "35"),
        (UK, "35", "35"),
        (DE, "33.75", "35"),  # 32.5 cannot be made
        (None, "33.75", "32.5"),
        (None, "1", "2.5"),  # never no dose at all
        (None, "80", "80"),
        (None, "100", "80"),  # the most that was asked for
    ],
)
def test_the_nearest_dose_is_a_multiple_that_the_tablets_make(of, mg, expected):
    assert Decimal(expected) == choice(of, 80, "2.5").nearest(Decimal(mg))


def test_a_multiple_of_any_of_the_steps_will_do():
    assert Decimal("7.5") == choice(UK, 10, "1", "2.5").nearest(Decimal("7.4"))


def test_the_nearest_is_looked_for_up_to_a_dose():
    doses = choice(UK, 80, "2.5")

    assert Decimal("32.5") == doses.nearest(Decimal("33.7"), Decimal("33.7"))
    assert Decimal("34.5") == doses.nearest(Decimal("34.9"), Decimal("34.9"))  # 35 mg, the rounded dose, is too much
    assert Decimal(35) == doses.nearest(Decimal("36.2"), Decimal(35))
    assert Decimal(20) == doses.nearest(Decimal(40), Decimal(20))
    assert doses.nearest(Decimal("0.5"), Decimal("0.5")) is None


def test_where_the_tablets_do_not_make_the_rounded_dose_the_nearest_that_they_make_is_taken():
    """68.3 mg would be 67.5 mg. German tablets make 65 and 70 mg of the multiples, and 68 mg beside them."""
    assert Decimal(68) == choice(DE, 80, "2.5").nearest(Decimal("68.3"))
    assert Decimal(70) == choice(DE, 80, "2.5").nearest(Decimal("68.8"))  # 70 mg: the rounded dose itself
    assert Decimal(70) == choice(DE, 80, "2.5").nearest(Decimal("68.75"))  # half a step away
    assert Decimal(70) == choice(DE, 80, "2.5", asked=True).nearest(Decimal("68.3"))
    assert Decimal(4) == choice(TabletSet((Decimal(4),)), 9, "2.5").nearest(Decimal("2.5"))  # and no multiple at all


def test_a_step_of_a_source_takes_the_next_dose_above_and_none_above_the_one_before():
    doses = choice(DE, 80, "2.5")

    assert Decimal(18) == doses.not_below(Decimal("17.5"), Decimal(20))
    assert Decimal(17) == doses.not_below(Decimal(17), Decimal(20))
    assert Decimal("17.8") == doses.not_below(Decimal("17.5"), Decimal("17.8"))
    assert Decimal(999) == doses.not_below(Decimal(900), Decimal(999))  # beyond all that were laid out
    assert Decimal(20) == choice(DE, 80, "2.5", asked=True).not_below(Decimal("17.5"), Decimal(25))


def test_without_tablets_a_step_of_a_source_is_a_multiple():
    assert Decimal("17.5") == choice(None, 80, "2.5").not_below(Decimal(16), Decimal(20))


def test_a_first_dose_of_a_source_takes_the_next_below():
    doses = choice(DE, 80, "2.5")

    assert Decimal(17) == doses.not_above(Decimal("17.5"))
    assert Decimal(17) == doses.not_above(Decimal(17))
    assert choice(TabletSet((Decimal(20),)), 80, "2.5").not_above(Decimal(19)) is None
    assert Decimal(15) == choice(DE, 80, "2.5", asked=True).not_above(Decimal("17.5"))


def test_the_least_dose():
    assert Decimal(1) == choice(DE, 80, "2.5").least
    assert Decimal(5) == choice(DE, 80, "2.5", asked=True).least
    assert choice(DE, 80, "90", asked=True).least is None


def test_without_tablets_a_low_dose_may_have_steps_of_its_own():
    """0.25 mg up to 0.5 mg, and 2.5 mg above."""

    def steps(mg):
        return (Decimal("0.25") if mg <= Decimal("0.5") else Decimal("2.5"),)

    doses = DoseChoice(None, Decimal(10), steps, asked=False)

    assert Decimal("0.25") == doses.nearest(Decimal("0.3"))
    assert Decimal("2.5") == doses.nearest(Decimal("1.6"))


def test_a_printed_dose_is_given_as_it_is_where_nothing_speaks_against_it():
    assert choice(None, 80, "2.5").as_it_is(Decimal("33.75"))
    assert not choice(None, 80, "2.5", asked=True).as_it_is(Decimal("33.75"))
    assert not choice(UK, 80, "2.5").as_it_is(Decimal("33.75"))
    assert choice(UK, 80, "2.5").as_it_is(Decimal("33.5"))
    assert not choice(UK, 80, "2.5", asked=True).as_it_is(Decimal("33.5"))


def test_a_count_says_its_strength():
    assert TabletCount(mg=Decimal(5), count=Decimal("1.5")).mg == 5
