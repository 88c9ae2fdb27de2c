"""The plan as it is put together: what each phase, day and row of it holds, and what is refused on the way."""

from datetime import date
from decimal import Decimal

import pytest
from planning import answer_to, document, dosed, plan
from tapers import cycles

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.course.case import Dates
from ivigcalc.core.course.dated import calendar_rows, next_cycle
from ivigcalc.core.course.planned import (
    CheckpointRow,
    InfusionRow,
    PlannedDay,
    PlannedIndication,
    PlannedPatient,
    PlannedPhase,
)
from ivigcalc.core.course.situation import Earlier
from ivigcalc.core.dates.types import Closures
from ivigcalc.core.dosing.vial_options import Option
from ivigcalc.core.dosing.vial_supply import DayVials, VialCount
from ivigcalc.core.errors import Refused, Unreadable
from ivigcalc.core.plan import worked_out
from ivigcalc.core.printed.sources import Citation
from ivigcalc.documents.resolve import course
from ivigcalc.request.request import read

D = Decimal
PREDNISOLONE = {"steroid": "prednisolone", "tablets": "de"}


# The patient and the disease


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"age": 66, "risk": ["renal"]}, (66, ("renal",), True, "stated: renal")),
        ({"age": 66}, (66, (), True, "age over 65")),
        ({"age": 65}, (65, (), False, "")),
        ({"risk": ["none"]}, (None, (), False, "")),
    ],
)
def test_the_patient_is_shown_with_the_risks_that_were_stated(said, shown):
    assert PlannedPatient(*shown) == dosed(**said).patient


def test_the_disease_is_shown_with_its_regimen_and_whether_the_label_names_it():
    made = plan(weight="70kg", regimen="gbs", product="privigen", market="eu")
    assert (
        PlannedIndication("gbs", "Guillain-Barre syndrome", "gbs/eu-label", "EU labels", (), licensed=True, local=False)
        == made.indication
    )
    assert dosed().indication is None


def test_the_plan_holds_the_weight_the_product_the_taper_and_the_workings():
    taper = {"taper": "60x28,20", **PREDNISOLONE}
    made = plan(weight="70kg", dose="1g/kg", days=1, product="yimmugo", market="eu", **taper)
    assert (70, "actual") == (made.dosing_weight.kg, made.dosing_weight.basis)
    assert ("yimmugo", "Yimmugo 100 g/L", "eu") == (made.product.id, made.product.name, made.product.market)
    assert [60, 20] == [step.mg_per_day for step in made.taper.steps]
    assert "dosing weight" == made.workings[0].what


# A phase and its days


def test_a_phase_is_shown_with_its_days_and_with_what_else_could_be_chosen():
    """125 g of vials of 20 g: 120 g is 4 % less, and 160 g 28 % more; 140 g would be 80 + 60 g."""
    said = {"weight": "100kg", "days": 2, "every": "4w", "cycles": 3, "vials": "20", "concentration": "5%"}
    (phase,) = dosed("125g/cycle", tolerance="28%", **said).phases
    three, four = VialCount(D(20), D(400), 3), VialCount(D(20), D(400), 4)
    days = tuple(PlannedDay(number, D(60), D(1200), (three,), D(60), D(0), None) for number in (1, 2))
    higher = Option(
        D(160), D(28), (DayVials(D(80), (four,), D(80), D(0)),) * 2, (VialCount(D(20), D(400), 8),), ("next higher",),
    )  # fmt: skip
    expected = PlannedPhase(
        "course", D("1.25"), 3, 28, 2, D(125), D(120), D(-5), D(-4), D(2400), "vial", days, (higher,),
        infusion_days=(1, 2),
    )  # fmt: skip
    assert expected == phase
    (narrower,) = dosed("125g/cycle", tolerance="27.9%", **said).phases
    assert expected._replace(options=()) == narrower
    (short,) = dosed("125g/cycle", tolerance="28%", stock="20g:7", **said).phases  # 160 g would take an eighth vial
    assert expected._replace(options=()) == short


