"""Where a figure comes from, and how a working and printed hours are told."""

from decimal import Decimal

import pytest

from ivigcalc.core.printed.regimen import PrintedHours
from ivigcalc.core.printed.sources import Citation, Figure, Working, cited

HERE, THERE = Citation("here", "page 1"), Citation("there", "page 2")


def test_every_source_is_found_however_deep_it_stands():
    working = Working("dose", "2 x 3", Decimal(6), "g", THERE)
    assert {"here", "there"} == cited((Figure(Decimal(2), HERE), ("there", (working, HERE))))
    assert set() == cited(("here", Decimal(2)))


@pytest.mark.parametrize(("how", "whole"), [("", "2 x 3"), ("to 5 g", "2 x 3; to 5 g")])
def test_how_a_result_is_rounded_stands_behind_its_formula(how, whole):
    assert whole == Working("dose", "2 x 3", Decimal(6), "g", how=how).whole


@pytest.mark.parametrize(("most", "told"), [(None, "10.5 h"), ("12.0", "10.5 to 12 h")])
def test_printed_hours_are_told_as_one_time_or_a_range(most, told):
    assert told == str(PrintedHours(Decimal("10.50"), HERE, None if most is None else Decimal(most)))
