"""Case -> Plan: composes the calculation. Every number shown anywhere comes from the value made here."""

from datetime import date, timedelta
from decimal import Decimal

from ivigcalc.core.alerts import raise_alerts
from ivigcalc.core.alerts.product import licensed
from ivigcalc.core.case import Case, Dates, Limits, Tapering
from ivigcalc.core.checkpoints import Course, checkpoints
from ivigcalc.core.dose import Phase, calculated_dose, day_volume
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.infusion import clock
from ivigcalc.core.limits import check_cycle_dose
from ivigcalc.core.patient import AtRisk, at_risk
from ivigcalc.core.planned import (
    CheckpointRow,
    InfusionRow,
    Plan,
    PlannedDay,
    PlannedIndication,
    PlannedPatient,
    PlannedPhase,
    PlannedProduct,
    Totals,
    VialTotal,
)
from ivigcalc.core.pump import infusion_of, pump_for
from ivigcalc.core.quantities import Grams, GramsPerKilogram, Kilograms, Millilitres, Minutes, Percent, half_down
from ivigcalc.core.schedule import CycleDate, PhaseDates, cycle_dates
from ivigcalc.core.situation import PhaseSituation, Pump, Situation
from ivigcalc.core.taper import Taper, mg_on, relapse_advice
from ivigcalc.core.tapering import TaperSetting, protocol_taper, written_taper
from ivigcalc.core.vials import DayVials, Option, Split, whole_vials
from ivigcalc.core.weight import DosingWeight, comparison_weight, dosing_weight
from ivigcalc.core.workings import workings

DAYS_IN_A_WEEK = 7


def plan(case: Case) -> Plan:
    """The whole plan of *case*; without dates no calendar, without a taper no steroid.

    Raises:
        Unreadable, Refused: The case lacks something, contradicts itself, or lies outside the limits.
    """
    weight = dosing_weight(case.patient, case.weight_policy, factor=case.weight_factor)
    risk = at_risk(case.patient, case.limits.dose.at_risk_age_years.value)
    prescribed = _first_infusion_apart(case)
    phases = tuple(
        _phase(case, phase, weight.kg, risk, first=counts_as_first(case, i, phase)) for i, phase in enumerate(prescribed)
    )
    cycles = dates_of(case.dates, prescribed, case.limits) if case.dates is not None else ()
    taper = None
    if case.tapering is not None:
        taper = steroid_taper(case.tapering, cycles, prescribed, case.patient.weight, case.limits)
    situation = Situation(
        case=case,
        weight=weight,
        risk=risk,
        phases=phases,
        cycles=cycles,
        taper=taper,
        other_weight=comparison_weight(case.patient, case.limits.weight),
    )
    made = Plan(
        patient=PlannedPatient(case.patient.age, case.patient.risks or (), risk.yes, risk.because),
        product=planned_product(case),
        indication=planned_indication(case),
        dosing_weight=weight,
        phases=tuple(phase.planned for phase in phases),
        calendar=_calendar(situation, prescribed),
        taper=taper,
        totals=_totals(situation),
        alerts=raise_alerts(situation),
    )
    return made._replace(workings=workings(case, made))


def _first_infusion_apart(case: Case) -> tuple[Phase, ...]:
    """The phases, with cycle 1 as one of its own where it is a first infusion and the label distinguishes."""
    first, label = case.phases[0], case.preparation.label
    from_label = case.rates.written is None and case.rates.protocol is None and label is not None
    distinguishes = from_label and label is not None and any(l.first_infusion is not None for l in label.ladders)
    if case.rates.first_infusion != "yes" or not distinguishes or first.cycles == 1:
        return case.phases
    alone = first._replace(name=f"{first.name}, first infusion", cycles=1)
    return (alone, first._replace(cycles=first.cycles - 1), *case.phases[1:])


def counts_as_first(case: Case, index: int, phase: Phase) -> bool:
    """Whether the infusions of a phase are timed as first ones: unsaid, or after a gap as long as the figure on file."""
    gap = case.limits.dose.gap_weeks_as_first.value * DAYS_IN_A_WEEK
    if case.rates.first_infusion == "unknown" or (phase.interval_days or 0) > gap:
        return True
    return case.rates.first_infusion == "yes" and index == 0


def _phase(case: Case, phase: Phase, kg: Kilograms, risk: AtRisk, *, first: bool) -> PhaseSituation:
    calculated = calculated_dose(phase, kg)
    check_cycle_dose(calculated, kg, case.limits.entry)
    split, whole_vials = _split(case, phase, calculated)
    pump = pump_for(case, kg, first=first)
    days = tuple(
        _day(case, number, vials, pump, kg, risk, first=first) for number, vials in enumerate(split.days, 1)
    )
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
        rounding=case.rounding.said or case.rounding.way,
        days=days,
        options=_options(case, phase, calculated, split),
    )
    return PhaseSituation(phase, planned, pump, first, whole_vials)


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
        infusion=None if pump is None else infusion_of(case, volume, vials.vials, pump, kg, risk, first=first),
    )


