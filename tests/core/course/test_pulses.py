"""The pulses of a course, of one that changes, and without a course."""

import pytest
from planning import answer_to, document, plan
from records import SHIPPED

from ivigcalc.core.errors import Refused, Unsaid

GRAM = "methylprednisolone 1000mg x3"
COURSE = {"weight": "70kg", "dose": "1g/kg", "days": 1, "concentration": "10%", "every": "4w", "cycles": 3}
TAPER = {"steroid": "prednisolone", "tablets": "de"}


def changed(**said):
    """The plan of the course with a pulse of each cycle, where something else is *said* from cycle 3 on."""
    return plan(**COURSE, pulse=f"{GRAM}/cycle", changes=[{"from_cycle": 3, **said}])


def test_a_pulse_that_is_said_anew_takes_the_place_of_the_one_before_from_that_cycle_on():
    """Cycles on 5 January, 2 February and 2 March: 3 days of 1000 mg in each of the first two, then 2 of 500 mg."""
    before, after = changed(pulse="methylprednisolone 500mg x2").pulses
    assert [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)] == [(one.cycle, one.day) for one in before.doses]
    assert (1000, True) == (before.mg_per_day, all(one.given for one in before.doses))
    assert [("2026-03-02", 3, False), ("2026-03-03", 3, False)] == [
        (str(one.date), one.cycle, one.given) for one in after.doses
    ]
    assert 500 == after.mg_per_day


def test_another_change_leaves_the_pulse_as_it_was():
    (only,) = changed(weight="72kg").pulses
    assert [(cycle, day) for cycle in (1, 2, 3) for day in (1, 2, 3)] == [(one.cycle, one.day) for one in only.doses]


def test_a_pulse_without_a_course_needs_a_first_day():
    with pytest.raises(Unsaid) as asked:
        answer_to("taper", {"pulse": GRAM}, SHIPPED)
    assert "the pulse has no first day: give start, such as 2024-04-08" == str(asked.value)
    assert "start" == asked.value.field


def test_a_pulse_of_each_cycle_needs_cycles():
    with pytest.raises(Unsaid) as asked:
        document("taper", pulse=f"{GRAM}/cycle")
    assert "a pulse of each cycle needs cycles: give start, every and cycles" == str(asked.value)
    assert "cycles" == asked.value.field


def test_the_doses_of_a_taper_per_cycle_do_not_begin_after_the_second_cycle():
    """Cycles on Monday 5 and Thursday 8 January: three days of a pulse last until Wednesday 7, two until Tuesday."""
    close = {**COURSE, "every": "3d", "dose": "0.2g/kg", "taper": "60,40,20/cycle", **TAPER}
    with pytest.raises(Refused) as refused:
        plan(**close, pulse=GRAM)
    assert (
        "pulse: the taper starts after it on 2026-01-08, and cycle 2 on 2026-01-08; enter the taper with its "
        "days, or give fewer days of the pulse"
    ) == str(refused.value)
    assert "pulse" == refused.value.field
    taper = plan(**close, pulse="methylprednisolone 1000mg x2").taper
    assert ["2026-01-07", "2026-01-08", "2026-01-11"] == [str(step.from_) for step in taper.steps]


def test_a_taper_with_its_days_begins_after_the_pulse_whenever_the_second_cycle_is():
    close = {**COURSE, "every": "3d", "dose": "0.2g/kg", "taper": "60x7,40x7,20x7", **TAPER}
    taper = plan(**close, pulse=GRAM).taper
    assert ["2026-01-08", "2026-01-15", "2026-01-22"] == [str(step.from_) for step in taper.steps]


@pytest.mark.parametrize(
    ("days", "said", "card"),
    [
        (18, {"pulse": GRAM}, []),  # 3 and 18 days, no more than the 21 that may stop at once
        (19, {"pulse": GRAM}, ["2026-01-08"]),
        (19, {}, []),
        (21, {}, []),
        (22, {}, ["2026-01-05"]),
    ],
)
def test_the_days_of_a_pulse_before_it_make_a_taper_long(days, said, card):
    made = plan(**COURSE | {"cycles": 1}, taper=f"40x{days}", **said, **TAPER)
    adrenal = [row for row in made.calendar if row.kind == "checkpoint" and row.topic == "adrenal"]
    assert card == [str(row.date) for row in adrenal][:1]
