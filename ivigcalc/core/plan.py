"""Case -> Plan: composes the calculation. Every number shown anywhere comes from the value made here."""

from collections import Counter
from collections.abc import Sequence, Set
from datetime import date, timedelta
from decimal import Decimal

from ivigcalc.core.alerts import raise_alerts
from ivigcalc.core.alerts.product import licensed
from ivigcalc.core.course.case import Case, Dates, Limits, Tapering
from ivigcalc.core.course.checkpoints import Course, checkpoints
from ivigcalc.core.course.continuing import begun_with, continued_taper, dates_to_come, joined, spliced, tapering_now
from ivigcalc.core.course.first_infusion import after_gaps, timed_parts, uniquely_named
from ivigcalc.core.course.planned import (
    CheckpointRow,
    InfusionRow,
    Plan,
    PlannedDay,
    PlannedIndication,
    PlannedPatient,
    PlannedPhase,
)
from ivigcalc.core.course.preparation import planned_product
from ivigcalc.core.course.pump import infusion_of, pump_for, speed_of
from ivigcalc.core.course.situation import Earlier, PhaseSituation, Pump, Situation
from ivigcalc.core.course.totals import totals
from ivigcalc.core.course.workings import workings
from ivigcalc.core.dates.schedule import cycle_dates
from ivigcalc.core.dates.types import CycleDate, PhaseDates, Wanted
from ivigcalc.core.dosing.dose import Phase, calculated_dose, day_volume
from ivigcalc.core.dosing.vials import DayVials, Option, Split, Supply, of_doses, options, part_vials, whole_vials
from ivigcalc.core.dosing.weight import comparison_weight, dosing_weight
from ivigcalc.core.errors import Refused, Unreadable
from ivigcalc.core.patient import AtRisk, at_risk
from ivigcalc.core.printed.limits import check_cycle_dose, within
from ivigcalc.core.pumping.infusion import clock
from ivigcalc.core.quantities import (
    THOUSANDTH,
    Grams,
    GramsPerKilogram,
    Kilograms,
    Millilitres,
    Percent,
    half_down,
    half_up,
    plain,
)
from ivigcalc.core.steroid.taper import TaperSetting, protocol_taper, written_taper
from ivigcalc.core.steroid.types import Taper, mg_on, relapse_advice


def plan(case: Case, before: Earlier | None = None) -> Plan:
    """The whole plan of *case*; without dates no calendar, without a taper no steroid.

    Args:
        case: What is planned; after a change, as it is from then on.
        before: The plan that it goes on from, whose earlier cycles stay as they were.

    Raises:
        Unreadable, Refused: The case lacks something, contradicts itself, or lies outside the limits.
    """
    return shown(worked_out(case, before))


def worked_out(case: Case, before: Earlier | None = None) -> Situation:
    """Weight, phases, dates and taper of *case*: what the plan shows and the alerts look at."""
    weight = dosing_weight(case.patient, case.weight_policy, factor=case.weight_factor)
    risk = at_risk(case.patient, case.limits.dose.at_risk_age_years.value)
    phases, cycles = _phases_and_dates(case, before, weight.kg, risk, frozenset())
    apart = frozenset(cycle.cycle for _, cycle in after_gaps(case, before, phases, cycles))
    if apart:
        phases, cycles = _phases_and_dates(case, before, weight.kg, risk, apart)
    return Situation(
        case=case,
        weight=weight,
        risk=risk,
        all_phases=phases,
        cycles=cycles,
        taper=_taper(case, before, phases, cycles),
        other_weight=comparison_weight(case.patient, case.limits.weight),
        before=before,
    )


