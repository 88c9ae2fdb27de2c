"""Alerts on the dates."""

from collections.abc import Iterator

from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import Situation
from ivigcalc.core.dates.schedule import CalendarLimits, CycleDate
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import plain


def of_dates(cycles: tuple[CycleDate, ...], holidays_known: range | None, limits: CalendarLimits) -> Iterator[Alert]:
    """All alerts on the dates: also of a calendar alone, which has no dose."""
    move_limit, crowded = limits.move_limit_days.citation, limits.crowded_below_percent
    for before, cycle in zip((None, *cycles), cycles, strict=False):
        if cycle.moved_days:
            way = "later" if cycle.moved_days > 0 else "earlier"
            yield Alert(
                "calendar.moved",
                "note",
                f"cycle {cycle.cycle} begins on {cycle.first}, {_days(abs(cycle.moved_days))} {way} than planned "
                f"({cycle.planned}): {cycle.reason}",
                "tell the patient and the ward",
                move_limit,
            )
        if cycle.problem:
            yield Alert(
                "calendar.no-open-day",
                "stop",
                f"cycle {cycle.cycle}, planned on {cycle.planned}: {cycle.problem}",
                ("choose another [[cycle_date]]" if cycle.fixed else "widen [[move_limit]], or set [[cycle_date]]")
                + "; to go on, accept with the reason",
                move_limit,
            )
        if cycle.crowded and before is not None:
            yield Alert(
                "calendar.crowded",
                "caution",
                f"cycle {cycle.cycle} begins on {cycle.first}, {_days((cycle.first - before.first).days)} after cycle "
                f"{before.cycle}: less than {plain(crowded.value)} % of the interval",
                "check the dates around it",
                crowded.citation,
            )
    unknown = _years(cycles) - set(holidays_known) if holidays_known is not None else None
    if unknown:
        years = ", ".join(map(str, sorted(unknown)))
        yield Alert(
            "holidays.not-covered",
            "caution",
            f"no holidays are known for {years}",
            "name the closed days of those years with [[closed]]",
            Citation("house", "the list of holidays covers only the years that it knows"),
        )


def dates(now: Situation) -> Iterator[Alert]:
    if now.case.dates is None:
        return
    yield from of_dates(now.cycles, now.case.dates.holidays_known, now.case.limits.calendar)


def _years(cycles: tuple[CycleDate, ...]) -> set[int]:
    """The years of the cycles still to come."""
    return {day.year for cycle in cycles if not cycle.given for day in cycle.dates}


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


CHECKS = (dates,)
