"""Alerts on the product: what its label forbids, warns of, does not name, and what of it is not on file."""

import pytest
from formularies import PRODUCT, formulary
from planning import answer_to, document, dosed, only, plan, raised, stops

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.plan import plan as planned
from ivigcalc.core.printed.sources import Citation
from ivigcalc.documents.resolve import course
from ivigcalc.request.request import read

PRIVIGEN = {"product": "privigen", "market": "us"}
SORBITOL = [
    ("flebogamma-5", "eu"),
    ("flebogamma-5", "us"),
    ("flebogamma-10", "us"),
    ("flebogamma-10", "eu"),
    ("flebogamma-10", "au"),
    ("gammaplex-5", "us"),
    ("gammaplex-5", "uk"),
]


def of(product, market):
    """The *product* and its strength in per cent, which is the end of its id."""
    return {"product": product, "market": market, "concentration": f"{product.rpartition('-')[2]}%"}


METHOD = "check the glucose meters of the ward"
OF_NO_LABEL = Citation("house", "only a strength was given, so no label is known")


def test_a_contraindication_that_a_stated_risk_meets_is_a_stop():
    made = dosed(risk=["hyperprolinaemia"], **PRIVIGEN)
    alert = only(made, "product.contraindicated")
    assert "stop" == alert.severity
    assert "Privigen 10 % (100 g/L) is contraindicated: hyperprolinaemia" == alert.whole
    assert "choose another product; or accept, with a reason" == alert.do
    assert "privigen-us-label-quote" == alert.citation.source
    assert "product.contraindicated" in stops(made)


@pytest.mark.parametrize("risk", [{}, {"risk": ["none"]}, {"risk": ["corn-allergy"]}])
def test_no_stated_risk_that_the_label_names_is_none(risk):
    assert [] == raised(dosed(**risk, **PRIVIGEN), "product.contraindicated")


@pytest.mark.parametrize(("product", "market"), SORBITOL)
def test_sorbitol_and_a_stated_fructose_intolerance_are_a_stop_in_every_market(product, market):
    said = of(product, market)
    made = dosed(risk=["fructose-intolerance"], **said)
    alert = only(made, "product.contraindicated")
    assert ("stop", "flebogamma-5-eu-leaflet") == (alert.severity, alert.citation.source)
    assert [] == raised(made, "product.contraindications-unknown") + raised(made, "product.warning")
    quiet = dosed(risk=["none"], **said)
    assert [] == raised(quiet, "product.warning") + raised(quiet, "product.contraindicated")


@pytest.mark.parametrize(("product", "market"), SORBITOL)
def test_a_sorbitol_product_is_a_stop_below_2_years_in_every_market(product, market):
    said = {**of(product, market), "weight": "10kg"}
    alert = only(dosed(age="1.9", **said), "product.contraindicated")
    assert ("stop", "flebogamma-5-eu-leaflet") == (alert.severity, alert.citation.source)
    assert " is contraindicated: age 1.9, below 2 years: " in alert.text
    assert [] == raised(dosed(age=2, **said), "product.contraindicated")


@pytest.mark.parametrize(("product", "market"), SORBITOL)
def test_an_age_that_was_not_said_is_a_caution_where_the_weight_may_be_that_of_a_child_below_2(product, market):
    """30 kg is the most that is plausible in the second year (limits/weight)."""
    said = of(product, market)
    alert = only(dosed(weight="30kg", **said), "product.contraindicated")
    assert ("caution", "give [[age]]") == (alert.severity, alert.do)
    assert alert.text.startswith("age not given, and ")
    assert " is contraindicated below 2 years: " in alert.text
    assert [] == raised(dosed(weight="30.1kg", **said), "product.contraindicated")
    assert [] == raised(dosed(weight="30kg", pregnant=True, **said), "product.contraindicated")


def test_a_product_without_sorbitol_is_for_an_infant():
    assert [] == raised(dosed(weight="10kg", age=1, product="gammaplex-10", market="us"), "product.contraindicated")
    made = dosed(weight="10kg", age=1, risk=["fructose-intolerance"], product="kiovig", market="eu")
    assert [] == raised(made, "product.contraindicated")


