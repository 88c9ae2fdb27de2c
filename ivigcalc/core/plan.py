"""Case -> Plan: the documents, each composed of the stages that it has. Every number shown comes from the value made.

A course is weighed, dosed and timed, and where it has dates dated and tapered.
"""

from collections import Counter
from collections.abc import Set

from ivigcalc.core.alerts import OF_A_TIMETABLE, raise_alerts, rate, unused
from ivigcalc.core.alerts.product import licensed
from ivigcalc.core.alerts.unused import Reasons, not_used
from ivigcalc.core.course.case import CalendarCase, Case, DayDoses, OneInfusion, TaperCase, Tapering, Volume, WeightCase
from ivigcalc.core.course.continuing import dates_to_come, joined
from ivigcalc.core.course.dated import calendar_rows, dates_of, next_cycle, rows_without_dose, steroid_rows
from ivigcalc.core.course.dosed import dosed_phase
from ivigcalc.core.course.first_infusion import after_gaps, timed_parts, uniquely_named
from ivigcalc.core.course.planned import (
    Clock,
    DayClock,
    Plan,
    PlannedIndication,
    PlannedPatient,
    PlannedPhase,
    PolicyWeight,
)
from ivigcalc.core.course.preparation import planned_product
from ivigcalc.core.course.pulsed import pulses_alone, pulses_of_course
from ivigcalc.core.course.situation import (
    Dated,
    Earlier,
    Measured,
    PhaseSituation,
    Pulsed,
    Situation,
    Stage,
    Tapered,
    to_come,
)
from ivigcalc.core.course.tapered import steroid_taper, taper_of_course
from ivigcalc.core.course.totals import totals
from ivigcalc.core.course.ward import ward_notes
from ivigcalc.core.course.workings import of_infusion, without_dose, workings
from ivigcalc.core.dates.types import CycleDate
from ivigcalc.core.dosing.maximum import cycle_dose
from ivigcalc.core.dosing.spelling import check_spelling
from ivigcalc.core.dosing.weight import comparison_weight, dosing_weight, lacks_factor
from ivigcalc.core.dosing.weight_policy import WeightPolicy
from ivigcalc.core.errors import IvigcalcError, Refused
from ivigcalc.core.patient import AtRisk, at_risk
from ivigcalc.core.pumping.clock import begins_and_ends
from ivigcalc.core.quantities import Kilograms, how_many
from ivigcalc.core.steroid.pulse import after_pulse, planned_pulse
from ivigcalc.core.steroid.types import Taper
from ivigcalc.core.wording import named


def plan(case: Case, before: Earlier | None = None, elsewhere: Reasons | None = None) -> Plan:
    """The whole plan of *case*; without dates no calendar, without a taper no steroid.

    Args:
        case: What is planned; after a change, as it is from then on.
        before: The plan that it continues, whose earlier cycles stay as they were.
        elsewhere: What was said for other documents, with the reason why it is of no use here.

    Raises:
        Unreadable, Refused: The case lacks something, contradicts itself, or lies outside the limits.
    """
    return shown(worked_out(case, before), elsewhere)


def worked_out(case: Case, before: Earlier | None = None) -> Situation:
    """Weight, phases, dates and taper of *case*: what the plan shows and the alerts look at."""
    weight = dosing_weight(case.patient, case.weight_policy, factor=case.weight_factor)
    _check_spellings(case, weight.kg)
    risk = at_risk(case.patient, case.limits.dose.at_risk_age_years.value)
    phases, cycles = _phases_and_dates(case, before, weight.kg, risk, frozenset())
    apart = frozenset(cycle.cycle for _, cycle in after_gaps(case, before, phases, cycles))
    if apart:
        phases, cycles = _phases_and_dates(case, before, weight.kg, risk, apart)
    pulses = pulses_of_course(case, before, cycles)
    return Situation(
        case=case,
        weight=weight,
        risk=risk,
        all_phases=phases,
        phases=to_come(phases, cycles),
        cycles=cycles,
        taper=taper_of_course(case, before, phases, cycles, pulses),
        other_weight=comparison_weight(case.patient, case.limits.weight),
        before=before,
        pulses=pulses,
    )


