"""Alerts on the infusion rate."""

from collections.abc import Iterator
from decimal import Decimal

from ivigcalc.core.alerts.formulary import own_source
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import PhaseSituation, Pump, Situation
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.product import RiskRule
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.rates import MINUTES_IN_AN_HOUR, by_the_hour
from ivigcalc.core.quantities import HUNDREDTH, Minutes, half_up, plain

EXAMPLE = '[[rates]] "RATExMINUTES,RATExMINUTES,RATE mL/kg/h"'


def none_on_file(now: Situation) -> Iterator[Alert]:
    if any(phase.pump is None for phase in now.phases):
        yield Alert(
            "rate.none-on-file",
            "caution",
            f"no infusion rate is on file for {now.case.preparation.name}: no pump timetable",
            "take the rates from the package leaflet and write them, the last one without minutes, in the form "
            f'{EXAMPLE}; such as [[rates]] "0.3x30,0.6x30,1.2 mL/kg/h" (an example of the form, not of this product), '
            "or name a protocol: ivigcalc catalogue list rate_protocols",
            Citation("house", "the start and the maximum of a rate are never invented"),
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
                "write slower [[rates]] or give [[max_rate]]" + ("; to go on, accept with the reason" if stop else ""),
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
                f"at risk ({now.risk.because}), and the pump reaches {plain(max(above))} mL/h "
                f"for {plain(half_up(kg, HUNDREDTH))} kg; the label gives such patients at most {cap}",
                f'give [[max_rate]] "{plain(rule.rate)} {rule.unit}" or write slower [[rates]]; to go on, accept with '
                "the reason",
                rule.citation,
                phase=phase.planned.name,
            )


def not_this_product(now: Situation) -> Iterator[Alert]:
    for pump in _pumps(now):
        protocol = pump.protocol
        if protocol is not None and now.case.preparation.id not in protocol.products:
            whose = f"written for {', '.join(protocol.products)}" if protocol.products else "of no product"
            yield Alert(
                "rate.not-this-product",
                "caution",
                f"the rates are a {protocol.kind} protocol {whose} ({protocol.id}: {protocol.name}), not the label of "
                f"{now.case.preparation.name}",
                "check them against the package leaflet of the product in hand",
                pump.citation,
            )


def convention(now: Situation) -> Iterator[Alert]:
    if any(step.basis == "convention" for phase in now.phases for step in phase.steps):
        rule = now.case.limits.rates.convention_factor
        yield Alert(
            "rate.convention",
            "caution",
            "the source of the rates prints a start and a maximum but not every step between: those marked convention "
            f"are filled in by multiplying with {plain(rule.value)}",
            "check the steps against the rule of your house, or write them with [[rates]]",
            rule.citation,
        )


def lowest_ladder(now: Situation) -> Iterator[Alert]:
    for pump in _pumps(now):
        if pump.chosen is not None and pump.chosen.lowest:
            yield Alert(
                "rate.lowest-ladder",
                "note",
                f"rates of {now.case.preparation.name}: {pump.chosen.because}",
                "say [[indication]] if the label has rates for it",
                pump.citation,
            )


def superseded(now: Situation) -> Iterator[Alert]:
    for pump in _pumps(now):
        if pump.superseded:
            yield Alert(
                "rate.superseded",
                "caution",
                f"the rates on file for {now.case.preparation.name} come from an older text of its label",
                "check them against the current package leaflet",
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
    go_on = "; to go on, accept with the reason" if now.risk.stated else ""
    yield Alert(
        "rate.at-risk-no-number",
        "stop" if now.risk.stated else "caution",
        f"at risk ({now.risk.because}), and {says}",
        f"choose a cap with [[max_rate]], in mL/kg/h or mL/h{go_on}",
        rule.citation if rule else Citation("house", "what the sources do not say is asked for"),
    )


def over_in_use(now: Situation) -> Iterator[Alert]:
    label = now.case.preparation.label
    longest = max((minutes for phase in now.phases for minutes in _minutes(phase)), default=Decimal(0))
    for handling in label.handling if label else ():
        if handling.hours is not None and longest > handling.hours * MINUTES_IN_AN_HOUR:
            yield Alert(
                "infusion.over-in-use",
                "caution",
                f"{plain(longest)} min is longer than the {plain(handling.hours)} h of the label ({handling.text})",
                "hang the vials one after another or pool in portions, or give the dose over more days",
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
    above_label,
    above_risk_cap,
    at_risk_no_number,
    none_on_file,
    not_this_product,
    superseded,
    convention,
    lowest_ladder,
    over_in_use,
)
