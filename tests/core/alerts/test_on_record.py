"""A dose against every record on file for what is treated, and a dose that is too small for anything."""

from decimal import Decimal

import pytest
from planning import document, dosed, only, plan, raised, stops

from ivigcalc.core.course.planned import Alert
from ivigcalc.core.printed.sources import Citation

FAR, CYCLE, DAY = "dose.far-below", "dose.above-cycle-limit", "dose.above-day-limit"


def test_less_than_0_1_g_per_kg_is_a_stop():
    """2 g for 70 kg, a slip for 2 g/kg: 0.0286 g/kg."""
    assert Alert(
        FAR,
        "stop",
        "0.029 g/kg per cycle (2 g for 70 kg) is far below every usual dose (below 0.1 g/kg)",
        "check dose and unit (g or g/kg, per cycle or per day); or accept, with a reason",
        Citation(
            "house",
            "half of the lowest replacement dose on file: below it, suspect an error of unit or digit (g for g/kg, mg "
            "for g)",
        ),
        phase="course",
    ) == only(dosed("2g/cycle", days=2), FAR)
    assert [FAR] == stops(dosed("2mg/kg"))
    assert [FAR] == stops(dosed("0.0999g/kg"))


def test_less_than_0_2_g_per_kg_is_a_caution():
    assert "caution" == only(dosed("0.1g/kg"), FAR).severity
    assert "caution" == only(dosed("0.1999g/kg"), FAR).severity
    assert [] == raised(dosed("0.2g/kg"), FAR)


def test_a_record_that_gives_so_little_is_heard():
    """After each plasma exchange 0.1 g/kg."""
    assert [] == raised(dosed("0.1g/kg", indication="transplant-rejection"), FAR)
    assert [FAR] == stops(dosed("0.09g/kg", indication="transplant-rejection"))


def test_a_record_without_a_least_dose_gives_no_little_one():
    """FNAIT is printed as up to 1 g/kg, and 2 mg/kg is a slip all the same."""
    assert [FAR] == stops(dosed("2mg/kg", indication="fnait-mother"))


def test_one_infusion_is_judged_and_what_is_left_in_the_bag_is_not():
    said = {"weight": "70kg", "concentration": "10%", "rates": "1 mL/kg/h"}
    assert [FAR] == stops(document("rates", dose="2g", **said).plan)
    assert [] == stops(document("rates", volume="20mL", **said).plan)


def test_a_caution_is_said_once():
    """0.15 g/kg in primary immunodeficiency: below 0.2 g/kg, the least of every record and the figure alike."""
    made = dosed("0.15g/kg", indication="primary-immunodeficiency")
    assert (1, 0) == (len(raised(made, "dose.below-range")), len(raised(made, FAR)))
    made = dosed("0.05g/kg", indication="primary-immunodeficiency")
    assert (0, 1) == (len(raised(made, "dose.below-range")), len(raised(made, FAR)))


def test_an_indication_without_a_regimen_has_the_least_of_its_records():
    """0.4 g/kg over five days for GBS, where the one record gives 0.4 g/kg on each: 2 g/kg."""
    below = only(dosed("0.4g/kg/cycle", days=5, weight="82kg", indication="gbs"), "dose.below-range")
    assert "0.4 g/kg per cycle is below 2 g/kg, the lowest of every record for gbs" == below.text
    assert [] == raised(dosed("0.4g/kg/day", days=5, weight="82kg", indication="gbs"), "dose.below-range")


def test_a_dose_per_28_days_is_scaled_to_the_interval():
    """MMN: 0.5 g/kg per 28 days is 0.25 g/kg every 2 weeks, the least of every record."""
    said = {"indication": "mmn", "every": "2w", "cycles": 1}
    assert [] == raised(dosed("0.25g/kg", **said), "dose.below-range")
    assert "below 0.25 g/kg" in only(dosed("0.24g/kg", **said), "dose.below-range").text
    # 2.4 g/kg per 28 days are 1.2 g/kg every 2 weeks; another record has 2 g/kg
    assert [] == raised(dosed("2g/kg", days=2, **said), CYCLE)
    assert [] == raised(dosed("2.4g/kg", days=3, **{**said, "every": "4w"}), CYCLE)
    assert [CYCLE] == stops(dosed("2.41g/kg", days=3, **{**said, "every": "8w"}))


def test_an_indication_without_a_regimen_has_the_most_of_its_records():
    made = dosed("0.81g/kg", indication="primary-immunodeficiency")
    assert (
        "0.81 g/kg per cycle (56.7 g for 70 kg) is above 0.8 g/kg, the highest of any record "
        "for" in only(made, CYCLE).text
    )
    assert [] == stops(dosed("0.8g/kg", indication="primary-immunodeficiency"))


@pytest.mark.parametrize("name", ["plan", "dose", "rates"])
def test_a_day_that_a_record_gives_is_no_stop_without_the_regimen(name):
    """Kawasaki disease: 2 g/kg in one day."""
    said = {"weight": "10kg", "age": 2, "concentration": "10%", "indication": "kawasaki", "rates": "1 mL/kg/h"}
    days = {} if name == "rates" else {"days": 1}
    assert [] == stops(document(name, dose="2g/kg", **said, **days).plan)
    above = document(name, dose="2.05g/kg", **said, **days).plan
    assert "2.05 g/kg in a day (of 20.5 g for 10 kg) is above 2 g/kg, the highest day of any record for kawasaki" in (
        only(above, DAY).text
    )


def test_a_stop_names_the_variants_that_give_the_dose():
    made = plan(weight="64kg", regimen="itp", dose="1g/kg/day", days=2, concentration="10%")
    assert [CYCLE] == stops(made)
    assert only(made, CYCLE).do.startswith("choose a regimen that gives this dose (itp/privigen-us, itp/octagam-us, ")
    assert "more), or check dose, weight and unit" in only(made, CYCLE).do
    assert "choose" not in only(dosed("2.5g/kg", days=3), CYCLE).do


def test_a_variant_that_gives_the_day_is_named():
    said = {"weight": "10kg", "age": 2, "concentration": "10%", "regimen": "mis-c/acr"}
    assert [] == raised(plan(dose="2g/kg", days=1, **said), DAY)
    told = only(plan(**{**said, "regimen": "kawasaki/older-eu-label"}, dose="2g/kg", days=1), DAY).do
    assert told.startswith("choose a regimen that gives this dose (kawasaki/eu-label), or spread")


def test_what_is_above_2_and_up_to_5_g_per_kg_can_be_accepted():
    made = dosed("5g/kg", days=5, accept=[f"{CYCLE}=desensitisation"])
    assert [] == stops(made)
    assert Decimal(350) == made.phases[0].calculated_g


def test_without_a_regimen_a_disease_of_which_a_source_prints_no_greatest_has_none():
    """The EU label gives 0.53 g/kg or more before exposure to measles: 1 g/kg is above no record."""
    assert [] == raised(dosed("1g/kg", indication="measles-pre-exposure"), CYCLE)