def shown(now: Situation, elsewhere: Reasons | None = None, *, patient_shown: bool = True) -> Plan:
    """The plan of what was worked out; *patient_shown* where the document tells of sex, age and risks."""
    case, of = now.case, now.case.patient
    idle = {**(elsewhere or {}), **idle_fields(now, shows_patient=patient_shown)}
    made = Plan(
        patient=PlannedPatient(of.age, of.risks or (), now.risk.yes, now.risk.because, of.sex),
        product=planned_product(case),
        indication=_indication(case),
        dosing_weight=now.weight,
        phases=tuple(phase.planned for phase in now.all_phases),
        calendar=calendar_rows(now),
        taper=now.taper,
        totals=totals(now),
        alerts=raise_alerts(now.stages, case.accepted, not_used(idle)),
        pulses=tuple(map(planned_pulse, now.pulses)),
        ward=ward_notes(case.monitoring, case.treated, case.patient),
    )
    return made._replace(workings=workings(now, made))


def dose(case: Case, elsewhere: Reasons) -> Plan:
    """The doses of *case* with their vials and timetables, without dates.

    Raises:
        Unreadable, Refused: As ``plan``.
    """
    return shown(worked_out(case), elsewhere, patient_shown=False)._replace(ward=())


def rates(case: Case, wanted: DayDoses, elsewhere: Reasons) -> Plan:
    """The timetables of the day doses of *case*: of every day, or of the one that is *wanted*.

    Raises:
        Unreadable, Refused: As ``plan``; no cycle has the day that is wanted, or no rate is on file and none written.
    """
    now = worked_out(case)
    _refuse_without_rates(now)
    made = shown(now, elsewhere, patient_shown=False)
    phases = tuple(phase for phase in (_narrowed(one, wanted.day) for one in made.phases) if phase.days)
    if not phases:
        raise _no_such_day(wanted.day, made.phases)
    clocks = tuple(
        DayClock(phase.name, day.day, *begins_and_ends(wanted.at, day.infusion.total_minutes))
        for phase in phases
        for day in phase.days
        if wanted.at is not None and day.infusion is not None
    )
    alone = phases[0].days[0].infusion if len(phases) == len(phases[0].days) == 1 else None
    return made._replace(
        phases=phases,
        totals=None,
        infusion=alone,
        clock=Clock(*clocks[0][2:]) if alone is not None and clocks else None,
        clocks=clocks,
    )


def one_infusion(case: Case, infused: OneInfusion, elsewhere: Reasons) -> Plan:
    """The timetable of one day's dose, or of the volume left in the bag; *case* needs no phases.

    Raises:
        Refused: No rate is on file and none was written, or it is above the limit.
    """
    from ivigcalc.core.course.one_infusion import infused_once  # for this document alone

    weight = dosing_weight(case.patient, case.weight_policy, factor=case.weight_factor)
    risk = at_risk(case.patient, case.limits.dose.at_risk_age_years.value)
    phase = infused_once(case, infused, weight.kg, risk)
    other_weight = comparison_weight(case.patient, case.limits.weight)
    now = Situation(case, weight, risk, (phase,), (phase,), (), None, other_weight)
    _refuse_without_rates(now)
    (day,) = phase.planned.days
    idle = {
        **elsewhere,
        **unused.of_course(now, case.said, shows_patient=False),
        **unused.of_one_infusion(infused, day.infusion, case.said),
    }
    return Plan(
        product=planned_product(case),
        indication=_indication(case),
        dosing_weight=weight,
        infusion=day.infusion,
        clock=Clock(*begins_and_ends(infused.at, day.infusion.total_minutes)) if infused.at and day.infusion else None,
        alerts=raise_alerts(now.stages, case.accepted, not_used(idle), leading=OF_A_TIMETABLE),
        ward=ward_notes(case.monitoring, case.treated, case.patient),
        workings=of_infusion(case, weight, day, phase.pump, dosed=not isinstance(infused.what, Volume)),
    )


