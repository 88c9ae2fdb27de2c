"""Whether a product is for the patient: what its label forbids, and from what age it is licensed."""

from functools import lru_cache
from typing import Literal

from ivigcalc.core.course.case import Limits
from ivigcalc.core.dosing.weight import may_be_younger
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.limits import ProductLimits
from ivigcalc.core.printed.product import Hazard, Indication, Label
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import Years, how_many

_KEPT = 64  # labels: a cohort has few products

Met = Literal["risk", "age", "age not given", ""]


class Youngest(NamedTuple):
    """The least age that a label is for, and how the label says it."""

    years: Years
    who: str
    citation: Citation


@lru_cache(_KEPT)
def forbidden(label: Label, limits: ProductLimits) -> tuple[Hazard, ...]:
    """The contraindications of *label*, and those of a substance in it that hold whatever a label says.

    A rule on a substance adds the risk or the age of which the label's own contraindications do not speak.
    """
    found = list(label.contraindications)
    contents = {substance for constituent in label.composition for substance in constituent.contains}
    for rule in limits.forbidden:
        own = [hazard for hazard in label.contraindications if hazard.risk == rule.risk]
        aged = any(hazard.below_age_years is not None for hazard in own)
        if contents & set(rule.substances) and not aged:
            found.append(Hazard(rule.text, rule.citation, "" if own else rule.risk, rule.below_age_years))
    return tuple(found)


def met(hazard: Hazard, patient: Patient, limits: Limits) -> Met:
    """What of the *patient* meets the contraindication.

    An age that was not said is only told where the body weight leaves it open.
    """
    if hazard.risk and hazard.risk in (patient.risks or ()):
        return "risk"
    below = hazard.below_age_years
    if below is None:
        return ""
    if patient.age is not None:
        return "age" if patient.age < below else ""
    return "age not given" if may_be_younger(patient, below, limits.weight) else ""


@lru_cache(_KEPT)
def youngest_licensed(label: Label, indication: str | None, limits: ProductLimits) -> Youngest | None:
    """From what age *label* is for the *indication*; None where it prints no age.

    Where no indication was said it is the least of all that the label names. One that the label does not name has the
    age of the whole label alone, since its use is outside the label at any age.
    """
    of_label = None
    if label.licence is not None:
        age = label.licence.from_age_years
        of_label = Youngest(age, f"from {how_many(age, 'year')}", label.licence.citation)
    named = [one for one in label.indications if indication in (None, one.id)]
    ages = [_youngest(one, limits) or of_label for one in named]
    if not ages:
        return of_label
    known = [age for age in ages if age is not None]
    return min(known, key=lambda age: age.years) if len(known) == len(ages) else None


def _youngest(indication: Indication, limits: ProductLimits) -> Youngest | None:
    if indication.from_age_years is not None:
        return Youngest(indication.from_age_years, indication.who, indication.citation)
    if indication.adults_only:
        return Youngest(Years(limits.adult_from_years.value), indication.who, indication.citation)
    return None
