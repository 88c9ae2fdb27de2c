"""Limits on what can be asked, and the dose thresholds of the alerts: the types of two records."""

from decimal import Decimal
from typing import NamedTuple

from ivigcalc.core.errors import Refused
from ivigcalc.core.quantities import plain
from ivigcalc.core.sources import Figure


class Range(NamedTuple):
    """From ``low`` to ``high``, both allowed."""

    low: Figure
    high: Figure


class EntryLimits(NamedTuple):
    """Outside these nothing is planned at all."""

    id: str
    weight_kg: Range
    height_cm: Range
    age_years: Range
    g_per_kg_per_cycle: Figure
    concentration_g_per_l: Range
    days: Range
    cycles: Range
    interval_days: Figure
    steroid_mg_per_day: Figure
    year: Range


class DoseLimits(NamedTuple):
    """Thresholds of the dose alerts."""

    id: str
    g_per_kg_per_cycle: Figure
    g_per_kg_per_day: Figure
    planned_g_per_kg_per_day: Figure
    g_per_kg_in_28_days: Figure
    uneven_days_percent: Figure
    at_risk_age_years: Figure
    high_dose_g_per_kg_per_day: Figure
    haemolysis_g_per_kg_per_cycle: Figure
    volume_ml_per_kg_per_day: Figure
    volume_ml_per_kg_per_day_heart_failure: Figure
    tolerance_percent: Figure
    gap_weeks_as_first: Figure


def within(value: Decimal, allowed: Range, what: str, unit: str, hint: str) -> None:
    """Refuse *value* outside *allowed*.

    Raises:
        Refused: The text gives the value, the range, its source and what to do.
    """
    if not allowed.low.value <= value <= allowed.high.value:
        raise Refused(
            f"{what} {plain(value)}{unit}: only {plain(allowed.low.value)} to {plain(allowed.high.value)}{unit} "
            f"is planned for; {hint} [{allowed.high.citation.source}: {allowed.high.citation.at}]"
        )


def check_cycle_dose(calculated: Decimal, weight: Decimal, limits: EntryLimits) -> None:
    """Refuse a cycle of more g/kg than is planned for at all.

    Raises:
        Refused: *calculated* g on *weight* kg is more than the limit.
    """
    most = limits.g_per_kg_per_cycle
    if calculated > most.value * weight:
        raise Refused(
            f"{plain(round(calculated / weight, 3))} g/kg per cycle: nothing above {plain(most.value)} g/kg is planned "
            f"for; check dose, unit and weight [{most.citation.source}: {most.citation.at}]"
        )