def shown(now: Situation) -> Plan:
    """The plan of what was worked out."""
    case = now.case
    made = Plan(
        patient=PlannedPatient(case.patient.age, case.patient.risks or (), now.risk.yes, now.risk.because),
        product=planned_product(case),
        indication=planned_indication(case),
        dosing_weight=now.weight,
        phases=tuple(phase.planned for phase in now.all_phases),
        calendar=calendar_rows(now),
        taper=now.taper,
        totals=totals(now),
        alerts=raise_alerts(now),
    )
    return made._replace(workings=workings(now, made))


def _phases_and_dates(
    case: Case, before: Earlier | None, kg: Kilograms, risk: AtRisk, after_gap: Set[int]
) -> tuple[tuple[PhaseSituation, ...], tuple[CycleDate, ...]]:
    """Every phase and, with dates, every cycle: of a plan that goes on, those before it as they were."""
    parts = timed_parts(case, before, after_gap)
    phases = tuple(_phase(case, part.phase, kg, risk, part.origin, first=part.first) for part in parts)
    dates, done = case.dates, tuple[CycleDate, ...]()
    if before is not None:
        phases, done = joined(before, phases, case)
        dates = None if dates is None else dates_to_come(dates, before, phases)
    phases = uniquely_named(phases)
    if dates is None:
        return phases, ()
    cycles = dates_of(dates, [phase.prescribed for phase in phases], case.limits, done)
    counts = Counter(cycle.phase for cycle in cycles)  # those given count too
    return tuple(p._replace(planned=p.planned._replace(cycles=counts[i])) for i, p in enumerate(phases)), cycles


def _taper(
    case: Case, before: Earlier | None, phases: Sequence[PhaseSituation], cycles: tuple[CycleDate, ...]
) -> Taper | None:
    """The steroid taper over all cycles; where it was said anew, the one before as far as it went."""
    tapering, kg, begun = tapering_now(case, before)
    if tapering is None:
        return None
    following = next_cycle(cycles, phases[-1].prescribed, case.dates)
    if begun is None:
        return steroid_taper(tapering, cycles, following, kg, case.limits)
    tapering = begun_with(begun, tapering, cycles)
    return continued_taper(begun, steroid_taper(tapering, cycles[begun.from_cycle - 1 :], following, kg, case.limits))


def _phase(case: Case, phase: Phase, kg: Kilograms, risk: AtRisk, origin: int, *, first: bool) -> PhaseSituation:
    calculated = calculated_dose(phase, kg)
    check_cycle_dose(calculated, kg, case.limits.entry)
    split, rounding = _split(case, phase, calculated)
    pump = pump_for(case, kg, first=first)
    days = tuple(_day(case, number, vials, pump, kg, risk, first=first) for number, vials in enumerate(split.days, 1))
    difference = Grams(split.planned_g - calculated)
    planned = PlannedPhase(
        name=phase.name,
        g_per_kg=phase.g_per_kg if phase.g_per_kg is not None else GramsPerKilogram(calculated / kg),
        cycles=phase.cycles,
        interval_days=phase.interval_days,
        days_per_cycle=phase.days,
        calculated_g=calculated,
        planned_g=split.planned_g,
        difference_g=difference,
        difference_percent=Percent(difference * 100 / calculated),
        volume_ml=Millilitres(sum((day.volume_ml for day in days), Decimal(0))),
        rounding=rounding,
        days=days,
        options=_options(case, phase, calculated, split),
    )
    exact_instead = rounding == "exact" and not case.rounding.exact
    return PhaseSituation(phase, planned, pump, first, exact_instead, origin)


def _day(
    case: Case, number: int, vials: DayVials, pump: Pump | None, kg: Kilograms, risk: AtRisk, *, first: bool
) -> PlannedDay:
    volume = day_volume(vials.dose_g, case.preparation.concentration)
    return PlannedDay(
        day=number,
        dose_g=vials.dose_g,
        volume_ml=volume,
        vials=vials.vials,
        opened_g=vials.opened_g,
        waste_g=vials.waste_g,
        infusion=infusion_of(case, volume, vials.vials, speed_of(case, pump, kg, risk, first=first)) if pump else None,
    )


