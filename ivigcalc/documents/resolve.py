"""What was said, as values -> a core ``Case``: ids become records, words become choices. No arithmetic, no rule."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import (
    CALENDAR,
    DOSES,
    ENTRY,
    MONITORING,
    RATE_PROTOCOLS,
    RATES,
    REGIMENS,
    STEROID,
    STEROIDS,
    TAPERS,
    WEIGHT,
    WEIGHT_POLICIES,
)
from ivigcalc.core.course.case import Case, Dates, Limits, Rates, Tapering, Treated
from ivigcalc.core.course.checkpoints import MonitoringRule
from ivigcalc.core.dates.schedule import Closures
from ivigcalc.core.dosing.dose import Dose, Phase, Said, calculated_dose, counting_given, from_regimen, prescribed
from ivigcalc.core.errors import Refused, Unreadable
from ivigcalc.core.parts import Outing
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.limits import EntryLimits, check_course, check_cycle_dose, within
from ivigcalc.core.printed.regimen import Variant
from ivigcalc.core.pumping.rates import read_rates
from ivigcalc.core.quantities import Milligrams, MlPerHour, Percent
from ivigcalc.core.steroid.tablets import TabletSet, market_tablets
from ivigcalc.core.steroid.types import Steroid, read_taper
from ivigcalc.documents.product_in_hand import preparation, rounding, stock
from ivigcalc.request.fields import option

Values = Mapping[str, Any]

_OF_A_TAPER = ("steroid", "steroid_dose", "taper_start", "taper_align", "tablets", "halves", "round_to")


def resolve(values: Values, catalogue: Catalogue) -> Case:
    """The case that *values* describe.

    Raises:
        Unreadable: Something is missing, or a choice has to be made; the text says which and how.
        Refused: What was said contradicts itself or lies outside the limits.
        RecordInvalid: A record that is needed is broken.
    """
    limits = all_limits(catalogue)
    _check_entry(values, limits.entry)
    treated, variant = _treated(values, catalogue)
    phases = _phases(values, variant, treated, limits.entry)
    infused = preparation(values, catalogue, treated, limits)
    if "weight" not in values:
        raise Unreadable("no weight: give --weight, such as --weight 70kg")
    case = Case(
        patient=patient(values),
        weight_policy=catalogue.record(WEIGHT_POLICIES, values.get("weight_policy", "actual")),
        weight_factor=values.get("weight_factor"),
        treated=treated,
        preparation=infused,
        phases=phases,
        rounding=rounding(values, infused),
        tolerance=values.get("tolerance", Percent(limits.dose.tolerance_percent.value)),
        split=values.get("split", ()),
        stock=stock(values, infused),
        rates=_rates(values, catalogue, limits),
        dates=dates(values, limits) if "start" in values or "given" in values else None,
        tapering=tapering(values, catalogue),
        accepted=values.get("accept", ()),
        monitoring=_monitoring(catalogue.absolute()),
        limits=limits,
        following=len(values.get("then", ())),
    )
    if catalogue.formulary is None:
        return case
    from ivigcalc.documents.formulary import mark_local

    return mark_local(case, catalogue)


def resolve_infusion(values: Values, catalogue: Catalogue) -> Case:
    """The case of one infusion alone: the dose of its day, or any dose where a volume is said instead.

    Raises:
        Unreadable, Refused, RecordInvalid: As ``resolve``.
    """
    one_day = {**values, "days": 1, "cycles": 1, "dose": values.get("dose", Dose(Decimal(1), "cycle"))}
    if "regimen" in one_day:
        one_day["indication"] = one_day.pop("regimen").partition("/")[0]
    case = resolve({name: value for name, value in one_day.items() if name not in ("every", "start")}, catalogue)
    return case._replace(dates=_clock_only(values))


def resolve_outing(values: Values, catalogue: Catalogue, *, steroid: bool) -> Outing:
    """What the dates alone, or with *steroid* the taper alone, are made from; no dose is asked for.

    Raises:
        Unreadable, Refused, RecordInvalid: As ``resolve``.
    """
    limits = all_limits(catalogue)
    _check_entry(values, limits.entry)
    treated, variant = _treated(values, catalogue)
    cycles_said = not steroid or variant is not None or "cycles" in values or "given" in values
    dosed = {**values, "dose": values.get("dose", Dose(Decimal(1), "cycle"))}
    if steroid:
        dosed.setdefault("days", 1)
    phases = _phases(dosed, variant, treated, limits.entry) if cycles_said else ()
    on_dates = ("start" in values or "given" in values) and bool(phases)
    return Outing(
        phases=counting_given(phases, len(values.get("then", ())), len(values.get("given", ()))),
        dates=dates(values, limits) if on_dates else None,
        limits=limits,
        tapering=tapering(values, catalogue),
        monitoring=_monitoring(catalogue.absolute()) if steroid else (),
        indication=treated.id if treated else None,
        weight=values.get("weight"),
        accepted=values.get("accept", ()),
    )


def dose_said(values: Values, catalogue: Catalogue) -> Phase | None:
    """The dose that was said or that the regimen gives, for the comparison of weights; None when neither was."""
    if "dose" not in values and "regimen" not in values:
        return None
    limits = catalogue.limits(ENTRY)
    treated, variant = _treated(values, catalogue)
    phase = _phases({"days": 1, **values} if variant is None else values, variant, treated, limits)[-1]
    check_cycle_dose(calculated_dose(phase, values["weight"]), values["weight"], limits)
    return phase


def _clock_only(values: Values) -> Dates | None:
    if "at" not in values:
        return None
    return Dates(None, Closures(False, (), {}), "nearest", 0, at=values["at"])


@cache
def _monitoring(catalogue: Catalogue) -> tuple[MonitoringRule, ...]:
    return tuple(catalogue.record(MONITORING, id) for id in catalogue.ids(MONITORING))


@cache
def all_limits(catalogue: Catalogue) -> Limits:
    return Limits(
        entry=catalogue.limits(ENTRY),
        dose=catalogue.limits(DOSES),
        weight=catalogue.limits(WEIGHT),
        rates=catalogue.limits(RATES),
        calendar=catalogue.limits(CALENDAR),
        steroid=catalogue.limits(STEROID),
    )


def patient(values: Values) -> Patient:
    risks: tuple[str, ...] | None = values.get("risk")
    if risks and "none" in risks:
        if len(set(risks)) > 1:
            raise Unreadable("--risk: 'none' and a risk were both said; say one or the other")
        risks = ()
    return Patient(
        weight=values["weight"],
        height=values.get("height"),
        sex=values.get("sex"),
        age=values.get("age"),
        pregnant=values.get("pregnant", False),
        pre_pregnancy_weight=values.get("pre_pregnancy_weight"),
        risks=tuple(dict.fromkeys(risks)) if risks is not None else None,
    )


def _treated(values: Values, catalogue: Catalogue) -> tuple[Treated | None, Variant | None]:
    said: str | None = values.get("regimen")
    if said is None:
        if "indication" not in values:
            return None, None
        regimen = catalogue.record(REGIMENS, values["indication"])
        return Treated(regimen.id, regimen.name, local=catalogue.is_local(REGIMENS, regimen.id)), None
    id, slash, wanted = said.partition("/")
    regimen = catalogue.record(REGIMENS, id)
    if "indication" in values and catalogue.record(REGIMENS, values["indication"]).id != regimen.id:
        raise Refused(f"--indication {values['indication']} and --regimen {said} name different indications; give one")
    chosen = wanted if slash else regimen.default
    variant = next((v for v in regimen.variants if v.id == chosen), None)
    if variant is None:
        known = ", ".join(v.id for v in regimen.variants)
        raise Unreadable(
            f"{regimen.id} has no variant {chosen!r}; on file are {known}, written as {regimen.id}/VARIANT"
        )
    others = tuple(f"{regimen.id}/{v.id}" for v in regimen.variants if v.id != chosen)
    return (
        Treated(
            regimen.id,
            regimen.name,
            regimen=f"{regimen.id}/{chosen}",
            regimen_name=variant.name,
            others=others,
            by_default="" if slash or not others else regimen.default_reason,
            weight_policy=variant.weight_policy,
            local=catalogue.is_local(REGIMENS, regimen.id),
        ),
        variant,
    )


def _phases(values: Values, variant: Variant | None, treated: Treated | None, limits: EntryLimits) -> tuple[Phase, ...]:
    """The phases of the regimen, its last one as said, or the one that was said; then those that follow."""
    said = Said(values.get("dose"), values.get("days"), values.get("every"), values.get("cycles"))
    if variant is None:
        phases = [prescribed(said)]
    else:
        name = treated.regimen or "" if treated else ""
        last = len(variant.phases) - 1
        phases = [from_regimen(p, said if i == last else Said(), name) for i, p in enumerate(variant.phases)]
    for following in values.get("then", ()):
        phases.append(prescribed(following)._replace(name=f"phase {len(phases) + 1}"))
    for phase in phases:
        check_course(phase.name, phase.days, phase.cycles, phase.interval_days, limits)
    return tuple(phases)


def _rates(values: Values, catalogue: Catalogue, limits: Limits) -> Rates:
    said: str | None = values.get("rates")
    written = protocol = None
    if said is not None and any(character.isspace() or character in "x," for character in said):
        written = read_rates(said)
    elif said is not None:
        protocol = catalogue.record(RATE_PROTOCOLS, said)
    step = values.get("pump_step", (limits.rates.pump_step_ml_per_h.value, "mL/h"))
    if step[1] != "mL/h" or step[0] == 0:
        raise Unreadable("--pump-step: write it in mL/h, such as 1mL/h or 0.1mL/h")
    return Rates(MlPerHour(step[0]), written, protocol, values.get("max_rate"), values.get("first_infusion", "unknown"))


def dates(values: Values, limits: Limits) -> Dates:
    start: date | None = values.get("start")
    for day in (start, *values.get("given", ())):
        if day is not None and not limits.entry.year.low.value <= day.year <= limits.entry.year.high.value:
            raise Refused(f"{day}: only dates from 1900 to 2200 are planned for; check the year")
    spans = values.get("closed", ())
    holidays, known = _holidays(values.get("holidays"))
    return Dates(
        start=start,
        closures=Closures(
            weekends="weekends" in spans,
            ranges=tuple(span for span in spans if span != "weekends"),
            holidays=holidays,
        ),
        move=values.get("move", "nearest"),
        move_limit_days=values.get("move_limit", int(limits.calendar.move_limit_days.value)),
        anchor=values.get("anchor", "planned"),
        fixed=_fixed(values),
        given=values.get("given", ()),
        at=values.get("at"),
        holidays_known=known,
    )


def _fixed(values: Values) -> dict[int, date]:
    fixed: dict[int, date] = {}
    for number, day in values.get("cycle_date", ()):
        if number in fixed and fixed[number] != day:
            raise Unreadable(f"--cycle-date: cycle {number} is given two dates, {fixed[number]} and {day}; give one")
        fixed[number] = day
    return fixed


def _holidays(region: str | None) -> tuple[Mapping[date, str], range | None]:
    """The holidays, worked out for the year of each day that is looked up, and the years that the package knows."""
    if region is None:
        return {}, None
    from holidays import country_holidays

    country, _, part = region.partition("-")
    try:
        known = country_holidays(country, subdiv=part or None, language="en_US")
    except (NotImplementedError, KeyError, AttributeError):
        raise Unreadable(f"--holidays {region!r}: no such region; write DE, DE-BW, GB-ENG, US-MA ...") from None
    return known, range(known.start_year, known.end_year + 1)


def tapering(values: Values, catalogue: Catalogue) -> Tapering | None:
    """The steroid and its taper, when one was said."""
    said: str | None = values.get("taper")
    if said is None:
        unused = [name for name in _OF_A_TAPER if name in values]
        if unused:
            raise Unreadable(f"{option(unused[0])} needs --taper, such as 60x28,40x28,20 or 60,40,20/cycle")
        return None
    protocol = None if said[:1].isdigit() else catalogue.record(TAPERS, said)
    drug = values.get("steroid") or (protocol.drug if protocol else None)
    if not drug:
        raise Unreadable("--taper needs --steroid, such as --steroid prednisolone")
    steroid = catalogue.record(STEROIDS, drug)
    return Tapering(
        steroid=steroid,
        written=None if protocol else read_taper(said),
        protocol=protocol,
        start_dose=values.get("steroid_dose"),
        start=values.get("taper_start", values.get("start")),
        align="taper_align" in values,
        tablets=_tablets(values, steroid),
        round_to=values.get("round_to"),
    )


def _tablets(values: Values, steroid: Steroid) -> TabletSet | None:
    """The strengths that were said, else those of the market that was said, else of the product's market."""
    halves = values.get("halves", False)
    said: str | tuple[Milligrams, ...] | None = values.get("tablets")
    if isinstance(said, tuple):
        return TabletSet(said, said if halves else ())
    market = said or values.get("market")
    if market is None:
        return None
    tablets = market_tablets(steroid.tablets, market, halves=halves)
    if tablets is None and said is not None:
        known = ", ".join(one.market for one in steroid.tablets) or "none"
        raise Unreadable(
            f"--tablets {said}: no {steroid.name} tablets of that market on file (markets on file: {known}); "
            "write the strengths in mg, such as 1,5,20"
        )
    return tablets


def check_entry(values: Values, catalogue: Catalogue) -> None:
    """Refuse what lies outside every plausible range, whatever else was said."""
    _check_entry(values, catalogue.limits(ENTRY))


def _check_entry(values: Values, limits: EntryLimits) -> None:
    checks = (
        ("weight", limits.weight_kg, "weight", " kg", "check the unit: 70, 70.5kg, 154lb or 3200g"),
        ("pre_pregnancy_weight", limits.weight_kg, "pre-pregnancy weight", " kg", "check the unit"),
        ("height", limits.height_cm, "height", " cm", "check the unit: 175, 1.75m, 69in or 5ft9in"),
        ("age", limits.age_years, "age", " years", "check the number"),
        (
            "concentration",
            limits.concentration_g_per_l,
            "concentration",
            " g/L",
            "16 and 20 % products are not for the vein",
        ),
    )
    for name, allowed, what, unit, hint in checks:
        if name in values:
            within(Decimal(values[name]), allowed, what, unit, hint)
