"""A request with changes: what holds from a cycle on, and the plan that continues the earlier one."""

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.alerts import raise_alerts
from ivigcalc.core.alerts.unused import Reasons
from ivigcalc.core.course.case import Accepted
from ivigcalc.core.course.continuing import check_taper_said_anew
from ivigcalc.core.course.dated import calendar_rows
from ivigcalc.core.course.planned import Alert, Change, Json, Plan
from ivigcalc.core.course.situation import Earlier
from ivigcalc.core.errors import Refused
from ivigcalc.core.plan import shown, worked_out
from ivigcalc.core.printed.product import Product
from ivigcalc.documents import resolve
from ivigcalc.documents.on_file import keeping_variant, product_on_file
from ivigcalc.request.fields import FIELDS
from ivigcalc.request.request import Anew, Request

# What is said of the product in hand; it does not hold for another one, and written rates stand in for its label.
OF_THE_PRODUCT = ("concentration", "vials", "stock", "rates")


def changed_plan(request: Request, elsewhere: Reasons, catalogue: Catalogue) -> tuple[Plan, Request]:
    """The plan that continues an earlier one, cycle by cycle as it was changed, and the request that it answers.

    Raises:
        Refused: The dates are said anew, or no plan can continue so.
    """
    base = request._replace(changes=())
    now = worked_out(resolve.course(base, catalogue))
    answered, changes, differences = base, list[Anew](), list[Change]()
    for from_cycle, anew in request.changes:
        if anew.start is not None or anew.given is not None:
            raise Refused(
                "[[from_cycle]]: the dates continue those of the earlier plan",
                "fix one with [[cycle_date]] instead",
                "start",
                in_words=True,
            )
        if anew.cycles_from is not None:
            raise Refused("[[cycles_from]]: changes from a cycle on count from that cycle", "omit it", "cycles_from")
        if anew.phase is not None:
            raise Refused(
                "[[phase]]: changes from a cycle on continue the phases of the plan",
                "omit it",
                "phase",
            )
        check_taper_said_anew(anew.said, from_cycle)
        latest = changes[-1].request if changes else answered
        if latest.accept is not None:  # accepted as the plan then was
            alerts = raise_alerts(now.stages, now.case.accepted)
            base, latest = accepting(base, alerts), accepting(latest, alerts)
            answered, changes = _with_last(answered, changes, latest)
        after = changed(base, anew, catalogue)
        differences += _changes(from_cycle, base, after)
        earlier = Earlier(now, calendar_rows(now), from_cycle, anew.said, _of_phases(anew))
        now = worked_out(resolve.course(after, catalogue), earlier)
        base, changes = after, [*changes, Anew(from_cycle, anew)]
    made = shown(now, elsewhere)._replace(changes=tuple(differences))
    answered, changes = _with_last(answered, changes, accepting(changes[-1].request, made.alerts))
    return made, answered._replace(changes=tuple(changes))


def _of_phases(anew: Request) -> tuple[tuple[str, str], ...]:
    """The fields that were said anew of a phase, each with its name; an empty one where none was named."""
    fields = (("dose", anew.dose), ("days", anew.days), ("every", anew.every), ("cycles", anew.cycles))
    return tuple((field, phase) for field, said in fields for phase, _ in said or ())


def _with_last(request: Request, changes: list[Anew], last: Request) -> tuple[Request, list[Anew]]:
    """The *request* and its *changes* with the *last* of them replaced."""
    if not changes:
        return last, changes
    return request, [*changes[:-1], changes[-1]._replace(request=last)]


def changed(base: Request, anew: Request, catalogue: Catalogue) -> Request:
    """What holds once *anew* was said: what was said of another product does not, and acceptances add up.

    The variant that stood by the market and the product of before stands on.

    Raises:
        Unreadable: There is no such product.
    """
    gone: tuple[str, ...] = ()
    if anew.product is not None:
        if base.product is None or _product(base.product, catalogue).id != _product(anew.product, catalogue).id:
            gone = OF_THE_PRODUCT
    elif anew.concentration is not None:
        known = [base.concentration]
        if base.product is not None:
            known = [one.g_per_l for one in _product(base.product, catalogue).strengths]
        if anew.concentration not in known:
            gone = ("product", "market", *OF_THE_PRODUCT)
    after = anew.filled_from(base.without(*gone))
    if anew.regimen is None:
        after = keeping_variant(base, after, catalogue)
    if base.accept is None or anew.accept is None:
        return after
    return after.saying("accept", (*base.accept, *anew.accept), (*base.echoed("accept"), *anew.echoed("accept")))


def in_force(request: Request, catalogue: Catalogue) -> Request:
    """What holds after the last change: for what looks at one infusion, and not at the course."""
    after = request._replace(changes=())
    for _, anew in request.changes:
        after = changed(after, anew, catalogue)
    return after


def _product(id: str, catalogue: Catalogue) -> Product:
    return product_on_file(id, catalogue)


def _changes(from_cycle: int, base: Request, after: Request) -> list[Change]:
    was, now = base.shown(), after.shown()
    return [
        Change(from_cycle, name, _words(was.get(name)), _words(now.get(name)))
        for name in FIELDS
        if was.get(name) != now.get(name)
    ]


def _words(value: Json | None) -> str:
    """As it would be said on the line; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(_words, value))
    if isinstance(value, dict):  # an acceptance with its text
        return f"{value['code']}={value['reason']}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def accepting(request: Request, alerts: tuple[Alert, ...]) -> Request:
    """*request*, each acceptance with the text of what it accepts, so that it lapses when that text is another."""
    if request.accept is None:
        return request
    told = tuple(each for one in request.accept for each in _with_text(one, alerts))
    return request.saying("accept", told, told)


def _with_text(one: Accepted, alerts: tuple[Alert, ...]) -> list[Accepted]:
    if one.text:
        return [one]
    texts = dict.fromkeys(alert.whole for alert in alerts if alert.code == one.code and alert.accepted is not None)
    return [one._replace(text=text) for text in texts] or [one]
