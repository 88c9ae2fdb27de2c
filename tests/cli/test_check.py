"""``ivigcalc check``: 2 g/kg for 70 kg is 140 g, 70 g (700 mL) on each of 2 days, at 42, 84, 168 and 336 mL/h."""

import json
from pathlib import Path

import pytest

REQUEST = {
    "weight": "70kg",
    "dose": "2g/kg",
    "days": 2,
    "every": "4w",
    "cycles": 3,
    "concentration": "10%",
    "vials": "5,10,20",
    "rates": "0.6x30,1.2x30,2.4x30,4.8 mL/kg/h",
    "start": "2024-04-08",
    "risk": "none",
}

UNEVEN = {**REQUEST, "dose": "1g/kg/cycle", "vials": "10"}  # 7 vials: 40 g on day 1, 30 g on day 2


def words(request: dict[str, object]) -> list[str]:
    return [word for name, value in request.items() for word in (f"--{name.replace('_', '-')}", str(value))]


@pytest.fixture
def plan(ivigcalc, tmp_path) -> Path:
    path = tmp_path / "plan.json"
    run = ivigcalc("plan", *words(REQUEST), "--format", "json", "--output", str(path))
    assert (0, "") == (run.status, run.err)
    return path


def edited(path: Path, edit) -> Path:
    document = json.loads(path.read_text())
    edit(document)
    path.write_text(json.dumps(document))
    return path


def test_an_unedited_plan_has_no_difference(ivigcalc, plan):
    run = ivigcalc("check", str(plan))
    assert (0, "") == (run.status, run.err)
    assert run.out.startswith("no difference: ivigcalc/plan/1, digest ")


def test_the_plan_can_be_piped_in(ivigcalc, plan):
    assert 0 == ivigcalc("check", "-", stdin=plan.read_bytes()).status


def test_the_order_of_keys_and_the_spelling_of_a_number_are_no_difference(ivigcalc, plan):
    document = json.loads(plan.read_text())
    text = json.dumps(dict(reversed(document.items()))).replace('"planned_g": 140', '"planned_g": 140.0')
    assert 0 == ivigcalc("check", "-", stdin=text).status


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_document_in_toml_may_hold_a_date_and_a_time(ivigcalc, format):
    document = (
        'schema = "ivigcalc/weight/1"\nversion = "0"\non = 2024-04-08\nat = 2024-04-08T09:00:00Z\nnow = 09:30:00\n'
        '[request]\nweight = "70kg"\n'
    )
    run = ivigcalc("check", "-", "--format", format, stdin=document)
    assert "internal error" not in run.err
    for said in ("2024-04-08", "2024-04-08T09:00:00+00:00", "09:30:00"):
        assert f'"{said}"' in run.out


EDITS = {
    "a number": (lambda d: d["phases"][0].update(planned_g=14), "phases[0].planned_g: saved 14, recomputed 140"),
    "deep in a list": (
        lambda d: d["phases"][0]["days"][1]["infusion"]["steps"][3].update(ml_per_h=337),
        "phases[0].days[1].infusion.steps[3].ml_per_h: saved 337, recomputed 336",
    ),
    "a number as text": (
        lambda d: d["totals"].update(planned_g="420"),
        'totals.planned_g: saved "420", recomputed 420',
    ),
    "one for true": (lambda d: d["calendar"][0].update(day=True), "calendar[0].day: saved true, recomputed 1"),
    "a date": (
        lambda d: d["calendar"][0].update(date="2024-04-09"),
        'calendar[0].date: saved "2024-04-09", recomputed "2024-04-08"',
    ),
    "a missing key": (
        lambda d: d["phases"][0].pop("planned_g"),
        "phases[0].planned_g: not in the saved document; recomputed 140",
    ),
    "an additional key": (
        lambda d: d["totals"].update({"of our own": 1}),
        'totals["of our own"]: saved 1; not in recomputed plan',
    ),
    "a whole part": (lambda d: d.pop("totals"), "totals: not in the saved document"),
    "null": (lambda d: d.update(totals=None), "totals: saved null, recomputed {"),
    "the digest": (lambda d: d.update(digest="0000000000"), 'digest: saved "0000000000", recomputed "'),
}


@pytest.mark.parametrize(("edit", "difference"), EDITS.values(), ids=EDITS)
def test_one_edit_is_named_by_its_path_with_both_values(ivigcalc, plan, edit, difference):
    run = ivigcalc("check", str(edited(plan, edit)))
    assert 5 == run.status
    assert [f"DIFFERS {difference}"] == [line[: len(difference) + 8] for line in run.out.splitlines()]
    assert "ivigcalc: 1 difference\n" == run.err


