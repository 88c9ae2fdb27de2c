"""What is refused whatever else is said."""

from decimal import Decimal

import pytest

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import ENTRY
from ivigcalc.core.errors import Refused
from ivigcalc.core.printed.limits import check_course, check_cycle_dose, check_vial_sizes, within

D = Decimal
LIMITS = Catalogue().limits(ENTRY)


@pytest.mark.parametrize("value", ["0.3", "70", "400"])
def test_both_ends_are_allowed(value):
    within(D(value), LIMITS.weight_kg, "weight", " kg", "")


def test_the_reason_is_that_of_the_end_that_was_passed():
    with pytest.raises(Refused) as heavy:
        within(D("400.1"), LIMITS.weight_kg, "weight", " kg", "check the unit")
    assert (
        "weight 400.1 kg is outside 0.3 to 400 kg; check the unit [house: above it, suspect an error of unit or "
        "digit]" == str(heavy.value)
    )
    with pytest.raises(Refused) as light:
        within(D("0.29"), LIMITS.weight_kg, "weight", " kg", "check the unit")
    assert (
        "weight 0.29 kg is outside 0.3 to 400 kg; check the unit [house: below the lightest newborn treated: "
        "suspect an error of unit or digit]" == str(light.value)
    )


@pytest.mark.parametrize(("days", "cycles", "interval"), [(1, 1, None), (10, 130, 366), (5, 2, 5), (1, 1, 1)])
def test_a_course_within_the_limits(days, cycles, interval):
    check_course("course", days, cycles, interval, LIMITS)


@pytest.mark.parametrize(
    ("days", "said", "why"),
    [
        (0, "0 is outside 1 to 10", "a cycle has at least one day"),
        (
            11,
            "11 is outside 1 to 10",
            "no regimen seen gives one cycle over more than 5 days; 10 leaves room for a slower cycle",
        ),
    ],
)
def test_days_outside_the_limits(days, said, why):
    with pytest.raises(Refused) as refused:
        check_course("loading", days, 1, None, LIMITS)
    assert f"loading: days per cycle {said}; check the number [house: {why}]" == str(refused.value)


@pytest.mark.parametrize(
    ("cycles", "said", "why"),
    [
        (0, "0 is outside 1 to 130", "a plan has at least one cycle"),
        (131, "131 is outside 1 to 130", "130 cycles at 4 weeks are ten years"),
    ],
)
def test_cycles_outside_the_limits(cycles, said, why):
    with pytest.raises(Refused) as refused:
        check_course("loading", 1, cycles, 28, LIMITS)
    assert f"loading: cycles {said}; check the number [house: {why}]" == str(refused.value)


@pytest.mark.parametrize(("days", "interval"), [(1, 367), (5, 4), (1, 0)])
def test_an_interval_outside_the_limits(days, interval):
    with pytest.raises(Refused) as refused:
        check_course("loading", days, 2, interval, LIMITS)
    assert (
        f"loading: interval {interval} days is outside {days} (days of one cycle) to 366 days; check number and "
        "unit [house: a year; after a longer interval treatment starts anew]" == str(refused.value)
    )


@pytest.mark.parametrize(("interval", "span"), [(10, 10), (366, 366), (None, 366)])
def test_a_course_of_days_with_gaps_within_the_limits(interval, span):
    check_course("course", 5, 2, interval, LIMITS, span=span)


def test_an_interval_shorter_than_from_the_first_day_to_the_last():
    with pytest.raises(Refused) as refused:
        check_course("loading", 5, 2, 9, LIMITS, span=10)
    assert (
        "loading: interval 9 days is outside 10 (first to last day of one cycle) to 366 days; check number and "
        "unit [house: a year; after a longer interval treatment starts anew]" == str(refused.value)
    )
    assert "every" == refused.value.field


@pytest.mark.parametrize(("said", "field"), [("", "days"), ("then", "then")])
def test_days_of_a_cycle_beyond_the_longest_interval(said, field):
    with pytest.raises(Refused) as refused:
        check_course("loading", 2, 1, None, LIMITS, said, 367)
    assert (
        "loading: day 367 of a cycle is above the limit of 366; check the number [house: a year; after a longer "
        "interval treatment starts anew]" == str(refused.value)
    )
    assert field == refused.value.field


@pytest.mark.parametrize(
    ("grams", "kg", "amount"),
    [
        ("350.01", "70", "5.001 g/kg per cycle (350.01 g for 70 kg)"),  # 5.00014: never shown as what is allowed
        ("350.4005", "70.005", "5.006 g/kg per cycle (350.401 g for 70.01 kg)"),
    ],
)
def test_5_g_per_kg_in_a_cycle_is_the_most(grams, kg, amount):
    check_cycle_dose(5 * D(kg), D(kg), LIMITS)
    with pytest.raises(Refused) as refusal:
        check_cycle_dose(D(grams), D(kg), LIMITS)
    assert (
        f"{amount} is above the limit of 5 g/kg; check dose, unit and weight [house: two and a half times the 2 "
        "g/kg of a cycle; above it, suspect an error of unit or a factor of ten]" == str(refusal.value)
    )


@pytest.mark.parametrize(
    ("sizes", "g_per_l", "field", "why", "do"),
    [
        (  # said twice, in any order; one that is none too large is not named
            *(("200", "5", "50", "200"), "100", "vials"),
            "vials of 50, 200 g: the largest of any label on file holds 40 g, and these look like mL: 50, 200 mL at "
            "100 g/L hold 5, 20 g",
            "enter [[vials]] in grams, such as 5",
        ),
        (
            *(("40.1",), "50", "stock"),
            "vials of 40.1 g: the largest of any label on file holds 40 g, and these look like mL: 40.1 mL at 50 g/L "
            "hold 2.005 g",
            "enter [[stock]] in grams, such as 2.005g:3",
        ),
    ],
)
def test_vials_larger_than_any_on_file_are_read_as_ml(sizes, g_per_l, field, why, do):
    with pytest.raises(Refused) as refused:
        check_vial_sizes([D(g) for g in sizes], D(g_per_l), LIMITS, field)
    most = LIMITS.vial_g.citation
    told = refused.value
    assert (why, f"{do} [{most.source}: {most.at}]", field, True) == (told.why, told.do, told.field, told.in_words)


def test_the_largest_vial_on_file_is_one():
    check_vial_sizes([D(40)], D(100), LIMITS, "vials")


@pytest.mark.parametrize(("named", "field"), [((), ""), (("dose",), "dose")])
def test_the_field_at_fault_is_the_one_that_the_caller_names(named, field):
    """In words of its own, so that no spelling stands before the text."""
    for refuse in (
        lambda: within(D(401), LIMITS.weight_kg, "weight", " kg", "check the unit", *named),
        lambda: check_cycle_dose(D(351), D(70), LIMITS, *named),
    ):
        with pytest.raises(Refused) as refused:
            refuse()
        assert (field, True) == (refused.value.field, refused.value.in_words)


@pytest.mark.parametrize("whole", [(), ("then",)])
@pytest.mark.parametrize(("course", "own"), [((11, 1, None), "days"), ((1, 0, 28), "cycles"), ((5, 2, 4), "every")])
def test_of_a_course_the_field_at_fault_is_its_own_where_no_one_field_says_the_whole(course, own, whole):
    with pytest.raises(Refused) as refused:
        check_course("loading", *course, LIMITS, *whole)
    assert ("then" if whole else own, True) == (refused.value.field, refused.value.in_words)
