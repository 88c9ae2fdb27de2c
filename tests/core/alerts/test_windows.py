"""Alerts on what several cycles give together: one exposure has one verdict, however it is written."""

import pytest
from planning import document, dosed, only, plan, raised, stops

SEVEN = "dose.above-cycle-limit"


def test_four_days_written_as_four_cycles_are_stopped_like_one_cycle():
    """1 g/kg of 60 kg on each of four days: 240 g."""
    made = dosed("1g/kg", weight="60kg", every="1d", cycles=4)
    assert [SEVEN] == stops(made)
    assert "4 g/kg within 7 days (240 g for 60 kg, from day 1 of cycle 1) is above 2 g/kg, the highest general" in (
        only(made, SEVEN).text
    )
    as_one = dosed("1g/kg/day", weight="60kg", days=4)
    assert [SEVEN] == stops(as_one)
    assert [] == stops(dosed("1g/kg/day", weight="60kg", days=4, accept=[f"{SEVEN}=desensitisation"]))


def test_2_g_per_kg_within_a_week_are_none():
    assert [] == stops(dosed("1g/kg", every="1d", cycles=2))
    assert [] == stops(dosed("1g/kg", every="6d", cycles=2))


def test_the_seventh_day_counts_and_the_eighth_does_not():
    """Twice 1.1 g/kg over 2 days: 0.55 g/kg on days 1, 2, 7 and 8 is 1.65 in 7 days; 1.5 g/kg is 2.25."""
    assert [] == raised(dosed("1.1g/kg/cycle", days=2, every="6d", cycles=2), SEVEN)
    assert "2.25 g/kg within 7 days" in only(dosed("1.5g/kg/cycle", days=2, every="6d", cycles=2), SEVEN).text
    assert [] == raised(dosed("2g/kg/cycle", days=2, every="7d", cycles=2), SEVEN)  # 1 + 1 g/kg on days 2 and 8


def test_two_cycles_of_one_day_on_the_first_and_the_seventh_day_are_within_seven_days():
    assert "2.4 g/kg within 7 days" in raised(dosed("1.2g/kg", every="6d", cycles=2), SEVEN)[-1].text
    assert [] == raised(dosed("1.2g/kg", every="7d", cycles=2), SEVEN)


def test_cycles_of_a_regimen_that_come_too_soon_are_stopped():
    """12 g/kg in 22 days: 2 g/kg every 4 days."""
    said = {"weight": "70kg", "regimen": "dermatomyositis/octagam-us", "product": "octagam-10", "market": "us"}
    made = plan(days=2, every="4d", cycles=6, **said)
    assert [SEVEN, "dose.cumulative"] == stops(made)
    assert "4 g/kg within 7 days" in only(made, SEVEN).text
    assert "12 g/kg within 28 days" in only(made, "dose.cumulative").text


def test_2_g_per_kg_a_week_are_stopped_by_what_they_come_to_in_28_days():
    made = dosed("2g/kg", days=2, every="7d", cycles=4)
    assert ["dose.cumulative"] == stops(made)
    assert "8 g/kg within 28 days (560 g for 70 kg, from day 1 of cycle 1) is above 3 g/kg" in (
        only(made, "dose.cumulative").text
    )


def test_3_g_per_kg_in_28_days_are_a_caution_and_more_is_a_stop():
    assert "caution" == only(dosed("1.5g/kg/cycle", days=2, every="2w", cycles=2), "dose.cumulative").severity
    assert "stop" == only(dosed("1.501g/kg/cycle", days=2, every="2w", cycles=2), "dose.cumulative").severity


def test_given_cycles_count_with_those_to_come():
    made = dosed("2g/kg", days=2, every="4w", cycles=1, given="2025-12-29", start="2026-01-05")
    assert ["dose.cumulative"] == stops(made)


def test_given_cycles_alone_are_past():
    """Given on 1 and 15 December; the next is due on 12 January, 28 days after."""
    made = dosed("2g/kg", days=2, every="4w", cycles=1, given="2025-12-01,2025-12-15")
    assert [] == raised(made, "dose.cumulative")


