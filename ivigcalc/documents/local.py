"""What of a case comes from a local formulary, and the shipped records in whose place it stands."""

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.course.case import Case, Preparation, Replaced, Treated
from ivigcalc.core.printed.product import Label
from ivigcalc.core.printed.regimen import Regimen
from ivigcalc.core.printed.sources import cited


def mark_local(case: Case, catalogue: Catalogue) -> Case:
    """*case* with the local records that it rests on, cited sources included, and what they stand in place of."""
    used = [("weight_policies", case.weight_policy.id)]
    if case.preparation.id is not None:
        used.append(("products", case.preparation.id))
    if case.treated is not None:
        used.append(("regimens", case.treated.id))
    if case.rates.protocol is not None:
        used.append(("rate_protocols", case.rates.protocol.id))
    if case.tapering is not None:
        used.append(("steroids", case.tapering.steroid.id))
        if case.tapering.protocol is not None:
            used.append(("tapers", case.tapering.protocol.id))
    used += [("monitoring", rule.id) for rule in case.monitoring]
    treated = case.treated and case.treated._replace(printed=())  # not what other variants cite
    sources = cited(case._replace(treated=treated)) | cited(case.treated.variant if case.treated else None)
    used += [("sources", id) for id in sorted(sources)]
    local = tuple(f"{kind}/{id}" for kind, id in used if catalogue.is_local(kind, id))
    return case._replace(local=local, replaced=Replaced(_labels(case.preparation), _regimen(case.treated)))


def _labels(preparation: Preparation) -> tuple[Label, ...]:
    """The shipped labels of the market, or of every market where none is shared."""
    shipped = Catalogue()
    if not preparation.local or preparation.id not in shipped.ids("products"):
        return ()
    labels: tuple[Label, ...] = shipped.record("products", preparation.id or "").labels
    return tuple(label for label in labels if preparation.market in label.markets) or labels


def _regimen(treated: Treated | None) -> Regimen | None:
    shipped = Catalogue()
    if treated is None or not treated.local or treated.id not in shipped.ids("regimens"):
        return None
    found: Regimen = shipped.record("regimens", treated.id)
    return found
