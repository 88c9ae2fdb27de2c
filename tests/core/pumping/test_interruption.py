"""After an interruption: the rate that is said, held to the end or raised again."""

from decimal import Decimal

import pytest
from ladders import RULES, TEN_PERCENT, printed, protocols, pump_rates, run, volumes

from ivigcalc.core.errors import Refused
from ivigcalc.core.pumping.completed import Rung, complete
from ivigcalc.core.pumping.interruption import Resumed, resume
from ivigcalc.core.pumping.ladder import stated_cap
from ivigcalc.core.pumping.rates import PrintedRate, Rate

SEVENTY = Decimal(70)
RUNGS = complete(printed("mg/kg/min", "0.5", maximum=Decimal(8)), TEN_PERCENT, RULES)  # 0.3, 0.6, 1.2, 1.8, 2.4 ... 4.8


def per_kg(value):
    return Rate(Decimal(value), per_kg=True)


def held(at):
    return resume(RUNGS, Resumed(at), SEVENTY)


def raised(at):
    return resume(RUNGS, Resumed(at, increase=True), SEVENTY)


@pytest.mark.parametrize("at", [per_kg("1.2"), Rate(Decimal(84), per_kg=False)])
def test_a_rate_that_is_a_step_is_held_to_the_end(at):
    assert (RUNGS[2]._replace(minutes=None),) == held(at)


@pytest.mark.parametrize("at", ["2.3", "0.1"])
def test_a_rate_that_is_no_step_is_taken_as_it_is_said(at):
    assert (Rung(per_kg(at), None, "written"),) == held(per_kg(at))


def test_raised_again_the_rate_is_held_as_long_as_the_step_below_it_and_then_the_steps_above_follow():
    assert RUNGS[2:] == raised(per_kg("1.2"))
    assert (Rung(per_kg("2.3"), RUNGS[3].minutes, "written"), *RUNGS[4:]) == raised(per_kg("2.3"))
    assert (Rung(per_kg("0.1"), RUNGS[0].minutes, "written"), *RUNGS) == raised(per_kg("0.1"))
    assert (RUNGS[-1],) == raised(per_kg("4.8"))


def test_a_rate_above_every_step_is_refused():
    with pytest.raises(Refused) as refused:
        held(per_kg("4.9"))
    assert (
        "[[resume_rate]] 4.9 mL/kg/h is above 4.8 mL/kg/h, the fastest of the rates",
        "resume no faster; slower is usual after a reaction",
        "resume_rate",
    ) == (refused.value.why, refused.value.do, refused.value.field)


def test_a_rate_below_the_only_step_cannot_be_raised_again():
    only = complete(printed("mL/kg/h", "2", maximum=Decimal(2)), TEN_PERCENT, RULES)
    with pytest.raises(Refused) as refused:
        resume(only, Resumed(per_kg("1"), increase=True), SEVENTY)
    assert (
        "[[increase]] from 1 mL/kg/h: the only rate is 2 mL/kg/h, with no minutes to run it first",
        "enter [[rates]] with their minutes",
        "increase",
    ) == (refused.value.why, refused.value.do, refused.value.field)


def test_half_of_5_is_no_step_of_the_ladder_and_is_held_as_it_is_said():
    """180 mL at 2.5 mL/kg/h x 70 kg = 175 mL/h last 61.7 min."""
    ladder = printed("mL/kg/h", "0.5", maximum=Decimal(6))
    infusion = run(ladder, "70", "180", resumed=Resumed(per_kg("2.5")))
    assert [(Decimal(175), Decimal(180), "written")] == [(s.ml_per_h, s.volume_ml, s.basis) for s in infusion.steps]
    assert (62, None) == (infusion.total_minutes, infusion.cap)


def capped(at, **more):
    cap = stated_cap(PrintedRate(Decimal("1.5"), "mL/kg/h"), None)
    resumed = Resumed(per_kg(at), **more)
    return run(protocols()["mgh"].ladder, "70", "300", origin="protocol", resumed=resumed, caps=[cap])


def test_a_cap_ends_what_is_raised_again():
    infusion = capped("1.2", increase=True)
    assert (84, 105) == pump_rates(infusion)
    assert (42, 258) == volumes(infusion)
    assert infusion.cap is not None


def test_a_cap_that_a_held_rate_stays_below_is_not_told_and_one_that_it_is_at_is():
    assert ((84,), None) == (pump_rates(capped("1.2")), capped("1.2").cap)
    assert ((105,), "max-rate") == (pump_rates(capped("1.5")), capped("1.5").cap.kind)


def test_a_rate_above_a_cap_is_refused():
    with pytest.raises(Refused, match="is above 1.5 mL/kg/h, the fastest"):
        capped("1.8")
