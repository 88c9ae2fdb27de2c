"""What a maximum in grams promises, whatever the dose, the weight and the shares of the days."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from ivigcalc.core.dosing.dose import InGrams, PerKilogram, Phase, calculated_dose
from ivigcalc.core.dosing.maximum import Maximum, cycle_dose

modest = settings(max_examples=200, deadline=None)
amounts = st.integers(1, 50).map(lambda n: PerKilogram(Decimal(n) / 10)) | st.integers(1, 4000).map(
    lambda n: InGrams(Decimal(n) / 10)
)
weights = st.integers(30, 40_000).map(lambda n: Decimal(n) / 100)
grams = st.integers(1, 3000).map(lambda n: Decimal(n) / 10)
maxima = st.none() | st.builds(Maximum, grams, st.sampled_from(["cycle", "day"]), st.just(True))
shares = st.lists(st.sampled_from([Decimal("0.4"), Decimal("0.5"), Decimal(1), Decimal(2)]), min_size=1, max_size=5)


@st.composite
def phases(draw):
    pattern = tuple(draw(shares))
    alike = draw(st.booleans())
    regimen = draw(st.none() | grams)
    return Phase(
        "course", len(pattern), 1, None, draw(amounts), day_pattern=() if alike else pattern, maximum_g=regimen
    )


def days_of(dose, days):
    pattern = dose.day_pattern or (Decimal(1),) * days
    return [dose.grams * share / sum(pattern) for share in pattern]


@modest
@given(phases(), weights, maxima)
def test_no_cycle_and_no_day_gets_more_than_was_said_and_none_more_than_was_calculated(phase, weight, said):
    calculated, dose = calculated_dose(phase, weight), cycle_dose(phase, weight, said)
    without = days_of(cycle_dose(phase, weight), phase.days)
    assert 0 < dose.grams <= calculated
    for day, before in zip(days_of(dose, phase.days), without, strict=True):
        assert day <= before * (1 + Decimal("1e-12")) or said is not None
        if said is not None and said.per == "day":
            assert day <= said.g * (1 + Decimal("1e-12"))
    if said is not None and said.per == "cycle":
        assert dose.grams <= said.g
    if phase.maximum_g is not None and isinstance(phase.amount, PerKilogram):
        assert dose.grams <= phase.maximum_g
    assert (dose.uncapped, dose.by is None) == ((None, True) if dose.grams == calculated else (calculated, False))


@modest
@given(phases(), weights, maxima, maxima)
def test_a_lower_maximum_never_gives_more(phase, weight, one, other):
    if one is None or other is None or one.per != other.per:
        return
    lower, higher = sorted((one, other), key=lambda most: most.g)
    assert cycle_dose(phase, weight, lower).grams <= cycle_dose(phase, weight, higher).grams
