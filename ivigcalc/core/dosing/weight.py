"""Dosing weight: the weight that a policy doses on, the clause that decided, and what speaks against the weight.

Adjusted weight is ideal + factor x (actual - ideal); the ideal weight and the clauses are in ``weight_policy``. The
dosing weight is never above the actual weight.
"""

from decimal import Decimal

from ivigcalc.core.dosing.weight_policy import (
    SQUARE_CM_PER_SQUARE_M,
    Basis,
    IdealFormula,
    WeightPolicy,
    beside,
    body_mass_index,
    decided_by,
    findings,
    ideal_weight,
    is_short,
    kilograms,
    turning_point,
)
from ivigcalc.core.errors import IvigcalcError, RecordInvalid, Refused, Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.sources import Citation, Figure
from ivigcalc.core.quantities import HUNDREDTH, Kilograms, Years, half_up, plain


class DosingWeight(NamedTuple):
    """The weight to dose on, never above the actual weight; ``reason`` is the clause that fired, with its numbers.

    ``ideal_kg``, ``adjusted_kg`` and ``bmi`` stand wherever they could be worked out, used or not.
    """

    kg: Kilograms
    basis: Basis
    policy: str
    reason: str
    actual_kg: Kilograms
    ideal_kg: Kilograms | None
    adjusted_kg: Kilograms | None
    bmi: Decimal | None


class AgeBand(NamedTuple):
    """The least and greatest plausible weight from an age up to the next band."""

    from_years: Years
    least_kg: Kilograms
    greatest_kg: Kilograms
    citation: Citation


class WeightLimits(NamedTuple):
    """Thresholds of the weight alerts. ``ideal`` and ``adjusted_factor`` are what another weight is compared with."""

    id: str
    not_assessed_above_kg: Figure
    not_assessed_bmi_at_least: Figure
    bmi_least: Figure
    bmi_greatest: Figure
    policy_matters_above_percent: Figure
    near_trigger_kg: Figure
    changed_above_percent: Figure
    ideal: IdealFormula
    adjusted_factor: Figure
    by_age: tuple[AgeBand, ...]


def lacks_factor(policy: WeightPolicy) -> bool:
    """Whether the policy adjusts by a factor that is not on file, so that one has to be given."""
    return policy.formula == "adjusted" and policy.factor is None


def dosing_weight(patient: Patient, policy: WeightPolicy, *, factor: Decimal | None = None) -> DosingWeight:
    """The weight to dose *patient* on under *policy*.

    Args:
        patient: Height, sex and age are needed only where the policy's outcome depends on them. An age that was not
            given is taken as an adult's, and the reason says so.
        policy: The policy, from its record.
        factor: The adjustment factor of a policy that has none on file.

    Raises:
        Unreadable: Height, sex, age or pre-pregnancy weight decides and was not given.
        Refused: The policy needs a factor and none is on file or given; one was given that it does not take; or the
            policy's ideal weight is not meant for such a patient.
        RecordInvalid: The record asks for an ideal weight without its formula, or its factor is not a fraction.
    """
    share = _factor(policy, factor)
    if policy.formula == "actual":
        return _result(patient, policy, "actual", patient.weight, "every patient dosed on actual body weight")
    measured = _measured(patient, policy)
    ideal = ideal_weight(measured, policy.ideal_formula, f"weight policy {policy.id}")
    adjusted = None
    if share is not None and not isinstance(ideal, IvigcalcError):
        adjusted = Kilograms(ideal + share * (measured.weight - ideal))
    if excluded := _excluded(patient, policy):
        reason = f"{excluded}: actual body weight used"
        return _result(patient, policy, "actual", patient.weight, reason, ideal, adjusted)

    fired, clause = decided_by(measured, policy, ideal)
    if measured.weight != patient.weight:
        clause += f" (pre-pregnancy weight {kilograms(measured.weight)})"
    basis = policy.formula if fired else policy.otherwise
    if basis == "actual" and fired is not None:
        return _result(patient, policy, "actual", patient.weight, f"{clause}: actual body weight used", ideal, adjusted)
    if isinstance(ideal, IvigcalcError):
        raise ideal

    if basis == "adjusted" and adjusted is None:
        _refuse_without_factor(patient, policy, measured, ideal, clause)
    formula = f" + {plain(share or Decimal(0))} x ({kilograms(measured.weight)} - {kilograms(ideal)})"
    kg, worked_out = ideal, f"ideal {kilograms(ideal)}"
    if basis == "adjusted" and adjusted is not None:
        kg, worked_out = adjusted, worked_out + formula
    elif basis == "adjusted":
        basis, kg = "actual", patient.weight
        worked_out += " is not below actual body weight: actual body weight used"
    if kg > patient.weight:
        comes_to = f", {kilograms(kg)}," if basis == "adjusted" else ""
        worked_out += f"{comes_to} exceeds actual body weight: actual body weight used"
        basis, kg = "actual", patient.weight
    reason = f"{clause}: {worked_out}{_remarks(patient, policy)}"
    return _result(patient, policy, basis, kg, reason, ideal, adjusted)


