"""Every formula that is shown, worked out again by another program than the one that made the plan."""

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import ceil, floor

import pytest
from planning import document, dosed, plan

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import RATES
from ivigcalc.core.course.planned import promised
from ivigcalc.core.course.workings import per_kg
from ivigcalc.core.dosing.dose import Dose, Said, from_regimen
from ivigcalc.core.printed.regimen import PrintedPhase
from ivigcalc.core.printed.sources import Citation, Working, WorkingOf

# The steps in which a result is shown, by unit; what a formula gives must round to the value to one of them.
SHOWN = {"g": Fraction(1, 1000), "mL": Fraction(1, 100), "kg": Fraction(1, 100), "mg": Fraction(1, 100)}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_UNIT = re.compile(r"(?:mL/kg/h|mL/h|g/kg|g/L|kg|cm|mL|mg|min|g|d)(?![a-z/])")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def arithmetic(text):
    """The value of numbers with units, + - x / and brackets; units are passed over."""
    tokens = tokenised(text)
    value = _sum(tokens)
    assert [] == tokens, f"{text!r}: left over: {tokens}"
    return value


def tokenised(text):
    tokens, at = [], 0
    while at < len(text):
        if text[at] == " ":
            at += 1
        elif text[at] in "+-/()" or text[at : at + 2] == "x ":
            tokens.append(text[at])
            at += 1
        elif found := _NUMBER.match(text, at):
            tokens.append(Fraction(found[0]))
            at = found.end()
        else:
            found = _UNIT.match(text, at)
            assert found, f"{text!r}: neither number nor unit at {text[at:]!r}"
            assert tokens, f"{text!r}: a unit without a number"
            assert isinstance(tokens[-1], Fraction), f"{text!r}: a unit without a number"
            at = found.end()
    return tokens


def _sum(tokens):
    value = _product(tokens)
    while tokens and tokens[0] in ("+", "-"):
        value = value + _product(tokens) if tokens.pop(0) == "+" else value - _product(tokens)
    return value


def _product(tokens):
    value = _factor(tokens)
    while tokens and tokens[0] in ("x", "/"):
        value = value * _factor(tokens) if tokens.pop(0) == "x" else value / _factor(tokens)
    return value


def _factor(tokens):
    token = tokens.pop(0)
    if token == "(":
        value = _sum(tokens)
        assert ")" == tokens.pop(0)
        return value
    assert isinstance(token, Fraction)
    return token


def dated(text):
    """The date of ``2026-01-05 + 28 d - 1 d``."""
    first, rest = text[:10], text[10:]
    assert _DATE.fullmatch(first)
    return date.fromisoformat(first) + timedelta(days=int(arithmetic("0 d" + rest)))


def half_up(value, step):
    return floor(value / step + Fraction(1, 2)) * step


def expected(formula):
    """What *formula* gives, rounded as it says after the semicolon."""
    text, _, rule = formula.partition(";")
    value, rule = arithmetic(text), rule.strip()
    if rule.startswith("half up to "):
        return half_up(value, Fraction(rule.split()[3]))
    if rule.startswith("down to "):
        step = Fraction(rule.split()[2])
        return floor(value / step) * step
    if rule.startswith("up to ") and rule.endswith(" mL/h"):
        step = Fraction(rule.split()[2])
        return ceil(value / step) * step
    if rule == "up to the whole minute":
        return Fraction(ceil(value))
    return value


ADJUSTED = {"weight": "100kg", "height": "175cm", "sex": "male", "weight_policy": "nba-2026"}
OCTAGAM = {"product": "octagam-10", "market": "us"}
TAPER = {"steroid": "prednisolone", "tablets": "de"}


def part(name, **said):
    """The plan of a command that asks for a part of it."""
    return document(name, **said).plan


TWO_DAYS = {"days": 2, "concentration": "10%"}

