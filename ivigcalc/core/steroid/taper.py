"""The doses of a taper, dated: first days, tablets and totals."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from ivigcalc.core.dates.types import CycleDate
from ivigcalc.core.errors import Refused, Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import EntryLimits, within
from ivigcalc.core.quantities import ONE, Kilograms, Milligrams, half_up, plain, up
from ivigcalc.core.steroid.tablets import MOST_STEPS, DoseChoice, DoseTable, TabletCount, TabletSet
from ivigcalc.core.steroid.types import DayDose, DosePart, Steroid, SteroidLimits, Taper, TaperProtocol, TaperStep

_PLACES = Decimal("1e-8")  # as many as a dose or weight can be said with


class TaperSetting(NamedTuple):
    """What every taper is made from besides its doses.

    ``cycles`` are those that the taper runs over; ``next_cycle`` is when the one after the last would begin: a dose
    that runs on is counted to the day before. ``align`` moves each reduction to the first day of a cycle.
    ``tablets`` is None where none are on file and none were given. Doses per kg refer to the ``weight``, in kg, and
    come to no more than ``most``, where one was said.
    """

    steroid: Steroid
    limits: SteroidLimits
    entry: EntryLimits
    tablets: TabletSet | None
    cycles: Sequence[CycleDate] = ()
    next_cycle: date | None = None
    align: bool = False
    round_to: Milligrams | None = None
    weight: Kilograms | None = None
    most: Milligrams | None = None


class DoseStep(NamedTuple):
    """A dose before it has a date. ``mg`` is of the first day; ``parts``, ``alternate`` and ``source`` as of a step.

    ``alternate_calculated`` goes with ``alternate``; ``formula`` is how a dose per kg was worked out and rounded.
    """

    mg: Milligrams
    days: int | None
    calculated: Milligrams
    note: str = ""
    parts: tuple[Milligrams, ...] = ()
    alternate: tuple[Milligrams, ...] | None = None
    alternate_calculated: Milligrams | None = None
    source: tuple[Milligrams, ...] = ()
    formula: str = ""


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
    """The steps with their dates, tablets and totals; by bands, equal doses that follow one another are one step."""
    begins = {cycle.first: cycle.cycle for cycle in setting.cycles}
    dated = _dated(steps, start, setting)
    left_out = [step.mg for step in steps[len(dated) :] if step.mg != dated[-1].step.mg]
    if protocol is not None and protocol.kind == "bands":
        dated = _joined(dated)
    made: list[TaperStep] = []
    total, counted, dispense = Decimal(0), 0, dict[Milligrams, Decimal]()
    for one in dated:
        step = _made(one, table, begins.get(one.first))
        made.append(step)
        days = max(0, ((one.after or setting.next_cycle or one.first) - one.first).days)
        total, counted = total + step.mg_over(days), counted + days
        add_tablets(dispense, step, days)
    return Taper(
        drug=setting.steroid.id,
        protocol=protocol.id if protocol else None,
        steps=tuple(made),
        total_mg=Milligrams(total),
        total_days=counted,
        counted_to=start + timedelta(days=counted - 1) if counted else None,
        dispense=None if table is None else whole_tablets(dispense),
        notes=tuple(filter(None, _notes(made, left_out, protocol))),
    )


def _notes(made: list[TaperStep], left_out: list[Milligrams], protocol: TaperProtocol | None) -> Iterator[str]:
    """What a protocol leaves open, and what is due after the last cycle."""
    if protocol is not None and protocol.choice:
        rounded = any(mg != step.mg_per_day for step in made for mg in step.source_mg)
        yield protocol.choice + (" Rounding is stated with each dose." if rounded else "")
    if left_out:
        doses = "; ".join(f"{plain(mg)} mg" for mg in dict.fromkeys(left_out))
        yield f"after the last cycle, left for review: {doses}"
    elif protocol is not None and protocol.end:
        last = made[-1]
        runs_on = f" {plain(last.mg_per_day)} mg a day continues until review." if last.to is None else ""
        yield protocol.end + runs_on


def _joined(dated: list[_Dated]) -> list[_Dated]:
    """Equal doses that follow one another as one step: the tablets make none between those of the source."""
    joined: list[_Dated] = []
    for one in dated:
        if joined and joined[-1].step.mg == one.step.mg:
            before = joined.pop()
            step = before.step._replace(source=before.step.source + one.step.source, note=one.step.note)
            one = _Dated(step, before.first, one.after)
        joined.append(one)
    return joined


def _made(one: _Dated, table: DoseTable | None, cycle: int | None) -> TaperStep:
    step, first, after = one
    dose = _day_dose(step.parts or (step.mg,), step.calculated, table)
    second = None
    if step.alternate is not None and step.alternate_calculated is not None:
        second = _day_dose(step.alternate, step.alternate_calculated, table)
    return TaperStep(
        from_=first,
        to=None if after is None else after - timedelta(days=1),
        days=None if after is None else (after - first).days,
        mg_per_day=dose.mg_per_day,
        tablets=dose.tablets,
        cycle=cycle,
        calculated_mg=sayable(step.calculated),
        note="; ".join(filter(None, (step.formula or _rounding(step), step.note))),
        parts=dose.parts,
        alternate=second,
        source_mg=tuple(map(sayable, step.source)),
    )


def _day_dose(mg: tuple[Milligrams, ...], calculated: Milligrams, table: DoseTable | None) -> DayDose:
    """The doses of one day, each of tablets of its own."""
    parts = tuple(DosePart(one, None if table is None else table.tablets(one)) for one in mg)
    counts = dict[Milligrams, Decimal]()
    for part in parts:
        for tablet in part.tablets or ():
            counts[tablet.mg] = counts.get(tablet.mg, Decimal(0)) + tablet.count
    tablets = tuple(TabletCount(size, counts[size]) for size in sorted(counts, reverse=True))
    return DayDose(
        mg_per_day=Milligrams(sum(mg, Decimal(0))),
        tablets=None if table is None else tablets,
        parts=parts if len(parts) > 1 else (),
        calculated_mg=sayable(calculated),
    )


def _rounding(step: DoseStep) -> str:
    """The dose that was rounded, in words; empty where it is as calculated."""
    *others, last = [plain(sayable(one)) for one in step.source if one != step.mg] or [""]
    return f"{' and '.join(filter(None, (', '.join(others), last)))} mg rounded to {plain(step.mg)} mg" if last else ""


def add_tablets(counts: dict[Milligrams, Decimal], step: TaperStep, days: int) -> None:
    """Add to *counts* the tablets that the first *days* of a step take."""
    for dose, number in step.counted(days):
        for tablet in dose.tablets or ():
            counts[tablet.mg] = counts.get(tablet.mg, Decimal(0)) + tablet.count * number


def whole_tablets(counts: dict[Milligrams, Decimal]) -> tuple[TabletCount, ...]:
    """Whole tablets to hand out, largest first: an odd half still takes a tablet."""
    rounded = ((mg, up(count, ONE)) for mg, count in sorted(counts.items(), reverse=True))
    return tuple(TabletCount(mg, count) for mg, count in rounded if count)


def _dated(steps: list[DoseStep], start: date, setting: TaperSetting) -> list[_Dated]:
    """Each step with its first day, and the day after its last.

    Aligned with the cycles, a step ends on the first cycle day on or after it is due, and the next is counted from
    there, so that no two reductions fall on one day. Where no cycle day is left the step runs on until reviewed.

    Raises:
        Refused: It passes the last year allowed.
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
    """Refuse more than the limit; *field* is the one that says the dose."""
    greatest = setting.entry.steroid_mg_per_day
    if mg > greatest.value:
        raise Refused(
            f"{setting.steroid.name} {plain(mg)} mg per day is above the limit of {plain(greatest.value)} mg "
            f"[{greatest.citation.source}: {greatest.citation.at}]",
            f"check dose and unit; enter at most {plain(greatest.value)} mg",
            field,
            in_words=True,
        )


