"""One request, one document: what was said becomes a case, the core plans it, and its sources are looked up.

Every command that plans comes through here, and so do ``batch``, ``forecast`` and ``check``.
"""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from ivigcalc import __version__
from ivigcalc.catalogue import Catalogue, cited
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.parts import dates_alone, one_infusion, taper_alone, weights
from ivigcalc.core.plan import plan
from ivigcalc.core.planned import Alert, Document, Plan
from ivigcalc.core.rates import by_the_hour
from ivigcalc.request import Said, echo, read
from ivigcalc.resolve import check_entry, dose_said, patient, resolve, resolve_infusion, resolve_outing

NO_START = "no start: give the first infusion day, such as --start 2024-04-08"


def document(name: str, said: Said, catalogue: Catalogue, made: Plan) -> Document:
    """*made* as the document *name* that answers *said*."""
    request = echo(said)
    if "accept" in request:
        request["accept"] = [_with_text(one, made.alerts) for one in request["accept"]]
    sources = catalogue.sources(cited(made))
    return Document(name, __version__, request, made._replace(sources=sources), digest(name, request))


def digest(name: str, request: Mapping[str, Any]) -> str:
    """Ten characters that tell two requests apart; the program's version counts, as its data ship with it."""
    text = json.dumps([name, __version__, request], sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:10]


def full_plan(said: Said, catalogue: Catalogue) -> Document:
    """The whole plan.

    Raises:
        Unreadable, Refused, RecordInvalid: As reading, resolving and planning do.
    """
    values = read(said)
    if "start" not in values and "given" not in values:
        raise Unreadable(NO_START)
    return document("plan", said, catalogue, plan(resolve(values, catalogue)))


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


def _with_text(one: Any, alerts: tuple[Alert, ...]) -> Any:
    """An acceptance with the text of the alert that it accepts, so that it lapses when that text is another."""
    if isinstance(one, dict):
        return one
    code, _, reason = str(one).partition("=")
    text = next((alert.text for alert in alerts if alert.code == code.strip() and alert.accepted is not None), "")
    return {"code": code.strip(), "reason": reason.strip(), "text": text}
