"""Tapering: the steps of a taper, dated, each dose one that the tablets at hand make.

A dose that is written out is taken as it is or refused. A dose that a protocol works out is the nearest multiple of
the rounding step that the tablets make, chosen once from the unrounded value; a tie goes down, and no dose is above
the one before. A dose that a source prints stays as printed where the tablets make it and no rounding was asked for;
one that it prints as the least is not rounded below it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from ivigcalc.core.dates.schedule import CycleDate
from ivigcalc.core.errors import Refused, Unreadable, Unsaid
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import EntryLimits, within
from ivigcalc.core.quantities import ONE, Kilograms, Milligrams, half_up, plain, up
from ivigcalc.core.steroid.tablets import MOST_STEPS, DoseChoice, DoseTable, TabletCount, TabletSet
from ivigcalc.core.steroid.types import Band, Steroid, SteroidLimits, Taper, TaperProtocol, TaperStep, WrittenTaper

_SHOWN = Decimal("1e-8")  # as many places as a dose or weight can be said with


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
    _refuse_above_greatest(doses[0], setting, "taper")
    table = None if setting.tablets is None else DoseTable(setting.tablets, doses[0])
    for mg in doses:
        _refuse_unless_made(table, mg)
    if not written.per_cycle:
        return _taper([_Step(mg, days, mg) for mg, days in written.steps], start, setting, table)
    cycles = setting.cycles[: len(doses)]
    if len(cycles) < len(doses):
        raise Refused(
            f"taper: {len(doses)} doses for {len(cycles)} cycles",
            "write at most one dose per cycle",
            "taper",
            in_words=True,
        )
    days = [(after.first - cycle.first).days for cycle, after in zip(cycles, cycles[1:], strict=False)]
    steps = [_Step(mg, held, mg) for mg, held in zip(doses, [*days, None], strict=True)]
    return _taper(steps, cycles[0].first, setting, table)


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
            f"{protocol.id} prints targets and no steps between them ({targets}) [{protocol.source}]",
            "write the steps out, such as [[taper]] 60x21,40x28,20",
            "taper",
        )
    equal = setting.steroid.equivalence
    if equal.mg != equal.prednisone_mg:
        raise Refused(
            f"{protocol.id} prints doses of {protocol.drug}, which are not those of {setting.steroid.name} "
            f"[{equal.citation.source}]",
            "take prednisolone or prednisone, or write the taper out",
            "steroid",
            in_words=True,
        )
    calculated, worked_out = _start(protocol, dose, weight)
    _refuse_above_greatest(calculated, setting, "taper" if dose is None else "steroid_dose")
    step = setting.limits.rounding.mg if setting.round_to is None else setting.round_to
    if step <= 0 or calculated / step > MOST_STEPS:
        raise Refused(
            f"[[round_to]] {plain(step)}",
            "give a step that tablets make, such as [[round_to]] 2.5",
            "round_to",
            between=": ",
        )
    most = Milligrams(calculated + step)  # the nearest may lie above
    table = None if setting.tablets is None else DoseTable(setting.tablets, most)
    choice = _choice(protocol, setting, table, most)
    if protocol.kind == "table" and protocol.start is None:
        steps = _from_table(protocol, [], choice, setting)
    else:
        first = _first(protocol, calculated, choice, table, by_hand=dose is not None and not dose.per_kg)
        following = _from_table if protocol.kind == "table" else _from_bands
        steps = following(protocol, [first], choice, setting)
    return _taper(steps, start, setting, table, protocol)._replace(start=worked_out)


def _start(protocol: TaperProtocol, dose: StartDose | None, weight: Kilograms | None) -> tuple[Milligrams, str]:
    """The starting dose before rounding, held to the source's maximum, and how one per kg was worked out."""
    printed = protocol.start
    if printed is None and protocol.steps:
        own = protocol.steps[0].mg
        if dose is not None and (dose.per_kg or dose.value != own):
            raise Refused(
                f"{protocol.id} prints its first dose, {plain(own)} mg",
                "leave [[steroid_dose]] out",
                "steroid_dose",
                between=": ",
            )
        return own, ""
    per_kg = printed.mg_per_kg if printed else None
    cap = printed.maximum_mg if printed else None
    if dose is None:
        if per_kg is None:
            raise Unsaid(
                f"{protocol.id} prints no starting dose",
                "give it with [[steroid_dose]], such as 60mg or 1mg/kg",
                "steroid_dose",
            )
        dose = StartDose(per_kg, per_kg=True)
    unit, most = ("mg/kg", per_kg) if dose.per_kg else ("mg", cap)
    if dose.value <= 0 or (most is not None and dose.value > most):
        allowed = "above 0" if most is None else f"above 0 and at most {plain(most)} {unit} [{protocol.source}]"
        raise Refused(
            f"starting dose {plain(dose.value)} {unit}: {protocol.id} needs one {allowed}",
            "start there, or write the taper out",
            "steroid_dose",
            in_words=True,
        )
    if not dose.per_kg:
        return Milligrams(dose.value), ""
    if weight is None:
        raise Unreadable(f"a starting dose of {plain(dose.value)} mg/kg needs [[weight]]", field="weight")
    mg = Milligrams(dose.value * weight)
    formula = f"{plain(dose.value)} mg/kg x {plain(weight)} kg = {plain(_shown(mg))} mg"
    if cap is not None and mg > cap:
        return cap, f"{formula}, held to the source's maximum of {plain(cap)} mg"
    return mg, formula


