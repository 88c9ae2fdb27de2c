"""What the types cannot say of a record: a sound one has no fault, and each way to break it is told by its key."""

from decimal import Decimal
from typing import Any

import pytest
from ladders import numbers
from records import RISKS_SAID, SHIPPED, changed

from ivigcalc.catalogue.kinds import KINDS, LIMITS, PRODUCTS, RATE_PROTOCOLS, REGIMENS, SOURCES, WEIGHT_POLICIES
from ivigcalc.core.printed.monitoring import MonitoringRule
from ivigcalc.core.printed.regimen import PrintedHours
from ivigcalc.core.printed.sources import Citation
from ivigcalc.core.soundness.consistency import faults, range_faults, references, rule_faults

LETTERS = "lower-case letters and digits, joined by hyphens"
MARKETS_ON_FILE = "us, eu, uk, de, fr, es, it, at, ch, ca, au, nz, sg, hk"
STRENGTHS = "strengths: one or more are needed, different and above 0 g/L"
FACTOR = "factor: above 0, and at most 1: the dosing weight is never above the actual weight"
SEEN = "seen: the date on which a person last read it, such as 2026-11-22"
# A record, the place that is changed, what is put there, and every fault that is then told.
BROKEN: dict[tuple[str, str], list[tuple[Any, ...]]] = {
    ("products", "octagam-10"): [
        ("id", "Octagam 10", f"id: {LETTERS}"),
        ("name", " ", "name: empty"),
        ("aliases", ("x y",), f"aliases: 'x y': {LETTERS}"),
        ("aliases", ("octagam-10",), "aliases: 'octagam-10' stands there twice"),
        ("labels.0.vials.0.g", Decimal(-2), "labels[0]: vials[0]: g: -2 is below 0"),
        ("labels.0.ladders.0.rates", numbers("-1 2"), "labels[0]: ladders[0]: rates[0]: -1 is below 0"),
        ("strengths", (), STRENGTHS),
        ("strengths.0.g_per_l", Decimal(0), STRENGTHS),
        ("strengths", 2 * SHIPPED.record(PRODUCTS, "octagam-10").strengths, STRENGTHS),
        ("labels", (), "labels: one or more are needed"),
        ("labels.0.markets", (), "labels[0]: markets: one or more are needed"),
        ("labels.0.markets", ("mars",), f"labels[0]: markets: 'mars' is not one of {MARKETS_ON_FILE}"),
        ("labels.1.markets", ("us",), "labels: markets: 'us' stands there twice"),
        ("labels.0.source", "house", "source: 'house' is the program's own choice, which is never what a label prints"),
        ("labels.0.vials.1.ml", Decimal(5), "labels[0]: vials[1]: ml: 5 mL of 100 g/L are not 5 g"),
    ],
    ("regimens", "measles-post-exposure"): [
        (
            "variants.3.unsuited.0.below_kg",
            None,
            "variants[3]: unsuited[0]: below_kg, above_kg, from_age_years or a risk is needed",
        ),
        (
            *("variants.3.unsuited.0.below_kg", Decimal(0)),
            "variants[3]: unsuited[0]: below_kg, above_kg and from_age_years are above 0",
        ),
        (
            *("variants.3.unsuited.0.above_kg", Decimal(0)),
            "variants[3]: unsuited[0]: below_kg, above_kg and from_age_years are above 0",
        ),
        (
            *("variants.3.unsuited.0.from_age_years", Decimal(0)),
            "variants[3]: unsuited[0]: below_kg, above_kg and from_age_years are above 0",
        ),
        ("variants.3.unsuited.0.risk", "gout", f"variants[3]: unsuited[0]: risk: 'gout' is not one of {RISKS_SAID}"),
    ],
    ("regimens", "sjs-ten"): [
        ("default", "nhs-england-before-2021", "default: 'nhs-england-before-2021' is not commissioned"),
        ("default_reason", "", "default_reason: empty; give the reason for this default"),
    ],
    ("regimens", "cidp"): [
        ("default", "none-such", "default: 'none-such' is not the id of a variant"),
        ("variants.0.superseded", True, "default: 'eu-label' is superseded"),
        ("default_reason", "", "default_reason: empty; give the reason for this default"),
        ("variants.1.id", "eu-label", "variants: 'eu-label' stands there twice"),
        ("variants.1.id", "EU", f"variants[1]: id: {LETTERS}"),
        ("variants.1.name", " ", "variants[1]: name: empty"),
        ("variants.1.status", " ", "variants[1]: status: empty"),
        ("variants.1.phases", (), "variants[1]: phases: one or more are needed"),
        ("variants.0.phases.0.cycles", None, "variants[0]: phases[0]: cycles: only the last phase may leave them open"),
        (
            *("variants.0.phases.0.days_default", None),
            "variants[0]: phases[0]: only the last phase may leave a choice: eu-label, loading: the source gives "
            "2 to 5 days; choose [[days]], such as 2",
        ),
    ],
    ("weight_policies", "nba-2026"): [
        ("market", "moon", f"market: 'moon' is not one of {MARKETS_ON_FILE}"),
        ("factor.value", Decimal(0), FACTOR),
        ("factor.value", Decimal("1.4"), FACTOR),
        ("ideal", None, "ideal: missing; a policy that doses on another weight than actual needs it"),
        ("ideal.male_kg", Decimal(0), "ideal: every constant is above 0"),
        ("ideal.over_inches", Decimal(0), "ideal: every constant is above 0"),
        ("ideal.cm_per_inch.value", Decimal(0), "ideal: every constant is above 0"),
    ],
    ("weight_policies", "us-120-percent"): [
        (
            *("ideal", None),
            "ideal: missing; a policy that doses on another weight than actual needs it",
            "triggers[0]: percent_over_ideal_above: needs the policy's ideal weight",
        ),
        ("triggers.0.percent_over_ideal_above", None, "triggers[0]: no condition"),
        ("triggers.0.male_above_kg", Decimal(90), "triggers[0]: male_above_kg: it and female_above_kg stand together"),
    ],
    ("weight_policies", "nhs-england-2021"): [
        ("ideal_by_cm.male_kg", Decimal(0), "ideal_by_cm: every constant is above 0"),
        ("ideal_by_cm.over_cm", Decimal(0), "ideal_by_cm: every constant is above 0"),
        (
            *("ideal", SHIPPED.record(WEIGHT_POLICIES, "nba-2026").ideal),
            "ideal_by_cm: there is an ideal already; one formula",
        ),
    ],
    ("weight_policies", "uk-request-form"): [
        ("exclusions.0.age_below_years", None, "exclusions[0]: no condition"),
    ],
    ("tapers", "aramis"): [
        ("steps.1.mg", Decimal(40), "steps: 40 mg after 30 mg: each must be lower"),
        ("kind", "bands", "steps: those and nothing else belong to a protocol of kind 'table'"),
    ],
    ("tapers", "french-vasculitis"): [
        ("targets.0.by_month", Decimal(100), "targets: by_month rises from target to target"),
        ("targets.0.mg", None, "targets[0]: mg or mg_per_kg, one of the two"),
    ],
    ("tapers", "hhe-2018"): [("own_step_mg.value", Decimal(0), "own_step_mg: must be above 0")],
    ("tapers", "printo-jdm"): [("start.mg_per_kg", Decimal(0), "start: doses are above 0 mg")],
    ("steroids", "prednisolone"): [
        ("physiological.mg_min", Decimal(9), "physiological: amounts above 0 mg are needed, the lower one first"),
        ("tablets.0.market", "mars", f"tablets[0]: market: 'mars' is not one of {MARKETS_ON_FILE}"),
        ("tablets.1.market", "de", "tablets: market: 'de' stands there twice"),
        ("tablets.0.strengths.1.mg", Decimal(1), "tablets[0]: strengths: '1' stands there twice"),
    ],
    ("rate_protocols", "iceland-octagam"): [("thrombosis.unit", None, "thrombosis: rate and unit stand together")],
    ("rate_protocols", "mgh"): [
        ("id", "mgh.2", f"id: {LETTERS} or commas"),
        ("id", "mgh,", f"id: {LETTERS} or commas"),
        ("ladder.rates", numbers("2 1"), "ladder: a rate is not above the one before"),
        ("products", ("kiovig", "kiovig"), "products: 'kiovig' stands there twice"),
    ],
    ("monitoring", "live-vaccines-us-up-to-1-g"): [
        ("maximum_g_per_kg", Decimal("0.1"), "maximum_g_per_kg: below the least dose"),
        ("maximum_g_per_kg", Decimal("0.4"), "maximum_g_per_kg: below the least dose"),  # of those above 0.4
    ],
    ("monitoring", "thrombosis-each-cycle"): [
        ("topic", " ", "topic: empty"),
        ("text", " ", "text: empty"),
        ("risks", ("gout",), f"risks: 'gout' is not one of {RISKS_SAID}"),
    ],
    ("monitoring", "haemolysis-5-10-days"): [
        ("from_days", -5, "from_days: -5 is below 0"),
        ("to_days", 1, "to_days: before from_days"),
        ("maximum_g_per_kg", Decimal("1.9"), "maximum_g_per_kg: below the least dose"),
        ("from_days", None, "from_days: a rule 'after-each-cycle' needs it"),
    ],
    ("sources", "mgh-ivig-policy"): [
        ("title", " ", "title: empty"),
        ("publisher", " ", "publisher: empty"),
        *(("url", url, "url: a web address, or empty") for url in ("mgh", "https:///a", "https://a b")),
        ("tier", "house", "tier: 'house' is the program's own choice and nothing else"),
        ("seen", "22.11.2026", SEEN),
        ("seen", "20261122", SEEN),
        ("seen", "", SEEN),
    ],
    ("sources", "house"): [("tier", "hospital", "tier: 'house' is the program's own choice and nothing else")],
}
CASES = [(*record, path, new, said) for record, cases in BROKEN.items() for path, new, *said in cases]