def test_a_removed_alert_is_one_difference_and_not_a_shift_of_all_that_follow(ivigcalc, plan):
    run = ivigcalc("check", str(edited(plan, lambda d: d["alerts"].pop(0))))
    assert 5 == run.status
    assert 1 == len(run.out.splitlines())
    assert "DIFFERS alerts[0]: not in the saved document; recomputed {" in run.out


def test_two_entries_that_changed_places_differ_at_both(ivigcalc, plan):
    run = ivigcalc("check", str(edited(plan, lambda d: d["calendar"].reverse())))
    assert 5 == run.status
    assert "DIFFERS calendar[0].date" in run.out


def test_an_edited_request_shows_in_all_that_follows_from_it(ivigcalc, plan):
    run = ivigcalc("check", str(edited(plan, lambda d: d["request"].update(weight="80kg"))))
    assert 5 == run.status
    assert "DIFFERS dosing_weight.kg: saved 70, recomputed 80\n" in run.out
    assert "DIFFERS phases[0].planned_g: saved 140, recomputed 160\n" in run.out
    assert "DIFFERS digest: " in run.out


def test_a_document_of_another_version_says_so_and_differs_in_nothing_else(ivigcalc, plan):
    run = ivigcalc("check", str(edited(plan, lambda d: d.update(version="0.0.9", digest="an other"))))
    assert 0 == run.status
    assert run.out.startswith("NOTE made by version 0.0.9, recomputed by version ")


def test_text_from_the_file_never_steers_the_terminal(ivigcalc, plan):
    run = ivigcalc("check", str(edited(plan, lambda d: d["totals"].update({"\x1b[2J": "\x9b"}))))
    assert 5 == run.status
    assert run.out.isascii()
    assert run.out.replace("\n", "").isprintable()


BROKEN = {
    "{}": "schema: None is not that of a saved plan",
    '{"schema": "ivigcalc/forecast/1", "request": {}}': "cannot be recomputed",
    '{"schema": "ivigcalc/plan/2", "request": {}}': "'ivigcalc/plan/2' cannot be recomputed",
    '{"schema": "ivigcalc/plan/1"}': "without a request",
    '{"schema": "ivigcalc/plan/1", "request": {"wieght": "70kg"}}': "wieght: no such field; did you mean weight?",
    '{"schema": "ivigcalc/plan/1", "request": {"weight": ["70kg"]}}': "weight: a text or a number is needed, not list",
    '{"schema": "ivigcalc/plan/1", "schema": "x"}': "duplicate key 'schema'",
    '{"schema": NaN}': "NaN is not a number",
    '{"schema": ': "not valid JSON or TOML",
    "\x00": "not valid JSON or TOML",
}


@pytest.mark.parametrize(("text", "why"), BROKEN.items())
def test_a_file_that_is_no_saved_plan_exits_4_and_says_why(ivigcalc, text, why):
    run = ivigcalc("check", "-", stdin=text)
    assert (4, "") == (run.status, run.out)
    assert why in run.err


def test_a_missing_file_exits_4(ivigcalc, tmp_path):
    run = ivigcalc("check", str(tmp_path / "none.json"))
    assert 4 == run.status
    assert "none.json: cannot be read: No such file or directory" in run.err


def test_a_request_that_cannot_be_planned_any_more_names_the_file(ivigcalc, plan):
    run = ivigcalc("check", str(edited(plan, lambda d: d["request"].update(weight="900kg"))))
    assert 3 == run.status
    assert f"{plan}: its request cannot be planned: weight 900 kg" in run.err


