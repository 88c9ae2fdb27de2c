"""Alerts on the infusion rate."""

from decimal import Decimal

import pytest
from formularies import formulary
from planning import document, dosed, only, plan, raised, stops

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.plan import plan as planned
from ivigcalc.core.printed.sources import Citation
from ivigcalc.documents.resolve import course
from ivigcalc.request.request import read

D = Decimal

DM = {"weight": "70kg", "regimen": "dermatomyositis", "days": 2}
OCTAGAM = {"product": "octagam-10", "market": "us"}
LATER = {"risk": ["none"], "first_infusion": "no"}
OUR_RATES = """
id = "our-rates"
name = "Rates of our pharmacy"
source = "our-pharmacy"
kind = "hospital"
products = ["octagam-10"]

[ladder]
unit = "mL/kg/h"
rates = [1.2, 2.5]
minutes = [30]
at = "page 4"
"""


def test_no_rate_on_file_is_a_caution_with_a_form_that_works():
    made = plan(product="yimmugo", **DM)
    alert = only(made, "rate.none-on-file")
    assert "caution" == alert.severity
    assert "Yimmugo 100 g/L: no infusion rate on file, so no pump timetable" == alert.whole
    assert (
        'enter the rates of the product\'s current label as [[rates]] "RATExMINUTES,RATE mL/kg/h", choose a rate '
        "protocol on file, or give [[over]]" == alert.do
    )
    assert Citation("house", "start and maximum rates are never invented") == alert.citation
    form = alert.do.split('[[rates]] "')[1].split('"')[0]
    written = plan(product="yimmugo", rates=form.replace("RATExMINUTES", "0.3x30").replace("RATE", "1.2"), **DM)
    assert [] == raised(written, "rate.none-on-file")
    assert written.phases[0].days[0].infusion is not None
    assert made.phases[0].days[0].infusion is None


# Above the label: octagam-10 for dermatomyositis, at most 4 mg/kg/min, which is 2.4 mL/kg/h


def test_a_written_ladder_above_the_label_is_a_stop():
    made = plan(rates="1.2x30,2.5 mL/kg/h", **DM, **OCTAGAM, **LATER)
    alert = only(made, "rate.above-label")
    assert "stop" == alert.severity
    assert (
        "2.5 mL/kg/h is above the label's maximum of 2.4 mL/kg/h (the label's rates for dermatomyositis)" == alert.whole
    )
    assert "use slower [[rates]] or set [[max_rate]]; or accept, with a reason" == alert.do
    assert "octagam-10-us-dosing" == alert.citation.source


def test_a_written_ladder_up_to_the_label_is_none():
    assert [] == raised(plan(rates="1.2x30,2.4 mL/kg/h", **DM, **OCTAGAM, **LATER), "rate.above-label")


def test_a_max_rate_that_keeps_a_written_ladder_within_the_label_is_what_the_alert_asks_for():
    above = {"rates": "1.2x30,4.8 mL/kg/h", **DM, **OCTAGAM, **LATER}
    assert "set [[max_rate]]" in only(plan(**above), "rate.above-label").do
    assert [] == raised(plan(**above, max_rate="2.4mL/kg/h"), "rate.above-label")
    assert "2.5 mL/kg/h is above" in only(plan(**above, max_rate="2.5mL/kg/h"), "rate.above-label").whole


def test_above_the_label_as_far_as_it_allows_some_is_a_caution():
    # privigen, EU: 4.8 mL/kg/h, and 7.2 in experienced patients with an immunodeficiency
    said = {"weight": "70kg", "dose": "0.4g/kg", "days": 1, "indication": "primary-immunodeficiency", **LATER}
    made = plan(rates="0.3x30,7.2 mL/kg/h", product="privigen", market="eu", **said)
    alert = only(made, "rate.above-label")
    assert "caution" == alert.severity
    assert (
        "7.2 mL/kg/h is above the label's maximum of 4.8 mL/kg/h (the label's rates, primary-immunodeficiency "
        "included); the label allows 7.2 mL/kg/h: patients with primary immunodeficiency who have tolerated 4.8 "
        "mL/kg/h well; increased gradually" == alert.whole
    )
    assert "use slower [[rates]] or set [[max_rate]]" == alert.do
    assert "privigen-eu-leaflet" == alert.citation.source
    assert ["rate.above-label"] == stops(plan(rates="0.3x30,7.3 mL/kg/h", product="privigen", market="eu", **said))


