"""The ladders of ten labels by hand, from what their manufacturers publish.

Each is taken from the record that ships, for an indication of its label, and completed to every step. Rates are in
mL/kg/h: 1 mg/kg/min at 100 mg/mL is 60 / 100 = 0.6 mL/kg/h, 1 mL/kg/min is 60 mL/kg/h. Steps between a printed start
and a printed maximum are those of the maker where it prints any, and say "maker"; else they are 2, 4, 6, 8, 10 ...
times the start, held for the label's own interval or for 30 min, and say "convention".
"""

from decimal import Decimal

import pytest

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import PRODUCTS, RATES
from ivigcalc.core.printed.product import Label
from ivigcalc.core.pumping.completed import Rung, complete
from ivigcalc.core.pumping.infusion import Speed, timetable
from ivigcalc.core.pumping.ladder import choose_ladder
from ivigcalc.core.pumping.rates import RateRules
from ivigcalc.core.quantities import GramsPerLitre, Kilograms, Millilitres

SHIPPED = Catalogue()
RULES: RateRules = SHIPPED.limits(RATES)
SEVENTY = Kilograms(Decimal(70))


def label(product: str, market: str = "us") -> Label:
    labels: tuple[Label, ...] = SHIPPED.record(PRODUCTS, product).labels
    return next(one for one in labels if market in one.markets)


def concentration(product: str) -> GramsPerLitre:
    strength: GramsPerLitre = SHIPPED.record(PRODUCTS, product).strengths[0].g_per_l
    return strength


def ladder(product: str, indication: str, market: str = "us", *, first: bool = True) -> tuple[Rung, ...]:
    chosen = choose_ladder(label(product, market), indication, first, SEVENTY, concentration(product))
    assert chosen is not None
    assert not chosen.lowest, "the label names this indication"
    return complete(chosen.ladder, concentration(product), RULES)


def rates(rungs: tuple[Rung, ...]) -> str:
    return " ".join(format(rung.rate.value.normalize(), "f") for rung in rungs)


def holds(rungs: tuple[Rung, ...]) -> list[int]:
    """The minutes of every step but the last, which runs until the volume is used up."""
    assert rungs[-1].minutes is None
    return [int(rung.minutes or 0) for rung in rungs[:-1]]


def bases(rungs: tuple[Rung, ...]) -> list[str]:
    return [rung.basis for rung in rungs]


def test_octagam_10_in_itp_has_five_printed_steps() -> None:
    """0.01, 0.02, 0.04, 0.08 mL/kg/min for 30 min each, then 0.12: that is 60, 120, 240, 480, 720 mg/kg/h."""
    rungs = ladder("octagam-10", "itp")
    assert "0.6 1.2 2.4 4.8 7.2" == rates(rungs)
    assert [60, 120, 240, 480, 720] == [rung.rate.value * 100 for rung in rungs]
    assert [30, 30, 30, 30] == holds(rungs)
    assert ["label"] * 5 == bases(rungs)


def test_octagam_10_in_itp_for_70_kg_and_70_g() -> None:
    """42, 84, 168, 336 mL/h for half an hour each give 315 of 700 mL; 385 mL at 504 mL/h take 45.83 min."""
    rungs = ladder("octagam-10", "itp")
    infusion = timetable(Millilitres(Decimal(700)), Speed(SEVENTY, rungs, basis="label", first=True), RULES)
    assert [42, 84, 168, 336, 504] == [step.ml_per_h for step in infusion.steps]
    assert [21, 42, 84, 168, 385] == [step.volume_ml for step in infusion.steps]
    assert 166 == infusion.total_minutes  # 165.8, rounded up


def test_octagam_10_in_dermatomyositis_ends_at_a_third_of_that() -> None:
    """From 1 mg/kg/min (0.6 mL/kg/h) for 30 min to at most 0.04 mL/kg/min (2.4 mL/kg/h); 1.2 lies between."""
    rungs = ladder("octagam-10", "dermatomyositis")
    assert "0.6 1.2 2.4" == rates(rungs)
    assert [30, 30] == holds(rungs)
    assert ["label", "convention", "label"] == bases(rungs)


def test_octagam_10_caps_patients_at_risk_at_0_03_ml_per_kg_per_min() -> None:
    """The page prints 3.3 mg/kg/min beside it, which is 0.033: the stricter governs."""
    rule = label("octagam-10").at_risk
    assert rule is not None
    assert (Decimal("0.03"), "mL/kg/min") == (rule.rate, rule.unit)