COMPARED = [
    # what was said, whether it passes, what the line says
    ("--dose 140g", True, "140 g is the cycle dose"),
    ("--dose 70g", True, "70 g is the dose of days 1 and 2; the cycle dose is 140 g"),
    ("--dose 2g/kg", True, "140 g (on 70 kg) is the cycle dose"),
    ("--dose 1g/kg/day", True, "70 g (on 70 kg) is the dose of days 1 and 2; the cycle dose is 140 g"),
    (
        "--dose 2g/kg/day",
        False,
        "140 g (on 70 kg) a day is the cycle dose; the dose of days 1 and 2 is 70 g",
    ),
    ("--dose 14g", False, "14 g is ten-fold too low: the cycle dose is 140 g"),
    ("--dose 0.2g/kg", False, "14 g (on 70 kg) is ten-fold too low: the cycle dose is 140 g"),
    ("--dose 1400g", False, "1400 g is ten-fold too high: the cycle dose is 140 g"),
    ("--dose 0.7g", False, "0.7 g is a hundred-fold too low: the dose of days 1 and 2 is 70 g"),
    ("--dose 140mg", False, "0.14 g is a thousand-fold too low (mg and g confused?): the cycle dose is 140 g"),
    ("--dose 13.8g", False, "13.8 g is about ten-fold too low: the cycle dose is 140 g"),
    (
        "--dose 135g",  # 135 / 140 = 0.9643
        False,
        "135 g differs by -3.6 % from the cycle dose, 140 g, within the tolerance of 10 % but not the same",
    ),
    (
        "--dose 140.00001g",
        False,
        "140.00001 g differs by less than +0.1 % from the cycle dose, 140 g, "
        "within the tolerance of 10 % but not the same",
    ),
    ("--dose 100g", False, "100 g differs by -28.6 % from the cycle dose, 140 g"),
    ("--volume 1400mL", True, "1400 mL is the cycle volume"),
    ("--volume 0.7L", True, "700 mL is the volume of days 1 and 2; the cycle volume is 1400 mL"),
    ("--volume 70mL", False, "70 mL is ten-fold too low: the volume of days 1 and 2 is 700 mL"),
    (
        "--volume 0.7mL",
        False,
        "0.7 mL is a thousand-fold too low (mL and L confused?): the volume of days 1 and 2 is 700 mL",
    ),
    ("--rate 336mL/h@90", True, "336 mL/h is right at minute 90, from minute 90 to 188.8"),
    ("--rate 336mL/h@188", True, "336 mL/h is right at minute 188, from minute 90 to 188.8"),
    ("--rate 42mL/h", True, "42 mL/h is right at the start, from minute 0 to 30"),
    (
        "--rate 336mL/h@60",
        False,
        "336 mL/h is not right at minute 60, where the timetable has 168 mL/h; it is right from minute 90",
    ),
    (
        "--rate 336mL/h",
        False,
        "336 mL/h is not right at the start, where the timetable has 42 mL/h; it is right from minute 90",
    ),
    (
        "--rate 168mL/h@90",
        False,
        "168 mL/h is not right at minute 90, where the timetable has 336 mL/h; it is right from minute 60",
    ),
    (
        "--rate 336mL/h@189",
        False,
        "336 mL/h is not right at minute 189, where the infusion has ended; it is right from minute 90",
    ),
    (
        "--rate 33.6mL/h@90",
        False,
        "33.6 mL/h is not right at minute 90, where the timetable has 336 mL/h; "
        "it is ten-fold too low: 336 mL/h is in the timetable",
    ),
    (
        "--rate 340mL/h@90",
        False,
        "340 mL/h is not right at minute 90, where the timetable has 336 mL/h; "
        "no step has it, and it is above the highest, 336 mL/h",
    ),
    ("--date 2024-05-06", True, "2024-05-06 is cycle 2, day 1"),
    ("--date 2024-04-09", True, "2024-04-09 is cycle 1, day 2"),
    (
        "--date 2024-05-05",
        False,
        "2024-05-05 is no infusion date; the nearest is 2024-05-06, cycle 2, day 1, 1 day later",
    ),
    (
        "--date 2024-07-01",
        False,
        "2024-07-01 is no infusion date; the nearest is 2024-06-04, cycle 3, day 2, 27 days earlier",
    ),
]


@pytest.mark.parametrize(("said", "passes", "text"), COMPARED, ids=[said for said, _, _ in COMPARED])
def test_an_order_or_a_pump_setting_gets_one_line(ivigcalc, plan, said, passes, text):
    option, value = said.split(" ")
    run = ivigcalc("check", str(plan), option, value)
    assert (0 if passes else 5) == run.status
    assert f"{'PASS' if passes else 'FAIL'} {option[2:]} {value}: {text}" == run.out.splitlines()[1]
    assert ("" if passes else "ivigcalc: 1 of 1 comparison failed\n") == run.err


def test_each_option_can_be_said_several_times_and_each_has_its_line(ivigcalc, plan):
    settings = ["--rate", "42mL/h", "--rate", "84mL/h@30", "--rate", "168mL/h@60", "--rate", "168mL/h@90"]
    run = ivigcalc("check", str(plan), *settings)
    assert ["PASS", "PASS", "PASS", "FAIL"] == [line.split()[0] for line in run.out.splitlines()[1:]]
    assert (5, "ivigcalc: 1 of 4 comparisons failed\n") == (run.status, run.err)


