"""One request, one document: what was said becomes a case, the core plans it, and its sources are looked up.

Every command that plans comes through here, and so do ``batch``, ``forecast`` and ``check``.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from ivigcalc import __version__
from ivigcalc.catalogue import Catalogue, cited
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.plan import plan
from ivigcalc.core.planned import Alert, Document, Plan
from ivigcalc.request import Said, echo, read
from ivigcalc.resolve import resolve


def document(name: str, said: Said, catalogue: Catalogue, made: Plan) -> Document:
    """*made* as the document *name* that answers *said*."""
    request = echo(said)
    if "accept" in request:
        request["accept"] = [_with_text(one, made.alerts) for one in request["accept"]]
    sources = catalogue.sources(cited(made))
    return Document(name, __version__, request, made._replace(sources=sources), digest(name, request))


def digest(name: str, request: Mapping[str, Any]) -> str:
    """Ten characters that tell two requests apart; the program's version counts, as its data ship with it."""
    text = json.dumps([name, __version__, request], sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:10]


def full_plan(said: Said, catalogue: Catalogue) -> Document:
    """The whole plan.

    Raises:
        Unreadable, Refused, RecordInvalid: As reading, resolving and planning do.
    """
    values = read(said)
    if "start" not in values and "given" not in values:
        raise Unreadable("no start: give the first infusion day, such as --start 2024-04-08")
    return document("plan", said, catalogue, plan(resolve(values, catalogue)))


def dose_alone(said: Said, catalogue: Catalogue) -> Document:
    """Dose, volumes, split and vials, without dates."""
    return document("dose", said, catalogue, plan(resolve(read(said), catalogue)))


def _with_text(one: Any, alerts: tuple[Alert, ...]) -> Any:
    """An acceptance with the text of the alert that it accepts, so that it lapses when that text is another."""
    if isinstance(one, dict):
        return one
    code, _, reason = str(one).partition("=")
    text = next((alert.text for alert in alerts if alert.code == code.strip() and alert.accepted is not None), "")
    return {"code": code.strip(), "reason": reason.strip(), "text": text}
