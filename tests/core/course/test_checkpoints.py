"""Checkpoints by hand: the reference case, and each kind of rule alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tapers import DE, LIMITS, RULES, START, STEROIDS, UK, cycles, protocol, written

from ivigcalc.core.course.checkpoints import Checkpoint, Course, checkpoints
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.monitoring import MonitoringRule
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.steroid.types import relapse_advice

CITED = Citation("test", "by hand")
WOMAN_OF_75 = Patient(Decimal(70), sex="female", age=Decimal(75))


def course(over=None, g_per_kg="2", indication="dermatomyositis", patient=WOMAN_OF_75, taper=None, **more):
    over = cycles(5) if over is None else over
    return Course(
        cycles=over,
        g_per_kg=(Decimal(g_per_kg),),
        next_cycle=over[-1].first + timedelta(days=28) if over else None,
        indication=indication,
        patient=patient,
        taper=taper,
        steroid=STEROIDS[taper.drug] if taper else None,
        advice=relapse_advice(None, indication, LIMITS) if taper else None,
        limits=LIMITS,
        **more,
    )


def reference():
    """The checkpoints of the reference case."""
    return checkpoints(tuple(RULES.values()), course(taper=written("60,50,40,30,20/cycle", of=DE)))


def dates(rule, of):
    """The dates on which the rule on file with this id speaks."""
    return [each.date.isoformat() for each in checkpoints((RULES[rule],), of._replace(advice=None))]


def rule(when, **more):
    return MonitoringRule("made-up", "topic", "Look.", when, CITED, **more)


def at(made_up, of):
    return [each.date.isoformat() for each in checkpoints((made_up,), of._replace(advice=None))]


# Three cycles of two days begin on 2024-04-08, 2024-05-06 and 2024-06-03; the next would on 2024-07-01.
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (rule("before-first"), [("2024-04-08", 1, "")]),
        (rule("before-first", minimum_g_per_kg=Decimal("2.1")), []),
        (
            rule("at-intervals", every_months=6, for_months=18),
            [("2024-04-08", 1, ""), ("2024-10-08", None, ""), ("2025-04-08", None, "")],
        ),
        (rule("each-infusion"), []),
        (rule("each-cycle"), [("2024-04-08", 1, ""), ("2024-05-06", 2, ""), ("2024-06-03", 3, "")]),
        (rule("each-cycle", from_cycle=3), [("2024-06-03", 3, "")]),
        (rule("each-cycle", above_g_per_kg=Decimal(2)), []),
        (
            rule("after-each-cycle", from_days=2, to_days=4),
            [
                ("2024-04-11", 1, " Due by 2024-04-13."),
                ("2024-05-09", 2, " Due by 2024-05-11."),
                ("2024-06-06", 3, " Due by 2024-06-08."),
            ],
        ),
        (
            rule("after-each-cycle", from_days=1),
            [("2024-04-10", 1, ""), ("2024-05-08", 2, ""), ("2024-06-05", 3, "")],
        ),
        (rule("after-cycles", cycles=2), [("2024-06-02", 2, " Before 2024-06-03.")]),
        (rule("after-cycles", cycles=3), [("2024-06-30", 3, " Before 2024-07-01.")]),
        (rule("after-cycles", cycles=4), []),
        (rule("after-first", from_days=84), [("2024-07-01", None, "")]),
        (rule("after-first", from_days=85), []),
        (rule("after-first", from_months=2), [("2024-06-08", None, "")]),
        (rule("after-last", from_days=10), [("2024-06-14", None, "")]),
        (rule("after-last", from_months=6), [("2024-12-04", None, "")]),
        (rule("after-last", from_days=10, maximum_g_per_kg=Decimal("1.9")), []),
        (rule("with-steroid"), [("2024-04-08", None, "")]),
        (
            rule("steroid-at-least", at_least_mg=Decimal(60), for_days=28),
            [("2024-04-08", None, " Reached on 2024-05-06.")],
        ),
        (
            rule("steroid-at-least", at_least_mg=Decimal(20), for_months=2),
            [("2024-04-08", None, " Reached on 2024-06-08.")],
        ),
        (rule("steroid-suppresses", for_days=84), [("2024-07-01", None, "")]),
        (rule("steroid-suppresses", for_days=85), []),
        (rule("steroid-physiological"), [("2024-07-01", None, "")]),
        (rule("steroid-card"), [("2024-04-08", None, "")]),
    ],
)
def test_each_kind_of_rule_speaks_on_its_day_and_for_its_cycle(asked, expected):
    over = cycles(3)
    of = course(over, taper=written("60x28,20x56,5", over=over))._replace(advice=None)
    assert tuple(
        Checkpoint(date.fromisoformat(day), cycle, "topic", f"Look.{more}", CITED) for day, cycle, more in expected
    ) == checkpoints((asked,), of)


def test_what_falls_on_one_day_comes_by_cycle_then_by_topic_then_by_text():
    asked = [
        rule("each-cycle")._replace(topic="b"),
        rule("each-cycle")._replace(topic="a", text="second"),
        rule("each-cycle")._replace(topic="a", text="first"),
        rule("with-steroid")._replace(topic="c"),
    ]
    over = cycles(1)
    found = checkpoints(asked, course(over, taper=written("20", over=over))._replace(advice=None))
    assert [("c", "Look."), ("a", "first"), ("a", "second"), ("b", "Look.")] == [
        (each.topic, each.text) for each in found
    ]


def test_what_is_due_at_intervals_counts_from_the_first_cycle_and_is_asked_for_from_the_first_to_come():
    asked = rule("at-intervals", every_months=1, for_months=4)
    given, to_come = cycles(3), cycles(3)[1:]
    over = (given[0]._replace(given=True), *to_come)
    assert ["2024-05-08", "2024-06-08", "2024-07-08"] == at(asked, course(over))
    assert [] == at(asked, course(tuple(one._replace(given=True) for one in given)))
    assert [] == at(asked, course(()))


def test_the_days_after_a_cycle_count_from_its_last():
    assert ["2024-04-12"] == at(rule("after-each-cycle", from_days=1), course(cycles(1, days=4)))
    assert ["2024-04-12"] == at(rule("after-last", from_days=1), course(cycles(1, days=4)))


@pytest.mark.parametrize(
    "asked",
    [
        rule("steroid-at-least", at_least_mg=Decimal(5), for_days=7),
        rule("steroid-suppresses", for_days=7),
        rule("steroid-physiological"),
        rule("steroid-card"),
    ],
)
def test_a_threshold_needs_a_taper_and_the_figures_of_its_steroid(asked):
    both = course(taper=written("60x28,5"))
    assert 1 == len(at(asked, both))
    assert [] == at(asked, both._replace(taper=None))
    assert [] == at(asked, both._replace(steroid=None))


def test_without_a_next_cycle_none_is_decided_about():
    assert [] == at(rule("after-cycles", cycles=4), course(cycles(4))._replace(next_cycle=None))
    assert ["2024-06-02"] == at(rule("after-cycles", cycles=2), course(cycles(4))._replace(next_cycle=None))


@pytest.mark.parametrize(
    ("topic", "source", "expected"),
    [
        ("baseline", "norway-neurology-ivig-procedure", ["2024-04-08"]),
        ("baseline", "norway-immunoglobulin-immunodeficiency", ["2024-04-08"]),
        ("baseline", "privigen-eu-leaflet", ["2024-04-08"]),
        ("baseline", "false-serology-after-ivig", ["2024-04-08"]),
        ("response", "hhe-2018-myositis", ["2024-04-08", "2024-05-06", "2024-06-03", "2024-07-01", "2024-07-29"]),
        (
            "thrombosis",
            "qivigy-us-safety",
            ["2024-04-08", "2024-05-06", "2024-06-03", "2024-07-01", "2024-07-29"],
        ),
        # the second infusion day is the 9th: 36 h later is the 11th
        (
            "haemolysis",
            "fda-privigen-haemolysis-2012",
            ["2024-04-11", "2024-05-09", "2024-06-06", "2024-07-04", "2024-08-01"],
        ),
        (
            "haemolysis",
            "ivig-haemolysis-timing-2021",
            ["2024-04-14", "2024-05-12", "2024-06-09", "2024-07-07", "2024-08-04"],
        ),
        # week 16 starts on 2024-07-29, day 112, with the fifth course: the day before is the last to decide
        ("response", "proderm-octagam-us", ["2024-07-28"]),
        ("tumour", "kaelber-2025", ["2024-04-08", "2025-04-08"]),
        ("tumour", "imacs-cancer-screening-2023", ["2024-04-08"]),
        ("premedication", "kaelber-2025", ["2024-04-08"]),
        ("premedication", "mgh-ivig-policy", ["2024-04-08"]),
        ("response", "kaelber-2025", ["2024-04-08", "2024-05-06", "2024-06-03", "2024-07-01", "2024-07-29"]),
        ("kidney", "privigen-eu-leaflet", ["2024-04-08"]),
        ("adjuncts", "pneumocystis-prophylaxis-trials", ["2024-04-08"]),
        ("adjuncts", "eular-opportunistic-infections-2022", ["2024-04-08"]),
        ("adjuncts", "eular-steroid-monitoring-2007", ["2024-04-08"]),
        ("adjuncts", "acr-osteoporosis-2022-key-points", ["2024-04-08"]),
        ("adjuncts", "acr-osteoporosis-2022", ["2024-04-08"]),
        ("adrenal", "uk-steroid-emergency-card", ["2024-04-08"]),
        ("adrenal", "endocrine-adrenal-guideline-2024", ["2024-04-29"]),
        ("steroid-safety", "eular-steroid-monitoring-2007", ["2024-04-08"]),
        ("vaccine", "privigen-eu-leaflet", ["2024-10-30"]),
        ("vaccine", "vaccine-antibody-table-georgia", ["2025-06-30"]),
    ],
)
def test_the_reference_case_carries_its_checkpoints(topic, source, expected):
    found = [each.date.isoformat() for each in reference() if (each.topic, each.citation.source) == (topic, source)]

    assert expected == found


def test_the_steroid_is_reviewed_on_each_first_day_with_the_next_reduction_and_the_rule_for_going_back():
    reviews = [each for each in reference() if each.topic == "steroid"]

    advice = (
        "Reduce only while the disease improves; on relapse, return to the last effective dose, then reduce more "
        "slowly."
    )
    citation = Citation("rheumapedia-myositis", "taper from improvement on; relapse during tapering")
    assert [
        Checkpoint(cycle.first, cycle.cycle, "steroid", f"prednisolone {dose}. {advice}", citation, "prednisolone dose")
        for cycle, dose in zip(
            cycles(5),
            (
                "60 mg a day; next reduction: 50 mg from 2024-05-06",
                "50 mg a day; next reduction: 40 mg from 2024-06-03",
                "40 mg a day; next reduction: 30 mg from 2024-07-01",
                "30 mg a day; next reduction: 20 mg from 2024-07-29",
                "20 mg a day, until review",
            ),
            strict=True,
        )
    ] == reviews


def test_checkpoints_come_by_date_and_say_where_they_come_from():
    assert sorted(each.date for each in reference()) == [each.date for each in reference()]
    assert all(each.citation.source and each.citation.at for each in reference())


def test_a_range_of_days_names_its_last_date():
    texts = [each.text for each in reference() if each.citation.source == "fda-privigen-haemolysis-2012"]

    assert texts[0].endswith("36 to 96 hours after the infusion, against baseline (2 g/kg or more). Due by 2024-04-13.")


def test_a_taper_that_ends_says_when_and_is_silent_afterwards():
    reviews = checkpoints((), course(taper=written("10x7,5x28")))

    assert reviews[0].text.startswith("prednisolone 10 mg a day; next reduction: 5 mg from 2024-04-15. Reduce only")
    assert reviews[1].text.startswith("prednisolone 5 mg a day; last day 2024-05-12. Reduce only")
    assert reviews[2].text.startswith("no prednisolone on this day. Reduce only")


def test_before_a_taper_nothing_is_known_of_the_dose():
    reviews = checkpoints((), course(taper=written("30x5,20", date(2024, 5, 1))))

    assert reviews[0].text.startswith(
        "Before the taper of prednisolone, which starts on 2024-05-01 at 30 mg a day. Reduce only"
    )
    assert reviews[1].text.startswith("prednisolone 20 mg a day, until review. Reduce only")


def test_no_steroid_no_steroid_checkpoints():
    rules = tuple(each for each in RULES.values() if each.when.startswith(("steroid", "with-steroid")))

    assert len(rules) >= 7
    assert () == checkpoints(rules, course())


def test_less_than_2_g_per_kg_needs_no_haemoglobin():
    assert [] == dates("haemoglobin-36-96-hours", course(g_per_kg="1.99"))
    assert 5 == len(dates("haemoglobin-36-96-hours", course(g_per_kg="2")))


def test_the_dose_of_each_phase_counts():
    two = tuple(cycle._replace(phase=cycle.cycle > 2) for cycle in cycles(4))

    assert ["2024-04-11", "2024-05-09"] == dates(
        "haemoglobin-36-96-hours", course(two)._replace(g_per_kg=(Decimal(2), Decimal(1)))
    )


@pytest.mark.parametrize(
    ("patient", "checked"),
    [
        (WOMAN_OF_75, True),
        (WOMAN_OF_75._replace(risks=()), False),  # "none" switches the age off
        (WOMAN_OF_75._replace(age=Decimal(65)), False),
        (WOMAN_OF_75._replace(age=None), False),
        (Patient(Decimal(70), risks=("renal",)), True),
        (Patient(Decimal(70), risks=("thrombosis",)), False),
    ],
)
def test_creatinine_is_checked_within_10_days_at_risk(patient, checked):
    assert checked == ("2024-04-10" in dates("creatinine-10-days", course(patient=patient)))


@pytest.mark.parametrize(
    ("age", "indication", "screened"),
    [
        ("75", "dermatomyositis", True),
        (None, "dermatomyositis", True),
        ("18", "dermatomyositis", True),
        ("17", "dermatomyositis", False),
        ("75", "cidp", False),
    ],
)
def test_tumour_screening_is_for_adults_with_dermatomyositis(age, indication, screened):
    patient = Patient(Decimal(70), age=age and Decimal(age))

    assert screened == bool(dates("tumour-screening", course(patient=patient, indication=indication)))


def test_the_trough_is_taken_before_each_replacement_but_the_first():
    assert ["2024-05-06", "2024-06-03"] == dates("igg-trough", course(cycles(3), indication="primary-immunodeficiency"))
    assert [] == dates("igg-trough", course(cycles(3)))


@pytest.mark.parametrize(
    ("g_per_kg", "rule_id", "expected"),
    [
        ("0.4", "live-vaccines-us-up-to-400-mg", ["2024-12-09"]),
        ("0.41", "live-vaccines-us-up-to-400-mg", []),
        ("0.41", "live-vaccines-us-up-to-1-g", ["2025-02-09"]),
        ("1", "live-vaccines-us-up-to-1-g", ["2025-02-09"]),
        ("1", "live-vaccines-us-up-to-2-g", []),
        ("2", "live-vaccines-us-up-to-2-g", ["2025-03-09"]),
        ("2.1", "live-vaccines-us-up-to-2-g", []),
    ],
)
def test_a_measles_vaccine_waits_by_the_dose_of_the_last_infusion(g_per_kg, rule_id, expected):
    assert expected == dates(rule_id, course(cycles(1), g_per_kg))


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2023-11-30", "2024-03-01"),
        ("2023-11-29", "2024-02-29"),
        ("2024-01-31", "2024-05-01"),
        ("2024-10-31", "2025-01-31"),
    ],
)
def test_months_without_such_a_day_wait_until_the_next_begins(start, expected):
    only = cycles(1, date.fromisoformat(start), days=1)

    assert [expected] == at(rule("after-last", from_months=3), course(only))


def test_cycles_already_given_have_no_checkpoints():
    mid = course(cycles(5, given=3))

    assert ["2024-07-01", "2024-07-29"] == at(rule("each-cycle"), mid)
    assert ["2024-07-04", "2024-08-01"] == at(rule("after-each-cycle", from_days=2), mid)
    assert [] == at(rule("before-first"), mid)


def test_the_review_after_four_courses_comes_with_a_fifth_or_without_one():
    assert ["2024-07-28"] == dates("response-dermatomyositis", course(cycles(4)))
    assert [] == dates("response-dermatomyositis", course(cycles(3)))
    assert ["2024-07-28"] == dates("response-dermatomyositis", course(cycles(6, given=4)))
    assert [] == dates("response-dermatomyositis", course(cycles(6, given=5)))


def test_the_six_month_review_is_only_within_the_plan():
    assert [] == dates("response-rheumatology-six-months", course(cycles(5)))
    assert ["2024-10-08"] == dates("response-rheumatology-six-months", course(cycles(7)))
    assert [] == dates("response-rheumatology-six-months", course(cycles(7))._replace(next_cycle=None))


def test_norway_judges_the_response_of_a_neuropathy_after_three_weeks():
    assert ["2024-04-29"] == dates("response-neuropathy-three-weeks", course(indication="cidp"))


def test_without_cycles_only_the_steroid_speaks():
    alone = course((), taper=written("60x28,20", over=()))

    found = checkpoints(tuple(RULES.values()), alone)

    assert {"adrenal", "adjuncts", "steroid-safety"} == {each.topic for each in found}
    assert [] == at(rule("after-cycles", cycles=4), alone)


@pytest.mark.parametrize(
    ("text", "reached"),
    [("20x28,10x28,5", True), ("20x27,10x28,5", False), ("60x14,20x14,10", True), ("19", False)],
)
def test_pneumocystis_prophylaxis_by_the_older_studies_at_20_mg_for_28_whole_days(text, reached):
    assert (["2024-04-08"] if reached else []) == dates("pneumocystis-prophylaxis-older", course(taper=written(text)))


@pytest.mark.parametrize(
    ("text", "reached"), [("15x14,5", True), ("15x13,5", False), ("14", False), ("40x13,5", False)]
)
def test_pneumocystis_prophylaxis_by_eular_2022_at_15_mg_for_14_whole_days(text, reached):
    assert (["2024-04-08"] if reached else []) == dates("pneumocystis-prophylaxis", course(taper=written(text)))


@pytest.mark.parametrize(("text", "reached"), [("7.5", True), ("7.5x91,5", False), ("7.5x92,5", True), ("7", False)])
def test_calcium_by_eular_2007_at_7_5_mg_for_more_than_three_months(text, reached):
    """Three months from 2024-04-08 are 91 days; more than that includes 2024-07-08."""
    assert (["2024-04-08"] if reached else []) == dates("calcium-and-vitamin-d-eular-2007", course(taper=written(text)))


@pytest.mark.parametrize(("text", "reached"), [("2.5", True), ("2.5x91,1", False), ("2.5x92,1", True), ("2", False)])
def test_calcium_by_acr_2022_at_2_5_mg_for_more_than_three_months(text, reached):
    assert (["2024-04-08"] if reached else []) == dates("calcium-and-vitamin-d", course(taper=written(text)))


def test_thresholds_are_those_of_prednisone_and_convert_by_effect():
    sixteen = written("16", of=None, steroid="methylprednisolone")  # 20 mg of prednisone

    assert ["2024-04-08"] == dates("pneumocystis-prophylaxis-older", course(taper=sixteen))
    fifteen = written("15", of=None, steroid="methylprednisolone")
    assert [] == dates("pneumocystis-prophylaxis-older", course(taper=fifteen))


def test_the_adrenal_thresholds_are_the_steroids_own():
    """6 mg of methylprednisolone are 7.5 mg of prednisone, but 5 mg is its physiological dose."""
    assert ["2024-04-29"] == dates(
        "adrenal-suppression", course(taper=written("6", of=None, steroid="methylprednisolone"))
    )
    assert [] == dates("adrenal-suppression", course(taper=written("6")))
    assert [] == dates("adrenal-suppression", course(taper=written("10x20,5")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10x28,7x28,6x28,5", ["2024-06-03"]),
        ("10x28", ["2024-05-06"]),
        ("6x28,5", []),  # starts there
        ("60x28,20", []),  # does not get there
    ],
)
def test_the_adrenal_zone_is_where_the_dose_comes_down_to_the_physiological(text, expected):
    assert expected == dates("adrenal-recovery", course(taper=written(text)))


def test_the_emergency_card_is_due_from_its_dose_and_only_where_one_is_on_file():
    assert ["2024-04-08"] == dates("steroid-emergency-card", course(taper=written("5")))
    assert [] == dates("steroid-emergency-card", course(taper=written("4")))
    four = written("4", of=None, steroid="methylprednisolone")  # as much as 5 mg of prednisolone
    assert ["2024-04-08"] == dates("steroid-emergency-card", course(taper=four))
    assert [] == dates("steroid-emergency-card", course(taper=written("60", of=None, steroid="prednisone")))


def test_a_protocol_is_reviewed_by_its_own_rule():
    by = protocol("edf-pemphigus", "80", of=UK)

    found = checkpoints((), course(indication="pemphigus-vulgaris", taper=by))

    assert "prednisolone 45 mg a day; next reduction: 34 mg from 2024-05-20. " in found[1].text
    assert {"pemphigus-management-review"} == {each.citation.source for each in found}
    assert START == found[0].date
