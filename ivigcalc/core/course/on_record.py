"""What the records on file give for an indication: least and most per cycle, most in a day, and how often.

They are looked at where the indication is said and its regimen is not, and to name the variants that allow a dose.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ivigcalc.core.course.case import Treated
from ivigcalc.core.dosing.dose import DAYS_IN_FOUR_WEEKS
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.regimen import PrintedPhase, Variant, most_per_day
from ivigcalc.core.printed.sources import Citation


class OnRecord(NamedTuple):
    """A g/kg that a record gives, and where it is printed."""

    g_per_kg: Decimal
    citation: Citation


class Given(NamedTuple):
    """One cycle as it is planned: its g/kg, and the days since the cycle before (None for the first of all)."""

    g_per_kg: Decimal
    gap_days: int | None
    interval_days: int | None


class Asked(NamedTuple):
    """A dose of which it is asked who gives it."""

    g_per_kg: Decimal
    g_per_kg_in_a_day: Decimal
    grams: Decimal
    grams_in_a_day: Decimal
    days: int
    interval_days: int | None


def variants(treated: Treated | None) -> tuple[Variant, ...]:
    """The variants on file of what is treated; none that is superseded or not commissioned where there are others."""
    every = () if treated is None else treated.printed
    return tuple(variant for variant in every if variant.stands) or every


def _phases(treated: Treated | None) -> Iterator[PrintedPhase]:
    for variant in variants(treated):
        yield from variant.phases


def most_of(printed: PrintedPhase, days: int, interval: int | None) -> Decimal | None:
    """The most g/kg of a cycle; None where the source prints no greatest.

    A dose per day counts over the days that are printed, one per 28 days over the *interval* as far as it is printed.
    """
    if printed.maximum_g_per_kg is not None:
        return printed.maximum_g_per_kg
    if printed.at_least:
        return None
    if printed.dose_per == "day":
        return printed.dose_g_per_kg_max * (printed.days_max or days)
    if printed.dose_per == "28d":
        longest = printed.interval_days_max
        every = interval if longest is None else min(interval or longest, longest)
        return printed.dose_g_per_kg_max * (every or DAYS_IN_FOUR_WEEKS) / DAYS_IN_FOUR_WEEKS
    return printed.dose_g_per_kg_max


def least_of(printed: PrintedPhase, days: int, interval: int | None) -> Decimal:
    """The least g/kg of a cycle, as ``most_of`` the most; 0 where the source prints no least."""
    if printed.dose_per == "day":
        return printed.dose_g_per_kg_min * (printed.days_min or days)
    if printed.dose_per == "28d":
        shortest = printed.interval_days_min
        every = interval if shortest is None else max(interval or shortest, shortest)
        return printed.dose_g_per_kg_min * (every or DAYS_IN_FOUR_WEEKS) / DAYS_IN_FOUR_WEEKS
    return printed.dose_g_per_kg_min


def highest(treated: Treated | None, days: int, interval: int | None) -> OnRecord | None:
    """The highest dose of a cycle of any record for the indication; None where one prints no greatest."""
    found = []
    for printed in _phases(treated):
        most = most_of(printed, days, interval)
        if most is None:
            return None
        found.append(OnRecord(most, printed.citation))
    return max(found, key=lambda one: one.g_per_kg, default=None)


def lowest(treated: Treated | None, days: int, interval: int | None) -> OnRecord | None:
    """The lowest dose of a cycle of any record for the indication that prints a least."""
    found = [OnRecord(least_of(printed, days, interval), printed.citation) for printed in _phases(treated)]
    return min((one for one in found if one.g_per_kg), key=lambda one: one.g_per_kg, default=None)


def highest_day(treated: Treated | None) -> OnRecord | None:
    """The highest day of any record for the indication, as far as a day is known of it."""
    days = ((most_per_day(printed), printed.citation) for printed in _phases(treated))
    found = [OnRecord(most, citation) for most, citation in days if most is not None]
    return max(found, key=lambda one: one.g_per_kg, default=None)


def allowing(treated: Treated | None, asked: Asked) -> tuple[str, ...]:
    """The variants on file that give so much over so many days, as ``id/variant``."""
    return tuple(
        f"{treated.id}/{variant.id}"
        for variant in variants(treated)
        if treated is not None and any(_allows(printed, asked) for printed in variant.phases)
    )


def _allows(printed: PrintedPhase, asked: Asked) -> bool:
    days, most = asked.days, most_of(printed, asked.days, asked.interval_days)
    low, high = printed.days_min or days, printed.days_max or days
    limits = (
        (asked.g_per_kg_in_a_day, most_per_day(printed)),
        (asked.grams, printed.maximum_g),
        (asked.grams_in_a_day, printed.maximum_g_day),
    )
    so_much = most is not None and asked.g_per_kg <= most
    return so_much and low <= days <= high and all(limit is None or amount <= limit for amount, limit in limits)


def gives_so(treated: Treated | None, cycles: Sequence[Given]) -> bool:
    """Whether a record for the indication gives these *cycles* one after another: no more, and no more often.

    The first of them is of any phase; of one that is given once before others, such as loading, only where it is the
    first of the whole course.
    """
    return any(_gives(variant, cycles) for variant in variants(treated))


def _gives(variant: Variant, cycles: Sequence[Given]) -> bool:
    once = [printed.cycles == 1 and len(variant.phases) > 1 for printed in variant.phases]
    first = cycles[0]
    reached = {
        place
        for place, printed in enumerate(variant.phases)
        if (first.gap_days is None or not once[place]) and _so_much(printed, first, first.interval_days)
    }
    for cycle in cycles[1:]:
        reached = {
            place
            for place, printed in enumerate(variant.phases)
            if any(before <= place and (before < place or not once[place]) for before in reached)
            and printed.interval_days_min is not None
            and (cycle.gap_days or 0) >= printed.interval_days_min
            and _so_much(printed, cycle, cycle.gap_days)
        }
    return bool(reached)


def _so_much(printed: PrintedPhase, cycle: Given, interval: int | None) -> bool:
    most = most_of(printed, 1, interval)
    return most is not None and cycle.g_per_kg <= most