def test_privigen_in_primary_immunodeficiency_goes_to_8_mg_per_kg_per_min() -> None:
    """0.5 to 8 mg/kg/min (0.005 to 0.08 mL/kg/min): 0.3 to 4.8 mL/kg/h, 2, 4, 6 ... 14 times 0.3 on the way."""
    rungs = ladder("privigen", "primary-immunodeficiency")
    assert "0.3 0.6 1.2 1.8 2.4 3 3.6 4.2 4.8" == rates(rungs)
    assert [30] * 8 == holds(rungs)
    assert ["label", *["convention"] * 7, "label"] == bases(rungs)


def test_privigen_in_itp_goes_to_half_of_that() -> None:
    """0.5 to 4 mg/kg/min: 0.3 to 2.4 mL/kg/h."""
    assert "0.3 0.6 1.2 1.8 2.4" == rates(ladder("privigen", "itp"))


def test_privigen_in_primary_immunodeficiency_for_70_kg_and_28_g_takes_2_h_47_min() -> None:
    """21, 42, 84, 126, 168 mL/h for half an hour each give 220.5 of 280 mL; 59.5 mL at 210 mL/h take 17 min."""
    rungs = ladder("privigen", "primary-immunodeficiency")
    infusion = timetable(Millilitres(Decimal(280)), Speed(SEVENTY, rungs, basis="label", first=True), RULES)
    assert [Decimal(v) for v in ("10.5", "21", "42", "63", "84", "59.5")] == [step.volume_ml for step in infusion.steps]
    assert 167 == infusion.total_minutes


def test_panzyga_in_primary_immunodeficiency_goes_from_1_to_14_mg_per_kg_per_min() -> None:
    """0.01 to 0.14 mL/kg/min, raised every 15 to 30 min: 0.6 to 8.4 mL/kg/h in steps of 30 min."""
    rungs = ladder("panzyga", "primary-immunodeficiency")
    assert "0.6 1.2 2.4 3.6 4.8 6 7.2 8.4" == rates(rungs)
    assert [30] * 7 == holds(rungs)


@pytest.mark.parametrize(
    ("kg", "chart"),
    [(40, [24, 96, 192]), (45, [27, 108, 216]), (50, [30, 120, 240]), (55, [33, 132, 264]), (60, [36, 144, 288])],
)
def test_panzyga_in_itp_is_the_manufacturers_chart(kg: int, chart: list[int]) -> None:
    """0.01, 0.04, 0.08 mL/kg/min: 0.6, 2.4, 4.8 mL/kg/h, the second held for 15 to 30 min."""
    rungs = ladder("panzyga", "itp")
    assert chart == [rung.rate.ml_per_h(Kilograms(Decimal(kg))) for rung in rungs]
    assert [30, 30] == holds(rungs)
    assert ["label"] * 3 == bases(rungs)


def test_gamunex_c_in_primary_immunodeficiency_starts_at_1_mg_per_kg_per_min() -> None:
    """0.01 mL/kg/min for 30 min, to at most 0.08: 0.6 to 4.8 mL/kg/h."""
    rungs = ladder("gamunex-c", "primary-immunodeficiency")
    assert "0.6 1.2 2.4 3.6 4.8" == rates(rungs)
    assert [30] * 4 == holds(rungs)


def test_gamunex_c_in_cidp_starts_at_twice_that() -> None:
    """0.02 mL/kg/min for 30 min, to at most 0.08: 1.2 to 4.8 mL/kg/h."""
    assert "1.2 2.4 4.8" == rates(ladder("gamunex-c", "cidp"))


def test_gamunex_c_in_cidp_for_100_kg_and_100_g_takes_163_min() -> None:
    """120 and 240 mL/h for half an hour give 180 of 1000 mL; 820 mL at 480 mL/h take 102.5 min."""
    rungs = ladder("gamunex-c", "cidp")
    infusion = timetable(
        Millilitres(Decimal(1000)), Speed(Kilograms(Decimal(100)), rungs, basis="label", first=True), RULES
    )
    assert [60, 120, 820] == [step.volume_ml for step in infusion.steps]
    assert 163 == infusion.total_minutes


