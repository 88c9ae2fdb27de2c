"""Day doses that are said by hand are checked, not changed."""

import pytest
from planning import dosed, grams

from ivigcalc.core.errors import Refused


def test_a_split_is_given_as_it_is_said():
    assert (80, 60) == grams(dosed("2g/kg", days=2, split="80g,60g"))


def test_every_day_is_named():
    with pytest.raises(Refused) as refused:
        dosed("2g/kg", days=2, split="50g,50g,40g")
    assert "split 50, 50, 40 g has 3 days, but course has 2; give each day" == str(refused.value)


def test_it_may_differ_from_the_calculated_dose_by_just_the_tolerance():
    """140 g and 10 %: from 126 to 154 g."""
    assert (80, 74) == grams(dosed("2g/kg", days=2, split="80g,74g"))
    assert (66, 60) == grams(dosed("2g/kg", days=2, split="66g,60g"))
    for split, total in (("80g,74.1g", "154.1"), ("65.9g,60g", "125.9")):
        with pytest.raises(Refused) as refused:
            dosed("2g/kg", days=2, split=split)
        assert str(refused.value).endswith(
            f"totals {total} g, more than 10 % from the calculated 140 g; change split, dose or tolerance"
        )
