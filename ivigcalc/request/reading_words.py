"""Words -> the word that is meant: choices, ids, regions, free text. Capitals make no difference but in free text."""

from collections.abc import Callable, Mapping

from ivigcalc.core.course.case import Accepted
from ivigcalc.core.errors import Unreadable
from ivigcalc.request.quantity import canonical, quoted

NOTHING: Mapping[str, str] = {}
_LONGEST_CODE = 3  # of a part of a country; what is longer is its name


def choice(*allowed: str, also: Mapping[str, str] = NOTHING, near: Mapping[str, str] = NOTHING) -> Callable[[str], str]:
    """A reader of one of the words *allowed*.

    Args:
        allowed: The words.
        also: Other words for them, each with the one that it stands for.
        near: Words that are none of them, each with the one that may be meant.
    """

    def read(text: str) -> str:
        said = text.strip(" ").lower()
        word = also.get(said, said)
        if word not in allowed:
            known = f" is not one of {', '.join(allowed)}" if len(allowed) > 1 else f": write {allowed[0]}"
            meant = f"; did you mean {near[said]}?" if said in near else ""
            raise Unreadable(f"{quoted(text)}{known}{meant}")
        return word

    return read


def words(text: str) -> str:
    """Free text on one line."""
    if not text.strip():
        raise Unreadable("empty: give a value or omit it")
    return text.strip(" ")


def identifier(text: str) -> str:
    """An id or alias of a record; whether there is one, the catalogue knows."""
    return words(text).lower()


def rounding(text: str) -> str:
    """A rule of rounding by its name, or the grams that are rounded to: ``5g``."""
    rule = identifier(text)
    return canonical(rule) if rule[0] in "0123456789." else rule


def region(text: str) -> str:
    """A region of holidays: a country, ``DE``, or a part of one, ``DE-BW``; a part may also go by its name."""
    country, hyphen, part = words(text).partition("-")
    return country.upper() + hyphen + (part.upper() if len(part) <= _LONGEST_CODE else part)


def zone(text: str) -> str:
    """The name of a time zone; not that of this machine, which no plan depends on."""
    from zoneinfo import ZoneInfo

    name = text.strip(" ")
    try:
        if name == "localtime":
            raise ValueError(name)
        ZoneInfo(name)
    except (ValueError, LookupError, OSError):
        raise Unreadable(f"{quoted(text)}: no such time zone", "write one such as Europe/Berlin or UTC") from None
    return name


def acceptance(text: str) -> Accepted:
    """``CODE=REASON``: the stop that is accepted, and why."""
    code, sign, reason = text.partition("=")
    if not sign or not code.strip() or not reason.strip():
        raise Unreadable(f'{quoted(text)}: write CODE=REASON, such as dose.above-cycle-limit="protocol of the centre"')
    return Accepted(code.strip().lower(), reason.strip())


def saved_acceptance(saved: Mapping[str, object]) -> Accepted:
    """What a saved request says of one: also the text that was accepted."""
    if set(saved) != {"code", "reason", "text"} or not all(isinstance(value, str) for value in saved.values()):
        raise Unreadable(f"{quoted(str(saved))}: the texts code, reason and text are needed, and nothing else")
    return Accepted(str(saved["code"]), str(saved["reason"]), str(saved["text"]))
