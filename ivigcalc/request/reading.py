"""Text -> value, one function for each kind of thing that can be said.

A number with its unit is read by ``quantity``. Every function raises ``Unreadable`` with what to write instead; what a
text is called where it is shown, ``spellings`` says.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from ivigcalc.core.dosing.dose import Dose, Said
from ivigcalc.core.dosing.maximum import Maximum
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.printed.product import MARKET_CODES
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
from ivigcalc.request.quantity import NUMBER, UNIT, converted, in_unit, quoted, slip, split
from ivigcalc.request.reading_dates import day
from ivigcalc.request.reading_days import infusion_days
from ivigcalc.request.reading_words import identifier

T = TypeVar("T")

# Patterns stay texts here: each is compiled when it is first needed, which most are not in one run.
_FEET = rf"({NUMBER}) *(?:ft|foot|feet) *(?:({NUMBER}) *(?:in|inch|inches)?)?"
_STRENGTH = rf"({NUMBER}) *({UNIT}) */ *({NUMBER}) *({UNIT})"  # of a pack: 5 g/50 mL
_MONTH = r"(?:every |q)?[0-9]* ?(?:m|mo|mth|month|months|monthly)"
_EVERY = r"^(?:every +|q *(?=[0-9]))"
_WHOLE = r"[0-9]{1,6}"
_FOLLOWING = r"([0-9]{1,6}) (day|days|cycle|cycles)|(?:every |q *(?=[0-9]))(.+)"
_PARTS = ("a dose", "days", "an interval (every 6w)", "cycles")  # in the order of the fields of ``Said``
_PHASE = 'write "1g/kg/cycle, 2 days, every 6w, 4 cycles"'
ON_DAYS = r"days +(?=[0-9])"  # before the days of a cycle that get an infusion: days 1,3,5
_COUNTED = rf"([0-9]{{1,6}}) *x *({NUMBER} *[A-Za-z]+)"  # 12 x 10 g

_GRAMS = ("g", "mg", "g/kg", "mg/kg")  # what a dose can be said in
_BY_WORD = {"weekly": "1w", "every week": "1w", "fortnightly": "2w", "every fortnight": "2w", "every other week": "2w"}


def weight(text: str) -> Kilograms:
    return Kilograms(converted(text, "70, 70.5kg, 154lb or 3200g", ("", "kg"), ("lb", "g"), "kg"))


def height(text: str) -> Centimetres:
    feet = feet_and_inches(text)
    if feet is None:
        told = in_words(text)
        return Centimetres(converted(told, "175, 175cm, 1.75m, 69in or 5ft9in", ("", "cm"), ("m", "in"), "cm"))
    whole, inches = feet
    if inches and (in_unit(Decimal(inches), "in", "ft") >= 1 or "." in whole):
        raise Unreadable(f"{quoted(text)}: not whole feet and under 12 inches", "write 5ft9in")
    return Centimetres(in_unit(Decimal(whole), "ft", "cm") + in_unit(Decimal(inches or 0), "in", "cm"))


def feet_and_inches(text: str) -> tuple[str, str] | None:
    """The feet and the inches of ``5'9"`` and ``5 ft 9 in``, the inches empty where there are none; else None."""
    feet = re.fullmatch(_FEET, in_words(text).lower())
    return None if feet is None else (feet[1], feet[2] or "")


def in_words(text: str) -> str:
    """A height with the signs of feet and inches as words: ``5ft9in`` for ``5'9"``."""
    return text.strip(" ").replace("''", "in").replace('"', "in").replace("'", "ft")


def age(text: str) -> Years:
    number, unit = split(text, "75 (years)")
    if unit not in ("", "y"):
        raise Unreadable(f"{quoted(text)}: age is in years", "write 75, or 0.5 for six months")
    return Years(number)


def concentration(text: str) -> GramsPerLitre:
    write = "10%, 100g/L, 100mg/mL or 0.1g/mL (the unit is needed)"
    pack = strength(text)
    if pack is not None:
        number, volume = split(pack[0], write), split(pack[1], write)
        if number[1] not in ("g", "mg") or volume[1] != "mL" or volume[0] == 0:
            raise Unreadable(f"{quoted(text)}: not grams in a volume above 0", f"write {write}")
        grams = number[0] if number[1] == "g" else in_unit(number[0], "mg", "g")
        return GramsPerLitre(grams * 1000 / volume[0])
    percent, unit = split(text, write)
    if unit == "%":  # g in 100 mL
        return GramsPerLitre(percent * 10)
    return GramsPerLitre(converted(text, write, ("g/L",), ("mg/mL", "g/mL"), "g/L"))


