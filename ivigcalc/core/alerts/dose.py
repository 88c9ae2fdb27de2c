"""Alerts on the dose, the split and the vials."""

from collections.abc import Iterator
from decimal import Decimal

from ivigcalc.core.planned import Alert
from ivigcalc.core.quantities import TENTH, THOUSANDTH, half_up, plain
from ivigcalc.core.situation import PhaseSituation, Situation
from ivigcalc.core.sources import Citation

HOUSE = "house"


def shown(value: Decimal, step: Decimal = THOUSANDTH) -> str:
    return plain(half_up(value, step))


def above_cycle_limit(now: Situation) -> Iterator[Alert]:
    for phase in now.phases:
        limit, whose, citation = _cycle_limit(now, phase)
        calculated = phase.planned.g_per_kg
        if calculated > limit:
            yield Alert(
                "dose.above-cycle-limit",
                "stop",
                f"{phase.planned.name}: {shown(calculated)} g/kg per cycle is above {plain(limit)} g/kg, {whose}",
                "check dose, weight and unit; to go on, accept with the reason",
                citation,
            )
        most = phase.prescribed.maximum_g
        if most is not None and phase.planned.calculated_g > most:
            yield Alert(
                "dose.above-cycle-limit",
                "stop",
                f"{phase.planned.name}: {shown(phase.planned.calculated_g)} g per cycle is above {plain(most)} g, "
                "the greatest of the regimen",
                "check the dose; to go on, accept with the reason",
                _of_regimen(now, phase),
            )


def above_day_limit(now: Situation) -> Iterator[Alert]:
    dose = now.case.limits.dose
    for phase in now.phases:
        own = phase.prescribed.maximum_g_per_kg_day or Decimal(0)
        limit = max(dose.g_per_kg_per_day.value, own)
        planned_limit = max(dose.planned_g_per_kg_per_day.value, own)
        calculated = phase.planned.g_per_kg * _largest_share(phase)
        planned = phase.highest_day_g / now.weight.kg
        if calculated > limit:
            yield Alert(
                "dose.above-day-limit",
                "stop",
                f"{phase.planned.name}: {shown(calculated)} g/kg in a day is above {plain(limit)} g/kg",
                "spread the cycle over more days; to go on, accept with the reason",
                dose.g_per_kg_per_day.citation,
            )
        elif planned > planned_limit:
            yield Alert(
                "dose.above-day-limit",
                "stop",
                f"{phase.planned.name}: {shown(phase.highest_day_g)} g is {shown(planned)} g/kg in a day, above "
                f"{plain(planned_limit)} g/kg",
                "spread the cycle over more days or use --rounding vial-down or exact; to go on, accept with the reason",
                dose.planned_g_per_kg_per_day.citation,
            )
        most = phase.prescribed.maximum_g_day
        if most is not None and phase.highest_day_g > most:
            yield Alert(
                "dose.above-day-limit",
                "stop",
                f"{phase.planned.name}: {shown(phase.highest_day_g)} g in a day is above {plain(most)} g, the "
                "greatest of the regimen",
                "spread the cycle over more days; to go on, accept with the reason",
                _of_regimen(now, phase),
            )


def below_range(now: Situation) -> Iterator[Alert]:
    for phase in now.phases:
        least = phase.prescribed.minimum_g_per_kg
        if least is not None and phase.planned.g_per_kg < least:
            yield Alert(
                "dose.below-range",
                "caution",
                f"{phase.planned.name}: {shown(phase.planned.g_per_kg)} g/kg per cycle is below {plain(least)} g/kg, "
                "the least of the regimen",
                "check dose and unit",
                _of_regimen(now, phase),
            )


def rounded_above_maximum(now: Situation) -> Iterator[Alert]:
    for phase in now.phases:
        limit, whose, citation = _cycle_limit(now, phase)
        planned = phase.planned.planned_g / now.weight.kg
        if phase.planned.g_per_kg <= limit < planned:
            below = [o for o in phase.planned.options if o.planned_g <= limit * now.weight.kg]
            gives = f"; --rounding vial-down gives {shown(max(o.planned_g for o in below))} g" if below else ""
            yield Alert(
                "dose.rounded-above-maximum",
                "caution",
                f"{phase.planned.name}: only rounding takes {shown(phase.planned.calculated_g)} g to "
                f"{shown(phase.planned.planned_g)} g, {shown(planned)} g/kg and so above {plain(limit)} g/kg, {whose}",
                f"decide whether the rounding is acceptable{gives}",
                citation,
            )