# Made by each test anew.
PREGNANT = {"weight": "95kg", "height": "165cm", "sex": "female", "pregnant": True, "pre_pregnancy_weight": "85kg"}
PLANS = {
    "reference": partial(
        plan,
        weight="70kg",
        age=75,
        regimen="dermatomyositis",
        days=2,
        product="yimmugo",
        cycles=5,
        **{"start": "2024-04-08", "at": "09:00", "rates": "mgh", "taper": "60,50,40,30,20/cycle", **TAPER},
    ),
    "adjusted weight, uneven days": partial(plan, dose="2g/kg", days=2, product="yimmugo", **ADJUSTED),
    "exact": partial(plan, dose="2g/kg", days=3, product="yimmugo", rounding="exact", **ADJUSTED),
    "pounds": partial(plan, weight="154lb", regimen="itp/octagam-us", **OCTAGAM),
    "convention": partial(plan, weight="63.7kg", regimen="dermatomyositis", days=4, pump_step="1mL/h", **OCTAGAM),
    "over the hours of the regimen": partial(
        plan, weight="20.3kg", regimen="kawasaki", product="kiovig", market="eu", rounding="exact"
    ),
    "over hours, at one rate": partial(
        plan, dose="0.1g/kg", weight="20.3kg", regimen="kawasaki", product="privigen", market="eu", rounding="exact"
    ),
    "two phases": partial(
        plan,
        weight="70kg",
        regimen="cidp",
        days="maintenance=2",
        product="privigen",
        market="eu",
        cycles=3,
        vials="5,20",
    ),
    "lowered": partial(plan, weight="75kg", regimen="mis-c/kawasaki-journal", concentration="10%"),
    "lowered as said": partial(plan, weight="118kg", dose="2g/kg/cycle", max_dose="100g/day", **TWO_DAYS),
    "lowered as said, per cycle": partial(plan, weight="118kg", dose="2g/kg/cycle", max_dose="101g", **TWO_DAYS),
    "lowered on one day": partial(
        plan, weight="118kg", regimen="toxic-shock-syndrome", concentration="10%", max_dose="60g/day"
    ),
    "over a time as said": partial(
        plan, weight="14.2kg", regimen="kawasaki", product="kiovig", market="eu", over="12h", rounding="exact"
    ),
    "over a time as said, without a ladder": partial(dosed, "1g/kg", concentration="10%", over="6h"),
    "over a time, rounded volumes": partial(
        part, "rates", weight="0.9kg", volume="10.6mL", product="kiovig", market="eu", over="12h"
    ),
    "per day": partial(plan, weight="70.5kg", regimen="gbs", product="privigen", market="eu"),
    "5 %": partial(dosed, "0.4g/kg", weight="31kg", concentration="5%", rates="0.5x15,1x15,2.5 mL/kg/h"),
    "mL/h": partial(dosed, "0.4g/kg", rates="us-order-set", vials="2.5,5,10", at="22:00"),
    "first infusion apart": partial(
        plan,
        weight="61.3kg",
        dose="0.4g/kg",
        days=1,
        every="4w",
        cycles=3,
        first_infusion="yes",
        product="qivigy",
        indication="primary-immunodeficiency",
    ),
    "pattern": partial(plan, weight="57kg", regimen="toxic-shock-syndrome", concentration="10%", vials="2.5,5,10"),
    "moved": partial(
        dosed, every="3w", cycles=4, closed=["2026-01-05", "2026-01-26", "2026-02-15:2026-02-16"], anchor="actual"
    ),
    "given": partial(dosed, every="4w", cycles=2, given="2026-01-05,2026-02-03"),
    "ideal weight": partial(dosed, weight="90kg", height="170cm", sex="female", weight_policy="ideal"),
    "pregnant": partial(dosed, **PREGNANT, weight_policy="ontario", weight_factor="0.5"),
    "pregnant, by the weight of today": partial(dosed, **PREGNANT, weight_policy="us-120-percent"),
    "changed": partial(
        plan,
        weight="70kg",
        dose="1g/kg",
        days=1,
        every="4w",
        cycles=4,
        concentration="10%",
        changes=[{"from_cycle": 3, "weight": "80kg"}],
    ),
    "rates from a dose": partial(part, "rates", weight="70kg", dose="28g", indication="itp", **OCTAGAM),
    "rates from a volume": partial(part, "rates", weight="70kg", volume="280mL", indication="itp", **OCTAGAM),
    "calendar": partial(part, "calendar", days=2, every="4w", cycles=3, closed=["2026-02-02"]),
    "taper": partial(part, "taper", taper="60x28,40x28,20x14", **TAPER),
    "open taper": partial(part, "taper", taper="60", **TAPER),
}
every_plan = pytest.mark.parametrize("name", PLANS)