def strength(text: str) -> tuple[str, str] | None:
    """The amount and the volume of a strength as it is printed on a pack, ``5 g/50 mL``; None where it is no such."""
    pack = re.fullmatch(_STRENGTH, text.strip(" "))
    return None if pack is None else (pack[1] + pack[2], pack[3] + pack[4])


def dose(text: str) -> Dose:
    write = "2g/kg/cycle, 0.4g/kg/day or 140g/cycle (also in mg/kg)"
    number, unit = split(text, write)
    if number == 0:
        raise Unreadable(f"{quoted(text)}: dose must be above 0", f"write {write}")
    amount = unit.removesuffix("/day").removesuffix("/cycle")
    if amount not in _GRAMS:
        raise Unreadable(f"{quoted(text)}: {_no_dose(unit, amount)}", f"write {write}")
    grams = in_unit(number, amount, amount[1:]) if amount.startswith("m") else number
    by_weight = amount.endswith("/kg")
    if unit.endswith("/day"):
        return Dose(grams, "kg-day" if by_weight else "day")
    return Dose(grams, "kg-cycle" if by_weight else "cycle", bare=amount == unit)


def _no_dose(unit: str, amount: str) -> str:
    if amount in ("mL", "mL/kg"):
        return f"a dose in {unit} is not known here, as a dose is in grams: at 10 %, 10 mL/kg are 1 g/kg"
    return f"unknown unit {unit!r}" if unit else "no unit"


def maximum(text: str) -> Maximum:
    """The most of a day, ``100g/day``, or of a cycle: ``140g/cycle`` or ``140g``."""
    write = f"{quoted(text)}: not the maximum of a cycle or day in grams; write 140g/cycle or 100g/day"
    try:
        most = dose(text)
    except Unreadable:
        raise Unreadable(write) from None
    if most.per == "cycle" or most.per == "day":
        return Maximum(Grams(most.value), most.per, said=True)
    raise Unreadable(write)


def grams(text: str) -> Grams:
    number, unit = split(text, "20 or 20g")
    if unit not in ("", "g"):
        raise Unreadable(f"{quoted(text)}: not in grams", "write 20 or 20g")
    if number == 0:
        raise Unreadable(f"{quoted(text)}: must be above 0 g", "write 20 or 20g")
    return Grams(number)


def milligrams(text: str) -> Milligrams:
    number, unit = split(text, "60 or 60mg")
    if unit not in ("", "mg"):
        raise Unreadable(f"{quoted(text)}: not in milligrams", "write 60 or 60mg")
    if number == 0:
        raise Unreadable(f"{quoted(text)}: must be above 0 mg", "write 60 or 60mg")
    return Milligrams(number)


def tablets(text: str) -> str | tuple[Milligrams, ...]:
    """A market, or the strengths of the tablets: ``1,5,20``."""
    numbers = text.strip(" ")[:1] in set("0123456789.")
    return listed(milligrams)(text) if numbers else MARKET_CODES.get(identifier(text), identifier(text))


def millilitres(text: str) -> Millilitres:
    number, unit = split(text, "280mL")
    if unit not in ("mL", "L") or number == 0:
        raise Unreadable(f"{quoted(text)}: not a volume in mL above 0", "write 280mL")
    return Millilitres(number * 1000 if unit == "L" else number)


def steroid_dose(text: str) -> StartDose:
    number, unit = split(text, "60mg or 1mg/kg")
    amount = unit.removesuffix("/day")
    if amount not in ("", "mg", "mg/kg") or number == 0:
        raise Unreadable(f"{quoted(text)}: not a starting dose above 0", "write 60mg or 1mg/kg")
    return StartDose(number, amount == "mg/kg")


def percent(text: str) -> Percent:
    number, unit = split(text, "10%")
    if unit != "%":
        raise Unreadable(f"{quoted(text)}: write 10%, with the percent sign")
    if number > 100:
        raise Unreadable(f"{quoted(text)}: above 100%", "write 0% to 100%, such as 10%")
    return Percent(number)


def factor(text: str) -> Decimal:
    number, unit = split(text, "0.4")
    if unit or number > 1:
        raise Unreadable(f"{quoted(text)}: give a factor from 0 to 1, such as 0.4")
    return number


def whole(text: str) -> int:
    if not re.fullmatch(_WHOLE, text.strip(" ")):
        raise Unreadable(f"{quoted(text)}: give a whole number, such as 2{slip(text)}")
    return int(text)


