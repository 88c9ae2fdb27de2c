"""The steroid taper as blocks: its steps with tablets and a bar each, and what to dispense."""

from collections.abc import Iterator

from ivigcalc.core.course.planned import InfusionRow, Plan
from ivigcalc.core.steroid.tablets import TabletCount
from ivigcalc.core.steroid.types import TaperStep
from ivigcalc.output.blocks import Block, Column, Entries, Entry, Facts, Heading
from ivigcalc.output.number import shown
from ivigcalc.output.words import dated, filled, several, tidy


def steroid_on(row: InfusionRow, unit: str = "") -> str:
    """The dose on a day of a course with a taper; before the taper the plan knows of none, which is not 0 mg."""
    return "before the taper" if row.steroid_mg is None else shown(row.steroid_mg, "steroid_mg") + unit


def taper_blocks(plan: Plan) -> Iterator[Block]:
    """The steps and what they take in all; nothing without a taper."""
    taper = plan.taper
    if taper is None:
        return
    yield Heading(f"Steroid taper: {taper.drug}")
    highest = max(step.mg_per_day for step in taper.steps)
    yield tidy(
        Column("From"),
        Column("To"),
        Column("Days", right=True),
        Column("Dose", "mg/day", right=True),
        Column("Tablets a day", prose=True),
        Column("Cycle", right=True),
        rows=[_step(step) for step in taper.steps],
        bars=tuple(step.mg_per_day / highest for step in taper.steps),
    )
    changed = tuple(Entry(step.from_.isoformat(), step.note) for step in taper.steps if step.note)
    if changed:
        yield Entries(changed)
    counted = f" up to {dated(taper.counted_to)}" if taper.counted_to else ""
    yield Facts(
        filled(
            ("Protocol", taper.protocol or ""),
            ("Start", taper.start),
            ("In all", f"{shown(taper.total_mg, 'total_mg')} mg over {several(taper.total_days, 'day')}{counted}"),
            ("Dispense", tablets(taper.dispense) + _begun(plan) if taper.dispense else ""),
            *(("Note", note) for note in taper.notes),
        )
    )


def _begun(plan: Plan) -> str:
    given = any(isinstance(row, InfusionRow) and row.given for row in plan.calendar)
    return " in all, with what was taken so far" if given else ""


def tablets(counts: tuple[TabletCount, ...]) -> str:
    return " + ".join(f"{shown(one.count, 'count')} x {shown(one.mg, 'mg')} mg" for one in counts)


def _step(step: TaperStep) -> tuple[str, ...]:
    return (
        step.from_.isoformat(),
        step.to.isoformat() if step.to else "until reviewed",
        str(step.days) if step.days is not None else "",
        shown(step.mg_per_day, "mg_per_day"),
        tablets(step.tablets) if step.tablets else "",
        str(step.cycle) if step.cycle is not None else "",
    )
