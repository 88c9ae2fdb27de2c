"""Consistency of a printed phase: its ranges stand in order, and what it prints of days, cycles and hours agrees."""

from collections.abc import Iterator

from ivigcalc.core.printed.regimen import PrintedPhase


def phase_faults(phase: PrintedPhase) -> Iterator[str]:
    """What is wrong with *phase* in itself."""
    for low, default, high in (
        ("dose_g_per_kg_min", "dose_g_per_kg_default", "dose_g_per_kg_max"),
        ("days_min", "days_default", "days_max"),
        ("interval_days_min", "interval_days_default", "interval_days_max"),
    ):
        yield from _range(phase, low, default, high)
    if phase.dose_per == "day" and phase.days_min is None:
        yield "days_min: a dose per day needs its days or their range"
    if phase.interval_days_min is not None and phase.interval_days_min <= (phase.days_max or 1):
        yield "interval_days_min: not longer than the days of a cycle"
    if phase.cycles is not None and phase.cycles > 1 and phase.interval_days_min is None:
        yield "cycles: several need an interval"
    if phase.cycles is not None and phase.cycles_max is not None and phase.cycles > phase.cycles_max:
        yield "cycles: above cycles_max"
    if phase.maximum_g_per_kg is not None and phase.maximum_g_per_kg < phase.dose_g_per_kg_min:
        yield "maximum_g_per_kg: below the least dose"
    for key in ("cycles", "cycles_max", "maximum_g_per_kg_day", "maximum_g", "maximum_g_day"):
        if getattr(phase, key) == 0:
            yield f"{key}: must be above 0"
    yield from _hours(phase)
    pattern = phase.day_pattern_g_per_kg
    if pattern and not len(pattern) == phase.days_min == phase.days_max:
        yield "day_pattern_g_per_kg: must have a dose for each of the days printed"
    elif pattern and not sum(pattern) == phase.dose_g_per_kg_min == phase.dose_g_per_kg_max:
        yield "day_pattern_g_per_kg: must add up to the dose printed"


def _hours(phase: PrintedPhase) -> Iterator[str]:
    over = phase.infused_over
    if over is not None and (over.min_hours <= 0 or (over.max_hours is not None and over.max_hours <= over.min_hours)):
        yield "infused_over: above 0 hours, and max_hours above min_hours"


def _range(phase: PrintedPhase, low_key: str, default_key: str, high_key: str) -> Iterator[str]:
    low, default, high = (getattr(phase, key) for key in (low_key, default_key, high_key))
    if (low is None) != (high is None):
        yield f"{low_key}: it and {high_key} stand together"
        return
    if low is None:
        if default is not None:
            yield f"{default_key}: a default of no range"
        return
    if low > high or high == 0 or (low == 0 and low_key != "dose_g_per_kg_min"):  # "up to" prints no least dose
        yield f"{low_key}: must be above 0 and not above {high_key}"
        return
    if default is None:
        return
    if not low <= default <= high:
        yield f"{default_key}: outside the range"
    if low == high:
        yield f"{default_key}: a figure that the source fixes needs no default"
    if not phase.default_reason.strip():
        yield "default_reason: empty; a default cites its source"
