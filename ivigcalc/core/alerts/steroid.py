"""Alerts on the steroid taper."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from ivigcalc.core.course.checkpoints import Course, checkpoints
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import Tapered
from ivigcalc.core.printed.sources import Citation, Figure
from ivigcalc.core.quantities import HUNDREDTH, half_up, plain
from ivigcalc.core.steroid.departures import departures, lacking_strength
from ivigcalc.core.steroid.pulse import days_before
from ivigcalc.core.steroid.types import MOST_DAYS, TaperStep, ends_abruptly, in_words, is_long, prednisolone


def abrupt_end(now: Tapered) -> Iterator[Alert]:
    if ends_abruptly(now.taper, now.tapering.steroid, now.limits, days_before(now.pulses, now.taper)):
        last = now.taper.steps[-1]
        yield Alert(
            "steroid.abrupt-end",
            "stop",
            f"the taper ends on {last.to} at {in_words(last)}, above the physiological maximum of "
            f"{plain(now.tapering.steroid.physiological.mg_max)} mg, after more than "
            f"{plain(now.limits.abrupt_after_days.value)} days of steroid",
            "taper further, or omit the last step's days so that it continues; or accept, with a reason",
            now.limits.abrupt_after_days.citation,
        )


def started(now: Tapered) -> Iterator[Alert]:
    """How a starting dose per kg was worked out, and whether the source's maximum held it."""
    protocol = now.tapering.protocol
    if now.taper.start and protocol is not None:
        yield Alert(
            "steroid.start",
            "note",
            f"taper {protocol.id} starts at {now.taper.start}",
            "check body weight and starting dose, or enter another [[steroid_dose]]",
            protocol.start.citation if protocol.start else Citation("house", "mg per kg body weight, as entered"),
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
            "choose a taper for this disease, or enter its steps with [[taper]]",
            Citation(protocol.source, "the disease that the taper is for"),
        )


def rounded(now: Tapered) -> Iterator[Alert]:
    steps = [f"from {step.from_}: {step.note}" for step in now.taper.steps if step.note and _changed(step)]
    if steps:
        yield Alert(
            "steroid.rounded",
            "note",
            f"taper {'; '.join(steps)}",
            f"check the {'dose' if len(steps) == 1 else 'doses'}, or change [[round_to]] or [[tablets]]",
            now.limits.rounding.citation,
        )
    for text in now.taper.notes:
        yield Alert(
            "steroid.protocol",
            "note",
            f"taper {now.taper.protocol}: {text}" if now.taper.protocol else f"taper: {text}",
            "enter the taper steps to change this",
            Citation("house", "open points of a taper, and the end used of a printed range, are stated"),
        )


def _changed(step: TaperStep) -> bool:
    """Whether a dose of the step is another than was calculated."""
    sources = [(mg, step.mg_per_day) for mg in step.source_mg]
    sources += [(dose.calculated_mg, dose.mg_per_day) for dose in step.day_doses]
    return any(source != mg for source, mg in sources)


def beyond_source(now: Tapered) -> Iterator[Alert]:
    """The dose, or the step down, that rounding takes furthest from what is calculated, where that is far."""
    limits, furthest = now.limits, max(departures(now.taper), key=lambda one: one.percent, default=None)
    if furthest is None or furthest.percent <= limits.rounded_caution_percent.value:
        return
    stops = furthest.percent > limits.rounded_stop_percent.value
    figure = limits.rounded_stop_percent if stops else limits.rounded_caution_percent
    how = _finer(now)
    yield Alert(
        "steroid.beyond-source",
        "stop" if stops else "caution",
        f"taper from {furthest.date}: {furthest.text}",
        f"{how}; or accept, with a reason" if stops else how,
        figure.citation,
    )


def _finer(now: Tapered) -> str:
    """What brings the doses nearer: the strength that is lacking, or no coarse rounding."""
    if now.tapering.round_to is not None:
        return "omit [[round_to]], or round to less"
    if now.tapering.tablets is None:
        return "enter the taper steps with [[taper]]"
    lacking = lacking_strength(
        now.taper, now.tapering.tablets, now.tapering.steroid, now.limits.rounded_caution_percent
    )
    if lacking is None:
        return "give finer [[tablets]]"
    listed = ",".join(plain(mg) for mg in sorted({*now.tapering.tablets.mg, lacking}))
    return f"tablets of {plain(lacking)} mg are needed too: [[tablets]] {listed}"


def tablets_unknown(now: Tapered) -> Iterator[Alert]:
    if now.taper.dispense is None:
        yield Alert(
            "steroid.tablets-unknown",
            "note",
            f"{now.tapering.steroid.name} tablet strengths are not known: doses are not split into tablets",
            "give [[tablets]] uk, de or us, or the strengths in mg, such as [[tablets]] 1,5,20",
            Citation("house", "tablets are those of the market given, never guessed"),
        )