def dates_of(dates: Dates, phases: tuple[Phase, ...], limits: Limits) -> tuple[CycleDate, ...]:
    """The dates of every cycle of *phases*."""
    return cycle_dates(
        tuple(PhaseDates(phase.name, phase.days, phase.interval_days, phase.cycles) for phase in phases),
        dates.start,
        closures=dates.closures,
        move=dates.move,
        move_limit_days=dates.move_limit_days,
        anchor=dates.anchor,
        fixed=dates.fixed,
        given=dates.given,
        limits=limits.calendar,
    )


def planned_product(case: Case) -> PlannedProduct:
    preparation = case.preparation
    return PlannedProduct(
        id=preparation.id,
        name=preparation.name,
        market=preparation.market,
        label_date=preparation.label.date or None if preparation.label else None,
        concentration_g_per_l=preparation.concentration,
        local=preparation.local,
        handling=preparation.label.handling if preparation.label else (),
    )


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
    tapering: Tapering, cycles: tuple[CycleDate, ...], phases: tuple[Phase, ...], kg: Kilograms | None, limits: Limits
) -> Taper:
    """The dated taper; *kg* is what a starting dose per kg refers to, the actual weight.

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
        next_cycle=next_cycle(cycles, phases),
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


def next_cycle(cycles: tuple[CycleDate, ...], phases: tuple[Phase, ...]) -> date | None:
    """When the cycle after the last would begin, by the interval; None for a single cycle without one."""
    interval = phases[-1].interval_days if phases else None
    return cycles[-1].planned + timedelta(days=interval) if cycles and interval else None


def _calendar(now: Situation, phases: tuple[Phase, ...]) -> tuple[InfusionRow | CheckpointRow, ...]:
    """Every infusion and every checkpoint, by date."""
    case, taper = now.case, now.taper
    advice = None
    if case.tapering is not None:
        indication = case.treated.id if case.treated else None
        advice = relapse_advice(case.tapering.protocol, indication, case.limits.steroid)
    course = Course(
        cycles=now.cycles,
        g_per_kg=[phase.planned.g_per_kg for phase in now.phases],
        next_cycle=next_cycle(now.cycles, phases),
        indication=case.treated.id if case.treated else None,
        patient=case.patient,
        taper=taper,
        steroid=case.tapering.steroid if case.tapering else None,
        advice=advice,
    )
    rows: list[InfusionRow | CheckpointRow] = [
        CheckpointRow(one.date, "checkpoint", one.cycle, one.topic, one.text, one.citation)
        for one in (checkpoints(case.monitoring, course) if now.cycles else ())
    ]
    rows += [row for cycle in now.cycles for row in _infusion_rows(now, cycle)]
    return tuple(sorted(rows, key=lambda row: (row.date, row.kind != "infusion")))


def _infusion_rows(now: Situation, cycle: CycleDate) -> list[InfusionRow]:
    at = now.case.dates.at if now.case.dates else None
    phase = now.phases[cycle.phase].planned
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


def _totals(now: Situation) -> Totals:
    """Over the cycles still to come; without dates, over those that are prescribed."""
    counts = [phase.planned.cycles for phase in now.phases]
    if now.cycles:
        counts = [sum(c.phase == i and not c.given for c in now.cycles) for i in range(len(now.phases))]
    days = [(day, count) for phase, count in zip(now.phases, counts, strict=True) for day in phase.planned.days]
    vials: dict[Grams, int] = {}
    for day, count in days:
        for vial in day.vials:
            vials[vial.g] = vials.get(vial.g, 0) + vial.count * count
    timed = [(day.infusion, count) for day, count in days if day.infusion is not None]
    pump = sum((infusion.total_minutes * count for infusion, count in timed), Decimal(0))
    watch = sum((infusion.observe_minutes * count for infusion, count in timed), Decimal(0))
    known = len(timed) == len(days)
    return Totals(
        planned_g=Grams(sum((day.dose_g * count for day, count in days), Decimal(0))),
        volume_ml=Millilitres(sum((day.volume_ml * count for day, count in days), Decimal(0))),
        infusion_minutes=Minutes(pump) if known else None,
        chair_minutes=Minutes(pump + watch) if known else None,
        vials=tuple(VialTotal(g, vials[g]) for g in sorted(vials, reverse=True)),
    )


def _split(case: Case, phase: Phase, calculated: Grams) -> tuple[Split, bool]:
    """The day doses with their vials, and whether whole vials could be had where they were wanted."""
    rounding = case.rounding
    aim = calculated
    if rounding.to_g is not None:
        aim = Grams(half_down(calculated, rounding.to_g))
    whole = whole_vials(calculated, aim, phase.days, case.preparation.vials, rounding.way, case.tolerance / 100, case.stock)
    return whole, True


def _options(case: Case, phase: Phase, calculated: Grams, split: Split) -> tuple[Option, ...]:
    return ()
