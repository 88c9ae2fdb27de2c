"""Alerts on the steroid taper."""

import re
from decimal import Decimal

import pytest
from planning import START, document, dosed, only, raised, stops
from tapers import LIMITS

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.plan import plan as planned
from ivigcalc.core.printed.sources import Citation
from ivigcalc.documents.resolve import course
from ivigcalc.request.request import read

PREDNISOLONE = {"steroid": "prednisolone", "tablets": "de"}


def tapered(taper, **said):
    said = {**PREDNISOLONE, **said}
    return document("taper", taper=taper, **{name: value for name, value in said.items() if value is not None}).plan


def test_an_end_above_the_physiological_dose_after_more_than_three_weeks_is_a_stop():
    made = tapered("20x14,15x7,10x1")
    alert = only(made, "steroid.abrupt-end")
    assert "stop" == alert.severity
    assert (
        "the taper ends on 2026-01-26 at 10 mg, above the physiological maximum of 6 mg, after more than 21 days of "
        "steroid" == alert.whole
    )
    assert "taper further, or omit the last step's days so that it continues; or accept, with a reason" == alert.do
    assert "endocrine-adrenal-guideline-2024" == alert.citation.source
    assert ["steroid.abrupt-end"] == stops(made)


@pytest.mark.parametrize("taper", ["20x20,10x1", "20x21,6x1", "20x21,10", "20x21,10x7,5x7"])
def test_a_short_course_a_low_end_or_none_is_no_abrupt_end(taper):
    assert [] == raised(tapered(taper), "steroid.abrupt-end")


def test_doses_rounded_to_what_tablets_make_are_one_note():
    alert = only(tapered("edf-pemphigus", weight="70kg", steroid_dose="70mg"), "steroid.rounded")
    assert "note" == alert.severity
    first = "taper from 2026-01-19: 52.5 mg rounded to 53 mg; from 2026-02-02: 39.375 mg rounded to 40 mg; from "
    assert alert.text.startswith(first)  # 70 less 25 %, and that less 25 %
    assert "check the doses, or change [[round_to]] or [[tablets]]" == alert.do
    assert "house" == alert.citation.source
    assert [] == raised(tapered("60x28,40x28,20"), "steroid.rounded")


def test_a_dose_that_stands_for_one_far_from_it_is_a_caution_and_then_a_stop():
    """7.5 mg as 10 mg is a third more, 2.5 mg as 5 mg double; the worst of a taper is told."""
    alert = only(tapered("aaci-2013", weight="70kg", steroid_dose="30mg", tablets="5"), "steroid.beyond-source")
    assert ("caution", LIMITS.rounded_caution_percent.citation) == (alert.severity, alert.citation)
    assert "taper from 2026-03-02: 10 mg planned for 7.5 mg calculated, 33.3 % more" == alert.whole
    assert "tablets of 2.5 mg are needed too: [[tablets]] 2.5,5" == alert.do
    stop = only(tapered("aramis-flare-2", tablets="5"), "steroid.beyond-source")
    assert ("stop", LIMITS.rounded_stop_percent.citation) == (stop.severity, stop.citation)
    assert "taper from 2026-01-14: 5 mg planned for 2.5 mg calculated, 100 % more" == stop.whole
    assert "tablets of 2.5 mg are needed too: [[tablets]] 2.5,5; or accept, with a reason" == stop.do


@pytest.mark.parametrize(
    ("weight", "severity"),
    # of 5 mg tablets: 8 mg is 10 mg, 25 % more; 7.9 mg is 10 mg, 26.6 % more; 3.4 mg is 5 mg, 47.1 %; 3.3 mg 51.5 %
    [("8kg", []), ("7.9kg", ["caution"]), ("3.4kg", ["caution"]), ("3.3kg", ["stop"]), ("10kg", [])],
)
def test_a_quarter_is_no_caution_and_a_half_no_stop(weight, severity):
    made = tapered("1x7 mg/kg", weight=weight, tablets="5")
    assert severity == [alert.severity for alert in raised(made, "steroid.beyond-source")]


