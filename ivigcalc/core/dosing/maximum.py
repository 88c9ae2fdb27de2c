"""A maximum in grams: what a source prints as the most of a cycle, whatever the weight."""

from ivigcalc.core.dosing.dose import InGrams, Phase, calculated_dose
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import Grams, Kilograms


class CycleDose(NamedTuple):
    """What one cycle is planned from; ``uncapped`` is what it came to where a maximum lowered it."""

    grams: Grams
    uncapped: Grams | None = None


def cycle_dose(phase: Phase, weight: Kilograms) -> CycleDose:
    """The calculated dose of one cycle, at most the grams that the source of the *phase* prints for it.

    Grams that were said are left as they are: above the maximum they are not the source's dose, and a person decides.
    """
    calculated = calculated_dose(phase, weight)
    most = phase.maximum_g
    if most is None or calculated <= most or isinstance(phase.amount, InGrams):
        return CycleDose(calculated)
    return CycleDose(most, calculated)
