"""Dose: what is prescribed for each phase, and the grams and volumes that follow from it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from ivigcalc.core.dates.types import Days, PhaseDates, numbers
from ivigcalc.core.dosing.assumption import Assumption
from ivigcalc.core.errors import Choice, Unsaid
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import RoundingStep, step_for
from ivigcalc.core.printed.regimen import PrintedPhase, most_per_day
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import (
    THOUSANDTH,
    Grams,
    GramsPerKilogram,
    GramsPerLitre,
    Kilograms,
    Millilitres,
    half_up,
    plain,
)

DAYS_IN_FOUR_WEEKS = Decimal(28)


class Dose(NamedTuple):
    """A dose as said: g/kg per cycle or per day, or grams per cycle or per day whatever the weight.

    ``bare``: neither a cycle nor a day was said, so that it is read per cycle unless it has to be asked.
    """

    value: Decimal
    per: Literal["kg-cycle", "kg-day", "cycle", "day"]
    bare: bool = False


class PerKilogram(NamedTuple):
    """What one cycle gives for each kg of the dosing weight."""

    g_per_kg: GramsPerKilogram


class InGrams(NamedTuple):
    """What one cycle gives whatever the weight."""

    g: Grams


Amount = PerKilogram | InGrams


class Said(NamedTuple):
    """What the prescription says itself; None leaves it to the regimen."""

    dose: Dose | None = None
    days: Days | None = None
    interval_days: int | None = None
    cycles: int | None = None


class Phase(NamedTuple):
    """A run of cycles with the same dose, every choice made.

    ``days`` is the number of infusions in a cycle, and ``on`` its days that get one; empty: one after another.
    ``amount`` is of one cycle. ``assumed`` tells each choice that the user did not make. The limits are the regimen's
    own, per cycle and never beyond the days and the interval that it prints; None where it has none. ``printed`` is
    the phase as the source prints it. ``said`` is the dose as it was said; None where the regimen gives it.
    ``part``: not a whole cycle but one day of it, or what is left in the bag.
    """

    name: str
    days: int
    cycles: int
    interval_days: int | None
    amount: Amount
    equal_days: bool = False
    day_pattern: tuple[Decimal, ...] = ()
    minimum_g_per_kg: GramsPerKilogram | None = None
    maximum_g_per_kg: GramsPerKilogram | None = None
    maximum_g_per_kg_day: GramsPerKilogram | None = None
    day_maximum_printed: bool = False  # else it is only the most that the regimen itself gives
    maximum_g: Grams | None = None
    maximum_g_day: Grams | None = None
    assumed: tuple[Assumption, ...] = ()
    citation: Citation | None = None
    printed: PrintedPhase | None = None
    said: Dose | None = None
    part: Literal["", "day", "left"] = ""
    on: tuple[int, ...] = ()

    @property
    def dates(self) -> PhaseDates:
        """The phase as the calendar needs it."""
        return PhaseDates(self.name, self.days, self.interval_days, self.cycles, self.on)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The days of a cycle that get an infusion, counted from 1."""
        return numbers(self.days, self.on)


def calculated_dose(phase: Phase, weight: Kilograms) -> Grams:
    """The grams of one cycle, exact: g/kg times the dosing weight, or the grams that were said."""
    amount = phase.amount
    return Grams(amount.g_per_kg * weight) if isinstance(amount, PerKilogram) else amount.g


def one_day(dose: Dose, printed: Sequence[PrintedPhase], part: Literal["day", "left"] = "day") -> Phase:
    """A dose of one day alone, or what is left of it, held to the greatest day of a regimen's *printed* phases."""
    day = max(printed, key=lambda phase: most_per_day(phase) or Decimal(0), default=None)
    of_cycles = [phase.maximum_g for phase in printed if phase.maximum_g is not None]
    of_days = [phase.maximum_g_day for phase in printed if phase.maximum_g_day is not None]
    return Phase(
        "infusion",
        days=1,
        cycles=1,
        interval_days=None,
        amount=_amount(dose, 1),
        maximum_g_per_kg_day=None if day is None else most_per_day(day),
        day_maximum_printed=day is not None and day.maximum_g_per_kg_day is not None,
        maximum_g=Grams(max(of_cycles)) if of_cycles else None,
        maximum_g_day=Grams(max(of_days)) if of_days else None,
        citation=None if day is None else day.citation,
        part=part,
    )


def day_volume(dose: Grams, concentration: GramsPerLitre, steps: Sequence[RoundingStep]) -> Millilitres:
    """The mL that hold *dose* grams, rounded half up to the one of *steps* for them: what a pump can be told."""
    return Millilitres(half_up(ml := dose * 1000 / concentration, step_for(ml, steps)))


