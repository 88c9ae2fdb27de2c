"""The numbers of text, table and worksheet, read back out of what is printed, are those of the JSON.

Every table is found in the output by its rules and heads, whatever drew it, and compared row by row with what the JSON
of the same request says; and outside the tables no number is told that the JSON does not have.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any, NamedTuple

import pytest
from page import Page
from planning import answer_to
from reference_case import SAID
from told import numbers_in, plain

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.course.planned import Document
from ivigcalc.output import html, json, table, text

OCTAGAM = {"product": "octagam-10", "market": "us", "start": "2024-12-16", "indication": "dermatomyositis"}
CASES: dict[str, dict[str, str]] = {
    "reference": SAID,
    "odd weight": {**SAID, "weight": "71.37kg", "pump_step": "1mL/h"},
    "uneven days": {**OCTAGAM, "weight": "83kg", "dose": "2g/kg", "days": "5", "every": "4w", "cycles": "2"},
    "two phases, moved, past midnight": {
        **OCTAGAM, "weight": "83kg", "dose": "2g/kg", "days": "2", "every": "5w", "cycles": "3", "closed": "weekends",
        "start": "2024-12-21", "at": "22:30", "then": "1g/kg, 1 day, every 6w, 2 cycles",
    },
    "part vials": {
        "weight": "54.5kg", "dose": "0.4g/kg/day", "days": "3", "concentration": "5%", "vials": "10",
        "rounding": "exact", "rates": "0.01x15,0.02x20,0.08 mL/kg/min", "start": "2024-04-08",
        "steroid": "prednisolone", "tablets": "uk", "taper": "62.5x7,30x14,12.5",
    },
    "no rate": {"weight": "70kg", "dose": "2g/kg", "days": "2", "product": "yimmugo", "start": "2024-04-08"},
}  # fmt: skip


class Grid(NamedTuple):
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def plan(name: str) -> Document:
    return answer_to("plan", CASES[name], Catalogue(None))


def outputs(document: Document) -> dict[str, str]:
    """Wide enough that no table becomes lines and no cell is broken."""
    return {
        "text": text.render(document, width=200),
        "table": table.render(document, explain=False, width=120, color=False),
    }


# What is printed, read back.


def drawn(out: str) -> Iterator[Grid]:
    """The tables of a text: below a broken rule, with one or two lines of heads above it."""
    lines = out.splitlines()
    for place, line in enumerate(lines):
        if not re.fullmatch(r"(-+|\u2500+)(  +(-+|\u2500+))*", line) or not lines[place - 1].strip():
            continue
        spans = [found.span() for found in re.finditer(r"-+|\u2500+", line)]
        above = lines[place - 2 : place] if lines[place - 2].strip() else lines[place - 1 : place]
        if len(spans) < 2:
            continue
        below = lines[place + 1 :]
        until = next((number for number, row in enumerate(below) if not row.strip()), len(below))
        titles = [_cut(head, spans) for head in above]
        heads = tuple(" ".join(filter(None, column)) for column in zip(*titles, strict=True))
        yield Grid(heads, tuple(_cut(row, spans) for row in below[:until]))


def _cut(line: str, spans: list[tuple[int, int]]) -> tuple[str, ...]:
    return tuple(line[first:last].strip() for first, last in spans)


def written(page: str) -> Iterator[Grid]:
    """The tables of a worksheet, without the columns to write in."""
    for rows in Page(page).tables:
        tidy = [[" ".join(cell.split()) for cell in row] for row in rows]
        if not tidy or len(tidy[0]) < 2:
            continue
        width = len([head for head in tidy[0] if head not in BY_HAND])
        yield Grid(tuple(tidy[0][:width]), tuple(tuple(row[:width]) for row in tidy[1:]))


BY_HAND = (
    "Time", "Rate set", "BP", "Pulse", "Temp.", "Initials", "Batch number", "Expiry", "Given by", "Minute", "mL/h",
    "VTBI, mL",
)  # fmt: skip


# What the JSON says, as the same tables.


def said(value: Any) -> str:
    """A JSON value as people read it."""
    if value is None or value is False:
        return ""
    return value if isinstance(value, str) else plain(value)


def tidy(heads: tuple[str, ...], rows: list[list[str]]) -> Grid:
    """Without the columns that say nothing."""
    kept = [place for place in range(len(heads)) if any(row[place] for row in rows)]
    return Grid(tuple(heads[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows))


def counted(vials: list[dict[str, Any]], size: str = "g") -> str:
    unit = "mg" if size == "mg" else "g"
    return " + ".join(f"{one['count']} x {said(one[size])} {unit}" for one in vials)


def signed(value: Any) -> str:
    return f"+{said(value)}" if value > 0 else said(value)


def until_the_last_step(infusion: dict[str, Any]) -> Any:
    """What days that differ only in the last volume have in common."""
    *held, last = infusion["steps"]
    rest = [infusion[key] for key in ("basis", "protocol", "observe_minutes", "cap")]
    return [*rest, held, last["start_minute"], last["ml_per_h"], last["basis"]]


def timetables(made: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Those that are printed as one, the longest first."""
    groups: list[list[dict[str, Any]]] = []
    for infusion in infusions(made):
        alike = [one for one in groups if until_the_last_step(one[0]) == until_the_last_step(infusion)]
        (alike[0] if alike else groups.append([]) or groups[-1]).append(infusion)
    return [sorted(group, key=lambda one: -one["total_minutes"]) for group in groups]


