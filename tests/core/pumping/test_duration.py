"""The settings that take a given time over a volume."""

from decimal import Decimal

import pytest
from ladders import RULES, numbers, printed, pump_rates, run, volumes

from ivigcalc.core.errors import Refused
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.completed import Rung
from ivigcalc.core.pumping.duration import Over, Timed, shown_duration, timed_over
from ivigcalc.core.pumping.infusion import Infusion, Speed, timetable
from ivigcalc.core.pumping.ladder import stated_cap
from ivigcalc.core.pumping.rates import PrintedRate, Rate
from ivigcalc.core.pumping.steps import Setting
from ivigcalc.core.quantities import Kilograms, Millilitres, Minutes

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


def test_rounded_volumes_may_leave_so_little_that_the_end_is_the_next_step_of_the_pump():
    """0.9 kg, 10.6 mL over 720 min. 0.45 mL/h x 30 min are 0.225 mL, told as 0.2; 0.9 x 30 / 60 = 0.45, told as 0.5.

    9.9 mL in 660 min are 0.9 mL/h again, so the end is 0.91 mL/h: 0.9 x 670 / 60 = 10.05, told as 10.1, and 0.3 mL at
    0.91 mL/h take 19.8 min: 30 + 670 + 19.8. The slow start stays.
    """
    infusion = run(KIOVIG, "0.9", "10.6", over=over(720))
    assert numbers("0.45 0.90 0.91") == pump_rates(infusion)
    assert (numbers("0.2 10.1 0.3"), [30, 670], 720) == (
        volumes(infusion),
        holds(infusion),
        infusion.total_minutes,
    )


# A time that was said


def said(minutes):
    return Over(Minutes(Decimal(minutes)))


def at_one_rate(ml: str, minutes: int, most: str | None = None, **more) -> Infusion:
    """The timetable without a ladder, capped at *most* mL/h, for 70 kg."""
    caps = () if most is None else (stated_cap(PrintedRate(Decimal(most), "mL/h"), None),)
    speed = Speed(Kilograms(Decimal(70)), (), "hours", first=False, caps=caps, over=said(minutes), **more)
    return timetable(Millilitres(Decimal(ml)), speed, RULES)


def refusal(*asked, **more) -> Refused:
    with pytest.raises(Refused) as refused:
        (run if isinstance(asked[0], type(KIOVIG)) else at_one_rate)(*asked, **more)
    return refused.value


def test_a_time_that_was_said_gives_the_timetable_of_a_regimen_with_that_time():
    assert run(KIOVIG, "20", "400", over=over(600)).steps == run(KIOVIG, "20", "400", over=said(600)).steps


def test_a_time_too_short_for_the_ladder_is_refused_with_the_shortest():
    """20 kg: 10, 20, 40, 60, 80 and 100 mL/h give 155 mL in 180 min, and 245 mL at 120 mL/h take 122.5 min: 303 min.

    With a cap of 80 mL/h 65 mL in 120 min and 335 mL in 251.25 min: 372 min.
    """
    told = refusal(KIOVIG, "20", "400", over=said(302), printed=CITED)
    assert ("400 mL over 5 h 2 min: the rates of the label [a-guideline: over 10 h] take at least 5 h 3 min") == (
        told.why
    )
    assert ("set [[over]] to 303min or longer", "over") == (told.do, told.field)
    assert run(KIOVIG, "20", "400").steps == run(KIOVIG, "20", "400", over=said(303)).steps
    cap = stated_cap(PrintedRate(Decimal(80), "mL/h"), None)
    assert (
        "400 mL over 2 h: the rates as entered, capped (80 mL/h), take at least 6 h 12 min"
        == refusal(KIOVIG, "20", "400", origin="written", over=said(120), caps=(cap,), printed=CITED).why
    )
    of_protocol = refusal(KIOVIG, "20", "400", origin="protocol", over=said(30), printed=CITED)
    assert "30 min: the rates of the protocol [a-guideline: over 10 h] take" in of_protocol.why
    assert (
        "30 min: the rates of the protocol take" in refusal(KIOVIG, "20", "400", origin="protocol", over=said(30)).why
    )


def test_without_a_ladder_one_rate_ends_on_time():
    """240 mL / 720 min = 20 mL/h."""
    infusion = at_one_rate("240", 720)
    assert (numbers("20"), numbers("240"), 720) == (pump_rates(infusion), volumes(infusion), infusion.total_minutes)
    assert ("hours", "hours", None) == (infusion.basis, infusion.steps[0].basis, infusion.cap)
    timed = infusion.over
    assert timed is not None
    assert (720, None, 240, 720, None) == tuple(timed)


def test_the_one_rate_is_a_setting_in_ml_per_h_that_runs_to_the_end():
    settings, timed = timed_over((), Millilitres(Decimal(240)), said(720), RULES, None)
    assert (Setting(Decimal(20), None, Rung(Rate(Decimal(20), per_kg=False), None, "hours")),) == settings
    assert Timed(Decimal(720), None, Decimal(240), Decimal(720), None) == timed


def test_a_rate_that_the_pump_cannot_be_told_is_rounded_down_and_then_up():
    """700 mL / 360 min = 116.67 mL/h: 120 min at 116.6 are 233.2 mL, and 466.8 mL at 116.7 mL/h 240 min."""
    infusion = at_one_rate("700", 360)
    assert (numbers("116.6 116.7"), numbers("233.2 466.8"), [120]) == (
        pump_rates(infusion),
        volumes(infusion),
        holds(infusion),
    )
    assert 360 == infusion.total_minutes


def test_without_a_ladder_a_cap_is_the_fastest():
    """700 mL at 150 mL/h take 280 min."""
    infusion = at_one_rate("700", 280, "150")
    assert (numbers("150"), 280, "max-rate") == (pump_rates(infusion), infusion.total_minutes, infusion.cap.kind)
    told = refusal("700", 279, "150")
    assert "700 mL over 4 h 39 min: the rates, capped (150 mL/h), take at least 4 h 40 min" == told.why
    assert numbers("116.7") == pump_rates(at_one_rate("700", 360, "116.7"))  # 359.9 min
    assert numbers("116.6") == pump_rates(at_one_rate("699.6", 360, "116.69"))


def test_a_rate_below_the_step_of_the_pump_is_refused_with_a_shorter_time():
    told = refusal("0.1", 1440)
    assert "0.1 mL over 1440 min is 0.0042 mL/h, below the pump's step of 0.01 mL/h" == told.why
    assert "use a pump with a finer step ([[pump_step]]) or give a shorter [[over]]" == told.do
    assert "over" == told.field
    with pytest.raises(Refused) as refused:
        run(KIOVIG, "20", "0.05", over=over(600))
    assert ("use a pump with a finer step ([[pump_step]]) or enter [[rates]]", "pump_step") == (
        refused.value.do,
        refused.value.field,
    )


@pytest.mark.parametrize(
    ("minutes", "text"), [("0", "0 min"), ("30", "30 min"), ("60", "1 h"), ("386", "6 h 26 min"), ("720", "12 h")]
)
def test_a_duration_is_shown_in_hours_and_minutes(minutes, text):
    assert text == shown_duration(Minutes(Decimal(minutes)))