def calendar(case: CalendarCase, elsewhere: Reasons) -> Plan:
    """The dates of the cycles, without doses.

    Raises:
        Unreadable, Refused: As ``dates_of``.
    """
    dated = Dated(dates_of(case.dates, case.phases, case.limits), case.dates, case.limits.calendar)
    idle = {**elsewhere, **unused.of_dates(dated, case.said)}
    made = Plan(
        calendar=rows_without_dose(dated, case.phases), alerts=raise_alerts((dated,), case.accepted, not_used(idle))
    )
    return made._replace(workings=without_dose(made))


def taper(case: TaperCase, elsewhere: Reasons) -> Plan:
    """The taper and the pulse, as far as they were said, and on the calendar what to review because of them.

    Raises:
        Unreadable, Refused: As ``steroid_taper`` and ``pulses_alone``, and where there are cycles as ``dates_of``.
    """
    tapering, limits = case.tapering, case.limits
    cycles = dates_of(case.dates, case.phases, limits) if case.dates is not None and case.phases else ()
    following = next_cycle(cycles, case.phases[-1].interval_days, case.dates) if case.phases else None
    pulses = pulses_alone(case, cycles)
    after = after_pulse(pulses, 1 if cycles else None)

    def made(how: Tapering) -> Taper:
        return steroid_taper(how, cycles, following, case.weight, limits, after)

    stages: list[Stage] = []
    idle = dict(elsewhere)
    if cycles and case.dates is not None:
        dated = Dated(cycles, case.dates, limits.calendar)
        stages.append(dated)
        idle.update(unused.of_dates(dated, case.said))
    found = None if tapering is None else made(tapering)
    if tapering is not None and found is not None:
        of, rules = limits.steroid, case.monitoring
        tapered = Tapered(tapering, found, of, rules, case.indication, None, case.weight, pulses)
        stages.append(tapered)
        idle.update(unused.of_taper(tapered, case.said, made))
    if pulses:
        closures = case.dates.closures if cycles and case.dates is not None else None
        stages.append(Pulsed(pulses, limits.steroid, case.weight, found, tapering and tapering.steroid, closures))
    idle.update(unused.of_taper_alone(case.said, cycles))
    alerts = raise_alerts(stages, case.accepted, not_used(idle))
    shown_pulses = tuple(map(planned_pulse, pulses))
    plan = Plan(taper=found, pulses=shown_pulses, calendar=steroid_rows(case, cycles, found, pulses), alerts=alerts)
    return plan._replace(workings=without_dose(plan, pulses))


def weights(case: WeightCase, elsewhere: Reasons) -> Plan:
    """What every policy makes of the patient, and the dose per cycle that it gives.

    A policy that cannot be used stands with its reason. The factor is given to those that have none on file.
    """
    measured = Measured(case.patient, case.limits.weight)
    if case.dosed is not None:
        check_spelling(case.dosed, case.patient.weight, case.limits.entry.bare_dose_g_per_kg.value, "dose")
    return Plan(
        policies=tuple(_weight(case, policy) for policy in case.policies),
        alerts=raise_alerts((measured,), case.accepted, not_used(elsewhere)),
    )


