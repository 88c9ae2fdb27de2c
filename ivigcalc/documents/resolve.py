"""Request -> ``Case``: ids become records, words become choices. No arithmetic, no rule."""

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import RATE_PROTOCOLS, REGIMENS, WEIGHT_POLICIES
from ivigcalc.core.course.case import (
    CalendarCase,
    Case,
    DayDoses,
    Limits,
    OneInfusion,
    Rates,
    TaperCase,
    Treated,
    Volume,
    WeightCase,
)
from ivigcalc.core.dosing.dose import Dose, Phase, calculated_dose
from ivigcalc.core.errors import Refused, Unreadable, Unsaid
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.limits import EntryLimits, check_cycle_dose, within
from ivigcalc.core.printed.product import Label, Ladder
from ivigcalc.core.printed.regimen import Regimen, Variant
from ivigcalc.core.pumping.rates import RateProtocol
from ivigcalc.core.quantities import Kilograms, MlPerHour, Percent
from ivigcalc.documents.dates import dates
from ivigcalc.documents.local import mark_local
from ivigcalc.documents.on_file import all_limits, default_variant, monitoring, of_field
from ivigcalc.documents.phases import phase_dates, phases, said_of_each, whole
from ivigcalc.documents.product_in_hand import NOT_BY_VEIN, preparation, rounding, stock
from ivigcalc.documents.tapering import pulse, tapering
from ivigcalc.request.reading_rates import written_rates
from ivigcalc.request.request import Request


def course(request: Request, catalogue: Catalogue) -> Case:
    """The course that *request* asks for; with dates where it has any.

    Raises:
        Unreadable: Something is missing, or a choice has to be made; the text says which and how.
        Refused: What was said contradicts itself or lies outside the limits.
        RecordInvalid: A record that is needed is broken.
    """
    limits = all_limits(catalogue)
    check_entry(request, limits.entry)
    treated, variant = _treated(request, catalogue)
    of = whole(request, variant, treated)
    said = said_of_each(request, of)
    return _case(request, catalogue, limits, treated, phases(said, request, of, limits.entry), said[-1].cycles)


def infused_once(request: Request, catalogue: Catalogue) -> tuple[Case, OneInfusion]:
    """One day's dose or one volume, and the case that it is infused in: of a regimen only what is treated holds.

    Raises:
        Unreadable, Refused, RecordInvalid: As ``course``.
    """
    limits = all_limits(catalogue)
    check_entry(request, limits.entry)
    treated, variant = _treated(request, catalogue)
    of = whole(request, variant, treated)
    case = _case(request, catalogue, limits, None if treated is None else _disease(treated), (), None)
    what = Volume(request.volume) if request.volume is not None else _of_no_phase(request)
    if what is None:
        raise Unsaid("no amount", "give [[dose]] such as 28g, or [[volume]] such as 280mL", "dose")
    return case, OneInfusion(what, request.resume_rate, bool(request.increase), request.at, of.printed)


def day_doses(request: Request, catalogue: Catalogue) -> tuple[Case, DayDoses]:
    """The course whose day doses are to be timed, and the day that is wanted of it.

    Raises:
        Unreadable, Refused, RecordInvalid: As ``course``.
    """
    return course(request, catalogue), DayDoses(request.day, request.at)


def calendar(request: Request, catalogue: Catalogue) -> CalendarCase:
    """The dates that *request* asks for; no dose is needed.

    Raises:
        Unreadable, Refused, RecordInvalid: As ``course``.
    """
    limits = all_limits(catalogue)
    check_entry(request, limits.entry)
    treated, variant = _treated(request, catalogue)
    of = whole(request, variant, treated)
    said = said_of_each(request, of)
    to_come = said[-1].cycles
    return CalendarCase(
        phases=phase_dates(said, request, of, limits.entry),
        dates=dates(request, limits, to_come),
        limits=limits,
        accepted=request.accept or (),
        said=request.said,
    )