@pytest.mark.parametrize(
    ("said", "from_years", "source"),
    [
        ({"product": "alyglo"}, 17, "alyglo-us-safety"),
        ({"product": "alyglo", "indication": "primary-immunodeficiency"}, 17, "alyglo-us-safety"),
        ({"product": "bivigam"}, 2, "bivigam-us-age"),  # of the whole label
        ({"product": "bivigam", "indication": "primary-immunodeficiency"}, 2, "bivigam-us-age"),
        ({"product": "bivigam", "indication": "cidp"}, 2, "bivigam-us-age"),  # outside the label
        ({"product": "qivigy"}, 18, "qivigy-us-dosing"),  # "adults"
        ({"product": "gammagard-liquid"}, 2, "gammagard-liquid-us-pi-dosing"),  # the least of all its indications
        ({"product": "gammagard-liquid", "indication": "mmn"}, 18, "gammagard-liquid-us-mmn-dosing"),
        ({"product": "gamunex-10", "market": "eu", "indication": "myasthenia-gravis"}, 18, "gamunex-10-uk-smpc"),
    ],
)
def test_younger_than_the_licence_is_a_caution(said, from_years, source):
    younger, old_enough = f"{from_years - 1}.9", from_years
    alert = only(dosed(weight="20kg", age=younger, **said), "product.age")
    assert ("caution", source) == (alert.severity, alert.citation.source)
    assert f"is for patients from {from_years} years" in alert.text
    assert [] == raised(dosed(weight="20kg", age=old_enough, **said), "product.age")
    assert [] == raised(dosed(weight="20kg", **said), "product.age")


@pytest.mark.parametrize(
    "said",
    [
        {"product": "kiovig", "market": "eu", "indication": "cidp"},  # from 0 years
        {"product": "privigen", "market": "us"},  # an age for one of three indications
        {"product": "panzyga", "market": "us", "indication": "kawasaki"},  # outside the label at any age
        {},
    ],
)
def test_no_licence_by_age_is_none(said):
    assert [] == raised(dosed(weight="5kg", age=0, **said), "product.age")


def test_an_age_that_is_forbidden_is_not_said_again_as_outside_the_licence():
    made = dosed(weight="10kg", age=1, **of("flebogamma-5", "eu"))
    assert ["product.contraindicated"] == stops(made)
    assert [] == raised(made, "product.age")


def test_corn_and_maltose():
    said = {"product": "octagam-10", "market": "us", "indication": "itp"}
    alert = only(dosed(risk=["corn-allergy"], **said), "product.warning")
    assert "caution" == alert.severity
    assert (
        "Octagam 10 % (100 g/L): contains maltose, a disaccharide derived from corn: avoid in known corn allergy"
        == alert.whole
    )
    assert "weigh the risk or choose another product" == alert.do
    assert "octagam-us-safety" == alert.citation.source


@pytest.mark.parametrize(
    ("risk", "severity", "do"),
    [
        *(({"risk": risk} if risk else {}, "note", METHOD) for risk in ([], ["none"], ["renal"])),
        (
            {"risk": ["glucose-meter"]},
            "stop",
            "choose another product, or use only a glucose-specific method for blood glucose; or accept, with a reason",
        ),
    ],
)
def test_maltose_is_said_whatever_was_said_of_risks_and_is_a_stop_with_a_meter_that_it_misleads(risk, severity, do):
    alert = only(dosed(product="octagam-10", market="us", indication="itp", **risk), "product.glucose-meter")
    assert severity == alert.severity
    assert (
        "Octagam 10 % (100 g/L): some systems (GDH-PQQ, glucose-dye-oxidoreductase) read maltose as glucose; "
        "use a glucose-specific method" == alert.whole
    )
    assert do == alert.do
    assert "octagam-us-safety" == alert.citation.source


def test_a_product_without_maltose_has_no_such_alert():
    assert [] == raised(dosed(risk=["glucose-meter"], **PRIVIGEN), "product.glucose-meter")


def test_a_risk_that_lies_in_the_product_when_no_contraindications_are_on_file():
    alert = only(
        dosed(product="yimmugo", market="eu", risk=["iga-antibodies", "renal", "hyperprolinaemia"]),
        "product.contraindications-unknown",
    )
    assert "caution" == alert.severity
    assert (
        "contraindications of Yimmugo 100 g/L are not on file: safety with iga-antibodies, hyperprolinaemia is not "
        "known" == alert.whole
    )
    assert "check contraindications and composition in the current label" == alert.do
    assert "yimmugo-uk-smpc" == alert.citation.source


@pytest.mark.parametrize(
    "said",
    [
        {"product": "yimmugo", "market": "eu", "risk": ["renal"]},
        {"product": "yimmugo", "market": "us", "risk": ["iga-antibodies"]},
        {
            "product": "gammaplex-5",
            "market": "uk",
            "concentration": "5%",
            "risk": ["fructose-intolerance"],
        },  # a warning
    ],
)
def test_what_is_on_file_or_lies_in_the_patient_is_not_unknown(said):
    assert [] == raised(dosed(**said), "product.contraindications-unknown")


def test_a_risk_that_a_label_warns_of_is_not_unknown_where_it_has_no_contraindications(tmp_path):
    warning = '\n[[labels.warnings]]\nrisk = "glucose-meter"\ntext = "contains maltose"\nat = "page 2"\n'
    catalogue = Catalogue(formulary(tmp_path, products__examplegam=PRODUCT + warning))
    said = {"weight": "70kg", "dose": "1g/kg", "days": 1, "start": "2026-01-05", "product": "examplegam"}
    made = answer_to("plan", {**said, "risk": ["glucose-meter", "hyperprolinaemia"]}, catalogue).plan
    alert = only(made, "product.contraindications-unknown")
    assert alert.text.endswith(": safety with hyperprolinaemia is not known")


