"""Reading pulses: the ways in which they are written, and what is wrong with one that is not read."""

from decimal import Decimal

import pytest

from ivigcalc.core.errors import Unreadable
from ivigcalc.core.steroid.pulse import SaidPulse
from ivigcalc.request.reading_pulses import read_pulse

HOW = (
    'write "methylprednisolone 1000mg x3": the steroid, its mg or g of one day, and x with the days; /cycle behind it '
    "gives it with each cycle"
)


@pytest.mark.parametrize(
    "text",
    [
        "methylprednisolone 1000mg x3",
        "methylprednisolone 1000 mg x 3",
        "methylprednisolone 1g x3",
        "methylprednisolone 1 g x 3 days",
        "methylprednisolone 1g x 3 d",
        "methylprednisolone 1 gm x3",
        "methylprednisolone 1.0 gram x3",
        "methylprednisolone 1000mgx3",
        "Methylprednisolone 1000 MG X 3 DAYS",
        "methylprednisolone 1000mg/day x3",
        "methylprednisolone 1 g / d x 3 days",
        "methylprednisolone 1g daily x3",
        "methylprednisolone 1g a day x3",
        "IV methylprednisolone 1 g x3",
        "methylprednisolone IV 1 g daily x3",
        "methylprednisolone 1g iv x3",
        "  methylprednisolone  1000mg  x3  ",
    ],
)
def test_a_pulse_is_read_as_orders_write_it(text):
    assert SaidPulse("methylprednisolone", Decimal(1000), 3, each_cycle=False) == read_pulse(text)


@pytest.mark.parametrize("behind", ["/cycle", " /cycle", " / cycle", " days/cycle", " each cycle", " every cycle"])
def test_a_pulse_of_each_cycle_says_so(behind):
    assert SaidPulse("dexamethasone", Decimal(40), 4, each_cycle=True) == read_pulse(f"dexamethasone 40mg x4{behind}")


@pytest.mark.parametrize(("said", "mg"), [("0.5g", "500"), (".5g", "500"), ("62.5mg", "62.5"), ("1.25 g", "1250")])
def test_grams_are_a_thousand_milligrams(said, mg):
    assert Decimal(mg) == read_pulse(f"methylprednisolone {said} x3").mg


@pytest.mark.parametrize("days", ["0", "1", "10", "999"])
def test_the_number_of_days_is_read_and_judged_elsewhere(days):
    assert int(days) == read_pulse(f"methylprednisolone 1g x{days}").days


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "'' does not give the number of days"),
        ("methylprednisolone", "'methylprednisolone' does not give the number of days"),
        ("methylprednisolone 1000mg", "'methylprednisolone 1000mg' does not give the number of days"),
        ("1000mg x3", "'1000mg x3' does not start with the steroid"),
        ("iv 1000mg x3", "'iv 1000mg x3' does not start with the steroid"),
        ("3 x 1000mg methylprednisolone", "'3 x 1000mg methylprednisolone' does not start with the steroid"),
        ("methylprednisolone 1000 x3", "'methylprednisolone 1000 x3' has no unit behind its dose"),
        (
            "methylprednisolone 30mg/kg x3",
            "'methylprednisolone 30mg/kg x3' is a dose per kg: work out the mg of one day",
        ),
        (
            "methylprednisolone 1,5g x3",
            "'methylprednisolone 1,5g x3' has a comma in its number: write a point, and no sign between thousands",
        ),
        ("methylprednisolone 1000mcg x3", "'methylprednisolone 1000mcg x3' cannot be read"),
        ("methylprednisolone 1000mg x3x3", "'methylprednisolone 1000mg x3x3' cannot be read"),
        ("methylprednisolone -1000mg x3", "'methylprednisolone -1000mg x3' cannot be read"),
        ("methylprednisolone 1e3mg x3", "'methylprednisolone 1e3mg x3' cannot be read"),
        ("methylprednisolone 1000mg x3.5", "'methylprednisolone 1000mg x3.5' cannot be read"),
        ("methylprednisolone 0mg x3", "'methylprednisolone 0mg x3': dose must be above 0"),
        ("m\n1g x3", "'m\\n1g x3' cannot be read"),
        ("m" * 60 + " 1g y", "'" + "m" * 57 + "...' does not give the number of days"),
        ("m" * 56 + " 1gy", "'" + "m" * 56 + " 1gy' does not give the number of days"),
    ],
)
def test_what_is_wrong_is_said_with_how_to_write_it(text, told):
    with pytest.raises(Unreadable) as why:
        read_pulse(text)
    assert (told, HOW) == (why.value.why, why.value.do)