def uneven_days(now: Situation) -> Iterator[Alert]:
    figure = now.case.limits.dose.uneven_days_percent
    for phase in now.phases:
        doses = [day.dose_g for day in phase.planned.days]
        if phase.prescribed.day_pattern or len(set(doses)) == 1:
            continue
        apart = (max(doses) - min(doses)) * 100 / min(doses)
        listed = ", ".join(shown(g) for g in doses) + " g"
        if phase.prescribed.equal_days:
            yield Alert(
                "dose.uneven-days",
                "caution",
                f"{phase.planned.name}: the regimen asks for equal days, and the vials make {listed}",
                "see the options for the best equal split, or use --rounding exact",
                _of_regimen(now, phase),
            )
        elif apart > figure.value:
            yield Alert(
                "dose.uneven-days",
                "caution",
                f"{phase.planned.name}: the days differ by {shown(apart, TENTH)} %: {listed}",
                "see the options, or use --rounding exact",
                figure.citation,
            )


def cumulative(now: Situation) -> Iterator[Alert]:
    """More than the limit in any 28 days, where the calendar puts cycles that close and the regimen does not."""
    figure = now.case.limits.dose.g_per_kg_in_28_days
    days = [
        (day, phase.planned.g_per_kg * part, phase)
        for cycle in now.cycles
        for phase in (now.all_phases[cycle.phase],)
        for day, part in zip(cycle.dates, _shares(phase), strict=True)
    ]
    worst: tuple[Decimal, str] | None = None
    for first, _, _ in days:
        window = [(g_per_kg, phase) for day, g_per_kg, phase in days if 0 <= (day - first).days < 28]
        total = sum((g_per_kg for g_per_kg, _ in window), Decimal(0))
        in_regimen = all(phase.prescribed.citation is not None for _, phase in window)
        if total > figure.value and not in_regimen and (worst is None or total > worst[0]):
            worst = total, first.isoformat()
    if worst is not None:
        yield Alert(
            "dose.cumulative",
            "caution",
            f"{shown(worst[0])} g/kg within 28 days from {worst[1]}: more than {plain(figure.value)} g/kg",
            "check the interval and the dose",
            figure.citation,
        )


def part_vial(now: Situation) -> Iterator[Alert]:
    for phase in now.phases:
        waste = sum((day.waste_g for day in phase.planned.days), Decimal(0))
        if not phase.whole_vials:
            yield Alert(
                "dose.part-vial",
                "caution",
                f"{phase.planned.name}: no whole-vial dose lies within {plain(now.case.tolerance)} % of "
                f"{shown(phase.planned.calculated_g)} g"
                + (" with the vials in stock" if now.case.stock is not None else "")
                + f"; planned exactly, {shown(waste)} g per cycle thrown away",
                "use other vial sizes, widen --tolerance, or accept the part-used vials",
                Citation(HOUSE, "a dose is not rounded by more than the tolerance"),
            )
        elif waste:
            yield Alert(
                "dose.part-vial",
                "caution",
                f"{phase.planned.name}: vials are used in part, {shown(waste)} g per cycle thrown away",
                "see the options for whole-vial doses",
                Citation(HOUSE, "what is thrown away is said"),
            )


