"""The plain text: the reference plan to the letter, and what never happens to it."""

from pathlib import Path

import pytest
from reference_case import PLAN

HERE = Path(__file__).parent
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
TOO_MUCH = (
    "plan", "-w", "70kg", "--dose", "2.5g/kg", "--days", "3", "-c", "10%", "-s", "2024-04-08", "--rates", "1 mL/kg/h",
    "-f", "text",
)  # fmt: skip


def test_the_reference_plan_is_this_text_to_the_letter(ivigcalc):
    """Made with the words of ``PLAN`` and ``-f text -o tests/output/reference.txt``; read it when it changes."""
    assert (HERE / "reference.txt").read_text(encoding="ascii") == ivigcalc(*PLAN, "--format", "text").out


def test_the_explained_reference_plan_shows_each_working_as_what_formula_value_and_source(ivigcalc):
    out = ivigcalc(*PLAN, "--format", "text", "--explain").out
    assert "\ncalculated dose = 2 g/kg x 70 kg = 140 g [" in out
    assert "\nstep 1, volume = 21 mL/h x 30 min / 60 = 10.5 mL (half up to 0.1 mL) [" in out
    assert "\nplanned in total = 5 x 140 g = 700 g\n" in out


def test_two_runs_and_any_machine_give_the_same_bytes(ivigcalc, monkeypatch):
    first = ivigcalc(*PLAN, "--format", "text").out
    for name, value in (("COLUMNS", "200"), ("TZ", "Australia/Sydney"), ("LANG", "de_DE"), ("FORCE_COLOR", "1")):
        monkeypatch.setenv(name, value)
    assert first == ivigcalc(*PLAN, "--format", "text").out


def test_piped_auto_is_the_text(ivigcalc):
    assert ivigcalc(*PLAN, "--format", "text").out == ivigcalc(*PLAN).out


def test_no_line_is_wider_than_80_but_an_address(ivigcalc):
    long = [line for line in ivigcalc(*PLAN, "--format", "text").out.splitlines() if len(line) > 80]
    assert all(line.strip().startswith("http") and " " not in line.strip() for line in long)


def test_a_number_and_its_unit_stand_on_one_line(ivigcalc):
    """Every line that ends in a number would be joined to a unit on the next one."""
    lines = ivigcalc(*PLAN, "--format", "text").out.splitlines()
    units = ("g", "g/kg", "mL", "mL/h", "mg", "kg", "min", "%", "days")
    torn = [
        (line, after)
        for line, after in zip(lines, lines[1:], strict=False)
        if line[-1:].isdigit() and after.split()[:1] and after.split()[0].rstrip(".,;:)") in units
    ]
    assert [] == torn


def test_a_stop_is_headed_and_stands_before_everything_else(ivigcalc):
    result = ivigcalc(*TOO_MUCH)
    head = result.out.splitlines()[:12]
    assert 3 == result.status
    assert "*" * 80 == head[3] == head[5]
    assert "DO NOT USE AS IT STANDS: dose.above-cycle-limit" == head[4]
    assert head[7].startswith("Patient ")
    assert result.out.index("\nSTOP ") < result.out.index("Dosing weight")


def test_an_accepted_stop_still_stands_first_with_its_reason_and_is_not_headed(ivigcalc):
    result = ivigcalc(*TOO_MUCH, "--accept", "dose.above-cycle-limit=tertiary centre protocol")
    assert 0 == result.status
    assert "NOT TO BE USED" not in result.out
    assert result.out.index("\nSTOP ") < result.out.index("Dosing weight")
    accepted = "Accepted: tertiary centre protocol. (dose.above-cycle-limit) ["
    assert accepted in " ".join(result.out.partition("Dosing weight")[0].split())


def test_an_infusion_past_midnight_ends_on_the_next_date(ivigcalc):
    out = ivigcalc("plan", "-w", "70kg", "--dose", "1g/kg", "--days", "1", "-c", "10%", "-s", "2024-04-08", "--rates",
                   "2 mL/kg/h", "--at", "20:30", "-f", "text").out  # fmt: skip
    assert "Pump time   300 min (5 h 0 min), 20:30 to 01:30 +1 d (past midnight)" in out
    assert "Mon 2024-04-08      1    1    70     700  20:30  2024-04-09 01:30" in out


def test_a_move_stands_with_its_reason(ivigcalc):
    out = ivigcalc("calendar", "-s", "2024-11-28", "--every", "4w", "--days", "2", "--cycles", "3", "--closed",
                   "2024-12-25:2024-12-26", "-f", "text").out  # fmt: skip
    assert "Mon 2024-12-23      2    1     -3" not in out  # the nearest open block is one day later
    assert "Fri 2024-12-27      2    1     +1" in out
    moved = "cycle 2 starts on 2024-12-27, 1 day later than planned (2024-12-26): closed: "
    assert f"NOTE calendar.moved: {moved}" in " ".join(out.split())
    assert 1 == " ".join(out.split()).count("planned (2024-12-26)")


