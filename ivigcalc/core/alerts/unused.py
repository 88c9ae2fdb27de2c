"""What was said and changes nothing here: each field with the reason, all in one note."""

from collections.abc import Callable, Iterator, Mapping

from ivigcalc.core.alerts import days, formulary, product, regimen, weight
from ivigcalc.core.course.case import Case, OneInfusion, Tapering, Volume
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.course.situation import Dated, Measured, PhaseSituation, Situation, Tapered
from ivigcalc.core.dates.types import CycleDate
from ivigcalc.core.dosing.maximum import Maximum
from ivigcalc.core.dosing.weight import comparison_weight, dosing_weight
from ivigcalc.core.errors import IvigcalcError
from ivigcalc.core.patient import Patient, at_risk
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.infusion import Infusion
from ivigcalc.core.steroid.types import Taper
from ivigcalc.core.wording import named

Reasons = Mapping[str, str]

CODE = "request.not-used"
_OF_A_COURSE = ("every", "cycles", "then", "vials", "rounding", "split", "tolerance", "stock", "day")
_OF_CYCLES = (
    "days",
    "every",
    "closed",
    "holidays",
    "move",
    "move_limit",
    "anchor",
    "cycles_from",
    "cycle_date",
    "at",
    "tz",
    "then",
)


def not_used(reasons: Reasons) -> Iterator[Alert]:
    """The note that names each field with its reason; none where every field was used."""
    if reasons:
        listed = ", ".join(f"{named(field)} ({why})" if why else named(field) for field, why in reasons.items())
        yield Alert(
            CODE,
            "note",
            f"not used here: {listed}",
            "omit it, or give what it needs",
            Citation("house", "what is entered changes the answer, is refused, or is named"),
        )


def of_course(now: Situation, said: frozenset[str], *, shows_patient: bool) -> Reasons:
    """Of the fields *said*, those that nothing of a course uses; ``shows_patient`` where these are shown."""
    found = {field: why for field, why in _of_patient(now, said, shows_patient=shows_patient)}
    found.update(_of_dose(now.case, said))
    if "max_dose" in said and not any(_at_most(now.case.max_dose, phase) for phase in now.all_phases):
        found["max_dose"] = "no dose comes to more"
    found.update(_of_rates(now, said))
    if now.case.dates is None or now.case.dates.clock is None:
        found.update(_each(said, ("tz",), "no clock time is given"))
    return found


def _each(said: frozenset[str], fields: tuple[str, ...], why: str) -> dict[str, str]:
    return {field: why for field in fields if field in said}


_Without = Callable[[Patient], Patient]

# What a patient is without one thing that was said, and why it can make no difference.
_OF_A_PATIENT: dict[str, tuple[_Without, str]] = {
    "sex": (lambda one: one._replace(sex=None), "no weight here depends on it"),
    "age": (lambda one: one._replace(age=None), "no risk and no weight here depends on it"),
    "risk": (lambda one: one._replace(risks=None), "nothing here depends on it"),
    "pregnant": (lambda one: one._replace(pregnant=False), "the dose is on actual body weight, pregnant or not"),
    "pre_pregnancy_weight": (lambda one: one._replace(pre_pregnancy_weight=None), "the dose is on actual body weight"),
}


def _of_patient(now: Situation, said: frozenset[str], *, shows_patient: bool) -> Iterator[tuple[str, str]]:
    for field, (without, why) in _OF_A_PATIENT.items():
        shown = shows_patient and field in ("sex", "age", "risk")
        if field in said and not shown and _weighed_alike(now, without(now.case.patient)):
            yield field, why


def _weighed_alike(now: Situation, patient: Patient) -> bool:
    """Whether *patient* in place of the one of the course would be weighed, held at risk and warned of alike."""
    case = now.case._replace(patient=patient)
    try:
        dosed_on = dosing_weight(patient, case.weight_policy, factor=case.weight_factor)
    except IvigcalcError:
        return False
    risk = at_risk(patient, case.limits.dose.at_risk_age_years.value)
    other = comparison_weight(patient, case.limits.weight)
    then = now._replace(case=case, other_weight=other)  # its weight and risk are compared first
    return dosed_on == now.weight and risk == now.risk and _raised(then) == _raised(now)


