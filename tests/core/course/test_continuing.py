"""A plan that goes on from another one: what stays, what is planned anew, and how the two are joined."""

from datetime import date
from decimal import Decimal

import pytest

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.course.continuing import (
    begun_with,
    check_from_cycle,
    continued_taper,
    dates_to_come,
    phases_to_come,
    switched,
    tapering_now,
)
from ivigcalc.core.course.planned import CheckpointRow, InfusionRow
from ivigcalc.core.course.situation import Earlier
from ivigcalc.core.dosing.assumption import Assumption
from ivigcalc.core.errors import Refused, Unreadable
from ivigcalc.core.plan import calendar_rows, plan, shown, worked_out
from ivigcalc.documents.resolve import course
from ivigcalc.request.request import read

CATALOGUE = Catalogue(None)
COURSE = {
    "weight": "70kg", "dose": "2g/kg", "days": "2", "every": "4w", "cycles": "5", "start": "2024-04-08",
    "product": "yimmugo", "market": "eu", "rates": "mgh",
}  # fmt: skip
TAPER = {"steroid": "prednisolone", "tablets": "de", "taper": "60,50,40,30,20/cycle"}
CIDP = {
    "weight": "70kg", "regimen": "cidp", "days": "maintenance=1", "cycles": "4", "start": "2024-04-08",
    "product": "kiovig", "market": "eu",
}  # fmt: skip


def case(said):
    return course(read(said), CATALOGUE)


def earlier(said, from_cycle, *anew, before=None):
    now = worked_out(case(said), before)
    return Earlier(now, calendar_rows(now), from_cycle, frozenset(anew))


def gone_on(said, from_cycle, **anew):
    """The situation after *anew* was said from a cycle on."""
    return worked_out(case({**said, **anew}), earlier(said, from_cycle, *anew))


def to_come(said, from_cycle, **anew):
    found = phases_to_come(case({**said, **anew}), earlier(said, from_cycle, *anew))
    return [(index, phase.name, phase.cycles) for index, phase in found]


def phases(now):
    return [(phase.planned.name, phase.planned.cycles) for phase in now.all_phases]


def firsts(now):
    return [str(cycle.first) for cycle in now.cycles]


def doses(taper):
    return [(str(step.from_), str(step.to), step.mg_per_day) for step in taper.steps]


# From which cycle


@pytest.mark.parametrize("from_cycle", [2, 5])
def test_every_cycle_but_the_first_can_be_the_first_to_be_planned_anew(from_cycle):
    check_from_cycle(earlier(COURSE, from_cycle))


@pytest.mark.parametrize("from_cycle", [-1, 0, 1, 7])
def test_no_other_can(from_cycle):
    with pytest.raises(Refused) as refused:
        check_from_cycle(earlier(COURSE, from_cycle))
    assert f"from_cycle {from_cycle}: the plan has 5 cycles; choose 2 to 5, or 6 with cycles to add some" == str(
        refused.value
    )


def test_a_cycle_that_was_given_cannot():
    given = {**COURSE, "given": "2024-02-12,2024-03-11"}
    check_from_cycle(earlier(given, 3))
    with pytest.raises(Refused) as refused:
        check_from_cycle(earlier(given, 2))
    assert "from_cycle 2: the plan has 7 cycles, 2 of them given; choose 3 to 7, or 8 with cycles to add some" == str(
        refused.value
    )


def test_a_plan_of_one_cycle_can_only_be_lengthened():
    with pytest.raises(Refused) as refused:
        check_from_cycle(earlier({**COURSE, "cycles": "1"}, 1))
    assert "from_cycle 1: the plan has 1 cycle; choose 2 with cycles to add some" == str(refused.value)


@pytest.mark.parametrize("anew", ["cycles", "then"])
def test_the_cycle_after_the_last_needs_a_number_of_cycles(anew):
    with pytest.raises(Unreadable) as refused:
        check_from_cycle(earlier(COURSE, 6))
    assert "from_cycle 6 is after the last cycle; give the number of cycles to come with cycles" == str(refused.value)
    check_from_cycle(earlier(COURSE, 6, anew))


# The phases to come


