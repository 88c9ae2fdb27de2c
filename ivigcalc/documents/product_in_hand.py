"""What was said of the product in hand -> what is infused, how its dose is rounded, and the vials in stock."""

from collections.abc import Mapping
from decimal import Decimal

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import PRODUCTS
from ivigcalc.core.course.case import Limits, Preparation, Rounding, Treated, Way
from ivigcalc.core.course.preparation import matters_to, what_matters
from ivigcalc.core.errors import Choice, Refused, Unreadable, Unsaid
from ivigcalc.core.patient import Patient
from ivigcalc.core.printed.limits import EntryLimits, check_vial_sizes, within
from ivigcalc.core.printed.product import Label, Product, Vial
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.quantities import Grams, GramsPerLitre, Millilitres, plain
from ivigcalc.documents.on_file import product_on_file
from ivigcalc.request import reading
from ivigcalc.request.request import Request

NOT_BY_VEIN = "16 and 20 % products are not for IV use"


def preparation(
    request: Request, catalogue: Catalogue, treated: Treated | None, limits: Limits, patient: Patient
) -> Preparation:
    """The product on file with the label of its market, or the strength and vial sizes that were said.

    Raises:
        Unreadable: Neither was said, or a strength or a market has to be chosen.
        Refused: The product has no such strength or vial, or a strength that is not for IV use.
    """
    if request.product is not None:
        return _on_file(request.product, request, catalogue, treated, limits, patient)
    if request.market is not None:
        raise Unreadable(
            "[[market]] needs a product on file",
            "give [[product]] or omit [[market]]",
            "market",
        )
    if request.concentration is None:
        raise Unsaid(
            "no product",
            "give [[product]], or [[concentration]] such as 10% with [[vials]] such as 5,10,20",
            "product",
        )
    concentration = request.concentration
    return Preparation(
        concentration=concentration,
        vials=_said_vials(request, concentration, limits),
        name=f"{plain(concentration)} g/L, product not on file",
    )


def _on_file(
    product_id: str,
    request: Request,
    catalogue: Catalogue,
    treated: Treated | None,
    limits: Limits,
    patient: Patient,
) -> Preparation:
    product = product_on_file(product_id, catalogue)
    concentration = _strength(product, request.concentration, limits)
    labels = _labels(product, request.market)
    indication = treated.id if treated else None
    label, alike = labels[0], labels[1:]
    differing = {
        (
            what_matters(one, indication, patient.risks or (), concentration, limits.rates),
            matters_to(patient, one, indication, limits),
        )
        for one in (labels if alike else ())  # a single label has none to differ from
    }
    if len(differing) > 1:
        choices = " or ".join(map(_market_of, labels))
        raise Choice(
            f"{product.id}: labels differ for this plan",
            f"choose {choices}; [defaults] market in a configuration sets it once for all",
            "market",
        )
    return Preparation(
        concentration=concentration,
        vials=_stocked(product.id, label, request, concentration, limits),
        not_stocked=_not_stocked(product.id, label, request),
        name=product.name,
        id=product.id,
        market=request.market or label.markets[0],
        label=label,
        markets_alike=tuple(one.markets[0] for one in alike),
        local=catalogue.is_local(PRODUCTS, product.id),
        says=product.says + label.says,
    )


def _market_of(label: Label) -> str:
    """How a *label* is chosen: its market, and the others that share it."""
    first, *others = label.markets
    return f"[[market]] {first}" + (f" (or {', '.join(others)})" if others else "")


def _labels(product: Product, market: str | None) -> list[Label]:
    """The labels of the *market*, or all of them where none was said."""
    labels = [label for label in product.labels if market in (None, *label.markets)]
    if not labels:
        known = ", ".join(m for label in product.labels for m in label.markets)
        raise Unreadable(f"{product.id}: no {market!r} label on file", f"on file: {known}", "market", in_words=True)
    return labels


def _strength(product: Product, said: GramsPerLitre | None, limits: Limits) -> GramsPerLitre:
    """The strength of *product*, which is asked for where it is made up to several."""
    strengths = [strength.g_per_l for strength in product.strengths]
    concentration = strengths[0] if said is None else said
    if concentration not in strengths:
        on_file = " and ".join(f"{plain(g)} g/L" for g in strengths)
        raise Refused(
            f"{product.id} is {on_file}, not {plain(concentration)} g/L",
            "omit [[concentration]] or the product",
            "concentration",
        )
    if len(strengths) > 1 and said is None:
        choices = " or ".join(f"[[concentration]] {plain(g)}g/L" for g in strengths)
        raise Choice(f"{product.id} has more than one strength", f"choose {choices}", "concentration")
    allowed = limits.entry.concentration_g_per_l
    within(concentration, allowed, f"{product.id}: concentration", " g/L", NOT_BY_VEIN, "product")
    return concentration


