"""The products on file: what their labels say of what they do not say, and the figures that are easily taken wrongly.

That no record contradicts itself is held by ``test_records``.
"""

from decimal import Decimal
from fractions import Fraction

import pytest

from ivigcalc.catalogue import kinds
from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.printed.product import Label, Ladder, Product

SHIPPED = Catalogue()
PRODUCTS: dict[str, Product] = {id: SHIPPED.record(kinds.PRODUCTS, id) for id in SHIPPED.ids(kinds.PRODUCTS)}
LABELS = {f"{p.id}-{label.markets[0]}": label for p in PRODUCTS.values() for label in p.labels}
every_label = pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)

WANTED = {
    "yimmugo",
    "octagam-5",
    "octagam-10",
    "panzyga",
    "privigen",
    "gamunex-c",
    "gammaked",
    "gammagard-liquid",
    "gammagard-liquid-erc",
    "gammagard-sd",
    "bivigam",
    "asceniv",
    "flebogamma-5",
    "flebogamma-10",
    "gammaplex-5",
    "gammaplex-10",
    "alyglo",
    "qivigy",
    "kiovig",
    "gamunex-10",
    "igivnex",
    "intratect-50",
    "intratect-100",
    "iqymune",
    "intragam-p",
    "intragam-10",
    "ig-vena",
    "plangamma-10",
}


def test_the_products_wanted_are_on_file() -> None:
    assert set() == WANTED - set(PRODUCTS)


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
    """The ladder that names the indication, or the one for all that no ladder names."""
    ladders = label_of(product, market).ladders
    naming = [ladder for ladder in ladders if indication in ladder.indications]
    (ladder,) = naming or [ladder for ladder in ladders if not ladder.indications]
    return ladder


def decimals(*values: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(value) for value in values)


def test_octagam_10_in_itp_climbs_five_printed_steps() -> None:
    ladder = ladder_of("octagam-10", "us", "itp")
    assert ("mg/kg/min", decimals("1", "2", "4", "8", "12")) == (ladder.unit, ladder.rates)
    assert decimals("30", "30", "30", "30") == ladder.minutes
    in_ml_kg_h = [rate * 60 / 100 for rate in map(Fraction, ladder.rates)]  # 60 min, 100 mg/mL
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


@pytest.mark.parametrize("market", ["us", "eu", "au", "ch"])
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