@pytest.mark.parametrize(
    ("option", "said", "shown"),
    [
        ("--dose", "140000 MG", "dose 140000mg"),
        ("--dose", "1 gm / kg / d", "dose 1g/kg/day"),
        ("--volume", "1400 MLS", "volume 1400mL"),
        ("--volume", "1.40 litres", "volume 1.4L"),
        ("--rate", "042 ML/HR", "rate 42mL/h"),
        ("--rate", "336 mL / hour @ 090 mins", "rate 336mL/h@90min"),
        ("--date", " 2024-04-08 ", "date 2024-04-08"),
    ],
)
def test_an_order_is_read_as_it_is_written_and_shown_in_one_spelling(ivigcalc, plan, option, said, shown):
    run = ivigcalc("check", str(plan), option, said)
    assert 0 == run.status, run.out
    assert f"\nPASS {shown}: " in run.out


def test_an_order_in_g_per_kg_that_vials_rounded_is_named_as_the_calculated_dose(ivigcalc, tmp_path):
    path = tmp_path / "plan.json"
    ivigcalc("plan", *words({**REQUEST, "weight": "68.3kg"}), "-f", "json", "-o", str(path))
    run = ivigcalc("check", str(path), "--dose", "2g/kg")
    # 2 x 68.3 = 136.6 g, whole vials of 5 g make 2 x 70 g; 3.4 / 140 = 2.43 %
    assert (
        "FAIL dose 2g/kg: 136.6 g (on 68.3 kg) differs by -2.4 % from the cycle dose, 140 g, within the tolerance of "
        "10 % but not the same; it is the calculated dose, before rounding"
    ) == run.out.splitlines()[1]


def test_with_a_date_the_rest_is_compared_with_that_day(ivigcalc, tmp_path):
    path = tmp_path / "plan.json"
    ivigcalc("plan", *words(UNEVEN), "-f", "json", "-o", str(path))
    assert 0 == ivigcalc("check", str(path), "--dose", "40g").status
    assert 0 == ivigcalc("check", str(path), "--dose", "40g", "--date", "2024-05-06").status
    run = ivigcalc("check", str(path), "--dose", "40g", "--date", "2024-05-07")
    assert 5 == run.status
    assert "FAIL dose 40g: 40 g differs by +33.3 % from the dose of day 2, 30 g" == run.out.splitlines()[2]


def test_a_rate_that_is_right_on_some_days_alone_fails_and_names_them(ivigcalc, tmp_path):
    path = tmp_path / "plan.json"
    ivigcalc("plan", *words(UNEVEN), "-f", "json", "-o", str(path))
    # 300 mL less 21, 42 and 84 mL at 336 mL/h end at minute 117.3, 400 mL at minute 135.2
    run = ivigcalc("check", str(path), "--rate", "336mL/h@120")
    assert (
        "FAIL rate 336mL/h@120: 336 mL/h at minute 120 is right on day 1 alone; give the day with --date"
        == (run.out.splitlines()[1])
    )
    assert 0 == ivigcalc("check", str(path), "--rate", "336mL/h@120", "--date", "2024-04-08").status
    assert 5 == ivigcalc("check", str(path), "--rate", "336mL/h@120", "--date", "2024-04-09").status


def test_a_moved_cycle_names_where_its_planned_date_went(ivigcalc, tmp_path):
    path = tmp_path / "plan.json"
    ivigcalc("plan", *words({**REQUEST, "closed": "2024-05-06"}), "-f", "json", "-o", str(path))
    run = ivigcalc("check", str(path), "--date", "2024-05-06")
    assert 5 == run.status
    assert "cycle 2, day 1 was moved from 2024-05-06 to 2024-05-07: " in run.out


def test_nothing_passes_against_a_plan_with_an_open_stop(ivigcalc, tmp_path):
    path = tmp_path / "plan.json"
    assert 3 == ivigcalc("plan", *words({**REQUEST, "dose": "2.5g/kg"}), "-f", "json", "-o", str(path)).status
    assert 0 == ivigcalc("check", str(path)).status  # it is what it was
    run = ivigcalc("check", str(path), "--dose", "175g")
    assert 5 == run.status
    assert "FAIL plan dose.above-cycle-limit: the plan has a stop not accepted: " in run.out
    assert "PASS dose 175g: " in run.out


