"""Text -> dates and clock times."""

import re
from datetime import MINYEAR, date, time

from ivigcalc.core.errors import Unreadable
from ivigcalc.request.quantity import quoted

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_WITH_SLASHES = r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})"
_CLOCK = r"([01]?[0-9]|2[0-3]):([0-5][0-9])"
_MONTHS = 12


def day(text: str) -> date:
    if re.fullmatch(_DATE, text.strip(" ")):
        try:
            return date.fromisoformat(text.strip(" "))
        except ValueError:
            why = _fault(*map(int, text.split("-")))
            raise Unreadable(
                f"{quoted(text)} is not a calendar date: {why}", "write year-month-day: 2024-04-08"
            ) from None
    readings = _readings(text)
    if len(readings) > 1:
        raise Unreadable(f"{quoted(text)} can be read as two dates", f"write year-month-day: {' or '.join(readings)}")
    raise Unreadable(f"{quoted(text)}: not a date", f"write year-month-day: {(*readings, '2024-04-08')[0]}")


def _fault(year: int, month: int, day: int) -> str:
    """Why there is no such date, in the same words under every version of Python."""
    from calendar import monthrange  # for these alone

    if year < MINYEAR:
        return "years start with 0001"
    if not 1 <= month <= _MONTHS:
        return f"months are 01 to 12, not {month:02}"
    return f"{year:04}-{month:02} has {monthrange(year, month)[1]} days, not {day:02}"


def _readings(text: str) -> tuple[str, ...]:
    """The dates that ``05/04/2026`` can be, month first and day first."""
    match = re.fullmatch(_WITH_SLASHES, text.strip(" "))
    if match is None:
        return ()
    found = []
    for month, day in ((match[1], match[2]), (match[2], match[1])):
        try:
            found.append(date(int(match[3]), int(month), int(day)).isoformat())
        except ValueError:
            continue
    return tuple(dict.fromkeys(sorted(found)))


def span(text: str) -> tuple[date, date] | str:
    """``weekends``, a date, or a range of dates ``2024-12-24:2025-01-01``."""
    if text.strip(" ").lower() == "weekends":
        return "weekends"
    first, colon, last = text.partition(":")
    pair = day(first), day(last if colon else first)
    if pair[1] < pair[0]:
        raise Unreadable(
            f"{quoted(text)}: the range ends before it starts", "write the first day first: 2024-12-24:2025-01-01"
        )
    return pair


def clock(text: str) -> time:
    match = re.fullmatch(_CLOCK, text.strip(" "))
    if match is None:
        raise Unreadable(f"{quoted(text)}: not a time of day", "write 09:00")
    return time(int(match[1]), int(match[2]))
