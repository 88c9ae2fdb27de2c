"""Alerts on pulses of a steroid."""

import pytest
from planning import document, dosed, only, raised, stops

THREE_CYCLES = {"every": "4w", "cycles": 3}
GRAM = "methylprednisolone 1000mg x3"
TAPER = {"steroid": "prednisolone", "tablets": "de"}


def alone(pulse, **said):
    return document("taper", pulse=pulse, **said).plan


@pytest.mark.parametrize(
    ("pulse", "weight", "told", "source"),
    [
        (
            "methylprednisolone 601mg x3", "20kg",
            "the pulse of 601 mg of methylprednisolone a day is 30.05 mg/kg of methylprednisolone for 20 kg: above the "
            "30 mg/kg of the highest pulse on file", "bsr-2022-myositis-report",
        ),
        (  # 14 x 5 / 0.75 = 93.33 mg of prednisolone; 93.33 / 3 = 31.11 mg/kg
            "dexamethasone 14mg x1", "3kg",
            "the pulse of 14 mg of dexamethasone a day is 31.11 mg/kg of prednisolone for 3 kg: above the 30 mg/kg of "
            "the highest pulse on file", "house",
        ),
    ],
)  # fmt: skip
def test_a_pulse_above_the_highest_on_file_is_a_stop(pulse, weight, told, source):
    alert = only(alone(pulse, weight=weight), "steroid.high-for-weight")
    assert ("stop", told, source) == (alert.severity, alert.whole, alert.citation.source)
    assert "check the steroid, the dose and the weight; or accept, with a reason" == alert.do


@pytest.mark.parametrize(
    ("pulse", "weight"),
    [
        ("methylprednisolone 600mg x3", "20kg"),  # 30 mg/kg, of prednisolone 37.5
        ("methylprednisolone 1000mg x5", "70kg"),
        ("dexamethasone 13.5mg x1", "3kg"),  # 90 mg of prednisolone: 30 mg/kg
        ("methylprednisolone 112mg x10", "70kg"),  # 140 mg of prednisolone: 2 mg/kg
    ],
)
def test_a_pulse_up_to_the_highest_on_file_for_five_days_is_none(pulse, weight):
    assert [] == stops(alone(pulse, weight=weight))


@pytest.mark.parametrize(
    ("pulse", "taper", "beside"),
    [
        ("methylprednisolone 1000mg x6", None, ""),
        ("methylprednisolone 1000mg x3", "141x3,20", " with the taper"),  # 3 + 3 days
        ("methylprednisolone 1000mg x1", "150x2,141x3,20", " with the taper"),  # 1 + 2 + 3 days
    ],
)
def test_high_days_of_pulse_and_taper_are_counted_together(pulse, taper, beside):
    more = {} if taper is None else {**TAPER, "tablets": None, "taper": taper}
    made = alone(pulse, weight="70kg", **{name: value for name, value in more.items() if value is not None})
    alert = only(made, "steroid.high-for-weight")
    assert ("stop", "house") == (alert.severity, alert.citation.source)
    assert (
        f"the pulse{beside} gives more than 2 mg/kg of prednisolone a day for 70 kg on more than 5 consecutive days"
        == alert.whole
    )
    assert "check the days of the pulse and the dose after it; or accept, with a reason" == alert.do


@pytest.mark.parametrize(
    ("pulse", "taper"),
    [
        ("methylprednisolone 1000mg x3", "141x2,20"),  # 3 + 2 days
        ("methylprednisolone 1000mg x3", "140x28,20"),  # 2 mg/kg is not above it
        ("methylprednisolone 112mg x5", "141x5,20"),  # 112 mg are 140 mg of prednisolone: 2 mg/kg
    ],
)
def test_five_high_days_of_pulse_and_taper_are_none(pulse, taper):
    assert [] == stops(alone(pulse, weight="70kg", steroid="prednisolone", taper=taper))


def test_pulses_of_each_cycle_are_no_days_on_end():
    made = dosed(pulse="methylprednisolone 1000mg x5/cycle", **THREE_CYCLES)
    assert [] == stops(made)


def test_a_taper_that_is_high_by_itself_is_told_of_once():
    made = alone(GRAM, weight="70kg", steroid="prednisolone", taper="141x6,20")
    alert = only(made, "steroid.high-for-weight")
    assert alert.whole.startswith("141 mg of prednisolone a day from 2026-01-08 is 2.01 mg/kg")


def test_a_high_dose_that_runs_on_is_high_by_itself():
    made = alone(GRAM, weight="70kg", steroid="prednisolone", taper="141")
    assert only(made, "steroid.high-for-weight").whole.startswith("141 mg of prednisolone a day")


def test_a_pulse_without_a_weight_is_compared_with_none():
    alert = only(alone("methylprednisolone 2000mg x10"), "steroid.weight-unknown")
    assert ("note", "house") == (alert.severity, alert.citation.source)
    assert "body weight not given: the pulse is not checked against it" == alert.whole
    assert "give [[weight]]: a pulse too high for it is a stop" == alert.do
    assert [] == raised(alone(GRAM, weight="70kg"), "steroid.weight-unknown")
    with_a_taper = alone(GRAM, steroid="prednisolone", taper="60x7,20")
    assert "body weight not given: the steroid dose is not checked against it" == only(
        with_a_taper, "steroid.weight-unknown"
    ).whole  # fmt: skip


