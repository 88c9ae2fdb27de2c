"""``ivigcalc catalogue``: what is on file, each number with its source, and the check of a local formulary."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from formularies import PRODUCT, REGIMEN, formulary

from ivigcalc import catalogue as catalogue_package
from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import KINDS, REGIMENS, SOURCES

Run = Callable[..., Any]


def document(found: Any) -> dict[str, Any]:
    assert (0, "") == (found.status, found.err)
    made: dict[str, Any] = json.loads(found.out)
    assert "ivigcalc/catalogue/1" == made["schema"]
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_list_has_every_record_of_the_kind_as_text_and_as_json(ivigcalc: Run, kind: str) -> None:
    ids = Catalogue().ids(KINDS[kind])
    text = ivigcalc("catalogue", "list", kind)
    assert (0, "") == (text.status, text.err)
    lines = text.out.partition("\n\n")[0].splitlines()
    if kind == "regimens":  # by group, one after another
        of_groups = " ".join(line.strip() for line in lines if line.startswith("  "))
        lines = sorted(re.findall(r"([a-z0-9-]+)(?:: [^;]*?)? \([0-9]+\)", of_groups))
    lines = [line for line in lines if not line.startswith("    ")]  # the indications of a product
    assert ids == [line.split()[0] for line in lines]
    assert text.out.isascii()
    assert ids == [record["id"] for record in document(ivigcalc("catalogue", "list", kind, "-f", "json"))["records"]]


def test_list_of_regimens_reads_in_two_screens_by_group(ivigcalc: Run) -> None:
    lines = ivigcalc("catalogue", "list", "regimens").out.splitlines()
    assert len(lines) <= 2 * 24
    assert all(len(line) <= 80 for line in lines)
    groups = [line for line in lines if not line.startswith(" ")]
    assert sorted({Catalogue().record(REGIMENS, id).group for id in Catalogue().ids(REGIMENS)}) == groups
    of = {group: " ".join(line.strip() for line in lines[lines.index(group) + 1 :]) for group in groups}
    assert "; itp: Immune thrombocytopenia (16); parvovirus-red-cell-aplasia (1); " in of["haematology"]
    assert "; neuromyotonia (1); " in of["neurology"]  # the id says the name
    assert not [line for line in lines if re.match(r" +\(", line)]  # a number stands with its id
    itp = next(
        one
        for one in document(ivigcalc("catalogue", "list", "regimens", "-f", "json"))["records"]
        if one["id"] == "itp"
    )
    assert ("haematology", 16) == (itp["group"], itp["variants"])
    assert 16 == len(itp["about"].split(", "))


def test_a_local_regimen_is_listed_in_its_group(ivigcalc: Run, tmp_path: Path) -> None:
    folder = str(formulary(tmp_path, regimens__house_regimen=REGIMEN.format(dose="1.0", days=1)))
    lines = ivigcalc("catalogue", "list", "regimens", "--formulary", folder).out.splitlines()
    assert "; house-regimen (1, local); " in " ".join(line.strip() for line in lines[lines.index("neurology") :])


def test_show_of_a_regimen_without_a_default_says_that_one_has_to_be_said(ivigcalc: Run) -> None:
    text = " ".join(ivigcalc("catalogue", "show", "sjs").out.split())
    assert "one must be chosen: the only regimen on file is one that its source no longer commissions" in text
    assert "(the default" not in text


def test_list_alone_shows_the_kinds_and_how_many_of_each_are_on_file(ivigcalc: Run) -> None:
    lines = ivigcalc("catalogue", "list").out.splitlines()
    assert list(KINDS) == [line.split()[0] for line in lines]
    assert f"products         product; {len(Catalogue().ids(KINDS['products']))} on file" == lines[0]
    assert list(KINDS) == [one["id"] for one in document(ivigcalc("catalogue", "list", "-f", "json"))["records"]]


def test_products_are_listed_by_market_strength_and_indication(ivigcalc: Run) -> None:
    def ids(*words: str) -> list[str]:
        made = document(ivigcalc("catalogue", "list", "products", *words, "-f", "json"))
        return [one["id"] for one in made["records"]]

    assert ["gammagard-liquid"] == ids("--market", "us", "--indication", "MMN")
    assert ["flebogamma-5", "gammagard-sd", "gammaplex-5", "octagam-5"] == ids("--market", "usa", "--strength", "5 %")
    assert [] == ids("--market", "hk", "--indication", "mmn")
    text = ivigcalc("catalogue", "list", "products", "--market", "us", "--indication", "mmn").out
    assert ("gammagard-liquid  Gammagard Liquid 10 % (100 g/L); us\n    primary-immunodeficiency, mmn, cidp\n") == text


def test_a_record_as_toml_is_its_file(ivigcalc: Run, tmp_path: Path) -> None:
    file = Path(catalogue_package.__file__).parents[1] / "data" / "rate_protocols" / "mgh.toml"
    assert file.read_text(encoding="utf-8") == ivigcalc("catalogue", "show", "mgh", "--format", "toml").out
    copy = tmp_path / "mgh.toml"
    assert 0 == ivigcalc("catalogue", "show", "mgh", "-o", str(copy)).status
    assert file.read_bytes() == copy.read_bytes()


def test_a_new_record_is_a_template_with_its_id(ivigcalc: Run, tmp_path: Path) -> None:
    out = ivigcalc("catalogue", "new", "rate-protocol", "our-rates").out
    assert 'id = "our-rates"  # the name of the file without .toml' in out
    assert 0 == ivigcalc("catalogue", "new", "rate_protocol", "our-rates", "-o", str(tmp_path / "ours.toml")).status
    assert out == (tmp_path / "ours.toml").read_text(encoding="utf-8")
    assert 2 == ivigcalc("catalogue", "new", "drug", "our-rates").status


def test_a_kind_may_be_written_with_a_hyphen(ivigcalc: Run) -> None:
    assert ivigcalc("catalogue", "list", "weight-policies") == ivigcalc("catalogue", "list", "weight_policies")


def test_list_of_sources_counts_them_by_tier_and_says_the_oldest_date_seen(ivigcalc: Run) -> None:
    sources = [Catalogue().record(SOURCES, id) for id in Catalogue().ids(SOURCES)]
    lines = ivigcalc("catalogue", "list", "sources").out.splitlines()
    assert lines[-2:] == [f"total         {len(sources)}", f"oldest seen   {min(source.seen for source in sources)}"]
    made = document(ivigcalc("catalogue", "list", "sources", "--format", "json"))
    tiers = [source.tier for source in sources]
    assert {tier: tiers.count(tier) for tier in tiers} == {one["tier"]: one["sources"] for one in made["by_tier"]}
    assert {f"{tier:<12}  {tiers.count(tier)}" for tier in tiers} <= set(lines)
    assert min(source.seen for source in sources) == made["oldest_seen"]


@pytest.mark.parametrize("id", ["asceniv", "flebogamma-10", "calendar", "rates", "weight"])
def test_tiers_with_as_many_sources_stand_in_one_order(ivigcalc: Run, id: str) -> None:
    tiers = [
        (-one["sources"], one["tier"]) for one in document(ivigcalc("catalogue", "show", id, "-f", "json"))["by_tier"]
    ]
    assert len({count for count, _ in tiers}) < len(tiers), "some have as many"
    assert sorted(tiers) == tiers


def test_a_plan_reads_only_the_records_that_it_needs() -> None:
    """Where they are not packed into one file, as the build packs them."""
    script = (
        "import sys\n"
        "from ivigcalc.catalogue import catalogue\n"
        "catalogue.unpack = lambda folder: {}\n"
        "read = []\n"
        "sys.addaudithook(lambda event, args: read.append(str(args[0])) if event == 'open' else None)\n"
        "sys.argv = 'ivigcalc plan -w 70kg -r dermatomyositis --days 2 -p yimmugo -s 2024-04-08 --rates mgh'.split()\n"
        "sys.argv += ['--format', 'json']\n"
        "from ivigcalc.cli.run import run\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(path for path in read if path.endswith('.toml')), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    read = [Path(line) for line in done.stderr.split()]
    assert len(set(read)) == len(read), "none is read twice"
    by_kind = {kind: {path.stem for path in read if kind == path.parent.name} for kind in KINDS}
    assert ({"yimmugo"}, {"dermatomyositis"}) == (by_kind["products"], by_kind["regimens"])
    assert ({"mgh"}, {"actual"}) == (by_kind["rate_protocols"], by_kind["weight_policies"])
    assert (set(), set()) == (by_kind["tapers"], by_kind["steroids"])
    assert {source["id"] for source in json.loads(done.stdout)["sources"]} == by_kind["sources"]


def test_show_prints_each_figure_with_its_place_and_each_source_with_its_date_and_tier(ivigcalc: Run) -> None:
    out = ivigcalc("catalogue", "show", "bivigam").out
    assert out.isascii()
    text = " ".join(out.split())
    assert "bivigam: Bivigam 100 g/L kind products, shipped with the program" in text
    assert (
        "us: primary-immunodeficiency: 0.5 mg/kg/min (0.3 mL/kg/h) for 10 min, raised by 0.8 mg/kg/min (0.48 mL/kg/h) "
        "every 20 min, to at most 6 mg/kg/min (3.6 mL/kg/h) [bivigam-us-dosing: Recommended Infusion Rates"
    ) in text
    assert "Not on file us: rule for patients at risk" in text
    assert "- g: 5; ml: 50 [bivigam-us-ndc: packages]" in text
    assert "bivigam-us-dosing: label, seen 2026-11-22" in text


def test_show_says_a_label_in_words_where_it_prints_a_range_and_no_steps(ivigcalc: Run) -> None:
    text = " ".join(ivigcalc("catalogue", "show", "privigen").out.split())
    assert (
        "us: primary-immunodeficiency, cidp: 0.5 mg/kg/min (0.3 mL/kg/h), to at most 8 mg/kg/min (4.8 mL/kg/h), "
        "the steps between not printed [privigen-us-label-copy: Dosage and administration]"
    ) in text


def test_show_of_a_regimen_lists_its_variants_and_marks_the_default(ivigcalc: Run) -> None:
    text = " ".join(ivigcalc("catalogue", "show", "dm").out.split())
    assert "dermatomyositis: Dermatomyositis kind regimens" in text
    for variant in Catalogue().record(REGIMENS, "dermatomyositis").variants:
        assert f"dermatomyositis/{variant.id}" in text
    assert "dermatomyositis/dermatology-review (default: not tied to one product" in text
    assert "course: 2 g/kg over 2 to 5 days every 28 days [hoffmann-enk-2019: " in text


def test_show_of_one_variant_shows_that_one(ivigcalc: Run) -> None:
    text = ivigcalc("catalogue", "show", "cidp/panzyga-us").out
    assert "cidp/panzyga-us" in text
    assert "cidp/eu-label" not in text


def test_show_as_json_has_the_record_its_ladders_and_its_sources(ivigcalc: Run) -> None:
    made = document(ivigcalc("catalogue", "show", "octagam-10", "--format", "json"))
    assert ("products", "octagam-10", False) == tuple(made["records"][0][key] for key in ("kind", "id", "local"))
    assert [2, 5, 10, 20, 30] == [vial["g"] for vial in made["record"]["labels"][0]["vials"]]
    itp = made["ladders"][0]
    assert (["itp"], "mL/kg/h", [0.6, 1.2, 2.4, 4.8, 7.2]) == (itp["indications"], itp["unit"], itp["rates"])
    cited = {source["id"] for source in made["sources"]}
    assert {"octagam-10-us-itp", "harriet-lane-24", "qivigy-us-safety"} <= cited
    assert {"id", "title", "publisher", "url", "tier", "seen", "printed", "note"} == set(made["sources"][0])
    assert "us: date of the label text" in made["not_on_file"]


@pytest.mark.parametrize("kind", KINDS)
def test_show_works_for_every_kind(ivigcalc: Run, kind: str) -> None:
    for id in Catalogue().ids(KINDS[kind])[:3]:
        text = ivigcalc("catalogue", "show", id)
        assert (0, "") == (text.status, text.err)
        assert f"kind {kind}, shipped with the program" in text.out
        made = document(ivigcalc("catalogue", "show", id, "-f", "json"))
        assert id == made["record"]["id"]


def test_show_to_a_file(ivigcalc: Run, tmp_path: Path) -> None:
    found = ivigcalc("catalogue", "show", "mgh", "-o", str(tmp_path / "mgh.txt"))
    assert (0, "") == (found.status, found.out)
    assert (tmp_path / "mgh.txt").read_text(encoding="utf-8") == ivigcalc("catalogue", "show", "mgh").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "Octagam 20%"), "'Octagam 20%' is not on file; did you mean octagam-10 or octagam-5?"),
        (("show", "octagam"), "'octagam' can be octagam-5 or octagam-10; choose one"),
        (("show", "zzzz"), "'zzzz' is not on file. See: ivigcalc catalogue list KIND"),
        (("show", "cidp/none"), "no variant 'none'; on file: eu-label, privigen-us"),
        (("show", "privigen/us"), "no variant 'us'; only regimens have any"),
        (("show", "privigen", "--format", "csv"), "--format 'csv': write text, json or toml"),
        (("list", "drugs"), "no kind 'drugs'; there are products, regimens, weight_policies"),
        (("list", "products", "-f", "html"), "--format 'html': write text or json"),
        (("list", "regimens", "--market", "us"), "--market: only products are listed by it; write catalogue list"),
        (("list", "products", "--market", "mars"), "'mars' is not one of us, eu, uk"),
        (("list", "products", "--strength", "10"), "'10' has no unit; write 10%"),
        (("list", "products", "--indication", "zzzz"), "no regimen 'zzzz' on file"),
        (("show", "cidp/eu-label", "-f", "toml"), "cidp/eu-label: a record is copied whole; write catalogue show cidp"),
        (("show", "rates", "-f", "toml"), "rates: limits are the program's own and never local; omit --format toml"),
    ],
)
def test_what_is_not_there_is_one_line_and_exit_2(ivigcalc: Run, words: tuple[str, ...], said: str) -> None:
    found = ivigcalc("catalogue", *words)
    assert (2, "", 1) == (found.status, found.out, found.err.count("\n"))
    assert found.err.startswith(f"ivigcalc: {said}")


def test_a_local_record_is_listed_and_shown_as_such(ivigcalc: Run, tmp_path: Path) -> None:
    folder = str(formulary(tmp_path))
    listed = ivigcalc("catalogue", "list", "products", "--formulary", folder).out
    assert ["examplegam               Examplegam 100 g/L; de (local)"] == [
        " ".join([line.split()[0].ljust(24), *line.split()[1:]]) for line in listed.splitlines() if "local" in line
    ]
    shown = ivigcalc("catalogue", "show", "example", "--formulary", folder).out
    assert "kind products, from the local formulary" in shown
    assert "our-pharmacy: hospital, seen 2026-11-22, printed 2026-10" in shown


def test_the_formulary_of_a_configuration_is_used(ivigcalc: Run, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'formulary = "{formulary(tmp_path / "ours")}"', encoding="utf-8")
    assert "examplegam" in ivigcalc("catalogue", "list", "products", "--config", str(config)).out


def test_text_of_a_formulary_does_not_steer_the_terminal(ivigcalc: Run, tmp_path: Path) -> None:
    text = PRODUCT.replace("Examplegam 100 g/L", "Example\\u001b[2Jgam \\u00b5")
    folder = str(formulary(tmp_path, products__examplegam=text))
    for words in (("list", "products"), ("show", "examplegam")):
        out = ivigcalc("catalogue", *words, "--formulary", folder).out
        assert out.isascii()
        assert "\x1b" not in out
        assert "Example\\x1b[2Jgam" in out


def test_check_says_how_many_records_are_sound(ivigcalc: Run, tmp_path: Path) -> None:
    assert (0, "2 records, no fault\n", "") == ivigcalc("catalogue", "check", str(formulary(tmp_path)))


def test_check_prints_one_line_for_every_fault_and_exits_4(ivigcalc: Run, tmp_path: Path) -> None:
    text = PRODUCT.replace("ml = 50", "ml = 55").replace('markets = ["de"]', 'markets = ["mars"]')
    folder = formulary(tmp_path, products__examplegam=text, regimens__ours="group = 5", tapers__ours="]")
    (folder / "extra").mkdir()
    found = ivigcalc("catalogue", "check", str(folder))
    assert 4 == found.status
    files = [Path(line.split(": ")[0]).relative_to(folder).as_posix() for line in found.out.splitlines()]
    product = "products/examplegam.toml"
    assert ["extra", product, product, "regimens/ours.toml", "tapers/ours.toml"] == files
    assert "labels[0]: markets: 'mars' is not one of" in found.out
    assert "labels[0]: vials[0]: ml: 55 mL of 100 g/L are not 5 g" in found.out
    assert "ivigcalc: 5 faults in 4 records\n" == found.err


def test_check_of_a_folder_that_is_not_there_exits_4(ivigcalc: Run, tmp_path: Path) -> None:
    found = ivigcalc("catalogue", "check", str(tmp_path / "none"))
    assert 4 == found.status
    assert f"{tmp_path / 'none'}: the folder cannot be read: No such file or directory\n" == found.out


@pytest.mark.parametrize("command", ["list", "show", "new", "check"])
def test_every_command_has_help_with_an_example(ivigcalc: Run, command: str) -> None:
    found = ivigcalc("catalogue", command, "-h")
    assert 0 == found.status
    assert f"Example:\n    ivigcalc catalogue {command} " in found.out