def assumed(now: Situation) -> Iterator[Alert]:
    treated, preparation = now.case.treated, now.case.preparation
    said: list[tuple[str, str, Citation]] = []
    if treated is not None and treated.by_default:
        said.append(
            (
                f"regimen {treated.regimen} ({treated.regimen_name}): {treated.by_default}",
                "others on file: " + ", ".join(treated.others),
                Citation(HOUSE, "the regimen's default variant, for the reason given"),
            )
        )
    for phase in now.phases:
        citation = _of_regimen(now, phase)
        said += [(f"{phase.planned.name}: {text}", "say it to choose otherwise", citation) for text in phase.prescribed.assumed]
    if preparation.markets_alike:
        markets = ", ".join((preparation.market or "", *preparation.markets_alike))
        said.append(
            (
                f"no market was said; the labels of {markets} give this plan alike, the text is that of {preparation.market}",
                "say --market to choose one",
                Citation(HOUSE, "labels that do not differ in anything the plan uses need no choice"),
            )
        )
    if treated is not None and treated.weight_policy not in ("", now.case.weight_policy.id):
        said.append(
            (
                f"the regimen's source doses by weight policy {treated.weight_policy}; this plan doses by "
                f"{now.case.weight_policy.id}",
                f"to follow the source: --weight-policy {treated.weight_policy}",
                Citation(HOUSE, "a weight policy is never chosen unsaid"),
            )
        )
    for text, do, citation in said:
        yield Alert("dose.assumed", "note", text, do, citation)


def volume_high(now: Situation) -> Iterator[Alert]:
    limits = now.case.limits.dose
    heart = "heart-failure" in (now.case.patient.risks or ())
    figure = limits.volume_ml_per_kg_per_day_heart_failure if heart else limits.volume_ml_per_kg_per_day
    for phase in now.phases:
        most = max(day.volume_ml for day in phase.planned.days) / now.case.patient.weight
        if most > figure.value:
            yield Alert(
                "volume.high",
                "caution",
                f"{phase.planned.name}: {shown(most, TENTH)} mL/kg in a day is more than {plain(figure.value)} mL/kg"
                + (" with heart failure" if heart else ""),
                "consider more days, a slower rate, and watch for volume overload",
                figure.citation,
            )


def high_dose_at_risk(now: Situation) -> Iterator[Alert]:
    figure = now.case.limits.dose.high_dose_g_per_kg_per_day
    for phase in now.phases:
        daily = phase.planned.g_per_kg * _largest_share(phase)
        if now.risk.yes and daily >= figure.value:
            yield Alert(
                "risk.high-dose",
                "caution",
                f"{phase.planned.name}: {shown(daily)} g/kg in a day in a patient at risk ({now.risk.because})",
                "consider more days; hydrate before the infusion; slowest practicable rate",
                figure.citation,
            )


def haemolysis(now: Situation) -> Iterator[Alert]:
    figure = now.case.limits.dose.haemolysis_g_per_kg_per_cycle
    non_o = "non-o-blood-group" in (now.case.patient.risks or ())
    for phase in now.phases:
        if phase.planned.g_per_kg >= figure.value:
            yield Alert(
                "haemolysis.check",
                "caution" if non_o else "note",
                f"{phase.planned.name}: {shown(phase.planned.g_per_kg)} g/kg per cycle"
                + (" in a patient not of blood group O" if non_o else "")
                + ": haemolysis is likelier",
                "check haemoglobin before and after each cycle, on the dates in the calendar",
                figure.citation,
            )


def _cycle_limit(now: Situation, phase: PhaseSituation) -> tuple[Decimal, str, Citation]:
    """The greatest g/kg per cycle: the regimen's own where it is known, else the general one."""
    own, general = phase.prescribed.maximum_g_per_kg, now.case.limits.dose.g_per_kg_per_cycle
    if own is not None:
        return own, "the greatest of the regimen", _of_regimen(now, phase)
    return general.value, "the most of any general recommendation", general.citation


def _of_regimen(now: Situation, phase: PhaseSituation) -> Citation:
    return phase.prescribed.citation or now.case.limits.dose.g_per_kg_per_cycle.citation


def _shares(phase: PhaseSituation) -> tuple[Decimal, ...]:
    """Which part of the calculated dose each day is meant to have."""
    pattern = phase.prescribed.day_pattern or (Decimal(1),) * phase.prescribed.days
    return tuple(part / sum(pattern) for part in pattern)


def _largest_share(phase: PhaseSituation) -> Decimal:
    return max(_shares(phase))


CHECKS = (
    above_cycle_limit,
    above_day_limit,
    below_range,
    rounded_above_maximum,
    uneven_days,
    cumulative,
    part_vial,
    volume_high,
    high_dose_at_risk,
    haemolysis,
    assumed,
)
