"""Which ladder and which caps apply to a case, and the timetable that they give a volume."""

from functools import lru_cache

from ivigcalc.core.course.case import Case
from ivigcalc.core.course.situation import Pump
from ivigcalc.core.dosing.vial_supply import VialCount
from ivigcalc.core.patient import AtRisk
from ivigcalc.core.printed.regimen import PrintedHours
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.completed import KEPT, Origin, assumed, complete
from ivigcalc.core.pumping.conditions import Circumstances, stricter_caps
from ivigcalc.core.pumping.duration import Over
from ivigcalc.core.pumping.infusion import Infusion, Speed, timetable
from ivigcalc.core.pumping.ladder import (
    Cap,
    choose_ladder,
    label_cap,
    passes_label,
    risk_cap,
    stated_cap,
    within_max_rate,
)
from ivigcalc.core.pumping.rates import MINUTES_IN_AN_HOUR, RateProtocol, protocol_ladder
from ivigcalc.core.quantities import Kilograms, Millilitres, Minutes

_timetable = lru_cache(KEPT)(timetable)

_ONE_RATE = Citation("house", "one rate that ends on time: start and maximum rates are never invented")


def distinguishes_first(case: Case) -> bool:
    """Whether the rates come from a label that has others for a first infusion."""
    label = case.preparation.label
    if label is None or case.rates.ladder is not None:
        return False
    return any(ladder.first_infusion is not None for ladder in label.ladders)


def pump_for(case: Case, kg: Kilograms, *, first: bool) -> Pump | None:
    """The ladder: as written, of a protocol, or of the label.

    Where there is none it has no rungs if the time was said, which one rate keeps to; else None.
    """
    rates, label, concentration = case.rates, case.preparation.label, case.preparation.concentration
    rules = case.limits.rates
    indication = case.treated.id if case.treated else None
    if rates.ladder is not None:
        basis: Origin = "written" if rates.protocol is None else "protocol"
        ladder = protocol_ladder(rates.ladder) if isinstance(rates.ladder, RateProtocol) else rates.ladder
        rungs = complete(ladder, concentration, rules, basis)
        capped = within_max_rate(rungs, rates.max_rate, kg, concentration)  # what was said to cut it is no silent cut
        passed = passes_label(capped, label, indication, first, kg, concentration) if label else None
        return Pump(
            basis, rungs, ladder.citation, protocol=rates.protocol, passed=passed, assumed=assumed(ladder, rules)
        )
    chosen = choose_ladder(label, indication, first, kg, concentration) if label else None
    if chosen is None:
        return None if rates.over is None else Pump("hours", (), _ONE_RATE)
    return Pump(
        "label",
        complete(chosen.ladder, concentration, rules),
        chosen.ladder.citation,
        chosen=chosen,
        assumed=assumed(chosen.ladder, rules),
        superseded=chosen.ladder.superseded,
    )


def speed_of(
    case: Case, pump: Pump, kg: Kilograms, risk: AtRisk, *, first: bool, hours: PrintedHours | None = None
) -> Speed:
    """The ladder for a patient of this weight and risk, under every cap that applies.

    It is timed over the time that was said, a ladder of a label otherwise over the *hours* of the regimen.
    """
    over = None
    if case.rates.over is not None:
        over = Over(case.rates.over)
    elif hours is not None and pump.chosen is not None and pump.resumed is None:
        most = None if hours.max_hours is None else Minutes(hours.max_hours * MINUTES_IN_AN_HOUR)
        over = Over(Minutes(hours.min_hours * MINUTES_IN_AN_HOUR), most, hours.citation)
    return Speed(
        weight=kg,
        rungs=pump.rungs,
        basis=pump.basis,
        first=first,
        protocol=pump.protocol.id if pump.protocol else None,
        caps=tuple(_caps(case, pump, kg, risk, first=first)),
        pump_step=case.rates.pump_step,
        resumed=pump.resumed,
        over=over,
        printed=pump.citation,
    )


def circumstances(case: Case, pump: Pump, risk: AtRisk, *, first: bool) -> Circumstances:
    """What the conditions of the label's rates go by; whoever was not said to be past a first infusion may not be."""
    return Circumstances(
        case.treated.id if case.treated else None,
        new=first or case.rates.first_infusion != "no",
        at_risk=risk.yes,
        after_reaction=pump.resumed is not None,
    )


def infusion_of(case: Case, volume: Millilitres, vials: tuple[VialCount, ...], speed: Speed) -> Infusion:
    """The timetable of *volume*, which is in *vials*.

    Raises:
        Refused: As ``timetable`` does.
    """
    each = tuple((vial.g, vial.ml) for vial in vials for _ in range(vial.count))
    return _timetable(volume, speed, case.limits.rates, each)


def _caps(case: Case, pump: Pump, kg: Kilograms, risk: AtRisk, *, first: bool) -> list[Cap]:
    """Every cap that applies. The label's own never cut a written or protocol ladder: passing them is a stop."""
    label, concentration = case.preparation.label, case.preparation.concentration
    caps: list[Cap | None] = []
    if pump.chosen is not None and label is not None:
        if risk.yes and label.at_risk is not None:
            caps.append(risk_cap(label.at_risk, "at-risk", risk.because, concentration))
        caps.append(label_cap(label, pump.chosen, kg, concentration))
        caps += stricter_caps(label, circumstances(case, pump, risk, first=first), concentration)
    if pump.protocol is not None and pump.protocol.thrombosis is not None and risk.yes:
        caps.append(risk_cap(pump.protocol.thrombosis, "protocol", risk.because, concentration))
    if case.rates.max_rate is not None:
        caps.append(stated_cap(case.rates.max_rate, concentration))
    return [cap for cap in caps if cap is not None]