@pytest.mark.parametrize(("source", "severity"), [("our-pharmacy", "caution"), ("mgh-ivig-policy", "stop")])
def test_a_local_protocol_above_the_label_is_no_stop_where_it_cites_its_own_source(tmp_path, source, severity):
    ours = formulary(tmp_path, rate_protocols__our_rates=OUR_RATES.replace("our-pharmacy", source))
    made = planned(course(read({**DM, **OCTAGAM, **LATER, "rates": "our-rates"}), Catalogue(ours)))
    alert = only(made, "rate.above-label")
    assert severity == alert.severity
    assert (
        "2.5 mL/kg/h is above the label's maximum of 2.4 mL/kg/h (the label's rates for dermatomyositis)" == alert.whole
    )
    assert ("accept" in alert.do) == ("stop" == severity)


# Patients at risk


def test_a_written_ladder_above_the_rate_for_patients_at_risk_is_a_stop():
    # 0.03 mL/kg/min is 1.8 mL/kg/h, 126 mL/h for 70 kg
    made = plan(rates="0.6x30,2 mL/kg/h", **DM, **OCTAGAM, risk=["thrombosis"])
    alert = only(made, "rate.above-label")
    assert "stop" == alert.severity
    assert (
        "course: at risk (stated: thrombosis): the pump reaches 140 mL/h for 70 kg; the label allows such patients at "
        "most 1.8 mL/kg/h" == alert.whole
    )
    assert 'set [[max_rate]] "0.03 mL/kg/min" or enter slower [[rates]]; or accept, with a reason' == alert.do
    assert "octagam-10-us-dosing" == alert.citation.source
    for quiet in (
        {"rates": "0.6x30,1.8 mL/kg/h", "risk": ["thrombosis"]},
        {"rates": "0.6x30,2 mL/kg/h", "risk": ["none"]},
        {"rates": "0.6x30,2 mL/kg/h", "risk": ["thrombosis"], "max_rate": "0.03 mL/kg/min"},
        {"risk": ["thrombosis"]},  # the label's own ladder ends at the cap
    ):
        assert [] == raised(plan(**DM, **OCTAGAM, **quiet), "rate.above-label")


def test_a_rate_for_patients_at_risk_in_mg_goes_by_the_concentration():
    # 3.3 mg/kg/min of 50 mg/mL are 198 / 50 = 3.96 mL/kg/h, 277.2 mL/h for 70 kg
    said = {"product": "octagam-5", "market": "us", "concentration": "5%", "risk": ["thrombosis"]}
    alert = only(dosed("0.4g/kg", rates="0.6x30,3.99 mL/kg/h", **said), "rate.above-label")
    assert (
        "course: at risk (stated: thrombosis): the pump reaches 279.3 mL/h for 70 kg; the label allows such patients "
        "at most 3.96 mL/kg/h" == alert.whole
    )
    assert [] == raised(dosed("0.4g/kg", rates="0.6x30,3.96 mL/kg/h", **said), "rate.above-label")


def test_a_label_without_a_number_for_a_stated_risk_is_a_stop():
    made = plan(**DM, product="privigen", market="us", risk=["renal"])
    alert = only(made, "rate.at-risk-no-number")
    assert "stop" == alert.severity
    assert (
        "at risk (stated: renal): the label gives no number: minimum dose and infusion rate practicable; no "
        "number printed" == alert.whole
    )
    assert "set [[max_rate]], in mL/kg/h or mL/h; or accept, with a reason" == alert.do
    assert "privigen-us-dosing" == alert.citation.source
    assert [] == raised(plan(**DM, product="privigen", market="us", risk=["renal"], max_rate="1.2mL/kg/h"), alert.code)


