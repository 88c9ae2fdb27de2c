"""Tapering: the steps of a taper, dated, each dose one that the tablets at hand make.

A dose that is written out is taken as it is or refused. A dose that a protocol works out is the nearest multiple of
the rounding step that the tablets make, chosen once from the unrounded value; a tie goes down, and no dose is above
the one before. A dose that a source prints stays as printed where the tablets make it and no rounding was asked for.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from ivigcalc.core.errors import Refused, Unreadable
from ivigcalc.core.limits import EntryLimits, within
from ivigcalc.core.quantities import Kilograms, Milligrams, plain
from ivigcalc.core.schedule import CycleDate
from ivigcalc.core.tablets import MOST_STEPS, DoseTable, TabletCount, TabletSet
from ivigcalc.core.taper import Band, Steroid, SteroidLimits, Taper, TaperProtocol, TaperStep, WrittenTaper


class StartDose(NamedTuple):
    """A starting dose as it was said: in mg, or in mg per kg of body weight."""

    value: Decimal
    per_kg: bool = False


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


class _Step(NamedTuple):
    """A dose before it has a date."""

    mg: Milligrams
    days: int | None
    calculated: Milligrams
    note: str = ""


class _Dated(NamedTuple):
    step: _Step
    first: date
    after: date | None  # the day after its last; None: until reviewed


def written_taper(written: WrittenTaper, start: date, setting: TaperSetting) -> Taper:
    """The taper as it was written out; one with a dose per cycle changes on each cycle's first day.

    Args:
        written: As ``read_taper`` gives it.
        start: The first day; a taper per cycle begins with the first of the cycles instead.
        setting: Steroid, tablets, cycles and limits.

    Raises:
        Refused: It rises, a dose cannot be made of the tablets, it has more doses than there are cycles, or it passes
            the greatest dose or the last year that is planned for.
    """
    doses = [mg for mg, _ in written.steps]
    for before, mg in zip(doses, doses[1:], strict=False):
        if mg > before:
            raise Refused(f"taper: {plain(mg)} mg after {plain(before)} mg: a taper never rises")
    table = _dose_table(setting, doses[0])
    for mg in doses:
        _refuse_unless_made(table, mg)
    if not written.per_cycle:
        return _taper([_Step(mg, days, mg) for mg, days in written.steps], start, setting, table)
    cycles = setting.cycles[: len(doses)]
    if len(cycles) < len(doses):
        raise Refused(f"taper: {len(doses)} doses for {len(cycles)} cycles; write at most one dose per cycle")
    days = [(after.first - cycle.first).days for cycle, after in zip(cycles, cycles[1:], strict=False)]
    steps = [_Step(mg, held, mg) for mg, held in zip(doses, [*days, None], strict=True)]
    return _taper(steps, cycles[0].first, setting._replace(align=False), table)


def protocol_taper(
    protocol: TaperProtocol, dose: StartDose | None, weight: Kilograms | None, start: date, setting: TaperSetting
) -> Taper:
    """The taper that *protocol* gives from a starting *dose*; None takes the one that its source prints.

    Args:
        protocol: A table or bands; one with targets alone is refused.
        dose: In mg, or per kg of *weight*; a dose per kg is held to the source's maximum.
        weight: The weight that doses per kg refer to, in kg.
        start: The first day.
        setting: Steroid, tablets, cycles and limits.

    Raises:
        Unreadable: The source prints no starting dose and none was said, or a weight is needed.
        Refused: The protocol prints targets only, is for another steroid or does not cover the starting dose.
    """
    if protocol.kind == "targets":
        targets = "; ".join(target.printed for target in protocol.targets)
        raise Refused(
            f"{protocol.id} prints targets and no steps between them ({targets}) [{protocol.source}]; "
            "write the steps out, such as --taper 60x21,40x28,20"
        )
    equal = setting.steroid.equivalence
    if equal.mg != equal.prednisone_mg:
        raise Refused(
            f"{protocol.id} prints doses of {protocol.drug}, which are not those of {setting.steroid.name} "
            f"[{equal.citation.source}]; take prednisolone or prednisone, or write the taper out"
        )
    notes = tuple(note for note in (protocol.choice, protocol.end) if note)
    if protocol.kind == "table" and protocol.start is None:
        if dose is not None and (dose.per_kg or dose.value != protocol.steps[0].mg):
            first = plain(protocol.steps[0].mg)
            raise Refused(f"{protocol.id} prints its first dose, {first} mg: leave --steroid-dose out")
        rounder = _Rounder(protocol, setting, protocol.steps[0].mg)
        return _taper(_from_table(protocol, [], rounder), start, setting, rounder.table, protocol.id, notes)
    calculated, note = _start(protocol, dose, weight)
    rounder = _Rounder(protocol, setting, calculated)
    if dose is not None and not dose.per_kg:
        _refuse_unless_made(rounder.table, calculated)
        mg = calculated
    else:
        mg = rounder.start(calculated, protocol.start.maximum_mg if protocol.start else None)
        note = "; ".join(filter(None, (note, _rounding(calculated, mg))))
    first_step = _Step(mg, protocol.start.hold_days if protocol.start else None, calculated, note)
    following = _from_table if protocol.kind == "table" else _from_bands
    return _taper(following(protocol, [first_step], rounder), start, setting, rounder.table, protocol.id, notes)


def _start(protocol: TaperProtocol, dose: StartDose | None, weight: Kilograms | None) -> tuple[Milligrams, str]:
    """The starting dose before rounding, held to the source's maximum, and what was done to it in words."""
    printed = protocol.start
    per_kg = printed.mg_per_kg if printed else None
    cap = printed.maximum_mg if printed else None
    if dose is None and per_kg is None:
        raise Unreadable(f"{protocol.id} prints no starting dose: give it with --steroid-dose, such as 60mg or 1mg/kg")
    said = dose or StartDose(per_kg or Decimal(0), per_kg=True)
    most = per_kg if said.per_kg else cap
    if most is not None and said.value > most:
        unit = "mg/kg" if said.per_kg else "mg"
        raise Refused(
            f"starting dose {plain(said.value)} {unit}: {protocol.id} starts with at most {plain(most)} {unit} "
            f"[{protocol.source}]; start there, or write the taper out"
        )
    if not said.per_kg:
        return Milligrams(said.value), ""
    if weight is None:
        raise Unreadable(f"a starting dose of {plain(said.value)} mg/kg needs --weight")
    mg = Milligrams(said.value * weight)
    formula = f"{plain(said.value)} mg/kg x {plain(weight)} kg = {plain(mg)} mg"
    if cap is not None and mg > cap:
        return cap, f"{formula}, held to the source's maximum of {plain(cap)} mg"
    return mg, formula


