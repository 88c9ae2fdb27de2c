"""Every product record against its own format, its sources, and itself."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import ivigcalc
from ivigcalc.core.patient import RISKS
from ivigcalc.core.product import Label, Ladder, Printed, Product, RateUnit
from ivigcalc.core.sources import Citation, Source
from ivigcalc.record import build

DATA = Path(ivigcalc.__file__).parent / "data"
PRODUCT_FILES = sorted((DATA / "products").glob("*.toml"))
MARKETS = {"us", "eu", "uk", "de", "fr", "at", "it", "es", "ca", "au", "nz", "sg", "hk", "ch"}
PER_KG = ("mL/kg/h", "mL/kg/min", "mg/kg/min", "mg/kg/h")

# Where a label prints two figures that do not agree even within the rounding of the second, with the reason for
# following the first.
PRINTED_APART = {
    ("octagam-10", "at risk", "mg/kg/min"): "0.03 mL/kg/min beside 3.3 mg/kg/min, which is 0.033: the stricter governs",
}


def read(path: Path, kind: Any) -> Any:
    return build(kind, tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal), path.name)


PRODUCTS: dict[str, Product] = {path.stem: read(path, Product) for path in PRODUCT_FILES}
LABELS = {f"{p.id}-{label.markets[0]}": (p, label) for p in PRODUCTS.values() for label in p.labels}
every_product = pytest.mark.parametrize("product", [pytest.param(p, id=p.id) for p in PRODUCTS.values()])
every_label = pytest.mark.parametrize("label", [pytest.param(label, id=name) for name, (_, label) in LABELS.items()])
every_label_of_a_product = pytest.mark.parametrize(
    ("product", "label"), [pytest.param(*both, id=name) for name, both in LABELS.items()]
)


def sources_cited(value: Any) -> Iterator[str]:
    """The ids of all sources named anywhere inside *value*."""
    if isinstance(value, Citation | Label):
        yield value.source
    if isinstance(value, tuple):
        for part in value:
            yield from sources_cited(part)


def factor(start: RateUnit, end: RateUnit, product: Product) -> Fraction:
    """What a rate per kg in *start* is multiplied by to stand in *end*, at the product's one strength."""
    (strength,) = product.strengths
    mg_per_ml = Fraction(strength.g_per_l)
    in_mg_kg_min = {
        "mL/kg/h": mg_per_ml / 60,
        "mL/kg/min": mg_per_ml,
        "mg/kg/min": Fraction(1),
        "mg/kg/h": Fraction(1, 60),
    }
    return in_mg_kg_min[start] / in_mg_kg_min[end]


def within_rounding(exact: Fraction, printed: Decimal) -> bool:
    """Whether *printed* is *exact* rounded to the last digit that is printed."""
    half_a_unit = Fraction(10) ** int(printed.as_tuple().exponent) / 2
    return abs(exact - Fraction(printed)) <= half_a_unit


def greatest(ladder: Ladder) -> Decimal:
    return ladder.maximum if ladder.maximum is not None else ladder.rates[-1]


def ladders_for(label: Label, indications: tuple[str, ...]) -> list[Ladder]:
    """The ladders that serve *indications* (all of them, when none are named)."""
    if not indications:
        return list(label.ladders)
    named = [ladder for ladder in label.ladders if set(ladder.indications) & set(indications)]
    return named or [ladder for ladder in label.ladders if not ladder.indications]


def test_products_are_on_file() -> None:
    assert {"yimmugo", "octagam-10", "privigen"} <= set(PRODUCTS)


@every_product
def test_the_file_name_is_the_id(product: Product) -> None:
    assert PRODUCTS[product.id] is product


@every_product
def test_every_source_is_on_file_and_is_a_document(product: Product) -> None:
    for name in sorted(set(sources_cited(product))):
        source = read(DATA / "sources" / f"{name}.toml", Source)
        assert name == source.id
        assert "house" != source.tier, "what a label prints is never the program's own choice"


