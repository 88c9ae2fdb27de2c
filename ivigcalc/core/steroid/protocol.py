"""A taper on file: its doses worked out, each one that the tablets at hand make.

The doses are counted as the source counts them, and each is then given as the nearest that the tablets make without a
larger step than the source's: as it is where they make it, else the next above, and never above the dose before. A
starting dose per kg alone is rounded to the nearest.
"""

from datetime import date
from decimal import Decimal

from ivigcalc.core.errors import Refused, Unsaid
from ivigcalc.core.quantities import Milligrams, plain
from ivigcalc.core.steroid.tablets import DoseChoice
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
from ivigcalc.core.steroid.types import MOST_DAYS, Band, StartDose, Taper, TaperProtocol


def protocol_taper(protocol: TaperProtocol, dose: StartDose | None, start: date, setting: TaperSetting) -> Taper:
    """The taper that *protocol* gives from a starting *dose*; None takes the one that its source prints.

    Args:
        protocol: A table or bands; one with targets alone is refused.
        dose: In mg, or per kg of body weight; one per kg is held to the source's maximum and to the most that was said.
        start: The first day.
        setting: Steroid, tablets, cycles, weight and limits.

    Raises:
        Unreadable: The source prints no starting dose and none was said, or a weight is needed.
        Refused: The protocol prints targets only, is for another steroid or does not cover the starting dose.
    """
    if protocol.kind == "targets":
        targets = "; ".join(target.printed for target in protocol.targets)
        raise Refused(
            f"{protocol.id} prints targets and no steps between them ({targets}) [{protocol.source}]",
            "enter [[taper]] as steps, such as 60x21,40x28,20",
            "taper",
        )
    equal = setting.steroid.equivalence
    if equal.mg != equal.prednisone_mg:
        raise Refused(
            f"{protocol.id} prints doses of {protocol.drug}, which are not those of {setting.steroid.name} "
            f"[{equal.citation.source}]",
            "use prednisolone or prednisone, or enter the taper as steps",
            "steroid",
            in_words=True,
        )
    calculated, worked_out = _start(protocol, dose, setting)
    refuse_above_greatest(calculated, setting, "taper" if dose is None else "steroid_dose")
    choice = dose_choice(setting, calculated, Milligrams(protocol.own_step_mg.value) if protocol.own_step_mg else None)
    if protocol.kind == "table" and protocol.start is None:
        steps = _from_table(protocol, [], choice)
    else:
        first = _first(protocol, calculated, choice, setting, by_hand=dose is not None and not dose.per_kg)
        following = _from_table if protocol.kind == "table" else _from_bands
        steps = following(protocol, [first], choice)
    return dated_taper(steps, start, setting, choice.table, protocol)._replace(start=worked_out)


def _start(protocol: TaperProtocol, dose: StartDose | None, setting: TaperSetting) -> tuple[Milligrams, str]:
    """The starting dose before rounding, held to its maximum, and how one per kg was worked out."""
    printed = protocol.start
    if printed is None and protocol.steps:
        own = protocol.steps[0].mg
        if dose is not None and (dose.per_kg or dose.value != own):
            raise Refused(
                f"{protocol.id} prints its first dose, {plain(own)} mg",
                "omit [[steroid_dose]]",
                "steroid_dose",
                between=": ",
            )
        return own, ""
    per_kg = printed.mg_per_kg if printed else None
    cap = printed.maximum_mg if printed else None
    if dose is None:
        if per_kg is None:
            raise Unsaid(
                f"{protocol.id} has no starting dose",
                "give [[steroid_dose]], such as 60mg or 1mg/kg",
                "steroid_dose",
            )
        dose = StartDose(per_kg, per_kg=True)
    unit, most = ("mg/kg", per_kg) if dose.per_kg else ("mg", cap)
    if dose.value <= 0 or (most is not None and dose.value > most):
        allowed = "above 0" if most is None else f"above 0 and at most {plain(most)} {unit} [{protocol.source}]"
        raise Refused(
            f"starting dose {plain(dose.value)} {unit}: {protocol.id} needs one {allowed}",
            "start there, or enter the taper as steps",
            "steroid_dose",
            in_words=True,
        )
    if not dose.per_kg:
        return Milligrams(dose.value), ""
    mg, formula = per_kg_of(dose.value, setting)
    if cap is not None and mg > cap and (setting.most is None or cap <= setting.most):
        return cap, f"{formula}, held to the source's maximum of {plain(cap)} mg"
    held, how = held_to_most(mg, setting)
    return held, formula + how


