"""Small ways to say things that several sheets share."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ivigcalc.core.alerts.assumed import ASSUMED
from ivigcalc.core.course.planned import Alert, Change, Plan, VialTotal
from ivigcalc.core.dosing.vial_supply import VialCount
from ivigcalc.core.wording import Spelling, names_a_field, spelled
from ivigcalc.output.blocks import Column, Table
from ivigcalc.output.number import shown

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MINUTES_IN_AN_HOUR = 60


def option(name: str) -> str:
    """How a field is named to who gives it at the terminal."""
    return "--" + name.replace("_", "-")


_PLAIN_WORDS = {
    "at": "pump start",
    "closed": "closed days",
    "every": "interval",
    "max_dose": "maximum dose",
    "max_rate": "maximum rate",
    "over": "infusion time",
    "split": "day doses",
    "then": "further phase",
    "tz": "time zone",
}


def plain_words(name: str) -> str:
    """How a field is named on paper, where there are no options."""
    return _PLAIN_WORDS.get(name, name.replace("_", " "))


def for_the_ward(plan: Plan) -> Plan:
    """*plan* as who infuses reads it: what an alert asks of whoever makes the plan is left out."""
    return worded(plan._replace(alerts=tuple(map(_for_the_ward, plan.alerts))), plain_words)


def _for_the_ward(alert: Alert) -> Alert:
    return alert._replace(do="") if alert.code == ASSUMED or names_a_field(alert.do) else alert


def worded(plan: Plan, spelling: Spelling) -> Plan:
    """*plan* with every field that its texts name in the *spelling*; what the user said in it stays as it was said."""
    made: Plan = _worded(plan, spelling)
    return made


def _worded(value: Any, spelling: Spelling) -> Any:
    if isinstance(value, str):
        return spelled(value, spelling)
    if not isinstance(value, tuple) or isinstance(value, Change):
        return value
    items = [_worded(item, spelling) for item in value]
    if isinstance(value, Alert):
        return Alert(*items)._replace(accepted=value.accepted)
    return type(value)(*items) if hasattr(value, "_fields") else tuple(items)


def dated(day: date) -> str:
    """``Mon 2024-04-08``, in English whatever the machine's language."""
    return f"{WEEKDAYS[day.weekday()]} {day.isoformat()}"


def duration(minutes: Decimal) -> str:
    """``386 min (6 h 26 min)``; less than two hours in minutes alone."""
    text = f"{shown(minutes, 'minutes')} min"
    hours, rest = divmod(minutes, _MINUTES_IN_AN_HOUR)
    return text if hours < 2 else f"{text} ({hours} h {shown(rest, 'minutes')} min)"


def hours(minutes: Decimal) -> str:
    """``6 h 26 min``; less than two hours in minutes alone."""
    whole, rest = divmod(minutes, _MINUTES_IN_AN_HOUR)
    if whole < 2:
        return f"{shown(minutes, 'minutes')} min"
    return f"{whole} h {shown(rest, 'minutes')} min" if rest else f"{whole} h"


def every(interval_days: int) -> str:
    """``every 4 weeks``, or ``every 10 days`` where that is no number of weeks."""
    weeks, rest = divmod(interval_days, 7)
    number, unit = (interval_days, "day") if rest else (weeks, "week")
    return f"every {unit}" if number == 1 else f"every {number} {unit}s"


def days_text(days: list[int]) -> str:
    if len(days) == 1:
        return f"day {days[0]}"
    unbroken = len(days) > 2 and days == list(range(days[0], days[-1] + 1))
    return f"days {days[0]} to {days[-1]}" if unbroken else f"days {listed(map(str, days))}"


def spaced(amount: str, unit: str) -> str:
    """``5 ft 9 in`` for 5ft9in: an amount as it was said, with a space before and behind each unit; a bare one in
    *unit*."""
    parts = re.findall(r"[0-9.]+|[^0-9. ]+", amount)
    return " ".join(parts if len(parts) > 1 else (*parts, unit))


def several(count: int, thing: str) -> str:
    """``1 day``, ``2 days``."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def listed(words: Iterable[str]) -> str:
    """``1``, ``1 and 2``, ``1, 2 and 3``."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def what_changed(change: Change) -> str:
    """``weight 78kg, was 70kg``: what was said anew against the plan that this one continues."""
    name = change.field.replace("_", " ")
    if not change.after:
        return f"{name} {change.before} no longer"
    return f"{name} {change.after}, {f'was {change.before}' if change.before else 'newly set'}"


def filled(*rows: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The rows that say something."""
    return tuple(row for row in rows if row[1])


def vials(counts: Sequence[VialCount | VialTotal]) -> str:
    """``3 x 20 g + 1 x 10 g``."""
    return " + ".join(f"{one.count} x {shown(one.g, 'g')} g" for one in counts)


def tidy(*columns: Column, rows: Sequence[tuple[str, ...]], bars: tuple[Decimal, ...] = ()) -> Table:
    """A table without the columns that are empty in every row."""
    kept = [place for place in range(len(columns)) if any(row[place] for row in rows)]
    cells = tuple(tuple(row[place] for place in kept) for row in rows)
    return Table(tuple(columns[place] for place in kept), cells, bars)
