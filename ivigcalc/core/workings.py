"""Plan -> the shown steps: each formula with the plan's own numbers, so that a reader can work it out again.

A formula is arithmetic on numbers with their units ( + - x / and brackets); what follows a semicolon says how the
result is rounded. A test works every one out and compares.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ivigcalc.core.case import Case
from ivigcalc.core.planned import InfusionRow, Plan, PlannedDay
from ivigcalc.core.quantities import plain
from ivigcalc.core.situation import PhaseSituation, Situation
from ivigcalc.core.sources import Citation, Working
from ivigcalc.core.weight import DosingWeight
from ivigcalc.core.weight_policy import IdealFormula

HOUSE = "house"


def workings(now: Situation, plan: Plan) -> tuple[Working, ...]:
    """Every step from what was said to the totals; of a plan that goes on, of the phases still to come."""
    steps = [*_weight(now.case, now.weight)]
    for phase in now.phases:
        steps += _dose(now, phase)
    steps += _dates(plan)
    steps += _taper(plan)
    steps += _totals(plan)
    return tuple(steps)


def _number(value: Decimal) -> str:
    """*value* with as many digits as a reader needs to come to the same result."""
    return plain(round(value, 6))


def _weight(case: Case, weight: DosingWeight) -> Iterator[Working]:
    policy, patient = case.weight_policy, case.patient
    if weight.basis != "actual" and policy.ideal is not None and patient.height is not None:
        formula = policy.ideal
        yield Working("ideal weight", _ideal(formula, patient.sex == "male", patient.height), weight.ideal_kg or "", "kg", formula.citation)
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
    yield Working("dosing weight", f"{_number(weight.kg)} kg; {weight.reason}", weight.kg, "kg", policy.citation)


def _ideal(formula: IdealFormula, male: bool, height: Decimal) -> str:
    base = formula.male_kg if male else formula.female_kg
    return (
        f"{plain(base)} kg + {plain(formula.kg_per_inch)} kg x ({_number(height)} cm / "
        f"{plain(formula.cm_per_inch.value)} cm - {plain(formula.over_inches)})"
    )


def _dose(now: Situation, situation: PhaseSituation) -> Iterator[Working]:
    weight, phase, prescribed = now.weight.kg, situation.planned, situation.prescribed
    name = f"{phase.name}: " if len(now.all_phases) > 1 else ""
    said = Citation(HOUSE, "the dose as said")
    fixed = prescribed.fixed_g is not None
    yield Working(
        f"{name}calculated dose",
        f"{_number(phase.calculated_g)} g; as said" if fixed else f"{_number(phase.g_per_kg)} g/kg x {_number(weight)} kg",
        phase.calculated_g,
        "g",
        prescribed.citation or said,
    )
    yield Working(
        f"{name}planned dose",
        " + ".join(_opened(day) for day in phase.days) + f"; rounding {phase.rounding}",
        phase.planned_g,
        "g",
        Citation(HOUSE, "the rule of rounding that was chosen; parts add up to the whole exactly"),
    )
    strength = now.case.preparation.concentration
    shown: set[PlannedDay] = set()
    for day in phase.days:
        alike = day._replace(day=0)
        if alike in shown:
            continue
        shown.add(alike)
        label = f"{name}day {day.day}, " if len({d._replace(day=0) for d in phase.days}) > 1 else name
        yield Working(
            f"{label}volume",
            f"{_number(day.dose_g)} g x 1000 / {plain(strength)} g/L; half up to 0.1 mL",
            day.volume_ml,
            "mL",
            Citation(HOUSE, "what a pump can be told"),
        )
        yield from _pump(day, weight, label)


def _opened(day: PlannedDay) -> str:
    if not day.vials or day.waste_g:
        return f"{_number(day.dose_g)} g"
    return " + ".join(f"{vial.count} x {plain(vial.g)} g" for vial in day.vials)


def _pump(day: PlannedDay, weight: Decimal, label: str) -> Iterator[Working]:
    infusion = day.infusion
    if infusion is None:
        return
    before = ""
    for number, step in enumerate(infusion.steps, 1):
        if step.ml_per_kg_per_h is not None:
            yield Working(
                f"{label}step {number}, pump rate",
                f"{_number(step.ml_per_kg_per_h)} mL/kg/h x {_number(weight)} kg; down to the pump's step",
                step.ml_per_h,
                "mL/h",
            )
        last = number == len(infusion.steps)
        yield Working(
            f"{label}step {number}, volume",
            f"{_number(day.volume_ml)} mL{before}; the remainder"
            if last
            else f"{plain(step.ml_per_h)} mL/h x {plain(step.minutes)} min / 60; half up to 0.1 mL",
            step.volume_ml,
            "mL",
        )
        before += f" - {plain(step.volume_ml)} mL"
    last_step = infusion.steps[-1]
    yield Working(
        f"{label}pump time",
        f"{plain(last_step.start_minute)} min + {plain(last_step.volume_ml)} mL x 60 / {plain(last_step.ml_per_h)} mL/h; "
        "up to the whole minute",
        infusion.total_minutes,
        "min",
    )


def _dates(plan: Plan) -> Iterator[Working]:
    """How each cycle's planned date follows from the one before it."""
    firsts = [row for row in plan.calendar if isinstance(row, InfusionRow) and row.day == 1]
    for before, row in zip(firsts, firsts[1:], strict=False):
        anchor: date = before.planned_date
        apart = (row.planned_date - anchor).days
        moved = "" if not row.moved_days else f"; moved by {row.moved_days} days, {row.moved_because}"
        yield Working(f"cycle {row.cycle}, first day", f"{anchor} + {apart} d{moved}", row.date.isoformat(), "date")


def _taper(plan: Plan) -> Iterator[Working]:
    taper = plan.taper
    if taper is None or not taper.total_days:
        return
    parts = []
    for step in taper.steps:
        if step.days is not None:
            days = step.days
        elif taper.counted_to is not None:
            days = max(0, (taper.counted_to - step.from_).days + 1)
        else:
            days = 0
        if days:
            parts.append(f"{plain(step.mg_per_day)} mg x {days}")
    yield Working("steroid in all", " + ".join(parts) + f"; to {taper.counted_to}", taper.total_mg, "mg")


def _totals(plan: Plan) -> Iterator[Working]:
    if plan.totals is None:
        return
    rows = [row for row in plan.calendar if isinstance(row, InfusionRow) and not row.given]
    counted: dict[str, int] = {}
    for row in rows:
        if row.day == 1:
            counted[row.phase] = counted.get(row.phase, 0) + 1
    doses = {phase.name: phase.planned_g for phase in plan.phases}
    parts = [f"{number} x {_number(doses[name])} g" for name, number in counted.items()]
    if parts:
        yield Working("planned in all", " + ".join(parts), plan.totals.planned_g, "g")

