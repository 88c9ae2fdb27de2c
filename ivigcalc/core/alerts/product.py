"""Alerts on the product: contraindications, licence, what its label does not say."""

from collections.abc import Iterator

from ivigcalc.core.planned import Alert
from ivigcalc.core.product import Label
from ivigcalc.core.situation import Situation
from ivigcalc.core.sources import Citation


def licensed(label: Label | None, indication: str | None) -> bool | None:
    """Whether the label names the indication; None when there is no label or no indication to ask of."""
    if label is None or indication is None:
        return None
    return any(named.id == indication for named in label.indications)


def contraindicated(now: Situation) -> Iterator[Alert]:
    label = now.case.preparation.label
    for hazard in label.contraindications if label else ():
        if hazard.risk in (now.case.patient.risks or ()):
            yield Alert(
                "product.contraindicated",
                "stop",
                f"{now.case.preparation.name} is contraindicated: {hazard.text}",
                "choose another product; to go on, accept with the reason",
                hazard.citation,
            )


def warned(now: Situation) -> Iterator[Alert]:
    """A warning of the label that a stated risk meets; a maltose product also when no risk was said."""
    label, risks = now.case.preparation.label, now.case.patient.risks
    for hazard in label.warnings if label else ():
        meter = hazard.risk == "glucose-meter"
        if hazard.risk in (risks or ()) or (meter and risks is None):
            yield Alert(
                "product.glucose-meter" if meter else "product.warning",
                "caution",
                f"{now.case.preparation.name}: {hazard.text}",
                "measure blood glucose with a glucose-specific method" if meter else "weigh the risk, or choose another product",
                hazard.citation,
            )


def off_label(now: Situation) -> Iterator[Alert]:
    treated, preparation = now.case.treated, now.case.preparation
    if treated is None or preparation.label is None or licensed(preparation.label, treated.id):
        return
    market = f" ({preparation.market})" if preparation.market else ""
    unseen = "" if preparation.label.indications else ", of which no indications are on file"
    yield Alert(
        "product.off-label",
        "note",
        f"the label of {preparation.name}{market}{unseen}, does not name {treated.name} as far as it is on file",
        "make sure that off-label use is agreed and documented",
        _label_citation(preparation.label),
    )


def part_unknown(now: Situation) -> Iterator[Alert]:
    label = now.case.preparation.label
    if label is not None and label.not_on_file:
        yield Alert(
            "product.part-unknown",
            "note",
            f"not on file for {now.case.preparation.name}: {', '.join(label.not_on_file)}",
            "read these in the package leaflet",
            _label_citation(label),
        )
    elif label is None:
        yield Alert(
            "product.part-unknown",
            "note",
            "the product is not on file: no rates, contraindications or handling are known",
            "name it with --product where it is on file, and read the package leaflet",
            Citation("house", "only a strength was said"),
        )


def _label_citation(label: Label) -> Citation:
    named = label.indications[0].citation if label.indications else None
    return named or Citation(label.source, "the label as far as it was seen")


CHECKS = (
    contraindicated,
    warned,
    off_label,
    part_unknown,
)
