"""What must hold for every plan that is cut at a cycle and goes on, not just the examples."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from planning import answer_to

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.course.planned import InfusionRow
from ivigcalc.core.errors import IvigcalcError

CATALOGUE = Catalogue(None)

# Each with the words that the others may add to; qivigy has other rates for a first infusion, kiovig has not.
COURSES = st.sampled_from(
    [
        {"regimen": "dermatomyositis", "days": "2", "cycles": "5"},
        {"dose": "0.4g/kg", "days": "1", "every": "3w", "cycles": "4"},
        {"dose": "0.4g/kg", "days": "1", "every": "10w", "cycles": "4"},
        {"regimen": "cidp", "days": "maintenance=2", "cycles": "4"},
        {"dose": "1g/kg", "days": "2", "every": "4w", "cycles": "3", "then": ["0.5g/kg, 1 day, every 6w, 3 cycles"]},
    ]
)
PRODUCTS = st.sampled_from(
    [{"product": "qivigy"}, {"product": "kiovig", "market": "eu"}, {"concentration": "10%", "vials": "5,10,20"}]
)
STEROIDS = st.sampled_from(
    [
        {},
        {"steroid": "prednisolone", "tablets": "de", "taper": "60,40,20/cycle"},
        {"steroid": "prednisolone", "tablets": "de", "taper": "60x28,40x35,20", "taper_align": "cycles"},
    ]
)
DATES = st.sampled_from(
    [
        {"start": "2024-11-28"},
        {"given": "2024-10-31,2024-11-28"},
        {"given": "2024-10-31,2024-11-28", "start": "2025-02-20"},
    ]
)
CLOSED = st.lists(st.sampled_from(["weekends", "2024-12-23:2025-01-06", "2025-02-17:2025-02-21"]), unique=True)
BY_HAND = st.sampled_from([[], ["3=2025-02-03"], ["3=2025-03-12"], ["2=2025-01-02", "4=2025-03-24"], ["4=2025-05-26"]])


@st.composite
def requests(draw):
    """A request that can be planned: cycles that were given, moved, set by hand, far apart, of several phases."""
    said = {
        "weight": "70kg",
        "age": "60",
        "first_infusion": draw(st.sampled_from(["yes", "no", "unknown"])),
        "anchor": draw(st.sampled_from(["planned", "actual"])),
        "move": draw(st.sampled_from(["nearest", "later", "earlier"])),
        **draw(COURSES),
        **draw(PRODUCTS),
        **draw(STEROIDS),
        **draw(DATES),
    }
    closed, by_hand = draw(CLOSED), draw(BY_HAND)
    return {**said, **({"closed": closed} if closed else {}), **({"cycle_date": by_hand} if by_hand else {})}


modest = settings(max_examples=40, deadline=None)


def planned(said, *changes):
    try:
        return answer_to("plan", {**said, **({"changes": list(changes)} if changes else {})}, CATALOGUE).plan
    except IvigcalcError:
        assume(False)


def infusions(plan):
    return [row for row in plan.calendar if isinstance(row, InfusionRow)]


def cycles(plan):
    return infusions(plan)[-1].cycle


def cuts(plan):
    """The cycles that a plan can go on from."""
    given = max((row.cycle for row in infusions(plan) if row.given), default=0)
    return st.integers(max(2, given + 1), cycles(plan))


def unmarked(plan):
    """*plan* without what tells the given cycles from those to come."""
    rows = tuple(row._replace(given=False) if isinstance(row, InfusionRow) else row for row in plan.calendar)
    return plan._replace(calendar=rows, totals=None, changes=(), alerts=(), workings=(), sources=())


def raised(plan):
    return {(alert.code, alert.severity) for alert in plan.alerts}


def before(plan, cut):
    """The rows of the cycles before *cut*, as if they had been given."""
    rows = [row for row in plan.calendar if row.cycle is not None and row.cycle < cut]
    return [row._replace(given=True) if isinstance(row, InfusionRow) else row for row in rows]


@modest
@given(said=requests(), data=st.data())
def test_a_plan_that_is_cut_and_goes_on_is_the_plan_in_one_go_apart_from_the_marks(said, data):
    whole = planned(said)
    assume(cycles(whole) > 1)
    cut = data.draw(cuts(whole))
    went_on = planned(said, {"from_cycle": cut})
    assert unmarked(went_on) == unmarked(whole)
    assert went_on.changes == ()
    assert [row.given for row in infusions(went_on)] == [row.cycle < cut for row in infusions(went_on)]
    assert raised(went_on) <= raised(whole)  # a phase that is over raises none
    assert [one.given_g + one.planned_g for one in went_on.totals.products] == [
        one.given_g + one.planned_g for one in whole.totals.products
    ]


@modest
@given(said=requests(), data=st.data())
def test_continuing_twice_is_continuing_once(said, data):
    whole = planned(said)
    assume(cycles(whole) > 2)
    first, second = sorted(data.draw(st.lists(cuts(whole), min_size=2, max_size=2)))
    assume(first < second)
    assert planned(said, {"from_cycle": first}, {"from_cycle": second}) == planned(said, {"from_cycle": second})


CHANGES = st.sampled_from(
    [
        {"weight": "82kg"},
        {"dose": "0.6g/kg"},
        {"every": "5w"},
        {"product": "privigen", "market": "eu"},
        {"product": "qivigy", "first_infusion": "no"},
        {"cycles": "3"},
        {"taper": "15,10/cycle", "steroid": "prednisolone", "tablets": "de"},
    ]
)


@modest
@given(said=requests(), change=CHANGES, data=st.data())
def test_whatever_changes_the_earlier_cycles_stay_as_they_were(said, change, data):
    whole = planned(said)
    assume(cycles(whole) > 1)
    cut = data.draw(cuts(whole))
    went_on = planned(said, {"from_cycle": cut, **change})
    assert before(went_on, cut) == before(whole, cut)
    was = {(phase.name, day.day): day for phase in whole.phases for day in phase.days}
    still = {(phase.name, day.day): day for phase in went_on.phases for day in phase.days}
    done = [(row.phase, row.day) for row in infusions(whole) if row.cycle < cut]
    assert [still[key] for key in done] == [was[key] for key in done]


@modest
@given(said=requests(), change=CHANGES, data=st.data())
def test_a_change_and_then_nothing_is_the_change(said, change, data):
    whole = planned(said)
    assume(cycles(whole) > 1)
    cut = data.draw(cuts(whole))
    once = planned(said, {"from_cycle": cut, **change})
    assume(cycles(once) > cut)
    later = data.draw(st.integers(cut + 1, cycles(once)))
    twice = planned(said, {"from_cycle": cut, **change}, {"from_cycle": later})
    assert unmarked(twice) == unmarked(once)
    assert twice.changes == once.changes
