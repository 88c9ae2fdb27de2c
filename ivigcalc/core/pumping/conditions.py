"""Conditions: the rates on file that hold for some patients only, and what becomes of each kind.

A higher maximum is what ``passes_label`` allows, a stricter cap ends the ladder of those whom it is for, and a ladder
beside that of the label is told.
"""

from collections.abc import Iterator

from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.product import ConditionalRate, Label
from ivigcalc.core.pumping.ladder import Cap, cap_of
from ivigcalc.core.pumping.rates import by_the_hour
from ivigcalc.core.quantities import GramsPerLitre


class Circumstances(NamedTuple):
    """What of a patient the conditions go by; ``new``: not known to be past the first infusions."""

    indication: str | None
    new: bool
    at_risk: bool
    after_reaction: bool


def stricter_caps(label: Label, of: Circumstances, concentration: GramsPerLitre) -> tuple[Cap, ...]:
    """The caps of *label* that hold in the circumstances *of* this patient."""
    return tuple(
        _cap(rate, concentration) for rate in _fitting(label, of.indication, "stricter-cap") if _holds(rate, of)
    )


def caps_in_doubt(label: Label, of: Circumstances, concentration: GramsPerLitre) -> tuple[Cap, ...]:
    """The caps of *label* that would hold if more were known of the patient: of earlier infusions, of a reaction."""
    return tuple(
        _cap(rate, concentration)
        for rate in _fitting(label, of.indication, "stricter-cap")
        if not _holds(rate, of) and rate.applies != "at-risk"
    )


def ladders_beside(label: Label, indication: str | None) -> tuple[ConditionalRate, ...]:
    """The ladders on file beside that of *label*: a maker's calculator, a trial, a handbook."""
    return tuple(rate for rate in _fitting(label, indication, "ladder") if not rate.superseded)


def _fitting(label: Label, indication: str | None, kind: str) -> Iterator[ConditionalRate]:
    """Those of the *kind* for the *indication*; where the label does not name it, all."""
    named = any(one.id == indication for one in label.indications)
    for rate in label.conditional_rates:
        if rate.kind == kind and (not named or not rate.indications or indication in rate.indications):
            yield rate


def _holds(rate: ConditionalRate, of: Circumstances) -> bool:
    return {"": True, "first-infusion": of.new, "at-risk": of.at_risk, "reaction": of.after_reaction}[rate.applies]


def _cap(rate: ConditionalRate, concentration: GramsPerLitre) -> Cap:
    most = by_the_hour(rate.rates[0], rate.unit, concentration)
    return cap_of(most, "condition", rate.condition, rate.citation)
