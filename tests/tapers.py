"""What the taper tests share: the records on file, a setting, and a taper in one line of text."""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import ivigcalc
from ivigcalc.catalogue.record import build
from ivigcalc.core.dates.types import CycleDate
from ivigcalc.core.printed.limits import EntryLimits
from ivigcalc.core.printed.monitoring import MonitoringRule
from ivigcalc.core.quantities import plain
from ivigcalc.core.steroid.protocol import protocol_taper
from ivigcalc.core.steroid.tablets import TabletSet
from ivigcalc.core.steroid.taper import TaperSetting
from ivigcalc.core.steroid.types import StartDose, Steroid, SteroidLimits, TaperProtocol
from ivigcalc.core.steroid.written import written_taper
from ivigcalc.request.reading_tapers import read_taper

DATA = Path(ivigcalc.__file__).parent / "data"
START = date(2024, 4, 8)


def on_file(kind, folder, id):
    path = DATA / folder / f"{id}.toml"
    return build(kind, tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal), path.name)


def ids(folder):
    return sorted(path.stem for path in (DATA / folder).glob("*.toml"))


PROTOCOLS = {id: on_file(TaperProtocol, "tapers", id) for id in ids("tapers")}
RULES = {id: on_file(MonitoringRule, "monitoring", id) for id in ids("monitoring")}
STEROIDS = {id: on_file(Steroid, "steroids", id) for id in ids("steroids")}
LIMITS = on_file(SteroidLimits, "limits", "steroid")
ENTRY = on_file(EntryLimits, "limits", "entry")


def tablets(strengths, halves=""):
    return TabletSet(tuple(map(Decimal, strengths.split())), tuple(map(Decimal, halves.split())))


UK = tablets("1 2.5 5 10 20 25 30")
DE = tablets("1 5 10 20 50")


def cycles(count, start=START, every=28, days=2, given=0):
    return tuple(
        CycleDate(0, k + 1, day, day, days, given=k < given)
        for k, day in enumerate(start + timedelta(days=every * k) for k in range(count))
    )


FIVE_CYCLES = cycles(5)


def setting(of=UK, steroid="prednisolone", over=FIVE_CYCLES, **more):
    after = over[-1].first + timedelta(days=28) if over else None
    return TaperSetting(STEROIDS[steroid], LIMITS, ENTRY, of, over, after, **more)


def written(text, start=START, of=UK, weight=None, **more):
    return written_taper(read_taper(text), start, setting(of, weight=weight and Decimal(weight), **more))


def protocol(id, dose=None, weight=None, of=UK, **more):
    """The taper of a protocol on file; *dose* such as ``80`` (mg) or ``1/kg``."""
    said = None if dose is None else StartDose(Decimal(dose.removesuffix("/kg")), dose.endswith("/kg"))
    return protocol_taper(PROTOCOLS[id], said, START, setting(of, weight=weight and Decimal(weight), **more))


def doses(taper):
    """The steps as they would be written: ``60x28,40x28,20``."""
    return ",".join(plain(step.mg_per_day) + ("" if step.days is None else f"x{step.days}") for step in taper.steps)
