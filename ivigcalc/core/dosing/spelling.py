"""How a dose is spelled: a bare one over several days may be meant per cycle or per day, and then it is asked."""

from decimal import Decimal

from ivigcalc.core.dosing.dose import Phase, printed_span, short
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.printed.regimen import PrintedPhase
from ivigcalc.core.quantities import Kilograms, plain


def check_spelling(phase: Phase, weight: Kilograms, most: Decimal, field: str) -> None:
    """Ask whether a bare dose over several days is that of a cycle or of a day, unless only one can be meant.

    Args:
        phase: The phase as prescribed.
        weight: The dosing weight.
        most: The total g/kg above which no order can have meant the dose for each day.
        field: The one that says the dose.

    Raises:
        Unreadable: Both can be meant; the text has both spellings and what each gives.
    """
    said, days = phase.said, phase.days
    if said is None or not said.bare or days == 1:
        return
    unit = "g/kg" if said.per == "kg-cycle" else "g"
    in_all = said.value * days
    if in_all > most * (weight if unit == "g" else 1):
        return
    dose, (whole, part) = f"{plain(said.value)}{unit}", (short(in_all), short(said.value / days))
    raise Unreadable(
        f"{phase.name}: {dose} with {days} days may be meant for each day or for the whole cycle",
        f"write {dose}/day, total {whole} {unit}, or {dose}/cycle, {part} {unit} a day{_as_printed(phase.printed)}",
        field,
        in_words=True,
    )


def _as_printed(printed: PrintedPhase | None) -> str:
    """What the regimen itself gives, as a hint."""
    if printed is None:
        return ""
    per = {"cycle": "per cycle", "day": "a day", "28d": "per 28 days"}[printed.dose_per]
    low, high = printed.dose_g_per_kg_min, printed.dose_g_per_kg_max
    span = short(low) if low == high else printed_span(low, high)
    return f"; the regimen gives {span} g/kg {per}"
