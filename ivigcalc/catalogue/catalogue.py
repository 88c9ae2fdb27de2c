"""The only reader of ``data/`` and of a local formulary: ids to records, each built and checked when it is asked for.

A kind is a folder, an id a file name in it. A local formulary has the same folders; its records come first, so that
one with the id of a shipped record stands in its place. A file is read once in a process.
"""

import os
import re
from collections.abc import Collection, Iterator, Set
from functools import cache
from pathlib import Path

from ivigcalc.catalogue.kinds import ENTRY, KINDS, LIMITS, LOCAL, SOURCES, Ids, Kind, R, Record, Thresholds
from ivigcalc.catalogue.packed import read_table, unpack
from ivigcalc.catalogue.record import build
from ivigcalc.catalogue.record_file import SHIPPED, one_line, read_record, text_of
from ivigcalc.core.errors import RecordInvalid, Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.product import Product
from ivigcalc.core.printed.sources import Source
from ivigcalc.core.wording import named

_LONGEST = 80  # characters of a name
_NAME = rf"[a-z0-9 _/%.,()&+-]{{1,{_LONGEST}}}"  # as somebody types one
_OF_A_SOURCE = "; it is the id of a record: ivigcalc catalogue new source ID"
_BETWEEN = r"[^a-z0-9]+"


class NotOnFile(Unreadable):
    """No record of a kind has the id or alias that was said."""


