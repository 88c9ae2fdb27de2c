"""What a second reading of the records found: for each fault the plan that had it, with its right value."""

from decimal import Decimal
from typing import Any

import pytest
from planning import document, stops

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import PRODUCTS, RATE_PROTOCOLS, REGIMENS, STEROIDS
from ivigcalc.core.course.planned import Alert, CheckpointRow, Plan
from ivigcalc.core.pumping.infusion import Infusion
from ivigcalc.core.quantities import plain


@pytest.mark.parametrize(("age", "stopped"), [(1, True), (2, False)])
@pytest.mark.parametrize("product", ["flebogamma-5", "flebogamma-10", "plangamma-5", "plangamma-10"])
def test_a1_a_sorbitol_product_below_2_years_is_a_stop(product: str, age: int, stopped: bool) -> None:
    market = "es"
    said = {"weight": "10kg", "age": age, "regimen": "kawasaki", "product": product, "market": market}
    assert stopped == ("product.contraindicated" in stops(document("dose", **said).plan))


@pytest.mark.parametrize("product", ["plangamma-5", "plangamma-10"])
def test_a_sorbitol_product_with_fructose_intolerance_is_a_stop(product: str) -> None:
    said = {"weight": "70kg", "dose": "1g/kg", "days": 1, "indication": "itp", "product": product, "market": "es"}
    assert "product.contraindicated" in stops(document("dose", risk=["fructose-intolerance"], **said).plan)
    assert "product.contraindicated" not in stops(document("dose", risk=["none"], **said).plan)


