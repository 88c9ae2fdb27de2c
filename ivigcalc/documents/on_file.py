"""The record that a field names."""

from typing import Any

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.errors import IvigcalcError


def of_field(field: str, catalogue: Catalogue, kind: str, id: str) -> Any:
    """The record of *kind* with the *id* or alias that was said in *field*, which an error names.

    Raises:
        Unreadable, RecordInvalid: As ``Catalogue.record``.
    """
    try:
        return catalogue.record(kind, id)
    except IvigcalcError as why:
        why.field, why.in_words = why.field or field, True
        raise
