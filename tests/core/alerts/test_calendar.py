"""Alerts on the dates."""

from datetime import date, timedelta

from planning import document, dosed, only, raised, stops

from ivigcalc.core.printed.sources import Citation

EVERY_FOUR_WEEKS = {"dose": "1g/kg", "every": "4w"}


def test_each_move_is_a_note_with_its_reason():
    made = dosed(**EVERY_FOUR_WEEKS, cycles=3, closed=["2026-02-02:2026-02-03", "2026-03-02"])
    second, third = raised(made, "calendar.moved")
    assert {"note"} == {second.severity, third.severity}
    assert (
        "cycle 2 starts on 2026-02-01, 1 day earlier than planned (2026-02-02): closed: 2026-02-02 (closed 2026-02-02 "
        "to 2026-02-03)" == second.text
    )
    assert (
        "cycle 3 starts on 2026-03-03, 1 day later than planned (2026-03-02): closed: 2026-03-02 (as entered)"
        == third.text
    )  # a tie goes later
    assert "tell the patient and the ward" == third.do
    assert "us-home-infusion-order-form" == third.citation.source


def test_days_that_move_by_themselves_are_one_note_for_the_cycle():
    """From Thursday 8 January: the days of the weekend go to Monday and Tuesday, and the last to Wednesday."""
    alert = only(
        dosed("0.4g/kg/day", days=5, start="2026-01-08", closed=["weekends"], move="each-day"), "calendar.moved"
    )
    assert (
        "cycle 1: day 3 is on 2026-01-12 (planned 2026-01-10), day 4 is on 2026-01-13 (planned 2026-01-11), day 5 is "
        "on 2026-01-14 (planned 2026-01-12): closed: 2026-01-10 (Saturday), 2026-01-11 (Sunday)"
    ) == alert.whole
    assert ("note", "tell the patient and the ward") == (alert.severity, alert.do)
    assert "us-home-infusion-order-form" == alert.citation.source


def test_a_cycle_that_moves_for_the_one_before_it_says_so():
    """Two days from Friday 9 January on end on Monday 12, where the next would begin 3 days after the first."""
    said = {"days": 2, "every": "4w", "cycles": 2, "start": "2026-01-09", "closed": ["2026-01-10:2026-01-11"]}
    anew = [{"from_cycle": 2, "every": "3d", "closed": ["2026-02-01"]}]
    made = dosed("1g/kg/cycle", move="each-day", changes=anew, **said)
    second = next(alert for alert in raised(made, "calendar.moved") if "cycle 2" in alert.text)
    assert (
        "cycle 2: day 1 is on 2026-01-13 (planned 2026-01-12), day 2 is on 2026-01-14 (planned 2026-01-13): the cycle "
        "before ends on 2026-01-12"
    ) == second.text


def test_several_days_are_counted():
    made = dosed(**EVERY_FOUR_WEEKS, cycles=2, closed=["2026-02-02:2026-02-04"], move="later")
    assert "3 days later than planned" in only(made, "calendar.moved").whole


def test_open_days_are_none():
    made = dosed(**EVERY_FOUR_WEEKS, cycles=3, closed=["weekends"])
    assert [] == [alert for alert in made.alerts if alert.code.startswith("calendar.")]


def test_no_open_day_within_the_limit_is_a_stop():
    made = dosed(**EVERY_FOUR_WEEKS, cycles=2, closed=["2026-01-29:2026-02-06"])
    alert = only(made, "calendar.no-open-day")
    assert "stop" == alert.severity
    assert (
        "cycle 2 (planned 2026-02-02): closed: 2026-02-02 (closed 2026-01-29 to 2026-02-06); no free start within 4 "
        "days of 2026-02-02; next possible start: 2026-02-07" == alert.whole
    )
    assert "widen [[move_limit]] or set [[cycle_date]]; or accept, with a reason" == alert.do
    assert "us-home-infusion-order-form" == alert.citation.source
    assert ["calendar.no-open-day"] == stops(made)
    assert [] == raised(dosed(**EVERY_FOUR_WEEKS, cycles=2, closed=["2026-01-29:2026-02-05"]), "calendar.no-open-day")


def test_a_closed_day_that_was_set_by_hand_is_not_for_the_move_limit_to_mend():
    made = dosed(**EVERY_FOUR_WEEKS, cycles=2, cycle_date=["2=2026-02-07"], closed=["weekends"])
    assert "choose another [[cycle_date]]; or accept, with a reason" == only(made, "calendar.no-open-day").do


def test_closer_than_85_percent_of_the_interval_is_crowded():
    # 85 % of 28 days are 23.8
    alert = only(dosed(**EVERY_FOUR_WEEKS, cycles=2, cycle_date=["2=2026-01-28"]), "calendar.crowded")  # 23 days
    assert "caution" == alert.severity
    assert "cycle 2 starts on 2026-01-28, 23 days after cycle 1: below 85 % of the interval" == alert.whole
    assert "check the adjacent dates" == alert.do
    assert "house" == alert.citation.source
    assert [] == raised(dosed(**EVERY_FOUR_WEEKS, cycles=2, cycle_date=["2=2026-01-29"]), "calendar.crowded")  # 24 days


def test_years_without_known_holidays_are_a_caution():
    made = dosed(start="2198-12-01", holidays="DE", **EVERY_FOUR_WEEKS, cycles=3)
    alert = only(made, "holidays.not-covered")
    assert "caution" == alert.severity
    assert "no holidays on file for 2198, 2199" == alert.whole
    assert "enter the closed days of those years with [[closed]]" == alert.do
    assert Citation("house", "the holiday list covers only certain years") == alert.citation
    assert [] == raised(dosed(start="2026-01-05", holidays="DE"), "holidays.not-covered")


def test_holidays_are_known_however_long_a_treatment_goes_on():
    """A cycle on Thursday 2024-12-26, three years after the first of those given."""
    given = ",".join(str(date(2024, 12, 26) - timedelta(28 * n)) for n in range(39, 0, -1))
    alert = only(document("calendar", days=1, every="4w", cycles=1, given=given, holidays="DE").plan, "calendar.moved")
    assert alert.whole.startswith("cycle 40 starts on 2024-12-27, 1 day later than planned (2024-12-26)")


def test_the_calendar_alone_has_the_same_alerts():
    said = {"days": 1, "every": "4w", "cycles": 2, "closed": ["2026-02-02"]}
    assert ["calendar.moved"] == [alert.code for alert in document("calendar", **said).plan.alerts]
