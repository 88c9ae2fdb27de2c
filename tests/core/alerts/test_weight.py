"""Alerts on the weight: each raised just beyond its figure, and not at it."""

import pytest
from planning import dosed, only, raised, stops

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.alerts.weight import not_this_disease
from ivigcalc.core.plan import worked_out
from ivigcalc.documents.resolve import course
from ivigcalc.request.request import read


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"weight": "9.99kg", "height": "100cm"}, "BMI 9.99 (9.99 kg, 100 cm) is below 10"),
        ({"weight": "80.01kg", "height": "100cm"}, "BMI 80.01 (80.01 kg, 100 cm) is above 80"),
        (
            {"weight": "19.9kg", "age": 18},
            "19.9 kg at 18 years is below 20 kg, the lowest plausible weight at that age",
        ),
        (
            {"weight": "18.1kg", "age": 0},
            "18.1 kg at 0 years is above 18 kg, the highest plausible weight at that age",
        ),
    ],
)
def test_a_weight_that_cannot_well_be_right_is_a_stop(said, text):
    made = dosed("0.4g/kg", **said)
    alert = only(made, "weight.implausible")
    assert "stop" == alert.severity
    assert text == alert.whole
    assert "check weight, height, age and units; or accept, with a reason" == alert.do
    assert ["weight.implausible"] == stops(made)


@pytest.mark.parametrize(
    "said",
    [
        {"weight": "10kg", "height": "100cm"},
        {"weight": "80kg", "height": "100cm"},
        {"weight": "20kg", "age": 18},
        {"weight": "18kg", "age": 0},
        {"weight": "5kg"},
    ],
)
def test_at_the_limits_it_may_be_right(said):
    assert [] == raised(dosed("0.4g/kg", **said), "weight.implausible")


def test_the_figure_that_speaks_against_the_weight_is_cited():
    light = only(dosed("0.4g/kg", weight="9kg", height="100cm"), "weight.implausible").citation
    heavy = only(dosed("0.4g/kg", weight="90kg", height="100cm"), "weight.implausible").citation
    young = only(dosed("0.4g/kg", weight="40kg", age=1), "weight.implausible").citation
    assert ["below any", "above any", "second ye"] == [citation.at[:9] for citation in (light, heavy, young)]


def test_over_100_kg_without_a_height_is_a_caution():
    alert = only(dosed("0.4g/kg", weight="100.1kg"), "weight.not-assessed")
    assert "caution" == alert.severity
    assert "100.1 kg, above 100 kg, dosed on actual body weight with no height given" == alert.whole
    assert "give [[height]] and [[sex]], and compare the weight policies" == alert.do
    assert "elsevier-immune-globulin" == alert.citation.source
    assert [] == raised(dosed("0.4g/kg", weight="100kg"), "weight.not-assessed")
    assert [] == raised(dosed("0.4g/kg", weight="101kg", height="190cm"), "weight.not-assessed")


def test_a_bmi_of_30_on_actual_weight_is_a_caution():
    alert = only(dosed("0.4g/kg", weight="86.7kg", height="170cm"), "weight.not-assessed")
    assert "caution" == alert.severity
    assert "BMI 30 is 30 or more; dosed on actual body weight" == alert.whole
    assert "consider adjusted body weight; compare the weight policies" == alert.do
    assert "elsevier-immune-globulin" == alert.citation.source
    above = only(dosed("0.4g/kg", weight="86.701kg", height="170cm"), "weight.not-assessed")
    assert "BMI 30.0003 is 30 or more; dosed on actual body weight" == above.text
    assert [] == raised(dosed("0.4g/kg", weight="86.6kg", height="170cm"), "weight.not-assessed")


def test_on_an_adjusted_weight_it_was_assessed():
    said = {"weight": "100kg", "height": "175cm", "sex": "male", "weight_policy": "nba-2026"}
    assert [] == raised(dosed("0.4g/kg", **said), "weight.not-assessed")


