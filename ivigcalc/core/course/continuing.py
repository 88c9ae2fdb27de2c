"""A plan that continues another: the earlier cycles stay as they were, the later ones are planned anew.

Plan before, plan after, splice the cycles: a plan that is cut at a cycle and continues unchanged is the plan made in
one go, apart from the marks of what was given.
"""

from collections.abc import Sequence, Set
from datetime import date, timedelta
from decimal import Decimal

from ivigcalc.core.course.case import Case, Dates, Tapering
from ivigcalc.core.course.planned import CheckpointRow, InfusionRow, PulseRow
from ivigcalc.core.course.preparation import planned_product
from ivigcalc.core.course.situation import Earlier, PhaseSituation
from ivigcalc.core.dates.types import CycleDate
from ivigcalc.core.dosing.dose import Phase
from ivigcalc.core.errors import Refused, Unreadable, Unsaid
from ivigcalc.core.quantities import Kilograms, Milligrams, how_many
from ivigcalc.core.steroid.tablets import TabletCount
from ivigcalc.core.steroid.types import Taper, TaperStep, in_words

_OF_A_COURSE = frozenset({"dose", "days", "every", "cycles"})
_OF_A_TAPER = frozenset(
    {"steroid", "steroid_dose", "taper_start", "taper_align", "tablets", "halves", "round_to", "steroid_max"}
)


def check_from_cycle(before: Earlier) -> None:
    """Refuse a cycle that cannot be the first to be planned anew.

    Raises:
        Refused: It is the first, was given, or lies beyond the end of the plan.
        Unreadable: It is the one after the last, and nothing says how many are to come.
    """
    cycles, first = before.situation.cycles, before.from_cycle
    given = sum(cycle.given for cycle in cycles)
    least, most = max(2, given + 1), len(cycles) + 1
    if not least <= first <= most:
        of_them = f", {given} of them given" if given else ""
        within = f"choose {least} to {most - 1}, or {most}" if least < most else f"choose {most}"
        raise Refused(
            f"[[from_cycle]] {first}: the plan has {how_many(most - 1, 'cycle')}{of_them}",
            f"{within} with [[cycles]] to add some",
            "from_cycle",
        )
    if first == most and not before.said & {"cycles", "then"}:
        raise Unreadable(
            f"[[from_cycle]] {first} is after the last cycle",
            "give the number of cycles to come with [[cycles]]",
            "from_cycle",
        )


def switched(case: Case, before: Earlier) -> bool:
    """Whether another product is given from here on."""
    earlier = before.situation.case.preparation
    return (case.preparation.id, case.preparation.concentration) != (earlier.id, earlier.concentration)


def phases_to_come(case: Case, before: Earlier) -> tuple[tuple[int, Phase], ...]:
    """The phases of *case* with the cycles that are still to come of each, and their index.

    As many as the earlier plan had left, unless the number was said anew; those that follow the regimen or the dose
    (``then``) are taken whole when they were said anew.

    Raises:
        Refused: No plan can continue with this cycle.
        Unreadable: Another regimen, and nothing says how many cycles are to come; or what was said is of a phase
            that is over.
    """
    check_from_cycle(before)
    earlier, done = before.situation, before.situation.cycles[: before.from_cycle - 1]
    left = [earlier.all_phases[cycle.phase].origin for cycle in earlier.cycles[len(done) :]]
    own, earlier_own = len(case.phases) - case.following, len(earlier.case.phases) - earlier.case.following
    other = own != earlier_own or (own > 1 and _regimen(case) != _regimen(earlier.case))
    if other and "cycles" not in before.said:
        raise Unsaid(
            "[[from_cycle]] with a regimen of other phases",
            "give the number of cycles to come with [[cycles]]",
            "cycles",
        )
    anew = before.origins("cycles", case.phases[:own])
    if not other:
        begun = earlier.all_phases[done[-1].phase].origin
        _check_not_over(case.phases[:own], before, {*left, *(origin for origin in anew if origin >= begun)})
    phases = []
    for origin, phase in enumerate(case.phases):
        if origin >= own:
            whole, index = "then" in before.said, origin - own + earlier_own
        else:
            whole, index = other or origin in anew, origin
        count = phase.cycles if whole else left.count(index)
        if count:
            phases.append((origin, phase._replace(cycles=count)))
    return tuple(phases)


