"""A day's volume over time, as the pump is set."""

from decimal import Decimal

import pytest
from ladders import (
    DATA,
    RULES,
    TEN_PERCENT,
    numbers,
    printed,
    products,
    protocols,
    pump_rates,
    run,
    volumes,
)

from ivigcalc.core.errors import RecordInvalid, Refused
from ivigcalc.core.pumping.completed import Rung
from ivigcalc.core.pumping.infusion import Observation, Speed, VialChange, timetable
from ivigcalc.core.pumping.interruption import Resumed
from ivigcalc.core.pumping.ladder import choose_ladder, label_cap, risk_cap, stated_cap
from ivigcalc.core.pumping.rates import PrintedRate, Rate
from ivigcalc.core.quantities import TENTH
from ivigcalc.request.reading_rates import read_rates

SEVENTY = Decimal(70)
BIVIGAM = printed("mg/kg/min", "0.5", "10", increment=Decimal("0.8"), every_minutes=Decimal(20), maximum=Decimal(6))


def mgh(**more):
    return run(protocols()["mgh"].ladder, "70", "700", origin="protocol", protocol="mgh", **more)


def test_the_mgh_protocol_for_70_kg_and_700_ml():
    infusion = mgh(first=True)
    assert numbers("21 42 63 84 105 126 140") == pump_rates(infusion)
    assert numbers("10.5 21 31.5 42 52.5 63 479.5") == volumes(infusion)
    assert [step.start_minute for step in infusion.steps] == [0, 30, 60, 90, 120, 150, 180]
    assert infusion.steps[-1].minutes == Decimal("479.5") * 60 / 140  # 205.5
    assert infusion.total_minutes == 386  # 180 + 205.5, rounded up
    assert (infusion.basis, infusion.protocol, infusion.cap) == ("protocol", "mgh", None)
    assert {step.basis for step in infusion.steps} == {"protocol"}
    assert infusion.observe_minutes == 60


def test_bivigam_for_70_kg_and_280_ml():
    infusion = run(BIVIGAM, "70", "280")
    assert numbers("21 54.6 88.2 121.8 155.4 189 222.6") == pump_rates(infusion)
    # 21 x 10/60, 54.6 x 20/60, ... and 280 - 206.5
    assert numbers("3.5 18.2 29.4 40.6 51.8 63 73.5") == volumes(infusion)
    assert infusion.total_minutes == 130  # 110 + 73.5 x 60 / 222.6 = 129.8


def test_unequal_holds_for_31_kg_round_each_volume_half_up_to_a_tenth():
    infusion = run(read_rates("0.3x15,1.8x30,2.2x45,6 mL/kg/h"), "31", "310", origin="written")
    assert numbers("9.3 55.8 68.2 186") == pump_rates(infusion)
    # 9.3 x 15/60 = 2.325, 55.8 x 30/60 = 27.9, 68.2 x 45/60 = 51.15
    assert numbers("2.3 27.9 51.2") == volumes(infusion)[:3]
    assert volumes(infusion)[3] == 310 - Decimal("2.3") - Decimal("27.9") - Decimal("51.2")


def octagam(indication, at_risk=False, volume="700"):
    on = next(one for one in products()["octagam-10"].labels if "us" in one.markets)
    chosen = choose_ladder(on, indication, True, SEVENTY, TEN_PERCENT)
    caps = [label_cap(on, chosen, SEVENTY, TEN_PERCENT)]
    if at_risk:
        caps.append(risk_cap(on.at_risk, "at-risk", "stated: thrombosis", TEN_PERCENT))
    return run(chosen.ladder, "70", volume, caps=[cap for cap in caps if cap])


def test_octagam_10_for_dermatomyositis_stops_at_its_maximum():
    infusion = octagam("dermatomyositis")
    assert numbers("42 84 168") == pump_rates(infusion)
    assert [step.ml_per_kg_per_h for step in infusion.steps] == list(numbers("0.6 1.2 2.4"))
    assert (infusion.cap.kind, infusion.cap.ml_per_kg_per_h) == ("indication", Decimal("2.4"))


def test_octagam_10_for_itp_runs_700_ml_in_166_minutes():
    infusion = octagam("itp")
    assert numbers("42 84 168 336 504") == pump_rates(infusion)
    assert infusion.total_minutes == 166
    assert infusion.cap is None


