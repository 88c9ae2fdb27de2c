"""The only importer of pint: unit conversion, exact, on numbers and unit names that were split before."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _registry() -> Any:
    from pint import UnitRegistry

    return UnitRegistry(str(Path(__file__).parents[1] / "data" / "units.txt"), non_int_type=Decimal)


def convert(number: Decimal, unit: str, to: str) -> Decimal:
    """*number* of *unit* in the unit *to*; both names must be built from those in ``data/units.txt``."""
    registry = _registry()
    return Decimal(registry.Quantity(number, unit).to(to).magnitude)
