"""Durations: how they are written, and what is refused."""

from decimal import Decimal

import pytest

from ivigcalc.core.errors import Unreadable
from ivigcalc.request.reading_durations import read_duration
from ivigcalc.request.request import read


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("12h", 720),
        ("12 h", 720),
        (" 12h ", 720),
        ("12H", 720),
        ("12hr", 720),
        ("12 hrs", 720),
        ("1 hour", 60),
        ("12 hours", 720),
        ("12  h", 720),
        ("1.5h", 90),
        (".5h", 30),
        ("0.05 h", 3),
        ("720min", 720),
        ("720 min", 720),
        ("720mins", 720),
        ("1 minute", 1),
        ("720 minutes", 720),
        ("90.0min", 90),
        ("1h30", 90),
        ("1h 30", 90),
        ("1h5", 65),
        ("1h30m", 90),
        ("1h30min", 90),
        ("1 h 30 min", 90),
        ("1 hour 59 minutes", 119),
        ("6hr26mins", 386),
        ("0h30", 30),
        ("999999h", 59999940),
    ],
)
def test_hours_minutes_or_both_are_read_in_minutes(text, minutes):
    assert Decimal(minutes) == read_duration(text)


@pytest.mark.parametrize("text", ["", "1,5h", "1.5h30", "1h60", "1h 120min", "12:00", "-1h", "+1h", "1e2h", "h", "min",
                                  "1000000h", "12h\n", "PT12H", "1min30", "\u0667h", "1m30", "1h30h"])  # fmt: skip
def test_what_is_no_number_with_its_unit_is_refused_with_what_to_write(text):
    with pytest.raises(Unreadable) as refused:
        read_duration(text)
    assert str(refused.value).startswith(f"{ascii(text)}: not a number with a unit; write 12h, 720min or 1h30")


@pytest.mark.parametrize("text", ["12", "12d", "12 m", "720s", "5 mL/h"])
def test_a_time_is_in_hours_or_minutes(text):
    with pytest.raises(Unreadable) as refused:
        read_duration(text)
    assert f"{text!r}: not a time in hours or minutes; write 12h, 720min or 1h30" == str(refused.value)


@pytest.mark.parametrize(("text", "minutes"), [("0h", "0"), ("0.33h", "19.8"), ("7.5min", "7.5"), ("0h0", "0")])
def test_a_time_is_a_whole_number_of_minutes(text, minutes):
    with pytest.raises(Unreadable) as refused:
        read_duration(text)
    assert f"{text!r} is {minutes} min: must be whole minutes above 0; write 12h, 720min or 1h30" == str(refused.value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("12 hrs", "12h"), ("720 minutes", "720min"), (".5h", "0.5h"), ("1 h 5", "1h5min"), ("01H30m", "1h30min")],
)
def test_a_time_is_shown_in_one_spelling(text, shown):
    assert ((("over", shown),), read({"over": shown}).over) == (read({"over": text}).echo, read({"over": text}).over)
