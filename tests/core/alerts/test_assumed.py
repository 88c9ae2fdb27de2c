"""Every choice that the user did not make is a note."""

from decimal import Decimal

from planning import asked, dosed, plan, raised

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.printed.sources import Citation
from ivigcalc.documents.answer import document as document_of
from ivigcalc.request.stocked import Stocked

REFERENCE = {"weight": "70kg", "regimen": "dermatomyositis", "days": 2, "product": "yimmugo", "risk": ["none"]}


def assumed(made):
    """The notes on what was assumed, with what to do; all are notes."""
    found = raised(made, "dose.assumed")
    assert all("note" == alert.severity for alert in found)
    return {alert.whole: alert.do for alert in found}


def cited(made, text):
    """Where the note *text* points to."""
    (citation,) = (alert.citation for alert in raised(made, "dose.assumed") if text == alert.whole)
    return citation


def test_the_default_variant_of_a_regimen_is_named_with_the_others():
    made = plan(weight="70kg", regimen="transplant-rejection", days=2, concentration="10%")
    text = (
        "regimen transplant-rejection/ontario-2025 (Ontario, immunoglobulin alone) assumed: a guideline, and the one "
        "for immunoglobulin without plasma exchange"
    )
    others = (
        "ontario-2025-plasma-exchange",
        "us-hospital",
        "nhs-england-2021-incompatible",
        "nhs-england-2021-incompatible-kidney",
        "nhs-england-2021-rejection",
        "kinderformularium-incompatible-kidney",
        "kinderformularium-kidney-rejection",
    )
    on_file = ", ".join(f"transplant-rejection/{id}" for id in others)
    assert f"to change this, choose {on_file}" == assumed(made)[text]
    assert Citation("house", "the regimen's default variant, for the reason given") == cited(made, text)


def test_a_variant_that_was_said_is_not_assumed():
    made = plan(**{**REFERENCE, "regimen": "dermatomyositis/dermatology-review", "market": "eu", "cycles": 1})
    assert {} == assumed(made)


def test_the_only_variant_is_not_assumed():
    made = plan(weight="60kg", regimen="heparin-induced-thrombocytopenia", concentration="10%", risk=["none"])
    assert {} == assumed(made)


def test_one_cycle_is_assumed_where_the_regimen_repeats():
    made = plan(**REFERENCE)
    text = "course: one cycle: no number was given"
    assert "give [[cycles]] to change this" == assumed(made)[text]
    assert "hoffmann-enk-2019" == cited(made, text).source  # that of the regimen
    assert text not in assumed(plan(**REFERENCE, cycles=1))


def test_one_cycle_is_assumed_where_the_regimen_only_limits_them():
    made = plan(weight="70kg", regimen="transplant-rejection/us-hospital", concentration="10%")
    assert "single dose: one cycle: no number was given" in assumed(made)


def test_a_dose_that_was_said_is_given_once_unless_it_has_an_interval():
    assert {} == assumed(dosed(risk=["none"]))
    text = "course: one cycle: no number was given"
    assert {text} == set(assumed(dosed(every="4w", risk=["none"])))
    chosen = Citation("house", "what neither a regimen nor the order says is chosen, and this is stated")
    assert chosen == cited(dosed(every="4w", risk=["none"]), text)  # and no source for a dose


def test_days_by_the_default_of_the_source_are_named_with_the_reason():
    made = plan(weight="70kg", regimen="cidp", days="maintenance=2", concentration="10%", risk=["none"])
    because = "0.4 g/kg a day lowers the risk of thrombosis (katz-shoenfeld-2005, abstract)"
    assert f"loading: loading over 5 days (2 to 5): {because}" in assumed(made)


def test_labels_that_give_the_plan_alike_are_named():
    text = "market not given: the labels of eu, us give the same plan; text from eu"
    made = plan(**REFERENCE)
    assert "set [[market]] to choose one" == assumed(made)[text]
    because = "labels that agree in everything the plan uses need no choice"
    assert Citation("house", because) == cited(made, text)
    assert not any("market" in text for text in assumed(plan(**REFERENCE, market="us")))


def test_vials_that_the_hospital_does_not_have_are_named():
    said = {"weight": "70kg", "dose": "1g/kg", "days": 1, "product": "octagam-10", "market": "eu", "risk": ["none"]}
    in_stock = Stocked("octagam-10", (Decimal(5), Decimal(10), Decimal(20)), "house.toml: stocked.octagam-10")
    made = document_of("dose", asked(said)._replace(stocked=(in_stock,)), Catalogue()).plan
    assert Alert(
        "dose.assumed",
        "note",
        "vials of 5, 10, 20 g, which are in stock; the label of Octagam 10 % (100 g/L) has 2, 30 g too",
        "give [[vials]] to change this",
        Citation("house", "the vials in stock are those that the configuration names"),
        brief="vials in stock, 5, 10, 20 g ([[vials]])",
    ) == next(alert for alert in raised(made, "dose.assumed") if "in stock" in alert.text)


def test_another_weight_policy_than_the_one_of_the_source_is_named():
    said = {"weight": "70kg", "regimen": "dermatomyositis/ontario-2018", "concentration": "10%"}
    text = "the regimen's source uses weight policy ontario; this plan uses actual"
    made = plan(**said)
    assert "to follow the source, set [[weight_policy]] ontario" == assumed(made)[text]
    assert Citation("house", "a weight policy is never assumed") == cited(made, text)
    followed = plan(**said, weight_policy="ontario", weight_factor="0.4", height="180cm", sex="male")
    assert not any("weight policy" in text for text in assumed(followed))


def test_an_infusion_not_said_to_be_a_later_one_is_a_first_one():
    text = "first infusion not stated: every infusion is timed and observed as a first infusion"
    made = plan(**REFERENCE, rates="mgh")
    assert "set [[first_infusion]] yes or no" == assumed(made)[text]
    assert "flebogamma-5-eu-leaflet" == cited(made, text).source
    assert text not in assumed(plan(**REFERENCE, rates="mgh", first_infusion="no"))
    assert text not in assumed(plan(**REFERENCE, rates="mgh", first_infusion="yes"))
    assert text not in assumed(plan(**REFERENCE))  # no rate, so nothing is timed


def test_a_patient_of_whom_no_risk_was_said_is_not_slowed_down():
    text = "risks not stated: no precaution for a patient at risk was applied"
    assert "list each with [[risk]], or state [[risk]] none" == assumed(dosed())[text]
    assert "gamunex-c-us-warnings-copy" == cited(dosed(), text).source
    assert text in assumed(dosed(age=65))
    assert text not in assumed(dosed(age=66))  # at risk by age
    assert text not in assumed(dosed(risk=["none"]))
    assert text not in assumed(dosed(risk=["heart-failure"]))


def test_what_a_label_leaves_open_of_its_rates_is_named():
    said = {"dose": "0.4g/kg", "product": "flebogamma-5", "market": "eu", "concentration": "5%", "indication": "cidp"}
    text = "infusion rate: the printed start is 0.01 to 0.02 mL/kg/min; the lower is used"
    assert "enter [[rates]] to change this" == assumed(dosed(**said))[text]
    assert "flebogamma-5-eu-leaflet" == cited(dosed(**said), text).source
    assert text not in assumed(dosed(**said, rates="0.01x30,0.02 mL/kg/min"))