def test_exactly_half_is_a_caution():
    """10 mg as 15 mg."""
    made = tapered("1x7 mg/kg", weight="10kg", tablets="15")
    assert ["caution"] == [alert.severity for alert in raised(made, "steroid.beyond-source")]


def test_what_brings_the_doses_nearer_is_named_as_it_is():
    asked = only(tapered("aramis-flare-2", round_to="5"), "steroid.beyond-source")
    assert "omit [[round_to]], or round to less; or accept, with a reason" == asked.do
    tiny = only(tapered("0.033x7 mg/kg", weight="10kg"), "steroid.beyond-source")
    assert "give finer [[tablets]]; or accept, with a reason" == tiny.do
    unknown = only(tapered("0.033x7 mg/kg", weight="10kg", tablets=None), "steroid.beyond-source")
    assert "enter the taper steps with [[taper]]; or accept, with a reason" == unknown.do


def test_a_dose_per_kg_that_is_held_or_rounded_is_a_note_and_one_that_is_given_as_calculated_is_not():
    made = tapered("2x7,1x7,0.5x7 mg/kg", weight="46kg", steroid_max="60mg", tablets="uk")
    (held,) = raised(made, "steroid.rounded")
    assert "taper from 2026-01-05: 2 mg/kg x 46 kg = 92 mg, held to 60 mg, the maximum entered" == held.whole
    assert "0.5 mg/kg x 46 kg = 23 mg" == made.taper.steps[2].note


def test_an_alternate_dose_that_is_rounded_is_a_note():
    (alert,) = raised(tapered("1|0.5x7 mg/kg", weight="45kg"), "steroid.rounded")
    assert alert.whole.endswith("between: 0.5 mg/kg x 45 kg = 22.5 mg, rounded to 22 mg")
    assert "check the dose, or change [[round_to]] or [[tablets]]" == alert.do


def test_a_start_by_weight_is_shown_with_the_maximum_of_its_source():
    alert = only(tapered("etg", weight="90kg"), "steroid.start")
    assert "note" == alert.severity
    assert "taper etg starts at 1 mg/kg x 90 kg = 90 mg, held to the source's maximum of 75 mg" == alert.whole
    assert "check body weight and starting dose, or enter another [[steroid_dose]]" == alert.do
    assert "therapeutic-guidelines-australia-myositis" == alert.citation.source
    of_the_program = only(tapered("edf-pemphigus", weight="70kg", steroid_dose="1mg/kg"), "steroid.start")
    assert Citation("house", "mg per kg body weight, as entered") == of_the_program.citation
    assert [] == raised(tapered("etg", steroid_dose="60mg"), "steroid.start")


def test_what_a_protocol_leaves_open_is_a_note():
    alert = only(tapered("etg", steroid_dose="57mg"), "steroid.protocol")
    assert "note" == alert.severity
    assert (
        "taper etg: From 25 mg the source reduces by response and tolerability, without steps. 25 mg a day continues "
        "until review." == alert.whole
    )
    assert "enter the taper steps to change this" == alert.do
    because = "open points of a taper, and the end used of a printed range, are stated"
    assert Citation("house", because) == alert.citation
    assert [] == raised(tapered("60x28,20x7"), "steroid.protocol")


def test_what_a_written_taper_leaves_to_review_is_a_note():
    made = dosed(every="4w", cycles=2, taper="20x28,10x28,5", taper_align="cycles", **PREDNISOLONE)
    alert = only(made, "steroid.protocol")
    assert "taper: after the last cycle, left for review: 5 mg" == alert.whole


def test_without_tablets_it_is_said_that_none_are_known():
    alert = only(document("taper", taper="60x28,20", steroid="prednisolone").plan, "steroid.tablets-unknown")
    assert "note" == alert.severity
    assert "prednisolone tablet strengths are not known: doses are not split into tablets" == alert.whole
    assert "give [[tablets]] uk, de or us, or the strengths in mg, such as [[tablets]] 1,5,20" == alert.do
    because = "tablets are those of the market given, never guessed"
    assert Citation("house", because) == alert.citation
    assert [] == raised(tapered("60x28,20"), "steroid.tablets-unknown")


