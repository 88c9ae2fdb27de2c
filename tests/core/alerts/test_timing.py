"""Alerts on how long an infusion takes."""

from decimal import Decimal

import pytest
from formularies import REGIMEN, formulary
from planning import START, answer_to, document, dosed, only, plan, raised, stops

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.errors import Refused

D = Decimal
KIOVIG = {"product": "kiovig", "market": "eu"}
KAWASAKI = {"weight": "20kg", "age": 4, "regimen": "kawasaki", **KIOVIG}


def dose(**said):
    return document("dose", **said).plan


def rates(**said):
    return document("rates", **said).plan


# Overlap


def four_days(rate, **said):
    """2 g/kg over 4 days at 70 kg: 35 g, 350 mL a day of a 10 % product."""
    return plan(**{"weight": "70kg", "dose": "2g/kg", "days": 4, "concentration": "10%", "rates": rate, **said})


@pytest.mark.parametrize("said", [{}, {"at": "09:00"}])
def test_an_infusion_that_begins_before_the_one_before_has_ended_is_a_stop(said):
    """350 mL at 7 mL/h take 50 h."""
    alert = only(four_days("7 mL/h", **said), "infusion.overlap")
    assert (
        "stop",
        "day 1 of cycle 1 takes 50 h, and day 2 of cycle 1 starts 24 h after its start: the infusions overlap",
    ) == (alert.severity, alert.text)


def day_of(minutes):
    """Two days of which each takes so many *minutes*: 60 mL/h for one minute less, then the last mL in a minute."""
    return four_days("60 mL/h", dose=f"{D(minutes) / 5}g/cycle", days=2, weight="400kg")


@pytest.mark.parametrize(("minutes", "overlaps"), [(1439, False), (1440, False), (1441, True), (1449, True)])
def test_24_hours_is_the_longest_for_days_that_follow_each_other(minutes, overlaps):
    """At 60 mL/h 1 mL, 0.1 g of a 10 % product, takes a minute."""
    made = day_of(minutes)
    assert minutes == made.phases[0].days[0].infusion.total_minutes
    assert overlaps == bool(raised(made, "infusion.overlap"))


@pytest.mark.parametrize(
    ("tz", "start", "minutes", "overlaps"),
    [
        (
            "Europe/Berlin",
            "2026-03-28",
            1380,
            False,
        ),  # the clock is put forward in this night: 23 h from 09:00 to 09:00
        ("Europe/Berlin", "2026-03-28", 1381, True),
        ("Europe/Berlin", "2026-10-24", 1500, False),  # and back in this one: 25 h
        ("Europe/Berlin", "2026-10-24", 1501, True),
        ("Australia/Lord_Howe", "2026-04-04", 1470, False),  # by half an hour
        ("Australia/Lord_Howe", "2026-04-04", 1471, True),
    ],
)
def test_the_minutes_between_two_starts_are_those_that_pass(tz, start, minutes, overlaps):
    said = {"start": start, "at": "09:00", "tz": tz}
    made = four_days("60 mL/h", dose=f"{D(minutes) / 5}g/cycle", days=2, weight="400kg", **said)
    assert minutes == made.phases[0].days[0].infusion.total_minutes
    assert overlaps == bool(raised(made, "infusion.overlap"))


# The clock on the wall


def at_night(start, at="23:00", **said):
    """70 g, 700 mL of a 10 % product, in 4 h 48 min."""
    return dosed(start=start, at=at, tz="Europe/Berlin", over="288min", **said)


@pytest.mark.parametrize(
    ("start", "end", "end_date", "told"),
    [
        ("2026-03-28", "04:48", "2026-03-29", "starts at 2026-03-28 23:00 CET and ends at 2026-03-29 04:48 CEST"),
        ("2026-10-24", "02:48", "2026-10-25", "starts at 2026-10-24 23:00 CEST and ends at 2026-10-25 02:48 CET"),
    ],
)
def test_an_end_in_a_night_of_a_change_is_by_the_wall_and_is_told(start, end, end_date, told):
    made = at_night(start)
    row = made.calendar[0]
    assert (end, end_date) == (row.end, row.end_date.isoformat())
    assert (
        f"day 1 of cycle 1 {told}, 4 h 48 min later: the clocks change that night"
        == only(made, "infusion.clock-change").text
    )


