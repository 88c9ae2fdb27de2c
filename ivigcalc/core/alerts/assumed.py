"""What the user did not say and the plan had to choose: each choice is a note."""

from collections.abc import Iterable, Iterator

from ivigcalc.core.alerts.dose import doses
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import Situation
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import Grams, plain
from ivigcalc.core.wording import named

ASSUMED = "dose.assumed"
_CHOSEN = Citation("house", "what neither a regimen nor the order says is chosen, and this is stated")


def regimen(now: Situation) -> Iterator[Alert]:
    treated = now.case.treated
    if treated is not None and treated.by_default:
        yield _note(
            f"regimen {treated.regimen} ({treated.regimen_name}) assumed: {treated.by_default}",
            "to change this, choose " + ", ".join(treated.others),
            Citation("house", "the regimen's default variant, for the reason given"),
            f"regimen {treated.regimen} ([[regimen]])",
        )
    for phase in doses(now):
        for what, field, why in phase.prescribed.assumed:
            yield _note(
                f"{what}: {why}" if why else what,
                f"give {named(field)} to change this",
                phase.prescribed.citation or _CHOSEN,
                f"{what} ({named(field)})",
                phase.planned.name,
            )


def market(now: Situation) -> Iterator[Alert]:
    preparation = now.case.preparation
    if preparation.markets_alike:
        first, others = preparation.market, ", ".join(preparation.markets_alike)
        yield _note(
            f"market not given: the labels of {first}, {others} give the same plan; text from {first}",
            "set [[market]] to choose one",
            Citation("house", "labels that agree in everything the plan uses need no choice"),
            f"label of {first} ([[market]])",
        )


def stocked(now: Situation) -> Iterator[Alert]:
    preparation = now.case.preparation
    if preparation.not_stocked:
        sizes = _sizes(vial.g for vial in preparation.vials)
        yield _note(
            f"vials of {sizes} g, which are in stock; the label of "
            f"{preparation.name} has {_sizes(preparation.not_stocked)} g too",
            "give [[vials]] to change this",
            Citation("house", "the vials in stock are those that the configuration names"),
            f"vials in stock, {sizes} g ([[vials]])",
        )


def _sizes(sizes: Iterable[Grams]) -> str:
    return ", ".join(map(plain, sizes))


def weight_policy(now: Situation) -> Iterator[Alert]:
    treated, policy = now.case.treated, now.case.weight_policy.id
    asked = treated.weight_policy if treated is not None else None
    if asked is not None and asked.id != policy:
        yield _note(
            f"the regimen's source uses weight policy {asked.id}; this plan uses {policy}",
            f"to follow the source, set [[weight_policy]] {asked.id}",
            Citation("house", "a weight policy is never assumed"),
            f"weight policy {policy} ([[weight_policy]])",
        )


def first_infusion(now: Situation) -> Iterator[Alert]:
    if now.case.rates.first_infusion == "unknown" and any(phase.pump is not None for phase in now.phases):
        yield _note(
            "first infusion not stated: every infusion is timed and observed as a first infusion",
            "set [[first_infusion]] yes or no",
            now.case.limits.rates.observe_minutes_first.citation,
            "first infusion ([[first_infusion]])",
        )


def risks(now: Situation) -> Iterator[Alert]:
    if now.case.patient.risks is None and not now.risk.yes:
        yield _note(
            "risks not stated: no precaution for a patient at risk was applied",
            "list each with [[risk]], or state [[risk]] none",
            now.case.limits.dose.at_risk_age_years.citation,
            "no risk ([[risk]])",
        )


def rates(now: Situation) -> Iterator[Alert]:
    said = {(text, pump.citation) for phase in now.phases if (pump := phase.pump) for text in pump.assumed}
    for text, citation in sorted(said):
        yield _note(
            f"infusion rate: {text}",
            "enter [[rates]] to change this",
            citation,
            "rates where the source leaves a choice ([[rates]])",
        )


def _note(text: str, do: str, citation: Citation, brief: str, phase: str = "") -> Alert:
    return Alert(ASSUMED, "note", text, do, citation, phase=phase, brief=brief)


OF_RATES = (market, first_infusion, risks, rates)
CHECKS = (regimen, stocked, weight_policy, *OF_RATES)
