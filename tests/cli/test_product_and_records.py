"""Published cases of a product that is not for the patient, and of what a record says, through the command line."""

import re

import pytest

KAWASAKI = ("-r", "kawasaki", "-p", "flebogamma-5", "--market", "eu")


@pytest.mark.parametrize(
    ("words", "status", "severity"),
    [
        (("-w", "10kg", "--age", "1", *KAWASAKI), 3, "STOP"),  # RCH Melbourne: not under 2 years of age
        (("-w", "10kg", "--age", "2", *KAWASAKI), 0, ""),
        (("-w", "10kg", *KAWASAKI), 0, "CAUTION"),
        (("-w", "70kg", *KAWASAKI), 0, ""),  # 70 kg are no weight of a child under 2 years
        (
            ("-w", "70kg", "--dose", "0.5g/kg", "--days", "1", "-p", "gammaplex-5", "--market", "us")
            + ("--risk", "fructose-intolerance"),
            3,
            "STOP",
        ),
    ],
)
def test_a_sorbitol_product(ivigcalc, words, status, severity):
    run = ivigcalc("dose", *words)
    assert status == run.status
    assert bool(severity) == ("product.contraindicated" in run.out)
    told = " ".join(run.out.split())
    assert re.search(rf"{severity} .*? \(product\.contraindicated\) \[", told) or not severity


def test_a_stop_by_age_can_be_accepted_with_a_reason(ivigcalc):
    accept = ("--accept", "product.contraindicated=fructose tolerance was shown")
    assert 0 == ivigcalc("dose", "-w", "10kg", "--age", "1", *KAWASAKI, *accept).status


def test_a_row_of_a_cohort_has_the_same_stop(ivigcalc, tmp_path):
    cohort = tmp_path / "ward.csv"
    cohort.write_text("label,weight,age,regimen,product,market,start\nA,10kg,1,kawasaki,flebogamma-5,eu,2026-03-02\n")
    run = ivigcalc("batch", str(cohort), "-f", "csv")
    assert 5 == run.status  # a row that is not to be used
    assert "product.contraindicated (stop)" in run.out


@pytest.mark.parametrize("format", ["text", "table", "json", "html", "ics"])
def test_kawasaki_names_hours_acetylsalicylic_acid_and_the_second_dose(ivigcalc, format):
    words = ("-w", "20kg", "--age", "4", "-r", "kawasaki", "-p", "kiovig", "--market", "eu", "-s", "2026-12-01")
    run = ivigcalc("plan", *words, "-f", format)
    assert 0 == run.status
    said = re.sub("<[^>]+>", "", run.out) if format == "html" else run.out
    said = " ".join(re.sub("\r?\n ", "", said).split() if format == "ics" else said.split())
    for part in ("10 to 12 h", "acetylsalicylic acid is given with it", "36 h or more"):
        assert part in said


def test_the_case_of_10_kg_names_10_to_12_hours(ivigcalc):
    words = ("-w", "10kg", "--age", "2", "-r", "kawasaki", "-p", "gamunex-c", "--market", "us", "-s", "2026-03-02")
    run = ivigcalc("plan", *words)
    assert 0 == run.status
    assert "10 to 12 h" in " ".join(run.out.split())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--weight-policy", "acr-mis-c", "--height", "175cm", "--sex", "male"), "weight.not-this-disease"),
        (("--taper", "edf-pemphigus", "--steroid-dose", "60mg", "--tablets", "de"), "steroid.not-this-disease"),
    ],
)
def test_what_is_meant_for_another_disease_is_a_caution(ivigcalc, words, code):
    plan = "plan -w 70kg -r cidp --days maintenance=2 --cycles 2 -p privigen --market eu"
    run = ivigcalc(*plan.split(), "-s", "2026-03-02", *words)
    assert 0 == run.status
    assert re.search(rf"CAUTION .*? \({code}\) \[", " ".join(run.out.split()))


def test_no_dose_is_rounded_to_multiples_of_more_than_the_largest_vial(ivigcalc):
    """The largest on file holds 40 g; 70 g are 80 g to the next 40 g, beyond the tolerance."""
    words = ("dose", "-w", "70kg", "--dose", "1g/kg", "--days", "1", "-p", "privigen", "--market", "us", "--rounding")
    assert 0 == ivigcalc(*words, "40g").status
    for grams in ("40.1g", "1000g"):
        run = ivigcalc(*words, grams)
        assert (3, "") == (run.status, run.out)
        assert run.err.startswith(
            f"ivigcalc: --rounding {grams}: the largest vial of any label on file holds 40 g, and no dose is "
            "rounded to multiples of more; check the number, and write grams such as 5g [house: "
        )
