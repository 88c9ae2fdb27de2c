"""The most of a cycle and of a day, whose figure it is and where it stands, for 70 kg and a calculated dose of 70 g."""

from decimal import Decimal

import pytest
from planning import asked
from records import SHIPPED

from ivigcalc.core.course.maxima import Maxima, cycle_limit, day_limit, maxima_of, most_of, of_regimen
from ivigcalc.core.dosing.vial_rule import Most
from ivigcalc.documents.resolve import course

D = Decimal
OWN = "the regimen's maximum"
GENERAL, GENERAL_DAY = "the highest general recommendation", "the highest general daily recommendation"
SAID = {"dose": "1g/kg/cycle", "days": 2}


def ordered(said):
    """The case and its last phase."""
    case = course(asked({"weight": "70kg", "concentration": "10%", **said}), SHIPPED)
    return case, case.phases[-1]


@pytest.mark.parametrize(
    ("said", "cycle", "day", "maxima"),
    [
        (SAID, (2, GENERAL), (1, GENERAL_DAY), (140, None)),
        ({**SAID, "days": 1}, (2, GENERAL), (1, GENERAL_DAY), (70, None)),  # 1 g/kg in a day
        ({**SAID, "max_dose": "70g"}, (2, GENERAL), (1, GENERAL_DAY), (70, None)),
        ({**SAID, "max_dose": "69g"}, (2, GENERAL), (1, GENERAL_DAY), (140, None)),  # which the dose does not keep to
        ({**SAID, "max_dose": "35g/day"}, (2, GENERAL), (1, GENERAL_DAY), (140, 35)),
        ({**SAID, "max_dose": "34g/day"}, (2, GENERAL), (1, GENERAL_DAY), (140, None)),
        (
            {**SAID, "indication": "kawasaki"},
            (2, "the highest of any record for kawasaki"),
            (2, "the highest day of any record for kawasaki"),
            (140, None),
        ),
        ({**SAID, "indication": "gbs"}, (2, "the highest of any record for gbs"), (1, GENERAL_DAY), (140, None)),
        ({"regimen": "gbs"}, (2, f"{OWN} (0.4 g/kg a day over 5 days)"), (1, GENERAL_DAY), (140, None)),
        ({"regimen": "kawasaki"}, (2, OWN), (2, "the regimen's highest day"), (140, None)),
        (
            {"regimen": "mis-c/kawasaki-journal", "age": 14, "days": 1},
            (2, OWN),
            (2, "the regimen's highest day"),
            (100, None),
        ),
        (
            {"regimen": "relapsing-remitting-multiple-sclerosis", "dose": "1g/kg", "days": 1},
            (2, OWN),
            (1, "the regimen's daily maximum"),
            (70, None),
        ),
        ({"regimen": "transplant-rejection", "days": 2}, (2, OWN), (1, GENERAL_DAY), (140, 140)),
        # half of the cycle on the first day
        ({"regimen": "toxic-shock-syndrome"}, (2, OWN), (1, GENERAL_DAY), (140, None)),
        (
            {**SAID, "regimen": "mmn/gammagard-us", "every": "3w"},
            (D("1.8"), f"{OWN} (2.4 g/kg per 28 days, at 21 days)"),
            (1, GENERAL_DAY),
            (126, None),
        ),
    ],
)
def test_the_most_of_a_cycle_and_of_a_day_say_whose_they_are(said, cycle, day, maxima):
    case, phase = ordered(said)
    assert (cycle, day) == (cycle_limit(case, phase)[:2], day_limit(case, phase)[:2])
    assert Maxima(*maxima) == maxima_of(case, phase, D(70), D(70))


def test_each_maximum_stands_where_its_figure_is_printed():
    case, phase = ordered(SAID)
    general, daily = case.limits.dose.g_per_kg_per_cycle.citation, case.limits.dose.g_per_kg_per_day.citation
    assert (general, daily) == (cycle_limit(case, phase)[2], day_limit(case, phase)[2])
    case, phase = ordered({"regimen": "kawasaki"})
    assert [phase.citation] * 3 == [cycle_limit(case, phase)[2], day_limit(case, phase)[2], of_regimen(phase)]
    case, phase = ordered({**SAID, "indication": "kawasaki"})
    eu = ("flebogamma-5-eu-leaflet", "flebogamma-5-eu-leaflet")
    assert eu == (cycle_limit(case, phase)[2].source, day_limit(case, phase)[2].source)


def test_whole_vials_may_pass_a_maximum_by_the_share_on_file():
    """2.5 %."""
    case, _ = ordered(SAID)
    assert Most(D("143.5"), D("51.25")) == most_of(case, Maxima(D(140), D(50)))
    assert Most(None, None) == most_of(case, Maxima(None, None))