def test_a_document_is_one_source() -> None:
    cited = {name for product in PRODUCTS.values() for name in sources_cited(product)}
    ids_by_url: dict[str, list[str]] = {}
    for path in sorted((DATA / "sources").glob("*.toml")):
        source = read(path, Source)
        ids_by_url.setdefault(source.url or source.id, []).append(source.id)
    assert [] == [ids for ids in ids_by_url.values() if len(ids) > 1 and cited & set(ids)]


def test_ids_and_aliases_name_one_product_each() -> None:
    names = [*PRODUCTS, *(alias for product in PRODUCTS.values() for alias in product.aliases)]
    assert sorted(set(names)) == sorted(names)


@every_product
def test_a_market_has_one_label(product: Product) -> None:
    markets = [market for label in product.labels for market in label.markets]
    assert sorted(set(markets)) == sorted(markets)
    assert set(markets) <= MARKETS


@every_label_of_a_product
def test_grams_are_millilitres_times_strength(product: Product, label: Label) -> None:
    for vial in label.vials:
        assert vial.g > 0
        if vial.ml is not None:
            (strength,) = product.strengths
            assert vial.g * 1000 == vial.ml * strength.g_per_l
    assert len({vial.g for vial in label.vials}) == len(label.vials)


@every_label
def test_ladders_rise(label: Label) -> None:
    for ladder in label.ladders:
        assert ladder.rates
        assert all(rate > 0 for rate in ladder.rates)
        assert list(ladder.rates) == sorted(set(ladder.rates))
        assert greatest(ladder) >= ladder.rates[-1]
        if ladder.start_range_up_to is not None:
            assert ladder.rates[0] < ladder.start_range_up_to <= greatest(ladder)
        if ladder.increment is not None:
            assert ladder.increment > 0
            assert ladder.every_minutes is not None


@every_label
def test_every_step_but_the_last_has_a_hold_or_none_has(label: Label) -> None:
    steps = [(ladder.rates, ladder.minutes) for ladder in label.ladders]
    steps += [(rate.rates, rate.minutes) for rate in label.conditional_rates if rate.kind == "ladder"]
    for rates, minutes in steps:
        assert len(minutes) in (0, len(rates) - 1, len(rates))
        assert all(hold > 0 for hold in minutes)


@every_label
def test_each_indication_has_at_most_one_ladder(label: Label) -> None:
    served = [(i, ladder.first_infusion) for ladder in label.ladders for i in (ladder.indications or ("any other",))]
    assert len(set(served)) == len(served)


@every_label
def test_ladders_and_conditions_name_only_indications_of_their_label(label: Label) -> None:
    known = {indication.id for indication in label.indications}
    assert len(known) == len(label.indications)
    assert {name for ladder in label.ladders for name in ladder.indications} <= known
    assert {name for rate in label.conditional_rates for name in rate.indications} <= known


@every_label
def test_an_indication_is_a_regimen_on_file(label: Label) -> None:
    for indication in label.indications:
        assert (DATA / "regimens" / f"{indication.id}.toml").is_file(), indication.id


@every_label_of_a_product
def test_the_cap_for_patients_at_risk_is_below_every_maximum(product: Product, label: Label) -> None:
    rule = label.at_risk
    if rule is None:
        return
    assert (rule.rate is None) == (rule.unit is None)
    if rule.rate is None or rule.unit is None:
        return
    for ladder in label.ladders:
        maximum = Fraction(greatest(ladder)) * factor(ladder.unit, rule.unit, product)
        assert Fraction(rule.rate) <= maximum


@every_label_of_a_product
def test_conditional_rates_stand_on_their_side_of_the_maximum(product: Product, label: Label) -> None:
    for conditional in label.conditional_rates:
        assert list(conditional.rates) == sorted(set(conditional.rates))
        if conditional.kind == "ladder":
            continue
        (rate,) = conditional.rates
        for ladder in ladders_for(label, conditional.indications):
            maximum = Fraction(greatest(ladder)) * factor(ladder.unit, conditional.unit, product)
            if conditional.kind == "higher-maximum":
                assert Fraction(rate) > maximum
            else:
                assert Fraction(rate) <= maximum