def taper(request: Request, catalogue: Catalogue) -> TaperCase:
    """The taper that *request* asks for, over cycles where it says any; no dose is needed.

    Raises:
        Unreadable, Refused, RecordInvalid: As ``course``.
    """
    limits = all_limits(catalogue)
    check_entry(request, limits.entry)
    treated, variant = _treated(request, catalogue)
    cycles_said = variant is not None or request.cycles is not None or request.given is not None
    of = whole(request, variant, treated)
    *most, last = said_of_each(request, of)
    said = (*most, last._replace(days=last.days or 1))  # it looks at no other day than the first
    phases = phase_dates(said, request, of, limits.entry) if cycles_said else ()
    said_dates = dates(request, limits, last.cycles)
    on_dates = bool(phases) and (request.start is not None or request.given is not None)
    if request.taper is None and request.pulse is None:
        raise Unsaid(
            "no taper",
            "give [[taper]] with [[steroid]]: steps such as 60x28,40x28,20 or 60,40,20/cycle, or one on file",
            "taper",
        )
    return TaperCase(
        tapering=tapering(request, catalogue),
        limits=limits,
        monitoring=monitoring(catalogue.absolute()),
        phases=phases,
        dates=said_dates if on_dates else None,
        indication=treated.id if treated else None,
        weight=request.weight,
        pulse=pulse(request, catalogue, limits),
        start=request.start,
        accepted=request.accept or (),
        said=request.said,
    )


def weights(request: Request, catalogue: Catalogue) -> WeightCase:
    """The patient, every policy on file, and the dose where one was said or the regimen gives it.

    Raises:
        Unreadable, Refused, RecordInvalid: As ``course``.
    """
    limits = all_limits(catalogue)
    weight = _weight(request)
    check_entry(request, limits.entry)
    treated, variant = _treated(request, catalogue)
    of = whole(request, variant, treated)
    said = said_of_each(request, of)
    dosed = None
    if request.dose is not None or variant is not None:
        if variant is None:
            said = tuple(one._replace(days=one.days or 1) for one in said)
        dosed = phases(said, request, of, limits.entry)[-1]
        check_cycle_dose(calculated_dose(dosed, weight), weight, limits.entry, "dose")
    return WeightCase(
        patient=patient(request, weight),
        policies=tuple(catalogue.record(WEIGHT_POLICIES, id) for id in catalogue.ids(WEIGHT_POLICIES)),
        factor=request.weight_factor,
        dosed=dosed,
        limits=limits,
        accepted=request.accept or (),
        max_dose=request.max_dose,
    )


def _case(
    request: Request,
    catalogue: Catalogue,
    limits: Limits,
    treated: Treated | None,
    phases: tuple[Phase, ...],
    to_come: int | None,
) -> Case:
    measured = patient(request, _weight(request))
    infused = preparation(request, catalogue, treated, limits, measured)
    case = Case(
        patient=measured,
        weight_policy=of_field("weight_policy", catalogue, WEIGHT_POLICIES, request.weight_policy or "actual"),
        weight_factor=request.weight_factor,
        treated=treated,
        preparation=infused,
        phases=tuple(_cited_by_its_label(phase, infused.label, treated) for phase in phases),
        rounding=rounding(request.rounding, infused, limits.entry),
        tolerance=request.tolerance if request.tolerance is not None else Percent(limits.dose.tolerance_percent.value),
        split=request.split or (),
        stock=stock(request.stock, infused),
        rates=_rates(request, catalogue),
        dates=dates(request, limits, to_come) if request.start is not None or request.given is not None else None,
        tapering=tapering(request, catalogue),
        pulse=pulse(request, catalogue, limits),
        accepted=request.accept or (),
        monitoring=monitoring(catalogue.absolute()),
        limits=limits,
        following=len(request.then or ()),
        said=request.said,
        max_dose=request.max_dose,
        prices=request.prices,
    )
    return case if catalogue.formulary is None else mark_local(case, catalogue)


def _cited_by_its_label(phase: Phase, label: Label | None, treated: Treated | None) -> Phase:
    """The phase of a regimen, cited by the label of the product in hand where that is seen to print the same."""
    if phase.printed is None or label is None or treated is None:
        return phase
    own = [one.citation for one in label.indications if one.id == treated.id]
    return next((phase._replace(citation=one) for one in own if one.source in phase.printed.also), phase)


def _weight(request: Request) -> Kilograms:
    if request.weight is None:
        raise Unsaid("no weight", "give [[weight]], such as 70kg", "weight")
    return request.weight


def patient(request: Request, weight: Kilograms) -> Patient:
    """The patient, as far as the request tells of one.

    Raises:
        Unreadable: No risk and a risk were both said.
    """
    risks = request.risk
    if risks and "none" in risks:
        if len(set(risks)) > 1:
            raise Unreadable("'none' and a risk were both given", "give one", "risk")
        risks = ()
    return Patient(
        weight=weight,
        height=request.height,
        sex=request.sex,
        age=request.age,
        pregnant=bool(request.pregnant),
        pre_pregnancy_weight=request.pre_pregnancy_weight,
        risks=tuple(dict.fromkeys(risks)) if risks is not None else None,
    )