def test_for_age_alone_it_is_a_caution():
    alert = only(plan(**DM, product="privigen", market="us", age=66), "rate.at-risk-no-number")
    assert "caution" == alert.severity
    assert "set [[max_rate]], in mL/kg/h or mL/h" == alert.do


@pytest.mark.parametrize("said", [{"age": 65}, {"age": 66, "risk": ["none"]}, {"risk": ["heart-failure"]}])
def test_whoever_is_not_at_risk_needs_no_number(said):
    assert [] == raised(plan(**DM, product="privigen", market="us", **said), "rate.at-risk-no-number")


def test_a_label_that_says_nothing_on_file_of_patients_at_risk():
    made = plan(**DM, product="privigen", market="eu", risk=["thrombosis"])
    alert = only(made, "rate.at-risk-no-number")
    assert "stop" == alert.severity
    assert "at risk (stated: thrombosis): no rate for such patients is on file" == alert.whole
    assert Citation("house", "what sources do not give is asked for") == alert.citation
    assert "caution" == only(plan(**DM, product="privigen", market="eu", age=70), "rate.at-risk-no-number").severity


def test_a_label_with_a_number_caps_and_needs_none():
    assert [] == raised(plan(**DM, **OCTAGAM, risk=["thrombosis"]), "rate.at-risk-no-number")


def test_a_product_that_is_not_on_file_has_no_number_for_patients_at_risk():
    made = dosed("0.4g/kg", rates="0.3x30,0.6 mL/kg/h", risk=["renal"])
    assert "no rate for such patients is on file" in only(made, "rate.at-risk-no-number").whole


def test_without_any_rate_there_is_nothing_to_cap():
    assert [] == raised(plan(**DM, product="yimmugo", risk=["renal"]), "rate.at-risk-no-number")


def test_a_protocol_with_a_number_of_its_own_needs_none():
    assert [] == raised(dosed("0.4g/kg", rates="iceland-octagam", risk=["thrombosis"]), "rate.at-risk-no-number")
    assert 1 == len(raised(dosed("0.4g/kg", rates="mgh", risk=["thrombosis"]), "rate.at-risk-no-number"))


@pytest.mark.parametrize(
    ("patient", "severity"),
    [
        ({"risk": ["renal"]}, "stop"),
        ({"risk": ["renal", "thrombosis"]}, "stop"),
        ({"age": 66}, "caution"),
        ({"age": 66, "risk": ["non-o-blood-group"]}, "caution"),
    ],
)
def test_the_number_of_a_protocol_for_thrombosis_is_none_for_another_risk(patient, severity):
    made = dosed("0.4g/kg", rates="iceland-octagam", **patient)
    assert D("2.4") == max(step.ml_per_kg_per_h for step in made.phases[0].days[0].infusion.steps)  # it still caps
    assert severity == only(made, "rate.at-risk-no-number").severity


# Where the ladder comes from


def test_a_protocol_that_belongs_to_no_product_is_a_caution():
    alert = only(plan(**DM, product="yimmugo", rates="mgh"), "rate.not-this-product")
    assert "caution" == alert.severity
    assert (
        "rates of a hospital protocol (Massachusetts General Hospital, IVIg policy), not of Yimmugo 100 g/L"
        == alert.whole
    )
    assert "check against the product's label" == alert.do
    assert "mgh-ivig-policy" == alert.citation.source


def test_a_protocol_of_another_product_is_a_caution():
    made = plan(**DM, product="yimmugo", rates="iceland-octagam")
    assert (
        "rates of a national protocol (Icelandic primary care, Octagam, written for octagam-10), not of Yimmugo 100 g/L"
        == only(made, "rate.not-this-product").whole
    )
    of_two = plan(**DM, product="yimmugo", rates="norway-nurse")
    assert (
        "(Norwegian handbook of neurology, nurse procedure, written for kiovig, octagam-10)"
        in only(of_two, "rate.not-this-product").whole
    )
    assert [] == raised(plan(**DM, **OCTAGAM, rates="iceland-octagam", **LATER), "rate.not-this-product")
    assert [] == raised(plan(**DM, product="yimmugo", rates="0.3x30,0.6 mL/kg/h"), "rate.not-this-product")