def prescribed(said: Said) -> Phase:
    """The one phase of a prescription without a regimen.

    Raises:
        Unsaid: No dose, or no days, or several cycles and no interval.
    """
    if said.dose is None:
        raise Unsaid(
            "no dose", "give [[regimen]], or [[dose]] such as 2g/kg/cycle or 0.4g/kg/day with [[days]]", "dose"
        )
    if said.days is None:
        raise Unsaid("no days", "give the number of days per cycle with [[days]], such as 2", "days")
    cycles, assumed = _cycles(said, None, repeats=said.interval_days is not None)
    _interval_needed(cycles, said.interval_days)
    days, on = counted(said.days)
    amount = _amount(said.dose, days)
    return Phase("course", days, cycles, said.interval_days, amount, assumed=assumed, said=said.dose, on=on)


def from_regimen(printed: PrintedPhase, said: Said, name: str, of: str = "") -> Phase:
    """One phase of a regimen, with what was said in place of what it prints.

    Args:
        printed: The phase as its source prints it, ranges included.
        said: What overrides it.
        name: The regimen and variant, for the question that a range raises.
        of: What stands before a value that is said of this phase alone: ``loading=`` where there are several.

    Raises:
        Unreadable: The source gives a range and no default, and nothing was said; the text names the range.
    """
    assumed: list[Assumption] = []
    days, on = counted(_days(printed, said, name, of, assumed))
    interval = _interval(printed, said, name, of, assumed)
    cycles, more = _cycles(said, printed.cycles, repeats=interval is not None or printed.cycles_max is not None)
    assumed.extend(more)
    doses = _doses_in_a_cycle(printed, days, interval, name, of)
    if said.dose is not None:
        amount = _amount(said.dose, days)
    else:
        amount = PerKilogram(GramsPerKilogram(_printed_dose(printed, interval, name, of, assumed) * doses))
        if printed.dose_per == "28d" and doses != 1:
            assumed.append(Assumption(f"the dose printed per 28 days is scaled to {interval} days", "every"))
    _interval_needed(cycles, interval, of)
    shortest, longest = printed.interval_days_min or interval, printed.interval_days_max or interval
    least = max(doses, _doses_in_a_cycle(printed, printed.days_min or days, shortest, name, of))
    most = min(doses, _doses_in_a_cycle(printed, printed.days_max or days, longest, name, of))
    top = None if printed.at_least else printed.dose_g_per_kg_max * most
    if printed.maximum_g_per_kg is not None:
        top = printed.maximum_g_per_kg
    return Phase(
        printed.name,
        days,
        cycles,
        interval,
        amount,
        equal_days=printed.equal_days,
        day_pattern=printed.day_pattern_g_per_kg if len(printed.day_pattern_g_per_kg) == days else (),
        minimum_g_per_kg=GramsPerKilogram(printed.dose_g_per_kg_min * least),
        maximum_g_per_kg=None if top is None else GramsPerKilogram(top),
        maximum_g_per_kg_day=most_per_day(printed),
        day_maximum_printed=printed.maximum_g_per_kg_day is not None,
        maximum_g=None if printed.maximum_g is None else Grams(printed.maximum_g),
        maximum_g_day=None if printed.maximum_g_day is None else Grams(printed.maximum_g_day),
        assumed=tuple(assumed),
        citation=printed.citation,
        printed=printed,
        said=said.dose,
        on=on,
    )


def counted(days: Days) -> tuple[int, tuple[int, ...]]:
    """The number of infusions in a cycle, and the days of it that get one; none where they are one after another."""
    return (days, ()) if isinstance(days, int) else (len(days), days)


def dates_prescribed(said: Said) -> PhaseDates:
    """The dates of a prescription without a regimen, whatever its dose.

    Raises:
        Unreadable: No days, or several cycles and no interval.
    """
    if said.days is None:
        raise Unsaid("no days", "give the number of days per cycle with [[days]], such as 2", "days")
    cycles, _ = _cycles(said, None, repeats=False)
    _interval_needed(cycles, said.interval_days)
    days, on = counted(said.days)
    return PhaseDates("course", days, said.interval_days, cycles, on)


def dates_from_regimen(printed: PrintedPhase, said: Said, name: str, of: str = "") -> PhaseDates:
    """The dates of one phase of a regimen, whatever its dose; the arguments as of ``from_regimen``.

    Raises:
        Unreadable: The source gives a range and no default, and nothing was said; the text names the range.
    """
    days, on = counted(_days(printed, said, name, of, []))
    interval = _interval(printed, said, name, of, [])
    cycles, _ = _cycles(said, printed.cycles, repeats=False)
    _doses_in_a_cycle(printed, days, interval, name, of)
    _interval_needed(cycles, interval, of)
    return PhaseDates(printed.name, days, interval, cycles, on)


