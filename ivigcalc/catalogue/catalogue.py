"""The only reader of ``data/`` and of a local formulary: ids to records, each built and checked when it is asked for.

A kind is a folder, an id a file name in it. A local formulary has the same folders; its records come first, so that
one with the id of a shipped record stands in its place. A file is read once in a process.
"""

import os
import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from ivigcalc.catalogue.kinds import ENTRY, KINDS, LIMITS, LOCAL, SOURCES, Kind, R, Record, Thresholds
from ivigcalc.catalogue.layout import Ids, layout
from ivigcalc.catalogue.packed import read_table, unpack
from ivigcalc.catalogue.record import build
from ivigcalc.catalogue.record_file import SHIPPED, one_line, read_record, shown, text_of
from ivigcalc.core.errors import RecordInvalid, Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.product import Product
from ivigcalc.core.printed.sources import Source
from ivigcalc.core.wording import named


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
            Unreadable: No such record; the nearest ids are named.
            RecordInvalid: The record is broken; the file, the key and the reason are named.
        """
        found = self._find(kind, said.lower())
        if found is None:
            on_file = f"on file{self._near([kind], said)} All: ivigcalc catalogue list {kind.folder}"
            raise Unreadable(f"no {kind.singular} {_quoted(said)} {on_file}")
        return self._read(kind, found)

    def anywhere(self, said: str) -> tuple[Kind[Record], Record]:
        """The record with the id or alias *said*, and its kind.

        Raises:
            Unreadable: No kind has it; the nearest ids are named.
            RecordInvalid: As ``record``.
        """
        kinds = [kind for kind in KINDS.values() if self._has(kind, said.lower())]
        kinds = kinds or [kind for kind in LOCAL.values() if self._find(kind, said.lower()) is not None]
        if not kinds:
            near = self._near(KINDS.values(), said)
            raise Unreadable(f"nothing named {_quoted(said)} on file{near} All: ivigcalc catalogue list KIND")
        return kinds[0], self.record(kinds[0], said)

    def is_local(self, kind: Kind[Record], id: str) -> bool:
        """Whether the record comes from the local formulary."""
        return id in self.local_ids(kind)

    def limits(self, one: Thresholds[R]) -> R:
        """The program's thresholds, never local."""
        found: R = _read_shipped(LIMITS, one.id)
        return found

    def sources(self, ids: set[str]) -> tuple[Source, ...]:
        """The sources with these *ids*, sorted."""
        return tuple(self._read(SOURCES, id) for id in sorted(ids))

    def check(self) -> tuple[int, tuple[str, ...]]:
        """How many records the local formulary has, and all that is wrong with them, each fault with its file."""
        if self.formulary is None:
            return 0, ()
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

    def _path(self, kind: Kind[Record], id: str) -> Path:
        local = self.formulary.absolute() if self.formulary is not None and self.is_local(kind, id) else None
        return (local or SHIPPED) / kind.folder / f"{id}.toml"

    def _find(self, kind: Kind[Record], said: str) -> str | None:
        """The id of *kind* that *said* is, or is an alias of."""
        if self._has(kind, said):
            return said
        found = _aliased(self.absolute(), kind, said)
        if len(found) > 1:
            both = " and ".join(str(shown(self._path(kind, id))) for id in found)
            raise RecordInvalid(f"{both}: aliases: both have {said!r}; take it out of one of them")
        return found[0] if found else None

    def _near(self, kinds: Collection[Kind[Record]], said: str) -> str:
        """The nearest ids, as the end of an error: what was meant may have spaces, capitals or be a longer name."""
        from difflib import get_close_matches

        wanted = re.sub(r"[^a-z0-9]+", "-", said[:80].lower()).strip("-")
        found = [id for kind in kinds if (id := self._find(kind, wanted)) is not None]
        ids = sorted({id for kind in kinds for id in self.ids(kind)})
        near = list(dict.fromkeys(found)) or get_close_matches(wanted, ids, n=3)
        return f"; did you mean {' or '.join(near)}?" if near else "."

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
                yield f"{key}: no {other.singular} {_quoted(id)} on file"
        for other in KINDS.values():
            if other != kind and (record.id in _shipped(other) or record.id in local.get(other, ())):
                yield f"id: {record.id!r} is a {other.singular} already"
        if (kind, record.id) == (SOURCES, "house"):
            yield "id: 'house' is the program's own choice and never local"
        for alias in getattr(record, "aliases", ()):
            if alias in _shipped(kind) or alias in local.get(kind, ()):
                yield f"aliases: {alias!r} is the id of a {kind.singular}"
            for id in self._others(kind, record.id, alias):
                yield f"aliases: {alias!r} is an alias of {id} already"

    def _others(self, kind: Kind[Record], id: str, alias: str) -> list[str]:
        """The other ids that have the alias of *id*, if all files can be read: a broken one is a fault of its own."""
        try:
            return [other for other in _aliased(self.absolute(), kind, alias) if other != id]
        except RecordInvalid:
            return []


@cache
def _shipped(kind: Kind[Record]) -> frozenset[str]:
    return frozenset(name[:-5] for name in os.listdir(SHIPPED / kind.folder) if name.endswith(".toml"))


@cache
def _local(formulary: Path) -> Ids:
    """The ids of each kind in *formulary*; its first fault of layout is an error."""
    ids, found = layout(formulary)
    if found:
        raise RecordInvalid(one_line(found[0]))
    return ids


@cache
def _aliased(catalogue: Catalogue, kind: Kind[Record], alias: str) -> list[str]:
    """The ids of *kind* that have the *alias*. Only files that hold the word are read as records."""
    found = []
    for id in catalogue.ids(kind) if kind != LIMITS else ():
        path = catalogue._path(kind, id)
        text = text_of(path).lower()
        if f'"{alias}"' in text or f"'{alias}'" in text:
            record = read_record(kind.type_of(id), path)
            if alias in (each.lower() for each in getattr(record, "aliases", ())):
                found.append(id)
    return found


@cache
def _read_shipped(kind: Kind[R], id: str) -> R:
    type_, file = kind.type_of(id), f"{kind.folder}/{id}.toml"
    packed = _packed().get(file.encode())
    record: R = read_record(type_, SHIPPED / file) if packed is None else build(type_, read_table(packed), file)
    return record


@cache
def _packed() -> dict[bytes, bytes]:
    return unpack(SHIPPED)


@cache
def _read_local(catalogue: Catalogue, kind: Kind[R], id: str) -> R:
    """A record of the formulary, held to everything that a test holds the shipped ones to."""
    path = catalogue._path(kind, id)
    record: R = read_record(kind.type_of(id), path)
    found = list(catalogue._faults(kind, record, {each: catalogue.local_ids(each) for each in LOCAL.values()}))
    if found:
        more = f" ({len(found) - 1} more: ivigcalc catalogue check DIR)" if len(found) > 1 else ""
        raise RecordInvalid(one_line(f"{path}: {found[0]}{more}"))
    return record


def _quoted(said: str) -> str:
    return ascii(said if len(said) <= 60 else said[:60] + "...")
