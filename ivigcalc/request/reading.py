"""Text -> value, one function for each kind of thing that can be said.

A number is one to six digits with an optional point and up to eight decimals; a unit may follow. Nothing else is
read: no sign, exponent, comma, arithmetic or other script's digits. That is done here and not by pint, which reads
'70,5 kg' as 705 kg and '70**2 kg' as 4900 kg, and accepts 'nan kg'. Every function raises ``Unreadable`` with what to
write instead.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import TypeVar

from ivigcalc.core.course.case import Accepted
from ivigcalc.core.dosing.dose import Dose, Said
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.quantities import (
    Centimetres,
    Grams,
    GramsPerLitre,
    Kilograms,
    Milligrams,
    Millilitres,
    Percent,
    Years,
)
from ivigcalc.core.steroid.types import StartDose

T = TypeVar("T")

# Patterns stay texts here: each is compiled when it is first needed, which most are not in one run.
_NUMBER = r"[0-9]{1,6}(?:\.[0-9]{1,8})?"
_QUANTITY = rf"({_NUMBER}) ?([A-Za-z%][A-Za-z/]*)?"
_FEET = rf"({_NUMBER}) ?ft ?(?:({_NUMBER}) ?in)?"
_MONTH = r"(?:every |q)?[0-9]* ?(?:m|mo|mth|month|months|monthly)"
_WHOLE = r"[0-9]{1,6}"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_FOLLOWING = r"([0-9]{1,6}) (day|days|cycle|cycles)|every (.+)"
_PARTS = ("a dose", "days", "an interval (every 6w)", "cycles")  # in the order of the fields of ``Said``
_PHASE = 'write "1g/kg/cycle, 2 days, every 6w, 4 cycles"'
_CLOCK = r"([01][0-9]|2[0-3]):([0-5][0-9])"


def split(text: str, write: str) -> tuple[Decimal, str]:
    """The number and the unit of *text*, the unit in lower case or empty; *write* says what would be right."""
    match = re.fullmatch(_QUANTITY, text.strip(" "))
    if match is None:
        comma = " (a point, not a comma)" if re.fullmatch(r"[0-9]+,[0-9]+.*", text.strip(), re.DOTALL) else ""
        raise Unreadable(f"{_shown(text)} is not a plain number with a unit; write {write}{comma}")
    return Decimal(match[1]), (match[2] or "").lower()


def _shown(text: str) -> str:
    return ascii(text if len(text) <= 60 else text[:57] + "...")


def _converted(text: str, write: str, canonical: tuple[str, ...], others: dict[str, str], to: str) -> Decimal:
    """The number in the unit *to*: as it stands in a *canonical* unit, by pint in one of the *others*."""
    number, unit = split(text, write)
    if unit in canonical:
        return number
    if unit in others:
        from ivigcalc.request.units import convert

        return convert(number, others[unit], to)
    if not unit:
        raise Unreadable(f"{_shown(text)} has no unit; write {write}")
    raise Unreadable(f"{_shown(text)}: the unit {unit!r} is not known here; write {write}")


def weight(text: str) -> Kilograms:
    others = {"lb": "lb", "lbs": "lb", "g": "g"}
    return Kilograms(_converted(text, "70, 70.5kg, 154lb or 3200g", ("", "kg"), others, "kg"))


def height(text: str) -> Centimetres:
    feet = re.fullmatch(_FEET, text.strip(" ").lower())
    if feet:
        from ivigcalc.request.units import convert

        if feet[2] is not None and (convert(Decimal(feet[2]), "in", "ft") >= 1 or "." in feet[1]):
            raise Unreadable(f"{_shown(text)}: whole feet and less than a foot in inches are needed; write 5ft9in")
        return Centimetres(convert(Decimal(feet[1]), "ft", "cm") + convert(Decimal(feet[2] or 0), "in", "cm"))
    return Centimetres(_converted(text, "175, 175cm, 1.75m, 69in or 5ft9in", ("", "cm"), {"m": "m", "in": "in"}, "cm"))


def age(text: str) -> Years:
    number, unit = split(text, "75 (years)")
    if unit not in ("", "y", "years"):
        raise Unreadable(f"{_shown(text)}: age is in years; write 75, or 0.5 for six months")
    return Years(number)


def concentration(text: str) -> GramsPerLitre:
    write = "10%, 100g/L, 100mg/mL or 0.1g/mL (the unit is needed)"
    number, unit = split(text, write)
    if unit == "%":  # g in 100 mL
        return GramsPerLitre(number * 10)
    return GramsPerLitre(_converted(text, write, ("g/l",), {"mg/ml": "mg/mL", "g/ml": "g/mL"}, "g/L"))


def dose(text: str) -> Dose:
    write = "2g/kg/cycle, 0.4g/kg/day or 140g/cycle (also in mg/kg)"
    number, unit = split(text, write)
    if number == 0:
        raise Unreadable(f"{_shown(text)}: a dose above 0 is needed; write {write}")
    per_day = unit.endswith(("/day", "/d"))
    amount = unit.removesuffix("/day").removesuffix("/d").removesuffix("/cycle")
    bare = amount == unit
    if amount == "g":
        return Dose(number, "day" if per_day else "cycle", bare)
    if amount == "g/kg":
        return Dose(number, "kg-day" if per_day else "kg-cycle", bare)
    if amount == "mg/kg":
        from ivigcalc.request.units import convert

        return Dose(convert(number, "mg/kg", "g/kg"), "kg-day" if per_day else "kg-cycle", bare)
    lacks = f"the unit {unit!r} is not known here" if unit else "no unit"
    raise Unreadable(f"{_shown(text)}: {lacks}; write {write}")


def grams(text: str) -> Grams:
    number, unit = split(text, "20 or 20g")
    if unit not in ("", "g"):
        raise Unreadable(f"{_shown(text)}: grams are needed; write 20 or 20g")
    if number == 0:
        raise Unreadable(f"{_shown(text)}: more than 0 g is needed; write 20 or 20g")
    return Grams(number)


def milligrams(text: str) -> Milligrams:
    number, unit = split(text, "60 or 60mg")
    if unit not in ("", "mg"):
        raise Unreadable(f"{_shown(text)}: milligrams are needed; write 60 or 60mg")
    if number == 0:
        raise Unreadable(f"{_shown(text)}: more than 0 mg is needed; write 60 or 60mg")
    return Milligrams(number)


def tablets(text: str) -> str | tuple[Milligrams, ...]:
    """A market, or the strengths of the tablets: ``1,5,20``."""
    return listed(milligrams)(text) if text[:1].isdigit() else words(text)


def millilitres(text: str) -> Millilitres:
    number, unit = split(text, "280mL")
    if unit != "ml" or number == 0:
        raise Unreadable(f"{_shown(text)}: a volume above 0 in mL is needed; write 280mL")
    return Millilitres(number)


def steroid_dose(text: str) -> StartDose:
    number, unit = split(text, "60mg or 1mg/kg")
    if unit not in ("", "mg", "mg/kg") or number == 0:
        raise Unreadable(f"{_shown(text)}: a starting dose above 0 is needed; write 60mg or 1mg/kg")
    return StartDose(number, unit == "mg/kg")


def percent(text: str) -> Percent:
    number, unit = split(text, "10%")
    if unit != "%":
        raise Unreadable(f"{_shown(text)}: write 10%, with the percent sign")
    if number > 100:
        raise Unreadable(f"{_shown(text)}: more than the whole; write 0% to 100%, such as 10%")
    return Percent(number)


def factor(text: str) -> Decimal:
    number, unit = split(text, "0.4")
    if unit or number > 1:
        raise Unreadable(f"{_shown(text)}: a factor from 0 to 1 is needed, such as 0.4")
    return number


def whole(text: str) -> int:
    if not re.fullmatch(_WHOLE, text.strip(" ")):
        raise Unreadable(f"{_shown(text)}: a whole number is needed, such as 2")
    return int(text)


def days_long(text: str) -> int:
    """An interval or a limit in days: ``4w`` or ``28d``."""
    if re.fullmatch(_MONTH, text.strip(" ").lower()):
        raise Unreadable(f"{_shown(text)}: a month is not a number of days; write 4w (13 cycles a year) or 28d")
    number, unit = split(text, "4w or 28d")
    if number != int(number) or unit not in ("w", "weeks", "d", "days"):
        raise Unreadable(f"{_shown(text)}: whole weeks or days are needed; write 4w or 28d")
    return int(number) * (7 if unit in ("w", "weeks") else 1)


def day(text: str) -> date:
    if re.fullmatch(_DATE, text.strip(" ")):
        try:
            return date.fromisoformat(text.strip(" "))
        except ValueError as why:
            raise Unreadable(
                f"{_shown(text)} is not a date of the calendar: {why}; write it as 2024-04-08 (year-month-day)"
            ) from None
    raise Unreadable(f"{_shown(text)} is not a date; write it as 2024-04-08 (year-month-day)")


def clock(text: str) -> time:
    match = re.fullmatch(_CLOCK, text.strip(" "))
    if match is None:
        raise Unreadable(f"{_shown(text)} is not a time of day; write it as 09:00")
    return time(int(match[1]), int(match[2]))


def zone(text: str) -> str:
    """The name of a time zone; not that of this machine, which no plan depends on."""
    from zoneinfo import ZoneInfo

    try:
        if text == "localtime":
            raise ValueError(text)
        ZoneInfo(text)
    except (ValueError, LookupError, OSError):
        raise Unreadable(f"{_shown(text)}: no such time zone; write one such as Europe/Berlin or UTC") from None
    return text


def listed(read: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """A reader of the same things in a list with commas."""

    def read_all(text: str) -> tuple[T, ...]:
        return tuple(read(part.strip(" ")) for part in text.split(","))

    return read_all


def stock(text: str) -> tuple[tuple[Grams, int], ...]:
    """``20g:3,10g:10``: how many vials of each size can be used in one cycle."""
    found: dict[Grams, int] = {}
    for part in text.split(","):
        size, colon, number = part.partition(":")
        if not colon:
            raise Unreadable(f"{_shown(part)}: write size and number as 20g:3,10g:10")
        g = grams(size.strip(" "))
        if g in found:
            raise Unreadable(f"{_shown(text)}: {size} is named twice; write each size once")
        found[g] = whole(number)
    return tuple(found.items())


def span(text: str) -> tuple[date, date] | str:
    """``weekends``, a date, or a range of dates ``2024-12-24:2025-01-01``."""
    if text.strip(" ") == "weekends":
        return "weekends"
    first, colon, last = text.partition(":")
    pair = day(first), day(last if colon else first)
    if pair[1] < pair[0]:
        raise Unreadable(f"{_shown(text)}: the range ends before it begins")
    return pair


def cycle_date(text: str) -> tuple[int, date]:
    """``3=2026-12-10``: the first day of one cycle."""
    number, sign, when = text.partition("=")
    if not sign:
        raise Unreadable(f"{_shown(text)}: write the cycle and its first day as 3=2026-12-10")
    return whole(number), day(when)


def choice(*allowed: str) -> Callable[[str], str]:
    """A reader of one of the words *allowed*."""

    def read(text: str) -> str:
        word = text.strip(" ")
        if word not in allowed:
            known = f" is not one of {', '.join(allowed)}" if len(allowed) > 1 else f": write {allowed[0]}"
            raise Unreadable(f"{_shown(text)}{known}")
        return word

    return read


def words(text: str) -> str:
    """Free text on one line."""
    if not text.strip():
        raise Unreadable("empty: say something, or leave the option out")
    return text


def acceptance(text: str) -> Accepted:
    """``CODE=REASON``: past which stop to go on, and why."""
    code, sign, reason = text.partition("=")
    if not sign or not code.strip() or not reason.strip():
        raise Unreadable(f'{_shown(text)}: write CODE=REASON, such as dose.above-cycle-limit="protocol of the centre"')
    return Accepted(code.strip(), reason.strip())


def saved_acceptance(saved: Mapping[str, object]) -> Accepted:
    """What a saved request says of one: also the text that was accepted."""
    if set(saved) != {"code", "reason", "text"} or not all(isinstance(value, str) for value in saved.values()):
        raise Unreadable(f"{_shown(str(saved))}: the texts code, reason and text are needed, and nothing else")
    return Accepted(str(saved["code"]), str(saved["reason"]), str(saved["text"]))


def following(text: str) -> Said:
    """A further phase: ``1g/kg, 2 days, every 6w, 4 cycles``, the parts in any order, each once."""
    found = Said()
    for part in (part.strip(" ") for part in text.split(",")):
        try:
            more = _following_part(part)
        except Unreadable as why:
            raise Unreadable(f"in {_shown(text)} the part {_shown(part)}: {why}; {_PHASE}") from None
        if any(None not in pair for pair in zip(found, more, strict=True)):
            raise Unreadable(f"in {_shown(text)} the part {_shown(part)}: said twice; {_PHASE}")
        found = Said._make(old if new is None else new for old, new in zip(found, more, strict=True))
    missing = [word for word, value in zip(_PARTS, found, strict=True) if value is None]
    if missing:
        raise Unreadable(f"{_shown(text)} lacks {' and '.join(missing)}; {_PHASE}")
    return found


def _following_part(part: str) -> Said:
    match = re.fullmatch(_FOLLOWING, part)
    if match is None:
        return Said(dose=dose(part))
    if match[3] is not None:
        return Said(interval_days=days_long(match[3]))
    return Said(days=int(match[1])) if match[2].startswith("day") else Said(cycles=int(match[1]))