def test_tablets_beside_a_later_pulse_are_a_caution():
    made = dosed(pulse=f"{GRAM}/cycle", taper="60,40,20/cycle", **TAPER, **THREE_CYCLES)
    alert = only(made, "steroid.pulse-beside-taper")
    assert ("caution", "house") == (alert.severity, alert.citation.source)
    assert (
        "6 pulse days from 2026-02-02 to 2026-03-04 fall within the taper, which continues: prednisolone 40 mg on "
        "2026-02-02" == alert.whole
    )
    assert "confirm whether the tablets are omitted on these days; the taper counts them" == alert.do


def test_one_day_of_a_pulse_within_the_taper_is_named():
    made = dosed(pulse=GRAM, taper="60x28,20x28", taper_start="2026-01-07", **TAPER)
    told = "1 pulse day falls within the taper, which continues: prednisolone 60 mg on 2026-01-07"
    assert told == only(made, "steroid.pulse-beside-taper").whole


def test_a_pulse_before_and_after_a_taper_is_beside_none():
    said = {**TAPER, **THREE_CYCLES, "taper": "60x14"}
    assert [] == raised(dosed(pulse=f"{GRAM}/cycle", **said), "steroid.pulse-beside-taper")
    assert [] == raised(dosed(pulse=f"{GRAM}/cycle", **THREE_CYCLES), "steroid.pulse-beside-taper")


def test_a_day_of_a_pulse_that_is_closed_is_a_caution():
    """The infusion is on Thursday, the pulse to Saturday."""
    made = dosed(pulse=GRAM, start="2026-01-08", closed=["weekends"])
    alert = only(made, "steroid.pulse-closed-day")
    assert ("caution", "house") == (alert.severity, alert.citation.source)
    assert "days of the pulse are closed: 2026-01-10 (Saturday)" == alert.whole
    assert "arrange where they are given, or start the cycle on another day" == alert.do
    assert [] == raised(dosed(pulse=GRAM, start="2026-01-07", closed=["weekends"]), "steroid.pulse-closed-day")


def test_a_taper_with_cycles_and_a_pulse_tells_of_closed_days_too():
    said = {"weight": "70kg", "start": "2026-01-08", "closed": ["weekends"], **THREE_CYCLES}
    assert only(alone(GRAM, **said), "steroid.pulse-closed-day").whole.endswith("2026-01-10 (Saturday)")


def test_the_pulse_of_a_given_cycle_is_told_of_and_raises_nothing_else():
    given = {"start": None, "given": "2025-12-04", "every": "4w", "closed": ["weekends"], "weight": "20kg"}
    said = {name: value for name, value in given.items() if value is not None}
    made = dosed(pulse=GRAM, **said)
    alert = only(made, "steroid.pulse-given")
    assert ("note", "house") == (alert.severity, alert.citation.source)
    assert (
        "the pulse of methylprednisolone from 2025-12-04 to 2025-12-06 counts as given with its cycle, and is not "
        "repeated" == alert.whole
    )
    assert "to give one with a later cycle, enter [[pulse]] with [[from_cycle]] on the saved plan" == alert.do
    assert [] == [one for one in made.alerts if one.code in ("steroid.high-for-weight", "steroid.pulse-closed-day")]


def test_a_pulse_that_goes_on_with_later_cycles_is_not_told_of_as_given():
    made = dosed(pulse=f"{GRAM}/cycle", given="2025-12-04", every="4w")
    assert [] == raised(made, "steroid.pulse-given")


def test_a_steroid_without_a_pulse_on_file_is_a_note():
    alert = only(alone("dexamethasone 40mg x4", weight="70kg"), "steroid.pulse-not-on-file")
    assert ("note", "house") == (alert.severity, alert.citation.source)
    assert (
        "no pulse of dexamethasone is on file: its dose is compared in mg of prednisolone with the highest pulse of "
        "another steroid" == alert.whole
    )
    assert "check the steroid, its dose and that the product is for IV use" == alert.do
    assert [] == raised(alone(GRAM, weight="70kg"), "steroid.pulse-not-on-file")
    assert [] == raised(
        dosed(pulse="dexamethasone 40mg x4", given="2025-12-04", every="4w"), "steroid.pulse-not-on-file"
    )


def test_the_days_of_a_pulse_count_towards_an_abrupt_end():
    """3 and 18 days are 21, which may stop at once; 3 and 19 are 22."""
    assert [] == stops(alone(GRAM, weight="70kg", taper="20x18", **TAPER))
    assert ["steroid.abrupt-end"] == stops(alone(GRAM, weight="70kg", taper="20x19", **TAPER))
    assert [] == stops(document("taper", weight="70kg", taper="20x19", **TAPER).plan)


def test_the_days_of_a_pulse_count_towards_the_adrenal_zone():
    assert [] == raised(alone(GRAM, weight="70kg", taper="20x11,5x7", **TAPER), "steroid.adrenal-zone")
    assert 1 == len(raised(alone(GRAM, weight="70kg", taper="20x11,5x8", **TAPER), "steroid.adrenal-zone"))
