"""The settings that take a given time over a volume."""

from decimal import Decimal

import pytest
from ladders import numbers, printed, pump_rates, run, volumes

from ivigcalc.core.errors import Refused
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.duration import Over
from ivigcalc.core.quantities import Minutes

KIOVIG = printed("mL/kg/h", "0.5", "30", maximum=Decimal(6))
CITED = Citation("a-guideline", "over 10 h")


def over(minutes):
    return Over(Minutes(Decimal(minutes)), None, CITED)


def holds(infusion):
    return [step.minutes for step in infusion.steps[:-1]]


def test_400_ml_over_10_h_at_20_kg():
    """Steps of 10, 20, 40 and 80 mL/h, 30 min each.

    400 mL / 600 min is 40 mL/h; without 5 mL and 30 min it is 395 / 570 x 60 = 41.6; without 10 mL and 30 min more
    385 / 540 x 60 = 42.8; without 20 mL and 30 min more 365 / 510 x 60 = 42.94 mL/h, less than 80. At 43 mL/h the
    365 mL would take 509.3 min, so 40 mL/h are held 10 min longer: 6.7 mL more, and 358.3 / 43 x 60 = 499.95 min end
    with minute 600.
    """
    infusion = run(KIOVIG, "20", "400", over=over(600))
    assert (10, 20, 40, 43) == pump_rates(infusion)
    assert [30, 30, 40] == holds(infusion)
    assert numbers("5 10 26.7 358.3") == volumes(infusion)
    assert (600, 365, 510) == (infusion.total_minutes, infusion.over.rest_ml, infusion.over.rest_minutes)
    assert ["label", "convention", "convention", "hours"] == [step.basis for step in infusion.steps]
    assert infusion.steps[-1].ml_per_kg_per_h is None


def test_a_constant_rate_that_the_pump_can_be_set_to_ends_on_time_by_itself():
    """5 mL in 30 min at 10 mL/h leave 10 mL, which take 30 min at 20 mL/h: a step of the ladder."""
    infusion = run(KIOVIG, "20", "25", over=over(90))
    assert (10, 20) == pump_rates(infusion)
    assert ([30], 90, "convention") == (holds(infusion), infusion.total_minutes, infusion.steps[-1].basis)


def test_a_constant_rate_below_the_first_step_is_rounded_down_and_then_up():
    """47 mL in 600 min are 4.7 mL/h; 47.5 mL are 4.75: 300 min at 4.7 are 23.5 mL, and 24 mL at 4.8 mL/h 300 min."""
    assert numbers("4.7") == pump_rates(run(KIOVIG, "20", "47", over=over(600)))
    infusion = run(KIOVIG, "20", "47.5", over=over(600))
    assert numbers("4.7 4.8") == pump_rates(infusion)
    assert ([300], 600) == (holds(infusion), infusion.total_minutes)


def test_a_first_rate_that_gives_less_than_a_pump_can_be_told_is_left_out():
    """47.99 mL in 600 min are 4.799 mL/h: 6 min at 4.7 mL/h would make up for 0.01 mL."""
    infusion = run(KIOVIG, "20", "47.9999", over=over(600))
    assert (numbers("4.8"), 600) == (pump_rates(infusion), infusion.total_minutes)


def test_a_small_volume_has_a_fine_pump_step():
    """5.05 mL in 600 min are 0.505 mL/h."""
    assert numbers("0.5 0.51") == pump_rates(run(KIOVIG, "20", "5.05", over=over(600)))


def test_no_more_than_the_pump_can_be_told():
    with pytest.raises(Refused, match="0.05 mL over 600 min is 0.005 mL/h, below the pump's step of 0.01 mL/h"):
        run(KIOVIG, "20", "0.05", over=over(600))


def test_rates_that_take_longer_stand():
    """400 mL at 20 kg take 303 min: 10, 20, 40, 60, 80, 100 mL/h give 155 mL in 180 min, and 245 mL run at 120 mL/h."""
    slow = run(KIOVIG, "20", "400")
    assert slow.steps == run(KIOVIG, "20", "400", over=over(200)).steps
    assert run(KIOVIG, "20", "400", over=over(200)).over.rest_ml is None
    shortest = slow.total_minutes
    assert slow.steps == run(KIOVIG, "20", "400", over=over(shortest)).steps
    later = run(KIOVIG, "20", "400", over=over(shortest + 1))
    assert shortest + 1 == later.total_minutes


@pytest.mark.parametrize(
    ("ml", "minutes", "rates", "held"),
    [
        ("3", 600, "0.25 0.31", "0.43 2.57"),
        ("2", 240, "0.25 0.5 0.54", "0.13 0.25 1.62"),
        ("17", 720, "0.25 0.5 1 1.5 1.6", "0.1 0.3 0.5 11.3 4.8"),
    ],
)
def test_rounded_volumes_are_made_up_for_by_the_minutes_of_the_step_before(ml, minutes, rates, held):
    """0.5 kg. 0.43 mL at 0.25 mL/h in 102 min, and 2.57 mL at 0.31 mL/h take 497.4 min: 599.4.

    0.13 mL in 30 min, 0.25 mL at 0.5 mL/h in 30 min, and 1.62 mL at 0.54 mL/h take 180 min: 240.

    0.1, 0.3 and 0.5 mL in 90 min, 11.3 mL (of 11.25) at 1.5 mL/h in 450 min, and 4.8 mL at 1.6 mL/h take 180 min: 720.
    """
    infusion = run(KIOVIG, "0.5", ml, over=over(minutes))
    assert (numbers(rates), numbers(held), minutes) == (
        pump_rates(infusion),
        volumes(infusion),
        infusion.total_minutes,
    )


def test_a_constant_rate_that_the_pump_can_be_told_is_one_step():
    """600 mL over 6000 min are 6 mL/h, below the first step of 20 kg."""
    infusion = run(KIOVIG, "20", "600", over=over(6000))
    assert (numbers("6"), numbers("600"), 6000) == (pump_rates(infusion), volumes(infusion), infusion.total_minutes)
