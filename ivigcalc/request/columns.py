"""The first line of a table -> what separates its cells, and the field that each of its columns says."""

import csv
from collections.abc import Mapping, Sequence

from ivigcalc.core.errors import RecordInvalid, Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.request.fields import FIELDS, nearest

ERROR = "error"  # the column that a rejected row gains; passed over when the mended file is read again
LEFT_ALONE = "#"  # begins the name of a column that is passed over
COMMA, SEMICOLON, TAB = ",", ";", "\t"
MOST_NAME = 60  # characters of a name that an error shows
_MAP = 'write --map "Gewicht=weight", the name in the file first, or "Notes=#" for a column to skip'


class Columns(NamedTuple):
    """The columns of one table.

    ``fields`` has the field that each column says; one that begins with ``#``, and ``error``, says none. ``names`` has
    them as the file spells them.
    """

    separator: str
    fields: tuple[str, ...]
    names: tuple[str, ...]

    def name(self, index: int) -> str:
        """What the cell at *index* of a row is called."""
        return self.fields[index] if 0 <= index < len(self.fields) else f"cell {index + 1}"

    def in_the_file(self, column: str) -> str:
        """The name that a *column* has in the file itself."""
        return shown(self.names[self.fields.index(column)]) if column in self.fields else column


def own_names(said: Sequence[str]) -> dict[str, str]:
    """What ``--map`` says: the field of each name of one's own, or ``#`` where it is to be left alone.

    Raises:
        Unreadable: One is no name and field, there is no such field, or a name is given two.
    """
    found: dict[str, str] = {}
    for text in said:
        name, sign, field = (part.strip(" ") for part in text.rpartition("="))
        if not sign or not name or not field:
            raise Unreadable(f"--map {text!r}: {_MAP}")
        try:
            meant = field_of(field)
        except Unreadable as why:
            raise Unreadable(f"--map {text!r}: {why}; {_MAP}") from None
        if found.setdefault(name, meant) != meant:
            raise Unreadable(f"--map {text!r}: {name} is already {found[name]}; a column has one meaning")
    return found


def field_of(said: str) -> str:
    """The field that a name of one's own may stand for, or ``#``.

    Raises:
        Unreadable: There is no such field.
    """
    field = said.lower().replace("-", "_")
    if field in FIELDS or said.startswith(LEFT_ALONE):
        return field
    raise Unreadable(f"{said}: no such column{nearest(field)}")


def columns_in(text: str, where: str, known: Sequence[str], own: Mapping[str, str]) -> Columns:
    """The columns that the line *text* names, between commas, semicolons or tabs, whichever separates more of them.

    Args:
        text: The first line of the table.
        where: The file and the line, for an error.
        known: The fields that a row may say.
        own: The fields that names of one's own stand for.

    Raises:
        RecordInvalid: It is no line of such a table; it names an unknown column, or one field twice.
    """
    best: tuple[tuple[int, int], str, list[str]] | None = None
    for separator in (COMMA, SEMICOLON, TAB):
        try:
            names = [cell.strip(" ") for cell in next(csv.reader([text], delimiter=separator, strict=True))]
        except csv.Error as why:
            if best is None and separator == TAB:
                raise RecordInvalid(f"{where}: the first line names no columns: {why}; save it as CSV") from None
            continue
        score = sum(_field(name, own) in (*known, ERROR, LEFT_ALONE) for name in names), len(names)
        if best is None or score > best[0]:
            best = score, separator, names
    assert best is not None  # else the last was refused
    return columns_of(best[2], where, known, own, best[1])


def columns_of(
    names: Sequence[str], where: str, known: Sequence[str], own: Mapping[str, str], separator: str = COMMA
) -> Columns:
    """The columns with these *names*; the rest as for ``columns_in``.

    Raises:
        RecordInvalid: One is unknown or has no name, or two say one field.
    """
    fields: list[str] = []
    for i, name in enumerate(names):
        field = _field(name, own)
        if field not in (*known, ERROR, LEFT_ALONE):
            raise RecordInvalid(f"{where}: {shown(name) or f'column {i + 1}'}: {no_column(name, known)}")
        if field != LEFT_ALONE and field in fields:
            before = names[fields.index(field)]
            meant = "" if before == name else f", after {shown(before)}"
            raise RecordInvalid(f"{where}: {shown(name)}: duplicate column{meant}; remove one")
        fields.append(field if field != LEFT_ALONE else shown(name) if name.startswith(LEFT_ALONE) else f"#{name}")
    return Columns(separator, tuple(fields), tuple(names))


def _field(name: str, own: Mapping[str, str]) -> str:
    """The field that a column of this *name* says, ``#`` for one to leave alone; a name that says none as it stands."""
    if name.startswith(LEFT_ALONE):
        return LEFT_ALONE
    meant = own.get(name) or next((field for one, field in own.items() if one.casefold() == name.casefold()), "")
    if meant:
        return LEFT_ALONE if meant.startswith(LEFT_ALONE) else meant
    return name.lower()


def field_in(name: str, known: Sequence[str], own: Mapping[str, str]) -> str:
    """The field that the key *name* of an object says; empty for one to leave alone.

    Raises:
        Unreadable: There is no such field.
    """
    if name in known and not own:
        return name
    field = _field(name, own)
    if field in known:
        return field
    if field in (LEFT_ALONE, ERROR):
        return ""
    raise Unreadable(no_column(name, known))


def no_column(name: str, known: Sequence[str]) -> str:
    """What is wrong with a column of this *name*, and what it may be meant for."""
    from difflib import get_close_matches

    if not name:
        return "it has no name; name it or remove it"
    near = get_close_matches(name[:MOST_NAME].lower().replace("-", "_"), known, n=1)
    if near:
        return f"no such column; did you mean {near[0]}?"
    return (
        "no such column; the columns are the options of plan with _ for -, such as weight; --map "
        f'"{shown(name)}=weight" gives its meaning, --map "{shown(name)}=#" skips it'
    )


def shown(name: str) -> str:
    """A name from outside, made short and harmless."""
    short = name if len(name) <= MOST_NAME else name[: MOST_NAME - 3] + "..."
    return short if short.isprintable() else ascii(short)
