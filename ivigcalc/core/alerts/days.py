"""Alerts on what one day gets: its vials, its volume, and how the days compare."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ivigcalc.core.alerts.ceilings import day_parts, shown
from ivigcalc.core.alerts.dose import doses
from ivigcalc.core.course.maxima import of_regimen
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import Situation
from ivigcalc.core.dosing.vial_rule import days_apart, shares_of
from ivigcalc.core.dosing.vial_supply import parts_of
from ivigcalc.core.printed.limits import step_for
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import TENTH, plain


def uneven_days(now: Situation) -> Iterator[Alert]:
    """Days that are not alike by the rule of whole vials, or not equal where the regimen asks for equal days."""
    figures = now.case.limits.dose.vial_shares
    smallest = min((vial.g for vial in now.case.preparation.vials), default=Decimal(0))
    for phase in doses(now):
        grams, said = tuple(day.dose_g for day in phase.planned.days), phase.prescribed
        if max(grams) - min(grams) <= step_for(min(grams), now.case.limits.dose.exact_steps_g):  # as exact doses are
            continue
        apart, mean = days_apart(grams, parts_of(said.days, said.day_pattern))
        listed = ", ".join(map(shown, grams)) + " g"
        if said.equal_days:
            yield Alert(
                "dose.uneven-days",
                "caution",
                f"the regimen asks for equal days; planned are {listed}",
                "choose an alternative with equal days, or [[rounding]] exact",
                of_regimen(said),
                phase=phase.planned.name,
            )
        elif apart > shares_of(figures, now.case.tolerance).most_apart(mean, Fraction(smallest)):
            percent = Decimal((apart * 100 / mean).numerator) / (apart * 100 / mean).denominator
            yield Alert(
                "dose.uneven-days",
                "caution",
                f"days differ by {shown(percent, TENTH)} % of the mean day: {listed}",
                "choose an alternative, or [[rounding]] exact",
                figures.alike_days_percent.citation,
                phase=phase.planned.name,
            )


def no_multiple(now: Situation) -> Iterator[Alert]:
    """The dose was to be a multiple of so many grams, and none of each day's dose is near enough or can be made."""
    rounding = now.case.rounding
    for phase in doses(now):
        if rounding.to_g is not None and phase.planned.rounding == rounding.way != "exact":
            yield Alert(
                "dose.no-multiple",
                "note",
                f"no multiple of {plain(rounding.to_g)} g in whole vials is within {plain(now.case.tolerance)} % "
                "of the dose of each day: rounded to whole vials instead",
                "choose another [[rounding]] or a wider [[tolerance]]",
                Citation("house", "a dose is not rounded by more than the tolerance"),
                phase=phase.planned.name,
            )


def part_vial(now: Situation) -> Iterator[Alert]:
    for phase in doses(now):
        waste = sum((day.waste_g for day in phase.planned.days), Decimal(0))
        if phase.exact_instead:
            vials = now.case.preparation.vials
            wanted = "whole-vial dose" if vials else f"multiple of {plain(now.case.rounding.to_g or Decimal(0))} g"
            yield Alert(
                "dose.part-vial",
                "caution",
                f"no {wanted} is within {plain(now.case.tolerance)} % of "
                f"{shown(phase.planned.calculated_g)} g"
                + (" with the vials in stock" if now.case.stock is not None else "")
                + "; exact dose planned"
                + (f", {shown(waste)} g per cycle discarded" if vials else ""),
                "use other vial sizes or a wider [[tolerance]], or accept part-used vials"
                if vials
                else "choose another [[rounding]] or a wider [[tolerance]]",
                Citation("house", "a dose is not rounded by more than the tolerance"),
                phase=phase.planned.name,
            )
        elif waste:
            yield Alert(
                "dose.part-vial",
                "caution",
                f"part-used vials, {shown(waste)} g per cycle discarded",
                "see the whole-vial alternatives",
                Citation("house", "what is discarded is stated"),
                phase=phase.planned.name,
            )


def volume_high(now: Situation) -> Iterator[Alert]:
    """More volume in a day than is on file for the weight; not where only rounding passes it, by a near share."""
    limits = now.case.limits.dose
    heart = "heart-failure" in (now.case.patient.risks or ())
    figure = limits.volume_ml_per_kg_per_day_heart_failure if heart else limits.volume_ml_per_kg_per_day
    for phase in doses(now):
        kg, strength = now.case.patient.weight, now.case.preparation.concentration
        most = max(day.volume_ml for day in phase.planned.days) / kg
        calculated = max(day_parts(phase, phase.planned.calculated_g)) * 1000 / strength / kg
        beyond = figure.value * (1 + limits.vial_shares.near_percent.value / 100)
        if most > (figure.value if calculated > figure.value else beyond):
            yield Alert(
                "volume.high",
                "caution",
                f"{shown(most)} mL/kg in a day is above {plain(figure.value)} mL/kg"
                + (" with heart failure" if heart else ""),
                "consider more days or a slower rate; watch for fluid overload",
                figure.citation,
                phase=phase.planned.name,
            )


def high_dose_at_risk(now: Situation) -> Iterator[Alert]:
    figure = now.case.limits.dose.high_dose_g_per_kg_per_day
    for phase in doses(now):
        daily = max(day_parts(phase, phase.planned.g_per_kg))
        if now.risk.yes and daily >= figure.value:
            yield Alert(
                "risk.high-dose",
                "caution",
                f"{shown(daily)} g/kg in a day in a patient at risk ({now.risk.because})",
                "consider more days; hydrate first; use the slowest practicable rate",
                figure.citation,
                phase=phase.planned.name,
            )


CHECKS = (uneven_days, no_multiple, part_vial, volume_high, high_dose_at_risk)
