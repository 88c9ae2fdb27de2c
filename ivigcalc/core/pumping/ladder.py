"""Ladders: which one a label gives, its steps completed between those that are printed, and what caps it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import count
from typing import Literal

from ivigcalc.core.errors import RecordInvalid
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.product import ConditionalRate, Label, Ladder, RiskRule
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.rates import PrintedRate, Rate, RateRules, by_the_hour
from ivigcalc.core.quantities import GramsPerLitre, Kilograms, Minutes, MlPerHour, MlPerKgHour, plain

KEPT = 1024  # results of pure functions: in a cohort the same doses come again and again

Origin = Literal["label", "protocol", "written"]
Basis = Literal["label", "protocol", "written", "maker", "convention", "hours"]  # hours: the time that it is to take
CapKind = Literal["at-risk", "protocol", "max-rate", "indication", "first-infusion", "condition"]


class Chosen(NamedTuple):
    """The label's ladder for this infusion. ``lowest``: the label names no ladder for the indication."""

    ladder: Ladder
    lowest: bool
    because: str


class Rung(NamedTuple):
    """One step of a completed ladder. ``minutes`` is None for the last, which runs until the volume is used up."""

    rate: Rate
    minutes: Minutes | None
    basis: Basis


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


def check_ladder(ladder: Ladder, where: str) -> None:
    """Refuse a ladder that contradicts itself or leaves its maximum open.

    Raises:
        RecordInvalid: The text begins with *where*.
    """
    rates = ladder.rates
    faults = {
        "no rates": not rates,
        "a rate is not above the one before": list(rates) != sorted(set(rates)) or any(rate <= 0 for rate in rates),
        "more minutes than rates": len(ladder.minutes) > len(rates),
        "minutes of 0 or less": any(hold is not None and hold <= 0 for hold in (*ladder.minutes, ladder.every_minutes)),
        "the maximum is below the last rate": bool(rates) and ladder.maximum is not None and ladder.maximum < rates[-1],
        "one rate and no maximum": len(rates) == 1 and ladder.maximum is None,
        "an increment needs a maximum and every_minutes": ladder.increment is not None
        and (ladder.increment <= 0 or ladder.maximum is None or ladder.every_minutes is None),
        "start_range_up_to is not above the start": bool(rates)
        and ladder.start_range_up_to is not None
        and ladder.start_range_up_to <= rates[0],
        "maximum_range_up_to is not above the maximum": ladder.maximum_range_up_to is not None
        and (ladder.maximum is None or ladder.maximum_range_up_to <= ladder.maximum),
        **_maker_faults(ladder),
    }
    for fault, present in faults.items():
        if present:
            raise RecordInvalid(f"{where}: {fault}")


def _maker_faults(ladder: Ladder) -> dict[str, bool]:
    maker = ladder.maker
    if maker is None or not ladder.rates:
        return {}
    rates, top = maker.rates, ladder.rates[-1] if ladder.maximum is None else ladder.maximum
    return {
        "maker: fewer than two rates, or one that is not above the one before": len(rates) < 2
        or list(rates) != sorted(set(rates)),
        "maker: the first rate is not the start of the label": rates[:1] != ladder.rates[:1],
        "maker: a rate is above the maximum": rates[-1:] > (top,),
        "maker: minutes above 0, one for each rate but the last or for all": len(maker.minutes)
        not in (len(rates) - 1, len(rates))
        or any(hold <= 0 for hold in maker.minutes),
        "maker: an increment is printed, so that no step is open": ladder.increment is not None,
    }


def top_rate(ladder: Ladder, concentration: GramsPerLitre | None) -> Rate:
    """The fastest rate that *ladder* prints."""
    return by_the_hour(ladder.rates[-1] if ladder.maximum is None else ladder.maximum, ladder.unit, concentration)


