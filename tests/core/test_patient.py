"""Who counts as at risk."""

from decimal import Decimal

import pytest

from ivigcalc.core.patient import OF_CONTENTS, RISKS, Patient, at_risk

LIMIT = Decimal(65)


def judged(age=None, risks=None):
    return at_risk(Patient(Decimal(70), age=None if age is None else Decimal(age), risks=risks), LIMIT)


@pytest.mark.parametrize(
    ("age", "risks", "because"),
    [
        (None, ("renal",), "stated: renal"),
        (30, ("thrombosis", "renal"), "stated: renal, thrombosis"),
        (70, ("renal",), "stated: renal"),
    ],
)
def test_a_stated_risk_of_kidney_or_thrombosis(age, risks, because):
    assert (True, because, True) == judged(age, risks)


@pytest.mark.parametrize("age", ["65.1", "66", "100"])
@pytest.mark.parametrize("risks", [None, ("heart-failure",)])
def test_an_age_over_65(age, risks):
    assert (True, "age over 65", False) == judged(age, risks)


@pytest.mark.parametrize(
    ("age", "risks"), [(None, None), (65, None), (66, ()), (None, ("heart-failure",)), (65, ("corn-allergy",))]
)
def test_nobody_else(age, risks):
    assert (False, "", False) == judged(age, risks)


def test_the_risks_that_a_product_decides_about_are_risks():
    assert set(OF_CONTENTS) < set(RISKS)
