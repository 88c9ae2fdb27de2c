"""Orders as words at the command line: the bytes of their options, in every format, echo included."""

import json

import pytest
from formularies import formulary

ORDERS = [
    (
        "plan 82kg gbs privigen eu 2026-12-07",
        "plan -w 82kg -r gbs -p privigen --market eu -s 2026-12-07",
    ),
    (
        "dose 64kg 1g/kg/day x2 itp privigen us",
        "dose -w 64kg --dose 1g/kg/day --days 2 --indication itp -p privigen --market us",
    ),
    (
        "rates 70kg kiovig eu 180mL",
        "rates -w 70kg -p kiovig --market eu --volume 180mL",
    ),
    (
        "dose 100kg 175cm male nba-2026 2g/kg/cycle x2 yimmugo",
        "dose -w 100kg --height 175cm --sex male --weight-policy nba-2026 --dose 2g/kg/cycle --days 2 -p yimmugo",
    ),
    (
        "weight 100kg 175cm male 75y 2g/kg/cycle",
        "weight -w 100kg --height 175cm --sex male --age 75 --dose 2g/kg/cycle",
    ),
    (
        "calendar 2026-12-07 q4w x2 3cycles 09:00 --closed weekends",
        "calendar -s 2026-12-07 --every 4w --days 2 --cycles 3 --at 09:00 --closed weekends",
    ),
    (
        "calendar gbs 2026-12-07",
        "calendar -r gbs -s 2026-12-07",
    ),
    (
        "plan 70kg 0.5g/kg/cycle 1d q3w 10% 2026-12-07 --vials 5,10 --risk renal",
        "plan -w 70kg --dose 0.5g/kg/cycle --days 1 --every 3w -c 10% -s 2026-12-07 --vials 5,10 --risk renal",
    ),
]  # fmt: skip


@pytest.mark.parametrize("format", ["json", "text", "csv", "html"])
@pytest.mark.parametrize(("words", "options"), ORDERS, ids=[words for words, _ in ORDERS])
def test_an_order_in_words_is_the_same_byte_for_byte(ivigcalc, words, options, format):
    found = ivigcalc(*words.split(), "-f", format)
    assert found == ivigcalc(*options.split(), "-f", format)
    if format in ("json", "text"):
        assert (0, "") == (found.status, found.err)
        assert "" != found.out


def test_words_and_options_can_be_mixed_in_any_order(ivigcalc):
    expected = ivigcalc("plan", "82kg", "gbs", "privigen", "eu", "2026-12-07", "-f", "json")
    assert expected == ivigcalc("plan", "-s", "2026-12-07", "eu", "--product", "privigen", "82kg", "-f", "json", "gbs")


def test_words_win_over_a_request_file_and_a_default_as_options_do(ivigcalc, tmp_path):
    file = tmp_path / "request.json"
    file.write_text(json.dumps({"weight": "70kg", "dose": "28g/day", "days": 1, "product": "kiovig", "market": "eu"}))
    habits = tmp_path / "config.toml"
    habits.write_text('[defaults]\nmarket = "us"\n')
    assert ivigcalc("dose", "--request", str(file), "-w", "80kg") == ivigcalc("dose", "80kg", "--request", str(file))
    assert ivigcalc("dose", "70kg", "1g/kg", "x1", "privigen", "--config", str(habits)) == ivigcalc(
        "dose", "-w", "70kg", "--dose", "1g/kg", "--days", "1", "-p", "privigen", "--config", str(habits)
    )


def test_a_weight_in_words_is_said_anew_from_a_cycle_on(ivigcalc, tmp_path):
    saved = str(tmp_path / "plan.json")
    ivigcalc("plan", "70kg", "dermatomyositis", "x2", "yimmugo", "5cycles", "2024-04-08", "-o", saved)
    in_words = ivigcalc("plan", "--request", saved, "--from-cycle", "4", "78kg")
    assert in_words == ivigcalc("plan", "--request", saved, "--from-cycle", "4", "--weight", "78kg")
    assert "from cycle 4: weight 78kg, was 70kg\n" in in_words.out


