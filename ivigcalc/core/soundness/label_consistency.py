"""Consistency of a label: its vials, ladders, caps and risks against each other and against the product's strength."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from ivigcalc.core.errors import RecordInvalid
from ivigcalc.core.patient import RISKS
from ivigcalc.core.printed.product import (
    SUBSTANCES,
    ConditionalRate,
    Label,
    Ladder,
    Printed,
    Product,
    RateUnit,
    RiskRule,
)
from ivigcalc.core.pumping.completed import check_ladder
from ivigcalc.core.quantities import GramsPerLitre, plain

Faults = Iterator[str]


def label_faults(label: Label, strengths: Sequence[GramsPerLitre], where: str) -> Faults:
    """What is wrong with *label* in itself, each fault beginning with *where*."""
    yield from _vials(label, strengths, where)
    yield from _indications(label, where)
    sound = True
    for i, ladder in enumerate(label.ladders):
        wrong = list(ladder_faults(ladder, f"{where}: ladders[{i}]"))
        yield from wrong
        sound = sound and not wrong
    if sound:  # only then do their maxima mean something
        for i, ladder in enumerate(label.ladders):
            for other in ladder.also_printed:
                key = f"{where}: ladders[{i}]: also_printed"
                yield from _printed_twice(ladder.unit, ladder.rates, ladder.maximum, other, strengths[0], key)
        if label.at_risk is not None:
            yield from _at_risk(label.at_risk, label, strengths[0], f"{where}: at_risk")
        for i, rate in enumerate(label.conditional_rates):
            yield from _conditional(rate, label, strengths[0], f"{where}: conditional_rates[{i}]")
    yield from _hazards(label, where)
    yield from _contents(label, where)
    for i, handling in enumerate(label.handling):
        if handling.hours is not None and (handling.hours == 0 or handling.what not in _TIMED):
            yield f"{where}: handling[{i}]: hours: above 0, and only of {', '.join(_TIMED)}"


_TIMED = ("in-use", "pooling", "preparation")


def ladder_faults(ladder: Ladder, where: str) -> Faults:
    """What is wrong with *ladder* in itself, each fault beginning with *where*."""
    try:
        check_ladder(ladder, where)
    except RecordInvalid as why:
        yield str(why)
        return
    if len(ladder.minutes) not in (0, len(ladder.rates) - 1, len(ladder.rates)):
        yield f"{where}: minutes: one for every rate but the last, or none"
    start, most = ladder.start_range_up_to, _greatest(ladder)
    if start is not None and start > most:
        yield f"{where}: start_range_up_to: above the maximum"


def oversized_vials(product: Product, most: Decimal) -> Faults:
    """The vials above *most* g, the largest of any shipped label, of which nothing but that number is known."""
    for i, label in enumerate(product.labels):
        for j, vial in enumerate(label.vials):
            if vial.g > most and vial.ml is None:
                yield (
                    f"labels[{i}]: vials[{j}]: g: {plain(vial.g)} g is more than any label on file has "
                    f"({plain(most)} g): if these are mL, write the grams, and else its ml too"
                )


def _vials(label: Label, strengths: Sequence[GramsPerLitre], where: str) -> Faults:
    for i, vial in enumerate(label.vials):
        key = f"{where}: vials[{i}]"
        if vial.g == 0:
            yield f"{key}: g: must be above 0"
        if vial.ml is not None and len(strengths) > 1:
            yield f"{key}: ml: a powder made up to several strengths has none of its own"
        elif vial.ml is not None and vial.g * 1000 != vial.ml * strengths[0]:
            g_per_l = plain(strengths[0])
            yield f"{key}: ml: {plain(vial.ml)} mL of {g_per_l} g/L are not {plain(vial.g)} g"
    if len({vial.g for vial in label.vials}) < len(label.vials):
        yield f"{where}: vials: one size stands there twice"


def _indications(label: Label, where: str) -> Faults:
    named = [indication.id for indication in label.indications]
    if len(set(named)) < len(named):
        yield f"{where}: indications: one stands there twice"
    used = [(f"ladders[{i}]", ladder.indications) for i, ladder in enumerate(label.ladders)]
    used += [(f"conditional_rates[{i}]", rate.indications) for i, rate in enumerate(label.conditional_rates)]
    for key, indications in used:
        for unnamed in sorted(set(indications) - set(named)):
            yield f"{where}: {key}: indications: {unnamed!r} is not among the label's indications"
    served = [(i, ladder.first_infusion) for ladder in label.ladders for i in ladder.indications or ("",)]
    if len(set(served)) < len(served):
        yield f"{where}: ladders: two serve the same indication"


def _hazards(label: Label, where: str) -> Faults:
    for i, hazard in enumerate(label.contraindications):
        if not hazard.risk and hazard.below_age_years is None:
            yield f"{where}: contraindications[{i}]: a risk or below_age_years is needed"
    for i, hazard in enumerate(label.warnings):
        if not hazard.risk or hazard.below_age_years is not None:
            yield f"{where}: warnings[{i}]: a warning is of a risk; an age is a contraindication"
    contraindicated = {hazard.risk for hazard in label.contraindications} - {""}
    warned = {hazard.risk for hazard in label.warnings} - {""}
    for risk in sorted((contraindicated | warned) - set(RISKS)):
        yield f"{where}: risk: {risk!r} is not one of {', '.join(RISKS)}"
    for risk in sorted(contraindicated & warned):
        yield f"{where}: warnings: {risk!r} is a contraindication already"


def _contents(label: Label, where: str) -> Faults:
    """A substance that is forbidden to some patients is named as such, and not in the text alone."""
    for i, constituent in enumerate(label.composition):
        text = constituent.text.lower()
        for substance in SUBSTANCES:
            if substance in text.replace(f"no {substance}", "") and substance not in constituent.contains:
                yield f"{where}: composition[{i}]: contains: the text names {substance}, so it must too"


def _at_risk(rule: RiskRule, label: Label, strength: GramsPerLitre, where: str) -> Faults:
    if (rule.rate is None) != (rule.unit is None):
        yield f"{where}: rate: it and unit stand together"
    if rule.rate is None or rule.unit is None:
        return
    if rule.rate == 0:
        yield f"{where}: rate: must be above 0"
    for i, ladder in enumerate(label.ladders):
        if _above(rule.rate, rule.unit, ladder, strength):
            yield f"{where}: rate: above the maximum of ladders[{i}]"
    for other in rule.also_printed:
        yield from _printed_twice(
            rule.unit, (), rule.rate, other, strength, f"{where}: also_printed", stricter_governs=True
        )


def _conditional(rate: ConditionalRate, label: Label, strength: GramsPerLitre, where: str) -> Faults:
    if not rate.rates or list(rate.rates) != sorted(set(rate.rates)) or rate.rates[0] == 0:
        yield f"{where}: rates: above 0, each above the one before"
        return
    if rate.kind == "ladder":
        if len(rate.minutes) not in (0, len(rate.rates) - 1, len(rate.rates)) or 0 in rate.minutes:
            yield f"{where}: minutes: one above 0 for every rate but the last, or none"
        return
    if len(rate.rates) != 1:
        yield f"{where}: rates: a {rate.kind} is one rate"
        return
    for ladder in _serving(label, rate.indications):
        above = _above(rate.rates[0], rate.unit, ladder, strength)
        if above is not None and above != (rate.kind == "higher-maximum"):
            yield f"{where}: rates: {'not ' if not above else ''}above the label's maximum, for a {rate.kind}"


def _serving(label: Label, indications: tuple[str, ...]) -> list[Ladder]:
    """The ladders that serve *indications* (all of them, when none are named)."""
    if not indications:
        return list(label.ladders)
    naming = [ladder for ladder in label.ladders if set(ladder.indications) & set(indications)]
    return naming or [ladder for ladder in label.ladders if not ladder.indications]


def _greatest(ladder: Ladder) -> Decimal:
    return ladder.rates[-1] if ladder.maximum is None else ladder.maximum


def _above(rate: Decimal, unit: RateUnit, ladder: Ladder, strength: GramsPerLitre) -> bool | None:
    """Whether *rate* passes the maximum of *ladder*; None when only one of the two goes by weight."""
    if ("/kg/" in unit) != ("/kg/" in ladder.unit):
        return None
    return _in_ml_per_h(unit, strength) * Fraction(rate) > _in_ml_per_h(ladder.unit, strength) * Fraction(
        _greatest(ladder)
    )


def _in_ml_per_h(unit: RateUnit, strength: GramsPerLitre) -> Fraction:
    """What 1 *unit* is in mL/h, or in mL/kg/h where it goes by weight: exact."""
    hourly = Fraction(60 if unit.endswith("/min") else 1)
    return hourly / Fraction(strength) if unit.startswith("mg") else hourly


def _printed_twice(
    unit: RateUnit,
    rates: Sequence[Decimal],
    maximum: Decimal | None,
    other: Printed,
    strength: GramsPerLitre,
    where: str,
    *,
    stricter_governs: bool = False,
) -> Faults:
    """Whether the figures that govern and those of *other* agree within the rounding in which *other* is printed.

    A cap may differ by more where the stricter of the two governs.
    """
    if ("/kg/" in unit) != ("/kg/" in other.unit):
        yield f"{where}: unit: {other.unit} cannot be {unit}"
        return
    if len(other.rates) not in (0, 1, len(rates)):
        yield f"{where}: rates: one for each rate, or only the start, or none"
        return
    pairs = list(zip(rates, other.rates, strict=False))
    if other.maximum is not None:
        pairs.append((rates[-1] if maximum is None else maximum, other.maximum))
    if not pairs:
        yield f"{where}: neither rates nor a maximum"
    convert = _in_ml_per_h(unit, strength) / _in_ml_per_h(other.unit, strength)
    for governing, printed in pairs:
        off = Fraction(governing) * convert - Fraction(printed)
        half_a_unit = Fraction(10) ** int(printed.as_tuple().exponent) / 2
        if off > half_a_unit or (off < -half_a_unit and not stricter_governs):
            yield f"{where}: {plain(printed)} {other.unit} is not {plain(governing)} {unit} at {plain(strength)} g/L"
