"""A number and its unit, as orders and packs have them: read exactly, and shown in one spelling.

A number is one to six digits with an optional point and up to eight decimals, or a point and decimals; a unit may
follow. Nothing else is read: no sign, exponent, comma, arithmetic or other script's digits. That is done here and not
by pint, which reads '70,5 kg' as 705 kg and '70**2 kg' as 4900 kg, and accepts 'nan kg'.
"""

import re
from decimal import Decimal
from functools import lru_cache

from ivigcalc.core.errors import Unreadable
from ivigcalc.core.quantities import plain

# Patterns stay texts here: each is compiled when it is first needed, which most are not in one run.
NUMBER = r"(?:[0-9]{1,6}(?:\.[0-9]{1,8})?|\.[0-9]{1,8})"
UNIT = r"[A-Za-z%][A-Za-z]*(?: */ *[A-Za-z]+)*"
_QUANTITY = rf"({NUMBER}) *({UNIT})?"
_DIGITS = r"[0-9]*\.?[0-9]*"
# What was written in place of one plain number, and what is said of it.
_SLIPS = (
    (r"[0-9]+,[0-9]+.*", "a point, not a comma"),
    (rf"{NUMBER} *(?:-|to) *{NUMBER}.*", "one number, not a range"),
    (rf"[-+]{_DIGITS}[^0-9.]*", "a number without a sign"),
    (rf"[0-9]{{7,}}{_DIGITS}[^0-9.]*", "at most six digits"),
    (r"[0-9]*\.[0-9]{9,}[^0-9.]*", "at most eight decimals"),
)
_MOST_SHOWN = 60  # characters of a text that an error quotes

# Every way to write a unit, in lower case, and the one in which it is shown.
_UNITS = {
    "kg": "kg", "kgs": "kg", "kilogram": "kg", "kilograms": "kg", "kilogramme": "kg", "kilogrammes": "kg",
    "g": "g", "gm": "g", "gms": "g", "gram": "g", "grams": "g", "gramme": "g", "grammes": "g",
    "mg": "mg", "mgs": "mg", "milligram": "mg", "milligrams": "mg", "milligramme": "mg", "milligrammes": "mg",
    "lb": "lb", "lbs": "lb", "pound": "lb", "pounds": "lb",
    "ml": "mL", "mls": "mL", "millilitre": "mL", "millilitres": "mL", "milliliter": "mL", "milliliters": "mL",
    "l": "L", "litre": "L", "litres": "L", "liter": "L", "liters": "L",
    "m": "m", "metre": "m", "metres": "m", "meter": "m", "meters": "m",
    "cm": "cm", "cms": "cm", "centimetre": "cm", "centimetres": "cm", "centimeter": "cm", "centimeters": "cm",
    "in": "in", "inch": "in", "inches": "in", "ft": "ft", "foot": "ft", "feet": "ft",
    "min": "min", "mins": "min", "minute": "min", "minutes": "min",
    "h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
    "d": "d", "day": "d", "days": "d", "w": "w", "wk": "w", "wks": "w", "week": "w", "weeks": "w",
    "y": "y", "yr": "y", "yrs": "y", "year": "y", "years": "y",
    "cycle": "cycle", "%": "%",
}  # fmt: skip

# The units of every ward in the program's own: no library is loaded for them. The factors are exact.
_EVERYDAY = {
    ("lb", "kg"): Decimal("0.45359237"),
    ("g", "kg"): Decimal("0.001"),
    ("mg", "g"): Decimal("0.001"),
    ("mg/kg", "g/kg"): Decimal("0.001"),
}


def split(text: str, write: str) -> tuple[Decimal, str]:
    """The number and the unit of *text*, the unit in its one spelling or empty.

    A unit that is not known comes back in lower case.

    Raises:
        Unreadable: It is neither; *write* says what would be right.
    """
    match = re.fullmatch(_QUANTITY, text.strip(" "))
    if match is None:
        raise Unreadable(f"{quoted(text)}: not a number with a unit", f"write {write}{slip(text)}")
    return Decimal(match[1]), unit(match[2] or "")


def slip(text: str) -> str:
    """What was written in place of one plain number, in brackets, where that is known."""
    told = text.strip()
    return next((f" ({said})" for pattern, said in _SLIPS if re.fullmatch(pattern, told, re.DOTALL)), "")


def converted(text: str, write: str, canonical: tuple[str, ...], others: tuple[str, ...], to: str) -> Decimal:
    """The number of *text* in the unit *to*: as it stands in a *canonical* unit, converted from one of the *others*.

    Raises:
        Unreadable: As ``split``, or the unit is none of them.
    """
    number, unit = split(text, write)
    if unit in canonical:
        return number
    if unit in others:
        return in_unit(number, unit, to)
    if not unit:
        raise Unreadable(f"{quoted(text)} has no unit", f"write {write}")
    raise Unreadable(f"{quoted(text)}: unknown unit {unit!r}", f"write {write}")


def in_unit(number: Decimal, unit: str, to: str) -> Decimal:
    """*number* of *unit* in the unit *to*; pint is loaded for the rare ones alone."""
    factor = _EVERYDAY.get((unit, to))
    if factor is not None:
        return number * factor
    from ivigcalc.request.units import convert

    return convert(number, unit, to)


@lru_cache(256)
def unit(text: str) -> str:
    """``g/kg/day`` for ``Gm / KG / d``: the one spelling of a unit; in lower case where it is not known."""
    first, *per = (_UNITS.get(part.strip(" "), part.strip(" ")) for part in text.lower().split("/"))
    return "/".join([first, *("day" if part == "d" else part for part in per)])


def canonical(text: str) -> str:
    """``0.4g/kg/day`` for ``.40 gm / kg / day``: a quantity that could be read, in its one spelling."""
    match = re.fullmatch(_QUANTITY, text.strip(" "))
    return text.strip(" ") if match is None else plain(Decimal(match[1])) + unit(match[2] or "")


def quoted(text: str) -> str:
    """*text* as an error quotes it: short, and without what could steer a terminal."""
    return ascii(text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 3] + "...")
