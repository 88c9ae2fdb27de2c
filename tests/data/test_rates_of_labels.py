"""What the labels on file print of rates, over all of them: the highest, and that no condition is read by nothing."""

from decimal import Decimal

import pytest
from ladders import RULES, products

from ivigcalc.core.printed.product import ConditionalRate, Label
from ivigcalc.core.pumping.completed import Rung
from ivigcalc.core.pumping.conditions import Circumstances, caps_in_doubt, ladders_beside, stricter_caps
from ivigcalc.core.pumping.ladder import passes_label
from ivigcalc.core.pumping.rates import Rate, by_the_hour

LABELS = [
    (product.id, label, strength.g_per_l)
    for product in products().values()
    for label in product.labels
    for strength in product.strengths
]
CONDITIONS = [
    (id, label, strength, rate)
    for id, label, strength in LABELS
    for rate in label.conditional_rates
    if not (rate.superseded and rate.kind == "ladder")
]
SEVENTY = Decimal(70)


def printed_rates():
    """The highest rate of each ladder that a label prints, and of what it allows under a condition, with the g/L."""
    for _, label, strength in LABELS:
        for ladder in label.ladders:
            most = ladder.maximum_range_up_to or ladder.maximum or ladder.rates[-1]
            yield by_the_hour(most, ladder.unit, strength), strength
        for rate in label.conditional_rates:
            if rate.kind == "higher-maximum":
                yield by_the_hour(max(rate.rates), rate.unit, strength), strength


def test_the_highest_rates_are_those_of_the_labels_on_file():
    by_weight = [(rate.value, rate.value * strength) for rate, strength in printed_rates() if rate.per_kg]
    assert max(ml for ml, _ in by_weight) == RULES.highest_ml_per_kg_per_h.value
    assert max(mg for _, mg in by_weight) == RULES.highest_mg_per_kg_per_h.value


def acts(label: Label, rate: ConditionalRate, strength: Decimal) -> bool:
    """Whether anything is another without *rate*: a cap, what is allowed, or what is told."""
    without = label._replace(conditional_rates=tuple(one for one in label.conditional_rates if one != rate))
    indication = rate.indications[0] if rate.indications else None
    most = by_the_hour(max(rate.rates), rate.unit, strength)
    rungs = (Rung(Rate(most.value, most.per_kg), None, "written"),)

    def seen(of):
        circumstances = [Circumstances(indication, *alike) for alike in ((True,) * 3, (False,) * 3)]
        return (
            [(stricter_caps(of, one, strength), caps_in_doubt(of, one, strength)) for one in circumstances],
            ladders_beside(of, indication),
            passes_label(rungs, of, indication, False, SEVENTY, strength),
        )

    return seen(label) != seen(without)


@pytest.mark.parametrize(
    ("label", "strength", "rate"),
    [one[1:] for one in CONDITIONS],
    ids=[f"{id} {rate.kind} {rate.condition[:30]}" for id, _, _, rate in CONDITIONS],
)
def test_every_rate_under_a_condition_acts(label, strength, rate):
    assert acts(label, rate, strength)


def test_a_stricter_cap_says_whom_it_is_for():
    """One that does not holds for everyone."""
    assert all(rate.applies for *_, rate in CONDITIONS if rate.kind == "stricter-cap")
    assert not any(rate.applies for *_, rate in CONDITIONS if rate.kind != "stricter-cap")