def test_a_word_names_a_record_of_the_formulary(ivigcalc, tmp_path):
    ours = ("--formulary", str(formulary(tmp_path)))
    found = ivigcalc("dose", "70kg", "1g/kg", "x1", "Example", "de", *ours)
    assert found == ivigcalc(
        "dose", "-w", "70kg", "--dose", "1g/kg", "--days", "1", "-p", "example", "--market", "de", *ours
    )
    assert (0, True) == (found.status, "Examplegam 100 g/L" in found.out)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "dose 70 2 privigen",
            "'70' has no unit: it could be 70kg (--weight), 70cm (--height), 70y (--age), 70g/kg/cycle (--dose), x70 "
            "(--days), q70w (--every), 70cycles (--cycles), 70% (--concentration) or 70h (--over); '2' has no unit: it "
            "could be 2kg (--weight), 2cm (--height), 2y (--age), 2g/kg/cycle (--dose), x2 (--days), q2w (--every), "
            "2cycles (--cycles), 2% (--concentration) or 2h (--over)",
        ),
        ("dose 70kg 80kg 2g/kg yimmugo", "'70kg' and '80kg' are both --weight: give one of them"),
        (
            "plan 70kg 10 gbs",
            "'10' has no unit: it could be 10cm (--height), 10y (--age), 10g/kg/cycle (--dose), x10 (--days), q10w "
            "(--every), 10cycles (--cycles), 10% (--concentration) or 10h (--over)",
        ),
        ("plan 82kg -w 82kg", "'82kg' is --weight, also given as an option: give it once"),
        (
            "plan -w 70kg --dose 2 g/kg --days 2",
            "'g/kg' is a unit without its number: the shell takes '2 g/kg' apart; write 2g/kg, or quote it: \"2 g/kg\"",
        ),
        (
            "plan 70kg 2 g/kg x2",
            "'g/kg' is a unit without its number: the shell takes '2 g/kg' apart; write 2g/kg, or quote it: \"2 g/kg\"",
        ),
        ("plan 70,5kg gbs", "--weight: '70,5kg': not a number with a unit; "),
        ("plan 70kg 10mL/kg", "--dose: '10mL/kg': "),
        ("plan 70kg 05/04/2026", "--start: '05/04/2026' "),
        ("plan 70kg monthly", "--every: 'monthly': months vary in length; "),
        ("plan 70kg ivig 1g/kg x1 2026-12-07", "--product ivig: this is no brand; give the brand on the vial, or "),
        ("calendar 70kg 2026-12-07 q4w x1", "--weight is of no use to calendar; it is for "),
        ("rates 70kg prednisolone", "'prednisolone' has no known form"),
        (
            "check plan.json 35",
            "'35': nothing that is compared with a plan has this form; write a dose (140g, 2g/kg), ",
        ),
        (
            "taper -w 70 kg",
            "Got unexpected extra argument(s) (kg): a value with a space in it is quoted; see ivigcalc taper -h",
        ),
    ],
    ids=lambda value: value[:40],
)
def test_a_line_that_cannot_be_told_apart_is_refused(ivigcalc, line, said):
    status, out, err = ivigcalc(*line.split())
    assert (2, "") == (status, out)
    assert err.startswith(f"ivigcalc: {said}")
    assert err.count("\n") == 1


def test_an_order_in_words_is_compared_with_a_plan(ivigcalc, tmp_path):
    saved = str(tmp_path / "plan.json")
    assert (
        0
        == ivigcalc(
            "plan", "70kg", "dermatomyositis", "x2", "yimmugo", "2024-04-08", "--rates", "mgh", "-o", saved
        ).status
    )
    words = ivigcalc("check", saved, "140g", "84mL/h@90", "1400mL", "2024-04-08")
    options = ("--dose", "140g", "--rate", "84mL/h@90", "--volume", "1400mL", "--date", "2024-04-08")
    assert words == ivigcalc("check", saved, *options)
    assert 0 == words.status
    assert 4 == words.out.count("PASS")