@every_plan
def test_every_formula_gives_the_value_beside_it(name):
    for working in PLANS[name]().workings:
        if working.unit == "date":
            assert working.value == dated(working.whole.partition(";")[0].strip()).isoformat()
        else:
            step = SHOWN.get(working.unit, Fraction(1, 1000))
            assert half_up(expected(working.whole), step) == half_up(Fraction(working.value), step), working


@every_plan
def test_every_formula_says_its_unit(name):
    for working in PLANS[name]().workings:
        assert working.unit
        if working.unit in ("g", "mL", "mL/h", "kg", "mg", "min"):
            assert working.unit.partition("/")[0] in working.whole


WATCHED = ("observation after the end", "vital signs after the start")


@pytest.mark.parametrize(
    ("first", "minutes", "source"), [("no", 20, "privigen-eu-leaflet"), ("yes", 60, "flebogamma-5-eu-leaflet")]
)
def test_how_long_to_observe_is_cited_by_the_text_that_prints_it(first, minutes, source):
    made = dosed(rates="1 mL/kg/h", first_infusion=first)
    found = [(one.value, one.citation.source) for one in made.workings if one.what == "observation after the end"]
    assert [(minutes, source)] == found


def test_the_plan_shows_every_number_that_it_rests_on():
    assert [
        "dosing weight",
        "calculated dose",
        "planned dose",
        "volume",
        *(f"step {n}, {what}" for n in range(1, 8) for what in ("pump rate", "volume")),
        "pump time",
        *WATCHED,
        *(f"cycle {n}, first day" for n in range(2, 6)),
        "steroid in total",
        "planned in total",
    ] == [working.what for working in PLANS["reference"]().workings]


@pytest.mark.parametrize(
    ("name", "what", "formula"),
    [
        ("reference", "calculated dose", "2 g/kg x 70 kg"),
        ("reference", "planned dose", "3 x 20 g + 1 x 10 g + 3 x 20 g + 1 x 10 g; rounding vial"),
        ("reference", "step 7, volume", "700 mL - 10.5 mL - 21 mL - 31.5 mL - 42 mL - 52.5 mL - 63 mL; the remainder"),
        ("reference", "pump time", "180 min + 479.5 mL x 60 / 140 mL/h; up to the whole minute"),
        ("reference", "cycle 2, first day", "2024-04-08 + 28 d"),
        ("adjusted weight, uneven days", "ideal weight", "50 kg + 2.3 kg x (175 cm / 2.54 cm - 60)"),
        ("adjusted weight, uneven days", "adjusted weight", "70.464566929 kg + 0.4 x (100 kg - 70.464566929 kg)"),
        ("per day", "calculated dose", "0.4 g/kg x 5 x 70.5 kg"),
        ("convention", "step 1, pump rate", "0.6 mL/kg/h x 63.7 kg; down to 1 mL/h"),
        ("moved", "cycle 1, first day", "2026-01-05 + 1 d; closed: 2026-01-05 (as entered)"),
        ("mL/h", "calculated dose", "0.4 g/kg x 70 kg"),
        ("changed", "from cycle 3: calculated dose", "1 g/kg x 80 kg"),
        ("pregnant", "adjusted weight", "56.909448819 kg + 0.5 x (85 kg - 56.909448819 kg)"),
        (
            "pregnant, by the weight of today",
            "adjusted weight",
            "56.909448819 kg + 0.4 x (95 kg - 56.909448819 kg)",
        ),
        ("moved", "planned dose", "70 g; rounding exact"),
        ("moved", "cycle 2, first day", "2026-01-05 + 22 d"),
        ("given", "planned in total", "2 x 70 g"),
        ("two phases", "planned in total", "1 x 140 g + 3 x 70 g"),
        ("lowered", "calculated dose", "100 g; 150 g is above the regimen's maximum"),
        ("lowered as said", "dose before the maximum", "2 g/kg x 118 kg"),
        ("lowered as said", "calculated dose", "100 g x 2; 236 g is above the maximum entered, 100 g in a day"),
        (
            "lowered as said, per cycle",
            "calculated dose",
            "101 g; 236 g is above the maximum entered, 101 g per cycle",
        ),
        ("lowered on one day", "calculated dose", "178 g; 236 g is above the maximum entered, 60 g in a day"),
        ("over a time as said, without a ladder", "step 1, pump rate", "700 mL x 60 / 360 min; down to 0.1 mL/h"),
        ("over a time as said, without a ladder", "step 2, pump rate", "700 mL x 60 / 360 min; up to 0.1 mL/h"),
        (
            "over a time, rounded volumes",
            "step 3, pump rate",
            "0.9 mL/h + 0.01 mL/h; the next step of the pump after the rate before it",
        ),
        ("taper", "steroid in total", "60 mg x 28 + 40 mg x 28 + 20 mg x 14; to 2026-03-15"),
    ],
)
def test_a_formula_is_the_hand_calculation(name, what, formula):
    found = [working.whole for working in PLANS[name]().workings if what in working.what]
    assert formula in found


