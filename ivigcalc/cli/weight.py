"""``ivigcalc weight``: the dosing weight under every policy."""

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.cli.common import answers
from ivigcalc.cli.options import OTHER, PATIENT
from ivigcalc.core.course.planned import Document
from ivigcalc.documents.answer import weights_side_by_side
from ivigcalc.request.fields import Said


@answers(*OTHER, *PATIENT, "weight_factor", "regimen", "dose", "days", "every")
def command(said: Said, catalogue: Catalogue) -> Document:
    """The dosing weight under every policy, side by side.

    Example: ivigcalc weight -w 100kg --height 175cm --sex male --dose 2g/kg
    """
    return weights_side_by_side(said, catalogue)
