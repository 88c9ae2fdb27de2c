"""Taper: a steroid brought down step by step, each dose one that tablets make.

A taper is written out, or follows a protocol on file: a printed table, or bands (above X mg reduce by Y mg or Z %,
every N days). It never rises. What a source prints only as a target by month is kept, and never turned into steps.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

from ivigcalc.core.errors import RecordInvalid, Refused, Unreadable
from ivigcalc.core.limits import EntryLimits, within
from ivigcalc.core.quantities import Kilograms, Milligrams, plain
from ivigcalc.core.schedule import CycleDate
from ivigcalc.core.sources import Citation, Figure
from ivigcalc.core.tablets import MOST_STEPS, DoseTable, MarketTablets, TabletCount, TabletSet
