"""One infusion alone: a day's dose or a volume, as a phase of one cycle of one day."""

from decimal import Decimal

from ivigcalc.core.course.case import Case, OneInfusion, Volume
from ivigcalc.core.course.dosed import g_per_kg_of
from ivigcalc.core.course.planned import PlannedDay, PlannedPhase
from ivigcalc.core.course.pump import infusion_of, pump_for, speed_of
from ivigcalc.core.course.situation import PhaseSituation
from ivigcalc.core.dosing.dose import Dose, day_volume, one_day
from ivigcalc.core.dosing.maximum import cycle_dose
from ivigcalc.core.patient import AtRisk
from ivigcalc.core.printed.limits import check_cycle_dose
from ivigcalc.core.pumping.interruption import Resumed
from ivigcalc.core.pumping.rates import by_the_hour
from ivigcalc.core.quantities import Grams, Kilograms, Percent


def infused_once(case: Case, infused: OneInfusion, kg: Kilograms, risk: AtRisk) -> PhaseSituation:
    """What is *infused*, dosed and timed for a dosing weight of *kg*; a dose is not rounded to vials.

    Raises:
        Refused: It is above the limit, or cannot be infused as it was asked for.
    """
    strength, nothing = case.preparation.concentration, Decimal(0)
    match infused.what:
        case Volume(volume):
            phase = one_day(Dose(volume * strength / 1000, "cycle"), infused.printed, "left")
            dose = cycle_dose(phase, kg)
        case ordered:
            phase = one_day(ordered, infused.printed)
            dose = cycle_dose(phase, kg, case.max_dose)
            volume = day_volume(dose.grams, strength, case.limits.rates.volume_steps_ml)
    grams = dose.grams
    said = "volume" if isinstance(infused.what, Volume) else "dose"
    check_cycle_dose(dose.uncapped or grams, kg, case.limits.entry, said)
    first = case.rates.first_infusion != "no"
    pump = pump_for(case, kg, first=first)
    if pump is not None and infused.resume_at is not None:
        pump = pump._replace(resumed=Resumed(by_the_hour(*infused.resume_at, strength), infused.increase))
    printed = [phase.infused_over for phase in infused.printed if phase.infused_over is not None]
    hours = min(printed, key=lambda one: one.min_hours, default=None)
    speed = speed_of(case, pump, kg, risk, first=first, hours=hours) if pump else None
    made = infusion_of(case, volume, (), speed) if speed else None
    planned = PlannedPhase(
        name=phase.name,
        g_per_kg=g_per_kg_of(phase, dose, kg),
        cycles=1,
        interval_days=None,
        days_per_cycle=1,
        calculated_g=grams,
        planned_g=grams,
        difference_g=Grams(nothing),
        difference_percent=Percent(nothing),
        volume_ml=volume,
        rounding="exact",
        days=(PlannedDay(1, grams, volume, (), grams, Grams(nothing), made),),
        options=(),
        uncapped_g=dose.uncapped,
        maximum=dose.by,
        infusion_days=phase.numbers,
    )
    return PhaseSituation(phase, planned, pump, first, exact_instead=False, hours=hours)