def test_a_start_that_the_clock_shows_twice_is_told_and_one_that_it_skips_is_refused():
    told = only(at_night("2026-10-25", "02:30"), "infusion.clock-change").text
    assert told.endswith("the clocks change that night; the clock shows that time twice, and the first is used")
    with pytest.raises(Refused, match="there is no 02:30 on 2026-03-29 in Europe/Berlin") as refused:
        at_night("2026-03-29", "02:30")
    assert "at" == refused.value.field


def test_a_night_that_is_over_is_not_told():
    said = {"weight": "70kg", "dose": "1g/kg", "days": 1, "concentration": "10%", "every": "4w", "cycles": 1}
    made = plan(given="2026-03-28", at="23:00", tz="Europe/Berlin", over="288min", **said)
    assert [] == raised(made, "infusion.clock-change")
    assert "04:48" == made.calendar[0].end


def test_without_dates_the_days_of_a_cycle_follow_each_other():
    said = {"weight": "70kg", "dose": "2g/kg", "days": 4, "concentration": "10%", "rates": "7 mL/h"}
    assert (
        "day 1 takes 50 h, and day 2 starts 24 h after its start: the infusions overlap"
        == only(dose(**said), "infusion.overlap").text
    )
    assert ["infusion.overlap"] == stops(rates(**said))


def test_the_last_day_of_a_cycle_is_held_against_the_next_cycle():
    """70 mL a day at 2.9 mL/h take 24 h 9 min: cycles of one day, one and two days apart."""
    said = {"weight": "70kg", "dose": "7g", "days": 1, "cycles": 2, "concentration": "10%", "rates": "2.9 mL/h"}
    told = "day 1 of cycle 1 takes 24 h 9 min, and day 1 of cycle 2 starts 24 h after its start: the infusions overlap"
    assert told == only(plan(every="1d", **said), "infusion.overlap").text
    assert "infusion.overlap" not in stops(plan(every="2d", **said))
    again = "day 1 takes 24 h 9 min, and the next cycle starts 24 h after its start: the infusions overlap"
    assert again == only(dose(every="1d", **said), "infusion.overlap").text
    assert "infusion.overlap" not in stops(dose(every="2d", **said))
    assert "infusion.overlap" not in stops(dose(**{**said, "cycles": 1}))


def test_what_was_given_is_no_stop_any_more():
    said = {"weight": "70kg", "dose": "7g", "days": 1, "cycles": 1, "every": "1d", "concentration": "10%"}
    made = plan(given="2026-01-05,2026-01-06", rates="2.9 mL/h", start="2026-01-12", **said)
    assert "infusion.overlap" not in stops(made)


# The hours of a regimen


def infusion(made):
    return made.phases[0].days[0].infusion


def test_kawasaki_is_timed_over_10_hours_and_says_10_to_12():
    made = plan(**KAWASAKI)
    assert 600 == infusion(made).total_minutes
    assert (
        "course: the regimen gives each infusion over 10 to 12 h: timed over 10 h"
        == only(made, "rate.regimen-hours").whole
    )
    assert [] == raised(made, "rate.faster-than-regimen")
    assert max(step.ml_per_h for step in infusion(made).steps) <= 120  # the label's 6 mL/kg/h


def test_mis_c_of_ontario_is_timed_over_12_hours_on_each_of_its_days():
    for days in (1, 2):
        made = dose(weight="20kg", regimen="mis-c/ontario", days=days, weight_policy="actual", **KIOVIG)
        assert [720] * days == [day.infusion.total_minutes for day in made.phases[0].days]


