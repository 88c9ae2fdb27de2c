"""What the types cannot say of a record: a sound one has no fault, and each way to break it is named by its key."""

from decimal import Decimal
from typing import Any

import pytest

from ivigcalc.catalogue import Catalogue
from ivigcalc.core.consistency import faults, range_faults, references
from ivigcalc.core.product import Printed
from ivigcalc.core.sources import Citation

SHIPPED = Catalogue()
CITED = Citation("a-source", "a place")


def changed(value: Any, path: str, new: Any) -> Any:
    """*value* with what stands at *path* (``labels.0.ladders.1.rates``) replaced by *new*."""
    key, _, rest = path.partition(".")
    if key.isdigit():
        items = list(value)
        items[int(key)] = changed(items[int(key)], rest, new) if rest else new
        return tuple(items)
    return value._replace(**{key: changed(getattr(value, key), rest, new) if rest else new})


def decimals(*numbers: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, numbers))


def printed(unit: Any, *rates: str, maximum: str | None = None) -> tuple[Printed, ...]:
    return (Printed(unit, CITED, decimals(*rates), None if maximum is None else Decimal(maximum)),)


GBS = SHIPPED.record("regimens", "gbs").variants[0].phases[0]
BROKEN: dict[tuple[str, str], list[tuple[str, Any, str]]] = {
    ("products", "octagam-10"): [
        ("id", "Octagam 10", "id: lower-case letters and digits, joined by hyphens"),
        ("name", " ", "name: empty"),
        ("aliases", ("x y",), "aliases: 'x y': lower-case letters and digits, joined by hyphens"),
        ("aliases", ("octagam-10",), "aliases: 'octagam-10' stands there twice"),
        ("labels.0.vials.0.g", Decimal(-2), "labels[0]: vials[0]: g: -2 is below 0"),
        ("strengths", (), "strengths: one or more are needed, different and above 0 g/L"),
        ("labels", (), "labels: one or more are needed"),
        ("labels.0.markets", (), "labels[0]: markets: one or more are needed"),
        ("labels.0.markets", ("mars",), "labels[0]: markets: 'mars' is not one of us, "),
        ("labels.1.markets", ("us",), "labels: markets: 'us' stands there twice"),
        ("labels.0.source", "house", "source: 'house' is the program's own choice"),
        ("labels.0.vials.1.ml", Decimal(5), "labels[0]: vials[1]: ml: 5 mL of 100 g/L are not 5 g"),
        ("labels.0.vials.0.g", Decimal(5), "labels[0]: vials: one size stands there twice"),
        ("labels.0.indications.0.id", "dermatomyositis", "labels[0]: indications: one stands there twice"),
        ("labels.0.vials.1.g", Decimal(0), "labels[0]: vials[1]: g: must be above 0"),
        ("labels.0.ladders.0.rates", decimals("1", "4", "2"), "a rate is not above the one before"),
        ("labels.0.ladders.0.rates", (), "labels[0]: ladders[0]: no rates"),
        ("labels.0.ladders.0.minutes", decimals("30"), "minutes: one for every rate but the last"),
        ("labels.0.ladders.0.maximum", Decimal(8), "the maximum is below the last rate"),
        ("labels.0.ladders.1.start_range_up_to", Decimal(5), "start_range_up_to: above the maximum"),
        ("labels.0.ladders.1.indications", ("itp",), "labels[0]: ladders: two serve the same"),
        ("labels.0.ladders.1.indications", ("gbs",), "'gbs' is not among the label's indications"),
        ("labels.0.at_risk.rate", Decimal("0.05"), "at_risk: rate: above the maximum of ladders[1]"),
        ("labels.0.at_risk.rate", Decimal(0), "at_risk: rate: must be above 0"),
        ("labels.0.at_risk.unit", None, "labels[0]: at_risk: rate: it and unit stand together"),
        ("labels.0.at_risk.also_printed", printed("mg/kg/min", maximum="2.9"), "2.9 mg/kg/min is not 0.03 mL/kg/min"),
        ("labels.0.ladders.0.also_printed", printed("mL/kg/min", "0.02"), "0.02 mL/kg/min is not 1 mg/kg/min"),
        ("labels.0.ladders.0.also_printed", printed("mL/h", maximum="7"), "unit: mL/h cannot be mg/kg/min"),
        ("labels.0.ladders.0.also_printed", printed("mL/kg/min", "0.01", "0.02"), "rates: one for each rate"),
        ("labels.0.ladders.0.also_printed", printed("mL/kg/min"), "also_printed: neither rates nor a maximum"),
        ("labels.0.warnings.0.risk", "gout", "labels[0]: risk: 'gout' is not one of renal, "),
        ("labels.0.warnings.0.risk", "iga-antibodies", "'iga-antibodies' is a contraindication"),
        ("labels.0.handling.0.hours", Decimal(8), "handling[0]: hours: above 0, and only of in-use"),
    ],
    ("products", "gammagard-sd"): [
        ("labels.0.vials.0.ml", Decimal(50), "labels[0]: vials[0]: ml: a powder made up to"),
    ],
    ("products", "privigen"): [
        ("labels.1.conditional_rates.0.rates", decimals("4"), "rates: not above the label's maximum"),
    ],
    ("products", "panzyga"): [
        ("labels.0.conditional_rates.0.rates", decimals("20"), "above the label's maximum, for a str"),
        ("labels.0.conditional_rates.0.rates", decimals("1", "2"), "rates: a stricter-cap is one rate"),
        ("labels.0.conditional_rates.1.minutes", decimals("3"), "conditional_rates[1]: minutes: one ab"),
        ("labels.0.conditional_rates.1.rates", (), "conditional_rates[1]: rates: above 0, each above"),
    ],
    ("regimens", "cidp"): [
        ("default", "none-such", "default: 'none-such' is not the id of a variant"),
        ("variants.0.superseded", True, "default: 'eu-label' is superseded"),
        ("default_reason", "", "default_reason: empty"),
        ("variants.1.id", "eu-label", "variants: 'eu-label' stands there twice"),
        ("variants.1.id", "EU", "variants[1]: id: lower-case letters"),
        ("variants.1.status", "", "variants[1]: status: empty"),
        ("variants.1.phases", (), "variants[1]: phases: one or more are needed"),
        ("variants.0.phases.0.cycles", None, "phases[0]: cycles: only the last phase may leave them open"),
        ("variants.0.phases.0.days_default", None, "phases[0]: only the last phase may leave a choice"),
        ("variants.0.phases.0.days_default", 6, "variants[0]: phases[0]: days_default: outside the range"),
        ("variants.0.phases.0.days_max", 1, "days_min: must be above 0 and not above days_max"),
        ("variants.0.phases.0.days_min", 0, "days_min: must be above 0 and not above days_max"),
        ("variants.0.phases.0.days_max", None, "days_min: it and days_max stand together"),
        ("variants.0.phases.0.dose_g_per_kg_default", Decimal(2), "the source fixes needs no default"),
        ("variants.0.phases.0.default_reason", "", "default_reason: empty; a default cites its source"),
        ("variants.0.phases.0.interval_days_default", 21, "interval_days_default: a default of no range"),
        ("variants.0.phases.0.cycles", 2, "phases[0]: cycles: several need an interval"),
        ("variants.0.phases.0.cycles", 0, "phases[0]: cycles: must be above 0"),
        ("variants.0.phases.1.interval_days_min", 2, "interval_days_min: not longer than the days"),
        ("variants.0.phases.1.maximum_g_per_kg", Decimal("0.5"), "maximum_g_per_kg: below the least dose"),
        ("variants.0.phases.1.also", ("flebogamma-5-eu-leaflet",), "also: 'flebogamma-5-eu-leaflet' sta"),
    ],
    ("regimens", "gbs"): [
        ("variants.0.phases", (GBS._replace(days_min=None, days_max=None),), "days_min: a dose per day needs its days"),
        ("variants.0.phases", (GBS, GBS), "phases[1]: interval_days_min: a phase after another needs its interval"),
        ("variants.0.phases", (GBS._replace(cycles_max=1, cycles=2),), "phases[0]: cycles: above cycles_max"),
        ("variants.0.phases.0.days_min", None, "days_min: it and days_max stand together"),
    ],
    ("regimens", "toxic-shock-syndrome"): [
        ("variants.0.phases.0.days_max", 4, "must have a dose for each of the days"),
        ("variants.0.phases.0.day_pattern_g_per_kg", decimals("1", "1", "1"), "must add up to the dose printed"),
    ],
    ("weight_policies", "nba-2026"): [
        ("market", "moon", "market: 'moon' is not one of us, "),
        ("factor.value", Decimal("1.4"), "factor: above 0, and at most 1"),
        ("ideal", None, "ideal: missing; a policy that doses on another weight than actual"),
        ("ideal.male_kg", Decimal(0), "ideal: every constant is above 0"),
        ("ideal.cm_per_inch.value", Decimal(0), "ideal: every constant is above 0"),
    ],
    ("weight_policies", "us-120-percent"): [
        ("ideal", None, "triggers[0]: percent_over_ideal_above: needs the policy's ideal weight"),
        ("triggers.0.percent_over_ideal_above", None, "triggers[0]: no condition"),
        ("triggers.0.male_above_kg", Decimal(90), "male_above_kg: it and female_above_kg"),
    ],
    ("weight_policies", "uk-request-form"): [
        ("exclusions.0.age_below_years", None, "exclusions[0]: no condition"),
    ],
    ("tapers", "aramis"): [
        ("steps.1.mg", Decimal(40), "steps: 40 mg after 30 mg"),
        ("kind", "bands", "steps: those and nothing else belong to a protocol of kind 'table'"),
    ],
    ("tapers", "french-vasculitis"): [
        ("targets.0.by_month", Decimal(100), "targets: by_month rises from target to target"),
        ("targets.0.mg", None, "targets[0]: mg or mg_per_kg, one of the two"),
    ],
    ("tapers", "hhe-2018"): [("own_step_mg.value", Decimal(0), "own_step_mg: must be above 0")],
    ("tapers", "printo-jdm"): [("start.mg_per_kg", Decimal(0), "start: doses are above 0 mg")],
    ("rate_protocols", "iceland-octagam"): [("thrombosis.unit", None, "thrombosis: rate and unit stand together")],
    ("monitoring", "live-vaccines-us-up-to-1-g"): [
        ("maximum_g_per_kg", Decimal("0.1"), "maximum_g_per_kg: below the least dose"),
    ],
    ("steroids", "prednisolone"): [
        ("physiological.mg_min", Decimal(9), "physiological: amounts above 0 mg are needed"),
        ("tablets.0.market", "mars", "tablets[0]: market: 'mars' is not one of us, "),
        ("tablets.1.market", "de", "tablets: market: 'de' stands there twice"),
        ("tablets.0.strengths.1.mg", Decimal(1), "tablets[0]: strengths: '1' stands there twice"),
    ],
    ("rate_protocols", "mgh"): [
        ("ladder.rates", decimals("2", "1"), "ladder: a rate is not above the one before"),
        ("products", ("kiovig", "kiovig"), "products: 'kiovig' stands there twice"),
    ],
    ("monitoring", "thrombosis-each-cycle"): [
        ("text", "", "text: empty"),
        ("risks", ("gout",), "risks: 'gout' is not one of renal, "),
    ],
    ("monitoring", "haemolysis-5-10-days"): [
        ("to_days", 1, "to_days: before from_days"),
        ("from_days", None, "from_days: a rule 'after-each-cycle' needs it"),
    ],
    ("sources", "mgh-ivig-policy"): [
        ("title", "", "title: empty"),
        ("url", "mgh", "url: a web address, or empty"),
        ("tier", "house", "tier: 'house' is the program's own choice and nothing else"),
        ("seen", "22.11.2026", "seen: the date on which a person last read it"),
    ],
}
CASES = [(kind, id, *broken) for (kind, id), cases in BROKEN.items() for broken in cases]


