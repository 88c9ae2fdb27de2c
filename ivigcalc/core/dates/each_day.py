"""Days of a cycle that move one by one: each to the next day that is open and free, and the others stay.

No two infusions come closer to each other than the two of the cycle that are planned closest: days without an infusion
between them are there for a reason.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from ivigcalc.core.dates.types import Closures, CycleDate, DayDate, block, numbers, plus
from ivigcalc.core.named_tuple import NamedTuple


class Room(NamedTuple):
    """Where a cycle fits between its neighbours.

    Its first day is no earlier than ``earliest``, and its last comes before the ``following`` cycle begins. Where the
    date of that counts from the actual first day of this one, it begins so many days (``interval_days``) after it.
    """

    earliest: date
    following: date | None = None
    interval_days: int | None = None

    def latest(self, span: int) -> date:
        """The last first day of a cycle of so many days that do not move apart."""
        return date.max if self.following is None else plus(self.following, -span)


def each_day(cycle: CycleDate, move_limit_days: int, room: Room, closures: Closures) -> tuple[DayDate, ...]:
    """The days of *cycle*, planned from its first day on: each on its own date, or on the next that is open and free.

    Returns:
        Each day with its date; none where a day finds no date within the limit, or none before the following cycle.
    """
    days = numbers(cycle.days, cycle.on)
    gap = min((after - before for before, after in pairwise(days)), default=1)
    found: list[DayDate] = []
    following, free = room.following, room.earliest
    due = zip(days, block(cycle.planned, cycle.days, cycle.on), block(cycle.first, cycle.days, cycle.on), strict=True)
    for number, planned, day in due:
        open_days = (one for one in _ahead(day, move_limit_days) if one >= free and not closures.closed(one))
        to = next(open_days, None)
        if to is None or (following is not None and to >= following):
            return ()
        if following is None and room.interval_days is not None:
            following = plus(to, room.interval_days)
        reason = cycle.reason if to == day else _reason(day, to, found, gap, room, closures)
        found.append(DayDate(number, planned, to, reason))
        free = plus(to, gap)
    return tuple(found)


def _ahead(day: date, limit: int) -> Iterator[date]:
    """*day* and those after it, up to so many days later."""
    return (plus(day, later) for later in range(limit + 1))


def _reason(day: date, to: date, before: list[DayDate], gap: int, room: Room, closures: Closures) -> str:
    """Why *day* moves: what is closed on the way, and the day before it, or the cycle, that is in the way."""
    reasons = [closures.among(tuple(plus(day, later) for later in range((to - day).days)))]
    if before and day < plus(before[-1].date, gap):
        apart = "" if gap == 1 else f", and infusions are {gap} days apart"
        reasons.append(f"day {before[-1].number} is on {before[-1].date}{apart}")
    if not before and day < room.earliest:
        reasons.append(f"the cycle before ends on {plus(room.earliest, -1)}")
    return "; ".join(filter(None, reasons))