def test_as_many_cycles_are_to_come_as_were_left():
    assert to_come(COURSE, 4) == [(0, "course", 2)]
    assert to_come(COURSE, 4, dose="1g/kg") == [(0, "course", 2)]


def test_the_number_of_cycles_said_anew_counts_those_to_come():
    assert to_come(COURSE, 4, cycles="7") == [(0, "course", 7)]
    assert to_come(COURSE, 6, cycles="7") == [(0, "course", 7)]


def test_a_regimen_is_cut_between_or_inside_its_phases():
    assert to_come(CIDP, 2) == [(1, "maintenance", 4)]
    assert to_come(CIDP, 4) == [(1, "maintenance", 2)]
    assert to_come(CIDP, 4, cycles="9") == [(1, "maintenance", 9)]
    loading = {**CIDP, "then": ["0.5g/kg, 1 day, every 6w, 2 cycles"]}
    assert to_come(loading, 5) == [(1, "maintenance", 1), (2, "phase 3", 2)]
    assert to_come(loading, 6) == [(2, "phase 3", 2)]
    assert to_come(loading, 7) == [(2, "phase 3", 1)]
    assert to_come(loading, 3, cycles="1") == [(1, "maintenance", 1), (2, "phase 3", 2)]


def test_a_further_phase_said_anew_is_taken_whole_in_place_of_what_was_left():
    then = {**COURSE, "then": ["1g/kg, 1 day, every 6w, 3 cycles"]}
    assert to_come(COURSE, 4, then=["1g/kg, 1 day, every 6w, 3 cycles"]) == [(0, "course", 2), (1, "phase 2", 3)]
    assert to_come(then, 7, then=["1g/kg, 1 day, every 8w, 3 cycles"]) == [(1, "phase 2", 3)]


@pytest.mark.parametrize("anew", [{"dose": "1g/kg"}, {"every": "6w"}, {"days": "1"}, {"cycles": "2"}])
def test_what_is_said_of_a_course_that_is_over_is_not_taken_in_silence(anew):
    then = {**COURSE, "then": ["1g/kg, 1 day, every 6w, 3 cycles"]}
    with pytest.raises(Unreadable) as refused:
        to_come(then, 7, **anew)
    assert f"{next(iter(anew))}: the cycles of course are over by cycle 7; give what is to come with then" == str(
        refused.value
    )


def test_what_is_said_of_a_phase_that_is_over_can_be_said_of_those_to_come():
    """The loading dose is cycle 1."""
    before = earlier(CIDP, 3, "dose")._replace(of_phases=(("dose", "loading"),))
    with pytest.raises(Unreadable) as refused:
        phases_to_come(case({**CIDP, "dose": "loading=1.5g/kg/cycle"}), before)
    assert "dose: the cycles of loading are over by cycle 3; give it for maintenance" == str(refused.value)


def test_a_course_can_be_lengthened_before_a_further_phase_but_not_changed_without_cycles():
    then = {**COURSE, "then": ["1g/kg, 1 day, every 6w, 3 cycles"]}
    assert to_come(then, 6, cycles="2") == [(0, "course", 2), (1, "phase 2", 3)]
    with pytest.raises(Unreadable, match="dose: the cycles of course are over by cycle 6"):
        to_come(then, 6, dose="1g/kg")


def test_another_regimen_of_other_phases_is_taken_whole_when_its_cycles_are_said():
    one = {key: value for key, value in COURSE.items() if key not in ("dose", "every")} | {"regimen": "dermatomyositis"}
    cidp = {"regimen": "cidp", "days": "maintenance=2"}
    assert to_come(one, 3, **cidp, cycles="2") == [(0, "loading", 1), (1, "maintenance", 2)]
    with pytest.raises(Unreadable) as refused:
        to_come(one, 3, **cidp)
    assert "from_cycle with a regimen of other phases: give the number of cycles to come with cycles" == str(
        refused.value
    )
    with pytest.raises(Unreadable, match="a regimen of other phases"):
        to_come(CIDP, 3, regimen="cidp/privigen-us", product="privigen", market="us")


def test_another_regimen_of_one_phase_goes_on_with_the_cycles_that_were_left():
    one = {key: value for key, value in COURSE.items() if key not in ("dose", "every")} | {"regimen": "dermatomyositis"}
    assert to_come(one, 3, regimen="pemphigus-vulgaris") == [(0, "course", 3)]


