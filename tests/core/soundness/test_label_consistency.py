"""What the types cannot say of a label: a sound one has no fault, and each way to break it is told by its key."""

from decimal import Decimal
from typing import Any

import pytest
from ladders import CITED, numbers
from records import RISKS_SAID, SHIPPED, changed

from ivigcalc.catalogue.kinds import PRODUCTS
from ivigcalc.core.printed.product import Printed
from ivigcalc.core.soundness.label_consistency import label_faults, oversized_vials


def told(product: str, index: int, **new: Any) -> tuple[str, ...]:
    """The faults of the label *index* of *product*, with *new* in place of what it has at a path (``vials.0.g``)."""
    record = SHIPPED.record(PRODUCTS, product)
    label = record.labels[index]
    for path, value in new.items():
        label = changed(label, path, value)
    return tuple(label_faults(label, [strength.g_per_l for strength in record.strengths], "here"))


def printed(unit: Any, rates: str = "", maximum: str | None = None) -> tuple[Printed, ...]:
    """The same rates, printed a second time in *unit*."""
    return (Printed(unit, CITED, numbers(rates), None if maximum is None else Decimal(maximum)),)


# A label, the place that is changed, what is put there, and every fault that is then told.
BROKEN: dict[tuple[str, int], list[tuple[Any, ...]]] = {
    ("octagam-10", 0): [
        ("vials.1.ml", Decimal(5), "vials[1]: ml: 5 mL of 100 g/L are not 5 g"),
        ("vials.0.g", Decimal(5), "vials[0]: ml: 20 mL of 100 g/L are not 5 g", "vials: one size stands there twice"),
        ("vials.1.g", Decimal(0), "vials[1]: g: must be above 0", "vials[1]: ml: 50 mL of 100 g/L are not 0 g"),
        (
            *("indications.0.id", "dermatomyositis"),
            "indications: one stands there twice",
            "ladders[0]: indications: 'itp' is not among the label's indications",
        ),
        ("ladders.0.rates", numbers("1 4 2"), "ladders[0]: a rate is not above the one before"),
        ("ladders.0.rates", (), "ladders[0]: no rates"),
        ("ladders.0.minutes", numbers("30"), "ladders[0]: minutes: one for every rate but the last, or none"),
        ("ladders.0.maximum", Decimal(8), "ladders[0]: the maximum is below the last rate"),
        ("ladders.1.start_range_up_to", Decimal(5), "ladders[1]: start_range_up_to: above the maximum"),
        ("ladders.1.indications", ("itp",), "ladders: two serve the same indication"),
        ("ladders.1.indications", ("gbs",), "ladders[1]: indications: 'gbs' is not among the label's indications"),
        (
            *("at_risk.rate", Decimal("0.05")),
            "at_risk: rate: above the maximum of ladders[1]",
            "at_risk: also_printed: 3.3 mg/kg/min is not 0.05 mL/kg/min at 100 g/L",
        ),
        ("at_risk.rate", Decimal(0), "at_risk: rate: must be above 0"),
        ("at_risk.unit", None, "at_risk: rate: it and unit stand together"),
        (
            *("at_risk.also_printed", printed("mg/kg/min", maximum="2.9")),
            "at_risk: also_printed: 2.9 mg/kg/min is not 0.03 mL/kg/min at 100 g/L",
        ),
        (
            *("ladders.0.also_printed", printed("mL/kg/min", "0.02")),
            "ladders[0]: also_printed: 0.02 mL/kg/min is not 1 mg/kg/min at 100 g/L",
        ),
        (
            *("ladders.0.also_printed", printed("mL/h", maximum="7")),
            "ladders[0]: also_printed: unit: mL/h cannot be mg/kg/min",
        ),
        (
            *("ladders.0.also_printed", printed("mL/kg/min", "0.01 0.02")),
            "ladders[0]: also_printed: rates: one for each rate, or only the start, or none",
        ),
        (
            *("ladders.0.also_printed", printed("mL/kg/min")),
            "ladders[0]: also_printed: neither rates nor a maximum",
        ),
        (
            "composition.0.text",
            "no sorbitol, D-sorbitol",
            "composition[0]: contains: the text names sorbitol, so it must too",
        ),
        ("contraindications.0.risk", "", "contraindications[0]: a risk or below_age_years is needed"),
        ("warnings.1.below_age_years", Decimal(2), "warnings[1]: a warning is of a risk; an age is a contraindication"),
        ("warnings.1.risk", "", "warnings[1]: a warning is of a risk; an age is a contraindication"),
        ("warnings.0.risk", "gout", f"risk: 'gout' is not one of {RISKS_SAID}"),
        ("warnings.0.risk", "iga-antibodies", "warnings: 'iga-antibodies' is a contraindication already"),
        ("handling.0.hours", Decimal(8), "handling[0]: hours: above 0, and only of in-use, pooling, preparation"),
        ("handling.3.hours", Decimal(0), "handling[3]: hours: above 0, and only of in-use, pooling, preparation"),
    ],
    ("gammagard-sd", 0): [
        ("vials.0.ml", Decimal(50), "vials[0]: ml: a powder made up to several strengths has none of its own"),
    ],
    ("privigen", 1): [
        (
            *("conditional_rates.0.rates", numbers("4")),
            "conditional_rates[0]: rates: not above the label's maximum, for a higher-maximum",
        ),
    ],
    ("panzyga", 0): [
        (
            *("conditional_rates.0.rates", numbers("20")),
            "conditional_rates[0]: rates: above the label's maximum, for a stricter-cap",
        ),
        ("conditional_rates.0.rates", numbers("1 2"), "conditional_rates[0]: rates: a stricter-cap is one rate"),
        ("conditional_rates.1.rates", (), "conditional_rates[1]: rates: above 0, each above the one before"),
        (
            *("conditional_rates.1.rates", numbers("0.04 0.01 0.08 0.14")),
            "conditional_rates[1]: rates: above 0, each above the one before",
        ),
        (
            *("conditional_rates.1.rates", numbers("0 0.04 0.08 0.14")),
            "conditional_rates[1]: rates: above 0, each above the one before",
        ),
        (
            *("conditional_rates.1.minutes", numbers("3")),
            "conditional_rates[1]: minutes: one above 0 for every rate but the last, or none",
        ),
        (
            *("conditional_rates.1.minutes", numbers("30 0 30")),
            "conditional_rates[1]: minutes: one above 0 for every rate but the last, or none",
        ),
    ],
}
CASES = [(*label, path, new, said) for label, cases in BROKEN.items() for path, new, *said in cases]