def test_coming_down_to_the_physiological_dose_is_a_note_with_its_date():
    alert = only(tapered("20x28,6x28,5"), "steroid.adrenal-zone")
    assert "note" == alert.severity
    assert (
        "from 2026-02-02 the dose is 6 mg, within the physiological range (4 to 6 mg): adrenal insufficiency is "
        "possible" == alert.whole
    )
    assert "taper slowly or test morning cortisol; give stress cover until tested" == alert.do
    assert "endocrine-adrenal-guideline-2024" == alert.citation.source
    assert [] == raised(tapered("20x28,7x28,6.5", tablets="1,5,0.5"), "steroid.adrenal-zone")
    assert [] == raised(tapered("6x28,5"), "steroid.adrenal-zone")  # never above it


def test_dose_and_duration_that_ask_for_adjuncts_are_notes():
    made = tapered("20x28,10x60,5")
    *others, newer, pneumocystis = raised(made, "steroid.adjuncts")
    assert "note" == pneumocystis.severity
    assert pneumocystis.text.startswith("2026-01-05: Pneumocystis prophylaxis (older studies): decide at the")
    assert pneumocystis.text.endswith(" Reached on 2026-02-02.")
    assert "decide on Pneumocystis prophylaxis (older studies)" == pneumocystis.do
    assert "pneumocystis-prophylaxis-trials" == pneumocystis.citation.source
    assert newer.text.startswith("2026-01-05: Pneumocystis prophylaxis (EULAR 2022): consider it at the")
    assert "eular-opportunistic-infections-2022" == newer.citation.source
    # 5 mg: calcium from the 2.5 mg of 2022, not from the 7.5 mg of 2007
    assert ["acr-osteoporosis-2022-key-points", "acr-osteoporosis-2022"] == [one.citation.source for one in others]
    assert [newer.citation] == [one.citation for one in raised(tapered("20x27,2x60"), "steroid.adjuncts")]
    assert [] == raised(tapered("14x27,2x60"), "steroid.adjuncts")


@pytest.mark.parametrize(("age", "count"), [(17, 0), (18, 2)])
def test_an_adjunct_for_adults_is_not_named_for_a_child(age, count):
    said = {"weight": "70kg", "age": age, "dose": "1g/kg", "days": 1, "concentration": "10%", "start": START}
    case = course(read({**said, "taper": "20x28,2", **PREDNISOLONE}), Catalogue())
    for_adults = tuple(rule._replace(minimum_age_years=Decimal(18)) for rule in case.monitoring)
    assert count == len(raised(planned(case._replace(monitoring=for_adults)), "steroid.adjuncts"))


@pytest.mark.parametrize(("indication", "count"), [("itp", 1), ("cidp", 0)])
def test_an_adjunct_for_one_disease_is_not_named_for_another(indication, count):
    said = {"weight": "70kg", "dose": "1g/kg", "days": 1, "concentration": "10%", "start": START}
    case = course(read({**said, "indication": indication, "taper": "20x28,2", **PREDNISOLONE}), Catalogue())
    for_itp = tuple(rule._replace(indications=("itp",)) for rule in case.monitoring if rule.at_least_mg == 20)
    assert count == len(raised(planned(case._replace(monitoring=for_itp)), "steroid.adjuncts"))


def test_the_plan_has_the_same_alerts_as_the_taper_alone():
    made = dosed(taper="20x28,10x1", **PREDNISOLONE)
    assert ["steroid.abrupt-end"] == stops(made)
    assert tapered("20x28,10x1", weight="70kg").alerts == tuple(
        one for one in made.alerts if one.code.startswith("steroid.")
    )
    assert [] == [alert for alert in dosed().alerts if alert.code.startswith("steroid.")]


EDF = {"steroid": "prednisolone", "tablets": "de", "taper": "edf-pemphigus", "steroid_dose": "60mg"}