@pytest.mark.parametrize(("kind", "id", "path", "new", "said"), CASES)
def test_each_fault_of_a_broken_record_is_told_by_its_key(
    kind: str, id: str, path: str, new: Any, said: list[str]
) -> None:
    sound = SHIPPED.record(KINDS[kind], id)
    assert () == faults(sound)
    assert tuple(said) == faults(changed(sound, path, new))


ONE_DAY = {"dose_per": "cycle", "days_min": None, "days_max": None}
DAY_NEEDS_DAYS = "days_min: a dose per day needs its days or their range"


def hours(least: int, most: int | None = None) -> PrintedHours:
    return PrintedHours(Decimal(least), Citation("house", "as written here"), None if most is None else Decimal(most))


# What is changed in a phase, and what is then told of it.
BROKEN_PHASES: dict[tuple[str, int], list[tuple[Any, ...]]] = {
    ("cidp", 0): [
        ({"days_default": 6}, "days_default: outside the range"),
        ({"days_default": 1}, "days_default: outside the range"),
        ({"days_max": 1}, "days_min: must be above 0 and not above days_max"),
        ({"days_min": 0}, "days_min: must be above 0 and not above days_max"),
        ({"days_max": None}, "days_min: it and days_max stand together"),
        (
            {"dose_g_per_kg_default": Decimal(2)},
            "dose_g_per_kg_default: a figure that the source fixes needs no default",
        ),
        ({"default_reason": " "}, "default_reason: empty; a default cites its source"),
        ({"interval_days_default": 21}, "interval_days_default: a default of no range"),
        ({"cycles": 2}, "cycles: several need an interval"),
        ({"cycles": 0}, "cycles: must be above 0"),
        ({"cycles_max": 0}, "cycles: above cycles_max", "cycles_max: must be above 0"),
        *(
            ({key: Decimal(0)}, f"{key}: must be above 0")
            for key in ("maximum_g_per_kg_day", "maximum_g", "maximum_g_day")
        ),
    ],
    ("cidp", 1): [
        ({"interval_days_min": 2}, "interval_days_min: not longer than the days of a cycle"),
        (
            {"dose_g_per_kg_min": Decimal(0), "dose_g_per_kg_max": Decimal(0)},
            "dose_g_per_kg_min: must be above 0 and not above dose_g_per_kg_max",
        ),
        ({"interval_days_max": 20}, "interval_days_min: must be above 0 and not above interval_days_max"),
        (
            {"interval_days_max": 28, "interval_days_default": 29, "default_reason": "as most do"},
            "interval_days_default: outside the range",
        ),
        ({"maximum_g_per_kg": Decimal("0.5")}, "maximum_g_per_kg: below the least dose"),
        ({"also": ("flebogamma-5-eu-leaflet",)}, "also: 'flebogamma-5-eu-leaflet' stands there twice"),
        (
            {"interval_days_min": None, "interval_days_max": None},
            "interval_days_min: a phase after another needs its interval",
        ),
    ],
    ("gbs", 0): [
        ({"days_min": None, "days_max": None}, DAY_NEEDS_DAYS),
        (
            {**ONE_DAY, "interval_days_min": 1, "interval_days_max": 1},
            "interval_days_min: not longer than the days of a cycle",
        ),
        ({"days_min": None}, "days_min: it and days_max stand together", DAY_NEEDS_DAYS),
        ({"cycles_max": 1, "cycles": 2}, "cycles: several need an interval", "cycles: above cycles_max"),
    ],
    ("toxic-shock-syndrome", 0): [
        ({"days_min": 2}, "day_pattern_g_per_kg: must have a dose for each of the days printed"),
        ({"days_max": 4}, "day_pattern_g_per_kg: must have a dose for each of the days printed"),
        ({"dose_g_per_kg_min": Decimal("1.9")}, "day_pattern_g_per_kg: must add up to the dose printed"),
        ({"dose_g_per_kg_max": Decimal("2.1")}, "day_pattern_g_per_kg: must add up to the dose printed"),
        (
            {"day_pattern_g_per_kg": numbers("1 1 1")},
            "day_pattern_g_per_kg: must add up to the dose printed",
        ),
    ],
    ("kawasaki", 0): [
        *(
            ({"infused_over": hours(*said)}, "infused_over: above 0 hours, and max_hours above min_hours")
            for said in ((12, 10), (10, 10), (0, 10), (0,))
        ),
    ],
}
PHASES = [(*phase, new, said) for phase, cases in BROKEN_PHASES.items() for new, *said in cases]


