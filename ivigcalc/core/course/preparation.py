"""The product as a plan shows it, and whether two of its labels would give the same plan."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from ivigcalc.core.course.case import Case, Limits
from ivigcalc.core.course.planned import PlannedProduct
from ivigcalc.core.course.suitability import forbidden, met, youngest_licensed
from ivigcalc.core.dosing.weight import not_assessed
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.product import Label
from ivigcalc.core.pumping.completed import KEPT, complete
from ivigcalc.core.pumping.ladder import choose_ladder
from ivigcalc.core.pumping.rates import RateRules
from ivigcalc.core.quantities import GramsPerLitre, Kilograms

_ANY_WEIGHT = Kilograms(Decimal(50))  # compares rates that go by weight with those that do not; never a result


@lru_cache(KEPT)
def what_matters(
    label: Label, indication: str | None, risks: tuple[str, ...], concentration: GramsPerLitre, rules: RateRules
) -> tuple[Any, ...]:
    """What of *label* a plan for the *indication* and the stated *risks* depends on: vials, rates, cap, licence.

    What depends on more of the patient is in ``matters_to``.
    """
    ladders = []
    for first in (True, False):
        chosen = choose_ladder(label, indication, first, _ANY_WEIGHT, concentration)
        rungs = complete(chosen.ladder, concentration, rules) if chosen else ()
        ladders.append(tuple((rung.rate, rung.minutes) for rung in rungs))
    return (
        tuple(sorted((vial.g, vial.ml) for vial in label.vials)),
        tuple(ladders),
        (label.at_risk.rate, label.at_risk.unit) if label.at_risk else (None, None),
        any(named.id == indication for named in label.indications),
        tuple(sorted(hazard.risk for hazard in label.contraindications if hazard.risk in risks)),
        tuple(sorted(hazard.risk for hazard in label.warnings if hazard.risk in risks)),
    )


def matters_to(patient: Patient, label: Label, indication: str | None, limits: Limits) -> tuple[Any, ...]:
    """What of *label* depends on the *patient*: what it forbids, its licence by age, what it says of the weight."""
    hazards = [(hazard.risk, met(hazard, patient, limits)) for hazard in forbidden(label, limits.product)]
    youngest = youngest_licensed(label, indication, limits.product)
    return (
        tuple(sorted({hazard for hazard in hazards if hazard[1]})),
        youngest is not None and patient.age is not None and patient.age < youngest.years,
        label.overweight is not None and not_assessed(patient, limits.weight),
    )


def planned_product(case: Case) -> PlannedProduct:
    preparation = case.preparation
    return PlannedProduct(
        id=preparation.id,
        name=preparation.name,
        market=preparation.market,
        label_date=preparation.label.date or None if preparation.label else None,
        concentration_g_per_l=preparation.concentration,
        local=preparation.local,
        handling=preparation.label.handling if preparation.label else (),
    )
