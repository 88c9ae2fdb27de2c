"""Alerts on what one day gets: its vials, its volume, and how the days compare."""

from collections.abc import Iterator
from decimal import Decimal

from ivigcalc.core.alerts.ceilings import day_parts, of_regimen, shown
from ivigcalc.core.alerts.dose import doses
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import Situation
from ivigcalc.core.printed.limits import step_for
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import TENTH, plain


def uneven_days(now: Situation) -> Iterator[Alert]:
    figure = now.case.limits.dose.uneven_days_percent
    for phase in doses(now):
        grams = [day.dose_g for day in phase.planned.days]
        least, most = min(grams), max(grams)
        dealt_out_to = step_for(least, now.case.limits.dose.exact_steps_g)  # by an exact dose
        if phase.prescribed.day_pattern or most - least <= dealt_out_to:
            continue
        apart = (most - least) * 100 / least
        listed = ", ".join(map(shown, grams)) + " g"
        if phase.prescribed.equal_days:
            yield Alert(
                "dose.uneven-days",
                "caution",
                f"the regimen asks for equal days, and they get {listed}",
                "see the options for the best equal split, or use [[rounding]] exact",
                of_regimen(now, phase),
                phase=phase.planned.name,
            )
        elif apart > figure.value:
            yield Alert(
                "dose.uneven-days",
                "caution",
                f"the days differ by {shown(apart, TENTH)} %: {listed}",
                "see the options, or use [[rounding]] exact",
                figure.citation,
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
                f"no {wanted} lies within {plain(now.case.tolerance)} % of "
                f"{shown(phase.planned.calculated_g)} g"
                + (" with the vials in stock" if now.case.stock is not None else "")
                + "; planned exactly"
                + (f", {shown(waste)} g per cycle thrown away" if vials else ""),
                "use other vial sizes, widen [[tolerance]], or accept the part-used vials"
                if vials
                else "choose another [[rounding]], or widen [[tolerance]]",
                Citation("house", "a dose is not rounded by more than the tolerance"),
                phase=phase.planned.name,
            )
        elif waste:
            yield Alert(
                "dose.part-vial",
                "caution",
                f"vials are used in part, {shown(waste)} g per cycle thrown away",
                "see the options for whole-vial doses",
                Citation("house", "what is thrown away is said"),
                phase=phase.planned.name,
            )


def volume_high(now: Situation) -> Iterator[Alert]:
    limits = now.case.limits.dose
    heart = "heart-failure" in (now.case.patient.risks or ())
    figure = limits.volume_ml_per_kg_per_day_heart_failure if heart else limits.volume_ml_per_kg_per_day
    for phase in doses(now):
        most = max(day.volume_ml for day in phase.planned.days) / now.case.patient.weight
        if most > figure.value:
            yield Alert(
                "volume.high",
                "caution",
                f"{shown(most)} mL/kg in a day is more than {plain(figure.value)} mL/kg"
                + (" with heart failure" if heart else ""),
                "consider more days, a slower rate, and watch for volume overload",
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
                "consider more days; hydrate before the infusion; slowest practicable rate",
                figure.citation,
                phase=phase.planned.name,
            )


CHECKS = (uneven_days, part_vial, volume_high, high_dose_at_risk)