def test_octagam_10_for_dermatomyositis_at_risk_is_capped_at_the_at_risk_rate():
    infusion = octagam("dermatomyositis", at_risk=True)
    assert numbers("42 84 126") == pump_rates(infusion)  # 0.03 mL/kg/min x 60 x 70 kg
    assert infusion.cap.kind == "at-risk"
    assert infusion.cap.text.startswith("at risk (stated: thrombosis): ")


def test_fixed_pump_rates_do_not_go_by_weight():
    ladder = protocols()["us-order-set"].ladder
    light, heavy = run(ladder, "40", "200", origin="protocol"), run(ladder, "120", "200", origin="protocol")
    assert light == heavy
    assert numbers("30 60 90 120 150") == pump_rates(light)
    assert numbers("7.5 15 22.5 30 125") == volumes(light)
    assert [step.ml_per_kg_per_h for step in light.steps] == [None] * 5
    assert light.total_minutes == 110  # 60 + 125 x 60 / 150


def test_a_small_volume_ends_before_the_ladder_does():
    small = run(protocols()["mgh"].ladder, "70", "20", origin="protocol")
    assert numbers("10.5 9.5") == volumes(small)
    assert small.total_minutes == 44  # 30 + 9.5 x 60 / 42 = 43.6


def test_a_first_infusion_is_observed_for_an_hour_and_a_later_one_for_20_minutes():
    assert (mgh(first=True).observe_minutes, mgh(first=False).observe_minutes) == (60, 20)


def test_a_volume_that_ends_with_a_step_has_no_empty_step_after_it():
    assert numbers("10.5 21") == volumes(run(protocols()["mgh"].ladder, "70", "31.5", origin="protocol"))


def test_a_whole_number_of_minutes_is_not_rounded_up():
    assert run(read_rates("1x30,3 mL/h"), "70", "2", origin="written").total_minutes == 60  # 30 + 1.5 x 60 / 3
    assert run(read_rates("7 mL/h"), "70", "7", origin="written").total_minutes == 60


def test_the_least_part_of_a_minute_is_rounded_up():
    # 2 + 0.1 x 60 / 99.9 = 2.06 min; and 1 mL at 2.7 mL/h is 22.2 min
    assert run(read_rates("60x2,99.9 mL/h"), "70", "2.1", origin="written").total_minutes == 3
    assert run(read_rates("2.7 mL/h"), "70", "1", origin="written").total_minutes == 23


def test_a_pump_rate_is_rounded_down_never_up():
    # 0.3 x 12.5 = 3.75, 0.6 x 12.5 = 7.5
    assert numbers("3.7 7.5") == pump_rates(run(read_rates("0.3x30,0.6 mL/kg/h"), "12.5", "50", origin="written"))


def test_a_pump_that_is_set_in_whole_ml_rounds_down_to_whole_ml():
    infusion = run(read_rates("0.3x30,0.6 mL/kg/h"), "12.5", "50", origin="written", pump_step=Decimal(1))
    assert numbers("3 7") == pump_rates(infusion)


def test_steps_that_the_pump_cannot_tell_apart_are_one_step():
    # at 2 kg in whole mL/h: 1.0, 1.4 and 1.8 are all 1 mL/h; 2.0 is 2 mL/h
    ladder = read_rates("0.5x30,0.7x30,0.9x30,1 mL/kg/h")
    infusion = run(ladder, "2", "20", origin="written", pump_step=Decimal(1))
    assert numbers("1 2") == pump_rates(infusion)
    assert [step.minutes for step in infusion.steps] == [90, Decimal("18.5") * 60 / 2]
    assert infusion.steps[0].ml_per_kg_per_h == Decimal("0.5")


def test_a_last_step_that_the_pump_cannot_tell_from_the_one_before_runs_to_the_end_with_it():
    infusion = run(read_rates("0.5x30,0.7 mL/kg/h"), "2", "20", origin="written", pump_step=Decimal(1))
    assert numbers("20") == volumes(infusion)


def test_a_rate_that_rounds_down_to_nothing_is_refused():
    with pytest.raises(Refused) as refused:
        run(read_rates("0.3x30,0.6 mL/kg/h"), "3", "30", origin="written", pump_step=Decimal(1))
    assert (
        "0.3 mL/kg/h at 3 kg is 0.9 mL/h, below the pump's step of 1 mL/h",
        "use a pump with a finer step ([[pump_step]]), or enter faster [[rates]]",
        "pump_step",
    ) == (refused.value.why, refused.value.do, refused.value.field)


