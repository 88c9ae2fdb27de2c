"""The most grams of a cycle or of a day, as said and as a source prints them."""

from decimal import Decimal

import pytest

from ivigcalc.core.dosing.dose import InGrams, PerKilogram, Phase
from ivigcalc.core.dosing.maximum import CycleDose, Maximum, cycle_dose

D = Decimal
HEAVY = D(118)
PATTERN = (D(1), D("0.5"), D("0.5"))


def phase(amount, days=2, **more):
    return Phase("course", days, 1, None, amount, **more)


def at_most(g, per):
    return Maximum(D(g), per, said=True)


TWO = PerKilogram(D(2))  # 236 g for 118 kg


@pytest.mark.parametrize(
    ("said", "grams"),
    [(("100", "day"), 200), (("140", "cycle"), 140), (("117.9", "day"), D("235.8")), (("235.9", "cycle"), D("235.9"))],
)
def test_what_was_said_lowers_the_calculated_dose(said, grams):
    most = at_most(*said)
    assert CycleDose(D(grams), D(236), most) == cycle_dose(phase(TWO), HEAVY, most)


@pytest.mark.parametrize("said", [None, at_most(236, "cycle"), at_most(118, "day"), at_most(1000, "day")])
def test_a_dose_that_is_no_more_stays(said):
    assert CycleDose(D(236)) == cycle_dose(phase(TWO), HEAVY, said)


def test_grams_as_prescribed_are_lowered_by_what_was_said_and_not_by_the_source():
    """A maximum of a source is no reason to change grams that a person prescribed."""
    prescribed = phase(InGrams(D(236)), maximum_g=D(100))
    assert CycleDose(D(236)) == cycle_dose(prescribed, HEAVY)
    assert CycleDose(D(140), D(236), at_most(140, "cycle")) == cycle_dose(prescribed, HEAVY, at_most(140, "cycle"))


def test_of_several_maxima_the_least_decides():
    regimen, printed = phase(TWO, maximum_g=D(150)), Maximum(D(150), "cycle", said=False)
    assert CycleDose(D(150), D(236), printed) == cycle_dose(regimen, HEAVY)
    for said in (at_most(100, "day"), at_most(75, "day"), at_most(150, "cycle"), at_most(200, "cycle")):
        lowered = cycle_dose(regimen, HEAVY, said)
        expected = said if said.g == 75 else printed
        assert CycleDose(D(150), D(236), expected) == lowered
    for said in (at_most(70, "day"), at_most(140, "cycle")):
        assert CycleDose(D(140), D(236), said) == cycle_dose(regimen, HEAVY, said)


def test_a_maximum_of_a_day_lowers_the_days_that_are_above_it():
    """118, 59 and 59 g: at most 60 g on the first day, 178 g in all; at most 50 g on each, 150 g."""
    course = phase(TWO, days=3, day_pattern=PATTERN)
    assert CycleDose(D(236), day_pattern=PATTERN) == cycle_dose(course, HEAVY, at_most(118, "day"))
    sixty, fifty = at_most(60, "day"), at_most(50, "day")
    assert CycleDose(D(178), D(236), sixty, (D(60), D(59), D(59))) == cycle_dose(course, HEAVY, sixty)
    assert CycleDose(D(150), D(236), fifty, (D(50), D(50), D(50))) == cycle_dose(course, HEAVY, fifty)


def test_a_maximum_of_the_cycle_leaves_the_shares_of_the_days():
    hundred = at_most(100, "cycle")
    course = phase(TWO, days=3, day_pattern=PATTERN)
    assert CycleDose(D(100), D(236), hundred, PATTERN) == cycle_dose(course, HEAVY, hundred)


def test_a_maximum_of_the_source_counts_after_the_days_were_lowered():
    """118, 59 and 59 g become 60, 59 and 59; of these 178 g the source gives 100, in the same shares."""
    course = phase(TWO, days=3, day_pattern=PATTERN, maximum_g=D(100))
    lowered = cycle_dose(course, HEAVY, at_most(60, "day"))
    assert CycleDose(D(100), D(236), Maximum(D(100), "cycle", said=False), (D(60), D(59), D(59))) == lowered


def test_thirds_of_a_dose_are_not_lowered_by_their_last_digit():
    course = phase(InGrams(D(100)), days=3, day_pattern=(D(1), D(1), D(1)))
    assert cycle_dose(course, HEAVY, at_most(34, "day")).uncapped is None
