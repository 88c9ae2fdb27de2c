"""A taper that is written out: each dose in mg is taken as it is, or refused; one per kg is rounded to the tablets."""

from datetime import date
from decimal import Decimal

from ivigcalc.core.errors import Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import Milligrams, how_many, plain
from ivigcalc.core.steroid.tablets import DoseChoice, DoseTable
from ivigcalc.core.steroid.taper import (
    DoseStep,
    TaperSetting,
    dated_taper,
    dose_choice,
    held_to_most,
    per_kg_of,
    refuse_above_greatest,
    refuse_unless_made,
    sayable,
)
from ivigcalc.core.steroid.types import Taper, WrittenStep, WrittenTaper

_Parts = tuple[Milligrams, ...]


def written_taper(written: WrittenTaper, start: date, setting: TaperSetting) -> Taper:
    """The taper as it was written out; one with a dose per cycle changes on each cycle's first day.

    Args:
        written: As it was said.
        start: The first day; a taper per cycle begins with the first of the cycles instead.
        setting: Steroid, tablets, cycles, weight and limits.

    Raises:
        Unreadable: It is per kg, and there is no weight.
        Refused: It rises, a dose cannot be made of the tablets, it has more doses than there are cycles, or it passes
            the greatest dose or the last year allowed.
    """
    _refuse_a_rise([_mean(step) for step in written.steps], "mg/kg" if written.per_kg else "mg")
    if written.per_kg:
        steps, table = _per_kg(written, setting)
    else:
        steps, table = _in_mg(written, setting)
    if not written.per_cycle:
        return dated_taper(steps, start, setting, table)
    cycles = setting.cycles[: len(steps)]
    if len(cycles) < len(steps):
        raise Refused(
            f"taper: {how_many(len(steps), 'dose')} for {how_many(len(cycles), 'cycle')}",
            "enter at most one dose per cycle",
            "taper",
            in_words=True,
        )
    days = [(after.first - cycle.first).days for cycle, after in zip(cycles, cycles[1:], strict=False)]
    held = [step._replace(days=day) for step, day in zip(steps, [*days, None], strict=True)]
    return dated_taper(held, cycles[0].first, setting, table)


def _mean(step: WrittenStep) -> Decimal:
    """The mean dose of a day: on alternate days one may be above the dose before, as long as the mean is not."""
    days = [step.parts] if step.alternate is None else [step.parts, step.alternate]
    return sum((sum(parts, Decimal(0)) for parts in days), Decimal(0)) / len(days)


def _refuse_a_rise(means: list[Decimal], unit: str, how: str = "") -> None:
    for before, mean in zip(means, means[1:], strict=False):
        if mean > before:
            raise Refused(
                f"taper: {plain(mean)} {unit} after {plain(before)} {unit}{how}: must not rise",
                field="taper",
                in_words=True,
            )


def _in_mg(written: WrittenTaper, setting: TaperSetting) -> tuple[list[DoseStep], DoseTable | None]:
    steps = [_step(step) for step in written.steps]
    doses = [mg for step in steps for mg in (*step.parts, *(step.alternate or ()))]
    refuse_above_greatest(max(_highest(step) for step in steps), setting, "taper")
    table = None if setting.tablets is None else DoseTable(setting.tablets, max(doses))
    for mg in doses:
        refuse_unless_made(table, mg)
    return steps, table


def _step(said: WrittenStep) -> DoseStep:
    parts = tuple(map(Milligrams, said.parts))
    alternate = None if said.alternate is None else tuple(map(Milligrams, said.alternate))
    mg = Milligrams(sum(parts, Decimal(0)))
    return DoseStep(
        mg,
        said.days,
        mg,
        parts=parts,
        alternate=alternate,
        alternate_calculated=None if alternate is None else Milligrams(sum(alternate, Decimal(0))),
    )


def _highest(step: DoseStep) -> Milligrams:
    return max(step.mg, Milligrams(sum(step.alternate or (), Decimal(0))))


class _Day(NamedTuple):
    """The doses of one day per kg, worked out: as given, as calculated, as held to the most, and how."""

    given: _Parts
    calculated: Milligrams
    held: Milligrams
    formula: str


def _per_kg(written: WrittenTaper, setting: TaperSetting) -> tuple[list[DoseStep], DoseTable | None]:
    """Each dose worked out for the weight, held to the most that was said, and rounded to the tablets."""
    greatest = max(sum(parts, Decimal(0)) for step in written.steps for parts in (step.parts, step.alternate or ()))
    mg, _ = held_to_most(per_kg_of(greatest, setting)[0], setting)
    refuse_above_greatest(mg, setting, "taper")
    choice = dose_choice(setting, mg)
    steps: list[DoseStep] = []
    for said in written.steps:
        before = steps[-1] if steps else None
        first = _day(said.parts, before.parts if before else (), choice, setting)
        second = None
        if said.alternate is not None:
            second = _day(said.alternate, (before.alternate or ()) if before else (), choice, setting)
        steps.append(_worked_out(said, first, second))
    _refuse_a_rise([_mean_mg(step) for step in steps], "mg", ", rounded to the tablets")
    return steps, choice.table


def _worked_out(said: WrittenStep, first: _Day, second: _Day | None) -> DoseStep:
    between = f"; between: {second.formula}" if second is not None and second.given else ""
    return DoseStep(
        mg=Milligrams(sum(first.given, Decimal(0))),
        days=said.days,
        calculated=first.calculated,
        parts=first.given,
        alternate=None if second is None else second.given,
        alternate_calculated=None if second is None else second.held,
        source=(first.held,),
        formula=first.formula + between,
    )


def _mean_mg(step: DoseStep) -> Decimal:
    return step.mg if step.alternate is None else (step.mg + sum(step.alternate, Decimal(0))) / 2


def _day(per_kg: tuple[Decimal, ...], before: _Parts, choice: DoseChoice, setting: TaperSetting) -> _Day:
    """One day's doses; a part is no more than that of the step *before* where both days have as many."""
    if not per_kg:
        return _Day((), Milligrams(Decimal(0)), Milligrams(Decimal(0)), "")
    total = sum(per_kg, Decimal(0))
    calculated, formula = per_kg_of(total, setting)
    held, how = held_to_most(calculated, setting)
    given = []
    for number, part in enumerate(per_kg):
        limits = [before[number]] if len(before) == len(per_kg) else []
        if setting.most is not None:
            limits.append(Milligrams(setting.most * part / total))
        given.append(_rounded(Milligrams(held * part / total), min(limits, default=None), choice))
    mg = sum(given, Decimal(0))
    how += "" if mg == held else f", rounded to {plain(mg)} mg"
    return _Day(tuple(given), calculated, held, formula + how)


def _rounded(mg: Milligrams, up_to: Milligrams | None, choice: DoseChoice) -> Milligrams:
    if choice.table is not None and choice.as_it_is(mg) and (up_to is None or mg <= up_to):
        return mg
    near = choice.nearest(mg, up_to)
    if near is None:
        most = "" if up_to is None else f" of at most {plain(sayable(up_to))} mg"
        raise Refused(
            f"taper: {plain(sayable(mg))} mg: the tablets make no dose{most}",
            "give other strengths with [[tablets]]",
            "tablets",
            in_words=True,
        )
    return near
