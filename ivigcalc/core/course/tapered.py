"""A course with a steroid: its dated taper."""

from collections.abc import Sequence
from datetime import date

from ivigcalc.core.course.case import ByProtocol, Case, Limits, Tapering
from ivigcalc.core.course.continuing import begun_with, continued_taper, tapering_now
from ivigcalc.core.course.dated import next_cycle
from ivigcalc.core.course.situation import Earlier, PhaseSituation
from ivigcalc.core.dates.types import CycleDate
from ivigcalc.core.errors import Unsaid
from ivigcalc.core.quantities import Kilograms
from ivigcalc.core.steroid.protocol import protocol_taper
from ivigcalc.core.steroid.taper import TaperSetting
from ivigcalc.core.steroid.types import Taper
from ivigcalc.core.steroid.written import written_taper


def taper_of_course(
    case: Case, before: Earlier | None, phases: Sequence[PhaseSituation], cycles: tuple[CycleDate, ...]
) -> Taper | None:
    """The steroid taper over all cycles; where it was said anew, the one before as far as it went."""
    tapering, kg, begun = tapering_now(case, before)
    if tapering is None:
        return None
    following = next_cycle(cycles, phases[-1].prescribed.interval_days, case.dates)
    if begun is None:
        return steroid_taper(tapering, cycles, following, kg, case.limits)
    tapering = begun_with(begun, tapering, cycles)
    return continued_taper(begun, steroid_taper(tapering, cycles[begun.from_cycle - 1 :], following, kg, case.limits))


def steroid_taper(
    tapering: Tapering,
    cycles: tuple[CycleDate, ...],
    following: date | None,
    kg: Kilograms | None,
    limits: Limits,
) -> Taper:
    """The dated taper.

    Args:
        tapering: What was said of it.
        cycles: Those that it runs over.
        following: When the cycle after the last would begin: a dose that runs on is counted to the day before.
        kg: What a dose per kg refers to, the actual weight.
        limits: The thresholds on file.

    Raises:
        Unreadable: It has no first day, or a weight is needed and None.
        Refused: As ``written_taper`` and ``protocol_taper`` do.
    """
    how = tapering.how
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
    start = tapering.start or (cycles[0].first if cycles else None)
    if start is None:
        raise Unsaid("the taper has no first day", "give [[start]] or [[taper_start]]", "taper_start")
    if isinstance(how, ByProtocol):
        return protocol_taper(how.protocol, how.start_dose, start, setting)
    return written_taper(how, start, setting)
