"""What one patient's plan still asks for: every infusion to come, with its vials, its chair time and what to know."""

from collections.abc import Iterable
from datetime import date as Date
from datetime import timedelta
from typing import Literal

from ivigcalc.core.course.planned import Alert, InfusionRow, Plan, PlannedDay, PlannedPhase, PulseRow, VialTotal
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import Grams, Millilitres, Minutes


class Concern(NamedTuple):
    """A stop or a caution of an infusion. ``text`` is empty where only the code is known."""

    severity: Literal["stop", "caution"]
    code: str
    text: str
    accepted: str | None = None


class Need(NamedTuple):
    """What one infusion takes. ``chair_minutes`` is pump time and observation; None where no rate is on file.

    ``pump_minutes`` is the pump time alone, as far as it is known.
    """

    date: Date
    product: str
    dose_g: Grams
    volume_ml: Millilitres
    vials: tuple[VialTotal, ...]
    chair_minutes: Minutes | None
    cycle: int
    day: int
    start: str | None = None
    end: str | None = None
    end_date: Date | None = None
    concerns: tuple[Concern, ...] = ()
    pump_minutes: Minutes | None = None


class PatientNeeds(NamedTuple):
    """What one patient's plan still asks for. ``next_cycle``: when the cycle after its last would begin, if any.

    ``begins`` is the first day of the course, and ``tz`` the time zone of its clock times, as far as it was said.
    """

    who: str
    needs: tuple[Need, ...]
    next_cycle: Date | None
    begins: Date | None = None
    tz: str | None = None


def needs_of(who: str, plan: Plan, tz: str | None = None) -> PatientNeeds:
    """What *plan* still asks for: every infusion that is not marked as given."""
    days = {(phase.name, day.day): (phase, day) for phase in plan.phases for day in phase.days}
    rows = [row for row in plan.calendar if isinstance(row, InfusionRow)]
    interval = plan.phases[-1].interval_days if plan.phases else None
    firsts = [row.planned_date for row in rows if row.day == 1]
    concerns = {phase.name: tuple(concerns_of(plan.alerts, phase.name)) for phase in plan.phases}
    return PatientNeeds(
        who,
        tuple(_need(plan, row, *days[row.phase, row.day], concerns[row.phase]) for row in rows if not row.given),
        max(firsts) + timedelta(days=interval) if firsts and interval else None,
        min((row.date for row in plan.calendar if isinstance(row, InfusionRow | PulseRow)), default=None),
        tz,
    )


def _need(plan: Plan, row: InfusionRow, phase: PlannedPhase, day: PlannedDay, concerns: tuple[Concern, ...]) -> Need:
    product = phase.product or plan.product
    assert product is not None  # a plan with dates has a product
    return Need(
        row.date,
        product.id or product.name,
        day.dose_g,
        day.volume_ml,
        tuple(VialTotal(vial.g, vial.count) for vial in day.vials),
        Minutes(day.infusion.total_minutes + day.infusion.observe_minutes) if day.infusion else None,
        row.cycle,
        row.day,
        row.start,
        row.end,
        row.end_date,
        concerns,
        day.infusion.total_minutes if day.infusion else None,
    )


def concerns_of(alerts: Iterable[Alert], phase: str) -> Iterable[Concern]:
    """The stops and cautions among *alerts* that are of the *phase*, or of none."""
    for alert in alerts:
        if alert.severity != "note" and alert.phase in ("", phase):
            yield Concern(alert.severity, alert.code, alert.text, alert.accepted)
