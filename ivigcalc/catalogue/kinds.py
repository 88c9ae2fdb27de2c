"""The kinds of records, each with its folder and its type: whoever asks for one of ``PRODUCTS`` gets a ``Product``."""

from typing import Any, Generic, Protocol, TypeVar

from ivigcalc.core.dates.types import CalendarLimits
from ivigcalc.core.dosing.weight import WeightLimits
from ivigcalc.core.dosing.weight_policy import WeightPolicy
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.limits import DoseLimits, EntryLimits, ProductLimits
from ivigcalc.core.printed.monitoring import MonitoringRule
from ivigcalc.core.printed.product import Product
from ivigcalc.core.printed.regimen import Regimen
from ivigcalc.core.printed.sources import Source
from ivigcalc.core.pumping.rates import RateProtocol, RateRules
from ivigcalc.core.steroid.types import Steroid, SteroidLimits, TaperProtocol


class Record(Protocol):
    """A record of any kind."""

    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=Record, covariant=True)


class Kind(NamedTuple, Generic[R]):
    """A kind of records: the folder in which they stand, what one of them is called, and their type.

    Limits have none in common: each has the type that its ``Thresholds`` say.
    """

    folder: str
    singular: str
    type_: type[R] | None = None

    def type_of(self, id: str) -> type[R]:
        """The type of the record *id*."""
        return self.type_ or THRESHOLDS[id].type_


class Thresholds(NamedTuple, Generic[R]):
    """One record of limits: its id, and its type."""

    id: str
    type_: type[R]


Ids = dict[Kind[Record], frozenset[str]]  # of the records of each kind

PRODUCTS = Kind("products", "product", Product)
REGIMENS = Kind("regimens", "regimen", Regimen)
WEIGHT_POLICIES = Kind("weight_policies", "weight policy", WeightPolicy)
TAPERS = Kind("tapers", "taper", TaperProtocol)
RATE_PROTOCOLS = Kind("rate_protocols", "rate protocol", RateProtocol)
MONITORING = Kind("monitoring", "monitoring rule", MonitoringRule)
STEROIDS = Kind("steroids", "steroid", Steroid)
SOURCES = Kind("sources", "source", Source)
LIMITS: Kind[Record] = Kind("limits", "record of limits")

ENTRY = Thresholds("entry", EntryLimits)
DOSES = Thresholds("doses", DoseLimits)
WEIGHT = Thresholds("weight", WeightLimits)
PRODUCT = Thresholds("product", ProductLimits)
RATES = Thresholds("rates", RateRules)
CALENDAR = Thresholds("calendar", CalendarLimits)
STEROID = Thresholds("steroid", SteroidLimits)

_LOCAL: tuple[Kind[Record], ...] = (
    PRODUCTS, REGIMENS, WEIGHT_POLICIES, TAPERS, RATE_PROTOCOLS, MONITORING, STEROIDS, SOURCES,
)  # fmt: skip
THRESHOLDS: dict[str, Thresholds[Any]] = {
    one.id: one for one in (ENTRY, DOSES, WEIGHT, PRODUCT, RATES, CALENDAR, STEROID)
}

LOCAL = {kind.folder: kind for kind in _LOCAL}  # what a local formulary may hold
KINDS = {**LOCAL, LIMITS.folder: LIMITS}  # limits are the program's own
