"""Pulses of a steroid into a vein, as blocks and in words: in mg, without tablets, apart from the taper."""

from collections.abc import Iterator
from datetime import date

from ivigcalc.core.course.planned import Plan
from ivigcalc.core.steroid.pulse import PlannedPulse, PulseDay
from ivigcalc.output.blocks import Block, Column, Facts, Heading
from ivigcalc.output.footnotes import Footnotes
from ivigcalc.output.number import shown
from ivigcalc.output.words import dated, filled, several, tidy

INTRAVENOUS = "IV"


def dose(pulse: PlannedPulse) -> str:
    """``methylprednisolone 1000 mg IV``."""
    return f"{pulse.drug} {shown(pulse.mg_per_day, 'mg_per_day')} mg {INTRAVENOUS}"


def summary(plan: Plan) -> str:
    """Which pulses are given and when, in one line; empty without any."""
    return "; ".join(f"{dose(pulse)}, {_when(pulse)}" for pulse in plan.pulses)


def _when(pulse: PlannedPulse) -> str:
    first, last = pulse.doses[0], pulse.doses[-1]
    days = f"days 1 to {pulse.days_per_pulse}" if pulse.days_per_pulse > 1 else "day 1"
    of = " of each cycle" if pulse.each_cycle else ""
    span = dated(first.date) + (f" to {dated(last.date)}" if last.date > first.date else "")
    return f"{days}{of}, {span}" + (" (given)" if last.given else "")


def doses_on(plan: Plan, day: date) -> str:
    """The pulse doses of *day* in mg; empty where none is given."""
    mg = [pulse.mg_per_day for pulse in plan.pulses if any(one.date == day for one in pulse.doses)]
    return " + ".join(shown(one, "mg_per_day") for one in mg)


def pulse_blocks(plan: Plan, notes: Footnotes) -> Iterator[Block]:
    """The days of each pulse and what it takes in total; nothing without one."""
    for pulse in plan.pulses:
        yield Heading(f"Steroid pulse {INTRAVENOUS}: {pulse.drug}")
        yield tidy(
            Column("Date"),
            Column("Cycle", right=True),
            Column("Day", right=True),
            Column("Dose", "mg", right=True),
            Column("Given"),
            rows=[_day(one, pulse) for one in pulse.doses],
        )
        yield Facts(
            filled(
                ("Total", in_all(pulse)),
                ("Acts like", notes.after(_acts_like(pulse), pulse.citation)),
                ("Taper", "not counted in its milligrams or its tablets" if plan.taper is not None else ""),
            )
        )


def _acts_like(pulse: PlannedPulse) -> str:
    return f"{shown(pulse.prednisolone_mg_per_day, 'mg_per_day')} mg of prednisolone a day"


def in_all(pulse: PlannedPulse) -> str:
    """What is still to come, and what was given with earlier cycles."""
    to_come = sum(not one.given for one in pulse.doses)
    given = f"; {shown(pulse.given_mg, 'given_mg')} mg given" if pulse.given_mg else ""
    return f"{shown(pulse.total_mg, 'total_mg')} mg of {pulse.drug} in {several(to_come, 'dose')} remaining{given}"


def _day(one: PulseDay, pulse: PlannedPulse) -> tuple[str, ...]:
    return (
        dated(one.date),
        str(one.cycle) if one.cycle is not None else "",
        str(one.day),
        shown(pulse.mg_per_day, "mg_per_day"),
        "given" if one.given else "",
    )
