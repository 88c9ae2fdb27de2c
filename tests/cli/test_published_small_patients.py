"""Published doses of small and of heavy children, as the program plans them."""

import json

import pytest


def phase(ivigcalc, order):
    run = ivigcalc("dose", *order.split(" "), "--format", "json")
    assert run.status == 0, run.err
    return json.loads(run.out)["phases"][0]


def test_a_newborn_of_0_9_kg_at_0_5_g_per_kg_gets_0_45_g(ivigcalc):
    """0.5 g/kg x 0.9 kg = 0.45 g; 0.45 g x 1000 / 100 g/L = 4.5 mL."""
    planned = phase(ivigcalc, "-w 0.9kg --age 0 --dose 0.5g/kg/cycle --days 1 -c 10% --rounding exact")
    assert (planned["planned_g"], planned["volume_ml"]) == (0.45, 4.5)
    assert planned["exact_step_g"] == 0.001


@pytest.mark.parametrize(("weight", "grams"), [("2.4kg", 2.5), ("3.4kg", 3.5)])
def test_the_manual_of_a_newborn_ward_rounds_to_half_a_gram(ivigcalc, weight, grams):
    """lhsc.on.ca, NICU manual, immunoglobulin: 1 g/kg, doses rounded to 500 mg."""
    order = f"-w {weight} --age 0 --dose 1g/kg/cycle --days 1 -p gamunex-c --market us --rounding 0.5g"
    assert phase(ivigcalc, order)["planned_g"] == grams


def test_how_fine_an_exact_dose_is_stands_beside_it(ivigcalc):
    """3 kg x 0.4 g/kg = 1.2 g."""
    for weight, step in (("0.9kg", "to 0.001 g"), ("3kg", "to 0.01 g"), ("30kg", "to 0.1 g")):
        run = ivigcalc("dose", "-w", weight, "--dose", "0.4g/kg/cycle", "--days", "1", "-c", "10%")
        assert f"{step}; no difference" in run.out


def test_a_heavy_child_with_mis_c_gets_100_g_by_the_source_that_prints_a_maximum(ivigcalc):
    """NIH COVID-19 guideline: 2 g/kg of ideal weight, at most 100 g.

    180 cm: 50 + 2.3 x (180 / 2.54 - 60) = 74.99 kg, of which 2 g/kg are 149.984 g.
    """
    patient = "dose -w 80kg --age 16 --height 180cm --sex male --weight-policy acr-mis-c -p gamunex-c --market us"
    run = ivigcalc(*f"{patient} -r mis-c/acr --days 1".split(" "))
    assert run.status == 3
    told = " ".join(run.out.split())
    assert "149.984 g per cycle is above 100 g, the maximum that mis-c/kawasaki-journal prints" in told
    run = ivigcalc(*f"{patient} -r mis-c/kawasaki-journal -f json".split(" "))
    assert run.status == 0
    (planned,) = json.loads(run.out)["phases"]
    assert (planned["calculated_g"], planned["uncapped_g"], planned["planned_g"]) == (100, 149.984, 100)
