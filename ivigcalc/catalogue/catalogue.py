"""The only reader of ``data/`` and of a local formulary: ids to records, each built and checked when it is asked for.

A kind is a folder, an id a file name in it. A local formulary has the same folders; its records come first, so that
one with the id of a shipped record stands in its place. A file is read once in a process.
"""

import os
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from ivigcalc.catalogue.packed import read_table, unpack
from ivigcalc.catalogue.record import build
from ivigcalc.core.course.checkpoints import MonitoringRule
from ivigcalc.core.dates.types import CalendarLimits
from ivigcalc.core.dosing.weight import WeightLimits
from ivigcalc.core.dosing.weight_policy import WeightPolicy
from ivigcalc.core.errors import RecordInvalid, Unreadable
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import DoseLimits, EntryLimits
from ivigcalc.core.printed.product import Product
from ivigcalc.core.printed.regimen import Regimen
from ivigcalc.core.printed.sources import Source
from ivigcalc.core.pumping.rates import RateProtocol, RateRules
from ivigcalc.core.steroid.types import Steroid, SteroidLimits, TaperProtocol
from ivigcalc.core.wording import named

SHIPPED = Path(__file__).parent.parent / "data"

TYPES: dict[str, Any] = {
    "products": Product,
    "regimens": Regimen,
    "weight_policies": WeightPolicy,
    "tapers": TaperProtocol,
    "rate_protocols": RateProtocol,
    "monitoring": MonitoringRule,
    "steroids": Steroid,
    "sources": Source,
}
LIMITS: dict[str, Any] = {
    "entry": EntryLimits,
    "doses": DoseLimits,
    "weight": WeightLimits,
    "rates": RateRules,
    "calendar": CalendarLimits,
    "steroid": SteroidLimits,
}
KINDS = (*TYPES, "limits")  # the last is the program's own and never local
SINGULAR = {
    "products": "product",
    "regimens": "regimen",
    "weight_policies": "weight policy",
    "tapers": "taper",
    "rate_protocols": "rate protocol",
    "monitoring": "monitoring rule",
    "steroids": "steroid",
    "sources": "source",
    "limits": "record of limits",
}
MOST_BYTES = 262_144  # a record is a few kB; a file of megabytes is not one