def test_each_step_of_a_plan_stands_with_its_formula_its_value_its_unit_and_its_source():
    said = {"weight": "100kg", "height": "177.8cm", "sex": "male", "age": 40, "weight_policy": "nba-2026"}
    course = {"dose": "1g/kg/cycle", "days": 2, "every": "4w", "cycles": 2, "concentration": "10%", "vials": "10"}
    made = plan(**said, **course, rounding="vial", rates="1x30,2 mL/kg/h", taper="60,40/cycle", **TAPER)
    ideal = Citation("nba-bloodstar-calculator", "calculation 1, the Devine formula")
    policy = Citation(
        "lifeblood-bloodstar-2026",
        "adjusted body weight is the mandated default unless an exclusion applies; actual weight where it is below the "
        "adjusted weight",
    )
    rates = Citation("house", "as written: 1x30,2 mL/kg/h")
    pump = Citation("house", "pump settings: volumes to 0.1 mL, rates down to its step, times up to the minute")
    parts = Citation("house", "the rounding rule chosen; parts add up exactly")
    first = Catalogue().limits(RATES).observe_minutes_first.citation
    clause = "the policy applies to every patient not excluded: ideal 73 kg + 0.4 x (100 kg - 73 kg)"
    assert [
        ("ideal weight", "50 kg + 2.3 kg x (177.8 cm / 2.54 cm - 60)", 73, "kg", ideal),
        ("adjusted weight", "73 kg + 0.4 x (100 kg - 73 kg)", Decimal("83.8"), "kg", policy),
        ("dosing weight", f"83.8 kg; {clause}", Decimal("83.8"), "kg", policy),
        ("calculated dose", "1 g/kg x 83.8 kg", Decimal("83.8"), "g", Citation("house", "as entered")),
        ("planned dose", "4 x 10 g + 4 x 10 g; rounding vial", 80, "g", parts),
        ("volume", "40 g x 1000 / 100 g/L; half up to 0.1 mL", 400, "mL", pump),
        ("step 1, pump rate", "1 mL/kg/h x 83.8 kg; down to 0.1 mL/h", Decimal("83.8"), "mL/h", rates),
        ("step 1, volume", "83.8 mL/h x 30 min / 60; half up to 0.1 mL", Decimal("41.9"), "mL", pump),
        ("step 2, pump rate", "2 mL/kg/h x 83.8 kg; down to 0.1 mL/h", Decimal("167.6"), "mL/h", rates),
        ("step 2, volume", "400 mL - 41.9 mL; the remainder", Decimal("358.1"), "mL", pump),
        ("pump time", "30 min + 358.1 mL x 60 / 167.6 mL/h; up to the whole minute", 159, "min", pump),
        ("observation after the end", "60 min", 60, "min", first),
        ("vital signs after the start", "15 min", 15, "min", Citation("nl-ivig002", "vital signs after 15 min")),
        ("cycle 2, first day", "2026-01-05 + 28 d", "2026-02-02", "date", None),
        ("steroid in total", "60 mg x 28 + 40 mg x 28; to 2026-03-01", 2800, "mg", None),
        ("planned in total", "2 x 80 g", 160, "g", None),
    ] == [tuple(promised(working)) for working in made.workings]


@pytest.mark.parametrize(
    ("height", "sex", "formula"),
    [
        ("175cm", "male", "52 kg + 0.75 kg x (175 cm - 152 cm)"),
        ("165cm", "female", "49 kg + 0.67 kg x (165 cm - 152 cm)"),
        ("152cm", "female", "49 kg"),
    ],
)
def test_an_ideal_weight_by_the_centimetre_is_shown_as_it_is_worked_out(height, sex, formula):
    made = dosed(weight="100kg", height=height, sex=sex, age=40, weight_policy="nhs-england-2021")
    assert formula == next(working.formula for working in made.workings if working.what == "ideal weight")


