"""``check`` of an order without a plan: what it is, what it fits, and the slip that it may be."""

import json

import pytest

ORDER = ("--weight", "73kg", "--dose", "30g", "--every", "4w", "-p", "privigen", "--market", "us")
MEASURED = (
    "ivigcalc: name the saved plan that is checked, or an order with its weight: ivigcalc check plan.json 140g, or "
    "ivigcalc check 73kg 30g/cycle q4w privigen us\n"
)


def lines(run, word):
    return [line for line in run.out.splitlines() if line.startswith(f"{word} ")]


def test_an_order_is_measured_and_said_to_fit_by_the_ids_of_regimens(ivigcalc):
    """30 g / 73 kg = 0.411 g/kg in 28 days; 0.4 x 73 = 29.2 g, of which 30 g is the nearest whole-vial dose."""
    run = ivigcalc("check", *ORDER)
    assert (0, "") == (run.status, run.err)
    assert (
        "ORDER 30 g for 73 kg over 1 day every 28 days: 0.41 g/kg per cycle, 0.41 g/kg per 4 weeks"
        == run.out.splitlines()[0]
    )
    assert (
        "FITS primary-immunodeficiency/privigen-us, replacement: 0.2 to 0.8 g/kg every 21 to 28 days "
        "[privigen-us-dosing: dosing page, primary humoral immunodeficiency: 200-800 mg/kg every 3-4 weeks]"
    ) in lines(run, "FITS")
    # 0.4 g/kg is the most of secondary immunodeficiency: 30 / 29.2 = 1.027
    assert 1 == sum(
        "secondary-immunodeficiency/eu-label" in line and "is +2.7 %" in line for line in lines(run, "FITS")
    )
    assert ["VIALS 30 g (1 x 20 g + 1 x 10 g), as ordered, is the nearest vial dose of 0.4 g/kg, 29.2 g"] == lines(
        run, "VIALS"
    )
    assert [] == lines(run, "WEIGHT") + lines(run, "STOP") + lines(run, "SLIP") + lines(run, "DIFFERS")


def test_what_does_not_fit_is_not_listed_and_a_course_that_is_given_once_is_no_order_every_4_weeks(ivigcalc):
    found = " ".join(lines(ivigcalc("check", *ORDER), "FITS"))
    assert "kawasaki" not in found
    assert "measles-post-exposure" not in found


def test_with_height_and_sex_it_is_measured_under_every_policy(ivigcalc):
    """175 cm are 8.898 in over 60 in: 50 + 2.3 x 8.898 = 70.46 kg; 30 g / 70.46 kg = 0.43 g/kg."""
    run = ivigcalc("check", *ORDER, "--height", "175cm", "--sex", "male")
    found = lines(run, "WEIGHT")
    assert "WEIGHT ideal: 70.46 kg: 30 g, 0.43 g/kg per cycle; fits the same" in found
    assert "WEIGHT actual: 73 kg: 30 g, 0.41 g/kg per cycle; fits the same" in found
    assert any(line.startswith("WEIGHT ontario: ") and "the policy's factor is not on file" in line for line in found)


def test_a_dose_by_the_weight_comes_to_other_grams_under_another_policy(ivigcalc):
    """0.4 g/kg x 100 kg = 40 g; 0.4 x 70.46 = 28.186 g."""
    said = ("check", "100kg", "0.4g/kg/cycle", "q4w", "privigen", "us", "175cm", "male")
    found = lines(ivigcalc(*said), "WEIGHT")
    assert "WEIGHT ideal: 70.46 kg: 28.186 g, 0.4 g/kg per cycle; fits the same" in found


def test_another_weight_may_fit_more_and_less(ivigcalc):
    """60 g / 100 kg = 0.6 g/kg; 60 / 70.46 = 0.85 g/kg: 6.4 % above the 0.8 of one label, 42 % above 0.6."""
    said = ("check", "100kg", "60g/cycle", "q4w", "privigen", "us", "175cm", "male")
    (ideal,) = (line for line in lines(ivigcalc(*said), "WEIGHT") if line.startswith("WEIGHT ideal: "))
    assert "does not fit " in ideal
    lost = ideal.partition("does not fit ")[2]
    assert "primary-immunodeficiency/gammagard-us" in lost
    assert "primary-immunodeficiency/eu-label" not in lost


def test_a_ten_fold_slip_is_named(ivigcalc):
    run = ivigcalc("check", *ORDER[:2], "--dose", "300g", *ORDER[4:])
    assert (5, "ivigcalc: a stop, and no regimen on file fits\n") == (run.status, run.err)
    (slip,) = lines(run, "SLIP")
    assert slip.startswith("SLIP ten-fold too high? 30 g, which is 0.41 g/kg per cycle, fits ")
    assert "STOP dose.above-cycle-limit: 4.11 g/kg per cycle (300 g for 73 kg) is above 2 g/kg" in run.out
    assert ["FITS no regimen on file"] == [line for line in lines(run, "FITS") if "no regimen" in line]


def test_a_slip_beyond_every_dose_that_is_planned_for_is_named_in_the_refusal(ivigcalc):
    run = ivigcalc("check", *ORDER[:2], "--dose", "3000g", *ORDER[4:])
    assert (3, "") == (run.status, run.out)
    assert "; a hundred-fold too high? 30 g, which is 0.41 g/kg per cycle, fits " in run.err


def test_a_slip_downwards_is_named(ivigcalc):
    run = ivigcalc("check", *ORDER[:2], "--dose", "3g", *ORDER[4:])
    assert 5 == run.status
    assert "SLIP ten-fold too low? 30 g, which is 0.41 g/kg per cycle, fits " in run.out


