"""Steroids and tapers that contradict themselves."""

from decimal import Decimal

import pytest
from tapers import STEROIDS

from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.soundness.steroid_consistency import protocol_faults, steroid_faults
from ivigcalc.core.steroid.tablets import TabletStrength
from ivigcalc.core.steroid.types import Band, Start, TableStep, TaperProtocol, Target

CITED = Citation("test", "by hand")
PREDNISOLONE = STEROIDS["prednisolone"]


def band(above, **by):
    return Band(Decimal(above), 14, CITED, **{key: Decimal(value) for key, value in by.items()})


def step(mg, days):
    return TableStep(Decimal(mg), CITED, days)


TABLE = TaperProtocol("t", "T", "test", "prednisolone", "table", steps=(step(20, 7), step(10, None)))
BANDS = TaperProtocol("t", "T", "test", "prednisolone", "bands", bands=(band(20, reduce_by_percent=25),))


BEFORE_A_TABLE = "start: before a table it needs mg_per_kg and hold_days"
EDGES = "bands: the edges (above_mg) fall from band to band, to 0 at the lowest"
ONE_OF_TWO = "bands: each has reduce_by_mg above 0, or reduce_by_percent from 0 to 100, not both"


@pytest.mark.parametrize(
    ("protocol", "why"),
    [
        (TABLE._replace(steps=()), "steps: those and nothing else belong to a protocol of kind 'table'"),
        (TABLE._replace(bands=BANDS.bands), "bands: those and nothing else belong to a protocol of kind 'bands'"),
        (TABLE._replace(kind="targets"), "steps: those and nothing else belong to a protocol of kind 'table'"),
        (
            TABLE._replace(targets=(Target(Decimal(3), CITED),)),
            "targets: those and nothing else belong to a protocol of kind 'targets'",
        ),
        (TABLE._replace(steps=(step(20, 7), step(20, 7))), "steps: 20 mg after 20 mg: each must be lower"),
        (TABLE._replace(steps=(step(20, None), step(10, 7))), "steps: 20 mg has no days: only the last may run on"),
        (TABLE._replace(steps=(step(20, 7), step(0, 7))), "steps: a dose is above 0 mg"),
        (TABLE._replace(steps=(step(20, 0),)), "days: 1 to 3660"),
        (TABLE._replace(steps=(step(20, 3661),)), "days: 1 to 3660"),
        (TABLE._replace(start=Start(CITED, hold_days=7)), BEFORE_A_TABLE),
        (TABLE._replace(start=Start(CITED, mg_per_kg=Decimal(1))), BEFORE_A_TABLE),
        (BANDS._replace(start=Start(CITED, hold_days=3661)), "days: 1 to 3660"),
        (BANDS._replace(bands=(band(20, reduce_by_mg=5), band(20, reduce_by_mg=5))), EDGES),
        (BANDS._replace(bands=(band(-1, reduce_by_mg=5),)), EDGES),
        (BANDS._replace(bands=(band(20),)), ONE_OF_TWO),
        (BANDS._replace(bands=(band(20, reduce_by_mg=5, reduce_by_percent=25),)), ONE_OF_TWO),
        (BANDS._replace(bands=(band(20, reduce_by_mg=0),)), ONE_OF_TWO),
        (BANDS._replace(bands=(band(20, reduce_by_percent=100),)), ONE_OF_TWO),
    ],
)
def test_a_protocol_that_contradicts_itself_is_invalid(protocol, why):
    assert why == next(protocol_faults(protocol))


@pytest.mark.parametrize(
    "protocol",
    [
        TABLE._replace(steps=(step(20, 1), step(1, 3660))),
        TABLE._replace(steps=(step("0.5", 3660),)),
        TABLE._replace(start=Start(CITED, mg_per_kg=Decimal(1), hold_days=1)),
        BANDS._replace(bands=(band(20, reduce_by_percent="99.9"), band(0, reduce_by_mg="0.5"))),
        BANDS._replace(bands=(band(20, reduce_by_percent=1),)),
    ],
)
def test_the_least_and_the_greatest_that_a_protocol_may_say(protocol):
    assert [] == list(protocol_faults(protocol))


def test_a_sound_protocol_passes():
    assert [] == list(protocol_faults(TABLE))
    assert [] == list(protocol_faults(BANDS._replace(start=Start(CITED, hold_days=42))))


@pytest.mark.parametrize(
    ("key", "broken"),
    [
        ("equivalence", PREDNISOLONE.equivalence._replace(mg=Decimal(0))),
        ("equivalence", PREDNISOLONE.equivalence._replace(prednisone_mg=Decimal(0))),
        ("physiological", PREDNISOLONE.physiological._replace(mg_max=Decimal(3))),
        ("tablets", (PREDNISOLONE.tablets[0]._replace(strengths=()),)),
        ("tablets", (PREDNISOLONE.tablets[0]._replace(strengths=(TabletStrength(Decimal(0), CITED),)),)),
    ],
)
def test_a_steroid_of_impossible_amounts_is_invalid(key, broken):
    told = list(steroid_faults(PREDNISOLONE._replace(**{key: broken})))
    assert [f"{key}: amounts above 0 mg are needed, the lower one first"] == told


def test_the_least_amounts_that_a_steroid_may_have():
    little, less = Decimal("0.75"), Decimal("0.5")
    sound = PREDNISOLONE._replace(
        equivalence=PREDNISOLONE.equivalence._replace(mg=little, prednisone_mg=little),
        physiological=PREDNISOLONE.physiological._replace(mg_min=less, mg_max=less),
        tablets=(PREDNISOLONE.tablets[0]._replace(strengths=(TabletStrength(less, CITED),)),),
    )
    assert [] == list(steroid_faults(sound))
    none = PREDNISOLONE._replace(physiological=PREDNISOLONE.physiological._replace(mg_min=Decimal(0), mg_max=little))
    assert next(steroid_faults(none)).startswith("physiological: amounts above 0 mg")
