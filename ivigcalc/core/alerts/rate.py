"""Alerts on the infusion rate."""

from collections.abc import Iterator
from decimal import Decimal

from ivigcalc.core.alerts.formulary import own_source
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.pump import circumstances
from ivigcalc.core.course.situation import PhaseSituation, Pump, Situation
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.product import Label, RiskRule
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.conditions import Circumstances, caps_in_doubt, ladders_beside, stricter_caps
from ivigcalc.core.pumping.ladder import within_max_rate
from ivigcalc.core.pumping.rates import MINUTES_IN_AN_HOUR, Rate, by_the_hour, pump_step_for
from ivigcalc.core.quantities import HUNDREDTH, ONE, Minutes, MlPerHour, down, half_up, plain, up

_WRITE_RATES = 'enter the rates of the product\'s current label as [[rates]] "RATExMINUTES,RATE mL/kg/h"'
_NEVER_INVENTED = Citation("house", "start and maximum rates are never invented")


def none_on_file(now: Situation) -> Iterator[Alert]:
    if any(phase.pump is None for phase in now.phases):
        yield Alert(
            "rate.none-on-file",
            "caution",
            f"{now.case.preparation.name}: no infusion rate on file, so no pump timetable{_hours_alone(now)}",
            f"{_WRITE_RATES}, choose a rate protocol on file, or give [[over]]",
            _NEVER_INVENTED,
        )


def _hours_alone(now: Situation) -> str:
    hours = next((phase.hours for phase in now.phases if phase.hours is not None), None)
    return "" if hours is None else f". The regimen gives each infusion over {hours}, and hours alone give no start"


def one_rate(now: Situation) -> Iterator[Alert]:
    """No ladder is on file and the time was said: the infusion begins at the rate that it ends with."""
    fastest = [
        max(step.ml_per_h for step in phase.steps)
        for phase in now.phases
        if phase.pump is not None and phase.pump.basis == "hours"
    ]
    if fastest:
        yield Alert(
            "rate.none-on-file",
            "caution",
            f"{now.case.preparation.name}: no infusion rate on file; each infusion runs at one rate over the "
            f"time entered, up to {plain(max(fastest))} mL/h, without a slower start",
            f"check the rate against the current label; for a slower start {_WRITE_RATES}, or choose a rate protocol "
            "on file",
            _NEVER_INVENTED,
        )


def above_label(now: Situation) -> Iterator[Alert]:
    """A written ladder or a protocol above the label; a local protocol that cites its own source is only said."""
    for pump in _pumps(now):
        if pump.passed is not None:
            own = own_source(now.case, pump.citation)
            stop = pump.passed.absolute and not own
            yield Alert(
                "rate.above-label",
                "stop" if stop else "caution",
                pump.passed.text,
                "use slower [[rates]] or set [[max_rate]]" + ("; or accept, with a reason" if stop else ""),
                pump.passed.citation,
            )


def above_risk_cap(now: Situation) -> Iterator[Alert]:
    """A written ladder or a protocol above what the label gives patients at risk: it is not cut, so it is a stop.

    The label's own ladder is cut to it.
    """
    rule, kg = _risk_rule(now), now.weight.kg
    if rule is None or rule.rate is None or rule.unit is None or not now.risk.yes:
        return
    cap = by_the_hour(rule.rate, rule.unit, now.case.preparation.concentration)
    most = cap.ml_per_h(kg)
    for phase in now.phases:
        above = [step.ml_per_h for step in phase.steps if step.ml_per_h > most]
        if above:
            yield Alert(
                "rate.above-label",
                "stop",
                f"at risk ({now.risk.because}): the pump reaches {plain(max(above))} mL/h "
                f"for {plain(half_up(kg, HUNDREDTH))} kg; the label allows such patients at most {cap}",
                f'set [[max_rate]] "{plain(rule.rate)} {rule.unit}" or enter slower [[rates]]; or accept, with a '
                "reason",
                rule.citation,
                phase=phase.planned.name,
            )


def not_this_product(now: Situation) -> Iterator[Alert]:
    for pump in _pumps(now):
        protocol = pump.protocol
        if protocol is not None and now.case.preparation.id not in protocol.products:
            whose = f", written for {', '.join(protocol.products)}" if protocol.products else ""
            yield Alert(
                "rate.not-this-product",
                "caution",
                f"rates of a {protocol.kind} protocol ({protocol.name}{whose}), not of {now.case.preparation.name}",
                "check against the product's label",
                pump.citation,
            )


