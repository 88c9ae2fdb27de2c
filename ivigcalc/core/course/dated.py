"""A course with dates: those of its cycles, and the rows of the calendar."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from ivigcalc.core.course.case import Dates, Limits, TaperCase
from ivigcalc.core.course.checkpoints import Checkpoint, Course, checkpoints, concerning, due
from ivigcalc.core.course.continuing import spliced
from ivigcalc.core.course.planned import CheckpointRow, InfusionRow, PulseRow, Row
from ivigcalc.core.course.situation import Dated, Situation
from ivigcalc.core.dates.schedule import cycle_dates
from ivigcalc.core.dates.types import CycleDate, PhaseDates, Wanted
from ivigcalc.core.errors import Refused
from ivigcalc.core.printed.limits import within
from ivigcalc.core.printed.monitoring import MonitoringRule
from ivigcalc.core.steroid.pulse import DatedPulse
from ivigcalc.core.steroid.types import Taper, mg_on, relapse_advice

_KEPT = 64  # calendars: in a cohort many patients begin on the same day, whatever their weight


def dates_of(
    dates: Dates, phases: Sequence[PhaseDates], limits: Limits, done: tuple[CycleDate, ...] = ()
) -> tuple[CycleDate, ...]:
    """The dates of every cycle of *phases*; those that are *done* stay as they were.

    Raises:
        Unreadable, Refused: As ``cycle_dates`` does, the clock does not show the time of a pump start on its day, or
            the last cycle passes the last year allowed.
    """
    cycles = cycle_dates(
        tuple(phases),
        Wanted(dates.start, dates.closures, dates.move, dates.move_limit_days, dates.anchor, dates.fixed, dates.given),
        limits.calendar,
        done,
    )
    _check_the_clock(dates, cycles)
    last = cycles[-1]
    within(
        Decimal(last.dates[-1].year),
        limits.entry.year,
        f"cycle {last.cycle}: year",
        "",
        "check start and interval",
        "start",
    )
    return cycles


def _check_the_clock(dates: Dates, cycles: Sequence[CycleDate]) -> None:
    clock = dates.clock
    for day in (day for cycle in cycles if clock is not None and not cycle.given for day in cycle.dates):
        if clock is not None and clock.skips_the_start(day):
            at = clock.at.isoformat("minutes")
            raise Refused(
                f"[[at]] {at}: there is no {at} on {day} in {clock.zone}: the clocks are put forward over it",
                "give another time for the pump start",
                "at",
            )


def next_cycle(cycles: tuple[CycleDate, ...], interval_days: int | None, dates: Dates | None) -> date | None:
    """When the cycle after the last would begin, by the interval; None for a single cycle without one."""
    if not cycles or not interval_days or dates is None:
        return None
    before = cycles[-1].first if dates.anchor == "actual" else cycles[-1].planned
    return before + timedelta(days=interval_days)


def calendar_rows(now: Situation) -> tuple[Row, ...]:
    """Every infusion, pulse and checkpoint, by date; the earlier rows of a plan that continues another are kept."""
    if not now.cycles:
        return ()
    course = _course(now)
    rules = concerning(now.case.monitoring, course.indication, now.case.patient)
    rows: list[InfusionRow | CheckpointRow] = [*_reviews(rules, course)]
    rows += [row for cycle in now.cycles for row in _infusion_rows(now, cycle)]
    if now.before is not None:
        rows = spliced(now.before, rows, now.cycles)
    return in_order([*rows, *pulse_rows(now.pulses)])


@lru_cache(_KEPT)
def _reviews(rules: tuple[MonitoringRule, ...], course: Course) -> tuple[CheckpointRow, ...]:
    """What *rules* that concern the patient ask for."""
    return tuple(map(checkpoint_row, due(rules, course)))


def checkpoint_row(due: Checkpoint) -> CheckpointRow:
    return CheckpointRow(due.date, "checkpoint", due.cycle, due.topic, due.text, due.citation, due.title)


def pulse_rows(pulses: Sequence[DatedPulse]) -> tuple[PulseRow, ...]:
    """Every day of a pulse."""
    return tuple(
        PulseRow(day.date, "pulse", day.cycle, day.day, dated.pulse.steroid.id, dated.pulse.mg, day.given)
        for dated in pulses
        for day in dated.days
    )


def in_order(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The *rows* of a calendar by date: on each day the infusion, then the pulse, then what to review."""
    return tuple(sorted(rows, key=_by_date))