def test_one_dose_alone_is_timed_over_the_hours_too():
    made = rates(weight="20kg", regimen="kawasaki", dose="40g", **KIOVIG)
    assert 600 == made.infusion.total_minutes
    assert raised(made, "rate.regimen-hours")


def test_written_rates_that_are_faster_than_the_regimen_are_a_caution():
    """400 mL at 50 mL/h take 8 h, and at 40 mL/h 10 h."""
    alert = only(plan(rates="50 mL/h", **KAWASAKI), "rate.faster-than-regimen")
    assert ("caution", "course: the infusion takes 8 h; the regimen gives each infusion over 10 to 12 h") == (
        alert.severity,
        alert.whole,
    )
    slow = plan(rates="40 mL/h", **KAWASAKI)
    assert ([], []) == (raised(slow, "rate.faster-than-regimen"), raised(slow, "rate.regimen-hours"))


def test_an_indication_without_its_regimen_is_held_against_the_hours_on_file():
    said = {**KAWASAKI, "regimen": None, "indication": "kawasaki", "dose": "40g", "days": 1}
    said = {name: value for name, value in said.items() if value is not None}
    told = only(plan(**said), "rate.faster-than-regimen").text
    assert told.endswith("; kawasaki/eu-label gives each infusion over 10 to 12 h")
    assert [] == raised(plan(rates="40 mL/h", **said), "rate.faster-than-regimen")


def test_rates_that_take_longer_than_the_regimen_stand_and_are_said():
    """400 mL at no more than 30 mL/h: 5 mL and 10 mL in the first hour, then 385 mL in 770 min."""
    made = plan(max_rate="30mL/h", **KAWASAKI)
    assert 830 == infusion(made).total_minutes
    assert (
        "course: the regimen gives each infusion over 10 to 12 h: the rates that apply take 13 h 50 min"
        == only(made, "rate.regimen-hours").whole
    )


def test_the_constant_rate_keeps_to_every_cap():
    """42 mL/h is below the 42.94 that would end with minute 600."""
    made = plan(max_rate="42mL/h", **KAWASAKI)
    assert D(42) == max(step.ml_per_h for step in infusion(made).steps)
    assert infusion(made).total_minutes > 600


@pytest.mark.parametrize(("time", "text"), [("10h", "10 h"), ("720min", "12 h"), ("14h30", "14 h 30 min")])
def test_a_time_that_was_said_is_told_beside_the_hours_of_the_regimen(time, text):
    made = plan(over=time, **KAWASAKI)
    assert (
        f"the regimen gives each infusion over 10 to 12 h: timed over {text}, as entered"
        == only(made, "rate.regimen-hours").text
    )
    assert "give [[over]] or enter [[rates]] to change this" == only(made, "rate.regimen-hours").do
    assert [] == raised(made, "rate.faster-than-regimen")


def test_a_time_shorter_than_the_hours_of_the_regimen_is_a_caution():
    made = plan(over="9h59", **KAWASAKI)
    told = only(made, "rate.faster-than-regimen")
    assert "the infusion takes 9 h 59 min; the regimen gives each infusion over 10 to 12 h" == told.text
    assert "give [[over]] 10h or longer" == told.do
    assert [] == raised(made, "rate.regimen-hours")
    said = {**{name: value for name, value in KAWASAKI.items() if name != "regimen"}, "dose": "40g", "days": 1}
    told = only(plan(indication="kawasaki", over="9h59", **said), "rate.faster-than-regimen")
    assert "give [[over]] 10h or longer" == told.do
    assert [] == raised(plan(indication="kawasaki", over="10h", **said), "rate.faster-than-regimen")


def test_what_is_to_be_done_about_too_short_a_time():
    assert (
        "enter slower [[rates]], or omit them to time the infusion over these hours"
        == only(plan(rates="50 mL/h", **KAWASAKI), "rate.faster-than-regimen").do
    )
    said = {**{name: value for name, value in KAWASAKI.items() if name != "regimen"}, "dose": "40g", "days": 1}
    assert (
        "enter slower [[rates]], or choose the [[regimen]], which times the infusion over these hours"
        == only(plan(indication="kawasaki", **said), "rate.faster-than-regimen").do
    )


