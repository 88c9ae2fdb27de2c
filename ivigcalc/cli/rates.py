"""``ivigcalc rates``: the pump timetable alone."""

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.cli.common import answers
from ivigcalc.cli.options import OTHER, PATIENT, RATE, WEIGHT
from ivigcalc.core.course.planned import Document
from ivigcalc.documents.answer import infusion_alone
from ivigcalc.request.fields import Said

_DAY = ("regimen", "indication", "dose", "volume", "product", "market", "concentration", "at", "resume_rate")


@answers(*OTHER, *PATIENT, *RATE, *WEIGHT, *_DAY)
def command(said: Said, catalogue: Catalogue) -> Document:
    """The pump timetable for one day's dose, or for the volume left in the bag.

    Example: ivigcalc rates -w 70kg -p bivigam --volume 280mL
    """
    return infusion_alone(said, catalogue)
