"""Alerts on the steroid taper."""

from decimal import Decimal

import pytest
from planning import START, document, dosed, only, raised, stops

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.plan import plan as planned
from ivigcalc.core.printed.sources import Citation
from ivigcalc.documents.resolve import course
from ivigcalc.request.request import read

PREDNISOLONE = {"steroid": "prednisolone", "tablets": "de"}


def tapered(taper, **said):
    return document("taper", taper=taper, **{**PREDNISOLONE, **said}).plan


def test_an_end_above_the_physiological_dose_after_more_than_three_weeks_is_a_stop():
    made = tapered("20x14,15x7,10x1")
    alert = only(made, "steroid.abrupt-end")
    assert "stop" == alert.severity
    assert (
        "the taper ends on 2026-01-26 at 10 mg, above the physiological dose of at most 6 mg, after more than 21 days "
        "of steroid" == alert.whole
    )
    assert (
        "taper further, or leave the last step without days so that it runs on; to go on, accept with the reason"
        == alert.do
    )
    assert "endocrine-adrenal-guideline-2024" == alert.citation.source
    assert ["steroid.abrupt-end"] == stops(made)


@pytest.mark.parametrize("taper", ["20x20,10x1", "20x21,6x1", "20x21,10", "20x21,10x7,5x7"])
def test_a_short_course_a_low_end_or_none_is_no_abrupt_end(taper):
    assert [] == raised(tapered(taper), "steroid.abrupt-end")


def test_a_dose_rounded_to_what_tablets_make_is_a_note():
    made = tapered("edf-pemphigus", weight="70kg", steroid_dose="70mg")
    found = raised(made, "steroid.rounded")
    assert {"note"} == {alert.severity for alert in found}
    assert "taper from 2026-01-19: 52.5 mg rounded to 50 mg" == found[0].text  # 70 less 25 %
    assert "check the dose; [[round_to]] and [[tablets]] change it" == found[0].do
    assert "house" == found[0].citation.source
    assert [] == raised(tapered("60x28,40x28,20"), "steroid.rounded")


def test_a_start_by_weight_is_shown_with_the_maximum_of_its_source():
    alert = only(tapered("etg", weight="90kg"), "steroid.start")
    assert "note" == alert.severity
    assert "taper etg starts from 1 mg/kg x 90 kg = 90 mg, held to the source's maximum of 75 mg" == alert.whole
    assert "check the body weight and the starting dose; [[steroid_dose]] says another" == alert.do
    assert "therapeutic-guidelines-australia-myositis" == alert.citation.source
    of_the_program = only(tapered("edf-pemphigus", weight="70kg", steroid_dose="1mg/kg"), "steroid.start")
    assert Citation("house", "mg per kg of body weight, as said") == of_the_program.citation
    assert [] == raised(tapered("etg", steroid_dose="60mg"), "steroid.start")


def test_what_a_protocol_leaves_open_is_a_note():
    alert = only(tapered("etg", steroid_dose="57mg"), "steroid.protocol")
    assert "note" == alert.severity
    assert (
        "taper etg: From 25 mg the source reduces by response and tolerability, without steps: 25 mg runs on until "
        "reviewed." == alert.whole
    )
    assert "write the taper out to choose otherwise" == alert.do
    because = "what a taper leaves open, and which end of a printed range is planned, is said"
    assert Citation("house", because) == alert.citation
    assert [] == raised(tapered("60x28,20x7"), "steroid.protocol")


def test_what_a_written_taper_leaves_to_review_is_a_note():
    made = dosed(every="4w", cycles=2, taper="20x28,10x28,5", taper_align="cycles", **PREDNISOLONE)
    alert = only(made, "steroid.protocol")
    assert "taper: due after the last cycle, and left to review: 5 mg" == alert.whole


def test_without_tablets_it_is_said_that_none_are_known():
    alert = only(document("taper", taper="60x28,20", steroid="prednisolone").plan, "steroid.tablets-unknown")
    assert "note" == alert.severity
    assert "no tablets of prednisolone are known here: doses are not broken down into tablets" == alert.whole
    assert "give [[tablets]] uk, de or us, or the strengths in mg, such as [[tablets]] 1,5,20" == alert.do
    because = "tablets are taken from the market that was said, and never guessed"
    assert Citation("house", because) == alert.citation
    assert [] == raised(tapered("60x28,20"), "steroid.tablets-unknown")