def dates_of(
    dates: Dates, phases: Sequence[Phase], limits: Limits, done: tuple[CycleDate, ...] = ()
) -> tuple[CycleDate, ...]:
    """The dates of every cycle of *phases*; those that are *done* stay as they were.

    Raises:
        Unreadable, Refused: As ``cycle_dates`` does, or the last cycle passes the last year that is planned for.
    """
    cycles = cycle_dates(
        tuple(PhaseDates(phase.name, phase.days, phase.interval_days, phase.cycles) for phase in phases),
        Wanted(dates.start, dates.closures, dates.move, dates.move_limit_days, dates.anchor, dates.fixed, dates.given),
        limits.calendar,
        done,
    )
    last = cycles[-1]
    within(Decimal(last.dates[-1].year), limits.entry.year, f"cycle {last.cycle}: year", "", "check start and interval")
    return cycles


def planned_indication(case: Case) -> PlannedIndication | None:
    treated = case.treated
    if treated is None:
        return None
    return PlannedIndication(
        id=treated.id,
        name=treated.name,
        regimen=treated.regimen,
        regimen_name=treated.regimen_name,
        others=treated.others,
        licensed=licensed(case.preparation.label, treated.id),
        local=treated.local,
    )


def steroid_taper(
    tapering: Tapering,
    cycles: tuple[CycleDate, ...],
    following: date | None,
    kg: Kilograms | None,
    limits: Limits,
) -> Taper:
    """The dated taper.

    Args:
        tapering: What was said of it.
        cycles: Those that it runs over.
        following: When the cycle after the last would begin: a dose that runs on is counted to the day before.
        kg: What a starting dose per kg refers to, the actual weight.
        limits: The thresholds on file.

    Raises:
        Unreadable: It has no first day, or a weight is needed and None.
        Refused: As ``written_taper`` and ``protocol_taper`` do.
    """
    setting = TaperSetting(
        steroid=tapering.steroid,
        limits=limits.steroid,
        entry=limits.entry,
        tablets=tapering.tablets,
        cycles=cycles,
        next_cycle=following,
        align=tapering.align,
        round_to=tapering.round_to,
    )
    start = tapering.start or (cycles[0].first if cycles else None)
    if start is None:
        raise Unreadable("the taper has no first day: give --start or --taper-start")
    if tapering.written is not None:
        return written_taper(tapering.written, start, setting)
    assert tapering.protocol is not None  # a tapering has one of the two
    return protocol_taper(tapering.protocol, tapering.start_dose, kg, start, setting)


def next_cycle(cycles: tuple[CycleDate, ...], last: Phase, dates: Dates | None) -> date | None:
    """When the cycle after the last would begin, by the interval; None for a single cycle without one."""
    if not cycles or not last.interval_days or dates is None:
        return None
    before = cycles[-1].first if dates.anchor == "actual" else cycles[-1].planned
    return before + timedelta(days=last.interval_days)


def calendar_rows(now: Situation) -> tuple[InfusionRow | CheckpointRow, ...]:
    """Every infusion and every checkpoint, by date; of a plan that goes on, the earlier rows as they were."""
    if not now.cycles:
        return ()
    rows: list[InfusionRow | CheckpointRow] = [
        CheckpointRow(one.date, "checkpoint", one.cycle, one.topic, one.text, one.citation)
        for one in checkpoints(now.case.monitoring, _course(now))
    ]
    rows += [row for cycle in now.cycles for row in _infusion_rows(now, cycle)]
    if now.before is not None:
        rows = spliced(now.before, rows, now.cycles)
    return tuple(sorted(rows, key=_by_date))


def _by_date(row: InfusionRow | CheckpointRow) -> tuple[date, bool, int, str, str]:
    """The order of the calendar: on each day the infusion, then what to review."""
    if isinstance(row, InfusionRow):
        return row.date, False, row.cycle, "", ""
    return row.date, True, row.cycle or 0, row.topic, row.text


