"""The most that a cycle and a day are to get, and whose figure it is: of the regimen, of a record, or the general."""

from decimal import Decimal

from ivigcalc.core.course.case import Case
from ivigcalc.core.course.on_record import highest, highest_day
from ivigcalc.core.dosing.dose import DAYS_IN_FOUR_WEEKS, Phase
from ivigcalc.core.dosing.vial_rule import Most
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.regimen import PrintedPhase
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import Grams, Kilograms, how_many, plain, settled


class Maxima(NamedTuple):
    """The least maximum, in g, of those that the calculated dose of a cycle and of a day keeps to; None without one."""

    cycle_g: Grams | None
    day_g: Grams | None


def maxima_of(case: Case, said: Phase, calculated: Grams, kg: Kilograms) -> Maxima:
    """The maxima of a *calculated* dose. The most g/kg of a day counts for the cycle, held against the mean day: days
    that are one vial apart are alike."""
    most = case.max_dose
    parts = said.day_pattern or (Decimal(1),) * said.days
    largest = max(parts) / sum(parts)  # of the day that gets the most
    as_said = {} if most is None else {most.per: most.g}
    cycle = [cycle_limit(case, said)[0] * kg, day_limit(case, said)[0] * kg / largest]
    cycle += [grams for grams in (said.maximum_g, as_said.get("cycle")) if grams is not None]
    day = [grams for grams in (said.maximum_g_day, as_said.get("day")) if grams is not None]
    return Maxima(
        _least([grams for grams in cycle if settled(grams) >= calculated]),
        _least([grams for grams in day if grams >= settled(calculated * largest)]),
    )


def most_of(case: Case, maxima: Maxima) -> Most:
    """What whole vials had better not pass: each maximum, and the share on file within which passing is no caution."""
    beyond = 1 + case.limits.dose.vial_shares.near_percent.value / 100
    return Most(*[None if grams is None else Grams(grams * beyond) for grams in maxima])


def _least(grams: list[Decimal]) -> Grams | None:
    return Grams(min(grams)) if grams else None


def of_regimen(said: Phase) -> Citation:
    """Where the regimen stands of which a figure is used; a figure of its own has its place."""
    assert said.citation is not None
    return said.citation


def cycle_limit(case: Case, said: Phase) -> tuple[Decimal, str, Citation]:
    """The most g/kg of a cycle: the regimen's own, without one the highest of any record for what is treated."""
    general, treated = case.limits.dose.g_per_kg_per_cycle, case.treated
    if said.maximum_g_per_kg is not None:
        most, whose, printed = said.maximum_g_per_kg, "the regimen's maximum", said.printed
        if printed is not None and printed.maximum_g_per_kg is None:
            whose += derived(printed, most, printed.dose_g_per_kg_max)
        return most, whose, of_regimen(said)
    record = highest(treated, said.days, said.interval_days) if said.printed is None else None
    if record is not None and treated is not None:
        return record.g_per_kg, f"the highest of any record for {treated.id}", record.citation
    return general.value, "the highest general recommendation", general.citation


def day_limit(case: Case, said: Phase) -> tuple[Decimal, str, Citation]:
    """The most g/kg in a day: what the regimen prints as such, else the general one or the regimen's own higher day."""
    general = case.limits.dose.g_per_kg_per_day
    own = said.maximum_g_per_kg_day
    if own is not None and said.day_maximum_printed:
        return own, "the regimen's daily maximum", of_regimen(said)
    if own is not None and own > general.value:
        return own, "the regimen's highest day", of_regimen(said)
    treated, unsaid = case.treated, said.printed is None and own is None  # no regimen
    record = highest_day(treated) if unsaid else None
    if record is not None and treated is not None and record.g_per_kg > general.value:
        return record.g_per_kg, f"the highest day of any record for {treated.id}", record.citation
    return general.value, "the highest general daily recommendation", general.citation


def derived(printed: PrintedPhase, bound: Decimal, figure: Decimal) -> str:
    """How a *bound* per cycle follows from the *figure* that is printed per day or per 28 days; else nothing."""
    if printed.dose_per == "day":
        return f" ({plain(figure)} g/kg a day over {how_many(settled(bound / figure), 'day')})"
    if printed.dose_per == "28d":
        every = settled(bound * DAYS_IN_FOUR_WEEKS / figure)
        return f" ({plain(figure)} g/kg per {plain(DAYS_IN_FOUR_WEEKS)} days, at {how_many(every, 'day')})"
    return ""
