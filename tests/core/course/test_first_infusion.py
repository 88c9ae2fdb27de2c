"""First infusions: which cycles count as such, and where the label makes them a phase of their own."""

import pytest

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.course.first_infusion import after_gaps, timed_parts
from ivigcalc.core.course.situation import Earlier
from ivigcalc.core.plan import calendar_rows, worked_out
from ivigcalc.documents.resolve import course
from ivigcalc.request.request import read

CATALOGUE = Catalogue(None)
QIVIGY = {"product": "qivigy", "weight": "70kg", "dose": "0.4g/kg", "days": "1", "every": "4w", "cycles": "5"}
STARTED = {**QIVIGY, "start": "2026-10-01"}
KIOVIG = {**STARTED, "product": "kiovig", "market": "eu"}  # its label has the same rates for a first infusion


def case(said, **more):
    return course(read({**said, **more}), CATALOGUE)


def parts(said, **more):
    return [(part.phase.name, part.phase.cycles, part.first) for part in timed_parts(case(said, **more), None)]


def situation(said, before=None, **more):
    return worked_out(case(said, **more), before)


def phases(now):
    return [(phase.planned.name, phase.planned.cycles, phase.first) for phase in now.all_phases]


def went_on(now, from_cycle, said, **anew):
    return situation(said, Earlier(now, calendar_rows(now), from_cycle, frozenset(anew)), **anew)


def names_agree(now):
    """What is prescribed and what is planned of it go by one name."""
    return all(phase.prescribed.name == phase.planned.name for phase in now.all_phases)


def test_nothing_said_is_a_first_infusion_throughout():
    assert parts(STARTED) == [("course", 5, True)]


def test_no_first_infusion_is_none():
    assert parts(STARTED, first_infusion="no") == [("course", 5, False)]


def test_the_first_cycle_is_a_phase_of_its_own_where_the_label_distinguishes():
    assert parts(STARTED, first_infusion="yes") == [("course, first infusion", 1, True), ("course", 4, False)]
    assert parts(STARTED, first_infusion="yes", cycles="1") == [("course", 1, True)]
    assert parts(KIOVIG, first_infusion="yes") == [("course", 5, True)]
    assert parts(STARTED, first_infusion="yes", rates="mgh") == [("course", 5, True)]


def test_without_dates_the_first_cycle_is_apart_too():
    assert parts(QIVIGY, first_infusion="yes") == [("course, first infusion", 1, True), ("course", 4, False)]


def test_after_given_cycles_it_is_the_first_to_come():
    given = {**QIVIGY, "given": "2026-08-06,2026-09-03", "first_infusion": "yes"}
    assert parts(given) == [("course", 2, False), ("course, first infusion", 1, True), ("course", 4, False)]
    assert parts(given, first_infusion="no") == [("course", 5, False)]
    last = [("course", 2, False), ("course, first infusion", 1, True)]
    assert parts(given, cycles="1") == last
    now = situation(given)
    assert [(cycle.phase, cycle.given) for cycle in now.cycles][:4] == [(0, True), (0, True), (1, False), (2, False)]
    assert len(now.cycles) == 7


def test_given_cycles_fill_the_phases_that_are_written_in_order():
    then = {**QIVIGY, "cycles": "3", "then": ["1g/kg/cycle, 2 days, every 6w, 3 cycles"], "first_infusion": "yes"}
    inside = [("course", 1, False), ("course, first infusion", 1, True), ("course", 1, False), ("phase 2", 3, False)]
    assert parts(then, given="2026-09-03") == inside
    # of four given, three fill the course, and two of the second phase are still to come
    now = situation(then, given="2026-06-11,2026-07-09,2026-08-06,2026-09-17")
    assert phases(now) == [
        ("course", 3, False),
        ("phase 2", 1, False),
        ("phase 2, first infusion", 1, True),
        ("phase 2 from cycle 6", 1, False),
    ]


def test_an_interval_as_long_as_the_gap_makes_every_cycle_a_first_infusion():
    assert parts(STARTED, first_infusion="no", every="57d") == [("course", 5, True)]
    assert parts(STARTED, first_infusion="yes", every="57d") == [("course", 5, True)]
    assert parts(STARTED, first_infusion="no", every="8w") == [("course", 5, False)]


@pytest.mark.parametrize(("day", "gap"), [("2026-12-24", False), ("2026-12-25", True)])
def test_more_than_eight_weeks_after_the_cycle_before_is_a_first_infusion_again(day, gap):
    now = situation(STARTED, first_infusion="no", anchor="actual", cycle_date=[f"3={day}"])
    assert [cycle.cycle for _, cycle in after_gaps(now.case, None, now.all_phases, now.cycles)] == [3] * gap
    apart = [("course", 2, False), ("course, first infusion", 1, True), ("course from cycle 4", 2, False)]
    assert phases(now) == (apart if gap else [("course", 5, False)])
    assert names_agree(now)


