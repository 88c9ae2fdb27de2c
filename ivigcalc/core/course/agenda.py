"""Agenda: the plans of many patients -> who is infused on which day, the vials to set aside, and what to order."""

from collections.abc import Iterable
from datetime import date as Date
from decimal import Decimal

from ivigcalc.core.course.demand import Demand, Inventory, RunOut, Sums, runs_out, within_span
from ivigcalc.core.course.needs import Concern, Need, PatientNeeds
from ivigcalc.core.course.planned import VialTotal
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import Grams, Millilitres, Minutes


class Appointment(NamedTuple):
    """One infusion of one patient. ``chair_minutes`` is pump time and observation; None where no rate is on file.
    ``pump_minutes`` is the pump time alone, as far as it is known.

    ``start`` and ``end`` are wall-clock times of the time zone ``tz``, as far as they were said. ``course_begins`` is
    the first day of the course.
    """

    date: Date
    start: str | None
    end: str | None
    end_date: Date | None
    who: str
    cycle: int
    day: int
    product: str
    dose_g: Grams
    volume_ml: Millilitres
    vials: tuple[VialTotal, ...]
    chair_minutes: Minutes | None
    concerns: tuple[Concern, ...]
    course_begins: Date | None
    tz: str | None
    pump_minutes: Minutes | None


class AgendaDay(NamedTuple):
    """One day on which anyone is infused; ``set_aside`` has the vials of each product.

    ``chair_minutes`` is None where ``untimed`` of the infusions have no rate on file: a part would pass for the whole.
    """

    date: Date
    infusions: tuple[Appointment, ...]
    planned_g: Grams
    chair_minutes: Minutes | None
    untimed: int
    set_aside: tuple[Demand, ...]


class Agenda(NamedTuple):
    """``from_`` and ``until`` are both included, and None only where nobody is infused and they were not said."""

    from_: Date | None
    until: Date | None
    patients: int  # who are infused in this time
    days: tuple[AgendaDay, ...]
    totals: tuple[Demand, ...]
    runs_out: tuple[RunOut, ...]


def agenda(
    patients: Iterable[PatientNeeds],
    *,
    from_: Date | None = None,
    until: Date | None = None,
    inventory: Inventory | None = None,
) -> Agenda:
    """Who of *patients* is infused from *from_* to *until*, both included; the days that have none are left out.

    On a day those with a start come first, in its order, and of one start as they were read.

    Args:
        patients: One entry for each patient; they are read once, and only what falls into the time is kept.
        from_: What falls before this day is left out.
        until: What falls after this day is left out.
        inventory: Vials in stock on *from_*. A size that is not named of a product that is named has none.
    """
    sums = Sums("day")
    days: dict[Date, list[Appointment]] = {}
    for patient in patients:
        needs = [need for need in patient.needs if within_span(need.date, from_, until)]
        sums.add(needs)
        for need in needs:
            days.setdefault(need.date, []).append(_appointment(patient, need))
    set_aside: dict[str, list[Demand]] = {}
    for one in sums.periods():
        set_aside.setdefault(one.period, []).append(one)
    return Agenda(
        from_=min(days, default=None) if from_ is None else from_,
        until=max(days, default=None) if until is None else until,
        patients=sums.patients,
        days=tuple(_day(day, days[day], set_aside[day.isoformat()]) for day in sorted(days)),
        totals=sums.totals(),
        runs_out=runs_out(inventory or {}, sums.vials),
    )


def _appointment(patient: PatientNeeds, need: Need) -> Appointment:
    return Appointment(
        need.date,
        need.start,
        need.end,
        need.end_date,
        patient.who,
        need.cycle,
        need.day,
        need.product,
        need.dose_g,
        need.volume_ml,
        need.vials,
        need.chair_minutes,
        need.concerns,
        patient.begins,
        patient.tz,
        need.pump_minutes,
    )


def _day(day: Date, infusions: list[Appointment], set_aside: list[Demand]) -> AgendaDay:
    untimed = sum(one.untimed for one in set_aside)
    timed = [one.chair_minutes for one in infusions if one.chair_minutes is not None]
    return AgendaDay(
        day,
        tuple(sorted(infusions, key=lambda one: (one.start is None, one.start or ""))),
        Grams(sum((one.planned_g for one in set_aside), Decimal(0))),
        None if untimed else Minutes(sum(timed, Decimal(0))),
        untimed,
        tuple(set_aside),
    )
