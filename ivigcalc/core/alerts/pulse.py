"""Alerts on pulses of a steroid into a vein. What was given with earlier cycles raises none."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import Pulsed
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import HUNDREDTH, Kilograms, half_up, plain
from ivigcalc.core.steroid.pulse import DatedPulse, PulseDay, longest_run
from ivigcalc.core.steroid.types import MOST_DAYS, mg_on, prednisolone


def high_for_weight(now: Pulsed) -> Iterator[Alert]:
    """A pulse above the highest that a source prints: of its own steroid, or of another in prednisolone."""
    if now.weight is None:
        return
    for dated in _to_come(now):
        steroid, mg = dated.pulse.steroid, dated.pulse.mg
        most, unit, counted = steroid.pulse_mg_per_kg, steroid.name, Decimal(mg)
        if most is None:
            most, unit, counted = now.limits.highest_mg_per_kg, "prednisolone", prednisolone(mg, steroid)
        if counted > most.value * now.weight:
            yield Alert(
                "steroid.high-for-weight",
                "stop",
                f"the pulse of {plain(mg)} mg of {steroid.name} a day is "
                f"{plain(half_up(counted / now.weight, HUNDREDTH))} mg/kg of {unit} for {plain(now.weight)} kg: above "
                f"the {plain(most.value)} mg/kg of the highest pulse on file",
                "check the steroid, the dose and the weight; or accept, with a reason",
                most.citation,
            )


def high_for_days(now: Pulsed) -> Iterator[Alert]:
    """Too many high days on end, those of the taper counted: where they are too many alone, that is told of it."""
    if now.weight is None:
        return
    limits, oral = now.limits, list(_days_of_taper(now, now.weight))
    most, per_kg = limits.high_for_days, limits.high_mg_per_kg
    pulses = [(day.date, 1) for dated in now.pulses if _is_high(now, dated, now.weight) for day in dated.days]
    if longest_run(oral) <= most.value < longest_run([*oral, *pulses]):
        beside = " with the taper" if oral else ""
        yield Alert(
            "steroid.high-for-weight",
            "stop",
            f"the pulse{beside} gives more than {plain(per_kg.value)} mg/kg of prednisolone a day for "
            f"{plain(now.weight)} kg on more than {plain(most.value)} consecutive days",
            "check the days of the pulse and the dose after it; or accept, with a reason",
            most.citation,
        )


def _is_high(now: Pulsed, dated: DatedPulse, kg: Kilograms) -> bool:
    return prednisolone(dated.pulse.mg, dated.pulse.steroid) > now.limits.high_mg_per_kg.value * kg


def _days_of_taper(now: Pulsed, kg: Kilograms) -> Iterator[tuple[date, int]]:
    """How many days of each step of the taper are high; a dose that runs on does so for years."""
    if now.taper is None or now.steroid is None:
        return
    for step in now.taper.steps:
        counted = step.counted(MOST_DAYS if step.days is None else step.days)
        most = now.limits.high_mg_per_kg.value * kg
        yield step.from_, sum(days for dose, days in counted if prednisolone(dose.mg_per_day, now.steroid) > most)


def weight_unknown(now: Pulsed) -> Iterator[Alert]:
    """With a taper its own check says so."""
    if now.weight is None and now.taper is None:
        yield Alert(
            "steroid.weight-unknown",
            "note",
            "body weight not given: the pulse is not checked against it",
            "give [[weight]]: a pulse too high for it is a stop",
            now.limits.highest_mg_per_kg.citation,
        )


def beside_taper(now: Pulsed) -> Iterator[Alert]:
    """Days on which the tablets of the taper continue beside a pulse."""
    taper = now.taper
    if taper is None:
        return
    both = [(day.date, mg) for day in _days_to_come(now) if (mg := mg_on(taper, day.date))]
    if both:
        (first, mg), (last, _) = both[0], both[-1]
        number = "1 pulse day falls" if len(both) == 1 else f"{len(both)} pulse days from {first} to {last} fall"
        yield Alert(
            "steroid.pulse-beside-taper",
            "caution",
            f"{number} within the taper, which continues: {taper.drug} {plain(mg)} mg on {first}",
            "confirm whether the tablets are omitted on these days; the taper counts them",
            Citation("house", "no source on file says whether the oral dose is omitted on the days of a later pulse"),
        )


def on_closed_days(now: Pulsed) -> Iterator[Alert]:
    """A pulse is given on days on end, and no day of it is moved by itself."""
    closed = "" if now.closures is None else now.closures.among(tuple(day.date for day in _days_to_come(now)))
    if closed:
        yield Alert(
            "steroid.pulse-closed-day",
            "caution",
            f"days of the pulse are {closed}",
            "arrange where they are given, or start the cycle on another day",
            Citation("house", "the days of a pulse follow one another, and only the cycle moves"),
        )


def given_before(now: Pulsed) -> Iterator[Alert]:
    """The pulse that was said last, where every day of it lies with a cycle that was given."""
    for dated in now.pulses[-1:]:
        if all(day.given for day in dated.days):
            first, last = dated.days[0].date, dated.days[-1].date
            yield Alert(
                "steroid.pulse-given",
                "note",
                f"the pulse of {dated.pulse.steroid.name} from {first} to {last} counts as given with its cycle, and "
                "is not repeated",
                "to give one with a later cycle, enter [[pulse]] with [[from_cycle]] on the saved plan",
                Citation("house", "what belongs to a cycle that was given is past"),
            )


def none_on_file(now: Pulsed) -> Iterator[Alert]:
    """A steroid of which no source on file prints a pulse."""
    names = [one.pulse.steroid.name for one in _to_come(now) if one.pulse.steroid.pulse_mg_per_kg is None]
    for name in dict.fromkeys(names):
        yield Alert(
            "steroid.pulse-not-on-file",
            "note",
            f"no pulse of {name} is on file: its dose is compared in mg of prednisolone with the highest pulse of "
            "another steroid",
            "check the steroid, its dose and that the product is for IV use",
            now.limits.highest_mg_per_kg.citation,
        )


def _to_come(now: Pulsed) -> list[DatedPulse]:
    return [dated for dated in now.pulses if not all(day.given for day in dated.days)]


def _days_to_come(now: Pulsed) -> list[PulseDay]:
    return [day for dated in now.pulses for day in dated.days if not day.given]


CHECKS = (
    high_for_weight,
    high_for_days,
    beside_taper,
    on_closed_days,
    weight_unknown,
    given_before,
    none_on_file,
)
