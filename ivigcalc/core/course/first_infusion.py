"""Which infusions count as first ones of a product, and the cycles that are timed apart because of it.

An infusion counts as a first one where that, or nothing of it, is stated, with another product, and after a gap longer
than the figure on file. Where the label distinguishes, such a cycle is a phase of its own.
"""

from collections.abc import Iterator, Sequence, Set
from itertools import groupby

from ivigcalc.core.course.case import Case
from ivigcalc.core.course.continuing import phases_to_come, switched
from ivigcalc.core.course.pump import distinguishes_first
from ivigcalc.core.course.situation import Earlier, PhaseSituation
from ivigcalc.core.dates.types import DAYS_IN_A_WEEK, CycleDate
from ivigcalc.core.dosing.dose import Phase
from ivigcalc.core.dosing.given import to_come
from ivigcalc.core.named_tuple import NamedTuple


class Part(NamedTuple):
    """A run of cycles that are timed alike; ``origin`` is the index of their phase in the case."""

    origin: int
    phase: Phase
    first: bool  # timed as first infusions


def timed_parts(case: Case, before: Earlier | None, after_gap: Set[int] = frozenset()) -> tuple[Part, ...]:
    """The phases of *case*, or what is still to come of them, divided where the rates change.

    Args:
        case: What is planned.
        before: The plan that it continues.
        after_gap: The cycles that count as first infusions because the one before was too long ago.
    """
    begin = 1 if before is None else before.from_cycle
    given = len(case.dates.given) if before is None and case.dates is not None else 0
    if before is not None:
        phases = list(phases_to_come(case, before))
    else:
        counted_from = case.dates.cycles_from if case.dates is not None else None
        phases = list(enumerate(to_come(case.phases, case.following, given, counted_from)))
    origin, last = phases.pop()
    already = _given_of_last(given, [phase for _, phase in phases])
    phases.append((origin, last._replace(cycles=last.cycles + already)))

    anew = _new_to_the_patient(case, before)
    alone = {*after_gap, *(() if anew is None else (anew,))} if distinguishes_first(case) else set[int]()
    done = [] if before is None else [before.situation.all_phases[cycle.phase] for cycle in _done(before)]
    begun = {phase.origin for phase in done}
    still = done[-1].origin if done and done[-1].first else None  # the phase whose first infusions continue
    parts: list[Part] = []
    for origin, phase in phases:
        numbers = range(begin, begin + phase.cycles)
        whole = _always_first(case, phase) or (anew is not None and not alone and (anew in numbers or origin == still))
        apart = [number in alone and not whole for number in numbers]
        parts += _runs(origin, phase, apart, whole=whole, begun=origin in begun)
        begin += phase.cycles
    tail = parts.pop()
    left = tail.phase.cycles - _given_of_last(given, [part.phase for part in parts])
    return (*parts, tail._replace(phase=tail.phase._replace(cycles=left)))


def _done(before: Earlier) -> tuple[CycleDate, ...]:
    """The cycles that stay as they were."""
    return before.situation.cycles[: before.from_cycle - 1]


def _given_of_last(given: int, others: Sequence[Phase]) -> int:
    """How many of the *given* cycles belong to the phase after the *others*."""
    return max(given - sum(phase.cycles for phase in others), 0)


def _new_to_the_patient(case: Case, before: Earlier | None) -> int | None:
    """The cycle with which the product is begun, as far as that was said."""
    if before is None:
        given = case.dates.given if case.dates is not None else ()
        return len(given) + 1 if case.rates.first_infusion == "yes" else None
    said_anew = "first_infusion" in before.said
    if switched(case, before) or (said_anew and case.rates.first_infusion == "yes"):
        return before.from_cycle
    return None if said_anew else _new_to_the_patient(before.situation.case, before.situation.before)


def _always_first(case: Case, phase: Phase) -> bool:
    """Whether every cycle counts as a first infusion: nothing was said, or the interval is as long as such a gap."""
    return case.rates.first_infusion == "unknown" or (phase.interval_days or 0) > _longest_days(case)


def _longest_days(case: Case) -> int:
    """The longest gap after which an infusion is not yet a first one."""
    return int(case.limits.dose.gap_weeks_as_first.value * DAYS_IN_A_WEEK)


def _runs(origin: int, phase: Phase, apart: Sequence[bool], *, whole: bool, begun: bool) -> Iterator[Part]:
    """The cycles that are set *apart*, and those between; a phase that is all apart and not *begun* keeps its name."""
    for alone, run in groupby(apart):
        cycles = len(list(run))
        name = f"{phase.name}, first infusion" if alone and (begun or cycles < len(apart)) else phase.name
        yield Part(origin, phase._replace(name=name, cycles=cycles), whole or alone)


def after_gaps(
    case: Case, before: Earlier | None, phases: Sequence[PhaseSituation], cycles: Sequence[CycleDate]
) -> tuple[tuple[CycleDate, CycleDate], ...]:
    """The cycles to come that count as first infusions by their dates alone, each after the one before it."""
    anew = _new_to_the_patient(case, before)
    return tuple(
        (last, cycle)
        for last, cycle in zip(cycles, cycles[1:], strict=False)
        if not cycle.given
        and cycle.cycle != anew
        and not _always_first(case, phases[cycle.phase].prescribed)
        and (cycle.first - last.first).days > _longest_days(case)
    )


def uniquely_named(phases: Sequence[PhaseSituation]) -> tuple[PhaseSituation, ...]:
    """*phases*, each whose name is taken named after its first cycle too: rows refer to a phase by its name."""
    named: list[PhaseSituation] = []
    number = 1
    for phase in phases:
        name = phase.planned.name
        if any(other.planned.name == name for other in named):
            name = f"{name} from cycle {number}"
        number += phase.prescribed.cycles
        named.append(
            phase._replace(prescribed=phase.prescribed._replace(name=name), planned=phase.planned._replace(name=name))
        )
    return tuple(named)
