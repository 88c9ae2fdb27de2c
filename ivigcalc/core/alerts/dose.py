"""Alerts on the amount: per cycle, per day, and against the regimen or the records for the indication."""

from collections.abc import Iterator
from decimal import Decimal

from ivigcalc.core.alerts.ceilings import (
    Ceiling,
    cycle_ceilings,
    day_ceilings,
    day_parts,
    day_per_kg,
    most_by_rounding,
    shown,
    shown_beside,
)
from ivigcalc.core.course.maxima import day_limit, derived, of_regimen
from ivigcalc.core.course.on_record import Asked, allowing, lowest
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import PhaseSituation, Situation
from ivigcalc.core.dosing.exact import exact_doses
from ivigcalc.core.dosing.vial_supply import parts_of
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import HUNDREDTH, how_many, plain

_MOST_NAMED = 4  # of the variants that allow a dose


def doses(now: Situation) -> Iterator[PhaseSituation]:
    """The phases to come, each dose once: a first infusion that is timed apart has the dose of those after it."""
    if len(now.phases) == 1:  # by far most often, and there is nothing to tell it from
        yield now.phases[0]
        return
    seen = set()
    for phase in now.phases:
        dose = (phase.origin, phase.prescribed._replace(name="", cycles=0), phase.planned.planned_g)
        if dose not in seen:
            seen.add(dose)
            yield phase


def above_cycle_limit(now: Situation) -> Iterator[Alert]:
    for phase in doses(now):
        for limit in cycle_ceilings(now, phase):
            if limit.calculated_g > limit.most_g:
                yield Alert(
                    "dose.above-cycle-limit",
                    "stop",
                    f"{limit.amount} per cycle {_for(now, phase)} is above {limit.most}",
                    f"{_choose(now, phase)}check dose, weight and unit; or accept, with a reason",
                    limit.citation,
                    phase=phase.planned.name,
                )


def above_day_limit(now: Situation) -> Iterator[Alert]:
    dose, kg = now.case.limits.dose, now.weight.kg
    for phase in doses(now):
        limit, whose, citation = day_limit(now.case, phase.prescribed)
        planned_limit = most_by_rounding(now, limit)
        calculated = max(day_parts(phase, phase.planned.g_per_kg))
        planned = phase.highest_day_g / kg
        if calculated > limit:
            yield Alert(
                "dose.above-day-limit",
                "stop",
                f"{shown_beside(calculated, limit)} g/kg in a day {_for(now, phase, 'of')} is "
                f"above {plain(limit)} g/kg, {whose}",
                f"{_choose(now, phase)}spread the cycle over more days; or accept, with a reason",
                citation,
                phase=phase.planned.name,
            )
        elif planned > planned_limit:
            yield Alert(
                "dose.above-day-limit",
                "stop",
                f"{shown(phase.highest_day_g)} g planned for one day is "
                f"{shown_beside(planned, planned_limit)} g/kg for {shown(kg, HUNDREDTH)} kg, above "
                f"{plain(planned_limit)} g/kg, the most rounding may give from {plain(limit)} g/kg",
                "use more days or another split, or [[rounding]] vial-down or exact; or accept, with a reason",
                dose.planned_g_per_kg_per_day.citation,
                phase=phase.planned.name,
            )
        for ceiling in day_ceilings(now, phase):
            if ceiling.calculated_g > ceiling.most_g:
                yield Alert(
                    "dose.above-day-limit",
                    "stop",
                    f"{ceiling.amount} in a day is above {ceiling.most}",
                    "spread the cycle over more days; or accept, with a reason",
                    ceiling.citation,
                    phase=phase.planned.name,
                )


