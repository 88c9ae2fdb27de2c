"""Which caps end the ladder of a plan."""

import pytest
from planning import plan

ITP = {"weight": "70kg", "regimen": "itp/octagam-us", "product": "octagam-10", "market": "us"}


def pump_rates(**said):
    """What the pump is set to on the first day, mL/h."""
    return [step.ml_per_h for step in plan(**ITP, **said).phases[0].days[0].infusion.steps]


def test_who_is_not_at_risk_gets_the_ladder_of_the_label():
    assert [42, 84, 168, 336, 504] == pump_rates(risk=["none"])


@pytest.mark.parametrize("said", [{"risk": ["renal"]}, {"risk": ["thrombosis"]}, {"age": "66"}])
def test_who_is_at_risk_gets_no_more_than_the_label_prints_for_them(said):
    """0.03 mL/kg/min x 60 x 70 kg = 126 mL/h."""
    assert [42, 84, 126] == pump_rates(**said)


def test_the_age_alone_is_no_risk_where_none_was_said():
    assert [42, 84, 168, 336, 504] == pump_rates(age="66", risk=["none"])


def test_a_maximum_that_is_said_ends_the_ladder_too():
    assert [42, 84, 100] == pump_rates(risk=["none"], max_rate="100mL/h")
    assert [42, 84, 126] == pump_rates(risk=["renal"], max_rate="200mL/h")
