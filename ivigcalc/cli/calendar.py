"""``ivigcalc calendar``: the dates of the cycles."""

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.cli.common import answers
from ivigcalc.cli.options import DATES, OTHER
from ivigcalc.core.course.planned import Document
from ivigcalc.documents.answer import calendar_alone
from ivigcalc.request.fields import Said


@answers(*DATES, *OTHER, "regimen", "days", "every", "cycles", "then", "at", "tz")
def command(said: Said, catalogue: Catalogue) -> Document:
    """The dates of the cycles, moved around closed days.

    Example: ivigcalc calendar -s 2024-11-28 --every 4w --days 2 --cycles 3 --holidays DE
    """
    return calendar_alone(said, catalogue)
