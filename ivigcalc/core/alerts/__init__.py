"""The safety checks: one tuple of small functions, each raising the alerts of one kind."""

from collections.abc import Callable, Iterable

from ivigcalc.core.alerts import assumed, calendar, change, days, dose, formulary, product, rate, steroid, weight
from ivigcalc.core.course.case import Accepted
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import Situation
from ivigcalc.core.errors import Unreadable

CHECKS: tuple[Callable[[Situation], Iterable[Alert]], ...] = (
    *dose.CHECKS,
    *days.CHECKS,
    *weight.CHECKS,
    *change.CHECKS,
    *product.CHECKS,
    *rate.CHECKS,
    *formulary.CHECKS,
    *calendar.CHECKS,
    *steroid.CHECKS,
    *assumed.CHECKS,
)
_ORDER = {"stop": 0, "caution": 1, "note": 2}


def raise_alerts(now: Situation) -> tuple[Alert, ...]:
    """Every alert on the plan: stops first, then cautions, then notes, each kind in the order of ``CHECKS``.

    Raises:
        Unreadable: A code was accepted that no alert of this plan has.
    """
    return ordered((alert for check in CHECKS for alert in check(now)), now.case.accepted)


def ordered(alerts: Iterable[Alert], accepted: tuple[Accepted, ...]) -> tuple[Alert, ...]:
    """*alerts* by severity, each once, with the reasons for which stops were accepted.

    An acceptance that was saved with a text lapses where the alert's text is another by now.
    """
    raised = sorted(dict.fromkeys(alerts), key=lambda alert: _ORDER[alert.severity])
    stops = {alert.code for alert in raised if alert.severity == "stop"}
    for one in accepted:
        if one.code not in stops and not one.text:
            known = f"the stops of this plan are {', '.join(sorted(stops))}" if stops else "this plan has no stop"
            raise Unreadable(f"[[accept]] {one.code}: {known}", field="accept")
    return tuple(alert._replace(accepted=_reason(alert, accepted)) for alert in raised)


def _reason(alert: Alert, accepted: tuple[Accepted, ...]) -> str | None:
    if alert.severity != "stop":
        return None
    return next((a.reason for a in accepted if a.code == alert.code and a.text in ("", alert.text)), None)


def open_stops(alerts: tuple[Alert, ...]) -> tuple[Alert, ...]:
    """The stops that nobody accepted."""
    return tuple(alert for alert in alerts if alert.severity == "stop" and alert.accepted is None)