class Catalogue(NamedTuple):
    """The records on file: those shipped, and before them those of a local ``formulary``.

    The first look into a formulary checks its layout, and each of its records is checked in full when it is read.
    """

    formulary: Path | None = None

    def ids(self, kind: str) -> list[str]:
        """All ids of *kind*, sorted, local ones included."""
        return sorted(_shipped(kind) | self.local_ids(kind))

    def local_ids(self, kind: str) -> frozenset[str]:
        """The ids of *kind* in the local formulary.

        Raises:
            RecordInvalid: Its folders hold something else than records.
        """
        return frozenset() if self.formulary is None else _local(self.formulary.absolute()).get(kind, frozenset())

    def record(self, kind: str, said: str) -> Any:
        """The record of *kind* with the id or alias *said*.

        Raises:
            Unreadable: No such record; the nearest ids are named.
            RecordInvalid: The record is broken; the file, the key and the reason are named.
        """
        found = self._find(kind, said.lower())
        if found is None:
            near = self._near((kind,), said)
            raise Unreadable(f"no {SINGULAR[kind]} {_quoted(said)} on file{near} All: ivigcalc catalogue list {kind}")
        return self._read(kind, found)

    def anywhere(self, said: str) -> tuple[str, Any]:
        """The record with the id or alias *said*, and its kind.

        Raises:
            Unreadable: No kind has it; the nearest ids are named.
            RecordInvalid: As ``record``.
        """
        kinds = [kind for kind in KINDS if self._has(kind, said.lower())]
        kinds = kinds or [kind for kind in TYPES if self._find(kind, said.lower()) is not None]
        if not kinds:
            near = self._near(KINDS, said)
            raise Unreadable(f"nothing named {_quoted(said)} on file{near} All: ivigcalc catalogue list KIND")
        return kinds[0], self.record(kinds[0], said)

    def is_local(self, kind: str, id: str) -> bool:
        """Whether the record comes from the local formulary."""
        return id in self.local_ids(kind)

    def limits(self, id: str) -> Any:
        """The record ``limits/id``: the program's thresholds, never local."""
        return _read_shipped("limits", id)

    def sources(self, ids: set[str]) -> tuple[Source, ...]:
        """The sources with these *ids*, sorted."""
        return tuple(self._read("sources", id) for id in sorted(ids))

    def check(self) -> tuple[int, tuple[str, ...]]:
        """How many records the local formulary has, and all that is wrong with them, each fault with its file."""
        if self.formulary is None:
            return 0, ()
        folder = self.formulary.absolute()
        ids, found = _layout(folder)
        for kind in ids:
            for id in sorted(ids[kind]):
                path = folder / kind / f"{id}.toml"
                try:
                    record = _read(TYPES[kind], path)
                    found.extend(f"{path}: {fault}" for fault in self._faults(kind, record, ids))
                except RecordInvalid as why:
                    found.append(why.told(named))
        return sum(map(len, ids.values())), tuple(dict.fromkeys(map(_line, found)))

    def absolute(self) -> "Catalogue":
        """The same wherever the process stands: what is kept for a relative path would be wrong after a move."""
        return self if self.formulary is None else Catalogue(self.formulary.absolute())

    def _has(self, kind: str, id: str) -> bool:
        return id in _shipped(kind) or id in self.local_ids(kind)

    def _path(self, kind: str, id: str) -> Path:
        local = self.formulary.absolute() if self.formulary is not None and self.is_local(kind, id) else None
        return (local or SHIPPED) / kind / f"{id}.toml"

    def _find(self, kind: str, said: str) -> str | None:
        """The id of *kind* that *said* is, or is an alias of."""
        if self._has(kind, said):
            return said
        found = _aliased(self.absolute(), kind, said)
        if len(found) > 1:
            both = " and ".join(str(_shown(self._path(kind, id))) for id in found)
            raise RecordInvalid(f"{both}: aliases: both have {said!r}; take it out of one of them")
        return found[0] if found else None

    def _near(self, kinds: tuple[str, ...], said: str) -> str:
        """The nearest ids, as the end of an error: what was meant may have spaces, capitals or be a longer name."""
        from difflib import get_close_matches

        wanted = re.sub(r"[^a-z0-9]+", "-", said[:80].lower()).strip("-")
        found = [id for kind in kinds if (id := self._find(kind, wanted)) is not None]
        ids = sorted({id for kind in kinds for id in self.ids(kind)})
        near = list(dict.fromkeys(found)) or get_close_matches(wanted, ids, n=3)
        return f"; did you mean {' or '.join(near)}?" if near else "."

    def _read(self, kind: str, id: str) -> Any:
        if kind in TYPES and self.is_local(kind, id):
            return _read_local(self.absolute(), kind, id)
        return _read_shipped(kind, id)

    def _faults(self, kind: str, record: Any, local: Mapping[str, frozenset[str]]) -> Iterator[str]:
        """What is wrong with a local *record*, in itself and beside the others."""
        from ivigcalc.core.soundness.consistency import faults, references
        from ivigcalc.core.soundness.label_consistency import oversized_vials

        yield from faults(record)
        if kind == "products":
            yield from oversized_vials(record, self.limits("entry").vial_g.value)
        for key, other, id in references(record):
            if id not in _shipped(other) and id not in local.get(other, ()):
                yield f"{key}: no {SINGULAR[other]} {_quoted(id)} on file"
        for other in KINDS:
            if other != kind and (record.id in _shipped(other) or record.id in local.get(other, ())):
                yield f"id: {record.id!r} is a {SINGULAR[other]} already"
        if (kind, record.id) == ("sources", "house"):
            yield "id: 'house' is the program's own choice and never local"
        for alias in getattr(record, "aliases", ()):
            if alias in _shipped(kind) or alias in local.get(kind, ()):
                yield f"aliases: {alias!r} is the id of a {SINGULAR[kind]}"
            for id in self._others(kind, record.id, alias):
                yield f"aliases: {alias!r} is an alias of {id} already"

    def _others(self, kind: str, id: str, alias: str) -> list[str]:
        """The other ids that have the alias of *id*, if all files can be read: a broken one is a fault of its own."""
        try:
            return [other for other in _aliased(self.absolute(), kind, alias) if other != id]
        except RecordInvalid:
            return []


@cache
def _shipped(kind: str) -> frozenset[str]:
    return frozenset(name[:-5] for name in os.listdir(SHIPPED / kind) if name.endswith(".toml"))


@cache
def _local(formulary: Path) -> Mapping[str, frozenset[str]]:
    """The ids of each kind in *formulary*; its first fault of layout is an error."""
    ids, found = _layout(formulary)
    if found:
        raise RecordInvalid(_line(found[0]))
    return ids