# Joined


def test_a_phase_that_goes_on_without_a_difference_stays_one_phase():
    now = gone_on(COURSE, 3)
    assert phases(now) == [("course", 5)]
    assert [cycle.given for cycle in now.cycles] == [True, True, False, False, False]
    assert phases(gone_on(COURSE, 3, cycles="4")) == [("course", 6)]
    assert phases(gone_on({**COURSE, "then": ["1g/kg, 1 day, every 6w, 3 cycles"]}, 3)) == [
        ("course", 5),
        ("phase 2", 3),
    ]


def test_a_phase_that_goes_on_assumes_only_what_is_not_said_by_now():
    once = {key: value for key, value in COURSE.items() if key != "cycles"}
    assert [one.prescribed.assumed for one in worked_out(case(once)).all_phases] == [
        (Assumption("one cycle", "cycles", "no number was given"),)
    ]
    now = gone_on(once, 2, cycles="3")
    assert (phases(now), now.all_phases[0].prescribed.assumed) == ([("course", 4)], ())


@pytest.mark.parametrize(("before", "now", "instead"), [("exact", "vial", True), ("vial", "exact", False)])
def test_a_phase_that_goes_on_is_planned_exactly_for_the_reason_that_holds_now(before, now, instead):
    """4.8 g: vials of 10 g make nothing within 10 % of it."""
    said = {**COURSE, "weight": "12kg", "dose": "0.4g/kg", "days": "1", "vials": "10", "rounding": before}
    made = gone_on(said, 3, rounding=now)
    assert (phases(made), made.all_phases[0].exact_instead) == ([("course", 5)], instead)


def test_a_phase_goes_on_under_the_name_that_it_has():
    once = gone_on(COURSE, 3, weight="75kg")
    heavier = case({**COURSE, "weight": "75kg"})
    twice = worked_out(heavier, Earlier(once, calendar_rows(once), 4, frozenset({"label"})))
    assert phases(twice) == [("course", 2), ("course from cycle 3", 3)]


def test_a_phase_of_first_infusions_goes_on_under_the_name_that_its_rows_have():
    """The second cycle counts as a first infusion as well: it comes five months after the first."""
    label = {"product": "qivigy", "weight": "70kg", "dose": "0.4g/kg", "days": "1", "every": "4w", "cycles": "2"}
    said = {**label, "start": "2026-10-01", "cycle_date": ["2=2027-03-01"], "first_infusion": "yes"}
    now = gone_on(said, 2)
    assert [(phase.planned.name, phase.prescribed.name, phase.first) for phase in now.all_phases] == [
        ("course", "course", True)
    ]
    assert [row.phase for row in calendar_rows(now) if isinstance(row, InfusionRow)] == ["course", "course"]


def test_a_phase_that_differs_is_named_after_its_first_cycle():
    now = gone_on(COURSE, 3, weight="75kg")
    assert phases(now) == [("course", 2), ("course from cycle 3", 3)]
    assert [row.phase for row in calendar_rows(now) if isinstance(row, InfusionRow) and row.day == 1] == [
        "course",
        "course",
        "course from cycle 3",
        "course from cycle 3",
        "course from cycle 3",
    ]


def test_the_earlier_phases_are_of_the_product_that_was_given():
    now = gone_on(COURSE, 3, product="kiovig")
    old, new = now.all_phases
    assert old.planned.product is not None
    assert (old.planned.product.id, new.planned.product) == ("yimmugo", None)
    again = worked_out(
        case({**COURSE, "product": "privigen"}), Earlier(now, calendar_rows(now), 4, frozenset({"product"}))
    )
    assert [phase.planned.product and phase.planned.product.id for phase in again.all_phases] == [
        "yimmugo",
        "kiovig",
        None,
    ]
    assert [(one.product, one.given_g, one.planned_g) for one in shown(again).totals.products] == [
        ("yimmugo", 280, 0),
        ("kiovig", 140, 0),
        ("privigen", 0, 280),
    ]


