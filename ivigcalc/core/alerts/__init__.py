"""The safety checks: one tuple of small functions, each raising the alerts of one kind."""

from collections.abc import Callable, Iterable

from ivigcalc.core.alerts import calendar, dose, product, rate, steroid, weight
from ivigcalc.core.case import Accepted
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.planned import Alert
from ivigcalc.core.situation import Situation

CHECKS: tuple[Callable[[Situation], Iterable[Alert]], ...] = (
    dose.above_cycle_limit,
    dose.above_day_limit,
    weight.implausible,
    product.contraindicated,
    rate.above_label,
    rate.at_risk_no_number,
    calendar.dates,
    steroid.abrupt_end,
    dose.below_range,
    dose.rounded_above_maximum,
    dose.uneven_days,
    dose.cumulative,
    dose.part_vial,
    dose.volume_high,
    dose.high_dose_at_risk,
    dose.haemolysis,
    weight.not_assessed,
    weight.policy_matters,
    weight.near,
    product.warned,
    product.off_label,
    product.part_unknown,
    rate.none_on_file,
    rate.not_this_product,
    rate.convention,
    rate.lowest_ladder,
    rate.assumed,
    rate.over_in_use,
    dose.assumed,
    steroid.rounded,
    steroid.tablets_unknown,
    steroid.adrenal_zone,
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
            raise Unreadable(f"--accept {one.code}: {known}")
    return tuple(alert._replace(accepted=_reason(alert, accepted)) for alert in raised)


def _reason(alert: Alert, accepted: tuple[Accepted, ...]) -> str | None:
    if alert.severity != "stop":
        return None
    return next((a.reason for a in accepted if a.code == alert.code and a.text in ("", alert.text)), None)


def open_stops(alerts: tuple[Alert, ...]) -> tuple[Alert, ...]:
    """The stops that nobody accepted."""
    return tuple(alert for alert in alerts if alert.severity == "stop" and alert.accepted is None)