def test_a_part_used_vial_is_shown_with_what_is_thrown_away():
    (day,) = dosed("28g", vials="5,20", rounding="exact").phases[0].days
    vials = (VialCount(D(20), D(200), 1), VialCount(D(5), D(50), 2))
    assert PlannedDay(1, D(28), D(280), vials, D(30), D(2), None) == day


def test_the_days_of_a_pattern_differ_in_the_options_too():
    """Half of 114 g on the first day, a quarter on each of the two others: 115 g; of equal parts 110 g is nearest."""
    (phase,) = plan(weight="57kg", regimen="toxic-shock-syndrome", concentration="10%", vials="2.5,5,10").phases
    assert [55, 30, 30] == [day.dose_g for day in phase.days]
    assert [55, D("27.5"), D("27.5")] == [day.dose_g for day in phase.options[0].days]


@pytest.mark.parametrize(
    ("rounding", "days"),
    [("exact", ["57", "28.5", "28.5"]), ("6g", ["54", "30", "30"]), ("10g", ["60", "30", "30"])],
)
def test_a_pattern_is_kept_to_whatever_the_rounding(rounding, days):
    """57 and 28.5 g, each to the nearest multiple: of 6 g, 54 and 60 g tie, and the lower is taken."""
    made = plan(weight="57kg", regimen="toxic-shock-syndrome", concentration="10%", rounding=rounding)
    assert [D(dose) for dose in days] == [day.dose_g for day in made.phases[0].days]


@pytest.mark.parametrize(("first", "observed"), [("yes", 60), ("no", 20)])
def test_a_day_is_timed_with_its_vials_and_watched_for_as_long_as_the_infusion_asks_for(first, observed):
    """Two vials of 200 mL at 100 mL/h."""
    infusion = dosed("40g", vials="20", rates="100 mL/h", first_infusion=first).phases[0].days[0].infusion
    assert [(0, 20), (120, 20)] == [tuple(change) for change in infusion.vial_changes]
    assert (240, observed) == (infusion.total_minutes, infusion.observe_minutes)


@pytest.mark.parametrize(("first", "rates"), [("yes", [42, 84, 168, 252, 336]), ("no", [84, 168, 252, 336])])
def test_a_first_infusion_runs_on_the_rates_for_one(first, rates):
    """1 mg/kg/min are 0.6 mL/kg/h, 42 mL/h for 70 kg."""
    said = {"product": "qivigy", "risk": ["none"], "indication": "primary-immunodeficiency", "first_infusion": first}
    made = plan(weight="70kg", dose="0.4g/kg", days=1, **said)
    assert rates == [step.ml_per_h for step in made.phases[0].days[0].infusion.steps]


def test_without_dates_a_phase_has_the_cycles_that_are_prescribed():
    made = document("dose", weight="70kg", dose="1g/kg", days=1, every="4w", cycles=3, concentration="10%").plan
    assert [3] == [phase.cycles for phase in made.phases]
    assert () == made.calendar


def test_the_cycles_of_a_phase_count_those_given():
    assert [4] == [phase.cycles for phase in dosed(every="4w", cycles=2, given="2026-01-05,2026-02-03").phases]
    made = plan(weight="70kg", regimen="cidp", days="maintenance=2", product="privigen", market="eu", cycles=3)
    assert [("loading", 1), ("maintenance", 3)] == [(phase.name, phase.cycles) for phase in made.phases]


def test_a_split_by_hand_is_refused_with_the_dose_that_it_should_come_to():
    # 1.23456 g/kg x 61.3 kg = 75.678528 g; 70 g is 7.5 % less
    with pytest.raises(Refused) as refused:
        dosed("1.23456g/kg/cycle", weight="61.3kg", days=2, split="40g,30g", tolerance="7.5%")
    assert (
        "split 40, 30 g totals 70 g, more than 7.5 % from the calculated 75.679 g; change split, dose or tolerance"
    ) == str(refused.value)


