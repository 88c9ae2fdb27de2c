"""Request -> the phases of the course: those of the regimen with what was said of each, or the one that was said."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from ivigcalc.core.course.case import Treated
from ivigcalc.core.dates.types import PhaseDates
from ivigcalc.core.dosing.dose import (
    Dose,
    Phase,
    Said,
    dates_from_regimen,
    dates_prescribed,
    from_regimen,
    prescribed,
)
from ivigcalc.core.dosing.given import to_come
from ivigcalc.core.errors import Unreadable, Unsaid
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import EntryLimits, check_course
from ivigcalc.core.printed.regimen import PrintedPhase, Variant
from ivigcalc.core.quantities import plain
from ivigcalc.request.reading_phases import ByPhase
from ivigcalc.request.request import Request

T = TypeVar("T")

_ONLY = "course"  # the name of the phase of an order without a regimen
_OF_THE_LAST = ("every", "cycles")  # what is said of the last of several phases where none is named
_UNITS = {"kg-cycle": "g/kg/cycle", "kg-day": "g/kg/day", "cycle": "g/cycle", "day": "g/day"}


class Whole(NamedTuple):
    """The phases that can be planned: of a regimen, *whose* name it is, or the only one of an order without one.

    ``left_out`` are the names of those that are not planned, as one alone was asked for.
    """

    whose: str
    printed: tuple[PrintedPhase, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(phase.name for phase in self.printed) or (_ONLY,)

    def of(self, name: str) -> str:
        """What stands before a value that is said of the phase alone."""
        return f"{name}=" if len(self.names) > 1 else ""


def whole(request: Request, variant: Variant | None, treated: Treated | None) -> Whole:
    """The phases of the *variant* of what is *treated*, or the one of them that was asked for alone.

    Raises:
        Unreadable: It has no such phase, or no other one.
        Unsaid: There is no regimen to have one.
    """
    phase, regimen = request.phase, (treated.regimen if treated else None) or ""
    if variant is None:
        if phase is not None:
            raise Unsaid("[[phase]] is one of the phases of a regimen", "give [[regimen]], or omit it", "phase")
        return Whole("an order without a regimen")
    if phase is None:
        return Whole(regimen, variant.phases)
    names = [one.name for one in variant.phases]
    if phase not in names:
        raise Unreadable(f"{regimen} has no phase {phase!r}", f"[[phase]] can be {_or(names)}", "phase")
    if len(names) == 1:
        raise Unreadable(f"{regimen} has no other phase than {phase}", "omit [[phase]]", "phase")
    chosen = tuple(one for one in variant.phases if one.name == phase)
    return Whole(regimen, chosen, tuple(name for name in names if name != phase))


def said_of_each(request: Request, of: Whole) -> tuple[Said, ...]:
    """What was said of each phase.

    Raises:
        Unreadable: There is no such phase, or a dose or days were said and not of which phase.
    """
    return tuple(
        Said(*values)
        for values in zip(
            _each("dose", request.dose, of),
            _each("days", request.days, of),
            _each("every", request.every, of),
            _each("cycles", request.cycles, of),
            strict=True,
        )
    )


def _each(field: str, said: ByPhase[T] | None, of: Whole) -> list[T | None]:
    """What was *said* in the *field* of each phase, None where nothing was."""
    found: dict[str, T] = {}
    for name, value in said or ():
        phase = name or _unnamed(field, value, of)
        if phase not in of.names:
            raise _no_such_phase(field, phase, of)
        if phase in found:
            raise Unreadable(
                f"[[{field}]] is given twice for {phase}: {_spelled(found[phase])} and {_spelled(value)}",
                "give it once",
                field,
            )
        found[phase] = value
    return [found.get(name) for name in of.names]


def _unnamed(field: str, value: object, of: Whole) -> str:
    """The phase of what was said and not of which."""
    names = of.names
    if len(names) == 1 or field in _OF_THE_LAST:
        return names[-1]
    raise Unreadable(
        f"{of.whose} has the phases {_and(names)}",
        f"choose: {_or(f'[[{field}]] {name}={_spelled(value)}' for name in names)}; [[phase]] plans one alone",
        field,
    )


def _no_such_phase(field: str, phase: str, of: Whole) -> Unreadable:
    names = of.names
    if phase in of.left_out:
        why = f"[[{field}]] {phase}=...: {phase} is not planned, as [[phase]] asks for {names[0]} alone"
        return Unreadable(why, "omit one of them", field)
    whole_too = "; what follows is given in full in [[then]]" if phase.startswith("phase ") else ""
    known = f"its phases are {_and(names)}" if len(names) > 1 else f"its only phase is {names[0]}"
    return Unreadable(f"[[{field}]] {phase}=...: {of.whose} has no phase {phase!r}", f"{known}{whole_too}", field)


def _spelled(value: object) -> str:
    """A value as it can be said."""
    if isinstance(value, Dose):
        unit = _UNITS[value.per]
        return f"{plain(value.value)}{unit.removesuffix('/cycle') if value.bare else unit}"
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _and(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _or(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


def phases(said: Sequence[Said], request: Request, of: Whole, limits: EntryLimits) -> tuple[Phase, ...]:
    """The phases of the regimen, each as *said*, or the one that was said; then those that follow.

    Raises:
        Unreadable: Something is missing, or a choice has to be made.
        Refused: Days, cycles or an interval outside the limits.
    """
    made = [from_regimen(one, said[i], of.whose, of.of(one.name)) for i, one in enumerate(of.printed)]
    made = made or [prescribed(said[0])]
    for following in request.then or ():
        made.append(prescribed(following)._replace(name=f"phase {len(made) + 1}"))
    _check_courses([phase.dates for phase in made], request, limits)
    return tuple(made)


def phase_dates(said: Sequence[Said], request: Request, of: Whole, limits: EntryLimits) -> tuple[PhaseDates, ...]:
    """The dates of the same phases, the given cycles counted; no dose is asked for.

    Raises:
        Unreadable, Refused: As ``phases`` does.
    """
    made = [dates_from_regimen(one, said[i], of.whose, of.of(one.name)) for i, one in enumerate(of.printed)]
    made = made or [dates_prescribed(said[0])]
    for following in request.then or ():
        made.append(dates_prescribed(following)._replace(name=f"phase {len(made) + 1}"))
    _check_courses(made, request, limits)
    return to_come(made, len(request.then or ()), len(request.given or ()), request.cycles_from)


def _check_courses(phases: Sequence[PhaseDates], request: Request, limits: EntryLimits) -> None:
    """Refuse *phases* that are out of range; those that follow the first are said in ``then``."""
    for place, phase in enumerate(phases, len(request.then or ()) - len(phases)):
        field = "then" if place >= 0 else ""
        check_course(phase.name, phase.days, phase.cycles, phase.interval_days, limits, field, phase.span)
