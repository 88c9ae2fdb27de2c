"""The shipped records, and a short way to change one for a test."""

from typing import Any

from ivigcalc.catalogue.catalogue import Catalogue

SHIPPED = Catalogue()
RISKS_SAID = (  # as a fault lists them
    "renal, thrombosis, heart-failure, iga-antibodies, hyperprolinaemia, fructose-intolerance, corn-allergy, "
    "glucose-meter, non-o-blood-group"
)


def changed(value: Any, path: str, new: Any) -> Any:
    """*value* with what stands at *path* (``labels.0.ladders.1.rates``) replaced by *new*."""
    key, _, rest = path.partition(".")
    if key.isdigit():
        items = list(value)
        items[int(key)] = changed(items[int(key)], rest, new) if rest else new
        return tuple(items)
    return value._replace(**{key: changed(getattr(value, key), rest, new) if rest else new})