def test_steps_filled_in_between_printed_ones_are_a_note():
    alert = only(plan(**DM, **OCTAGAM, **LATER), "rate.convention")
    assert "note" == alert.severity
    assert (
        "the rate source prints a start and a maximum but not every step between: steps marked convention are 1, 2, 4 "
        "times the start, then 2 starts more with each step" == alert.whole
    )
    assert "check the steps against your local protocol, or enter [[rates]]" == alert.do
    assert "house" == alert.citation.source
    printed = plan(weight="70kg", regimen="itp/octagam-us", **OCTAGAM, **LATER)
    assert [] == raised(printed, "rate.convention")


def test_steps_that_the_maker_prints_and_its_label_does_not_are_a_note():
    said = {"product": "gammagard-liquid", "market": "us", "risk": ["none"]}
    alert = only(infused(indication="mmn", **said), "rate.maker")
    told = (
        "the label prints a start and a maximum but not every step between: steps marked maker are the maker's own, "
        "not the label's"
    )
    assert ("note", True) == (
        alert.severity,
        alert.whole.startswith(f"{told}; the maker's calculator prints 5, 10, 20,"),
    )
    assert "gammagard-liquid-us-mmn-dosing" == alert.citation.source
    qivigy = only(infused(product="qivigy", indication="primary-immunodeficiency", risk=["none"]), "rate.maker")
    assert (told, "qivigy-us-calculator-first") == (qivigy.whole, qivigy.citation.source)
    for other in (infused(indication="cidp", **said), infused(indication="mmn", **{**said, "volume": "17mL"})):
        assert [] == raised(other, "rate.maker")
    assert [] == raised(infused(indication="mmn", rates="0.5x30,1 mL/kg/h", **said), "rate.maker")


def test_a_convention_step_that_is_not_reached_is_not_mentioned():
    made = plan(weight="70kg", dose="2g", days=1, indication="dermatomyositis", **OCTAGAM, **LATER)  # 20 mL
    assert [] == raised(made, "rate.convention")


def test_an_indication_that_is_unknown_takes_the_slowest_ladder_and_says_so():
    alert = only(dosed("2g/kg", days=2, **OCTAGAM, **LATER), "rate.lowest-ladder")
    assert "note" == alert.severity
    assert "Octagam 10 % (100 g/L): no indication given; lowest label maximum applies" == alert.whole
    assert "give [[indication]] if the label lists it" == alert.do
    assert "octagam-10-us-dosing" == alert.citation.source
    unnamed = only(dosed(indication="kawasaki", **OCTAGAM, **LATER), "rate.lowest-ladder")
    assert "the label has no rates for kawasaki; lowest label maximum applies" in unnamed.text
    assert [] == raised(dosed(indication="itp", **OCTAGAM, **LATER), "rate.lowest-ladder")
    assert [] == raised(dosed(rates="0.6x30,1.2 mL/kg/h", **OCTAGAM, **LATER), "rate.lowest-ladder")


def test_a_label_with_the_same_rates_for_every_indication_needs_none():
    assert [] == raised(dosed(product="iqymune", market="eu"), "rate.lowest-ladder")
    assert [] != raised(dosed(product="privigen", market="eu"), "rate.lowest-ladder")  # up to 7.2 mL/kg/h in some


# Time in use: octagam-10, US: pooled bags within 8 hours


def test_an_infusion_longer_than_the_label_allows_is_a_caution():
    made = dosed("1g/kg", indication="itp", rates="1.2 mL/kg/h", **OCTAGAM, **LATER)  # 700 mL at 84 mL/h: 500 min
    alert = only(made, "infusion.over-in-use")
    assert "caution" == alert.severity
    assert "500 min is above the in-use time of 8 h (infuse pooled bags within 8 hours)" == alert.whole
    assert "hang vials one at a time, pool in portions, or use more days" == alert.do
    assert "octagam-10-us-dosing" == alert.citation.source


def test_an_infusion_of_exactly_that_time_is_none():
    made = dosed("67.2g", indication="itp", rates="1.2 mL/kg/h", rounding="exact", **OCTAGAM, **LATER)  # 672 / 84 = 8 h
    assert 480 == made.phases[0].days[0].infusion.total_minutes
    assert [] == raised(made, "infusion.over-in-use")