def _by_date(row: Row) -> tuple[date, int, int, str, str]:
    if isinstance(row, InfusionRow):
        return row.date, 0, row.cycle, "", ""
    if isinstance(row, PulseRow):
        return row.date, 1, row.cycle or 0, "", ""
    return row.date, 2, row.cycle or 0, row.topic, row.text


def _course(now: Situation) -> Course:
    """What the checkpoints look at; the rows of the earlier cycles of a plan that continues another are kept."""
    case = now.case
    indication = case.treated.id if case.treated else None
    tapering = case.tapering
    return Course(
        cycles=now.cycles,
        g_per_kg=tuple(phase.planned.g_per_kg for phase in now.all_phases),
        next_cycle=next_cycle(now.cycles, now.all_phases[-1].prescribed.interval_days, case.dates),
        indication=indication,
        patient=None,  # the rules are picked for the patient: patients of one course have the same calendar
        taper=now.taper,
        steroid=tapering.steroid if tapering else None,
        advice=relapse_advice(tapering.protocol, indication, case.limits.steroid) if tapering else None,
        limits=case.limits.steroid if tapering else None,
        pulses=now.pulses,
    )


def steroid_rows(
    case: TaperCase, cycles: tuple[CycleDate, ...], taper: Taper | None, pulses: tuple[DatedPulse, ...]
) -> tuple[Row, ...]:
    """The rows of a steroid alone: the days of its pulses, and what to review because of them and of the taper."""
    tapering, limits = case.tapering, case.limits.steroid
    steroid = advice = None
    if tapering is not None:
        steroid, advice = tapering.steroid, relapse_advice(tapering.protocol, case.indication, limits)
    course = Course(cycles, (), None, case.indication, None, taper, steroid, advice, limits, pulses)
    rules = [rule for rule in case.monitoring if "steroid" in rule.when]
    return in_order([*pulse_rows(pulses), *map(checkpoint_row, checkpoints(rules, course))])


def _infusion_rows(now: Situation, cycle: CycleDate) -> list[InfusionRow]:
    clock = now.case.dates.clock if now.case.dates else None
    phase = now.all_phases[cycle.phase].planned
    rows = []
    for day, planned in zip(cycle.each, phase.days, strict=True):
        ends = clock.shows(day.date, planned.infusion.total_minutes) if clock is not None and planned.infusion else None
        rows.append(
            InfusionRow(
                date=day.date,
                kind="infusion",
                phase=phase.name,
                cycle=cycle.cycle,
                day=planned.day,
                dose_g=planned.dose_g,
                volume_ml=planned.volume_ml,
                planned_date=day.planned,
                moved_days=day.moved_days,
                moved_because=day.reason,
                given=cycle.given,
                start=clock.at.isoformat("minutes") if clock is not None else None,
                end=ends.time().isoformat("minutes") if ends else None,
                end_date=ends.date() if ends else None,
                steroid_mg=mg_on(now.taper, day.date) if now.taper else None,
            )
        )
    return rows


def rows_without_dose(dated: Dated, phases: Sequence[PhaseDates]) -> tuple[InfusionRow, ...]:
    """Every infusion day of a calendar that has no dose."""
    at = None if dated.dates.clock is None else dated.dates.clock.at.isoformat("minutes")
    return tuple(
        InfusionRow(
            date=day.date,
            kind="infusion",
            phase=phases[cycle.phase].name,
            cycle=cycle.cycle,
            day=day.number,
            dose_g=None,
            volume_ml=None,
            planned_date=day.planned,
            moved_days=day.moved_days,
            moved_because=day.reason,
            given=cycle.given,
            start=at,
            end=None,
            end_date=None,
            steroid_mg=None,
        )
        for cycle in dated.cycles
        for day in cycle.each
    )
