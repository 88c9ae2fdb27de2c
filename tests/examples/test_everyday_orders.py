"""Twenty everyday orders, completely said: alerts mean something, and the glance holds the plan at any width.

``everyday_orders.toml`` has them. ``CAUTIONS`` lists each caution that is left, with why a pharmacist acts on it: one
that is new has to earn its place there.
"""

import re
import tomllib
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from planning import answer_to, open_stops
from reference_case import SAID

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.output import html, table, text
from ivigcalc.output.sheet import sheet
from ivigcalc.output.words import for_the_ward, option, worded

ORDERS = tomllib.loads(Path(__file__).with_name("everyday_orders.toml").read_text("utf-8"), parse_float=Decimal)
WITH_REFERENCE = {**ORDERS, "the-reference-case": SAID}
COMPLETE = {"weight", "height", "sex", "age", "risk", "first_infusion", "regimen", "product", "market", "start", "at"}
MOST_CAUTIONS, MOST_NOTES, MOST_LINES = 10, 100, 22

UNITS = ("g", "mL", "mL/h", "mg", "kg")

# Each caution that is left, and what a pharmacist does about it.
CAUTIONS = {
    ("dermatomyositis-at-75", "rate.none-on-file"): "no timetable can be made: the rates of the leaflet are entered",
    ("dermatomyositis-at-75", "weight.policy-matters"): "BMI 27: 15 % of the dose depend on the local weight policy",
    ("mmn-in-australia", "rate.none-on-file"): "no timetable can be made: the rates of the leaflet are entered",
}
# Those that are about how a dose was rounded: another split may avoid them.
OF_ROUNDING = {"dose.uneven-days", "dose.rounded-above-maximum", "dose.part-vial", "dose.above-day-limit"}


@cache
def planned(name):
    return answer_to("plan", WITH_REFERENCE[name], Catalogue())


def alerts(severity):
    return [(name, one.code) for name in ORDERS for one in planned(name).plan.alerts if one.severity == severity]


def test_they_are_twenty_of_eight_products_and_three_markets_each_completely_said():
    assert 20 == len(ORDERS)
    assert {name: set() for name in ORDERS} == {name: COMPLETE - said.keys() for name, said in ORDERS.items()}
    assert 8 == len({said["product"] for said in ORDERS.values()})
    assert {"eu", "us", "au"} == {said["market"] for said in ORDERS.values()}


def test_no_plan_is_stopped():
    assert [] == [name for name in ORDERS if open_stops(planned(name).plan.alerts)]


def test_the_cautions_that_are_left_are_these():
    left = alerts("caution")
    assert sorted(CAUTIONS) == sorted(left)
    assert MOST_CAUTIONS >= len(left)


def test_nothing_of_a_rounding_is_a_caution():
    """So there is none that another split within the tolerance would avoid."""
    assert not OF_ROUNDING & {code for _, code in alerts("caution")}


def test_notes_are_few():
    assert MOST_NOTES >= len(alerts("note"))


def test_only_what_was_left_open_is_assumed():
    """The source's own weight policy is another than the one by which the two are dosed."""
    assert ["myasthenia", "myasthenia-with-kidney-disease"] == [
        name for name, code in alerts("note") if code == "dose.assumed"
    ]


class _Words(HTMLParser):
    """The text of a page, its tags left out."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_data(self, data):
        self.found.append(data)


def _of_html(document):
    """The worksheet without the record of each infusion, which has again what is seen to at the bed."""
    pages = [part for part in html.render(document).split('<table class="page"') if "Infusion record" not in part]
    page = _Words()
    page.feed("".join(f"<table {part}" for part in pages))
    return "".join(page.found)


OUTPUTS = {
    "text": text.render,
    "table": lambda document: table.render(document, explain=False, width=100, color=False),
    "html": _of_html,
}


@pytest.mark.parametrize("format", OUTPUTS)
@pytest.mark.parametrize("name", WITH_REFERENCE)
def test_each_alert_is_said_once(name, format):
    document = planned(name)
    shown = "".join(OUTPUTS[format](document).split())
    said = for_the_ward(document.plan) if format == "html" else worded(document.plan, option)
    for alert in said.alerts:
        assert 1 == shown.count("".join(alert.text.split())), alert.code


@pytest.mark.parametrize("name", WITH_REFERENCE)
def test_the_glance_is_22_lines_at_80_columns(name):
    shown = text.laid_out(sheet(planned(name), brief=True))
    assert MOST_LINES >= shown.count("\n"), shown
    assert 80 >= max(map(len, shown.splitlines()))


@pytest.mark.parametrize("name", WITH_REFERENCE)
def test_the_glance_has_dose_vials_pump_time_dates_and_every_caution(name):
    document = planned(name)
    shown = " ".join(text.laid_out(sheet(document, brief=True)).split())
    for phase in document.plan.phases:
        for day in phase.days:
            assert f"{day.dose_g.normalize():f} g = " in shown
            assert all(f"{vial.count} x {vial.g.normalize():f} g" in shown for vial in day.vials)
            assert day.infusion is None or f"{day.infusion.steps[-1].ml_per_h.normalize():f} mL/h" in shown
    dates = [row.date for row in document.plan.calendar if row.kind == "infusion"]
    assert all(day.isoformat() in shown for day in (dates[0], dates[-1]))
    for alert in worded(document.plan, option).alerts:
        assert alert.severity == "note" or f"{alert.severity.upper()} {alert.text}" in shown


@pytest.mark.parametrize("name", WITH_REFERENCE)
def test_no_number_is_cut_at_any_width(name):
    """The words of the glance are the same at every width, and a number stays with its unit."""
    blocks = sheet(planned(name), brief=True)
    at_80 = numbers(text.laid_out(blocks))
    for width in range(40, 201):
        shown = text.laid_out(blocks, width)
        assert at_80 == numbers(shown), width
        lines = [line.strip() for line in shown.splitlines()]
        assert not [pair for pair in pairwise(lines) if torn(*pair)], width


def numbers(shown):
    return re.findall(r"[0-9][0-9.:-]*", shown)


def torn(line, following):
    """Whether a line ends in a number whose unit begins the next."""
    return bool(re.search(r"[0-9]$", line)) and following.split(" ")[0].rstrip(".,;:)") in UNITS
