"""A caution about the days of a plan, or about a maximum that rounding passes, is one that no other whole vials avoid.

Two hundred random orders are planned in each run; IVIGCALC_SOLVER_CASES=2000 asks for more. Wherever a plan of whole
vials raises such a caution, the general solver looks for a split without one, within the same share of the dose.
"""

import os
import random
from decimal import Decimal
from fractions import Fraction

import pytest
from planning import asked
from vial_solver import NEAR, TOLERANCE, WIDER, Cycle, can_be_quiet

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import PRODUCTS, REGIMENS
from ivigcalc.core.alerts.ceilings import cycle_ceilings, day_ceilings, day_per_kg
from ivigcalc.core.alerts.days import uneven_days
from ivigcalc.core.alerts.dose import rounded_above_maximum
from ivigcalc.core.errors import IvigcalcError
from ivigcalc.core.plan import worked_out
from ivigcalc.documents.resolve import course

CASES = int(os.environ.get("IVIGCALC_SOLVER_CASES", "200"))
ON_FILE = Catalogue()


def random_order(rng):
    """What somebody may order: of a regimen or by dose and days, with or without a maximum."""
    product = rng.choice(ON_FILE.ids(PRODUCTS))
    markets = [market for label in ON_FILE.record(PRODUCTS, product).labels for market in label.markets]
    said = {
        "weight": f"{rng.randint(40, 1300) / 10}kg",
        "product": product,
        "market": rng.choice(markets),
        "rounding": rng.choice(("vial", "vial", "vial-down", "vial-up")),
        "age": 50,
    }
    if rng.random() < 0.5:
        regimen = ON_FILE.record(REGIMENS, rng.choice(ON_FILE.ids(REGIMENS)))
        said["regimen"] = f"{regimen.id}/{rng.choice(regimen.variants).id}"
        if rng.random() < 0.5:
            said["days"] = rng.randint(1, 5)
    else:
        days = rng.randint(1, 6)
        said |= {"days": days, "dose": f"{rng.choice((2, 4, 5, 6, 8, 10, 15, 20)) / 10}g/kg/cycle"}
    if rng.random() < 0.3:
        said["max_dose"] = rng.choice(("20g/day", "40g/day", "60g", "80g", "100g", "140g"))
    return said


def planned(said):
    """What the alerts look at; None where the order is refused."""
    try:
        return worked_out(course(asked(said), ON_FILE))
    except IvigcalcError:
        return None


def as_judged(now, phase):
    """The cycle of *phase* as the solver takes it, with what its calculated dose does not pass as the maxima."""
    beyond = 1 + now.case.limits.dose.vial_shares.near_percent.value / 100
    dose, said = phase.planned.calculated_g, phase.prescribed
    shares = said.day_pattern or (Decimal(1),) * said.days

    def least(ceilings):
        return min((limit.most_g * beyond for limit in ceilings if limit.calculated_g <= limit.most_g), default=None)

    per_day = [  # held against the mean day, and so against the total
        limit._replace(most_g=limit.most_g * sum(shares) / max(shares)) for limit in day_per_kg(now, phase)
    ]
    return Cycle(
        dose.quantize(Decimal("1e-6")),
        [vial.g for vial in now.case.preparation.vials],
        shares,
        equal_days=said.equal_days,
        most_in_a_cycle=least([*cycle_ceilings(now, phase), *per_day]),
        most_in_a_day=least(day_ceilings(now, phase)),
    )._replace(direction=phase.planned.rounding)


def share_of(phase):
    """The share of the rule that the planned total is within."""
    away = abs(Fraction(phase.planned.planned_g) / Fraction(phase.planned.calculated_g) - 1)
    return next(share for share in (NEAR, WIDER, TOLERANCE) if away <= share + Fraction(1, 10**9))


def avoidable(now):
    """The cautions of whole vials that other whole vials within the same share of the dose would not raise."""
    phases = {phase.planned.name: phase for phase in now.phases}
    for alert in (*uneven_days(now), *rounded_above_maximum(now)):
        phase = phases[alert.phase]
        if phase.planned.rounding.startswith("vial") and can_be_quiet(as_judged(now, phase), share_of(phase)):
            yield alert


@pytest.mark.parametrize("seed", range(0, CASES, 50))
def test_no_caution_stands_that_other_whole_vials_would_avoid(seed):
    rng = random.Random(seed)
    number = 0
    while number < 50:
        said = random_order(rng)
        now = planned(said)
        if now is not None:
            number += 1
            assert not [*avoidable(now)], said