def adrenal_zone(now: Tapered) -> Iterator[Alert]:
    """From the day on which the dose has come down to the physiological one, in a course that is long enough."""
    low = now.tapering.steroid.physiological
    first, *following = now.taper.steps
    entered = next((step for step in following if step.mean_mg <= low.mg_max), None)
    if entered is not None and first.mean_mg > low.mg_max and _long(now):
        where = "within" if entered.mean_mg >= low.mg_min else "below"
        yield Alert(
            "steroid.adrenal-zone",
            "note",
            f"from {entered.from_} the dose is {in_words(entered)}, {where} the physiological range "
            f"({plain(low.mg_min)} to {plain(low.mg_max)} mg): adrenal insufficiency is possible",
            "taper slowly or test morning cortisol; give stress cover until tested",
            low.citation,
        )


def _long(now: Tapered) -> bool:
    return is_long(now.taper, now.limits, days_before(now.pulses, now.taper))


def high_for_weight(now: Tapered) -> Iterator[Alert]:
    """A dose that is more than one for this weight: day after day, or on a single day."""
    found = None if now.weight is None else _too_high(now, now.weight)
    if found is None or now.weight is None:
        return
    highest = _highest(now)
    per_kg = prednisolone(highest.highest_mg, now.tapering.steroid) / now.weight
    limit, figure = found
    yield Alert(
        "steroid.high-for-weight",
        "stop",
        f"{plain(highest.highest_mg)} mg of {now.tapering.steroid.name} a day from {highest.from_} is "
        f"{plain(half_up(per_kg, HUNDREDTH))} mg/kg of prednisolone for {plain(now.weight)} kg: {limit}",
        "check the steroid, the dose and the weight; or accept, with a reason",
        figure.citation,
    )


def _highest(now: Tapered) -> TaperStep:
    return max(now.taper.steps, key=lambda step: step.highest_mg)


def _too_high(now: Tapered, kg: Decimal) -> tuple[str, Figure] | None:
    """What the taper is above for a patient of *kg*, with the figure; None where it is not too high."""
    limits, steroid, highest = now.limits, now.tapering.steroid, _highest(now).highest_mg
    pulse = steroid.pulse_mg_per_kg
    if pulse is not None:
        too_much, most, unit = highest > pulse.value * kg, pulse, steroid.name
    else:
        most, unit = limits.highest_mg_per_kg, "prednisolone"
        too_much = prednisolone(highest, steroid) > most.value * kg
    if too_much:
        return f"above the {plain(most.value)} mg/kg of {unit} of the highest pulse", most
    if _days_above(now, limits.high_mg_per_kg.value * kg) > limits.high_for_days.value:
        figure = limits.high_mg_per_kg
        return f"above {plain(figure.value)} mg/kg for more than {plain(limits.high_for_days.value)} days", figure
    return None


def _days_above(now: Tapered, mg: Decimal) -> int:
    """The days with more than so many *mg* of prednisolone; a dose that runs on does so for years."""
    return sum(
        days
        for step in now.taper.steps
        for dose, days in step.counted(MOST_DAYS if step.days is None else step.days)
        if prednisolone(dose.mg_per_day, now.tapering.steroid) > mg
    )


def weight_unknown(now: Tapered) -> Iterator[Alert]:
    """A caution where the dose is too high for nearly every weight that there could be."""
    if now.weight is not None:
        return
    heavy = now.limits.unknown_weight_kg
    found = _too_high(now, heavy.value)
    yield Alert(
        "steroid.weight-unknown",
        "caution" if found else "note",
        "body weight not given: the steroid dose is not checked against it"
        + (f", and for {plain(heavy.value)} kg it is {found[0]}" if found else ""),
        "give [[weight]]: a dose too high for it is a stop",
        heavy.citation if found else now.limits.high_mg_per_kg.citation,
    )


def falls_steeply(now: Tapered) -> Iterator[Alert]:
    """A step that falls more than ten-fold, as with an error of the decimal point."""
    figure = now.limits.fall_at_most
    for before, step in pairwise(now.taper.steps):
        if before.mean_mg > figure.value * step.mean_mg:
            yield _ten_fold(f"on {step.from_} the dose falls from {in_words(before)} to {in_words(step)}", figure)
    for step in now.taper.steps:
        low, high = sorted((step.day_doses[0].mg_per_day, step.day_doses[-1].mg_per_day))
        if low and high > figure.value * low:
            yield _ten_fold(f"from {step.from_} the dose is {in_words(step)}", figure)


def _ten_fold(what: str, figure: Figure) -> Alert:
    return Alert(
        "steroid.ten-fold-step",
        "caution",
        f"{what}, more than {plain(figure.value)}-fold in one step",
        "check both doses for an error of decimal point or digit",
        figure.citation,
    )


def adjuncts(now: Tapered) -> Iterator[Alert]:
    """What is given beside a steroid, where dose and duration reach the figure of a rule on file."""
    rules = [rule for rule in now.monitoring if rule.when == "steroid-at-least"]
    course = Course((), (), None, now.indication, now.patient, now.taper, now.tapering.steroid)
    for due in checkpoints(rules, course):
        text = f"{due.date}: {due.text}"
        yield Alert("steroid.adjuncts", "note", text, f"decide on {due.title}", due.citation)


CHECKS = (
    abrupt_end,
    not_this_disease,
    high_for_weight,
    falls_steeply,
    started,
    beyond_source,
    rounded,
    tablets_unknown,
    weight_unknown,
    adrenal_zone,
    adjuncts,
)