def printed_twice() -> Iterator[Any]:
    """Each rate that is printed in two units: where, the governing figure, the other figure, and the other unit."""
    for product in PRODUCTS.values():
        for label in product.labels:
            rule = label.at_risk
            where = f"{product.id}-{label.markets[0]}"
            if rule is not None and rule.rate is not None:
                for other in rule.also_printed:
                    yield pytest.param(product, "at risk", rule.unit, (), rule.rate, other, id=f"{where}-at-risk")
            for ladder in label.ladders:
                for other in ladder.also_printed:
                    what = ",".join(ladder.indications) or "any"
                    name = f"{where}-{what}-{other.unit}"
                    yield pytest.param(product, what, ladder.unit, ladder.rates, ladder.maximum, other, id=name)


@pytest.mark.parametrize(("product", "what", "unit", "rates", "maximum", "other"), list(printed_twice()))
def test_two_printings_of_a_rate_agree_within_the_printed_rounding(
    product: Product, what: str, unit: RateUnit, rates: tuple[Decimal, ...], maximum: Decimal | None, other: Printed
) -> None:
    assert {unit, other.unit} <= set(PER_KG)
    convert = factor(unit, other.unit, product)
    pairs = list(zip(rates, other.rates, strict=False))
    assert len(other.rates) in (0, 1, len(rates))
    if other.maximum is not None:
        assert maximum is not None
        pairs.append((maximum, other.maximum))
    assert pairs
    agree = all(within_rounding(Fraction(governing) * convert, printed) for governing, printed in pairs)
    assert agree != ((product.id, what, other.unit) in PRINTED_APART)


@every_label
def test_hazards_are_risks_that_can_be_said(label: Label) -> None:
    contraindicated = [hazard.risk for hazard in label.contraindications]
    warned = [hazard.risk for hazard in label.warnings]
    assert set(contraindicated + warned) <= set(RISKS)
    assert not set(contraindicated) & set(warned), "a contraindication is not also a warning"


@every_label
def test_a_time_limit_belongs_to_an_opened_or_pooled_vial(label: Label) -> None:
    for handling in label.handling:
        if handling.hours is not None:
            assert handling.hours > 0
            assert handling.what in ("in-use", "pooling", "preparation")


@every_label
def test_what_is_missing_is_said(label: Label) -> None:
    missing = " ".join(label.not_on_file)
    if not label.ladders:
        assert "rate" in missing
    if not label.vials:
        assert "vials" in missing
    if not label.contraindications:
        assert "contraindications" in missing
    if label.at_risk is None:
        assert "rate" in missing


def label_of(product: str, market: str) -> Label:
    return next(label for label in PRODUCTS[product].labels if market in label.markets)


def ladder_of(product: str, market: str, indication: str) -> Ladder:
    (ladder,) = ladders_for(label_of(product, market), (indication,))
    return ladder


def decimals(*values: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(value) for value in values)


def test_octagam_10_in_itp_climbs_five_printed_steps() -> None:
    ladder = ladder_of("octagam-10", "us", "itp")
    assert ("mg/kg/min", decimals("1", "2", "4", "8", "12")) == (ladder.unit, ladder.rates)
    assert decimals("30", "30", "30", "30") == ladder.minutes
    in_ml_kg_h = [rate * factor(ladder.unit, "mL/kg/h", PRODUCTS["octagam-10"]) for rate in map(Fraction, ladder.rates)]
    assert [Fraction(v) for v in ("0.6", "1.2", "2.4", "4.8", "7.2")] == in_ml_kg_h


def test_octagam_10_in_dermatomyositis_does_not_depend_on_the_market() -> None:
    us, eu = ladder_of("octagam-10", "us", "dermatomyositis"), ladder_of("octagam-10", "de", "dermatomyositis")
    assert (us.unit, us.rates, us.minutes, us.every_minutes, us.maximum) == (
        eu.unit,
        eu.rates,
        eu.minutes,
        eu.every_minutes,
        eu.maximum,
    )
    assert (Decimal(1), Decimal(30), Decimal(4)) == (us.rates[0], us.every_minutes, us.maximum)


