"""The settings that take a given time over a volume."""

from decimal import Decimal

import pytest
from ladders import printed, pump_rates, run, volumes

from ivigcalc.core.errors import Refused
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.duration import Over
from ivigcalc.core.quantities import Minutes

KIOVIG = printed("mL/kg/h", "0.5", "30", maximum=Decimal(6))
CITED = Citation("a-guideline", "over 10 h")


def over(minutes, **more):
    return Over(Minutes(Decimal(minutes)), None, CITED, **more)


def holds(infusion):
    return [step.minutes for step in infusion.steps[:-1]]


def test_400_ml_over_10_h_at_20_kg():
    """Steps of 10, 20, 40 and 80 mL/h, 30 min each.

    400 mL / 600 min is 40 mL/h; without 5 mL and 30 min it is 395 / 570 x 60 = 41.6; without 10 mL and 30 min more
    385 / 540 x 60 = 42.8; without 20 mL and 30 min more 365 / 510 x 60 = 42.94 mL/h, less than 80. At 43 mL/h the
    365 mL would take 509.3 min, so 40 mL/h are held 9 min longer: 6 mL more, and 359 / 43 x 60 = 500.93 min end with
    minute 600.
    """
    infusion = run(KIOVIG, "20", "400", over=over(600))
    assert (10, 20, 40, 43) == pump_rates(infusion)
    assert [30, 30, 39] == holds(infusion)
    assert (5, 10, 26, 359) == volumes(infusion)
    assert (600, 365, 510) == (infusion.total_minutes, infusion.over.rest_ml, infusion.over.rest_minutes)
    assert ["label", "convention", "convention", "hours"] == [step.basis for step in infusion.steps]
    assert infusion.steps[-1].ml_per_kg_per_h is None


def test_a_constant_rate_that_the_pump_can_be_set_to_ends_on_time_by_itself():
    """5 mL in 30 min at 10 mL/h leave 10 mL, which take 30 min at 20 mL/h: a step of the ladder."""
    infusion = run(KIOVIG, "20", "25", over=over(90))
    assert (10, 20) == pump_rates(infusion)
    assert ([30], 90, "convention") == (holds(infusion), infusion.total_minutes, infusion.steps[-1].basis)


def test_a_constant_rate_below_the_first_step_is_rounded_down_and_runs_from_the_start():
    """47 mL in 600 min are 4.7 mL/h, and 47.5 mL 4.75: 4.7 mL/h end 7 min late and never early."""
    assert (Decimal("4.7"),) == pump_rates(run(KIOVIG, "20", "47", over=over(600)))
    infusion = run(KIOVIG, "20", "47.5", over=over(600))
    assert ((Decimal("4.7"),), 607) == (pump_rates(infusion), infusion.total_minutes)


def test_a_small_volume_has_a_fine_pump_step():
    """5 mL in 600 min are 0.5 mL/h, and 5.09 mL 0.509."""
    assert (Decimal("0.5"),) == pump_rates(run(KIOVIG, "20", "5.09", over=over(600)))


def test_no_more_than_the_pump_can_be_told():
    with pytest.raises(Refused, match="0.05 mL over 600 min is 0.005 mL/h, below the pump's step of 0.01 mL/h"):
        run(KIOVIG, "20", "0.05", over=over(600))


def test_rates_that_take_longer_stand_unless_the_time_was_asked_for():
    """400 mL at 20 kg take 284 min: 35 mL in 90 min, 40 in 30, 80 mL/h x 30 min and 285 mL at 120 mL/h."""
    slow = run(KIOVIG, "20", "400")
    assert slow.steps == run(KIOVIG, "20", "400", over=over(200)).steps
    assert run(KIOVIG, "20", "400", over=over(200)).over.rest_ml is None
    with pytest.raises(Refused) as refused:
        run(KIOVIG, "20", "400", over=over(200, asked=True))
    shortest = slow.total_minutes
    assert f"400 mL over 200 min: at the rates that apply it takes at least {shortest} min" in str(refused.value)
    assert slow.steps == run(KIOVIG, "20", "400", over=over(shortest, asked=True)).steps
    later = run(KIOVIG, "20", "400", over=over(shortest + 1, asked=True))
    assert shortest + 1 == later.total_minutes
