"""The package as another program uses it: ``from ivigcalc import plan, ...``."""

import json
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date, time
from decimal import Context, Decimal, localcontext
from importlib.resources import files
from pathlib import Path

import pytest
from program import run_program
from reference_case import SAID
from saying import WELL

import ivigcalc
from ivigcalc import Fields, RecordInvalid, Refused, Unreadable
from ivigcalc.core.errors import IvigcalcError
from ivigcalc.documents.answer import DOCUMENTS
from ivigcalc.documents.intake import TAKES
from ivigcalc.request.fields import FIELDS, option

HEAVY = {"typer", "click", "rich", "pint", "jinja2", "icalendar", "holidays", "platformdirs"}
PLANNED = {"weight": "70kg", "regimen": "dermatomyositis", "days": 2, "product": "yimmugo", "start": "2024-04-08"}

# One request of each document, said as numbers, dates, lists and words.
ASKED = {
    "plan": {**SAID, "days": 2, "start": date(2024, 4, 8), "at": time(9), "risk": ["renal", "thrombosis"]},
    "dose": {"weight": Decimal("70.5"), "dose": "140g", "days": 2, "product": "yimmugo", "stock": "20g:6,10g:2"},
    "rates": {"weight": 70, "product": "bivigam", "volume": "280mL", "indication": "primary-immunodeficiency"},
    "calendar": {"start": "2024-11-28", "every": "4w", "days": 2, "cycles": 3, "closed": ["weekends", "2024-12-23"]},
    "taper": {"start": "2024-04-08", "steroid": "prednisolone", "tablets": "uk", "taper": "60x28,40x28,20"},
    "weight": {"weight": 70.5, "height": 165, "sex": "female", "dose": "2g/kg", "days": 2},
    "compare": {"weight": 73, "dose": "0.4g/kg/day", "days": 1, "market": "us"},
}


def in_shell(name: str, said: dict[str, object]) -> str:
    """What the command prints as JSON for the same request."""
    words = [name, "--format", "json"]
    for field, value in said.items():
        if FIELDS[field].flag:
            words.append(option(field))
            continue
        for one in value if isinstance(value, list) else [value]:
            words += [option(field), one.isoformat("minutes") if isinstance(one, time) else str(one)]
    return run_program(*words).out


def numbers(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, int | float | Decimal):
        yield value


def test_a_plan_is_one_call():
    assert Decimal(140) == ivigcalc.plan(**PLANNED)["phases"][0]["planned_g"]
    assert "140" == str(ivigcalc.plan(**PLANNED)["phases"][0]["planned_g"])


def test_each_document_is_a_function():
    assert set(DOCUMENTS) == set(ASKED) == set(DOCUMENTS) & set(ivigcalc.__all__)


@pytest.mark.parametrize("name", ASKED)
def test_a_document_that_is_dumped_is_what_the_command_prints_byte_for_byte(name):
    made = getattr(ivigcalc, name)(**ASKED[name])
    assert in_shell(name, ASKED[name]) == ivigcalc.dumps(made)


@pytest.mark.parametrize("name", ASKED)
def test_what_is_measured_is_exact_and_what_is_counted_is_whole(name):
    found = list(numbers(getattr(ivigcalc, name)(**ASKED[name])))
    assert not any(isinstance(one, float) for one in found)
    assert name == "calendar" or any(isinstance(one, Decimal) for one in found)
    assert not any(one.is_signed() and not one for one in found if isinstance(one, Decimal))


def test_a_number_is_rounded_as_the_command_rounds_it_and_written_without_idle_zeros():
    made = ivigcalc.dose(weight="71.37kg", dose="0.333g/kg", days=1, concentration="10%")
    phase = made["phases"][0]
    assert ("0.333", "23.766") == (str(phase["g_per_kg"]), str(phase["calculated_g"]))  # 71.37 x 0.333 = 23.76621
    assert "400" == str(ivigcalc.dose(weight=100, dose="4g/kg", days=10, concentration="10%")["phases"][0]["planned_g"])


def test_nothing_but_a_document_is_dumped():
    with pytest.raises(TypeError, match="complex 1j is nothing that a document holds"):
        ivigcalc.dumps({"weight": 1j})