def _first(
    protocol: TaperProtocol,
    calculated: Milligrams,
    choice: DoseChoice,
    table: DoseTable | None,
    *,
    by_hand: bool,
) -> _Step:
    """The starting dose as it is given; one said in mg is taken as it is or refused."""
    hold = protocol.start.hold_days if protocol.start else None
    if by_hand:
        _refuse_unless_made(table, calculated)
        mg: Milligrams | None = calculated
    else:
        mg = choice.nearest(calculated, up_to=protocol.start.maximum_mg if protocol.start else None)
    lowest = protocol.steps[-1].mg if protocol.steps else protocol.bands[-1].above_mg
    if mg is None or mg <= lowest:
        near = "no dose" if mg is None else f"{plain(mg)} mg"
        raise Refused(
            f"{protocol.id} starting with {plain(calculated)} mg: {near} to start with above {plain(lowest)} mg, where "
            f"its reductions end [{protocol.source}]",
            "write the taper out, or give other tablets",
            "taper",
            in_words=True,
        )
    return _Step(mg, hold, calculated, _rounding(calculated, mg))


def _from_table(protocol: TaperProtocol, steps: list[_Step], choice: DoseChoice, setting: TaperSetting) -> list[_Step]:
    """*steps*, and after them the printed doses, none above the one before."""
    for row in protocol.steps:
        before = steps[-1].mg if steps else row.mg
        if row.mg > before:
            note = f"printed {plain(row.mg)} mg: not raised above the dose before"
            steps.append(_Step(before, row.days, row.mg, note))
            continue
        least = row.mg if row.at_least else None
        mg = row.mg if _as_printed(row.mg, choice, setting) else choice.nearest(row.mg, least=least, up_to=before)
        if mg is None and row.at_least and steps:
            mg = before  # which is no less, and which the tablets make
        if mg is None:
            raise Refused(
                f"{protocol.id}: {plain(row.mg)} mg cannot be made of the tablets, nor any dose that may stand for it",
                "give other strengths with [[tablets]]",
                "tablets",
            )
        steps.append(_Step(mg, row.days, row.mg, _rounding(row.mg, mg)))
    return steps


def _from_bands(protocol: TaperProtocol, steps: list[_Step], choice: DoseChoice, setting: TaperSetting) -> list[_Step]:
    """*steps*, one starting dose, and after it every reduction down to where the last band ends."""
    while (band := _band(protocol, steps[-1].mg)) is not None:
        before = steps[-1].mg
        steps[-1] = steps[-1]._replace(days=steps[-1].days or band.every_days)
        calculated = _reduced(before, band)
        if calculated == 0:
            return steps
        edge = calculated == band.above_mg and _as_printed(calculated, choice, setting)
        mg = calculated if edge else choice.nearest(calculated, below=before)
        if mg is None:
            note = f"{plain(calculated)} mg is next, but the tablets make nothing below {plain(before)} mg"
            return [*steps[:-1], steps[-1]._replace(days=None, note=note)]
        note = _rounding(calculated, mg)
        if band.reduce_by_mg is not None and before - mg > band.reduce_by_mg:
            note += f", a larger reduction than the {plain(band.reduce_by_mg)} mg of the source: finer tablets, "
            note += "[[halves]] or [[round_to]] 1 may avoid it"
        steps.append(_Step(mg, None, calculated, note))
    return steps


def _as_printed(mg: Milligrams, choice: DoseChoice, setting: TaperSetting) -> bool:
    """Whether a dose that the source prints is given as it is."""
    return setting.round_to is None and choice.makes(mg)


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
    return "" if calculated == mg else f"{plain(_shown(calculated))} mg rounded to {plain(mg)} mg"


def _shown(calculated: Milligrams) -> Milligrams:
    """A product of two long decimals to the eight places that can be said: no choice is made from it."""
    return Milligrams(half_up(calculated, _SHOWN))


def _choice(protocol: TaperProtocol, setting: TaperSetting, table: DoseTable | None, most: Milligrams) -> DoseChoice:
    """Multiples of what was said, or else of the rounding on file and of the protocol's own step."""
    own = () if protocol.own_step_mg is None else (protocol.own_step_mg.value,)
    rounding = setting.limits.rounding

    def steps(mg: Decimal) -> tuple[Decimal, ...]:
        if setting.round_to is not None:
            return (setting.round_to,)
        return (rounding.low_mg if mg <= rounding.low_up_to_mg else rounding.mg, *own)

    return DoseChoice(table, most, steps)


def _refuse_above_greatest(mg: Milligrams, setting: TaperSetting, field: str) -> None:
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


def _refuse_unless_made(table: DoseTable | None, mg: Milligrams) -> None:
    if table is not None and table.tablets(mg) is None:
        raise Refused(
            f"{plain(mg)} mg cannot be made of the tablets ({table.strengths} mg)",
            f"the nearest doses are {table.neighbours(mg)}: write one of them, or give other strengths with "
            "[[tablets]]",
            "tablets",
        )


def _taper(
    steps: list[_Step],
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
        made.append(TaperStep(first, to, held, step.mg, tablets, begins.get(first), _shown(step.calculated), step.note))
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
        within(Decimal(first.year), setting.entry.year, "taper: year", "", "shorten it", "taper")
        after = None if step.days is None else first + timedelta(days=step.days)
        if after is not None and setting.align:
            after = next((cycle.first for cycle in setting.cycles if cycle.first >= after), None)
        dated.append(_Dated(step, first, after))
        if after is None:
            break
        first = after
    return dated