@pytest.mark.parametrize(
    ("said", "weights"),
    [
        ({"weight": "70kg", "weight_policy": "us-120-percent"}, ["dosing weight"]),  # 0.7 % below the ideal: actual
        ({"weight": "90kg", "weight_policy": "ideal"}, ["ideal weight", "dosing weight"]),
        ({"weight": "90kg", "weight_policy": "us-120-percent"}, ["ideal weight", "adjusted weight", "dosing weight"]),
    ],
)
def test_only_the_weights_that_were_used_are_shown(said, weights):
    found = [working.what for working in dosed(height="175cm", sex="male", **said).workings]
    assert weights == [what for what in found if what.endswith("weight")]


def test_a_cycle_that_is_brought_forward_is_shown_with_a_minus():
    made = dosed(every="3w", cycles=2, closed=["2026-01-26"], move="earlier")
    assert ["2026-01-05 + 21 d - 1 d; closed: 2026-01-26 (as entered)"] == [
        working.whole for working in made.workings if working.what == "cycle 2, first day"
    ]


def test_a_last_dose_that_begins_after_the_cycles_is_not_counted():
    made = dosed(every="4w", cycles=1, taper="60x28,20", **TAPER)
    assert ["60 mg x 28; to 2026-02-01"] == [
        working.whole for working in made.workings if working.what == "steroid in total"
    ]


def test_a_dose_without_dates_has_no_sum_over_the_cycles():
    made = part("dose", weight="70kg", dose="1g/kg", days=1, concentration="10%")
    assert ["dosing weight", "calculated dose", "planned dose", "volume"] == [one.what for one in made.workings]


def test_a_rate_taken_from_a_label_is_shown_with_the_label():
    found = {working.what: working.citation for working in PLANS["rates from a dose"]().workings}
    assert Citation("octagam-10-us-itp", "Rate of administration (table)") == found["step 1, pump rate"]


@pytest.mark.parametrize(("name", "first"), [("rates from a dose", ["volume"]), ("rates from a volume", [])])
def test_one_infusion_shows_its_weight_its_steps_and_the_volume_that_a_dose_takes(name, first):
    pump = [f"step {n}, {what}" for n in range(1, 5) for what in ("pump rate", "volume")]
    assert ["dosing weight", *first, *pump, "pump time", *WATCHED] == [
        working.what for working in PLANS[name]().workings
    ]


def test_each_phase_and_each_kind_of_day_is_named():
    found = [working.what for working in PLANS["two phases"]().workings if working.what.endswith(("volume", "dose"))]
    doses = ("calculated dose", "planned dose")

    def volumes(steps):
        return ("volume", *(f"step {n}, volume" for n in range(1, steps + 1)))

    assert [
        *(f"loading: {what}" for what in doses),
        *(f"loading: day {day}, {what}" for day in (1, 4) for what in volumes(6)),
        *(f"maintenance: {what}" for what in (*doses, *volumes(7))),
    ] == found


def test_grams_that_were_said_are_shown_as_said():
    (working,) = (w for w in dosed("28g").workings if w.what == "calculated dose")
    assert ("28 g; as entered", Decimal(28), "house") == (working.whole, working.value, working.citation.source)


def test_days_that_differ_are_shown_apart():
    found = [working.what for working in PLANS["adjusted weight, uneven days"]().workings if "volume" in working.what]
    assert ["day 1, volume", "day 2, volume"] == found


def test_an_open_taper_without_cycles_has_no_total():
    assert [] == [working for working in PLANS["open taper"]().workings if working.what == "steroid in total"]


def test_a_step_that_does_not_go_by_weight_has_no_rate_to_work_out():
    assert not any("pump rate" in working.what for working in PLANS["mL/h"]().workings)
    assert any("pump time" in working.what for working in PLANS["mL/h"]().workings)


def test_a_dose_per_28_days_is_shown_with_the_interval():
    once = PrintedPhase("course", Citation("a", "b"), Decimal(1), Decimal(1), dose_per="28d", days_min=1, days_max=1)
    phase = from_regimen(once, Said(interval_days=21), "disease/source")
    assert "1 g/kg x 21 d / 28 d" == per_kg(phase, phase.amount)
    assert Fraction(3, 4) == arithmetic(per_kg(phase, phase.amount)) == Fraction(phase.amount.g_per_kg)


