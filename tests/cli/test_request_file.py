"""``--request``: a request in JSON or TOML, from a file, from stdin, or out of a saved plan."""

import json

import pytest

WORDS = (
    "--weight 154lb --height 175 --sex female --age 75 --risk renal --risk thrombosis --dose 2g/kg --days 2 "
    "--every 28d --cycles 3 --concentration 10% --vials 5,10,20 --tolerance 10% --rates 0.3x30,0.6mL/kg/h --at 09:00 "
    "--start 2024-04-08 --closed weekends --closed 2024-12-24:2025-01-01 --steroid prednisolone --tablets 1,5,20 "
    "--halves --taper 60,40,20/cycle"
)

TOML = """\
weight = "154lb"
height = 175
sex = "female"
age = 75
risk = ["renal", "thrombosis"]
dose = "2g/kg"
days = 2
every = "28d"
cycles = 3
concentration = "10%"
vials = "5,10,20"
tolerance = "10%"
rates = "0.3x30,0.6mL/kg/h"
at = "09:00"
start = 2024-04-08
closed = ["weekends", "2024-12-24:2025-01-01"]
steroid = "prednisolone"
tablets = "1,5,20"
halves = true
taper = "60,40,20/cycle"
"""


@pytest.fixture
def said(ivigcalc) -> str:
    """The plan of the words on the command line."""
    run = ivigcalc("plan", *WORDS.split(), "--format", "json")
    assert run.status in (0, 3), run.err
    return run.out


def test_the_request_of_a_plan_gives_the_plan_byte_for_byte(ivigcalc, said):
    request = json.dumps(json.loads(said)["request"])
    assert said == ivigcalc("plan", "--request", "-", "--format", "json", stdin=request).out


