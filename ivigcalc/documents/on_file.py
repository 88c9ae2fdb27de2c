"""The records that a request rests on: those that its fields name, and those that hold for every one."""

from functools import cache

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import CALENDAR, DOSES, ENTRY, MONITORING, PRODUCT, RATES, STEROID, WEIGHT, Kind, R
from ivigcalc.core.course.case import Limits
from ivigcalc.core.course.checkpoints import MonitoringRule
from ivigcalc.core.errors import IvigcalcError


def of_field(field: str, catalogue: Catalogue, kind: Kind[R], id: str) -> R:
    """The record of *kind* with the *id* or alias that was said in *field*, which an error names.

    Raises:
        Unreadable, RecordInvalid: As ``Catalogue.record``.
    """
    try:
        return catalogue.record(kind, id)
    except IvigcalcError as why:
        why.field, why.in_words = why.field or field, True
        raise


@cache
def monitoring(catalogue: Catalogue) -> tuple[MonitoringRule, ...]:
    """Every rule of what is reviewed when."""
    return tuple(catalogue.record(MONITORING, id) for id in catalogue.ids(MONITORING))


@cache
def all_limits(catalogue: Catalogue) -> Limits:
    """The thresholds on file."""
    return Limits(
        entry=catalogue.limits(ENTRY),
        dose=catalogue.limits(DOSES),
        weight=catalogue.limits(WEIGHT),
        product=catalogue.limits(PRODUCT),
        rates=catalogue.limits(RATES),
        calendar=catalogue.limits(CALENDAR),
        steroid=catalogue.limits(STEROID),
    )
