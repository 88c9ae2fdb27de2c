"""All that is missing is asked for in one message, with an example that works."""

import json

import pytest

START = "no start date: give the first infusion day with --start, such as 2024-04-08"
DOSE = "no dose: give --regimen, or --dose such as 2g/kg/cycle or 0.4g/kg/day with --days"
DAYS = "no days: give the number of days per cycle with --days, such as 2"
WEIGHT = "no weight: give --weight, such as 70kg"
PRODUCT = "no product: give --product, or --concentration such as 10% with --vials such as 5,10,20"
AMOUNT = "no amount: give --dose such as 28g, or --volume such as 280mL"
PLAN = "for example: ivigcalc plan 82kg gbs privigen eu 2026-12-07"


@pytest.mark.parametrize(
    ("line", "questions"),
    [
        ("plan", [START, DOSE, WEIGHT, PRODUCT, PLAN]),
        ("plan 70kg", [START, DOSE, PRODUCT, PLAN]),
        ("plan gbs", [START, WEIGHT, PRODUCT, PLAN]),
        ("plan 2026-12-07", [DOSE, WEIGHT, PRODUCT, PLAN]),
        ("plan 2g/kg", [START, DAYS, WEIGHT, PRODUCT, PLAN]),
        (
            "plan dermatomyositis yimmugo",
            [
                START,
                "dermatomyositis/dermatology-review, course: the source gives 2 to 5 days; choose --days, such as 2",
                WEIGHT,
                PLAN,
            ],
        ),
        (
            "plan 3cycles 1g/kg x1 10% 70kg",
            [START, "3 cycles need an interval: give --every, such as 4w or 28d", PLAN],
        ),
        (
            "dose",
            [DOSE, WEIGHT, PRODUCT, "for example: ivigcalc dose 64kg 1g/kg/day x2 itp privigen us"],
        ),
        ("rates", [AMOUNT, WEIGHT, PRODUCT, "for example: ivigcalc rates 70kg kiovig eu 180mL"]),
        (
            "calendar",
            [START, DAYS, "for example: ivigcalc calendar 2024-11-28 q4w x2 3cycles --holidays DE"],
        ),
        (
            "taper",
            [
                "no taper: give --taper with --steroid: steps such as 60x28,40x28,20 or 60,40,20/cycle, or one on file",
                "the taper has no first day: give --start or --taper-start",
                "for example: ivigcalc taper -s 2024-04-08 --steroid prednisolone --taper 60x28,40x28,20",
            ],
        ),
        (
            "taper --taper 20x28,10x28",
            [
                "--taper needs --steroid, such as prednisolone",
                "the taper has no first day: give --start or --taper-start",
                "for example: ivigcalc taper -s 2024-04-08 --steroid prednisolone --taper 60x28,40x28,20",
            ],
        ),
        ("weight", [WEIGHT]),
        ("plan 70kg gbs yimmugo eu", [START]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_all_that_is_missing_is_asked_for_at_once(ivigcalc, line, questions):
    assert (2, "", f"ivigcalc: {'; '.join(questions)}\n") == ivigcalc(*line.split())


def test_a_market_that_has_to_be_chosen_is_asked_for_with_the_rest(ivigcalc):
    err = ivigcalc("plan", "gbs", "privigen").err
    assert err.startswith(f"ivigcalc: {START}; {WEIGHT}; privigen: labels differ for this plan; choose ")
    assert err.endswith(f"; {PLAN}\n")


def test_the_choices_of_a_regimen_are_asked_for_together(ivigcalc):
    """Days, interval and dose of a record that leaves all three open, on the way to the plan that it asks for."""
    err = ivigcalc("plan", "primary-immunodeficiency", "71kg", "2026-12-07", "10%").err
    asked = [part for part in ("--days", "--every", "--dose") if part in err]
    assert ["--days", "--every", "--dose"] == asked


def test_what_cannot_be_read_or_is_refused_is_said_before_what_is_missing(ivigcalc):
    assert "no regimen 'gbz' on file" in ivigcalc("plan", "-r", "gbz", "-s", "2026-12-07").err
    assert "ivigcalc: --weight: '70,5kg'" in ivigcalc("plan", "70,5kg").err


def test_what_stands_in_for_what_is_missing_refuses_nothing(ivigcalc):
    """The first question stays where nothing further can be told: 1 kg at 180 cm is refused once it is all said."""
    assert f"ivigcalc: {START}; {WEIGHT}; {PLAN}\n" == ivigcalc("plan", "gbs", "10%").err


def test_a_request_file_is_asked_for_all_that_it_lacks(ivigcalc, tmp_path):
    file = tmp_path / "request.json"
    file.write_text(json.dumps({"regimen": "gbs"}))
    assert f"ivigcalc: {START}; {WEIGHT}; {PRODUCT}; {PLAN}\n" == ivigcalc("plan", "--request", str(file)).err


def test_a_row_is_asked_for_all_that_it_lacks(ivigcalc):
    found = ivigcalc("batch", "-", stdin="weight,regimen\n70kg,gbs\n,gbs\n")
    assert (
        f"stdin:2: row: {START}; {PRODUCT}\nstdin:3: row: {START}; {WEIGHT}; {PRODUCT}\n"
        == found.err[: found.err.index("ivigcalc: ")]
    )
