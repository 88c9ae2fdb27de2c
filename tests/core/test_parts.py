"""The parts of a plan on their own: weights side by side, one infusion, the dates alone, the taper alone."""

from datetime import date
from decimal import Decimal

import pytest
from planning import document, raised

from ivigcalc.core.errors import Refused, Unreadable

D = Decimal
OCTAGAM = {"product": "octagam-10", "market": "us"}
PREDNISOLONE = {"steroid": "prednisolone", "tablets": "de"}


def weights(**said):
    """The row of each policy."""
    return {row.policy: row for row in document("weight", **said).plan.policies}


def test_every_policy_stands_with_its_dose():
    # female, 165 cm, 70 kg: ideal 56.91 kg, 23 % over it, BMI 25.7; adjusted 56.91 + 0.4 x 13.09 = 62.15 kg
    rows = weights(weight="70kg", height="165cm", sex="female", dose="2g/kg")
    assert ("adjusted", D("62.15")) == (rows["uk-request-form"].basis, round(rows["uk-request-form"].kg, 2))
    assert D("124.29") == round(rows["us-120-percent"].dose_g, 2)
    assert ("actual", D(70), D(140)) == (rows["actual"].basis, rows["actual"].kg, rows["actual"].dose_g)
    assert D("56.91") == round(rows["ideal"].kg, 2)


def test_without_a_dose_the_weights_stand_alone():
    assert {None} == {row.dose_g for row in weights(weight="70kg", height="165cm", sex="female").values()}


def test_a_policy_that_cannot_be_used_says_why():
    rows = weights(weight="70kg", dose="2g/kg")
    row = rows["nba-2026"]
    assert (None, None, None, D(70)) == (row.kg, row.basis, row.dose_g, row.actual_kg)
    assert "needs --height and --sex" in row.reason
    assert D(70) == rows["actual"].kg


def test_a_factor_is_given_to_the_policies_that_have_none():
    said = {"weight": "100kg", "height": "175cm", "sex": "male"}
    without = weights(**said)["ontario"]
    assert without.kg is None
    assert "--weight-factor" in without.reason
    # 70.4646 + 0.5 x 29.5354 = 85.2323
    assert D("85.23") == round(weights(**said, weight_factor="0.5")["ontario"].kg, 2)
    assert D("82.28") == round(weights(**said, weight_factor="0.5")["nba-2026"].kg, 2)  # its own 0.4


def test_the_dose_of_the_side_by_side_is_refused_beyond_all_limits():
    with pytest.raises(Refused, match="nothing above 3 g/kg"):
        weights(weight="70kg", dose="4g/kg")


# One infusion


def rates(**said):
    return document("rates", **{"weight": "70kg", "first_infusion": "no", "risk": ["none"], **said}).plan


def test_octagam_for_itp_by_hand():
    # mg/kg/min x 60 / 100 mg/mL: 0.6, 1.2, 2.4, 4.8 and 7.2 mL/kg/h
    made = rates(dose="70g", indication="itp", **OCTAGAM)
    assert [D(42), D(84), D(168), D(336), D(504)] == [step.ml_per_h for step in made.infusion.steps]
    assert [D(21), D(42), D(84), D(168), D(385)] == [step.volume_ml for step in made.infusion.steps]
    assert 166 == made.infusion.total_minutes
    assert ("itp", True) == (made.indication.id, made.indication.licensed)


def test_a_dose_and_its_volume_are_the_same_infusion():
    by_dose, by_volume = (rates(indication="itp", **OCTAGAM, **said) for said in ({"dose": "28g"}, {"volume": "280mL"}))
    assert by_dose.infusion == by_volume.infusion
    assert {"volume"} == {w.what for w in by_dose.workings} - {w.what for w in by_volume.workings}


def test_it_goes_on_after_an_interruption():
    made = rates(volume="100mL", resume_rate="1.3mL/kg/h", max_rate="2.4mL/kg/h", indication="itp", **OCTAGAM)
    assert [D(84), D(168)] == [step.ml_per_h for step in made.infusion.steps]  # from 1.2 mL/kg/h on
    assert [D(42), D(58)] == [step.volume_ml for step in made.infusion.steps]