def test_the_rate_that_is_refused_is_shown_to_four_places():
    """0.12345678 mL/kg/h x 0.5 kg = 0.06172839 mL/h; the rate is shown to four places too."""
    with pytest.raises(Refused, match="0.1235 mL/kg/h at 0.5 kg is 0.0617 mL/h, below the pump's step of 0.1 mL/h"):
        run(read_rates("0.12345678 mL/kg/h"), "0.5", "5", origin="written", pump_step=TENTH)


def test_below_1_ml_per_h_the_pump_is_set_in_hundredths():
    """0.3, 1.1 and 1.29 mL/kg/h x 0.9 kg are 0.27, 0.99 and 1.161 mL/h; 10 h at 0.27 mL/h are 2.7 mL."""
    infusion = run(read_rates("0.3x600,1.1x600,1.29 mL/kg/h"), "0.9", "20", origin="written")
    assert numbers("0.27 0.99 1.1") == pump_rates(infusion)
    assert numbers("2.7 9.9 7.4") == volumes(infusion)
    said = run(read_rates("0.3x600,1.1x600,1.29 mL/kg/h"), "0.9", "20", origin="written", pump_step=TENTH)
    assert numbers("0.2 0.9 1.1") == pump_rates(said)


def test_a_held_step_of_less_than_a_pump_can_be_told_is_refused():
    with pytest.raises(Refused) as refused:
        run(read_rates("0.1x15,0.2 mL/h"), "1", "10", origin="written")
    why = "0.1 mL/h for 15 min is below 0.05 mL, too little for a pump; enter rates with longer steps"
    assert (why, "rates") == (str(refused.value), refused.value.field)
    with pytest.raises(Refused, match="0.01 mL/h for 15 min is below 0.005 mL"):
        run(read_rates("0.01x15,0.2 mL/h"), "1", "9.99", origin="written", pump_step=Decimal("0.01"))


def test_below_10_ml_a_held_step_is_told_to_a_hundredth():
    """0.1 mL/h x 15 min = 0.025 mL, told as 0.03 mL; of 3 mL the rest is 2.97 mL."""
    assert numbers("0.03 2.97") == volumes(run(read_rates("0.1x15,0.2 mL/h"), "1", "3", origin="written"))


def test_a_ladder_that_ends_before_the_volume_does_is_refused():
    held = [Rung(Rate(Decimal(60), per_kg=False), Decimal(30), "written")]
    with pytest.raises(RecordInvalid) as invalid:
        timetable(Decimal(100), Speed(SEVENTY, held, basis="written", first=False), RULES)
    assert "rates end with 70 mL left: the last step must run to the end" == str(invalid.value)


@pytest.mark.parametrize("step", ["0.001", "0", "20"])
def test_a_pump_step_that_no_pump_has_is_refused(step):
    with pytest.raises(Refused) as refused:
        mgh(pump_step=Decimal(step))
    allowed = f"pump step {step} mL/h is outside 0.01 to 10 mL/h; enter the step of the pump ["
    assert str(refused.value).startswith(allowed)
    assert "pump_step" == refused.value.field


@pytest.mark.parametrize(
    ("kg", "ml", "finest"),
    [("0", "700", "0.1"), ("-1", "700", "0.1"), ("70", "0", "0.01"), ("70", "-1", "0.01"), ("70", "0.0049", "0.01")],
)
def test_volume_and_weight_must_be_above_zero(kg, ml, finest):
    with pytest.raises(Refused) as refused:
        run(BIVIGAM, kg, ml)
    assert (
        f"{ml} mL for {kg} kg: volume and weight must be above 0, the volume to {finest} mL; "
        "check the dose of each day or the volume, the weight, and their units"
    ) == str(refused.value)


def test_a_stated_cap_ends_the_ladder_and_slows_the_rest():
    infusion = mgh(caps=[stated_cap(PrintedRate(Decimal(1), "mL/kg/h"), None)])
    assert numbers("21 42 63 70") == pump_rates(infusion)
    assert infusion.cap.text == "1 mL/kg/h"
    assert infusion.steps[-1].basis == "written"


def test_after_an_interruption_the_rest_of_the_bag_begins_at_the_step_said_and_keeps_the_cap():
    infusion = run(
        protocols()["mgh"].ladder,
        "70",
        "300",
        origin="protocol",
        resumed=Resumed(Rate(Decimal("1.2"), per_kg=True), increase=True),
        caps=[stated_cap(PrintedRate(Decimal("1.5"), "mL/kg/h"), None)],
    )
    assert numbers("84 105") == pump_rates(infusion)
    assert numbers("42 258") == volumes(infusion)
    assert infusion.steps[0].start_minute == 0


