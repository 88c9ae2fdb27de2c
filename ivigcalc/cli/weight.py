"""``ivigcalc weight``: the dosing weight under every policy."""

from ivigcalc.answer import weights_side_by_side
from ivigcalc.catalogue import Catalogue
from ivigcalc.cli.common import answers
from ivigcalc.cli.options import OTHER, PATIENT
from ivigcalc.core.planned import Document
from ivigcalc.request import Said


@answers(*OTHER, *PATIENT, "weight_factor", "regimen", "dose", "days", "every")
def command(said: Said, catalogue: Catalogue) -> Document:
    """The dosing weight under every policy, side by side.

    Example: ivigcalc weight -w 100kg --height 175cm --sex male --dose 2g/kg
    """
    return weights_side_by_side(said, catalogue)