def test_written_rates_are_timed_over_the_time_that_was_said_too():
    """400 mL at 10 and then 50 mL/h: 5 mL in 30 min; 395 mL in 570 min are 41.6 mL/h."""
    made = plan(rates="0.5x30,2.5 mL/kg/h", over="10h", **KAWASAKI)
    assert 600 == infusion(made).total_minutes
    assert [10, D("41.6")] == [step.ml_per_h for step in infusion(made).steps]


def test_hours_alone_give_no_rate():
    made = plan(weight="20kg", age=4, regimen="kawasaki", product="yimmugo", market="eu")
    assert infusion(made) is None
    assert only(made, "rate.none-on-file").text.endswith(
        "no pump timetable. The regimen gives each infusion over 10 to 12 h, and hours alone give no start"
    )


@pytest.mark.parametrize(
    ("hours", "said", "code", "told"),
    [
        ("", {}, "rate.regimen-hours", "the regimen gives each infusion over 4 h: timed over 4 h"),
        (
            "infused_over = { min_hours = 7, at = 'page 4' }", {"over": "6h"}, "rate.regimen-hours",
            "the regimen gives each infusion over 4 h: timed over 6 h, as entered",
        ),
        (  # 300 mL at 140 mL/h
            "", {"rates": "2 mL/kg/h"}, "rate.faster-than-regimen",
            "the infusion takes 2 h 9 min; the regimen gives each infusion over 4 h",
        ),
    ],
)  # fmt: skip
def test_hours_of_a_phase_are_told_whatever_holds_for_the_one_before_it(tmp_path, hours, said, code, told):
    """The first phase has no hours, or the time that was entered is too short for it."""
    every = "interval_days_min = 28\ninterval_days_max = 28\n"
    first = f"{REGIMEN.format(dose='1.0', days=1)}cycles = 1\n{hours}\n"
    second = REGIMEN[REGIMEN.index("[[variants.phases]]") :].format(dose="0.4", days=1).replace("course", "further")
    record = f"{first}{second}{every}infused_over = {{ min_hours = 4, at = 'page 5' }}\n"
    catalogue = Catalogue(formulary(tmp_path, regimens__house_regimen=record))
    given = {"weight": "70kg", "regimen": "house-regimen", "product": "examplegam", "start": START, **said}
    assert f"further: {told}" == only(answer_to("plan", given, catalogue).plan, code).whole


def test_what_is_left_in_the_bag_is_not_stretched_over_the_hours_of_the_whole():
    made = rates(weight="20kg", regimen="kawasaki", volume="200mL", resume_rate="40mL/h", **KIOVIG)
    assert 300 == made.infusion.total_minutes
    assert [] == raised(made, "rate.faster-than-regimen")


# After a reaction


def test_the_rate_that_is_said_is_held_to_the_end():
    """180 mL at 140 mL/h take 77.1 min."""
    made = rates(weight="70kg", volume="180mL", resume_rate="140mL/h", at="14:40", **KIOVIG)
    assert [(D(140), D(180))] == [(step.ml_per_h, step.volume_ml) for step in made.infusion.steps]
    assert (78, ("14:40", "15:58", 0)) == (made.infusion.total_minutes, made.clock)
    assert [] == raised(made, "rate.after-reaction")


def test_raised_again_the_faster_rates_are_named():
    made = rates(weight="70kg", volume="180mL", resume_rate="140mL/h", increase=True, **KIOVIG)
    assert [140, 210, 280] == [step.ml_per_h for step in made.infusion.steps]
    alert = only(made, "rate.after-reaction")
    assert (
        "caution",
        "after the interruption the rate is raised again from 140 mL/h to 210 mL/h after 30 min, 280 mL/h after 60 "
        "min; one of these may be the rate at which the reaction occurred",
    ) == (alert.severity, alert.text)


