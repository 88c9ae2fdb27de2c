"""How long each infusion takes, where that was said: with every ladder on file, and with none."""

from decimal import Decimal
from itertools import product as every

import pytest
from planning import document, dosed, only, plan, raised
from records import SHIPPED

from ivigcalc.catalogue.kinds import PRODUCTS
from ivigcalc.core.errors import Refused, Unreadable
from ivigcalc.core.printed.sources import Citation

D = Decimal
SIZES = (("70kg", "70g"), ("12kg", "24g"), ("3.1kg", "1.5g"), ("0.9kg", "0.45g"))
LADDERS = [
    {"product": id, "market": label.markets[0], "concentration": f"{strength.g_per_l}g/L"}
    for id in SHIPPED.ids(PRODUCTS)
    for one in (SHIPPED.record(PRODUCTS, id),)
    for label, strength in every(one.labels, one.strengths)
    if label.ladders
]


def infusion(**said):
    """The one infusion of what is *said*."""
    made = document("rates", **said).plan.infusion
    assert made is not None
    return made


def fastest(made):
    return max(step.ml_per_h for step in made.steps)


def volume(made):
    return sum(step.volume_ml for step in made.steps)


@pytest.mark.parametrize("ladder", LADDERS, ids=lambda one: " ".join(one.values()))
@pytest.mark.parametrize(("weight", "dose"), SIZES)
def test_with_every_product_it_takes_that_long_to_the_minute_and_is_never_faster_than_the_label(ladder, weight, dose):
    said = {"weight": weight, "dose": dose, **ladder}
    as_printed = infusion(**said)
    shortest = int(as_printed.total_minutes)
    for minutes in {shortest, shortest + 1, shortest + 7, 2 * shortest, 601, 720, 1440}:
        if shortest <= minutes <= 1440:
            made = infusion(over=f"{minutes}min", **said)
            assert (minutes, volume(as_printed)) == (made.total_minutes, volume(made))
            assert fastest(made) <= fastest(as_printed)
            assert made.steps[0].ml_per_h <= as_printed.steps[0].ml_per_h
    with pytest.raises(Refused) as refused:
        infusion(over=f"{shortest - 1}min", **said)
    assert (f"set [[over]] to {shortest}min or longer", "over") == (refused.value.do, refused.value.field)


def test_many_labels_have_a_ladder():
    assert len(LADDERS) > 20


def test_24_g_at_12_kg_over_12_h_without_a_ladder():
    """240 mL / 720 min = 20 mL/h."""
    said = {"weight": "12kg", "dose": "24g", "concentration": "10%", "indication": "kawasaki", "over": "12h"}
    made = infusion(**said)
    assert (720, 240, [20], "hours") == (
        made.total_minutes,
        volume(made),
        [step.ml_per_h for step in made.steps],
        made.basis,
    )
    told = only(document("rates", **said).plan, "rate.none-on-file")
    assert (
        "100 g/L, product not on file: no infusion rate on file; each infusion runs at one rate over the time "
        "entered, up to 20 mL/h, without a slower start"
    ) == told.text
    assert told.do.startswith("check the rate against the current label; for a slower start enter the rates of the")
    assert ("caution", Citation("house", "start and maximum rates are never invented")) == (
        told.severity,
        told.citation,
    )


@pytest.mark.parametrize("said", ["12h", "12 h", "720min", "12 hours", "720 minutes"])
def test_it_is_the_same_in_every_spelling(said):
    asked = {"weight": "12kg", "dose": "24g", "product": "kiovig", "market": "eu"}
    assert infusion(over="12h", **asked) == infusion(over=said, **asked)