def above_any_label(now: Situation) -> Iterator[Alert]:
    """Rates above the highest that any label on file prints, whoever wrote them and whatever is infused."""
    rules, kg, strength = now.case.limits.rates, now.weight.kg, now.case.preparation.concentration
    by_volume, by_mg = rules.highest_ml_per_kg_per_h, rules.highest_mg_per_kg_per_h
    highest = (
        (Rate(by_volume.value, per_kg=True), by_volume),
        (by_the_hour(by_mg.value, "mg/kg/h", strength), by_mg),
    )
    for phase in now.phases:
        fastest = max((rate.ml_per_h(kg) for rate in _reached(now, phase)), default=Decimal(0))
        passed = next((figure for rate, figure in highest if fastest > rate.ml_per_h(kg)), None)
        if passed is None:
            continue
        mg = fastest * strength
        yield Alert(
            "rate.above-any-label",
            "stop",
            f"the rates reach {plain(round(fastest, 4))} mL/h for {plain(half_up(kg, HUNDREDTH))} kg, which is "
            f"{plain(half_up(fastest / kg, HUNDREDTH))} mL/kg/h and {plain(half_up(mg / kg, HUNDREDTH))} mg/kg/h; no "
            f"label on file goes above {plain(by_volume.value)} mL/kg/h and {plain(by_mg.value)} mg/kg/h",
            f"{_slower(now, phase, min(rate.ml_per_h(kg) for rate, _ in highest))}; or accept, with a reason",
            passed.citation,
            phase=phase.planned.name,
        )


def _slower(now: Situation, phase: PhaseSituation, most: MlPerHour) -> str:
    """What to do about rates above *most*: where one rate keeps to a time, the shortest time that does not pass it."""
    if phase.pump is None or phase.pump.basis != "hours":
        return "check the rates and their unit; enter slower [[rates]] or set [[max_rate]]"
    told = down(most, pump_step_for(most, now.case.rates.pump_step, now.case.limits.rates))
    if told == 0:
        return "use a pump with a finer step ([[pump_step]])"
    shortest = up(max(day.volume_ml for day in phase.planned.days) * MINUTES_IN_AN_HOUR / told, ONE)
    return f"check the time and its unit; give [[over]] {plain(shortest)}min or longer"


def _reached(now: Situation, phase: PhaseSituation) -> Iterator[Rate]:
    """The rates that the pump is set to, and those of a ladder that is not the label's, however small the volume."""
    pump, case = phase.pump, now.case
    for step in phase.steps:
        yield Rate(step.ml_per_h, per_kg=False)
    if pump is not None and pump.rungs and pump.chosen is None and (pump.resumed is None or pump.resumed.increase):
        capped = within_max_rate(pump.rungs, case.rates.max_rate, now.weight.kg, case.preparation.concentration)
        yield from (rung.rate for rung in capped)


def above_stricter_cap(now: Situation) -> Iterator[Alert]:
    """A written ladder or a protocol above a cap that the label has for such patients: it is not cut, so it is said."""
    kg = now.weight.kg
    for phase, pump, label, of in _labelled(now):
        for cap in stricter_caps(label, of, now.case.preparation.concentration) if pump.chosen is None else ():
            above = [step.ml_per_h for step in phase.steps if step.ml_per_h > cap.rate.ml_per_h(kg)]
            if above and cap.citation is not None:
                yield Alert(
                    "rate.above-label",
                    "caution",
                    f"the pump reaches {plain(max(above))} mL/h for {plain(half_up(kg, HUNDREDTH))} kg; at most "
                    f"{cap.rate} is on file under a condition: {cap.text}",
                    f'where the condition applies, set [[max_rate]] "{cap.rate}" or enter slower [[rates]]',
                    cap.citation,
                    phase=phase.planned.name,
                )


def condition(now: Situation) -> Iterator[Alert]:
    """What is on file of the label's rates beside those that are used, where more than is known would decide it."""
    kg, strength = now.weight.kg, now.case.preparation.concentration
    for phase, pump, label, of in _labelled(now):
        for cap in caps_in_doubt(label, of, strength):
            if cap.citation is not None and any(step.ml_per_h > cap.rate.ml_per_h(kg) for step in phase.steps):
                yield Alert(
                    "rate.condition",
                    "note",
                    f"at most {cap.rate} is on file under a condition that cannot be checked here: {cap.text}",
                    f'where the condition applies, set [[max_rate]] "{cap.rate}"',
                    cap.citation,
                )
        for beside in ladders_beside(label, of.indication) if pump.chosen is not None else ():
            yield Alert(
                "rate.condition",
                "note",
                f"other rates of this product are on file and not used: {', '.join(map(plain, beside.rates))} "
                f"{beside.unit} ({beside.condition})",
                "to use them, enter them with [[rates]]",
                beside.citation,
            )


