"""One request, one document: what was said becomes a case, the core plans it, and its sources are looked up.

Every command that plans comes through here, and so do ``batch``, ``forecast`` and ``check``.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from ivigcalc import __version__
from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import PRODUCTS, WEIGHT_POLICIES
from ivigcalc.core.alerts import raise_alerts
from ivigcalc.core.course.case import Case
from ivigcalc.core.course.planned import Alert, Change, Document, Plan
from ivigcalc.core.course.situation import Earlier
from ivigcalc.core.errors import Refused, Unreadable
from ivigcalc.core.parts import dates_alone, one_infusion, taper_alone, weights
from ivigcalc.core.plan import calendar_rows, plan, shown, worked_out
from ivigcalc.core.printed.product import Product
from ivigcalc.core.printed.sources import cited
from ivigcalc.core.pumping.rates import by_the_hour
from ivigcalc.documents.resolve import check_entry, dose_said, patient, resolve, resolve_infusion, resolve_outing
from ivigcalc.request.fields import FIELDS, Said, as_list, echo, read

_KEPT = 256  # plans of which each may be some hundred kB

NO_START = "no start: give the first infusion day, such as --start 2024-04-08"


# What is said of the product in hand; it does not hold for another one, and written rates stand in for its label.
OF_THE_PRODUCT = ("concentration", "vials", "stock", "rates")


def document(name: str, said: Said, catalogue: Catalogue, made: Plan) -> Document:
    """*made* as the document *name* that answers *said*."""
    base, changes = parted(said)
    parts = [echo(base), *({"from_cycle": change["from_cycle"], **echo(change)} for change in changes)]
    return _answering(name, parts, catalogue, made)


def _answering(name: str, parts: list[dict[str, Any]], catalogue: Catalogue, made: Plan) -> Document:
    """*made* as the document that answers the first of *parts* and, as changes, the others."""
    request, *changes = [*parts[:-1], _accepting(parts[-1], made.alerts)]
    if changes:
        request["changes"] = changes
    return Document(name, __version__, request, _with_sources(made, catalogue), digest(name, request))


def _with_sources(made: Plan, catalogue: Catalogue) -> Plan:
    return made if made.sources else made._replace(sources=catalogue.sources(cited(made)))


def digest(name: str, request: Mapping[str, Any]) -> str:
    """Ten characters that tell two requests apart; the program's version counts, as its data ship with it."""
    text = json.dumps([name, __version__, request], sort_keys=True, separators=(",", ":"))
    hashed: str = _sha256()(text.encode()).hexdigest()
    return hashed[:10]


@cache
def _sha256() -> Callable[[bytes], Any]:
    """The lean module where the interpreter has it, as its own ``random`` takes it; ``hashlib`` loads OpenSSL."""
    for name in ("_sha2", "_sha256"):
        with suppress(ImportError):
            return import_module(name).sha256  # type: ignore[no-any-return]
    from hashlib import sha256

    return sha256


def full_plan(said: Said, catalogue: Catalogue) -> Document:
    """The whole plan; with ``changes`` among what was said, one that goes on from an earlier one.

    Raises:
        Unreadable, Refused, RecordInvalid: As reading, resolving and planning do.
    """
    base, changes = parted(said)
    parts, differences = [echo(base)], list[Change]()
    if not changes:
        read({name: value for name, value in parts[0].items() if name == "label"})  # nothing below sees it
        unlabelled = {name: value for name, value in parts[0].items() if name != "label"}
        return _answering("plan", parts, catalogue, _plan_of(json.dumps(unlabelled), catalogue.absolute()))
    now = worked_out(_dated_case(base, catalogue))
    for change in changes:
        from_cycle, anew = change["from_cycle"], {name: value for name, value in change.items() if name != "from_cycle"}
        if "start" in anew or "given" in anew:
            raise Refused("--from-cycle: the dates go on from the earlier plan; fix one with --cycle-date instead")
        if "accept" in parts[-1]:  # accepted as the plan then was
            alerts = raise_alerts(now)
            base, parts[-1] = _accepting(base, alerts), _accepting(parts[-1], alerts)
        after = changed(base, anew, catalogue)
        differences += _changes(from_cycle, base, after)
        now = worked_out(_dated_case(after, catalogue), Earlier(now, calendar_rows(now), from_cycle, frozenset(anew)))
        base = after
        parts.append({"from_cycle": from_cycle, **echo(anew)})
    return _answering("plan", parts, catalogue, shown(now)._replace(changes=tuple(differences)))


@lru_cache(_KEPT)
def _plan_of(request: str, catalogue: Catalogue) -> Plan:
    """The plan of a *request* written as JSON: in a cohort the same often comes again, but for its label."""
    made = shown(worked_out(_dated_case(json.loads(request, parse_float=Decimal), catalogue)))
    return _with_sources(made, catalogue)


def changed(base: Said, anew: Said, catalogue: Catalogue) -> dict[str, Any]:
    """What holds once *anew* was said: what was said of another product does not, and acceptances add up.

    Raises:
        Unreadable: There is no such product, or its strength cannot be read.
    """
    gone: set[str] = set()
    if "product" in anew:
        earlier = base.get("product")
        if earlier is None or _product(earlier, catalogue).id != _product(anew["product"], catalogue).id:
            gone = set(OF_THE_PRODUCT)
    elif "concentration" in anew:
        strength = read({"concentration": anew["concentration"]})["concentration"]
        if "product" in base:
            known = [one.g_per_l for one in _product(base["product"], catalogue).strengths]
        else:
            known = [read({"concentration": base["concentration"]})["concentration"]]
        if strength not in known:
            gone = {"product", "market", *OF_THE_PRODUCT}
    after = {**{name: value for name, value in base.items() if name not in gone}, **anew}
    if "accept" in base and "accept" in anew:
        after["accept"] = [*as_list(base["accept"]), *as_list(anew["accept"])]
    return after