def test_a_taper_of_another_disease_is_a_caution_in_a_plan_and_in_a_taper_alone():
    for made in (
        dosed(indication="cidp", **EDF),
        document("taper", indication="cidp", **EDF).plan,
    ):
        alert = only(made, "steroid.not-this-disease")
        assert "caution" == alert.severity
        assert (
            "taper edf-pemphigus (Pemphigus (European Dermatology Forum)) is for pemphigus-vulgaris, "
            "pemphigus-foliaceus, not for cidp"
        ) == alert.text
        assert "pemphigus-management-review" == alert.citation.source


@pytest.mark.parametrize(
    "said",
    [
        {**EDF, "indication": "pemphigus-foliaceus"},
        EDF,  # no disease is known
        {**EDF, "taper": "ese-es-2024", "indication": "cidp"},  # of no disease of its own
        {**EDF, "taper": "60x28,20", "steroid_dose": None, "indication": "cidp"},
    ],
)
def test_a_taper_of_this_disease_or_of_none_has_no_such_alert(said):
    said = {name: value for name, value in said.items() if value is not None}
    assert [] == raised(dosed(**said), "steroid.not-this-disease")


# A dose against the weight. All mg/kg are of prednisolone and of the actual weight.


@pytest.mark.parametrize(
    ("steroid", "taper", "weight", "told"),
    [
        # 60 / 3 = 20 mg/kg for 14 days
        ("prednisone", "60x14,40x14,20x14,10x14,5x14", "3kg", "60 mg of prednisone a day from 2026-01-05 is 20 mg/kg"),
        # 600 / 70 = 8.571 mg/kg for 7 days
        ("prednisolone", "600x7,40x7,20", "70kg", "600 mg of prednisolone a day from 2026-01-05 is 8.57 mg/kg"),
        # 60 x 5 / 0.75 = 400 mg of prednisolone; 400 / 70 = 5.714 mg/kg for 7 days
        ("dexamethasone", "60x7,40x7,20", "70kg", "60 mg of dexamethasone a day from 2026-01-05 is 5.71 mg/kg"),
        # 150 mg is 2.143 mg/kg for 3 days, and 145 mg 2.071 mg/kg for 3 more: 6 days
        ("prednisolone", "150x3,145x3,20", "70kg", "150 mg of prednisolone a day from 2026-01-05 is 2.14 mg/kg"),
        ("prednisolone", "141", "70kg", "141 mg of prednisolone a day from 2026-01-05 is 2.01 mg/kg"),
    ],
)
def test_more_than_2_mg_per_kg_for_more_than_5_days_is_a_stop(steroid, taper, weight, told):
    made = tapered(taper, weight=weight, steroid=steroid, tablets=None)
    alert = only(made, "steroid.high-for-weight")
    assert "stop" == alert.severity
    limit = "above 2 mg/kg for more than 5 days"
    assert f"{told} of prednisolone for {weight.removesuffix('kg')} kg: {limit}" == alert.whole
    assert "check the steroid, the dose and the weight; or accept, with a reason" == alert.do
    assert "house" == alert.citation.source


@pytest.mark.parametrize(
    ("steroid", "taper", "weight"),
    [
        ("methylprednisolone", "1000x3", "70kg"),  # 1250 / 70 = 17.9 mg/kg, for 3 days
        ("prednisolone", "141x5,20", "70kg"),
        ("prednisolone", "140x28,20", "70kg"),  # 2 mg/kg
        ("dexamethasone", "20x28", "70kg"),  # 133.3 / 70 = 1.9 mg/kg
        ("prednisolone", "900x1", "30kg"),  # 30 mg/kg
        ("methylprednisolone", "600x3", "20kg"),  # the pulse of 30 mg/kg that a source prints, of prednisolone 37.5
    ],
)
def test_a_short_pulse_and_a_dose_of_2_mg_per_kg_are_not_high(steroid, taper, weight):
    assert [] == raised(tapered(taper, weight=weight, steroid=steroid, tablets=None), "steroid.high-for-weight")


