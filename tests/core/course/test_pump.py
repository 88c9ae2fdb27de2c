"""Which ladder and which caps apply to a case, and the timetable that they give."""

from decimal import Decimal

import pytest
from ladders import pump_rates as rates_of
from planning import plan
from records import SHIPPED, changed

from ivigcalc.core.course.pump import distinguishes_first, infusion_of, pump_for, speed_of
from ivigcalc.core.dosing.vial_supply import VialCount
from ivigcalc.core.patient import AtRisk
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.interruption import Resumed
from ivigcalc.core.pumping.ladder import Cap, Passed
from ivigcalc.core.pumping.rates import by_the_hour
from ivigcalc.documents.resolve import course
from ivigcalc.request.reading_rates import read_rate
from ivigcalc.request.request import read

D = Decimal
ITP = {"weight": "70kg", "regimen": "itp/octagam-us", "product": "octagam-10", "market": "us"}
QIVIGY = {"product": "qivigy", "indication": "primary-immunodeficiency"}
OCTAGAM = {"product": "octagam-10", "market": "us", "indication": "dermatomyositis"}
AT_RISK, NOT_AT_RISK = AtRisk(yes=True, because="stated: renal", stated=True), AtRisk(False, "", stated=False)
CONVENTION = "30 min, as for convention steps [house]"


def pump_rates(**said):
    """What the pump is set to on the first day, mL/h."""
    return [step.ml_per_h for step in plan(**ITP, **said).phases[0].days[0].infusion.steps]


def on_file(**said):
    """The case of a product on file."""
    return course(read({"weight": "70kg", "dose": "1g/kg", "days": "1", **said}), SHIPPED)


def case(**said):
    """The case of a 10 % product that is not on file."""
    return on_file(**{"concentration": "10%", **said})


def pump(of, *, first=False):
    return pump_for(of, D(70), first=first)


def read_pump_rate(text):
    """The rate by the hour that *text* says."""
    return by_the_hour(*read_rate(text), D(100))


def ladder(found):
    """Each rate with its minutes and origin."""
    return [(str(rung.rate), rung.minutes, rung.basis) for rung in found.rungs]


# The ladder


def test_a_label_gives_its_ladder_for_the_indication_and_for_a_first_or_a_later_infusion():
    """1 and 2 mg/kg/min x 60 / 100 mg/mL are 0.6 and 1.2 mL/kg/h; 8 mg/kg/min, the maximum, is 4.8 mL/kg/h.

    The maker's calculator has 2, 4 and 6 mg/kg/min between them.
    """
    of = on_file(**QIVIGY)
    first, later = pump(of, first=True), pump(of)
    assert [
        ("0.6 mL/kg/h", 30, "label"),
        ("1.2 mL/kg/h", 30, "maker"),
        ("2.4 mL/kg/h", 30, "maker"),
        ("3.6 mL/kg/h", 30, "maker"),
        ("4.8 mL/kg/h", None, "label"),
    ] == ladder(first)
    assert Citation("qivigy-us-dosing", "Recommended dosage, first infusion") == first.citation
    assert ("1.2 mL/kg/h", 15, "label") == ladder(later)[0]
    assert Citation("qivigy-us-dosing", "Recommended dosage, subsequent infusions") == later.citation
    assert (False, "the label's rates for primary-immunodeficiency") == first.chosen[1:]
    assert ("label", None, None, (), False) == (
        *(first.basis, first.protocol, first.passed, first.assumed),
        first.superseded,
    )


def test_without_an_indication_the_slowest_ladder_of_the_label_is_taken():
    found = pump(on_file(product="octagam-10", market="us"))
    assert (True, "no indication given; lowest label maximum applies") == found.chosen[1:]
    assert "2.4 mL/kg/h" == str(found.rungs[-1].rate)


def test_what_a_label_leaves_open_and_that_it_is_an_older_text_go_with_its_ladder():
    of = on_file(**OCTAGAM)
    ladders = of.preparation.label.ladders
    older = [each._replace(superseded=True, minutes=(), every_minutes=None) for each in ladders]
    found = pump(of._replace(preparation=changed(of.preparation, "label.ladders", tuple(older))))
    assert (f"no minutes printed for 1 mg/kg/min: {CONVENTION}",) == found.assumed
    assert found.superseded