@pytest.mark.parametrize(("kind", "id", "path", "new", "fault"), CASES)
def test_a_broken_record_is_named_by_its_key(kind: str, id: str, path: str, new: Any, fault: str) -> None:
    sound = SHIPPED.record(kind, id)
    found = faults(changed(sound, path, new))
    assert () == faults(sound)
    assert [one for one in found if fault in one], found


def test_a_cap_may_be_printed_twice_apart_where_the_stricter_governs() -> None:
    """0.03 mL/kg/min is 3 mg/kg/min at 100 g/L; the label prints 3.3 beside it. A ladder may not be so apart."""
    octagam = SHIPPED.record("products", "octagam-10")
    cap = octagam.labels[0].at_risk
    assert (Decimal("0.03"), Decimal("3.3")) == (cap.rate, cap.also_printed[0].maximum)
    assert () == faults(octagam)
    apart = changed(octagam, "labels.0.ladders.1.also_printed", printed("mL/kg/min", "0.01", maximum="0.044"))
    assert ("labels[0]: ladders[1]: also_printed: 0.044 mL/kg/min is not 4 mg/kg/min at 100 g/L",) == faults(apart)


def test_two_printings_agree_within_the_rounding_of_the_second() -> None:
    """0.5 mL/kg/h at 100 mg/mL is 0.8333 mg/kg/min: 0.8 and 0.83 are roundings of it, 0.9 and 0.84 are not."""
    gammagard = SHIPPED.record("products", "gammagard-liquid")
    path = "labels.0.ladders.0.also_printed"
    for rounded in ("0.8", "0.83", "0.833"):
        assert () == faults(changed(gammagard, path, printed("mg/kg/min", rounded)))
    for wrong in ("0.9", "0.84", "0.834"):
        assert faults(changed(gammagard, path, printed("mg/kg/min", wrong)))