def _from_table(protocol: TaperProtocol, steps: list[_Step], rounder: "_Rounder") -> list[_Step]:
    """*steps*, and after them the printed doses, none above the one before."""
    for row in protocol.steps:
        before = steps[-1].mg if steps else row.mg
        if row.mg > before:
            mg, note = before, f"printed {plain(row.mg)} mg: not raised above the dose before"
        else:
            mg = rounder.printed(row.mg, rounder.up_to(before)) or before
            note = _rounding(row.mg, mg)
        steps.append(_Step(mg, row.days, row.mg, note))
    return steps


def _from_bands(protocol: TaperProtocol, steps: list[_Step], rounder: "_Rounder") -> list[_Step]:
    """*steps*, one starting dose, and after it every reduction down to where the last band ends."""
    first, lowest = steps[0], protocol.bands[-1]
    band = _band(protocol, first.mg)
    if band is None:
        raise Refused(
            f"{plain(first.mg)} mg: {protocol.id} prints no reduction from {plain(lowest.above_mg)} mg or less "
            f"[{lowest.citation.source}]; write the taper out"
        )
    steps = [first._replace(days=first.days or band.every_days)]
    while band is not None:
        before = steps[-1].mg
        calculated = _reduced(before, band)
        if calculated == 0:
            return steps
        choose = rounder.printed if calculated == band.above_mg else rounder.nearest
        mg = choose(calculated, rounder.below(before))
        if mg is None:
            note = f"{plain(calculated)} mg is next, but the tablets make nothing below {plain(before)} mg"
            return [*steps[:-1], steps[-1]._replace(days=None, note=note)]
        band = _band(protocol, mg)
        steps.append(_Step(mg, band.every_days if band else None, calculated, _rounding(calculated, mg)))
    return steps


