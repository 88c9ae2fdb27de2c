"""What of a label a plan depends on, and the product as a plan shows it."""

from decimal import Decimal

import pytest
from formularies import formulary
from planning import dosed, plan

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import PRODUCTS, RATES
from ivigcalc.core.course.planned import PlannedProduct
from ivigcalc.core.course.preparation import matters_to, planned_product, what_matters
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.patient import Patient
from ivigcalc.documents.resolve import course
from ivigcalc.request.request import read

RULES = Catalogue().limits(RATES)


def matters(product, market, indication=None, risks=()):
    (label,) = (label for label in Catalogue().record(PRODUCTS, product).labels if market in label.markets)
    return what_matters(label, indication, risks, Decimal(100), RULES)


def test_two_labels_are_alike_where_they_differ_in_nothing_that_is_asked():
    assert matters("yimmugo", "eu", "dermatomyositis") == matters("yimmugo", "us", "dermatomyositis")


@pytest.mark.parametrize(
    ("indication", "risks"),
    [
        ("primary-immunodeficiency", ()),  # named by one of them
        ("dermatomyositis", ("iga-antibodies",)),  # a contraindication of one of them
    ],
)
def test_they_differ_in_licence_and_in_what_a_stated_risk_meets(indication, risks):
    assert matters("yimmugo", "eu", indication, risks) != matters("yimmugo", "us", indication, risks)


def test_they_differ_in_a_warning_that_a_stated_risk_meets():
    (_, label) = Catalogue().record(PRODUCTS, "octagam-10").labels
    silent = label._replace(warnings=())
    assert what_matters(label, "itp", ("corn-allergy",), Decimal(100), RULES) != what_matters(
        silent, "itp", ("corn-allergy",), Decimal(100), RULES
    )
    assert what_matters(label, "itp", ("renal",), Decimal(100), RULES) == what_matters(
        silent, "itp", ("renal",), Decimal(100), RULES
    )


def test_a_contraindication_and_a_warning_are_not_alike():
    said = {"product": "flebogamma-10", "risk": ["fructose-intolerance"], "rates": "0.3x30,0.6 mL/kg/h"}
    with pytest.raises(Unreadable, match="labels differ for this plan"):
        dosed("0.4g/kg", **said)


def test_the_labels_of_privigen_differ_in_their_vials():
    choices = r"choose market us or market eu \(or de, fr, es, it, at, uk\) or market au \(or nz\) or market ch; "
    with pytest.raises(Unreadable, match=choices + r"\[defaults\] market in a configuration sets it once for all"):
        dosed(product="privigen")


def test_the_product_is_shown_with_its_label_and_handling():
    product = plan(weight="70kg", regimen="dermatomyositis", days=2, product="octagam-10", market="us").product
    assert ("octagam-10", "Octagam 10 % (100 g/L)", "us", 100, False) == (
        *(product.id, product.name, product.market),
        *(product.concentration_g_per_l, product.local),
    )
    assert product.label_date is None  # not printed on what was seen
    assert {"flush", "filter", "pooling"} <= {handling.what for handling in product.handling}
    assert "2024-06-21" == plan(weight="70kg", dose="1g/kg", days=1, product="yimmugo", market="eu").product.label_date


def test_of_a_product_that_is_not_on_file_only_the_strength_is_shown():
    product = dosed(concentration="5%").product
    assert (
        PlannedProduct(None, "50 g/L, product not on file", None, None, Decimal(50), local=False, handling=())
        == product
    )


def test_a_product_of_a_local_formulary_is_shown_as_such(tmp_path):
    said = {"weight": "70kg", "dose": "1g/kg", "days": "1", "product": "examplegam", "market": "de"}
    product = planned_product(course(read(said), Catalogue(formulary(tmp_path))))
    assert ("examplegam", "Examplegam 100 g/L", "de", True) == (
        *(product.id, product.name, product.market),
        product.local,
    )


def test_labels_that_forbid_another_age_or_risk_are_not_alike():
    limits = course(read({"weight": "70kg", "dose": "1g/kg", "days": "1", "concentration": "10%"}), Catalogue()).limits
    (us,) = (label for label in Catalogue().record(PRODUCTS, "gammaplex-5").labels if "us" in label.markets)
    other = us._replace(composition=())
    infant, adult = (Patient(Decimal(kg), age=Decimal(age)) for kg, age in ((10, 1), (70, 40)))
    unsaid, intolerant = Patient(Decimal(10)), adult._replace(risks=("fructose-intolerance",))
    for patient in (infant, unsaid, intolerant):
        assert matters_to(patient, us, None, limits) != matters_to(patient, other, None, limits)
    assert matters_to(adult, us, None, limits) == matters_to(adult, other, None, limits)


def test_labels_with_another_licence_by_age_are_not_alike_below_it():
    limits = course(read({"weight": "70kg", "dose": "1g/kg", "days": "1", "concentration": "10%"}), Catalogue()).limits
    (label,) = Catalogue().record(PRODUCTS, "alyglo").labels
    open_to_all = label._replace(indications=())
    young, old = (Patient(Decimal(50), age=Decimal(age)) for age in (16, 17))
    assert matters_to(young, label, None, limits) != matters_to(young, open_to_all, None, limits)
    assert matters_to(old, label, None, limits) == matters_to(old, open_to_all, None, limits)


def test_labels_that_say_something_else_of_overweight_patients_are_not_alike():
    limits = course(read({"weight": "70kg", "dose": "1g/kg", "days": "1", "concentration": "10%"}), Catalogue()).limits
    (_, label) = Catalogue().record(PRODUCTS, "octagam-5").labels
    silent = label._replace(overweight=None)
    for kg, cm, differ in ((110, None, True), (100, None, False), (90, 173, True), (90, 174, False)):  # BMI 30.07, 29.7
        patient = Patient(Decimal(kg), None if cm is None else Decimal(cm))
        alike = matters_to(patient, label, None, limits) == matters_to(patient, silent, None, limits)
        assert differ != alike