def loaded(script: str) -> set[str]:
    """The modules of the top that an interpreter of its own has loaded by the end of *script*."""
    script += "\nimport sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_loads_no_heavy_library_and_no_calculation():
    script = "import sys, ivigcalc\nprint(*(name for name in sys.modules if name.startswith('ivigcalc.core.')))"
    assert not HEAVY & loaded("import ivigcalc")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert {"ivigcalc.core.errors", "ivigcalc.core.wording"} == set(done.stdout.split())


@pytest.mark.parametrize("name", ASKED)
def test_calling_loads_no_heavy_library(name):
    assert not HEAVY & loaded(
        f"import datetime, ivigcalc\nfrom decimal import Decimal\nivigcalc.{name}(**{ASKED[name]!r})"
    )


def test_holidays_are_loaded_where_the_request_has_some():
    script = "import ivigcalc\nivigcalc.calendar(start='2024-11-28', every='4w', days=2, cycles=3, holidays='DE')"
    assert {"holidays"} == HEAVY & loaded(script)


def test_an_error_has_field_why_and_what_to_do():
    with pytest.raises(Unreadable) as unreadable:
        ivigcalc.plan(**{**PLANNED, "weight": "70,5kg"})
    assert (
        "weight",
        "'70,5kg': not a number with a unit",
        "write 70, 70.5kg, 154lb or 3200g (a point, not a comma)",
    ) == (unreadable.value.field, unreadable.value.why, unreadable.value.do)
    with pytest.raises(Refused) as refused:
        ivigcalc.plan(**{**PLANNED, "weight": 401})
    assert ("weight", "weight 401 kg is outside 0.3 to 400 kg") == (refused.value.field, refused.value.why)
    assert refused.value.do.startswith("check the unit: ")


def test_an_error_names_arguments_and_no_options():
    with pytest.raises(Unreadable) as error:
        ivigcalc.dose(weight=70, dose="1g/kg", days=1)
    assert ("product", "no product", "give product, or concentration such as 10% with vials such as 5,10,20") == (
        error.value.field,
        error.value.why,
        error.value.do,
    )
    assert "no product: give product, or concentration such as 10% with vials such as 5,10,20" == str(error.value)


def test_all_that_is_missing_is_asked_for_at_once_and_is_no_single_field():
    with pytest.raises(Unreadable) as error:
        ivigcalc.plan(weight=70, regimen="dermatomyositis", product="yimmugo")
    assert "" == error.value.field
    assert str(error.value).startswith("no start date: give the first infusion day with start, such as 2024-04-08; ")
    assert "choose days, such as 2" in str(error.value)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"wieght": 70}, "wieght: no such field; did you mean weight?"),
        ({"weight": [70]}, "[70]: a text or a number is needed"),
        ({"weight": True}, "True: a text or a number is needed"),
        ({"weight": float("nan")}, "'nan': not a number with a unit"),
        ({"at": time(9, 0, 30)}, "'09:00:30': not a time of day"),
    ],
)
def test_what_is_no_field_or_no_value_is_refused(said, why):
    with pytest.raises(Unreadable) as error:
        ivigcalc.plan(**said)
    assert why == error.value.why


def test_a_field_of_another_document_is_refused():
    with pytest.raises(Unreadable) as error:
        ivigcalc.taper(**ASKED["taper"], height=175)
    assert ("height", "height is of no use to taper") == (error.value.field, error.value.why)


def test_what_is_none_was_not_said():
    assert ivigcalc.plan(**PLANNED) == ivigcalc.plan(**PLANNED, height=None, risk=None, pregnant=None)


def test_a_stop_comes_back_in_the_alerts():
    made = ivigcalc.dose(weight=70, dose="2.5g/kg", days=1, concentration="10%")
    assert ["dose.above-cycle-limit", "dose.above-day-limit"] == [
        alert["code"] for alert in made["alerts"] if alert["severity"] == "stop"
    ]


def test_a_local_formulary_is_named_by_its_folder(tmp_path):
    folder = tmp_path / "products"
    folder.mkdir()
    (folder / "yimmugo.toml").write_text("id = 'yimmugo'\n", encoding="utf-8")
    with pytest.raises(RecordInvalid, match="yimmugo"):
        ivigcalc.plan(**PLANNED, formulary=str(tmp_path))
    assert 140 == ivigcalc.plan(**PLANNED, formulary=None)["phases"][0]["planned_g"]


