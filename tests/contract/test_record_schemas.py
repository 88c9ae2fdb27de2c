"""The JSON Schema of each kind of record: every shipped record fits it, and what the reader refuses does not."""

import json
import tomllib

import pytest
from jsonschema import Draft202012Validator

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import LOCAL
from ivigcalc.documents import schemas


def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(schemas.schema(kind))


@pytest.mark.parametrize("kind", LOCAL)
def test_it_is_printed_by_the_name_of_the_kind(ivigcalc, kind):
    run = ivigcalc("schema", kind)
    assert (0, "") == (run.status, run.err)
    Draft202012Validator.check_schema(json.loads(run.out))
    assert f"urn:ivigcalc:record:{kind}" == json.loads(run.out)["$id"]


@pytest.mark.parametrize("kind", LOCAL)
def test_every_shipped_record_fits_it(kind):
    check, catalogue = validator(kind), Catalogue()
    for id in catalogue.ids(LOCAL[kind]):
        text = catalogue.path(LOCAL[kind], id).read_text(encoding="utf-8")
        record = json.loads(json.dumps(tomllib.loads(text), default=str))  # dates are text to the reader too
        assert [] == [error.message for error in check.iter_errors(record)], id


LABEL = {"markets": ["us"], "source": "x"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"colour": "red"}, "'colour' was unexpected"),
        ({"labels": [{**LABEL, "vials": [{"g": 5, "ml": 50}]}]}, "'at' is a required property"),
        ({"labels": [{**LABEL, "vials": [{"g": "5", "at": "p"}]}]}, "'5' is not of type 'number'"),
        ({"labels": [{"markets": ["us"]}]}, "'source' is a required property"),
    ],
)
def test_what_the_reader_refuses_does_not_fit(more, said):
    record = {"id": "x", "name": "X", "strengths": [{"g_per_l": 100, "at": "p"}], "labels": []}
    assert [] == list(validator("products").iter_errors(record))
    assert any(said in error.message for error in validator("products").iter_errors({**record, **more}))