def _doses_in_a_cycle(printed: PrintedPhase, days: int, interval: int | None, name: str, of: str) -> Decimal:
    """How many of the printed doses one cycle holds: by its days, or by its share of 28 days."""
    if printed.dose_per == "28d" and interval is None:
        raise Choice(
            f"{name}, {printed.name}: the source gives a dose per 28 days",
            f"give [[every]], such as {of}4w",
            "every",
        )
    per = {"cycle": Decimal(1), "day": Decimal(days), "28d": Decimal(interval or 0) / DAYS_IN_FOUR_WEEKS}
    return per[printed.dose_per]


def _amount(dose: Dose, days: int) -> Amount:
    """What *dose* is for a cycle of so many *days*."""
    whole = dose.value * (days if dose.per in ("kg-day", "day") else 1)
    return InGrams(Grams(whole)) if dose.per in ("cycle", "day") else PerKilogram(GramsPerKilogram(whole))


def _printed_dose(
    printed: PrintedPhase, interval: int | None, name: str, of: str, assumed: list[Assumption]
) -> Decimal:
    low, high, default = printed.dose_g_per_kg_min, printed.dose_g_per_kg_max, printed.dose_g_per_kg_default
    unit = {"cycle": "g/kg", "day": "g/kg/day", "28d": "g/kg per 28 days"}[printed.dose_per]
    if low == high:
        if printed.at_least:
            assumed.append(Assumption(f"dose {plain(low)} {unit}", "dose", "printed as a minimum, without a maximum"))
        return low
    span = printed_span(low, high)
    if default is not None:
        assumed.append(Assumption(f"dose {plain(default)} {unit} ({span})", "dose", printed.default_reason))
        return default
    gives, example = f"{span} {unit}", low or high  # a source that prints no least dose is not read as nothing
    if printed.dose_per == "28d":
        part = Decimal(interval or 0) / DAYS_IN_FOUR_WEEKS
        gives += f", which is {printed_span(low * part, high * part)} g/kg per cycle of {interval} days"
        example *= part
    asked = "g/kg/day" if printed.dose_per == "day" else "g/kg"
    raise Choice(
        f"{name}, {printed.name}: the source gives {gives}",
        f"choose [[dose]], such as {of}{short(example)}{asked}",
        "dose",
    )


def printed_span(low: Decimal, high: Decimal) -> str:
    """A printed range in words; one from nothing is an upper end."""
    return f"up to {short(high)}" if low == 0 else f"{short(low)} to {short(high)}"


def short(value: Decimal) -> str:
    return plain(half_up(value, THOUSANDTH))


def _days(printed: PrintedPhase, said: Said, name: str, of: str, assumed: list[Assumption]) -> Days:
    low, high = printed.days_min, printed.days_max
    if said.days is not None:
        return said.days
    if low is None or high is None:
        raise Choice(
            f"{name}, {printed.name}: no source on file gives the days",
            f"enter [[days]]{f' {of}N' if of else ''} as prescribed",
            "days",
        )
    if low == high:
        return low
    if printed.days_default is None:
        raise Choice(
            f"{name}, {printed.name}: the source gives {low} to {high} days",
            f"choose [[days]], such as {of}{low}",
            "days",
        )
    chosen = f"{printed.name} over {printed.days_default} days ({low} to {high})"
    assumed.append(Assumption(chosen, "days", printed.default_reason))
    return printed.days_default


def _interval(printed: PrintedPhase, said: Said, name: str, of: str, assumed: list[Assumption]) -> int | None:
    low, high = printed.interval_days_min, printed.interval_days_max
    if said.interval_days is not None:
        return said.interval_days
    if low == high:
        return low
    if printed.interval_days_default is None:
        raise Choice(
            f"{name}, {printed.name}: the source gives an interval of {low} to {high} days",
            f"choose [[every]], such as {of}{high}d",
            "every",
        )
    chosen = f"{printed.name} every {printed.interval_days_default} days ({low} to {high})"
    assumed.append(Assumption(chosen, "every", printed.default_reason))
    return printed.interval_days_default


def _cycles(said: Said, fixed: int | None, *, repeats: bool) -> tuple[int, tuple[Assumption, ...]]:
    """How many cycles, and what to say of it: where the source *repeats* and leaves the number open, one."""
    if said.cycles is not None:
        return said.cycles, ()
    if fixed is not None:
        return fixed, ()
    return 1, (Assumption("one cycle", "cycles", "no number was given"),) if repeats else ()


def _interval_needed(cycles: int, interval: int | None, of: str = "") -> None:
    if cycles > 1 and interval is None:
        raise Unsaid(
            f"{cycles} cycles need an interval",
            f"give [[every]], such as {of}4w or {of}28d",
            "every",
        )
