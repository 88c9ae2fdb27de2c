"""How what was said is shown: each text in one spelling, whichever of those that are read it was said in.

Each function takes what its reader has taken. A word is shown as it was read.
"""

import re
from collections.abc import Callable

from ivigcalc.core.quantities import plain
from ivigcalc.request import reading, reading_dates
from ivigcalc.request.quantity import canonical
from ivigcalc.request.reading_days import infusion_days
from ivigcalc.request.reading_durations import hours_and_minutes, read_duration
from ivigcalc.request.reading_pulses import read_pulse
from ivigcalc.request.reading_rates import read_rate

_CONTENT = r"[0-9]+ (?:days?|cycles?)"


def in_one_spelling(read: Callable[[str], object], text: str) -> str:
    """The one spelling of a *text* that *read* has taken."""
    spelling = _OF.get(read)
    return text.strip(" ") if spelling is None else spelling(text)


def listed(text: str, of: Callable[[str], str] = canonical) -> str:
    """``5,10,20g`` for ``5, 10,20 gm``."""
    return ",".join(of(part) for part in text.split(","))


def age(text: str) -> str:
    """``75`` for ``75 years``."""
    return canonical(text).removesuffix("y")


def height(text: str) -> str:
    """``5ft9in`` for ``5'9"``."""
    feet = reading.feet_and_inches(text)
    if feet is None:
        return canonical(reading.in_words(text))
    return canonical(f"{feet[0]}ft") + (canonical(f"{feet[1]}in") if feet[1] else "")


def concentration(text: str) -> str:
    """``5g/50mL`` for ``5 G / 50 ml``."""
    pack = reading.strength(text)
    return canonical(text) if pack is None else "/".join(map(canonical, pack))


def interval(text: str) -> str:
    """``3w`` for ``every 3 weeks``."""
    return canonical(reading.after_every(text))


def stock(text: str) -> str:
    """``10g:12`` for ``12 x 10 g``."""
    return listed(text, lambda part: ":".join(map(canonical, reading.size_and_number(part))))


def clock(text: str) -> str:
    """``09:00`` for ``9:00``."""
    return reading_dates.clock(text).isoformat("minutes")


def duration(text: str) -> str:
    """``1h30min`` for ``1 hr 30``."""
    both = hours_and_minutes(text)
    return canonical(text) if both is None else f"{both[0]}h{both[1]}min"


def following(text: str) -> str:
    """``1g/kg, 2 days, every 6w, 4 cycles`` for ``1 gm / kg,2 Days, q6w, 4 cycles``."""
    return ", ".join(map(_following_part, reading.following_parts(text)))


def days(text: str) -> str:
    """``1,3,5`` for ``1, 3, 5``."""
    return text.replace(" ", "")


def pulse(text: str) -> str:
    """``methylprednisolone 1000mg x3/cycle`` for ``Methylprednisolone 1 g daily x 3 days / cycle``."""
    said = read_pulse(text)
    return f"{said.drug} {plain(said.mg)}mg x{said.days}" + ("/cycle" if said.each_cycle else "")


def _following_part(part: str) -> str:
    on = re.match(reading.ON_DAYS, part, re.IGNORECASE)
    if on is not None:
        return f"days {days(part[on.end() :])}"
    if re.fullmatch(_CONTENT, part, re.IGNORECASE):
        return part.lower()
    after = reading.after_every(part)
    return canonical(part) if after == part else f"every {canonical(after)}"


# The spelling of what each reader takes; a reader that is not among them takes one spelling alone.
_OF: dict[Callable[[str], object], Callable[[str], str]] = {
    **dict.fromkeys(
        (
            reading.weight,
            reading.dose,
            reading.maximum,
            reading.milligrams,
            reading.millilitres,
            reading.steroid_dose,
            reading.percent,
            reading.factor,
            reading.days_long,
            read_rate,
        ),
        canonical,
    ),
    reading.age: age,
    reading.height: height,
    reading.concentration: concentration,
    reading.interval: interval,
    reading.sizes: listed,
    reading.tablets: listed,
    reading.stock: stock,
    infusion_days: days,
    reading_dates.clock: clock,
    read_duration: duration,
    reading.following: following,
    read_pulse: pulse,
}