def test_a_bag_that_is_empty_before_the_rate_is_raised_needs_no_caution():
    made = rates(weight="70kg", volume="60mL", resume_rate="140mL/h", increase=True, **KIOVIG)
    assert (1, []) == (len(made.infusion.steps), raised(made, "rate.after-reaction"))
    assert "[[increase]] (no faster step starts before the volume is used up)" in only(made, "request.not-used").text


def test_a_cap_that_the_held_rate_does_not_reach_is_named_as_not_used():
    said = {"weight": "70kg", "volume": "180mL", "resume_rate": "140mL/h", **KIOVIG}
    told = only(rates(max_rate="150mL/h", **said), "request.not-used").text
    assert "[[max_rate]] (the rate kept does not reach it)" in told
    assert [] == raised(rates(max_rate="140mL/h", **said), "request.not-used")
    assert [] == raised(rates(max_rate="200mL/h", increase=True, **said), "request.not-used")


# Rounded down to the pump's step


def test_a_pump_rate_that_rounding_lowers_by_more_than_5_percent_is_said():
    """0.3 mL/kg/h x 0.9 kg is 0.27 mL/h: 0.2 is 25.9 % less. 2.1 mL/h is 4.8 % less than 2.204 mL/h, at most."""
    said = {"weight": "0.9kg", "rates": "0.3 mL/kg/h", "vials": "1"}
    alert = only(dosed("0.9g", **said, pump_step="0.1mL/h"), "rate.rounded-down")
    assert ("note", "the pump step lowers 0.27 mL/h to 0.2 mL/h, by 25.9 %") == (alert.severity, alert.text)
    assert [] == raised(dosed("0.9g", **said), "rate.rounded-down")


@pytest.mark.parametrize(("rate", "lowered"), [("10.5 mL/h", False), ("10.53 mL/h", True), ("10 mL/h", False)])
def test_a_rate_that_does_not_go_by_weight_is_held_against_its_own(rate, lowered):
    """10.5 to 10 mL/h is 4.76 %, and 10.53 to 10 is 5.03 %."""
    assert lowered == bool(raised(dosed("7g", rates=rate, pump_step="1mL/h"), "rate.rounded-down"))


def test_a_rate_that_is_lowered_by_exactly_5_percent_is_none():
    assert [] == raised(dosed("7g", rates="10 mL/h", pump_step="9.5mL/h"), "rate.rounded-down")


def test_without_dates_a_further_phase_is_held_against_the_one_before_it():
    """33 h 49 min, and the second phase a day after the first."""
    said = {"weight": "70kg", "dose": "1g/kg/cycle", "days": 1, "every": "1d", "concentration": "10%",
            "rates": "0.01x30,0.3 mL/kg/h"}  # fmt: skip
    made = dose(then=["1g/kg/cycle, 1 day, every 1d, 1 cycle"], **said)
    assert "day 1 takes 33 h 49 min, and the next cycle starts 24 h after its start: the infusions overlap" == (
        only(made, "infusion.overlap").text
    )


def test_without_dates_phases_whose_cycles_are_far_enough_apart_do_not_overlap():
    """24 h 9 min, every two days, and two days between the phases."""
    said = {"weight": "70kg", "dose": "7g", "days": 1, "every": "2d", "cycles": 2, "concentration": "10%"}
    made = dose(rates="2.9 mL/h", then=["7g, 1 day, every 2d, 1 cycle"], **said)
    assert [] == raised(made, "infusion.overlap")


def test_rates_of_a_regimen_without_hours_are_not_held_to_those_of_another():
    said = {"weight": "40kg", "dose": "40g", "age": 12, "concentration": "10%", "rates": "3 mL/kg/h"}
    assert [] == raised(rates(regimen="mis-c/acr", **said), "rate.faster-than-regimen")
    assert "mis-c/" in only(rates(indication="mis-c", **said), "rate.faster-than-regimen").text
