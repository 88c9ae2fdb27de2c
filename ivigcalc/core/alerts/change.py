"""Alerts on a plan that continues another."""

from collections.abc import Iterator

from ivigcalc.core.course.continuing import switched
from ivigcalc.core.course.first_infusion import after_gaps
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.pump import distinguishes_first
from ivigcalc.core.course.situation import Situation
from ivigcalc.core.quantities import TENTH, half_up, plain


def weight_changed(now: Situation) -> Iterator[Alert]:
    if now.before is None:
        return
    figure = now.case.limits.weight.changed_above_percent
    was, now_is = now.before.situation.case.patient.weight, now.case.patient.weight
    change = (now_is - was) * 100 / was
    if abs(change) > figure.value:
        yield Alert(
            "weight.changed",
            "caution",
            f"body weight changes by {plain(half_up(change, TENTH))} %, {plain(was)} kg to {plain(now_is)} kg, from "
            "cycle "
            f"{now.before.from_cycle}",
            "reweigh, and check for fluid retention",
            figure.citation,
        )


def product_switched(now: Situation) -> Iterator[Alert]:
    if now.before is None or not switched(now.case, now.before):
        return
    earlier = now.before.situation.case.preparation.name
    yield Alert(
        "product.switched",
        "caution",
        f"from cycle {now.before.from_cycle} {now.case.preparation.name} replaces {earlier}: a new brand counts as a "
        "first infusion",
        "start at the new label's first-infusion rates, and observe as for a first infusion",
        now.case.limits.rates.observe_minutes_first.citation,
    )


def long_gap(now: Situation) -> Iterator[Alert]:
    """A gap after which the next infusion counts as a first one."""
    figure = now.case.limits.dose.gap_weeks_as_first
    alike = "" if distinguishes_first(now.case) else ", but its rates are the same"
    for before, cycle in after_gaps(now.case, now.before, now.all_phases, now.cycles):
        yield Alert(
            "rate.first-again",
            "caution",
            f"cycle {cycle.cycle} starts {(cycle.first - before.first).days} days after the previous cycle, more than "
            f"{plain(figure.value)} weeks: it counts as a first infusion{alike}",
            "start as slowly, and observe as long, as for a first infusion",
            figure.citation,
        )


CHECKS = (weight_changed, product_switched, long_gap)