def test_the_callers_own_rounding_of_decimals_does_not_count():
    with localcontext(Context(prec=3)):
        made = ivigcalc.plan(**{**PLANNED, "weight": "71.37kg"})
    assert Decimal("142.74") == made["phases"][0]["calculated_g"]


def test_no_configuration_is_read(tmp_path, monkeypatch):
    config = tmp_path / "ivigcalc" / "config.toml"
    config.parent.mkdir()
    config.write_text("[defaults]\nmarket = 'us'\n", encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert "market" not in ivigcalc.plan(**PLANNED)["request"]


def test_several_threads_may_call_at_once():
    def planned(grams: int) -> str:
        return ivigcalc.dumps(ivigcalc.plan(**{**PLANNED, "weight": f"{grams}g"}))

    weights = [60_000 + 137 * number for number in range(24)]
    with ThreadPoolExecutor(8) as several:
        at_once = list(several.map(planned, weights))
    assert [planned(grams) for grams in weights] == at_once


def test_the_fields_that_are_typed_are_those_of_the_table():
    assert tuple(FIELDS) == tuple(Fields.__annotations__)
    assert {"label"} <= {field for fields in TAKES.values() for field in fields} <= set(Fields.__annotations__)
    for name, field in FIELDS.items():
        wanted = ivigcalc.Flag if field.flag else ivigcalc.Several if field.many or field.by_phase else ivigcalc.Said
        assert wanted == Fields.__annotations__[name], name


@pytest.mark.parametrize("name", ASKED)
def test_every_refusal_is_told_in_the_names_of_arguments(name):
    told = set()
    for field in TAKES[name]:
        for text in WELL[field]:
            said = {**ASKED[name], field: [text] if FIELDS[field].many else text}
            with suppress(IvigcalcError), collected(told):
                getattr(ivigcalc, name)(**said)
    assert told
    assert set() == {text for text in told if "--" in text or "[[" in text}


@contextmanager
def collected(told: set[str]) -> Iterator[None]:
    """Both texts of a refusal, in *told*."""
    try:
        yield
    except IvigcalcError as error:
        told |= {error.why, error.do}
        raise


FACE = """
from datetime import date
from decimal import Decimal
from typing import Any, assert_type

from ivigcalc import Fields, RecordInvalid, Refused, Unreadable, __version__
from ivigcalc import calendar, compare, dose, dumps, plan, rates, taper, weight

order: Fields = {"weight": Decimal("70.5"), "dose": "1g/kg", "days": [1, 3], "start": date(2026, 1, 5), "halves": True}
assert_type(plan(**order), dict[str, Any])
plan(weight="70kg", cycles=None, closed=["weekends", date(2026, 1, 6)])
assert_type(dumps(weight(weight=70)), str)
assert_type(__version__, str)
try:
    dose(weight="70kg", formulary="records")
except (Refused, Unreadable, RecordInvalid) as why:
    assert_type(why.field + why.why + why.do, str)
for made in (calendar, compare, rates, taper):
    made(label="A1")
"""
WRONG = {
    'plan(wieght="70kg")': "wieght",
    "plan(weight=[70, 80])": "weight",
    'plan("70kg")': "positional",
    "plan(halves=3.5)": "halves",
}


def typed(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = folder / "face.py"
    path.write_text(script, encoding="utf-8")
    mypy = Path(sysconfig.get_path("scripts"), "mypy")
    return subprocess.run(
        [str(mypy), "--strict", "--cache-dir", str(folder / "cache"), "--config-file", "", str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


def test_the_public_face_is_typed(tmp_path):
    assert files("ivigcalc").joinpath("py.typed").is_file()
    good = typed(FACE, tmp_path)
    assert 0 == good.returncode, good.stdout
    wrong = typed(FACE + "".join(f"{line}\n" for line in WRONG), tmp_path)
    assert len(WRONG) == wrong.stdout.count(": error: "), wrong.stdout
    assert all(word in wrong.stdout for word in WRONG.values())


def test_python_m_is_the_command_line():
    words = ["dose", "-w", "70kg", "--dose", "140g", "--days", "2", "-p", "yimmugo", "-f", "json"]
    done = subprocess.run([sys.executable, "-m", "ivigcalc", *words], capture_output=True, text=True, check=True)
    assert 140 == json.loads(done.stdout)["phases"][0]["planned_g"]