def infusions(made: dict[str, Any]) -> list[dict[str, Any]]:
    """Each that differs from the others, once."""
    found: list[dict[str, Any]] = []
    for phase in made["phases"]:
        for day in phase["days"]:
            if day["infusion"] is not None and day["infusion"] not in found:
                found.append(day["infusion"])
    return found


def clock(made: dict[str, Any], minute: Any) -> str:
    """The time of day, rounded up to the whole minute, with the days past midnight."""
    if "at" not in made["request"]:
        return ""
    start = datetime.fromisoformat(f"2000-01-01T{made['request']['at']}")
    when = start + timedelta(minutes=int(Decimal(repr(minute)).to_integral_value(ROUND_CEILING)))
    later = (when.date() - start.date()).days
    return f"{when:%H:%M}" + (f" +{later} d" if later else "")


def splits(made: dict[str, Any]) -> list[Grid]:
    heads = ("Day", "Dose g", "Volume mL", "Vials", "Opened g", "Discard g")
    keys = ("day", "dose_g", "volume_ml", "vials", "opened_g", "waste_g")

    def row(day: dict[str, Any]) -> list[str]:
        return [counted(day[key]) if key == "vials" else said(day[key]) for key in keys]

    return [tidy(heads, [row(day) for day in phase["days"]]) for phase in made["phases"]]


def options(made: dict[str, Any]) -> list[Grid]:
    heads = ("Dose g", "Difference %", "Vials", "Why shown")

    def row(one: dict[str, Any]) -> list[str]:
        why = ", ".join(one["reasons"])
        return [said(one["planned_g"]), signed(one["difference_percent"]), counted(one["vials"]), why]

    return [tidy(heads, [row(one) for one in phase["options"]]) for phase in made["phases"] if phase["options"]]


def steps(made: dict[str, Any]) -> list[Grid]:
    heads = (
        "Step", "Start min", "Clock", "Rate mL/kg/h", "Pump mL/h", "Run min", "VTBI mL", "End min", "Clock", "Basis",
    )  # fmt: skip
    grids = []
    for infusion, *_ in timetables(made):
        all_steps = infusion["steps"]
        ends = [step["start_minute"] for step in all_steps[1:]] + [infusion["total_minutes"]]
        mixed = any(step["basis"] != infusion["basis"] for step in all_steps)
        rows = [
            [
                str(number), said(step["start_minute"]), clock(made, step["start_minute"]),
                said(step["ml_per_kg_per_h"]), said(step["ml_per_h"]), said(step["minutes"]), said(step["volume_ml"]),
                said(end), clock(made, end), step["basis"] if mixed else "",
            ]
            for number, (step, end) in enumerate(zip(all_steps, ends, strict=True), 1)
        ]  # fmt: skip
        grids.append(tidy(heads, rows))
    return grids


def due(made: dict[str, Any]) -> list[Grid]:
    grids = []
    for infusion in [one for alike in timetables(made) for one in alike]:
        found: dict[Any, list[str]] = {}
        hung = infusion["vial_changes"]
        for number, change in enumerate(hung, 1):
            what = f"hang vial {number} of {len(hung)}: {said(change['g'])} g"
            found.setdefault(change["minute"], []).append(what)
        for one in infusion["observations"]:
            found.setdefault(one["minute"], []).append(one["what"])
        rows = [[said(minute), clock(made, minute), "; ".join(found[minute])] for minute in sorted(found)]
        grids.append(tidy(("At min", "Clock", "Due"), rows))
    return grids


