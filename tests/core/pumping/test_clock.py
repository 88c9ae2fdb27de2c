"""The clock on the wall, with the two nights of 2026 in which Berlin changes it."""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from ivigcalc.core.pumping.clock import WallClock, begins_and_ends

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 28), date(2026, 10, 24)  # the clocks are changed in the night after
LATE = WallClock(time(23), BERLIN)
NOTHING, INFUSION = Decimal(0), Decimal(288)


def test_the_clock_carries_the_date_past_midnight():
    clock, day = WallClock(time(20, 30)), date(2026, 12, 31)
    assert clock.shows(day, NOTHING) == datetime.fromisoformat("2026-12-31T20:30")
    assert clock.shows(day, Decimal(360)) == datetime.fromisoformat("2027-01-01T02:30")
    assert clock.after(Decimal(360)) == (time(2, 30), 1)


def test_the_clock_rounds_up_to_the_whole_minute():
    clock = WallClock(time(9))
    assert clock.shows(date(2024, 4, 8), Decimal("170.24")) == datetime.fromisoformat("2024-04-08T11:51")
    assert clock.after(Decimal("170.24")) == (time(11, 51), 0)
    assert clock.shows(date(2024, 4, 8), Decimal(386)) == datetime.fromisoformat("2024-04-08T15:26")


@pytest.mark.parametrize(
    ("day", "ends", "named"),
    [
        (SPRING, "2026-03-29T04:48", "2026-03-29 04:48 CEST"),
        (AUTUMN, "2026-10-25T02:48", "2026-10-25 02:48 CET"),
        (date(2026, 6, 1), "2026-06-02T03:48", "2026-06-02 03:48 CEST"),
    ],
)
def test_an_end_is_what_the_clock_on_the_wall_shows_then(day, ends, named):
    assert LATE.shows(day, INFUSION) == datetime.fromisoformat(ends)
    assert LATE.named(day, INFUSION) == named
    on = LATE.on(day, INFUSION)
    assert on.after(INFUSION) == (datetime.fromisoformat(ends).time(), 1)
    assert (on.day == day) == LATE.changes(day, INFUSION) == (day.month != 6)


def test_a_clock_without_a_zone_is_never_changed():
    assert WallClock(time(23)).shows(SPRING, INFUSION) == datetime.fromisoformat("2026-03-29T03:48")
    assert not WallClock(time(23)).changes(SPRING, INFUSION)
    assert not WallClock(time(2, 30)).skips_the_start(date(2026, 3, 29))


def test_an_infusion_that_ends_before_the_change_is_like_any_other():
    assert not LATE.changes(SPRING, Decimal(179))
    assert LATE.changes(SPRING, Decimal(180))


@pytest.mark.parametrize(
    ("at", "day", "skipped", "repeated"),
    [
        (time(2, 30), date(2026, 3, 29), True, False),
        (time(3), date(2026, 3, 29), False, False),
        (time(2, 30), date(2026, 10, 25), False, True),
        (time(3), date(2026, 10, 25), False, False),
    ],
)
def test_a_time_that_the_clock_skips_or_shows_twice_is_known(at, day, skipped, repeated):
    clock = WallClock(at, BERLIN)
    assert (skipped, repeated) == (clock.skips_the_start(day), clock.repeats_the_start(day))


def test_of_a_time_that_the_clock_shows_twice_the_first_is_that_of_the_start():
    """02:30 CEST is 00:30 UTC; an hour later the clock shows 02:30 again, in CET."""
    clock, day = WallClock(time(2, 30), BERLIN), date(2026, 10, 25)
    assert datetime.fromisoformat("2026-10-25T00:30+00:00") == clock.begun(day)
    assert ("2026-10-25 02:30 CEST", "2026-10-25 02:30 CET") == (
        clock.named(day, NOTHING),
        clock.named(day, Decimal(60)),
    )
    assert datetime.fromisoformat("2026-10-25T02:30") == WallClock(time(2, 30)).begun(day)


@pytest.mark.parametrize(
    ("at", "minutes", "told"),
    [
        (time(9, 5), "0", ("09:05", "09:05", 0)),
        (time(9, 5), "59.1", ("09:05", "10:05", 0)),
        (time(23, 59), "1", ("23:59", "00:00", 1)),
        (time(23, 59), "1441", ("23:59", "00:00", 2)),
    ],
)
def test_an_infusion_begins_and_ends_at_a_time_of_day(at, minutes, told):
    assert told == begins_and_ends(at, Decimal(minutes))