def test_vials_are_hung_largest_first_each_when_the_one_before_is_empty():
    vials = [(Decimal(10), Decimal(100)), *[(Decimal(20), Decimal(200))] * 3]
    # 200 mL: 157.5 by minute 150, then 42.5 of the 63 mL of the sixth step; 400 mL: 220.5 by 180, 179.5 at 140 mL/h
    assert mgh(vials=vials).vial_changes == (
        VialChange(Decimal(0), Decimal(20)),
        VialChange(150 + 30 * Decimal("42.5") / 63, Decimal(20)),
        VialChange(180 + Decimal("205.5") * Decimal("179.5") / Decimal("479.5"), Decimal(20)),
        VialChange(180 + Decimal("205.5") * Decimal("379.5") / Decimal("479.5"), Decimal(10)),
    )


def test_a_vial_that_is_empty_as_a_step_ends_is_changed_at_that_minute():
    vials = [(Decimal("1.05"), Decimal("10.5")), (Decimal("1.05"), Decimal("10.5"))]
    small = run(protocols()["mgh"].ladder, "70", "21", origin="protocol", vials=vials)
    assert [change.minute for change in small.vial_changes] == [0, 30]


def test_a_vial_that_the_volume_does_not_reach_is_not_hung():
    vials = [(Decimal(70), Decimal(700)), (Decimal(5), Decimal(50))]
    assert mgh(vials=vials).vial_changes == (VialChange(Decimal(0), Decimal(70)),)


def test_vital_signs_are_due_at_the_start_after_15_min_at_each_change_at_the_end_and_after():
    small = run(protocols()["mgh"].ladder, "70", "20", origin="protocol", first=True)
    assert small.observations == (
        Observation(Decimal(0), "vital signs before starting"),
        Observation(Decimal(15), "vital signs 15 min after starting"),
        Observation(Decimal(30), "vital signs, then change to 42 mL/h"),
        Observation(Decimal(44), "vital signs at the end"),
        Observation(Decimal(74), "vital signs 30 to 60 min after the end"),
        Observation(Decimal(104), "observation may end now"),
    )


def test_what_falls_on_one_minute_is_one_observation():
    infusion = run(protocols()["us-order-set"].ladder, "70", "20", origin="protocol")
    assert infusion.observations[1] == Observation(
        Decimal(15), "vital signs 15 min after starting; vital signs, then change to 60 mL/h"
    )


def test_an_infusion_shorter_than_15_min_has_no_check_after_15_min():
    infusion = run(read_rates("70 mL/h"), "70", "14", origin="written")
    assert [due.minute for due in infusion.observations] == [0, 12, 32, 42]


def test_at_the_end_after_15_min_only_the_end_is_checked():
    infusion = run(read_rates("56 mL/h"), "70", "14", origin="written")
    assert 15 == infusion.total_minutes
    assert [due.minute for due in infusion.observations] == [0, 15, 35, 45]
    assert ";" not in infusion.observations[1].what


def test_a_concentration_that_does_not_divide_evenly_gives_the_even_pump_rate():
    # 20 mg/kg/min x 60 / 90 g/L x 75 kg = 1000 mL/h
    ladder = printed("mg/kg/min", "10", maximum=Decimal(20))
    assert numbers("500 1000") == pump_rates(run(ladder, "75", "900", g_per_l="90"))


def test_every_figure_of_the_rules_and_protocols_has_its_source_on_file():
    signs = {sign.citation.source for sign in RULES.vital_signs}
    ladders = {protocol.ladder.citation.source for protocol in protocols().values()}
    figures = {
        figure.citation.source
        for figure in (RULES.convention, RULES.convention_minutes, RULES.observe_minutes,
                       RULES.observe_minutes_first, RULES.pump_step_ml_per_h)
    }  # fmt: skip
    on_file = {path.stem for path in (DATA / "sources").glob("*.toml")}
    assert signs | ladders | figures <= on_file


def test_the_default_pump_step_is_the_one_on_file():
    rungs_for = read_rates("0.333 mL/kg/h")
    ours = run(rungs_for, "70", "100", origin="written")
    assert ours == run(rungs_for, "70", "100", origin="written", pump_step=RULES.pump_step_ml_per_h.value)
