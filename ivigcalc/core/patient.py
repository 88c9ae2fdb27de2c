"""The patient as far as dosing needs one: no name, no number, no date of birth."""

from decimal import Decimal
from typing import Literal, get_args

from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import Centimetres, Kilograms, Years

Sex = Literal["male", "female"]
Risk = Literal[
    "renal",
    "thrombosis",
    "heart-failure",
    "iga-antibodies",
    "hyperprolinaemia",
    "fructose-intolerance",
    "corn-allergy",
    "glucose-meter",
    "non-o-blood-group",
]
RISKS: tuple[str, ...] = get_args(Risk)
# What a product contains decides about these.
OF_CONTENTS = ("iga-antibodies", "hyperprolinaemia", "fructose-intolerance", "corn-allergy", "glucose-meter")


class Patient(NamedTuple):
    """``weight`` is the actual body weight. ``risks`` is None when nothing was said, () when "none" was said."""

    weight: Kilograms
    height: Centimetres | None = None
    sex: Sex | None = None
    age: Years | None = None
    pregnant: bool = False
    pre_pregnancy_weight: Kilograms | None = None
    risks: tuple[str, ...] | None = None


class AtRisk(NamedTuple):
    """Whether infusion-rate and dose precautions for patients at risk apply, and why."""

    yes: bool
    because: str
    stated: bool  # a stated risk, not age alone


def at_risk(patient: Patient, age_limit: Decimal) -> AtRisk:
    """A stated renal or thrombotic risk, or an age over *age_limit* years unless the risks were said to be none."""
    stated = [risk for risk in ("renal", "thrombosis") if risk in (patient.risks or ())]
    if stated:
        return AtRisk(yes=True, because="stated: " + ", ".join(stated), stated=True)
    if patient.age is not None and patient.age > age_limit and patient.risks != ():
        return AtRisk(yes=True, because=f"age over {age_limit}", stated=False)
    return AtRisk(yes=False, because="", stated=False)
