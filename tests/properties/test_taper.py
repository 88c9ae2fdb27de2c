"""What holds for every taper: whole tablets, no rise, no day twice or missed, totals that add up."""

from datetime import timedelta
from decimal import Decimal
from itertools import combinations_with_replacement

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tapers import PROTOCOLS, START, UK, cycles, setting

from ivigcalc.core.errors import Refused
from ivigcalc.core.quantities import half_up
from ivigcalc.core.steroid.protocol import protocol_taper
from ivigcalc.core.steroid.tablets import DoseTable, TabletSet
from ivigcalc.core.steroid.types import StartDose, WrittenStep, mg_on, next_reduction
from ivigcalc.core.steroid.written import written_taper
from ivigcalc.request.reading_tapers import read_taper

few = settings(max_examples=120, deadline=None)

strengths = st.lists(
    st.sampled_from([Decimal(halves) / 2 for halves in (1, 2, 4, 5, 6, 10, 15, 20, 30, 32, 40, 50, 60, 100)]),
    min_size=1,
    max_size=5,
    unique=True,
)
some = st.one_of(st.none(), strengths.map(lambda mg: TabletSet(tuple(mg))))
bands = st.sampled_from([protocol for protocol in PROTOCOLS.values() if protocol.kind == "bands"])
starts = st.integers(16, 200).map(lambda halves: Decimal(halves) / 2)
calendars = st.builds(lambda count, every: cycles(count, every=every), st.integers(1, 12), st.integers(14, 42))


@st.composite
def written(draw):
    """A falling list of doses with their days, the last perhaps running on."""
    doses = sorted(draw(st.lists(st.integers(1, 160), min_size=1, max_size=12)), reverse=True)
    days = [draw(st.integers(1, 60)) for _ in doses]
    parts = [f"{Decimal(dose) / 2}x{held}" for dose, held in zip(doses, days, strict=True)]
    return ",".join(parts[:-1] + [parts[-1].partition("x")[0] if draw(st.booleans()) else parts[-1]])


def planned(protocol, start, of, **more):
    try:
        return protocol_taper(protocol, StartDose(start), START, setting(of, **more))
    except Refused:
        assume(False)