def _product(id: Any, catalogue: Catalogue) -> Product:
    return catalogue.record(PRODUCTS, read({"product": id})["product"])


def in_force(said: Said, catalogue: Catalogue) -> dict[str, Any]:
    """What holds after the last change: for what looks at one infusion, and not at the course."""
    base, changes = parted(said)
    for change in changes:
        base = changed(base, {name: value for name, value in change.items() if name != "from_cycle"}, catalogue)
    return base


def parted(said: Said) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What was said for the whole plan, and what was said anew from a cycle on, in order.

    Raises:
        Unreadable: ``changes`` is not a list of objects with a rising ``from_cycle``.
    """
    changes = said.get("changes", [])
    if not isinstance(changes, list) or not all(isinstance(change, dict) for change in changes):
        raise Unreadable('changes: a list of objects such as {"from_cycle": 4, "weight": "80kg"} is needed')
    cycles = [change.get("from_cycle") for change in changes]
    if not all(type(cycle) is int for cycle in cycles) or cycles != sorted(set(cycles)):
        raise Unreadable(
            f"changes: each from_cycle is a whole number above the one before, not {', '.join(map(str, cycles))}; go "
            "on from the cycle of the last change or a later one"
        )
    return {name: value for name, value in said.items() if name != "changes"}, changes


def _dated_case(said: Said, catalogue: Catalogue) -> Case:
    values = read(said)
    if "start" not in values and "given" not in values:
        raise Unreadable(NO_START)
    return resolve(values, catalogue)


def _changes(from_cycle: int, base: Said, after: Said) -> list[Change]:
    was, now = echo(base), echo(after)
    return [
        Change(from_cycle, name, _words(was.get(name)), _words(now.get(name)))
        for name in FIELDS
        if was.get(name) != now.get(name)
    ]


def _words(value: Any) -> str:
    """As it would be said on the line; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(_words, value))
    if isinstance(value, dict):  # an acceptance with its text
        return f"{value['code']}={value['reason']}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _without_changes(said: Said, name: str) -> Said:
    if said.get("changes"):
        raise Unreadable(f"this request goes on from an earlier plan; ivigcalc plan shows its {name}")
    return said


def dose_alone(said: Said, catalogue: Catalogue) -> Document:
    """Dose, volumes, split and vials, without dates."""
    return document("dose", said, catalogue, plan(resolve(read(in_force(said, catalogue)), catalogue)))


def infusion_alone(said: Said, catalogue: Catalogue) -> Document:
    """The pump timetable of one day's dose, or of the volume that is left."""
    values = read(in_force(said, catalogue))
    if ("dose" in values) == ("volume" in values):
        raise Unreadable("say how much is infused: either --dose, such as 28g, or --volume, such as 280mL")
    case = resolve_infusion(values, catalogue)
    resume = None
    if "resume_rate" in values:
        rate, unit = values["resume_rate"]
        resume = by_the_hour(rate, unit, case.preparation.concentration)
    return document("rates", said, catalogue, one_infusion(case, values.get("volume"), resume))


def calendar_alone(said: Said, catalogue: Catalogue) -> Document:
    """The dates of the cycles."""
    values = read(_without_changes(said, "calendar"))
    if "start" not in values and "given" not in values:
        raise Unreadable(NO_START)
    return document("calendar", said, catalogue, dates_alone(resolve_outing(values, catalogue, steroid=False)))


def taper_of(said: Said, catalogue: Catalogue) -> Document:
    """The steroid taper with its tablets."""
    values = read(_without_changes(said, "taper"))
    if "taper" not in values:
        raise Unreadable("no taper: give --taper, such as 60x28,40x28,20 or 60,40,20/cycle, or one on file")
    return document("taper", said, catalogue, taper_alone(resolve_outing(values, catalogue, steroid=True)))


def weights_side_by_side(said: Said, catalogue: Catalogue) -> Document:
    """The dosing weight under every policy on file."""
    values = read(in_force(said, catalogue))
    if "weight" not in values:
        raise Unreadable("no weight: give --weight, such as --weight 70kg")
    check_entry(values, catalogue)
    policies = tuple(catalogue.record(WEIGHT_POLICIES, id) for id in catalogue.ids(WEIGHT_POLICIES))
    rows = weights(patient(values), policies, values.get("weight_factor"), dose_said(values, catalogue))
    return document("weight", said, catalogue, Plan(policies=rows))


# Each document that can be recomputed from its request, by the name in its schema.
DOCUMENTS: dict[str, Callable[[Said, Catalogue], Document]] = {
    "plan": full_plan,
    "dose": dose_alone,
    "rates": infusion_alone,
    "calendar": calendar_alone,
    "taper": taper_of,
    "weight": weights_side_by_side,
}


def _accepting(request: Said, alerts: tuple[Alert, ...]) -> dict[str, Any]:
    """*request*, each acceptance with the text of what it accepts, so that it lapses when that text is another."""
    if "accept" not in request:
        return {**request}
    return {**request, "accept": [each for one in as_list(request["accept"]) for each in _with_text(one, alerts)]}


def _with_text(one: Any, alerts: tuple[Alert, ...]) -> list[Any]:
    if isinstance(one, dict):
        return [one]
    code, _, reason = str(one).partition("=")
    texts = dict.fromkeys(alert.text for alert in alerts if alert.code == code.strip() and alert.accepted is not None)
    return [{"code": code.strip(), "reason": reason.strip(), "text": text} for text in texts] or [one]
