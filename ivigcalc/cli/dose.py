"""``ivigcalc dose``: the dose without dates."""

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.cli.common import answers
from ivigcalc.cli.options import DOSE, OTHER, PATIENT, PRODUCT, RATE, WEIGHT
from ivigcalc.core.course.planned import Document
from ivigcalc.documents.answer import dose_alone
from ivigcalc.request.fields import Said


@answers(*DOSE, *OTHER, *PATIENT, *PRODUCT, *RATE, *WEIGHT)
def command(said: Said, catalogue: Catalogue) -> Document:
    """Dose, volumes, per-day split, vials and pump timetable, without dates.

    Example: ivigcalc dose -w 70kg --dose 2g/kg --days 2 -p yimmugo
    """
    return dose_alone(said, catalogue)