def test_a_gap_within_a_further_phase_sets_apart_the_cycle_that_follows_it():
    """Cycle 4 is the second of phase 2, ten weeks after cycle 3."""
    said = {**STARTED, "cycles": "2", "then": ["1g/kg, 1 day, every 4w, 3 cycles"], "first_infusion": "no"}
    now = situation(said, cycle_date=["4=2027-02-04"], anchor="actual")
    assert phases(now) == [
        ("course", 2, False),
        ("phase 2", 1, False),
        ("phase 2, first infusion", 1, True),
        ("phase 2 from cycle 5", 1, False),
    ]


def test_a_cycle_that_was_said_to_be_a_first_infusion_is_none_by_its_date_alone():
    """The second given was in July, and the first to come is in October."""
    given = {**QIVIGY, "given": "2026-06-04,2026-07-02", "start": "2026-10-01"}
    for said, after_a_gap in (("yes", []), ("no", [3])):
        now = situation(given, first_infusion=said)
        found = after_gaps(now.case, None, now.all_phases, now.cycles)
        assert [cycle.cycle for _, cycle in found] == after_a_gap
    late = {**STARTED, "first_infusion": "no", "anchor": "actual"}
    now = went_on(situation(late), 3, late, first_infusion="yes", cycle_date=["3=2027-02-01"])
    assert after_gaps(now.case, now.before, now.all_phases, now.cycles) == ()


def test_neighbouring_first_infusions_are_one_phase():
    dates = ["2=2026-12-01", "3=2027-02-01"]
    now = situation(STARTED, first_infusion="yes", anchor="actual", cycle_date=dates)
    assert phases(now) == [("course, first infusion", 3, True), ("course", 2, False)]


def test_a_gap_before_the_last_cycle_sets_it_apart_however_the_plan_is_cut():
    said = {**STARTED, "first_infusion": "no", "cycle_date": ["5=2027-03-01"]}
    whole = situation(said)
    assert phases(whole) == [("course", 4, False), ("course, first infusion", 1, True)]
    assert phases(went_on(whole, 5, said)) == phases(whole)


def test_a_first_infusion_said_with_the_given_cycles_holds_when_the_plan_goes_on_with_it():
    said = {**QIVIGY, "given": "2026-08-06,2026-09-03", "first_infusion": "yes"}
    whole = situation(said)
    assert phases(went_on(whole, 3, said)) == phases(whole)
    assert phases(went_on(whole, 5, said)) == phases(whole)


def test_it_can_be_said_anew_from_a_cycle_on():
    said = {**STARTED, "first_infusion": "no"}
    now = went_on(situation(said), 3, said, first_infusion="yes")
    assert phases(now) == [("course", 2, False), ("course, first infusion", 1, True), ("course from cycle 4", 2, False)]
    kiovig = {**KIOVIG, "first_infusion": "no"}
    now = went_on(situation(kiovig), 3, kiovig, first_infusion="yes")
    assert phases(now) == [("course", 2, False), ("course from cycle 3", 3, True)]
    assert phases(went_on(now, 4, {**kiovig, "first_infusion": "yes"})) == phases(now)


def test_a_phase_that_is_all_first_infusions_keeps_its_name_as_long_as_it_is_not_begun():
    said = {**STARTED, "cycles": "2", "then": ["1g/kg/cycle, 2 days, every 4w, 1 cycles"], "first_infusion": "no"}
    now = went_on(situation(said), 3, said, first_infusion="yes")
    assert phases(now) == [("course", 2, False), ("phase 2", 1, True)]


def test_it_can_be_said_that_it_is_none_any_more():
    no_more = [("course", 2, True), ("course from cycle 3", 3, False)]
    assert phases(went_on(situation(KIOVIG), 3, KIOVIG, first_infusion="no")) == no_more
    begun = {**KIOVIG, "first_infusion": "yes"}
    assert phases(went_on(situation(begun), 3, begun, first_infusion="no")) == no_more


def test_first_infusions_of_a_further_phase_go_on_when_the_plan_does():
    said = {**KIOVIG, "cycles": "2", "then": ["1g/kg/cycle, 2 days, every 4w, 3 cycles"]}
    now = went_on(situation({**said, "first_infusion": "no"}), 3, said, first_infusion="yes")
    assert phases(now) == [("course", 2, False), ("phase 2", 3, True)]
    again = went_on(now, 4, {**said, "first_infusion": "yes"})
    assert [(number.cycle, again.all_phases[number.phase].first) for number in again.cycles] == [
        (1, False),
        (2, False),
        (3, True),
        (4, True),
        (5, True),
    ]


def test_the_cycle_from_which_it_was_said_stays_the_first_one_when_the_plan_is_made_anew_from_there():
    said = {**STARTED, "first_infusion": "no"}
    now = went_on(situation(said), 3, said, first_infusion="yes")
    assert phases(went_on(now, 3, {**said, "first_infusion": "yes"})) == phases(now)


def test_another_product_is_a_first_infusion_whatever_was_said():
    said = {**KIOVIG, "first_infusion": "no"}
    now = went_on(situation(said), 3, {**said, "product": "qivigy", "market": "us"}, product="qivigy", market="us")
    assert phases(now) == [("course", 2, False), ("course, first infusion", 1, True), ("course from cycle 4", 2, False)]
    now = went_on(situation(STARTED), 3, KIOVIG, product="kiovig", market="eu")
    assert phases(now) == [("course", 2, True), ("course from cycle 3", 3, True)]
