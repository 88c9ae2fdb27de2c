"""An order as words: ``82kg gbs privigen eu 2026-12-07``, each word known by its form alone.

The forms stand in the table of fields; a word without one is a name on file. What the words say is the same as their
options would say. A word that fits no field, or two, is refused with what it could be.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import KINDS, REGIMENS
from ivigcalc.core.errors import IvigcalcError, Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.wording import named
from ivigcalc.request import reading
from ivigcalc.request.fields import FIELDS, PUMP_RATE, Field
from ivigcalc.request.quantity import NUMBER, quoted, unit

AMOUNTS = ("dose", "volume")  # beside one of them a disease is what is treated, and not the regimen

_COMPARED = ("dose", "volume", "start")
_LONGEST_UNIT = 20  # characters
_HOW = (
    "write 82kg, 0.4g/kg/day, x5, q4w or 2026-12-07, or a product, market or disease on file; anything else has "
    "its option, such as [[concentration]] for a product not on file"
)


class _Line(NamedTuple):
    """What is said beside the words, the fields that the command takes, and the records on file."""

    said: Mapping[str, object]
    takes: Collection[str]
    catalogue: Catalogue


class _Word(NamedTuple):
    """A word, the fields that it fits, each with what it says of it, and what is wrong with it as a name."""

    text: str
    fits: Mapping[str, str]
    fault: str = ""


def order(
    words: Sequence[str], said: Mapping[str, object], takes: Collection[str], catalogue: Catalogue
) -> dict[str, str]:
    """What *words* say, by field, as text that the field reads.

    Args:
        words: As they were typed.
        said: What options beside them say, by field.
        takes: The fields of the command. A word that is clearly of another is returned too, so that it is refused as
            that field is.
        catalogue: Whose records are named.

    Raises:
        Unreadable: Words that fit no field or several, or say again what is said; all of them in one text.
    """
    line = _Line(said, takes, catalogue)
    by_form = [formed(text, takes) for text in words]
    amount = any(name in fits for fits in [said, *by_form] for name in AMOUNTS)
    known = [
        _Word(text, fits) if fits else _named(text, line, amount=amount)
        for text, fits in zip(words, by_form, strict=True)
    ]
    found: dict[str, _Word] = {}
    faults: dict[int, str] = {}
    for i, word in enumerate(known):
        name = next(iter(word.fits)) if len(word.fits) == 1 else None
        if name is None:
            continue
        if name in said:
            faults[i] = f"{quoted(word.text)} is {named(name)}, also given as an option: give it once"
        elif name in found:
            faults[i] = f"{quoted(found[name].text)} and {quoted(word.text)} are both {named(name)}: give one of them"
        else:
            found[name] = word
    faults.update(_unclear(known, line._replace(said={**said, **found})))
    if faults:
        raise Unreadable("; ".join(faults[i] for i in sorted(faults)))
    return {name: word.fits[name] for name, word in found.items()}


def compared(words: Sequence[str]) -> dict[str, list[str]]:
    """What *words* give to compare with a plan: doses, volumes, rates and dates.

    Raises:
        Unreadable: Words of another form; all of them in one text.
    """
    found: dict[str, list[str]] = {"dose": [], "volume": [], "rate": [], "date": []}
    faults: list[str] = []
    for word in words:
        fits = [name for name in formed(word, _COMPARED) if name in _COMPARED]
        if re.fullmatch(PUMP_RATE, _plain(word)):
            found["rate"].append(word)
        elif fits:
            found["date" if fits[0] == "start" else fits[0]].append(word)
        else:
            faults.append(quoted(word))
    if faults:
        raise Unreadable(
            f"{_listed(faults)}: nothing that is compared with a plan has this form; write a dose (140g, 2g/kg), a "
            "volume (700mL), a pump rate (336mL/h@90) or a date (2024-05-06), each without a space or in quotes"
        )
    return found


def formed(word: str, takes: Collection[str]) -> dict[str, str]:
    """The fields that have the form of *word*, each with what it says of it: of those in *takes*, or of the others."""
    plain = _plain(word)
    found = {
        name: next(filter(None, match.groups()), word)
        for name, field in FIELDS.items()
        if field.form and (match := re.fullmatch(field.form, plain)) is not None
    }
    return {name: value for name, value in found.items() if name in takes} or found


def _named(word: str, line: _Line, *, amount: bool) -> _Word:
    """A *word* that names something: one of a field's own words, an id, or else an alias."""
    plain = word.strip(" ").lower()
    before, slash, _ = plain.partition("/")
    fields = {name: field for name, field in FIELDS.items() if field.named}
    kinds = {
        name: (KINDS[field.kind], before if field.kind == REGIMENS.folder else plain)  # before a variant
        for name, field in fields.items()
        if field.kind
    }
    found = [name for name, field in fields.items() if field.words and _means(field, plain)]
    found += [name for name, (kind, id) in kinds.items() if id in line.catalogue.ids(kind)]
    if not found:
        try:
            found = [name for name, (kind, id) in kinds.items() if line.catalogue.find(kind, id) is not None]
        except Unreadable as why:
            return _Word(word, {}, why.told(named))
    other = "regimen" if amount and not slash and "indication" in line.takes else "indication"
    fits = {name: word for name in found if name != other}
    return _Word(word, {name: word for name in fits if name in line.takes} or fits)


