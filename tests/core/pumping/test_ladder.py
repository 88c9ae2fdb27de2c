"""Which ladder a label gives, and what caps it."""

from decimal import Decimal

import pytest
from ladders import CITED, RULES, TEN_PERCENT, numbers, printed, products, protocols

from ivigcalc.core.printed.product import ConditionalRate, Indication, Label, RiskRule
from ivigcalc.core.pumping.completed import Rung, complete, top_rate
from ivigcalc.core.pumping.ladder import (
    Cap,
    Passed,
    choose_ladder,
    label_cap,
    limit,
    passes_label,
    risk_cap,
    stated_cap,
)
from ivigcalc.core.pumping.rates import PrintedRate, Rate
from ivigcalc.request.reading_rates import read_rates

SEVENTY = Decimal(70)


def label(*ladders, named=(), conditional=()):
    indications = tuple(Indication(id, CITED) for id in named)
    return Label(("us",), "a-source", indications=indications, ladders=ladders, conditional_rates=conditional)


def choose(on, indication, first=True):
    return choose_ladder(on, indication, first, SEVENTY, TEN_PERCENT)


def per_kg(value):
    return Rate(Decimal(value), per_kg=True)


def fixed(value):
    return Rate(Decimal(value), per_kg=False)


# choosing

FAST = printed("mL/kg/h", "0.6", maximum=Decimal("7.2"), indications=("itp",))
SLOW = printed("mg/kg/min", "1", maximum=Decimal(4), indications=("dermatomyositis",))
GENERAL = printed("mL/kg/h", "0.6", maximum=Decimal("4.8"))


def test_the_ladder_that_names_the_indication_is_taken():
    chosen = choose(label(SLOW, FAST), "itp")
    assert (chosen.ladder, chosen.lowest) == (FAST, False)
    assert chosen.because == "the label's rates for itp"


def test_a_ladder_without_indications_serves_those_that_the_label_names_and_no_other_ladder_does():
    on = label(GENERAL, SLOW, named=("gbs", "dermatomyositis"))
    assert choose(on, "gbs").ladder is GENERAL
    assert choose(on, "gbs").because == "the label's rates, gbs included"
    assert choose(on, "dermatomyositis").ladder is SLOW


@pytest.mark.parametrize("indication", [None, "pemphigus"])
def test_an_indication_that_is_unknown_or_not_named_takes_the_lowest_maximum(indication):
    # 4 mg/kg/min at 100 g/L is 2.4 mL/kg/h, below 7.2 and 4.8
    chosen = choose(label(FAST, GENERAL, SLOW, named=("itp",)), indication)
    assert (chosen.ladder, chosen.lowest) == (SLOW, True)


def test_why_the_lowest_maximum_is_taken_is_said():
    assert choose(label(FAST), None).because == "no indication given; lowest label maximum applies"
    assert choose(label(FAST), "gbs").because == "the label has no rates for gbs; lowest label maximum applies"


def test_where_no_rates_go_by_the_indication_an_unknown_one_leaves_nothing_open():
    slower = printed("mL/kg/h", "0.3", maximum=Decimal("4.8"))
    chosen = choose(label(GENERAL, slower, named=("itp",)), None)
    assert (chosen.ladder, chosen.lowest) == (slower, False)
    assert chosen.because == "the label's rates, the same for every indication"
    faster = ConditionalRate(
        "higher-maximum", "tolerated well", "mL/kg/h", (Decimal("7.2"),), CITED, indications=("itp",)
    )
    assert choose(label(GENERAL, conditional=(faster,)), None).lowest
    assert choose(label(GENERAL), "gbs").lowest


def test_an_indication_that_the_label_names_without_any_rates_for_it_takes_the_lowest_maximum():
    assert choose(label(FAST, SLOW, named=("gbs",)), "gbs").lowest


def test_of_equal_maxima_the_lower_start_is_taken():
    quick = printed("mL/kg/h", "1.2", maximum=Decimal("4.8"), indications=("cidp",))
    assert choose(label(quick, GENERAL), None).ladder is GENERAL


def test_first_and_later_infusions_have_their_own_ladders():
    early = printed("mg/kg/min", "1", maximum=Decimal(8), first_infusion=True)
    late = printed("mg/kg/min", "2", maximum=Decimal(8), first_infusion=False)
    assert choose(label(late, early), None, first=True).ladder is early
    assert choose(label(late, early), None, first=False).ladder is late


def test_nothing_kept_for_later_infusions_is_used_for_a_first_one():
    late = printed("mL/kg/h", "1.2", maximum=Decimal(8), first_infusion=False)
    assert choose(label(late), None, first=True) is None


