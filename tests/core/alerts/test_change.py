"""Alerts on a plan that goes on from another one: what each says, just beyond its figure and not at it."""

import pytest
from planning import dosed, only, raised

from ivigcalc.core.course.planned import Alert
from ivigcalc.core.printed.sources import Citation

THREE = {"every": "4w", "cycles": 3}
CHANGED = Citation(
    "house",
    "more than scales and days explain, and the largest change of dose that rounding to vials may make",
)
OBSERVED = Citation(
    "flebogamma-5-eu-leaflet",
    "section 2, warnings and precautions, EU class text: watched until an hour after the infusion when it is the "
    "first, after a switch of product or after several weeks without one; a high rate, of which no number is printed, "
    "is named beside them",
)


def going_on(from_cycle: int, said: dict[str, str], **before: str):
    """Three cycles of 1 g/kg for 70 kg, and *said* from a cycle on."""
    return dosed(**{**THREE, **before}, changes=[{"from_cycle": from_cycle, **said}])


# The weight


@pytest.mark.parametrize(("weight", "change"), [("77.1", "10.1"), ("78", "11.4"), ("62.9", "-10.1"), ("35", "-50")])
def test_a_weight_that_changed_by_more_than_10_percent_is_said(weight, change):
    """7.1 / 70 are 10.14 %, and 8 / 70 are 11.43 %."""
    assert Alert(
        "weight.changed",
        "caution",
        f"body weight changes by {change} %, 70 kg to {weight} kg, from cycle 3",
        "reweigh, and check for fluid retention",
        CHANGED,
    ) == only(going_on(3, {"weight": f"{weight}kg"}), "weight.changed")


@pytest.mark.parametrize("weight", ["77kg", "63kg", "70kg"])
def test_a_weight_that_changed_by_10_percent_or_less_is_not(weight):
    assert [] == raised(going_on(3, {"weight": weight}), "weight.changed")


# The product


def test_another_product_counts_as_a_first_infusion():
    made = going_on(2, {"product": "privigen", "market": "us"}, concentration="5%")
    assert Alert(
        "product.switched",
        "caution",
        "from cycle 2 Privigen 10 % (100 g/L) replaces 50 g/L, product not on file: a new brand counts as a "
        "first infusion",
        "start at the new label's first-infusion rates, and observe as for a first infusion",
        OBSERVED,
    ) == only(made, "product.switched")


def test_the_same_product_goes_on_without_a_word():
    assert [] == raised(going_on(2, {"weight": "80kg"}), "product.switched")


def test_a_plan_that_goes_on_from_none_has_changed_nothing():
    made = dosed(**THREE)
    assert [[], []] == [raised(made, "weight.changed"), raised(made, "product.switched")]


# A gap


AFTER = Citation("nl-ivig002", "first infusion or more than 8 weeks since the last treatment")
LATE = {**THREE, "first_infusion": "no", "dose": "0.4g/kg"}


def first_again(words: str) -> Alert:
    return Alert(
        "rate.first-again", "caution", words, "start as slowly, and observe as long, as for a first infusion", AFTER
    )


def test_after_more_than_eight_weeks_an_infusion_is_timed_as_a_first_one_where_the_label_has_rates_for_it():
    """Cycle 2 is on 2 February; 57 days after it is 31 March."""
    made = dosed(**LATE, product="qivigy", indication="primary-immunodeficiency", cycle_date=["3=2026-03-31"])
    assert first_again(
        "cycle 3 starts 57 days after the previous cycle, more than 8 weeks: it counts as a first infusion"
    ) == only(made, "rate.first-again")


def test_where_the_rates_are_the_same_for_both_it_only_counts_as_one():
    made = dosed(**LATE, cycle_date=["3=2026-03-31"])
    assert first_again(
        "cycle 3 starts 57 days after the previous cycle, more than 8 weeks: it counts as a first infusion, but its "
        "rates are the same"
    ) == only(made, "rate.first-again")


def test_after_eight_weeks_it_is_not_a_first_one():
    assert [] == raised(dosed(**LATE, cycle_date=["3=2026-03-30"]), "rate.first-again")


def test_a_gap_before_the_first_cycle_that_is_planned_anew_is_seen():
    """Cycle 2 is on 2 February and stays; cycle 3 is moved to 1 May, 88 days later."""
    made = going_on(3, {"cycle_date": ["3=2026-05-01"]}, first_infusion="no")
    assert only(made, "rate.first-again").whole.startswith("cycle 3 starts 88 days after the previous cycle")


def test_a_gap_before_another_product_is_not_said_too():
    anew = {"product": "privigen", "market": "us", "cycle_date": ["3=2026-05-01"]}
    made = going_on(3, anew, first_infusion="no")
    assert 1 == len(raised(made, "product.switched"))
    assert [] == raised(made, "rate.first-again")
