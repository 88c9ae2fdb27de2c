"""Whatever is changed in a saved plan, and wherever, is found and named by its path."""

import json
from copy import deepcopy
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planning import answer_to

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.documents.check import check
from ivigcalc.output.json import render

SAID = {
    "weight": "70kg",
    "dose": "2g/kg",
    "days": 2,
    "every": "4w",
    "cycles": 2,
    "concentration": "10%",
    "vials": "5,10,20",
    "rates": "0.6x30,1.2x30,2.4x30,4.8 mL/kg/h",
    "start": "2024-04-08",
}
JSON_VALUES = (
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.decimals(0, 1000, places=3) | st.text(max_size=5)
)


@pytest.fixture(scope="module")
def plan():
    return json.loads(render(answer_to("plan", SAID, Catalogue())), parse_float=Decimal)


def places(value, path, found):
    """Every place in a document that holds no further object or list: how to get there, and its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            places(inner, [*path, key], found)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            places(inner, [*path, i], found)
    else:
        found.append(path)
    return found


def named(path):
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_one_changed_value_is_one_difference_with_its_path_and_both_values(plan, data):
    saved = deepcopy(plan)
    path = data.draw(st.sampled_from([path for path in places(saved, [], []) if path[0] not in ("schema", "version")]))
    *before, last = path
    holder = saved
    for part in before:
        holder = holder[part]
    was = holder[last]
    new = data.draw(JSON_VALUES.filter(lambda value: (type(value) is bool) != (type(was) is bool) or value != was))
    holder[last] = new
    (difference,) = check(saved, plan).differences
    assert (named(path), "changed", new, was) == difference


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_one_removed_entry_of_a_list_is_one_difference(plan, data):
    saved = deepcopy(plan)
    name = data.draw(st.sampled_from(["calendar", "workings", "sources", "alerts"]))
    taken = saved[name].pop(data.draw(st.integers(0, len(saved[name]) - 1)))
    (difference,) = check(saved, plan).differences
    assert (None, "missing", taken) == (difference.saved, difference.kind, difference.recomputed)
    assert difference.path.startswith(f"{name}[")


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_one_removed_key_is_one_difference(plan, data):
    saved = deepcopy(plan)
    key = data.draw(st.sampled_from(sorted(set(saved) - {"schema", "version"})))
    del saved[key]
    (difference,) = check(saved, plan).differences
    assert (key, "missing") == (difference.path, difference.kind)
