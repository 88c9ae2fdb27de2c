"""Where no format is said, the ending of the file that is written chooses it."""

import pytest

PLAN = ("plan", "82kg", "gbs", "privigen", "eu", "2026-12-07", "--label", "bed 7")


@pytest.mark.parametrize(
    ("ending", "format"),
    [
        (".html", "html"), (".json", "json"), (".csv", "csv"), (".ics", "ics"), (".txt", "text"), (".HTML", "html"),
        ("", "text"),
    ],
)  # fmt: skip
def test_the_ending_chooses_the_format(ivigcalc, tmp_path, ending, format):
    file = tmp_path / f"plan{ending}"
    assert (0, "", "") == ivigcalc(*PLAN, "-o", str(file))
    assert file.read_bytes().decode() == ivigcalc(*PLAN, "-f", format).out


def test_a_format_that_is_said_wins_over_any_ending(ivigcalc, tmp_path):
    for name in ("plan.html", "plan.pdf", "plan"):
        assert 0 == ivigcalc(*PLAN, "-f", "json", "-o", str(tmp_path / name)).status
        assert (tmp_path / name).read_text().startswith('{\n  "schema": "ivigcalc/plan/1"')


def test_the_ending_wins_over_the_format_of_the_configuration(ivigcalc, tmp_path):
    config, file = tmp_path / "config.toml", tmp_path / "plan.csv"
    config.write_text('format = "json"\n')
    ivigcalc(*PLAN, "--config", str(config), "-o", str(file))
    assert file.read_text().startswith("label,")
    ivigcalc(*PLAN, "--config", str(config), "-o", str(tmp_path / "plan"))
    assert (tmp_path / "plan").read_text().startswith("{\n")


ALL = ".html, .json, .csv, .ics or .txt, or give --format"


@pytest.mark.parametrize(
    ("words", "name", "instead"),
    [
        (PLAN, "plan.pdf", f"ending .pdf; write {ALL}; a browser prints .html as PDF"),
        (PLAN, "plan.xlsx", f"ending .xlsx; write {ALL}"),
        (("weight", "70kg"), "a.b.md", f"ending .md; write {ALL}"),
        (("batch", "cohort.csv"), "plans.txt", "ending .txt; write .jsonl, .json, .csv or .ics, or give --format"),
        (("forecast", "cohort.csv"), "need.pdf", "ending .pdf; write .json, .csv or .txt, or give --format"),
        (("check", "plan.json"), "found.csv", "ending .csv; write .txt or .json, or give --format"),
        (("catalogue", "list", "products"), "all.csv", "ending .csv; write .txt or .json, or give --format"),
        (("catalogue", "show", "mgh"), "mgh.html", "ending .html; write .txt, .json or .toml, or give --format"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_another_ending_is_refused_before_anything_is_read(ivigcalc, tmp_path, words, name, instead):
    file = tmp_path / name
    assert (2, "", f"ivigcalc: --output {file}: no format has the {instead}\n") == ivigcalc(*words, "-o", str(file))
    assert not file.exists()


def test_the_endings_of_the_other_commands(ivigcalc, tmp_path):
    rows = "weight,regimen,product,market,start\n82kg,gbs,privigen,eu,2026-12-07\n"
    for command, ending, begins in [
        ("batch", ".jsonl", '{"schema"'),
        ("batch", ".json", '{"schema"'),
        ("batch", ".csv", "label,"),
        ("batch", "", '{"schema"'),
        ("forecast", ".json", '{\n  "schema": "ivigcalc/forecast/1"'),
        ("forecast", ".csv", "kind,period,"),
        ("forecast", ".txt", "Demand\n===="),
    ]:
        file = tmp_path / f"{command}{ending}"
        ivigcalc(command, "-", "-o", str(file), stdin=rows)
        assert file.read_text().startswith(begins), (command, ending)
    for words in (("catalogue", "list", "products"), ("catalogue", "show", "mgh")):
        ivigcalc(*words, "-o", str(tmp_path / "found.json"))
        assert (tmp_path / "found.json").read_text().startswith('{\n  "schema": "ivigcalc/catalogue/1"')
    ivigcalc("schema", "plan", "-o", str(tmp_path / "plan.schema"))
    assert (tmp_path / "plan.schema").read_text().startswith("{")
