"""A value for one phase of a regimen: ``loading=4``. A value without a name is for the only phase, or the last."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from ivigcalc.core.errors import Unreadable
from ivigcalc.request.quantity import quoted

T = TypeVar("T")

ByPhase = tuple[tuple[str, T], ...]  # the name of a phase, empty where none was named, and what was said of it


def entries(text: str) -> list[str]:
    """What *text* says of each phase: ``loading=1,3,5,maintenance=1`` are two entries."""
    found: list[str] = []
    for part in text.split(","):
        if found and "=" not in part:
            found[-1] += f",{part}"
        else:
            found.append(part)
    return [one.strip(" ") for one in found]


def phase_and_value(entry: str) -> tuple[str, str]:
    """The name of a phase, empty where there is none, and the text of what was said of it.

    Raises:
        Unreadable: Nothing stands before the sign.
    """
    phase, sign, value = entry.partition("=")
    if not sign:
        return "", entry
    if not phase.strip(" "):
        raise Unreadable(f"{quoted(entry)}: no phase before the =", "write PHASE=VALUE, or the value alone")
    return phase.strip(" ").lower(), value.strip(" ")


def of_each(read: Callable[[str], T], said: Sequence[str]) -> ByPhase[T]:
    """What was *said* of each phase, an entry for each, read.

    Raises:
        Unreadable: It is said twice of one phase, or there is none.
    """
    found: dict[str, tuple[T, str]] = {}
    for text in said:
        phase, said_of_it = phase_and_value(text)
        value = read(said_of_it)
        if phase in found:
            raise Unreadable(
                f"{found[phase][1]} and {text}: given twice for {phase or 'the same phase'}",
                "write it once, or as PHASE=VALUE once for each phase",
            )
        found[phase] = value, text
    if not found:
        raise Unreadable("empty list: omit the field")
    return tuple((phase, value) for phase, (value, _) in found.items())
