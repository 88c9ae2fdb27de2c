"""The plan as a value. A field has the name of its JSON key.

The end of a name (``_g``, ``_ml``, ``_kg``, ``_percent`` ...) decides how its value is rounded when it is shown; the
values themselves are unrounded. A name that Python keeps for itself ends in ``_``, which is not shown.
"""

from datetime import date as Date
from decimal import Decimal
from typing import Literal

from ivigcalc.core.course.compared import ComparedProduct
from ivigcalc.core.course.prices import Cost
from ivigcalc.core.course.ward import WardNote
from ivigcalc.core.dosing.maximum import Maximum
from ivigcalc.core.dosing.vial_options import Option
from ivigcalc.core.dosing.vial_supply import VialCount
from ivigcalc.core.dosing.weight import DosingWeight
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.patient import Sex
from ivigcalc.core.printed.product import Handling
from ivigcalc.core.printed.sources import Citation, Source, Working
from ivigcalc.core.pumping.infusion import Infusion
from ivigcalc.core.quantities import (
    Grams,
    GramsPerKilogram,
    GramsPerLitre,
    Kilograms,
    Milligrams,
    Millilitres,
    Minutes,
    Percent,
    Years,
)
from ivigcalc.core.steroid.pulse import PlannedPulse
from ivigcalc.core.steroid.types import Taper

Severity = Literal["stop", "caution", "note"]
Json = str | int | bool | list["Json"] | dict[str, "Json"]


class Alert(NamedTuple):
    """Something that a person must know, of the ``phase`` where it is about one.

    ``accepted`` is the reason with which a stop was accepted. ``brief`` says what was assumed in a few words, with the
    field that changes it.
    """

    code: str
    severity: Severity
    text: str
    do: str
    citation: Citation
    accepted: str | None = None
    phase: str = ""
    brief: str = ""

    @property
    def whole(self) -> str:
        """The text after the name of its phase."""
        return f"{self.phase}: {self.text}" if self.phase else self.text


class PromisedAlert(NamedTuple):
    """An alert as it is promised to scripts."""

    code: str
    severity: Severity
    text: str
    do: str
    citation: Citation
    accepted: str | None


class PromisedWorking(NamedTuple):
    """A working as it is promised to scripts."""

    what: str
    formula: str
    value: Decimal | str
    unit: str
    citation: Citation | None


PROMISED: dict[type, type] = {Alert: PromisedAlert, Working: PromisedWorking}


def promised(value: NamedTuple) -> NamedTuple:
    """*value* with the fields that scripts are promised, where the program keeps it in more parts."""
    if isinstance(value, Alert):
        return PromisedAlert(value.code, value.severity, value.whole, value.do, value.citation, value.accepted)
    if isinstance(value, Working):
        return PromisedWorking(value.what, value.whole, value.value, value.unit, value.citation)
    return value


class PlannedPatient(NamedTuple):
    age_years: Years | None
    risks: tuple[str, ...]  # that were stated
    at_risk: bool
    at_risk_because: str
    sex: Sex | None = None


class PlannedProduct(NamedTuple):
    id: str | None
    name: str
    market: str | None
    label_date: str | None
    concentration_g_per_l: GramsPerLitre
    local: bool
    handling: tuple[Handling, ...]


class PlannedIndication(NamedTuple):
    id: str
    name: str
    regimen: str | None
    regimen_name: str
    others: tuple[str, ...]
    licensed: bool | None  # None: no label on file to say
    local: bool


class PlannedDay(NamedTuple):
    day: int
    dose_g: Grams
    volume_ml: Millilitres
    vials: tuple[VialCount, ...]
    opened_g: Grams
    waste_g: Grams
    infusion: Infusion | None


class PlannedPhase(NamedTuple):
    """``rounding`` is the rule that was kept to: "exact" also where the rule that was said leaves the tolerance.

    Where the day doses were said by hand it is "split". ``exact_step_g`` is what an exact dose is a multiple of.
    ``uncapped_g`` is what the dose came to where the ``maximum`` lowered it to ``calculated_g``.
    ``rounded_above_g`` is the maximum of a cycle that only rounding passes.
    ``days_per_cycle`` infusions are given on the ``infusion_days`` of a cycle, counted from 1.
    """

    name: str
    g_per_kg: GramsPerKilogram
    cycles: int
    interval_days: int | None
    days_per_cycle: int
    calculated_g: Grams
    planned_g: Grams
    difference_g: Grams
    difference_percent: Percent
    volume_ml: Millilitres
    rounding: str
    days: tuple[PlannedDay, ...]
    options: tuple[Option, ...]
    product: PlannedProduct | None = None  # where it differs from the plan's
    exact_step_g: Grams | None = None
    uncapped_g: Grams | None = None
    maximum: Maximum | None = None
    infusion_days: tuple[int, ...] = ()
    rounded_above_g: Grams | None = None


class InfusionRow(NamedTuple):
    date: Date
    kind: str
    phase: str
    cycle: int
    day: int
    dose_g: Grams | None  # None in a calendar without a dose
    volume_ml: Millilitres | None
    planned_date: Date
    moved_days: int
    moved_because: str
    given: bool
    start: str | None
    end: str | None
    end_date: Date | None
    steroid_mg: Decimal | None


