"""Alerts on maxima in grams: as said, of the variant that was chosen, and of the others for the same indication."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from ivigcalc.core.alerts.ceilings import AS_SAID, day_parts, shown, shown_beside
from ivigcalc.core.alerts.dose import doses
from ivigcalc.core.course.case import Treated
from ivigcalc.core.course.maxima import of_regimen
from ivigcalc.core.course.on_record import variants
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import PhaseSituation, Situation
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import HUNDREDTH, plain

_KEPT = 64  # variants: a cohort has few regimens


class _Printed(NamedTuple):
    """A maximum that a variant prints: of a cycle, or of a day (``in_a_day``)."""

    grams: Decimal
    variant: str
    citation: Citation
    in_a_day: bool


def lowered(now: Situation) -> Iterator[Alert]:
    """The maximum that was said, or the variant's own, is less than the dose came to."""
    for phase in doses(now):
        planned, most = phase.planned, phase.planned.maximum
        if most is None:
            continue
        assert planned.uncapped_g is not None  # a maximum is told where it lowered the dose
        came_to = (
            f"the calculated {shown(planned.uncapped_g)} g for {shown(now.weight.kg, HUNDREDTH)} kg is lowered to "
        )
        came_to += f"{shown(planned.calculated_g)} g"
        if most.said:
            per = "in a day" if most.per == "day" else "per cycle"
            why, do = (
                f"at most {plain(most.g)} g {per}, as entered",
                "omit [[max_dose]] to plan the calculated dose",
            )
            cited = AS_SAID
        else:
            why, cited = "the maximum that the regimen's source prints", of_regimen(phase.prescribed)
            do = "confirm that this source is intended: another may print no maximum"
        yield Alert("dose.lowered", "note", f"{came_to}, {why}", do, cited, phase=planned.name)


def above_gram_maximum(now: Situation) -> Iterator[Alert]:
    """A maximum that only another variant prints: two sources are never blended, so the dose is not lowered to it."""
    for phase in doses(now):
        for most in _of_other_variants(now, phase):
            planned = phase.planned.calculated_g
            grams = max(day_parts(phase, planned)) if most.in_a_day else planned
            if grams > most.grams:
                what = "in a day" if most.in_a_day else "per cycle"
                yield Alert(
                    "dose.above-gram-maximum",
                    "stop",
                    f"{shown_beside(grams, most.grams)} g {what} is above {plain(most.grams)} g, the maximum that "
                    f"{most.variant} prints for the same indication",
                    f"to plan by that source, use [[regimen]] {most.variant}; or accept, with a reason",
                    most.citation,
                    phase=phase.planned.name,
                )


def _of_other_variants(now: Situation, phase: PhaseSituation) -> Iterator[_Printed]:
    """The least maximum of a cycle and of a day that is on file for the indication, where the phase has none itself."""
    treated, said = now.case.treated, phase.prescribed
    for in_a_day, own in ((False, said.maximum_g), (True, said.maximum_g_day)):
        least = _least_printed(treated, in_a_day=in_a_day) if treated is not None and own is None else None
        if least is not None:
            yield least


@lru_cache(_KEPT)
def _least_printed(treated: Treated, *, in_a_day: bool) -> _Printed | None:
    """The least maximum of a cycle, or of a day, that is on file for what is treated."""
    found = [
        _Printed(grams, f"{treated.id}/{variant.id}", printed.citation, in_a_day)
        for variant in variants(treated)
        for printed in variant.phases
        for grams in (printed.maximum_g_day if in_a_day else printed.maximum_g,)
        if grams is not None
    ]
    return min(found, key=lambda one: one.grams, default=None)


CHECKS = (above_gram_maximum, lowered)
