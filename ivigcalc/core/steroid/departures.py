"""How far the tablets take a taper from the doses that were calculated, and what tablets would bring it nearer."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from ivigcalc.core.errors import Refused
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.sources import Figure
from ivigcalc.core.quantities import TENTH, Milligrams, half_up, plain
from ivigcalc.core.steroid.tablets import DoseTable, TabletSet
from ivigcalc.core.steroid.types import Steroid, Taper, TaperStep


class Departure(NamedTuple):
    """The ``percent`` by which a dose, or a step down, differs from the calculated one, from ``date`` on."""

    date: date
    percent: Decimal
    text: str


def departures(taper: Taper) -> Iterator[Departure]:
    """Each dose that is not as calculated, and then each step down that is larger than calculated."""
    for step in taper.steps:
        doses = [(mg, step.mg_per_day) for mg in step.source_mg]
        doses += [(dose.calculated_mg, dose.mg_per_day) for dose in step.day_doses[1:]]
        for calculated, given in doses:
            if given != calculated:
                percent = abs(given - calculated) / calculated * 100
                way = "more" if given > calculated else "less"
                yield Departure(
                    step.from_,
                    percent,
                    f"{plain(given)} mg planned for {plain(calculated)} mg calculated, {_shown(percent)} % {way}",
                )
    yield from _steps_down(taper)


def _steps_down(taper: Taper) -> Iterator[Departure]:
    """A fall counts against that of the source over the days that the dose before was held."""
    levels: list[TaperStep] = []
    for step in taper.steps:
        if step.source_mg and (not levels or levels[-1].mg_per_day != step.mg_per_day):
            levels.append(step)
    for before, step in pairwise(levels):
        calculated, given = before.source_mg[0] - step.source_mg[0], before.mg_per_day - step.mg_per_day
        if given > calculated > 0:
            percent = (given - calculated) / calculated * 100
            more = f"{_shown(percent)} % more than the calculated {plain(calculated)} mg"
            yield Departure(step.from_, percent, f"the dose falls by {plain(given)} mg, {more}")


def _shown(percent: Decimal) -> str:
    return plain(half_up(percent, TENTH))


def lacking_strength(taper: Taper, tablets: TabletSet, steroid: Steroid, most: Figure) -> Milligrams | None:
    """The largest strength on file that makes, beside the *tablets* at hand, each dose within *most* percent.

    None where no one does.
    """
    calculated = {mg for step in taper.steps for mg in step.source_mg}
    on_file = {strength.mg for market in steroid.tablets for strength in market.strengths} - {*tablets.mg}
    for strength in sorted(on_file, reverse=True):
        if _makes(TabletSet((*tablets.mg, strength), tablets.halves), calculated, most):
            return strength
    return None


def _makes(tablets: TabletSet, doses: set[Milligrams], most: Figure) -> bool:
    """Whether for each of the *doses* there is one no lower that is no more than so many percent above it."""
    try:
        made = DoseTable(tablets, max(doses)).doses
    except Refused:  # too fine to be counted
        return False
    return all(any(mg <= dose <= mg * (1 + most.value / 100) for dose in made) for mg in doses)
