"""What must hold of the dosing weight for every patient and every policy on file."""

import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import ivigcalc
from ivigcalc.catalogue.record import build
from ivigcalc.core.dosing.weight import WeightLimits, dosing_weight, lacks_factor, near_trigger
from ivigcalc.core.dosing.weight_policy import WeightPolicy
from ivigcalc.core.errors import Refused, Unreadable
from ivigcalc.core.patient import Patient

DATA = Path(ivigcalc.__file__).parent / "data"


def read(kind, path):
    return build(kind, tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal), str(path))


POLICIES = [read(WeightPolicy, path) for path in sorted((DATA / "weight_policies").glob("*.toml"))]
LIMITS = read(WeightLimits, DATA / "limits" / "weight.toml")


def tenths(low, high):
    return st.integers(low * 10, high * 10).map(lambda n: Decimal(n) / 10)


adults = st.builds(
    Patient,
    weight=tenths(30, 250),
    height=tenths(140, 210),
    sex=st.sampled_from(["male", "female"]),
    age=tenths(18, 95),
    pregnant=st.just(False),
    pre_pregnancy_weight=st.none(),
    risks=st.none(),
)
anyone = st.builds(
    Patient,
    weight=tenths(1, 250),
    height=st.none() | tenths(45, 210),
    sex=st.none() | st.sampled_from(["male", "female"]),
    age=st.none() | tenths(0, 95),
    pregnant=st.booleans(),
    pre_pregnancy_weight=st.none() | tenths(30, 150),
    risks=st.none(),
)
policies = st.sampled_from(POLICIES)
# Of what is drawn much is refused for want of height, sex or age: too much at times for the patience of the library.
quick = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])


def weigh(patient, policy):
    return dosing_weight(patient, policy, factor=Decimal("0.4") if lacks_factor(policy) else None)


@quick
@given(patient=anyone, policy=policies)
def test_the_dosing_weight_is_never_above_the_actual_weight_and_never_nothing(patient, policy):
    try:
        weight = weigh(patient, policy)
    except (Unreadable, Refused):
        assume(False)
    assert 0 < weight.kg <= patient.weight == weight.actual_kg


@quick
@given(patient=anyone, policy=policies)
def test_the_basis_tells_which_weight_was_taken(patient, policy):
    try:
        weight = weigh(patient, policy)
    except (Unreadable, Refused):
        assume(False)
    assert weight.kg == getattr(weight, f"{weight.basis}_kg")


@quick
@given(patient=adults, policy=policies)
def test_an_adult_of_known_height_and_sex_always_gets_a_weight(patient, policy):
    assert weigh(patient, policy).reason


@quick
@given(patient=adults, policy=policies)
def test_what_is_not_known_never_changes_the_weight_it_is_asked_for_or_it_does_not_matter(patient, policy):
    for unknown in (patient._replace(height=None), patient._replace(sex=None), patient._replace(age=None)):
        try:
            weight = weigh(unknown, policy)
        except Unreadable:
            continue
        assert weight.kg == weigh(patient, policy).kg


def written_again(patient):
    """The same rules, written again over fractions from the words of their sources."""
    weight, height = Fraction(patient.weight), Fraction(patient.height)
    bmi = weight / (height / 100) ** 2
    base = 50 if patient.sex == "male" else Fraction(91, 2)
    ideal = base + Fraction(23, 10) * (height / Fraction(254, 100) - 60)
    return {
        "uk-request-form": bmi > 30 or weight > ideal * Fraction(6, 5),
        "us-120-percent": weight > ideal * Fraction(6, 5),
        "us-home-infusion": bmi > 30,
        "ontario": bmi > 30 or (height >= Fraction("152.4") and weight > base),
        "nba-2026": height >= 152,
    }, ideal


@quick
@given(patient=adults, data=st.data())
def test_each_clause_agrees_with_exact_fractions(patient, data):
    clauses, ideal = written_again(patient)
    name = data.draw(st.sampled_from(sorted(clauses)))
    weight = weigh(patient, next(policy for policy in POLICIES if policy.id == name))
    expected = Fraction(patient.weight)
    if clauses[name]:
        expected = min(expected, ideal + Fraction(2, 5) * (expected - ideal))
    assert abs(Fraction(weight.kg) - expected) < Fraction(1, 10**20)


@quick
@given(patient=adults, policy=policies)
def test_a_jump_of_the_dosing_weight_within_2_kg_is_always_announced(patient, policy):
    """Between two neighbouring weights the dosing weight moves by at most their distance, or a trigger lies there."""
    step = Decimal("0.1")
    below, above = weigh(patient, policy), weigh(patient._replace(weight=patient.weight + step), policy)
    if abs(above.kg - below.kg) > step:
        assert near_trigger(patient, policy, LIMITS)
