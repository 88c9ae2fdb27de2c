"""Rates: how they are written, and every printed unit as mL/kg/h or mL/h."""

import re
from decimal import Decimal
from typing import Literal

from ivigcalc.core.errors import Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import Range
from ivigcalc.core.printed.product import Ladder, RateUnit, RiskRule
from ivigcalc.core.printed.sources import Citation, Figure
from ivigcalc.core.quantities import GramsPerLitre, Kilograms, Minutes, MlPerHour, plain, settled

MINUTES_IN_AN_HOUR = Decimal(60)
UNITS: dict[str, RateUnit] = {
    "ml/kg/h": "mL/kg/h",
    "ml/kg/min": "mL/kg/min",
    "mg/kg/min": "mg/kg/min",
    "mg/kg/h": "mg/kg/h",
    "ml/min": "mL/min",
    "ml/h": "mL/h",
}

_NUMBER = r"([0-9]{1,6}(?:\.[0-9]{1,8})?)"
_RATE = rf" *{_NUMBER} *([A-Za-z/]+) *"
_STEP = rf" *{_NUMBER} *x *{_NUMBER} *"
_LAST = rf" *{_NUMBER}(?: *x *{_NUMBER})? *([A-Za-z/]*) *"
_FORM = "write RATExMINUTES,RATExMINUTES,RATE UNIT, with a point for decimals; the last rate runs to the end"


class VitalSigns(NamedTuple):
    """When vital signs are due; ``minutes`` after the start or the end, where that is what ``when`` says."""

    when: Literal["start", "after-start", "rate-change", "end", "after-end"]
    what: str
    citation: Citation
    minutes: Minutes | None = None


class RateRules(NamedTuple):
    """The figures that turn a printed ladder into a timetable, and the format of their record.

    A label that prints only a start and a maximum is filled in by multiplying with ``convention_factor`` every
    ``convention_minutes``. ``pump_steps_ml_per_h`` are the resolutions that a pump may have.
    """

    id: str
    convention_factor: Figure
    convention_minutes: Figure
    pump_step_ml_per_h: Figure
    pump_steps_ml_per_h: Range
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
                f"{plain(value)}{unit}: a rate in mg needs the concentration; give --product or --concentration"
            )
        hourly /= concentration
    return Rate(hourly, "/kg/" in unit)


def read_rate(text: str) -> PrintedRate:
    """One rate with its unit, such as that of ``--max-rate``.

    Raises:
        Unreadable: It is not a plain number above 0 with one of the known units.
    """
    found = re.fullmatch(_RATE, text)
    if found is None:
        raise Unreadable(
            f"rate {text!r}: write a plain number, with a point for decimals, and its unit; units are {_units()}"
        )
    return PrintedRate(_above_zero(found[1], text), _unit(found[2], text))


def read_rates(text: str) -> Ladder:
    """A written ladder ``RATExMINUTES,RATExMINUTES,RATE UNIT``: the unit once, the last rate without minutes.

    Raises:
        Unreadable: A part does not have that form, or the rates do not rise; the text names the part.
    """
    *held, last = text.split(",")
    rates: list[Decimal] = []
    minutes: list[Minutes] = []
    for part in held:
        found = re.fullmatch(_STEP, part)
        if found is None:
            raise Unreadable(f"rates {text!r}: {part.strip(' ')!r} is not a rate and its minutes; {_FORM}")
        rates.append(_above_zero(found[1], part))
        minutes.append(Minutes(_above_zero(found[2], part)))
    found = re.fullmatch(_LAST, last)
    if found is None:
        raise Unreadable(f"rates {text!r}: {last.strip(' ')!r} is not a rate with its unit; {_FORM}")
    if found[2]:
        raise Unreadable(f"rates {text!r}: {last.strip(' ')!r} runs to the end as the last step; leave out its minutes")
    rates.append(_above_zero(found[1], last))
    unit = _unit(found[3], text)
    for slower, faster in zip(rates, rates[1:], strict=False):
        if faster <= slower:
            raise Unreadable(
                f"rates {text!r}: {plain(faster)} after {plain(slower)}; each must be above the one before"
            )
    return Ladder(unit, tuple(rates), Citation("house", f"as written: {text.strip(' ')}"), tuple(minutes))


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
            f"--rates {protocol.id}: its source prints no minutes for {missing} of its steps "
            f"[{ladder.citation.source}: {ladder.citation.at}]; write them: "
            f'--rates "{held},{plain(ladder.rates[-1])} {ladder.unit}"'
        )
    return ladder


def _above_zero(number: str, part: str) -> Decimal:
    value = Decimal(number)
    if value == 0:
        raise Unreadable(f"rate {part.strip(' ')!r}: 0 is no rate and no time; write a number above 0")
    return value


def _unit(word: str, text: str) -> RateUnit:
    unit = UNITS.get(word.lower())
    if unit is None:
        said = f"{word!r} is not a unit of rates" if word else "the unit is missing; it is written once, at the end"
        raise Unreadable(f"rate {text.strip(' ')!r}: {said}; units are {_units()}")
    return unit


def _units() -> str:
    return ", ".join(UNITS.values())