@pytest.mark.parametrize("name", ["dose", "rates"])
def test_without_dates_the_intervals_say_how_close_they_are(name):
    said = {"weight": "60kg", "concentration": "10%", "rates": "1 mL/kg/h", "dose": "1g/kg", "days": 1}
    made = document(name, every="1d", cycles=4, **said).plan
    assert [SEVEN] == stops(made)


def test_without_dates_cycles_four_weeks_apart_are_not_within_28_days():
    made = document("dose", weight="60kg", concentration="10%", dose="2g/kg", days=2, every="4w", cycles=3).plan
    assert [] == raised(made, SEVEN) + raised(made, "dose.cumulative")


def test_loading_and_maintenance_as_a_record_for_the_indication_gives_them_are_none():
    """PRIMA: 2 g/kg, and 1 g/kg every 3 weeks; 3 g/kg in the first 28 days."""
    said = {"dose": "2g/kg", "days": 2, "every": "3w", "cycles": 1, "then": ["1g/kg, 1 day, every 3w, 7 cycles"]}
    with_indication = dosed(**said, indication="cidp")
    codes = [alert.code for alert in with_indication.alerts if alert.severity != "note"]
    assert [] == [code for code in codes if code.startswith("dose.")]
    assert "caution" == only(dosed(**said), "dose.cumulative").severity


def test_loading_is_given_once_and_first():
    """2 g/kg every 3 weeks is in no record for pemphigus vulgaris; maintenance before it makes none of loading."""
    made = dosed("2g/kg", days=2, every="3w", cycles=3, indication="pemphigus-vulgaris")
    assert ["dose.cumulative"] == stops(made)
    said = {"every": "3w", "cycles": 1, "days": 1, "then": ["2g/kg, 2 days, every 3w, 1 cycle"]}
    assert 1 == len(
        raised(dosed("1g/kg", indication="immune-mediated-necrotising-myopathy", **said), "dose.cumulative")
    )


def test_a_record_gives_2_g_per_kg_every_week():
    """FNAIT after a haemorrhage: up to 2 g/kg each week."""
    assert [] == stops(dosed("1g/kg/day", days=2, every="1w", cycles=8, indication="fnait-mother"))
    sooner = dosed("1g/kg/day", days=2, every="6d", cycles=8, indication="fnait-mother")
    assert [SEVEN, "dose.cumulative"] == stops(sooner)  # 3 g/kg on days 2, 7 and 8


def test_a_regimen_that_gives_more_in_a_cycle_gives_it_within_seven_days_too():
    """Twice 1.1 g/kg three days apart is 2.2, not above the 2.4 g/kg of 28 days that the label prints."""
    said = {"weight": "70kg", "regimen": "mmn/gammagard-us", "concentration": "10%", "days": 1, "start": "2026-03-02"}
    made = plan(dose="1.1g/kg", every="4w", cycles=2, cycle_date=["2=2026-03-05"], **said)
    assert [] == raised(made, SEVEN)
    assert [] == raised(plan(dose="1.2g/kg", every="4w", cycles=2, cycle_date=["2=2026-03-05"], **said), SEVEN)
    more = plan(dose="1.3g/kg", every="4w", cycles=2, cycle_date=["2=2026-03-05"], **said)
    assert "2.6 g/kg within 7 days" in only(more, SEVEN).text


def test_after_a_change_of_weight_both_weights_stand_beside_the_grams():
    """2 g/kg x 60 kg, and three weeks later 2 g/kg x 80 kg: 120 + 160 g."""
    said = {"weight": "60kg", "dose": "2g/kg", "days": 2, "every": "3w", "cycles": 3, "concentration": "10%"}
    made = plan(changes=[{"from_cycle": 3, "weight": "80kg"}], **said)
    assert "4 g/kg within 28 days (280 g for 60 and 80 kg, from day 1 of cycle 2)" in only(made, "dose.cumulative").text
