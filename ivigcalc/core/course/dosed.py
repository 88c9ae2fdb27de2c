"""One phase, dosed and timed: its grams, the vials of each day, and the timetable of each."""

from decimal import Decimal

from ivigcalc.core.course.case import Case
from ivigcalc.core.course.maxima import maxima_of, most_of
from ivigcalc.core.course.planned import PlannedDay, PlannedPhase
from ivigcalc.core.course.pump import infusion_of, pump_for, speed_of
from ivigcalc.core.course.situation import PhaseSituation
from ivigcalc.core.dosing.dose import PerKilogram, Phase, day_volume
from ivigcalc.core.dosing.maximum import CycleDose, cycle_dose
from ivigcalc.core.dosing.part_vials import of_doses, part_vials
from ivigcalc.core.dosing.vial_options import options
from ivigcalc.core.dosing.vial_rule import Cycle, Shares, shares_of
from ivigcalc.core.dosing.vial_supply import DayVials, Split, Supply
from ivigcalc.core.dosing.vials import multiples, whole_vials
from ivigcalc.core.errors import Refused
from ivigcalc.core.patient import AtRisk
from ivigcalc.core.printed.limits import check_cycle_dose
from ivigcalc.core.pumping.infusion import Speed
from ivigcalc.core.quantities import (
    THOUSANDTH,
    Grams,
    GramsPerKilogram,
    Kilograms,
    Millilitres,
    Percent,
    half_up,
    how_many,
    plain,
)


def dosed_phase(case: Case, phase: Phase, kg: Kilograms, risk: AtRisk, origin: int, *, first: bool) -> PhaseSituation:
    """The *phase* for a dosing weight of *kg*; ``origin`` is its index in the case, ``first`` its kind of infusions.

    Raises:
        Refused: The dose is above the limit, or it cannot be made or infused as it was asked for.
    """
    dose = cycle_dose(phase, kg, case.max_dose)
    calculated, phase = dose.grams, phase._replace(day_pattern=dose.day_pattern)
    check_cycle_dose(dose.uncapped or calculated, kg, case.limits.entry, "dose")
    maxima = maxima_of(case, phase, calculated, kg)
    cycle = Cycle(calculated, phase.days, phase.day_pattern, phase.equal_days, most_of(case, maxima))
    shares = shares_of(case.limits.dose.vial_shares, case.tolerance)
    split, rounding = _split(case, cycle, phase, shares)
    pump, hours = pump_for(case, kg, first=first), phase.printed.infused_over if phase.printed else None
    speed = speed_of(case, pump, kg, risk, first=first, hours=hours) if pump else None
    days = tuple(_day(case, number, vials, speed) for number, vials in zip(phase.numbers, split.days, strict=True))
    difference = Grams(split.planned_g - calculated)
    planned = PlannedPhase(
        name=phase.name,
        g_per_kg=g_per_kg_of(phase, dose, kg),
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
        options=options(
            cycle,
            split,
            Supply(case.preparation.vials, case.stock),
            shares,
            case.rounding.to_g if rounding == case.rounding.said else None,
        ),
        uncapped_g=dose.uncapped,
        maximum=dose.by,
        exact_step_g=split.step_g if rounding == "exact" else None,
        infusion_days=phase.numbers,
        rounded_above_g=None if maxima.cycle_g is None or split.planned_g <= maxima.cycle_g else maxima.cycle_g,
    )
    exact_instead = rounding == "exact" and not case.rounding.exact
    return PhaseSituation(phase, planned, pump, first, exact_instead, origin, hours)


def g_per_kg_of(phase: Phase, dose: CycleDose, kg: Kilograms) -> GramsPerKilogram:
    """The g/kg of one cycle, as said or as the grams come to that are planned from."""
    amount = phase.amount
    if isinstance(amount, PerKilogram) and dose.uncapped is None:
        return amount.g_per_kg
    return GramsPerKilogram(dose.grams / kg)


def _day(case: Case, number: int, vials: DayVials, speed: Speed | None) -> PlannedDay:
    volume = day_volume(vials.dose_g, case.preparation.concentration, case.limits.rates.volume_steps_ml)
    return PlannedDay(
        day=number,
        dose_g=vials.dose_g,
        volume_ml=volume,
        vials=vials.vials,
        opened_g=vials.opened_g,
        waste_g=vials.waste_g,
        infusion=infusion_of(case, volume, vials.vials, speed) if speed else None,
    )


def _split(case: Case, cycle: Cycle, phase: Phase, shares: Shares) -> tuple[Split, str]:
    """The day doses with their vials, and how they came about: by the rule that was said, by hand, or exactly.

    Raises:
        Refused: A split by hand has another number of days or lies outside the tolerance, or the stock is too small.
    """
    rounding, supply = case.rounding, Supply(case.preparation.vials, case.stock)
    if case.split:
        _check_split(case, phase, cycle.calculated_g)
        return of_doses(case.split, supply), "split"
    if rounding.to_g is not None:
        rounded = next(multiples(cycle, rounding.to_g, supply, shares), None)
        if rounded is not None:
            return rounded, rounding.said
    if rounding.way != "exact":
        rounded = whole_vials(cycle, supply, rounding.way, shares)
        if rounded is not None:
            return rounded, rounding.way
    return part_vials(
        cycle.calculated_g, phase.days, supply, case.limits.dose.exact_steps_g, phase.day_pattern
    ), "exact"


def _check_split(case: Case, phase: Phase, calculated: Grams) -> None:
    total = sum(case.split, Decimal(0))
    listed = ", ".join(plain(dose) for dose in case.split)
    if len(case.split) != phase.days:
        raise Refused(
            f"[[split]] {listed} g has {how_many(len(case.split), 'day')}, but {phase.name} has {phase.days}",
            "give each day",
            "split",
        )
    if abs(total - calculated) * 100 > case.tolerance * calculated:
        raise Refused(
            f"[[split]] {listed} g totals {plain(total)} g, more than {plain(case.tolerance)} % from the "
            f"calculated {plain(half_up(calculated, THOUSANDTH))} g",
            "change split, dose or [[tolerance]]",
            "split",
        )
