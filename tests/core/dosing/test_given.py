"""Which phases the given cycles fill, and how many of the last are still to come."""

import pytest

from ivigcalc.core.dates.types import PhaseDates
from ivigcalc.core.dosing.given import to_come
from ivigcalc.core.errors import Refused


def phases(*cycles):
    return tuple(PhaseDates(f"phase {number}", 2, 28, count) for number, count in enumerate(cycles, 1))


@pytest.mark.parametrize(
    ("of", "following", "given", "counted_from", "expected"),
    [
        ((5,), 0, 0, None, (5,)),
        ((3,), 0, 2, None, (3,)),  # to come, beside the two
        ((5,), 0, 2, 1, (3,)),
        ((3,), 0, 3, 3, (2,)),  # 3 after two given: the last is cycle 5
        ((3,), 0, 2, 4, (4,)),  # fewer were given than it was said: cycles 3 to 6
        ((1, 4), 0, 3, None, (1, 4)),  # of a regimen: four of its last phase are to come
        ((1, 4), 0, 3, 1, (1, 2)),
        ((1, 4), 0, 1, 1, (1, 4)),
        ((3, 6), 1, 2, None, (3, 6)),
        ((3, 6), 1, 3, None, (3, 6)),
        ((3, 6), 1, 5, None, (3, 4)),
        ((1, 2, 3), 1, 5, None, (1, 2, 1)),
        ((2, 3, 4), 1, 4, None, (2, 3, 4)),  # two in the first, two in the second, of which one is to come
        ((2, 3, 4), 2, 3, None, (2, 3, 4)),
    ],
)
def test_given_cycles_fill_the_phases_in_order(of, following, given, counted_from, expected):
    assert expected == tuple(phase.cycles for phase in to_come(phases(*of), following, given, counted_from))


@pytest.mark.parametrize(
    ("of", "following", "given", "text", "do"),
    [
        (
            (1,),
            0,
            1,
            "the last cycle was given, so none is to come",
            "give the number of cycles to come with [[cycles]]",
        ),
        (
            (2,),
            0,
            3,
            "all 2 cycles were given, so none is to come",
            "give the number of cycles to come with [[cycles]]",
        ),
        (
            (1, 2),
            1,
            3,
            "all 3 cycles were given, so none is to come",
            "give the cycles to come with [[then]]",
        ),
    ],
)
def test_where_all_were_given_there_is_nothing_to_plan(of, following, given, text, do):
    with pytest.raises(Refused) as refused:
        to_come(phases(*of), following, given, 1)
    why = refused.value
    assert (text, do, "given") == (why.why, why.do, why.field)
