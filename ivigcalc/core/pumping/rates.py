"""Rates: the types of their records, and every printed unit as mL/kg/h or mL/h."""

from decimal import Decimal
from typing import Literal

from ivigcalc.core.errors import Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import Range, RoundingStep
from ivigcalc.core.printed.product import Ladder, RateUnit, RiskRule
from ivigcalc.core.printed.sources import Citation, Figure
from ivigcalc.core.quantities import GramsPerLitre, Kilograms, Minutes, MlPerHour, plain, settled

MINUTES_IN_AN_HOUR = Decimal(60)


class VitalSigns(NamedTuple):
    """When vital signs are due; ``minutes`` after the start or the end, where that is what ``when`` says."""

    when: Literal["start", "after-start", "rate-change", "end", "after-end"]
    what: str
    citation: Citation
    minutes: Minutes | None = None


class Convention(NamedTuple):
    """The steps that a label and its maker leave open, as multiples of the start.

    They are the ``multiples``, and from the last of these on each is ``then_by`` starts above the one before.
    """

    multiples: tuple[Decimal, ...]
    then_by: Decimal
    citation: Citation


class RateRules(NamedTuple):
    """The figures that turn a printed ladder into a timetable, and the format of their record.

    A label that prints only a start and a maximum is filled in by the ``convention``, each step held for
    ``convention_minutes`` where the label prints no interval. ``pump_steps_ml_per_h`` are the resolutions that a pump
    may have.
    """

    id: str
    convention: Convention
    convention_minutes: Figure
    pump_step_ml_per_h: Figure
    pump_steps_ml_per_h: Range
    fine_pump_step_ml_per_h: Figure  # of rates below the next
    fine_pump_step_below_ml_per_h: Figure
    lowered_percent: Figure  # a pump rate that rounding down lowers by more is said
    highest_ml_per_kg_per_h: Figure  # that any label on file prints
    highest_mg_per_kg_per_h: Figure
    volume_steps_ml: tuple[RoundingStep, ...]  # what a volume can be told to, coarsest first
    observe_minutes: Figure
    observe_minutes_first: Figure  # first infusion, a switched product or a long interval
    vital_signs: tuple[VitalSigns, ...]


class RateProtocol(NamedTuple):
    """A ladder that is no product's label. ``products`` are those it was written for; empty when it names none.

    ``thrombosis`` is the protocol's own cap for patients at risk of thrombosis. ``not_on_file`` names what its source
    does not print; without the holds it cannot be used until they are written.
    """

    id: str
    name: str
    source: str
    kind: Literal["hospital", "national", "trial", "manufacturer"]
    ladder: Ladder
    products: tuple[str, ...] = ()
    thrombosis: RiskRule | None = None
    observation: str = ""
    not_on_file: tuple[str, ...] = ()
    note: str = ""


class PrintedRate(NamedTuple):
    """A rate as it is printed or said, with its unit."""

    value: Decimal
    unit: RateUnit


class Rate(NamedTuple):
    """A rate by the hour: mL/kg/h, or mL/h where it does not go by weight."""

    value: Decimal
    per_kg: bool

    def ml_per_h(self, weight: Kilograms) -> MlPerHour:
        """The rate for *weight*, settled: equal rates from different units compare equal."""
        return MlPerHour(settled(self.value * weight if self.per_kg else self.value))

    def __str__(self) -> str:
        return f"{plain(round(self.value, 4))} {'mL/kg/h' if self.per_kg else 'mL/h'}"


def by_the_hour(value: Decimal, unit: RateUnit, concentration: GramsPerLitre | None) -> Rate:
    """*value* in *unit* as mL/kg/h or mL/h.

    mg become mL by the product's *concentration*: g/L are mg/mL. The multiplication comes first, so that the only
    inexact step is one division, which ``Rate.ml_per_h`` settles.

    Raises:
        Unreadable: The unit is in mg and no concentration is known.
    """
    hourly = value * MINUTES_IN_AN_HOUR if unit.endswith("/min") else value
    if unit.startswith("mg"):
        if concentration is None:
            raise Unreadable(
                f"{plain(value)}{unit}: a rate in mg needs the concentration",
                "give [[product]] or [[concentration]]",
                "concentration",
            )
        hourly /= concentration
    return Rate(hourly, "/kg/" in unit)


def pump_step_for(rate: MlPerHour, said: MlPerHour | None, rules: RateRules) -> MlPerHour:
    """The step to which *rate* is rounded down: as *said*, or the usual one, finer for a slow rate."""
    if said is not None:
        return said
    slow = rate < rules.fine_pump_step_below_ml_per_h.value
    return MlPerHour((rules.fine_pump_step_ml_per_h if slow else rules.pump_step_ml_per_h).value)


def protocol_ladder(protocol: RateProtocol) -> Ladder:
    """The ladder of *protocol*, when it can be used as it is.

    Raises:
        Unreadable: Its source prints no holds: the text says how to write them.
    """
    ladder = protocol.ladder
    missing = len(ladder.rates) - 1 - len(ladder.minutes)
    if missing > 0 and ladder.every_minutes is None:
        held = ",".join(f"{plain(rate)}xMINUTES" for rate in ladder.rates[:-1])
        raise Unreadable(
            f"[[rates]] {protocol.id}: its source prints no minutes for {missing} of its steps "
            f"[{ladder.citation.source}: {ladder.citation.at}]",
            f'enter them: [[rates]] "{held},{plain(ladder.rates[-1])} {ladder.unit}"',
            "rates",
        )
    return ladder
