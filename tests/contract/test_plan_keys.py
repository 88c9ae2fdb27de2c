"""The keys of the plan document, version 1, written out.

Scripts rely on them. A key may be added here when the program adds one; none may be taken away or renamed without a new
version of the schema, and never to make this test pass.
"""

import json

import pytest

KEYS = {
    "": "schema version request changes patient product indication dosing_weight phases calendar taper totals ward "
    "alerts workings sources digest",
    "patient": "age_years risks at_risk at_risk_because sex",
    "product": "id name market label_date concentration_g_per_l local handling",
    "product.handling[]": "what text citation hours",
    "indication": "id name regimen regimen_name others licensed local",
    "dosing_weight": "kg basis policy reason actual_kg ideal_kg adjusted_kg bmi",
    "phases[]": "name g_per_kg cycles interval_days days_per_cycle calculated_g planned_g difference_g "
    "difference_percent volume_ml rounding days options product exact_step_g uncapped_g "
    "maximum infusion_days rounded_above_g",
    "phases[].days[]": "day dose_g volume_ml vials opened_g waste_g infusion",
    "phases[].days[].vials[]": "g ml count",
    "phases[].days[].infusion": "basis protocol total_minutes observe_minutes cap steps vial_changes observations over",
    "phases[].days[].infusion.steps[]": "start_minute minutes ml_per_kg_per_h ml_per_h volume_ml basis",
    "phases[].days[].infusion.vial_changes[]": "minute g",
    "phases[].days[].infusion.observations[]": "minute what",
    "taper": "drug protocol steps total_mg total_days counted_to dispense notes start",
    "taper.steps[]": "from to days mg_per_day tablets cycle calculated_mg note parts alternate source_mg",
    "taper.steps[].tablets[]": "mg count",
    "taper.dispense[]": "mg count",
    "totals": "planned_g volume_ml infusion_minutes chair_minutes vials products cost",
    "totals.vials[]": "g count",
    "totals.products[]": "product planned_g given_g vials",
    "ward[]": "what text citation",
    "changes[]": "from_cycle field before after",
    "alerts[]": "code severity text do citation accepted",
    "alerts[].citation": "source at",
    "workings[]": "what formula value unit citation",
    "sources[]": "id title publisher url tier seen printed note",
}
INFUSION = (
    "date kind phase cycle day dose_g volume_ml planned_date moved_days moved_because given start end end_date "
    "steroid_mg"
)
CHECKPOINT = "date kind cycle topic text citation title"

PLAN = (
    "plan --weight 70kg --age 75 --regimen dermatomyositis --days 2 --product octagam-10 --market us --cycles 5 "
    "--start 2024-04-08 --at 09:00 --rates mgh --steroid prednisolone --tablets de --taper 60,50,40,30,20/cycle "
    "--format json"
)


@pytest.fixture
def plan(ivigcalc):
    """A plan that has every part: it goes on from another one."""
    first = ivigcalc(*PLAN.split(" "))
    later = ivigcalc("plan", "--request", "-", "--from-cycle", "4", "-w", "72kg", "--format", "json", stdin=first.out)
    assert later.out, later.err
    return json.loads(later.out)


def at(document, path):
    """All objects at *path*, where ``[]`` stands for every entry of a list."""
    found = [document]
    for part in path.split(".") if path else []:
        name, many, _ = part.partition("[]")
        found = [one[name] for one in found if one.get(name) is not None]
        found = [entry for one in found for entry in one] if many else found
    return [one for one in found if one is not None]


@pytest.mark.parametrize("path", KEYS, ids=lambda path: path or "the document")
def test_the_keys_are_those_that_were_promised_in_that_order(plan, path):
    found = at(plan, path)
    assert found, f"nothing at {path}"
    assert {KEYS[path]} == {" ".join(one) for one in found}


@pytest.mark.parametrize(("kind", "keys"), [("infusion", INFUSION), ("checkpoint", CHECKPOINT)])
def test_the_rows_of_the_calendar_have_the_keys_of_their_kind(plan, kind, keys):
    rows = [row for row in plan["calendar"] if row["kind"] == kind]
    assert rows
    assert {keys} == {" ".join(row) for row in rows}
