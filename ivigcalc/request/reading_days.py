"""Text -> the days of a cycle that get an infusion."""

import re
from itertools import pairwise

from ivigcalc.core.dates.types import Days
from ivigcalc.core.errors import Unreadable
from ivigcalc.request.quantity import quoted, slip

_DAYS = r"[0-9]{1,6}(?: *, *[0-9]{1,6})*"


def infusion_days(text: str) -> Days:
    """``5``, so many days one after another, or ``1,3,5``, the days of a cycle that get an infusion.

    Raises:
        Unreadable: They are no whole numbers, do not begin with day 1, or do not rise.
    """
    shown = quoted(text)
    if not re.fullmatch(_DAYS, text.strip(" ")):
        one = "" if "," in text else slip(text)
        raise Unreadable(f"{shown}: give a whole number, such as 5, or the days of a cycle, such as 1,3,5{one}")
    first, *more = map(int, text.split(","))
    if not more:
        return first
    days = (first, *more)
    if first != 1:
        raise Unreadable(f"{shown}: a cycle starts with an infusion on day 1; count its days from there, such as 1,3,5")
    if any(after <= before for before, after in pairwise(days)):
        raise Unreadable(f"{shown}: write each day of the cycle once and in order, such as 1,3,5")
    return len(days) if days[-1] == len(days) else days
