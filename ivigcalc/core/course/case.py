"""Case: everything that a plan needs to know, every id and word resolved. One case in, one plan out."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Literal

from ivigcalc.core.course.prices import Prices
from ivigcalc.core.dates.types import Anchor, CalendarLimits, Closures, Move, PhaseDates
from ivigcalc.core.dosing.dose import Dose, Phase
from ivigcalc.core.dosing.maximum import Maximum
from ivigcalc.core.dosing.weight import WeightLimits
from ivigcalc.core.dosing.weight_policy import WeightPolicy
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.limits import DoseLimits, EntryLimits, ProductLimits
from ivigcalc.core.printed.monitoring import MonitoringRule
from ivigcalc.core.printed.product import Label, Ladder, Vial
from ivigcalc.core.printed.regimen import PrintedPhase, Regimen, Variant
from ivigcalc.core.printed.sources import Statement
from ivigcalc.core.pumping.clock import WallClock
from ivigcalc.core.pumping.rates import PrintedRate, RateProtocol, RateRules
from ivigcalc.core.quantities import (
    Grams,
    GramsPerLitre,
    Kilograms,
    Milligrams,
    Millilitres,
    Minutes,
    MlPerHour,
    Percent,
)
from ivigcalc.core.steroid.pulse import Pulse
from ivigcalc.core.steroid.tablets import TabletSet
from ivigcalc.core.steroid.types import StartDose, Steroid, SteroidLimits, TaperProtocol, WrittenTaper

FirstInfusion = Literal["yes", "no", "unknown"]
Way = Literal["vial", "vial-down", "vial-up", "exact"]


class Limits(NamedTuple):
    """All thresholds on file."""

    entry: EntryLimits
    dose: DoseLimits
    weight: WeightLimits
    product: ProductLimits
    rates: RateRules
    calendar: CalendarLimits
    steroid: SteroidLimits


class Preparation(NamedTuple):
    """What is infused: a product on file with the label of its market, or only a strength and perhaps vial sizes.

    ``markets_alike`` names further markets whose labels would give the same plan, when no market was said.
    ``not_stocked`` are the sizes of the label that the hospital does not have.
    """

    concentration: GramsPerLitre
    vials: tuple[Vial, ...]
    name: str
    id: str | None = None
    market: str | None = None
    label: Label | None = None
    markets_alike: tuple[str, ...] = ()
    local: bool = False
    says: tuple[Statement, ...] = ()  # of giving it, by the records of the product and its label
    not_stocked: tuple[Grams, ...] = ()


class Treated(NamedTuple):
    """The indication; ``regimen`` as ``id/variant``, ``others`` the variants on file that were not used.

    ``printed`` are all variants on file for the indication, whichever was chosen; ``chosen`` is the id of that one.
    """

    id: str
    name: str
    regimen: str | None = None
    regimen_name: str = ""
    others: tuple[str, ...] = ()
    by_default: str = ""  # why this variant, when none was said
    weight_policy: WeightPolicy | None = None  # the policy that the source asks for
    local: bool = False
    printed: tuple[Variant, ...] = ()
    chosen: str = ""

    @property
    def variant(self) -> Variant | None:
        """The variant that was chosen; None where only the indication was said."""
        return next((variant for variant in self.printed if variant.id == self.chosen), None)


class Rounding(NamedTuple):
    """How the calculated dose becomes the planned one; ``to_g`` where it is to be a multiple of so many grams."""

    way: Way
    to_g: Grams | None = None
    said: str = ""

    @property
    def exact(self) -> bool:
        """Whether the dose is wanted as it was calculated, whatever vials that takes."""
        return self.way == "exact" and self.to_g is None


class Rates(NamedTuple):
    """How fast: a ladder that is written out or a protocol, else that of the label; caps, and the pump's resolution.

    ``over`` is how long each infusion is to take, as far as that was said.
    """

    pump_step: MlPerHour | None = None  # the rules' own when None
    ladder: Ladder | RateProtocol | None = None
    max_rate: PrintedRate | None = None
    first_infusion: FirstInfusion = "unknown"
    over: Minutes | None = None

    @property
    def protocol(self) -> RateProtocol | None:
        """The protocol, where the rates are one."""
        return self.ladder if isinstance(self.ladder, RateProtocol) else None


class Dates(NamedTuple):
    """When: the prescribed start, the closed days, and what is known of a patient in mid-treatment.

    ``cycles_from`` is the cycle from which on the cycles said count; ``said_to_come`` how many were said beside those
    given, where nothing else tells whether they count them.
    """

    start: date | None
    closures: Closures
    move: Move
    move_limit_days: int
    anchor: Anchor = "planned"
    fixed: Mapping[int, date] = {}
    given: tuple[date, ...] = ()
    cycles_from: int | None = None
    said_to_come: int | None = None
    clock: WallClock | None = None  # when the pump is started
    holidays_known: range | None = None  # the years whose holidays are known; None: no holidays were asked for


class ByProtocol(NamedTuple):
    """A taper on file, and the dose that it starts from (None: the one that it prints)."""

    protocol: TaperProtocol
    start_dose: StartDose | None = None


class Tapering(NamedTuple):
    """The steroid, written out or by protocol, and the tablets to make it of (None: none on file and none given).

    ``round_to`` is what its doses are multiples of, and ``most`` the highest dose of a day that one per kg comes to.
    """

    steroid: Steroid
    how: WrittenTaper | ByProtocol
    start: date | None
    align: bool
    tablets: TabletSet | None
    round_to: Milligrams | None = None
    most: Milligrams | None = None

    @property
    def protocol(self) -> TaperProtocol | None:
        """The taper on file, where it is one."""
        return self.how.protocol if isinstance(self.how, ByProtocol) else None


class Accepted(NamedTuple):
    """A stop that was accepted; ``text`` is the alert's text then, empty when it is accepted now."""

    code: str
    reason: str
    text: str = ""