def _weight(case: WeightCase, policy: WeightPolicy) -> PolicyWeight:
    patient = case.patient
    try:
        found = dosing_weight(patient, policy, factor=case.factor if lacks_factor(policy) else None)
    except IvigcalcError as why:
        reason = why.told(named)
        return PolicyWeight(None, None, policy.id, policy.name, reason, patient.weight, None, None, None, None)
    dose = None if case.dosed is None else cycle_dose(case.dosed, found.kg, case.max_dose)
    lowered = ""
    if dose is not None and dose.by is not None:
        lowered = "; the dose is " + ("lowered to the maximum entered" if dose.by.said else "the regimen's maximum")
    return PolicyWeight(
        found.kg,
        found.basis,
        policy.id,
        policy.name,
        found.reason + lowered,
        found.actual_kg,
        found.ideal_kg,
        found.adjusted_kg,
        found.bmi,
        dose and dose.grams,
    )


def _check_spellings(case: Case, kg: Kilograms) -> None:
    """Ask of each dose that may be meant per cycle or per day."""
    following = len(case.phases) - case.following  # the first of those said apart
    for place, phase in enumerate(case.phases):
        most = case.limits.entry.bare_dose_g_per_kg.value
        check_spelling(phase, kg, most, "dose" if place < following else "then")


def _phases_and_dates(
    case: Case, before: Earlier | None, kg: Kilograms, risk: AtRisk, after_gap: Set[int]
) -> tuple[tuple[PhaseSituation, ...], tuple[CycleDate, ...]]:
    """Every phase and, with dates, every cycle: of a plan that continues another, those before it as they were."""
    parts = timed_parts(case, before, after_gap)
    phases = tuple(dosed_phase(case, part.phase, kg, risk, part.origin, first=part.first) for part in parts)
    dates, done = case.dates, tuple[CycleDate, ...]()
    if before is not None:
        phases, done = joined(before, phases, case)
        dates = None if dates is None else dates_to_come(dates, before, phases)
    phases = uniquely_named(phases)
    if dates is None:
        return phases, ()
    cycles = dates_of(dates, [phase.prescribed.dates for phase in phases], case.limits, done)
    counts = Counter(cycle.phase for cycle in cycles)  # those given count too
    return tuple(p._replace(planned=p.planned._replace(cycles=counts[i])) for i, p in enumerate(phases)), cycles


def _indication(case: Case) -> PlannedIndication | None:
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


def idle_fields(now: Situation, *, shows_patient: bool) -> dict[str, str]:
    """What was said and makes no difference; of a plan that continues another, neither to what came before."""
    found = dict(unused.of_course(now, now.case.said, shows_patient=shows_patient))
    for stage in now.stages:
        if isinstance(stage, Dated):
            found.update(unused.of_dates(stage, now.case.said))
        if isinstance(stage, Tapered):
            found.update(unused.of_taper(stage, now.case.said, lambda one: _tapered_again(now, one)))
    if now.before is None:
        return found
    earlier = now.before.situation
    idle = idle_fields(earlier, shows_patient=shows_patient)
    return {field: why for field, why in found.items() if field not in earlier.case.said or field in idle}


def _tapered_again(now: Situation, tapering: Tapering) -> Taper | None:
    return taper_of_course(now.case._replace(tapering=tapering), now.before, now.all_phases, now.cycles, now.pulses)


def _refuse_without_rates(now: Situation) -> None:
    missing = next(iter(rate.none_on_file(now)), None)
    if missing is not None:
        raise Refused(missing.text, missing.do, "rates")


def _no_such_day(day: int | None, phases: tuple[PlannedPhase, ...]) -> Refused:
    days = sorted({number for phase in phases for number in phase.infusion_days})
    if days == [*range(1, days[-1] + 1)]:
        return Refused(f"[[day]] {day}: a cycle has {how_many(days[-1], 'day')}", f"choose 1 to {days[-1]}", "day")
    listed = ", ".join(map(str, days))
    return Refused(f"[[day]] {day}: a cycle has infusions on days {listed}", "choose one of these", "day")


def _narrowed(phase: PlannedPhase, day: int | None) -> PlannedPhase:
    """*phase* with the one *day*, or with all of them."""
    return phase._replace(days=tuple(one for one in phase.days if day in (None, one.day)))
