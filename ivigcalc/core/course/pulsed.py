"""A course with pulses of a steroid: their days."""

from collections.abc import Sequence

from ivigcalc.core.course.case import Case, TaperCase
from ivigcalc.core.course.situation import Earlier
from ivigcalc.core.dates.types import CycleDate
from ivigcalc.core.errors import Unsaid
from ivigcalc.core.steroid.pulse import DatedPulse, pulse_from, pulse_of_cycles


def pulses_of_course(case: Case, before: Earlier | None, cycles: Sequence[CycleDate]) -> tuple[DatedPulse, ...]:
    """The pulse with its days; where it was said anew, the one before as far as it went, and then that.

    Raises:
        Refused: As ``pulse_of_cycles`` does.
    """
    begun = []
    while before is not None:
        if "pulse" in before.said:
            begun.append((before.from_cycle, case.pulse))
        case, before = before.situation.case, before.situation.before
    begun.append((1, case.pulse))
    begun.reverse()
    after = [from_cycle for from_cycle, _ in begun[1:]]
    return tuple(
        pulse_of_cycles(pulse, cycles[first - 1 : end - 1])
        for (first, pulse), end in zip(begun, [*after, len(cycles) + 1], strict=True)
        if pulse is not None and cycles
    )


def pulses_alone(case: TaperCase, cycles: Sequence[CycleDate]) -> tuple[DatedPulse, ...]:
    """The pulse that was said without a course, with *cycles* where there are any.

    Raises:
        Unsaid: It has no first day, or is of each cycle and there are none.
        Refused: As ``pulse_of_cycles`` does.
    """
    if case.pulse is None:
        return ()
    if cycles:
        return (pulse_of_cycles(case.pulse, cycles),)
    if case.pulse.each_cycle:
        raise Unsaid("a pulse of each cycle needs cycles", "give [[start]], [[every]] and [[cycles]]", "cycles")
    if case.start is None:
        raise Unsaid("the pulse has no first day", "give [[start]], such as 2024-04-08", "start")
    return (pulse_from(case.pulse, case.start),)
