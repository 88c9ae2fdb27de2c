"""Cycles that were given already: which phases they fill, and what is still to come of the last."""

from collections.abc import Sequence
from typing import TypeVar

from ivigcalc.core.dates.types import PhaseDates
from ivigcalc.core.dosing.dose import Phase
from ivigcalc.core.errors import Refused

Run = TypeVar("Run", Phase, PhaseDates)  # of cycles, with or without a dose


def to_come(phases: Sequence[Run], following: int, given: int, counted_from: int | None) -> tuple[Run, ...]:
    """*phases*, the last with the cycles that are still to come of it: those *given* fill the phases in order.

    Phases that are written one after another, with *following* ones said apart, count the given cycles. What was said
    of a single one, or of the last of a regimen, is how many are still to come.

    Args:
        phases: As they were said.
        following: How many of them were said apart, to follow the regimen or the dose.
        given: How many cycles were given.
        counted_from: The cycle from which on those of the last phase count instead; None: it was not said.

    Raises:
        Refused: Every cycle was given, so that there is nothing to plan.
    """
    *before, last = phases
    first = counted_from or (1 if following else given + 1)
    filled = sum(phase.cycles for phase in before)
    end = max(first - 1, filled) + last.cycles
    if end <= given:
        what = "the last cycle" if end == 1 else f"all {end} cycles"
        raise Refused(
            f"{what} {'was' if end == 1 else 'were'} given, so none is to come",
            "give the cycles to come with [[then]]"
            if following
            else "give the number of cycles to come with [[cycles]]",
            "given",
            in_words=True,
        )
    return (*before, last._replace(cycles=end - max(given, filled)))
