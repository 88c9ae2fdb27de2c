"""Ladders and rules for the tests of rates: the shipped figures, and short ways to write a ladder."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import ivigcalc
from ivigcalc.catalogue.record import build
from ivigcalc.core.printed.product import Ladder, Product
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.pumping.completed import Origin, complete
from ivigcalc.core.pumping.infusion import Infusion, Speed, timetable
from ivigcalc.core.pumping.rates import RateProtocol, RateRules

DATA = Path(ivigcalc.__file__).parent / "data"
CITED = Citation("a-source", "a place")
TEN_PERCENT = Decimal(100)


def _read(kind: Any, path: Path) -> Any:
    return build(kind, tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal), path.name)


RULES: RateRules = _read(RateRules, DATA / "limits" / "rates.toml")


def protocols() -> dict[str, RateProtocol]:
    return {path.stem: _read(RateProtocol, path) for path in sorted((DATA / "rate_protocols").glob("*.toml"))}


def products() -> dict[str, Product]:
    return {path.stem: _read(Product, path) for path in sorted((DATA / "products").glob("*.toml"))}


def numbers(text: str) -> tuple[Any, ...]:
    """The numbers of a text such as ``"10.5 21"``, exactly as written."""
    return tuple(Decimal(word) for word in text.split())


def printed(unit: Any, rates: str, minutes: str = "", **more: Any) -> Ladder:
    return Ladder(unit, numbers(rates), CITED, numbers(minutes), **more)


def run(
    ladder: Ladder,
    kg: str,
    ml: str,
    g_per_l: str = "100",
    origin: Origin = "label",
    first: bool = False,
    vials: Any = (),
    **more: Any,
) -> Infusion:
    rungs = complete(ladder, Decimal(g_per_l), RULES, origin)  # type: ignore[arg-type]
    speed = Speed(Decimal(kg), rungs, basis=origin, first=first, **more)  # type: ignore[arg-type]
    return timetable(Decimal(ml), speed, RULES, vials)  # type: ignore[arg-type]


def pump_rates(infusion: Infusion) -> tuple[Decimal, ...]:
    return tuple(step.ml_per_h for step in infusion.steps)


def volumes(infusion: Infusion) -> tuple[Decimal, ...]:
    return tuple(step.volume_ml for step in infusion.steps)