class Catalogue(NamedTuple):
    """The records on file: those shipped, and before them those of a local ``formulary``.

    The first look into a formulary checks its layout, and each of its records is checked in full when it is read.
    """

    formulary: Path | None = None

    def ids(self, kind: Kind[Record]) -> list[str]:
        """All ids of *kind*, sorted, local ones included."""
        return sorted(_shipped(kind) | self.local_ids(kind))

    def local_ids(self, kind: Kind[Record]) -> frozenset[str]:
        """The ids of *kind* in the local formulary.

        Raises:
            RecordInvalid: Its folders hold something else than records.
        """
        return frozenset() if self.formulary is None else _local(self.formulary.absolute()).get(kind, frozenset())

    def record(self, kind: Kind[R], said: str) -> R:
        """The record of *kind* with the id or alias *said*.

        Raises:
            NotOnFile: No such record; the nearest ids are named.
            Unreadable: Several have the alias; all are named.
            RecordInvalid: The record is broken; the file, the key and the reason are named.
        """
        found = self.find(kind, said)
        if found is None:
            on_file = f"on file{self.near([kind], said)} See: ivigcalc catalogue list {kind.folder}"
            raise NotOnFile(f"no {kind.singular} {_quoted(said)} {on_file}")
        return self._read(kind, found)

    def anywhere(self, said: str) -> tuple[Kind[Record], Record]:
        """The record with the id or alias *said*, and its kind.

        Raises:
            Unreadable: No kind has it; the nearest ids are named. Or several records have it; all are named.
            RecordInvalid: As ``record``.
        """
        ids = [(kind, id) for kind in KINDS.values() for id in self._as_id(kind, said)]
        found = ids or [(kind, id) for kind in LOCAL.values() for id in self._meant(kind, said)]
        if not found:
            near = self.near(KINDS.values(), said)
            raise Unreadable(f"{_quoted(said)} is not on file{near} See: ivigcalc catalogue list KIND")
        if len(found) > 1:
            raise _which(_quoted(said), [id for _, id in found])
        kind, id = found[0]
        return kind, self._read(kind, id)

    def is_local(self, kind: Kind[Record], id: str) -> bool:
        """Whether the record comes from the local formulary."""
        return id in self.local_ids(kind)

    def limits(self, one: Thresholds[R]) -> R:
        """The program's thresholds, never local."""
        found: R = _read_shipped(LIMITS, one.id)
        return found

    def sources(self, ids: Set[str]) -> tuple[Source, ...]:
        """The sources with these *ids*, sorted."""
        return tuple(self._read(SOURCES, id) for id in sorted(ids))

    def check(self) -> tuple[int, tuple[str, ...]]:
        """How many records the local formulary has, and all that is wrong with them, each fault with its file."""
        if self.formulary is None:
            return 0, ()
        from ivigcalc.catalogue.layout import layout  # of a formulary alone, which few runs have

        folder = self.formulary.absolute()
        local, found = layout(folder)
        for kind, ids in local.items():
            for id in sorted(ids):
                path = folder / kind.folder / f"{id}.toml"
                try:
                    record = read_record(kind.type_of(id), path)
                    found.extend(f"{path}: {fault}" for fault in self._faults(kind, record, local))
                except RecordInvalid as why:
                    found.append(why.told(named))
        return sum(map(len, local.values())), tuple(dict.fromkeys(map(one_line, found)))

    def absolute(self) -> "Catalogue":
        """The same wherever the process stands: what is kept for a relative path would be wrong after a move."""
        return self if self.formulary is None else Catalogue(self.formulary.absolute())

    def _has(self, kind: Kind[Record], id: str) -> bool:
        return id in _shipped(kind) or id in self.local_ids(kind)

    def path(self, kind: Kind[Record], id: str) -> Path:
        local = self.formulary.absolute() if self.formulary is not None and self.is_local(kind, id) else None
        return (local or SHIPPED) / kind.folder / f"{id}.toml"

    def find(self, kind: Kind[Record], said: str) -> str | None:
        """The id of *kind* that *said* is, or is an alias of; None where it is neither.

        Raises:
            Unreadable: It is an alias of several; all are named.
        """
        found = self._meant(kind, said)
        if len(found) > 1:
            raise _which(f"{kind.singular} {_quoted(said)}", found)
        return found[0] if found else None

    def near(self, kinds: Collection[Kind[Record]], said: str) -> str:
        """The ids of *kinds* whose names come nearest to *said*, as the end of an error."""
        from difflib import get_close_matches

        names: dict[str, list[str]] = {}
        for kind in kinds:
            for name, ids in _names(self.absolute(), kind).items():
                names.setdefault(name, []).extend(ids)
        near = [id for name in get_close_matches(said[:_LONGEST].lower(), names, n=3) for id in names[name]]
        return f"; did you mean {' or '.join(dict.fromkeys(near))}?" if near else "."

    def _meant(self, kind: Kind[Record], said: str) -> list[str]:
        """The ids of *kind* that *said* can mean: the one that it is, or else all those that have it as an alias."""
        return self._as_id(kind, said) or _aliased(self.absolute(), kind, as_id(said))

    def _as_id(self, kind: Kind[Record], said: str) -> list[str]:
        """The id of *kind* that *said* is, as it stands or with its words joined as those of an id are."""
        id = said.strip(" ").lower()
        if not self._has(kind, id):
            id = as_id(said)
        return [id] if self._has(kind, id) else []

    def _read(self, kind: Kind[R], id: str) -> R:
        local = self.is_local(kind, id)
        found: R = _read_local(self.absolute(), kind, id) if local else _read_shipped(kind, id)
        return found

    def _faults(self, kind: Kind[Record], record: Record, local: Ids) -> Iterator[str]:
        """What is wrong with a local *record*, in itself and beside the others."""
        from ivigcalc.core.soundness.consistency import faults, references
        from ivigcalc.core.soundness.label_consistency import oversized_vials

        yield from faults(record)
        if isinstance(record, Product):
            yield from oversized_vials(record, self.limits(ENTRY).vial_g.value)
        for key, folder, id in references(record):
            other = KINDS[folder]
            if id not in _shipped(other) and id not in local.get(other, ()):
                more = _OF_A_SOURCE if other == SOURCES else self.near([other], id)
                yield f"{key}: no {other.singular} {_quoted(id)} on file{more}"
        for other in KINDS.values():
            if other != kind and (record.id in _shipped(other) or record.id in local.get(other, ())):
                yield f"id: {record.id!r} is a {other.singular} already"
        if (kind, record.id) == (SOURCES, "house"):
            yield "id: 'house' is the program's own choice and never local"
        for alias in getattr(record, "aliases", ()):
            for other in KINDS.values():
                if alias in _shipped(other) or alias in local.get(other, ()):
                    yield f"aliases: {alias!r} is the id of a {other.singular}"