def test_clock_times_carry_past_midnight():
    made = rates(dose="70g", indication="itp", at="22:30", **OCTAGAM)  # 166 min
    assert ("22:30", "01:16", 1) == made.clock
    assert ("08:00", "10:46", 0) == rates(dose="70g", indication="itp", at="08:00", **OCTAGAM).clock
    assert rates(dose="70g", indication="itp", **OCTAGAM).clock is None


def test_a_first_infusion_is_taken_where_nothing_is_said():
    said = {
        "weight": "70kg",
        "dose": "28g",
        "product": "qivigy",
        "risk": ["none"],
        "indication": "primary-immunodeficiency",
    }
    unsaid, later = document("rates", **said).plan, rates(**said)
    assert D(42) == unsaid.infusion.steps[0].ml_per_h  # 1 mg/kg/min is 0.6 mL/kg/h
    assert D(84) == later.infusion.steps[0].ml_per_h
    assert 1 == len([alert for alert in raised(unsaid, "dose.assumed") if "first infusion" in alert.text])


def test_without_any_rate_it_is_refused_with_an_example():
    with pytest.raises(Refused) as refusal:
        rates(dose="28g", product="yimmugo")
    assert str(refusal.value).startswith(
        "no infusion rate is on file for Yimmugo 100 g/L: no pump timetable; take the rates"
    )
    assert '--rates "0.3x30,0.6x30,1.2 mL/kg/h"' in str(refusal.value)


def test_more_than_is_planned_for_at_all_is_refused():
    with pytest.raises(Refused, match=r"4 g/kg per cycle \(280 g for 70 kg\)"):
        rates(dose="280g", indication="itp", **OCTAGAM)
    with pytest.raises(Refused, match=r"4 g/kg per cycle \(280 g for 70 kg\)"):
        rates(volume="2800mL", indication="itp", **OCTAGAM)


@pytest.mark.parametrize("said", [{}, {"dose": "28g", "volume": "280mL"}])
def test_how_much_is_said_once(said):
    with pytest.raises(Unreadable, match="either --dose, such as 28g, or --volume, such as 280mL"):
        rates(product="octagam-10", **said)


# Dates alone


def test_the_calendar_needs_no_dose():
    made = document("calendar", days=2, every="4w", cycles=2, at="09:00").plan
    assert [
        (date(2026, 1, 5), 1, 1, "09:00"),
        (date(2026, 1, 6), 1, 2, "09:00"),
        (date(2026, 2, 2), 2, 1, "09:00"),
        (date(2026, 2, 3), 2, 2, "09:00"),
    ] == [(row.date, row.cycle, row.day, row.start) for row in made.calendar]
    assert {(None, None)} == {(row.dose_g, row.volume_ml) for row in made.calendar}
    assert ["cycle 2, first day"] == [working.what for working in made.workings]


def test_a_moved_block_keeps_its_planned_dates():
    made = document("calendar", days=2, every="4w", cycles=2, closed=["2026-02-02"]).plan
    third = made.calendar[2]
    assert (date(2026, 2, 3), date(2026, 2, 2), 1) == (third.date, third.planned_date, third.moved_days)
    assert third.moved_because
    assert third.start is None


# The taper alone


def test_the_taper_has_its_own_checkpoints_only():
    made = document("taper", taper="60x28,40x28,20", **PREDNISOLONE).plan
    assert [D(60), D(40), D(20)] == [step.mg_per_day for step in made.taper.steps]
    assert made.calendar
    assert {"checkpoint"} == {row.kind for row in made.calendar}
    assert () == made.phases


def test_a_taper_by_cycles_follows_the_dates_and_says_what_they_say():
    said = {"days": 1, "every": "4w", "cycles": 3, "closed": ["2026-02-02"]}
    made = document("taper", taper="60,40,20/cycle", **PREDNISOLONE, **said).plan
    assert [date(2026, 1, 5), date(2026, 2, 3), date(2026, 3, 2)] == [step.from_ for step in made.taper.steps]
    assert 1 == len(raised(made, "calendar.moved"))


def test_a_dose_per_kg_needs_a_weight():
    said = {"taper": "edf-pemphigus", "steroid_dose": "1mg/kg", **PREDNISOLONE}
    assert D(70) == document("taper", weight="70kg", **said).plan.taper.steps[0].mg_per_day
    with pytest.raises(Unreadable, match="--weight"):
        document("taper", **said)