def _treated(request: Request, catalogue: Catalogue) -> tuple[Treated | None, Variant | None]:
    if request.regimen is None:
        if request.indication is None:
            return None, None
        regimen = _regimen(request.indication, "indication", catalogue)
        local = catalogue.is_local(REGIMENS, regimen.id)
        return Treated(regimen.id, regimen.name, local=local, printed=regimen.variants), None
    id, slash, wanted = request.regimen.partition("/")
    regimen = _regimen(id, "regimen", catalogue)
    if request.indication is not None and _regimen(request.indication, "indication", catalogue).id != regimen.id:
        raise Refused(
            f"[[indication]] {request.indication} and [[regimen]] {request.regimen} name different indications",
            "give one",
            "indication",
        )
    chosen, why = (wanted, "") if slash else default_variant(regimen, request, catalogue)
    variant = next((v for v in regimen.variants if v.id == chosen), None)
    if variant is None:
        known = ", ".join(v.id for v in regimen.variants)
        raise Unreadable(
            f"{regimen.id} has no variant {chosen!r}",
            f"on file: {known}, written as {regimen.id}/VARIANT",
            "regimen",
            in_words=True,
        )
    others = tuple(f"{regimen.id}/{v.id}" for v in regimen.variants if v.id != chosen)
    treated = Treated(
        regimen.id,
        regimen.name,
        regimen=f"{regimen.id}/{chosen}",
        regimen_name=variant.name,
        others=others,
        by_default=why if others else "",
        weight_policy=catalogue.record(WEIGHT_POLICIES, variant.weight_policy) if variant.weight_policy else None,
        local=catalogue.is_local(REGIMENS, regimen.id),
        printed=regimen.variants,
        chosen=chosen,
    )
    return treated, variant


def _of_no_phase(request: Request) -> Dose | None:
    """The dose of one infusion, whatever the phase."""
    return next((dose for phase, dose in request.dose or () if not phase), None)


def _disease(treated: Treated) -> Treated:
    """What is treated, without the regimen."""
    return Treated(treated.id, treated.name, local=treated.local, printed=treated.printed, chosen=treated.chosen)


def _regimen(id: str, field: str, catalogue: Catalogue) -> Regimen:
    return of_field(field, catalogue, REGIMENS, id)


def _rates(request: Request, catalogue: Catalogue) -> Rates:
    said, step = request.rates, request.pump_step
    if step is not None and (step.unit != "mL/h" or step.value == 0):
        raise Unreadable("write it in mL/h, such as 1mL/h or 0.1mL/h", field="pump_step")
    ladder: Ladder | RateProtocol | None = None
    if said is not None and said.lower() not in catalogue.ids(RATE_PROTOCOLS):
        ladder = written_rates(said)
    if said is not None and ladder is None:
        ladder = of_field("rates", catalogue, RATE_PROTOCOLS, said)
    return Rates(
        None if step is None else MlPerHour(step.value),
        ladder,
        request.max_rate,
        request.first_infusion or "unknown",
        request.over,
    )


def check_entry(request: Request, limits: EntryLimits) -> None:
    """Refuse what lies outside every plausible range, whatever else was said.

    Raises:
        Refused: The text gives the value, the range and its source.
    """
    before = request.pre_pregnancy_weight
    for field, value, allowed, what, unit, hint in (
        ("weight", request.weight, limits.weight_kg, "weight", " kg", "check the unit: 70, 70.5kg, 154lb or 3200g"),
        ("pre_pregnancy_weight", before, limits.weight_kg, "pre-pregnancy weight", " kg", "check the unit"),
        ("height", request.height, limits.height_cm, "height", " cm", "check the unit: 175, 1.75m, 69in or 5ft9in"),
        ("age", request.age, limits.age_years, "age", " years", "check the number"),
        ("over", request.over, limits.over_minutes, "over", " min", "check number and unit: 12h or 720min"),
        ("concentration", request.concentration, limits.concentration_g_per_l, "concentration", " g/L", NOT_BY_VEIN),
    ):
        if value is not None:
            within(value, allowed, what, unit, hint, field)
