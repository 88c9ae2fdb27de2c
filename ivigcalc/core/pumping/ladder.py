"""Ladders: which one a label gives, and what caps it."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.product import ConditionalRate, Label, Ladder, RiskRule
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.completed import KEPT, Basis, Rung, top_rate
from ivigcalc.core.pumping.rates import PrintedRate, Rate, by_the_hour
from ivigcalc.core.quantities import GramsPerLitre, Kilograms, MlPerHour, MlPerKgHour, plain

CapKind = Literal["at-risk", "protocol", "max-rate", "indication", "first-infusion", "condition"]


class Chosen(NamedTuple):
    """The label's ladder for this infusion. ``lowest``: the label names no ladder for the indication."""

    ladder: Ladder
    lowest: bool
    because: str


class Cap(NamedTuple):
    """A greatest rate, in mL/kg/h or (where it does not go by weight) in mL/h; ``text`` says why."""

    ml_per_kg_per_h: MlPerKgHour | None
    ml_per_h: MlPerHour | None
    kind: CapKind
    text: str
    citation: Citation | None = None

    @property
    def rate(self) -> Rate:
        if self.ml_per_kg_per_h is not None:
            return Rate(self.ml_per_kg_per_h, per_kg=True)
        return Rate(self.ml_per_h or Decimal(0), per_kg=False)


class Passed(NamedTuple):
    """A ladder that goes above the label. ``absolute``: above every maximum the label has for this patient.

    Otherwise only the ordinary maximum is passed, and ``text`` names the condition under which the label allows it.
    """

    absolute: bool
    text: str
    citation: Citation


@lru_cache(KEPT)
def choose_ladder(
    label: Label, indication: str | None, first: bool, weight: Kilograms, concentration: GramsPerLitre
) -> Chosen | None:
    """The ladder of *label* for the indication and a first or later infusion; None when none is on file.

    A ladder that names the indication comes first; one without indications serves those that the label names and no
    other ladder names, and an unknown one where the label has no rates by indication; for any other indication, and for
    an unknown one elsewhere, the ladder with the lowest maximum is taken, and of equals the one with the lowest start.
    Older texts are used only where the label has nothing newer. For a first infusion nothing that the label
    reserves for later ones is used.
    """
    on_file = _current(label)
    fitting = [ladder for ladder in on_file if ladder.first_infusion in (None, first)] or ([] if first else on_file)
    if not fitting:
        return None
    naming = [ladder for ladder in fitting if indication in ladder.indications]
    general = [ladder for ladder in fitting if not ladder.indications]
    if naming:
        candidates, lowest, because = naming, False, f"the label's rates for {indication}"
    elif general and any(named.id == indication for named in label.indications):
        candidates, lowest, because = general, False, f"the label's rates, {indication} included"
    elif indication is None and general == fitting and not any(more.indications for more in label.conditional_rates):
        candidates, lowest, because = general, False, "the label's rates, the same for every indication"
    else:
        why = "no indication given" if indication is None else f"the label has no rates for {indication}"
        candidates, lowest, because = fitting, True, f"{why}; lowest label maximum applies"

    def speed(ladder: Ladder) -> tuple[Decimal, Decimal]:
        start = by_the_hour(ladder.rates[0], ladder.unit, concentration)
        return top_rate(ladder, concentration).ml_per_h(weight), start.ml_per_h(weight)

    return Chosen(min(candidates, key=speed), lowest, because)


def risk_cap(
    rule: RiskRule, kind: Literal["at-risk", "protocol"], because: str, concentration: GramsPerLitre | None
) -> Cap | None:
    """The cap of a label or a protocol for patients at risk; None where it prints no number.

    Args:
        rule: As printed; where two roundings are printed, its ``rate`` is the one that governs.
        kind: Whose rule it is.
        because: Why the patient counts as at risk.
        concentration: For a rate in mg.
    """
    if rule.rate is None or rule.unit is None:
        return None
    text = f"at risk ({because}): {rule.text}"
    return cap_of(by_the_hour(rule.rate, rule.unit, concentration), kind, text, rule.citation)


def stated_cap(rate: PrintedRate, concentration: GramsPerLitre | None) -> Cap:
    """A cap that was stated."""
    return cap_of(by_the_hour(*rate, concentration), "max-rate", f"{plain(rate.value)} {rate.unit}")


def within_max_rate(
    rungs: tuple[Rung, ...], said: PrintedRate | None, weight: Kilograms, concentration: GramsPerLitre
) -> tuple[Rung, ...]:
    """*rungs* as far as a stated cap lets them go, all where none was *said*."""
    return rungs if said is None else limit(rungs, [stated_cap(said, concentration)], weight)[0]