def checks(**said: Any) -> dict[tuple[str, str], list[str]]:
    """What is checked, with its source and its dates."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in document("plan", **said).plan.calendar:
        if isinstance(row, CheckpointRow):
            found.setdefault((row.text, row.citation.source), []).append(row.date.isoformat())
    return found


def sources_of(word: str, found: dict[tuple[str, str], list[str]]) -> dict[str, list[str]]:
    return {source: dates for (text, source), dates in found.items() if word in text}


REFERENCE = {
    "weight": "70kg", "regimen": "dermatomyositis", "days": 2, "product": "yimmugo", "market": "eu", "cycles": 5,
    "start": "2024-04-08",
}  # fmt: skip
TAPERED = {**REFERENCE, "steroid": "prednisolone", "tablets": "de"}


def test_b4_the_thresholds_of_2022_stand_beside_the_older_ones() -> None:
    low = checks(**TAPERED, taper="5x365")
    assert {"acr-osteoporosis-2022-key-points": ["2024-04-08"]} == sources_of("Calcium", low)
    middle = checks(**TAPERED, taper="15x14,5x14")
    assert {"eular-opportunistic-infections-2022": ["2024-04-08"]} == sources_of("Pneumocystis", middle)
    high = checks(**TAPERED, taper="60x28,20x28,10x60")
    assert {"eular-opportunistic-infections-2022", "pneumocystis-prophylaxis-trials"} == set(
        sources_of("Pneumocystis", high)
    )
    assert {"acr-osteoporosis-2022-key-points", "eular-steroid-monitoring-2007"} == set(sources_of("Calcium", high))


def test_b7_loop_diuretics_are_to_be_avoided() -> None:
    assert {"privigen-eu-leaflet": ["2024-04-08"]} == sources_of("loop diuretics", checks(**REFERENCE))


def test_the_reference_case_names_premedication_the_enzymes_and_tumour_screening_more_than_once() -> None:
    found = checks(**REFERENCE, age=75)
    assert {"kaelber-2025": ["2024-04-08"]} == sources_of("premedication is an option, not a default", found)
    assert {"mgh-ivig-policy": ["2024-04-08"]} == sources_of("paracetamol 15 mg/kg", found)
    each = ["2024-04-08", "2024-05-06", "2024-06-03", "2024-07-01", "2024-07-29"]
    assert {"kaelber-2025": each} == sources_of("CK, LDH, aldolase, liver enzymes and creatinine", found)
    assert {"kaelber-2025": ["2024-04-08", "2025-04-08"]} == sources_of("Tumour screening: regularly", found)


def test_the_ward_is_told_what_to_expect_and_what_to_do_in_a_reaction() -> None:
    ward = {note.what: note for note in document("plan", **REFERENCE).plan.ward}
    assert ["reaction", "severe reaction", "aseptic meningitis", "headache", "to expect"] == list(ward)
    assert "Stop; wait until it subsides; restart at the rate that was tolerated before." == ward["reaction"].text
    assert "harriet-lane-24" == ward["reaction"].citation.source
    newborn = document(
        "plan", weight="3kg", regimen="fnait-newborn", product="privigen", market="eu", days=1, start="2026-12-07"
    )
    assert "Vital signs every 15 min twice" in {note.what: note.text for note in newborn.plan.ward}["newborn"]


def alert(made: Plan, code: str, word: str = "") -> Alert:
    """The first alert of that *code* whose text has the *word*."""
    return next(one for one in made.alerts if one.code == code and word in one.text)


def infused(made: Plan) -> Infusion:
    found = made.infusion or made.phases[0].days[0].infusion
    assert found is not None
    return found


def ml_per_h(made: Plan) -> list[str]:
    return [plain(step.ml_per_h) for step in infused(made).steps]


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ({"regimen": "kawasaki", "product": "kiovig"}, 600),
        ({"regimen": "kawasaki", "product": "octagam-10"}, 600),
        ({"regimen": "mis-c/ontario", "days": 1, "product": "privigen"}, 720),
    ],
)
def test_a2_kawasaki_and_mis_c_take_the_hours_of_their_guidance(said: dict[str, Any], minutes: int) -> None:
    """400 mL over 10 h are 40 mL/h on average, over 12 h 33.3 mL/h."""
    made = document("plan", weight="20kg", age=4, market="eu", start="2026-12-01", **said).plan
    assert Decimal(minutes) == infused(made).total_minutes


def test_a2_aspirin_and_the_second_dose_are_said() -> None:
    made = document("plan", weight="20kg", age=4, regimen="kawasaki", product="kiovig", market="eu").plan
    told = " ".join(one.text for one in made.alerts if one.code == "regimen.says")
    assert "acetylsalicylic acid" in told
    assert "36 h" in told


@pytest.mark.parametrize(("first", "most"), [("yes", "504"), ("unknown", "504"), ("no", "588")])
def test_a3_panzyga_stays_at_12_mg_per_kg_per_min_in_the_first_infusions(first: str, most: str) -> None:
    """12 and 14 mg/kg/min of 100 mg/mL are 7.2 and 8.4 mL/kg/h: for 70 kg 504 and 588 mL/h."""
    said = {"product": "panzyga", "market": "us", "indication": "primary-immunodeficiency", "first_infusion": first}
    assert most == ml_per_h(document("rates", weight="70kg", volume="1400mL", **said).plan)[-1]


CHILD = {"weight": "45kg", "height": "128cm", "sex": "female", "age": 8, "product": "privigen", "market": "eu"}


def test_a4_mis_c_by_the_journal_table_is_on_ideal_weight() -> None:
    """Girl of 153 cm: 45.5 + 2.3 x (153 / 2.54 - 60) = 46.04 kg."""
    variant = next(one for one in Catalogue().record(REGIMENS, "mis-c").variants if one.id == "kawasaki-journal")
    assert "acr-mis-c" == variant.weight_policy
    assert () == variant.not_on_file
    assert "Table 3: 2 g/kg of ideal body weight over 12 h, at most 100 g" == variant.phases[0].citation.at
    said = {"weight": "48kg", "height": "153cm", "sex": "female", "age": 13, "product": "privigen", "market": "eu"}
    made = document("dose", regimen="mis-c/kawasaki-journal", weight_policy="acr-mis-c", **said).plan
    assert made.dosing_weight is not None
    assert Decimal("46.04") == round(made.dosing_weight.kg, 2)
    other = document("dose", regimen="mis-c/kawasaki-journal", **CHILD).plan
    assert "acr-mis-c" in alert(other, "dose.assumed", "weight policy").text
    assert "ideal body weight" in alert(other, "regimen.says", "12 h").text


def test_a4_an_overweight_child_on_actual_weight_is_a_caution() -> None:
    """BMI 27.5 at 8 years: 90 g, where the ideal weight gives little more than half."""
    for regimen in ("mis-c/kawasaki-journal", "mis-c/acr"):
        made = document("dose", regimen=regimen, days=1, **CHILD).plan
        assert "caution" == alert(made, "weight.policy-matters", "source doses on ideal").severity
        limited = document("dose", regimen=regimen, days=1, max_dose="52g", **CHILD).plan
        assert "weight.policy-matters" not in [one.code for one in limited.alerts]


@pytest.mark.parametrize(("weight", "told"), [("12kg", True), ("30kg", False)])
def test_a5_measles_below_30_kg_is_for_the_muscle(weight: str, told: bool) -> None:
    said = {"regimen": "measles-post-exposure/ontario", "weight_policy": "actual", "product": "privigen"}
    made = document("plan", weight=weight, market="eu", **said).plan
    found = [one for one in made.alerts if one.code == "regimen.unsuited" and "intramuscular" in one.text]
    assert told == bool(found)
    assert all(one.severity == "caution" for one in found)


def test_b1_what_the_records_say_stands_in_the_plan() -> None:
    said = {"weight": "110kg", "height": "165cm", "regimen": "itp", "dose": "1g/kg", "product": "octagam-10"}
    made = document("plan", market="eu", **said).plan
    assert "physiological standard body weight" in alert(made, "weight.not-assessed").text
    assert any(one.code == "regimen.says" for one in made.alerts)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            {"regimen": "itp/eu-label-a", "dose": "1g/kg", "days": 1, "product": "octagam-10", "market": "eu"},
            ["may be repeated once within 3 days"],
        ),
        (
            {"regimen": "itp/nhs-england-2017", "product": "privigen", "market": "uk"},
            ["a second 1 g/kg only at day 7"],
        ),
        (
            {"regimen": "itp/gamunex-c-us-2-days", "product": "gamunex-c", "market": "us"},
            ["the second dose may be withheld", "not recommended with an expanded fluid volume"],
        ),
        (
            {"regimen": "fnait-mother", "dose": "1g/kg", "days": 1, "product": "privigen", "market": "eu"},
            ["start at 20 to 26 weeks of gestation"],
        ),
        ({"regimen": "gbs", "product": "privigen", "market": "eu"}, ["a second cycle only for relapse"]),
        (
            {
                "regimen": "cidp/ean-pns-2021", "dose": "1g/kg", "days": 1, "every": "21d", "product": "privigen",
                "market": "eu",
            },
            ["2 to 5 further doses of 1 g/kg every 3 weeks before judging the response"],
        ),
        (
            {"regimen": "gbs", "product": "flebogamma-10", "market": "eu"},
            ["the infusion protocol of one strength is not for the other"],
        ),
    ],
)  # fmt: skip
def test_b1_limits_that_stand_in_a_record_stand_in_the_plan(said: dict[str, Any], told: list[str]) -> None:
    made = document("dose", weight="70kg", age=40, **said).plan
    says = " ".join(one.text for one in made.alerts if one.code == "regimen.says")
    assert [] == [limit for limit in told if limit not in says]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            {"product": "gammagard-liquid", "indication": "mmn", "first_infusion": "no"},
            ["35", "70", "140", "210", "280", "350", "378"],
        ),
        (
            {"product": "qivigy", "indication": "primary-immunodeficiency", "first_infusion": "yes"},
            ["42", "84", "168", "252", "336"],
        ),
    ],
)
def test_b2_the_steps_are_the_makers_own(said: dict[str, Any], expected: list[str]) -> None:
    made = document("rates", weight="70kg", market="us", volume="700mL", **said).plan
    assert expected == ml_per_h(made)
    assert "maker" in {step.basis for step in infused(made).steps}


TAPER = {"start": "2026-12-01", "steroid": "prednisolone", "tablets": "uk"}


def due(**said: Any) -> dict[str, list[str]]:
    rows = [row for row in document("taper", **TAPER, **said).plan.calendar if isinstance(row, CheckpointRow)]
    return {row.text: [row.date.isoformat()] for row in rows}


def test_b3_what_goes_with_a_steroid_is_due_when_the_taper_begins() -> None:
    found = due(taper="60x14,40x14,17.5x60,10x60,5")
    for word in ("Pneumocystis", "Calcium", "Fracture risk"):
        assert {"2026-12-01"} == {day for text, days in found.items() if word in text for day in days}, word


def test_b5_a_course_of_10_days_needs_neither_taper_nor_card() -> None:
    short = " ".join(due(taper="40x5,20x5"))
    assert "Adrenal" not in short
    assert "mergency" not in short


def test_b6_a_licensed_dose_is_no_stop_without_its_regimen() -> None:
    said = {"weight": "20kg", "age": 4, "product": "kiovig", "market": "eu", "dose": "2g/kg", "days": 1}
    assert [] == stops(document("dose", indication="kawasaki", **said).plan)
    assert "dose.above-day-limit" in stops(document("dose", indication="itp", **said).plan)


@pytest.mark.parametrize(
    ("product", "market", "indications"),
    [
        ("intragam-p", "nz", ("itp", "kawasaki", "secondary-immunodeficiency")),
        ("intratect-50", "eu", ("primary-immunodeficiency", "secondary-immunodeficiency", "itp", "gbs", "kawasaki")),
        ("plangamma-5", "es", ("itp", "secondary-immunodeficiency")),
    ],
)
def test_b8_what_a_label_names_is_not_called_off_label(product: str, market: str, indications: tuple[str, ...]) -> None:
    for indication in indications:
        said = {"weight": "70kg", "product": product, "market": market, "dose": "0.4g/kg", "days": 1}
        made = document("dose", indication=indication, **said).plan
        assert "product.off-label" not in [one.code for one in made.alerts], indication


def test_b8_parts_that_the_cited_leaflets_print_are_on_file() -> None:
    fills = {vial.ml for label in Catalogue().record(PRODUCTS, "plangamma-5").labels for vial in label.vials}
    assert {Decimal(ml) for ml in (10, 50, 100, 200, 400)} == fills
    handled = {
        (product, handling.what): handling.text
        for product in ("privigen", "flebogamma-5")
        for label in Catalogue().record(PRODUCTS, product).labels
        if "eu" in label.markets
        for handling in label.handling
    }
    assert "not with other medicines" in handled["privigen", "mixing"]
    assert "cloudy" in handled["flebogamma-5", "preparation"]


@pytest.mark.parametrize(
    ("regimen", "grams", "days"), [("autoimmune-haemolytic-anaemia", 140, 2), ("myasthenia-gravis", 140, 4)]
)
def test_b9_the_us_order_form_is_a_variant_of_its_own(regimen: str, grams: int, days: int) -> None:
    """For 70 kg 1 g/kg on each of 2 days, and 0.5 g/kg on each of 4."""
    said = {"weight": "70kg", "product": "privigen", "market": "us", "rounding": "exact"}
    made = document("dose", regimen=f"{regimen}/us-hospital", **said).plan
    assert (Decimal(grams), days) == (made.phases[0].planned_g, len(made.phases[0].days))


def test_b9_no_reason_calls_one_of_several_sources_the_only_one() -> None:
    catalogue = Catalogue()
    records = [catalogue.record(REGIMENS, id) for id in catalogue.ids(REGIMENS)]
    alone = {one.id for one in records if "only source on file" in one.default_reason}
    assert {"vaccine-induced-thrombotic-thrombocytopenia", "varicella-post-exposure"} < alone
    sources = {one.id: {variant.source for variant in one.variants} for one in records}
    assert {} == {id: of for id, of in sources.items() if id in alone and len(of) > 1}


def test_b10_the_order_set_is_for_a_product_with_sucrose() -> None:
    protocol = Catalogue().record(RATE_PROTOCOLS, "us-order-set")
    assert "contains sucrose" in protocol.name
    assert "30 mL/min" in protocol.note
    said = {"product": "privigen", "market": "us", "rates": "us-order-set", "dose": "0.4g/kg", "days": 1}
    made = document("dose", weight="70kg", **said).plan
    assert "contains sucrose" in alert(made, "rate.not-this-product").text


@pytest.mark.parametrize(
    ("product", "market"),
    [
        ("gammaplex-5", "us"),
        ("gammaplex-5", "uk"),
        ("flebogamma-5", "us"),
        ("flebogamma-10", "us"),
        ("flebogamma-10", "au"),
    ],
)
def test_b11_sorbitol_with_fructose_intolerance_is_a_stop_in_every_market(product: str, market: str) -> None:
    said = {"weight": "10kg", "age": 3, "dose": "0.5g/kg", "days": 1, "risk": ["fructose-intolerance"]}
    assert "product.contraindicated" in stops(document("dose", product=product, market=market, **said).plan)


def test_b12_the_hour_after_a_switch_has_its_own_leaflet() -> None:
    made = document("dose", weight="70kg", dose="1g/kg", days=1, product="privigen", market="eu").plan
    assert Decimal(60) == infused(made).observe_minutes
    cited = alert(made, "dose.assumed", "first infusion").citation
    assert "flebogamma-5-eu-leaflet" == cited.source
    assert "after a switch of product" in cited.at


def test_c_the_scored_tablets_of_the_uk_leaflet_can_be_halved() -> None:
    (uk,) = [one for one in Catalogue().record(STEROIDS, "prednisolone").tablets if one.market == "uk"]
    halved = {one.mg for one in uk.strengths if one.divisible == "halves"}
    assert {Decimal(mg) for mg in ("2.5", "5", "10", "20", "25", "30")} == halved


def test_c_the_dose_to_start_with_is_called_that() -> None:
    said = {"weight": "70kg", "product": "privigen", "market": "us", "dose": "0.4g/kg", "every": "28d", "days": 1}
    made = document("dose", regimen="primary-immunodeficiency/aaaai-2011", **said).plan
    assert "starting dose" in alert(made, "regimen.says", "starting").text


@pytest.mark.parametrize("product", ["asceniv", "bivigam", "gammaplex-5", "gammaplex-10", "qivigy"])
def test_c_the_brands_that_print_300_to_800_mg_per_kg_have_it(product: str) -> None:
    said = {"weight": "70kg", "age": 40, "product": product, "market": "us", "days": 1, "every": "28d"}
    made = document("dose", regimen=f"primary-immunodeficiency/{product}-us", dose="0.8g/kg", **said).plan
    assert Decimal("0.8") == made.phases[0].g_per_kg
    assert "dose.below-range" not in [one.code for one in made.alerts]
    assert "dose.above-cycle-limit" in stops(
        document("dose", regimen=f"primary-immunodeficiency/{product}-us", dose="0.9g/kg", **said).plan
    )


def test_c_gammaplex_10_in_itp_is_on_file() -> None:
    made = document("dose", weight="70kg", age=40, product="gammaplex-10", market="us", regimen="itp").plan
    assert (Decimal(140), 2) == (made.phases[0].planned_g, len(made.phases[0].days))


@pytest.mark.parametrize(
    ("regimen", "said", "told"),
    [
        ("fnait-newborn", {"weight": "70kg"}, True),
        ("fnait-newborn", {"weight": "3kg", "age": 0}, False),
        ("juvenile-dermatomyositis", {"weight": "70kg", "age": 40}, True),
        ("juvenile-dermatomyositis", {"weight": "70kg", "age": 17}, False),
    ],
)
def test_c_a_regimen_of_children_takes_no_adult_unsaid(regimen: str, said: dict[str, Any], told: bool) -> None:
    days = 1 if regimen == "fnait-newborn" else 2
    made = document("dose", regimen=regimen, product="privigen", market="eu", days=days, **said).plan
    assert told == ("regimen.unsuited" in [one.code for one in made.alerts])


def test_c_the_lower_kawasaki_dose_of_gammagard_sd_is_called_older() -> None:
    (label,) = Catalogue().record(PRODUCTS, "gammagard-sd").labels
    (kawasaki,) = [one for one in label.indications if one.id == "kawasaki"]
    assert "older label; guidelines and newer labels give 2 g/kg once" in kawasaki.dose
    said = {"weight": "20kg", "age": 3, "product": "gammagard-sd", "concentration": "5%", "rates": "1 mL/kg/h"}
    assert Decimal(40) == document("dose", regimen="kawasaki", **said).plan.phases[0].planned_g


@pytest.mark.parametrize(
    ("product", "market", "source"),
    [
        ("privigen", "eu", "privigen-eu-leaflet"),
        ("kiovig", "eu", "kiovig-eu-leaflet"),
        ("flebogamma-5", "eu", "flebogamma-5-eu-leaflet"),
        ("iqymune", "eu", "flebogamma-5-eu-leaflet"),  # prints the dose too, and is not among those seen to agree
        ("privigen", "us", "flebogamma-5-eu-leaflet"),  # its label names no such disease
    ],
)
def test_a_dose_is_cited_by_the_leaflet_of_the_product_where_that_prints_it(
    product: str, market: str, source: str
) -> None:
    made = document("dose", weight="70kg", regimen="gbs/eu-label", product=product, market=market).plan
    cited = [
        working.citation.source
        for working in made.workings
        if working.what.startswith("calculated dose") and working.citation
    ]
    assert {source} == set(cited)


# Labels that moved, and what was found of them


def test_asceniv_below_12_years_names_the_wider_label_whose_age_was_not_seen() -> None:
    said = {"weight": "30kg", "age": 8, "dose": "0.4g/kg", "days": 1, "indication": "primary-immunodeficiency"}
    made = document("dose", product="asceniv", market="us", **said).plan
    assert (
        "a wider label, for children, was approved by 2026-05-04, and its age was not seen"
        in alert(made, "product.age").text
    )
    assert "superseded" in alert(made, "regimen.says", "2024-03-11").text


@pytest.mark.parametrize(("age", "young"), [(1, True), (2, False)])
def test_bivigam_is_for_patients_from_2_years(age: int, young: bool) -> None:
    said = {"weight": "12kg", "age": age, "dose": "0.4g/kg", "days": 1, "indication": "primary-immunodeficiency"}
    made = document("dose", product="bivigam", market="us", **said).plan
    assert young == ("product.age" in [one.code for one in made.alerts])


def test_intratect_50_begins_as_its_leaflet_of_2020_does() -> None:
    made = document("dose", weight="70kg", dose="0.4g/kg", days=1, product="intratect-50", market="eu").plan
    assert "no more than 0.3 mL/kg/h for the first 30 minutes" in alert(made, "regimen.says", "March 2020").text
    assert made.phases[0].days[0].infusion is None


@pytest.mark.parametrize(("strength", "told"), [("5%", False), ("10%", True)])
def test_gammagard_sd_has_its_own_rule_at_risk_and_asks_for_5_percent(strength: str, told: bool) -> None:
    said = {"product": "gammagard-sd", "concentration": strength, "risk": ["renal"], "rates": "1 mL/kg/h"}
    made = document("dose", weight="70kg", dose="0.4g/kg", days=1, **said).plan
    stop = alert(made, "rate.at-risk-no-number")
    assert "gammagard-sd-us-label-older" == stop.citation.source
    assert "concentration and rate are the minimum practicable" in stop.text
    assert told == ("product.concentration-at-risk" in [one.code for one in made.alerts])