# 165 cm, female: ideal 45.5 + 2.3 x (165 / 2.54 - 60) = 56.91 kg


def test_an_adjusted_weight_that_changes_the_dose_by_more_than_10_percent_is_a_caution():
    alert = only(dosed("1g/kg", weight="70kg", height="165cm", sex="female"), "weight.policy-matters")
    assert "caution" == alert.severity
    assert "adjusted body weight (62.15 kg) would lower the dose by 11.2 %" == alert.whole  # (70 - 62.146) / 70
    assert "choose the [[weight_policy]] of your local protocol" == alert.do
    assert "house" == alert.citation.source
    assert [] == raised(dosed("1g/kg", weight="68kg", height="165cm", sex="female"), "weight.policy-matters")


def test_exactly_10_percent_is_none_and_a_little_more_is_not_shown_as_10():
    # 65 in, female: ideal 45.5 + 2.3 x 5 = 57 kg; of 68.4 kg the adjusted weight is 57 + 0.4 x 11.4 = 61.56 kg
    said = {"height": "65in", "sex": "female"}
    assert [] == raised(dosed("1g/kg", weight="68.4kg", **said), "weight.policy-matters")
    alert = only(dosed("1g/kg", weight="68.41kg", **said), "weight.policy-matters")
    assert "adjusted body weight (61.56 kg) would lower the dose by 10.01 %" == alert.whole


@pytest.mark.parametrize(
    "said",
    [
        {"dose": "70g"},  # whatever the weight
        {"dose": "1g/kg", "sex": None},
        {"dose": "1g/kg", "weight_policy": "uk-request-form"},
    ],
)
def test_where_no_adjusted_weight_can_matter_there_is_none(said):
    told = {"weight": "70kg", "height": "165cm", "sex": "female", **said}
    assert [] == raised(dosed(**{k: v for k, v in told.items() if v is not None}), "weight.policy-matters")


def test_a_later_phase_per_kg_makes_it_matter():
    made = dosed("70g", weight="70kg", height="165cm", sex="female", then=["1g/kg, 1 day, every 4w, 1 cycle"])
    assert 1 == len(raised(made, "weight.policy-matters"))


GIRL = {"regimen": "mis-c/acr", "days": 1, "sex": "female", "age": 13}


def test_the_ideal_weight_of_the_source_is_compared_and_no_adjusted_one():
    # 165 cm, female: 56.9134 kg; of 63.3 kg it is 10.1 % lower, and the adjusted weight, 59.47 kg, 6.1 %
    alert = only(dosed("2g/kg", weight="63.3kg", height="165cm", **GIRL), "weight.policy-matters")
    assert "caution" == alert.severity
    assert "the source's ideal body weight (56.91 kg) would lower the dose by 10.1 %" == alert.whole
    assert "choose the [[weight_policy]] acr-mis-c" == alert.do
    assert "house" == alert.citation.source
    assert [] == raised(dosed("2g/kg", weight="63.2kg", height="165cm", **GIRL), "weight.policy-matters")
    followed = dosed("2g/kg", weight="63.3kg", height="165cm", weight_policy="acr-mis-c", **GIRL)
    assert [] == raised(followed, "weight.policy-matters")


def test_an_ideal_weight_that_is_asked_for_and_not_known_is_a_caution_until_the_dose_is_limited():
    said = {"weight": "45kg", "height": "128cm", **GIRL, "age": 8}
    alert = only(dosed("2g/kg", **said), "weight.policy-matters")
    assert "caution" == alert.severity
    assert (
        "dosed on actual body weight; the regimen's source doses on ideal body weight, which is not known: in an "
        "overweight patient it gives far less" == alert.whole
    )
    assert "compare with ideal body weight by your growth chart, and limit the dose with [[max_dose]]" == alert.do
    assert "acr-mis-c-guidance" == alert.citation.source
    assert [] == raised(dosed("2g/kg", **said, max_dose="52g"), "weight.policy-matters")
    assert [] == raised(dosed("52g", **said), "weight.policy-matters")
    assert [] == raised(dosed("2g/kg", **{**said, "regimen": "mis-c/ontario"}), "weight.policy-matters")


