"""Weight policies: what a source says of the dosing weight, and whether its clauses hold for a patient.

Body mass index is kg divided by the square of the height in m. Ideal weight is a base weight by sex, plus so many kg
for each inch (Devine) or each centimetre (Robinson) over a base height. Every constant and limit comes with the
policy's record. Limits are compared cross-multiplied, so that no quotient decides on which side of a limit a patient
falls.
"""

from decimal import Decimal
from typing import Literal

from ivigcalc.core.errors import IvigcalcError, RecordInvalid, Refused, Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.sources import Citation, Figure
from ivigcalc.core.quantities import HUNDREDTH, TENTH, Centimetres, Kilograms, Years, half_up, plain
from ivigcalc.core.wording import named

Basis = Literal["actual", "ideal", "adjusted"]

SQUARE_CM_PER_SQUARE_M = Decimal(10_000)
_HUNDRED = Decimal(100)
_FINER = (TENTH, HUNDREDTH, Decimal("0.0001"), Decimal("0.00000001"))


class IdealFormula(NamedTuple):
    """Devine's formula: ``male_kg`` or ``female_kg``, plus ``kg_per_inch`` for each inch over ``over_inches``.

    Below that height it is extrapolated. Where ``adult_from_years`` stands, only for adults: Devine's line reaches
    zero at the height of a small child.
    """

    male_kg: Kilograms
    female_kg: Kilograms
    kg_per_inch: Kilograms
    over_inches: Decimal
    cm_per_inch: Figure
    citation: Citation
    adult_from_years: Figure | None = None


class IdealByCentimetre(NamedTuple):
    """A formula in metric units (Robinson's): a base weight by sex, plus so many kg for each cm over ``over_cm``.

    Up to that height it is the base weight.
    """

    male_kg: Kilograms
    female_kg: Kilograms
    male_kg_per_cm: Kilograms
    female_kg_per_cm: Kilograms
    over_cm: Centimetres
    citation: Citation


Ideal = IdealFormula | IdealByCentimetre


class Trigger(NamedTuple):
    """A clause that makes the policy's formula apply: every condition that stands must hold; any one clause is enough.

    ``above`` is strict, ``at_least`` is not, as the source words it.
    """

    citation: Citation
    bmi_above: Decimal | None = None
    bmi_at_least: Decimal | None = None
    percent_over_ideal_above: Decimal | None = None
    male_above_kg: Kilograms | None = None  # together with ``female_above_kg``
    female_above_kg: Kilograms | None = None
    height_at_least_cm: Centimetres | None = None
    age_at_least_years: Years | None = None


class Exclusion(NamedTuple):
    """Patients whom the policy leaves on their actual weight."""

    citation: Citation
    age_below_years: Years | None = None
    height_below_cm: Centimetres | None = None


