"""What scripts are promised: every output fits its published schema, and every quantity in it is a number."""

import json
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from reference_case import PLAN

from ivigcalc.documents import schemas
from ivigcalc.request.fields import FIELDS

REFERENCE = " ".join((*PLAN, "--market", "eu"))
OUTPUTS = {
    "plan": [
        REFERENCE,
        "plan -w 70kg --dose 140g --days 2 -c 10% -s 2024-04-08",  # no vials, no ladder
        "plan -w 154lb --height 5ft9in --sex male --dose 0.4g/kg/day --days 5 -c 10% --vials 5,10,20 -s 2024-04-08 "
        "--rates 0.3x30,1.2mL/kg/h --risk renal --risk non-o-blood-group --every 4w --cycles 3 --closed weekends "
        "--stock 20g:3,10g:10,5g:20 --then 1g/kg/cycle, 2 days, every 6w, 2 cycles",
        "plan -w 70kg --dose 2.5g/kg --days 5 -c 10% --vials 5,10 -s 2024-04-08",  # an open stop
    ],
    "dose": ["dose -w 70kg --dose 2g/kg --days 5 -c 10% --vials 5,10,20"],
    "rates": [
        "rates -w 70kg -c 10% --volume 280mL --rates 0.3x30,1.2mL/kg/h",
        "rates -w 70kg -p octagam-10 --market us --dose 28g --indication itp --at 09:00",
    ],
    "calendar": ["calendar --days 2 --every 4w --cycles 3 -s 2024-11-28 --closed weekends --holidays DE-BW"],
    "taper": [
        "taper -s 2024-04-08 --steroid prednisolone --taper 60x28,40x28,20 --tablets 1,5,20 --halves",
        "taper -s 2024-04-08 --steroid prednisolone --taper 60x28,40x28,20",  # no tablets
    ],
    "weight": ["weight -w 100kg --height 175cm --sex male --dose 2g/kg", "weight -w 70kg"],
    "catalogue": [
        "catalogue list products",
        "catalogue list sources",
        "catalogue show octagam-10",
        "catalogue show dermatomyositis",
        "catalogue show mgh",
    ],
}
LINES = [(name, line) for name, lines in OUTPUTS.items() for line in lines]


def split(line: str) -> list[str]:
    """The words of a command line; only ``--then`` has spaces in its value here."""
    words, then, phase = line.partition(" --then ")
    return [*words.split(" "), *(["--then", phase] if then else [])]


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schemas.schema(name), format_checker=FormatChecker())


def faults(name: str, document: object) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(name).iter_errors(document)]


@pytest.mark.parametrize("name", schemas.OUTPUTS)
def test_every_schema_is_a_schema_of_the_draft_that_it_names(ivigcalc, name):
    run = ivigcalc("schema", name)
    assert (0, "") == (run.status, run.err)
    found = json.loads(run.out)
    assert "https://json-schema.org/draft/2020-12/schema" == found["$schema"]
    assert (f"urn:ivigcalc:{name}:1", f"ivigcalc/{name}/1") == (found["$id"], found["title"])
    Draft202012Validator.check_schema(found)


def test_there_is_a_schema_of_every_output():
    promised = {
        "plan",
        "dose",
        "weight",
        "rates",
        "calendar",
        "taper",
        "compare",
        "check",
        "order",
        "forecast",
        "agenda",
        "catalogue",
        "request",
    }
    assert promised == set(schemas.OUTPUTS)


def test_an_unknown_name_is_refused_with_the_names_that_there_are(ivigcalc):
    run = ivigcalc("schema", "plans")
    assert (2, "") == (run.status, run.out)
    assert "no schema 'plans'; there are plan, dose, rates, calendar, taper, weight, compare, check," in run.err


@pytest.mark.parametrize(("name", "line"), LINES, ids=[line for _, line in LINES])
def test_an_output_fits_its_schema(ivigcalc, name, line):
    run = ivigcalc(*split(line), "--format", "json")
    assert run.status in (0, 3), run.err
    assert [] == faults(name, json.loads(run.out))


def test_a_plan_that_goes_on_from_an_earlier_one_fits_its_schema(ivigcalc):
    first = ivigcalc(*REFERENCE.split(" "), "--format", "json")
    later = ivigcalc("plan", "--request", "-", "--from-cycle", "4", "-w", "80kg", "--format", "json", stdin=first.out)
    assert 0 == later.status, later.err
    document = json.loads(later.out)
    assert [] == faults("plan", document)
    assert [] == faults("request", document["request"])


@pytest.mark.parametrize(
    "words",
    [
        "73kg 30g/cycle q4w privigen us 175cm male",
        "-w 73kg --dose 300g -p privigen --market us",
        "73kg 0.4g/kg/day x5 gbs -c 10%",
    ],
)
def test_an_order_without_a_plan_fits_its_schema(ivigcalc, words):
    run = ivigcalc("check", *words.split(" "), "--format", "json")
    document = json.loads(run.out)
    assert (5 if "300g" in words else 0, []) == (run.status, faults("order", document))
    assert [] == faults("request", document["request"])