@pytest.mark.parametrize(
    "words",
    [
        ("weight", "-w", "100kg", "--height", "175cm", "--sex", "male", "--dose", "2g/kg", "--days", "2"),
        ("dose", "-w", "70kg", "--dose", "2g/kg", "--days", "2", "-c", "10%", "--vials", "5,10,20"),
        ("rates", "-w", "70kg", "-c", "10%", "--rates", "1x30,2 mL/kg/h", "--volume", "280mL"),
        ("calendar", "-s", "2024-11-28", "--every", "4w", "--days", "2", "--cycles", "3"),
        ("taper", "-s", "2024-04-08", "--steroid", "prednisolone", "--tablets", "uk", "--taper", "60x28,40x28,20"),
    ],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize("format", ["text", "table"])
def test_each_smaller_document_has_its_sheet_and_ends_with_its_digest(ivigcalc, words, format):
    result = ivigcalc(*words, "--format", format)
    assert (0, "") == (result.status, result.err)
    assert "pharmacist check required\nbefore use.\n" in result.out[-120:]


def test_the_head_says_the_request_as_a_person_would(ivigcalc):
    words = ("plan", "-w", "83kg", "--height", "5ft9in", "-p", "octagam-10", "--market", "us", "--days", "2", "--dose",
             "2g/kg", "--every", "4w", "--then", "1g/kg, 1 day, every 6w, 4 cycles", "-s", "2024-04-08")  # fmt: skip
    head = " ".join(ivigcalc(*words, "-f", "text").out.partition("\n\nDosing weight\n")[0].split())
    assert "83 kg body weight, height 5 ft 9 in Treatment" in head
    assert ("2 g/kg over 2 days, 1 cycle (course); then 1 g/kg over 1 day, every 6 weeks, 4 cycles (phase 2)") in head
    assert "Product Octagam 10 % (100 g/L), US label Dose course: " in head


def test_an_alert_names_its_phase_only_where_there_are_several(ivigcalc):
    words = ("dose", "-w", "70kg", "--dose", "2g/kg", "--days", "2", "-c", "10%", "-f", "text")
    several = ivigcalc(*words, "--every", "4w", "--then", "1g/kg, 1 day, every 6w, 1 cycle").out
    assert "haemolysis.check: 2 g/kg per cycle" in ivigcalc(*words).out
    assert "haemolysis.check: course: 2 g/kg per cycle" in several


def test_months_without_an_infusion_have_no_grid(ivigcalc):
    """The last checkpoints of the reference case, on vaccines, are months after its last infusion."""
    calendar = ivigcalc(*PLAN, "--format", "text").out.partition("Calendar\n")[2].partition("Infusion dates")[0]
    assert ["April", "May", "June", "July"] == [word for word in calendar.split() if word in MONTHS]


def test_a_rounded_taper_dose_is_said_once(ivigcalc):
    out = ivigcalc("taper", "-s", "2024-04-08", "--steroid", "prednisolone", "--tablets", "uk", "--taper",
                   "edf-pemphigus", "--steroid-dose", "80mg", "-f", "text").out  # fmt: skip
    assert "from 2024-05-20: 33.75 mg rounded to 34 mg" in " ".join(out.split())
    assert 1 == " ".join(out.split()).count("33.75 mg rounded to 34 mg")


def test_weights_stand_side_by_side(ivigcalc):
    out = ivigcalc("weight", "-w", "100kg", "--height", "175cm", "--sex", "male", "--dose", "2g/kg", "--days", "2").out
    rows = [line.split() for line in out.splitlines()]
    assert ["nba-2026", "82.28", "adjusted", "70.46", "82.28", "32.7", "164.557"] in rows
    assert ["actual", "100", "actual", "32.7", "200"] in rows


def test_what_changed_leads(ivigcalc, tmp_path):
    saved = tmp_path / "plan.json"
    ivigcalc(*PLAN, "--format", "json", "-o", str(saved))
    out = ivigcalc("plan", "--request", str(saved), "--from-cycle", "4", "--weight", "78kg", "-f", "text").out
    assert "Changed    from cycle 4: weight 78kg, was 70kg" == out.splitlines()[3]
    assert 1 == out.count("weight 78kg, was 70kg")
    assert "yimmugo     310 g remaining (14 x 20 g + 2 x 10 g + 2 x 5 g), 420 g given\n" in out