def with_phase(regimen: str, index: int, **new: Any) -> Any:
    """The regimen with *new* in a phase of its first variant."""
    record = SHIPPED.record(REGIMENS, regimen)
    phase = record.variants[0].phases[index]
    return changed(record, f"variants.0.phases.{index}", phase._replace(**new))


@pytest.mark.parametrize(("regimen", "index", "new", "said"), PHASES)
def test_each_fault_of_a_broken_phase_is_told_by_its_key(
    regimen: str, index: int, new: dict[str, Any], said: list[str]
) -> None:
    assert () == faults(SHIPPED.record(REGIMENS, regimen))
    told = tuple(f"variants[0]: phases[{index}]: {fault}" for fault in said)
    assert told == faults(with_phase(regimen, index, **new))


@pytest.mark.parametrize(
    ("regimen", "index", "new"),
    [
        ("cidp", 0, {"days_default": 2}),
        ("cidp", 0, {"days_default": 5}),
        ("cidp", 1, {"maximum_g_per_kg": Decimal(1)}),  # the dose itself
        ("cidp", 1, {"dose_g_per_kg_min": Decimal(0)}),  # "up to 1 g/kg"
        ("gbs", 0, {"cycles": 1, "cycles_max": 1}),
        ("gbs", 0, {"interval_days_min": 6, "interval_days_max": 6}),  # 5 days
        ("gbs", 0, {**ONE_DAY, "interval_days_min": 2, "interval_days_max": 2}),
        ("kawasaki", 0, {"infused_over": hours(1, 2)}),
        ("kawasaki", 0, {"infused_over": hours(1)}),
    ],
)
def test_a_phase_on_the_limits_is_sound(regimen: str, index: int, new: dict[str, Any]) -> None:
    assert () == faults(with_phase(regimen, index, **new))


