"""The only reader of ``data/`` and of a local formulary: ids to records, each built and checked when it is asked for.

A kind is a folder, an id a file name in it. A local formulary has the same folders; its records come first, so that
one with the id of a shipped record stands in its place.
"""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from ivigcalc.core.checkpoints import MonitoringRule
from ivigcalc.core.errors import RecordInvalid, Unreadable
from ivigcalc.core.rates import RateProtocol
from ivigcalc.core.product import Product
from ivigcalc.core.regimen import Regimen
from ivigcalc.core.sources import Citation, Source
from ivigcalc.core.taper import Steroid, TaperProtocol
from ivigcalc.core.weight_policy import WeightPolicy
from ivigcalc.record import build

SHIPPED = Path(__file__).parent / "data"

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
SINGULAR = {
    "products": "product",
    "regimens": "regimen",
    "weight_policies": "weight policy",
    "tapers": "taper",
    "rate_protocols": "rate protocol",
    "monitoring": "monitoring rule",
    "steroids": "steroid",
    "sources": "source",
}
MOST_BYTES = 262_144  # a record is a few kB; a file of megabytes is not one


class Catalogue(NamedTuple):
    """The records on file: those shipped, and before them those of a local ``formulary``."""

    formulary: Path | None = None

    def ids(self, kind: str) -> list[str]:
        """All ids of *kind*, sorted, local ones included."""
        found = {path.stem for folder in self._folders(kind) for path in folder.glob("*.toml")}
        return sorted(found)

    def record(self, kind: str, said: str) -> Any:
        """The record of *kind* with the id or alias *said*.

        Raises:
            Unreadable: No such record; the nearest ids are named.
            RecordInvalid: The record is broken; the file, the key and the reason are named.
        """
        path = self._path(kind, said) or self._by_alias(kind, said)
        if path is None:
            raise Unreadable(self._unknown(kind, said))
        return self._read(TYPES[kind], path)

    def is_local(self, kind: str, id: str) -> bool:
        """Whether the record comes from the local formulary."""
        return self.formulary is not None and (self.formulary / kind / f"{id}.toml").is_file()

    def limits(self, kind: Any, id: str) -> Any:
        """The record ``limits/id`` of type *kind*: the program's thresholds, never local."""
        return self._read(kind, SHIPPED / "limits" / f"{id}.toml")

    def sources(self, ids: set[str]) -> tuple[Source, ...]:
        """The sources with these *ids*, sorted."""
        return tuple(self.record("sources", id) for id in sorted(ids))

    def _folders(self, kind: str) -> Iterator[Path]:
        if self.formulary is not None:
            yield self.formulary / kind
        yield SHIPPED / kind

    def _path(self, kind: str, id: str) -> Path | None:
        if not id.replace("-", "").isalnum() or not id.isascii():
            return None
        paths = (folder / f"{id}.toml" for folder in self._folders(kind))
        return next((path for path in paths if path.is_file()), None)

    def _by_alias(self, kind: str, said: str) -> Path | None:
        wanted = said.lower()
        for id in self.ids(kind):
            path = self._path(kind, id)
            if path is not None and f'"{wanted}"' in _text(path).lower():
                record = self._read(TYPES[kind], path)
                if wanted in (alias.lower() for alias in getattr(record, "aliases", ())):
                    return path
        return None

    def _unknown(self, kind: str, said: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(said.lower(), self.ids(kind), n=3, cutoff=0.4)
        meant = f"; did you mean {' or '.join(near)}?" if near else ""
        return f"no {SINGULAR[kind]} {said!r} on file{meant} See: ivigcalc catalogue list {kind}"

    def _read(self, kind: Any, path: Path) -> Any:
        shown = str(path.relative_to(SHIPPED) if path.is_relative_to(SHIPPED) else path)
        try:
            table = tomllib.loads(_text(path), parse_float=Decimal)
        except (ValueError, RecursionError) as why:
            raise RecordInvalid(f"{shown}: not TOML: {why}") from None
        record = build(kind, table, shown)
        if record.id != path.stem:
            raise RecordInvalid(f"{shown}: id: {record.id!r} must be the file's name, {path.stem!r}")
        return record


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RecordInvalid(f"{path}: larger than {MOST_BYTES} bytes: not a record")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as why:
        raise RecordInvalid(f"{path}: cannot be read: {why}") from None


def cited(value: Any) -> set[str]:
    """The ids of all sources that are cited anywhere in *value*."""
    if isinstance(value, Citation):
        return {value.source}
    if isinstance(value, tuple):
        return set().union(*map(cited, value)) if value else set()
    return set()