def test_within_2_kg_of_where_the_policy_switches_is_a_note():
    # 175 cm, male: ideal 50 + 2.3 x (175 / 2.54 - 60) = 70.4646 kg, and 120 % of it 84.5575 kg
    said = {"height": "175cm", "sex": "male", "weight_policy": "us-120-percent"}
    alert = only(dosed(weight="86.55kg", **said), "weight.near-trigger")
    assert "note" == alert.severity
    assert (
        "86.55 kg is 1.99 kg above 84.56 kg, where policy us-120-percent switches from actual to adjusted "
        "weight" == alert.whole
    )
    assert "reweigh before the dose is prepared" == alert.do
    assert "house" == alert.citation.source
    assert 1 == len(raised(dosed(weight="82.56kg", **said), "weight.near-trigger"))
    assert [] == raised(dosed(weight="86.56kg", **said), "weight.near-trigger")
    assert [] == raised(dosed(weight="82.55kg", **said), "weight.near-trigger")
    assert [] == raised(dosed(weight="84kg", **{**said, "weight_policy": "actual"}), "weight.near-trigger")


MIS_C = {"weight": "48kg", "height": "153cm", "sex": "female", "age": 13, "weight_policy": "acr-mis-c"}


def test_a_weight_policy_of_another_disease_is_a_caution():
    alert = only(dosed(**MIS_C, indication="cidp"), "weight.not-this-disease")
    assert "caution" == alert.severity
    assert (
        "weight policy acr-mis-c (American College of Rheumatology, MIS-C: ideal weight) is for mis-c, not for "
        "Chronic inflammatory demyelinating polyneuropathy"
    ) == alert.text
    assert "acr-mis-c-guidance" == alert.citation.source


def test_each_disease_that_a_weight_policy_is_for_is_named():
    said = {"dose": "1g/kg", "days": 1, "concentration": "10%", **MIS_C, "indication": "cidp"}
    now = worked_out(course(read(said), Catalogue()))
    policy = now.case.weight_policy._replace(indications=("mis-c", "kawasaki"))
    (alert,) = not_this_disease(now._replace(case=now.case._replace(weight_policy=policy)))
    assert " is for mis-c, kawasaki, not for Chronic" in alert.text


@pytest.mark.parametrize(
    "said",
    [
        {**MIS_C, "indication": "mis-c"},
        MIS_C,  # no disease is known
        {**MIS_C, "weight_policy": "ideal", "indication": "cidp"},  # of no disease of its own
    ],
)
def test_a_weight_policy_of_this_disease_or_of_none_has_no_such_alert(said):
    assert [] == raised(dosed(**said), "weight.not-this-disease")


STANDARD = (
    "the label bases the dose of overweight patients on the physiological standard body weight and prints no formula"
)


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ({"product": "octagam-10", "market": "eu"}, "octagam-no-felleskatalogen"),
        ({"product": "octagam-5", "market": "eu", "concentration": "5%"}, "octagam-no-felleskatalogen"),
        ({"regimen": "dermatomyositis/octagam-eu", "dose": "2g/kg", "days": 2}, "octagam-international-dosing"),
    ],
)
@pytest.mark.parametrize("height", ["180cm", None])  # BMI 34, and over 100 kg without a height
def test_a_label_with_a_weight_of_its_own_for_overweight_patients_is_named(said, source, height):
    measured = {"weight": "110kg"} if height is None else {"weight": "110kg", "height": height}
    alert = only(dosed(**measured, **said), "weight.not-assessed")
    assert alert.text.endswith(f"; {STANDARD}")
    assert source == alert.citation.source
    assert [] == raised(dosed(weight="70kg", height="180cm", **said), "weight.not-assessed")
