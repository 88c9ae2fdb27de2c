"""A dose over several days that is neither said per day nor per cycle is asked about, unless only one can be meant."""

from decimal import Decimal

import pytest
from planning import document, plan

from ivigcalc.core.errors import Unreadable

SAID = {"weight": "70kg", "concentration": "10%"}


def refused(name="plan", **said):
    with pytest.raises(Unreadable) as found:
        document(name, **{**SAID, **said})
    return found.value


@pytest.mark.parametrize(
    ("dose", "days", "spellings"),
    [
        # 0.4 g/kg x 5 = 2 g/kg, or 0.4 / 5 = 0.08 g/kg on each day
        ("0.4g/kg", 5, "write 0.4g/kg/day, total 2 g/kg, or 0.4g/kg/cycle, 0.08 g/kg a day"),
        ("400mg/kg", 5, "write 0.4g/kg/day, total 2 g/kg, or 0.4g/kg/cycle, 0.08 g/kg a day"),
        ("1g/kg", 2, "write 1g/kg/day, total 2 g/kg, or 1g/kg/cycle, 0.5 g/kg a day"),
        # 3 g/kg are not above 3
        ("1.5g/kg", 2, "write 1.5g/kg/day, total 3 g/kg, or 1.5g/kg/cycle, 0.75 g/kg a day"),
        ("2g", 2, "write 2g/day, total 4 g, or 2g/cycle, 1 g a day"),
        ("105g", 2, "write 105g/day, total 210 g, or 105g/cycle, 52.5 g a day"),  # 210 g / 70 kg = 3 g/kg
    ],
)
def test_both_spellings_are_named_with_what_each_gives(dose, days, spellings):
    error = refused(dose=dose, days=days)
    said = {"400mg/kg": "0.4g/kg"}.get(dose, dose)
    why = f"course: {said} with {days} days may be meant for each day or for the whole cycle"
    assert (why, spellings, "dose", True) == (error.why, error.do, error.field, error.in_words)


@pytest.mark.parametrize(
    ("dose", "days", "grams"),
    [
        ("2g/kg", 2, 140),  # 4 g/kg, if it were of each day
        ("1.4g/kg", 3, 98),  # 4.2 g/kg
        ("105.1g", 2, Decimal("105.1")),  # 210.2 g, 3.003 g/kg
        ("1g/kg", 1, 70),
        ("0.4g/kg/day", 5, 140),
        ("0.4g/kg/cycle", 5, 28),
        ("28g/day", 5, 140),
        ("28g/cycle", 5, 28),
    ],
)
def test_what_can_be_meant_in_one_way_only_is_not_asked_about(dose, days, grams):
    assert grams == plan(**SAID, dose=dose, days=days).phases[0].calculated_g


def test_grams_are_held_against_the_dosing_weight():
    """105.1 g on each of 2 days are 3.003 g/kg of 70 kg, and 2.4 g/kg of 87.6 kg."""
    assert "105.1g/day" in str(refused(dose="105.1g", days=2, weight="87.6kg"))


@pytest.mark.parametrize("name", ["plan", "dose", "rates", "weight"])
def test_every_document_with_a_dose_asks(name):
    said = {} if name != "weight" else {"concentration": None}
    found = {key: value for key, value in {**SAID, **said}.items() if value is not None}
    with pytest.raises(Unreadable, match="0.4g/kg/cycle"):
        document(name, **found, dose="0.4g/kg", days=5)


def test_a_further_phase_is_asked_about_too():
    error = refused(dose="2g/kg", days=2, every="4w", then=["1g/kg, 2 days, every 4w, 2 cycles"])
    assert "then" == error.field
    assert "1g/kg/day, total 2 g/kg" in str(error)


def test_what_the_regimen_gives_is_a_hint():
    assert (
        "course: 0.4g/kg with 5 days may be meant for each day or for the whole cycle; write 0.4g/kg/day, total 2 g/kg"
        ", or 0.4g/kg/cycle, 0.08 g/kg a day; the regimen gives 0.4 g/kg a day"
    ) == str(refused(regimen="gbs", dose="0.4g/kg"))
    said = {"regimen": "dermatomyositis", "days": 2, "every": "4w"}
    assert str(refused(dose="1g/kg", **said)).endswith("; the regimen gives 2 g/kg per cycle")
    said = {"regimen": "mmn/gammagard-us", "days": 2, "every": "4w"}
    assert str(refused(dose="1g/kg", **said)).endswith("; the regimen gives 0.5 to 2.4 g/kg per 28 days")
