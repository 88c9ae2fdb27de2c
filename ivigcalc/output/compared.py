"""Products side by side: what each gives, what is in it, what to act on, and why the others cannot."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from ivigcalc.core.course.compared import ComparedAlert, ComparedPhase, ComparedProduct
from ivigcalc.core.course.planned import Plan
from ivigcalc.output.blocks import Block, Column, Entries, Entry, Heading, Paragraph, Table
from ivigcalc.output.cost import cost_text, lacking_prices
from ivigcalc.output.footnotes import Footnotes
from ivigcalc.output.number import shown, signed
from ivigcalc.output.words import hours, tidy, vials


def compared_tables(plan: Plan) -> Iterator[Block]:
    """What one cycle takes of each product, then how long it takes."""
    able = [one for one in plan.compared if not one.why]
    if able:
        yield from _tables(able, _names(plan.compared))


def compared_details(plan: Plan, notes: Footnotes) -> Iterator[Block]:
    """What is in each product, the stops and cautions that not every product has, and why the others cannot."""
    able = [one for one in plan.compared if not one.why]
    name = _names(plan.compared)
    if able:
        yield Heading("Contents")
        yield Entries(tuple(Entry(name[one], _contents(one, notes)) for one in able))
    own: dict[ComparedAlert, list[str]] = {}
    for one in able:
        for alert in one.alerts:
            own.setdefault(alert, []).append(name[one])
    if own:
        yield Heading("Stops and cautions of single products")
        yield Entries(tuple(_alert(names, alert, notes) for alert, names in own.items()))
    unable = [one for one in plan.compared if one.why]
    if unable:
        yield Heading("Cannot give this order")
        yield Entries(tuple(Entry(name[one], one.why) for one in unable))


def _names(compared: tuple[ComparedProduct, ...]) -> dict[ComparedProduct, str]:
    """``privigen us``; of a powder with the strength that it is made up to."""
    number = Counter((one.product, one.market) for one in compared)
    named = {}
    for one in compared:
        made_up = _strength(one) if number[one.product, one.market] > 1 else ""
        named[one] = " ".join(filter(None, (one.product, one.market, made_up)))
    return named


def _strength(one: ComparedProduct) -> str:
    return f"{shown(one.concentration_g_per_l, 'concentration_g_per_l')} g/L"


_Row = tuple[str, str, ComparedProduct, ComparedPhase]  # the names of the product and of the phase before them


def _tables(able: list[ComparedProduct], name: dict[ComparedProduct, str]) -> Iterator[Block]:
    phased = any(len(one.phases) > 1 for one in able)
    rows = [(name[one], phase.name if phased else "", one, phase) for one in able for phase in one.phases]
    calculated = {phase.calculated_g for *_, phase in rows}
    if len(calculated) == 1:
        yield Paragraph(f"Calculated: {shown(calculated.pop(), 'calculated_g')} g per cycle.")
    yield _given(rows)
    yield _timed(rows)
    costs = [phase.cost for *_, phase in rows if phase.cost is not None]
    of_a_cycle = "Doses, vials, times and costs" if costs else "Doses, vials and times"
    yield Paragraph(f"{of_a_cycle} are of one cycle. Chair time: pump time plus observation.")
    if missing := lacking_prices(tuple(dict.fromkeys(lack for cost in costs for lack in cost.unpriced))):
        yield Paragraph(missing)


def _given(rows: list[_Row]) -> Table:
    return tidy(
        Column("Product"),
        Column("Phase"),
        Column("Dose", "g", right=True),
        Column("Difference", "%", right=True),
        Column("Vials", prose=True),
        Column("Discard", "g", right=True),
        Column("Cost", next((phase.cost.currency for *_, phase in rows if phase.cost), ""), right=True),
        rows=[
            (
                name,
                of,
                shown(phase.planned_g, "planned_g"),
                signed(phase.difference_percent, "difference_percent"),
                vials(phase.vials),
                shown(phase.waste_g, "waste_g"),
                "" if phase.cost is None else cost_text(phase.cost.total),
            )
            for name, of, _, phase in rows
        ],
    )


def _timed(rows: list[_Row]) -> Table:
    return tidy(
        Column("Product"),
        Column("Phase"),
        Column("Volume", "mL", right=True),
        Column("Pump"),
        Column("Chair"),
        Column("Licensed"),
        Column("Highest alert"),
        rows=[
            (
                name,
                of,
                shown(phase.volume_ml, "volume_ml"),
                _minutes(phase.infusion_minutes),
                _minutes(phase.chair_minutes),
                "" if one.licensed is None else "yes" if one.licensed else "no",
                one.highest or "",
            )
            for name, of, one, phase in rows
        ],
    )


def _alert(names: list[str], alert: ComparedAlert, notes: Footnotes) -> Entry:
    text = notes.after(f"{', '.join(names)}: {alert.text}", alert.citation)
    return Entry(alert.severity.upper(), text, severity=alert.severity)


def _minutes(minutes: Decimal | None) -> str:
    return "not known" if minutes is None else hours(minutes)


def _contents(one: ComparedProduct, notes: Footnotes) -> str:
    said = [notes.after(f"{part.what}: {part.text}", part.citation) for part in one.composition]
    return "; ".join(said) or "not on file"