def refuse_unless_made(table: DoseTable | None, mg: Milligrams) -> None:
    """Refuse a dose that the tablets do not make; the nearest ones are named."""
    if table is not None and table.tablets(mg) is None:
        raise Refused(
            f"{plain(mg)} mg cannot be made from the tablets ({table.strengths} mg)",
            f"nearest doses: {table.neighbours(mg)}; enter one of these or other [[tablets]]",
            "tablets",
        )


def per_kg_of(mg_per_kg: Decimal, setting: TaperSetting) -> tuple[Milligrams, str]:
    """The mg per kg of the weight, and how it was worked out.

    Raises:
        Unreadable: There is no weight.
    """
    if setting.weight is None:
        raise Unreadable(f"a dose of {plain(mg_per_kg)} mg/kg needs [[weight]]", field="weight")
    mg = Milligrams(mg_per_kg * setting.weight)
    return mg, f"{plain(mg_per_kg)} mg/kg x {plain(setting.weight)} kg = {plain(sayable(mg))} mg"


def held_to_most(mg: Milligrams, setting: TaperSetting) -> tuple[Milligrams, str]:
    """*mg*, or the most that was said where that is less, and what is then to be added to the formula."""
    if setting.most is None or mg <= setting.most:
        return mg, ""
    return setting.most, f", held to {plain(setting.most)} mg, the maximum entered"


def check_round_to(setting: TaperSetting, greatest: Milligrams) -> None:
    """Refuse a rounding step that is none, or too fine for the *greatest* dose."""
    step = setting.round_to
    if step is not None and (step <= 0 or greatest / step > MOST_STEPS):
        raise Refused(
            f"[[round_to]] {plain(step)}",
            "give [[round_to]] as a step that tablets make, such as 2.5",
            "round_to",
            between=": ",
        )


def dose_choice(setting: TaperSetting, greatest: Milligrams, own_step: Milligrams | None = None) -> DoseChoice:
    """The doses up to the *greatest* and one rounding step beyond, to which a nearest dose may be rounded up.

    They are multiples of what was said, or else of the rounding on file and of the protocol's *own_step*.

    Raises:
        Refused: The rounding step or the tablets are no such thing, or too fine.
    """
    check_round_to(setting, greatest)
    rounding, said = setting.limits.rounding, setting.round_to
    most = Milligrams(greatest + (said or rounding.mg))
    own = () if own_step is None else (own_step,)

    def steps(mg: Decimal) -> tuple[Decimal, ...]:
        if said is not None:
            return (said,)
        return (rounding.low_mg if mg <= rounding.low_up_to_mg else rounding.mg, *own)

    table = None if setting.tablets is None else DoseTable(setting.tablets, most)
    return DoseChoice(table, most, steps, asked=said is not None)