def test_each_day_takes_that_long():
    """35, 35, 35, 35 g and 5 x 28 g."""
    made = plan(weight="70kg", dose="0.4g/kg/day", days=5, product="privigen", market="eu", over="6h", rounding="exact")
    assert [360] * 5 == [day.infusion.total_minutes for day in made.phases[0].days if day.infusion]
    made = plan(weight="71kg", dose="2g/kg/cycle", days=5, concentration="10%", vials="5,10,20", over="6h30")
    assert {390} == {day.infusion.total_minutes for day in made.phases[0].days if day.infusion}
    assert "up to" in only(made, "rate.none-on-file").text


def test_too_short_for_the_label_is_refused_with_the_shortest_time(ivigcalc):
    words = ("rates", "-w", "70kg", "--dose", "70g", "-p", "octagam-10", "--market", "us")
    shortest = int(infusion(weight="70kg", dose="70g", product="octagam-10", market="us").total_minutes)
    run = ivigcalc(*words, "--over", "30min")
    assert (3, "") == (run.status, run.out)
    assert "700 mL over 30 min: the rates of the label" in run.err
    assert run.err.endswith(f"set --over to {shortest}min or longer\n")
    assert 0 == ivigcalc(*words, "--over", f"{shortest}min").status


def test_too_short_without_a_ladder_is_a_stop_with_the_shortest_time():
    """700 mL at the 8.4 mL/kg/h x 70 kg = 588 mL/h of the fastest label take 71.4 min."""
    stop = only(dosed(concentration="10%", over="30min"), "rate.above-any-label")
    assert "stop" == stop.severity
    assert "check the time and its unit; give [[over]] 72min or longer; or accept, with a reason" == stop.do
    assert raised(dosed(concentration="10%", over="71min"), "rate.above-any-label")
    assert [] == raised(dosed(concentration="10%", over="72min"), "rate.above-any-label")


def test_the_shortest_time_without_a_ladder_goes_by_the_largest_day_and_the_step_of_the_pump():
    """580 mL/h, a multiple of 10 mL/h, take 800 mL in 82.8 min; 0.3 kg x 8.4 are 2.5 mL/h, less than 10."""
    made = plan(weight="70kg", dose="150g/cycle", days=2, split="80g,70g", concentration="10%", over="30min",
                pump_step="10mL/h")  # fmt: skip
    assert "give [[over]] 83min or longer" in only(made, "rate.above-any-label").do
    made = document("rates", weight="0.3kg", volume="3mL", concentration="10%", over="10min", pump_step="10mL/h").plan
    assert (
        "use a pump with a finer step ([[pump_step]]); or accept, with a reason"
        == only(made, "rate.above-any-label").do
    )


def test_a_cap_that_is_not_reached_is_no_rate_above_every_label():
    """Without a ladder nothing but the steps is reached: 116.7 mL/h of a cap of 1000 mL/h."""
    made = dosed(concentration="10%", over="6h", max_rate="1000mL/h")
    assert [] == raised(made, "rate.above-any-label")


def test_a_stated_risk_asks_for_a_cap_without_a_ladder_too():
    at_risk = {"concentration": "10%", "over": "6h", "risk": ["renal"]}
    assert "stop" == only(dosed(**at_risk), "rate.at-risk-no-number").severity
    assert [] == raised(dosed(max_rate="150mL/h", **at_risk), "rate.at-risk-no-number")


def test_a_cap_holds_without_a_ladder():
    with pytest.raises(Refused) as refused:
        dosed(concentration="10%", over="2h", max_rate="150mL/h")
    assert "set [[over]] to 280min or longer" == refused.value.do


def test_the_hours_of_a_regimen_alone_give_no_start_but_a_time_that_is_said_does():
    said = {"weight": "20kg", "age": 4, "regimen": "kawasaki", "product": "yimmugo", "market": "eu"}
    alert = only(plan(**said), "rate.none-on-file")
    assert alert.do.endswith("choose a rate protocol on file, or give [[over]]")
    made = plan(over="10h", **said).phases[0].days[0].infusion
    assert made is not None
    assert (600, "hours") == (made.total_minutes, made.basis)