def test_coming_down_to_the_physiological_dose_is_a_note_with_its_date():
    alert = only(tapered("20x28,6x28,5"), "steroid.adrenal-zone")
    assert "note" == alert.severity
    assert (
        "from 2026-02-02 the dose is 6 mg, within the physiological range (4 to 6 mg): adrenal insufficiency may show"
        == alert.whole
    )
    assert "taper slowly or test morning cortisol; cover stress with steroid until tested" == alert.do
    assert "endocrine-adrenal-guideline-2024" == alert.citation.source
    assert [] == raised(tapered("20x28,7x28,6.5", tablets="1,5,0.5"), "steroid.adrenal-zone")
    assert [] == raised(tapered("6x28,5"), "steroid.adrenal-zone")  # never above it


def test_dose_and_duration_that_ask_for_adjuncts_are_notes():
    made = tapered("20x28,10x60,5")
    pneumocystis, *bones = raised(made, "steroid.adjuncts")
    assert "note" == pneumocystis.severity
    assert pneumocystis.text.startswith("2026-02-02: Pneumocystis prophylaxis: 20 mg or more for 4 weeks")
    assert "decide on it before that date" == pneumocystis.do
    assert "pneumocystis-prophylaxis-trials" == pneumocystis.citation.source
    assert ["acr-osteoporosis-2022"] == [alert.citation.source for alert in bones]  # 5 mg: not calcium at 7.5 mg
    assert [] == raised(tapered("20x27,2x60"), "steroid.adjuncts")


@pytest.mark.parametrize(("age", "count"), [(17, 0), (18, 1)])
def test_an_adjunct_for_adults_is_not_named_for_a_child(age, count):
    said = {"weight": "70kg", "age": age, "dose": "1g/kg", "days": 1, "concentration": "10%", "start": START}
    case = course(read({**said, "taper": "20x28,2", **PREDNISOLONE}), Catalogue())
    for_adults = tuple(rule._replace(minimum_age_years=Decimal(18)) for rule in case.monitoring)
    assert count == len(raised(planned(case._replace(monitoring=for_adults)), "steroid.adjuncts"))


@pytest.mark.parametrize(("indication", "count"), [("itp", 1), ("cidp", 0)])
def test_an_adjunct_for_one_disease_is_not_named_for_another(indication, count):
    said = {"weight": "70kg", "dose": "1g/kg", "days": 1, "concentration": "10%", "start": START}
    case = course(read({**said, "indication": indication, "taper": "20x28,2", **PREDNISOLONE}), Catalogue())
    for_itp = tuple(rule._replace(indications=("itp",)) for rule in case.monitoring if rule.at_least_mg == 20)
    assert count == len(raised(planned(case._replace(monitoring=for_itp)), "steroid.adjuncts"))


def test_the_plan_has_the_same_alerts_as_the_taper_alone():
    made = dosed(taper="20x28,10x1", **PREDNISOLONE)
    assert ["steroid.abrupt-end"] == stops(made)
    assert tapered("20x28,10x1").alerts == tuple(one for one in made.alerts if one.code.startswith("steroid."))
    assert [] == [alert for alert in dosed().alerts if alert.code.startswith("steroid.")]


EDF = {"steroid": "prednisolone", "tablets": "de", "taper": "edf-pemphigus", "steroid_dose": "60mg"}


def test_a_taper_of_another_disease_is_a_caution_in_a_plan_and_in_a_taper_alone():
    for made in (
        dosed(indication="cidp", **EDF),
        document("taper", indication="cidp", **EDF).plan,
    ):
        alert = only(made, "steroid.not-this-disease")
        assert "caution" == alert.severity
        assert (
            "taper edf-pemphigus (Pemphigus (European Dermatology Forum)) is for pemphigus-vulgaris, "
            "pemphigus-foliaceus, not for cidp"
        ) == alert.text
        assert "pemphigus-management-review" == alert.citation.source


@pytest.mark.parametrize(
    "said",
    [
        {**EDF, "indication": "pemphigus-foliaceus"},
        EDF,  # no disease is known
        {**EDF, "taper": "ese-es-2024", "indication": "cidp"},  # of no disease of its own
        {**EDF, "taper": "60x28,20", "steroid_dose": None, "indication": "cidp"},
    ],
)
def test_a_taper_of_this_disease_or_of_none_has_no_such_alert(said):
    said = {name: value for name, value in said.items() if value is not None}
    assert [] == raised(dosed(**said), "steroid.not-this-disease")