@cache
def _shipped(kind: Kind[Record]) -> frozenset[str]:
    return frozenset(name[:-5] for name in os.listdir(SHIPPED / kind.folder) if name.endswith(".toml"))


@cache
def _local(formulary: Path) -> Ids:
    """The ids of each kind in *formulary*; its first fault of layout is an error."""
    from ivigcalc.catalogue.layout import layout  # as above

    ids, found = layout(formulary)
    if found:
        raise RecordInvalid(one_line(found[0]))
    return ids


@cache
def _aliased(catalogue: Catalogue, kind: Kind[Record], alias: str) -> list[str]:
    """The ids of *kind* that have the *alias*. Only files that hold the word are read as records."""
    found = []
    for id in catalogue.ids(kind) if alias and kind != LIMITS else ():
        path = catalogue.path(kind, id)
        text = text_of(path)
        if f'"{alias}"' in text or f"'{alias}'" in text:
            record = read_record(kind.type_of(id), path)
            if alias in getattr(record, "aliases", ()):
                found.append(id)
    return sorted(found, key=lambda id: (len(id), id))  # octagam-5 before octagam-10


@cache
def _names(catalogue: Catalogue, kind: Kind[Record]) -> dict[str, list[str]]:
    """Every id and alias of *kind*, each with the ids that it can mean; a broken record has its id alone."""
    found = {id: [id] for id in catalogue.ids(kind)}
    for id in tuple(found):
        try:
            record = read_record(kind.type_of(id), catalogue.path(kind, id))
        except RecordInvalid:
            continue
        for alias in getattr(record, "aliases", ()):
            found.setdefault(alias, []).append(id)
    return found


@cache
def _read_shipped(kind: Kind[R], id: str) -> R:
    type_, file = kind.type_of(id), f"{kind.folder}/{id}.toml"
    packed = _packed().get(file)
    record: R = read_record(type_, SHIPPED / file) if packed is None else build(type_, read_table(packed), file)
    return record


@cache
def _packed() -> dict[str, memoryview]:
    return unpack(SHIPPED)


@cache
def _read_local(catalogue: Catalogue, kind: Kind[R], id: str) -> R:
    """A record of the formulary, held to everything that a test holds the shipped ones to."""
    path = catalogue.path(kind, id)
    record: R = read_record(kind.type_of(id), path)
    found = list(catalogue._faults(kind, record, {each: catalogue.local_ids(each) for each in LOCAL.values()}))
    if found:
        more = f" ({len(found) - 1} more: ivigcalc catalogue check DIR)" if len(found) > 1 else ""
        raise RecordInvalid(one_line(f"{path}: {found[0]}{more}"))
    return record


def as_id(said: str) -> str:
    """``octagam-10`` for ``Octagam 10%``: *said* with its words joined as those of an id, without accents.

    Empty where it holds what no name does.
    """
    text = said.lower()
    if not text.isascii():
        from unicodedata import combining, normalize

        text = "".join(sign for sign in normalize("NFD", text) if not combining(sign))
    return re.sub(_BETWEEN, "-", text).strip("-") if re.fullmatch(_NAME, text) else ""


def _which(what: str, ids: Collection[str]) -> Unreadable:
    return Unreadable(f"{what} can be {' or '.join(ids)}", "choose one")


def _quoted(said: str) -> str:
    return ascii(said if len(said) <= 60 else said[:60] + "...")