# The rows of the calendar


def test_every_day_of_a_cycle_has_a_row_with_its_clock_its_steroid_and_why_it_moved():
    """35 g are 350 mL: 150 min at 140 mL/h, past midnight from 22:30 on."""
    taper = {"taper": "60,40/cycle", **PREDNISOLONE}
    course = {"days": 2, "every": "4w", "cycles": 2, "at": "22:30", "rates": "140 mL/h", "closed": ["2026-02-02"]}
    made = dosed("70g/cycle", **course, **taper)
    closed = "closed: 2026-02-02 (as entered)"
    assert [
        InfusionRow(
            date(*day), "infusion", "course", cycle, number, D(35), D(350), date(*planned), moved, why, False,
            "22:30", "01:00", date(*end), D(mg),
        )
        for day, cycle, number, planned, moved, why, end, mg in (
            ((2026, 1, 5), 1, 1, (2026, 1, 5), 0, "", (2026, 1, 6), 60),
            ((2026, 1, 6), 1, 2, (2026, 1, 6), 0, "", (2026, 1, 7), 60),
            ((2026, 2, 3), 2, 1, (2026, 2, 2), 1, closed, (2026, 2, 4), 40),
            ((2026, 2, 4), 2, 2, (2026, 2, 3), 1, closed, (2026, 2, 5), 40),
        )
    ] == [row for row in made.calendar if row.kind == "infusion"]  # fmt: skip


def test_without_a_clock_a_taper_or_rates_their_cells_are_empty():
    (row,) = (row for row in dosed("70g").calendar if row.kind == "infusion")
    day, nothing = date(2026, 1, 5), (None, None, None, None)
    assert InfusionRow(day, "infusion", "course", 1, 1, D(70), D(700), day, 0, "", False, *nothing) == row
    clock = dosed("70g", at="22:30").calendar[0]
    assert ("22:30", None, None) == (clock.start, clock.end, clock.end_date)  # no rates: nobody knows the end


def test_on_each_day_the_infusion_stands_first_and_then_what_to_review():
    made = dosed("2g/kg", days=2, every="4w", cycles=2, taper="60,40/cycle", **PREDNISOLONE)
    order = [
        (row.date, row.kind == "checkpoint", row.cycle or 0, getattr(row, "topic", ""), getattr(row, "text", ""))
        for row in made.calendar
    ]
    assert sorted(order) == order
    assert "infusion" == made.calendar[0].kind
    assert CheckpointRow(
        date(2026, 1, 5), "checkpoint", None, "adrenal", "UK: issue Steroid Emergency Card at this dose.",
        Citation("uk-steroid-emergency-card", "table 4"), "steroid emergency card",
    ) == next(row for row in made.calendar if row.kind == "checkpoint" and row.topic != "adjuncts")  # fmt: skip


def test_the_reviews_go_by_the_disease_and_by_the_dose_of_each_phase():
    made = plan(weight="70kg", regimen="cidp", days="maintenance=2", product="privigen", market="eu", cycles=2)
    found = [(row.date, row.cycle) for row in made.calendar if row.kind == "checkpoint" and row.topic == "haemolysis"]
    assert [(date(2026, 1, 11), 1), (date(2026, 1, 14), 1)] == found  # 2 g/kg over four days, and then 1 g/kg
    weeks = [row.date for row in made.calendar if row.kind == "checkpoint" and row.topic == "response"]
    assert date(2026, 1, 26) in weeks  # three weeks after the first day, as for a neuropathy


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ({"taper": "60x28,20", "indication": "dermatomyositis"}, "rheumapedia-myositis"),
        ({"taper": "60x28,20", "indication": "cidp"}, "house"),  # no source says what to do when it comes back
        ({"taper": "edf-pemphigus", "steroid_dose": "80mg", "indication": "cidp"}, "pemphigus-management-review"),
    ],
)
def test_the_taper_is_reviewed_by_the_advice_of_its_protocol_or_else_for_the_disease(said, source):
    reviews = [row for row in dosed(**said, **PREDNISOLONE).calendar if getattr(row, "topic", "") == "steroid"]
    assert [source] == [row.citation.source for row in reviews]


