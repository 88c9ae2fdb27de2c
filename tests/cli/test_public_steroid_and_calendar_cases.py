"""Published orders and published mistakes of other programs, about tapers and calendar files: their right answers."""

import json

import pytest

TAPER = ("taper", "-s", "2026-03-02", "--steroid", "prednisone")
BANDS = (
    "60x28,50x14,40x7,35x7,30x7,25x14,20x14,17.5x14,15x14,12.5x14,10x14,9x28,8x28,7x28,6x28,5x28,4x28,3x28,2x28,1x28"
)


@pytest.mark.parametrize(
    ("taper", "tablets", "total"),
    [
        ("40x7,20x7,10x7", "5,10,20", 490),  # 7 x (40 + 20 + 10); the page has 390
        (BANDS, "us", 5775),  # 60 mg x 28 d, 50 x 14, 40 to 30 x 7, 25 to 10 x 14, and then 9 to 1 x 28
    ],
)
def test_the_milligrams_of_a_whole_taper(ivigcalc, taper, tablets, total):
    run = ivigcalc(*TAPER, "--taper", taper, "--tablets", tablets, "-f", "json")
    assert (0, total) == (run.status, json.loads(run.out)["taper"]["total_mg"])


def test_the_tablets_of_a_short_taper(ivigcalc):
    """4 x 5 mg for 4 days, 3 for 2 and 2 for 1: 24 tablets."""
    run = ivigcalc(*TAPER, "--taper", "20x4,15x2,10x1", "--tablets", "5", "-f", "json")
    assert 24 == json.loads(run.out)["taper"]["dispense"][0]["count"]


def test_the_days_of_a_step_are_counted_with_both_ends_over_a_leap_day(ivigcalc):
    words = ("taper", "-s", "2028-02-20", "--steroid", "prednisolone", "--taper", "20x7,10x7,5x7", "--tablets", "5")
    taper = json.loads(ivigcalc(*words, "-f", "json").out)["taper"]
    assert (49, "2028-03-04") == (taper["dispense"][0]["count"], taper["steps"][1]["to"])


@pytest.mark.parametrize(
    ("words", "text"),
    [
        # 30 mg/kg for 70 kg, written as 10.6 g where 2.1 g was meant
        ("-w 70kg --steroid methylprednisolone --taper 10600x1", "above the limit of 2000 mg"),
        # 60 mg a day for 3 kg are 20 mg/kg
        ("-w 3kg --steroid prednisone --taper 60x14,40x14,20x14,10x14,5x14 --tablets us", "20 mg/kg"),
        ("-w 70kg --steroid prednisone --taper 600x7,40x7,20", "8.57 mg/kg"),
        ("-w 70kg --steroid dexamethasone --taper 60x7,40x7,20", "5.71 mg/kg"),
    ],
)
def test_a_steroid_dose_that_is_too_high_is_stopped(ivigcalc, words, text):
    run = ivigcalc("taper", "-s", "2026-03-02", *words.split())
    assert (3, True) == (run.status, text in run.out + run.err)


def test_a_pulse_of_three_days_passes(ivigcalc):
    words = "-w 70kg --steroid methylprednisolone --taper 1000x3"
    assert 0 == ivigcalc("taper", "-s", "2026-03-02", *words.split()).status


COURSE = ("plan", "-c", "10%", "--days", "2", "--label", "P7", "-f", "ics")


def identities(run):
    return {line for line in run.out.splitlines() if line.startswith("UID")}


def test_an_all_day_event_ends_on_the_day_after(ivigcalc):
    out = ivigcalc(*COURSE, "-w", "70kg", "--dose", "2g/kg/cycle", "-s", "2026-03-02").out
    assert "DTSTART;VALUE=DATE:20260302\r\nDTEND;VALUE=DATE:20260303\r\n" in out.replace("\n", "\r\n").replace(
        "\r\r\n", "\r\n"
    )


def test_next_years_course_takes_no_identity_of_this_years_and_a_changed_one_keeps_them(ivigcalc):
    dose = ("--dose", "2g/kg/cycle")
    before, after, heavier = (
        identities(ivigcalc(*COURSE, *dose, "-w", weight, "-s", start))
        for weight, start in (("70kg", "2025-03-03"), ("70kg", "2026-03-02"), ("75kg", "2026-03-02"))
    )
    assert before
    assert before.isdisjoint(after)
    assert after == heavier