@pytest.mark.parametrize(
    ("steroid", "taper", "weight", "told", "source"),
    [
        ("prednisolone", "901x1", "30kg", "above the 30 mg/kg of prednisolone of the highest pulse", "house"),
        (
            "methylprednisolone", "601x3", "20kg", "above the 30 mg/kg of methylprednisolone of the highest pulse",
            "bsr-2022-myositis-report",
        ),
        # 14 x 5 / 0.75 = 93.3 mg of prednisolone; 93.3 / 3 = 31.1 mg/kg
        ("dexamethasone", "14x1", "3kg", "above the 30 mg/kg of prednisolone of the highest pulse", "house"),
    ],
)  # fmt: skip
def test_more_than_the_highest_pulse_is_a_stop_on_a_single_day(steroid, taper, weight, told, source):
    alert = only(tapered(taper, weight=weight, steroid=steroid, tablets=None), "steroid.high-for-weight")
    assert ("stop", source) == (alert.severity, alert.citation.source)
    assert alert.whole.endswith(f": {told}")


def test_a_plan_compares_the_dose_with_the_actual_weight_and_not_with_the_dosing_weight():
    said = {"weight": "100kg", "height": "160cm", "sex": "female", "weight_policy": "ideal"}  # 52.4 kg
    assert [] == raised(dosed(taper="160x7,20", **PREDNISOLONE, **said), "steroid.high-for-weight")
    assert [] != raised(dosed(taper="210x7,20", **PREDNISOLONE, **said), "steroid.high-for-weight")


def test_without_a_weight_it_is_said_that_nothing_was_compared():
    alert = only(tapered("60x7,40x7,20"), "steroid.weight-unknown")
    assert ("note", LIMITS.high_mg_per_kg.citation) == (alert.severity, alert.citation)
    assert "body weight not given: the steroid dose is not checked against it" == alert.whole
    assert [] == raised(tapered("60x7,40x7,20", weight="70kg"), "steroid.weight-unknown")
    assert [] == raised(dosed(taper="60x7,40x7,20", **PREDNISOLONE), "steroid.weight-unknown")


@pytest.mark.parametrize(
    ("steroid", "taper", "told"),
    [
        ("prednisolone", "600x7,40x7,20", "above 2 mg/kg for more than 5 days"),
        ("dexamethasone", "60x7,40x7,20", "above 2 mg/kg for more than 5 days"),  # 400 mg of prednisolone
        ("dexamethasone", "500x1", "above the 30 mg/kg of prednisolone of the highest pulse"),  # 3333 mg
    ],
)
def test_without_a_weight_a_dose_too_high_for_100_kg_is_a_caution(steroid, taper, told):
    alert = only(tapered(taper, steroid=steroid, tablets=None), "steroid.weight-unknown")
    assert ("caution", LIMITS.unknown_weight_kg.citation) == (alert.severity, alert.citation)
    assert (
        f"body weight not given: the steroid dose is not checked against it, and for 100 kg it is {told}" == alert.whole
    )


@pytest.mark.parametrize("taper", ["200x28,20", "201x5,20"])
def test_without_a_weight_a_dose_for_100_kg_is_a_note(taper):
    assert "note" == only(tapered(taper, tablets=None), "steroid.weight-unknown").severity


def test_a_step_that_falls_more_than_ten_fold_is_a_caution():
    alert = only(tapered("200x5,19x28"), "steroid.ten-fold-step")
    assert "caution" == alert.severity
    assert "on 2026-01-10 the dose falls from 200 mg to 19 mg, more than 10-fold in one step" == alert.whole
    assert [] == raised(tapered("200x5,20x28"), "steroid.ten-fold-step")
    assert [] == raised(tapered("60x5"), "steroid.ten-fold-step")  # an end is no step


def test_alternate_days_more_than_ten_fold_apart_are_a_caution():
    alert = only(tapered("60|5x28"), "steroid.ten-fold-step")
    assert "from 2026-01-05 the dose is 60 mg and 5 mg on alternate days, more than 10-fold in one step" == alert.whole
    assert 1 == len(raised(tapered("5|60x28"), "steroid.ten-fold-step"))
    assert [] == raised(tapered("50|5x28"), "steroid.ten-fold-step")
    assert [] == raised(tapered("60|0x28"), "steroid.ten-fold-step")  # every other day
    assert [] == raised(tapered("60x5,12|0x28"), "steroid.ten-fold-step")  # 6 mg a day
    assert "falls from 60 mg to 10 mg every other day" in only(tapered("60x5,10|0x28"), "steroid.ten-fold-step").whole


