"""An order without a plan: what it is, from its weight, its dose and what is on file."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import DOSES, ENTRY, REGIMENS
from ivigcalc.core.alerts.unused import CODE as NOT_USED
from ivigcalc.core.course.meaning import (
    Fit,
    Meaning,
    NearestVials,
    OrderedDose,
    UnderPolicy,
    beside,
    measured,
    slip,
    told,
)
from ivigcalc.core.course.planned import PlannedPhase
from ivigcalc.core.dosing.dose import calculated_dose
from ivigcalc.core.dosing.vial_supply import in_all
from ivigcalc.core.errors import Refused, Unsaid
from ivigcalc.core.printed.regimen import Regimen
from ivigcalc.core.quantities import TENTH, Grams, GramsPerKilogram, Kilograms, Percent, half_up, plain
from ivigcalc.documents.answer import document
from ivigcalc.documents.intake import TAKES
from ivigcalc.documents.on_file import of_field
from ivigcalc.documents.phases import phases, said_of_each, whole
from ivigcalc.request.request import Request, read

# What an order without a plan is said with.
TAKEN = (
    "weight", "height", "sex", "age", "pregnant", "pre_pregnancy_weight", "weight_factor", "indication", "dose", "days",
    "every", "product", "market", "concentration", "vials",
)  # fmt: skip
_OF_THE_DOSE = ("dose.", "weight.", "product.", "volume.", "risk.")  # alerts of the order, and not of its pump
_OF_POLICIES = ("sex", "pregnant", "pre_pregnancy_weight", "weight_factor")  # of use to them, which need the height too
_BEYOND = ("dose.above-cycle-limit", "dose.above-day-limit", "dose.far-below")


def meaning(request: Request, catalogue: Catalogue) -> Meaning:
    """What the order of *request* is; where no days are said it is that of one.

    Raises:
        Unreadable, Refused, RecordInvalid: As the dose of an order does. Above the limit of every dose the text names
            the error of the decimal point that it may be.
    """
    if request.dose is None:
        raise Unsaid(
            "no dose",
            "give the ordered [[dose]], such as 30g/cycle or 0.4g/kg/day, with [[product]]",
            "dose",
        )
    if request.days is None:
        request = request.saying("days", (("", 1),), 1)
    _refuse_without_policies(request)
    regimens = _regimens(request, catalogue)
    tolerance = Percent(catalogue.limits(DOSES).tolerance_percent.value)
    try:
        dose = document("dose", request.without(*_OF_POLICIES[1:]), catalogue).plan
    except Refused as why:
        raise _with_slip(why, request, regimens, tolerance, catalogue) from None
    weight, ordered = _ordered(request, catalogue)
    within = tolerance if _in_grams(request) else Percent(Decimal(0))
    policies = _policies(request, ordered, regimens, within, catalogue)  # which look at all that is said of the patient
    alerts = tuple(
        one._replace(phase="")  # there is no other
        for one in dose.alerts
        if (one.code == NOT_USED and not policies) or (one.severity != "note" and one.code.startswith(_OF_THE_DOSE))
    )
    stopped = any(one.severity == "stop" and one.code in _BEYOND for one in alerts)
    measure = measured(ordered, weight)
    fits = _shown(request, beside(ordered, weight, regimens, within))
    return Meaning(
        agrees=any(one.fits for one in fits) and all(one.severity != "stop" for one in alerts),
        weight_kg=weight,
        ordered=ordered,
        measure=measure,
        regimens=fits,
        nearest=_nearest(request, dose.phases[-1], measure.cycle_g_per_kg, catalogue),
        policies=policies,
        slip=slip(ordered, weight, regimens, tolerance) if stopped else None,
        alerts=alerts,
    )


def _refuse_without_policies(request: Request) -> None:
    """Refuse what only a weight policy has a use for where none is looked at."""
    if request.height is not None and request.sex is not None:
        return
    for field in _OF_POLICIES:
        if field in request.said:
            raise Unsaid(f"[[{field}]] is for the weight policies", "give [[height]] and [[sex]] too", field)


def _regimens(request: Request, catalogue: Catalogue) -> tuple[Regimen, ...]:
    """All that is on file for what is treated, or all regimens where that was not said."""
    if request.indication is None:
        return tuple(catalogue.record(REGIMENS, id) for id in sorted(catalogue.ids(REGIMENS)))
    return (of_field("indication", catalogue, REGIMENS, request.indication),)


def _ordered(request: Request, catalogue: Catalogue) -> tuple[Kilograms, OrderedDose]:
    """The weight, and the exact grams of a cycle on it."""
    assert request.weight is not None
    of = whole(request, None, None)
    phase = phases(said_of_each(request, of), request, of, catalogue.limits(ENTRY))[-1]
    return request.weight, OrderedDose(calculated_dose(phase, request.weight), phase.days, phase.interval_days)


def _in_grams(request: Request) -> bool:
    """Whether the dose was said in grams, which are those of vials; else it is one by the weight."""
    return any(dose.per in ("cycle", "day") for _, dose in request.dose or ())


def _with_slip(
    why: Refused, request: Request, regimens: Sequence[Regimen], tolerance: Percent, catalogue: Catalogue
) -> Refused:
    """*why* a dose is refused, with the error of the decimal point that it may be."""
    if why.field != "dose":
        return why
    weight, ordered = _ordered(request, catalogue)
    found = slip(ordered, weight, regimens, tolerance)
    return why if found is None else Refused(why.why, f"{why.do}; {told(found)}", why.field, in_words=why.in_words)


def _shown(request: Request, fits: Iterable[Fit]) -> tuple[Fit, ...]:
    """Those that the order fits; where it was said what is treated, all of it."""
    return tuple(one for one in fits if one.fits or request.indication is not None)


def _nearest(
    request: Request, phase: PlannedPhase, g_per_kg: GramsPerKilogram, catalogue: Catalogue
) -> NearestVials | None:
    """What vials make of the dose by the weight: the one that was said, or the nearest tenth of a g/kg."""
    if _in_grams(request):
        tenth = half_up(g_per_kg, TENTH)
        if tenth == 0:
            return None
        g_per_kg = GramsPerKilogram(tenth)
        by_weight = read({"dose": f"{plain(tenth)}g/kg/cycle"}).filled_from(request.without("dose", *_OF_POLICIES[1:]))
        phase = document("dose", by_weight, catalogue).plan.phases[-1]
    vials = in_all(vial for day in phase.days for vial in day.vials)
    return NearestVials(g_per_kg, phase.calculated_g, phase.planned_g, vials) if vials else None


def _policies(
    request: Request, ordered: OrderedDose, regimens: Sequence[Regimen], within: Percent, catalogue: Catalogue
) -> tuple[UnderPolicy, ...]:
    """The order under each policy, where height and sex were said, which most policies need."""
    if request.height is None or request.sex is None:
        return ()
    of_weight = request.without(*(field for field in TAKEN if field not in TAKES["weight"]))
    found = []
    for one in document("weight", of_weight, catalogue).plan.policies:
        if one.kg is None:
            found.append(UnderPolicy(one.policy, None, None, None, (), one.reason))
            continue
        given = ordered if _in_grams(request) else ordered._replace(g=Grams(ordered.g * one.kg / one.actual_kg))
        fits = dict.fromkeys(fit.regimen for fit in beside(given, one.kg, regimens, within) if fit.fits)
        per_kg = measured(given, one.kg).cycle_g_per_kg
        found.append(UnderPolicy(one.policy, one.kg, per_kg, given.g, tuple(fits), one.reason))
    return tuple(found)
