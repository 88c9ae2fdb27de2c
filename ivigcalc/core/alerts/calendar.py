"""Alerts on the dates."""

from collections.abc import Iterator
from itertools import pairwise

from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import Dated
from ivigcalc.core.dates.types import CycleDate, plus
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import how_many, plain


def moved(now: Dated) -> Iterator[Alert]:
    for cycle in now.cycles:
        if cycle.apart and not cycle.given:
            each = [day for day in cycle.apart if day.moved_days]
            days = ", ".join(f"day {day.number} is on {day.date} (planned {day.planned})" for day in each)
            passed = {plus(day.planned, later) for day in each for later in range(day.moved_days)}
            yield Alert(
                "calendar.moved",
                "note",
                f"cycle {cycle.cycle}: {days}: {now.dates.closures.among(tuple(sorted(passed))) or each[0].reason}",
                "tell the patient and the ward",
                now.limits.move_limit_days.citation,
            )
        elif cycle.moved_days:
            way = "later" if cycle.moved_days > 0 else "earlier"
            yield Alert(
                "calendar.moved",
                "note",
                f"cycle {cycle.cycle} starts on {cycle.first}, {how_many(abs(cycle.moved_days), 'day')} {way} than "
                f"planned ({cycle.planned}): {cycle.reason}",
                "tell the patient and the ward",
                now.limits.move_limit_days.citation,
            )


def no_open_day(now: Dated) -> Iterator[Alert]:
    for cycle in now.cycles:
        if cycle.problem and not cycle.given:
            yield Alert(
                "calendar.no-open-day",
                "stop",
                f"cycle {cycle.cycle} (planned {cycle.planned}): {cycle.problem}",
                ("choose another [[cycle_date]]" if cycle.fixed else "widen [[move_limit]] or set [[cycle_date]]")
                + "; or accept, with a reason",
                now.limits.move_limit_days.citation,
            )


def given_not_counted(now: Dated) -> Iterator[Alert]:
    """More cycles to come than were given, where the number could be meant to count those given."""
    given, said = len(now.dates.given), now.dates.said_to_come
    if said is not None and said > given:
        yield Alert(
            "calendar.given-not-counted",
            "caution",
            f"{how_many(said, 'cycle')} are to come after the {given} given, {given + said} in total: the number of "
            "cycles excludes those given",
            f"check how many were ordered: [[cycles_from]] 1 counts those given, [[cycles_from]] {given + 1} "
            "excludes them",
            Citation("house", "a number of cycles beside cycles given is read as those to come, and this is stated"),
        )


def crowded(now: Dated) -> Iterator[Alert]:
    figure = now.limits.crowded_below_percent
    for before, cycle in pairwise(now.cycles):
        if cycle.crowded:
            apart = how_many((cycle.first - before.first).days, "day")
            yield Alert(
                "calendar.crowded",
                "caution",
                f"cycle {cycle.cycle} starts on {cycle.first}, {apart} after cycle "
                f"{before.cycle}: below {plain(figure.value)} % of the interval",
                "check the adjacent dates",
                figure.citation,
            )


def holidays_not_covered(now: Dated) -> Iterator[Alert]:
    known = now.dates.holidays_known
    unknown = _years(now.cycles) - set(known) if known is not None else None
    if unknown:
        years = ", ".join(map(str, sorted(unknown)))
        yield Alert(
            "holidays.not-covered",
            "caution",
            f"no holidays on file for {years}",
            "enter the closed days of those years with [[closed]]",
            Citation("house", "the holiday list covers only certain years"),
        )


def _years(cycles: tuple[CycleDate, ...]) -> set[int]:
    """The years of the cycles still to come."""
    return {day.year for cycle in cycles if not cycle.given for day in cycle.dates}


CHECKS = (moved, no_open_day, given_not_counted, crowded, holidays_not_covered)