def test_alternate_days_are_compared_with_the_weight_by_the_higher_of_the_two():
    """150 mg every other day is 2.14 mg/kg; on 10 days it is taken on 5, on 11 days on 6."""
    assert [] == raised(tapered("150|0x10", weight="70kg"), "steroid.high-for-weight")
    alert = only(tapered("150|0x11", weight="70kg"), "steroid.high-for-weight")
    assert alert.whole.startswith("150 mg of prednisolone a day from 2026-01-05 is 2.14 mg/kg")
    rising = only(tapered("80x7,150|0x11", weight="70kg"), "steroid.high-for-weight")
    assert rising.whole.startswith("150 mg of prednisolone a day from 2026-01-12")


def test_alternate_days_reach_the_physiological_range_by_their_mean():
    alert = only(tapered("20x28,12|0x28,6|0"), "steroid.adrenal-zone")
    assert "from 2026-02-02 the dose is 12 mg every other day, within the physiological range (4 to" in alert.whole
    below = only(tapered("20x28,14|0x28,6|0"), "steroid.adrenal-zone")
    assert "from 2026-03-02 the dose is 6 mg every other day, below the physiological range" in below.whole
    assert [] == raised(tapered("12|0x28,6|0"), "steroid.adrenal-zone")


def test_the_checkpoint_of_a_cycle_names_the_dose_of_its_day():
    """Cycles on 5 January, 2 February and 2 March; 2 February is day 15 of its step, an odd one."""
    made = dosed(every="4w", cycles=3, taper="30+30x14,20|10x42,10|0", tablets="de", steroid="prednisolone")
    texts = [row.text for row in made.calendar if row.kind == "checkpoint" and row.topic == "steroid"]
    assert [
        "prednisolone 60 mg a day (30 mg + 30 mg); next reduction: 20 mg and 10 mg on alternate days from 2026-01-19",
        "prednisolone 20 mg on this day (20 mg and 10 mg on alternate days); next reduction: 10 mg every other day "
        "from 2026-03-02",
        "prednisolone 10 mg on this day (10 mg every other day), until review",
    ] == [text.partition(". ")[0] for text in texts]
    empty = dosed(every="29d", cycles=2, taper="20|0", tablets="de", steroid="prednisolone").calendar
    (last,) = [row.text for row in empty if row.kind == "checkpoint" and row.topic == "steroid" and row.cycle == 2]
    assert last.startswith("no prednisolone on this day (20 mg every other day), until review. ")


def test_prophylaxis_and_card_look_at_the_higher_of_two_alternate_doses():
    made = tapered("1|20x28,2")
    assert ["Pneumocystis" in one.whole for one in raised(made, "steroid.adjuncts")] == [True, True]
    assert any("Emergency Card" in row.text for row in tapered("1|8x28,2").calendar)
    assert not any("Emergency Card" in row.text for row in tapered("1|4x28,2").calendar)


# The adrenals, and what is given beside a steroid


@pytest.mark.parametrize("taper", ["40x5,5x5", "40x14,5x7"])
def test_a_course_of_up_to_three_weeks_has_no_adrenal_line(taper):
    made = tapered(taper)
    assert [] == raised(made, "steroid.adrenal-zone")
    assert [] == [row for row in made.calendar if row.topic == "adrenal"]


def test_a_course_of_more_than_three_weeks_has_the_adrenal_lines_and_the_card():
    made = tapered("40x21,5x1")
    assert "from 2026-01-26 the dose is 5 mg, within" in only(made, "steroid.adrenal-zone").whole
    rows = [(row.date.isoformat(), re.split("[:.]", row.text)[0]) for row in made.calendar if row.topic == "adrenal"]
    assert [
        ("2026-01-05", "UK"),
        ("2026-01-26", "From this date adrenal suppression is possible"),
        ("2026-01-26", "Physiological steroid dose reached"),
    ] == rows


