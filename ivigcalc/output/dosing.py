"""The dose as blocks: dosing weight, grams with their rounding, days with their vials, what else could be had."""

from collections.abc import Iterator
from itertools import groupby

from ivigcalc.core.course.planned import Plan, PlannedDay, PlannedPhase, PlannedProduct, PolicyWeight
from ivigcalc.core.dosing.maximum import Maximum
from ivigcalc.core.dosing.vial_options import Option
from ivigcalc.core.dosing.weight import DosingWeight
from ivigcalc.core.printed.sources import WorkingOf
from ivigcalc.output.blocks import Block, Column, Entries, Entry, Facts, Heading, Paragraph, Table
from ivigcalc.output.footnotes import Footnotes
from ivigcalc.output.number import shown, signed
from ivigcalc.output.words import filled, tidy, vials

_ROUNDING = {
    "vial": "to whole vials",
    "vial-down": "down to whole vials",
    "vial-up": "up to whole vials",
    "split": "none, fixed split",
}


def weight_blocks(policies: tuple[PolicyWeight, ...]) -> Iterator[Block]:
    if not policies:
        return
    yield tidy(
        Column("Policy"),
        Column("Weight", "kg", right=True),
        Column("Basis"),
        Column("Ideal", "kg", right=True),
        Column("Adjusted", "kg", right=True),
        Column("BMI", "kg/m2", right=True),
        Column("Dose", "g", right=True),
        rows=[
            (
                one.policy,
                shown(one.kg, "kg"),
                one.basis or "cannot be used",
                shown(one.ideal_kg, "ideal_kg"),
                shown(one.adjusted_kg, "adjusted_kg"),
                shown(one.bmi, "bmi"),
                shown(one.dose_g, "dose_g"),
            )
            for one in policies
        ],
    )
    yield Heading("Why")
    yield Entries(tuple(Entry(one.policy, f"{one.name}: {one.reason}") for one in policies))


def dose_blocks(plan: Plan, notes: Footnotes) -> Iterator[Block]:
    """The dosing weight, then for each phase the dose, how it was rounded, the days, and what else could be had."""
    cited = {working.of: working.citation for working in plan.workings if working.of is not None}
    weight = _dosing_weight(plan.dosing_weight) if plan.dosing_weight else ""
    weight = notes.after(weight, cited.get(WorkingOf("dosing weight"))) if weight else ""
    if len(plan.phases) != 1 and weight:
        yield Heading("Dosing weight")
        yield Paragraph(weight)
    for phase in plan.phases:
        one_of_several = len(plan.phases) > 1
        yield Heading(f"Dose: {phase.name}" if one_of_several else "Dose")
        per_kg = shown(phase.g_per_kg, "g_per_kg")
        calculated = f"{shown(phase.calculated_g, 'calculated_g')} g per cycle ({per_kg} g/kg)"
        if phase.maximum is not None:
            before, lowered = shown(phase.uncapped_g, "uncapped_g"), shown(phase.calculated_g, "calculated_g")
            calculated = (
                f"{before} g per cycle, lowered to {lowered} g ({per_kg} g/kg): {most_text(plan, phase.maximum)}"
            )
        planned = f"{shown(phase.planned_g, 'planned_g')} g per cycle, {shown(phase.volume_ml, 'volume_ml')} mL"
        source = cited.get(WorkingOf("calculated dose", phase.name))
        yield Facts(
            filled(
                ("Dosing weight", "" if one_of_several else weight),
                ("Product", product_text(phase.product)),
                ("Calculated", notes.after(calculated, source)),
                ("Planned", planned),
                ("Rounded", _rounded(phase)),
            )
        )
        yield _split(phase)
        if phase.options:
            yield Paragraph("Alternatives, per cycle:")
            yield _options(phase)


def most_text(plan: Plan, most: Maximum) -> str:
    """The maximum that lowered the dose, and whose it is."""
    whose = ", as entered" if most.said or plan.indication is None else f" by {plan.indication.regimen}"
    return f"at most {shown(most.g, 'g')} g {'in a day' if most.per == 'day' else 'per cycle'}{whose}"


def _dosing_weight(weight: DosingWeight) -> str:
    others = [
        f"{name} {shown(value, key)}{unit}"
        for name, value, key, unit in (
            ("ideal", weight.ideal_kg, "ideal_kg", " kg"),
            ("adjusted", weight.adjusted_kg, "adjusted_kg", " kg"),
            ("BMI", weight.bmi, "bmi", ""),
        )
        if value is not None
    ]
    also = f" ({', '.join(others)})" if others else ""
    return f"{shown(weight.kg, 'kg')} kg, {weight.basis} body weight{also}; policy {weight.policy}: {weight.reason}"


def _rounded(phase: PlannedPhase) -> str:
    if phase.rounding == "exact":
        how = f"to {shown(phase.exact_step_g, 'exact_step_g')} g"
    else:
        how = _ROUNDING.get(phase.rounding, f"to the nearest {phase.rounding.removesuffix('g')} g")
    if any(day.waste_g for day in phase.days):
        how += ", with part-used vials"
    elif phase.rounding not in (*_ROUNDING, "exact") and phase.days[0].vials:
        how += " in whole vials"
    if not phase.difference_g:
        return f"{how}; no difference"
    most = phase.rounded_above_g
    above = f", by rounding alone above the maximum of {shown(most, 'rounded_above_g')} g" if most is not None else ""
    return (
        f"{how}; {signed(phase.difference_g, 'difference_g')} g "
        f"({signed(phase.difference_percent, 'difference_percent')} %) from the calculated dose{above}"
    )


def _split(phase: PlannedPhase) -> Table:
    return tidy(
        Column("Day", right=True),
        Column("Dose", "g", right=True),
        Column("Volume", "mL", right=True),
        Column("Vials", prose=True),
        Column("Opened", "g", right=True),
        Column("Discard", "g", right=True),
        rows=[_day(day) for day in phase.days],
    )


def _day(day: PlannedDay) -> tuple[str, ...]:
    return (
        str(day.day),
        shown(day.dose_g, "dose_g"),
        shown(day.volume_ml, "volume_ml"),
        vials(day.vials),
        shown(day.opened_g, "opened_g"),
        shown(day.waste_g, "waste_g"),
    )


def _options(phase: PlannedPhase) -> Table:
    return tidy(
        Column("Dose", "g", right=True),
        Column("Difference", "%", right=True),
        Column("Days", prose=True),
        Column("Vials", prose=True),
        Column("Why shown", prose=True),
        rows=[
            (
                shown(one.planned_g, "planned_g"),
                signed(one.difference_percent, "difference_percent"),
                _day_doses(one),
                vials(one.vials),
                ", ".join(one.reasons),
            )
            for one in phase.options
        ],
    )


def _day_doses(option: Option) -> str:
    """``3 x 30 g + 2 x 25 g``, in the order of the days."""
    alike = [(dose, len(list(days))) for dose, days in groupby(option.days, key=lambda day: day.dose_g)]
    return " + ".join(f"{count} x {shown(dose, 'dose_g')} g" for dose, count in alike)


def product_text(product: PlannedProduct | None) -> str:
    if product is None:
        return ""
    said = [product.name]
    strength = f"{shown(product.concentration_g_per_l, 'concentration_g_per_l')} g/L"
    if strength not in product.name:
        said.append(strength)
    if product.market:
        dated = f" of {product.label_date}" if product.label_date else ""
        said.append(f"{product.market.upper()} label{dated}")
    said.append("local record" if product.local else "")
    return ", ".join(filter(None, said))
