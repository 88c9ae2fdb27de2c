"""IVIg dosing and scheduling, with a citation for every number.

    from ivigcalc import plan, dose, rates, calendar, taper, weight, compare, dumps, Refused, Unreadable

Each of the first seven is a command. It takes the fields of the command by name, as text or number, and returns the
JSON document of the command as a dict, in which each measured number is a ``Decimal`` and each count an ``int``:

    plan(weight="70kg", regimen="dermatomyositis", days=2, product="yimmugo", start="2024-04-08")

A field is named as in the documents: ``first_infusion`` is ``--first-infusion``. ``None`` omits a field; one that
can be given several times takes a list. The arguments alone count: no configuration is read.

Check ``alerts`` first. Where the command ends with status 3 over a stop, the document here has an alert of the severity
``stop`` that is not ``accepted``: do not use it as it stands.

``dumps`` writes a document as the command prints it, byte for byte. Several threads may call at once. The names in
``__all__`` stay within one major version; everything else may change.
"""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict

from ivigcalc.catalogue.version import VERSION as __version__
from ivigcalc.core.errors import IvigcalcError, RecordInvalid, Refused, Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Unpack

__all__ = [
    "Fields",
    "RecordInvalid",
    "Refused",
    "Unreadable",
    "__version__",
    "calendar",
    "compare",
    "dose",
    "dumps",
    "plan",
    "rates",
    "taper",
    "weight",
]

Said = str | int | float | Decimal | date | time | None
Several = Said | Sequence[Said]
Flag = bool | str | None


class Fields(TypedDict, total=False):
    """Every field by name. A function takes those of its command, written as there."""

    weight: Said
    height: Said
    sex: Said
    age: Said
    pregnant: Flag
    pre_pregnancy_weight: Said
    risk: Several
    first_infusion: Said
    weight_policy: Said
    weight_factor: Said
    regimen: Said
    indication: Said
    phase: Said
    dose: Several
    days: Several
    every: Several
    cycles: Several
    max_dose: Said
    then: Several
    product: Said
    market: Said
    concentration: Said
    vials: Said
    rounding: Said
    split: Said
    tolerance: Said
    stock: Said
    rates: Said
    max_rate: Said
    pump_step: Said
    over: Said
    volume: Said
    resume_rate: Said
    increase: Flag
    day: Said
    at: Said
    tz: Said
    start: Said
    closed: Several
    holidays: Said
    move: Said
    move_limit: Said
    anchor: Said
    given: Said
    cycles_from: Said
    cycle_date: Several
    steroid: Said
    steroid_dose: Said
    steroid_max: Said
    taper: Said
    taper_start: Said
    taper_align: Said
    tablets: Said
    halves: Flag
    round_to: Said
    pulse: Said
    accept: Several
    label: Said


def plan(*, formulary: "str | Path | None" = None, **fields: "Unpack[Fields]") -> dict[str, Any]:
    """The whole plan: dose, vials, pump timetable, calendar, taper, alerts and sources.

    Args:
        formulary: A folder of local records, which override those shipped.
        fields: The fields given.

    Raises:
        Unreadable: A field is unreadable, or one is missing.
        Refused: The request is impossible, or not supported by the sources.
        RecordInvalid: A local record breaks its rules.

        Each has ``field`` (the field at fault, empty where it is no single one), ``why``, and ``do`` (what to do).
    """
    return _document("plan", formulary, fields)


def dose(*, formulary: "str | Path | None" = None, **fields: "Unpack[Fields]") -> dict[str, Any]:
    """Dose, volumes, per-day split, vials and pump timetable, without dates. Arguments and errors: as ``plan``."""
    return _document("dose", formulary, fields)


def rates(*, formulary: "str | Path | None" = None, **fields: "Unpack[Fields]") -> dict[str, Any]:
    """The pump timetable for one day's dose, for the days of a cycle, or for the volume left in the bag.

    Arguments and errors: as ``plan``.
    """
    return _document("rates", formulary, fields)


def calendar(*, formulary: "str | Path | None" = None, **fields: "Unpack[Fields]") -> dict[str, Any]:
    """The dates of the cycles, moved around closed days. Arguments and errors: as ``plan``."""
    return _document("calendar", formulary, fields)


def taper(*, formulary: "str | Path | None" = None, **fields: "Unpack[Fields]") -> dict[str, Any]:
    """A steroid taper with tablets and reviews. Arguments and errors: as ``plan``."""
    return _document("taper", formulary, fields)


def weight(*, formulary: "str | Path | None" = None, **fields: "Unpack[Fields]") -> dict[str, Any]:
    """The dosing weight by policy. Arguments and errors: as ``plan``."""
    return _document("weight", formulary, fields)


def compare(*, formulary: "str | Path | None" = None, **fields: "Unpack[Fields]") -> dict[str, Any]:
    """The products that can give an order, side by side, and why the others cannot.

    Arguments and errors: as ``plan``.
    """
    return _document("compare", formulary, fields)


def dumps(document: "Mapping[str, Any]") -> str:
    """A *document* of one of the functions here as JSON: what its command prints, byte for byte, line end included."""
    from ivigcalc.output.json import dumped

    return dumped(document)


def _document(name: str, formulary: "str | Path | None", fields: "Mapping[str, object]") -> dict[str, Any]:
    """The document *name*; what is loaded for it is loaded here, so that importing the package costs next to nothing.

    The context of the caller's ``decimal``, with which a notebook may round to a few digits, does not count.
    """
    from decimal import ROUND_HALF_EVEN, Context, localcontext
    from pathlib import Path

    from ivigcalc.catalogue.catalogue import Catalogue
    from ivigcalc.documents.answer import document
    from ivigcalc.output.json import as_dict, exact
    from ivigcalc.request.request import read

    said = {field: value for field, value in fields.items() if value is not None}
    with localcontext(Context(prec=28, rounding=ROUND_HALF_EVEN)):
        try:
            return as_dict(document(name, read(said), Catalogue(Path(formulary) if formulary else None)), exact)
        except IvigcalcError as why:
            why.spell(str)
            raise