def far_below(now: Situation) -> Iterator[Alert]:
    """A dose so small that an error of unit or digit is to be suspected.

    It is a caution only where ``below_range`` raises none.
    """
    limits = now.case.limits.dose
    stop, caution = limits.stop_far_below_g_per_kg_per_cycle, limits.far_below_g_per_kg_per_cycle
    for phase in doses(now):
        g_per_kg, said = phase.planned.g_per_kg, phase.prescribed
        figure = stop if g_per_kg < stop.value else caution
        if g_per_kg >= figure.value:
            continue
        least = lowest(now.case.treated, said.days, said.interval_days)
        if said.part == "left" or (least is not None and g_per_kg >= least.g_per_kg):
            continue
        per = "in this infusion" if said.part else "per cycle"
        if figure is stop or not _below(now, phase):
            yield Alert(
                "dose.far-below",
                "stop" if figure is stop else "caution",
                f"{shown_beside(g_per_kg, figure.value)} g/kg {per} {_for(now, phase)} is far below every usual "
                f"dose (below {plain(figure.value)} g/kg)",
                "check dose and unit (g or g/kg, per cycle or per day)"
                + ("; or accept, with a reason" if figure is stop else ""),
                figure.citation,
                phase=phase.planned.name,
            )


def below_range(now: Situation) -> Iterator[Alert]:
    """Less than the regimen gives, or without one less than every record for the indication."""
    for phase in doses(now):
        below = _below(now, phase)
        if below is not None and (phase.prescribed.printed is not None or not _far_below(now, phase)):
            least, whose, citation = below
            yield Alert(
                "dose.below-range",
                "caution",
                f"{shown_beside(phase.planned.g_per_kg, least)} g/kg per cycle is below {shown(least)} g/kg, {whose}",
                "check dose and unit",
                citation,
                phase=phase.planned.name,
            )


def _below(now: Situation, phase: PhaseSituation) -> tuple[Decimal, str, Citation] | None:
    """The least g/kg that the dose is below, whose it is, and where that stands; a part of a cycle is below none."""
    said = phase.prescribed
    if said.part:
        return None
    if said.printed is not None:
        least = said.minimum_g_per_kg or Decimal(0)
        uncapped, most = phase.planned.uncapped_g, said.maximum_g
        needed = least * now.weight.kg if uncapped is not None or most is None else min(least * now.weight.kg, most)
        if (uncapped or phase.planned.calculated_g) >= needed:
            return None
        how = derived(said.printed, least, said.printed.dose_g_per_kg_min)
        return least, f"the regimen's minimum{how}", of_regimen(phase.prescribed)
    record = lowest(now.case.treated, said.days, said.interval_days)
    if record is None or now.case.treated is None or phase.planned.g_per_kg >= record.g_per_kg:
        return None
    return record.g_per_kg, f"the lowest of every record for {now.case.treated.id}", record.citation


def _far_below(now: Situation, phase: PhaseSituation) -> bool:
    return phase.planned.g_per_kg < now.case.limits.dose.stop_far_below_g_per_kg_per_cycle.value


def not_as_printed(now: Situation) -> Iterator[Alert]:
    """Days or an interval that the regimen does not print: the plan then is the user's, not the source's."""
    for phase in doses(now):
        printed, said = phase.prescribed.printed, phase.prescribed
        if printed is None:
            continue
        parts = []
        for value, low, high, words in (
            (said.days, printed.days_min, printed.days_max, "over"),
            (said.interval_days, printed.interval_days_min, printed.interval_days_max, "every"),
        ):
            if value is not None and low is not None and high is not None and not low <= value <= high:
                span = str(low) if low == high else f"{low} to {high}"
                parts.append(f"{words} {how_many(value, 'day')} (regimen: {span})")
        if parts:
            yield Alert(
                "dose.not-as-printed",
                "caution",
                f"{'; '.join(parts)}",
                "check [[days]] and [[every]] against the prescription",
                of_regimen(phase.prescribed),
                phase=phase.planned.name,
            )


def more_cycles(now: Situation) -> Iterator[Alert]:
    """More cycles than the source gives, those already given counted."""
    counted: dict[tuple[int, str], list[PhaseSituation]] = {}
    for index, phase in enumerate(now.all_phases):
        number = sum(cycle.phase == index for cycle in now.cycles) if now.cycles else phase.prescribed.cycles
        key = phase.origin, repr(phase.prescribed.citation)
        counted.setdefault(key, []).extend([phase] * number)
    for phases in counted.values():
        printed = phases[0].prescribed.printed if phases else None
        if printed is None:
            continue
        most = printed.cycles_max or printed.cycles
        if most is not None and len(phases) > most:
            yield Alert(
                "dose.more-cycles",
                "caution",
                f"{len(phases)} cycles; the regimen gives {'at most ' if most > 1 else ''}{most}",
                "check [[cycles]]; review the response before continuing",
                printed.citation,
                phase=printed.name,
            )


