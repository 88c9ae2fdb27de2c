"""The rows of a calendar: in which order they stand on a day, and what the day of a pulse shows."""

from datetime import date
from decimal import Decimal
from itertools import permutations

from planning import document

from ivigcalc.core.course.dated import in_order
from ivigcalc.core.course.planned import CheckpointRow, InfusionRow, PulseRow
from ivigcalc.core.printed.sources import Citation

D = Decimal
MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)
CITED = Citation("source", "at")


def infusion(day, cycle):
    return InfusionRow(
        day, "infusion", "course", cycle, 1, None, None, day, 0, "", False, None, None, None, None
    )  # fmt: skip


def pulse(cycle):
    return PulseRow(MONDAY, "pulse", cycle, 1, "methylprednisolone", D(1000), given=False)


def review(cycle, topic, text):
    return CheckpointRow(MONDAY, "checkpoint", cycle, topic, text, CITED)


def test_on_a_day_the_infusion_comes_first_then_the_pulse_then_what_to_review():
    """Each group by its cycle, and what is of none before it; what to review by its topic and then its text."""
    infusions, pulses = [infusion(MONDAY, 1), infusion(MONDAY, 2)], [pulse(None), pulse(1), pulse(2)]
    reviews = [
        review(None, "b", "z"),
        review(1, "a", "y"),
        review(1, "b", "a"),
        review(1, "b", "b"),
        review(2, "a", "a"),
    ]
    for group in (infusions, pulses, reviews):
        for order in permutations(group):
            assert tuple(group) == in_order(order)
    rows = (*infusions, *pulses, *reviews, infusion(TUESDAY, 1))
    assert rows == in_order(reversed(rows))


def test_each_day_of_a_pulse_has_its_row_and_those_that_were_given_say_so():
    """Cycles on 5 January, given, and 2 February: two days of 500 mg with each."""
    course = {"weight": "70kg", "dose": "1g/kg", "days": 1, "concentration": "10%", "every": "4w", "cycles": 1}
    made = document("plan", **course, given="2026-01-05", pulse="methylprednisolone 500mg x2/cycle").plan
    assert [
        PulseRow(date(2026, *day), "pulse", cycle, number, "methylprednisolone", D(500), given)
        for day, cycle, number, given in (
            ((1, 5), 1, 1, True),
            ((1, 6), 1, 2, True),
            ((2, 2), 2, 1, False),
            ((2, 3), 2, 2, False),
        )
    ] == [row for row in made.calendar if row.kind == "pulse"]
