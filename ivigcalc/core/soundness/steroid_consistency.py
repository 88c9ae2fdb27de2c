"""Consistency of steroids and their tapers: what the types cannot say of their records."""

from collections.abc import Iterator

from ivigcalc.core.quantities import plain
from ivigcalc.core.steroid.types import MOST_DAYS, Steroid, TaperProtocol

Faults = Iterator[str]


def protocol_faults(protocol: TaperProtocol) -> Faults:
    """What is wrong with *protocol* in itself, each fault as ``key: reason``."""
    for kind, key in (("table", "steps"), ("bands", "bands"), ("targets", "targets")):
        if bool(getattr(protocol, key)) != (kind == protocol.kind):
            yield f"{key}: those and nothing else belong to a protocol of kind {kind!r}"
    yield from _steps(protocol)
    yield from _bands(protocol)
    start = protocol.start
    if start is not None and protocol.kind == "table" and None in (start.mg_per_kg, start.hold_days):
        yield "start: before a table it needs mg_per_kg and hold_days"
    days = [step.days for step in protocol.steps] + [band.every_days for band in protocol.bands]
    if start is not None:
        days.append(start.hold_days)
    if any(number is not None and not 1 <= number <= MOST_DAYS for number in days):
        yield f"days: 1 to {MOST_DAYS}"


def _steps(protocol: TaperProtocol) -> Faults:
    for step, following in zip(protocol.steps, protocol.steps[1:], strict=False):
        if following.mg >= step.mg:
            yield f"steps: {plain(following.mg)} mg after {plain(step.mg)} mg: each must be lower"
        if step.days is None:
            yield f"steps: {plain(step.mg)} mg has no days: only the last may run on"
    if any(step.mg <= 0 for step in protocol.steps):
        yield "steps: a dose is above 0 mg"


def _bands(protocol: TaperProtocol) -> Faults:
    edges = [band.above_mg for band in protocol.bands]
    if any(lower >= edge for edge, lower in zip(edges, edges[1:], strict=False)) or min(edges, default=0) < 0:
        yield "bands: the edges (above_mg) fall from band to band, to 0 at the lowest"
    for band in protocol.bands:
        by = [value for value in (band.reduce_by_mg, band.reduce_by_percent) if value is not None]
        if len(by) != 1 or by[0] <= 0 or (band.reduce_by_percent or 0) >= 100:
            yield "bands: each has reduce_by_mg above 0, or reduce_by_percent from 0 to 100, not both"


def steroid_faults(steroid: Steroid) -> Faults:
    """What is wrong with *steroid* in itself, each fault as ``key: reason``."""
    equal, physiological = steroid.equivalence, steroid.physiological
    strengths = [strength.mg for each in steroid.tablets for strength in each.strengths]
    for key, sound in (
        ("equivalence", equal.mg > 0 and equal.prednisone_mg > 0),
        ("physiological", 0 < physiological.mg_min <= physiological.mg_max),
        ("tablets", all(each.strengths for each in steroid.tablets) and all(mg > 0 for mg in strengths)),
    ):
        if not sound:
            yield f"{key}: amounts above 0 mg are needed, the lower one first"
