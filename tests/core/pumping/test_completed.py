"""How a ladder is completed between the steps that are printed, and which ladders contradict themselves."""

from decimal import Decimal

import pytest
from ladders import CITED, RULES, TEN_PERCENT, numbers, printed, protocols

from ivigcalc.core.errors import RecordInvalid
from ivigcalc.core.printed.product import MakerSteps
from ivigcalc.core.pumping.completed import assumed, check_ladder, complete, top_rate
from ivigcalc.core.pumping.rates import Convention, Rate
from ivigcalc.request.reading_rates import read_rates

GENERAL = printed("mL/kg/h", "0.6", maximum=Decimal("4.8"))


def steps(ladder, g_per_l="100", origin="label"):
    """Each step as (rate by the hour, minutes, first letter of the basis)."""
    return [
        (rung.rate.value, rung.minutes, rung.basis[0]) for rung in complete(ladder, Decimal(g_per_l), RULES, origin)
    ]


def per_kg(value):
    return Rate(Decimal(value), per_kg=True)


def fixed(value):
    return Rate(Decimal(value), per_kg=False)


def test_printed_steps_stay_as_printed():
    ladder = printed("mL/kg/min", "0.01 0.02 0.04 0.08 0.12", "30 30 30 30", maximum=Decimal("0.12"))
    assert steps(ladder) == [
        (Decimal("0.6"), 30, "l"),
        (Decimal("1.2"), 30, "l"),
        (Decimal("2.4"), 30, "l"),
        (Decimal("4.8"), 30, "l"),
        (Decimal("7.2"), None, "l"),
    ]


def test_a_start_and_a_maximum_are_joined_by_1_2_4_6_8_starts_every_30_min():
    # 0.5, 1, 2, 3, 4 then the printed maximum of 5 mg/kg/min; x 60 / 100
    assert steps(printed("mg/kg/min", "0.5", maximum=Decimal(5))) == [
        (Decimal("0.3"), 30, "l"),
        (Decimal("0.6"), 30, "c"),
        (Decimal("1.2"), 30, "c"),
        (Decimal("1.8"), 30, "c"),
        (Decimal("2.4"), 30, "c"),
        (Decimal("3"), None, "l"),
    ]


def rates_of(ladder):
    return [rate for rate, _, _ in steps(ladder)]


def test_the_multiples_end_at_the_maximum_and_not_above_it():
    assert rates_of(printed("mL/kg/h", "0.5", "30", maximum=Decimal("5.4"))) == list(numbers("0.5 1 2 3 4 5 5.4"))
    assert rates_of(printed("mL/kg/h", "0.5", "30", maximum=Decimal("6.5"))) == list(numbers("0.5 1 2 3 4 5 6 6.5"))
    assert rates_of(printed("mL/kg/h", "0.5", "30", maximum=Decimal("0.9"))) == list(numbers("0.5 0.9"))


def test_an_interval_of_the_label_shorter_than_the_conventions_is_kept():
    assert steps(printed("mL/kg/h", "1", "15", every_minutes=Decimal(15), maximum=Decimal(4))) == [
        (Decimal(1), 15, "l"),
        (Decimal(2), 15, "c"),
        (Decimal(4), None, "l"),
    ]


def test_an_interval_of_the_label_longer_than_the_convention_is_kept():
    assert steps(printed("mL/kg/h", "1", every_minutes=Decimal(45), maximum=Decimal(4))) == [
        (Decimal(1), 45, "l"),
        (Decimal(2), 45, "c"),
        (Decimal(4), None, "l"),
    ]


def test_printed_steps_that_stop_below_the_maximum_go_on_by_the_convention():
    assert steps(printed("mg/kg/min", "0.5 1", "30 30", maximum=Decimal(3))) == [
        (Decimal("0.3"), 30, "l"),
        (Decimal("0.6"), 30, "l"),
        (Decimal("1.2"), 30, "c"),
        (Decimal("1.8"), None, "l"),
    ]


