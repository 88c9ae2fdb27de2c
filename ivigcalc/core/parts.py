"""The parts of a plan on their own: weights side by side, one infusion, the dates alone, the taper alone."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ivigcalc.core.alerts import assumed, calendar, formulary, ordered, product, rate, steroid, weight
from ivigcalc.core.course.case import Accepted, Case, Dates, Limits, Tapering
from ivigcalc.core.course.checkpoints import Course, MonitoringRule, checkpoints
from ivigcalc.core.course.planned import (
    Alert,
    CheckpointRow,
    Clock,
    InfusionRow,
    Plan,
    PlannedDay,
    PlannedPhase,
    PolicyWeight,
)
from ivigcalc.core.course.preparation import planned_product
from ivigcalc.core.course.pump import infusion_of, pump_for, speed_of
from ivigcalc.core.course.situation import PhaseSituation, Situation
from ivigcalc.core.course.workings import of_infusion, without_dose
from ivigcalc.core.dates.schedule import CycleDate
from ivigcalc.core.dosing.dose import Phase, calculated_dose, day_volume
from ivigcalc.core.dosing.weight import dosing_weight, lacks_factor
from ivigcalc.core.dosing.weight_policy import WeightPolicy
from ivigcalc.core.errors import IvigcalcError, Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.patient import Patient, at_risk
from ivigcalc.core.plan import dates_of, next_cycle, planned_indication, steroid_taper
from ivigcalc.core.printed.limits import check_cycle_dose
from ivigcalc.core.pumping.infusion import Infusion, clock
from ivigcalc.core.pumping.rates import Rate
from ivigcalc.core.quantities import Grams, GramsPerKilogram, Kilograms, Millilitres, Percent
from ivigcalc.core.steroid.types import relapse_advice

_A_DAY = date(2000, 1, 1)  # only to count the days past midnight
_ANYONE = Patient(Kilograms(Decimal(0)))  # of whom nothing is known: no rule of a steroid looks at a weight


def weights(
    patient: Patient, policies: tuple[WeightPolicy, ...], factor: Decimal | None, dose: Phase | None
) -> tuple[PolicyWeight, ...]:
    """What every policy makes of *patient*, and the dose per cycle that it gives.

    A policy that cannot be used stands with its reason. *factor* is given to the policies that have none on file.
    """
    rows = []
    for policy in policies:
        try:
            found = dosing_weight(patient, policy, factor=factor if lacks_factor(policy) else None)
        except IvigcalcError as why:
            rows.append(
                PolicyWeight(None, None, policy.id, policy.name, str(why), patient.weight, None, None, None, None)
            )
            continue
        grams = None if dose is None else calculated_dose(dose, found.kg)
        rows.append(
            PolicyWeight(
                found.kg,
                found.basis,
                policy.id,
                policy.name,
                found.reason,
                found.actual_kg,
                found.ideal_kg,
                found.adjusted_kg,
                found.bmi,
                grams,
            )
        )
    return tuple(rows)


def one_infusion(case: Case, volume: Millilitres | None, resume_at: Rate | None) -> Plan:
    """The timetable of one day's dose, or of the *volume* left in the bag.

    Args:
        case: Its first phase is the dose of the day; not looked at when there is a *volume*.
        volume: What is to be infused, mL.
        resume_at: After an interruption: begin at the highest step not above this rate.

    Raises:
        Refused: No rate is on file and none was written, or it is more than is planned for at all.
    """
    now = infusion_worked_out(case, volume, resume_at)
    (phase,) = now.phases
    (day,) = phase.planned.days
    if day.infusion is None:
        missing = next(iter(rate.none_on_file(now)))
        raise Refused(f"{missing.text}; {missing.do}")
    checks = (*rate.CHECKS, *formulary.CHECKS, *product.CHECKS, weight.implausible, *assumed.OF_RATES)
    return Plan(
        product=planned_product(case),
        indication=planned_indication(case),
        dosing_weight=now.weight,
        infusion=day.infusion,
        clock=_clock(case.dates, day.infusion),
        alerts=ordered((alert for check in checks for alert in check(now)), case.accepted),
        workings=of_infusion(case, now.weight, day, phase.pump, dosed=volume is None),
    )


def infusion_worked_out(case: Case, volume: Millilitres | None, resume_at: Rate | None) -> Situation:
    """One infusion as a phase of one cycle of one day, for the alerts to look at; the arguments as above."""
    found = dosing_weight(case.patient, case.weight_policy, factor=case.weight_factor)
    risk = at_risk(case.patient, case.limits.dose.at_risk_age_years.value)
    phase = case.phases[0]
    first = case.rates.first_infusion != "no"
    strength, nothing = case.preparation.concentration, Decimal(0)
    grams = calculated_dose(phase, found.kg) if volume is None else Grams(volume * strength / 1000)
    run = day_volume(grams, strength) if volume is None else volume
    check_cycle_dose(grams, found.kg, case.limits.entry)
    pump = pump_for(case, found.kg, first=first)
    speed = speed_of(case, pump, found.kg, risk, first=first, resume_at=resume_at) if pump else None
    made = infusion_of(case, run, (), speed) if speed else None
    planned = PlannedPhase(
        name="infusion",
        g_per_kg=GramsPerKilogram(grams / found.kg),
        cycles=1,
        interval_days=None,
        days_per_cycle=1,
        calculated_g=grams,
        planned_g=grams,
        difference_g=Grams(nothing),
        difference_percent=Percent(nothing),
        volume_ml=run,
        rounding="exact",
        days=(PlannedDay(1, grams, run, (), grams, Grams(nothing), made),),
        options=(),
    )
    return Situation(case, found, risk, (PhaseSituation(phase, planned, pump, first, False),), (), None, None)


def _clock(dates: Dates | None, infusion: Infusion) -> Clock | None:
    if dates is None or dates.at is None:
        return None
    end = clock(_A_DAY, dates.at, infusion.total_minutes)
    return Clock(dates.at.isoformat("minutes"), end.time().isoformat("minutes"), (end.date() - _A_DAY).days)


class Outing(NamedTuple):
    """Dates and taper when no dose is asked for. ``weight`` is needed only by a steroid dose per kg."""

    phases: tuple[Phase, ...]
    dates: Dates | None
    limits: Limits
    tapering: Tapering | None = None
    monitoring: tuple[MonitoringRule, ...] = ()
    indication: str | None = None
    weight: Kilograms | None = None
    accepted: tuple[Accepted, ...] = ()


def dates_alone(case: Outing) -> Plan:
    """The calendar without doses."""
    assert case.dates is not None  # the caller has them
    cycles = dates_of(case.dates, case.phases, case.limits)
    at = None if case.dates.at is None else case.dates.at.isoformat("minutes")
    rows = [
        InfusionRow(
            date=day,
            kind="infusion",
            phase=case.phases[cycle.phase].name,
            cycle=cycle.cycle,
            day=number,
            dose_g=None,
            volume_ml=None,
            planned_date=cycle.planned + (day - cycle.first),
            moved_days=cycle.moved_days,
            moved_because=cycle.reason,
            given=cycle.given,
            start=at,
            end=None,
            end_date=None,
            steroid_mg=None,
        )
        for cycle in cycles
        for number, day in enumerate(cycle.dates, 1)
    ]
    made = Plan(calendar=tuple(rows), alerts=ordered(_on_dates(case, cycles), case.accepted))
    return made._replace(workings=without_dose(made))


def taper_alone(case: Outing) -> Plan:
    """The taper, and on the calendar what to review because of it."""
    assert case.tapering is not None  # the caller has one
    cycles = dates_of(case.dates, case.phases, case.limits) if case.dates is not None else ()
    following = next_cycle(cycles, case.phases[-1], case.dates) if case.phases else None
    taper = steroid_taper(case.tapering, cycles, following, case.weight, case.limits)
    advice = relapse_advice(case.tapering.protocol, case.indication, case.limits.steroid)
    course = Course(cycles, (), None, case.indication, _ANYONE, taper, case.tapering.steroid, advice)
    rules = [rule for rule in case.monitoring if "steroid" in rule.when]
    rows = tuple(
        CheckpointRow(one.date, "checkpoint", one.cycle, one.topic, one.text, one.citation)
        for one in checkpoints(rules, course)
    )
    alerts = [
        *_on_dates(case, cycles),
        *steroid.of_taper(case.tapering, taper, case.limits.steroid, case.monitoring, _ANYONE, case.indication),
    ]
    made = Plan(taper=taper, calendar=rows, alerts=ordered(alerts, case.accepted))
    return made._replace(workings=without_dose(made))


def _on_dates(case: Outing, cycles: tuple[CycleDate, ...]) -> Iterator[Alert]:
    if case.dates is not None:
        yield from calendar.of_dates(cycles, case.dates.holidays_known, case.limits.calendar)
