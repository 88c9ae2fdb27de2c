"""Alerts on the steroid taper."""

from collections.abc import Iterator

from ivigcalc.core.planned import Alert
from ivigcalc.core.quantities import plain
from ivigcalc.core.situation import Situation
from ivigcalc.core.sources import Citation
from ivigcalc.core.taper import ends_abruptly, mg_on


def abrupt_end(now: Situation) -> Iterator[Alert]:
    tapering, taper = now.case.tapering, now.taper
    if tapering is None or taper is None or not ends_abruptly(taper, tapering.steroid, now.case.limits.steroid):
        return
    limit = now.case.limits.steroid.abrupt_after_days
    last = taper.steps[-1]
    yield Alert(
        "steroid.abrupt-end",
        "stop",
        f"the taper ends on {last.to} at {plain(last.mg_per_day)} mg, above the physiological dose of at most "
        f"{plain(tapering.steroid.physiological.mg_max)} mg, after more than {plain(limit.value)} days of steroid",
        "taper further, or leave the last step without days so that it runs on; to go on, accept with the reason",
        limit.citation,
    )


def rounded(now: Situation) -> Iterator[Alert]:
    for step in now.taper.steps if now.taper else ():
        if step.note:
            yield Alert(
                "steroid.rounded",
                "note",
                f"taper from {step.from_}: {step.note}",
                "check the dose; --round-to and --tablets change it",
                now.case.limits.steroid.rounding.citation,
            )


def tablets_unknown(now: Situation) -> Iterator[Alert]:
    if now.taper is not None and now.taper.dispense is None and now.case.tapering is not None:
        yield Alert(
            "steroid.tablets-unknown",
            "note",
            f"no tablets of {now.case.tapering.steroid.name} are known here: doses are not broken down into tablets",
            "give --tablets uk, de or us, or the strengths in mg, such as --tablets 1,5,20",
            Citation("house", "tablets are taken from the market that was said, and never guessed"),
        )


def adrenal_zone(now: Situation) -> Iterator[Alert]:
    """From the day on which the dose has come down to the physiological one."""
    tapering, taper = now.case.tapering, now.taper
    if tapering is None or taper is None:
        return
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