def test_a_later_infusion_may_use_the_first_infusion_ladder_when_there_is_no_other():
    early = printed("mL/kg/h", "0.6", maximum=Decimal(8), first_infusion=True)
    assert choose(label(early), None, first=False).ladder is early


def test_an_older_text_is_used_only_when_nothing_newer_is_on_file():
    old = printed("mL/kg/h", "0.3 1", "30", superseded=True)
    assert choose(label(old, GENERAL), None).ladder is GENERAL
    assert choose(label(old), None).ladder is old


def test_a_label_without_ladders_gives_none():
    assert choose(label(), "itp") is None


def test_octagam_10_without_an_indication_runs_at_the_dermatomyositis_maximum():
    on = next(one for one in products()["octagam-10"].labels if "us" in one.markets)
    chosen = choose(on, None)
    assert chosen.ladder.indications == ("dermatomyositis",)
    assert top_rate(chosen.ladder, TEN_PERCENT) == per_kg("2.4")
    assert chosen.lowest


def test_qivigy_starts_at_1_then_at_2_mg_per_kg_per_min_for_later_infusions():
    on = products()["qivigy"].labels[0]
    assert choose(on, "primary-immunodeficiency", first=True).ladder.rates == (1,)
    assert choose(on, "primary-immunodeficiency", first=False).ladder.rates == (2,)


# capping

OCTAGAM_DM = complete(SLOW, TEN_PERCENT, RULES)  # 0.6, 1.2, 2.4 mL/kg/h
AT_RISK = RiskRule("not above 0.03 mL/kg/min", CITED, Decimal("0.03"), "mL/kg/min")


def test_the_at_risk_rate_ends_the_ladder_and_says_why():
    at_risk = risk_cap(AT_RISK, "at-risk", "stated: thrombosis", TEN_PERCENT)
    rungs, cap = limit(OCTAGAM_DM, [at_risk], SEVENTY)
    assert [rung.rate for rung in rungs] == [per_kg("0.6"), per_kg("1.2"), per_kg("1.8")]  # 0.03 x 60
    assert rungs[-1] == Rung(per_kg("1.8"), None, "label")
    assert cap == Cap(Decimal("1.8"), None, "at-risk", "at risk (stated: thrombosis): not above 0.03 mL/kg/min", CITED)


@pytest.mark.parametrize("printed", [(), (None, "mL/kg/h"), (Decimal(2), None)])
def test_a_risk_rule_without_a_number_and_its_unit_is_no_cap(printed):
    rule = RiskRule("minimum practicable", CITED, *printed)
    assert risk_cap(rule, "at-risk", "age over 65", TEN_PERCENT) is None


def test_a_risk_rule_in_mg_goes_by_the_concentration():
    rule = RiskRule("not above 2 mg/kg/min", CITED, Decimal(2), "mg/kg/min")
    assert risk_cap(rule, "at-risk", "age over 65", TEN_PERCENT).rate == per_kg("1.2")  # 2 x 60 / 100 mg/mL
    assert risk_cap(rule, "at-risk", "age over 65", Decimal(50)).rate == per_kg("2.4")


def test_the_iceland_protocol_caps_at_its_own_rate_for_thrombosis_risk():
    protocol = protocols()["iceland-octagam"]
    cap = risk_cap(protocol.thrombosis, "protocol", "stated: thrombosis", TEN_PERCENT)
    rungs, won = limit(complete(protocol.ladder, TEN_PERCENT, RULES, "protocol"), [cap], SEVENTY)
    assert [rung.rate.value for rung in rungs] == list(numbers("0.6 1.2 2.4"))
    assert won.kind == "protocol"


def test_a_cap_between_two_steps_of_a_protocol_is_marked_as_the_protocols():
    rule = RiskRule("not above 100", CITED, Decimal(100), "mL/h")
    cap = risk_cap(rule, "protocol", "age over 65", None)
    assert cap == Cap(None, Decimal(100), "protocol", "at risk (age over 65): not above 100", CITED)
    rungs, _ = limit(complete(protocols()["us-order-set"].ladder, None, RULES, "protocol"), [cap], SEVENTY)
    assert rungs[-1] == Rung(fixed(100), None, "protocol")


def test_the_lowest_cap_wins_whatever_its_unit():
    # at 70 kg: 1.8 mL/kg/h is 126 mL/h, the stated 100 mL/h is lower
    at_risk = risk_cap(AT_RISK, "at-risk", "age over 65", TEN_PERCENT)
    stated = stated_cap(PrintedRate(Decimal(100), "mL/h"), None)
    rungs, cap = limit(OCTAGAM_DM, [at_risk, stated], SEVENTY)
    assert cap == Cap(None, Decimal(100), "max-rate", "100 mL/h")
    assert rungs[-1] == Rung(fixed(100), None, "written")
    assert [rung.rate.ml_per_h(SEVENTY) for rung in rungs] == [42, 84, 100]


