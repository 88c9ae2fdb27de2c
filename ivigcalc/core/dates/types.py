"""Types of the calendar: its figures, the closed days, what is wanted of the dates, and a dated cycle."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from ivigcalc.core.errors import Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.sources import Figure

Move = Literal["nearest", "later", "earlier", "each-day"]
Anchor = Literal["planned", "actual"]
Days = int | tuple[int, ...]  # so many days one after another, or which days of a cycle get an infusion, from day 1 on
DAYS_IN_A_WEEK = 7


class CalendarLimits(NamedTuple):
    """The figures of the calendar, and the format of their record."""

    id: str
    move_limit_days: Figure  # the most that a cycle may move, when nothing else is said
    crowded_below_percent: Figure  # of the interval, from first day to first day
    search_days: Figure  # how far ahead an open date is looked for, to be named when none is within the limit


class PhaseDates(NamedTuple):
    """What the calendar needs of a phase. ``interval_days`` is None for a first phase of one cycle.

    ``days`` is the number of infusions in a cycle, and ``on`` its days that get one; empty: one after another.
    """

    name: str
    days: int
    interval_days: int | None
    cycles: int
    on: tuple[int, ...] = ()

    @property
    def span(self) -> int:
        """The days from the first infusion of a cycle to its last, both counted."""
        return self.on[-1] if self.on else self.days


class Closures(NamedTuple):
    """The days on which nothing is infused. ``ranges`` hold first and last day, ``holidays`` the name of each."""

    weekends: bool
    ranges: tuple[tuple[date, date], ...]
    holidays: Mapping[date, str]

    def __hash__(self) -> int:
        return hash((self.weekends, self.ranges))  # holidays, as a mapping, have no hash

    def closed(self, day: date) -> str:
        """Why *day* is closed, in words; empty when it is open."""
        for first, last in self.ranges:
            if first <= day <= last:
                return "as entered" if first == last else f"closed {first} to {last}"
        holiday = self.holidays.get(day)
        if holiday is not None:
            return f"holiday: {holiday}"
        if self.weekends and day.weekday() >= 5:
            return ("Saturday", "Sunday")[day.weekday() - 5]
        return ""

    def among(self, days: tuple[date, ...]) -> str:
        """Which of *days* are closed and why, in words; empty when all are open."""
        reasons = [f"{day} ({reason})" for day in days if (reason := self.closed(day))]
        return "closed: " + ", ".join(reasons) if reasons else ""


class Wanted(NamedTuple):
    """What is wanted of the dates.

    ``start`` is the prescribed first day; with ``given`` it may be None, or the first day given, or a later date on
    which the next cycle is prescribed. ``anchor``: whether an interval counts from the planned or from the actual first
    day of the cycle before.
    """

    start: date | None
    closures: Closures
    move: Move  # where a block that meets a closed day goes, or that each such day goes by itself
    move_limit_days: int  # the most it may move
    anchor: Anchor
    fixed: Mapping[int, date]  # first days set by hand, by cycle number; not bound by the move limit
    given: tuple[date, ...]  # first days of the cycles already given, in order

    def __hash__(self) -> int:
        return hash((self.start, self.closures, self.given))  # dates set by hand, as a mapping, have no hash


class DayDate(NamedTuple):
    """One day of a cycle: its number from day 1 on, when it is planned by the interval, its date, and why it moves."""

    number: int
    planned: date
    date: date
    reason: str = ""

    @property
    def moved_days(self) -> int:
        return (self.date - self.planned).days


class CycleDate(NamedTuple):
    """One cycle on the calendar, numbered from 1 over all phases with those already given counted.

    ``planned`` is the date by the interval and ``first`` the one it takes place, ``moved_days`` apart; ``reason`` says
    why. ``problem`` says what cannot be done: the cycle then stands on a closed day, and ``next_open`` is the next
    start on which it could be given. ``crowded``: too close to the cycle before. ``on`` holds the days that get an
    infusion; empty: one after another. ``apart`` holds them where they do not move as one block.
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
    on: tuple[int, ...] = ()
    apart: tuple[DayDate, ...] = ()

    @property
    def moved_days(self) -> int:
        return (self.first - self.planned).days

    @property
    def span(self) -> int:
        """The days from its first infusion to its last, both counted, where they do not move apart."""
        return self.on[-1] if self.on else self.days

    @property
    def each(self) -> tuple[DayDate, ...]:
        """The days of the cycle with an infusion."""
        if self.apart:
            return self.apart
        every = zip(numbers(self.days, self.on), block(self.planned, self.days, self.on), self.dates, strict=True)
        return tuple(DayDate(number, planned, day, self.reason) for number, planned, day in every)

    @property
    def dates(self) -> tuple[date, ...]:
        """The dates of its infusions."""
        if self.apart:
            return tuple(day.date for day in self.apart)
        return block(self.first, self.days, self.on)


def plus(day: date, days: int) -> date:
    """The day so many *days* after *day*.

    Raises:
        Refused: It leaves the calendar.
    """
    try:
        return day + timedelta(days)
    except OverflowError:
        raise Refused(f"{days} days from {day} leaves the calendar", "check dates, interval and cycles") from None


def numbers(days: int, on: tuple[int, ...]) -> tuple[int, ...]:
    """The days of a cycle that get an infusion, counted from 1: those it is *on*, or so many *days* without a gap."""
    return on or tuple(range(1, days + 1))


def block(first: date, days: int, on: tuple[int, ...] = ()) -> tuple[date, ...]:
    """The dates of so many *days* from *first* on, or of the days that a cycle is *on*."""
    return tuple([plus(first, number - 1) for number in numbers(days, on)])
