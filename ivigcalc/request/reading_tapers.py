"""Tapers as they are written: doses with their days, or one dose per cycle; divided, alternating, or in a range."""

import re
from decimal import Decimal

from ivigcalc.core.errors import Unreadable
from ivigcalc.core.quantities import plain
from ivigcalc.core.steroid.types import MOST_DAYS, WrittenStep, WrittenTaper
from ivigcalc.request.quantity import NUMBER
from ivigcalc.request.reading_words import words

_PARTS = rf"{NUMBER}(?:\+{NUMBER})*"
_DAYS = r"(?:[xX]([0-9]{1,4}))?"
_STEP = rf"({_PARTS})(?:\|({_PARTS}))?{_DAYS}"
_RANGE = rf"({NUMBER})-({NUMBER})/({NUMBER}){_DAYS}"
_UNIT = r"(.*?) *(?<![a-zA-Z])(mg/kg(?:/day|/d)?|mg(?:/day|/d)?)"
_MOST_STEPS = 400  # a technical bound: a longer list is an error
_HOW = "write 60x28,40x28,20 (mg x days, a last dose without days continues) or 60,40,20/cycle (one dose per cycle)"
_RANGED = "write 60-10/10x14: from 60 to 10 mg by 10 mg every 14 days"


def taper(text: str) -> str:
    """A written taper in the one spelling of it, or the id of one on file; what is neither as it was said."""
    told = words(text)
    if not _begins_with_number(told):
        return told.lower()
    try:
        read_taper(told)
    except Unreadable:
        return told
    return re.sub(NUMBER, lambda number: plain(Decimal(number[0])), re.sub(" *, *", ",", told.lower()))


def written_taper(text: str) -> WrittenTaper | None:
    """The taper that *text* writes out; None where it is the id of one on file.

    Raises:
        Unreadable: As ``read_taper``.
    """
    return read_taper(text) if _begins_with_number(text) else None


def _begins_with_number(text: str) -> bool:
    return text[:1] in set("0123456789.")


def read_taper(text: str) -> WrittenTaper:
    """Read ``60x28,40x28,30x28,20`` or ``60,50,40,30,20/cycle``.

    A dose may be divided over the day (``30+30x7``), alternate from day to day (``20|10x28``, ``20|0x28``), or run from
    one to another in steps (``60-10/10x14``). With ``mg/kg`` at the end all are per kg of body weight.

    Raises:
        Unreadable: The text names the part that cannot be read, and how to write it.
    """
    listed, per_cycle, per_kg = _without_ends(text)
    parts = [part.strip(" ") for part in listed.split(",")]
    steps: list[WrittenStep] = []
    for number, part in enumerate(parts, 1):
        found = _range(part) or (_step(part),)
        held = found[0].days is not None
        if per_cycle and held:
            raise _fault(f"{_short(part)}: a dose per cycle has no days", _HOW)
        if not (per_cycle or held) and (number < len(parts) or len(found) > 1):
            raise _fault(f"{_short(part)}: only the last dose may be without days (and 12.5 needs a point)", _HOW)
        steps += found
    return WrittenTaper(tuple(steps), per_cycle, per_kg)


def _without_ends(text: str) -> tuple[str, bool, bool]:
    """*text* without ``/cycle`` and the unit at its end, which may stand in any order."""
    listed, per_cycle, unit = text.strip(" "), False, ""
    for _ in range(2):
        if not per_cycle and listed.lower().endswith("/cycle"):
            listed, per_cycle = listed[: -len("/cycle")].rstrip(" "), True
        elif not unit and (found := re.fullmatch(_UNIT, listed, re.IGNORECASE)):
            listed, unit = found[1], found[2].lower()
    return listed, per_cycle, unit.startswith("mg/kg")


def _step(part: str) -> WrittenStep:
    found = re.fullmatch(_STEP, part)
    if found is None:
        raise _fault(f"{_short(part)} cannot be read", _HOW)
    doses = _doses(part, found[1])
    nothing = found[2] is not None and "+" not in found[2] and Decimal(found[2]) == 0
    alternate = None if found[2] is None else () if nothing else _doses(part, found[2])
    return WrittenStep(doses, _days(part, found[3]), alternate)


def _doses(part: str, text: str) -> tuple[Decimal, ...]:
    doses = tuple(map(Decimal, text.split("+")))
    if 0 in doses:
        why = "the taper ends when the days of its last dose do"
        how = "write every other day as 20|0x28, and no 0 in the parts of a day"
        raise _fault(f"{_short(part)}: 0 mg is no dose", how if "+" in part or "|" in part else why)
    return doses


def _range(part: str) -> tuple[WrittenStep, ...]:
    """The doses from one to another, both included; none where *part* is no range.

    Raises:
        Unreadable: The steps do not end on the last dose, or go nowhere.
    """
    found = re.fullmatch(_RANGE, part)
    if found is None:
        return ()
    first, last, by = map(Decimal, found.group(1, 2, 3))
    days = _days(part, found[4])
    if not by or not last or first <= last:
        raise _fault(f"{_short(part)}: it goes down from a higher dose to a lower one above 0", _RANGED)
    if (first - last) % by:
        nearest = last + (first - last) % by
        how = f"end it at {plain(nearest)} mg, or write the last doses one by one"
        raise _fault(f"{_short(part)}: steps of {plain(by)} mg do not end on {plain(last)} mg", how)
    if (first - last) / by >= _MOST_STEPS:
        raise _fault(f"{_short(part)}: more than {_MOST_STEPS} doses", _RANGED)
    count = int((first - last) / by) + 1
    return tuple(WrittenStep((first - by * step,), days) for step in range(count))


def _days(part: str, text: str | None) -> int | None:
    days = None if text is None else int(text)
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise _fault(f"{_short(part)}: 1 to {MOST_DAYS} days, not {days}")
    return days


def _fault(why: str, do: str = "") -> Unreadable:
    return Unreadable(f"taper: {why}", do, "taper", in_words=True)


def _short(part: str) -> str:
    """*part* for an error: quoted, its control characters escaped, and no longer than a line."""
    return ascii(part if len(part) <= 40 else part[:40] + "...")
