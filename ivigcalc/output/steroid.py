"""The steroid taper as blocks: its steps with tablets and a bar each, and what to dispense."""

from collections.abc import Iterator

from ivigcalc.core.course.planned import InfusionRow, Plan
from ivigcalc.core.steroid.tablets import TabletCount
from ivigcalc.core.steroid.types import DayDose, TaperStep
from ivigcalc.output.blocks import Block, Column, Entries, Entry, Facts, Heading
from ivigcalc.output.number import shown
from ivigcalc.output.words import dated, filled, several, tidy


def steroid_on(row: InfusionRow, unit: str = "") -> str:
    """The dose on a day of a course with a taper; before the taper the plan knows of none, which is not 0 mg."""
    return "before the taper" if row.steroid_mg is None else shown(row.steroid_mg, "steroid_mg") + unit


def taper_blocks(plan: Plan, *, noted: bool = False) -> Iterator[Block]:
    """The steps and what they take in total; nothing without a taper.

    *noted*: the notes on the taper stand beside it, and nothing is told that one of them tells.
    """
    taper = plan.taper
    if taper is None:
        return
    yield Heading(f"Steroid taper: {taper.drug}")
    highest = max(step.highest_mg for step in taper.steps)
    rows = [(row, dose) for step in taper.steps for row, dose in _rows(step)]
    yield tidy(
        Column("From"),
        Column("To"),
        Column("Days", right=True),
        Column("Dose", "mg/day", right=True),
        Column("Tablets a day", prose=True),
        Column("Cycle", right=True),
        rows=[row for row, _ in rows],
        bars=tuple(dose.mg_per_day / highest for _, dose in rows),
    )
    told = " ".join(alert.text for alert in plan.alerts if alert.severity == "note") if noted else ""
    changed = tuple(
        Entry(step.from_.isoformat(), step.note) for step in taper.steps if step.note and step.note not in told
    )
    if changed:
        yield Entries(changed)
    counted = f" to {dated(taper.counted_to)}" if taper.counted_to else ""
    yield Facts(
        filled(
            ("Protocol", taper.protocol or ""),
            ("Start", taper.start if taper.start not in told else ""),
            ("Total", f"{shown(taper.total_mg, 'total_mg')} mg over {several(taper.total_days, 'day')}{counted}"),
            ("Dispense", tablets(taper.dispense) + _begun(plan) if taper.dispense else ""),
            *(("Note", note) for note in taper.notes if note not in told),
        )
    )


def _begun(plan: Plan) -> str:
    given = any(isinstance(row, InfusionRow) and row.given for row in plan.calendar)
    return " in total, including doses taken" if given else ""


def tablets(counts: tuple[TabletCount, ...]) -> str:
    return " + ".join(f"{shown(one.count, 'count')} x {shown(one.mg, 'mg')} mg" for one in counts)


def tablets_of(dose: DayDose) -> str:
    """The tablets of a day; where it is divided, those of each time of day."""
    return "; ".join(tablets(part.tablets or ()) for part in dose.parts) if dose.parts else tablets(dose.tablets or ())


def _rows(step: TaperStep) -> Iterator[tuple[tuple[str, ...], DayDose]]:
    """The step with what is taken on each day, and where days alternate a second row with what is on the next."""
    first = step.day_doses[0]
    yield (
        (
            step.from_.isoformat(),
            step.to.isoformat() if step.to else "until review",
            str(step.days) if step.days is not None else "",
            _dose(first),
            tablets_of(first) if step.alternate is None else _on("1, 3, 5", first),
            str(step.cycle) if step.cycle is not None else "",
        ),
        first,
    )
    if step.alternate is not None:
        yield ("", "", "", _dose(step.alternate), _on("2, 4, 6", step.alternate), ""), step.alternate


def _on(days: str, dose: DayDose) -> str:
    return f"days {days} ...{': ' if dose.tablets else ''}{tablets_of(dose)}"


def _dose(dose: DayDose) -> str:
    return " + ".join(shown(part.mg, "mg") for part in dose.parts) or shown(dose.mg_per_day, "mg_per_day")