def test_a_whole_plan_gives_itself_byte_for_byte(ivigcalc, said, tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(said)
    assert said == ivigcalc("plan", "--request", str(path), "--format", "json").out


def test_toml_says_the_same_with_its_own_dates_and_numbers(ivigcalc, said, tmp_path):
    path = tmp_path / "request.toml"
    path.write_text(TOML)
    assert said == ivigcalc("plan", "--request", str(path), "--format", "json").out


def test_a_byte_order_mark_and_other_line_ends_change_nothing(ivigcalc, said):
    data = b"\xef\xbb\xbf" + TOML.replace("\n", "\r\n").encode()
    assert said == ivigcalc("plan", "--request", "-", "--format", "json", stdin=data).out


def test_a_clock_time_of_toml_is_one_of_the_wall(ivigcalc, said):
    assert said == ivigcalc("plan", "--request", "-", "--format", "json", stdin=TOML.replace('"09:00"', "09:00:00")).out
    seconds = ivigcalc("plan", "--request", "-", "--format", "json", stdin=TOML.replace('"09:00"', "09:00:30"))
    assert (2, "ivigcalc: --at: '09:00:30': not a time of day; write 09:00\n") == (seconds.status, seconds.err)


def test_an_option_overrides_the_request(ivigcalc):
    run = ivigcalc("plan", "--request", "-", "--weight", "80kg", "--format", "json", stdin=TOML)
    assert "80kg" == json.loads(run.out)["request"]["weight"]
    assert 80 == json.loads(run.out)["dosing_weight"]["kg"]


def test_a_date_in_a_list_is_read_as_a_date(ivigcalc):
    text = TOML.replace('closed = ["weekends", "2024-12-24:2025-01-01"]', "closed = [2024-05-06, 2024-05-07]")
    run = ivigcalc("plan", "--request", "-", "--format", "json", stdin=text)
    assert ["2024-05-06", "2024-05-07"] == json.loads(run.out)["request"]["closed"]
    dates = [row["date"] for row in json.loads(run.out)["calendar"] if row["kind"] == "infusion"]
    assert "2024-05-06" not in dates


def test_a_decimal_number_is_never_a_binary_one(ivigcalc):
    """0.1 + 0.2 g/kg is nobody's dose, but 70.1 kg must not become 70.0999..."""
    run = ivigcalc("plan", "--request", "-", "--format", "json", stdin=TOML.replace('"154lb"', "70.1"))
    document = json.loads(run.out)
    assert ("70.1", 70.1) == (document["request"]["weight"], document["dosing_weight"]["kg"])


REFUSED = {
    "an unknown field": ('wieght = "70kg"', "-: wieght: no such field; did you mean weight?"),
    "a list for a text": ('weight = ["70kg"]', "-: weight: a text or a number is needed, not list"),
    "a table for a text": ("weight = {kg = 70}", "-: weight: a text or a number is needed, not dict"),
    "true for a text": ("weight = true", "-: weight: a text or a number is needed, not bool"),
    "null": ('{"weight": null}', "-: weight: a text or a number is needed, not NoneType"),
    "a text for a switch": ('pregnant = "no"', "-: pregnant: true or false is needed, not str"),
    "a table in a list": ("risk = [{renal = 1}]", "-: risk[0]: a text or a number is needed, not dict"),
    "a key that stands twice": ('{"weight": "70kg", "weight": "80kg"}', "duplicate key 'weight' in one object"),
    "a number that is none": ('{"weight": NaN}', "NaN is not a number"),
    "a list of requests": ("[1, 2]", "not valid JSON or TOML"),
    "several documents": ('{"weight": 70}\n{"weight": 80}', "not valid JSON or TOML: Extra data"),
    "bytes that are no text": (b"weight = '\xff'", "not valid JSON or TOML"),
    "changes of the wrong kind": ("changes = 4", "-: changes: a list of objects is needed"),
    "an unknown field in a change": (
        'changes = [{from_cycle = 2, wieght = "1kg"}]',
        "-: changes[0].wieght: no such field",
    ),
}


@pytest.mark.parametrize(("text", "why"), REFUSED.values(), ids=REFUSED)
def test_a_request_that_breaks_the_rules_is_refused_by_file_and_key(ivigcalc, text, why):
    run = ivigcalc("plan", "--request", "-", stdin=text)
    assert (4, "") == (run.status, run.out)
    assert why in run.err


def test_a_missing_file_is_refused_by_name(ivigcalc, tmp_path):
    run = ivigcalc("plan", "--request", str(tmp_path / "none.json"))
    assert 4 == run.status
    assert "none.json: cannot be read: No such file or directory" in run.err


def test_a_file_without_an_end_is_refused(ivigcalc):
    run = ivigcalc("plan", "--request", "/dev/zero")
    assert 4 == run.status
    assert "larger than 16777216 bytes" in run.err


def test_an_accepted_stop_is_kept_with_its_text_and_accepts_that_text_alone(ivigcalc):
    line = "plan -w 70kg --dose 2.5g/kg --days 5 -c 10% --vials 5,10 -s 2024-04-08 --first-infusion no --format json"
    words = line.split(" ")
    accepted = ivigcalc(*words, "--accept", "dose.above-cycle-limit=protocol of the centre")
    assert 0 == accepted.status, accepted.err
    kept = json.loads(accepted.out)["request"]["accept"]
    assert [("dose.above-cycle-limit", "protocol of the centre")] == [(one["code"], one["reason"]) for one in kept]
    assert accepted.out == ivigcalc("plan", "--request", "-", "--format", "json", stdin=accepted.out).out
    heavier = ivigcalc("plan", "--request", "-", "--format", "json", "--dose", "2.9g/kg", stdin=accepted.out)
    assert 3 == heavier.status


def test_a_document_of_a_later_version_is_refused_by_its_schema(ivigcalc, said, tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(said.replace('"ivigcalc/plan/1"', '"ivigcalc/plan/2"'))
    run = ivigcalc("plan", "--request", str(path))
    assert (4, "") == (run.status, run.out)
    assert f"{path}: schema: 'ivigcalc/plan/2' is of a later version of the program" in run.err


def test_a_key_without_end_is_refused_before_it_is_parsed(ivigcalc, tmp_path):
    path = tmp_path / "request.toml"
    path.write_text("a." * 20_000 + "b = 1\n")
    run = ivigcalc("plan", "--request", str(path))
    assert 4 == run.status
    assert "line 1: a key of more than 16 parts with dots between them" in run.err


def test_a_label_that_is_a_number_stays_the_text_that_was_said(ivigcalc):
    run = ivigcalc("dose", "70kg", "0.4g/kg", "10%", "--days", "1", "--label", "7", "--format", "json")
    assert "7" == json.loads(run.out)["request"]["label"]
