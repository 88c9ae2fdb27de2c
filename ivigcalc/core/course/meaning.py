"""What an order is when there is no plan: its g/kg, and which phases of the regimens on file it is a dose of."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ivigcalc.core.course.planned import Alert
from ivigcalc.core.dosing.dose import DAYS_IN_FOUR_WEEKS, short
from ivigcalc.core.dosing.vial_supply import VialCount
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.regimen import PrintedPhase, Regimen
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import HUNDREDTH, Grams, GramsPerKilogram, Kilograms, Percent, half_up, how_many, plain

SLIPS = {Decimal(10): "ten-fold", Decimal(100): "a hundred-fold", Decimal(1000): "a thousand-fold"}
_NAMED = 3  # regimens that the text of such an error names


class OrderedDose(NamedTuple):
    """What a cycle gives: ``g`` on ``days`` days; the next begins ``interval_days`` later, None if it is not said."""

    g: Grams
    days: int
    interval_days: int | None


class Measure(NamedTuple):
    """A dose by the weight: of a cycle, of a day, and of 28 days where the interval was said."""

    cycle_g_per_kg: GramsPerKilogram
    day_g_per_kg: GramsPerKilogram
    in_28_days_g_per_kg: GramsPerKilogram | None


class Fit(NamedTuple):
    """A phase of a regimen on file beside the order.

    ``fits``: its dose is in the printed range, or outside it by ``difference_percent`` and no more than rounding may
    change a dose; its days and interval are the printed ones. ``why`` says what is not, one part for each.
    """

    regimen: str
    indication: str
    phase: str
    printed: str
    fits: bool
    difference_percent: Percent
    why: tuple[str, ...]
    citation: Citation


class NearestVials(NamedTuple):
    """What whole vials make of a dose by the weight: ``g_per_kg`` are ``calculated_g``, given as ``planned_g``."""

    g_per_kg: GramsPerKilogram
    calculated_g: Grams
    planned_g: Grams
    vials: tuple[VialCount, ...]  # of all days of a cycle together


class UnderPolicy(NamedTuple):
    """The order on the dosing weight of a policy, with the regimens that it fits on it.

    ``dose_g`` is what was ordered in grams, or what the g/kg that were ordered come to. ``kg`` is None where the policy
    cannot be used; ``reason`` then says why.
    """

    policy: str
    kg: Kilograms | None
    cycle_g_per_kg: GramsPerKilogram | None
    dose_g: Grams | None
    fits: tuple[str, ...]
    reason: str


class Slip(NamedTuple):
    """An error of the decimal point: ``g`` in place of what was ordered fits the regimens named."""

    name: str
    way: str
    g: Grams
    cycle_g_per_kg: GramsPerKilogram
    fits: tuple[str, ...]


class Meaning(NamedTuple):
    """What an order is. ``regimens`` are those that it fits, and with an indication all that are on file for it.

    ``agrees``: it fits one of them, and nothing stops it.
    """

    agrees: bool
    weight_kg: Kilograms
    ordered: OrderedDose
    measure: Measure
    regimens: tuple[Fit, ...]
    nearest: NearestVials | None
    policies: tuple[UnderPolicy, ...]
    slip: Slip | None
    alerts: tuple[Alert, ...]


def measured(ordered: OrderedDose, weight: Kilograms) -> Measure:
    """The dose by *weight*: g / kg for a cycle, through its days for a day, x 28 / interval for 28 days."""
    per_cycle = ordered.g / weight
    every = ordered.interval_days
    return Measure(
        GramsPerKilogram(per_cycle),
        GramsPerKilogram(per_cycle / ordered.days),
        None if every is None else GramsPerKilogram(per_cycle * DAYS_IN_FOUR_WEEKS / every),
    )


def beside(ordered: OrderedDose, weight: Kilograms, regimens: Sequence[Regimen], within: Percent) -> Iterator[Fit]:
    """Each phase of *regimens* beside the order for a *weight*; a dose outside its range by *within* percent fits."""
    measure = measured(ordered, weight)
    for regimen in regimens:
        for variant in regimen.variants:
            if variant.stands:
                for phase in variant.phases:
                    yield _beside(f"{regimen.id}/{variant.id}", regimen.name, phase, ordered, measure, within)


def slip(ordered: OrderedDose, weight: Kilograms, regimens: Sequence[Regimen], within: Percent) -> Slip | None:
    """The smallest error of the decimal point that makes of the order one that fits; None where none does."""
    for factor, name in SLIPS.items():
        for way, g in (("high", ordered.g / factor), ("low", ordered.g * factor)):
            meant = ordered._replace(g=Grams(g))
            fits = tuple(dict.fromkeys(one.regimen for one in beside(meant, weight, regimens, within) if one.fits))
            if fits:
                return Slip(name, way, meant.g, measured(meant, weight).cycle_g_per_kg, fits)
    return None


def told(found: Slip) -> str:
    """``ten-fold too high? 30 g, which is 0.41 g/kg per cycle, fits cidp/eu-label and 3 others``."""
    more = len(found.fits) - _NAMED
    others = f" and {how_many(more, 'other')}" if more > 0 else ""
    g_per_kg = plain(half_up(found.cycle_g_per_kg, HUNDREDTH))
    fits = ", ".join(found.fits[:_NAMED])
    return f"{found.name} too {found.way}? {short(found.g)} g, which is {g_per_kg} g/kg per cycle, fits {fits}{others}"


def as_printed(phase: PrintedPhase) -> str:
    """The dose, days and interval of a *phase* in words: ``0.2 to 0.8 g/kg every 21 to 28 days``."""
    per = {"cycle": "g/kg", "day": "g/kg a day", "28d": "g/kg per 28 days"}[phase.dose_per]
    least = "at least " if phase.at_least else ""
    dose = f"{least}{_span(phase.dose_g_per_kg_min, phase.dose_g_per_kg_max)} {per}"
    days = "" if phase.days_max is None else f" over {_days(phase.days_min, phase.days_max)}"
    every = (
        "" if phase.interval_days_max is None else f" every {_days(phase.interval_days_min, phase.interval_days_max)}"
    )
    once = ", once" if (phase.cycles_max or phase.cycles) == 1 else ""
    return f"{dose}{days}{every}{once}"


def _beside(id: str, name: str, phase: PrintedPhase, ordered: OrderedDose, measure: Measure, within: Percent) -> Fit:
    given = {
        "cycle": measure.cycle_g_per_kg, "day": measure.day_g_per_kg, "28d": measure.in_28_days_g_per_kg,
    }[phase.dose_per]  # fmt: skip
    why = [*_of_days(phase, ordered)]
    difference = Percent(Decimal(0))
    if given is None:
        why.insert(0, "it is printed per 28 days, and the interval of the order was not given")
    else:
        difference = _difference(given, phase)
        if abs(difference) > within:
            beyond = "above" if difference > 0 else "below"
            why.insert(0, f"{short(given)} g/kg is {beyond} it")
    if phase.maximum_g is not None and ordered.g > phase.maximum_g:
        why.append(f"its maximum is {plain(phase.maximum_g)} g")
    return Fit(id, name, phase.name, as_printed(phase), not why, difference, tuple(why), phase.citation)


def _difference(given: Decimal, phase: PrintedPhase) -> Percent:
    """The percent by which *given* lies below the lowest or above the highest printed dose; 0 within them."""
    if given < phase.dose_g_per_kg_min:
        return Percent((given - phase.dose_g_per_kg_min) * 100 / phase.dose_g_per_kg_min)
    if given > phase.dose_g_per_kg_max and not phase.at_least:
        return Percent((given - phase.dose_g_per_kg_max) * 100 / phase.dose_g_per_kg_max)
    return Percent(Decimal(0))


def _of_days(phase: PrintedPhase, ordered: OrderedDose) -> Iterator[str]:
    """What is not printed so of the days of a cycle and of the interval."""
    least, most = phase.days_min, phase.days_max
    if least is not None and most is not None and not least <= ordered.days <= most:
        yield f"the order is over {how_many(ordered.days, 'day')}"
    every = ordered.interval_days
    if every is None:
        return
    if phase.interval_days_min is not None and phase.interval_days_max is not None:
        if not phase.interval_days_min <= every <= phase.interval_days_max:
            yield f"the order is every {how_many(every, 'day')}"
    else:
        yield "its source prints no interval"


def _span(low: Decimal | int | None, high: Decimal | int) -> str:
    least = None if low is None else plain(Decimal(low))
    most = plain(Decimal(high))
    return most if least in (None, most) else f"up to {most}" if least == "0" else f"{least} to {most}"


def _days(low: int | None, high: int) -> str:
    return f"{_span(low, high)} day{'' if high == 1 else 's'}"
