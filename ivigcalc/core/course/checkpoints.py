"""Checkpoints: what is reviewed on which date, from the rules on file, the cycle dates and the steroid taper."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from ivigcalc.core.dates.types import CycleDate
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.monitoring import MonitoringRule, When
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import Milligrams, plain
from ivigcalc.core.steroid.pulse import DatedPulse, days_before
from ivigcalc.core.steroid.types import (
    Advice,
    PhysiologicalDose,
    Steroid,
    SteroidLimits,
    Taper,
    TaperStep,
    in_words,
    is_long,
    mg_on,
    next_reduction,
    prednisolone,
    step_on,
)


class Checkpoint(NamedTuple):
    """What to review on ``date``; ``cycle`` where it belongs to one, ``title`` in a few words."""

    date: date
    cycle: int | None
    topic: str
    text: str
    citation: Citation
    title: str = ""


class Course(NamedTuple):
    """What the checkpoints are worked out from.

    ``g_per_kg`` holds the dose per cycle of each phase, ``next_cycle`` is when the cycle after the last would begin.
    ``advice`` is what to do when the disease comes back; it and the ``limits`` are given with a taper.
    """

    cycles: Sequence[CycleDate]
    g_per_kg: Sequence[Decimal]
    next_cycle: date | None
    indication: str | None
    patient: Patient | None  # None: nothing is known of one
    taper: Taper | None = None
    steroid: Steroid | None = None
    advice: Advice | None = None
    limits: SteroidLimits | None = None
    pulses: Sequence[DatedPulse] = ()


def checkpoints(rules: Sequence[MonitoringRule], course: Course) -> tuple[Checkpoint, ...]:
    """Every checkpoint of *course*, by date: the steroid on each cycle's first day, and what *rules* ask for.

    Cycles already given have none.
    """
    return due(concerning(rules, course.indication, course.patient), course)


def concerning(
    rules: Sequence[MonitoringRule], indication: str | None, patient: Patient | None
) -> tuple[MonitoringRule, ...]:
    """Those of *rules* that ask for something on a date, and of this patient."""
    return tuple([rule for rule in rules if rule.when in _DATES and concerns(rule, indication, patient)])


def due(rules: Sequence[MonitoringRule], course: Course) -> tuple[Checkpoint, ...]:
    """The same of *rules* that concern the patient, who is not looked at any more."""
    found = list(_steroid_reviews(course))
    for rule in rules:
        found.extend(_DATES[rule.when](rule, course))
    return tuple(sorted(found, key=lambda each: (each.date, each.cycle or 0, each.topic, each.text)))


def _steroid_reviews(course: Course) -> Iterator[Checkpoint]:
    """On the first day of each cycle: the dose, the next reduction, and the rule for continuing or going back."""
    if course.taper is None or course.advice is None:
        return
    drug = course.taper.drug
    for cycle in _to_come(course):
        mg = mg_on(course.taper, cycle.first)
        step = step_on(course.taper, cycle.first)
        following = next_reduction(course.taper, cycle.first) if step else None
        text = f"no {drug} on this day" if step is None else _on_this_day(drug, mg, step)
        if mg is None:
            first = course.taper.steps[0]
            text = f"Before the taper of {drug}, which starts on {first.from_} at {in_words(first, ' a day')}"
        if following is None:
            text += ", until review" if step else ""
        elif (then := step_on(course.taper, following.date)) is not None:
            text += f"; next reduction: {in_words(then)} from {following.date}"
        else:
            text += f"; last day {following.date - timedelta(days=1)}"
        yield Checkpoint(
            cycle.first, cycle.cycle, "steroid", f"{text}. {course.advice.text}", course.advice.citation, f"{drug} dose"
        )


def _on_this_day(drug: str, mg: Decimal | None, step: TaperStep) -> str:
    """The dose of a day: that of every day of the step, or one of the two that alternate in it."""
    if step.alternate is None:
        return f"{drug} {in_words(step, ' a day')}"
    return (f"{drug} {plain(mg)} mg" if mg else f"no {drug}") + f" on this day ({in_words(step)})"


def _to_come(course: Course) -> list[CycleDate]:
    return [cycle for cycle in course.cycles if not cycle.given]


def concerns(rule: MonitoringRule, indication: str | None, patient: Patient | None) -> bool:
    """Whether indication, age and risks are those of the rule."""
    age, risks = (None, None) if patient is None else (patient.age, patient.risks)
    if rule.indications and indication not in rule.indications:
        return False
    if rule.minimum_age_years is not None and age is not None and age < rule.minimum_age_years:
        return False
    if not rule.risks:
        return True
    over = rule.or_age_over_years
    aged = over is not None and age is not None and age > over.value and risks != ()
    return aged or any(risk in rule.risks for risk in risks or ())


def _dosed(rule: MonitoringRule, course: Course, cycle: CycleDate) -> bool:
    """Whether the dose of *cycle* is one that the rule is for."""
    dose = course.g_per_kg[cycle.phase]
    return (
        (rule.minimum_g_per_kg is None or dose >= rule.minimum_g_per_kg)
        and (rule.above_g_per_kg is None or dose > rule.above_g_per_kg)
        and (rule.maximum_g_per_kg is None or dose <= rule.maximum_g_per_kg)
    )


def _at(rule: MonitoringRule, day: date, cycle: int | None, more: str = "") -> Checkpoint:
    return Checkpoint(day, cycle, rule.topic, rule.text + more, rule.citation, rule.title)


def _later(day: date, days: int | None, months: int | None) -> date:
    """*day* and so many days, or months; where the month has no such day, the first of the next: never earlier."""
    if months is None:
        return day + timedelta(days=days or 0)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year, month + 2, 1)  # December has 31 days, so this is no 13th month


def _before_first(rule: MonitoringRule, course: Course) -> Iterator[Checkpoint]:
    for cycle in course.cycles[:1]:
        if not cycle.given and _dosed(rule, course, cycle):
            yield _at(rule, cycle.first, cycle.cycle)


def _at_intervals(rule: MonitoringRule, course: Course) -> Iterator[Checkpoint]:
    """The reviews counted from the first cycle, also beyond the plan.

    Those of a plan that continues another count from the first cycle still to come.
    """
    for following in _to_come(course)[:1]:
        first = course.cycles[0]
        for months in range(0, rule.for_months or 0, rule.every_months or 1):
            day = _later(first.first, None, months)
            if day >= following.first:
                yield _at(rule, day, None if months else first.cycle)


def _each_cycle(rule: MonitoringRule, course: Course) -> Iterator[Checkpoint]:
    for cycle in _to_come(course):
        if cycle.cycle >= rule.from_cycle and _dosed(rule, course, cycle):
            yield _at(rule, cycle.first, cycle.cycle)


def _after_each_cycle(rule: MonitoringRule, course: Course) -> Iterator[Checkpoint]:
    for cycle in _to_come(course):
        if _dosed(rule, course, cycle):
            last = cycle.dates[-1]
            until = "" if rule.to_days is None else f" Due by {last + timedelta(days=rule.to_days)}."
            yield _at(rule, _later(last, rule.from_days, None), cycle.cycle, until)


def _after_cycles(rule: MonitoringRule, course: Course) -> Iterator[Checkpoint]:
    """The day before the next cycle would begin: the last on which the review can still decide about it."""
    following = {cycle.cycle - 1: cycle.first for cycle in _to_come(course)}
    if course.cycles and course.next_cycle is not None:
        following[course.cycles[-1].cycle] = course.next_cycle
    if rule.cycles in following:
        day = following[rule.cycles]
        yield _at(rule, day - timedelta(days=1), rule.cycles, f" Before {day}.")


def _after_first(rule: MonitoringRule, course: Course) -> Iterator[Checkpoint]:
    """The first review, where it falls within the plan: one after its end belongs to the next plan."""
    for cycle in course.cycles[:1]:
        day = _later(cycle.first, rule.from_days, rule.from_months)
        if course.next_cycle is not None and day <= course.next_cycle:
            yield _at(rule, day, None)


def _after_last(rule: MonitoringRule, course: Course) -> Iterator[Checkpoint]:
    for cycle in course.cycles[-1:]:
        if _dosed(rule, course, cycle):
            yield _at(rule, _later(cycle.dates[-1], rule.from_days, rule.from_months), None)


def _with_steroid(rule: MonitoringRule, course: Course) -> Iterator[Checkpoint]:
    if course.taper is not None:
        yield _at(rule, course.taper.steps[0].from_, None)


def _steroid_at_least(rule: MonitoringRule, course: Course) -> Iterator[Checkpoint]:
    """After so many whole days, or (more than so many months) on the day after so many whole months.

    The taper tells on its first day that this comes, and it is decided on then.
    """
    if course.taper is not None and course.steroid is not None:
        first = course.taper.steps[0].from_
        day = _later(first, rule.for_days, rule.for_months)
        mg = _highest_on(course.taper, day if rule.for_days is None else day - timedelta(days=1))
        if mg is not None and prednisolone(mg, course.steroid) >= (rule.at_least_mg or 0):
            yield _at(rule, first, None, f" Reached on {day}.")


def _highest_on(taper: Taper, day: date) -> Milligrams | None:
    """The dose on *day*, and where days alternate the higher of the two; None before and after the taper."""
    step = step_on(taper, day)
    return None if step is None else step.highest_mg


def _steroid_suppresses(rule: MonitoringRule, course: Course) -> Iterator[Checkpoint]:
    if course.taper is not None and course.steroid is not None and _long(course):
        day = _later(course.taper.steps[0].from_, rule.for_days, None)
        mg = _highest_on(course.taper, day - timedelta(days=1))
        if mg is not None and mg > course.steroid.physiological.mg_max:
            yield _at(rule, day, None)


def _steroid_physiological(rule: MonitoringRule, course: Course) -> Iterator[Checkpoint]:
    """On the first day of a dose no longer above the physiological one; none when the taper starts there."""
    if course.taper is None or course.steroid is None or not _long(course):
        return
    low = course.steroid.physiological
    first, *following = course.taper.steps
    if first.mean_mg <= low.mg_max:
        return
    for step in following:
        if step.mean_mg <= low.mg_max:
            yield _at(rule, step.from_, None, _below(step.mean_mg, low))
            return
    if (end := next_reduction(course.taper, course.taper.steps[-1].from_)) is not None:
        yield _at(rule, end.date, None)


def _below(mg: Decimal, low: PhysiologicalDose) -> str:
    """What to say of a dose that is less than the body's own; nothing of one that is not."""
    if mg >= low.mg_min:
        return ""
    return f" {plain(mg)} mg is below the physiological range ({plain(low.mg_min)} to {plain(low.mg_max)} mg)."


