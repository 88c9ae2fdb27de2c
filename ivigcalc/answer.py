"""One request, one document: what was said becomes a case, the core plans it, and its sources are looked up.

Every command that plans comes through here, and so do ``batch``, ``forecast`` and ``check``.
"""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from ivigcalc import __version__
from ivigcalc.catalogue import Catalogue, cited
from ivigcalc.core.case import Case
from ivigcalc.core.errors import Refused, Unreadable
from ivigcalc.core.parts import dates_alone, one_infusion, taper_alone, weights
from ivigcalc.core.plan import calendar_rows, plan, shown, worked_out
from ivigcalc.core.planned import Alert, Change, Document, Plan
from ivigcalc.core.rates import by_the_hour
from ivigcalc.core.situation import Earlier
from ivigcalc.request import Said, echo, read
from ivigcalc.resolve import check_entry, dose_said, patient, resolve, resolve_infusion, resolve_outing

NO_START = "no start: give the first infusion day, such as --start 2024-04-08"


def document(name: str, said: Said, catalogue: Catalogue, made: Plan) -> Document:
    """*made* as the document *name* that answers *said*."""
    base, changes = parted(said)
    request = _accepting(echo(base), made.alerts)
    if changes:
        request["changes"] = [
            {"from_cycle": change["from_cycle"], **_accepting(echo(change), made.alerts)} for change in changes
        ]
    sources = catalogue.sources(cited(made))
    return Document(name, __version__, request, made._replace(sources=sources), digest(name, request))


def digest(name: str, request: Mapping[str, Any]) -> str:
    """Ten characters that tell two requests apart; the program's version counts, as its data ship with it."""
    text = json.dumps([name, __version__, request], sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:10]


def full_plan(said: Said, catalogue: Catalogue) -> Document:
    """The whole plan; with ``changes`` among what was said, one that goes on from an earlier one.

    Raises:
        Unreadable, Refused, RecordInvalid: As reading, resolving and planning do.
    """
    base, changes = parted(said)
    now = worked_out(_dated_case(base, catalogue))
    shown_changes: list[Change] = []
    for change in changes:
        fields = {name: value for name, value in change.items() if name != "from_cycle"}
        if "start" in fields or "given" in fields:
            raise Refused("--from-cycle: the dates go on from the earlier plan; fix one with --cycle-date instead")
        shown_changes += _changes(change["from_cycle"], base, fields)
        base = {**base, **fields}
        before = Earlier(now, calendar_rows(now), change["from_cycle"], "cycles" in fields)
        now = worked_out(_dated_case(base, catalogue), before)
    made = shown(now)._replace(changes=tuple(shown_changes))
    return document("plan", said, catalogue, made)


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
        raise Unreadable(f"changes: from_cycle must be a whole number that rises, not {cycles}")
    return {name: value for name, value in said.items() if name != "changes"}, changes


def _dated_case(said: Said, catalogue: Catalogue) -> Case:
    values = read(said)
    if "start" not in values and "given" not in values:
        raise Unreadable(NO_START)
    return resolve(values, catalogue)


def _changes(from_cycle: int, base: Said, fields: Said) -> list[Change]:
    before, after = echo(base), echo(fields)
    return [
        Change(from_cycle, name, _words(before.get(name)), _words(value))
        for name, value in after.items()
        if before.get(name) != value
    ]


def _words(value: Any) -> str:
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def dose_alone(said: Said, catalogue: Catalogue) -> Document:
    """Dose, volumes, split and vials, without dates."""
    return document("dose", said, catalogue, plan(resolve(read(said), catalogue)))


def infusion_alone(said: Said, catalogue: Catalogue) -> Document:
    """The pump timetable of one day's dose, or of the volume that is left."""
    values = read(said)
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
    values = read(said)
    if "start" not in values and "given" not in values:
        raise Unreadable(NO_START)
    return document("calendar", said, catalogue, dates_alone(resolve_outing(values, catalogue, steroid=False)))


def taper_of(said: Said, catalogue: Catalogue) -> Document:
    """The steroid taper with its tablets."""
    values = read(said)
    if "taper" not in values:
        raise Unreadable("no taper: give --taper, such as 60x28,40x28,20 or 60,40,20/cycle, or one on file")
    return document("taper", said, catalogue, taper_alone(resolve_outing(values, catalogue, steroid=True)))


def weights_side_by_side(said: Said, catalogue: Catalogue) -> Document:
    """The dosing weight under every policy on file."""
    values = read(said)
    if "weight" not in values:
        raise Unreadable("no weight: give --weight, such as --weight 70kg")
    check_entry(values, catalogue)
    policies = tuple(catalogue.record("weight_policies", id) for id in catalogue.ids("weight_policies"))
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


def _accepting(request: dict[str, Any], alerts: tuple[Alert, ...]) -> dict[str, Any]:
    if "accept" in request:
        request["accept"] = [_with_text(one, alerts) for one in request["accept"]]
    return request


def _with_text(one: Any, alerts: tuple[Alert, ...]) -> Any:
    """An acceptance with the text of the alert that it accepts, so that it lapses when that text is another."""
    if isinstance(one, dict):
        return one
    code, _, reason = str(one).partition("=")
    text = next((alert.text for alert in alerts if alert.code == code.strip() and alert.accepted is not None), "")
    return {"code": code.strip(), "reason": reason.strip(), "text": text}
