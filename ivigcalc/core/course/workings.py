"""Plan -> the shown steps: each formula with the plan's own numbers, so that a reader can work it out again.

A formula is arithmetic on numbers with their units ( + - x / and brackets); what follows a semicolon says how the
result is rounded, or why. A test works every one out and compares.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from ivigcalc.core.course.case import Case
from ivigcalc.core.course.planned import InfusionRow, Plan, PlannedDay, PlannedPhase, moves_by_itself
from ivigcalc.core.course.situation import PhaseSituation, Pump, Situation
from ivigcalc.core.dosing.dose import DAYS_IN_FOUR_WEEKS, InGrams, PerKilogram, Phase
from ivigcalc.core.dosing.maximum import Maximum
from ivigcalc.core.dosing.weight import DosingWeight
from ivigcalc.core.dosing.weight_policy import Ideal, IdealByCentimetre
from ivigcalc.core.printed.limits import step_for
from ivigcalc.core.printed.sources import Citation, Working, WorkingOf
from ivigcalc.core.pumping.duration import Timed
from ivigcalc.core.pumping.infusion import Infusion
from ivigcalc.core.pumping.rates import MINUTES_IN_AN_HOUR, pump_step_for
from ivigcalc.core.pumping.steps import Step
from ivigcalc.core.quantities import Kilograms, MlPerHour, plain, up
from ivigcalc.core.steroid.pulse import DatedPulse, planned_pulse

_AS_SAID = Citation("house", "as entered")
_PARTS = Citation("house", "the rounding rule chosen; parts add up exactly")


def workings(now: Situation, plan: Plan) -> tuple[Working, ...]:
    """Every step from what was said to the totals; of a plan that continues another, of the phases still to come."""
    steps = [*_weight(now.case, now.weight)]
    for phase in now.phases:
        steps += _dose(now, phase)
    return (*steps, *without_dose(plan, now.pulses), *_totals(plan))


def without_dose(plan: Plan, pulses: Sequence[DatedPulse] = ()) -> tuple[Working, ...]:
    """The steps of dates, pulses and taper, which stand in a plan without a dose too."""
    return (*_dates(plan), *_pulses(pulses), *_taper(plan))


def of_infusion(
    case: Case, weight: DosingWeight, day: PlannedDay, pump: Pump | None, *, dosed: bool
) -> tuple[Working, ...]:
    """The steps of one infusion alone; its volume follows from a dose where one was said (*dosed*)."""
    volume = (_volume(case, day, ""),) if dosed else ()
    return (*_weight(case, weight), *volume, *_pump(case, day, weight, pump, "", WorkingOf("first pump rate")))


def _told(finest: Decimal) -> Citation:
    """That a pump is told volumes in multiples of *finest* mL."""
    what = f"volumes to {plain(finest)} mL, rates down to its step, times up to the minute"
    return Citation("house", f"pump settings: {what}")


def _number(value: Decimal) -> str:
    """*value* with as many digits as a reader needs to come to the same result."""
    return plain(round(value, 9))


def _weight(case: Case, weight: DosingWeight) -> Iterator[Working]:
    policy, patient = case.weight_policy, case.patient
    formula, height = policy.ideal_formula, patient.height
    if weight.basis != "actual" and formula is not None and height is not None and weight.ideal_kg is not None:
        shown = _ideal(formula, patient.sex == "male", height)
        yield Working("ideal weight", shown, weight.ideal_kg, "kg", formula.citation)
    if weight.basis == "adjusted" and weight.ideal_kg is not None:
        factor = case.weight_factor if policy.factor is None else policy.factor.value
        measured = patient.weight
        if patient.pregnant and policy.pregnancy == "pre-pregnancy":
            measured = patient.pre_pregnancy_weight or measured
        ideal = _number(weight.ideal_kg)
        yield Working(
            "adjusted weight",
            f"{ideal} kg + {plain(factor or Decimal(0))} x ({_number(measured)} kg - {ideal} kg)",
            weight.kg,
            "kg",
            policy.citation,
        )
    of = WorkingOf("dosing weight")
    yield Working(of.figure, f"{_number(weight.kg)} kg", weight.kg, "kg", policy.citation, weight.reason, of)


def _ideal(formula: Ideal, male: bool, height: Decimal) -> str:
    base = formula.male_kg if male else formula.female_kg
    if isinstance(formula, IdealByCentimetre):
        per_cm = formula.male_kg_per_cm if male else formula.female_kg_per_cm
        over = f" + {plain(per_cm)} kg x ({_number(height)} cm - {plain(formula.over_cm)} cm)"
        return f"{plain(base)} kg" + (over if height > formula.over_cm else "")
    return (
        f"{plain(base)} kg + {plain(formula.kg_per_inch)} kg x ({_number(height)} cm / "
        f"{plain(formula.cm_per_inch.value)} cm - {plain(formula.over_inches)})"
    )


def _dose(now: Situation, situation: PhaseSituation) -> Iterator[Working]:
    weight, phase, prescribed = now.weight.kg, situation.planned, situation.prescribed
    name = f"{phase.name}: " if len(now.all_phases) > 1 else ""
    if isinstance(prescribed.amount, InGrams):
        formula, how = f"{_number(phase.calculated_g)} g", "as entered"
    else:
        how = ""
        formula = f"{per_kg(prescribed, prescribed.amount)} x {_number(weight)} kg"
    cited, of = prescribed.citation or _AS_SAID, WorkingOf("calculated dose", phase.name)
    if phase.uncapped_g is not None:
        yield Working(f"{name}dose before the maximum", formula, phase.uncapped_g, "g", cited, how)
        assert phase.maximum is not None  # which lowered it
        formula = _lowered(phase, phase.maximum)
        how = f"{_number(phase.uncapped_g)} g is above {_most(phase.maximum)}"
    yield Working(f"{name}calculated dose", formula, phase.calculated_g, "g", cited, how, of)
    yield Working(
        f"{name}planned dose",
        " + ".join(_opened(day) for day in phase.days),
        phase.planned_g,
        "g",
        _PARTS,
        f"rounding {phase.rounding}",
    )
    kinds = {day._replace(day=0): day for day in reversed(phase.days)}  # the first day of each kind
    for day in sorted(kinds.values(), key=lambda one: one.day):
        label = f"{name}day {day.day}, " if len(kinds) > 1 else name
        yield _volume(now.case, day, label)
        of = WorkingOf("first pump rate", phase.name, day.day if len(kinds) > 1 else None)
        yield from _pump(now.case, day, now.weight, situation.pump, label, of)


def _most(maximum: Maximum) -> str:
    if not maximum.said:
        return "the regimen's maximum"
    return f"the maximum entered, {plain(maximum.g)} g {'in a day' if maximum.per == 'day' else 'per cycle'}"


def _lowered(phase: PlannedPhase, most: Maximum) -> str:
    """The grams of a cycle that a maximum lowered, by the most of a day where every day has that."""
    if most.per == "day" and most.g * phase.days_per_cycle == phase.calculated_g:
        return f"{_number(most.g)} g x {phase.days_per_cycle}"
    return f"{_number(phase.calculated_g)} g"


def per_kg(phase: Phase, amount: PerKilogram) -> str:
    """The g/kg of one cycle, by the dose that the source prints per day or per 28 days where that is what was used."""
    printed, g_per_kg = phase.printed, amount.g_per_kg
    if printed is not None and printed.dose_g_per_kg_min == printed.dose_g_per_kg_max:
        once, interval = printed.dose_g_per_kg_min, phase.interval_days
        if printed.dose_per == "day" and once * phase.days == g_per_kg:
            return f"{plain(once)} g/kg x {phase.days}"
        if printed.dose_per == "28d" and interval and once * (Decimal(interval) / DAYS_IN_FOUR_WEEKS) == g_per_kg:
            return f"{plain(once)} g/kg x {interval} d / {DAYS_IN_FOUR_WEEKS} d"
    return f"{_number(g_per_kg)} g/kg"


def _opened(day: PlannedDay) -> str:
    if not day.vials or day.waste_g:
        return f"{_number(day.dose_g)} g"
    return " + ".join(f"{vial.count} x {plain(vial.g)} g" for vial in day.vials)


def _volume(case: Case, day: PlannedDay, label: str) -> Working:
    strength = plain(case.preparation.concentration)
    formula = f"{_number(day.dose_g)} g x 1000 / {strength} g/L"
    finest = step_for(day.dose_g * 1000 / case.preparation.concentration, case.limits.rates.volume_steps_ml)
    return Working(f"{label}volume", formula, day.volume_ml, "mL", _told(finest), f"half up to {plain(finest)} mL")


def _pump(
    case: Case, day: PlannedDay, weight: DosingWeight, pump: Pump | None, label: str, of: WorkingOf
) -> Iterator[Working]:
    infusion = day.infusion
    if infusion is None:
        return
    assert pump is not None  # an infusion has one
    before, finest = "", step_for(day.volume_ml, case.limits.rates.volume_steps_ml)
    for number, step in enumerate(infusion.steps, 1):
        rate = f"{label}step {number}, pump rate"
        if step.ml_per_kg_per_h is not None:
            first = of if number == 1 else None
            yield _by_weight(case, step, step.ml_per_kg_per_h, weight.kg, rate, pump.citation, first)
        elif infusion.over is not None and step.basis == "hours":
            yield _constant(case, infusion.over, step, rate)
        last = number == len(infusion.steps)
        yield Working(
            f"{label}step {number}, volume",
            f"{_number(day.volume_ml)} mL{before}" if last else _held(step),
            step.volume_ml,
            "mL",
            _told(finest),
            "the remainder" if last else f"half up to {plain(finest)} mL",
        )
        before += f" - {plain(step.volume_ml)} mL"
    end = infusion.steps[-1]
    yield Working(
        f"{label}pump time",
        f"{plain(end.start_minute)} min + {plain(end.volume_ml)} mL x 60 / {plain(end.ml_per_h)} mL/h",
        infusion.total_minutes,
        "min",
        _told(finest),
        "up to the whole minute",
    )
    yield from _watched(case, infusion, label, of)


def _watched(case: Case, infusion: Infusion, label: str, of: WorkingOf) -> Iterator[Working]:
    """How long to observe, and the first vital signs of the infusion: the sources of both."""
    rules, minutes = case.limits.rates, infusion.observe_minutes
    usual = rules.observe_minutes
    cited = usual.citation if minutes == usual.value else rules.observe_minutes_first.citation
    end = of._replace(figure="observation")
    yield Working(f"{label}observation after the end", f"{plain(minutes)} min", minutes, "min", cited, of=end)
    for sign in rules.vital_signs:
        if sign.when == "after-start" and sign.minutes is not None:
            start, what = of._replace(figure="vital signs"), f"{label}vital signs after the start"
            yield Working(what, f"{plain(sign.minutes)} min", sign.minutes, "min", sign.citation, of=start)


def _by_weight(
    case: Case, step: Step, per_kg: Decimal, kg: Kilograms, what: str, cited: Citation, of: WorkingOf | None
) -> Working:
    how = f"down to {_pump_step(case, per_kg * kg)} mL/h"
    formula = f"{_number(per_kg)} mL/kg/h x {_number(kg)} kg"
    return Working(what, formula, step.ml_per_h, "mL/h", cited, how, of)


def _held(step: Step) -> str:
    return f"{plain(step.ml_per_h)} mL/h x {plain(step.minutes)} min / 60"


def _pump_step(case: Case, rate: Decimal) -> str:
    return plain(pump_step_for(MlPerHour(rate), case.rates.pump_step, case.limits.rates))


def _constant(case: Case, over: Timed, step: Step, what: str) -> Working:
    """The rate that ends on time, rounded up, or down for the first minutes of an infusion that runs at it alone."""
    left, time = over.rest_ml or Decimal(0), over.rest_minutes or over.minutes
    exact = left * MINUTES_IN_AN_HOUR / time
    finest = pump_step_for(MlPerHour(exact), case.rates.pump_step, case.limits.rates)
    formula = f"{_number(left)} mL x 60 / {plain(time)} min"
    how = f"{'up' if step.ml_per_h >= exact else 'down'} to {plain(finest)} mL/h"
    if step.ml_per_h > up(exact, finest):
        formula = f"{plain(step.ml_per_h - finest)} mL/h + {plain(finest)} mL/h"
        how = "the next step of the pump after the rate before it"
    return Working(what, formula, step.ml_per_h, "mL/h", over.citation or _AS_SAID, how)


def _dates(plan: Plan) -> Iterator[Working]:
    """How each cycle's first day follows from the one before it, or from the date prescribed for it.

    And how a further day follows from the one that is planned for it, where it moves by itself.
    """
    before: date | None = None
    first: InfusionRow | None = None
    for row in plan.calendar:
        if not isinstance(row, InfusionRow):
            continue
        if row.day != 1 and first is not None:
            if moves_by_itself(row, first):
                formula, what = f"{row.planned_date} + {row.moved_days} d", f"cycle {row.cycle}, day {row.day}"
                yield Working(what, formula, row.date.isoformat(), "date", how=row.moved_because)
            continue
        first = row
        parts = [str(before or row.planned_date)]
        if before is not None:
            parts.append(f"+ {(row.planned_date - before).days} d")
        if row.moved_days:
            parts.append(f"{'+' if row.moved_days > 0 else '-'} {abs(row.moved_days)} d")
        if len(parts) > 1:
            what, why = f"cycle {row.cycle}, first day", row.moved_because if row.moved_days else ""
            yield Working(what, " ".join(parts), row.date.isoformat(), "date", how=why)
        before = row.planned_date


def _pulses(pulses: Sequence[DatedPulse]) -> Iterator[Working]:
    for dated in pulses:
        shown, steroid = planned_pulse(dated), dated.pulse.steroid
        mg, like = plain(shown.mg_per_day), steroid.equivalence
        to_come = sum(not day.given for day in shown.doses)
        what = f"pulse of {steroid.name} still to come"
        yield Working(what, f"{to_come} x {mg} mg", shown.total_mg, "mg", _AS_SAID, "no part of the taper")
        yield Working(
            f"pulse of {steroid.name} a day, in prednisolone",
            f"{mg} mg x {plain(like.prednisone_mg)} / {plain(like.mg)}",
            shown.prednisolone_mg_per_day,
            "mg",
            like.citation,
            "for comparison only",
        )


def _taper(plan: Plan) -> Iterator[Working]:
    taper = plan.taper
    if taper is None or taper.counted_to is None:
        return
    parts = []
    for step in taper.steps:
        days = step.days if step.days is not None else max(0, (taper.counted_to - step.from_).days + 1)
        parts += [
            f"{plain(dose.mg_per_day)} mg x {held}" for dose, held in step.counted(days) if held and dose.mg_per_day
        ]
    yield Working("steroid in total", " + ".join(parts), taper.total_mg, "mg", how=f"to {taper.counted_to}")


def _totals(plan: Plan) -> Iterator[Working]:
    counted: dict[str, int] = {}
    for row in plan.calendar:
        if isinstance(row, InfusionRow) and row.day == 1 and not row.given:
            counted[row.phase] = counted.get(row.phase, 0) + 1
    if plan.totals is not None and counted:
        doses = {phase.name: phase.planned_g for phase in plan.phases}
        parts = [f"{number} x {_number(doses[name])} g" for name, number in counted.items()]
        yield Working("planned in total", " + ".join(parts), plan.totals.planned_g, "g")