def test_another_market_is_the_same_brand_and_another_strength_is_not():
    before = earlier({**COURSE, "product": "kiovig"}, 3)
    assert not switched(case({**COURSE, "product": "kiovig"}), before)
    assert switched(case(COURSE), before)
    ten = {key: value for key, value in COURSE.items() if key not in ("product", "market")} | {"concentration": "10%"}
    assert switched(case({**ten, "concentration": "5%"}), earlier(ten, 3))
    assert not switched(case({**ten, "vials": "5"}), earlier(ten, 3))


def test_the_earlier_rows_stay_with_their_checkpoints_and_the_later_ones_are_new():
    said = {**COURSE, **TAPER}
    before = earlier(said, 4, "weight")
    rows = plan(case({**said, "weight": "78kg"}), before).calendar
    kept = [row for row in before.rows if row.cycle is not None and row.cycle < 4]
    assert [row for row in rows if row.cycle is not None and row.cycle < 4] == [
        row._replace(given=True) if isinstance(row, InfusionRow) else row for row in kept
    ]
    assert {row.dose_g for row in rows if isinstance(row, InfusionRow) and row.cycle >= 4} == {80, 75}
    first_day = [row for row in before.rows if isinstance(row, CheckpointRow) and row.date == date(2024, 4, 8)]
    assert [row for row in rows if isinstance(row, CheckpointRow) and row.date == date(2024, 4, 8)] == first_day
    assert [row.date for row in rows] == sorted(row.date for row in rows)


def reviews(said, from_cycle, anew):
    """The reviews of the plan that goes on, each with its cycle and text."""
    rows = plan(case({**said, **anew}), earlier(said, from_cycle, *anew)).calendar
    return [(str(row.date), row.cycle, row.text) for row in rows if isinstance(row, CheckpointRow)]


def test_a_review_of_no_cycle_stays_where_it_falls_before_the_change():
    """Cycle 7 begins on 23 September and cycle 8 on 21 October; half a year after 8 April lies between them."""
    said = {**COURSE, "regimen": "dermatomyositis", "dose": "2g/kg", "cycles": "8"}
    six_months = (
        *("2024-10-08", None),
        "Review response (Ontario guideline) no later than 6 months after the start, then yearly: stop if no effect.",
    )
    assert six_months in reviews(said, 8, {"regimen": "pemphigus-vulgaris"})
    assert six_months not in reviews(said, 7, {"regimen": "pemphigus-vulgaris"})


def test_a_review_that_is_new_and_was_due_before_the_change_is_due_where_that_begins():
    """Half a year after 8 April lies before cycle 8, on 21 October, and after cycle 7."""
    said = {**COURSE, "regimen": "pemphigus-vulgaris", "dose": "2g/kg", "cycles": "8"}
    for from_cycle, due in ((8, "2024-10-21"), (7, "2024-10-08")):
        found = reviews(said, from_cycle, {"regimen": "dermatomyositis"})
        assert [due] == [day for day, _, text in found if "no later than 6 months after the start" in text]


def test_a_review_of_a_cycle_that_stays_stays_with_it_even_after_the_change_begins():
    """Cycle 2 ends on 11 April, cycle 3 begins on the 12th."""
    said = {**COURSE, "dose": "0.4g/kg/cycle", "every": "2d", "risk": ["renal"]}
    texts = [one for one in reviews(said, 3, {"risk": ["none"]}) if one[2].startswith("Creatinine within 10 days")]
    after = "Creatinine within 10 days after the infusion if at risk of kidney injury."
    assert texts == [
        ("2024-04-10", 1, f"{after} Due by 2024-04-19."),
        ("2024-04-12", 2, f"{after} Due by 2024-04-21."),
    ]


def test_a_review_of_no_cycle_on_the_day_of_the_change_is_one_of_what_holds_from_then_on():
    """A taper that is new in cycle 4, on 1 July, has its first review on that day."""
    begun = reviews(COURSE, 4, {**TAPER, "taper": "30,20/cycle"})
    assert [one for one in begun if one[2].startswith("Prolonged steroid")] == [
        (
            *("2024-07-01", None),
            "Prolonged steroid, by individual risk: glucose, blood pressure, weight, oedema, lipids, eye pressure; "
            "gastroprotection if peptic ulcer or NSAID.",
        )
    ]