def test_a_written_ladder_stands_in_place_of_the_label():
    found = pump(on_file(**QIVIGY, rates="1x20,2 mg/kg/min"))
    assert [("0.6 mL/kg/h", 20, "written"), ("1.2 mL/kg/h", None, "written")] == ladder(found)
    assert ("written", Citation("house", "as written: 1x20,2 mg/kg/min"), None, None, None, (), False) == (
        *(found.basis, found.citation, found.chosen, found.protocol, found.passed),
        *(found.assumed, found.superseded),
    )


def test_a_protocol_stands_in_place_of_the_label():
    found = pump(on_file(**QIVIGY, rates="us-order-set"))
    assert [
        *((f"{rate} mL/h", 15, "protocol") for rate in (30, 60, 90, 120)),
        ("150 mL/h", None, "protocol"),
    ] == ladder(found)
    assert ("protocol", "us-ivig-order-form", "us-order-set") == (
        found.basis,
        found.citation.source,
        found.protocol.id,
    )
    assert (None, None, ()) == (found.chosen, found.passed, found.assumed)


def test_what_a_protocol_leaves_open_goes_with_its_ladder():
    of = case(rates="mgh")
    found = pump(of._replace(rates=changed(of.rates, "ladder.ladder.maximum", D(3))))
    assert (f"no minutes printed for 2 mL/kg/h: {CONVENTION}",) == found.assumed


@pytest.mark.parametrize(("first", "which"), [(True, "first infusion"), (False, "subsequent infusions")])
def test_a_written_ladder_above_the_label_is_told_with_what_the_label_gives(first, which):
    found = pump(on_file(**QIVIGY, rates="1x15,5 mL/kg/h"), first=first)
    text = "5 mL/kg/h is above the label's maximum of 4.8 mL/kg/h (the label's rates for primary-immunodeficiency)"
    cited = Citation("qivigy-us-dosing", f"Recommended dosage, {which}")
    assert Passed(absolute=True, text=text, citation=cited) == found.passed


def test_whether_a_ladder_by_weight_is_above_the_label_is_seen_by_the_weight():
    """350 mL/h is 5 mL/kg/h for 70 kg and 4.375 mL/kg/h for 80 kg."""
    of = on_file(**QIVIGY, rates="350 mL/h")
    assert pump_for(of, D(70), first=False).passed is not None
    assert pump_for(of, D(80), first=False).passed is None


def test_a_ladder_is_above_the_label_only_as_far_as_it_was_said_to_go():
    assert pump(on_file(**QIVIGY, rates="1x15,10 mL/kg/h", max_rate="8.1mg/kg/min")).passed is not None
    found = pump(on_file(**QIVIGY, rates="1x15,10 mL/kg/h", max_rate="8mg/kg/min"))
    assert found.passed is None
    assert [("1 mL/kg/h", 15, "written"), ("10 mL/kg/h", None, "written")] == ladder(found)


def test_without_a_label_and_without_a_ladder_there_is_no_pump():
    assert pump(case()) is None
    assert pump(on_file(product="intratect-50", market="eu")) is None  # no rates of its current label are on file
    assert pump(case(rates="500 mL/h")).passed is None


def test_only_a_label_can_distinguish_first_infusions():
    assert distinguishes_first(on_file(**QIVIGY))
    assert not distinguishes_first(on_file(**QIVIGY, rates="mgh"))
    assert not distinguishes_first(on_file(**QIVIGY, rates="60 mL/h"))
    assert not distinguishes_first(on_file(**OCTAGAM))
    assert not distinguishes_first(case())


# The caps


def infusion(of, *, risk=NOT_AT_RISK, ml="700", first=False, **more):
    return infusion_of(of, D(ml), (), speed_of(of, pump(of, first=first), D(70), risk, first=first, **more))


