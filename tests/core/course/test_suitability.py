"""What a label forbids, what of a patient meets it, and from what age the label is for an indication."""

from decimal import Decimal

import pytest
from planning import asked
from records import SHIPPED

from ivigcalc.core.course.suitability import Youngest, forbidden, met, youngest_licensed
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.limits import Forbidden, ProductLimits
from ivigcalc.core.printed.product import Constituent, Hazard, Indication, Label, Licence
from ivigcalc.core.printed.sources import Citation, Figure
from ivigcalc.documents.resolve import course

D = Decimal
AT, ELSEWHERE = Citation("label", "at"), Citation("other", "elsewhere")
RULE = Forbidden("fructose-intolerance", ("sorbitol",), "contains sorbitol", D(2), ELSEWHERE)
RULES = ProductLimits("product", Figure(D(18), ELSEWHERE), (RULE,))
OTHER = Hazard("IgA antibodies", AT, "iga-antibodies")
OF_LABEL = Hazard("fructose intolerance", AT, "fructose-intolerance")
AGED = OF_LABEL._replace(below_age_years=D(3))


def label(*hazards, contains=("sorbitol",), **more):
    composition = (Constituent("stabiliser", "as printed", AT, contains),)
    return Label(("us",), "label", contraindications=hazards, composition=composition, **more)


@pytest.mark.parametrize(
    ("of", "added"),
    [
        (label(), [Hazard("contains sorbitol", ELSEWHERE, "fructose-intolerance", D(2))]),
        (label(OTHER), [Hazard("contains sorbitol", ELSEWHERE, "fructose-intolerance", D(2))]),
        (label(OF_LABEL), [Hazard("contains sorbitol", ELSEWHERE, "", D(2))]),  # the age alone
        (label(OF_LABEL, AGED), []),
        (label(OTHER, AGED), []),
        (label(OTHER._replace(below_age_years=D(3))), [Hazard(RULE.text, ELSEWHERE, RULE.risk, D(2))]),
        (label(OTHER, contains=("fructose",)), []),
        (label(contains=()), []),
    ],
)
def test_a_substance_forbids_what_the_label_does_not_speak_of(of, added):
    assert (*of.contraindications, *added) == forbidden(of, RULES)


@pytest.mark.parametrize(
    ("hazard", "patient", "what"),
    [
        (OF_LABEL, Patient(D(70)), ""),
        (OF_LABEL, Patient(D(70), risks=()), ""),
        (OF_LABEL, Patient(D(70), risks=("renal", "fructose-intolerance")), "risk"),
        (OF_LABEL, Patient(D(70), risks=("renal",)), ""),
        (OF_LABEL, Patient(D(10), age=D(1)), ""),
        (AGED, Patient(D(10), age=D(1), risks=("fructose-intolerance",)), "risk"),
        (AGED, Patient(D(10), age=D("2.9")), "age"),
        (AGED, Patient(D(10), age=D(3)), ""),
        (AGED, Patient(D(60)), "age not given"),  # as heavy as one of 2 to 4 years may be
        (AGED, Patient(D("60.1")), ""),
        (AGED._replace(risk=""), Patient(D(10), age=D(2), risks=("",)), "age"),
    ],
)
def test_a_contraindication_is_met_by_its_risk_or_by_an_age(hazard, patient, what):
    limits = course(asked({"weight": "70kg", "dose": "1g/kg", "days": 1, "concentration": "10%"}), SHIPPED).limits
    assert what == met(hazard, patient, limits)


ADULTS = Indication("cidp", AT, who="adults", adults_only=True)
FROM_TWO = Indication("itp", ELSEWHERE, who="patients of 2 years and older", from_age_years=D(2))
ANY_AGE = Indication("gbs", AT)
WHOLE = Licence(D(3), AT)
OF_THE_WHOLE = Youngest(D(3), "from 3 years", AT)


@pytest.mark.parametrize(
    ("indications", "licence", "asked_for", "youngest"),
    [
        ((ADULTS, FROM_TWO), None, "cidp", Youngest(D(18), "adults", AT)),
        ((ADULTS, FROM_TWO), WHOLE, "itp", Youngest(D(2), "patients of 2 years and older", ELSEWHERE)),
        ((ADULTS, FROM_TWO), None, None, Youngest(D(2), "patients of 2 years and older", ELSEWHERE)),
        ((ADULTS, FROM_TWO, ANY_AGE), None, None, None),
        ((ADULTS, FROM_TWO, ANY_AGE), WHOLE, None, Youngest(D(2), "patients of 2 years and older", ELSEWHERE)),
        ((ADULTS, ANY_AGE), WHOLE, None, OF_THE_WHOLE),
        ((ADULTS, FROM_TWO, ANY_AGE), None, "gbs", None),
        ((ADULTS, FROM_TWO, ANY_AGE), WHOLE, "gbs", OF_THE_WHOLE),
        ((ADULTS,), None, "kawasaki", None),
        ((ADULTS,), WHOLE, "kawasaki", OF_THE_WHOLE),
        ((), WHOLE, None, OF_THE_WHOLE),
        ((), Licence(D(1), AT), None, Youngest(D(1), "from 1 year", AT)),
        ((), None, None, None),
    ],
)
def test_a_label_is_for_an_indication_from_the_age_that_it_prints(indications, licence, asked_for, youngest):
    assert youngest == youngest_licensed(label(indications=indications, licence=licence), asked_for, RULES)
