"""What a second reading of the records found: for each fault the plan that had it, with its right value."""

from typing import Any

import pytest
from planning import document, stops

from ivigcalc.core.course.planned import CheckpointRow


@pytest.mark.parametrize(("age", "stopped"), [(1, True), (2, False)])
@pytest.mark.parametrize("product", ["flebogamma-5", "flebogamma-10", "plangamma-5", "plangamma-10"])
def test_a1_a_sorbitol_product_below_2_years_is_a_stop(product: str, age: int, stopped: bool) -> None:
    market = "es"
    said = {"weight": "10kg", "age": age, "regimen": "kawasaki", "product": product, "market": market}
    assert stopped == ("product.contraindicated" in stops(document("dose", **said).plan))


@pytest.mark.parametrize("product", ["plangamma-5", "plangamma-10"])
def test_a_sorbitol_product_with_fructose_intolerance_is_a_stop(product: str) -> None:
    said = {"weight": "70kg", "dose": "1g/kg", "days": 1, "indication": "itp", "product": product, "market": "es"}
    assert "product.contraindicated" in stops(document("dose", risk=["fructose-intolerance"], **said).plan)
    assert "product.contraindicated" not in stops(document("dose", risk=["none"], **said).plan)


def checks(**said: Any) -> dict[tuple[str, str], list[str]]:
    """What is checked, with its source and its dates."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in document("plan", **said).plan.calendar:
        if isinstance(row, CheckpointRow):
            found.setdefault((row.text, row.citation.source), []).append(row.date.isoformat())
    return found


def sources_of(word: str, found: dict[tuple[str, str], list[str]]) -> dict[str, list[str]]:
    return {source: dates for (text, source), dates in found.items() if word in text}


REFERENCE = {
    "weight": "70kg", "regimen": "dermatomyositis", "days": 2, "product": "yimmugo", "market": "eu", "cycles": 5,
    "start": "2024-04-08",
}  # fmt: skip
TAPERED = {**REFERENCE, "steroid": "prednisolone", "tablets": "de"}


def test_b4_the_thresholds_of_2022_stand_beside_the_older_ones() -> None:
    low = checks(**TAPERED, taper="5x365")
    assert {"acr-osteoporosis-2022-key-points": ["2024-04-08"]} == sources_of("Calcium", low)
    middle = checks(**TAPERED, taper="15x14,5x14")
    assert {"eular-opportunistic-infections-2022": ["2024-04-08"]} == sources_of("Pneumocystis", middle)
    high = checks(**TAPERED, taper="60x28,20x28,10x60")
    assert {"eular-opportunistic-infections-2022", "pneumocystis-prophylaxis-trials"} == set(
        sources_of("Pneumocystis", high)
    )
    assert {"acr-osteoporosis-2022-key-points", "eular-steroid-monitoring-2007"} == set(sources_of("Calcium", high))


def test_b7_loop_diuretics_are_to_be_avoided() -> None:
    assert {"privigen-eu-leaflet": ["2024-04-08"]} == sources_of("loop diuretics", checks(**REFERENCE))


def test_the_reference_case_names_premedication_the_enzymes_and_tumour_screening_more_than_once() -> None:
    found = checks(**REFERENCE, age=75)
    assert {"kaelber-2025": ["2024-04-08"]} == sources_of("premedication is an option, not a default", found)
    assert {"mgh-ivig-policy": ["2024-04-08"]} == sources_of("paracetamol 15 mg/kg", found)
    each = ["2024-04-08", "2024-05-06", "2024-06-03", "2024-07-01", "2024-07-29"]
    assert {"kaelber-2025": each} == sources_of("CK, LDH, aldolase, liver enzymes and creatinine", found)
    assert {"kaelber-2025": ["2024-04-08", "2025-04-08"]} == sources_of("Tumour screening: regularly", found)


def test_the_ward_is_told_what_to_expect_and_what_to_do_in_a_reaction() -> None:
    ward = {note.what: note for note in document("plan", **REFERENCE).plan.ward}
    assert ["reaction", "severe reaction", "aseptic meningitis", "headache", "to expect"] == list(ward)
    assert "Stop; wait until it subsides; restart at the rate that was tolerated before." == ward["reaction"].text
    assert "harriet-lane-24" == ward["reaction"].citation.source
    newborn = document(
        "plan", weight="3kg", regimen="fnait-newborn", product="privigen", market="eu", days=1, start="2026-12-07"
    )
    assert "Vital signs every 15 min twice" in {note.what: note.text for note in newborn.plan.ward}["newborn"]