def _stocked(id: str, label: Label, request: Request, concentration: GramsPerLitre, limits: Limits) -> tuple[Vial, ...]:
    """The label's vials, narrowed to those of ``--vials``, else to those in stock; what was said where the label has
    none on file."""
    on_file = tuple(v if v.ml is not None else v._replace(ml=_ml(v.g, concentration)) for v in label.vials)
    in_stock = _in_stock(id, request)
    if not on_file:
        return _said_vials(request, concentration, limits, in_stock)
    labelled = {vial.g for vial in on_file}
    for field, said in (("vials", request.vials or ()), ("stock", [g for g, _ in request.stock or ()])):
        check_vial_sizes([g for g in said if g not in labelled], concentration, limits.entry, field)
    sizes = request.vials or in_stock
    if not sizes:
        return tuple(sorted(on_file, key=lambda vial: vial.g))
    unknown = sorted(set(sizes) - labelled)
    if unknown:
        known = ", ".join(plain(vial.g) for vial in on_file)
        in_hand = "" if request.vials is not None else ", which [stocked] of the configuration has"
        raise Refused(f"{id} has no {plain(unknown[0])} g vial on this label{in_hand}", f"it has {known} g", "vials")
    return tuple(vial for vial in sorted(on_file, key=lambda vial: vial.g) if vial.g in sizes)


def _in_stock(id: str, request: Request) -> tuple[Grams, ...]:
    """The sizes that the hospital has of a product, where the request says none itself; empty for any."""
    if request.vials is not None or request.stock is not None:
        return ()
    return next((one.sizes for one in request.stocked if one.product == id), ())


def _not_stocked(id: str, label: Label, request: Request) -> tuple[Grams, ...]:
    """The sizes of the label that are left out because the hospital does not have them."""
    in_stock = _in_stock(id, request)
    return tuple(sorted(vial.g for vial in label.vials if in_stock and vial.g not in in_stock))


def _said_vials(
    request: Request, concentration: GramsPerLitre, limits: Limits, in_stock: tuple[Grams, ...] = ()
) -> tuple[Vial, ...]:
    """The vial sizes of ``--vials``, or else those that ``--stock`` names, or those *in_stock*."""
    sizes = request.vials or [g for g, _ in request.stock or ()] or in_stock
    check_vial_sizes(sizes, concentration, limits.entry, "vials" if request.vials else "stock")
    return tuple(Vial(g, Citation("house", "vial size entered"), _ml(g, concentration)) for g in sorted(set(sizes)))


def _ml(g: Grams, concentration: GramsPerLitre) -> Millilitres:
    return Millilitres(g * 1000 / concentration)


def rounding(said: str | None, infused: Preparation, limits: EntryLimits) -> Rounding:
    """How the dose is rounded: as said, else to whole vials where their sizes are known.

    Raises:
        Unreadable: There is no such rule, or it needs vial sizes.
        Refused: The grams that are rounded to are more than the largest vial on file holds.
    """
    if said is None:
        return Rounding("vial" if infused.vials else "exact")
    ways: dict[str, Way] = {"vial": "vial", "vial-down": "vial-down", "vial-up": "vial-up"}
    if said in ways:
        if not infused.vials:
            raise Unsaid(
                f"[[rounding]] {said} needs vial sizes",
                "give [[vials]] such as 5,10,20, or [[rounding]] exact",
                "rounding",
            )
        return Rounding(ways[said], said=said)
    if said == "exact":
        return Rounding("exact", said=said)
    try:
        to_g = reading.grams(said) if said.endswith("g") else None
    except Unreadable:
        to_g = None
    if to_g is None:
        raise Unreadable(
            f"[[rounding]] {said!r}: write vial, vial-down, vial-up, exact, or grams such as 5g", field="rounding"
        )
    most = limits.vial_g
    if to_g > most.value:
        raise Refused(
            f"[[rounding]] {said}: the largest vial of any label on file holds {plain(most.value)} g, and no dose is "
            "rounded to multiples of more",
            f"check the number, and write grams such as 5g [{most.citation.source}: {most.citation.at}]",
            "rounding",
        )
    return Rounding("vial" if infused.vials else "exact", to_g, said)


def stock(said: tuple[tuple[Grams, int], ...] | None, infused: Preparation) -> Mapping[Decimal, int] | None:
    """How many vials of each size can be used in one cycle; None for any number.

    Raises:
        Refused: There is no vial of that size.
    """
    if said is None:
        return None
    sizes = {vial.g for vial in infused.vials}
    for g, _ in said:
        if g not in sizes:
            known = ", ".join(plain(size) for size in sorted(sizes))
            raise Refused(f"no {plain(g)} g vial", f"the sizes are {known}", "stock")
    return dict(said)
