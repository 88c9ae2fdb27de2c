"""Saved plans -> what they still ask for, as they were written and not planned anew."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal

from ivigcalc.core.course.needs import Concern, Need, PatientNeeds
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
    names = [_word(phase, "name") for phase in phases]
    concerns = {name: tuple(_concerns(found, name, names)) for name in names}
    rows = [row for row in _objects(found, "calendar") if row.get("kind") == "infusion"]
    needs = []
    for row in rows:
        where = _word(row, "phase"), _whole(row, "day")
        if where not in days:
            raise RecordInvalid(f"phase {where[0]!r}, day {where[1]}: not among the phases", field="calendar")
        if not row.get("given"):
            phase, day = days[where]
            needs.append(_need(row, phase.get("product") or found.get("product"), day, concerns[where[0]]))
    firsts = [_day(row, "planned_date") for row in rows if row["day"] == 1]
    interval = _whole(phases[-1], "interval_days") if phases and phases[-1].get("interval_days") else 0
    given_anything = [row for row in _objects(found, "calendar") if row.get("kind") in ("infusion", "pulse")]
    return PatientNeeds(
        who,
        tuple(needs),
        _after(max(firsts), interval) if firsts and interval else None,
        min((_day(row, "date") for row in given_anything), default=None),
        _time_zone(found),
    )


def _time_zone(found: Object) -> str | None:
    """That of the clock times, as it was said last."""
    request = found.get("request")
    if not isinstance(request, dict):
        return None
    changes = request.get("changes")
    for said in [*reversed(changes if isinstance(changes, list) else []), request]:
        if isinstance(said, dict) and isinstance(said.get("tz"), str):
            return str(said["tz"])
    return None


def _concerns(found: Object, phase: str, phases: Sequence[str]) -> Iterator[Concern]:
    """The stops and cautions of the *phase*, or of none: the text of one that is of a phase begins with its name."""
    others = tuple(f"{name}: " for name in phases if name != phase)
    for alert in _objects(found, "alerts"):
        severity = alert.get("severity")
        if severity not in ("stop", "caution"):
            continue
        code, text = _word(alert, "code"), _word(alert, "text")
        if text.startswith(others):
            continue
        accepted = None if alert.get("accepted") is None else _word(alert, "accepted")
        text = text.removeprefix(f"{phase}: ")
        yield Concern("stop" if severity == "stop" else "caution", code, text, accepted)


def open_stops(found: Object) -> tuple[str, ...]:
    """The codes of the stops in a saved plan not accepted, each once."""
    alerts = [one for one in _objects(found, "alerts") if one.get("severity") == "stop" and one.get("accepted") is None]
    return tuple(dict.fromkeys(_word(alert, "code") for alert in alerts))


def _after(day: date, interval: int) -> date:
    try:
        return day + timedelta(days=interval)
    except OverflowError:
        why = f"{interval} days lead past the last year that there is"
        raise RecordInvalid(why, "give the plan as it was saved", "interval_days") from None


def _need(row: Object, product: object, day: Object, concerns: tuple[Concern, ...]) -> Need:
    if not isinstance(product, dict):
        raise RecordInvalid("an object is needed", field="product")
    infusion = day.get("infusion")
    pump = chair = None
    if infusion is not None:
        if not isinstance(infusion, dict):
            raise RecordInvalid("an object or null is needed", field="infusion")
        pump = Minutes(_amount(infusion, "total_minutes"))
        chair = Minutes(pump + _amount(infusion, "observe_minutes"))
    return Need(
        _day(row, "date"),
        _word(product, "name" if product.get("id") is None else "id"),
        Grams(_amount(day, "dose_g")),
        Millilitres(_amount(day, "volume_ml")),
        tuple(VialTotal(Grams(_amount(vial, "g")), _whole(vial, "count")) for vial in _objects(day, "vials")),
        chair,
        _whole(row, "cycle"),
        _whole(row, "day"),
        _clock(row, "start"),
        _clock(row, "end"),
        None if row.get("end_date") is None else _day(row, "end_date"),
        concerns,
        pump,
    )


def _clock(row: Object, key: str) -> str | None:
    """A time of day such as 09:00; None where there is none."""
    if row.get(key) is None:
        return None
    try:
        return time.fromisoformat(_word(row, key)).isoformat("minutes")
    except ValueError:
        raise RecordInvalid(f"a time such as 09:00 is needed, not {row[key]!r}", field=key) from None


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