def test_a_label_that_only_says_when_to_begin_has_no_time_limit():
    made = dosed("1g/kg", weight="70kg", product="gammaplex-5", market="us", concentration="5%", **LATER)
    assert made.phases[0].days[0].infusion.total_minutes > 120
    assert [] == raised(made, "infusion.over-in-use")


def test_without_any_rate_nothing_takes_too_long_or_runs_too_fast():
    said = {"weight": "70kg", "dose": "0.4g/kg", "days": 1, "risk": ["thrombosis"], **OCTAGAM}
    case = course(read(said), Catalogue())
    without = case.preparation._replace(label=case.preparation.label._replace(ladders=()))
    made = planned(case._replace(preparation=without))
    assert ["rate.none-on-file"] == [one.code for one in made.alerts if one.code.startswith(("rate.", "infusion."))]


def test_rates_of_an_older_text_are_a_caution():
    case = course(read({"weight": "70kg", "dose": "0.4g/kg", "days": 1, "indication": "itp", **OCTAGAM}), Catalogue())
    label = case.preparation.label
    older = label._replace(ladders=tuple(ladder._replace(superseded=True) for ladder in label.ladders))
    made = planned(case._replace(preparation=case.preparation._replace(label=older)))
    alert = only(made, "rate.superseded")
    assert "caution" == alert.severity
    assert "rates on file for Octagam 10 % (100 g/L) are from an older version of its label" == alert.whole
    assert "check them against the current label" == alert.do
    assert "octagam-10-us-itp" == alert.citation.source
    assert [] == raised(planned(case), "rate.superseded")


def test_the_timetable_alone_has_the_same_alerts():
    said = {"weight": "70kg", "dose": "70g", "indication": "dermatomyositis", "rates": "1.2x30,2.5 mL/kg/h", **OCTAGAM}
    assert ["rate.above-label"] == stops(document("rates", **said, **LATER).plan)


# Above any label: 8.4 mL/kg/h and 840 mg/kg/h


@pytest.mark.parametrize(
    "said",
    [
        {"concentration": "10%", "rates": "5x30,48 mL/kg/h"},
        {"concentration": "10%", "rates": "60x15,180 mL/min"},
        {"product": "yimmugo", "rates": "48 mL/kg/h"},
        {"concentration": "5%", "rates": "8.5 mL/kg/h"},
        {"concentration": "12%", "rates": "7.1 mL/kg/h"},  # 852 mg/kg/h
        {"concentration": "10%", "rates": "589 mL/h"},  # 8.41 mL/kg/h
    ],
    ids=str,
)
def test_rates_above_those_of_every_label_on_file_are_a_stop(said):
    for name in ("rates", "dose"):
        days = {} if name == "rates" else {"days": 1}
        made = document(name, weight="70kg", dose="28g", **days, **said).plan
        assert "rate.above-any-label" in stops(made)


@pytest.mark.parametrize(
    "said",
    [
        {"concentration": "10%", "rates": "8.4 mL/kg/h"},
        {"concentration": "5%", "rates": "8.4 mL/kg/h"},
        {"concentration": "12%", "rates": "7 mL/kg/h"},
        {"concentration": "10%", "rates": "588 mL/h"},
        {"concentration": "10%", "rates": "5x30,48 mL/kg/h", "max_rate": "5 mL/kg/h"},
    ],
    ids=str,
)
def test_the_highest_that_a_label_prints_is_none(said):
    assert [] == raised(document("rates", weight="70kg", dose="28g", **said).plan, "rate.above-any-label")


def test_above_any_label_tells_the_rate_by_weight():
    alert = only(dosed("28g", rates="5x30,48 mL/kg/h"), "rate.above-any-label")
    assert (
        "the rates reach 3360 mL/h for 70 kg, which is 48 mL/kg/h and 4800 mg/kg/h; no label on file goes above "
        "8.4 mL/kg/h and 840 mg/kg/h"
    ) == alert.text
    assert "panzyga-us-dosage-copy" == alert.citation.source


