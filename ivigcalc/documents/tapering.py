"""Request -> the steroid and its taper, with the tablets that it is made of, and the pulse before it."""

from datetime import date

from ivigcalc.catalogue.catalogue import Catalogue, NotOnFile
from ivigcalc.catalogue.kinds import STEROIDS, TAPERS
from ivigcalc.core.course.case import ByProtocol, Limits, Tapering
from ivigcalc.core.errors import Refused, Unreadable, Unsaid
from ivigcalc.core.steroid.pulse import Pulse, check_pulse
from ivigcalc.core.steroid.tablets import TabletSet, market_tablets
from ivigcalc.core.steroid.types import Steroid, WrittenTaper
from ivigcalc.documents.on_file import of_field
from ivigcalc.request.reading_tapers import written_taper
from ivigcalc.request.request import Request


def tapering(request: Request, catalogue: Catalogue) -> Tapering | None:
    """The steroid and its taper; None where none was said.

    Raises:
        Unreadable: Something is missing, or there is no such record.
        Refused: Something was said that this kind of taper has no use for.
    """
    if request.taper is None:
        _refuse_without_taper(request)
        return None
    on_file = request.taper.lower() in catalogue.ids(TAPERS)
    how = (None if on_file else written_taper(request.taper)) or _by_protocol(request.taper, request, catalogue)
    if isinstance(how, WrittenTaper):
        _refuse_of_protocols(request, how)
    if request.steroid_max is not None and not _per_kg(how):
        raise Refused(
            "[[steroid_max]] is the maximum of a dose per kg, and no dose is per kg",
            "omit [[steroid_max]], or give the dose per kg, such as 1mg/kg",
            "steroid_max",
        )
    drug = request.steroid or (how.protocol.drug if isinstance(how, ByProtocol) else None)
    if not drug:
        raise Unsaid("[[taper]] needs [[steroid]], such as prednisolone", field="steroid")
    steroid = of_field("steroid", catalogue, STEROIDS, drug)
    return Tapering(
        steroid=steroid,
        how=how,
        start=_start(request),
        align=request.taper_align is not None,
        tablets=_tablets(request, steroid),
        round_to=request.round_to,
        most=request.steroid_max,
    )


def pulse(request: Request, catalogue: Catalogue, limits: Limits) -> Pulse | None:
    """The pulse with its steroid; None where none was said.

    Raises:
        Unreadable, RecordInvalid: There is no such steroid on file; those that are are named.
        Refused: As ``check_pulse`` does.
    """
    said = request.pulse
    if said is None:
        return None
    try:
        steroid = of_field("pulse", catalogue, STEROIDS, said.drug)
    except NotOnFile:
        known = ", ".join(catalogue.ids(STEROIDS))
        raise Unreadable(f"[[pulse]]: no steroid {said.drug!r} is on file", f"on file: {known}", "pulse") from None
    check_pulse(said, limits.entry)
    return Pulse(steroid, said.mg, said.days, said.each_cycle)


def _start(request: Request) -> date | None:
    """The first day of the taper; None where it follows from the first cycle, or from a pulse."""
    if request.taper_start is not None or request.pulse is not None:
        return request.taper_start
    return request.start


def _by_protocol(id: str, request: Request, catalogue: Catalogue) -> ByProtocol:
    return ByProtocol(of_field("taper", catalogue, TAPERS, id), request.steroid_dose)


def _per_kg(how: WrittenTaper | ByProtocol) -> bool:
    """Whether a dose is said, or printed, per kg."""
    if isinstance(how, WrittenTaper):
        return how.per_kg
    if how.start_dose is not None:
        return how.start_dose.per_kg
    return how.protocol.start is not None and how.protocol.start.mg_per_kg is not None


def _refuse_without_taper(request: Request) -> None:
    for field, value in (
        ("steroid", request.steroid),
        ("steroid_dose", request.steroid_dose),
        ("steroid_max", request.steroid_max),
        ("taper_start", request.taper_start),
        ("taper_align", request.taper_align),
        ("tablets", request.tablets),
        ("halves", request.halves),
        ("round_to", request.round_to),
    ):
        if value is not None:
            raise Unreadable(f"[[{field}]] needs [[taper]], such as 60x28,40x28,20 or 60,40,20/cycle", field=field)


def _refuse_of_protocols(request: Request, written: WrittenTaper) -> None:
    """What only a taper on file has a use for, and what one with a dose per cycle has none for."""
    if request.steroid_dose is not None:
        raise Refused(
            "[[taper]] is entered as steps and starts with its own first dose",
            "omit [[steroid_dose]], or enter the taper from that dose",
            "steroid_dose",
        )
    if request.round_to is not None and not written.per_kg:
        raise Refused(
            "[[taper]] is entered in mg, and an entered dose is never rounded",
            "omit [[round_to]], or enter other doses",
            "round_to",
        )
    if not written.per_cycle:
        return
    if request.taper_start is not None:
        raise Refused(
            "[[taper]] has a dose per cycle and starts with the first cycle",
            "omit [[taper_start]], or enter the doses with their days",
            "taper_start",
        )
    if request.taper_align is not None:
        raise Refused(
            "[[taper]] has a dose per cycle, which changes on each cycle's first day already",
            "omit [[taper_align]]",
            "taper_align",
        )


def _tablets(request: Request, steroid: Steroid) -> TabletSet | None:
    """The strengths that were said, else those of the market that was said, else of the product's market."""
    halves, said = bool(request.halves), request.tablets
    if isinstance(said, tuple):
        return TabletSet(said, said if halves else ())
    market = said or request.market
    if market is None:
        return None
    tablets = market_tablets(steroid.tablets, market, halves=halves)
    if tablets is None and said is not None:
        known = ", ".join(one.market for one in steroid.tablets) or "none"
        raise Unreadable(
            f"[[tablets]] {said}: no {steroid.name} tablets of that market on file (markets on file: {known})",
            "enter the strengths in mg, such as 1,5,20",
            "tablets",
        )
    return tablets
