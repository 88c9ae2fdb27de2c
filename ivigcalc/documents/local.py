"""What of a case comes from a local formulary, and the shipped records in whose place it stands."""

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import (
    MONITORING,
    PRODUCTS,
    RATE_PROTOCOLS,
    REGIMENS,
    SOURCES,
    STEROIDS,
    TAPERS,
    WEIGHT_POLICIES,
    Kind,
    Record,
)
from ivigcalc.core.course.case import Case, Preparation, Replaced, Treated
from ivigcalc.core.printed.product import Label
from ivigcalc.core.printed.regimen import Regimen
from ivigcalc.core.printed.sources import cited


def mark_local(case: Case, catalogue: Catalogue) -> Case:
    """*case* with the local records that it rests on, cited sources included, and what they stand in place of."""
    used: list[tuple[Kind[Record], str]] = [(WEIGHT_POLICIES, case.weight_policy.id)]
    if case.preparation.id is not None:
        used.append((PRODUCTS, case.preparation.id))
    if case.treated is not None:
        used.append((REGIMENS, case.treated.id))
    if case.rates.protocol is not None:
        used.append((RATE_PROTOCOLS, case.rates.protocol.id))
    if case.tapering is not None:
        used.append((STEROIDS, case.tapering.steroid.id))
        if case.tapering.protocol is not None:
            used.append((TAPERS, case.tapering.protocol.id))
    used += [(MONITORING, rule.id) for rule in case.monitoring]
    chosen = case.treated and case.treated._replace(printed=())  # not what other variants cite
    sources = cited(case._replace(treated=chosen)) | cited((case.treated.variant if case.treated else None,))
    used += [(SOURCES, id) for id in sorted(sources)]
    local = tuple(f"{kind.folder}/{id}" for kind, id in used if catalogue.is_local(kind, id))
    return case._replace(local=local, replaced=Replaced(_labels(case.preparation), _regimen(case.treated)))


def _labels(preparation: Preparation) -> tuple[Label, ...]:
    """The shipped labels of the market, or of every market where none is shared."""
    shipped = Catalogue()
    if not preparation.local or preparation.id not in shipped.ids(PRODUCTS):
        return ()
    labels = shipped.record(PRODUCTS, preparation.id or "").labels
    return tuple(label for label in labels if preparation.market in label.markets) or labels


def _regimen(treated: Treated | None) -> Regimen | None:
    shipped = Catalogue()
    if treated is None or not treated.local or treated.id not in shipped.ids(REGIMENS):
        return None
    return shipped.record(REGIMENS, treated.id)
