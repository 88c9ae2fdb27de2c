"""Saved plans -> what they still ask for, as they were written and not planned anew."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from ivigcalc.core.course.demand import Need, PatientNeeds
from ivigcalc.core.course.planned import VialTotal
from ivigcalc.core.errors import RecordInvalid
from ivigcalc.core.quantities import Grams, Millilitres, Minutes

SCHEMA = "ivigcalc/plan/1"

Object = Mapping[str, object]


def saved_needs(who: str, found: Object) -> PatientNeeds:
    """What the saved plan *found* still asks for: every infusion that is not marked as given.

    Raises:
        RecordInvalid: It is no plan; the key at fault is named.
    """
    if found.get("schema") != SCHEMA:
        raise RecordInvalid(f"{found.get('schema')!r} has no dates to add up", f"give plans, {SCHEMA}", "schema")
    phases = list(_objects(found, "phases"))
    days = {
        (_word(phase, "name"), _whole(day, "day")): (phase, day) for phase in phases for day in _objects(phase, "days")
    }
    rows = [row for row in _objects(found, "calendar") if row.get("kind") == "infusion"]
    needs = []
    for row in rows:
        where = _word(row, "phase"), _whole(row, "day")
        if where not in days:
            raise RecordInvalid(f"phase {where[0]!r}, day {where[1]}: not among the phases", field="calendar")
        if not row.get("given"):
            phase, day = days[where]
            needs.append(_need(_day(row, "date"), phase.get("product") or found.get("product"), day))
    firsts = [_day(row, "planned_date") for row in rows if row["day"] == 1]
    interval = _whole(phases[-1], "interval_days") if phases and phases[-1].get("interval_days") else 0
    return PatientNeeds(who, tuple(needs), _after(max(firsts), interval) if firsts and interval else None)


def open_stops(found: Object) -> tuple[str, ...]:
    """The codes of the stops in a saved plan that nobody accepted, each once."""
    alerts = [one for one in _objects(found, "alerts") if one.get("severity") == "stop" and one.get("accepted") is None]
    return tuple(dict.fromkeys(_word(alert, "code") for alert in alerts))


def _after(day: date, interval: int) -> date:
    try:
        return day + timedelta(days=interval)
    except OverflowError:
        why = f"{interval} days lead past the last year that there is"
        raise RecordInvalid(why, "give the plan as it was saved", "interval_days") from None


def _need(when: date, product: object, day: Object) -> Need:
    if not isinstance(product, dict):
        raise RecordInvalid("an object is needed", field="product")
    infusion = day.get("infusion")
    chair = None
    if infusion is not None:
        if not isinstance(infusion, dict):
            raise RecordInvalid("an object or null is needed", field="infusion")
        chair = Minutes(_amount(infusion, "total_minutes") + _amount(infusion, "observe_minutes"))
    return Need(
        when,
        _word(product, "name" if product.get("id") is None else "id"),
        Grams(_amount(day, "dose_g")),
        Millilitres(_amount(day, "volume_ml")),
        tuple(VialTotal(Grams(_amount(vial, "g")), _whole(vial, "count")) for vial in _objects(day, "vials")),
        chair,
    )


def _objects(table: Object, key: str) -> Iterator[Object]:
    found = table.get(key)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise RecordInvalid("a list of objects is needed", field=key)
    yield from found


def _word(table: Object, key: str) -> str:
    found = table.get(key)
    if not isinstance(found, str):
        raise RecordInvalid(f"a text is needed, not {found!r}", field=key)
    return found


def _whole(table: Object, key: str) -> int:
    found = table.get(key)
    if type(found) is not int or found < 0:
        raise RecordInvalid(f"a whole number is needed, not {found!r}", field=key)
    return found


def _amount(table: Object, key: str) -> Decimal:
    found = table.get(key)
    if isinstance(found, bool) or not isinstance(found, int | Decimal) or found < 0:
        raise RecordInvalid(f"a number of at least 0 is needed, not {found!r}", field=key)
    return Decimal(found)


def _day(table: Object, key: str) -> date:
    try:
        return date.fromisoformat(_word(table, key))
    except ValueError:
        raise RecordInvalid(f"a date such as 2026-01-05 is needed, not {table[key]!r}", field=key) from None