def _layout(formulary: Path) -> tuple[dict[str, frozenset[str]], list[str]]:
    """The ids of each kind, and what does not belong in the folders. Hidden files and files beside the folders may."""
    ids: dict[str, frozenset[str]] = {}
    found: list[str] = []
    for entry in _entries(formulary, found):
        if entry.name in TYPES:
            ids[entry.name] = _ids(Path(entry.path), found)
        elif entry.name.endswith(".toml"):
            found.append(f"{entry.path}: a record stands in the folder of its kind: {', '.join(TYPES)}")
        elif not _is_file(entry):
            own = "limits are the program's own; " if entry.name == "limits" else ""
            found.append(f"{entry.path}: no such kind of record; {own}the folders are {', '.join(TYPES)}")
    return ids, found


def _ids(folder: Path, found: list[str]) -> frozenset[str]:
    ids = set()
    for entry in _entries(folder, found):
        name, suffix = os.path.splitext(entry.name)
        if suffix != ".toml":
            found.append(f"{entry.path}: only records, ID.toml, stand here")
        elif not _is_file(entry):
            found.append(f"{entry.path}: not a file that can be read: a folder, a device, or a link that leads nowhere")
        else:
            ids.add(name)
    return frozenset(ids)


def _entries(folder: Path, found: list[str]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted((one for one in entries if not one.name.startswith(".")), key=lambda one: one.name)
    except OSError as why:
        found.append(f"{folder}: the folder cannot be read: {why.strerror}")
        return []


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads back to itself
        return False


@cache
def _aliased(catalogue: Catalogue, kind: str, alias: str) -> list[str]:
    """The ids of *kind* that have the *alias*. Only files that hold the word are read as records."""
    found = []
    for id in catalogue.ids(kind) if kind in TYPES else ():
        path = catalogue._path(kind, id)
        text = _text(path).lower()
        if f'"{alias}"' in text or f"'{alias}'" in text:
            record = _read(TYPES[kind], path)
            if alias in (each.lower() for each in getattr(record, "aliases", ())):
                found.append(id)
    return found


@cache
def _read_shipped(kind: str, id: str) -> Any:
    type, file = TYPES.get(kind) or LIMITS[id], f"{kind}/{id}.toml"
    packed = _packed().get(file.encode())
    return _read(type, SHIPPED / file) if packed is None else build(type, read_table(packed), file)


@cache
def _packed() -> dict[bytes, bytes]:
    return unpack(SHIPPED)


@cache
def _read_local(catalogue: Catalogue, kind: str, id: str) -> Any:
    """A record of the formulary, held to everything that a test holds the shipped ones to."""
    path = catalogue._path(kind, id)
    record = _read(TYPES[kind], path)
    found = list(catalogue._faults(kind, record, {each: catalogue.local_ids(each) for each in TYPES}))
    if found:
        more = f" ({len(found) - 1} more: ivigcalc catalogue check DIR)" if len(found) > 1 else ""
        raise RecordInvalid(_line(f"{path}: {found[0]}{more}"))
    return record


@cache
def _read(kind: Any, path: Path) -> Any:
    import tomllib

    shown = str(_shown(path))
    try:
        table = tomllib.loads(_text(path), parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as why:
        raise RecordInvalid(_line(f"{shown}: not TOML: {why}")) from None
    try:
        record = build(kind, table, shown)
    except RecordInvalid as why:
        raise RecordInvalid(_line(why.told(named))) from None
    if record.id != path.stem:
        raise RecordInvalid(_line(f"{shown}: id: {record.id!r} must be the file's name, {path.stem!r}"))
    return record


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise RecordInvalid(_line(f"{_shown(path)}: larger than {MOST_BYTES} bytes: not a record"))
        return data.decode("utf-8-sig")
    except OSError as why:
        raise RecordInvalid(_line(f"{_shown(path)}: cannot be read: {why.strerror}")) from None
    except UnicodeDecodeError as why:
        raise RecordInvalid(_line(f"{_shown(path)}: not UTF-8 text, at byte {why.start}")) from None


def _shown(path: Path) -> Path:
    return path.relative_to(SHIPPED) if path.is_relative_to(SHIPPED) else path


def _quoted(said: str) -> str:
    return ascii(said if len(said) <= 60 else said[:60] + "...")


def _line(text: str) -> str:
    """*text* as one line: a file may hold line breaks and escape sequences in its name and in its keys."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