def _raised(now: Situation) -> list[Alert]:
    measured = Measured(now.case.patient, now.case.limits.weight)
    return [
        *(alert for check in weight.OF_A_PATIENT for alert in check(measured)),
        *(alert for check in _OF_A_PATIENT_AND_MORE for alert in check(now)),
    ]


# The checks that look at the age or at a risk by itself.
_OF_A_PATIENT_AND_MORE: tuple[Callable[[Situation], Iterator[Alert]], ...] = (
    *weight.CHECKS,
    *product.CHECKS,
    *regimen.CHECKS,
    formulary.contraindication_left_out,
    days.volume_high,
)


def _of_dose(case: Case, said: frozenset[str]) -> dict[str, str]:
    found = {}
    if case.treated is not None and case.treated.regimen is not None:
        found.update(_each(said, ("indication",), "the regimen names it"))
    if case.split:
        found.update(_each(said, ("rounding",), "the day doses are entered"))
    elif case.rounding.exact and not case.preparation.vials:
        found.update(_each(said, ("tolerance",), "the dose is exact, and no vial sizes are known"))
    return found


def _at_most(most: Maximum | None, phase: PhaseSituation) -> bool:
    """Whether the maximum that was said lowers the dose, or is below what is planned."""
    planned = phase.planned
    if most is None or planned.maximum == most:
        return True
    return most.g < (phase.highest_day_g if most.per == "day" else max(planned.planned_g, planned.calculated_g))


def _of_rates(now: Situation, said: frozenset[str]) -> dict[str, str]:
    if all(phase.pump is None for phase in now.all_phases):
        return _each(said, ("max_rate", "pump_step", "first_infusion"), "no rate is on file or entered")
    return {}


def of_dates(now: Dated, said: frozenset[str]) -> Reasons:
    """Of the fields *said*, those that make no difference to the dates."""
    found = _each(said, ("tz",), "no clock time is given") if now.dates.clock is None else {}
    closures = now.dates.closures
    if not (closures.weekends or closures.ranges or {"closed", "holidays"} & said):
        found.update(_each(said, ("move", "move_limit"), "no day is closed"))
        if not now.dates.fixed and not now.dates.given:
            found.update(_each(said, ("anchor",), "no cycle is moved"))
    return found


def of_taper(now: Tapered, said: frozenset[str], again: Callable[[Tapering], Taper | None]) -> Reasons:
    """Of the fields *said*, those that make no difference to the taper, which is made *again* without each."""
    found = {} if now.tapering.tablets is not None else _each(said, ("halves",), "no tablets are known")
    if "taper_align" in said and again(now.tapering._replace(align=False)) == now.taper:
        found["taper_align"] = "no reduction is due between two cycles"
    if "steroid_max" in said and again(now.tapering._replace(most=None)) == now.taper:
        found["steroid_max"] = "no dose is above it"
    if (
        "round_to" in said
        and now.tapering.protocol is None
        and again(now.tapering._replace(round_to=None)) == now.taper
    ):
        found["round_to"] = "no dose is rounded"
    return found


def of_taper_alone(said: frozenset[str], cycles: tuple[CycleDate, ...]) -> Reasons:
    """Of the fields *said*, those that a taper without a course does not need."""
    return {} if cycles else _each(said, _OF_CYCLES, "no cycles are planned")


def of_one_infusion(infused: OneInfusion, made: Infusion | None, said: frozenset[str]) -> Reasons:
    """Of the fields *said*, those that make no difference to one infusion as it was *made*."""
    return {**_of_resuming(infused, made, said), **_of_what_is_infused(infused, said)}


def _of_resuming(infused: OneInfusion, made: Infusion | None, said: frozenset[str]) -> Reasons:
    if infused.resume_at is None or made is None or len(made.steps) > 1:
        return {}
    held = {} if made.cap is not None else _each(said, ("max_rate",), "the rate kept does not reach it")
    return {**held, **_each(said, ("increase",), "no faster step starts before the volume is used up")}


def _of_what_is_infused(infused: OneInfusion, said: frozenset[str]) -> Reasons:
    if not isinstance(infused.what, Volume):
        return _each(said, ("day",), "there is one dose")
    return _each(said, ("dose", "days", *_OF_A_COURSE), "a volume is given instead")