def _check_not_over(phases: Sequence[Phase], before: Earlier, to_come: Set[int]) -> None:
    """Refuse what was said anew of one of the *phases* that has no cycles *to_come* (their indices).

    Raises:
        Unreadable: The field is named.
    """
    names = [phase.name for origin, phase in enumerate(phases) if origin in to_come]
    for field in sorted(_OF_A_COURSE):
        for origin in before.origins(field, phases):
            if origin not in to_come:
                raise Unreadable(
                    f"the cycles of {phases[origin].name} are over by cycle {before.from_cycle}",
                    f"give it for {' or '.join(names)}" if names else "give what is to come with [[then]]",
                    field,
                )


def _regimen(case: Case) -> str | None:
    return None if case.treated is None else case.treated.regimen


def dates_to_come(dates: Dates, before: Earlier, phases: Sequence[PhaseSituation]) -> Dates:
    """*dates* without those set by hand, unless they were said anew, for cycles that are not in the plan any more."""
    if "cycle_date" in before.said:
        return dates
    last = sum(phase.prescribed.cycles for phase in phases)
    return dates._replace(fixed={number: day for number, day in dates.fixed.items() if number <= last})


def joined(
    before: Earlier, coming: tuple[PhaseSituation, ...], case: Case
) -> tuple[tuple[PhaseSituation, ...], tuple[CycleDate, ...]]:
    """The earlier phases as far as they were given, then those to come, and the cycles that stay as they were.

    A phase that continues without any difference stays one phase, of which what is said now holds.
    """
    earlier = before.situation
    done = earlier.cycles[: before.from_cycle - 1]
    old = []
    for index in dict.fromkeys(cycle.phase for cycle in done):
        phase = earlier.all_phases[index]
        count = sum(cycle.phase == index for cycle in done)
        old.append(phase._replace(prescribed=phase.prescribed._replace(cycles=count)))
    last = earlier.all_phases[done[-1].phase]
    first = coming[0]
    if _same(last, first) and not switched(case, before):
        whole = old[-1].prescribed.cycles + first.prescribed.cycles
        merged = first._replace(
            prescribed=first.prescribed._replace(cycles=whole), planned=first.planned._replace(name=last.planned.name)
        )
        return (*old[:-1], merged, *coming[1:]), done
    if switched(case, before):
        product = planned_product(earlier.case)
        old = [p._replace(planned=p.planned._replace(product=p.planned.product or product)) for p in old]
    return (*old, *coming), done


def _same(old: PhaseSituation, new: PhaseSituation) -> bool:
    """Whether the two differ in nothing but name, number of cycles, and why the rest was chosen."""
    prescribed, planned = new.prescribed, new.planned
    return new == old._replace(
        prescribed=old.prescribed._replace(name=prescribed.name, cycles=prescribed.cycles, assumed=prescribed.assumed),
        planned=old.planned._replace(name=planned.name, cycles=planned.cycles),
        exact_instead=new.exact_instead,
    )