def _first(
    protocol: TaperProtocol, calculated: Milligrams, choice: DoseChoice, setting: TaperSetting, *, by_hand: bool
) -> DoseStep:
    """The starting dose as it is given; one said in mg is taken as it is or refused."""
    printed = protocol.start
    mg: Milligrams | None = calculated
    if by_hand:
        refuse_unless_made(choice.table, calculated)
    elif choice.table is None or not choice.as_it_is(calculated):
        most = [each for each in (printed.maximum_mg if printed else None, setting.most) if each is not None]
        mg = choice.nearest(calculated, up_to=min(most, default=None))
    lowest = protocol.steps[-1].mg if protocol.steps else protocol.bands[-1].above_mg
    if mg is None or mg <= lowest:
        near = "no dose" if mg is None else f"{plain(mg)} mg"
        raise Refused(
            f"{protocol.id} starting with {plain(calculated)} mg: {near} to start with above {plain(lowest)} mg, where "
            f"its reductions end [{protocol.source}]",
            "enter the taper as steps, or give other tablets",
            "taper",
            in_words=True,
        )
    return DoseStep(mg, printed.hold_days if printed else None, calculated, source=(calculated,))


def _from_table(protocol: TaperProtocol, steps: list[DoseStep], choice: DoseChoice) -> list[DoseStep]:
    """*steps*, and after them the printed doses, none above the one before."""
    for row in protocol.steps:
        mg: Milligrams | None = row.mg
        if steps and row.mg > steps[-1].mg:
            note = f"printed {plain(row.mg)} mg: not raised above the last dose"
            steps.append(DoseStep(steps[-1].mg, row.days, row.mg, note))
            continue
        if not choice.as_it_is(row.mg):
            first = None if row.at_least else choice.not_above(row.mg)
            mg = choice.not_below(row.mg, steps[-1].mg) if steps else first
        if mg is None:
            raise Refused(
                f"{protocol.id}: {plain(row.mg)} mg cannot be made from the tablets, nor any dose that may replace it",
                "give other strengths with [[tablets]]",
                "tablets",
            )
        steps.append(DoseStep(mg, row.days, row.mg, source=(row.mg,)))
    return steps


def _from_bands(protocol: TaperProtocol, steps: list[DoseStep], choice: DoseChoice) -> list[DoseStep]:
    """*steps*, one starting dose, and after it every reduction down to where the last band ends.

    Each is counted from the source's own dose before, not from the one that the tablets made of it.
    """
    own = steps[-1].mg
    while (band := _band(protocol, own)) is not None:
        before = steps[-1].mg
        steps[-1] = steps[-1]._replace(days=steps[-1].days or band.every_days)
        own = _reduced(own, band)
        if own == 0:
            return steps
        if band.above_mg == 0 and band.reduce_by_percent is not None and own < (choice.least or own):
            note = f"{plain(sayable(own))} mg is next, but the tablets allow nothing below {plain(before)} mg"
            return [*steps[:-1], steps[-1]._replace(days=None, note=note)]
        if len(steps) > MOST_DAYS:
            raise Refused(f"{protocol.id}: more than {MOST_DAYS} steps", "enter the taper as steps", "taper")
        edge = own == band.above_mg and choice.as_it_is(own)
        mg = own if edge else choice.not_below(own, before)
        steps.append(DoseStep(mg, None, own, source=(own,)))
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
