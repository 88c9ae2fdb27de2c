"""Tapers, steroids and monitoring rules on file: sound, cited, and as many as promised."""

import pytest
from tapers import LIMITS, PROTOCOLS, RULES, STEROIDS, ids

from ivigcalc.core.patient import RISKS
from ivigcalc.core.soundness.consistency import rule_faults
from ivigcalc.core.soundness.steroid_consistency import protocol_faults, steroid_faults

INDICATIONS = set(ids("regimens"))


@pytest.mark.parametrize("id", sorted(PROTOCOLS))
def test_a_taper_is_sound_and_for_diseases_and_a_steroid_on_file(id):
    protocol = PROTOCOLS[id]

    assert [] == list(protocol_faults(protocol))

    assert id == protocol.id
    assert protocol.drug in STEROIDS
    assert set(protocol.indications) <= INDICATIONS


def test_at_least_eight_tapers_are_on_file():
    wanted = {
        "ese-es-2024",
        "hhe-2018",
        "etg",
        "edf-pemphigus",
        "printo-jdm",
        "french-vasculitis",
        "uk-low-steroid-vasculitis",
        "aramis",
        "aramis-flare-1",
        "aramis-flare-2",
    }

    assert wanted <= set(PROTOCOLS)


@pytest.mark.parametrize("id", sorted(PROTOCOLS))
def test_a_band_chosen_from_a_range_says_so(id):
    protocol = PROTOCOLS[id]
    ranged = [band.printed for band in protocol.bands if "every 1-4" in band.printed or "-5 mg" in band.printed]

    assert protocol.choice or not ranged


@pytest.mark.parametrize("id", sorted(RULES))
def test_a_rule_is_sound_and_for_diseases_and_risks_on_file(id):
    rule = RULES[id]

    assert [] == list(rule_faults(rule))

    assert id == rule.id
    assert set(rule.indications) <= INDICATIONS
    assert set(rule.risks) <= set(RISKS)
    assert rule.text.endswith((".", ")"))


@pytest.mark.parametrize("id", sorted(STEROIDS))
def test_a_steroid_has_its_two_thresholds_apart(id):
    steroid = STEROIDS[id]

    assert [] == list(steroid_faults(steroid))

    assert id == steroid.id
    assert steroid.equivalence.citation.source != steroid.physiological.citation.source
    assert steroid.physiological.mg_min < steroid.physiological.mg_max


@pytest.mark.parametrize(
    ("id", "market", "expected"),
    [
        ("prednisolone", "de", [1, 5, 10, 20, 50]),
        ("prednisolone", "uk", [1, 2.5, 5, 10, 20, 25, 30]),
        ("prednisone", "us", [1, 2.5, 5, 10, 20, 50]),
        ("prednisone", "de", [1, 5, 20, 50]),
    ],
)
def test_the_tablets_of_a_market(id, market, expected):
    found = next(each for each in STEROIDS[id].tablets if each.market == market)

    assert expected == [strength.mg for strength in found.strengths]


def test_the_limits_end_with_an_advice_for_any_disease():
    assert [bool(advice.indications) for advice in LIMITS.relapse] == [True, True, False]
    assert {indication for advice in LIMITS.relapse for indication in advice.indications} <= INDICATIONS