def spliced(
    before: Earlier, rows: Sequence[InfusionRow | CheckpointRow], cycles: tuple[CycleDate, ...]
) -> list[InfusionRow | CheckpointRow]:
    """The earlier rows as they were, marked given, and of *rows* those from the cycle on that is planned anew.

    What is to be reviewed because of what was said anew, and was due before, is due where that begins.
    """
    boundary = cycles[before.from_cycle - 1].first

    def earlier(row: InfusionRow | CheckpointRow) -> bool:
        return row.date < boundary if row.cycle is None else row.cycle < before.from_cycle

    kept = [
        row._replace(given=True) if isinstance(row, InfusionRow) else row
        for row in before.rows
        if not isinstance(row, PulseRow) and earlier(row)  # pulses are dated anew, the earlier ones as they were
    ]
    known = {(row.topic, row.citation) for row in before.rows if isinstance(row, CheckpointRow)}
    late = [
        row._replace(date=boundary)
        for row in rows
        if isinstance(row, CheckpointRow) and row.cycle is None and earlier(row)
        if (row.topic, row.citation) not in known
    ]
    return [*kept, *late, *(row for row in rows if not earlier(row))]


def tapering_now(case: Case, before: Earlier | None) -> tuple[Tapering | None, Kilograms, Earlier | None]:
    """The taper that holds, the actual weight it was begun with, and the change it was begun with, if any.

    A taper continues as it is, whatever else is said anew.

    Raises:
        Unsaid: Something of the taper was said anew, but not the taper.
    """
    while before is not None and "taper" not in before.said:
        check_taper_said_anew(before.said, before.from_cycle)
        case, before = before.situation.case, before.situation.before
    return case.tapering, case.patient.weight, before


def check_taper_said_anew(said: Set[str], from_cycle: int) -> None:
    """Refuse a part of a taper that is said anew without the taper.

    Raises:
        Unreadable: The field is named.
    """
    unclear = sorted(said & _OF_A_TAPER) if "taper" not in said else []
    if unclear:
        raise Unsaid(
            f"[[{unclear[0]}]] from cycle {from_cycle} on",
            "enter the rest of the taper with [[taper]] too",
            "taper",
        )


def begun_with(
    before: Earlier, tapering: Tapering, cycles: tuple[CycleDate, ...], after: date | None = None
) -> Tapering:
    """*tapering* with its first day: of the cycle it was said from or *after* its pulse, unless another was said.

    Raises:
        Refused: The day lies among the cycles that stay as they were.
    """
    if "taper_start" not in before.said or tapering.start is None:
        return tapering._replace(start=after or cycles[before.from_cycle - 1].first)
    last = cycles[before.from_cycle - 2].dates[-1]
    if tapering.start <= last:
        raise Refused(
            f"[[taper_start]] {tapering.start}: cycle {before.from_cycle - 1} was given up to {last} and does not "
            "change",
            "give a later day, or an earlier [[from_cycle]]",
            "taper_start",
        )
    return tapering


def continued_taper(before: Earlier, taper: Taper) -> Taper:
    """The earlier taper up to the day before *taper* begins, and then *taper*.

    Raises:
        Refused: The dose would rise, or it is another steroid.
    """
    earlier = before.situation.taper
    start = taper.steps[0].from_
    kept = [_ended(step, start) for step in (earlier.steps if earlier else ()) if step.from_ < start]
    if not kept or earlier is None:
        return taper
    if taper.drug != earlier.drug:
        raise Refused(
            f"taper: {taper.drug} after {earlier.drug}: mg are not equivalent",
            "plan the other steroid separately (ivigcalc taper)",
            "steroid",
            in_words=True,
        )
    if taper.steps[0].mean_mg > kept[-1].mean_mg:
        raise Refused(
            f"taper: {in_words(taper.steps[0])} from {start} after {in_words(kept[-1])}: doses must not rise",
            "to increase, plan the taper separately (ivigcalc taper)",
            "taper",
            in_words=True,
        )
    days = sum(step.days or 0 for step in kept)
    total = sum((step.mg_over(step.days or 0) for step in kept), Decimal(0))
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
    from ivigcalc.core.steroid.taper import add_tablets, whole_tablets  # few courses have a taper

    counts = {one.mg: one.count for one in taper.dispense}
    for step in kept:
        add_tablets(counts, step, step.days or 0)
    return whole_tablets(counts)
