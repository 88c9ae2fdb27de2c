"""Reading rates: one with its unit, and a ladder of them."""

from decimal import Decimal

import pytest

from ivigcalc.core.errors import Unreadable
from ivigcalc.request.reading_rates import read_rate, read_rates

UNITS = "units are mL/kg/h, mL/kg/min, mg/kg/min, mg/kg/h, mL/min, mL/h"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("336mL/h", (Decimal(336), "mL/h")),
        ("4.8mL/kg/h", (Decimal("4.8"), "mL/kg/h")),
        (" 4.8 ml/kg/h ", (Decimal("4.8"), "mL/kg/h")),
        ("0.08mL/kg/min", (Decimal("0.08"), "mL/kg/min")),
        ("8mg/kg/min", (Decimal(8), "mg/kg/min")),
        ("480mg/kg/h", (Decimal(480), "mg/kg/h")),
        ("1mL/min", (Decimal(1), "mL/min")),
        (".5mL/h", (Decimal("0.5"), "mL/h")),
        ("150 mL/hr", (Decimal(150), "mL/h")),
        ("4.8 ML / KG / HOUR", (Decimal("4.8"), "mL/kg/h")),
        ("0.08 mls/kg/mins", (Decimal("0.08"), "mL/kg/min")),
    ],
)
def test_one_rate_is_read_with_its_unit(text, expected):
    assert expected == read_rate(text)


@pytest.mark.parametrize(
    "text",
    ["", "10", "4,8mL/kg/h", "-1mL/h", "1e2mL/h", "nanmL/h", "1.mL/h", "1234567mL/h", "0.123456789mL/h",
     "１mL/h", "336mL/h\n", "336 mL/h 2", "70**2mL/h", "mL/h"],
)  # fmt: skip
def test_anything_but_a_plain_number_and_a_unit_is_refused(text):
    with pytest.raises(Unreadable) as refused:
        read_rate(text)
    how = "write a plain number, with a point for decimals, and its unit"
    assert f"rate {text!r}: {how}; {UNITS}" == str(refused.value)


def test_an_unknown_unit_is_named_with_those_to_choose_from():
    with pytest.raises(Unreadable) as refused:
        read_rate(" 10 mL/d ")
    assert f"rate '10 mL/d': 'mL/d' is not a unit of rates; {UNITS}" == str(refused.value)


def test_a_rate_of_zero_is_refused():
    with pytest.raises(Unreadable) as refused:
        read_rate(" 0mL/h")
    assert "rate '0mL/h': 0 is no rate and no time; write a number above 0" == str(refused.value)


def test_a_written_ladder_keeps_rates_minutes_and_unit():
    ladder = read_rates(" 0.3x15, 1.8 x 30,2.2x45,6 mL/kg/h ")
    assert ladder.unit == "mL/kg/h"
    assert ladder.rates == (Decimal("0.3"), Decimal("1.8"), Decimal("2.2"), Decimal(6))
    assert ladder.minutes == (15, 30, 45)
    assert ladder.citation == ("house", "as written: 0.3x15, 1.8 x 30,2.2x45,6 mL/kg/h")


def test_a_written_ladder_may_be_one_rate():
    assert read_rates("60mL/h").rates == (60,)


FORM = "write RATExMINUTES,RATExMINUTES,RATE UNIT, with a point for decimals; the last rate runs to the end"
NO_STEP, NO_LAST = f"is not a rate and its minutes; {FORM}", f"is not a rate with its unit; {FORM}"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("0.3,0.6 mL/kg/h", f"rates '0.3,0.6 mL/kg/h': '0.3' {NO_STEP}"),
        ("0.3x30 mL/kg/h,0.6 mL/kg/h", f"rates '0.3x30 mL/kg/h,0.6 mL/kg/h': '0.3x30 mL/kg/h' {NO_STEP}"),
        ("0,3x30,0.6 mL/kg/h", f"rates '0,3x30,0.6 mL/kg/h': '0' {NO_STEP}"),
        (" X3 ,0.6 mL/kg/h", f"rates ' X3 ,0.6 mL/kg/h': 'X3' {NO_STEP}"),
        ("0.3x30\n,0.6 mL/kg/h", f"rates '0.3x30\\n,0.6 mL/kg/h': '0.3x30\\n' {NO_STEP}"),
        ("0.3x30,", f"rates '0.3x30,': '' {NO_LAST}"),
        ("0.3x30, fast X", f"rates '0.3x30, fast X': 'fast X' {NO_LAST}"),
        ("0.3x30,0.6 mL/kg/h\n", f"rates '0.3x30,0.6 mL/kg/h\\n': '0.6 mL/kg/h\\n' {NO_LAST}"),
        (
            "0.3x30, 0.6x30 X",
            "rates '0.3x30, 0.6x30 X': '0.6x30 X', the last step, runs to the end; omit its minutes",
        ),
        ("0.3x30,0.6", f"rate '0.3x30,0.6': unit missing; write it once, at the end; {UNITS}"),
        (" 0.3x30,0.6 X", f"rate '0.3x30,0.6 X': 'X' is not a unit of rates; {UNITS}"),
        ("0.3x0,0.6 mL/kg/h", "rate '0.3x0': 0 is no rate and no time; write a number above 0"),
        ("0x30,0.6 mL/kg/h", "rate '0x30': 0 is no rate and no time; write a number above 0"),
        ("0.3x30, 0 mL/kg/h", "rate '0 mL/kg/h': 0 is no rate and no time; write a number above 0"),
        ("0.6x30,0.6 mL/kg/h", "rates '0.6x30,0.6 mL/kg/h': 0.6 after 0.6; rates must rise at each step"),
        (
            "0.6x30,1.2x30,0.3 mL/kg/h",
            "rates '0.6x30,1.2x30,0.3 mL/kg/h': 0.3 after 1.2; rates must rise at each step",
        ),
    ],
)
def test_a_written_ladder_with_a_fault_is_refused_naming_the_part(text, refusal):
    with pytest.raises(Unreadable) as refused:
        read_rates(text)
    assert refusal == str(refused.value)