class WeightPolicy(NamedTuple):
    """How one source chooses the dosing weight.

    ``formula`` is the weight used where a trigger fires (or always, when there is none); ``otherwise`` the weight used
    where none does. An excluded patient is dosed on the actual weight. ``factor`` is None where the source prints none.
    ``indications`` are the diseases that the source gives it for; empty: no disease of its own.
    """

    id: str
    name: str
    market: str
    formula: Basis
    citation: Citation
    otherwise: Basis = "actual"
    factor: Figure | None = None
    ideal: IdealFormula | None = None
    triggers: tuple[Trigger, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    pregnancy: Literal["pre-pregnancy", "actual", "not said"] = "not said"
    indications: tuple[str, ...] = ()
    status: str = ""
    rounding: str = ""  # what the source says of rounding the dose; shown, never applied
    notes: tuple[str, ...] = ()
    not_on_file: tuple[str, ...] = ()
    ideal_by_cm: IdealByCentimetre | None = None

    @property
    def ideal_formula(self) -> Ideal | None:
        """The formula of the ideal weight, whichever kind the source prints."""
        return self.ideal or self.ideal_by_cm


class Finding(NamedTuple):
    """Whether a condition holds; None when something is not known. ``turns_at_kg``: the weight at which it turns."""

    holds: bool | None
    text: str = ""
    turns_at_kg: Decimal | None = None


_UNKNOWN = Finding(None)


def body_mass_index(weight: Kilograms, height: Centimetres) -> Decimal:
    """kg per square metre."""
    return weight * SQUARE_CM_PER_SQUARE_M / (height * height)


def ideal_weight(patient: Patient, formula: Ideal | None, who: str) -> Kilograms | IvigcalcError:
    """The ideal weight, or the error that says why there is none, to be raised where the weight is needed.

    Args:
        patient: Height and sex decide; below the formula's base height also the age.
        formula: None when the record of *who* has none.
        who: Who asks, for the error: ``weight policy nba-2026``.
    """
    if formula is None:
        return RecordInvalid(f"{who}: ideal: missing; a policy that doses on another weight than actual needs it")
    if patient.height is None or patient.sex is None:
        lacking = [field for field, value in (("height", patient.height), ("sex", patient.sex)) if value is None]
        return Unreadable(
            f"{who} needs {' and '.join(map(named, lacking))}",
            "give what it needs, or choose another [[weight_policy]]",
            lacking[0],
        )
    male = patient.sex == "male"
    if isinstance(formula, IdealByCentimetre):
        return Kilograms(_ideal_times(formula, patient.height, male))
    short, adult = is_short(patient, formula), formula.adult_from_years
    where = f"{plain(patient.height)} cm is below {plain(formula.over_inches)} inches, where Devine"
    if short and adult is not None and patient.age is None:
        return Unreadable(
            f"{who}: {where} is for adults only", "give [[age]], or choose another [[weight_policy]]", "age"
        )
    if short and adult is not None and patient.age is not None and patient.age < adult.value:
        return Refused(
            f"{who}: {where} is for adults only, and no formula for a child's ideal weight is on file",
            "choose another [[weight_policy]], such as actual",
            "weight_policy",
        )
    times_cm = _ideal_times(formula, patient.height, male)
    if times_cm <= 0:
        return Refused(
            f"{who}: {where} gives no weight at all",
            "choose another [[weight_policy]], such as actual",
            "weight_policy",
        )
    return Kilograms(times_cm / formula.cm_per_inch.value)


def decided_by(patient: Patient, policy: WeightPolicy, ideal: Kilograms | IvigcalcError) -> tuple[bool | None, str]:
    """Whether a trigger fires, and the words; None when what is not known would decide."""
    if not policy.triggers:
        return True, "the policy applies to every patient" + (" not excluded" if policy.exclusions else "")
    known, failed = True, []
    for trigger in policy.triggers:
        found = findings(trigger, patient, policy, ideal)
        against = [finding.text for finding in found if finding.holds is False]
        if against:
            failed.append(" and ".join(against))
        elif all(finding.holds for finding in found):
            return True, " and ".join(finding.text for finding in found)
        else:
            known = False
    return False if known else None, ", ".join(failed)


def findings(
    trigger: Trigger, patient: Patient, policy: WeightPolicy, ideal: Kilograms | IvigcalcError
) -> tuple[Finding, ...]:
    """One finding for each condition of *trigger*; an age that is not known counts as an adult's."""
    found = []
    if trigger.age_at_least_years is not None and patient.age is not None:
        found.append(_at_least_finding("age", patient.age, trigger.age_at_least_years, ""))
    if trigger.height_at_least_cm is not None:
        found.append(
            _UNKNOWN
            if patient.height is None
            else _at_least_finding("height", patient.height, trigger.height_at_least_cm, " cm")
        )
    if trigger.bmi_above is not None:
        found.append(_bmi_finding(patient, trigger.bmi_above, strict=True))
    if trigger.bmi_at_least is not None:
        found.append(_bmi_finding(patient, trigger.bmi_at_least, strict=False))
    if trigger.percent_over_ideal_above is not None:
        found.append(_over_ideal_finding(patient, trigger.percent_over_ideal_above, policy.ideal_formula, ideal))
    if trigger.male_above_kg is not None and trigger.female_above_kg is not None:
        found.append(_above_by_sex_finding(patient, trigger.male_above_kg, trigger.female_above_kg))
    return tuple(found)


def _at_least_finding(what: str, value: Decimal, limit: Decimal, unit: str) -> Finding:
    holds = value >= limit
    words = "at least" if holds else "below"
    return Finding(holds, f"{what} {plain(value)}{unit} is {words} {plain(limit)}{unit}")


def _bmi_finding(patient: Patient, limit: Decimal, *, strict: bool) -> Finding:
    if patient.height is None:
        return _UNKNOWN
    scaled, edge = patient.weight * SQUARE_CM_PER_SQUARE_M, limit * patient.height * patient.height
    holds = scaled > edge if strict else scaled >= edge
    words = ("above" if holds else "not above") if strict else ("at least" if holds else "below")
    value = beside(body_mass_index(patient.weight, patient.height), limit)
    return Finding(holds, f"BMI {value} is {words} {plain(limit)}", edge / SQUARE_CM_PER_SQUARE_M)


def _over_ideal_finding(
    patient: Patient, percent: Decimal, formula: Ideal | None, ideal: Kilograms | IvigcalcError
) -> Finding:
    if isinstance(ideal, IvigcalcError) or formula is None or patient.height is None:
        return _UNKNOWN
    edge = (_HUNDRED + percent) * _ideal_times(formula, patient.height, patient.sex == "male")
    holds = patient.weight * _times(formula) * _HUNDRED > edge
    over = (patient.weight - ideal) * _HUNDRED / ideal
    value = f"{beside(abs(over), percent)} % {'over' if over >= 0 else 'below'} the ideal {kilograms(ideal)}"
    words = f"more than {plain(percent)} %" if holds else f"not more than {plain(percent)} % over"
    return Finding(holds, f"weight {value}, {words}", ideal * (_HUNDRED + percent) / _HUNDRED)


def _above_by_sex_finding(patient: Patient, male: Kilograms, female: Kilograms) -> Finding:
    if patient.sex is None:  # both sexes may still agree
        if (patient.weight > male) != (patient.weight > female):
            return _UNKNOWN
        floor, turns_at = (max if patient.weight > male else min)(male, female), None
    else:
        floor = turns_at = male if patient.sex == "male" else female
    holds = patient.weight > floor
    words = "above" if holds else "not above"
    return Finding(holds, f"weight {plain(patient.weight)} kg is {words} {plain(floor)} kg", turns_at)


def turning_point(found: tuple[Finding, ...]) -> Decimal | None:
    """The weight above which all of *found* hold; None when something else than weight keeps one from holding."""
    if any(finding.holds is None or not (finding.holds or finding.turns_at_kg) for finding in found):
        return None
    return max((finding.turns_at_kg for finding in found if finding.turns_at_kg is not None), default=None)


def _ideal_times(formula: Ideal, height: Centimetres, male: bool) -> Decimal:
    """The ideal weight times ``_times``: exact, where the weight itself is a quotient."""
    base = formula.male_kg if male else formula.female_kg
    if isinstance(formula, IdealByCentimetre):
        per_cm = formula.male_kg_per_cm if male else formula.female_kg_per_cm
        return base + per_cm * max(height - formula.over_cm, Decimal(0))
    cm = formula.cm_per_inch.value
    return base * cm + formula.kg_per_inch * (height - formula.over_inches * cm)


def _times(formula: Ideal) -> Decimal:
    """The cm of an inch, where the formula counts inches."""
    return Decimal(1) if isinstance(formula, IdealByCentimetre) else formula.cm_per_inch.value


def is_short(patient: Patient, formula: IdealFormula) -> bool:
    """Whether the patient is known to be below the height from which the formula counts."""
    return patient.height is not None and patient.height < formula.over_inches * formula.cm_per_inch.value


def kilograms(value: Decimal) -> str:
    """*value* as it is shown: to 0.01 kg."""
    return f"{plain(half_up(value, HUNDREDTH))} kg"


def beside(value: Decimal, limit: Decimal) -> str:
    """*value* to one decimal, or to as many more as show on which side of *limit* it lies."""
    steps = [step for step in _FINER if value == limit or half_up(value, step) != limit]
    return plain(half_up(value, (steps or _FINER)[0]))
