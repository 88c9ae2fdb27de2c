"""How every output names the fields of the request, and that it leaves alone what the user said."""

import json
import re
from decimal import Decimal

import pytest
from planning import document

from ivigcalc.core.course.forecast import Ending
from ivigcalc.output import csv, html, ics, table, text
from ivigcalc.output import json as as_json
from ivigcalc.output.words import option, worded

# A plan with a field in each kind of text: what to do, a cap, a step of the taper, a choice that was made.
SAID = {
    "weight": "70kg", "dose": "3g/kg", "days": 3, "every": "4w", "concentration": "10%", "rates": "0.3x30,3 mL/kg/h",
    "max_rate": "100mL/h", "steroid": "prednisolone", "taper": "ese-es-2024", "steroid_dose": "20mg",
    "tablets": "1,5,10,20,50",
}  # fmt: skip
BY_USER = {"label": "[[weight]]", "accept": ["dose.above-cycle-limit=[[dose]]"]}
CHANGED = {"changes": [{"from_cycle": 2, "label": "[[height]]"}], "cycles": 2}


def rendered(made):
    return {
        "json": as_json.render(made),
        "json line": as_json.render_line(made),
        "csv": csv.render(made),
        "ics": ics.render(made, None).replace("\r\n ", "").replace("\\,", ","),
        "html": html.render(made),
        "text": text.render(made, explain=True),
        "table": table.render(made, explain=True, width=100, color=False),
    }


def test_a_field_is_named_by_its_option():
    assert "--max-rate" == option("max_rate")


def test_no_output_shows_how_the_core_names_a_field():
    made = document(**SAID)
    assert "[[" in repr(made.plan.alerts)
    for form, out in rendered(made).items():
        assert "[[" not in out, form
    for form in ("json", "json line", "text", "table"):  # the worksheet says nothing of options
        out = " ".join(rendered(made)[form].split())
        assert "list each with --risk, or state --risk none" in out, form
        assert "or change --round-to or --tablets" in out, form


def test_weights_that_cannot_be_used_say_why_by_options():
    made = document("weight", weight="70kg")
    for form in (as_json.render, as_json.render_line, text.render):
        out = " ".join(form(made).split())
        assert "needs --height and --sex; give what it needs, or choose another --weight-policy" in out


@pytest.mark.parametrize(
    ("said", "told"),
    [("100mL/h", "100 mL/h, as entered Volume"), ("150mg/kg/h", "1.5 mL/kg/h, as entered: 150 mg/kg/h Volume")],
)
def test_a_maximum_rate_that_was_entered_is_told_once_and_beside_it_in_its_own_unit(said, told):
    made = document(**{**SAID, "max_rate": said})
    for form in ("text", "table", "html"):
        words = re.sub(r"<[^>]*>", " ", rendered(made)[form])
        assert f"Max. rate {told}" in " ".join(words.split()).replace(" , ", ", "), form


@pytest.mark.parametrize("more", [{}, CHANGED], ids=["as planned", "as changed"])
def test_what_the_user_said_stays_as_it_was_said(more):
    made = document(**SAID, **BY_USER, **more)
    label = "[[height]]" if more else "[[weight]]"
    for form, out in rendered(made).items():
        assert "[[dose]]" in out, form
        assert label in out, form
        assert "--dose]]" not in out
    if more:
        for form, out in rendered(made).items():
            assert "[[height]], was [[weight]]" in out or form.startswith("json"), form
        assert "[[height]]" == json.loads(as_json.render_line(made))["changes"][0]["after"]


def test_both_ways_to_write_json_are_one():
    made = document(**SAID, **BY_USER, **CHANGED)
    assert as_json.as_dict(made) == json.loads(as_json.render_line(made))
    assert as_json.as_dict(made) == json.loads(as_json.render(made))


def test_the_plan_itself_stays_as_it_is():
    made = document(**SAID, **BY_USER).plan
    before = repr(made)
    spelled = worded(made, str.upper)
    assert before == repr(made)
    assert type(spelled) is type(made)
    assert spelled.alerts[0].accepted == "[[dose]]"
    assert spelled == worded(spelled, option)
    assert Decimal(210) == spelled.phases[0].calculated_g


def test_the_label_of_a_patient_in_a_forecast_is_not_a_field():
    ending = Ending("[[weight]]", None, None)
    assert "[[weight]]" == as_json.as_plain(ending, "")["who"]
    assert "[[weight]]" == csv.cell("[[weight]]", "patient")
    assert "see --weight" == csv.cell("see [[weight]]", "moved_because")