def test_dates_by_hand_of_cycles_that_fall_away_go_with_them_unless_they_are_said_anew():
    said = {**COURSE, "cycle_date": ["2=2024-05-07", "5=2024-07-30"]}
    assert firsts(gone_on(said, 4, cycles="1")) == ["2024-04-08", "2024-05-07", "2024-06-03", "2024-07-01"]
    with pytest.raises(Refused, match="no cycle 5; remaining cycles: 4 to 4"):
        gone_on(said, 4, cycles="1", cycle_date=["5=2024-07-30"])
    now = worked_out(case(said))
    assert now.case.dates is not None
    left = dates_to_come(now.case.dates, earlier(said, 4), now.all_phases)
    assert left == now.case.dates


# The taper


def test_a_taper_goes_on_whatever_else_is_said():
    said = {**COURSE, **TAPER}
    whole = worked_out(case(said)).taper
    assert gone_on(said, 4, weight="78kg").taper == whole
    del said["tablets"]  # and so of the market, which has none on file
    whole = worked_out(case(said)).taper
    assert gone_on(said, 4, product="privigen", market="us").taper == whole


def test_a_taper_by_weight_keeps_the_weight_it_was_begun_with_through_every_change():
    said = {**COURSE, "steroid": "prednisolone", "tablets": "de", "taper": "etg", "steroid_dose": "1mg/kg"}
    whole = worked_out(case(said)).taper
    once = earlier({**said, "weight": "90kg"}, 5, "weight", before=earlier(said, 3, "weight"))
    assert worked_out(case({**said, "weight": "110kg"}), once).taper == whole
    tapering, kg, begun = tapering_now(case({**said, "weight": "110kg"}), once)
    assert (tapering, kg, begun) == (case(said).tapering, 70, None)


def test_a_taper_per_cycle_follows_the_dates():
    now = gone_on({**COURSE, **TAPER}, 4, every="6w")
    assert doses(now.taper)[2:] == [
        ("2024-06-03", "2024-07-14", 40),
        ("2024-07-15", "2024-08-25", 30),
        ("2024-08-26", "None", 20),
    ]


def test_a_taper_said_anew_begins_with_the_cycle_it_is_said_from():
    now = gone_on({**COURSE, **TAPER}, 4, taper="35x14,25")
    assert doses(now.taper)[2:] == [
        ("2024-06-03", "2024-06-30", 40),
        ("2024-07-01", "2024-07-14", 35),
        ("2024-07-15", "None", 25),
    ]
    # three cycles of 28 days, 14 days, and from 15 July to the day before 26 August, when a sixth cycle would begin
    assert now.taper.total_mg == 28 * (60 + 50 + 40) + 14 * 35 + 42 * 25
    assert now.taper.total_days == 3 * 28 + 14 + 42
    assert {one.mg: one.count for one in now.taper.dispense} == {
        Decimal(50): 28 + 28,
        Decimal(20): 2 * 28 + 14 + 42,
        Decimal(10): 28 + 14,
        Decimal(5): 14 + 42,
    }


def test_a_taper_said_anew_can_begin_on_a_later_day_and_ends_the_step_before_it():
    now = gone_on({**COURSE, **TAPER}, 4, taper="25", taper_start="2024-07-10")
    assert doses(now.taper)[-2:] == [("2024-07-01", "2024-07-09", 30), ("2024-07-10", "None", 25)]


def test_a_taper_said_anew_never_begins_among_the_cycles_that_stay():
    five_days = {**COURSE, **TAPER, "days": "5"}
    with pytest.raises(Refused) as refused:
        gone_on(five_days, 4, taper="25", taper_start="2024-06-07")
    assert (
        "taper_start 2024-06-07: cycle 3 was given up to 2024-06-07 and does not change; give a later day, or an "
        "earlier from_cycle" == str(refused.value)
    )
    now = gone_on(five_days, 4, taper="25", taper_start="2024-06-08")
    assert doses(now.taper)[-2:] == [("2024-06-03", "2024-06-07", 40), ("2024-06-08", "None", 25)]