@pytest.mark.parametrize(("product", "index", "path", "new", "said"), CASES)
def test_each_fault_of_a_broken_label_is_told_by_its_key(
    product: str, index: int, path: str, new: Any, said: list[str]
) -> None:
    assert () == told(product, index)
    assert tuple(f"here: {fault}" for fault in said) == told(product, index, **{path: new})


@pytest.mark.parametrize(
    ("product", "index", "path", "new"),
    [
        ("octagam-10", 0, "handling.3.hours", Decimal(1)),
        ("octagam-10", 0, "ladders.1.start_range_up_to", Decimal(4)),  # as far as the maximum
        ("panzyga", 0, "conditional_rates.0.rates", numbers("14")),  # a cap as high as the maximum
        ("panzyga", 0, "conditional_rates.1.minutes", numbers("30 1 30")),
        ("panzyga", 0, "conditional_rates.1.minutes", ()),
        ("panzyga", 0, "conditional_rates.1.minutes", numbers("30 30 30 30")),
    ],
)
def test_what_lies_on_a_limit_is_sound(product: str, index: int, path: str, new: Any) -> None:
    assert () == told(product, index, **{path: new})


def test_a_cap_for_patients_at_risk_may_be_as_high_as_the_slowest_maximum() -> None:
    """4 mg/kg/min of 100 g/L is 0.04 mL/kg/min."""
    at_most = {"at_risk.also_printed": (), "at_risk.rate": Decimal("0.04")}
    assert () == told("octagam-10", 0, **at_most)


def test_a_conditional_rate_of_no_indication_is_held_against_every_ladder() -> None:
    """The ladders of this label end at 14, 8 and 12 mg/kg/min: a cap of 12 is above the second only."""
    assert ("here: conditional_rates[0]: rates: above the label's maximum, for a stricter-cap",) == told(
        "panzyga", 0, **{"conditional_rates.0.indications": ()}
    )


