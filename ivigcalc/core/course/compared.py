"""One order side by side: what each product makes of it, or why it cannot be given with it."""

from typing import Literal

from ivigcalc.core.course.prices import Cost
from ivigcalc.core.dosing.vial_supply import VialCount
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.product import Constituent
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import Grams, GramsPerLitre, Millilitres, Minutes, MlPerHour, Percent


class ComparedAlert(NamedTuple):
    """A stop or a caution of one product that not every other has too."""

    code: str
    severity: Literal["stop", "caution"]
    text: str
    do: str
    citation: Citation


class ComparedPhase(NamedTuple):
    """One cycle of a phase, with infusions on its ``infusion_days``, counted from 1.

    Minutes are those of all its infusions, ``highest_ml_per_h`` the highest pump rate of any; null where no rate is on
    file. ``chair_minutes`` are those of the pump and of the observation after it.
    """

    name: str
    days_per_cycle: int
    infusion_days: tuple[int, ...]
    calculated_g: Grams
    planned_g: Grams
    difference_percent: Percent
    volume_ml: Millilitres
    vials: tuple[VialCount, ...]
    waste_g: Grams
    highest_ml_per_h: MlPerHour | None
    infusion_minutes: Minutes | None
    chair_minutes: Minutes | None
    cost: Cost | None  # None: no prices were said


class ComparedProduct(NamedTuple):
    """What one product makes of the order; where it cannot be given, no phases and ``why``.

    ``highest`` is the highest severity of an alert of its own plan. ``composition`` is what its label prints of it.
    """

    product: str
    name: str
    market: str | None
    concentration_g_per_l: GramsPerLitre | None  # None: none of the strengths on file is the one that was said
    regimen: str | None
    licensed: bool | None  # None: no indication was said
    phases: tuple[ComparedPhase, ...]
    highest: Literal["stop", "caution", "note"] | None
    alerts: tuple[ComparedAlert, ...]
    composition: tuple[Constituent, ...]
    why: str
