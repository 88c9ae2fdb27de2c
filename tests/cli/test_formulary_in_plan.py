"""A local record in a plan: named in it, and said wherever it goes above what the shipped label allows."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from formularies import REGIMEN, SOURCE, formulary

from ivigcalc.catalogue.record_file import SHIPPED

PLAN = (
    *("plan", "--weight", "70kg", "--start", "2024-04-08", "--format", "json"),
    *("--product", "privigen", "--market", "eu", "--risk", "none"),
)
CIDP = ("--regimen", "cidp", "--days", "maintenance=2")


def shipped(kind: str, id: str, **changes: str) -> str:
    """The text of a shipped record, changed."""
    text = (SHIPPED / kind / f"{id}.toml").read_text(encoding="utf-8")
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    return text


def faster(source: str, most: str = "8.4") -> str:
    """Privigen with a European maximum of 8.4 mL/kg/h, or *most*, in place of 4.8, cited from *source*."""
    text = shipped("products", "privigen")
    printed = 'at = "Method of administration"\nunit = "mL/kg/h"\nrates = [0.3]\nminutes = [30]\nmaximum = 4.8'
    higher = f'source = "{source}"\n{printed.replace("4.8", most)}'
    assert 1 == text.count(printed)
    start = text.index("[[labels.conditional_rates]]", text.index(printed))
    end = text.index("[[labels]]", start)  # the rate for experienced patients is no longer above the maximum
    return text[:start].replace(printed, higher) + text[end:]


@pytest.fixture
def planned(ivigcalc: Callable[..., Any], tmp_path: Path) -> Callable[..., dict[str, Any]]:
    def run(*words: str, status: int = 0, **files: str) -> dict[str, Any]:
        found = ivigcalc(*PLAN, *words, "--formulary", str(formulary(tmp_path, **files)))
        assert status == found.status, found.err
        made: dict[str, Any] = json.loads(found.out)
        return made

    return run


def alerts(plan: dict[str, Any], code: str) -> list[dict[str, Any]]:
    return [alert for alert in plan["alerts"] if code == alert["code"]]


def test_a_formulary_of_which_nothing_is_used_is_not_named(planned: Callable[..., dict[str, Any]]) -> None:
    assert [] == alerts(planned(*CIDP), "formulary.used")


def test_every_local_record_that_was_used_is_named(planned: Callable[..., dict[str, Any]]) -> None:
    plan = planned(
        *CIDP,
        *("--rates", "our-rates", "--weight-policy", "ours"),
        *("--taper", "our-taper", "--steroid", "prednisolone", "--steroid-dose", "60mg"),
        products__privigen=faster("our-pharmacy"),
        regimens__cidp=shipped("regimens", "cidp"),
        rate_protocols__our_rates=shipped("rate_protocols", "mgh", **{'id = "mgh"': 'id = "our-rates"'}),
        weight_policies__ours=shipped("weight_policies", "actual", **{'id = "actual"': 'id = "ours"'}),
        tapers__our_taper=shipped("tapers", "edf-pemphigus", **{'id = "edf-pemphigus"': 'id = "our-taper"'}),
        steroids__prednisolone=shipped("steroids", "prednisolone"),
    )
    (used,) = alerts(plan, "formulary.used")
    assert "note" == used["severity"]
    names = "weight_policies/ours products/privigen regimens/cidp rate_protocols/our-rates steroids/prednisolone"
    names += " tapers/our-taper sources/our-pharmacy"
    assert f"local records used: {', '.join(names.split())}" == used["text"]
    assert (True, True) == (plan["product"]["local"], plan["indication"]["local"])


def test_a_faster_local_rate_with_its_own_source_is_a_caution(planned: Callable[..., dict[str, Any]]) -> None:
    plan = planned(*CIDP, products__privigen=faster("our-pharmacy"))
    (alert,) = alerts(plan, "rate.above-label")
    assert "caution" == alert["severity"]
    assert "the local record of privigen: 8.4 mL/kg/h is above the label's maximum of 4.8 mL/kg/h" in alert["text"]
    assert "privigen-eu-leaflet" == alert["citation"]["source"]


def test_a_local_rate_above_those_of_every_label_on_file_stops(planned: Callable[..., dict[str, Any]]) -> None:
    """No label prints more than 8.4 mL/kg/h; the start is 9, so that a small volume reaches it."""
    slow, fast = "rates = [0.3]\nminutes = [30]\nmaximum = 9.6", "rates = [9]\nmaximum = 9.6"
    local = faster("our-pharmacy", "9.6").replace(slow, fast)
    plan = planned(*CIDP, status=3, products__privigen=local)
    assert ["stop", "stop"] == [alert["severity"] for alert in alerts(plan, "rate.above-any-label")]


def test_a_faster_local_rate_that_cites_the_shipped_source_stops(planned: Callable[..., dict[str, Any]]) -> None:
    """A changed figure under the citation of the figure that it replaced: nobody else ever printed it."""
    plan = planned(*CIDP, status=3, products__privigen=faster("privigen-eu-leaflet"))
    (alert,) = alerts(plan, "rate.above-label")
    assert "stop" == alert["severity"]


def test_a_local_rate_within_the_label_says_nothing(planned: Callable[..., dict[str, Any]]) -> None:
    plan = planned(*CIDP, products__privigen=shipped("products", "privigen"))
    assert [] == alerts(plan, "rate.above-label")
    assert 1 == len(alerts(plan, "formulary.used"))


def test_a_local_record_that_lifts_the_cap_of_patients_at_risk_is_a_caution(ivigcalc: Any, tmp_path: Path) -> None:
    """Octagam 10 % in ITP is capped at 0.03 mL/kg/min, that is 1.8 mL/kg/h: 126 mL/h for 70 kg."""
    cap = 'rate = 0.03\nunit = "mL/kg/min"'
    printed = 'also_printed = [{ unit = "mg/kg/min", maximum = 3.3'
    text = shipped("products", "octagam-10", **{cap: cap.replace("0.03", "0.1"), printed: printed.replace("3.3", "10")})
    dermatomyositis = text.index("[[labels.ladders]]\nsource")
    text = text[:dermatomyositis] + text[text.index("[[labels]]", dermatomyositis) :]
    us_only = text[: text.rindex("[[labels]]")]
    folder = formulary(tmp_path, products__octagam_10=us_only)
    words = ("--regimen", "itp/octagam-us", "--weight", "70kg", "--start", "2024-04-08", "--risk", "renal")
    found = ivigcalc("plan", *words, "--product", "octagam-10", "--format", "json", "--formulary", str(folder))
    (alert,) = alerts(json.loads(found.out), "rate.above-label")
    assert "caution" == alert["severity"]
    assert "the shipped label allows at most 1.8 mL/kg/h" in alert["text"]
    assert "the pump reaches 420 mL/h" in alert["text"]  # 0.1 mL/kg/min x 60 x 70 kg


@pytest.mark.parametrize("market", ["us", "eu"])
def test_a_label_without_a_cap_for_those_at_risk_has_none_to_lift(ivigcalc: Any, tmp_path: Path, market: str) -> None:
    folder = formulary(tmp_path, products__privigen=shipped("products", "privigen"))
    words = ("--weight", "70kg", "--start", "2024-04-08", "--market", market, "--risk", "renal", *CIDP)
    found = ivigcalc("plan", *words, "--product", "privigen", "--format", "json", "--formulary", str(folder))
    assert [] == alerts(json.loads(found.out), "rate.above-label")


def test_a_cap_for_patients_at_risk_that_is_kept_says_nothing(ivigcalc: Any, tmp_path: Path) -> None:
    folder = formulary(tmp_path, products__octagam_10=shipped("products", "octagam-10"))
    words = ("--regimen", "itp/octagam-us", "--weight", "70kg", "--start", "2024-04-08", "--risk", "renal")
    words += ("--market", "us", "--product", "octagam-10", "--format", "json")
    plan = json.loads(ivigcalc("plan", *words, "--formulary", str(folder)).out)
    assert 126 == max(step["ml_per_h"] for step in plan["phases"][0]["days"][0]["infusion"]["steps"])
    assert [] == alerts(plan, "rate.above-label")


def test_a_local_dose_above_the_label_is_a_caution(planned: Callable[..., dict[str, Any]]) -> None:
    """The licensed regimens of CIDP give at most 2 g/kg per cycle; this one gives 2.4."""
    before = "dose_g_per_kg_min = 2.0\ndose_g_per_kg_max = 2.0\ndays_min = 2\ndays_max = 5\ndays_default = 5"
    text = shipped("regimens", "cidp", **{before: before.replace("2.0", "2.4")})
    plan = planned(*CIDP, regimens__cidp=text)
    found = alerts(plan, "dose.above-label")
    assert {"caution"} == {alert["severity"] for alert in found}
    assert "loading: 2.4 g/kg per cycle by the local regimen is above 2 g/kg, the maximum of cidp/" in found[0]["text"]


@pytest.mark.parametrize(
    ("dose", "days", "said"),
    [
        ("2", "2", []),
        ("2.5", "3", ["course: 2.5 g/kg per cycle by the local regimen is above 2 g/kg, the highest general"]),
        ("2", "1", ["course: 2 g/kg in a day by the local regimen is above 1 g/kg, the highest general"]),
    ],
)
def test_a_local_dose_of_a_disease_that_none_is_shipped_for_is_held_to_the_general_limits(
    planned: Callable[..., dict[str, Any]], dose: str, days: str, said: list[str]
) -> None:
    text = REGIMEN.format(dose=dose, days=days)
    plan = planned("--regimen", "house-regimen", "--rounding", "exact", regimens__house_regimen=text)
    found = alerts(plan, "dose.above-label")
    assert ["caution"] * len(said) == [alert["severity"] for alert in found]
    assert said == [alert["text"].partition(" recommendation")[0] for alert in found]


def test_a_contraindication_that_the_local_record_leaves_out_still_stops(ivigcalc: Any, tmp_path: Path) -> None:
    text = shipped("products", "privigen")
    start = text.index("contraindications = [")
    text = text[:start] + text[text.index("composition = [", start) :]
    folder = formulary(tmp_path, products__privigen=text)
    words = ("--weight", "70kg", "--start", "2024-04-08", "--market", "us", "--risk", "hyperprolinaemia", *CIDP)
    found = ivigcalc("plan", *words, "--product", "privigen", "--format", "json", "--formulary", str(folder))
    assert 3 == found.status
    (alert,) = alerts(json.loads(found.out), "product.contraindicated")
    assert "contraindicated by the shipped label, but the local record omits it: hyperprolinaemia" in alert["text"]


def test_a_broken_local_record_is_one_line_and_exit_4(ivigcalc: Any, tmp_path: Path) -> None:
    untitled = SOURCE.replace('title = "Infusion protocol of our pharmacy"', "")
    folder = formulary(tmp_path, sources__our_pharmacy=untitled)
    said = ("--weight", "70kg", "--start", "2024-04-08", *CIDP, "--product", "examplegam")
    found = ivigcalc("plan", *said, "--formulary", str(folder))
    assert (4, "", 1) == (found.status, found.out, found.err.count("\n"))
    assert f"ivigcalc: {folder / 'sources' / 'our-pharmacy.toml'}: title: missing\n" == found.err
