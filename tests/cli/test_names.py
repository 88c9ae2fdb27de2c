"""What is on file by the names that people type, at the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from formularies import formulary
from program import Result

import ivigcalc as ivigcalc_package
from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import RATE_PROTOCOLS

Run = Callable[..., Result]
DOSE = ("dose", "-w", "70kg", "--dose", "1g/kg", "--days", "1")
RATES = ("rates", "-w", "70kg", "--dose", "28g", "-c", "10%")
PROTOCOL = """
id = "ID"
name = "Our pumps"
source = "our-pharmacy"
kind = "hospital"
ladder = { unit = "mL/kg/h", rates = [0.5, 1, 2], minutes = [30, 30], at = "page 1" }
"""
NO_MINUTES = "nl-first-infusion"  # its source prints none, so it is refused as what it is


@pytest.mark.parametrize("id", Catalogue().ids(RATE_PROTOCOLS))
def test_every_rate_protocol_on_file_can_be_named_in_any_case(ivigcalc: Run, id: str) -> None:
    found = ivigcalc(*RATES, "--rates", id.upper(), "-f", "json")
    if id == NO_MINUTES:
        assert 2 == found.status
        assert found.err.startswith(f"ivigcalc: --rates {id}: its source prints no minutes")
        return
    assert 0 == found.status, found.err
    assert f'"protocol": "{id}"' in found.out


@pytest.mark.parametrize("id", ["icu-x", "3x30", "icu,night", "12x10,5", "2026", "0-3x30-1-2", "x"])
def test_a_local_rate_protocol_can_be_named_whatever_its_id_looks_like(ivigcalc: Run, tmp_path: Path, id: str) -> None:
    folder = formulary(tmp_path)
    (folder / "rate_protocols").mkdir()
    (folder / "rate_protocols" / f"{id}.toml").write_text(PROTOCOL.replace("ID", id), encoding="utf-8")
    found = ivigcalc(*RATES, "--rates", id, "--formulary", str(folder), "-f", "json")
    assert 0 == found.status, found.err
    assert f'"protocol": "{id}"' in found.out
    listed = ivigcalc("catalogue", "check", str(folder))
    assert "3 records, no fault\n" == listed.out


def test_a_local_taper_can_be_named_though_its_id_begins_with_a_number(ivigcalc: Run, tmp_path: Path) -> None:
    folder = formulary(tmp_path)
    (folder / "tapers").mkdir()
    shipped = Path(ivigcalc_package.__file__).parent / "data" / "tapers" / "aramis.toml"
    text = shipped.read_text(encoding="utf-8").replace('id = "aramis"', 'id = "60x28"')
    (folder / "tapers" / "60x28.toml").write_text(text, encoding="utf-8")
    found = ivigcalc("taper", "-s", "2026-03-02", "--taper", "60X28", "--tablets", "de", "--formulary", str(folder))
    assert 0 == found.status, found.err
    assert "60x28" in found.out


def test_an_id_of_another_kind_has_no_comma(ivigcalc: Run, tmp_path: Path) -> None:
    folder = formulary(tmp_path)
    (folder / "products" / "a,b.toml").write_text(
        (folder / "products" / "examplegam.toml").read_text().replace('"examplegam"', '"a,b"'), encoding="utf-8"
    )
    assert (
        "a,b.toml: id: lower-case letters and digits, joined by hyphens\n"
        in ivigcalc("catalogue", "check", str(folder)).out
    )


def test_a_rate_protocol_that_is_not_on_file_is_asked_about_as_one(ivigcalc: Run) -> None:
    found = ivigcalc(*RATES, "--rates", "gamunex-itp-child")
    assert 2 == found.status
    assert found.err.startswith(
        "ivigcalc: no rate protocol 'gamunex-itp-child' on file; did you mean gamunex-itp-child"
    )


def test_a_disease_and_a_brand_by_the_names_of_a_ward_are_those_on_file(ivigcalc: Run) -> None:
    words = ("-w", "82kg", "-s", "2026-12-07", "--market", "eu", "-f", "text")
    typed = ivigcalc("plan", *words, "-r", "Guillain-Barr\u00e9", "-p", "Privigen 10%")
    on_file = ivigcalc("plan", *words, "-r", "gbs", "-p", "privigen")
    assert (0, 0) == (typed.status, on_file.status)
    assert _without_request(on_file.out) == _without_request(typed.out)


def _without_request(sheet: str) -> str:
    return sheet[: sheet.index("\nRequest")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-p", "octagam"), "product 'octagam' can be octagam-5 or octagam-10; choose one"),
        (
            ("-p", "IVIG 10%"),
            "--product ivig 10%: this is no brand; give the brand on the vial, or --concentration 10% with --vials "
            "such as 5,10,20",
        ),
        (
            ("-p", "immunoglobulin"),
            "--product immunoglobulin: this is no brand; give the brand on the vial, or --concentration 10% with "
            "--vials such as 5,10,20",
        ),
        (
            ("-p", "nanogam 5%"),
            "no product 'nanogam 5%' on file. See: ivigcalc catalogue list products; for one that is not on file "
            "give --concentration 5% with --vials such as 5,10,20",
        ),
        (
            ("-p", "privigen"),
            "privigen: labels differ for this plan; choose --market us or --market eu (or de, fr, es, it, at, "
            "uk) or --market au (or nz) or --market ch; [defaults] market in a configuration sets it once for all",
        ),
        (
            ("-p", "asceniv", "--market", "GB"),
            "asceniv: no 'uk' label on file; on file: us",
        ),
        (
            ("-p", "privigen", "--market", "nl"),
            "--market: 'nl' is not one of us, eu, uk, de, fr, es, it, at, ch, ca, au, nz, sg, hk",
        ),
    ],
)
def test_a_product_that_is_not_clear_is_asked_about(ivigcalc: Run, words: tuple[str, ...], said: str) -> None:
    found = ivigcalc(*DOSE, *words)
    assert (2, f"ivigcalc: {said}\n") == (found.status, found.err)


@pytest.mark.parametrize("market", ["DE", "eu", "gb", "uk", "Fr"])
def test_a_country_has_the_label_that_it_shares(ivigcalc: Run, market: str) -> None:
    found = ivigcalc(*DOSE, "-p", "privigen", "--market", market, "-f", "json")
    assert 0 == found.status
    assert ivigcalc(*DOSE, "-p", "privigen", "--market", "eu", "-f", "json").out.count('"g": 20') == found.out.count(
        '"g": 20'
    )
    assert f'"market": "{ {"gb": "uk"}.get(market, market.lower()) }"' in found.out