def _steroid_card(rule: MonitoringRule, course: Course) -> Iterator[Checkpoint]:
    if course.taper is None or course.steroid is None or course.steroid.emergency_card_mg is None:
        return
    first = course.taper.steps[0]
    if first.highest_mg >= course.steroid.emergency_card_mg.value and _long(course):
        yield _at(rule, first.from_, None)


def _steroid_pulse(rule: MonitoringRule, course: Course) -> Iterator[Checkpoint]:
    for dated in course.pulses:
        for day in dated.days:
            if day.day == 1 and not day.given:
                yield _at(rule, day.date, day.cycle)


def _long(course: Course) -> bool:
    """Whether the taper, with a pulse before it, lasts long enough for the adrenals to rest."""
    taper, limits = course.taper, course.limits
    return taper is not None and limits is not None and is_long(taper, limits, days_before(course.pulses, taper))


_DATES: dict[When, Callable[[MonitoringRule, Course], Iterator[Checkpoint]]] = {
    "before-first": _before_first,
    "at-intervals": _at_intervals,
    "each-cycle": _each_cycle,
    "after-each-cycle": _after_each_cycle,
    "after-cycles": _after_cycles,
    "after-first": _after_first,
    "after-last": _after_last,
    "with-steroid": _with_steroid,
    "steroid-at-least": _steroid_at_least,
    "steroid-suppresses": _steroid_suppresses,
    "steroid-physiological": _steroid_physiological,
    "steroid-card": _steroid_card,
    "steroid-pulse": _steroid_pulse,
}
