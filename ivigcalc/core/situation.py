"""What an alert looks at: the case and everything that was worked out from it."""

from decimal import Decimal
from typing import NamedTuple

from ivigcalc.core.case import Case
from ivigcalc.core.dose import Phase
from ivigcalc.core.ladder import Chosen, Origin, Passed, Rung
from ivigcalc.core.patient import AtRisk
from ivigcalc.core.planned import PlannedPhase
from ivigcalc.core.rates import RateProtocol
from ivigcalc.core.schedule import CycleDate
from ivigcalc.core.sources import Citation
from ivigcalc.core.taper import Taper
from ivigcalc.core.weight import DosingWeight


class Pump(NamedTuple):
    """How fast, before a volume is laid over it: the completed ladder, and how it came about."""

    basis: Origin
    rungs: tuple[Rung, ...]
    citation: Citation
    chosen: Chosen | None = None  # from the label
    protocol: RateProtocol | None = None
    passed: Passed | None = None  # above the label
    assumed: tuple[str, ...] = ()
    superseded: bool = False


class PhaseSituation(NamedTuple):
    """One phase: as prescribed, as planned, and its ladder (None where no rate is on file)."""

    prescribed: Phase
    planned: PlannedPhase
    pump: Pump | None
    first: bool  # counts as a first infusion
    whole_vials: bool  # False: no whole-vial dose could be had, though one was wanted

    @property
    def highest_day_g(self) -> Decimal:
        return max(day.dose_g for day in self.planned.days)


class Situation(NamedTuple):
    case: Case
    weight: DosingWeight
    risk: AtRisk
    phases: tuple[PhaseSituation, ...]
    cycles: tuple[CycleDate, ...]
    taper: Taper | None
    other_weight: Decimal | None  # kg under the adjusted weight that is compared; None: unknown
