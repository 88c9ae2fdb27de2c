"""Alerts on what one day gets: each raised just beyond its figure, and not at it."""

import pytest
from planning import dosed, grams, only, plan, raised

from ivigcalc.core.printed.sources import Citation


def test_days_that_differ_by_more_than_10_percent_are_a_caution():
    made = dosed("110g", days=2, vials="5", split="65g,45g")
    alert = only(made, "dose.uneven-days")
    assert "caution" == alert.severity
    assert "course: days differ by 36.4 % of the mean day: 65, 45 g" == alert.whole  # 20 / 55
    assert "choose an alternative, or [[rounding]] exact" == alert.do
    assert "house" == alert.citation.source


def test_days_that_differ_by_10_percent_are_none():
    assert [] == raised(dosed("105g/cycle", days=2, vials="5", split="55g,50g"), "dose.uneven-days")


def test_the_days_of_every_phase_are_compared():
    made = dosed("80g/cycle", days=2, vials="20", every="4w", cycles=1, then=["140g/cycle, 2 days, every 4w, 1 cycle"])
    assert "phase 2: days differ by 28.6 % of the mean day: 80, 60 g" == only(made, "dose.uneven-days").whole


def test_days_one_smallest_vial_apart_are_alike_up_to_a_fifth_of_the_mean_day():
    """5 g of 25 g are a fifth, and of 24.9 g more."""
    said = {"days": 2, "vials": "5"}
    assert [] == raised(dosed("50g/cycle", split="27.5g,22.5g", **said), "dose.uneven-days")
    uneven = only(dosed("49.8g/cycle", split="27.4g,22.4g", **said), "dose.uneven-days")
    assert "course: days differ by 20.1 % of the mean day: 27.4, 22.4 g" == uneven.whole
    none_known = only(dosed("50g/cycle", days=2, split="27.5g,22.5g"), "dose.uneven-days")
    assert "course: days differ by 20 % of the mean day: 27.5, 22.5 g" == none_known.whole


def test_days_of_a_pattern_are_uneven_where_they_miss_their_parts():
    """1, 0.5 and 0.5 g/kg for 80 kg from vials of 20 g are 80, 40, 40 g."""
    said = {"weight": "80kg", "regimen": "toxic-shock-syndrome", "concentration": "10%"}
    assert [] == raised(plan(vials="20", **said), "dose.uneven-days")
    made = plan(vials="20", split="80g,60g,20g", **said)
    # 80, 120 and 40 g for one part of the mean day of 53.3 g: 80 g x 4/3 / 2 of it
    assert "course: days differ by 100 % of the mean day: 80, 60, 20 g" == only(made, "dose.uneven-days").whole


def test_a_multiple_that_no_vials_make_near_enough_is_a_note():
    said = {"weight": "34kg", "rounding": "5g", "vials": "1,2.5,5,10,20"}
    made = dosed("0.4g/kg", **said)  # 13.6 g: 15 g is 10.3 % more
    alert = only(made, "dose.no-multiple")
    assert ("note", "course") == (alert.severity, alert.phase)
    assert (
        "no multiple of 5 g in whole vials is within 10 % of the dose of each day: rounded to whole vials instead"
        == alert.text
    )
    assert "choose another [[rounding]] or a wider [[tolerance]]" == alert.do
    assert Citation("house", "a dose is not rounded by more than the tolerance") == alert.citation
    for quiet in ({"tolerance": "11%"}, {"rounding": "vial"}, {"split": "13.6g"}):
        assert [] == raised(dosed("0.4g/kg", **{**said, **quiet}), "dose.no-multiple")
    assert [] == raised(
        dosed("8g", weight="20kg", rounding="5g"), "dose.no-multiple"
    )  # planned exactly: dose.part-vial


def test_a_regimen_that_asks_for_equal_days_says_so_at_any_difference():
    said = {"weight": "72.5kg", "days": 2, "concentration": "10%", "vials": "5", "split": "75g,70g"}
    alert = only(plan(regimen="dermatomyositis/octagam-us", **said), "dose.uneven-days")
    assert "course: the regimen asks for equal days; planned are 75, 70 g" == alert.whole
    assert "choose an alternative with equal days, or [[rounding]] exact" == alert.do
    assert "octagam-10-us-dosing" == alert.citation.source
    assert [] == raised(plan(regimen="dermatomyositis", **said), "dose.uneven-days")


def test_days_of_an_exact_dose_may_differ_by_a_tenth_of_a_gram():
    made = plan(weight="70.05kg", regimen="dermatomyositis/octagam-us", days=2, concentration="10%")
    assert 2 == len(set(grams(made)))
    assert [] == raised(made, "dose.uneven-days")


def test_a_pattern_of_days_is_not_uneven():
    made = plan(weight="60kg", regimen="toxic-shock-syndrome", concentration="10%")
    assert 3 == len(grams(made))
    assert 2 == len(set(grams(made)))
    assert [] == raised(made, "dose.uneven-days")


