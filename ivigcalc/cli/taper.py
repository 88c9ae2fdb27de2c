"""``ivigcalc taper``: the steroid taper."""

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.cli.common import answers
from ivigcalc.cli.options import DATES, OTHER, STEROID
from ivigcalc.core.course.planned import Document
from ivigcalc.documents.answer import taper_of
from ivigcalc.request.fields import Said


@answers(*DATES, *OTHER, *STEROID, "weight", "indication", "regimen", "market", "days", "every", "cycles")
def command(said: Said, catalogue: Catalogue) -> Document:
    """A steroid taper with tablets and what to review.

    Example: ivigcalc taper -s 2024-04-08 --steroid prednisolone --taper 60x28,40x28,20
    """
    return taper_of(said, catalogue)
