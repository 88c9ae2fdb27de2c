"""Whichever way a quantity is spelled it is read as the same number, and it is shown in one spelling."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from saying import anything, mangled, well_said

from ivigcalc.core.errors import IvigcalcError
from ivigcalc.request import quantity
from ivigcalc.request.fields import FIELDS
from ivigcalc.request.request import Request, read

# Fields of quantities, each with units that it takes as they are shown.
UNITS = {
    "weight": ("kg", "g", "lb"),
    "height": ("cm", "m", "in", "ft"),
    "age": ("y",),
    "dose": ("g/kg", "mg/kg", "g/kg/day", "mg/kg/day", "g/kg/cycle", "g", "mg", "g/day", "mg/cycle"),
    "concentration": ("%", "g/L", "mg/mL", "g/mL"),
    "tolerance": ("%",),
    "volume": ("mL",),
    "max_rate": ("mL/kg/h", "mL/kg/min", "mg/kg/min", "mg/kg/h", "mL/min", "mL/h"),
    "steroid_dose": ("mg", "mg/kg", "mg/kg/day"),
    "round_to": ("mg",),
}
SPELLINGS: dict[str, list[str]] = {}
for written, shown in quantity._UNITS.items():
    SPELLINGS.setdefault(shown, []).append(written)


@st.composite
def spelled(draw: st.DrawFn, number: str, unit: str) -> str:
    """*number* and *unit* in one of all their spellings."""
    whole, point, decimals = number.partition(".")
    if whole == "0" and decimals:
        whole = draw(st.sampled_from(("0", "", "00")))
    elif len(whole) < 4:
        whole = draw(st.sampled_from(("", "0", "00"))) + whole
    if decimals:
        decimals += draw(st.sampled_from(("", "0", "00")))
    elif whole:
        point, decimals = draw(st.sampled_from((("", ""), (".", "0"), (".", "00"))))
    parts = [draw(st.sampled_from(SPELLINGS["d" if part == "day" else part])) for part in unit.split("/")]
    cased = [draw(st.sampled_from((part, part.upper(), part.title()))) for part in parts]
    slash = draw(st.sampled_from(("/", " / ", "/ ", "  /")))
    around = draw(st.sampled_from(("", " ")))
    between = draw(st.sampled_from(("", " ", "  ")))
    return f"{around}{whole}{point}{decimals}{between}{slash.join(cased)}{around}"


@st.composite
def quantities(draw: st.DrawFn) -> tuple[str, str, str]:
    """A field, a quantity of it as it is shown, and another spelling of that."""
    field = draw(st.sampled_from(sorted(UNITS)))
    number = quantity.plain(Decimal(draw(st.integers(1, 99_999_999))) / 10 ** draw(st.integers(0, 6)))
    number = number if Decimal(number) <= 100 or field != "tolerance" else "7.5"
    unit = draw(st.sampled_from(UNITS[field]))
    if len(number.partition(".")[0]) > 6 or len(number.partition(".")[2]) > 6:
        number = "0.25"
    return field, number + unit, draw(spelled(number, unit))


@settings(max_examples=500, deadline=None)
@given(quantities())
def test_every_spelling_of_a_quantity_is_the_same_request(drawn: tuple[str, str, str]) -> None:
    field, shown, said = drawn
    assert read({field: shown}) == read({field: said})
    assert ((field, _echoed(field, shown)),) == read({field: said}).echo


def _echoed(field: str, shown: str) -> str | int:
    """What the request has of it: an age alone is a number, of years."""
    years = shown.removesuffix("y") if field == "age" else shown
    return int(years) if years.isdigit() else years


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_every_text_is_read_or_refused_in_one_line(data: st.DataObject) -> None:
    """What is read is shown so that it reads as the same again; what is refused names its field and has no control."""
    field = data.draw(st.sampled_from(sorted(FIELDS)))
    text = data.draw(st.one_of(well_said(field), mangled(well_said(field)), anything))
    request = said(field, text)
    assert request.field == field if isinstance(request, IvigcalcError) else request == read(request.shown())


def said(field: str, text: str) -> Request | IvigcalcError:
    try:
        return read({field: [text] if FIELDS[field].many else text})
    except IvigcalcError as refused:
        return refused
