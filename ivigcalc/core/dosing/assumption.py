"""What is planned without having been said."""

from ivigcalc.core.named_tuple import NamedTuple


class Assumption(NamedTuple):
    """A choice that the user did not make: ``what`` was chosen and why, and the ``field`` that changes it."""

    what: str
    field: str
    why: str = ""
