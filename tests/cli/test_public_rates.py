"""Questions on rates and times that are asked in public, with the answers that are right."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

PLANGAMMA = "rates -w 70kg -p plangamma-10 --market es --indication cidp --volume 700mL"


@pytest.fixture
def answer(ivigcalc: Callable[..., Any]) -> Callable[..., tuple[int, dict[str, Any]]]:
    def ask(line: str, *more: str) -> tuple[int, dict[str, Any]]:
        found = ivigcalc(*line.split(), *more, "--format", "json")
        return found.status, json.loads(found.out)

    return ask


def codes(made: dict[str, Any], severity: str) -> list[str]:
    return [alert["code"] for alert in made["alerts"] if severity == alert["severity"]]


def test_a_ladder_per_minute(answer: Callable[..., Any]) -> None:
    """0.1 mL/kg/min x 60 x 18 kg is 108 mL/h; 144 mL, of which 37.8 run in the first 45 min, take 104 min."""
    status, made = answer("rates -w 18kg --dose 14.4g -c 10% --rates", "0.02x15,0.04x15,0.08x15,0.1 mL/kg/min")
    assert (0, 108, 104) == (status, made["infusion"]["steps"][3]["ml_per_h"], made["infusion"]["total_minutes"])


def test_half_the_rate_after_a_reaction_and_up_again(answer: Callable[..., Any]) -> None:
    """168 mL/h x 30 min = 84 mL, 336 x 30 = 168 mL, then 133 mL at 504 mL/h: 15.8 min, 76 min in all."""
    line = "rates -w 70kg -p octagam-10 --market us --indication itp --volume 385mL --resume-rate 168mL/h --at 14:30"
    status, made = answer(line, "--increase")
    assert (0, 168, 76) == (status, made["infusion"]["steps"][0]["ml_per_h"], made["infusion"]["total_minutes"])
    assert "rate.after-reaction" in codes(made, "caution")
    status, held = answer(line)  # 385 / 168 x 60 = 137.5 min
    assert (0, 1, 138) == (status, len(held["infusion"]["steps"]), held["infusion"]["total_minutes"])


@pytest.mark.parametrize(
    ("line", "rates"),
    [
        ("rates -w 70kg --dose 28g -c 10%", "60x15,180 mL/min"),
        ("rates -w 70kg --dose 28g -c 10%", "5x30,48 mL/kg/h"),
        ("rates -w 70kg --dose 28g -p yimmugo", "48 mL/kg/h"),
    ],
)
def test_a_rate_above_those_of_every_label(answer: Callable[..., Any], line: str, rates: str) -> None:
    status, made = answer(line, "--rates", rates)
    assert (3, ["rate.above-any-label"]) == (status, codes(made, "stop"))


def test_an_infusion_that_ends_after_the_next_begins(answer: Callable[..., Any]) -> None:
    """700 mL at 20 mL/h take 35 h, and 350 mL at 7 mL/h 50 h."""
    begin = "plan -w 70kg -c 10% -s 2026-03-02"
    status, made = answer(f"{begin} --dose 1g/kg/day --days 2 --at 09:00", "--rates", "20 mL/h")
    assert (3, True) == (status, "infusion.overlap" in codes(made, "stop"))
    for more in ((), ("--at", "09:00")):
        status, made = answer(f"{begin} --dose 500mg/kg/day --days 4", "--rates", "7 mL/h", *more)
        assert (3, True) == (status, "infusion.overlap" in codes(made, "stop"))


def test_a_protocol_whose_name_has_an_x(answer: Callable[..., Any]) -> None:
    assert 0 == answer("rates -w 70kg --dose 28g -p gammaplex-10 --market us --rates gammaplex-10-trial")[0]


def test_panzyga_in_a_first_infusion(answer: Callable[..., Any]) -> None:
    """12 mg/kg/min of 100 g/L x 70 kg are 504 mL/h, not the 588 of 14 mg/kg/min, which come after 903 mL."""
    line = "rates -w 70kg -p panzyga --market us --indication primary-immunodeficiency --first-infusion"
    made = answer(line, "yes", "--volume", "560mL")[1]
    assert "until 6 earlier infusions were given" in made["infusion"]["cap"]["text"]
    for first, most in (("yes", 504), ("no", 588)):
        assert most == answer(line, first, "--volume", "910mL")[1]["infusion"]["steps"][-1]["ml_per_h"]


@pytest.mark.parametrize("format", ["text", "table", "html", "json"])
def test_kawasaki_says_10_to_12_h_in_every_output(ivigcalc: Callable[..., Any], format: str) -> None:
    line = "plan -w 20kg --age 4 -r kawasaki -p kiovig --market eu -s 2026-12-01 --format"
    found = ivigcalc(*line.split(), format)
    words = " ".join(re.sub("</?span>", "", found.out).split())
    assert (0, True) == (found.status, "10 to 12 h" in words)


def test_to_raise_a_rate_again_there_must_be_one(ivigcalc: Callable[..., Any]) -> None:
    found = ivigcalc(*PLANGAMMA.split(), "--increase")
    assert (2, True) == (found.status, "--increase continues from a rate: give --resume-rate" in found.err)


def test_plangamma_after_a_reaction(answer: Callable[..., Any]) -> None:
    """0.04 mL/kg/min x 60 x 70 kg are 168 mL/h, where the label goes to 0.08."""
    status, made = answer(PLANGAMMA, "--resume-rate", "84mL/h", "--increase", "--first-infusion", "no")
    assert (0, 168) == (status, made["infusion"]["steps"][-1]["ml_per_h"])
    status, made = answer(PLANGAMMA, "--first-infusion", "no")
    assert (0, 336) == (status, made["infusion"]["steps"][-1]["ml_per_h"])
    assert "rate.condition" in codes(made, "note")