def label_cap(label: Label, chosen: Chosen, weight: Kilograms, concentration: GramsPerLitre) -> Cap | None:
    """The maximum of the *chosen* ladder as a cap, where the label goes faster for others; None where it does not."""
    rate = top_rate(chosen.ladder, concentration)
    faster = [
        ladder for ladder in _current(label) if top_rate(ladder, concentration).ml_per_h(weight) > rate.ml_per_h(weight)
    ]
    if not faster:
        return None
    first = chosen.ladder.first_infusion is True and all(ladder.first_infusion is False for ladder in faster)
    text = "first infusion" if first else chosen.because
    return cap_of(rate, "first-infusion" if first else "indication", text, chosen.ladder.citation)


def limit(rungs: Sequence[Rung], caps: Sequence[Cap], weight: Kilograms) -> tuple[tuple[Rung, ...], Cap | None]:
    """End *rungs* at the lowest of *caps*, and name that cap; None when the ladder stays below them all.

    The first of equal caps counts. A rung that the cap makes has the cap's origin as its basis; where there are
    none it is the only one.
    """
    if not caps:
        return tuple(rungs), None
    cap = min(caps, key=lambda one: one.rate.ml_per_h(weight))
    most = cap.rate.ml_per_h(weight)
    if rungs and most > rungs[-1].rate.ml_per_h(weight):
        return tuple(rungs), None
    kept = [rung for rung in rungs if rung.rate.ml_per_h(weight) <= most]
    if kept and kept[-1].rate.ml_per_h(weight) == most:
        return (*kept[:-1], kept[-1]._replace(minutes=None)), cap
    origin: Basis = "written" if cap.kind == "max-rate" else "protocol" if cap.kind == "protocol" else "label"
    return (*kept, Rung(cap.rate, None, origin)), cap


def passes_label(
    rungs: Sequence[Rung],
    label: Label,
    indication: str | None,
    first: bool,
    weight: Kilograms,
    concentration: GramsPerLitre,
) -> Passed | None:
    """Whether *rungs*, of a written or protocol ladder as far as it was said to go, exceed the label's maximum.

    The ordinary maximum is that of the ladder which the label would give. Above it the label may allow more: under a
    condition (experienced patients), or, where the indication is unknown to it, for some other indication. A ladder
    above all of these is ``absolute``. None when the label is not passed or has no ladder on file.
    """
    chosen = choose_ladder(label, indication, first, weight, concentration)
    if chosen is None:
        return None
    fastest = rungs[-1].rate
    speed = fastest.ml_per_h(weight)
    ordinary = top_rate(chosen.ladder, concentration)
    if speed <= ordinary.ml_per_h(weight):
        return None
    text = f"{fastest} is above the label's maximum of {ordinary} ({chosen.because})"
    allowances = [
        (by_the_hour(max(more.rates), more.unit, concentration), more.condition, more.citation)
        for more in label.conditional_rates
        if _allows(more, indication, chosen.lowest)
    ]
    upper_end = chosen.ladder.maximum_range_up_to
    if upper_end is not None:
        rate = by_the_hour(upper_end, chosen.ladder.unit, concentration)
        allowances.append((rate, "the upper end of the printed maximum", chosen.ladder.citation))
    if chosen.lowest:
        for other in _current(label):
            named = ", ".join(other.indications) or "the other indications that it names"
            allowances.append((top_rate(other, concentration), f"only for {named}", other.citation))
    for rate, condition, citation in allowances:
        if speed <= rate.ml_per_h(weight):
            return Passed(absolute=False, text=f"{text}; the label allows {rate}: {condition}", citation=citation)
    return Passed(absolute=True, text=text, citation=chosen.ladder.citation)


def _allows(more: ConditionalRate, indication: str | None, unnamed: bool) -> bool:
    if more.kind != "higher-maximum" or more.superseded:
        return False
    return unnamed or not more.indications or indication in more.indications


def _current(label: Label) -> list[Ladder]:
    return [ladder for ladder in label.ladders if not ladder.superseded] or list(label.ladders)


def cap_of(rate: Rate, kind: CapKind, text: str, citation: Citation | None = None) -> Cap:
    """*rate* as a cap."""
    if rate.per_kg:
        return Cap(MlPerKgHour(rate.value), None, kind, text, citation)
    return Cap(None, MlPerHour(rate.value), kind, text, citation)