def moves_by_itself(row: InfusionRow, first: InfusionRow) -> bool:
    """Whether an infusion is moved otherwise than the *first* of its cycle."""
    moved = row.moved_days, row.moved_because
    return row.moved_days != 0 and moved != (first.moved_days, first.moved_because)


class CheckpointRow(NamedTuple):
    """What to check on a day; ``title`` says it in a few words."""

    date: Date
    kind: str
    cycle: int | None
    topic: str
    text: str
    citation: Citation
    title: str = ""


class PulseRow(NamedTuple):
    """A day on which a pulse is given; ``day`` counts within it."""

    date: Date
    kind: str
    cycle: int | None
    day: int
    drug: str
    mg: Milligrams
    given: bool


Row = InfusionRow | PulseRow | CheckpointRow


class VialTotal(NamedTuple):
    g: Grams
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody asks of a vial


class ProductTotal(NamedTuple):
    """The total of one product: what is still to come, with its vials, and what was given."""

    product: str
    planned_g: Grams
    given_g: Grams
    vials: tuple[VialTotal, ...]


class Totals(NamedTuple):
    """Over all cycles still to come; minutes are null where no rate is on file."""

    planned_g: Grams
    volume_ml: Millilitres
    infusion_minutes: Minutes | None
    chair_minutes: Minutes | None
    vials: tuple[VialTotal, ...]
    products: tuple[ProductTotal, ...]
    cost: Cost | None  # None: no prices were said


class Change(NamedTuple):
    """What was said anew from a cycle on; empty where it was not said before."""

    from_cycle: int
    field: str
    before: str
    after: str


class PolicyWeight(NamedTuple):
    """What one policy makes of the patient: a dosing weight with the ``dose_g`` it gives.

    ``kg`` and ``basis`` are None where the policy cannot be used; ``reason`` then says why.
    """

    kg: Kilograms | None
    basis: str | None
    policy: str
    name: str
    reason: str
    actual_kg: Kilograms
    ideal_kg: Kilograms | None
    adjusted_kg: Kilograms | None
    bmi: Decimal | None
    dose_g: Grams | None


class Clock(NamedTuple):
    """Wall-clock times of one infusion; ``end_days_later`` is 1 where it ends past midnight."""

    start: str
    end: str
    end_days_later: int


class DayClock(NamedTuple):
    """Wall-clock times of the infusion of one day of a phase."""

    phase: str
    day: int
    start: str
    end: str
    end_days_later: int


class Plan(NamedTuple):
    """The whole plan, or the parts that a command asks for; the others are empty."""

    changes: tuple[Change, ...] = ()  # against the plan that it continues: what every output leads with
    patient: PlannedPatient | None = None
    product: PlannedProduct | None = None
    indication: PlannedIndication | None = None
    dosing_weight: DosingWeight | None = None
    phases: tuple[PlannedPhase, ...] = ()
    calendar: tuple[Row, ...] = ()
    taper: Taper | None = None
    totals: Totals | None = None
    alerts: tuple[Alert, ...] = ()
    workings: tuple[Working, ...] = ()
    sources: tuple[Source, ...] = ()
    infusion: Infusion | None = None  # of ``rates`` alone
    clock: Clock | None = None  # of ``rates`` alone
    clocks: tuple[DayClock, ...] = ()  # of ``rates`` of several days alone
    policies: tuple[PolicyWeight, ...] = ()  # of ``weight`` alone
    pulses: tuple[PlannedPulse, ...] = ()  # in the order in which they were said
    compared: tuple[ComparedProduct, ...] = ()  # of ``compare`` alone
    ward: tuple[WardNote, ...] = ()  # what whoever gives an infusion is told


# The parts of a plan that each document carries, in order.
PARTS = {
    "plan": ("changes", "patient", "product", "indication", "dosing_weight", "phases", "calendar", "taper", "totals"),
    "dose": ("product", "indication", "dosing_weight", "phases"),
    "rates": ("product", "indication", "dosing_weight", "infusion", "clock"),
    "calendar": ("calendar",),
    "taper": ("taper", "calendar"),
    "weight": ("policies",),
    "compare": ("indication", "dosing_weight", "compared"),
}


# Those that it carries where they are there.
MORE_PARTS = {"plan": ("pulses", "ward"), "rates": ("phases", "clocks", "ward"), "taper": ("pulses",)}


class Document(NamedTuple):
    """A plan with the request that it answers, as it was said: what every output is made from."""

    name: str  # of the command, and in the schema
    version: str
    request: dict[str, Json]
    plan: Plan
    digest: str
    label: str = ""
    zone: str | None = None  # of the clock times, as far as it was said

    @property
    def said(self) -> dict[str, Json]:
        """Each field as it was said last: the request with its changes in place."""
        latest = {name: value for name, value in self.request.items() if name != "changes"}
        changes = self.request.get("changes")
        for change in changes if isinstance(changes, list) else ():
            said = change.items() if isinstance(change, dict) else ()
            latest |= {name: value for name, value in said if name != "from_cycle"}
        return latest