def test_no_whole_vial_dose_within_the_tolerance_is_a_caution_with_the_waste():
    alert = only(dosed("8g", weight="20kg", vials="5"), "dose.part-vial")
    assert "caution" == alert.severity
    assert (
        "course: no whole-vial dose is within 10 % of 8 g; exact dose planned, 2 g per cycle discarded" == alert.whole
    )
    assert "use other vial sizes or a wider [[tolerance]], or accept part-used vials" == alert.do
    assert Citation("house", "a dose is not rounded by more than the tolerance") == alert.citation
    assert [] == raised(dosed("9g", weight="20kg", vials="5", tolerance="12%"), "dose.part-vial")


def test_a_stock_that_makes_no_whole_vial_dose_is_named():
    alert = only(dosed("28g", vials="5,20", stock="20g:2"), "dose.part-vial")
    assert (
        "course: no whole-vial dose is within 10 % of 28 g with the vials in stock; exact dose planned, 12 g per "
        "cycle discarded" == alert.whole
    )


def test_a_step_that_no_dose_within_the_tolerance_is_a_multiple_of_is_a_caution():
    alert = only(dosed("8g", weight="20kg", rounding="5g"), "dose.part-vial")
    assert "course: no multiple of 5 g is within 10 % of 8 g; exact dose planned" == alert.whole
    assert "choose another [[rounding]] or a wider [[tolerance]]" == alert.do
    assert [] == raised(dosed("9.1g", weight="20kg", rounding="5g"), "dose.part-vial")


def test_part_used_vials_of_an_exact_dose_are_a_caution():
    alert = only(dosed("28g", vials="5,20", rounding="exact"), "dose.part-vial")
    assert "caution" == alert.severity
    assert "course: part-used vials, 2 g per cycle discarded" == alert.whole
    assert "see the whole-vial alternatives" == alert.do
    assert Citation("house", "what is discarded is stated") == alert.citation
    assert [] == raised(dosed("25g", vials="5,20", rounding="exact"), "dose.part-vial")
    assert [] == raised(dosed("28g"), "dose.part-vial")  # no vials known


def test_more_than_20_ml_per_kg_in_a_day_is_a_caution():
    alert = only(dosed("1.01g/kg", concentration="5%"), "volume.high")
    assert "caution" == alert.severity
    assert "course: 20.2 mL/kg in a day is above 20 mL/kg" == alert.whole
    assert "consider more days or a slower rate; watch for fluid overload" == alert.do
    assert "house" == alert.citation.source
    assert [] == raised(dosed("1g/kg", concentration="5%"), "volume.high")


def test_with_heart_failure_it_is_more_than_10_ml_per_kg():
    alert = only(dosed("0.51g/kg", concentration="5%", risk=["heart-failure"]), "volume.high")
    assert "course: 10.2 mL/kg in a day is above 10 mL/kg with heart failure" == alert.whole
    assert [] == raised(dosed("0.5g/kg", concentration="5%", risk=["heart-failure"]), "volume.high")


def test_a_volume_that_only_rounding_takes_above_the_figure_by_2_5_percent_at_most_is_none():
    """1 g/kg x 14.2 kg = 14.2 g, from 0.5 g vials of 5 % 14.5 g = 290 mL, 20.42 mL/kg; of 5 g vials 15 g, 21.13."""
    said = {"weight": "14.2kg", "concentration": "5%", "rounding": "vial-up"}
    assert [] == raised(dosed("1g/kg", vials="0.5", **said), "volume.high")
    assert "21.127 mL/kg in a day is above 20 mL/kg" == only(dosed("1g/kg", vials="5", **said), "volume.high").text


@pytest.mark.parametrize(("split", "high"), [("20.5g", False), ("20.6g", True)])
def test_exactly_2_5_percent_more_volume_by_rounding_is_none(split, high):
    """Of a 5 % product 20 g for 20 kg are 20 mL/kg, and 20.5 g are 20.5."""
    made = dosed("1g/kg", weight="20kg", concentration="5%", split=split)
    assert high == bool(raised(made, "volume.high"))


@pytest.mark.parametrize(
    ("risk", "because"),
    [({"risk": ["renal"]}, "stated: renal"), ({"age": 66}, "age over 65")],
)
def test_1_g_per_kg_in_a_day_in_a_patient_at_risk_is_a_caution(risk, because):
    alert = only(dosed("1g/kg", **risk), "risk.high-dose")
    assert "caution" == alert.severity
    assert f"course: 1 g/kg in a day in a patient at risk ({because})" == alert.whole
    assert "consider more days; hydrate first; use the slowest practicable rate" == alert.do
    assert "house" == alert.citation.source


def test_a_third_of_three_is_1_g_per_kg():
    assert 1 == len(raised(dosed("3g/kg", days=3, risk=["thrombosis"]), "risk.high-dose"))


@pytest.mark.parametrize(
    "said",
    [
        {"dose": "0.99g/kg", "risk": ["renal"]},
        {"dose": "1g/kg", "age": 65},
        {"dose": "1g/kg", "age": 66, "risk": ["none"]},
        {"dose": "1g/kg", "risk": ["heart-failure"]},
    ],
)
def test_less_or_another_patient_is_none(said):
    assert [] == raised(dosed(**said), "risk.high-dose")