def test_of_equal_caps_the_first_given_wins():
    at_risk = risk_cap(AT_RISK, "at-risk", "age over 65", TEN_PERCENT)
    stated = stated_cap(PrintedRate(Decimal("1.8"), "mL/kg/h"), None)
    assert limit(OCTAGAM_DM, [at_risk, stated], SEVENTY)[1].kind == "at-risk"


def test_a_cap_on_a_printed_rate_keeps_that_step_as_printed():
    rungs, cap = limit(OCTAGAM_DM, [stated_cap(PrintedRate(Decimal(2), "mg/kg/min"), TEN_PERCENT)], SEVENTY)
    assert rungs[-1] == OCTAGAM_DM[1]._replace(minutes=None)
    assert cap.kind == "max-rate"


def test_a_cap_below_the_start_leaves_one_step_at_the_cap():
    rungs, _ = limit(OCTAGAM_DM, [stated_cap(PrintedRate(Decimal("0.5"), "mL/kg/h"), None)], SEVENTY)
    assert rungs == (Rung(per_kg("0.5"), None, "written"),)


def test_a_cap_above_the_ladder_changes_nothing_and_is_not_named():
    assert limit(OCTAGAM_DM, [stated_cap(PrintedRate(Decimal(5), "mL/kg/h"), None)], SEVENTY) == (OCTAGAM_DM, None)
    assert limit(OCTAGAM_DM, [], SEVENTY) == (OCTAGAM_DM, None)


def test_the_maximum_of_an_indication_is_a_cap_where_the_label_goes_faster_for_others():
    on = label(FAST, SLOW)
    cap = label_cap(on, choose(on, "dermatomyositis"), SEVENTY, TEN_PERCENT)
    assert cap == Cap(Decimal("2.4"), None, "indication", "the label's rates for dermatomyositis", CITED)
    assert label_cap(on, choose(on, "itp"), SEVENTY, TEN_PERCENT) is None


def test_the_maximum_of_a_first_infusion_is_a_cap_where_later_ones_go_faster():
    early = printed("mL/kg/h", "0.6", maximum=Decimal("4.8"), first_infusion=True)
    late = printed("mL/kg/h", "0.6", maximum=Decimal("8.4"), first_infusion=False)
    on = label(early, late)
    cap = label_cap(on, choose(on, None), SEVENTY, TEN_PERCENT)
    assert (cap.kind, cap.text) == ("first-infusion", "first infusion")


@pytest.mark.parametrize(("own", "faster"), [(True, None), (None, False)])
def test_a_cap_is_that_of_a_first_infusion_only_where_the_label_itself_tells_first_from_later(own, faster):
    slow = printed("mL/kg/h", "0.6", maximum=Decimal("4.8"), indications=("cidp",), first_infusion=own)
    on = label(slow, printed("mL/kg/h", "0.6", maximum=Decimal("8.4"), first_infusion=faster))
    cap = label_cap(on, choose(on, "cidp"), SEVENTY, TEN_PERCENT)
    assert (cap.kind, cap.text) == ("indication", "the label's rates for cidp")


def test_a_maximum_free_of_weight_is_a_cap_in_ml_per_h():
    slow = printed("mL/min", "1", maximum=Decimal(3), indications=("itp",))
    on = label(slow, printed("mL/min", "1", maximum=Decimal(4)))
    assert label_cap(on, choose(on, "itp"), SEVENTY, TEN_PERCENT).rate == fixed(180)


# above the label


def passed(text, on, indication, first=True):
    rungs = complete(read_rates(text), TEN_PERCENT, RULES, "written")
    return passes_label(rungs, on, indication, first, SEVENTY, TEN_PERCENT)


def test_a_written_ladder_up_to_the_labels_maximum_does_not_pass_it():
    assert passed("0.6x30,7.2 mL/kg/h", label(FAST, SLOW), "itp") is None
    assert passed("42x30,504 mL/h", label(FAST, SLOW), "itp") is None  # 7.2 x 70


def test_a_later_infusion_is_held_against_the_ladder_of_later_ones():
    early = printed("mL/kg/h", "0.6", maximum=Decimal("4.8"), first_infusion=True)
    on = label(early, printed("mL/kg/h", "0.6", maximum=Decimal("8.4"), first_infusion=False))
    assert passed("0.6x30,6 mL/kg/h", on, None, first=False) is None
    assert passed("0.6x30,6 mL/kg/h", on, None, first=True) is not None


