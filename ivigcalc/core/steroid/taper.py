"""The doses of a taper, dated: first days, tablets and totals."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from ivigcalc.core.dates.types import CycleDate
from ivigcalc.core.errors import Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import EntryLimits, within
from ivigcalc.core.quantities import ONE, Milligrams, half_up, plain, up
from ivigcalc.core.steroid.tablets import DoseTable, TabletCount, TabletSet
from ivigcalc.core.steroid.types import Steroid, SteroidLimits, Taper, TaperProtocol, TaperStep

_PLACES = Decimal("1e-8")  # as many as a dose or weight can be said with


class TaperSetting(NamedTuple):
    """What every taper is made from besides its doses.

    ``cycles`` are those that the taper runs over; ``next_cycle`` is when the one after the last would begin: a dose
    that runs on is counted to the day before. ``align`` moves each reduction to the first day of a cycle.
    ``tablets`` is None where none are on file and none were given.
    """

    steroid: Steroid
    limits: SteroidLimits
    entry: EntryLimits
    tablets: TabletSet | None
    cycles: Sequence[CycleDate] = ()
    next_cycle: date | None = None
    align: bool = False
    round_to: Milligrams | None = None


class DoseStep(NamedTuple):
    """A dose before it has a date."""

    mg: Milligrams
    days: int | None
    calculated: Milligrams
    note: str = ""


class _Dated(NamedTuple):
    step: DoseStep
    first: date
    after: date | None  # the day after its last; None: until reviewed


def dated_taper(
    steps: list[DoseStep],
    start: date,
    setting: TaperSetting,
    table: DoseTable | None,
    protocol: TaperProtocol | None = None,
) -> Taper:
    """The steps with their dates, tablets and totals."""
    begins = {cycle.first: cycle.cycle for cycle in setting.cycles}
    dated = _dated(steps, start, setting)
    left_out = "; ".join(f"{plain(step.mg)} mg" for step in steps[len(dated) :])
    notes = [
        protocol.choice if protocol else "",
        f"due after the last cycle, and left to review: {left_out}" if left_out else protocol.end if protocol else "",
    ]
    made: list[TaperStep] = []
    total, counted, dispense = Decimal(0), 0, dict[Milligrams, Decimal]()
    for step, first, after in dated:
        tablets = None if table is None else table.tablets(step.mg)
        to, held = (None, None) if after is None else (after - timedelta(days=1), (after - first).days)
        made.append(
            TaperStep(first, to, held, step.mg, tablets, begins.get(first), sayable(step.calculated), step.note)
        )
        days = max(0, ((after or setting.next_cycle or first) - first).days)
        total, counted = total + step.mg * days, counted + days
        for tablet in tablets or ():
            dispense[tablet.mg] = dispense.get(tablet.mg, Decimal(0)) + tablet.count * days
    return Taper(
        drug=setting.steroid.id,
        protocol=protocol.id if protocol else None,
        steps=tuple(made),
        total_mg=Milligrams(total),
        total_days=counted,
        counted_to=start + timedelta(days=counted - 1) if counted else None,
        dispense=None if table is None else whole_tablets(dispense),
        notes=tuple(filter(None, notes)),
    )


def whole_tablets(counts: dict[Milligrams, Decimal]) -> tuple[TabletCount, ...]:
    """Whole tablets to hand out, largest first: an odd half still takes a tablet."""
    rounded = ((mg, up(count, ONE)) for mg, count in sorted(counts.items(), reverse=True))
    return tuple(TabletCount(mg, count) for mg, count in rounded if count)


def _dated(steps: list[DoseStep], start: date, setting: TaperSetting) -> list[_Dated]:
    """Each step with its first day, and the day after its last.

    Aligned with the cycles, a step ends on the first cycle day on or after it is due, and the next is counted from
    there, so that no two reductions fall on one day. Where no cycle day is left the step runs on until reviewed.

    Raises:
        Refused: It passes the last year that is planned for.
    """
    dated: list[_Dated] = []
    first = start
    for step in steps:
        within(Decimal(first.year), setting.entry.year, "taper: year", "", "shorten it", "taper")
        after = None if step.days is None else first + timedelta(days=step.days)
        if after is not None and setting.align:
            after = next((cycle.first for cycle in setting.cycles if cycle.first >= after), None)
        dated.append(_Dated(step, first, after))
        if after is None:
            break
        first = after
    return dated


def sayable(calculated: Milligrams) -> Milligrams:
    """A product of two long decimals to the eight places that can be said: no choice is made from it."""
    return Milligrams(half_up(calculated, _PLACES))


def refuse_above_greatest(mg: Milligrams, setting: TaperSetting, field: str) -> None:
    """Refuse more than is planned for; *field* is the one that says the dose."""
    greatest = setting.entry.steroid_mg_per_day
    if mg > greatest.value:
        raise Refused(
            f"{setting.steroid.name} {plain(mg)} mg per day: at most {plain(greatest.value)} mg is planned for "
            f"[{greatest.citation.source}: {greatest.citation.at}]",
            "check the dose and its unit",
            field,
            in_words=True,
        )


def refuse_unless_made(table: DoseTable | None, mg: Milligrams) -> None:
    """Refuse a dose that the tablets do not make; the nearest ones are named."""
    if table is not None and table.tablets(mg) is None:
        raise Refused(
            f"{plain(mg)} mg cannot be made of the tablets ({table.strengths} mg)",
            f"the nearest doses are {table.neighbours(mg)}: write one of them, or give other strengths with "
            "[[tablets]]",
            "tablets",
        )
