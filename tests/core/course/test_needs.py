"""What one patient's plan still asks for, and what to know of each infusion."""

from datetime import date
from decimal import Decimal

from ivigcalc.core.course.needs import Concern, Need, PatientNeeds, needs_of
from ivigcalc.core.course.planned import (
    Alert,
    InfusionRow,
    Plan,
    PlannedDay,
    PlannedPhase,
    PlannedProduct,
    PulseRow,
    Severity,
    VialTotal,
)
from ivigcalc.core.dosing.vial_supply import VialCount
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.infusion import Infusion
from ivigcalc.core.quantities import (
    Grams,
    GramsPerKilogram,
    GramsPerLitre,
    Milligrams,
    Millilitres,
    Minutes,
    Percent,
)


def g(value: str | int) -> Grams:
    return Grams(Decimal(value))


PRODUCT = PlannedProduct("brand", "Brand", "us", None, GramsPerLitre(Decimal(100)), False, ())
INFUSION = Infusion("label", None, Minutes(Decimal(120)), Minutes(Decimal(30)), None, (), (), ())


def planned(*, days: int, infusion: Infusion | None = INFUSION) -> PlannedPhase:
    day = PlannedDay(
        1, g(35), Millilitres(Decimal(350)), (VialCount(g(20), Millilitres(Decimal(200)), 2),), g(40), g(5), infusion
    )
    return PlannedPhase(
        "course", GramsPerKilogram(Decimal(1)), 2, 28, days, g(35), g(35), g(0), Percent(Decimal(0)),
        Millilitres(Decimal(350)), "exact", tuple(day._replace(day=n) for n in range(1, days + 1)), (),
    )  # fmt: skip


def row(day: str, *, number: int = 1, planned_date: str = "", given: bool = False) -> InfusionRow:
    when = date.fromisoformat(day)
    return InfusionRow(
        when, "infusion", "course", 1, number, g(35), Millilitres(Decimal(350)),
        date.fromisoformat(planned_date) if planned_date else when, 0, "", given, None, None, None, None,
    )  # fmt: skip


def test_a_plan_asks_for_its_opened_vials_and_its_chair_time_on_each_day():
    plan = Plan(product=PRODUCT, phases=(planned(days=2),), calendar=(row("2026-01-05"), row("2026-01-06", number=2)))
    taken = (g(35), Millilitres(Decimal(350)), (VialTotal(g(20), 2),), Minutes(Decimal(120 + 30)))
    pump = Minutes(Decimal(120))
    needs = (
        Need(date(2026, 1, 5), "brand", *taken, 1, 1, pump_minutes=pump),
        Need(date(2026, 1, 6), "brand", *taken, 1, 2, pump_minutes=pump),
    )
    assert PatientNeeds("A", needs, date(2026, 2, 2), date(2026, 1, 5), "UTC") == needs_of("A", plan, "UTC")


def test_an_infusion_has_its_clock_times():
    timed = row("2026-01-05")._replace(start="22:00", end="01:30", end_date=date(2026, 1, 6), cycle=3)
    (need,) = needs_of("A", Plan(product=PRODUCT, phases=(planned(days=1),), calendar=(timed,))).needs
    assert (3, 1, "22:00", "01:30", date(2026, 1, 6)) == (need.cycle, need.day, need.start, need.end, need.end_date)


def alert(severity: Severity, phase: str = "", accepted: str | None = None) -> Alert:
    return Alert(f"a.{severity}", severity, f"text of {phase}", "do", Citation("s", "at"), accepted, phase)


def test_an_infusion_has_the_stops_and_cautions_of_its_phase_and_of_none():
    first, second = planned(days=1)._replace(name="loading"), planned(days=1)._replace(name="maintenance")
    alerts = (
        alert("stop", "loading", "discussed"), alert("caution"), alert("caution", "maintenance"), alert("note"),
    )  # fmt: skip
    rows = (row("2026-01-05")._replace(phase="loading"), row("2026-02-02")._replace(phase="maintenance"))
    found = needs_of("A", Plan(product=PRODUCT, phases=(first, second), calendar=rows, alerts=alerts))
    anywhere = Concern("caution", "a.caution", "text of ")
    assert [
        (Concern("stop", "a.stop", "text of loading", "discussed"), anywhere),
        (anywhere, Concern("caution", "a.caution", "text of maintenance")),
    ] == [need.concerns for need in found.needs]


def test_a_course_begins_with_what_is_given_first():
    pulse = PulseRow(date(2026, 1, 2), "pulse", None, 1, "methylprednisolone", Milligrams(Decimal(1000)), True)
    given = row("2026-01-05", given=True)
    plan = Plan(product=PRODUCT, phases=(planned(days=1),), calendar=(given, row("2026-02-02")))
    assert date(2026, 1, 5) == needs_of("A", plan).begins
    assert date(2026, 1, 2) == needs_of("A", plan._replace(calendar=(*plan.calendar, pulse))).begins


def test_a_plan_without_an_interval_has_no_next_cycle():
    single = planned(days=1)._replace(interval_days=None)
    plan = Plan(product=PRODUCT, phases=(single,), calendar=(row("2026-01-05"),))
    assert needs_of("A", plan).next_cycle is None


def test_a_plan_without_phases_asks_for_nothing():
    assert PatientNeeds("A", (), None) == needs_of("A", Plan())


def test_what_was_given_is_not_asked_for_again():
    plan = Plan(product=PRODUCT, phases=(planned(days=1),), calendar=(row("2026-01-05", given=True), row("2026-02-02")))
    assert [date(2026, 2, 2)] == [one.date for one in needs_of("A", plan).needs]


def test_the_next_cycle_counts_from_the_planned_day_of_the_last():
    calendar = (row("2026-01-05"), row("2026-02-03", planned_date="2026-02-02"))
    plan = Plan(product=PRODUCT, phases=(planned(days=1),), calendar=calendar)
    assert date(2026, 3, 2) == needs_of("A", plan).next_cycle


def test_a_product_that_is_not_on_file_goes_by_its_name():
    plan = Plan(
        product=PRODUCT._replace(id=None, name="100 g/L"), phases=(planned(days=1),), calendar=(row("2026-01-05"),)
    )
    assert "100 g/L" == needs_of("A", plan).needs[0].product


def test_a_phase_with_another_product_asks_for_that_one():
    phase = planned(days=1)._replace(product=PRODUCT._replace(id="second"))
    plan = Plan(product=PRODUCT, phases=(phase,), calendar=(row("2026-01-05"),))
    assert "second" == needs_of("A", plan).needs[0].product


def test_an_infusion_without_a_rate_has_no_chair_time():
    plan = Plan(product=PRODUCT, phases=(planned(days=1, infusion=None),), calendar=(row("2026-01-05"),))
    assert needs_of("A", plan).needs[0].chair_minutes is None
