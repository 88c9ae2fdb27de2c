"""The rates on file that hold for some patients only, and for whom each does."""

from decimal import Decimal

import pytest
from ladders import CITED, TEN_PERCENT

from ivigcalc.core.printed.product import ConditionalRate, Indication, Label
from ivigcalc.core.pumping.conditions import Circumstances, caps_in_doubt, ladders_beside, stricter_caps
from ivigcalc.core.pumping.ladder import Cap

NOBODY = Circumstances(None, new=False, at_risk=False, after_reaction=False)


def cap(condition, **more):
    return ConditionalRate("stricter-cap", condition, "mg/kg/min", (Decimal(4), Decimal(8)), CITED, **more)


EVERYONE, NEW = cap("everyone"), cap("new", applies="first-infusion")
AT_RISK, REACTION = cap("at risk", applies="at-risk"), cap("reaction", applies="reaction")
OF_ITP = cap("itp", indications=("itp",))
BESIDE = ConditionalRate("ladder", "trial", "mL/kg/h", (Decimal(1),), CITED)


def label(*rates):
    named = tuple(Indication(id, CITED) for id in ("itp", "cidp"))
    return Label(("us",), "a-source", indications=named, conditional_rates=rates)


ALL = label(BESIDE, EVERYONE, NEW, AT_RISK, REACTION, OF_ITP)


def told(caps):
    return [one.text for one in caps]


def test_a_cap_is_its_first_rate_by_the_hour():
    """4 mg/kg/min x 60 / 100 mg/mL = 2.4 mL/kg/h."""
    assert (Cap(Decimal("2.4"), None, "condition", "everyone", CITED),) == stricter_caps(
        label(EVERYONE), NOBODY, TEN_PERCENT
    )
    assert (Cap(Decimal("2.4"), None, "condition", "new", CITED),) == caps_in_doubt(label(NEW), NOBODY, TEN_PERCENT)


@pytest.mark.parametrize(
    ("of", "holding", "in_doubt"),
    [
        (NOBODY, ["everyone", "itp"], ["new", "reaction"]),
        (NOBODY._replace(new=True), ["everyone", "new", "itp"], ["reaction"]),
        (NOBODY._replace(at_risk=True), ["everyone", "at risk", "itp"], ["new", "reaction"]),
        (NOBODY._replace(after_reaction=True), ["everyone", "reaction", "itp"], ["new"]),
        (NOBODY._replace(indication="itp"), ["everyone", "itp"], ["new", "reaction"]),
        (NOBODY._replace(indication="cidp"), ["everyone"], ["new", "reaction"]),
        (NOBODY._replace(indication="gbs"), ["everyone", "itp"], ["new", "reaction"]),  # which the label does not name
    ],
)
def test_a_cap_holds_for_those_whom_it_is_for_and_is_in_doubt_where_more_could_be_known(of, holding, in_doubt):
    """Who is at risk is known."""
    assert holding == told(stricter_caps(ALL, of, TEN_PERCENT))
    assert in_doubt == told(caps_in_doubt(ALL, of, TEN_PERCENT))


def test_the_ladders_beside_that_of_the_label_are_the_current_ones_of_the_indication():
    of_itp = BESIDE._replace(condition="of itp", indications=("itp",))
    on = label(EVERYONE, BESIDE, BESIDE._replace(superseded=True), of_itp)
    assert (BESIDE, of_itp) == ladders_beside(on, "itp") == ladders_beside(on, None)
    assert (BESIDE,) == ladders_beside(on, "cidp")
