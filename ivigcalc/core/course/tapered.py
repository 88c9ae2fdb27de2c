"""A course with a steroid: its dated taper."""

from collections.abc import Sequence
from datetime import date

from ivigcalc.core.course.case import ByProtocol, Case, Limits, Tapering
from ivigcalc.core.course.continuing import begun_with, continued_taper, tapering_now
from ivigcalc.core.course.dated import next_cycle
from ivigcalc.core.course.situation import Earlier, PhaseSituation
from ivigcalc.core.dates.types import CycleDate
from ivigcalc.core.errors import Refused, Unsaid
from ivigcalc.core.quantities import Kilograms
from ivigcalc.core.steroid.pulse import DatedPulse, after_pulse
from ivigcalc.core.steroid.types import Taper, WrittenTaper


def taper_of_course(
    case: Case,
    before: Earlier | None,
    phases: Sequence[PhaseSituation],
    cycles: tuple[CycleDate, ...],
    pulses: Sequence[DatedPulse],
) -> Taper | None:
    """The steroid taper over all cycles; where it was said anew, the one before as far as it went.

    It follows the pulse of the cycle that it begins with.
    """
    tapering, kg, begun = tapering_now(case, before)
    if tapering is None:
        return None
    following = next_cycle(cycles, phases[-1].prescribed.interval_days, case.dates)
    after = after_pulse(pulses, 1 if begun is None else begun.from_cycle)
    if begun is None:
        return steroid_taper(tapering, cycles, following, kg, case.limits, after)
    tapering = begun_with(begun, tapering, cycles, after)
    to_come = cycles[begun.from_cycle - 1 :]
    return continued_taper(begun, steroid_taper(tapering, to_come, following, kg, case.limits, after))


def steroid_taper(
    tapering: Tapering,
    cycles: tuple[CycleDate, ...],
    following: date | None,
    kg: Kilograms | None,
    limits: Limits,
    after: date | None = None,
) -> Taper:
    """The dated taper.

    Args:
        tapering: What was said of it.
        cycles: Those that it runs over.
        following: When the cycle after the last would begin: a dose that runs on is counted to the day before.
        kg: What a dose per kg refers to, the actual weight.
        limits: The thresholds on file.
        after: The day after the pulse of its first cycle, on which it begins unless another was said.

    Raises:
        Unreadable: It has no first day, or a weight is needed and None.
        Refused: A dose per cycle would begin when the next cycle has; or as ``written_taper`` and ``protocol_taper``
            do.
    """
    from ivigcalc.core.steroid.taper import TaperSetting  # few courses have a taper

    how = tapering.how
    start = tapering.start or after or (cycles[0].first if cycles else None)
    if after is not None and (start == after or _per_cycle(tapering)):
        cycles = _begun_after(cycles, after, per_cycle=_per_cycle(tapering))
    setting = TaperSetting(
        steroid=tapering.steroid,
        limits=limits.steroid,
        entry=limits.entry,
        tablets=tapering.tablets,
        cycles=cycles,
        next_cycle=following,
        align=tapering.align,
        round_to=tapering.round_to,
        weight=kg,
        most=tapering.most,
    )
    if start is None:
        raise Unsaid("the taper has no first day", "give [[start]] or [[taper_start]]", "taper_start")
    if isinstance(how, ByProtocol):
        from ivigcalc.core.steroid.protocol import protocol_taper

        return protocol_taper(how.protocol, how.start_dose, start, setting)
    from ivigcalc.core.steroid.written import written_taper

    return written_taper(how, start, setting)


def _per_cycle(tapering: Tapering) -> bool:
    return isinstance(tapering.how, WrittenTaper) and tapering.how.per_cycle


def _begun_after(cycles: tuple[CycleDate, ...], after: date, *, per_cycle: bool) -> tuple[CycleDate, ...]:
    """*cycles* as the taper counts them: the first begins *after* its pulse.

    Raises:
        Refused: The second has begun by then, and each has its own dose.
    """
    if cycles[1:] and after >= cycles[1].first:
        if per_cycle:
            raise Refused(
                f"pulse: the taper starts after it on {after}, and cycle {cycles[1].cycle} on {cycles[1].first}",
                "enter the taper with its days, or give fewer days of the pulse",
                "pulse",
                in_words=True,
            )
        return cycles
    return tuple(one._replace(first=after) if place == 0 else one for place, one in enumerate(cycles))
