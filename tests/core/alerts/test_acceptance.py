"""Going on past a stop: the order of alerts, the reason, and when an acceptance lapses."""

import pytest
from planning import document, dosed, plan, raised, stops

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import SOURCES
from ivigcalc.core.alerts import CHECKS, ordered
from ivigcalc.core.course.case import Accepted
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.printed.sources import Citation

ABOVE = {"weight": "70kg", "dose": "2.5g/kg", "days": 3, "concentration": "10%"}
ACCEPT = "dose.above-cycle-limit=tertiary centre protocol"
CITED = Citation("house", "made up")


def alert(code, severity="stop", text="made up"):
    return Alert(code, severity, text, "nothing", CITED)


def test_stops_come_first_then_cautions_then_notes_each_once():
    raised_so = [alert("a", "note"), alert("b", "caution"), alert("c"), alert("b", "caution"), alert("d")]
    assert ["c", "d", "b", "a"] == [one.code for one in ordered(raised_so, ())]


@pytest.mark.parametrize(
    ("name", "days", "order"),
    [
        ("plan", {"days": 1}, ["dose.above-day-limit", "rate.above-any-label"]),
        ("rates", {}, ["rate.above-any-label", "dose.above-day-limit"]),
    ],
)
def test_where_the_timetable_is_what_was_asked_for_its_stops_come_first(name, days, order):
    said = {"weight": "70kg", "dose": "1.1g/kg", "concentration": "10%", "rates": "9 mL/kg/h"}
    assert order == stops(document(name, **said, **days).plan)


def test_an_accepted_stop_keeps_its_place_and_has_its_reason():
    made = plan(**ABOVE, accept=[ACCEPT])
    assert [] == stops(made)
    assert "dose.above-cycle-limit" == made.alerts[0].code
    assert "tertiary centre protocol" == made.alerts[0].accepted
    assert {None} == {one.accepted for one in made.alerts[1:]}


def test_the_request_keeps_the_reason_with_the_text_that_was_accepted():
    made = document("plan", **ABOVE, accept=[ACCEPT])
    (accepted,) = made.request["accept"]
    assert {
        "code": "dose.above-cycle-limit",
        "reason": "tertiary centre protocol",
        "text": "course: 2.5 g/kg per cycle (175 g for 70 kg) is above 2 g/kg, the highest general recommendation",
    } == accepted


def test_the_saved_request_gives_the_same_plan():
    made = document("plan", **ABOVE, accept=[ACCEPT])
    assert made == document("plan", **made.request)


def test_an_acceptance_lapses_when_the_weight_is_another():
    saved = document("plan", **ABOVE, accept=[ACCEPT]).request
    assert ["dose.above-cycle-limit"] == stops(plan(**{**saved, "weight": "71kg"}))


def test_every_phase_above_the_limit_is_accepted_with_its_own_text():
    said = {**ABOVE, "every": "4w", "then": ["2.2g/kg, 3 days, every 6w, 1 cycle"], "accept": [ACCEPT]}
    made = document("plan", **said)
    assert [] == stops(made.plan)
    assert 2 == len(raised(made.plan, "dose.above-cycle-limit"))
    assert [] == stops(plan(**made.request))


@pytest.mark.parametrize("code", ["dose.cumulative", "no.such-code", "haemolysis.check"])
def test_only_a_stop_of_this_plan_can_be_accepted(code):
    with pytest.raises(Unreadable) as refusal:
        plan(**ABOVE, accept=[f"{code}=because"])
    assert f"accept {code}: this plan's stops are dose.above-cycle-limit" == str(refusal.value)


def test_all_the_stops_that_could_be_accepted_are_named():
    with pytest.raises(Unreadable) as refusal:
        ordered([alert("b"), alert("a"), alert("c", "caution")], (Accepted("c", "because"),))
    assert "accept c: this plan's stops are a, b" == str(refusal.value)


def test_a_plan_without_a_stop_says_so():
    with pytest.raises(Unreadable) as refusal:
        dosed(accept=[ACCEPT])
    assert "accept dose.above-cycle-limit: this plan has no stop" == str(refusal.value)


def test_an_acceptance_of_a_stop_that_is_no_more_is_dropped_when_it_was_saved():
    saved = document("plan", **ABOVE, accept=[ACCEPT]).request
    assert [] == stops(plan(**{**saved, "dose": "2g/kg"}))


def test_a_caution_has_no_reason_even_where_its_code_was_accepted_as_a_stop():
    both = [alert("a", "stop", "one"), alert("a", "caution", "two")]
    assert ["why", None] == [one.accepted for one in ordered(both, (Accepted("a", "why"),))]


@pytest.mark.parametrize("said", ["dose.above-cycle-limit", "dose.above-cycle-limit=", "=why", {"code": "a"}])
def test_an_acceptance_needs_code_and_reason(said):
    with pytest.raises(Unreadable, match="accept"):
        plan(**ABOVE, accept=[said])


MANY = (
    {"weight": "100kg", "height": "165cm", "sex": "female", "dose": "2.6g/kg", "days": 2, "concentration": "5%"},
    {"weight": "10kg", "age": 40, "dose": "24g", "days": 1, "vials": "5,10", "concentration": "10%", "rates": "mgh"},
    {
        "weight": "70kg",
        "age": 70,
        "regimen": "dermatomyositis",
        "days": 6,
        "product": "octagam-10",
        "market": "us",
        "risk": ["thrombosis", "corn-allergy", "iga-antibodies"],
        "cycles": 3,
        "every": "3w",
        "closed": ["weekends"],
        "steroid": "prednisolone",
        "taper": "60x28,20x28",
    },
    {
        "weight": "70kg",
        "regimen": "cidp",
        "days": "maintenance=2",
        "product": "privigen",
        "market": "us",
        "risk": ["renal"],
    },
    {"weight": "70kg", "dose": "1g/kg", "days": 1, "product": "yimmugo", "market": "eu", "risk": ["hyperprolinaemia"]},
)


@pytest.mark.parametrize("said", MANY)
def test_every_alert_says_what_to_do_and_cites_a_source_on_file(said):
    made = document("plan", **said)
    on_file = set(Catalogue().ids(SOURCES))
    assert made.plan.alerts
    for one in made.plan.alerts:
        assert one.text
        assert one.text.isprintable()
        assert one.do
        assert one.citation.source in on_file
        assert one.citation.at
    assert {one.citation.source for one in made.plan.alerts} <= {source.id for source in made.plan.sources}


def test_no_check_is_made_twice():
    assert len(set(CHECKS)) == len(CHECKS)
