"""Doses, weights, vials and days published by other calculators and label pages, against ours.

The rates of the same cases, and the tapers, belong to other tests; ``test_published_numbers`` knows where each is.
"""

from datetime import date
from decimal import Decimal

import pytest
from planning import dosed, grams, only, plan, raised, stops

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import PRODUCTS, REGIMENS
from ivigcalc.core.course.planned import InfusionRow

D = Decimal


def millilitres(made):
    return tuple(day.volume_ml for day in made.phases[0].days)


def test_only_002_the_adjusted_weight_of_a_man_of_175_cm_and_100_kg():
    """It rounds 70.46 to 70.4 and 82.28 to 82.2 kg on the way, and comes to 164.4 g and 82.2 g a day. Ours do not.

    50 + 2.3 x (175 / 2.54 - 60) = 70.465 kg; + 0.4 x 29.535 = 82.279 kg; x 2 g/kg = 164.557 g.
    """
    said = {"weight": "100kg", "height": "175cm", "sex": "male", "weight_policy": "nba-discretionary", "days": 2}
    made = dosed("2g/kg", **said)
    weight, phase = made.dosing_weight, made.phases[0]
    assert (D("70.465"), D("82.279")) == (round(weight.ideal_kg, 3), round(weight.adjusted_kg, 3))
    assert D("164.557") == round(phase.calculated_g, 3)
    assert (D("82.3"), D("82.3")) == grams(made)


def test_dro_001_36_4_g_over_5_and_over_2_days():
    """It shows five days of 7.3 g, which are 36.5 g. Ours add up: four of 7.3 g and one of 7.2 g."""
    over_5, over_2 = dosed("36.4g/cycle", days=5), dosed("36.4g/cycle", days=2)
    assert 364 == over_5.phases[0].volume_ml == over_2.phases[0].volume_ml
    assert (*[D("7.3")] * 4, D("7.2")) == grams(over_5)
    assert (*[D(73)] * 4, D(72)) == millilitres(over_5)
    assert ((D("18.2"), D("18.2")), (D(182), D(182))) == (grams(over_2), millilitres(over_2))


def test_care_001_2_g_per_kg_for_72_kg_over_5_days():
    made = dosed("2g/kg", weight="72kg", days=5)
    assert 144 == made.phases[0].planned_g
    assert (D("28.8"),) * 5 == grams(made)


@pytest.mark.parametrize(("dose", "days", "daily"), [("0.4g/kg/day", 5, 28), ("1g/kg/day", 2, 70)])
def test_swift_001_70_kg_at_0_4_and_1_g_per_kg_a_day(dose, days, daily):
    assert (daily,) * days == grams(dosed(dose, days=days))


@pytest.mark.parametrize(
    ("kg", "dose", "strength", "g", "ml"),
    [
        pytest.param("10kg", "2g/kg", "10%", 20, 200, id="MGH-01"),
        pytest.param("70kg", "0.4g/kg", "10%", 28, 280, id="MGH-03"),
        pytest.param("80kg", "2g/kg", "10%", 160, 1600, id="MGH-05"),
        pytest.param("12.5kg", "2g/kg", "10%", 25, 250, id="MGH-07"),
        pytest.param("50kg", "0.4g/kg", "5%", 20, 400, id="MGH-09"),
        pytest.param("25kg", "1g/kg", "10%", 25, 250, id="MGH-11"),
    ],
)
def test_mgh_the_dose_and_its_volume(kg, dose, strength, g, ml):
    """In one day, as there. Its limit of 100 g and its premedication are that house's own and are not reproduced."""
    made = dosed(dose, weight=kg, concentration=strength)
    assert ((g,), (ml,)) == (grams(made), millilitres(made))
    assert (["dose.above-day-limit"] if dose == "2g/kg" else []) == stops(made)