def _labelled(now: Situation) -> Iterator[tuple[PhaseSituation, Pump, Label, Circumstances]]:
    """Each phase that has rates, with them, the label and what the conditions of its rates go by."""
    label = now.case.preparation.label
    for phase in now.phases:
        if label is not None and phase.pump is not None:
            yield phase, phase.pump, label, circumstances(now.case, phase.pump, now.risk, first=phase.first)


def convention(now: Situation) -> Iterator[Alert]:
    if any(step.basis == "convention" for phase in now.phases for step in phase.steps):
        rule = now.case.limits.rates.convention
        multiples = ", ".join(map(plain, rule.multiples))
        yield Alert(
            "rate.convention",
            "note",
            "the rate source prints a start and a maximum but not every step between: steps marked convention are "
            f"{multiples} times the start, then {plain(rule.then_by)} starts more with each step",
            "check the steps against your local protocol, or enter [[rates]]",
            rule.citation,
        )


def maker(now: Situation) -> Iterator[Alert]:
    """Steps that the maker prints and its label does not, with what was read into them."""
    for pump in _pumps(now):
        own = None if pump.chosen is None else pump.chosen.ladder.maker
        if own is not None and any(step.basis == "maker" for phase in now.phases for step in phase.steps):
            inferred = f"; {own.inferred}" if own.inferred else ""
            yield Alert(
                "rate.maker",
                "note",
                "the label prints a start and a maximum but not every step between: steps marked maker are the maker's "
                f"own, not the label's{inferred}",
                "check the steps against your local protocol, or enter [[rates]]",
                own.citation,
            )


def lowest_ladder(now: Situation) -> Iterator[Alert]:
    for pump in _pumps(now):
        if pump.chosen is not None and pump.chosen.lowest:
            yield Alert(
                "rate.lowest-ladder",
                "note",
                f"{now.case.preparation.name}: {pump.chosen.because}",
                "give [[indication]] if the label lists it",
                pump.citation,
            )


def superseded(now: Situation) -> Iterator[Alert]:
    for pump in _pumps(now):
        if pump.superseded:
            yield Alert(
                "rate.superseded",
                "caution",
                f"rates on file for {now.case.preparation.name} are from an older version of its label",
                "check them against the current label",
                pump.citation,
            )


def at_risk_no_number(now: Situation) -> Iterator[Alert]:
    """At risk, and the label prints no number to cap at, or none is on file."""
    rule = _risk_rule(now)
    if not now.risk.yes or now.case.rates.max_rate is not None or (rule is not None and rule.rate is not None):
        return
    protocols = [pump.protocol for pump in _pumps(now)]
    if not protocols:
        return  # no rates at all
    if _thrombosis_alone(now.case.patient) and all(one and one.thrombosis and one.thrombosis.rate for one in protocols):
        return  # protocols have a number of their own, for this risk and no other
    says = f"the label gives no number: {rule.text}" if rule else "no rate for such patients is on file"
    or_accept = "; or accept, with a reason" if now.risk.stated else ""
    yield Alert(
        "rate.at-risk-no-number",
        "stop" if now.risk.stated else "caution",
        f"at risk ({now.risk.because}): {says}",
        f"set [[max_rate]], in mL/kg/h or mL/h{or_accept}",
        rule.citation if rule else Citation("house", "what sources do not give is asked for"),
    )


def over_in_use(now: Situation) -> Iterator[Alert]:
    label = now.case.preparation.label
    longest = max((minutes for phase in now.phases for minutes in _minutes(phase)), default=Decimal(0))
    for handling in label.handling if label else ():
        if handling.hours is not None and longest > handling.hours * MINUTES_IN_AN_HOUR:
            yield Alert(
                "infusion.over-in-use",
                "caution",
                f"{plain(longest)} min is above the in-use time of {plain(handling.hours)} h ({handling.text})",
                "hang vials one at a time, pool in portions, or use more days",
                handling.citation,
            )


def _pumps(now: Situation) -> list[Pump]:
    """The ladders of the plan, each once, in order."""
    return list(dict.fromkeys(phase.pump for phase in now.phases if phase.pump is not None))


def _thrombosis_alone(patient: Patient) -> bool:
    return "thrombosis" in (patient.risks or ()) and "renal" not in (patient.risks or ())


def _risk_rule(now: Situation) -> RiskRule | None:
    label = now.case.preparation.label
    return label.at_risk if label else None


def _minutes(phase: PhaseSituation) -> Iterator[Minutes]:
    for day in phase.planned.days:
        if day.infusion is not None:
            yield day.infusion.total_minutes


CHECKS = (
    above_any_label,
    above_label,
    above_risk_cap,
    above_stricter_cap,
    at_risk_no_number,
    none_on_file,
    one_rate,
    not_this_product,
    superseded,
    convention,
    maker,
    lowest_ladder,
    condition,
    over_in_use,
)