@pytest.mark.parametrize(("indication", "most"), [("primary-immunodeficiency", "5"), ("mmn", "5.4"), ("cidp", "5.4")])
def test_gammagard_liquid_starts_at_half_a_ml_per_kg_per_h(indication: str, most: str) -> None:
    """0.5 mL/kg/h for 30 min, raised every 30 min to 5 (primary immunodeficiency), else to 5.4 mL/kg/h.

    The maker's calculator for multifocal motor neuropathy has 5, 10, 20, 30, 40, 50 mL/h, which are 1, 2, 4, 6, 8 and
    10 times its start.
    """
    rungs = ladder("gammagard-liquid", indication)
    steps = "0.5 1 2 3 4" if most == "5" else "0.5 1 2 3 4 5"
    assert f"{steps} {most}" == rates(rungs)
    assert [30] * len(steps.split()) == holds(rungs)
    between = "maker" if indication == "mmn" else "convention"
    assert ["label", *[between] * (len(rungs) - 2), "label"] == bases(rungs)


@pytest.mark.parametrize(
    ("first", "by_the_hour", "minutes"),
    [(True, "0.6 1.2 2.4 3.6 4.8", [30, 30, 30, 30]), (False, "1.2 2.4 3.6 4.8", [15, 15, 15])],
)
def test_qivigy_runs_as_its_makers_calculator_has_it(first: bool, by_the_hour: str, minutes: list[int]) -> None:
    """1, 2, 4, 6, 8 mg/kg/min in a first infusion, later 2, 4, 6, 8; the label prints the first and the last."""
    rungs = ladder("qivigy", "primary-immunodeficiency", first=first)
    assert by_the_hour == rates(rungs)
    assert minutes == holds(rungs)
    assert ["label", *["maker"] * (len(rungs) - 2), "label"] == bases(rungs)


def test_bivigam_climbs_by_0_8_mg_per_kg_per_min() -> None:
    """0.5 for 10 min, then 0.8 more every 20 min: 1.3, 2.1, 2.9, 3.7, 4.5, 5.3 and 6.0 mg/kg/min, the maximum.

    Added, not doubled; and every step is the label's own.
    """
    rungs = ladder("bivigam", "primary-immunodeficiency")
    in_mg = [rung.rate.value * 100 / 60 for rung in rungs]
    assert [Decimal(v) for v in ("0.5", "1.3", "2.1", "2.9", "3.7", "4.5", "5.3", "6.0")] == in_mg
    assert [10, 20, 20, 20, 20, 20, 20] == holds(rungs)
    assert ["label"] * 8 == bases(rungs)


def test_asceniv_goes_from_half_to_8_mg_per_kg_per_min() -> None:
    """0.5 mg/kg/min for 15 min: 0.3 mL/kg/h. The steps after it are not printed; the label raises every 15 min."""
    rungs = ladder("asceniv", "primary-immunodeficiency")
    assert "0.3 0.6 1.2 1.8 2.4 3 3.6 4.2 4.8" == rates(rungs)
    assert [15] * 8 == holds(rungs)
    assert [(5, 50)] == [(vial.g, vial.ml) for vial in label("asceniv").vials]


def test_gammaplex_5_starts_at_0_01_ml_per_kg_per_min() -> None:
    """For 15 min, to at most 0.08 mL/kg/min: 0.6 to 4.8 mL/kg/h, which at 50 mg/mL is 0.5 to 4 mg/kg/min."""
    rungs = ladder("gammaplex-5", "itp")
    assert "0.6 1.2 2.4 3.6 4.8" == rates(rungs)
    assert [15] * 4 == holds(rungs)
    assert (Decimal("0.5"), 4) == (rungs[0].rate.value * 50 / 60, rungs[-1].rate.value * 50 / 60)


def test_gammaplex_10_starts_at_half_of_that() -> None:
    """0.005 mL/kg/min for 15 min, to at most 0.08: 0.3 to 4.8 mL/kg/h, which at 100 mg/mL is 0.5 to 8 mg/kg/min."""
    rungs = ladder("gammaplex-10", "itp")
    assert "0.3 0.6 1.2 2.4 3.6 4.8" == rates(rungs)  # between them the 0.01, 0.02, 0.04, 0.06 of the maker's trial
    assert [15] * 5 == holds(rungs)
    assert ["label", "maker", "maker", "maker", "maker", "label"] == bases(rungs)
    assert (Decimal("0.5"), 8) == (rungs[0].rate.value * 100 / 60, rungs[-1].rate.value * 100 / 60)