@few
@given(strengths, st.integers(1, 240).map(lambda quarters: Decimal(quarters) / 4), st.booleans())
def test_a_dose_takes_the_fewest_tablets_that_trying_all_can_find(mg, dose, halved):
    halves = tuple(mg) if halved else ()
    found = DoseTable(TabletSet(tuple(mg), halves), dose).tablets(dose)
    pieces = [(size, 0) for size in mg] + [(size / 2, 1) for size in halves]
    cheapest = None
    for count in range(1, 5):
        for chosen in combinations_with_replacement(pieces, count):
            if sum(size for size, _ in chosen) == dose:
                cost = (sum(half for _, half in chosen), count)
                cheapest = cost if cheapest is None else min(cheapest, cost)
    if found is not None:
        assert dose == sum(each.mg * each.count for each in found)
        cut = sum(each.count % 1 != 0 for each in found)
        cost = (cut, sum(each.count // 1 for each in found) + cut)
        assert cheapest is None or cost <= cheapest
    else:
        assert cheapest is None


@few
@given(written(), some)
def test_a_written_taper_is_given_as_written_or_refused(text, of):
    said = read_taper(text)
    if of is not None and any(DoseTable(of, step.parts[0]).tablets(step.parts[0]) is None for step in said.steps):
        with pytest.raises(Refused, match="cannot be made from the tablets"):
            written_taper(said, START, setting(of))
        return

    taper = written_taper(said, START, setting(of))

    assert said.steps == tuple(WrittenStep((step.mg_per_day,), step.days) for step in taper.steps)


@few
@given(bands, starts, some, calendars, st.booleans())
def test_a_protocol_never_rises_and_every_dose_can_be_made(protocol, start, of, over, align):
    taper = planned(protocol, start, of, over=over, align=align)

    doses = [step.mg_per_day for step in taper.steps]
    assert sorted(doses, reverse=True) == doses
    assert len(set(doses)) == len(doses)
    assert min(doses) > 0
    for step in taper.steps:
        if of is not None:
            assert step.mg_per_day == sum(each.mg * each.count for each in step.tablets)


@few
@given(bands, starts, calendars, st.booleans())
def test_steps_follow_one_another_without_a_gap_or_an_overlap(protocol, start, over, align):
    taper = planned(protocol, start, UK, over=over, align=align)

    assert START == taper.steps[0].from_
    for step, following in zip(taper.steps, taper.steps[1:], strict=False):
        assert following.from_ - timedelta(days=1) == step.to
        assert (step.to - step.from_).days + 1 == step.days
        assert next_reduction(taper, step.from_).date == following.from_


@few
@given(written(), calendars)
def test_the_total_is_the_sum_of_the_days(text, over):
    try:
        taper = written_taper(read_taper(text), START, setting(UK, over=over))
    except Refused:
        assume(False)
    days = [START + timedelta(days=k) for k in range(taper.total_days)]

    assert sum(mg_on(taper, day) for day in days) == taper.total_mg
    assert sum(each.mg * each.count for each in taper.dispense) == taper.total_mg
    assert (days[-1] if days else None) == taper.counted_to


@few
@given(bands, starts, calendars)
def test_aligned_reductions_fall_on_first_days_and_never_earlier_than_due(protocol, start, over):
    free = planned(protocol, start, UK, over=over)
    aligned = planned(protocol, start, UK, over=over, align=True)

    for plain_step, step in zip(free.steps, aligned.steps, strict=False):
        assert plain_step.mg_per_day == step.mg_per_day
        assert step.from_ >= plain_step.from_
    assert {step.from_ for step in aligned.steps[1:]} <= {cycle.first for cycle in over}


@few
@given(bands, starts, some)
def test_no_dose_of_bands_is_below_the_sources_own_and_what_can_be_made_is_as_it_is(protocol, start, of):
    """Counted again from the source alone: each dose is the least that is made and no lower, or the one before."""
    taper = planned(protocol, start, of)
    own, expected = start, []
    while True:
        expected.append(own)
        band = next((band for band in protocol.bands if own > band.above_mg), None)
        if band is None:
            break
        by = band.reduce_by_mg or own * band.reduce_by_percent / 100
        own = max(own - by, band.above_mg)
        if own == 0:
            break

    given_for = [(mg, step.mg_per_day) for step in taper.steps for mg in step.source_mg]
    assert [half_up(mg, Decimal("1e-8")) for mg in expected] == [mg for mg, _ in given_for]
    assert all(mg <= given for mg, given in given_for)
    if of is not None:
        made = DoseTable(of, start).doses
        before = start
        for mg, given in given_for:
            assert min((dose for dose in made if mg <= dose <= before), default=before) == given
            before = given


@st.composite
def patterns(draw):
    """Steps that are divided or alternate, each with half the mean of the one before at most."""
    steps, most = [], 120
    for _ in range(draw(st.integers(1, 4))):
        first = draw(st.lists(st.integers(1, max(1, most // 3)), min_size=1, max_size=3))
        pair = st.lists(st.integers(1, max(1, most // 3)), min_size=1, max_size=2)
        second = draw(st.one_of(st.none(), st.just([]), pair))
        days = draw(st.integers(1, 40))
        steps.append((first, second, days))
        most = sum(first + (second or [])) // (1 if second is None else 2) // 2
        if most < 3:
            break
    return steps


def in_notation(steps):
    parts = []
    for first, second, days in steps:
        text = "+".join(map(str, first))
        if second is not None:
            text += "|" + ("+".join(map(str, second)) or "0")
        parts.append(f"{text}x{days}")
    return ",".join(parts)


@few
@given(patterns(), st.sampled_from([None, UK, TabletSet((Decimal(1), Decimal(5), Decimal(20)))]))
def test_each_day_of_a_divided_or_alternating_taper_has_its_dose_and_its_tablets(steps, of):
    """Against a list of every day, written out by hand: doses, total, and the tablets of each time of day alone."""
    try:
        taper = written_taper(read_taper(in_notation(steps)), START, setting(of))
    except Refused:
        assume(False)
    days = [first if second is None or day % 2 == 0 else second for first, second, held in steps for day in range(held)]

    assert [sum(parts) for parts in days] == [mg_on(taper, START + timedelta(days=k)) for k in range(len(days))]
    assert (sum(map(sum, days)), len(days)) == (taper.total_mg, taper.total_days)
    if of is not None:
        table, needed = DoseTable(of, Decimal(200)), dict[Decimal, Decimal]()
        for part in (part for parts in days for part in parts):
            for one in table.tablets(Decimal(part)):
                needed[one.mg] = needed.get(one.mg, Decimal(0)) + one.count
        assert needed == {one.mg: one.count for one in taper.dispense}


@few
@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=6).map(lambda tenths: sorted(tenths, reverse=True)),
    st.integers(30, 1200).map(lambda tenths: Decimal(tenths) / 10),
    st.one_of(st.none(), st.integers(5, 100).map(Decimal)),
    some,
)
def test_a_taper_per_kg_never_rises_and_stays_below_the_most(tenths, kg, most, of):
    text = ",".join(f"{Decimal(tenth) / 10}x7" for tenth in tenths) + " mg/kg"
    try:
        taper = written_taper(read_taper(text), START, setting(of, weight=kg, most=most))
    except Refused:
        assume(False)
    doses = [step.mg_per_day for step in taper.steps]

    assert sorted(doses, reverse=True) == doses
    assert most is None or max(doses) <= most
    for tenth, step in zip(tenths, taper.steps, strict=True):
        calculated = Decimal(tenth) / 10 * kg
        assert calculated == step.calculated_mg
        assert (min(calculated, most or calculated),) == step.source_mg
        if of is not None:
            assert step.mg_per_day == sum(each.mg * each.count for each in step.tablets)