def interval(text: str) -> int:
    """First day to first day, in days: ``4w``, ``28d``, ``q3w`` or ``every 3 weeks``."""
    told = text.strip(" ").lower()
    if told in _BY_WORD:
        raise Unreadable(f"{quoted(text)}: not a number", f"write {_BY_WORD[told]}")
    return days_long(after_every(text))


def after_every(text: str) -> str:
    """``3w`` of ``q3w`` and ``every 3w``."""
    return re.sub(_EVERY, "", text.strip(" "), flags=re.IGNORECASE)


def days_long(text: str) -> int:
    """A time in days: ``4w`` or ``28d``."""
    if re.fullmatch(_MONTH, text.strip(" ").lower()):
        raise Unreadable(f"{quoted(text)}: months vary in length", "write 4w (13 cycles a year) or 28d")
    number, unit = split(text, "4w or 28d")
    if number != int(number) or unit not in ("w", "d"):
        raise Unreadable(f"{quoted(text)}: not whole weeks or days", "write 4w or 28d")
    return int(number) * (7 if unit == "w" else 1)


def listed(read: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """A reader of the same things in a list with commas."""

    def read_all(text: str) -> tuple[T, ...]:
        return tuple(read(part.strip(" ")) for part in text.split(","))

    return read_all


def stock(text: str) -> tuple[tuple[Grams, int], ...]:
    """``20g:3,10g:10`` or ``3x20g,10x10g``: how many vials of each size can be used in one cycle."""
    found: dict[Grams, int] = {}
    for part in text.split(","):
        size, number = size_and_number(part)
        g = grams(size)
        if g in found:
            raise Unreadable(f"{quoted(text)}: {size} is given twice", "write each size once")
        found[g] = whole(number)
    return tuple(found.items())


sizes = listed(grams)  # of vials, and the doses of days


def size_and_number(part: str) -> tuple[str, str]:
    """The size and the number of ``20g:3`` and of ``3x20g``, as they are written."""
    counted = re.fullmatch(_COUNTED, part.strip(" "), re.IGNORECASE)
    if counted is not None:
        return counted[2], counted[1]
    size, colon, number = part.partition(":")
    if not colon:
        raise Unreadable(f"{quoted(part)}: write size and number as 20g:3,10g:10, or as 3x20g,10x10g")
    return size.strip(" "), number.strip(" ")


def cycle_date(text: str) -> tuple[int, date]:
    """``3=2026-12-10``: the first day of one cycle."""
    number, sign, when = text.partition("=")
    if not sign:
        raise Unreadable(f"{quoted(text)}: write the cycle and its first day as 3=2026-12-10")
    return whole(number), day(when)


def following(text: str) -> Said:
    """A further phase: ``1g/kg, 2 days, every 6w, 4 cycles``, the parts in any order, each once; or ``days 1,3,5``."""
    found = Said()
    for part in following_parts(text):
        try:
            more = _following_part(part)
        except Unreadable as why:
            raise Unreadable(f"in {quoted(text)} the part {quoted(part)}: {why}; {_PHASE}") from None
        if any(None not in pair for pair in zip(found, more, strict=True)):
            raise Unreadable(f"in {quoted(text)} the part {quoted(part)}: given twice; {_PHASE}")
        found = Said._make(old if new is None else new for old, new in zip(found, more, strict=True))
    missing = [word for word, value in zip(_PARTS, found, strict=True) if value is None]
    if missing:
        raise Unreadable(f"{quoted(text)} lacks {' and '.join(missing)}; {_PHASE}")
    return found


def following_parts(text: str) -> list[str]:
    """The parts between commas; numbers behind ``days 1`` belong to it."""
    parts: list[str] = []
    for part in (part.strip(" ") for part in text.split(",")):
        if parts and re.fullmatch(_WHOLE, part) and re.match(ON_DAYS, parts[-1], re.IGNORECASE):
            parts[-1] += f",{part}"
        else:
            parts.append(part)
    return parts


def _following_part(part: str) -> Said:
    on = re.match(ON_DAYS, part, re.IGNORECASE)
    if on is not None:
        return Said(days=infusion_days(part[on.end() :]))
    match = re.fullmatch(_FOLLOWING, part, re.IGNORECASE)
    if match is None:
        return Said(dose=dose(part))
    if match[3] is not None:
        return Said(interval_days=interval(part))
    return Said(days=int(match[1])) if match[2].lower().startswith("day") else Said(cycles=int(match[1]))