def test_a_cap_in_ml_per_h_is_not_compared_with_rates_by_weight() -> None:
    octagam = changed(SHIPPED.record("products", "octagam-10"), "labels.0.at_risk.also_printed", ())
    fixed = changed(changed(octagam, "labels.0.at_risk.unit", "mL/h"), "labels.0.at_risk.rate", Decimal(900))
    assert () == faults(fixed)


def test_every_fault_of_a_record_is_listed() -> None:
    broken = changed(changed(SHIPPED.record("sources", "mgh-ivig-policy"), "url", "mgh"), "title", "")
    assert ("title: empty", "url: a web address, or empty") == faults(broken)


@pytest.mark.parametrize(
    ("kind", "id", "expected"),
    [
        ("products", "asceniv", ("labels[0]: indications", "regimens", "primary-immunodeficiency")),
        ("regimens", "cidp", ("variants[6]: weight_policy", "weight_policies", "ontario")),
        ("regimens", "cidp", ("source", "sources", "privigen-hk-mims")),
        ("tapers", "aramis", ("drug", "steroids", "prednisone")),
        ("tapers", "aramis", ("indications", "regimens", "systemic-vasculitis")),
        ("rate_protocols", "norway-nurse", ("products", "products", "kiovig")),
        ("limits", "doses", ("source", "sources", "nl-ivig002")),
        ("monitoring", "response-blistering", ("indications", "regimens", "pemphigus-vulgaris")),
    ],
)
def test_a_record_says_which_others_it_names(kind: str, id: str, expected: tuple[str, str, str]) -> None:
    assert expected in references(SHIPPED.record(kind, id))


def test_a_range_of_limits_that_runs_down_is_a_fault() -> None:
    entry = SHIPPED.record("limits", "entry")
    assert ["weight_kg: low is above high"] == list(range_faults(changed(entry, "weight_kg.low.value", Decimal(500))))
