"""Alerts on the body weight and the weight the dose is computed on."""

from collections.abc import Iterator
from decimal import Decimal

from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import Measured, Situation
from ivigcalc.core.dosing.dose import PerKilogram
from ivigcalc.core.dosing.weight import implausible as doubted
from ivigcalc.core.dosing.weight import near_trigger
from ivigcalc.core.dosing.weight_policy import WeightPolicy, beside, ideal_weight
from ivigcalc.core.errors import IvigcalcError
from ivigcalc.core.printed.sources import Statement
from ivigcalc.core.quantities import HUNDREDTH, half_up, plain


def implausible(now: Measured) -> Iterator[Alert]:
    found = doubted(now.patient, now.limits)
    if found is not None:
        yield Alert(
            "weight.implausible",
            "stop",
            found.text,
            "check weight, height, age and units; or accept, with a reason",
            found.citation,
        )


def not_assessed(now: Situation) -> Iterator[Alert]:
    limits, weight = now.case.limits.weight, now.weight
    says = _of_overweight(now)
    heavy = limits.not_assessed_above_kg
    if weight.bmi is None and weight.basis == "actual" and weight.actual_kg > heavy.value:
        yield Alert(
            "weight.not-assessed",
            "caution",
            f"{plain(weight.actual_kg)} kg, above {plain(heavy.value)} kg, dosed on actual body weight with no height "
            "given" + (f"; {says.text}" if says else ""),
            "give [[height]] and [[sex]], and compare the weight policies",
            says.citation if says else heavy.citation,
        )
    bmi = limits.not_assessed_bmi_at_least
    if weight.bmi is not None and weight.basis == "actual" and weight.bmi >= bmi.value:
        yield Alert(
            "weight.not-assessed",
            "caution",
            f"BMI {beside(weight.bmi, bmi.value)} is {plain(bmi.value)} or more; dosed on actual body weight"
            + (f"; {says.text}" if says else ""),
            "consider adjusted body weight; compare the weight policies",
            says.citation if says else bmi.citation,
        )


def _of_overweight(now: Situation) -> Statement | None:
    """What the source of the regimen, or else the label, says of the dose of overweight patients."""
    treated, label = now.case.treated, now.case.preparation.label
    variant = treated.variant if treated is not None else None
    found = variant.overweight if variant is not None else None
    return found or (label.overweight if label is not None else None)


def not_this_disease(now: Situation) -> Iterator[Alert]:
    """A weight policy that its source gives for another disease."""
    treated, policy = now.case.treated, now.case.weight_policy
    if treated is not None and policy.indications and treated.id not in policy.indications:
        yield Alert(
            "weight.not-this-disease",
            "caution",
            f"weight policy {policy.id} ({policy.name}) is for {', '.join(policy.indications)}, not for {treated.name}",
            "choose the [[weight_policy]] of your local protocol for this disease",
            policy.citation,
        )


def policy_matters(now: Situation) -> Iterator[Alert]:
    per_kg = any(isinstance(phase.prescribed.amount, PerKilogram) for phase in now.phases)
    if now.weight.basis != "actual" or not per_kg:
        return
    policy = _ideal_of_the_source(now)
    if policy is not None:
        ideal = ideal_weight(now.case.patient, policy.ideal_formula, "")
        if not isinstance(ideal, IvigcalcError):
            yield from _lower(now, ideal, "the source's ideal body weight", policy.id)
        elif now.case.max_dose is None:
            yield Alert(
                "weight.policy-matters",
                "caution",
                "dosed on actual body weight; the regimen's source doses on ideal body weight, which is not known: "
                "in an overweight patient it gives far less",
                "compare with ideal body weight by your growth chart, and limit the dose with [[max_dose]]",
                policy.citation,
            )
    elif now.other_weight is not None:
        yield from _lower(now, now.other_weight, "adjusted body weight", "of your local protocol")


def _ideal_of_the_source(now: Situation) -> WeightPolicy | None:
    """The policy of the regimen's source, where that doses on the ideal weight."""
    policy = now.case.treated.weight_policy if now.case.treated is not None else None
    return policy if policy is not None and policy.formula == "ideal" else None


def _lower(now: Situation, other: Decimal, called: str, choice: str) -> Iterator[Alert]:
    figure = now.case.limits.weight.policy_matters_above_percent
    change = (now.weight.kg - other) * 100 / now.weight.kg
    if change > figure.value:
        yield Alert(
            "weight.policy-matters",
            "caution",
            f"{called} ({plain(half_up(other, HUNDREDTH))} kg) would lower the dose by "
            f"{beside(change, figure.value)} %",
            f"choose the [[weight_policy]] {choice}",
            figure.citation,
        )


def near(now: Situation) -> Iterator[Alert]:
    where = near_trigger(now.case.patient, now.case.weight_policy, now.case.limits.weight)
    if where:
        yield Alert(
            "weight.near-trigger",
            "note",
            where,
            "reweigh before the dose is prepared",
            now.case.limits.weight.near_trigger_kg.citation,
        )


OF_A_PATIENT = (implausible,)
CHECKS = (
    not_assessed,
    not_this_disease,
    policy_matters,
    near,
)