def test_one_verdict_however_the_time_came_about():
    """Over the least hours of the regimen as the regimen gives it, or as said: the same steps."""
    said = {"weight": "14.2kg", "regimen": "kawasaki", "product": "kiovig", "market": "eu"}
    of_regimen, as_said = (plan(**said, **more).phases[0].days[0].infusion for more in ({}, {"over": "10h"}))
    assert of_regimen is not None
    assert as_said is not None
    assert (of_regimen.steps, of_regimen.total_minutes) == (as_said.steps, 600)


def test_a_time_beyond_a_day_is_a_slip():
    with pytest.raises(Refused) as refused:
        dosed(concentration="10%", over="24h1")
    assert "over 1441 min is outside 1 to 1440 min" == refused.value.why
    assert refused.value.do.startswith("check number and unit: 12h or 720min [house: a day:")
    assert "over" == refused.value.field
    assert 1440 == dosed(concentration="10%", over="24h").phases[0].days[0].infusion.total_minutes


def test_a_bare_number_is_asked_about():
    with pytest.raises(Unreadable) as refused:
        dosed(concentration="10%", over="12")
    assert ("over", "write 12h, 720min or 1h30") == (refused.value.field, refused.value.do)


OCTAGAM = {"weight": "70kg", "product": "octagam-10", "market": "us"}


def test_a_time_and_a_rate_to_go_on_at_are_not_said_together():
    with pytest.raises(Refused) as refused:
        document("rates", volume="100mL", over="2h", resume_rate="42mL/h", **OCTAGAM)
    assert "[[over]] and [[resume_rate]]: the resumed rate decides how long the rest takes" == (refused.value.why)
    assert ("give one of the two", "over") == (refused.value.do, refused.value.field)


def test_a_rate_to_go_on_at_wins_over_the_time_of_a_saved_plan(ivigcalc, tmp_path):
    path = str(tmp_path / "plan.json")
    words = ("-w", "70kg", "--dose", "70g", "--days", "1", "-p", "octagam-10", "--market", "us", "--over", "8h")
    assert 0 == ivigcalc("plan", *words, "-s", "2026-01-05", "-f", "json", "-o", path).status
    again = str(tmp_path / "rates.json")
    run = ivigcalc(
        "rates", "--request", path, "--volume", "100mL", "--resume-rate", "42mL/h", "-f", "json", "-o", again
    )
    assert 0 == run.status, run.err
    text = " ".join(ivigcalc("rates", "--request", again).out.split())
    assert "--over (--resume-rate decides how long the rest takes)" in text
    assert "Pump time 143 min" in text  # 100 mL at 42 mL/h
    assert 0 == ivigcalc("check", again).status
    assert 3 == ivigcalc("rates", "--request", again, "--over", "3h").status
    assert " 480 min" in " ".join(ivigcalc("rates", "--request", path).out.split())


def test_what_was_said_stands_on_the_timetable(ivigcalc):
    words = ("rates", "-w", "12kg", "--dose", "24g", "-c", "10%", "--over", "12h", "--indication", "kawasaki")
    text = " ".join(ivigcalc(*words).out.split())
    assert "Rates from the time entered: one rate, as none is on file" in text
    assert "Over 720 min (12 h 0 min), as entered" in text
    assert "Pump 20 mL/h throughout" in text


def test_the_time_of_a_regimen_is_not_told_as_said(ivigcalc):
    text = ivigcalc("plan", "-w", "20kg", "-r", "kawasaki", "-p", "kiovig", "--market", "eu", "-s", "2026-11-30").out
    assert "as entered" not in text
    assert "Regimen     each infusion over 10 to 12 h" in text
    text = ivigcalc("plan", "-w", "20kg", "-r", "kawasaki", "-p", "kiovig", "--market", "eu", "-s", "2026-11-30",
                    "--over", "12h").out  # fmt: skip
    assert "Regimen     each infusion" not in text
