"""One request, one document: what was asked becomes a case, the core plans it, and its sources are looked up.

Every command that plans comes through here, and so do ``batch``, ``forecast`` and ``check``.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from ivigcalc import __version__
from ivigcalc.catalogue.catalogue import Catalogue, cited
from ivigcalc.core import plan as core
from ivigcalc.core.alerts.unused import Reasons
from ivigcalc.core.course.planned import Document, Json, Plan
from ivigcalc.core.errors import Refused, Unreadable, Unsaid
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.wording import named
from ivigcalc.documents import resolve
from ivigcalc.documents.changes import accepting, changed_plan, in_force
from ivigcalc.documents.intake import TAKES, takers
from ivigcalc.request.fields import FIELDS
from ivigcalc.request.request import Request

_KEPT = 256  # plans of which each may be some hundred kB


def document(name: str, request: Request, catalogue: Catalogue) -> Document:
    """The document *name* that answers *request*.

    Raises:
        Unreadable, Refused, RecordInvalid: As resolving and planning do; or a field was said that is of no use here.
    """
    made = DOCUMENTS[name](request, catalogue)
    plan = made.plan if made.plan.sources else made.plan._replace(sources=catalogue.sources(cited(made.plan)))
    shown = made.request.shown()
    latest = [*(one.request for one in reversed(request.changes)), request]
    return Document(
        name=name,
        version=__version__,
        request=shown,
        plan=plan,
        digest=digest(name, shown),
        label=next((one.label for one in latest if one.label is not None), ""),
        zone=next((one.tz for one in latest if one.tz is not None), None),
    )


def digest(name: str, request: dict[str, Json]) -> str:
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


class Answer(NamedTuple):
    """A plan, and the request that it answers: what was accepted stands there with its text."""

    plan: Plan
    request: Request


def _whole(request: Request, catalogue: Catalogue) -> Answer:
    """The whole plan; with changes, one that goes on from an earlier one."""
    taken, elsewhere = _taken("plan", request)
    if request.changes:
        return Answer(*changed_plan(taken, elsewhere, catalogue))
    _refuse_without_start(taken)
    plan = _plan_of(taken.unlabelled(), tuple(elsewhere.items()), catalogue.absolute())
    return Answer(plan, accepting(request, plan.alerts))


@lru_cache(_KEPT)
def _plan_of(request: Request, elsewhere: tuple[tuple[str, str], ...], catalogue: Catalogue) -> Plan:
    """The plan of a *request*: in a cohort the same often comes again, but for its label."""
    made = core.plan(resolve.course(request, catalogue), elsewhere=dict(elsewhere))
    return made._replace(sources=catalogue.sources(cited(made)))


def _doses(request: Request, catalogue: Catalogue) -> Answer:
    """Dose, volumes, split and vials, without dates."""
    taken, elsewhere = _taken("dose", in_force(request, catalogue))
    return _alone(request, core.dose(resolve.course(taken, catalogue), elsewhere))


def _infusions(request: Request, catalogue: Catalogue) -> Answer:
    """The timetables of the day doses, of one day's dose, or of the volume that is left."""
    taken, elsewhere = _taken("rates", in_force(request, catalogue))
    either = Unsaid("say how much is infused", "either [[dose]], such as 28g, or [[volume]], such as 280mL", "dose")
    if taken.volume is not None and taken.dose is not None and "dose" not in taken.yielded:
        raise either
    if taken.volume is None and (taken.days is not None or (taken.document and taken.document != "rates")):
        if taken.dose is None and not taken.document:
            raise either
        _refuse_without_ladder_to_resume(taken)
        return _alone(request, core.rates(*resolve.day_doses(taken, catalogue), elsewhere))
    if taken.volume is None and taken.dose is None:
        raise either
    return _alone(request, core.one_infusion(*resolve.infused_once(taken, catalogue), elsewhere))


def _refuse_without_ladder_to_resume(request: Request) -> None:
    if request.resume_rate is not None:
        raise Refused(
            "[[resume_rate]] goes on with what is left of one infusion", "give [[volume]] too, such as 280mL", "volume"
        )


def _dates(request: Request, catalogue: Catalogue) -> Answer:
    """The dates of the cycles."""
    taken, elsewhere = _taken("calendar", _without_changes(request, "calendar"))
    _refuse_without_start(taken)
    return _alone(request, core.calendar(resolve.calendar(taken, catalogue), elsewhere))


def _tapered(request: Request, catalogue: Catalogue) -> Answer:
    """The steroid taper with its tablets."""
    taken, elsewhere = _taken("taper", _without_changes(request, "taper"))
    return _alone(request, core.taper(resolve.taper(taken, catalogue), elsewhere))


def _weights(request: Request, catalogue: Catalogue) -> Answer:
    """The dosing weight under every policy on file."""
    taken, elsewhere = _taken("weight", in_force(request, catalogue))
    return _alone(request, core.weights(resolve.weights(taken, catalogue), elsewhere))


# Each document that can be recomputed from its request, by the name in its schema.
DOCUMENTS: dict[str, Callable[[Request, Catalogue], Answer]] = {
    "plan": _whole,
    "dose": _doses,
    "rates": _infusions,
    "calendar": _dates,
    "taper": _tapered,
    "weight": _weights,
}


def _alone(request: Request, plan: Plan) -> Answer:
    return Answer(plan, accepting(request, plan.alerts))


def _taken(name: str, request: Request) -> tuple[Request, Reasons]:
    """What the document *name* takes of *request*, and of what it does not each field with the reason.

    Raises:
        Unreadable: The request was written by hand, so that the field was said for this document.
    """
    takes = TAKES[name]
    others = [field for field in FIELDS if field in request.said and field not in takes]
    if others and not request.document:
        field = others[0]
        raise Unreadable(f"{named(field)} is of no use to {name}", f"it is for {takers(field)}; leave it out", field)
    return request.without(*others), {field: f"for {takers(field)}" for field in others}


def _refuse_without_start(request: Request) -> None:
    if request.start is None and request.given is None:
        raise Unsaid("no start", "give the first infusion day, such as [[start]] 2024-04-08", "start")


def _without_changes(request: Request, name: str) -> Request:
    if request.changes:
        raise Unreadable("this request goes on from an earlier plan", f"ivigcalc plan shows its {name}")
    return request