def test_with_an_indication_all_that_is_on_file_for_it_stands_beside_the_order(ivigcalc):
    run = ivigcalc("check", "73kg", "30g/cycle", "x1", "gbs", "privigen", "us")
    assert (5, "ivigcalc: no regimen on file fits\n") == (run.status, run.err)
    assert (
        "DIFFERS gbs/eu-label, course: 0.4 g/kg a day over 5 days, once [flebogamma-5-eu-leaflet: posology table for "
        "healthcare professionals, Guillain-Barre syndrome: 0.4 g/kg/d over 5 days]: the order is over 1 day"
    ) in lines(run, "DIFFERS")
    assert ["FITS no regimen on file for Guillain-Barre syndrome"] == lines(run, "FITS")


def test_an_order_that_a_plan_would_give_fits(ivigcalc):
    run = ivigcalc("check", "73kg", "0.4g/kg/day", "x5", "gbs", "privigen", "us")
    assert (0, "") == (run.status, run.err)
    assert "ORDER 146 g for 73 kg over 5 days: 2 g/kg per cycle, 0.4 g/kg a day" == run.out.splitlines()[0]
    assert 1 == sum(line.startswith("FITS gbs/eu-label, course: ") for line in lines(run, "FITS"))
    assert ["VIALS 145 g (5 x 20 g + 4 x 10 g + 1 x 5 g) is the nearest vial dose of 2 g/kg, 146 g"] == lines(
        run, "VIALS"
    )


def test_without_vials_on_file_there_is_no_vial_dose(ivigcalc):
    run = ivigcalc("check", "73kg", "30g/cycle", "q4w", "10%")
    assert (0, []) == (run.status, lines(run, "VIALS"))


def test_too_little_for_a_tenth_of_a_gram_per_kg_has_no_vial_dose_to_be_the_nearest_of(ivigcalc):
    run = ivigcalc("check", "73kg", "3g/cycle", "q4w", "privigen", "us")
    assert [] == lines(run, "VIALS")


def test_words_options_and_both_are_the_same_order(ivigcalc):
    with_options = ivigcalc("check", *ORDER, "-f", "json")
    assert with_options == ivigcalc("check", "73kg", "q4w", "privigen", "us", "--dose", "30g", "-f", "json")
    assert with_options == ivigcalc("check", "us", "73kg", "privigen", "--dose", "30g", "--every", "4w", "-f", "json")
    document = json.loads(with_options.out)
    assert ("ivigcalc/order/1", True) == (document["schema"], document["agrees"])
    assert {"weight": "73kg", "dose": "30g", "every": "4w", "product": "privigen", "market": "us"} == document[
        "request"
    ]
    assert (0.411, 0.411, 0.411) == tuple(document["measure"].values())
    assert {"g": 30, "days": 1, "interval_days": 28} == document["ordered"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), MEASURED),
        (
            ("--height", "175cm", "plan.json"),
            "ivigcalc: --height is of an order without a plan: give it with a weight, or ",
        ),
        (
            ("73kg", "--rate", "84mL/h"),
            "ivigcalc: --rate is compared with a saved plan: name its FILE, and omit the w",
        ),
        (
            ("73kg", "--volume", "84mL"),
            "ivigcalc: --volume is compared with a saved plan: name its FILE, and omit the ",
        ),
        (
            ("73kg", "--date", "2026-03-02"),
            "ivigcalc: --date is compared with a saved plan: name its FILE, and omit t",
        ),
        (("73kg",), "ivigcalc: no dose: give the ordered --dose, such as 30g/cycle or 0.4g/kg/day, with -"),
        (("73kg", "30g/cycle"), "ivigcalc: no product: give --product, or --concentration such as 10% with --vials"),
        (
            ("73kg", "30g/cycle", "10%", "male"),
            "ivigcalc: --sex is for the weight policies: give --height and --sex too",
        ),
        (
            ("73kg", "30g/cycle", "10%", "--pregnant"),
            "ivigcalc: --pregnant is for the weight policies: give --height and",
        ),
        (("73kg", "plan.json"), "ivigcalc: 'plan.json' has no known form"),
        (("73kg", "30g", "privigen"), "ivigcalc: '30g' could be --weight 30g or --dose 30g: give it as an option"),
        (
            ("73kg", "--dose", "30g", "--dose", "40g", "-c", "10%"),
            "ivigcalc: --dose: 30g and 40g: given twice for the ",
        ),
    ],
)
def test_what_is_no_order_is_refused_with_what_to_say(ivigcalc, words, said):
    run = ivigcalc("check", *words)
    assert (2, "") == (run.status, run.out)
    assert run.err.startswith(said)


def test_what_is_said_and_not_used_is_named(ivigcalc):
    (note,) = lines(ivigcalc("check", *ORDER, "--age", "60"), "NOTE")
    assert note.startswith("NOTE request.not-used: not used here: --age (no risk and no weight here depends on it)")


@pytest.mark.parametrize("said", [("--age", "70"), ("--height", "150cm"), ("--height", "175cm")])
def test_what_is_looked_at_is_not_named_as_not_used(ivigcalc, said):
    assert [] == lines(ivigcalc("check", *ORDER, *said), "NOTE")


def test_nothing_of_the_patient_is_named_as_not_used_where_every_policy_is_looked_at(ivigcalc):
    patient = ("--height", "175cm", "--sex", "female", "--pregnant", "--pre-pregnancy-weight", "65kg", "--age", "30")
    run = ivigcalc("check", *ORDER, *patient, "--weight-factor", "0.4")
    assert [] == lines(run, "NOTE")
    assert any("WEIGHT nba-2026: " in line for line in lines(run, "WEIGHT"))
