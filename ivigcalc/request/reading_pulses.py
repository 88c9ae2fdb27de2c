"""Pulses as they are written: the steroid, its mg of one day, and how many days."""

import re
from decimal import Decimal

from ivigcalc.core.errors import Unreadable
from ivigcalc.core.quantities import Milligrams
from ivigcalc.core.steroid.pulse import SaidPulse
from ivigcalc.request.quantity import quoted

_DRUG = r"(?:iv +)?((?!iv\b)[a-z][a-z0-9-]*)(?: +iv)?"
_DOSE = r"([0-9]{1,6}(?:\.[0-9]{1,8})?|\.[0-9]{1,8}) *(mg|g|gm|gms|grams?)(?: ?/ ?d(?:ay)?| +iv| +daily| +a day)*"
_DAYS = r"x *([0-9]{1,3})(?: *d| *days?)?"
_CYCLE = r"(?: *(/ *cycle|each cycle|every cycle))?"
_PULSE = rf"{_DRUG} +{_DOSE} *{_DAYS}{_CYCLE}"
_HOW = 'write "methylprednisolone 1000mg x3": the steroid, its mg or g of one day, and x with the days; /cycle behind '
_HOW += "it gives it with each cycle"


def read_pulse(text: str) -> SaidPulse:
    """Read ``methylprednisolone 1000mg x3`` or ``methylprednisolone 1 g x 3 days/cycle``.

    Raises:
        Unreadable: The text names what cannot be read, and how to write it.
    """
    said = text.strip(" ").lower()
    found = re.fullmatch(_PULSE, said)
    if found is None:
        raise Unreadable(f"{quoted(text)} {_why(said)}", _HOW)
    drug, number, unit, days, each = found.groups()
    mg = Decimal(number) * (1 if unit == "mg" else 1000)
    if mg == 0:
        raise Unreadable(f"{quoted(text)}: dose must be above 0", _HOW)
    return SaidPulse(drug, Milligrams(mg), int(days), each is not None)


def _why(said: str) -> str:
    """What is wrong with a pulse that cannot be read, as near as can be told."""
    if re.search(r"[0-9] *m?g/kg", said):
        return "is a dose per kg: work out the mg of one day"
    if re.search(r"[0-9],[0-9]", said):
        return "has a comma in its number: write a point, and no sign between thousands"
    if re.match(r"(?:iv +)?[0-9]", said):
        return "does not start with the steroid"
    if not re.search(r"x *[0-9]", said):
        return "does not give the number of days"
    if re.search(r" [0-9.]+ *x", said):
        return "has no unit behind its dose"
    return "cannot be read"