def test_jw_001_125_mg_from_vials_of_50_mg_waste_25_mg():
    """As grams: 12.5 g from vials of 5 g."""
    made = dosed("12.5g", vials="5", rounding="exact")
    (day,) = made.phases[0].days
    assert (D(15), D("2.5")) == (day.opened_g, day.waste_g)
    assert [(5, 3)] == [(vial.g, vial.count) for vial in day.vials]
    assert "2.5 g per cycle discarded" in only(made, "dose.part-vial").whole


def test_bcn_01_is_not_reproduced_three_vials_of_10_g_do_for_30_g():
    """28 g with it are 2 x 10 + 1 x 5 + 2 x 2.5 g. Ours of the same vials are 27.5 g, and three vials for 30 g."""
    vials = "2.5,5,10"
    up = dosed("28g", vials=vials, rounding="vial-up").phases[0].days[0]
    assert (30, [(10, 3)]) == (up.dose_g, [(vial.g, vial.count) for vial in up.vials])
    assert (D("27.5"),) == grams(dosed("28g", vials=vials))


@pytest.mark.parametrize(("dose", "kg"), [("11g", "110kg"), *[("10.6g", f"{kg}kg") for kg in (53, 57)]])
def test_ita_02_is_not_reproduced_the_vials_hold_the_dose(dose, kg):
    """Its table prints 1 x 4 + 1 x 1 g for 11 g: the vial of 10 g was lost. Its product is for under the skin."""
    (day,) = dosed(dose, weight=kg, vials="1,2,4,10").phases[0].days
    assert (11, [(10, 1), (1, 1)]) == (day.opened_g, [(vial.g, vial.count) for vial in day.vials])


@pytest.mark.parametrize(
    ("variant", "phase", "g_per_kg", "days", "interval"),
    [
        pytest.param("primary-immunodeficiency/privigen-us", 0, ("0.2", "0.8"), (None, None), (21, 28), id="PRIV-001"),
        pytest.param("itp/privigen-us", 0, ("1", "1"), (2, 2), (None, None), id="PRIV-001, ITP"),
        pytest.param("cidp/privigen-us", 0, ("2", "2"), (2, 5), (None, None), id="PRIV-001, CIDP"),
        pytest.param("cidp/privigen-us", 1, ("1", "1"), (1, 2), (21, 21), id="PRIV-001, CIDP maintenance"),
        pytest.param("cidp/gammagard-us", 0, ("2", "2"), (2, 5), (None, None), id="GAMG-001"),
        pytest.param("cidp/gammagard-us", 1, ("1", "1"), (1, 4), (21, 21), id="GAMG-001, maintenance"),
    ],
)
def test_the_doses_that_the_manufacturers_print(variant, phase, g_per_kg, days, interval):
    id, _, name = variant.partition("/")
    printed = next(one for one in Catalogue().record(REGIMENS, id).variants if one.id == name).phases[phase]
    assert tuple(map(D, g_per_kg)) == (printed.dose_g_per_kg_min, printed.dose_g_per_kg_max)
    assert (days, interval) == (
        (printed.days_min, printed.days_max),
        (printed.interval_days_min, printed.interval_days_max),
    )


def test_asc_001_asceniv_has_vials_of_5_g_alone_and_300_to_800_mg_per_kg():
    (label,) = Catalogue().record(PRODUCTS, "asceniv").labels
    assert [(5, 50)] == [(vial.g, vial.ml) for vial in label.vials]
    assert "300-800 mg/kg every 3-4 weeks" == label.indications[0].dose


def test_cal_001_a_cycle_of_28_days_from_thursday_2025_10_23():
    """Its grid begins on a Sunday and ends with an empty week; the dates are the same."""
    made = plan(weight="70kg", dose="0.7g/kg", days=7, every="28d", cycles=2, concentration="10%", start="2025-10-23")
    dates = [row.date for row in made.calendar if isinstance(row, InfusionRow)]
    assert (3, date(2025, 10, 29), date(2025, 11, 20)) == (dates[0].weekday(), dates[6], dates[7])  # a Thursday is 3
    assert [] == raised(made, "calendar.moved")
