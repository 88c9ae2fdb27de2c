"""Whatever stands in a file, the program answers as it promises: a result, or one line that names the file."""

import json
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from program import run_program
from promises import answered, readable
from saying import PLANNED, anything, mangled, requests, value_of

import ivigcalc
from ivigcalc.cli.cohort import COLUMNS
from ivigcalc.request.fields import FIELDS
from ivigcalc.request.settings_file import HABITS

DATA = Path(ivigcalc.__file__).parent / "data"
REFERENCE = ("--weight", "70kg", "--regimen", "dermatomyositis", "--days", "2", "--product", "octagam-10",
             "--cycles", "3", "--start", "2026-01-05", "--steroid", "prednisolone", "--taper", "60,40,20/cycle",
             "--tablets", "de")  # fmt: skip
SAVED = {
    "plan": ("plan", *REFERENCE),
    "plan that goes on": ("plan", "--request", "-", "--from-cycle", "2", "--weight", "90kg"),
    "dose": ("dose", *REFERENCE[:8]),
    "rates": (
        *("rates", "--weight", "70kg", "--product", "octagam-10", "--market", "us", "--dose", "70g"),
        *("--indication", "itp"),
    ),
    "calendar": ("calendar", "--days", "2", "--every", "4w", "--cycles", "3", "--start", "2026-01-05"),
    "taper": (
        "taper",
        "--steroid",
        "prednisolone",
        "--taper",
        "60x28,40x28,20",
        "--start",
        "2026-01-05",
        "--tablets",
        "1,5,20",
    ),
    "weight": ("weight", "--weight", "120kg", "--height", "170", "--sex", "female", "--dose", "1g/kg"),
}
RECORDS = ("products/octagam-10", "products/intragam-p", "regimens/itp", "regimens/cidp", "weight_policies/ontario",
           "tapers/aramis", "tapers/etg", "rate_protocols/mgh", "monitoring/igg-trough", "steroids/prednisolone",
           "sources/octagam-10-us-dosing")  # fmt: skip


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@cache
def saved(name: str) -> str:
    """A document of the program as it would be saved."""
    first = run_program("plan", *REFERENCE, "--format", "json").out
    found = run_program(*SAVED[name], "--format", "json", stdin=first)
    assert found.status in (0, 3), found.err
    return found.out


# What stands where a value is expected.
JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.integers(-(10**40), 10**40), st.floats(), anything,
        st.sampled_from((1e300, -0.0, "2026-01-05", 0.1 + 0.2)),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(anything, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def _dumped(value: Any) -> str:
    return json.dumps(value, default=str)


@st.composite
def altered(draw: st.DrawFn, value: Any) -> Any:
    """*value* with something in it taken out, put in or replaced by something else."""
    made = json.loads(json.dumps(value))
    for _ in range(draw(st.integers(1, 3))):
        at = made
        while isinstance(at, dict | list) and at:
            keys = sorted(at) if isinstance(at, dict) else list(range(len(at)))
            key = draw(st.sampled_from(keys))
            if isinstance(at[key], dict | list) and at[key] and draw(st.integers(0, 3)):
                at = at[key]
                continue
            match draw(st.integers(0, 3)):
                case 0:
                    del at[key]
                case 1 if isinstance(at, dict):
                    at[draw(anything)] = draw(JSON)
                case _:
                    at[key] = draw(JSON)
            break
    return made


@st.composite
def broken(draw: st.DrawFn, text: str) -> bytes:
    """*text* as bytes, of which some are changed."""
    data = draw(mangled(st.just(text))).encode("utf-8", "surrogatepass")
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(max_size=4)) + data[at + draw(st.integers(0, 4)) :]
    return draw(st.sampled_from((b"", b"", b"\xef\xbb\xbf", b"\xff\xfe"))) + data


