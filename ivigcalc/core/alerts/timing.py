"""Alerts on how long an infusion takes: overlaps, the hours of a regimen, interruptions, and what rounding does."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise, zip_longest

from ivigcalc.core.course.on_record import variants
from ivigcalc.core.course.planned import Alert, PlannedDay
from ivigcalc.core.course.situation import PhaseSituation, Situation
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.regimen import PrintedHours
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.duration import shown_duration
from ivigcalc.core.pumping.rates import MINUTES_IN_AN_HOUR, Rate, pump_step_for
from ivigcalc.core.quantities import TENTH, THOUSANDTH, Minutes, MlPerHour, down, half_up, plain

_MINUTES_IN_A_DAY = 24 * MINUTES_IN_AN_HOUR
_BY_THE_WALL = Citation("house", "clock times are those of the clock on the wall, minutes those that pass")
_ONE_AT_A_TIME = Citation("house", "an infusion ends before the next one starts")


class _Begun(NamedTuple):
    """An infusion of a phase, begun so many minutes after some moment.

    ``cycle`` is None without dates, ``day`` where it is the first of the next cycle.
    """

    phase: str
    day: int | None
    begun: Decimal
    minutes: Minutes
    cycle: int | None = None
    given: bool = False

    @property
    def what(self) -> str:
        """What tells it from the others."""
        if self.day is None:
            return "the next cycle"
        return f"day {self.day}" + ("" if self.cycle is None else f" of cycle {self.cycle}")


def overlap(now: Situation) -> Iterator[Alert]:
    """Infusions begun at one time of day, of which one would begin before the one before has ended."""
    told = set()
    for begun in _in_order(now):
        for before, after in pairwise(begun):
            apart = after.begun - before.begun
            if before.minutes <= apart or before.phase in told or (before.given and after.given):
                continue
            told.add(before.phase)
            yield Alert(
                "infusion.overlap",
                "stop",
                f"{before.what} takes {shown_duration(before.minutes)}, and {after.what} starts "
                f"{shown_duration(Minutes(apart))} after its start: the infusions overlap",
                "use more [[days]], or enter faster [[rates]] as far as the label allows; or accept, with a reason",
                _ONE_AT_A_TIME,
                phase=before.phase,
            )


def _in_order(now: Situation) -> Iterator[list[_Begun]]:
    """The infusions as they follow each other: all on their dates, or without dates those of a phase and the next."""
    if now.cycles:
        yield [
            _Begun(
                phase.planned.name,
                day.day,
                _begun(now, on),
                _minutes(day),
                cycle.cycle,
                cycle.given,
            )
            for cycle in now.cycles
            for phase in (now.all_phases[cycle.phase],)
            for on, day in zip(cycle.dates, phase.planned.days, strict=True)
        ]
        return
    for phase, following in zip_longest(now.phases, now.phases[1:]):
        planned = phase.planned
        days = [_Begun(planned.name, day.day, day.day * _MINUTES_IN_A_DAY, _minutes(day)) for day in planned.days]
        repeated = (planned if planned.cycles > 1 else None, following.planned if following else None)
        gaps = [one.interval_days for one in repeated if one is not None and one.interval_days is not None]
        yield [
            *days,
            *(days[0]._replace(day=None, begun=days[0].begun + gap * _MINUTES_IN_A_DAY) for gap in sorted(gaps)[:1]),
        ]


def _begun(now: Situation, day: date) -> Decimal:
    """When an infusion on *day* is begun: in a night in which the clock is changed a day is no 24 hours."""
    assert now.case.dates is not None  # or there would be no day
    clock = now.case.dates.clock
    if clock is None:
        return day.toordinal() * _MINUTES_IN_A_DAY
    begun = clock.begun(day)
    minutes = begun.hour * int(MINUTES_IN_AN_HOUR) + begun.minute
    return begun.toordinal() * _MINUTES_IN_A_DAY + minutes


def _minutes(day: PlannedDay) -> Minutes:
    return Minutes(Decimal(0)) if day.infusion is None else day.infusion.total_minutes


def clock_changed(now: Situation) -> Iterator[Alert]:
    """Infusions during which the clocks are changed, and those begun at a time that the clock shows twice."""
    dates = now.case.dates
    clock = dates.clock if dates is not None else None
    if clock is None:
        return
    for cycle in now.cycles:
        if cycle.given:
            continue
        for on, day in zip(cycle.dates, now.all_phases[cycle.phase].planned.days, strict=True):
            begins, minutes = clock.named(on, Minutes(Decimal(0))), _minutes(day)
            twice = clock.repeats_the_start(on)
            if not twice and not clock.changes(on, minutes):
                continue
            ends = f" and ends at {clock.named(on, minutes)}, {shown_duration(minutes)} later" if minutes else ""
            first = "; the clock shows that time twice, and the first is used" if twice else ""
            yield Alert(
                "infusion.clock-change",
                "note",
                f"day {day.day} of cycle {cycle.cycle} starts at {begins}{ends}: the clocks change that night" + first,
                "read the times of that night by the clock on the wall",
                _BY_THE_WALL,
                phase=now.all_phases[cycle.phase].planned.name,
            )


def faster_than_regimen(now: Situation) -> Iterator[Alert]:
    """An infusion that takes less than the hours of the regimen, or of a regimen on file for the indication."""
    for phase in now.phases:
        hours, whose = (phase.hours, "the regimen") if phase.hours is not None else _of_indication(now)
        if hours is None or phase.pump is None or phase.pump.resumed is not None:
            continue
        times = [_minutes(day) for day in phase.planned.days]
        shortest = min(times)
        if shortest < hours.min_hours * MINUTES_IN_AN_HOUR:
            yield Alert(
                "rate.faster-than-regimen",
                "caution",
                f"the infusion takes {shown_duration(shortest)}; {whose} gives each infusion over {hours}",
                _slower(now, phase, hours),
                hours.citation,
                phase=phase.planned.name,
            )


def _slower(now: Situation, phase: PhaseSituation, hours: PrintedHours) -> str:
    """What to do about an infusion that takes less than the *hours*."""
    if now.case.rates.over is not None:
        return f"give [[over]] {plain(hours.min_hours)}h or longer"
    if phase.hours is None:
        return "enter slower [[rates]], or choose the [[regimen]], which times the infusion over these hours"
    return "enter slower [[rates]], or omit them to time the infusion over these hours"


def regimen_hours(now: Situation) -> Iterator[Alert]:
    """How the timetable goes by the hours that the regimen gives."""
    for phase in now.phases:
        timed = [
            day.infusion for day in phase.planned.days if day.infusion is not None and day.infusion.over is not None
        ]
        if phase.hours is None or not timed:
            continue
        least = phase.hours.min_hours * MINUTES_IN_AN_HOUR
        longest = max(infusion.total_minutes for infusion in timed)
        if now.case.rates.over is not None:
            if longest < least:
                continue  # which is a caution
            how = f"timed over {shown_duration(longest)}, as entered"
        elif longest == least:
            how = f"timed over {plain(phase.hours.min_hours)} h"
        else:
            how = f"the rates that apply take {shown_duration(longest)}"
        yield Alert(
            "rate.regimen-hours",
            "note",
            f"the regimen gives each infusion over {phase.hours}: {how}",
            "give [[over]] or enter [[rates]] to change this",
            phase.hours.citation,
            phase=phase.planned.name,
        )


def _of_indication(now: Situation) -> tuple[PrintedHours | None, str]:
    """The least hours of a variant on file for an indication that was said without a regimen."""
    treated = now.case.treated
    if treated is None or treated.chosen:
        return None, ""
    printed = [
        (phase.infused_over, f"{treated.id}/{variant.id}")
        for variant in variants(treated)
        for phase in variant.phases
        if phase.infused_over is not None
    ]
    return min(printed, key=lambda one: one[0].min_hours, default=(None, ""))


def after_reaction(now: Situation) -> Iterator[Alert]:
    """A rate that is raised again after an interruption, perhaps to the one at which the reaction came."""
    for phase in now.phases:
        resumed = phase.pump.resumed if phase.pump is not None else None
        if resumed is None or not resumed.increase or len(phase.steps) < 2:
            continue
        first, *later = phase.steps
        faster = ", ".join(f"{plain(step.ml_per_h)} mL/h after {plain(step.start_minute)} min" for step in later)
        yield Alert(
            "rate.after-reaction",
            "caution",
            f"after the interruption the rate is raised again from {plain(first.ml_per_h)} mL/h to {faster}; one of "
            "these may be the rate at which the reaction occurred",
            "keep below the rate of the reaction with [[max_rate]], or omit [[increase]] to keep the rate",
            Citation("house", "after a reaction the rate is kept unless an increase is asked for"),
            phase=phase.planned.name,
        )


def lowered(now: Situation) -> Iterator[Alert]:
    """A pump rate that rounding down to the pump's step lowers by more than the figure on file."""
    figure = now.case.limits.rates.lowered_percent
    for phase in now.phases:
        worst = (
            max(((exact - set_to) / exact, exact, set_to) for exact, set_to in _rounded(now, phase))
            if phase.steps
            else None
        )
        if worst is None or worst[0] * 100 <= figure.value:
            continue
        share, exact, set_to = worst
        yield Alert(
            "rate.rounded-down",
            "note",
            f"the pump step lowers {plain(half_up(exact, THOUSANDTH))} mL/h to {plain(set_to)} mL/h, "
            f"by {plain(half_up(share * 100, TENTH))} %",
            "use a pump with a finer step ([[pump_step]])",
            figure.citation,
            phase=phase.planned.name,
        )


def _rounded(now: Situation, phase: PhaseSituation) -> Iterator[tuple[MlPerHour, MlPerHour]]:
    """The rate of each step before and after it was rounded to the pump's step."""
    kg, rates = now.weight.kg, now.case.rates
    flat = [rung.rate for rung in phase.pump.rungs if not rung.rate.per_kg] if phase.pump else []
    for step in phase.steps:
        if step.ml_per_kg_per_h is not None:
            yield Rate(step.ml_per_kg_per_h, per_kg=True).ml_per_h(kg), step.ml_per_h
            continue
        said = [rate.ml_per_h(kg) for rate in flat]
        yield (
            next(
                (
                    rate
                    for rate in said
                    if down(rate, pump_step_for(rate, rates.pump_step, now.case.limits.rates)) == step.ml_per_h
                ),
                step.ml_per_h,
            ),
            step.ml_per_h,
        )


CHECKS = (overlap, clock_changed, faster_than_regimen, after_reaction, regimen_hours, lowered)