@lru_cache(KEPT)
def choose_ladder(
    label: Label, indication: str | None, first: bool, weight: Kilograms, concentration: GramsPerLitre
) -> Chosen | None:
    """The ladder of *label* for the indication and a first or later infusion; None when none is on file.

    A ladder that names the indication comes first; one without indications serves those that the label names and no
    other ladder names; for any other indication, and for an unknown one, the ladder with the lowest maximum is taken,
    and of equals the one with the lowest start. Older texts are used only where the label has nothing newer. For a
    first infusion nothing that the label reserves for later ones is used.
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
    else:
        why = "no indication is known" if indication is None else f"the label prints no rates for {indication}"
        candidates, lowest, because = fitting, True, f"{why}: the lowest maximum on the label"

    def speed(ladder: Ladder) -> tuple[Decimal, Decimal]:
        start = by_the_hour(ladder.rates[0], ladder.unit, concentration)
        return top_rate(ladder, concentration).ml_per_h(weight), start.ml_per_h(weight)

    return Chosen(min(candidates, key=speed), lowest, because)


@lru_cache(KEPT)
def complete(
    ladder: Ladder, concentration: GramsPerLitre | None, rules: RateRules, origin: Origin = "label"
) -> tuple[Rung, ...]:
    """Every step of *ladder*, with those between the printed ones filled in.

    Printed rates and increments keep the *origin*. From the last printed rate to the maximum come the maker's own
    steps, marked ``maker``, and above these the multiples of the start that the convention has, marked ``convention``.
    A rate without minutes is held for those of the maker, else for the ladder's own interval, or else for the
    convention's minutes (``assumed`` says so).

    Raises:
        Unreadable: The ladder is in mg and no concentration is known.
        RecordInvalid: A ladder on file contradicts itself, or the convention would never reach the maximum.
    """
    if origin != "written":
        check_ladder(ladder, f"{ladder.citation.source}, {ladder.citation.at}")
    own = ladder.every_minutes or rules.convention_minutes.value
    held = {} if ladder.maker is None else dict(zip(ladder.maker.rates, ladder.maker.minutes, strict=False))
    steps: list[tuple[Decimal, Decimal, Basis]] = [
        (rate, ladder.minutes[i] if i < len(ladder.minutes) else held.get(rate, own), origin)
        for i, rate in enumerate(ladder.rates)
    ]
    top = ladder.rates[-1] if ladder.maximum is None else ladder.maximum
    steps += [(rate, held.get(rate, own), basis) for rate, basis in _between(ladder, top, rules, origin)]
    if steps[-1][0] < top:
        steps.append((top, own, origin))
    rungs = [Rung(by_the_hour(rate, ladder.unit, concentration), Minutes(hold), basis) for rate, hold, basis in steps]
    return (*rungs[:-1], rungs[-1]._replace(minutes=None))


def _between(ladder: Ladder, top: Decimal, rules: RateRules, origin: Origin) -> Iterator[tuple[Decimal, Basis]]:
    """The rates between the last that *ladder* prints and *top*, neither included, each with its basis."""
    last = ladder.rates[-1]
    if ladder.increment is not None:
        while (last := last + ladder.increment) < top:
            yield last, origin
        return
    for rate in () if ladder.maker is None else ladder.maker.rates:
        if last < rate:
            last = rate
            if rate < top:
                yield rate, "maker"
    for multiple in _multiples(rules) if last < top else ():
        rate = ladder.rates[0] * multiple
        if rate >= top:
            return
        if rate > last:
            yield rate, "convention"


def _multiples(rules: RateRules) -> Iterator[Decimal]:
    """The multiples of the start that the convention has, rising without end.

    Raises:
        RecordInvalid: They do not rise.
    """
    rule = rules.convention
    if rule.then_by <= 0 or list(rule.multiples) != sorted(set(rule.multiples)) or rule.multiples[:1] < (Decimal(1),):
        raise RecordInvalid(
            f"{rules.id}: convention: multiples from 1 on, each above the one before, and then_by above 0"
        )
    yield from rule.multiples
    yield from count(rule.multiples[-1] + rule.then_by, rule.then_by)


def assumed(ladder: Ladder, rules: RateRules) -> tuple[str, ...]:
    """What was chosen in place of the source, one sentence each: the lower end of a range, holds that it omits."""
    said = []
    unit = ladder.unit
    if ladder.start_range_up_to is not None:
        low, high = plain(ladder.rates[0]), plain(ladder.start_range_up_to)
        said.append(f"the start is printed as {low} to {high} {unit}: the lower end is used")
    if ladder.maximum is not None and ladder.maximum_range_up_to is not None:
        low, high = plain(ladder.maximum), plain(ladder.maximum_range_up_to)
        said.append(f"the maximum is printed as {low} to {high} {unit}: the lower end is used")
    held = len(ladder.rates) - (1 if ladder.maximum in (None, ladder.rates[-1]) else 0)
    own = () if ladder.maker is None else ladder.maker.rates[: len(ladder.maker.minutes)]
    bare = [plain(rate) for rate in ladder.rates[len(ladder.minutes) : held] if rate not in own]
    if bare and ladder.every_minutes is None:
        rule = rules.convention_minutes
        said.append(
            f"no minutes are printed for {', '.join(bare)} {unit}: {plain(rule.value)} min, "
            f"as between convention steps [{rule.citation.source}]"
        )
    return tuple(said)


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
    return cap_of(by_the_hour(*rate, concentration), "max-rate", f"[[max_rate]] {plain(rate.value)} {rate.unit}")


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

    Of equal caps the first given wins. A rung that the cap makes has the cap's origin as its basis.
    """
    if not caps:
        return tuple(rungs), None
    cap = min(caps, key=lambda one: one.rate.ml_per_h(weight))
    most = cap.rate.ml_per_h(weight)
    if most > rungs[-1].rate.ml_per_h(weight):
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
