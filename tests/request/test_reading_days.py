"""The days of a cycle that get an infusion, and what is said of one phase of a regimen."""

from decimal import Decimal

import pytest

from ivigcalc.core.dosing.dose import Dose
from ivigcalc.core.errors import Unreadable
from ivigcalc.request.reading import following
from ivigcalc.request.reading_days import infusion_days
from ivigcalc.request.reading_phases import entries, of_each, phase_and_value
from ivigcalc.request.request import read

D = Decimal


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("5", 5),
        (" 5 ", 5),
        ("1", 1),
        ("1,3,5,8,10", (1, 3, 5, 8, 10)),
        ("1, 3 ,5", (1, 3, 5)),
        ("1,2,3", 3),  # one after another, as 3 is
        ("1,2,4", (1, 2, 4)),
        ("0", 0),  # what is out of range is refused where all ranges are
    ],
)
def test_days_are_a_number_or_those_of_a_cycle(text, days):
    assert days == infusion_days(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "give a whole number, such as 5, or the days of a cycle, such as 1,3,5"),
        ("2.0", "give a whole number, such as 5, or the days of a cycle, such as 1,3,5"),
        ("1,", "give a whole number, such as 5, or the days of a cycle, such as 1,3,5"),
        ("1;3", "give a whole number, such as 5, or the days of a cycle, such as 1,3,5"),
        (
            "1-5",
            "give a whole number, such as 5, or the days of a cycle, such as 1,3,5 (one number, not a range)",
        ),
        ("1234567", "give a whole number, such as 5, or the days of a cycle, such as 1,3,5 (at most six digits)"),
        ("mon,wed", "give a whole number, such as 5, or the days of a cycle, such as 1,3,5"),
        ("1,3\n", "give a whole number, such as 5, or the days of a cycle, such as 1,3,5"),
        ("2,4,6", "a cycle starts with an infusion on day 1; count its days from there, such as 1,3,5"),
        ("0,2,4", "a cycle starts with an infusion on day 1; count its days from there, such as 1,3,5"),
        ("1,3,3", "write each day of the cycle once and in order, such as 1,3,5"),
        ("1,5,3", "write each day of the cycle once and in order, such as 1,3,5"),
    ],
)
def test_days_that_cannot_be_meant_are_refused_with_what_to_write(text, why):
    with pytest.raises(Unreadable) as refused:
        infusion_days(text)
    assert f"{text!r}: {why}" == str(refused.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", ["5"]),
        ("1,3,5", ["1,3,5"]),
        ("loading=4", ["loading=4"]),
        ("loading=4,maintenance=1", ["loading=4", "maintenance=1"]),
        ("loading=1,3,5, maintenance=1,8", ["loading=1,3,5", "maintenance=1,8"]),
        ("1,3,maintenance=2", ["1,3", "maintenance=2"]),
    ],
)
def test_each_name_of_a_phase_begins_an_entry(text, expected):
    assert expected == entries(text)


def test_a_phase_stands_before_the_sign_in_any_case():
    assert ("loading", "4") == phase_and_value("Loading = 4")
    assert ("", "2g/kg") == phase_and_value("2g/kg")
    assert ("loading", "4=5") == phase_and_value("loading=4=5")


@pytest.mark.parametrize("text", ["=4", " =4"])
def test_a_sign_without_a_phase_is_refused(text):
    with pytest.raises(Unreadable) as refused:
        phase_and_value(text)
    assert f"{text!r}: no phase before the =; write PHASE=VALUE, or the value alone" == str(refused.value)


def test_what_is_said_of_each_phase_is_read():
    assert (("loading", 4), ("", (1, 3))) == of_each(infusion_days, ["loading=4", "1,3"])


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (["loading=4", "loading=5"], "loading=4 and loading=5: given twice for loading; "),
        (["4", "5"], "4 and 5: given twice for the same phase; "),
    ],
)
def test_it_is_said_once_of_each_phase(said, why):
    with pytest.raises(Unreadable) as refused:
        of_each(infusion_days, said)
    assert f"{why}write it once, or as PHASE=VALUE once for each phase" == str(refused.value)


def test_a_list_without_an_entry_says_nothing():
    with pytest.raises(Unreadable, match="empty list: omit the field"):
        of_each(infusion_days, [])


# In a request