def test_bivigam_adds_its_increment_and_does_not_double():
    ladder = printed("mg/kg/min", "0.5", "10", increment=Decimal("0.8"), every_minutes=Decimal(20), maximum=Decimal(6))
    in_mg = [rate * 100 / 60 for rate, _, _ in steps(ladder)]
    assert in_mg == list(numbers("0.5 1.3 2.1 2.9 3.7 4.5 5.3 6"))
    assert [hold for _, hold, _ in steps(ladder)] == [10, 20, 20, 20, 20, 20, 20, None]
    assert {basis for _, _, basis in steps(ladder)} == {"l"}


def test_an_increment_that_lands_on_the_maximum_gives_it_once():
    ladder = printed("mL/kg/min", "0.01 0.02 0.04", "30 30 30", increment=Decimal("0.02"),
                     every_minutes=Decimal(30), maximum=Decimal("0.08"))  # fmt: skip
    assert [rate for rate, _, _ in steps(ladder)] == list(numbers("0.6 1.2 2.4 3.6 4.8"))


def test_a_fixed_rate_ladder_stays_free_of_weight():
    ladder = printed("mL/min", "1", "15", maximum=Decimal(3))
    assert [rung.rate for rung in complete(ladder, None, RULES)] == [fixed(60), fixed(120), fixed(180)]


def test_a_protocol_and_a_written_ladder_keep_their_origin():
    assert [basis for _, _, basis in steps(protocols()["us-order-set"].ladder, origin="protocol")] == ["p"] * 5
    assert [basis for _, _, basis in steps(read_rates("1x30,2 mL/kg/h"), origin="written")] == ["w"] * 2


def test_a_ladder_is_a_labels_unless_another_origin_is_said():
    assert ["label", "label"] == [rung.basis for rung in complete(printed("mL/h", "1 2", "30"), None, RULES)]


def test_one_written_rate_runs_to_the_end():
    assert steps(read_rates("60 mL/h"), origin="written") == [(Decimal(60), None, "w")]


def test_a_start_without_a_maximum_on_file_is_refused_and_not_guessed():
    with pytest.raises(RecordInvalid, match="a-source, a place: one rate and no maximum"):
        complete(printed("mL/kg/h", "0.6"), TEN_PERCENT, RULES)


@pytest.mark.parametrize(
    ("multiples", "then_by"),
    [("1 2 4", "0"), ("1 2 4", "-1"), ("1 2 2", "2"), ("1 4 2", "2"), ("0.5 1", "2"), ("", "2")],
)
def test_a_convention_that_does_not_rise_is_refused(multiples, then_by):
    level = RULES._replace(convention=Convention(numbers(multiples), Decimal(then_by), CITED))
    with pytest.raises(RecordInvalid) as refused:
        complete(GENERAL, TEN_PERCENT, level)
    told = "rates: convention: multiples from 1 on, each above the one before, and then_by above 0"
    assert told == str(refused.value)


def test_another_convention_is_followed():
    slow = RULES._replace(convention=Convention(numbers("1 3"), Decimal(1), CITED))
    assert [rung.rate.value for rung in complete(printed("mL/kg/h", "1", maximum=Decimal(6)), TEN_PERCENT, slow)] == [
        1, 3, 4, 5, 6,
    ]  # fmt: skip


# the maker's own steps


def made(rates, minutes, **more):
    return {"maker": MakerSteps(numbers(rates), numbers(minutes), CITED, **more)}


def test_the_makers_steps_fill_the_label_and_its_maximum_is_the_labels_own():
    """Qivigy: 1, 2, 4, 6 mg/kg/min of the calculator, then the printed 8."""
    ladder = printed(
        "mg/kg/min", "1", "30", every_minutes=Decimal(30), maximum=Decimal(8), **made("1 2 4 6 8", "30 30 30 30")
    )
    assert steps(ladder) == [
        (Decimal("0.6"), 30, "l"),
        (Decimal("1.2"), 30, "m"),
        (Decimal("2.4"), 30, "m"),
        (Decimal("3.6"), 30, "m"),
        (Decimal("4.8"), None, "l"),
    ]


