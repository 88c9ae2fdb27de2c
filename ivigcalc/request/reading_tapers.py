"""Tapers as they are written: doses with their days, or one dose per cycle."""

import re
from decimal import Decimal

from ivigcalc.core.errors import Unreadable
from ivigcalc.core.quantities import Milligrams
from ivigcalc.core.steroid.types import MOST_DAYS, WrittenTaper

_NUMBER = r"[0-9]{1,6}(?:\.[0-9]{1,8})?"
_STEP = rf"({_NUMBER})(?:x([0-9]{{1,4}}))?"
_HOW = "write 60x28,40x28,20 (mg x days, a last dose without days runs on) or 60,40,20/cycle (one dose per cycle)"


def written_taper(text: str) -> WrittenTaper | None:
    """The taper that *text* writes out; None where it is the id of one on file.

    Raises:
        Unreadable: As ``read_taper``.
    """
    return read_taper(text) if text[:1].isdigit() else None


def read_taper(text: str) -> WrittenTaper:
    """Read ``60x28,40x28,30x28,20`` or ``60,50,40,30,20/cycle``.

    Raises:
        Unreadable: The text names the part that cannot be read, and how to write it.
    """
    listed, per_cycle = text.strip(" ").removesuffix("/cycle"), text.rstrip(" ").endswith("/cycle")
    parts = [part.strip(" ") for part in listed.split(",")]
    steps = tuple(_step(part) for part in parts)
    for part, (_, days) in zip(parts, steps, strict=True):
        if per_cycle and days is not None:
            raise _fault(f"{_short(part)}: a dose per cycle has no days", _HOW)
    for part, (_, days) in zip(parts[:-1], steps, strict=False):
        if not per_cycle and days is None:
            raise _fault(f"{_short(part)}: only the last dose may be without days (and 12.5 needs a point)", _HOW)
    return WrittenTaper(steps, per_cycle)


def _step(part: str) -> tuple[Milligrams, int | None]:
    found = re.fullmatch(_STEP, part)
    if found is None:
        raise _fault(f"{_short(part)} cannot be read", _HOW)
    mg, days = Milligrams(Decimal(found[1])), None if found[2] is None else int(found[2])
    if mg == 0:
        raise _fault(f"{_short(part)}: 0 mg is no dose", "the taper ends when the days of its last dose do")
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise _fault(f"{_short(part)}: 1 to {MOST_DAYS} days, not {days}")
    return mg, days


def _fault(why: str, do: str = "") -> Unreadable:
    return Unreadable(f"taper: {why}", do, "taper", in_words=True)


def _short(part: str) -> str:
    """*part* for an error: quoted, its control characters escaped, and no longer than a line."""
    return ascii(part if len(part) <= 40 else part[:40] + "...")