UNREADABLE = [
    (["--dose", "14"], "no unit"),
    (["--volume", "14"], "write it in mL"),
    (["--rate", "336"], "336"),
    (["--rate", "4.8mL/kg/h"], "a pump is set in mL/h"),
    (["--rate", "336mL/h@x"], "the minute after the @"),
    (["--date", "6.5.2024"], "write year-month-day: 2024-04-08"),
    (["--format", "html"], "write text or json"),
]


@pytest.mark.parametrize(("said", "why"), UNREADABLE, ids=[" ".join(said) for said, _ in UNREADABLE])
def test_what_cannot_be_read_exits_2(ivigcalc, plan, said, why):
    run = ivigcalc("check", str(plan), *said)
    assert (2, "") == (run.status, run.out)
    assert why in run.err


@pytest.mark.parametrize(
    ("command", "option", "value"),
    [
        ("calendar", "--dose", "140g"),
        ("calendar", "--rate", "42mL/h"),
        ("calendar", "--volume", "1mL"),
        ("dose", "--date", "2024-04-08"),
    ],
)
def test_a_document_without_what_is_compared_says_so(ivigcalc, tmp_path, command, option, value):
    path = tmp_path / "document.json"
    fields = (
        ("days", "every", "cycles", "start")
        if command == "calendar"
        else ("weight", "dose", "days", "concentration", "vials")
    )
    ivigcalc(command, *words({name: REQUEST[name] for name in fields}), "-f", "json", "-o", str(path))
    assert 0 == ivigcalc("check", str(path)).status
    run = ivigcalc("check", str(path), option, value)
    assert 2 == run.status
    assert f"{option}: this document has no" in run.err


OTHERS = {
    "dose": "-w 70kg --dose 2g/kg --days 2 -c 10% --vials 5,10",
    "rates": "-w 70kg -c 10% --volume 280mL --rates 0.6x30,1.2mL/kg/h",
    "calendar": "--days 2 --every 4w --cycles 3 -s 2026-01-05",
    "taper": "-s 2026-01-05 --steroid prednisolone --taper 60x28,40x28,20 --tablets 5,20",
    "weight": "-w 100kg --height 175 --sex male",
}


@pytest.mark.parametrize("command", OTHERS)
def test_every_document_that_follows_from_a_request_can_be_checked(ivigcalc, command):
    made = ivigcalc(command, *OTHERS[command].split(), "--format", "json")
    assert 0 == made.status, made.err
    assert 0 == ivigcalc("check", "-", stdin=made.out).status
    changed = made.out.replace('"version": "', '"added": 1, "version": "', 1)
    assert 5 == ivigcalc("check", "-", stdin=changed).status


def test_the_volume_left_in_the_bag_is_compared(ivigcalc):
    made = ivigcalc("rates", *OTHERS["rates"].split(), "--format", "json").out
    assert 0 == ivigcalc("check", "-", "--volume", "280mL", "--rate", "84mL/h@30", stdin=made).status


def test_a_plan_that_goes_on_from_an_earlier_one_is_compared_with_each_of_its_parts(ivigcalc, plan, tmp_path):
    later = tmp_path / "later.json"
    run = ivigcalc("plan", "--request", str(plan), "--from-cycle", "3", "-w", "80kg", "-f", "json", "-o", str(later))
    assert 0 == run.status, run.err
    assert 0 == ivigcalc("check", str(later)).status
    assert 0 == ivigcalc("check", str(later), "--dose", "160g", "--date", "2024-06-03").status
    assert 5 == ivigcalc("check", str(later), "--dose", "140g", "--date", "2024-06-03").status


def test_json_has_the_same_facts_as_the_text(ivigcalc, plan):
    edited(plan, lambda d: d["phases"][0].update(planned_g=13.75))
    run = ivigcalc("check", str(plan), "--dose", "14g", "--format", "json")
    found = json.loads(run.out)
    assert 5 == run.status
    assert "ivigcalc/check/1" == found["schema"]
    assert found["agrees"] is False
    assert [{"path": "phases[0].planned_g", "kind": "changed", "saved": 13.75, "recomputed": 140}] == found[
        "differences"
    ]
    assert [
        {
            "what": "dose",
            "said": "14g",
            "passed": False,
            "text": "14 g is ten-fold too low: the cycle dose is 140 g",
        }
    ] == found["comparisons"]
