"""Rates as they are written: one with its unit, or a ladder of them."""

import re
from decimal import Decimal
from typing import get_args

from ivigcalc.core.errors import Unreadable
from ivigcalc.core.printed.product import Ladder, RateUnit
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.rates import PrintedRate
from ivigcalc.core.quantities import Minutes, plain
from ivigcalc.request.quantity import NUMBER, UNIT, unit
from ivigcalc.request.reading_words import words

_UNITS: dict[str, RateUnit] = {one: one for one in get_args(RateUnit)}

_RATE = rf" *({NUMBER}) *({UNIT}) *"
_STEP = rf" *({NUMBER}) *[xX] *({NUMBER}) *"
_LAST = rf" *({NUMBER})(?: *[xX] *({NUMBER}))? *({UNIT})? *"
_ID = r"[A-Za-z0-9,-]+"
_FORM = "write RATExMINUTES,RATExMINUTES,RATE UNIT, with a point for decimals; the last rate runs to the end"


def read_rate(text: str) -> PrintedRate:
    """One rate with its unit, ``2.4mL/kg/h``.

    Raises:
        Unreadable: It is not a plain number above 0 with one of the known units.
    """
    found = re.fullmatch(_RATE, text)
    if found is None:
        raise Unreadable(
            f"rate {text!r}: write a plain number, with a point for decimals, and its unit", f"units are {_units()}"
        )
    return PrintedRate(_above_zero(found[1], text), _unit(found[2], text))


def rates(text: str) -> str:
    """A ladder in the one spelling of it, or the id of a protocol; what is neither as it was said."""
    told = words(text)
    try:
        ladder = read_rates(told)
    except Unreadable:
        return told.lower() if re.fullmatch(_ID, told) else told
    steps = [f"{plain(rate)}x{plain(minutes)}" for rate, minutes in zip(ladder.rates, ladder.minutes, strict=False)]
    return ",".join([*steps, f"{plain(ladder.rates[-1])} {ladder.unit}"])


def written_rates(text: str) -> Ladder | None:
    """The ladder that *text* writes out; None where it is the id of a protocol.

    Raises:
        Unreadable: As ``read_rates``.
    """
    written = text.lstrip(" ")[:1] in set("0123456789.") or "/" in text
    return read_rates(text) if written else None


def read_rates(text: str) -> Ladder:
    """A written ladder ``RATExMINUTES,RATExMINUTES,RATE UNIT``: the unit once, the last rate without minutes.

    Raises:
        Unreadable: A part does not have that form, or the rates do not rise; the text names the part.
    """
    try:
        return _ladder(text)
    except Unreadable as fault:
        raise Unreadable(fault.why, fault.do, "rates", in_words=True) from None


def _ladder(text: str) -> Ladder:
    *held, last = text.split(",")
    rates: list[Decimal] = []
    minutes: list[Minutes] = []
    for part in held:
        found = re.fullmatch(_STEP, part)
        if found is None:
            raise Unreadable(f"rates {text!r}: {part.strip(' ')!r} is not a rate and its minutes", _FORM)
        rates.append(_above_zero(found[1], part))
        minutes.append(Minutes(_above_zero(found[2], part)))
    found = re.fullmatch(_LAST, last)
    if found is None:
        raise Unreadable(f"rates {text!r}: {last.strip(' ')!r} is not a rate with its unit", _FORM)
    if found[2]:
        raise Unreadable(f"rates {text!r}: {last.strip(' ')!r}, the last step, runs to the end", "omit its minutes")
    rates.append(_above_zero(found[1], last))
    of = _unit(found[3] or "", text)
    for slower, faster in zip(rates, rates[1:], strict=False):
        if faster <= slower:
            raise Unreadable(f"rates {text!r}: {plain(faster)} after {plain(slower)}", "rates must rise at each step")
    return Ladder(of, tuple(rates), Citation("house", f"as written: {text.strip(' ')}"), tuple(minutes))


def _above_zero(number: str, part: str) -> Decimal:
    value = Decimal(number)
    if value == 0:
        raise Unreadable(f"rate {part.strip(' ')!r}: 0 is no rate and no time", "write a number above 0")
    return value


def _unit(word: str, text: str) -> RateUnit:
    known = _UNITS.get(unit(word))
    if known is None:
        said = f"{word!r} is not a unit of rates" if word else "unit missing; write it once, at the end"
        raise Unreadable(f"rate {text.strip(' ')!r}: {said}", f"units are {_units()}")
    return known


def _units() -> str:
    return ", ".join(_UNITS)
