"""How a number is shown: one rounding for every output, by the end of its key, and one way to write it."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from ivigcalc.core.quantities import HUNDREDTH, TENTH, THOUSANDTH, plain, settled

_STEPS = {
    "g": THOUSANDTH,
    "ml": HUNDREDTH,
    "kg": HUNDREDTH,
    "minutes": TENTH,
    "minute": TENTH,
    "percent": TENTH,
    "bmi": TENTH,
    "value": THOUSANDTH,
    "h": THOUSANDTH,  # mL/h and mL/kg/h
}


def rounded(value: Decimal, key: str) -> Decimal:
    """*value* rounded half up as the end of *key* says; a key with no rule is exact. A dose per kg is in grams."""
    step = _step(key)
    return settled(value).quantize(step, ROUND_HALF_UP) if step else value


@cache
def _step(key: str) -> Decimal | None:
    return THOUSANDTH if key.endswith("g_per_kg") else _STEPS.get(key.rpartition("_")[2])


def shown(value: Decimal | None, key: str) -> str:
    """*value* as people read it, rounded as everywhere; empty for None."""
    return "" if value is None else plain(rounded(value, key))


def signed(value: Decimal, key: str) -> str:
    """The same with a plus before what is above 0."""
    text = shown(value, key)
    return text if text == "0" or text.startswith("-") else f"+{text}"