@pytest.mark.parametrize(
    ("kind", "id", "path", "new"),
    [
        ("weight_policies", "nba-2026", "factor.value", Decimal(1)),
        ("monitoring", "haemolysis-5-10-days", "to_days", 5),  # on one day
        ("monitoring", "haemolysis-5-10-days", "maximum_g_per_kg", Decimal(2)),  # the least dose itself
        ("sources", "mgh-ivig-policy", "url", ""),
        ("sources", "mgh-ivig-policy", "url", "http://a"),
        ("regimens", "cidp", "default", ""),
    ],
)
def test_a_record_on_the_limits_is_sound(kind: str, id: str, path: str, new: Any) -> None:
    assert () == faults(changed(SHIPPED.record(KINDS[kind], id), path, new))


def test_a_policy_of_the_actual_weight_alone_needs_no_ideal_weight() -> None:
    assert () == faults(SHIPPED.record(WEIGHT_POLICIES, "actual"))


def test_the_id_of_a_rate_protocol_may_hold_commas() -> None:
    assert () == faults(SHIPPED.record(RATE_PROTOCOLS, "mgh")._replace(id="icu,night-2"))


def test_every_fault_of_a_record_is_listed() -> None:
    broken = changed(changed(SHIPPED.record(SOURCES, "mgh-ivig-policy"), "url", "mgh"), "title", "")
    assert ("title: empty", "url: a web address, or empty") == faults(broken)