def test_a_maker_that_stops_below_the_maximum_is_held_and_the_label_goes_on():
    """Gammagard Liquid in multifocal motor neuropathy: 5 mL/kg/h of the calculator, then the printed 5.4."""
    ladder = printed("mL/kg/h", "0.5", maximum=Decimal("5.4"), **made("0.5 1 2 3 4 5", "20 30 30 30 30"))
    assert steps(ladder) == [
        (Decimal("0.5"), 20, "l"),
        (Decimal(1), 30, "m"),
        (Decimal(2), 30, "m"),
        (Decimal(3), 30, "m"),
        (Decimal(4), 30, "m"),
        (Decimal(5), 30, "m"),
        (Decimal("5.4"), None, "l"),
    ]
    assert assumed(ladder, RULES) == ()


def test_above_the_makers_last_step_the_convention_goes_on():
    ladder = printed("mL/kg/h", "0.5", "30", every_minutes=Decimal(45), maximum=Decimal("3.5"), **made("0.5 1.5", "15"))
    assert steps(ladder) == [
        (Decimal("0.5"), 30, "l"),
        (Decimal("1.5"), 45, "m"),
        (Decimal(2), 45, "c"),
        (Decimal(3), 45, "c"),
        (Decimal("3.5"), None, "l"),
    ]


def test_a_printed_step_is_the_labels_own_though_the_maker_prints_it_too():
    ladder = printed("mL/kg/h", "1 2", "30 30", maximum=Decimal(6), **made("1 2 3 6", "10 10 10 10"))
    assert steps(ladder) == [(1, 30, "l"), (2, 30, "l"), (3, 10, "m"), (6, None, "l")]


def test_a_step_that_the_maker_leaves_without_minutes_is_said():
    ladder = printed("mL/kg/h", "1 2", maximum=Decimal(6), **made("1 6", "10"))
    assert assumed(ladder, RULES) == ("no minutes printed for 2 mL/kg/h: 30 min, as for convention steps [house]",)


MORE = {"increment": Decimal(1), "every_minutes": Decimal(9)}


@pytest.mark.parametrize(
    ("rates", "minutes", "more", "fault"),
    [
        ("1", "", {}, "maker: fewer than two rates, or one that is not above the one before"),
        ("1 3 2", "9 9", {}, "maker: fewer than two rates, or one that is not above the one before"),
        ("1 1", "9", {}, "maker: fewer than two rates, or one that is not above the one before"),
        ("2 3", "9", {}, "maker: the first rate is not the start of the label"),
        ("1 3 7", "9 9", {}, "maker: a rate is above the maximum"),
        ("1 3", "", {}, "maker: minutes above 0, one for each rate but the last or for all"),
        ("1 3", "9 9 9", {}, "maker: minutes above 0, one for each rate but the last or for all"),
        ("1 3", "0", {}, "maker: minutes above 0, one for each rate but the last or for all"),
        ("1 3", "9", MORE, "maker: an increment is printed, so that no step is open"),
    ],
)  # fmt: skip
def test_a_maker_that_contradicts_itself_or_the_label_is_refused(rates, minutes, more, fault):
    with pytest.raises(RecordInvalid) as refused:
        check_ladder(printed("mL/kg/h", "1", maximum=Decimal(6), **made(rates, minutes), **more), "here")
    assert f"here: {fault}" == str(refused.value)


def test_a_maker_is_held_to_the_last_rate_where_no_maximum_is_printed():
    with pytest.raises(RecordInvalid, match="here: maker: a rate is above the maximum"):
        check_ladder(printed("mL/kg/h", "1 2", "30", **made("1 3", "9")), "here")
    check_ladder(printed("mL/kg/h", "1 2", "30", **made("1 2", "9 9")), "here")


def test_what_the_source_leaves_open_is_said():
    ladder = printed("mL/kg/min", "0.01", start_range_up_to=Decimal("0.02"), maximum=Decimal("0.1"))
    assert assumed(ladder, RULES) == (
        "the printed start is 0.01 to 0.02 mL/kg/min; the lower is used",
        "no minutes printed for 0.01 mL/kg/min: 30 min, as for convention steps [house]",
    )


def test_every_rate_without_minutes_but_the_last_is_named():
    assert assumed(printed("mL/kg/h", "0.3 0.6 1.2"), RULES) == (
        "no minutes printed for 0.3, 0.6 mL/kg/h: 30 min, as for convention steps [house]",
    )