def test_a_check_fits_its_schema_with_differences_and_without(ivigcalc):
    plan = ivigcalc(*REFERENCE.split(" "), "--format", "json").out
    agrees = ivigcalc("check", "-", "--dose", "140g", "--format", "json", stdin=plan)
    assert [] == faults("check", json.loads(agrees.out))
    differs = ivigcalc("check", "-", "--dose", "14g", "-f", "json", stdin=plan.replace('"kg": 70,', '"kg": [7],', 1))
    assert 5 == differs.status
    assert [] == faults("check", json.loads(differs.out))


COHORT = """\
weight,dose,days,every,cycles,concentration,vials,start,label
70kg,2g/kg,2,4w,3,10%,"5,10,20",2026-01-05,a
82kg,0.4g/kg/day,5,4w,2,10%,"5,10,20",2026-01-19,b
"""


def test_every_line_of_a_batch_is_a_plan_that_fits_its_schema(ivigcalc):
    run = ivigcalc("batch", "-", stdin=COHORT)
    assert 0 == run.status, run.err
    documents = [json.loads(line) for line in run.out.splitlines()]
    assert ["a", "b"] == [document["request"]["label"] for document in documents]
    assert [[], []] == [faults("plan", document) for document in documents]


def test_a_forecast_fits_its_schema(ivigcalc):
    run = ivigcalc("forecast", "-", "--by", "month", "--format", "json", stdin=COHORT)
    assert 0 == run.status, run.err
    assert [] == faults("forecast", json.loads(run.out))


def test_a_request_fits_the_schema_of_requests(ivigcalc):
    request = json.loads(ivigcalc(*REFERENCE.split(" "), "--format", "json").out)["request"]
    assert [] == faults("request", request)
    assert ["$.sex: 'f' is not one of ['male', 'female']"] == faults("request", {**request, "sex": "f"})
    assert faults("request", {**request, "wieght": "70kg"})
    assert faults("request", {**request, "pregnant": "yes"})
    assert faults("request", {**request, "weight": None})
    assert [] == faults("request", {"risk": ["renal"], "accept": [{"code": "c", "reason": "r", "text": "t"}, "c=r"]})


def test_the_schema_of_requests_has_every_field():
    assert {*FIELDS, "changes", "stocked", "prices"} == set(schemas.schema("request")["properties"])


def test_a_missing_key_a_wrong_kind_and_a_wrong_date_do_not_fit(ivigcalc):
    """The schemas can fail."""
    plan = json.loads(ivigcalc(*REFERENCE.split(" "), "--format", "json").out)
    assert faults("plan", {key: value for key, value in plan.items() if key != "totals"})
    assert faults("plan", {**plan, "totals": None})
    assert faults("plan", {**plan, "schema": "ivigcalc/plan/2"})
    assert faults("plan", {**plan, "dosing_weight": {**plan["dosing_weight"], "kg": "70"}})
    assert faults("plan", {**plan, "calendar": [{**plan["calendar"][0], "date": "8 April 2024"}]})
    assert faults("plan", {**plan, "alerts": [{**plan["alerts"][0], "severity": "warning"}]})


def test_a_key_that_is_added_later_still_fits(ivigcalc):
    plan = json.loads(ivigcalc(*REFERENCE.split(" "), "--format", "json").out)
    added = {**plan, "later": 1, "totals": {**plan["totals"], "later": 1}}
    assert [] == faults("plan", added)


# The unit that a key ends in, so that what it holds must be a number.
QUANTITIES = ("g", "ml", "kg", "mg", "minute", "minutes", "percent", "bmi", "h", "l", "days", "years", "day", "count")


@pytest.mark.parametrize(("name", "line"), LINES, ids=[line for _, line in LINES])
def test_every_quantity_is_a_number(ivigcalc, name, line):
    document = json.loads(ivigcalc(*split(line), "--format", "json").out, parse_float=Decimal)
    document.pop("request", None)  # as it was said
    found = [(path, value) for path, key, value in walk(document, "") if key.split("_")[-1] in QUANTITIES]
    assert found or name in ("taper", "catalogue", "calendar", "weight")
    assert [] == [
        (path, value)
        for path, value in found
        if value is not None and not isinstance(value, list | bool) and type(value) not in (int, Decimal)
    ]


def walk(value, path):
    """Every key with its path and value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}.{key}", key, inner
            yield from walk(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from walk(inner, f"{path}[{i}]")


def test_a_script_can_compare_a_dose(ivigcalc):
    """``jq '.phases[0].planned_g > 100'``; jq sorts every text above every number."""
    plan = json.loads(ivigcalc(*REFERENCE.split(" "), "--format", "json").out)
    assert plan["phases"][0]["planned_g"] > 100
    assert 5 * 140 == plan["totals"]["planned_g"] == sum(row.get("dose_g", 0) for row in plan["calendar"])
    assert 2 * 5 == sum(row["kind"] == "infusion" for row in plan["calendar"])
