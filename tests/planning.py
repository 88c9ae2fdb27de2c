"""Short ways to plan, for tests: what is said as it is said at the command line, with the shipped records."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.alerts import open_stops
from ivigcalc.core.course.planned import Alert, Document, Plan
from ivigcalc.documents import answer
from ivigcalc.request.request import Request, read, read_changes

START = "2026-01-05"  # a Monday


def asked(said: Mapping[str, Any]) -> Request:
    """The request that says what is *said*, ``changes`` included."""
    base = read({name: value for name, value in said.items() if name != "changes"})
    return base._replace(changes=read_changes(said.get("changes", [])))


def answer_to(name: str, said: Mapping[str, Any], catalogue: Catalogue) -> Document:
    """The document *name* of exactly what is *said*."""
    return answer.document(name, asked(said), catalogue)


def document(name: str = "plan", **said: Any) -> Document:
    """The document *name* of what is *said*; dates begin on ``START`` where they are asked for and nothing is said."""
    if name in ("plan", "calendar", "taper") and "start" not in said and "given" not in said:
        said["start"] = START
    return answer_to(name, said, Catalogue())


def plan(**said: Any) -> Plan:
    """The whole plan."""
    return document("plan", **said).plan


def dosed(dose: str = "1g/kg", **said: Any) -> Plan:
    """The plan of one day's dose for 70 kg of a 10 % product that is not on file, as far as nothing else is said."""
    return plan(**{"weight": "70kg", "dose": dose, "days": 1, "concentration": "10%", **said})


def raised(made: Plan, code: str) -> list[Alert]:
    """The alerts of *made* with this *code*."""
    return [alert for alert in made.alerts if alert.code == code]


def only(made: Plan, code: str) -> Alert:
    """The one alert of *made* with this *code*."""
    (alert,) = raised(made, code)
    return alert


def stops(made: Plan) -> list[str]:
    """The codes of the stops that nobody accepted."""
    return [alert.code for alert in open_stops(made.alerts)]


def grams(made: Plan) -> tuple[Decimal, ...]:
    """The dose of each day of the first phase."""
    return tuple(day.dose_g for day in made.phases[0].days)