def _unclear(words: Sequence[_Word], line: _Line) -> dict[int, str]:
    """What is wrong with each of *words* that fits not exactly one field, by its place."""
    faults: dict[int, str] = {}
    for i, word in enumerate(words):
        if len(word.fits) == 1:
            continue
        if word.fits:
            faults[i] = f"{quoted(word.text)} could be {_either(word.fits)}: give it as an option"
        elif word.fault:
            faults[i] = word.fault
        elif _is_number(word.text):
            faults[i] = _number(word.text, line)
        elif _is_unit(word.text, line):
            before = words[i - 1].text if i and _is_number(words[i - 1].text) else ""
            faults.pop(i - 1 if before else -1, None)
            number = before or _number_of(word.text, line)
            faults[i] = _split(number, word.text) if number else _unknown(word.text, line)
        else:
            faults[i] = _unknown(word.text, line)
    return faults


def _is_number(word: str) -> bool:
    return re.fullmatch(NUMBER, word.strip(" ")) is not None


def _number(word: str, line: _Line) -> str:
    """What is said of a *word* that is a number alone: with which unit it would be what."""
    written = {
        name: field.lone.format(word.strip(" "))
        for name, field in FIELDS.items()
        if field.lone and name in line.takes and name not in line.said
    }
    could = [f"{text} ({named(name)})" for name, text in written.items() if name in formed(text, line.takes)]
    return f"{quoted(word)} has no unit" + (f": it could be {_listed(could)}" if could else f"; {_HOW}")


def _is_unit(word: str, line: _Line) -> bool:
    if re.search("[0-9]", word) or len(word) > _LONGEST_UNIT:
        return False
    return bool(formed(f"1{word}", line.takes) or _readable(f"1{word}", line))


def _number_of(unit: str, line: _Line) -> str:
    """The number that the shell took from a *unit*, where an option has it as its value; else empty."""
    for name, said in line.said.items():
        for value in said if isinstance(said, list) else [said]:
            whole = f"{value}{unit}"
            if _is_number(str(value)) and (name in formed(whole, line.takes) or name in _readable(whole, line)):
                return str(value)
    return ""


def _split(number: str, unit: str) -> str:
    return (
        f"{quoted(unit)} is a unit without its number: the shell takes {quoted(f'{number} {unit}')} apart; "
        f'write {number}{unit}, or quote it: "{number} {unit}"'
    )


def _unknown(word: str, line: _Line) -> str:
    """What is said of a *word* of no form and no name that is known without its option."""
    could = _readable(word, line)
    if could:
        return f"{quoted(word)} could be {_either(could)}: give it as an option"
    kinds = [KINDS[field.kind] for field in FIELDS.values() if field.named and field.kind]
    if _is_unit(word, line):
        return f"{quoted(word)} is a unit without its number: write both together, such as 2{word}"
    near = line.catalogue.near(kinds, word).removesuffix(".")
    return f"{quoted(word)} has no known form{near or f'; {_HOW}'}"


def _readable(word: str, line: _Line) -> dict[str, str]:
    """The fields of the command that take *word* as the value of their option, or have it as their name."""
    plain = word.strip(" ").lower()
    could = {name: word for name in FIELDS if name in line.takes and _takes(FIELDS[name], word, plain, line.catalogue)}
    return could | {name: "" for name in line.takes if name == plain.replace("-", "_")}


def _takes(field: Field, word: str, plain: str, catalogue: Catalogue) -> bool:
    if plain in field.words:
        return True
    if field.kind:
        return not field.named and catalogue.find(KINDS[field.kind], plain) is not None
    return not field.flag and _reads(field, word) and not _reads(field, "?")  # which only a free text can be


def _means(field: Field, word: str) -> bool:
    """Whether *word* is one of those of *field*; a single letter could be a unit too."""
    return word in field.words or (len(word) > 1 and _reads(field, word))


def _reads(field: Field, word: str) -> bool:
    try:
        field.read(word)
    except IvigcalcError:
        return False
    return True


def _plain(word: str) -> str:
    """*word* as the forms have it."""
    together = reading.in_words(word).replace(" ", "").lower()
    return re.sub("[a-z]+", lambda found: unit(found[0]).lower(), together)


def _either(fits: Mapping[str, str]) -> str:
    return _listed([f"{named(name)} {quoted(value)[1:-1]}".rstrip(" ") for name, value in fits.items()])


def _listed(texts: Sequence[str]) -> str:
    *before, last = texts
    return f"{', '.join(before)} or {last}" if before else last
