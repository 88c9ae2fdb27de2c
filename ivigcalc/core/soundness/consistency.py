"""Consistency: what the types cannot say of a record.

A test holds every shipped record to it; a local record is held to it when it is read. A fault is a text
``key: reason``, the key written as the reader of records writes it (``labels[0]: ladders[1]: rates``).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from ivigcalc.core.dosing.dose import Said, from_regimen
from ivigcalc.core.dosing.weight_policy import Trigger, WeightPolicy
from ivigcalc.core.errors import IvigcalcError
from ivigcalc.core.named_tuple import within
from ivigcalc.core.patient import RISKS
from ivigcalc.core.printed.limits import Range
from ivigcalc.core.printed.monitoring import MonitoringRule, When
from ivigcalc.core.printed.product import MARKETS, Product
from ivigcalc.core.printed.regimen import PrintedPhase, Regimen, Unsuited, Variant
from ivigcalc.core.printed.sources import Citation, Source, Statement
from ivigcalc.core.pumping.rates import RateProtocol
from ivigcalc.core.quantities import plain
from ivigcalc.core.soundness.label_consistency import label_faults, ladder_faults
from ivigcalc.core.soundness.market_default_consistency import market_default_faults
from ivigcalc.core.soundness.phase_consistency import phase_faults
from ivigcalc.core.soundness.steroid_consistency import protocol_faults, steroid_faults
from ivigcalc.core.steroid.types import MOST_DAYS, Steroid, TaperProtocol
from ivigcalc.core.wording import named

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ID_FORM = "lower-case letters and digits, joined by hyphens"
_PROTOCOL_ID = re.compile(r"[a-z0-9]+([-,][a-z0-9]+)*")
_PROTOCOL_ID_FORM = f"{_ID_FORM} or commas"
_URL = re.compile(r"https?://[^\s/]+\S*")

Faults = Iterator[str]


def faults(record: Any) -> tuple[str, ...]:
    """What is wrong with *record* in itself; empty when nothing is."""
    found = [*_names(record), *_numbers(record, "")]
    check = _CHECKS.get(type(record))
    if check is not None and not found:  # the others may rely on names and signs
        found.extend(check(record))
    return tuple(dict.fromkeys(found))


def references(record: Any) -> Iterator[tuple[str, str, str]]:
    """The other records that *record* names, each as key, kind and id."""
    for source in sorted(_sources(record)):
        yield "source", "sources", source
    match record:
        case Product():
            said = [one for one in within(record) if isinstance(one, Statement)]
            yield from (("says: indications", "regimens", id) for one in said for id in one.indications)
            for i, label in enumerate(record.labels):
                yield from ((f"labels[{i}]: indications", "regimens", named.id) for named in label.indications)
        case Regimen():
            for i, variant in enumerate(record.variants):
                if variant.weight_policy:
                    yield f"variants[{i}]: weight_policy", "weight_policies", variant.weight_policy
            for i, one in enumerate(record.default_by_market):
                yield from ((f"default_by_market[{i}]: products", "products", product) for product in one.products)
        case TaperProtocol():
            yield from (("indications", "regimens", indication) for indication in record.indications)
            yield "drug", "steroids", record.drug
        case MonitoringRule() | WeightPolicy():
            yield from (("indications", "regimens", indication) for indication in record.indications)
        case RateProtocol():
            yield from (("products", "products", product) for product in record.products)


def _sources(record: Any) -> set[str]:
    """The ids of all sources that are named anywhere in *record*."""
    found = within(record)
    also = (id for one in found if isinstance(one, PrintedPhase) for id in one.also)
    return {*also, *(getattr(one, "source", "") for one in found)} - {""}


def _names(record: Any) -> Faults:
    of_rates = isinstance(record, RateProtocol)
    if not (_PROTOCOL_ID if of_rates else _ID).fullmatch(record.id):
        yield f"id: {_PROTOCOL_ID_FORM if of_rates else _ID_FORM}"
    if not getattr(record, "name", "x").strip():
        yield "name: empty"
    aliases: tuple[str, ...] = getattr(record, "aliases", ())
    for alias in aliases:
        if not _ID.fullmatch(alias):
            yield f"aliases: {alias!r}: {_ID_FORM}"
    yield from _twice("aliases", (record.id, *aliases))


def _numbers(value: Any, where: str) -> Faults:
    """No figure on file is below zero."""
    if type(value) in (int, Decimal) and value < 0:
        yield f"{where}: {plain(Decimal(value))} is below 0"
    if isinstance(value, tuple):
        fields = getattr(value, "_fields", None)
        for i, item in enumerate(value):
            here = f"{where}: {fields[i]}" if fields else f"{where}[{i}]"
            yield from _numbers(item, here.removeprefix(": "))


def _twice(key: str, names: Iterable[str]) -> Faults:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"{key}: {name!r} stands there twice"
        seen.add(name)


def _market(key: str, market: str) -> Faults:
    if market not in MARKETS:
        yield f"{key}: {market!r} is not one of {', '.join(MARKETS)}"


def _product(product: Product) -> Faults:
    strengths = [strength.g_per_l for strength in product.strengths]
    if not strengths or 0 in strengths or len(set(strengths)) < len(strengths):
        yield "strengths: one or more are needed, different and above 0 g/L"
        return
    if not product.labels:
        yield "labels: one or more are needed"
    if "house" in _sources(product):
        yield "source: 'house' is the program's own choice, which is never what a label prints"
    yield from _twice("labels: markets", (market for label in product.labels for market in label.markets))
    for i, label in enumerate(product.labels):
        where = f"labels[{i}]"
        if not label.markets:
            yield f"{where}: markets: one or more are needed"
        for market in label.markets:
            yield from _market(f"{where}: markets", market)
        yield from label_faults(label, strengths, where)


def _regimen(regimen: Regimen) -> Faults:
    chosen = [variant for variant in regimen.variants if variant.id == regimen.default]
    if regimen.default and not chosen:
        yield f"default: {regimen.default!r} is not the id of a variant"
    elif chosen and not chosen[0].stands:
        yield f"default: {regimen.default!r} is {'superseded' if chosen[0].superseded else 'not commissioned'}"
    if not regimen.default_reason.strip():
        yield "default_reason: empty; give the reason for this default"
    wrong = list(_twice("variants", (variant.id for variant in regimen.variants)))
    for i, variant in enumerate(regimen.variants):
        wrong.extend(_variant(variant, f"variants[{i}]"))
    yield from wrong or market_default_faults(regimen)


def _variant(variant: Variant, where: str) -> Faults:
    if not _ID.fullmatch(variant.id):
        yield f"{where}: id: {_ID_FORM}"
    for key in ("name", "status"):
        if not getattr(variant, key).strip():
            yield f"{where}: {key}: empty"
    if not variant.phases:
        yield f"{where}: phases: one or more are needed"
    for j, limit in enumerate(variant.unsuited):
        yield from (f"{where}: unsuited[{j}]: {fault}" for fault in _unsuited(limit))
    sound = True
    for j, phase in enumerate(variant.phases):
        wrong = [f"{where}: phases[{j}]: {fault}" for fault in (*phase_faults(phase), *_also(phase))]
        yield from wrong
        sound = sound and not wrong
        if j and phase.interval_days_min is None:
            yield f"{where}: phases[{j}]: interval_days_min: a phase after another needs its interval"
    for j, phase in enumerate(variant.phases[:-1] if sound else ()):
        if phase.cycles is None:
            yield f"{where}: phases[{j}]: cycles: only the last phase may leave them open"
        try:
            from_regimen(phase, Said(), variant.id)
        except IvigcalcError as why:
            yield f"{where}: phases[{j}]: only the last phase may leave a choice: {why.told(named)}"


def _unsuited(limit: Unsuited) -> Faults:
    of_measures = (limit.below_kg, limit.above_kg, limit.from_age_years)
    if limit.risk and limit.risk not in RISKS:
        yield f"risk: {limit.risk!r} is not one of {', '.join(RISKS)}"
    if not limit.risk and of_measures == (None, None, None):
        yield "below_kg, above_kg, from_age_years or a risk is needed"
    if 0 in of_measures:
        yield "below_kg, above_kg and from_age_years are above 0"


def _also(phase: PrintedPhase) -> Faults:
    return _twice("also", (phase.citation.source, *phase.also))


def _weight_policy(policy: WeightPolicy) -> Faults:
    if policy.market:
        yield from _market("market", policy.market)
    if policy.factor is not None and not 0 < policy.factor.value <= 1:
        yield "factor: above 0, and at most 1: the dosing weight is never above the actual weight"
    if policy.ideal is not None and policy.ideal_by_cm is not None:
        yield "ideal_by_cm: there is an ideal already; one formula"
    if policy.ideal_formula is None and (policy.formula, policy.otherwise) != ("actual", "actual"):
        yield "ideal: missing; a policy that doses on another weight than actual needs it"
    if policy.ideal is not None and 0 in (*policy.ideal[:4], policy.ideal.cm_per_inch.value):
        yield "ideal: every constant is above 0"
    if policy.ideal_by_cm is not None and 0 in policy.ideal_by_cm[:5]:
        yield "ideal_by_cm: every constant is above 0"
    for i, trigger in enumerate(policy.triggers):
        yield from (f"triggers[{i}]: {fault}" for fault in _trigger(trigger, policy))
    for i, exclusion in enumerate(policy.exclusions):
        if exclusion.age_below_years is None and exclusion.height_below_cm is None:
            yield f"exclusions[{i}]: no condition"


def _trigger(trigger: Trigger, policy: WeightPolicy) -> Faults:
    if all(value is None for value in trigger if not isinstance(value, Citation)):
        yield "no condition"
    if (trigger.male_above_kg is None) != (trigger.female_above_kg is None):
        yield "male_above_kg: it and female_above_kg stand together"
    if trigger.percent_over_ideal_above is not None and policy.ideal_formula is None:
        yield "percent_over_ideal_above: needs the policy's ideal weight"


def _taper(protocol: TaperProtocol) -> Faults:
    yield from islice(protocol_faults(protocol), 1)  # the others may follow from the first
    months = [target.by_month for target in protocol.targets]
    if months != sorted(set(months)):
        yield "targets: by_month rises from target to target"
    for i, target in enumerate(protocol.targets):
        if (target.mg is None) == (target.mg_per_kg is None):
            yield f"targets[{i}]: mg or mg_per_kg, one of the two"
    if protocol.own_step_mg is not None and protocol.own_step_mg.value == 0:
        yield "own_step_mg: must be above 0"
    if protocol.start is not None and 0 in (protocol.start.mg_per_kg, protocol.start.maximum_mg):
        yield "start: doses are above 0 mg"


def _steroid(steroid: Steroid) -> Faults:
    yield from islice(steroid_faults(steroid), 1)
    yield from _twice("tablets: market", (tablets.market for tablets in steroid.tablets))
    for i, tablets in enumerate(steroid.tablets):
        yield from _market(f"tablets[{i}]: market", tablets.market)
        yield from _twice(f"tablets[{i}]: strengths", (plain(strength.mg) for strength in tablets.strengths))


def _rate_protocol(protocol: RateProtocol) -> Faults:
    yield from ladder_faults(protocol.ladder, "ladder")
    if protocol.thrombosis is not None and (protocol.thrombosis.rate is None) != (protocol.thrombosis.unit is None):
        yield "thrombosis: rate and unit stand together"
    yield from _twice("products", protocol.products)


def _monitoring(rule: MonitoringRule) -> Faults:
    yield from islice(rule_faults(rule), 1)
    for key in ("topic", "text"):
        if not getattr(rule, key).strip():
            yield f"{key}: empty"
    for risk in rule.risks:
        if risk not in RISKS:
            yield f"risks: {risk!r} is not one of {', '.join(RISKS)}"
    if rule.from_days is not None and rule.to_days is not None and rule.from_days > rule.to_days:
        yield "to_days: before from_days"
    least, above, most = rule.minimum_g_per_kg, rule.above_g_per_kg, rule.maximum_g_per_kg
    if most is not None and ((least is not None and least > most) or (above is not None and above >= most)):
        yield "maximum_g_per_kg: below the least dose"


# What a rule of each kind must say; of "|" exactly one.
_NEEDS: dict[When, tuple[str, ...]] = {
    "at-intervals": ("every_months", "for_months"),
    "after-each-cycle": ("from_days",),
    "after-cycles": ("cycles",),
    "after-first": ("from_days|from_months",),
    "after-last": ("from_days|from_months",),
    "steroid-at-least": ("at_least_mg", "for_days|for_months"),
    "steroid-suppresses": ("for_days",),
}


def rule_faults(rule: MonitoringRule) -> Faults:
    """What is wrong with when *rule* is due."""
    for keys in _NEEDS.get(rule.when, ()):
        if sum(getattr(rule, key) is not None for key in keys.split("|")) != 1:
            yield f"{keys.replace('|', ' or ')}: a rule {rule.when!r} needs it"
    for key in ("cycles", "from_days", "to_days", "from_months", "every_months", "for_days", "for_months"):
        value = getattr(rule, key)
        if value is not None and not 1 <= value <= MOST_DAYS:
            yield f"{key}: 1 to {MOST_DAYS}"


def _source(source: Source) -> Faults:
    for key in ("title", "publisher"):
        if not getattr(source, key).strip():
            yield f"{key}: empty"
    if source.url and not _URL.fullmatch(source.url):
        yield "url: a web address, or empty"
    if (source.tier == "house") != (source.id == "house"):
        yield "tier: 'house' is the program's own choice and nothing else"
    try:
        written_out = date.fromisoformat(source.seen).isoformat() == source.seen
    except ValueError:
        written_out = False
    if not written_out:
        yield "seen: the date on which a person last read it, such as 2026-11-22"


def range_faults(limits: Any) -> Faults:
    """The ranges of a record of limits that do not run upwards."""
    for key, value in zip(limits._fields, limits, strict=True):
        if isinstance(value, Range) and value.low.value > value.high.value:
            yield f"{key}: low is above high"


_CHECKS: dict[type, Callable[[Any], Iterable[str]]] = {
    Product: _product,
    Regimen: _regimen,
    WeightPolicy: _weight_policy,
    TaperProtocol: _taper,
    Steroid: _steroid,
    RateProtocol: _rate_protocol,
    MonitoringRule: _monitoring,
    Source: _source,
}
