"""Alerts on the steroid taper."""

from collections.abc import Iterator

from ivigcalc.core.course.checkpoints import Course, checkpoints
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import Tapered
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import plain
from ivigcalc.core.steroid.types import ends_abruptly, mg_on


def abrupt_end(now: Tapered) -> Iterator[Alert]:
    if ends_abruptly(now.taper, now.tapering.steroid, now.limits):
        last = now.taper.steps[-1]
        yield Alert(
            "steroid.abrupt-end",
            "stop",
            f"the taper ends on {last.to} at {plain(last.mg_per_day)} mg, above the physiological dose of at most "
            f"{plain(now.tapering.steroid.physiological.mg_max)} mg, after more than "
            f"{plain(now.limits.abrupt_after_days.value)} days of steroid",
            "taper further, or leave the last step without days so that it runs on; to go on, accept with the reason",
            now.limits.abrupt_after_days.citation,
        )


def started(now: Tapered) -> Iterator[Alert]:
    """How a starting dose per kg was worked out, and whether the source's maximum held it."""
    protocol = now.tapering.protocol
    if now.taper.start and protocol is not None:
        yield Alert(
            "steroid.start",
            "note",
            f"taper {protocol.id} starts from {now.taper.start}",
            "check the body weight and the starting dose; [[steroid_dose]] says another",
            protocol.start.citation if protocol.start else Citation("house", "mg per kg of body weight, as said"),
        )


def not_this_disease(now: Tapered) -> Iterator[Alert]:
    """A taper that its source gives for another disease."""
    protocol = now.tapering.protocol
    meant = protocol.indications if protocol is not None else ()
    if protocol is not None and meant and now.indication is not None and now.indication not in meant:
        yield Alert(
            "steroid.not-this-disease",
            "caution",
            f"taper {protocol.id} ({protocol.name}) is for {', '.join(meant)}, not for {now.indication}",
            "choose a taper for this disease, or write it out with [[taper]]",
            Citation(protocol.source, "the disease that the taper is for"),
        )


def rounded(now: Tapered) -> Iterator[Alert]:
    for step in now.taper.steps:
        if step.note:
            yield Alert(
                "steroid.rounded",
                "note",
                f"taper from {step.from_}: {step.note}",
                "check the dose; [[round_to]] and [[tablets]] change it",
                now.limits.rounding.citation,
            )
    for text in now.taper.notes:
        yield Alert(
            "steroid.protocol",
            "note",
            f"taper {now.taper.protocol}: {text}" if now.taper.protocol else f"taper: {text}",
            "write the taper out to choose otherwise",
            Citation("house", "what a taper leaves open, and which end of a printed range is planned, is said"),
        )


def tablets_unknown(now: Tapered) -> Iterator[Alert]:
    if now.taper.dispense is None:
        yield Alert(
            "steroid.tablets-unknown",
            "note",
            f"no tablets of {now.tapering.steroid.name} are known here: doses are not broken down into tablets",
            "give [[tablets]] uk, de or us, or the strengths in mg, such as [[tablets]] 1,5,20",
            Citation("house", "tablets are taken from the market that was said, and never guessed"),
        )


def adrenal_zone(now: Tapered) -> Iterator[Alert]:
    """From the day on which the dose has come down to the physiological one."""
    low = now.tapering.steroid.physiological
    entered = next((step for step in now.taper.steps if step.mg_per_day <= low.mg_max), None)
    if entered is not None and mg_on(now.taper, now.taper.steps[0].from_) > low.mg_max:
        yield Alert(
            "steroid.adrenal-zone",
            "note",
            f"from {entered.from_} the dose is {plain(entered.mg_per_day)} mg, within the physiological range "
            f"({plain(low.mg_min)} to {plain(low.mg_max)} mg): adrenal insufficiency may show",
            "taper slowly or test morning cortisol; cover stress with steroid until tested",
            low.citation,
        )


def adjuncts(now: Tapered) -> Iterator[Alert]:
    """What is given beside a steroid, where dose and duration reach the figure of a rule on file."""
    rules = [rule for rule in now.monitoring if rule.when == "steroid-at-least"]
    course = Course((), (), None, now.indication, now.patient, now.taper, now.tapering.steroid)
    for due in checkpoints(rules, course):
        text = f"{due.date}: {due.text}"
        yield Alert("steroid.adjuncts", "note", text, "decide on it before that date", due.citation)


CHECKS = (abrupt_end, not_this_disease, started, rounded, tablets_unknown, adrenal_zone, adjuncts)