def test_a_ladder_without_a_maximum_ends_with_its_last_rate() -> None:
    """1, 4 and 8 mg/kg/min of 100 g/L are 0.01, 0.04 and 0.08 mL/kg/min."""
    open_ladder = {"ladders.1.maximum": None}
    assert () == told("panzyga", 0, **open_ladder)
    assert ("here: ladders[1]: also_printed: 9 mg/kg/min is not 0.08 mL/kg/min at 100 g/L",) == told(
        "panzyga", 0, **open_ladder, **{"ladders.1.also_printed": printed("mg/kg/min", "1 4 8", maximum="9")}
    )
    cap = {**open_ladder, "at_risk.also_printed": ()}
    assert () == told("panzyga", 0, **cap, **{"at_risk.rate": Decimal("0.08")})
    assert ("here: at_risk: rate: above the maximum of ladders[1]",) == told(
        "panzyga", 0, **cap, **{"at_risk.rate": Decimal("0.09")}
    )


def test_a_cap_may_be_printed_twice_apart_where_the_stricter_governs() -> None:
    """0.03 mL/kg/min is 3 mg/kg/min at 100 g/L; the label prints 3.3 beside it. A ladder may not be so apart."""
    cap = SHIPPED.record(PRODUCTS, "octagam-10").labels[0].at_risk
    assert (Decimal("0.03"), Decimal("3.3")) == (cap.rate, cap.also_printed[0].maximum)
    assert () == told("octagam-10", 0)
    apart = printed("mL/kg/min", "0.01", maximum="0.044")
    assert ("here: ladders[1]: also_printed: 0.044 mL/kg/min is not 4 mg/kg/min at 100 g/L",) == told(
        "octagam-10", 0, **{"ladders.1.also_printed": apart}
    )


def test_two_printings_agree_within_the_rounding_of_the_second() -> None:
    """0.5 mL/kg/h at 100 mg/mL is 0.8333 mg/kg/min: 0.8 and 0.83 are roundings of it, 0.9 and 0.84 are not."""
    path = "ladders.0.also_printed"
    for rounded in ("0.8", "0.83", "0.833"):
        assert () == told("gammagard-liquid", 0, **{path: printed("mg/kg/min", rounded)})
    for wrong in ("0.9", "0.84", "0.834"):
        assert (f"here: ladders[0]: also_printed: {wrong} mg/kg/min is not 0.5 mL/kg/h at 100 g/L",) == told(
            "gammagard-liquid", 0, **{path: printed("mg/kg/min", wrong)}
        )


def test_half_a_unit_of_the_second_printing_is_a_rounding_either_way_and_no_more_is() -> None:
    """0.15 mL/kg/h at 100 mg/mL is 0.25 mg/kg/min: 0.2 and 0.3; 0.1515 mL/kg/h is 0.2525, of which 0.2 is none."""
    path, start = "ladders.0.also_printed", "ladders.0.rates"
    for rounded in ("0.2", "0.3"):
        assert () == told("gammagard-liquid", 0, **{start: numbers("0.15"), path: printed("mg/kg/min", rounded)})
    assert ("here: ladders[0]: also_printed: 0.2 mg/kg/min is not 0.1515 mL/kg/h at 100 g/L",) == told(
        "gammagard-liquid", 0, **{start: numbers("0.1515"), path: printed("mg/kg/min", "0.2")}
    )


def test_a_cap_in_ml_per_h_is_not_compared_with_rates_by_weight() -> None:
    fixed = {"at_risk.also_printed": (), "at_risk.unit": "mL/h", "at_risk.rate": Decimal(900)}
    assert () == told("octagam-10", 0, **fixed)


def test_a_vial_larger_than_any_on_file_may_be_its_ml_where_these_are_not_said() -> None:
    privigen = SHIPPED.record(PRODUCTS, "privigen")
    assert [] == list(oversized_vials(privigen, Decimal(40)))
    for g, ml, told in (("40", None, False), ("40.1", "401", False), ("40.1", None, True)):
        said = changed(privigen, "labels.1.vials.2.g", Decimal(g))
        said = changed(said, "labels.1.vials.2.ml", None if ml is None else Decimal(ml))
        why = (
            "labels[1]: vials[2]: g: 40.1 g is more than any label on file has (40 g): if these are mL, write the "
            "grams, and else its ml too"
        )
        assert [why] * told == list(oversized_vials(said, Decimal(40)))