def test_a_step_ends_on_the_day_before_the_taper_said_anew_begins():
    """29 days of 40 mg would last to 1 July, when it begins. Counted up to the day before a sixth cycle, 26 August."""
    taper = gone_on({**COURSE, **TAPER, "taper": "60x28,50x28,40x29,30"}, 4, taper="25").taper
    assert doses(taper)[2:] == [("2024-06-03", "2024-06-30", 40), ("2024-07-01", "None", 25)]
    assert [step.days for step in taper.steps] == [28, 28, 28, None]
    assert (taper.total_mg, taper.total_days) == (28 * (60 + 50 + 40) + 56 * 25, 3 * 28 + 56)


def test_a_taper_said_anew_may_go_on_with_the_dose_before_it():
    taper = gone_on({**COURSE, **TAPER}, 4, taper="40x14,25").taper
    assert doses(taper)[2:4] == [("2024-06-03", "2024-06-30", 40), ("2024-07-01", "2024-07-14", 40)]


def test_a_taper_that_is_new_begins_with_the_cycle_it_is_said_from():
    now = gone_on(COURSE, 4, **{**TAPER, "taper": "30,20/cycle"})
    assert doses(now.taper) == [("2024-07-01", "2024-07-28", 30), ("2024-07-29", "None", 20)]


def test_a_later_change_keeps_the_taper_that_was_said_before_it():
    said, anew = {**COURSE, **TAPER}, {"taper": "35,25/cycle"}
    once = worked_out(case({**said, **anew}), earlier(said, 4, "taper"))
    twice = worked_out(
        case({**said, **anew, "weight": "72kg"}), Earlier(once, calendar_rows(once), 5, frozenset({"weight"}))
    )
    assert twice.taper == once.taper


def test_a_taper_said_anew_neither_rises_nor_changes_the_steroid():
    with pytest.raises(Refused) as rising:
        gone_on({**COURSE, **TAPER}, 4, taper="50,20/cycle")
    assert (
        "taper: 50 mg from 2024-07-01 after 40 mg: doses must not rise; to increase, plan the taper separately "
        "(ivigcalc taper)" == str(rising.value)
    )
    with pytest.raises(Refused) as other:
        gone_on({**COURSE, **TAPER}, 4, steroid="methylprednisolone", tablets="4,16", taper="16")
    assert (
        "taper: methylprednisolone after prednisolone: mg are not equivalent; plan the other steroid separately "
        "(ivigcalc taper)" == str(other.value)
    )


def test_the_rest_of_a_taper_without_tablets_is_not_dispensed():
    without = {**COURSE, "product": "intragam-10", "market": "au", "rates": "mgh", "steroid": "prednisolone"}
    before = earlier({**without, "taper": "60,50,40,30,20/cycle"}, 4, "taper", "tablets")
    now = worked_out(case({**without, "taper": "35,25/cycle", "tablets": "de"}), before)
    assert before.situation.taper.dispense is None
    assert now.taper.dispense is None
    assert [step.tablets is None for step in now.taper.steps] == [True, True, True, False, False]


def test_the_earlier_taper_is_kept_as_far_as_it_went():
    said = {**COURSE, **TAPER}
    before = earlier(said, 4, "taper")
    later = worked_out(case({**said, "taper": "20"}), before).taper
    assert doses(later)[:3] == doses(before.situation.taper)[:3]
    alone = later._replace(steps=later.steps[:1])
    assert continued_taper(before, alone) == alone  # it begins with the first of the earlier steps


@pytest.mark.parametrize(
    ("anew", "named"), [({"tablets": "uk"}, "tablets"), ({"taper_start": "2024-07-10"}, "taper_start")]
)
def test_part_of_a_taper_alone_is_not_said_anew(anew, named):
    with pytest.raises(Unreadable) as refused:
        gone_on({**COURSE, **TAPER, "taper": "60x28,40x28,30"}, 4, **anew)
    assert f"{named} from cycle 4 on: enter the rest of the taper with taper too" == str(refused.value)


def test_the_first_day_of_a_taper_said_anew_is_that_of_its_cycle_whatever_was_said_before():
    said = {**COURSE, **TAPER, "taper": "60x28,40x28,30", "taper_start": "2024-04-01"}
    before = earlier(said, 4, "taper")
    now = case({**said, "taper": "20"})
    assert now.tapering.start == date(2024, 4, 1)
    assert begun_with(before, now.tapering, before.situation.cycles).start == date(2024, 7, 1)
