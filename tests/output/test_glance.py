"""The first block of a sheet: what a pharmacist asks first, in lines that one screen holds."""

import re

import pytest
from reference_case import PLAN

REFERENCE = """\
IVIg plan
================================================================================

Patient    75 years, 70 kg body weight
Treatment  Dermatomyositis: 2 g/kg over 2 days, every 4 weeks, 5 cycles
Product    Yimmugo 100 g/L, EU label of 2024-06-21
Dose       70 g = 700 mL on each of 2 days; 140 g per cycle, as calculated
Vials      3 x 20 g + 1 x 10 g each day
Pump       21, 42, 63, 84, 105, 126 mL/h for 30 min each, then 140 mL/h
Time       6 h 26 min, 09:00 to 15:26, observe until 16:26
Dates      5 cycles, Mon 2024-04-08 to Tue 2024-07-30
Steroid    prednisolone 60, 50, 40, 30, 20 mg a day, from Mon 2024-04-08, the
           last until review
CAUTION    1 g/kg in a day in a patient at risk (age over 65). Consider more
           days; hydrate first; use the slowest practicable rate.
CAUTION    at risk (age over 65): no rate for such patients is on file. Set
           --max-rate, in mL/kg/h or mL/h.
CAUTION    rates of a hospital protocol (Massachusetts General Hospital, IVIg
           policy), not of Yimmugo 100 g/L. Check against the product's label.
Assumed    regimen dermatomyositis/dermatology-review (--regimen); label of eu
           (--market); first infusion (--first-infusion)
Notes      11, left out here
"""
BARE = ("dose", "-w", "70kg", "-c", "10%", "--risk", "none", "--brief")


def rows(out):
    """What stands behind each name, joined to one line."""
    found = {}
    out = out[out.index("\n\n") :]  # below the title
    for name, text in re.findall(r"^([A-Za-z]+) +(.*(?:\n +.*)*)", out, re.MULTILINE):
        found.setdefault(name, []).append(" ".join(text.split()))
    return {name: said[0] if len(said) == 1 else said for name, said in found.items()}


def test_the_reference_case_is_told_in_22_lines(ivigcalc):
    assert REFERENCE == ivigcalc(*PLAN, "--brief").out
    assert 22 >= REFERENCE.count("\n")


def test_every_sheet_begins_with_it(ivigcalc):
    """There a caution has its code and its source too."""
    whole = " ".join(ivigcalc(*PLAN, "-f", "text").out.split())
    brief = " ".join(REFERENCE.replace("11, left out here", "11, below").split())
    assert re.sub(r" \([a-z.-]+\) \[[0-9]+\]", "", whole).startswith(brief)
    assert "slowest practicable rate. (risk.high-dose) [1] CAUTION" in whole


def test_days_that_differ_are_told_apart_with_their_vials_and_times(ivigcalc):
    """140 g over 3 days of 5 g vials: 50, 45, 45 g; at 200 mL/h 500 mL take 150 min and 450 mL 135 min."""
    found = rows(ivigcalc(*BARE, "--dose", "2g/kg", "--days", "3", "--vials", "5", "--rates", "200 mL/h").out)
    assert "day 1: 50 g = 500 mL; days 2 and 3: 45 g = 450 mL; 140 g per cycle, as calculated" == found["Dose"]
    assert "day 1: 10 x 5 g; days 2 and 3: 9 x 5 g" == found["Vials"]
    assert "200 mL/h throughout" == found["Pump"]
    assert (
        "day 1: 2 h 30 min, observe for 60 min after the end; "
        "days 2 and 3: 2 h 15 min, observe for 60 min after the end" == found["Time"]
    )


def test_a_rounded_dose_says_from_what_and_by_how_much(ivigcalc):
    """0.4 g/kg x 70 kg = 28 g, from 10 g vials 30 g: 2 / 28 = +7.1 %."""
    found = rows(ivigcalc(*BARE, "--dose", "0.4g/kg", "--days", "1", "--vials", "10").out)
    assert "30 g = 300 mL, +7.1 % by rounding from 28 g" == found["Dose"]


