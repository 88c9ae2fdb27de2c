"""All that a request lacks, asked for at once."""

from collections.abc import Callable

from ivigcalc.core.errors import IvigcalcError, Missing, Unsaid
from ivigcalc.core.wording import named
from ivigcalc.request.request import Request, read

# What stands in for a field until the rest has been asked for. What comes of it is never shown.
_PRODUCT: dict[str, object] = {"concentration": "10%", "vials": "5,10,20"}
_INSTEAD: dict[str, dict[str, object]] = {
    "weight": {"weight": "70kg"},
    "dose": {"dose": "1g/kg/cycle", "days": 1},
    "days": {"days": 1},
    "every": {"every": "4w"},
    "start": {"start": "2024-04-08"},
    "product": _PRODUCT,
    "market": _PRODUCT,  # of the product that was said, whose place it takes
    "concentration": _PRODUCT,
    "taper": {"taper": "20x28,10x28", "steroid": "prednisolone"},
    "steroid": {"steroid": "prednisolone"},
    "taper_start": {"start": "2024-04-08"},
}
_OF_PRODUCT = ("product", "market", "concentration")


def all_missing(first: Unsaid, request: Request, ask: Callable[[Request], object]) -> Unsaid:
    """*first*, which *ask* raised for the *request*, together with whatever else it would ask for after that."""
    questions = [first]
    asked = {first.field}
    while questions[-1].field in _INSTEAD:
        request = _answered(request, questions[-1].field)
        try:
            ask(request)
        except Unsaid as more:
            if more.field in asked:
                break
            asked.add(more.field)
            questions.append(more)
        except IvigcalcError:  # of what was said, or of what stands in for the rest: another matter
            break
        else:
            break
    return Missing("; ".join(one.told(named) for one in questions)) if len(questions) > 1 else first


def _answered(request: Request, field: str) -> Request:
    kept = request.without(*_OF_PRODUCT) if field in _OF_PRODUCT else request
    return read({name: value for name, value in _INSTEAD[field].items() if name not in kept.said}).filled_from(kept)
