"""Alerts on a local formulary: that it was used, and where it goes above the shipped record of the same id."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from ivigcalc.core.alerts.ceilings import shown, shown_beside
from ivigcalc.core.alerts.product import at_age
from ivigcalc.core.course.case import Case
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import PhaseSituation, Pump, Situation
from ivigcalc.core.course.suitability import forbidden, met
from ivigcalc.core.dosing.dose import DAYS_IN_FOUR_WEEKS
from ivigcalc.core.printed.limits import DoseLimits
from ivigcalc.core.printed.product import Hazard, Label
from ivigcalc.core.printed.regimen import PrintedPhase, Regimen, most_per_day
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.completed import Rung
from ivigcalc.core.pumping.ladder import (
    Passed,
    choose_ladder,
    passes_label,
    risk_cap,
    within_max_rate,
)
from ivigcalc.core.quantities import plain


def own_source(case: Case, citation: Citation) -> bool:
    """Whether what is cited is a source of the local formulary, and not one that was shipped."""
    return f"sources/{citation.source}" in case.local


def records_used(local: Iterable[str]) -> Iterator[Alert]:
    """That the *local* records (``kind/id``) were used; none when there are none."""
    names = ", ".join(local)
    if names:
        yield Alert(
            "formulary.used",
            "note",
            f"local records used: {names}",
            "confirm that this is the approved local formulary",
            Citation("house", "every plan names the local records it used"),
        )


def used(now: Situation) -> Iterator[Alert]:
    yield from records_used(now.case.local)


def rate_above_label(now: Situation) -> Iterator[Alert]:
    """A local product whose ladder goes above the maximum of the shipped label: said, or stopped without a source."""
    for phase in now.phases:
        if phase.pump is None or phase.pump.chosen is None:
            continue
        for passed in _passed(now, phase, phase.pump.rungs):
            stop = passed.absolute and not own_source(now.case, phase.pump.citation)
            yield Alert(
                "rate.above-label",
                "stop" if stop else "caution",
                f"the local record of {now.case.preparation.id}: {passed.text}",
                "cite your source for the faster rate, or correct the local record"
                if stop
                else "confirm that the local record's faster rate is intended",
                passed.citation,
            )


def written_rate_above_label(now: Situation) -> Iterator[Alert]:
    """A written ladder or a protocol above the shipped label, which the local record lets pass."""
    for phase in now.phases:
        pump = phase.pump
        if pump is None or pump.chosen is not None or (pump.passed is not None and pump.passed.absolute):
            continue  # nothing was written, or it is above the local record too and said as that
        rungs = within_max_rate(pump.rungs, now.case.rates.max_rate, now.weight.kg, now.case.preparation.concentration)
        for passed in _passed(now, phase, rungs):
            stop = passed.absolute and not _own_rates(now, phase, pump)
            yield Alert(
                "rate.above-label",
                "stop" if stop else "caution",
                f"the local record of {now.case.preparation.id} allows these rates: {passed.text}",
                "use slower [[rates]] or set [[max_rate]]; or accept, with a reason"
                if stop
                else "confirm that the local record's faster rate is intended",
                passed.citation,
            )


def risk_cap_above_label(now: Situation) -> Iterator[Alert]:
    """A patient at risk, whom the shipped label caps at a rate that the local record lets the pump pass."""
    preparation = now.case.preparation
    fastest = max((step.ml_per_h for phase in now.phases for step in phase.steps), default=Decimal(0))
    for label in now.case.replaced.labels if now.risk.yes else ():
        if label.at_risk is None:
            continue
        cap = risk_cap(label.at_risk, "at-risk", now.risk.because, preparation.concentration)
        if cap is not None and fastest > cap.rate.ml_per_h(now.weight.kg):
            yield Alert(
                "rate.above-label",
                "caution",
                f"at risk ({now.risk.because}): the shipped label allows at most {cap.rate} ({label.at_risk.text}); "
                f"with the local record of {preparation.id} the pump reaches {plain(fastest)} mL/h",
                f'set [[max_rate]] "{cap.rate}", or confirm that the local record is intended',
                label.at_risk.citation,
            )


def dose_above_label(now: Situation) -> Iterator[Alert]:
    """A local regimen whose dose is above every licensed one of the shipped regimen, per cycle or in a day.

    Where no regimen of its id is shipped, the general limits stand for it: its own maximum is the local record's word.
    """
    treated, regimen = now.case.treated, now.case.replaced.regimen
    if regimen is None and (treated is None or not treated.local or treated.regimen is None):
        return
    for phase in now.phases:
        share = max(day.dose_g for day in phase.planned.days) / phase.planned.planned_g
        given = {"per cycle": phase.planned.g_per_kg, "in a day": phase.planned.g_per_kg * share}
        for what, value in given.items():
            general = _general(now.case.limits.dose, what)
            most, whose, citation = general if regimen is None else _greatest(regimen, what)
            if value > most:
                yield Alert(
                    "dose.above-label",
                    "caution",
                    f"{shown_beside(value, most)} g/kg {what} by the local regimen is above "
                    f"{shown(most)} g/kg, {whose}",
                    "confirm that the local record's higher dose is intended",
                    citation,
                    phase=phase.planned.name,
                )


def contraindication_left_out(now: Situation) -> Iterator[Alert]:
    """A stated risk or an age that the shipped label forbids, and the local record does not."""
    case, limits = now.case, now.case.limits
    label = case.preparation.label
    own = {met(hazard, case.patient, limits) for hazard in forbidden(label, limits.product)} if label else set()
    risks = {hazard.risk for hazard in forbidden(label, limits.product)} if label else set()
    for shipped in case.replaced.labels:
        for hazard in forbidden(shipped, limits.product):
            of = met(hazard, case.patient, limits)
            left_out = hazard.risk not in risks if of == "risk" else of == "age" and "age" not in own
            if left_out:
                at = f"{at_age(hazard, case.patient)}: " if of == "age" else ""
                yield Alert(
                    "product.contraindicated",
                    "stop",
                    f"{case.preparation.name} is contraindicated by the shipped label, but the local record "
                    f"omits it: {at}{hazard.text}",
                    "choose another product; or accept, with a reason",
                    hazard.citation,
                )


def left_out(now: Situation) -> Iterator[Alert]:
    """Warnings, contraindications and contents of a shipped label that the local record of its id does not have."""
    label = now.case.preparation.label
    for shipped in now.case.replaced.labels:
        missing = tuple(_left_out(label, shipped)) if label is not None else ()
        if missing:
            yield Alert(
                "product.local-left-out",
                "caution",
                f"the local record of {now.case.preparation.id} omits from the shipped label "
                f"({', '.join(shipped.markets)}): {'; '.join(text for text, _ in missing)}",
                "copy what still applies into the local record",
                missing[0][1],
            )


CHECKS = (
    used,
    rate_above_label,
    written_rate_above_label,
    risk_cap_above_label,
    dose_above_label,
    contraindication_left_out,
    left_out,
)


def _left_out(label: Label, shipped: Label) -> Iterator[tuple[str, Citation]]:
    """Each part in words, with where the shipped label has it; an age limit is a part of its own."""
    own = {(hazard.risk, hazard.below_age_years) for hazard in label.contraindications}
    forbids = {risk for risk, _ in own}
    for hazard in shipped.contraindications:
        age = hazard.below_age_years
        if hazard.risk not in forbids or (age is not None and not any(a is not None and a >= age for _, a in own)):
            yield f"contraindication {_named(hazard)}", hazard.citation
    warned = forbids | {hazard.risk for hazard in label.warnings}
    for hazard in shipped.warnings:
        if hazard.risk not in warned:
            yield f"warning {_named(hazard)}", hazard.citation
    contents = {one.what: set(one.contains) for one in label.composition}
    for one in shipped.composition:
        if one.what not in contents or not set(one.contains) <= contents[one.what]:
            yield f"{one.what} ({one.text})", one.citation


def _named(hazard: Hazard) -> str:
    below = f"below {plain(hazard.below_age_years)} years" if hazard.below_age_years is not None else ""
    return f"{' and '.join(filter(None, (hazard.risk, below)))} ({hazard.text})"


def _passed(now: Situation, phase: PhaseSituation, rungs: tuple[Rung, ...]) -> Iterator[Passed]:
    """Each shipped label that *rungs* go above."""
    indication = now.case.treated.id if now.case.treated else None
    for label in now.case.replaced.labels:
        concentration = now.case.preparation.concentration
        passed = passes_label(rungs, label, indication, phase.first, now.weight.kg, concentration)
        if passed is not None:
            yield passed


def _own_rates(now: Situation, phase: PhaseSituation, pump: Pump) -> bool:
    """Whether the protocol, or else the ladder that the local record would give, cites a local source."""
    label, indication = now.case.preparation.label, now.case.treated.id if now.case.treated else None
    concentration = now.case.preparation.concentration
    chosen = choose_ladder(label, indication, phase.first, now.weight.kg, concentration) if label else None
    citations = [pump.citation] if chosen is None else [pump.citation, chosen.ladder.citation]
    return any(own_source(now.case, citation) for citation in citations)


def _general(limits: DoseLimits, what: str) -> tuple[Decimal, str, Citation]:
    figure = limits.g_per_kg_per_day if what == "in a day" else limits.g_per_kg_per_cycle
    return figure.value, "the highest general recommendation", figure.citation


def _greatest(regimen: Regimen, what: str) -> tuple[Decimal, str, Citation]:
    """The highest dose in g/kg of the licensed variants, or of all where none is licensed, and whose it is."""
    licensed = [variant for variant in regimen.variants if variant.status.startswith("licensed")]
    doses = [
        (
            _in_a_day(phase) if what == "in a day" else _per_cycle(phase),
            f"the maximum of {regimen.id}/{variant.id} as shipped",
            phase.citation,
        )
        for variant in licensed or regimen.variants
        for phase in variant.phases
    ]
    return max(doses, key=lambda dose: dose[0])


def _per_cycle(phase: PrintedPhase) -> Decimal:
    times = {
        "cycle": Decimal(1),
        "day": Decimal(phase.days_max or 1),
        "28d": Decimal(phase.interval_days_max or 28) / DAYS_IN_FOUR_WEEKS,
    }
    return max(phase.dose_g_per_kg_max * times[phase.dose_per], phase.maximum_g_per_kg or Decimal(0))


def _in_a_day(phase: PrintedPhase) -> Decimal:
    return most_per_day(phase) or _per_cycle(phase)