@pytest.mark.parametrize("market", ["us", "eu"])
def test_octagam_10_caps_patients_at_risk_at_the_stricter_printed_figure(market: str) -> None:
    rule = label_of("octagam-10", market).at_risk
    assert rule is not None
    assert (Decimal("0.03"), "mL/kg/min") == (rule.rate, rule.unit)
    assert [Decimal("3.3")] == [other.maximum for other in rule.also_printed]


def test_octagam_5_is_never_computed_from_its_rounded_maximum() -> None:
    """0.07 mL/kg/min would be 3.5 mg/kg/min, above the printed 3.33."""
    ladder = ladder_of("octagam-5", "us", "primary-immunodeficiency")
    assert ("mg/kg/min", Decimal("3.33")) == (ladder.unit, ladder.maximum)


def test_octagam_warns_of_maltose_in_every_market() -> None:
    for product in ("octagam-5", "octagam-10"):
        for label in PRODUCTS[product].labels:
            assert {"glucose-meter", "corn-allergy"} <= {hazard.risk for hazard in label.warnings}


def test_privigen_has_a_lower_maximum_in_itp_in_the_united_states() -> None:
    assert Decimal(4) == ladder_of("privigen", "us", "itp").maximum
    assert Decimal(8) == ladder_of("privigen", "us", "cidp").maximum
    assert Decimal("4.8") == ladder_of("privigen", "eu", "itp").maximum


@pytest.mark.parametrize("market", ["us", "eu"])
def test_privigen_is_contraindicated_in_hyperprolinaemia(market: str) -> None:
    assert "hyperprolinaemia" in {hazard.risk for hazard in label_of("privigen", market).contraindications}


def test_privigen_of_europe_goes_above_its_maximum_only_on_a_condition() -> None:
    (conditional,) = label_of("privigen", "eu").conditional_rates
    assert ("higher-maximum", decimals("7.2")) == (conditional.kind, conditional.rates)
    assert ("primary-immunodeficiency",) == conditional.indications


def test_gammagard_liquid_is_governed_by_millilitres() -> None:
    """0.8 and 8 mg/kg/min are roundings of 0.5 and 5 mL/kg/h."""
    ladder = ladder_of("gammagard-liquid", "us", "primary-immunodeficiency")
    assert ("mL/kg/h", decimals("0.5"), Decimal(5)) == (ladder.unit, ladder.rates, ladder.maximum)
    assert Decimal("5.4") == ladder_of("gammagard-liquid", "us", "mmn").maximum


def test_panzyga_steps_at_the_longer_printed_interval() -> None:
    ladder = ladder_of("panzyga", "us", "primary-immunodeficiency")
    assert (Decimal(30), Decimal("0.14")) == (ladder.every_minutes, ladder.maximum)
    assert decimals("0.01", "0.04", "0.08") == ladder_of("panzyga", "us", "itp").rates


@pytest.mark.parametrize(
    "product", ["yimmugo", "gammaked", "gammagard-liquid-erc", "gammagard-sd", "gamunex-10", "igivnex"]
)
def test_products_without_a_printed_rate_have_no_ladder(product: str) -> None:
    for label in PRODUCTS[product].labels:
        assert () == label.ladders
        assert () == label.conditional_rates


def test_a_powder_has_no_volume_of_its_own() -> None:
    assert decimals("50", "100") == tuple(strength.g_per_l for strength in PRODUCTS["gammagard-sd"].strengths)
    assert {None} == {vial.ml for vial in label_of("gammagard-sd", "us").vials}


def test_yimmugo_is_not_licensed_for_multifocal_motor_neuropathy_on_file() -> None:
    assert "mmn" not in {i.id for label in PRODUCTS["yimmugo"].labels for i in label.indications}