def in_file(use: Callable[[str], None], data: bytes, name: str) -> None:
    """Hand the path of a file with *data* to *use*."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        Path(path).write_bytes(data)
        use(path)


# Requests


@st.composite
def request_files(draw: st.DrawFn) -> bytes:
    said: dict[str, Any] = {}
    for name, value in draw(requests()).items():
        said[name] = True if FIELDS[name].flag else [value] if FIELDS[name].many else value
    if draw(st.integers(0, 3)) == 0:
        anew = draw(requests(("weight", "dose", "product", "cycles", "taper", "rates", "cycle_date")))
        said["changes"] = [{**anew, "from_cycle": draw(st.sampled_from((2, 3, 1, 99, "2", None)))}]
    whole = said if draw(st.booleans()) else {"schema": "ivigcalc/plan/1", "request": said}
    match draw(st.integers(0, 4)):
        case 0:
            return _dumped(whole).encode("ascii")
        case 1:
            return "".join(f"{name} = {_dumped(value)}\n" for name, value in said.items()).encode("ascii")
        case 2:
            return draw(broken(_dumped(whole)))
        case 3:
            return draw(broken("".join(f"{name} = {_dumped(value)}\n" for name, value in said.items())))
        case _:
            return _dumped(draw(altered(whole))).encode("ascii")


@settings(max_examples=100, deadline=None)
@given(request_files(), st.sampled_from(("json", "text", "csv", "html")))
def test_a_request_file_gives_a_plan_or_one_line_that_says_why_not(data: bytes, form: str) -> None:
    def use(path: str) -> None:
        words = ["plan", "--request", path, "--format", form]
        readable(answered(words), words)

    in_file(use, data, "request")


# Saved documents


@st.composite
def saved_documents(draw: st.DrawFn) -> bytes:
    text = saved(draw(st.sampled_from(sorted(SAVED))))
    match draw(st.integers(0, 3)):
        case 0:
            return draw(broken(text))
        case 1:
            whole = json.loads(text)
            whole["request"] = draw(altered(whole["request"]))
            return _dumped(whole).encode("ascii")
        case _:
            return _dumped(draw(altered(json.loads(text)))).encode("ascii")


@settings(max_examples=100, deadline=None)
@given(saved_documents(), st.sampled_from(("json", "text")), st.data())
def test_a_saved_document_is_checked_or_refused_in_one_line(data: bytes, form: str, drawn: st.DataObject) -> None:
    orders = {
        "--dose": value_of("dose"), "--volume": value_of("volume"), "--rate": anything, "--date": value_of("start"),
    }  # fmt: skip
    words = ["check", "-", "--format", form]
    for name, value in orders.items():
        if drawn.draw(st.integers(0, 3)) == 0:
            words += [name, drawn.draw(value)]
    readable(answered(words, data), words)


@settings(max_examples=60, deadline=None)
@given(saved_documents(), requests(("weight", "dose", "product", "cycles", "taper", "rates", "cycle_date", "accept")))
def test_a_saved_document_goes_on_or_is_refused_in_one_line(data: bytes, anew: dict[str, str]) -> None:
    words = ["plan", "--request", "-", "--from-cycle", "2", "--format", "json"]
    for name, value in anew.items():
        words += [f"--{name.replace('_', '-')}", value]
    readable(answered(words, data), words)


# Rows


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """A table as CSV or JSON Lines, of which rows, cells, columns or bytes may be broken."""
    rows = draw(st.lists(requests(), min_size=1, max_size=4))
    columns = sorted({name for row in rows for name in row})
    if draw(st.booleans()):
        cells = [[row.get(name, "") for name in columns] for row in rows]
        lines = [",".join(columns), *(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in cells)]
        text = draw(st.sampled_from(("\n", "\r\n"))).join([*lines, ""])
    else:
        documents = [json.loads(saved("plan")) if draw(st.integers(0, 3)) == 0 else row for row in rows]
        text = "".join(_dumped(draw(altered(one)) if draw(st.booleans()) else one) + "\n" for one in documents)
    return draw(broken(text)) if draw(st.integers(0, 2)) == 0 else text.encode("utf-8", "surrogatepass")


@settings(max_examples=100, deadline=None)
@given(tables(), st.sampled_from(("json", "csv")))
def test_a_table_is_planned_row_by_row_or_refused(data: bytes, form: str) -> None:
    words = ["batch", "-", "--format", form]
    readable(answered(words, data), words)


@settings(max_examples=60, deadline=None)
@given(tables(), st.sampled_from(("json", "text", "csv")), st.sampled_from(("week", "month")))
def test_a_table_is_added_up_or_refused(data: bytes, form: str, by: str) -> None:
    words = ["forecast", "-", "--format", form, "--by", by]
    readable(answered(words, data), words)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=4, unique=True), st.binary(max_size=200))
def test_bytes_under_a_sound_head_are_refused_row_by_row(head: list[str], data: bytes) -> None:
    words = ["batch", "-"]
    answered(words, ",".join(head).encode() + b"\n" + data)


# Configuration and formulary


@st.composite
def configurations(draw: st.DrawFn) -> bytes:
    names = draw(st.lists(st.sampled_from(sorted(HABITS)), max_size=5, unique=True))
    lines = ["[defaults]", *(f"{name} = {_dumped(draw(st.one_of(value_of(name), JSON)))}" for name in names)]
    lines = [f"format = {_dumped(draw(anything))}", *lines] if draw(st.integers(0, 4)) == 0 else lines
    lines = [f"formulary = {_dumped(draw(anything))}", *lines] if draw(st.integers(0, 4)) == 0 else lines
    text = "\n".join(lines)
    return draw(broken(text)) if draw(st.booleans()) else text.encode("utf-8", "surrogatepass")


@settings(max_examples=60, deadline=None)
@given(configurations())
def test_a_configuration_holds_or_is_refused_in_one_line(data: bytes) -> None:
    def use(path: str) -> None:
        words = ["plan", *REFERENCE, "--config", path, "--format", "text"]
        readable(answered(words), words)

    in_file(use, data, "config.toml")


@st.composite
def records(draw: st.DrawFn) -> tuple[str, bytes]:
    """A shipped record with lines out of place, values replaced or bytes broken, and where it stands."""
    name = draw(st.sampled_from(RECORDS))
    lines = (DATA / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        key, sign, _ = lines[at].partition("=")
        match draw(st.integers(0, 3)):
            case 0:
                lines[at : at + 1] = []
            case 1:
                lines[at:at] = [lines[draw(st.integers(0, len(lines) - 1))]]
            case _ if sign:
                lines[at] = f"{key}= {draw(st.one_of(JSON.map(_dumped), anything))}"
        lines = lines or [""]
    text = "\n".join(lines)
    return name, draw(broken(text)) if draw(st.integers(0, 3)) == 0 else text.encode("utf-8", "surrogatepass")


@settings(max_examples=80, deadline=None)
@given(records(), st.sampled_from(("plan", "show", "check")), requests(PLANNED))
def test_a_local_record_is_used_or_refused_in_one_line(
    record: tuple[str, bytes], command: str, said: dict[str, str]
) -> None:
    name, data = record
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{name}.toml")
        path.parent.mkdir()
        path.write_bytes(data)
        kind, _, id = name.partition("/")
        words = ["catalogue", "show", id, "--formulary", folder]
        if command == "check":
            words = ["catalogue", "check", folder]
        if command == "plan":
            options = {"products": "product", "regimens": "regimen", "weight_policies": "weight_policy",
                       "tapers": "taper", "rate_protocols": "rates", "steroids": "steroid"}  # fmt: skip
            core = {"weight": "70kg", "dose": "1g/kg", "days": "2", "concentration": "10%", "start": "2026-01-05"}
            if kind in ("products", "regimens"):
                core.pop("concentration" if kind == "products" else "dose")
            more = {options[kind]: id} if kind in options else {}
            words = ["plan", "--formulary", folder]
            for field, value in {**core, **said, **more}.items():
                words += [f"--{field.replace('_', '-')}", *(() if FIELDS[field].flag else (value.replace("\0", ""),))]
        readable(answered(words), words)