def test_a_written_ladder_above_the_maximum_of_the_indication_passes_it():
    over = passed("0.6x30,1.2x30,2.5 mL/kg/h", label(FAST, SLOW), "dermatomyositis")
    text = "2.5 mL/kg/h is above the label's maximum of 2.4 mL/kg/h (the label's rates for dermatomyositis)"
    assert over == Passed(absolute=True, text=text, citation=CITED)


HIGHER = ConditionalRate("higher-maximum", "tolerated 4.8 well", "mL/kg/h", (Decimal("7.2"),), CITED)


def test_a_higher_maximum_under_a_condition_is_not_absolute_and_names_the_condition():
    on = label(GENERAL, named=("pid",), conditional=(HIGHER,))
    assert passed("0.3x30,7.2 mL/kg/h", on, "pid") == Passed(
        absolute=False,
        text="7.2 mL/kg/h is above the label's maximum of 4.8 mL/kg/h (the label's rates, pid included); "
        "the label allows 7.2 mL/kg/h: tolerated 4.8 well",
        citation=CITED,
    )
    assert passed("0.3x30,7.3 mL/kg/h", on, "pid").absolute


def test_a_higher_maximum_in_mg_goes_by_the_concentration():
    """12 mg/kg/min x 60 / 100 mg/mL = 7.2 mL/kg/h."""
    in_mg = HIGHER._replace(unit="mg/kg/min", rates=(Decimal(12),))
    on = label(GENERAL, named=("pid",), conditional=(in_mg,))
    assert not passed("0.3x30,7.2 mL/kg/h", on, "pid").absolute
    assert passed("0.3x30,7.3 mL/kg/h", on, "pid").absolute


def test_without_an_indication_a_higher_maximum_for_any_is_a_condition():
    on = label(GENERAL, conditional=(HIGHER._replace(indications=("itp",)),))
    assert passed("0.3x30,7.2 mL/kg/h", on, None).text.endswith("the label allows 7.2 mL/kg/h: tolerated 4.8 well")


@pytest.mark.parametrize(
    "conditional",
    [
        HIGHER._replace(indications=("itp",)),
        HIGHER._replace(superseded=True),
        HIGHER._replace(kind="ladder"),
    ],
)
def test_only_a_current_higher_maximum_for_the_indication_counts(conditional):
    on = label(GENERAL, named=("pid",), conditional=(conditional,))
    assert passed("0.3x30,7.2 mL/kg/h", on, "pid").absolute


def test_a_higher_maximum_for_the_indication_named_counts():
    on = label(GENERAL, named=("pid",), conditional=(HIGHER._replace(indications=("pid",)),))
    assert not passed("0.3x30,7.2 mL/kg/h", on, "pid").absolute


def test_without_an_indication_the_maximum_of_every_other_one_is_a_condition():
    over = passed("0.6x30,7.2 mL/kg/h", label(FAST, SLOW), None)
    assert not over.absolute
    assert over.text.endswith("the label allows 7.2 mL/kg/h: only for itp")
    both = FAST._replace(indications=("itp", "cidp"))
    assert passed("0.6x30,7.2 mL/kg/h", label(both, SLOW), None).text.endswith(": only for itp, cidp")
    assert passed("0.6x30,7.3 mL/kg/h", label(FAST, SLOW), None).absolute


def test_without_an_indication_the_general_maximum_counts_too():
    over = passed("0.6x30,4.8 mL/kg/h", label(GENERAL, SLOW), None)
    assert over.text.endswith("only for the other indications that it names")


def test_a_label_without_ladders_cannot_be_passed():
    assert passed("0.6x30,99 mL/kg/h", label(), "itp") is None


def test_up_to_the_upper_end_of_a_maximum_printed_as_a_range_the_label_is_not_passed_for_good():
    ladder = printed("mL/min", "1", "15", maximum=Decimal(3), maximum_range_up_to=Decimal(4))
    on = label(ladder, named=("pid",))
    over = passed("60x15,240 mL/h", on, "pid")  # 4 mL/min
    assert not over.absolute
    assert over.text.endswith("; the label allows 240 mL/h: the upper end of the printed maximum")
    assert passed("60x15,241 mL/h", on, "pid").absolute


def test_the_upper_end_of_a_maximum_in_mg_goes_by_the_concentration():
    """8 to 12 mg/kg/min are 4.8 to 7.2 mL/kg/h."""
    ladder = printed("mg/kg/min", "1", "30", maximum=Decimal(8), maximum_range_up_to=Decimal(12))
    on = label(ladder, named=("pid",))
    assert not passed("0.6x30,7.2 mL/kg/h", on, "pid").absolute
    assert passed("0.6x30,7.3 mL/kg/h", on, "pid").absolute