def test_the_label_caps_who_is_at_risk():
    """0.03 mL/kg/min x 60."""
    of = on_file(**OCTAGAM)
    rule = of.preparation.label.at_risk
    text = f"at risk (stated: renal): {rule.text}"
    assert Cap(D("1.8"), None, "at-risk", text, rule.citation) == infusion(of, risk=AT_RISK).cap
    in_mg = rule._replace(rate=D(3), unit="mg/kg/min")
    of = of._replace(preparation=changed(of.preparation, "label.at_risk", in_mg))
    assert D("1.8") == infusion(of, risk=AT_RISK).cap.ml_per_kg_per_h  # 3 x 60 / 100 mg/mL


def test_the_label_caps_an_indication_below_its_others():
    """4 mg/kg/min x 60 / 100 mg/mL, of a label that goes to 12 mg/kg/min for another indication."""
    cited = Citation("octagam-10-us-dosing", "Recommended dose and infusion rate")
    assert (
        Cap(D("2.4"), None, "indication", "the label's rates for dermatomyositis", cited)
        == infusion(on_file(**OCTAGAM)).cap
    )


def test_a_label_without_a_number_for_those_at_risk_does_not_cap():
    of = on_file(product="bivigam", indication="primary-immunodeficiency")
    silent = of._replace(preparation=changed(of.preparation, "label.conditional_rates", ()))
    found = infusion(silent, risk=AT_RISK)
    assert (None, D(252)) == (found.cap, found.steps[-1].ml_per_h)  # 6 mg/kg/min x 60 / 100 x 70


def test_a_stricter_cap_on_file_ends_the_ladder_of_those_whom_it_is_for():
    """Bivigam at risk: 2 mg/kg/min x 60 / 100 x 70 = 84 mL/h. Plangamma after a reaction: 0.04 mL/kg/min x 60 x 70."""
    bivigam = on_file(product="bivigam", indication="primary-immunodeficiency")
    found = infusion(bivigam, risk=AT_RISK)
    assert ("condition", D(84)) == (found.cap.kind, found.steps[-1].ml_per_h)
    assert D(252) == infusion(bivigam).steps[-1].ml_per_h
    plangamma = on_file(product="plangamma-10", market="es", indication="cidp")
    assert D(336) == infusion(plangamma).steps[-1].ml_per_h
    resumed = pump(plangamma)._replace(resumed=Resumed(read_pump_rate("1.2 mL/kg/h"), increase=True))
    speed = speed_of(plangamma, resumed, D(70), NOT_AT_RISK, first=False)
    assert D(168) == infusion_of(plangamma, D(700), (), speed).steps[-1].ml_per_h


def test_panzyga_keeps_to_the_stricter_cap_until_it_is_said_that_the_first_infusions_are_over():
    """12 mg/kg/min x 60 / 100 x 70 = 504 mL/h, and 14 are 588; in CIDP the label itself ends at 12."""
    said = {"product": "panzyga", "market": "us", "indication": "primary-immunodeficiency"}
    for first, most in ((None, 504), ("unknown", 504), ("yes", 504), ("no", 588)):
        of = on_file(**said, **({} if first is None else {"first_infusion": first}))
        assert (
            most
            == infusion_of(of, D(1000), (), speed_of(of, pump(of), D(70), NOT_AT_RISK, first=False)).steps[-1].ml_per_h
        )
    found = infusion(on_file(**said), first=True)
    assert found.cap.text.startswith("until 6 earlier infusions were given: the manufacturer's chart keeps")
    cidp = on_file(**{**said, "indication": "cidp"})
    assert "condition" != infusion(cidp).cap.kind


def test_a_label_without_a_word_for_those_at_risk_does_not_cap():
    of = on_file(**QIVIGY)
    silent = of._replace(preparation=changed(of.preparation, "label.at_risk", None))
    assert infusion(silent, risk=AT_RISK).cap is None


@pytest.mark.parametrize("rates", ["mgh", "us-order-set", "1x15,4.8 mL/kg/h"])
def test_the_label_does_not_cut_what_was_said_in_its_place(rates):
    assert infusion(on_file(**OCTAGAM, rates=rates), risk=AT_RISK).cap is None