@pytest.mark.parametrize("per", ["day", "28d", "cycle"])
def test_a_dose_that_is_not_the_printed_one_is_shown_as_it_is(per):
    printed = PrintedPhase("course", Citation("a", "b"), Decimal(1), Decimal(1), dose_per=per, days_min=2, days_max=2)
    said = Said(Dose(Decimal("1.5"), "kg-cycle"), interval_days=28)
    phase = from_regimen(printed, said, "disease/source")
    assert "1.5 g/kg" == per_kg(phase, phase.amount)


def test_a_dose_chosen_from_a_range_is_shown_as_it_is():
    printed = PrintedPhase("course", Citation("a", "b"), Decimal(1), Decimal(2), dose_per="day", days_min=2, days_max=2)
    said = Said(Dose(Decimal(1), "kg-day"))
    phase = from_regimen(printed, said, "disease/source")
    assert "2 g/kg" == per_kg(phase, phase.amount)


def test_a_working_says_which_figure_of_the_plan_it_is_of():
    """The days of the first phase differ, 30 g and 25 g, and those of the second are alike."""

    def pumped(label, phase, day):
        return [
            (f"{label}step 1, pump rate", WorkingOf("first pump rate", phase, day)),
            (f"{label}observation after the end", WorkingOf("observation", phase, day)),
            (f"{label}vital signs after the start", WorkingOf("vital signs", phase, day)),
        ]

    assert [
        ("dosing weight", WorkingOf("dosing weight")),
        ("loading: calculated dose", WorkingOf("calculated dose", "loading")),
        *pumped("loading: day 1, ", "loading", 1),
        *pumped("loading: day 4, ", "loading", 4),
        ("maintenance: calculated dose", WorkingOf("calculated dose", "maintenance")),
        *pumped("maintenance: ", "maintenance", None),
    ] == [(working.what, working.of) for working in PLANS["two phases"]().workings if working.of]


def test_the_steps_of_one_infusion_stand_with_their_sources_and_what_they_are_of():
    made = part("rates", weight="70kg", dose="28g", concentration="10%", rates="1x30,2 mL/kg/h", first_infusion="no")
    limits = Catalogue().limits(RATES)
    rates = Citation("house", "as written: 1x30,2 mL/kg/h")
    pump = Citation("house", "pump settings: volumes to 0.1 mL, rates down to its step, times up to the minute")
    weight, *rest = made.workings
    assert (WorkingOf("dosing weight"), "every patient dosed on actual body weight") == (weight.of, weight.how)
    assert [
        Working("volume", "28 g x 1000 / 100 g/L", Decimal(280), "mL", pump, "half up to 0.1 mL"),
        Working(
            "step 1, pump rate", "1 mL/kg/h x 70 kg", Decimal(70), "mL/h", rates, "down to 0.1 mL/h",
            WorkingOf("first pump rate"),
        ),
        Working("step 1, volume", "70 mL/h x 30 min / 60", Decimal(35), "mL", pump, "half up to 0.1 mL"),
        Working("step 2, pump rate", "2 mL/kg/h x 70 kg", Decimal(140), "mL/h", rates, "down to 0.1 mL/h"),
        Working("step 2, volume", "280 mL - 35 mL", Decimal(245), "mL", pump, "the remainder"),
        Working(
            "pump time", "30 min + 245 mL x 60 / 140 mL/h", Decimal(135), "min", pump, "up to the whole minute"
        ),
        Working(
            WATCHED[0], "20 min", Decimal(20), "min", limits.observe_minutes.citation, of=WorkingOf("observation")
        ),
        Working(
            WATCHED[1], "15 min", Decimal(15), "min", Citation("nl-ivig002", "vital signs after 15 min"),
            of=WorkingOf("vital signs"),
        ),
    ] == rest  # fmt: skip