def test_rates_that_do_not_go_by_weight_are_held_against_it_whoever_prints_them():
    """150 mL/h at 10 kg are 15 mL/kg/h; the 180 mL/h of Intragam P are 8.4 mL/kg/h at 21.4 kg."""
    assert "rate.above-any-label" in stops(dosed("4g", weight="10kg", rates="us-order-set"))
    label = {"product": "intragam-p", "market": "nz", "dose": "18g", "days": 1}
    assert "rate.above-any-label" in stops(document("dose", weight="21kg", **label).plan)
    assert "rate.above-any-label" not in stops(document("dose", weight="22kg", **label).plan)


# Rates on file under a condition


PANZYGA = {"product": "panzyga", "market": "us", "indication": "primary-immunodeficiency", "risk": ["none"]}


def infused(**said):
    return document("rates", **{"weight": "70kg", "volume": "700mL", **said}).plan


def test_a_stricter_cap_that_may_hold_is_named():
    """14 mg/kg/min are 588 mL/h, 12 are 504: the step to 588 comes after 756 mL."""
    said = {**PANZYGA, "volume": "1000mL"}
    texts = [alert.text for alert in raised(infused(first_infusion="no", **said), "rate.condition")]
    assert any("at most 7.2 mL/kg/h is on file under a condition that cannot be checked here" in t for t in texts)
    capped = infused(first_infusion="yes", **said)
    assert not any("at most" in alert.text for alert in raised(capped, "rate.condition"))
    assert "condition" == capped.infusion.cap.kind
    at_the_cap = infused(rates="7.2 mL/kg/h", first_infusion="no", **said)
    assert [] == raised(at_the_cap, "rate.condition")


def test_ladders_of_a_maker_or_a_trial_beside_the_label_are_named():
    trial = infused(product="gammaplex-10", market="us", indication="itp", risk=["none"])
    texts = [alert.text for alert in raised(trial, "rate.condition")]
    told = "other rates of this product are on file and not used: 0.01, 0.02, 0.04, 0.06, 0.08 mL/kg/min (protocol of"
    assert any(text.startswith(told) for text in texts)
    assert [] == raised(infused(**{**PANZYGA, "indication": "itp"}), "rate.condition")


def test_written_rates_above_a_stricter_cap_are_a_caution():
    """8 mL/kg/h are 560 mL/h, 7.2 the 504 mL/h of the cap."""
    made = infused(rates="8 mL/kg/h", first_infusion="yes", **PANZYGA)
    alert = only(made, "rate.above-label")
    assert ("caution", True) == (
        alert.severity,
        "the pump reaches 560 mL/h for 70 kg; at most 7.2 mL/kg/h is on file under a condition" in alert.text,
    )
    assert [] == raised(infused(rates="7.2 mL/kg/h", first_infusion="yes", **PANZYGA), "rate.above-label")
    assert [] == raised(infused(rates="8 mL/kg/h", first_infusion="no", **PANZYGA), "rate.above-label")


@pytest.mark.parametrize(("weight", "strength"), [("71.3kg", "110g/L"), ("70kg", "115g/L")])
def test_exactly_the_highest_rate_of_any_label_is_not_above_it(weight, strength):
    """14 mg/kg/min is 840 mg/kg/h, whatever the strength divides it into."""
    said = {"weight": weight, "concentration": strength, "rates": "14 mg/kg/min"}
    assert [] == raised(dosed("0.4g/kg", **said), "rate.above-any-label")
    assert "stop" == only(dosed("0.4g/kg", **{**said, "rates": "14.01 mg/kg/min"}), "rate.above-any-label").severity


def test_a_ladder_that_is_climbed_again_is_held_to_its_last_step_however_small_the_volume():
    said = {"weight": "70kg", "volume": "300mL", "concentration": "10%", "rates": "1x30,2x600,9 mL/kg/h"}
    climbing = document("rates", resume_rate="1 mL/kg/h", increase=True, **said).plan
    assert "stop" == only(climbing, "rate.above-any-label").severity
    assert [] == raised(document("rates", resume_rate="1 mL/kg/h", **said).plan, "rate.above-any-label")