@pytest.mark.parametrize(
    ("said", "days", "shown"),
    [
        (2, (("", 2),), 2),
        ("2", (("", 2),), 2),
        (["2"], (("", 2),), 2),
        ([1, 3, 5], (("", (1, 3, 5)),), "1,3,5"),  # numbers in a list are days
        ("1, 3, 5", (("", (1, 3, 5)),), "1,3,5"),
        (["Loading = 4"], (("loading", 4),), "loading=4"),
        (
            ["loading=4", "maintenance=1, 8"],
            (("loading", 4), ("maintenance", (1, 8))),
            ["loading=4", "maintenance=1,8"],
        ),
        ("loading=4,maintenance=1", (("loading", 4), ("maintenance", 1)), ["loading=4", "maintenance=1"]),
    ],
)
def test_days_in_a_request(said, days, shown):
    request = read({"days": said})
    assert days == request.days
    assert {"days": shown} == request.shown()
    assert request == read(request.shown())


def test_the_other_fields_of_a_phase():
    request = read({"dose": "maintenance=1 g/kg", "every": ["maintenance=q3w"], "cycles": ["6", "loading=1"]})
    assert (("maintenance", Dose(D(1), "kg-cycle", bare=True)),) == request.dose
    assert (("maintenance", 21),) == request.every
    assert (("", 6), ("loading", 1)) == request.cycles
    assert {"dose": "maintenance=1g/kg", "every": "maintenance=3w", "cycles": [6, "loading=1"]} == request.shown()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (
            ["1", "3"],
            "days: 1 and 3: given twice for the same phase; write it once, or as PHASE=VALUE once for each phase",
        ),
        ([], "days: empty list: omit the field"),
        ([True, False], "days: True: a text or a number is needed"),
        (
            "loading=2,4",
            "days: '2,4': a cycle starts with an infusion on day 1; count its days from there, such as 1,3,5",
        ),
    ],
)
def test_days_that_cannot_be_read_in_a_request(said, why):
    with pytest.raises(Unreadable) as refused:
        read({"days": said})
    assert why == str(refused.value)


def over(said, base):
    return read(said).filled_from(read(base)).shown()


def test_what_is_said_of_one_phase_leaves_the_others():
    base = {"regimen": "cidp", "days": ["loading=4", "maintenance=2"]}
    assert ["loading=4", "maintenance=1"] == over({"days": "maintenance=1"}, base)["days"]
    assert ["loading=4", "maintenance=2", "further=1"] == over({"days": "further=1"}, base)["days"]
    assert "maintenance=1" == over({"days": "maintenance=1"}, {"days": 4})["days"]
    assert ["loading=4", "maintenance=2", 3] == over({"days": 3}, base)["days"]  # asked about when it is planned
    assert 3 == over({"days": 3}, {"days": 4})["days"]
    assert ["loading=4", "maintenance=2"] == over({"dose": "1g/kg"}, base)["days"]


def test_what_was_said_of_the_phases_of_another_regimen_does_not_hold():
    base = {"regimen": "cidp", "days": ["loading=4", "maintenance=2"]}
    assert "course=1" == over({"regimen": "itp", "days": "course=1"}, base)["days"]
    assert ["loading=4", "maintenance=1"] == over({"regimen": "cidp", "days": "maintenance=1"}, base)["days"]


@pytest.mark.parametrize("field", ["dose", "days", "every", "cycles"])
def test_each_such_field_is_kept_of_the_other_phases(field):
    value = {"dose": "1g/kg", "days": "2", "every": "3w", "cycles": "4"}[field]
    found = read({field: f"b={value}"}).filled_from(read({field: f"a={value}"}))
    assert ["a", "b"] == [phase for phase, _ in getattr(found, field)]
    assert [f"a={value}", f"b={value}"] == found.shown()[field]


# A further phase


@pytest.mark.parametrize(
    "text",
    ["0.4g/kg/day, days 1,3,5, every 4w, 3 cycles", "every 4w, 0.4g/kg/day, 3 cycles, Days 1, 3,5"],
)
def test_a_further_phase_has_days_with_gaps(text):
    said = following(text)
    assert (Dose(D("0.4"), "kg-day"), (1, 3, 5), 28, 3) == said


def test_a_further_phase_of_days_one_after_another():
    assert 3 == following("0.4g/kg/day, days 1,2,3, every 4w, 3 cycles").days
    shown = read({"then": ["0.4 gm/kg/day,days 1, 3,5,q4w, 3 Cycles"]}).shown()
    assert {"then": ["0.4g/kg/day, days 1,3,5, every 4w, 3 cycles"]} == shown


@pytest.mark.parametrize("text", ["1g/kg, days 2,4, every 4w, 3 cycles", "1g/kg, days 1,x, every 4w, 3 cycles"])
def test_days_of_a_further_phase_that_cannot_be_read(text):
    with pytest.raises(Unreadable, match="in '1g/kg, days"):
        following(text)
