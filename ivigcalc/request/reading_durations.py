"""Durations as they are written: hours, minutes, or both."""

import re
from decimal import Decimal

from ivigcalc.core.errors import Unreadable
from ivigcalc.core.pumping.rates import MINUTES_IN_AN_HOUR
from ivigcalc.core.quantities import Minutes, plain
from ivigcalc.request.quantity import UNIT, quoted, split, unit

_BOTH = rf"([0-9]{{1,6}}) *({UNIT}) *([0-5]?[0-9]) *({UNIT})?"
_WRITE = "12h, 720min or 1h30"


def read_duration(text: str) -> Minutes:
    """``12h``, ``720min`` or ``1h30`` in minutes.

    Raises:
        Unreadable: It has no unit or another form, is 0, or is no whole number of minutes.
    """
    both = hours_and_minutes(text)
    if both is not None:
        minutes = Decimal(both[0]) * MINUTES_IN_AN_HOUR + Decimal(both[1])
    else:
        number, of = split(text, _WRITE)
        if of not in ("h", "min"):
            raise Unreadable(f"{quoted(text)}: not a time in hours or minutes", f"write {_WRITE}")
        minutes = number * MINUTES_IN_AN_HOUR if of == "h" else number
    if minutes == 0 or minutes != int(minutes):
        raise Unreadable(f"{quoted(text)} is {plain(minutes)} min: must be whole minutes above 0", f"write {_WRITE}")
    return Minutes(minutes)


def hours_and_minutes(text: str) -> tuple[int, int] | None:
    """The hours and the minutes of ``1h30`` and ``1 h 30 min``; None where it is no such."""
    both = re.fullmatch(_BOTH, text.strip(" "))
    if both is None or unit(both[2]) != "h" or unit(both[4] or "min") not in ("min", "m"):
        return None
    return int(both[1]), int(both[3])
