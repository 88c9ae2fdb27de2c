"""Alerts on the regimen: what its source and the product's say of giving it, and for whom it is not meant."""

from collections.abc import Iterable, Iterator

from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import Situation
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.regimen import Unsuited, Variant
from ivigcalc.core.printed.sources import Citation, Statement
from ivigcalc.core.quantities import plain

SAYS = "regimen.says"


def says(now: Situation) -> Iterator[Alert]:
    """What the records say of giving the regimen and the product: a note for each source, with all that it says."""
    treated, preparation = now.case.treated, now.case.preparation
    if treated is not None and treated.variant is not None:
        whose = f"{treated.name}, {treated.variant.name}"
        yield from _said(whose, of_variant(treated.variant), "copy what applies to this patient into the orders")
    of_product = [one for one in preparation.says if not one.indications or now.indication in one.indications]
    yield from _said(preparation.name, of_product, "check before the product is prepared")


def of_variant(variant: Variant) -> tuple[Statement, ...]:
    """What is said of giving it, and last what is said of judging it."""
    if not variant.review:
        return variant.says
    place = Citation(variant.source, "what it says of review")
    return (*variant.says, Statement(f"review: {variant.review}", place))


def _said(whose: str, statements: Iterable[Statement], do: str) -> Iterator[Alert]:
    by_source: dict[str, list[Statement]] = {}
    for one in statements:
        by_source.setdefault(one.citation.source, []).append(one)
    for source, said in by_source.items():
        text = "; ".join(one.text for one in said)
        places = "; ".join(dict.fromkeys(one.citation.at for one in said))
        yield Alert(SAYS, "note", f"{whose}: {text}", do, Citation(source, places))


def unsuited(now: Situation) -> Iterator[Alert]:
    """A patient of a body weight or an age, or with a risk, for which the source means another treatment."""
    patient, treated = now.case.patient, now.case.treated
    variant = treated.variant if treated is not None else None
    for limit in variant.unsuited if variant is not None else ():
        because = _meets(patient, limit)
        if because:
            yield Alert("regimen.unsuited", "caution", f"{because}: {limit.text}", limit.do, limit.citation)


def _meets(patient: Patient, limit: Unsuited) -> str:
    """What of *patient* meets the *limit*; empty where nothing does."""
    below, above, age = limit.below_kg, limit.above_kg, limit.from_age_years
    known = age is not None and patient.age is not None
    if age is not None and patient.age is not None and patient.age >= age:
        return f"age {plain(patient.age)}"
    light = below is not None and patient.weight < below
    if light or (above is not None and not known and patient.weight > above):
        return f"{plain(patient.weight)} kg"
    return f"stated: {limit.risk}" if limit.risk in (patient.risks or ()) else ""


def not_commissioned(now: Situation) -> Iterator[Alert]:
    """A regimen that its own source does not fund; where none was chosen, the indication if none on file is funded."""
    treated = now.case.treated
    if treated is None:
        return
    chosen = treated.variant
    variants = treated.printed if chosen is None else (chosen,)
    refused = [(one, one.not_commissioned) for one in variants if one.not_commissioned is not None]
    for variant, said in refused if len(refused) == len(variants) else ():
        yield Alert(
            "regimen.not-commissioned",
            "caution",
            f"{treated.name}, {variant.name}: {said.text}",
            "agree funding for this patient before ordering, or choose another treatment",
            said.citation,
        )


CHECKS = (not_commissioned, unsuited, says)