def test_what_is_discarded_is_told_beside_the_vials(ivigcalc):
    found = rows(ivigcalc(*BARE, "--dose", "25g", "--days", "1", "--vials", "10", "--rounding", "exact").out)
    assert "3 x 10 g (5 g discarded)" == found["Vials"]


def test_steps_of_different_holds_are_told_one_by_one(ivigcalc):
    words = ("--dose", "28g", "--days", "1", "--rates", "21x30,42x15,100 mL/h")
    assert "21 mL/h for 30 min, 42 mL/h for 15 min, then 100 mL/h" == rows(ivigcalc(*BARE, *words).out)["Pump"]
    one = ("--dose", "28g", "--days", "1", "--rates", "21x30,100 mL/h")
    assert "21 mL/h for 30 min, then 100 mL/h" == rows(ivigcalc(*BARE, *one).out)["Pump"]


def test_each_phase_has_its_own_lines(ivigcalc):
    words = ("--dose", "2g/kg", "--days", "2", "--every", "4w", "--then", "1g/kg, 1 day, every 4w, 3 cycles")
    found = rows(ivigcalc(*BARE, *words).out)
    assert found["Dose"] == [
        "course: 70 g = 700 mL on each of 2 days; 140 g per cycle, as calculated",
        "phase 2: 70 g = 700 mL, as calculated",
    ]


def test_what_is_left_in_the_bag_is_told(ivigcalc):
    found = rows(
        ivigcalc("rates", "-w", "70kg", "-c", "10%", "--rates", "120 mL/h", "--volume", "180mL", "--brief").out
    )
    assert ("180 mL", "120 mL/h throughout") == (found["Volume"], found["Pump"])
    assert found["Time"] == "90 min, observe for 60 min after the end"


def test_cycles_given_are_counted_apart(ivigcalc):
    words = ("calendar", "--every", "4w", "--days", "2", "--cycles", "3", "--given", "2026-01-05", "--brief")
    assert "1 given, 3 cycles to come, Mon 2026-02-02 to Tue 2026-03-31" == rows(ivigcalc(*words).out)["Dates"]


def test_a_single_day_is_one_date(ivigcalc):
    words = ("calendar", "-s", "2026-01-05", "--every", "4w", "--days", "1", "--cycles", "1", "--brief")
    assert "1 cycle, Mon 2026-01-05" == rows(ivigcalc(*words).out)["Dates"]


def test_a_long_taper_is_told_by_its_ends(ivigcalc):
    doses = ",".join(f"{dose}x7" for dose in range(10, 0, -1))
    words = ("taper", "-s", "2026-03-02", "--steroid", "prednisolone", "--tablets", "1,5", "--taper", doses, "--brief")
    found = rows(ivigcalc(*words).out)
    assert found["Steroid"] == "prednisolone 10 mg down to 1 mg in 10 steps, from Mon 2026-03-02 to Sun 2026-05-10"


def test_a_stop_heads_it_and_an_accepted_one_says_so(ivigcalc):
    words = ("dose", "-w", "70kg", "--dose", "2.5g/kg", "--days", "3", "-c", "10%", "--brief")
    stopped = ivigcalc(*words)
    assert 3 == stopped.status
    assert "DO NOT USE AS IT STANDS: dose.above-cycle-limit" in stopped.out
    assert rows(stopped.out)["STOP"].startswith("2.5 g/kg")
    accepted = ivigcalc(*words, "--accept", "dose.above-cycle-limit=tertiary centre")
    assert 0 == accepted.status
    assert rows(accepted.out)["STOP"].endswith("Accepted: tertiary centre.")


def test_the_weights_stand_in_their_table(ivigcalc):
    out = ivigcalc("weight", "-w", "100kg", "--height", "175cm", "--sex", "male", "--brief").out
    assert "Policy" in out
    assert "Why" not in out


@pytest.mark.parametrize("format", ["json", "csv", "ics", "html"])
def test_other_formats_have_no_first_block(ivigcalc, format):
    result = ivigcalc(*PLAN, "--brief", "-f", format)
    assert (2, "") == (result.status, result.out)
    assert f"--brief: {format} has no first block; write --format text or table" in result.err
