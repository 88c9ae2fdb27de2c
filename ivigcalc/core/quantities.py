"""Units as types over ``Decimal``, and the rounding rules by name.

Every amount carries its unit in its type and in its name. Nothing is rounded before the end, and every rounding has a
direction that is a decision: doses and volumes to the nearest, pump rates down, times up.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import NewType

Kilograms = NewType("Kilograms", Decimal)
Centimetres = NewType("Centimetres", Decimal)
Years = NewType("Years", Decimal)
Grams = NewType("Grams", Decimal)
Millilitres = NewType("Millilitres", Decimal)
Milligrams = NewType("Milligrams", Decimal)  # steroids only
Minutes = NewType("Minutes", Decimal)
GramsPerLitre = NewType("GramsPerLitre", Decimal)
GramsPerKilogram = NewType("GramsPerKilogram", Decimal)
MlPerHour = NewType("MlPerHour", Decimal)
MlPerKgHour = NewType("MlPerKgHour", Decimal)
Percent = NewType("Percent", Decimal)

ONE = Decimal(1)
TENTH = Decimal("0.1")
HUNDREDTH = Decimal("0.01")
THOUSANDTH = Decimal("0.001")

# A quotient such as 20 mg/kg/min at 90 g/L is off in its 28th digit, which must not push a value that lies on a step
# to the step below. Fifteen decimals are far finer than any pump and far coarser than that error.
_SETTLED = Decimal("1e-15")


def settled(value: Decimal) -> Decimal:
    """*value* to fifteen decimals, so that a quotient compares equal to the number that it stands for."""
    return value.quantize(_SETTLED, ROUND_HALF_EVEN)


def _to(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    return settled(settled(value) / step).quantize(ONE, rounding) * step


def half_up(value: Decimal, step: Decimal) -> Decimal:
    """The nearest multiple of *step*; a tie goes up. The rule where no other is named."""
    return _to(value, step, ROUND_HALF_UP)


def half_down(value: Decimal, step: Decimal) -> Decimal:
    """The nearest multiple of *step*; a tie goes down. For doses: no tie gives more than was calculated."""
    return _to(value, step, ROUND_HALF_DOWN)


def down(value: Decimal, step: Decimal) -> Decimal:
    """The greatest multiple of *step* not above *value*. For pump rates: never faster than the ladder."""
    return _to(value, step, ROUND_FLOOR)


def up(value: Decimal, step: Decimal) -> Decimal:
    """The least multiple of *step* not below *value*. For times: an infusion never ends before its clock."""
    return _to(value, step, ROUND_CEILING)


def plain(value: Decimal) -> str:
    """*value* as people read it: no exponent, no trailing zero, a leading zero always (``0.5``, ``280``)."""
    text = format(value + 0, "f")  # adding 0 turns -0 into 0
    return text.rstrip("0").rstrip(".") if "." in text else text


def how_many(number: Decimal | int, thing: str) -> str:
    """``1 day`` and ``2 days``: *number* of what *thing* is one of."""
    return f"{plain(Decimal(number))} {thing}{'' if number == 1 else 's'}"
