"""The greatest amounts that a dose is held against, per cycle and in a day, and whose figure each is."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from ivigcalc.core.course.maxima import cycle_limit, day_limit, of_regimen
from ivigcalc.core.course.situation import PhaseSituation, Situation
from ivigcalc.core.dosing.maximum import Maximum
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import THOUSANDTH, half_up, plain, settled

AS_SAID = Citation("house", "as entered")


class Ceiling(NamedTuple):
    """A greatest amount in grams; the *judged* amount and the *limit* are in its unit, which may be per kg."""

    calculated_g: Decimal
    planned_g: Decimal
    most_g: Decimal
    judged: Decimal  # the calculated amount
    limit: Decimal
    unit: Literal["g", "g/kg"]
    whose: str
    citation: Citation

    @property
    def amount(self) -> str:
        """The calculated amount in words, as it is judged."""
        return f"{shown_beside(self.judged, self.limit)} {self.unit}"

    @property
    def most(self) -> str:
        """The limit in words, and whose it is."""
        return f"{plain(self.limit)} {self.unit}, {self.whose}"


def shown(value: Decimal, step: Decimal = THOUSANDTH) -> str:
    return plain(half_up(value, step))


def shown_beside(value: Decimal, limit: Decimal) -> str:
    """*value* as it is shown, or in full where that would look like the *limit* that it is beyond."""
    text = shown(value)
    return text if text != shown(limit) else plain(settled(value))


def day_parts(phase: PhaseSituation, whole: Decimal) -> tuple[Decimal, ...]:
    """What each day is meant to have of *whole*; multiplied first, so that a third of three is one."""
    pattern, days = phase.prescribed.day_pattern, phase.prescribed.days
    if not pattern:
        return (settled(whole / days),) * days
    return tuple(settled(whole * part / sum(pattern)) for part in pattern)


def cycle_ceilings(now: Situation, phase: PhaseSituation) -> Iterator[Ceiling]:
    """The greatest amounts per cycle: g/kg, the regimen's own where it is known, and grams where it prints them."""
    said, planned, kg = phase.prescribed, phase.planned, now.weight.kg
    most, whose, citation = cycle_limit(now.case, said)
    yield Ceiling(
        planned.calculated_g,
        planned.planned_g,
        most * kg,
        planned.g_per_kg,
        half_up(most, THOUSANDTH),
        "g/kg",
        whose,
        citation,
    )
    if said.maximum_g is not None:
        yield Ceiling(
            planned.calculated_g,
            planned.planned_g,
            said.maximum_g,
            planned.calculated_g,
            said.maximum_g,
            "g",
            "the regimen's maximum",
            of_regimen(phase.prescribed),
        )
    if now.case.max_dose is not None and now.case.max_dose.per == "cycle":
        yield _as_said(now.case.max_dose, planned.calculated_g, planned.planned_g)


def day_ceilings(now: Situation, phase: PhaseSituation) -> Iterator[Ceiling]:
    """The grams that were said, or that the regimen prints, as the most of one day."""
    most = phase.prescribed.maximum_g_day
    if now.case.max_dose is not None and now.case.max_dose.per == "day":
        calculated = max(day_parts(phase, phase.planned.calculated_g))
        yield _as_said(now.case.max_dose, calculated, phase.highest_day_g)
    if most is not None:
        calculated = max(day_parts(phase, phase.planned.calculated_g))
        yield Ceiling(
            calculated,
            phase.highest_day_g,
            most,
            calculated,
            most,
            "g",
            "the regimen's daily maximum",
            of_regimen(phase.prescribed),
        )


def _as_said(most: Maximum, calculated: Decimal, planned: Decimal) -> Ceiling:
    per = "daily maximum" if most.per == "day" else "maximum"
    return Ceiling(calculated, planned, most.g, calculated, most.g, "g", f"the {per} entered", AS_SAID)


def day_per_kg(now: Situation, phase: PhaseSituation) -> Iterator[Ceiling]:
    """The most g/kg of a day, where what rounding makes of it is not a stop; held against the mean day."""
    limit, whose, citation = day_limit(now.case, phase.prescribed)
    if phase.highest_day_g <= most_by_rounding(now, limit) * now.weight.kg:
        yield Ceiling(
            max(day_parts(phase, phase.planned.calculated_g)),
            max(day_parts(phase, phase.planned.planned_g)),
            settled(limit * now.weight.kg),
            max(day_parts(phase, phase.planned.g_per_kg)),
            limit,
            "g/kg",
            whose,
            citation,
        )


def most_by_rounding(now: Situation, limit: Decimal) -> Decimal:
    """The most g/kg that rounding may make of a day at its *limit*."""
    figures = now.case.limits.dose
    return limit * figures.planned_g_per_kg_per_day.value / figures.g_per_kg_per_day.value