def test_nothing_is_known_of_a_product_that_is_not_on_file():
    alert = only(dosed(risk=["hyperprolinaemia"]), "product.contraindications-unknown")
    assert (
        "contraindications of 100 g/L, product not on file are not on file: safety with hyperprolinaemia is not "
        "known" == alert.whole
    )
    assert OF_NO_LABEL == alert.citation


def test_an_indication_that_the_label_does_not_name_is_a_note():
    made = plan(weight="70kg", regimen="dermatomyositis", days=2, product="yimmugo")
    alert = only(made, "product.off-label")
    assert "note" == alert.severity
    assert "Dermatomyositis is not on the label of Yimmugo 100 g/L (eu), as far as it is on file" == alert.whole
    assert "confirm that off-label use is agreed and documented" == alert.do
    assert Citation("yimmugo-uk-smpc", "section 4.1") == alert.citation
    assert made.indication.licensed is False


def test_an_indication_that_the_label_names_is_none():
    made = plan(weight="70kg", regimen="dermatomyositis", days=2, product="octagam-10", market="us")
    assert [] == raised(made, "product.off-label") + raised(made, "product.licence-unknown")
    assert made.indication.licensed is True


def test_a_label_without_indications_on_file_is_not_said_to_leave_one_out():
    made = plan(weight="70kg", regimen="dermatomyositis", days=2, product="yimmugo", market="us")
    assert [] == raised(made, "product.off-label")
    alert = only(made, "product.licence-unknown")
    assert "note" == alert.severity
    assert "indications of Yimmugo 100 g/L (us) are not on file: Dermatomyositis may be off-label" == alert.whole
    assert "check the current label; off-label use must be agreed and documented" == alert.do
    assert Citation("yimmugo-us-ndc", "the label, as far as seen") == alert.citation
    assert made.indication.licensed is None


def test_without_an_indication_or_a_label_nothing_is_off_label():
    assert [] == raised(dosed(**PRIVIGEN), "product.off-label")
    assert [] == raised(dosed(indication="itp"), "product.off-label")
    assert [] == raised(dosed(indication="itp"), "product.licence-unknown")


def test_what_of_the_label_is_not_on_file_is_a_note():
    alert = only(dosed(product="yimmugo", market="eu"), "product.part-unknown")
    assert "note" == alert.severity
    assert alert.whole.startswith("not on file for Yimmugo 100 g/L: doses, infusion rates, ")
    assert "check these in the current label" == alert.do
    assert "yimmugo-uk-smpc" == alert.citation.source


def test_a_label_that_is_on_file_in_full_has_nothing_to_say():
    case = course(
        read({"weight": "70kg", "dose": "1g/kg", "days": 1, "product": "yimmugo", "market": "eu"}), Catalogue()
    )
    full = case.preparation.label._replace(not_on_file=())
    assert 1 == len(raised(planned(case), "product.part-unknown"))
    made = planned(case._replace(preparation=case.preparation._replace(label=full)))
    assert [] == raised(made, "product.part-unknown")


def test_of_a_product_that_is_not_on_file_nothing_is_known():
    alert = only(dosed(), "product.part-unknown")
    assert "note" == alert.severity
    assert "product not on file: rates, contraindications and handling are unknown" == alert.whole
    assert "choose a [[product]] on file if there is one, and check the current label" == alert.do
    assert OF_NO_LABEL == alert.citation


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("age", {"age": 1, "weight": "10kg", **of("flebogamma-5", "eu")}),  # a stop
        ("age", {"age": 2, "weight": "10kg", **of("flebogamma-5", "eu")}),  # no caution that it was not said
        ("age", {"age": 16, "product": "alyglo"}),  # outside the licence
        ("risk", {"risk": ["hyperprolinaemia"], **PRIVIGEN}),
        ("risk", {"risk": ["fructose-intolerance"], **of("gammaplex-5", "us")}),
        ("risk", {"risk": ["heart-failure"], "dose": "0.9g/kg", "concentration": "5%"}),  # volume.high
    ],
)
def test_what_decides_on_a_product_or_its_volume_is_never_called_unused(field, said):
    """A note that asks to leave it out would take the stop away with it."""
    made = document("dose", **{"weight": "70kg", "dose": "1g/kg", "days": 1, "concentration": "10%", **said}).plan
    assert not [alert.text for alert in raised(made, "request.not-used") if f"[[{field}]]" in alert.text]
    plain = {field: {"age": 40, "risk": ["corn-allergy"]}[field], "product": "kiovig", "market": "eu"}
    quiet = document("dose", weight="70kg", dose="1g/kg", days=1, **plain).plan
    assert f"not used here: [[{field}]]" in only(quiet, "request.not-used").whole
