"""What every timetable promises, whatever the ladder, the weight, the volume and the caps."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import example, given, settings
from hypothesis import strategies as st
from ladders import CITED, RULES, products, protocols

from ivigcalc.core.errors import Refused
from ivigcalc.core.printed.product import Ladder
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.completed import Rung, complete
from ivigcalc.core.pumping.duration import Over
from ivigcalc.core.pumping.infusion import Speed, timetable
from ivigcalc.core.pumping.interruption import Resumed
from ivigcalc.core.pumping.ladder import choose_ladder, label_cap, risk_cap, stated_cap
from ivigcalc.core.pumping.rates import PrintedRate, Rate, by_the_hour, protocol_ladder
from ivigcalc.core.quantities import Minutes
from ivigcalc.request.reading_rates import read_rates

modest = settings(max_examples=150, deadline=None)
LADDERS_ON_FILE = [
    (f"{product.id} {label.markets[0]}", ladder, strength.g_per_l)
    for product in products().values()
    for label in product.labels
    for ladder in label.ladders
    for strength in product.strengths
] + [
    (protocol.id, protocol_ladder(protocol), Decimal(100))
    for protocol in protocols().values()
    if "the minutes of each step" not in protocol.not_on_file
]
LABELS_ON_FILE = [(product, label) for product in products().values() for label in product.labels if label.ladders]


def tenths(low, high):
    return st.integers(low * 10, high * 10).map(lambda n: Decimal(n) / 10)


weights = st.integers(200, 40_000).map(lambda n: Decimal(n) / 100)  # 2 to 400 kg
pounds = st.integers(10, 800).map(lambda n: (Decimal(n), Decimal(n) * Decimal("0.45359237")))
day_volumes = tenths(1, 3000)
pump_steps = st.sampled_from([Decimal("0.01"), Decimal("0.1"), Decimal(1)])


@st.composite
def any_ladder(draw):
    """A ladder of any kind: printed throughout, start and maximum, additive; by weight or not."""
    unit = draw(st.sampled_from(["mL/kg/h", "mL/kg/min", "mg/kg/min", "mg/kg/h", "mL/min", "mL/h"]))
    scale = {"mL/kg/h": 100, "mL/kg/min": 10_000, "mg/kg/min": 100, "mg/kg/h": 1, "mL/min": 100, "mL/h": 1}[unit]
    raw = draw(st.lists(st.integers(20, 900), min_size=2, max_size=6, unique=True).map(sorted))
    rates = tuple(Decimal(n) / scale for n in raw)
    holds = draw(st.lists(st.integers(5, 60).map(Decimal), min_size=len(rates) - 1, max_size=len(rates) - 1))
    kind = draw(st.sampled_from(["printed", "ends", "additive"]))
    if kind == "printed":
        return Ladder(unit, rates, CITED, tuple(holds))
    every = draw(st.sampled_from([None, Decimal(15), Decimal(45)]))
    if kind == "ends":
        return Ladder(unit, rates[:1], CITED, maximum=rates[-1], every_minutes=every)
    return Ladder(unit, rates[:1], CITED, maximum=rates[-1], increment=rates[0] / 2, every_minutes=every or Decimal(20))


def laid(ladder, weight, volume, g_per_l=Decimal(100), vials=(), **more):
    """The rungs and the timetable; None for a patient too light for the pump."""
    rungs = complete(ladder, g_per_l, RULES)
    try:
        return rungs, timetable(volume, Speed(weight, rungs, basis="label", first=True, **more), RULES, vials)
    except Refused:
        return None


def rung_of(step, rungs, weight):
    """The slowest rung that is fast enough for the step's pump rate."""
    return next(rung for rung in rungs if rung.rate.ml_per_h(weight) >= step.ml_per_h)


def run_by(minute, steps):
    """The mL that have run at *minute*."""
    parts = ((Fraction(minute) - Fraction(step.start_minute)) / Fraction(step.minutes) for step in steps)
    return sum(Fraction(s.volume_ml) * min(1, max(0, part)) for s, part in zip(steps, parts, strict=True))