def rounded_above_maximum(now: Situation) -> Iterator[Alert]:
    """A maximum that only rounding passes, by more than the share up to which the line of the rounding says so."""
    for phase in doses(now):
        ceilings = (*cycle_ceilings(now, phase), *day_ceilings(now, phase))
        passed = [limit for limit in ceilings if _by_rounding(now, limit)]
        for limit in passed or [limit for limit in day_per_kg(now, phase) if _by_rounding(now, limit)]:
            yield Alert(
                "dose.rounded-above-maximum",
                "caution",
                f"only rounding takes {shown(limit.calculated_g)} g to "
                f"{shown(limit.planned_g)} g, above {shown(limit.most_g)} g ({limit.most})",
                f"accept the rounding, or reduce it ({_less(now, phase)})",
                limit.citation,
                phase=phase.planned.name,
            )


def _by_rounding(now: Situation, limit: Ceiling) -> bool:
    beyond = limit.most_g * (1 + now.case.limits.dose.vial_shares.near_percent.value / 100)
    return limit.calculated_g <= limit.most_g and limit.planned_g > beyond


def haemolysis(now: Situation) -> Iterator[Alert]:
    figure = now.case.limits.dose.haemolysis_g_per_kg_per_cycle
    non_o = "non-o-blood-group" in (now.case.patient.risks or ())
    rules = [rule.text for rule in now.case.monitoring if rule.topic == "haemolysis"]
    do = "check haemoglobin before and after each cycle"
    do += ", on the dates in the calendar" if now.cycles else f". {' '.join(rules)}"
    for phase in doses(now):
        if phase.planned.calculated_g >= figure.value * now.weight.kg:
            yield Alert(
                "haemolysis.check",
                "caution" if non_o else "note",
                f"{shown(phase.planned.g_per_kg)} g/kg per cycle"
                + (" in a patient not of blood group O" if non_o else "")
                + " raises haemolysis risk",
                do,
                figure.citation,
                phase=phase.planned.name,
            )


def _for(now: Situation, phase: PhaseSituation, joint: str = "") -> str:
    """The grams and the weight: an acceptance holds for these alone."""
    of = f"{joint} " if joint else ""
    return f"({of}{shown(phase.planned.calculated_g)} g for {shown(now.weight.kg, HUNDREDTH)} kg)"


def _choose(now: Situation, phase: PhaseSituation) -> str:
    """The variants on file that allow the dose, as something to do."""
    said, g_per_kg, grams = phase.prescribed, phase.planned.g_per_kg, phase.planned.calculated_g
    in_a_day, grams_in_a_day = max(day_parts(phase, g_per_kg)), max(day_parts(phase, grams))
    asked = Asked(g_per_kg, in_a_day, grams, grams_in_a_day, said.days, said.interval_days)
    names = allowing(now.case.treated, asked)
    if not names:
        return ""
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"choose a regimen that gives this dose ({', '.join(names[:_MOST_NAMED])}{more}), or "


def _less(now: Situation, phase: PhaseSituation) -> str:
    """How less can be had: of whole vials, unless it is only one day that is above the calculated dose."""
    calculated = phase.planned.calculated_g
    lower = [option.planned_g for option in phase.planned.options if option.planned_g <= calculated]
    if lower and phase.planned.planned_g > calculated:
        return f"[[rounding]] vial-down gives {shown(max(lower))} g"
    parts = parts_of(phase.prescribed.days, phase.prescribed.day_pattern)
    exact = exact_doses(calculated, parts, now.case.limits.dose.exact_steps_g)
    return f"[[rounding]] exact gives {shown(sum(exact.days, Decimal(0)))} g"


CHECKS = (
    above_cycle_limit,
    above_day_limit,
    far_below,
    below_range,
    not_as_printed,
    more_cycles,
    rounded_above_maximum,
    haemolysis,
)
