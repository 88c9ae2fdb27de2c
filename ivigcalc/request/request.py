"""What is asked, as one value: a typed field for each row of the table, beside what was said of it word for word."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from functools import lru_cache

from ivigcalc.core.course.case import Accepted, FirstInfusion
from ivigcalc.core.course.planned import Json
from ivigcalc.core.course.prices import Prices
from ivigcalc.core.dates.types import Anchor, Days, Move
from ivigcalc.core.dosing.dose import Dose, Said
from ivigcalc.core.dosing.maximum import Maximum
from ivigcalc.core.errors import IvigcalcError, Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.patient import Sex
from ivigcalc.core.pumping.rates import PrintedRate
from ivigcalc.core.quantities import (
    Centimetres,
    Grams,
    GramsPerLitre,
    Kilograms,
    Milligrams,
    Millilitres,
    Minutes,
    Percent,
    Years,
)
from ivigcalc.core.steroid.pulse import SaidPulse
from ivigcalc.core.steroid.types import StartDose
from ivigcalc.request.fields import FIELDS, Field, nearest
from ivigcalc.request.reading_phases import ByPhase
from ivigcalc.request.said import Echoed, echo_of, value_of
from ivigcalc.request.stocked import Stocked

_KEPT = 512  # texts of cells
YIELDS = {"dose": "volume", "over": "resume_rate"}  # the field that overrides each when requests are put together


class Request(NamedTuple):
    """One request. None: nothing was said of the field.

    ``echo`` holds each field that was said, as it was said, in the order of the table. ``changes`` were said anew from
    a cycle on. ``document`` is the saved document that the request came with, empty for one that was written by hand;
    ``yielded`` are fields that another field won over when two requests were put together. ``stocked`` is what the
    hospital has of each product, and ``prices`` what vials cost, which no field says.
    """

    weight: Kilograms | None = None
    height: Centimetres | None = None
    sex: Sex | None = None
    age: Years | None = None
    pregnant: bool | None = None
    pre_pregnancy_weight: Kilograms | None = None
    risk: tuple[str, ...] | None = None
    first_infusion: FirstInfusion | None = None
    weight_policy: str | None = None
    weight_factor: Decimal | None = None
    regimen: str | None = None
    indication: str | None = None
    phase: str | None = None
    dose: ByPhase[Dose] | None = None
    days: ByPhase[Days] | None = None
    every: ByPhase[int] | None = None
    cycles: ByPhase[int] | None = None
    max_dose: Maximum | None = None
    then: tuple[Said, ...] | None = None
    product: str | None = None
    market: str | None = None
    concentration: GramsPerLitre | None = None
    vials: tuple[Grams, ...] | None = None
    rounding: str | None = None
    split: tuple[Grams, ...] | None = None
    tolerance: Percent | None = None
    stock: tuple[tuple[Grams, int], ...] | None = None
    rates: str | None = None
    max_rate: PrintedRate | None = None
    pump_step: PrintedRate | None = None
    over: Minutes | None = None
    volume: Millilitres | None = None
    resume_rate: PrintedRate | None = None
    increase: bool | None = None
    day: int | None = None
    at: time | None = None
    tz: str | None = None
    start: date | None = None
    closed: tuple[tuple[date, date] | str, ...] | None = None
    holidays: str | None = None
    move: Move | None = None
    move_limit: int | None = None
    anchor: Anchor | None = None
    given: tuple[date, ...] | None = None
    cycles_from: int | None = None
    cycle_date: tuple[tuple[int, date], ...] | None = None
    steroid: str | None = None
    steroid_dose: StartDose | None = None
    steroid_max: Milligrams | None = None
    taper: str | None = None
    taper_start: date | None = None
    taper_align: str | None = None
    tablets: str | tuple[Milligrams, ...] | None = None
    halves: bool | None = None
    round_to: Milligrams | None = None
    pulse: SaidPulse | None = None
    accept: tuple[Accepted, ...] | None = None
    label: str | None = None
    changes: "tuple[Anew, ...]" = ()
    echo: tuple[tuple[str, Echoed], ...] = ()
    document: str = ""
    yielded: tuple[str, ...] = ()
    stocked: tuple[Stocked, ...] = ()
    prices: Prices | None = None

    @property
    def said(self) -> frozenset[str]:
        """The fields that were said."""
        return frozenset(name for name, _ in self.echo)

    def shown(self) -> dict[str, Json]:
        """What was said, as a document carries it."""
        shown: dict[str, Json] = {name: _json(value) for name, value in self.echo}
        if self.changes:
            shown["changes"] = [{"from_cycle": one.from_cycle, **one.request.shown()} for one in self.changes]
        if self.stocked:
            shown["stocked"] = {one.product: one.shown for one in self.stocked}
        if self.prices is not None:
            from ivigcalc.request.prices import shown_prices  # few requests have any

            shown["prices"] = shown_prices(self.prices)
        return shown

    def filled_from(self, base: "Request") -> "Request":
        """What this request says and, of what it leaves open, what *base* says.

        A volume given in place of a dose overrides it: it is what is left in the bag. A rate to continue at overrides
        the time that the whole was to take. What is given for one phase keeps what *base* gives for the others, but
        for those of another regimen.
        """
        mine = self.said
        values = [value if name in mine else other for name, value, other in zip(FIELDS, self, base, strict=False)]
        echo = _in_order({**dict(base.echo), **dict(self.echo)})
        yielded = tuple(field for field, by in YIELDS.items() if by in mine and field in base.said - mine)
        made = Request._make(
            [
                *values,
                self.changes or base.changes,
                echo,
                self.document or base.document,
                (*self.yielded, *(field for field in base.yielded if field not in mine), *yielded),
                self.stocked or base.stocked,
                self.prices or base.prices,
            ]
        )
        return made._with_other_phases(self, base) if self.regimen in (None, base.regimen) else made

    def _with_other_phases(self, mine: "Request", base: "Request") -> "Request":
        """This request, what *mine* says of some phases beside what *base* says of others."""
        made = self
        for name, said, before in (
            ("dose", mine.dose, base.dose),
            ("days", mine.days, base.days),
            ("every", mine.every, base.every),
            ("cycles", mine.cycles, base.cycles),
        ):
            if said is None or before is None:
                continue
            named = ("", *(phase for phase, _ in said))
            kept = [both for both in zip(before, base.echoed(name), strict=True) if both[0][0] not in named]
            if kept:
                told = (*(echo for _, echo in kept), *mine.echoed(name))
                made = made.saying(name, (*(one for one, _ in kept), *said), told)
        return made

    def reused(self, said: "Request") -> "Request":
        """This request, if it is a saved document's, with its cycles counted from where they were when it was saved.

        Cycles that are now *said* to be given are then among them, and the course is as long as it was. A start that
        was planned, and on which no cycle was given, is past.
        """
        if not self.document or not said.given:
            return self
        past = self.start is not None and self.start <= said.given[-1] and self.start != said.given[0]
        kept = self.without("start") if past else self
        if {"cycles", "cycles_from", "then"} & said.said or self.cycles_from is not None or self.then:
            return kept
        number = len(self.given or ()) + 1
        return kept.saying("cycles_from", number, number)

    def changed(self, from_cycle: int, anew: "Request") -> "Request":
        """The request with what is said *anew* from a cycle on; a change from that cycle itself is said over again."""
        changes = list(self.changes)
        if changes and changes[-1].from_cycle == from_cycle:
            anew = anew.filled_from(changes.pop().request)
        return self._replace(changes=changed_from([*changes, Anew(from_cycle, anew)]))

    def without(self, *names: str) -> "Request":
        """The request as if nothing had been said of the fields *names*."""
        if not names:
            return self
        kept = tuple(pair for pair in self.echo if pair[0] not in names)
        values = [None if name in names else value for name, value in zip(FIELDS, self, strict=False)]
        return Request._make([*values, self.changes, kept, self.document, self.yielded, self.stocked, self.prices])

    def unlabelled(self) -> "Request":
        """What the plan depends on: neither the label nor how the rest was spelled."""
        return self._replace(label=None, document="", yielded=(), echo=tuple((name, 0) for name, _ in self.echo))

    def saying(self, name: str, value: object, echo: Echoed) -> "Request":
        """The request with *value* for the field *name*, told as *echo*."""
        values = [value if field == name else mine for field, mine in zip(FIELDS, self, strict=False)]
        told = _in_order({**dict(self.echo), name: echo})
        return Request._make([*values, self.changes, told, self.document, self.yielded, self.stocked, self.prices])

    def echoed(self, name: str) -> tuple[Echoed, ...]:
        """What was said of a field that can be said several times."""
        told = dict(self.echo).get(name, ())
        return told if isinstance(told, tuple) else (told,)


class Anew(NamedTuple):
    """What is said anew from a cycle on."""

    from_cycle: int
    request: Request


def read(said: Mapping[str, object]) -> Request:
    """What was said, by any carrier, as a request.

    Raises:
        Unreadable: A field that does not exist, or a value that cannot be read; the field is named.
    """
    values: dict[str, object] = {}
    echo: dict[str, Echoed] = {}
    for name, given in said.items():
        field = FIELDS.get(name)
        if field is None:
            raise Unreadable(f"{name}: no such field{nearest(name)}")
        try:
            both = _of_text(name, given) if type(given) is str else _value_and_echo(field, given)
            values[name], echo[name] = both
        except IvigcalcError as why:
            why.field, why.in_words = name, False
            raise
    return Request._make([*map(values.get, FIELDS), (), _in_order(echo), "", (), (), None])


def _value_and_echo(field: Field, given: object) -> tuple[object, Echoed]:
    value = value_of(field, given)
    return value, echo_of(field, given, value)


@lru_cache(_KEPT)
def _of_text(name: str, text: str) -> tuple[object, Echoed]:
    """The same of a text: in a cohort most cells come again."""
    return _value_and_echo(FIELDS[name], text)


def read_changes(changes: Sequence[Mapping[str, object]]) -> tuple[Anew, ...]:
    """What was said anew, each from its cycle on.

    Raises:
        Unreadable: The cycles do not rise, or a value cannot be read.
    """
    cycles = [change.get("from_cycle") for change in changes]
    numbers = [cycle for cycle in cycles if type(cycle) is int]
    if len(numbers) < len(cycles):
        raise _not_rising(cycles)
    return changed_from(
        [
            Anew(number, read({name: value for name, value in change.items() if name != "from_cycle"}))
            for number, change in zip(numbers, changes, strict=True)
        ]
    )


def changed_from(changes: Sequence[Anew]) -> tuple[Anew, ...]:
    """*changes*, where each begins with a later cycle than the one before.

    Raises:
        Unreadable: They do not.
    """
    cycles = [change.from_cycle for change in changes]
    if cycles != sorted(set(cycles)):
        raise _not_rising(cycles)
    return tuple(changes)


def _not_rising(cycles: Sequence[object]) -> Unreadable:
    return Unreadable(
        f"changes: each from_cycle is a whole number above the one before, not {', '.join(map(str, cycles))}",
        "continue from the cycle of the last change or a later one",
    )


def _in_order(echo: Mapping[str, Echoed]) -> tuple[tuple[str, Echoed], ...]:
    return tuple((name, echo[name]) for name in FIELDS if name in echo)


def _json(value: Echoed) -> Json:
    if isinstance(value, Accepted):
        return {"code": value.code, "reason": value.reason, "text": value.text}
    return [_json(item) for item in value] if isinstance(value, tuple) else value
