"""Words are words in any case: choices, ids, formats."""

from collections.abc import Callable
from pathlib import Path

import pytest
from program import Result

Run = Callable[..., Result]

ORDER = ("-w", "70kg", "--dose", "2g/kg", "--days", "2", "-p", "privigen", "--market", "eu")
DATES = ("--every", "4w", "--cycles", "2", "-s", "2026-03-02")
CAPITALS = {
    "privigen": "Privigen", "eu": "EU", "dose": "dose", "plan": "plan", "json": "JSON", "text": "Text", "csv": "CSV",
    "ics": "ICS", "html": "HTML", "products": "Products", "week": "Week", "caution": "Caution",
}  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("dose", *ORDER, "-f", "json"),
        ("dose", *ORDER, "-f", "text"),
        ("plan", *ORDER, *DATES, "-f", "csv"),
        ("plan", *ORDER, *DATES, "-f", "ics", "--label", "a"),
        ("plan", *ORDER, *DATES, "-f", "html"),
        ("plan", *ORDER, *DATES, "-f", "text", "--fail-on", "caution"),
        ("catalogue", "list", "products", "-f", "json"),
        ("catalogue", "show", "privigen", "-f", "text"),
        ("schema", "dose"),
    ],
    ids=" ".join,
)
def test_capitals_make_no_difference(ivigcalc: Run, words: tuple[str, ...]) -> None:
    command = 2 if words[0] == "catalogue" else 1
    shouted = tuple(word if word == words[0] else CAPITALS.get(word, word) for word in words)
    shouted = (*words[:command], *shouted[command:]) if words[0] != "schema" else ("schema", "DOSE")
    assert shouted != words
    assert ivigcalc(*words) == ivigcalc(*shouted)


def test_capitals_make_no_difference_to_a_cohort_or_a_configuration(ivigcalc: Run, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("label,weight,dose,days,product,market,start\nA1,70KG,1G/KG/DAY,1,PRIVIGEN,EU,2026-03-02\n")
    lower = tmp_path / "lower.csv"
    lower.write_text("label,weight,dose,days,product,market,start\nA1,70kg,1g/kg/day,1,privigen,eu,2026-03-02\n")
    assert ivigcalc("batch", str(lower), "-f", "csv").out == ivigcalc("batch", str(rows), "-f", "CSV").out
    assert (
        ivigcalc("forecast", str(lower), "--by", "week").out
        == ivigcalc("forecast", str(rows), "--by", "WEEK", "-f", "TEXT").out
    )
    config = tmp_path / "config.toml"
    config.write_text('format = "Json"\n[defaults]\nmarket = "EU"\n')
    words = ("dose", *ORDER[:-2], "--config", str(config))
    assert ivigcalc("dose", *ORDER, "-f", "json").out == ivigcalc(*words).out
