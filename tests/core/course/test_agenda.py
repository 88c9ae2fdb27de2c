"""Agenda: who is infused on which day, what is set aside, and what a stock lacks."""

from datetime import date
from decimal import Decimal

from ivigcalc.core.course.agenda import Agenda, AgendaDay, Appointment, agenda
from ivigcalc.core.course.demand import Demand, RunOut
from ivigcalc.core.course.needs import Concern, Need, PatientNeeds
from ivigcalc.core.course.planned import VialTotal
from ivigcalc.core.quantities import Grams, Millilitres, Minutes


def g(value: int) -> Grams:
    return Grams(Decimal(value))


def minutes(value: int) -> Minutes:
    return Minutes(Decimal(value))


def ml(value: int) -> Millilitres:
    return Millilitres(Decimal(value))


def need(day: str, product: str = "brand", *, chair: int | None = 90, start: str | None = None) -> Need:
    """30 g in a vial of 20 and one of 10 g."""
    vials = (VialTotal(g(20), 1), VialTotal(g(10), 1))
    timed = None if chair is None else minutes(chair)
    return Need(date.fromisoformat(day), product, g(30), ml(300), vials, timed, 2, 1, start)


def patient(who: str, *needs: Need) -> PatientNeeds:
    return PatientNeeds(who, needs, None)


def test_the_whole_agenda_of_two_patients_on_two_days():
    monday, tuesday = date(2026, 1, 5), date(2026, 1, 6)
    concern = Concern("caution", "a.code", "text")
    one = need("2026-01-05", start="09:00")._replace(
        end="23:30", end_date=tuesday, concerns=(concern,), pump_minutes=minutes(70)
    )
    two = need("2026-01-05", chair=120)
    three = need("2026-01-06", "other", chair=60)
    found = agenda(
        [PatientNeeds("A", (one, three), None, date(2025, 12, 8), "UTC"), patient("B", two)],
        from_=monday, until=date(2026, 1, 11), inventory={"brand": {g(20): 1, g(10): 2}},
    )  # fmt: skip
    vials = (VialTotal(g(20), 1), VialTotal(g(10), 1))
    doubled = (VialTotal(g(20), 2), VialTotal(g(10), 2))

    def of(name: str, period: str) -> Demand:
        begins = None if period == "total" else date.fromisoformat(period)
        if name == "brand":
            return Demand(period, "brand", 2, 2, g(60), ml(600), doubled, minutes(90 + 120), 0, begins)
        return Demand(period, "other", 1, 1, g(30), ml(300), vials, minutes(60), 0, begins)

    first = Appointment(
        monday, "09:00", "23:30", tuesday, "A", 2, 1, "brand", g(30), ml(300), vials, minutes(90), (concern,),
        date(2025, 12, 8), "UTC", minutes(70),
    )  # fmt: skip
    second = Appointment(
        monday, None, None, None, "B", 2, 1, "brand", g(30), ml(300), vials, minutes(120), (), None, None, None
    )
    third = first._replace(
        date=tuesday,
        start=None,
        end=None,
        end_date=None,
        product="other",
        chair_minutes=minutes(60),
        concerns=(),
        pump_minutes=None,
    )
    assert Agenda(
        monday, date(2026, 1, 11), 2,
        (
            AgendaDay(monday, (first, second), g(60), minutes(90 + 120), 0, (of("brand", "2026-01-05"),)),
            AgendaDay(tuesday, (third,), g(30), minutes(60), 0, (of("other", "2026-01-06"),)),
        ),
        (of("brand", "total"), of("other", "total")),
        (RunOut("brand", g(20), 1, 2, monday, 1), RunOut("brand", g(10), 2, 2, None, 0)),
    ) == found  # fmt: skip


def test_a_day_adds_up_over_its_products():
    (day,) = agenda([patient("A", need("2026-01-05"), need("2026-01-05", "other", chair=60))]).days
    assert (g(30 + 30), minutes(90 + 60), ["brand", "other"]) == (
        day.planned_g,
        day.chair_minutes,
        [one.product for one in day.set_aside],
    )


def test_the_chair_time_of_a_day_is_not_known_where_one_infusion_has_no_rate():
    """A sum over the others would pass for the whole."""
    one, two = need("2026-01-05"), need("2026-01-05", "other", chair=None)
    (day,) = agenda([patient("A", one), patient("B", two), patient("C", two)]).days
    assert (None, 2) == (day.chair_minutes, day.untimed)


def test_a_day_begins_with_the_earliest_start_and_those_without_one_come_last_as_they_were_read():
    starts = {"A": None, "B": "13:00", "C": None, "D": "08:30", "E": "13:00"}
    found = agenda([patient(who, need("2026-01-05", start=start)) for who, start in starts.items()])
    assert ["D", "B", "E", "A", "C"] == [one.who for one in found.days[0].infusions]


def test_the_first_and_the_last_day_count_and_those_beside_them_do_not():
    days = ("2026-01-04", "2026-01-05", "2026-01-11", "2026-01-12")
    found = agenda([patient("A", *map(need, days))], from_=date(2026, 1, 5), until=date(2026, 1, 11))
    assert [date(2026, 1, 5), date(2026, 1, 11)] == [day.date for day in found.days]
    assert [2] == [one.infusions for one in found.totals]
    assert 1 == found.patients


def test_without_a_time_the_agenda_goes_from_the_first_day_to_the_last():
    found = agenda([patient("A", need("2026-02-02")), patient("B", need("2026-01-05"), need("2026-03-02"))])
    assert (date(2026, 1, 5), date(2026, 3, 2)) == (found.from_, found.until)
    assert [date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2)] == [day.date for day in found.days]


def test_a_patient_of_another_time_is_not_counted():
    found = agenda([patient("A", need("2026-02-02")), patient("B")], until=date(2026, 1, 5))
    assert Agenda(None, date(2026, 1, 5), 0, (), (), ()) == found


def test_of_nobody_there_is_an_empty_agenda():
    assert Agenda(None, None, 0, (), (), ()) == agenda([])