def _band(protocol: TaperProtocol, mg: Milligrams) -> Band | None:
    """The band that *mg* lies in; a dose on an edge lies in the lower."""
    return next((band for band in protocol.bands if mg > band.above_mg), None)


def _reduced(before: Milligrams, band: Band) -> Milligrams:
    """The next dose, unrounded; one that would cross the edge lands on it."""
    if band.reduce_by_mg is not None:
        lower = before - band.reduce_by_mg
    else:
        lower = before * (100 - (band.reduce_by_percent or Decimal(0))) / 100
    return Milligrams(max(lower, band.above_mg))


def _rounding(calculated: Milligrams, mg: Milligrams) -> str:
    return "" if calculated == mg else f"{plain(calculated)} mg rounded to {plain(mg)} mg"


class _Rounder:
    """The doses that a protocol may come to: multiples of a rounding step that the tablets make."""

    def __init__(self, protocol: TaperProtocol, setting: TaperSetting, greatest: Milligrams) -> None:
        self._said = setting.round_to
        self._rounding = setting.limits.rounding
        self._own = () if protocol.own_step_mg is None else (protocol.own_step_mg.value,)
        step = self._rounding.mg if self._said is None else self._said
        if step <= 0 or (greatest + step) / step > MOST_STEPS:
            raise Refused(f"rounding to {plain(step)} mg: give a step in mg that tablets make, such as --round-to 2.5")
        most = Milligrams(greatest + step)  # the nearest may lie above
        self.table = _dose_table(setting, greatest, most)
        self._doses = self._multiples(most) if self.table is None else [*filter(self._fits, self.table.doses)]

    def start(self, calculated: Milligrams, cap: Milligrams | None) -> Milligrams:
        """The starting dose nearest to *calculated*, at most *cap*.

        Raises:
            Refused: The tablets make none.
        """
        mg = self.nearest(calculated, self._doses if cap is None else self.up_to(cap))
        if mg is None:
            raise Refused(f"the tablets make no rounded dose near {plain(calculated)} mg; give others with --tablets")
        return mg

    def below(self, mg: Milligrams) -> list[Milligrams]:
        return self._doses[: bisect_left(self._doses, mg)]

    def up_to(self, mg: Milligrams) -> list[Milligrams]:
        return self._doses[: bisect_right(self._doses, mg)]

    def printed(self, mg: Milligrams, allowed: list[Milligrams]) -> Milligrams | None:
        """*mg* as the source prints it, or where that cannot be made, or another rounding was said, the nearest."""
        if self._said is None and (self.table is None or self.table.tablets(mg) is not None):
            return mg
        return self.nearest(mg, allowed)

    def nearest(self, calculated: Milligrams, allowed: list[Milligrams]) -> Milligrams | None:
        """The one of *allowed*, which rise, that is nearest to *calculated*; a tie goes down."""
        at = bisect_left(allowed, calculated)
        return min(allowed[max(0, at - 1) : at + 1], key=lambda mg: (abs(mg - calculated), mg), default=None)

    def _fits(self, mg: Milligrams) -> bool:
        return any(mg % step == 0 for step in self._steps(mg))

    def _steps(self, mg: Decimal) -> tuple[Decimal, ...]:
        """What *mg* may be a multiple of: what was said, or else the rounding on file and the protocol's own step."""
        if self._said is not None:
            return (self._said,)
        low = mg <= self._rounding.low_up_to_mg
        return (self._rounding.low_mg if low else self._rounding.mg, *self._own)

    def _multiples(self, most: Milligrams) -> list[Milligrams]:
        """All that fit, where no tablets are known."""
        steps = {*self._steps(Decimal(0)), *self._steps(most)}
        multiples = {Milligrams(step * times) for step in steps for times in range(1, int(most / step) + 1)}
        return sorted(filter(self._fits, multiples))


