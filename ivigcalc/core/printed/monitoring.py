"""What sources ask to review, and when; also the format of a record: a field is a key of the file."""

from decimal import Decimal
from typing import Literal

from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.sources import Citation, Figure
from ivigcalc.core.quantities import Milligrams, Years

When = Literal[
    "before-first",  # on the first day of the first cycle
    "at-intervals",  # on the first day of the first cycle and every ``every_months`` from it, for ``for_months``
    "each-cycle",  # on the first day of each cycle, from ``from_cycle`` on
    "after-each-cycle",  # ``from_days`` to ``to_days`` after the last day of each cycle
    "after-cycles",  # when ``cycles`` are given, before the next would begin
    "after-first",  # ``from_days`` or ``from_months`` after the first day of the first cycle, within the plan
    "after-last",  # ``from_days`` or ``from_months`` after the last day of the last cycle
    "with-steroid",  # on the first day of the taper
    "steroid-at-least",  # on the first day of a taper that gives ``at_least_mg`` for ``for_days`` or ``for_months``
    "steroid-suppresses",  # when more than the physiological dose has been given for ``for_days``, in a long course
    "steroid-physiological",  # when the dose comes down to the physiological dose, in a long course
    "steroid-pulse",  # on the first day of each pulse
    "steroid-card",  # when the dose of the steroid emergency card is met, in a long course
    "each-infusion",  # on no date, but beside every infusion: ``ward``
]


class MonitoringRule(NamedTuple):
    """One thing to review, where all the conditions that it names hold. ``title`` says in a few words what.

    An unknown age meets ``minimum_age_years``; of ``risks`` one must be stated, or the age be above
    ``or_age_over_years``. ``at_least_mg`` is in mg of prednisone.
    """

    id: str
    topic: str
    text: str
    when: When
    citation: Citation
    title: str = ""  # empty: the topic
    indications: tuple[str, ...] = ()  # empty: any
    risks: tuple[str, ...] = ()
    or_age_over_years: Figure | None = None
    minimum_age_years: Years | None = None
    minimum_g_per_kg: Decimal | None = None  # per cycle, itself included
    above_g_per_kg: Decimal | None = None  # per cycle, itself left out
    maximum_g_per_kg: Decimal | None = None  # per cycle, itself included
    from_cycle: int = 1
    cycles: int | None = None
    from_days: int | None = None
    to_days: int | None = None
    from_months: int | None = None
    every_months: int | None = None
    at_least_mg: Milligrams | None = None
    for_days: int | None = None
    for_months: int | None = None
