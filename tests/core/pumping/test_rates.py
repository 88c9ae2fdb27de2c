"""Turning each unit into mL/kg/h or mL/h, and the ladder of a protocol."""

from decimal import Decimal

import pytest
from ladders import printed, protocols

from ivigcalc.core.errors import Unreadable
from ivigcalc.core.pumping.rates import Rate, by_the_hour, protocol_ladder


@pytest.mark.parametrize(
    ("said", "g_per_l", "expected"),
    [
        (("4.8", "mL/kg/h"), None, Rate(Decimal("4.8"), per_kg=True)),
        (("0.08", "mL/kg/min"), None, Rate(Decimal("4.8"), per_kg=True)),  # 0.08 x 60
        (("8", "mg/kg/min"), "100", Rate(Decimal("4.8"), per_kg=True)),  # 8 x 60 / 100
        (("8", "mg/kg/min"), "50", Rate(Decimal("9.6"), per_kg=True)),  # half the strength, twice the volume
        (("480", "mg/kg/h"), "100", Rate(Decimal("4.8"), per_kg=True)),
        (("3", "mL/min"), None, Rate(Decimal(180), per_kg=False)),
        (("336", "mL/h"), None, Rate(Decimal(336), per_kg=False)),
    ],
)
def test_every_unit_becomes_a_rate_by_the_hour(said, g_per_l, expected):
    assert expected == by_the_hour(Decimal(said[0]), said[1], None if g_per_l is None else Decimal(g_per_l))


def test_a_rate_in_mg_needs_the_concentration():
    with pytest.raises(Unreadable) as refused:
        by_the_hour(Decimal(8), "mg/kg/min", None)
    assert "8mg/kg/min: a rate in mg needs the concentration; give product or concentration" == str(refused.value)
    assert "concentration" == refused.value.field


def test_equal_rates_from_different_units_compare_equal():
    # 20 mg/kg/min at 90 g/L is 13.333... mL/kg/h; for 75 kg that is 1000 mL/h, not 999.9999...
    assert Decimal(1000) == by_the_hour(Decimal(20), "mg/kg/min", Decimal(90)).ml_per_h(Decimal(75))


def test_a_rate_shows_its_unit():
    assert str(Rate(Decimal("4.80"), per_kg=True)) == "4.8 mL/kg/h"
    assert str(Rate(Decimal(240), per_kg=False)) == "240 mL/h"
    assert str(by_the_hour(Decimal(20), "mg/kg/min", Decimal(90))) == "13.3333 mL/kg/h"


def test_a_protocol_with_its_holds_is_used_as_it_is():
    mgh = protocols()["mgh"]
    assert protocol_ladder(mgh) is mgh.ladder


def test_a_protocol_without_holds_says_how_to_write_them():
    with pytest.raises(Unreadable) as refused:
        protocol_ladder(protocols()["nl-first-infusion"])
    assert (
        "rates nl-first-infusion: its source prints no minutes for 4 of its steps [nl-ivig002: rate table, first "
        'infusion]; enter them: rates "0.01xMINUTES,0.02xMINUTES,0.04xMINUTES,0.06xMINUTES,0.08 mL/kg/min"'
        == str(refused.value)
    )
    assert "rates" == refused.value.field


def test_a_protocol_with_one_interval_for_all_steps_needs_no_more():
    every = printed("mL/h", "30 60 90", every_minutes=Decimal(15))
    assert protocol_ladder(protocols()["mgh"]._replace(ladder=every)) is every


def test_a_protocol_that_lacks_one_hold_is_not_filled_in():
    short = printed("mL/h", "30 60 90", "15")
    with pytest.raises(Unreadable, match="no minutes for 1 of its steps"):
        protocol_ladder(protocols()["mgh"]._replace(ladder=short))
