"""A taper that is written out: each dose is taken as it is, or refused."""

from datetime import date

from ivigcalc.core.errors import Refused
from ivigcalc.core.quantities import plain
from ivigcalc.core.steroid.tablets import DoseTable
from ivigcalc.core.steroid.taper import DoseStep, TaperSetting, dated_taper, refuse_above_greatest, refuse_unless_made
from ivigcalc.core.steroid.types import Taper, WrittenTaper


def written_taper(written: WrittenTaper, start: date, setting: TaperSetting) -> Taper:
    """The taper as it was written out; one with a dose per cycle changes on each cycle's first day.

    Args:
        written: As it was said.
        start: The first day; a taper per cycle begins with the first of the cycles instead.
        setting: Steroid, tablets, cycles and limits.

    Raises:
        Refused: It rises, a dose cannot be made of the tablets, it has more doses than there are cycles, or it passes
            the greatest dose or the last year that is planned for.
    """
    doses = [mg for mg, _ in written.steps]
    for before, mg in zip(doses, doses[1:], strict=False):
        if mg > before:
            raise Refused(
                f"taper: {plain(mg)} mg after {plain(before)} mg: a taper never rises", field="taper", in_words=True
            )
    refuse_above_greatest(doses[0], setting, "taper")
    table = None if setting.tablets is None else DoseTable(setting.tablets, doses[0])
    for mg in doses:
        refuse_unless_made(table, mg)
    if not written.per_cycle:
        return dated_taper([DoseStep(mg, days, mg) for mg, days in written.steps], start, setting, table)
    cycles = setting.cycles[: len(doses)]
    if len(cycles) < len(doses):
        raise Refused(
            f"taper: {len(doses)} doses for {len(cycles)} cycles",
            "write at most one dose per cycle",
            "taper",
            in_words=True,
        )
    days = [(after.first - cycle.first).days for cycle, after in zip(cycles, cycles[1:], strict=False)]
    steps = [DoseStep(mg, held, mg) for mg, held in zip(doses, [*days, None], strict=True)]
    return dated_taper(steps, cycles[0].first, setting, table)