def _dose_table(setting: TaperSetting, dose: Milligrams, most: Milligrams | None = None) -> DoseTable | None:
    """The doses that the tablets make up to *most*; None where no tablets are known.

    Raises:
        Refused: *dose* is above the greatest that is planned for.
    """
    greatest = setting.entry.steroid_mg_per_day
    if dose > greatest.value:
        raise Refused(
            f"{setting.steroid.name} {plain(dose)} mg per day: at most {plain(greatest.value)} mg is planned for "
            f"[{greatest.citation.source}: {greatest.citation.at}]; check the dose and its unit"
        )
    return None if setting.tablets is None else DoseTable(setting.tablets, most or dose)


def _refuse_unless_made(table: DoseTable | None, mg: Milligrams) -> None:
    if table is not None and table.tablets(mg) is None:
        raise Refused(
            f"{plain(mg)} mg cannot be made of the tablets ({table.strengths} mg); the nearest doses are "
            f"{table.neighbours(mg)}: write one of them, or give other strengths with --tablets"
        )


def _taper(
    steps: list[_Step],
    start: date,
    setting: TaperSetting,
    table: DoseTable | None,
    protocol: str | None = None,
    notes: tuple[str, ...] = (),
) -> Taper:
    """The steps with their dates, tablets and totals."""
    begins = {cycle.first: cycle.cycle for cycle in setting.cycles}
    dated = _dated(steps, start, setting)
    if len(dated) < len(steps):
        later = len(steps) - len(dated)
        notes += (f"{later} further step{'s' * (later > 1)} would be due after the last cycle and is left to review",)
    made: list[TaperStep] = []
    total, counted, dispense = Decimal(0), 0, dict[Milligrams, Decimal]()
    for step, first, after in dated:
        tablets = None if table is None else table.tablets(step.mg)
        to, held = (None, None) if after is None else (after - timedelta(days=1), (after - first).days)
        made.append(TaperStep(first, to, held, step.mg, tablets, begins.get(first), step.calculated, step.note))
        days = max(0, ((after or setting.next_cycle or first) - first).days)
        total, counted = total + step.mg * days, counted + days
        for tablet in tablets or ():
            dispense[tablet.mg] = dispense.get(tablet.mg, Decimal(0)) + tablet.count * days
    return Taper(
        drug=setting.steroid.id,
        protocol=protocol,
        steps=tuple(made),
        total_mg=Milligrams(total),
        total_days=counted,
        counted_to=start + timedelta(days=counted - 1) if counted else None,
        dispense=None if table is None else _whole(dispense),
        notes=notes,
    )


def _whole(counts: dict[Milligrams, Decimal]) -> tuple[TabletCount, ...]:
    """Whole tablets to hand out, largest first: an odd half still takes a tablet."""
    rounded = ((mg, Decimal(-(-count // 1))) for mg, count in sorted(counts.items(), reverse=True))
    return tuple(TabletCount(mg, count) for mg, count in rounded if count)


def _dated(steps: list[_Step], start: date, setting: TaperSetting) -> list[_Dated]:
    """Each step with its first day, and the day after its last.

    Aligned with the cycles, a step ends on the first cycle day on or after it is due, and the next is counted from
    there, so that no two reductions fall on one day. Where no cycle day is left the step runs on until reviewed.

    Raises:
        Refused: It passes the last year that is planned for.
    """
    dated: list[_Dated] = []
    first = start
    for step in steps:
        within(Decimal(first.year), setting.entry.year, "taper: year", "", "shorten it")
        after = None if step.days is None else first + timedelta(days=step.days)
        if after is not None and setting.align:
            after = next((cycle.first for cycle in setting.cycles if cycle.first >= after), None)
        dated.append(_Dated(step, first, after))
        if after is None:
            break
        first = after
    return dated