def case(said):
    return course(read(said), Catalogue())


def test_of_a_plan_that_goes_on_the_cycles_that_were_given_have_no_reviews_and_the_others_keep_theirs():
    said = {"weight": "70kg", "dose": "2g/kg", "days": 1, "every": "4w", "cycles": 2, "concentration": "10%"}
    said = {**said, "given": "2026-01-05"}
    before = worked_out(case(said))
    heavier = case({**said, "weight": "80kg"})
    now = worked_out(heavier, Earlier(before, calendar_rows(before), 3, frozenset({"weight"})))
    found = [row for row in calendar_rows(now) if row.kind == "checkpoint" and row.topic == "thrombosis"]
    assert [2, 3] == [row.cycle for row in found]
    assert [row for row in calendar_rows(before) if row.cycle == 2 and row.kind == "checkpoint"] == [
        row for row in calendar_rows(now) if row.cycle == 2 and row.kind == "checkpoint"
    ]


def test_a_first_infusion_after_a_gap_is_apart_in_a_plan_that_goes_on_too():
    """A cycle more than eight weeks after the one before it counts as a first infusion, and those before it stay."""
    said = {"weight": "70kg", "dose": "0.4g/kg", "days": 1, "every": "4w", "cycles": 4, "product": "qivigy"}
    anew = {"from_cycle": 3, "weight": "80kg", "cycle_date": ["4=2026-05-04"]}
    made = plan(**said, first_infusion="no", changes=[anew])
    assert [("course", 2), ("course from cycle 3", 1), ("course, first infusion", 1)] == [
        (phase.name, phase.cycles) for phase in made.phases
    ]
    assert [28, 32, 32] == [phase.calculated_g for phase in made.phases]


# The dates


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, ["2026-01-05", "2026-02-02", "2026-03-02"]),
        ({"closed": ["2026-02-02"]}, ["2026-01-05", "2026-02-03", "2026-03-02"]),
        ({"closed": ["2026-02-02"], "move": "earlier"}, ["2026-01-05", "2026-02-01", "2026-03-02"]),
        ({"closed": ["2026-02-02"], "anchor": "actual"}, ["2026-01-05", "2026-02-03", "2026-03-03"]),
        ({"closed": ["2026-02-02"], "move_limit": "0d"}, ["2026-01-05", "2026-02-02", "2026-03-02"]),
        ({"cycle_date": ["2=2026-02-05"]}, ["2026-01-05", "2026-02-05", "2026-03-02"]),
        ({"given": "2025-12-08", "cycles": 2}, ["2025-12-08", "2026-01-05", "2026-02-02"]),
        ({"given": "2025-12-08", "cycles": 2, "start": "2026-01-12"}, ["2025-12-08", "2026-01-12", "2026-02-09"]),
    ],
)
def test_the_cycles_stand_where_what_was_said_of_the_dates_puts_them(said, expected):
    made = dosed(**{"every": "4w", "cycles": 3, **said})
    assert expected == [str(row.date) for row in made.calendar if row.kind == "infusion"]


def test_a_plan_that_runs_beyond_the_last_year_is_refused_with_the_cycle():
    with pytest.raises(Refused) as refused:
        dosed(start="2200-12-01", every="4w", cycles=3)
    assert (
        "cycle 3: year 2201 is outside 1900 to 2200; check start and interval [house: a date after 2200 is an error]"
    ) == str(refused.value)


def test_a_cycle_that_follows_given_ones_needs_an_interval():
    with pytest.raises(Unreadable) as refused:
        dosed(given="2026-01-05", cycles=1)
    assert "course: cycle 2 follows another; give the interval, such as 4w or 28d, or its date" == str(refused.value)


