"""Alerts on the steroid taper."""

from collections.abc import Iterator

from ivigcalc.core.course.case import Tapering
from ivigcalc.core.course.checkpoints import Course, MonitoringRule, checkpoints
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import Situation
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import plain
from ivigcalc.core.steroid.types import SteroidLimits, Taper, ends_abruptly, mg_on


def dated(now: Situation) -> Iterator[Alert]:
    case = now.case
    if case.tapering is not None and now.taper is not None:
        indication = case.treated.id if case.treated else None
        yield from of_taper(case.tapering, now.taper, case.limits.steroid, case.monitoring, case.patient, indication)


def of_taper(
    tapering: Tapering,
    taper: Taper,
    limits: SteroidLimits,
    monitoring: tuple[MonitoringRule, ...],
    patient: Patient,
    indication: str | None,
) -> Iterator[Alert]:
    """All alerts on a taper: also of one on its own, which has no dose."""
    yield from _abrupt_end(tapering, taper, limits)
    yield from _started(tapering, taper)
    yield from _rounded(taper, limits)
    yield from _tablets_unknown(tapering, taper)
    yield from _adrenal_zone(tapering, taper)
    course = Course((), (), None, indication, patient, taper, tapering.steroid)
    yield from _adjuncts([rule for rule in monitoring if rule.when == "steroid-at-least"], course)


def _abrupt_end(tapering: Tapering, taper: Taper, limits: SteroidLimits) -> Iterator[Alert]:
    if ends_abruptly(taper, tapering.steroid, limits):
        last = taper.steps[-1]
        yield Alert(
            "steroid.abrupt-end",
            "stop",
            f"the taper ends on {last.to} at {plain(last.mg_per_day)} mg, above the physiological dose of at most "
            f"{plain(tapering.steroid.physiological.mg_max)} mg, after more than "
            f"{plain(limits.abrupt_after_days.value)} days of steroid",
            "taper further, or leave the last step without days so that it runs on; to go on, accept with the reason",
            limits.abrupt_after_days.citation,
        )


def _started(tapering: Tapering, taper: Taper) -> Iterator[Alert]:
    """How a starting dose per kg was worked out, and whether the source's maximum held it."""
    protocol = tapering.protocol
    if taper.start and protocol is not None:
        yield Alert(
            "steroid.start",
            "note",
            f"taper {protocol.id} starts from {taper.start}",
            "check the body weight and the starting dose; [[steroid_dose]] says another",
            protocol.start.citation if protocol.start else Citation("house", "mg per kg of body weight, as said"),
        )


def _rounded(taper: Taper, limits: SteroidLimits) -> Iterator[Alert]:
    for step in taper.steps:
        if step.note:
            yield Alert(
                "steroid.rounded",
                "note",
                f"taper from {step.from_}: {step.note}",
                "check the dose; [[round_to]] and [[tablets]] change it",
                limits.rounding.citation,
            )
    for text in taper.notes:
        yield Alert(
            "steroid.protocol",
            "note",
            f"taper {taper.protocol}: {text}" if taper.protocol else f"taper: {text}",
            "write the taper out to choose otherwise",
            Citation("house", "what a taper leaves open, and which end of a printed range is planned, is said"),
        )


def _tablets_unknown(tapering: Tapering, taper: Taper) -> Iterator[Alert]:
    if taper.dispense is None:
        yield Alert(
            "steroid.tablets-unknown",
            "note",
            f"no tablets of {tapering.steroid.name} are known here: doses are not broken down into tablets",
            "give [[tablets]] uk, de or us, or the strengths in mg, such as [[tablets]] 1,5,20",
            Citation("house", "tablets are taken from the market that was said, and never guessed"),
        )


def _adrenal_zone(tapering: Tapering, taper: Taper) -> Iterator[Alert]:
    """From the day on which the dose has come down to the physiological one."""
    low = tapering.steroid.physiological
    entered = next((step for step in taper.steps if step.mg_per_day <= low.mg_max), None)
    if entered is not None and mg_on(taper, taper.steps[0].from_) > low.mg_max:
        yield Alert(
            "steroid.adrenal-zone",
            "note",
            f"from {entered.from_} the dose is {plain(entered.mg_per_day)} mg, within the physiological range "
            f"({plain(low.mg_min)} to {plain(low.mg_max)} mg): adrenal insufficiency may show",
            "taper slowly or test morning cortisol; cover stress with steroid until tested",
            low.citation,
        )


def _adjuncts(rules: list[MonitoringRule], course: Course) -> Iterator[Alert]:
    """What is given beside a steroid, where dose and duration reach the figure of a rule on file."""
    for due in checkpoints(rules, course):
        text = f"{due.date}: {due.text}"
        yield Alert("steroid.adjuncts", "note", text, "decide on it before that date", due.citation)


CHECKS = (dated,)
