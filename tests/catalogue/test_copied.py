"""A record is copied as its file stands, and a template holds the keys of its type."""

import re
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.copied import TEMPLATES, template, text_of_record
from ivigcalc.catalogue.kinds import LIMITS, LOCAL, PRODUCTS
from ivigcalc.core.errors import Unreadable
from ivigcalc.documents import record_schemas

FILLED = {
    "product": {
        "name": '"Ourgam 100 g/L"', "g_per_l": "100", "source": '"our-leaflet"', "at": '"section 2"',
        "markets": '["de"]', "g": "10", "ml": "100", "id": '"cidp"', "unit": '"mL/kg/h"', "rates": "[0.5, 1, 2]",
        "minutes": "[30, 30]",
    },
    "regimen": {
        "name": '"Our regimen"', "group": '"neurology"', "default_reason": '"the only one"',
        "source": '"our-leaflet"', "status": '"hospital protocol"', "dose_g_per_kg_min": "2",
        "dose_g_per_kg_max": "2", "days_min": "5", "days_max": "5", "at": '"table 1"',
    },
    "rate_protocol": {
        "name": '"Our rates"', "source": '"our-leaflet"', "unit": '"mL/kg/h"', "rates": "[0.5, 1, 2]",
        "minutes": "[30, 30]", "at": '"page 2"',
    },
    "source": {
        "title": '"Leaflet"', "publisher": '"Maker"', "tier": '"label"', "seen": '"2026-11-22"',
    },
}  # fmt: skip
OURS = {"source": "our-leaflet", "product": "ourgam", "regimen": "ours", "rate_protocol": "our-rates"}
FOLDER = {"product": "products", "regimen": "regimens", "rate_protocol": "rate_protocols", "source": "sources"}


def filled(kind: str, id: str) -> str:
    """The template of *kind* with every FILL_IN that is not optional written over by the value of its key."""
    lines = template(kind, id, Catalogue()).splitlines()
    values = FILLED[kind]
    lines = [
        line
        if line.startswith("#")
        else re.sub(r"(\w+) = (\[?FILL_IN\]?)", lambda found: f"{found[1]} = {values[found[1]]}", line)
        for line in lines
    ]
    if kind == "product":
        lines = [line.removeprefix("# ") if line.startswith("# minutes") else line for line in lines]
        lines = [re.sub(r"\[FILL_IN\]", "[30, 30]", line) if line.startswith("minutes") else line for line in lines]
    return "\n".join(lines) + "\n"


def formulary(folder: Path) -> Path:
    for kind, id in OURS.items():
        path = folder / FOLDER[kind] / f"{id}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(filled(kind, id), encoding="utf-8")
    return folder


def test_what_was_filled_in_is_a_sound_formulary_and_plans(tmp_path, ivigcalc):
    folder = str(formulary(tmp_path))
    assert (0, "4 records, no fault\n", "") == ivigcalc("catalogue", "check", folder)
    order = ["70kg", "ours", "ourgam", "2026-01-05", "--rates", "our-rates"]
    run = ivigcalc("plan", *order, "--formulary", folder, "--brief")
    assert 0 == run.status, run.err
    assert "30 g = 300 mL on each of 5 days" in run.out  # 140 g from 10 g vials: 5 x 30 g, +7.1 %


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_template_that_is_not_filled_in_is_no_record(kind):
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(template(kind, "ours", Catalogue()))


@pytest.mark.parametrize("kind", TEMPLATES)
def test_every_optional_line_is_a_key_too(kind):
    """With each sign taken away and each FILL_IN a number, the template has no key that its type has not."""
    text = template(kind, "ours", Catalogue())
    opened = re.sub(r"(?m)^# (\[|\w+ = )", r"\1", text).replace("FILL_IN", "1")
    found = tomllib.loads(opened)
    faults = Draft202012Validator(record_schemas.schema(FOLDER[kind])).iter_errors(found)
    assert not [error.message for error in faults if error.validator in ("additionalProperties", "required")]


@pytest.mark.parametrize("kind", list(LOCAL))
def test_a_copied_record_is_sound_in_a_formulary(kind, tmp_path):
    """Under its own id it stands in place of the shipped one."""
    shipped = Catalogue()
    for id in shipped.ids(LOCAL[kind]):
        if id == "house":  # the program's own choices are never local
            continue
        path = tmp_path / kind / f"{id}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text_of_record(shipped, LOCAL[kind], id), encoding="utf-8")
    assert () == Catalogue(tmp_path).check()[1]


def test_limits_are_not_copied():
    with pytest.raises(Unreadable, match=r"rates: limits are the program's own and never local"):
        text_of_record(Catalogue(), LIMITS, "rates")


@pytest.mark.parametrize(
    ("what", "id", "said"),
    [
        ("drug", "ours", "no template 'drug'; there are product, regimen, rate_protocol, source"),
        ("product", "Our Brand", "'Our Brand' is no id; write small letters, digits and hyphens, such as our-brand"),
        (
            "product",
            "mgh",
            "'mgh' is a rate protocol on file; take another id, or copy that record: ivigcalc catalogue",
        ),
    ],
)
def test_no_template_is_written_for(what, id, said):
    with pytest.raises(Unreadable) as told:
        template(what, id, Catalogue())
    assert told.value.sentence(str).startswith(said)


def test_a_local_record_is_copied_from_the_formulary(tmp_path):
    folder = formulary(tmp_path)
    text = (folder / "products" / "ourgam.toml").read_text(encoding="utf-8")
    assert text == text_of_record(Catalogue(folder), PRODUCTS, "ourgam")
