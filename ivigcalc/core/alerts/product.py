"""Alerts on the product: contraindications, licence, what its label does not say."""

from collections.abc import Iterator

from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import Situation
from ivigcalc.core.course.suitability import forbidden, met, youngest_licensed
from ivigcalc.core.patient import OF_CONTENTS, Patient
from ivigcalc.core.printed.product import Hazard, Label
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import plain

NOT_ON_FILE = Citation("house", "only a strength was given, so no label is known")


def licensed(label: Label | None, indication: str | None) -> bool | None:
    """Whether the label names the indication; None when no indication was said, or none of a label is on file."""
    if label is None or indication is None or not label.indications:
        return None
    return any(named.id == indication for named in label.indications)


def contraindicated(now: Situation) -> Iterator[Alert]:
    """A stated risk or the age meets a contraindication; an age that was not said is a caution where it matters."""
    case, label = now.case, now.case.preparation.label
    for hazard in forbidden(label, case.limits.product) if label else ():
        of, below = met(hazard, case.patient, case.limits), hazard.below_age_years
        if of == "age not given" and below is not None:
            yield Alert(
                "product.contraindicated",
                "caution",
                f"age not given, and {case.preparation.name} is contraindicated below {plain(below)} years: "
                f"{hazard.text}",
                "give [[age]]",
                hazard.citation,
            )
        elif of:
            at = f"{at_age(hazard, case.patient)}: " if of == "age" else ""
            yield Alert(
                "product.contraindicated",
                "stop",
                f"{case.preparation.name} is contraindicated: {at}{hazard.text}",
                "choose another product; or accept, with a reason",
                hazard.citation,
            )


def at_age(hazard: Hazard, patient: Patient) -> str:
    """The age of the patient, and that from which the product can be given."""
    assert patient.age is not None
    assert hazard.below_age_years is not None
    return f"age {plain(patient.age)}, below {plain(hazard.below_age_years)} years"


def too_young(now: Situation) -> Iterator[Alert]:
    """Younger than the label's licence; said only where the age is no contraindication."""
    case, label, age = now.case, now.case.preparation.label, now.case.patient.age
    if label is None or age is None:
        return
    if any(met(hazard, case.patient, case.limits) == "age" for hazard in forbidden(label, case.limits.product)):
        return
    youngest = youngest_licensed(label, now.indication, case.limits.product)
    if youngest is not None and age < youngest.years:
        yield Alert(
            "product.age",
            "caution",
            f"age {plain(age)}: the label of {case.preparation.name} ({case.preparation.market}), as far as it is on "
            f"file, is for patients from {plain(youngest.years)} years ({youngest.who})",
            "choose a product licensed at this age, or confirm that off-label use is agreed and documented",
            youngest.citation,
        )


def contraindications_unknown(now: Situation) -> Iterator[Alert]:
    """A risk that lies in what a product contains was stated, and nothing of the label speaks of such risks."""
    preparation = now.case.preparation
    label = preparation.label
    stated = [risk for risk in now.case.patient.risks or () if risk in OF_CONTENTS]
    known = {hazard.risk for hazard in (*label.contraindications, *label.warnings)} if label else set()
    if label is not None:
        known |= {hazard.risk for hazard in forbidden(label, now.case.limits.product)}
    if label is not None and label.contraindications:
        return
    unknown = [risk for risk in stated if risk not in known]
    if unknown:
        yield Alert(
            "product.contraindications-unknown",
            "caution",
            f"contraindications of {preparation.name} are not on file: safety with {', '.join(unknown)} is not known",
            "check contraindications and composition in the current label",
            _label_citation(label) if label else NOT_ON_FILE,
        )


def warned(now: Situation) -> Iterator[Alert]:
    """A warning of the label that a stated risk meets; of a glucose meter always, as it stands on the ward."""
    label, risks = now.case.preparation.label, now.case.patient.risks or ()
    for hazard in label.warnings if label else ():
        text, stated = f"{now.case.preparation.name}: {hazard.text}", hazard.risk in risks
        if hazard.risk == "glucose-meter":
            yield Alert(
                "product.glucose-meter",
                "stop" if stated else "note",
                text,
                "choose another product, or use only a glucose-specific method for blood glucose; or accept, with a "
                "reason"
                if stated
                else "check the glucose meters of the ward",
                hazard.citation,
            )
        elif stated:
            yield Alert("product.warning", "caution", text, "weigh the risk or choose another product", hazard.citation)


def off_label(now: Situation) -> Iterator[Alert]:
    treated, preparation = now.case.treated, now.case.preparation
    if treated is None or preparation.label is None or licensed(preparation.label, treated.id):
        return
    which = f"{preparation.name} ({preparation.market})"
    if preparation.label.indications:
        yield Alert(
            "product.off-label",
            "note",
            f"{treated.name} is not on the label of {which}, as far as it is on file",
            "confirm that off-label use is agreed and documented",
            _label_citation(preparation.label),
        )
    else:
        yield Alert(
            "product.licence-unknown",
            "note",
            f"indications of {which} are not on file: {treated.name} may be off-label",
            "check the current label; off-label use must be agreed and documented",
            _label_citation(preparation.label),
        )


def part_unknown(now: Situation) -> Iterator[Alert]:
    label = now.case.preparation.label
    if label is not None and label.not_on_file:
        yield Alert(
            "product.part-unknown",
            "note",
            f"not on file for {now.case.preparation.name}: {', '.join(label.not_on_file)}",
            "check these in the current label",
            _label_citation(label),
        )
    elif label is None:
        yield Alert(
            "product.part-unknown",
            "note",
            "product not on file: rates, contraindications and handling are unknown",
            "choose a [[product]] on file if there is one, and check the current label",
            NOT_ON_FILE,
        )


def stronger_than_at_risk(now: Situation) -> Iterator[Alert]:
    """At risk, and the label asks for the lowest concentration, which this is not."""
    preparation = now.case.preparation
    rule = preparation.label.at_risk if preparation.label else None
    lowest = rule.lowest_g_per_l if rule else None
    if now.risk.yes and rule is not None and lowest is not None and preparation.concentration > lowest:
        yield Alert(
            "product.concentration-at-risk",
            "caution",
            f"at risk ({now.risk.because}): the strength is {plain(preparation.concentration)} g/L; the label asks for "
            "the "
            f"lowest concentration, {plain(lowest)} g/L",
            f"make it up to {plain(lowest)} g/L: [[concentration]] {plain(lowest / 10)}%",
            rule.citation,
        )


def _label_citation(label: Label) -> Citation:
    seen = Citation(label.source, "the label, as far as seen")
    return label.indications[0].citation if label.indications else seen


CHECKS = (
    contraindicated,
    contraindications_unknown,
    too_young,
    warned,
    stronger_than_at_risk,
    off_label,
    part_unknown,
)
