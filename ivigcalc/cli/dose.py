"""``ivigcalc dose``: the dose without dates."""

from ivigcalc.answer import dose_alone
from ivigcalc.catalogue import Catalogue
from ivigcalc.cli.common import answers
from ivigcalc.cli.options import DOSE, OTHER, PATIENT, PRODUCT, RATE, WEIGHT
from ivigcalc.core.planned import Document
from ivigcalc.request import Said


@answers(*DOSE, *OTHER, *PATIENT, *PRODUCT, *RATE, *WEIGHT)
def command(said: Said, catalogue: Catalogue) -> Document:
    """Dose, volumes, per-day split, vials and pump timetable, without dates.

    Example: ivigcalc dose -w 70kg --dose 2g/kg --days 2 -p yimmugo
    """
    return dose_alone(said, catalogue)
