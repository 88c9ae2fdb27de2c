"""Nothing that is said falls away.

For every document and every field: what is said changes the answer beyond its echo, or is refused by name, or is named
in the one note of what is not used here.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import pytest
from program import Result, run_program

from ivigcalc.request.fields import FIELDS

NOTE = "request.not-used"
Request = dict[str, Any]
Ask = Callable[..., Result]

# Cycles on Monday 9 March, Easter Monday 6 April and Monday 4 May 2026. The closed days move cycle 2, of two days or of
# one, to the day before, and cycle 3 to the day after.
DATES: Request = {"every": "4w", "cycles": 3, "start": "2026-03-09"}
CLOSED: Request = {"closed": ["2026-04-07:2026-04-08", "2026-05-04"]}
CLOSED_FOR_ONE: Request = {"closed": ["2026-04-06:2026-04-07", "2026-05-04"]}
# 144.6 g and 72.3 g, which no vials make, so that each way of rounding gives another dose.
WITH_LADDER: Request = {
    "weight": "72.3kg", "dose": "2g/kg", "days": 2, "product": "octagam-10", "market": "us",
    "indication": "dermatomyositis",
}  # fmt: skip
NO_LADDER: Request = {"weight": "72.3kg", "dose": "1g/kg", "days": 1, "concentration": "10%"}
VIALS: Request = {"vials": "5,10,20"}
LADDER: Request = {"rates": "0.3x30,0.6x30,1.2mL/kg/h"}
WRITTEN: Request = {"steroid": "prednisolone", "taper": "60x20,45x20,25x20,20"}
PER_CYCLE: Request = {"steroid": "prednisolone", "taper": "60,45,25/cycle"}
PULSE: Request = {"pulse": "methylprednisolone 500mg x3"}
BANDS: Request = {"steroid": "prednisolone", "taper": "ese-es-2024", "steroid_dose": "60mg", "tablets": "de"}
PER_KG: Request = {"steroid": "prednisolone", "taper": "1x20,0.5x20,0.3 mg/kg", "weight": "72.3kg", "tablets": "de"}
TABLE: Request = {"steroid": "prednisolone", "taper": "aramis", "tablets": "de"}

# Sound requests in which nothing is idle.
BASES: dict[str, dict[str, Request]] = {
    "plan": {
        "a product with a ladder": {**WITH_LADDER, **DATES, "at": "09:00"},
        "no ladder": {**NO_LADDER, **DATES},
        "closed days": {**NO_LADDER, **VIALS, **LADDER, **DATES, "days": 2, "dose": "2g/kg", **CLOSED},
        "a written taper": {**WITH_LADDER, **DATES, **WRITTEN},
        "a taper per cycle": {**NO_LADDER, **VIALS, **DATES, **PER_CYCLE},
        "a protocol": {**NO_LADDER, **DATES, **BANDS},
        "a pulse and a taper": {**NO_LADDER, **DATES, **PULSE, **WRITTEN},
    },
    "dose": {
        "a product with a ladder": WITH_LADDER,
        "no ladder": NO_LADDER,
        "written rates": {**NO_LADDER, **VIALS, **LADDER},
        "a regimen": {"weight": "72.3kg", "regimen": "gbs", "product": "octagam-10", "market": "us"},
    },
    "rates": {
        "a dose": {"weight": "72.3kg", "dose": "0.4g/kg", "product": "octagam-10", "market": "us"},
        "a volume": {
            "weight": "72.3kg", "volume": "280mL", "product": "octagam-10", "market": "us",
            "indication": "dermatomyositis",
        },
        "a dose and written rates": {"weight": "72.3kg", "dose": "0.4g/kg", "concentration": "10%", **LADDER},
        "a volume and written rates": {
            "weight": "72.3kg", "volume": "280mL", "concentration": "10%", **LADDER, "at": "09:00",
        },
    },
    "calendar": {
        "no closed days": {"days": 2, **DATES},
        "closed days": {"days": 2, **DATES, **CLOSED, "at": "09:00"},
        "a regimen": {"regimen": "dermatomyositis", "days": 2, "cycles": 3, "start": "2026-03-09"},
    },
    "taper": {
        "a written taper": {**WRITTEN, "start": "2026-03-09"},
        "a written taper with cycles": {**WRITTEN, **DATES, **CLOSED_FOR_ONE},
        "a taper per cycle": {**PER_CYCLE, **DATES, **CLOSED_FOR_ONE},
        "a protocol": {**BANDS, "start": "2026-03-09"},
        "a table": {**TABLE, "start": "2026-03-09"},
        "a taper per kg": {**PER_KG, "start": "2026-03-09"},
        "a pulse alone": {**PULSE, "start": "2026-03-09"},
    },
    "compare": {
        "products of a market": {
            "weight": "72.3kg", "dose": "1.704g/kg/cycle", "days": 2, "product": "octagam-10,gamunex-c", "market": "us",
            "indication": "dermatomyositis",
        },
        "written rates": {
            "weight": "72.3kg", "dose": "0.7234g/kg", "days": 1, "product": "privigen,kiovig", "market": "eu", **LADDER,
        },
    },
    "weight": {
        "a weight": {"weight": "100kg"},
        "height and sex": {"weight": "100kg", "height": "175cm", "sex": "male"},
        "a dose": {"weight": "100kg", "height": "175cm", "sex": "male", "dose": "0.4g/kg/day", "days": 5},
    },
}  # fmt: skip

# What is said besides, or in place of what the request says: no default, and where a field sets a bound, one that acts.
SAID: dict[str, tuple[Any, ...]] = {
    "weight": ("20kg",),
    "height": ("160cm",),
    "sex": ("female",),
    "age": (75,),
    "pregnant": (True,),
    "pre_pregnancy_weight": ("60kg",),
    "risk": (["renal"], ["heart-failure"]),
    "first_infusion": ("yes", "no"),
    "weight_policy": ("ideal", "us-home-infusion"),
    "weight_factor": ("0.4",),
    "regimen": ("cidp",),
    "indication": ("pemphigus-vulgaris",),
    "phase": ("maintenance", "course"),
    "dose": ("120g", "0.5g/kg/day", "course=1.5g/kg/cycle", "loading=1.5g/kg/cycle"),
    "days": (4, 6, "1,3", "course=3"),
    "every": ("3w", "35d"),
    "cycles": (2, 4, "course=4"),
    "max_dose": ("60g", "100g/day", "40g/day"),
    "then": (["1g/kg, 1 day, every 6w, 4 cycles"],),
    "product": ("yimmugo", "bivigam"),
    "market": ("de", "uk"),
    "concentration": ("5%",),
    "vials": ("5,10", "2.5,5,10"),
    "rounding": ("vial-down", "5g"),
    "split": ("80g,60g",),
    "tolerance": ("0%",),
    "stock": ("20g:3,10g:10",),
    "rates": ("mgh", "0.2x30,0.5x30,1.0mL/kg/h"),
    "max_rate": ("50mL/h", "0.5mL/kg/h"),
    "pump_step": ("10mL/h", "1mL/h"),
    "over": ("9h", "24h"),
    "volume": ("200mL",),
    "resume_rate": ("1.2mL/kg/h",),
    "increase": (True,),
    "day": ("1", "2"),
    "at": ("10:30",),
    "tz": ("America/St_Johns",),
    "start": ("2026-03-16",),
    "closed": (["2026-04-06"], ["2026-05-02:2026-05-05"]),
    "holidays": ("DE-BB",),
    "move": ("later", "earlier", "each-day"),
    "move_limit": ("0d",),
    "anchor": ("actual",),
    "given": ("2026-01-12,2026-02-09",),
    "cycles_from": (1,),
    "cycle_date": (["2=2026-04-10"],),
    "steroid": ("prednisone",),
    "steroid_dose": ("80mg", "1mg/kg"),
    "steroid_max": ("40mg", "70mg"),
    "taper": (
        *("50x28,30x28,20", "50,30/cycle", "edf-pemphigus"),
        *("20+20x28,20|10x28,5", "50-30/10x14,20", "1x28,0.5 mg/kg"),
    ),
    "taper_start": ("2026-03-02",),
    "taper_align": ("cycles",),
    "tablets": ("uk", "1,5,15"),
    "halves": (True,),
    "round_to": (5,),
    "pulse": ("methylprednisolone 1000mg x3", "dexamethasone 40mg x4/cycle"),
    "accept": (["dose.above-cycle-limit=discussed"],),
    "label": ("bed 7",),
}

# A refusal may name instead what the field lacks beside it, or contradicts.
COMPANIONS = {
    "product": ("market", "vials"),
    "dose": ("days",),
    "regimen": ("dose", "days", "every"),
    "increase": ("resume_rate",),
    "steroid_dose": ("weight",),
    "taper": ("steroid", "steroid_dose", "weight", "round_to", "steroid_max"),
    "weight_policy": ("height", "sex"),
}


class Case(NamedTuple):
    """One field said besides a sound request."""

    document: str
    base: str
    field: str
    value: Any

    @property
    def request(self) -> Request:
        return BASES[self.document][self.base]


CASES = [
    Case(document, base, field, value)
    for document, bases in BASES.items()
    for base, request in bases.items()
    for field, values in SAID.items()
    for value in values
    if field != "label" and request.get(field) != value
]
REQUESTS = [(document, base) for document, bases in BASES.items() for base in bases]


@pytest.fixture
def ask(tmp_path) -> Ask:
    """Give a request file to a document; what is said on the line beside it comes last."""

    def ask(document: str, said: Request, *words: str, format: str = "json") -> Result:
        path = tmp_path / "request.json"
        path.write_text(json.dumps(said))
        return run_program(document, "--request", str(path), "--format", format, *words)

    return ask


@cache
def sound(document: str, base: str) -> Result:
    """The answer to a sound request as it is."""
    return run_program(document, "--request", "-", "--format", "json", stdin=json.dumps(BASES[document][base]))


def names(text: str, field: str) -> bool:
    """Whether *text* has the name or the option of *field* as a whole word."""
    option = field.replace("_", "-")
    return re.search(rf"(?<![\w-])(--{option}|{field})(?![\w-])", text) is not None


def refused(run: Result) -> bool:
    """Whether the run gave no answer and said why."""
    return run.status in (2, 3, 4) and run.out == "" and run.err != ""


def notes(run: Result) -> list[str]:
    """The texts of the notes of what is not used; there is one at most."""
    found = [alert for alert in json.loads(run.out)["alerts"] if alert["code"] == NOTE]
    assert len(found) <= 1
    assert all(alert["severity"] == "note" for alert in found)
    return [alert["text"] for alert in found]


def beyond_the_echo(run: Result) -> dict[str, Any]:
    """The answer without what only repeats the request."""
    answer = {key: value for key, value in json.loads(run.out).items() if key not in ("request", "digest")}
    return {**answer, "alerts": [alert for alert in answer["alerts"] if alert["code"] != NOTE]}


def outcome(ask: Ask, case: Case) -> str:
    """What came of what was said; ``silent`` where nothing did."""
    said = {**case.request, case.field: case.value}
    run, before = ask(case.document, said), sound(case.document, case.base)
    if refused(run):
        named = any(names(run.err, field) for field in (case.field, *COMPANIONS.get(case.field, ())))
        return "refused by name" if named else f"refused without its name: {run.err}"
    if run.status not in (0, 3):
        return f"status {run.status}: {run.err}"
    if any(names(note, case.field) for note in notes(run)):
        return "named as not used"
    if beyond_the_echo(run) != beyond_the_echo(before):
        return "changes the answer"
    if case.field == "tz" and "at" in said:
        return "changes the calendar file" if in_the_calendar_file(ask, case.document, said) else "silent"
    return "silent"


def in_the_calendar_file(ask: Ask, document: str, said: Request) -> bool:
    """Whether another time zone gives another calendar file."""
    files = [ask(document, {**said, "tz": zone}, format="ics").out for zone in (said["tz"], "Europe/Berlin")]
    return "" not in files and files[0] != files[1]


def test_each_field_has_its_values():
    """A new field joins the table above, and so this test."""
    assert set(FIELDS) == set(SAID)


@pytest.mark.parametrize(("document", "base"), REQUESTS)
def test_a_request_in_which_nothing_is_idle_has_no_note(ask, document, base):
    run = ask(document, BASES[document][base])
    assert (0, []) == (run.status, notes(run)), run.err


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.document}: {case.base}: {case.field} {case.value}")
def test_what_is_said_is_used_or_refused_or_named(ask, case):
    accepted = ("refused by name", "named as not used", "changes the answer", "changes the calendar file")
    assert outcome(ask, case) in accepted


# What is read where it is used: a name on file or of a region, and what is written in place of one.
READ_LATE = ("holidays", "phase", "rates", "taper", "tablets", "rounding", *(n for n, f in FIELDS.items() if f.kind))


@pytest.mark.parametrize("field", READ_LATE)
@pytest.mark.parametrize(("document", "base"), REQUESTS)
def test_what_there_is_not_is_refused_where_it_would_not_be_used_too(ask, document, base, field):
    run = ask(document, {**BASES[document][base], field: "zzz"})
    assert refused(run)
    assert "zzz" in run.err.lower() or names(run.err, field)


REFERENCE_CASE = (
    "plan --weight 70kg --age 75 --regimen dermatomyositis --days 2 --product yimmugo --cycles 5 --start 2024-04-08 "
    "--at 09:00 --rates mgh --steroid prednisolone --tablets de --taper 60,50,40,30,20/cycle --format json"
)


def test_the_reference_case_has_no_note():
    run = run_program(*REFERENCE_CASE.split(" "))
    assert (0, []) == (run.status, notes(run))


def test_one_note_names_all_that_is_not_used(ask):
    """Nothing is closed, no clock time is given, and no rate is on file for what is given."""
    idle = {"move": "later", "move_limit": "2d", "anchor": "actual", "tz": "Europe/Berlin", "max_rate": "50mL/h"}
    run = ask("plan", {**NO_LADDER, **DATES, **idle})
    (note,) = notes(run)
    assert (0, []) == (run.status, [field for field in idle if not names(note, field)])


def test_a_stop_that_is_accepted_is_used(ask):
    """2.5 g/kg is above the 2 g/kg of a cycle."""
    said = {**NO_LADDER, "dose": "2.5g/kg", "days": 4, "start": "2026-03-09"}
    assert 3 == ask("plan", said).status
    run = ask("plan", {**said, "accept": ["dose.above-cycle-limit=discussed"]})
    assert (0, []) == (run.status, notes(run)), run.err


@pytest.mark.parametrize("document", BASES)
def test_a_label_is_printed(ask, document):
    request = next(iter(BASES[document].values()))
    assert "bed 7" in ask(document, {**request, "label": "bed 7"}, format="text").out
    assert "bed 7" not in ask(document, request, format="text").out


@pytest.mark.parametrize("document", ["plan", "calendar", "taper"])
def test_a_label_is_in_the_titles_of_a_calendar_file(ask, document):
    request = {**next(iter(BASES[document].values())), "tz": "Europe/Berlin", "label": "bed 7"}
    if document == "taper":
        del request["tz"]
    lines = ask(document, request, format="ics").out.splitlines()
    titles = [line for line in lines if line.startswith("SUMMARY:")]
    assert titles
    assert all(line.startswith("SUMMARY:bed 7: ") for line in titles)


OUTSIDE = {
    "plan": ("volume", "resume_rate"),
    "dose": ("volume", "resume_rate", "start", "closed", "given", "steroid", "taper"),
    "rates": ("start", "closed", "given", "cycle_date", "steroid", "taper"),
    "calendar": ("weight", "age", "dose", "product", "concentration", "rates", "steroid", "tablets", "volume"),
    "taper": ("height", "age", "risk", "dose", "product", "vials", "rates", "volume"),
    "weight": ("weight_policy", "product", "vials", "rates", "start", "closed", "cycles", "taper", "volume"),
}


@pytest.mark.parametrize(("document", "field"), [(one, field) for one, fields in OUTSIDE.items() for field in fields])
def test_a_request_written_by_hand_says_nothing_that_the_document_does_not_take(ask, document, field):
    run = ask(document, {**next(iter(BASES[document].values())), field: SAID[field][0]})
    assert (True, True) == (refused(run), names(run.err, field)), run.err


def test_a_cap_without_a_ladder_is_named():
    line = "plan -w 70kg --dose 1g/kg --days 1 -c 10% -s 2026-01-05 --max-rate 50mL/h --format json"
    run = run_program(*line.split())
    (note,) = notes(run)
    assert names(note, "max_rate")


# A plan that says a little of everything; a part of it takes what concerns it.
WHOLE: Request = {
    **WITH_LADDER, "height": "175cm", "sex": "male", "age": 40, "first_infusion": "no", **DATES, "at": "09:00",
    "rounding": "vial-down", "max_rate": "100mL/h", **CLOSED, **WRITTEN, "taper_align": "cycles", "tablets": "de",
    "label": "bed 7",
}  # fmt: skip
UNUSED = {
    "dose": "at start closed steroid taper taper_align tablets",
    "rates": "start closed steroid taper taper_align tablets",
    "calendar": "weight height sex age first_infusion dose product market rounding max_rate steroid taper taper_align "
    "tablets",
    "taper": "height sex age first_infusion dose product rounding max_rate",
    "weight": "product market rounding max_rate at start cycles closed steroid taper taper_align tablets",
}
DOSED = "weight height sex age first_infusion indication dose days every cycles product market rounding max_rate label"
TAKEN = {
    "dose": DOSED,
    "rates": f"{DOSED} at",
    "calendar": "days every cycles start closed at label",
    "taper": "weight indication days every cycles market start closed steroid taper taper_align tablets label",
    "weight": "weight height sex age dose days every label",
}
USED = {
    "dose": "height first_infusion rounding max_rate",
    "rates": "height first_infusion rounding max_rate",
    "calendar": "cycles closed",
    "taper": "taper_align tablets",
    "weight": "height sex",
}


@pytest.fixture
def saved(ask, tmp_path) -> str:
    """The whole plan, saved to a file."""
    path = str(tmp_path / "plan.json")
    run = ask("plan", WHOLE, "--output", path)
    assert 0 == run.status, run.err
    return path


@pytest.mark.parametrize("document", UNUSED)
def test_a_part_of_a_saved_plan_names_what_does_not_concern_it(saved, document):
    run = run_program(document, "--request", saved, "--format", "json")
    assert 0 == run.status, run.err
    (note,) = notes(run)
    assert [] == [field for field in UNUSED[document].split() if not names(note, field)]
    assert [] == [field for field in USED[document].split() if names(note, field)]


@pytest.mark.parametrize("document", UNUSED)
def test_a_part_of_a_saved_plan_is_the_same_without_it(saved, ask, document):
    """What is named as not used has not been used; the sources have that of the note beside their own."""
    part = run_program(document, "--request", saved, "--format", "json")
    said = {field: WHOLE[field] for field in TAKEN[document].split()}
    alone, of_the_plan = beyond_the_echo(ask(document, said)), beyond_the_echo(part)
    for answer in (alone, of_the_plan):
        answer["sources"] = [source for source in answer["sources"] if source["id"] != "house"]
    assert alone == of_the_plan
