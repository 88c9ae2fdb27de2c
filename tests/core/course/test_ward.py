"""What the ward is told of every infusion."""

from planning import document

from ivigcalc.core.course.ward import WardNote, ward_notes
from ivigcalc.core.printed.monitoring import MonitoringRule
from ivigcalc.core.printed.sources import Citation

CITED = Citation("test", "by hand")
RENAL = MonitoringRule("a", "kidney", "Look.", "each-infusion", CITED, risks=("renal",))
EACH_CYCLE = MonitoringRule("b", "topic", "Look.", "each-cycle", CITED)
REACTION = MonitoringRule("c", "reaction", "Stop.", "each-infusion", CITED)
FOR_ITP = MonitoringRule("d", "headache", "Look.", "each-infusion", CITED, indications=("itp",))


def test_the_ward_is_told_what_concerns_nobody_in_particular_and_nothing_that_has_a_date():
    assert (WardNote("reaction", "Stop.", CITED),) == ward_notes((RENAL, EACH_CYCLE, REACTION, FOR_ITP), None, None)


def test_a_plan_and_a_timetable_have_the_notes_and_a_dose_alone_has_none():
    said = {"weight": "70kg", "dose": "1g/kg", "days": 1, "product": "privigen", "market": "eu"}
    plan = document("plan", **said, start="2026-12-07", indication="itp").plan
    assert ["reaction", "severe reaction", "aseptic meningitis", "headache", "to expect"] == [
        note.what for note in plan.ward
    ]
    assert plan.ward == document("rates", weight="70kg", volume="700mL", product="privigen", market="eu").plan.ward
    assert () == document("dose", **said, indication="itp").plan.ward
