"""The rows of a plan, as ``batch`` writes them as CSV -> what it still asks for."""

import re
from collections.abc import Mapping
from datetime import date as Date
from datetime import time, timedelta
from decimal import Decimal
from functools import lru_cache

from ivigcalc.core.course.needs import Concern, Need, PatientNeeds
from ivigcalc.core.course.planned import VialTotal
from ivigcalc.core.errors import RecordInvalid
from ivigcalc.core.formula import as_it_was
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import Grams, Millilitres, Minutes
from ivigcalc.request.plan_rows import PlanRow, PlanRows

Cells = Mapping[str, str]

_NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,8})?", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
_VIALS = re.compile(r"([0-9]{1,6})x([0-9]{1,6}(?:\.[0-9]{1,8})?)g", re.ASCII)
_BEGINS = r"([a-z0-9-]+(?:\.[a-z0-9-]+)+) \((stop|caution)"
_CONCERN = re.compile(rf"{_BEGINS}(?:, accepted: (.*?))?\): (.*?)(?=; {_BEGINS}[,)]|\Z)", re.ASCII)
_BETWEEN = "; "
_KEPT = 256  # cells, which come again with each cycle


class _Read(NamedTuple):
    """What a row says: when something is given, of an infusion to come what it takes, and of a first one of a cycle
    when it was planned and when the next cycle is due."""

    date: Date
    need: Need | None
    cycle: tuple[Date, Date | None] | None


def label_in(plan: PlanRows) -> str:
    """The label of the *plan*."""
    return as_it_was(plan.rows[0].cells["label"])


def needs_in_rows(who: str, plan: PlanRows) -> PatientNeeds:
    """What the *plan* still asks for: every infusion that is not marked as given.

    Raises:
        RecordInvalid: A row is not as it was written; the file, the line and the column are named.
    """
    rows = list(map(_read, plan.rows))
    _, next_cycle = max((row.cycle for row in rows if row.cycle is not None), key=lambda cycle: cycle[0])
    return PatientNeeds(
        who,
        tuple(row.need for row in rows if row.need is not None),
        next_cycle,
        min(row.date for row in rows),
        plan.rows[0].cells["tz"] or None,
    )


def open_stops_in_rows(plan: PlanRows) -> tuple[str, ...]:
    """The codes of the stops of a *plan* not accepted, each once."""
    cells = dict.fromkeys(row.cells["concerns"] for row in plan.rows)
    concerns = (concern for cell in cells for concern in _concerns(cell))
    return tuple(dict.fromkeys(one.code for one in concerns if one.severity == "stop" and one.accepted is None))


def _read(row: PlanRow) -> _Read:
    cells = row.cells
    try:
        if cells["document"] != "plan":
            raise RecordInvalid(f"{cells['document']!r} has no dates to add up; give plans", field="document")
        if cells["pulse"]:
            return _Read(_day(cells, "date"), None, None)
        need = _need(cells)
        return _Read(need.date, None if _given(cells) else need, _cycle(cells) if need.day == 1 else None)
    except RecordInvalid as why:
        raise RecordInvalid(f"{row.where}: {why}; give the table as batch wrote it") from None


def _need(cells: Cells) -> Need:
    product = cells["product"] or as_it_was(cells["product_name"])
    if not product:
        raise RecordInvalid("a product is needed", field="product")
    pump = Minutes(_amount(cells, "pump_minutes")) if cells["pump_minutes"] else None
    return Need(
        _day(cells, "date"),
        product,
        Grams(_amount(cells, "dose_g")),
        Millilitres(_amount(cells, "volume_ml")),
        _vials(cells["vials"]),
        None if pump is None else Minutes(pump + _amount(cells, "observe_minutes")),
        _whole(cells, "cycle"),
        _whole(cells, "day"),
        _clock(cells, "start"),
        _clock(cells, "end"),
        _day(cells, "end_date") if cells["end_date"] else None,
        _concerns(cells["concerns"]),
        pump,
    )


def _cycle(cells: Cells) -> tuple[Date, Date | None]:
    planned = _day(cells, "planned_date")
    if not cells["interval_days"]:
        return planned, None
    interval = _whole(cells, "interval_days")
    try:
        return planned, planned + timedelta(days=interval)
    except OverflowError:
        why = f"{interval} days lead past the last year that there is"
        raise RecordInvalid(why, field="interval_days") from None


def _given(cells: Cells) -> bool:
    said = cells["given"].lower()  # a spreadsheet writes it in capitals
    if said not in ("true", "false"):
        raise RecordInvalid(f"true or false is needed, not {cells['given']!r}", field="given")
    return said == "true"


@lru_cache(_KEPT)
def _vials(cell: str) -> tuple[VialTotal, ...]:
    found = [_VIALS.fullmatch(one) for one in cell.split("+") if one]
    if None in found:
        raise RecordInvalid(f"vials such as 3x20g+1x10g are needed, not {cell!r}", field="vials")
    return tuple(VialTotal(Grams(Decimal(one[2])), int(one[1])) for one in found if one is not None)


@lru_cache(_KEPT)
def _concerns(cell: str) -> tuple[Concern, ...]:
    read, concerns = 0, list[Concern]()
    for found in _CONCERN.finditer(cell):
        if found.start() != read:
            break
        read = found.end() + len(_BETWEEN)
        concerns.append(Concern("stop" if found[2] == "stop" else "caution", found[1], found[4], found[3]))
    if cell and read < len(cell):
        raise RecordInvalid(f"stops and cautions as batch wrote them are needed, not {cell!r}", field="concerns")
    return tuple(concerns)


def _clock(cells: Cells, column: str) -> str | None:
    try:
        return time.fromisoformat(cells[column]).isoformat("minutes") if cells[column] else None
    except ValueError:
        raise RecordInvalid(f"a time such as 09:00 is needed, not {cells[column]!r}", field=column) from None


def _whole(cells: Cells, column: str) -> int:
    if not _WHOLE.fullmatch(cells[column]):
        raise RecordInvalid(f"a whole number is needed, not {cells[column]!r}", field=column)
    return int(cells[column])


def _amount(cells: Cells, column: str) -> Decimal:
    if not _NUMBER.fullmatch(cells[column]):
        raise RecordInvalid(f"a number of at least 0 is needed, not {cells[column]!r}", field=column)
    return Decimal(cells[column])


def _day(cells: Cells, column: str) -> Date:
    try:
        return Date.fromisoformat(cells[column])
    except ValueError:
        raise RecordInvalid(f"a date such as 2026-01-05 is needed, not {cells[column]!r}", field=column) from None
