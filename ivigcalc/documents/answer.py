"""One request, one document: what was asked becomes a case, the core plans it, and its sources are looked up.

Every command that plans comes through here, and so do ``batch``, ``forecast`` and ``check``.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, Protocol

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.version import VERSION
from ivigcalc.core import plan as core
from ivigcalc.core.alerts.unused import Reasons
from ivigcalc.core.course.planned import Document, Json, Plan
from ivigcalc.core.errors import IvigcalcError, Refused, Unreadable, Unsaid
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.sources import Source, cited
from ivigcalc.core.wording import named
from ivigcalc.documents import resolve
from ivigcalc.documents.changes import accepting, changed_plan, in_force
from ivigcalc.documents.intake import TAKES, takers
from ivigcalc.documents.on_file import with_variant
from ivigcalc.request.request import Request

# What makes of a dose, in ``rates`` that of one day, doses of vials or of further days.
_SHAPES_DAYS = frozenset({"every", "cycles", "then", "vials", "rounding", "split", "tolerance", "stock"})
_KEPT = 256  # plans of which each may be some hundred kB


def document(name: str, request: Request, catalogue: Catalogue) -> Document:
    """The document *name* that answers *request*.

    Raises:
        Unreadable, Refused, RecordInvalid: As resolving and planning do; or a field was said that is of no use here.
    """
    if request.stocked:
        from ivigcalc.documents.stocked import that_matter  # few requests have any, or prices

        request = that_matter(name, request, catalogue)
    if request.prices is not None:
        from ivigcalc.documents.priced import prices_that_matter

        request = request._replace(prices=prices_that_matter(name, request.prices, request, catalogue))
    made = _answer(name, request, catalogue)
    plan = made.plan if made.plan.sources else made.plan._replace(sources=catalogue.sources(_cited_in(made.plan)))
    shown = made.request.shown()
    latest = [*(one.request for one in reversed(request.changes)), request]
    return Document(
        name=name,
        version=VERSION,
        request=shown,
        plan=plan,
        digest=digest(name, shown),
        label=next((one.label for one in latest if one.label is not None), ""),
        zone=next((one.tz for one in latest if one.tz is not None), None),
    )


def _answer(name: str, request: Request, catalogue: Catalogue) -> "Answer":
    try:
        return DOCUMENTS[name](request, catalogue)
    except Unsaid as why:
        from ivigcalc.documents.missing import all_missing  # for these alone

        raise all_missing(why, request, lambda asked: DOCUMENTS[name](asked, catalogue)) from None


def digest(name: str, request: dict[str, Json]) -> str:
    """Ten characters that tell two requests apart; the program's version counts, as its data ship with it."""
    text = json.dumps([name, VERSION, request], sort_keys=True, separators=(",", ":"))
    return _sha256()(text.encode()).hexdigest()[:10]


class _Hash(Protocol):
    def hexdigest(self) -> str: ...


@cache
def _sha256() -> Callable[[bytes], _Hash]:
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
    """The whole plan; with changes, one that continues an earlier one."""
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
    return made._replace(sources=_sources(catalogue, frozenset(_cited_in(made))))


def _cited_in(plan: Plan) -> set[str]:
    """The ids of all sources that *plan* cites: each of its rows, most of what it holds, cites one at most."""
    rows: tuple[Any, ...] = (*plan.calendar, *plan.alerts, *plan.workings, *plan.ward)
    of_rows = {row.citation.source for row in rows if getattr(row, "citation", None) is not None}
    return of_rows | cited(plan._replace(calendar=(), alerts=(), workings=(), ward=()))


@lru_cache(_KEPT)
def _sources(catalogue: Catalogue, ids: frozenset[str]) -> tuple[Source, ...]:
    """The sources with these *ids*: in a cohort most plans rest on the same."""
    return catalogue.sources(ids)


def _doses(request: Request, catalogue: Catalogue) -> Answer:
    """Dose, volumes, split and vials, without dates."""
    taken, elsewhere = _taken("dose", in_force(request, catalogue))
    return _alone(request, core.dose(resolve.course(taken, catalogue), elsewhere))


