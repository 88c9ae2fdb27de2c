"""The safety checks: small functions, each raising the alerts of one kind and hung on the stage that it looks at.

A document has every check of the stages that it goes through.
"""

from collections.abc import Callable, Iterable

from ivigcalc.core.alerts import (
    assumed,
    calendar,
    change,
    days,
    dose,
    formulary,
    maximum,
    product,
    pulse,
    rate,
    regimen,
    steroid,
    timing,
    weight,
    windows,
)
from ivigcalc.core.course.case import Accepted
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import Dated, Measured, Pulsed, Situation, Stage, Tapered
from ivigcalc.core.errors import Unreadable

Check = Callable[..., Iterable[Alert]]  # of one stage

# In the order in which alerts of one severity are shown.
CHECKS: tuple[tuple[type[Stage], tuple[Check, ...]], ...] = (
    (Situation, dose.CHECKS),
    (Situation, maximum.CHECKS),
    (Situation, windows.CHECKS),
    (Situation, days.CHECKS),
    (Measured, weight.OF_A_PATIENT),
    (Situation, weight.CHECKS),
    (Situation, change.CHECKS),
    (Situation, product.CHECKS),
    (Situation, regimen.CHECKS),
    (Situation, rate.CHECKS),
    (Situation, timing.CHECKS),
    (Situation, formulary.CHECKS),
    (Dated, calendar.CHECKS),
    (Tapered, steroid.CHECKS),
    (Pulsed, pulse.CHECKS),
    (Situation, assumed.CHECKS),
)
_ORDER = {"stop": 0, "caution": 1, "note": 2}


# Where the timetable is what was asked for, what concerns it comes first.
OF_A_TIMETABLE: tuple[Check, ...] = (*rate.CHECKS, *timing.CHECKS, *formulary.CHECKS, *product.CHECKS)


def raise_alerts(
    stages: Iterable[Stage],
    accepted: tuple[Accepted, ...],
    idle: Iterable[Alert] = (),
    *,
    leading: tuple[Check, ...] = (),
) -> tuple[Alert, ...]:
    """Every alert of *stages*: stops first, then cautions, then notes, and last those on what was said *idle*.

    Of one severity those of the *leading* checks come first, the others in the order of ``CHECKS``.

    An acceptance that was saved with a text lapses where the alert's text is another by now.

    Raises:
        Unreadable: A code was accepted that no alert of this plan has.
    """
    found = {type(stage): stage for stage in stages}
    checks = [(check, found[kind]) for kind, checks in CHECKS if kind in found for check in checks]
    if leading:
        checks.sort(key=lambda one: leading.index(one[0]) if one[0] in leading else len(leading))
    return ordered([*(alert for check, stage in checks for alert in check(stage)), *idle], accepted)


def ordered(alerts: Iterable[Alert], accepted: tuple[Accepted, ...]) -> tuple[Alert, ...]:
    """*alerts* by severity, each once, with the reasons for which stops were accepted.

    Raises:
        Unreadable: A code was accepted that no alert of this plan has.
    """
    raised = sorted(dict.fromkeys(alerts), key=lambda alert: _ORDER[alert.severity])
    stops = {alert.code for alert in raised if alert.severity == "stop"}
    for one in accepted:
        if one.code not in stops and not one.text:
            known = f"this plan's stops are {', '.join(sorted(stops))}" if stops else "this plan has no stop"
            raise Unreadable(f"[[accept]] {one.code}: {known}", field="accept")
    return tuple(_accepted(alert, accepted) if alert.severity == "stop" else alert for alert in raised)


def _accepted(stop: Alert, accepted: tuple[Accepted, ...]) -> Alert:
    """The *stop* with the reason for which it was accepted, as far as it was."""
    reasons = (one.reason for one in accepted if one.code == stop.code and one.text in ("", stop.whole))
    return stop._replace(accepted=next(reasons, None))


def open_stops(alerts: tuple[Alert, ...]) -> tuple[Alert, ...]:
    """The stops not accepted."""
    return tuple(alert for alert in alerts if alert.severity == "stop" and alert.accepted is None)