def test_the_cycle_after_the_last_follows_by_the_interval_from_its_planned_or_its_actual_day():
    dates = Dates(None, Closures(False, (), {}), "nearest", 4)
    moved = tuple(cycle._replace(first=date(2024, 6, 4)) if cycle.cycle == 3 else cycle for cycle in cycles(3))
    assert date(2024, 7, 1) == next_cycle(moved, 28, dates)
    assert date(2024, 7, 2) == next_cycle(moved, 28, dates._replace(anchor="actual"))
    assert next_cycle(moved, None, dates) is None
    assert next_cycle(moved, 28, None) is None
    assert next_cycle((), 28, dates) is None


# The taper


def steps(**said):
    taper = document("taper", **{**PREDNISOLONE, **said}).plan.taper
    return [(str(step.from_), step.mg_per_day, step.days) for step in taper.steps]


def test_a_taper_begins_with_the_first_cycle_unless_its_own_first_day_is_said():
    said = {"taper": "60x28,20", "days": 1, "every": "4w", "cycles": 2}
    assert [("2026-01-05", 60, 28), ("2026-02-02", 20, None)] == steps(**said)
    assert [("2026-01-12", 60, 28), ("2026-02-09", 20, None)] == steps(**said, taper_start="2026-01-12")


def test_a_taper_begins_with_the_first_of_the_cycles_that_were_given():
    taper = dosed(given="2025-12-08", every="4w", cycles=2, taper="60x28,20", **PREDNISOLONE).taper
    assert [date(2025, 12, 8), date(2026, 1, 5)] == [step.from_ for step in taper.steps]


def test_a_taper_by_weight_that_is_said_anew_goes_by_the_weight_of_then():
    anew = {"from_cycle": 2, "weight": "80kg", "taper": "etg", "steroid_dose": "0.5mg/kg"}
    taper = dosed(every="4w", cycles=3, taper="60x28,40", **PREDNISOLONE, changes=[anew]).taper
    assert [(date(2026, 1, 5), 60), (date(2026, 2, 2), 40)] == [
        (step.from_, step.mg_per_day) for step in taper.steps[:2]
    ]
    assert "0.5 mg/kg x 80 kg = 40 mg" == taper.start


def test_a_taper_that_is_aligned_changes_on_the_first_days_of_the_cycles():
    said = {"taper": "60x20,40x28,20", "days": 1, "every": "4w", "cycles": 4}
    assert [("2026-01-05", 60, 20), ("2026-01-25", 40, 28), ("2026-02-22", 20, None)] == steps(**said)
    assert [("2026-01-05", 60, 28), ("2026-02-02", 40, 28), ("2026-03-02", 20, None)] == steps(
        **said, taper_align="cycles"
    )


def test_the_doses_of_a_protocol_are_rounded_to_what_was_said():
    """70 less 25 % is 52.5 mg, which lies between 50 and 55: 50 would be a larger step."""
    said = {"taper": "edf-pemphigus", "steroid_dose": "70mg", "tablets": "uk"}
    assert D("52.5") == steps(**said)[1][1]
    assert 55 == steps(**said, round_to="5")[1][1]


def test_a_taper_without_any_first_day_is_refused():
    with pytest.raises(Unreadable) as refused:
        answer_to("taper", {"taper": "60x28", **PREDNISOLONE}, Catalogue())
    assert "the taper has no first day: give start or taper_start" == str(refused.value)
    assert "taper_start" == refused.value.field


def test_a_day_of_a_cycle_that_has_no_infusion_is_refused():
    said = {"weight": "70kg", "concentration": "10%", "rates": "100 mL/h", "dose": "0.2g/kg/day"}
    with pytest.raises(Refused) as refused:
        document("rates", **said, days="1,3,5", day=2)
    assert "day 2: a cycle has infusions on days 1, 3, 5; choose one of these" == str(refused.value)
    with pytest.raises(Refused) as refused:
        document("rates", **said, days=1, day=2)
    assert "day 2: a cycle has 1 day; choose 1 to 1" == str(refused.value)
    assert "day" == refused.value.field