def _course(now: Situation) -> Course:
    """What the checkpoints look at; of a plan that goes on, the rows of the earlier cycles are kept as they were."""
    case = now.case
    indication = case.treated.id if case.treated else None
    tapering = case.tapering
    return Course(
        cycles=now.cycles,
        g_per_kg=[phase.planned.g_per_kg for phase in now.all_phases],
        next_cycle=next_cycle(now.cycles, now.all_phases[-1].prescribed, case.dates),
        indication=indication,
        patient=case.patient,
        taper=now.taper,
        steroid=tapering.steroid if tapering else None,
        advice=relapse_advice(tapering.protocol, indication, case.limits.steroid) if tapering else None,
    )


def _infusion_rows(now: Situation, cycle: CycleDate) -> list[InfusionRow]:
    at = now.case.dates.at if now.case.dates else None
    phase = now.all_phases[cycle.phase].planned
    rows = []
    for number, (day, planned) in enumerate(zip(cycle.dates, phase.days, strict=True)):
        ends = clock(day, at, planned.infusion.total_minutes) if at is not None and planned.infusion else None
        rows.append(
            InfusionRow(
                date=day,
                kind="infusion",
                phase=phase.name,
                cycle=cycle.cycle,
                day=planned.day,
                dose_g=planned.dose_g,
                volume_ml=planned.volume_ml,
                planned_date=cycle.planned + timedelta(days=number),
                moved_days=cycle.moved_days,
                moved_because=cycle.reason,
                given=cycle.given,
                start=at.isoformat("minutes") if at is not None else None,
                end=ends.time().isoformat("minutes") if ends else None,
                end_date=ends.date() if ends else None,
                steroid_mg=mg_on(now.taper, day) if now.taper else None,
            )
        )
    return rows


def _split(case: Case, phase: Phase, calculated: Grams) -> tuple[Split, str]:
    """The day doses with their vials, and how they came about: by the rule that was said, by hand, or exactly.

    Raises:
        Refused: A split by hand has another number of days or lies outside the tolerance, or the stock is too small.
    """
    rounding, tolerance = case.rounding, case.tolerance / 100
    supply = Supply(case.preparation.vials, case.stock)
    if case.split:
        _check_split(case, phase, calculated)
        return of_doses(case.split, supply), "split"
    rounded: Split | None = None
    aim = calculated if rounding.to_g is None else Grams(half_down(calculated, rounding.to_g))
    if rounding.way != "exact":
        rounded = whole_vials(calculated, aim, phase.days, supply, rounding.way, tolerance, phase.day_pattern)
    elif rounding.to_g is not None and aim and abs(aim - calculated) <= tolerance * calculated:
        rounded = part_vials(aim, phase.days, supply, phase.day_pattern)
    if rounded is not None:
        return rounded, rounding.said or rounding.way
    return part_vials(calculated, phase.days, supply, phase.day_pattern), "exact"


def _check_split(case: Case, phase: Phase, calculated: Grams) -> None:
    total = sum(case.split, Decimal(0))
    listed = ", ".join(plain(dose) for dose in case.split)
    if len(case.split) != phase.days:
        raise Refused(
            f"--split {listed} g names {len(case.split)} days, and {phase.name} has {phase.days}; name each day"
        )
    if abs(total - calculated) * 100 > case.tolerance * calculated:
        raise Refused(
            f"--split {listed} g is {plain(total)} g in all, more than {plain(case.tolerance)} % from the calculated "
            f"{plain(half_up(calculated, THOUSANDTH))} g; change the split, the dose or --tolerance"
        )


def _options(case: Case, phase: Phase, calculated: Grams, split: Split) -> tuple[Option, ...]:
    supply = Supply(case.preparation.vials, case.stock)
    return options(calculated, split, supply, case.tolerance / 100, phase.day_pattern)