@pytest.mark.parametrize(
    ("grams", "formula", "finest"),
    [("0.99g", "0.99 g x 1000 / 100 g/L", "0.01"), ("1g", "1 g x 1000 / 100 g/L", "0.1")],
)
def test_a_volume_below_10_ml_is_told_in_hundredths(grams, formula, finest):
    (working,) = [one for one in dosed(grams, weight="2kg").workings if one.what == "volume"]
    told = f"pump settings: volumes to {finest} mL, rates down to its step, times up to the minute"
    assert (formula, f"half up to {finest} mL", Citation("house", told)) == (
        working.formula,
        working.how,
        working.citation,
    )


def test_a_rate_over_hours_is_cited_by_who_says_so():
    found = {
        name: [one for one in PLANS[name]().workings if "x 60 / " in one.formula and one.unit == "mL/h"][0]
        for name in ("over the hours of the regimen", "over a time as said")
    }
    assert [
        Working(
            "step 4, pump rate", "370.4 mL x 60 / 510 min", Decimal("43.6"), "mL/h",
            Citation("therapeutic-guidelines-kawasaki", "2 g/kg as a single infusion over 10 to 12 h"),
            "up to 0.1 mL/h",
        ),
        Working(
            "step 3, pump rate", "273.3 mL x 60 / 660 min", Decimal("24.9"), "mL/h", Citation("house", "as entered"),
            "up to 0.1 mL/h",
        ),
    ] == [*found.values()]  # fmt: skip


def test_a_dose_that_a_maximum_lowered_is_shown_before_and_after():
    before, after = [one for one in PLANS["lowered as said"]().workings if "dose" in one.what][:2]
    said = Citation("house", "as entered")
    why = "236 g is above the maximum entered, 100 g in a day"
    of = WorkingOf("calculated dose", "course")
    assert Working("dose before the maximum", "2 g/kg x 118 kg", Decimal(236), "g", said) == before
    assert Working("calculated dose", "100 g x 2", Decimal(200), "g", said, why, of) == after


def dates(**said):
    """The workings of the dates of three cycles of two days."""
    made = part("calendar", **{"every": "4w", "cycles": 3, "days": 2, **said})
    return [(one.what, one.formula, one.value, one.unit, one.citation, one.how, one.of) for one in made.workings]


def test_each_date_stands_with_what_moved_it():
    first, later = "closed: 2026-01-05 (as entered)", "closed: 2026-02-03 (as entered)"
    assert [
        ("cycle 1, first day", "2026-01-05 + 1 d", "2026-01-06", "date", None, first, None),
        ("cycle 1, day 2", "2026-01-06 + 1 d", "2026-01-07", "date", None, "day 1 is on 2026-01-06", None),
        ("cycle 2, first day", "2026-01-05 + 28 d", "2026-02-02", "date", None, "", None),
        ("cycle 2, day 2", "2026-02-03 + 1 d", "2026-02-04", "date", None, later, None),
        ("cycle 3, first day", "2026-02-02 + 28 d + 4 d", "2026-03-06", "date", None, "fixed date", None),
    ] == dates(closed=["2026-01-05", "2026-02-03"], move="each-day", cycle_date=["3=2026-03-06"])


def test_a_cycle_that_finds_no_open_day_stands_on_its_own_and_is_not_told_as_moved():
    found = dates(cycles=2, closed=["2026-01-29:2026-02-06"], days=1)
    assert [("cycle 2, first day", "2026-01-05 + 28 d", "2026-02-02", "date", None, "", None)] == found


def test_a_pulse_is_counted_apart_from_the_taper():
    made = part("taper", pulse="methylprednisolone 1000mg x3", taper="60x28,40", steroid="prednisolone")
    like = Citation("corticosteroid-converter", "equivalent anti-inflammatory doses")
    assert (
        Working(
            "pulse of methylprednisolone still to come", "3 x 1000 mg", Decimal(3000), "mg",
            Citation("house", "as entered"), "no part of the taper",
        ),
        Working(
            "pulse of methylprednisolone a day, in prednisolone", "1000 mg x 5 / 4", Decimal(1250), "mg", like,
            "for comparison only",
        ),
        Working("steroid in total", "60 mg x 28", Decimal(1680), "mg", how="to 2026-02-04"),
    ) == made.workings  # fmt: skip


def test_what_a_formula_cannot_hold_is_no_arithmetic():
    for wrong in ("2 g/kg ** 70 kg", "2 g/kg x", "kg 2", "2 furlong", "2 kg)"):
        with pytest.raises((AssertionError, IndexError)):
            arithmetic(wrong)
