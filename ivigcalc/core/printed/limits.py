"""Limits on what can be asked, and the dose thresholds of the alerts: the types of two records."""

from collections.abc import Sequence
from decimal import Decimal

from ivigcalc.core.errors import Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.product import Substance
from ivigcalc.core.printed.sources import Citation, Figure
from ivigcalc.core.quantities import HUNDREDTH, THOUSANDTH, Grams, GramsPerLitre, Years, half_up, how_many, plain, up


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
    bare_dose_g_per_kg: Figure  # in all: above it a dose of no cycle and no day is not meant for each day
    concentration_g_per_l: Range
    vial_g: Figure
    days: Range
    cycles: Range
    interval_days: Figure
    over_minutes: Range
    steroid_mg_per_day: Figure
    pulse_days: Range  # of a steroid into a vein, on end
    year: Range


class RoundingStep(NamedTuple):
    """What is not below ``least`` is rounded to multiples of ``step``; the unit is in the name of the field."""

    least: Decimal
    step: Decimal
    citation: Citation


def step_for(value: Decimal, steps: Sequence[RoundingStep]) -> Decimal:
    """The step that *value* is rounded to: of those whose least it reaches, the first."""
    return next(one.step for one in steps if value >= one.least)


class VialShares(NamedTuple):
    """The shares by which whole vials are chosen: of the calculated dose, then of the mean day."""

    near_percent: Figure  # within it the fewest vials count before the grams, and passing a maximum is no caution
    wider_percent: Figure  # what is looked at next, before the tolerance
    alike_days_percent: Figure  # days no farther apart are alike
    one_vial_percent: Figure  # nor those that are one smallest vial apart, where that is no more
    uneven_days_percent: Figure  # days farther apart are not planned of whole vials


class DoseLimits(NamedTuple):
    """Thresholds of the dose alerts."""

    id: str
    g_per_kg_per_cycle: Figure
    g_per_kg_per_day: Figure
    planned_g_per_kg_per_day: Figure
    cycle_window_days: Figure  # within which several cycles are held against the limit of one
    cumulative_days: Figure  # within which the two that follow are counted
    g_per_kg_in_28_days: Figure
    stop_g_per_kg_in_28_days: Figure
    far_below_g_per_kg_per_cycle: Figure
    stop_far_below_g_per_kg_per_cycle: Figure
    vial_shares: VialShares
    at_risk_age_years: Figure
    high_dose_g_per_kg_per_day: Figure
    haemolysis_g_per_kg_per_cycle: Figure
    volume_ml_per_kg_per_day: Figure
    volume_ml_per_kg_per_day_heart_failure: Figure
    tolerance_percent: Figure
    gap_weeks_as_first: Figure
    exact_steps_g: tuple[RoundingStep, ...]  # of a day's dose, coarsest first


class Forbidden(NamedTuple):
    """A substance that patients with a ``risk``, and below an age, must not be given, whatever the label says."""

    risk: str
    substances: tuple[Substance, ...]
    text: str
    below_age_years: Years
    citation: Citation


class ProductLimits(NamedTuple):
    """What holds for every product; ``adult_from_years`` is the age of an adult where a label prints the word alone."""

    id: str
    adult_from_years: Figure
    forbidden: tuple[Forbidden, ...]


def within(value: Decimal, allowed: Range, what: str, unit: str, hint: str, field: str = "") -> None:
    """Refuse *value* outside *allowed*; *what* says in words which *field* of the request it comes from.

    Raises:
        Refused: The text gives the value, the range, its source and what to do.
    """
    if not allowed.low.value <= value <= allowed.high.value:
        passed = allowed.low if value < allowed.low.value else allowed.high
        raise Refused(
            f"{what} {plain(value)}{unit} is outside {plain(allowed.low.value)} to {plain(allowed.high.value)}{unit}",
            f"{hint} [{passed.citation.source}: {passed.citation.at}]",
            field,
            in_words=True,
        )


def check_vial_sizes(sizes: Sequence[Grams], concentration: GramsPerLitre, limits: EntryLimits, field: str) -> None:
    """Refuse vials larger than any on file, which are mL taken for grams; *field* is the one that says the sizes.

    Raises:
        Refused: The text gives the sizes as mL, and the grams that these hold at the *concentration*.
    """
    most = limits.vial_g
    large = sorted({g for g in sizes if g > most.value})
    if large:
        grams = [plain(half_up(ml * concentration / 1000, THOUSANDTH)) for ml in large]
        held, listed = ", ".join(grams), ", ".join(map(plain, large))
        raise Refused(
            f"vials of {listed} g: the largest of any label on file holds {plain(most.value)} g, and these look like "
            f"mL: {listed} mL at {plain(concentration)} g/L hold {held} g",
            f"enter [[{field}]] in grams, such as {grams[0]}{'g:3' if field == 'stock' else ''} "
            f"[{most.citation.source}: {most.citation.at}]",
            field,
            in_words=True,
        )


def check_course(
    name: str,
    days: int,
    cycles: int,
    interval_days: int | None,
    limits: EntryLimits,
    field: str = "",
    span: int | None = None,
) -> None:
    """Refuse a phase whose days, cycles or interval are outside the limits, wherever they come from.

    *field* is the one that says the whole phase, empty where each of them is a field of its own. *span* is from the
    first infusion of a cycle to its last, where it is not as long as it has *days*.

    Raises:
        Refused: The text begins with the *name* of the phase.
    """
    within(Decimal(days), limits.days, f"{name}: days per cycle", "", "check the number", field or "days")
    within(Decimal(cycles), limits.cycles, f"{name}: cycles", "", "check the number", field or "cycles")
    most, length = limits.interval_days, span or days
    if length > most.value:
        raise Refused(
            f"{name}: day {length} of a cycle is above the limit of {plain(most.value)}",
            f"check the number [{most.citation.source}: {most.citation.at}]",
            field or "days",
            in_words=True,
        )
    if interval_days is not None and not length <= interval_days <= most.value:
        what = "days of one cycle" if length == days else "first to last day of one cycle"
        raise Refused(
            f"{name}: interval {how_many(interval_days, 'day')} is outside {length} ({what}) to "
            f"{plain(most.value)} days",
            f"check number and unit [{most.citation.source}: {most.citation.at}]",
            field or "every",
            in_words=True,
        )


def check_cycle_dose(calculated: Decimal, weight: Decimal, limits: EntryLimits, field: str = "") -> None:
    """Refuse a cycle of more g/kg than the limit; *field* is the one that says the dose, if it is known.

    Raises:
        Refused: *calculated* g on *weight* kg is more than the limit.
    """
    most = limits.g_per_kg_per_cycle
    if calculated > most.value * weight:
        raise Refused(
            f"{plain(up(calculated / weight, THOUSANDTH))} g/kg per cycle "
            f"({plain(half_up(calculated, THOUSANDTH))} g for {plain(half_up(weight, HUNDREDTH))} kg) is above "
            f"the limit of {plain(most.value)} g/kg",
            f"check dose, unit and weight [{most.citation.source}: {most.citation.at}]",
            field,
            in_words=True,
        )
