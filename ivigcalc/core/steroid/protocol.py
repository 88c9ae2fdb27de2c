"""A taper on file: its doses worked out, each one that the tablets at hand make.

A dose is the nearest multiple of the rounding step that the tablets make, chosen once from the unrounded value; a tie
goes down, and no dose is above the one before. A dose that a source prints stays as printed where the tablets make it
and no rounding was asked for; one that it prints as the least is not rounded below it.
"""

from datetime import date
from decimal import Decimal

from ivigcalc.core.errors import Refused, Unreadable, Unsaid
from ivigcalc.core.quantities import Kilograms, Milligrams, plain
from ivigcalc.core.steroid.tablets import MOST_STEPS, DoseChoice, DoseTable
from ivigcalc.core.steroid.taper import (
    DoseStep,
    TaperSetting,
    dated_taper,
    refuse_above_greatest,
    refuse_unless_made,
    sayable,
)
from ivigcalc.core.steroid.types import Band, StartDose, Taper, TaperProtocol


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
    refuse_above_greatest(calculated, setting, "taper" if dose is None else "steroid_dose")
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
    return dated_taper(steps, start, setting, table, protocol)._replace(start=worked_out)


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
    formula = f"{plain(dose.value)} mg/kg x {plain(weight)} kg = {plain(sayable(mg))} mg"
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
) -> DoseStep:
    """The starting dose as it is given; one said in mg is taken as it is or refused."""
    hold = protocol.start.hold_days if protocol.start else None
    if by_hand:
        refuse_unless_made(table, calculated)
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
    return DoseStep(mg, hold, calculated, _rounding(calculated, mg))


def _from_table(
    protocol: TaperProtocol, steps: list[DoseStep], choice: DoseChoice, setting: TaperSetting
) -> list[DoseStep]:
    """*steps*, and after them the printed doses, none above the one before."""
    for row in protocol.steps:
        before = steps[-1].mg if steps else row.mg
        if row.mg > before:
            note = f"printed {plain(row.mg)} mg: not raised above the dose before"
            steps.append(DoseStep(before, row.days, row.mg, note))
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
        steps.append(DoseStep(mg, row.days, row.mg, _rounding(row.mg, mg)))
    return steps


def _from_bands(
    protocol: TaperProtocol, steps: list[DoseStep], choice: DoseChoice, setting: TaperSetting
) -> list[DoseStep]:
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
        steps.append(DoseStep(mg, None, calculated, note))
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
    return "" if calculated == mg else f"{plain(sayable(calculated))} mg rounded to {plain(mg)} mg"


def _choice(protocol: TaperProtocol, setting: TaperSetting, table: DoseTable | None, most: Milligrams) -> DoseChoice:
    """Multiples of what was said, or else of the rounding on file and of the protocol's own step."""
    own = () if protocol.own_step_mg is None else (protocol.own_step_mg.value,)
    rounding = setting.limits.rounding

    def steps(mg: Decimal) -> tuple[Decimal, ...]:
        if setting.round_to is not None:
            return (setting.round_to,)
        return (rounding.low_mg if mg <= rounding.low_up_to_mg else rounding.mg, *own)

    return DoseChoice(table, most, steps)
