"""The stages of a plan, as far as a document goes through them: what is worked out, and what its checks look at.

A patient is ``Measured``. A ``Situation`` is a course that is weighed, dosed and timed; where it has dates it is
``Dated``, where a steroid is tapered ``Tapered``, and where it is given as a pulse ``Pulsed``. The calendar alone, the
taper alone and the pulse alone have the last three only.
"""

from collections.abc import Sequence
from decimal import Decimal

from ivigcalc.core.course.case import Case, Dates, Tapering
from ivigcalc.core.course.planned import PlannedPhase, Row
from ivigcalc.core.dates.types import CalendarLimits, Closures, CycleDate
from ivigcalc.core.dosing.dose import Phase
from ivigcalc.core.dosing.weight import DosingWeight, WeightLimits
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.patient import AtRisk, Patient
from ivigcalc.core.printed.monitoring import MonitoringRule
from ivigcalc.core.printed.regimen import PrintedHours
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.completed import Origin, Rung
from ivigcalc.core.pumping.interruption import Resumed
from ivigcalc.core.pumping.ladder import Chosen, Passed
from ivigcalc.core.pumping.rates import RateProtocol
from ivigcalc.core.pumping.steps import Step
from ivigcalc.core.quantities import Kilograms
from ivigcalc.core.steroid.pulse import DatedPulse
from ivigcalc.core.steroid.types import Steroid, SteroidLimits, Taper


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
    resumed: Resumed | None = None  # after an interruption


class PhaseSituation(NamedTuple):
    """One phase: as prescribed, as planned, and its ladder (None where no rate is on file).

    ``origin`` is the index of the phase among those of the case, which may have been divided since.
    """

    prescribed: Phase
    planned: PlannedPhase
    pump: Pump | None
    first: bool  # counts as a first infusion
    exact_instead: bool  # the rule of rounding gives no dose within the tolerance
    origin: int = 0
    hours: PrintedHours | None = None  # over which the regimen gives each infusion

    @property
    def steps(self) -> tuple[Step, ...]:
        """The pump steps of every day; none where no rate is on file."""
        return tuple(step for day in self.planned.days if day.infusion is not None for step in day.infusion.steps)

    @property
    def highest_day_g(self) -> Decimal:
        return max(day.dose_g for day in self.planned.days)


class Measured(NamedTuple):
    """The patient as measured."""

    patient: Patient
    limits: WeightLimits


class Dated(NamedTuple):
    """The dates of the cycles, and what they were made from."""

    cycles: tuple[CycleDate, ...]
    dates: Dates
    limits: CalendarLimits


class Tapered(NamedTuple):
    """The dated taper, and what it was made from. ``patient`` and the actual ``weight`` are None where unknown."""

    tapering: Tapering
    taper: Taper
    limits: SteroidLimits
    monitoring: tuple[MonitoringRule, ...]
    indication: str | None
    patient: Patient | None
    weight: Kilograms | None
    pulses: tuple[DatedPulse, ...] = ()


class Pulsed(NamedTuple):
    """The dated pulses, and the taper and the closed days beside them, as far as there are any."""

    pulses: tuple[DatedPulse, ...]
    limits: SteroidLimits
    weight: Kilograms | None
    taper: Taper | None = None
    steroid: Steroid | None = None  # of the taper
    closures: Closures | None = None


class Situation(NamedTuple):
    """A course that is weighed, dosed and timed.

    ``all_phases`` holds also those of which every cycle was given; ``phases`` those still to come (``to_come``).
    """

    case: Case
    weight: DosingWeight
    risk: AtRisk
    all_phases: tuple[PhaseSituation, ...]
    phases: tuple[PhaseSituation, ...]
    cycles: tuple[CycleDate, ...]
    taper: Taper | None
    other_weight: Decimal | None  # kg under the adjusted weight that is compared; None: unknown
    before: "Earlier | None" = None
    pulses: tuple[DatedPulse, ...] = ()

    @property
    def indication(self) -> str | None:
        """The id of what is treated, as far as that was said."""
        return self.case.treated.id if self.case.treated else None

    @property
    def stages(self) -> "tuple[Stage, ...]":
        """Every stage of the course."""
        case = self.case
        found: list[Stage] = [Measured(case.patient, case.limits.weight), self]
        if case.dates is not None:
            anew = self.before is not None and "cycles" in self.before.said
            dates = case.dates._replace(said_to_come=None) if anew else case.dates
            found.append(Dated(self.cycles, dates, case.limits.calendar))
        if case.tapering is not None and self.taper is not None:
            of, patient = case.limits.steroid, case.patient
            found.append(
                Tapered(
                    case.tapering,
                    self.taper,
                    of,
                    case.monitoring,
                    self.indication,
                    patient,
                    patient.weight,
                    self.pulses,
                )
            )
        if self.pulses:
            found.append(
                Pulsed(
                    self.pulses,
                    case.limits.steroid,
                    case.patient.weight,
                    self.taper,
                    case.tapering.steroid if case.tapering else None,
                    case.dates.closures if case.dates else None,
                )
            )
        return tuple(found)


Stage = Measured | Situation | Dated | Tapered | Pulsed


def to_come(phases: tuple[PhaseSituation, ...], cycles: Sequence[CycleDate]) -> tuple[PhaseSituation, ...]:
    """The *phases* that are still to come, in whole or in part; all of them where there are no dates."""
    if not cycles:
        return phases
    coming = {cycle.phase for cycle in cycles if not cycle.given}
    return tuple(phase for index, phase in enumerate(phases) if index in coming)


class Earlier(NamedTuple):
    """The plan that this one continues: its situation and rows, and the first cycle that is planned anew."""

    situation: Situation
    rows: tuple[Row, ...]
    from_cycle: int
    said: frozenset[str] = frozenset()  # the fields that were said anew
    of_phases: tuple[tuple[str, str], ...] = ()  # of those, each with the name of the phase that it was said of

    def origins(self, field: str, phases: Sequence[Phase]) -> tuple[int, ...]:
        """The indices of the *phases* of which *field* was said anew: of the last where none was named."""
        names = [name for one, name in self.of_phases if one == field] or ([""] if field in self.said else [])
        index = {phase.name: place for place, phase in enumerate(phases)}
        return tuple(index.get(name, len(phases) - 1) for name in names)
