"""Which weight each policy doses on, by hand calculation and on both sides of every limit."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

import ivigcalc
from ivigcalc.catalogue.record import build
from ivigcalc.core.dosing.weight import (
    WeightLimits,
    comparison_weight,
    dosing_weight,
    implausible,
    lacks_factor,
    may_be_younger,
    near_trigger,
    not_assessed,
)
from ivigcalc.core.dosing.weight_policy import Trigger, WeightPolicy, body_mass_index
from ivigcalc.core.errors import RecordInvalid, Refused, Unreadable
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.sources import Citation, Figure
from ivigcalc.core.quantities import HUNDREDTH, THOUSANDTH, half_up

DATA = Path(ivigcalc.__file__).parent / "data"


def read(kind, path):
    return build(kind, tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal), str(path))


POLICIES = {path.stem: read(WeightPolicy, path) for path in sorted((DATA / "weight_policies").glob("*.toml"))}
LIMITS = read(WeightLimits, DATA / "limits" / "weight.toml")
MADE_UP = Citation(source="house", at="made up for this test")


def patient(weight, height=None, sex=None, **rest):
    def number(value):
        return None if value is None else Decimal(value)

    for key in ("age", "pre_pregnancy_weight"):
        rest[key] = number(rest.get(key))
    return Patient(weight=Decimal(weight), height=number(height), sex=sex, **rest)


def weigh(policy, *args, factor=None, **rest):
    return dosing_weight(patient(*args, **rest), POLICIES[policy], factor=None if factor is None else Decimal(factor))


def said_of(kind, *args, **rest):
    """What ``weigh`` raises, in whole words."""
    with pytest.raises(kind) as raised:
        weigh(*args, **rest)
    return str(raised.value)


def to_hundredth(value):
    return str(half_up(value, HUNDREDTH))


# A man of 175 cm and 100 kg: 50 + 2.3 x (175 / 2.54 - 60) = 70.46 kg; 70.46 + 0.4 x (100 - 70.46) = 82.28 kg


def test_nba_2026_doses_a_man_of_175_cm_and_100_kg_on_82_28_kg():
    weight = weigh("nba-2026", "100", "175", "male")
    assert to_hundredth(weight.kg) == "82.28"
    assert to_hundredth(weight.ideal_kg) == "70.46"
    assert weight.adjusted_kg == weight.kg
    assert to_hundredth(weight.bmi) == "32.65"
    assert str(half_up(2 * weight.kg, THOUSANDTH)) == "164.557"
    assert (weight.basis, weight.policy, weight.actual_kg) == ("adjusted", "nba-2026", 100)


def test_the_reason_names_the_clause_and_its_numbers():
    formula = "ideal 70.46 kg + 0.4 x (100 kg - 70.46 kg)"
    assert weigh("uk-request-form", "100", "175", "male", age=60).reason == f"BMI 32.7 is above 30: {formula}"
    assert weigh("nba-2026", "100", "175", "male", age=60).reason == (
        f"the policy applies to every patient not excluded: {formula}"
    )
    assert weigh("ideal", "100", "175", "male").reason == "the policy applies to every patient: ideal 70.46 kg"


def test_an_age_not_given_is_taken_as_an_adult_s_and_said():
    assert weigh("nba-2026", "100", "175", "male").reason.endswith("; age not given, assumed 18 or over")
    assert "age not given" not in weigh("nba-2026", "100", "175", "male", age=18).reason


# A woman of 165 cm and 70 kg: BMI 25.7; 45.5 + 2.3 x (165 / 2.54 - 60) = 56.91 kg; 23 % over; adjusted 62.15 kg


@pytest.mark.parametrize("policy", ["uk-request-form", "us-120-percent"])
def test_more_than_20_percent_over_ideal_adjusts_at_a_bmi_of_25_7(policy):
    weight = weigh(policy, "70", "165", "female", age=40)
    assert to_hundredth(weight.kg) == "62.15"
    assert weight.basis == "adjusted"
    assert weight.reason == (
        "weight 23 % over the ideal 56.91 kg, more than 20 %: ideal 56.91 kg + 0.4 x (70 kg - 56.91 kg)"
    )


def test_a_rule_by_bmi_alone_does_not_adjust_at_25_7():
    weight = weigh("us-home-infusion", "70", "165", "female")
    assert (weight.kg, weight.basis) == (70, "actual")
    assert weight.reason == "BMI 25.7 is not above 30: actual body weight used"


@pytest.mark.parametrize("policy", POLICIES)
def test_a_man_of_185_cm_and_60_kg_is_never_dosed_on_more_than_60_kg(policy):
    assert weigh(policy, "60", "185", "male", age=50).kg <= 60


def test_the_formula_never_raises_a_weight_above_the_actual_one():
    weight = weigh("nba-2026", "60", "185", "male", age=50)  # 79.52 + 0.4 x (60 - 79.52) = 71.71
    assert (weight.kg, weight.basis, to_hundredth(weight.adjusted_kg)) == (60, "actual", "71.71")
    assert weight.reason.endswith(
        ": ideal 79.52 kg + 0.4 x (60 kg - 79.52 kg), 71.71 kg, exceeds actual body weight: actual body weight used"
    )


def test_the_reason_says_when_the_weight_is_below_ideal():
    assert weigh("us-120-percent", "60", "185", "male").reason == (
        "weight 24.5 % below the ideal 79.52 kg, not more than 20 % over: actual body weight used"
    )


@pytest.mark.parametrize(
    ("kg", "over"),  # the ideal is 57 kg
    [
        ("57", "0 % over the ideal 57 kg, not more than 20 % over: actual body weight used"),
        ("57.1", "0.2 % over the ideal 57 kg, not more than 20 % over: actual body weight used"),
        ("68.41", "20.02 % over the ideal 57 kg, more than 20 %: ideal 57 kg + 0.4 x (68.41 kg - 57 kg)"),
    ],
)
def test_how_far_a_weight_is_over_ideal_is_shown_with_as_many_digits_as_tell_it_from_the_limit(kg, over):
    assert weigh("us-120-percent", kg, "165.1", "female", age=40).reason == f"weight {over}"


# Exactly on a limit. 165.1 cm is 65 in: a woman's ideal weight is 45.5 + 5 x 2.3 = 57 kg, and 120 % of it 68.4 kg;
# a man's is 50 + 5 x 2.3 = 61.5 kg, and 120 % of it 73.8 kg


@pytest.mark.parametrize("policy", ["us-120-percent", "uk-request-form"])
@pytest.mark.parametrize(
    ("sex", "kg", "basis"),
    [
        ("female", "68.4", "actual"),
        ("female", "68.40000001", "adjusted"),
        ("male", "73.8", "actual"),
        ("male", "73.80000001", "adjusted"),
    ],
)
def test_exactly_120_percent_of_ideal_is_not_above_it(policy, sex, kg, basis):
    assert weigh(policy, kg, "165.1", sex, age=40).basis == basis


@pytest.mark.parametrize(
    ("policy", "kg", "basis"),  # 160 cm: a BMI of 30 is 76.8 kg
    [
        ("us-home-infusion", "76.8", "actual"),
        ("us-home-infusion", "76.80001", "adjusted"),
        ("toledo", "76.79999", "ideal"),
        ("toledo", "76.8", "adjusted"),
    ],
)
def test_a_bmi_of_exactly_30_falls_on_the_side_that_its_source_says(policy, kg, basis):
    assert weigh(policy, kg, "160", "female", age=40, factor="0.4").basis == basis


def test_a_bmi_is_shown_with_as_many_digits_as_tell_it_from_the_limit():
    assert weigh("us-home-infusion", "76.8", "160").reason.startswith("BMI 30 is not above 30")
    assert weigh("us-home-infusion", "76.79", "160").reason.startswith("BMI 29.9961 is not above 30")


@pytest.mark.parametrize(("cm", "basis"), [("151.99", "actual"), ("152", "adjusted")])
def test_australia_adjusts_from_exactly_152_cm(cm, basis):
    assert weigh("nba-2026", "70", cm, "female", age=40).basis == basis


@pytest.mark.parametrize(("cm", "basis"), [("152.39", "actual"), ("152.4", "adjusted")])
def test_ontario_adjusts_from_exactly_152_4_cm(cm, basis):
    assert weigh("ontario", "60", cm, "female", age=40, factor="0.5").basis == basis


@pytest.mark.parametrize(("years", "basis"), [("17.9", "actual"), ("18", "adjusted")])
def test_australia_adjusts_from_exactly_18_years(years, basis):
    assert weigh("nba-2026", "90", "170", "male", age=years).basis == basis


def test_exactly_ideal_weight_stays_as_it_is():
    weight = weigh("nba-2026", "57", "165.1", "female", age=40)
    assert weight.kg == weight.ideal_kg == weight.adjusted_kg == 57
    assert (weight.basis, weight.reason) == (
        "adjusted",
        "the policy applies to every patient not excluded: ideal 57 kg + 0.4 x (57 kg - 57 kg)",
    )


# Short patients: a woman of 150 cm has 45.5 + 2.3 x (150 / 2.54 - 60) = 43.33 kg by extrapolation


def test_below_60_inches_an_adult_s_ideal_weight_is_extrapolated_and_said():
    weight = weigh("us-120-percent", "70", "150", "female", age=40)
    assert to_hundredth(weight.ideal_kg) == "43.33"
    assert to_hundredth(weight.kg) == "54.00"  # 43.3268 + 0.4 x (70 - 43.3268)
    assert weight.reason.endswith("; ideal weight extrapolated below 60 inches")
    assert "extrapolated" not in weigh("us-120-percent", "70", "152.4", "female", age=40).reason  # 60 in


def test_what_was_taken_for_granted_is_said_together():
    """A woman of 150 cm, her ideal weight 43.33 kg; nba-2026 without its exclusion by height."""
    by_age = tuple(clause for clause in POLICIES["nba-2026"].exclusions if clause.height_below_cm is None)
    policy = POLICIES["nba-2026"]._replace(exclusions=by_age, pregnancy="not said")
    woman = patient("70", "150", "female", pregnant=True)
    assert dosing_weight(woman, policy).reason == (
        "the policy applies to every patient not excluded: ideal 43.33 kg + 0.4 x (70 kg - 43.33 kg); age not given, "
        "assumed 18 or over; ideal weight extrapolated below 60 inches; the policy does not mention pregnancy"
    )


def test_australia_doses_a_woman_of_150_cm_on_actual_weight():
    weight = weigh("nba-2026", "70", "150", "female", age=40)
    assert (weight.kg, weight.reason) == (70, "height 150 cm is below 152 cm: actual body weight used")


def test_below_60_inches_the_age_decides_whether_the_formula_serves():
    assert said_of(Unreadable, "us-120-percent", "25", "120", "male") == (
        "weight policy us-120-percent: 120 cm is below 60 inches, where Devine is for adults only; give age, or "
        "choose another weight_policy"
    )
    assert said_of(Refused, "acr-mis-c", "25", "120", "male", age=7) == (
        "weight policy acr-mis-c: 120 cm is below 60 inches, where Devine is for adults only, and no formula for "
        "a child's ideal weight is on file; choose another weight_policy, such as actual"
    )
    assert to_hundredth(weigh("us-120-percent", "70", "150", "female", age=18).ideal_kg) == "43.33"  # an adult


def test_a_height_at_which_the_formula_gives_no_weight_is_refused():
    assert said_of(Refused, "ideal", "20", "90", "male", age=30) == (  # 50 + 2.3 x (35.4 - 60) = -6.5
        "weight policy ideal: 90 cm is below 60 inches, where Devine gives no weight at all; choose another "
        "weight_policy, such as actual"
    )


# What is missing


def test_what_is_missing_is_named():
    or_else = "give what it needs, or choose another weight_policy"
    assert said_of(Unreadable, "uk-request-form", "70") == (
        f"weight policy uk-request-form needs height and sex; {or_else}"
    )
    assert said_of(Unreadable, "us-120-percent", "70", "165") == (f"weight policy us-120-percent needs sex; {or_else}")
    assert said_of(Unreadable, "ontario", "70", sex="male", factor="0.4") == (
        f"weight policy ontario needs height; {or_else}"
    )


def test_only_what_decides_is_asked_for():
    assert weigh("uk-request-form", "20", age=7).kg == 20  # a child
    assert weigh("nba-2026", "80", pregnant=True).reason == "pregnant: actual body weight used"
    assert weigh("actual", "80").reason == "every patient dosed on actual body weight"
    assert weigh("ontario", "30", age=10).basis == "actual"  # below both sexes' floors, and no adult


@pytest.mark.parametrize(("kg", "asked"), [("45.5", False), ("45.6", True), ("50", True), ("50.1", True)])
def test_a_sex_not_given_is_asked_for_where_the_floors_disagree_or_the_formula_needs_it(kg, asked):
    if asked:
        with pytest.raises(Unreadable, match="needs sex;"):
            weigh("ontario", kg, "160", factor="0.4")
    else:
        assert weigh("ontario", kg, "160", factor="0.4").basis == "actual"


def test_ideal_and_bmi_are_given_wherever_they_are_known():
    weight = weigh("nba-2026", "60", "170", "female", pregnant=True)
    assert (weight.kg, weight.basis) == (60, "actual")
    assert (to_hundredth(weight.ideal_kg), to_hundredth(weight.adjusted_kg)) == ("61.44", "60.86")
    thin = weigh("us-120-percent", "60", "185", "male")
    assert (to_hundredth(thin.ideal_kg), to_hundredth(thin.adjusted_kg)) == ("79.52", "71.71")
    unknown = weigh("nba-2026", "80", pregnant=True)
    assert (unknown.ideal_kg, unknown.adjusted_kg, unknown.bmi) == (None, None, None)


def test_the_policy_of_actual_weight_asks_for_nothing_and_works_nothing_out():
    weight = weigh("actual", "60", "170", "female", age=40)
    reason = "every patient dosed on actual body weight"
    assert weight[:-1] == (60, "actual", "actual", reason, 60, None, None)
    assert to_hundredth(weight.bmi) == "20.76"  # 60 / 1.7 ^ 2


# Ontario


def test_ontario_without_a_factor_is_refused_with_the_reason():
    assert said_of(Refused, "ontario", "100", "175", "male") == (
        "weight policy ontario: BMI 32.7 is above 30, so the weight is adjusted, but the policy's factor is not "
        "on file; enter its factor with weight_factor, or choose another policy"
    )


def test_ontario_takes_the_factor_that_is_given():
    weight = weigh("ontario", "100", "175", "male", age=60, factor="0.5")
    assert to_hundredth(weight.kg) == "85.23"  # 70.46 + 0.5 x (100 - 70.46)


def test_ontario_needs_no_factor_where_no_factor_gives_less_than_actual():
    weight = weigh("ontario", "60", "185", "male", age=60)
    assert (weight.kg, weight.basis) == (60, "actual")
    assert weight.reason == (
        "height 185 cm is at least 152.4 cm and weight 60 kg is above 50 kg: ideal 79.52 kg is not below actual body "
        "weight: actual body weight used"
    )


def test_ontario_without_a_trigger_doses_on_actual_weight():
    assert weigh("ontario", "45", "151", "female", age=30).reason == (
        "BMI 19.7 is not above 30, height 151 cm is below 152.4 cm and weight 45 kg is not above 45.5 kg: actual body "
        "weight used"
    )


def test_an_obese_child_below_the_height_of_ontario_is_dosed_on_actual_weight():
    child = weigh("ontario", "70", "145", "female", age=11)
    adult = weigh("ontario", "70", "145", "female", age=30, factor="0.4")
    assert (child.basis, adult.basis) == ("actual", "adjusted")
    assert child.reason.startswith("age 11 is below 18")


def test_ontario_measures_the_weight_before_pregnancy():
    said = {"age": 30, "pregnant": True, "factor": "0.4"}
    weight = weigh("ontario", "95", "165", "female", pre_pregnancy_weight=80, **said)
    assert to_hundredth(weight.kg) == "66.15"  # 56.91 + 0.4 x (80 - 56.91)
    assert weight.reason == (
        "height 165 cm is at least 152.4 cm and weight 80 kg is above 45.5 kg (pre-pregnancy weight 80 kg): "
        "ideal 56.91 kg + 0.4 x (80 kg - 56.91 kg)"
    )
    assert weight.actual_kg == 95
    assert said_of(Unreadable, "ontario", "95", "165", "female", **said) == (
        "weight policy ontario uses the pre-pregnancy weight; give pre_pregnancy_weight, or choose another "
        "weight_policy"
    )


def test_without_a_factor_a_weight_lost_in_pregnancy_is_not_taken_for_certain():
    with pytest.raises(Refused, match="weight_factor"):
        weigh("ontario", "60", "165", "female", age=30, pregnant=True, pre_pregnancy_weight=65)


def test_a_policy_silent_on_pregnancy_says_so():
    weight = weigh("us-120-percent", "90", "165", "female", age=30, pregnant=True)
    assert weight.reason.endswith("; the policy does not mention pregnancy")


def test_toledo_doses_on_ideal_weight_and_on_actual_weight_below_it():
    assert to_hundredth(weigh("toledo", "70", "165", "female").kg) == "56.91"
    thin = weigh("toledo", "50", "165", "female")
    assert (thin.kg, thin.basis) == (50, "actual")
    # 50 / 1.65 ^ 2 = 18.37
    assert thin.reason == "BMI 18.4 is below 30: ideal 56.91 kg exceeds actual body weight: actual body weight used"
    with pytest.raises(Refused, match="BMI 33.1 is at least 30.*weight_factor"):
        weigh("toledo", "90", "165", "female")


# The factor


def test_policies_without_a_factor_are_told_apart():
    assert [name for name in POLICIES if lacks_factor(POLICIES[name])] == ["ontario", "toledo", "us-home-infusion"]


def test_a_factor_is_refused_where_the_policy_has_its_own_or_uses_none():
    assert said_of(Refused, "nba-2026", "100", "175", "male", factor="0.5") == (
        "weight_factor 0.5: weight policy nba-2026 has its own factor 0.4; omit weight_factor"
    )
    assert said_of(Refused, "actual", "100", factor="0.5") == (
        "weight_factor 0.5: weight policy actual uses no factor; omit weight_factor"
    )


@pytest.mark.parametrize("factor", ["0", "1", "40", "-0.4"])
def test_a_factor_is_a_fraction(factor):
    assert said_of(Refused, "ontario", "100", "175", "male", factor=factor) == (
        f"weight_factor {factor}: a factor is a fraction above 0 and below 1, such as 0.4"
    )
    broken = POLICIES["nba-2026"]._replace(factor=Figure(Decimal(factor), MADE_UP))
    with pytest.raises(RecordInvalid) as invalid:
        dosing_weight(patient("100", "175", "male"), broken)
    assert str(invalid.value) == f"weight policy nba-2026: factor {factor} is not between 0 and 1"


@pytest.mark.parametrize(
    ("kg", "cm", "sex", "ideal", "dosed", "basis"),
    [
        # 52 + 0.75 x 23 = 69.25 kg; 120 % of it 83.1 kg; 69.25 + 0.4 x (83.11 - 69.25) = 74.794 kg
        ("83.1", "175", "male", "69.25", "83.10", "actual"),
        ("83.11", "175", "male", "69.25", "74.79", "adjusted"),
        # 49 + 0.67 x 13 = 57.71 kg; 57.71 + 0.4 x (100 - 57.71) = 74.626 kg
        ("100", "165", "female", "57.71", "74.63", "adjusted"),
        ("100", "152", "male", "52.00", "71.20", "adjusted"),  # 52 + 0.4 x 48
        ("100", "140", "female", "49.00", "69.40", "adjusted"),  # up to 152 cm the base weight: 49 + 0.4 x 51
        ("58.8", "140", "female", "49.00", "58.80", "actual"),  # exactly 120 %
        ("50", "175", "male", "69.25", "50.00", "actual"),
    ],
)
def test_nhs_england_2021_adjusts_over_20_percent_above_robinson_s_ideal(kg, cm, sex, ideal, dosed, basis):
    found = weigh("nhs-england-2021", kg, cm, sex, age="40")
    assert (to_hundredth(found.ideal_kg), to_hundredth(found.kg), found.basis) == (ideal, dosed, basis)


def test_nhs_england_2021_leaves_a_child_on_the_actual_weight():
    found = weigh("nhs-england-2021", "80", "140", "male", age="12")
    assert (found.kg, found.basis) == (80, "actual")
    assert found.reason == "age 12 is below 18: actual body weight used"


def test_nhs_england_2021_asks_for_height_and_sex():
    told = "weight policy nhs-england-2021 needs height and sex: give what it needs, or choose another weight_policy"
    assert said_of(Unreadable, "nhs-england-2021", "80").replace("; ", ": ") == told


def test_a_record_that_lacks_the_formula_it_needs_is_invalid():
    broken = POLICIES["nba-2026"]._replace(ideal=None)
    with pytest.raises(RecordInvalid) as invalid:
        dosing_weight(patient("100", "175", "male"), broken)
    assert str(invalid.value) == (
        "weight policy nba-2026: ideal: missing; a policy that doses on another weight than actual needs it"
    )


@pytest.mark.parametrize(
    ("policy", "who", "said", "field"),
    [
        ("uk-request-form", ("70",), {}, "height"),
        ("us-120-percent", ("70", "165"), {}, "sex"),
        ("us-120-percent", ("25", "120", "male"), {}, "age"),
        ("acr-mis-c", ("25", "120", "male"), {"age": 7}, "weight_policy"),
        ("ideal", ("20", "90", "male"), {"age": 30}, "weight_policy"),
        ("ontario", ("100", "175", "male"), {}, "weight_factor"),
        ("ontario", ("100", "175", "male"), {"factor": "1"}, "weight_factor"),
        ("nba-2026", ("100", "175", "male"), {"factor": "0.5"}, "weight_factor"),
        ("ontario", ("95", "165", "female"), {"age": 30, "pregnant": True}, "pre_pregnancy_weight"),
    ],
)
def test_the_field_at_fault_is_the_first_that_would_help(policy, who, said, field):
    with pytest.raises((Unreadable, Refused)) as raised:
        weigh(policy, *who, **said)
    assert field == raised.value.field


# Near a trigger: a woman of 165.1 cm turns at 68.4 kg (120 % of 57 kg), long before a BMI of 30 at 81.77 kg


def near(policy, *args, **rest):
    return near_trigger(patient(*args, **rest), POLICIES[policy], LIMITS)


@pytest.mark.parametrize(
    ("kg", "side"),
    [("66.4", "2 kg below 68.4 kg"), ("68.4", "at 68.4 kg"), ("70.4", "2 kg above 68.4 kg")],
)
def test_a_weight_within_2_kg_of_the_switch_says_how_near_it_is(kg, side):
    assert near("uk-request-form", kg, "165.1", "female", age=40) == (
        f"{kg} kg is {side}, where policy uk-request-form switches from actual to adjusted weight"
    )


@pytest.mark.parametrize("kg", ["66.39", "70.41", "81"])
def test_a_weight_more_than_2_kg_from_the_switch_says_nothing(kg):
    assert near("uk-request-form", kg, "165.1", "female", age=40) == ""


def test_only_a_policy_with_a_switch_by_weight_has_one():
    assert near("actual", "70") == ""
    assert near("nba-2026", "70", "165", "female") == ""
    assert near("uk-request-form", "68", "165.1", "female", age=12) == ""  # a child: never adjusted
    assert near("uk-request-form", "68") == ""  # no height: cannot tell


def test_ontario_turns_for_a_short_adult_by_bmi():
    assert "59 kg is 1 kg below 60 kg," in near("ontario", "59", "141.42135624", "female", age=40)
    assert near("ontario", "59", "141.42135624", "female", age=12) == ""  # a child is not adjusted by BMI
    assert near("us-home-infusion", "76", "160") != ""  # the sex is not needed to tell


def test_ontario_s_floors_change_nothing_below_ideal_weight():
    assert near("ontario", "46", "165", "female", age=40) == ""
    assert near("ontario", "51", "165", age=40) == ""  # nor can they be told without the sex


# Comparison and plausibility


def test_the_comparison_weight_is_the_adjusted_one_and_never_above_actual():
    assert to_hundredth(comparison_weight(patient("100", "175", "male"), LIMITS)) == "82.28"
    assert comparison_weight(patient("60", "185", "male"), LIMITS) == 60
    assert comparison_weight(patient("60", "185"), LIMITS) is None


def said_against(who):
    """Why the weight is doubted; its figure stands on file."""
    found = implausible(who, LIMITS)
    assert found is None or found.citation.source == "house"
    return found.text if found else ""


@pytest.mark.parametrize(
    ("kg", "cm", "sentence"),
    [
        ("16", "40", "BMI 100 (16 kg, 40 cm) is above 80"),
        ("80", "100", ""),  # exactly 80
        ("80.01", "100", "BMI 80.01 (80.01 kg, 100 cm) is above 80"),
        ("10", "100", ""),  # exactly 10
        ("9.99", "100", "BMI 9.99 (9.99 kg, 100 cm) is below 10"),
    ],
)
def test_a_bmi_under_10_or_over_80_is_implausible(kg, cm, sentence):
    assert said_against(patient(kg, cm)) == sentence


@pytest.mark.parametrize(
    ("kg", "years", "sentence"),
    [
        ("7", "40", "7 kg at 40 years is below 20 kg, the lowest plausible weight at that age"),
        ("32", "0", "32 kg at 0 years is above 18 kg, the highest plausible weight at that age"),
        ("200", "8", "200 kg at 8 years is above 150 kg, the highest plausible weight at that age"),
        ("3.2", "0", ""),
        ("20", "18", ""),
        ("18", "0", ""),
        ("350", "40", ""),
        ("70", "75", ""),
    ],
)
def test_a_ten_fold_slip_is_implausible_at_the_age(kg, years, sentence):
    assert said_against(patient(kg, age=years)) == sentence


@pytest.mark.parametrize(
    ("kg", "cm", "beyond"),
    [("100", None, False), ("100.1", None, True), ("119.99", "200", False), ("120", "200", True), ("99", "180", True)],
)
def test_actual_weight_is_not_assessed_above_100_kg_or_where_a_height_is_said_from_a_bmi_of_30(kg, cm, beyond):
    """30 x 2 m x 2 m = 120 kg, and 30 x 1.8 m x 1.8 m = 97.2 kg."""
    assert beyond == not_assessed(patient(kg, cm), LIMITS)


@pytest.mark.parametrize(
    ("kg", "years", "younger"),
    [
        ("18", 1, True),  # up to 18 kg in the first year
        ("18.1", 1, False),
        ("0.3", 1, True),
        ("0.29", 1, False),
        ("18.1", 2, True),  # and up to 30 kg in the second
        ("30.1", 2, False),
        ("60", 5, True),
        ("60.1", 5, False),
    ],
)
def test_a_weight_leaves_an_age_open_that_it_is_plausible_at(kg, years, younger):
    assert younger == may_be_younger(patient(kg), Decimal(years), LIMITS)
    assert not may_be_younger(patient(kg, pregnant=True), Decimal(years), LIMITS)


def test_nothing_speaks_against_a_weight_alone():
    assert implausible(patient("70"), LIMITS) is None


def test_bmi_is_kg_per_square_metre():
    assert body_mass_index(Decimal(80), Decimal(200)) == 20


# The records


@pytest.mark.parametrize("name", POLICIES)
def test_a_record_is_whole(name):
    policy = POLICIES[name]
    assert policy.id == name
    assert (policy.formula == "actual") == (policy.ideal_formula is None)
    assert policy.factor is None or policy.formula == "adjusted"
    for trigger in policy.triggers:
        assert any(value is not None for value in trigger._replace(citation=None))
        assert (trigger.male_above_kg is None) == (trigger.female_above_kg is None)
    if lacks_factor(policy):
        assert any("factor" in text for text in policy.not_on_file)


def test_every_record_states_the_same_devine_formula():
    formulas = [policy.ideal for policy in POLICIES.values() if policy.ideal] + [LIMITS.ideal]
    constants = {
        (ideal.male_kg, ideal.female_kg, ideal.kg_per_inch, ideal.over_inches, ideal.cm_per_inch.value)
        for ideal in formulas
    }
    assert constants == {(50, Decimal("45.5"), Decimal("2.3"), 60, Decimal("2.54"))}


def test_the_bands_of_plausible_weight_begin_at_birth_and_rise():
    bands = LIMITS.by_age
    assert bands[0].from_years == 0
    for younger, older in zip(bands, bands[1:], strict=False):
        assert younger.from_years < older.from_years
        assert younger.least_kg < older.least_kg < younger.greatest_kg < older.greatest_kg


def test_an_undecided_clause_asks_rather_than_guesses():
    """A height that was not given may neither fire nor fail a clause that only height decides."""
    tall = Trigger(citation=MADE_UP, height_at_least_cm=Decimal(190))
    policy = POLICIES["nba-2026"]._replace(triggers=(tall,), exclusions=())
    with pytest.raises(Unreadable, match="needs height;"):
        dosing_weight(patient("80", sex="male"), policy)
    assert dosing_weight(patient("80", "189", "male"), policy).basis == "actual"
    assert dosing_weight(patient("80", "190", "male"), policy).basis == "actual"  # 84.0 kg ideal
    assert near_trigger(patient("80", "190", "male"), policy, LIMITS) == ""
