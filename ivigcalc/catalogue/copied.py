"""The text of a record, to copy into a local formulary, and a template for a new one."""

import re
from pathlib import Path

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import LIMITS, LOCAL, Kind, Record
from ivigcalc.catalogue.record_file import text_of
from ivigcalc.core.errors import Unreadable

_TEMPLATES = Path(__file__).parent / "templates"
TEMPLATES = ("product", "regimen", "rate_protocol", "source")
_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"


def text_of_record(catalogue: Catalogue, kind: Kind[Record], id: str) -> str:
    """The file of the record *id*, whole.

    Raises:
        Unreadable: It is a record of limits, which are never local.
    """
    if kind == LIMITS:
        raise Unreadable(
            f"{id}: limits are the program's own and never local",
            "omit --format toml to read them",
        )
    return text_of(catalogue.path(kind, id))


def template(what: str, id: str, catalogue: Catalogue) -> str:
    """A commented record of a new *what*, one of ``TEMPLATES``, with the *id*; FILL_IN stands where a figure belongs.

    Raises:
        Unreadable: No template of that name, no id, or one that a record on file has.
    """
    name = what.lower().replace("-", "_")
    if name not in TEMPLATES:
        raise Unreadable(f"no template {what[:60]!r}", f"there are {', '.join(TEMPLATES)}")
    if not re.fullmatch(_ID, id):
        raise Unreadable(f"{id[:60]!r} is no id", "write small letters, digits and hyphens, such as our-brand")
    for kind in LOCAL.values():
        if id in catalogue.ids(kind):
            raise Unreadable(
                f"{id!r} is a {kind.singular} on file",
                f"take another id, or copy that record: ivigcalc catalogue show {id} --format toml",
            )
    return (_TEMPLATES / f"{name}.toml").read_text(encoding="utf-8").replace("<id>", id)
