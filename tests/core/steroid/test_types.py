"""A taper as it is written, read and asked: the notation, the dose on a day, the next reduction, an abrupt end."""

from datetime import date
from decimal import Decimal

import pytest
from tapers import LIMITS, PROTOCOLS, START, STEROIDS, written

from ivigcalc.core.errors import RecordInvalid, Unreadable
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.steroid.tablets import TabletStrength
from ivigcalc.core.steroid.types import (
    Advice,
    Band,
    Reduction,
    Start,
    TableStep,
    TaperProtocol,
    Target,
    WrittenTaper,
    check_protocol,
    check_steroid,
    ends_abruptly,
    mg_on,
    next_reduction,
    read_taper,
    relapse_advice,
)

CITED = Citation("test", "by hand")
PREDNISOLONE = STEROIDS["prednisolone"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60x28,40x28,30x28,20", WrittenTaper(((60, 28), (40, 28), (30, 28), (20, None)), per_cycle=False)),
        ("60x28, 12.5x14", WrittenTaper(((60, 28), (Decimal("12.5"), 14)), per_cycle=False)),
        ("20", WrittenTaper(((20, None),), per_cycle=False)),
        ("60,50,40,30,20/cycle", WrittenTaper(tuple((mg, None) for mg in (60, 50, 40, 30, 20)), per_cycle=True)),
        (" 60 /cycle ", WrittenTaper(((60, None),), per_cycle=True)),
        ("0.00000001x3660", WrittenTaper(((Decimal("0.00000001"), 3660),), per_cycle=False)),
    ],
)
def test_a_taper_is_read_as_it_is_written(text, expected):
    assert expected == read_taper(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "''"),
        ("60x28,", "''"),
        ("60x28,40y28", "'40y28'"),
        ("60x28,12,5x14", "'12'"),  # a decimal comma reads as two doses
        ("60,50,40", "'60'"),
        ("60x28,50/cycle", "'60x28'"),
        ("60x0", "'60x0': 1 to 3660 days, not 0"),
        ("60x3661", "3661"),
        ("60x28d", "'60x28d'"),
        ("-60x28", "'-60x28'"),
        ("6e1x28", "'6e1x28'"),
        ("1234567x1", "'1234567x1'"),
        ("60x2.5", "'60x2.5'"),
        (".5x7", "'.5x7'"),
        ("nanx28", "'nanx28'"),
        ("20x14,0x14", "'0x14': 0 mg is no dose"),
        ("٦٠x28", r"'\u0666\u0660x28'"),
        ("60x28\n", r"'60x28\n'"),
        ("6" * 40, "'" + "6" * 40 + "'"),
        ("6" * 41, "'" + "6" * 40 + "...'"),
        ("X60x28", "'X60x28'"),
        ("60x28,X20", "'X20'"),
        ("60x28\x1b[31m", r"'60x28\x1b[31m'"),
    ],
)
def test_what_cannot_be_read_is_named(text, named):
    with pytest.raises(Unreadable) as refused:
        read_taper(text)

    assert named in str(refused.value)
    assert str(refused.value).isascii()
    assert "\n" not in str(refused.value)


REFERENCE = written("60,50,40,30,20/cycle")  # 28 days each from 2024-04-08


@pytest.mark.parametrize(
    ("day", "mg"),
    [
        ("2024-04-07", 0),
        ("2024-04-08", 60),
        ("2024-05-05", 60),
        ("2024-05-06", 50),
        ("2024-07-29", 20),
        ("2030-01-01", 20),
    ],
)
def test_the_dose_on_a_day(day, mg):
    assert mg == mg_on(REFERENCE, date.fromisoformat(day))


def test_no_dose_after_the_end():
    taper = written("10x7,5x7")

    assert 5 == mg_on(taper, date(2024, 4, 21))
    assert 0 == mg_on(taper, date(2024, 4, 22))


def test_the_next_reduction_is_after_the_day():
    assert Reduction(date(2024, 5, 6), Decimal(50)) == next_reduction(REFERENCE, START)
    assert Reduction(date(2024, 6, 3), Decimal(40)) == next_reduction(REFERENCE, date(2024, 5, 6))
    assert next_reduction(REFERENCE, date(2024, 7, 29)) is None


def test_the_end_of_a_taper_is_a_reduction_to_none():
    taper = written("10x7,5x7")

    assert Reduction(date(2024, 4, 22), Decimal(0)) == next_reduction(taper, date(2024, 4, 21))
    assert next_reduction(taper, date(2024, 4, 22)) is None


def test_a_dose_written_twice_is_no_reduction():
    assert Reduction(date(2024, 4, 22), Decimal(20)) == next_reduction(written("30x7,30x7,20"), START)


@pytest.mark.parametrize(
    ("text", "abrupt"),
    [
        ("60x28,40x28,20x28", True),
        ("60x28,40x28,20", False),  # runs on until reviewed
        ("20x21", False),  # not more than three weeks
        ("20x22", True),
        ("20x14,6x14", False),  # 4-6 mg is physiological
        ("20x14,6.5x14", True),
        ("15x14,12.5x14,10x14,9x30,8x30,7x30,6x30,5x90,4x30,3x30,2x30,1x30", False),
    ],
)
def test_an_end_above_the_physiological_dose_after_three_weeks_is_abrupt(text, abrupt):
    assert abrupt == ends_abruptly(written(text, of=None), PREDNISOLONE, LIMITS)


def test_the_advice_on_a_relapse_is_the_protocols_then_that_of_the_disease_then_the_general_one():
    assert "pemphigus-management-review" == relapse_advice(PROTOCOLS["edf-pemphigus"], None, LIMITS).citation.source
    assert "rheumapedia-myositis" == relapse_advice(PROTOCOLS["etg"], "dermatomyositis", LIMITS).citation.source
    assert "house" == relapse_advice(None, "cidp", LIMITS).citation.source
    assert "house" == relapse_advice(None, None, LIMITS).citation.source


def test_limits_without_a_general_advice_are_invalid():
    only = LIMITS._replace(relapse=(Advice("go back", CITED, ("cidp",)),))

    with pytest.raises(RecordInvalid) as told:
        relapse_advice(None, "gbs", only)
    assert "limits/steroid: relapse: the last entry must name no indication, and so hold for any" == str(told.value)


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
    with pytest.raises(RecordInvalid) as told:
        check_protocol(protocol)
    assert f"tapers/t: {why}" == str(told.value)


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
    check_protocol(protocol)


def test_a_sound_protocol_passes():
    check_protocol(TABLE)
    check_protocol(BANDS._replace(start=Start(CITED, hold_days=42)))


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
    with pytest.raises(RecordInvalid) as told:
        check_steroid(PREDNISOLONE._replace(**{key: broken}))
    assert f"steroids/prednisolone: {key}: amounts above 0 mg are needed, the lower one first" == str(told.value)


def test_the_least_amounts_that_a_steroid_may_have():
    little, less = Decimal("0.75"), Decimal("0.5")
    check_steroid(
        PREDNISOLONE._replace(
            equivalence=PREDNISOLONE.equivalence._replace(mg=little, prednisone_mg=little),
            physiological=PREDNISOLONE.physiological._replace(mg_min=less, mg_max=less),
            tablets=(PREDNISOLONE.tablets[0]._replace(strengths=(TabletStrength(less, CITED),)),),
        )
    )
    with pytest.raises(RecordInvalid, match="physiological: amounts above 0 mg"):
        check_steroid(
            PREDNISOLONE._replace(physiological=PREDNISOLONE.physiological._replace(mg_min=Decimal(0), mg_max=little))
        )