def _infusions(request: Request, catalogue: Catalogue) -> Answer:
    """The timetables of the day doses, of one day's dose, or of the volume that is left."""
    taken, elsewhere = _taken("rates", in_force(request, catalogue))
    if taken.increase and taken.resume_rate is None:
        raise Unsaid("[[increase]] continues from a rate", "give [[resume_rate]], such as 140mL/h", "resume_rate")
    if taken.over is not None and taken.resume_rate is not None:
        if "over" not in taken.yielded:
            raise Refused(
                "[[over]] and [[resume_rate]]: the resumed rate decides how long the rest takes",
                "give one of the two",
                "over",
            )
        taken, elsewhere = (
            taken.without("over"),
            {**elsewhere, "over": "[[resume_rate]] decides how long the rest takes"},
        )
    if taken.volume is not None and (taken.dose is None or "dose" in taken.yielded):
        return _alone(request, core.one_infusion(*resolve.infused_once(taken, catalogue), elsewhere))
    of_a_course = bool(taken.document) and taken.document != "rates"
    if taken.volume is not None or (taken.dose is None and not of_a_course):
        raise Unsaid("no amount", "give [[dose]] such as 28g, or [[volume]] such as 280mL", "dose")
    phased = any(phase for phase, _ in taken.dose or ())
    if taken.resume_rate is not None and (of_a_course or phased or _SHAPES_DAYS & taken.said):
        raise Refused(
            "[[resume_rate]] continues with what is left in the bag", "give [[volume]], such as 280mL", "volume"
        )
    if of_a_course or phased or taken.days is not None:
        return _alone(request, core.rates(*resolve.day_doses(taken, catalogue), elsewhere))
    if _SHAPES_DAYS & taken.said:  # the dose is that of one day, and is made of vials
        taken, request = taken.saying("days", (("", 1),), 1), request.saying("days", (("", 1),), 1)
        return _alone(request, core.rates(*resolve.day_doses(taken, catalogue), elsewhere))
    return _alone(request, core.one_infusion(*resolve.infused_once(taken, catalogue), elsewhere))


def _dates(request: Request, catalogue: Catalogue) -> Answer:
    """The dates of the cycles."""
    taken, elsewhere = _taken("calendar", with_variant(_without_changes(request, "calendar"), catalogue))
    _refuse_without_start(taken)
    return _alone(request, core.calendar(resolve.calendar(taken, catalogue), elsewhere))


def _tapered(request: Request, catalogue: Catalogue) -> Answer:
    """The steroid taper with its tablets."""
    taken, elsewhere = _taken("taper", with_variant(_without_changes(request, "taper"), catalogue))

    def made(asked: Request, idle: Reasons) -> Plan:
        return core.taper(resolve.taper(asked, catalogue), idle)

    idle = _idle(
        taken, {"market": "the strengths are known, or not on file for it", "indication": "nothing depends on it"}, made
    )
    return _alone(request, made(taken, {**elsewhere, **idle}))


def _weights(request: Request, catalogue: Catalogue) -> Answer:
    """The dosing weight under every policy on file."""
    taken, elsewhere = _taken("weight", with_variant(in_force(request, catalogue), catalogue))

    def made(asked: Request, idle: Reasons) -> Plan:
        return core.weights(resolve.weights(asked, catalogue), idle)

    looked_at = dict.fromkeys(TAKES["weight"], "no weight and no dose here depends on it")
    return _alone(request, made(taken, {**elsewhere, **_idle(taken, looked_at, made)}))


def _compared(request: Request, catalogue: Catalogue) -> Answer:
    """The order with each product side by side; a product that a saved plan has does not narrow them."""
    from ivigcalc.core.comparison import comparison  # for this document alone
    from ivigcalc.documents.compare import candidates

    asked = in_force(request, catalogue)
    planned_with = asked.product if asked.document not in ("", "compare") else None
    if planned_with is not None and "," not in planned_with:
        asked = asked.without("product")
    taken, elsewhere = _taken("compare", asked)
    if planned_with is not None and taken.product is None:
        elsewhere = {**elsewhere, "product": "that of the saved plan; every product is compared"}
    return _alone(request, comparison(tuple(candidates(taken, catalogue)), elsewhere))


def _idle(request: Request, reasons: Reasons, made: Callable[[Request, Reasons], Plan]) -> Reasons:
    """Of the fields with *reasons* those without which the same plan is *made*."""
    plan = made(request, {})
    return {
        field: why
        for field, why in reasons.items()
        if field in request.said and field != "label" and _makes(request.without(field), plan, made)
    }


def _makes(request: Request, plan: Plan, made: Callable[[Request, Reasons], Plan]) -> bool:
    try:
        return made(request, {}) == plan
    except IvigcalcError:
        return False


# Each document that can be recomputed from its request, by the name in its schema.
DOCUMENTS: dict[str, Callable[[Request, Catalogue], Answer]] = {
    "plan": _whole,
    "dose": _doses,
    "rates": _infusions,
    "calendar": _dates,
    "taper": _tapered,
    "weight": _weights,
    "compare": _compared,
}


def _alone(request: Request, plan: Plan) -> Answer:
    return Answer(plan, accepting(request, plan.alerts))


def _taken(name: str, request: Request) -> tuple[Request, Reasons]:
    """What the document *name* takes of *request*, and of what it does not each field with the reason.

    Raises:
        Unreadable: The request was written by hand, so that the field was said for this document.
    """
    others = [field for field, _ in request.echo if field not in TAKES[name]]
    if others and not request.document:
        field = others[0]
        raise Unreadable(f"{named(field)} is of no use to {name}", f"it is for {takers(field)}; omit it", field)
    return request.without(*others), {field: f"for {takers(field)}" for field in others}


def _refuse_without_start(request: Request) -> None:
    if request.start is None and request.given is None:
        raise Unsaid("no start date", "give the first infusion day with [[start]], such as 2024-04-08", "start")


def _without_changes(request: Request, name: str) -> Request:
    if request.changes:
        raise Unreadable("this request continues an earlier plan", f"ivigcalc plan shows its {name}")
    return request