@pytest.mark.parametrize(
    ("taper", "said", "told"),
    [
        ("40x28,20x28,2.5", {"tablets": "uk"}, "is 2.5 mg, below the physiological range (4 to 6 mg)"),
        ("240x28,100x28,70x28,30x60,10", {"steroid": "hydrocortisone", "tablets": "10,20"},
         "is 10 mg, below the physiological range (15 to 25 mg)"),
        ("40x28,4", {}, "is 4 mg, within the physiological range (4 to 6 mg)"),
    ],
)  # fmt: skip
def test_a_dose_below_the_physiological_range_is_called_that(taper, said, told):
    made = tapered(taper, **said)
    assert told in only(made, "steroid.adrenal-zone").whole
    below = any("is below the physiological range" in row.text for row in made.calendar)
    assert below == ("below" in told)


def test_prophylaxis_is_due_when_the_taper_begins_that_will_reach_its_threshold():
    made = tapered("60x14,40x14,17.5x60,10x60,5", tablets="uk")
    due = [(row.date.isoformat(), row.text.partition(":")[0], row.text.rpartition(" Reached on ")[2])
           for row in made.calendar if row.topic == "adjuncts"]  # fmt: skip
    assert [
        ("2026-01-05", "Calcium and vitamin D (ACR 2022)", "2026-04-05."),
        ("2026-01-05", "Calcium and vitamin D (EULAR 2007, older)", "2026-04-05."),
        ("2026-01-05", "Fracture risk", "2026-04-05."),
        ("2026-01-05", "Pneumocystis prophylaxis (EULAR 2022)", "2026-01-19."),
        ("2026-01-05", "Pneumocystis prophylaxis (older studies)", "2026-02-02."),
    ] == due


# Before the taper


def test_before_the_taper_there_is_no_dose_and_after_its_end_none_is_taken():
    made = dosed(every="4w", cycles=4, taper="60x10,40x10", taper_start="2026-01-20", **PREDNISOLONE)
    rows = [row for row in made.calendar if row.kind == "infusion"]
    assert ["2026-01-05", "2026-02-02", "2026-03-02", "2026-03-30"] == [row.date.isoformat() for row in rows]
    assert [None, Decimal(40), Decimal(0), Decimal(0)] == [row.steroid_mg for row in rows]
    (first, *_, last) = [row.text for row in made.calendar if row.kind == "checkpoint" and row.topic == "steroid"]
    assert first.startswith("Before the taper of prednisolone, which starts on 2026-01-20 at 60 mg a day. ")
    assert last.startswith("no prednisolone on this day. ")


def test_a_most_that_nothing_reaches_is_of_no_use():
    made = tapered("1x7 mg/kg", weight="46kg", steroid_max="46mg")
    assert "[[steroid_max]] (no dose is above it)" in only(made, "request.not-used").whole
    assert [] == raised(tapered("1x7 mg/kg", weight="46kg", steroid_max="45mg"), "request.not-used")
    by_protocol = tapered("edf-pemphigus", weight="46kg", steroid_dose="1mg/kg", steroid_max="45mg")
    assert [] == raised(by_protocol, "request.not-used")


def test_a_rounding_that_changes_no_dose_per_kg_is_of_no_use():
    made = tapered("1x7 mg/kg", weight="45kg", round_to="5")
    assert "[[round_to]] (no dose is rounded)" in only(made, "request.not-used").whole
    assert [] == raised(tapered("1x7 mg/kg", weight="46kg", round_to="5"), "request.not-used")
    assert [] == raised(tapered("aramis-flare-2", round_to="2.5", tablets="uk"), "request.not-used")


def test_aligning_is_of_no_use_where_no_reduction_is_due_between_two_cycles():
    made = dosed(every="4w", cycles=2, taper="20x28,10", taper_align="cycles", **PREDNISOLONE)
    assert "taper_align" in only(made, "request.not-used").whole