class Replaced(NamedTuple):
    """The shipped records in whose place local ones stand: the product's labels for the market, and the regimen."""

    labels: tuple[Label, ...] = ()
    regimen: Regimen | None = None


class Case(NamedTuple):
    """One request, resolved.

    ``local`` names the local records that it rests on, as ``kind/id``, sources included. The last ``following`` of the
    ``phases`` were said apart, to follow the regimen or the dose. ``said`` are the fields of the request. ``max_dose``
    is the most that was said, of any phase. ``prices`` are those of vials, as far as they were said.
    """

    patient: Patient
    weight_policy: WeightPolicy
    preparation: Preparation
    phases: tuple[Phase, ...]
    rounding: Rounding
    tolerance: Percent
    rates: Rates
    limits: Limits
    weight_factor: Decimal | None = None
    treated: Treated | None = None
    split: tuple[Grams, ...] = ()
    stock: Mapping[Decimal, int] | None = None
    dates: Dates | None = None
    tapering: Tapering | None = None
    pulse: Pulse | None = None
    accepted: tuple[Accepted, ...] = ()
    monitoring: tuple[MonitoringRule, ...] = ()
    local: tuple[str, ...] = ()
    replaced: Replaced = Replaced()
    following: int = 0
    said: frozenset[str] = frozenset()
    max_dose: Maximum | None = None
    prices: Prices | None = None


class Volume(NamedTuple):
    """What is to be infused, or is left in the bag."""

    ml: Millilitres


class OneInfusion(NamedTuple):
    """One infusion: a day's dose, or a volume. ``resume_at``: the rate to continue at, held or to be raised again.

    ``printed`` are the phases of the regimen, whose greatest day holds.
    """

    what: Dose | Volume
    resume_at: PrintedRate | None = None
    increase: bool = False
    at: time | None = None
    printed: tuple[PrintedPhase, ...] = ()


class DayDoses(NamedTuple):
    """The day doses of a course: each, or the one of the ``day``."""

    day: int | None = None
    at: time | None = None


class CalendarCase(NamedTuple):
    """The dates of a course, without a dose."""

    phases: tuple[PhaseDates, ...]
    dates: Dates
    limits: Limits
    accepted: tuple[Accepted, ...] = ()
    said: frozenset[str] = frozenset()


class TaperCase(NamedTuple):
    """A taper, a pulse or both alone, over cycles where they were said. Doses are compared with the ``weight``."""

    tapering: Tapering | None
    limits: Limits
    monitoring: tuple[MonitoringRule, ...]
    phases: tuple[PhaseDates, ...] = ()
    dates: Dates | None = None
    indication: str | None = None
    weight: Kilograms | None = None
    pulse: Pulse | None = None
    start: date | None = None
    accepted: tuple[Accepted, ...] = ()
    said: frozenset[str] = frozenset()


class WeightCase(NamedTuple):
    """A patient to be weighed under each of ``policies``, with the dose to be worked out, where one was said."""

    patient: Patient
    policies: tuple[WeightPolicy, ...]
    factor: Decimal | None
    dosed: Phase | None
    limits: Limits
    accepted: tuple[Accepted, ...] = ()
    max_dose: Maximum | None = None