def check(infusion, rungs, weight, volume, caps=()):
    steps = infusion.steps
    assert sum(step.volume_ml for step in steps) == volume
    assert all(step.volume_ml > 0 and step.minutes > 0 for step in steps)
    ceiling = min([rungs[-1].rate.ml_per_h(weight), *(cap.rate.ml_per_h(weight) for cap in caps)])
    for before, after in zip(steps, steps[1:], strict=False):
        assert before.ml_per_h < after.ml_per_h
        assert after.start_minute == before.start_minute + before.minutes
    for step in steps:
        assert step.ml_per_h <= ceiling
        if step.ml_per_kg_per_h is not None:
            assert step.ml_per_h <= Rate(step.ml_per_kg_per_h, per_kg=True).ml_per_h(weight)
    end = Fraction(steps[-1].start_minute) + Fraction(steps[-1].volume_ml) * 60 / Fraction(steps[-1].ml_per_h)
    assert infusion.total_minutes == -(-end.numerator // end.denominator)


@modest
@given(any_ladder(), weights, day_volumes, pump_steps)
def test_every_timetable_keeps_its_promises(ladder, weight, volume, pump_step):
    """Volumes add up, no rate passes its rung, rates and times rise, nothing is empty, the end is rounded up."""
    made = laid(ladder, weight, volume, pump_step=pump_step)
    if made is not None:
        check(made[1], made[0], weight, volume)


@modest
@given(st.sampled_from(LADDERS_ON_FILE), weights, day_volumes)
def test_every_ladder_on_file_keeps_its_promises(on_file, weight, volume):
    _, ladder, g_per_l = on_file
    made = laid(ladder, weight, volume, g_per_l)
    if made is not None:
        check(made[1], made[0], weight, volume)
        printed = {by_the_hour(rate, ladder.unit, g_per_l) for rate in (*ladder.rates, ladder.maximum) if rate}
        for step in made[1].steps:
            rung = rung_of(step, made[0], weight)
            assert step.basis == "label" or rung.rate not in printed


@modest
@given(st.sampled_from(LABELS_ON_FILE), weights, day_volumes, tenths(1, 80), st.booleans(), st.data())
def test_no_pump_rate_on_any_label_exceeds_its_ladder_or_any_cap(on_file, weight, volume, most, first, data):
    product, label = on_file
    g_per_l = product.strengths[0].g_per_l
    named = [one.id for one in label.indications]
    indication = data.draw(st.sampled_from([None, "unheard-of", *named]))
    chosen = choose_ladder(label, indication, first, weight, g_per_l)
    if chosen is None:
        assert all(ladder.first_infusion is False for ladder in label.ladders)
        return
    at_risk = label.at_risk and risk_cap(label.at_risk, "at-risk", "age over 65", g_per_l)
    caps = [cap for cap in (at_risk, label_cap(label, chosen, weight, g_per_l)) if cap]
    caps.append(stated_cap(PrintedRate(most / 10, "mL/kg/h"), None))
    made = laid(chosen.ladder, weight, volume, g_per_l, caps=caps)
    if made is not None:
        check(made[1], made[0], weight, volume, caps)


FULL_IN_ONE_STEP = Ladder("mL/kg/h", (Decimal("2.03"), Decimal("2.24")), CITED, minutes=(Decimal(10),))


@modest
@given(any_ladder(), weights, weights, day_volumes)
@example(FULL_IN_ONE_STEP, Decimal("2.59"), Decimal("2.81"), Decimal(1))  # 0.95 mL in 10 min: rounded up to all of it
def test_a_heavier_patient_is_never_slower(ladder, one, other, volume):
    """At any minute at which both pumps run, but for the last twentieth of a mL, by which a step is rounded up."""
    light, heavy = sorted((one, other))
    slow, fast = laid(ladder, light, volume), laid(ladder, heavy, volume)
    if slow is None or fast is None:
        return
    for step in slow[1].steps:
        running = [
            s
            for s in fast[1].steps
            if s.start_minute <= step.start_minute < s.start_minute + s.minutes - Decimal("0.05") * 60 / s.ml_per_h
        ]
        assert all(step.ml_per_h <= other_step.ml_per_h for other_step in running)


@modest
@given(any_ladder(), pounds, day_volumes)
def test_a_weight_in_pounds_gives_the_rates_of_the_exact_kilograms(ladder, weight, volume):
    lb, kg = weight
    made = laid(ladder, kg, volume)
    if made is not None:
        for step in made[1].steps:
            if step.ml_per_kg_per_h is not None:
                exact = Fraction(step.ml_per_kg_per_h) * Fraction(lb) * Fraction("0.45359237")
                assert Fraction(0) <= exact - Fraction(step.ml_per_h) + Fraction("1e-14") < Fraction("0.1000001")


@modest
@given(any_ladder(), weights, day_volumes, st.lists(tenths(1, 60), min_size=1, max_size=6))
def test_vials_are_hung_while_the_pump_runs_in_order_and_never_later_than_they_are_needed(
    ladder, weight, volume, sizes
):
    made = laid(ladder, weight, volume, vials=[(ml / 10, ml) for ml in sizes])
    if made is None:
        return
    infusion = made[1]
    minutes = [change.minute for change in infusion.vial_changes]
    assert minutes == sorted(set(minutes))
    assert minutes[0] == 0
    assert minutes[-1] < infusion.total_minutes
    hung = [change.g for change in infusion.vial_changes]
    assert hung == sorted((ml / 10 for ml in sizes), reverse=True)[: len(hung)]
    # stopping the pump at a change leaves exactly the vials before it empty
    for count, minute in enumerate(minutes):
        assert abs(run_by(minute, infusion.steps) - 10 * sum(Fraction(g) for g in hung[:count])) < Fraction("1e-9")


@modest
@given(any_ladder(), weights, day_volumes)
def test_observations_rise_and_cover_start_changes_and_end(ladder, weight, volume):
    made = laid(ladder, weight, volume)
    if made is None:
        return
    infusion = made[1]
    minutes = [due.minute for due in infusion.observations]
    assert minutes == sorted(set(minutes))
    assert {step.start_minute for step in infusion.steps} | {infusion.total_minutes} <= set(minutes)
    assert infusion.total_minutes + infusion.observe_minutes == minutes[-1]


@modest
@given(any_ladder(), weights, day_volumes, st.integers(0, 6))
def test_resuming_from_a_step_is_the_rest_of_the_ladder(ladder, weight, volume, nth):
    rungs = complete(ladder, Decimal(100), RULES)
    at = rungs[min(nth, len(rungs) - 1)].rate
    made = laid(ladder, weight, volume, resumed=Resumed(at, increase=True))
    if made is not None:
        check(made[1], rungs, weight, volume)
        assert made[1].steps[0].ml_per_h <= at.ml_per_h(weight)


@modest
@given(any_ladder(), weights, day_volumes, st.integers(1, 2000))
def test_an_infusion_takes_no_less_than_its_time_and_is_nowhere_faster_than_its_ladder(ladder, weight, volume, time):
    """To the minute where a step comes before the constant rate and volumes of 0.1 mL are small beside it."""
    as_printed, over = laid(ladder, weight, volume), Over(Minutes(Decimal(time)), None, Citation("a", "b"))
    made = laid(ladder, weight, volume, over=over)
    if as_printed is None or made is None:
        return
    before, after = as_printed[1], made[1]
    if before.total_minutes >= time:
        assert before.steps == after.steps
        return
    assert after.total_minutes >= time
    assert sum(step.volume_ml for step in after.steps) == volume
    for step in after.steps:
        runs = [one for one in before.steps if one.start_minute <= step.start_minute]
        assert step.ml_per_h <= runs[-1].ml_per_h
    if len(after.steps) > 1 and after.steps[-1].ml_per_h >= 20:
        assert after.total_minutes == time


@modest
@given(st.none() | any_ladder(), weights, tenths(10, 3000), st.integers(1, 1440), tenths(1, 600), pump_steps)
@example(Ladder("mL/kg/h", (Decimal("0.5"),), CITED, maximum=Decimal(6)), Decimal("0.9"), Decimal("10.6"), 720,
         Decimal(600), Decimal("0.01"))  # fmt: skip
def test_a_time_that_is_said_is_kept_to_the_minute_or_refused_with_the_shortest(
    ladder, weight, volume, time, most, pump_step
):
    """With a ladder and without, under a cap: the start is that of the ladder, and no rate passes the cap."""
    rungs = () if ladder is None else complete(ladder, Decimal(100), RULES)
    cap = stated_cap(PrintedRate(most, "mL/h"), None)
    basis = "label" if rungs else "hours"

    def over(minutes):
        return Over(Minutes(Decimal(minutes)))

    speed = Speed(weight, rungs, basis, first=True, caps=(cap,), pump_step=pump_step, over=over(time))
    try:
        made = timetable(volume, speed, RULES)
    except Refused as refused:
        if refused.do.startswith("set [[over]]"):
            shortest = int(refused.do.split()[3].removesuffix("min"))
            assert shortest > time
            assert shortest == timetable(volume, speed._replace(over=over(shortest)), RULES).total_minutes
        return
    assert time == made.total_minutes
    assert volume == sum(step.volume_ml for step in made.steps)
    assert all(before.ml_per_h < after.ml_per_h for before, after in zip(made.steps, made.steps[1:], strict=False))
    assert made.steps[-1].ml_per_h <= most
    if rungs:
        unhurried = timetable(volume, speed._replace(over=None), RULES).steps
        for step in made.steps:
            assert step.ml_per_h <= [one for one in unhurried if one.start_minute <= step.start_minute][-1].ml_per_h


@modest
@given(st.lists(st.integers(1, 999), min_size=1, max_size=6, unique=True).map(sorted), st.data())
def test_a_ladder_that_is_written_out_reads_back_as_it_was(rates, data):
    holds = [data.draw(st.integers(1, 120)) for _ in rates[:-1]]
    unit = data.draw(st.sampled_from(["mL/kg/h", "mL/kg/min", "mg/kg/min", "mg/kg/h", "mL/min", "mL/h"]))
    text = "".join(f"{rate}x{hold}," for rate, hold in zip(rates, holds, strict=False)) + f"{rates[-1]} {unit}"
    ladder = read_rates(text)
    assert (ladder.unit, list(ladder.rates), list(ladder.minutes)) == (unit, rates, holds)


@modest
@given(any_ladder())
def test_a_completed_ladder_rises_by_multiples_of_its_start_between_printed_steps(ladder):
    rungs: tuple[Rung, ...] = complete(ladder, Decimal(100), RULES)
    assert rungs[-1].minutes is None
    assert all(rung.minutes is not None for rung in rungs[:-1])
    for slower, faster in zip(rungs, rungs[1:], strict=False):
        assert slower.rate.value < faster.rate.value
        if faster.basis == "convention":
            times = faster.rate.value / rungs[0].rate.value
            assert times == round(times)
            assert times in RULES.convention.multiples or times % RULES.convention.then_by == 0