def test_a_record_with_a_bad_id_is_told_that_alone() -> None:
    """What else is wrong may follow from it."""
    broken = changed(SHIPPED.record(SOURCES, "mgh-ivig-policy"), "title", "")
    assert (f"id: {LETTERS}",) == faults(changed(broken, "id", "MGH"))


def test_a_record_of_limits_has_names_and_signs_only() -> None:
    entry = SHIPPED.record(LIMITS, "entry")
    assert () == faults(entry)
    assert ("weight_kg: low: value: -1 is below 0",) == faults(changed(entry, "weight_kg.low.value", Decimal(-1)))


@pytest.mark.parametrize(
    ("kind", "id", "expected"),
    [
        ("products", "gamunex-c", ("says: indications", "regimens", "itp")),
        ("weight_policies", "acr-mis-c", ("indications", "regimens", "mis-c")),
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
    assert expected in references(SHIPPED.record(KINDS[kind], id))


@pytest.mark.parametrize(
    ("kind", "id", "sources", "others"),
    [
        ("sources", "house", [], []),
        (
            *("weight_policies", "acr-mis-c"),
            ["acr-mis-c-guidance", "house", "lifeblood-bloodstar-2026", "nba-bloodstar-calculator"],
            [("indications", "regimens", "mis-c")],
        ),
        (
            *("tapers", "aramis", ["aramis-2020-protocol"]),
            [("indications", "regimens", "systemic-vasculitis"), ("drug", "steroids", "prednisone")],
        ),
        (
            *("rate_protocols", "norway-nurse", ["norway-neurology-ivig-procedure"]),
            [("products", "products", "kiovig"), ("products", "products", "octagam-10")],
        ),
        ("monitoring", "thrombosis-each-cycle", ["qivigy-us-safety"], []),
    ],
)
def test_a_record_names_its_sources_in_order_and_then_no_others_than_these(
    kind: str, id: str, sources: list[str], others: list[tuple[str, str, str]]
) -> None:
    found = list(references(SHIPPED.record(KINDS[kind], id)))
    assert [*(("source", "sources", source) for source in sources), *others] == found


def test_the_default_of_a_market_names_its_products() -> None:
    itp = SHIPPED.record(REGIMENS, "itp")
    named = [
        one for one in references(itp._replace(default_by_market=itp.default_by_market[:2])) if one[1] == "products"
    ]
    assert [
        ("default_by_market[0]: products", "products", "privigen"),
        ("default_by_market[1]: products", "products", "octagam-10"),
    ] == named


def test_a_range_of_limits_that_runs_down_is_a_fault() -> None:
    entry = SHIPPED.record(LIMITS, "entry")
    assert ["weight_kg: low is above high"] == list(range_faults(changed(entry, "weight_kg.low.value", Decimal(500))))
    assert [] == list(range_faults(changed(entry, "weight_kg.low.value", entry.weight_kg.high.value)))


def rule(when, **more):
    return MonitoringRule("made-up", "topic", "Look.", when, Citation("test", "by hand"), **more)


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (rule("after-each-cycle"), "from_days: a rule 'after-each-cycle' needs it"),
        (rule("at-intervals", for_months=24), "every_months: a rule 'at-intervals' needs it"),
        (rule("at-intervals", every_months=12), "for_months: a rule 'at-intervals' needs it"),
        (rule("after-cycles"), "cycles: a rule 'after-cycles' needs it"),
        (rule("after-first"), "from_days or from_months: a rule 'after-first' needs it"),
        (rule("after-last"), "from_days or from_months: a rule 'after-last' needs it"),
        (rule("after-last", from_days=3, from_months=3), "from_days or from_months: a rule 'after-last' needs it"),
        (rule("steroid-at-least", for_days=28), "at_least_mg: a rule 'steroid-at-least' needs it"),
        (
            rule("steroid-at-least", at_least_mg=Decimal(20)),
            "for_days or for_months: a rule 'steroid-at-least' needs it",
        ),
        (rule("steroid-suppresses"), "for_days: a rule 'steroid-suppresses' needs it"),
        (rule("after-each-cycle", from_days=1, to_days=9999), "to_days: 1 to 3660"),
        *(
            (rule("each-cycle", **{key: number}), f"{key}: 1 to 3660")
            for key in ("cycles", "from_days", "to_days", "from_months", "every_months", "for_days", "for_months")
            for number in (0, 3661)
        ),
    ],
)
def test_a_rule_that_does_not_say_when_is_invalid(broken, why):
    assert [why] == list(rule_faults(broken))


