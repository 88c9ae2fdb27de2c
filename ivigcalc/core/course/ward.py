"""What the ward is told of every infusion, whatever its date, from the rules on file."""

from collections.abc import Sequence

from ivigcalc.core.course.case import Treated
from ivigcalc.core.course.checkpoints import concerns
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.monitoring import MonitoringRule
from ivigcalc.core.printed.sources import Citation


class WardNote(NamedTuple):
    """What whoever gives an infusion is told of ``what``."""

    what: str
    text: str
    citation: Citation


def ward_notes(
    rules: Sequence[MonitoringRule], treated: Treated | None, patient: Patient | None
) -> tuple[WardNote, ...]:
    """What *rules* tell the ward of every infusion of this patient, in their order."""
    indication = treated.id if treated is not None else None
    return tuple(
        WardNote(rule.topic, rule.text, rule.citation)
        for rule in rules
        if rule.when == "each-infusion" and concerns(rule, indication, patient)
    )