def _refuse_without_factor(
    patient: Patient, policy: WeightPolicy, measured: Patient, ideal: Kilograms, clause: str
) -> None:
    """Refuse a policy whose factor is not on file, unless no fraction of the way to the ideal weight gives less."""
    if min(ideal, measured.weight) < patient.weight:
        raise Refused(
            f"weight policy {policy.id}: {clause}, so the weight is adjusted, but the policy's factor is not on file",
            "enter its factor with [[weight_factor]], or choose another policy",
            "weight_factor",
        )


def comparison_weight(patient: Patient, limits: WeightLimits) -> Kilograms | None:
    """What an adjusted weight would be, at most the actual one; None when height, sex or age leave it unknown."""
    ideal = ideal_weight(patient, limits.ideal, "the comparison")
    if isinstance(ideal, IvigcalcError):
        return None
    return min(patient.weight, Kilograms(ideal + limits.adjusted_factor.value * (patient.weight - ideal)))


def near_trigger(patient: Patient, policy: WeightPolicy, limits: WeightLimits) -> str:
    """How near the weight is to where the policy switches to another one; empty when it is not near, or cannot tell.

    Raises:
        Unreadable: As ``dosing_weight``, the pre-pregnancy weight is needed and was not given.
    """
    if policy.formula == "actual" or _excluded(patient, policy):
        return ""
    measured = _measured(patient, policy)
    ideal = ideal_weight(measured, policy.ideal_formula, "")
    turns = [turning_point(findings(trigger, measured, policy, ideal)) for trigger in policy.triggers]
    point = min((kg for kg in turns if kg is not None), default=None)
    if point is None or abs(measured.weight - point) > limits.near_trigger_kg.value:
        return ""
    if not isinstance(ideal, IvigcalcError) and point <= ideal:
        return ""  # up to the ideal weight both sides end at the actual weight: nothing switches
    distance = half_up(abs(measured.weight - point), HUNDREDTH)
    side = "at" if not distance else f"{plain(distance)} kg {'above' if measured.weight > point else 'below'}"
    return (
        f"{kilograms(measured.weight)} is {side} {kilograms(point)}, "
        f"where policy {policy.id} switches from {policy.otherwise} to {policy.formula} weight"
    )


class Implausible(NamedTuple):
    """Why the weight cannot well be right, and the figure that says so."""

    text: str
    citation: Citation


def implausible(patient: Patient, limits: WeightLimits) -> Implausible | None:
    """What speaks against the weight, by height or by age; None when nothing does."""
    if patient.height is not None:
        scaled, square = patient.weight * SQUARE_CM_PER_SQUARE_M, patient.height * patient.height
        bmi = body_mass_index(patient.weight, patient.height)
        of = f"({plain(patient.weight)} kg, {plain(patient.height)} cm)"
        least, greatest = limits.bmi_least, limits.bmi_greatest
        if scaled < least.value * square:
            text = f"BMI {beside(bmi, least.value)} {of} is below {plain(least.value)}"
            return Implausible(text, least.citation)
        if scaled > greatest.value * square:
            text = f"BMI {beside(bmi, greatest.value)} {of} is above {plain(greatest.value)}"
            return Implausible(text, greatest.citation)
    if patient.age is not None:
        band = [band for band in limits.by_age if band.from_years <= patient.age][-1]
        said = f"{plain(patient.weight)} kg at {plain(patient.age)} years is"
        for beyond, word, limit in (
            (patient.weight < band.least_kg, "below", f"{plain(band.least_kg)} kg, the lowest"),
            (patient.weight > band.greatest_kg, "above", f"{plain(band.greatest_kg)} kg, the highest"),
        ):
            if beyond:
                return Implausible(f"{said} {word} {limit} plausible weight at that age", band.citation)
    return None


