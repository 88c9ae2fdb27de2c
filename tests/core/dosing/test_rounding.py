"""How a planned dose came about: by the rule of rounding, by hand, or exactly where the rule leaves the tolerance."""

from decimal import Decimal

import pytest
from planning import dosed, grams, only, raised

from ivigcalc.core.errors import Refused


def rounding(**said):
    """The rule that the plan names and the dose that it comes to."""
    phase = dosed(**said).phases[0]
    return phase.rounding, phase.planned_g


@pytest.mark.parametrize(
    ("said", "rule", "planned"),
    [
        ({"dose": "28g"}, "exact", 28),
        ({"dose": "28g", "vials": "5,20"}, "vial", 30),
        ({"dose": "31g", "vials": "5,20", "rounding": "vial-down"}, "vial-down", 30),
        ({"dose": "28g", "vials": "5,20", "rounding": "exact"}, "exact", 28),
        ({"dose": "28g", "vials": "5,20", "rounding": "vial-down"}, "exact", 28),  # 25 g is 10.7 % less
        ({"dose": "8g", "vials": "5"}, "exact", 8),
        ({"dose": "28g", "vials": "5,20", "split": "27g"}, "split", 27),
    ],
)
def test_the_plan_names_the_rule_that_was_kept_to(said, rule, planned):
    assert (rule, planned) == rounding(**said)


# To the nearest 5 g


@pytest.mark.parametrize(
    ("dose", "planned"),
    [("27.4g", 25), ("27.5g", 25), ("27.6g", 30), ("162.5g", 160), ("162.6g", 165), ("45.5g", 45), ("50g", 50)],
)
def test_the_nearest_5_g_and_of_two_the_lower(dose, planned):
    assert ("5g", planned) == rounding(dose=dose, rounding="5g")
    assert ("5g", planned) == rounding(dose=dose, rounding="5g", vials="5,10")


def test_5_g_is_then_made_of_the_whole_vials_that_there_are():
    """27.6 g goes to 30 g, which is 2 x 12 + 6 g; 33 g too, as 35 g cannot be made of them."""
    assert ("5g", 30) == rounding(dose="27.6g", rounding="5g", vials="6,12")
    assert ("5g", 30) == rounding(dose="33g", rounding="5g", vials="6,12")


@pytest.mark.parametrize(("dose", "planned"), [("8g", 8), ("12.5g", "12.5"), ("2g", 2), ("11.2g", "11.2")])
def test_a_multiple_outside_the_tolerance_is_not_taken(dose, planned):
    """10 g for 8 g is 25 % more, 10 g for 12.5 g is 20 % less, 0 g for 2 g is nothing, 10 g for 11.2 g 10.7 % less."""
    for vials in ({}, {"vials": "5"}):
        said = {"dose": dose, "weight": "20kg", "rounding": "5g", **vials}
        assert ("exact", Decimal(planned)) == rounding(**said)
        alert = only(dosed(**said), "dose.part-vial")
        assert "caution" == alert.severity
        wanted = "whole-vial dose" if vials else "multiple of 5 g"
        assert f"course: no {wanted} is within 10 % of {planned} g; exact dose planned" in alert.whole


def test_a_multiple_at_the_tolerance_is_taken():
    """45 g for 50 g is 10 % less, and 11 g for 10 g is 10 % more."""
    assert ("15g", 45) == rounding(dose="50g", rounding="15g")
    assert ("11g", 11) == rounding(dose="10g", rounding="11g")
    assert [] == raised(dosed("50g", rounding="15g"), "dose.part-vial")
    assert ("exact", Decimal("50.1")) == rounding(dose="50.1g", rounding="15g")


def test_each_day_is_rounded_and_not_the_cycle():
    """164 g over 5 days are 32.8 g a day: 35 g, 175 g in all, with 5 g vials and without any."""
    for vials in ({}, {"vials": "5,10,20"}):
        made = dosed("164g/cycle", weight="82kg", days=5, rounding="5g", **vials)
        assert [35] * 5 == list(grams(made))
        assert "5g" == made.phases[0].rounding


def test_where_no_multiple_is_near_enough_whole_vials_are_chosen_by_the_rule():
    """0.4 g/kg for 34 kg is 13.6 g: 15 g is 10.3 % more; 13.5 g is 10 + 2.5 + 1 g."""
    assert ("vial", Decimal("13.5")) == rounding(dose="13.6g", weight="34kg", rounding="5g", vials="1,2.5,5,10")


# The stock says what vials there are


def test_sizes_that_only_the_stock_names_are_the_sizes():
    made = dosed("140g", days=2, stock="20g:2,10g:20")
    assert (70, 70) == grams(made)
    assert 12 == sum(vial.count for day in made.phases[0].days for vial in day.vials)


def test_a_size_that_is_neither_in_the_vials_nor_on_the_label_cannot_be_in_stock():
    with pytest.raises(Refused, match=r"stock: no 30 g vial; the sizes are 5, 20"):
        dosed("28g", vials="5,20", stock="30g:2")
    with pytest.raises(Refused, match=r"stock: no 30 g vial; the sizes are 5, 10, 20"):
        dosed("28g", concentration="100g/L", product="yimmugo", stock="30g:2")
