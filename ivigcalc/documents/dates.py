"""Request -> when a course is given: its start, the days that are closed, and what is known of earlier cycles."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from ivigcalc.core.course.case import Dates, Limits
from ivigcalc.core.dates.types import Closures
from ivigcalc.core.errors import Refused, Unreadable, Unsaid
from ivigcalc.core.printed.limits import within
from ivigcalc.core.pumping.clock import WallClock
from ivigcalc.request.request import Request

_KEPT = 16  # regions; what is worked out of a year then serves every row


def dates(request: Request, limits: Limits, to_come: int | None) -> Dates:
    """The dates that were said; *to_come* is how many cycles were said of the last phase.

    Raises:
        Unreadable: One cycle is given two dates, or there is no such region of holidays.
        Refused: A year outside the limits.
    """
    given = request.given or ()
    firsts = (("start", request.start), ("taper_start", request.taper_start), *(("given", day) for day in given))
    for field, day in firsts:
        if day is not None:
            within(Decimal(day.year), limits.entry.year, f"{day}: year", "", "check the date", field)
    _check_cycles_from(request)
    bare = bool(given) and request.cycles_from is None and not request.then
    spans = request.closed or ()
    holidays, known = _holidays(request.holidays)
    return Dates(
        start=request.start,
        closures=Closures(
            weekends="weekends" in spans,
            ranges=tuple(span for span in spans if isinstance(span, tuple)),
            holidays=holidays,
        ),
        move=request.move or "nearest",
        move_limit_days=int(limits.calendar.move_limit_days.value)
        if request.move_limit is None
        else request.move_limit,
        anchor=request.anchor or "planned",
        fixed=_fixed(request.cycle_date or ()),
        given=given,
        cycles_from=request.cycles_from,
        said_to_come=to_come if bare else None,
        clock=_clock(request),
        holidays_known=known,
    )


def _check_cycles_from(request: Request) -> None:
    if request.cycles_from is None:
        return
    if not request.given:
        raise Unsaid("[[cycles_from]] needs cycles that were given", "give their first days with [[given]]", "given")
    if request.cycles_from < 1:
        raise Refused("[[cycles_from]]: cycles are numbered from 1", "enter 1 to count those given", "cycles_from")
    if request.then:
        raise Refused(
            "[[cycles_from]]: phases that are written one after another count the cycles given",
            "omit it",
            "cycles_from",
        )


def _fixed(said: tuple[tuple[int, date], ...]) -> dict[int, date]:
    fixed: dict[int, date] = {}
    for number, day in said:
        if number in fixed and fixed[number] != day:
            raise Unreadable(
                f"[[cycle_date]]: cycle {number} is given two dates, {fixed[number]} and {day}",
                "give one",
                "cycle_date",
            )
        fixed[number] = day
    return fixed


@lru_cache(_KEPT)
def _holidays(region: str | None) -> tuple[Mapping[date, str], range | None]:
    """The holidays, worked out for the year of each day that is looked up, and the years that the package knows."""
    if region is None:
        return {}, None
    from holidays import country_holidays

    country, _, part = region.partition("-")
    try:
        known = country_holidays(country, subdiv=part or None, language="en_US")
    except (NotImplementedError, KeyError, AttributeError):
        raise Unreadable(
            f"[[holidays]]: no region {region!r}", "write DE, DE-BW, GB-ENG, US-MA ...", "holidays"
        ) from None
    return known, range(known.start_year, known.end_year + 1)


def _clock(request: Request) -> WallClock | None:
    """The clock on the wall where the pump is started."""
    if request.at is None:
        return None
    if request.tz is None:
        return WallClock(request.at)
    from zoneinfo import ZoneInfo

    return WallClock(request.at, ZoneInfo(request.tz))