def of_each_date(made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The infusion of each date that is to come, as each has a page of its own."""
    days = {(phase["name"], day["day"]): day for phase in made["phases"] for day in phase["days"]}
    for row in made["calendar"]:
        if row["kind"] == "infusion" and not row["given"]:
            infusion = days[row["phase"], row["day"]]["infusion"]
            if infusion is not None:
                yield infusion


def run(made: dict[str, Any]) -> list[Grid]:
    """The worksheet's own timetable of each infusion: settings and observations by the minute."""
    heads = ("At min", "Clock", "Due", "Pump mL/h", "VTBI mL", "Rate mL/kg/h", "Basis")
    grids = []
    for infusion in of_each_date(made):
        mixed = any(step["basis"] != infusion["basis"] for step in infusion["steps"])
        rows: dict[Any, list[str]] = {}
        for one in infusion["observations"]:
            row = rows.setdefault(one["minute"], [""] * 5)
            rows[one["minute"]] = ["; ".join(filter(None, (row[0], one["what"]))), *row[1:]]
        for step in infusion["steps"]:
            row = rows.setdefault(step["start_minute"], [""] * 5)
            setting = [said(step[key]) for key in ("ml_per_h", "volume_ml", "ml_per_kg_per_h")]
            rows[step["start_minute"]] = [row[0], *setting, step["basis"] if mixed else ""]
        grids.append(tidy(heads, [[said(minute), clock(made, minute), *rows[minute]] for minute in sorted(rows)]))
    return grids


def dates(made: dict[str, Any]) -> list[Grid]:
    drug = made["taper"]["drug"].capitalize() if made["taper"] else ""
    heads = ("Date", "Cycle", "Day", "Dose g", "Volume mL", "Start", "End", f"{drug} mg/day", "Moved days", "Given")
    rows: dict[str, list[list[str]]] = {}
    for row in made["calendar"]:
        if row["kind"] == "infusion":
            day = datetime.fromisoformat(row["date"])
            late = row["end_date"] not in (None, row["date"])
            rows.setdefault(row["phase"], []).append(
                [
                    f"{day:%a} {row['date']}",
                    *(said(row[key]) for key in ("cycle", "day", "dose_g", "volume_ml", "start")),
                    f"{row['end_date']} {row['end']}" if late else said(row["end"]), said(row["steroid_mg"]),
                    f"{row['moved_days']:+}" if row["moved_days"] else "", said(row["given"]),
                ]
            )  # fmt: skip
    return [tidy(heads, own) for own in rows.values()]


def taper(made: dict[str, Any]) -> list[Grid]:
    if made["taper"] is None:
        return []
    rows = [
        [
            step["from"], step["to"] or "until review", said(step["days"]), said(step["mg_per_day"]),
            counted(step["tablets"] or [], "mg"), said(step["cycle"]),
        ]
        for step in made["taper"]["steps"]
    ]  # fmt: skip
    return [tidy(("From", "To", "Days", "Dose mg/day", "Tablets a day", "Cycle"), rows)]


def of_kind(grids: list[Grid], expected: list[Grid]) -> list[Grid]:
    """Those of *grids* whose heads are those of one that is expected."""
    return [grid for grid in grids if grid.heads in {one.heads for one in expected}]


def without_days(grid: Grid) -> Grid:
    """The table of other doses without its column of day doses, which the JSON has one by one."""
    if grid.heads[:2] != ("Dose g", "Difference %"):
        return grid
    place = grid.heads.index("Days")
    heads, *rows = (row[:place] + row[place + 1 :] for row in (grid.heads, *grid.rows))
    return Grid(heads, tuple(rows))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("format", ["text", "table"])
def test_every_table_that_is_printed_is_that_of_the_json(name: str, format: str):
    document = plan(name)
    made = json.as_dict(document)
    found = list(map(without_days, drawn(outputs(document)[format])))
    expected = [kind(made) for kind in (splits, options, steps, due, dates, taper)]
    assert sum(map(len, expected)) == len(found), "a table that is not compared"
    for grids in expected:
        assert grids == of_kind(found, grids)


@pytest.mark.parametrize("name", CASES)
def test_every_table_of_the_worksheet_is_that_of_the_json(name: str):
    document = plan(name)
    made = json.as_dict(document)
    found = list(map(without_days, written(html.render(document))))
    for kind in (splits, options, run, dates, taper):
        assert kind(made) == of_kind(found, kind(made))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("format", ["text", "table"])
def test_no_number_is_told_that_the_json_does_not_have(name: str, format: str):
    document = plan(name)
    out = outputs(document)[format]
    out = re.sub(r"(?ms)^Pump rate \(mL/h\) by minute.*?^$", "", out)  # the axis of the chart
    out = re.sub(r"(?ms)^Calendar$.*?^Key:", "", out)  # every day of the month
    told = set(re.findall(r"\d+(?:\.\d+)?", re.sub(r"\[\d+\]|kg/m2|\+\d+ d\b", "", out)))
    made = json.as_dict(document)
    known = {*numbers_in(made), *in_hours(made)}
    known |= {said(phase["interval_days"] // 7) for phase in made["phases"] if phase["interval_days"]}
    known.add(str(sum(alert["severity"] == "note" for alert in made["alerts"])))
    for infusion in infusions(made):
        known |= {str(number) for number in range(len(infusion["vial_changes"]) + 1)}  # vial 2 of 4
        known |= {str(number) for number in range(len(infusion["steps"]) + 1)}
        minutes = [one["minute"] for one in (*infusion["vial_changes"], *infusion["observations"])]
        minutes += [step["start_minute"] for step in infusion["steps"]] + [infusion["total_minutes"]]
        known |= {part for minute in minutes for part in re.findall(r"\d+", clock(made, minute))}
    assert told
    assert set() == told - known


def in_hours(value: Any) -> Iterator[str]:
    """Minutes as hours and minutes."""
    for item in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        yield from in_hours(item)
    if isinstance(value, dict):
        for key, item in value.items():
            if key.endswith("minutes") and item is not None:
                yield from map(said, divmod(item, 60))
