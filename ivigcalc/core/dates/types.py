"""Types of the calendar: its figures, the closed days, what is wanted of the dates, and a dated cycle."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from ivigcalc.core.errors import Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.sources import Figure

Move = Literal["nearest", "later", "earlier"]
Anchor = Literal["planned", "actual"]


class CalendarLimits(NamedTuple):
    """The figures of the calendar, and the format of their record."""

    id: str
    move_limit_days: Figure  # the most that a cycle may move, when nothing else is said
    crowded_below_percent: Figure  # of the interval, from first day to first day
    search_days: Figure  # how far ahead an open date is looked for, to be named when none is within the limit


class PhaseDates(NamedTuple):
    """What the calendar needs of a phase. ``interval_days`` is None for a first phase of one cycle."""

    name: str
    days: int
    interval_days: int | None
    cycles: int


class Closures(NamedTuple):
    """The days on which nothing is infused. ``ranges`` hold first and last day, ``holidays`` the name of each."""

    weekends: bool
    ranges: tuple[tuple[date, date], ...]
    holidays: Mapping[date, str]

    def closed(self, day: date) -> str:
        """Why *day* is closed, in words; empty when it is open."""
        for first, last in self.ranges:
            if first <= day <= last:
                return f"closed {first}" if first == last else f"closed {first} to {last}"
        holiday = self.holidays.get(day)
        if holiday is not None:
            return f"holiday: {holiday}"
        if self.weekends and day.weekday() >= 5:
            return ("Saturday", "Sunday")[day.weekday() - 5]
        return ""

    def among(self, days: tuple[date, ...]) -> str:
        """Which of *days* are closed and why, in words; empty when all are open."""
        reasons = [f"{day} ({reason})" for day in days if (reason := self.closed(day))]
        return "not open: " + ", ".join(reasons) if reasons else ""


class Wanted(NamedTuple):
    """What is wanted of the dates.

    ``start`` is the prescribed first day; with ``given`` it may be None, or the first day given, or a later date on
    which the next cycle is prescribed. ``anchor``: whether an interval counts from the planned or from the actual first
    day of the cycle before.
    """

    start: date | None
    closures: Closures
    move: Move  # where a block that meets a closed day goes
    move_limit_days: int  # the most it may move
    anchor: Anchor
    fixed: Mapping[int, date]  # first days set by hand, by cycle number; not bound by the move limit
    given: tuple[date, ...]  # first days of the cycles already given, in order


class CycleDate(NamedTuple):
    """One cycle on the calendar, numbered from 1 over all phases with those already given counted.

    ``planned`` is the date by the interval and ``first`` the one it takes place, ``moved_days`` apart; ``reason`` says
    why. ``problem`` says what cannot be done: the cycle then stands on a closed day, and ``next_open`` is the next
    start on which it could be given. ``crowded``: too close to the cycle before.
    """

    phase: int  # index of the phase
    cycle: int
    planned: date
    first: date
    days: int
    reason: str = ""
    fixed: bool = False  # the date was set by hand
    given: bool = False
    problem: str = ""
    next_open: date | None = None
    crowded: bool = False

    @property
    def moved_days(self) -> int:
        return (self.first - self.planned).days

    @property
    def dates(self) -> tuple[date, ...]:
        """The days of the cycle."""
        return block(self.first, self.days)


def plus(day: date, days: int) -> date:
    """The day so many *days* after *day*.

    Raises:
        Refused: It leaves the calendar.
    """
    try:
        return day + timedelta(days)
    except OverflowError:
        raise Refused(f"{days} days from {day} leaves the calendar", "check dates, interval and cycles") from None


def block(first: date, days: int) -> tuple[date, ...]:
    """So many *days* from *first* on."""
    return tuple(plus(first, n) for n in range(days))
