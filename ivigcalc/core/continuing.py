"""A plan that goes on from another one: the earlier cycles stay as they were, the later ones are planned anew.

Plan before, plan after, splice the cycles: a plan that is cut at a cycle and goes on unchanged is the plan made in one
go, apart from the marks of what was given.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from ivigcalc.core.case import Case, Tapering
from ivigcalc.core.dose import Phase
from ivigcalc.core.errors import Refused, Unreadable
from ivigcalc.core.planned import CheckpointRow, InfusionRow
from ivigcalc.core.preparation import planned_product
from ivigcalc.core.pump import distinguishes_first
from ivigcalc.core.quantities import Milligrams
from ivigcalc.core.schedule import CycleDate
from ivigcalc.core.situation import Earlier, PhaseSituation
from ivigcalc.core.tablets import TabletCount
from ivigcalc.core.taper import Taper, TaperStep
from ivigcalc.core.tapering import whole_tablets


def check_from_cycle(before: Earlier) -> None:
    """Refuse a cycle that cannot be the first to be planned anew.

    Raises:
        Refused: It is the first, was given, or lies beyond the end of the plan.
    """
    cycles, first = before.situation.cycles, before.from_cycle
    given = sum(cycle.given for cycle in cycles)
    if not max(2, given + 1) <= first <= len(cycles) + 1:
        raise Refused(
            f"--from-cycle {first}: the plan has {len(cycles)} cycles, {given} of them given; say {max(2, given + 1)} to "
            f"{len(cycles)}, or {len(cycles) + 1} with --cycles to add some"
        )
    if first == len(cycles) + 1 and not before.cycles_said:
        raise Unreadable(f"--from-cycle {first} is after the last cycle; say how many are to come with --cycles")


def switched(case: Case, before: Earlier) -> bool:
    """Whether another product is given from here on."""
    earlier = before.situation.case.preparation
    return (case.preparation.id, case.preparation.concentration) != (earlier.id, earlier.concentration)


def phases_to_come(case: Case, before: Earlier) -> tuple[tuple[int, Phase], ...]:
    """The phases of *case* with the cycles that are still to come of each, and their index.

    As many as the earlier plan had left, unless the number was said anew; a case of other phases is taken whole.
    """
    check_from_cycle(before)
    earlier = before.situation
    left = [earlier.all_phases[cycle.phase].origin for cycle in earlier.cycles[before.from_cycle - 1 :]]
    phases = []
    for origin, phase in enumerate(case.phases):
        said = before.cycles_said and origin == len(case.phases) - 1
        count = phase.cycles if said or len(case.phases) != len(earlier.case.phases) else left.count(origin)
        if count:
            phases.append((origin, phase._replace(cycles=count)))
    origin, first = phases[0]
    anew = switched(case, before) and case.rates.first_infusion != "unknown" and distinguishes_first(case)
    if anew and first.cycles > 1:
        alone = first._replace(name=f"{first.name}, first infusion", cycles=1)
        return ((origin, alone), (origin, first._replace(cycles=first.cycles - 1)), *phases[1:])
    return tuple(phases)


def joined(
    before: Earlier, coming: tuple[PhaseSituation, ...], case: Case
) -> tuple[tuple[PhaseSituation, ...], tuple[CycleDate, ...]]:
    """The earlier phases as far as they were given, then those to come, and the cycles that stay as they were.

    A phase that goes on without any difference stays one phase.
    """
    earlier = before.situation
    done = earlier.cycles[: before.from_cycle - 1]
    old = []
    for index in dict.fromkeys(cycle.phase for cycle in done):
        phase = earlier.all_phases[index]
        old.append(_with_cycles(phase, sum(cycle.phase == index for cycle in done)))
    last = earlier.all_phases[done[-1].phase]
    first = coming[0]
    if _same(last, first) and not switched(case, before):
        whole = old[-1].prescribed.cycles + first.prescribed.cycles
        left = sum(cycle.phase == done[-1].phase for cycle in earlier.cycles) - old[-1].prescribed.cycles
        shown = last.planned.cycles - left + first.prescribed.cycles
        merged = last._replace(
            prescribed=last.prescribed._replace(cycles=whole), planned=last.planned._replace(cycles=shown)
        )
        return (*old[:-1], merged, *coming[1:]), done
    names = {phase.planned.name for phase in old}
    renamed = [_renamed(phase, names, before.from_cycle) for phase in coming]
    if switched(case, before):
        product = planned_product(earlier.case)
        old = [p._replace(planned=p.planned._replace(product=p.planned.product or product)) for p in old]
    return (*old, *renamed), done


def _with_cycles(phase: PhaseSituation, count: int) -> PhaseSituation:
    return phase._replace(
        prescribed=phase.prescribed._replace(cycles=count), planned=phase.planned._replace(cycles=count)
    )


def _same(old: PhaseSituation, new: PhaseSituation) -> bool:
    """Whether nothing but the number of cycles tells the two apart."""

    def kind(phase: PhaseSituation) -> tuple[object, ...]:
        return (
            phase.prescribed._replace(cycles=0, assumed=()),
            phase.planned._replace(cycles=0, product=None),
            phase.pump,
            phase.first,
        )

    return kind(old) == kind(new)


def _renamed(phase: PhaseSituation, taken: set[str], from_cycle: int) -> PhaseSituation:
    if phase.planned.name not in taken:
        return phase
    name = f"{phase.planned.name} from cycle {from_cycle}"
    return phase._replace(prescribed=phase.prescribed._replace(name=name), planned=phase.planned._replace(name=name))


def spliced(
    before: Earlier, rows: Sequence[InfusionRow | CheckpointRow], cycles: tuple[CycleDate, ...]
) -> list[InfusionRow | CheckpointRow]:
    """The earlier rows as they were, marked given, and of *rows* those from the cycle on that is planned anew."""
    boundary = cycles[before.from_cycle - 1].first

    def earlier(row: InfusionRow | CheckpointRow) -> bool:
        return row.date < boundary if row.cycle is None else row.cycle < before.from_cycle

    kept = [row._replace(given=True) if isinstance(row, InfusionRow) else row for row in before.rows if earlier(row)]
    return [*kept, *(row for row in rows if not earlier(row))]


def resumed_tapering(before: Earlier, tapering: Tapering, cycles: tuple[CycleDate, ...]) -> tuple[Tapering, int]:
    """The taper to be worked out, and with which cycle it begins: the first, unless another was said since."""
    earlier = before.situation.case.tapering
    if earlier is None or tapering == earlier:
        return tapering, 0
    begin = before.from_cycle - 1
    start = cycles[begin].first if tapering.start == earlier.start else tapering.start
    return tapering._replace(start=start), begin


def continued_taper(before: Earlier, taper: Taper) -> Taper:
    """The earlier taper up to the day before *taper* begins, and then *taper*.

    Raises:
        Refused: The dose would rise.
    """
    earlier = before.situation.taper
    start = taper.steps[0].from_
    kept = [_ended(step, start) for step in (earlier.steps if earlier else ()) if step.from_ < start]
    if not kept or earlier is None:
        return taper
    if taper.steps[0].mg_per_day > kept[-1].mg_per_day:
        raise Refused(
            f"taper: {taper.steps[0].mg_per_day} mg from {start} after {kept[-1].mg_per_day} mg: a taper never rises; "
            "give the taper apart (ivigcalc taper) if the dose has to go up"
        )
    days = sum(step.days or 0 for step in kept)
    total = sum((step.mg_per_day * (step.days or 0) for step in kept), Decimal(0))
    return taper._replace(
        steps=(*kept, *taper.steps),
        total_mg=Milligrams(total + taper.total_mg),
        total_days=days + taper.total_days,
        dispense=_dispensed(kept, taper),
    )


def _ended(step: TaperStep, start: date) -> TaperStep:
    if step.to is not None and step.to < start:
        return step
    return step._replace(to=start - timedelta(days=1), days=(start - step.from_).days)


def _dispensed(kept: Sequence[TaperStep], taper: Taper) -> tuple[TabletCount, ...] | None:
    if taper.dispense is None or any(step.tablets is None for step in kept):
        return None
    counts = {one.mg: one.count for one in taper.dispense}
    for step in kept:
        for tablet in step.tablets or ():
            counts[tablet.mg] = counts.get(tablet.mg, Decimal(0)) + tablet.count * (step.days or 0)
    return whole_tablets(counts)