def not_assessed(patient: Patient, limits: WeightLimits) -> bool:
    """Whether the weight, or where a height was said the body mass index, is beyond what actual weight is meant for."""
    if patient.height is None:
        return patient.weight > limits.not_assessed_above_kg.value
    return body_mass_index(patient.weight, patient.height) >= limits.not_assessed_bmi_at_least.value


def may_be_younger(patient: Patient, years: Years, limits: WeightLimits) -> bool:
    """Whether the body weight, where no age was said, leaves open an age below *years*."""
    bands = [band for band in limits.by_age if band.from_years < years]
    return not patient.pregnant and any(band.least_kg <= patient.weight <= band.greatest_kg for band in bands)


def _factor(policy: WeightPolicy, said: Decimal | None) -> Decimal | None:
    if said is not None and not lacks_factor(policy):
        own = f"has its own factor {plain(policy.factor.value)}" if policy.factor is not None else "uses no factor"
        raise Refused(
            f"[[weight_factor]] {plain(said)}: weight policy {policy.id} {own}",
            "omit [[weight_factor]]",
            "weight_factor",
        )
    if said is not None and not 0 < said < 1:
        raise Refused(
            f"[[weight_factor]] {plain(said)}: a factor is a fraction above 0 and below 1, such as 0.4",
            field="weight_factor",
        )
    if policy.factor is None:
        return said
    if not 0 < policy.factor.value < 1:
        raise RecordInvalid(f"weight policy {policy.id}: factor {plain(policy.factor.value)} is not between 0 and 1")
    return policy.factor.value


def _measured(patient: Patient, policy: WeightPolicy) -> Patient:
    """The patient with the weight that the policy measures: in pregnancy perhaps the weight before it."""
    if not patient.pregnant or policy.pregnancy != "pre-pregnancy":
        return patient
    if patient.pre_pregnancy_weight is None:
        raise Unreadable(
            f"weight policy {policy.id} uses the pre-pregnancy weight",
            "give [[pre_pregnancy_weight]], or choose another [[weight_policy]]",
            "pre_pregnancy_weight",
        )
    return patient._replace(weight=patient.pre_pregnancy_weight)


def _excluded(patient: Patient, policy: WeightPolicy) -> str:
    if patient.pregnant and policy.pregnancy == "actual":
        return "pregnant"
    for clause in policy.exclusions:
        if clause.age_below_years is not None and patient.age is not None and patient.age < clause.age_below_years:
            return f"age {plain(patient.age)} is below {plain(clause.age_below_years)}"
        floor = clause.height_below_cm
        if floor is not None and patient.height is not None and patient.height < floor:
            return f"height {plain(patient.height)} cm is below {plain(floor)} cm"
    return ""


def _remarks(patient: Patient, policy: WeightPolicy) -> str:
    """What was taken for granted when the weight was not left at the actual one."""
    remarks = ""
    ages = [clause.age_below_years for clause in policy.exclusions if clause.age_below_years is not None]
    ages += [clause.age_at_least_years for clause in policy.triggers if clause.age_at_least_years is not None]
    if ages and patient.age is None:
        remarks += f"; age not given, assumed {plain(max(ages))} or over"
    if policy.ideal is not None and is_short(patient, policy.ideal):
        remarks += f"; ideal weight extrapolated below {plain(policy.ideal.over_inches)} inches"
    if patient.pregnant and policy.pregnancy == "not said":
        remarks += "; the policy does not mention pregnancy"
    return remarks


def _result(
    patient: Patient,
    policy: WeightPolicy,
    basis: Basis,
    kg: Kilograms,
    reason: str,
    ideal: Kilograms | IvigcalcError | None = None,
    adjusted: Kilograms | None = None,
) -> DosingWeight:
    return DosingWeight(
        kg=kg,
        basis=basis,
        policy=policy.id,
        reason=reason,
        actual_kg=patient.weight,
        ideal_kg=None if isinstance(ideal, IvigcalcError) else ideal,
        adjusted_kg=adjusted,
        bmi=None if patient.height is None else body_mass_index(patient.weight, patient.height),
    )
