"""No output ever cuts a number: many plans, every width, every number that the JSON has and the sheet shows."""

import re
from functools import cache

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from planning import answer_to

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.errors import IvigcalcError
from ivigcalc.output import json, table, text
from ivigcalc.output.ascii import plain_ascii
from ivigcalc.output.blocks import Months, StepChart
from ivigcalc.output.characters import visible
from ivigcalc.output.sheet import sheet

# What no sheet shows: the mL of one vial, which are its grams again.
UNSHOWN = {"ml", "hours"}
PARTS = ("patient", "product", "dosing_weight", "phases", "calendar", "taper", "totals")


@cache
def catalogue():
    return Catalogue(None)


requests = st.fixed_dictionaries(
    {
        "weight": st.decimals(3, 180, places=2).map(lambda kg: f"{kg}kg"),
        "dose": st.sampled_from(["2g/kg", "0.4g/kg/day", "1.35g/kg", "0.237g/kg", "37.5g"]),
        "days": st.integers(1, 5),
        "every": st.sampled_from(["3w", "28d", "45d"]),
        "cycles": st.integers(1, 4),
        "start": st.dates().map(lambda day: f"{2020 + day.year % 10}-{day.month:02}-{min(day.day, 28):02}"),
        "product": st.sampled_from(["privigen", "octagam-10", "gamunex-c", "bivigam"]),
        "market": st.just("us"),
    },
    optional={
        "at": st.sampled_from(["09:00", "20:30", "23:59"]),
        "rates": st.sampled_from(["0.3x30,0.6x30,1.2 mL/kg/h", "0.01x15,0.02x20,0.08 mL/kg/min", "21.7x33,104.9 mL/h"]),
        "rounding": st.sampled_from(["vial", "vial-up", "exact"]),
        "closed": st.just("weekends"),
        "age": st.integers(18, 90),
        "pump_step": st.sampled_from(["1mL/h", "0.1mL/h"]),
        "then": st.just("1g/kg, 1 day, every 6w, 2 cycles"),
    },
)
steroids = st.fixed_dictionaries(
    {
        "steroid": st.just("prednisolone"),
        "tablets": st.sampled_from(["de", "uk", "1,5,20"]),
        "taper": st.sampled_from(["60x28,40x28,20", "60,50,40,30,20/cycle", "30x7,25x7,20x14,15x14,10x28,5"]),
    }
)


def planned(request):
    try:
        return answer_to("plan", request, catalogue())
    except IvigcalcError:
        assume(False)


def in_weeks(days):
    """An interval as it is told: in weeks where it is whole weeks; one week is "every week"."""
    if days is None or days % 7:
        return days
    return days // 7 if days > 7 else None


def numbers(value, key=""):
    """Every number of a JSON value, but for what no sheet shows; 0 may be said in words."""
    if isinstance(value, dict):
        value = {name: in_weeks(item) if name == "interval_days" else item for name, item in value.items()}
        return {n for name, item in value.items() if name not in UNSHOWN for n in numbers(item, name)}
    if isinstance(value, list):
        return {n for item in value for n in numbers(item, key)}
    if isinstance(value, int | float) and not isinstance(value, bool) and value:
        return {abs(value)}
    return set()


def words_with_digits(block, clean):
    if isinstance(block, str):
        return {word for word in clean(block).split() if re.search(r"[0-9]", word)}
    if isinstance(block, tuple):
        return {word for item in block for word in words_with_digits(item, clean)}
    return set()


def is_intact(number, out):
    shown = f"{number:f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)
    return re.search(rf"(?<![0-9.]){re.escape(shown)}(?![0-9]|\.[0-9])", out) is not None


@settings(max_examples=60, deadline=None)
@given(requests, st.none() | steroids, st.integers(40, 200), st.booleans())
def test_no_number_is_cut_at_any_width(request, steroid, width, explain):
    document = planned({**request, **(steroid or {})})
    as_json = json.as_dict(document)
    parts = PARTS + (("workings",) if explain else ())
    expected = set().union(*(numbers(as_json[part]) for part in parts))
    blocks = [block for block in sheet(document, explain=explain) if not isinstance(block, StepChart | Months)]
    for out, clean in (
        (text.render(document, explain=explain, width=width), plain_ascii),
        (table.render(document, explain=explain, width=width, color=False), visible),
    ):
        assert [] == [number for number in expected if not is_intact(number, out)]
        for whole in (sheet(document, brief=True), blocks):
            assert set() == {word for block in whole for word in words_with_digits(block, clean)} - set(out.split())


@settings(max_examples=40, deadline=None)
@given(requests, st.integers(40, 200))
def test_colour_changes_nothing_but_colour(request, width):
    document = planned(request)
    colored = table.render(document, explain=True, width=width, color=True)
    assert table.render(document, explain=True, width=width, color=False) == re.sub(r"\x1b\[[0-9;]*m", "", colored)


@settings(max_examples=40, deadline=None)
@given(requests, st.integers(40, 200))
def test_no_line_is_wider_than_asked_but_a_word_that_is(request, width):
    """What is longer than the width is one word behind its margin; a terminal then wraps it, and nothing is lost."""
    for line in text.render(planned(request), width=width).splitlines():
        if len(line) > width:
            assert len(line.split()[-1]) > width - 28
