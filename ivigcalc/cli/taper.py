"""``ivigcalc taper``: the steroid taper."""

from ivigcalc.answer import taper_of
from ivigcalc.catalogue import Catalogue
from ivigcalc.cli.common import answers
from ivigcalc.cli.options import DATES, OTHER, STEROID
from ivigcalc.core.planned import Document
from ivigcalc.request import Said


@answers(*DATES, *OTHER, *STEROID, "weight", "indication", "regimen", "market", "days", "every", "cycles")
def command(said: Said, catalogue: Catalogue) -> Document:
    """A steroid taper with tablets and what to review.

    Example: ivigcalc taper -s 2024-04-08 --steroid prednisolone --taper 60x28,40x28,20
    """
    return taper_of(said, catalogue)