@pytest.mark.parametrize(
    "key", ["cycles", "from_days", "to_days", "from_months", "every_months", "for_days", "for_months"]
)
def test_a_number_of_a_rule_may_be_as_small_as_1_and_as_great_as_ten_years_of_days(key):
    for number in (1, 3660):
        assert [] == list(rule_faults(rule("each-cycle", **{key: number})))


OF_DEFAULTS = "default_by_market[0]: "


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ({"markets": ()}, ["markets: one or more are needed"]),
        ({"markets": ("us", "mars")}, [f"markets: 'mars' is not one of {MARKETS_ON_FILE}"]),
        ({"variant": "none-such"}, ["variant: 'none-such' is not the id of a variant that stands"]),
        ({"reason": " "}, ["reason: empty; give the reason for this variant there"]),
    ],
)
def test_a_default_of_a_market_that_cannot_stand_is_told_by_its_key(new: dict[str, Any], said: list[str]) -> None:
    itp = SHIPPED.record(REGIMENS, "itp")
    one = itp.default_by_market[0]
    assert () == faults(itp._replace(default_by_market=(one,)))
    told = faults(itp._replace(default_by_market=(one._replace(**new),)))
    assert tuple(f"{OF_DEFAULTS}{fault}" for fault in said) == told


@pytest.mark.parametrize(
    ("before", "after", "hidden"),
    [
        ((), (), True),  # for any product; none is left
        ((), ("octagam-10",), True),
        (("octagam-10",), ("octagam-10",), True),
        (("octagam-10", "privigen"), ("gammagard-liquid", "privigen"), True),
        (("octagam-10",), ("privigen",), False),
        (("octagam-10",), (), False),
    ],
)
def test_a_default_of_a_market_is_hidden_by_one_before_it_of_the_same_product_or_of_any(
    before: tuple[str, ...], after: tuple[str, ...], hidden: bool
) -> None:
    itp = SHIPPED.record(REGIMENS, "itp")
    one = itp.default_by_market[0]._replace(markets=("us", "ca"), products=before)
    for markets, met in ((("ca",), True), (("de",), False)):
        both = itp._replace(default_by_market=(one, one._replace(markets=markets, products=after)))
        fault = "default_by_market[1]: markets: 'ca' is that of an entry before, which goes before this one"
        assert ((fault,) if hidden and met else ()) == faults(both)


def test_a_default_of_a_market_is_a_variant_that_stands() -> None:
    itp = SHIPPED.record(REGIMENS, "itp")
    one = itp.default_by_market[0]
    at = next(i for i, variant in enumerate(itp.variants) if variant.id == one.variant)
    superseded = changed(itp._replace(default_by_market=(one,)), f"variants.{at}.superseded", True)
    assert f"{OF_DEFAULTS}variant: {one.variant!r} is not the id of a variant that stands" in faults(superseded)


def test_a_comma_is_for_the_id_of_a_rate_protocol_alone() -> None:
    source = SHIPPED.record(SOURCES, "mgh-ivig-policy")
    assert (f"id: {LETTERS}",) == faults(source._replace(id="icu,night-2"))
