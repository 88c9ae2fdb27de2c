"""What holds of every output at once: alerts, hostile text, and what is imported."""

import re
import subprocess
import sys
from decimal import Decimal

import pytest
from planning import answer_to

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.course.planned import Alert
from ivigcalc.core.printed.sources import Citation
from ivigcalc.output import csv, html, ics, table, text
from ivigcalc.output import json as as_json
from ivigcalc.output.ascii import plain_ascii

SMALL = {"weight": "70kg", "dose": "1g/kg/cycle", "days": 2, "concentration": "10%", "start": "2024-04-08"}


@pytest.fixture(scope="module")
def document():
    return answer_to("plan", {**SMALL, "rates": "1x30,2 mL/kg/h", "at": "20:30"}, Catalogue(None))


def rendered(document):
    return {
        "text": text.render(document),
        "table": table.render(document, explain=False, width=100, color=False),
        "csv": csv.render(document),
    }


@pytest.mark.parametrize("severity", ["stop", "caution", "note"])
def test_an_alert_is_in_each_output_with_its_severity_as_a_word(document, severity):
    """That every code of the program is in every output is held by a plan for each, beside the alerts."""
    alert = Alert("some.code", severity, "what it says", "what to do", Citation("house", "why"))
    alone = rendered(document._replace(plan=document.plan._replace(alerts=(alert,))))
    assert f"some.code ({severity})" in alone["csv"]
    for format in ("text", "table"):
        lines = [" ".join(line.split()) for line in alone[format].splitlines()]
        if severity == "note":
            assert any(re.fullmatch(r"NOTE some\.code: what it says \[[0-9]+\]", line) for line in lines)
            assert "Do: what to do" in lines
        else:  # at the glance
            assert f"{severity.upper()} what it says. What to do. (some.code) [1]" in lines


KAWASAKI = {"weight": "20kg", "age": 4, "regimen": "kawasaki", "product": "kiovig", "market": "eu"}
OUTPUTS = {
    "text": text.render,
    "table": lambda made: table.render(made, explain=False, width=100, color=False),
    "html": lambda made: re.sub("<[^>]+>", " ", html.render(made)),
    "json": as_json.render,
    "ics": lambda made: re.sub(r"\r?\n |\\", "", ics.render(made, None)),
}


@pytest.mark.parametrize("format", OUTPUTS)
def test_what_goes_with_a_regimen_stands_in_every_output(format):
    made = answer_to("plan", {**KAWASAKI, "start": "2026-12-01"}, Catalogue())
    shown = " ".join(OUTPUTS[format](made).split())
    assert "over 10 to 12 h" in shown  # the timetable says it too
    for said in ("acetylsalicylic acid is given with it", "returns 36 h or more after the end"):
        times = 2 if format == "html" else 1  # for the pharmacist, and on the page of the one infusion
        assert times == shown.count(said), said


@pytest.mark.parametrize("format", ["text", "table", "html"])
def test_it_stands_under_the_treatment_and_not_among_the_other_alerts(format):
    made = answer_to("plan", {**KAWASAKI, "start": "2026-12-01"}, Catalogue())
    shown = " ".join(OUTPUTS[format](made).split())
    assert shown.index("Treatment") < shown.index("acetylsalicylic acid is given") < shown.index("Dosing weight")


HOSTILE = (
    "[red]x[/red]", "[bold", "\x1b[31mred\x1b[0m", "\x9b31m", "a\rb\nc\td\x07\x08", "x" * 500, "\u202egnp.exe",
    "=cmd", ":smile:",
)  # fmt: skip


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_printed_and_never_interpreted(document, label):
    hostile = rendered(document._replace(request={**document.request, "label": label}))
    for format, out in hostile.items():
        shown = ascii(label)[1:-1] if format != "csv" or not label.startswith("=") else f"'{label}"
        assert shown in out, format
        assert not set("\x1b\x9b\r\x07\x08\t\u202e") & set(out)


def test_right_to_left_text_is_kept_on_the_terminal_and_escaped_in_plain_text(document):
    hebrew = "\u05d0\u05d1\u05d2"
    out = rendered(document._replace(request={**document.request, "label": hebrew}))
    assert f"Reference  {hebrew}\n" in out["table"]
    assert "Reference  \\u05d0\\u05d1\\u05d2\n" in out["text"]
    assert hebrew in out["csv"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("M\u00fcller", "Muller"),
        ("25 \u00b5g", "25 mcg"),
        ("25 \u03bcg", "25 mcg"),
        ("2 \u00d7 20\u00a0g \u2013 5", "2 x 20 g - 5"),
        ("Stra\u00dfe", "Strasse"),
        ("10\u00b2", "10\\xb2"),  # not 102
        ("\u00bd", "\\xbd"),  # not 1/2
        ("1\u0336 0", "1\\u0336 0"),  # a digit struck out is not that digit
        ("\u65e5", "\\u65e5"),
        ("\U0001f600", "\\U0001f600"),
        ("a\x00b", "a\\x00b"),
    ],
)
def test_other_characters_become_ascii_without_a_change_of_what_is_meant(given, expected):
    assert expected == plain_ascii(given)


def test_text_is_ascii_whatever_the_label(document):
    out = text.render(document._replace(request={**document.request, "label": "\u00e9\u4e2d\u0301\ud800\u200b"}))
    assert out.isascii()


def test_two_renderings_are_the_same(document):
    assert rendered(document) == rendered(document)


def test_json_imports_neither_rich_nor_a_sheet():
    words = [
        "plan",
        "-w",
        "70kg",
        "--dose",
        "1g/kg/cycle",
        "--days",
        "2",
        "-c",
        "100g/L",
        "-s",
        "2024-04-08",
        "-f",
        "json",
    ]
    code = (
        "import sys\nfrom ivigcalc.cli.run import run\n"
        f"sys.argv = ['ivigcalc', *{words!r}]\n"
        "try: run()\nexcept SystemExit: pass\n"
        "print([m for m in sorted(sys.modules) if m == 'rich' or m.startswith('ivigcalc.output.')], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "['ivigcalc.output.json', 'ivigcalc.output.number']" == done.stderr.strip()


def test_a_format_that_does_not_exist_is_refused(ivigcalc):
    result = ivigcalc("weight", "-w", "70kg", "--format", "pdf")
    assert 2 == result.status
    assert "write auto, table, text, json, csv, ics or html" in result.err


def test_a_policy_that_rounds_shows_the_same_number_everywhere(document):
    """82.283... kg is 82.28 wherever it stands."""
    phase = document.plan.phases[0]._replace(difference_percent=Decimal("0.2695"), difference_g=Decimal("0.4434"))
    out = text.render(document._replace(plan=document.plan._replace(phases=(phase,))))
    assert "+0.443 g (+0.3 %)" in out