def test_a_protocol_caps_who_is_at_risk():
    of = case(rates="iceland-octagam")
    rule = of.rates.protocol.thrombosis
    text = "at risk (stated: renal): patients at risk of thrombosis: not above 2.4 mL/kg/h"
    assert Cap(D("2.4"), None, "protocol", text, rule.citation) == infusion(of, risk=AT_RISK).cap
    assert infusion(of).cap is None
    in_mg = changed(changed(of.rates, "ladder.thrombosis.unit", "mg/kg/min"), "ladder.thrombosis.rate", D(3))
    assert D("1.8") == infusion(of._replace(rates=in_mg), risk=AT_RISK).cap.ml_per_kg_per_h


@pytest.mark.parametrize(
    ("said", "g_per_l", "cap"),
    [
        ("150mL/h", "10%", (None, D(150))),
        ("4mg/kg/min", "10%", (D("2.4"), None)),
        ("4mg/kg/min", "5%", (D("4.8"), None)),
    ],
)
def test_a_maximum_that_is_said_caps_any_ladder(said, g_per_l, cap):
    found = infusion(case(rates="1x15,8 mL/kg/h", concentration=g_per_l, max_rate=said)).cap
    value, unit = read_rate(said)
    assert (*cap, "max-rate", f"{value} {unit}", None) == found


def test_who_is_not_at_risk_gets_the_ladder_of_the_label():
    assert [42, 84, 168, 336, 504] == pump_rates(risk=["none"])


@pytest.mark.parametrize("said", [{"risk": ["renal"]}, {"risk": ["thrombosis"]}, {"age": "66"}])
def test_who_is_at_risk_gets_no_more_than_the_label_prints_for_them(said):
    """0.03 mL/kg/min x 60 x 70 kg = 126 mL/h."""
    assert [42, 84, 126] == pump_rates(**said)


def test_the_age_alone_is_no_risk_where_none_was_said():
    assert [42, 84, 168, 336, 504] == pump_rates(age="66", risk=["none"])


def test_a_maximum_that_is_said_ends_the_ladder_too():
    assert [42, 84, 100] == pump_rates(risk=["none"], max_rate="100mL/h")
    assert [42, 84, 126] == pump_rates(risk=["renal"], max_rate="200mL/h")


# The timetable


def test_the_timetable_says_where_its_ladder_comes_from():
    found = [infusion(case(rates=rates)) for rates in ("mgh", "60 mL/h")]
    assert [("protocol", "mgh"), ("written", None)] == [(each.basis, each.protocol) for each in found]


def test_a_first_infusion_is_observed_for_longer():
    rules = case().limits.rates
    assert rules.observe_minutes.value < rules.observe_minutes_first.value
    assert rules.observe_minutes.value == infusion(case(rates="mgh")).observe_minutes
    assert rules.observe_minutes_first.value == infusion(case(rates="mgh"), first=True).observe_minutes


def test_the_pump_is_set_in_its_own_steps():
    """0.3, 0.6 and 0.9 mL/kg/h x 70 kg are 21, 42 and 63 mL/h: below them lie 20, 40 and 60."""
    assert (20, 40, 60) == rates_of(infusion(case(rates="mgh", pump_step="10mL/h"), ml="60"))
    assert (21, 42, 63) == rates_of(infusion(case(rates="mgh"), ml="60"))


def test_after_an_interruption_the_timetable_keeps_to_the_rate_that_is_said_unless_it_is_raised_again():
    of = case(rates="mgh")
    ladder = pump(of)

    def resumed(**more):
        anew = ladder._replace(resumed=Resumed(ladder.rungs[4].rate, **more))
        return rates_of(infusion_of(of, D(300), (), speed_of(of, anew, D(70), NOT_AT_RISK, first=False)))

    assert (105,) == resumed()
    assert (105, 126, 140) == resumed(increase=True)  # 1.5, 1.8 and 2 mL/kg/h x 70 kg


def test_each_vial_is_hung_when_the_one_before_is_empty():
    """At 100 mL/h 200 mL last 120 min and 50 mL last 30 min."""
    of = case(rates="100 mL/h")
    vials = (VialCount(D(20), D(200), 2), VialCount(D(5), D(50), 1))
    found = infusion_of(of, D(450), vials, speed_of(of, pump(of), D(70), NOT_AT_RISK, first=False))
    assert [(0, 20), (120, 20), (240, 5)] == [tuple(change) for change in found.vial_changes]
    assert 270 == found.total_minutes
