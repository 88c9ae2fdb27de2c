"""Pulse: a high dose of a steroid into a vein on a few days on end. It takes no tablets and is no part of a taper."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import count, pairwise

from ivigcalc.core.dates.types import CycleDate, plus
from ivigcalc.core.errors import Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import EntryLimits, within
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import THOUSANDTH, Milligrams, half_up, plain
from ivigcalc.core.steroid.types import Steroid, Taper, prednisolone


class SaidPulse(NamedTuple):
    """A pulse as it was said; ``drug`` is the id of a steroid. ``each_cycle``: with every cycle, not only the first."""

    drug: str
    mg: Milligrams  # a day
    days: int
    each_cycle: bool = False


class Pulse(NamedTuple):
    """``mg`` of the steroid on each of ``days`` days on end, from the first day of the course or of each cycle."""

    steroid: Steroid
    mg: Milligrams
    days: int
    each_cycle: bool = False


class PulseDay(NamedTuple):
    """``day`` counts within the pulse; ``cycle`` is the one that it begins with, None where there are no cycles."""

    date: date
    cycle: int | None
    day: int
    given: bool


class DatedPulse(NamedTuple):
    """A pulse, and every day on which it is or was given."""

    pulse: Pulse
    days: tuple[PulseDay, ...]


class PlannedPulse(NamedTuple):
    """A dated pulse as a document shows it. ``total_mg`` is still to come, ``given_mg`` was given with earlier cycles.

    ``prednisolone_mg_per_day`` acts like ``mg_per_day`` by the source that is cited, to 0.001 mg; no taper and no
    total counts it.
    """

    drug: str
    mg_per_day: Milligrams
    days_per_pulse: int
    each_cycle: bool
    prednisolone_mg_per_day: Milligrams
    doses: tuple[PulseDay, ...]
    total_mg: Milligrams
    given_mg: Milligrams
    citation: Citation


def check_pulse(said: SaidPulse, entry: EntryLimits) -> None:
    """Refuse a pulse that lies outside every plausible range.

    Raises:
        Refused: The text gives the value, the range and its source.
    """
    greatest = entry.steroid_mg_per_day
    if said.mg > greatest.value:
        raise Refused(
            f"pulse: {said.drug} {plain(said.mg)} mg a day is above the limit of {plain(greatest.value)} mg "
            f"[{greatest.citation.source}: {greatest.citation.at}]",
            f"check dose and unit; enter at most {plain(greatest.value)} mg",
            "pulse",
            in_words=True,
        )
    within(Decimal(said.days), entry.pulse_days, "pulse: days", "", "check the number of days", "pulse")


def pulse_from(pulse: Pulse, first: date) -> DatedPulse:
    """The *pulse* on its own, from the day *first* on."""
    return DatedPulse(pulse, _days(pulse, first, None, given=False))


def pulse_of_cycles(pulse: Pulse, cycles: Sequence[CycleDate]) -> DatedPulse:
    """The *pulse* on the first days of *cycles*, at least one: of the first, or of each. Given cycles had theirs.

    Raises:
        Refused: A pulse would continue when the next one begins.
    """
    with_pulse = cycles if pulse.each_cycle else cycles[:1]
    for before, after in pairwise(with_pulse):
        if plus(before.first, pulse.days) > after.first:
            raise Refused(
                f"pulse: {pulse.days} days from {before.first} on have not ended when cycle {after.cycle} starts on "
                f"{after.first}",
                "give fewer days, or a longer interval with [[every]]",
                "pulse",
                in_words=True,
            )
    days = (day for one in with_pulse for day in _days(pulse, one.first, one.cycle, given=one.given))
    return DatedPulse(pulse, tuple(days))


def _days(pulse: Pulse, first: date, cycle: int | None, *, given: bool) -> tuple[PulseDay, ...]:
    return tuple(PulseDay(plus(first, number), cycle, number + 1, given) for number in range(pulse.days))


def after_pulse(pulses: Iterable[DatedPulse], cycle: int | None) -> date | None:
    """The day after the last pulse day of *cycle*, on which an oral taper begins; None where it has no pulse."""
    last = max((day.date for dated in pulses for day in dated.days if day.cycle == cycle), default=None)
    return None if last is None else plus(last, 1)


def days_before(pulses: Iterable[DatedPulse], taper: Taper) -> int:
    """The days of a pulse that end on the day before *taper* begins: with them the days of steroid on end begin."""
    dates = {day.date for dated in pulses for day in dated.days}
    first = taper.steps[0].from_
    return next(number for number in count() if plus(first, -1 - number) not in dates)


def planned_pulse(dated: DatedPulse) -> PlannedPulse:
    """*dated* as it is shown, with its milligrams in total."""
    pulse = dated.pulse
    given = sum(day.given for day in dated.days)
    return PlannedPulse(
        drug=pulse.steroid.id,
        mg_per_day=pulse.mg,
        days_per_pulse=pulse.days,
        each_cycle=pulse.each_cycle,
        prednisolone_mg_per_day=Milligrams(half_up(prednisolone(pulse.mg, pulse.steroid), THOUSANDTH)),
        doses=dated.days,
        total_mg=Milligrams(pulse.mg * (len(dated.days) - given)),
        given_mg=Milligrams(pulse.mg * given),
        citation=pulse.steroid.equivalence.citation,
    )


def longest_run(spans: Iterable[tuple[date, int]]) -> int:
    """How many days on end *spans* cover at most, each a first day and a number of days; they may meet and overlap."""
    longest, begun, after = 0, date.min, date.min
    for first, days in sorted(spans):
        if first > after or not longest:
            begun, after = first, first
        after = max(after, plus(first, days))
        longest = max(longest, (after - begun).days)
    return longest