def test_of_a_maximum_printed_as_a_range_the_lower_end_is_used_and_said():
    ladder = printed("mL/min", "1", "15", maximum=Decimal(3), maximum_range_up_to=Decimal(4))
    assert [60, 120, 180] == [rung.rate.value for rung in complete(ladder, None, RULES)]  # 1, 2, 3 mL/min
    assert assumed(ladder, RULES) == ("the printed maximum is 3 to 4 mL/min; the lower is used",)


@pytest.mark.parametrize(
    "ladder",
    [
        printed("mL/kg/h", "0.3", "30", maximum=Decimal("4.8")),
        printed("mL/kg/h", "0.3 0.6", "30"),
        printed("mL/kg/h", "0.3 0.6", "30", maximum=Decimal("0.6")),
        printed("mL/kg/h", "0.3", every_minutes=Decimal(30), maximum=Decimal("4.8")),
    ],
)
def test_a_ladder_with_every_hold_printed_leaves_nothing_to_say(ladder):
    assert assumed(ladder, RULES) == ()


INCREMENT = "an increment needs a maximum and every_minutes"


@pytest.mark.parametrize(
    ("ladder", "fault"),
    [
        (printed("mL/h", ""), "no rates"),
        (printed("mL/h", "2 1", "30"), "a rate is not above the one before"),
        (printed("mL/h", "1 1", "30"), "a rate is not above the one before"),
        (printed("mL/h", "0 1", "30"), "a rate is 0 or less, and a decimal has a point: 0.3"),
        (printed("mL/h", "1 2", "30 30 30"), "more minutes than rates"),
        (printed("mL/h", "1 2", "0"), "minutes of 0 or less"),
        (printed("mL/h", "1 2", every_minutes=Decimal(-1)), "minutes of 0 or less"),
        (printed("mL/h", "1 2", every_minutes=Decimal(0)), "minutes of 0 or less"),
        (printed("mL/h", "1 3", "30", maximum=Decimal(2)), "the maximum is below the last rate"),
        (printed("mL/h", "1"), "one rate and no maximum"),
        (printed("mL/h", "1 2", increment=Decimal(1), every_minutes=Decimal(5)), INCREMENT),
        (printed("mL/h", "1", increment=Decimal(1), maximum=Decimal(5)), INCREMENT),
        (printed("mL/h", "1", increment=Decimal(0), every_minutes=Decimal(5), maximum=Decimal(5)), INCREMENT),
        (printed("mL/h", "1 2", start_range_up_to=Decimal(1)), "start_range_up_to is not above the start"),
        (
            printed("mL/h", "1", "30", maximum=Decimal(3), maximum_range_up_to=Decimal(3)),
            "maximum_range_up_to is not above the maximum",
        ),
        (printed("mL/h", "1 2", "30", maximum_range_up_to=Decimal(3)), "maximum_range_up_to is not above the maximum"),
    ],
)
def test_a_ladder_on_file_that_contradicts_itself_is_refused(ladder, fault):
    with pytest.raises(RecordInvalid) as refused:
        check_ladder(ladder, "there")
    assert f"there: {fault}" == str(refused.value)


@pytest.mark.parametrize(
    "ladder",
    [
        printed("mL/h", "1 2", "0.5", every_minutes=Decimal("0.5")),
        printed("mL/h", "1", increment=Decimal("0.1"), every_minutes=Decimal(5), maximum=Decimal(2)),
        printed("mL/h", "1 2", "30", start_range_up_to=Decimal("1.5")),
    ],
)
def test_short_holds_small_increments_and_a_start_range_below_the_second_rate_are_no_contradiction(ladder):
    check_ladder(ladder, "there")


def test_the_fastest_rate_is_the_maximum_or_else_the_last():
    assert top_rate(printed("mL/kg/h", "1 2 4"), None) == per_kg("4")
    assert top_rate(printed("mL/kg/h", "1 2 4", maximum=Decimal(8)), None) == per_kg("8")


@pytest.mark.parametrize("protocol", protocols().values(), ids=lambda one: one.id)
def test_every_protocol_on_file_has_a_sound_ladder(protocol):
    check_ladder(protocol.ladder, protocol.id)
    assert protocol.ladder.citation.source == protocol.source


def test_the_minutes_that_the_newfoundland_sheet_leaves_out_are_not_on_file():
    assert "the minutes of each step" in protocols()["nl-first-infusion"].not_on_file
